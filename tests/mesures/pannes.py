"""Tuer net une campagne de vrais rapports, au hasard, et la reprendre : complète, et les mêmes octets.

Trois lettres du département fictif, dont chacune se compare à celle de l'année d'avant. La victime est tour à
tour le parent, un ouvrier, un noyau.
"""

import itertools
from pathlib import Path

from tests.fabrique import copier_espace
from tests.pannes import Bilan, chemins_des_tests, tuer_et_reprendre

from sdsf.espace import Espace
from sdsf.production.campagne.ouvrier import FAIRE

ECRITE = """format: 1
intitule: "Essai"
departements: ["00"]
annees: [2022, 2023, 2024]
rapports: [lettre]
formats: [html]
reglages: {}
"""


def mesurer(dossier: Path, fois: int) -> list[str]:
    """Ce que donnent ``fois`` morts et autant de reprises, en lignes de texte."""
    rangs = itertools.count()

    def neuf() -> Espace:
        espace = copier_espace(dossier / str(next(rangs)), ("00",))
        (espace.params / "campagnes").mkdir()
        (espace.params / "campagnes/essai.yml").write_text(ECRITE, encoding="utf-8")
        return espace

    return dire(tuer_et_reprendre(neuf, FAIRE, fois, graine=7, milieu=chemins_des_tests()))


def dire(bilan: Bilan) -> list[str]:
    """Le bilan, en français."""
    sortes = ", ".join(f"{nombre} {sorte}" for sorte, nombre in bilan.tues.items())
    a_moitie = ", ".join(sorted(bilan.fautes)) or "aucun"
    return [
        f"{bilan.morts} morts net au hasard ({sortes}), puis reprise : {bilan.completes} complètes, "
        f"{bilan.identiques} aux mêmes octets qu'une exécution tranquille.",
        f"Fichiers vus à moitié écrits, en {bilan.regards} regards : {a_moitie} ; "
        f"laissés à côté des rapports : {', '.join(sorted(bilan.restes)) or 'aucun'}.",
    ]
