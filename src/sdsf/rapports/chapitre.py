"""Un chapitre : des sections qui se lisent ensemble, chacune sous son titre.

Un carnet garde ainsi une question par cellule, et un renvoi de la synthèse trouve toujours son titre.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sdsf.dossier import Dossier
from sdsf.rendu.blocs import Bloc, Titre

Section = Callable[[Dossier], Iterable[Bloc]]


@dataclass(frozen=True)
class Partie:
    """Une section, son titre dans le chapitre et l'ancre où les renvois la trouvent."""

    ancre: str
    titre: str
    section: Section


def composer(dossier: Dossier, *parties: Section | Partie) -> list[Bloc]:
    """Les blocs des parties, dans l'ordre ; une partie titrée commence par son titre."""
    blocs: list[Bloc] = []
    for partie in parties:
        if isinstance(partie, Partie):
            blocs += [Titre(3, partie.titre, partie.ancre), *partie.section(dossier)]
        else:
            blocs += partie(dossier)
    return blocs
