"""Le classeur « à trancher » : chaque contradiction côte à côte, et « oui » devant la réponse à garder."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

from sdsf import erreurs as err
from sdsf.collecte.feuilles import A_TRANCHER, OUI
from sdsf.collecte.litiges import Litige
from sdsf.collecte.retour import texte_de, un_tableau
from sdsf.erreurs import Erreur, Lieu
from sdsf.tableur.deroulantes import poser_les_deroulantes
from sdsf.tableur.mise_en_forme import Contenu, ecrire_feuille
from sdsf.tableur.mots import normaliser
from sdsf.tableur.octets import octets_du_classeur
from sdsf.tableur.ouverture import FeuilleBrute

LARGEURS = {"A": 50, "B": 50, "C": 50, "D": 12, "E": 20, "F": 28}


def classeur_a_trancher(litiges: Sequence[Litige]) -> bytes:
    """Une ligne par réponse possible ; les réponses d'une même question se suivent."""
    lignes: list[list[Contenu]] = [
        [litige.quoi, choix.texte, choix.origine, None, litige.id, choix.nom]
        for litige in litiges
        for choix in litige.choix
    ]
    classeur = Workbook()
    classeur.remove(classeur.worksheets[0])
    ecrire_feuille(classeur, A_TRANCHER, lignes)
    for lettre, largeur in LARGEURS.items():
        classeur[A_TRANCHER.titre].column_dimensions[lettre].width = largeur
    poser_les_deroulantes(classeur, {A_TRANCHER.nom: A_TRANCHER})
    return octets_du_classeur(classeur, "sdsf importer formulaires")


def lire_les_decisions(fichier: str, brutes: Sequence[FeuilleBrute]) -> tuple[dict[str, str], list[Erreur]]:
    """Par question, le nom de la réponse gardée ; et les décisions que l'on ne peut pas appliquer."""
    tableau = next((t for brute in brutes if (t := un_tableau(fichier, brute, A_TRANCHER))), None)
    if tableau is None:
        return {}, [err.DecisionIllisible(Lieu(fichier), quoi="La feuille « À trancher » manque")]
    gardes: dict[str, list[str]] = defaultdict(list)
    fautes: list[Erreur] = []
    for rang in tableau.lignes():
        ident, choix, garder = (texte_de(tableau, rang, (nom,)) for nom in ("id", "choix", "garder"))
        if normaliser(garder) == OUI:
            gardes[ident].append(choix)
        elif garder:
            lieu = tableau.lieu_de(rang, ("garder",))
            fautes.append(err.DecisionIllisible(lieu, quoi=f"« {garder} » n'est pas « oui »"))
    for ident, noms in gardes.items():
        if len(noms) > 1:
            quoi = f"« {ident} » a {len(noms)} réponses à garder"
            fautes.append(err.DecisionIllisible(Lieu(fichier), quoi=quoi))
    return {ident: noms[0] for ident, noms in gardes.items()}, fautes


def decisions_perdues(fichier: str, decisions: Mapping[str, str], litiges: Sequence[Litige]) -> list[Erreur]:
    """Une décision qui garde une réponse que plus rien ne donne : les classeurs ont changé depuis."""
    noms = {litige.id: [choix.nom for choix in litige.choix] for litige in litiges}
    perdues = [(i, nom) for i, nom in decisions.items() if i in noms and nom not in noms[i]]
    return [
        err.DecisionIllisible(Lieu(fichier), quoi=f"Aucune réponse à « {ident} » ne vient de « {nom} »")
        for ident, nom in perdues
    ]
