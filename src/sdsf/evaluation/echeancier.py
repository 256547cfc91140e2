"""L'échéancier de l'évaluation : points annuels, bilans, calculés de la période du schéma."""

from dataclasses import dataclass

from sdsf.plan.modeles import Obligation, Plan


@dataclass(frozen=True)
class Echeance:
    """Un rendez-vous d'évaluation : l'année, ce qui est dû, d'où vient la règle."""

    annee: int
    intitule: str
    rapport: str | None
    regle: str
    obligation: Obligation


def echeances(plan: Plan) -> list[Echeance]:
    """Les rendez-vous du schéma, par année.

    Un bilan « au bout de n ans » tombe n années après la première ; si le schéma finit avant, il est dû
    au terme. La date exacte n'est connue que si le texte donne celle de la signature.
    """
    trouvees = [e for obligation in plan.obligations for e in _echeances_de(obligation, plan)]
    return sorted(trouvees, key=lambda e: (e.annee, e.intitule))


def _echeances_de(obligation: Obligation, plan: Plan) -> list[Echeance]:
    debut, fin = plan.periode.debut, plan.periode.fin
    if obligation.periodicite == "annuelle":
        annees = range(debut, fin + 1)
        return [
            Echeance(an, obligation.intitule, obligation.rapport, "chaque année", obligation) for an in annees
        ]
    if obligation.apres_annees is None:
        return []
    due = debut + obligation.apres_annees
    n = obligation.apres_annees
    if n == fin - debut + 1:
        # « Au terme » d'un schéma 2019-2022 : fin 2022, quatre ans après son début.
        return [Echeance(fin, obligation.intitule, obligation.rapport, "au terme de la période", obligation)]
    regle = f"au bout de {n} an" if n == 1 else f"au bout de {n} ans"
    if due > fin:
        due, regle = fin, f"{regle} ({due}) ; le schéma finit avant : au terme"
    return [Echeance(due, obligation.intitule, obligation.rapport, regle, obligation)]
