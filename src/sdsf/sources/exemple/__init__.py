"""Le département fictif 00 (« Département d'exemple ») : ses paramètres et ses données, engendrés.

Tout vient des textes de ``textes/`` et d'un tirage à graine fixe : deux appels donnent les mêmes
octets. ``python -m sdsf.sources.exemple [RACINE]`` écrit les fichiers.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sdsf.commission.modeles import Evaluation
from sdsf.referentiel.contribution import Contribution
from sdsf.sources.exemple import avancement, enquetes, offre, plan, releves, terrain, vie_du_schema
from sdsf.sources.exemple.ecriture import lire_textes, texte_csv, texte_yaml

PARAMS = "params/departements/00"
DONNEES = "data/departements/00"
# Ce que la commission d'évaluation a écrit du schéma fictif.
TRAVAUX: Mapping[str, type[BaseModel]] = {"evaluation": Evaluation, "contribution": Contribution}
SCHEMAS = "../../../schemas"
SCHEMA_D_ENQUETE = "../../../../../params/schemas/enquete.schema.json"


def engendrer() -> dict[str, str]:
    """Le texte de chaque fichier du département 00, par chemin relatif ; rien n'est écrit."""
    return dict(_fichiers())


def _fichiers() -> Iterator[tuple[str, str]]:
    le_plan, colonnes = plan.dresser(), lire_textes("colonnes")
    yield f"{PARAMS}/2021-2026/plan.yml", texte_yaml(le_plan, "../../../schemas/plan.schema.json")
    for nom, modele in TRAVAUX.items():
        texte = texte_yaml(plan.completer(modele, nom), f"../../../schemas/{nom}.schema.json")
        yield f"{PARAMS}/2021-2026/{nom}.yml", texte
    yield f"{PARAMS}/2021-2026/scenarios.yml", texte_yaml(_scenarios(), f"{SCHEMAS}/scenarios.schema.json")
    yield f"{PARAMS}/reglages.yml", texte_yaml(plan.reglages(), "../../schemas/reglages.schema.json")
    for table, lignes in _tables(le_plan):
        yield f"{DONNEES}/{table}.csv", texte_csv(colonnes[table], lignes)
    for nom, fiche, tables in enquetes.enquetes():
        dossier = f"{DONNEES}/enquetes/{nom}"
        yield f"{dossier}/enquete.yml", texte_yaml(fiche, SCHEMA_D_ENQUETE)
        for table, lignes in tables.items():
            yield f"{dossier}/{table}.csv", texte_csv(colonnes[f"enquete_{table}"], lignes)


def _scenarios() -> dict[str, Any]:
    """Deux hypothèses fictives que les bilans du 00 citent."""
    entete = {"format": 1, "departement": "00", "periode": "2021-2026"}
    return {**entete, "scenarios": lire_textes("scenarios")}


def _tables(le_plan: dict[str, Any]) -> Iterator[tuple[str, Iterable[dict[str, Any]]]]:
    yield "territoires", offre.territoires()
    yield "releves", [*releves.tous(le_plan), *terrain.tous()]
    yield "avancement", avancement.journal(le_plan)
    for table in vie_du_schema.TABLES:
        yield table, vie_du_schema.lignes(table)


def ecrire(racine: Path) -> list[Path]:
    """Écrit les fichiers sous ``racine`` et donne leurs chemins."""
    return [_ecrire(racine / chemin, texte) for chemin, texte in engendrer().items()]


def _ecrire(chemin: Path, texte: str) -> Path:
    chemin.parent.mkdir(parents=True, exist_ok=True)
    # Les mêmes octets partout : ni l'encodage ni les fins de ligne du système.
    chemin.write_bytes(texte.encode("utf-8"))
    return chemin
