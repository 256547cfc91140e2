"""Les appartenances d'un millésime, et ce que l'on dit d'un EPCI à cheval sur deux départements."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.petits_territoires import A, B, C, T, territoires

from sdsf.erreurs import Erreurs
from sdsf.territoires.appartenances import (
    appartenances,
    interdepartementaux,
    parts_departementales,
    phrase_de_partage,
)
from sdsf.territoires.millesimes import APPARTENANCE, deplier, replier

MONDE = territoires()


def test_le_dernier_millesime_est_le_defaut_et_porte_la_population() -> None:
    table = appartenances(MONDE).set_index("commune")
    assert dict(table["epci"]) == {
        "01001": A, "01002": A, "01053": B, "13002": C, "13005": C, "13006": C, "13055": B,
    }  # fmt: skip
    assert table.loc["01053", "population"] == 1000
    assert table.loc["13002", "ept"] == T
    assert table.loc["13002", "arrondissement"] == "131"


def test_un_millesime_passe_a_ses_communes_et_aucune_population() -> None:
    table = appartenances(MONDE, 2025).set_index("commune")
    assert (table.loc["01003", "nom"], table.loc["01003", "epci"]) == ("Vieux", B)
    assert "13006" not in table.index
    assert table.loc["13005", "nom"] == "Rive-Gauche"
    assert table["population"].isna().all()


def test_un_millesime_inconnu_est_refuse_avec_le_plus_proche() -> None:
    with pytest.raises(Erreurs, match=r"Le plus proche : « 2025 »") as refus:
        appartenances(MONDE, 2019)
    assert [erreur.code for erreur in refus.value.erreurs] == ["P232"]


def test_une_collectivite_d_outre_mer_n_est_pas_un_departement() -> None:
    assert "97501" not in set(appartenances(MONDE)["commune"])
    assert set(MONDE.noms["departement"]) == {"01", "13"}


def test_seul_l_epci_a_cheval_est_interdepartemental_avec_ses_parts() -> None:
    parts = interdepartementaux(MONDE)
    assert set(parts["epci"]) == {B}
    assert dict(zip(parts["departement"], parts["part_pct"], strict=True)) == {"01": 62.5, "13": 37.5}


def test_la_part_d_un_millesime_passe_se_compte_en_communes_seulement() -> None:
    parts = interdepartementaux(MONDE, millesime=2025)
    assert list(parts["communes"]) == [2, 1]
    assert parts["part_pct"].isna().all()
    assert phrase_de_partage(parts, "01") == (
        "À cheval sur plusieurs départements : 2 de ses 3 communes sont ici ; le reste est en 13."
    )


def test_la_phrase_dit_la_part_et_se_tait_quand_tout_est_ici() -> None:
    parts = parts_departementales(MONDE)
    assert "1 de ses 2 communes et 62,5 % de sa population" in phrase_de_partage(
        parts[parts["epci"] == B], "01"
    )
    assert phrase_de_partage(parts[parts["epci"] == A], "01") == ""


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["01001", "01002", "2A004"]), st.sampled_from([A, B, ""]), min_size=1
        ),
        min_size=1,
        max_size=5,
    )
)
def test_replier_puis_deplier_rend_les_memes_millesimes(annees: list[dict[str, str]]) -> None:
    """Quelle que soit l'histoire : une commune qui part, revient, change deux fois."""
    millesimes = {
        2021 + 2 * rang: pd.DataFrame(
            [(c, "N", "01", "84", "", e, "") for c, e in sorted(annee.items())],
            columns=APPARTENANCE,
            dtype="str",
        )
        for rang, annee in enumerate(annees)
    }
    actuelles, passees = replier(millesimes)
    rendus = deplier(actuelles, passees, list(millesimes))
    for annee, attendu in millesimes.items():
        pd.testing.assert_frame_equal(rendus[annee], attendu, check_dtype=False)
