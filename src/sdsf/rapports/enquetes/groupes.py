"""Les sous-groupes : la part suivie de chaque question, selon ce que sont les répondants et leur lieu."""

from sdsf.dossier import Dossier
from sdsf.enquetes.echantillon import Part
from sdsf.enquetes.vague import Vague
from sdsf.rapports.enquetes.publics import public_du_rapport
from sdsf.rapports.enquetes.vagues import (
    derniere,
    intervalle,
    mesure,
    part,
    repondants_a,
    rien_a_montrer,
    suivies,
)
from sdsf.referentiel.questionnaires import Question
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Repliable, Tableau, numerique, phrase

PRUDENCE = (
    "Un groupe se lit avec son intervalle : deux intervalles qui se recouvrent ne suffisent pas à dire que "
    "les groupes diffèrent, et l'écart de deux groupes peut venir de ce qu'ils sont ({})."
)


def sous_groupes(dossier: Dossier) -> list[Bloc]:
    """Par question suivie, un tableau replié : l'ensemble, puis chaque groupe assez nombreux."""
    vague = derniere(dossier)
    if vague is None:
        return [rien_a_montrer()]
    publiables = [(q, p) for q in suivies(vague) if (p := vague.suivie(q)) is not None]
    if not publiables:
        manque = f"Aucune question n'a {vague.minimum} réponses : aucun sous-groupe ne se décrit."
        return [Paragraphe(manque, "absence")]
    seuil = (
        f"« Non publié » : le groupe a moins de {vague.minimum} réponses, ou, dans l'édition publique, son "
        "résultat ferait deviner celui de quelques personnes."
    )
    return [
        Paragraphe(seuil),
        Paragraphe(PRUDENCE.format(public_du_rapport(dossier).differences), "note"),
        *[_question(dossier, vague, question, ensemble) for question, ensemble in publiables],
    ]


def _question(dossier: Dossier, vague: Vague, question: Question, ensemble: Part) -> Bloc:
    tous = part(dossier, vague, question, mesure(vague, question), ensemble)
    n = repondants_a(dossier, vague, question, ensemble.n)
    lignes = [Ligne(["Ensemble", n, tous, intervalle(ensemble)], accent=True)]
    for code in vague.questionnaire.croisements:
        if code != question.code:
            lignes += _croisement(dossier, vague, question, vague.questionnaire.question(code))
    colonnes = [
        Colonne("Groupe"),
        numerique("Réponses"),
        numerique("Part (%)"),
        numerique("Intervalle à 95 % (%)"),
    ]
    titre = f"{question.court} : {mesure(vague, question)}"
    note = phrase("« {q} »", q=question.libelle)
    return Repliable(titre, [Tableau(titre, colonnes, lignes, note)])


def _croisement(dossier: Dossier, vague: Vague, question: Question, croisement: Question) -> list[Ligne]:
    libelles = vague.lue.modalites(croisement)
    lignes = []
    for code, estimee in vague.suivie_par_groupe(question, croisement).items():
        groupe = f"{croisement.court} : {libelles[code]}"
        if estimee is None:
            lignes.append(Ligne([groupe, "non publié", "–", ""]))
            continue
        chiffre = part(dossier, vague, question, mesure(vague, question), estimee, groupe)
        n = repondants_a(dossier, vague, question, estimee.n)
        lignes.append(Ligne([groupe, n, chiffre, intervalle(estimee)]))
    return lignes
