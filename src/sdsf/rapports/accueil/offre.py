"""L'offre d'accueil dans le temps : la série longue, ses ruptures, ses comparaisons.

Entrée : le dossier ; la série est celle du taux de couverture global (``PRINCIPAL``), en places pour
100 enfants de moins de 3 ans, une ligne par année et par édition.
"""

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from sdsf.chiffres import Chiffre, sans_signe
from sdsf.dossier import Dossier, comparables
from sdsf.rapports.chiffrer import du_releve, nom_de_edition, serie_de
from sdsf.rapports.indicateur import SuiviIndicateur, suivre_commun
from sdsf.releves.lecture import FRANCE
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
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
from sdsf.rendu.nombres import accorder, nombre

PRINCIPAL = "taux_couverture_accueil"
SANS_CRITERES = "Aucun département comparable n'est désigné, et les critères manquent pour en trouver."
# Avant cette année, les taux nationaux des autres éditions n'éclairent plus le schéma suivi.
DEBUT_DES_AUTRES_EDITIONS = 2017


def serie_longue(dossier: Dossier) -> list[Bloc]:
    """Le taux de couverture sur longue période, la rupture, la France, les comparables, le texte."""
    propre = connues_jusqu_a(dossier, _serie_du_departement(dossier))
    if propre.empty:
        manque = (
            "Le taux de couverture du département n'est pas connu : les données de la Cnaf réunies ici "
            "(France hors Mayotte) ne l'ont pas."
        )
        return [absence(manque, "la Cnaf (jeux « txcouv_pe ») ou la Caf")]
    return [_figure(dossier, propre), *_note_sur_les_comparables(dossier)]


def _serie_du_departement(dossier: Dossier) -> pd.DataFrame:
    return serie_de(dossier, PRINCIPAL, dossier.departement.code)


def connues_jusqu_a(dossier: Dossier, lignes: pd.DataFrame) -> pd.DataFrame:
    """Les lignes d'une série qui ont une valeur, jusqu'à l'année demandée."""
    return lignes[(lignes["annee"] <= dossier.annee) & lignes["valeur"].notna()]


def _figure(dossier: Dossier, propre: pd.DataFrame) -> Figure:
    suivi = suivre_commun(dossier, PRINCIPAL)
    ruptures = _ruptures(propre)
    return Figure(
        ancre="fig-serie",
        titre=_titre(suivi),
        sous_titre=_sous_titre(dossier, propre),
        svg=tracer_serie("fig-serie", _courbes(dossier), ruptures, _cites(dossier, propre)),
        alternative=_alternative(dossier, propre),
        lecture=_lecture(suivi),
        source=" ; ".join(sorted({dossier.referentiel.mention(code) for code in propre["source"]})) + ".",
        avertissements=_avis(dossier, bool(ruptures)),
        tableau=_tableau(dossier),
    )


def _sous_titre(dossier: Dossier, propre: pd.DataFrame) -> str:
    intitule = dossier.referentiel.indicateurs[PRINCIPAL].intitule
    annees = f"{int(propre['annee'].min())}-{int(propre['annee'].max())}"
    return f"{intitule} (places pour 100 enfants de moins de 3 ans), {annees}"


def _cites(dossier: Dossier, propre: pd.DataFrame) -> list[tuple[str, int, float]]:
    """Les valeurs que le texte du schéma cite, sur les années de la série."""
    cites = serie_de(dossier, PRINCIPAL, dossier.departement.code, textes=True)
    visibles = cites[cites["annee"].between(propre["annee"].min(), dossier.annee)]
    return [
        ("texte du schéma", int(annee), valeur)
        for annee, valeur in zip(visibles["annee"], visibles["valeur"], strict=True)
    ]


def _titre(suivi: SuiviIndicateur) -> Phrase:
    debut = "{v} places pour 100 enfants en {a}"
    mots: dict[str, object] = {"v": suivi.valeur, "a": suivi.valeur.periode}
    if not suivi.tendance.connu:
        return phrase(debut, **mots)
    if not suivi.tendance.valeur:
        return phrase(debut + ", un taux stable sur un an", **mots)
    return phrase(
        debut + ", en {sens} de {e} {mot} depuis {b}",
        **mots,
        sens="hausse" if suivi.tendance.valeur > 0 else "baisse",
        e=sans_signe(suivi.tendance),
        mot=accorder(suivi.tendance.valeur, "point", "points"),
        b=suivi.precedente.periode,
    )


def _ruptures(propre: pd.DataFrame) -> list[tuple[float, str]]:
    """Là où une édition s'arrête et où la suivante a commencé : le trait passe par l'année commune."""
    return [
        (
            float(str(suivante["min"])),
            f"rupture : édition « {avant['edition']} » | édition « {suivante['edition']} »",
        )
        for avant, suivante in pairwise(_dans_l_ordre(propre))
    ]


def _dans_l_ordre(propre: pd.DataFrame) -> list[dict[str, object]]:
    """Les éditions et leurs bornes ; de deux qui finissent ensemble, d'abord celle qui a commencé avant."""
    bornes = propre.groupby(["source", "edition"])["annee"].agg(["min", "max"])
    ordre = bornes.sort_values(["max", "min"]).reset_index()
    return [{str(cle): valeur for cle, valeur in ligne.items()} for ligne in ordre.to_dict("records")]


def _courbes(dossier: Dossier) -> list[Courbe]:
    noms = {code: dossier.referentiel.departements[code].nom for code in comparables(dossier.reglages)}
    courbes = [courbe for code, nom in noms.items() for courbe in _par_edition(dossier, code, nom, "fond")]
    courbes += _par_edition(dossier, FRANCE, "France", "repere")
    return [*courbes, *_par_edition(dossier, dossier.departement.code, dossier.departement.nom, "accent")]


def _par_edition(dossier: Dossier, code: str, nom: str, role: str) -> list[Courbe]:
    """Une ligne par édition de la série suivie : elles ne se joignent pas."""
    propre = connues_jusqu_a(dossier, _serie_du_departement(dossier))
    lignes = connues_jusqu_a(dossier, serie_de(dossier, PRINCIPAL, code))
    groupes = dict(list(lignes.groupby(["source", "edition"])))
    return [
        Courbe(nom, tuple(zip(groupe["annee"].astype(int), groupe["valeur"], strict=True)), role)
        for borne in _dans_l_ordre(propre)
        for groupe in [groupes.get((borne["source"], borne["edition"]), lignes.head(0))]
        if len(groupe)
    ]


def _editions_suivies(dossier: Dossier) -> list[tuple[str, str]]:
    couples = _serie_du_departement(dossier)[["source", "edition"]].drop_duplicates()
    return [
        (str(source), str(edition))
        for source, edition in zip(couples["source"], couples["edition"], strict=True)
    ]


def _alternative(dossier: Dossier, propre: pd.DataFrame) -> str:
    parties = [_edition_en_mots(str(nom), g) for nom, g in propre.groupby("edition", sort=False)]
    return (
        f"Courbe du taux de couverture, {dossier.departement.nom}. {' ; '.join(parties)}. "
        "Les séries ne se joignent pas d'une édition à l'autre."
    )


def _edition_en_mots(edition: str, lignes: pd.DataFrame) -> str:
    points = zip(lignes["annee"], lignes["valeur"], strict=True)
    return f"{nom_de_edition(edition)} : " + ", ".join(f"{nombre(v, 1)} en {a}" for a, v in points)


def _lecture(suivi: SuiviIndicateur) -> Phrase:
    texte = "Lecture : en {a}, {v} places pour 100 enfants de moins de 3 ans"
    mots: dict[str, object] = {"a": suivi.valeur.periode, "v": suivi.valeur}
    if not suivi.ecart_france.connu:
        return phrase(texte + " ; aucune valeur de la France n'est publiée pour la même édition.", **mots)
    ou = "de moins" if (suivi.ecart_france.valeur or 0) < 0 else "de plus"
    return phrase(
        texte + ", soit {e} {mot} {ou} qu'en France.",
        **mots,
        e=sans_signe(suivi.ecart_france),
        mot=accorder(suivi.ecart_france.valeur or 0, "point", "points"),
        ou=ou,
    )


def _avis(dossier: Dossier, rupture: bool) -> list[str]:
    """Les mises en garde de la fiche ; celles de la rupture seulement si la courbe en montre une."""
    fiche = dossier.referentiel.indicateurs[PRINCIPAL]
    codes = [code for code in fiche.avertissements if code != "rupture_de_serie" or rupture]
    sources = {source for source, _ in _editions_suivies(dossier)}
    motifs = [r.motif for r in fiche.ruptures if rupture and r.source in sources]
    return [*(dossier.referentiel.avertissements[code].texte for code in codes), *motifs]


def _tableau(dossier: Dossier) -> Tableau:
    series = [(nom, serie_de(dossier, PRINCIPAL, code)) for code, nom in _territoires(dossier)]
    cases = _cases([lignes for _, lignes in series], dossier.annee, _editions_suivies(dossier))
    titres = [numerique(f"{annee} ({edition})" if edition else str(annee)) for annee, _, edition in cases]
    corps = [
        [nom, *(valeur_de_l_annee(dossier, lignes, *case, nom) for case in cases)] for nom, lignes in series
    ]
    return Tableau(
        "Taux de couverture global, par année et par édition (places pour 100 enfants)",
        [Colonne("Territoire"), *titres],
        [Ligne(cellules, accent=rang < 2) for rang, cellules in enumerate(corps)],
        _autres_editions(dossier, serie_de(dossier, PRINCIPAL, FRANCE)),
    )


def _territoires(dossier: Dossier) -> list[tuple[str, str]]:
    """Code et nom : le département, la France, puis les départements comparables."""
    autres = [(code, dossier.referentiel.departements[code].nom) for code in comparables(dossier.reglages)]
    return [
        (dossier.departement.code, dossier.departement.nom),
        (FRANCE, "France (hors Mayotte)"),
        *autres,
    ]


def _cases(
    toutes: Sequence[pd.DataFrame], annee: int, editions: Sequence[tuple[str, str]]
) -> list[tuple[int, str, str]]:
    """Les colonnes du tableau : (année, source, édition), dans l'ordre des éditions suivies."""
    couples = {
        (int(an), str(source), str(edition))
        for lignes in toutes
        for an, source, edition in zip(lignes["annee"], lignes["source"], lignes["edition"], strict=True)
        if an <= annee and (source, edition) in editions
    }
    rang = {couple: place for place, couple in enumerate(editions)}
    return sorted(couples, key=lambda c: (rang[c[1], c[2]], c[0]))


def valeur_de_l_annee(
    dossier: Dossier, lignes: pd.DataFrame, annee: int, source: str, edition: str, nom: str
) -> Chiffre:
    """La valeur d'une série pour une année et une édition ; « non disponible » si elle n'y est pas."""
    memes = lignes[(lignes["annee"] == annee) & (lignes["source"] == source) & (lignes["edition"] == edition)]
    if len(memes):
        return du_releve(dossier, memes.iloc[-1])
    return Chiffre(
        f"Taux de couverture, {nom}, {annee}",
        None,
        "places_pour_100_enfants",
        etat="non_disponible",
        territoire=nom,
        periode=str(annee),
        edition=edition,
    )


def _autres_editions(dossier: Dossier, nationale: pd.DataFrame) -> Phrase | None:
    """Les autres valeurs publiées pour la France : citées, jamais mêlées à la série."""
    editions = _editions_suivies(dossier)
    autres = [
        x
        for _, x in nationale.iterrows()
        if (x["source"], x["edition"]) not in editions
        and DEBUT_DES_AUTRES_EDITIONS <= x["annee"] <= dossier.annee
    ]
    if not autres:
        return None
    parties: dict[str, object] = {
        f"v{rang}": phrase("{v} en {a} ({e})", v=du_releve(dossier, x), a=x["periode"], e=x["edition"])
        for rang, x in enumerate(autres)
    }
    gabarit = ", ".join(f"{{{nom}}}" for nom in parties)
    return phrase("Autres éditions publiées pour la France, non comparables : " + gabarit + ".", **parties)


def _note_sur_les_comparables(dossier: Dossier) -> list[Bloc]:
    reglage = dossier.reglages.comparables
    if reglage is None:
        motif = SANS_CRITERES if dossier.sans_plan else "Aucun département comparable n'est désigné."
        return [Paragraphe(motif, "note")]
    return [Paragraphe("Départements comparables : " + reglage.motif, "note")]
