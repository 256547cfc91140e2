"""Ce qu'on regarde d'une maille : ses territoires la même année, et les repères de cette année."""

from dataclasses import dataclass

import pandas as pd

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.territoires import valeurs_recentes
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rapports.chiffrer import du_releve, serie_de
from sdsf.releves.lecture import FRANCE
from sdsf.rendu.figures import Repere


@dataclass(frozen=True)
class Maille:
    """Comment on nomme une maille dans une phrase."""

    code: str
    singulier: str
    pluriel: str
    ancre: str
    absence: str
    """La phrase quand aucun taux n'est connu ; ``{annee}`` y tient la place de l'année du rapport."""


EPCI = Maille(
    "epci", "EPCI", "EPCI", "fig-epci", "Aucun taux de couverture par EPCI n'est connu jusqu'en {annee}."
)
COMMUNES = Maille(
    "commune",
    "commune",
    "communes",
    "fig-communes",
    "Aucun taux de couverture communal n'est connu jusqu'en {annee} "
    "(la Cnaf ne publie que les communes de plus de 10 000 habitants).",
)
ARRONDISSEMENTS = Maille(
    "arrondissement_municipal", "arrondissement", "arrondissements", "fig-arrondissements", ""
)
EPT = Maille("ept", "EPT", "EPT", "fig-ept", "")


@dataclass(frozen=True)
class Vue:
    """Des territoires d'une maille, la même année, et les repères de cette année."""

    maille: Maille
    annee: int
    table: pd.DataFrame
    france: Chiffre | None
    departement: Chiffre | None


def vue(dossier: Dossier, maille: Maille) -> Vue | None:
    """La dernière année connue d'une maille ; les repères sont de la même année et de la même édition."""
    table = valeurs_recentes(dossier.releves, PRINCIPAL, maille.code, dossier.annee)
    if table.empty:
        return None
    ligne = table.iloc[0]
    return Vue(
        maille,
        int(ligne["annee"]),
        table,
        _repere(dossier, FRANCE, ligne),
        _repere(dossier, dossier.departement.code, ligne),
    )


def _repere(dossier: Dossier, code: str, modele: pd.Series) -> Chiffre | None:
    lignes = serie_de(dossier, PRINCIPAL, code)
    memes = lignes[
        (lignes["annee"] == modele["annee"])
        & (lignes["edition"] == modele["edition"])
        & lignes["valeur"].notna()
    ]
    return du_releve(dossier, memes.iloc[-1]) if len(memes) else None


def extreme(dossier: Dossier, v: Vue, rang: int) -> Chiffre:
    """Le chiffre du territoire d'un rang : 0 est le mieux couvert, −1 le moins bien."""
    return du_releve(dossier, v.table.iloc[rang])


def reperes_de(dossier: Dossier, v: Vue) -> list[Repere]:
    """La France et le département, la même année et dans la même édition."""
    couples = (("France", v.france), (dossier.departement.nom, v.departement))
    return [Repere(nom, chiffre.valeur or 0) for nom, chiffre in couples if chiffre]


def titre_de_colonne(maille: Maille) -> str:
    """Le nom d'une maille en tête de colonne : « Commune », « EPCI »."""
    return maille.singulier.capitalize() if maille.singulier.islower() else maille.singulier
