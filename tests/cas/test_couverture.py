"""Le ratio des relais, la couverture des communes par les PEDT et les Plans mercredi."""

import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fabrique import RACINE
from tests.tableau import cas, cas_en_mots, tableau

from sdsf.espace import Espace
from sdsf.evaluation.couverture import (
    couverture_des_communes,
    effectifs_possibles,
    plans_mercredi_sans_pedt,
    ratio_d_ensemble,
    ratios_relais,
)
from sdsf.indicateurs import assistants_maternels_par_etp_rpe
from sdsf.referentiel.services import lire_services

RATIO = lire_services(Espace(RACINE)).relais.assistants_par_etp


# --- les relais -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "c",
    cas_en_mots("""
    | cas                          | assistants | etp | ratio | atteint    | manquants |
    | juste au ratio               | 140        | 2   | 70    | oui        | 0         |
    | un assistant de trop         | 141        | 2   | 70.5  | non        | 0.0142857 |
    | large                        | 70         | 2   | 35    | oui        | 0         |
    | aucun relais                 | 105        | 0   |       | non        | 1.5       |
    | aucun assistant              | 0          | 1   | 0     | sans_objet | 0         |
    | ni assistant ni relais       | 0          | 0   |       | sans_objet | 0         |
    | temps partiel                | 56         | 0.8 | 70    | oui        | 0         |
    | ETP inconnus                 | 140        |     |       | inconnu    |           |
    | assistants inconnus          |            | 2   |       | inconnu    |           |
"""),
)
def test_le_ratio_d_un_relais(c: dict[str, str]) -> None:
    assistants, etp = (float(c[nom]) if c[nom] else math.nan for nom in ("assistants", "etp"))
    ligne = ratios_relais(
        pd.DataFrame({"territoire": ["A"], "assistants": [assistants], "etp": [etp]}), RATIO
    ).iloc[0]
    assert ligne["atteint"] == c["atteint"]
    assert bool(ligne["motif"]) == (c["atteint"] in ("inconnu", "sans_objet") or etp == 0)
    for nom, attendu in (("ratio", c["ratio"]), ("etp_manquants", c["manquants"])):
        assert math.isnan(ligne[nom]) if not attendu else ligne[nom] == pytest.approx(float(attendu))


def test_le_ratio_d_un_ensemble_n_est_pas_une_moyenne() -> None:
    table = tableau("""
        | territoire | assistants | etp |
        | A          | 100        | 1.0 |
        | B          | 100        | 4.0 |
    """)
    assert ratio_d_ensemble(table) == 40.0
    assert ratio_d_ensemble(table.assign(etp=[1.0, None])) is None
    assert ratio_d_ensemble(table.assign(etp=0.0)) is None


@given(st.integers(1, 500), st.floats(0.1, 10))
def test_le_ratio_est_celui_de_l_indicateur(assistants: int, etp: float) -> None:
    relais = pd.DataFrame({"territoire": ["A"], "assistants": [assistants], "etp": [etp]})
    membres = [pd.DataFrame({"territoire": ["A"], "annee": [2023], "valeur": [n]}) for n in (assistants, etp)]
    attendu = assistants_maternels_par_etp_rpe(*membres)["valeur"].tolist()
    assert ratios_relais(relais, RATIO)["ratio"].tolist() == pytest.approx(attendu)


# --- les PEDT -------------------------------------------------------------------------------------

COMMUNES = tableau("""
    | commune | ecole | pedt | plan_mercredi |
    | A       | oui   | oui  | oui           |
    | B       | oui   | oui  | non           |
    | C       | oui   | non  | oui           |
    | D       | oui   | non  | non           |
    | E       | non   | oui  | oui           |
""")


def test_la_couverture_ne_compte_que_les_communes_avec_ecole() -> None:
    assert couverture_des_communes(COMMUNES, "pedt").valeur == 50.0
    assert couverture_des_communes(COMMUNES, "pedt").denominateur == 4


def test_une_commune_dont_on_ne_sait_rien_encadre_la_couverture() -> None:
    troue = COMMUNES.assign(pedt=[True, None, False, False, True])
    part = couverture_des_communes(troue, "pedt")
    assert (part.au_moins, part.au_plus, part.valeur) == (25.0, 50.0, None)
    assert "1 commune " in part.motif


def test_sans_savoir_qui_a_une_ecole_il_n_y_a_pas_de_denominateur() -> None:
    part = couverture_des_communes(COMMUNES.assign(ecole=[True, None, True, True, False]), "pedt")
    assert (part.au_moins, part.valeur) == (None, None)
    assert "1 commune a une école" in part.motif
    assert couverture_des_communes(COMMUNES.assign(ecole=False), "pedt").motif == "aucune commune n'a d'école"


def test_un_plan_mercredi_sans_pedt_se_signale() -> None:
    assert plans_mercredi_sans_pedt(COMMUNES) == ["C"]


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                          | part | total | decimales | au_moins | au_plus |
    | PEDT du 63, septembre 2022   | 86   | 308   | 0         | 264      | 266     |
    | Plan mercredi du 63          | 84   | 308   | 0         | 258      | 260     |
    | tout                         | 100  | 308   | 0         | 307      | 308     |
    | rien                         | 0    | 308   | 0         | 0        | 1       |
    | un dixième serre davantage   | 85.7 | 308   | 1         | 264      | 264     |
    | aucune part de deux          | 33   | 2     | 0         |          |         |
"""),
)
def test_les_effectifs_qu_une_part_arrondie_laisse_possibles(c: dict[str, Any]) -> None:
    possibles = effectifs_possibles(c["part"], c["total"], c["decimales"])
    assert possibles == (None if c["au_moins"] is None else (c["au_moins"], c["au_plus"]))


@given(st.integers(1, 2000), st.integers(0, 100))
def test_les_effectifs_possibles_se_retrouvent_en_les_essayant_tous(total: int, part: int) -> None:
    essais = [n for n in range(total + 1) if abs(100 * n / total - part) <= 0.5 + 1e-9]
    attendu = (essais[0], essais[-1]) if essais else None
    assert effectifs_possibles(part, total) == attendu


def test_les_parts_du_63_sont_coherentes() -> None:
    """Un Plan mercredi suppose un PEDT : 258 à 260 communes, parmi 264 à 266."""
    pedt, mercredi = effectifs_possibles(86, 308), effectifs_possibles(84, 308)
    assert pedt is not None
    assert mercredi is not None
    assert mercredi[1] <= pedt[0]
