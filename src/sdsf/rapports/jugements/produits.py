"""Les produits directs : ce qu'une action a créé elle-même, seul cas où le rapport écrit « a permis ».

Règle, volontairement étroite : l'action est en cours ou réalisée ; le plan lui rattache un indicateur de
réalisation qui compte (ni taux, ni durée) ; le texte écrit son état zéro, et c'est zéro ; une valeur positive
est mesurée. Un nombre qui existait déjà avant le schéma n'est le produit de personne.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sdsf.causes import expressions_de_cause
from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import Suivi
from sdsf.evaluation.contribution import STATUTS_PRODUCTIFS, ProduitDirect, dire_produit
from sdsf.plan.modeles import Fiche, Indicateur
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.indicateur import indicateurs_du_plan
from sdsf.rapports.jugements.etats import mesurer
from sdsf.rapports.point_annuel.plan import suivis
from sdsf.rendu.blocs import Bloc, Liste, Paragraphe, Phrase, absence, phrase
from sdsf.rendu.citations import Fondee
from sdsf.rendu.nombres import accorder

# La place d'un chiffre dans une phrase fondée : un caractère qu'aucun texte n'emploie.
SIGNE = "\ue000"


@dataclass(frozen=True)
class Candidat:
    """Un indicateur de réalisation, l'action qu'il suit, et ce qui empêche d'en faire un produit."""

    fiche: Fiche
    indicateur: Indicateur
    suivi: Suivi | None
    valeur: Chiffre | None
    obstacle: str


def produits_directs(dossier: Dossier) -> list[Bloc]:
    """Ce que des actions ont créé, une phrase chacune ; sinon, ce qui manque pour le dire."""
    liste = candidats(dossier)
    tenus = [candidat for candidat in liste if not candidat.obstacle]
    blocs: list[Bloc] = [Paragraphe(_resume(dossier, liste, tenus))]
    if tenus:
        blocs.append(Liste([_phrase(candidat) for candidat in tenus]))
    obstacles = _obstacles(dossier, liste)
    if obstacles:
        blocs += [Paragraphe("Ce qui empêche d'en dire autant des autres :"), Liste(obstacles)]
    if not liste:
        blocs = [
            absence(
                "Le plan n'a aucun indicateur de réalisation : aucun produit d'une action ne se compte.",
                "les pilotes des fiches",
            )
        ]
    return blocs


def candidats(dossier: Dossier) -> list[Candidat]:
    """Les indicateurs de réalisation du plan, dans l'ordre, chacun avec ce qui l'arrête."""
    par_action = {suivi.action.id: suivi for suivi in suivis(dossier)}
    return [
        _candidat(dossier, fiche, indicateur, par_action.get(indicateur.action or ""))
        for fiche, indicateur in indicateurs_du_plan(dossier)
        if indicateur.type == "realisation"
    ]


def _candidat(dossier: Dossier, fiche: Fiche, indicateur: Indicateur, suivi: Suivi | None) -> Candidat:
    mesure = mesurer(dossier, indicateur.id)
    valeur = mesure.valeur if mesure else None
    return Candidat(fiche, indicateur, suivi, valeur, _obstacle(dossier, indicateur, suivi, valeur))


def _obstacle(dossier: Dossier, indicateur: Indicateur, suivi: Suivi | None, valeur: Chiffre | None) -> str:
    """Le premier obstacle, dans l'ordre où l'on peut y remédier ; vide s'il n'y en a pas."""
    if valeur is None:
        return "aucune valeur n'est mesurée"
    if suivi is None:
        return "le plan ne dit pas quelle action l'indicateur suit"
    if suivi.statut not in STATUTS_PRODUCTIFS:
        return "l'action n'est ni en cours ni réalisée"
    if not _compte(dossier, valeur):
        return "l'indicateur est un taux ou une durée : il ne compte pas ce que l'action crée"
    if indicateur.etat_zero is None or indicateur.etat_zero.valeur != 0:
        return "l'état zéro n'est pas nul ou n'est pas écrit : une part existait déjà"
    return "" if (valeur.valeur or 0) > 0 else "rien n'est encore compté"


def _compte(dossier: Dossier, valeur: Chiffre) -> bool:
    unite = dossier.referentiel.unite(valeur.unite)
    return unite.evolution == "pourcent" and unite.code not in ("jours", "mois", "ans", "heures")


def _phrase(candidat: Candidat) -> Fondee:
    """« L'action « … » a permis ceci : … » ; le type du fondement donne le verbe."""
    valeur, suivi = candidat.valeur, candidat.suivi
    assert valeur is not None
    assert suivi is not None
    produit = ProduitDirect(
        action=nommer_sans_cause(suivi.action.intitule, f"{suivi.action.code or suivi.action.id}"),
        statut=suivi.statut,  # type: ignore[arg-type]
        type_indicateur="realisation",
        produit=f"ceci, compté depuis zéro : « {_libelle(candidat)} », {SIGNE} en {valeur.periode}",
        nombre=valeur.valeur or 0,
        source=valeur.source,
    )
    return Fondee(dire_produit(produit).texte, "ProduitDirect", {SIGNE: valeur})


def _libelle(candidat: Candidat) -> str:
    return nommer_sans_cause(candidat.indicateur.libelle, f"indicateur {candidat.indicateur.id}")


def nommer_sans_cause(texte: str, a_defaut: str) -> str:
    """Un titre du plan, ou son numéro quand le titre dirait lui-même une cause (« favoriser l'accès »)."""
    return a_defaut if expressions_de_cause(texte) else texte


def _resume(dossier: Dossier, liste: Sequence[Candidat], tenus: Sequence[Candidat]) -> Phrase:
    return phrase(
        f"Le plan a {{n}} {accorder(len(liste), 'indicateur', 'indicateurs')} de réalisation ; "
        + ("{k} " + accorder(len(tenus), "compte", "comptent") if tenus else "aucun ne compte")
        + " ce qu'une action a créé elle-même.",
        n=_compter(dossier, "Indicateurs de réalisation", liste),
        k=_compter(dossier, "Indicateurs qui comptent un produit direct", tenus),
    )


def _compter(dossier: Dossier, libelle: str, liste: Sequence[Candidat]) -> Chiffre:
    return compter_du_plan(dossier, libelle, [c.indicateur.id for c in liste], "indicateurs")


def _obstacles(dossier: Dossier, liste: Sequence[Candidat]) -> list[Phrase]:
    groupes: dict[str, list[Candidat]] = {}
    for candidat in liste:
        if candidat.obstacle:
            groupes.setdefault(candidat.obstacle, []).append(candidat)
    return [
        phrase("{n} : {o}", n=_compter(dossier, f"Réalisations dont {o}", groupe), o=o)
        for o, groupe in groupes.items()
    ]
