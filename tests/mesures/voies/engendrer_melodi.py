"""Engendrer un zip au format de DS_BPE : ``engendrer_melodi.py ZIP COMMUNES_CSV PAS``.

Une ligne par commune (une sur PAS), par département et par type d'équipement, dont cinq que le projet suit ;
champs entre guillemets, « ; », un fichier de données et un de métadonnées.
"""

import sys
import zipfile
from pathlib import Path

import duckdb

EN_TETE = (
    *("GEO", "GEO_OBJECT", "FACILITY_DOM", "FACILITY_SDOM", "FACILITY_TYPE", "BPE_MEASURE"),
    *("UNIT_MEASURE", "OBS_STATUS", "UNIT_MULT", "TIME_PERIOD", "OBS_VALUE"),
)
# De quoi passer 400 Mo avec toutes les communes.
TYPES = 150
SUIVIS = ("D502", "D504", "D505", "D509", "D115")
LIGNES = """
    WITH communes AS (
        SELECT commune, departement FROM read_csv(?, all_varchar = true)
        QUALIFY row_number() OVER (ORDER BY commune) % ? = 0
    ),
    lieux AS (
        SELECT commune AS geo, 'COM' AS objet FROM communes
        UNION ALL SELECT DISTINCT departement, 'DEP' FROM communes
    ),
    types AS (
        SELECT unnest([{suivis}]) AS sorte UNION ALL SELECT 'A' || (100 + i) FROM range({autres}) t(i)
    )
    SELECT geo, objet, sorte[1], sorte[:2], sorte, 'FACILITIES', 'FACILITIES_NB', 'A', 0, 2025,
           hash(geo, sorte) % 23 + 1
    FROM lieux, types ORDER BY geo, sorte
"""


def engendrer(archive: Path, communes: str, pas: int) -> str:
    """Écrit le CSV à côté, le range dans l'archive, l'efface ; dit sa taille."""
    donnees = archive.with_suffix(".csv")
    lignes = LIGNES.format(suivis=", ".join(f"'{sorte}'" for sorte in SUIVIS), autres=TYPES - len(SUIVIS))
    noms = ", ".join(f'"{nom}"' for nom in EN_TETE)
    options = "FORMAT csv, DELIMITER ';', HEADER true, FORCE_QUOTE *"
    copie = f"COPY (SELECT * FROM ({lignes}) t({noms})) TO '{donnees}' ({options})"  # noqa: S608
    with duckdb.connect() as base:
        (nombre,) = base.execute(copie, [communes, pas]).fetchone() or (0,)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zippe:
        zippe.write(donnees, "DS_BPE_2025_data.csv")
        zippe.writestr("DS_BPE_2025_metadata.csv", "COD_VAR;LIB_VAR;COD_MOD;LIB_MOD\n")
    taille = donnees.stat().st_size / 1e6
    donnees.unlink()
    return f"{nombre} lignes × {len(EN_TETE)} colonnes, {taille:.0f} Mo une fois décompressé"


if __name__ == "__main__":
    print(engendrer(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
