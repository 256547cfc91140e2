"""Le calendrier : ce que le texte date, ce qu'il écrit sans le dater, ce dont il ne dit rien."""

import datetime as dt
from typing import Any

import pytest
from tests.fabrique import action, dates, element, etape, fiche, plan

from sdsf.evaluation.calendrier import Temps, calendrier, sans_calendrier
from sdsf.plan import modeles as m

JANVIER, DECEMBRE = dt.date(2022, 1, 1), dt.date(2022, 12, 31)
DATEE = {"dates": dates("2022-01-01", "2022-12-31")}
SOUS_ACTION = element(m.SousAction, id="s1", intitule="Une puce", calendrier="fin 2022")


def un(**champs: Any) -> Temps:
    """Le temps du seul élément d'une fiche qui a un calendrier."""
    (trouve,) = calendrier(plan(fiches=[fiche(**champs)]))
    return trouve


@pytest.mark.parametrize(
    ("bornes", "debut", "fin"),
    [
        (dates("2022-01-01", "2022-12-31"), JANVIER, DECEMBRE),
        (dates("2022-01-01", None), JANVIER, None),
        (dates(None, "2022-12-31"), None, DECEMBRE),
    ],
    ids=["deux bornes", "un début", "une fin"],
)
def test_une_borne_suffit_a_dater(bornes: dict[str, Any], debut: dt.date | None, fin: dt.date | None) -> None:
    temps = un(actions=[action(dates=bornes)])
    assert (temps.debut, temps.fin, temps.est_date) == (debut, fin, True)


def test_des_mots_sans_date_sont_gardes_en_texte() -> None:
    temps = un(actions=[action(calendrier="durée du schéma", dates=None)])
    assert (temps.texte, temps.est_date) == ("durée du schéma", False)


def test_des_dates_sans_bornes_ne_datent_rien() -> None:
    temps = un(actions=[action(calendrier="à définir", dates=dates(None, None))])
    assert not temps.est_date
    assert calendrier(plan(fiches=[fiche(actions=[action(dates=dates(None, None))])])) == []


def test_les_lignes_d_un_calendrier_de_fiche_se_lisent_d_une_traite() -> None:
    assert un(temporalite=["À partir de 2022,", "puis chaque année"]).texte == (
        "À partir de 2022, puis chaque année"
    )


def test_une_etape_se_lit_dans_le_calendrier_de_sa_fiche() -> None:
    """Datée, elle y est ; son intitulé dit déjà quand, il n'est pas répété."""
    temps = un(etapes=[etape(id="e1", intitule="La carte, fin 2022", **DATEE), etape(id="e2", dates=None)])
    assert (temps.id, temps.intitule, temps.texte) == ("e1", "La carte, fin 2022", None)


def test_chaque_element_garde_sa_fiche_et_l_ordre_est_celui_du_texte() -> None:
    fiches = [
        fiche(
            id="f2",
            temporalite=["2022-2024"],
            etapes=[etape(id="e1", **DATEE)],
            actions=[
                action(id="a1", calendrier="2022", sous_actions=[SOUS_ACTION]),
                action(id="a2"),
                action(id="a3", **DATEE),
            ],
        ),
        fiche(id="f1", actions=[action(id="a4", **DATEE)]),
    ]
    tous = calendrier(plan(fiches=fiches))
    assert [(t.id, t.fiche.id) for t in tous] == [
        ("f2", "f2"),
        ("a1", "f2"),
        ("s1", "f2"),
        ("a3", "f2"),
        ("e1", "f2"),
        ("a4", "f1"),
    ]


def test_un_plan_muet_n_a_pas_de_calendrier() -> None:
    assert calendrier(plan(fiches=[fiche(actions=[action()], etapes=[etape()])])) == []
    assert calendrier(plan(fiches=[])) == []


DIT_QUAND: list[tuple[str, dict[str, Any]]] = [
    ("la fiche, par ses mots", {"temporalite": ["durée du schéma"]}),
    ("la fiche, par ses dates", DATEE),
    ("une action, par ses mots", {"actions": [action(calendrier="2022")]}),
    ("une action, par ses dates", {"actions": [action(**DATEE)]}),
    ("une sous-action", {"actions": [action(sous_actions=[SOUS_ACTION])]}),
    ("une étape datée", {"etapes": [etape(**DATEE)]}),
]


@pytest.mark.parametrize("champs", [c for _, c in DIT_QUAND], ids=[nom for nom, _ in DIT_QUAND])
def test_une_fiche_a_un_calendrier_si_elle_ou_l_un_de_ses_elements_dit_quand(champs: dict[str, Any]) -> None:
    assert sans_calendrier(plan(fiches=[fiche(**champs)])) == []


@pytest.mark.parametrize(
    "champs",
    [{}, {"actions": [action()]}, {"etapes": [etape(dates=None)]}],
    ids=["rien", "une action muette", "une étape sans date"],
)
def test_une_fiche_sans_calendrier_le_dit(champs: dict[str, Any]) -> None:
    fiches = [fiche(id="muette", **champs), fiche(id="datee", **DATEE)]
    assert [f.id for f in sans_calendrier(plan(fiches=fiches))] == ["muette"]
