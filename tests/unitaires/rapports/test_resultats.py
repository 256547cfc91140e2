"""Le bilan des résultats, sur de vrais schémas : chaque nombre recalculé à part, depuis les fichiers."""

import math
import re
from functools import cache
from html import unescape

import pandas as pd
import pytest
from markupsafe import Markup
from scipy import stats
from tests.fabrique import RACINE

from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.espace import Espace
from sdsf.rapports import resultats
from sdsf.rapports.accueil.offre import _ruptures, connues_jusqu_a, serie_longue
from sdsf.rapports.chiffrer import serie_de
from sdsf.rapports.resultats.dispersion import chiffres_de_theil, lieux_a_deux_dates
from sdsf.rapports.resultats.entonnoir import en_variation, naissances_par_territoire, placer
from sdsf.rapports.resultats.evolution import comparees, fenetres_du_schema
from sdsf.rapports.resultats.maternels import de_la_france
from sdsf.rapports.resultats.pairs import situations_du_departement
from sdsf.rapports.resultats.sans_mesure import fiches_mesurees
from sdsf.rapports.resultats.trajectoires import objectifs
from sdsf.rendu.blocs import Bloc
from sdsf.rendu.registre import Registre

SECTIONS = [nom for nom in resultats.__all__ if nom != "constats_de_resultats"]
BILANS = {"71": (2022, "bilan_final"), "34": (2025, "bilan_final"), "00": (2024, "bilan_intermediaire")}


@cache
def dossier_de(code: str) -> Dossier:
    espace, (annee, rapport) = Espace(RACINE), BILANS[code]
    return charger(espace, controler_demande(espace, code, annee, "", rapport))


@cache
def section(code: str, nom: str) -> str:
    dossier = dossier_de(code)
    registre = Registre(dict(dossier.referentiel.unites))
    blocs: list[Bloc] = getattr(resultats, nom)(dossier)
    return str(Markup("\n").join(bloc.html(registre) for bloc in blocs))


def texte(html: str) -> str:
    """Ce qu'un lecteur lit : ni balise, ni renvoi, ni dessin ; des espaces ordinaires."""
    sans = re.sub(r"<svg.*?</svg>|<sup.*?</sup>", "", html, flags=re.DOTALL)
    return re.sub(r"[\s\u00a0\u202f]+", " ", unescape(re.sub(r"<[^>]+>", " ", sans)))


@cache
def fichier(chemin: str) -> pd.DataFrame:
    return pd.read_csv(RACINE / "data/national" / chemin, dtype=str, keep_default_na=False)


@cache
def taux(indicateur: str, edition: str) -> pd.DataFrame:
    """Les taux des départements, une ligne par territoire, une colonne par année."""
    table = fichier("cnaf/taux_couverture.csv")
    lignes = table[
        (table["indicateur"] == indicateur)
        & (table["edition"] == edition)
        & (table["maille"] == "departement")
    ]
    return lignes.assign(valeur=lignes["valeur"].astype(float)).pivot(
        index="territoire", columns="periode", values="valeur"
    )


# --- chaque section -------------------------------------------------------------------------------


@pytest.mark.parametrize("nom", SECTIONS)
@pytest.mark.parametrize("code", BILANS)
def test_chaque_section_se_rend_partout(code: str, nom: str) -> None:
    html = section(code, nom)
    assert html
    assert "nan" not in texte(html).lower().split()


@pytest.mark.parametrize("code", BILANS)
def test_un_constat_a_une_section_et_aucun_verbe_de_cause(code: str) -> None:
    dossier = dossier_de(code)
    registre = Registre(dict(dossier.referentiel.unites))
    constats = resultats.constats_de_resultats(dossier)
    assert len(constats) >= 4
    phrases = [texte(str(constat.phrase.html(registre))) for constat in constats]
    assert not [p for p in phrases if re.search(r"a permis|grâce à|a entraîné|a fait (baisser|monter)", p)]


# --- l'évolution ----------------------------------------------------------------------------------


def test_le_71_baisse_de_2018_a_2022_et_la_rupture_est_dite() -> None:
    lu = texte(section("71", "evolution"))
    assert "passée de 74,6 places pour 100 enfants en 2018 à 72,1 en 2022 : 2,5 points de moins" in lu
    assert (
        "pour 2022, l'édition « hist » donne 72,1 places pour 100 enfants et l'édition « courant », 71,1"
        in lu
    )
    assert "un changement de comptage, non une évolution" in lu
    assert "qui ne donne la France qu'en 2022" in lu


@pytest.mark.parametrize("indicateur", ["taux_couverture_accueil", "taux_couverture_eaje_hors_psu"])
def test_la_comparaison_du_71_recalculee_a_part(indicateur: str) -> None:
    table = taux(indicateur, "hist")
    evolutions = (table["2022"] - table["2018"]).dropna().round(6)
    propre, autres = evolutions.pop("71"), evolutions
    (fenetre,) = fenetres_du_schema(dossier_de("71"))
    (lue,) = [c for c in comparees(dossier_de("71"), fenetre) if c.code == indicateur]
    assert lue.evolution.valeur == pytest.approx(propre)
    assert lue.plus_bas.valeur == (autres < propre).sum()
    assert lue.partout.valeur == pytest.approx(autres.median())
    voisins = dossier_de("71").reglages.comparables
    assert voisins
    assert lue.comparables.valeur == pytest.approx(autres[voisins.departements].median())
    assert lue.difference.valeur == pytest.approx(propre - autres[voisins.departements].median())


def test_le_34_a_deux_fenetres_et_la_seconde_ne_part_pas_du_debut() -> None:
    fenetres = [(f.edition, f.annees, f.depuis) for f in fenetres_du_schema(dossier_de("34"))]
    assert fenetres == [
        ("hist", (2020, 2022), "etat_zero"),
        ("courant", (2022, 2023), "premiere_annee"),
    ]
    assert "une seule année ne fait pas une tendance" in texte(section("34", "evolution"))


def test_les_places_des_communes_sont_des_places_comptees() -> None:
    """De 2018 à 2022, cinq communes : 65 places de crèche de plus, 275 d'assistant maternel de moins."""
    lu = texte(section("71", "evolution"))
    assert "Crèches (EAJE) 885 950 +65" in lu
    assert "Assistants maternels 1 167 892 −275" in lu


# --- les assistants maternels ---------------------------------------------------------------------


def test_la_france_est_la_somme_des_departements() -> None:
    """La Drees a publié 331 591 agréés fin 2021 : la somme des départements réunis en approche à 0,2 %."""
    table = fichier("drees/offre_accueil.csv")
    agrees = table[
        (table["indicateur"] == "nombre_assistants_maternels_agrees")
        & (table["maille"] == "departement")
        & (table["etat"] == "valeur")
    ]
    somme = agrees[agrees["periode"] == "2021"]["valeur"].astype(float).sum()
    assert de_la_france(dossier_de("71")).chiffres[2021].valeur == somme
    assert somme == pytest.approx(331_591, rel=0.002)


def test_un_saut_d_un_an_est_signale() -> None:
    lu = texte(section("71", "assistants_maternels"))
    assert "2 733 assistants maternels sont agréés, 28,7 % de moins que fin 2018 ( 3 833 )" in lu
    assert "varie d'au moins 10 % en un an en 2022 ( −13,1 %)" in lu
    assert "Le texte du schéma écrit : 3 731 (31 décembre 2018 ; 3 833 ici fin 2018)" in lu


# --- la série longue ------------------------------------------------------------------------------


def test_deux_editions_qui_finissent_la_meme_annee_rompent_la_serie_a_cette_annee() -> None:
    """En 2022, « hist » et « courant » finissent ensemble : la rupture est là, d'une édition à l'autre."""
    dossier = dossier_de("71")
    propre = connues_jusqu_a(dossier, serie_de(dossier, "taux_couverture_accueil", "71"))
    assert _ruptures(propre) == [(2022.0, "rupture : édition « hist » | édition « courant »")]
    dessin = str(serie_longue(dossier)[0].html(Registre(dict(dossier.referentiel.unites))))
    assert "Saône-et-Loire 72,1 | 71,1" in dessin
    assert "France 60,3 | 59,5" in dessin
    assert "texte du schéma : 72,1 et 71,7" in dessin


def test_la_tete_dit_aussi_le_mouvement_le_plus_recent_quand_une_autre_edition_le_porte() -> None:
    """34 : +1,8 point de 2020 à 2022 (« hist »), puis +1,7 de 2022 à 2023 (« courant »)."""
    constats = [c for c in resultats.constats_de_resultats(dossier_de("34")) if c.ancre == "evolution"]
    registre = Registre(dict(dossier_de("34").referentiel.unites))
    lus = [texte(str(constat.phrase.html(registre))) for constat in constats]
    assert "Sur les mêmes années" in lus[-2]
    assert "de 52,0 places pour 100 enfants en 2022 à 53,7 en 2023" in lus[-1]
    assert "une autre publication (édition « courant »), que l'on ne joint pas" in lus[-1]
    du_71 = [c for c in resultats.constats_de_resultats(dossier_de("71")) if c.ancre == "evolution"]
    assert len(du_71) == 3


# --- les places de crèches ------------------------------------------------------------------------


def test_les_places_de_creches_sont_un_solde_jamais_des_creations() -> None:
    """Le schéma du 71 voulait 120 places : la Drees en compte 222 de plus, ce qui ne dit pas les créées."""
    table = fichier("drees/offre_accueil.csv")
    places = table[(table["indicateur"] == "places_creches_drees") & (table["territoire"] == "71")]
    valeurs = places.set_index("periode")["valeur"].astype(float)
    assert valeurs["2022"] - valeurs["2018"] == 222
    lu = texte(section("71", "places_de_creches"))
    assert "compte 2 311 places de crèches collectives, 222 de plus que fin 2018 ( 2 089 ) : un solde" in lu
    assert "ne juge aucune cible de création" in lu
    assert "creches" in [constat.ancre for constat in resultats.constats_de_resultats(dossier_de("71"))]


def test_sans_releve_les_places_de_creches_manquent_et_l_on_sait_a_qui_les_demander() -> None:
    lu = texte(section("00", "places_de_creches"))
    assert "n'est pas connu pour deux années utiles. Peut le renseigner : le Département" in lu


# --- les objectifs --------------------------------------------------------------------------------


def test_non_evaluable_n_est_pas_non_atteint() -> None:
    assert {o.sort for o in objectifs(dossier_de("71"))} == {"non_evaluable"}
    assert "« Non évaluable » ne dit pas « non atteint »" in texte(section("71", "trajectoires"))


def test_le_34_n_a_ni_cible_ni_indicateur() -> None:
    assert "ses fiches n'ont pas d'indicateur" in texte(section("34", "trajectoires"))
    assert {fiche.mesure for fiche in fiches_mesurees(dossier_de("34"))} == {"aucun_indicateur"}


def test_les_objectifs_sans_mesure_sont_nommes_mot_a_mot() -> None:
    lu = texte(section("71", "objectifs_sans_mesure"))
    assert "21 fiches du plan ne se mesurent pas, sur 22" in lu
    muettes = [f.fiche for f in fiches_mesurees(dossier_de("71")) if f.mesure == "aucune_valeur"]
    html = unescape(section("71", "objectifs_sans_mesure"))
    assert all(fiche.code and f"{fiche.code} — " in html for fiche in muettes)


def test_une_quantite_du_texte_que_rien_ne_suit_est_nommee() -> None:
    """Le 34 veut une structure d'animation dans chaque quartier prioritaire : personne ne le mesure."""
    lu = texte(section("34", "objectifs_sans_mesure"))
    assert "100 % des quartiers QPV pourvus d'une structure d'animation de la vie sociale 100 % 2022" in lu
    assert "aucun relevé : tenu ou non, on l'ignore" in lu


def test_sur_l_exemple_chaque_sort_se_voit() -> None:
    sorts = {o.sort for o in objectifs(dossier_de("00"))}
    assert sorts == {"atteint", "atteignable", "incertain", "a_reviser", "non_evaluable"}
    assert "fig-trajectoire-pe-1-1-i1" in section("00", "trajectoires")


# --- les écarts, l'entonnoir, les pairs -----------------------------------------------------------


def test_le_theil_du_34_a_la_main() -> None:
    """Quatorze communes, au poids de leurs naissances de trois ans, partagées par EPCI."""
    naissances = fichier("insee/34/naissances.csv")
    lus = fichier("cnaf/34/taux_couverture.csv")
    communes = pd.read_csv(RACINE / "data/departements/34/territoires.csv", dtype=str)
    groupe = dict(zip(communes["territoire"], communes["rattachement"], strict=True))
    memes = lus[
        (lus["indicateur"] == "taux_couverture_accueil")
        & (lus["edition"] == "hist")
        & (lus["maille"] == "commune")
    ]
    toujours = set(memes[memes["periode"] == "2020"]["territoire"])
    y = {t: float(v) for t, v, p in zip(memes["territoire"], memes["valeur"], memes["periode"], strict=True)
         if p == "2022" and t in toujours}  # fmt: skip
    n = {
        t: naissances[(naissances["territoire"] == t) & naissances["periode"].isin(["2020", "2021", "2022"])][
            "valeur"
        ]
        .astype(float)
        .sum()
        for t in y
    }
    total, mu = sum(n.values()), sum(n[t] * y[t] for t in y) / sum(n.values())
    theil = sum(n[t] / total * y[t] / mu * math.log(y[t] / mu) for t in y)
    sommes = {g: [t for t in y if groupe[t] == g] for g in {groupe[t] for t in y}}
    entre = 0.0
    for membres in sommes.values():
        poids = sum(n[t] for t in membres)
        moyenne = sum(n[t] * y[t] for t in membres) / poids
        entre += poids / total * moyenne / mu * math.log(moyenne / mu)
    couple = lieux_a_deux_dates(dossier_de("34"))
    assert couple
    chiffres = chiffres_de_theil(dossier_de("34"), couple[1])
    assert chiffres["total"].valeur == pytest.approx(1000 * theil)
    assert chiffres["entre"].valeur == pytest.approx(1000 * entre)
    assert chiffres["dans"].valeur == pytest.approx(1000 * (theil - entre))


def test_ce_qui_sort_de_l_entonnoir_est_rare_sous_la_binomiale() -> None:
    """Témoin : la probabilité exacte d'un écart au moins aussi grand, de chaque côté."""
    lues = naissances_par_territoire(dossier_de("71"))
    assert lues
    calcule = placer(lues)
    assert calcule.surdispersion == 1
    assert calcule.reference
    assert calcule.places
    for code, (avant, apres) in lues.effectifs.items():
        total = int((avant.valeur or 0) + (apres.valeur or 0))
        loi = stats.binom(total, calcule.reference)
        queue = min(loi.cdf(apres.valeur), loi.sf((apres.valeur or 0) - 1))
        assert (calcule.places[code] != "dedans") == (queue < 0.025), (code, queue)


def test_un_epci_a_cheval_est_nomme_sous_l_entonnoir() -> None:
    lu = texte(section("71", "entonnoir"))
    assert "CC Le Grand Charolais sont à cheval sur plusieurs départements" in lu


def test_la_part_de_la_seconde_periode_est_une_variation() -> None:
    assert en_variation(90 / (100 + 90)) == pytest.approx(-10)


def test_les_pairs_n_ont_pas_de_rang() -> None:
    (ensemble, *_) = situations_du_departement(dossier_de("71"))
    assert (ensemble.parmi.nombre, ensemble.parmi.au_dessous, ensemble.parmi.au_dessus) == (5, 4, 1)
    for code in BILANS:
        assert not re.search(r"\brang\b|classement des|palmarès", texte(section(code, "groupe_de_pairs")))


# --- le dossier d'un bilan ------------------------------------------------------------------------


def test_un_bilan_sans_liste_se_compare_aux_plus_proches_et_un_point_annuel_non() -> None:
    espace = Espace(RACINE)
    point = charger(espace, controler_demande(espace, "71", 2022))
    assert point.reglages.comparables is None
    assert point.ensembles.empty
    bilan = dossier_de("71")
    assert bilan.reglages.comparables
    assert bilan.reglages.comparables.departements == ["64", "21", "63", "56", "16"]
    assert "distance euclidienne" in bilan.reglages.comparables.motif
    assert set(bilan.ensembles["maille"]) == {"departement"}


def test_le_departement_fictif_ne_lit_aucun_departement_reel() -> None:
    fictif = dossier_de("00")
    assert fictif.ensembles.empty
    assert fictif.reglages.comparables is None
    assert "ne se compare à aucun territoire réel" in texte(section("00", "evolution"))
