"""Les points de vigilance : ce que le schéma dit de contradictoire, d'incomplet ou d'inévaluable."""

from sdsf.dossier import Dossier
from sdsf.plan.modeles import PointDeVigilance
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau, phrase
from sdsf.rendu.nombres import accorder
from sdsf.vocabulaire import INTITULES_VIGILANCE

TITRES = ("Sujet", "Nature", "Ce qu'un lecteur attentif remarque", "Extraits du texte")


def vigilance(dossier: Dossier) -> list[Bloc]:
    """Ce que le schéma dit de contradictoire, d'incomplet ou d'inévaluable."""
    points = dossier.plan.points_de_vigilance
    if not points:
        return [Paragraphe("Aucun point de vigilance n'a été relevé dans le texte.")]
    nombre = compter_du_plan(dossier, "Points de vigilance", [p.id for p in points], "nombre")
    mot = accorder(len(points), "point qui gêne", "points qui gênent")
    texte = phrase("La lecture du texte relève {n} {mot} le suivi ou l'évaluation.", n=nombre, mot=mot)
    # Sur le papier, une remarque ou des extraits à l'étroit étireraient chaque ligne.
    colonnes = [*(Colonne(titre) for titre in TITRES[:2]), *(Colonne(titre, "large") for titre in TITRES[2:])]
    return [
        Paragraphe(texte),
        Tableau("Les points de vigilance du schéma", colonnes, [_ligne(point) for point in points]),
    ]


def _ligne(point: PointDeVigilance) -> Ligne:
    extraits = [f"« {e.texte} » (ligne {e.ligne})" for e in point.extraits]
    return Ligne([point.sujet, INTITULES_VIGILANCE[point.nature], point.description, extraits])
