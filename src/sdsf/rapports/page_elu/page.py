"""Les trois chiffres, puis ce qu'ils ne disent pas déjà : constats, alertes, décisions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sdsf.chiffres import Chiffre, sans_signe
from sdsf.chiffres import rapport as part_de
from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import repartir
from sdsf.rapports.accueil.constats import constat_de_couverture, constat_face_a_la_france
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.constats import Constat
from sdsf.rapports.courts import phrases_seules
from sdsf.rapports.indicateur import indicateurs_du_plan, suivre_commun
from sdsf.rapports.point_annuel.alertes import ALERTES, alerte_sans_information
from sdsf.rapports.point_annuel.constats import (
    CONSTATS,
    constat_d_avancement,
    constat_des_jalons,
    constat_du_plan,
)
from sdsf.rapports.point_annuel.jalons import chiffre_des_jalons, jalons_echus
from sdsf.rapports.point_annuel.plan import compter_suivis, moment, suivis
from sdsf.rendu.blocs import Bloc, Encadre, Groupe, Liste, Paragraphe, Phrase, phrase
from sdsf.rendu.nombres import accorder

COMBIEN = 3
Regle = Callable[[Dossier], Constat | None]


@dataclass(frozen=True)
class ChiffreCle:
    """Un grand nombre, ce qu'il veut dire, et la phrase du point annuel qu'il rend inutile."""

    valeur: Phrase
    sens: Phrase
    remplace: Regle


def chiffres_cles(dossier: Dossier) -> list[Bloc]:
    """Les trois premiers chiffres connus, dans l'ordre de ``REGLES``."""
    blocs = [
        Groupe("chiffre-cle", [Paragraphe(cle.valeur, "valeur"), Paragraphe(cle.sens)])
        for cle in _retenus(dossier)
    ]
    return [Groupe("chiffres-cles", blocs)]


def constats_et_alertes(dossier: Dossier) -> list[Bloc]:
    """Trois constats et trois alertes au plus, sans redire les trois chiffres."""
    constats = _phrases(dossier, CONSTATS)
    alertes = _phrases(dossier, ALERTES)
    blocs = [
        Encadre("Constats", [phrases_seules(constats, "Rien d'autre ne peut être constaté.")], "constats"),
        Encadre("Alertes", [phrases_seules(alertes, "Aucune règle d'alerte ne se déclenche.")], "alertes"),
    ]
    return [Groupe("essentiel", blocs)]


def decisions(dossier: Dossier) -> list[Bloc]:
    """Ce que les premières alertes demandent de décider, y compris celle qu'un chiffre dit déjà."""
    alertes = [alerte for regle in ALERTES if (alerte := regle(dossier))]
    demandees = list(dict.fromkeys(alerte.decision for alerte in alertes if alerte.decision))[:COMBIEN]
    if not demandees:
        return [Paragraphe("Aucune décision n'est appelée par les alertes de cette année.")]
    return [Liste(demandees, ordonnee=True)]


def _retenus(dossier: Dossier) -> list[ChiffreCle]:
    trouves = (regle(dossier) for regle in REGLES)
    return [cle for cle in trouves if cle][:COMBIEN]


def _phrases(dossier: Dossier, regles: Sequence[Regle]) -> list[Constat]:
    deja = {cle.remplace for cle in _retenus(dossier)}
    rendues = (regle(dossier) for regle in regles if regle not in deja)
    return [constat for constat in rendues if constat][:COMBIEN]


# --- les chiffres, par ordre d'importance ---------------------------------------------------------


def _avancement(dossier: Dossier) -> ChiffreCle | None:
    """La part des actions réalisées ; tant que rien n'est su, le nombre d'actions sans information."""
    tous = suivis(dossier)
    groupes = repartir(tous)
    total = compter_suivis(dossier, "Actions du plan en vigueur", tous)
    if not tous:
        return None
    muets, faits = groupes["sans_information"], groupes["realisee"]
    if len(muets) == len(tous):
        nombre = compter_suivis(dossier, "Actions sans information", muets)
        mot = accorder(len(muets), "action du plan, dont", "actions du plan, dont")
        sens = phrase(f"{mot} l'état n'est pas connu fin {{a}}", a=str(dossier.annee))
        return ChiffreCle(phrase("{n}", n=nombre), sens, alerte_sans_information)
    realisees = compter_suivis(dossier, "Actions réalisées", faits)
    part = part_de("Part des actions réalisées", realisees, total)
    sens = phrase(
        "des actions du plan sont réalisées, {quand} ({f} sur {t})",
        quand=moment(dossier, tous),
        f=realisees,
        t=total,
    )
    return ChiffreCle(phrase("{p} %", p=part), sens, constat_d_avancement)


def _couverture(dossier: Dossier) -> ChiffreCle | None:
    suivi = suivre_commun(dossier, PRINCIPAL)
    if not suivi.renseigne:
        return None
    sens = phrase("places d'accueil pour 100 enfants de moins de 3 ans en {a}", a=suivi.valeur.periode)
    return ChiffreCle(phrase("{v}", v=suivi.valeur), sens, constat_de_couverture)


def _ecart_a_la_france(dossier: Dossier) -> ChiffreCle | None:
    suivi = suivre_commun(dossier, PRINCIPAL)
    difference = suivi.ecart_france
    if difference.valeur is None:
        return None
    mot = accorder(difference.valeur, "point", "points")
    ou = "sous" if difference.valeur < 0 else "au-dessus de"
    sens = phrase(
        f"{mot} {ou} la moyenne nationale de {{a}} (places pour 100 enfants, même édition)",
        a=suivi.valeur.periode,
    )
    return ChiffreCle(phrase("{e}", e=sans_signe(difference)), sens, constat_face_a_la_france)


def _jalons(dossier: Dossier) -> ChiffreCle | None:
    echus = jalons_echus(dossier)
    part: Chiffre | None = chiffre_des_jalons(dossier, echus) if echus else None
    if part is None or not part.connu:
        return None
    sens = phrase("de ce que le plan avait daté jusqu'à fin {a} est fait", a=str(dossier.annee))
    return ChiffreCle(phrase("{p} %", p=part), sens, constat_des_jalons)


def _plan(dossier: Dossier) -> ChiffreCle | None:
    """Ce que le plan compte : toujours connu."""
    fiches = [fiche.id for fiche in dossier.plan.fiches]
    indicateurs = [indicateur.id for _, indicateur in indicateurs_du_plan(dossier)]
    sens = phrase(
        accorder(len(fiches), "fiche", "fiches") + " dans le plan en vigueur, et {i} {mot}",
        i=compter_du_plan(dossier, "Indicateurs du plan", indicateurs, "indicateurs"),
        mot=accorder(len(indicateurs), "indicateur", "indicateurs"),
    )
    nombre = compter_du_plan(dossier, "Fiches du plan en vigueur", fiches, "fiches")
    return ChiffreCle(phrase("{n}", n=nombre), sens, constat_du_plan)


REGLES = (_avancement, _couverture, _ecart_a_la_france, _jalons, _plan)
