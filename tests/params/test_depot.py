"""Le dépôt tient-il ses promesses : l'arborescence du README, les dépendances, les noms, les chemins ?

Chaque contrôle est une fonction pure qui rend la liste de ses griefs ; un cas montre qu'elle sait en rendre.
"""

import ast
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from sdsf.vocabulaire import FICTIF

RACINE = Path(__file__).resolve().parents[2]
LONGUEUR_DE_CHEMIN = 120
LIGNES_DE_README = 15
NOMS_INTERDITS = {"utils.py", "helpers.py", "misc.py"}
VERSION = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
ADRESSE = re.compile(
    r"https?://|file://|--(?:extra-)?index-url|--find-links|--trusted-host| @ ", re.IGNORECASE
)


@pytest.fixture(scope="module")
def fichiers() -> list[str]:
    """Les fichiers suivis par git, et ceux qui vont l'être."""
    commande = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        rendu = subprocess.run(commande, cwd=RACINE, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("git n'est pas installé : les fichiers suivis ne sont pas connus")
    if rendu.returncode:
        pytest.skip("hors d'un dépôt git : les fichiers suivis ne sont pas connus")
    noms = [nom for nom in rendu.stdout.decode().split("\0") if nom]
    return sorted({nom for nom in noms if (RACINE / nom).is_file()})


# --- l'arborescence du README ---------------------------------------------------------------------


def premier_niveau(fichiers: list[str]) -> set[str]:
    """Les dossiers (avec « / ») et les fichiers de premier niveau."""
    return {f"{nom.split('/')[0]}/" if "/" in nom else nom for nom in fichiers}


def arborescence_ecrite(readme: str) -> set[str]:
    """Les noms du bloc de code de la section « Le dépôt » ; une ligne sans description ne compte pas."""
    section = readme.split("## Le dépôt", 1)[-1]
    bloc = re.search(r"```\n(.*?)\n```", section, re.DOTALL)
    lignes = bloc.group(1).splitlines() if bloc else []
    return {ligne.split()[0] for ligne in lignes if re.match(r"\S+ {2,}\S", ligne)}


def ecarts_d_arborescence(readme: str, fichiers: list[str]) -> list[str]:
    """Ce que le README oublie, et ce qu'il invente."""
    ecrits, reels = arborescence_ecrite(readme), premier_niveau(fichiers)
    oublis = [f"{nom} n'est pas dans le README" for nom in sorted(reels - ecrits)]
    return oublis + [f"{nom} est dans le README, pas dans git" for nom in sorted(ecrits - reels)]


def test_l_arborescence_du_readme_est_celle_de_git(fichiers: list[str]) -> None:
    assert ecarts_d_arborescence((RACINE / "README.md").read_text(encoding="utf-8"), fichiers) == []


def test_une_arborescence_fausse_se_voit() -> None:
    readme = "## Le dépôt\n\n```\nsrc/     le code\nperdu/   un dossier qui n'existe plus\nmuet.txt\n```\n"
    assert ecarts_d_arborescence(readme, ["src/a.py", "muet.txt"]) == [
        "muet.txt n'est pas dans le README",
        "perdu/ est dans le README, pas dans git",
    ]


# --- les trois listes de dépendances --------------------------------------------------------------


def versions_verrouillees(verrou: str) -> dict[str, list[str]]:
    """Les versions de chaque paquet du verrou (plusieurs, s'il en faut une par version de Python)."""
    versions: dict[str, list[str]] = {}
    for nom, version in VERSION.findall(verrou):
        versions.setdefault(canonicalize_name(nom), []).append(version)
    return versions


def dependances_directes(projet: dict[str, Any]) -> list[Requirement]:
    """Ce que pyproject.toml demande : pour servir, pour développer, pour construire."""
    extras = projet["project"].get("optional-dependencies", {}).values()
    construire = projet.get("build-system", {}).get("requires", [])
    textes = [*projet["project"]["dependencies"], *(t for extra in extras for t in extra), *construire]
    return [Requirement(texte) for texte in textes]


def ecarts_de_verrou(projet: dict[str, Any], verrou: str) -> list[str]:
    """Les dépendances directes absentes du verrou, ou à une version que leur contrainte exclut."""
    versions = versions_verrouillees(verrou)
    griefs = []
    for demande in dependances_directes(projet):
        trouvees = versions.get(canonicalize_name(demande.name), [])
        if not trouvees:
            griefs.append(f"{demande.name} n'est pas dans le verrou")
        griefs += [f"{demande.name} {v} : {demande}" for v in trouvees if v not in demande.specifier]
    return griefs


def ecarts_d_environnement(environnement: dict[str, Any], projet: dict[str, Any]) -> list[str]:
    """Ce qui sépare environment.yml de pyproject.toml : nom, Python, verrou."""
    lignes = environnement["dependencies"]
    pip = next((ligne["pip"] for ligne in lignes if isinstance(ligne, dict)), [])
    python = next((ligne for ligne in lignes if isinstance(ligne, str) and ligne.startswith("python")), "")
    griefs = []
    if environnement["name"] != projet["project"]["name"]:
        griefs.append(f"nom : {environnement['name']}")
    if SpecifierSet(python.removeprefix("python")) != SpecifierSet(projet["project"]["requires-python"]):
        griefs.append(f"Python : {python}")
    if pip != ["-r requirements.lock"]:
        griefs.append(f"pip : {pip}")
    # Sans « make », les deux commandes du README ne marchent pas ; sans « pip », conda se plaint.
    return griefs + [f"{outil} manque" for outil in ("make", "pip") if outil not in lignes]


def adresses(verrou: str) -> list[str]:
    """Les lignes qui disent d'où vient un paquet : le verrou ne doit dépendre d'aucun poste."""
    return [ligne.strip() for ligne in verrou.splitlines() if ADRESSE.search(ligne)]


def _projet() -> dict[str, Any]:
    return tomllib.loads((RACINE / "pyproject.toml").read_text(encoding="utf-8"))


def _verrou() -> str:
    return (RACINE / "requirements.lock").read_text(encoding="utf-8")


def test_chaque_dependance_directe_est_verrouillee() -> None:
    assert ecarts_de_verrou(_projet(), _verrou()) == []


def test_environment_yml_installe_le_meme_verrou() -> None:
    environnement = yaml.safe_load((RACINE / "environment.yml").read_text(encoding="utf-8"))
    assert ecarts_d_environnement(environnement, _projet()) == []


def test_le_verrou_ne_dit_aucune_adresse() -> None:
    assert adresses(_verrou()) == []


def test_le_verrou_donne_une_empreinte_a_chaque_version() -> None:
    verrou = _verrou()
    blocs = re.split(r"^(?=[A-Za-z0-9])", verrou, flags=re.MULTILINE)
    assert [b.splitlines()[0] for b in blocs if VERSION.match(b) and "--hash=sha256:" not in b] == []


def test_un_verrou_faux_se_voit() -> None:
    projet = {
        "project": {
            "dependencies": ["pandas>=3,<4", "typer>=0.20"],
            "optional-dependencies": {"dev": ["ruff"]},
        }
    }
    verrou = "pandas==2.3.0 \\\n    --hash=sha256:0\nruff==0.17.6\n"
    assert ecarts_de_verrou(projet, verrou) == [
        "pandas 2.3.0 : pandas<4,>=3",
        "typer n'est pas dans le verrou",
    ]


def test_un_environnement_faux_se_voit() -> None:
    projet = {"project": {"name": "sdsf", "requires-python": ">=3.11"}}
    faux = {"name": "sdsf", "dependencies": ["python>=3.10", "pip", {"pip": ["-r autre.txt"]}]}
    griefs = ["Python : python>=3.10", "pip : ['-r autre.txt']", "make manque"]
    assert ecarts_d_environnement(faux, projet) == griefs


@pytest.mark.parametrize(
    "ligne", ["--index-url https://exemple.fr/simple", "a @ file:///b", "--find-links b"]
)
def test_une_adresse_dans_le_verrou_se_voit(ligne: str) -> None:
    assert adresses(f"six==1.17.0 \\\n{ligne}\n") == [ligne]


# --- les noms, les chemins, les README de dossier -------------------------------------------------


def chemins_trop_longs(fichiers: list[str]) -> list[str]:
    """Au-delà, Windows refuse de décompresser l'archive dans un dossier un peu profond."""
    return [nom for nom in fichiers if len(nom) > LONGUEUR_DE_CHEMIN]


def noms_interdits(fichiers: list[str]) -> list[str]:
    """Un nom qui ne dit pas ce que le fichier fait."""
    return [nom for nom in fichiers if nom.rsplit("/", 1)[-1] in NOMS_INTERDITS]


def readme_trop_longs(textes: dict[str, str]) -> list[str]:
    """Un README de dossier se lit d'un coup d'œil."""
    return [nom for nom, texte in textes.items() if len(texte.splitlines()) > LIGNES_DE_README]


def test_aucun_chemin_n_est_trop_long(fichiers: list[str]) -> None:
    assert chemins_trop_longs(fichiers) == []


def test_aucun_nom_n_est_interdit(fichiers: list[str]) -> None:
    assert noms_interdits(fichiers) == []


def test_les_readme_de_dossier_sont_courts(fichiers: list[str]) -> None:
    noms = [nom for nom in fichiers if nom.endswith("/README.md")]
    assert readme_trop_longs({nom: (RACINE / nom).read_text(encoding="utf-8") for nom in noms}) == []


@pytest.mark.parametrize("dossier", ["notebooks", "templates", "params", "data", "tests", "reports"])
def test_chaque_dossier_a_son_readme(fichiers: list[str], dossier: str) -> None:
    assert f"{dossier}/README.md" in fichiers


def test_un_mauvais_chemin_un_mauvais_nom_un_long_readme_se_voient() -> None:
    long = f"docs/{'a' * LONGUEUR_DE_CHEMIN}.md"
    assert chemins_trop_longs(["README.md", long]) == [long]
    assert noms_interdits(["src/sdsf/utils.py", "src/sdsf/utilisateurs.py"]) == ["src/sdsf/utils.py"]
    assert readme_trop_longs({"data/README.md": "ligne\n" * 16, "docs/README.md": "ligne\n" * 15}) == [
        "data/README.md"
    ]


# --- un département n'est pas un cas particulier --------------------------------------------------


def codes_decrits(fichiers: list[str]) -> set[str]:
    """Les départements réels que le dépôt décrit."""
    plans = [nom.split("/") for nom in fichiers if nom.startswith("params/departements/")]
    return {morceaux[2] for morceaux in plans if len(morceaux) > 3} - {FICTIF}


def codes_employes(source: str, codes: set[str]) -> list[int]:
    """Les lignes où un code de département est une valeur ; un exemple de docstring n'en est pas une."""
    constantes = [noeud for noeud in ast.walk(ast.parse(source)) if isinstance(noeud, ast.Constant)]
    return sorted(noeud.lineno for noeud in constantes if noeud.value in codes)


def test_le_code_ne_nomme_aucun_departement_reel(fichiers: list[str]) -> None:
    """Le même calcul pour tous : ce qui est propre à un schéma est dans son plan."""
    codes = codes_decrits(fichiers)
    assert codes >= {"13", "34", "63", "71", "92"}
    modules = [nom for nom in fichiers if nom.startswith("src/") and nom.endswith(".py")]
    sources = {nom: (RACINE / nom).read_text(encoding="utf-8") for nom in modules}
    assert {nom: ou for nom, texte in sources.items() if (ou := codes_employes(texte, codes))} == {}


@pytest.mark.parametrize(
    "ligne", ['if code == "13":', "if code in ('13', '34'):", 'seuils = {"13": 2}\nif x:']
)
def test_un_departement_nomme_dans_le_code_se_voit(ligne: str) -> None:
    assert set(codes_employes(f'"""Exemple : "13"."""\n{ligne}\n    pass\n', {"13", "34"})) == {2}
