"""Les résultats que publient les cinq textes : mot à mot dans la source, et recalculés par le paquet.

Le verdict écrit doit être celui du calcul ; la valeur écrite, faite à la main, celle de la fonction.
"""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests.fabrique import RACINE

from sdsf.espace import Espace
from sdsf.evaluation.resultats_publies import CALCULS, FONCTIONS, VERDICTS, Trouve, accord
from sdsf.reference import AVIS
from sdsf.referentiel.lecture import lire_referentiel
from sdsf.referentiel.resultats_publies import NombreEcrit, ResultatPublie, lire_resultats_publies
from sdsf.resultats_publies import ROLES, Examen, Lecteur, composer, examiner, recalculer

ESPACE = Espace(RACINE)
RESULTATS = lire_resultats_publies(ESPACE).resultats
# Un nombre écrit en lettres, et ce qu'il vaut ; un rôle de panier nomme un territoire.
EN_LETTRES = {
    "un point": 1,
    "un tiers": 33.33,
    "deux": 2,
    "quatre": 4,
    "Huit": 8,
    "doublé": 2,
    "le plus bas": 1,
    "trois parents sur quatre": 75,
}
DU_PANIER = {"complet", "reaap_au_moins", "aucun_service"}


@pytest.fixture(scope="module")
def examens() -> dict[str, Examen]:
    return {examen.resultat.id: examen for examen in examiner(ESPACE)}


def nombres(resultat: ResultatPublie) -> list[NombreEcrit]:
    return [resultat.affirme, *resultat.du_texte]


def lire_ecrit(ecrit: str) -> float | None:
    """Ce que vaut un nombre tel que le texte l'écrit ; ``None`` s'il l'écrit en lettres."""
    fraction = re.search(r"(\d+) sur (\d+)", ecrit)
    if fraction:
        return 100 * int(fraction[1]) / int(fraction[2])
    trouve = re.search(r"(-)?\s*(\d[\d ]*(?:[.,]\d+)?)", ecrit)
    if trouve is None:
        return None
    valeur = float(trouve[2].replace(" ", "").replace(",", "."))
    return -valeur if trouve[1] else valeur


# --- la donnée ------------------------------------------------------------------------------------


def test_les_cinq_textes_ont_leurs_resultats() -> None:
    assert {r.departement for r in RESULTATS} == {"13", "34", "63", "71", "92"}
    assert len(RESULTATS) >= 40
    assert {r.source for r in RESULTATS} <= set(lire_referentiel(ESPACE).sources)
    assert all(r.id.startswith(f"{r.departement}-") for r in RESULTATS)
    assert [(r.source, r.affirme.ligne) for r in RESULTATS] == sorted(
        (r.source, r.affirme.ligne) for r in RESULTATS
    )


def absents(resultat: ResultatPublie, lignes: list[str]) -> list[str]:
    """Les extraits qui ne sont pas à leur ligne, ou qui ne portent pas leur nombre."""
    return [
        f"{n.ligne} : {n.texte}"
        for n in nombres(resultat)
        if n.texte not in lignes[n.ligne - 1] or n.ecrit not in n.texte
    ]


@pytest.mark.shared
@pytest.mark.parametrize("resultat", RESULTATS, ids=lambda r: r.id)
def test_chaque_extrait_se_lit_a_sa_ligne_et_porte_son_nombre(resultat: ResultatPublie, shared: Path) -> None:
    (source,) = (shared / "sources").glob(f"{resultat.departement}_*_{resultat.periode}.txt")
    assert absents(resultat, source.read_text(encoding="utf-8").split("\n")) == []


def test_un_extrait_deplace_ou_sans_son_nombre_serait_vu() -> None:
    affirme = RESULTATS[0].affirme.model_copy(update={"ligne": 2, "texte": "37 membres", "ecrit": "41"})
    resultat = RESULTATS[0].model_copy(update={"affirme": affirme, "du_texte": []})
    assert absents(resultat, ["", "37 membres"]) == ["2 : 37 membres"]
    juste = affirme.model_copy(update={"ecrit": "37"})
    assert absents(resultat.model_copy(update={"affirme": juste}), ["37 membres", ""]) != []


@pytest.mark.parametrize("resultat", RESULTATS, ids=lambda r: r.id)
def test_chaque_nombre_vaut_ce_qui_est_ecrit(resultat: ResultatPublie) -> None:
    for n in nombres(resultat):
        if getattr(n, "role", "") in DU_PANIER:
            assert n.valeur == 1
        else:
            lu = lire_ecrit(n.ecrit)
            assert n.valeur == pytest.approx(EN_LETTRES[n.ecrit] if lu is None else lu), n.ecrit


def test_un_nombre_se_lit_comme_le_texte_l_ecrit() -> None:
    ecrits = ["+ 57%", "1 144 892", "- 4,6%", "1 sur 4", "5^{ème}", "dix"]
    assert [lire_ecrit(ecrit) for ecrit in ecrits] == [57, 1144892, -4.6, 25, 5, None]


@pytest.mark.parametrize("resultat", RESULTATS, ids=lambda r: r.id)
def test_un_resultat_dit_tout_ce_qu_il_doit(resultat: ResultatPublie) -> None:
    """Ce qui n'est pas reproduit à l'arrondi écrit dit pourquoi ; ce qui se calcule nomme sa fonction."""
    if resultat.verdict != "reproduit" or resultat.tolerance is not None:
        assert resultat.note
    if resultat.verdict == "ecart_au_producteur":
        assert resultat.du_producteur
    if resultat.verdict == "le_texte_se_trompe":
        # Un texte n'est en faute que de ses propres nombres.
        assert not resultat.du_producteur
    if resultat.calcul is None:
        assert (resultat.verdict, resultat.trouve, resultat.encadre) == ("non_reproductible", None, [])
        assert [resultat.du_texte, resultat.du_producteur, resultat.parmi] == [[], [], []]
        assert resultat.compte is None
    else:
        assert resultat.calcul in FONCTIONS
        assert [resultat.du_texte, resultat.du_producteur, resultat.compte] != [[], [], None]


# --- les calculs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("resultat", RESULTATS, ids=lambda r: r.id)
def test_le_verdict_est_celui_du_calcul(resultat: ResultatPublie, examens: dict[str, Examen]) -> None:
    examen = examens[resultat.id]
    assert resultat.verdict in VERDICTS[examen.accord]
    assert list(examen.trouve.encadre) == resultat.encadre
    # « trouve » est fait à la main, au centième : la fonction du paquet doit le redonner.
    attendu = None if resultat.trouve is None else pytest.approx(resultat.trouve, abs=0.005001)
    assert examen.trouve.valeur == attendu


def test_un_verdict_faux_serait_vu(examens: dict[str, Examen]) -> None:
    """Chaque verdict, et un nombre changé qui le rendrait faux."""
    avs = examens["34-avs-ensemble"].resultat
    (centres, *autres) = avs.du_texte
    corrige = avs.model_copy(update={"du_texte": [centres.model_copy(update={"valeur": 16.85}), *autres]})
    assert accord(corrige, recalculer(Lecteur(ESPACE), corrige)) == "concorde"
    laep = examens["34-reaap"].resultat
    faux = laep.model_copy(update={"affirme": laep.affirme.model_copy(update={"valeur": 43.0})})
    assert accord(faux, examens["34-reaap"].trouve) == "differe"
    assert accord(laep, replace(examens["34-reaap"].trouve, valeur=None)) == "sans_valeur"


@pytest.mark.parametrize(
    ("ecrit", "affirme", "trouve", "tolerance", "comparaison", "attendu"),
    [
        ("57%", 57.0, 56.5, None, "egal", "concorde"),
        ("57%", 57.0, 56.49, None, "egal", "differe"),
        ("24,9%", 24.9, 24.86, None, "egal", "concorde"),
        ("24,9%", 24.9, 24.84, None, "egal", "differe"),
        ("-1,90%", -1.9, -1.87, None, "egal", "differe"),
        ("-1,90%", -1.9, -1.87, 0.05, "egal", "concorde"),
        ("70%", 70.0, 70.0, None, "plus_de", "differe"),
        ("70%", 70.0, 70.01, None, "plus_de", "concorde"),
        ("70%", 70.0, None, None, "egal", "sans_valeur"),
    ],
)
def test_l_accord_tient_a_l_arrondi_ecrit(
    ecrit: str,
    affirme: float,
    trouve: float | None,
    tolerance: float | None,
    comparaison: str,
    attendu: str,
) -> None:
    ecrit_ = RESULTATS[0].affirme.model_copy(update={"ecrit": ecrit, "valeur": affirme})
    champs = {"affirme": ecrit_, "tolerance": tolerance, "comparaison": comparaison}
    assert accord(RESULTATS[0].model_copy(update=champs), Trouve(trouve)) == attendu


def test_chaque_calcul_sert_et_nomme_sa_fonction() -> None:
    employes = {r.calcul for r in RESULTATS if r.calcul}
    assert set(CALCULS) <= set(FONCTIONS)
    assert set(FONCTIONS) == employes
    assert {n.role for r in RESULTATS for n in [*r.du_texte, *r.du_producteur]} == set(ROLES)


def test_une_cle_qui_ne_designe_pas_une_seule_valeur_se_refuse(examens: dict[str, Examen]) -> None:
    (cle,) = examens["13-taux-2019"].resultat.du_producteur
    lecteur = Lecteur(ESPACE)
    assert lecteur.valeur(cle, "13") == 47.5
    with pytest.raises(LookupError, match="0 lignes"):
        lecteur.valeur(cle.model_copy(update={"edition": "courant"}), "13")


# --- la page --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page(examens: dict[str, Examen]) -> str:
    noms = {d.code: d.nom for d in lire_referentiel(ESPACE).departements.values()}
    return composer(list(examens.values()), noms)


def test_la_page_est_a_jour(page: str) -> None:
    ecrite = (RACINE / "docs/explications/resultats_publies.md").read_text(encoding="utf-8")
    assert ecrite == AVIS + page, "lancez « make docs »"


def test_la_page_dit_chaque_resultat_et_compte_juste(page: str) -> None:
    rangees = [ligne for ligne in page.split("\n") if re.match(r"\| \d+ \|", ligne)]
    assert len(rangees) == len(RESULTATS)
    assert {len(re.split(r"(?<!\\)\|", rangee)) for rangee in rangees} == {11}
    trompes = [r for r in RESULTATS if r.verdict == "le_texte_se_trompe"]
    assert page.count("| **le texte se trompe** |") == len(trompes)
    assert sum(ligne.startswith("- ") and "le texte écrit" in ligne for ligne in page.split("\n")) == len(
        trompes
    )
