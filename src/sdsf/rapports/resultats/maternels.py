"""Les assistants maternels agréés, sur longue période : ici, en France, chez les comparables.

La Drees publie l'effectif de chaque département au 31 décembre. La France est la somme des départements
publiés (aucun total national n'est réuni ici) ; les collectivités qui en recouvrent deux n'y entrent pas.
Un agréé peut n'accueillir aucun enfant : ce n'est pas l'offre.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pandas as pd

from sdsf.chiffres import Chiffre, ecrire, sans_signe, trace_de
from sdsf.dossier import Dossier, comparables
from sdsf.evaluation.evolution import UNE_COMPARAISON, Variation, croissance_annuelle_moyenne
from sdsf.evaluation.fenetres import Fenetre, fenetres
from sdsf.rapports.chiffrer import du_releve, nom_de_edition, serie_de, source_citee
from sdsf.rapports.resultats.naissances import variation_pct
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
from sdsf.rendu.figures import Courbe, tracer_serie
from sdsf.rendu.nombres import abreger, date, nombre

AGREES = "nombre_assistants_maternels_agrees"


@dataclass(frozen=True)
class Effectifs:
    """L'effectif d'un territoire, par année, dans l'ordre des années."""

    nom: str
    chiffres: Mapping[int, Chiffre]


def assistants_maternels(dossier: Dossier) -> list[Bloc]:
    """La série longue en indices, la phrase qui la lit, ce qui y est à vérifier."""
    fenetre = fenetre_des_effectifs(dossier)
    if fenetre is None:
        manque = "Le nombre d'assistants maternels agréés n'est pas connu pour deux années utiles."
        return [absence(manque, "le Département (service de PMI), qui le déclare à la Drees")]
    propre = du_departement(dossier, dossier.departement.code)
    return [
        Paragraphe(_lecture(dossier, fenetre, propre)),
        _figure(dossier, fenetre, propre),
        *a_verifier(dossier, propre),
        *_cites_par_le_texte(dossier, propre),
    ]


def fenetre_des_effectifs(dossier: Dossier, indicateur: str = AGREES) -> Fenetre | None:
    """De l'état zéro à la dernière année connue ; ``None`` si l'une des deux manque."""
    lignes = serie_de(dossier, indicateur, dossier.departement.code)
    trouvees = fenetres(lignes, dossier.plan.periode.debut, dossier.annee)
    return trouvees[-1] if trouvees else None


def du_departement(dossier: Dossier, code: str, indicateur: str = AGREES) -> Effectifs:
    """Les effectifs publiés d'un département, jusqu'à l'année demandée."""
    lignes = serie_de(dossier, indicateur, code)
    connues = lignes[(lignes["annee"] <= dossier.annee) & lignes["valeur"].notna()]
    nom = dossier.referentiel.departements[code].nom
    return Effectifs(nom, {int(ligne["annee"]): du_releve(dossier, ligne) for _, ligne in connues.iterrows()})


def de_la_france(dossier: Dossier) -> Effectifs:
    """La somme des départements publiés chaque année ; vide si les relevés de tous ne sont pas lus."""
    lignes = dossier.ensembles
    agrees = lignes[(lignes["indicateur"] == AGREES) & lignes["valeur"].notna()]
    datees = agrees.assign(annee=[annee_de(periode) for periode in agrees["periode"]])
    utiles = datees[datees["annee"] <= dossier.annee]
    retenues = utiles[utiles["territoire"].isin(_toujours_publies(utiles))]
    sommes = {int(groupe["annee"].iloc[0]): groupe for _, groupe in retenues.groupby("annee")}
    return Effectifs("France", {annee: _somme(dossier, g, annee) for annee, g in sommes.items()})


def _toujours_publies(lignes: pd.DataFrame) -> set[str]:
    """Les départements qui ont une valeur chaque année : une somme ne change pas de membres."""
    comptes = lignes.groupby("territoire")["annee"].nunique()
    return set(comptes[comptes == lignes["annee"].nunique()].index)


def _somme(dossier: Dossier, groupe: pd.DataFrame, annee: int) -> Chiffre:
    return Chiffre(
        f"Assistants maternels agréés, somme de {len(groupe)} départements",
        float(groupe["valeur"].sum()),
        "personnes",
        nature="agregee",
        formule=f"somme des effectifs de {len(groupe)} départements",
        territoire="France",
        perimetre=f"{len(groupe)} départements publiés chaque année",
        periode=str(annee),
        source=source_citee(dossier, str(groupe["source"].iloc[0])),
        edition=str(groupe["edition"].iloc[0]),
        trace=trace_de(groupe),
    )


# --- la lecture -----------------------------------------------------------------------------------


def phrase_des_agrements(dossier: Dossier) -> Phrase | None:
    """Combien d'agréés, de moins ou de plus qu'à l'état zéro, ici et en France."""
    fenetre = fenetre_des_effectifs(dossier)
    if fenetre is None:
        return None
    propre = du_departement(dossier, dossier.departement.code)
    depart, arrivee = (propre.chiffres[annee] for annee in fenetre.annees)
    variation = variation_pct(depart, arrivee)
    nationale = _variation_de(de_la_france(dossier), fenetre)
    suite = " ; en France, somme des départements publiés : {f} %" if nationale else ""
    fin = dossier.plan.periode.fin
    suite += f" ; c'est après le terme du schéma ({fin})" if fenetre.annees[1] > fin else ""
    sens = "moins" if (variation.valeur or 0) < 0 else "plus"
    return phrase(
        f"Fin {fenetre.annees[1]}, {{v}} assistants maternels sont agréés, {{e}} % de {sens} que fin "
        f"{fenetre.annees[0]} ({{d}}){suite}.",
        v=arrivee,
        d=depart,
        e=sans_signe(variation),
        **({"f": Ecart(nationale)} if nationale else {}),
    )


def _lecture(dossier: Dossier, fenetre: Fenetre, propre: Effectifs) -> Phrase:
    """La phrase courte, le rythme, l'étendue des comparables."""
    depart, arrivee = (propre.chiffres[annee] for annee in fenetre.annees)
    autres = variations_des_comparables(dossier, fenetre)
    suite, mots = "", dict[str, object]()
    if autres:
        suite = f" Dans {len(autres)} départements comparables, de {{b}} à {{h}} %."
        mots = {"b": Ecart(autres[0]), "h": Ecart(autres[-1])}
    return phrase(
        f"{{p}} En moyenne, {{c}} % par an.{suite} {UNE_COMPARAISON}",
        p=phrase_des_agrements(dossier),
        c=Ecart(_croissance(depart, arrivee, fenetre)),
        **mots,
    )


def _variation_de(effectifs: Effectifs, fenetre: Fenetre) -> Chiffre | None:
    depart, arrivee = (effectifs.chiffres.get(annee) for annee in fenetre.annees)
    return variation_pct(depart, arrivee) if depart and arrivee else None


def variations_des_comparables(dossier: Dossier, fenetre: Fenetre, indicateur: str = AGREES) -> list[Chiffre]:
    """Les évolutions connues des départements comparables, de la plus basse à la plus haute."""
    autres = [du_departement(dossier, code, indicateur) for code in comparables(dossier.reglages)]
    lues = [_variation_de(effectifs, fenetre) for effectifs in autres]
    return sorted((c for c in lues if c and c.connu), key=lambda c: c.valeur or 0)


def _croissance(depart: Chiffre, arrivee: Chiffre, fenetre: Fenetre) -> Chiffre:
    mesure = croissance_annuelle_moyenne(Variation(depart.valeur or 0, arrivee.valeur or 0, fenetre.annees))
    return replace(
        variation_pct(depart, arrivee),
        libelle=f"{arrivee.libelle} : croissance annuelle moyenne depuis {depart.periode}",
        valeur=mesure.valeur,
        etat="valeur" if mesure.valeur is not None else "sans_objet",
        formule="100 × ((arrivée ÷ départ)^(1 ÷ années) − 1)",
        numerateur=ecrire(arrivee.valeur or 0),
        denominateur=ecrire(depart.valeur or 0),
    )


# --- ce qui est à vérifier ------------------------------------------------------------------------


def a_verifier(dossier: Dossier, effectifs: Effectifs) -> list[Bloc]:
    """Les années où l'effectif saute ou se répète : un changement de comptage n'est pas exclu."""
    lues = [
        (annee, variation_pct(effectifs.chiffres[avant], effectifs.chiffres[annee]))
        for avant, annee in pairwise(effectifs.chiffres)
        if annee == avant + 1
    ]
    seuil = dossier.seuils.saut_annuel_pct
    sauts = [(annee, v) for annee, v in lues if v.valeur is not None and abs(v.valeur) >= seuil]
    repetes = [str(annee) for annee, v in lues if v.valeur == 0]
    repete = f"Même nombre que l'année d'avant en {abreger(repetes)} : une réponse reportée est possible."
    return [*_sauts(sauts, seuil), *([Paragraphe(repete, "note")] if repetes else [])]


def _sauts(sauts: Sequence[tuple[int, Chiffre]], seuil: float) -> list[Bloc]:
    if not sauts:
        return []
    mots: dict[str, object] = {f"s{annee}": Ecart(v) for annee, v in sauts}
    liste = ", ".join(f"en {annee} ({{s{annee}}} %)" for annee, _ in sauts)
    texte = (
        f"À vérifier : le nombre varie d'au moins {nombre(seuil)} % en un an {liste}. Un changement de "
        "comptage ou un nettoyage du fichier n'est pas exclu ; le Département, qui répond à l'enquête, "
        "peut le dire."
    )
    return [Paragraphe(phrase(texte, **mots), "rupture")]


def _cites_par_le_texte(dossier: Dossier, propre: Effectifs) -> list[Bloc]:
    """Le même fait, que le texte du schéma écrit autrement : les deux se gardent."""
    cites = serie_de(dossier, AGREES, dossier.departement.code, textes=True)
    utiles = cites[cites["annee"].isin(list(propre.chiffres)) & cites["valeur"].notna()]
    uniques = utiles.drop_duplicates(["annee", "valeur"])
    if uniques.empty:
        return []
    mots: dict[str, object] = {}
    morceaux = []
    for rang, (_, ligne) in enumerate(uniques.iterrows()):
        mots |= {f"t{rang}": du_releve(dossier, ligne), f"p{rang}": propre.chiffres[int(ligne["annee"])]}
        quand = _jour_ou_annee(str(ligne["periode"]))
        morceaux.append(f"{{t{rang}}} ({quand} ; {{p{rang}}} ici fin {ligne['annee']})")
    texte = f"Le texte du schéma écrit : {', '.join(morceaux)}. Les deux sources se gardent."
    return [Paragraphe(phrase(texte, **mots), "note")]


def _jour_ou_annee(periode: str) -> str:
    """« 2018-12-31 » en toutes lettres ; une année reste telle."""
    return date(dt.date.fromisoformat(periode)) if len(periode) == len("2018-12-31") else periode


# --- la figure ------------------------------------------------------------------------------------


def _figure(dossier: Dossier, fenetre: Fenetre, propre: Effectifs) -> Figure:
    base = fenetre.annees[0]
    autres = [(du_departement(dossier, code), "fond") for code in comparables(dossier.reglages)]
    lus = [(propre, "accent"), (de_la_france(dossier), "repere"), *autres]
    traces = [(e, role) for e, role in lus if base in e.chiffres]
    courbes = [Courbe(e.nom, _indices(e, base), role) for e, role in reversed(traces)]
    variation = variation_pct(*(propre.chiffres[annee] for annee in fenetre.annees))
    return Figure(
        ancre="fig-assistants-maternels",
        titre=phrase(f"Assistants maternels agréés : {{e}} % depuis fin {base}", e=Ecart(variation)),
        sous_titre=f"Assistants maternels agréés au 31 décembre, base 100 fin {base}",
        svg=tracer_serie("fig-assistants-maternels", courbes, [], []),
        alternative=_alternative([effectifs for effectifs, _ in traces], base),
        lecture=f"Lecture : 80 veut dire 20 % de moins que fin {base}.",
        source=f"Source : {propre.chiffres[base].source}, {nom_de_edition(fenetre.edition)}.",
        avertissements=[
            dossier.referentiel.avertissements["agrees_non_actifs"].texte,
            "« France » est la somme des départements publiés chaque année, sans total national.",
        ],
        tableau=_tableau([effectifs for effectifs, _ in traces], base),
    )


def _indices(effectifs: Effectifs, base: int) -> tuple[tuple[int, float], ...]:
    depart = effectifs.chiffres[base].valeur or 1
    return tuple((annee, 100 * (c.valeur or 0) / depart) for annee, c in effectifs.chiffres.items())


def _alternative(traces: Sequence[Effectifs], base: int) -> str:
    finales = [f"{e.nom} {nombre(_indices(e, base)[-1][1], 1)} en {list(e.chiffres)[-1]}" for e in traces]
    return f"Courbes en base 100 fin {base} : {' ; '.join(finales)}."


def _tableau(effectifs: Sequence[Effectifs], base: int) -> Tableau:
    annees = sorted({annee for e in effectifs for annee in e.chiffres})
    return Tableau(
        "Assistants maternels agréés au 31 décembre",
        [Colonne("Territoire"), *(numerique(str(annee)) for annee in annees)],
        [
            Ligne([e.nom, *(e.chiffres.get(annee, "n.d.") for annee in annees)], accent=rang < 2)
            for rang, e in enumerate(effectifs)
        ],
        f"L'état zéro est l'effectif de fin {base}.",
    )
