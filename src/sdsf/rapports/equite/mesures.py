"""Les trois mesures d'équité, en chiffres traçables : l'étendue, le rapport interdécile, la sous-dotation."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from sdsf.chiffres import Chiffre, ecrire, reunir, trace_de
from sdsf.evaluation.equite import (
    Evolution,
    Mesure,
    comparer,
    etendue,
    part_en_territoire_sous_dote,
    rapport_interdecile_pondere,
)
from sdsf.rapports.chiffrer import source_citee
from sdsf.rapports.equite.terrain import Terrain

PESES = {"calculee": "les enfants de moins de 3 ans", "estimee": "les naissances de trois ans"}


@dataclass(frozen=True)
class Question:
    """Une mesure d'équité : comment on la nomme, son unité, comment elle se calcule une année donnée."""

    code: str
    intitule: str
    unite: str
    formule: str
    mesurer: Callable[[Terrain, pd.DataFrame, int], Mesure]


def _etendue(_: Terrain, taux: pd.DataFrame, annee: int) -> Mesure:
    return etendue(taux)


def _interdecile(lieu: Terrain, taux: pd.DataFrame, annee: int) -> Mesure:
    minimum = lieu.dossier.seuils.minimum_epci_pour_deciles
    return rapport_interdecile_pondere(taux, lieu.poids(taux, annee), minimum)


def _sous_dotes(lieu: Terrain, taux: pd.DataFrame, annee: int) -> Mesure:
    france = lieu.france(annee)
    repere = france.valeur if france else None
    seuil = lieu.dossier.seuils.seuil_sous_dote_pct
    return part_en_territoire_sous_dote(taux, lieu.poids(taux, annee), repere, seuil)


QUESTIONS = (
    Question(
        "etendue",
        "Écart entre les extrêmes (points)",
        "points",
        "taux le plus haut − taux le plus bas",
        _etendue,
    ),
    Question(
        "interdecile",
        "Rapport interdécile",
        "rapport",
        "neuvième décile ÷ premier décile des taux, chaque territoire pesant ses enfants",
        _interdecile,
    ),
    Question(
        "sous_dotes",
        "Enfants vivant en territoire sous-doté (%)",
        "pourcent",
        "100 × enfants des territoires sous le seuil ÷ enfants de tous les territoires au taux connu",
        _sous_dotes,
    ),
)


def mesure(lieu: Terrain, question: Question) -> Chiffre:
    """La mesure de la dernière année connue."""
    return chiffre_de(lieu, question, question.mesurer(lieu, lieu.de(lieu.annee), lieu.annee), lieu.annee)


def evolution(lieu: Terrain, question: Question) -> Evolution:
    """La mesure au début du schéma (sans schéma : la première année connue) et maintenant."""
    debut = 0 if lieu.dossier.sans_plan else lieu.dossier.plan.periode.debut
    return comparer(lieu.taux, debut, lambda taux, annee: question.mesurer(lieu, taux, annee))


def chiffre_de(
    lieu: Terrain, question: Question, trouvee: Mesure, annee: int, territoires: tuple[str, ...] = ()
) -> Chiffre:
    """Le chiffre d'une mesure ; non disponible, avec son motif en note, si elle n'est pas évaluable."""
    lignes = lieu.de(annee)
    retenues = lignes[lignes["territoire"].isin(territoires)] if territoires else lignes
    traces = [trace_de(retenues)]
    if question.code != "etendue":
        traces.append(lieu.trace_des_poids(annee, trouvee.nature))
    france = lieu.france(annee)
    if question.code == "sous_dotes" and france:
        traces.append(france.trace)
    base = Chiffre(
        f"{question.intitule}, {lieu.maille.pluriel}, {annee}",
        None,
        question.unite,
        etat="non_disponible",
        formule=question.formule,
        territoire=lieu.dossier.departement.nom,
        periode=str(annee),
        source=source_citee(lieu.dossier, lieu.source),
        edition=lieu.edition,
        note=trouvee.motif,
    )
    if trouvee.valeur is None:
        return base
    pese = "" if question.code == "etendue" else f"pondéré par {PESES[trouvee.nature]}"
    return replace(
        base,
        valeur=trouvee.valeur,
        etat="valeur",
        nature=trouvee.nature,
        numerateur=_membre(trouvee.numerateur),
        denominateur=_membre(trouvee.denominateur),
        note=pese,
        trace=reunir(traces),
    )


def _membre(valeur: float | None) -> str:
    return "" if valeur is None else ecrire(round(valeur, 2))
