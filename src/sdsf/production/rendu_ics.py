"""Les échéances en fichier d'agenda (iCalendar) : les mêmes octets tant que les données ne changent pas."""

import datetime as dt
from collections.abc import Sequence

from icalendar import Calendar, Event

from sdsf.evaluation.rendez_vous import RendezVous

# La norme veut une date de fabrication ; celle du jour changerait les octets à chaque export.
SANS_SAISIE = dt.date(2000, 1, 1)
FINIES = ("réalisée", "abandonnée")


def rendre_ics(
    liste: Sequence[RendezVous], titre: str, racine: str, saisi_le: dt.date | None, fictif: bool
) -> bytes:
    """L'agenda ; ``racine`` rend les identifiants uniques au monde, ``saisi_le`` date leur contenu.

    Ce qui n'a ni jour ni année n'y est pas : un agenda ne saurait où le mettre.
    """
    agenda = Calendar()
    agenda.add("prodid", "-//sdsf//Carnets d'évaluation des services aux familles//FR")
    agenda.add("version", "2.0")
    agenda.add("x-wr-calname", titre)
    tampon = dt.datetime.combine(saisi_le or SANS_SAISIE, dt.time(), dt.UTC)
    for rendez_vous in liste:
        if rendez_vous.annee is not None:
            agenda.add_component(_evenement(rendez_vous, rendez_vous.annee, racine, tampon, fictif))
    return bytes(agenda.to_ical(sorted=False))


def _evenement(r: RendezVous, annee: int, racine: str, tampon: dt.datetime, fictif: bool) -> Event:
    """Un événement d'un jour ; sans jour, l'année entière, et son titre le dit."""
    evenement = Event()
    evenement.add("uid", f"{r.id}@{racine}")
    evenement.add("dtstamp", tampon)
    debut = r.jour or dt.date(annee, 1, 1)
    fin = r.jour + dt.timedelta(days=1) if r.jour else dt.date(annee + 1, 1, 1)
    evenement.add("dtstart", debut)
    evenement.add("dtend", fin)
    evenement.add("summary", titre_de(r, fictif))
    evenement.add("description", "\n".join(_dits(r)))
    evenement.add("categories", [r.nature])
    # Une échéance n'occupe personne : elle ne rend pas la journée indisponible.
    evenement.add("transp", "TRANSPARENT")
    return evenement


def titre_de(r: RendezVous, fictif: bool) -> str:
    """Le titre d'un événement : ce qui est fictif, sans jour ou déjà fini s'y lit."""
    quand = "" if r.jour else f"Année {r.annee} (sans jour) — "
    fini = f" ({r.suite})" if r.nature == "action" and r.suite in FINIES else ""
    return f"{'[Fictif] ' if fictif else ''}{quand}{r.nature.capitalize()} : {r.intitule}{fini}"


def _dits(r: RendezVous) -> list[str]:
    dits = {
        "Responsable": r.responsable,
        "Suite": r.suite,
        "D'où vient la date": r.origine,
        "Référence": r.reference,
    }
    return [f"{titre} : {texte}" for titre, texte in dits.items() if texte]
