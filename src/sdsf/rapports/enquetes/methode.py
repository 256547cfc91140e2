"""La méthode de l'enquête, ses limites, le questionnaire posé et d'où viennent les réponses."""

from sdsf.dossier import Dossier
from sdsf.enquetes import comparaison, echantillon, protection
from sdsf.enquetes.vague import Vague
from sdsf.rapports.annexes import limites as limites_communes
from sdsf.rapports.enquetes.publics import public_du_rapport
from sdsf.rapports.enquetes.vagues import derniere, rien_a_montrer, vagues
from sdsf.referentiel.questionnaires import Question, lire_questionnaire
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Liste, Paragraphe, Repliable, Tableau

DE_LA_PARTICIPATION = (
    "Une enquête compte ceux qui ont bien voulu répondre : un lien qui circule ou un faible taux de réponse "
    "peut écarter {}, et le calage ne le corrige que sur les marges connues."
)
DES_REPONSES = [
    "L'intervalle ne dit que le hasard du tirage. Sans tirage au sort, il reste un ordre de grandeur.",
    "Une réponse est une déclaration : elle dit ce que la personne pense ou se rappelle.",
    "Un écart entre deux vagues, ou entre deux groupes, n'est pas l'effet du schéma.",
]
DE_LA_REPUBLICATION = (
    "Une vague corrigée après une première publication peut, par différence, laisser voir ce que la première "
    "cachait : on republie alors les deux ensemble."
)


def methode(dossier: Dossier) -> list[Bloc]:
    """Comment les parts sont calculées, comparées, protégées."""
    vague = derniere(dossier)
    if vague is None:
        return [rien_a_montrer()]
    textes = (echantillon, comparaison, protection)
    return [
        *[Paragraphe(" ".join((module.__doc__ or "").replace("``", "").split())) for module in textes],
        Paragraphe(
            f"Règles de cette page : aucune part sous {vague.minimum} réponses ; un effectif de 1 à "
            f"{vague.petit - 1} personnes n'est pas publié (params/referentiel/secret.yml)."
        ),
    ]


def limites(dossier: Dossier) -> list[Bloc]:
    """Ce qu'une enquête ne dit pas, et les limites communes à tous les rapports."""
    participation = DE_LA_PARTICIPATION.format(public_du_rapport(dossier).oublies)
    return [Liste([participation, *DES_REPONSES, DE_LA_REPUBLICATION]), *limites_communes(dossier)]


def questionnaire(dossier: Dossier) -> list[Bloc]:
    """Le questionnaire posé, ou celui que l'on peut poser : questions, réponses possibles, mention."""
    vague = derniere(dossier)
    pose = (
        vague.questionnaire if vague else lire_questionnaire(dossier.espace, public_du_rapport(dossier).code)
    )
    colonnes = [Colonne("Question"), Colonne("À qui"), Colonne("Réponses possibles")]
    blocs: list[Bloc] = [
        Paragraphe(f"{pose.intitule}, version {pose.version}. Mention d'information : {pose.mention}")
    ]
    courts = {q.code: q.court for q in pose.questions()}
    for section in pose.sections:
        lignes = [
            Ligne([q.libelle, _a_qui(q, courts), _possibles(q, dict(pose.modalites(q)))])
            for q in section.questions
        ]
        blocs.append(Repliable(section.intitule, [Tableau(section.intitule, colonnes, lignes)]))
    return blocs


def _a_qui(question: Question, courts: dict[str, str]) -> str:
    if question.si is None:
        return "à tous"
    return f"selon la réponse à « {courts[question.si.question]} »"


def _possibles(question: Question, modalites: dict[str, str]) -> str:
    mots = {"nombre": "un nombre", "territoire": "un territoire du département", "texte": "réponse libre"}
    return mots.get(question.type) or " · ".join(modalites.values())


def provenance(dossier: Dossier) -> list[Bloc]:
    """Les vagues connues : leurs fichiers, ce que l'import a retiré."""
    connues = vagues(dossier)
    if not connues:
        return [rien_a_montrer()]
    colonnes = [
        Colonne("Enquête"),
        Colonne("Année"),
        Colonne("Fichiers importés"),
        Colonne("Colonnes retirées (elles identifiaient une personne)"),
        Colonne("Ce que l'import a dit"),
    ]
    return [Tableau("Les vagues d'enquête", colonnes, [_vague(vague) for vague in connues])]


def _vague(vague: Vague) -> Ligne:
    origine = vague.fiche.origine
    return Ligne(
        [
            vague.fiche.intitule,
            str(vague.fiche.annee),
            ", ".join(origine.fichiers) or "aucun",
            ", ".join(origine.colonnes_retirees) or "aucune",
            " ".join(origine.avis) or "rien",
        ]
    )
