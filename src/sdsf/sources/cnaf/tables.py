"""Lire un contenu ouvert par DuckDB : des nombres en flottants, et le texte de ce qui n'en est pas.

La table ``lu`` a une ligne par ligne du fichier : ``d`` (date), ``c`` (code),
``n`` (nom), ``v0, v1…`` (nombres) et ``brut`` (le texte des nombres, là où l'un manque ou ne convient pas).
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.sources.cnaf.jeux import Jeu
from sdsf.sources.cnaf.ouverture import LIGNE_MAXIMALE, Ouvert

MEMOIRE = "400MB"
# La plus longue ligne admise : au-delà, la lecture prend de la mémoire sans aller plus vite.
TAMPON = LIGNE_MAXIMALE
VIDE = "len(list_filter(brut, x -> trim(x) <> '')) = 0"
ESPACES = "' \u00a0\u202f%'"


@dataclass(frozen=True)
class Contenu:
    """Une relation lisible par DuckDB : sa clause FROM, ses colonnes, le rang de sa première ligne."""

    origine: str
    colonnes: tuple[str, ...]
    premiere_ligne: int


def connecter() -> duckdb.DuckDBPyConnection:
    """Une base en mémoire, bornée, qui ne va rien chercher au dehors.

    Un seul fil : à plusieurs, DuckDB remplit une table par lots, qu'il recopie ensuite pour garder l'ordre
    des lignes ; la lecture y perd un tiers de temps de calcul et 45 Mo.
    """
    return duckdb.connect(
        config={"memory_limit": MEMOIRE, "threads": 1, "autoinstall_known_extensions": False}
    )


def contenus(base: duckdb.DuckDBPyConnection, ouvert: Ouvert, lieu: Lieu) -> list[Contenu]:
    """Les tables d'un fichier : une, ou plusieurs pour un JSON qui en réunit. Lève ``Erreurs``."""
    if ouvert.genre == "csv":
        return [Contenu(_lecture_csv(ouvert), ouvert.entetes, 2)]
    if ouvert.genre == "json":
        return list(_contenus_json(base, ouvert, lieu))
    origine = f"read_parquet({texte_sql(str(ouvert.chemin))})"
    try:
        colonnes = [str(nom) for nom, *_ in base.execute(f"DESCRIBE SELECT * FROM {origine}").fetchall()]  # noqa: S608
    except duckdb.Error as refus:
        raise Erreurs([_refus(refus, lieu)]) from None
    return [Contenu(origine, tuple(colonnes), 1)]


def extraire(base: duckdb.DuckDBPyConnection, contenu: Contenu, jeu: Jeu, lieu: Lieu) -> None:
    """Crée la table ``lu`` d'un jeu. Lève ``Erreurs`` si le fichier ne se lit pas jusqu'au bout."""
    try:
        base.execute(_requete(contenu, jeu))
        # Des lignes vides en fin de fichier ne sont pas une faute.
        base.execute(f"DELETE FROM lu WHERE d = '' AND c = '' AND n = '' AND {VIDE}")  # noqa: S608
    except duckdb.Error as refus:
        raise Erreurs([_refus(refus, lieu)]) from None


def _requete(contenu: Contenu, jeu: Jeu) -> str:
    """Trois étages : le texte des seules colonnes utiles, les nombres, et ce qui n'en est pas."""
    mesures = mesures_lues(jeu)
    textes = [f"CAST({_nom(c)} AS VARCHAR) AS t{i}" for i, c in enumerate(mesures)]
    lieux = {"d": jeu.date, "c": jeu.code, "n": jeu.nom}
    textes += [f"{_cellule(colonne)} AS {alias}" for alias, colonne in lieux.items()]
    rangs = range(len(mesures))
    valeurs = ", ".join(f"{_nombre(f't{i}')} AS v{i}" for i in rangs)
    # Une somme n'est finie que si tous ses termes le sont ; elle manque dès que l'un d'eux manque.
    somme = " + ".join(f"v{i}" for i in rangs)
    faute = f"coalesce(NOT isfinite({somme}), true) OR least({', '.join(f'v{i}' for i in rangs)}) < 0"
    brut = ", ".join(f"t{i}" for i in rangs)
    nombres = ", ".join(f"v{i}" for i in rangs)
    return (
        f"CREATE OR REPLACE TEMP TABLE lu AS SELECT d, c, n, {nombres}, "  # noqa: S608
        f"CASE WHEN {faute} THEN [{brut}] END AS brut "
        f"FROM (SELECT *, {valeurs} FROM (SELECT {', '.join(textes)} FROM {contenu.origine}))"
    )


def mesures_lues(jeu: Jeu) -> list[str]:
    """Les colonnes de nombres, dans l'ordre de ``v0, v1…`` : celles retenues, puis celles de contrôle."""
    return list(jeu.retenues) + [c for c in jeu.mesures if jeu.mesures[c].mode == "individuel"]


def _lecture_csv(ouvert: Ouvert) -> str:
    colonnes = ", ".join(f"{texte_sql(nom)}: 'VARCHAR'" for nom in ouvert.entetes)
    return (
        f"read_csv({texte_sql(str(ouvert.chemin))}, delim={texte_sql(ouvert.separateur)}, header=true, "
        f"auto_detect=false, columns={{{colonnes}}}, quote='\"', escape='\"', strict_mode=true, "
        f"null_padding=false, ignore_errors=false, max_line_size={LIGNE_MAXIMALE}, buffer_size={TAMPON})"
    )


def tabler(base: duckdb.DuckDBPyConnection, nom: str, codes: Iterable[str]) -> None:
    """Crée une table d'une colonne ``c``.

    Les codes y sont écrits en toutes lettres : un paramètre ferait charger pandas à DuckDB, soit un tiers de
    seconde et 70 Mo pour rien.
    """
    liste = ", ".join(map(texte_sql, codes))
    base.execute(f"CREATE OR REPLACE TEMP TABLE {nom} AS SELECT unnest([{liste}]::VARCHAR[]) AS c")


def rangees(base: duckdb.DuckDBPyConnection, requete: str) -> Iterator[tuple[Any, ...]]:
    """Les lignes d'une requête, au fil de l'eau : jamais toutes à la fois dans Python."""
    resultat = base.execute(requete)
    while lues := resultat.fetchmany(2048):
        yield from lues


def texte_sql(mot: str) -> str:
    """Un texte entre apostrophes, tel que SQL le lit."""
    return "'" + mot.replace("'", "''") + "'"


def _nom(colonne: str) -> str:
    return '"' + colonne.replace('"', '""') + '"'


def _cellule(colonne: str | None) -> str:
    return f"coalesce(trim(CAST({_nom(colonne)} AS VARCHAR)), '')" if colonne else "''"


def _nombre(cellule: str) -> str:
    """Un nombre écrit avec un point, sinon avec une virgule, des espaces de milliers ou un signe %."""
    propre = f"replace(translate({cellule}, {ESPACES}, ''), ',', '.')"
    return f"coalesce(TRY_CAST({cellule} AS DOUBLE), TRY_CAST({propre} AS DOUBLE))"


# --- le JSON de l'API -----------------------------------------------------------------------------


def _contenus_json(base: duckdb.DuckDBPyConnection, ouvert: Ouvert, lieu: Lieu) -> Iterator[Contenu]:
    import pandas as pd

    try:
        lu = json.loads(ouvert.chemin.read_text(encoding="utf-8-sig"), parse_constant=str)
    except (ValueError, RecursionError):
        raise Erreurs([err.FichierTronque(lieu, cause="ce n'est pas un JSON complet")]) from None
    for rang, lignes in enumerate(_listes(lu, lieu)):
        colonnes = tuple(dict.fromkeys(cle for ligne in lignes for cle in ligne))
        rangees = [[_chaine(ligne.get(cle)) for cle in colonnes] for ligne in lignes]
        base.register(f"json_{rang}", pd.DataFrame(rangees, columns=list(colonnes), dtype="object"))
        yield Contenu(f"json_{rang}", colonnes, 1)


def _chaine(valeur: Any) -> str | None:
    return None if valeur is None else str(valeur)


def _listes(lu: Any, lieu: Lieu) -> list[list[dict[str, Any]]]:
    """Les listes d'enregistrements : un export, une page de l'API, ou plusieurs jeux sous leur nom."""
    if isinstance(lu, dict) and "results" in lu:
        _exiger_toutes_les_pages(lu, lieu)
        listes = [lu["results"]]
    else:
        listes = list(lu.values()) if isinstance(lu, dict) else [lu]
    for liste in listes:
        if not isinstance(liste, list) or not liste or not all(isinstance(x, dict) for x in liste):
            raise Erreurs([err.FichierTronque(lieu, cause="ce JSON n'est pas une liste d'enregistrements")])
    return listes


def _exiger_toutes_les_pages(page: dict[str, Any], lieu: Lieu) -> None:
    total, lues = page.get("total_count"), page["results"]
    if isinstance(total, int) and isinstance(lues, list) and len(lues) < total:
        cause = f"c'est une page de {len(lues)} lignes sur {total} (demandez « exports », non « records »)"
        raise Erreurs([err.FichierTronque(lieu, cause=cause)])


# --- les refus de DuckDB, en français -------------------------------------------------------------

CAUSES: Sequence[tuple[str, str]] = (
    (r"[Mm]aximum line size", f"une ligne dépasse {LIGNE_MAXIMALE // 1024 // 1024} Mo"),
    (r"Found: (\d+)", "la ligne a {0} cellules, l'en-tête en annonce {attendu}"),
    (r"[Qq]uote", "un guillemet double n'est pas refermé"),
    (r"[Oo]ut of [Mm]emory", "il demande plus de mémoire que la borne fixée"),
)


def _refus(refus: duckdb.Error, lieu: Lieu) -> Erreur:
    texte = str(refus)
    ligne = re.search(r"Line: (\d+)", texte)
    attendu = re.search(r"Expected Number of Columns: (\d+)", texte)
    place = Lieu(lieu.fichier, int(ligne.group(1)) if ligne else None)
    for motif, phrase in CAUSES:
        if trouve := re.search(motif, texte):
            cause = phrase.format(
                *trouve.groups(), attendu=attendu.group(1) if attendu else "un autre nombre"
            )
            bornes = "dépasse" in cause or "mémoire" in cause
            return (err.FichierHorsBornes if bornes else err.FichierTronque)(place, cause=cause)
    return err.FichierTronque(place, cause="son contenu n'a pas la forme annoncée")
