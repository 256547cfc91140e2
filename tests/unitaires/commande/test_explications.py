"""Ce que « sdsf expliquer » dit d'un indicateur commun."""

import pytest
from tests.fabrique import RACINE

from sdsf.commande.explications import expliquer_indicateur
from sdsf.espace import Espace
from sdsf.referentiel.lecture import Referentiel, lire_referentiel

REFERENTIEL: Referentiel = lire_referentiel(Espace(RACINE))


@pytest.mark.parametrize("code", sorted(REFERENTIEL.indicateurs))
def test_un_indicateur_dit_ce_que_l_on_compte_et_ses_mises_en_garde(code: str) -> None:
    fiche = REFERENTIEL.indicateurs[code]
    dit = expliquer_indicateur(fiche, REFERENTIEL)
    assert fiche.numerateur.variable in dit
    assert all(REFERENTIEL.avertissements[avis].texte in dit for avis in fiche.avertissements)


def test_une_source_se_dit_par_son_producteur_et_une_table_par_son_nom() -> None:
    taux = expliquer_indicateur(REFERENTIEL.indicateurs["taux_couverture_accueil"], REFERENTIEL)
    assert "places offertes, source : Caisse nationale des allocations familiales (Cnaf) ; " in taux
    moyens = expliquer_indicateur(REFERENTIEL.indicateurs["montant_depenses_engagees"], REFERENTIEL)
    assert "euros engagés, source : table « moyens » du département." in moyens
