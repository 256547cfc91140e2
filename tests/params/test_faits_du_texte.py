"""Les faits relevés dans le texte d'un schéma disent-ils ce qu'il dit, et tout ce qu'il dit ?

Pour chaque département, deux contrôles, chacun avec un cas qui montre qu'il sait échouer :

1. chaque extrait est dans le texte du schéma, mot à mot, et porte son nombre ;
2. chaque nombre du diagnostic est dans un extrait, ou écarté avec sa raison.

Le texte et les lignes du diagnostic sont nommés par ``nombres_ecartes_<département>.yml``.
"""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest
from tests.params.faits import (
    Releve,
    avec,
    ecartes,
    fichier_des_ecartes,
    lignes,
    nombres_sans_emploi,
    normaliser,
    passages_ecartes,
    passages_sans_emploi,
    porte_le_nombre,
    releves,
    transcrits,
)

LONGUEUR_D_EXTRAIT = 240
RELEVES_DU_TEXTE = avec("texte")
COMPLETS = [code for code in RELEVES_DU_TEXTE if fichier_des_ecartes(code).is_file()]


def faits(departement: str) -> list[Releve]:
    return lignes(releves(departement), "texte")


def extraits(departement: str) -> list[str]:
    return [fait["extrait"] for fait in faits(departement)]


def schema(shared: Path, departement: str) -> list[str]:
    """Les lignes du texte du schéma."""
    nom: str = ecartes(departement)["source"]
    return (shared / "sources" / nom).read_text(encoding="utf-8").split("\n")


def diagnostic(shared: Path, departement: str) -> str:
    """Les lignes du diagnostic, de la première à la dernière comprise, partie après partie."""
    texte = schema(shared, departement)
    parties = ("\n".join(texte[debut - 1 : fin]) for debut, fin in ecartes(departement)["diagnostic"])
    return normaliser("\n".join(parties))


# --- chaque département réel est contrôlé -------------------------------------------------------


def sans_controle(reels: Iterable[str], releves_du_texte: Iterable[str], ecrits: Iterable[str]) -> list[str]:
    """Les départements dont les faits manquent, ou que rien ne compare à leur texte."""
    manques = [f"{code} : aucun fait du texte" for code in reels if code not in set(releves_du_texte)]
    attendus = {*reels, *releves_du_texte} - set(ecrits)
    return manques + [f"{code} : pas de {fichier_des_ecartes(code).name}" for code in sorted(attendus)]


def test_chaque_departement_reel_a_ses_faits_et_ses_nombres_ecartes() -> None:
    ecrits = [code for code in {*transcrits(), *RELEVES_DU_TEXTE} if fichier_des_ecartes(code).is_file()]
    assert not sans_controle(transcrits(), RELEVES_DU_TEXTE, ecrits)


def test_un_departement_sans_controle_se_voit() -> None:
    assert sans_controle(["01"], [], ["01"])
    assert sans_controle(["01"], ["01"], [])
    assert sans_controle([], ["01"], [])
    assert not sans_controle(["01"], ["01"], ["01"])


# --- les extraits -------------------------------------------------------------------------------


def defauts_des_extraits(lus: list[Releve], texte: str) -> list[str]:
    defauts = []
    for ligne in lus:
        nom, extrait = f"{ligne['indicateur']} {ligne['territoire']} {ligne['periode']}", ligne["extrait"]
        if texte.count(normaliser(extrait)) != 1:
            defauts.append(f"{nom} : extrait absent ou répété dans le schéma : « {extrait} »")
        if ligne["etat"] == "valeur" and not porte_le_nombre(extrait, Decimal(ligne["valeur"])):
            defauts.append(f"{nom} : {ligne['valeur']} n'est pas dans « {extrait} »")
        if len(extrait) > LONGUEUR_D_EXTRAIT:
            defauts.append(f"{nom} : extrait de plus de {LONGUEUR_D_EXTRAIT} caractères")
        if ligne["nature"] == "calculee":
            defauts.append(f"{nom} : un fait du texte n'est pas calculé par nous")
    return defauts


@pytest.mark.shared
@pytest.mark.parametrize("departement", COMPLETS)
def test_chaque_extrait_est_dans_le_schema_avec_son_nombre(shared: Path, departement: str) -> None:
    texte = normaliser("\n".join(schema(shared, departement)))
    defauts = defauts_des_extraits(faits(departement), texte)
    assert not defauts, "extraits infidèles :\n" + "\n".join(defauts)


TEXTE = "Il y a plus de 99 centres sociaux, oui, plus de 99, et 3 autres" + ", et ainsi de suite" * 20


@pytest.mark.parametrize(
    ("extrait", "valeur", "nature"),
    [
        ("99 centres", "98", "publiee"),
        ("98 centres", "98", "publiee"),
        ("plus de 99", "99", "publiee"),
        ("de 99 centres", "-99", "publiee"),
        ("9 centres", "99", "publiee"),
        ("3 autres", "3", "calculee"),
        (TEXTE[: LONGUEUR_D_EXTRAIT + 1], "99", "publiee"),
    ],
)
def test_un_extrait_infidele_se_voit(extrait: str, valeur: str, nature: str) -> None:
    assert defauts_des_extraits([fait(extrait, valeur, nature)], normaliser(TEXTE))


@pytest.mark.parametrize(("valeur", "etat"), [("99", "valeur"), ("", "non_disponible")])
def test_un_extrait_fidele_passe_et_une_case_vide_n_a_pas_de_nombre(valeur: str, etat: str) -> None:
    assert not defauts_des_extraits([fait("99 centres", valeur, "publiee", etat)], normaliser(TEXTE))


def fait(extrait: str, valeur: str, nature: str, etat: str = "valeur") -> Releve:
    commun = {"indicateur": "essai", "territoire": "01", "periode": "2020"}
    return {**commun, "extrait": extrait, "valeur": valeur, "nature": nature, "etat": etat}


@pytest.mark.parametrize(
    ("extrait", "valeur"),
    [
        ("2 043 110 habitants", "2043110"),
        ("(-69% de jeunes", "-69"),
        ("131,5 ETP", "131.5"),
        ("(+6.2 % de 2014 à 2017)", "6.2"),
        ("leur nombre a doublé", "2"),
        ("Huit communes", "8"),
        ("une quarantaine", "40"),
        ("une quinzaine", "15"),
        ("les trois quarts", "75"),
        ("un enfant sur deux", "50"),
        ("le 6ème rang", "6"),
    ],
)
def test_les_ecritures_d_un_nombre_sont_reconnues(extrait: str, valeur: str) -> None:
    assert porte_le_nombre(extrait, Decimal(valeur))


# --- les nombres du diagnostic ------------------------------------------------------------------


def parties_impossibles(parties: Iterable[list[int]], longueur: int) -> list[list[int]]:
    """Les parties vides, à l'envers, ou hors du texte : aucun nombre n'y serait contrôlé."""
    return [[debut, fin] for debut, fin in parties if not 1 <= debut <= fin <= longueur]


@pytest.mark.shared
@pytest.mark.parametrize("departement", COMPLETS)
def test_les_lignes_du_diagnostic_existent(shared: Path, departement: str) -> None:
    parties = ecartes(departement)["diagnostic"]
    assert parties
    assert not parties_impossibles(parties, len(schema(shared, departement)))


def test_une_partie_impossible_se_voit() -> None:
    assert parties_impossibles([[1, 9], [0, 3], [5, 4], [8, 10]], 9) == [[0, 3], [5, 4], [8, 10]]


@pytest.mark.shared
@pytest.mark.parametrize("departement", COMPLETS)
def test_chaque_nombre_du_diagnostic_est_releve_ou_ecarte(shared: Path, departement: str) -> None:
    passages = extraits(departement) + passages_ecartes(departement)
    oublies = nombres_sans_emploi(diagnostic(shared, departement), passages)
    assert not oublies, "nombres ni relevés ni écartés :\n" + "\n".join(oublies)


@pytest.mark.shared
@pytest.mark.parametrize("departement", COMPLETS)
def test_chaque_passage_ecarte_sert_encore(shared: Path, departement: str) -> None:
    """Un passage écarté est dans le diagnostic, et y couvre un nombre que rien d'autre ne couvre."""
    texte, passages = diagnostic(shared, departement), passages_ecartes(departement)
    inutiles = passages_sans_emploi(texte, extraits(departement), passages)
    assert not inutiles, "passages écartés sans emploi :\n" + "\n".join(inutiles)


def test_un_nombre_oublie_se_voit() -> None:
    texte = "Il y a 99 centres sociaux, dont 12 à Arles et huit à Tarascon."
    assert len(nombres_sans_emploi(texte, ["99 centres"])) == 2
    assert not nombres_sans_emploi(texte, ["99 centres", "dont 12 à Arles et huit à"])
    assert nombres_sans_emploi(texte, ["Il y a 9", "dont 12 à Arles et huit à"])
    assert nombres_sans_emploi("quatorze puis des millions", ["quatorze"])


@pytest.mark.parametrize("passage", ["en 2020", "sociaux", "99 centres", "99 centres sociaux"])
def test_un_passage_ecarte_inutile_se_voit(passage: str) -> None:
    texte = "Il y a 99 centres sociaux, dont 12 à Arles."
    assert passages_sans_emploi(texte, ["99 centres"], [passage]) == [passage]
    assert not passages_sans_emploi(texte, ["99 centres"], ["dont 12"])
    assert not passages_sans_emploi(texte, [], ["99", "dont 12"])
