"""Qui signe, et ce qu'un texte saisi ne contient pas : un nom, des coordonnées, une formule."""

import re

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Lieu
from sdsf.lecture.csv_strict import Schema
from sdsf.plan.communs import est_une_fonction

AUTEURS = ("saisi_par", "responsable", "auteur_fonction")
# Le texte d'un schéma se cite mot à mot, une preuve peut être une adresse : on n'y cherche pas de personne.
CITES = ("extrait",)
LIBRES = ("motif", "commentaire", "note", "decision", "suite", "remarque", "reponse", "bilan", "suites")
CIVILITE = re.compile(
    r"(?<!\w)(M\.|MM\.|Mr\.?|Mme\.?|Mmes|Mlle\.?|Monsieur|Madame|Mademoiselle|Dr\.?)\s+[A-ZÀ-Ý]"
)
ADRESSE = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
TELEPHONE = re.compile(r"(?<![\d.,-])(?:\+33\s?|0033\s?|0)[1-9](?:[\s.\-]?\d{2}){4}(?!\d)")
# Deux ou trois mots qui commencent tous par une majuscule : un prénom et un nom, le plus souvent.
NOM_PROPRE = re.compile(r"[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+){1,2}")
FORMULE = re.compile(r"\s*[=+@]|\s*-\s*[\w(]|[\t\r]")


def fautes_de_texte(schema: Schema, valeurs: dict[str, str], lieu: Lieu) -> list[Erreur]:
    """Les fautes des textes d'une ligne : auteurs, coordonnées, formules de tableur."""
    fautes: list[Erreur] = []
    for champ in schema.champs:
        texte = valeurs[champ.nom]
        if champ.type != "string" or not texte:
            continue
        ou = Lieu(lieu.fichier, lieu.ligne, f"colonne {champ.nom}")
        if champ.nom not in CITES and FORMULE.match(texte):
            fautes.append(err.TexteDeFormule(ou, recu=texte))
        if champ.nom in AUTEURS:
            saisie = valeurs.get("origine", "saisie") == "saisie"
            fautes += _fautes_d_auteur(texte, ou, saisie, saisie and champ.nom != "responsable")
        elif champ.nom in LIBRES and (trouve := coordonnees(texte)):
            fautes.append(err.CoordonneesDansUnTexte(ou, recu=trouve))
    return fautes


def _fautes_d_auteur(texte: str, lieu: Lieu, saisie: bool, deux_parties: bool) -> list[Erreur]:
    quoi = grief_d_auteur(texte, saisie, deux_parties)
    return [err.AuteurNomme(lieu, recu=texte, quoi=quoi)] if quoi else []


def grief_d_auteur(texte: str, saisie: bool = True, deux_parties: bool = True) -> str:
    """Ce qui ne va pas dans un auteur ; texte vide : rien.

    ``saisie`` : écrit par quelqu'un, non par un programme. ``deux_parties`` : la fonction et l'institution
    sont exigées (une instance, responsable d'une suite, n'en a qu'une).

    >>> grief_d_auteur("pilote fiche 1.1, Caf"), grief_d_auteur("Jeanne Dupont, Caf")
    ('', 'ressemble à un prénom et un nom')
    """
    fonction = texte.partition(",")[0].strip()
    if trouve := coordonnees(texte):
        return f"contient une adresse ou un numéro (« {trouve} »)"
    if CIVILITE.search(texte):
        return "nomme une personne"
    if saisie and NOM_PROPRE.fullmatch(fonction):
        return "ressemble à un prénom et un nom"
    muet = deux_parties and not est_une_fonction(texte)
    return "ne dit pas une fonction et une institution" if muet else ""


def coordonnees(texte: str) -> str:
    """L'adresse électronique ou le numéro de téléphone qu'un texte contient ; vide s'il n'en a pas.

    >>> coordonnees("voir j.dupont@caf.fr"), coordonnees("au 04 91 00 00 00"), coordonnees("12 places")
    ('j.dupont@caf.fr', '04 91 00 00 00', '')
    """
    trouve = ADRESSE.search(texte) or TELEPHONE.search(texte)
    return trouve.group() if trouve else ""
