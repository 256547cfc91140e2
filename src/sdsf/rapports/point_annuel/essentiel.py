"""L'essentiel en une page : constats, alertes et décisions demandées, calculés, jamais rédigés à la main.

Les règles sont dans ``constats`` et ``alertes`` ; la page en garde cinq de chaque.
"""

from collections.abc import Callable, Sequence

from sdsf.dossier import Dossier
from sdsf.rapports.constats import Constat, liste_constats
from sdsf.rapports.point_annuel.alertes import ALERTES
from sdsf.rapports.point_annuel.constats import CONSTATS
from sdsf.rendu.blocs import Bloc, Encadre, Groupe, Liste, Paragraphe

MAXIMUM = 5


def essentiel(dossier: Dossier) -> list[Bloc]:
    """Trois encadrés : ce que l'on constate, ce qui alerte, ce qui est demandé au comité."""
    constats = retenir(dossier, CONSTATS)
    alertes = retenir(dossier, ALERTES)
    decisions = [alerte.decision for alerte in alertes if alerte.decision]
    return [Groupe("essentiel", encadres(constats, alertes, decisions))]


def encadres(constats: Sequence[Constat], alertes: Sequence[Constat], decisions: Sequence[str]) -> list[Bloc]:
    """Les trois encadrés, vides ou non : une page sans alerte le dit."""
    return [
        Encadre("Constats", [liste_constats(constats, "Rien ne peut encore être constaté.")], "constats"),
        Encadre("Alertes", [liste_constats(alertes, "Aucune règle d'alerte ne se déclenche.")], "alertes"),
        Encadre("Décisions demandées au comité", [_decisions(decisions)], "decisions"),
    ]


def retenir(dossier: Dossier, regles: Sequence[Callable[[Dossier], Constat | None]]) -> list[Constat]:
    """Les premières phrases que les règles rendent."""
    rendues = (regle(dossier) for regle in regles)
    return [constat for constat in rendues if constat][:MAXIMUM]


def _decisions(decisions: Sequence[str]) -> Bloc:
    if not decisions:
        return Paragraphe("Aucune décision n'est appelée par les alertes de cette année.")
    return Liste(list(dict.fromkeys(decisions)), ordonnee=True)
