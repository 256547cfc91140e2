"""Python, les bibliothèques et la machine qui font un rapport : d'autres peuvent calculer autrement."""

import hashlib
import platform
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

# Ce qui lit, calcule, dessine ou écrit des octets d'un rapport ; un paquet facultatif peut manquer.
PAQUETS = (
    "sdsf", "papermill", "nbclient", "nbconvert", "nbformat", "ipykernel", "jinja2", "markupsafe",
    "pandas", "numpy", "scipy", "pandera", "pydantic", "pyyaml", "duckdb", "python-calamine",
    "seaborn", "matplotlib", "fonttools", "pillow", "geopandas", "shapely", "svy",
    "beautifulsoup4", "tinyhtml5", "weasyprint", "pydyf", "openpyxl", "pypandoc-binary", "resvg-py",
)  # fmt: skip
VERROU = "requirements.lock"


def versions() -> dict[str, str]:
    """Leur numéro, tel qu'il est installé ; un paquet absent n'y est pas."""
    return dict(_versions())


@cache
def _versions() -> dict[str, str]:
    """Lues une fois : une campagne les compare à chacun de ses manifestes."""
    installees = {nom: _version(nom) for nom in PAQUETS}
    return {"python": platform.python_version(), **{nom: v for nom, v in installees.items() if v}}


def _version(nom: str) -> str:
    try:
        return version(nom)
    except PackageNotFoundError:
        return ""


def machine() -> dict[str, str]:
    """Le système, le processeur et la bibliothèque C ; Pango, qui compose les PDF, s'il est chargé."""
    lue = {
        "systeme": platform.system(),
        "architecture": platform.machine(),
        "libc": " ".join(filter(None, platform.libc_ver())),
        "pango": _pango(),
    }
    return {nom: valeur for nom, valeur in lue.items() if valeur}


def _pango() -> str:
    # Charger WeasyPrint pour le demander coûterait plus que bien des rapports.
    polices = sys.modules.get("weasyprint.text.ffi")
    return "" if polices is None else str(polices.pango.pango_version())


def empreinte_du_verrou(racine: Path) -> str:
    """L'empreinte du verrou des dépendances ; vide si l'espace de travail n'en a pas."""
    try:
        return hashlib.sha256((racine / VERROU).read_bytes()).hexdigest()
    except OSError:
        return ""
