"""Ce que la commission écrit : lu d'un coup, ses renvois vérifiés, aucune cause laissée passer."""

import pytest
import yaml
from tests.fabrique import RACINE, remplacer

from sdsf.chargement import charger
from sdsf.commission.lecture import Travaux
from sdsf.commission.modeles import Evaluation
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreur, Erreurs
from sdsf.espace import Espace

EVALUATION = "params/departements/00/2021-2026/evaluation.yml"
CONTRIBUTION = "params/departements/00/2021-2026/contribution.yml"


def ouvrir(espace: Espace, code: str = "00", annee: int = 2025) -> Dossier:
    return charger(espace, controler_demande(espace, code, annee, "", "bilan_final"))


def fautes(espace: Espace) -> list[Erreur]:
    with pytest.raises(Erreurs) as refus:
        ouvrir(espace)
    return list(refus.value.erreurs)


def test_les_travaux_du_departement_fictif_sont_lus_avec_leurs_lignes(dossier_00: Dossier) -> None:
    travaux = dossier_00.travaux
    assert len(travaux.questions) == 8
    assert [c.id for c in travaux.constats][:2] == ["c-besoins-1", "c-coherence-1"]
    ((fichier, ligne),) = travaux.traces["c-offre-1"].lignes
    texte = (dossier_00.espace.racine / fichier).read_text(encoding="utf-8").splitlines()
    assert (fichier, texte[ligne - 1].strip()) == (EVALUATION, "- id: c-offre-1")


def test_sans_fichier_il_reste_les_questions_et_les_hypotheses_nationales(dossier_13: Dossier) -> None:
    travaux = dossier_13.travaux
    assert (travaux.constats, travaux.reponses, travaux.effets_inattendus) == ((), (), ())
    assert {h.id for h in travaux.hypotheses} == {
        "h-moyens-engages", "h-porteurs", "h-offre-utile", "h-effets-durables",
    }  # fmt: skip
    assert all(not h.elements for h in travaux.hypotheses)


def test_l_hypothese_d_un_departement_remplace_la_nationale_de_meme_nom(dossier_00: Dossier) -> None:
    noms = [h.id for h in dossier_00.travaux.hypotheses]
    assert len(noms) == len(set(noms)) == 8
    (utile,) = [h for h in dossier_00.travaux.hypotheses if h.id == "h-offre-utile"]
    assert len(utile.elements) == 2


def test_un_rapport_sans_plan_ne_lit_pas_les_travaux(espace_copie: Espace) -> None:
    remplacer(espace_copie, EVALUATION, "format: 1", "format: 2")
    demande = controler_demande(espace_copie, "00", 1999, "", "diagnostic")
    assert charger(espace_copie, demande).travaux == Travaux()


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "code", "mot"),
    [
        (EVALUATION, "question: besoins", "question: besoin", "P203", "besoins"),
        (EVALUATION, "- pe-1.1-i3", "- pe-1.1-i33", "P203", "pe-1.1-i3"),
        (EVALUATION, "- r2023-1", "- r2023-9", "P203", "r2023-9"),
        (EVALUATION, "objet: pe-1.1-b", "objet: pe-1.1-bb", "P203", "pe-1.1-b"),
        (EVALUATION, "periode: 2021-2026", "periode: 2021-2025", "P216", "2021-2025"),
        (EVALUATION, "- id: c-offre-2", "- id: c-offre-1", "P206", "c-offre-1"),
        (EVALUATION, "L'offre en établissement progresse depuis", "Grâce au schéma, l'offre progresse depuis",
         "P250", "grace au"),
        (CONTRIBUTION, "axe: pa", "axe: pax", "P203", "pa"),
        (CONTRIBUTION, "raison: les décisions", "raison: le schéma a permis les décisions", "P250", "permis"),
        (CONTRIBUTION, "indicateur: pa-2.2-i2", "indicateur: pa-2.2-i9", "P203", "pa-2.2-i2"),
    ],
)  # fmt: skip
def test_une_faute_est_dite_a_sa_ligne(
    espace_copie: Espace, fichier: str, avant: str, apres: str, code: str, mot: str
) -> None:
    remplacer(espace_copie, fichier, avant, apres)
    trouvees = fautes(espace_copie)
    assert code in {faute.code for faute in trouvees}
    assert all(faute.lieu.fichier == fichier and faute.lieu.ligne for faute in trouvees)
    assert any(mot in str(faute) for faute in trouvees)


def test_les_fautes_des_deux_fichiers_sont_dites_ensemble(espace_copie: Espace) -> None:
    remplacer(espace_copie, EVALUATION, "question: besoins", "question: besoin")
    remplacer(espace_copie, CONTRIBUTION, "axe: pa", "axe: pax")
    assert {faute.lieu.fichier for faute in fautes(espace_copie)} == {EVALUATION, CONTRIBUTION}


def test_l_exemple_du_guide_est_valable() -> None:
    guide = (RACINE / "docs/guides/ecrire_les_constats.md").read_text(encoding="utf-8")
    exemple = guide.split("```\n")[1]
    evaluation = Evaluation.model_validate(yaml.safe_load(exemple))
    assert evaluation.reponses[0].constats == [evaluation.constats[0].id]
