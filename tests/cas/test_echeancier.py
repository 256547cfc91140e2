"""L'échéancier : les rendez-vous de l'évaluation, calculés de la période du schéma."""

import pytest
from tests.fabrique import obligation, plan
from tests.tableau import cas

from sdsf.evaluation.echeancier import echeances
from sdsf.rendu.nombres import accorder


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                                 | debut | fin  | apres | annee | au_terme |
    | mi-parcours d'un schéma de six ans  | 2021  | 2026 | 3     | 2024  | non      |
    | le terme exact                      | 2021  | 2026 | 5     | 2026  | non      |
    | un schéma de quatre ans finit avant | 2023  | 2026 | 6     | 2026  | oui      |
    | deux ans de trop                    | 2019  | 2022 | 5     | 2022  | oui      |
"""),
)
def test_un_bilan_tombe_apres_n_annees_ou_au_terme(c: dict) -> None:
    schema = plan(c["debut"], c["fin"], obligations=[obligation(apres_annees=c["apres"])])
    (echeance,) = echeances(schema)
    delai = f"au bout de {c['apres']} {accorder(c['apres'], 'an', 'ans')}"
    due = c["debut"] + c["apres"]
    regle = f"{delai} ({due}) ; le schéma finit avant : au terme" if c["au_terme"] else delai
    assert (echeance.annee, echeance.regle) == (c["annee"], regle)


@pytest.mark.parametrize(("debut", "fin"), [(2019, 2022), (2021, 2026), (2023, 2023)])
def test_un_bilan_du_apres_toute_la_periode_est_du_au_terme(debut: int, fin: int) -> None:
    """Quatre ans après le début d'un schéma 2019-2022, c'est la fin de 2022, non 2023."""
    (echeance,) = echeances(plan(debut, fin, obligations=[obligation(apres_annees=fin - debut + 1)]))
    assert (echeance.annee, echeance.regle) == (fin, "au terme de la période")


def test_un_point_annuel_est_du_chaque_annee_du_schema() -> None:
    annuel = obligation(periodicite="annuelle", intitule="Point annuel", rapport="point_annuel")
    trouvees = echeances(plan(2023, 2026, obligations=[annuel]))
    assert [e.annee for e in trouvees] == [2023, 2024, 2025, 2026]
    assert {(e.intitule, e.rapport, e.regle) for e in trouvees} == {
        ("Point annuel", "point_annuel", "chaque année")
    }


def test_une_obligation_unique_sans_delai_n_a_pas_de_date() -> None:
    """Le texte ne dit pas quand : on n'invente pas d'échéance."""
    assert echeances(plan(obligations=[obligation(apres_annees=None)])) == []


def test_les_rendez_vous_sont_ranges_par_annee_puis_par_intitule() -> None:
    obligations = [
        obligation(id="o1", intitule="Bilan final", apres_annees=6),
        obligation(id="o2", intitule="Bilan intermédiaire", apres_annees=3),
        obligation(id="o3", intitule="Point annuel", periodicite="annuelle"),
    ]
    rendez_vous = [(e.annee, e.intitule) for e in echeances(plan(2021, 2024, obligations=obligations))]
    assert rendez_vous == [
        (2021, "Point annuel"),
        (2022, "Point annuel"),
        (2023, "Point annuel"),
        (2024, "Bilan final"),
        (2024, "Bilan intermédiaire"),
        (2024, "Point annuel"),
    ]


def test_chaque_rendez_vous_garde_l_obligation_dont_il_vient() -> None:
    (echeance,) = echeances(plan(obligations=[obligation(apres_annees=3, reference="article 4")]))
    assert echeance.obligation.reference == "article 4"
