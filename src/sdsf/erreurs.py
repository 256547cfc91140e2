"""Les erreurs du logiciel : une classe par erreur, un message pour quelqu'un qui ne programme pas.

Une erreur dit, dans l'ordre : le lieu, ce qui ne va pas, la valeur valable la plus proche, le remède.
La page ``docs/reference/erreurs.md`` et ``sdsf expliquer CODE`` sont engendrées de ces classes.
Codes de sortie par famille : 2 usage, 10 paramètres, 11 données, 12 carnet, 13 rendu, 14 écriture.
"""

import difflib
import errno
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

# Au-delà, une valeur citée est coupée : un message se lit d'un coup d'œil.
LONGUEUR_CITEE = 600
SORTIES = {"U": 2, "P": 10, "D": 11, "C": 12, "R": 13, "E": 14}


@dataclass(frozen=True)
class Lieu:
    """Où : un fichier (chemin relatif à l'espace de travail), une ligne, un endroit dans le fichier."""

    fichier: str = ""
    ligne: int | None = None
    detail: str = ""

    def __str__(self) -> str:
        place = f"{self.fichier}:{self.ligne}" if self.ligne else self.fichier
        return str(_sans_commande(" · ".join(partie for partie in (place, self.detail) if partie)))


class Erreur(Exception):
    """Base des erreurs : les sous-classes donnent ``code, titre, gabarit, remede``."""

    code: ClassVar[str]
    titre: ClassVar[str]
    gabarit: ClassVar[str]
    remede: ClassVar[str]

    def __init__(self, lieu: Lieu | None = None, *, proche: str | None = None, **valeurs: object):
        self.lieu = lieu or Lieu()
        self.proche = None if proche is None else str(_sans_commande(proche))
        self.valeurs = {cle: _sans_commande(valeur) for cle, valeur in valeurs.items()}
        super().__init__(self.code, self.valeurs)

    @property
    def sortie(self) -> int:
        """Le code de sortie de la famille."""
        return SORTIES[self.code[0]]

    def lignes(self) -> list[str]:
        """Le message, ligne à ligne, dans la forme commune à toutes les erreurs."""
        entete = f"{self.lieu}  [{self.code}]" if str(self.lieu) else f"[{self.code}] {self.titre}"
        corps = [self.gabarit.format(**self.valeurs)]
        if self.proche:
            corps.append(f"Le plus proche : « {self.proche} ».")
        corps.append(f"{self.remede.format(**self.valeurs)}  (sdsf expliquer {self.code})")
        return [entete, *(f"  {ligne}" for ligne in corps)]

    def __str__(self) -> str:
        return "\n".join(self.lignes())

    def _render_traceback_(self) -> list[str]:
        """Dans un carnet, le message seul : la trace Python n'aide pas la commission."""
        return self.lignes()


class Erreurs(Exception):
    """Toutes les erreurs d'un contrôle, montrées d'un coup."""

    def __init__(self, erreurs: Iterable[Erreur]):
        self.erreurs = tuple(erreurs)
        super().__init__(*self.erreurs)

    @property
    def sortie(self) -> int:
        """Le code de la première famille en cause."""
        return min((erreur.sortie for erreur in self.erreurs), default=10)

    def __str__(self) -> str:
        nombre = len(self.erreurs)
        titre = "1 erreur" if nombre == 1 else f"{nombre} erreurs"
        return "\n\n".join([titre, *(str(erreur) for erreur in self.erreurs)])

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


def lever(erreurs: Sequence[Erreur]) -> None:
    """Lève toutes les erreurs ensemble ; ne fait rien s'il n'y en a pas."""
    if erreurs:
        raise Erreurs(erreurs)


def plus_proche(mot: object, admis: Iterable[object]) -> str | None:
    """La valeur admise la plus proche d'un mot mal écrit.

    >>> plus_proche("realise", ["realisee", "en_cours"])
    'realisee'
    """
    candidats = [str(valeur) for valeur in admis]
    trouves = difflib.get_close_matches(str(mot), candidats, n=1, cutoff=0.5)
    return trouves[0] if trouves else None


def enumerer(valeurs: Iterable[object], limite: int = 12) -> str:
    """Une liste lisible : « a », « b » ou « c ».

    >>> enumerer(["a", "b", "c"])
    '« a », « b » ou « c »'
    """
    mots = [f"« {valeur} »" for valeur in valeurs]
    if len(mots) > limite:
        mots = [*mots[:limite], "…"]
    return " ou ".join(filter(None, [", ".join(mots[:-1]), *mots[-1:]]))


CAUSES_DU_SYSTEME = {
    errno.EACCES: "droits insuffisants",
    errno.EPERM: "droits insuffisants",
    errno.EISDIR: "c'est un dossier",
    errno.ENOENT: "il n'existe plus",
    errno.EIO: "le disque ne répond pas",
    errno.ENOSPC: "le disque est plein",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOTDIR: "un fichier gêne",
}


def cause_du_systeme(refus: OSError) -> str:
    """Pourquoi le système refuse de lire un fichier, en français."""
    return CAUSES_DU_SYSTEME.get(refus.errno or 0, "erreur du système")


def _sans_commande(valeur: object) -> object:
    """Un texte saisi ne peut ni piloter le terminal ni couper le message en deux."""
    if isinstance(valeur, int | float | None):
        return valeur
    propre = "".join(c if c.isprintable() else " " for c in str(valeur))
    return propre if len(propre) <= LONGUEUR_CITEE else propre[: LONGUEUR_CITEE - 1] + "…"


# --- la demande : ce que l'on tape, ou les paramètres d'un carnet ---------------------------------


class DepartementInconnu(Erreur):
    code, titre = "P101", "Département inconnu"
    gabarit = "« {recu} » n'est pas un code de département."
    remede = "Donnez le code Insee sur deux ou trois caractères : 01, 2A, 13, 974 ; 00 est l'exemple."


class AnneeSansPlan(Erreur):
    code, titre = "P102", "Année sans plan en vigueur"
    gabarit = "Aucun plan d'action {de} n'est en vigueur en {annee}."
    remede = "Années possibles pour ce rapport : {possibles}."


class TypeDeParametre(Erreur):
    code, titre = "P103", "Paramètre du mauvais type"
    gabarit = "Le paramètre « {nom} » vaut {recu} ; il attend {attendu}."
    remede = "{conseil}"


class ParametreInconnu(Erreur):
    code, titre = "P104", "Paramètre inconnu"
    gabarit = "« {recu} » n'est pas un paramètre des carnets."
    remede = "Les paramètres sont : {admis}."


class RapportInconnu(Erreur):
    code, titre = "P105", "Rapport inconnu"
    gabarit = "« {recu} » n'est pas un rapport que cette version sait produire."
    remede = "Rapports disponibles : {admis}."


class ReglagesIllisibles(Erreur):
    code, titre = "P106", "Surcharges de réglages illisibles"
    gabarit = "Le paramètre « reglages » n'est pas un texte JSON valide : {cause}."
    remede = "Écrivez par exemple '{{\"tolerance_trajectoire_pct\": 10}}', ou laissez-le vide."


class DepartementSansPlan(Erreur):
    code, titre = "P107", "Département sans plan d'action"
    gabarit = "Aucun plan d'action n'est décrit pour le département « {recu} »."
    remede = (
        'Écrivez le premier schéma : sdsf nouveau departement {recu} --nom "{nom}". Sans schéma, déjà : '
        "sdsf lister territoires {recu} ; sdsf lister releves {recu} ; "
        "sdsf produire {recu} ANNEE --rapport diagnostic (ou qualite_donnees). "
        "Départements décrits : {admis}."
    )


class ListeInconnue(Erreur):
    code, titre = "P108", "Liste inconnue"
    gabarit = "« {recu} » n'est pas une liste que « sdsf lister » connaît."
    remede = "Listes possibles : {admis}."


class CodeInconnu(Erreur):
    code, titre = "P109", "Code inconnu"
    gabarit = "Rien ne s'appelle « {recu} » : ni une erreur, ni un indicateur, ni une méthode."
    remede = (
        "« sdsf lister indicateurs » donne les indicateurs communs, docs/reference/erreurs.md les erreurs."
    )


class EspaceIntrouvable(Erreur):
    code, titre = "P110", "Espace de travail introuvable"
    gabarit = "Ni « {recu} » ni ses dossiers parents ne contiennent un dossier params/."
    remede = "Placez-vous dans l'espace de travail, ou donnez-le par --racine ou SDSF_RACINE."


class FormatInconnu(Erreur):
    code, titre = "P111", "Format de rapport inconnu"
    gabarit = "« {recu} » n'est pas un format que cette version sait écrire."
    remede = "Formats disponibles : {admis}."


class PeriodeInconnue(Erreur):
    code, titre = "P112", "Période inconnue"
    gabarit = "Aucun plan du département {departement} ne porte la période « {recu} »."
    remede = "Périodes décrites : {admis}."


class PeriodeMalEcrite(Erreur):
    code, titre = "P113", "Période mal écrite"
    gabarit = "« {recu} » n'est pas la période d'un schéma : {cause}."
    remede = "Écrivez la première et la dernière année, jointes par un tiret : --periode {exemple}."


class NomDeDepartement(Erreur):
    code, titre = "P114", "Code et nom de départements différents"
    gabarit = "Le département {departement} s'appelle « {nom} », et non « {recu} »."
    remede = "Corrigez le code ou le nom ; --nom est facultatif."


class PeriodeQuiChevauche(Erreur):
    code, titre = "P115", "Période qui en chevauche une autre"
    gabarit = "« {recu} » chevauche le schéma {autre}, que params/departements/{departement}/ décrit déjà."
    remede = (
        "Une année n'a qu'un schéma : complétez {autre}, ou donnez une période libre : --periode {exemple}."
    )


class DepartementReserve(Erreur):
    code, titre = "P116", "Département réservé"
    gabarit = "Le département « {recu} » est l'exemple fictif de l'outil : aucun schéma ne s'y ajoute."
    remede = "Donnez le code Insee de votre département : 01, 2A, 13, 974."


class EditionInconnue(Erreur):
    code, titre = "P117", "Édition de rapport inconnue"
    gabarit = "« {recu} » n'est pas une édition."
    remede = "L'édition publique cache les petits effectifs, l'édition interne les montre : {admis}."


class FicheInconnue(Erreur):
    code, titre = "P121", "Fiche inconnue"
    gabarit = "« {recu} » n'est pas une fiche du plan en vigueur."
    remede = "Fiches du plan : {admis}."


class ReglageSansObjet(Erreur):
    code, titre = "P122", "Réglage d'un autre rapport"
    gabarit = "Le réglage « {cle} » ne dit rien au rapport « {rapport} »."
    remede = "Retirez-le, ou demandez le rapport qui s'en sert : --rapport {admis}."


class RapportSansDiapositives(Erreur):
    code, titre = "P150", "Rapport sans diapositives"
    gabarit = "Le rapport « {rapport} » n'a pas de composition en diapositives : il ne se projette pas."
    remede = "Demandez un autre format, ou l'un de ces rapports : {admis}."


class DepartementRequis(Erreur):
    code, titre = "U001", "Département à préciser"
    gabarit = "La liste « {recu} » se donne pour un département."
    remede = "Ajoutez son code : sdsf lister {recu} 13"


# --- les fichiers de params/ ----------------------------------------------------------------------


class YamlIllisible(Erreur):
    code, titre = "P201", "Fichier YAML mal formé"
    gabarit = "Le fichier ne se lit pas : {cause}."
    remede = "Vérifiez les deux-points, les tirets et les espaces en début de ligne."


class CleInconnue(Erreur):
    code, titre = "P202", "Clé inconnue"
    gabarit = "La clé « {cle} » n'existe pas à cet endroit."
    remede = "Corrigez la clé ou retirez-la. Clés admises : {admis}."


class ReferenceInconnue(Erreur):
    code, titre = "P203", "Renvoi vers rien"
    gabarit = "« {recu} » n'est pas {attendu}."
    remede = "Corrigez ce mot{complement}."


class ChampManquant(Erreur):
    code, titre = "P204", "Champ manquant"
    gabarit = "Le champ « {champ} » manque."
    remede = "Ajoutez-le ; écrivez null (ou []) si le texte n'en dit rien."


class TypeDeValeur(Erreur):
    code, titre = "P205", "Valeur du mauvais type"
    gabarit = "« {recu} » n'est pas {attendu}."
    remede = "{conseil}"


class CodeEnDouble(Erreur):
    code, titre = "P206", "Code en double"
    gabarit = "{quoi} « {recu} » est déjà employé{accord} ligne {autre_ligne}."
    remede = "Donnez à chacun le sien : un « id » est unique dans le plan, un « code » sous son parent."


class ValeurHorsListe(Erreur):
    code, titre = "P207", "Valeur hors de la liste"
    gabarit = "« {recu} » n'est pas une valeur admise."
    remede = "Valeurs admises : {admis}."


class VersionDeFormat(Erreur):
    code, titre = "P208", "Version de format inconnue"
    gabarit = "Ce fichier annonce le format « {recu} » ; cette version lit le format 1."
    remede = "Écrivez « format: 1 » en tête du fichier."


class DateMalEcrite(Erreur):
    code, titre = "P209", "Date mal écrite"
    gabarit = "« {recu} » n'est pas une date."
    remede = "Écrivez année-mois-jour, sans guillemets : {exemple}."


class FichierAbsent(Erreur):
    code, titre = "P210", "Fichier de réglage absent"
    gabarit = "Ce fichier n'existe pas."
    remede = "Créez-le ; celui du département 00 sert de modèle."


class FichierVide(Erreur):
    code, titre = "P211", "Fichier de réglage vide"
    gabarit = "Ce fichier est vide."
    remede = "Complétez-le ; celui du département 00 sert de modèle."


class DossierAuLieuDeFichier(Erreur):
    code, titre = "P212", "Dossier à la place d'un fichier"
    gabarit = "Un dossier porte ce nom ; un fichier est attendu."
    remede = "Renommez le dossier et placez-y le fichier."


class CleEnDouble(Erreur):
    code, titre = "P213", "Clé écrite deux fois"
    gabarit = "La clé « {cle} » est déjà écrite ligne {autre_ligne}."
    remede = "Gardez-en une seule : la seconde effacerait la première en silence."


class EncodageDuFichier(Erreur):
    code, titre = "P214", "Encodage du fichier"
    gabarit = "Ce fichier n'est pas en UTF-8 (octet {octet})."
    remede = "Enregistrez-le en « UTF-8 » dans votre éditeur."


class MotifManquant(Erreur):
    code, titre = "P215", "Motif manquant"
    gabarit = "« indicateur: null » demande un « motif »."
    remede = "Dites en une phrase pourquoi aucun indicateur commun ne convient."


class DossierIncoherent(Erreur):
    code, titre = "P216", "Dossier et contenu différents"
    gabarit = "Le fichier annonce « {recu} », son dossier dit « {attendu} »."
    remede = "Rangez le fichier dans le bon dossier, ou corrigez son contenu."


class ValeurImpossible(Erreur):
    code, titre = "P217", "Valeur impossible"
    gabarit = "« {recu} » ne convient pas : {cause}."
    remede = "Corrigez la valeur{complement}."


class LectureRefusee(Erreur):
    code, titre = "P218", "Fichier de réglage illisible"
    gabarit = "Le système refuse de lire ce fichier : {cause}."
    remede = "Vérifiez vos droits sur le fichier."


class PlanInacheve(Erreur):
    code, titre = "P219", "Plan inachevé"
    gabarit = "La description de ce schéma n'est pas terminée ; il reste à écrire aux lignes {lignes}."
    remede = "« sdsf verifier {departement} » dit quoi écrire à chacune ; le rapport se produit ensuite."


class BilanTropTot(Erreur):
    code, titre = "P130", "Bilan demandé trop tôt"
    gabarit = "Fin {annee}, il est trop tôt pour le {rapport} d'un schéma {periode}."
    remede = (
        "Demandez-le à partir de {des}, ou un point annuel pour {annee} ; « --forcer » le produit quand "
        "même, et sa page de garde le dit."
    )


# --- les sources et les territoires ---------------------------------------------------------------


class SourceInconnue(Erreur):
    code, titre = "P230", "Source inconnue"
    gabarit = "« {recu} » n'est pas une source que « sdsf actualiser » connaît."
    remede = "Sources possibles : {admis}."


class FichierADonner(Erreur):
    code, titre = "P231", "Fichier à donner"
    gabarit = "« sdsf actualiser {recu} » lit un fichier que vous avez déjà ; aucun n'est donné."
    remede = "Ajoutez son chemin : sdsf actualiser {recu} --depuis FICHIER"


class CauseNonFondee(Erreur):
    code, titre = "P250", "Phrase qui affirme trop"
    gabarit = "« {recu} » dit une cause (« {mot} ») que rien ici ne prouve."
    remede = "Décrivez le fait, sans dire d'où il vient : le verbe se déduit de la force de preuve."


class FondementInsuffisant(Erreur):
    code, titre = "P251", "Preuve insuffisante pour cette phrase"
    gabarit = "Cette phrase ne peut pas s'écrire : {cause}."
    remede = "Complétez les preuves, ou prenez la phrase que leur force autorise."


class AdresseDuCatalogue(Erreur):
    code, titre = "P240", "Catalogue des téléchargements"
    gabarit = "« {recu} » ne convient pas : {cause}."
    remede = "Corrigez ce jeu, ou la liste « serveurs » du même fichier."


class JeuATelecharger(Erreur):
    code, titre = "P241", "Jeu inconnu du catalogue"
    gabarit = "« {recu} » n'est pas un jeu que « sdsf actualiser {source} » connaît."
    remede = "Jeux possibles : {admis}."


class RienATelecharger(Erreur):
    code, titre = "P242", "Jeu qui ne se télécharge pas d'ici"
    gabarit = "« {titre} » ne se télécharge pas d'ici : {cause}."
    remede = "{main}"


class DepartementATelecharger(Erreur):
    code, titre = "U002", "Département à préciser pour un téléchargement"
    gabarit = "« {recu} » se demande département par département, et l'espace n'en décrit aucun."
    remede = "Ajoutez son code : --departement 2A (plusieurs : --departement 2A,2B)."


class OptionsContraires(Erreur):
    code, titre = "U003", "Options qui se contredisent"
    gabarit = "--depuis lit un fichier que vous avez déjà ; {recu} ne vaut que pour un téléchargement."
    remede = "Retirez --depuis, ou retirez {recu}."


class MillesimeInconnu(Erreur):
    code, titre = "P232", "Millésime inconnu"
    gabarit = "Le découpage des territoires au 1er janvier {recu} n'est pas dans les tables."
    remede = "Millésimes connus : {admis}. « sdsf actualiser territoires » en ajoute."


class FichierIntrouvable(Erreur):
    code, titre = "D330", "Fichier à lire introuvable"
    gabarit = "Aucun fichier ni dossier ne porte ce nom."
    remede = "Vérifiez le chemin donné par --depuis ; mettez-le entre guillemets s'il contient une espace."


class FichierDeTerritoires(Erreur):
    code, titre = "D331", "Fichier de territoires inattendu"
    gabarit = "Ce fichier ne donne pas ce qu'il faut : {cause}."
    remede = "Il faut {attendu}. Les tables en place n'ont pas changé."


class CommuneDisparue(Erreur):
    code, titre = "D332", "Commune qui n'existe plus"
    gabarit = "{nom} ({recu}) {cause}."
    remede = "Écrivez le code de la commune d'aujourd'hui, ou passez la table d'un millésime à l'autre."


class TerritoireInconnu(Erreur):
    code, titre = "D333", "Territoire inconnu"
    gabarit = "« {recu} » n'est pas le code {maille}."
    remede = "Écrivez le code officiel, en texte : 01053, 2A004, 200054807."


class CodeAmbigu(Erreur):
    code, titre = "D334", "Code de territoire ambigu"
    gabarit = "« {recu} » peut désigner plusieurs territoires : {admis}."
    remede = "Écrivez le code en entier, avec son zéro de tête, et donnez la maille."


class TauxNonAdditif(Erreur):
    code, titre = "D335", "Un taux ne s'additionne pas"
    gabarit = "{ou} demande des effectifs ; un taux ne se somme ni ne se moyenne."
    remede = "Additionnez le numérateur et le dénominateur à part, puis recalculez le taux."


class TerritoiresIncoherents(Erreur):
    code, titre = "D336", "Territoires contradictoires"
    gabarit = "Ces fichiers ne vont pas ensemble : {cause}."
    remede = "Reprenez des fichiers du même millésime. Les tables en place n'ont pas changé."


class CommuneHorsMillesime(Erreur):
    code, titre = "D337", "Commune d'un autre millésime"
    gabarit = "La commune {recu} n'existait pas au 1er janvier {annee}."
    remede = "Choisissez le millésime de vos données, ou passez la table d'un millésime à l'autre."


# --- les fichiers des producteurs -----------------------------------------------------------------


class FichierNonReconnu(Erreur):
    code, titre = "D350", "Fichier non reconnu"
    gabarit = "{trouvees} Ce fichier n'est pas un de ceux que « sdsf actualiser {source} » sait lire."
    remede = "Fichiers lus : {admis}."


class EncodageDuProducteur(Erreur):
    code, titre = "D351", "Encodage d'un fichier de producteur"
    gabarit = "Ce fichier n'est pas en UTF-8 : il est {trouve}."
    remede = "Téléchargez-le à nouveau sans l'ouvrir dans un tableur, ou enregistrez-le en « CSV UTF-8 »."


class ArchiveIllisible(Erreur):
    code, titre = "D352", "Archive illisible"
    gabarit = "Cette archive ne se lit pas : {cause}."
    remede = "Téléchargez-la à nouveau, en entier ; rien n'a été changé dans data/."


class ArchiveTropGrosse(Erreur):
    code, titre = "D353", "Archive trop grosse"
    gabarit = "Décompressé, ce fichier dépasse {limite}."
    remede = "Vérifiez qu'il vient bien du producteur ; rien n'a été changé dans data/."


class LigneIrreguliere(Erreur):
    code, titre = "D354", "Ligne irrégulière"
    gabarit = "Cette ligne ne ressemble pas aux autres : {cause}."
    remede = "Téléchargez à nouveau le fichier, ou corrigez la ligne ; le séparateur est le même partout."


class NombreDuProducteur(Erreur):
    code, titre = "D355", "Valeur illisible d'un producteur"
    gabarit = "« {recu} » ne se lit pas ici : {cause}."
    remede = "Vérifiez cette cellule dans le fichier d'origine. Un trou y est « s », « nd », « so » ou vide."


class ValeurNegative(Erreur):
    code, titre = "D356", "Valeur négative"
    gabarit = "« {recu} » est négatif ; « {quoi} » ne peut pas l'être."
    remede = "Vérifiez cette cellule dans le fichier d'origine."


class AnneeFuture(Erreur):
    code, titre = "D357", "Année à venir"
    gabarit = "Le fichier donne des valeurs pour {recu} ; nous sommes en {annee}."
    remede = "Vérifiez l'année dans le fichier, ou la date de cet ordinateur."


class CleDuProducteurEnDouble(Erreur):
    code, titre = "D358", "Deux valeurs pour un même fait"
    gabarit = "{territoire}, {periode} : « {quoi} » est donné deux fois."
    remede = "Le fichier mêle deux éditions, ou une ventilation qui n'est pas filtrée : gardez-en une."


class ColonnesDuProducteur(Erreur):
    code, titre = "D359", "Colonnes absentes d'un fichier de producteur"
    gabarit = "Il manque : {manquantes}. Le fichier a : {trouvees}."
    remede = "Téléchargez le fichier complet, sans en retirer de colonne ni en traduire les noms."


class ClasseurDuProducteur(Erreur):
    code, titre = "D360", "Classeur de producteur illisible"
    gabarit = "Ce classeur ne s'ouvre pas : {cause}."
    remede = "Téléchargez-le à nouveau, ou enregistrez-le sans mot de passe."


class FichierTropGros(Erreur):
    code, titre = "D361", "Fichier trop gros"
    gabarit = "Ce fichier fait {recu} ; au-delà de {limite}, ce n'est pas un de ceux que l'on attend ici."
    remede = "Vérifiez que c'est le bon fichier, et qu'il n'en réunit pas plusieurs."


class CodeDeTerritoire(Erreur):
    code, titre = "D362", "Code de territoire illisible"
    gabarit = "« {recu} » n'est pas {attendu}."
    remede = "Un code est un texte : un tableur retire le zéro de 01001. Reprenez le fichier d'origine."


class RienALire(Erreur):
    code, titre = "D363", "Rien à lire"
    gabarit = "Le fichier a la bonne forme, mais aucune valeur que l'on puisse garder."
    remede = "Vérifiez qu'il couvre bien la France, ou un département décrit dans l'espace."


class FichierDuProducteurVide(Erreur):
    code, titre = "D364", "Fichier de producteur vide"
    gabarit = "Ce fichier est vide, ou n'a que ses en-têtes."
    remede = "Téléchargez-le à nouveau ; rien n'a été changé dans data/."


class FinDeFichier(Erreur):
    code, titre = "D370", "Dernière ligne coupée"
    gabarit = (
        "La dernière ligne du fichier n'a pas de fin : il est peut-être coupé, et son dernier nombre aussi."
    )
    remede = "Téléchargez-le à nouveau, en entier ; s'il l'est, ajoutez-lui un retour à la ligne."


class PasUnTexte(Erreur):
    code, titre = "D371", "Ce n'est pas un CSV"
    gabarit = "On attend un CSV, et c'est {trouve}."
    remede = "Donnez le CSV que le producteur publie, décompressé ; un classeur ne se renomme pas en .csv."


class DossierADonner(Erreur):
    code, titre = "D372", "Dossier à la place d'un fichier"
    gabarit = "Un dossier porte ce nom ; cette source lit un seul fichier."
    remede = "Donnez le chemin d'un fichier : sdsf actualiser SOURCE --depuis DOSSIER/FICHIER"


class DossierSansDonnees(Erreur):
    code, titre = "D374", "Dossier sans fichier à lire"
    gabarit = "Ce dossier ne contient aucun fichier de données ({admis})."
    remede = "Vérifiez le chemin donné par --depuis ; décompressez les fichiers dans ce dossier."


class FichierSpecial(Erreur):
    code, titre = "D373", "Ce n'est pas un fichier ordinaire"
    gabarit = "Ce chemin mène à {trouve}, qui n'a pas de fin ou pas de contenu."
    remede = "Donnez un fichier enregistré sur le disque."


# --- les téléchargements --------------------------------------------------------------------------


class ReseauAbsent(Erreur):
    code, titre = "D380", "Serveur injoignable"
    gabarit = "« {titre} » : {hote} ne répond pas ({cause})."
    remede = "Vérifiez la connexion, ou le mandataire (variable HTTPS_PROXY). {main}"


class CertificatRefuse(Erreur):
    code, titre = "D381", "Certificat non reconnu"
    gabarit = "« {titre} » : cet ordinateur ne reconnaît pas le certificat de {hote}."
    remede = "Demandez à votre service informatique le fichier à nommer par SSL_CERT_FILE. {main}"


class ServeurRefuse(Erreur):
    code, titre = "D382", "Refus du serveur"
    gabarit = "« {titre} » : {hote} répond {statut} ({cause})."
    remede = "{conseil} {main}"


class TransfertCoupe(Erreur):
    code, titre = "D383", "Téléchargement coupé"
    gabarit = "« {titre} » : le transfert s'arrête en route ({cause}), après {essais} essais."
    remede = "La même commande reprendra où elle en est, si le serveur le permet. {main}"


class ReponseInattendue(Erreur):
    code, titre = "D384", "Réponse qui n'est pas le fichier"
    gabarit = "« {titre} » : {hote} n'envoie pas {attendu}, mais {recu}."
    remede = "{conseil} {main}"


class TelechargementTropGros(Erreur):
    code, titre = "D385", "Téléchargement trop gros"
    gabarit = "« {titre} » : ce que {hote} envoie dépasse {limite}."
    remede = "Si le fichier a grossi, relevez « taille_max_mo » dans le catalogue. {main}"


class RedirectionRefusee(Erreur):
    code, titre = "D386", "Renvoi vers un autre serveur"
    gabarit = "« {titre} » : {hote} renvoie vers « {recu} », que le catalogue n'admet pas."
    remede = "S'il est légitime, ajoutez-le à « renvoie_vers » dans le catalogue. {main}"


class AttenteDemandee(Erreur):
    code, titre = "D387", "Serveur qui demande d'attendre"
    gabarit = "« {titre} » : {hote} demande d'attendre {duree} avant de redemander."
    remede = "Relancez la même commande plus tard. {main}"


class AbsentHorsLigne(Erreur):
    code, titre = "D388", "Fichier absent, hors ligne"
    gabarit = "« {titre} » n'a pas encore été téléchargé, et --hors-ligne interdit de le demander."
    remede = "Relancez sans --hors-ligne sur un poste connecté. {main}"


# --- les fichiers de data/ ------------------------------------------------------------------------


class ColonnesInattendues(Erreur):
    code, titre = "D301", "Colonnes inattendues"
    gabarit = "Colonnes manquantes : {manquantes} ; en trop : {en_trop}."
    remede = "Reprenez la ligne d'en-têtes du contrat : {admis}."


class NombreMalEcrit(Erreur):
    code, titre = "D302", "Nombre mal écrit"
    gabarit = "« {recu} » n'est pas un nombre."
    remede = "Écrivez le nombre seul, sans unité ni espace ; laissez vide si la valeur manque."


class VirguleDecimale(Erreur):
    code, titre = "D303", "Virgule décimale"
    gabarit = "« {recu} » est écrit avec une virgule."
    remede = "Écrivez {corrige}, avec un point : la virgule sépare les colonnes."


class MarqueOctets(Erreur):
    code, titre = "D304", "Marque d'ordre des octets (BOM)"
    gabarit = "Le fichier commence par une marque invisible (BOM) qui déforme le premier en-tête."
    remede = "Enregistrez-le en « UTF-8 » et non « UTF-8 avec BOM » (« CSV UTF-8 » dans un tableur l'ajoute)."


class Separateur(Erreur):
    code, titre = "D305", "Mauvais séparateur"
    gabarit = "Les colonnes sont séparées par « {recu} »."
    remede = "Enregistrez le fichier avec la virgule comme séparateur."


class EncodageDesDonnees(Erreur):
    code, titre = "D306", "Encodage des données"
    gabarit = "Ce fichier n'est pas en UTF-8 (il semble en Latin-1 ou Windows-1252)."
    remede = "Enregistrez-le en « UTF-8 » : les accents seraient faux."


class MotInconnu(Erreur):
    code, titre = "D307", "Mot hors de la liste"
    gabarit = "« {recu} » n'est pas une valeur admise."
    remede = "Valeurs admises : {admis}."


class DateDesDonnees(Erreur):
    code, titre = "D308", "Date mal écrite"
    gabarit = "« {recu} » n'est pas une date lisible."
    remede = "Écrivez année-mois-jour, par exemple {exemple}."


class ValeurHorsBornes(Erreur):
    code, titre = "D309", "Valeur hors des bornes"
    gabarit = "{recu} est hors des bornes de « {indicateur} » ({bornes})."
    remede = "Vérifiez l'unité et la virgule ; si la valeur est juste, corrigez les bornes de la fiche."


class LigneEnDouble(Erreur):
    code, titre = "D310", "Deux lignes pour la même clé"
    gabarit = "Cette ligne a la même clé que la ligne {autre_ligne} ({cle})."
    remede = (
        "Gardez-en une ; deux sources ou deux éditions d'un même fait se distinguent par « source » "
        "ou « edition »."
    )


class DonneesVides(Erreur):
    code, titre = "D311", "Fichier de données vide"
    gabarit = "Ce fichier est vide."
    remede = "Supprimez-le, ou donnez-lui au moins sa ligne d'en-têtes."


class DonneesAbsentes(Erreur):
    code, titre = "D312", "Fichier de données absent"
    gabarit = "Ce fichier n'existe pas."
    remede = "Créez-le avec sa ligne d'en-têtes : {admis}."


class DossierAuLieuDeDonnees(Erreur):
    code, titre = "D313", "Dossier à la place de données"
    gabarit = "Un dossier porte ce nom ; un fichier CSV est attendu."
    remede = "Renommez le dossier et placez-y le fichier."


class RenvoiInconnu(Erreur):
    code, titre = "D314", "Renvoi vers rien"
    gabarit = "« {recu} » n'est pas {attendu}."
    remede = "Reprenez un code donné par {ou}."


class CelluleVide(Erreur):
    code, titre = "D315", "Cellule obligatoire vide"
    gabarit = "La cellule est vide alors que la colonne est obligatoire."
    remede = "Complétez-la."


class EtatIncoherent(Erreur):
    code, titre = "D316", "Valeur et état contradictoires"
    gabarit = "L'état « {etat} » ne va pas avec la valeur « {recu} »."
    remede = "Une valeur connue a l'état « valeur » ; un trou n'a pas de valeur, et jamais zéro."


class UniteDeLIndicateur(Erreur):
    code, titre = "D321", "Unité différente de celle de l'indicateur"
    gabarit = "L'unité de « {indicateur} » est « {attendu} » ; la ligne dit « {recu} »."
    remede = "Écrivez « {attendu} » ; si c'est l'indicateur qui se trompe, corrigez sa fiche ou le plan."


class CellulesEnTrop(Erreur):
    code, titre = "D317", "Nombre de cellules"
    gabarit = "La ligne a {recu} cellules ; l'en-tête en annonce {attendu}."
    remede = "Un texte qui contient une virgule se met entre guillemets doubles."


class CelluleMalEcrite(Erreur):
    code, titre = "D318", "Cellule mal écrite"
    gabarit = "« {recu} » n'a pas la forme attendue."
    remede = "{attendu}"


class LectureDesDonnees(Erreur):
    code, titre = "D319", "Données illisibles"
    gabarit = "Le système refuse de lire ce fichier : {cause}."
    remede = "Vérifiez vos droits, et fermez le tableur qui l'a peut-être ouvert."


class GuillemetOuvert(Erreur):
    code, titre = "D320", "Ligne illisible"
    gabarit = "La ligne ne se lit pas : {cause}."
    remede = "Un guillemet double ouvert doit être refermé ; à l'intérieur d'un texte, doublez-le."


class RemarqueIncoherente(Erreur):
    code, titre = "D322", "Remarque incohérente"
    gabarit = "Cette remarque {quoi}."
    remede = "{conseil}"


class DocumentIllisible(Erreur):
    code, titre = "D323", "Document illisible"
    gabarit = "Ce fichier ne se lit pas comme un document .docx : {cause}."
    remede = "Enregistrez-le depuis votre traitement de texte au format « Document Word (.docx) »."


class DocumentSansOrigine(Erreur):
    code, titre = "D324", "Document qui n'est pas un rapport"
    gabarit = "Ce document ne dit pas de quel rapport il vient{detail}."
    remede = (
        "Commentez le .docx que « sdsf produire … --format docx » a écrit, et enregistrez-le sous ce format."
    )


class AuteurDeRemarque(Erreur):
    code, titre = "D325", "Auteur des remarques"
    gabarit = "« {recu} » {quoi}."
    remede = (
        'Écrivez par exemple : --auteur "pilote fiche 1.1, Caf". Les noms que le document porte ne sont '
        "jamais gardés."
    )


class CommentaireSansPassage(Erreur):
    code, titre = "D326", "Commentaire sans passage"
    gabarit = "Le commentaire « {debut} » ne se rattache à aucun passage du rapport."
    remede = "Posez-le sur une phrase, un tableau ou une figure du corps du rapport. Rien n'a été importé."


class CommentaireVide(Erreur):
    code, titre = "D327", "Commentaire sans texte"
    gabarit = "Un commentaire posé sur « {passage} » n'a pas de texte (un tracé, une image ?)."
    remede = "Écrivez la remarque en toutes lettres, ou supprimez ce commentaire. Rien n'a été importé."


# --- le secret statistique ------------------------------------------------------------------------


class ColonnesDuSecret(Erreur):
    code, titre = "D365", "Table impossible à protéger"
    gabarit = "La table « {table} » n'a pas les colonnes {recu} : on ne sait pas quoi y cacher."
    remede = "Donnez une table au contrat des relevés, avec toutes ses colonnes."


class SecretNonTenu(Erreur):
    code, titre = "D366", "Case secrète recalculable"
    gabarit = "{nombre} des cases secrètes se recalculent à partir de ce qui serait publié ({ou})."
    remede = "Rien n'est publié. Protégez d'abord les tables (proteger), puis calculez le reste avec elles."


class DeuxReglesDeSecret(Erreur):
    code, titre = "D367", "Deux règles de secret pour une source"
    gabarit = "« {recu} » suit déjà la règle « {autre} » ; la règle « {ici} » la réclame aussi."
    remede = "Gardez-la dans une seule des deux listes."


class LienImpossible(Erreur):
    code, titre = "D368", "Total qui se contient lui-même"
    gabarit = "« {recu} » est à la fois un total et l'une de ses parties."
    remede = "Corrigez le rattachement : un territoire ne se rattache pas à lui-même."


class JeuInconnu(Erreur):
    code, titre = "D340", "Fichier d'un autre jeu"
    gabarit = "Ces colonnes ne sont celles d'aucun jeu attendu. Trouvées : {trouvees}."
    remede = "Donnez l'export entier d'un de ces jeux : {admis}."


class ColonnesDuJeu(Erreur):
    code, titre = "D341", "Colonnes attendues absentes"
    gabarit = "Il manque : {manquantes}. Colonnes trouvées : {trouvees}."
    remede = "Reprenez l'export du producteur, avec toutes ses colonnes et leurs noms d'origine."


class FichierTronque(Erreur):
    code, titre = "D342", "Fichier incomplet ou abîmé"
    gabarit = "Le fichier ne se lit pas jusqu'au bout : {cause}."
    remede = "Téléchargez-le à nouveau, sans l'ouvrir ni l'enregistrer dans un tableur. Rien n'a été changé."


class FichierHorsBornes(Erreur):
    code, titre = "D343", "Fichier trop gros pour être vrai"
    gabarit = "La lecture s'arrête : {cause}."
    remede = "Vérifiez que c'est bien l'export du producteur ; sinon, n'en gardez que votre territoire."


class ValeurDuProducteur(Erreur):
    code, titre = "D344", "Valeur impossible dans un fichier de producteur"
    gabarit = "« {recu} » ne convient pas : {cause}."
    remede = "Reprenez le fichier d'origine ; si la valeur y est, signalez-la au producteur."


class AnneeDuFichier(Erreur):
    code, titre = "D345", "Année impossible dans un fichier de producteur"
    gabarit = "« {recu} » ne convient pas : {cause}."
    remede = "{conseil}"


class EditionIndecise(Erreur):
    code, titre = "D346", "Édition indécise"
    gabarit = "Rien ne dit l'édition de ce fichier : {cause}."
    remede = "Rendez-lui son nom d'origine ({exemple}) : deux éditions ne se mêlent pas."


class ClesDuFichierEnDouble(Erreur):
    code, titre = "D347", "Deux lignes pour un même territoire"
    gabarit = "« {recu} » a déjà une ligne pour {periode} (ligne {autre_ligne})."
    remede = "Gardez un seul découpage par fichier ; sinon, téléchargez-le à nouveau."


class CodeDuProducteur(Erreur):
    code, titre = "D348", "Code de territoire mal écrit"
    gabarit = "« {recu} » n'est pas un code de {maille}."
    remede = "Les codes sont du texte : reprenez l'export d'origine, un tableur en ôte le premier zéro."


class ArchiveRefusee(Erreur):
    code, titre = "D349", "Archive refusée"
    gabarit = "Cette archive ne s'ouvre pas : {cause}."
    remede = "Téléchargez-la à nouveau, ou donnez le fichier CSV qu'elle contient."


# --- le carnet, le rendu, l'écriture --------------------------------------------------------------


class CarnetEnEchec(Erreur):
    code, titre = "C401", "Le carnet s'est arrêté"
    gabarit = "La cellule {cellule} a échoué : {cause}."
    remede = "Aucun rapport n'est écrit. Le carnet exécuté, avec l'erreur, est gardé dans {garde}."


class NoyauPerdu(Erreur):
    code, titre = "C402", "Le noyau n'a pas répondu"
    gabarit = "Le moteur des carnets s'est interrompu : {cause}."
    remede = "Relancez ; si cela revient, fermez d'autres programmes ou signalez-le."


class CarnetAbsent(Erreur):
    code, titre = "C403", "Carnet absent"
    gabarit = "Le carnet de ce rapport n'existe pas."
    remede = "Reprenez le dossier notebooks/ de la version installée."


class CarnetSansDossier(Erreur):
    code, titre = "C404", "Dossier non ouvert"
    gabarit = "Aucun dossier n'est ouvert dans ce carnet."
    remede = "Exécutez d'abord la cellule « dossier = ouvrir(departement, annee, reglages) »."


class CarnetIllisible(Erreur):
    code, titre = "C405", "Carnet illisible"
    gabarit = "Ce carnet n'est pas un fichier Jupyter lisible."
    remede = "Reprenez celui de la version installée, ou enregistrez-le à nouveau depuis JupyterLab."


# --- la preuve d'un rapport : certifier, comparer


class RapportIntrouvable(Erreur):
    code, titre = "U420", "Rapport introuvable"
    gabarit = "Aucun rapport produit ne répond à « {recu} »."
    remede = 'Donnez sa page, son manifeste, ou "13 2024 point_annuel" ; « sdsf produire » l\'écrit.'


class TropDeRapports(Erreur):
    code, titre = "U421", "Trop de rapports"
    gabarit = "« {recu} » désigne {nombre} rapports ; {maximum} au plus se lisent à la fois."
    remede = "Donnez un dossier plus petit : celui d'un département, d'une année."


class RienDeCommun(Erreur):
    code, titre = "U422", "Rien à comparer"
    gabarit = "Aucun rapport de « {avant} » n'est aussi dans « {apres} »."
    remede = "Donnez deux rapports, ou deux dossiers où le même rapport se trouve."


class ManifesteIllisible(Erreur):
    code, titre = "C420", "Manifeste illisible"
    gabarit = "Le manifeste de ce rapport ne se lit pas : {cause}."
    remede = "Reprenez-le d'une copie intacte ; sans lui, rien ne se prouve de ce rapport."


class ManifesteNonConforme(Erreur):
    code, titre = "C421", "Manifeste non conforme"
    gabarit = "« {champ} » : {cause}."
    remede = "Un manifeste ne se modifie pas à la main : reprenez-le d'une copie, ou produisez à nouveau."


class NomHorsDuRapport(Erreur):
    code, titre = "C422", "Nom hors du rapport"
    gabarit = "Le manifeste nomme « {recu} », qui n'est ni un fichier du rapport, ni une entrée."
    remede = "N'employez pas ce manifeste : le logiciel n'en écrit pas de tel."


class ChiffresRetouches(Erreur):
    code, titre = "C423", "Chiffres modifiés"
    gabarit = "Ces chiffres ne sont plus ceux que le manifeste du rapport décrit."
    remede = "Reprenez le fichier d'origine, ou produisez le rapport à nouveau."


class ChiffresIllisibles(Erreur):
    code, titre = "C424", "Chiffres illisibles"
    gabarit = "Les chiffres de ce rapport ne se lisent pas : {cause}."
    remede = "Reprenez le fichier d'origine, ou produisez le rapport à nouveau."


class PerimetreDifferent(Erreur):
    code, titre = "R501", "Le rapport ne porte pas sur ce qui était demandé"
    gabarit = "Demandé : {demande} ; imprimé dans le fichier : {imprime}."
    remede = "Le fichier est détruit, l'ancien rapport est gardé. Signalez ce défaut."


class RenduImpossible(Erreur):
    code, titre = "R502", "Rendu impossible"
    gabarit = "La page n'a pas pu être composée : {cause}."
    remede = "L'ancien rapport est gardé. Vérifiez templates/, ou signalez ce défaut."


class FormatIndisponible(Erreur):
    code, titre = "R503", "Format indisponible sur cette machine"
    gabarit = "Le format « {format} » ne peut pas être écrit ici : {cause}."
    remede = "{conseil}"


class CarnetInconnu(Erreur):
    code, titre = "P500", "Carnet inconnu"
    gabarit = "« {recu} » n'est pas un carnet de notebooks/."
    remede = "Carnets : {admis}."


class PortIndisponible(Erreur):
    code, titre = "P501", "Port indisponible"
    gabarit = "Le port {recu} ne peut pas être ouvert sur 127.0.0.1 : il est pris, réservé, ou n'existe pas."
    remede = "Donnez-en un autre, ou retirez --port : le système en choisira un libre."


class PrefixeImpossible(Erreur):
    code, titre = "P502", "Préfixe d'adresse impossible"
    gabarit = "« {recu} » n'est pas le préfixe d'un mandataire, ou l'atelier demandé n'est pas en --voila."
    remede = "Écrivez le début du chemin que le mandataire sert : --voila --derriere /lecture/"


# --- les enquêtes ---------------------------------------------------------------------------------


class QuestionnaireInconnu(Erreur):
    code, titre = "P260", "Questionnaire inconnu"
    gabarit = "« {recu} » n'est pas un questionnaire du référentiel."
    remede = "Questionnaires décrits dans params/referentiel/questionnaires/ : {admis}."


class NomDEnquete(Erreur):
    code, titre = "P261", "Nom d'enquête"
    gabarit = "« {recu} » ne peut pas être le nom d'une enquête."
    remede = "Des minuscules sans accent, des chiffres et des tirets : familles-2024."


class EnqueteDejaLa(Erreur):
    code, titre = "P262", "Enquête déjà importée"
    gabarit = "L'enquête « {recu} » a déjà des réponses, et elles sont différentes."
    remede = (
        "Donnez un autre nom, ou ajoutez --remplacer : les relectures et les thèmes des réponses libres "
        "inchangées sont gardés."
    )


class EstimationIndisponible(Erreur):
    code, titre = "R504", "Estimation indisponible sur cette machine"
    gabarit = "Les estimations d'une enquête demandent la bibliothèque svy, qui n'est pas installée ici."
    remede = (
        "Installez-la : pip install 'sdsf[enquetes]', ou refaites l'environnement avec « make installer »."
    )


class ColonneDEnquete(Erreur):
    code, titre = "D390", "Colonne d'enquête inconnue"
    gabarit = "La colonne « {recu} » n'est ni une question du questionnaire, ni une colonne technique connue."
    remede = 'Donnez-lui le code de sa question ({admis}), ou laissez-la de côté : --ignorer "{recu}".'


class QuestionAbsente(Erreur):
    code, titre = "D391", "Question sans colonne"
    gabarit = "Aucune colonne ne porte la question obligatoire « {question} » ({libelle})."
    remede = "Donnez son code, « {question} », à la colonne qui la porte, ou exportez toutes les questions."


class ReponseHorsListe(Erreur):
    code, titre = "D392", "Réponse hors de la liste"
    gabarit = "« {recu} » n'est pas une réponse à la question « {question} »{autres}."
    remede = "Réponses admises (code ou libellé) : {admis}."


class NombreDEnquete(Erreur):
    code, titre = "D393", "Nombre impossible dans une enquête"
    gabarit = "« {recu} » n'est pas une réponse à la question « {question} »{autres}."
    remede = "Écrivez un nombre entier de {min} à {max}, ou laissez la case vide."


class QuestionEnDouble(Erreur):
    code, titre = "D394", "Question portée par deux colonnes"
    gabarit = "Les colonnes « {une} » et « {autre} » portent toutes deux {quoi}."
    remede = 'Gardez-en une, et laissez l\'autre de côté : --ignorer "{autre}".'


class ReponseEnDouble(Erreur):
    code, titre = "D395", "Réponse en double"
    gabarit = "L'identifiant « {recu} » est déjà celui de la ligne {autre_ligne} : il compterait deux fois."
    remede = "Retirez la ligne en trop, ou donnez à chaque réponse son identifiant."


class SansReponse(Erreur):
    code, titre = "D396", "Enquête sans réponse"
    gabarit = "Aucune ligne de ce fichier ne porte de réponse à une question du questionnaire."
    remede = "Vérifiez le fichier, le questionnaire demandé et le nom des colonnes."


class TropDeReponses(Erreur):
    code, titre = "D397", "Enquête trop grosse"
    gabarit = "Ce fichier a {recu} lignes ; une enquête en a {limite} au plus."
    remede = "Vérifiez que c'est bien un export de réponses ; sinon, tirez-en un échantillon et dites-le."


class ReponseInconnue(Erreur):
    code, titre = "D398", "Réponse ou question inconnue dans une enquête"
    gabarit = "« {recu} » n'est pas {attendu} de cette enquête."
    remede = "Corrigez la cellule, ou importez de nouveau l'enquête."


class RelectureIncomplete(Erreur):
    code, titre = "D399", "Réponse libre sans relecture complète"
    gabarit = "Cette réponse est dite publiable, mais {manque}."
    remede = (
        "Donnez la fonction de qui a relu (relu_par) et la date (relu_le), ou videz « publiable ». "
        "Une réponse libre ne se publie que relue."
    )


class MargeImpossible(Erreur):
    code, titre = "D389", "Marge de calage impossible"
    gabarit = "La marge « {question} » ne peut pas servir au calage : {cause}."
    remede = "Corrigez les parts dans enquete.yml, d'après leur source, ou retirez cette marge."


# --- les contours et les cartes -------------------------------------------------------------------


class ContoursIllisibles(Erreur):
    code, titre = "R520", "Contours illisibles"
    gabarit = "Ce fichier n'est pas un GeoJSON de contours : {cause}."
    remede = "Téléchargez-le à nouveau au format GeoJSON, sans l'ouvrir dans un tableur."


class ContoursTropGros(Erreur):
    code, titre = "R521", "Contours trop gros"
    gabarit = "Les contours donnés font {recu} ; la limite est de {limite}."
    remede = "Donnez les contours simplifiés, ou ceux d'un seul département."


class ProprietesDesContours(Erreur):
    code, titre = "R522", "Contours sans code ou sans nom"
    gabarit = "Il manque à ce contour, en texte : {manquantes}. Propriétés trouvées : {trouvees}."
    remede = "Donnez-lui « code » (Insee ou Siren, entre guillemets, zéros compris) et « nom »."


class GeometrieDeContour(Erreur):
    code, titre = "R523", "Géométrie impossible"
    gabarit = "Ce contour ne se dessine pas : {cause}."
    remede = "Reprenez le fichier du producteur : un contour est un polygone refermé, ou plusieurs."


class ReperageDesContours(Erreur):
    code, titre = "R524", "Contours qui ne sont pas en WGS84"
    gabarit = "Les coordonnées ne sont pas des longitudes et des latitudes de France : {cause}."
    remede = "Prenez l'export en WGS84 (EPSG:4326) : la longitude d'abord, la latitude ensuite, en degrés."


class ContoursNonReconnus(Erreur):
    code, titre = "R525", "Contours non reconnus"
    gabarit = "Ces contours ne servent à aucune carte : {cause}."
    remede = "Donnez des contours d'EPCI, de communes ou de départements : {exemples}."


class ContourEnDouble(Erreur):
    code, titre = "R526", "Contour en double"
    gabarit = "« {recu} » ({nom}) a déjà un contour dans ce fichier."
    remede = "Gardez une seule entité par code ; réunissez ses morceaux en un « MultiPolygon »."


class DepartementDesContours(Erreur):
    code, titre = "R527", "Département des contours inconnu"
    gabarit = "Rien ne dit de quel département sont ces EPCI : ni le nom du fichier, ni leurs codes."
    remede = "Nommez le fichier d'après le département, puis recommencez : {exemple}."


class DisquePlein(Erreur):
    code, titre = "E601", "Disque plein"
    gabarit = "Il n'y a plus de place pour écrire ce fichier."
    remede = "Libérez de la place puis relancez : l'ancien rapport est intact."


class EcritureRefusee(Erreur):
    code, titre = "E602", "Écriture refusée"
    gabarit = "Le système refuse d'écrire ici : {cause}."
    remede = "{conseil}"


class CheminHorsEspace(Erreur):
    code, titre = "E603", "Chemin hors de l'espace de travail"
    gabarit = "« {recu} » sort de l'espace de travail."
    remede = "Un rapport s'écrit toujours sous reports/."


class FichierNonRemplace(Erreur):
    code, titre = "E604", "Fichier jamais remplacé"
    gabarit = "Ce fichier existe déjà : « sdsf nouveau » ne remplace rien, et n'a rien écrit."
    remede = "Complétez ce fichier, ou mettez-le de côté puis relancez."


class RetoucheAGarder(Erreur):
    code, titre = "E605", "Fichier modifié à la main"
    gabarit = (
        "Ce fichier n'est plus celui que la commande avait écrit : le remplacer perdrait vos modifications."
    )
    remede = "Renommez-le ou rangez-le ailleurs, puis relancez ; rien n'a été écrit."


class RapportValide(Erreur):
    code, titre = "E611", "Rapport validé"
    gabarit = "Ce rapport est verrouillé : version {version}, {seance}. Il ne se réécrit pas."
    remede = (
        "Pour le corriger, ajoutez à « rapports » de {reglages} une version {suivante}, avec son "
        "« erratum » : l'ancienne restera à côté. Rien n'a été écrit."
    )


class RapportValideModifie(Erreur):
    code, titre = "E612", "Fichier d'un rapport validé, modifié"
    gabarit = "Ce fichier d'un rapport validé (version {version}, {seance}) {quoi} depuis sa production."
    remede = "Remettez le fichier d'origine, et gardez l'autre sous un nom à vous ; rien n'a été écrit."


class ErratumManquant(Erreur):
    code, titre = "E613", "Erratum manquant"
    gabarit = "La version {version} remplace une version validée ({seance}) sans dire ce qu'elle corrige."
    remede = 'Ajoutez « erratum: "…" » à cette version, dans « rapports » de {reglages}.'


class ManifestePerdu(Erreur):
    code, titre = "E614", "Manifeste d'un rapport validé, perdu"
    gabarit = "reglages.yml dit ce rapport validé, mais son manifeste {quoi} : rien ne prouve ce qu'il était."
    remede = "Remettez le manifeste, ou rangez les fichiers de ce rapport ailleurs ; rien n'a été écrit."


# --- les campagnes --------------------------------------------------------------------------------


class CampagneInconnue(Erreur):
    code, titre = "P170", "Campagne inconnue"
    gabarit = "Aucune campagne ne se nomme « {recu} » dans params/campagnes/."
    remede = "Choisissez parmi : {admis} ; ou écrivez params/campagnes/{nom}.yml."


class CampagneVide(Erreur):
    code, titre = "P171", "Campagne sans rapport"
    gabarit = "Aucun rapport de cette campagne ne peut se produire : {motifs}."
    remede = "Corrigez les départements, les années ou les rapports de la campagne."


class NombreDeCampagne(Erreur):
    code, titre = "P172", "Nombre impossible"
    gabarit = "« {option} » vaut {recu} : il faut un nombre entier de 1 à {maximum}."
    remede = "Donnez par exemple {option} 2."


class CampagneEnCours(Erreur):
    code, titre = "E620", "Une campagne est en cours"
    gabarit = "Cet espace de travail est déjà pris par une campagne : {qui}."
    remede = "Attendez qu'elle finisse, ou arrêtez-la (Ctrl+C), puis relancez : rien n'a été touché."


class OuvrierNonLance(Erreur):
    code, titre = "E621", "Un ouvrier de la campagne ne se lance pas"
    gabarit = "Le système refuse de lancer un processus de plus : {cause}."
    remede = "Fermez d'autres programmes, ou relancez avec « --processus 1 » : ce qui est fait reste fait."


class OuvrierPerdu(Erreur):
    code, titre = "E622", "L'ouvrier d'un rapport est mort"
    gabarit = "Le processus qui produisait ce rapport est mort, {essais} fois de suite."
    remede = "La mémoire a pu manquer : relancez avec « --processus 1 ». Sa trace : {trace}."


class RapportPris(Erreur):
    code, titre = "E623", "Un autre processus écrit ce rapport"
    gabarit = "Un autre processus tient ce rapport depuis plus de {delai} secondes."
    remede = "Attendez qu'il finisse, ou fermez-le, puis relancez la même campagne."


# --- une campagne sur une grappe ------------------------------------------------------------------


class GrappeNonInstallee(Erreur):
    code, titre = "E640", "De quoi joindre une grappe n'est pas installé"
    gabarit = "« --grappe » demande la bibliothèque distributed, qui n'est pas installée ici."
    remede = "Installez-la : pip install 'sdsf[grappe]' ; sans « --grappe », la campagne se fait ici."


class AdresseDeGrappe(Erreur):
    code, titre = "E641", "Adresse de grappe impossible"
    gabarit = "« {recu} » ne désigne pas une grappe : {cause}."
    remede = (
        "Écrivez l'adresse du planificateur, comme tcp://10.0.0.5:8786 ou tls://10.0.0.5:8786, ou le fichier "
        ".json qu'il écrit avec « --scheduler-file »."
    )


class GrappeInjoignable(Erreur):
    code, titre = "E642", "Grappe injoignable"
    gabarit = "Le planificateur {adresse} ne répond pas : {cause}."
    remede = "Vérifiez qu'il tourne, et que cette machine l'atteint ; rien n'a été commencé."


class GrappeSansOuvrier(Erreur):
    code, titre = "E643", "Grappe sans ouvrier"
    gabarit = "La grappe {adresse} n'a plus, ou pas encore, d'ouvrier, depuis {delai} s."
    remede = "Lancez-en (« dask worker »), puis la même commande : ce qui est fait ne sera pas refait."


class OuvrierDifferent(Erreur):
    code, titre = "E644", "Un ouvrier de la grappe ne ferait pas les mêmes rapports"
    gabarit = "{differences}."
    remede = "Donnez-lui le même Python et le même requirements.lock qu'ici, puis relancez la même commande."


class GrappePerdue(Erreur):
    code, titre = "E645", "Grappe perdue en route"
    gabarit = "Le planificateur {adresse} ne répond plus."
    remede = "Relancez-le, puis la même commande : ce qui est fait ne sera pas refait, rien n'est à moitié."


class RapportToucheEnRoute(Erreur):
    code, titre = "E646", "Rapport modifié pendant que la grappe le refaisait"
    gabarit = "Ces fichiers ont changé ici entre-temps : {fichiers}. Rien n'a été écrit."
    remede = "Gardez vos modifications sous un autre nom, puis relancez la même commande."


class RetourEtranger(Erreur):
    code, titre = "E647", "Un ouvrier a rendu un fichier d'un autre rapport"
    gabarit = "« {recu} » n'est pas un fichier de {rapport}. Rien n'a été écrit."
    remede = "N'employez qu'une grappe dont vous tenez chaque machine, et relancez."


# --- les classeurs de tableur ---------------------------------------------------------------------


class ClasseurAbsent(Erreur):
    code, titre = "P701", "Classeur absent"
    gabarit = "Ce fichier n'existe pas."
    remede = (
        "Vérifiez le nom et le dossier ; « sdsf exporter plan » et « sdsf formulaires » écrivent un classeur."
    )


class ClasseurIllisible(Erreur):
    code, titre = "P702", "Classeur illisible"
    gabarit = "Ce fichier ne se lit pas comme un classeur .xlsx : {cause}."
    remede = "{conseil}"


class ClasseurTropGros(Erreur):
    code, titre = "P703", "Classeur trop gros"
    gabarit = "Ce classeur dépasse ce qu'un plan ou un formulaire peut contenir : {cause}."
    remede = "Retirez les images, les fusions et les mises en forme, ou repartez d'un classeur neuf."


class ClasseurSansPlan(Erreur):
    code, titre = "P704", "Classeur sans plan"
    gabarit = "Aucune feuille de ce classeur n'est celle d'un plan."
    remede = "Partez d'un export (sdsf exporter plan 00 plan.xlsx). Feuilles attendues : {admis}."


class FeuilleManquante(Erreur):
    code, titre = "P705", "Feuille manquante"
    gabarit = "La feuille « {recu} » manque."
    remede = "Rendez-lui son nom, ou reprenez-la d'un export ; elle peut n'avoir que ses en-têtes."


class FeuilleEnTrop(Erreur):
    code, titre = "P706", "Feuille en trop"
    gabarit = "La feuille « {recu} » n'est pas celle d'un plan : elle ne serait pas lue."
    remede = "Renommez-la si c'est une feuille du plan, sinon retirez-la."


class ColonneManquante(Erreur):
    code, titre = "P707", "Colonne manquante"
    gabarit = "La colonne « {recu} » manque."
    remede = "Rendez-lui son en-tête exact ; elle peut rester vide si le texte n'en dit rien."


class ColonneEnTrop(Erreur):
    code, titre = "P708", "Colonne en trop"
    gabarit = "{recu} : cette colonne ne serait pas lue."
    remede = "Corrigez l'en-tête si c'est une colonne du plan, sinon retirez la colonne."


class CellulesFusionnees(Erreur):
    code, titre = "P709", "Cases fusionnées"
    gabarit = "Les cases {recu} sont fusionnées : on ne sait pas à quelles lignes va leur contenu."
    remede = "Annulez la fusion, et écrivez dans chaque case ce qui lui revient."


class FormuleDansUneCase(Erreur):
    code, titre = "P710", "Formule ou erreur de calcul"
    gabarit = "La case contient {genre} ({recu})."
    remede = "Écrivez la valeur elle-même : copiez la case, puis collage spécial, « valeurs »."


class TypeDeCase(Erreur):
    code, titre = "P711", "Case du mauvais type"
    gabarit = "« {recu} » est {genre} ; {attendu} est attendu."
    remede = "{conseil}"


class DateDeCase(Erreur):
    code, titre = "P712", "Date mal écrite dans un classeur"
    gabarit = "« {recu} » ne se lit pas comme une date{precision}."
    remede = "Donnez à la case le format Date puis tapez jour/mois/année, ou écrivez {exemple}."


class CaseVide(Erreur):
    code, titre = "P713", "Case obligatoire vide"
    gabarit = "La case est vide : {cause}."
    remede = "Complétez-la ; si la ligne est de trop, videz-la tout entière."


class ValeurDeCase(Erreur):
    code, titre = "P714", "Valeur impossible dans un classeur"
    gabarit = "« {recu} » ne convient pas : {cause}."
    remede = "Corrigez la case{complement}."


class RenvoiDeCase(Erreur):
    code, titre = "P715", "Renvoi vers rien dans un classeur"
    gabarit = "« {recu} » n'est pas {attendu}."
    remede = "Corrigez ce mot{complement}."


class PlanDifferent(Erreur):
    code, titre = "P716", "Un plan différent existe déjà"
    gabarit = (
        "Le classeur changerait le plan en place. Fiches : {fiches}. Actions : {actions}. "
        "Indicateurs : {indicateurs}. Autres parties : {autres}."
    )
    remede = "Si c'est voulu, ajoutez --remplacer : l'ancien plan sera gardé à côté."


class ExportDejaLa(Erreur):
    code, titre = "P717", "Un fichier porte déjà ce nom"
    gabarit = "Ce fichier existe et son contenu est autre : peut-être un travail en cours."
    remede = "Donnez un autre nom, ou ajoutez --remplacer pour l'écraser."


class PlanInexportable(Erreur):
    code, titre = "P718", "Un classeur ne peut pas dire ce plan"
    gabarit = "{cause}."
    remede = "Coupez ce texte en plusieurs éléments dans plan.yml, ou signalez-le."


class NomDeClasseur(Erreur):
    code, titre = "P719", "Nom de classeur"
    gabarit = "« {recu} » ne finit pas par .xlsx : un tableur refuserait de l'ouvrir."
    remede = "Donnez un nom qui finit par .xlsx."


# --- le terrain : questionnaires, échéances -------------------------------------------------------


class SuffixeDExport(Erreur):
    code, titre = "P510", "Nom de fichier à exporter"
    gabarit = "« {recu} » : la fin du nom dit le format, et celle-ci n'en est pas un."
    remede = "Donnez un nom qui finit par {admis}."


class TerritoiresAbsents(Erreur):
    code, titre = "P511", "Territoires à proposer, absents"
    gabarit = (
        "La question « {question} » demande un territoire, et l'espace n'en connaît aucun de ce département."
    )
    remede = (
        "Lancez « sdsf actualiser territoires --depuis FICHIER », ou écrivez les EPCI du département dans "
        "data/departements/{departement}/territoires.csv."
    )


class AnneeSansObjet(Erreur):
    code, titre = "P512", "Année pour une liste qui n'en a pas"
    gabarit = "« --annee » choisit parmi les échéances, et « {recu} » n'en est pas."
    remede = "Retirez --annee, ou demandez « sdsf lister echeances »."


class AnneeMalEcrite(Erreur):
    code, titre = "P513", "Année mal écrite"
    gabarit = "« {recu} » n'est pas une année."
    remede = "Écrivez-la en quatre chiffres : --annee 2025."


# --- la collecte par classeurs --------------------------------------------------------------------


class ClasseurSansIdentite(Erreur):
    code, titre = "D420", "Classeur qui n'est pas de collecte"
    gabarit = "Rien n'y dit de quel formulaire c'est le retour : sa feuille cachée « _collecte » manque."
    remede = "Répondez dans le classeur écrit par « sdsf formulaires », sans copier ses feuilles ailleurs."


class VersionDuFormulaire(Erreur):
    code, titre = "D421", "Classeur d'un autre modèle de formulaire"
    gabarit = "Ce classeur suit le modèle {recu} ; cette version du logiciel lit le modèle {attendu}."
    remede = "Refaites les classeurs (sdsf formulaires), puis reportez-y les réponses."


class AnneeDuFormulaire(Erreur):
    code, titre = "D422", "Classeur d'une autre année"
    gabarit = "Ce classeur est celui de {recu} ; la collecte la plus récente {de} est celle de {attendu}."
    remede = "Donnez le classeur de {attendu} ; pour importer quand même celui-ci : --annee {recu}."


class PlanDuFormulaire(Erreur):
    code, titre = "D423", "Classeur d'un plan qui a changé"
    gabarit = "Les questions posées à « {pilote} » ne sont plus celles de ce classeur : le plan a changé."
    remede = "Refaites-le (sdsf formulaires {demande}), et reportez-y les réponses."


class PiloteDuFormulaire(Erreur):
    code, titre = "D424", "Pilote inconnu du plan"
    gabarit = "Ce classeur est celui de « {recu} », à qui le plan ne demande rien."
    remede = "Les pilotes de cette année : {admis}."


class QuestionDUnAutre(Erreur):
    code, titre = "D425", "Réponse pour la fiche d'un autre"
    gabarit = "« {recu} » est demandé à {autre} ; ce classeur est celui de {pilote}."
    remede = "Retirez la ligne, et faites répondre {autre} dans son classeur."


class LigneDeCollecteEnDouble(Erreur):
    code, titre = "D426", "Question répondue deux fois"
    gabarit = "« {recu} » a déjà une autre réponse dans cette feuille, ligne {ligne}."
    remede = "Gardez une seule ligne par identifiant."


class QuestionModifiee(Erreur):
    code, titre = "D427", "Question modifiée"
    gabarit = "La question a été changée : « {recu} » au lieu de « {attendu} »."
    remede = "Remettez le texte d'origine ; une remarque sur la question se met dans « Commentaire »."


class ValeurDeCollecte(Erreur):
    code, titre = "D428", "Valeur de collecte qui n'est pas un nombre"
    gabarit = "« {recu} » n'est pas un nombre : {cause}."
    remede = "Écrivez un nombre seul, ou videz la case et choisissez « Si la valeur manque »."


class ReponseIncoherente(Erreur):
    code, titre = "D429", "Réponse incohérente"
    gabarit = "La réponse {quoi}."
    remede = "{conseil}"


class RepondantIncomplet(Erreur):
    code, titre = "D430", "Répondant mal renseigné"
    gabarit = "La feuille « Qui répond » {quoi}."
    remede = "{conseil}"


class ReponseATrancher(Erreur):
    code, titre = "D431", "Deux réponses qui se contredisent"
    gabarit = "{quoi} — déjà là : {ancien} ({d_ou}) ; reçu : {nouveau}."
    remede = "{conseil}"


class DecisionIllisible(Erreur):
    code, titre = "D432", "Décision impossible à appliquer"
    gabarit = "{quoi}."
    remede = "Mettez « oui » devant une seule réponse par question, ou retirez le fichier : il sera refait."


class GarderQuoi(Erreur):
    code, titre = "U433", "Choix inconnu"
    gabarit = "« {recu} » n'est pas un choix pour --garder."
    remede = "Choix : ancien (ce que l'on savait déjà), nouveau (ce que dit le classeur)."


class QuiATranche(Erreur):
    code, titre = "U434", "Qui a tranché"
    gabarit = "Des réponses déjà connues de plusieurs pilotes changent : il faut dire qui l'a décidé."
    remede = 'Ajoutez la fonction et l\'institution : --par "secrétariat du comité, Caf".'


class PlusieursCollectes(Erreur):
    code, titre = "D435", "Classeurs de plusieurs départements"
    gabarit = "Ce classeur est celui du département {recu} ; le premier est celui du {attendu}."
    remede = "Importez un département à la fois : un import s'écrit en entier, ou pas du tout."


# --- la saisie : ajouter à plusieurs aux tables d'un département ------------------------------------


class VueNonRetirable(Erreur):
    code, titre = "D436", "Vue de séance qui ne se retire pas"
    gabarit = "La vue {numero} ne se retire pas : {cause}."
    remede = "Rien n'a été écrit. Rouvrez l'atelier pour voir la liste des vues telle qu'elle est."


class ReglageDepasse(Erreur):
    code, titre = "D437", "Un autre réglage a été enregistré entre-temps"
    gabarit = "Depuis que cet écran l'a lu, ce réglage a changé : {quoi}. Rien n'a été écrit."
    remede = (
        "Votre essai est toujours à l'écran : comparez, puis enregistrez à nouveau pour remplacer le leur, "
        "qui restera dans « precedents »."
    )


class AuteurNomme(Erreur):
    code, titre = "D400", "Auteur d'une saisie"
    gabarit = "« {recu} » {quoi}."
    remede = (
        "Écrivez une fonction et une institution, jamais un nom ni une adresse : « pilote fiche 1.1, Caf », "
        "la fonction en minuscules."
    )


class TexteDeFormule(Erreur):
    code, titre = "D401", "Texte qu'un tableur exécuterait"
    gabarit = "« {recu} » commence comme une formule : un tableur l'exécuterait en ouvrant le fichier."
    remede = "Commencez par un mot, sans « = », « + », « - » ni « @ » ; collez la valeur, non la formule."


class CoordonneesDansUnTexte(Erreur):
    code, titre = "D402", "Coordonnées d'une personne"
    gabarit = "« {recu} » est une adresse ou un numéro : ce texte peut être publié."
    remede = "Retirez-le, et nommez s'il le faut une fonction et une institution."


class SaisieIncoherente(Erreur):
    code, titre = "D403", "Saisie qui se contredit"
    gabarit = "{quoi}."
    remede = "{conseil}"


class SaisieHorsContrat(Erreur):
    code, titre = "D404", "Table ou colonne hors du contrat"
    gabarit = "« {recu} » n'est pas {attendu}."
    remede = "Admis : {admis}."


class SaisieDepassee(Erreur):
    code, titre = "D405", "Une autre saisie est passée depuis"
    gabarit = "Ce que vous annulez n'est plus la dernière saisie : {auteur} a écrit depuis, le {jour}."
    remede = "Relisez l'historique, puis corrigez par une nouvelle saisie si c'est encore utile."


class SaisieSansAnnulation(Erreur):
    code, titre = "D406", "Saisie qui ne s'annule pas"
    gabarit = (
        "Rien n'était dit avant cette ligne de {table}, et la table n'a pas de mot pour « non renseigné »."
    )
    remede = "Corrigez la ligne par une nouvelle saisie de même clé, avec son motif."


class JournalOccupe(Erreur):
    code, titre = "E400", "Une autre saisie est en cours"
    gabarit = "Les données du département {departement} sont tenues par une autre saisie depuis {attente} s."
    remede = "Attendez qu'elle finisse, puis enregistrez à nouveau : rien n'a été écrit, rien n'est perdu."


class TableOuverte(Erreur):
    code, titre = "E401", "Table ouverte dans un tableur"
    gabarit = "Un tableur a ouvert ce fichier : s'il l'enregistre, votre saisie disparaîtrait."
    remede = "Fermez-le puis enregistrez à nouveau ; s'il n'est ouvert nulle part, supprimez {marque}."


class SaisieNonEcrite(Erreur):
    code, titre = "E402", "Saisie non écrite"
    gabarit = "Le système refuse d'écrire : {cause}. Rien n'a été écrit, les données d'avant sont intactes."
    remede = "Libérez de la place ou vérifiez vos droits sur le dossier, puis enregistrez à nouveau."


class SaisieInterrompue(Erreur):
    code, titre = "E403", "Saisie interrompue, impossible à finir"
    gabarit = "Une saisie a été coupée au milieu, et {cause} : on ne peut ni la finir ni la défaire seul."
    remede = "Comparez ce dossier et la dernière sauvegarde, puis supprimez {marque}."


class FichierOccupe(Erreur):
    code, titre = "P160", "Quelqu'un d'autre enregistre"
    gabarit = "Un autre poste écrit ce fichier depuis plus de {secondes} secondes."
    remede = (
        "Attendez qu'il ait fini, puis enregistrez de nouveau : rien n'est perdu de ce qui est à l'écran."
    )


class DecisionIncomplete(Erreur):
    code, titre = "P161", "Un choix s'enregistre avec son auteur et sa raison"
    gabarit = "Il manque : {manque}."
    remede = "Écrivez une fonction et une institution (« secrétariat, Caf »), jamais un nom, et une raison."


class RienAAnnuler(Erreur):
    code, titre = "P162", "Rien à annuler"
    gabarit = "Ce réglage n'a pas été enregistré par un atelier : il n'y a pas d'avant à reprendre."
    remede = "Pour le changer, essayez-en un autre dans l'atelier, ou corrigez reglages.yml."


class VueNonArretable(Erreur):
    code, titre = "P163", "Cette vue ne s'arrête pas en annexe"
    gabarit = "{cause}."
    remede = "{conseil}"


class NumerosDesVues(Erreur):
    code, titre = "P164", "Les numéros des vues de séance ne se suivent pas"
    gabarit = "Le numéro {attendu} manque, ou sert deux fois : {vus}."
    remede = (
        "Remettez le fichier retiré : une vue ne s'efface pas, elle se retire en remplissant « retiree »."
    )


class ScenarioDejaLa(Erreur):
    code, titre = "P165", "Un scénario porte déjà ce nom"
    gabarit = "« {recu} » est déjà le nom d'un scénario de ce schéma."
    remede = "Donnez un autre nom : un scénario cité par un bilan ne se remplace pas."


class ReglageNonRecrit(Erreur):
    code, titre = "P167", "L'atelier ne sait pas récrire ces réglages"
    gabarit = "La partie « priorites » n'a pas été changée : {cause}."
    remede = "Écrivez ce réglage à la main dans reglages.yml ; rien n'y a été touché."


def classes_d_erreur() -> list[type[Erreur]]:
    """Toutes les classes d'erreur, dans l'ordre de leur code."""
    return sorted(Erreur.__subclasses__(), key=lambda classe: classe.code)
