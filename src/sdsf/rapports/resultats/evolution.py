"""L'évolution de la couverture d'accueil et de ses modes, édition par édition, et sa comparaison.

Une fenêtre par édition ; la rupture entre elles est toujours dite, avec les deux valeurs de l'année commune.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sdsf.chiffres import Chiffre, sans_signe
from sdsf.dossier import Dossier, comparables
from sdsf.evaluation.evolution import UNE_COMPARAISON
from sdsf.evaluation.fenetres import Fenetre, fenetres
from sdsf.rapports.accueil.modes import MODES
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rapports.chiffrer import serie_de
from sdsf.rapports.resultats.naissances import naissances
from sdsf.rapports.resultats.places import places_publiees
from sdsf.rapports.resultats.ruptures import rupture
from sdsf.rapports.resultats.variations import Comparee, a_a, comparer, evolution_de, valeur
from sdsf.releves.lecture import FRANCE
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Ecart,
    Figure,
    Ligne,
    Paragraphe,
    Phrase,
    Repliable,
    Tableau,
    Titre,
    absence,
    numerique,
    phrase,
)
from sdsf.rendu.nombres import abreger, accorder, liste_fr, signe
from sdsf.rendu.nuages import RangeeDEvolution, tracer_evolutions

NOMS = {
    PRINCIPAL: "Ensemble",
    **{code: titre for code, (titre, *_) in MODES.items()},
    "taux_couverture_eaje_psu": "dont crèches financées par la PSU",
    "taux_couverture_eaje_hors_psu": "dont crèches hors PSU (micro-crèches)",
}
ORDRE = [
    PRINCIPAL,
    "taux_couverture_eaje",
    "taux_couverture_eaje_psu",
    "taux_couverture_eaje_hors_psu",
    *[code for code in MODES if code != "taux_couverture_eaje"],
]
DEPUIS = {
    "etat_zero": "depuis l'état zéro du schéma",
    "debut": "depuis la première année du schéma",
    "premiere_annee": "depuis la première année de cette édition, après le début du schéma",
}


def evolution(dossier: Dossier) -> list[Bloc]:
    """La couverture de l'état zéro à l'année demandée : une partie par édition, puis les places publiées."""
    trouvees = fenetres_du_schema(dossier)
    if not trouvees:
        manque = (
            "L'évolution de la couverture d'accueil depuis le début du schéma ne se mesure pas : aucune "
            f"édition n'en publie deux années utiles jusqu'en {dossier.annee}."
        )
        return [absence(manque, "la Cnaf (jeux « txcouv_pe_dep ») ou la Caf"), *rupture(dossier)]
    parties = [bloc for fenetre in trouvees for bloc in _partie(dossier, fenetre, len(trouvees) > 1)]
    return [*rupture(dossier), *parties, *_liste_des_comparables(dossier)]


def fenetres_du_schema(dossier: Dossier) -> list[Fenetre]:
    """Les fenêtres de la série du département, de l'état zéro à l'année demandée."""
    lignes = serie_de(dossier, PRINCIPAL, dossier.departement.code)
    return fenetres(lignes, dossier.plan.periode.debut, dossier.annee)


def comparees(dossier: Dossier, fenetre: Fenetre) -> list[Comparee]:
    """L'ensemble puis chaque mode dont l'évolution est connue."""
    toutes = [comparer(dossier, code, fenetre) for code in ORDRE]
    return [comparee for comparee in toutes if comparee.evolution.connu]


def _partie(dossier: Dossier, fenetre: Fenetre, plusieurs: bool) -> list[Bloc]:
    lues = comparees(dossier, fenetre)
    ensemble = lues[0]
    cle = f"{fenetre.edition}-{fenetre.annees[0]}".strip("-")
    edition = f", édition « {fenetre.edition} »" if fenetre.edition else ""
    titre = Titre(3, f"De {a_a(fenetre)}{edition}", f"evolution-{cle}")
    return [
        *([titre] if plusieurs else []),
        Paragraphe(phrase_d_evolution(dossier, ensemble)),
        *[
            Paragraphe(p)
            for p in (
                phrase_des_reperes(dossier, ensemble),
                phrase_du_depart(dossier, ensemble),
                phrase_des_modes(lues),
            )
            if p
        ],
        _figure(dossier, fenetre, lues, cle),
        *_territoires(dossier, ensemble),
        *naissances(dossier, fenetre),
        *places_publiees(dossier, fenetre),
    ]


def phrase_d_evolution(dossier: Dossier, c: Comparee) -> Phrase:
    """D'où l'on part, où l'on arrive, de combien, à quel rythme."""
    evolution_ = c.evolution.valeur or 0
    sens = "de plus" if evolution_ > 0 else "de moins"
    ecart = f"{{e}} {accorder(evolution_, 'point', 'points')} {sens}" if evolution_ else "sans changement"
    rythme = _rythme(c) if c.croissance.connu and evolution_ else ""
    apres = c.fenetre.annees[1] > dossier.plan.periode.fin
    terme = f" La fenêtre dépasse le terme du schéma ({dossier.plan.periode.fin})." if apres else ""
    return phrase(
        f"{DEPUIS[c.fenetre.depuis][0].upper()}{DEPUIS[c.fenetre.depuis][1:]}, la couverture d'accueil "
        f"{dossier.departement.de} est passée de {{d}} places pour 100 enfants en {{a}} à {{v}} en {{b}} : "
        f"{ecart}{rythme}.{terme}",
        d=c.depart,
        a=str(c.fenetre.annees[0]),
        v=c.arrivee,
        b=str(c.fenetre.annees[1]),
        e=sans_signe(c.evolution),
        c=Ecart(c.croissance),
    )


def _rythme(c: Comparee) -> str:
    """Le rythme annuel ; d'une année à la suivante, ce n'est pas encore une tendance."""
    if c.fenetre.annees[1] - c.fenetre.annees[0] > 1:
        return ", soit {c} % par an en moyenne"
    return " ({c} %) ; une seule année ne fait pas une tendance"


def phrase_des_reperes(dossier: Dossier, c: Comparee) -> Phrase | None:
    """La même évolution en France, chez les comparables, partout : une comparaison, jamais un effet."""
    parties = [
        _de_la_france(dossier, c),
        *_des_comparables(dossier, c),
        *_de_tous(c),
    ]
    if not comparables(dossier.reglages) and not c.tous.evolutions and not c.france.connu:
        return parties[0]
    valeurs: dict[str, object] = {f"p{rang}": partie for rang, partie in enumerate(parties) if partie}
    return phrase(" ".join(f"{{{nom}}}" for nom in valeurs) + f" {UNE_COMPARAISON}", **valeurs)


def phrase_du_depart(dossier: Dossier, c: Comparee) -> Phrase | None:
    """Ce que l'évolution aurait été en partant un an plus tôt ou plus tard : le départ est un choix."""
    propre = dossier.departement.code
    depart, arrivee = c.fenetre.annees
    autres = {
        annee: evolution_de(dossier, c.code, propre, replace(c.fenetre, annees=(annee, arrivee)))
        for annee in (depart - 1, depart + 1)
        if annee < arrivee
    }
    connues = {annee: e for annee, e in autres.items() if e.connu}
    if not connues:
        return None
    mots: dict[str, object] = {f"e{annee}": Ecart(e) for annee, e in connues.items()}
    parties = [
        f"{{e{annee}}} {accorder(e.valeur or 0, 'point', 'points')} depuis {annee}"
        for annee, e in connues.items()
    ]
    return phrase(f"Le départ compte : l'évolution serait de {liste_fr(parties)}.", **mots)


def _de_la_france(dossier: Dossier, c: Comparee) -> Phrase | None:
    if dossier.est_fictif:
        return phrase("Le département fictif ne se compare à aucun territoire réel.")
    if c.france.connu:
        mot = accorder(c.france.valeur or 0, "point", "points")
        return phrase(f"En France (hors Mayotte), dans la même édition : {{f}} {mot}.", f=Ecart(c.france))
    publiees = serie_de(dossier, c.code, FRANCE)
    memes = publiees[(publiees["source"] == c.fenetre.source) & (publiees["edition"] == c.fenetre.edition)]
    annees = sorted({int(a) for a, v in zip(memes["annee"], memes["valeur"], strict=True) if v == v})
    seule = f", qui ne donne la France qu'en {liste_fr([str(a) for a in annees])}" if annees else ""
    return phrase(f"L'évolution de la France n'est pas publiée dans cette édition{seule}.")


def _des_comparables(dossier: Dossier, c: Comparee) -> list[Phrase]:
    codes = comparables(dossier.reglages)
    if not codes or not c.comparables.connu:
        return []
    connus = len(c.semblables.evolutions)
    absents = f" (sans valeur : {abreger(list(c.semblables.absents))})" if c.semblables.absents else ""
    bas, haut = c.semblables.extremes
    texte = (
        f"La médiane des {connus} départements comparables{absents} est de {{m}} "
        f"{accorder(c.comparables.valeur or 0, 'point', 'points')} (de {{b}} à {{h}}) : la différence est de "
        f"{{d}} {accorder(c.difference.valeur or 0, 'point', 'points')}."
    )
    return [
        phrase(texte, m=Ecart(c.comparables), b=Ecart(bas), h=Ecart(haut), d=Ecart(c.difference)),
    ]


def _de_tous(c: Comparee) -> list[Phrase]:
    if not c.plus_bas.connu:
        return []
    combien = len(c.tous.evolutions)
    texte = (
        f"Sur les {combien} autres départements et collectivités publiés, {{k}} "
        f"{accorder(c.plus_bas.valeur or 0, 'a', 'ont')} connu une évolution plus basse (médiane : {{m}} "
        f"{accorder(c.partout.valeur or 0, 'point', 'points')})."
    )
    return [phrase(texte, k=c.plus_bas, m=Ecart(c.partout))]


def phrase_des_modes(lues: Sequence[Comparee]) -> Phrase | None:
    """Ce qui a le plus monté et le plus baissé : de quoi l'évolution d'ensemble est faite."""
    modes = [c for c in lues if c.code in MODES]
    hausses = [c for c in modes if (c.evolution.valeur or 0) > 0]
    baisses = [c for c in modes if (c.evolution.valeur or 0) < 0]
    plus = max(hausses, key=lambda c: c.evolution.valeur or 0, default=None)
    moins = min(baisses, key=lambda c: c.evolution.valeur or 0, default=None)
    if plus is None and moins is None:
        return None
    morceaux, mots = [], dict[str, object]()
    for nom, mode, verbe in (("h", plus, "la plus forte hausse"), ("b", moins, "la plus forte baisse")):
        if mode is not None:
            unite = accorder(mode.evolution.valeur or 0, "point", "points")
            morceaux.append(f"{verbe} est celle de « {NOMS[mode.code]} » ({{{nom}}} {unite})")
            mots[nom] = Ecart(mode.evolution)
    return phrase(f"Par mode, {' ; '.join(morceaux)}.", **mots)


# --- la figure et son tableau ---------------------------------------------------------------------


def _figure(dossier: Dossier, fenetre: Fenetre, lues: Sequence[Comparee], cle: str) -> Figure:
    ancre = f"fig-evolution-{cle}"
    rangees = [_rangee(c) for c in lues]
    return Figure(
        ancre=ancre,
        titre=_titre(dossier, lues),
        sous_titre=f"Places pour 100 enfants de moins de 3 ans, évolution de {a_a(fenetre)}, en points",
        svg=tracer_evolutions(ancre, rangees, _legende(lues)),
        alternative=_alternative(dossier, fenetre, lues),
        lecture=None,
        source=f"Source : {lues[0].arrivee.source}, {_edition(fenetre)}.",
        avertissements=[
            dossier.referentiel.avertissements["capacite_theorique"].texte,
            _membres(lues[0]),
        ],
        tableau=_tableau(dossier, fenetre, lues),
    )


def _edition(fenetre: Fenetre) -> str:
    return f"édition « {fenetre.edition} »" if fenetre.edition else "édition unique"


def _membres(c: Comparee) -> str:
    """Le numérateur et le dénominateur, s'ils sont publiés ; sinon, qu'ils ne le sont pas."""
    if "non publié" in c.arrivee.denominateur:
        return (
            "Numérateur : places offertes ; dénominateur : enfants de moins de 3 ans. La Cnaf ne publie ni "
            "l'un ni l'autre avec le taux d'un département : ce taux seul ne dit pas lequel a bougé. "
            "Le taux de la région n'est pas dans les données réunies."
        )
    return (
        f"De {c.depart.numerateur} pour {c.depart.denominateur} à {c.arrivee.numerateur} pour "
        f"{c.arrivee.denominateur}."
    )


def _titre(dossier: Dossier, lues: Sequence[Comparee]) -> Phrase:
    ensemble = lues[0].evolution
    sens = {1: "monte", -1: "baisse", 0: "ne change pas"}[int(np.sign(ensemble.valeur or 0))]
    suite = f" de {{e}} {accorder(ensemble.valeur or 0, 'point', 'points')}" if ensemble.valeur else ""
    return phrase(f"La couverture {dossier.departement.de} {sens}{suite}", e=sans_signe(ensemble))


def _rangee(c: Comparee) -> RangeeDEvolution:
    valeurs = list(c.tous.evolutions.values())
    quartiles = tuple(float(q) for q in np.quantile(valeurs, [0.25, 0.75])) if valeurs else None
    bornes = (quartiles[0], quartiles[1]) if quartiles else None
    return RangeeDEvolution(NOMS[c.code], c.evolution.valeur or 0, bornes, c.partout.valeur)


def _legende(lues: Sequence[Comparee]) -> str:
    nombre_ = len(lues[0].tous.evolutions)
    return f"en gris : la moitié centrale des {nombre_} autres départements ; le trait : leur médiane"


def _alternative(dossier: Dossier, fenetre: Fenetre, lues: Sequence[Comparee]) -> str:
    morceaux = [
        f"{NOMS[c.code]} {signe(c.evolution.valeur or 0)}"
        + (f" (médiane des autres départements {signe(c.partout.valeur)})" if c.partout.valeur else "")
        for c in lues
    ]
    return f"Évolution de {a_a(fenetre)}, en points, {dossier.departement.nom}. {' ; '.join(morceaux)}."


def _tableau(dossier: Dossier, fenetre: Fenetre, lues: Sequence[Comparee]) -> Tableau:
    """Par mode : départ, arrivée, évolution, rythme, et les repères qui existent."""
    depart, arrivee = fenetre.annees
    reperes = _reperes(lues)
    colonnes = [
        Colonne("Mode d'accueil"),
        numerique(str(depart)),
        numerique(str(arrivee)),
        numerique("Évolution (points)"),
        numerique("Croissance moyenne (% par an)"),
        *(numerique(titre) for titre in reperes),
    ]
    lignes = [
        Ligne(
            [NOMS[c.code], c.depart, c.arrivee, Ecart(c.evolution), Ecart(c.croissance)]
            + [Ecart(getattr(c, champ)) for champ in reperes.values()],
            accent=c.code == PRINCIPAL,
        )
        for c in lues
    ]
    legende = f"Taux de couverture par mode, de {a_a(fenetre)}, {_edition(fenetre)}"
    return Tableau(legende, colonnes, lignes)


def _reperes(lues: Sequence[Comparee]) -> dict[str, str]:
    """Les colonnes de comparaison dont au moins une valeur est connue."""
    possibles = {
        "France (points)": "france",
        "Comparables, médiane (points)": "comparables",
        "Différence (points)": "difference",
        "Autres départements, médiane (points)": "partout",
    }
    return {titre: champ for titre, champ in possibles.items() if any(getattr(c, champ).connu for c in lues)}


def _territoires(dossier: Dossier, ensemble: Comparee) -> list[Bloc]:
    """L'ensemble, territoire par territoire : le département, la France, chaque comparable."""
    if dossier.est_fictif:
        return []
    f, (depart, arrivee) = ensemble.fenetre, ensemble.fenetre.annees
    codes = [dossier.departement.code, FRANCE, *comparables(dossier.reglages)]
    tableau = Tableau(
        f"Taux de couverture d'ensemble de {a_a(f)}, {_edition(f)}",
        [
            Colonne("Territoire"),
            numerique(str(depart)),
            numerique(str(arrivee)),
            numerique("Évolution (points)"),
        ],
        [_ligne_du_territoire(dossier, ensemble, code) for code in codes],
    )
    return [Repliable("Territoire par territoire", [tableau])]


def _ligne_du_territoire(dossier: Dossier, ensemble: Comparee, code: str) -> Ligne:
    f = ensemble.fenetre
    nom = "France (hors Mayotte)" if code == FRANCE else dossier.referentiel.departements[code].nom
    valeurs = [valeur(dossier, ensemble.code, code, f, annee) for annee in f.annees]
    evolution_ = evolution_de(dossier, ensemble.code, code, f)
    return Ligne([nom, *valeurs, Ecart(evolution_)], accent=code in (dossier.departement.code, FRANCE))


def _liste_des_comparables(dossier: Dossier) -> list[Bloc]:
    reglage = dossier.reglages.comparables
    return [Paragraphe("Départements comparables : " + reglage.motif, "note")] if reglage else []


def chiffre_d_ensemble(dossier: Dossier) -> tuple[Fenetre, Chiffre] | None:
    """La fenêtre qui part de l'état zéro et l'évolution d'ensemble ; ``None`` si aucune n'en part."""
    for fenetre in fenetres_du_schema(dossier):
        if fenetre.depuis != "premiere_annee":
            return fenetre, evolution_de(dossier, PRINCIPAL, dossier.departement.code, fenetre)
    return None
