"""Les hypothèses du référentiel : une faute se dit à sa ligne."""

import pytest
from tests.fabrique import RACINE, remplacer

from sdsf.commande.verification import verifier
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.referentiel.contribution import lire_contribution

FICHIER = "params/referentiel/contribution.yml"


def test_chaque_pas_de_la_logique_a_son_hypothese() -> None:
    pas = {(h.de, h.vers) for h in lire_contribution(Espace(RACINE)).hypotheses}
    assert pas == {("moyens", "realisations"), ("realisations", "resultats"), ("resultats", "impacts")}


@pytest.mark.parametrize(
    ("avant", "apres", "code"),
    [
        ("id: h-porteurs", "id: h-moyens-engages", "P206"),
        ("vers: resultats", "vers: moyens", "P217"),
        ("examen: non_examinee", "examen: ecartee", "P217"),
        ("de: moyens", "de: moyen", "P207"),
    ],
)
def test_une_faute_se_dit_a_sa_ligne(espace_copie: Espace, avant: str, apres: str, code: str) -> None:
    remplacer(espace_copie, FICHIER, avant, apres)
    with pytest.raises(Erreurs) as refus:
        lire_contribution(espace_copie)
    erreur = refus.value.erreurs[0]
    assert erreur.code == code
    assert erreur.lieu.ligne is not None


def test_verifier_controle_les_hypotheses(espace_copie: Espace) -> None:
    remplacer(espace_copie, FICHIER, "de: moyens", "de: moyen")
    assert "P207" in {erreur.code for erreur in verifier(espace_copie, "00").erreurs}
