"""Lire les tables d'un département, et les lignes nationales dont il a besoin."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pandas as pd

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.lecture.csv_strict import Schema, lire_contrats, lire_ensemble, lire_table, table_vide
from sdsf.referentiel.lecture import Referentiel
from sdsf.releves.partages import dire_les_partages
from sdsf.releves.remarques import verifier_remarques
from sdsf.vocabulaire import FICTIF

FRANCE = "FR"
# Ce qu'un rapport de résultats lit de tous les départements : leur couverture, leurs assistants maternels.
SUIVIS_PARTOUT = (
    "taux_couverture_accueil",
    "taux_couverture_eaje",
    "taux_couverture_eaje_psu",
    "taux_couverture_eaje_hors_psu",
    "taux_couverture_assistants_maternels",
    "taux_couverture_prescolarisation",
    "taux_couverture_garde_domicile",
    "nombre_assistants_maternels_agrees",
)
# Ce que la comparaison nationale met sur une ligne par département.
COMPARES_PARTOUT = (
    "taux_couverture_accueil",
    "taux_couverture_eaje",
    "taux_couverture_assistants_maternels",
    "taux_couverture_prescolarisation",
    "taux_couverture_garde_domicile",
    "taux_pauvrete",
    "part_moins_20_ans",
)


# Les tables d'une enquête sont dans son dossier, pas à côté des autres.
D_ENQUETE = "enquete_"


def contrats(espace: Espace) -> Mapping[str, Schema]:
    """Les schémas des tables d'un département, par nom."""
    tous = lire_contrats(espace.data / "datapackage.json")
    return {nom: schema for nom, schema in tous.items() if not nom.startswith(D_ENQUETE)}


def contrats_des_enquetes(espace: Espace) -> Mapping[str, Schema]:
    """Les schémas des tables d'une enquête, par nom de fichier : reponses, ouvertes, themes."""
    tous = lire_contrats(espace.data / "datapackage.json")
    return {n.removeprefix(D_ENQUETE): s for n, s in tous.items() if n.startswith(D_ENQUETE)}


def lire_tables(
    espace: Espace,
    departement: str,
    comparables: Sequence[str],
    referentiel: Referentiel,
    releves_exiges: bool = True,
) -> dict[str, pd.DataFrame]:
    """Toutes les tables du contrat pour un département ; un fichier absent donne une table vide.

    ``releves_exiges`` : vrai si ``releves.csv`` doit exister, ne serait-ce qu'avec ses en-têtes.
    ``releves`` réunit le fichier du département, les lignes nationales de la France, du département et des
    départements comparables, et les EPCI et communes que les producteurs donnent du département.
    Lève ``Erreurs`` avec toutes les causes de tous les fichiers.
    """
    schemas = contrats(espace)
    tables: dict[str, pd.DataFrame] = {}
    fautes: list[Erreur] = []
    for nom, schema in schemas.items():
        try:
            exige = releves_exiges and nom == "releves"
            tables[nom] = _lire_ou_vide(espace, departement, nom, schema, exige)
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
    # Le département fictif ne se compare à rien de réel.
    reels = set() if departement == FICTIF else {FRANCE, departement, *comparables}
    try:
        nationales = pd.concat([lire_nationales(espace, reels), lire_fines(espace, departement)])
    except Erreurs as refus:
        fautes.extend(refus.erreurs)
    err.lever(fautes)
    tables["releves"] = _reunir(tables["releves"], nationales, schemas["releves"])
    fautes_de_sens = verifier_releves(tables["releves"], referentiel)
    err.lever([*fautes_de_sens, *verifier_remarques(tables["remarques"])])
    if departement != FICTIF:
        tables["releves"] = dire_les_partages(espace, departement, tables["releves"])
    return tables


def _lire_ou_vide(espace: Espace, departement: str, nom: str, schema: Schema, exige: bool) -> pd.DataFrame:
    chemin = espace.data / "departements" / departement / f"{nom}.csv"
    if not chemin.exists() and not exige:
        return table_vide(schema)
    return lire_table(chemin, espace.relatif(chemin), schema)


def fichiers_nationaux(espace: Espace) -> list[Path]:
    """Les relevés nationaux : un dossier qui a son propre contrat décrit d'autres tables, et n'en est pas."""
    chemins = sorted((espace.data / "national").glob("*/*.csv"))
    return [chemin for chemin in chemins if not (chemin.parent / "datapackage.json").exists()]


def lire_nationales(
    espace: Espace, territoires: set[str] | None = None, indicateurs: Collection[str] | None = None
) -> pd.DataFrame:
    """Les relevés de ``data/national/``, ou ceux du pays et de quelques départements. Lève ``Erreurs``.

    ``indicateurs`` : ceux que l'on garde ; tous, si rien n'est dit.
    """
    # 93 est un département et une région : le code seul ne suffit pas.
    lieux = {} if territoires is None else {"territoire": territoires, "maille": ("france", "departement")}
    garder = lieux if indicateurs is None else {**lieux, "indicateur": indicateurs}
    return _lire_ensemble(espace, fichiers_nationaux(espace), garder or None)


def lire_ensembles(espace: Espace, indicateurs: Collection[str] = SUIVIS_PARTOUT) -> pd.DataFrame:
    """Quelques indicateurs de chaque département ; par défaut, ce à quoi une évolution se mesure."""
    garder = {"indicateur": indicateurs, "maille": ("departement",)}
    return _lire_ensemble(espace, fichiers_nationaux(espace), garder)


def lire_fines(espace: Espace, departement: str) -> pd.DataFrame:
    """Les relevés d'EPCI et de communes que les producteurs donnent d'un département. Lève ``Erreurs``."""
    return _lire_ensemble(espace, sorted((espace.data / "national").glob(f"*/{departement}/*.csv")), None)


def _lire_ensemble(
    espace: Espace, chemins: Sequence[Path], garder: Mapping[str, Collection[str]] | None
) -> pd.DataFrame:
    schema = contrats(espace)["releves"]
    return lire_ensemble([(chemin, espace.relatif(chemin)) for chemin in chemins], schema, garder)


def _reunir(propres: pd.DataFrame, nationales: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Le fichier du département l'emporte : une ligne nationale de même clé n'est pas répétée."""
    toutes = pd.concat([propres, nationales], ignore_index=True)
    return toutes.drop_duplicates(list(schema.cle), keep="first").reset_index(drop=True)


def verifier_releves(releves: pd.DataFrame, referentiel: Referentiel) -> list[Erreur]:
    """Ce que le contrat ne dit pas colonne par colonne : état et valeur, bornes de l'indicateur."""
    return [*_etats_incoherents(releves), *_hors_bornes(releves, referentiel)]


def _etats_incoherents(releves: pd.DataFrame) -> list[Erreur]:
    contradictoires = (releves["etat"] == "valeur") == releves["valeur"].isna()
    return [
        err.EtatIncoherent(
            Lieu(ligne["fichier"], int(ligne["ligne"]), "colonne etat"),
            etat=ligne["etat"],
            recu="" if pd.isna(ligne["valeur"]) else f"{ligne['valeur']:g}",
        )
        for ligne in releves[contradictoires].to_dict("records")
    ]


def _hors_bornes(releves: pd.DataFrame, referentiel: Referentiel) -> list[Erreur]:
    fautes: list[Erreur] = []
    connus = releves[releves["valeur"].notna() & releves["indicateur"].isin(referentiel.indicateurs)]
    par_indicateur = dict(list(connus.groupby("indicateur", sort=False)))
    for code, fiche in referentiel.indicateurs.items():
        if code not in par_indicateur:
            continue
        lignes = par_indicateur[code]
        dehors = lignes[~lignes["valeur"].between(fiche.bornes.min, fiche.bornes.max)]
        bornes = f"de {fiche.bornes.min:g} à {fiche.bornes.max:g}"
        fautes += [
            err.ValeurHorsBornes(
                Lieu(ligne["fichier"], int(ligne["ligne"]), "colonne valeur"),
                recu=f"{ligne['valeur']:g}",
                indicateur=code,
                bornes=bornes,
            )
            for ligne in dehors.to_dict("records")
        ]
    return fautes
