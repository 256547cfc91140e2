"""Les preuves relues : une série se vérifie, une réponse vaut son constat le plus fragile."""

import pytest
from tests.tableau import cas_en_mots

from sdsf.commission.modeles import Constat, Reponse
from sdsf.evaluation.preuves import Mesure, etablir, repondre
from sdsf.referentiel.contribution import Element

MESURES = {"suivi": Mesure(4, True), "sans_zero": Mesure(3, False), "isole": Mesure(1, False)}


def element(nature: str, indicateur: str = "", sens: str = "pour", annee: int | None = None) -> Element:
    brut = {"sens": sens, "nature": nature, "etat_zero": nature == "serie_mesuree", "source": "Caf"}
    brut |= {"texte": "le taux monte", "indicateur": indicateur or None, "annee": annee}
    return Element.model_validate(brut)


def constat(nom: str, *elements: Element) -> Constat:
    brut = {"id": nom, "question": "offre", "annee": 2024, "texte": "Le taux monte.", "indicateurs": []}
    return Constat.model_validate({**brut, "elements": list(elements), "recommandations": []})


def reponse(*constats: str, annee: int = 2024, jugement: str = "oui") -> Reponse:
    brut = {"question": "offre", "annee": annee, "jugement": jugement, "texte": "Oui.", "nuance": None}
    return Reponse.model_validate({**brut, "constats": list(constats)})


@pytest.mark.parametrize(
    "k",
    cas_en_mots("""
    | cas                                  | nature        | indicateur | sens   | force |
    | une série suivie depuis un état zéro | serie_mesuree | suivi      | pour   | B     |
    | une série sans état zéro             | serie_mesuree | sans_zero  | pour   | C     |
    | une valeur isolée n'est pas une série | serie_mesuree | isole     | pour   | C     |
    | une série que personne n'a relevée   | serie_mesuree | inconnu    | pour   | C     |
    | une série qui ne cite aucun relevé   | serie_mesuree |            | pour   | C     |
    | une déclaration                      | declaration   |            | pour   | C     |
    | une opinion                          | opinion       |            | pour   | D     |
    | un fait isolé                        | evenement     |            | pour   | D     |
    | un fait contraire n'appuie rien      | serie_mesuree | suivi      | contre | aucune |
    """),
)
def test_la_force_d_un_element_relu(k: dict[str, str]) -> None:
    etabli = etablir(constat("c", element(k["nature"], k["indicateur"], k["sens"])), MESURES, 2024)
    assert (etabli.force or "aucune") == k["force"]


def test_ce_que_la_relecture_change_est_dit() -> None:
    relus = etablir(constat("c", element("serie_mesuree", "inconnu")), MESURES, 2024).elements
    assert "comptée comme une déclaration" in relus[0].remarque


def test_un_fait_posterieur_n_est_pas_encore_connu() -> None:
    etabli = etablir(constat("c", element("declaration", annee=2025)), MESURES, 2024)
    assert (etabli.elements, etabli.force) == ((), None)


CONSTATS = {
    "b": etablir(constat("b", element("serie_mesuree", "suivi")), MESURES, 2024),
    "c": etablir(constat("c", element("declaration")), MESURES, 2024),
    "d": etablir(constat("d", element("opinion")), MESURES, 2024),
    "nu": etablir(constat("nu"), MESURES, 2024),
}


@pytest.mark.parametrize(
    "k",
    cas_en_mots("""
    | cas                                     | constats | force | conclut |
    | un constat mesuré                       | b        | B     | oui     |
    | le plus fragile l'emporte               | b c      | C     | oui     |
    | une opinion ne conclut pas              | d        | D     | non     |
    | une opinion affaiblit le reste          | b d      | D     | non     |
    | un constat sans preuve ne conclut pas   | nu       |       | non     |
    | un constat que l'année ne connaît pas   | b demain |       | non     |
    """),
)
def test_une_reponse_vaut_son_constat_le_plus_fragile(k: dict[str, str]) -> None:
    etablie = repondre([reponse(*k["constats"].split())], CONSTATS, 2024)
    assert (etablie.force or "", "oui" if etablie.conclut else "non") == (k["force"], k["conclut"])


def test_la_derniere_reponse_connue_l_emporte() -> None:
    reponses = [reponse("b", annee=2026, jugement="non"), reponse("b"), reponse("b", annee=2022)]
    etablie = repondre(reponses, CONSTATS, 2024)
    assert etablie.reponse is not None
    assert (etablie.reponse.annee, etablie.reponse.jugement) == (2024, "oui")


def test_sans_reponse_rien_ne_se_conclut() -> None:
    etablie = repondre([reponse("b", annee=2025)], CONSTATS, 2024)
    assert (etablie.reponse, etablie.conclut, etablie.motif) == (
        None, False, "la commission n'a pas encore répondu",
    )  # fmt: skip
