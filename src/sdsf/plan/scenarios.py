"""Les scénarios d'un schéma : une cible, une échéance, une hypothèse sur les enfants, et qui l'a posée.

Fichier facultatif, à côté du plan : ``params/departements/<code>/<periode>/scenarios.yml``. Les bilans le
citent comme une hypothèse, jamais comme une prévision.
"""

import io
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.plan.communs import Annee, CodeDepartement, Identifiant, Modele, Retenu, Texte
from sdsf.plan.ecriture import contenu
from sdsf.plan.priorites_retenues import en_yaml, outil_yaml
from sdsf.sauvegarde import ecrire_en_entier, sous_verrou

Evolution = Literal["constante", "variation", "tendance"]
Periode = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{4}$")]
ENTETE = "# yaml-language-server: $schema=../../../schemas/scenarios.schema.json\n"


class Scenario(Modele):
    """Ce que demanderait une cible, sous une hypothèse."""

    id: Identifiant
    """Un nom court, unique dans ce fichier, que les rapports citent. Exemple : "60-en-2030" """
    intitule: Texte
    """Le scénario, en quelques mots. Exemple : "Soixante places pour cent enfants partout en 2030" """
    cible: Annotated[float, Field(gt=0, le=200)]
    """Le taux de couverture visé dans chaque territoire, en places pour 100 enfants. Exemple : 60.0"""
    echeance: Annee
    """L'année où la cible serait atteinte. Exemple : 2030"""
    enfants: Literal["publies", "naissances"]
    """publies : l'effectif relevé ; naissances : celles de trois ans, qui l'approchent (résultat estimé)."""
    evolution: Evolution
    """constante, variation (un pourcentage par an) ou tendance (la droite de la série publiée)."""
    variation_pct: Annotated[float, Field(ge=-20, le=20)] | None
    """La variation supposée, en % par an, si l'évolution vaut « variation » ; sinon null. Exemple : -1.5"""
    territoires: list[Texte]
    """Les codes des territoires visés, entre guillemets ; [] : tous les EPCI (ou EPT) du département."""
    retenu: Retenu
    """Qui pose ce scénario, quand et pourquoi."""

    @model_validator(mode="after")
    def _variation_et_evolution(self) -> Self:
        if (self.evolution == "variation") != (self.variation_pct is not None):
            raise ValueError(
                "« variation_pct » se remplit quand l'évolution vaut « variation », et alors seulement"
            )
        return self


class Scenarios(Modele):
    """``params/departements/<code>/<periode>/scenarios.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    departement: CodeDepartement
    """Le code du département, entre guillemets. Exemple : "38" """
    periode: Periode
    """La période du schéma, entre guillemets. Exemple : "2022-2026" """
    scenarios: list[Scenario]
    """Les scénarios, un par tiret."""

    @model_validator(mode="after")
    def _un_nom_chacun(self) -> Self:
        fois = Counter(scenario.id for scenario in self.scenarios)
        doubles = [nom for nom, nombre in fois.items() if nombre > 1]
        if doubles:
            raise ValueError(f"« {doubles[0]} » est le nom de deux scénarios")
        return self


def chemin_des_scenarios(espace: Espace, departement: str, periode: str) -> Path:
    return espace.params / "departements" / departement / periode / "scenarios.yml"


def lire_les_scenarios(espace: Espace, departement: str, periode: str) -> tuple[Scenario, ...]:
    """Les scénarios d'un schéma ; aucun si le fichier n'existe pas. Lève ``Erreurs``."""
    chemin = chemin_des_scenarios(espace, departement, periode)
    if not periode or not chemin.is_file():
        return ()
    lus, document = lire_modele(chemin, espace.relatif(chemin), Scenarios)
    attendus = {"departement": departement, "periode": periode}
    fautes: list[Erreur] = [
        err.DossierIncoherent(document.lieu((cle,)), recu=getattr(lus, cle), attendu=attendu)
        for cle, attendu in attendus.items()
        if getattr(lus, cle) != attendu
    ]
    err.lever(fautes)
    return tuple(lus.scenarios)


def ajouter_un_scenario(espace: Espace, departement: str, periode: str, scenario: Scenario) -> None:
    """Ajoute un scénario au fichier, sous verrou ; les autres restent. Lève ``Erreurs``."""
    chemin = chemin_des_scenarios(espace, departement, periode)
    fichier = espace.relatif(chemin)
    with sous_verrou(espace, chemin):
        connus = lire_les_scenarios(espace, departement, periode)
        if scenario.id in {connu.id for connu in connus}:
            raise Erreurs([err.ScenarioDejaLa(Lieu(fichier), recu=scenario.id)])
        octets = _avec(chemin, departement, periode, scenario).encode("utf-8")
        ecrire_en_entier(
            espace, chemin, octets, lambda provisoire: lire_modele(provisoire, fichier, Scenarios)
        )


def _avec(chemin: Path, departement: str, periode: str, scenario: Scenario) -> str:
    outil = outil_yaml(2)
    lu = _lire(outil, chemin) or CommentedMap(
        en_yaml({"format": 1, "departement": departement, "periode": periode, "scenarios": []})
    )
    lu["scenarios"].append(en_yaml(contenu(scenario)))
    lu["scenarios"].fa.set_block_style()
    sortie = io.StringIO()
    outil.dump(lu, sortie)
    texte = sortie.getvalue()
    return texte if chemin.is_file() else ENTETE + texte


def _lire(outil: YAML, chemin: Path) -> Any:
    return outil.load(chemin.read_text(encoding="utf-8")) if chemin.is_file() else None
