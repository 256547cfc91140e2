"""Les rapports que ces tests regardent, produits une seule fois par processus."""

import pytest
from tests.fabrique import CODES, copier_espace

from sdsf.espace import Espace
from sdsf.production.catalogue import CATALOGUE
from sdsf.production.rapport import produire

ANNEE = 2024
POINTS_ANNUELS = {code: f"{code}/{ANNEE}/point_annuel.html" for code in CODES}
LECTURES = {
    f"{code} {rapport}": f"{code}/{ANNEE}/{rapport}.html"
    for code in CODES
    for rapport in CATALOGUE
    if rapport != "point_annuel"
}
PAGES = POINTS_ANNUELS | LECTURES | {"index": "index.html"}
ESPACE = pytest.StashKey[Espace]()


def espace_des_rapports(config: pytest.Config, dossiers: pytest.TempPathFactory) -> Espace:
    """Une copie de l'espace où tous les rapports 2024 du 00 et du 13 sont produits."""
    if ESPACE not in config.stash:
        espace = copier_espace(dossiers.mktemp("rapports") / "espace")
        for code in CODES:
            for rapport in CATALOGUE:
                produire(espace, code, ANNEE, rapport)
        config.stash[ESPACE] = espace
    return config.stash[ESPACE]
