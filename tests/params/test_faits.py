"""Les faits du 13 et les séries nationales disent-ils ce que disent leurs sources ?

Trois contrôles, chacun avec un cas qui montre qu'il sait échouer :

1. chaque extrait est dans le texte du schéma, mot à mot, et porte son nombre ;
2. chaque valeur d'un producteur est celle du fichier d'origine, relu ici ;
3. chaque nombre du diagnostic est dans un extrait, ou écarté avec sa raison.
"""

import csv
import html
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

RACINE = Path(__file__).resolve().parents[2]
PARTAGE = RACINE.parent / "shared"
RELEVES_13 = RACINE / "data/departements/13/releves.csv"
TAUX = RACINE / "data/national/cnaf/taux_couverture.csv"
CONTEXTE = RACINE / "data/national/insee/contexte.csv"
ECARTES = Path(__file__).with_name("nombres_ecartes_13.yml")
SCHEMA = "sources/13_bouches-du-rhone_2023-2026.txt"
DERNIERE_LIGNE_DU_DIAGNOSTIC = 345

CLE = ["indicateur", "territoire", "maille", "perimetre", "periode", "source", "edition", "extrait"]
MESURES = {
    "txcouv": "taux_couverture_accueil",
    "txcouv_eaje": "taux_couverture_eaje",
    "txcouv_am_ind": "taux_couverture_assistants_maternels",
    "txcouv_prescol": "taux_couverture_prescolarisation",
    "txcouv_gad_ind": "taux_couverture_garde_domicile",
}
EN_LETTRES = {
    2: ("deux",),
    3: ("trois",),
    4: ("quatre",),
    8: ("huit",),
    40: ("quarante", "quarantaine"),
    75: ("trois quarts",),
}
CHIFFRES = r"\d+(?: \d{3})*(?:,\d+)?"
MOTS = (
    r"\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|trente|quarante|"
    r"cinquante|soixante|cent|cents|mille|dizaine|vingtaine|trentaine|quarantaine|centaine|"
    r"tiers|quart|quarts|moitié)\b"
)
Origine = dict[tuple[str, ...], Decimal]


@pytest.fixture(scope="module")
def partage() -> Path:
    """Le dossier partagé ; sans lui, les contrôles se déclarent sautés."""
    if not PARTAGE.is_dir():
        pytest.skip(f"dossier partagé absent : {PARTAGE}")
    return PARTAGE


# --- lire ---------------------------------------------------------------------------------------


def lire(chemin: Path, separateur: str = ",") -> list[dict[str, str]]:
    with chemin.open(encoding="utf-8-sig", newline="") as fichier:
        return list(csv.DictReader(fichier, delimiter=separateur))


def lignes(chemin: Path, origine: str) -> list[dict[str, str]]:
    return [ligne for ligne in lire(chemin) if ligne["origine"] == origine]


def normaliser(texte: str) -> str:
    """Le texte sans balises, emphase, exposants ni puces, avec des espaces simples.

    >>> normaliser("<p>le 6^{ème} des **99 centres**</p>  - et")
    'le 6ème des 99 centres et'
    """
    texte = html.unescape(re.sub(r"<[^>]+>", " ", texte)).replace("**", "")
    texte = re.sub(r"\^\{([^}]*)\}", r"\1", texte)
    return re.sub(r"(?<=\s)- (?=\S)", "", re.sub(r"\s+", " ", texte)).strip()


def schema(partage: Path, derniere: int | None = None) -> str:
    contenu = (partage / SCHEMA).read_text(encoding="utf-8").split("\n")
    return normaliser("\n".join(contenu[:derniere]))


# --- 1. les extraits ----------------------------------------------------------------------------


def porte_le_nombre(extrait: str, valeur: Decimal) -> bool:
    """L'extrait contient la valeur en chiffres (au signe près), ou en toutes lettres."""
    for chiffres in re.finditer(CHIFFRES, extrait):
        lu = Decimal(chiffres.group().replace(" ", "").replace(",", "."))
        signe = -1 if extrait[: chiffres.start()].endswith("-") and valeur < 0 else 1
        if signe * lu == valeur:
            return True
    mots = EN_LETTRES.get(int(valeur), ()) if valeur == int(valeur) else ()
    return any(re.search(rf"\b{mot}\b", extrait, re.IGNORECASE) for mot in mots)


def defauts_des_extraits(releves: list[dict[str, str]], texte: str) -> list[str]:
    defauts = []
    for ligne in releves:
        nom, extrait = ligne["indicateur"], ligne["extrait"]
        if texte.count(normaliser(extrait)) != 1:
            defauts.append(f"{nom} : extrait absent ou répété dans le schéma : « {extrait} »")
        if not porte_le_nombre(extrait, Decimal(ligne["valeur"])):
            defauts.append(f"{nom} : {ligne['valeur']} n'est pas dans « {extrait} »")
        if len(extrait) > 160:
            defauts.append(f"{nom} : extrait de plus de 160 caractères")
    return defauts


@pytest.mark.shared
def test_chaque_extrait_est_dans_le_schema_avec_son_nombre(partage: Path) -> None:
    defauts = defauts_des_extraits(lignes(RELEVES_13, "texte"), schema(partage))
    assert not defauts, "extraits infidèles :\n" + "\n".join(defauts)


@pytest.mark.parametrize(
    ("extrait", "valeur"),
    [("99 centres", "98"), ("98 centres", "98"), ("de 99", "-99"), ("des 9 centres", "99")],
)
def test_un_extrait_infidele_se_voit(extrait: str, valeur: str) -> None:
    ligne = {"indicateur": "essai", "extrait": extrait, "valeur": valeur}
    assert defauts_des_extraits([ligne], "Il y a plus de 99 centres sociaux.")


@pytest.mark.parametrize(
    ("extrait", "valeur"),
    [
        ("2 043 110 habitants", "2043110"),
        ("(-69% de jeunes", "-69"),
        ("131,5 ETP", "131.5"),
        ("Huit communes", "8"),
        ("une quarantaine", "40"),
        ("le 6ème rang", "6"),
    ],
)
def test_les_ecritures_d_un_nombre_sont_reconnues(extrait: str, valeur: str) -> None:
    assert porte_le_nombre(extrait, Decimal(valeur))


# --- 2. les producteurs -------------------------------------------------------------------------


def taux_des_departements(partage: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    for ligne in lire(partage / "donnees/cnaf_historique/dep_taux_2017_2023.csv"):
        if indicateur := MESURES.get(ligne["mesure"]):
            cle = (indicateur, "departement", ligne["code"], ligne["annee"], ligne["edition"])
            yield cle, ligne["valeur"]


def taux_de_la_france(partage: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    """Les éditions nationales ; le 60,3 de 2022 (Onape 2024) est celui de l'édition « hist »."""
    for ligne in lire(partage / "donnees/cnaf_historique/nat_2006_2023.csv"):
        edition = "hist" if ligne["edition"] == "onape_2024" else ligne["edition"]
        if indicateur := MESURES.get(ligne["mesure"]):
            yield (indicateur, "france", "FR", ligne["annee"], edition), ligne["valeur"]


def taux_de_2023(partage: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    """Les EPCI et les communes du 13, sans la ligne technique (XX)."""
    for maille, nom in (("epci", "epci"), ("commune", "com")):
        for ligne in lire(partage / f"donnees/cnaf_txcouv/txcouv_pe_{nom}_2023_extrait.csv", ";"):
            code = ligne[f"num{nom}"]
            if ligne["numdep"] != "13" or not code.isdigit():
                continue
            for mesure, indicateur in MESURES.items():
                cle = (indicateur, maille, code, ligne["annee"], "courant")
                yield cle, ligne[f"{mesure}_{nom}"]


def taux_des_arrondissements(partage: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    chemin = partage / "donnees/cnaf_historique/txcouv_pe_com_2017-2022_entetes_modifies.csv"
    for ligne in lire(chemin):
        if "13201" <= ligne["numero_commune"] <= "13216":
            territoire = ("arrondissement_municipal", ligne["numero_commune"])
            cle = (MESURES["txcouv"], *territoire, ligne["date_reference"], "hist")
            yield cle, ligne["taux_de_couv_global"]


def origine(*lectures: Iterator[tuple[tuple[str, ...], str]]) -> Origine:
    return {cle: Decimal(valeur) for lecture in lectures for cle, valeur in lecture}


def ecarts(releves: list[dict[str, str]], attendu: Origine) -> list[str]:
    """Ce qui diffère entre nos lignes et l'origine : valeur, ligne en trop, ligne oubliée."""
    colonnes = ("indicateur", "maille", "territoire", "periode", "edition")
    lu = {tuple(ligne[c] for c in colonnes): Decimal(ligne["valeur"]) for ligne in releves}
    defauts = [f"{cle} : {lu[cle]} ici, {attendu[cle]} à l'origine"
               for cle in lu.keys() & attendu.keys() if lu[cle] != attendu[cle]]  # fmt: skip
    defauts += [f"{cle} : ligne absente de l'origine" for cle in lu.keys() - attendu.keys()]
    return sorted(defauts + [f"{cle} : ligne oubliée" for cle in attendu.keys() - lu.keys()])


@pytest.mark.shared
def test_les_taux_du_13_sont_ceux_de_la_cnaf(partage: Path) -> None:
    departements = origine(taux_des_departements(partage))
    attendu = {cle: valeur for cle, valeur in departements.items() if cle[2] == "13"}
    attendu |= origine(taux_de_2023(partage), taux_des_arrondissements(partage))
    defauts = ecarts(lignes(RELEVES_13, "producteur"), attendu)
    assert not defauts, "taux infidèles à la Cnaf :\n" + "\n".join(defauts)


@pytest.mark.shared
def test_les_taux_nationaux_sont_ceux_de_la_cnaf(partage: Path) -> None:
    attendu = origine(taux_des_departements(partage), taux_de_la_france(partage))
    defauts = ecarts(lignes(TAUX, "producteur"), attendu)
    assert not defauts, "taux infidèles à la Cnaf :\n" + "\n".join(defauts)


def test_un_taux_infidele_se_voit() -> None:
    colonnes = ("indicateur", "maille", "territoire", "periode", "edition")
    cle = ("taux_couverture_accueil", "departement", "13", "2023", "courant")
    ligne = dict(zip(colonnes, cle, strict=True)) | {"valeur": "50.7"}
    assert ecarts([ligne], {cle: Decimal("50.6")})
    assert ecarts([ligne], {})
    assert ecarts([], {cle: Decimal("50.6")})
    assert not ecarts([ligne], {cle: Decimal("50.70")})


@pytest.mark.shared
def test_le_contexte_est_celui_de_l_insee(partage: Path) -> None:
    population = {
        (ligne["code"], ligne["mesure"]): Decimal(ligne["valeur"])
        for ligne in lire(partage / "donnees/contexte/population.csv")
        if (ligne["annee"], ligne["maille"]) == ("2023", "DEP")
    }
    pauvrete = {
        ligne["code"]: Decimal(ligne["valeur"])
        for ligne in lire(partage / "donnees/contexte/pauvrete.csv")
        if (ligne["annee"], ligne["maille"], ligne["mesure"]) == ("2021", "DEP", "taux_pauvrete_60")
    }
    for ligne in lignes(CONTEXTE, "producteur"):
        code, valeur = ligne["territoire"], Decimal(ligne["valeur"])
        if ligne["indicateur"] == "population":
            assert valeur == population[code, "pop_total"], f"population infidèle : {code}"
        if ligne["indicateur"] == "taux_pauvrete":
            assert valeur == pauvrete[code], f"taux de pauvreté infidèle : {code}"
        if ligne["indicateur"] == "part_moins_20_ans":
            attendu = (population[code, "pop_0_19_ans"], population[code, "pop_total"])
            lu = (Decimal(ligne["numerateur"]), Decimal(ligne["denominateur"]))
            assert lu == attendu, f"effectifs infidèles : {code}"


@pytest.mark.parametrize("chemin", [RELEVES_13, TAUX, CONTEXTE], ids=lambda c: c.stem)
def test_les_cles_sont_uniques_et_les_parts_se_recalculent(chemin: Path) -> None:
    vues: set[tuple[str, ...]] = set()
    for ligne in lire(chemin):
        cle = tuple(ligne[colonne] for colonne in CLE)
        assert cle not in vues, f"clé répétée dans {chemin.name} : {cle}"
        vues.add(cle)
        if ligne["nature"] == "calculee":
            part = 100 * Decimal(ligne["numerateur"]) / Decimal(ligne["denominateur"])
            assert abs(part - Decimal(ligne["valeur"])) <= Decimal("0.05"), f"part fausse : {cle}"


# --- 3. les nombres du diagnostic ---------------------------------------------------------------


def passages_ecartes() -> list[str]:
    groupes = yaml.safe_load(ECARTES.read_text(encoding="utf-8"))["ecartes"]
    return [passage for groupe in groupes for passage in groupe["passages"]]


def nombres_sans_emploi(texte: str, passages: list[str]) -> list[str]:
    """Les nombres du texte (en chiffres ou en lettres) qu'aucun passage ne contient."""
    couvert = [False] * len(texte)
    for passage in passages:
        for trouve in re.finditer(re.escape(normaliser(passage)), texte):
            couvert[trouve.start() : trouve.end()] = [True] * len(trouve.group())
    orphelins = (
        nombre
        for nombre in re.finditer(f"{CHIFFRES}|{MOTS}", texte, re.IGNORECASE)
        if not all(couvert[nombre.start() : nombre.end()])
    )
    return [f"{n.group()} : « …{texte[max(0, n.start() - 50) : n.end() + 50]}… »" for n in orphelins]


@pytest.mark.shared
def test_chaque_nombre_du_diagnostic_est_releve_ou_ecarte(partage: Path) -> None:
    extraits = [ligne["extrait"] for ligne in lignes(RELEVES_13, "texte")]
    diagnostic = schema(partage, DERNIERE_LIGNE_DU_DIAGNOSTIC)
    oublies = nombres_sans_emploi(diagnostic, extraits + passages_ecartes())
    assert not oublies, "nombres ni relevés ni écartés :\n" + "\n".join(oublies)


@pytest.mark.shared
def test_chaque_passage_ecarte_sert_encore(partage: Path) -> None:
    """Un passage écarté est dans le diagnostic, et y couvre un nombre que rien d'autre ne couvre."""
    extraits = [ligne["extrait"] for ligne in lignes(RELEVES_13, "texte")]
    diagnostic, ecartes = schema(partage, DERNIERE_LIGNE_DU_DIAGNOSTIC), passages_ecartes()
    for passage in ecartes:
        autres = [autre for autre in ecartes if autre != passage]
        manque = nombres_sans_emploi(diagnostic, extraits + autres)
        assert manque, f"passage écarté sans emploi : « {passage} »"


def test_un_nombre_oublie_se_voit() -> None:
    texte = "Il y a 99 centres sociaux, dont 12 à Arles et huit à Tarascon."
    assert len(nombres_sans_emploi(texte, ["99 centres"])) == 2
    assert not nombres_sans_emploi(texte, ["99 centres", "dont 12 à Arles et huit à"])
    assert nombres_sans_emploi(texte, ["Il y a 9", "dont 12 à Arles et huit à"])
