"""Les méthodes qui disent quels territoires passent d'abord (``params/referentiel/priorites.yml``).

Tout ce qu'un texte ne dit pas (ex æquo, normalisation, bornes des classes, poids, sens d'un facteur) est
ici un réglage écrit, que le rapport imprime. Le calcul est dans ``evaluation/priorites.py``.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.plan.modeles import CodeIndicateur, Extrait, Modele, Texte
from sdsf.plan.reglages import (
    Changements,
    Decoupe,
    ExAequo,
    Normalisation,
    Priorite,
    PrioriteReglee,
    Reglages,
)
from sdsf.referentiel.listes import en_double, renvoi_inconnu
from sdsf.vocabulaire import Maille

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


class Mesure(Modele):
    """Un relevé qui mesure un critère, ou s'en approche."""

    releve: CodeIndicateur
    """L'indicateur ou le fait, tel que data/ le nomme. Exemple : part_familles_bas_revenus"""
    denominateur: CodeIndicateur | None
    """Le dénominateur de ce relevé, un code de « denominateurs » ; null : celui de la méthode."""
    exacte: bool
    """true : c'est le critère même ; false : il s'en approche, le rapport le montre et ne le classe pas."""
    note: Texte | None
    """Ce qui sépare ce relevé du critère ; null s'il en est la mesure exacte."""


class SorteDeTerritoire(Modele):
    """Des territoires que l'on classe entre eux."""

    intitule: Texte
    """Leur nom, dans les mots du texte. Exemple : villes de plus de 10 000 habitants"""
    maille: Maille | None
    """Leur maille dans data/ ; null si rien ne les délimite. Exemple : epci"""
    population_minimale: Annotated[int, Field(ge=0)] | None
    """Le nombre d'habitants au-delà duquel une commune en est ; null : toutes. Exemple : 10000"""


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
    mesures: list[Mesure]
    """Les relevés qui le mesurent ou s'en approchent ; [] si aucun n'est connu."""


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
    territoires: Annotated[list[SorteDeTerritoire], Field(min_length=1)]
    """Les sortes de territoires que l'on classe ; chaque sorte se classe à part."""
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
    err.lever(en_double(document, "methodes", "code", [m.code for m in lues.methodes]))
    return lues


# --- ce qu'un département y change ----------------------------------------------------------------


def methodes_reglees(espace: Espace, reglages: Reglages) -> tuple[MethodeDePriorite, ...]:
    """Les méthodes que ce département suit, avec ce que sa commission y change. Lève ``Erreurs``."""
    lues = lire_priorites(espace)
    fautes: list[Erreur] = []
    reglees = []
    for rang, choisie in enumerate(reglages.priorites):
        lieu = Lieu(f"params/departements/{reglages.departement}/reglages.yml", detail=f"priorites[{rang}]")
        try:
            reglees.append(regler(lues, choisie, lieu))
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
    err.lever(fautes)
    return tuple(reglees)


def regler(lues: Priorites, choisie: PrioriteReglee, lieu: Lieu) -> MethodeDePriorite:
    """Une méthode et ce qu'un département y change ; un critère de poids nul est retiré. Lève ``Erreurs``."""
    codes = [methode.code for methode in lues.methodes]
    if choisie.methode not in codes:
        raise Erreurs([renvoi_inconnu(lieu, choisie.methode, codes, "une méthode de priorites.yml")])
    base, change = lues.methode(choisie.methode), choisie.changements
    if change is None:
        return base
    connus = [critere.code for critere in base.criteres]
    err.lever(
        [
            renvoi_inconnu(lieu, code, connus, "un critère de cette méthode")
            for code in sorted({*change.poids, *change.prioritaire} - set(connus))
        ]
    )
    try:
        return MethodeDePriorite.model_validate(_contenu_regle(base, change))
    except ValidationError as refus:
        causes = " ; ".join(str(faute["msg"]).removeprefix("Value error, ") for faute in refus.errors())
        recu = choisie.methode
        raise Erreurs([err.ValeurImpossible(lieu, recu=recu, cause=causes, complement="")]) from None


def _contenu_regle(base: MethodeDePriorite, change: Changements) -> dict[str, Any]:
    """Le contenu d'une méthode, changé ; ce que la commission change a pour origine « reglage »."""
    contenu = base.model_dump()
    contenu["criteres"] = [
        critere | _critere_regle(critere["code"], change)
        for critere in contenu["criteres"]
        if change.poids.get(critere["code"], critere["poids"]) > 0
    ]
    for nom in ("normalisation", "ex_aequo"):
        if (choix := getattr(change, nom)) is not None:
            contenu |= {nom: choix, f"{nom}_origine": "reglage"}
    if change.denominateur is not None:
        contenu["denominateur"] = change.denominateur
    coupe = {nom: getattr(change, nom) for nom in ("decoupe", "nombre") if getattr(change, nom) is not None}
    if coupe:
        contenu["classes"] |= coupe | {"bornes": change.bornes, "origine": "reglage"}
    hasard = {nom: getattr(change, nom) for nom in ("tirages", "graine")}
    contenu["sensibilite"] |= {nom: choix for nom, choix in hasard.items() if choix is not None}
    return contenu


def _critere_regle(code: str, change: Changements) -> dict[str, object]:
    regle: dict[str, object] = {}
    if code in change.poids:
        regle |= {"poids": change.poids[code], "poids_origine": "reglage"}
    if code in change.prioritaire:
        regle |= {"prioritaire": change.prioritaire[code], "prioritaire_origine": "reglage"}
    return regle
