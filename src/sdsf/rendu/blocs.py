"""Les blocs d'un rapport : phrase, liste, tableau, figure, encadré… chacun sait s'écrire en HTML.

Tout texte est échappé : ce que quelqu'un a saisi reste du texte.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from markupsafe import Markup, escape

from sdsf.chiffres import Chiffre
from sdsf.rendu.nombres import jour_ecrit, typographier
from sdsf.rendu.registre import Registre
from sdsf.vocabulaire import (
    INTITULES_FRAICHEUR,
    INTITULES_JUGEMENT,
    INTITULES_REPONSE,
    INTITULES_STATUT,
    INTITULES_TENUE,
)

INTITULES = INTITULES_STATUT | INTITULES_JUGEMENT | INTITULES_REPONSE | INTITULES_TENUE | INTITULES_FRAICHEUR

# Un statut n'est jamais une couleur seule : un signe, un mot, une couleur.
SIGNES = {
    "realisee": "●",
    "en_cours": "◐",
    "non_demarree": "○",
    "reportee": "↷",
    "abandonnee": "✕",
    "sans_information": "?",
    "atteint": "●",
    "en_bonne_voie": "↗",
    "a_surveiller": "△",
    "en_retard": "▼",
    "non_evaluable": "?",
    "oui": "●",
    "en_partie": "◐",
    "a_discuter": "△",
    "non": "○",
    "tenu": "●",
    "tenu_en_partie": "◐",
    "non_tenu": "▼",
    "non_mesurable": "?",
    "perimee": "!",
}


@runtime_checkable
class Bloc(Protocol):
    """Ce qui sait s'écrire en HTML, en numérotant ses chiffres dans le registre."""

    def html(self, registre: Registre) -> Markup: ...


@dataclass(frozen=True)
class Phrase:
    """Une phrase engendrée : un gabarit et ses valeurs, dont les chiffres gardent leur carte."""

    gabarit: str
    valeurs: dict[str, object] = field(default_factory=dict, hash=False)

    def html(self, registre: Registre) -> Markup:
        # Un chiffre que la phrase n'écrit pas n'a pas de numéro : personne ne le verrait.
        ecrites = {nom: v for nom, v in self.valeurs.items() if f"{{{nom}}}" in self.gabarit}
        rendues = {nom: fragment(valeur, registre) for nom, valeur in ecrites.items()}
        return escape(typographier(self.gabarit)).format(**rendues)


def phrase(gabarit: str, **valeurs: object) -> Phrase:
    """Une phrase : ``phrase("{n} fiches", n=chiffre)``."""
    return Phrase(gabarit, valeurs)


@dataclass(frozen=True)
class Ecart:
    """Un chiffre écrit avec son signe."""

    chiffre: Chiffre

    def html(self, registre: Registre) -> Markup:
        return registre.bouton(self.chiffre, avec_signe=True)


@dataclass(frozen=True)
class Etiquette:
    """Un statut, un jugement ou une réponse de l'audit : signe, mot, couleur."""

    code: str

    def html(self, registre: Registre) -> Markup:
        return Markup('<span class="etiquette {}"><span aria-hidden="true">{}</span> {}</span>').format(
            self.code.replace("_", "-"), SIGNES[self.code], INTITULES[self.code]
        )


@dataclass(frozen=True)
class Lien:
    """Un renvoi interne du rapport."""

    ancre: str
    texte: str

    def html(self, registre: Registre) -> Markup:
        return Markup('<a href="#{}">{}</a>').format(self.ancre, typographier(self.texte))


def fragment(valeur: object, registre: Registre) -> Markup:
    """N'importe quelle valeur d'une phrase ou d'une cellule, en HTML sûr."""
    if valeur is None:
        return Markup("")
    if isinstance(valeur, Chiffre):
        return registre.bouton(valeur)
    if isinstance(valeur, Markup):
        return valeur
    if isinstance(valeur, list | tuple):
        return _puces(valeur, registre)
    if isinstance(valeur, Bloc):
        return valeur.html(registre)
    return escape(typographier(str(valeur)))


def _puces(valeurs: Sequence[object], registre: Registre) -> Markup:
    """Une liste à puces ; rien pour une liste vide."""
    if not valeurs:
        return Markup("")
    lignes = Markup("").join(Markup("<li>{}</li>").format(fragment(v, registre)) for v in valeurs)
    return Markup("<ul>{}</ul>").format(lignes)


@dataclass(frozen=True)
class Paragraphe:
    """Un paragraphe ; ``classe`` : note, absence, ou rien."""

    contenu: object
    classe: str = ""

    def html(self, registre: Registre) -> Markup:
        return Markup('<p class="{}">{}</p>').format(self.classe, fragment(self.contenu, registre))


@dataclass(frozen=True)
class Liste:
    """Une liste à puces, ou numérotée."""

    elements: Sequence[object]
    classe: str = ""
    ordonnee: bool = False

    def html(self, registre: Registre) -> Markup:
        balise = "ol" if self.ordonnee else "ul"
        lignes = Markup("").join(Markup("<li>{}</li>").format(fragment(e, registre)) for e in self.elements)
        return Markup('<{0} class="{1}">{2}</{0}>').format(balise, self.classe, lignes)


@dataclass(frozen=True)
class Titre:
    """Un sous-titre engendré (les titres de section sont dans le carnet)."""

    niveau: int
    texte: str
    ancre: str

    def html(self, registre: Registre) -> Markup:
        return Markup('<h{0} id="{1}">{2}</h{0}>').format(self.niveau, self.ancre, typographier(self.texte))


@dataclass(frozen=True)
class Encadre:
    """Un groupe de blocs dans un cadre : constats, alertes, décisions."""

    titre: str
    blocs: Sequence[Bloc]
    classe: str = ""

    def html(self, registre: Registre) -> Markup:
        corps = Markup("\n").join(bloc.html(registre) for bloc in self.blocs)
        return Markup('<section class="encadre {}"><h3>{}</h3>{}</section>').format(
            self.classe, self.titre, corps
        )


@dataclass(frozen=True)
class Groupe:
    """Des blocs mis en page ensemble."""

    classe: str
    blocs: Sequence[Bloc]

    def html(self, registre: Registre) -> Markup:
        corps = Markup("\n").join(bloc.html(registre) for bloc in self.blocs)
        return Markup('<div class="{}">{}</div>').format(self.classe, corps)


@dataclass(frozen=True)
class Repliable:
    """Un contenu à un clic à l'écran, entier sur le papier."""

    titre: str
    blocs: Sequence[Bloc]

    def html(self, registre: Registre) -> Markup:
        corps = Markup("\n").join(bloc.html(registre) for bloc in self.blocs)
        return Markup("<details><summary>{}</summary>{}</details>").format(typographier(self.titre), corps)


# À l'impression, autant de définitions courtes se rangent sur deux colonnes.
COUPLES_EN_COLONNES = 8


@dataclass(frozen=True)
class Definitions:
    """Des couples terme, définition."""

    couples: Sequence[tuple[str, object]]

    def html(self, registre: Registre) -> Markup:
        corps = Markup("").join(
            Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(
                typographier(terme), fragment(valeur, registre)
            )
            for terme, valeur in self.couples
        )
        courtes = len(self.couples) >= COUPLES_EN_COLONNES and "<ul" not in corps
        classe = "definitions en-colonnes" if courtes else "definitions"
        return Markup('<dl class="{}">{}</dl>').format(classe, corps)


@dataclass(frozen=True)
class Colonne:
    """Une colonne de tableau : son titre, et « nombre » si ses cellules s'alignent sur la virgule.

    ``facette`` : à l'écran, on peut n'en garder que les lignes d'une valeur (un pilote, un territoire).
    """

    titre: str
    classe: str = ""
    facette: bool = False


def numerique(titre: str) -> Colonne:
    """Une colonne de nombres, alignés sur la virgule."""
    return Colonne(titre, "nombre")


def filtrable(titre: str) -> Colonne:
    """Une colonne de texte par laquelle on peut filtrer, à l'écran."""
    return Colonne(titre, facette=True)


@dataclass(frozen=True)
class Ligne:
    """Une ligne de tableau ; ``accent`` met le département ou la France en évidence.

    ``facettes`` : ce par quoi on peut la filtrer et qu'aucune colonne ne dit (``{"Axe": ["1. Accueil"]}``).
    N'y mettre que ce que la page montre déjà.
    """

    cellules: Sequence[object]
    accent: bool = False
    ancre: str = ""
    facettes: Mapping[str, Sequence[str]] = field(default_factory=dict, hash=False)


# Un tableau d'autant de colonnes s'écrit plus serré ; à l'impression, une ligne dont une cellule est une
# liste de plus d'éléments peut se couper. Une classe le dit : une règle « :has » est très lente en PDF.
COLONNES_D_UN_LARGE = (8, 10, 12)
ELEMENTS_D_UNE_COURTE = 8
# Des milliers de cellules par rapport : « % » les remplit deux fois plus vite que « format ».
CELLULE = Markup('<td class="%s"%s>%s</td>')


@dataclass(frozen=True)
class Tableau:
    """Un tableau : légende, en-têtes avec leur portée, première colonne en en-tête de ligne."""

    legende: str
    colonnes: Sequence[Colonne]
    lignes: Sequence[Ligne]
    note: object = None

    def html(self, registre: Registre) -> Markup:
        corps = Markup("\n").join(self._ligne(ligne, registre) for ligne in self.lignes)
        entetes = Markup("").join(self._entete(rang, c) for rang, c in enumerate(self.colonnes))
        note = Markup('<p class="note">{}</p>').format(fragment(self.note, registre)) if self.note else ""
        larges = " ".join(f"colonnes-{n}" for n in COLONNES_D_UN_LARGE if len(self.colonnes) >= n)
        large = Markup(' class="{}"').format(larges) if larges else ""
        return Markup(
            '<div class="tableau" role="region" aria-label="{0}" tabindex="0"><table{4}>'
            "<caption>{0}</caption><thead><tr>{1}</tr></thead><tbody>\n{2}\n</tbody></table></div>{3}"
        ).format(typographier(self.legende), entetes, corps, note, large)

    def _entete(self, rang: int, colonne: Colonne) -> Markup:
        """Le titre d'une colonne ; un statut se filtre toujours, sans qu'on ait à le dire."""
        filtre = colonne.facette or any(codes_de(ligne.cellules[rang]) for ligne in self.lignes)
        facette = Markup(' data-facette=""') if filtre else ""
        return Markup('<th scope="col" class="{}"{}>{}</th>').format(
            colonne.classe, facette, typographier(colonne.titre)
        )

    def _ligne(self, ligne: Ligne, registre: Registre) -> Markup:
        cellules = [(_rang_de_tri(c), fragment(c, registre)) for c in ligne.cellules]
        premiere = Markup('<th scope="row"{}>{}</th>').format(*cellules[0])
        autres = Markup("").join(
            CELLULE % (colonne.classe, *cellule)
            for colonne, cellule in zip(self.colonnes[1:], cellules[1:], strict=True)
        )
        ancre = Markup(' id="{}"').format(ligne.ancre) if ligne.ancre else ""
        facettes = {nom: [typographier(v) for v in valeurs] for nom, valeurs in ligne.facettes.items()}
        ecrites = Markup(' data-facettes="{}"').format(_en_json(facettes)) if facettes else ""
        longue = any(ecrite.count("<li>") > ELEMENTS_D_UNE_COURTE for _, ecrite in cellules)
        classes = " ".join(nom for nom, vrai in (("accent", ligne.accent), ("longue", longue)) if vrai)
        return Markup('<tr class="{}"{}{}>{}{}</tr>').format(classes, ancre, ecrites, premiere, autres)


def _en_json(facettes: Mapping[str, Sequence[str]]) -> str:
    return json.dumps(facettes, ensure_ascii=False)


def codes_de(cellule: object) -> list[str]:
    """Les statuts et jugements qu'une cellule montre."""
    return [etiquette.code for etiquette in _etiquettes(cellule)]


def _etiquettes(valeur: object) -> Iterator[Etiquette]:
    if isinstance(valeur, Etiquette):
        yield valeur
    if isinstance(valeur, list | tuple):
        for element in valeur:
            yield from _etiquettes(element)
    if isinstance(valeur, Phrase):
        yield from _etiquettes(list(valeur.valeurs.values()))


def _rang_de_tri(cellule: object) -> Markup:
    """De quoi ranger ce qui se lit sans se ranger : le jour d'une date, la place d'un statut dans sa liste.

    Un nombre n'a pas de rang à lui : c'est le nombre écrit, arrondi ou « secret », qui se trie.
    """
    codes = codes_de(cellule)
    rang = f"{list(SIGNES).index(codes[0]):02}" if len(codes) == 1 else ""
    rang = rang or (jour_ecrit(cellule) if isinstance(cellule, str) else "")
    return Markup(' data-valeur="{}"').format(rang) if rang else Markup("")


@dataclass(frozen=True)
class Figure:
    """Une figure : sa réponse en titre, le dessin, la lecture d'un point, la source, le tableau."""

    ancre: str
    titre: Phrase
    sous_titre: str
    svg: Markup
    alternative: str
    lecture: object
    source: str
    avertissements: Sequence[str]
    tableau: Tableau

    def html(self, registre: Registre) -> Markup:
        notes = Markup("").join(
            Markup('<p class="note">{}</p>').format(fragment(note, registre))
            for note in (self.lecture, self.source, *self.avertissements)
            if note
        )
        dessin = self.svg.replace(
            "<svg ", Markup('<svg role="img" aria-label="{}" ').format(typographier(self.alternative)), 1
        )
        valeurs = Repliable("Les valeurs de la figure", [self.tableau]).html(registre)
        return Markup(
            '<figure id="{}"><figcaption><p class="figure-titre">{}</p>'
            '<p class="figure-sous-titre">{}</p></figcaption>'
            '<div class="dessin" role="group" aria-label="Dessin de la figure" tabindex="0">{}</div>'
            "{}{}</figure>"
        ).format(self.ancre, self.titre.html(registre), typographier(self.sous_titre), dessin, notes, valeurs)


def absence(ce_qui_manque: str, qui: str) -> Paragraphe:
    """La phrase qui tient lieu d'une section sans donnée : ce qui manque, et qui peut le fournir."""
    return Paragraphe(f"{ce_qui_manque} Peut le renseigner : {qui}.", "absence")
