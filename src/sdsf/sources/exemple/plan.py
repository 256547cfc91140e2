"""Le plan d'action fictif : le texte abrégé de ``textes/plan.yml``, complété selon le modèle du plan.

Compléter, c'est écrire chaque clé que le modèle demande (``null`` ou ``[]`` quand le texte se tait)
et donner à chaque extrait un numéro de ligne fictif, croissant dans l'ordre de lecture.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import count
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from sdsf.plan.modeles import Extrait, Plan
from sdsf.sources.exemple.ecriture import lire_textes

PREMIERE_LIGNE, PAS = 12, 3
# Ce qui tient lieu d'extrait quand le texte abrégé n'en donne pas, dans l'ordre de préférence.
METHODES = ("somme_des_rangs", "criteres_ponderes")
CITABLES = ("intitule", "libelle")


def dresser() -> dict[str, Any]:
    """Le plan entier, dans l'ordre des clés du modèle."""
    return _completer(Plan, lire_textes("plan"), count(PREMIERE_LIGNE, PAS))


def completer(modele: type[BaseModel], nom: str) -> dict[str, Any]:
    """Un texte abrégé qui ne cite aucune ligne (les travaux de la commission), complété selon son modèle."""
    return _completer(modele, lire_textes(nom), count(PREMIERE_LIGNE, PAS))


def _completer(modele: type[BaseModel], abrege: dict[str, Any], lignes: Iterator[int]) -> dict[str, Any]:
    """Les clés d'un modèle ; celles qui ont un défaut (``en_vigueur``) ne sortent que si on les écrit."""
    inconnues = abrege.keys() - modele.model_fields.keys()
    if inconnues:
        raise KeyError(f"{modele.__name__} : {sorted(inconnues)}")
    # La ligne se prend avant de descendre : une fiche se lit avant ses actions.
    ligne = next(lignes) if {"ligne", "extrait"} & modele.model_fields.keys() else None
    return {
        nom: _valeur(nom, champ.annotation, abrege, ligne, lignes)
        for nom, champ in modele.model_fields.items()
        if nom in abrege or champ.is_required()
    }


def _valeur(
    nom: str, annotation: Any, abrege: dict[str, Any], ligne: int | None, lignes: Iterator[int]
) -> Any:
    valeur, modele = abrege.get(nom), _modele_dans(annotation)
    if nom == "ligne":
        return ligne
    if nom == "extrait":
        return _extrait(ligne, abrege)
    if get_origin(annotation) is list:
        return [_element(modele, element, lignes) for element in valeur or []]
    return valeur if modele is None or valeur is None else _completer(modele, valeur, lignes)


def _element(modele: type[BaseModel] | None, element: Any, lignes: Iterator[int]) -> Any:
    if modele is Extrait:
        return {"ligne": next(lignes), "texte": element}
    return element if modele is None else _completer(modele, element, lignes)


def _extrait(ligne: int | None, abrege: dict[str, Any]) -> dict[str, Any]:
    citations = [abrege[cle] for cle in ("extrait", *CITABLES) if cle in abrege]
    return {"ligne": ligne, "texte": citations[0] if citations else _citation_chiffree(abrege)}


def _citation_chiffree(etat_zero: dict[str, Any]) -> str:
    """L'extrait d'un état zéro, écrit à la française : « 55,8 en 2020 »."""
    valeur = f"{etat_zero['valeur']:.1f}".removesuffix(".0").replace(".", ",")
    return f"{valeur} en {etat_zero['periode']}"


def _modele_dans(annotation: Any) -> type[BaseModel] | None:
    """Le modèle que porte une annotation : ``Dates | None`` ou ``list[Action]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    trouves = (_modele_dans(partie) for partie in get_args(annotation))
    return next((modele for modele in trouves if modele), None)


def reglages() -> dict[str, Any]:
    """Les réglages du département 00 : un point annuel validé, puis corrigé ; tout le reste par défaut."""
    valide = {
        "rapport": "point_annuel",
        "annee": 2023,
        "etat": "valide",
        "valide_le": dt.date(2024, 3, 14),
        "instance": "Comité départemental des services aux familles",
        "version": 1,
    }
    corrige = {
        **valide,
        "valide_le": dt.date(2024, 6, 20),
        "version": 2,
        "erratum": "Le nombre de réunions tenues par les groupes de travail était celui de 2022.",
    }
    return {
        "format": 1,
        "departement": "00",
        "comparables": None,
        "arret_des_donnees": None,
        "mandat": lire_textes("mandat"),
        "priorites": [{"methode": code, "changements": None} for code in METHODES],
        "couts": lire_textes("couts"),
        "rapports": [valide, corrige],
    }
