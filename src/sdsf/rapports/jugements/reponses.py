"""Les réponses évaluatives : pour chaque question, constats, données, force de preuve, jugement, nuance.

Une réponse sans donnée ne conclut pas : elle dit ce qui manque, et qui peut le fournir.
"""

from collections.abc import Sequence

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.preuves import ConstatEtabli, ReponseEtablie
from sdsf.plan.modeles import Fiche
from sdsf.rapports.chiffrer import datee
from sdsf.rapports.fiche import nom_court
from sdsf.rapports.jugements.contribution import compter_des_examens, examiner
from sdsf.rapports.jugements.etablis import (
    INTITULES_JUGEMENT,
    constats_etablis,
    dire_force,
    reponses_etablies,
)
from sdsf.rapports.jugements.etats import (
    EtatDeQuestion,
    Mesuree,
    bornes,
    compter_des_communs,
    ecart_des_bornes,
    etats_des_questions,
)
from sdsf.rapports.jugements.matrice import COMMISSION
from sdsf.referentiel.modeles import Indicateur
from sdsf.referentiel.questions import INTITULES_CRITERE, Question
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Definitions,
    Ecart,
    Etiquette,
    Ligne,
    Paragraphe,
    Phrase,
    Repliable,
    Tableau,
    Titre,
    absence,
    phrase,
)
from sdsf.rendu.citations import Cite
from sdsf.rendu.nombres import accorder

INSUFFISANTES = "données insuffisantes"


def reponses(dossier: Dossier) -> list[Bloc]:
    """Les réponses aux questions que ce rapport pose, l'une après l'autre."""
    etablies, constats = reponses_etablies(dossier), constats_etablis(dossier)
    blocs: list[Bloc] = [Paragraphe(_regle(), "note")]
    for etat in etats_des_questions(dossier):
        if place_de(dossier, etat.question) != "non":
            blocs += _reponse(dossier, etat, etablies[etat.question.code], constats)
    return blocs


def reponses_courtes(dossier: Dossier) -> list[Bloc]:
    """Une ligne par question : le jugement et sa force, ou « données insuffisantes » et pourquoi."""
    etablies = reponses_etablies(dossier)
    posees = [etat for etat in etats_des_questions(dossier) if place_de(dossier, etat.question) != "non"]
    concluent = sum(etablies[etat.question.code].conclut for etat in posees)
    colonnes = [Colonne(titre) for titre in ("Question", "Jugement", "Force", "En une phrase")]
    lignes = [_ligne_courte(dossier, etat, etablies[etat.question.code]) for etat in posees]
    return [
        Paragraphe(_bilan(len(posees), concluent)),
        Tableau("Les réponses aux questions d'évaluation", colonnes, lignes),
    ]


def _bilan(posees: int, concluent: int) -> str:
    if not concluent:
        return (
            "Les données ne suffisent encore pour répondre à aucune des questions d'évaluation. "
            "Ce qui manque est dit question par question, avec le nom de qui peut le fournir."
        )
    if concluent == posees:
        return "Chaque question d'évaluation a une réponse, avec la force de ses preuves."
    return (
        "Les questions dont les données suffisent ont une réponse, avec la force de ses preuves ; "
        "les autres disent ce qui manque, et qui peut le fournir."
    )


def place_de(dossier: Dossier, question: Question) -> str:
    """La place d'une question dans le rapport demandé ; un rapport que le référentiel ne dit pas la pose."""
    return str(getattr(question.rapports, dossier.demande.rapport, "oui"))


def _regle() -> str:
    return (
        "Une réponse cite les constats qui la fondent et vaut le plus fragile d'entre eux. Un constat sans "
        "preuve, une opinion ou un fait isolé ne suffisent pas : la réponse est alors « données "
        "insuffisantes », même quand un avis a été écrit."
    )


# --- une question ---------------------------------------------------------------------------------


def _reponse(
    dossier: Dossier, etat: EtatDeQuestion, etablie: ReponseEtablie, constats: Sequence[ConstatEtabli]
) -> list[Bloc]:
    question = etat.question
    propres = [c for c in constats if c.constat.question == question.code]
    return [
        Titre(3, f"{question.repere}. {question.intitule}", f"reponse-{question.code}"),
        Definitions(
            [
                ("Critère", INTITULES_CRITERE[question.critere]),
                ("Constats", [_constat(etabli) for etabli in propres] or "aucun constat écrit"),
                ("Données", _donnees(dossier, etat)),
                ("Force de preuve", dire_force(etablie.force) if etablie.reponse else "sans objet"),
                ("Jugement", _jugement(etablie)),
                ("Nuance", _nuance(etablie)),
            ]
        ),
        *_ce_qui_manque(dossier, etat, etablie),
        *_valeurs(dossier, etat),
    ]


def _constat(etabli: ConstatEtabli) -> Phrase:
    return phrase(
        "{t} ({a} ; force : {f})",
        t=Cite(etabli.constat.texte),
        a=str(etabli.constat.annee),
        f=dire_force(etabli.force),
    )


def _donnees(dossier: Dossier, etat: EtatDeQuestion) -> object:
    """Combien d'indicateurs sont mesurés, combien non, et dans quel sens ils évoluent."""
    if not etat.communs:
        return _hypotheses(dossier)
    repere = etat.question.repere
    mesures = [dossier.referentiel.indicateurs[mesure.code] for mesure in etat.mesures]
    total = compter_des_communs(dossier, f"Indicateurs communs de la question {repere}", etat.communs)
    if not mesures:
        return phrase("aucun de ses {t} indicateurs communs n'est mesuré", t=total)
    reste = len(etat.muets)
    texte = (
        f"{{n}} {accorder(len(mesures), 'indicateur commun mesuré', 'indicateurs communs mesurés')} sur {{t}}"
        + (" ; {m} " + accorder(reste, "ne l'est pas", "ne le sont pas") if reste else "")
    )
    return [
        phrase(
            texte,
            n=compter_des_communs(dossier, f"Indicateurs communs mesurés de la question {repere}", mesures),
            t=total,
            m=compter_des_communs(dossier, f"Indicateurs communs non mesurés, question {repere}", etat.muets),
        ),
        *_mouvements(dossier, etat),
    ]


def _hypotheses(dossier: Dossier) -> Phrase:
    """Une question sans indicateur propre se nourrit des hypothèses éprouvées et des séries des autres."""
    examens = examiner(dossier)
    eprouves = [examen for examen in examens if examen.elements]
    contribuent = [e for e in eprouves if e.phrase.fondement == "TableDeContribution"]
    return phrase(
        "aucun indicateur propre ; hypothèses écrites : {n} ; avec des éléments réunis : {k} ; dont les "
        "preuves laissent parler de contribution : {c}",
        n=compter_des_examens(dossier, "Hypothèses de contribution", examens),
        k=compter_des_examens(dossier, "Hypothèses dont des éléments sont réunis", eprouves),
        c=compter_des_examens(dossier, "Hypothèses qui laissent parler de contribution", contribuent),
    )


def _mouvements(dossier: Dossier, etat: EtatDeQuestion) -> list[Phrase]:
    """Combien évoluent dans le sens d'un progrès, combien en sens contraire, dans une même édition."""
    groupes: dict[str, list[Indicateur]] = {"progres": [], "contraire": []}
    for mesure in etat.mesures:
        fiche = dossier.referentiel.indicateurs[mesure.code]
        difference = _evolution(dossier, mesure)
        if difference is None or not difference.valeur or fiche.sens == "neutre":
            continue
        hausse = difference.valeur > 0
        groupes["progres" if hausse == (fiche.sens == "hausse") else "contraire"].append(fiche)
    if not any(groupes.values()):
        return []
    repere = etat.question.repere
    return [
        phrase(
            "dans l'édition courante de chaque série — dans le sens d'un progrès : {p} ; en sens contraire : "
            "{c} ; les autres sont stables, neutres ou sans valeur de départ",
            p=compter_des_communs(dossier, f"Indicateurs en progrès, question {repere}", groupes["progres"]),
            c=compter_des_communs(dossier, f"Indicateurs en recul, question {repere}", groupes["contraire"]),
        )
    ]


def _evolution(dossier: Dossier, mesure: Mesuree) -> Chiffre | None:
    depart, arrivee = bornes(dossier, mesure.code)
    if depart is None or arrivee is None:
        return None
    return ecart_des_bornes(dossier, mesure.intitule, depart, arrivee)


def _jugement(etablie: ReponseEtablie) -> object:
    if not etablie.conclut or etablie.reponse is None:
        return phrase("{i} : {m}", i=INSUFFISANTES, m=etablie.motif)
    return phrase(
        "{j} — {t} (réponse de {a})",
        j=INTITULES_JUGEMENT[etablie.reponse.jugement],
        t=Cite(etablie.reponse.texte),
        a=str(etablie.reponse.annee),
    )


def _nuance(etablie: ReponseEtablie) -> object:
    if etablie.reponse is None:
        return "sans objet"
    if not etablie.conclut:
        avis = INTITULES_JUGEMENT[etablie.reponse.jugement]
        return phrase(
            "la commission a écrit « {j} » ({a}) : cet avis n'est pas retenu, faute de preuve suffisante",
            j=avis,
            a=str(etablie.reponse.annee),
        )
    return Cite(etablie.reponse.nuance) if etablie.reponse.nuance else "aucune n'est écrite"


def _ce_qui_manque(dossier: Dossier, etat: EtatDeQuestion, etablie: ReponseEtablie) -> list[Bloc]:
    if etablie.conclut:
        return []
    manque = f"Il manque à la question {etat.question.repere} de quoi conclure : {etablie.motif}"
    muets = len(etat.muets)
    if muets and not etat.mesures:
        manque += ", et aucun de ses indicateurs communs n'est mesuré"
    donnees = "" if etat.question.qui == COMMISSION else f" ; pour les données, {etat.question.qui}"
    return [absence(f"{manque}.", f"{COMMISSION}{donnees}")]


def _valeurs(dossier: Dossier, etat: EtatDeQuestion) -> list[Bloc]:
    """Les valeurs mesurées, à un clic ; les indicateurs du plan par leur fiche."""
    if not etat.toutes:
        return []
    fiches = {i.id: fiche for fiche, i in etat.propres}
    legende = f"Les indicateurs mesurés de la question {etat.question.repere}"
    lignes = [_ligne_mesuree(dossier, m, fiches.get(m.code)) for m in etat.toutes]
    tableau = Tableau(legende, [Colonne(titre) for titre in TITRES_DES_MESURES], lignes)
    muets = " ; ".join(fiche.intitule for fiche in etat.muets)
    suite = [Paragraphe(phrase("Non mesurés : {m}.", m=Cite(muets)), "note")] if muets else []
    return [Repliable(legende, [tableau, *suite])]


TITRES_DES_MESURES = (
    "Indicateur", "Dernière valeur connue", "Unité", "Évolution, même édition", "Écart à la France",
    "Progression",
)  # fmt: skip


def _ligne_mesuree(dossier: Dossier, mesure: Mesuree, fiche: Fiche | None) -> Ligne:
    nom = Cite(mesure.intitule)
    return Ligne(
        [
            phrase("{i} ({f})", i=nom, f=Cite(nom_court(fiche))) if fiche else nom,
            datee(mesure.valeur),
            dossier.referentiel.unite(mesure.valeur.unite).pluriel,
            _dire_l_evolution(_evolution(dossier, mesure)),
            _face_a_la_france(dossier, mesure),
            _progression(mesure),
        ]
    )


def _face_a_la_france(dossier: Dossier, mesure: Mesuree) -> object:
    """L'écart d'un taux, en points ; un effectif ne se compare pas à celui du pays."""
    if mesure.ecart_france is None or dossier.referentiel.unite(mesure.valeur.unite).evolution != "points":
        return "sans objet"
    return Ecart(mesure.ecart_france)


def _dire_l_evolution(difference: Chiffre | None) -> object:
    if difference is None:
        return "une seule valeur"
    de, _, a = difference.periode.partition("/")
    return phrase("{e} (de {de} à {a})", e=Ecart(difference), de=de, a=a)


def _progression(mesuree: Mesuree) -> object:
    if mesuree.verdict is None:
        return "calculé des registres : ni cible ni état zéro"
    return phrase("{e} — {m}", e=Etiquette(mesuree.verdict.jugement), m=mesuree.verdict.motif)


def _ligne_courte(dossier: Dossier, etat: EtatDeQuestion, etablie: ReponseEtablie) -> Ligne:
    question = etat.question
    titre = f"{question.repere}. {question.intitule}"
    if not etablie.conclut or etablie.reponse is None:
        return Ligne([titre, INSUFFISANTES, "sans objet", etablie.motif])
    reponse = etablie.reponse
    return Ligne(
        [titre, INTITULES_JUGEMENT[reponse.jugement], dire_force(etablie.force), Cite(reponse.texte)]
    )
