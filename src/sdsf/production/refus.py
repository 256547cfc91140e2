"""Les deux façons dont un carnet s'arrête : il refuse la demande, ou une cellule échoue."""

from pathlib import Path


class CarnetInterrompu(Exception):
    """Une cellule a levé une erreur : le carnet exécuté est gardé dans ``chemin``."""

    def __init__(self, cellule: int, cause: str, chemin: Path):
        self.cellule, self.cause, self.chemin = cellule, cause, chemin
        super().__init__(cause)


class RefusDuCarnet(Exception):
    """``ouvrir`` a refusé : le message et le code de sortie viennent du carnet lui-même."""

    def __init__(self, texte: str, sortie: int):
        self.texte, self.sortie = texte, sortie
        super().__init__(texte)
