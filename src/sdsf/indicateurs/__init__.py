"""Les indicateurs communs : une fonction pure par fiche de ``params/referentiel/indicateurs/``.

Une fonction porte le nom de sa fiche ; ses entrées sont des tables à une ligne par clé.
"""

from sdsf.indicateurs.accueil import (
    etendue_taux_couverture,
    taux_couverture_accueil,
    taux_couverture_assistants_maternels,
    taux_couverture_eaje,
    taux_couverture_garde_domicile,
    taux_couverture_prescolarisation,
)
from sdsf.indicateurs.gouvernance import part_jalons_tenus, part_reunions_tenues

__all__ = [
    "etendue_taux_couverture",
    "part_jalons_tenus",
    "part_reunions_tenues",
    "taux_couverture_accueil",
    "taux_couverture_assistants_maternels",
    "taux_couverture_eaje",
    "taux_couverture_garde_domicile",
    "taux_couverture_prescolarisation",
]
