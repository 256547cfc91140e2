"""Un fichier YAML, et la ligne de chacun de ses éléments.

Ce qu'un YAML permet et qui tromperait un lecteur est refusé ici : une clé écrite deux fois, une clé qui
n'est pas un mot, un document qui se contient lui-même.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.lecture.causes_yaml import cause_de

Chemin = tuple[int | str, ...]
CLE_TEXTE = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:merge")


class _Chargeur(yaml.CSafeLoader):
    """Le chargeur sûr, qui laisse en texte une date impossible : le modèle la refusera à sa ligne."""

    def date_ou_texte(self, noeud: yaml.ScalarNode) -> object:
        try:
            return self.construct_yaml_timestamp(noeud)
        except ValueError:
            return noeud.value


_Chargeur.add_constructor("tag:yaml.org,2002:timestamp", _Chargeur.date_ou_texte)


@dataclass(frozen=True)
class DocumentLu:
    """Le contenu d'un fichier YAML et la ligne où commence chacun de ses éléments.

    ``bruts`` : chaque nombre, date ou mot tel qu'il est écrit (1.10 se lit 1.1).
    """

    fichier: str
    contenu: Any
    lignes: Mapping[Chemin, int]
    bruts: Mapping[Chemin, str] = field(default_factory=dict)

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
            element = descendre(element, cle)
            if isinstance(cle, int):
                nom = element.get("code") or element.get("id") if isinstance(element, dict) else None
                parties[-1] += f" « {nom} »" if nom else f"[{cle + 1}]"
            else:
                parties.append(cle)
        return " · ".join(parties)


def descendre(element: Any, cle: int | str) -> Any:
    if isinstance(element, dict):
        return element.get(cle)
    if isinstance(element, list) and isinstance(cle, int) and cle < len(element):
        return element[cle]
    return None


def textes(element: object, chemin: Chemin = ()) -> Iterator[tuple[Chemin, str]]:
    """Chaque texte d'un document et sa place."""
    if isinstance(element, str):
        yield chemin, element
    elif isinstance(element, dict):
        for cle, enfant in element.items():
            yield from textes(enfant, (*chemin, cle))
    elif isinstance(element, list):
        for rang, enfant in enumerate(element):
            yield from textes(enfant, (*chemin, rang))


def lire_document(texte: str, fichier: str) -> DocumentLu:
    """Lit un texte YAML (un ensemble de clés en tête) avec la ligne de chaque élément.

    ``fichier`` est le nom à imprimer. Lève ``Erreurs``.
    """
    chargeur = _Chargeur(texte)
    try:
        racine = chargeur.get_single_node()
    except yaml.YAMLError as refus:
        raise Erreurs([_erreur_de_syntaxe(refus, fichier, texte)]) from None
    if racine is None:
        raise Erreurs([err.FichierVide(Lieu(fichier))])
    releve = _Releve(fichier, {}, {}, [])
    releve.parcourir(racine, (), ())
    err.lever(releve.fautes)
    return DocumentLu(fichier, _contenu(chargeur, racine, fichier, texte), releve.lignes, releve.bruts)


def _contenu(chargeur: _Chargeur, racine: yaml.Node, fichier: str, texte: str) -> dict[str, Any]:
    """Ce que dit l'arbre déjà lu : lire le texte une seconde fois coûterait autant que la première."""
    try:
        contenu = chargeur.construct_document(racine)
    except yaml.YAMLError as refus:
        raise Erreurs([_erreur_de_syntaxe(refus, fichier, texte)]) from None
    except ValueError as refus:
        raise Erreurs([err.YamlIllisible(Lieu(fichier), cause=str(refus))]) from None
    if not isinstance(contenu, dict):
        raise Erreurs([err.YamlIllisible(Lieu(fichier, 1), cause="une clé est attendue en tête")])
    return contenu


def lire_texte(chemin: Path, fichier: str) -> str:
    """Le texte d'un fichier YAML. Lève ``Erreurs`` s'il manque, ne s'ouvre pas, n'est pas de l'UTF-8."""
    lieu = Lieu(fichier)
    if chemin.is_dir():
        raise Erreurs([err.DossierAuLieuDeFichier(lieu)])
    try:
        octets = chemin.read_bytes()
    except FileNotFoundError:
        raise Erreurs([err.FichierAbsent(lieu)]) from None
    except OSError as refus:
        raise Erreurs([err.LectureRefusee(lieu, cause=err.cause_du_systeme(refus))]) from None
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError as refus:
        ligne = octets[: refus.start].count(b"\n") + 1
        raise Erreurs([err.EncodageDuFichier(Lieu(fichier, ligne), octet=refus.start)]) from None
    if not texte.strip():
        raise Erreurs([err.FichierVide(lieu)])
    return texte


def _erreur_de_syntaxe(refus: yaml.YAMLError, fichier: str, texte: str) -> Erreur:
    ligne, cause = cause_de(refus, texte)
    return err.YamlIllisible(Lieu(fichier, ligne), cause=cause)


@dataclass
class _Releve:
    """Le parcours de l'arbre YAML : une ligne par élément, et ce qui tromperait le lecteur."""

    fichier: str
    lignes: dict[Chemin, int]
    bruts: dict[Chemin, str]
    fautes: list[Erreur]

    def parcourir(self, noeud: yaml.Node, chemin: Chemin, ancetres: tuple[int, ...]) -> None:
        """Relève un élément et ceux qu'il contient ; s'arrête à un élément qui se contient lui-même."""
        ligne = noeud.start_mark.line + 1
        self.lignes.setdefault(chemin, ligne)
        if id(noeud) in ancetres:
            cause = "un renvoi (&, *) fait que le document se contient lui-même"
            self.fautes.append(err.YamlIllisible(Lieu(self.fichier, ligne), cause=cause))
            return
        if isinstance(noeud, yaml.ScalarNode):
            self.bruts[chemin] = noeud.value
        suite = (*ancetres, id(noeud))
        if isinstance(noeud, yaml.SequenceNode):
            for rang, enfant in enumerate(noeud.value):
                self.parcourir(enfant, (*chemin, rang), suite)
        elif isinstance(noeud, yaml.MappingNode):
            for cle, enfant in noeud.value:
                if self._cle_est_un_mot(cle):
                    self.parcourir(enfant, self._placer(chemin, cle), suite)

    def _cle_est_un_mot(self, cle: yaml.Node) -> bool:
        if cle.tag in CLE_TEXTE:
            return True
        recu = cle.value if isinstance(cle, yaml.ScalarNode) else "une liste ou un ensemble"
        lieu = Lieu(self.fichier, cle.start_mark.line + 1)
        conseil = "Une clé est un mot, sans guillemets ni crochets."
        self.fautes.append(err.TypeDeValeur(lieu, recu=recu, attendu="une clé", conseil=conseil))
        return False

    def _placer(self, chemin: Chemin, cle: yaml.Node) -> Chemin:
        """La place d'une clé ; une clé déjà écrite au même endroit est une faute."""
        place, ligne = (*chemin, cle.value), cle.start_mark.line + 1
        if place in self.lignes:
            lieu, autre = Lieu(self.fichier, ligne), self.lignes[place]
            self.fautes.append(err.CleEnDouble(lieu, cle=cle.value, autre_ligne=autre))
        self.lignes[place] = ligne
        return place
