"""Ce que le texte d'un schéma cite d'une enquête déjà menée : des résultats publiés, sans les réponses."""

import pandas as pd

from sdsf.dossier import Dossier
from sdsf.rapports.chiffrer import du_releve
from sdsf.rapports.enquetes.publics import FAMILLES, PUBLICS, public_du_rapport
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau, numerique

# Les faits du texte dont le code dit qu'une enquête les a mesurés ; sans nom de public, les familles.
PREFIXE = "enquete_"


def faits_d_enquete(dossier: Dossier, public: str = "") -> pd.DataFrame:
    """Les relevés que le texte du schéma tire d'une enquête auprès d'un public."""
    releves = dossier.releves
    cites = releves[(releves["origine"] == "texte") & releves["indicateur"].str.startswith(PREFIXE)]
    code = public or public_du_rapport(dossier).code
    return cites[cites["indicateur"].map(_public) == code]


def _public(indicateur: str) -> str:
    nomme = indicateur.removeprefix(PREFIXE).partition("_")[0]
    return nomme if nomme in PUBLICS else FAMILLES.code


def chiffres_du_schema(dossier: Dossier, public: str = "") -> list[Bloc]:
    """Les résultats d'enquête que le schéma cite, avec leur extrait ; ou qu'il n'en cite aucun."""
    faits = faits_d_enquete(dossier, public)
    nom = (PUBLICS[public] if public else public_du_rapport(dossier)).nom
    if faits.empty:
        manque = f"Aucun texte décrit de ce département ne cite de résultat d'enquête auprès des {nom}."
        return [Paragraphe(manque, "note")]
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
    return [Tableau(f"Les résultats d'enquête auprès des {nom} que le schéma cite", colonnes, lignes, note)]
