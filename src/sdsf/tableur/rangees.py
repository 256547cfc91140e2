"""Un modèle devient les valeurs d'une rangée, et des valeurs redeviennent le contenu d'un modèle.

Un sous-modèle facultatif tient en trois cas : absent (rien d'écrit), null écrit, présent. Ses colonnes
vides disent l'absence ; les deux cas qu'elles ne distingueraient pas portent une ``Marque``.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from sdsf.tableur.cases import Marque
from sdsf.tableur.structure import (
    PARENT,
    RACINE,
    Feuille,
    Place,
    depouiller,
    est_modele,
    feuilles,
    listes_de_modeles,
)

Rangee = dict[Place, Any]


# --- vers le classeur -----------------------------------------------------------------------------


def rangees(modele: BaseModel) -> dict[str, list[Rangee]]:
    """Les rangées de chaque feuille, dans l'ordre du modèle."""
    trouvees: dict[str, list[Rangee]] = defaultdict(list)
    _deposer(modele, RACINE, {}, feuilles(type(modele)), trouvees)
    return trouvees


def _deposer(
    objet: BaseModel,
    nom: str,
    parent: Rangee,
    toutes: Mapping[str, Feuille],
    trouvees: dict[str, list[Rangee]],
) -> None:
    trouvees[nom].append(parent | dict(_valeurs(objet, ())))
    for champ in listes_de_modeles(type(objet)):
        attache = {PARENT: getattr(objet, "id", None)} if toutes[champ].parents else {}
        for element in getattr(objet, champ):
            _deposer(element, champ, attache, toutes, trouvees)


def _valeurs(objet: BaseModel, prefixe: Place) -> Iterator[tuple[Place, Any]]:
    listes = listes_de_modeles(type(objet))
    for nom, champ in type(objet).model_fields.items():
        place, valeur = (*prefixe, nom), getattr(objet, nom)
        if nom in listes:
            continue
        absent = not champ.is_required() and nom not in objet.model_fields_set
        if isinstance(valeur, BaseModel):
            yield from _presentes(valeur, place)
        elif absent or valeur is not None or champ.is_required():
            yield _premiere(champ.annotation, place), Marque.VIDE if absent else valeur
        else:
            yield _premiere(champ.annotation, place), Marque.RIEN


def _premiere(annotation: Any, place: Place) -> Place:
    """La place d'un champ, ou celle de la première valeur du sous-modèle qu'il attend."""
    nu, _ = depouiller(annotation)
    if not est_modele(nu):
        return place
    nom, champ = next(iter(nu.model_fields.items()))
    return _premiere(champ.annotation, (*place, nom))


def _presentes(objet: BaseModel, place: Place) -> Iterator[tuple[Place, Any]]:
    """Les valeurs d'un sous-modèle ; s'il ne dit rien, sa première case dit qu'il est là."""
    trouvees = dict(_valeurs(objet, place))
    if all(valeur in (None, Marque.VIDE, []) for valeur in trouvees.values()):
        trouvees[next(iter(trouvees))] = Marque.NON_DIT
    yield from trouvees.items()


# --- depuis le classeur ---------------------------------------------------------------------------


def composer(modele: type[BaseModel], valeurs: Rangee, prefixe: Place = ()) -> dict[str, Any]:
    """Le contenu d'un modèle ; une valeur obligatoire qui manque n'y est pas : le modèle la réclamera."""
    contenu: dict[str, Any] = {nom: [] for nom in listes_de_modeles(modele)}
    for nom, champ in modele.model_fields.items():
        if nom not in contenu:
            valeur = _composer_champ(champ.annotation, valeurs, (*prefixe, nom))
            if valeur is not Marque.VIDE:
                contenu[nom] = valeur
            elif depouiller(champ.annotation)[1] and champ.is_required():
                contenu[nom] = None
    return contenu


def _composer_champ(annotation: Any, valeurs: Rangee, place: Place) -> Any:
    """La valeur d'un champ ; ``Marque.VIDE`` : rien n'en est écrit."""
    nu, nullable = depouiller(annotation)
    if est_modele(nu):
        return _composer_sous_modele(nu, nullable, valeurs, place)
    lue = valeurs.get(place, Marque.VIDE)
    if lue is Marque.VIDE:
        return [] if _est_une_liste(nu) else Marque.VIDE
    return None if isinstance(lue, Marque) else lue


def _composer_sous_modele(nu: type[BaseModel], nullable: bool, valeurs: Rangee, place: Place) -> Any:
    ecrites = [v for p, v in valeurs.items() if p[: len(place)] == place and v is not Marque.VIDE]
    if nullable and not ecrites:
        return Marque.VIDE
    return None if ecrites == [Marque.RIEN] else composer(nu, valeurs, place)


def _est_une_liste(nu: Any) -> bool:
    return getattr(nu, "__origin__", None) is list
