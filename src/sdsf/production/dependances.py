"""Ce dont un rapport dépend, en empreintes de contenu : le manifeste le garde, une campagne le compare.

Quatre sortes, toutes relevées pendant que le carnet tournait (``temoin``) ou connues de la production :

- les outils : le carnet, les sources du paquet, les gabarits ;
- les fichiers de params/ et de data/ ouverts, et les dossiers où ils sont : un fichier ajouté compte ;
- d'une table nationale dont on ne garde que des lignes, l'empreinte de ces lignes, avec leur numéro (un
  rapport l'imprime), et non celle du fichier ;
- les rapports d'avant, auxquels celui-ci se compare ou dont il protège le secret.

Rien ici n'importe pandas : comparer trois cents rapports prend une seconde.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import sdsf
from sdsf.chiffres import empreinte_de
from sdsf.espace import VERSIONS, Espace
from sdsf.precedent import LUS
from sdsf.production.catalogue import CATALOGUE
from sdsf.production.empreintes import empreinte_de_l_arbre, empreinte_des_noms, relire
from sdsf.temoin import etat_de
from sdsf.vocabulaire import SUFFIXE_PUBLIE

# Un dossier qu'il faut suivre même quand personne ne l'a énuméré : on a pu demander s'il existait.
TOUJOURS = ("data/contours", "data/national", "params/departements/{code}", "data/departements/{code}")


@dataclass
class Releveur:
    """Les empreintes d'un espace à un instant ; chaque fichier n'est lu qu'une fois."""

    espace: Espace
    _fichiers: dict[str, str] = field(default_factory=dict)
    _dossiers: dict[tuple[str, str], str] = field(default_factory=dict)

    def fichier(self, nom: str) -> str:
        """L'empreinte d'un fichier ; vide s'il manque."""
        if nom not in self._fichiers:
            self._fichiers[nom] = relire(self.espace.racine / nom).empreinte
        return self._fichiers[nom]

    def dossier(self, nom: str, code: str) -> str:
        """L'empreinte des noms d'un dossier ; vide s'il manque. Un fichier caché n'en est pas."""
        if (nom, code) not in self._dossiers:
            self._dossiers[nom, code] = empreinte_des_noms(self.espace.racine / nom, nom, code)
        return self._dossiers[nom, code]

    def lignes(self, nom: str, garder: Mapping[str, list[str]]) -> str:
        """L'empreinte des seules lignes qu'un choix retient d'une table."""
        return relire(self.espace.racine / nom).table.empreinte(garder)

    def carnet(self, rapport: str) -> str:
        return self.fichier(f"notebooks/{CATALOGUE[rapport].carnet}")

    @cached_property
    def paquet(self) -> str:
        """Les sources du logiciel : une version en cours de travail en change sans changer de numéro."""
        racine = Path(sdsf.__file__).parent
        return empreinte_de_l_arbre(racine, racine.rglob("*.py"))

    @cached_property
    def gabarits(self) -> str:
        racine = self.espace.templates
        return empreinte_de_l_arbre(racine, (c for c in racine.rglob("*") if c.is_file()))

    def outils(self, rapport: str) -> dict[str, str]:
        return {"carnet": self.carnet(rapport), "paquet": self.paquet, "gabarits": self.gabarits}

    def precedents(self, dossier: str, base: str, autres: Iterable[str] = ()) -> dict[str, str]:
        """Les rapports d'avant qui comptent pour celui-ci, et d'``autres`` qu'il a lus."""
        noms = {*_rapports_d_avant(self.espace, dossier, base), *autres}
        return {nom: self._precedent(nom) for nom in sorted(noms)}

    def _precedent(self, nom: str) -> str:
        """D'un manifeste, ce que la comparaison en lit : ni sa date ni sa durée."""
        if not nom.endswith(".manifeste.json"):
            return self.fichier(nom)
        try:
            lu = json.loads((self.espace.racine / nom).read_text(encoding="utf-8"))
            return empreinte_de({cle: lu.get(cle) for cle in LUS})
        except (OSError, ValueError, AttributeError):
            return ""


# --- relever, puis comparer -----------------------------------------------------------------------


def relever(
    espace: Espace, registre: list[dict[str, Any]], rapport: str, code: str, place: tuple[str, str],
    entrees: Iterable[str], releveur: Releveur | None = None,
) -> dict[str, Any] | None:  # fmt: skip
    """Les dépendances d'un rapport qui vient de tourner ; ``None`` si le témoin n'a rien entendu.

    ``place`` : son dossier et sa base. ``entrees`` : celles du manifeste, où sont les rapports relus.
    ``releveur`` : celui d'un lot pendant lequel rien ne change.
    """
    if not registre:
        return None
    releveur = releveur or Releveur(espace)
    fichiers = {ligne["chemin"] for ligne in registre if ligne["quoi"] == "fichier"}
    choix = {json.dumps([x["chemin"], x["garder"]]): x for x in registre if x["quoi"] == "lignes"}
    partiels = {ligne["chemin"] for ligne in choix.values()}
    relus = [nom for nom in entrees if nom.startswith("reports/")]
    return {
        "outils": releveur.outils(rapport),
        "fichiers": {nom: releveur.fichier(nom) for nom in sorted(fichiers)},
        "dossiers": {n: releveur.dossier(n, code) for n in _dossiers(registre, fichiers | partiels, code)},
        "lignes": [_choix(releveur, ligne) for _, ligne in sorted(choix.items())],
        "precedents": releveur.precedents(*place, relus),
        "incertains": _changes_en_route(espace, registre),
    }


def _choix(releveur: Releveur, ligne: Mapping[str, Any]) -> dict[str, Any]:
    nom, garder = ligne["chemin"], ligne["garder"]
    entier, retenues = releveur.fichier(nom), releveur.lignes(nom, garder)
    return {"fichier": nom, "garder": garder, "entier": entier, "retenues": retenues}


def _dossiers(registre: list[dict[str, Any]], lus: Iterable[str], code: str) -> list[str]:
    """Les dossiers énumérés, ceux des fichiers lus, et ceux que l'on suit toujours."""
    enumeres = {ligne["chemin"] for ligne in registre if ligne["quoi"] == "dossier"}
    parents = {nom.rpartition("/")[0] for nom in lus}
    return sorted(enumeres | parents | {nom.format(code=code) for nom in TOUJOURS})


def _changes_en_route(espace: Espace, registre: list[dict[str, Any]]) -> list[str]:
    """Les fichiers écrits entre leur lecture et ce relevé : on ne sait plus ce que le carnet a lu."""
    lus = [ligne for ligne in registre if ligne["quoi"] != "dossier"]
    return sorted({x["chemin"] for x in lus if etat_de(espace.racine / x["chemin"]) != x["etat"]})


class Changement(NamedTuple):
    """Ce qui a changé, et comment."""

    sujet: str
    verbe: str

    def __str__(self) -> str:
        return f"{self.sujet} {self.verbe}"


def changements(
    releveur: Releveur, dependances: Mapping[str, Any], rapport: str, code: str, place: tuple[str, str]
) -> list[Changement]:
    """Ce qui a changé depuis ce relevé ; rien si le rapport, refait, lirait la même chose."""
    en_route = [Changement(nom, "changeait pendant la production") for nom in dependances["incertains"]]
    return [
        *_outils_changes(dependances["outils"], releveur.outils(rapport)),
        *en_route,
        *_fichiers_changes(releveur, dependances["fichiers"]),
        *_lignes_changees(releveur, dependances["lignes"]),
        *_dossiers_changes(releveur, dependances["dossiers"], code),
        *_precedents_changes(releveur, dependances["precedents"], place),
    ]


NOMS_DES_OUTILS = {
    "carnet": Changement("le carnet", "a changé"),
    "paquet": Changement("le logiciel", "a changé"),
    "gabarits": Changement("le gabarit", "a changé"),
}


def _outils_changes(avant: Mapping[str, str], maintenant: Mapping[str, str]) -> list[Changement]:
    return [NOMS_DES_OUTILS[nom] for nom, lu in maintenant.items() if avant.get(nom) != lu]


def _fichiers_changes(releveur: Releveur, avant: Mapping[str, str]) -> list[Changement]:
    changes = [nom for nom, empreinte in avant.items() if releveur.fichier(nom) != empreinte]
    return [Changement(nom, _sort(releveur.fichier(nom), avant[nom])) for nom in changes]


def _sort(maintenant: str, avant: str) -> str:
    if not maintenant:
        return "a disparu"
    return "a changé" if avant else "est apparu"


def _lignes_changees(releveur: Releveur, avant: Iterable[Mapping[str, Any]]) -> list[Changement]:
    """Un fichier intact n'est pas relu ligne à ligne ; un autre ne compte que par les lignes retenues."""
    changes = [
        lu["fichier"]
        for lu in avant
        if releveur.fichier(lu["fichier"]) != lu["entier"]
        and releveur.lignes(lu["fichier"], lu["garder"]) != lu["retenues"]
    ]
    return [Changement(nom, "a changé dans les lignes lues") for nom in dict.fromkeys(changes)]


def _dossiers_changes(releveur: Releveur, avant: Mapping[str, str], code: str) -> list[Changement]:
    """Un dossier dont un fichier est apparu, ou a disparu."""
    changes = [nom for nom, empreinte in avant.items() if releveur.dossier(nom, code) != empreinte]
    return [Changement(f"la liste des fichiers de {nom}/", "a changé") for nom in changes]


def _precedents_changes(
    releveur: Releveur, avant: Mapping[str, str], place: tuple[str, str]
) -> list[Changement]:
    maintenant = releveur.precedents(*place, avant)
    changes = [nom for nom, empreinte in maintenant.items() if avant.get(nom) != empreinte]
    return [Changement(nom, _sort(maintenant[nom], avant.get(nom, ""))) for nom in changes]


def _rapports_d_avant(espace: Espace, dossier: str, base: str) -> list[str]:
    """Les cases publiées et le même rapport des années d'avant, et les versions remplacées.

    Un rapport d'une année suivante ne fait pas refaire celui-ci : c'est lui qui s'y compare, et qui tient
    compte de ce qui était déjà publié.
    """
    code, annee, *edition = dossier.removeprefix("reports/").split("/")
    annees = [d for d in (espace.reports / code).glob("[0-9]*") if d.name.isdigit()]
    avant = [d for d in annees if int(d.name) < int(annee)]
    trouves = [c for d in avant for c in d.glob(f"*{SUFFIXE_PUBLIE}")]
    trouves += [c for d in avant if (c := d.joinpath(*edition, f"{base}.manifeste.json")).is_file()]
    jusqu_ici = [d / VERSIONS for d in annees if int(d.name) <= int(annee)]
    trouves += [c for d in jusqu_ici for c in d.glob(f"*{SUFFIXE_PUBLIE}")]
    trouves += (espace.racine / dossier / VERSIONS).glob(f"{base}.v*.manifeste.json")
    return [espace.relatif(chemin) for chemin in trouves]
