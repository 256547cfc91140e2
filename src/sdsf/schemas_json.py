"""Les schémas JSON des fichiers de ``params/`` : l'éditeur y lit quoi écrire, et souligne ce qui ne va pas.

Ils sont engendrés des modèles (``make docs``). La phrase de chaque champ est celle du modèle, précédée de
son obligation, que le type donne.
"""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from sdsf.campagnes import Campagne
from sdsf.commission.modeles import Evaluation
from sdsf.demande import Seuils
from sdsf.plan.modeles import Plan
from sdsf.plan.reglages import Reglages
from sdsf.plan.scenarios import Scenarios
from sdsf.referentiel import modeles as m
from sdsf.referentiel.contribution import Contribution
from sdsf.referentiel.enquetes import Enquete
from sdsf.referentiel.priorites import Priorites
from sdsf.referentiel.questionnaires import Questionnaire
from sdsf.referentiel.questions import Questions
from sdsf.referentiel.resultats_publies import ResultatsPublies
from sdsf.referentiel.secret import ReglesDeSecret
from sdsf.referentiel.services import Services
from sdsf.referentiel.telechargements import Telechargements
from sdsf.releves.seances import VueArretee

MODELES: Mapping[str, type[BaseModel]] = {
    "plan": Plan,
    "reglages": Reglages,
    "indicateur": m.Indicateur,
    "unites": m.Unites,
    "sources": m.Sources,
    "avertissements": m.Avertissements,
    "departements": m.Departements,
    "regles": m.Regles,
    "secret": ReglesDeSecret,
    "seuils": Seuils,
    "contribution": Contribution,
    "evaluation": Evaluation,
    "questions": Questions,
    "priorites": Priorites,
    "resultats_publies": ResultatsPublies,
    "services": Services,
    "telechargements": Telechargements,
    "questionnaire": Questionnaire,
    "enquete": Enquete,
    "seance": VueArretee,
    "scenarios": Scenarios,
    "campagne": Campagne,
}
# La version que les extensions YAML des éditeurs connaissent toutes.
DIALECTE = "http://json-schema.org/draft-07/schema#"


class _SansTitre(GenerateJsonSchema):
    """Un titre tiré du nom de la clé n'apprend rien à qui la survole."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schemas_json() -> dict[str, str]:
    """Le nom et le texte de chaque fichier de ``params/schemas/``."""
    return {
        f"{nom}.schema.json": json.dumps(schema_de(modele), ensure_ascii=False, indent=2) + "\n"
        for nom, modele in MODELES.items()
    }


def schema_de(modele: type[BaseModel]) -> dict[str, Any]:
    """Le schéma JSON d'un modèle, dont chaque champ dit son obligation et ce qu'on y met."""
    schema = modele.model_json_schema(schema_generator=_SansTitre)
    for objet in [schema, *schema.get("$defs", {}).values()]:
        _annoter(objet)
    return {"$schema": DIALECTE, **schema}


def _annoter(objet: dict[str, Any]) -> None:
    objet.pop("title", None)
    requis = objet.get("required", [])
    for nom, champ in objet.get("properties", {}).items():
        phrase = champ.get("description", "").strip()
        champ["description"] = f"{_obligation(champ, nom in requis)} {phrase}".strip()


def _obligation(champ: Mapping[str, Any], requis: bool) -> str:
    if not requis:
        return "Facultatif."
    if {"type": "null"} in champ.get("anyOf", []):
        return "Obligatoire, ou null."
    vide = champ.get("type") == "array" and not champ.get("minItems")
    return "Obligatoire, ou []." if vide else "Obligatoire."
