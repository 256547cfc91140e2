"""Les points de vigilance : ce que le schéma dit de contradictoire, d'incomplet ou d'inévaluable."""

from sdsf.dossier import Dossier
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau, phrase
from sdsf.rendu.nombres import accorder
from sdsf.vocabulaire import INTITULES_VIGILANCE


def vigilance(dossier: Dossier) -> list[Bloc]:
    """Ce que le schéma dit de contradictoire, d'incomplet ou d'inévaluable."""
    points = dossier.plan.points_de_vigilance
    if not points:
        return [Paragraphe("Aucun point de vigilance n'a été relevé dans le texte.")]
    nombre = compter_du_plan(dossier, "Points de vigilance", [p.id for p in points], "nombre")
    mot = accorder(len(points), "point qui gêne", "points qui gênent")
    lignes = [
        Ligne(
            [
                p.sujet,
                INTITULES_VIGILANCE[p.nature],
                p.description,
                [f"« {e.texte} » (ligne {e.ligne})" for e in p.extraits],
            ]
        )
        for p in points
    ]
    colonnes = [
        Colonne("Sujet"),
        Colonne("Nature"),
        Colonne("Ce qu'un lecteur attentif remarque"),
        Colonne("Extraits du texte"),
    ]
    return [
        Paragraphe(
            phrase("La lecture du texte relève {n} {mot} le suivi ou l'évaluation.", n=nombre, mot=mot)
        ),
        Tableau("Les points de vigilance du schéma", colonnes, lignes),
    ]
