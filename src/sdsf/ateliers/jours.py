"""Une date à l'écran : elle se tape et se lit en français (31/01/2025), ou en ISO, jamais au hasard.

Le champ de date d'un navigateur suit la langue du poste, et peut écrire 01/31/2025 : ici, ce qui est compris
est redit en toutes lettres à côté, et ce qui ne l'est pas dit pourquoi.
"""

import datetime as dt
import re

import ipywidgets
from markupsafe import Markup

from sdsf.rendu.nombres import date

FORME = "jj/mm/aaaa"
EXEMPLE = "31/01/2025"
FRANCAISE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def jour_lu(texte: str) -> dt.date | None:
    """La date d'un texte, en français ou en ISO ; ``None`` si ce n'en est pas une.

    >>> jour_lu("1/2/2025"), jour_lu("2025-02-01"), jour_lu("31/02/2025")
    (datetime.date(2025, 2, 1), datetime.date(2025, 2, 1), None)
    """
    net = texte.strip()
    if trouve := FRANCAISE.fullmatch(net):
        quantieme, mois, annee = map(int, trouve.groups())
    elif trouve := ISO.fullmatch(net):
        annee, mois, quantieme = map(int, trouve.groups())
    else:
        return None
    try:
        return dt.date(annee, mois, quantieme)
    except ValueError:
        return None


def grief_de_jour(texte: str) -> str:
    """Pourquoi un texte n'est pas une date que l'on sait lire ; vide : il l'est, ou il n'y a rien.

    >>> grief_de_jour("01/31/2025")
    "Le mois 31 n'existe pas : le jour d'abord, puis le mois, « 31/01/2025 »."
    """
    net = texte.strip()
    if not net or jour_lu(net):
        return ""
    trouve = FRANCAISE.fullmatch(net)
    if trouve and int(trouve[2]) > 12:
        return f"Le mois {trouve[2]} n'existe pas : le jour d'abord, puis le mois, « {EXEMPLE} »."
    if trouve or ISO.fullmatch(net):
        return f"« {net} » n'est pas un jour qui existe."
    return f"Écrivez le jour, le mois et l'année en quatre chiffres : « {EXEMPLE} »."


def en_francais(jour: dt.date) -> str:
    """Une date telle qu'on la tape.

    >>> en_francais(dt.date(2025, 2, 1))
    '01/02/2025'
    """
    return f"{jour:%d/%m/%Y}"


def iso_en_francais(texte: str) -> str:
    """Une date ISO comme on la lit en français ; tout autre texte, tel quel.

    >>> iso_en_francais("2025-02-01"), iso_en_francais("2024-T4")
    ('01/02/2025', '2024-T4')
    """
    jour = jour_lu(texte) if ISO.fullmatch(texte) else None
    return en_francais(jour) if jour else texte


class ChampDeJour:
    """Un champ de date et, dessous, ce qu'il a compris ou ce qui ne va pas."""

    def __init__(self, libelle: str, jour: dt.date | None, style: dict[str, str], **layout: str):
        self.champ = ipywidgets.Text(
            value=en_francais(jour) if jour else "",
            description=libelle, placeholder=FORME, style=style, layout={"width": "100%", **layout},
        )  # fmt: skip
        self.lecture = ipywidgets.HTML()
        self.champ.observe(lambda _: self.relire(), names="value")
        self.relire()
        self.boite = ipywidgets.VBox([self.champ, self.lecture])

    @property
    def value(self) -> dt.date | None:
        return jour_lu(self.champ.value)

    @value.setter
    def value(self, jour: dt.date | None) -> None:
        self.champ.value = en_francais(jour) if jour else ""

    def relire(self) -> None:
        """Redit la date en toutes lettres, ou dit ce qui ne va pas."""
        if grief := grief_de_jour(self.champ.value):
            self._dire("saisie-faute", grief)
        else:
            self._dire("saisie-aide", f"soit le {date(self.value)}" if self.value else "")

    def _dire(self, classe: str, mots: str) -> None:
        corps = Markup('<p class="{}" role="status">{}</p>').format(classe, mots)
        self.lecture.value = str(corps) if mots else ""
