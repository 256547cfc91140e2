"""Les listes fermées du domaine : un mot, un sens, un seul endroit.

Chaque liste est un type ``Literal`` : les modèles la vérifient, les messages la citent.
"""

from typing import Literal, get_args

# Le département d'exemple : ses données sont fictives, et ne se mêlent à aucune donnée réelle.
FICTIF = "00"

Statut = Literal["non_demarree", "en_cours", "realisee", "reportee", "abandonnee", "sans_information"]
Jugement = Literal["atteint", "en_bonne_voie", "a_surveiller", "en_retard", "non_evaluable"]
TypeIndicateur = Literal["realisation", "resultat", "impact", "qualitatif", "indetermine"]
NatureValeur = Literal["publiee", "declaree", "calculee", "agregee", "estimee", "arrondie", "provisoire"]
EtatValeur = Literal["valeur", "secret", "non_disponible", "non_renseignee", "sans_objet"]
NatureAction = Literal["nouvelle", "a_poursuivre"]
NatureVigilance = Literal[
    "numerotation", "intitule", "chiffres", "cible", "indicateur", "calendrier", "responsabilite",
    "champ_manquant", "mise_en_page", "renvoi", "vocabulaire", "nom_obsolete", "coherence",
]  # fmt: skip
Origine = Literal["texte", "producteur", "saisie"]
Sens = Literal["hausse", "baisse", "neutre"]
Maille = Literal[
    "france", "region", "departement", "epci", "ept", "commune", "arrondissement_municipal", "qpv", "autre"
]
Rapport = Literal[
    "point_annuel", "bilan_intermediaire", "bilan_final", "lecture_schema", "evaluabilite", "diagnostic",
    "qualite_donnees", "synthese_publique", "page_elu", "fiche_action", "synthese_travaux", "lettre",
    "enquete_familles", "enquete_professionnels", "comparaison", "comparaison_nationale",
]  # fmt: skip
# Un rapport qui dit tous les départements à la fois : un exemplaire suffit au pays.
RapportNational = Literal["comparaison_nationale"]
# Ce qu'un schéma a fait et vaut, à mi-parcours et au terme.
BILANS = ("bilan_intermediaire", "bilan_final")
# Les rapports que la commission projette.
RAPPORTS_A_DIAPOSITIVES = ("point_annuel", *BILANS)
# L'édition publique d'un rapport ne laisse deviner aucun petit effectif ; l'édition interne garde tout.
EditionDeRapport = Literal["publique", "interne"]
# Les rapports qui regardent les données : ils n'exigent aucun plan, et n'en lisent un que s'il est décrit.
RAPPORTS_SANS_PLAN = (
    "diagnostic", "qualite_donnees", "comparaison", "comparaison_nationale",
    "enquete_familles", "enquete_professionnels",
)  # fmt: skip
# Les rapports d'une seule enquête, et leur public : le code de son questionnaire.
PUBLIC_DU_RAPPORT: dict[str, str] = {
    "enquete_familles": "familles",
    "enquete_professionnels": "professionnels",
}
# Les rapports qui montrent des enquêtes : eux seuls lisent les réponses.
RAPPORTS_A_ENQUETES = (
    "enquete_familles", "enquete_professionnels", *BILANS, "synthese_publique", "synthese_travaux",
)  # fmt: skip
# Les cases soumises au secret, telles qu'un rapport public les a montrées.
SUFFIXE_PUBLIE = ".publie.csv"
# Le motif de la ligne d'avancement qui en annule une autre, quand rien n'était dit de cette date.
SAISIE_ANNULEE = "saisie annulée"
# A : comparée et recoupée ; B : mesurée depuis un état zéro ; C : déclarée ; D : opinion ou fait isolé.
ForceDePreuve = Literal["A", "B", "C", "D"]
# Ce que devient une remarque faite sur un projet de rapport (le contradictoire).
StatutDeRemarque = Literal["a_regler", "prise_en_compte", "non_retenue"]
# Ce que l'audit d'évaluabilité répond à une question ; seul « oui » compte dans un score.
Reponse = Literal["oui", "en_partie", "a_discuter", "non"]

INTITULES_STATUT: dict[str, str] = {
    "realisee": "réalisée",
    "en_cours": "en cours",
    "reportee": "reportée",
    "abandonnee": "abandonnée",
    "non_demarree": "non démarrée",
    "sans_information": "sans information",
}
INTITULES_JUGEMENT: dict[str, str] = {
    "atteint": "atteint",
    "en_bonne_voie": "en bonne voie",
    "a_surveiller": "à surveiller",
    "en_retard": "en retard",
    "non_evaluable": "non évaluable",
}
INTITULES_ETAT: dict[str, str] = {
    "valeur": "valeur connue",
    "secret": "secret",
    "non_disponible": "n.d.",
    "non_renseignee": "non renseigné",
    "sans_objet": "– (sans objet)",
}
INTITULES_NATURE: dict[str, str] = {"nouvelle": "nouvelle", "a_poursuivre": "à poursuivre"}
INTITULES_VIGILANCE: dict[str, str] = {
    "numerotation": "numérotation",
    "intitule": "intitulés qui varient",
    "chiffres": "chiffres contradictoires",
    "cible": "cible qui n'en est pas une",
    "indicateur": "indicateur mal posé",
    "calendrier": "calendrier",
    "responsabilite": "responsabilité",
    "champ_manquant": "champ manquant",
    "mise_en_page": "mise en page perdue",
    "renvoi": "renvoi sans objet",
    "vocabulaire": "mot à deux sens",
    "nom_obsolete": "nom périmé",
    "coherence": "parties qui se contredisent",
}
INTITULES_REPONSE: dict[str, str] = {
    "oui": "oui",
    "en_partie": "en partie",
    "a_discuter": "à discuter",
    "non": "non",
}
# Ce que les cibles d'un objectif permettent d'en dire.
INTITULES_TENUE: dict[str, str] = {
    "tenu": "tenu",
    "tenu_en_partie": "tenu en partie",
    "en_cours": "en cours",
    "non_tenu": "non tenu",
    "non_mesurable": "non mesurable",
}
INTITULES_REMARQUE: dict[str, str] = {
    "a_regler": "reste à régler",
    "prise_en_compte": "prise en compte",
    "non_retenue": "non retenue",
}
INTITULES_FRAICHEUR: dict[str, str] = {"perimee": "valeur périmée"}
INTITULES_RAPPORT: dict[str, str] = {
    "point_annuel": "Point annuel d'avancement",
    "bilan_intermediaire": "Bilan intermédiaire",
    "bilan_final": "Bilan final",
    "lecture_schema": "Lecture du schéma",
    "evaluabilite": "Évaluabilité du plan d'action",
    "qualite_donnees": "Qualité des données",
    "diagnostic": "Diagnostic du département",
    "synthese_publique": "Synthèse publique",
    "page_elu": "Page de l'élu",
    "fiche_action": "Fiche-action",
    "synthese_travaux": "Synthèse annuelle des travaux du comité",
    "lettre": "Lettre d'information",
    "enquete_familles": "Enquête auprès des familles",
    "enquete_professionnels": "Enquête auprès des professionnels",
    "comparaison": "Comparaison de départements",
    "comparaison_nationale": "Comparaison nationale",
}


def valeurs(liste: object) -> tuple[str, ...]:
    """Les mots admis par une liste fermée.

    >>> valeurs(Sens)
    ('hausse', 'baisse', 'neutre')
    """
    return get_args(liste)
