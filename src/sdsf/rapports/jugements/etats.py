"""L'état des indicateurs d'une question : lesquels sont mesurés, lesquels non, ce que l'on peut en juger.

Un indicateur est mesuré s'il a une valeur jusqu'à l'année du rapport : un relevé du département, ou un calcul
sur ses registres (jalons, réunions, moyens, contrôles).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sdsf.chiffres import Chiffre, Trace, ecart, empreinte_de
from sdsf.commission.modeles import Constat
from sdsf.dossier import Dossier
from sdsf.evaluation.preuves import Mesure
from sdsf.evaluation.progression import Verdict
from sdsf.evaluation.series import Lecture, lire
from sdsf.plan.modeles import Fiche
from sdsf.plan.modeles import Indicateur as IndicateurDuPlan
from sdsf.rapports.chiffrer import compter_des_faits, du_releve, serie_de
from sdsf.rapports.indicateur import (
    SuiviIndicateur,
    indicateurs_du_plan,
    suivre_commun,
    suivre_du_plan,
)
from sdsf.rapports.jugements.registres import CALCULS
from sdsf.referentiel.modeles import Indicateur
from sdsf.referentiel.questions import Question, indicateurs_de

SOURCE_DU_REFERENTIEL = "Référentiel des indicateurs communs"


@dataclass(frozen=True)
class Mesuree:
    """Un indicateur mesuré : sa dernière valeur ; le jugement de sa progression, s'il a des relevés."""

    code: str
    intitule: str
    valeur: Chiffre
    verdict: Verdict | None
    ecart_france: Chiffre | None = None


@dataclass(frozen=True)
class EtatDeQuestion:
    """Les indicateurs qui éclairent une question."""

    question: Question
    communs: tuple[Indicateur, ...]
    mesures: tuple[Mesuree, ...]
    muets: tuple[Indicateur, ...]
    propres: tuple[tuple[Fiche, IndicateurDuPlan], ...]
    """Les indicateurs du plan rattachés par leur indicateur commun, ou par un constat qui les cite."""
    propres_mesures: tuple[Mesuree, ...]

    @property
    def toutes(self) -> tuple[Mesuree, ...]:
        return (*self.mesures, *self.propres_mesures)


def constats_connus(dossier: Dossier, question: str = "") -> list[Constat]:
    """Les constats que l'année du rapport connaît, d'une question ou de toutes."""
    return [
        constat
        for constat in dossier.travaux.constats
        if constat.annee <= dossier.annee and question in ("", constat.question)
    ]


def etats_des_questions(dossier: Dossier, choisies: Collection[str] = ()) -> list[EtatDeQuestion]:
    """L'état de chaque question, ou des ``choisies`` ; un indicateur n'est suivi qu'une fois."""
    questions = [q for q in dossier.travaux.questions if not choisies or q.code in choisies]
    codes = {fiche.code for question in questions for fiche in _communs(dossier, question)}
    mesures = {code: mesure for code in sorted(codes) if (mesure := mesurer(dossier, code))}
    return [_etat(dossier, question, mesures) for question in questions]


def _communs(dossier: Dossier, question: Question) -> list[Indicateur]:
    return indicateurs_de(question, dossier.referentiel.indicateurs)


def _etat(dossier: Dossier, question: Question, mesures: Mapping[str, Mesuree]) -> EtatDeQuestion:
    communs = _communs(dossier, question)
    codes = {fiche.code for fiche in communs}
    cites = {code for constat in constats_connus(dossier, question.code) for code in constat.indicateurs}
    propres = [(f, i) for f, i in indicateurs_du_plan(dossier) if i.indicateur in codes or i.id in cites]
    # Celui que suit déjà un indicateur commun mesuré n'est pas compté deux fois.
    seuls = [i.id for _, i in propres if i.indicateur not in mesures]
    return EtatDeQuestion(
        question,
        tuple(communs),
        tuple(mesures[fiche.code] for fiche in communs if fiche.code in mesures),
        tuple(fiche for fiche in communs if fiche.code not in mesures),
        tuple(propres),
        tuple(mesure for code in seuls if (mesure := mesurer(dossier, code))),
    )


def sans_question(dossier: Dossier) -> list[tuple[Fiche, IndicateurDuPlan]]:
    """Les indicateurs du plan qu'aucune question n'emploie, ni par un commun ni par un constat."""
    codes = {fiche.code for q in dossier.travaux.questions for fiche in _communs(dossier, q)}
    cites = {code for constat in constats_connus(dossier) for code in constat.indicateurs}
    return [
        (f, i) for f, i in indicateurs_du_plan(dossier) if i.indicateur not in codes and i.id not in cites
    ]


def mesurer(dossier: Dossier, code: str) -> Mesuree | None:
    """La dernière valeur d'un indicateur commun ou du plan ; ``None`` s'il n'est pas mesuré."""
    suivi = suivre(dossier, code)
    if suivi is not None and suivi.valeur.connu:
        return Mesuree(code, suivi.libelle, suivi.valeur, suivi.verdict, suivi.ecart_france)
    calcul: Callable[[Dossier], Chiffre] | None = CALCULS.get(code)
    chiffre = calcul(dossier) if calcul else None
    if chiffre is None or not chiffre.connu:
        return None
    return Mesuree(code, dossier.referentiel.indicateurs[code].intitule, chiffre, None)


def suivre(dossier: Dossier, code: str) -> SuiviIndicateur | None:
    """Le suivi d'un indicateur qui a des relevés du département ; ``None`` s'il n'en a aucun."""
    if not _a_des_releves(dossier, code):
        return None
    if code in dossier.referentiel.indicateurs:
        return suivre_commun(dossier, code)
    du_plan = {i.id: (f, i) for f, i in indicateurs_du_plan(dossier)}
    return suivre_du_plan(dossier, *du_plan[code]) if code in du_plan else None


def _a_des_releves(dossier: Dossier, code: str) -> bool:
    releves = dossier.releves
    siens = (releves["indicateur"].to_numpy(object) == code) & (
        releves["territoire"].to_numpy(object) == dossier.departement.code
    )
    return bool((siens & (releves["origine"].to_numpy(object) != "texte")).any())


def mesures_des_elements(dossier: Dossier, codes: Sequence[str]) -> dict[str, Mesure]:
    """Pour les indicateurs que des éléments citent : ce que les relevés en savent, l'année du rapport."""
    return {code: _mesure(dossier, code) for code in sorted(set(codes))}


def _mesure(dossier: Dossier, code: str) -> Mesure:
    """Les années d'une même édition ; l'état zéro est celui de cette édition, ou celui que le texte écrit."""
    lecture, meme = _edition_courante(dossier, code)
    if lecture.valeur is None:
        return Mesure(0, False)
    ecrit = any(i.id == code and i.etat_zero for _, i in indicateurs_du_plan(dossier))
    zero = lecture.etat_zero is not None and lecture.etat_zero["annee"] < lecture.valeur["annee"]
    return Mesure(len(meme), zero or (ecrit and not lecture.rupture))


def bornes(dossier: Dossier, code: str) -> tuple[Chiffre | None, Chiffre | None]:
    """La valeur de départ (l'état zéro, sinon la première) et la dernière, dans l'édition courante."""
    lecture, meme = _edition_courante(dossier, code)
    valeur = lecture.valeur
    avant = meme if valeur is None else meme[meme["annee"] < valeur["annee"]]
    if valeur is None or avant.empty:
        return None, None
    zero = lecture.etat_zero
    depart = zero if zero is not None and zero["annee"] < valeur["annee"] else avant.iloc[0]
    return du_releve(dossier, depart), du_releve(dossier, valeur)


def ecart_des_bornes(dossier: Dossier, libelle: str, depart: Chiffre, arrivee: Chiffre) -> Chiffre:
    """L'évolution entre deux bornes : en points pour un taux, dans son unité pour un effectif."""
    en_points = dossier.referentiel.unite(arrivee.unite).evolution == "points"
    nom = f"{libelle} : évolution depuis {depart.periode}"
    return ecart(nom, arrivee, depart, "points" if en_points else arrivee.unite)


def sens_de(dossier: Dossier, code: str) -> str | None:
    """Ce qui compte comme un progrès pour un indicateur commun ou du plan."""
    if code in dossier.referentiel.indicateurs:
        return dossier.referentiel.indicateurs[code].sens
    return {i.id: i.sens for _, i in indicateurs_du_plan(dossier)}.get(code)


def _edition_courante(dossier: Dossier, code: str) -> tuple[Lecture, pd.DataFrame]:
    """La série lue pour l'année du rapport, et ses valeurs connues dans l'édition courante."""
    toutes = serie_de(dossier, code, dossier.departement.code)
    lecture = lire(toutes, dossier.annee, dossier.plan.periode.debut)
    if lecture.valeur is None:
        return lecture, toutes.iloc[:0]
    derniere = lecture.valeur
    meme = (toutes["source"] == derniere["source"]) & (toutes["edition"] == derniere["edition"])
    connues = toutes["valeur"].notna() & (toutes["annee"] <= derniere["annee"])
    return lecture, toutes[meme & connues]


def compter_des_communs(dossier: Dossier, libelle: str, fiches: Sequence[Indicateur]) -> Chiffre:
    """Un nombre d'indicateurs communs, avec le fichier de chacun."""
    traces = [
        Trace(
            ((f"params/referentiel/indicateurs/{fiche.code}.yml", 1),),
            (empreinte_de(fiche.model_dump(mode="json")),),
        )
        for fiche in fiches
    ]
    return compter_des_faits(dossier, libelle, traces, "indicateurs", SOURCE_DU_REFERENTIEL)
