"""Un fichier YAML devient un modèle, ou la liste de toutes ses erreurs, chacune avec sa ligne."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu, enumerer, plus_proche
from sdsf.lecture.dates import date_proposee

M = TypeVar("M", bound=BaseModel)
Chemin = tuple[int | str, ...]

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
CONSEILS = {
    "string_type": 'Mettez la valeur entre guillemets : "{recu}" (1.10 nu se lit 1.1, 01 se lit 1).',
    "list_type": "Commencez chaque élément par un tiret, ou écrivez [].",
}


@dataclass(frozen=True)
class DocumentLu:
    """Le contenu d'un fichier YAML et la ligne où commence chacun de ses éléments."""

    fichier: str
    contenu: Any
    lignes: Mapping[Chemin, int]

    def ligne(self, chemin: Chemin) -> int | None:
        """La ligne d'un élément, ou celle du plus proche élément qui le contient."""
        for longueur in range(len(chemin), -1, -1):
            if chemin[:longueur] in self.lignes:
                return self.lignes[chemin[:longueur]]
        return None

    def lieu(self, chemin: Chemin) -> Lieu:
        """Fichier, ligne et place lisible : ``fiches « 1.10 » · indicateurs[2].indicateur``."""
        return Lieu(self.fichier, self.ligne(chemin), self._place(chemin))

    def _place(self, chemin: Chemin) -> str:
        parties: list[str] = []
        element: Any = self.contenu
        for cle in chemin:
            element = _descendre(element, cle)
            if isinstance(cle, int):
                nom = element.get("code") or element.get("id") if isinstance(element, dict) else None
                parties[-1] += f" « {nom} »" if nom else f"[{cle + 1}]"
            else:
                parties.append(cle)
        return " · ".join(parties)


def lire_modele(chemin: Path, fichier: str, modele: type[M]) -> tuple[M, DocumentLu]:
    """Lit un fichier YAML et le valide par un modèle strict.

    ``fichier`` est le nom à imprimer. Lève ``Erreurs`` avec toutes les causes.
    """
    document = lire_document(chemin, fichier)
    version = document.contenu.get("format", 1)
    if version != 1:
        raise Erreurs([err.VersionDeFormat(document.lieu(("format",)), recu=version)])
    try:
        return modele.model_validate(document.contenu), document
    except ValidationError as refus:
        raise Erreurs([traduire(dict(e), document, modele) for e in refus.errors()]) from None


def lire_document(chemin: Path, fichier: str) -> DocumentLu:
    """Lit un fichier YAML (un ensemble de clés en tête) avec la ligne de chaque élément."""
    texte = _lire_texte(chemin, fichier)
    try:
        racine = yaml.compose(texte, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as refus:
        raise Erreurs([_erreur_de_syntaxe(refus, fichier)]) from None
    if racine is None:
        raise Erreurs([err.FichierVide(Lieu(fichier))])
    lignes: dict[Chemin, int] = {}
    doubles: list[Erreur] = []
    _relever_lignes(racine, (), lignes, doubles, fichier)
    err.lever(doubles)
    return DocumentLu(fichier, _contenu(texte, fichier), lignes)


def _contenu(texte: str, fichier: str) -> dict[str, Any]:
    try:
        contenu = yaml.load(texte, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as refus:
        raise Erreurs([err.YamlIllisible(Lieu(fichier), cause=str(refus))]) from None
    if not isinstance(contenu, dict):
        raise Erreurs([err.YamlIllisible(Lieu(fichier, 1), cause="une clé est attendue en tête")])
    return contenu


def _lire_texte(chemin: Path, fichier: str) -> str:
    lieu = Lieu(fichier)
    if chemin.is_dir():
        raise Erreurs([err.DossierAuLieuDeFichier(lieu)])
    try:
        octets = chemin.read_bytes()
    except FileNotFoundError:
        raise Erreurs([err.FichierAbsent(lieu)]) from None
    except OSError as refus:
        raise Erreurs([err.LectureRefusee(lieu, cause=refus.strerror or "")]) from None
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError as refus:
        ligne = octets[: refus.start].count(b"\n") + 1
        raise Erreurs([err.EncodageDuFichier(Lieu(fichier, ligne), octet=refus.start)]) from None
    if not texte.strip():
        raise Erreurs([err.FichierVide(lieu)])
    return texte


def _erreur_de_syntaxe(refus: yaml.YAMLError, fichier: str) -> Erreur:
    marque = getattr(refus, "problem_mark", None)
    ligne = marque.line + 1 if marque else None
    cause = "une ligne ne suit pas la forme « clé: valeur »"
    probleme = str(getattr(refus, "problem", "") or "")
    if "\\t" in probleme or "tab" in probleme:
        cause = "une tabulation remplace des espaces"
    elif "quote" in probleme or "scalar" in probleme:
        cause = "un guillemet ouvert n'est pas refermé"
    return err.YamlIllisible(Lieu(fichier, ligne), cause=cause)


def _relever_lignes(
    noeud: yaml.Node, chemin: Chemin, lignes: dict[Chemin, int], doubles: list[Erreur], fichier: str
) -> None:
    """Parcourt l'arbre YAML : une ligne par élément, et les clés écrites deux fois."""
    lignes.setdefault(chemin, noeud.start_mark.line + 1)
    if isinstance(noeud, yaml.SequenceNode):
        for rang, enfant in enumerate(noeud.value):
            _relever_lignes(enfant, (*chemin, rang), lignes, doubles, fichier)
    elif isinstance(noeud, yaml.MappingNode):
        for cle, enfant in noeud.value:
            place = (*chemin, cle.value)
            ligne = cle.start_mark.line + 1
            if place in lignes:
                lieu = Lieu(fichier, ligne)
                doubles.append(err.CleEnDouble(lieu, cle=cle.value, autre_ligne=lignes[place]))
            lignes[place] = ligne
            _relever_lignes(enfant, place, lignes, doubles, fichier)


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
        conseil = CONSEILS.get(genre, "Corrigez la valeur, ou écrivez null si le texte n'en dit rien.")
        return err.TypeDeValeur(lieu, recu=recu, attendu=ATTENDUS[genre], conseil=conseil.format(recu=recu))
    return err.ValeurImpossible(lieu, recu=recu, cause=_cause(erreur))


def _chemin_reel(loc: Chemin, document: DocumentLu) -> Chemin:
    """Les positions de pydantic sans les noms de variantes d'union, absents du fichier."""
    chemin: list[int | str] = []
    element: Any = document.contenu
    for rang, cle in enumerate(loc):
        suivant = _descendre(element, cle)
        ecrite = isinstance(element, dict) and cle in element
        # Un nom de variante n'est jamais écrit, et n'est jamais le dernier maillon.
        if suivant is None and isinstance(cle, str) and rang < len(loc) - 1 and not ecrite:
            continue
        chemin.append(cle)
        element = suivant
    return tuple(chemin)


def _descendre(element: Any, cle: int | str) -> Any:
    if isinstance(element, dict):
        return element.get(cle)
    if isinstance(element, list) and isinstance(cle, int) and cle < len(element):
        return element[cle]
    return None


def cles_admises(modele: type[BaseModel], chemin: Chemin) -> list[str]:
    """Les clés qu'un modèle admet à un endroit donné."""
    actuel: type[BaseModel] = modele
    for cle in chemin:
        if isinstance(cle, str) and cle in actuel.model_fields:
            actuel = _modele_dans(actuel.model_fields[cle].annotation) or actuel
    return list(actuel.model_fields)


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
