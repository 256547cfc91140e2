"""Un questionnaire sur papier : une page autonome, à imprimer telle quelle ou à rendre en PDF."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, TemplateError, select_autoescape

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu
from sdsf.referentiel.modeles import Departement, Unite
from sdsf.referentiel.questionnaires import (
    ChoixMultiple,
    Question,
    Questionnaire,
    QuestionNombre,
    QuestionTexte,
)
from sdsf.rendu.nombres import typographier
from sdsf.terrain.parcours import parcours
from sdsf.terrain.xlsform import SANS_NOM, SENSIBLE
from sdsf.vocabulaire import FICTIF

GABARIT = "questionnaire/questionnaire.html.j2"
# Au-delà, deux colonnes de cases évitent une page de liste.
UNE_COLONNE = 8
LIGNES_POUR_ECRIRE = 6


@dataclass(frozen=True)
class Envoi:
    """Ce que le questionnaire national ne peut pas connaître ; vide : à écrire à la main."""

    responsable: str = ""
    """L'organisme responsable du traitement. Exemple : Caf des Bouches-du-Rhône"""
    conservation: str = ""
    """Combien de temps les réponses sont gardées. Exemple : jusqu'au 31 décembre 2028"""
    contact: str = ""
    """À qui adresser une demande. Exemple : le délégué à la protection des données, dpo@…"""

    def lignes(self) -> dict[str, str]:
        """Chaque mention, et ce qu'on en sait."""
        return {
            "Responsable du traitement": self.responsable,
            "Durée de conservation des réponses": self.conservation,
            "Délégué à la protection des données": self.contact,
        }

    def manques(self) -> list[str]:
        return [titre for titre, texte in self.lignes().items() if not texte.strip()]


def mention_complete(questionnaire: Questionnaire, envoi: Envoi) -> str:
    """La mention d'information, suivie de ce que l'on sait de qui envoie le questionnaire."""
    connues = [f"{titre} : {texte.strip()}." for titre, texte in envoi.lignes().items() if texte.strip()]
    return " ".join([questionnaire.mention, *connues])


def page_du_questionnaire(
    gabarits: Path,
    questionnaire: Questionnaire,
    departement: Departement,
    territoires: Mapping[str, str],
    unites: Mapping[str, Unite],
    envoi: Envoi,
) -> str:
    """La page HTML d'un questionnaire de papier. Lève ``Erreurs`` si le gabarit ne se lit pas."""
    moteur = Environment(loader=FileSystemLoader(gabarits), autoescape=select_autoescape(default=True))
    moteur.filters["fr"] = typographier
    moteur.globals.update(
        consigne=consigne,
        cases_de_nombre=cases_de_nombre,
        genre=genre,
        lignes=range(LIGNES_POUR_ECRIRE),
        une_colonne=UNE_COLONNE,
    )
    try:
        return moteur.get_template(GABARIT).render(
            questionnaire=questionnaire,
            departement=departement,
            fictif=departement.code == FICTIF,
            parties=parcours(questionnaire, territoires),
            unites=unites,
            envoi=envoi.lignes(),
        )
    except TemplateError as refus:
        raise Erreurs([err.RenduImpossible(Lieu(f"templates/{GABARIT}"), cause=str(refus))]) from refus


def genre(question: Question) -> str:
    """Ce que l'on dessine sous une question : des cases à cocher, un nombre ou des lignes."""
    if isinstance(question, QuestionNombre):
        return "nombre"
    return "texte" if isinstance(question, QuestionTexte) else "choix"


def consigne(question: Question) -> str:
    """Comment répondre à une question, et si l'on peut la passer."""
    if isinstance(question, ChoixMultiple):
        dits = ["Cochez toutes les cases qui vous conviennent."]
    elif isinstance(question, QuestionNombre):
        dits = [f"Écrivez un nombre, de {question.min} à {question.max}."]
    elif isinstance(question, QuestionTexte):
        dits = [SANS_NOM]
    else:
        dits = ["Cochez une seule case."]
    if question.sensible:
        dits.append(SENSIBLE)
    elif not question.obligatoire:
        dits.append("Réponse facultative.")
    return " ".join(dits)


def cases_de_nombre(question: QuestionNombre) -> range:
    """Une case par chiffre du plus grand nombre admis."""
    return range(len(str(question.max)))
