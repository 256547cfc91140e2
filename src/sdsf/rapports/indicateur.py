"""Suivre un indicateur : état zéro, N-1, N, cible, écart, tendance, comparaison, jugement."""

from dataclasses import dataclass, replace

import pandas as pd

from sdsf.chiffres import Chiffre, ecart, inconnu, rapport
from sdsf.dossier import Dossier
from sdsf.evaluation.progression import Parcours, Verdict, juger
from sdsf.evaluation.projection import Projection, points_a_projeter, projeter
from sdsf.evaluation.series import Lecture, lire
from sdsf.plan.modeles import Fiche, Indicateur
from sdsf.rapports.chiffrer import du_releve, serie_de
from sdsf.referentiel.modeles import Indicateur as FicheCommune
from sdsf.referentiel.modeles import Volet
from sdsf.releves.lecture import FRANCE
from sdsf.releves.periodes import annee_de
from sdsf.vocabulaire import Sens

# Celui que la section du panier de services calcule elle-même.
CALCULES = ("part_epci_panier_parentalite_complet",)


@dataclass(frozen=True)
class Visee:
    """Ce que l'on suit : une série de relevés, sous le nom que lui donne qui la demande."""

    code: str
    libelle: str
    unite: str
    sens: Sens | None
    fiche: Fiche | None
    plan: Indicateur | None

    @property
    def cle(self) -> tuple[object, ...]:
        """Deux visées de même clé ont le même suivi dans un dossier."""
        lieu = (self.fiche.id if self.fiche else None, self.plan.id if self.plan else None)
        return ("suivi", self.code, self.libelle, self.unite, self.sens, *lieu)


@dataclass(frozen=True)
class SuiviIndicateur:
    """Tout ce que le tableau de bord dit d'un indicateur."""

    code: str
    identifiant: str
    libelle: str
    fiche: Fiche | None
    etat_zero: Chiffre
    precedente: Chiffre
    valeur: Chiffre
    annee_n: Chiffre
    cible: Chiffre
    ecart_cible: Chiffre
    tendance: Chiffre
    depuis_zero: Chiffre
    """L'évolution depuis l'état zéro, dans une même édition ; inconnue si la série est rompue depuis."""
    ecart_france: Chiffre
    verdict: Verdict
    projection: Projection | None
    """La tendance prolongée à l'échéance de la cible ; ``None`` sans cible datée."""

    @property
    def renseigne(self) -> bool:
        return self.valeur.connu


def suivre_commun(dossier: Dossier, code: str) -> SuiviIndicateur:
    """Un indicateur du référentiel, avec la cible que le plan lui donne s'il en donne une."""
    fiche = dossier.referentiel.indicateurs[code]
    lies = [(f, i) for f, i in indicateurs_du_plan(dossier) if i.indicateur == code]
    porteur, plan = lies[0] if lies else (None, None)
    return _suivre(dossier, Visee(code, fiche.intitule, fiche.unite, fiche.sens, porteur, plan))


def suivre_du_plan(dossier: Dossier, fiche: Fiche, indicateur: Indicateur) -> SuiviIndicateur:
    """Un indicateur propre au plan : ses relevés portent son ``id``."""
    unite = indicateur.unite or "nombre"
    visee = Visee(indicateur.id, indicateur.libelle, unite, indicateur.sens, fiche, indicateur)
    return _suivre(dossier, visee)


def suivre_de_la_fiche(dossier: Dossier, fiche: Fiche, indicateur: Indicateur) -> SuiviIndicateur:
    """Un indicateur d'une fiche : par les relevés de l'indicateur commun de même sens, sinon les siens."""
    if indicateur.indicateur is None:
        return suivre_du_plan(dossier, fiche, indicateur)
    commun = dossier.referentiel.indicateurs[indicateur.indicateur]
    visee = Visee(commun.code, indicateur.libelle, commun.unite, commun.sens, fiche, indicateur)
    return _suivre(dossier, visee)


def indicateurs_du_plan(dossier: Dossier) -> list[tuple[Fiche, Indicateur]]:
    """Les indicateurs en vigueur, avec leur fiche, dans l'ordre du plan."""
    return [(fiche, indicateur) for fiche in dossier.plan.fiches for indicateur in fiche.indicateurs]


def communs_du_volet(dossier: Dossier, volet: Volet) -> list[FicheCommune]:
    """Les indicateurs communs d'un volet, dans l'ordre de leurs repères, sans ceux qu'un rapport calcule."""
    communs = dossier.referentiel.indicateurs.values()
    fiches = [fiche for fiche in communs if fiche.volet == volet and fiche.code not in CALCULES]
    return sorted(fiches, key=lambda fiche: fiche.repere)


def communs_suivis(dossier: Dossier) -> list[str]:
    """Les indicateurs du référentiel pour lesquels le département a au moins un relevé, par repère.

    Un indicateur de contexte décrit le territoire : il n'y entre que si le plan le suit lui-même.
    """
    releves = dossier.releves
    propres = releves[(releves["territoire"] == dossier.departement.code) & (releves["origine"] != "texte")]
    codes = set(propres["indicateur"])
    du_plan = {indicateur.indicateur for _, indicateur in indicateurs_du_plan(dossier)}
    fiches = sorted(dossier.referentiel.indicateurs.values(), key=lambda f: f.repere)
    return [f.code for f in fiches if f.code in codes and (f.famille != "contexte" or f.code in du_plan)]


def _suivre(dossier: Dossier, visee: Visee) -> SuiviIndicateur:
    """Le suivi d'un indicateur : l'essentiel, le tableau de bord, les objectifs et l'annexe le demandent."""
    return dossier.une_fois(visee.cle, lambda: _suivre_une_fois(dossier, visee))


def _suivre_une_fois(dossier: Dossier, visee: Visee) -> SuiviIndicateur:
    libelle, unite, plan = visee.libelle, visee.unite, visee.plan
    toutes = serie_de(dossier, visee.code, dossier.departement.code)
    lecture = lire(toutes, dossier.annee, dossier.plan.periode.debut)
    nom = f"{libelle}, {dossier.departement.nom}"
    valeur = _chiffre(dossier, lecture.valeur, nom, unite, lecture.annee_n)
    zero = _etat_zero(dossier, lecture, plan, libelle, unite)
    precedente = _chiffre(dossier, lecture.precedente, f"{libelle}, année précédente", unite)
    cible = _cible(dossier, plan, libelle, unite)
    france = _france(dossier, visee.code, lecture.valeur)
    projection = _projection(dossier, visee.code, toutes, plan)
    parcours = _parcours(visee.sens, lecture, valeur, zero, cible, plan)
    return SuiviIndicateur(
        code=visee.code,
        identifiant=plan.id if plan else visee.code,
        libelle=libelle,
        fiche=visee.fiche,
        etat_zero=zero,
        precedente=precedente,
        valeur=valeur,
        annee_n=_annee_n(dossier, lecture, libelle, unite),
        cible=cible,
        ecart_cible=_difference(dossier, f"{libelle} : écart à la cible", valeur, cible, unite),
        tendance=_difference(dossier, f"{libelle} : évolution", valeur, precedente, unite),
        depuis_zero=_depuis_zero(dossier, f"{libelle} : évolution depuis l'état zéro", lecture, valeur, zero),
        ecart_france=_difference(dossier, f"{libelle} : écart à la France", valeur, france, unite),
        verdict=juger(replace(parcours, projection=projection), dossier.seuils.tolerance_trajectoire_pct),
        projection=projection,
    )


def _projection(
    dossier: Dossier, code: str, toutes: pd.DataFrame, plan: Indicateur | None
) -> Projection | None:
    """La tendance de l'édition courante, à l'échéance de la cible."""
    if plan is None or plan.cible is None or plan.cible.echeance is None:
        return None
    fiche, seuils = dossier.referentiel.indicateurs.get(code), dossier.seuils
    return projeter(
        points_a_projeter(toutes, dossier.annee),
        plan.cible.echeance,
        seuils.minimum_annees_pour_projeter,
        seuils.niveau_confiance_pct,
        (fiche.bornes.min, fiche.bornes.max) if fiche else None,
    )


def _chiffre(
    dossier: Dossier, ligne: pd.Series | None, libelle: str, unite: str, a_defaut: pd.Series | None = None
) -> Chiffre:
    """Le chiffre d'une ligne ; à défaut l'état d'une ligne sans valeur ; sinon « non renseigné »."""
    if ligne is not None:
        return du_releve(dossier, ligne, libelle)
    if a_defaut is not None and pd.isna(a_defaut["valeur"]):
        return du_releve(dossier, a_defaut, libelle)
    return inconnu(libelle, unite, territoire=dossier.departement.nom, periode=str(dossier.annee))


def _annee_n(dossier: Dossier, lecture: Lecture, libelle: str, unite: str) -> Chiffre:
    """La valeur de l'année demandée elle-même : non renseignée si la dernière connue est plus ancienne."""
    return _chiffre(dossier, lecture.annee_n, f"{libelle}, {dossier.annee}", unite)


def _etat_zero(
    dossier: Dossier, lecture: Lecture, plan: Indicateur | None, libelle: str, unite: str
) -> Chiffre:
    nom = f"{libelle}, état zéro"
    if plan is None or plan.etat_zero is None:
        return _chiffre(dossier, lecture.etat_zero, nom, unite)
    texte = plan.etat_zero
    return _du_texte(dossier, plan, nom, texte.valeur, unite, texte.periode or "", texte.extrait.texte)


def _cible(dossier: Dossier, plan: Indicateur | None, libelle: str, unite: str) -> Chiffre:
    nom = f"{libelle}, cible"
    if plan is None or plan.cible is None:
        return inconnu(nom, unite, territoire=dossier.departement.nom, note="le schéma ne fixe pas de cible")
    echeance = str(plan.cible.echeance or "")
    return _du_texte(dossier, plan, nom, plan.cible.valeur, unite, echeance, plan.cible.texte)


def _du_texte(
    dossier: Dossier, plan: Indicateur, libelle: str, valeur: float, unite: str, periode: str, extrait: str
) -> Chiffre:
    return Chiffre(
        libelle,
        valeur,
        unite,
        nature="declaree",
        formule="valeur fixée par le texte du schéma",
        territoire=dossier.departement.nom,
        periode=periode,
        source=dossier.plan.source.titre,
        extrait=extrait,
        trace=dossier.trace(plan.id),
    )


def _france(dossier: Dossier, code: str, ligne: pd.Series | None) -> Chiffre:
    """La valeur de la France la même année et dans la même édition ; rien d'autre ne se compare."""
    if ligne is None:
        return inconnu("France", "nombre")
    nationale = serie_de(dossier, code, FRANCE)
    meme = nationale[
        (nationale["annee"] == ligne["annee"])
        & (nationale["edition"] == ligne["edition"])
        & (nationale["source"] == ligne["source"])
        & nationale["valeur"].notna()
    ]
    if meme.empty:
        return inconnu("France", str(ligne["unite"]), "non_disponible")
    return du_releve(dossier, meme.iloc[-1])


def _difference(dossier: Dossier, libelle: str, a: Chiffre, b: Chiffre, unite: str) -> Chiffre:
    """Un écart en points pour un taux, en pour cent pour un effectif."""
    if dossier.referentiel.unite(unite).evolution == "points":
        return ecart(libelle, a, b)
    difference = ecart(libelle, a, b, unite)
    if difference.connu and b.valeur:
        return rapport(libelle, difference, b)
    # Sur un départ nul, un pourcentage n'existe pas : l'écart est sans objet.
    return difference if not difference.connu else inconnu(libelle, "pourcent", "sans_objet")


def _depuis_zero(dossier: Dossier, libelle: str, lecture: Lecture, valeur: Chiffre, zero: Chiffre) -> Chiffre:
    """L'état zéro que le texte écrit n'a pas d'édition ; celui d'une série rompue ne se compare pas."""
    if lecture.rupture or valeur.periode == zero.periode or valeur.unite != zero.unite:
        return inconnu(libelle, valeur.unite, territoire=dossier.departement.nom, periode=valeur.periode)
    return _difference(dossier, libelle, valeur, zero, valeur.unite)


def _parcours(
    sens: Sens | None,
    lecture: Lecture,
    valeur: Chiffre,
    zero: Chiffre,
    cible: Chiffre,
    plan: Indicateur | None,
) -> Parcours:
    return Parcours(
        sens=sens,
        etat=valeur.etat,
        valeur=valeur.valeur,
        annee=annee_de(valeur.periode) if valeur.connu else None,
        etat_zero=zero.valeur,
        annee_zero=annee_de(zero.periode) if zero.connu and zero.periode else None,
        cible=cible.valeur,
        echeance=plan.cible.echeance if plan and plan.cible else None,
        rupture=lecture.rupture,
    )
