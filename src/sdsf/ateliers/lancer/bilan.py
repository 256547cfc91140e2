"""Ce qui a déjà été produit : quand, en combien de temps, dans quels formats, et si cela vaut encore."""

import datetime as dt
import hashlib
import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.espace import Espace
from sdsf.production.catalogue import AUTRES_FORMATS, CATALOGUE
from sdsf.rapports.page import entrees, paquet
from sdsf.rendu.nombres import abreger, accorder, nombre

JAMAIS = "inconnu : ce rapport n'a encore jamais été produit ici"


@dataclass(frozen=True)
class Production:
    """Un rapport produit, tel que son manifeste le décrit."""

    chemin: Path
    manifeste: Mapping[str, Any]

    @property
    def base(self) -> str:
        """Le nom commun de ses fichiers."""
        return self.chemin.name.removesuffix(".manifeste.json")

    @property
    def rapport(self) -> str:
        return str(self.manifeste["rapport"])

    @property
    def produit_le(self) -> dt.datetime:
        return dt.datetime.fromisoformat(str(self.manifeste["produit_le"]))

    @property
    def duree_s(self) -> float:
        return float(self.manifeste["duree_s"])

    @property
    def formats(self) -> tuple[str, ...]:
        """Les formats écrits avec la page, qui l'est toujours."""
        noms = self.manifeste["fichiers"]
        return ("html", *(f for f in AUTRES_FORMATS if f"{self.base}.{f}" in noms))

    @property
    def fichiers(self) -> list[Path]:
        """Les fichiers que l'on ouvre : la page, puis ses autres formats, s'ils sont encore là."""
        chemins = [self.chemin.with_name(f"{self.base}.{format_}") for format_ in self.formats]
        return [chemin for chemin in chemins if chemin.is_file()]


def productions(espace: Espace, departement: str = "", annee: int | None = None) -> list[Production]:
    """Les rapports produits, d'un département et d'une année ou de tous ; un manifeste abîmé est laissé."""
    lieu = f"{departement or '*'}/{annee or '*'}"
    chemins = [
        c for motif in ("", "interne/") for c in espace.reports.glob(f"{lieu}/{motif}*.manifeste.json")
    ]
    lues = [_lire(chemin) for chemin in sorted(chemins)]
    return [production for production in lues if production is not None]


def _lire(chemin: Path) -> Production | None:
    try:
        lue = Production(chemin, json.loads(chemin.read_text(encoding="utf-8")))
        _ = (lue.rapport, lue.produit_le, lue.duree_s, lue.formats)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return lue if lue.rapport in CATALOGUE else None


# --- ce que cela va coûter ------------------------------------------------------------------------


def cout(faites: Sequence[Production], rapport: str, formats: Sequence[str]) -> str:
    """Ce que la production va prendre, d'après les durées des manifestes ; sinon, que rien n'est connu."""
    du_rapport = [production for production in faites if production.rapport == rapport]
    if not du_rapport:
        return JAMAIS
    memes = [production for production in du_rapport if set(production.formats) == {"html", *formats}]
    durees = [production.duree_s for production in memes or du_rapport]
    quoi = f"{len(durees)} {accorder(len(durees), 'production', 'productions')} de ce rapport"
    if not memes:
        quoi += ", dans d'autres formats"
    return f"environ {duree_ecrite(statistics.median(durees))} (d'après {quoi} ici)"


def duree_ecrite(secondes: float) -> str:
    """Une durée, sans précision inutile.

    >>> duree_ecrite(7.4), duree_ecrite(95)
    ('7\\xa0s', '1\\xa0min\\xa035\\xa0s')
    """
    minutes, reste = divmod(round(secondes), 60)
    return f"{minutes}\u00a0min\u00a0{reste}\u00a0s" if minutes else f"{reste}\u00a0s"


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
    """
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
