"""Ce qui vise une fiche sans y être écrit : les points de vigilance et les recommandations."""

import re

import pandas as pd

from sdsf.dossier import Dossier
from sdsf.plan.modeles import Fiche, Plan, PointDeVigilance
from sdsf.rendu.nombres import date


def vigilances_de(plan: Plan, fiche: Fiche) -> list[PointDeVigilance]:
    """Les points dont un extrait est dans la fiche : entre sa première ligne et celle de la suivante."""
    debut = fiche.extrait.ligne
    bornes = sorted({f.extrait.ligne for f in plan.fiches} | {n.extrait.ligne for n in plan.arborescence})
    fin = next((ligne for ligne in bornes if ligne > debut), None)
    dernieres = [ligne for ligne in _lignes(fiche) if ligne >= debut]
    limite = fin if fin is not None else max(dernieres, default=debut) + 1
    return [p for p in plan.points_de_vigilance if any(debut <= e.ligne < limite for e in p.extraits)]


def _lignes(fiche: Fiche) -> list[int]:
    """Les lignes que la fiche, ses actions et ses indicateurs citent."""
    citees = [action.extrait.ligne for action in fiche.actions]
    return [fiche.extrait.ligne, *citees, *(i.extrait.ligne for i in fiche.indicateurs)]


def recommandations_de(dossier: Dossier, fiche: Fiche) -> list[str]:
    """Les recommandations qui nomment la fiche ou l'un de ses indicateurs, avec leur suite."""
    table = dossier.tables["recommandations"]
    connues = table[table["annee"] <= dossier.annee]
    return [_dite(dossier, ligne) for _, ligne in connues.iterrows() if _vise(ligne, fiche)]


def _vise(ligne: pd.Series, fiche: Fiche) -> bool:
    if ligne["indicateur"] in {indicateur.id for indicateur in fiche.indicateurs}:
        return True
    nomme = rf"\bfiche {re.escape(fiche.code)}(?![\d.]*\d)" if fiche.code else re.escape(fiche.intitule)
    return any(re.search(nomme, str(ligne[champ])) for champ in ("texte", "responsable"))


def _dite(dossier: Dossier, ligne: pd.Series) -> str:
    """La recommandation, son année, sa priorité, son échéance, sa suite (si elle était connue à la date)."""
    suivie = pd.notna(ligne["suivie_le"]) and ligne["suivie_le"] <= pd.Timestamp(dossier.arrete_au)
    suite = str(ligne["suite"]) if suivie and ligne["suite"] else "suite non renseignée"
    echeance = f", pour le {date(ligne['echeance'].date())}" if pd.notna(ligne["echeance"]) else ""
    priorite = f", priorité {ligne['priorite']}" if ligne["priorite"] else ""
    return f"{ligne['texte']} ({int(ligne['annee'])}{priorite}{echeance}) : {suite}."
