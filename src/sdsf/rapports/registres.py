"""Les registres tenus par le secrétariat : décisions, recommandations.

Un registre absent se dit en une phrase ; présent, il se montre ligne à ligne, chaque nombre traçable.
"""

import pandas as pd

from sdsf.chiffres import Chiffre, trace_de
from sdsf.dossier import Dossier
from sdsf.lecture.csv_strict import Champ
from sdsf.releves.lecture import contrats
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Tableau, absence, numerique
from sdsf.rendu.nombres import date


def decisions(dossier: Dossier) -> list[Bloc]:
    """Les décisions des instances jusqu'à la fin de l'année, et leurs suites."""
    table = dossier.tables["decisions"]
    return _registre(
        dossier,
        "decisions",
        "Aucune décision d'instance n'est enregistrée",
        "le secrétariat du comité départemental",
        table[table["date"] <= pd.Timestamp(dossier.arrete_au)],
    )


def recommandations(dossier: Dossier) -> list[Bloc]:
    """Les recommandations encore suivies, et leurs suites."""
    table = dossier.tables["recommandations"]
    return _registre(
        dossier,
        "recommandations",
        "Aucune recommandation antérieure n'est enregistrée",
        "la commission d'évaluation",
        table[table["annee"] <= dossier.annee],
    )


def _manque(dossier: Dossier, nom: str, phrase_: str) -> str:
    return f"{phrase_} (data/departements/{dossier.departement.code}/{nom}.csv)."


def _registre(
    dossier: Dossier, nom: str, manque: str, qui: str, table: pd.DataFrame | None = None
) -> list[Bloc]:
    lignes = dossier.tables[nom] if table is None else table
    if lignes.empty:
        return [absence(_manque(dossier, nom, manque), qui)]
    schema = contrats(dossier.espace)[nom]
    colonnes = [_colonne(c) for c in schema.champs]
    corps = [
        Ligne([_cellule(dossier, ligne, champ, schema.titre) for champ in schema.champs])
        for _, ligne in lignes.iterrows()
    ]
    return [Tableau(schema.titre, colonnes, corps)]


# Ce par quoi on filtre un registre, à l'écran.
FACETTES = (
    "commune",
    "type",
    "instance",
    "autorite",
    "categorie",
    "annee",
    "responsable",
    "priorite",
    "suite",
)


def _colonne(champ: Champ) -> Colonne:
    if _est_un_nombre(champ):
        return numerique(champ.titre)
    return Colonne(champ.titre, facette=champ.nom in FACETTES)


def _est_un_nombre(champ: Champ) -> bool:
    """Une année est un entier du contrat, mais se lit comme un mot : ni milliers, ni carte."""
    return champ.type in ("integer", "number") and champ.nom != "annee"


def _cellule(dossier: Dossier, ligne: pd.Series, champ: Champ, titre: str) -> Chiffre | str:
    valeur = ligne[champ.nom]
    if pd.isna(valeur) or valeur == "":
        return "non renseigné"
    if champ.type == "date":
        return date(valeur.date())
    if _est_un_nombre(champ):
        return _saisi(dossier, ligne, champ.nom, titre)
    if champ.nom == "annee":
        return str(int(valeur))
    return _noms(dossier, champ.nom).get(str(valeur), str(valeur))


def _noms(dossier: Dossier, colonne: str) -> dict[str, str]:
    """Les noms à lire à la place des codes d'une colonne (vide pour une colonne de texte)."""
    if colonne == "instance":
        return {instance.id: instance.intitule for instance in dossier.plan.gouvernance}
    if colonne == "commune":
        territoires = dossier.tables["territoires"]
        return dict(zip(territoires["territoire"], territoires["nom"], strict=True))
    return {}


def _saisi(dossier: Dossier, ligne: pd.Series, nom: str, titre: str) -> Chiffre:
    """Le chiffre d'une cellule saisie, tel quel, avec la ligne où il est écrit."""
    return Chiffre(
        f"{titre} : {nom.replace('_', ' ')}",
        float(ligne[nom]),
        "nombre",
        nature="declaree",
        formule="valeur saisie",
        territoire=dossier.departement.nom,
        periode=str(dossier.annee),
        source=titre,
        trace=trace_de(ligne.to_frame().T),
    )
