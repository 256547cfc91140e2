"""Du carnet exécuté à la page : nbconvert, dans ce processus, avec notre gabarit ; puis la contre-épreuve."""

from html.parser import HTMLParser
from typing import Any

from sdsf import erreurs as err
from sdsf.demande import Demande
from sdsf.erreurs import Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.production.marques import Marque


def rendre(espace: Espace, carnet: Any) -> str:
    """La page HTML autonome d'un carnet exécuté. Lève ``Erreurs`` si le gabarit échoue."""
    return rendre_et_marquer(espace, carnet)[0]


def rendre_et_marquer(espace: Espace, carnet: Any) -> tuple[str, list[Marque]]:
    """La page, et les marques de ses passages. Lève ``Erreurs`` si le gabarit échoue."""
    from jinja2 import TemplateError
    from nbconvert import HTMLExporter, TemplateExporter

    dossiers = [str(espace.templates)]
    try:
        exporteur = HTMLExporter(
            template_name="rapport", extra_template_basedirs=dossiers, exclude_input=True
        )
        # L'export HTML de nbconvert relit toute la page pour y compléter les alternatives d'images : nos
        # figures ont déjà les leurs, et cette relecture coûte plus que le rendu. On s'arrête au gabarit.
        page, ressources = TemplateExporter.from_notebook_node(exporteur, carnet)
    except (TemplateError, ValueError) as refus:
        raise Erreurs([err.RenduImpossible(Lieu("templates/rapport"), cause=str(refus))]) from refus
    return str(page), list(ressources["marques"])


class _LecteurDePerimetre(HTMLParser):
    """Relit, dans la page, le département et l'année imprimés sur la couverture."""

    def __init__(self) -> None:
        super().__init__()
        self.lus: dict[str, list[str]] = {"departement": [], "annee": []}
        self._dans = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        classe = dict(attrs).get("class") or ""
        if tag == "data" and classe in self.lus:
            self._dans = classe

    def handle_data(self, data: str) -> None:
        if self._dans:
            self.lus[self._dans].append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        if tag == "data":
            self._dans = ""


def perimetre_imprime(page: str) -> tuple[str, str]:
    """Le département et l'année, tels qu'un lecteur les lit sur la couverture."""
    lecteur = _LecteurDePerimetre()
    # La couverture est en tête : inutile de relire tout le rapport.
    lecteur.feed(page[: page.find("</header>")])
    return " ".join(lecteur.lus["departement"]), " ".join(lecteur.lus["annee"])


def verifier_perimetre(page: str, demande: Demande, fichier: str) -> None:
    """Compare ce qui est imprimé à ce qui était demandé. Lève ``Erreurs`` s'ils diffèrent."""
    attendu = (f"{demande.departement.nom} ({demande.departement.code})", str(demande.annee))
    imprime = perimetre_imprime(page)
    if imprime != attendu:
        raise Erreurs(
            [
                err.PerimetreDifferent(
                    Lieu(fichier), demande=", ".join(attendu), imprime=", ".join(imprime) or "rien"
                )
            ]
        )
