"""Les modèles du référentiel (fichiers ``params/referentiel/``)."""

from typing import Annotated, Literal

from pydantic import Field

from sdsf import vocabulaire as voc
from sdsf.plan.modeles import CodeDepartement, CodeIndicateur, Modele, Texte

Volet = Literal[
    "contexte", "petite_enfance", "qualite_controle", "formation", "parentalite", "enfance_jeunesse",
    "vie_sociale", "acces_inclusion", "gouvernance",
]  # fmt: skip


class Unite(Modele):
    """Une unité de mesure et sa façon de s'écrire."""

    code: CodeIndicateur
    """Le nom que les fiches et les relevés citent, en minuscules. Exemple : places_pour_100_enfants"""
    singulier: str
    """L'unité pour une seule. Exemple : "place pour 100 enfants" """
    pluriel: str
    """L'unité pour plusieurs. Exemple : "places pour 100 enfants" """
    court: str
    """L'écriture abrégée, pour un tableau ou une figure. Exemple : "pl./100" """
    decimales: Annotated[int, Field(ge=0, le=2)]
    """Combien de chiffres après la virgule à l'impression. Exemple : 1"""
    evolution: Literal["points", "pourcent"]
    """points pour un taux, une part ou un rang ; pourcent pour un effectif, un montant, une durée."""


class Unites(Modele):
    """``params/referentiel/unites.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    unites: list[Unite]
    """Les unités, une par tiret."""


class Source(Modele):
    """Un producteur de données et la mention à imprimer."""

    code: CodeIndicateur
    """Le nom que les fiches et les relevés citent, en minuscules. Exemple : cnaf_txcouv"""
    titre: Texte
    """Le titre du jeu de données ou du document."""
    producteur: Texte
    """Qui le publie. Exemple : Caisse nationale des allocations familiales (Cnaf)"""
    licence: Texte | None
    """La licence de réutilisation ; null si elle n'est pas précisée. Exemple : Licence Ouverte 2.0"""
    lien: Texte | None
    """L'adresse où le trouver. Exemple : https://data.caf.fr"""
    mention: Texte
    """La phrase à imprimer sous un chiffre. Exemple : "Source : Cnaf, data.caf.fr, Licence Ouverte 2.0" """


class Sources(Modele):
    """``params/referentiel/sources.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    sources: list[Source]
    """Les sources, une par tiret."""


class Regle(Modele):
    """Une règle d'évaluation qu'un schéma s'est donnée, et comment on l'applique."""

    code: CodeIndicateur
    """Un nom court, en minuscules. Exemple : deux_indicateurs"""
    intitule: Texte
    """La règle en quelques mots. Exemple : Deux indicateurs par action"""
    texte: Texte
    """La règle mot à mot, telle qu'un schéma l'a écrite."""
    source: CodeIndicateur
    """Le code du schéma qui l'a écrite, dans sources.yml. Exemple : sdsf_71_2019_2022"""
    ligne: Annotated[int, Field(ge=1)]
    """La ligne de ce schéma où on la lit. Exemple : 318"""
    lecture: Texte
    """Comment l'outil l'applique, et ce qu'elle ne dit pas."""


class Regles(Modele):
    """``params/referentiel/regles.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    regles: list[Regle]
    """Les règles, une par tiret."""


class Avertissement(Modele):
    """Une mise en garde, écrite une fois et citée par son code."""

    code: CodeIndicateur
    """Le nom que les fiches d'indicateurs citent. Exemple : rupture_de_serie"""
    texte: Texte
    """La mise en garde, telle que le rapport l'imprime."""


class Avertissements(Modele):
    """``params/referentiel/avertissements.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    avertissements: list[Avertissement]
    """Les mises en garde, une par tiret."""


class Departement(Modele):
    """Un département, avec l'article que la phrase demande (« des Bouches-du-Rhône »)."""

    code: CodeDepartement
    """Le code Insee, entre guillemets. Exemple : "2A" """
    nom: Texte
    """Le nom officiel. Exemple : "Isère" """
    de: Texte
    """Le nom précédé de l'article que la phrase demande. Exemple : "de l'Isère" """
    region: Texte | None
    """Le code Insee de sa région, entre guillemets. Exemple : "84" """


class Departements(Modele):
    """``params/referentiel/departements.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    source: Texte
    """D'où viennent les noms et les codes."""
    departements: list[Departement]
    """Les départements, un par tiret, dans l'ordre des codes."""


class Terme(Modele):
    """Un membre d'un rapport : la grandeur et la source qui la publie."""

    variable: Texte
    """Ce que l'on compte, en clair. Exemple : places offertes"""
    source: Texte
    """Un code de sources.yml, ou une table du département (plan, avancement…). Exemple : cnaf_txcouv"""


class Bornes(Modele):
    """Les valeurs possibles d'un indicateur ; hors de là, c'est une erreur de données."""

    min: float
    """La plus petite valeur possible. Exemple : 0"""
    max: float
    """La plus grande valeur possible. Exemple : 200"""


class Rupture(Modele):
    """Une rupture connue d'une série : quand, entre quelles éditions, pourquoi."""

    annee: int
    """L'année où la série change. Exemple : 2022"""
    source: CodeIndicateur
    """La source qui change, dans sources.yml. Exemple : cnaf_txcouv"""
    avant: Texte
    """L'édition d'avant la rupture. Exemple : hist"""
    apres: Texte
    """L'édition d'après la rupture. Exemple : courant"""
    motif: Texte
    """Ce qui a changé, et pourquoi les deux éditions ne se joignent pas."""


class Reference(Modele):
    """Un texte ou une page qui fonde la définition."""

    titre: Texte
    """L'intitulé exact du texte ou de la page."""
    lien: Texte | None
    """Son adresse, entre guillemets."""
    consulte_le: Texte | None
    """Le jour de la consultation, entre guillemets. Exemple : "2026-11-22" """


class Indicateur(Modele):
    """Un indicateur commun : ``params/referentiel/indicateurs/<code>.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    code: CodeIndicateur
    """Le nom du fichier et de la fonction, en minuscules. Exemple : taux_couverture_eaje"""
    repere: Texte
    """Le repère court, dans l'ordre des rapports. Exemple : "PE-01" """
    intitule: Texte
    """Le nom imprimé. Exemple : Taux de couverture par les modes d'accueil formels"""
    question: Texte
    """La question à laquelle il répond. Exemple : Combien de places pour cent jeunes enfants ?"""
    volet: Volet
    """Le volet de l'évaluation. Exemple : petite_enfance"""
    famille: Literal["contexte", "moyen", "realisation", "resultat", "impact"]
    """contexte, moyen, realisation, resultat ou impact."""
    unite: CodeIndicateur
    """Un code de unites.yml. Exemple : places_pour_100_enfants"""
    sens: voc.Sens
    """Ce qui compte comme un progrès : hausse, baisse ou neutre."""
    numerateur: Terme
    """Ce que l'on compte, et la source qui le publie."""
    denominateur: Terme | None
    """Ce à quoi on le rapporte ; null pour un effectif."""
    mailles: list[voc.Maille]
    """Les territoires où il se lit. Exemple : [france, departement, epci]"""
    definition: Texte
    """Ce qu'il mesure exactement, en une ou deux phrases."""
    formule: Texte
    """Le calcul en clair. Exemple : places offertes ÷ enfants de moins de 3 ans × 100"""
    lecture: Texte
    """La phrase imprimée, avec {valeur}, {annee} et au besoin {territoire}."""
    avertissements: list[CodeIndicateur]
    """Les mises en garde à imprimer : des codes de avertissements.yml."""
    bornes: Bornes
    """Les valeurs possibles : au-delà, la donnée est refusée."""
    periodicite: Literal["annuelle", "scolaire", "triennale"]
    """À quel rythme la valeur paraît : annuelle, scolaire ou triennale."""
    comparateurs: list[Literal["france", "region", "departements_comparables"]]
    """À quoi le rapport le compare. Exemple : [france, departements_comparables]"""
    ruptures: list[Rupture]
    """Les ruptures connues de la série."""
    ref_arrete: Texte | None
    """Son repère dans l'arrêté du 4 juillet 2024 ; null demande « ref_arrete_motif »."""
    ref_arrete_motif: Texte | None
    """Pourquoi ce repère manque ; null s'il est donné."""
    references: list[Reference]
    """Les textes et pages qui fondent la définition."""
