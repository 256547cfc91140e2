"""De petits exports d'enquête : une réponse valable au questionnaire aux familles, et ses variantes."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.fabrique import RACINE

from sdsf.espace import Espace
from sdsf.referentiel.questionnaires import lire_questionnaire

FAMILLES = lire_questionnaire(Espace(RACINE), "familles")
# Une réponse qui ne déclenche que des questions posées à tous.
REPONSE: Mapping[str, str] = {
    "type_famille": "couple",
    "nombre_enfants": "2",
    "ages_enfants": "de_18_a_25_ans",
    "epci": "999900001",
    "difficultes_financieres": "parfois",
    "handicap": "non",
    "mode_accueil": "",
    "satisfaction_accueil": "",
    "difficulte_accueil": "",
    "accueil_loisirs": "",
    "satisfaction_loisirs": "",
    "soutien_parentalite": "jamais_entendu",
    "satisfaction_parentalite": "",
    "services_connus": "rpe pmi",
    "services_frequentes": "aucun",
    "centre_social": "connait",
    "satisfaction_centre_social": "",
    "facilite_information": "facile",
    "ameliorer": "",
}


def texte_csv(lignes: Sequence[Mapping[str, str]], separateur: str = ",") -> str:
    """Un CSV dont les colonnes sont celles de la première ligne."""
    sortie = io.StringIO()
    ecrivain = csv.DictWriter(sortie, list(lignes[0]), delimiter=separateur, lineterminator="\n")
    ecrivain.writeheader()
    ecrivain.writerows(lignes)
    return sortie.getvalue()


def reponse(**changements: str) -> dict[str, str]:
    """La réponse valable, changée ; une colonne qui n'y est pas s'ajoute."""
    return {**REPONSE, **changements}


def sans(*colonnes: str) -> dict[str, str]:
    """La réponse valable, sans ces colonnes."""
    return {nom: valeur for nom, valeur in REPONSE.items() if nom not in colonnes}


def deposer(dossier: Path, *lignes: Mapping[str, str], nom: str = "export.csv") -> Path:
    """Écrit un export et rend son chemin."""
    chemin = dossier / nom
    chemin.write_text(texte_csv(lignes), encoding="utf-8")
    return chemin
