"""Les poids : leur somme est toujours exactement 100, quoi que l'on bouge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fabrique import RACINE

from sdsf.ateliers.priorites.essai import Essai, depuis
from sdsf.ateliers.priorites.poids import TOTAL, ajouter, deplacer, en_dixiemes, retirer
from sdsf.erreurs import Lieu
from sdsf.espace import Espace
from sdsf.referentiel.priorites import lire_priorites, regler

LUES = lire_priorites(Espace(RACINE))
CODES = ["a", "b", "c", "d", "e"]
UN = dict.fromkeys(CODES, 1.0)
PROPORTIONS = st.dictionaries(st.sampled_from(CODES), st.floats(0, 1000), min_size=1)
GESTES = st.lists(
    st.tuples(st.sampled_from(["bouger", "basculer"]), st.integers(0, 9), st.integers(-50, 1100)), max_size=12
)


@given(PROPORTIONS)
def test_des_proportions_quelconques_font_cent(proportions: dict[str, float]) -> None:
    rendues = en_dixiemes(proportions)
    assert sum(rendues.values()) == TOTAL
    assert min(rendues.values()) >= 0


@pytest.mark.parametrize(
    ("depart", "vers", "attendu"),
    [
        # 60/10/10/10/10 : à 50, les quatre autres se partagent 50 ; à 61, 39 en 9,8 9,8 9,7 9,7.
        (500, "a", {"a": 500, "b": 125, "c": 125, "d": 125, "e": 125}),
        (610, "a", {"a": 610, "b": 98, "c": 98, "d": 97, "e": 97}),
        (1000, "a", {"a": 1000, "b": 0, "c": 0, "d": 0, "e": 0}),
        (0, "a", {"a": 0, "b": 250, "c": 250, "d": 250, "e": 250}),
        # b passe de 10 à 30, reste 70 pour 90 : a 46,67, les autres 7,78, aux plus forts restes.
        (300, "b", {"a": 466, "b": 300, "c": 78, "d": 78, "e": 78}),
    ],
)
def test_bouger_un_poids_a_la_main(depart: int, vers: str, attendu: dict[str, int]) -> None:
    poids = {"a": 600, "b": 100, "c": 100, "d": 100, "e": 100}
    assert deplacer(poids, vers, depart, UN) == attendu


def test_revenir_d_un_poids_de_cent_rend_aux_autres_leurs_proportions() -> None:
    plein = deplacer({"a": 600, "b": 300, "c": 100}, "a", TOTAL, UN)
    assert deplacer(plein, "a", 600, {"a": 6.0, "b": 3.0, "c": 1.0}) == {"a": 600, "b": 300, "c": 100}


def test_un_critere_coupe_rend_son_poids_et_le_reprend() -> None:
    coupe = retirer({"a": 500, "b": 300, "c": 200}, "a", UN)
    assert coupe == {"b": 600, "c": 400}
    assert ajouter(coupe, "a", UN, CODES) == {"a": 334, "b": 400, "c": 266}


@pytest.mark.parametrize("methode", LUES.methodes, ids=lambda methode: methode.code)
@given(gestes=GESTES)
def test_quoi_que_l_on_fasse_la_somme_est_cent_et_le_reglage_se_relit(methode: object, gestes: list) -> None:
    essai = depuis(methode, None)
    for geste, rang, valeur in gestes:
        code = essai.base.criteres[rang % len(essai.base.criteres)].code
        if geste == "basculer":
            essai = essai.basculer(code)
        elif code in essai.actifs:
            essai = essai.deplacer(code, valeur)
        assert sum(essai.poids.values()) == TOTAL
        assert set(essai.poids) == set(essai.actifs)
    reglee = regler(LUES, essai.reglee(), Lieu())
    total = sum(critere.poids for critere in reglee.criteres)
    assert {c.code: round(1000 * c.poids / total, 6) for c in reglee.criteres} == pytest.approx(
        {code: poids for code, poids in _exacts(essai).items() if poids}, abs=1e-4
    )
    assert depuis(essai.base, essai.changements()).effet == essai.effet


def _exacts(essai: Essai) -> dict[str, float]:
    if essai.bouges is not None:
        return {code: float(poids) for code, poids in essai.bouges.items()}
    total = sum(essai.ecrits[code] for code in essai.actifs)
    return {code: 1000 * essai.ecrits[code] / total for code in essai.actifs}


def test_sans_geste_les_poids_du_texte_restent_egaux() -> None:
    """Trois tiers affichés 33,4 33,3 33,3 départageraient des ex æquo que le texte laisse ex æquo."""
    essai = depuis(LUES.methode("somme_des_rangs"), None)
    assert list(essai.poids.values()) == [334, 333, 333]
    assert essai.changements() is None
    coupe = essai.basculer(essai.actifs[0])
    change = coupe.changements()
    assert change is not None
    assert change.poids == {essai.actifs[0]: 0.0}


def test_le_dernier_critere_ne_se_coupe_pas() -> None:
    essai = depuis(LUES.methode("somme_des_rangs"), None)
    seul = essai.basculer(essai.actifs[0]).basculer(essai.actifs[1])
    assert seul.basculer(seul.actifs[0]) is seul
    assert seul.deplacer(seul.actifs[0], 10).poids == {seul.actifs[0]: TOTAL}
