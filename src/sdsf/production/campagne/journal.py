"""Le journal d'une campagne : une ligne par fait, ajoutée et versée au disque avant de continuer.

Il dit ce qui était en route quand tout s'est arrêté. Ce qui est fait ne se lit que dans les manifestes :
un journal perdu ne fait rien refaire, et ne fait rien croire.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Journal:
    """Le fichier, et de quoi y ajouter."""

    chemin: Path

    def ouvrir(self) -> None:
        """Recommence le journal : la campagne précédente est close, ou l'on en a lu ce qu'il faut."""
        self.chemin.parent.mkdir(parents=True, exist_ok=True)
        self.chemin.write_bytes(b"")

    def ajouter(self, quoi: str, **valeurs: Any) -> None:
        ligne = json.dumps({"quoi": quoi, **valeurs}, ensure_ascii=False) + "\n"
        descripteur = os.open(self.chemin, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(descripteur, ligne.encode())
            os.fsync(descripteur)
        finally:
            os.close(descripteur)

    def lignes(self) -> Iterator[dict[str, Any]]:
        """Les faits, dans l'ordre ; une dernière ligne coupée net par une panne est laissée."""
        try:
            texte = self.chemin.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return
        for ligne in texte.split("\n"):
            try:
                lue = json.loads(ligne)
            except ValueError:
                continue
            if isinstance(lue, dict):
                yield lue

    def interrompues(self) -> list[str]:
        """Les tâches commencées dont la fin n'a pas été écrite."""
        en_route: dict[str, None] = {}
        for ligne in self.lignes():
            if ligne["quoi"] == "commence":
                en_route[ligne["cle"]] = None
            elif ligne["quoi"] == "finit":
                en_route.pop(ligne["cle"], None)
        return list(en_route)


def nettoyer(racine: Path, cles: list[str]) -> None:
    """Retire ce qu'une production tuée a laissé à côté de sa place : des préparations, jamais un rapport."""
    for cle in cles:
        dossier, base = Path(cle).parent, Path(cle).name
        for reste in (racine / dossier).glob(f".{base}.*.*"):
            if reste.is_file() and not reste.name.endswith((".verrou", ".depot.json")):
                reste.unlink(missing_ok=True)
