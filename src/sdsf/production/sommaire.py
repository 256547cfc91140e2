"""Le sommaire et les ancres : les titres viennent du carnet, l'ancre est l'identifiant de la cellule."""

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from nbconvert.preprocessors import Preprocessor

from sdsf.production.contradictoire import marquer_et_annoter
from sdsf.production.sorties import MIME_PAGE, sorties
from sdsf.rendu.nombres import typographier

APRES_L_ESSENTIEL = "apres-l-essentiel"
# Ce qui ne se fait qu'à l'écran, tel qu'un carnet l'écrit, et ce que le papier dit à sa place.
A_L_ECRAN = {
    "un clic sur un chiffre montre d'où il vient": "le numéro d'un chiffre renvoie à la dernière annexe",
    "se déplie sous le tableau": "est écrit sous le tableau",
}
TITRE = re.compile(r"\A(#{2,3})[ ]+(.+?)[ ]*(?:\n|\Z)")


class Sommaire(Preprocessor):  # type: ignore[misc]
    """Donne une ancre stable à chaque titre, la typographie française au texte, et dresse le sommaire.

    Le gabarit le déclare : ``jupyter nbconvert`` et ``sdsf produire`` rendent donc la même page.
    """

    def preprocess(self, nb, resources):  # type: ignore[no-untyped-def]
        cellules = ranger([c for c in nb.cells if "carnet" not in c.metadata.get("tags", [])])
        resources["sommaire"] = [
            _titrer(c) for c in cellules if c.cell_type == "markdown" and TITRE.match(c.source)
        ]
        # Les mentions de page que ``ouvrir`` a laissées (rien dans un carnet qui n'ouvre pas de dossier).
        resources["page"] = next(iter(sorties(cellules, MIME_PAGE)), {})
        resources["marques"] = marquer_et_annoter(cellules)
        nb.cells = cellules
        return nb, resources


def ranger(cellules: Sequence[Any]) -> list[Any]:
    """Les cellules dans l'ordre de la page : celles que leur étiquette y appelle suivent l'essentiel.

    Ce qui compare le rapport au précédent se calcule en dernier, et se lit en premier.
    """
    remontees = [c for c in cellules if APRES_L_ESSENTIEL in c.metadata.get("tags", [])]
    autres = [c for c in cellules if APRES_L_ESSENTIEL not in c.metadata.get("tags", [])]
    place = next((rang + 1 for rang, c in enumerate(autres) if c.id == "essentiel-calcul"), len(autres))
    return [*autres[:place], *remontees, *autres[place:]]


def _titrer(cellule) -> dict[str, str]:  # type: ignore[no-untyped-def]
    trouve = TITRE.match(cellule.source)
    assert trouve is not None
    niveau, texte = len(trouve.group(1)), typographier(trouve.group(2))
    titre = Markup('<h{0} id="{1}">{2}</h{0}>').format(niveau, cellule.id, texte)
    cellule.source = f"{titre}\n\n{distinguer(typographier(cellule.source[trouve.end() :]))}"
    return {"niveau": str(niveau), "ancre": cellule.id, "texte": texte}


def distinguer(texte: str) -> str:
    """Le texte, où ce qui ne se fait qu'à l'écran est marqué et a son pendant sur le papier.

    >>> distinguer("Le motif se déplie sous le tableau.")[:52]
    'Le motif <span class="ecran">se déplie sous le table'
    """
    for ecran, papier in A_L_ECRAN.items():
        marque = f'<span class="ecran">{ecran}</span><span class="papier">{papier}</span>'
        texte = texte.replace(ecran, marque)
    return texte
