"""Ce que l'on demande d'une page d'atelier : rien hors de la machine, aucune faute d'accessibilité."""

from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route

# Ce que le navigateur se sert à lui-même, sans réseau.
SANS_RESEAU = ("data:", "blob:", "about:")
REGLES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "resultTypes": ["violations"],
}


@dataclass
class Requetes:
    """Les adresses qu'une page a demandées : à son serveur, et ailleurs."""

    locales: list[str] = field(default_factory=list)
    sorties: list[str] = field(default_factory=list)


def surveiller(page: Page, origine: str) -> Requetes:
    """Bloque et retient toute requête qui ne va pas au serveur de l'atelier (les WebSockets aussi)."""
    vues = Requetes()

    def aiguiller(route: Route) -> None:
        adresse = route.request.url
        if adresse.startswith((origine, *SANS_RESEAU)):
            vues.locales.append(adresse)
            route.continue_()
        else:
            vues.sorties.append(adresse)
            route.abort()

    page.route("**/*", aiguiller)
    attendu = origine.replace("http://", "ws://")
    page.on("websocket", lambda prise: _noter(vues, prise.url, attendu))
    return vues


def _noter(vues: Requetes, adresse: str, attendu: str) -> None:
    (vues.locales if adresse.startswith(attendu) else vues.sorties).append(adresse)


def violations(page: Page, *tolerees: str) -> list[str]:
    """Les fautes d'accessibilité qu'axe voit, sauf les règles tolérées : « règle : sélecteur »."""
    trouvees = Axe().run(page, options=REGLES).response["violations"]
    return [
        f"{faute['id']} : {' '.join(map(str, noeud['target']))}"
        for faute in trouvees
        if faute["id"] not in tolerees
        for noeud in faute["nodes"]
    ]


# L'écran d'un bureau ; le même agrandi à 200 % ; un téléphone.
LARGEURS = (1280, 640, 390)


def exiger_lisible(page: Page, captures: Path, nom: str) -> None:
    """À chaque largeur, une capture, aucune faute d'accessibilité, rien qui déborde ; la page n'est ouverte
    qu'une fois, ce qui est long."""
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 900})
        page.screenshot(path=captures / f"{nom}-{largeur}.png", full_page=True)
        assert violations(page) == [], largeur
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), largeur


def erreurs_de_console(page: Page) -> list[str]:
    """Une liste qui se remplit des erreurs que la page écrit, à partir de maintenant."""
    ecrites: list[str] = []
    page.on("pageerror", lambda faute: ecrites.append(str(faute)))
    return ecrites


CONTRASTE = """([selecteur, propriete]) => {
  const clarte = (couleur) => {
    const parts = couleur.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
    const [r, v, b] = parts.map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * v + 0.0722 * b;
  };
  const trouve = clarte(getComputedStyle(document.querySelector(selecteur))[propriete]);
  return 1.05 / (trouve + 0.05);
}"""


def contraste(page: Page, selecteur: str, propriete: str) -> float:
    """Le contraste avec le blanc d'une couleur calculée : 1 (le blanc) à 21 (le noir)."""
    return float(page.evaluate(CONTRASTE, [selecteur, propriete]))
