"""Ce que les avenants ont changé depuis la signature."""

from sdsf.dossier import Dossier
from sdsf.plan.vigueur import changements
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau
from sdsf.rendu.nombres import date


def avenants(dossier: Dossier) -> list[Bloc]:
    """Ce que les avenants ont changé depuis la signature, jusqu'à l'année demandée."""
    faits = changements(dossier.plan_signe, dossier.arrete_au)
    if not faits:
        arret = date(dossier.arrete_au)
        texte = f"Aucun avenant n'a modifié le plan jusqu'au {arret}, d'après les fichiers du département."
        return [Paragraphe(texte)]
    noms = {a.code: f"Avenant {a.code} du {date(a.date)}" for a in dossier.plan.avenants}
    lignes = [Ligne([f.intitule, f.quoi, f.sens, noms.get(f.avenant, f.avenant)]) for f in faits]
    colonnes = [Colonne("Élément"), Colonne("Nature"), Colonne("Changement"), Colonne("Par")]
    return [Tableau("Ce que les avenants ont changé depuis la signature", colonnes, lignes)]
