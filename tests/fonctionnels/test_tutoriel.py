"""Le tutoriel dit vrai : ses lignes se saisissent, ses messages et ses nombres sont ceux du logiciel."""

import re
from pathlib import Path

import pytest
from tests.fonctionnels.test_production import ECRITS

from sdsf.chargement import charger
from sdsf.commande.verification import verifier
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.espace import Espace
from sdsf.evaluation.avancement import repartir
from sdsf.rapports.indicateur import communs_suivis, suivre_commun
from sdsf.rapports.point_annuel.plan import suivis
from sdsf.rapports.point_annuel.tableau_de_bord import suivis_du_plan

TUTORIEL = (Path(__file__).resolve().parents[2] / "docs/tutoriel/premier_bilan.md").read_text(
    encoding="utf-8"
)
(LIGNE,) = re.findall(r"^pe-1\.3-c,.*$", TUTORIEL, re.MULTILINE)


def saisir(espace: Espace, ligne: str) -> None:
    journal = espace.data / "departements/00/avancement.csv"
    journal.write_text(journal.read_text(encoding="utf-8") + ligne + "\n", encoding="utf-8")


def ouvrir(espace: Espace, reglages: str = "") -> Dossier:
    return charger(espace, controler_demande(espace, "00", 2024, reglages))


def compte(dossier: Dossier, statut: str) -> str:
    return str(len(repartir(suivis(dossier))[statut]))


def en_retard(dossier: Dossier) -> int:
    tous = [*(suivre_commun(dossier, code) for code in communs_suivis(dossier)), *suivis_du_plan(dossier)]
    return sum(suivi.verdict.jugement == "en_retard" for suivi in tous)


def annonce(intitule: str) -> list[str]:
    """Les cellules « avant » et « après » d'une ligne du tableau du tutoriel."""
    (ligne,) = re.findall(rf"^\| {re.escape(intitule)} \|(.*)\|$", TUTORIEL, re.MULTILINE)
    return [cellule.split("(")[0].strip() for cellule in ligne.split("|")]


@pytest.mark.parametrize(
    ("intitule", "statut"),
    [("actions réalisées, sur 23", "realisee"), ("actions « sans information »", "sans_information")],
)
def test_la_ligne_saisie_change_ce_que_le_tutoriel_dit(
    espace_copie: Espace, intitule: str, statut: str
) -> None:
    avant = compte(ouvrir(espace_copie), statut)
    saisir(espace_copie, LIGNE)
    assert [avant, compte(ouvrir(espace_copie), statut)] == annonce(intitule)


def test_le_message_d_une_faute_est_celui_du_tutoriel(espace_copie: Espace) -> None:
    saisir(espace_copie, LIGNE.replace("realisee", "terminée"))
    (faute,) = verifier(espace_copie, "00").erreurs
    assert str(faute) in TUTORIEL


def test_le_bilan_d_une_verification_sans_faute_est_celui_du_tutoriel(espace_copie: Espace) -> None:
    saisir(espace_copie, LIGNE)
    bilan = verifier(espace_copie, "00")
    assert bilan.erreurs == ()
    dits = [*(f"Avertissement : {avis}" for avis in bilan.avertissements), f"Aucune erreur ({bilan.resume})."]
    assert "\n".join(dits) in TUTORIEL


def test_les_fichiers_annonces_sont_ceux_qui_s_ecrivent() -> None:
    annonces = re.findall(r"^reports/00/2024/(\S+)$", TUTORIEL, re.MULTILINE)
    assert sorted(annonces) == sorted(ECRITS)


def test_changer_la_tolerance_change_les_jugements_annonces(espace_copie: Espace) -> None:
    saisir(espace_copie, LIGNE)
    avant = en_retard(ouvrir(espace_copie))
    apres = en_retard(ouvrir(espace_copie, '{"tolerance_trajectoire_pct": 30}'))
    assert f"Les indicateurs en retard passent de {avant} à {apres}" in TUTORIEL
