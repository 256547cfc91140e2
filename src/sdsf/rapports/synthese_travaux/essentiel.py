"""L'essentiel de la synthèse : les constats et les alertes du point annuel, renvoyés aux sections d'ici."""

from dataclasses import replace

from sdsf.dossier import Dossier
from sdsf.rapports.constats import Constat, liste_constats
from sdsf.rapports.point_annuel.alertes import ALERTES
from sdsf.rapports.point_annuel.constats import CONSTATS
from sdsf.rapports.point_annuel.essentiel import retenir
from sdsf.rendu.blocs import Bloc, Encadre, Groupe

# La synthèse a moins de sections que le point annuel : chaque renvoi va à celle qui en tient lieu.
RENVOIS = {
    "jalons": "avancement",
    "a-renseigner": "avancement",
    "annexe-fiches": "avancement",
    "indicateurs-a-renseigner": "tableau-de-bord",
    "agenda": "gouvernance",
}


def essentiel(dossier: Dossier) -> list[Bloc]:
    """Deux encadrés, constats et alertes : une synthèse rend compte, elle ne demande aucune décision."""
    constats, alertes = (
        [_renvoyer(constat) for constat in retenir(dossier, regles)] for regles in (CONSTATS, ALERTES)
    )
    blocs = [
        Encadre("Constats", [liste_constats(constats, "Rien ne peut encore être constaté.")], "constats"),
        Encadre("Alertes", [liste_constats(alertes, "Aucune règle d'alerte ne se déclenche.")], "alertes"),
    ]
    return [Groupe("essentiel", blocs)]


def _renvoyer(constat: Constat) -> Constat:
    return replace(constat, ancre=RENVOIS.get(constat.ancre, constat.ancre))
