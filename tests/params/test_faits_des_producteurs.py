"""Les séries des producteurs (Cnaf, Drees, Insee) sont-elles celles des fichiers d'origine, relus ici ?

Ce qu'un rapport lit de chaque département réel, et les fichiers nationaux : ni valeur changée, ni ligne en
trop, ni ligne oubliée. Un cas montre que la comparaison sait échouer.
"""

import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from tests.params.faits import CLE, NATIONALES, RACINE, Releve, avec, lignes, lire, releves, transcrits

from sdsf.espace import Espace
from sdsf.referentiel.lecture import lire_referentiel
from sdsf.releves.lecture import lire_tables

TAUX = RACINE / "data/national/cnaf/taux_couverture.csv"
CONTEXTE = RACINE / "data/national/insee/contexte.csv"
ESPACE = Espace(RACINE)
DEPARTEMENTS = transcrits()
FINES = sorted((RACINE / "data/national").glob("*/*/*.csv"))
RELEVES = [*map(releves, sorted({*DEPARTEMENTS, *avec("texte")})), *NATIONALES, *FINES]

COMPARES = ("indicateur", "source", "maille", "territoire", "periode", "edition")
# indicateur : mesure de 2023 et du niveau national, en-tête départemental, colonne communale 2017-2022
MESURES = {
    "taux_couverture_accueil": ("txcouv", "Taux de couv global", "taux_de_couv_global"),
    "taux_couverture_eaje": ("txcouv_eaje", "Taux de couv EAJE - ensemble", "taux_de_couv_eaje_ensemble"),
    "taux_couverture_assistants_maternels": (
        "txcouv_am_ind",
        "Taux de couv assistante maternelle",
        "taux_de_couv_assistante_maternelle",
    ),
    "taux_couverture_prescolarisation": (
        "txcouv_prescol",
        "Taux de couv préscolarisation",
        "taux_de_couv_prescolarisation",
    ),
    "taux_couverture_garde_domicile": (
        "txcouv_gad_ind",
        "Taux de couv salariée à domicile",
        "taux_de_couv_salariee_a_domicile",
    ),
}
# Les deux sortes de places d'EAJE : au niveau national seulement.
MESURES_NATIONALES = MESURES | {
    "taux_couverture_eaje_psu": ("txcouv_psu_col", "Taux de couv EAJE PSU", "taux_de_couv_eaje_psu"),
    "taux_couverture_eaje_hors_psu": (
        "txcouv_hors_psu_col",
        "Taux de couv hors EAJE PSU",
        "taux_de_couv_hors_eaje_psu",
    ),
}
# indicateur : champ de l'API, colonne communale 2017-2022
PLACES = {
    "places_accueil": ("tot_offre", "places_offertes_ensemble"),
    "places_eaje": ("pl_eaje", "places_EAJE_ensemble"),
    "places_eaje_psu": ("pl_psu_col", "places_EAJE_PSU"),
    "places_eaje_hors_psu": ("pl_hors_psu_col", "places_hors_EAJE_PSU"),
    "places_prescolarisation": ("pl_prescol", "places_prescolarisation"),
    "places_assistants_maternels": ("pl_am_ind", "places_assistante_maternelle"),
    "places_garde_domicile": ("pl_gad_ind", "places_salariee_domicile"),
}
MESURES_DREES = {
    "drees_agrements_assistants_maternels": "nombre_assistants_maternels_agrees",
    "drees_places_creches_collectives": "places_creches_drees",
}
Cle = tuple[str, ...]
Mesures = dict[str, tuple[str, str, str]]
Lecture = Iterator[tuple[Cle, str]]
Origine = dict[Cle, Decimal]


# --- les fichiers d'origine ---------------------------------------------------------------------


def taux_des_departements(donnees: Path, mesures: Mesures) -> Lecture:
    for fichier, edition in (("txcouv_pe_dep_hist", "hist"), ("txcouv_pe_dep", "courant")):
        for ligne in lire(donnees / f"cnaf_historique/{fichier}.csv", ";"):
            lieu = ("departement", ligne["Numéro Département"])
            for indicateur, (_, colonne, _) in mesures.items():
                cle = (indicateur, "cnaf_txcouv", *lieu, ligne["Date référence"], edition)
                yield cle, ligne[colonne]


def taux_de_la_france(donnees: Path) -> Lecture:
    """Les éditions nationales ; le 60,3 de 2022 (Onape 2024) est celui de l'édition « hist »."""
    indicateurs = {mesure: indicateur for indicateur, (mesure, _, _) in MESURES_NATIONALES.items()}
    for ligne in lire(donnees / "cnaf_historique/nat_2006_2023.csv"):
        edition = "hist" if ligne["edition"] == "onape_2024" else ligne["edition"]
        if indicateur := indicateurs.get(ligne["mesure"]):
            yield (indicateur, "cnaf_txcouv", "france", "FR", ligne["annee"], edition), ligne["valeur"]


def reponses_de_l_api(donnees: Path, departement: str) -> Lecture:
    """Les communes dont on a la réponse de l'API, avec les vrais noms de colonnes : taux et places."""
    lues = json.loads((donnees / "cnaf_txcouv/pe_com.fixture.json").read_text(encoding="utf-8"))
    types = {ligne["COM"]: ligne["TYPECOM"] for ligne in lire(donnees / "cog_2026/communes.csv")}
    jeux = (("txcouv", "cnaf_txcouv", MESURES_NATIONALES), ("nbpla", "cnaf_nbpla", PLACES))
    for jeu, source, mesures in jeux:
        for ligne in lues[jeu]:
            code, annee = ligne["numcom"], str(ligne["annee"])
            maille = "arrondissement_municipal" if types[code] == "ARM" else "commune"
            for indicateur, (mesure, *_) in mesures.items():
                if code.startswith(departement):
                    yield (indicateur, source, maille, code, annee, "courant"), str(ligne[f"{mesure}_com"])


def taux_de_2023(donnees: Path, departement: str) -> Lecture:
    """Les EPCI et les communes d'un département, sans la ligne technique (XX)."""
    for maille, nom in (("epci", "epci"), ("commune", "com")):
        for ligne in lire(donnees / f"cnaf_txcouv/txcouv_pe_{nom}_2023_extrait.csv", ";"):
            code = ligne[f"num{nom}"]
            if ligne["numdep"] != departement or not code.isdigit():
                continue
            for indicateur, (mesure, _, _) in MESURES.items():
                cle = (indicateur, "cnaf_txcouv", maille, code, ligne["annee"], "courant")
                yield cle, ligne[f"{mesure}_{nom}"]


def series_des_communes(donnees: Path, departement: str) -> Lecture:
    """Les communes de plus de 10 000 habitants et les arrondissements municipaux, de 2017 à 2022."""
    types = {ligne["COM"]: ligne["TYPECOM"] for ligne in lire(donnees / "cog_2026/communes.csv")}
    jeux = (
        ("txcouv", "numero_commune", "cnaf_txcouv", MESURES_NATIONALES),
        ("nbpla", "num_commune", "cnaf_nbpla", PLACES),
    )
    for jeu, colonne_du_code, source, mesures in jeux:
        for ligne in lire(donnees / f"cnaf_historique/{jeu}_pe_com_2017-2022_entetes_modifies.csv"):
            code = ligne[colonne_du_code]
            maille = "arrondissement_municipal" if types.get(code) == "ARM" else "commune"
            for indicateur, (*_, colonne) in mesures.items():
                if ligne["numero_departement"] == departement:
                    cle = (indicateur, source, maille, code, ligne["date_reference"], "hist")
                    yield cle, ligne[colonne]


def series_de_la_drees(donnees: Path, departement: str) -> Lecture:
    for ligne in lire(donnees / "cnaf_historique/dep_drees_2010_2023.csv"):
        if ligne["code"] == departement and (indicateur := MESURES_DREES.get(ligne["mesure"])):
            edition = ligne["edition"].removeprefix("drees_")
            cle = (indicateur, "drees_pmi", "departement", departement, ligne["annee"], edition)
            yield cle, ligne["valeur"]


def contexte(donnees: Path, fichier: str, departement: str, mesure: str) -> Iterator[tuple[str, str, str]]:
    """L'année, l'édition (AAAA-MM-JJ) et la valeur d'une mesure de l'Insee, si son édition est datée."""
    for ligne in lire(donnees / f"contexte/{fichier}.csv"):
        date = re.search(r"(\d\d)/(\d\d)/(\d{4})", ligne["source"])
        if date and (ligne["maille"], ligne["code"], ligne["mesure"]) == ("DEP", departement, mesure):
            yield ligne["annee"], "-".join(reversed(date.groups())), ligne["valeur"]


def series_de_l_insee(donnees: Path, departement: str) -> Lecture:
    """Les naissances domiciliées et la population du département."""
    lieu = ("departement", departement)
    for annee, edition, valeur in contexte(donnees, "naissances", departement, "naissances_domiciliees"):
        yield ("nombre_naissances", "insee_etat_civil", *lieu, annee, edition), valeur
    for annee, edition, valeur in contexte(donnees, "population", departement, "pop_total"):
        yield ("population", "insee_estimations", *lieu, annee, edition), valeur


# --- comparer -----------------------------------------------------------------------------------


def cle(ligne: Releve) -> Cle:
    return tuple(ligne[colonne] for colonne in COMPARES)


def origine(*lectures: Lecture) -> Origine:
    return {cle_: Decimal(valeur) for lecture in lectures for cle_, valeur in lecture}


def ecarts(lus: list[Releve], attendu: Origine) -> list[str]:
    """Ce qui diffère entre nos lignes et l'origine : valeur, ligne en trop, ligne oubliée."""
    lu = {cle(ligne): Decimal(ligne["valeur"]) for ligne in lus}
    defauts = [
        f"{cle_} : {lu[cle_]} ici, {attendu[cle_]} à l'origine"
        for cle_ in lu.keys() & attendu.keys()
        if lu[cle_] != attendu[cle_]
    ]
    defauts += [f"{cle_} : ligne absente de l'origine" for cle_ in lu.keys() - attendu.keys()]
    return sorted(defauts + [f"{cle_} : ligne oubliée" for cle_ in attendu.keys() - lu.keys()])


@pytest.fixture(scope="module")
def donnees(request: pytest.FixtureRequest) -> Path:
    partage: Path = request.getfixturevalue("shared")
    return partage / "donnees"


@pytest.mark.shared
@pytest.mark.parametrize("departement", DEPARTEMENTS)
def test_les_series_d_un_departement_sont_celles_des_producteurs(donnees: Path, departement: str) -> None:
    departements = origine(taux_des_departements(donnees, MESURES_NATIONALES)).items()
    attendu = {cle_: valeur for cle_, valeur in departements if cle_[3] == departement}
    attendu |= origine(
        taux_de_2023(donnees, departement),
        reponses_de_l_api(donnees, departement),
        series_des_communes(donnees, departement),
        series_de_la_drees(donnees, departement),
        series_de_l_insee(donnees, departement),
    )
    series = {(cle_[:3], cle_[5]) for cle_ in attendu}
    lus = [ligne for ligne in releves_lus(departement) if (cle(ligne)[:3], cle(ligne)[5]) in series]
    defauts = ecarts(lus, attendu)
    assert not defauts, "séries infidèles à leurs producteurs :\n" + "\n".join(defauts)


def releves_lus(departement: str) -> list[Releve]:
    """Ce qu'un rapport lit d'un département, sans aucun comparable."""
    lus = lire_tables(ESPACE, departement, [], lire_referentiel(ESPACE))["releves"]
    return [{str(k): str(v) for k, v in x.items()} for x in lus.to_dict("records")]


@pytest.mark.parametrize("departement", DEPARTEMENTS)
def test_un_releve_de_producteur_n_est_ecrit_qu_une_fois(departement: str) -> None:
    """Le fichier d'un département ne redit une ligne nationale que pour y joindre une remarque."""
    nationales = {tuple(x[c] for c in CLE): x for chemin in [*NATIONALES, *FINES] for x in lire(chemin)}
    for ligne in lignes(releves(departement), "producteur"):
        nationale = nationales.get(tuple(ligne[c] for c in CLE))
        assert nationale is None or ligne["valeur"] == nationale["valeur"], ligne
        assert nationale is None or len(ligne["note"]) > len(nationale["note"]), ligne


@pytest.mark.shared
def test_les_taux_nationaux_sont_ceux_de_la_cnaf(donnees: Path) -> None:
    attendu = origine(taux_des_departements(donnees, MESURES_NATIONALES), taux_de_la_france(donnees))
    defauts = ecarts(lignes(TAUX, "producteur"), attendu)
    assert not defauts, "taux infidèles à la Cnaf :\n" + "\n".join(defauts)


def test_une_valeur_infidele_se_voit() -> None:
    attendue = ("taux_couverture_accueil", "cnaf_txcouv", "departement", "01", "2023", "courant")
    ligne = dict(zip(COMPARES, attendue, strict=True)) | {"valeur": "50.7"}
    assert ecarts([ligne], {attendue: Decimal("50.6")})
    assert ecarts([ligne], {})
    assert ecarts([], {attendue: Decimal("50.6")})
    assert ecarts([ligne | {"source": "drees_pmi"}], {attendue: Decimal("50.7")})
    assert not ecarts([ligne], {attendue: Decimal("50.70")})


def de_l_annee(table: str, annee: str) -> list[Releve]:
    """Les relevés départementaux d'une année ; pour la population, les seules estimations au 1er janvier."""
    lues = lignes(RACINE / f"data/national/insee/{table}.csv", "producteur")
    siennes = [ligne for ligne in lues if (ligne["maille"], ligne["periode"]) == ("departement", annee)]
    return [ligne for ligne in siennes if ligne["source"] != "insee_recensement"]


def test_un_fait_national_repete_n_a_qu_une_valeur() -> None:
    """Deux fichiers peuvent redire une ligne ; ils ne peuvent pas se contredire sous la même clé."""
    vues: dict[Cle, str] = {}
    for chemin in [*NATIONALES, *FINES]:
        for ligne in lire(chemin):
            assert vues.setdefault(tuple(ligne[c] for c in CLE), ligne["valeur"]) == ligne["valeur"], ligne


@pytest.mark.shared
def test_le_contexte_est_celui_de_l_insee(donnees: Path) -> None:
    population = {
        (ligne["code"], ligne["mesure"]): Decimal(ligne["valeur"])
        for ligne in lire(donnees / "contexte/population.csv")
        if (ligne["annee"], ligne["maille"]) == ("2023", "DEP")
    }
    pauvrete = {
        ligne["code"]: Decimal(ligne["valeur"])
        for ligne in lire(donnees / "contexte/pauvrete.csv")
        if (ligne["annee"], ligne["maille"], ligne["mesure"]) == ("2021", "DEP", "taux_pauvrete_60")
    }
    lues = [
        *lignes(CONTEXTE, "producteur"),
        *de_l_annee("pauvrete", "2021"),
        *de_l_annee("population", "2023"),
    ]
    assert {"population", "taux_pauvrete", "part_moins_20_ans"} <= {ligne["indicateur"] for ligne in lues}
    for ligne in lues:
        code, valeur = ligne["territoire"], Decimal(ligne["valeur"])
        if ligne["indicateur"] == "population":
            assert valeur == population[code, "pop_total"], f"population infidèle : {code}"
        if ligne["indicateur"] == "taux_pauvrete":
            assert valeur == pauvrete[code], f"taux de pauvreté infidèle : {code}"
        if ligne["indicateur"] == "part_moins_20_ans":
            attendu = (population[code, "pop_0_19_ans"], population[code, "pop_total"])
            lu = (Decimal(ligne["numerateur"]), Decimal(ligne["denominateur"]))
            assert lu == attendu, f"effectifs infidèles : {code}"


# --- ce que tout relevé garde -------------------------------------------------------------------


def champs_meles(lus: Iterable[Releve]) -> set[str]:
    """Les indicateurs que la Drees et la Cnaf donnent sous le même nom : leurs champs diffèrent."""
    de = {"drees_pmi": set[str](), "cnaf_txcouv": set[str]()}
    for ligne in lus:
        de.get(ligne["source"], set()).add(ligne["indicateur"])
    return de["drees_pmi"] & de["cnaf_txcouv"]


def test_les_places_de_la_drees_ne_se_melent_pas_a_celles_de_la_cnaf() -> None:
    assert not champs_meles(ligne for chemin in RELEVES for ligne in lire(chemin))
    sources = ("drees_pmi", "cnaf_txcouv")
    assert champs_meles({"source": source, "indicateur": "places"} for source in sources) == {"places"}


def cles_repetees_et_parts_fausses(lus: list[Releve]) -> list[str]:
    vues: set[Cle] = set()
    defauts = []
    for ligne in lus:
        complete = tuple(ligne[colonne] for colonne in CLE)
        if complete in vues:
            defauts.append(f"clé répétée : {complete}")
        vues.add(complete)
        if ligne["nature"] == "calculee":
            part = 100 * Decimal(ligne["numerateur"]) / Decimal(ligne["denominateur"])
            if abs(part - Decimal(ligne["valeur"])) > Decimal("0.05"):
                defauts.append(f"part fausse : {complete}")
    return defauts


@pytest.mark.parametrize("chemin", RELEVES, ids=lambda c: f"{c.parent.name}/{c.stem}")
def test_les_cles_sont_uniques_et_les_parts_se_recalculent(chemin: Path) -> None:
    defauts = cles_repetees_et_parts_fausses(lire(chemin))
    assert not defauts, f"{chemin.name} :\n" + "\n".join(defauts)


def test_une_cle_repetee_et_une_part_fausse_se_voient() -> None:
    part = {"nature": "calculee", "numerateur": "1", "denominateur": "4", "valeur": "25"}
    ligne = dict.fromkeys(CLE, "essai") | part
    assert not cles_repetees_et_parts_fausses([ligne])
    assert cles_repetees_et_parts_fausses([ligne, ligne])
    assert cles_repetees_et_parts_fausses([ligne | {"valeur": "26"}])
