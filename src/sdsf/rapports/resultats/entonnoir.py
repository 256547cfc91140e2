"""L'entonnoir des EPCI : où les naissances ont-elles bougé autrement que le hasard ne le ferait ?

Le besoin d'accueil suit les naissances. D'un EPCI de quelques dizaines de naissances, une variation ne dit
presque rien ; l'entonnoir dit laquelle dépasse le hasard. On compare trois ans à trois ans, sans année
commune. À total fixé, celles de la seconde période suivent une loi binomiale dont la part est celle de
l'ensemble : la part se relit en variation, 100 × (part ÷ (1 − part) − 1).

Les taux de couverture n'ont pas d'entonnoir : des places se décident, elles ne se tirent pas au sort.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from sdsf.chiffres import Chiffre, ecart, rapport, reunir, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.entonnoir import ALARME_PCT, ALERTE_PCT, Entonnoir, Place, limites_de_controle
from sdsf.evaluation.entonnoir import entonnoir as calculer
from sdsf.evaluation.equite import ANNEES_DE_NAISSANCES
from sdsf.evaluation.petits_effectifs import Effectif
from sdsf.rapports.chiffrer import nom_du_territoire, source_citee
from sdsf.rapports.resultats.naissances import NAISSANCES
from sdsf.rapports.resultats.partages import a_cheval
from sdsf.releves.periodes import annee_de
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Ecart,
    Figure,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    absence,
    numerique,
    phrase,
)
from sdsf.rendu.nombres import abreger, accorder, nombre, signe
from sdsf.rendu.nuages import Limite, PointDEntonnoir, tracer_entonnoir

MAILLES = ("epci", "ept")
PAS = 60
MOTS: dict[Place, str] = {
    "nettement_dessous": "nettement plus bas que le hasard ne l'explique",
    "dessous": "plus bas que le hasard ne l'explique d'ordinaire",
    "dedans": "le hasard suffit",
    "dessus": "plus haut que le hasard ne l'explique d'ordinaire",
    "nettement_dessus": "nettement plus haut que le hasard ne l'explique",
    "non_evaluable": "non évaluable",
}


@dataclass(frozen=True)
class Naissances:
    """Les naissances de chaque territoire, avant et après, et les années qu'elles couvrent."""

    maille: str
    avant: tuple[int, int]
    apres: tuple[int, int]
    noms: Mapping[str, str]
    effectifs: Mapping[str, tuple[Chiffre, Chiffre]]


def entonnoir(dossier: Dossier) -> list[Bloc]:
    """La figure et la phrase : quels territoires sortent de l'entonnoir, et lesquels non."""
    lues = naissances_par_territoire(dossier)
    minimum = dossier.seuils.minimum_territoires_entonnoir
    if lues is None or len(lues.effectifs) < 2:
        manque = "L'entonnoir des territoires ne se dessine pas : leurs naissances ne sont pas connues."
        return [absence(manque, "l'Insee (état civil), par EPCI")]
    if len(lues.effectifs) < minimum:
        texte = f"{len(lues.effectifs)} {_nom(lues)} seulement : sous {minimum}, pas d'entonnoir."
        return [Paragraphe(texte, "note")]
    calcule = placer(lues)
    if calcule.reference is None or calcule.places is None:
        return [Paragraphe(f"L'entonnoir ne se calcule pas : {calcule.motif}.", "note")]
    return [Paragraphe(phrase_de_l_entonnoir(dossier, lues, calcule)), _figure(dossier, lues, calcule)]


def naissances_par_territoire(dossier: Dossier) -> Naissances | None:
    """Trois ans d'avant le schéma et les trois derniers connus, par EPCI (à défaut par EPT)."""
    for maille in MAILLES:
        lignes = _lignes(dossier, maille)
        if lignes["territoire"].nunique() < 2:
            continue
        avant, apres = periodes(int(lignes["annee"].max()), dossier.plan.periode.debut)
        noms = {
            str(ligne["territoire"]): nom_du_territoire(dossier, ligne)
            for _, ligne in lignes.drop_duplicates("territoire").iterrows()
        }
        couples = {c: (_somme(dossier, lignes, c, avant), _somme(dossier, lignes, c, apres)) for c in noms}
        connus = {c: couple for c, couple in couples.items() if all(chiffre.connu for chiffre in couple)}
        return Naissances(maille, avant, apres, noms, connus)
    return None


def periodes(derniere: int, debut: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Les trois derniers ans connus, et les trois d'avant le schéma, sans année commune.

    >>> periodes(2022, 2019), periodes(2023, 2022)
    (((2016, 2018), (2020, 2022)), ((2018, 2020), (2021, 2023)))
    """
    apres = (derniere - ANNEES_DE_NAISSANCES + 1, derniere)
    fin = min(debut, apres[0]) - 1
    return (fin - ANNEES_DE_NAISSANCES + 1, fin), apres


def _lignes(dossier: Dossier, maille: str) -> pd.DataFrame:
    releves = dossier.releves
    lignes = releves[
        (releves["indicateur"] == NAISSANCES)
        & (releves["maille"] == maille)
        & (releves["origine"] != "texte")
        & releves["valeur"].notna()
    ]
    datees = lignes.assign(annee=[annee_de(periode) for periode in lignes["periode"]])
    jusqu_a = datees[datees["annee"] <= dossier.annee].sort_values(["annee", "edition"], kind="stable")
    uniques: pd.DataFrame = jusqu_a.drop_duplicates(["territoire", "annee"], keep="last")
    return uniques


def _somme(dossier: Dossier, lignes: pd.DataFrame, code: str, periode: tuple[int, int]) -> Chiffre:
    retenues = lignes[(lignes["territoire"] == code) & lignes["annee"].between(*periode)]
    complet = len(retenues) == ANNEES_DE_NAISSANCES
    nom = nom_du_territoire(dossier, lignes[lignes["territoire"] == code].iloc[0])
    return Chiffre(
        f"Naissances de {periode[0]} à {periode[1]}, {nom}",
        float(retenues["valeur"].sum()) if complet else None,
        "naissances",
        etat="valeur" if complet else "non_disponible",
        nature="agregee",
        formule="somme des naissances de trois ans",
        territoire=nom,
        periode=f"{periode[0]}/{periode[1]}",
        source=source_citee(dossier, str(lignes["source"].iloc[0])),
        note=str(retenues["note"].iloc[-1]) if complet else "",
        trace=trace_de(retenues),
    )


def placer(lues: Naissances) -> Entonnoir:
    """La place de chaque territoire : la part de ses naissances qui tombent dans la seconde période."""
    effectifs = {
        code: Effectif(apres.valeur or 0, (avant.valeur or 0) + (apres.valeur or 0))
        for code, (avant, apres) in lues.effectifs.items()
    }
    return calculer(effectifs, "part", 1.0)


def en_variation(part: float) -> float:
    """La variation, en %, que dit la part de la seconde période.

    >>> en_variation(0.5), round(en_variation(0.48), 1)
    (0.0, -7.7)
    """
    return 100 * (part / (1 - part) - 1)


def variation(lues: Naissances, code: str) -> Chiffre:
    """La variation des naissances d'un territoire, en %."""
    avant, apres = lues.effectifs[code]
    libelle = f"Naissances, {lues.noms[code]} : variation"
    return rapport(libelle, ecart(libelle, apres, avant, "naissances"), avant)


def dehors(calcule: Entonnoir) -> list[str]:
    """Les territoires que le hasard ne suffit pas à expliquer."""
    places = calcule.places or {}
    return [code for code, place in places.items() if place not in ("dedans", "non_evaluable")]


def phrase_de_l_entonnoir(dossier: Dossier, lues: Naissances, calcule: Entonnoir) -> Phrase:
    """Combien sortent de l'entonnoir, lesquels, et combien le hasard seul en ferait sortir."""
    hors, n = dehors(calcule), len(lues.effectifs)
    quand = f"de {lues.avant[0]}-{lues.avant[1]} à {lues.apres[0]}-{lues.apres[1]}"
    ensemble = _ensemble(lues)
    noms = abreger([f"{lues.noms[c]} ({{{_cle(c)}}} %)" for c in hors], 8)
    mots: dict[str, object] = {_cle(code): Ecart(variation(lues, code)) for code in hors}
    lieux = f"l'ensemble des {n} {_nom(lues)}"
    base = f"{quand[0].upper()}{quand[1:]}, les naissances varient de {{e}} % dans {lieux}"
    if not hors:
        suite = ". Aucun ne s'en écarte plus que le hasard ne le ferait : les ordonner n'aurait pas de sens."
    else:
        verbe = accorder(len(hors), "s'en écarte", "s'en écartent")
        sujet = "Un seul" if len(hors) == 1 else str(len(hors))
        suite = f". {sujet} {verbe} plus que le hasard ne l'explique d'ordinaire : {noms}. "
        suite += "Les autres ne se distinguent pas : les ordonner n'aurait pas de sens."
    attendus = nombre(n * (100 - ALERTE_PCT) / 100, 1)
    fin = f" Le hasard seul en ferait sortir environ {attendus} sur {n} ; un écart appelle une question."
    return phrase(base + suite + fin, e=Ecart(ensemble), **mots)


def _cle(code: str) -> str:
    return f"v{code}"


def _nom(lues: Naissances) -> str:
    return lues.maille.upper()


def _ensemble(lues: Naissances) -> Chiffre:
    """La variation de l'ensemble : deux totaux, jamais une moyenne de variations."""
    totaux = []
    for rang, periode in enumerate((lues.avant, lues.apres)):
        chiffres = [couple[rang] for couple in lues.effectifs.values()]
        totaux.append(
            replace(
                chiffres[0],
                libelle=f"Naissances de {periode[0]} à {periode[1]}, ensemble",
                valeur=sum(c.valeur or 0 for c in chiffres),
                formule=f"somme de {len(chiffres)} {_nom(lues)}",
                territoire=f"{len(chiffres)} {_nom(lues)}",
                trace=reunir(c.trace for c in chiffres),
            )
        )
    libelle = "Naissances, ensemble : variation"
    return rapport(libelle, ecart(libelle, totaux[1], totaux[0], "naissances"), totaux[0])


# --- la figure ------------------------------------------------------------------------------------


def _figure(dossier: Dossier, lues: Naissances, calcule: Entonnoir) -> Figure:
    hors, n = dehors(calcule), len(lues.effectifs)
    points = [_point(lues, code, code in hors) for code in lues.effectifs]
    limites = _limites(calcule, [point.taille for point in points])
    reference = en_variation(calcule.reference or 0.5)
    source = next(iter(lues.effectifs.values()))[0].source
    large = calcule.surdispersion > 1
    elargi = " Limites élargies : les territoires diffèrent plus que le seul hasard." if large else ""
    titre = (
        f"{len(hors)} {_nom(lues)} sur {n} {accorder(len(hors), 'sort', 'sortent')} de l'entonnoir"
        if hors
        else f"Aucun des {n} {_nom(lues)} ne sort de l'entonnoir"
    )
    return Figure(
        ancre="fig-entonnoir",
        titre=phrase(titre),
        sous_titre=(
            f"Variation des naissances de {lues.avant[0]}-{lues.avant[1]} à {lues.apres[0]}-{lues.apres[1]}, "
            "en %, selon le nombre de naissances des deux périodes"
        ),
        svg=tracer_entonnoir(
            "fig-entonnoir",
            points,
            limites,
            reference,
            ("naissances des deux périodes (échelle logarithmique)", "variation (%)"),
        ),
        alternative=_alternative(lues, calcule, reference),
        lecture=(
            f"Lecture : entre les traits pleins, le hasard suffit 19 fois sur 20 ({nombre(ALERTE_PCT)} %) ; "
            f"entre les tirets, {nombre(ALARME_PCT, 1)} %. Trait horizontal : l'ensemble.{elargi}"
        ),
        source=f"Source : {source}.",
        avertissements=[
            "Les taux de couverture n'ont pas d'entonnoir : des places se décident, elles ne se tirent pas "
            "au sort.",
            *a_cheval(apres for _, apres in lues.effectifs.values()),
        ],
        tableau=_tableau(lues, calcule),
    )


def _point(lues: Naissances, code: str, est_dehors: bool) -> PointDEntonnoir:
    avant, apres = (c.valeur or 0 for c in lues.effectifs[code])
    return PointDEntonnoir(lues.noms[code], avant + apres, 100 * (apres - avant) / avant, est_dehors)


def _limites(calcule: Entonnoir, tailles: Sequence[float]) -> list[Limite]:
    """Les limites en variation, sur une échelle régulière de tailles."""
    bas, haut = 0.8 * min(tailles), 1.25 * max(tailles)
    grille = [bas * (haut / bas) ** (rang / (PAS - 1)) for rang in range(PAS)]
    lues = [
        limites_de_controle(calcule.reference or 0.5, round(n), "part", 1.0, calcule.surdispersion)
        for n in grille
    ]
    bords = [(li.alarme_bas, li.alerte_bas, li.alerte_haut, li.alarme_haut) for li in lues]
    return [
        Limite(n, (en_variation(a), en_variation(b), en_variation(c), en_variation(d)))
        for n, (a, b, c, d) in zip(grille, bords, strict=True)
    ]


def _alternative(lues: Naissances, calcule: Entonnoir, reference: float) -> str:
    hors = [f"{lues.noms[c]} {signe(variation(lues, c).valeur or 0)} %" for c in dehors(calcule)]
    suite = f"Hors de l'entonnoir : {', '.join(hors)}." if hors else "Tous sont dans l'entonnoir."
    return f"Nuage de {len(lues.effectifs)} {_nom(lues)} autour de {signe(reference)} %. {suite}"


def _tableau(lues: Naissances, calcule: Entonnoir) -> Tableau:
    """Par ordre alphabétique : l'entonnoir n'est pas un classement."""
    codes = sorted(lues.effectifs, key=lambda code: lues.noms[code])
    places = calcule.places or {}
    return Tableau(
        f"Les naissances par {_nom(lues)}, par ordre alphabétique",
        [
            Colonne(_nom(lues)),
            numerique(f"{lues.avant[0]}-{lues.avant[1]}"),
            numerique(f"{lues.apres[0]}-{lues.apres[1]}"),
            numerique("Variation (%)"),
            Colonne("Face au hasard"),
        ],
        [
            Ligne([lues.noms[c], *lues.effectifs[c], Ecart(variation(lues, c)), MOTS[places[c]]])
            for c in codes
        ],
    )
