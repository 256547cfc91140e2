"""Un objectif est-il tenu ? Ses seules cibles le disent."""

import pytest
from tests.tableau import cas

from sdsf.evaluation.objectifs import tenue
from sdsf.evaluation.progression import Verdict

MOTS = {
    "a": "atteint",
    "v": "en_bonne_voie",
    "s": "a_surveiller",
    "r": "en_retard",
    "n": "non_evaluable",
}


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                              | jugements | echues  | tenue          |
    | aucun indicateur                                 |           |         | non_mesurable  |
    | aucun ne se mesure                               | n n       | oui non | non_mesurable  |
    | toutes les cibles atteintes                      | a a       | oui oui | tenu           |
    | une atteinte avant l'échéance, une sans cible    | a n       | non non | tenu           |
    | une partie, à l'échéance                         | a r       | oui oui | tenu_en_partie |
    | une partie, mais l'autre a encore le temps       | a v       | oui non | en_cours       |
    | aucune, à l'échéance                             | r r       | oui oui | non_tenu       |
    | aucune, une échéance à venir                     | r s       | oui non | en_cours       |
"""),
)
def test_un_objectif_se_juge_a_ses_cibles(c: dict) -> None:
    verdicts = [Verdict(MOTS[lettre], "") for lettre in str(c["jugements"] or "").split()]
    echues = [mot == "oui" for mot in str(c["echues"] or "").split()]
    assert tenue(verdicts, echues) == c["tenue"]
