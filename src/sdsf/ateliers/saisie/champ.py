"""Un champ de la saisie : le contrôle, son aide, et ce qui ne va pas, dit dessous."""

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
from markupsafe import Markup

from sdsf.ateliers.jours import FORME, iso_en_francais, jour_lu
from sdsf.ateliers.listes import lisible
from sdsf.ateliers.saisie.formulaire import A_REMPLIR, Question
from sdsf.rendu.nombres import date

STYLE = {"description_width": "9rem"}
LARGEUR = {"width": "100%", "max_width": "46rem"}


class Champ:
    """Une question à l'écran : le contrôle, son aide, sa faute."""

    def __init__(self, question: Question, suivre: Callable[[Any], None]):
        self.question = question
        self.controle = _controle(question)
        self.controle.observe(suivre, names="value")
        self.aide, self.faute = ipywidgets.HTML(), ipywidgets.HTML()
        self._aider()
        self.controle.observe(lambda _: self._aider(), names="value")
        controle = lisible(self.controle) if question.sorte == "choix" else self.controle
        self.boite = ipywidgets.VBox([controle, self.aide, self.faute])

    @property
    def valeur(self) -> str:
        """Ce que le contrat écrirait : une date lisible y est en ISO, ce qui ne se lit pas reste tel quel."""
        brute = str(self.controle.value or "")
        jour = jour_lu(brute) if self.question.sorte == "date" else None
        return jour.isoformat() if jour else brute

    @valeur.setter
    def valeur(self, texte: str) -> None:
        if self.question.sorte == "date":
            self.controle.value = iso_en_francais(texte)
        elif self.question.sorte != "choix" or texte in dict(map(reversed, self.question.options)):  # type: ignore[arg-type]
            self.controle.value = texte

    def _aider(self) -> None:
        """L'aide du champ ; sous une date comprise, elle la redit en toutes lettres."""
        jour = jour_lu(self.controle.value) if self.question.sorte == "date" else None
        mots = f"soit le {date(jour)}" if jour else self.question.aide
        self.aide.value = str(Markup('<p class="saisie-aide">{}</p>').format(mots)) if mots else ""

    def reprendre(self, fautes: Sequence[str]) -> None:
        """Dit les fautes du champ ; ce qui reste seulement à remplir n'est pas dit comme une erreur."""
        gabarit = Markup('<p class="{}">{}</p>')
        html = Markup("").join(
            gabarit.format("saisie-reste" if mot == A_REMPLIR else "saisie-faute", mot) for mot in fautes
        )
        if self.faute.value != str(html):
            self.faute.value = str(html)


def _controle(question: Question) -> Any:
    commun = {"description": question.libelle, "style": STYLE, "layout": LARGEUR}
    if question.sorte == "choix":
        return ipywidgets.Dropdown(options=list(question.options), value=question.defaut, **commun)
    genre = ipywidgets.Textarea if question.sorte == "long" else ipywidgets.Text
    forme = FORME if question.sorte == "date" else ""
    return genre(value=question.defaut, placeholder=forme, continuous_update=True, **commun)
