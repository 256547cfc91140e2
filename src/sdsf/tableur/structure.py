"""Les feuilles et les colonnes d'un classeur, déduites des modèles : rien n'est écrit deux fois.

Une liste de sous-modèles devient une feuille, qui dit de quelle ligne elle dépend ; un sous-modèle seul,
des colonnes ; une liste de textes, une case à plusieurs lignes. Un champ ajouté à un modèle a sa colonne.
"""

import datetime as dt
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sdsf.tableur.mots import minuscule, mode_d_emploi, mots_admis, nom_de_modele, titre

Place = tuple[str, ...]
PARENT: Place = ("parent de la ligne",)
RACINE = "schema"
GENRES = {str: "texte", int: "entier", float: "nombre", dt.date: "date"}
# Un champ qui porte l'identifiant d'une ligne d'une autre feuille.
RENVOIS = {"fiche": "fiches", "action": "actions", "parent": "arborescence"}


@dataclass(frozen=True)
class Colonne:
    """Une colonne : la place de sa valeur dans le modèle, son titre, son genre, ce qu'elle admet."""

    place: Place
    titre: str
    genre: str
    type: Any
    requise: bool
    nullable: bool
    mots: Mapping[str, Any]
    aide: str
    renvoi: tuple[str, ...]


@dataclass(frozen=True)
class Feuille:
    """Une feuille : un modèle par ligne. ``parents`` : les feuilles dont ses lignes dépendent."""

    nom: str
    titre: str
    modele: type[BaseModel]
    parents: tuple[str, ...]
    colonnes: tuple[Colonne, ...]

    @property
    def verticale(self) -> bool:
        """La feuille du schéma n'a qu'une ligne : on l'écrit de haut en bas."""
        return self.nom == RACINE

    @property
    def description(self) -> str:
        """Ce qu'est une ligne, d'après le modèle."""
        return premiere_ligne(self.modele)

    def colonne(self, place: Place) -> Colonne:
        """La colonne d'une place, ou la première de celles qu'elle contient ; à défaut, la première."""
        return next((c for c in self.colonnes if c.place[: len(place)] == place), self.colonnes[0])


@cache
def feuilles(modele: type[BaseModel]) -> Mapping[str, Feuille]:
    """Les feuilles d'un modèle, par nom de champ, dans l'ordre où on les lit."""
    trouvees: dict[str, tuple[type[BaseModel], tuple[str, ...]]] = {}
    _ajouter(trouvees, RACINE, modele, ())
    return {
        nom: Feuille(nom, titre(nom), lui, parents, _colonnes_de_la_feuille(lui, parents, trouvees))
        for nom, (lui, parents) in trouvees.items()
    }


def _ajouter(
    trouvees: dict[str, tuple[type[BaseModel], tuple[str, ...]]],
    nom: str,
    modele: type[BaseModel],
    parents: tuple[str, ...],
) -> None:
    """Une feuille que plusieurs autres partagent passe après la dernière d'entre elles."""
    connu, anciens = trouvees.pop(nom, (modele, ()))
    if connu is not modele:
        raise TypeError(f"deux listes s'appellent « {nom} » et n'ont pas le même modèle")
    trouvees[nom] = modele, (*anciens, *parents)
    for champ, enfant in listes_de_modeles(modele).items():
        _ajouter(trouvees, champ, enfant, () if nom == RACINE else (nom,))


def listes_de_modeles(modele: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """Les champs d'un modèle qui sont des listes de sous-modèles."""
    trouvees: dict[str, type[BaseModel]] = {}
    for nom, champ in modele.model_fields.items():
        nu, _ = depouiller(champ.annotation)
        element = depouiller(get_args(nu)[0])[0] if get_origin(nu) is list else None
        if element is not None and est_modele(element):
            trouvees[nom] = element
    return trouvees


def depouiller(annotation: Any) -> tuple[Any, bool]:
    """Le type nu d'un champ, et si ``null`` y est admis.

    >>> depouiller(Annotated[str, "motif"] | None)
    (<class 'str'>, True)
    """
    origine, suite = get_origin(annotation), get_args(annotation)
    if origine is Annotated:
        return depouiller(suite[0])
    if origine in (Union, UnionType):
        pleins = [partie for partie in suite if partie is not NoneType]
        if len(pleins) == 1:
            return depouiller(pleins[0])[0], NoneType in suite
    return annotation, False


def est_modele(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, BaseModel)


def _colonnes_de_la_feuille(
    modele: type[BaseModel], parents: tuple[str, ...], toutes: Mapping[str, tuple[type[BaseModel], Any]]
) -> tuple[Colonne, ...]:
    propres = list(_colonnes(modele, (), "", True, ""))
    if parents:
        propres.insert(0, _colonne_du_parent(parents, [toutes[nom][0] for nom in parents]))
    titres = [colonne.titre for colonne in propres]
    if len(set(titres)) < len(titres):
        raise TypeError(f"deux colonnes de {modele.__name__} ont le même titre")
    return tuple(propres)


def _colonne_du_parent(parents: tuple[str, ...], modeles: list[type[BaseModel]]) -> Colonne:
    """L'identifiant de la ligne dont celle-ci dépend."""
    noms = [nom_de_modele(modele) for modele in modeles]
    for modele in modeles:
        if "id" not in modele.model_fields:
            raise TypeError(f"{modele.__name__} a des listes et pas d'identifiant")
    nom = " ou ".join([noms[0], *(minuscule(autre) for autre in noms[1:])])
    aide = f"L'identifiant de la ligne ({minuscule(nom)}) à laquelle celle-ci se rattache."
    type_ = modeles[0].model_fields["id"].annotation
    return Colonne(PARENT, f"{nom} (identifiant)", "texte", type_, True, False, {}, aide, parents)


def _colonnes(
    modele: type[BaseModel], prefixe: Place, debut: str, requis: bool, aide: str
) -> Iterator[Colonne]:
    """Une colonne par valeur ; un sous-modèle donne celles des siennes."""
    listes = listes_de_modeles(modele)
    if prefixe and listes:
        raise TypeError(f"{modele.__name__} est un sous-modèle seul : il ne peut pas contenir de liste")
    for nom, champ in modele.model_fields.items():
        if nom in listes:
            continue
        nu, nullable = depouiller(champ.annotation)
        propre = f"{debut} : {minuscule(titre(nom))}" if debut else titre(nom)
        requise = requis and not nullable and champ.is_required()
        if est_modele(nu):
            suite = champ.description or premiere_ligne(nu)
            yield from _colonnes(nu, (*prefixe, nom), propre, requise, suite)
        else:
            yield _colonne((*prefixe, nom), propre, champ, requise, champ.description or aide)


def premiere_ligne(modele: type) -> str:
    """Ce que dit un modèle de lui-même, sans la typographie du code."""
    return (inspect.getdoc(modele) or "").split("\n")[0].replace("``", "")


def _colonne(place: Place, titre_: str, champ: FieldInfo, requise: bool, aide: str) -> Colonne:
    nu, nullable = depouiller(champ.annotation)
    genre = _genre(nu, place)
    mots = mots_admis(get_args(nu)) if genre == "mot" else {}
    # Les contraintes du champ (bornes, motif) sont à part du type : on les lui rend.
    type_ = Annotated[champ.annotation, *champ.metadata] if champ.metadata else champ.annotation
    # Une liste se laisse vide ; seul le modèle dit si elle doit avoir des éléments.
    requise = requise and (genre != "liste" or bool(champ.metadata))
    renvoi = (RENVOIS[place[-1]],) if place[-1] in RENVOIS and genre == "texte" else ()
    dite = mode_d_emploi(aide, genre, {str(valeur): mot for mot, valeur in mots.items()})
    return Colonne(place, titre_, genre, type_, requise, nullable, mots, dite, renvoi)


def _genre(nu: Any, place: Place) -> str:
    if get_origin(nu) is Literal:
        return "mot"
    if get_origin(nu) is list and depouiller(get_args(nu)[0])[0] is str:
        return "liste"
    if nu in GENRES:
        return GENRES[nu]
    raise TypeError(f"« {'.'.join(place)} » n'a pas d'écriture dans un tableur : {nu}")
