"""La contribution : chaque hypothèse, les faits pour et contre, les explications rivales, la phrase.

La phrase est celle de ``evaluation.contribution.dire`` : jamais plus que les preuves relues n'autorisent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sdsf.chiffres import Chiffre, Trace, sans_signe
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreurs
from sdsf.evaluation import contribution as c
from sdsf.evaluation.preuves import ElementRelu, relire
from sdsf.rapports.chiffrer import compter_des_faits
from sdsf.rapports.jugements.etablis import dire_element
from sdsf.rapports.jugements.etats import bornes, ecart_des_bornes, mesures_des_elements, sens_de, suivre
from sdsf.rapports.jugements.matrice import COMMISSION, SOURCE_DES_TRAVAUX
from sdsf.rapports.jugements.produits import SIGNE, nommer_sans_cause
from sdsf.referentiel.contribution import Comparaison, ExplicationRivale, Hypothese
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Definitions,
    Ecart,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    Titre,
    absence,
    phrase,
)
from sdsf.rendu.citations import Cite, Fondee
from sdsf.rendu.nombres import accorder

MAILLONS = {
    "moyens": "moyens",
    "realisations": "réalisations",
    "resultats": "résultats",
    "impacts": "impacts",
}
EXAMENS = {
    "ecartee": "écartée",
    "plausible": "plausible",
    "non_examinee": "non examinée",
}
LIMITE = (
    "Une contribution n'est pas un effet mesuré : elle dit qu'une hypothèse résiste aux faits réunis et aux "
    "autres explications examinées. Le verbe vient de la force de preuve, jamais de qui écrit."
)


@dataclass(frozen=True)
class Evolution:
    """L'évolution qui éprouve une hypothèse : son écart et ses mots, ou pourquoi elle ne se dit pas."""

    ecart: Chiffre | None
    mots: str
    motif: str


@dataclass(frozen=True)
class Examen:
    """Une hypothèse, ses éléments relus, sa force, sa phrase."""

    hypothese: Hypothese
    elements: tuple[ElementRelu, ...]
    force: str | None
    phrase: Fondee


def contribution(dossier: Dossier) -> list[Bloc]:
    """Les hypothèses éprouvées, l'une après l'autre ; celles dont rien n'est réuni, dans un tableau."""
    examens = examiner(dossier)
    if not examens:
        return [absence("Aucune hypothèse n'est écrite.", COMMISSION)]
    eprouves = [examen for examen in examens if examen.elements]
    blocs: list[Bloc] = [Paragraphe(_resume(dossier, examens, eprouves)), Paragraphe(LIMITE, "note")]
    for examen in eprouves:
        blocs += _detail(dossier, examen)
    return [*blocs, *_sans_element(dossier, [examen for examen in examens if not examen.elements])]


def examiner(dossier: Dossier) -> list[Examen]:
    """Chaque hypothèse du schéma, telle que l'année du rapport la connaît."""
    hypotheses = dossier.travaux.hypotheses
    cites = [e.indicateur for h in hypotheses for e in h.elements if e.indicateur]
    mesures = mesures_des_elements(dossier, cites)
    return [
        _examiner(dossier, hypothese, relire(hypothese.elements, mesures, dossier.annee))
        for hypothese in hypotheses
    ]


def _examiner(dossier: Dossier, hypothese: Hypothese, elements: tuple[ElementRelu, ...]) -> Examen:
    relus = [relu.element for relu in elements]
    comparaison = comparaison_connue(dossier, hypothese)
    plan = _plan(dossier, hypothese, comparaison) if comparaison else None
    force = c.force_de_preuve(relus, plan)
    evolution = evolution_de(dossier, hypothese)
    connue = hypothese.model_copy(update={"elements": relus})
    fondee = _dire(dossier, connue, evolution, plan)
    chiffres = {SIGNE: evolution.ecart} if evolution.ecart and SIGNE in fondee.texte else {}
    nom = type(fondee.fondement).__name__
    return Examen(connue, elements, force, Fondee(fondee.texte, nom, chiffres))


def _dire(
    dossier: Dossier, hypothese: Hypothese, evolution: Evolution, plan: c.PlanDeComparaison | None
) -> c.Phrase:
    """La phrase la plus forte que les éléments autorisent ; sans évolution mesurée, aucune n'en parle."""
    force = c.force_de_preuve(hypothese.elements, plan)
    if force in ("A", "B", "C") and evolution.motif:
        return c.dire_silence(c.Silence(evolution.motif))
    return c.dire(sujet_de(dossier, hypothese), evolution.mots, hypothese, plan)


def sujet_de(dossier: Dossier, hypothese: Hypothese) -> str:
    """« Le schéma », ou l'axe de l'hypothèse, par son titre quand il ne dit pas de cause."""
    noeuds = {noeud.id: noeud for noeud in dossier.plan.arborescence}
    noeud = noeuds.get(hypothese.axe or "")
    if noeud is None:
        return "Le schéma"
    intitule = nommer_sans_cause(noeud.intitule, noeud.code or noeud.id)
    return f"La mise en œuvre de la partie « {intitule} » du plan"


# --- l'évolution ----------------------------------------------------------------------------------


def evolution_de(dossier: Dossier, hypothese: Hypothese) -> Evolution:
    """L'évolution de l'indicateur d'une hypothèse, dans une seule édition."""
    code = hypothese.indicateur
    suivi = suivre(dossier, code) if code else None
    if suivi is None or code is None:
        return Evolution(None, "", "aucun indicateur relevé ne mesure ce que l'hypothèse annonce")
    depart, arrivee = bornes(dossier, code)
    if depart is None or arrivee is None:
        return Evolution(None, "", "l'indicateur n'a pas deux valeurs dans la même édition")
    difference = ecart_des_bornes(dossier, suivi.libelle, depart, arrivee)
    return _dire_l_evolution(dossier, difference, suivi.libelle, sens_de(dossier, code))


def _dire_l_evolution(dossier: Dossier, difference: Chiffre, libelle: str, sens: str | None) -> Evolution:
    """« une hausse de 3,1 points de l'indicateur « … », de 2021 à 2025 », si c'est un progrès."""
    valeur = difference.valeur or 0.0
    if not valeur:
        return Evolution(None, "", "l'indicateur n'a pas évolué")
    mouvement = "hausse" if valeur > 0 else "baisse"
    if sens in ("hausse", "baisse") and sens != mouvement:
        return Evolution(None, "", "l'indicateur évolue dans le sens contraire à celui d'un progrès")
    unite = dossier.referentiel.unite(difference.unite)
    mot = accorder(valeur, unite.singulier, unite.pluriel)
    nom = nommer_sans_cause(libelle, "que l'hypothèse désigne")
    de, a = difference.periode.split("/") if "/" in difference.periode else ("", difference.periode)
    mots = f"une {mouvement} de {SIGNE} {mot} de l'indicateur « {nom} », de {de} à {a}"
    return Evolution(sans_signe(difference), mots, "")


# --- le plan de comparaison -----------------------------------------------------------------------


def comparaison_connue(dossier: Dossier, hypothese: Hypothese) -> Comparaison | None:
    """Le plan de comparaison, si l'année du rapport en connaît la mesure d'après."""
    tenue = hypothese.comparaison
    return tenue if tenue is not None and tenue.apres <= dossier.annee else None


def _plan(dossier: Dossier, hypothese: Hypothese, comparaison: Comparaison) -> c.PlanDeComparaison | None:
    """Le plan que le constructeur accepte ; ``None`` si l'intervalle contient zéro, ou sans motif."""
    try:
        return c.PlanDeComparaison(
            sujet=sujet_de(dossier, hypothese),
            effet="un écart d'évolution",
            temoin=comparaison.temoin,
            raison_du_temoin=comparaison.raison_du_temoin,
            avant=comparaison.avant,
            apres=comparaison.apres,
            ecart=comparaison.ecart,
            au_moins=comparaison.au_moins,
            au_plus=comparaison.au_plus,
            hypotheses=tuple(comparaison.suppositions),
        )
    except Erreurs:
        # Une comparaison qui ne départage pas n'élève pas la force ; son écart reste imprimé.
        return None


# --- les blocs ------------------------------------------------------------------------------------


def _resume(dossier: Dossier, examens: Sequence[Examen], eprouves: Sequence[Examen]) -> Phrase:
    suite = "aucune n'a d'éléments réunis"
    if eprouves:
        suite = f"{{k}} {accorder(len(eprouves), 'a', 'ont')} des éléments réunis"
    return phrase(
        f"{{n}} {accorder(len(examens), 'hypothèse relie', 'hypothèses relient')} les maillons du schéma ; "
        f"{suite} jusqu'à fin {dossier.annee}.",
        n=compter_des_examens(dossier, "Hypothèses de contribution", examens),
        k=compter_des_examens(dossier, "Hypothèses dont des éléments sont réunis", eprouves),
    )


def compter_des_examens(dossier: Dossier, libelle: str, examens: Sequence[Examen]) -> Chiffre:
    traces = [dossier.travaux.traces.get(examen.hypothese.id, Trace()) for examen in examens]
    return compter_des_faits(dossier, libelle, traces, "nombre", SOURCE_DES_TRAVAUX)


def _detail(dossier: Dossier, examen: Examen) -> list[Bloc]:
    hypothese = examen.hypothese
    couples: list[tuple[str, object]] = [
        ("Des … vers les …", f"{MAILLONS[hypothese.de]} → {MAILLONS[hypothese.vers]}"),
        ("Éléments pour", _elements(examen, "pour")),
        ("Éléments contre", _elements(examen, "contre")),
        ("Explications rivales", [_rivale(r) for r in hypothese.rivales] or "aucune n'a été cherchée"),
        ("Comparaison", _comparaison(dossier, hypothese)),
        ("Force de preuve", examen.force or "aucune"),
        ("Ce que l'on peut dire", examen.phrase),
        ("Ce qui manque", _manques(examen)),
    ]
    return [
        Titre(3, f"Hypothèse : « {hypothese.enonce} »", f"hypothese-{hypothese.id.replace('.', '-')}"),
        Definitions(couples),
    ]


def _elements(examen: Examen, sens: str) -> object:
    choisis = [relu for relu in examen.elements if relu.element.sens == sens]
    return [dire_element(relu.element, relu.remarque) for relu in choisis] or "aucun"


def _rivale(rivale: ExplicationRivale) -> Phrase:
    suite = " : {r}" if rivale.raison else ""
    return phrase(
        "{e} ({x}" + suite + ")",
        e=Cite(rivale.enonce),
        x=EXAMENS[rivale.examen],
        r=Cite(rivale.raison or ""),
    )


def _comparaison(dossier: Dossier, hypothese: Hypothese) -> object:
    """Le témoin, l'écart et son intervalle, ce qu'il faut supposer ; sinon « aucun plan »."""
    tenue = comparaison_connue(dossier, hypothese)
    if tenue is None:
        return "aucun plan de comparaison"
    return phrase(
        "avec {t} ({raison}), de {a} à {b} : écart {e}, entre {bas} et {haut} ({s}) ; il faut supposer : {h}",
        t=Cite(tenue.temoin),
        raison=Cite(tenue.raison_du_temoin),
        a=str(tenue.avant),
        b=str(tenue.apres),
        e=Ecart(_chiffre(dossier, hypothese, "Écart d'évolution avec le témoin", tenue.ecart)),
        bas=Ecart(_chiffre(dossier, hypothese, "Écart avec le témoin, borne basse", tenue.au_moins)),
        haut=Ecart(_chiffre(dossier, hypothese, "Écart avec le témoin, borne haute", tenue.au_plus)),
        s=Cite(tenue.source),
        h=Cite(" ; ".join(tenue.suppositions)),
    )


def _chiffre(dossier: Dossier, hypothese: Hypothese, libelle: str, valeur: float) -> Chiffre:
    tenue = hypothese.comparaison
    assert tenue is not None
    suivi = suivre(dossier, hypothese.indicateur) if hypothese.indicateur else None
    unite = dossier.referentiel.unite(suivi.valeur.unite) if suivi else None
    return Chiffre(
        f"{libelle} ({hypothese.id})",
        valeur,
        unite.code if unite and unite.evolution != "points" else "points",
        nature="declaree",
        formule="écart donné par l'étude citée",
        territoire=dossier.departement.nom,
        periode=f"{tenue.avant}/{tenue.apres}",
        source=tenue.source,
        trace=dossier.travaux.traces.get(hypothese.id, Trace()),
    )


def _manques(examen: Examen) -> object:
    """Ce qui manque pour parler de contribution ; rien quand la phrase en parle."""
    if examen.phrase.fondement == "TableDeContribution":
        return "rien pour parler de contribution"
    elements = [relu.element for relu in examen.elements]
    return [Cite(manque) for manque in c.manques(elements, examen.hypothese.rivales)] or [
        "une évolution mesurée, dans le sens d'un progrès"
    ]


def _sans_element(dossier: Dossier, examens: Sequence[Examen]) -> list[Bloc]:
    """Les hypothèses que personne n'a encore éprouvées."""
    if not examens:
        return []
    lignes = [
        Ligne(
            [
                Cite(examen.hypothese.enonce),
                f"{MAILLONS[examen.hypothese.de]} → {MAILLONS[examen.hypothese.vers]}",
                [_rivale(rivale) for rivale in examen.hypothese.rivales] or "aucune n'a été cherchée",
            ]
        )
        for examen in examens
    ]
    titres = ["Hypothèse", "Des … vers les …", "Explications rivales"]
    return [
        Tableau("Les hypothèses sans élément : elles ne concluent pas", [Colonne(t) for t in titres], lignes),
        absence("Ces hypothèses attendent leurs éléments, pour et contre.", COMMISSION),
    ]
