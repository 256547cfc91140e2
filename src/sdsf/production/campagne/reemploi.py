"""Refaire, ou réemployer : ce que dit le manifeste d'un rapport, comparé à l'espace d'aujourd'hui."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.plan.lecture import lire_reglages
from sdsf.production.campagne.taches import Tache
from sdsf.production.dependances import Releveur, changements
from sdsf.production.lectures import releve_de
from sdsf.production.verrou import EnPlace, en_place
from sdsf.production.versions import versions

JAMAIS = "jamais produit"
DEMANDE = "demandé par --forcer"
SANS_RELEVE = "le relevé de ses lectures manque"
ABIME = "son manifeste est abîmé"


@dataclass(frozen=True)
class Decision:
    """Ce que la campagne fera d'une tâche, et pourquoi."""

    tache: Tache
    refaire: bool
    motifs: tuple[str, ...]


def decider(releveur: Releveur, tache: Tache, forcer: bool) -> Decision:
    """Un rapport se réemploie si tout ce dont il dépend est le même, et si ses fichiers sont intacts."""
    espace = releveur.espace
    place = en_place(espace.racine / tache.dossier, tache.base)
    if place is None:
        manifeste = espace.racine / tache.dossier / f"{tache.base}.manifeste.json"
        return Decision(tache, True, (ABIME if manifeste.exists() else JAMAIS,))
    if place.seance and not _version_suivante(espace, tache, place):
        return Decision(tache, False, (f"{place.seance} : il ne se réécrit pas",))
    try:
        releve = releve_de(place.dossier / f"{place.code}.manifeste.json")
        motifs = [DEMANDE] if forcer else _motifs(releveur, tache, place, releve)
        lus = 0 if motifs else len(releve["fichiers"])
    except (KeyError, TypeError, AttributeError, ValueError):
        # Un manifeste qui se lit, mais où quelque chose manque : on ne sait pas ce qui a changé.
        return Decision(tache, True, (ABIME,))
    return Decision(tache, bool(motifs), tuple(motifs) or (f"rien n'a changé ({lus} fichiers lus)",))


def _version_suivante(espace: Espace, tache: Tache, place: EnPlace) -> bool:
    """Vrai si les réglages déclarent une version de plus que celle qui est validée."""
    try:
        etat = lire_reglages(espace, tache.departement).etat(tache.rapport, tache.annee)
    except Erreurs:
        return False
    return etat.version > place.version


def _motifs(releveur: Releveur, tache: Tache, place: EnPlace, releve: Any) -> list[str]:
    manifeste = place.manifeste
    demandes = [*_parametres(tache, manifeste), *_fichiers(tache, place), *_versions(manifeste)]
    if not releve:
        return [*demandes, SANS_RELEVE]
    ou = (tache.dossier, tache.base)
    changes = changements(releveur, releve, tache.rapport, tache.departement, ou)
    return [*demandes, *map(str, changes)]


def _parametres(tache: Tache, manifeste: Mapping[str, Any]) -> list[str]:
    """Les réglages demandés ; deux textes JSON qui disent la même chose sont les mêmes."""
    avant = str(manifeste["parametres_relus"].get("reglages", ""))
    return [] if _lus(avant) == _lus(tache.reglages) else ["les réglages demandés ont changé"]


def _lus(reglages: str) -> Any:
    lus = json.loads(reglages) if reglages.strip() else {}
    return {cle: valeur for cle, valeur in lus.items() if (cle, valeur) != ("edition", "publique")}


def _fichiers(tache: Tache, place: EnPlace) -> list[str]:
    """Un format de plus, un fichier absent, ou qui n'est pas celui du manifeste : une coupure, une main."""
    ecrits = place.manifeste["fichiers"]
    neufs = [f for f in tache.formats if f"{tache.base}.{f}" not in ecrits]
    touches = [nom for nom, fiche in ecrits.items() if _empreinte(place, nom) != fiche["sha256"]]
    dits = [f"le format {nom} n'est pas encore écrit" for nom in neufs]
    return dits + [f"{nom} n'est pas celui que décrit le manifeste" for nom in touches]


def _empreinte(place: EnPlace, nom: str) -> str:
    try:
        with (place.dossier / nom).open("rb") as fichier:
            return hashlib.file_digest(fichier, "sha256").hexdigest()
    except OSError:
        return ""


def _versions(manifeste: Mapping[str, Any]) -> list[str]:
    """Une bibliothèque d'une autre version peut calculer, ou dessiner, autrement."""
    avant: Mapping[str, str] = manifeste.get("versions", {})
    return [_passage(nom, avant.get(nom), v) for nom, v in versions().items() if avant.get(nom) != v]


def _passage(nom: str, avant: str | None, version: str) -> str:
    """Ce qui a changé ; un manifeste d'avant peut ne rien dire d'une bibliothèque que l'on suit depuis.

    >>> _passage("pandas", "2.2", "3.0"), _passage("scipy", None, "1.16")
    ('pandas est passé de la version 2.2 à 3.0', 'scipy 1.16 compte désormais')
    """
    return (
        f"{nom} est passé de la version {avant} à {version}" if avant else f"{nom} {version} compte désormais"
    )


def decisions(espace: Espace, taches: Sequence[Tache], forcer: bool = False) -> list[Decision]:
    """Ce que la campagne fera de chaque tâche, dans l'ordre ; chaque fichier n'est lu qu'une fois."""
    releveur = Releveur(espace)
    return [decider(releveur, tache, forcer) for tache in taches]
