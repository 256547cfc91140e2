"""Le catalogue de ce qui se télécharge (``params/referentiel/telechargements.yml``)."""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, enumerer, plus_proche
from sdsf.espace import Espace
from sdsf.lecture.document_yaml import DocumentLu
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.plan.modeles import CodeIndicateur, Modele, Texte

PLACE = "{departement}"
NOM_DE_FICHIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
Nature = Literal["csv", "zip", "xls", "xlsx", "geojson", "tgz"]


class Serveur(Modele):
    """Un serveur que l'on a le droit d'appeler, et à quel rythme."""

    hote: Texte
    """Le nom du serveur, sans « https:// ». Exemple : data.caf.fr"""
    requetes_par_minute: Annotated[int, Field(ge=1, le=60)]
    """Le rythme à ne pas dépasser. Exemple : 30"""
    renvoie_vers: list[Texte]
    """Les autres serveurs vers lesquels il a le droit de renvoyer. Exemple : [static.data.gouv.fr]"""


class JeuEnLigne(Modele):
    """Un fichier qu'un producteur publie, et ce qu'il apporte."""

    code: CodeIndicateur
    """Le nom à donner par --jeu, en minuscules. Exemple : txcouv_pe_dep"""
    source: CodeIndicateur
    """La source de « sdsf actualiser » qui le lit. Exemple : cnaf"""
    titre: Texte
    """Le titre du jeu de données."""
    apporte: Texte
    """Ce qu'il apporte aux rapports, en quelques mots."""
    licence: Texte | None
    """La licence de réutilisation ; null si elle n'est pas établie. Exemple : Licence Ouverte 2.0"""
    nature: Nature
    """Ce que le fichier doit être : un autre contenu est refusé. csv, zip, xls, xlsx, geojson ou tgz."""
    fichier: Texte
    """Le nom sous lequel on le garde ; certains lecteurs s'y fient. Exemple : txcouv_pe_dep.csv"""
    adresse: Texte | None
    """L'adresse du fichier entier, en https ; null s'il ne se télécharge pas ainsi."""
    adresse_departement: Texte | None
    """La même pour un seul département, {departement} à la place du code ; null s'il n'y en a pas."""
    taille_max_mo: Annotated[int, Field(ge=1, le=4096)]
    """Au-delà de ce nombre de mégaoctets, on arrête : ce n'est pas le fichier attendu. Exemple : 50"""
    page: Texte
    """La page où le trouver à la main, pour qui n'a pas de réseau ici."""
    motif: Texte | None
    """Pourquoi il ne se télécharge pas d'ici ; null s'il a une adresse."""
    verification: Literal["verifiee", "non_verifiee_ici"]
    """verifiee : appelée avec succès ; non_verifiee_ici : relevée dans un document, sans être appelée."""
    vue_dans: Texte
    """D'où l'adresse est tirée, et ce qu'il faut en savoir."""

    @property
    def en_ligne(self) -> bool:
        """Il a au moins une adresse."""
        return bool(self.adresse or self.adresse_departement)


class Telechargements(Modele):
    """``params/referentiel/telechargements.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    frais_heures: Annotated[int, Field(ge=0, le=720)]
    """Un fichier téléchargé depuis moins de ce nombre d'heures n'est pas redemandé. Exemple : 12"""
    serveurs: list[Serveur]
    """Les serveurs que l'on a le droit d'appeler, un par tiret."""
    jeux: list[JeuEnLigne]
    """Les fichiers, un par tiret."""

    def jeux_de(self, source: str) -> list[JeuEnLigne]:
        """Les jeux d'une source, dans l'ordre du catalogue."""
        return [jeu for jeu in self.jeux if jeu.source == source]

    def hotes_admis(self, adresse: str) -> frozenset[str]:
        """Les serveurs à qui une demande peut s'adresser : le sien, et ceux où il a le droit de renvoyer."""
        hote = hote_de(adresse)
        return frozenset({hote, *(r for s in self.serveurs if s.hote == hote for r in s.renvoie_vers)})


def hote_de(adresse: str) -> str:
    """Le serveur d'une adresse.

    >>> hote_de("https://data.caf.fr/api/explore")
    'data.caf.fr'
    """
    return urlsplit(adresse).hostname or ""


def lire_telechargements(espace: Espace) -> Telechargements:
    """Lit le catalogue et contrôle ses adresses. Lève ``Erreurs`` avec toutes les causes."""
    chemin = espace.params / "referentiel" / "telechargements.yml"
    lu, document = lire_modele(chemin, espace.relatif(chemin), Telechargements)
    err.lever([*_doubles(lu, document), *_fautes(lu, document)])
    return lu


def _doubles(lu: Telechargements, document: DocumentLu) -> Iterator[Erreur]:
    """Deux jeux de même source et de même code, ou de même fichier : le second effacerait le premier."""
    vus: dict[tuple[str, str, str], int | None] = {}
    for rang, jeu in enumerate(lu.jeux):
        for cle, quoi in (("code", "Le code"), ("fichier", "Le fichier")):
            marque, lieu = (jeu.source, cle, getattr(jeu, cle)), document.lieu(("jeux", rang, cle))
            if marque in vus:
                autre = vus[marque]
                yield err.CodeEnDouble(lieu, quoi=quoi, recu=marque[2], accord="", autre_ligne=autre)
            vus.setdefault(marque, lieu.ligne)


def _fautes(lu: Telechargements, document: DocumentLu) -> Iterator[Erreur]:
    hotes = [serveur.hote for serveur in lu.serveurs]
    for rang, jeu in enumerate(lu.jeux):
        for cle, cause, proche in _causes(jeu, hotes):
            recu, lieu = getattr(jeu, cle) or "null", document.lieu(("jeux", rang, cle))
            yield err.AdresseDuCatalogue(lieu, proche=proche, recu=recu, cause=cause)


def _causes(jeu: JeuEnLigne, hotes: Sequence[str]) -> Iterator[tuple[str, str, str | None]]:
    """Ce qui ne va pas dans un jeu : la clé, la cause, et ce qu'on a peut-être voulu écrire."""
    if not NOM_DE_FICHIER.fullmatch(jeu.fichier):
        yield "fichier", "un nom de fichier n'a que des lettres, chiffres, points, tirets", None
    if jeu.en_ligne == (jeu.motif is not None):
        yield "motif", "il se donne quand il n'y a aucune adresse, et seulement alors", None
    for cle in ("adresse", "adresse_departement"):
        adresse = getattr(jeu, cle)
        if adresse is not None:
            yield from ((cle, *faute) for faute in _causes_d_adresse(adresse, cle, hotes))


def _causes_d_adresse(adresse: str, cle: str, hotes: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    hote = hote_de(adresse)
    if urlsplit(adresse).scheme != "https":
        yield "une adresse commence par https://", None
    elif hote not in hotes:
        yield f"« {hote} » n'est pas un des serveurs admis : {enumerer(hotes)}", plus_proche(hote, hotes)
    if (PLACE in adresse) != (cle == "adresse_departement"):
        yield f"{PLACE} s'écrit dans « adresse_departement », et là seulement", None
