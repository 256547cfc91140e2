"""Chaque fichier YAML de ``params/`` nomme son schéma JSON, et le suit comme un éditeur le lirait."""

import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from pydantic import BaseModel
from tests.fabrique import RACINE

from sdsf.plan import modeles as m
from sdsf.schemas_json import MODELES, schema_de

FICHIERS = sorted((RACINE / "params").rglob("*.yml"))
ENTETE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")
DOSSIERS = {"indicateurs": "indicateur", "questionnaires": "questionnaire", "campagnes": "campagne"}
ATTENDUS = {"plan.yml": "plan", "reglages.yml": "reglages"}


class Lecteur(yaml.CSafeLoader):
    """Le YAML d'un éditeur (YAML 1.2) : une date y reste un texte."""


Lecteur.yaml_implicit_resolvers = {
    signe: [(tag, motif) for tag, motif in regles if tag != "tag:yaml.org,2002:timestamp"]
    for signe, regles in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def lire_comme_un_editeur(chemin: Path) -> Any:
    return yaml.load(chemin.read_text(encoding="utf-8"), Loader=Lecteur)  # noqa: S506 - dérivé du chargeur sûr


def schema_nomme(chemin: Path) -> Path | None:
    """Le schéma que nomme la première ligne d'un fichier, s'il existe."""
    trouve = ENTETE.match(chemin.read_text(encoding="utf-8"))
    place = Path(os.path.normpath(chemin.parent / trouve[1])) if trouve else None
    return place if place and place.is_file() else None


def schema_attendu(chemin: Path) -> str:
    dossier = DOSSIERS.get(chemin.parent.name, chemin.stem)
    return f"{ATTENDUS.get(chemin.name, dossier)}.schema.json"


def griefs(contenu: Any, modele: type[BaseModel]) -> list[str]:
    """Ce qu'un éditeur soulignerait."""
    controle = jsonschema.Draft7Validator(schema_de(modele))
    return [
        f"{'/'.join(map(str, e.absolute_path))} : {e.message[:200]}" for e in controle.iter_errors(contenu)
    ]


# --- les fichiers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("chemin", FICHIERS, ids=lambda c: c.relative_to(RACINE / "params").as_posix())
def test_un_fichier_nomme_son_schema_et_le_suit(chemin: Path) -> None:
    nomme = schema_nomme(chemin)
    assert nomme is not None, "première ligne : # yaml-language-server: $schema=…"
    assert nomme == RACINE / "params/schemas" / schema_attendu(chemin)
    assert griefs(lire_comme_un_editeur(chemin), MODELES[nomme.name.removesuffix(".schema.json")]) == []


def test_un_fichier_sans_schema_ou_au_schema_perdu_se_voit(tmp_path: Path) -> None:
    chemin = tmp_path / "plan.yml"
    for texte in ("format: 1\n", "# yaml-language-server: $schema=perdu.schema.json\nformat: 1\n"):
        chemin.write_text(texte, encoding="utf-8")
        assert schema_nomme(chemin) is None


def test_une_faute_se_voit_dans_l_editeur() -> None:
    reglages = {
        "format": 1,
        "departement": "38",
        "comparables": None,
        "arret_des_donnees": None,
        "mandat": None,
    }
    reglages |= {"priorites": [], "couts": []}
    assert griefs({**reglages, "rapports": []}, MODELES["reglages"]) == []
    assert len(griefs({**reglages, "raports": []}, MODELES["reglages"])) == 2
    assert griefs({**reglages, "rapports": [], "departement": 38}, MODELES["reglages"]) != []


# --- ce que l'éditeur dit de chaque champ ---------------------------------------------------------


def champs(modele: type[BaseModel]) -> list[tuple[str, dict[str, Any], bool]]:
    """Chaque champ d'un schéma : son nom, ce que l'éditeur en sait, s'il est requis."""
    schema = schema_de(modele)
    objets = {modele.__name__: schema, **schema.get("$defs", {})}
    return [
        (f"{nom}.{champ}", dit, champ in objet["required"])
        for nom, objet in objets.items()
        for champ, dit in objet["properties"].items()
    ]


@pytest.mark.parametrize("nom", list(MODELES))
def test_chaque_champ_dit_son_obligation_et_ce_qu_on_y_met(nom: str) -> None:
    forme = re.compile(r"(Obligatoire(, ou null|, ou \[\])?|Facultatif)\. \S.{8,}")
    muets = [champ for champ, dit, _ in champs(MODELES[nom]) if not forme.match(dit["description"])]
    assert muets == []


def test_l_obligation_suit_le_type() -> None:
    dits = {nom: dit["description"].split(".")[0] for nom, dit, _ in champs(m.Plan)}
    assert dits["Fiche.intitule"] == "Obligatoire"
    assert dits["Fiche.code"] == "Obligatoire, ou null"
    assert dits["Fiche.actions"] == "Obligatoire, ou []"
    assert dits["Plan.niveaux"] == "Obligatoire"
    assert dits["Fiche.en_vigueur"] == "Facultatif"


def test_seuls_un_avenant_une_correction_un_atelier_et_le_pays_ecrivent_un_champ_facultatif() -> None:
    facultatifs = {
        nom.split(".")[1] for modele in MODELES.values() for nom, _, requis in champs(modele) if not requis
    }
    assert facultatifs == {"en_vigueur", "erratum", "retenu", "precedents", "nationaux"}
