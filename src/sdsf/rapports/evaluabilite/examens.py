"""Les réponses de l'audit, fiche par fiche et action par action, et leurs motifs."""

from collections.abc import Sequence

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.criteres import CRITERES, Verdict
from sdsf.evaluation.evaluabilite import Examen, examiner_actions, examiner_fiches
from sdsf.plan.modeles import Fiche
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.fiche import facettes_de_fiche, nom_court, nom_de_fiche
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Etiquette,
    Figure,
    Ligne,
    Paragraphe,
    Phrase,
    Repliable,
    Tableau,
    numerique,
    phrase,
)
from sdsf.rendu.figures import Part, tracer_empilees
from sdsf.rendu.nombres import accorder
from sdsf.vocabulaire import INTITULES_REPONSE

# Pour chaque réponse : la couleur de sa part et son motif (pour le gris).
PARTS = {
    "oui": ("#0b4f9e", ""),
    "en_partie": ("#5b9bd5", ""),
    "a_discuter": ("#f2c078", "//"),
    "non": ("#ffffff", "xx"),
}

AUCUNE_FICHE = Paragraphe("Le plan en vigueur n'a aucune fiche.", "absence")


def questions(dossier: Dossier) -> list[Bloc]:
    """Question par question : combien de fiches y répondent."""
    examens = examiner_fiches(dossier.plan)
    if not examens:
        return [AUCUNE_FICHE]
    tableau = _tableau_des_questions(dossier, examens)
    groupes = {c.intitule: repartir(examens, c.code) for c in CRITERES.values()}
    parts = [
        (nom, [Part(INTITULES_REPONSE[r], len(e), *PARTS[r]) for r, e in g.items()])
        for nom, g in groupes.items()
    ]
    return [
        Figure(
            ancre="fig-questions",
            titre=_titre_des_questions(dossier, examens),
            sous_titre="Nombre de fiches par réponse, pour chaque question",
            svg=tracer_empilees("fig-questions", parts),
            alternative="Barres empilées par question : "
            + " ; ".join(f"{nom}, {_en_mots(g)}" for nom, g in groupes.items()),
            lecture=None,
            source=f"Source : texte « {dossier.plan.source.titre} ».",
            avertissements=[],
            tableau=tableau,
        )
    ]


def repartir(examens: Sequence[Examen], critere: str) -> dict[str, list[Examen]]:
    """Les examens par réponse à une question, dans l'ordre des réponses."""
    groupes: dict[str, list[Examen]] = {reponse: [] for reponse in INTITULES_REPONSE}
    for examen in examens:
        groupes[examen.verdicts[critere].reponse].append(examen)
    return groupes


def _en_mots(groupes: dict[str, list[Examen]]) -> str:
    return ", ".join(f"{INTITULES_REPONSE[r]} {len(examens)}" for r, examens in groupes.items() if examens)


def _titre_des_questions(dossier: Dossier, examens: Sequence[Examen]) -> Phrase:
    """La question la plus délaissée."""
    pire = min(CRITERES.values(), key=lambda c: len(repartir(examens, c.code)["oui"]))
    oui = repartir(examens, pire.code)["oui"]
    return phrase(
        "« {question} » : " + ("{n} {mot} sur {total} y {verbe}" if oui else "aucune fiche n'y répond"),
        question=pire.question,
        n=compter(dossier, f"{pire.intitule} : oui", oui),
        mot=accorder(len(oui), "fiche", "fiches"),
        total=compter(dossier, "Fiches du plan", examens),
        verbe=accorder(len(oui), "répond", "répondent"),
    )


def compter(dossier: Dossier, libelle: str, examens: Sequence[Examen]) -> Chiffre:
    """Un nombre de fiches ou d'actions, avec la ligne de chacune dans le plan."""
    unite = "actions" if examens and examens[0].action else "fiches"
    return compter_du_plan(dossier, libelle, [e.id for e in examens], unite)


def _tableau_des_questions(dossier: Dossier, examens: Sequence[Examen]) -> Tableau:
    colonnes = [Colonne("Question"), *(numerique(m.capitalize()) for m in INTITULES_REPONSE.values())]
    lignes = [
        Ligne(
            [f"{c.intitule} : {c.question}"]
            + [
                compter(dossier, f"{c.intitule} : {INTITULES_REPONSE[r]}", groupe)
                for r, groupe in repartir(examens, c.code).items()
            ]
        )
        for c in CRITERES.values()
    ]
    return Tableau("Les réponses par question (nombre de fiches)", colonnes, lignes)


def criteres(dossier: Dossier) -> list[Bloc]:
    """Ce que chaque question demande, et ce qu'il faut écrire quand la réponse est non."""
    colonnes = [Colonne("Question"), Colonne("Ce qu'elle demande"), Colonne("Si la réponse est non")]
    lignes = [Ligne([c.intitule, c.question, c.reparation]) for c in CRITERES.values()]
    return [Repliable("Les huit questions", [Tableau("Les questions de l'audit", colonnes, lignes)])]


def fiches(dossier: Dossier) -> list[Bloc]:
    """La matrice : une ligne par fiche, une colonne par question, le score."""
    examens = examiner_fiches(dossier.plan)
    if not examens:
        return [AUCUNE_FICHE]
    colonnes = [
        Colonne("Fiche"),
        numerique("Oui"),
        numerique("À préciser"),
        *(Colonne(c.intitule) for c in CRITERES.values()),
    ]
    lignes = [
        Ligne(_reponses(dossier, e), False, f"examen-{e.id}", facettes_de_fiche(dossier, e.fiche))
        for e in examens
    ]
    note = (
        "« Oui » : le nombre de questions auxquelles le texte répond. « À préciser » : celles auxquelles "
        "il répond en partie, ou d'une façon qui se discute ; le score peut monter d'autant."
    )
    return [Tableau("Les réponses de chaque fiche", colonnes, lignes, note)]


def _reponses(dossier: Dossier, examen: Examen) -> list[object]:
    etiquettes = [Etiquette(verdict.reponse) for verdict in examen.verdicts.values()]
    return [nom_de_fiche(examen.fiche), *_score(dossier, examen), *etiquettes]


def _score(dossier: Dossier, examen: Examen) -> tuple[Chiffre, Chiffre]:
    nom = nom_court(examen.fiche)
    return (
        compter_les_reponses(dossier, f"{nom} : questions répondues", examen, examen.questions("oui")),
        compter_les_reponses(
            dossier, f"{nom} : questions à préciser", examen, examen.questions("en_partie", "a_discuter")
        ),
    )


def compter_les_reponses(dossier: Dossier, libelle: str, examen: Examen, choisies: Sequence[str]) -> Chiffre:
    """Un nombre de questions, toutes posées au même élément du plan."""
    return compter_du_plan(dossier, libelle, [examen.id] * len(choisies), "nombre")


def motifs(dossier: Dossier) -> list[Bloc]:
    """Pour chaque fiche, la raison de chaque réponse et les mots du texte."""
    return [Repliable(nom_de_fiche(e.fiche), [_motifs(e)]) for e in examiner_fiches(dossier.plan)]


def _motifs(examen: Examen) -> Tableau:
    titres = ["Question", "Réponse", "Pourquoi", "Les mots du texte"]
    lignes = [
        Ligne([CRITERES[code].intitule, Etiquette(v.reponse), v.raison, citations(v)])
        for code, v in examen.verdicts.items()
    ]
    legende = f"Les motifs : {nom_de_fiche(examen.fiche)}"
    return Tableau(legende, [Colonne(t) for t in titres], lignes)


def citations(verdict: Verdict) -> object:
    """Les mots du texte sur lesquels une réponse s'appuie."""
    return [f"« {extrait} »" for extrait in verdict.extraits] or "–"


def actions(dossier: Dossier) -> list[Bloc]:
    """Une ligne par action, groupées par fiche : ce qui lui manque, ce qui se discute."""
    examens = examiner_actions(dossier.plan)
    if not examens:
        return [Paragraphe("Les fiches du plan en vigueur n'ont aucune action.", "absence")]
    completes = [e for e in examens if not e.questions("non")]
    synthese = phrase(
        "{n} {mot} sur {total} n'{verbe} aucune question sans réponse.",
        n=compter(dossier, "Actions sans question laissée sans réponse", completes),
        mot=accorder(len(completes), "action", "actions"),
        total=compter(dossier, "Actions du plan", examens),
        verbe=accorder(len(completes), "a", "ont"),
    )
    groupes = [
        (fiche, [e for e in examens if e.fiche.id == fiche.id])
        for fiche in dossier.plan.fiches
        if fiche.actions
    ]
    return [Paragraphe(synthese), *(_actions_de(dossier, fiche, groupe) for fiche, groupe in groupes)]


def _actions_de(dossier: Dossier, fiche: Fiche, examens: Sequence[Examen]) -> Repliable:
    colonnes = [Colonne("Action"), numerique("Oui"), Colonne("Sans réponse"), Colonne("À préciser")]
    lignes = [Ligne([_nom(e), *_cellules(dossier, e)]) for e in examens]
    tableau = Tableau(f"Les actions de : {nom_de_fiche(fiche)}", colonnes, lignes)
    return Repliable(nom_de_fiche(fiche), [tableau])


def _nom(examen: Examen) -> str:
    action = examen.action
    assert action is not None
    return f"{action.code}. {action.intitule}" if action.code else action.intitule


def _cellules(dossier: Dossier, examen: Examen) -> list[object]:
    oui = examen.questions("oui")
    libelle = f"{_nom(examen)[:60]} : questions répondues"
    return [
        compter_les_reponses(dossier, libelle, examen, oui),
        noms_de_questions(examen.questions("non")),
        noms_de_questions(examen.questions("en_partie", "a_discuter")),
    ]


def noms_de_questions(codes: Sequence[str]) -> str:
    """« état zéro, cible », ou un tiret."""
    return ", ".join(CRITERES[code].intitule.lower() for code in codes) or "–"
