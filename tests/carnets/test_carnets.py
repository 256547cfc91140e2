"""Les carnets, sans les exécuter : une cellule de paramètres, des budgets, rien de caché, aucune sortie.

Chaque contrôle est une fonction pure qui rend la liste de ses griefs ; un carnet fautif, construit en
mémoire, montre qu'elle sait en rendre.
"""

import ast
import importlib
import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import papermill
import pytest
from tests.fabrique import RACINE

Carnet = dict[str, Any]
Controle = Callable[[Carnet], list[str]]

CARNETS = sorted((RACINE / "notebooks").glob("*.ipynb"))
PARAMETRES = {"departement": ("str", '"00"'), "annee": ("int", None), "reglages": ("str", '""')}
MODULE = "sdsf.carnet"
CELLULES_DE_CODE, LIGNES_DE_CODE, CODES_PAR_TEXTE = 25, 8, 2
ANCRE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
INTERDITS: dict[type[ast.AST], str] = {
    ast.FunctionDef: "def", ast.AsyncFunctionDef: "def", ast.Lambda: "lambda", ast.ClassDef: "class",
    ast.For: "boucle", ast.AsyncFor: "boucle", ast.While: "boucle", ast.comprehension: "boucle",
    ast.Try: "try", ast.With: "with",
}  # fmt: skip


# --- lire un carnet -------------------------------------------------------------------------------


def lire(chemin: Path) -> Carnet:
    """Le fichier tel quel : ``nbformat`` compléterait les identifiants qui manquent."""
    return json.loads(chemin.read_text(encoding="utf-8"))


def source(cellule: Carnet) -> str:
    return "".join(cellule["source"])


def codes(carnet: Carnet) -> list[Carnet]:
    return [cellule for cellule in carnet["cells"] if cellule["cell_type"] == "code"]


def de_parametres(carnet: Carnet) -> list[Carnet]:
    return [c for c in carnet["cells"] if "parameters" in c["metadata"].get("tags", [])]


def noeuds(carnet: Carnet, avec_parametres: bool = False) -> Iterator[tuple[str, ast.AST]]:
    """Chaque élément du code, avec l'identifiant de sa cellule."""
    for cellule in codes(carnet):
        if avec_parametres or cellule not in de_parametres(carnet):
            for noeud in ast.walk(ast.parse(source(cellule))):
                yield cellule.get("id", "?"), noeud


# --- les contrôles --------------------------------------------------------------------------------


def griefs_de_parametres(carnet: Carnet) -> list[str]:
    """Exactement une cellule ``parameters``, la première du code, aux trois paramètres annotés."""
    marquees = de_parametres(carnet)
    if len(marquees) != 1:
        return [f"{len(marquees)} cellule(s) marquée(s) « parameters »"]
    if codes(carnet)[:1] != marquees:
        return ["la cellule de paramètres n'est pas la première du code"]
    lignes = ast.parse(source(marquees[0])).body
    annotes = {
        ast.unparse(ligne.target): ast.unparse(ligne.annotation)
        for ligne in lignes
        if isinstance(ligne, ast.AnnAssign)
    }
    attendus = {nom: genre for nom, (genre, _) in PARAMETRES.items()}
    return [] if annotes == attendus and len(lignes) == len(attendus) else [f"paramètres : {annotes}"]


def griefs_de_budget(carnet: Carnet) -> list[str]:
    nombre = len(codes(carnet))
    textes = len(carnet["cells"]) - nombre
    griefs = [f"{nombre} cellules de code"] if nombre > CELLULES_DE_CODE else []
    if nombre > CODES_PAR_TEXTE * textes:
        griefs.append(f"{textes} texte(s) pour {nombre} cellules de code")
    longues = [c for c in codes(carnet) if len(source(c).splitlines()) > LIGNES_DE_CODE]
    return griefs + [f"cellule {c['id']} : plus de {LIGNES_DE_CODE} lignes" for c in longues]


def griefs_de_code(carnet: Carnet) -> list[str]:
    """Ni def, ni class, ni boucle, ni try : un carnet appelle, il ne calcule pas."""
    return [f"{ident} : {INTERDITS[type(n)]}" for ident, n in noeuds(carnet, True) if type(n) in INTERDITS]


def griefs_de_constantes(carnet: Carnet) -> list[str]:
    """Ni nombre, ni chemin, ni adresse : ils viennent de params/ et du paquet."""
    constantes = [(ident, n.value) for ident, n in noeuds(carnet) if isinstance(n, ast.Constant)]
    nombres = [(i, v) for i, v in constantes if isinstance(v, int | float) and not isinstance(v, bool)]
    chemins = [(i, v) for i, v in constantes if isinstance(v, str) and re.search(r"[/\\]|\.\w{2,5}$", v)]
    return [f"{ident} : {valeur!r}" for ident, valeur in (*nombres, *chemins)]


def griefs_de_sorties(carnet: Carnet) -> list[str]:
    faites = [c for c in codes(carnet) if c.get("outputs") or c.get("execution_count") is not None]
    return [f"{c['id']} : sortie ou numéro d'exécution" for c in faites]


def griefs_d_identifiants(carnet: Carnet) -> list[str]:
    """Un identifiant de cellule devient l'ancre d'un titre : présent, unique, en ASCII simple."""
    idents = [cellule.get("id", "") for cellule in carnet["cells"]]
    griefs = [f"identifiant {ident!r}" for ident in idents if not ANCRE.fullmatch(ident)]
    return griefs + [
        f"identifiant {ident!r} répété" for ident in sorted(set(idents)) if idents.count(ident) > 1
    ]


def griefs_d_imports(carnet: Carnet) -> list[str]:
    """Un carnet n'importe que ``sdsf.carnet``, et ce qui y existe ; ce qu'il appelle d'un module aussi."""
    griefs: list[str] = []
    modules: dict[str, Any] = {}
    for ident, noeud in noeuds(carnet, True):
        if isinstance(noeud, ast.Import):
            griefs += [f"{ident} : import {alias.name}" for alias in noeud.names]
        elif isinstance(noeud, ast.ImportFrom):
            griefs += [f"{ident} : {faute}" for faute in _importer(noeud, modules)]
    appels = [
        (i, n)
        for i, n in noeuds(carnet, True)
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)
    ]
    return griefs + [
        f"{ident} : {n.value.id}.{n.attr} n'existe pas"
        for ident, n in appels
        if n.value.id in modules and not hasattr(modules[n.value.id], n.attr)
    ]


def _importer(noeud: ast.ImportFrom, modules: dict[str, Any]) -> list[str]:
    if noeud.module != MODULE:
        return [f"from {noeud.module}"]
    carnet = importlib.import_module(MODULE)
    existants = {alias.name: getattr(carnet, alias.name, None) for alias in noeud.names}
    modules.update(
        {a.asname or a.name: existants[a.name] for a in noeud.names if existants[a.name] is not None}
    )
    return [f"{MODULE}.{nom} n'existe pas" for nom, trouve in existants.items() if trouve is None]


def griefs_de_titre(carnet: Carnet) -> list[str]:
    """Un titre de premier niveau en tête, et un seul ; les autres cellules de texte ouvrent une section."""
    textes = [source(c) for c in carnet["cells"] if c["cell_type"] == "markdown"]
    premiers = [texte for texte in textes if re.match(r"# ", texte)]
    griefs = [] if premiers == textes[:1] and premiers else ["le carnet ne commence pas par son titre, seul"]
    return griefs + [f"pas de titre : {t[:30]!r}" for t in textes[1:] if not re.match(r"#{2,3} \S", t)]


CONTROLES: list[Controle] = [
    griefs_de_parametres,
    griefs_de_budget,
    griefs_de_code,
    griefs_de_constantes,
    griefs_de_sorties,
    griefs_d_identifiants,
    griefs_d_imports,
    griefs_de_titre,
]


def test_il_y_a_des_carnets() -> None:
    assert RACINE / "notebooks/10_point_annuel.ipynb" in CARNETS


@pytest.mark.parametrize("controle", CONTROLES, ids=lambda controle: controle.__name__)
@pytest.mark.parametrize("chemin", CARNETS, ids=lambda chemin: chemin.name)
def test_un_carnet_du_depot_est_sans_grief(chemin: Path, controle: Controle) -> None:
    assert controle(lire(chemin)) == []


@pytest.mark.parametrize("chemin", CARNETS, ids=lambda chemin: chemin.name)
def test_papermill_lit_les_parametres_et_leur_aide(chemin: Path) -> None:
    lus = papermill.inspect_notebook(str(chemin))
    assert {nom: lu["inferred_type_name"] for nom, lu in lus.items()} == {
        n: g for n, (g, _) in PARAMETRES.items()
    }
    assert lus["departement"]["default"] == '"00"'
    assert lus["reglages"]["default"] == '""'
    assert all(lu["help"] for lu in lus.values())


@pytest.mark.parametrize("chemin", CARNETS, ids=lambda chemin: chemin.name)
def test_un_carnet_est_au_format_4_5_et_nomme_son_noyau(chemin: Path) -> None:
    """En dessous de 4.5, les cellules n'ont pas d'identifiant ; papermill veut un noyau nommé."""
    carnet = lire(chemin)
    assert (carnet["nbformat"], carnet["nbformat_minor"]) >= (4, 5)
    assert carnet["metadata"]["kernelspec"]["name"] == "python3"


# --- chaque contrôle sait échouer -----------------------------------------------------------------


def cellule(genre: str, ident: str, texte: str, *tags: str) -> Carnet:
    de_code = {"execution_count": None, "outputs": []} if genre == "code" else {}
    metadonnees = {"tags": list(tags)} if tags else {}
    return {"cell_type": genre, "id": ident, "metadata": metadonnees, "source": texte, **de_code}


P = 'departement: str = "00"  # Code\nannee: int = 2024  # Année\nreglages: str = ""  # JSON'
IMPORTS = "from sdsf.carnet import montrer, ouvrir\nfrom sdsf.carnet import point_annuel as r"
JUSTE: Carnet = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"kernelspec": {"name": "python3"}},
    "cells": [
        cellule("markdown", "presentation", "# Où en est-on ?"),
        cellule("code", "parametres", P, "parameters"),
        cellule("code", "ouverture", IMPORTS),
        cellule("markdown", "section", "## Combien ?"),
        cellule("code", "section-calcul", "montrer(r.couverture(ouvrir(departement, annee, reglages)))"),
    ],
}  # fmt: skip


def abime(rang: int, **champs: Any) -> Carnet:
    """Le carnet juste, dont une cellule a changé."""
    copie = deepcopy(JUSTE)
    copie["cells"][rang].update(champs)
    return copie


def avec(*cellules: Carnet) -> Carnet:
    """Le carnet juste, et d'autres cellules."""
    copie = deepcopy(JUSTE)
    copie["cells"].extend(cellules)
    return copie


def code(texte: str, ident: str = "ajout") -> Carnet:
    return avec(cellule("code", ident, texte))


def appels(nombre: int) -> list[Carnet]:
    return [cellule("code", f"c{n}", "montrer()") for n in range(nombre)]


SORTIE = {"output_type": "stream", "name": "stdout", "text": "x"}
FAUTIFS: list[tuple[str, Controle, Carnet]] = [
    ("étiquette mal écrite", griefs_de_parametres, abime(1, metadata={"tags": ["parameter"]})),
    ("deux cellules de paramètres", griefs_de_parametres, avec(cellule("code", "b", P, "parameters"))),
    ("paramètres après le code", griefs_de_parametres, {"cells": [JUSTE["cells"][2], JUSTE["cells"][1]]}),
    ("paramètre en trop", griefs_de_parametres, abime(1, source=f"{P}\nseuil: int = 3")),
    ("paramètre qui manque", griefs_de_parametres, abime(1, source=P.split("\n")[0])),
    ("paramètre sans type", griefs_de_parametres, abime(1, source=P.replace("annee: int", "annee"))),
    ("type changé", griefs_de_parametres, abime(1, source=P.replace("annee: int", "annee: str"))),
    ("dérivation dans les paramètres", griefs_de_parametres, abime(1, source=f"{P}\nfin = annee")),
    ("trop de cellules", griefs_de_budget, avec(*appels(23))),
    ("cellule trop longue", griefs_de_budget, code("montrer()\n" * 9)),
    ("pas assez de texte", griefs_de_budget, avec(*appels(2))),
    *[
        (f"interdit : {texte.splitlines()[0]}", griefs_de_code, code(texte))
        for texte in (
            "def f():\n    pass", "class A:\n    pass", "for a in b:\n    pass", "while a:\n    pass",
            "[a for a in b]", "try:\n    a\nexcept B:\n    pass", "f = lambda: a", "with a:\n    pass",
        )
    ],
    *[
        (f"constante {texte}", griefs_de_constantes, code(f"montrer({texte})"))
        for texte in ("62", "0.5", "'data/x'", "'https://exemple.fr'", "'C:\\\\x'", "'releves.csv'")
    ],
    ("sortie gardée", griefs_de_sorties, abime(4, outputs=[SORTIE])),
    ("numéro d'exécution", griefs_de_sorties, abime(4, execution_count=1)),
    ("identifiant absent", griefs_d_identifiants, abime(3, id="")),
    ("identifiant répété", griefs_d_identifiants, abime(3, id="parametres")),
    ("identifiant accentué", griefs_d_identifiants, abime(3, id="où")),
    ("identifiant engendré en majuscules", griefs_d_identifiants, abime(3, id="A1_b")),
    ("autre module", griefs_d_imports, code("import pandas")),
    ("autre module du paquet", griefs_d_imports, code("from sdsf.dossier import charger")),
    ("nom qui n'existe pas", griefs_d_imports, code("from sdsf.carnet import montre")),
    ("tout importer", griefs_d_imports, code("from sdsf.carnet import *")),
    ("section qui n'existe pas", griefs_d_imports, code("r.couvertures(x)")),
    ("titre absent", griefs_de_titre, abime(0, source="Sans titre")),
    ("deux titres", griefs_de_titre, abime(3, source="# Encore")),
    ("texte sans titre de section", griefs_de_titre, abime(3, source="Du texte.")),
]  # fmt: skip


@pytest.mark.parametrize(("controle", "carnet"), [f[1:] for f in FAUTIFS], ids=[f[0] for f in FAUTIFS])
def test_un_carnet_fautif_est_vu(controle: Controle, carnet: Carnet) -> None:
    assert controle(carnet) != []


@pytest.mark.parametrize("controle", CONTROLES, ids=lambda controle: controle.__name__)
def test_le_carnet_juste_est_sans_grief(controle: Controle) -> None:
    """Sans quoi un carnet fautif le serait pour une autre raison que la sienne."""
    assert controle(JUSTE) == []


def test_chaque_controle_a_son_carnet_fautif() -> None:
    assert {controle for _, controle, _ in FAUTIFS} == set(CONTROLES)


def test_papermill_ne_voit_pas_de_parametres_mal_etiquetes(tmp_path: Path) -> None:
    chemin = tmp_path / "carnet.ipynb"
    chemin.write_text(json.dumps(abime(1, metadata={"tags": ["parameter"]})), encoding="utf-8")
    assert papermill.inspect_notebook(str(chemin)) == {}
