"""Les vues de séance : des numéros sans trou, même à plusieurs, et un fichier relu avant d'être gardé."""

import datetime as dt
import multiprocessing
from pathlib import Path

import pytest

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.releves.seances import arreter, dossier_des_seances, lire_les_vues

CONTENU = {
    "departement": "00",
    "annee": 2024,
    "atelier": "priorites",
    "instance": "Commission",
    "auteur": "secrétariat, Caf",
    "date": dt.date(2025, 3, 14),
    "motif": "le débat",
    "parametres": {"methode": "somme_des_rangs", "changements": None, "sorte": 0, "territoire": ""},
    "phrase": "no : 1.10",
    "empreinte": "0",
}


@pytest.fixture
def espace(tmp_path: Path) -> Espace:
    return Espace(tmp_path)


def plusieurs(racine: str, combien: int) -> None:
    for _ in range(combien):
        arreter(Espace(Path(racine)), "00", CONTENU)


def test_deux_postes_qui_arretent_ensemble_ne_perdent_aucun_numero(espace: Espace) -> None:
    contexte = multiprocessing.get_context("fork")
    postes = [contexte.Process(target=plusieurs, args=(str(espace.racine), 8)) for _ in range(3)]
    for poste in postes:
        poste.start()
    for poste in postes:
        poste.join(60)
    vues = lire_les_vues(espace, "00")
    assert [vue.numero for vue in vues] == list(range(1, 25))
    assert {vue.phrase for vue in vues} == {"no : 1.10"}


def test_un_numero_retire_se_voit(espace: Espace) -> None:
    plusieurs(str(espace.racine), 3)
    (dossier_des_seances(espace, "00") / "2025-03-14-2.yml").unlink()
    with pytest.raises(Erreurs, match="Le numéro 2 manque"):
        lire_les_vues(espace, "00")


def test_une_vue_d_un_autre_departement_est_refusee(espace: Espace) -> None:
    plusieurs(str(espace.racine), 1)
    chemin = dossier_des_seances(espace, "00") / "2025-03-14-1.yml"
    chemin.write_text(chemin.read_text().replace("departement: '00'", "departement: '13'"), encoding="utf-8")
    with pytest.raises(Erreurs, match="13"):
        lire_les_vues(espace, "00")
