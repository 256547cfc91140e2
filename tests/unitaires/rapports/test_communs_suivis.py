"""Les indicateurs communs du tableau de bord : un indicateur de contexte n'y entre que si le plan le suit."""

import dataclasses

import pytest
from tests.fabrique import fiche, indicateur, plan
from tests.pages import ouvrir, sur_un_plan

from sdsf.dossier import Dossier
from sdsf.plan.modeles import Plan
from sdsf.rapports.chiffrer import du_releve
from sdsf.rapports.indicateur import communs_suivis

CONTEXTE = "nombre_naissances"
EFFECTIF = "nombre_mam"


def suivant(code: str | None) -> Plan:
    """Un plan dont le seul indicateur renvoie à un indicateur commun."""
    motif = None if code else "sans équivalent"
    return plan(fiches=[fiche(indicateurs=[indicateur(id="i1", indicateur=code, motif=motif)])])


@pytest.fixture(scope="module")
def exemple() -> Dossier:
    """Le département d'exemple, dont un relevé de taux devient celui d'un autre indicateur."""
    return ouvrir("00", "point_annuel")


def avec_un_releve(dossier: Dossier, code: str) -> Dossier:
    propres = dossier.releves["territoire"] == dossier.departement.code
    rang = dossier.releves[propres & (dossier.releves["indicateur"] == "taux_couverture_accueil")].index[-1]
    releves = dossier.releves.copy()
    releves.loc[rang, ["indicateur", "unite"]] = [code, dossier.referentiel.indicateurs[code].unite]
    return dataclasses.replace(dossier, tables={**dossier.tables, "releves": releves})


@pytest.mark.parametrize(
    ("releve", "suivi", "present"),
    [(CONTEXTE, None, False), (CONTEXTE, CONTEXTE, True), (EFFECTIF, None, True)],
    ids=["un contexte que le plan ne suit pas", "un contexte que le plan suit", "une réalisation"],
)
def test_qui_entre_au_tableau_de_bord(
    exemple: Dossier, releve: str, suivi: str | None, present: bool
) -> None:
    dossier = sur_un_plan(avec_un_releve(exemple, releve), suivant(suivi))
    assert (releve in communs_suivis(dossier)) is present


def test_un_effectif_n_a_ni_membres_ni_formule_a_refaire(exemple: Dossier) -> None:
    dossier = avec_un_releve(exemple, EFFECTIF)
    ligne = dossier.releves[dossier.releves["indicateur"] == EFFECTIF].iloc[-1].copy()
    ligne[["numerateur", "denominateur"]] = None
    chiffre = du_releve(dossier, ligne)
    assert (chiffre.numerateur, chiffre.denominateur) == ("", "")
    assert chiffre.formule == "valeur publiée par le producteur"


def test_un_taux_dit_sa_formule_et_ses_membres(exemple: Dossier) -> None:
    releves = exemple.releves[exemple.releves["indicateur"] == "taux_couverture_accueil"]
    chiffre = du_releve(exemple, releves.iloc[-1])
    assert chiffre.formule.endswith("÷ enfants de moins de 3 ans × 100")
    assert "enfants de moins de 3 ans" in chiffre.denominateur
