"""Ce que l'on voit pendant un téléchargement : une barre par fichier dans un terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from sdsf.telechargement.telechargeur import Suivi


class Barres:
    """Une barre par fichier ; une phrase s'imprime au-dessus d'elles."""

    def __init__(self, progression: Progress):
        self._progression = progression
        self._taches: dict[str, TaskID] = {}

    def avancer(self, fichier: str, recus: int, total: int | None) -> None:
        if fichier not in self._taches:
            self._taches[fichier] = self._progression.add_task(fichier, total=total)
        self._progression.update(self._taches[fichier], completed=recus, total=total)

    def dire(self, phrase: str) -> None:
        self._progression.console.print(phrase)


@contextmanager
def barres(console: Console) -> Iterator[Suivi]:
    """Des barres dans un terminal ; les phrases seules dans un fichier ou un tube."""
    colonnes = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*colonnes, console=console, transient=True, disable=not console.is_terminal) as progression:
        yield Barres(progression)
