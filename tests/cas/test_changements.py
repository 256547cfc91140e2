"""Ce qui a changé d'un rapport au suivant : la réalité, les données, la méthode — un cas par ligne."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdsf.chiffres import Chiffre
from sdsf.evaluation import changements as ch
from sdsf.evaluation.changements import Comparaison, Fait, comparer, faits

PLAN = "params/departements/00/2021-2026/plan.yml"


def fait(valeur: float | None = 10.0, **champs: Any) -> Fait:
    """Un fait de clé « places », publié en 2023 ; ``champs`` : ce qui change."""
    defauts: dict[str, Any] = {
        "cle": "places", "etat": "valeur" if valeur is not None else "non_renseignee", "unite": "nombre",
        "formule": "", "periode": "2023", "source": "Cnaf", "edition": "", "lignes_lues": "data/a.csv:2",
        "empreinte": "x", "rang": 1,
    }  # fmt: skip
    return Fait(valeur=valeur, **{**defauts, **champs})


CAS = {
    "rien n'a changé": (fait(), fait(), None),
    "une autre empreinte, la même valeur": (fait(), fait(empreinte="y"), None),
    "la même valeur l'année suivante": (fait(), fait(periode="2024"), None),
    "une année nouvelle": (fait(), fait(12.0, periode="2024"), ("realite", ch.NOUVELLE_PERIODE)),
    "la même année, corrigée": (fait(), fait(12.0, empreinte="y"), ("revision", ch.DONNEES_CORRIGEES)),
    "la même année, une autre édition": (
        fait(edition="hist"), fait(12.0, edition="courant", empreinte="y"), ("revision", ch.AUTRE_EDITION),
    ),
    "une année nouvelle dans une autre édition": (
        fait(edition="hist"), fait(12.0, periode="2024", edition="courant", empreinte="y"),
        ("methode", ch.SERIE_ROMPUE),
    ),
    "les mêmes lignes, un autre résultat": (fait(), fait(12.0), ("methode", ch.AUTRE_CALCUL)),
    "une autre formule": (
        fait(formule="a ÷ b"), fait(12.0, formule="a ÷ c", periode="2024"), ("methode", ch.AUTRE_FORMULE),
    ),
    "une autre unité": (fait(), fait(unite="pourcent"), ("methode", ch.AUTRE_UNITE)),
    "plus renseigné": (fait(), fait(None), ("revision", ch.PERDU)),
    "enfin renseigné": (fait(None), fait(3.0), ("revision", ch.RENSEIGNE)),
    "une absence dite autrement": (
        fait(None), fait(None, etat="non_disponible"), ("revision", ch.PERDU),
    ),
}  # fmt: skip


@pytest.mark.parametrize("nom", CAS)
def test_une_difference_a_une_nature_et_un_motif(nom: str) -> None:
    avant, apres, attendu = CAS[nom]
    comparaison = comparer([avant], [apres])
    trouve = [(d.nature, d.motif) for d in comparaison.differences]
    assert trouve == ([attendu] if attendu else [])
    assert len(comparaison.inchanges) == (0 if attendu else 1)


def compte(valeur: float, periode: str, lignes: str) -> Fait:
    return fait(
        valeur, formule="dénombrement", periode=periode, lignes_lues=f"{PLAN}:{lignes}", empreinte=lignes
    )


@pytest.mark.parametrize(
    ("lignes", "changes", "nature"),
    [
        # Un avenant ajoute l'action de la ligne 14 : c'est le plan.
        ("10-12,14", {14}, "methode"),
        # Une action de plus est échue : rien au plan n'a changé.
        ("10-12,14", set(), "realite"),
        # L'avenant en ajoute une, une autre est échue : on n'impute pas le tout au plan.
        ("10-12,14,16", {14}, "realite"),
    ],
)
def test_seul_ce_qu_un_avenant_a_touche_est_impute_au_plan(
    lignes: str, changes: set[int], nature: str
) -> None:
    elements = frozenset(f"{PLAN}:{ligne}" for ligne in changes)
    (difference,) = comparer([compte(3, "2023", "10-12")], [compte(4, "2024", lignes)], elements).differences
    assert difference.nature == nature


def test_une_serie_qui_s_allonge_se_compare_a_sa_derniere_valeur_connue() -> None:
    avant = [fait(8.0, periode="2022"), fait(10.0, periode="2023")]
    apres = [*avant, fait(12.0, periode="2024")]
    comparaison = comparer(avant, apres)
    assert [(d.avant.valeur, d.apres.valeur, d.nature) for d in comparaison.differences] == [
        (10.0, 12.0, "realite")
    ]
    assert len(comparaison.inchanges) == 2


def test_deux_editions_d_une_meme_annee_ne_se_croisent_pas() -> None:
    avant = [fait(49.3, edition="hist"), fait(48.0, edition="courant")]
    apres = [fait(48.0, edition="courant"), fait(49.3, edition="hist")]
    assert comparer(avant, apres).differences == ()


def test_ce_que_le_secret_cache_d_un_cote_ne_se_montre_pas_de_l_autre() -> None:
    cache = fait(None, etat="secret")
    for avant, apres in ((fait(3.0), cache), (cache, fait(3.0))):
        comparaison = comparer([avant], [apres])
        assert (comparaison.differences, comparaison.inchanges, comparaison.tus) == ((), (), 1)


def test_un_fait_sans_pendant_est_apparu_ou_a_disparu() -> None:
    comparaison = comparer([fait(cle="ancien")], [fait(cle="neuf")])
    assert [f.cle for f in comparaison.apparus] == ["neuf"]
    assert [f.cle for f in comparaison.disparus] == ["ancien"]


def ligne(libelle: str, formule: str = "") -> dict[str, object]:
    return Chiffre(libelle, 1.0, "nombre", formule=formule, periode="2024").ligne(1)


def test_un_ecart_et_une_reprise_ne_se_comparent_pas() -> None:
    lignes = [ligne("Places"), ligne("Écart", "Places − Places, année précédente")]
    lignes += [ligne(f"Places{ch.REPRISE}"), ligne("Places, année précédente")]
    assert [f.cle for f in faits(lignes, "numero")] == ["places-nombre"]


def test_la_cle_ne_tient_ni_a_l_annee_ni_a_la_valeur_mais_au_territoire() -> None:
    a = Chiffre("EPCI connus en 2023", 3.0, "territoires", territoire="Isère", periode="2023", edition="a")
    b = Chiffre("EPCI connus en 2024", 4.0, "territoires", territoire="Isère", periode="2024", edition="b")
    assert a.cle == b.cle == "epci-connus-en-isere-territoires"
    assert Chiffre("EPCI connus en 2023", 3.0, "territoires", territoire="Ain").cle != a.cle


FAITS = st.lists(
    st.builds(
        fait,
        st.sampled_from([1.0, 2.0]),
        cle=st.sampled_from(["a", "b"]),
        periode=st.sampled_from(["2022", "2023", "2024", ""]),
        edition=st.sampled_from(["", "hist"]),
        etat=st.just("valeur"),
    ),
    max_size=6,
)


@given(FAITS, FAITS)
def test_chaque_fait_nouveau_est_range_une_fois_au_plus(avant: list[Fait], apres: list[Fait]) -> None:
    c: Comparaison = comparer(avant, apres)
    ranges = [*(d.apres for d in c.differences), *c.inchanges, *c.apparus]
    assert len(ranges) <= len(apres)
    assert all(d.nature in ch.NATURES and d.motif for d in c.differences)


@given(FAITS)
def test_un_rapport_face_a_lui_meme_n_a_pas_change(lot: list[Fait]) -> None:
    c = comparer(lot, lot)
    assert (c.differences, c.apparus, c.disparus) == ((), (), ())
