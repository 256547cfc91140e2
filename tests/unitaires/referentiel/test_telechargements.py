"""Le catalogue des téléchargements : une adresse douteuse se dit à sa ligne, avec toutes les autres."""

from pathlib import Path

import pytest
from tests.fabrique import RACINE, remplacer

from sdsf.commande.verification import verifier
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.referentiel.telechargements import lire_telechargements

FICHIER = "params/referentiel/telechargements.yml"
QPV = "https://static.data.gouv.fr/resources"


@pytest.mark.parametrize(
    ("avant", "apres", "cause"),
    [
        (QPV, "http://static.data.gouv.fr/resources", "une adresse commence par https://"),
        (QPV, "https://statics.data.gouv.fr/resources", "n'est pas un des serveurs admis"),
        (QPV, f"{QPV}/{{departement}}", "s'écrit dans « adresse_departement »"),
        ("fichier: drees.csv", "fichier: ../drees.csv", "un nom de fichier n'a que"),
        (
            "departements/{departement}/communes",
            "departements/communes",
            "s'écrit dans « adresse_departement »",
        ),
        ("motif: \"l'adresse du classeur change", 'motif: null # "', "il se donne quand"),
    ],
)
def test_une_adresse_douteuse_se_dit_a_sa_ligne(
    espace_copie: Espace, avant: str, apres: str, cause: str
) -> None:
    remplacer(espace_copie, FICHIER, avant, apres)
    with pytest.raises(Erreurs) as refus:
        lire_telechargements(espace_copie)
    (erreur,) = refus.value.erreurs
    assert erreur.code == "P240"
    assert cause in str(erreur)
    assert erreur.lieu.ligne is not None


def test_un_serveur_mal_ecrit_dit_le_plus_proche(espace_copie: Espace) -> None:
    remplacer(espace_copie, FICHIER, QPV, "https://statics.data.gouv.fr/resources")
    with pytest.raises(Erreurs, match=r"Le plus proche : « static\.data\.gouv\.fr »"):
        lire_telechargements(espace_copie)


def test_deux_jeux_de_meme_code_se_disent(espace_copie: Espace) -> None:
    remplacer(espace_copie, FICHIER, "code: txcouv_pe_reg\n", "code: txcouv_pe_nat\n")
    with pytest.raises(Erreurs) as refus:
        lire_telechargements(espace_copie)
    assert [erreur.code for erreur in refus.value.erreurs] == ["P206"]


def test_verifier_controle_le_catalogue(espace_copie: Espace) -> None:
    remplacer(espace_copie, FICHIER, QPV, "http://static.data.gouv.fr/resources")
    assert "P240" in {erreur.code for erreur in verifier(espace_copie, "00").erreurs}


def test_chaque_jeu_dit_sa_provenance_et_sa_licence() -> None:
    """Une licence nulle est une licence qui n'est pas établie : la provenance dit pourquoi."""
    jeux = lire_telechargements(Espace(Path(RACINE))).jeux
    sans_licence = {jeu.code for jeu in jeux if jeu.licence is None}
    assert sans_licence == {"epci", "departements"}
    assert all("ODbL" in jeu.vue_dans for jeu in jeux if jeu.licence is None)
