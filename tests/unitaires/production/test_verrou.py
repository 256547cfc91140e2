"""Un rapport validé ne se réécrit pas, et rien de ce qui le remplace ne le perd."""

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.plan.reglages import EtatDeRapport
from sdsf.production.ecriture import ecrire_lot
from sdsf.production.verrou import (
    avis_de_validation,
    controler_le_verrou,
    en_place,
    rangement,
    rapports_modifies,
)

VALIDE = "Validé en séance du 14 mars 2024"
PROJET = "Projet, non validé en séance"
CONTENUS = {"point_annuel.html": b"page", "point_annuel.chiffres.csv": b"numero,cle\n"}


@pytest.fixture
def espace(tmp_path: Path) -> Espace:
    (tmp_path / "params").mkdir()
    return Espace(tmp_path)


def etat(version: int = 1, mot: str = "valide", erratum: str | None = None) -> EtatDeRapport:
    champs: dict[str, Any] = {"rapport": "point_annuel", "annee": 2023, "etat": mot, "instance": None}
    le = dt.date(2024, 3, 14) if mot == "valide" else None
    return EtatDeRapport(**champs, valide_le=le, version=version, erratum=erratum)


def deposer(espace: Espace, mention: str = VALIDE, version: int = 1) -> Path:
    """Un rapport du 00 en 2023 : sa page, ses chiffres, son carnet et son manifeste."""
    dossier = espace.reports / "00" / "2023"
    fiches = {
        nom: {"sha256": hashlib.sha256(contenu).hexdigest(), "octets": len(contenu)}
        for nom, contenu in CONTENUS.items()
    }
    manifeste = {"departement": "00", "etat": mention, "version": f"Version {version}", "fichiers": fiches}
    lot = {dossier / nom: contenu for nom, contenu in CONTENUS.items()}
    lot[dossier / "point_annuel.manifeste.json"] = json.dumps(manifeste).encode()
    lot[dossier / "point_annuel.ipynb"] = b"{}"
    ecrire_lot(espace, lot)
    return dossier


def refus(espace: Espace, dossier: Path, voulu: EtatDeRapport) -> Erreurs:
    with pytest.raises(Erreurs) as leve:
        controler_le_verrou(espace, dossier, "point_annuel", voulu)
    return leve.value


def test_un_rapport_valide_ne_se_reecrit_pas_et_dit_comment_le_corriger(espace: Espace) -> None:
    message = refus(espace, deposer(espace), etat())
    assert message.sortie == 14
    for mot in ("E611", "version 1, validé en séance du 14 mars 2024", "une version 2", "reglages.yml"):
        assert mot in str(message)


def test_redire_projet_dans_les_reglages_n_ouvre_pas_le_verrou(espace: Espace) -> None:
    assert "E611" in str(refus(espace, deposer(espace), etat(mot="projet")))


def test_une_version_nouvelle_sans_erratum_est_refusee(espace: Espace) -> None:
    assert "E613" in str(refus(espace, deposer(espace), etat(2, "projet")))


def test_un_projet_se_refait_autant_qu_on_veut(espace: Espace) -> None:
    dossier = deposer(espace, PROJET)
    assert controler_le_verrou(espace, dossier, "point_annuel", etat(mot="projet")) is None
    assert controler_le_verrou(espace, dossier, "point_annuel", etat()) is None


def test_sans_rapport_en_place_rien_ne_verrouille(espace: Espace) -> None:
    assert controler_le_verrou(espace, espace.reports / "00" / "2023", "point_annuel", etat()) is None


@pytest.mark.parametrize(("nom", "quoi"), [(nom, "a été modifié") for nom in CONTENUS])
def test_un_fichier_modifie_d_un_rapport_valide_est_vu_partout(espace: Espace, nom: str, quoi: str) -> None:
    dossier = deposer(espace)
    (dossier / nom).write_bytes(b"autre chose")
    message = str(refus(espace, dossier, etat(2, erratum="Une faute.")))
    assert "E612" in message
    assert quoi in message
    assert [faute.lieu.fichier for faute in rapports_modifies(espace, "00")] == [f"reports/00/2023/{nom}"]


def test_un_fichier_disparu_d_un_rapport_valide_est_vu(espace: Espace) -> None:
    dossier = deposer(espace)
    (dossier / "point_annuel.chiffres.csv").unlink()
    assert "a disparu" in str(refus(espace, dossier, etat(2, erratum="Une faute.")))


def test_un_projet_retouche_n_est_pas_une_faute(espace: Espace) -> None:
    (deposer(espace, PROJET) / "point_annuel.html").write_bytes(b"autre chose")
    assert rapports_modifies(espace, "00") == []


@pytest.mark.parametrize("contenu", [None, "{", "[]", '{"version": "Version 1"}'])
def test_un_manifeste_perdu_ne_libere_pas_un_rapport_dit_valide(espace: Espace, contenu: str | None) -> None:
    dossier = deposer(espace)
    manifeste = dossier / "point_annuel.manifeste.json"
    manifeste.unlink() if contenu is None else manifeste.write_text(contenu, encoding="utf-8")
    assert "E614" in str(refus(espace, dossier, etat()))


def noms(dossier: Path) -> list[str]:
    return sorted(chemin.name for chemin in dossier.iterdir() if chemin.is_file())


def test_l_ancienne_version_est_rangee_entiere_a_cote(espace: Espace) -> None:
    dossier = deposer(espace)
    ancien = controler_le_verrou(espace, dossier, "point_annuel", etat(2, erratum="Une faute."))
    with rangement(espace, ancien) as copies:
        assert len(copies) == 4
    assert noms(dossier / "versions") == [
        "point_annuel.v1.chiffres.csv", "point_annuel.v1.html", "point_annuel.v1.ipynb",
        "point_annuel.v1.manifeste.json",
    ]  # fmt: skip
    assert (dossier / "versions" / "point_annuel.v1.html").read_bytes() == b"page"
    (dossier / "versions" / "point_annuel.v1.html").write_bytes(b"autre chose")
    vus = [faute.lieu.fichier for faute in rapports_modifies(espace, "00")]
    assert vus == ["reports/00/2023/versions/point_annuel.v1.html"]


def test_une_production_qui_echoue_ne_laisse_rien_de_range(espace: Espace) -> None:
    dossier = deposer(espace)
    with pytest.raises(KeyboardInterrupt), rangement(espace, en_place(dossier, "point_annuel")):
        raise KeyboardInterrupt
    assert not (dossier / "versions").exists()
    assert len(noms(dossier)) == 4


def test_une_version_deja_rangee_n_est_pas_ecrasee(espace: Espace) -> None:
    dossier = deposer(espace)
    (dossier / "versions").mkdir()
    (dossier / "versions" / "point_annuel.v1.html").write_bytes(b"une autre version 1")
    with pytest.raises(Erreurs, match="E605"), rangement(espace, en_place(dossier, "point_annuel")):
        pass
    assert noms(dossier / "versions") == ["point_annuel.v1.html"]


def test_un_projet_valide_dont_les_chiffres_ont_bouge_le_dit(espace: Espace) -> None:
    ancien = en_place(deposer(espace, PROJET), "point_annuel")
    (avis,) = avis_de_validation(ancien, etat(), {**CONTENUS, "point_annuel.chiffres.csv": b"autres"})
    assert "ne sont plus ceux du projet" in avis
    assert avis_de_validation(ancien, etat(), CONTENUS) == []
