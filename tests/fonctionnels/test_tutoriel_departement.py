"""Le tutoriel « Décrire un département », joué bloc à bloc : chaque commande, chaque faute, chaque rapport.

Ce qu'un bloc veut dire : ``sh`` se lance ; ``text`` est ce que la commande précédente a dit (« … » : des
lignes tues) ; ``yaml`` remplace une ou plusieurs parties du plan ; ``diff`` y change des lignes ; ``csv``
est le contenu du dernier fichier nommé.
"""

import html
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml
from tests.fabrique import RACINE, copier_espace

TEXTE = (RACINE / "docs/tutoriel/decrire_un_departement.md").read_text(encoding="utf-8")
BLOC = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLAN = "essai/params/departements/38/2022-2026/plan.yml"
SDSF = Path(sys.executable).with_name("sdsf")


@dataclass
class Joueur:
    """Un dépôt et, à côté, le dossier d'essai ; ce que la dernière commande a dit."""

    dossier: Path
    dit: str = ""
    lances: list[str] = field(default_factory=list)

    @property
    def plan(self) -> Path:
        return self.dossier / PLAN

    def jouer(self, genre: str, bloc: str, avant: str) -> None:
        """Un bloc du tutoriel ; ``avant`` est le texte qui le précède."""
        match genre:
            case "sh":
                self.dit = "".join(self._lancer(commande) for commande in bloc.splitlines())
            case "text":
                self._lire(bloc)
            case "yaml":
                for cle, partie in parties(bloc):
                    self._remplacer_la_partie(cle, partie)
            case "diff":
                self._changer(bloc)
            case "csv":
                fichier = re.findall(r"`\.\./(\S+\.csv)`", avant)[-1]
                (self.dossier / fichier).write_text(bloc, encoding="utf-8")
            case _:
                pytest.fail(f"un bloc « {genre} » ne se joue pas")

    def _lancer(self, commande: str) -> str:
        mots = [str(SDSF) if mot == ".venv/bin/sdsf" else mot for mot in shlex.split(commande)]
        fait = subprocess.run(
            mots, cwd=self.dossier / "depot", capture_output=True, text=True, check=False, timeout=300
        )
        self.lances.append(f"{fait.returncode} {commande}")
        return fait.stdout + fait.stderr

    def _lire(self, attendu: str) -> None:
        """Ce que le tutoriel annonce, la commande l'a dit, dans cet ordre."""
        reste = self.dit
        for morceau in re.split(r"^…\n", attendu, flags=re.MULTILINE):
            assert morceau.rstrip("\n") in reste, f"annoncé :\n{morceau}\ndit :\n{self.dit}"
            reste = reste[reste.index(morceau.rstrip("\n")) :]

    def _remplacer_la_partie(self, cle: str, partie: str) -> None:
        texte = self.plan.read_text(encoding="utf-8")
        neuf, nombre = re.subn(rf"^{cle}:.*\n(?: .*\n)*", lambda _: partie, texte, flags=re.MULTILINE)
        assert nombre == 1, f"la partie « {cle} » est {nombre} fois dans le plan"
        self.plan.write_text(neuf, encoding="utf-8")

    def _changer(self, bloc: str) -> None:
        ancien, neuf = (
            "".join(f"{ligne[1:]}\n" for ligne in bloc.splitlines() if ligne[0] == signe) for signe in "-+"
        )
        texte = self.plan.read_text(encoding="utf-8")
        assert f"\n{ancien}" in texte, f"absent du plan :\n{ancien}"
        self.plan.write_text(texte.replace(f"\n{ancien}", f"\n{neuf}", 1), encoding="utf-8")


def parties(bloc: str) -> Iterator[tuple[str, str]]:
    """Les parties d'un bloc YAML : chaque clé collée à gauche, et ce qui la suit."""
    for partie in re.split(r"^(?=\w)", bloc, flags=re.MULTILINE):
        if partie:
            yield partie.partition(":")[0], partie


@pytest.fixture(scope="module")
def joue(tmp_path_factory: pytest.TempPathFactory) -> Joueur:
    """Le tutoriel, joué jusqu'au bout."""
    dossier = tmp_path_factory.mktemp("tutoriel")
    depot = copier_espace(dossier / "depot").racine
    shutil.copytree(RACINE / "params/schemas", depot / "params/schemas")
    joueur = Joueur(dossier)
    for trouve in BLOC.finditer(TEXTE):
        joueur.jouer(trouve[1], trouve[2], TEXTE[: trouve.start()])
    return joueur


pytestmark = pytest.mark.production


def test_chaque_bloc_se_joue_et_finit_par_trois_rapports(joue: Joueur) -> None:
    rapports = {f"{nom}.html" for nom in ("lecture_schema", "evaluabilite", "point_annuel")}
    ecrits = {chemin.name for chemin in (joue.dossier / "essai/reports/38/2024").glob("*.html")}
    assert ecrits == rapports


def test_les_commandes_reussissent_sauf_celles_qui_montrent_une_faute(joue: Joueur) -> None:
    codes = [lance.split()[0] for lance in joue.lances]
    annonces = len(re.findall(r"^```text\n(?:\d+ erreurs?\n|.*\[P\d{3}\]\n)", TEXTE, re.MULTILINE))
    assert codes.count("10") == annonces
    assert set(codes) == {"0", "10"}


def texte_de(page: str) -> str:
    """Le texte d'une page, sans balises ni numéros de renvoi, aux espaces normalisés."""
    sans_renvoi = re.sub(r"<style.*?</style>|<sup.*?</sup>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", sans_renvoi)).split())


def test_les_phrases_annoncees_sont_dans_les_rapports(joue: Joueur) -> None:
    pages = sorted((joue.dossier / "essai/reports/38/2024").glob("*.html"))
    textes = [texte_de(page.read_text(encoding="utf-8")) for page in pages]
    phrases = re.findall(r"^> (.+)$", TEXTE, re.MULTILINE)
    assert len(phrases) == 2
    assert [phrase for phrase in phrases if phrase not in " ".join(textes)] == []
    assert all("EXERCICE, texte du Puy-de-Dôme" in texte for texte in textes)


def extraits(contenu: object) -> list[dict[str, object]]:
    """Tous les extraits d'un plan."""
    if isinstance(contenu, list):
        return [e for element in contenu for e in extraits(element)]
    if isinstance(contenu, dict):
        propre = [contenu] if set(contenu) == {"ligne", "texte"} else []
        return [*propre, *(e for enfant in contenu.values() for e in extraits(enfant))]
    return []


@pytest.mark.shared
def test_les_extraits_du_tutoriel_sont_ceux_de_la_source(joue: Joueur, shared: Path) -> None:
    source = (shared / "sources/63_puy-de-dome_2022-2026.txt").read_text(encoding="utf-8").splitlines()
    plan = yaml.safe_load(joue.plan.read_text(encoding="utf-8"))
    faux = [e for e in extraits(plan) if str(e["texte"]) not in source[int(str(e["ligne"])) - 1]]
    assert len(extraits(plan)) > 10
    assert faux == []


@pytest.mark.shared
def test_les_mots_de_la_fiche_sont_ceux_de_la_source(joue: Joueur, shared: Path) -> None:
    lignes = (shared / "sources/63_puy-de-dome_2022-2026.txt").read_text(encoding="utf-8").splitlines()
    source = " ".join(" ".join(lignes[740:763]).split())
    (fiche,) = yaml.safe_load(joue.plan.read_text(encoding="utf-8"))["fiches"]
    champs = ("contexte", "resultats_attendus", "pilotes", "partenaires")
    dits = [fiche["intitule"], *(texte for champ in champs for texte in fiche[champ])]
    for action in fiche["actions"]:
        dits += [action["intitule"], *(sous["intitule"] for sous in action["sous_actions"])]
    dits += [texte for i in fiche["indicateurs"] for texte in (i["libelle"], i["ligne_composee"])]
    assert [texte for texte in dits if texte not in source] == []
