"""Le semestre d'une lettre : ses bornes, et ce que le journal d'avancement y date."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from sdsf.chiffres import Trace, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import derniers_etats
from sdsf.plan.modeles import Fiche


@dataclass(frozen=True)
class Bornes:
    """Le premier et le dernier jour d'un semestre."""

    debut: dt.date
    fin: dt.date

    def contient(self, jour: dt.date | None) -> bool:
        return jour is not None and self.debut <= jour <= self.fin


@dataclass(frozen=True)
class Evenement:
    """Ce qui a commencé ou s'est terminé, quand, et ce qui le prouve."""

    fiche: Fiche
    identifiant: str
    intitule: str
    quoi: str
    jour: dt.date
    preuve: str
    trace: Trace


def semestre(dossier: Dossier) -> Bornes:
    """Le semestre que la lettre raconte."""
    fin = dossier.arrete_au
    return Bornes(dt.date(fin.year, 1 if fin.month == 6 else 7, 1), fin)


def semestre_suivant(dossier: Dossier) -> Bornes:
    """Celui que son agenda annonce."""
    fin = dossier.arrete_au
    if fin.month == 6:
        return Bornes(dt.date(fin.year, 7, 1), dt.date(fin.year, 12, 31))
    return Bornes(dt.date(fin.year + 1, 1, 1), dt.date(fin.year + 1, 6, 30))


def evenements(dossier: Dossier) -> list[Evenement]:
    """Les débuts et les fins que le journal date dans le semestre, par date.

    Le journal est lu jusqu'à la fin de l'année : il se tient souvent après coup.
    """
    etats = derniers_etats(dossier.tables["avancement"], dt.date(dossier.annee, 12, 31))
    noms = _noms(dossier)
    trouves = [e for _, ligne in etats.iterrows() for e in _evenements(dossier, ligne, noms)]
    return sorted(trouves, key=lambda e: (e.jour, e.identifiant, e.quoi))


def _evenements(dossier: Dossier, ligne: pd.Series, noms: dict[str, tuple[Fiche, str]]) -> list[Evenement]:
    """Une action terminée ne redit pas qu'elle a commencé."""
    identifiant = str(ligne["etape"] or ligne["action"])
    if identifiant not in noms:
        return []
    fiche, intitule = noms[identifiant]
    bornes, preuve = semestre(dossier), str(ligne["preuve"] or "")
    trace = trace_de(ligne.to_frame().T)
    finie = _jour(ligne["fin_reelle"]) if ligne["statut"] == "realisee" else None
    if finie and bornes.contient(finie):
        return [Evenement(fiche, identifiant, intitule, "terminé", finie, preuve, trace)]
    commencee = _jour(ligne["debut_reel"])
    if commencee and bornes.contient(commencee):
        return [Evenement(fiche, identifiant, intitule, "commencé", commencee, "", trace)]
    return []


def _jour(valeur: object) -> dt.date | None:
    return valeur.date() if isinstance(valeur, pd.Timestamp) and pd.notna(valeur) else None


def _noms(dossier: Dossier) -> dict[str, tuple[Fiche, str]]:
    """L'intitulé de chaque action et de chaque étape en vigueur, et sa fiche."""
    noms: dict[str, tuple[Fiche, str]] = {}
    for fiche in dossier.plan.fiches:
        noms |= {action.id: (fiche, action.intitule) for action in fiche.actions}
        noms |= {etape.id: (fiche, etape.intitule) for etape in fiche.etapes}
    return noms
