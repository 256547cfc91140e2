"""Les sections de terrain : moyens, registres, panier, priorités, domaines, manques, contexte, synthèse.

Chacune dit vrai sur l'exemple et sur de vrais départements, et rend ou refuse clairement quand il n'y a rien.
"""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest
import yaml
from tests.contours import deposer, rangee
from tests.fabrique import RACINE

from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.plan.reglages import Changements, CoutRegle
from sdsf.rapports import synthese_travaux
from sdsf.rapports.controles import controles, serie_des_controles
from sdsf.rapports.diagnostic.domaines import domaines
from sdsf.rapports.diagnostic.ecarts_sociaux import ecarts_sociaux
from sdsf.rapports.diagnostic.periode import contexte_de_la_periode
from sdsf.rapports.experimentations import experimentations
from sdsf.rapports.manques import ce_qui_manque, manques
from sdsf.rapports.moyens import couts, moyens, moyens_et_efficience
from sdsf.rapports.panier import etats_du_panier, lire_offre, panier
from sdsf.rapports.places import places
from sdsf.rapports.priorites import priorites
from sdsf.rapports.priorites.cartes import carte_des_scores
from sdsf.rapports.priorites.etude import etudier
from sdsf.rapports.relais_et_projets import projets_educatifs, relais
from sdsf.rapports.schemas_communaux import articulation
from sdsf.rendu.blocs import Bloc, Figure
from sdsf.rendu.registre import Registre

Section = Callable[[Dossier], list[Bloc]]
SECTIONS: tuple[Section, ...] = (
    moyens_et_efficience, articulation, controles, serie_des_controles, panier, relais, projets_educatifs,
    priorites, domaines, places, ce_qui_manque, contexte_de_la_periode, ecarts_sociaux, experimentations,
)  # fmt: skip


@cache
def dossier(code: str, annee: int = 2024, rapport: str = "point_annuel") -> Dossier:
    espace = Espace(RACINE)
    return charger(espace, controler_demande(espace, code, annee, "", rapport))


def rendre(un: Dossier, blocs: Sequence[Bloc]) -> str:
    """Le texte des blocs, sans balises ni dessins."""
    registre = Registre(dict(un.referentiel.unites))
    page = "\n".join(str(bloc.html(registre)) for bloc in blocs)
    nue = re.sub(r"<svg.*?</svg>|<sup.*?</sup>", "", page, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", " ", nue)).replace("\u202f", " ").replace("\u00a0", " ")


def texte(un: Dossier, *sections: Section) -> str:
    return re.sub(r"\s+", " ", rendre(un, [bloc for section in sections for bloc in section(un)]))


def avec(un: Dossier, **tables: pd.DataFrame) -> Dossier:
    """Le dossier, des tables changées."""
    return replace(un, tables={**un.tables, **tables})


def vide(un: Dossier, *noms: str) -> Dossier:
    return avec(un, **{nom: un.tables[nom].head(0) for nom in noms})


# --- les moyens et les coûts ----------------------------------------------------------------------


def test_l_ensemble_des_moyens_est_la_somme_des_lignes() -> None:
    table = dossier("00").tables["moyens"]
    total = int(table.loc[table["annee"] == 2024, "engage_eur"].sum())
    assert f"{total:,}".replace(",", " ") in texte(dossier("00"), moyens)


def test_un_montant_inconnu_rend_le_total_inconnu() -> None:
    """Les comptes de 2025 ne sont pas clos : le réalisé ne s'additionne pas."""
    lu = texte(dossier("00", 2025), moyens)
    assert re.search(r"Tous les axes ensemble 1 456 000 1 228 900 non renseigné 84,4", lu)


def test_un_prevu_nul_n_a_pas_de_taux_d_engagement() -> None:
    table = dossier("00").tables["moyens"].assign(prevu_eur=0.0)
    lu = texte(avec(dossier("00"), moyens=table), moyens)
    assert "– (sans objet)" in lu
    assert "soit" not in lu


def test_un_cout_ne_se_calcule_que_d_un_rapprochement_declare() -> None:
    lu = texte(dossier("00"), couts)
    assert "23 314" in lu
    assert "Aucun coût par place ou par famille pour Fiche 1.2" in lu
    assert "Pas de coût : l'effectif est couvert par le secret." in lu
    sans = replace(dossier("00"), reglages=dossier("00").reglages.model_copy(update={"couts": []}))
    assert "Coûts unitaires" not in texte(sans, couts)


def test_un_cumul_a_qui_manque_une_annee_ne_se_donne_pas() -> None:
    table = dossier("00").tables["moyens"]
    lu = texte(avec(dossier("00"), moyens=table[table["annee"] != 2022]), couts)
    assert "un montant de ces années n'est pas renseigné" in lu
    assert "23 314" not in lu


@pytest.mark.parametrize("indicateur", ["pe-1.1-i99", "pe-1.3-i3"])
def test_un_effectif_que_personne_n_a_releve_n_a_pas_de_cout(indicateur: str) -> None:
    regle = CoutRegle(fiche="pe-1.3", indicateur=indicateur, portee="annee", unite="enfant", motif="Essai.")
    change = dossier("00").reglages.model_copy(update={"couts": [regle]})
    assert "l'effectif de l'année n'est pas renseigné" in texte(
        replace(dossier("00"), reglages=change), couts
    )


# --- les registres --------------------------------------------------------------------------------


def test_les_grandes_communes_et_ce_qu_elles_ont_transmis() -> None:
    lu = texte(dossier("00", 2025), articulation)
    assert "3 communes ont plus de 10 000 habitants" in lu
    assert "2 ont transmis un schéma ou une CTG dans le mois, soit 66,7 %" in lu
    assert "40 jours après le 25 octobre 2025" in lu


def test_avant_la_loi_rien_n_etait_du() -> None:
    assert "rien n'était dû en 2024" in texte(dossier("00"), articulation)


@pytest.mark.parametrize("code", ["13", "34", "92"])
def test_un_registre_vide_ne_dit_pas_que_rien_n_est_transmis(code: str) -> None:
    """Zéro pour cent serait faux : on ne sait pas."""
    lu = texte(dossier(code), articulation)
    assert "le registre est vide" in lu
    assert "0,0" not in lu


def test_les_controles_dont_un_effectif_manque_ne_s_additionnent_pas() -> None:
    assert "État d'exemple (Opérateurs de garde à domicile)" in texte(dossier("00", 2025), controles)
    assert "117 contrôles réalisés pour 136 prévus, soit 86,0 %" in texte(dossier("00"), controles)


def test_la_serie_des_controles_dit_les_annees_sans_bilan() -> None:
    lu = texte(dossier("00", 2025), serie_des_controles)
    assert "Aucun bilan d'inspection pour 2021, 2022 et 2023." in lu


def test_une_experimentation_finie_sans_bilan_en_attend_un() -> None:
    assert "0 bilan est attendu" in texte(dossier("00"), experimentations)
    assert "1 bilan est attendu" in texte(dossier("00", 2025), experimentations)
    assert "on ne sait pas s'il y en a" in texte(dossier("13"), experimentations)


# --- le panier, les relais, les projets -----------------------------------------------------------


def test_le_panier_du_63_est_celui_que_son_texte_dit() -> None:
    lu = texte(dossier("63"), panier)
    assert "En 2019, 4 EPCI sur 14 ont le panier complet" in lu
    for nom in ("Ambert Livradois", "Thiers Dore", "Clermont Auvergne", "Riom Limagne"):
        assert nom in lu
    assert "Part des EPCI au panier complet : 28,6 %." in lu


def test_une_definition_plus_exigeante_n_est_pas_completee_par_le_texte() -> None:
    """Le texte dit trois services : la médiation de ces quatre EPCI n'est pas connue."""
    offre, services = lire_offre(dossier("63")), dossier("63").services
    assert offre is not None
    etats = etats_du_panier(offre, services.definition("quatre_services"))
    assert etats["complet"].value_counts().to_dict() == {"non": 10, "inconnu": 4}
    rayonne = etats_du_panier(offre, services.definition("quatre_services_rayonnement"))
    assert rayonne["complet"].value_counts().to_dict() == {"non": 10, "oui": 4}


@pytest.mark.parametrize(("annee", "complets"), [(2021, 2), (2022, 3), (2024, 4), (2025, 4)])
def test_le_panier_de_l_exemple_est_celui_de_son_indicateur(annee: int, complets: int) -> None:
    offre = lire_offre(dossier("00", annee))
    assert offre is not None
    etats = etats_du_panier(offre, dossier("00").services.definition())
    assert (etats["complet"] == "oui").sum() == complets


def test_les_relais_au_dessus_du_repere_et_les_communes_couvertes() -> None:
    assert "n'est pas atteint dans 4 EPCI sur 6" in texte(dossier("00"), relais)
    lu = texte(dossier("63"), projets_educatifs)
    assert "de 264 à 266 communes sur 308" in lu
    assert "de 258 à 260 communes sur 308" in lu
    assert "Montfictif" in texte(dossier("00"), projets_educatifs)


# --- les priorités --------------------------------------------------------------------------------


def test_aucun_territoire_reel_n_est_classe_sur_des_criteres_qui_manquent() -> None:
    for code in ("63", "34"):
        etudes = [etudier(dossier(code), m, sorte) for m in dossier(code).methodes for sorte in m.territoires]
        assert all(etude.classes.empty for etude in etudes)
    lu = texte(dossier("63"), priorites)
    assert "aucun territoire n'est classé" in lu
    assert "autre dénominateur que celui de la méthode" in lu
    assert "part des personnes, non des familles" in texte(dossier("34"), priorites)


def test_un_departement_sans_methode_le_dit() -> None:
    assert "Aucune méthode de priorité n'est retenue" in texte(dossier("13"), priorites)


def test_le_classement_de_l_exemple_et_sa_sensibilite() -> None:
    lu = texte(dossier("00"), priorites)
    assert "CA du Val d'exemple 9,1 31,5 29,8 3 1 1 100,0 prioritaire" in lu
    assert "CC du Haut Vallon d'exemple secret 20,3 23,7 n.d. n.d. n.d. – non classé" in lu
    assert "graine 2026" in lu
    assert lu == texte(dossier("00"), priorites)


def test_la_carte_des_scores_hachure_le_territoire_non_classe(espace_copie: Espace) -> None:
    codes = [f"99990000{rang}" for rang in range(1, 7)]
    deposer(espace_copie.data / "contours/epci", "00.geojson", rangee(codes))
    un = charger(espace_copie, controler_demande(espace_copie, "00", 2024))
    methode = un.methodes[0]
    (carte,) = carte_des_scores(etudier(un, methode, methode.territoires[0]))
    assert isinstance(carte, Figure)
    assert "CA du Val d'exemple vient en tête des priorités" in rendre(un, [carte])
    assert "CC du Haut Vallon d'exemple" in carte.alternative


def regle(espace: Espace, methode: str, **change: object) -> Dossier:
    """L'exemple, dont les réglages changent la première méthode."""
    chemin = espace.racine / "params/departements/00/reglages.yml"
    lus = yaml.safe_load(chemin.read_text(encoding="utf-8"))
    rien: dict[str, object] = dict.fromkeys(Changements.model_fields)
    changements = rien | {"poids": {}, "prioritaire": {}, "bornes": []} | change
    lus["priorites"][0] = {"methode": methode, "changements": changements}
    chemin.write_text(yaml.safe_dump(lus, allow_unicode=True), encoding="utf-8")
    return charger(espace, controler_demande(espace, "00", 2024))


def test_un_departement_change_les_poids_et_les_reglages(espace_copie: Espace) -> None:
    """Un poids nul retire un critère : le territoire à qui lui seul manquait est classé."""
    poids = {"taux_familles_nombreuses_bas_revenus": 0.0}
    methode = regle(espace_copie, "somme_des_rangs", poids=poids, nombre=2).methodes[0]
    assert [c.code for c in methode.criteres] == ["taux_familles_monoparentales", "taux_familles_bas_revenus"]
    assert (methode.classes.nombre, methode.classes.origine) == (2, "reglage")
    assert len(etudier(dossier("00"), methode, methode.territoires[0]).classes) == 6


@pytest.mark.parametrize(
    ("methode", "change", "code"),
    [
        ("somme_des_rang", {}, "P203"),
        ("somme_des_rangs", {"poids": {"age": 1.0}}, "P203"),
        ("somme_des_rangs", {"decoupe": "bornes"}, "P217"),
        ("somme_des_rangs", {"denominateur": "habitants"}, "P217"),
        ("somme_des_rangs", {"graine": -1}, "P217"),
    ],
)
def test_un_reglage_impossible_est_refuse(
    espace_copie: Espace, methode: str, change: dict[str, object], code: str
) -> None:
    with pytest.raises(Erreurs) as refus:
        regle(espace_copie, methode, **change)
    assert [erreur.code for erreur in refus.value.erreurs] == [code]


# --- les domaines, les places, le contexte --------------------------------------------------------


def test_les_domaines_disent_ce_que_seul_le_texte_dit() -> None:
    lu = texte(dossier("63"), domaines)
    assert "ce que seul le texte du schéma dit" in lu
    assert "Aucun indicateur commun sur la formation des professionnels n'est suivi." in lu
    assert "Postes vacants en EAJE 8,9 % (2024)" in texte(dossier("00"), domaines)


def test_le_solde_des_places_s_additionne_ou_se_tait() -> None:
    assert "De 2021 à 2024, le solde net est de 63 places" in texte(dossier("00"), places)
    table = dossier("00").releves
    sans = avec(
        dossier("00"),
        releves=table[~(table["indicateur"].str.contains("places_eaje") & (table["periode"] == "2022"))],
    )
    assert "ne s'additionne pas : il n'est pas renseigné pour 2022" in texte(sans, places)


def test_le_contexte_de_la_periode_du_71() -> None:
    lu = texte(dossier("71", 2022), contexte_de_la_periode)
    assert "4 854 naissances en 2018, 4 586 en 2022 ( −5,5 %, contre −4,2 % en France)" in lu.replace(
        "(−", "( −"
    )
    assert "Le contexte de 2018 à 2022" in lu


def test_l_offre_face_a_la_pauvrete_ne_se_dit_que_d_assez_de_communes() -> None:
    assert "moins de 10 territoires" in texte(dossier("71", 2022), ecarts_sociaux)
    assert "la moitié la plus pauvre (2 communes, Filosofi 2021)" in texte(
        dossier("34", 2025), ecarts_sociaux
    )


# --- ce qui manque, et les cas limites ------------------------------------------------------------


def test_chaque_source_vide_est_dite_avec_ce_qui_tombe() -> None:
    un = vide(dossier("00"), "moyens", "reunions", "controles", "avancement", "releves")
    noms = {manque.source.nom for manque in manques(un)}
    assert {"Moyens financiers", "Réunions des instances", "Journal d'avancement des actions"} <= noms
    assert "Taux de couverture du département" in noms
    assert all(manque.source.qui and manque.source.tombent for manque in manques(un))


def test_un_registre_qui_n_a_pas_bouge_n_est_pas_absent() -> None:
    noms = {manque.source.nom for manque in manques(dossier("00"))}
    assert "Schémas communaux et conventions territoriales globales" not in noms


def un_seul_territoire(un: Dossier) -> Dossier:
    table = un.tables["territoires"]
    return avec(un, territoires=table[(table["maille"] != "epci") | (table["territoire"] == "999900001")])


def tout_secret(un: Dossier) -> Dossier:
    cache_ = un.releves.assign(valeur=float("nan"), numerateur=float("nan"), denominateur=float("nan"))
    return avec(un, releves=cache_.assign(etat="secret"))


def denominateurs_nuls(un: Dossier) -> Dossier:
    return avec(
        un, releves=un.releves.assign(denominateur=0.0), moyens=un.tables["moyens"].assign(prevu_eur=0.0)
    )


VARIANTES: dict[str, Callable[[Dossier], Dossier]] = {
    "telle quelle": lambda un: un,
    "zéro donnée": lambda un: vide(un, *un.tables),
    "un seul territoire": un_seul_territoire,
    "tout est secret": tout_secret,
    "dénominateurs nuls": denominateurs_nuls,
    "aucun relevé": lambda un: vide(un, "releves"),
}


@pytest.mark.parametrize("nom", VARIANTES)
@pytest.mark.parametrize("code", ["00", "92"])
def test_chaque_section_rend_quelque_chose_de_vrai(code: str, nom: str) -> None:
    un = VARIANTES[nom](dossier(code))
    for section in SECTIONS:
        lu = texte(un, section)
        assert lu.strip(), section.__name__
        assert not re.search(r"\bnan\b|\bNone\b|\binf\b", lu), section.__name__


def test_rien_de_secret_ne_se_lit_quand_tout_l_est() -> None:
    """Ni un effectif, ni un rapport, ni un classement."""
    lu = texte(tout_secret(dossier("00")), panier, relais, priorites, places, contexte_de_la_periode)
    assert "prioritaire," not in lu
    assert "Ensemble," not in lu


@pytest.mark.parametrize("code", ["00", "13"])
def test_la_synthese_des_travaux_se_rend(code: str) -> None:
    un = dossier(code, 2024, "synthese_travaux")
    for nom in synthese_travaux.__all__:
        assert rendre(un, getattr(synthese_travaux, nom)(un)).strip(), nom
