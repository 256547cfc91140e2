"""Le panier de services : les deux définitions, l'inconnu qui n'est pas une absence, le 63 fin 2019."""

from itertools import product
from typing import Any

import pandas as pd
import pytest
from tests.fabrique import RACINE
from tests.tableau import cas_en_mots, tableau

from sdsf.espace import Espace
from sdsf.evaluation.panier import Encadrement, paniers, part_complets
from sdsf.indicateurs import part_epci_panier_parentalite_complet
from sdsf.referentiel.services import lire_services

SERVICES = lire_services(Espace(RACINE))
TROIS, QUATRE, RAYONNE = (
    SERVICES.definition(c) for c in ("trois_services", "quatre_services", "quatre_services_rayonnement")
)

# Les 14 EPCI du Puy-de-Dôme fin 2019, et ce que le texte (lignes 1420 à 1426) dit de chacun ; vide : rien.
# « 1 » : au moins un ; « 0 » : « ne mobilisent pas les dispositifs ».
PUY_DE_DOME = tableau("""
    | territoire                           | reaap | laep | clas | mediation_familiale |
    | Ambert Livradois Forez               | 1     | 1    | 1    | 0                   |
    | Thiers Dore et Montagne              | 1     | 1    | 1    | 0                   |
    | Clermont Auvergne Métropole          | 1     | 1    | 1    | 1                   |
    | Riom Limagne et Volcans              | 1     | 1    | 1    | 0                   |
    | Pays de Saint-Éloy                   | 1     |      |      | 0                   |
    | Dômes Sancy Artense                  | 1     |      |      | 0                   |
    | Combrailles Sioule et Morge          | 0     | 0    | 0    | 0                   |
    | Chavanon Combrailles et Volcans      | 0     | 0    | 0    | 0                   |
    | Massif du Sancy                      | 0     | 0    | 0    | 0                   |
    | Billom Communauté                    | 0     | 0    | 0    | 0                   |
    | EPCI dont le texte ne dit rien, n° 1 |       |      |      | 0                   |
    | EPCI dont le texte ne dit rien, n° 2 |       |      |      | 0                   |
    | EPCI dont le texte ne dit rien, n° 3 |       |      |      | 0                   |
    | EPCI dont le texte ne dit rien, n° 4 |       |      |      | 0                   |
""")
EPCI_63 = PUY_DE_DOME["territoire"].tolist()
COMPLETS_63 = EPCI_63[:4]
OFFRE_63 = PUY_DE_DOME.melt("territoire", var_name="service", value_name="nombre")


def etats(table: pd.DataFrame) -> dict[str, str]:
    return dict(zip(table["territoire"], table["complet"], strict=True))


# --- le Puy-de-Dôme, fin 2019 ---------------------------------------------------------------------


def test_les_quatre_epci_complets_du_63() -> None:
    rendu = paniers(OFFRE_63, EPCI_63, TROIS)
    assert [t for t, etat in etats(rendu).items() if etat == "oui"] == COMPLETS_63
    assert list(etats(rendu).values()).count("non") == 4


def test_sans_la_phrase_du_texte_la_part_du_63_s_encadre() -> None:
    """Six EPCI dont on ne sait pas tout : de 4 ÷ 14 à 10 ÷ 14, pas 4 ÷ 14."""
    part = part_complets(paniers(OFFRE_63, EPCI_63, TROIS))
    assert (part.au_moins, part.au_plus) == (pytest.approx(400 / 14), pytest.approx(1000 / 14))
    assert part.valeur is None
    assert "6 territoires" in part.motif


def test_la_phrase_du_texte_tranche_l_inconnu() -> None:
    """« Les quatre EPCI ayant un panier complet sont… » : les dix autres ne l'ont pas."""
    dits = {territoire: territoire in COMPLETS_63 for territoire in EPCI_63}
    rendu = paniers(OFFRE_63, EPCI_63, TROIS, dits)
    assert part_complets(rendu).valeur == pytest.approx(28.5714, abs=1e-4)
    assert rendu["motif"].eq("dit par le texte").sum() == 6


def test_la_part_est_celle_de_l_indicateur() -> None:
    dits = {territoire: territoire in COMPLETS_63 for territoire in EPCI_63}
    part = part_complets(paniers(OFFRE_63, EPCI_63, TROIS, dits))
    complets, tous = (
        pd.DataFrame({"territoire": ["63"], "annee": [2019], "valeur": [n]}) for n in (4, len(EPCI_63))
    )
    assert part_epci_panier_parentalite_complet(complets, tous)["valeur"].tolist() == [part.valeur]


def test_la_fiche_19_ne_laisse_que_clermont() -> None:
    """La médiation a son siège à Clermont (ligne 1426) : avec elle, un seul panier complet."""
    rendu = paniers(OFFRE_63, EPCI_63, QUATRE)
    assert [t for t, etat in etats(rendu).items() if etat == "oui"] == ["Clermont Auvergne Métropole"]
    assert rendu.set_index("territoire").loc["Riom Limagne et Volcans", "manquent"] == "mediation_familiale"


def test_son_rayonnement_departemental_les_rend_tous_les_quatre() -> None:
    rendu = paniers(OFFRE_63, EPCI_63, RAYONNE)
    assert [t for t, etat in etats(rendu).items() if etat == "oui"] == COMPLETS_63


def test_ce_que_les_releves_du_63_en_disent() -> None:
    """Le compte écrit dans les relevés transcrits du texte est celui du calcul."""
    releves = pd.read_csv(RACINE / "data/departements/63/releves.csv", dtype=str)
    (compte,) = releves.loc[releves["indicateur"] == "nombre_epci_panier_parentalite_complet", "valeur"]
    assert int(compte) == list(etats(paniers(OFFRE_63, EPCI_63, TROIS)).values()).count("oui")


# --- chaque panier --------------------------------------------------------------------------------

CAS = """
    | cas                                  | reaap | laep | clas | dit | complet | manquent   | inconnus |
    | les trois                            | 2     | 1    | 1    |     | oui     |            |          |
    | un seul absent suffit                | 2     | 0    | 1    |     | non     | laep       |          |
    | un absent l'emporte sur un inconnu   | 2     | 0    | ?    |     | non     | laep       | clas     |
    | un inconnu n'est pas une absence     | 2     | 1    | ?    |     | inconnu |            | clas     |
    | sans ligne, inconnu                  | 2     | 1    |      |     | inconnu |            | clas     |
    | zéro et inconnu du même service      | 2     | 1    | 0+?  |     | inconnu |            | clas     |
    | une structure connue suffit          | 2     | 1    | 1+?  |     | oui     |            |          |
    | le texte tranche l'inconnu           | 2     | 1    | ?    | non | non     |            | clas     |
    | le texte contredit les services      | 2     | 0    | 1    | oui | inconnu | laep       |          |
    | le texte confirme                    | 2     | 1    | 1    | oui | oui     |            |          |
"""


@pytest.mark.parametrize("c", cas_en_mots(CAS))
def test_l_etat_d_un_panier(c: dict[str, str]) -> None:
    offre = pd.DataFrame(
        [
            {"territoire": "A", "service": service, "nombre": float("nan") if mot == "?" else float(mot)}
            for service in TROIS.services
            for mot in filter(None, c[service].split("+"))
        ]
    )
    dits = {"A": c["dit"] == "oui"} if c["dit"] else None
    ligne = paniers(offre, ["A"], TROIS, dits).iloc[0]
    assert ligne[["complet", "manquent", "inconnus"]].tolist() == [c["complet"], c["manquent"], c["inconnus"]]
    assert ("contredit" in c["cas"]) == ("le texte dit « complet" in ligne["motif"])


def test_la_logique_a_trois_valeurs_entiere() -> None:
    """Les 27 combinaisons, contre le minimum d'un calcul à part : absent < inconnu < présent."""
    ordre = {"non": 0.0, "inconnu": float("nan"), "oui": 1.0}
    for combinaison in product(ordre, repeat=3):
        offre = pd.DataFrame(
            {
                "territoire": "A",
                "service": TROIS.services,
                "nombre": [ordre[mot] for mot in combinaison],
            }
        )
        attendu = min(combinaison, key=["non", "inconnu", "oui"].index)
        assert etats(paniers(offre, ["A"], TROIS)) == {"A": attendu}


@pytest.mark.parametrize(
    ("nombres", "attendus"),
    [
        pytest.param([1, None], ["oui", "oui"], id="établi quelque part"),
        pytest.param([0, 0], ["non", "non"], id="absent partout"),
        pytest.param([0, None], ["inconnu", "inconnu"], id="peut-être quelque part"),
    ],
)
def test_un_service_qui_rayonne(nombres: list[Any], attendus: list[str]) -> None:
    panier = RAYONNE.model_copy(update={"services": ["mediation_familiale"]})
    mediation = {"service": "mediation_familiale", "nombre": pd.Series(nombres, dtype=float)}
    offre = pd.DataFrame({"territoire": ["A", "B"], **mediation})
    assert list(etats(paniers(offre, ["A", "B"], panier)).values()) == attendus


def test_sans_territoire_la_part_n_existe_pas() -> None:
    assert part_complets(paniers(OFFRE_63, [], TROIS)) == Encadrement(None, None, 0, 0, "aucun territoire")


# --- les définitions ------------------------------------------------------------------------------


def test_la_definition_suivie_est_un_reglage() -> None:
    assert SERVICES.definition() == TROIS
    assert [len(panier.services) for panier in SERVICES.paniers] == [3, 4, 4]
