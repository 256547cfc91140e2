"""Exporter un questionnaire : en XLSForm pour un outil de collecte, ou sur papier."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup

from sdsf import erreurs as err
from sdsf.commande.destination import destination, ecrire_la
from sdsf.demande import departement_connu
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.production.rendu_pdf import manque_au_pdf, rendre_pdf
from sdsf.referentiel.lecture import lire_referentiel
from sdsf.referentiel.modeles import Departement
from sdsf.referentiel.questionnaires import Questionnaire, QuestionTerritoire, lire_questionnaire
from sdsf.releves.enquetes import territoires_possibles
from sdsf.rendu.nombres import liste_fr
from sdsf.terrain.imprime import Envoi, mention_complete, page_du_questionnaire
from sdsf.terrain.xlsform import formulaire

SUFFIXES = (".xlsx", ".pdf", ".html")


@dataclass(frozen=True)
class QuestionnaireExporte:
    """Un export réussi : le fichier, ce qu'il contient, ce qu'il reste à y ajouter."""

    chemin: Path
    phrases: tuple[str, ...]


def exporter(
    espace: Espace, code: str, departement: str, fichier: Path, envoi: Envoi, remplacer: bool = False
) -> QuestionnaireExporte:
    """Écrit un questionnaire ; la fin du nom dit le format. Lève ``Erreurs`` ; rien n'est alors écrit."""
    place = destination(fichier, SUFFIXES)
    connu = departement_connu(espace, departement)
    questionnaire = lire_questionnaire(espace, code)
    territoires = territoires_possibles(espace, connu.code, questionnaire)
    _exiger_les_territoires(questionnaire, connu, territoires)
    if place.suffix.lower() == ".xlsx":
        octets = formulaire(questionnaire, connu.code, territoires, mention_complete(questionnaire, envoi))
    else:
        octets = _papier(espace, place, questionnaire, connu, territoires, envoi)
    ecrire_la(fichier, place, octets, remplacer)
    return QuestionnaireExporte(place, tuple(_phrases(questionnaire, connu, place, envoi)))


def _exiger_les_territoires(
    questionnaire: Questionnaire, departement: Departement, territoires: Mapping[str, str]
) -> None:
    demandes = [q for q in questionnaire.questions() if isinstance(q, QuestionTerritoire)]
    if not territoires:
        err.lever([err.TerritoiresAbsents(question=q.code, departement=departement.code) for q in demandes])


def _papier(
    espace: Espace,
    place: Path,
    questionnaire: Questionnaire,
    departement: Departement,
    territoires: Mapping[str, str],
    envoi: Envoi,
) -> bytes:
    unites = lire_referentiel(espace).unites
    page = page_du_questionnaire(espace.templates, questionnaire, departement, territoires, unites, envoi)
    if place.suffix.lower() == ".html":
        return page.encode()
    if manque := manque_au_pdf():
        raise Erreurs([manque])
    return rendre_pdf(BeautifulSoup(page, "html.parser"), place.name)


def _phrases(questionnaire: Questionnaire, departement: Departement, place: Path, envoi: Envoi) -> list[str]:
    nombre = len(list(questionnaire.questions()))
    dits = [f"{questionnaire.intitule}, version {questionnaire.version} : {nombre} questions."]
    if manques := envoi.manques():
        options = "--responsable, --conservation, --contact"
        quoi = liste_fr([manque.lower() for manque in manques])
        suite = "des lignes sont laissées pour les écrire" if place.suffix.lower() != ".xlsx" else "à ajouter"
        dits.append(f"À dire dans la mention d'information ({options}) : {quoi} ; {suite}.")
    retour = f"sdsf importer enquete EXPORT.csv --departement {departement.code}"
    return [
        *dits,
        f"Ensuite : {retour} --questionnaire {questionnaire.code} --nom {questionnaire.code}-ANNÉE",
    ]
