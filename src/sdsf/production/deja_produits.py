"""Ce qui a déjà été produit, d'après les manifestes : quand, en combien de temps, dans quels formats.

Une campagne et l'atelier « Lancer et suivre » en tirent ce que la suite va coûter.
"""

import datetime as dt
import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sdsf.espace import Espace
from sdsf.production.catalogue import AUTRES_FORMATS, CATALOGUE
from sdsf.production.reperes import demarrage_s, repere
from sdsf.rendu.nombres import accorder

D_APRES_LES_REPERES = "d'après les mesures du projet : rien n'a encore été produit ici de cette sorte"


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
    """Ce que la production va prendre, d'après les durées des manifestes ; sinon, d'après les repères."""
    du_rapport = [production for production in faites if production.rapport == rapport]
    if not du_rapport:
        duree = demarrage_s() + repere(rapport, formats).duree_s
        return f"de l'ordre de {duree_ecrite(duree)} ({D_APRES_LES_REPERES})"
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
