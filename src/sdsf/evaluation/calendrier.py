"""Le calendrier du plan : ce que le texte date, ce qu'il écrit sans le dater, ce dont il ne dit rien."""

import datetime as dt
from dataclasses import dataclass

from sdsf.plan.modeles import Dates, Fiche, Plan


@dataclass(frozen=True)
class Temps:
    """Un élément du plan et son calendrier : les mots du texte, et les bornes qu'ils donnent."""

    id: str
    fiche: Fiche
    intitule: str
    texte: str | None
    debut: dt.date | None
    fin: dt.date | None

    @property
    def est_date(self) -> bool:
        return self.debut is not None or self.fin is not None


def calendrier(plan: Plan) -> list[Temps]:
    """Chaque fiche qui a un calendrier, puis ses actions, sous-actions et étapes qui ont le leur."""
    return [temps for fiche in plan.fiches for temps in _de_la_fiche(fiche)]


def _de_la_fiche(fiche: Fiche) -> list[Temps]:
    tous = [_temps(fiche, fiche.id, fiche.intitule, " ".join(fiche.temporalite) or None, fiche.dates)]
    for action in fiche.actions:
        tous.append(_temps(fiche, action.id, action.intitule, action.calendrier, action.dates))
        tous += [_temps(fiche, s.id, s.intitule, s.calendrier, s.dates) for s in action.sous_actions]
    # Une étape se lit dans le calendrier de sa fiche : son intitulé dit déjà quand.
    tous += [_temps(fiche, e.id, e.intitule, None, e.dates) for e in fiche.etapes]
    return [temps for temps in tous if temps.texte or temps.est_date]


def _temps(fiche: Fiche, id_: str, intitule: str, texte: str | None, dates: Dates | None) -> Temps:
    debut, fin = (dates.debut, dates.fin) if dates else (None, None)
    return Temps(id_, fiche, intitule, texte, debut, fin)


def sans_calendrier(plan: Plan) -> list[Fiche]:
    """Les fiches dont ni elles, ni leurs actions, ni leurs étapes ne disent quand."""
    dites = {temps.fiche.id for temps in calendrier(plan)}
    return [fiche for fiche in plan.fiches if fiche.id not in dites]
