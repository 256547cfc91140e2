"""Python et les bibliothèques qui font un rapport : une autre version peut calculer autrement."""

import platform
from functools import cache
from importlib.metadata import version

PAQUETS = ("sdsf", "papermill", "nbconvert", "pandas", "seaborn", "matplotlib", "pandera", "pydantic")


def versions() -> dict[str, str]:
    """Leur numéro, tel qu'il est installé."""
    return dict(_lues())


@cache
def _lues() -> tuple[tuple[str, str], ...]:
    """Lues une fois : trois cents rapports qui se comparent y passaient plus de la moitié de leur temps."""
    return (("python", platform.python_version()), *((nom, version(nom)) for nom in PAQUETS))
