"""Engendrer un fichier au format de ``s_ben_com_f`` : ``engendrer_cnaf.py FICHIER COMMUNES_CSV PAS``.

Cinq décembres, 60 colonnes, une commune sur PAS ; UTF-8 avec BOM, « ; », effectifs au multiple de 5, montants
à 100 euros. Avec ce que le vrai fichier a de technique : les lignes non localisées et les doublons.
"""

import shutil
import sys
from pathlib import Path

import duckdb

PRESTATIONS = (
    *("ndur", "ndurpaje", "ab", "cmg", "prepare", "ndurej", "af", "cf", "ars", "asf"),
    *("ndurhd", "aah", "aeeh", "ndural", "apl", "alf", "als", "rsa", "ppa"),
)
MESURES = [f"{mesure}_{p}" for p in PRESTATIONS for mesure in ("indfoy", "indnbp", "indmtt")]
COLONNES = ["dtreffre", "numcomdo", "nomcom", *MESURES]
# Le 34 d'abord, pour que le plus petit des fichiers ait encore un doublon du département mesuré.
DOUBLONS = 122
LIEUX = """
    WITH communes AS (
        SELECT commune AS code, upper(nom) AS nom, row_number() OVER (ORDER BY commune) AS rang
        FROM read_csv(?, all_varchar = true) QUALIFY rang % ? = 0
    )
    SELECT code, nom, rang, 0 AS technique FROM communes
    UNION ALL (
        SELECT code, nom, rang, 1 FROM communes ORDER BY code[:2] <> '34', rang % 53, rang LIMIT ?
    )
    UNION ALL SELECT unnest([NULL, 'XX', '99']), 'NON LOCALISE', 100000, 2
"""


def valeur(rang: int, mesure: str) -> str:
    """Un effectif, ou un montant, tiré du code et de l'année : le même à chaque fois."""
    effectif = f"foyers // {1 + rang % 7}"
    if mesure.startswith("indmtt"):
        return f"{effectif} * 300 // 100 * 100 AS {mesure}"
    return f"{effectif} * {2 if mesure.startswith('indnbp') else 1} // 5 * 5 AS {mesure}"


def engendrer(chemin: Path, communes: str, pas: int) -> str:
    """Écrit le fichier, et dit sa taille ; DuckDB en fait le corps, l'en-tête porte le BOM."""
    corps = chemin.with_suffix(".corps")
    valeurs = ", ".join(valeur(rang, mesure) for rang, mesure in enumerate(MESURES))
    hasard = "10 + (40 / (hash(code, annee) % 9973 / 9973 + 0.001))::INT"
    tirage = f"CASE technique WHEN 1 THEN 0 ELSE {hasard} END"
    lignes = f"SELECT *, {tirage} AS foyers FROM lieux, range(2020, 2025) annees(annee)"  # noqa: S608
    table = f"SELECT annee || '-12', code, nom, {valeurs} FROM ({lignes}) ORDER BY rang, technique, annee"  # noqa: S608
    with duckdb.connect() as base:
        base.execute(f"CREATE TABLE lieux AS {LIEUX}", [communes, pas, DOUBLONS])
        base.execute(f"COPY ({table}) TO '{corps}' (FORMAT csv, DELIMITER ';', HEADER false)")
        (nombre,) = base.execute("SELECT 5 * count(*) FROM lieux").fetchone() or (0,)
    with chemin.open("wb") as sortie, corps.open("rb") as lu:
        sortie.write((";".join(COLONNES) + "\n").encode("utf-8-sig"))
        shutil.copyfileobj(lu, sortie)
    corps.unlink()
    return f"{nombre} lignes × {len(COLONNES)} colonnes, {chemin.stat().st_size / 1e6:.0f} Mo"


if __name__ == "__main__":
    print(engendrer(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
