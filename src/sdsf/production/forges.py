"""La forge des rapports : un processus où leurs bibliothèques sont chargées, dont les noyaux se copient.

Ce module ne charge presque rien : une commande allume sa forge d'abord, et se charge pendant qu'elle chauffe.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from sdsf.forge.forge import MODULES_DES_CARNETS, Forge, ForgeImpossible

HACHAGE = {"PYTHONHASHSEED": "0"}
FACULTATIF = "geopandas"
# Nommés, non importés : la production est sous les rapports ; un nom qui ne se charge pas n'empêche rien.
MODULES_DES_RAPPORTS = (
    *MODULES_DES_CARNETS,
    "matplotlib.backends.backend_svg",
    # pandera inscrit ses vérifications à la première table lue : geopandas et hypothesis viennent avec.
    "pandera.pandas",
    "pandera.accessors",
    "pandera.backends.pandas.builtin_checks",
    "pandera.backends.pandas.builtin_hypotheses",
    "pandera.strategies.pandas_strategies",
    FACULTATIF,
    "pyarrow.pandas_compat",
    "pandas.io.formats.string",
    "encodings.utf_8_sig",
    "certifi",
    "ipywidgets",
    "sdsf.carnet",
    "sdsf.rapports.point_annuel",
    "sdsf.rapports.fiche_action",
    # En dernier : il dessine une figure et lit les territoires, avec ce qui précède.
    "sdsf.chauffe",
)


@contextmanager
def forge_des_rapports() -> Iterator[Forge | None]:
    """La forge d'une commande ; rien où un processus ne se copie pas : les noyaux sont alors ordinaires."""
    forge = Forge(MODULES_DES_RAPPORTS, _milieu())
    try:
        forge.allumer()
    except ForgeImpossible:
        yield None
        return
    try:
        yield forge
    finally:
        forge.eteindre()


def forge_durable(modules: Sequence[str] = MODULES_DES_RAPPORTS) -> Forge:
    """La même, sans fin annoncée : elle s'éteint avec le processus qui la tient, même tué net."""
    durable = Forge(modules, _milieu())
    with suppress(ForgeImpossible):  # un refus se redira à chaque noyau, qui sera alors ordinaire
        durable.allumer()
    return durable


def _milieu() -> dict[str, str]:
    return {**os.environ, **HACHAGE}
