"""Un fichier YAML devient un modèle, ou la liste de toutes ses erreurs, chacune avec sa ligne."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, enumerer, plus_proche
from sdsf.lecture.dates import date_proposee
from sdsf.lecture.document_yaml import Chemin, DocumentLu, descendre, lire_document, lire_texte

M = TypeVar("M", bound=BaseModel)

ATTENDUS = {
    "string_type": "un texte",
    "int_type": "un nombre entier",
    "float_type": "un nombre",
    "bool_type": "oui ou non (true, false)",
    "list_type": "une liste",
    "model_type": "un ensemble de clés",
    "model_attributes_type": "un ensemble de clés",
    "dict_type": "un ensemble de clés",
    "int_from_float": "un nombre entier",
}
OU_NULL = ", ou écrivez null si le texte n'en dit rien"
OBLIGATOIRE = "Ce texte est obligatoire : écrivez-le, entre guillemets."
CONSEILS = {
    "string_type": 'Mettez la valeur entre guillemets : "{recu}" (1.10 nu se lit 1.1, 01 se lit 1).',
    "list_type": "Commencez chaque élément par un tiret, ou écrivez [].",
}


def lire_modele(chemin: Path, fichier: str, modele: type[M]) -> tuple[M, DocumentLu]:
    """Lit un fichier YAML et le valide par un modèle strict.

    ``fichier`` est le nom à imprimer. Un texte déjà compris ne l'est pas une seconde fois ; le fichier, lui,
    est toujours relu. Lève ``Erreurs`` avec toutes les causes.
    """
    lu: tuple[M, DocumentLu] = _comprendre(lire_texte(chemin, fichier), fichier, modele)
    return lu


# Un département et le référentiel font une centaine de fichiers ; une comparaison lit plusieurs départements.
@lru_cache(maxsize=512)
def _comprendre(texte: str, fichier: str, modele: type[M]) -> tuple[M, DocumentLu]:
    document = lire_document(texte, fichier)
    version = document.contenu.get("format", 1)
    if version != 1:
        raise Erreurs([err.VersionDeFormat(document.lieu(("format",)), recu=version)])
    try:
        return modele.model_validate(document.contenu), document
    except ValidationError as refus:
        fautes = [traduire(dict(e), document, modele) for e in refus.errors()]
        raise Erreurs(dans_l_ordre(_sans_redite(fautes))) from None


def dans_l_ordre(fautes: Sequence[Erreur]) -> list[Erreur]:
    """Les fautes d'un fichier, de haut en bas."""
    return sorted(fautes, key=lambda faute: faute.lieu.ligne or 0)


def _sans_redite(fautes: Sequence[Erreur]) -> list[Erreur]:
    """Une clé mal écrite est une seule faute : le champ qu'elle voulait dire ne « manque » pas en plus."""
    voulus = {
        (faute.lieu.detail.rpartition(" · ")[0], faute.proche)
        for faute in fautes
        if isinstance(faute, err.CleInconnue)
    }
    return [
        faute
        for faute in fautes
        if not isinstance(faute, err.ChampManquant)
        or (faute.lieu.detail, faute.valeurs["champ"]) not in voulus
    ]


def traduire(erreur: dict[str, Any], document: DocumentLu, modele: type[BaseModel]) -> Erreur:
    """Une erreur de pydantic, dite en français à sa place."""
    genre, chemin, recu = erreur["type"], _chemin_reel(erreur["loc"], document), erreur["input"]
    lieu = document.lieu(chemin)
    if genre == "missing":
        return err.ChampManquant(document.lieu(chemin[:-1]), champ=chemin[-1])
    if genre == "extra_forbidden":
        cles = cles_admises(modele, chemin[:-1])
        proche = plus_proche(chemin[-1], cles)
        return err.CleInconnue(lieu, proche=proche, cle=chemin[-1], admis=enumerer(cles, 40))
    if genre == "literal_error":
        admis = re.findall(r"'([^']*)'", erreur["ctx"]["expected"])
        return err.ValeurHorsListe(lieu, proche=plus_proche(recu, admis), recu=recu, admis=enumerer(admis))
    if genre.startswith("date"):
        return err.DateMalEcrite(lieu, recu=recu, exemple=date_proposee(recu))
    if genre in ATTENDUS:
        ecrit = _ecrit(recu, document.bruts.get(chemin))
        corriger = f"Corrigez la valeur{_ou_null(modele, chemin)}."
        conseil = OBLIGATOIRE if recu is None and genre == "string_type" else CONSEILS.get(genre, corriger)
        return err.TypeDeValeur(lieu, recu=ecrit, attendu=ATTENDUS[genre], conseil=conseil.format(recu=ecrit))
    return err.ValeurImpossible(lieu, recu=recu, cause=_cause(erreur), complement=_ou_null(modele, chemin))


def _ecrit(recu: object, brut: str | None) -> str:
    """Une valeur telle qu'on la lit dans le fichier : 1.10, et non 1.1 ; null, et non un mot de Python."""
    if isinstance(recu, dict):
        return "un ensemble de clés"
    if isinstance(recu, list):
        return "une liste"
    return brut or ("null" if recu is None else str(recu))


def _chemin_reel(loc: Chemin, document: DocumentLu) -> Chemin:
    """Les positions de pydantic sans les noms de variantes d'union, absents du fichier."""
    chemin: list[int | str] = []
    element: Any = document.contenu
    for rang, cle in enumerate(loc):
        suivant = descendre(element, cle)
        ecrite = isinstance(element, dict) and cle in element
        # Un nom de variante n'est jamais écrit, et n'est jamais le dernier maillon.
        if suivant is None and isinstance(cle, str) and rang < len(loc) - 1 and not ecrite:
            continue
        chemin.append(cle)
        element = suivant
    return tuple(chemin)


def _ou_null(modele: type[BaseModel], chemin: Chemin) -> str:
    """La fin d'un remède : null n'est proposé que là où le modèle l'admet."""
    if not chemin or not isinstance(chemin[-1], str):
        return ""
    champ = _modele_a(modele, chemin[:-1]).model_fields.get(chemin[-1])
    return OU_NULL if champ and type(None) in get_args(champ.annotation) else ""


def cles_admises(modele: type[BaseModel], chemin: Chemin) -> list[str]:
    """Les clés qu'un modèle admet à un endroit donné."""
    return list(_modele_a(modele, chemin).model_fields)


def _modele_a(modele: type[BaseModel], chemin: Chemin) -> type[BaseModel]:
    """Le modèle de l'ensemble de clés qui se trouve à un endroit donné."""
    actuel: type[BaseModel] = modele
    for cle in chemin:
        if isinstance(cle, str) and cle in actuel.model_fields:
            actuel = _modele_dans(actuel.model_fields[cle].annotation) or actuel
    return actuel


def _modele_dans(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    trouves = (_modele_dans(partie) for partie in get_args(annotation))
    return next((modele for modele in trouves if modele), None)


def _cause(erreur: dict[str, Any]) -> str:
    """La raison d'un refus que les autres messages ne couvrent pas."""
    contexte = erreur.get("ctx", {})
    causes: dict[str, Callable[[], str]] = {
        "string_pattern_mismatch": lambda: "les caractères ne sont pas ceux attendus",
        "string_too_short": lambda: "le texte est vide",
        "too_short": lambda: "la liste est trop courte",
        "greater_than_equal": lambda: f"il faut au moins {contexte.get('ge')}",
        "less_than_equal": lambda: f"il faut au plus {contexte.get('le')}",
        "value_error": lambda: str(contexte.get("error", "")),
    }
    return causes.get(erreur["type"], lambda: "la forme n'est pas celle attendue")()
