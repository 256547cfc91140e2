"""Ce que le texte d'un schéma cite d'une enquête déjà menée : des résultats publiés, sans les réponses."""

import pandas as pd

from sdsf.dossier import Dossier
from sdsf.rapports.chiffrer import du_releve
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau, numerique

# Les faits du texte dont le code dit qu'une enquête les a mesurés.
PREFIXE = "enquete_"


def faits_d_enquete(dossier: Dossier) -> pd.DataFrame:
    """Les relevés que le texte du schéma tire d'une enquête."""
    releves = dossier.releves
    cites = releves[releves["origine"] == "texte"]
    return cites[cites["indicateur"].str.startswith(PREFIXE)]


def chiffres_du_schema(dossier: Dossier) -> list[Bloc]:
    """Les résultats d'enquête que le schéma cite, avec leur extrait ; ou qu'il n'en cite aucun."""
    faits = faits_d_enquete(dossier)
    if faits.empty:
        return [Paragraphe("Aucun texte décrit de ce département ne cite de résultat d'enquête.", "note")]
    colonnes = [
        Colonne("Ce que le texte dit"),
        Colonne("Année"),
        numerique("Valeur"),
        Colonne("Unité"),
        Colonne("Extrait"),
    ]
    lignes = [
        Ligne(
            [
                ligne["libelle"],
                ligne["periode"],
                du_releve(dossier, ligne),
                dossier.referentiel.unite(ligne["unite"]).pluriel,
                f"« {ligne['extrait']} »",
            ]
        )
        for _, ligne in faits.iterrows()
    ]
    note = (
        "Ces résultats sont ceux que le texte imprime : ni les réponses, ni les effectifs de chaque part, ni "
        "les intervalles ne sont publiés avec eux. Ils ne se comparent pas à une vague dépouillée ici."
    )
    return [Tableau("Les résultats d'enquête que le schéma cite", colonnes, lignes, note)]
