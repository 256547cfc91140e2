"""Mesurer les ateliers dans un vrai navigateur : ouvrir une page ; du clic à la nouvelle image.

Un vrai Voilà sert le carnet ; Chromium choisit une option, comme quelqu'un le ferait, et compte le temps
jusqu'à l'affichage de l'image suivante (deux trames après son arrivée dans la page). Chaque geste mène à une
vue que l'atelier n'a pas encore montrée : aucune n'est relue de sa mémoire. L'ouverture d'une page se
compare à celle d'un Voilà dont les noyaux sont ordinaires, à tour de rôle.
"""

import os
import shutil
import statistics
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.mesures.rapport import copier_l_espace

CARNET = "70_tableau_de_bord"
DEPARTEMENTS = ("00", "13")
REGLAGES = ("Comparer à", "Territoire", "Indicateur")
BORNE_MS = 300
# Une page est ouverte quand ceci s'y voit.
OUVERTE = {
    "70_tableau_de_bord": "article.vue",
    "80_atelier_territoires": ".jupyter-widgets",
    "83_atelier_priorites": ".jupyter-widgets",
}
NOMS = {
    "70_tableau_de_bord": "tableau de bord",
    "80_atelier_territoires": "atelier des territoires",
    "83_atelier_priorites": "atelier des priorités",
}
ORDINAIRE, COPIE = "noyau ordinaire", "copie de la forge"
SANS_FORGE = "from sdsf.commande import atelier; atelier.CHAUDS.clear(); "
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# Choisit une option et rend les millisecondes jusqu'à l'image suivante ; -1 si elle ne change rien.
GESTE = """
([nom, rang]) => new Promise((fini) => {
  const listes = [...document.querySelectorAll(".atelier-reglages .widget-dropdown")];
  const liste = listes.find((l) => l.querySelector("label").textContent === nom).querySelector("select");
  const etat = () => document.querySelector("article.vue")?.dataset.etat;
  if (rang >= liste.options.length || rang === liste.selectedIndex) return fini(-1);
  const avant = etat(), debut = performance.now();
  const vigie = new MutationObserver(() => {
    if (!etat() || etat() === avant) return;
    vigie.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => fini(performance.now() - debut)));
  });
  vigie.observe(document.body, { childList: true, subtree: true });
  liste.selectedIndex = rang;
  liste.dispatchEvent(new Event("change", { bubbles: true }));
})
"""

PRETS = """
() => {
  const listes = [...document.querySelectorAll(".atelier-reglages select")];
  return listes.length === 5 && listes.every((liste) => liste.options.length > 0);
}
"""


@dataclass
class Gestes:
    """Les durées d'un même geste, en millisecondes."""

    nom: str
    durees: list[float] = field(default_factory=list)

    def ligne(self) -> str:
        mediane, pire = statistics.median(self.durees), max(self.durees)
        return f"| {self.nom} | {len(self.durees)} | {mediane:.0f} | {pire:.0f} |"


def mesurer(dossier: Path, essais: int) -> list[str]:
    """Les ouvertures, puis les gestes ; ``essais`` : de chaque page, et les passages sur chaque réglage."""
    from playwright.sync_api import sync_playwright
    from tests.ateliers.serveurs import LANCER, atelier

    espace = copier_l_espace(dossier / "espace")
    chromium = os.environ.get("SDSF_CHROMIUM") or shutil.which("chromium")
    lanceurs = {ORDINAIRE: SANS_FORGE + LANCER, COPIE: LANCER}
    with ExitStack() as pile, sync_playwright() as moteur:
        serveurs = {
            nom: pile.enter_context(atelier(espace, "", "--voila", lancer=lanceur))
            for nom, lanceur in lanceurs.items()
        }
        navigateur = moteur.chromium.launch(executable_path=chromium, args=OPTIONS)
        page = navigateur.new_page(viewport={"width": 1280, "height": 900})
        ouvertures = _ouvrir_a_tour_de_role(page, serveurs, essais)
        _ouverture(page, serveurs[COPIE], CARNET)
        page.wait_for_function(PRETS, timeout=30_000)
        gestes, lectures = _tout(page, essais)
        navigateur.close()
    return [*tableau_des_ouvertures(ouvertures), "", *tableau(gestes, lectures)]


def _ouvrir_a_tour_de_role(
    page: Any, serveurs: Mapping[str, Any], essais: int
) -> dict[str, dict[str, list[float]]]:
    """Par carnet et par voie, les secondes de chaque ouverture, après une qui ne compte pas."""
    durees: dict[str, dict[str, list[float]]] = {c: {nom: [] for nom in serveurs} for c in OUVERTE}
    for rang in range(essais + 1):
        for carnet, voies in durees.items():
            for nom, series in voies.items():
                duree = _ouverture(page, serveurs[nom], carnet)
                series += [duree] if rang else []
    return durees


def _ouverture(page: Any, serveur: Any, carnet: str) -> float:
    """De l'adresse à la page qui répond, en secondes ; quitter la page d'avant arrête son noyau."""
    page.goto("about:blank")
    debut = time.perf_counter()
    page.goto(serveur.page(f"/voila/render/{carnet}.ipynb"), timeout=120_000)
    page.wait_for_selector(OUVERTE[carnet], timeout=120_000)
    return time.perf_counter() - debut


def tableau_des_ouvertures(durees: Mapping[str, Mapping[str, Sequence[float]]]) -> list[str]:
    """Une ligne par page : la médiane de chaque voie, et combien de fois plus vite."""
    lignes = []
    for carnet, voies in durees.items():
        ordinaire, copie = (statistics.median(voies[nom]) for nom in (ORDINAIRE, COPIE))
        nom = NOMS[carnet]
        lignes.append(f"| {nom} | {ordinaire:.1f} | {copie:.1f} | {ordinaire / copie:.2f} |")
    return [
        "Ouvrir une page, de l'adresse à ses réglages :",
        "",
        f"| page | {ORDINAIRE} (s) | {COPIE} (s) | fois plus vite |",
        "| --- | ---: | ---: | ---: |",
        *lignes,
    ]


def _tout(page: Any, essais: int) -> tuple[list[Gestes], list[Gestes]]:
    """Chaque réglage de chaque département ; à part, la première lecture d'un département."""
    gestes, lectures = [], []
    for code in DEPARTEMENTS:
        lectures += _ouvrir(page, code)
        for nom in REGLAGES:
            gestes.append(_parcourir(page, code, nom, essais))
    return gestes, lectures


def _ouvrir(page: Any, code: str) -> list[Gestes]:
    """Va au département ; rend la durée de sa lecture, si ce n'est pas celui du départ."""
    rangs = page.locator(".atelier-reglages select").first.locator("option").all_text_contents()
    # ipywidgets écrit des espaces insécables dans ses listes.
    rang = next(i for i, texte in enumerate(rangs) if texte.split()[0] == code)
    duree = page.evaluate(GESTE, ["Département", rang])
    return [Gestes(f"{code} : première lecture du département", [duree])] if duree >= 0 else []


def _parcourir(page: Any, code: str, nom: str, essais: int) -> Gestes:
    """Les options d'un réglage, l'une après l'autre."""
    gestes = Gestes(f"{code} : {nom}")
    for rang in range(2 * essais):
        duree = page.evaluate(GESTE, [nom, rang])
        if duree >= 0:
            gestes.durees.append(duree)
    return gestes


def tableau(gestes: Sequence[Gestes], lectures: Sequence[Gestes]) -> list[str]:
    """Une ligne par réglage, la plus longue de toutes face à sa borne, puis les lectures."""
    connus = [g for g in gestes if g.durees]
    pire = max(max(g.durees) for g in connus)
    sous = sum(duree < BORNE_MS for g in connus for duree in g.durees)
    total = sum(len(g.durees) for g in connus)
    return [
        "Tableau de bord, du clic à la nouvelle image, dans Chromium :",
        "",
        "| réglage | gestes | médiane (ms) | le plus long (ms) |",
        "| --- | ---: | ---: | ---: |",
        *(g.ligne() for g in connus),
        *(g.ligne() for g in lectures),
        "",
        f"{sous} gestes sur {total} sont sous {BORNE_MS} ms ; le plus long prend {pire:.0f} ms. La première "
        "lecture d'un département ou d'une année n'y compte pas : ses données se lisent et se vérifient.",
    ]
