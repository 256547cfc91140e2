"""Les sections d'évaluation : aucune ne dit une cause que rien ne fonde ; ce qui manque y est dit."""

import dataclasses
import functools
import re

import pytest
from bs4 import BeautifulSoup
from tests.pages import Lecteur, html, lire, ouvrir, rendre_hostile, sections, sur_un_plan, tableaux_vides

from sdsf.causes import expressions_de_cause
from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.contribution import VERBES
from sdsf.rapports import jugements
from sdsf.rapports.jugements.contribution import examiner
from sdsf.rapports.jugements.logique import chaines_du_plan
from sdsf.rapports.jugements.produits import candidats
from sdsf.rendu.blocs import Bloc
from sdsf.rendu.registre import Registre

SECTIONS = sections(jugements)
# Le fictif à mi-parcours et au terme, puis les cinq schémas décrits, dans leur période.
DOSSIERS = {
    "00 à mi-parcours": ("00", "bilan_intermediaire", 2023),
    "00 au terme": ("00", "bilan_final", 2025),
    "13": ("13", "bilan_intermediaire", 2025),
    "34": ("34", "bilan_final", 2025),
    "63": ("63", "bilan_intermediaire", 2024),
    "71": ("71", "bilan_final", 2022),
    "92": ("92", "bilan_intermediaire", 2024),
}
REELS = [nom for nom in DOSSIERS if not nom.startswith("00")]
# Le nom d'un maillon de la chaîne, pas l'affirmation d'un effet.
MAILLON = re.compile(r"\bimpacts?\b", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Rendu:
    """Une section d'un dossier, rendue une seule fois pour tous les tests."""

    page: str
    lue: Lecteur
    chiffres: list[Chiffre]


@functools.cache
def dossier_de(nom: str) -> Dossier:
    return ouvrir(*DOSSIERS[nom])


@functools.cache
def rendus(nom: str) -> dict[str, Rendu]:
    """Chaque section d'un dossier ; les chiffres montrés dans l'ordre."""
    dossier = dossier_de(nom)
    return {section: _rendre(dossier, montrer(dossier)) for section, montrer in SECTIONS.items()}


def _rendre(dossier: Dossier, blocs: list[Bloc]) -> Rendu:
    registre = Registre(dict(dossier.referentiel.unites))
    page = html(dossier, blocs, registre)
    sans_renvois = re.sub(r'<sup class="renvoi".*?</sup>', "", page)
    return Rendu(page, Lecteur(sans_renvois), [chiffre for _, chiffre in registre])


def texte(nom: str, section: str) -> str:
    return rendus(nom)[section].lue.texte


def valeurs(nom: str, section: str) -> dict[str, float | None]:
    return {chiffre.libelle: chiffre.valeur for chiffre in rendus(nom)[section].chiffres}


TERME = "00 au terme"


# --- le garde-fou de rédaction --------------------------------------------------------------------


def voix_du_rapport(page: str) -> list[str]:
    """Les phrases que la section écrit elle-même : ni mots cités, ni phrases fondées, ni dessin."""
    soupe = BeautifulSoup(page, "html.parser")
    for retire in soupe.select(".cite, .fondee, svg, sup.renvoi"):
        retire.replace_with(" ")
    blocs = soupe.find_all(["p", "li", "td", "th", "dt", "dd", "h3", "caption", "summary"])
    return [" ".join(bloc.get_text(" ").split()) for bloc in blocs]


def causes(page: str) -> list[str]:
    return [
        f"{phrase} → {mot}"
        for phrase in voix_du_rapport(page)
        for mot in expressions_de_cause(MAILLON.sub(" ", phrase))
    ]


@pytest.mark.parametrize("nom", DOSSIERS)
def test_aucune_phrase_ne_dit_une_cause_non_fondee(nom: str) -> None:
    trouvees = {section: causes(rendu.page) for section, rendu in rendus(nom).items()}
    assert {section: dites for section, dites in trouvees.items() if dites} == {}


def test_une_cause_ecrite_par_une_section_se_verrait() -> None:
    page = '<p>Grâce au schéma, le taux monte.</p><p><span class="cite">grâce au schéma</span> : un avis</p>'
    assert causes(page) == ["Grâce au schéma, le taux monte. → grace au"]


@pytest.mark.parametrize("nom", DOSSIERS)
def test_une_phrase_fondee_n_a_que_le_verbe_de_son_fondement(nom: str) -> None:
    verbes = {type_.__name__: verbe for type_, verbe in VERBES.items()}
    page = "".join(rendu.page for rendu in rendus(nom).values())
    for fondee in BeautifulSoup(page, "html.parser").select(".fondee"):
        dite = " ".join(fondee.get_text("").replace("\xa0", " ").split())
        verbe = verbes.get(str(fondee["data-fondement"]), "")
        assert expressions_de_cause(dite.replace(verbe, " ", 1) if verbe else dite) == [], dite
        assert verbe in dite


def test_a_permis_ne_se_dit_que_d_un_produit_direct() -> None:
    page = "".join(rendu.page for rendu in rendus(TERME).values())
    fondees = BeautifulSoup(page, "html.parser").select(".fondee")
    permis = {str(fondee["data-fondement"]) for fondee in fondees if "a permis" in fondee.get_text()}
    assert permis == {"ProduitDirect"}


# --- chaque section tient partout -----------------------------------------------------------------


@pytest.mark.parametrize("nom", DOSSIERS)
def test_chaque_section_est_bien_formee_et_sans_tableau_vide(nom: str) -> None:
    for section, rendu in rendus(nom).items():
        assert rendu.page, section
        assert rendu.lue.fautes == [], section
        assert tableaux_vides(rendu.page) == [], section


@pytest.mark.parametrize("nom", DOSSIERS)
def test_un_libelle_ne_dit_qu_un_chiffre(nom: str) -> None:
    for section, rendu in rendus(nom).items():
        dits: dict[str, float | None] = {}
        for chiffre in rendu.chiffres:
            assert dits.setdefault(chiffre.libelle, chiffre.valeur) == chiffre.valeur, (section, chiffre)


def test_un_plan_hostile_reste_du_texte() -> None:
    terme = dossier_de(TERME)
    dossier = dataclasses.replace(sur_un_plan(terme, rendre_hostile(terme.plan)), travaux=terme.travaux)
    for section, montrer in SECTIONS.items():
        lue = lire(dossier, montrer(dossier))
        assert ("script" in lue.balises, lue.fautes) == (False, []), section


@pytest.mark.parametrize("nom", REELS)
def test_un_departement_reel_dit_ses_vides(nom: str) -> None:
    assert "Aucun constat n'est écrit" in texte(nom, "matrice")
    assert "aucune n'a d'éléments réunis" in texte(nom, "contribution")
    assert "Le mandat de l'évaluation n'est pas écrit" in texte(nom, "mandat")
    assert "Aucune recommandation" in texte(nom, "suites_des_recommandations")
    assert "à aucune des questions d'évaluation" in texte(nom, "reponses_courtes")
    assert "a permis" not in texte(nom, "produits_directs")


# --- ce que le département fictif fait vivre ------------------------------------------------------


def test_une_contribution_de_chaque_force() -> None:
    liste = examiner(dossier_de(TERME))
    examens = {examen.hypothese.id: (examen.force, examen.phrase.fondement) for examen in liste}
    assert examens == {
        "h-moyens-engages": (None, "Silence"),
        "h-porteurs": (None, "Silence"),
        "h-offre-utile": ("C", "Accompagnement"),
        "h-effets-durables": (None, "Silence"),
        "h-places-prioritaires": ("A", "TableDeContribution"),
        "h-relais": ("B", "TableDeContribution"),
        "h-mediation": ("C", "Accompagnement"),
        "h-presence-en-ligne": ("D", "Avis"),
    }


def test_le_mi_parcours_ne_sait_rien_de_la_suite() -> None:
    nom = "00 à mi-parcours"
    assert {examen.force for examen in examiner(dossier_de(nom))} == {None}
    assert "réponse de 2023" in texte(nom, "reponses")
    assert "2025" not in texte(nom, "reponses_courtes")
    assert "Aucun effet inattendu" in texte(nom, "effets_inattendus")


def test_une_reponse_sans_preuve_suffisante_ne_conclut_pas() -> None:
    dit = texte(TERME, "reponses_courtes")
    assert "données insuffisantes sans objet un constat qui la fonde n'est qu'une opinion" in dit
    assert "plutôt non C L'offre en établissement atteint presque sa cible" in dit
    assert "L'accueil est de meilleure qualité" not in dit
    assert "cet avis n'est pas retenu, faute de preuve suffisante" in texte(TERME, "reponses")


def test_un_produit_direct_est_compte_depuis_zero() -> None:
    dits = {c.indicateur.id: c.obstacle for c in candidats(dossier_de(TERME))}
    assert [nom for nom, obstacle in dits.items() if not obstacle] == ["pe-1.1-i3"]
    assert "une part existait déjà" in dits["pe-1.2-i3"]
    assert "118 en 2025" in texte(TERME, "produits_directs")


def test_la_matrice_montre_les_constats_sans_preuve_et_les_indicateurs_sans_question() -> None:
    trouvees = valeurs(TERME, "matrice")
    assert trouvees["Questions d'évaluation"] == 8
    assert trouvees["Constats écrits"] == 8
    assert trouvees["Constats sans preuve"] == 2
    assert trouvees["Indicateurs du plan sans question"] == 12
    assert "Heures d'accueil de loisirs" in texte(TERME, "matrice")


def test_les_suites_des_recommandations_d_un_rapport_a_l_autre() -> None:
    trouvees = valeurs(TERME, "suites_des_recommandations")
    assert trouvees["Recommandations des rapports antérieurs"] == 7
    assert trouvees["Recommandations antérieures, échéance dépassée"] == 3
    assert trouvees["Recommandations antérieures, suivie"] == 3
    nouvelles = texte(TERME, "recommandations")
    assert "il manque le responsable, l'échéance, le moyen et l'indicateur" in nouvelles


def test_le_cumul_de_roles_est_dit() -> None:
    assert "évalue, et pilote ou copilote aussi 7 fiches du plan sur 8" in texte(TERME, "mandat")


def test_les_indicateurs_se_rangent_par_la_regle() -> None:
    trouvees = valeurs(TERME, "indicateurs_a_conserver")
    ranges = [
        trouvees[f"Indicateurs du plan {sort}"] for sort in ("à conserver", "à compléter", "jamais mesurés")
    ]
    assert (ranges, sum(v or 0 for v in ranges)) == ([14, 3, 1], 18)


# --- la logique d'intervention --------------------------------------------------------------------


def test_un_maillon_vide_est_montre_vide() -> None:
    chaines = chaines_du_plan(dossier_de("13"))
    assert all("moyens" not in chaine.renseignes for chaine in chaines)
    page = rendus("13")["logique_d_intervention"].page
    assert page.count("<svg") == len(chaines) == page.count('role="img"')
    assert "non renseigné par le plan ni par les registres" in page
    assert "Renseignés nulle part : les moyens ; les impacts." in texte("13", "logique_d_intervention")


def test_chaque_element_du_dessin_est_dans_le_tableau() -> None:
    dite = texte(TERME, "logique_d_intervention")
    for chaine in chaines_du_plan(dossier_de(TERME)):
        for elements in chaine.elements.values():
            assert all(element in dite for element, _ in elements)
    page = rendus(TERME)["logique_d_intervention"].page
    assert all(f'id="fig-logique-{rang}"' in page for rang in (1, 2, 3))
