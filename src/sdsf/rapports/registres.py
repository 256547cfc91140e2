"""Les registres tenus par le secrétariat : moyens, schémas communaux, contrôles, recommandations.

Un registre absent se dit en une phrase ; présent, il se montre ligne à ligne, chaque nombre traçable.
"""

import pandas as pd

from sdsf.chiffres import Chiffre, reunir, trace_de
from sdsf.dossier import Dossier
from sdsf.lecture.csv_strict import Champ
from sdsf.releves.lecture import contrats
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Tableau, absence, numerique
from sdsf.rendu.nombres import date

MONTANTS = {"prevu_eur": "prévu", "engage_eur": "engagé", "realise_eur": "réalisé"}


# Le diagnostic d'un schéma porte aussi sur ces deux domaines (décret du 28 avril 2025).
DIAGNOSTIC = {
    "sur le soutien à la parentalité": "la Caf (Reaap, Laep, Clas, médiation, espaces de rencontre)",
    "sur la formation des professionnels": "la Région, le rectorat et la Caf",
}


def moyens(dossier: Dossier) -> list[Bloc]:
    """Les moyens de l'année, par financeur : prévu, engagé, réalisé."""
    table = dossier.tables["moyens"]
    table = table[table["annee"] == dossier.annee]
    if table.empty:
        manque = f"Aucun moyen financier n'est renseigné pour {dossier.annee}"
        return [absence(_manque(dossier, "moyens", manque), "chaque financeur du schéma")]
    lignes = [
        Ligne(_sommes(dossier, str(nom), groupe)) for nom, groupe in table.groupby("financeur", sort=True)
    ]
    ensemble = Ligne(_sommes(dossier, "Ensemble", table), accent=True)
    colonnes = [Colonne("Financeur"), *(numerique(f"{mot.capitalize()} (€)") for mot in MONTANTS.values())]
    return [Tableau(f"Moyens par financeur en {dossier.annee} (euros)", colonnes, [*lignes, ensemble])]


def _sommes(dossier: Dossier, nom: str, groupe: pd.DataFrame) -> list[object]:
    return [nom, *(_somme(dossier, nom, groupe, colonne) for colonne in MONTANTS)]


def _somme(dossier: Dossier, nom: str, groupe: pd.DataFrame, colonne: str) -> Chiffre:
    """Une somme ne se donne que si toutes ses parties sont connues : sinon elle serait trop petite."""
    connu = bool(groupe[colonne].notna().all())
    return Chiffre(
        f"{nom} : {MONTANTS[colonne]}",
        float(groupe[colonne].sum()) if connu else None,
        "euros",
        etat="valeur" if connu else "non_renseignee",
        formule="somme des lignes",
        territoire=dossier.departement.nom,
        periode=str(dossier.annee),
        source=" ; ".join(sorted(set(groupe["source"]))),
        trace=reunir([trace_de(groupe)]),
    )


def articulation(dossier: Dossier) -> list[Bloc]:
    """Les schémas communaux et conventions territoriales globales reçus."""
    return _registre(
        dossier,
        "schemas_communaux",
        "Aucun schéma communal ni convention territoriale globale n'est enregistré",
        "le secrétariat du comité départemental",
    )


def controles(dossier: Dossier) -> list[Bloc]:
    """Le bilan du plan d'inspection et de contrôle de l'année."""
    table = dossier.tables["controles"]
    return _registre(
        dossier,
        "controles",
        f"Le bilan du plan d'inspection et de contrôle de {dossier.annee} n'est pas renseigné",
        "la préfecture et le Département",
        table[table["annee"] == dossier.annee],
    )


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


def diagnostic(dossier: Dossier) -> list[Bloc]:
    """Les blocs du diagnostic territorialisé dont aucun indicateur commun n'est encore suivi."""
    return [
        absence(
            f"Aucun indicateur commun {quoi} n'est suivi : le diagnostic de {dossier.annee} est incomplet.",
            qui,
        )
        for quoi, qui in DIAGNOSTIC.items()
    ]


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
