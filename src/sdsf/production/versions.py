"""Python et les bibliothèques qui font un rapport : une autre version peut calculer autrement."""

import platform
from importlib.metadata import version

PAQUETS = ("sdsf", "papermill", "nbconvert", "pandas", "seaborn", "matplotlib", "pandera", "pydantic")


def versions() -> dict[str, str]:
    """Leur numéro, tel qu'il est installé."""
    return {"python": platform.python_version(), **{nom: version(nom) for nom in PAQUETS}}
