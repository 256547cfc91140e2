"""Les vues de séance : des numéros sans trou, même à plusieurs, et un fichier relu avant d'être gardé."""

import datetime as dt
import multiprocessing
from pathlib import Path

import pytest

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.plan.communs import Retenu
from sdsf.releves.seances import arreter, dossier_des_seances, lire_les_vues, retirer

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

RETRAIT = Retenu(auteur="secrétariat, Caf", date=dt.date(2025, 4, 2), motif="no : relue, elle trompait")


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


def test_une_vue_se_retire_sans_s_effacer_et_garde_ses_commentaires(espace: Espace) -> None:
    plusieurs(str(espace.racine), 2)
    chemin = dossier_des_seances(espace, "00") / "2025-03-14-1.yml"
    avant = chemin.read_text(encoding="utf-8") + "# un mot de la commission\n"
    chemin.write_text(avant, encoding="utf-8")
    premiere, seconde = lire_les_vues(espace, "00")
    retirer(espace, "00", 1, RETRAIT)
    assert lire_les_vues(espace, "00") == (premiere.model_copy(update={"retiree": RETRAIT}), seconde)
    apres = chemin.read_text(encoding="utf-8").splitlines()
    assert [x for x in avant.splitlines() if x not in apres and not x.startswith("retiree")] == []


@pytest.mark.parametrize("numero", [1, 7])
def test_une_vue_deja_retiree_ou_inconnue_ne_se_retire_pas(espace: Espace, numero: int) -> None:
    plusieurs(str(espace.racine), 1)
    retirer(espace, "00", 1, RETRAIT)
    avant = (dossier_des_seances(espace, "00") / "2025-03-14-1.yml").read_bytes()
    with pytest.raises(Erreurs, match="ne se retire pas"):
        retirer(espace, "00", numero, RETRAIT)
    assert (dossier_des_seances(espace, "00") / "2025-03-14-1.yml").read_bytes() == avant
