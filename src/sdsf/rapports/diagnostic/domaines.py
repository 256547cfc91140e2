"""Les deux domaines que le diagnostic doit couvrir en plus de l'accueil : parentalité, formation.

Décret du 28 avril 2025. Chaque indicateur commun du domaine : ce que les producteurs et les pilotes en
disent, à défaut ce qu'un texte en cite ; et la liste de ceux dont personne n'a rien dit.
"""

from collections.abc import Sequence

import pandas as pd

from sdsf.dossier import Dossier
from sdsf.rapports.chiffrer import du_releve, serie_de
from sdsf.rapports.diagnostic.contexte import COLONNES, ligne_d_indicateur, serie_connue
from sdsf.rapports.indicateur import communs_du_volet
from sdsf.referentiel.modeles import Indicateur, Volet
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Tableau, absence, numerique
from sdsf.rendu.nombres import abreger, accorder

NOMS: dict[Volet, str] = {
    "parentalite": "le soutien à la parentalité",
    "formation": "la formation des professionnels",
}
QUI: dict[Volet, str] = {
    "parentalite": "la Caf (Reaap, Laep, Clas, médiation, espaces de rencontre)",
    "formation": "la Région, le rectorat et la Caf",
}


def domaines(dossier: Dossier) -> list[Bloc]:
    """Les deux domaines, l'un après l'autre."""
    return [*parentalite(dossier), *formation(dossier)]


def parentalite(dossier: Dossier) -> list[Bloc]:
    """Les indicateurs du soutien à la parentalité (PAR-01 à PAR-08)."""
    return _domaine(dossier, "parentalite")


def formation(dossier: Dossier) -> list[Bloc]:
    """Les indicateurs de la formation et des métiers (RH-01 à RH-04)."""
    return _domaine(dossier, "formation")


def _domaine(dossier: Dossier, volet: Volet) -> list[Bloc]:
    fiches = communs_du_volet(dossier, volet)
    suivies = [fiche for fiche in fiches if len(serie_connue(dossier, fiche.code, dossier.departement.code))]
    citees = [fiche for fiche in fiches if fiche not in suivies and len(_cites(dossier, fiche.code))]
    muettes = [fiche for fiche in fiches if fiche not in suivies and fiche not in citees]
    nom = NOMS[volet]
    titre = f"{nom[0].upper()}{nom[1:]} : les indicateurs communs, jusqu'en {dossier.annee}"
    lignes = [ligne_d_indicateur(dossier, fiche.code) for fiche in suivies]
    return [
        *([Tableau(titre, COLONNES, lignes)] if lignes else []),
        *_tableau_des_cites(dossier, nom, citees),
        *_manques(volet, muettes, len(fiches)),
    ]


def _cites(dossier: Dossier, code: str) -> pd.DataFrame:
    """Les dernières valeurs qu'un texte donne d'un indicateur au département."""
    lignes = serie_de(dossier, code, dossier.departement.code, textes=True)
    connues = lignes[(lignes["annee"] <= dossier.annee) & lignes["valeur"].notna()]
    dernieres: pd.DataFrame = connues[connues["annee"] == connues["annee"].max()]
    return dernieres


def _tableau_des_cites(dossier: Dossier, nom: str, fiches: Sequence[Indicateur]) -> list[Bloc]:
    if not fiches:
        return []
    lignes = [
        Ligne(
            [
                fiche.intitule + (f" ({ligne['perimetre']})" if ligne["perimetre"] else ""),
                str(ligne["periode"]),
                du_releve(dossier, ligne),
                dossier.referentiel.unite(str(ligne["unite"])).pluriel,
                f"« {ligne['extrait']} »",
            ]
        )
        for fiche in fiches
        for _, ligne in _cites(dossier, fiche.code).iterrows()
    ]
    colonnes = [
        Colonne("Indicateur"), Colonne("Date"), numerique("Valeur"), Colonne("Unité"), Colonne("Extrait"),
    ]  # fmt: skip
    titre = f"Sur {nom}, ce que seul le texte du schéma dit"
    return [Tableau(titre, colonnes, lignes, "Une valeur citée n'est pas suivie : elle n'a pas d'évolution.")]


def _manques(volet: Volet, muettes: Sequence[Indicateur], total: int) -> list[Bloc]:
    """Les indicateurs dont personne n'a rien dit."""
    if not muettes:
        return []
    if len(muettes) == total:
        return [absence(f"Aucun indicateur commun sur {NOMS[volet]} n'est suivi.", QUI[volet])]
    verbe = accorder(len(muettes), "N'est pas renseigné", "Ne sont pas renseignés")
    noms = abreger([fiche.intitule[0].lower() + fiche.intitule[1:] for fiche in muettes], 12)
    return [absence(f"{verbe}, sur {NOMS[volet]} : {noms}.", QUI[volet])]
