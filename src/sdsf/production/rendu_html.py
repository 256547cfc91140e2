"""Du carnet exécuté à la page : nbconvert, dans ce processus, avec notre gabarit ; puis la contre-épreuve."""

from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
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
    from nbconvert import TemplateExporter

    try:
        exporteur = _exporteur(str(espace.templates), _etat_des_gabarits(espace.templates))
        # L'export HTML de nbconvert relit toute la page pour y compléter les alternatives d'images : nos
        # figures ont déjà les leurs, et cette relecture coûte plus que le rendu. On s'arrête au gabarit.
        page, ressources = TemplateExporter.from_notebook_node(exporteur, carnet)
    except (TemplateError, ValueError) as refus:
        raise Erreurs([err.RenduImpossible(Lieu("templates/rapport"), cause=str(refus))]) from refus
    return str(page), list(ressources["marques"])


@lru_cache(maxsize=1)
def _exporteur(gabarits: str, etat: tuple[object, ...]) -> Any:
    """L'exporteur, ses gabarits compilés : une campagne s'en sert pour chacun de ses rapports."""
    from nbconvert import HTMLExporter

    return HTMLExporter(template_name="rapport", extra_template_basedirs=[gabarits], exclude_input=True)


def _etat_des_gabarits(dossier: Path) -> tuple[object, ...]:
    """Ce qui change quand un gabarit change."""
    fichiers = sorted(chemin for chemin in dossier.rglob("*") if chemin.is_file())
    etats = [(chemin, chemin.stat()) for chemin in fichiers]
    return tuple((str(c), e.st_mtime_ns, e.st_ctime_ns, e.st_ino, e.st_size) for c, e in etats)


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
