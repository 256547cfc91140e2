"""Ce que demanderait une cible : les places à ouvrir par territoire et par an, sous une hypothèse dite.

L'effectif d'enfants est celui que l'on a relevé ; à défaut, et si le scénario le dit, les naissances de trois
ans, qui l'approchent. Sans l'un ni l'autre, rien ne se calcule, et la section dit ce qui manque.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from sdsf.chiffres import Chiffre, Trace, inconnu, reunir, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.equite import ANNEES_DE_NAISSANCES
from sdsf.evaluation.scenarios import PASSEE, Besoin, Depart, besoin
from sdsf.evaluation.territoires import valeurs_recentes
from sdsf.plan.scenarios import Scenario
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rapports.chiffrer import du_releve, source_citee
from sdsf.rapports.panier import territoires_locaux
from sdsf.rapports.resultats.naissances import NAISSANCES
from sdsf.releves.periodes import annee_de
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Figure,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    Titre,
    absence,
    numerique,
    phrase,
)
from sdsf.rendu.figures import Barre, tracer_territoires
from sdsf.rendu.nombres import abreger, accorder, date, nombre

ENFANTS, PLACES = "enfants_moins_3_ans", "places_accueil"
QUI = "la Caf et l'Insee (enfants de moins de 3 ans par intercommunalité)"
COLONNES = [Colonne("Territoire"), numerique("Places à ouvrir")]
PAS_UNE_PREVISION = (
    "Un scénario est une hypothèse que la commission pose, non une prévision : les places sont nettes des "
    "fermetures, partagées également entre les années, et rien ne dit qu'elles s'ouvriront."
)


@dataclass(frozen=True)
class Territoire:
    """Un territoire, ce que l'on en sait au départ, et ce que la cible lui demanderait."""

    code: str
    nom: str
    taux: Chiffre
    enfants: Chiffre
    places: Chiffre
    besoin: Besoin
    trace: Trace


@dataclass(frozen=True)
class Calcul:
    """Un scénario appliqué aux territoires d'un dossier ; ``annee`` : celle du départ."""

    dossier: Dossier
    scenario: Scenario
    annee: int | None
    territoires: tuple[Territoire, ...]

    @property
    def calcules(self) -> list[Territoire]:
        return [un for un in self.territoires if un.besoin.a_ouvrir is not None]


def ce_que_demanderait_la_cible(dossier: Dossier) -> list[Bloc]:
    """Les scénarios nommés de ce schéma, sous leur titre ; rien s'il n'y en a pas."""
    if not dossier.scenarios:
        return []
    titre = Titre(3, "Ce que demanderait la cible", "scenarios")
    corps = [bloc for scenario in dossier.scenarios for bloc in section(dossier, scenario)]
    return [titre, Paragraphe(PAS_UNE_PREVISION, "note"), *corps]


def section(dossier: Dossier, scenario: Scenario) -> list[Bloc]:
    """Un scénario nommé : son hypothèse, son tableau, qui l'a posé."""
    retenu = scenario.retenu
    raison = retenu.motif.rstrip(".")
    qui = f"Scénario posé le {date(retenu.date)} par {retenu.auteur}. Raison : « {raison} »."
    titre = Titre(4, f"Scénario « {scenario.intitule} »", f"scenario-{scenario.id.replace('.', '-')}")
    return [titre, *blocs_du_calcul(calculer(dossier, scenario)), Paragraphe(qui, "note")]


def blocs_du_calcul(calcul: Calcul) -> list[Bloc]:
    """La phrase et le tableau d'un scénario, ou ce qui manque pour le calculer."""
    if not calcul.calcules:
        passees = all(un.besoin.motif.startswith(PASSEE) for un in calcul.territoires)
        if calcul.territoires and passees:
            return [Paragraphe(_pourquoi_rien(calcul), "note")]
        return [absence(_pourquoi_rien(calcul), QUI)]
    return [Paragraphe(phrase_du_calcul(calcul)), _tableau(calcul)]


# --- le calcul ------------------------------------------------------------------------------------


def calculer(dossier: Dossier, scenario: Scenario) -> Calcul:
    """Le scénario appliqué à chaque territoire visé, depuis la dernière année où son taux est connu."""
    maille, noms = territoires_locaux(dossier)
    vises = {
        code: nom for code, nom in noms.items() if not scenario.territoires or code in scenario.territoires
    }
    taux = valeurs_recentes(dossier.releves, PRINCIPAL, maille, dossier.annee)
    if taux.empty:
        return Calcul(dossier, scenario, None, ())
    annee = int(taux["annee"].iloc[0])
    lignes = {str(ligne["territoire"]): ligne for _, ligne in taux.iterrows()}
    lus = [
        _territoire(dossier, scenario, maille, code, nom, annee, lignes.get(code))
        for code, nom in vises.items()
    ]
    return Calcul(dossier, scenario, annee, tuple(lus))


def _territoire(
    dossier: Dossier,
    scenario: Scenario,
    maille: str,
    code: str,
    nom: str,
    annee: int,
    ligne: pd.Series | None,
) -> Territoire:
    """Un territoire : son taux, ses enfants, ses places, et ce que la cible lui demanderait."""
    absent = inconnu(f"Taux de couverture, {nom}", "places_pour_100_enfants", territoire=nom)
    taux = du_releve(dossier, ligne) if ligne is not None else absent
    lues = _serie(dossier, ENFANTS if scenario.enfants == "publies" else NAISSANCES, maille, code)
    serie = _enfants(scenario, lues)
    enfants = _effectif(
        dossier, f"Enfants de moins de 3 ans, {nom}", nom, serie.get(annee), scenario, annee, lues
    )
    places = _places(dossier, maille, code, nom, annee, taux, enfants)
    depart = Depart(annee, places.valeur, serie)
    voulu = besoin(
        depart,
        scenario.cible,
        scenario.echeance,
        scenario.evolution,
        scenario.variation_pct or 0.0,
        dossier.seuils.minimum_annees_pour_projeter,
    )
    return Territoire(
        code, nom, taux, enfants, places, voulu, reunir([taux.trace, enfants.trace, places.trace])
    )


def _enfants(scenario: Scenario, lues: pd.DataFrame) -> dict[int, float]:
    """Le nombre d'enfants de chaque année connue, publié ou approché par les naissances."""
    connues = {int(ligne["annee"]): float(ligne["valeur"]) for _, ligne in lues.iterrows()}
    return connues if scenario.enfants == "publies" else _de_trois_ans(connues)


def _de_trois_ans(annuelles: Mapping[int, float]) -> dict[int, float]:
    """Les naissances de l'année et des deux d'avant, là où les trois sont connues."""
    fenetres = {a: range(a - ANNEES_DE_NAISSANCES + 1, a + 1) for a in annuelles}
    return {
        annee: sum(annuelles[an] for an in annees)
        for annee, annees in fenetres.items()
        if all(an in annuelles for an in annees)
    }


def _serie(dossier: Dossier, indicateur: str, maille: str, code: str) -> pd.DataFrame:
    """Les relevés connus d'un territoire jusqu'à l'année du rapport, dans la dernière édition."""
    releves = dossier.releves
    siennes = releves[
        (releves["indicateur"] == indicateur)
        & (releves["maille"] == maille)
        & (releves["territoire"] == code)
        & (releves["origine"] != "texte")
        & releves["valeur"].notna()
    ]
    datees = siennes.assign(annee=[annee_de(periode) for periode in siennes["periode"]])
    vues = datees[datees["annee"] <= dossier.annee].sort_values(["annee", "edition"], kind="stable")
    if vues.empty:
        return vues
    derniere = vues.iloc[-1]
    memes = (vues["source"] == derniere["source"]) & (vues["edition"] == derniere["edition"])
    gardees: pd.DataFrame = vues[memes].drop_duplicates("annee", keep="last")
    return gardees


def _effectif(
    dossier: Dossier,
    libelle: str,
    nom: str,
    valeur: float | None,
    scenario: Scenario,
    annee: int,
    lues: pd.DataFrame,
) -> Chiffre:
    if valeur is None:
        return inconnu(libelle, "nombre", territoire=nom, periode=str(annee))
    publies = scenario.enfants == "publies"
    annees = [annee] if publies else list(range(annee - ANNEES_DE_NAISSANCES + 1, annee + 1))
    siennes = lues[lues["annee"].isin(annees)]
    somme = f"somme des naissances de {annees[0]} à {annee}, qui approche cet effectif"
    return Chiffre(
        libelle,
        valeur,
        "nombre",
        nature=str(siennes["nature"].iloc[-1]) if publies else "estimee",
        formule="valeur publiée par le producteur" if publies else somme,
        territoire=nom,
        periode=str(annee),
        source=source_citee(dossier, str(siennes["source"].iloc[-1])),
        edition=str(siennes["edition"].iloc[-1]),
        trace=trace_de(siennes),
    )


def _places(
    dossier: Dossier, maille: str, code: str, nom: str, annee: int, taux: Chiffre, enfants: Chiffre
) -> Chiffre:
    """Les places relevées la même année ; à défaut, celles que le taux et les enfants redonnent."""
    lues = _serie(dossier, PLACES, maille, code)
    memes = lues[lues["annee"] == annee] if len(lues) else lues
    if len(memes):
        return du_releve(dossier, memes.iloc[-1], f"Places d'accueil, {nom}")
    if taux.valeur is None or enfants.valeur is None:
        return inconnu(f"Places d'accueil, {nom}", "places", periode=str(annee))
    return Chiffre(
        f"Places d'accueil, {nom}",
        taux.valeur * enfants.valeur / 100,
        "places",
        nature="estimee" if enfants.nature == "estimee" else "calculee",
        formule="taux de couverture × enfants de moins de 3 ans ÷ 100",
        territoire=nom,
        periode=str(annee),
        source=taux.source,
        edition=taux.edition,
        trace=reunir([taux.trace, enfants.trace]),
    )


def figure_du_calcul(calcul: Calcul) -> list[Bloc]:
    """Les places à ouvrir, du plus grand besoin au plus petit ; rien si nulle part il n'en faut."""
    rangees = sorted(calcul.calcules, key=lambda un: (-(un.besoin.a_ouvrir or 0), un.nom))
    if not any(un.besoin.a_ouvrir for un in rangees):
        return []
    barres = [Barre(un.nom, float(un.besoin.a_ouvrir or 0)) for un in rangees]
    ancre = f"fig-scenario-{calcul.scenario.id.replace('.', '-')}"
    libelle = "Places nettes à ouvrir"
    lignes = [
        Ligne([un.nom, _propre(calcul, un, libelle, float(un.besoin.a_ouvrir or 0), "places")])
        for un in rangees
    ]
    return [
        Figure(
            ancre=ancre,
            titre=phrase("{nom} demanderait le plus de places", nom=rangees[0].nom),
            sous_titre=f"Places nettes à ouvrir d'ici {calcul.scenario.echeance}, sous cette hypothèse",
            svg=tracer_territoires(ancre, barres, []),
            alternative="Du plus grand besoin au plus petit : "
            + ", ".join(f"{barre.nom} {nombre(barre.valeur)}" for barre in barres)
            + ".",
            lecture=None,
            source="Calcul : cible × enfants supposés ÷ 100 − places au départ.",
            avertissements=[],
            tableau=Tableau(f"{libelle} d'ici {calcul.scenario.echeance}", COLONNES, lignes),
        )
    ]


# --- ce qui se dit --------------------------------------------------------------------------------


def _pourquoi_rien(calcul: Calcul) -> str:
    scenario = calcul.scenario
    if calcul.annee is None:
        return "Ce scénario ne se calcule pas : aucun taux de couverture par territoire n'est connu."
    motifs = sorted({un.besoin.motif for un in calcul.territoires})
    texte = " ; ".join(motifs) or "aucun des territoires qu'il vise n'est de ce département"
    naissances = (
        " Les naissances de trois ans en approchent l'effectif : le scénario peut les prendre, en le disant."
        if scenario.enfants == "publies" and any("enfants" in motif for motif in motifs)
        else ""
    )
    return f"Ce scénario ne se calcule pas : {texte}.{naissances}"


def hypothese(scenario: Scenario) -> str:
    """L'hypothèse sur le nombre d'enfants, en mots."""
    if scenario.evolution == "constante":
        texte = "si le nombre d'enfants de moins de 3 ans ne changeait pas"
    elif scenario.evolution == "tendance":
        texte = "si le nombre d'enfants de moins de 3 ans suivait la tendance de sa série"
    else:
        x = scenario.variation_pct or 0.0
        sens = "augmentait" if x >= 0 else "baissait"
        texte = f"si le nombre d'enfants de moins de 3 ans {sens} de {nombre(abs(x), 1)} % par an"
    approche = ", approché par les naissances de trois ans" if scenario.enfants == "naissances" else ""
    return texte + approche


def phrase_du_calcul(calcul: Calcul) -> Phrase:
    """« Pour atteindre 60 places pour 100 enfants en 2030, si…, il faudrait ouvrir N places nettes… »."""
    scenario, calcules = calcul.scenario, calcul.calcules
    total = sum(un.besoin.a_ouvrir or 0 for un in calcules)
    concernes = [un for un in calcules if un.besoin.a_ouvrir]
    maille = territoires_locaux(calcul.dossier)[0].upper()
    hors = [un.nom for un in calcul.territoires if un.besoin.a_ouvrir is None]
    suite = f" Hors calcul : {abreger(hors, 5)}." if hors else ""
    ouvrir = (
        f"faudrait ouvrir {{n}} {accorder(total, 'place nette', 'places nettes')} depuis {calcul.annee}, "
        f"dans {{k}} {maille} sur {{m}}."
    )
    if not total:
        ouvrir = (
            f"ne faudrait ouvrir aucune place nette depuis {calcul.annee} : chaque territoire calculé "
            "y serait."
        )
    texte = (
        f"Pour atteindre {{cible}} places pour 100 enfants en {scenario.echeance}, {hypothese(scenario)}, il "
        f"{ouvrir}{suite}"
    )
    return phrase(
        texte,
        cible=_chiffre(
            calcul, "Cible du scénario", scenario.cible, "places_pour_100_enfants", "hypothèse du scénario"
        ),
        n=_chiffre(
            calcul, "Places nettes à ouvrir, ensemble", float(total), "places", "somme des territoires"
        ),
        k=_chiffre(calcul, "Territoires sous la cible", float(len(concernes)), "territoires", "dénombrement"),
        m=_chiffre(
            calcul, "Territoires du scénario", float(len(calcul.territoires)), "territoires", "dénombrement"
        ),
    )


def _chiffre(calcul: Calcul, libelle: str, valeur: float, unite: str, formule: str) -> Chiffre:
    return Chiffre(
        f"{libelle} ({calcul.scenario.intitule})",
        valeur,
        unite,
        nature="estimee",
        formule=formule,
        territoire=calcul.dossier.departement.nom,
        periode=f"{calcul.annee}/{calcul.scenario.echeance}",
        note="scénario : une hypothèse, non une prévision",
        trace=reunir(un.trace for un in calcul.calcules),
    )


def _tableau(calcul: Calcul) -> Tableau:
    annees = range((calcul.annee or 0) + 1, calcul.scenario.echeance + 1)
    colonnes = [
        Colonne("Territoire"),
        numerique(f"Taux, {calcul.annee}"),
        numerique(f"Enfants, {calcul.annee}"),
        numerique(f"Places, {calcul.annee}"),
        numerique(f"Enfants supposés, {calcul.scenario.echeance}"),
        numerique("Places à ouvrir"),
        *(numerique(str(annee)) for annee in annees),
    ]
    lignes = [Ligne(_cellules(calcul, un, list(annees))) for un in calcul.territoires]
    motifs = [f"{un.nom} : {un.besoin.motif}" for un in calcul.territoires if un.besoin.motif]
    note = f"Hors calcul — {' ; '.join(motifs)}." if motifs else None
    legende = f"Places nettes à ouvrir par territoire et par an ({calcul.scenario.intitule})"
    return Tableau(legende, colonnes, lignes, note)


def _cellules(calcul: Calcul, un: Territoire, annees: Sequence[int]) -> list[object]:
    voulu = un.besoin
    if voulu.a_ouvrir is None or voulu.par_an is None or voulu.enfants_a_l_echeance is None:
        return [un.nom, un.taux, un.enfants, un.places, "–", "non calculé", *("–" for _ in annees)]
    echeance = calcul.scenario.echeance
    return [
        un.nom,
        un.taux,
        un.enfants,
        un.places,
        _propre(calcul, un, f"Enfants supposés en {echeance}", voulu.enfants_a_l_echeance, "nombre"),
        _propre(calcul, un, "Places nettes à ouvrir", float(voulu.a_ouvrir), "places"),
        *(
            _propre(calcul, un, f"Places à ouvrir en {an}", float(voulu.par_an[an]), "places")
            for an in annees
        ),
    ]


FORMULES = {
    "Enfants": "enfants au départ, et l'hypothèse du scénario",
    "Places": "cible × enfants supposés ÷ 100 − places au départ, à l'entier supérieur, en parts égales",
}


def _propre(calcul: Calcul, un: Territoire, libelle: str, valeur: float, unite: str) -> Chiffre:
    return Chiffre(
        f"{libelle}, {un.nom} ({calcul.scenario.intitule})",
        round(valeur) if unite == "nombre" else valeur,
        unite,
        nature="estimee",
        formule=FORMULES[libelle.split()[0]],
        territoire=un.nom,
        periode=str(calcul.scenario.echeance),
        note="scénario : une hypothèse, non une prévision",
        trace=un.trace,
    )
