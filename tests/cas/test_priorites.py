"""Les priorités : somme des rangs, critères pondérés, six facteurs, et ce que vaut le classement."""

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import zscore
from tests.fabrique import RACINE
from tests.tableau import cas, tableau

from sdsf.espace import Espace
from sdsf.evaluation.priorites import classer, contributions, prioritaires
from sdsf.evaluation.sensibilite import bascules, selon_les_reglages, sensibilite
from sdsf.referentiel.priorites import Classement, MethodeDePriorite, lire_priorites

PRIORITES = lire_priorites(Espace(RACINE))
RANGS, PONDERES, SIX = (
    PRIORITES.methode(c) for c in ("somme_des_rangs", "criteres_ponderes", "six_facteurs_avs")
)
TROIS_TAUX = [critere.code for critere in RANGS.criteres]

# Valeurs de cas d'école : le texte du 63 ne publie pas les taux par EPCI.
EPCI = tableau("""
    | territoire | nombreuses | mono | bas  | rangs | score | rang | classe |
    | A          | 9.5        | 33.8 | 32.3 | 1 1 1 | 3     | 1    | 1      |
    | B          | 7.0        | 30.0 | 28.0 | 3 2 2 | 7     | 2    | 1      |
    | C          | 8.0        | 25.0 | 27.0 | 2 4 3 | 9     | 3    | 2      |
    | D          | 5.0        | 28.0 | 20.0 | 5 3 5 | 13    | 4    | 2      |
    | E          | 6.0        | 20.0 | 22.0 | 4 6 4 | 14    | 5    | 3      |
    | F          | 4.0        | 22.0 | 18.0 | 6 5 6 | 17    | 6    | 3      |
""").rename(columns=dict(zip(["nombreuses", "mono", "bas"], TROIS_TAUX, strict=True)))


def regle(methode: MethodeDePriorite, **change: Any) -> MethodeDePriorite:
    """La méthode, un réglage changé, contrôlée à nouveau."""
    return MethodeDePriorite.model_validate(methode.model_dump() | change)


def methode_a(codes: list[str], poids: list[float], **change: Any) -> MethodeDePriorite:
    """Une méthode quelconque : n'importe quels critères, n'importe quels poids."""
    modele = PONDERES.criteres[0].model_dump()
    criteres = [
        modele | {"code": c, "intitule": c, "poids": float(p)} for c, p in zip(codes, poids, strict=True)
    ]
    return regle(PONDERES, criteres=criteres, **change)


def classement(decoupe: str, nombre: int, bornes: list[float]) -> dict[str, Any]:
    return {"decoupe": decoupe, "nombre": nombre, "bornes": bornes, "origine": "reglage"}


# --- la somme des rangs (63) ----------------------------------------------------------------------


@pytest.mark.parametrize("ligne", [pytest.param(r, id=r["territoire"]) for r in EPCI.to_dict("records")])
def test_la_somme_des_rangs_a_la_main(ligne: dict[str, Any]) -> None:
    """Le taux le plus élevé a le rang 1 ; le score le plus faible est prioritaire."""
    assert sum(map(int, ligne["rangs"].split())) == ligne["score"]
    rendu = classer(EPCI, RANGS).set_index("territoire").loc[ligne["territoire"]]
    assert rendu[["score", "rang", "classe"]].tolist() == [ligne["score"], ligne["rang"], ligne["classe"]]


@pytest.mark.parametrize(
    "c",
    cas("""
    | ex_aequo  | A   | B   | C   | D   |
    | meilleur  | 1.0 | 2.0 | 2.0 | 4.0 |
    | moyen     | 1.0 | 2.5 | 2.5 | 4.0 |
    | moins_bon | 1.0 | 3.0 | 3.0 | 4.0 |
    | dense     | 1.0 | 2.0 | 2.0 | 3.0 |
"""),
)
def test_les_ex_aequo_suivent_le_reglage(c: dict[str, Any]) -> None:
    table = pd.DataFrame({"territoire": list("ABCD"), "x": [9.0, 5.0, 5.0, 1.0]})
    rendu = classer(table, methode_a(["x"], [1], normalisation="rang", ex_aequo=c["ex_aequo"]))
    assert dict(zip(rendu["territoire"], rendu["score"], strict=True)) == {t: c[t] for t in "ABCD"}


TAUX = st.lists(st.tuples(*[st.integers(0, 12)] * 3), min_size=3, max_size=20)


@given(TAUX)
def test_la_somme_des_rangs_se_recompte(lignes: list[tuple[int, int, int]]) -> None:
    """Rang = 1 + le nombre de territoires strictement plus touchés, compté un à un."""
    table = pd.DataFrame(lignes, columns=TROIS_TAUX, dtype="float64")
    table = table.assign(territoire=[f"T{n:02d}" for n in range(len(lignes))])
    comptes = {
        nom: sum(1 + sum(autre[k] > ligne[k] for autre in lignes) for k in range(3))
        for nom, ligne in zip(table["territoire"], lignes, strict=True)
    }
    rendu = classer(table, RANGS).set_index("territoire")
    assert rendu["score"].to_dict() == comptes
    rangs = {nom: 1 + sum(autre < score for autre in comptes.values()) for nom, score in comptes.items()}
    assert rendu["rang"].to_dict() == rangs
    if len(set(comptes.values())) > 1:
        assert rendu["classe"].to_dict() == {n: 1 + (r - 1) * 3 // len(lignes) for n, r in rangs.items()}


# --- les critères pondérés (34) -------------------------------------------------------------------


def test_les_poids_du_34() -> None:
    assert [critere.poids for critere in PONDERES.criteres] == [60, 10, 10, 10, 10]
    assert PONDERES.criteres[-1].unite == "nombre"


def table_ponderee(lignes: list[list[float]]) -> pd.DataFrame:
    table = pd.DataFrame(lignes, columns=[critere.code for critere in PONDERES.criteres])
    return table.assign(territoire=[f"T{n}" for n in range(len(lignes))])


def test_les_criteres_ponderes_a_la_main() -> None:
    """T1 : 60 × (30 − 10) ÷ (40 − 10) + 10 + 0 + 5 + 10 = 65 ; le plus pauvre reste devant."""
    table = table_ponderee([[40, 20, 5, 10, 1.0], [30, 60, 5, 20, 2.0], [10, 40, 15, 30, 1.5]])
    rendu = classer(table, PONDERES)
    assert rendu["territoire"].tolist() == ["T1", "T0", "T2"]
    assert rendu["score"].tolist() == [65.0, 60.0, 30.0]
    assert rendu["classe"].tolist() == [1, 2, 3]


@given(st.lists(st.lists(st.floats(0, 100), min_size=5, max_size=5), min_size=3, max_size=12))
def test_la_normalisation_z_est_celle_de_scipy(lignes: list[list[float]]) -> None:
    lignes = [[round(x, 3) for x in ligne] for ligne in lignes]
    table = table_ponderee(lignes)
    rendu = classer(table, regle(PONDERES, normalisation="z")).set_index("territoire")["score"]
    with np.errstate(invalid="ignore", divide="ignore"):
        colonnes = np.array(lignes).T
        z = [zscore(c) if np.ptp(c) else np.zeros(len(c)) for c in colonnes]
    attendus = dict(zip(table["territoire"], np.array([60, 10, 10, 10, 10]) @ np.array(z), strict=True))
    assert {t: pytest.approx(s, abs=1e-6) for t, s in attendus.items()} == rendu.to_dict()


def test_une_valeur_basse_peut_rendre_prioritaire() -> None:
    table = pd.DataFrame({"territoire": list("ABC"), "couverture": [80.0, 40.0, 60.0]})
    bas = methode_a(["couverture"], [1])
    bas = regle(
        bas, criteres=[bas.criteres[0].model_dump() | {"code": "couverture", "prioritaire": "valeur_basse"}]
    )
    assert classer(table, bas)["territoire"].tolist() == ["B", "C", "A"]
    assert classer(table, regle(bas, normalisation="rang"))["territoire"].tolist() == ["B", "C", "A"]


def test_un_critere_egal_partout_ne_departage_personne() -> None:
    table = pd.DataFrame({"territoire": list("ABC"), "x": [3.0, 2.0, 1.0], "y": [7.0, 7.0, 7.0]})
    for normalisation in ("min_max", "z"):
        methode = methode_a(["x", "y"], [1, 50], normalisation=normalisation)
        assert classer(table, methode)["territoire"].tolist() == ["A", "B", "C"]


# --- les six facteurs (63, AVS) -------------------------------------------------------------------


def test_un_facteur_sans_sens_empeche_le_calcul_et_se_dit() -> None:
    """Le texte ne dit pas si gagner ou perdre des habitants rend prioritaire : on ne choisit pas pour lui."""
    table = pd.DataFrame({"territoire": ["A"], **{c.code: [1.0] for c in SIX.criteres}})
    rendu = classer(table, SIX)
    assert rendu["score"].isna().all()
    assert rendu["motif"].tolist() == ["à fixer, ce qui rend prioritaire : Dynamisme démographique"]
    assert (prioritaires(table, SIX), sensibilite(table, SIX).empty) == ((), True)


def test_le_sens_fixe_les_six_facteurs_se_calculent() -> None:
    criteres = [c.model_dump() | {"prioritaire": c.prioritaire or "valeur_basse"} for c in SIX.criteres]
    table = pd.DataFrame(
        [["A", -1, 1, 30, 100, 9, 8], ["B", 0, 2, 40, 200, 5, 4], ["C", 2, 3, 70, 300, 1, 1]],
        columns=["territoire", *(c["code"] for c in criteres)],
    )
    rendu = classer(table, regle(SIX, criteres=criteres))
    assert rendu[["territoire", "score"]].to_numpy().tolist() == [["A", 6], ["B", 12], ["C", 18]]


# --- les classes, les trous -----------------------------------------------------------------------

DIX = pd.DataFrame({"territoire": list("ABCDE"), "x": [100.0, 90.0, 50.0, 10.0, 0.0]})


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                              | decoupe   | nombre | b1 | b2 | classes   |
    | cinq en deux : trois puis deux   | effectifs | 2      |    |    | 1 1 1 2 2 |
    | par largeur : 50 est au milieu   | amplitude | 2      |    |    | 1 1 2 2 2 |
    | par largeur, trois               | amplitude | 3      |    |    | 1 1 2 3 3 |
    | une borne comprend son score     | bornes    | 3      | 90 | 10 | 1 1 2 2 3 |
"""),
)
def test_les_classes(c: dict[str, Any]) -> None:
    bornes = [float(b) for b in (c["b1"], c["b2"]) if b is not None]
    methode = methode_a(["x"], [100], classes=classement(c["decoupe"], c["nombre"], bornes))
    rendu = classer(DIX, methode).sort_values("territoire")
    assert rendu["classe"].tolist() == [int(n) for n in c["classes"].split()]


def test_un_ex_aequo_ne_se_coupe_pas_en_deux_classes() -> None:
    table = pd.DataFrame({"territoire": list("ABCD"), "x": [9.0, 5.0, 5.0, 1.0]})
    rendu = classer(table, methode_a(["x"], [1], classes=classement("effectifs", 2, [])))
    assert rendu["classe"].tolist() == [1, 1, 1, 2]


def test_un_trou_n_est_pas_un_zero() -> None:
    """F, sans taux, sort du classement ; le rang des autres se recompte sans lui."""
    troue = EPCI.assign(**{TROIS_TAUX[0]: EPCI[TROIS_TAUX[0]].where(EPCI["territoire"] != "A")})
    rendu = classer(troue, RANGS).set_index("territoire")
    assert rendu.loc["A", "motif"] == "valeur manquante : " + RANGS.criteres[0].intitule
    assert rendu.loc["A", ["score", "rang", "classe"]].isna().all()
    assert rendu.loc["B", "rang"] == 1
    sans = classer(EPCI[EPCI["territoire"] != "A"], RANGS).set_index("territoire")
    pd.testing.assert_frame_equal(rendu.drop(index="A"), sans)


@pytest.mark.parametrize(
    ("table", "motif"),
    [
        pytest.param(DIX.head(1), "moins de territoires (1) que de classes (3)", id="un seul"),
        pytest.param(DIX.assign(x=5.0), "tous les scores sont égaux", id="tous égaux"),
        pytest.param(DIX[["territoire"]], "valeur manquante : x", id="sans la colonne"),
    ],
)
def test_sans_classe_on_dit_pourquoi(table: pd.DataFrame, motif: str) -> None:
    rendu = classer(table, methode_a(["x"], [1]))
    assert rendu["classe"].isna().all()
    assert rendu["motif"].str.startswith(motif).all()


def test_aucun_territoire_aucun_classement() -> None:
    vide = EPCI.head(0)
    assert classer(vide, RANGS).empty
    assert sensibilite(vide, RANGS).empty
    assert [b.plus_bas_pct for b in bascules(vide, RANGS)] == [None] * 3


def test_un_territoire_en_double_est_refuse() -> None:
    with pytest.raises(pd.errors.MergeError, match="deux fois"):
        classer(pd.concat([EPCI, EPCI.head(1)]), RANGS)


# --- la sensibilité : calculée à la main, avec deux critères --------------------------------------

# Poids w et 1 − w, w uniforme : A vaut w, B vaut 1 − w, C vaut 0,6 ; Z fixe le zéro des deux échelles.
TRIANGLE = tableau("""
    | territoire | x   | y   |
    | A          | 1.0 | 0.0 |
    | B          | 0.0 | 1.0 |
    | C          | 0.6 | 0.6 |
""")
DEUX = methode_a(["x", "y"], [1, 1])


def test_la_probabilite_est_celle_du_calcul() -> None:
    """A est devant si w > 0,6, B si w < 0,4, C entre les deux : 40 %, 40 %, 20 %."""
    rendu = sensibilite(TRIANGLE, DEUX).set_index("territoire")
    for territoire, attendue in {"A": 0.4, "B": 0.4, "C": 0.2}.items():
        ecart = abs(rendu.loc[territoire, "probabilite"] - attendue)
        assert ecart < 4 * np.sqrt(attendue * (1 - attendue) / 10_000)
    assert rendu.loc["A", "erreur"] == pytest.approx(0.0049, abs=1e-4)
    assert set(rendu["decision"]) == {"dépend des poids"}


def test_la_meme_graine_redonne_les_memes_tirages() -> None:
    pd.testing.assert_frame_equal(sensibilite(EPCI, RANGS), sensibilite(EPCI, RANGS))
    autre = regle(DEUX, sensibilite=DEUX.sensibilite.model_dump() | {"graine": 1})
    assert not sensibilite(TRIANGLE, DEUX).equals(sensibilite(TRIANGLE, autre))


def test_un_territoire_domine_partout_est_sur() -> None:
    """A est au premier rang des trois taux : aucun poids ne l'en retire ; F reste derrière."""
    rendu = sensibilite(EPCI, RANGS).set_index("territoire")
    assert rendu.loc["A", ["probabilite", "rang_bas", "rang_haut", "decision"]].tolist() == [
        1.0,
        1.0,
        1.0,
        "prioritaire",
    ]
    assert rendu.loc["F", "decision"] == "non prioritaire"


@given(st.permutations(list(range(6))))
def test_l_ordre_des_lignes_ne_change_rien(ordre: list[int]) -> None:
    pd.testing.assert_frame_equal(classer(EPCI.iloc[ordre], RANGS), classer(EPCI, RANGS))


def test_plus_la_concentration_est_grande_plus_on_reste_pres_des_poids() -> None:
    serre = DEUX.sensibilite.model_dump() | {"concentration": 5000.0}
    rendu = sensibilite(TRIANGLE, regle(DEUX, sensibilite=serre)).set_index("territoire")
    assert rendu.loc["C", "probabilite"] == 1.0


def test_un_poids_nul_le_reste_sauf_tirages_egaux() -> None:
    sans_y = methode_a(["x", "y"], [1, 0])
    assert sensibilite(TRIANGLE, sans_y).set_index("territoire").loc["A", "probabilite"] == 1.0
    egaux = regle(sans_y, sensibilite=sans_y.sensibilite.model_dump() | {"centre": "egaux"})
    assert sensibilite(TRIANGLE, egaux).set_index("territoire").loc["A", "probabilite"] < 0.5


# --- ce qui ferait changer la décision ------------------------------------------------------------


def test_la_bascule_a_la_main() -> None:
    """C est devant à 50/50 ; à 60 % pour x, A le rejoint ; à 40 %, B."""
    x, y = bascules(TRIANGLE, DEUX)
    assert (x.critere, x.part_pct, x.plus_bas_pct, x.plus_haut_pct) == ("x", 50.0, 40.0, 60.0)
    assert (y.plus_bas_pct, y.plus_haut_pct) == (40.0, 60.0)
    assert x.entrent in {("A",), ("B",)}
    assert x.sortent == ()


def test_une_decision_que_rien_ne_change() -> None:
    seul_devant = pd.DataFrame({"territoire": list("ABC"), "x": [9.0, 2.0, 1.0], "y": [9.0, 1.0, 2.0]})
    for bascule in bascules(seul_devant, DEUX):
        assert (bascule.plus_bas_pct, bascule.plus_haut_pct) == (None, None)
        assert (bascule.entrent, bascule.sortent) == ((), ())


def test_une_bascule_se_verifie_en_ecrivant_ce_poids() -> None:
    """La part annoncée, écrite dans la méthode, change bien la décision ; un dixième de point avant, non."""
    base = prioritaires(TRIANGLE, DEUX)
    for part, change in product((60.0, 59.9, 40.0, 40.1), (True,)):
        trouves = prioritaires(TRIANGLE, methode_a(["x", "y"], [part, 100 - part]))
        assert (trouves != base) == (change and part in (60.0, 40.0))


def test_un_seul_critere_n_a_pas_d_autre_poids() -> None:
    (bascule,) = bascules(DIX, methode_a(["x"], [1]))
    assert (bascule.part_pct, bascule.plus_bas_pct, bascule.plus_haut_pct) == (100.0, None, None)


def test_les_autres_reglages_disent_qui_entre_et_qui_sort() -> None:
    table = pd.DataFrame({"territoire": list("ABCD"), "x": [100.0, 99.0, 98.0, 0.0]})
    rendu = selon_les_reglages(table, methode_a(["x"], [1], classes=classement("effectifs", 2, [])))
    amplitude = rendu[rendu["choix"] == "amplitude"].iloc[0]
    assert (amplitude["entrent"], amplitude["sortent"]) == ("C", "")
    assert set(rendu["reglage"]) == {"normalisation", "classes"}


def test_ce_que_le_texte_fixe_ne_s_eprouve_pas() -> None:
    """Le 63 écrit la somme des rangs : seuls ses silences (ex æquo, classes) ont d'autres réglages."""
    assert set(selon_les_reglages(EPCI, RANGS)["reglage"]) == {"ex_aequo", "classes"}


# --- les réglages ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decoupe", "nombre", "bornes", "motif"),
    [
        ("bornes", 3, [10.0], "veulent 2 borne"),
        ("effectifs", 3, [10.0, 20.0], "veulent 0 borne"),
        ("bornes", 4, [10.0, 30.0, 20.0], "sans revenir en arrière"),
    ],
)
def test_des_bornes_impossibles_sont_refusees(
    decoupe: str, nombre: int, bornes: list[float], motif: str
) -> None:
    with pytest.raises(ValueError, match=motif):
        Classement.model_validate(classement(decoupe, nombre, bornes))


@pytest.mark.parametrize(
    ("change", "motif"),
    [
        ({"denominateur": "inconnu"}, "n'est pas un de ses dénominateurs"),
        ({"criteres": [RANGS.criteres[0].model_dump()] * 2}, "même code"),
        ({"criteres": [RANGS.criteres[0].model_dump() | {"poids": 0.0}]}, "au moins un critère"),
    ],
)
def test_une_methode_incoherente_est_refusee(change: dict[str, Any], motif: str) -> None:
    with pytest.raises(ValueError, match=motif):
        regle(RANGS, **change)


# --- ce qui fait la place d'un territoire ---------------------------------------------------------


@pytest.mark.parametrize(
    ("territoire", "apports", "rangs"),
    [
        # Rang moyen de six territoires : 3,5. A, rangs 1 1 1 : 2,5 chacun. D, rangs 5 3 5 : −1,5, 0,5, −1,5.
        ("A", [2.5, 2.5, 2.5], [1, 1, 1]),
        ("D", [-1.5, 0.5, -1.5], [5, 3, 5]),
    ],
)
def test_ce_que_chaque_critere_apporte_a_la_main(
    territoire: str, apports: list[float], rangs: list[int]
) -> None:
    siennes = contributions(EPCI, RANGS).query("territoire == @territoire")
    assert siennes["apport"].tolist() == apports
    assert siennes["rang"].tolist() == rangs


@pytest.mark.parametrize("normalisation", ["rang", "min_max", "z"])
def test_la_somme_des_apports_est_l_ecart_au_score_moyen(normalisation: str) -> None:
    methode = regle(RANGS, normalisation=normalisation, normalisation_origine="reglage")
    scores = classer(EPCI, methode).set_index("territoire")["score"]
    sens = 1 if normalisation == "rang" else -1
    sommes = contributions(EPCI, methode).groupby("territoire")["apport"].sum()
    assert sommes.to_dict() == pytest.approx((sens * (scores.mean() - scores)).to_dict())
