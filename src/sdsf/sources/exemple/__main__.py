"""``python -m sdsf.sources.exemple [RACINE]`` : écrit le département fictif 00."""

import sys
from pathlib import Path

from sdsf.sources.exemple import ecrire


def principal(arguments: list[str]) -> None:
    """Écrit les fichiers sous la racine donnée, ou sous le dossier courant, et imprime leurs chemins."""
    for chemin in ecrire(Path(arguments[0]) if arguments else Path()):
        print(chemin)


if __name__ == "__main__":
    principal(sys.argv[1:])
