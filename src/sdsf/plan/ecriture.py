"""Écrire un plan dans un fichier YAML que l'on relit avec plaisir.

Les textes longs sont pliés à 110 caractères, les petits ensembles tiennent sur une ligne, chaque
partie du plan a son titre en commentaire. Relire le fichier redonne exactement le même plan.
"""

import datetime as dt
import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from sdsf.plan.modeles import Modele, Plan

LARGEUR = 110
# Des caractères qu'un fichier YAML ne peut pas contenir tels quels, ou qui y seraient des fins de ligne.
INVISIBLES = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
TITRES = {
    "arborescence": "les niveaux au-dessus des fiches",
    "fiches": "les fiches, mot à mot",
    "feuille_de_route": "l'annexe « feuille de route », telle que le texte la donne",
    "groupes_de_travail": "les groupes de travail",
    "gouvernance": "les instances",
    "regles_evaluation": "ce que le schéma s'impose pour son évaluation",
    "obligations": "les échéances d'évaluation",
    "acteurs": "les institutions, et comment le texte les écrit",
    "glossaire": "le glossaire du schéma",
    "signataires": "les signataires",
    "points_de_vigilance": "les points de vigilance",
    "avenants": "les avenants",
}
ENTETE = (
    "# yaml-language-server: $schema=../../../schemas/plan.schema.json\n"
    "# « null » et « [] » : le texte se tait. « ligne » : le numéro de ligne de la source.\n"
)


def texte_du_plan(plan: Plan, entete: str = ENTETE) -> str:
    """Le contenu de ``plan.yml``. ``entete`` : les commentaires du haut."""
    parties = contenu(plan)
    return entete + "".join(f"{ligne}\n" for cle in parties for ligne in _partie(cle, parties[cle]))


def contenu(objet: Modele) -> dict[str, Any]:
    """Un modèle en valeurs ordinaires, dans l'ordre de ses champs, sans les défauts non écrits."""
    return {
        nom: _valeur(getattr(objet, nom))
        for nom, champ in type(objet).model_fields.items()
        if champ.is_required() or nom in objet.model_fields_set
    }


def _valeur(valeur: Any) -> Any:
    if isinstance(valeur, Modele):
        return contenu(valeur)
    return [_valeur(v) for v in valeur] if isinstance(valeur, list) else valeur


def _partie(cle: str, valeur: Any) -> Iterator[str]:
    if cle in TITRES:
        yield from ("", f"# --- {TITRES[cle]} ---")
    yield from _ligne(cle, valeur, 0)


def _ligne(cle: str, valeur: Any, retrait: int) -> Iterator[str]:
    """Une clé et sa valeur : sur une ligne si elle y tient, sinon en dessous."""
    marge, court = " " * retrait, _sur_une_ligne(valeur)
    if court is not None and len(f"{marge}{cle}: {court}") <= LARGEUR:
        yield f"{marge}{cle}: {court}"
    elif isinstance(valeur, str):
        yield from _plier(f"{marge}{cle}:", valeur, retrait + 2)
    else:
        yield f"{marge}{cle}:"
        yield from _dessous(valeur, retrait + 2)


def _dessous(valeur: Any, retrait: int) -> Iterator[str]:
    if isinstance(valeur, Mapping):
        for cle, v in valeur.items():
            yield from _ligne(cle, v, retrait)
        return
    for element in valeur:
        yield from _element(element, retrait)


def _element(element: Any, retrait: int) -> Iterator[str]:
    """Un élément de liste : le tiret, puis ses lignes."""
    marge, court = " " * retrait, _sur_une_ligne(element)
    if court is not None and len(f"{marge}- {court}") <= LARGEUR:
        yield f"{marge}- {court}"
    elif isinstance(element, str):
        yield from _plier(f"{marge}-", element, retrait + 2)
    else:
        lignes = _dessous(element, retrait + 2)
        yield f"{marge}- {next(lignes).lstrip()}"
        yield from lignes


def _plier(debut: str, texte: str, retrait: int) -> Iterator[str]:
    """Un texte long, plié si le pli ne perd rien, sinon entre guillemets ; un mot n'est jamais coupé."""
    lignes = textwrap.wrap(texte, LARGEUR - retrait, break_long_words=False, break_on_hyphens=False)
    if " ".join(lignes) == texte and not texte.startswith(" ") and not INVISIBLES.search(texte):
        yield f"{debut} >-"
        yield from (" " * retrait + ligne for ligne in lignes)
        return
    *lignes, derniere = _couper(_entre_guillemets(texte), LARGEUR - len(debut) - 2)
    for rang, ligne in enumerate([*(f"{ligne}\\" for ligne in lignes), derniere]):
        yield f"{' ' * retrait}{ligne}" if rang else f"{debut} {ligne}"


def _couper(texte: str, largeur: int) -> list[str]:
    """Un texte entre guillemets, coupé après des espaces : une barre oblique inversée y dira la suite."""
    lignes = [""]
    for mot in re.findall(r"[^ ]+ *", texte):
        if lignes[-1] and len(lignes[-1] + mot) > largeur:
            lignes.append("")
        lignes[-1] += mot
    return lignes


def _sur_une_ligne(valeur: Any) -> str | None:
    """L'écriture d'une valeur sur une ligne ; rien pour une liste de textes ou un ensemble de listes."""
    if isinstance(valeur, Mapping):
        simples = {cle: _scalaire(v) for cle, v in valeur.items()}
        if any(v is None for v in simples.values()):
            return None
        return "{" + ", ".join(f"{cle}: {v}" for cle, v in simples.items()) + "}"
    return "[]" if valeur == [] else _scalaire(valeur)


def _scalaire(valeur: Any) -> str | None:
    if valeur is None:
        return "null"
    if isinstance(valeur, dt.date):
        return valeur.isoformat()
    if isinstance(valeur, str):
        return _entre_guillemets(valeur)
    if isinstance(valeur, int | float):
        # « 1e-07 » se relirait comme un texte : YAML veut un point.
        return re.sub(r"^(-?\d+)e", r"\1.0e", json.dumps(valeur))
    return None


def _entre_guillemets(texte: str) -> str:
    """Un texte entre guillemets ; ce que YAML refuse ou prend pour une fin de ligne y est un code."""
    brut = json.dumps(texte, ensure_ascii=False)
    return INVISIBLES.sub(lambda trouve: f"\\u{ord(trouve.group()):04x}", brut)
