"""Rendre les sections d'un rapport, sur le dépôt ou sur un plan fabriqué, et relire ce qui est imprimé."""

import dataclasses
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from types import ModuleType
from typing import Any

from markupsafe import Markup
from tests.fabrique import RACINE

from sdsf.chargement import charger
from sdsf.chiffres import Chiffre, Trace
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier, SchemaDecrit
from sdsf.espace import Espace
from sdsf.plan.modeles import Plan
from sdsf.rendu.blocs import Bloc
from sdsf.rendu.registre import Registre

SANS_FERMETURE = {"br", "hr", "img", "input", "meta", "link"}
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>{0}{n}%s$x$'
# Ce qui n'est pas un texte libre : renvois, listes fermées, périodes.
NON_LIBRES = {
    "departement", "id", "parent", "action", "fiche", "indicateur", "avenant", "type", "type_origine", "sens",
    "nature", "rapport", "origine", "periode",
}  # fmt: skip
PERIODICITES = ("annuelle", "unique")


# --- des dossiers ---------------------------------------------------------------------------------


def ouvrir(code: str, rapport: str, annee: int = 2024, reglages: str = "") -> Dossier:
    """Un dossier du dépôt, chargé pour un rapport."""
    espace = Espace(RACINE)
    return charger(espace, controler_demande(espace, code, annee, reglages, rapport))


def sur_un_plan(dossier: Dossier, plan: Plan) -> Dossier:
    """Le même dossier, pour un plan fabriqué : chaque ``id`` y a sa ligne."""
    positions = {ident: Trace((("plan.yml", rang),), (ident,)) for rang, ident in enumerate(_ids(plan), 1)}
    schemas = (SchemaDecrit(dossier.departement, plan, positions),)
    return dataclasses.replace(dossier, plan=plan, plan_signe=plan, positions=positions, schemas=schemas)


def _ids(plan: Plan) -> Iterator[str]:
    def parcourir(element: Any) -> Iterator[str]:
        if isinstance(element, dict):
            yield from ([element["id"]] if "id" in element else [])
            element = list(element.values())
        if isinstance(element, list):
            for enfant in element:
                yield from parcourir(enfant)

    return parcourir(plan.model_dump())


def rendre_hostile(plan: Plan) -> Plan:
    """Le même plan, dont chaque texte libre finit par du HTML qui voudrait s'exécuter."""

    def salir(element: Any, cle: str = "") -> Any:
        if isinstance(element, dict):
            return {nom: salir(enfant, nom) for nom, enfant in element.items()}
        if isinstance(element, list):
            return [salir(enfant, cle) for enfant in element]
        libre = isinstance(element, str) and cle not in NON_LIBRES and element not in PERIODICITES
        return f"{element} {HOSTILE}" if libre else element

    return Plan.model_validate(salir(plan.model_dump(exclude_unset=True)))


# --- des sections ---------------------------------------------------------------------------------


def sections(rapport: ModuleType) -> dict[str, Callable[[Dossier], list[Bloc]]]:
    """Chaque section qu'un carnet peut montrer, par son nom."""
    return {nom: getattr(rapport, nom) for nom in rapport.__all__}


def html(dossier: Dossier, blocs: Sequence[Bloc], registre: Registre | None = None) -> Markup:
    """Ce que la page imprime de ces blocs."""
    numeros = Registre(dict(dossier.referentiel.unites)) if registre is None else registre
    return Markup("\n").join(bloc.html(numeros) for bloc in blocs)


def chiffres(dossier: Dossier, blocs: Sequence[Bloc]) -> list[Chiffre]:
    """Les chiffres montrés, dans l'ordre de leurs numéros."""
    registre = Registre(dict(dossier.referentiel.unites))
    html(dossier, blocs, registre)
    return [chiffre for _, chiffre in registre]


def valeurs(dossier: Dossier, blocs: Sequence[Bloc]) -> dict[str, float | None]:
    """La valeur de chaque chiffre montré, par son libellé ; un libellé ne dit qu'une chose."""
    trouvees: dict[str, float | None] = {}
    for chiffre in chiffres(dossier, blocs):
        assert trouvees.setdefault(chiffre.libelle, chiffre.valeur) == chiffre.valeur, chiffre.libelle
    return trouvees


class Lecteur(HTMLParser):
    """Une page relue : ses balises, ses attributs, son texte, et ce qui y est mal fermé."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.balises: list[str] = []
        self.attributs: list[tuple[str, str]] = []
        self.fautes: list[str] = []
        self.morceaux: list[str] = []
        self._ouvertes: list[str] = []
        self.feed(page)
        self.close()
        self.fautes += [f"<{balise}> n'est pas fermée" for balise in self._ouvertes]

    @property
    def texte(self) -> str:
        """Le texte visible, avec des espaces ordinaires."""
        return " ".join(" ".join(self.morceaux).replace("\u202f", " ").replace("\u00a0", " ").split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.balises.append(tag)
        self.attributs += [(nom, valeur or "") for nom, valeur in attrs]
        if tag not in SANS_FERMETURE:
            self._ouvertes.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.balises.append(tag)
        self.attributs += [(nom, valeur or "") for nom, valeur in attrs]

    def handle_endtag(self, tag: str) -> None:
        if not self._ouvertes or self._ouvertes.pop() != tag:
            self.fautes.append(f"</{tag}> ne ferme rien")

    def handle_data(self, data: str) -> None:
        self.morceaux.append(data)


def lire(dossier: Dossier, blocs: Sequence[Bloc]) -> Lecteur:
    """La page relue ; les renvois numérotés des chiffres n'y sont pas."""
    page = re.sub(r'<sup class="renvoi".*?</sup>', "", html(dossier, blocs))
    return Lecteur(page)


EMPREINTES = """
import hashlib, importlib, json, sys
from tests.pages import html, ouvrir, sections
from sdsf.rendu.registre import Registre

nom, code = sys.argv[1:]
dossier = ouvrir(code, nom)
empreintes = {}
for section, montrer in sections(importlib.import_module(f"sdsf.rapports.{nom}")).items():
    registre = Registre(dict(dossier.referentiel.unites))
    page = html(dossier, montrer(dossier), registre)
    lignes = [chiffre.ligne(numero) for numero, chiffre in registre]
    empreintes[section] = hashlib.sha256((page + json.dumps(lignes)).encode()).hexdigest()
print(json.dumps(empreintes))
"""


def empreintes_des_sections(rapport: str, graine: str, code: str = "00") -> dict[str, str]:
    """L'empreinte de chaque section (la page et ses chiffres), dans un Python neuf à la graine donnée."""
    rendu = subprocess.run(
        [sys.executable, "-c", EMPREINTES, rapport, code],
        cwd=RACINE,
        env={**os.environ, "PYTHONHASHSEED": graine},
        capture_output=True,
        text=True,
        check=True,
    )
    empreintes: dict[str, str] = json.loads(rendu.stdout)
    return empreintes


def tableaux_vides(page: str) -> list[str]:
    """Les légendes des tableaux sans aucune ligne."""
    tous = re.findall(r"<caption>(.*?)</caption>.*?<tbody>(.*?)</tbody>", page, re.DOTALL)
    return [legende for legende, corps in tous if "<tr" not in corps]
