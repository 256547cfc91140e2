"""Les modèles du référentiel (fichiers ``params/referentiel/``)."""

from typing import Annotated, Literal

from pydantic import Field

from sdsf import vocabulaire as voc
from sdsf.plan.modeles import CodeDepartement, CodeIndicateur, Modele, Texte


class Unite(Modele):
    """Une unité de mesure et sa façon de s'écrire."""

    code: CodeIndicateur
    singulier: str
    pluriel: str
    court: str
    decimales: Annotated[int, Field(ge=0, le=2)]
    evolution: Literal["points", "pourcent"]


class Unites(Modele):
    """``params/referentiel/unites.yml``."""

    format: Literal[1]
    unites: list[Unite]


class Source(Modele):
    """Un producteur de données et la mention à imprimer."""

    code: CodeIndicateur
    titre: Texte
    producteur: Texte
    licence: Texte | None
    lien: Texte | None
    mention: Texte


class Sources(Modele):
    """``params/referentiel/sources.yml``."""

    format: Literal[1]
    sources: list[Source]


class Regle(Modele):
    """Une règle d'évaluation qu'un schéma s'est donnée, et comment on l'applique."""

    code: CodeIndicateur
    intitule: Texte
    texte: Texte
    source: CodeIndicateur
    ligne: Annotated[int, Field(ge=1)]
    lecture: Texte


class Regles(Modele):
    """``params/referentiel/regles.yml``."""

    format: Literal[1]
    regles: list[Regle]


class Avertissement(Modele):
    """Une mise en garde, écrite une fois et citée par son code."""

    code: CodeIndicateur
    texte: Texte


class Avertissements(Modele):
    """``params/referentiel/avertissements.yml``."""

    format: Literal[1]
    avertissements: list[Avertissement]


class Departement(Modele):
    """Un département, avec l'article que la phrase demande (« des Bouches-du-Rhône »)."""

    code: CodeDepartement
    nom: Texte
    de: Texte
    region: Texte | None


class Departements(Modele):
    """``params/referentiel/departements.yml``."""

    format: Literal[1]
    source: Texte
    departements: list[Departement]


class Terme(Modele):
    """Un membre d'un rapport : la grandeur et la source qui la publie."""

    variable: Texte
    source: Texte


class Bornes(Modele):
    """Les valeurs possibles d'un indicateur ; hors de là, c'est une erreur de données."""

    min: float
    max: float


class Rupture(Modele):
    """Une rupture connue d'une série : quand, entre quelles éditions, pourquoi."""

    annee: int
    source: CodeIndicateur
    avant: Texte
    apres: Texte
    motif: Texte


class Reference(Modele):
    """Un texte ou une page qui fonde la définition."""

    titre: Texte
    lien: Texte | None
    consulte_le: Texte | None


class Indicateur(Modele):
    """Un indicateur commun : ``params/referentiel/indicateurs/<code>.yml``."""

    format: Literal[1]
    code: CodeIndicateur
    repere: Texte
    intitule: Texte
    question: Texte
    famille: Literal["contexte", "moyen", "realisation", "resultat", "impact"]
    unite: CodeIndicateur
    sens: voc.Sens
    numerateur: Terme
    denominateur: Terme | None
    mailles: list[voc.Maille]
    definition: Texte
    formule: Texte
    lecture: Texte
    avertissements: list[CodeIndicateur]
    bornes: Bornes
    periodicite: Literal["annuelle", "scolaire", "triennale"]
    comparateurs: list[Literal["france", "region", "departements_comparables"]]
    ruptures: list[Rupture]
    ref_arrete: Texte | None
    ref_arrete_motif: Texte | None
    references: list[Reference]
