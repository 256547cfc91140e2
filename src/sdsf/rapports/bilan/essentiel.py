"""La synthèse d'un bilan : ce que l'on constate, ce qui alerte, ce qui est demandé au comité."""

from collections.abc import Callable

from sdsf.dossier import Dossier
from sdsf.evaluation.moment import moment_du_bilan
from sdsf.rapports.accueil.constats import (
    constat_d_etendue,
    constat_de_couverture,
    constat_face_a_la_france,
    constat_territorial,
)
from sdsf.rapports.bilan.objectifs import bilans_des_objectifs, compter_objectifs
from sdsf.rapports.constats import Constat
from sdsf.rapports.point_annuel.alertes import (
    alerte_en_retard,
    alerte_indicateurs_muets,
    alerte_jalons,
    alerte_sans_cible,
    alerte_sans_information,
)
from sdsf.rapports.point_annuel.constats import constat_d_avancement, constat_du_plan
from sdsf.rapports.point_annuel.essentiel import encadres, retenir
from sdsf.rapports.resultats.constats import constats_de_resultats
from sdsf.rendu.blocs import Bloc, Groupe, Paragraphe, phrase
from sdsf.rendu.nombres import accorder


def essentiel(dossier: Dossier) -> list[Bloc]:
    """Le moment du bilan, puis trois encadrés : constats, alertes, décisions demandées."""
    # Ce qui a été fait d'abord, puis ce que cela a donné ; sans résultat connu, le niveau de l'offre.
    # (ce que rien ne mesure est déjà une alerte).
    resultats = [constat for constat in constats_de_resultats(dossier) if constat.ancre != "sans-mesure"]
    constats = [*retenir(dossier, REALISATIONS), *resultats][:MAXIMUM_DE_CONSTATS]
    constats = constats if len(constats) > 2 else [*constats, *retenir(dossier, OFFRE)][:MAXIMUM_DE_CONSTATS]
    alertes = retenir(dossier, ALERTES)
    decisions = [alerte.decision for alerte in alertes if alerte.decision]
    return [Paragraphe(_moment(dossier)), Groupe("essentiel", encadres(constats, alertes, decisions))]


def _moment(dossier: Dossier) -> str:
    """Où l'on est de la période, et si le texte attendait ce bilan cette année."""
    periode, annee = dossier.plan.periode, dossier.annee
    if annee > periode.fin:
        ecart = annee - periode.fin
        ou = f"Ce bilan est fait {ecart} {accorder(ecart, 'an', 'ans')} après le terme du schéma"
    else:
        ecoulees, total = annee - periode.debut + 1, periode.fin - periode.debut + 1
        ou = f"Fin {annee}, {ecoulees} {accorder(ecoulees, 'année', 'années')} sur {total} sont écoulées"
        ou = ou.replace("sont écoulées", "est écoulée") if ecoulees == 1 else ou
    moment = moment_du_bilan(dossier.plan, dossier.demande.rapport)
    if moment is None or moment.due is None:
        return f"{ou} ; le texte ne donne pas l'année de ce bilan."
    return f"{ou} ; le texte attend ce bilan en {moment.due} ({moment.regle})."


def constat_des_objectifs(dossier: Dossier) -> Constat | None:
    """Combien d'objectifs sont tenus, parmi ceux que l'on peut juger ; combien ne se mesurent pas."""
    bilans = bilans_des_objectifs(dossier)
    juges = [b for b in bilans if b.tenue not in ("non_mesurable", "en_cours")]
    if not juges:
        return None
    tenus = [b for b in juges if b.tenue == "tenu"]
    texte = phrase(
        "Sur {j} "
        + accorder(len(juges), "objectif que l'on peut juger", "objectifs que l'on peut juger")
        + ", {t} "
        + accorder(len(tenus), "est tenu", "sont tenus")
        + ".",
        j=compter_objectifs(dossier, "Objectifs que l'on peut juger", juges),
        t=compter_objectifs(dossier, "Objectifs tenus", tenus),
    )
    return Constat(texte, "objectifs")


def alerte_non_mesurables(dossier: Dossier) -> Constat | None:
    """Les objectifs dont personne ne pourra dire s'ils sont tenus."""
    bilans = bilans_des_objectifs(dossier)
    muets = [b for b in bilans if b.tenue == "non_mesurable"]
    if not muets:
        return None
    texte = phrase(
        "{n} "
        + accorder(
            len(muets),
            "fiche sur {t} n'a aucune cible que l'on sache mesurer : ni tenue, ni manquée.",
            "fiches sur {t} n'ont aucune cible que l'on sache mesurer : ni tenues, ni manquées.",
        ),
        n=compter_objectifs(dossier, "Objectifs non mesurables", muets),
        t=compter_objectifs(dossier, "Fiches du plan en vigueur", bilans),
    )
    decision = "Écrire, dans le schéma suivant, un état zéro, une cible et une échéance par objectif."
    return Constat(texte, "objectifs", decision)


MAXIMUM_DE_CONSTATS = 6
REALISATIONS: list[Callable[[Dossier], Constat | None]] = [constat_des_objectifs, constat_d_avancement]
OFFRE: list[Callable[[Dossier], Constat | None]] = [
    constat_de_couverture,
    constat_face_a_la_france,
    constat_territorial,
    constat_d_etendue,
    constat_du_plan,
]
ALERTES: list[Callable[[Dossier], Constat | None]] = [
    alerte_non_mesurables,
    alerte_sans_information,
    alerte_en_retard,
    alerte_indicateurs_muets,
    alerte_sans_cible,
    alerte_jalons,
]
