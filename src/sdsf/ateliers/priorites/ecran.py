"""De petites choses de l'écran des priorités : une liste, une rangée, des bornes lues, un essai relu."""

import json
from collections.abc import Iterable
from typing import Any

import ipywidgets
from markupsafe import Markup
from pydantic import ValidationError

from sdsf import erreurs as err
from sdsf.ateliers.priorites.essai import Essai, depuis
from sdsf.erreurs import Erreurs, Lieu
from sdsf.plan.reglages import Changements
from sdsf.referentiel.priorites import MethodeDePriorite, Priorites, regler
from sdsf.rendu.blocs import Bloc
from sdsf.rendu.registre import Registre

LARGE = {"description_width": "14rem"}
PLEIN = {"width": "min(46rem, 100%)"}


def liste_a_choisir(description: str, options: list[tuple[str, Any]]) -> ipywidgets.Dropdown:
    return ipywidgets.Dropdown(options=options, description=description, style=LARGE, layout=PLEIN)


def titre(texte: str) -> ipywidgets.HTML:
    return ipywidgets.HTML(f"<h3>{texte}</h3>")


def rangee(*elements: ipywidgets.Widget) -> ipywidgets.HBox:
    rangee = ipywidgets.HBox(list(elements))
    rangee.add_class("sdsf-rangee")
    return rangee


def nom_de_methode(methode: MethodeDePriorite, suivie: bool) -> str:
    return f"{methode.intitule} ({'suivie par les rapports' if suivie else 'non suivie'})"


def lire_les_bornes(texte: str) -> tuple[float, ...]:
    """Des nombres séparés par des points-virgules. Lève ``Erreurs`` si l'un ne se lit pas."""
    mots = [mot.strip() for mot in texte.split(";") if mot.strip()]
    try:
        return tuple(float(mot.replace(",", ".").replace("\u202f", "")) for mot in mots)
    except ValueError:
        lieu = Lieu(detail="bornes des scores")
        cause = "des nombres séparés par des points-virgules : 10 ; 20"
        raise Erreurs([err.ValeurImpossible(lieu, recu=texte, cause=cause, complement="")]) from None


def en_html(blocs: Iterable[Bloc], registre: Registre, deja: int = 0) -> str:
    """Des blocs et les cartes de leurs chiffres ; ``deja`` : les chiffres dont la carte est ailleurs."""
    corps = Markup("\n").join(bloc.html(registre) for bloc in blocs)
    cartes = Markup("\n").join(registre.carte(numero, un) for numero, un in registre if numero > deja)
    return str(corps + cartes)


def essai_garde(choix: dict[str, str], lues: Priorites) -> tuple[Essai, int, str] | None:
    """L'essai d'un fichier de mémoire ; ``None`` s'il n'y en a pas, ou s'il n'a plus de sens."""
    try:
        lus = json.loads(choix["parametres"])
        base = lues.methode(lus["methode"])
        change = lus["changements"]
        essai = depuis(base, Changements.model_validate(change) if change else None)
        regler(lues, essai.reglee(), Lieu())
        return essai, int(lus["sorte"]), str(lus["territoire"])
    except (KeyError, ValueError, TypeError, ValidationError, Erreurs):
        return None
