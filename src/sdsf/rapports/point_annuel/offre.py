"""L'offre d'accueil dans le temps et par mode : la série longue, ses ruptures, ses comparaisons."""

from collections.abc import Sequence

import pandas as pd

from sdsf.chiffres import Chiffre, sans_signe
from sdsf.dossier import Dossier, comparables
from sdsf.evaluation.series import edition_courante, serie
from sdsf.rapports.chiffrer import du_releve, nom_de_edition
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
from sdsf.rendu.figures import Courbe, Part, tracer_empilees, tracer_serie
from sdsf.rendu.nombres import accorder, nombre

PRINCIPAL = "taux_couverture_accueil"
MODES = {
    "taux_couverture_eaje": ("Crèches (EAJE)", "#0b4f9e", ""),
    "taux_couverture_assistants_maternels": ("Assistants maternels", "#de8f05", "//"),
    "taux_couverture_prescolarisation": ("École avant 3 ans", "#029e73", ".."),
    "taux_couverture_garde_domicile": ("Garde à domicile", "#cfd5dd", ""),
}


def serie_longue(dossier: Dossier) -> list[Bloc]:
    """Le taux de couverture sur longue période, la rupture, la France, les comparables, le texte."""
    propre = serie(dossier.releves, PRINCIPAL, dossier.departement.code)
    jusqu_a = propre[(propre["annee"] <= dossier.annee) & propre["valeur"].notna()]
    if jusqu_a.empty:
        return [
            absence(
                "Le taux de couverture du département n'est pas connu.",
                "la Cnaf (jeux « txcouv_pe ») ou la Caf",
            )
        ]
    return [_figure_de_serie(dossier, jusqu_a), *_note_sur_les_comparables(dossier)]


def _figure_de_serie(dossier: Dossier, propre: pd.DataFrame) -> Figure:
    suivi = suivre_commun(dossier, PRINCIPAL)
    fiche = dossier.referentiel.indicateurs[PRINCIPAL]
    ruptures = _ruptures(propre)
    cites = serie(dossier.releves, PRINCIPAL, dossier.departement.code, textes=True)
    cites = cites[cites["annee"].between(propre["annee"].min(), dossier.annee)]
    return Figure(
        ancre="fig-serie",
        titre=_titre_de_serie(dossier, suivi),
        sous_titre=f"{fiche.intitule} (places pour 100 enfants de moins de 3 ans), {int(propre['annee'].min())}-{int(propre['annee'].max())}",
        svg=tracer_serie(
            "fig-serie",
            _courbes(dossier),
            ruptures,
            [("texte du schéma", int(x.annee), x.valeur) for x in cites.itertuples()],
        ),
        alternative=_alternative_de_serie(dossier, propre),
        lecture=_lecture_de_serie(suivi),
        source=" ; ".join(sorted({dossier.referentiel.mention(code) for code in propre["source"]})) + ".",
        avertissements=_avis(dossier, PRINCIPAL, bool(ruptures)),
        tableau=_tableau_de_serie(dossier),
    )


def _titre_de_serie(dossier: Dossier, suivi: SuiviIndicateur) -> Phrase:
    if suivi.tendance.connu:
        sens = "hausse" if (suivi.tendance.valeur or 0) > 0 else "baisse"
        if not suivi.tendance.valeur:
            return phrase(
                "{v} places pour 100 enfants en {a}, un taux stable sur un an",
                v=suivi.valeur,
                a=suivi.valeur.periode,
            )
        return phrase(
            "{v} places pour 100 enfants en {a}, en {sens} de {e} {mot} depuis {b}",
            v=suivi.valeur,
            a=suivi.valeur.periode,
            sens=sens,
            e=sans_signe(suivi.tendance),
            mot=accorder(suivi.tendance.valeur, "point", "points"),
            b=suivi.precedente.periode,
        )
    return phrase("{v} places pour 100 enfants en {a}", v=suivi.valeur, a=suivi.valeur.periode)


def _ruptures(propre: pd.DataFrame) -> list[tuple[float, str]]:
    """Là où une édition s'arrête et où la suivante a commencé : le trait passe par l'année commune."""
    editions = (
        propre.groupby(["source", "edition"])["annee"].agg(["min", "max"]).sort_values("max").reset_index()
    )
    return [
        (float(suivante.min), f"rupture : édition « {avant.edition} » | édition « {suivante.edition} »")
        for avant, suivante in zip(editions.itertuples(), list(editions.itertuples())[1:], strict=False)
    ]


def _courbes(dossier: Dossier) -> list[Courbe]:
    noms = {code: dossier.referentiel.departements[code].nom for code in comparables(dossier.reglages)}
    courbes = [courbe for code, nom in noms.items() for courbe in _par_edition(dossier, code, nom, "fond")]
    courbes += _par_edition(dossier, FRANCE, "France", "repere")
    return [*courbes, *_par_edition(dossier, dossier.departement.code, dossier.departement.nom, "accent")]


def _par_edition(dossier: Dossier, code: str, nom: str, role: str) -> list[Courbe]:
    """Une ligne par édition de la série suivie : elles ne se joignent pas."""
    editions = _editions_suivies(dossier)
    lignes = serie(dossier.releves, PRINCIPAL, code)
    lignes = lignes[(lignes["annee"] <= dossier.annee) & lignes["valeur"].notna()]
    courbes = [
        Courbe(nom, tuple(zip(groupe["annee"].astype(int), groupe["valeur"], strict=True)), role)
        for (source, edition), groupe in lignes.groupby(["source", "edition"], sort=True)
        if (source, edition) in editions
    ]
    return sorted(courbes, key=lambda courbe: courbe.points[-1][0])


def _editions_suivies(dossier: Dossier) -> list[tuple[str, str]]:
    propre = serie(dossier.releves, PRINCIPAL, dossier.departement.code)
    couples = propre[["source", "edition"]].drop_duplicates()
    return [(str(c.source), str(c.edition)) for c in couples.itertuples()]


def _alternative_de_serie(dossier: Dossier, propre: pd.DataFrame) -> str:
    parties = [
        f"{nom_de_edition(str(edition))} : "
        + ", ".join(f"{nombre(v, 1)} en {a}" for a, v in zip(g["annee"], g["valeur"], strict=True))
        for edition, g in propre.groupby("edition", sort=False)
    ]
    return (
        f"Courbe du taux de couverture, {dossier.departement.nom}. "
        + " ; ".join(parties)
        + ". Les séries ne se joignent pas d'une édition à l'autre."
    )


def _lecture_de_serie(suivi: SuiviIndicateur) -> Phrase:
    texte = "Lecture : en {a}, {v} places pour 100 enfants de moins de 3 ans"
    if not suivi.ecart_france.connu:
        return phrase(
            texte + " ; aucune valeur de la France n'est publiée pour la même édition.",
            a=suivi.valeur.periode,
            v=suivi.valeur,
        )
    ou = "de moins" if (suivi.ecart_france.valeur or 0) < 0 else "de plus"
    return phrase(
        texte + ", soit {e} points {ou} qu'en France.",
        a=suivi.valeur.periode,
        v=suivi.valeur,
        e=sans_signe(suivi.ecart_france),
        ou=ou,
    )


def _avis(dossier: Dossier, code: str, rupture: bool) -> list[str]:
    fiche = dossier.referentiel.indicateurs[code]
    textes = [
        dossier.referentiel.avertissements[a].texte
        for a in fiche.avertissements
        if a != "rupture_de_serie" or rupture
    ]
    sources = {source for source, _ in _editions_suivies(dossier)}
    return [*textes, *(r.motif for r in fiche.ruptures if rupture and r.source in sources)]


def _tableau_de_serie(dossier: Dossier) -> Tableau:
    codes = [dossier.departement.code, FRANCE, *comparables(dossier.reglages)]
    toutes = [serie(dossier.releves, PRINCIPAL, code) for code in codes]
    colonnes_utiles = _colonnes_de_serie(toutes, dossier.annee, _editions_suivies(dossier))
    noms = [
        dossier.departement.nom,
        "France (hors Mayotte)",
        *(dossier.referentiel.departements[c].nom for c in codes[2:]),
    ]
    lignes = [
        Ligne(
            [
                nom,
                *(
                    _cellule(dossier, lignes_, annee, source, edition, nom)
                    for annee, source, edition in colonnes_utiles
                ),
            ],
            accent=rang < 2,
        )
        for rang, (nom, lignes_) in enumerate(zip(noms, toutes, strict=True))
    ]
    titres = [
        numerique(f"{annee} ({edition})" if edition else str(annee)) for annee, _, edition in colonnes_utiles
    ]
    note = _autres_editions(dossier, toutes[1])
    return Tableau(
        "Taux de couverture global, par année et par édition (places pour 100 enfants)",
        [Colonne("Territoire"), *titres],
        lignes,
        note,
    )


def _colonnes_de_serie(
    toutes: Sequence[pd.DataFrame], annee: int, editions: Sequence[tuple[str, str]]
) -> list[tuple[int, str, str]]:
    couples = {
        (int(x.annee), str(x.source), str(x.edition))
        for lignes in toutes
        for x in lignes.itertuples()
        if x.annee <= annee and (x.source, x.edition) in editions
    }
    rang = {couple: place for place, couple in enumerate(editions)}
    return sorted(couples, key=lambda c: (rang[c[1], c[2]], c[0]))


def _cellule(
    dossier: Dossier, lignes: pd.DataFrame, annee: int, source: str, edition: str, nom: str
) -> Chiffre:
    memes = lignes[(lignes["annee"] == annee) & (lignes["source"] == source) & (lignes["edition"] == edition)]
    if memes.empty:
        libelle = f"Taux de couverture, {nom}, {annee}"
        return Chiffre(
            libelle,
            None,
            "places_pour_100_enfants",
            etat="non_disponible",
            territoire=nom,
            periode=str(annee),
            edition=edition,
        )
    return du_releve(dossier, memes.iloc[-1])


def _autres_editions(dossier: Dossier, nationale: pd.DataFrame) -> object:
    """Les autres valeurs publiées pour la France : citées, jamais mêlées à la série."""
    editions = _editions_suivies(dossier)
    autres = [
        x
        for _, x in nationale.iterrows()
        if (x["source"], x["edition"]) not in editions and 2017 <= x["annee"] <= dossier.annee
    ]
    if not autres:
        return None
    parties = {
        f"v{rang}": phrase("{v} en {a} ({e})", v=du_releve(dossier, x), a=x["periode"], e=x["edition"])
        for rang, x in enumerate(autres)
    }
    gabarit = ", ".join(f"{{{nom}}}" for nom in parties)
    return phrase("Autres éditions publiées pour la France, non comparables : " + gabarit + ".", **parties)


def _note_sur_les_comparables(dossier: Dossier) -> list[Bloc]:
    reglage = dossier.reglages.comparables
    if reglage is None:
        return [Paragraphe("Aucun département comparable n'est désigné dans reglages.yml.", "note")]
    return [Paragraphe("Départements comparables : " + reglage.motif, "note")]


def modes_d_accueil(dossier: Dossier) -> list[Bloc]:
    """De quoi l'offre est faite : les quatre modes, le département et la France."""
    courante = edition_courante(
        _jusqu_a(dossier, serie(dossier.releves, PRINCIPAL, dossier.departement.code))
    )
    if courante is None:
        return []
    annee = int(_jusqu_a(dossier, serie(dossier.releves, PRINCIPAL, dossier.departement.code))["annee"].max())
    territoires = {dossier.departement.nom: dossier.departement.code, "France": FRANCE}
    chiffres = {nom: _modes(dossier, code, nom, annee, courante) for nom, code in territoires.items()}
    complets = {nom: valeurs for nom, valeurs in chiffres.items() if all(c.connu for c in valeurs)}
    return [_figure_des_modes(dossier, annee, complets)] if dossier.departement.nom in complets else []


def _jusqu_a(dossier: Dossier, lignes: pd.DataFrame) -> pd.DataFrame:
    return lignes[(lignes["annee"] <= dossier.annee) & lignes["valeur"].notna()]


def _modes(dossier: Dossier, code: str, nom: str, annee: int, courante: tuple[str, str]) -> list[Chiffre]:
    return [
        _mode(dossier, mode, code, f"{nom}, {titre}", annee, courante) for mode, (titre, *_) in MODES.items()
    ]


def _mode(dossier: Dossier, mode: str, code: str, nom: str, annee: int, courante: tuple[str, str]) -> Chiffre:
    """Le taux d'un mode, dans l'édition du taux global, ou dans l'édition unique du mode lui-même."""
    lignes = serie(dossier.releves, mode, code)
    source, edition = courante
    if edition not in set(lignes["edition"]):
        edition = ""
    return _cellule(dossier, lignes, annee, source, edition, nom)


def _figure_des_modes(dossier: Dossier, annee: int, complets: dict[str, list[Chiffre]]) -> Figure:
    propre = complets[dossier.departement.nom]
    creches, maternels = propre[0], propre[1]
    plus, moins, mots = (creches, maternels, ("en crèche", "chez un assistant maternel"))
    if (maternels.valeur or 0) > (creches.valeur or 0):
        plus, moins, mots = maternels, creches, ("chez un assistant maternel", "en crèche")
    lignes = [
        (
            nom,
            [
                Part(t, c.valeur or 0, couleur, motif)
                for (t, couleur, motif), c in zip(MODES.values(), v, strict=True)
            ],
        )
        for nom, v in complets.items()
    ]
    tableau = Tableau(
        f"Places pour 100 enfants de moins de 3 ans, par mode d'accueil, en {annee}",
        [Colonne("Territoire"), *(numerique(titre) for titre, *_ in MODES.values())],
        [Ligne([nom, *valeurs], accent=nom == dossier.departement.nom) for nom, valeurs in complets.items()],
    )
    return Figure(
        ancre="fig-modes",
        titre=phrase("{p} places pour 100 enfants sont " + mots[0] + ", {m} " + mots[1], p=plus, m=moins),
        sous_titre=f"Places pour 100 enfants de moins de 3 ans, par mode d'accueil, en {annee}",
        svg=tracer_empilees("fig-modes", lignes, 1),
        alternative="Barres empilées. "
        + " ; ".join(
            f"{nom} : "
            + ", ".join(
                f"{t} {nombre(c.valeur or 0, 1)}" for (t, *_), c in zip(MODES.values(), v, strict=True)
            )
            for nom, v in complets.items()
        ),
        lecture=None,
        source=f"Source : {propre[0].source}.",
        avertissements=[dossier.referentiel.avertissements["capacite_theorique"].texte],
        tableau=tableau,
    )
