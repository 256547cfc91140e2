"""La comparaison nationale : une ligne par département, la même édition, et aucun classement."""

import csv
import re
import statistics

import pytest
from tests.fabrique import RACINE
from tests.pages import chiffres, html, lire, ouvrir, sections, valeurs

from sdsf.dossier import Dossier
from sdsf.rapports import comparaison_nationale as rapport
from sdsf.rapports.comparaison_nationale.vue import (
    MILIEU,
    QUART_BAS,
    QUART_HAUT,
    contexte,
    couverture_d_ensemble,
    evolutions,
    modes,
    quarts_de,
)


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return ouvrir("01", "comparaison_nationale")


def publies(annee: str, edition: str) -> dict[str, float]:
    """Les taux des 101 départements, relus dans la table de la Cnaf sans rien du paquet."""
    with (RACINE / "data/national/cnaf/taux_couverture.csv").open(encoding="utf-8") as lu:
        return {
            ligne["territoire"]: float(ligne["valeur"])
            for ligne in csv.DictReader(lu)
            if ligne["indicateur"] == "taux_couverture_accueil"
            and (ligne["maille"], ligne["periode"], ligne["edition"]) == ("departement", annee, edition)
            and ligne["territoire"] not in ("977", "978")
        }


def test_les_taux_et_leurs_quartiles_recalcules_a_part(dossier: Dossier) -> None:
    mesure, attendus = couverture_d_ensemble(dossier), publies("2023", "courant")
    assert mesure is not None
    assert (mesure.cle.periode, mesure.cle.edition, len(attendus)) == ("2023", "courant", 100)
    assert {code: c.valeur for code, c in mesure.connues().items()} == attendus
    assert (len(mesure.valeurs), mesure.absents()) == (101, ["976"])
    bords = quarts_de(dossier, mesure)
    assert bords is not None
    bas, milieu, haut = statistics.quantiles(attendus.values(), n=4, method="inclusive")
    lus = [bords.bas.valeur, bords.mediane.valeur, bords.haut.valeur]
    assert lus == pytest.approx([bas, milieu, haut])


def test_la_place_dit_un_quart_et_un_bord_est_du_centre(dossier: Dossier) -> None:
    mesure = couverture_d_ensemble(dossier)
    assert mesure is not None
    bords = quarts_de(dossier, mesure)
    assert bords is not None
    # Deux départements sont à 70,2, le troisième quartile.
    places = [bords.position(c) for c in mesure.connues().values()]
    assert [places.count(nom) for nom in (QUART_BAS, MILIEU, QUART_HAUT)] == [25, 51, 24]
    assert bords.position(bords.bas) == bords.position(bords.haut) == MILIEU
    assert bords.position(mesure.valeurs["976"]) == "n.d."


def test_chaque_mesure_n_a_qu_une_cle(dossier: Dossier) -> None:
    ensemble = couverture_d_ensemble(dossier)
    assert ensemble is not None
    mesures = [ensemble, *modes(dossier), *contexte(dossier)]
    assert len(mesures) == 7
    for mesure in mesures:
        cles = {(c.periode, c.edition) for c in mesure.connues().values()}
        assert cles == {(mesure.cle.periode, mesure.cle.edition)}, mesure.indicateur


def test_deux_editions_ne_se_joignent_pas(dossier: Dossier) -> None:
    lues = {(e.cle.edition, e.depuis, e.jusqu_a): e for e in evolutions(dossier)}
    assert list(lues) == [("courant", 2022, 2023), ("hist", 2017, 2022)]
    avant, apres = publies("2022", "courant"), publies("2023", "courant")
    attendus = {code: round(apres[code] - avant[code], 6) for code in avant}
    assert {code: c.valeur for code, c in lues["courant", 2022, 2023].connus().items()} == attendus


def test_les_hausses_et_les_baisses_se_comptent(dossier: Dossier) -> None:
    comptes = valeurs(dossier, rapport.essentiel(dossier))
    mots = ("plus haut", "plus bas", "inchangé")
    lus = [comptes.get(f"Départements au taux {mot}, édition « hist »", 0) or 0 for mot in mots]
    assert lus == [59, 40, 1]
    texte = lire(dossier, rapport.essentiel(dossier)).texte
    assert "plus haut dans 75 et plus bas dans 25 départements ; en France, +1,4 point." in texte
    assert "Une seule année ne fait pas une tendance." in texte


def test_le_tableau_a_une_ligne_par_departement_dans_l_ordre_des_codes(dossier: Dossier) -> None:
    page = html(dossier, rapport.departements(dossier))
    codes = re.findall(r'<th scope="row">(\w+) ', page)[:-1]
    assert codes == [code for code in dossier.referentiel.departements if code != "00"]
    assert len(codes) == 101


def test_le_tableau_est_le_meme_pour_qui_que_ce_soit(dossier: Dossier) -> None:
    """Mayotte n'a ni taux d'accueil ni taux de pauvreté : les titres ne viennent pas de ses relevés."""
    autre = ouvrir("976", "comparaison_nationale")
    for nom in ("departements", "manques"):
        section = sections(rapport)[nom]
        assert html(autre, section(autre)) == html(dossier, section(dossier)), nom


def test_celui_qui_lit_est_situe_sans_rang(dossier: Dossier) -> None:
    texte = lire(dossier, rapport.essentiel(dossier)).texte
    assert "Taux de l'Ain : 67,8 places pour 100 enfants, 6,9 points de plus que la France" in texte
    assert "dans la moitié centrale des départements" in texte
    page = html(dossier, [bloc for section in sections(rapport).values() for bloc in section(dossier)])
    assert not any(mot in page.lower() for mot in ("premier rang", "1er rang", "au dernier rang", "palmarès"))


def test_ce_qui_manque_est_nomme(dossier: Dossier) -> None:
    texte = lire(dossier, rapport.manques(dossier)).texte
    assert "Guadeloupe (971), Guyane (973), Mayotte (976)" in texte
    assert (
        "Sans taux publié pour cette année et cette édition : Mayotte."
        in lire(dossier, rapport.essentiel(dossier)).texte
    )


@pytest.mark.parametrize("code", ["01", "976", "00"])
def test_chaque_section_se_rend_et_chaque_chiffre_connu_a_sa_trace(code: str) -> None:
    dossier = ouvrir(code, "comparaison_nationale")
    blocs = [bloc for section in sections(rapport).values() for bloc in section(dossier)]
    assert not re.search(r"\bnan\b|None|NaT|(?i:taux_pauvrete|part_moins)", lire(dossier, blocs).texte)
    lus = [c for c in chiffres(dossier, blocs) if c.connu]
    assert len(lus) > 5
    assert all(c.source and c.trace.empreinte for c in lus)


def test_le_fictif_ne_se_compare_a_personne() -> None:
    dossier = ouvrir("00", "comparaison_nationale")
    assert dossier.ensembles.empty
    assert "ne se compare à aucun département réel" in lire(dossier, rapport.essentiel(dossier)).texte
    assert "il n'y a pas de dispersion" in lire(dossier, rapport.dispersion(dossier)).texte


def test_une_annee_sans_donnee_le_dit() -> None:
    dossier = ouvrir("01", "comparaison_nationale", 2005)
    for nom in ("essentiel", "dispersion", "departements"):
        assert "Aucun taux de couverture n'est connu" in lire(dossier, sections(rapport)[nom](dossier)).texte
