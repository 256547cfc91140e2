"""Les deux rapports qui n'exigent aucun plan, section par section et sans noyau.

Chaque section que leur carnet appelle se rend pour un département jamais décrit, pour l'exemple et pour un
département qui a un schéma.
"""

import ast
import dataclasses
import json
import re
from collections.abc import Iterator
from functools import cache
from types import ModuleType

import pandas as pd
import pytest
from tests.fabrique import RACINE, releves

from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.espace import Espace
from sdsf.production.catalogue import CATALOGUE
from sdsf.rapports import diagnostic, equite, point_annuel, qualite_donnees
from sdsf.rapports.page import page_du_rapport
from sdsf.rapports.qualite_donnees.demandes import demandes
from sdsf.rapports.qualite_donnees.ecarts import faits_contredits
from sdsf.rapports.qualite_donnees.releves_du_departement import intitule_de, releves_propres
from sdsf.rendu.registre import Registre

MODULES: dict[str, ModuleType] = {"diagnostic": diagnostic, "qualite_donnees": qualite_donnees}
TOUS = MODULES | {"point_annuel": point_annuel}
# L'Isère, la Corse, l'outre-mer, un absent de la Cnaf, Paris, un code à zéro initial, un département à
# métropole : rien n'est propre à l'un d'eux.
SANS_SCHEMA = ("38", "2A", "971", "976", "75", "01", "69")
CODES = (*SANS_SCHEMA, "00", "13")


@cache
def dossier_de(code: str, rapport: str) -> Dossier:
    espace = Espace(RACINE)
    return charger(espace, controler_demande(espace, code, 2024, "", rapport))


def sections(rapport: str) -> list[str]:
    """Les fonctions que le carnet appelle, dans l'ordre : ``rapport.couverture(dossier)``…"""
    carnet = json.loads((RACINE / "notebooks" / CATALOGUE[rapport].carnet).read_text(encoding="utf-8"))
    codes = ["".join(c["source"]) for c in carnet["cells"] if c["cell_type"] == "code"]
    return [
        noeud.attr
        for code in codes
        for noeud in ast.walk(ast.parse(code))
        if isinstance(noeud, ast.Attribute)
        and isinstance(noeud.value, ast.Name)
        and noeud.value.id == "rapport"
    ]


def rendre(dossier: Dossier, rapport: str, *noms: str) -> str:
    """Le HTML de sections, dans l'ordre."""
    registre = Registre(dict(dossier.referentiel.unites))
    blocs: Iterator[object] = (
        bloc for nom in noms or sections(rapport) for bloc in getattr(TOUS[rapport], nom)(dossier)
    )
    return "\n".join(str(bloc.html(registre)) for bloc in blocs)  # type: ignore[attr-defined]


def texte(html: str) -> str:
    """Ce qu'un lecteur lit : sans balises, les espaces insécables en espaces."""
    sans_renvoi = re.sub(r'<sup class="renvoi".*?</sup>', "", html)
    nu = re.sub(r"<[^>]+>", "", sans_renvoi).replace("\u202f", " ").replace("\xa0", " ")
    return re.sub(r"\s+", " ", nu.replace("&#39;", "'").replace("&amp;", "&"))


@pytest.mark.parametrize("rapport", MODULES)
@pytest.mark.parametrize("code", CODES)
def test_chaque_section_du_carnet_se_rend(code: str, rapport: str) -> None:
    dossier = dossier_de(code, rapport)
    for nom in sections(rapport):
        html = rendre(dossier, rapport, nom)
        assert not re.search(r"\bnan\b|None|NaT|aucun plan d'action", texte(html)), nom


@pytest.mark.parametrize("rapport", MODULES)
def test_chaque_section_du_module_est_dans_le_carnet(rapport: str) -> None:
    assert sorted(sections(rapport)) == sorted(MODULES[rapport].__all__)


@pytest.mark.parametrize("code", SANS_SCHEMA)
def test_sans_schema_la_page_de_garde_le_dit(code: str) -> None:
    dossier = dossier_de(code, "diagnostic")
    garde = texte(rendre(dossier, "diagnostic", "couverture"))
    assert "n'est décrit pour 2024" in garde
    assert dossier.departement.nom in garde
    assert page_du_rapport(dossier)["avertissements"] == [dossier.sans_plan]


def test_l_isere_se_lit_dans_ses_deux_editions_et_face_a_ses_comparables() -> None:
    """Valeurs de la Cnaf : 70,6 en 2022 dans l'ancienne édition, 69,3 puis 71,0 dans la nouvelle."""
    page = texte(rendre(dossier_de("38", "diagnostic"), "diagnostic"))
    for attendu in ("71,0 places pour 100 enfants en 2023", "70,6", "69,3", "10,1 points au-dessus"):
        assert attendu in page
    assert "Sur 5 départements comparables, 2 offrent plus de places" in page
    assert "distance euclidienne" in page


def test_un_manque_se_dit_avec_qui_peut_le_combler() -> None:
    page = texte(
        rendre(dossier_de("976", "diagnostic"), "diagnostic", "contexte", "serie_longue", "essentiel")
    )
    assert "Peut le renseigner : l'Insee" in page
    assert "(France hors Mayotte) ne l'ont pas" in page
    assert "8 908 naissances en 2024 : +21,9 % depuis 2014." in page


@pytest.mark.parametrize("code", SANS_SCHEMA)
def test_sans_schema_aucune_phrase_ne_parle_d_un_texte_ni_d_une_section_vide(code: str) -> None:
    dossier = dossier_de(code, "diagnostic")
    page = texte(rendre(dossier, "diagnostic"))
    assert "Aucune cible, date ou responsabilité" not in page
    assert "il n'y a pas de texte à citer" in page
    assert "Aucun fait chiffré du texte" not in page
    assert all(rendre(dossier, "diagnostic", nom) for nom in ("face_aux_comparables", "epci", "communes"))


def test_aucun_comparable_mieux_dote_s_ecrit_en_toutes_lettres() -> None:
    page = texte(rendre(dossier_de("75", "diagnostic"), "diagnostic", "face_aux_comparables"))
    assert "Sur 5 départements comparables, aucun n'offre plus de places" in page


def test_sans_criteres_aucun_comparable_et_aucun_fichier_absent_n_est_accuse() -> None:
    """La Guadeloupe n'a pas de taux de pauvreté publié : rien ne dit à qui elle ressemble."""
    page = texte(
        rendre(dossier_de("971", "diagnostic"), "diagnostic", "serie_longue", "face_aux_comparables")
    )
    assert page.count("les critères manquent pour en trouver") == 2
    assert "reglages.yml" not in page


def test_un_ecart_de_moins_de_deux_points_est_au_singulier() -> None:
    page = texte(rendre(dossier_de("38", "diagnostic"), "diagnostic", "contexte"))
    assert "+0,8 point" in page
    assert not re.search(r"[+−][01],\d points", page)


def test_un_taux_qui_vient_apres_l_annee_demandee_est_dit() -> None:
    """En 2022, le 71 n'a pas encore de taux par EPCI : la Cnaf en publie pour 2023."""
    espace = Espace(RACINE)
    dossier = charger(espace, controler_demande(espace, "71", 2022, "", "diagnostic"))
    page = texte(rendre(dossier, "diagnostic", "epci", "communes", "equite"))
    assert "n'est connu jusqu'en 2022. Le premier publié est de 2023, après l'année de ce rapport." in page
    assert "Moins de deux EPCI ont un taux connu jusqu'en 2022 : on compare ici les 5 communes" in page


def test_le_point_annuel_et_le_diagnostic_ont_la_meme_equite() -> None:
    """Une seule définition : les déciles pèsent les enfants, et ne se lisent que dans cette section."""
    diagnostics = rendre(dossier_de("13", "diagnostic"), "diagnostic", "equite")
    assert diagnostics == rendre(dossier_de("13", "point_annuel"), "point_annuel", "equite")
    assert "interdécile" not in rendre(dossier_de("13", "diagnostic"), "diagnostic", "epci")


@pytest.mark.parametrize("rapport", MODULES)
def test_l_exemple_ne_cite_aucun_producteur_reel_dans_ses_chiffres(rapport: str) -> None:
    registre = Registre(dict(dossier_de("00", rapport).referentiel.unites))
    for nom in sections(rapport):
        for bloc in getattr(MODULES[rapport], nom)(dossier_de("00", rapport)):
            bloc.html(registre)
    lus = {fichier for _, chiffre in registre for fichier, _ in chiffre.trace.lignes}
    assert not any("national" in fichier for fichier in lus)


# --- l'équité -------------------------------------------------------------------------------------


def avec(dossier: Dossier, lignes: pd.DataFrame) -> Dossier:
    """Le dossier, dont les relevés sont remplacés."""
    return dataclasses.replace(dossier, tables={**dossier.tables, "releves": lignes})


def taux(naissances: bool = False) -> pd.DataFrame:
    """Dix EPCI de 30 à 75 places en 2021 et 2023, la France à 60 ; des naissances si on les veut."""
    lignes = [f"| taux_couverture_accueil | FR | france | {an} | 60 |" for an in (2021, 2023)]
    for rang in range(10):
        for an, plus in ((2021, 0), (2023, rang % 2)):
            lignes.append(f"| taux_couverture_accueil | E{rang} | epci | {an} | {30 + 5 * rang + plus} |")
        if naissances:
            lignes += [f"| nombre_naissances | E{rang} | epci | {an} | 100 |" for an in range(2019, 2024)]
    entetes = "| indicateur | territoire | maille | periode | valeur |"
    table = releves(
        "\n".join([entetes, *lignes]),
        source="cnaf_txcouv",
        unite="places_pour_100_enfants",
        nature="publiee",
        edition="courant",
    )
    return table.assign(libelle=table["territoire"] + " — taux")


def test_sans_poids_l_etendue_seule_se_donne() -> None:
    page = texte(rendre(avec(dossier_de("13", "diagnostic"), taux()), "diagnostic", "equite"))
    assert "E0, E1, E2, E3 et E4" in page
    assert page.count("non évaluable") == 2
    assert "ni le nombre d'enfants ni les naissances" in page


def test_pese_par_les_naissances_le_resultat_est_estime() -> None:
    """Sous 51 : E0 à E4, cinq EPCI sur dix de même poids, la moitié des enfants."""
    dossier = avec(dossier_de("13", "diagnostic"), taux(naissances=True))
    lieu = equite.terrain(dossier)
    assert lieu is not None
    mesures = {question.code: equite.mesure(lieu, question) for question in equite.QUESTIONS}
    assert mesures["sous_dotes"].valeur == 50.0
    assert (mesures["sous_dotes"].nature, mesures["interdecile"].nature) == ("estimee", "estimee")
    # Neuvième décile : E8 (70) ; premier : E0 (30).
    assert mesures["interdecile"].valeur == pytest.approx(70 / 30)
    page = texte(rendre(dossier, "diagnostic", "equite"))
    assert "50,0 % des enfants y vivent" in page
    assert "les naissances de trois ans (estimé)" in page
    assert "+1,0 point" in page


# --- la qualité des données -----------------------------------------------------------------------


def test_le_texte_et_le_producteur_du_puy_de_dome_se_contredisent() -> None:
    """64 en 2019 dit le texte, 63,3 la Cnaf : les deux restent, l'écart est montré."""
    espace = Espace(RACINE)
    dossier = charger(espace, controler_demande(espace, "63", 2024, "", "qualite_donnees"))
    codes = [fait["indicateur"].iloc[0] for fait in faits_contredits(dossier)]
    assert codes.count("taux_couverture_accueil") == 2
    page = texte(rendre(dossier, "qualite_donnees", "contradictions_entre_sources", "valeurs_a_verifier"))
    assert "le texte et une source publiée" in page
    # 2 669 places de crèche trois années de suite : une réponse reportée, peut-être.
    assert "valeur répétée" in page


def test_ni_la_france_ni_les_comparables_ne_sont_examines() -> None:
    propres = releves_propres(dossier_de("38", "qualite_donnees"))
    assert set(propres.loc[propres["maille"] == "departement", "territoire"]) == {"38"}
    assert not set(propres["maille"]) & {"france", "region"}


def test_les_trous_declares_de_l_exemple_ont_chacun_un_interlocuteur() -> None:
    trouvees = demandes(dossier_de("00", "qualite_donnees"))
    pourquoi = {demande.pourquoi for demande in trouvees}
    assert {"déclaré « secret »", "déclaré « non renseigné »", "déclaré « n.d. »"} <= pourquoi
    assert all(demande.qui and demande.quoi for demande in trouvees)


def test_l_intitule_d_un_fait_ne_nomme_pas_le_departement() -> None:
    dossier = dossier_de("38", "qualite_donnees")
    for code in set(releves_propres(dossier)["indicateur"]):
        assert "Isère" not in intitule_de(dossier, code)
        assert intitule_de(dossier, code)[0].isupper()
