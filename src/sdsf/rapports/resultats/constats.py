"""Ce que les résultats permettent de dire en une phrase : la page de tête d'un bilan, la page de l'élu.

Chaque règle regarde le dossier et rend une phrase chiffrée, ou rien. L'ordre est celui de l'importance.
"""

from sdsf.dossier import Dossier
from sdsf.rapports.chiffrer import nom_de_edition
from sdsf.rapports.constats import Constat
from sdsf.rapports.resultats.creches import phrase_des_creches
from sdsf.rapports.resultats.dispersion import lecture_des_ecarts, lieux_a_deux_dates
from sdsf.rapports.resultats.entonnoir import dehors, naissances_par_territoire, phrase_de_l_entonnoir, placer
from sdsf.rapports.resultats.evolution import (
    comparees,
    fenetres_du_schema,
    phrase_d_evolution,
    phrase_des_modes,
)
from sdsf.rapports.resultats.maternels import phrase_des_agrements
from sdsf.rapports.resultats.sans_mesure import fiches_mesurees, phrase_sans_mesure
from sdsf.rapports.resultats.trajectoires import objectifs, phrase_des_objectifs
from sdsf.rapports.resultats.variations import Comparee
from sdsf.rendu.blocs import Ecart, phrase
from sdsf.rendu.nombres import accorder


def constats_de_resultats(dossier: Dossier) -> list[Constat]:
    """Les constats que les données permettent, du plus important au moins important."""
    lues = _depuis_l_etat_zero(dossier)
    regles = (
        constat_des_agrements,
        constat_des_objectifs,
        constat_des_creches,
        constat_sans_mesure,
        constat_des_ecarts,
        constat_de_l_entonnoir,
    )
    rendus = [*_de_la_couverture(dossier, lues), *(regle(dossier) for regle in regles)]
    return [constat for constat in rendus if constat]


def _depuis_l_etat_zero(dossier: Dossier) -> list[Comparee]:
    """L'évolution de l'ensemble et des modes depuis le début du schéma ; vide si rien n'en part."""
    du_debut = [f for f in fenetres_du_schema(dossier) if f.depuis != "premiere_annee"]
    return comparees(dossier, du_debut[0]) if du_debut else []


def _de_la_couverture(dossier: Dossier, lues: list[Comparee]) -> list[Constat | None]:
    """La couverture depuis l'état zéro, les modes qui ont bougé, la même évolution ailleurs."""
    if not lues:
        return []
    modes = phrase_des_modes(lues)
    return [
        Constat(phrase_d_evolution(dossier, lues[0]), "evolution"),
        Constat(modes, "evolution") if modes else None,
        _face_aux_autres(lues[0]),
        _dans_l_edition_suivante(dossier, lues[0]),
    ]


def _dans_l_edition_suivante(dossier: Dossier, depuis_l_etat_zero: Comparee) -> Constat | None:
    """Le mouvement le plus récent, quand une autre édition le porte : sans lui, la tête daterait d'avant."""
    derniere = fenetres_du_schema(dossier)[-1]
    if derniere.annees[1] <= depuis_l_etat_zero.fenetre.annees[1]:
        return None
    lues = comparees(dossier, derniere)
    if not lues:
        return None
    edition = nom_de_edition(derniere.edition)
    texte = f"{{p}} C'est une autre publication ({edition}), que l'on ne joint pas à la précédente."
    return Constat(phrase(texte, p=phrase_d_evolution(dossier, lues[0])), "evolution")


def _face_aux_autres(c: Comparee) -> Constat | None:
    """La même évolution chez les comparables et partout : une comparaison."""
    if not c.plus_bas.connu:
        return None
    comparaison = (
        " ; la médiane des départements comparables est de {m} "
        + accorder(c.comparables.valeur or 0, "point", "points")
        if c.comparables.connu
        else ""
    )
    texte = (
        f"Sur les mêmes années, {{k}} des {len(c.tous.evolutions)} autres départements et collectivités "
        f"publiés ont connu une évolution plus basse{comparaison} : une comparaison, pas un effet du schéma."
    )
    return Constat(phrase(texte, k=c.plus_bas, m=Ecart(c.comparables)), "evolution")


def constat_des_agrements(dossier: Dossier) -> Constat | None:
    """Les assistants maternels agréés depuis l'état zéro."""
    texte = phrase_des_agrements(dossier)
    return Constat(texte, "assistants-maternels") if texte else None


def constat_des_creches(dossier: Dossier) -> Constat | None:
    """Le solde des places de crèches depuis l'état zéro."""
    texte = phrase_des_creches(dossier)
    return Constat(texte, "creches") if texte else None


def constat_des_objectifs(dossier: Dossier) -> Constat | None:
    """Ce que deviennent les objectifs chiffrés."""
    tous = objectifs(dossier)
    if not tous:
        return None
    return Constat(phrase_des_objectifs(dossier, tous), "trajectoires", _decision(tous_muets(dossier)))


def tous_muets(dossier: Dossier) -> bool:
    """Vrai si aucun objectif chiffré n'est évaluable."""
    return all(objectif.sort == "non_evaluable" for objectif in objectifs(dossier))


def _decision(muets: bool) -> str:
    if muets:
        return "Dire qui mesure chaque objectif chiffré, et à quelle date, ou le retirer du plan."
    return "Pour chaque cible que la tendance n'atteint pas : la garder, la réviser ou l'abandonner."


def constat_sans_mesure(dossier: Dossier) -> Constat | None:
    """Les fiches que rien ne mesure."""
    toutes = fiches_mesurees(dossier)
    if all(fiche.mesure in ("jugeable", "sans_cible") for fiche in toutes):
        return None
    decision = "Donner un indicateur, une source et un responsable aux objectifs que l'on reprend."
    return Constat(phrase_sans_mesure(dossier, toutes), "sans-mesure", decision)


def constat_des_ecarts(dossier: Dossier) -> Constat | None:
    """Les écarts entre territoires, du début du schéma à maintenant."""
    couple = lieux_a_deux_dates(dossier)
    return Constat(lecture_des_ecarts(dossier, *couple), "inegalites") if couple else None


def constat_de_l_entonnoir(dossier: Dossier) -> Constat | None:
    """Les territoires dont les naissances bougent autrement que le hasard ne l'explique."""
    lues = naissances_par_territoire(dossier)
    if lues is None or len(lues.effectifs) < dossier.seuils.minimum_territoires_entonnoir:
        return None
    calcule = placer(lues)
    if not dehors(calcule):
        return None
    return Constat(phrase_de_l_entonnoir(dossier, lues, calcule), "entonnoir")
