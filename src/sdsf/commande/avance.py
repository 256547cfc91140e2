"""Ce que l'on voit pendant un téléchargement : une barre par fichier dans un terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from sdsf.telechargement.telechargeur import Suivi


class Barres:
    """Une barre par fichier ; une phrase s'imprime au-dessus d'elles."""

    def __init__(self, progression: Progress):
        self._progression = progression
        self._taches: dict[str, TaskID] = {}

    def avancer(self, fichier: str, recus: int, total: int | None) -> None:
        if fichier not in self._taches:
            self._taches[fichier] = self._progression.add_task(fichier, total=total, taille="")
        taille = _megas(recus) + (f" / {_megas(total)}" if total else "") + " Mo"
        self._progression.update(self._taches[fichier], completed=recus, total=total, taille=taille)

    def dire(self, phrase: str) -> None:
        self._progression.console.print(phrase)


def _megas(octets: int) -> str:
    return f"{octets / 1e6:.1f}".replace(".", ",")


@contextmanager
def barres(console: Console) -> Iterator[Suivi]:
    """Des barres dans un terminal ; les phrases seules dans un fichier ou un tube."""
    taille = TextColumn("{task.fields[taille]}")
    colonnes = (TextColumn("{task.description}"), BarColumn(), taille, TimeRemainingColumn())
    with Progress(*colonnes, console=console, transient=True, disable=not console.is_terminal) as progression:
        yield Barres(progression)
