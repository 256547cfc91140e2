"""Les règles de secret du référentiel, et leurs renvois ; le secret sur un vrai fichier."""

import time
from pathlib import Path

import pandas as pd
import pytest
from tests.attaque import intervalles
from tests.fabrique import RACINE, remplacer
from tests.secret import REGLES, cachees, liens, petites, primaire_seule, regles, table

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.referentiel.lecture import SOURCES_INTERNES, lire_referentiel
from sdsf.referentiel.secret import lire_regles_de_secret
from sdsf.secret.protection import proteger, verifier_publication

FICHIER = "params/referentiel/secret.yml"


def test_chaque_regle_dit_sa_reference_et_ce_qu_elle_vaut() -> None:
    codes = [regle.code for regle in REGLES.regles]
    assert codes == ["caf_local", "caf_open", "fiscal", "etablissement", "enquete", "verbatim"]
    assert all(reference.titre and reference.preuve for r in REGLES.regles for reference in r.references)
    lues = [ref for r in REGLES.regles for ref in r.references if ref.preuve == "code_public"]
    assert all(reference.lien for reference in lues)


def test_une_source_a_sa_regle_et_une_origine_la_sienne() -> None:
    trouvees = [
        REGLES.regle_de(*cas)
        for cas in (
            ("insee_filosofi", "producteur"),
            ("caf_locale", "producteur"),
            ("inconnue", "saisie"),
            ("enquete_locale", "saisie"),
            ("cnaf_txcouv", "producteur"),
        )
    ]
    codes = [regle and regle.code for regle in trouvees]
    assert codes == ["fiscal", "caf_local", "caf_local", "enquete", None]


def test_chaque_source_du_referentiel_a_sa_regle_ou_est_deja_publique() -> None:
    """Une source que personne n'a classée serait publiée sans que l'on y ait pensé."""
    referentiel = lire_referentiel(Espace(RACINE))
    reglees = {source for regle in REGLES.regles for source in regle.sources}
    assert reglees | set(REGLES.publiques) == set(referentiel.sources)
    des_fiches = {
        terme.source
        for fiche in referentiel.indicateurs.values()
        for terme in (fiche.numerateur, fiche.denominateur)
        if terme
    }
    assert des_fiches <= set(referentiel.sources) | set(SOURCES_INTERNES)


def test_une_source_publique_et_reglee_est_refusee(espace_copie: Espace) -> None:
    remplacer(espace_copie, FICHIER, "[enquete_locale]", "[enquete_locale, senacs]")
    with pytest.raises(Erreurs) as refus:
        lire_regles_de_secret(espace_copie)
    (faute,) = refus.value.erreurs
    assert (faute.code, "publiques" in str(faute)) == ("D367", True)


@pytest.mark.parametrize(
    ("avant", "apres", "proche"),
    [
        ("enfants, familles", "enfants, famille", "familles"),
        ("insee_filosofi", "insee_filosofie", "insee_filosofi"),
        ("montants: [euros", "montants: [euro", "euros"),
    ],
)
def test_un_mot_inconnu_se_dit_avec_le_plus_proche(
    espace_copie: Espace, avant: str, apres: str, proche: str
) -> None:
    ligne = remplacer(espace_copie, FICHIER, avant, apres)
    with pytest.raises(Erreurs) as refus:
        lire_regles_de_secret(espace_copie)
    (faute,) = refus.value.erreurs
    assert (faute.code, faute.proche, faute.lieu.ligne) == ("P203", proche, ligne)


@pytest.mark.shared
def test_les_allocataires_du_92_comme_s_ils_etaient_exacts(shared: Path) -> None:
    """36 communes, 5 ans, 7 colonnes ; le seuil est relevé pour que des valeurs arrondies soient petites."""
    brut = pd.read_csv(
        shared / "donnees/cnaf_allocataires/s_ben_com_f_dep92_2020-2024.csv", sep=";", dtype=str
    )
    colonnes = [nom for nom in brut if nom.startswith("ind")]
    effectifs = {
        (f"commune:{ligne['numcomdo']}", colonne, ligne["dtreffre"][:4]): float(ligne[colonne])
        for ligne in brut.to_dict("records")
        for colonne in colonnes
    }
    communes = sorted({cle[0] for cle in effectifs})
    for (_, colonne, annee), valeur in list(effectifs.items()):
        total = ("departement:92", colonne, annee)
        effectifs[total] = effectifs.get(total, 0.0) + valeur
    donnees, sommes = table(effectifs), [("territoire", "departement:92", communes)]
    seuil = 160
    assert (len(communes), len(colonnes), len(petites(donnees, seuil)) > 0) == (36, 7, True)
    debut = time.perf_counter()
    publiee = proteger({"t": donnees}, liens(sommes), regles(effectif_minimal=seuil))["t"]
    assert time.perf_counter() - debut < 20
    assert petites(donnees, seuil) <= cachees(publiee)
    trouves = intervalles([publiee], sommes)
    assert trouves
    assert all(haut - bas >= seuil - 2 for bas, haut in trouves.values())
    verifier_publication({"t": publiee}, liens(sommes), regles(effectif_minimal=seuil))
    assert len(cachees(primaire_seule(donnees))) == 0
