"""Le modèle des réglages d'un département (fichiers ``params/departements/<code>/reglages.yml``)."""

import datetime as dt
from collections import Counter
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sdsf import vocabulaire as voc
from sdsf.plan.communs import Annee, CodeDepartement, CodeIndicateur, Identifiant, Modele, Retenu, Texte

Priorite = Literal["valeur_elevee", "valeur_basse"]
Normalisation = Literal["rang", "min_max", "z"]
ExAequo = Literal["meilleur", "moyen", "moins_bon", "dense"]
Decoupe = Literal["effectifs", "amplitude", "bornes"]


class Comparables(Modele):
    """Les départements auxquels on se compare, et pourquoi ceux-là."""

    departements: Annotated[list[CodeDepartement], Field(min_length=1)]
    """Leurs codes, entre guillemets. Exemple : ["94", "2A", "06"]"""
    motif: Texte
    """Comment ils ont été choisis, en une ou deux phrases : le rapport l'imprime."""


class EtatDeRapport(Modele):
    """L'état d'un rapport déjà passé en séance."""

    rapport: voc.Rapport
    """Le rapport. Exemple : point_annuel"""
    annee: Annee
    """L'année évaluée. Exemple : 2024"""
    etat: Literal["projet", "valide"]
    """projet avant la séance, valide après."""
    valide_le: dt.date | None
    """Le jour de la séance, sans guillemets. Exemple : 2025-03-14"""
    instance: Texte | None
    """L'instance qui l'a validé. Exemple : "Comité départemental des services aux familles" """
    version: Annotated[int, Field(ge=1)]
    """1, puis 2 après une correction : une ligne par version, l'ancienne reste écrite."""
    erratum: Texte | None = None
    """Ce qui a été corrigé depuis la version validée, en une phrase que le rapport imprime en tête."""

    @model_validator(mode="after")
    def _une_seance_a_une_date(self) -> Self:
        if self.etat == "valide" and self.valide_le is None:
            raise ValueError("un rapport validé a une date de séance (valide_le)")
        return self


class Mandat(Modele):
    """Qui demande l'évaluation, qui la conduit, qui la fait, qui a été entendu : un bilan l'imprime."""

    commanditaire: Texte | None
    """Qui demande l'évaluation. Exemple : "Comité départemental des services aux familles" """
    pilotage: Texte | None
    """L'instance qui la conduit. Exemple : "Commission d'évaluation" """
    evaluateur: Texte | None
    """Qui la fait : une institution ou un prestataire, jamais une personne. Exemple : "Caf de l'Ain" """
    parties_entendues: list[Texte]
    """Qui a été entendu, et comment, un par tiret. Exemple : "familles (enquête, 2024)" """
    calendrier: Texte | None
    """Quand elle a commencé, quand elle rend. Exemple : "de septembre 2024 à février 2025" """
    limites: list[Texte]
    """Ce qu'elle n'a pas pu regarder, et pourquoi, une limite par tiret."""
    independance: Texte | None
    """Ce qui garantit sa distance quand l'évaluateur est aussi pilote. Exemple : "relecture par un tiers" """
    publication: Texte | None
    """Où et quand elle sera publiée. Exemple : "site du Département, après la séance plénière" """


class Changements(Modele):
    """Ce que la commission change à une méthode ; null, {} ou [] garde ce que le référentiel dit."""

    poids: dict[str, Annotated[float, Field(ge=0)]]
    """Un autre poids pour un critère ; 0 le retire du classement. Exemple : {taux_nombreuses: 0.0}"""
    prioritaire: dict[str, Priorite]
    """Ce qui rend prioritaire, pour un critère que le texte laisse ouvert. Exemple : {age: valeur_basse}"""
    denominateur: CodeIndicateur | None
    """Un autre des dénominateurs que le texte donne. Exemple : familles_allocataires_avec_enfants"""
    normalisation: Normalisation | None
    """rang, min_max ou z."""
    ex_aequo: ExAequo | None
    """meilleur, moyen, moins_bon ou dense."""
    decoupe: Decoupe | None
    """effectifs, amplitude ou bornes."""
    nombre: Annotated[int, Field(ge=2, le=7)] | None
    """Le nombre de classes. Exemple : 3"""
    bornes: list[float]
    """Si la découpe vaut « bornes », le dernier score de chaque classe sauf la dernière."""
    tirages: Annotated[int, Field(ge=100, le=1_000_000)] | None
    """Le nombre de jeux de poids tirés au hasard. Exemple : 10000"""
    graine: Annotated[int, Field(ge=0)] | None
    """La graine du hasard : la même redonne les mêmes tirages. Exemple : 2026"""


class ReglageDAvant(Modele):
    """Un réglage qui a été suivi, puis remplacé."""

    changements: Changements | None
    """Ce que la commission y changeait ; null : rien."""
    retenu: Retenu | None
    """Qui l'avait retenu, quand et pourquoi ; null : personne ne l'a écrit."""


class PrioriteReglee(Modele):
    """Une méthode de priorité que les rapports suivent."""

    methode: CodeIndicateur
    """Le code d'une méthode de params/referentiel/priorites.yml. Exemple : somme_des_rangs"""
    changements: Changements | None
    """Ce que la commission y change ; null : rien."""
    retenu: Retenu | None = None
    """Qui a retenu ce réglage, quand et pourquoi ; l'atelier des priorités l'écrit."""
    precedents: list[ReglageDAvant] = Field(default_factory=list)
    """Les réglages d'avant, du plus ancien au plus récent : de quoi revenir en arrière."""

    @property
    def d_avant(self) -> ReglageDAvant:
        """Ce réglage, tel qu'on le garde quand un autre prend sa place."""
        return ReglageDAvant(changements=self.changements, retenu=self.retenu)


class CoutRegle(Modele):
    """Un montant et un effectif que la commission rapproche : sans cela, aucun coût ne s'écrit."""

    fiche: Identifiant
    """La fiche dont on additionne les montants de moyens.csv. Exemple : pe-1.1"""
    indicateur: Annotated[str, Field(min_length=1)]
    """L'effectif : un indicateur du plan ou du référentiel, relevé au département. Exemple : pe-1.1-i3"""
    portee: Literal["annee", "cumul"]
    """annee : l'effectif compte l'année ; cumul : il compte depuis le début du schéma."""
    unite: Texte
    """Ce que l'on compte, au singulier, tel qu'on l'imprime. Exemple : place créée"""
    motif: Texte
    """Pourquoi l'un et l'autre vont ensemble, et ce que le rapprochement laisse dehors."""


def reglages_vides(departement: str, comparables: "Comparables | None" = None) -> "Reglages":
    """Les réglages d'un département qui n'en a écrit aucun."""
    vides: dict[str, Any] = {"arret_des_donnees": None, "mandat": None}
    listes: dict[str, Any] = {"rapports": [], "priorites": [], "couts": []}
    return Reglages(format=1, departement=departement, comparables=comparables, **vides, **listes)


class Reglages(Modele):
    """``params/departements/<code>/reglages.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    departement: CodeDepartement
    """Le code du département, entre guillemets, celui du dossier. Exemple : "38" """
    comparables: Comparables | None
    """Les départements auxquels se comparer, et pourquoi ; null : on ne se compare qu'à la France."""
    arret_des_donnees: dt.date | None
    """Le jour où les données ont été arrêtées ; null : celui de la dernière saisie. Exemple : 2025-01-31"""
    rapports: list[EtatDeRapport]
    """Les rapports déjà passés en séance ; les autres sont des projets, version 1."""
    mandat: Mandat | None
    """Le mandat et la méthode des bilans ; null : personne ne l'a encore écrit, et le bilan le dit."""
    priorites: list[PrioriteReglee]
    """Les méthodes de priorité que les rapports suivent ; [] : aucune."""
    couts: list[CoutRegle]
    """Les coûts unitaires que la commission accepte de calculer ; [] : aucun."""

    @model_validator(mode="after")
    def _une_ligne_par_version(self) -> Self:
        fois = Counter((etat.rapport, etat.annee, etat.version) for etat in self.rapports)
        doubles = [cle for cle, nombre in fois.items() if nombre > 1]
        if doubles:
            raise ValueError("{} {}, version {}, est écrit deux fois".format(*doubles[0]))
        for etat in self.rapports:
            anterieures = self.anterieures(etat.rapport, etat.annee, etat.version)
            if etat.erratum is None and any(a.etat == "valide" for a in anterieures):
                nom = f"{etat.rapport} {etat.annee}, version {etat.version}"
                raise ValueError(f"{nom}, corrige une version validée : « erratum » dit ce qui a changé")
        return self

    def etat(self, rapport: str, annee: int) -> EtatDeRapport:
        """L'état d'un rapport : sa dernière version écrite, ou « projet, version 1 »."""
        ecrits = [e for e in self.rapports if (e.rapport, e.annee) == (rapport, annee)]
        if ecrits:
            return max(ecrits, key=lambda e: e.version)
        # Rien à valider : ces valeurs ne viennent d'aucun fichier.
        neuf: dict[str, Any] = {"rapport": rapport, "annee": annee, "etat": "projet", "version": 1}
        return EtatDeRapport.model_construct(**neuf, valide_le=None, instance=None, erratum=None)

    def anterieures(self, rapport: str, annee: int, version: int) -> list[EtatDeRapport]:
        """Les versions d'avant qui sont écrites, de la plus récente à la plus ancienne."""
        memes = [e for e in self.rapports if (e.rapport, e.annee) == (rapport, annee)]
        return sorted((e for e in memes if e.version < version), key=lambda e: -e.version)
