"""Les réponses libres : leurs thèmes, et celles qu'une personne a relues et dites publiables.

Aucune réponse libre ne se publie sans relecture ; l'édition interne montre les autres, marquées « à relire ».
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sdsf.chiffres import Chiffre, inconnu, rapport, trace_de
from sdsf.dossier import Dossier
from sdsf.enquetes.protection import TOTAL
from sdsf.enquetes.vague import Vague
from sdsf.rapports.enquetes.vagues import compte, derniere, rien_a_montrer
from sdsf.referentiel.questionnaires import QuestionTexte
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Liste, Paragraphe, Tableau, Titre, numerique, phrase

# Ce qui se montre de chaque thème : les premières réponses, sans choisir.
CITEES = 5
SANS_THEME = "Sans thème, ou thème trop peu cité"
A_RELIRE = " (à relire : ne pas diffuser)"


@dataclass(frozen=True)
class Citation:
    """Une réponse libre que l'édition montre, et ses thèmes visibles."""

    texte: str
    themes: tuple[str, ...]
    relue: bool
    """Une personne l'a relue et dite publiable."""


def reponses_libres(dossier: Dossier) -> list[Bloc]:
    """Par question libre : ce qui a été relu, les thèmes, les réponses publiables."""
    vague = derniere(dossier)
    if vague is None:
        return [rien_a_montrer()]
    questions = [q for q in vague.questionnaire.questions() if isinstance(q, QuestionTexte)]
    return [bloc for question in questions for bloc in _question(dossier, vague, question)]


def _question(dossier: Dossier, vague: Vague, question: QuestionTexte) -> list[Bloc]:
    donnees = vague.lue.ouvertes[vague.lue.ouvertes["question"] == question.code]
    titre = Titre(3, question.court, f"libre-{question.code.replace('_', '-')}")
    if donnees.empty:
        return [titre, Paragraphe("Aucune réponse libre n'a été donnée à cette question.", "absence")]
    if vague.caches_des_themes.cache(question.code, TOTAL):
        return [titre, Paragraphe("Trop peu de réponses libres pour en rien montrer.", "absence")]
    return [
        titre,
        Paragraphe(relecture(dossier, vague, question, donnees)),
        *_themes(dossier, vague, question, donnees),
        *_citations(vague, question, donnees),
    ]


def relecture(dossier: Dossier, vague: Vague, question: QuestionTexte, donnees: pd.DataFrame) -> object:
    """Combien de réponses, combien relues, combien publiables."""
    relues, publiables = donnees[donnees["publiable"] != ""], donnees[donnees["publiable"] == "oui"]
    dits = {
        "n": ("Réponses libres", donnees),
        "r": ("Réponses libres relues", relues),
        "p": ("Réponses libres publiables", publiables),
    }
    chiffres = {
        nom: compte(dossier, vague, f"{quoi} : {question.court}", len(lignes), trace_de(lignes))
        for nom, (quoi, lignes) in dits.items()
    }
    texte = (
        "« {q} » : {n} réponses libres, dont {r} relues par une personne et {p} dites publiables. Les autres "
        "ne sont pas imprimées dans l'édition publique."
    )
    return phrase(texte, q=question.libelle, **chiffres)


def _themes(dossier: Dossier, vague: Vague, question: QuestionTexte, donnees: pd.DataFrame) -> list[Bloc]:
    cites = vague.lue.themes[vague.lue.themes["question"] == question.code]
    if cites.empty:
        manque = "Ces réponses ne sont pas codées par thème (themes.csv)."
        return [Paragraphe(f"{manque} Peut le faire : qui dépouille l'enquête.", "absence")]
    ensemble = compte(dossier, vague, f"Réponses libres : {question.court}", len(donnees), trace_de(donnees))
    lignes = []
    for code, nombre in themes_tries(vague, question):
        nom = f"{question.court} : {question.themes[code]}"
        if nombre is None:
            lignes.append(Ligne([question.themes[code], inconnu(nom, "reponses", "secret"), "–"]))
            continue
        effectif = compte(dossier, vague, nom, nombre, trace_de(cites[cites["theme"] == code]))
        lignes.append(Ligne([question.themes[code], effectif, _part(vague, nom, effectif, ensemble)]))
    return [
        Tableau(
            f"{question.court} : les thèmes des réponses libres",
            [Colonne("Thème"), numerique("Réponses"), numerique("Part des réponses libres (%)")],
            lignes,
            "Une réponse peut toucher plusieurs thèmes. Ceux qui écrivent ne ressemblent pas à tous les "
            f"{vague.questionnaire.repondants} : ces parts ne sont pas pesées.",
        )
    ]


def _part(vague: Vague, nom: str, effectif: Chiffre, ensemble: Chiffre) -> Chiffre | str:
    suffit = ensemble.valeur is not None and vague.suffit(int(ensemble.valeur))
    return rapport(f"{nom}, part", effectif, ensemble) if suffit else f"moins de {vague.minimum} réponses"


def themes_tries(vague: Vague, question: QuestionTexte) -> list[tuple[str, int | None]]:
    """Les thèmes, du plus cité au moins cité ; ``None`` : l'édition en cache le nombre."""
    cites = vague.lue.themes[vague.lue.themes["question"] == question.code]["theme"].value_counts()
    comptes = [
        (code, None if vague.caches_des_themes.cache(question.code, code) else int(cites.get(code, 0)))
        for code in question.themes
    ]
    return sorted(comptes, key=lambda couple: -1 if couple[1] is None else -couple[1] - 2)


# --- les textes -----------------------------------------------------------------------------------


def citations(vague: Vague, question: QuestionTexte) -> list[Citation]:
    """Les réponses que l'édition montre, une fois chacune : relues et publiables, ou toutes en interne."""
    donnees = vague.lue.ouvertes[vague.lue.ouvertes["question"] == question.code]
    montrees = donnees[donnees["publiable"] == "oui"] if vague.publique else donnees
    par_reponse = vague.lue.themes[vague.lue.themes["question"] == question.code].groupby("reponse")["theme"]
    themes = {str(reponse): tuple(codes) for reponse, codes in par_reponse}
    trouvees: dict[str, Citation] = {}
    for ligne in montrees.to_dict("records"):
        publiable = ligne["publiable"] == "oui"
        texte = (ligne["texte_publie"] or ligne["texte"]) if publiable else f"{ligne['texte']}{A_RELIRE}"
        visibles = tuple(
            code
            for code in themes.get(ligne["reponse"], ())
            if not vague.caches_des_themes.cache(question.code, code)
        )
        trouvees.setdefault(texte, Citation(texte, visibles, publiable))
    return list(trouvees.values())


def _citations(vague: Vague, question: QuestionTexte, donnees: pd.DataFrame) -> list[Bloc]:
    toutes = citations(vague, question)
    if not toutes:
        return [Paragraphe("Aucune réponse libre n'est encore relue et dite publiable.", "absence")]
    groupes = [
        (code, question.themes[code], [c for c in toutes if code in c.themes])
        for code, _ in themes_tries(vague, question)
    ]
    groupes.append(("sans-theme", SANS_THEME, [c for c in toutes if not c.themes]))
    blocs = [
        bloc
        for code, nom, siennes in groupes
        if siennes
        for bloc in _d_un_theme(f"{question.code}-{code}".replace("_", "-"), nom, siennes)
    ]
    note = (
        f"Au plus {CITEES} réponses par thème, les premières reçues : elles ne sont pas choisies. Le texte "
        "est celui de la personne, corrigé à la relecture quand il désignait quelqu'un."
    )
    return [*blocs, Paragraphe(note, "note")]


def _d_un_theme(ancre: str, nom: str, siennes: Sequence[Citation]) -> list[Bloc]:
    reste = len(siennes) - CITEES
    suite = "" if reste < 1 else f" ({reste} autres)" if reste > 1 else " (une autre)"
    textes = [phrase("« {t} »", t=citation.texte) for citation in siennes[:CITEES]]
    return [Titre(4, f"{nom}{suite}", f"theme-{ancre}"), Liste(textes)]
