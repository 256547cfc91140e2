"""Les inégalités entre territoires : coefficient de variation pondéré, Theil entre et dans les EPCI."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests.fabrique import RACINE
from tests.tableau import cas, tableau

from sdsf.espace import Espace
from sdsf.evaluation.equite import SANS_POIDS, Poids, choisir_poids, comparer, naissances_de_trois_ans
from sdsf.evaluation.inegalites import Decomposition, coefficient_de_variation, decomposer_theil, theil
from sdsf.releves.lecture import lire_fines
from sdsf.releves.periodes import annee_de


def monde(valeurs: list[float | None], enfants: list[float]) -> tuple[pd.DataFrame, Poids]:
    codes = [f"T{n}" for n in range(len(valeurs))]
    table = pd.DataFrame({"territoire": codes, "valeur": pd.array(valeurs, dtype="float64")})
    return table, Poids(dict(zip(codes, enfants, strict=True)), "calculee")


def nombres(cellule: object) -> list[float | None]:
    return [None if mot == "?" else float(mot) for mot in str(cellule).split()]


# --- le coefficient de variation et le Theil ------------------------------------------------------


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                             | taux     | enfants | cv      | theil    |
    | le même taux partout                            | 50 50 50 | 1 2 3   | 0       | 0        |
    | 20 et 80, moyenne 50, écart-type 30             | 20 80    | 1 1     | 60      | 0.192745 |
    | 3 enfants à 40, 1 à 80 : 50, écart-type 17,3205 | 40 80    | 3 1     | 34.6410 | 0.054115 |
    | un taux nul compte pour 0 dans le Theil : ln 2  | 0 50     | 1 1     | 100     | 0.693147 |
    | un trou est laissé de côté                      | 20 ? 80  | 1 9 1   | 60      | 0.192745 |
"""),
)
def test_un_cas_a_la_main(c: dict) -> None:
    """20 et 80 : ½ × 0,4 ln 0,4 + ½ × 1,6 ln 1,6 = 0,192 745. 40 et 80 : ¾ × 0,8 ln 0,8 + ¼ × 1,6 ln 1,6."""
    taux, poids = monde(nombres(c["taux"]), [n or 0 for n in nombres(c["enfants"])])
    assert coefficient_de_variation(taux, poids).valeur == pytest.approx(c["cv"], abs=1e-4)
    assert theil(taux, poids).valeur == pytest.approx(c["theil"], abs=1e-6)


LIGNES = st.lists(st.tuples(st.floats(1, 150), st.integers(1, 60)), min_size=2, max_size=25)


@given(LIGNES)
def test_les_memes_valeurs_par_scipy(lignes: list[tuple[float, int]]) -> None:
    """Chaque enfant compté un par un : l'écart-type relatif ; l'entropie des places relative aux enfants."""
    valeurs, enfants = np.array([v for v, _ in lignes]), np.array([n for _, n in lignes])
    taux, poids = monde(valeurs.tolist(), enfants.tolist())
    un_par_un = np.repeat(valeurs, enfants)
    assert coefficient_de_variation(taux, poids).valeur == pytest.approx(
        100 * float(stats.variation(un_par_un)), abs=1e-6
    )
    assert theil(taux, poids).valeur == pytest.approx(
        float(stats.entropy(valeurs * enfants, enfants)), abs=1e-9
    )


@pytest.mark.parametrize(
    ("taux", "poids", "motif"),
    [
        pytest.param(*monde([50], [1]), "moins de deux territoires", id="un seul"),
        pytest.param(*monde([50, None], [1, 1]), "moins de deux territoires", id="un seul connu"),
        pytest.param(monde([50, 60], [1, 1])[0], None, SANS_POIDS, id="sans poids"),
        pytest.param(*monde([50, 60], [1, 0]), SANS_POIDS, id="un poids nul"),
        pytest.param(monde([50, 60], [1, 1])[0], Poids({"T0": 1}, "calculee"), SANS_POIDS, id="un poids tu"),
        pytest.param(*monde([0, 0], [1, 1]), "tous les taux sont nuls", id="tous nuls"),
        pytest.param(*monde([50, -1], [1, 1]), "un taux est négatif", id="négatif"),
    ],
)
def test_ce_qui_ne_se_calcule_pas_dit_pourquoi(taux: pd.DataFrame, poids: Poids | None, motif: str) -> None:
    mesures = [coefficient_de_variation(taux, poids), theil(taux, poids)]
    mesures += [decomposer_theil(taux, poids, {"T0": "E", "T1": "E"}).total]
    assert [m.valeur for m in mesures] == [None, None, None]
    assert {m.motif for m in mesures} == {next(iter({m.motif for m in mesures}))}
    assert motif in mesures[0].motif


def test_pese_par_les_naissances_tout_est_estime() -> None:
    taux, poids = monde([40, 60], [1, 1])
    naissances = Poids(poids.valeurs, "estimee")
    d = decomposer_theil(taux, naissances, {"T0": "E", "T1": "F"})
    natures = {m.nature for m in (coefficient_de_variation(taux, naissances), d.total, d.entre, d.dans)}
    assert natures == {"estimee"}


# --- entre les EPCI, dans les EPCI ----------------------------------------------------------------

COMMUNES = tableau("""
    | territoire | epci | valeur | enfants |
    | A          | U    | 20.0   | 1       |
    | B          | U    | 60.0   | 1       |
    | C          | V    | 40.0   | 1       |
    | D          | V    | 80.0   | 1       |
""")
EPCI = dict(zip(COMMUNES["territoire"], COMMUNES["epci"], strict=True))
ENFANTS = Poids(dict(zip(COMMUNES["territoire"], COMMUNES["enfants"], strict=True)), "calculee")


def test_la_decomposition_a_la_main() -> None:
    """μ = 50 ; U : 40, V : 60. Entre = ½ (0,8 ln 0,8 + 1,2 ln 1,2) = 0,020 136.

    Dans U : ½ (½ ln ½ + 3/2 ln 3/2) = 0,130 812 ; dans V : ½ (2/3 ln 2/3 + 4/3 ln 4/3) = 0,056 633 ; pesés
    par 0,4 et 0,6 : 0,086 305.
    """
    d = decomposer_theil(COMMUNES, ENFANTS, EPCI)
    assert d.entre.valeur == pytest.approx(0.5 * (0.8 * math.log(0.8) + 1.2 * math.log(1.2)))
    assert d.entre.valeur == pytest.approx(0.020136, abs=1e-6)
    assert d.dans.valeur == pytest.approx(0.4 * 0.130812 + 0.6 * 0.056633, abs=1e-6)
    assert d.total.valeur == theil(COMMUNES, ENFANTS).valeur
    assert d.part_entre_pct == pytest.approx(100 * 0.020136 / (0.020136 + 0.086305), abs=1e-2)


@given(
    st.lists(st.tuples(st.floats(0.5, 150), st.integers(1, 60), st.integers(0, 4)), min_size=2, max_size=25)
)
def test_les_deux_morceaux_par_leur_definition(lignes: list[tuple[float, int, int]]) -> None:
    """Le morceau « dans », calculé ici groupe par groupe, et non par différence."""
    taux, poids = monde([v for v, _, _ in lignes], [float(n) for _, n, _ in lignes])
    groupes = {f"T{n}": f"E{g}" for n, (_, _, g) in enumerate(lignes)}
    d = decomposer_theil(taux, poids, groupes)
    v, n, g = (np.array(colonne) for colonne in zip(*lignes, strict=True))
    dans = 0.0
    for groupe in np.unique(g):
        places, enfants = (v * n)[g == groupe], n[g == groupe]
        dans += places.sum() / (v * n).sum() * float(stats.entropy(places, enfants))
    assert d.dans.valeur == pytest.approx(dans, abs=1e-9)
    assert d.entre.valeur is not None
    assert d.entre.valeur + dans == pytest.approx(d.total.valeur, abs=1e-9)


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                               | groupes | entre    | dans     | part |
    | un groupe chacun : tout est entre | U V     | 0.192745 | 0        | 100  |
    | un seul groupe : tout est dans    | U U     | 0        | 0.192745 | 0    |
"""),
)
def test_les_decoupages_extremes(c: dict) -> None:
    taux, poids = monde([20, 80], [1, 1])
    d = decomposer_theil(taux, poids, dict(zip(["T0", "T1"], c["groupes"].split(), strict=True)))
    assert d.entre.valeur == pytest.approx(c["entre"], abs=1e-6)
    assert d.dans.valeur == pytest.approx(c["dans"], abs=1e-6)
    assert d.part_entre_pct == pytest.approx(c["part"])


def test_sans_inegalite_il_n_y_a_pas_de_part() -> None:
    taux, poids = monde([50, 50], [1, 3])
    assert decomposer_theil(taux, poids, {"T0": "U", "T1": "V"}).part_entre_pct is None


def test_un_territoire_sans_groupe_est_nomme() -> None:
    d: Decomposition = decomposer_theil(COMMUNES, ENFANTS, {"A": "U", "C": "V"})
    assert {d.total.motif, d.entre.motif, d.dans.motif} == {"territoires sans groupe : B, D"}
    assert d.part_entre_pct is None


# --- début contre maintenant ----------------------------------------------------------------------


def test_du_debut_a_maintenant_chaque_mesure_se_compare() -> None:
    """Les EPCI se sont rapprochés : l'inégalité entre eux disparaît, celle de dedans demeure."""
    depart = COMMUNES.assign(annee=2020)
    arrivee = COMMUNES.assign(annee=2023, valeur=[25.0, 75.0, 25.0, 75.0])
    serie = pd.concat([depart, arrivee])
    entre = comparer(serie, 2021, lambda taux, _: decomposer_theil(taux, ENFANTS, EPCI).entre)
    assert entre.depart.valeur == pytest.approx(0.020136, abs=1e-6)
    assert entre.arrivee.valeur == pytest.approx(0.0, abs=1e-12)
    ecart = comparer(serie, 2021, lambda taux, _: coefficient_de_variation(taux, ENFANTS))
    assert (ecart.annees, ecart.arrivee.valeur) == ((2020, 2023), pytest.approx(50.0))


# --- l'exemple de docs/explications/methodes.md, sur les données publiées ----------------------------


def taux_et_naissances_du_92() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Les taux de l'édition « hist » et les naissances des communes du 92, avec une colonne ``annee``."""
    fines = lire_fines(Espace(RACINE), "92")
    communes = fines[fines["maille"] == "commune"]
    datees = communes.assign(annee=[annee_de(periode) for periode in communes["periode"]])
    taux = datees[(datees["indicateur"] == "taux_couverture_accueil") & (datees["edition"] == "hist")]
    naissances = datees[(datees["indicateur"] == "nombre_naissances") & (datees["edition"] == "2025-09-09")]
    return taux, naissances


def test_dans_le_92_les_ept_se_rapprochent_non_leurs_communes() -> None:
    """De 2017 à 2022, en millièmes : entre les EPT, de 8,3 à 6,1 ; dans les EPT, de 11,2 à 12,1."""
    taux, naissances = taux_et_naissances_du_92()
    table = pd.read_csv(RACINE / "data/national/territoires/communes.csv", dtype=str)
    ept = dict(zip(table["commune"], table["ept"], strict=True))

    def mesurer(lignes: pd.DataFrame, annee: int) -> Decomposition:
        codes = lignes["territoire"].tolist()
        poids = choisir_poids(codes, {}, naissances_de_trois_ans(naissances, annee))
        return decomposer_theil(lignes, poids, ept)

    entre = comparer(taux, 2018, lambda lignes, annee: mesurer(lignes, annee).entre)
    dans = comparer(taux, 2018, lambda lignes, annee: mesurer(lignes, annee).dans)
    assert (entre.annees, len(entre.territoires), entre.depart.nature) == ((2017, 2022), 34, "estimee")
    assert [round(1000 * (e.valeur or 0), 1) for e in (entre.depart, entre.arrivee)] == [8.3, 6.1]
    assert [round(1000 * (e.valeur or 0), 1) for e in (dans.depart, dans.arrivee)] == [11.2, 12.1]
