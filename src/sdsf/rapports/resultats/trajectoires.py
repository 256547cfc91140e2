"""Les objectifs chiffrés : d'où ils partent, où ils devraient en être, où mène leur tendance.

Un objectif non atteint a été mesuré ; un objectif non évaluable ne l'a pas été : les deux ne se mêlent pas.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sdsf.chiffres import Chiffre, ecart, ecrire, inconnu, reunir
from sdsf.dossier import Dossier
from sdsf.evaluation.progression import Sort, sort_de_la_cible
from sdsf.evaluation.projection import Projection, points_a_projeter
from sdsf.rapports.chiffrer import compter_du_plan, datee, serie_de
from sdsf.rapports.fiche import nom_court
from sdsf.rapports.indicateur import (
    SuiviIndicateur,
    communs_suivis,
    indicateurs_du_plan,
    suivre_commun,
    suivre_du_plan,
)
from sdsf.releves.periodes import annee_de
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Ecart,
    Etiquette,
    Figure,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    absence,
    numerique,
    phrase,
)
from sdsf.rendu.nombres import accorder, nombre
from sdsf.rendu.nuages import Chemin, tracer_trajectoire

GROUPES: dict[Sort, str] = {
    "atteint": "atteints",
    "atteignable": "atteignables à l'échéance (si la tendance se poursuit)",
    "incertain": "incertains (la tendance ne permet pas de trancher)",
    "a_reviser": "à réviser (la tendance n'y mène pas)",
    "non_atteint": "non atteints à l'échéance",
    "non_evaluable": "non évaluables (rien ne permet de dire s'ils sont atteints)",
}
SORTS: dict[Sort, str] = {
    "atteint": "atteint",
    "atteignable": "atteignable",
    "incertain": "incertain",
    "a_reviser": "à réviser",
    "non_atteint": "non atteint",
    "non_evaluable": "non évaluable",
}
PORTEES = {
    "probable": "y mène",
    "incertaine": "ne tranche pas",
    "improbable": "n'y mène pas",
    "non_evaluable": "",
}
MAXIMUM_DE_FIGURES = 3


@dataclass(frozen=True)
class Objectif:
    """Un indicateur du plan qui a une cible, suivi, et ce qu'il devient."""

    suivi: SuiviIndicateur
    sort: Sort
    plan_id: str


def objectifs(dossier: Dossier) -> list[Objectif]:
    """Les indicateurs du plan qui ont une cible, dans l'ordre du plan."""
    communs = communs_suivis(dossier)
    lus = [
        (
            i,
            suivre_commun(dossier, i.indicateur)
            if i.indicateur in communs
            else suivre_du_plan(dossier, f, i),
        )
        for f, i in indicateurs_du_plan(dossier)
        if i.cible is not None
    ]
    return [Objectif(suivi, sort_de_la_cible(suivi.verdict, _echue(suivi)), i.id) for i, suivi in lus]


def _echue(suivi: SuiviIndicateur) -> bool:
    """Vrai si la dernière valeur connue est de l'échéance, ou d'après."""
    if not suivi.cible.periode or not suivi.valeur.connu:
        return False
    return annee_de(suivi.valeur.periode) >= int(suivi.cible.periode)


def trajectoires(dossier: Dossier) -> list[Bloc]:
    """Le décompte des objectifs, leur tableau, et la figure de ceux dont la série se dessine."""
    tous = objectifs(dossier)
    if not tous:
        sans = "ses fiches n'ont pas d'indicateur" if not indicateurs_du_plan(dossier) else "aucun n'en a"
        manque = f"Le plan ne fixe de cible chiffrée à aucun indicateur ({sans}) : rien ne se projette."
        return [absence(manque, "le comité départemental, par avenant")]
    return [
        Paragraphe(phrase_des_objectifs(dossier, tous)),
        *[Paragraphe(p) for p in [_non_atteint_n_est_pas(tous)] if p],
        _tableau(dossier, tous),
        Paragraphe(_regle(dossier), "note"),
        *figures(dossier, tous),
    ]


def phrase_des_objectifs(dossier: Dossier, tous: Sequence[Objectif]) -> Phrase:
    """Combien d'objectifs chiffrés, et ce que chacun devient."""
    groupes = {sort: [o.plan_id for o in tous if o.sort == sort] for sort in GROUPES}
    presents = {sort: ids for sort, ids in groupes.items() if ids}
    mots: dict[str, object] = {
        sort: compter_du_plan(dossier, f"Objectifs chiffrés {GROUPES[sort]}", ids, "indicateurs")
        for sort, ids in presents.items()
    }
    parties = [f"{{{sort}}} {_accorde(sort, len(ids))}" for sort, ids in presents.items()]
    total = compter_du_plan(
        dossier, "Indicateurs du plan dotés d'une cible", [o.plan_id for o in tous], "indicateurs"
    )
    n = len(tous)
    return phrase(
        f"Le plan donne une cible chiffrée à {{t}} {accorder(n, 'indicateur', 'indicateurs')} : "
        f"{' ; '.join(parties)}.",
        t=total,
        **mots,
    )


def _accorde(sort: Sort, combien: int) -> str:
    """« atteints » ou « atteint », « non évaluables : rien… s'ils sont atteints » ou « s'il est atteint »."""
    texte = GROUPES[sort]
    if combien > 1:
        return texte
    for pluriel, singulier in (
        ("atteints", "atteint"), ("atteignables", "atteignable"), ("incertains", "incertain"),
        ("évaluables", "évaluable"), ("s'ils sont", "s'il est"),
    ):  # fmt: skip
        texte = texte.replace(pluriel, singulier)
    return texte


def _non_atteint_n_est_pas(tous: Sequence[Objectif]) -> str:
    if not any(o.sort == "non_evaluable" for o in tous):
        return ""
    return "« Non évaluable » ne dit pas « non atteint » : personne n'a mesuré ; le motif dit ce qui manque."


def _regle(dossier: Dossier) -> str:
    seuils = dossier.seuils
    annees, niveau = seuils.minimum_annees_pour_projeter, nombre(seuils.niveau_confiance_pct)
    return (
        "Attendu : la droite de l'état zéro à la cible, l'année de la valeur. Tendance : la droite des "
        f"moindres carrés de l'édition courante (au moins {annees} années), et son intervalle de prévision "
        f"à {niveau} %. Elle dit où mène la poursuite de la tendance, non ce que le schéma produira. "
        "Réviser ou abandonner une cible est une décision du comité."
    )


# --- le tableau -----------------------------------------------------------------------------------


def _tableau(dossier: Dossier, tous: Sequence[Objectif]) -> Tableau:
    colonnes = [
        Colonne("Objectif chiffré (mot à mot)"),
        Colonne("Unité"),
        numerique("État zéro"),
        numerique("Dernière connue"),
        numerique("Attendu"),
        numerique("Écart à l'attendu"),
        numerique("Cible"),
        Colonne("Tendance à l'échéance"),
        Colonne("Ce qu'il devient, et pourquoi"),
    ]
    return Tableau("Les objectifs chiffrés du plan", colonnes, [_ligne(dossier, o) for o in tous])


def _ligne(dossier: Dossier, o: Objectif) -> Ligne:
    suivi = o.suivi
    attendu = chiffre_attendu(suivi)
    return Ligne(
        [
            phrase("{l} ({f})", l=suivi.libelle, f=nom_court(suivi.fiche)) if suivi.fiche else suivi.libelle,
            dossier.referentiel.unite(suivi.valeur.unite).pluriel,
            datee(suivi.etat_zero),
            datee(suivi.valeur),
            attendu,
            Ecart(ecart(f"{suivi.libelle} : écart à l'attendu", suivi.valeur, attendu, suivi.valeur.unite)),
            datee(suivi.cible),
            _tendance(dossier, suivi),
            _devenir(o),
        ]
    )


def _devenir(o: Objectif) -> Phrase:
    """Ce que devient l'objectif et son jugement ; un seul mot quand ils disent la même chose."""
    verdict = o.suivi.verdict
    sort = "" if o.sort in ("atteint", "non_evaluable") else f"{SORTS[o.sort]} — "
    return phrase("{s}{e} : {m}", s=sort, e=Etiquette(verdict.jugement), m=verdict.motif)


def chiffre_attendu(suivi: SuiviIndicateur) -> Chiffre:
    """La valeur de la trajectoire l'année de la dernière valeur ; sans objet si elle ne se trace pas."""
    libelle = f"{suivi.libelle}, attendu"
    attendu = suivi.verdict.attendu
    if attendu is None:
        return inconnu(libelle, suivi.valeur.unite, "sans_objet", territoire=suivi.valeur.territoire)
    return replace(
        suivi.cible,
        libelle=libelle,
        valeur=round(attendu, 6),
        nature="calculee",
        formule="état zéro + (cible − état zéro) × (année − année zéro) ÷ (échéance − année zéro)",
        numerateur=f"{ecrire(suivi.etat_zero.valeur or 0)} ({suivi.etat_zero.periode})",
        denominateur=f"{ecrire(suivi.cible.valeur or 0)} ({suivi.cible.periode})",
        periode=suivi.valeur.periode,
        extrait="",
        trace=reunir([suivi.etat_zero.trace, suivi.cible.trace]),
    )


def _tendance(dossier: Dossier, suivi: SuiviIndicateur) -> Phrase | str:
    """La valeur projetée et son intervalle ; sinon pourquoi il n'y en a pas."""
    p = suivi.projection
    if p is None:
        return "" if suivi.cible.periode else "cible sans échéance"
    if p.valeur is None:
        return p.motif
    centre, bas, haut = chiffres_de_projection(dossier, suivi, p)
    mots = PORTEES[suivi.verdict.portee]
    if round((haut.valeur or 0) - (bas.valeur or 0), 6) == 0:
        return phrase(f"{{c}} en {p.annee} ; valeurs alignées, l'incertitude ne s'estime pas", c=centre)
    return phrase(
        f"{{c}} (de {{b}} à {{h}}) en {p.annee}" + (f" : {mots}" if mots else ""), c=centre, b=bas, h=haut
    )


def chiffres_de_projection(dossier: Dossier, suivi: SuiviIndicateur, p: Projection) -> list[Chiffre]:
    """La projection, le bas et le haut de son intervalle : des valeurs estimées."""
    noms = ("tendance prolongée", "bas de l'intervalle", "haut de l'intervalle")
    couples = zip(noms, (p.valeur, p.bas, p.haut), strict=True)
    return [
        replace(
            suivi.valeur,
            libelle=f"{suivi.libelle}, {nom} en {p.annee}",
            valeur=valeur,
            nature="estimee",
            formule="droite des moindres carrés, et intervalle de prévision de Student",
            numerateur=f"{len(p.annees)} années de {p.annees[0]} à {p.annees[-1]}",
            denominateur="",
            periode=str(p.annee),
            note=f"intervalle à {nombre(p.niveau_pct)} %" + (" ; coupé aux bornes" if p.bornee else ""),
        )
        for nom, valeur in couples
    ]


# --- les figures ----------------------------------------------------------------------------------


def figures(dossier: Dossier, tous: Sequence[Objectif]) -> list[Figure]:
    """Les objectifs datés dont la série a au moins deux valeurs : d'abord ceux du référentiel."""
    datees = [o for o in tous if o.suivi.cible.periode and len(_editions(dossier, o.suivi)) > 0]
    ordre = sorted(datees, key=lambda o: o.suivi.code not in dossier.referentiel.indicateurs)
    return [_figure(dossier, o) for o in ordre[:MAXIMUM_DE_FIGURES]]


def _editions(dossier: Dossier, suivi: SuiviIndicateur) -> list[list[tuple[int, float]]]:
    """Une ligne par édition, de la plus ancienne à la plus récente ; rien sous deux valeurs en tout."""
    lignes = serie_de(dossier, suivi.code, dossier.departement.code)
    connues = lignes[(lignes["annee"] <= dossier.annee) & lignes["valeur"].notna()]
    if connues["annee"].nunique() < 2:
        return []
    groupes = [
        [(int(a), float(v)) for a, v in zip(g["annee"], g["valeur"], strict=True)]
        for _, g in connues.groupby(["source", "edition"], sort=True)
    ]
    return sorted(groupes, key=lambda points: points[-1][0])


def _figure(dossier: Dossier, o: Objectif) -> Figure:
    suivi, ancre = o.suivi, f"fig-trajectoire-{o.plan_id}".replace(".", "-")
    editions, p = _editions(dossier, suivi), suivi.projection
    lues = points_a_projeter(serie_de(dossier, suivi.code, dossier.departement.code), dossier.annee)
    projection = (p.valeur, p.bas, p.haut) if p and p.valeur is not None else None
    chemin = Chemin(
        editions=editions,
        etat_zero=_point(suivi.etat_zero) if not _rompu(suivi) else None,
        cible=(int(suivi.cible.periode), suivi.cible.valeur or 0),
        projection=(projection[0], projection[1] or 0, projection[2] or 0) if projection else None,
        rupture=(min(lues) - 0.0, "rupture de série") if len(editions) > 1 and lues else None,
    )
    return Figure(
        ancre=ancre,
        titre=phrase(
            "{l} : {v} en {a}, pour une cible de {c} en {e}",
            l=suivi.libelle,
            v=suivi.valeur,
            a=suivi.valeur.periode,
            c=suivi.cible,
            e=suivi.cible.periode,
        ),
        sous_titre=f"{dossier.referentiel.unite(suivi.valeur.unite).pluriel}, {dossier.departement.nom}",
        svg=tracer_trajectoire(ancre, chemin),
        alternative=_alternative(suivi, editions),
        lecture=f"Ce qu'il devient : {SORTS[o.sort]} ; {suivi.verdict.motif}.",
        source=f"Source : {suivi.valeur.source} ; cible : {suivi.cible.source}.",
        avertissements=[],
        tableau=_valeurs(dossier, suivi),
    )


def _rompu(suivi: SuiviIndicateur) -> bool:
    return "rupture" in suivi.verdict.motif


def _point(chiffre: Chiffre) -> tuple[int, float] | None:
    if chiffre.valeur is None or not chiffre.periode:
        return None
    return annee_de(chiffre.periode), chiffre.valeur


def _alternative(suivi: SuiviIndicateur, editions: Sequence[Sequence[tuple[int, float]]]) -> str:
    series = [", ".join(f"{nombre(v, 1)} en {a}" for a, v in points) for points in editions]
    cible = f"cible {nombre(suivi.cible.valeur or 0, 1)} en {suivi.cible.periode}"
    p = suivi.projection
    suite = ""
    if p and p.valeur is not None and p.bas is not None and p.haut is not None:
        suite = (
            f" Tendance en {p.annee} : {nombre(p.valeur, 1)}, de {nombre(p.bas, 1)} à {nombre(p.haut, 1)}."
        )
    return f"{' | '.join(series)} ; {cible}.{suite}"


def _valeurs(dossier: Dossier, suivi: SuiviIndicateur) -> Tableau:
    p = suivi.projection
    lignes = [("État zéro", suivi.etat_zero), ("Dernière connue", suivi.valeur), ("Cible", suivi.cible)]
    if p and p.valeur is not None:
        noms = ("Tendance à l'échéance", "Bas de l'intervalle", "Haut de l'intervalle")
        lignes += zip(noms, chiffres_de_projection(dossier, suivi, p), strict=True)
    return Tableau(
        suivi.libelle,
        [Colonne("Repère"), Colonne("Année"), numerique("Valeur")],
        [Ligne([nom, chiffre.periode, chiffre]) for nom, chiffre in lignes],
    )
