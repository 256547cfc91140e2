"""Les remarques du contradictoire : ce qu'une ligne doit dire pour être publiée à côté de son passage."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Lieu
from sdsf.plan.communs import est_une_fonction

A_REGLER = "a_regler"
NEUTRALISE = r"^'(?=\s*[=+\-@]|\t)"


def remarques_de(table: pd.DataFrame, rapport: str, annee: int) -> pd.DataFrame:
    """Les remarques d'un seul rapport et d'une seule année, les plus anciennes d'abord."""
    siennes = table[(table["rapport"] == rapport) & (table["annee"] == annee)]
    # Ce que l'import met devant un texte qu'un tableur exécuterait n'est pas du texte.
    textes = ("auteur_fonction", "remarque")
    nettes = siennes.assign(**{nom: siennes[nom].str.replace(NEUTRALISE, "", regex=True) for nom in textes})
    triees: pd.DataFrame = nettes.sort_values(["date", "ligne"], kind="stable")
    return triees.reset_index(drop=True)


def verifier_remarques(table: pd.DataFrame) -> list[Erreur]:
    """Une remarque réglée a une réponse datée ; une réponse ne précède pas sa remarque ; un auteur, sa
    fonction et son institution."""
    return [faute for ligne in table.to_dict("records") for faute in _fautes(ligne)]


def _fautes(ligne: Mapping[Hashable, Any]) -> list[Erreur]:
    lieu = Lieu(str(ligne["fichier"]), int(str(ligne["ligne"])))
    repondue, datee = bool(ligne["reponse"]), not pd.isna(ligne["reponse_date"])
    regles = {
        ("est dite réglée, mais n'a pas de réponse", "Écrivez la réponse, ou le statut « a_regler »."): (
            ligne["statut"] != A_REGLER and not repondue
        ),
        ("a une réponse sans date, ou une date sans réponse", "Donnez les deux, ou aucune."): (
            repondue != datee
        ),
        ("a une réponse plus ancienne qu'elle", "Vérifiez « date » et « reponse_date »."): (
            datee and ligne["reponse_date"] < ligne["date"]
        ),
        (
            "a un auteur sans institution",
            "Écrivez une fonction et une institution, jamais un nom : « pilote fiche 1.1, Caf ».",
        ): not est_une_fonction(str(ligne["auteur_fonction"])),
    }
    trouvees = [mots for mots, fautive in regles.items() if fautive]
    return [err.RemarqueIncoherente(lieu, quoi=quoi, conseil=conseil) for quoi, conseil in trouvees]
