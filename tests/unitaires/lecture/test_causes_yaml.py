"""Un YAML qui ne se lit pas : la ligne de la faute, et non celle où la lecture s'est perdue."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sdsf.lecture import causes_yaml as causes
from sdsf.lecture.causes_yaml import cause_de

CAS = {
    # ce qui est écrit ; la ligne de la faute ; la cause
    "liste sous []": ('a: 1\nb: []\n# un commentaire\n  - id: "x"\n', 2, causes.LISTE),
    "deux-points sans guillemets": ("a: 1\nb: Axe 1 : Accueillir\nc: 2\n", 2, causes.ENTRE_GUILLEMETS),
    "deux-points dans une liste": ("a:\n  - un : deux : trois\n", 2, causes.ENTRE_GUILLEMETS),
    "deux-points entre accolades": ("a: {n: 1, t: Axe 1 : Accueillir}\n", 1, causes.ENTRE_GUILLEMETS),
    "signe au début": ("a: 1\nb: @caf\n", 2, causes.ENTRE_GUILLEMETS),
    "étoile au début": ("a: *caf\n", 1, causes.ENTRE_GUILLEMETS),
    "esperluette au début": ("a: & CD\n", 1, causes.ENTRE_GUILLEMETS),
    "guillemets dans un texte": ('a: 1\nb: "Dire "oui" à tous"\nc: 2\n', 2, causes.DANS_LES_GUILLEMETS),
    "guillemet oublié, vu plus bas": ('a: 1\nb: "Dire oui\nc: 2\nd: "x"\n', 2, causes.GUILLEMET),
    "guillemet oublié jusqu'au bout": ('a: 1\nb: "Dire oui\nc: 2\n', 2, causes.GUILLEMET),
    "guillemet oublié entre accolades": ('a: {n: 1, t: "oui}\nb: 2\nc: {d: "x"}\n', 1, causes.GUILLEMET),
    "apostrophe dans un texte": ("a: 'l'avenir'\nb: 2\n", 1, causes.APOSTROPHES),
    "accolade ouverte": ('a: 1\nb: {n: 1, t: "oui"\nc: 2\n', 2, causes.ENSEMBLE),
    "crochet ouvert": ("a: [Caf, CD\nb: 2\n", 1, causes.ENSEMBLE),
    "crochet ouvert sur la dernière ligne": ("format: [", 1, causes.ENSEMBLE),
    "virgule oubliée": ('a: {n: 1 t: "x"}\n', 1, causes.ENSEMBLE),
    "tabulation": ("a: 1\n\tb: 2\n", 2, causes.TABULATION),
    "tiret collé": ("a:\n  -id: 1\n   b: 2\n", 2, causes.TIRET),
    "ligne décalée": ("a:\n  b: 1\n c: 2\n", 3, causes.ALIGNEMENT),
    "ligne trop à droite": ("a: 1\n  b: 2\n", 2, causes.ALIGNEMENT),
    "ligne décalée dans une liste": ("a:\n  - b: 1\n    c: 2\n   d: 3\n", 4, causes.ALIGNEMENT),
    "deux-points collé": ("a: 1\nb:2\nc: 3\n", 2, causes.FORME),
    "ligne sans clé": ("a: 1\nblabla\n", 2, causes.FORME),
    "second document": ("a: 1\nb: 2\n---\nc: 3\n", 3, causes.SECOND_DOCUMENT),
    "texte continué à la ligne": ("a: un texte qui\ncontinue\nb: 2\n", 2, causes.FORME),
}


@pytest.mark.parametrize(("texte", "ligne", "cause"), CAS.values(), ids=CAS)
def test_la_faute_est_dite_a_sa_ligne(texte: str, ligne: int, cause: str) -> None:
    with pytest.raises(yaml.YAMLError) as refus:
        yaml.load(texte, Loader=yaml.CSafeLoader)
    assert cause_de(refus.value, texte) == (ligne, cause)


def test_une_cause_sans_place_reste_une_phrase() -> None:
    assert cause_de(yaml.YAMLError("inconnue"), "a: 1\n") == (None, causes.FORME)


@given(st.text(alphabet="ab:-[]{}\"'#&*@!|>%\t\n ,1é", max_size=60))
def test_un_texte_quelconque_a_une_cause_dans_ses_lignes(texte: str) -> None:
    try:
        yaml.compose(texte, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as refus:
        ligne, cause = cause_de(refus, texte)
        assert cause
        assert ligne is None or 1 <= ligne <= max(1, len(texte.splitlines()))
