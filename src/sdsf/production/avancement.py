"""L'avancement d'une production, écrit dans un fichier pour qui la suit depuis un autre processus."""

import os
from collections.abc import Callable
from pathlib import Path

Suivi = Callable[[int, int], None]
# La variable d'environnement qui nomme le fichier ; sans elle, rien n'est écrit.
VARIABLE = "SDSF_AVANCEMENT"


def vers_un_fichier(suivre: Suivi) -> Suivi:
    """Le même suivi, qui écrit aussi où l'on en est si on l'a demandé."""
    chemin = os.environ.get(VARIABLE)
    if not chemin:
        return suivre

    def suivre_et_ecrire(faites: int, total: int) -> None:
        Path(chemin).write_text(f"{faites}/{total}", encoding="ascii")
        suivre(faites, total)

    return suivre_et_ecrire


def lire_avancement(chemin: Path) -> tuple[int, int] | None:
    """Ce qui est fait et le total ; ``None`` si rien n'est écrit, ou pas encore en entier."""
    try:
        faites, total = chemin.read_text(encoding="ascii").split("/")
        return int(faites), int(total)
    except (OSError, ValueError):
        return None
