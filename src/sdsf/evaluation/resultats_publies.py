"""Recalculer un résultat publié par un schéma, par les fonctions mêmes des rapports.

Un calcul reçoit des membres : pour chaque rôle, ses valeurs, qui s'additionnent. Il n'a pas d'arithmétique à
lui : il donne ces membres à une fonction de ``indicateurs/`` ou de ``evaluation/``, que ``FONCTIONS`` nomme ;
ou il lit telle quelle la valeur d'un producteur, ou celle d'un autre passage du même texte.
Un résultat concorde s'il est à moins d'une demi-unité du dernier chiffre écrit de ce que le texte affirme.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from sdsf import indicateurs as ind
from sdsf.evaluation.couverture import effectifs_possibles, ratio_d_ensemble
from sdsf.evaluation.evolution import Variation, croissance_annuelle_moyenne, evolution
from sdsf.evaluation.panier import paniers, part_complets
from sdsf.evaluation.territoires import situer
from sdsf.indicateurs.calculs import additionner, rapporter, soustraire
from sdsf.plan.modeles import Plan
from sdsf.referentiel.resultats_publies import ResultatPublie
from sdsf.referentiel.services import Panier

Membres = Mapping[str, Sequence[float]]
Accord = Literal["concorde", "differe", "sans_valeur"]
# Les verdicts que chaque accord permet d'écrire.
VERDICTS: Mapping[Accord, tuple[str, ...]] = {
    "concorde": ("reproduit",),
    "differe": ("le_texte_se_trompe", "ecart_au_producteur"),
    "sans_valeur": ("non_reproductible",),
}
# Ce qu'un texte dit d'un territoire, service par service ; un service tu reste inconnu.
DITS_DU_PANIER: Mapping[str, Mapping[str, int]] = {
    "complet": {"reaap": 1, "laep": 1, "clas": 1},
    "reaap_au_moins": {"reaap": 1},
    "aucun_service": {"reaap": 0, "laep": 0, "clas": 0},
}


@dataclass(frozen=True)
class Trouve:
    """Une valeur, ou les bornes d'un résultat qui s'encadre, ou rien."""

    valeur: float | None = None
    encadre: tuple[float, ...] = ()


def _ensemble(membres: Membres, role: str) -> pd.DataFrame:
    """Le total d'un rôle, en table harmonisée."""
    return additionner(pd.DataFrame({"territoire": "ensemble", "annee": 0, "valeur": list(membres[role])}))


def _seule(table: pd.DataFrame) -> float:
    (valeur,) = table["valeur"]
    return float(valeur)


def _total(membres: Membres, role: str = "terme") -> float:
    return _seule(_ensemble(membres, role))


def _seul_terme(membres: Membres) -> float:
    """Une valeur lue telle quelle : il n'y en a qu'une."""
    (valeur,) = membres["terme"]
    return valeur


def _rapport(fonction: Callable[..., pd.DataFrame], **options: float) -> Callable[[Membres], float]:
    """Un calcul à deux membres : la fonction reçoit le total de chacun."""
    return lambda m: _seule(fonction(_ensemble(m, "numerateur"), _ensemble(m, "denominateur"), **options))


def _variation(membres: Membres) -> Variation:
    annees = [int(membres[role][0]) if role in membres else n for n, role in enumerate(("de", "a"))]
    return Variation(_total(membres, "depart"), _total(membres, "arrivee"), (annees[0], annees[1]))


def _connue(valeur: float | None) -> float:
    if valeur is None:
        raise ValueError("le calcul n'a pas de valeur")
    return valeur


def _ratio(membres: Membres) -> float:
    relais = pd.DataFrame({"assistants": membres["numerateur"], "etp": membres["denominateur"]})
    return _connue(ratio_d_ensemble(relais))


CALCULS: Mapping[str, Callable[[Membres], float]] = {
    "valeur_publiee": _seul_terme,
    "autre_passage": _seul_terme,
    "total": _total,
    "solde": lambda m: _seule(soustraire(_ensemble(m, "entrees"), _ensemble(m, "sorties"))),
    "part": _rapport(rapporter, pour=100),
    "rapport": _rapport(rapporter),
    "evolution_en_pourcent": lambda m: _connue(evolution(_variation(m), "pourcent").valeur),
    "baisse_en_pourcent": lambda m: -_connue(evolution(_variation(m), "pourcent").valeur),
    "evolution_en_points": lambda m: _connue(evolution(_variation(m), "points").valeur),
    "baisse_en_points": lambda m: -_connue(evolution(_variation(m), "points").valeur),
    "croissance_annuelle": lambda m: _connue(croissance_annuelle_moyenne(_variation(m)).valeur),
    "taux_couverture": _rapport(ind.taux_couverture_accueil),
    "part_familles_monoparentales": _rapport(ind.part_familles_monoparentales_enfants_moins_25_ans),
    "assistants_maternels_par_etp": _ratio,
    "naissances": lambda m: _seule(ind.nombre_naissances(_ensemble(m, "terme"))),
    "assistants_maternels_agrees": lambda m: _seule(
        ind.nombre_assistants_maternels_agrees(_ensemble(m, "terme"))
    ),
}
# Le calcul, et la fonction du paquet qui le fait, telle que la page la nomme.
FONCTIONS: Mapping[str, str] = {
    "valeur_publiee": "la valeur publiée, telle quelle",
    "autre_passage": "un autre passage du texte, tel quel",
    "total": "indicateurs.calculs.additionner",
    "solde": "indicateurs.calculs.soustraire",
    "part": "indicateurs.calculs.rapporter (pour 100)",
    "rapport": "indicateurs.calculs.rapporter",
    "evolution_en_pourcent": "evaluation.evolution.evolution (en %)",
    "baisse_en_pourcent": "evaluation.evolution.evolution (en %, au signe près)",
    "evolution_en_points": "evaluation.evolution.evolution (en points)",
    "baisse_en_points": "evaluation.evolution.evolution (en points, au signe près)",
    "croissance_annuelle": "evaluation.evolution.croissance_annuelle_moyenne",
    "taux_couverture": "indicateurs.taux_couverture_accueil",
    "part_familles_monoparentales": "indicateurs.part_familles_monoparentales_enfants_moins_25_ans",
    "assistants_maternels_par_etp": "evaluation.couverture.ratio_d_ensemble",
    "naissances": "indicateurs.nombre_naissances",
    "assistants_maternels_agrees": "indicateurs.nombre_assistants_maternels_agrees",
    "effectifs_possibles": "evaluation.couverture.effectifs_possibles",
    "panier_complet": "evaluation.panier.part_complets",
    "rang_du_plus_bas": "evaluation.territoires.situer",
    "nombre_sous": "evaluation.territoires.situer",
    "rang_de_croissance": "evaluation.evolution.croissance_annuelle_moyenne, evaluation.territoires.situer",
    "compte": "evaluation.resultats_publies.compter",
}


def encadrer_effectif(part: float, membres: Membres) -> Trouve:
    """Les effectifs entiers qu'une part arrondie laisse possibles : un résultat qui s'encadre."""
    bornes = effectifs_possibles(part, int(membres["denominateur"][0]))
    return Trouve(encadre=tuple(map(float, bornes or ())))


def territoires_complets(dits: Sequence[tuple[str, str]], panier: Panier) -> float:
    """Les territoires au panier complet, d'après ce que le texte dit de chacun (territoire, rôle)."""
    lignes = [(t, s, n) for t, role in dits for s, n in DITS_DU_PANIER[role].items()]
    offre = pd.DataFrame(lignes, columns=["territoire", "service", "nombre"])
    return float(part_complets(paniers(offre, [t for t, _ in dits], panier)).numerateur)


def rang_du_plus_bas(valeurs: Mapping[str, float], territoire: str) -> float:
    """Le rang d'un territoire, le plus bas étant premier.

    >>> rang_du_plus_bas({"13": 47.5, "84": 48.0, "06": 51.1}, "84")
    2.0
    """
    position = situer(_rangees(valeurs), valeurs[territoire])
    return float(position.sous + 1) if position else float("nan")


def nombre_sous(valeurs: Mapping[str, float], repere: float) -> float:
    """Combien de territoires sont sous un repère.

    >>> nombre_sous({"13203": 24.0, "13214": 19.8, "13215": 27.0}, 25)
    2.0
    """
    position = situer(_rangees(valeurs), repere)
    return float(position.sous) if position else float("nan")


def rang_de_croissance(series: Mapping[str, Variation], territoire: str) -> float:
    """Le rang d'un territoire par sa croissance annuelle moyenne, la plus forte étant première."""
    rythmes = {t: _connue(croissance_annuelle_moyenne(v).valeur) for t, v in series.items()}
    position = situer(_rangees(rythmes), rythmes[territoire])
    return float(position.nombre - position.sous) if position else float("nan")


def _rangees(valeurs: Mapping[str, float]) -> pd.DataFrame:
    table = pd.DataFrame({"territoire": list(valeurs), "valeur": list(valeurs.values())})
    return table.sort_values(["valeur", "territoire"], ascending=[False, True], kind="stable")


def compter(plan: Plan, quoi: str) -> float:
    """Les fiches, les actions, les années, ou les nœuds d'un niveau d'un plan transcrit."""
    if quoi == "fiche":
        return float(len(plan.fiches))
    if quoi == "action":
        return float(sum(len(fiche.actions) for fiche in plan.fiches))
    if quoi == "annee":
        return float(plan.periode.fin - plan.periode.debut + 1)
    return float(sum(noeud.niveau == quoi for noeud in plan.arborescence))


def arrondi_ecrit(ecrit: str) -> float:
    """La demi-unité du dernier chiffre écrit.

    >>> arrondi_ecrit("+ 57%"), arrondi_ecrit("24,9%"), arrondi_ecrit("1 144 892"), arrondi_ecrit("quatre")
    (0.5, 0.05, 0.5, 0.5)
    """
    decimales = re.search(r"\d[,.](\d+)", ecrit)
    return 0.5 * 10.0 ** -(len(decimales[1]) if decimales else 0)


def accord(resultat: ResultatPublie, trouve: Trouve) -> Accord:
    """Ce que le calcul dit de l'affirmation du texte."""
    if trouve.valeur is None:
        return "sans_valeur"
    affirme = resultat.affirme
    if resultat.comparaison == "plus_de":
        return "concorde" if trouve.valeur > affirme.valeur else "differe"
    tolerance = resultat.tolerance or arrondi_ecrit(affirme.ecrit)
    return "concorde" if abs(trouve.valeur - affirme.valeur) <= tolerance + 1e-9 else "differe"
