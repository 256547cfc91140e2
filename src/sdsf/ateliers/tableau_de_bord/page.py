"""La vue en HTML, et ce qu'on en emporte : une image, un tableau, une phrase."""

import base64
import re
from collections.abc import Mapping, Sequence
from html import unescape

from markupsafe import Markup, escape

from sdsf.ateliers.dessins.trait import Dessin, joindre, mot
from sdsf.ateliers.tableau_de_bord.vue import Vue
from sdsf.production.rapport import csv_de
from sdsf.rapports.origine import lignes_de_chiffres
from sdsf.referentiel.lecture import Referentiel
from sdsf.rendu.blocs import Bloc
from sdsf.rendu.image import en_png as peindre_en_png
from sdsf.rendu.nombres import typographier
from sdsf.rendu.registre import Registre

Liens = Mapping[str, str]
ANNEXE = re.compile(r'<p class="carte-suite">.*?</p>', re.DOTALL)
MARGE, ECART, CORPS = 24.0, 18.0, 640.0
FINESSE = 2


def liens_des_sources(referentiel: Referentiel) -> Liens:
    """L'adresse de chaque source, par la mention qui s'imprime."""
    return {
        source.mention.removeprefix("Source : "): source.lien
        for source in referentiel.sources.values()
        if source.lien
    }


def en_html(vue: Vue, registre: Registre, liens: Liens) -> Markup:
    """La vue entière, et la carte de chacun de ses chiffres."""

    def blocs(lot: Sequence[Bloc]) -> Markup:
        return Markup("\n").join(bloc.html(registre) for bloc in lot)

    corps = Markup(
        '<article class="vue" data-etat="{cle}"><h2>{titre}</h2><p class="mentions">{mentions}</p>{phrases}'
        '<div class="images">{images}</div>{notes}{tableaux}{origine}{sources}</article>'
    ).format(
        cle=vue.cle,
        titre=typographier(vue.titre),
        mentions=typographier(vue.mentions),
        phrases=blocs(vue.phrases),
        images=Markup("\n").join(image.html() for image in vue.images),
        notes=blocs(vue.notes),
        tableaux=blocs(vue.tableaux),
        origine=blocs(vue.origine),
        sources=_sources(vue.sources, liens),
    )
    return corps + joindre([_carte(registre, numero, liens) for numero, _ in registre])


def _sources(sources: Sequence[str], liens: Liens) -> Markup:
    lignes = joindre([Markup("<li>{}</li>").format(_source(source, liens)) for source in sources])
    return Markup('<section class="sources"><h3>Sources</h3><ul>{}</ul></section>').format(lignes)


def _source(source: str, liens: Liens) -> Markup:
    """La mention, qui mène à la source quand on en connaît l'adresse."""
    lien = liens.get(source, "")
    if not lien.startswith("https://"):
        return escape(typographier(source))
    return Markup('<a href="{}" rel="noreferrer noopener" target="_blank">{}</a>').format(
        lien, typographier(source)
    )


def _carte(registre: Registre, numero: int, liens: Liens) -> Markup:
    """La carte d'un chiffre ; ici, pas d'annexe : le lien mène à la source."""
    chiffre = dict(registre)[numero]
    suite = Markup('<p class="carte-suite">{}</p>').format(_source(chiffre.source, liens))
    carte = ANNEXE.sub(lambda _: suite if chiffre.source in liens else "", registre.carte(numero, chiffre))
    return Markup(carte)  # noqa: S704 - la carte du registre, dont un paragraphe à nous est remplacé


# --- emporter -------------------------------------------------------------------------------------


def en_csv(registre: Registre) -> str:
    """Chaque chiffre de l'écran, avec son origine ; les textes qu'un tableur exécuterait sont neutralisés."""
    return csv_de(lignes_de_chiffres(registre))


def en_phrase(vue: Vue, unites: Registre) -> str:
    """Ce que l'écran dit en toutes lettres, avec ses mentions et ses sources."""
    textes = [_sans_balise(bloc.html(unites)) for bloc in vue.phrases]
    sources = " ; ".join(vue.sources)
    return " ".join(
        [f"{vue.titre}.", *textes, f"[{vue.mentions}. {sources}.]" if sources else f"[{vue.mentions}]"]
    )


def _sans_balise(html: str) -> str:
    sans_renvoi = re.sub(r"<sup.*?</sup>", "", html)
    return unescape(re.sub(r"<[^>]+>", "", sans_renvoi)).strip()


def en_png(vue: Vue, unites: Registre) -> bytes:
    """L'image de l'écran : titre, mentions, phrases, dessins, sources ; sur fond blanc."""
    dessin = planche(vue, unites)
    return peindre_en_png(dessin.svg(vue.titre), FINESSE)


def planche(vue: Vue, unites: Registre) -> Dessin:
    """Les dessins l'un sous l'autre, avec ce qui les dit."""
    y = MARGE
    morceaux: list[Markup] = []
    textes = [(vue.titre, True), (vue.mentions, False)]
    textes += [(_sans_balise(bloc.html(unites)), False) for bloc in vue.phrases]
    for texte, gras in textes:
        y = _paragraphe(morceaux, texte, y, gras)
    for image in vue.images:
        y = _paragraphe(morceaux, image.titre, y + ECART, True)
        place = Markup('<g transform="translate({},{:.1f})">{}</g>')
        morceaux.append(place.format(MARGE, y - 8, image.dessin.corps))
        y = _paragraphe(morceaux, image.note, y + image.dessin.hauteur + 6, False)
    y = _paragraphe(morceaux, f"Sources : {' ; '.join(vue.sources)}.", y + ECART, False)
    return Dessin(CORPS + 2 * MARGE, y + MARGE, joindre(morceaux))


def _paragraphe(morceaux: list[Markup], texte: str, y: float, gras: bool) -> float:
    """Écrit un texte sur autant de lignes qu'il faut ; rend la hauteur suivante."""
    import textwrap

    for ligne in textwrap.wrap(texte, 88):
        morceaux.append(mot(MARGE, y, ligne, gras=gras))
        y += 18
    return y


def lien_a_telecharger(nom: str, contenu: bytes, mime: str, texte: str) -> Markup:
    """Un lien dont le fichier est dans l'adresse même : rien ne passe par un serveur."""
    adresse = f"data:{mime};base64,{base64.b64encode(contenu).decode()}"
    return Markup('<a class="telecharger" download="{}" href="{}">{}</a>').format(nom, adresse, texte)
