"""Ce qui a changé entre deux vagues, et ce que le hasard des réponses suffit à expliquer."""

from collections.abc import Sequence
from dataclasses import dataclass

from sdsf.chiffres import Chiffre, reunir
from sdsf.dossier import Dossier
from sdsf.enquetes.comparaison import SEUIL, EcartEstime, ecart, holm, meme_repartition
from sdsf.enquetes.echantillon import Part
from sdsf.enquetes.vague import Vague
from sdsf.rapports.enquetes.publics import public_du_rapport
from sdsf.rapports.enquetes.vagues import (
    derniere,
    mesure,
    part,
    precedente,
    repondants_a,
    rien_a_montrer,
    suivies,
    vagues,
)
from sdsf.referentiel.questionnaires import Question
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Ecart,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    absence,
    numerique,
    phrase,
)
from sdsf.rendu.nombres import signe


@dataclass(frozen=True)
class Changement:
    """Une part suivie dans deux vagues, leur écart, et sa probabilité corrigée si rien n'avait changé."""

    question: Question
    avant: Part
    apres: Part
    ecart: EcartEstime
    p: float

    @property
    def net(self) -> bool:
        """Le hasard des réponses ne suffit pas à l'expliquer."""
        return self.p < SEUIL


def changements(avant: Vague, apres: Vague) -> list[Changement]:
    """Les questions comparables, dans l'ordre du questionnaire."""
    trouves: list[tuple[Question, Part, Part, EcartEstime]] = []
    for question in suivies(apres):
        parts_ = avant.suivie(question), apres.suivie(question)
        if parts_[0] is None or parts_[1] is None:
            continue
        if difference := ecart(parts_[1], parts_[0]):
            trouves.append((question, parts_[0], parts_[1], difference))
    corrigees = holm([_probabilite(avant, apres, q, difference) for q, _, _, difference in trouves])
    return [Changement(*trouve, p) for trouve, p in zip(trouves, corrigees, strict=True)]


def _probabilite(avant: Vague, apres: Vague, question: Question, difference: EcartEstime) -> float:
    """Celle de la part suivie et, au-delà de deux réponses, de toute la répartition (Bonferroni)."""
    if len(apres.lue.modalites(question)) <= 2:
        return difference.p
    entiere = meme_repartition(avant.echantillon, apres.echantillon, question.code)
    return difference.p if entiere is None else min(1.0, 2 * min(difference.p, entiere))


def avant_apres(dossier: Dossier) -> list[Bloc]:
    """Un tableau des parts suivies dans les deux dernières vagues, et ce que l'on peut en dire."""
    apres, avant = derniere(dossier), precedente(dossier)
    if apres is None:
        return [rien_a_montrer()]
    if avant is None:
        pourquoi = (
            "Les deux dernières vagues n'ont pas posé la même version du questionnaire"
            if len(vagues(dossier)) > 1
            else f"Une seule vague d'enquête est connue jusqu'en {dossier.annee}"
        )
        qui = public_du_rapport(dossier).peut_fournir
        return [absence(f"{pourquoi} : rien ne se compare encore.", qui)]
    trouves = changements(avant, apres)
    if not trouves:
        return [Paragraphe("Aucune question n'a assez de réponses dans les deux vagues.", "absence")]
    return [Paragraphe(constat(dossier, avant, apres, trouves)), _tableau(dossier, avant, apres, trouves)]


def constat(dossier: Dossier, avant: Vague, apres: Vague, trouves: Sequence[Changement]) -> Phrase:
    """Combien de parts ont changé plus que le hasard, et lesquelles."""
    nets = [t for t in trouves if t.net]
    periode = f"Entre {avant.fiche.annee} et {apres.fiche.annee}"
    if not nets:
        return phrase(
            f"{periode}, le hasard des réponses suffit à expliquer chaque écart : rien n'est établi."
        )
    debut = "une part a changé" if len(nets) == 1 else "des parts ont changé"
    noms = ", ".join(f"{{q{rang}}} ({{e{rang}}} points)" for rang in range(len(nets)))
    valeurs: dict[str, object] = {}
    for rang, net in enumerate(nets):
        valeurs[f"q{rang}"] = mesure(apres, net.question)
        valeurs[f"e{rang}"] = Ecart(_ecart(dossier, avant, apres, net))
    return phrase(f"{periode}, {debut} plus que le hasard des réponses ne l'explique : {noms}.", **valeurs)


def _tableau(dossier: Dossier, avant: Vague, apres: Vague, trouves: Sequence[Changement]) -> Bloc:
    colonnes = [
        Colonne("Part suivie"),
        numerique(f"{avant.fiche.annee} (%)"),
        numerique("Réponses"),
        numerique(f"{apres.fiche.annee} (%)"),
        numerique("Réponses"),
        numerique("Écart (points)"),
        numerique("Intervalle à 95 % (points)"),
        Colonne("Ce que l'on peut dire"),
    ]
    note = (
        "Deux échantillons indépendants. Les probabilités tiennent compte de la répartition entière "
        "(chi-deux de Rao et Scott) et du nombre de questions (Holm) : un intervalle sans zéro ne suffit "
        "pas. Un écart n'est pas un effet du schéma."
    )
    return Tableau(
        f"Les parts suivies en {avant.fiche.annee} et en {apres.fiche.annee}",
        colonnes,
        [_ligne(dossier, avant, apres, trouve) for trouve in trouves],
        note,
    )


def _ligne(dossier: Dossier, avant: Vague, apres: Vague, trouve: Changement) -> Ligne:
    question, quoi = trouve.question, mesure(apres, trouve.question)
    difference = _ecart(dossier, avant, apres, trouve)
    return Ligne(
        [
            f"{question.court} : {quoi}",
            part(dossier, avant, question, quoi, trouve.avant),
            repondants_a(dossier, avant, question, trouve.avant.n),
            part(dossier, apres, question, quoi, trouve.apres),
            repondants_a(dossier, apres, question, trouve.apres.n),
            Ecart(difference),
            f"de {signe(trouve.ecart.bas)} à {signe(trouve.ecart.haut)}",
            dire(trouve),
        ]
    )


def dire(trouve: Changement) -> str:
    """Le jugement d'un écart, en mots."""
    if not trouve.net:
        return "écart que le hasard peut expliquer"
    if trouve.ecart.bas <= 0 <= trouve.ecart.haut:
        return "la répartition des réponses a changé"
    return "hausse établie" if trouve.ecart.ecart > 0 else "baisse établie"


def _ecart(dossier: Dossier, avant: Vague, apres: Vague, trouve: Changement) -> Chiffre:
    annees = f"{avant.fiche.annee}/{apres.fiche.annee}"
    return Chiffre(
        f"{trouve.question.court} : {mesure(apres, trouve.question)}, écart entre deux vagues",
        round(trouve.ecart.ecart, 6),
        "points",
        nature="estimee",
        formule="différence de deux parts pesées indépendantes ; variance : la somme des deux",
        numerateur=f"{trouve.apres.part:.1f} ({apres.fiche.annee})".replace(".", ","),
        denominateur=f"{trouve.avant.part:.1f} ({avant.fiche.annee})".replace(".", ","),
        territoire=dossier.departement.nom,
        perimetre=apres.questionnaire.repondants,
        periode=annees,
        source=f"{avant.fiche.intitule} ; {apres.fiche.intitule}",
        note=f"intervalle à 95 % : de {signe(trouve.ecart.bas)} à {signe(trouve.ecart.haut)} points ; "
        f"probabilité corrigée (Holm) si rien n'avait changé : {trouve.p:.3f}".replace(".", ","),
        trace=reunir([avant.trace(trouve.question.code), apres.trace(trouve.question.code)]),
    )
