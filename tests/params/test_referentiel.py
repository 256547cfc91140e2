"""Le référentiel national : chaque fiche a sa fonction, chaque mot est employé, rien n'est dit deux fois."""

import ast
import csv
import inspect
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.fabrique import RACINE

from sdsf import indicateurs
from sdsf.espace import Espace
from sdsf.referentiel.lecture import Referentiel, lire_referentiel

REFERENTIEL: Referentiel = lire_referentiel(Espace(RACINE))
CODES = sorted(REFERENTIEL.indicateurs)
DOSSIER = RACINE / "params/referentiel"
UNITE_ECRITE = re.compile(r"Unité : ([a-z0-9_]+)\.")


# --- les contrôles --------------------------------------------------------------------------------


def inemployes(codes: Iterable[str], employes: set[str]) -> list[str]:
    return sorted(set(codes) - employes)


def repetes(textes: dict[str, str]) -> list[str]:
    """Les codes qui disent la même chose qu'un autre, aux espaces et à la casse près."""
    vus: dict[str, str] = {}
    doubles = []
    for code, texte in textes.items():
        forme = " ".join(texte.lower().split())
        if forme in vus:
            doubles.append(f"{code} = {vus[forme]}")
        vus.setdefault(forme, code)
    return doubles


def unite_de_la_docstring(fonction: object) -> str | None:
    trouvee = UNITE_ECRITE.search(inspect.getdoc(fonction) or "")
    return trouvee.group(1) if trouvee else None


def tableaux_de_cas(texte: str) -> list[str]:
    """Les clés du dictionnaire CAS d'un fichier de cas par volet."""
    return [
        ast.literal_eval(cle)
        for noeud in ast.parse(texte).body
        if isinstance(noeud, ast.Assign) and ast.unparse(noeud.targets[0]) == "CAS"
        for cle in getattr(noeud.value, "keys", [])
    ]


def valeurs_non_texte(contenu: Any, cle: str) -> list[Any]:
    """Toutes les valeurs d'une clé qui ne sont pas du texte, où qu'elles soient."""
    if isinstance(contenu, list):
        return [v for element in contenu for v in valeurs_non_texte(element, cle)]
    if isinstance(contenu, dict):
        propres = [contenu[cle]] if cle in contenu and not isinstance(contenu[cle], str | None) else []
        return propres + [v for enfant in contenu.values() for v in valeurs_non_texte(enfant, cle)]
    return []


@cache
def colonne(nom: str) -> set[str]:
    """Toutes les valeurs d'une colonne, dans tous les CSV de data/."""
    valeurs: set[str] = set()
    for chemin in (RACINE / "data").rglob("*.csv"):
        with chemin.open(encoding="utf-8", newline="") as fichier:
            valeurs |= {ligne[nom] for ligne in csv.DictReader(fichier) if nom in ligne}
    return valeurs - {""}


def cites_dans_le_paquet(codes: Iterable[str]) -> set[str]:
    """Les codes écrits entre guillemets dans le code : une unité de dénombrement, par exemple."""
    texte = "\n".join(chemin.read_text(encoding="utf-8") for chemin in (RACINE / "src").rglob("*.py"))
    return {code for code in codes if f'"{code}"' in texte}


# --- les fiches et les fonctions ------------------------------------------------------------------


def test_chaque_fiche_a_sa_fonction_et_chaque_fonction_sa_fiche() -> None:
    assert sorted(indicateurs.__all__) == CODES


def test_chaque_fiche_porte_le_nom_de_son_fichier() -> None:
    assert sorted(chemin.stem for chemin in (DOSSIER / "indicateurs").glob("*.yml")) == CODES


def test_chaque_indicateur_a_ses_cas() -> None:
    """Son fichier « test_<code>.py », ou son tableau dans le fichier de son volet."""
    fichiers = list((RACINE / "tests/cas").glob("test_*.py"))
    propres = {chemin.stem.removeprefix("test_") for chemin in fichiers}
    volets = [f for f in fichiers if f.stem.startswith("test_indicateurs_")]
    tableaux = {code for fichier in volets for code in tableaux_de_cas(fichier.read_text(encoding="utf-8"))}
    assert inemployes(CODES, propres | tableaux) == []
    assert inemployes(tableaux, set(CODES)) == []


@pytest.mark.parametrize(
    ("texte", "codes"), [("CAS = {'a': '', 'b': ''}", ["a", "b"]), ("AUTRE = {'a': ''}", [])]
)
def test_les_tableaux_d_un_volet_sont_ceux_de_cas(texte: str, codes: list[str]) -> None:
    assert tableaux_de_cas(texte) == codes


@pytest.mark.parametrize("code", CODES)
def test_l_unite_de_la_fonction_est_celle_de_la_fiche(code: str) -> None:
    assert unite_de_la_docstring(getattr(indicateurs, code)) == REFERENTIEL.indicateurs[code].unite


def test_une_docstring_sans_unite_serait_vue() -> None:
    assert unite_de_la_docstring(repetes) is None


@pytest.mark.parametrize("code", CODES)
def test_les_bornes_d_une_fiche_sont_dans_l_ordre(code: str) -> None:
    bornes = REFERENTIEL.indicateurs[code].bornes
    assert bornes.min < bornes.max


@pytest.mark.parametrize("code", CODES)
def test_la_phrase_de_lecture_n_attend_que_ce_que_l_on_sait_donner(code: str) -> None:
    attendus = set(re.findall(r"\{(\w+)\}", REFERENTIEL.indicateurs[code].lecture))
    assert {"valeur", "annee"} <= attendus <= {"valeur", "annee", "territoire"}


@pytest.mark.parametrize("code", CODES)
def test_un_repere_absent_de_l_arrete_a_son_motif(code: str) -> None:
    fiche = REFERENTIEL.indicateurs[code]
    assert (fiche.ref_arrete is None) != (fiche.ref_arrete_motif is None)


@pytest.mark.parametrize("code", CODES)
def test_une_rupture_nomme_des_editions_que_les_donnees_portent(code: str) -> None:
    editions = colonne("edition")
    assert all({r.avant, r.apres} <= editions for r in REFERENTIEL.indicateurs[code].ruptures)
    assert all(r.source in REFERENTIEL.sources for r in REFERENTIEL.indicateurs[code].ruptures)


# --- tout est employé -----------------------------------------------------------------------------


def test_chaque_unite_est_employee() -> None:
    fiches = {fiche.unite for fiche in REFERENTIEL.indicateurs.values()}
    plans = {i.get("unite") for chemin in (RACINE / "params").rglob("plan.yml") for i in _indicateurs(chemin)}
    employees = fiches | plans | colonne("unite") | cites_dans_le_paquet(REFERENTIEL.unites)
    assert inemployes(REFERENTIEL.unites, employees) == []


def _indicateurs(plan: Path) -> list[dict[str, Any]]:
    contenu = yaml.load(plan.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return [indicateur for fiche in contenu["fiches"] for indicateur in fiche["indicateurs"]]


def test_chaque_source_est_employee() -> None:
    fiches = {
        terme.source
        for f in REFERENTIEL.indicateurs.values()
        for terme in (f.numerateur, f.denominateur)
        if terme
    }
    employees = fiches | colonne("source") | cites_dans_le_paquet(REFERENTIEL.sources)
    assert inemployes(REFERENTIEL.sources, employees) == []


def test_chaque_avertissement_est_employe() -> None:
    employes = {avis for fiche in REFERENTIEL.indicateurs.values() for avis in fiche.avertissements}
    assert inemployes(REFERENTIEL.avertissements, employes) == []


def test_un_code_inemploye_serait_vu() -> None:
    assert inemployes(["a", "b", "c"], {"b"}) == ["a", "c"]


# --- rien n'est dit deux fois ---------------------------------------------------------------------


@pytest.mark.parametrize("champ", ["definition", "intitule", "question", "repere"])
def test_deux_fiches_ne_disent_jamais_la_meme_chose(champ: str) -> None:
    assert repetes({code: getattr(fiche, champ) for code, fiche in REFERENTIEL.indicateurs.items()}) == []


def test_deux_avertissements_ne_disent_jamais_la_meme_chose() -> None:
    assert repetes({a.code: a.texte for a in REFERENTIEL.avertissements.values()}) == []


def test_une_definition_recopiee_serait_vue() -> None:
    assert repetes({"a": "Places offertes.", "b": "Autre.", "c": "places  offertes."}) == ["c = a"]


# --- les départements -----------------------------------------------------------------------------


def test_les_101_departements_et_celui_d_exemple_y_sont() -> None:
    metropole = [f"{n:02d}" for n in range(1, 96) if n != 20] + ["2A", "2B"]
    assert set(REFERENTIEL.departements) == {"00", *metropole, "971", "972", "973", "974", "976"}
    assert len(REFERENTIEL.departements) == 101 + 1


def test_chaque_code_n_est_ecrit_qu_une_fois() -> None:
    contenu = yaml.safe_load((DOSSIER / "departements.yml").read_text(encoding="utf-8"))
    assert repetes({f"{n}": d["code"] for n, d in enumerate(contenu["departements"])}) == []


@pytest.mark.parametrize("code", sorted(REFERENTIEL.departements))
def test_un_departement_se_dit_avec_son_article(code: str) -> None:
    departement = REFERENTIEL.departements[code]
    assert re.fullmatch(rf"(de |d'|du |de la |de l'|des ){re.escape(departement.nom)}", departement.de)


@pytest.mark.parametrize("chemin", sorted((RACINE / "params").rglob("*.yml")), ids=lambda c: c.stem)
def test_les_codes_d_un_fichier_sont_du_texte(chemin: Path) -> None:
    contenu = yaml.load(chemin.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    assert [v for cle in ("code", "departement", "id") for v in valeurs_non_texte(contenu, cle)] == []


def test_un_code_sans_guillemets_serait_vu() -> None:
    assert valeurs_non_texte(yaml.safe_load("fiches: [{code: 1.10}, {code: null}]"), "code") == [1.1]
