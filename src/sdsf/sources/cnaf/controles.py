"""Contrôler ce qui a été lu : dates, codes, nombres, doublons, cohérence des sous-totaux.

Entrée : la table ``lu`` de ``tables.extraire``. Sortie : des périodes, des codes, des erreurs, des avis.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.sources.cnaf.jeux import ALLOCATAIRES, ANCIEN, PLACES, Jeu
from sdsf.sources.cnaf.tables import mesures_lues, rangees, tabler, texte_sql

# Au-delà, une même faute ne s'énumère plus : la première suffit à comprendre.
MONTREES = 10
TECHNIQUE = re.compile(r"|X+|9{2}|9{5}|COM|ND")
FORMES = {
    "commune": r"[0-9]{5}|2[AB][0-9]{3}",
    "epci": r"[0-9]{9}",
    "departement": r"[0-9]{2}|2[AB]|9[78][0-9]",
    "region": r"[0-9]{2}",
    "france": r"FR",
}
LONGUEURS = {"commune": 5, "departement": 2, "region": 2}
# Un trou dit par le producteur ; il garde son mot et ne devient jamais 0.
TROUS = {"": "non_disponible", "nd": "non_disponible", "s": "secret"}
ANNEE_MINIMALE = 2000


@dataclass(frozen=True)
class Controle:
    """Les dates et les codes du fichier, et ce qu'ils deviennent dans un relevé ; un code vide est écarté."""

    annees: dict[str, int]
    periodes: dict[str, str]
    codes: dict[str, str]
    avis: tuple[str, ...]
    arrondi: bool
    """Vrai si tous les effectifs sont des multiples de 5."""


def controler(
    base: duckdb.DuckDBPyConnection, jeu: Jeu, lieu: Lieu, premiere: int, aujourdhui: dt.date, close: bool
) -> Controle:
    """Lève ``Erreurs`` avec toutes les fautes du fichier."""
    if not _un(base, "SELECT count(*) FROM lu"):
        raise Erreurs([err.FichierDuProducteurVide(lieu)])
    fautes: list[Erreur] = []
    annees, periodes = _dates(base, jeu, lieu, premiere, aujourdhui, fautes)
    codes, avis = _codes(base, jeu, lieu, premiere, fautes)
    tabler(base, "ecartes", [code for code, retenu in codes.items() if not retenu])
    fautes += _valeurs(base, jeu, lieu, premiere)
    fautes += _doublons(base, jeu, lieu, premiere) if jeu.famille != ALLOCATAIRES else []
    protegees = _arrondis(base, jeu, lieu, premiere)
    fautes += protegees if jeu.maille in ("commune", "epci") else []
    ecarts, avis_ecarts = _sous_totaux(base, jeu, lieu, premiere, close)
    err.lever([*fautes, *ecarts])
    return Controle(annees, periodes, codes, (*avis, *avis_ecarts), not protegees)


def _un(base: duckdb.DuckDBPyConnection, requete: str) -> int:
    ligne = base.execute(requete).fetchone()
    return int(ligne[0]) if ligne else 0


# --- les dates ------------------------------------------------------------------------------------


def _dates(
    base: duckdb.DuckDBPyConnection,
    jeu: Jeu,
    lieu: Lieu,
    premiere: int,
    aujourdhui: dt.date,
    fautes: list[Erreur],
) -> tuple[dict[str, int], dict[str, str]]:
    annees: dict[str, int] = {}
    periodes: dict[str, str] = {}
    for texte, ligne in base.execute("SELECT d, min(rowid) FROM lu GROUP BY d ORDER BY 2").fetchall():
        place = Lieu(lieu.fichier, ligne + premiere if jeu.famille != ANCIEN else None)
        dite = texte if jeu.famille != ANCIEN else _annee_du_nom(lieu.fichier)
        lue = lire_date(dite)
        if lue is None:
            fautes.append(_annee_illisible(place, jeu, dite))
        elif lue > (aujourdhui.year, aujourdhui.month):
            fautes.append(_annee_future(place, dite))
        else:
            annees[texte] = lue[0]
            periodes[texte] = _fin_de_mois(*lue) if jeu.famille == ALLOCATAIRES else str(lue[0])
    return annees, periodes


def lire_date(texte: str) -> tuple[int, int] | None:
    """L'année et le mois d'une date écrite 2023, 2023.0, 2023-12 ou 2023-12-01 ; ``None`` sinon.

    >>> lire_date("2023"), lire_date("2024-12"), lire_date("2023-01-01 00:00:00"), lire_date("23")
    ((2023, 1), (2024, 12), (2023, 1), None)
    """
    trouve = re.fullmatch(r"(\d{4})(?:\.0)?(?:[-/](\d{2})(?:[-/]\d{2})?)?(?:[T ][0-9:.+Z]*)?", texte.strip())
    if not trouve or int(trouve.group(1)) < ANNEE_MINIMALE:
        return None
    mois = int(trouve.group(2) or 1)
    return (int(trouve.group(1)), mois) if 1 <= mois <= 12 else None


def _fin_de_mois(annee: int, mois: int) -> str:
    suivant = dt.date(annee + mois // 12, mois % 12 + 1, 1)
    return (suivant - dt.timedelta(days=1)).isoformat()


def _annee_du_nom(fichier: str) -> str:
    trouve = re.search(r"tauxcouv_?(20\d\d)", fichier.lower())
    return trouve.group(1) if trouve else ""


def _annee_illisible(place: Lieu, jeu: Jeu, dite: str) -> Erreur:
    if jeu.famille == ANCIEN:
        cause = "ce jeu n'a pas de colonne d'année, et le nom du fichier n'en dit pas"
        conseil = "Rendez-lui son nom d'origine, par exemple TAUXCOUV2020.csv."
        return err.AnneeDuFichier(Lieu(place.fichier), recu=place.fichier, cause=cause, conseil=conseil)
    conseil = "Écrivez l'année en quatre chiffres (2023), ou le mois (2024-12), comme l'export d'origine."
    return err.AnneeDuFichier(place, recu=dite, cause="ce n'est ni une année ni un mois", conseil=conseil)


def _annee_future(place: Lieu, dite: str) -> Erreur:
    conseil = "Aucun producteur ne publie l'avenir : reprenez le fichier d'origine."
    return err.AnneeDuFichier(place, recu=dite, cause="cette date n'est pas encore passée", conseil=conseil)


# --- les codes ------------------------------------------------------------------------------------


def _codes(
    base: duckdb.DuckDBPyConnection, jeu: Jeu, lieu: Lieu, premiere: int, fautes: list[Erreur]
) -> tuple[dict[str, str], list[str]]:
    """Ce que devient chaque code : DuckDB reconnaît ceux qui ont leur forme, on ne regarde que les autres."""
    codes = _codes_en_forme(base, jeu.maille)
    ecartees, repares, faux = 0, [], []
    requete = "SELECT c, ligne, nombre FROM codes WHERE NOT en_forme ORDER BY ligne"
    for texte, ligne, nombre in base.execute(requete).fetchall():
        if TECHNIQUE.fullmatch(texte):
            codes[texte] = ""
            ecartees += nombre
        elif code := code_officiel(texte, jeu.maille):
            codes[texte] = code
            repares += [f"{texte} → {code}"] if code not in (texte, "FR") else []
        else:
            dit = jeu.maille if jeu.maille != "epci" else "EPCI (neuf chiffres)"
            faux.append(err.CodeDuProducteur(Lieu(lieu.fichier, ligne + premiere), recu=texte, maille=dit))
    fautes += faux[:MONTREES]
    avis = [_dire_ecartees(ecartees, lieu)] if ecartees else []
    if repares:
        avis.append(f"{lieu} : premier zéro rendu à {len(repares)} codes ({', '.join(repares[:3])}…).")
    return codes, avis


def _codes_en_forme(base: duckdb.DuckDBPyConnection, maille: str) -> dict[str, str]:
    """Les codes déjà officiels ; la table ``codes`` dit la première ligne de chacun, et combien il en a."""
    forme, technique = texte_sql(FORMES[maille]), texte_sql(TECHNIQUE.pattern)
    en_forme = f"regexp_full_match(c, {forme}) AND NOT regexp_full_match(c, {technique})"
    base.execute(
        "CREATE OR REPLACE TEMP TABLE codes AS SELECT c, min(rowid) AS ligne, count(*) AS nombre, "  # noqa: S608
        f"{en_forme} AS en_forme FROM lu GROUP BY c"
    )
    return {code: code for (code,) in rangees(base, "SELECT c FROM codes WHERE en_forme")}


def _dire_ecartees(nombre: int, lieu: Lieu) -> str:
    lignes = "1 ligne technique écartée" if nombre == 1 else f"{nombre} lignes techniques écartées"
    return f"{lieu} : {lignes} (code vide, XX ou 99 : aucun territoire)."


def code_officiel(texte: str, maille: str) -> str:
    """Le code officiel ; un premier zéro perdu est rendu, car un seul code peut l'avoir perdu ; vide si faux.

    >>> code_officiel("1053", "commune"), code_officiel("1", "departement"), code_officiel("133", "commune")
    ('01053', '01', '')
    """
    if maille == "france":
        return "FR"
    code = texte.upper().removesuffix(".0")
    if code.isdigit() and len(code) == LONGUEURS.get(maille, 0) - 1 and code[0] != "0":
        code = f"0{code}"
    return code if re.fullmatch(FORMES[maille], code) else ""


# --- les nombres ----------------------------------------------------------------------------------

RETENUES = "lu.c NOT IN (SELECT c FROM ecartes)"


def _valeurs(base: duckdb.DuckDBPyConnection, jeu: Jeu, lieu: Lieu, premiere: int) -> list[Erreur]:
    """Une cellule qui n'est ni un nombre positif et fini, ni un trou dit."""
    colonnes = mesures_lues(jeu)
    requete = f"SELECT rowid, brut FROM lu WHERE brut IS NOT NULL AND {RETENUES} ORDER BY rowid"  # noqa: S608
    fautes: list[Erreur] = []
    resultat = base.execute(requete)
    while (lue := resultat.fetchone()) and len(fautes) < MONTREES:
        for colonne, texte in zip(colonnes, lue[1], strict=True):
            if cause := _cause(texte):
                place = Lieu(lieu.fichier, lue[0] + premiere, f"colonne {colonne}")
                fautes.append(err.ValeurDuProducteur(place, recu=texte, cause=cause))
    return fautes[:MONTREES]


def _cause(texte: str | None) -> str:
    propre = re.sub(r"[\s%]", "", texte or "").replace(",", ".").lower()
    if propre in TROUS:
        return ""
    if re.fullmatch(r"[+-]?(nan|inf|infinity)", propre):
        return "ce n'est pas un nombre fini"
    try:
        return "un nombre de places, un taux ou un effectif n'est jamais négatif" if float(propre) < 0 else ""
    except ValueError:
        return "ce n'est pas un nombre"


def _doublons(base: duckdb.DuckDBPyConnection, jeu: Jeu, lieu: Lieu, premiere: int) -> list[Erreur]:
    requete = (
        f"SELECT c, d, min(rowid), max(rowid) FROM lu WHERE {RETENUES} "  # noqa: S608
        f"GROUP BY c, d HAVING count(*) > 1 ORDER BY 3 LIMIT {MONTREES}"
    )
    return [
        err.ClesDuFichierEnDouble(
            Lieu(lieu.fichier, autre + premiere),
            recu=code,
            periode=date or "la même année",
            autre_ligne=ligne + premiere,
        )
        for code, date, ligne, autre in base.execute(requete).fetchall()
    ]


def _arrondis(base: duckdb.DuckDBPyConnection, jeu: Jeu, lieu: Lieu, premiere: int) -> list[Erreur]:
    """Sous le département, les effectifs publiés sont des multiples de 5 : un autre nombre est protégé."""
    if jeu.famille != ALLOCATAIRES:
        return []
    effectifs = [(i, c) for i, (c, m) in enumerate(jeu.retenues.items()) if m.unite != "euros"]
    fautes: list[Erreur] = []
    quelconque = " OR ".join(f"v{rang} % 5 <> 0" for rang, _ in effectifs)
    if not _un(base, f"SELECT count(*) FROM lu WHERE {quelconque}"):  # noqa: S608
        return []
    for rang, colonne in effectifs:
        requete = f"SELECT rowid, v{rang} FROM lu WHERE v{rang} % 5 <> 0 AND {RETENUES} LIMIT 1"  # noqa: S608
        for ligne, valeur in base.execute(requete).fetchall():
            place = Lieu(lieu.fichier, ligne + premiere, f"colonne {colonne}")
            cause = "le jeu public arrondit au multiple de 5 ; un effectif exact est protégé par le secret"
            fautes.append(err.ValeurDuProducteur(place, recu=f"{valeur:g}", cause=cause))
    return fautes


# --- les sous-totaux ------------------------------------------------------------------------------

SOMMES = (
    ("eaje", ("psu", "hors_psu")),
    ("individuel", ("am", "gad")),
    ("total", ("eaje", "prescol", "am", "gad")),
)


def _sous_totaux(
    base: duckdb.DuckDBPyConnection, jeu: Jeu, lieu: Lieu, premiere: int, close: bool
) -> tuple[list[Erreur], list[str]]:
    """Un total qui n'est pas la somme de ses modes est dit ; sur une ligne non close, il est refusé."""
    rangs = {jeu.mesures[c].mode: i for i, c in enumerate(mesures_lues(jeu))}
    possibles = [(t, p) for t, p in SOMMES if {t, *p} <= rangs.keys()]
    tolerance = 3 if jeu.famille == PLACES else 0.45
    tests = " OR ".join(_test(rangs, total, parties, tolerance) for total, parties in possibles) or "false"
    requete = f"SELECT rowid, c FROM lu WHERE ({tests}) AND {RETENUES} ORDER BY rowid"  # noqa: S608
    ecarts = base.execute(requete).fetchall()
    entiere = close or ("total" in dict(possibles) and _derniere_entiere(base, ecarts))
    if not entiere:
        derniere = _un(base, "SELECT max(rowid) FROM lu")
        cause = "la dernière ligne n'est pas finie, et rien ne dit que son dernier nombre soit entier"
        return [err.FichierTronque(Lieu(lieu.fichier, derniere + premiere), cause=cause)], []
    return [], _dire_ecarts(ecarts, lieu, premiere)


def _derniere_entiere(base: duckdb.DuckDBPyConnection, ecarts: Sequence[tuple[int, str]]) -> bool:
    """Vrai si la dernière ligne a tous ses nombres, et un total qui est la somme de ses modes."""
    derniere = base.execute("SELECT rowid, brut IS NULL FROM lu ORDER BY rowid DESC LIMIT 1").fetchone()
    return bool(derniere and derniere[1] and derniere[0] not in {rang for rang, _ in ecarts})


def _test(rangs: dict[str, int], total: str, parties: Sequence[str], tolerance: float) -> str:
    somme = " + ".join(f"v{rangs[partie]}" for partie in parties)
    return f"abs(v{rangs[total]} - ({somme})) > {tolerance}"


def _dire_ecarts(ecarts: Sequence[tuple[int, str]], lieu: Lieu, premiere: int) -> list[str]:
    if not ecarts:
        return []
    ligne, code = ecarts[0]
    nombre = "1 ligne a" if len(ecarts) == 1 else f"{len(ecarts)} lignes ont"
    place = f"d'abord {code}, ligne {ligne + premiere}"
    return [f"{lieu} : {nombre} un total qui n'est pas la somme de ses modes ({place})."]
