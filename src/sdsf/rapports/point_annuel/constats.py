"""Les constats de l'essentiel : ce que les chiffres du dossier permettent de dire.

Chaque règle regarde le dossier et rend une phrase chiffrée, ou rien. L'ordre de ``CONSTATS`` est l'ordre
d'importance.
"""

from sdsf.chiffres import rapport as part_de
from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import repartir
from sdsf.evaluation.gouvernance import reunions_de
from sdsf.rapports.accueil.constats import (
    constat_d_etendue,
    constat_de_couverture,
    constat_face_a_la_france,
    constat_territorial,
)
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.constats import Constat
from sdsf.rapports.gouvernance import chiffre_des_reunions
from sdsf.rapports.indicateur import indicateurs_du_plan
from sdsf.rapports.point_annuel.jalons import chiffre_des_jalons, compter_jalons, jalons_echus
from sdsf.rapports.point_annuel.plan import compter_suivis, moment, suivis
from sdsf.rendu.blocs import phrase
from sdsf.rendu.nombres import accorder


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
    texte = "{p} % des réunions que le schéma attend au moins ont été tenues en {a}."
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
