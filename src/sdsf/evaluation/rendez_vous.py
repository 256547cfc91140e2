"""Tout ce qui est attendu à une date, ou dans une année : du plan, des registres, des règles d'évaluation.

Aucune date n'est inventée : une année sans jour reste une année (``jour`` est ``None``), une décision sans
échéance n'a ni l'un ni l'autre. Un jour calculé (la prochaine réunion) dit de quoi il est calculé.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from sdsf.evaluation.avancement import Jalon, jalons
from sdsf.evaluation.calendrier import calendrier
from sdsf.evaluation.echeancier import echeances
from sdsf.evaluation.gouvernance import prochaines_reunions
from sdsf.plan.modeles import Action, Fiche, Plan
from sdsf.vocabulaire import INTITULES_RAPPORT, INTITULES_STATUT

Nature = Literal["rapport", "action", "réunion", "décision", "recommandation"]
APRES_TOUT = 9999


@dataclass(frozen=True)
class RendezVous:
    """Une chose attendue : quoi, de qui, quand, et d'où vient la date."""

    id: str
    """Stable d'un export à l'autre : un agenda met à jour l'événement au lieu d'en ajouter un."""
    nature: Nature
    intitule: str
    annee: int | None
    jour: dt.date | None
    responsable: str
    suite: str
    """Ce que les registres en disent ; vide si personne n'en a rien dit."""
    origine: str
    """D'où vient la date, dans les mots du texte quand il en a."""
    rapport: str = ""
    reference: str = ""

    @property
    def rang(self) -> tuple[int, dt.date, str, str]:
        annee = self.annee or APRES_TOUT
        return annee, self.jour or dt.date(annee, 12, 31), self.nature, self.id


def rendez_vous(plan: Plan, tables: Mapping[str, pd.DataFrame], au: dt.date) -> list[RendezVous]:
    """Tous les rendez-vous, par date ; une année sans jour est après ses jours, le reste à la fin."""
    tous = [
        *_des_rapports(plan),
        *_des_actions(plan, tables["avancement"], au),
        *_des_reunions(plan, tables["reunions"], au),
        *_des_annonces(plan),
        *_des_decisions(plan, tables["decisions"]),
        *_des_recommandations(tables["recommandations"]),
    ]
    return sorted(tous, key=lambda r: r.rang)


def _des_rapports(plan: Plan) -> Iterator[RendezVous]:
    for e in echeances(plan):
        yield RendezVous(
            f"rapport-{e.obligation.id}-{e.annee}",
            "rapport",
            INTITULES_RAPPORT.get(e.rapport or "", e.intitule),
            e.annee,
            None,
            "",
            "",
            e.regle,
            e.rapport or "",
            e.obligation.reference,
        )


def _des_actions(plan: Plan, journal: pd.DataFrame, au: dt.date) -> Iterator[RendezVous]:
    """Les jalons du plan ; le jour est le dernier que laisse le texte, dont les mots sont cités."""
    mots = {temps.id: temps.texte for temps in calendrier(plan)}
    for jalon in jalons(plan, journal, au):
        dit = mots.get(jalon.id)
        yield RendezVous(
            f"action-{jalon.id}",
            "action",
            jalon.intitule,
            jalon.echeance.year,
            jalon.echeance,
            " ; ".join(_pilotes(jalon)),
            INTITULES_STATUT[jalon.statut],
            f"le dernier jour que laisse le plan : « {dit} »" if dit else "dernier jour que laisse le plan",
        )


def _pilotes(jalon: Jalon) -> list[str]:
    """Qui porte l'action ; à défaut, qui porte la fiche."""
    action = _action(jalon.fiche, jalon.id)
    return list(action.pilotes if action and action.pilotes else jalon.fiche.pilotes)


def _action(fiche: Fiche, ident: str) -> Action | None:
    return next((action for action in fiche.actions if action.id == ident), None)


def _des_reunions(plan: Plan, reunions: pd.DataFrame, au: dt.date) -> Iterator[RendezVous]:
    """La réunion suivante de chaque instance dont la fréquence se compte et dont une réunion est connue."""
    for prochaine in prochaines_reunions(plan, reunions, au):
        instance, jour = prochaine.instance, prochaine.attendue_avant
        if jour is None or prochaine.derniere is None:
            continue
        yield RendezVous(
            f"reunion-{instance.id}",
            "réunion",
            f"{instance.intitule} : réunion attendue avant cette date",
            jour.year,
            jour,
            instance.pilote or "",
            "",
            f"calculé : dernière réunion connue le {prochaine.derniere:%d/%m/%Y}, et la fréquence écrite",
        )


def _des_annonces(plan: Plan) -> Iterator[RendezVous]:
    """Les réunions que le texte annonce et date ; une période d'un an n'a pas de jour."""
    for instance in plan.gouvernance:
        for rang, annonce in enumerate(instance.reunions_annoncees, start=1):
            dates = annonce.dates
            dernier = dates and (dates.fin or dates.debut)
            if not dates or not dernier:
                continue
            yield RendezVous(
                f"annonce-{instance.id}-{rang}",
                "réunion",
                f"{instance.intitule} : {annonce.intitule}",
                dernier.year,
                dernier if dates.debut == dates.fin else None,
                instance.pilote or "",
                "",
                f"annoncé par le schéma : « {annonce.extrait.texte} »",
            )


def _des_decisions(plan: Plan, registre: pd.DataFrame) -> Iterator[RendezVous]:
    noms = {instance.id: instance.intitule for instance in plan.gouvernance}
    for ligne in registre.to_dict("records"):
        prise, echeance = _jour(ligne["date"]), _jour(ligne["echeance"])
        cle = f"{ligne['instance']} {prise} {ligne['decision']}"
        yield RendezVous(
            f"decision-{hashlib.sha256(cle.encode()).hexdigest()[:12]}",
            "décision",
            str(ligne["decision"]),
            echeance.year if echeance else None,
            echeance,
            str(ligne["responsable"]),
            str(ligne["suite"]),
            f"{noms.get(ligne['instance'], ligne['instance'])}, {prise:%d/%m/%Y}",
        )


def _des_recommandations(registre: pd.DataFrame) -> Iterator[RendezVous]:
    for ligne in registre.to_dict("records"):
        echeance = _jour(ligne["echeance"])
        rapport = INTITULES_RAPPORT.get(ligne["rapport"], ligne["rapport"])
        yield RendezVous(
            f"recommandation-{ligne['id']}",
            "recommandation",
            str(ligne["texte"]),
            echeance.year if echeance else None,
            echeance,
            str(ligne["responsable"]),
            str(ligne["suite"]),
            f"{rapport} {int(ligne['annee'])}",
        )


def _jour(valeur: object) -> dt.date | None:
    return None if pd.isna(valeur) else pd.Timestamp(valeur).date()  # type: ignore[call-overload,arg-type]
