"""Les mots d'un classeur : le nom français d'une feuille, d'une colonne, d'une valeur de liste fermée.

Les modèles ont des noms sans accent ; un classeur se lit avec les siens.
"""

import re
from collections.abc import Mapping
from typing import Any, get_args

from sdsf import vocabulaire as voc

# Les noms qu'un accent ne suffit pas à rendre lisibles.
TITRES = {
    "schema": "Schéma",
    "id": "Identifiant",
    "parent": "Parent (identifiant)",
    "fiche": "Fiche (identifiant)",
    "action": "Action (identifiant)",
    "indicateur": "Indicateur commun",
    "a_discuter": "À discuter",
    "apres_annees": "Après combien d'années",
    "sous_actions": "Sous-actions",
    "regles_evaluation": "Règles d'évaluation",
    "rubrique_indicateurs": "Rubrique des indicateurs",
    "type_origine": "D'où vient le type",
}
ACCENTS = {
    mot.translate(str.maketrans("éèê", "eee")): mot
    for mot in re.findall(
        r"\w+",
        "intitulé libellé début détails étapes étape zéro état période périodicité échéance unité composée "
        "résultats résultat réalisation temporalité évaluation chiffrés réunions annoncées fréquence règles "
        "années référence définition qualités département indéterminé numérotation schéma",
    )
}
# Ce que les modèles disent d'un fichier YAML, et qu'un tableur dit autrement.
TOURNURES = {
    ", entre guillemets": "",
    ", sans guillemets": "",
    ", avec un point": "",
    "par tiret": "par ligne de la case",
    "écrivez null": "laissez la case vide",
    "null": "vide",
    "« id »": "identifiant",
}
MODELES = {"Noeud": "Nœud", "PointDeVigilance": "Point de vigilance", "RegleEvaluation": "Règle d'évaluation"}
INTITULES: dict[tuple[Any, ...], Mapping[str, str]] = {
    get_args(voc.NatureAction): voc.INTITULES_NATURE,
    get_args(voc.NatureVigilance): voc.INTITULES_VIGILANCE,
    get_args(voc.Rapport): voc.INTITULES_RAPPORT,
}


def titre(nom: str) -> str:
    """Le nom d'un champ, tel qu'on l'écrit en tête d'une colonne ou sur une feuille.

    >>> titre("resultats_attendus"), titre("sous_actions")
    ('Résultats attendus', 'Sous-actions')
    """
    return TITRES.get(nom) or _majuscule(avec_accents(nom))


def avec_accents(nom: str) -> str:
    """Un identifiant, en mots.

    >>> avec_accents("etat_zero")
    'état zéro'
    """
    return " ".join(ACCENTS.get(mot, mot) for mot in nom.split("_"))


def _majuscule(texte: str) -> str:
    return texte[:1].upper() + texte[1:]


def minuscule(texte: str) -> str:
    """Le même titre, au milieu d'une phrase.

    >>> minuscule("Début")
    'début'
    """
    return texte[:1].lower() + texte[1:]


def nom_de_modele(modele: type) -> str:
    """Ce qu'un modèle décrit.

    >>> nom_de_modele(type("GroupeDeTravail", (), {}))
    'Groupe de travail'
    """
    mots = re.findall("[A-Z][a-z]*", modele.__name__)
    return MODELES.get(modele.__name__) or _majuscule(" ".join(mots).lower())


def mots_admis(valeurs: tuple[Any, ...]) -> dict[str, Any]:
    """Les mots d'une liste fermée, tels qu'on les choisit, et ce qu'ils valent.

    >>> mots_admis(("resultat", "impact"))
    {'résultat': 'resultat', 'impact': 'impact'}
    """
    intitules = INTITULES.get(valeurs, {})
    return {intitules.get(valeur) or avec_accents(str(valeur)): valeur for valeur in valeurs}


def en_tableur(texte: str) -> str:
    """Ce qui est écrit pour un fichier YAML, dit pour un tableur.

    >>> en_tableur("L'« id » du nœud du dessus ; null demande un « motif ».")
    "L'identifiant du nœud du dessus ; vide demande un « Motif »."
    """
    for avant, apres in TOURNURES.items():
        texte = texte.replace(avant, apres)
    # Un mot seul entre guillemets est le nom d'un champ.
    return re.sub("« ([a-z_]+) »", lambda trouve: f"« {titre(trouve[1])} »", texte)


def mode_d_emploi(texte: str, genre: str, mots: Mapping[str, str]) -> str:
    """La description d'un champ, telle qu'une colonne la donne.

    ``mots`` : les codes d'une liste fermée, et les mots que le classeur montre à leur place.

    >>> mode_d_emploi("nouvelle ou a_poursuivre, sinon « motif »", "mot", {"a_poursuivre": "à poursuivre"})
    'Nouvelle ou à poursuivre, sinon « Motif ».'
    >>> mode_d_emploi('Le jour. Exemple : "2021-03-18" ', "date", {})
    'Le jour. Exemple : « 18/03/2021 ».'
    """
    dit = re.sub('"([^"]*)"', r"« \1 »", en_tableur(texte.strip()))
    dit = re.sub(r"\w+", lambda trouve: mots.get(trouve[0], trouve[0]), dit)
    if genre == "date":
        dit = re.sub(r"(\d{4})-(\d\d)-(\d\d)", r"\3/\2/\1", dit)
    if genre == "nombre":
        dit = re.sub(r"(\d)\.(\d)", r"\1,\2", dit)
    return _majuscule(dit if not dit or dit[-1] in ".…" else dit + ".")


def normaliser(texte: object) -> str:
    """Un mot sans casse ni espaces de trop : ce qu'un tableur ou une main y change ne compte pas.

    >>> normaliser("  Sous-Actions ")
    'sous-actions'
    """
    return " ".join(str(texte).split()).casefold()
