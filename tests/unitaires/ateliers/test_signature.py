"""Qui décide, quand, pourquoi : tout ce qui manque et tout ce qui ne va pas, d'un coup ; jamais un nom."""

import datetime as dt

import pytest

from sdsf.ateliers.signature import retenu_de
from sdsf.erreurs import Erreurs

JOUR = dt.date(2025, 3, 14)


def griefs(auteur: str, raison: str = "le débat", jour: dt.date | None = JOUR) -> list[str]:
    with pytest.raises(Erreurs) as leve:
        retenu_de(auteur, jour, raison)
    return [erreur.code for erreur in leve.value.erreurs]


@pytest.mark.parametrize(
    "auteur", ["pilote, caf", "pilote fiche 1.1, Caf", "Secrétaire de la commission, Caf", "DGA, Département"]
)
def test_une_fonction_et_une_institution_signent(auteur: str) -> None:
    retenu = retenu_de(f" {auteur} ", JOUR, " le débat ")
    assert (retenu.auteur, retenu.date, retenu.motif) == (auteur, JOUR, "le débat")


@pytest.mark.parametrize(
    "auteur",
    ["Jeanne Dupont, Caf", "Mme Dupont, Caf", "pilote, j.dupont@caf.fr", "pilote", "pilote,", ", Caf"],
)
def test_un_nom_une_adresse_ou_une_moitie_ne_signent_pas(auteur: str) -> None:
    assert griefs(auteur) == ["D400"]


def test_tout_ce_qui_manque_se_dit_ensemble() -> None:
    with pytest.raises(Erreurs, match=r"le nom, qui .*, la date, la raison"):
        retenu_de("", None, " ", [("le nom", False)])
    assert griefs("Jeanne Dupont, Caf", "voir jeanne@caf.fr", None) == ["P161", "D400", "D402"]
