"""Les feuilles d'un classeur de collecte : leurs colonnes, celles qui se lisent, celles où l'on répond."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sdsf import vocabulaire as voc
from sdsf.plan.communs import Modele
from sdsf.tableur.structure import RACINE, Colonne, Feuille, Place

AVANCEMENT, INDICATEURS = "avancement", "indicateurs"
IDENTITE = "_collecte"
# L'identifiant est en dernier : c'est à lui que l'on reconnaît une ligne, et personne n'a besoin de le lire.
ID: Place = ("id",)
ETATS = {"non disponible": "non_disponible", "sans objet": "sans_objet", "secret statistique": "secret"}
STATUTS = {mot: code for code, mot in voc.INTITULES_STATUT.items()}
TYPES: Mapping[str, Any] = {"date": dt.date, "nombre": float, "texte": str}
OUI = "oui"


class LigneDAvancement(Modele):
    """Une action, une étape : où elle en est."""


class LigneDIndicateur(Modele):
    """Un indicateur, pour toute l'année et tout le département."""


class Repondant(Modele):
    """Qui répond : une fonction et une institution, jamais un nom."""


class LigneATrancher(Modele):
    """Une des valeurs possibles d'une réponse : celle que l'on garde porte « oui »."""


def _colonne(
    nom: str, titre: str, genre: str, aide: str, mots: Mapping[str, str] | None = None, requise: bool = False
) -> Colonne:
    admis = dict(mots or {})
    type_ = TYPES.get(genre, str)
    return Colonne((nom,), titre, genre, type_, requise, not requise, admis, aide, ())


def _lue(nom: str, titre: str, aide: str) -> Colonne:
    """Une colonne que le classeur remplit, et que le pilote lit."""
    return _colonne(nom, titre, "texte", aide)


LIGNE_ID = _lue("id", "Identifiant", "Le nom de la ligne : on la reconnaît à lui. N'y touchez pas.")
AUTRES = _lue("autres", "Aussi demandé à", "Le schéma nomme aussi ces pilotes : une seule réponse suffit.")
COMMENTAIRE = _colonne("commentaire", "Commentaire", "texte", "Ce qu'il faut savoir pour lire la réponse.")
REPONSES_D_AVANCEMENT = (
    _colonne("statut", "Statut", "mot", "Où en est cette ligne.", STATUTS),
    _colonne("debut_reel", "Début réel", "date", "Le jour où le travail a commencé, s'il est connu."),
    _colonne("fin_reelle", "Fin réelle", "date", "Le jour où elle a été achevée."),
    _colonne("motif", "Motif", "texte", "Pourquoi elle est reportée ou abandonnée."),
    _colonne("preuve", "Preuve", "texte", "Le document qui l'atteste : compte rendu, convention, arrêté."),
    COMMENTAIRE,
)
LUES_D_AVANCEMENT = (
    _lue("intitule", "Intitulé", "L'action ou l'étape, mot à mot."),
    _lue("nature", "Nature", "Action, ou étape."),
    _lue("fiche", "Fiche", "La fiche du schéma."),
    _lue("prevu", "Prévu", "Le calendrier du schéma."),
    _lue("dernier", "Dernier état connu", "Ce que le journal en dit, et à quelle date."),
)
LUES_D_INDICATEUR = (
    _lue("libelle", "Indicateur", "L'indicateur, dans les mots du schéma ou du référentiel."),
    _lue("fiches", "Fiches concernées", "Toutes les fiches que cette seule réponse renseigne."),
    _lue("definition", "Définition", "Ce qu'il mesure, et comment on le calcule."),
    _lue("unite_dite", "Unité", "En quoi la valeur s'exprime."),
    _lue("exemple", "Exemple d'écriture", "Comment écrire la réponse ; ce n'est pas une valeur."),
    _lue("territoire", "Territoire", "Le territoire dont on demande la valeur."),
    _lue("precedente", "Dernière valeur connue", "Avant l'année demandée, avec son année."),
)


def _reponses_d_indicateur(unites: Mapping[str, str]) -> tuple[Colonne, ...]:
    return (
        _colonne("valeur", "Valeur", "nombre", "Un nombre seul : ni unité, ni « environ », ni calcul."),
        _colonne("etat", "Si la valeur manque", "mot", "Laissez alors « Valeur » vide.", ETATS),
        _colonne("numerateur", "Numérateur", "nombre", "Pour un taux : ce que l'on compte."),
        _colonne("denominateur", "Dénominateur", "nombre", "Pour un taux : ce à quoi on le rapporte."),
        _colonne("unite", "Unité choisie", "mot", "Seulement si « Unité » dit « à choisir ».", unites),
        _colonne("source", "Source", "texte", "D'où vient la valeur : logiciel, enquête, bilan."),
        COMMENTAIRE,
    )


REPONDANT = Feuille(
    RACINE,
    "Qui répond",
    Repondant,
    (),
    (
        _colonne("fonction", "Fonction", "texte", "Votre fonction, jamais votre nom : chargée de mission.",
                 requise=True),
        _colonne("institution", "Institution", "texte", "Votre institution.", requise=True),
        _colonne("date", "Date de la réponse", "date", "Le jour où vous avez rempli ce classeur.",
                 requise=True),
    ),
)  # fmt: skip
A_TRANCHER = Feuille(
    "decisions",
    "À trancher",
    LigneATrancher,
    (),
    (
        _lue("quoi", "Question", "Ce sur quoi deux réponses diffèrent."),
        _lue("reponse", "Réponse", "L'une des réponses, telle qu'on l'a."),
        _lue("origine", "D'où elle vient", "Déjà connue, ou le classeur et la case."),
        _colonne("garder", "Garder", "mot", "« oui » devant la seule réponse à garder.", {OUI: OUI}),
        LIGNE_ID,
        _lue("choix", "Choix", "Le nom de la réponse : n'y touchez pas."),
    ),
)


def feuilles_de_collecte(unites: Mapping[str, str]) -> Mapping[str, Feuille]:
    """Les feuilles que l'on relit, dans l'ordre. ``unites`` : le mot et le code de chaque unité."""
    avancement = (*LUES_D_AVANCEMENT, *REPONSES_D_AVANCEMENT, AUTRES, LIGNE_ID)
    indicateurs = (*LUES_D_INDICATEUR, *_reponses_d_indicateur(unites), AUTRES, LIGNE_ID)
    return MappingProxyType(
        {
            RACINE: REPONDANT,
            AVANCEMENT: Feuille(AVANCEMENT, "Avancement", LigneDAvancement, (), avancement),
            INDICATEURS: Feuille(INDICATEURS, "Indicateurs", LigneDIndicateur, (), indicateurs),
        }
    )


def est_une_reponse(feuille: Feuille, colonne: Colonne) -> bool:
    """Vrai si c'est au pilote de remplir cette colonne."""
    dites = {AVANCEMENT: REPONSES_D_AVANCEMENT, INDICATEURS: _reponses_d_indicateur({})}
    reponses = dites.get(feuille.nom, feuille.colonnes if feuille.verticale else ())
    return colonne.place in {reponse.place for reponse in reponses}
