"""Les marques d'un rapport : une ancre stable par paragraphe, élément de liste, tableau et figure.

Une remarque s'attache à une marque ; celle-ci ne doit donc pas bouger quand un chiffre change. Elle se
calcule de la section (l'identifiant de la cellule du carnet), de la nature du passage, et d'une empreinte de
ses premiers mots, ramenés à leur racine : ni les nombres, ni les accords, ni le rang n'y entrent.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

NATURES = {"p": "paragraphe", "li": "élément de liste", "div": "tableau", "figure": "figure"}
LETTRES = {"p": "p", "li": "l", "div": "t", "figure": "f"}
MOTS_RETENUS = 8
DEBUT = 90
# Un signet de traitement de texte a quarante signes au plus.
LONGUEUR = 40
# Là où rien ne se marque : l'origine des chiffres a déjà une ancre par ligne.
SANS_MARQUE = ("annexe-chiffres", "couverture", "ouverture", "annexe-remarques")
BALISE = re.compile(r"<(/?)(p|li|ul|ol|figure|table|div)\b([^>]*)>|<caption>")
IDENTIFIANT = re.compile(r'\bid="([^"]+)"')
HORS_TEXTE = re.compile(r"<(button|sup|svg|style)\b.*?</\1>", re.DOTALL)
MOT = re.compile(r"[a-z]{4,}")
MOTS_VIDES = {"sont", "etai", "etaient", "leur", "leurs", "aucun", "aucune", "cette", "dont", "dans", "avec"}


@dataclass(frozen=True)
class Marque:
    """Un passage que l'on peut désigner."""

    ancre: str
    section: str
    nature: str
    debut: str
    """Ses premiers mots, pour le reconnaître."""


def section_de(cellule: str) -> str:
    """La section d'une cellule de code.

    >>> section_de("serie-calcul")
    'serie'
    """
    return cellule.removesuffix("-calcul")


def texte_sans_balise(html: str) -> str:
    """Le texte d'un fragment, sur une ligne."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def racine(mot: str) -> str:
    """Un mot sans son accord : le même au singulier et au pluriel.

    >>> [racine(mot) for mot in ("actions", "comptent", "departement", "realisees")]
    ['action', 'compte', 'departement', 'realisee']
    """
    sans_s = mot[:-1] if mot.endswith(("s", "x")) else mot
    return sans_s[:-2] if sans_s.endswith("ent") and not sans_s.endswith("ment") else sans_s


def essence(html: str) -> str:
    """Les premiers mots d'un passage, sans nombre ni accord : ce qui reste quand un chiffre change."""
    texte = unicodedata.normalize("NFKD", texte_sans_balise(HORS_TEXTE.sub(" ", html)).lower())
    mots = MOT.findall(texte.encode("ascii", "ignore").decode())
    return " ".join([racine(mot) for mot in mots if mot not in MOTS_VIDES][:MOTS_RETENUS])


def ancre_de(section: str, balise: str, html: str) -> str:
    """La marque d'un passage : ``essentiel-p3f9a2c``."""
    empreinte = hashlib.sha256(essence(html).encode()).hexdigest()[:6]
    return f"{section[: LONGUEUR - 12]}-{LETTRES[balise]}{empreinte}"


@dataclass
class Marquage:
    """Les marques d'une page, posées section après section."""

    prises: Counter[str]
    marques: list[Marque]

    def poser(self, html: str, section: str) -> str:
        """Le fragment, où chaque passage porte sa marque."""
        if section in SANS_MARQUE:
            return html
        morceaux, lu = [], 0
        for place, balise, contenu in passages(html):
            morceaux += [html[lu : place.start()], self._marquer(place, balise, contenu, section)]
            lu = place.end()
        return "".join([*morceaux, html[lu:]])

    def _marquer(self, place: re.Match[str], balise: str, contenu: str, section: str) -> str:
        porte = IDENTIFIANT.search(place.group(3))
        ancre = porte.group(1) if porte else self._libre(ancre_de(section, balise, contenu))
        debut = texte_sans_balise(HORS_TEXTE.sub(_garder_le_chiffre, contenu))[:DEBUT]
        self.marques.append(Marque(ancre, section, NATURES[balise], debut))
        return place.group() if porte else f'<{balise} id="{ancre}"{place.group(3)}>'

    def _libre(self, ancre: str) -> str:
        """Deux passages qui disent la même chose dans une section se distinguent par leur rang."""
        self.prises[ancre] += 1
        return ancre if self.prises[ancre] == 1 else f"{ancre}-{self.prises[ancre]}"


def _garder_le_chiffre(trouve: re.Match[str]) -> str:
    return re.sub(r"<[^>]+>", "", trouve.group()) if trouve.group(1) == "button" else " "


def passages(html: str) -> Iterator[tuple[re.Match[str], str, str]]:
    """Chaque passage à marquer : sa balise ouvrante, son nom, son contenu (la légende, pour un tableau).

    Ce qui est dans un tableau ou une figure se désigne par le tableau ou la figure.
    """
    dedans = 0
    for place in BALISE.finditer(html):
        fermante, balise, attributs = place.group(1), place.group(2), place.group(3) or ""
        if balise in ("table", "figure"):
            dedans += -1 if fermante else 1
        if fermante or balise is None:
            continue
        if balise == "figure" and dedans == 1:
            yield place, balise, contenu_de(html, place.end(), "figure")
        elif dedans == 0 and (balise in ("p", "li") or (balise == "div" and 'class="tableau"' in attributs)):
            yield place, balise, contenu_de(html, place.end(), balise)


FINS = {
    "p": re.compile(r"</p>"),
    "li": re.compile(r"</li>|<ul\b|<ol\b"),
    "div": re.compile(r"</caption>"),
    "figure": re.compile(r"</figcaption>"),
}


def contenu_de(html: str, debut: int, balise: str) -> str:
    """Le texte qui fait reconnaître un passage."""
    fin = FINS[balise].search(html, debut)
    return html[debut : fin.start() if fin else len(html)]


FERMANTES = {"p": "</p>", "h3": "</h3>", "h4": "</h4>", "figure": "</figure>", "div": "</table></div>"}


def placer(html: str, ancre: str, encadres: Sequence[str]) -> str | None:
    """Le fragment avec les encadrés juste après le passage de cette marque ; ``None`` s'il n'y est pas."""
    ouvrante = re.search(rf'<(\w+)[^>]*\bid="{re.escape(ancre)}"[^>]*>', html)
    if ouvrante is None:
        return None
    balise, ajout = ouvrante.group(1), "".join(encadres)
    if balise == "li":
        fin = FINS["li"].search(html, ouvrante.end())
        place = fin.start() if fin else len(html)
    else:
        # Une ligne de tableau se commente sous son tableau.
        fermante = "</table></div>" if balise == "tr" else FERMANTES.get(balise, "")
        trouvee = html.find(fermante, ouvrante.end()) if fermante else -1
        place = len(html) if trouvee < 0 else trouvee + len(fermante)
    return html[:place] + ajout + html[place:]
