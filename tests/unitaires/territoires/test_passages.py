"""Passer d'un millésime à l'autre : fusion, changement de code, scission, et le retour."""

import pytest
from tests.petits_territoires import table, territoires

from sdsf.erreurs import Erreurs
from sdsf.territoires.passages import ensembles_comparables, passer, passer_table, serie_comparable

MONDE = territoires()


@pytest.mark.parametrize(
    ("commune", "de", "vers", "apres"),
    [
        pytest.param("01001", 2020, 2026, "01001", id="rien ne bouge"),
        pytest.param("01003", 2025, 2026, "01002", id="fusion"),
        pytest.param("01003", 2024, 2025, "01003", id="avant la fusion"),
        pytest.param("01003", 2026, 2026, "01003", id="la fusion du 1er janvier est déjà faite"),
        pytest.param("01088", 2022, 2026, "01053", id="fusion puis changement de code"),
        pytest.param("01088", 2022, 2024, "01099", id="la fusion seule"),
        pytest.param("13005", 2025, 2026, None, id="scission"),
        pytest.param("13005", 2024, 2025, "13005", id="avant la scission"),
        pytest.param("01053", 2025, 2024, "01099", id="un changement de code se défait"),
        pytest.param("01053", 2025, 2022, None, id="une fusion ne se défait pas"),
        pytest.param("13006", 2026, 2025, None, id="une scission ne se défait pas"),
        pytest.param("01002", 2026, 2025, None, id="l'absorbante ne retrouve pas ses parts"),
    ],
)
def test_une_commune_passe_ou_ne_passe_pas(commune: str, de: int, vers: int, apres: str | None) -> None:
    assert passer(MONDE, commune, de, vers).apres == apres


def test_le_motif_dit_ce_qui_s_est_passe() -> None:
    assert passer(MONDE, "01001", 2020, 2026).motif == ""
    assert passer(MONDE, "01088", 2022, 2026).motif == (
        "Hameau (01088) a rejoint Bourg (01099) le 2023-01-01. "
        "Bourg (01099) a changé de code pour Bourg (01053) le 2024-06-01."
    )
    assert passer(MONDE, "13005", 2025, 2026).motif == (
        "Rive-Gauche (13005) s'est partagée le 2026-01-01 (Rive (13005), Gauche (13006)) : "
        "sa valeur ne se répartit pas."
    )


def test_une_fusion_somme_un_trou_fait_un_trou_et_une_scission_est_dite() -> None:
    avant = table("01002 2024 10; 01003 2024 5; 01002 2023 10; 01003 2023 -; 13005 2024 7; 01001 2024 1")
    apres, refus = passer_table(MONDE, avant, 2025, 2026, est_effectif=True)
    valeurs = {(x.territoire, x.periode): x.valeur for x in apres.itertuples()}
    assert valeurs[("01002", "2024")] == 15
    assert valeurs[("01002", "2023")] != valeurs[("01002", "2023")]  # un trou
    assert valeurs[("01001", "2024")] == 1
    assert "13005" not in set(apres["territoire"])
    assert len(refus) == 1
    assert refus[0].startswith("Rive-Gauche (13005) s'est partagée")


def test_un_taux_ne_passe_pas() -> None:
    with pytest.raises(Erreurs) as refus:
        passer_table(MONDE, table("01002 2024 50"), 2025, 2026, est_effectif=False)
    assert [erreur.code for erreur in refus.value.erreurs] == ["D335"]


def test_une_commune_reunie_sans_ligne_fait_un_trou() -> None:
    """La somme sans Vieux serait un « au moins » : elle ne se donne pas pour un total."""
    apres, _ = passer_table(MONDE, table("01002 2024 10; 01001 2024 1"), 2025, 2026, est_effectif=True)
    valeurs = {x.territoire: x.valeur for x in apres.itertuples()}
    assert valeurs["01001"] == 1
    assert valeurs["01002"] != valeurs["01002"]


# --- une série comparable -------------------------------------------------------------------------


def test_un_ensemble_reunit_les_communes_d_une_fusion_et_celles_d_un_partage() -> None:
    ensembles = ensembles_comparables(MONDE, 2025, 2026)
    assert ensembles == {"01002": "01002", "01003": "01002", "13005": "13005", "13006": "13005"}
    assert ensembles_comparables(MONDE, 2026, 2026) == {}


def test_un_changement_de_code_apres_une_fusion_est_un_seul_ensemble() -> None:
    ensembles = ensembles_comparables(MONDE, 2022, 2026)
    assert {ensembles[code] for code in ("01088", "01099", "01053")} == {"01053"}


def test_une_serie_garde_ses_contours_a_travers_une_fusion_et_un_partage() -> None:
    lue = table(
        "01002 2024 10; 01003 2024 5; 01002 2025 16; 13005 2024 7; 13005 2025 4; 13006 2025 2; 01001 2024 1"
    )
    suivie = serie_comparable(MONDE, lue, 2025, 2026, est_effectif=True)
    assert [tuple(ligne) for ligne in suivie.to_numpy().tolist()] == [
        ("01001", "2024", 1),
        ("01002", "2024", 15),
        ("01002", "2025", 16),
        ("13005", "2024", 7),
        ("13005", "2025", 6),
    ]


@pytest.mark.parametrize(
    "lue",
    [
        pytest.param("13006 2025 2", id="la moitié d'un partage"),
        pytest.param("01003 2024 5", id="la commune absorbée seule"),
        pytest.param("13005 2025 4; 13006 2025 -", id="un trou"),
    ],
)
def test_un_ensemble_incomplet_est_un_trou(lue: str) -> None:
    suivie = serie_comparable(MONDE, table(lue), 2025, 2026, est_effectif=True)
    assert suivie["valeur"].isna().tolist() == [True]


def test_une_serie_de_taux_est_refusee() -> None:
    with pytest.raises(Erreurs) as refus:
        serie_comparable(MONDE, table("01002 2024 50"), 2025, 2026, est_effectif=False)
    assert [erreur.code for erreur in refus.value.erreurs] == ["D335"]
