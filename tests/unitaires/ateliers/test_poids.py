"""Les poids : leur somme est toujours exactement 100, quoi que l'on bouge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fabrique import RACINE

from sdsf.ateliers.priorites.essai import Essai, depuis
from sdsf.ateliers.priorites.poids import TOTAL, ajouter, deplacer, en_points, retirer
from sdsf.erreurs import Lieu
from sdsf.espace import Espace
from sdsf.referentiel.priorites import lire_priorites, regler

LUES = lire_priorites(Espace(RACINE))
CODES = ["a", "b", "c", "d", "e"]
UN = dict.fromkeys(CODES, 1.0)
PROPORTIONS = st.dictionaries(st.sampled_from(CODES), st.floats(0, 1000), min_size=1)
GESTES = st.lists(
    st.tuples(st.sampled_from(["bouger", "basculer"]), st.integers(0, 9), st.integers(-5, 110)), max_size=12
)


@given(PROPORTIONS)
def test_des_proportions_quelconques_font_cent(proportions: dict[str, float]) -> None:
    rendues = en_points(proportions)
    assert sum(rendues.values()) == TOTAL
    assert min(rendues.values()) >= 0


@pytest.mark.parametrize(
    ("depart", "vers", "attendu"),
    [
        # 60/10/10/10/10 : à 48, les quatre autres se partagent 52 ; à 61, 39 en 10 10 10 9.
        (48, "a", {"a": 48, "b": 13, "c": 13, "d": 13, "e": 13}),
        (61, "a", {"a": 61, "b": 10, "c": 10, "d": 10, "e": 9}),
        (100, "a", {"a": 100, "b": 0, "c": 0, "d": 0, "e": 0}),
        (0, "a", {"a": 0, "b": 25, "c": 25, "d": 25, "e": 25}),
        # b passe de 10 à 30, reste 70 pour 90 : a 46,67, les autres 7,78, aux plus forts restes.
        (30, "b", {"a": 46, "b": 30, "c": 8, "d": 8, "e": 8}),
    ],
)
def test_bouger_un_poids_a_la_main(depart: int, vers: str, attendu: dict[str, int]) -> None:
    poids = {"a": 60, "b": 10, "c": 10, "d": 10, "e": 10}
    assert deplacer(poids, vers, depart, UN) == attendu


def test_revenir_d_un_poids_de_cent_rend_aux_autres_leurs_proportions() -> None:
    plein = deplacer({"a": 60, "b": 30, "c": 10}, "a", TOTAL, UN)
    assert deplacer(plein, "a", 60, {"a": 6.0, "b": 3.0, "c": 1.0}) == {"a": 60, "b": 30, "c": 10}


def test_un_critere_coupe_rend_son_poids_et_le_reprend() -> None:
    coupe = retirer({"a": 50, "b": 30, "c": 20}, "a", UN)
    assert coupe == {"b": 60, "c": 40}
    assert ajouter(coupe, "a", UN, CODES) == {"a": 34, "b": 40, "c": 26}


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
    assert {c.code: round(TOTAL * c.poids / total, 6) for c in reglee.criteres} == pytest.approx(
        {code: poids for code, poids in _exacts(essai).items() if poids}, abs=1e-4
    )
    assert depuis(essai.base, essai.changements()).effet == essai.effet


def _exacts(essai: Essai) -> dict[str, float]:
    if essai.bouges is not None:
        return {code: float(poids) for code, poids in essai.bouges.items()}
    total = sum(essai.ecrits[code] for code in essai.actifs)
    return {code: TOTAL * essai.ecrits[code] / total for code in essai.actifs}


def test_sans_geste_les_poids_du_texte_restent_egaux() -> None:
    """Trois tiers affichés 34, 33, 33 départageraient des ex æquo que le texte laisse ex æquo."""
    essai = depuis(LUES.methode("somme_des_rangs"), None)
    assert list(essai.poids.values()) == [34, 33, 33]
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
