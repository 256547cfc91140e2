"""Les rapports courts, section par section : lisibles, justes, sans lien perdu, sur les six départements."""

import re
from collections.abc import Sequence
from types import ModuleType

import pytest
from bs4 import BeautifulSoup
from tests.fabrique import RACINE
from tests.lisibilite import mesurer, sigles
from tests.pages import chiffres, html, lire, rendre_hostile, sections, sur_un_plan

from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.espace import Espace
from sdsf.rapports import fiche_action, lettre, page_elu, synthese_publique
from sdsf.rapports.fiche_action.renvois import recommandations_de, vigilances_de
from sdsf.rapports.lettre.semestre import evenements, semestre, semestre_suivant
from sdsf.rapports.synthese_publique.mots import sigles_cites
from sdsf.rendu.blocs import Bloc

COURTS = {
    module.__name__.rpartition(".")[2]: module
    for module in (synthese_publique, page_elu, fiche_action, lettre)
}
# Une année de chaque schéma décrit.
ANNEES = {"00": 2024, "13": 2024, "34": 2023, "63": 2024, "71": 2021, "92": 2024}
CHAQUE_RAPPORT = pytest.mark.parametrize("rapport", list(COURTS))
CHAQUE_SCHEMA = pytest.mark.parametrize("code", list(ANNEES))
_dossiers: dict[tuple[str, str, str], Dossier] = {}


def dossier_de(code: str, rapport: str, reglages: str = "", annee: int = 0) -> Dossier:
    """Un dossier, chargé une fois."""
    cle = (f"{code} {annee}", rapport, reglages)
    if cle not in _dossiers:
        demande = controler_demande(Espace(RACINE), code, annee or ANNEES[code], reglages, rapport)
        _dossiers[cle] = charger(Espace(RACINE), demande)
    return _dossiers[cle]


def toutes(module: ModuleType, dossier: Dossier) -> list[Bloc]:
    """Les blocs de toutes les sections."""
    return [bloc for section in sections(module).values() for bloc in section(dossier)]


def textes_engendres(dossier: Dossier, blocs: Sequence[Bloc]) -> list[str]:
    """Ce que la page dit d'elle-même : ni citation, ni tableau, ni dessin, ni couverture, ni source."""
    page = BeautifulSoup(html(dossier, blocs), "html.parser")
    for element in page.select(".citations, .note, svg, details, header, sup, table"):
        element.decompose()
    propres = [" ".join(e.get_text().split()) for e in page.select("p, li, dd")]
    return [texte.replace("\u202f", "").replace("\u00a0", " ") for texte in propres if texte]


# --- tous -----------------------------------------------------------------------------------------


@CHAQUE_RAPPORT
@CHAQUE_SCHEMA
def test_chaque_section_est_bien_formee_et_chaque_chiffre_connu_a_sa_source(code: str, rapport: str) -> None:
    dossier = dossier_de(code, rapport)
    blocs = toutes(COURTS[rapport], dossier)
    lecteur = lire(dossier, blocs)
    assert lecteur.fautes == []
    ids = [valeur for nom, valeur in lecteur.attributs if nom == "id"]
    renvois = [valeur for nom, valeur in lecteur.attributs if nom == "href"]
    assert len(ids) == len(set(ids))
    assert [renvoi for renvoi in renvois if renvoi.removeprefix("#") not in ids] == []
    connus = [c for c in chiffres(dossier, blocs) if c.connu]
    assert connus
    assert [c.libelle for c in connus if not c.source] == []
    assert [c.libelle for c in connus if c.valeur and not c.trace.empreinte] == []


@CHAQUE_RAPPORT
def test_le_texte_des_gens_reste_du_texte(code_hostile: Dossier, rapport: str) -> None:
    page = lire(code_hostile, toutes(COURTS[rapport], code_hostile))
    assert page.fautes == []
    assert "script" not in page.balises
    assert not any(nom == "onerror" for nom, _ in page.attributs)


@pytest.fixture(scope="module")
def code_hostile() -> Dossier:
    dossier = dossier_de("00", "fiche_action")
    return sur_un_plan(dossier, rendre_hostile(dossier.plan))


# --- la synthèse publique -------------------------------------------------------------------------


@CHAQUE_SCHEMA
def test_les_phrases_de_la_synthese_sont_courtes(code: str) -> None:
    """Quinze mots en moyenne au plus, trente pour la plus longue : la règle des textes faciles à lire."""
    dossier = dossier_de(code, "synthese_publique")
    mesure = mesurer(textes_engendres(dossier, toutes(synthese_publique, dossier)))
    assert mesure.phrases > 12
    assert mesure.mots_par_phrase <= 15
    assert mesure.plus_longue <= 30


@CHAQUE_SCHEMA
def test_chaque_sigle_de_la_synthese_est_developpe(code: str) -> None:
    dossier = dossier_de(code, "synthese_publique")
    corps = [
        b
        for nom, s in sections(synthese_publique).items()
        if nom not in ("couverture", "mots")
        for b in s(dossier)
    ]
    page = BeautifulSoup(html(dossier, corps), "html.parser")
    expliques = {
        dt.get_text()
        for dt in BeautifulSoup(html(dossier, synthese_publique.mots(dossier)), "html.parser")("dt")
    }
    textes = [e.get_text() for e in page.select("p, li, td, th, caption, svg text")]
    cites = {s for texte in textes if not texte.isupper() for s in sigles(texte) if len(s) <= 5}
    assert cites <= expliques


def test_un_sigle_inconnu_est_dit_inexplique(dossier_00: Dossier) -> None:
    trouves = sigles_cites(dossier_00, ["Ouvrir un Laep et un ZQX", "PETITE ENFANCE ET JEUNESSE"])
    assert trouves == {
        "Laep": "lieu d'accueil enfants-parents",
        "ZQX": "sigle que le schéma n'explique pas",
    }


def test_la_synthese_dit_ce_qu_elle_ne_sait_pas() -> None:
    dossier = dossier_de("13", "synthese_publique")
    texte = lire(
        dossier, [*synthese_publique.realisations(dossier), *synthese_publique.inconnu(dossier)]
    ).texte
    assert "Personne n'a encore écrit où elles en sont" in texte
    assert "Cela ne veut pas dire que rien n'a été fait" in texte
    assert "Le plan a prévu 44 mesures pour voir ce qui change. Aucune n'a encore de résultat." in texte


# --- la page de l'élu -----------------------------------------------------------------------------


@CHAQUE_SCHEMA
def test_la_page_de_l_elu_a_trois_chiffres_et_ne_les_redit_pas(code: str) -> None:
    dossier = dossier_de(code, "page_elu")
    cles = BeautifulSoup(html(dossier, page_elu.chiffres_cles(dossier)), "html.parser")
    assert len(cles.select(".chiffre-cle")) == 3
    encadres = BeautifulSoup(html(dossier, page_elu.constats_et_alertes(dossier)), "html.parser")
    assert [len(e.select("li")) <= 3 for e in encadres.select(".encadre")] == [True, True]
    assert "places d'accueil pour 100 enfants de moins de 3 ans en" not in encadres.get_text()
    decisions = BeautifulSoup(html(dossier, page_elu.decisions(dossier)), "html.parser").select("li")
    assert 1 <= len(decisions) <= 3


def test_les_chiffres_de_la_page_de_l_elu_du_13() -> None:
    dossier = dossier_de("13", "page_elu")
    trouves = [(c.libelle, c.valeur) for c in chiffres(dossier, page_elu.chiffres_cles(dossier))]
    assert [valeur for _, valeur in trouves] == [66, 50.6, 10.3]
    assert trouves[0][0] == "Actions sans information"


# --- la fiche-action ------------------------------------------------------------------------------


@CHAQUE_SCHEMA
def test_le_recueil_montre_chaque_fiche_et_une_demande_n_en_montre_qu_une(code: str) -> None:
    dossier = dossier_de(code, "fiche_action")
    assert len(fiche_action.fiches(dossier)) == len(dossier.plan.fiches)
    choisie = dossier.plan.fiches[-1]
    seule = dossier_de(code, "fiche_action", f'{{"fiche": "{choisie.id}"}}')
    texte = lire(seule, fiche_action.fiches(seule)).texte
    assert choisie.intitule.split("\n")[0][:40] in texte
    assert all(" ".join(action.intitule.split())[:40] in texte for action in choisie.actions)


def test_la_fiche_dit_ce_que_le_pilote_doit_renseigner() -> None:
    dossier = dossier_de("13", "fiche_action", '{"fiche": "fiche-1.2"}')
    texte = lire(dossier, fiche_action.fiches(dossier)).texte
    assert "L'état de 4 actions (a, b, c, d)." in texte
    assert "La valeur de 5 indicateurs." in texte


def test_les_points_de_vigilance_et_les_recommandations_sont_ceux_de_la_fiche() -> None:
    dossier = dossier_de("00", "fiche_action")
    fiches = {fiche.id: fiche for fiche in dossier.plan.fiches}
    visees = {ident: recommandations_de(dossier, fiche) for ident, fiche in fiches.items()}
    assert any("Désigner un pilote pour l'action c de la fiche 1.3" in dite for dite in visees["pe-1.3"])
    assert not any("fiche 1.3" in dite for dite in visees["pe-1.1"])
    # La suite de r2023-1 n'est connue qu'en octobre 2025 : un rapport de 2024 l'ignore.
    assert any(dite.endswith("suite non renseignée.") for dite in visees["pe-1.1"])
    plan = dossier_de("13", "fiche_action").plan
    sujets = [p.sujet for p in vigilances_de(plan, next(f for f in plan.fiches if f.code == "1.2"))]
    assert "Neuf lignes d'indicateurs composées" in sujets


# --- la lettre ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numero", "bornes"), [(1, ("2024-01-01", "2024-06-30")), (2, ("2024-07-01", "2024-12-31"))]
)
def test_la_lettre_ne_raconte_que_son_semestre(numero: int, bornes: tuple[str, str]) -> None:
    dossier = dossier_de("00", "lettre", f'{{"semestre": {numero}}}')
    du, au = semestre(dossier).debut, semestre(dossier).fin
    assert (du.isoformat(), au.isoformat()) == bornes
    faits = evenements(dossier)
    assert faits
    assert all(du <= fait.jour <= au for fait in faits)
    assert semestre_suivant(dossier).debut > au


def test_les_deux_semestres_se_partagent_les_evenements_de_l_annee() -> None:
    dits = [
        {(e.identifiant, e.quoi) for e in evenements(dossier_de("00", "lettre", f'{{"semestre": {n}}}'))}
        for n in (1, 2)
    ]
    assert ("pa-2.1-c", "terminé") in dits[1]
    assert ("pa-2.1-a", "terminé") in dits[0]
    assert dits[0] & dits[1] == set()


def test_une_lettre_sans_nouvelle_le_dit_et_demande_a_chaque_pilote() -> None:
    dossier = dossier_de("92", "lettre")
    texte = lire(dossier, toutes(lettre, dossier)).texte
    assert "cela ne veut pas dire que rien n'a avancé" in texte
    assert "pilote non dit par le texte" in texte
    assert re.search(r"Choisie à son tour, dans l'ordre du texte\.", texte)
