"""La matrice d'évaluation (T10) : question, critère, indicateurs, preuves, constat, recommandation.

Rien ne s'y cache : un constat sans preuve, un indicateur du plan sans question sont montrés comme tels.
"""

from collections.abc import Sequence

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.preuves import ConstatEtabli, ElementRelu
from sdsf.plan.modeles import Fiche, Indicateur
from sdsf.rapports.chiffrer import compter_des_faits, compter_du_plan
from sdsf.rapports.fiche import nom_court
from sdsf.rapports.indicateur import indicateurs_du_plan
from sdsf.rapports.jugements.etablis import constats_etablis, dire_element, dire_force
from sdsf.rapports.jugements.etats import (
    EtatDeQuestion,
    compter_des_communs,
    etats_des_questions,
    sans_question,
)
from sdsf.referentiel.questions import INTITULES_CRITERE
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Ligne,
    Paragraphe,
    Phrase,
    Repliable,
    Tableau,
    absence,
    phrase,
)
from sdsf.rendu.citations import Cite
from sdsf.rendu.nombres import accorder
from sdsf.vocabulaire import INTITULES_RAPPORT

COMMISSION = "la commission d'évaluation"
SOURCE_DES_TRAVAUX = "Travaux de la commission d'évaluation"
TITRES_DES_CONSTATS = (
    "Constat", "Question", "Ce qui est constaté", "Indicateurs", "Éléments", "Force", "Recommandations",
)  # fmt: skip
NOTE_DE_FORCE = "Force : de A à D selon les éléments (voir la grille de preuve) ; sinon, sans preuve."
PLACES = {"non": "non", "en_bref": "en bref", "oui": "oui"}


def matrice(dossier: Dossier) -> list[Bloc]:
    """Chaque question, ses indicateurs et leur état, les constats qui y répondent et leurs preuves."""
    etats, constats = etats_des_questions(dossier), constats_etablis(dossier)
    return [
        Paragraphe(_resume(dossier, etats, constats)),
        _des_questions(dossier, etats, constats),
        *_des_constats(dossier, constats),
        *_hors_question(dossier),
        Repliable("La méthode et les matériaux de chaque question", [_des_methodes(etats)]),
    ]


def _resume(dossier: Dossier, etats: Sequence[EtatDeQuestion], constats: Sequence[ConstatEtabli]) -> Phrase:
    nus = [c for c in constats if c.force is None]
    orphelins = sans_question(dossier)
    if not constats:
        return phrase(
            "L'évaluation pose {q} questions. La commission n'a écrit aucun constat jusqu'à fin "
            f"{dossier.annee}. Sans question : {{s}} {accorder(len(orphelins), 'indicateur', 'indicateurs')} "
            "du plan.",
            q=_compter_les_questions(dossier, etats),
            s=_compter_les_orphelins(dossier, orphelins),
        )
    return phrase(
        "L'évaluation pose {q} questions. La commission a écrit {c} "
        f"{accorder(len(constats), 'constat', 'constats')} jusqu'à fin {dossier.annee}, "
        "dont {n} sans preuve. Sans question : {s} "
        f"{accorder(len(orphelins), 'indicateur', 'indicateurs')} du plan.",
        q=_compter_les_questions(dossier, etats),
        c=_compter_les_constats(dossier, "Constats écrits", constats),
        n=_compter_les_constats(dossier, "Constats sans preuve", nus),
        s=_compter_les_orphelins(dossier, orphelins),
    )


def _compter_les_questions(dossier: Dossier, etats: Sequence[EtatDeQuestion]) -> Chiffre:
    traces = [dossier.travaux.traces[etat.question.code] for etat in etats]
    return compter_des_faits(dossier, "Questions d'évaluation", traces, "nombre", "Référentiel des questions")


def _compter_les_constats(dossier: Dossier, libelle: str, constats: Sequence[ConstatEtabli]) -> Chiffre:
    traces = [dossier.travaux.traces[etabli.constat.id] for etabli in constats]
    return compter_des_faits(dossier, libelle, traces, "nombre", SOURCE_DES_TRAVAUX)


def _compter_les_orphelins(dossier: Dossier, liste: Sequence[tuple[Fiche, Indicateur]]) -> Chiffre:
    identifiants = [indicateur.id for _, indicateur in liste]
    return compter_du_plan(dossier, "Indicateurs du plan sans question", identifiants, "indicateurs")


def _des_questions(
    dossier: Dossier, etats: Sequence[EtatDeQuestion], constats: Sequence[ConstatEtabli]
) -> Tableau:
    titres = ["Question", "Critère", "Indicateurs communs", "Mesurés", "Indicateurs du plan", "Constats"]
    return Tableau(
        "Les questions, leurs indicateurs et leurs constats",
        [Colonne(titre) for titre in titres],
        [_ligne_de_question(dossier, etat, constats) for etat in etats],
        note=(
            "« Mesuré » : une valeur du département existe jusqu'à l'année du rapport. Les constats portent "
            "le nom qui les désigne dans le tableau suivant."
        ),
    )


def _ligne_de_question(dossier: Dossier, etat: EtatDeQuestion, constats: Sequence[ConstatEtabli]) -> Ligne:
    question = etat.question
    noms = [c.constat.id for c in constats if c.constat.question == question.code]
    repere = question.repere
    mesures = [dossier.referentiel.indicateurs[mesure.code] for mesure in etat.mesures]
    return Ligne(
        [
            f"{repere}. {question.intitule}",
            INTITULES_CRITERE[question.critere],
            compter_des_communs(dossier, f"Indicateurs communs de la question {repere}", etat.communs),
            compter_des_communs(dossier, f"Indicateurs communs mesurés de la question {repere}", mesures),
            compter_du_plan(
                dossier,
                f"Indicateurs du plan de la question {repere}",
                [indicateur.id for _, indicateur in etat.propres],
                "indicateurs",
            ),
            [Cite(nom) for nom in noms] or "aucun constat",
        ],
        ancre=f"question-{question.code}",
    )


def _des_constats(dossier: Dossier, constats: Sequence[ConstatEtabli]) -> list[Bloc]:
    if not constats:
        fichier = f"params/departements/{dossier.departement.code}/{dossier.demande.periode}/evaluation.yml"
        return [absence(f"Aucun constat n'est écrit pour ce schéma ({fichier}).", COMMISSION)]
    reperes = {question.code: question.repere for question in dossier.travaux.questions}
    lignes = [_ligne_de_constat(dossier, etabli, reperes[etabli.constat.question]) for etabli in constats]
    colonnes = [Colonne(titre) for titre in TITRES_DES_CONSTATS]
    return [Tableau("Les constats de la commission et leurs preuves", colonnes, lignes, NOTE_DE_FORCE)]


def _ligne_de_constat(dossier: Dossier, etabli: ConstatEtabli, repere: str) -> Ligne:
    constat = etabli.constat
    return Ligne(
        [
            Cite(constat.id),
            repere,
            phrase("{t} ({a})", t=Cite(constat.texte), a=str(constat.annee)),
            [Cite(_nom_d_indicateur(dossier, code)) for code in constat.indicateurs] or "aucun",
            [_element(relu) for relu in etabli.elements] or "sans preuve",
            dire_force(etabli.force),
            [Cite(nom) for nom in constat.recommandations] or "aucune",
        ]
    )


def _element(relu: ElementRelu) -> Phrase:
    sens = "Pour : {e}" if relu.element.sens == "pour" else "Contre : {e}"
    return phrase(sens, e=dire_element(relu.element, relu.remarque))


def _nom_d_indicateur(dossier: Dossier, code: str) -> str:
    """L'intitulé d'un indicateur commun, le libellé d'un indicateur du plan (même sorti du plan)."""
    if code in dossier.referentiel.indicateurs:
        return dossier.referentiel.indicateurs[code].intitule
    propres = {i.id: i.libelle for fiche in dossier.plan_signe.fiches for i in fiche.indicateurs}
    return propres.get(code, code)


def _hors_question(dossier: Dossier) -> list[Bloc]:
    """Les indicateurs du plan qu'aucune question n'emploie."""
    liste = sans_question(dossier)
    if not liste:
        aucun = "Le plan n'a aucun indicateur : rien n'est à rattacher."
        tous = "Chaque indicateur du plan se rattache à une question."
        return [Paragraphe(tous if indicateurs_du_plan(dossier) else aucun)]
    lignes = [
        Ligne([Cite(i.libelle), Cite(nom_court(fiche)), Cite(i.motif) if i.motif else "non dit"])
        for fiche, i in liste
    ]
    titres = ["Indicateur du plan (mot à mot)", "Fiche", "Pourquoi aucun indicateur commun"]
    tableau = Tableau("Indicateurs du plan sans question", [Colonne(titre) for titre in titres], lignes)
    return [Repliable("Les indicateurs du plan qui ne se rattachent à aucune question", [tableau])]


def _des_methodes(etats: Sequence[EtatDeQuestion]) -> Tableau:
    titres = ["Question", "Sous-questions", "Autres matériaux", "Méthode", "Qui peut fournir", "Rapports"]
    return Tableau(
        "Les questions : sous-questions, matériaux, méthode",
        [Colonne(titre) for titre in titres],
        [_ligne_de_methode(etat) for etat in etats],
    )


def _ligne_de_methode(etat: EtatDeQuestion) -> Ligne:
    question = etat.question
    places = [
        f"{INTITULES_RAPPORT[rapport].lower()} : {PLACES[place]}" for rapport, place in question.rapports
    ]
    return Ligne(
        [
            f"{question.repere}. {question.intitule}",
            question.sous_questions,
            question.autres_elements,
            question.methode,
            question.qui,
            places,
        ]
    )
