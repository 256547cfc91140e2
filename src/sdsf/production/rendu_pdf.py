"""De la page au PDF : WeasyPrint, balisé (PDF/UA-1), avec ses signets ; rien n'est demandé au réseau."""

import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bs4 import BeautifulSoup, Tag
from markupsafe import Markup

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu

REMEDE_PANGO = (
    "Installez la bibliothèque Pango (Debian et Ubuntu : « apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0 » ; macOS : « brew install pango » ; Windows : MSYS2, « pacman -S "
    "mingw-w64-x86_64-pango »), ou demandez les autres formats."
)


def manque_au_pdf() -> Erreur | None:
    """Ce qui manque à cette machine pour écrire un PDF, et le remède ; ``None`` si elle sait le faire."""
    try:
        import weasyprint  # noqa: F401
    except ImportError as absent:
        remede = "Installez à nouveau le logiciel (pip install sdsf), ou demandez les autres formats."
        return err.FormatIndisponible(
            format="pdf", cause=f"le paquet {absent.name} est absent", conseil=remede
        )
    except OSError:
        # WeasyPrint charge Pango à l'import, et dit son absence par une erreur du système.
        cause = "la bibliothèque Pango est absente"
        return err.FormatIndisponible(format="pdf", cause=cause, conseil=REMEDE_PANGO)
    return None


def rendre_pdf(papier: BeautifulSoup, fichier: str) -> bytes:
    """Le PDF d'une page mise sur papier. Lève ``Erreurs`` si le rendu échoue."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    texte = resserrer_l_origine(papier)
    empreinte = hashlib.sha256(texte.encode()).digest()
    try:
        # Ni fichier ni adresse : la page se suffit, et ce qu'on y a saisi ne va rien chercher.
        page = HTML(string=texte, url_fetcher=URLFetcher(allowed_protocols=("data",)))
        with _sans_ramasse_miettes():
            pdf = page.write_pdf(
                pdf_variant="pdf/ua-1", pdf_identifier=empreinte[:16], finisher=dire_les_portees
            )
    except (ValueError, OSError) as refus:
        raise Erreurs([err.RenduImpossible(Lieu(fichier), cause=str(refus))]) from refus
    return bytes(pdf)


@contextmanager
def _sans_ramasse_miettes() -> Iterator[None]:
    """Une mise en page crée des millions d'objets qui vivent jusqu'à la fin : les parcourir sans cesse prend
    un cinquième du temps, et ne rend presque pas de mémoire."""
    tourne = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if tourne:
            gc.enable()


def resserrer_l_origine(papier: BeautifulSoup) -> str:
    """La page, l'annexe de l'origine mise en petits paragraphes : en tableau, elle prend cinquante pages.

    Rien ne s'y perd : chaque ligne garde son numéro, son ancre et ce que disent ses cellules.
    """
    table = papier.select_one("table.origine")
    if table is None:
        return str(papier)
    titres = [cellule.get_text() for cellule in table.select("thead th")]
    mode = Markup('<p class="legende">{} : {}.</p>').format(_texte(table.caption), ", ".join(titres).lower())
    lignes = Markup("\n").join(_en_paragraphe(ligne) for ligne in table.select("tbody tr"))
    liste = Markup('{}<div class="origines">\n{}\n</div>').format(mode, lignes)
    page = str(papier).replace(str(table), str(liste))
    # Le titre de l'annexe et ses paragraphes prennent le même format de page : il ne reste pas seul.
    return page.replace("<main ", '<main class="deux-colonnes" ', 1)


def _en_paragraphe(ligne: Tag) -> Markup:
    """« 12 Places ouvertes : 40 places. Formule. Source. Fichier, lignes. », ce qui manque en moins."""
    numero, libelle, valeur, *reste = (_texte(cellule) for cellule in ligne.find_all(["th", "td"]))
    suite = Markup("").join(Markup(" {}.").format(texte.rstrip(".")) for texte in reste if texte)
    return Markup('<p id="{}"><b>{}</b> {} : <b>{}</b>.{}</p>').format(
        ligne.get("id", ""), numero, libelle, valeur, suite
    )


def _texte(element: Tag | None) -> str:
    return "" if element is None else element.get_text()


def dire_les_portees(document: object, pdf: Any) -> None:
    """Dit de chaque en-tête s'il commande sa colonne ou sa ligne.

    WeasyPrint relie chaque cellule à ses en-têtes, ce qui suffit à la norme ; bien des lecteurs d'écran, et
    des vérificateurs, ne regardent que la portée.
    """
    for balise in pdf.objects:
        if isinstance(balise, dict) and balise.get("S") == "/TH":
            groupe = _parent(pdf, _parent(pdf, balise))
            balise["A"]["Scope"] = "/Column" if groupe["S"] == "/THead" else "/Row"


def _parent(pdf: Any, balise: Any) -> Any:
    return pdf.objects[int(balise["P"].split()[0])]
