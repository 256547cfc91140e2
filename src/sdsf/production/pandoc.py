"""Appeler pandoc de la même façon, quelle que soit la langue de la machine.

Il lit ses fichiers en UTF-8, mais ses arguments dans l'encodage du système : lancé sans langue, par cron ou
par un service, il abîmerait chaque accent d'un titre.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

LANGUE = {"LC_ALL": "C.UTF-8"}


def convertir(html: str, format: str, options: Sequence[str], sortie: Path) -> bytes:
    """Le document que pandoc fait d'une page. Lève ``RuntimeError`` ou ``OSError`` s'il échoue."""
    import pypandoc

    with _langue():
        pypandoc.convert_text(html, format, "html", extra_args=list(options), outputfile=os.fspath(sortie))
    return sortie.read_bytes()


@contextmanager
def _langue() -> Iterator[None]:
    avant = {nom: os.environ.get(nom) for nom in LANGUE}
    os.environ.update(LANGUE)
    try:
        yield
    finally:
        for nom, valeur in avant.items():
            os.environ.pop(nom, None) if valeur is None else os.environ.__setitem__(nom, valeur)
