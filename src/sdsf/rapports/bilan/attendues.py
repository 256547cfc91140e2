"""Ce que le texte voulait voir évoluer : le sens attendu, ce que l'on en mesure, sans cible ni reproche.

Un indicateur sans cible n'est ni atteint ni manqué. Mais un texte qui écrit « évolution positive » dit un
sens : on regarde si la valeur est allée dans ce sens entre le début de la période et le bilan, dans une même
édition des données.
"""

from collections.abc import Sequence
from typing import Literal

from sdsf.dossier import Dossier
from sdsf.plan.modeles import Fiche, Indicateur
from sdsf.rapports.chiffrer import compter_du_plan, datee
from sdsf.rapports.fiche import nom_court
from sdsf.rapports.indicateur import SuiviIndicateur, indicateurs_du_plan, suivre_de_la_fiche
from sdsf.rendu.blocs import Bloc, Colonne, Ecart, Ligne, Paragraphe, Phrase, Tableau, numerique, phrase
from sdsf.rendu.nombres import accorder

Allure = Literal["attendu", "contraire", "stable", "inconnu"]
MOTS: dict[Allure, str] = {
    "attendu": "dans le sens que le texte attend",
    "contraire": "dans le sens contraire",
    "stable": "sans changement",
    "inconnu": "on ne peut pas le dire",
}
Attendue = tuple[Fiche, Indicateur, SuiviIndicateur]


def evolutions_attendues(dossier: Dossier) -> list[Bloc]:
    """Les indicateurs du plan qui ont un sens et deux valeurs : combien sont allés dans ce sens, lesquels."""
    toutes = _attendues(dossier)
    lisibles = [a for a in toutes if allure(a[2], a[1].sens) != "inconnu"]
    if not toutes:
        return [Paragraphe("Aucun indicateur du plan ne dit le sens d'un progrès.")]
    resume = Paragraphe(_resume(dossier, toutes, lisibles))
    return [resume, _tableau(dossier, lisibles)] if lisibles else [resume]


def _attendues(dossier: Dossier) -> list[Attendue]:
    return [
        (fiche, i, suivre_de_la_fiche(dossier, fiche, i))
        for fiche, i in indicateurs_du_plan(dossier)
        if i.sens in ("hausse", "baisse")
    ]


def allure(suivi: SuiviIndicateur, sens: str | None) -> Allure:
    """De l'état zéro à la dernière valeur : dans le sens attendu, ou non."""
    if not suivi.depuis_zero.connu or sens not in ("hausse", "baisse"):
        return "inconnu"
    pas = suivi.depuis_zero.valeur or 0
    if pas == 0:
        return "stable"
    return "attendu" if (pas > 0) == (sens == "hausse") else "contraire"


def _resume(dossier: Dossier, toutes: Sequence[Attendue], lisibles: Sequence[Attendue]) -> Phrase:
    bonnes = [a for a in lisibles if allure(a[2], a[1].sens) == "attendu"]
    return phrase(
        "Le texte dit le sens d'un progrès pour {t} "
        + accorder(len(toutes), "indicateur", "indicateurs")
        + " ; {k} "
        + accorder(len(lisibles), "se lit", "se lisent")
        + " du début de la période au bilan, dont {b} "
        + accorder(len(bonnes), "est allé", "sont allés")
        + " dans ce sens.",
        t=_compter(dossier, "Indicateurs du plan dont le sens est dit", toutes),
        k=_compter(dossier, "Indicateurs dont l'évolution est connue", lisibles),
        b=_compter(dossier, "Indicateurs allés dans le sens attendu", bonnes),
    )


def _compter(dossier: Dossier, libelle: str, attendues: Sequence[Attendue]) -> object:
    return compter_du_plan(dossier, libelle, [i.id for _, i, _ in attendues], "indicateurs")


def _tableau(dossier: Dossier, lisibles: Sequence[Attendue]) -> Tableau:
    colonnes = [
        Colonne("Indicateur (mot à mot)"),
        Colonne("Fiche"),
        Colonne("Sens attendu"),
        numerique("État zéro"),
        numerique("Dernière connue"),
        numerique("Évolution"),
        Colonne("Ce que l'on constate"),
    ]
    lignes = [
        Ligne(
            [
                indicateur.libelle,
                nom_court(fiche),
                indicateur.sens,
                datee(suivi.etat_zero),
                datee(suivi.valeur),
                phrase("{e} {u}", e=Ecart(suivi.depuis_zero), u=_unite(suivi)),
                MOTS[allure(suivi, indicateur.sens)],
            ]
        )
        for fiche, indicateur, suivi in lisibles
    ]
    note = "Une évolution se lit dans une même édition des données ; elle ne dit rien de sa cause."
    return Tableau("Les évolutions que le texte attend", colonnes, lignes, note)


def _unite(suivi: SuiviIndicateur) -> str:
    if suivi.depuis_zero.unite == "pourcent":
        return "%"
    return accorder(suivi.depuis_zero.valeur or 0, "point", "points")
