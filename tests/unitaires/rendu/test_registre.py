"""Le registre : chaque chiffre montré a un numéro, une carte, une ligne."""

import pytest
from tests.tableau import cas

from sdsf.chiffres import Chiffre, Trace, inconnu
from sdsf.referentiel.modeles import Unite
from sdsf.rendu.registre import Registre
from sdsf.vocabulaire import INTITULES_ETAT

UNITES = {
    "places": Unite(
        code="places", singulier="place", pluriel="places", court="pl.", decimales=0, evolution="pourcent"
    ),
    "taux": Unite(
        code="taux", singulier="point", pluriel="points", court="pt", decimales=1, evolution="points"
    ),
}
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def registre() -> Registre:
    return Registre(UNITES)


def chiffre(valeur: float = 12.0, unite: str = "places", **champs: object) -> Chiffre:
    return Chiffre("Places", valeur, unite, **champs)  # type: ignore[arg-type]


def test_les_numeros_suivent_l_ordre_de_rencontre(registre: Registre) -> None:
    assert [registre.numero(chiffre(v)) for v in (5, 3, 9)] == [1, 2, 3]
    assert [(n, c.valeur) for n, c in registre] == [(1, 5), (2, 3), (3, 9)]


def test_le_meme_chiffre_garde_son_numero(registre: Registre) -> None:
    premier, _, encore = registre.numero(chiffre(5)), registre.numero(chiffre(3)), registre.numero(chiffre(5))
    assert (premier, encore, len(registre)) == (1, 1, 2)


@pytest.mark.parametrize(
    "autre",
    [{"source": "Cnaf"}, {"periode": "2023"}, {"trace": Trace((("a.csv", 2),), ("e",))}, {"edition": "b"}],
    ids=["source", "periode", "lignes lues", "edition"],
)
def test_deux_chiffres_de_meme_valeur_mais_d_autre_origine_ont_deux_numeros(
    registre: Registre, autre: dict[str, object]
) -> None:
    assert registre.numero(chiffre()) != registre.numero(chiffre(**autre))


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                             | valeur | unite   | nature   | ecrit |
    | les décimales de l'unité        | 12     | taux    | calculee | 12,0  |
    | un effectif n'a pas de décimale | 12     | places  | calculee | 12    |
    | une unité inconnue en a une     | 12     | inconnu | calculee | 12,0  |
    | un entier déclaré reste entier  | 12     | taux    | declaree | 12    |
    | un entier arrondi aussi         | 57     | taux    | arrondie | 57    |
    | une décimale déclarée se garde  | 12.5   | taux    | declaree | 12,5  |
"""),
)
def test_un_chiffre_s_ecrit_avec_la_precision_de_sa_source(registre: Registre, c: dict) -> None:
    assert registre.texte(chiffre(float(c["valeur"]), c["unite"], nature=c["nature"])) == str(c["ecrit"])


@pytest.mark.parametrize("etat", [etat for etat in INTITULES_ETAT if etat != "valeur"])
def test_un_chiffre_absent_dit_pourquoi_et_jamais_zero(registre: Registre, etat: str) -> None:
    texte = registre.texte(inconnu("Places", "places", etat))
    assert texte == INTITULES_ETAT[etat]
    assert "0" not in texte
    assert "manque" in registre.bouton(inconnu("Places", "places", etat))


def test_le_bouton_et_la_carte_se_repondent(registre: Registre) -> None:
    bouton = registre.bouton(chiffre())
    carte = registre.carte(1, chiffre())
    assert 'popovertarget="carte-1"' in bouton
    assert 'id="carte-1"' in carte
    assert 'href="#chiffre-1"' in carte


def test_la_carte_dit_l_unite_accordee(registre: Registre) -> None:
    assert ">12 places<" in registre.carte(1, chiffre(12))
    assert ">1 place<" in registre.carte(1, chiffre(1))


def test_la_carte_ne_montre_que_ce_qui_est_connu(registre: Registre) -> None:
    carte = registre.carte(1, chiffre(source="Cnaf", trace=Trace((("a.csv", 2),), ("e",))))
    assert "<dt>Source</dt><dd>Cnaf</dd>" in carte
    assert "<dd>a.csv:2</dd>" in carte
    assert "Édition" not in carte


@pytest.mark.parametrize(
    "champ", ["formule", "numerateur", "territoire", "source", "edition", "extrait", "note"]
)
def test_tout_champ_d_une_carte_est_echappe(registre: Registre, champ: str) -> None:
    carte = registre.carte(1, chiffre(**{champ: HOSTILE}))
    assert "<script" not in carte
    assert "&lt;script&gt;" in carte


def test_le_libelle_d_une_carte_est_echappe(registre: Registre) -> None:
    assert "<script" not in registre.carte(1, Chiffre(HOSTILE, 1.0, "places"))
