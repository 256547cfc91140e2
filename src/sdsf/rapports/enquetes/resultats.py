"""Les résultats, thème par thème : une figure pour les échelles, un tableau par question."""

from collections.abc import Sequence

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.enquetes.vague import Modalite, Repartition, Vague
from sdsf.rapports.enquetes.vagues import (
    compte,
    derniere,
    intervalle,
    mesure,
    part,
    repondants_a,
    rien_a_montrer,
)
from sdsf.referentiel.questionnaires import (
    Question,
    QuestionEchelle,
    QuestionNombre,
    QuestionTexte,
    Section,
)
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Figure,
    Ligne,
    Paragraphe,
    Phrase,
    Repliable,
    Tableau,
    Titre,
    numerique,
    phrase,
)
from sdsf.rendu.figures import Part as PartDessinee
from sdsf.rendu.figures import tracer_empilees
from sdsf.rendu.nombres import nombre

# De la plus favorable à la moins favorable ; les motifs distinguent les deux bouts en gris.
COULEURS = ("#0b4f9e", "#8ab4dc", "#e3e6ea", "#f2b48a", "#b4501e")
MOTIFS = ("", "", "", "..", "//")


def resultats(dossier: Dossier) -> list[Bloc]:
    """Chaque partie du questionnaire : ses échelles en une figure, ses autres questions en tableaux."""
    vague = derniere(dossier)
    if vague is None:
        return [rien_a_montrer()]
    return [bloc for section in vague.questionnaire.sections for bloc in _section(dossier, vague, section)]


def _section(dossier: Dossier, vague: Vague, section: Section) -> list[Bloc]:
    # Une question dont la marge est tenue redit la population : « qui a répondu » la montre déjà.
    calees = vague.echantillon.calees
    questions = [q for q in section.questions if not isinstance(q, QuestionTexte) and q.code not in calees]
    if not questions:
        return []
    echelles = [vague.repartition(q) for q in questions if isinstance(q, QuestionEchelle)]
    autres = [q for q in questions if not isinstance(q, QuestionEchelle)]
    return [
        Titre(3, section.intitule, f"theme-{section.code.replace('_', '-')}"),
        *_figures(dossier, vague, section, [r for r in echelles if r.entiere]),
        *_cachees(dossier, vague, [r for r in echelles if not r.entiere]),
        *[bloc for question in autres for bloc in _question(dossier, vague, question)],
    ]


# --- les échelles ---------------------------------------------------------------------------------


def _figures(dossier: Dossier, vague: Vague, section: Section, lues: Sequence[Repartition]) -> list[Bloc]:
    """Une figure par échelle employée dans la partie."""
    codes = list(dict.fromkeys(r.question.echelle for r in lues if isinstance(r.question, QuestionEchelle)))
    return [
        _figure(
            dossier,
            vague,
            f"echelle-{section.code}-{code}".replace("_", "-"),
            [r for r in lues if isinstance(r.question, QuestionEchelle) and r.question.echelle == code],
        )
        for code in codes
    ]


def _figure(dossier: Dossier, vague: Vague, ancre: str, lues: Sequence[Repartition]) -> Figure:
    barres = [(_etiquette(lue), _parts(lue)) for lue in lues]
    tableau = Tableau(
        f"La part de chaque réponse (%) : {', '.join(lue.question.court for lue in lues)}",
        [Colonne("Question"), *(numerique(m.libelle) for m in lues[0].modalites), numerique("Réponses")],
        [_ligne(dossier, vague, lue) for lue in lues],
    )
    premiere = lues[0].modalites[0]
    lecture = phrase(
        f"Lecture : en {vague.fiche.annee}, {{p}} % des {vague.questionnaire.repondants} ont répondu "
        "« {m} » à « {q} » ({n} réponses).",
        p=part(dossier, vague, lues[0].question, premiere.libelle, premiere.part),
        m=premiere.libelle,
        q=lues[0].question.court,
        n=repondants_a(dossier, vague, lues[0].question, lues[0].n or 0),
    )
    return Figure(
        ancre,
        titre_de_la_figure(dossier, vague, lues),
        f"Part des réponses, en %, parmi ceux à qui la question est posée, {vague.fiche.annee}, "
        f"{dossier.departement.nom}",
        tracer_empilees(ancre, barres, legendes=len(COULEURS)),
        "; ".join(f"{nom} : " + ", ".join(f"{p.nom} {nombre(p.valeur)} %" for p in ps) for nom, ps in barres),
        lecture,
        f"Source : {vague.fiche.intitule}. Estimations pesées ; les intervalles sont au tableau.",
        [],
        tableau,
    )


def _etiquette(lue: Repartition) -> str:
    return f"{lue.question.court} (n = {nombre(lue.n or 0)})"


def _parts(lue: Repartition) -> list[PartDessinee]:
    return [
        PartDessinee(m.libelle, m.part.part if m.part else 0.0, COULEURS[rang], MOTIFS[rang])
        for rang, m in enumerate(lue.modalites)
    ]


def _ligne(dossier: Dossier, vague: Vague, lue: Repartition) -> Ligne:
    parts = [part(dossier, vague, lue.question, m.libelle, m.part) for m in lue.modalites]
    n = repondants_a(dossier, vague, lue.question, lue.n or 0)
    return Ligne([lue.question.court, *parts, n])


def titre_de_la_figure(dossier: Dossier, vague: Vague, lues: Sequence[Repartition]) -> Phrase:
    """La part suivie, de la plus haute à la plus basse."""
    suivis = [(vague.suivie(lue.question), lue.question) for lue in lues]
    connus = sorted(((p, q) for p, q in suivis if p), key=lambda couple: -couple[0].part)
    if not connus:
        return phrase(f"{lues[0].question.court} : la répartition des réponses")
    haut, bas = connus[0], connus[-1]
    chiffres = [part(dossier, vague, q, mesure(vague, q), p) for p, q in (haut, bas)]
    quoi = mesure(vague, haut[1])
    if len(connus) == 1:
        return phrase(f"{haut[1].court} : {{p}} % de {quoi}", p=chiffres[0])
    texte = f"De {{bas}} à {{haut}} % de {quoi} : {{a}} d'un bout, {{b}} de l'autre"
    return phrase(texte, bas=chiffres[1], haut=chiffres[0], a=bas[1].court.lower(), b=haut[1].court.lower())


def _cachees(dossier: Dossier, vague: Vague, lues: Sequence[Repartition]) -> list[Bloc]:
    """Une échelle dont une réponse est cachée ne se dessine pas : un tableau, ou le motif de son absence."""
    return [bloc for lue in lues for bloc in _tableau(dossier, vague, lue)]


# --- les autres questions -------------------------------------------------------------------------


def _question(dossier: Dossier, vague: Vague, question: Question) -> list[Bloc]:
    if isinstance(question, QuestionNombre):
        return _moyenne(dossier, vague, question)
    return _tableau(dossier, vague, vague.repartition(question))


def _tableau(dossier: Dossier, vague: Vague, lue: Repartition) -> list[Bloc]:
    question = lue.question
    if not lue.modalites:
        return [Paragraphe(trop_peu(vague, question, lue.n), "absence")]
    multiple = question.type == "choix_multiple"
    retenues = sorted(lue.modalites, key=_rang) if multiple else lue.modalites
    lignes = []
    for modalite in retenues:
        chiffre = part(dossier, vague, question, modalite.libelle, modalite.part)
        lignes.append(Ligne([modalite.libelle, chiffre, intervalle(modalite.part)]))
    plusieurs = " Plusieurs réponses étaient possibles." if multiple else ""
    n = repondants_a(dossier, vague, question, lue.n or 0)
    return [
        Tableau(
            question.court,
            [Colonne("Réponse"), numerique("Part (%)"), numerique("Intervalle à 95 % (%)")],
            lignes,
            phrase(f"« {{q}} » : {{n}} réponses.{plusieurs}", q=question.libelle, n=n),
        )
    ]


def _rang(modalite: Modalite) -> float:
    """De la plus citée à la moins citée ; celles que l'on cache à la fin, où leur place ne dit rien."""
    return -(modalite.part.part if modalite.part else -1.0)


def trop_peu(vague: Vague, question: Question, n: int | None) -> str:
    """Pourquoi une question n'a pas de résultat."""
    if n is not None:
        return f"« {question.court} » : les résultats sont couverts par le secret statistique."
    return f"« {question.court} » : moins de {vague.minimum} réponses, aucune part n'est donnée."


def _moyenne(dossier: Dossier, vague: Vague, question: QuestionNombre) -> list[Bloc]:
    estimee = vague.moyenne(question)
    if estimee is None:
        return [Paragraphe(trop_peu(vague, question, None), "absence")]
    valeurs = {
        nom: Chiffre(
            f"{question.court} : {mot}",
            round(valeur, 6),
            "",
            nature="estimee",
            formule="moyenne pesée ; variance de Taylor, intervalle à 95 %",
            denominateur=f"{estimee.n} réponses (non pesées)",
            territoire=dossier.departement.nom,
            perimetre=vague.questionnaire.repondants,
            periode=str(vague.fiche.annee),
            source=vague.fiche.intitule,
            trace=vague.trace(question.code),
        )
        for nom, mot, valeur in (
            ("m", "moyenne", estimee.moyenne),
            ("bas", "moyenne, borne basse", estimee.bas),
            ("haut", "moyenne, borne haute", estimee.haut),
        )
    }
    n = compte(dossier, vague, f"Réponses à « {question.court} »", estimee.n, vague.trace(question.code))
    mot = dossier.referentiel.unite(question.unite).pluriel
    texte = f"{question.court} : {{m}} {mot} en moyenne (à 95 %, de {{bas}} à {{haut}} ; {{n}} réponses)."
    return [Paragraphe(phrase(texte, **valeurs, n=n))]


def repliee(titre: str, blocs: Sequence[Bloc]) -> list[Bloc]:
    """Des blocs à un clic ; rien s'il n'y en a pas."""
    return [Repliable(titre, blocs)] if blocs else []
