"""Ce qui a déjà été produit : quand, en combien de temps, dans quels formats, et si cela vaut encore."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from pathlib import Path

from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.espace import Espace
from sdsf.production.catalogue import CATALOGUE
from sdsf.production.deja_produits import Production, cout, duree_ecrite, productions
from sdsf.production.dependances import Releveur, changements
from sdsf.production.lectures import releve_de
from sdsf.rapports.page import entrees, paquet
from sdsf.rendu.nombres import abreger, accorder, nombre

__all__ = ["Production", "cout", "duree_ecrite", "productions"]

# --- ce qui ne vaut plus --------------------------------------------------------------------------


def plus_recents(espace: Espace, production: Production) -> list[str]:
    """Les fichiers lus qui ont été écrits depuis, ou qui manquent : une alerte prompte, pas une preuve."""
    quand = production.produit_le.timestamp()
    lus = {nom: espace.racine / nom for nom in production.manifeste.get("entrees", {})}
    return sorted(
        nom for nom, chemin in lus.items() if not chemin.is_file() or chemin.stat().st_mtime > quand
    )


def perime(espace: Espace, production: Production) -> list[str]:
    """Ce qui a changé depuis la production, d'après les empreintes des lignes lues. Lève ``Erreurs``.

    Vide : refait aujourd'hui, le rapport lirait les mêmes lignes, par le même carnet et la même version.
    Sans relevé des lectures, tout le dossier est relu.
    """
    releve = releve_de(production.chemin)
    if releve:
        place = (espace.relatif(production.chemin.parent), production.base)
        code = str(production.manifeste["departement"])
        return [c.sujet for c in changements(Releveur(espace), releve, production.rapport, code, place)]
    parametres = production.manifeste["parametres_relus"]
    demande = controler_demande(
        espace,
        str(parametres["departement"]),
        int(parametres["annee"]),
        str(parametres["reglages"]),
        production.rapport,
    )
    dossier = charger(espace, demande)
    return [*_lignes_changees(dossier, production), *_outils_changes(espace, dossier, production)]


def _lignes_changees(dossier: Dossier, production: Production) -> list[str]:
    avant, maintenant = dict(production.manifeste["entrees"]), entrees(dossier)
    # Les rapports d'avant en font partie : le rapport lui-même, refait, n'est pas un changement.
    propre = dossier.espace.relatif(production.chemin.parent)
    noms = sorted(nom for nom in {*avant, *maintenant} if avant.get(nom) != maintenant.get(nom))
    return [nom for nom in noms if not nom.startswith(propre)]


def _outils_changes(espace: Espace, dossier: Dossier, production: Production) -> list[str]:
    carnet = espace.notebooks / CATALOGUE[production.rapport].carnet
    empreinte = hashlib.sha256(carnet.read_bytes()).hexdigest() if carnet.is_file() else ""
    changes = {
        f"notebooks/{carnet.name}": empreinte != production.manifeste.get("carnet"),
        "la version de sdsf": paquet() != production.manifeste.get("paquet"),
        "les seuils": dossier.seuils.model_dump() != production.manifeste.get("seuils"),
    }
    return [nom for nom, change in changes.items() if change]


def phrase_de_peremption(changes: Sequence[str]) -> str:
    """Ce que l'on dit d'un rapport produit."""
    if not changes:
        return "À jour : refait maintenant, il lirait les mêmes lignes."
    verbe = accorder(len(changes), "a changé", "ont changé")
    return f"Périmé : {abreger(list(changes), 4)} {verbe} depuis. Produisez-le à nouveau."


# --- ce qui a échoué ------------------------------------------------------------------------------


def echecs(espace: Espace, departement: str, annee: int) -> dict[str, dt.datetime]:
    """Les carnets en échec gardés à côté des rapports, et quand ils ont échoué."""
    chemins = (espace.reports / departement / str(annee)).glob("**/*.echec.ipynb")
    return {
        chemin.name.removesuffix(".echec.ipynb"): dt.datetime.fromtimestamp(chemin.stat().st_mtime, dt.UTC)
        for chemin in chemins
    }


def taille_ecrite(chemin: Path) -> str:
    """La taille d'un fichier, en kilo-octets."""
    return f"{nombre(chemin.stat().st_size / 1000)}\u00a0ko"
