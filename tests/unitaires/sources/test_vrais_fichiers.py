"""Les vrais fichiers des producteurs : chacun se lit, et rend les repères publiés."""

from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from tests.fabrique import copier_espace

from sdsf.commande.actualiser import actualiser
from sdsf.espace import Espace
from sdsf.lecture.cellules import Cellule
from sdsf.lecture.csv_strict import lire_contrats, lire_table
from sdsf.sources.dgcl import lire_composition
from sdsf.sources.drees import lire_drees
from sdsf.sources.insee import lire_insee
from sdsf.sources.producteurs.releves import Recolte, Releve, departement_de

pytestmark = pytest.mark.shared
Lire = Callable[[str], Recolte]


@pytest.fixture(scope="module")
def lire(shared: Path) -> Lire:
    lus: dict[str, Recolte] = {}

    def lire_une_fois(nom: str) -> Recolte:
        if nom not in lus:
            chemin = shared / "donnees" / nom
            lus[nom] = lire_drees(chemin) if "drees" in nom or "offre" in nom else lire_insee(chemin)[0]
        return lus[nom]

    return lire_une_fois


def valeur(
    recolte: Recolte, indicateur: str, territoire: str, periode: str, edition: str | None = None
) -> object:
    (trouve,) = (
        r
        for r in recolte.releves
        if (r.mesure.indicateur, r.territoire, r.periode) == (indicateur, territoire, periode)
        and edition in (None, r.edition)
        and r.maille != "region"
    )
    return trouve.cellule.valeur


# --- les naissances -------------------------------------------------------------------------------

NAISSANCES = "insee_naissances/NAIS_DOM_ANNUELLES.xlsx"


@pytest.mark.parametrize(
    ("territoire", "annee", "attendu"), [("34", "2019", 12488), ("63", "2019", 6424), ("63", "2014", 6908)]
)
def test_les_naissances_ont_leurs_reperes(lire: Lire, territoire: str, annee: str, attendu: int) -> None:
    assert valeur(lire(NAISSANCES), "nombre_naissances", territoire, annee) == attendu


def test_les_naissances_des_epci_vont_de_2008_a_2024(lire: Lire, racine: Path) -> None:
    series: dict[str, set[str]] = defaultdict(set)
    for releve in lire(NAISSANCES).releves:
        if releve.maille == "epci" and releve.cellule.valeur is not None:
            series[releve.territoire].add(releve.periode)
    assert len(series) == 1255
    assert set(map(frozenset, series.values())) == {frozenset(str(a) for a in range(2008, 2025))}


def test_la_somme_des_departements_est_la_france(lire: Lire) -> None:
    sommes: Counter[str] = Counter()
    france: dict[str, float] = {}
    for releve in lire(NAISSANCES).releves:
        if releve.maille == "departement":
            sommes[releve.periode] += int(releve.cellule.valeur or 0)
        if releve.maille == "france" and releve.cellule.valeur is not None:
            france[releve.periode] = releve.cellule.valeur
    assert sorted(france) == [str(annee) for annee in range(2014, 2025)]
    assert {annee: sommes[annee] for annee in france} == france


def test_mayotte_avant_2014_est_sans_objet_jamais_zero(lire: Lire) -> None:
    mayotte = {r.periode: r.cellule for r in lire(NAISSANCES).releves if r.territoire == "976"}
    assert {mayotte[str(annee)].etat for annee in range(2008, 2014)} == {"sans_objet"}
    assert all(mayotte[str(annee)].valeur for annee in range(2014, 2025))


def test_la_serie_longue_et_le_classeur_disent_la_meme_chose(lire: Lire) -> None:
    classeur = {r.cle: r.cellule for r in lire(NAISSANCES).releves if r.maille in ("departement", "region")}
    longue = {r.cle: r.cellule for r in lire("contexte/naissances.csv").releves}
    communes = classeur.keys() & longue.keys()
    assert len(communes) > 2000
    assert {cle for cle in communes if classeur[cle] != longue[cle]} == set()


# --- Filosofi, chômage, population, Drees ---------------------------------------------------------


@pytest.mark.parametrize(
    ("departement", "publies", "communes"), [("63", 36, 464), ("71", 35, 564), ("92", 35, 36)]
)
def test_les_taux_de_pauvrete_publies_sont_ceux_que_l_on_compte(
    lire: Lire, departement: str, publies: int, communes: int
) -> None:
    etats = Counter(
        r.cellule.etat
        for r in lire("insee_filosofi/cc_filosofi_2021_COM.csv").releves
        if r.mesure.indicateur == "taux_pauvrete" and departement_de(r.territoire) == departement
    )
    assert etats["valeur"] == publies
    assert sum(etats.values()) == communes
    assert not etats["non_renseignee"]


@pytest.mark.parametrize(
    ("commune", "mediane", "taux"),
    [("34172", 19670, 28.0), ("63113", 20430, 25.0), ("13055", 20600, 26.0), ("71270", 19320, 25.0)],
)
def test_filosofi_a_ses_reperes(lire: Lire, commune: str, mediane: int, taux: float) -> None:
    recolte = lire("insee_filosofi/cc_filosofi_2021_COM.csv")
    assert valeur(recolte, "niveau_de_vie_median", commune, "2021") == mediane
    assert valeur(recolte, "taux_pauvrete", commune, "2021") == taux


def test_le_chomage_du_classeur_est_celui_de_la_serie_longue(lire: Lire) -> None:
    classeur = {r.cle: r.cellule.valeur for r in lire("contexte/sl_etc_2025T3.xls").releves}
    longue = {r.cle: r.cellule.valeur for r in lire("contexte/chomage.csv").releves if r.edition == "2025-T3"}
    assert len(classeur) == 100 * 47
    assert classeur == longue
    assert valeur(lire("contexte/chomage.csv"), "taux_chomage", "34", "2019-T4") == 11.4


def test_les_deux_editions_de_la_population_se_gardent(lire: Lire) -> None:
    recolte = lire("contexte/population.csv")
    assert valeur(recolte, "population", "63", "2019", "2023-01-05") == 662152
    assert valeur(recolte, "population", "63", "2019", "2021-03-29") == 662793


def test_2669_places_repetees_sont_dites(lire: Lire) -> None:
    for nom in ("contexte/offre_accueil.csv", "cnaf_historique/dep_drees_2010_2023.csv"):
        recolte = lire(nom)
        annees = [
            a for a in range(2016, 2024) if valeur(recolte, "places_creches_drees", "63", str(a)) == 2669
        ]
        assert annees == [2018, 2019, 2020]
        assert any("(63), places de crèches" in avis and "2669" in avis for avis in recolte.avertissements)


def test_la_drees_dit_deux_fois_la_meme_chose(lire: Lire) -> None:
    un, autre = (
        {r.cle: r.cellule.valeur for r in lire(nom).releves}
        for nom in ("contexte/offre_accueil.csv", "cnaf_historique/dep_drees_2010_2023.csv")
    )
    assert len(autre) == 330
    assert {cle for cle in autre if un.get(cle) != autre[cle]} == set()


def test_les_enfants_de_0_a_4_ans_du_92(lire: Lire) -> None:
    recolte = lire("insee_ages/dep92_0-4ans_2023.csv")
    assert valeur(recolte, "population_0_4_ans", "92", "2023") == 99248.7


# --- la composition des EPCI ----------------------------------------------------------------------


def test_les_compositions_ont_leurs_effectifs(shared: Path) -> None:
    epci = lire_composition(shared / "donnees/cog_2026/epcicom.xlsx")
    ept = lire_composition(shared / "donnees/cog_2026/ept.xlsx")
    assert (epci.millesime, len(epci.groupements)) == ("2025", 1255)
    assert sum(len(g.communes) for g in epci.groupements.values()) == 34871
    assert epci.groupements["200054807"].population == Cellule(1922626.0, "valeur")
    assert (ept.millesime, len(ept.groupements)) == ("2025", 11)
    assert len([c for g in ept.groupements.values() for c in g.communes if c.startswith("92")]) == 36


# --- la commande publique, et ce que le dépôt contient --------------------------------------------

FICHIERS = [
    ("insee", NAISSANCES),
    ("insee", "contexte/naissances.csv"),
    ("insee", "contexte/population.csv"),
    ("insee", "contexte/chomage.csv"),
    ("insee", "contexte/sl_etc_2025T3.xls"),
    ("insee", "contexte/pauvrete.csv"),
    ("insee", "contexte/familles.csv"),
    ("insee", "contexte/structures.csv"),
    ("insee", "insee_filosofi/cc_filosofi_2021_COM.csv"),
    ("insee", "insee_naissances/naissances_dep92_2008-2025.csv"),
    ("insee", "insee_ages/dep92_0-4ans_2023.csv"),
    ("drees", "contexte/offre_accueil.csv"),
    ("drees", "cnaf_historique/dep_drees_2010_2023.csv"),
    ("dgcl", "cog_2026/epcicom.xlsx"),
    ("dgcl", "cog_2026/ept.xlsx"),
]


@pytest.mark.parametrize(("source", "nom"), FICHIERS, ids=[nom for _, nom in FICHIERS])
def test_la_commande_lit_chaque_vrai_fichier_et_une_relecture_ne_change_rien(
    tmp_path: Path, shared: Path, source: str, nom: str
) -> None:
    espace = copier_espace(tmp_path / "espace", ("00", "92"))
    premiere = actualiser(espace, source, shared / "donnees" / nom)
    schema = lire_contrats(espace.data / "datapackage.json")["releves"]
    assert premiere.phrases
    for chemin in premiere.fichiers:
        assert len(lire_table(chemin, espace.relatif(chemin), schema))
    assert not actualiser(espace, source, shared / "donnees" / nom).fichiers


def test_deux_fichiers_nationaux_ne_se_contredisent_jamais(racine: Path) -> None:
    """Une même clé, écrite dans deux fichiers, y a la même valeur : l'un ne cache pas l'autre."""
    espace = Espace(racine)
    schema = lire_contrats(espace.data / "datapackage.json")["releves"]
    vues: dict[tuple[str, ...], str] = {}
    ecarts = []
    chemins = [c for c in (espace.data / "national").rglob("*.csv") if c.parent.name != "territoires"]
    for chemin in [*chemins, *(espace.data / "departements").glob("*/releves.csv")]:
        table = lire_table(chemin, espace.relatif(chemin), schema)
        producteurs = table[table["origine"] == "producteur"]
        for ligne in producteurs.to_dict("records"):
            cle = tuple(ligne[nom] for nom in schema.cle)
            if vues.setdefault(cle, str(ligne["valeur"])) != str(ligne["valeur"]):
                ecarts.append((cle, vues[cle], ligne["valeur"]))
    assert ecarts == []


def test_les_series_reelles_des_cinq_departements_sont_la(racine: Path) -> None:
    """Une valeur par EPCI suivi et par an : ce que le dépôt doit porter."""
    espace = Espace(racine)
    schema = lire_contrats(espace.data / "datapackage.json")["releves"]
    chemins = sorted((espace.data / "national/insee").glob("*/naissances.csv"))
    assert len(chemins) == 5
    tables = [lire_table(chemin, espace.relatif(chemin), schema) for chemin in chemins]
    epci = pd.concat([table[table["maille"] == "epci"] for table in tables])
    assert epci["territoire"].nunique() == 56
    assert set(epci["periode"]) == {str(annee) for annee in range(2008, 2025)}
    assert epci["valeur"].notna().all()
    assert set(epci["edition"]) == {"2025-09-09"}


def test_un_releve_porte_toujours_sa_source_et_son_edition(lire: Lire) -> None:
    def muets(releves: list[Releve]) -> list[Releve]:
        return [r for r in releves if not (r.mesure.source and r.edition and r.nom and r.nature)]

    for source, nom in FICHIERS:
        if source != "dgcl":
            assert muets(lire(nom).releves) == []
