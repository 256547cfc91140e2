"""Les réglages de JupyterLab : en français si sa traduction est installée, sans question sur ses nouvelles.

La traduction est un paquet à part (``jupyterlab-language-pack-fr-FR``). Sans lui, JupyterLab reste en
anglais : ses menus s'ouvrent de la même façon, et les ateliers, eux, sont toujours en français.
"""

import json
from importlib.metadata import entry_points
from pathlib import Path

FRANCAIS = "fr_FR"
TRADUCTIONS = "jupyterlab.languagepack"
# Là où JupyterLab range ces réglages, dans leur dossier.
LANGUE = Path("@jupyterlab/translation-extension/plugin.jupyterlab-settings")
NOUVELLES = Path("@jupyterlab/apputils-extension/notification.jupyterlab-settings")


def francais_installe() -> bool:
    """Vrai si la traduction française de JupyterLab est dans cet environnement."""
    return any(traduction.name == FRANCAIS for traduction in entry_points(group=TRADUCTIONS))


def regler_jupyterlab(reglages: Path) -> None:
    """Écrit les réglages dans le dossier où JupyterLab les cherche."""
    # Sinon il demande en anglais, par-dessus l'atelier, s'il peut aller chercher des nouvelles.
    _ecrire(reglages / NOUVELLES, {"fetchNews": "false"})
    if francais_installe():
        _ecrire(reglages / LANGUE, {"locale": FRANCAIS})


def _ecrire(chemin: Path, contenu: dict[str, str]) -> None:
    chemin.parent.mkdir(parents=True, exist_ok=True)
    chemin.write_text(json.dumps(contenu), encoding="utf-8")
