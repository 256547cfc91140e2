"""D'une ligne lue à un chiffre traçable : libellé, formule, source, édition, année, lignes."""

from collections.abc import Iterable, Mapping

import pandas as pd

from sdsf.chiffres import Chiffre, Trace, compter, ecrire, reunir, trace_d_une_ligne
from sdsf.dossier import Dossier
from sdsf.evaluation.series import serie
from sdsf.releves.lecture import FRANCE
from sdsf.rendu.blocs import Ecart, Phrase, phrase
from sdsf.rendu.nombres import accorder

FORMULES = {
    "texte": "valeur citée par le texte du schéma",
    "producteur": "valeur publiée par le producteur",
    "saisie": "valeur saisie par le pilote",
}


def du_releve(dossier: Dossier, ligne: pd.Series, libelle: str = "") -> Chiffre:
    """Le chiffre d'un relevé ; son état est gardé quand la valeur manque."""
    fiche = dossier.referentiel.indicateurs.get(ligne["indicateur"])
    # Un effectif se lit, il ne se calcule pas : ni formule à refaire, ni membres.
    taux = fiche if fiche and fiche.denominateur else None
    territoire = nom_du_territoire(dossier, ligne)
    return Chiffre(
        libelle=libelle or (f"{fiche.intitule}, {territoire}" if fiche else str(ligne["libelle"])),
        valeur=None if pd.isna(ligne["valeur"]) else float(ligne["valeur"]),
        unite=ligne["unite"],
        etat=ligne["etat"],
        nature=ligne["nature"],
        formule=taux.formule if taux and ligne["origine"] != "texte" else FORMULES[ligne["origine"]],
        numerateur=_membre(ligne["numerateur"], taux.numerateur.variable if taux else ""),
        denominateur=_membre(
            ligne["denominateur"], taux.denominateur.variable if taux and taux.denominateur else ""
        ),
        territoire=territoire,
        perimetre=ligne["perimetre"],
        periode=ligne["periode"],
        source=source_citee(dossier, ligne["source"]),
        edition=ligne["edition"],
        extrait=ligne["extrait"],
        note=ligne["note"],
        trace=trace_d_une_ligne(ligne),
    )


def serie_de(dossier: Dossier, indicateur: str, code: str, textes: bool = False) -> pd.DataFrame:
    """La série d'un indicateur pour la France ou un département (jamais la région de même code)."""
    maille = "france" if code == FRANCE else "departement"
    return serie(dossier.releves, indicateur, code, textes, maille)


def source_citee(dossier: Dossier, code: str) -> str:
    """Une source sous une rubrique « Source » : la mention, sans redire le mot."""
    return dossier.referentiel.mention(code).removeprefix("Source : ")


def _membre(valeur: float | None, variable: str) -> str:
    """Un membre d'un rapport : sa valeur si elle est publiée ; sinon sa définition, en le disant."""
    if pd.notna(valeur):
        return f"{ecrire(valeur)} {variable}".strip()
    return f"{variable} (effectif non publié avec ce taux)" if variable else ""


def nom_du_territoire(dossier: Dossier, ligne: pd.Series) -> str:
    """Le nom d'un territoire : celui de territoires.csv, du référentiel, ou du relevé lui-même."""
    code = ligne["territoire"]
    if code == FRANCE:
        return "France"
    if ligne["maille"] == "departement" and code in dossier.referentiel.departements:
        return dossier.referentiel.departements[code].nom
    noms = dossier.tables["territoires"]
    # En tableaux d'objets : cette recherche se fait des milliers de fois, et pandas y mettrait dix fois plus.
    memes = (noms["territoire"].to_numpy(object) == code) & (
        noms["maille"].to_numpy(object) == ligne["maille"]
    )
    trouves = noms["nom"].to_numpy(object)[memes]
    return str(trouves[0]) if len(trouves) else str(ligne["libelle"]).split(" — ")[0]


def en_points(ecart: Chiffre) -> Phrase:
    """Un écart en points, avec son signe : « +0,8 point », « −2,6 points »."""
    return phrase("{e} {mot}", e=Ecart(ecart), mot=accorder(ecart.valeur or 0, "point", "points"))


def nom_de_edition(edition: str) -> str:
    """Une édition, telle qu'on la lit."""
    return f"édition « {edition} »" if edition else "édition unique"


def compter_du_plan(dossier: Dossier, libelle: str, identifiants: Iterable[str], unite: str) -> Chiffre:
    """Un dénombrement d'éléments du plan, avec la ligne de chacun dans plan.yml."""
    return compter(
        libelle,
        [dossier.trace(identifiant) for identifiant in identifiants],
        unite,
        source=dossier.plan.source.titre,
        periode=str(dossier.annee),
        territoire=dossier.departement.nom,
    )


def compter_des_groupes(
    dossier: Dossier, libelle: str, groupes: Mapping[str, Iterable[str]], unite: str
) -> Chiffre:
    """Un dénombrement de noms (des institutions…), chacun avec les éléments du plan qui le portent."""
    return compter(
        libelle,
        [reunir([dossier.trace(ident) for ident in identifiants]) for identifiants in groupes.values()],
        unite,
        source=dossier.plan.source.titre,
        periode=str(dossier.annee),
        territoire=dossier.departement.nom,
    )


def compter_des_faits(
    dossier: Dossier, libelle: str, traces: Iterable[Trace], unite: str, source: str
) -> Chiffre:
    """Un dénombrement de lignes de data/."""
    return compter(
        libelle, traces, unite, source=source, periode=str(dossier.annee), territoire=dossier.departement.nom
    )


def datee(chiffre: Chiffre) -> Phrase | Chiffre:
    """Une valeur et sa propre année."""
    if not chiffre.connu or not chiffre.periode:
        return chiffre
    return phrase("{v} ({annee})", v=chiffre, annee=chiffre.periode)
