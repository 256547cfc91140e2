"""Les registres tenus par le secrétariat : moyens, schémas communaux, contrôles, recommandations.

Un registre absent se dit en une phrase ; présent, il se montre ligne à ligne, chaque nombre traçable.
"""

import pandas as pd

from sdsf.chiffres import Chiffre, reunir, trace_de
from sdsf.dossier import Dossier
from sdsf.releves.lecture import contrats
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Tableau, absence, numerique
from sdsf.rendu.nombres import date


def moyens(dossier: Dossier) -> list[Bloc]:
    """Les moyens de l'année, par financeur : prévu, engagé, réalisé."""
    table = dossier.tables["moyens"]
    table = table[table["annee"] == dossier.annee]
    if table.empty:
        return [
            absence(
                _manque(dossier, "moyens", f"Aucun moyen financier n'est renseigné pour {dossier.annee}"),
                "chaque financeur du schéma",
            )
        ]
    lignes = [
        _ligne_de_financeur(dossier, str(nom), groupe)
        for nom, groupe in table.groupby("financeur", sort=True)
    ]
    lignes.append(Ligne(_ligne_de_financeur(dossier, "Ensemble", table).cellules, accent=True))
    colonnes = [
        Colonne("Financeur"),
        numerique("Prévu (€)"),
        numerique("Engagé (€)"),
        numerique("Réalisé (€)"),
    ]
    return [Tableau(f"Moyens par financeur en {dossier.annee} (euros)", colonnes, lignes)]


def _ligne_de_financeur(dossier: Dossier, nom: str, groupe: pd.DataFrame) -> Ligne:
    return Ligne(
        [
            nom,
            *(
                _somme(dossier, nom, groupe, colonne)
                for colonne in ("prevu_eur", "engage_eur", "realise_eur")
            ),
        ]
    )


def _somme(dossier: Dossier, nom: str, groupe: pd.DataFrame, colonne: str) -> Chiffre:
    """Une somme ne se donne que si toutes ses parties sont connues : sinon elle serait trop petite."""
    libelle = f"{nom} : {colonne.removesuffix('_eur').replace('prevu', 'prévu').replace('engage', 'engagé').replace('realise', 'réalisé')}"
    connu = bool(groupe[colonne].notna().all())
    return Chiffre(
        libelle,
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
    colonnes = [
        numerique(c.titre) if c.type in ("integer", "number") and c.nom != "annee" else Colonne(c.titre)
        for c in schema.champs
    ]
    corps = [
        Ligne([_cellule(dossier, ligne, champ.nom, champ.type, schema.titre) for champ in schema.champs])
        for _, ligne in lignes.iterrows()
    ]
    return [Tableau(schema.titre, colonnes, corps)]


def _cellule(dossier: Dossier, ligne: pd.Series, nom: str, type_: str, titre: str) -> object:
    valeur = ligne[nom]
    if pd.isna(valeur) or valeur == "":
        return "non renseigné"
    if type_ == "date":
        return date(valeur.date())
    if type_ in ("integer", "number") and nom != "annee":
        libelle = f"{titre} : {nom.replace('_', ' ')}"
        return Chiffre(
            libelle,
            float(valeur),
            "nombre",
            nature="declaree",
            formule="valeur saisie",
            territoire=dossier.departement.nom,
            periode=str(dossier.annee),
            source=titre,
            trace=trace_de(ligne.to_frame().T),
        )
    return str(int(valeur)) if nom == "annee" else str(valeur)
