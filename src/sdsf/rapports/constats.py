"""Une phrase calculée que l'essentiel d'un rapport montre, avec le lien vers la section qui la détaille."""

from collections.abc import Sequence
from dataclasses import dataclass

from sdsf.rendu.blocs import Bloc, Lien, Liste, Paragraphe, Phrase, phrase

SECTIONS = {
    "avancement": "le plan",
    "objectifs": "les objectifs",
    "jalons": "les jalons",
    "a-renseigner": "qui doit le dire",
    "tableau-de-bord": "les indicateurs",
    "indicateurs-a-renseigner": "lesquels",
    "serie": "la série",
    "territoires": "les territoires",
    "contexte": "le contexte",
    "repondants": "qui a répondu",
    "resultats": "les résultats",
    "avant-apres": "les deux vagues",
    "textes": "ce que le texte cite",
    "manques": "à qui les demander",
    "gouvernance": "les instances",
    "agenda": "l'agenda",
    "limites": "les limites",
    "annexe-fiches": "les fiches",
    "trajectoires": "les objectifs chiffrés",
    "evolution": "l'évolution",
    "assistants-maternels": "les assistants maternels",
    "creches": "les places de crèches",
    "sans-mesure": "ce que rien ne mesure",
    "inegalites": "les écarts",
    "entonnoir": "les naissances",
    "pairs": "les pairs",
}


@dataclass(frozen=True)
class Constat:
    """Une phrase chiffrée, la section qui la détaille, et la décision qu'elle appelle."""

    phrase: Phrase
    ancre: str
    decision: str = ""


def liste_constats(constats: Sequence[Constat], vide: str) -> Bloc:
    """Les constats, chacun suivi de son renvoi ; ``vide`` quand il n'y en a aucun."""
    if not constats:
        return Paragraphe(vide)
    return Liste([_element(constat) for constat in constats])


def _element(constat: Constat) -> Phrase:
    renvoi = Lien(constat.ancre, f"({SECTIONS[constat.ancre]})")
    return phrase("{p} {lien}", p=constat.phrase, lien=renvoi)
