"""D'où vient chaque donnée, et quand : source, édition, licence, dates, ce qu'elle couvre."""

import pandas as pd

from sdsf.dossier import Dossier
from sdsf.rapports.qualite_donnees.releves_du_departement import (
    compter_lignes,
    intitule_de,
    maille_en_mots,
    releves_propres,
)
from sdsf.releves.periodes import annee_de
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Tableau, absence, numerique
from sdsf.rendu.nombres import abreger, accorder, date

ORIGINES = {"texte": "citée par le texte", "producteur": "publiée", "saisie": "saisie"}
RIEN = "Aucune donnée n'est réunie pour ce département."
NOMS_CITES = 3
QUI = "« sdsf actualiser » (données nationales) et les pilotes (saisies)"


def provenance(dossier: Dossier) -> list[Bloc]:
    """Une ligne par source et par édition."""
    propres = releves_propres(dossier)
    if propres.empty:
        return [absence(RIEN, QUI)]
    colonnes = [
        Colonne("Source"),
        Colonne("Producteur"),
        Colonne("Édition"),
        Colonne("Licence"),
        Colonne("Ce qu'elle renseigne"),
        Colonne("Mailles et années"),
        numerique("Relevés"),
        Colonne("Entrée dans les données"),
    ]
    groupes = propres.groupby(["source", "edition", "origine"], sort=True)
    lignes = [
        _ligne(dossier, str(code), str(edition), str(origine), groupe)
        for (code, edition, origine), groupe in groupes
    ]
    return [Tableau("Les sources et leurs éditions", colonnes, lignes)]


def _ligne(dossier: Dossier, code: str, edition: str, origine: str, groupe: pd.DataFrame) -> Ligne:
    source = dossier.referentiel.sources[code]
    annees = sorted({annee_de(periode) for periode in groupe["periode"]})
    return Ligne(
        [
            source.titre,
            source.producteur,
            edition or "non précisée",
            source.licence or "non précisée",
            _indicateurs(dossier, groupe, origine),
            f"{_mailles(groupe)} ; {etendue_d_annees(annees)}",
            compter_lignes(
                dossier, f"Relevés : {source.titre}, {edition or 'édition unique'}, {origine}", groupe
            ),
            _dates(groupe),
        ]
    )


def _indicateurs(dossier: Dossier, groupe: pd.DataFrame, origine: str) -> str:
    """Les premiers indicateurs ; un texte en cite trop pour qu'on les nomme ici."""
    codes = sorted(set(groupe["indicateur"]))
    if origine == "texte":
        return accorder(len(codes), "un fait cité par le texte", f"{len(codes)} faits cités par le texte")
    return abreger([intitule_de(dossier, code) for code in codes], NOMS_CITES)


def _mailles(groupe: pd.DataFrame) -> str:
    territoires = groupe.groupby("maille")["territoire"].nunique()
    return ", ".join(maille_en_mots(str(maille), int(n)) for maille, n in territoires.items())


def etendue_d_annees(annees: list[int]) -> str:
    """« 2017-2022 », ou une seule année ; « avec des trous » si une année manque entre les deux."""
    if not annees:
        return "aucune"
    if annees[0] == annees[-1]:
        return str(annees[0])
    entiere = len(annees) == annees[-1] - annees[0] + 1
    return f"{annees[0]}-{annees[-1]}" + ("" if entiere else ", avec des trous")


def _dates(groupe: pd.DataFrame) -> str:
    """Le jour de la première et de la dernière saisie, et par qui."""
    debut, fin = groupe["saisi_le"].min().date(), groupe["saisi_le"].max().date()
    quand = f"le {date(debut)}" if debut == fin else f"du {date(debut)} au {date(fin)}"
    return f"{quand} ({', '.join(sorted(set(groupe['saisi_par'])))})"
