"""Les résultats publiés par les textes : une faute du fichier se dit à sa ligne."""

import pytest
from tests.fabrique import remplacer

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.referentiel.resultats_publies import lire_resultats_publies

FICHIER = "params/referentiel/resultats_publies.yml"


@pytest.mark.parametrize(
    ("avant", "apres", "code"),
    [
        ('id: "34-epci"', 'id: "34-communes"', "P206"),
        ("role: denominateur", "role: denominator", "P207"),
        ("verdict: le_texte_se_trompe", "verdict: faux", "P207"),
    ],
)
def test_une_faute_se_dit_a_sa_ligne(espace_copie: Espace, avant: str, apres: str, code: str) -> None:
    ligne = remplacer(espace_copie, FICHIER, avant, apres)
    with pytest.raises(Erreurs) as refus:
        lire_resultats_publies(espace_copie)
    (erreur,) = refus.value.erreurs
    assert (erreur.code, erreur.lieu.ligne) == (code, ligne)
