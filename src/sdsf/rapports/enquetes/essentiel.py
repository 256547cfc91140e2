"""L'essentiel d'une enquête : ce que les répondants disent, et ce qu'il faut savoir avant de s'en servir."""

from collections.abc import Callable

from sdsf.dossier import Dossier
from sdsf.enquetes.echantillon import Part
from sdsf.enquetes.vague import Modalite, Vague
from sdsf.rapports.constats import Constat, liste_constats
from sdsf.rapports.enquetes.avant_apres import changements, constat
from sdsf.rapports.enquetes.repondants import combien, ont_repondu
from sdsf.rapports.enquetes.textes import faits_d_enquete
from sdsf.rapports.enquetes.vagues import (
    derniere,
    mesure,
    part,
    precedente,
    repondants_a,
    sans_enquete,
    suivies,
)
from sdsf.referentiel.questionnaires import ChoixMultiple, ChoixUnique, Question, QuestionEchelle
from sdsf.rendu.blocs import Bloc, Encadre, Groupe, Phrase, phrase

# Les questions qui demandent pourquoi, ou de quoi l'on a besoin : leur réponse la plus citée se retient.
RAISONS = ("raisons", "besoins")
RAISONS_MONTREES = 2


def essentiel(dossier: Dossier) -> list[Bloc]:
    """Deux encadrés : les constats, et les réserves."""
    constats = [c for regle in CONSTATS if (c := regle(dossier))]
    reserves = [c for regle in RESERVES if (c := regle(dossier))]
    vide = "Aucune réponse d'enquête n'est connue : rien ne peut être constaté."
    return [
        Groupe(
            "essentiel",
            [
                Encadre("Constats", [liste_constats(constats, vide)], "constats"),
                Encadre(
                    "À savoir avant de s'en servir", [liste_constats(reserves, "Aucune réserve.")], "alertes"
                ),
            ],
        )
    ]


def constat_des_reponses(dossier: Dossier) -> Constat | None:
    """Combien ont répondu."""
    vague = derniere(dossier)
    if vague is None:
        return None
    texte = f"En {vague.fiche.annee}, {{n}} {ont_repondu(vague)}."
    return Constat(phrase(texte, n=combien(dossier, vague)), "repondants")


def constat_de_satisfaction(dossier: Dossier) -> Constat | None:
    """Le service dont on est le plus satisfait, et celui dont on l'est le moins."""
    vague = derniere(dossier)
    lues = phrases_de_satisfaction(dossier, vague) if vague else []
    return Constat(lues[0], "resultats") if lues else None


def phrases_de_satisfaction(dossier: Dossier, vague: Vague) -> list[Phrase]:
    """Une phrase : la part suivie la plus haute et la plus basse d'une même échelle."""
    echelles = [q for q in suivies(vague) if isinstance(q, QuestionEchelle)]
    premiere = [q for q in echelles if q.echelle == echelles[0].echelle]
    connues = sorted(((p, q) for q in premiere if (p := vague.suivie(q))), key=lambda c: -c[0].part)
    if not connues:
        return []
    (haut, tete), (bas, queue) = connues[0], connues[-1]
    quoi = mesure(vague, tete)
    if tete is queue:
        texte = f"Les {quoi} sont {{p}} % pour « {{q}} » ({{n}} réponses)."
        valeurs = {"p": part(dossier, vague, tete, quoi, haut), "q": tete.court}
        return [phrase(texte, **valeurs, n=repondants_a(dossier, vague, tete, haut.n))]
    texte = (
        f"Les {quoi} sont {{h}} % pour « {{t}} » ({{nh}} réponses) "
        "et {b} % pour « {q} » ({nb} réponses)."
    )
    return [
        phrase(
            texte,
            h=part(dossier, vague, tete, quoi, haut),
            t=tete.court,
            nh=repondants_a(dossier, vague, tete, haut.n),
            b=part(dossier, vague, queue, quoi, bas),
            q=queue.court,
            nb=repondants_a(dossier, vague, queue, bas.n),
        )
    ]


def constat_de_connaissance(dossier: Dossier) -> Constat | None:
    """La part suivie la plus basse d'une question posée à tous."""
    vague = derniere(dossier)
    lues = phrases_de_connaissance(dossier, vague) if vague else []
    return Constat(lues[0], "resultats") if lues else None


def phrases_de_connaissance(dossier: Dossier, vague: Vague) -> list[Phrase]:
    """Ce que les gens connaissent ou font, parmi ce qui est demandé à tous ; d'abord le moins répandu."""
    a_tous = [q for q in suivies(vague) if isinstance(q, ChoixUnique) and q.si is None]
    connues = sorted(((p, q) for q in a_tous if (p := vague.suivie(q))), key=lambda couple: couple[0].part)
    return [_part_en_phrase(dossier, vague, question, estimee) for estimee, question in connues]


def _part_en_phrase(dossier: Dossier, vague: Vague, question: Question, estimee: Part) -> Phrase:
    quoi = mesure(vague, question)
    return phrase(
        f"Les {quoi} sont {{p}} % ({{n}} réponses).",
        p=part(dossier, vague, question, quoi, estimee),
        n=repondants_a(dossier, vague, question, estimee.n),
    )


def constat_de_non_recours(dossier: Dossier) -> Constat | None:
    """La réponse la plus citée de chaque question sur les raisons ou les besoins."""
    vague = derniere(dossier)
    lues = phrases_de_raisons(dossier, vague)[:RAISONS_MONTREES] if vague else []
    if not lues:
        return None
    texte = " ".join(f"{{r{rang}}}" for rang in range(len(lues)))
    return Constat(phrase(texte, **{f"r{rang}": lue for rang, lue in enumerate(lues)}), "resultats")


def phrases_de_raisons(dossier: Dossier, vague: Vague) -> list[Phrase]:
    """Par question sur les raisons ou les besoins, la réponse la plus citée."""
    questions = [
        q
        for q in vague.questionnaire.questions()
        if isinstance(q, ChoixMultiple) and q.code.startswith(RAISONS)
    ]
    return [dite for question in questions if (dite := _raison(dossier, vague, question))]


def _raison(dossier: Dossier, vague: Vague, question: Question) -> Phrase | None:
    lue = vague.repartition(question)
    connues: list[Modalite] = [m for m in lue.modalites if m.part is not None]
    if not connues:
        return None
    tete = max(connues, key=lambda m: m.part.part if m.part else 0.0)
    return phrase(
        "{q} : « {m} », {p} % ({n} réponses).",
        q=question.court,
        m=tete.libelle,
        p=part(dossier, vague, question, tete.libelle, tete.part),
        n=repondants_a(dossier, vague, question, lue.n or 0),
    )


def constat_de_changement(dossier: Dossier) -> Constat | None:
    """Ce qui a changé depuis la vague d'avant."""
    apres, avant = derniere(dossier), precedente(dossier)
    if apres is None or avant is None:
        return None
    trouves = changements(avant, apres)
    return Constat(constat(dossier, avant, apres, trouves), "avant-apres") if trouves else None


def reserve_sans_enquete(dossier: Dossier) -> Constat | None:
    """Aucune réponse : ce qui n'est pas mesuré, et qui peut le mesurer."""
    if derniere(dossier) is not None:
        return None
    manque = str(sans_enquete(dossier).contenu)
    return Constat(phrase("{m}", m=manque), "limites")


def reserve_du_texte(dossier: Dossier) -> Constat | None:
    """Le schéma cite une enquête dont on n'a pas les réponses."""
    if derniere(dossier) is not None or faits_d_enquete(dossier).empty:
        return None
    texte = "Le texte du schéma cite les résultats d'une enquête : repris tels quels, sans les réponses."
    return Constat(phrase(texte), "textes")


def reserve_de_representativite(dossier: Dossier) -> Constat | None:
    """Ceux qui ont répondu ne sont pas tous les autres."""
    vague = derniere(dossier)
    if vague is None:
        return None
    cale = "calées sur ce que l'on sait de la population" if vague.echantillon.calees else "non calées"
    texte = f"Les réponses sont {cale} ; ceux qui n'ont pas répondu peuvent penser autrement."
    return Constat(phrase(texte), "repondants")


def reserve_d_anciennete(dossier: Dossier) -> Constat | None:
    """La dernière enquête n'est pas de l'année du rapport."""
    vague = derniere(dossier)
    if vague is None or vague.fiche.annee == dossier.annee:
        return None
    texte = f"La dernière enquête connue est de {vague.fiche.annee} : elle ne dit rien de ce qui a suivi."
    return Constat(phrase(texte), "limites")


def reserve_des_petits_groupes(dossier: Dossier) -> Constat | None:
    """Des questions n'ont pas assez de réponses."""
    vague = derniere(dossier)
    if vague is None:
        return None
    muettes = [q.court for q in suivies(vague) if vague.suivie(q) is None]
    if not muettes:
        return None
    noms = ", ".join(f"« {nom} »" for nom in muettes)
    texte = f"Sans résultat publié, faute de réponses ou par secret (moins de {vague.minimum}, ou 1 à "
    return Constat(phrase("{t}", t=f"{texte}{vague.petit - 1} personnes) : {noms}."), "resultats")


Regle = Callable[[Dossier], Constat | None]
CONSTATS: tuple[Regle, ...] = (
    constat_des_reponses,
    constat_de_satisfaction,
    constat_de_connaissance,
    constat_de_non_recours,
    constat_de_changement,
)
RESERVES: tuple[Regle, ...] = (
    reserve_sans_enquete,
    reserve_du_texte,
    reserve_de_representativite,
    reserve_d_anciennete,
    reserve_des_petits_groupes,
)
