"""Les noyaux des pages de Voilà : ce que la forge charge d'avance, et qui la trouve."""

import asyncio
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from tests.fabrique import RACINE

from sdsf.commande import atelier, noyaux
from sdsf.espace import Espace
from sdsf.forge.forge import Forge, ForgeImpossible


def test_jupyter_client_trouve_le_lanceur_par_son_nom() -> None:
    connus = KernelProvisionerFactory.instance().provisioners
    assert connus[atelier.LANCEUR].load() is noyaux.LancerUnAtelier


def test_voila_seul_prend_ses_noyaux_a_la_forge(tmp_path: Path) -> None:
    """Dans JupyterLab on modifie du code : un noyau relancé doit le relire."""
    voila, lab = (
        atelier.reglages_du_serveur(Espace(tmp_path), atelier.Ouverture("", voila, 1, "j"))
        for voila in (True, False)
    )
    assert voila["KernelProvisionerFactory"] == {"default_provisioner_name": atelier.LANCEUR}
    assert "KernelProvisionerFactory" not in lab


def test_chaque_atelier_est_charge_d_avance_et_l_espace_relu_en_dernier() -> None:
    """Ce que ``sdsf.carnet`` importe à la demande d'un carnet d'atelier, ni plus ni moins."""
    source = (RACINE / "src/sdsf/carnet.py").read_text(encoding="utf-8")
    demandes = {".".join(mots) for mots in re.findall(r"from (sdsf\.ateliers[.\w]*) import (\w+)", source)}
    charges = {nom for nom in noyaux.MODULES_DES_ATELIERS if nom.startswith("sdsf.ateliers")}
    assert charges == demandes != set()
    assert all(find_spec(nom) for nom in charges)
    assert noyaux.MODULES_DES_ATELIERS[-1] == "sdsf.chauffe"


def test_sans_forge_possible_la_page_a_un_noyau_ordinaire(monkeypatch: pytest.MonkeyPatch) -> None:
    class Froide(Forge):
        def allumer(self) -> None:
            raise ForgeImpossible("ce système ne sait pas")

    ordinaires: list[list[str]] = []

    async def lancer(self: LocalProvisioner, cmd: list[str], **_: Any) -> dict[str, Any]:
        ordinaires.append(cmd)
        return {}

    monkeypatch.setattr(noyaux, "forge_des_ateliers", Froide)
    monkeypatch.setattr(LocalProvisioner, "launch_kernel", lancer)
    commande = ["python", "-m", "ipykernel_launcher"]
    asyncio.run(noyaux.LancerUnAtelier().launch_kernel(commande, env={}))
    assert ordinaires == [commande]
