"""Les relevés que ce rapport examine : ceux du département et de ses territoires, sans les comparaisons."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from sdsf.chiffres import Chiffre, Trace, compter, trace_de
from sdsf.dossier import Dossier
from sdsf.releves.periodes import annee_de

# Un rapport n'examine qu'un département : il reste au singulier.
NOMS_DE_MAILLE = {
    "departement": ("département", "département"),
    "epci": ("EPCI", "EPCI"),
    "ept": ("EPT", "EPT"),
    "commune": ("commune", "communes"),
    "arrondissement_municipal": ("arrondissement", "arrondissements"),
    "qpv": ("quartier prioritaire", "quartiers prioritaires"),
    "autre": ("autre territoire", "autres territoires"),
}


def releves_propres(dossier: Dossier) -> pd.DataFrame:
    """Les lignes du département et de ses territoires, jusqu'à l'année demandée, textes cités compris.

    La France, les régions et les autres départements ne sont là que pour comparer.
    """
    return dossier.une_fois("relevés propres", lambda: _propres(dossier))


def _propres(dossier: Dossier) -> pd.DataFrame:
    releves = dossier.releves
    autres_departements = (releves["maille"] == "departement") & (
        releves["territoire"] != dossier.departement.code
    )
    propres = releves[~autres_departements & ~releves["maille"].isin(("france", "region"))]
    annees = pd.Series([annee_de(periode) for periode in propres["periode"]], index=propres.index, dtype=int)
    jusqu_a: pd.DataFrame = propres[annees <= dossier.annee]
    return jusqu_a


def intitule_de(dossier: Dossier, indicateur: str) -> str:
    """Le nom d'un indicateur : sa fiche, sinon celui que les relevés portent, sans le territoire."""
    fiche = dossier.referentiel.indicateurs.get(indicateur)
    if fiche:
        return fiche.intitule
    return dossier.une_fois(("intitulé", indicateur), lambda: _libelle_des_releves(dossier, indicateur))


def _libelle_des_releves(dossier: Dossier, indicateur: str) -> str:
    nom = dossier.departement.nom
    lignes = dossier.releves[dossier.releves["indicateur"] == indicateur]
    siennes = lignes[lignes["territoire"] == dossier.departement.code]
    # Le producteur nomme l'indicateur mieux que le passage d'un texte.
    ordre = pd.concat([siennes, lignes]).sort_values("origine", kind="stable")["libelle"]
    libelle = str(ordre.iloc[0]).split(" — ")[-1].removesuffix(f", {nom}") if len(ordre) else indicateur
    return libelle[:1].upper() + libelle[1:]


def maille_en_mots(maille: str, nombre: int) -> str:
    """« département », « EPCI », « communes »…"""
    singulier, pluriel = NOMS_DE_MAILLE.get(maille, (maille, maille))
    return singulier if nombre < 2 else pluriel


def compter_lignes(dossier: Dossier, libelle: str, lignes: pd.DataFrame, unite: str = "nombre") -> Chiffre:
    """Un dénombrement de relevés, avec la ligne de chacun."""
    uniques = lignes[~lignes.index.duplicated()].sort_index()
    couples = zip(uniques["fichier"], uniques["ligne"].astype(int), uniques["empreinte"], strict=True)
    traces = [Trace(((fichier, ligne),), (empreinte,)) for fichier, ligne, empreinte in couples]
    return _compter(dossier, libelle, traces, unite)


def compter_groupes(
    dossier: Dossier, libelle: str, groupes: Sequence[pd.DataFrame], unite: str = "nombre"
) -> Chiffre:
    """Un dénombrement de groupes de relevés (une série, un fait contredit), avec les lignes de chacun."""
    return _compter(dossier, libelle, [trace_de(groupe) for groupe in groupes], unite)


def _compter(dossier: Dossier, libelle: str, traces: Sequence[Trace], unite: str) -> Chiffre:
    compte = compter(
        libelle,
        traces,
        unite,
        "relevés du département",
        territoire=dossier.departement.nom,
        periode=f"jusqu'en {dossier.annee}",
    )
    return replace(compte, formule="dénombrement des relevés")
