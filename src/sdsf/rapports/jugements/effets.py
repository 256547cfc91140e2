"""Les effets inattendus : ce qui est arrivé sans être visé, en bien ou en mal, et ce qui l'appuie."""

from sdsf.commission.modeles import EffetInattendu
from sdsf.dossier import Dossier
from sdsf.evaluation.contribution import force_de_preuve
from sdsf.evaluation.preuves import ElementRelu, relire
from sdsf.rapports.jugements.etablis import dire_element, dire_force
from sdsf.rapports.jugements.etats import mesures_des_elements
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Tableau, absence
from sdsf.rendu.citations import Cite

SENS_D_EFFET = {"favorable": "favorable", "defavorable": "défavorable", "incertain": "incertain"}
TITRES = ("Ce qui est arrivé sans être visé", "Année", "Sens", "Éléments", "Force")


def effets_inattendus(dossier: Dossier) -> list[Bloc]:
    """Les effets relevés jusqu'à l'année du rapport ; aucun : cela se dit."""
    connus = [effet for effet in dossier.travaux.effets_inattendus if effet.annee <= dossier.annee]
    if not connus:
        manque = "Aucun effet inattendu n'est relevé, ni favorable ni défavorable."
        return [absence(manque, "la commission d'évaluation, les pilotes et les familles entendues")]
    cites = [e.indicateur for effet in connus for e in effet.elements if e.indicateur]
    mesures = mesures_des_elements(dossier, cites)
    lignes = [_ligne(effet, relire(effet.elements, mesures, dossier.annee)) for effet in connus]
    return [Tableau("Les effets inattendus relevés", [Colonne(titre) for titre in TITRES], lignes)]


def _ligne(effet: EffetInattendu, relus: tuple[ElementRelu, ...]) -> Ligne:
    force = force_de_preuve([relu.element for relu in relus])
    elements = [dire_element(relu.element, relu.remarque) for relu in relus]
    return Ligne(
        [
            Cite(effet.texte),
            str(effet.annee),
            SENS_D_EFFET[effet.sens],
            elements or "sans preuve",
            dire_force(force),
        ]
    )
