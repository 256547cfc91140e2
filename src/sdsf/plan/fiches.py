"""Les modèles de la fiche : ses actions, ses étapes, ses indicateurs, ses engagements chiffrés."""

from typing import Literal

from sdsf import vocabulaire as voc
from sdsf.plan.communs import (
    Annee,
    CodeIndicateur,
    Dates,
    EnVigueur,
    Extrait,
    Identifiant,
    Ligne,
    Modele,
    PeriodeDite,
    Texte,
    Variante,
)


class SousAction(Modele):
    """Une puce sous une action, quand le texte découpe l'action en morceaux."""

    id: Identifiant
    """Un nom unique dans tout le plan, en minuscules sans accent. Exemple : "action-1-4-a" """
    code: Texte | None
    """Le numéro que le texte lui donne, entre guillemets. Exemple : "a" """
    intitule: Texte
    """La puce, mot à mot. Exemple : "Mettre en place un groupe « accueil collectif »" """
    calendrier: Texte | None
    """Le moment, dans les mots du texte. Exemple : "A partir de 2023" """
    dates: Dates | None
    """Ce calendrier en dates, seulement si le texte permet de le dater."""
    extrait: Extrait
    """Où le texte le dit."""


class Action(Modele):
    """Une action du plan : l'unité que l'on suit."""

    id: Identifiant
    """Un nom unique dans tout le plan, en minuscules ; le suivi le cite. Exemple : "action-1-4" """
    code: Texte | None
    """Le numéro que le texte lui donne, entre guillemets ; unique dans sa fiche. Exemple : "1.10" """
    intitule: Texte
    """L'action, mot à mot. Exemple : "Promouvoir le site de référence (monenfant.fr)" """
    details: list[Texte]
    """Les phrases qui la précisent, une par tiret."""
    sous_actions: list[SousAction]
    """Les puces sous l'action, quand le texte la découpe."""
    nature: voc.NatureAction | None
    """nouvelle ou a_poursuivre, si le texte fait la différence."""
    pilotes: list[Texte]
    """Qui porte cette action, si le texte le dit pour elle seule. Jamais un nom de personne."""
    calendrier: Texte | None
    """Le moment, dans les mots du texte. Exemple : "A partir de 2023" """
    dates: Dates | None
    """Ce calendrier en dates, seulement si le texte permet de le dater."""
    extrait: Extrait
    """Où le texte le dit."""
    en_vigueur: EnVigueur | None = None
    """Ne s'écrit que si un avenant a ajouté ou retiré l'action."""


class Etape(Modele):
    """Une étape que le plan nomme (et parfois date), au niveau d'une fiche ou d'une action."""

    id: Identifiant
    """Un nom unique dans tout le plan. Exemple : "etape-1-1" """
    intitule: Texte
    """L'étape, mot à mot. Exemple : "Diffusion de la carte des besoins" """
    action: Identifiant | None
    """L'« id » de l'action dont c'est l'étape ; null si c'est une étape de la fiche entière."""
    dates: Dates | None
    """Les dates de l'étape, seulement si le texte permet de la dater."""
    extrait: Extrait
    """Où le texte le dit."""


class EtatZero(Modele):
    """La valeur de départ d'un indicateur, telle que le texte la donne ; ``periode`` : s'il la date."""

    valeur: float
    """Le nombre, avec un point. Exemple : 55.6"""
    periode: PeriodeDite | None
    """L'année de cette valeur, entre guillemets : "2020", ou 2023-T4, 2018-12-31, 2021-2022, 2016/2019."""
    extrait: Extrait
    """Où le texte le dit."""


class Cible(Modele):
    """La cible que le texte fixe à un indicateur, et seulement là où il la fixe."""

    valeur: float
    """Le nombre à atteindre, avec un point. Exemple : 60"""
    echeance: Annee | None
    """L'année où l'atteindre. Exemple : 2026"""
    texte: Texte
    """La cible dans les mots du texte. Exemple : "60 places pour 100 enfants en 2026" """


class EngagementChiffre(Modele):
    """Une quantité que le texte promet hors de ses indicateurs : « deux expérimentations »."""

    id: Identifiant
    """Un nom unique dans tout le plan. Exemple : "engagement-1-1" """
    intitule: Texte
    """Ce qui est promis, mot à mot. Exemple : "Créer deux relais petite enfance" """
    valeur: float
    """Le nombre promis. Exemple : 2"""
    unite: Texte | None
    """Ce que l'on compte. Exemple : "relais petite enfance" """
    echeance: Annee | None
    """L'année promise. Exemple : 2025"""
    action: Identifiant | None
    """L'« id » de l'action concernée ; null si c'est la fiche entière."""
    extrait: Extrait
    """Où le texte le dit."""


class Indicateur(Modele):
    """Un indicateur d'évaluation du plan, dans ses mots.

    ``ligne_composee`` : la ligne du texte, mot à mot, quand elle dit plusieurs indicateurs ; chacun y
    renvoie, et l'on compte ainsi les lignes du texte et les indicateurs. ``a_discuter`` : pourquoi
    son classement (``type``) peut être contesté.
    """

    id: Identifiant
    """Un nom unique dans tout le plan ; les relevés le citent. Exemple : "indicateur-1-1" """
    code: Texte | None
    """Le numéro que le texte lui donne, entre guillemets. Exemple : "1" """
    libelle: Texte
    """L'indicateur, mot à mot. Exemple : "Nombre de réunions" """
    action: Identifiant | None
    """L'« id » de l'action qu'il suit, si le texte permet de le dire ; null pour la fiche entière."""
    ligne_composee: Texte | None
    """La ligne entière, si elle dit plusieurs indicateurs. Exemple : "Réunions ; participants" """
    type: voc.TypeIndicateur
    """realisation : ce qui est fait ; resultat : ce que le public en reçoit ; impact : ce que cela change."""
    type_origine: Literal["texte", "lecture"]
    """texte : le schéma le classe ainsi ; lecture : c'est vous qui le classez."""
    a_discuter: Texte | None
    """Pourquoi ce classement peut être contesté, en une phrase."""
    autre_type: voc.TypeIndicateur | None
    """L'autre nature qu'un lecteur de bonne foi pourrait lui donner. Exemple : resultat"""
    unite: Texte | None
    """Un code de unites.yml, ou ce que l'on compte. Exemple : "reunions" """
    sens: voc.Sens | None
    """Ce qui compte comme un progrès : hausse, baisse ou neutre."""
    etat_zero: EtatZero | None
    """La valeur de départ, seulement si le texte l'écrit."""
    cible: Cible | None
    """La cible, seulement si le texte la fixe : on n'en invente jamais."""
    source: Texte | None
    """D'où viendra la valeur, dans les mots du texte. Exemple : "Observatoire de la Caf" """
    periodicite: Texte | None
    """À quel rythme, dans les mots du texte. Exemple : "Annuelle" """
    responsable: Texte | None
    """L'institution qui la fournit. Jamais un nom de personne. Exemple : "Caf" """
    indicateur: CodeIndicateur | None
    """L'indicateur commun de même sens (« sdsf lister indicateurs ») ; null demande un « motif »."""
    motif: Texte | None
    """Pourquoi aucun indicateur commun ne convient. Exemple : "pas d'équivalent dans le référentiel" """
    extrait: Extrait
    """Où le texte le dit."""
    en_vigueur: EnVigueur | None = None
    """Ne s'écrit que si un avenant a ajouté ou retiré l'indicateur."""


class Illustration(Modele):
    """Un encadré d'exemple dans une fiche."""

    titre: Texte
    """Le titre de l'encadré, mot à mot."""
    textes: list[Texte]
    """Ses phrases ou ses puces, une par tiret."""
    ligne: Ligne
    """La ligne de la source où il commence. Exemple : 412"""


class Fiche(Modele):
    """Une fiche du plan, avec tous ses champs ; un champ que le texte laisse vide reste vide."""

    id: Identifiant
    """Un nom unique dans tout le plan, en minuscules sans accent. Exemple : "fiche-1" """
    code: Texte | None
    """Le numéro de la fiche, entre guillemets ; unique sous son parent. Exemple : "1.10" """
    parent: Identifiant
    """L'« id » du nœud qui porte la fiche, écrit dans « arborescence ». Exemple : "engagement-1" """
    intitule: Texte
    """Le titre de la fiche, mot à mot. Exemple : "Soutenir les assistants maternels" """
    variantes: list[Variante]
    """Le même titre, écrit autrement ailleurs : au sommaire, dans une annexe."""
    contexte: list[Texte]
    """Le constat de départ, un paragraphe par tiret."""
    orientations: list[Texte]
    """Les orientations que la fiche reprend, une par tiret."""
    objectifs: list[Texte]
    """Les objectifs de la fiche, un par tiret."""
    resultats_attendus: list[Texte]
    """Les résultats attendus, un par tiret."""
    actions: list[Action]
    """Les actions, dans l'ordre du texte : ce que l'on suivra."""
    illustrations: list[Illustration]
    """Les encadrés d'exemple."""
    pilotes: list[Texte]
    """Qui porte la fiche, tel que le texte l'écrit. Jamais un nom de personne. Exemple : "Caf" """
    copilotes: list[Texte]
    """Qui la porte à côté du pilote."""
    partenaires: list[Texte]
    """Les partenaires nommés, un par tiret. Exemple : "MSA" """
    territoire: Texte | None
    """Le territoire que la fiche vise. Exemple : "Quartiers prioritaires" """
    publics: list[Texte]
    """Les publics visés, un par tiret. Exemple : "Familles monoparentales" """
    moyens: list[Texte]
    """Les moyens que la fiche cite, un par tiret."""
    temporalite: list[Texte]
    """Le calendrier de la fiche, dans ses mots. Exemple : "Durée du schéma" """
    etapes: list[Etape]
    """Les étapes que la fiche nomme, datées ou non."""
    dates: Dates | None
    """Le calendrier de la fiche en dates, seulement si le texte permet de le dater."""
    engagements_chiffres: list[EngagementChiffre]
    """Les quantités promises hors des indicateurs. Exemple : « deux expérimentations »"""
    indicateurs: list[Indicateur]
    """Les indicateurs d'évaluation de la fiche, dans l'ordre du texte."""
    evaluation: list[Texte]
    """Ce que la fiche dit de son évaluation, hors des indicateurs."""
    extrait: Extrait
    """Où la fiche commence."""
    en_vigueur: EnVigueur | None = None
    """Ne s'écrit que si un avenant a ajouté ou retiré la fiche."""

    @property
    def lignes_d_indicateurs(self) -> list[str]:
        """Un ``id`` d'indicateur par ligne du texte : une ligne composée n'en compte qu'un."""
        lignes: dict[str, str] = {}
        for indicateur in self.indicateurs:
            lignes.setdefault(indicateur.ligne_composee or indicateur.id, indicateur.id)
        return list(lignes.values())
