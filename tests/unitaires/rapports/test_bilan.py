"""Les bilans : ce qui se juge et ce qui ne se juge pas, sur l'exemple et sur un vrai schéma."""

import dataclasses

import pytest
from tests.fabrique import action, fiche, indicateur, plan
from tests.pages import ouvrir, sur_un_plan

from sdsf.dossier import Dossier
from sdsf.erreurs import BilanTropTot
from sdsf.rapports import bilan
from sdsf.rapports.bilan.attendues import allure
from sdsf.rapports.bilan.essentiel import ALERTES, OFFRE
from sdsf.rapports.bilan.objectifs import bilans_des_objectifs, par_tenue
from sdsf.rapports.bilan.portee import portees
from sdsf.rapports.indicateur import suivre_de_la_fiche
from sdsf.rapports.moment import verifier_le_moment
from sdsf.rapports.point_annuel.essentiel import retenir
from sdsf.rendu.blocs import Bloc
from sdsf.rendu.registre import Registre

CHAPITRES = sorted(set(bilan.__all__) - {"couverture"})


@pytest.fixture(scope="module")
def exemple() -> Dossier:
    """Le département d'exemple, à son terme."""
    return ouvrir("00", "bilan_final", 2026)


@pytest.fixture(scope="module")
def saone_et_loire() -> Dossier:
    """Un vrai schéma, dont aucun avancement n'a été publié."""
    return ouvrir("71", "bilan_final", 2022)


def texte(dossier: Dossier, blocs: list[Bloc]) -> str:
    registre = Registre(dict(dossier.referentiel.unites))
    return "\n".join(str(bloc.html(registre)) for bloc in blocs)


# L'annexe des vues arrêtées ne s'imprime que s'il y en a.
@pytest.mark.parametrize("chapitre", [nom for nom in CHAPITRES if nom != "vues_arretees"])
def test_chaque_chapitre_se_compose_avec_ou_sans_donnees(
    exemple: Dossier, saone_et_loire: Dossier, chapitre: str
) -> None:
    for dossier in (exemple, saone_et_loire):
        assert texte(dossier, getattr(bilan, chapitre)(dossier)).strip()


def test_sans_cible_mesuree_un_objectif_n_est_ni_tenu_ni_manque(saone_et_loire: Dossier) -> None:
    groupes = par_tenue(bilans_des_objectifs(saone_et_loire))
    assert len(groupes["non_mesurable"]) == len(saone_et_loire.plan.fiches)
    page = texte(saone_et_loire, bilan.objectifs(saone_et_loire))
    assert "non tenue" not in page
    assert "aucune cible chiffrée" in page


def test_les_objectifs_de_l_exemple_se_jugent(exemple: Dossier) -> None:
    groupes = par_tenue(bilans_des_objectifs(exemple))
    assert sum(map(len, groupes.values())) == len(exemple.plan.fiches)
    assert groupes["tenu"]
    assert all(b.atteintes == b.cibles for b in groupes["tenu"])
    assert all(not b.atteintes for b in groupes["non_tenu"])


def test_une_fiche_sans_indicateur_le_dit(exemple: Dossier) -> None:
    dossier = sur_un_plan(exemple, plan(fiches=[fiche(actions=[action(id="a1")])]))
    assert "la fiche n'a aucun indicateur" in texte(dossier, bilan.objectifs(dossier)).replace("&#39;", "'")


def test_la_portee_ne_dit_jamais_oui_sans_donnees(saone_et_loire: Dossier) -> None:
    reponses = {p.question: p.reponse for p in portees(saone_et_loire)}
    assert reponses["A-t-on fait ce qui était prévu ?"] == "non"
    assert reponses["Les objectifs sont-ils tenus ?"] == "non"
    assert reponses["À quel coût ?"] == "non"
    assert reponses["L'accueil du jeune enfant a-t-il progressé ?"] == "oui"


def test_la_synthese_d_un_schema_sans_suivi_le_dit(saone_et_loire: Dossier) -> None:
    alertes = [constat.phrase.gabarit for constat in retenir(saone_et_loire, ALERTES)]
    assert any("aucune cible que l'on sache mesurer" in gabarit for gabarit in alertes)
    assert retenir(saone_et_loire, OFFRE)


def test_un_bilan_dit_ou_l_on_en_est_de_la_periode(exemple: Dossier) -> None:
    apres = dataclasses.replace(exemple, demande=dataclasses.replace(exemple.demande, annee=2027))
    assert "6 années sur 6 sont écoulées" in texte(exemple, bilan.essentiel(exemple))
    assert "1 an après le terme du schéma" in texte(apres, bilan.essentiel(apres))


@pytest.mark.parametrize(
    ("sens", "mot"),
    [("hausse", "attendu"), ("baisse", "contraire"), ("neutre", "inconnu"), (None, "inconnu")],
)
def test_une_evolution_va_dans_le_sens_attendu_ou_non(exemple: Dossier, sens: str | None, mot: str) -> None:
    porteuse, suivi = next(
        (f, s)
        for f in exemple.plan.fiches
        for i in f.indicateurs
        if (s := suivre_de_la_fiche(exemple, f, i)).depuis_zero.connu and (s.depuis_zero.valeur or 0) > 0
    )
    assert porteuse.indicateurs
    assert allure(suivi, sens) == mot


def test_un_etat_zero_de_la_meme_annee_n_est_pas_une_evolution(exemple: Dossier) -> None:
    seul = plan(fiches=[fiche(indicateurs=[indicateur(id="muet", sens="hausse")])])
    dossier = sur_un_plan(exemple, seul)
    suivi = suivre_de_la_fiche(dossier, seul.fiches[0], seul.fiches[0].indicateurs[0])
    assert not suivi.depuis_zero.connu
    assert allure(suivi, "hausse") == "inconnu"


# --- le moment ------------------------------------------------------------------------------------


def test_un_bilan_trop_tot_est_refuse_avec_l_annee_qui_convient() -> None:
    (refus,) = verifier_le_moment(ouvrir("00", "bilan_intermediaire", 2021))
    assert isinstance(refus, BilanTropTot)
    assert "2023" in str(refus)
    assert "--forcer" in str(refus)
    assert verifier_le_moment(ouvrir("00", "bilan_intermediaire", 2023)) == []
    assert verifier_le_moment(ouvrir("00", "point_annuel", 2021)) == []


def test_un_bilan_force_le_dit_sur_sa_page_de_garde() -> None:
    force = ouvrir("00", "bilan_intermediaire", 2021, '{"forcer": true}')
    assert verifier_le_moment(force) == []
    assert "Produit avant son heure" in texte(force, list(bilan.couverture(force)))
    a_l_heure = ouvrir("00", "bilan_intermediaire", 2024, '{"forcer": true}')
    assert "avant son heure" not in texte(a_l_heure, list(bilan.couverture(a_l_heure)))
