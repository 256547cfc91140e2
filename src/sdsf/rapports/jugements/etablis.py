"""Les constats et les réponses d'un dossier, une fois leurs preuves relues."""

from sdsf.dossier import Dossier
from sdsf.evaluation.preuves import ConstatEtabli, ReponseEtablie, etablir, repondre
from sdsf.rapports.jugements.etats import constats_connus, mesures_des_elements
from sdsf.referentiel.contribution import Element
from sdsf.rendu.blocs import Phrase, phrase
from sdsf.rendu.citations import Cite

NATURES = {
    "serie_mesuree": "série mesurée",
    "declaration": "déclaration",
    "opinion": "opinion",
    "evenement": "fait isolé",
}
INTITULES_JUGEMENT = {
    "oui": "oui",
    "plutot_oui": "plutôt oui",
    "plutot_non": "plutôt non",
    "non": "non",
}


def constats_etablis(dossier: Dossier) -> list[ConstatEtabli]:
    """Les constats que l'année du rapport connaît, chacun avec la force de ses preuves relues."""
    connus = constats_connus(dossier)
    cites = [e.indicateur for constat in connus for e in constat.elements if e.indicateur]
    mesures = mesures_des_elements(dossier, cites)
    return [etablir(constat, mesures, dossier.annee) for constat in connus]


def reponses_etablies(dossier: Dossier) -> dict[str, ReponseEtablie]:
    """Par question, la réponse de la commission et ce qu'elle vaut."""
    par_id = {etabli.constat.id: etabli for etabli in constats_etablis(dossier)}
    return {
        question.code: repondre(
            [r for r in dossier.travaux.reponses if r.question == question.code], par_id, dossier.annee
        )
        for question in dossier.travaux.questions
    }


def dire_element(element: Element, remarque: str = "") -> Phrase:
    """« le taux monte (série mesurée, Cnaf) » ; ce que la relecture y a changé, s'il y a lieu."""
    suite = " ; {remarque}" if remarque else ""
    return phrase(
        "{texte} ({nature}, {source}" + suite + ")",
        texte=Cite(element.texte),
        nature=NATURES[element.nature],
        source=Cite(element.source),
        remarque=remarque,
    )


def dire_force(force: str | None) -> str:
    """La lettre, ou « sans preuve »."""
    return force or "sans preuve"
