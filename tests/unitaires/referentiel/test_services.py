"""Les paniers et le ratio des relais : une faute se dit à sa ligne."""

import pytest
from tests.fabrique import RACINE, remplacer

from sdsf.commande.verification import verifier
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.referentiel.lecture import lire_referentiel
from sdsf.referentiel.services import lire_services

FICHIER = "params/referentiel/services.yml"


def test_chaque_source_citee_est_du_referentiel() -> None:
    lus = lire_services(Espace(RACINE))
    citations = [c for p in lus.paniers for c in p.citations] + lus.relais.citations
    assert {c.source for c in citations} <= set(lire_referentiel(Espace(RACINE)).sources)
    assert lus.relais.assistants_par_etp == 70


@pytest.mark.parametrize(
    ("avant", "apres", "code", "proche"),
    [
        ("panier: trois_services", "panier: trois_service", "P203", "trois_services"),
        ("[mediation_familiale]", "[mediation_famille]", "P203", "mediation_familiale"),
        ("code: quatre_services\n", "code: trois_services\n", "P206", None),
        ("assistants_par_etp: 70.0", "assistants_par_etp: 0.0", "P217", None),
    ],
)
def test_une_faute_se_dit_a_sa_ligne(
    espace_copie: Espace, avant: str, apres: str, code: str, proche: str | None
) -> None:
    remplacer(espace_copie, FICHIER, avant, apres)
    with pytest.raises(Erreurs) as refus:
        lire_services(espace_copie)
    (erreur,) = refus.value.erreurs
    assert (erreur.code, erreur.proche) == (code, proche)
    assert erreur.lieu.ligne is not None


def test_verifier_controle_les_services(espace_copie: Espace) -> None:
    remplacer(espace_copie, FICHIER, "panier: trois_services", "panier: trois")
    assert "P203" in {erreur.code for erreur in verifier(espace_copie, "00").erreurs}
