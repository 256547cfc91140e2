"""Le calendrier du schéma : une frise de ce qui est daté, et la liste de ce qui ne l'est pas."""

import textwrap
from collections.abc import Sequence

from sdsf.dossier import Dossier
from sdsf.evaluation.calendrier import Temps, calendrier, sans_calendrier
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.fiche import nom_court, nom_de_fiche
from sdsf.rapports.lecture_schema.fiches import fiches_sans
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Figure,
    Lien,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    absence,
    phrase,
)
from sdsf.rendu.frises import Segment, tracer_frise
from sdsf.rendu.nombres import accorder, date

# Au-delà, la frise a une ligne par fiche : du premier début au dernier terme de ses éléments.
LIGNES_DE_LA_FRISE = 40
QUI = "le comité technique du schéma, par avenant"


def frise(dossier: Dossier) -> list[Bloc]:
    """La frise des éléments datés, puis ce que le texte écrit sans le dater, puis ce dont il ne dit rien."""
    tous = calendrier(dossier.plan)
    dates = [temps for temps in tous if temps.est_date]
    muets = fiches_sans(dossier, "calendrier", "aucun calendrier", sans_calendrier(dossier.plan))
    if not tous:
        return [absence("Le texte ne donne de calendrier à aucune fiche ni action.", QUI), *muets]
    dessin: list[Bloc] = (
        [_figure(dossier, dates)]
        if dates
        else [Paragraphe("Aucun calendrier du texte ne donne de date : la frise est vide.", "absence")]
    )
    return [*dessin, _tableau("Le calendrier, mot à mot", tous), *muets]


def _figure(dossier: Dossier, dates: Sequence[Temps]) -> Figure:
    periode = dossier.plan.periode
    return Figure(
        ancre="fig-calendrier",
        titre=_titre(dossier, dates),
        sous_titre=f"{_une_ligne_par(dates)} ; période du schéma : {periode.debut}-{periode.fin} ; "
        "pâle et fléché : une borne n'est pas dite",
        svg=tracer_frise("fig-calendrier", _segments(dates), periode.debut, periode.fin),
        alternative="Frise : " + " ; ".join(f"{_nom(t)}, {_bornes(t)}" for t in dates),
        lecture=None,
        source=f"Source : {dossier.plan.source.titre}.",
        avertissements=[],
        tableau=_tableau("Ce que le texte date", dates),
    )


def _une_ligne_par(dates: Sequence[Temps]) -> str:
    return "Une ligne par élément" if len(dates) <= LIGNES_DE_LA_FRISE else "Une ligne par fiche"


def _titre(dossier: Dossier, dates: Sequence[Temps]) -> Phrase:
    finis = [t.id for t in dates if t.fin]
    return phrase(
        "{n} {mot} une date ; " + ("{k} {verbe} une fin" if finis else "aucun n'a de fin"),
        n=compter_du_plan(dossier, "Éléments du plan qui ont une date", [t.id for t in dates], "nombre"),
        mot=accorder(len(dates), "élément du plan a", "éléments du plan ont"),
        k=compter_du_plan(dossier, "Éléments du plan dont la fin est datée", finis, "nombre"),
        verbe=accorder(len(finis), "a", "ont"),
    )


def _segments(dates: Sequence[Temps]) -> list[Segment]:
    if len(dates) <= LIGNES_DE_LA_FRISE:
        return [Segment(_nom(t), t.debut, t.fin) for t in dates]
    par_fiche: dict[str, list[Temps]] = {}
    for temps in dates:
        par_fiche.setdefault(temps.fiche.id, []).append(temps)
    return [_enveloppe(_nom_de_ligne(liste), liste) for liste in par_fiche.values()]


def _nom_de_ligne(liste: Sequence[Temps]) -> str:
    """La fiche ; « en partie » quand elle n'est datée que par certains de ses éléments."""
    fiche = liste[0].fiche
    entiere = any(t.id == fiche.id for t in liste) or all(a.dates for a in fiche.actions)
    return _couper(nom_de_fiche(fiche) if entiere else f"(en partie) {nom_de_fiche(fiche)}")


def _enveloppe(nom: str, liste: Sequence[Temps]) -> Segment:
    """Les bornes de la fiche si elle a les siennes ; sinon du premier début au dernier terme.

    Une borne que l'un des éléments ne dit pas reste alors ouverte.
    """
    propres = [t for t in liste if t.id == t.fiche.id and t.fin]
    debuts, fins = [t.debut for t in propres or liste], [t.fin for t in propres or liste]
    return Segment(
        nom,
        None if None in debuts else min(d for d in debuts if d),
        None if None in fins else max(f for f in fins if f),
    )


def _nom(temps: Temps) -> str:
    if temps.id == temps.fiche.id:
        texte = nom_de_fiche(temps.fiche)
    else:
        texte = f"{temps.fiche.code} · {temps.intitule}" if temps.fiche.code else temps.intitule
    return _couper(texte)


def _couper(texte: str, largeur: int = 50) -> str:
    """Un nom sur deux lignes au plus, pour la marge d'une frise."""
    return "\n".join(textwrap.wrap(texte, largeur, max_lines=2, placeholder="…"))


def _bornes(temps: Temps) -> str:
    debut = f"du {date(temps.debut)}" if temps.debut else "début non dit"
    return f"{debut} {f'au {date(temps.fin)}' if temps.fin else ', fin non dite'}".replace(" ,", ",")


def _tableau(legende: str, tous: Sequence[Temps]) -> Tableau:
    colonnes = [Colonne(t) for t in ("Élément", "Fiche", "Calendrier (mot à mot)", "Ce qui s'en date")]
    lignes = [
        Ligne(
            [
                temps.intitule,
                Lien(f"fiche-{temps.fiche.id}", nom_court(temps.fiche)),
                temps.texte or "dans le calendrier de la fiche",
                _bornes(temps) if temps.est_date else "non datable : gardé en texte",
            ]
        )
        for temps in tous
    ]
    return Tableau(legende, colonnes, lignes)
