"""Les constats de l'essentiel : ce que les chiffres du dossier permettent de dire.

Chaque règle regarde le dossier et rend une phrase chiffrée, ou rien. L'ordre de ``CONSTATS`` est l'ordre
d'importance.
"""

from dataclasses import dataclass

from sdsf.chiffres import rapport as part_de
from sdsf.chiffres import sans_signe
from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import repartir
from sdsf.evaluation.gouvernance import reunions_de
from sdsf.rapports.chiffrer import compter_du_plan, du_releve, nom_du_territoire
from sdsf.rapports.gouvernance import chiffre_des_reunions
from sdsf.rapports.indicateur import SuiviIndicateur, indicateurs_du_plan, suivre_commun
from sdsf.rapports.point_annuel.epci import chiffre_d_etendue
from sdsf.rapports.point_annuel.jalons import chiffre_des_jalons, compter_jalons, jalons_echus
from sdsf.rapports.point_annuel.offre import PRINCIPAL
from sdsf.rapports.point_annuel.plan import compter_suivis, moment, suivis
from sdsf.rapports.point_annuel.territoires import titre_de_vue
from sdsf.rapports.point_annuel.vues import EPCI, vue
from sdsf.rendu.blocs import Phrase, phrase
from sdsf.rendu.nombres import accorder


@dataclass(frozen=True)
class Constat:
    """Une phrase chiffrée, la section qui la détaille, et la décision qu'elle appelle."""

    phrase: Phrase
    ancre: str
    decision: str = ""


def constat_d_avancement(dossier: Dossier) -> Constat | None:
    """Combien d'actions sont réalisées ou en cours ; rien tant que rien n'est su d'aucune."""
    tous = suivis(dossier)
    groupes = repartir(tous)
    if len(groupes["sans_information"]) == len(tous):
        return None
    total = compter_suivis(dossier, "Actions du plan en vigueur", tous)
    faites = compter_suivis(dossier, "Actions réalisées", groupes["realisee"])
    quand = moment(dossier, tous)
    n, k = len(groupes["realisee"]), len(groupes["en_cours"])
    texte = phrase(
        f"{quand[0].upper()}{quand[1:]}, {{f}} {accorder(n, 'action', 'actions')} sur {{t}} "
        f"{accorder(n, 'est réalisée', 'sont réalisées')} ({{p}} %) "
        f"et {{c}} {accorder(k, 'est', 'sont')} en cours.",
        f=faites,
        t=total,
        p=part_de("Part des actions réalisées", faites, total),
        c=compter_suivis(dossier, "Actions en cours", groupes["en_cours"]),
    )
    return Constat(texte, "avancement")


def constat_de_couverture(dossier: Dossier) -> Constat | None:
    """Le taux de couverture et son évolution depuis la valeur précédente."""
    suivi = _principal(dossier)
    if suivi is None:
        return None
    base = phrase(
        "{d} offre {v} places d'accueil pour 100 enfants de moins de 3 ans en {a}",
        d=_sujet(dossier),
        v=suivi.valeur,
        a=suivi.valeur.periode,
    )
    if not suivi.tendance.connu or not suivi.tendance.valeur:
        return Constat(phrase("{b}.", b=base), "serie")
    suite = phrase(
        "{b}, {e} {mot} {sens} qu'en {p}.",
        b=base,
        e=sans_signe(suivi.tendance),
        mot=accorder(suivi.tendance.valeur, "point", "points"),
        sens="de plus" if suivi.tendance.valeur > 0 else "de moins",
        p=suivi.precedente.periode,
    )
    return Constat(suite, "serie")


def constat_face_a_la_france(dossier: Dossier) -> Constat | None:
    """L'écart du taux à la moyenne nationale, dans la même édition."""
    suivi = _principal(dossier)
    if suivi is None or not suivi.ecart_france.connu:
        return None
    ou = "sous" if (suivi.ecart_france.valeur or 0) < 0 else "au-dessus de"
    texte = phrase(
        "Ce taux est {e} {mot} " + ou + " la moyenne nationale de {a} (France hors Mayotte, même édition).",
        e=sans_signe(suivi.ecart_france),
        mot=accorder(suivi.ecart_france.valeur or 0, "point", "points"),
        a=suivi.valeur.periode,
    )
    return Constat(texte, "serie")


def constat_territorial(dossier: Dossier) -> Constat | None:
    """Combien d'EPCI sont sous le repère."""
    trouvee = vue(dossier, EPCI)
    if trouvee is None:
        return None
    texte = phrase("{t} ({a}).", t=titre_de_vue(dossier, trouvee), a=str(trouvee.annee))
    return Constat(texte, "territoires")


def constat_d_etendue(dossier: Dossier) -> Constat | None:
    """L'écart entre les EPCI extrêmes, dès qu'il y en a deux."""
    trouvee = vue(dossier, EPCI)
    if trouvee is None or len(trouvee.table) < 2:
        return None
    premier, dernier = trouvee.table.iloc[0], trouvee.table.iloc[-1]
    texte = phrase(
        "{e} points séparent l'EPCI le mieux couvert, {haut} ({h}), du moins couvert, {bas} ({b}).",
        e=chiffre_d_etendue(dossier, trouvee),
        haut=nom_du_territoire(dossier, premier),
        h=du_releve(dossier, premier),
        bas=nom_du_territoire(dossier, dernier),
        b=du_releve(dossier, dernier),
    )
    return Constat(texte, "territoires")


def constat_des_jalons(dossier: Dossier) -> Constat | None:
    """La part des jalons échus qui sont tenus, si l'état d'au moins un est connu."""
    echus = jalons_echus(dossier)
    part = chiffre_des_jalons(dossier, echus) if echus else None
    if part is None or not part.connu:
        return None
    nombre = compter_jalons(dossier, "Jalons échus", echus)
    return Constat(phrase("{p} % des {n} jalons échus sont tenus.", p=part, n=nombre), "jalons")


def constat_des_reunions(dossier: Dossier) -> Constat | None:
    """La part des réunions dues qui ont été tenues."""
    part = chiffre_des_reunions(dossier, reunions_de(dossier.plan, dossier.tables["reunions"], dossier.annee))
    if not part.connu:
        return None
    texte = "{p} % des réunions dues au moins ont été tenues en {a}."
    return Constat(phrase(texte, p=part, a=str(dossier.annee)), "gouvernance")


def constat_du_plan(dossier: Dossier) -> Constat | None:
    """Ce que le plan compte de fiches, d'actions et d'indicateurs."""
    fiches = [fiche.id for fiche in dossier.plan.fiches]
    indicateurs = [indicateur.id for _, indicateur in indicateurs_du_plan(dossier)]
    actions = suivis(dossier)
    texte = phrase(
        "Le plan en vigueur compte {f} {mot_f}, {a} {mot_a} et {i} {mot_i}.",
        f=compter_du_plan(dossier, "Fiches du plan en vigueur", fiches, "fiches"),
        mot_f=accorder(len(fiches), "fiche", "fiches"),
        a=compter_suivis(dossier, "Actions du plan en vigueur", actions),
        mot_a=accorder(len(actions), "action", "actions"),
        i=compter_du_plan(dossier, "Indicateurs du plan", indicateurs, "indicateurs"),
        mot_i=accorder(len(indicateurs), "indicateur", "indicateurs"),
    )
    return Constat(texte, "avancement")


def _principal(dossier: Dossier) -> SuiviIndicateur | None:
    suivi = suivre_commun(dossier, PRINCIPAL)
    return suivi if suivi.renseigne else None


def _sujet(dossier: Dossier) -> str:
    if dossier.est_fictif:
        return "Le Département d'exemple"
    return f"Le département {dossier.departement.de}"


CONSTATS = [
    constat_d_avancement,
    constat_de_couverture,
    constat_face_a_la_france,
    constat_territorial,
    constat_d_etendue,
    constat_des_jalons,
    constat_des_reunions,
    constat_du_plan,
]
