"""De petites tables pour le secret : un dictionnaire (territoire, indicateur, période) → effectif."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from tests.fabrique import RACINE

from sdsf.espace import Espace
from sdsf.referentiel.secret import ReglesDeSecret, lire_regles_de_secret
from sdsf.secret.liens import Lien

Cle = tuple[str, str, str]
REGLES = lire_regles_de_secret(Espace(RACINE))
# Le seuil de la règle « caf_local », que suivent les valeurs saisies.
SEUIL = 5


def regles(**champs: object) -> ReglesDeSecret:
    """Les règles du référentiel, celle des valeurs saisies changée."""
    listes = [
        regle.model_copy(update=champs) if regle.code == "caf_local" else regle for regle in REGLES.regles
    ]
    return REGLES.model_copy(update={"regles": listes})


def table(effectifs: Mapping[Cle, float | str], **constantes: Any) -> pd.DataFrame:
    """Des relevés saisis ; une valeur en texte est un état (« secret », « sans_objet »…)."""
    return pd.DataFrame([_ligne(cle, valeur, constantes) for cle, valeur in effectifs.items()])


def _ligne(cle: Cle, valeur: float | str, constantes: Mapping[str, Any]) -> dict[str, Any]:
    (maille, code), indicateur, periode = cle[0].split(":"), cle[1], cle[2]
    trou = isinstance(valeur, str)
    return {
        "indicateur": indicateur,
        "libelle": indicateur,
        "territoire": code,
        "maille": maille,
        "perimetre": "",
        "periode": periode,
        "valeur": np.nan if trou else float(valeur),
        "unite": "familles",
        "etat": valeur if trou else "valeur",
        "nature": "declaree",
        "numerateur": np.nan,
        "denominateur": np.nan,
        "origine": "saisie",
        "source": "pilote",
        "edition": "",
        "extrait": "",
        "note": "",
        **constantes,
    }


def liens(sommes: Iterable[tuple[str, str, Sequence[str]]]) -> list[Lien]:
    return [Lien(colonne, tout, tuple(parties)) for colonne, tout, parties in sommes]  # type: ignore[arg-type]


def cles(donnees: pd.DataFrame) -> list[Cle]:
    territoires = donnees["maille"] + ":" + donnees["territoire"]
    return list(zip(territoires, donnees["indicateur"], donnees["periode"], strict=True))


def cachees(donnees: pd.DataFrame) -> set[Cle]:
    """Les cases dites secrètes, dont aucune n'a de valeur."""
    assert donnees.loc[donnees["etat"] == "secret", "valeur"].isna().all()
    return set(cles(donnees[donnees["etat"] == "secret"]))


def petites(donnees: pd.DataFrame, seuil: int = SEUIL) -> set[Cle]:
    """Les cases sous le seuil, zéro excepté."""
    return set(cles(donnees[(donnees["valeur"] > 0) & (donnees["valeur"] < seuil)]))


def primaire_seule(donnees: pd.DataFrame) -> pd.DataFrame:
    """Ce qu'on publierait en oubliant la suppression secondaire."""
    sous = (donnees["valeur"] > 0) & (donnees["valeur"] < SEUIL)
    etats = donnees["etat"].mask(sous, "secret")
    return donnees.assign(valeur=donnees["valeur"].mask(sous), etat=etats)
