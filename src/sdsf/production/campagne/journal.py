"""Le journal d'une campagne : une ligne par fait, ajoutée et versée au disque avant de continuer.

Il dit ce qui était en route quand tout s'est arrêté. Ce qui est fait ne se lit que dans les manifestes :
un journal perdu ou abîmé ne fait rien refaire, et ne fait rien croire.
"""

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from sdsf.erreurs import Erreurs
from sdsf.espace import VERSIONS, Espace
from sdsf.production.ecriture import erreur_d_ecriture
from sdsf.production.lectures import LECTURES

# Un journal abîmé peut tout dire : on ne nettoie que là où sont les rapports.
CLE = re.compile(r"reports/[0-9A-Z]{2,3}/[0-9]{4}(/interne)?/[A-Za-z0-9_.-]+")


@dataclass(frozen=True)
class Journal:
    """Le fichier, et de quoi y ajouter. Écrire lève ``Erreurs`` (disque plein, dossier fermé)."""

    espace: Espace
    chemin: Path

    def ouvrir(self) -> None:
        """Recommence le journal : la campagne précédente est close, ou l'on en a lu ce qu'il faut."""
        with self._refus_dit():
            self.chemin.parent.mkdir(parents=True, exist_ok=True)
            self.chemin.write_bytes(b"")

    def ajouter(self, quoi: str, **valeurs: Any) -> None:
        ligne = json.dumps({"quoi": quoi, **valeurs}, ensure_ascii=False) + "\n"
        with self._refus_dit():
            descripteur = os.open(self.chemin, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            try:
                os.write(descripteur, ligne.encode())
                os.fsync(descripteur)
            finally:
                os.close(descripteur)

    @contextmanager
    def _refus_dit(self) -> Iterator[None]:
        try:
            yield
        except OSError as refus:
            raise Erreurs([erreur_d_ecriture(self.espace, self.chemin, refus)]) from refus

    def lignes(self) -> Iterator[dict[str, Any]]:
        """Les faits, dans l'ordre ; une ligne coupée net par une panne, ou abîmée, est laissée."""
        try:
            texte = self.chemin.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return
        for ligne in texte.split("\n"):
            try:
                lue = json.loads(ligne)
            except (ValueError, RecursionError):
                continue
            if isinstance(lue, dict) and CLE.fullmatch(str(lue.get("cle"))):
                yield lue

    def interrompues(self) -> list[str]:
        """Les tâches commencées dont la fin n'a pas été écrite."""
        en_route: dict[str, None] = {}
        for ligne in self.lignes():
            if ligne.get("quoi") == "commence":
                en_route[ligne["cle"]] = None
            elif ligne.get("quoi") == "finit":
                en_route.pop(ligne["cle"], None)
        return list(en_route)


def nettoyer(racine: Path, cles: list[str]) -> None:
    """Retire ce qu'une production tuée a laissé à côté de sa place : des préparations, jamais un rapport.

    Une préparation porte un point de plus que son fichier : deux, à côté du relevé caché des lectures.
    Ce qui ne se retire pas (un dossier fermé) n'empêche rien : la production le dira si elle y écrit.
    """
    for cle in cles:
        dossier, base = racine / Path(cle).parent, Path(cle).name
        for ou, nom in product((dossier, dossier / VERSIONS), (f".{base}.*.*", f"..{base}.*.*")):
            for reste in ou.glob(nom):
                if reste.is_file() and not reste.name.endswith((".verrou", ".depot.json", LECTURES)):
                    with suppress(OSError):
                        reste.unlink()
