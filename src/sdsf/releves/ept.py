"""``sdsf actualiser ept`` : les taux des établissements publics territoriaux, que la Cnaf ne publie pas.

Un taux d'ensemble est le rapport de deux totaux, jamais une moyenne de taux. Les places des communes
s'additionnent ; leurs enfants, qui ne sont pas publiés, sont ceux que les places et les taux supposent : le
résultat est une estimation. Une commune que la Cnaf ne publie pas est dite dans le périmètre : « hors … ».
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from sdsf.actualisation import Actualisation
from sdsf.espace import Espace
from sdsf.indicateurs.calculs import denominateur_implicite, rapporter, totaliser
from sdsf.lecture.csv_strict import Schema, ecrire_table, lire_table
from sdsf.releves.lecture import contrats
from sdsf.territoires.appartenances import appartenances
from sdsf.territoires.lecture import lire_territoires
from sdsf.territoires.modeles import Territoires

# Le taux de chaque mode, et les places dont il est fait.
PLACES_DU_TAUX: Mapping[str, str] = {
    "taux_couverture_accueil": "places_accueil",
    "taux_couverture_eaje": "places_eaje",
    "taux_couverture_eaje_psu": "places_eaje_psu",
    "taux_couverture_eaje_hors_psu": "places_eaje_hors_psu",
    "taux_couverture_prescolarisation": "places_prescolarisation",
    "taux_couverture_assistants_maternels": "places_assistants_maternels",
    "taux_couverture_garde_domicile": "places_garde_domicile",
}
PRINCIPAL = "taux_couverture_accueil"
NAISSANCES = "nombre_naissances"
ESTIMEE = "estimation : les enfants sont ceux que supposent les places et les taux des communes"
# Sous cette part de la population, les communes publiées ne disent plus rien de l'EPT.
PART_MINIMALE = 0.5
Ligne = dict[str, str]


def actualiser_ept(espace: Espace, _: Path | None) -> Actualisation:
    """Les relevés des EPT, recalculés de ceux des communes ; rien n'est écrit ici. Lève ``Erreurs``."""
    territoires, schema = lire_territoires(espace), contrats(espace)["releves"]
    fichiers: dict[Path, bytes] = {}
    phrases: list[str] = []
    for departement, membres in _membres(territoires).items():
        communes = _communes(espace, departement, schema)
        for producteur, lignes in _par_producteur(communes, membres, territoires).items():
            chemin = espace.data / "national" / producteur / departement / "ept.csv"
            fichiers[chemin] = _octets(lignes, schema, communes["saisi_le"].max())
            phrases.append(f"{espace.relatif(chemin)} : {len(lignes)} relevés d'EPT recalculés.")
    return Actualisation(fichiers, tuple(phrases))


def _membres(territoires: Territoires) -> dict[str, dict[str, str]]:
    """Par département, toutes les communes de ses EPT, et leur EPT ; celles d'à côté y comptent."""
    table = appartenances(territoires)
    table = table[table["ept"] != ""]
    par_departement = table.groupby("departement")["ept"].unique()
    return {
        str(departement): dict(table.loc[table["ept"].isin(ept), ["commune", "ept"]].to_numpy().tolist())
        for departement, ept in par_departement.items()
    }


def _communes(espace: Espace, departement: str, schema: Schema) -> pd.DataFrame:
    """Les relevés communaux que les producteurs donnent de ce département, avec leur année."""
    chemins = sorted((espace.data / "national").glob(f"*/{departement}/*.csv"))
    lues = [lire_table(c, espace.relatif(c), schema, {"maille": ("commune",)}) for c in chemins]
    toutes = pd.concat(lues) if lues else pd.DataFrame(columns=[*schema.colonnes])
    annuelles = toutes[toutes["periode"].astype(str).str.fullmatch(r"\d{4}") & toutes["valeur"].notna()]
    return annuelles.assign(annee=annuelles["periode"].astype(int))


def _par_producteur(
    communes: pd.DataFrame, membres: Mapping[str, str], territoires: Territoires
) -> dict[str, list[Ligne]]:
    """Les lignes à écrire, par dossier de producteur ; un producteur qui ne donne rien n'a pas de fichier."""
    lignes = {
        "cnaf": list(_taux(communes, membres, territoires)),
        "insee": list(_naissances(communes, membres, territoires)),
    }
    return {producteur: trouvees for producteur, trouvees in lignes.items() if trouvees}


def _taux(communes: pd.DataFrame, membres: Mapping[str, str], territoires: Territoires) -> Iterator[Ligne]:
    """Les taux de chaque EPT, par édition et par année, là où une commune au moins a places et taux."""
    for (edition, annee), groupe in communes.groupby(["edition", "annee"], sort=True):
        enfants = _enfants(groupe)
        connus = _suffisantes(enfants["territoire"], membres, territoires)
        denominateurs = totaliser(enfants, connus)
        for taux, places in PLACES_DU_TAUX.items() if connus else ():
            numerateurs = totaliser(_mesure(groupe, places), connus)
            for ligne in _membres_et_taux(numerateurs, denominateurs).to_dict("records"):
                yield _ligne(territoires, str(ligne["territoire"]), set(connus)) | {
                    "indicateur": taux,
                    "periode": str(annee),
                    "valeur": f"{ligne['valeur']:.1f}",
                    "unite": "places_pour_100_enfants",
                    "nature": "estimee",
                    "numerateur": f"{ligne['places']:.0f}",
                    "denominateur": f"{ligne['enfants']:.0f}",
                    "source": "cnaf_txcouv",
                    "edition": str(edition),
                    "note": ESTIMEE,
                }


def _membres_et_taux(places: pd.DataFrame, enfants: pd.DataFrame) -> pd.DataFrame:
    """Le taux de chaque EPT, avec ses deux membres ; un EPT dont un membre manque n'a pas de ligne."""
    taux = rapporter(places, enfants, pour=100)
    for nom, membre in (("places", places), ("enfants", enfants)):
        taux = taux.merge(membre.rename(columns={"valeur": nom}), on=["territoire", "annee"], how="left")
    return taux.dropna(subset=["valeur"])


def _suffisantes(
    communes: Iterable[str], membres: Mapping[str, str], territoires: Territoires
) -> dict[str, str]:
    """L'EPT de chaque commune connue, là où elles font ensemble la plus grande part de ses habitants."""
    connues = {code: membres[code] for code in communes if code in membres}
    table = appartenances(territoires)
    habitants = table[table["ept"] != ""].groupby("ept")["population"].sum()
    connus = table[table["commune"].isin(list(connues))].groupby("ept")["population"].sum()
    retenus = set(connus.index[connus >= PART_MINIMALE * habitants[connus.index]])
    return {code: ept for code, ept in connues.items() if ept in retenus}


def _enfants(groupe: pd.DataFrame) -> pd.DataFrame:
    """Les enfants que supposent les places et les taux de tous les modes, commune par commune."""
    implicites = denominateur_implicite(_mesure(groupe, "places_accueil"), _mesure(groupe, PRINCIPAL))
    return implicites.dropna(subset=["valeur"])


def _naissances(
    communes: pd.DataFrame, membres: Mapping[str, str], territoires: Territoires
) -> Iterator[Ligne]:
    """Les naissances de chaque EPT : la somme des communes que l'on connaît, dites dans le périmètre."""
    siennes = communes[(communes["indicateur"] == NAISSANCES) & communes["territoire"].isin(list(membres))]
    for edition, groupe in siennes.groupby("edition", sort=True):
        connues = _suffisantes(sorted(set(groupe["territoire"])), membres, territoires)
        for _, ligne in totaliser(_mesure(groupe, NAISSANCES), connues).dropna().iterrows():
            yield _ligne(territoires, str(ligne["territoire"]), set(connues)) | {
                "indicateur": NAISSANCES,
                "periode": str(ligne["annee"]),
                "valeur": f"{ligne['valeur']:.0f}",
                "unite": "naissances",
                "nature": "agregee",
                "source": "insee_etat_civil",
                "edition": str(edition),
                "note": "somme des communes",
            }


def _mesure(groupe: pd.DataFrame, indicateur: str) -> pd.DataFrame:
    lignes = groupe[groupe["indicateur"] == indicateur]
    return lignes[["territoire", "annee", "valeur"]].reset_index(drop=True)


def _ligne(territoires: Territoires, ept: str, connues: set[str]) -> Ligne:
    """Ce que tout relevé d'un EPT dit : son nom, et les communes qui y manquent."""
    table = appartenances(territoires)
    manquent = table.loc[(table["ept"] == ept) & ~table["commune"].isin(list(connues)), "nom"]
    return {
        "libelle": f"{territoires.noms['ept'][ept]} — recalculé de ses communes",
        "territoire": ept,
        "maille": "ept",
        "perimetre": f"hors {', '.join(manquent)}" if len(manquent) else "",
        "etat": "valeur",
        "origine": "producteur",
        "geographie": f"COG {territoires.dernier}",
        "saisi_par": "calcul : sdsf actualiser ept",
    }


def _octets(lignes: list[Ligne], schema: Schema, saisi_le: pd.Timestamp) -> bytes:
    """Un CSV du contrat, trié par clé ; la date de saisie est celle de la dernière commune lue."""
    table = pd.DataFrame(lignes, columns=list(schema.colonnes)).fillna("")
    table = table.assign(saisi_le=f"{saisi_le:%Y-%m-%d}")
    return ecrire_table(table.sort_values(list(schema.cle)), schema)
