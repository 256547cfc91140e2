"""Les expérimentations conduites dans le département, et leur bilan : annexe de la synthèse des travaux.

Décret n° 2022-1772 du 30 décembre 2022, article 3 : la liste des expérimentations et leur bilan sont annexés.
"""

import datetime as dt

import pandas as pd

from sdsf.chiffres import Chiffre, compter, trace_de
from sdsf.dossier import Dossier
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau, absence, phrase
from sdsf.rendu.nombres import accorder, date

TABLE = "experimentations"
SOURCE = "Registre des expérimentations"
QUI = "la préfecture, le Département et la Caf"
TITRES = ("Expérimentation", "Porteur", "Territoire", "Ce que l'on essaie", "Début", "Fin prévue", "Bilan")


def experimentations(dossier: Dossier) -> list[Bloc]:
    """Chaque expérimentation commencée jusqu'à la fin de l'année, et son bilan s'il était remis."""
    connues = _connues(dossier)
    if connues.empty:
        return [absence(sans_experimentation(dossier), QUI)]
    lignes = [Ligne(_cellules(dossier, ligne)) for _, ligne in connues.iterrows()]
    titre = f"Les expérimentations connues fin {dossier.annee}"
    return [
        Paragraphe(_synthese(dossier, connues)),
        Tableau(titre, [Colonne(un) for un in TITRES], lignes),
    ]


def sans_experimentation(dossier: Dossier) -> str:
    """Un registre vide ne dit pas qu'aucune expérimentation n'existe."""
    fichier = f"data/departements/{dossier.departement.code}/{TABLE}.csv"
    debut = f"Aucune expérimentation n'est enregistrée jusqu'en {dossier.annee} ({fichier})"
    return f"{debut} : on ne sait pas s'il y en a."


def _connues(dossier: Dossier) -> pd.DataFrame:
    """Les lignes commencées à la date du rapport ; une ligne sans début y est aussi."""
    table = dossier.tables[TABLE]
    vues: pd.DataFrame = table[table["debut"].isna() | (table["debut"] <= pd.Timestamp(dossier.arrete_au))]
    return vues


def _cellules(dossier: Dossier, ligne: pd.Series) -> list[object]:
    textes = [str(ligne[nom]) or "non renseigné" for nom in ("intitule", "porteur", "territoire", "objet")]
    return [*textes, _date(ligne["debut"]), _date(ligne["fin"]), _bilan(dossier, ligne)]


def _date(valeur: object) -> str:
    connue = isinstance(valeur, dt.datetime) and not pd.isna(valeur)
    return date(valeur.date()) if connue and isinstance(valeur, dt.datetime) else "non renseigné"


def _bilan(dossier: Dossier, ligne: pd.Series) -> str:
    """Le bilan remis à la date du rapport ; attendu si l'expérimentation est finie, à venir sinon."""
    remis = ligne["bilan_le"]
    if ligne["bilan"] and (pd.isna(remis) or remis <= pd.Timestamp(dossier.arrete_au)):
        suite = f" (remis le {_date(remis)})" if pd.notna(remis) else ""
        return f"{ligne['bilan']}{suite}"
    finie = pd.notna(ligne["fin"]) and ligne["fin"] <= pd.Timestamp(dossier.arrete_au)
    return "attendu : l'expérimentation est finie" if finie else "à venir"


def _synthese(dossier: Dossier, connues: pd.DataFrame) -> object:
    attendus = connues[[_bilan(dossier, ligne).startswith("attendu") for _, ligne in connues.iterrows()]]
    mots = accorder(len(connues), "expérimentation est enregistrée", "expérimentations sont enregistrées")
    bilans = accorder(len(attendus), "bilan est attendu", "bilans sont attendus")
    return phrase(
        f"Fin {dossier.annee}, {{n}} {mots} ; {{k}} {bilans}.",
        n=_compter(dossier, "Expérimentations enregistrées", connues),
        k=_compter(dossier, "Bilans d'expérimentations attendus", attendus),
    )


def _compter(dossier: Dossier, libelle: str, lignes: pd.DataFrame) -> Chiffre:
    traces = [trace_de(ligne.to_frame().T) for _, ligne in lignes.iterrows()]
    nom, annee = dossier.departement.nom, str(dossier.annee)
    return compter(libelle, traces, "nombre", SOURCE, territoire=nom, periode=annee)
