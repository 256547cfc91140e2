"""Les méthodes de priorité du référentiel : une faute se dit à sa ligne, avec toutes les autres."""

import pytest
from tests.fabrique import RACINE, remplacer

from sdsf.commande.verification import verifier
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.referentiel.lecture import lire_referentiel
from sdsf.referentiel.priorites import lire_priorites

FICHIER = "params/referentiel/priorites.yml"
PRIORITES = lire_priorites(Espace(RACINE))


def test_les_trois_methodes_des_textes_y_sont() -> None:
    assert [m.code for m in PRIORITES.methodes] == [
        "somme_des_rangs",
        "criteres_ponderes",
        "six_facteurs_avs",
    ]
    assert [len(m.criteres) for m in PRIORITES.methodes] == [3, 5, 6]


def test_chaque_source_et_chaque_unite_est_du_referentiel() -> None:
    referentiel = lire_referentiel(Espace(RACINE))
    assert {m.source for m in PRIORITES.methodes} <= set(referentiel.sources)
    unites = {c.unite for m in PRIORITES.methodes for c in m.criteres if c.unite}
    assert unites <= set(referentiel.unites)


def test_les_silences_du_63_sont_des_reglages() -> None:
    """domaine.md, règle 3 : ni les ex æquo, ni la coupe en classes ; deux dénominateurs."""
    methode = PRIORITES.methode("somme_des_rangs")
    assert (methode.normalisation_origine, methode.ex_aequo_origine, methode.classes.origine) == (
        "texte",
        "reglage",
        "reglage",
    )
    assert len(methode.denominateurs) == 2


@pytest.mark.parametrize(
    ("avant", "apres", "code", "cause"),
    [
        ("code: criteres_ponderes", "code: somme_des_rangs", "P206", "déjà employé"),
        ("denominateur: familles_de_l_epci", "denominateur: epci", "P217", "pas un de ses dénominateurs"),
        ("normalisation: rang", "normalisation: rangs", "P207", "rang"),
        ("decoupe: effectifs, nombre: 3", "decoupe: bornes, nombre: 3", "P217", "veulent 2 borne"),
        ("concentration: 1.0", "concentration: 0.0", "P217", "« 0.0 »"),
    ],
)
def test_une_faute_se_dit_a_sa_ligne(
    espace_copie: Espace, avant: str, apres: str, code: str, cause: str
) -> None:
    remplacer(espace_copie, FICHIER, avant, apres)
    with pytest.raises(Erreurs) as refus:
        lire_priorites(espace_copie)
    erreur = refus.value.erreurs[0]
    assert erreur.code == code
    assert cause in str(erreur)
    assert erreur.lieu.ligne is not None


def test_verifier_controle_les_priorites(espace_copie: Espace) -> None:
    remplacer(espace_copie, FICHIER, "ex_aequo: meilleur", "ex_aequo: melleur")
    assert "P207" in {erreur.code for erreur in verifier(espace_copie, "00").erreurs}
