"""Les méthodes qui disent quels territoires passent d'abord (``params/referentiel/priorites.yml``).

Tout ce qu'un texte ne dit pas (ex æquo, normalisation, bornes des classes, poids, sens d'un facteur) est
ici un réglage écrit, que le rapport imprime. Le calcul est dans ``evaluation/priorites.py``.
"""

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sdsf import erreurs as err
from sdsf.erreurs import Erreur
from sdsf.espace import Espace
from sdsf.lecture.document_yaml import DocumentLu
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.plan.modeles import CodeIndicateur, Extrait, Modele, Texte

Normalisation = Literal["rang", "min_max", "z"]
ExAequo = Literal["meilleur", "moyen", "moins_bon", "dense"]
Decoupe = Literal["effectifs", "amplitude", "bornes"]
Priorite = Literal["valeur_elevee", "valeur_basse"]
Origine = Literal["texte", "lecture", "reglage"]
Poids = Annotated[float, Field(ge=0)]
Part = Annotated[float, Field(gt=0.5, le=1)]


class Classement(Modele):
    """Comment l'on coupe les scores en classes de priorité, de la plus prioritaire à la moins prioritaire."""

    decoupe: Decoupe
    """effectifs (autant de territoires par classe), amplitude (classes de même largeur) ou bornes."""
    nombre: Annotated[int, Field(ge=2, le=7)]
    """Le nombre de classes, celle des non prioritaires comprise. Exemple : 3"""
    bornes: list[float]
    """Si la découpe vaut « bornes », le dernier score de chaque classe sauf la dernière ; sinon []."""
    origine: Origine
    """texte : le schéma le dit ; lecture : on le déduit ; reglage : la commission le choisit."""

    @model_validator(mode="after")
    def _bornes_et_decoupe(self) -> Self:
        attendues = self.nombre - 1 if self.decoupe == "bornes" else 0
        if len(self.bornes) != attendues:
            raise ValueError(f"{self.nombre} classes par « {self.decoupe} » veulent {attendues} borne(s)")
        if self.bornes not in (sorted(set(self.bornes)), sorted(set(self.bornes), reverse=True)):
            raise ValueError("les bornes se suivent sans revenir en arrière")
        return self


class Sensibilite(Modele):
    """Le hasard qui éprouve les poids : des tirages de Dirichlet, à graine fixe."""

    tirages: Annotated[int, Field(ge=100, le=1_000_000)]
    """Le nombre de jeux de poids ; l'erreur d'une probabilité est au plus 0,5 ÷ √tirages. Exemple : 10000"""
    graine: Annotated[int, Field(ge=0)]
    """La graine du hasard : la même redonne les mêmes tirages. Exemple : 2026"""
    centre: Literal["poids", "egaux"]
    """poids : les tirages entourent les poids écrits ; egaux : ils ignorent ces poids."""
    concentration: Annotated[float, Field(gt=0)]
    """1.0 : des poids très divers ; plus grand, ils restent plus près du centre. Exemple : 1.0"""
    certitude: Part
    """La probabilité à partir de laquelle une décision est dite robuste aux poids. Exemple : 0.9"""


class Critere(Modele):
    """Ce que l'on compare d'un territoire à l'autre."""

    code: CodeIndicateur
    """Le nom de la colonne qui porte ses valeurs. Exemple : taux_familles_monoparentales"""
    intitule: Texte
    """Le critère, dans les mots du texte."""
    unite: CodeIndicateur | None
    """Son unité (unites.yml) ; null si le texte ne dit pas comment le mesurer. Exemple : pourcent"""
    poids: Poids
    """Son poids, tel que le texte l'écrit. Exemple : 60.0"""
    poids_origine: Origine
    """texte : le schéma donne ce poids ; lecture : on le déduit ; reglage : la commission le choisit."""
    prioritaire: Priorite | None
    """valeur_elevee ou valeur_basse : ce qui rend prioritaire ; null : à fixer avant tout calcul."""
    prioritaire_origine: Origine
    """texte : le schéma le dit ; lecture : on le déduit ; reglage : la commission le choisit."""
    extrait: Extrait
    """Les mots du texte qui posent ce critère."""


class Denominateur(Modele):
    """Un dénominateur que le texte donne aux taux."""

    code: CodeIndicateur
    """Un nom court. Exemple : familles_de_l_epci"""
    intitule: Texte
    """Le dénominateur, dans les mots du texte."""
    extrait: Extrait
    """Les mots du texte qui le donnent."""


class MethodeDePriorite(Modele):
    """Un ensemble de critères et de poids, et tous les réglages qui en font un classement."""

    code: CodeIndicateur
    """Un nom court, en minuscules. Exemple : somme_des_rangs"""
    intitule: Texte
    """La méthode en une phrase."""
    source: CodeIndicateur
    """La source (sources.yml) qui pose la méthode. Exemple : sdsf_63_2022_2026"""
    territoires: Annotated[list[Texte], Field(min_length=1)]
    """Les sortes de territoires que l'on classe ; chaque sorte se classe à part. Exemple : [EPCI]"""
    criteres: Annotated[list[Critere], Field(min_length=1)]
    """Les critères, un par tiret."""
    denominateur: CodeIndicateur | None
    """Le dénominateur retenu, un code de « denominateurs » ; null si le texte n'en donne pas le choix."""
    denominateurs: list[Denominateur]
    """Les dénominateurs que le texte donne, quand il en donne plusieurs."""
    normalisation: Normalisation
    """rang (1 : le plus prioritaire), min_max (de 0 à 1) ou z (écarts-types) : ce qui rend comparable."""
    normalisation_origine: Origine
    """texte : le schéma le dit ; lecture : on le déduit ; reglage : la commission le choisit."""
    ex_aequo: ExAequo
    """meilleur (1, 1, 3), moyen (1,5, 1,5, 3), moins_bon (2, 2, 3) ou dense (1, 1, 2)."""
    ex_aequo_origine: Origine
    """texte : le schéma le dit ; lecture : on le déduit ; reglage : la commission le choisit."""
    classes: Classement
    """La coupe en classes de priorité."""
    sensibilite: Sensibilite
    """Comment l'on éprouve les poids."""

    @model_validator(mode="after")
    def _criteres_distincts_et_peses(self) -> Self:
        codes = [critere.code for critere in self.criteres]
        if len(set(codes)) < len(codes):
            raise ValueError("deux critères portent le même code")
        if sum(critere.poids for critere in self.criteres) <= 0:
            raise ValueError("au moins un critère a un poids")
        if self.denominateur not in (None, *(d.code for d in self.denominateurs)):
            raise ValueError(f"« {self.denominateur} » n'est pas un de ses dénominateurs")
        return self

    @property
    def a_fixer(self) -> list[str]:
        """Les critères dont personne n'a dit ce qui rend prioritaire : rien ne se calcule sans."""
        return [critere.intitule for critere in self.criteres if critere.prioritaire is None]


class Priorites(Modele):
    """``params/referentiel/priorites.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    methodes: list[MethodeDePriorite]
    """Les méthodes, une par tiret."""

    def methode(self, code: str) -> MethodeDePriorite:
        """La méthode d'un code. Lève ``KeyError`` si le fichier ne la décrit pas."""
        return {methode.code: methode for methode in self.methodes}[code]


def lire_priorites(espace: Espace) -> Priorites:
    """Lit ``params/referentiel/priorites.yml``. Lève ``Erreurs`` avec toutes les causes."""
    chemin = espace.params / "referentiel" / "priorites.yml"
    lues, document = lire_modele(chemin, espace.relatif(chemin), Priorites)
    err.lever(_doubles(lues.methodes, document))
    return lues


def _doubles(methodes: Sequence[MethodeDePriorite], document: DocumentLu) -> list[Erreur]:
    codes = [methode.code for methode in methodes]
    return [
        err.CodeEnDouble(
            document.lieu(("methodes", rang, "code")),
            quoi="Le code",
            recu=code,
            accord="",
            autre_ligne=document.ligne(("methodes", codes.index(code), "code")),
        )
        for rang, code in enumerate(codes)
        if codes.index(code) < rang
    ]
