"""Les modèles du plan d'action et des réglages (fichiers ``params/departements/``).

Une clé est requise ou n'existe pas ; ``null`` veut dire « le texte se tait ».
Une seule exception, voulue par le contrat : ``en_vigueur``, que seul un avenant fait écrire.
"""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from sdsf import vocabulaire as voc

Texte = Annotated[str, StringConstraints(min_length=1)]
CodeDepartement = Annotated[str, StringConstraints(pattern=r"^(0[0-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-6])$")]
Identifiant = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]*$")]
CodeIndicateur = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
# Les périodes du contrat des relevés : 2023, 2023-T4, 2023-S2, 2018-12-31, 2021-2022, 2016/2019.
PeriodeDite = Annotated[
    str,
    StringConstraints(pattern=r"^(\d{4}(-T[1-4]|-S[12]|-\d{2}-\d{2}|-\d{4}|/\d{4})?)$"),
]
Annee = Annotated[int, Field(ge=1990, le=2100)]


class Modele(BaseModel):
    """Base commune : types stricts, aucune clé inconnue, rien ne se modifie après lecture."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Extrait(Modele):
    """Quelques mots de la source, et la ligne où on les lit."""

    ligne: Annotated[int, Field(ge=1)]
    texte: Texte


class Dates(Modele):
    """Un calendrier que le texte permet de dater ; ``null`` : cette borne n'est pas dite."""

    debut: dt.date | None
    fin: dt.date | None


class EnVigueur(Modele):
    """Ce qu'un avenant a changé : depuis quand, jusqu'à quand, par quel avenant."""

    du: dt.date | None
    au: dt.date | None
    avenant: Texte | None


class Variante(Modele):
    """Le même intitulé, écrit autrement ailleurs dans le texte."""

    lieu: Texte
    texte: Texte
    ligne: Annotated[int, Field(ge=1)]


class Noeud(Modele):
    """Un niveau au-dessus de la fiche : axe, enjeu, engagement… dans les mots du schéma."""

    id: Identifiant
    niveau: Texte
    code: Texte | None
    parent: Identifiant | None
    intitule: Texte
    description: list[Texte]
    pilotes: list[Texte]
    variantes: list[Variante]
    extrait: Extrait


class SousAction(Modele):
    """Une puce sous une action, quand le texte découpe l'action en morceaux."""

    id: Identifiant
    code: Texte | None
    intitule: Texte
    calendrier: Texte | None
    dates: Dates | None
    extrait: Extrait


class Action(Modele):
    """Une action du plan : l'unité que l'on suit."""

    id: Identifiant
    code: Texte | None
    intitule: Texte
    details: list[Texte]
    sous_actions: list[SousAction]
    nature: voc.NatureAction | None
    pilotes: list[Texte]
    calendrier: Texte | None
    dates: Dates | None
    extrait: Extrait
    en_vigueur: EnVigueur | None = None


class Etape(Modele):
    """Une étape que le plan nomme (et parfois date), au niveau d'une fiche ou d'une action."""

    id: Identifiant
    intitule: Texte
    action: Identifiant | None
    dates: Dates | None
    extrait: Extrait


class EtatZero(Modele):
    """La valeur de départ d'un indicateur, telle que le texte la donne ; ``periode`` : s'il la date."""

    valeur: float
    periode: PeriodeDite | None
    extrait: Extrait


class Cible(Modele):
    """La cible que le texte fixe à un indicateur, et seulement là où il la fixe."""

    valeur: float
    echeance: Annee | None
    texte: Texte


class EngagementChiffre(Modele):
    """Une quantité que le texte promet hors de ses indicateurs : « deux expérimentations »."""

    id: Identifiant
    intitule: Texte
    valeur: float
    unite: Texte | None
    echeance: Annee | None
    action: Identifiant | None
    extrait: Extrait


class Indicateur(Modele):
    """Un indicateur d'évaluation du plan, dans ses mots.

    ``ligne_composee`` : la ligne du texte, mot à mot, quand elle dit plusieurs indicateurs ; chacun y
    renvoie, et l'on compte ainsi les lignes du texte et les indicateurs. ``a_discuter`` : pourquoi
    son classement (``type``) peut être contesté.
    """

    id: Identifiant
    code: Texte | None
    libelle: Texte
    action: Identifiant | None
    ligne_composee: Texte | None
    type: voc.TypeIndicateur
    type_origine: Literal["texte", "lecture"]
    a_discuter: Texte | None
    unite: Texte | None
    sens: voc.Sens | None
    etat_zero: EtatZero | None
    cible: Cible | None
    source: Texte | None
    periodicite: Texte | None
    responsable: Texte | None
    indicateur: CodeIndicateur | None
    motif: Texte | None
    extrait: Extrait
    en_vigueur: EnVigueur | None = None


class Illustration(Modele):
    """Un encadré d'exemple dans une fiche."""

    titre: Texte
    textes: list[Texte]
    ligne: Annotated[int, Field(ge=1)]


class Fiche(Modele):
    """Une fiche du plan, avec tous ses champs ; un champ que le texte laisse vide reste vide."""

    id: Identifiant
    code: Texte | None
    parent: Identifiant
    intitule: Texte
    variantes: list[Variante]
    contexte: list[Texte]
    orientations: list[Texte]
    objectifs: list[Texte]
    resultats_attendus: list[Texte]
    actions: list[Action]
    illustrations: list[Illustration]
    pilotes: list[Texte]
    copilotes: list[Texte]
    partenaires: list[Texte]
    territoire: Texte | None
    publics: list[Texte]
    moyens: list[Texte]
    temporalite: list[Texte]
    etapes: list[Etape]
    dates: Dates | None
    engagements_chiffres: list[EngagementChiffre]
    indicateurs: list[Indicateur]
    evaluation: list[Texte]
    extrait: Extrait
    en_vigueur: EnVigueur | None = None

    @property
    def lignes_d_indicateurs(self) -> list[str]:
        """Un ``id`` d'indicateur par ligne du texte : une ligne composée n'en compte qu'un."""
        lignes: dict[str, str] = {}
        for indicateur in self.indicateurs:
            lignes.setdefault(indicateur.ligne_composee or indicateur.id, indicateur.id)
        return list(lignes.values())


class LigneFeuilleDeRoute(Modele):
    """Une ligne de l'annexe « feuille de route », gardée à côté du corps du texte."""

    fiche: Identifiant
    action: Identifiant | None
    code: Texte | None
    intitule: Texte
    nature: voc.NatureAction | None
    pilotes: list[Texte]
    calendrier: Texte | None
    extrait: Extrait


class GroupeDeTravail(Modele):
    """Une ligne de l'annexe « composition des groupes de travail »."""

    fiche: Identifiant
    intitule: Texte
    pilote: Texte | None
    composition: Texte | None
    frequence: Texte | None
    extrait: Extrait


class ReunionsParAn(Modele):
    """La fréquence d'une instance, quand le texte permet de la compter."""

    minimum: Annotated[int, Field(ge=0)]
    maximum: Annotated[int, Field(ge=1)] | None


class ReunionAnnoncee(Modele):
    """Une réunion que le texte annonce ; ``dates`` reste vide quand il ne dit pas l'année."""

    intitule: Texte
    dates: Dates | None
    extrait: Extrait


class Instance(Modele):
    """Une instance de gouvernance."""

    id: Identifiant
    code: Texte | None
    intitule: Texte
    composition: list[Texte]
    missions: list[Texte]
    frequence: Texte | None
    reunions_par_an: ReunionsParAn | None
    pilote: Texte | None
    reunions_annoncees: list[ReunionAnnoncee]
    extrait: Extrait


class RegleEvaluation(Modele):
    """Ce que le schéma s'impose pour son suivi et son évaluation."""

    id: Identifiant
    intitule: Texte
    textes: list[Texte]
    extrait: Extrait


class Obligation(Modele):
    """Une échéance d'évaluation : d'où elle vient, ce qu'elle demande, quand."""

    id: Identifiant
    intitule: Texte
    rapport: voc.Rapport | None
    periodicite: Literal["annuelle", "unique"]
    apres_annees: Annotated[int, Field(ge=1, le=12)] | None
    origine: Literal["texte", "autre"]
    reference: Texte
    extrait: Extrait | None


class Terme(Modele):
    """Une entrée du glossaire du schéma."""

    terme: Texte
    definition: Texte
    ligne: Annotated[int, Field(ge=1)]


class Signataire(Modele):
    """Une institution signataire : jamais le nom d'une personne."""

    institution: Texte
    qualites: list[Texte]
    ligne: Annotated[int, Field(ge=1)]


class Acteur(Modele):
    """Une institution, et toutes les façons dont le texte l'écrit quand il nomme pilotes et partenaires."""

    id: Identifiant
    nom: Texte
    formes: list[Texte]


class PointDeVigilance(Modele):
    """Ce que le texte dit de contradictoire, d'incomplet ou d'inévaluable."""

    id: Identifiant
    nature: voc.NatureVigilance
    sujet: Texte
    description: Texte
    extraits: list[Extrait]


class Avenant(Modele):
    """Une modification du plan en cours de route."""

    code: Texte
    date: dt.date
    intitule: Texte
    objet: Texte


class Periode(Modele):
    """Les années que couvre le schéma, et ce que le texte dit de sa signature."""

    debut: Annee
    fin: Annee
    signature: dt.date | None
    extrait: Extrait


class SourceDuPlan(Modele):
    """Le document transcrit."""

    titre: Texte
    producteur: Texte
    fichier: Texte


class Plan(Modele):
    """Un plan d'action entier : ``params/departements/<code>/<debut>-<fin>/plan.yml``."""

    format: Literal[1]
    departement: CodeDepartement
    intitule: Texte
    periode: Periode
    source: SourceDuPlan
    niveaux: Annotated[list[Texte], Field(min_length=2)]
    rubrique_indicateurs: Texte | None
    arborescence: list[Noeud]
    fiches: list[Fiche]
    feuille_de_route: list[LigneFeuilleDeRoute]
    groupes_de_travail: list[GroupeDeTravail]
    gouvernance: list[Instance]
    regles_evaluation: list[RegleEvaluation]
    obligations: list[Obligation]
    acteurs: list[Acteur]
    glossaire: list[Terme]
    signataires: list[Signataire]
    points_de_vigilance: list[PointDeVigilance]
    avenants: list[Avenant]
