"""L'évolution d'un taux en chiffres traçables : ici, en France, chez les comparables, partout."""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from sdsf.chiffres import Chiffre, Trace, compter, ecart, ecrire, inconnu, reunir
from sdsf.dossier import Dossier, comparables
from sdsf.evaluation.evolution import Variation, croissance_annuelle_moyenne
from sdsf.evaluation.fenetres import Fenetre
from sdsf.rapports.chiffrer import du_releve, serie_de, source_citee
from sdsf.releves.lecture import FRANCE
from sdsf.releves.periodes import annee_de

POINTS = "points"


@dataclass(frozen=True)
class Ailleurs:
    """L'évolution d'un ensemble de territoires : chacun la sienne, en points, et les lignes lues."""

    evolutions: Mapping[str, float]
    traces: Mapping[str, Trace]
    absents: tuple[str, ...] = ()
    extremes: tuple[Chiffre, ...] = ()
    """La plus basse et la plus haute, quand chacune est un chiffre que l'on imprime."""


@dataclass(frozen=True)
class Comparee:
    """L'évolution d'un taux dans une fenêtre, et à quoi on la compare."""

    code: str
    fenetre: Fenetre
    depart: Chiffre
    arrivee: Chiffre
    evolution: Chiffre
    croissance: Chiffre
    france: Chiffre
    comparables: Chiffre
    difference: Chiffre
    partout: Chiffre
    plus_bas: Chiffre
    """Les départements dont l'évolution est plus basse."""
    semblables: Ailleurs
    tous: Ailleurs


def comparer(dossier: Dossier, code: str, fenetre: Fenetre) -> Comparee:
    """L'évolution du département et celle de ses repères, entre les mêmes années de la même édition."""
    return dossier.une_fois(("comparer", code, fenetre), lambda: _comparer(dossier, code, fenetre))


def _comparer(dossier: Dossier, code: str, fenetre: Fenetre) -> Comparee:
    propre = dossier.departement.code
    f = fenetre_du_mode(dossier, code, fenetre)
    depart, arrivee = (valeur(dossier, code, propre, f, annee) for annee in f.annees)
    evolution = evolution_de(dossier, code, propre, f)
    semblables = ailleurs(dossier, code, f, comparables(dossier.reglages))
    tous = partout(dossier, code, f)
    mediane = _mediane(dossier, code, f, semblables, "médiane des départements comparables")
    return Comparee(
        code=code,
        fenetre=f,
        depart=depart,
        arrivee=arrivee,
        evolution=evolution,
        croissance=_croissance(depart, arrivee, f),
        france=evolution_de(dossier, code, FRANCE, f),
        comparables=mediane,
        difference=_difference(evolution, mediane),
        partout=_mediane(dossier, code, f, tous, "médiane des autres départements"),
        plus_bas=_plus_bas(evolution, tous),
        semblables=semblables,
        tous=tous,
    )


def fenetre_du_mode(dossier: Dossier, code: str, fenetre: Fenetre) -> Fenetre:
    """La même fenêtre, dans l'édition unique du mode quand il n'est pas publié par édition."""
    lignes = serie_de(dossier, code, dossier.departement.code)
    publiees = set(lignes["edition"])
    return fenetre if fenetre.edition in publiees or publiees != {""} else replace(fenetre, edition="")


def valeur(dossier: Dossier, code: str, territoire: str, fenetre: Fenetre, annee: int) -> Chiffre:
    """Le taux d'un territoire une année, dans l'édition de la fenêtre ; « non disponible » sinon."""
    lignes = _de_l_edition(serie_de(dossier, code, territoire), fenetre)
    memes = lignes[lignes["annee"] == annee]
    if len(memes):
        return du_releve(dossier, memes.iloc[-1])
    fiche = dossier.referentiel.indicateurs[code]
    nom = _nom(dossier, territoire)
    return inconnu(
        f"{fiche.intitule}, {nom}", fiche.unite, "non_disponible", territoire=nom, periode=str(annee)
    )


def evolution_de(dossier: Dossier, code: str, territoire: str, fenetre: Fenetre) -> Chiffre:
    """L'évolution d'un territoire dans la fenêtre, en points."""
    depart, arrivee = (valeur(dossier, code, territoire, fenetre, annee) for annee in fenetre.annees)
    fiche = dossier.referentiel.indicateurs[code]
    libelle = f"{fiche.intitule}, {_nom(dossier, territoire)} : évolution de {a_a(fenetre)}"
    return ecart(libelle, arrivee, depart, POINTS)


def ailleurs(dossier: Dossier, code: str, fenetre: Fenetre, codes: list[str]) -> Ailleurs:
    """L'évolution de chaque département d'une liste ; sans les deux valeurs, il est absent, et nommé."""
    chiffres = {autre: evolution_de(dossier, code, autre, fenetre) for autre in codes}
    connus = sorted((c for c in chiffres.values() if c.connu), key=lambda c: c.valeur or 0)
    return Ailleurs(
        {autre: c.valeur for autre, c in chiffres.items() if c.valeur is not None},
        {autre: c.trace for autre, c in chiffres.items() if c.connu},
        tuple(_nom(dossier, autre) for autre, c in chiffres.items() if not c.connu),
        (connus[0], connus[-1]) if connus else (),
    )


def partout(dossier: Dossier, code: str, fenetre: Fenetre) -> Ailleurs:
    """L'évolution de chacun des autres départements dont les deux valeurs sont publiées."""
    toutes = dossier.ensembles
    lignes = toutes[
        (toutes["indicateur"] == code)
        & (toutes["source"] == fenetre.source)
        & (toutes["edition"] == fenetre.edition)
        & (toutes["territoire"] != dossier.departement.code)
        & toutes["valeur"].notna()
    ]
    depart, arrivee = (_de_l_annee(lignes, annee) for annee in fenetre.annees)
    communs = sorted(set(depart) & set(arrivee))
    return Ailleurs(
        {nom: round(arrivee[nom][0] - depart[nom][0], 6) for nom in communs},
        {nom: reunir([depart[nom][1], arrivee[nom][1]]) for nom in communs},
    )


def _de_l_annee(lignes: pd.DataFrame, annee: int) -> dict[str, tuple[float, Trace]]:
    """La valeur de chaque territoire une année, et la ligne d'où elle vient."""
    colonnes = [lignes[nom] for nom in ("periode", "territoire", "valeur", "fichier", "ligne", "empreinte")]
    return {
        str(nom): (float(valeur), Trace(((str(fichier), int(ligne)),), (str(empreinte),)))
        for periode, nom, valeur, fichier, ligne, empreinte in zip(*colonnes, strict=True)
        if annee_de(periode) == annee
    }


def a_a(fenetre: Fenetre) -> str:
    """« 2018 à 2022 »."""
    return f"{fenetre.annees[0]} à {fenetre.annees[1]}"


def _croissance(depart: Chiffre, arrivee: Chiffre, fenetre: Fenetre) -> Chiffre:
    libelle = f"{depart.libelle} : croissance annuelle moyenne de {a_a(fenetre)}"
    absente = inconnu(libelle, "pourcent", "non_disponible", territoire=depart.territoire)
    if depart.valeur is None or arrivee.valeur is None:
        return absente
    mesure = croissance_annuelle_moyenne(
        Variation(depart.valeur, arrivee.valeur, fenetre.annees, (fenetre.source, fenetre.edition))
    )
    if mesure.valeur is None:
        return replace(absente, etat="sans_objet", note=mesure.motif)
    return replace(
        absente,
        valeur=mesure.valeur,
        etat="valeur",
        formule="100 × ((arrivée ÷ départ)^(1 ÷ années) − 1)",
        numerateur=f"{ecrire(arrivee.valeur)} ({arrivee.periode})",
        denominateur=f"{ecrire(depart.valeur)} ({depart.periode})",
        periode=f"{depart.periode}/{arrivee.periode}",
        source=arrivee.source,
        edition=arrivee.edition,
        trace=reunir([depart.trace, arrivee.trace]),
    )


def _mediane(dossier: Dossier, code: str, fenetre: Fenetre, lieux: Ailleurs, quoi: str) -> Chiffre:
    fiche = dossier.referentiel.indicateurs[code]
    libelle = f"{fiche.intitule}, {quoi} : évolution de {a_a(fenetre)}"
    if not lieux.evolutions:
        return inconnu(libelle, POINTS, "non_disponible", periode=_periode(fenetre))
    valeurs = lieux.evolutions.values()
    return Chiffre(
        libelle,
        round(statistics.median(valeurs), 6),
        POINTS,
        formule=f"médiane des évolutions de {len(valeurs)} départements",
        territoire=f"{len(valeurs)} départements",
        periode=_periode(fenetre),
        source=source_citee(dossier, fenetre.source),
        edition=fenetre.edition,
        note=f"de {ecrire(min(valeurs))} à {ecrire(max(valeurs))} point(s)",
        trace=reunir(lieux.traces.values()),
    )


def _difference(propre: Chiffre, repere: Chiffre) -> Chiffre:
    """L'évolution propre moins celle du repère, les mêmes années : une comparaison."""
    difference = ecart(f"{propre.libelle} : différence avec la médiane des comparables", propre, repere)
    if not difference.connu:
        return difference
    return replace(
        difference,
        periode=propre.periode,
        numerateur=f"{ecrire(propre.valeur or 0)} (ici)",
        denominateur=f"{ecrire(repere.valeur or 0)} (médiane des comparables)",
    )


def _plus_bas(propre: Chiffre, tous: Ailleurs) -> Chiffre:
    """Combien d'autres départements ont une évolution plus basse."""
    libelle = f"{propre.libelle} : départements à l'évolution plus basse"
    if propre.valeur is None or not tous.evolutions:
        return inconnu(libelle, "nombre", "non_disponible")
    limite = propre.valeur
    traces = [tous.traces[nom] for nom, evolution in tous.evolutions.items() if evolution < limite]
    return compter(libelle, traces, "nombre", propre.source, periode=propre.periode)


def _de_l_edition(lignes: pd.DataFrame, fenetre: Fenetre) -> pd.DataFrame:
    return lignes[(lignes["source"] == fenetre.source) & (lignes["edition"] == fenetre.edition)]


def _periode(fenetre: Fenetre) -> str:
    return f"{fenetre.annees[0]}/{fenetre.annees[1]}"


def _nom(dossier: Dossier, code: str) -> str:
    return "France" if code == FRANCE else dossier.referentiel.departements[code].nom
