"""Ranger des territoires, ou non : seulement quand l'ordre dit autre chose que le hasard ou la taille."""

import pandas as pd
import pytest
from tests.tableau import lignes

from sdsf.ateliers.tableau_de_bord.ordre import ordre_des_semblables, ordre_honnete
from sdsf.dossier import Dossier


def table(texte: str) -> pd.DataFrame:
    lue = pd.DataFrame(lignes(texte))
    membres = lue.reindex(columns=["numerateur", "denominateur"]).apply(pd.to_numeric, errors="coerce")
    return lue.assign(numerateur=membres["numerateur"], denominateur=membres["denominateur"])


CAS = {
    "des places se décident": (
        """
        unite                   | numerateur | denominateur
        places_pour_100_enfants | .          | .
        places_pour_100_enfants | .          | .
        """,
        True,
        "décide",
    ),
    "un effectif suit la taille": (
        """
        unite      | numerateur | denominateur
        naissances | .          | .
        naissances | .          | .
        """,
        False,
        "taille",
    ),
    "une part sans effectif": (
        """
        unite    | numerateur | denominateur
        pourcent | .          | 100
        pourcent | 12         | 100
        """,
        False,
        "pas publiés",
    ),
    "une part que le hasard explique": (
        """
        unite    | numerateur | denominateur
        pourcent | 48         | 100
        pourcent | 52         | 100
        """,
        False,
        "hasard suffit",
    ),
    "une part qui diffère nettement": (
        """
        unite    | numerateur | denominateur
        pourcent | 200        | 1000
        pourcent | 600        | 1000
        """,
        True,
        "plus que le hasard",
    ),
    "des effectifs trop petits": (
        """
        unite    | numerateur | denominateur
        pourcent | 1          | 4
        pourcent | 3          | 4
        """,
        False,
        "effectifs trop petits",
    ),
}


@pytest.mark.parametrize("cas", CAS, ids=list(CAS))
def test_ranger_ou_non(dossier_00: Dossier, cas: str) -> None:
    texte, par_valeur, raison = CAS[cas]
    ordre = ordre_honnete(dossier_00, table(texte))
    assert ordre.par_valeur is par_valeur
    assert raison in ordre.raison
    assert par_valeur or "ce n'est pas un classement" in ordre.raison


def test_des_semblables_n_ont_pas_de_rang() -> None:
    assert not ordre_des_semblables().par_valeur
