"""De quel formulaire un classeur est le retour : département, année, pilote, version, empreinte."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from sdsf import erreurs as err
from sdsf.collecte.feuilles import IDENTITE
from sdsf.collecte.questions import VERSION, Formulaire
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.tableur.mots import normaliser
from sdsf.tableur.ouverture import FeuilleBrute

GENRE = "collecte"


@dataclass(frozen=True)
class Identite:
    """Ce que la feuille cachée garde d'un classeur ; tout y est du texte."""

    departement: str
    annee: str
    periode: str
    pilote: str
    empreinte: str
    territoire: str = ""
    intitule: str = ""
    genre: str = GENRE
    version: str = str(VERSION)

    def lignes(self) -> dict[str, str]:
        """Les lignes de la feuille cachée, dans l'ordre."""
        return {champ.name: str(getattr(self, champ.name)) for champ in fields(self)}


def identite_de(dossier: Dossier, formulaire: Formulaire) -> Identite:
    """L'identité du classeur que l'on écrit."""
    return Identite(
        dossier.departement.code,
        str(dossier.annee),
        dossier.demande.periode,
        formulaire.pilote.code,
        formulaire.empreinte,
        dossier.departement.nom,
        dossier.plan.intitule,
    )


def identite_lue(fichier: str, brutes: Sequence[FeuilleBrute]) -> Identite:
    """L'identité d'un classeur rendu. Lève ``Erreurs`` si ce n'en est pas un, ou d'une autre version."""
    page = next((b for b in brutes if normaliser(b.titre) == IDENTITE), None)
    lues = _lire(page) if page else {}
    noms = [champ.name for champ in fields(Identite)]
    if lues.get("genre") != GENRE or not all(lues.get(nom) for nom in noms):
        raise Erreurs([err.ClasseurSansIdentite(Lieu(fichier))])
    identite = Identite(**{nom: lues[nom] for nom in noms})
    if identite.version != str(VERSION):
        faute = err.VersionDuFormulaire(Lieu(fichier), recu=identite.version, attendu=VERSION)
        raise Erreurs([faute])
    return identite


def est_un_classeur_de_collecte(brutes: Sequence[FeuilleBrute]) -> bool:
    """Vrai si la feuille cachée est là, même abîmée."""
    return any(normaliser(brute.titre) == IDENTITE for brute in brutes)


def _lire(page: FeuilleBrute) -> dict[str, str]:
    """Les deux premières colonnes ; un tableur a pu changer un texte en nombre."""
    cles = {ligne: str(case.valeur) for (ligne, colonne), case in page.cases.items() if colonne == 1}
    valeurs = {ligne: case.valeur for (ligne, colonne), case in page.cases.items() if colonne == 2}
    return {cle: str(valeurs[ligne]) for ligne, cle in cles.items() if ligne in valeurs}


def verifier_identite(
    fichier: str, identite: Identite, connus: Mapping[str, Formulaire]
) -> tuple[Formulaire | None, list[Erreur]]:
    """Le formulaire que ce classeur remplit ; sinon pourquoi le plan d'aujourd'hui ne le reconnaît pas."""
    formulaire = connus.get(identite.pilote)
    if formulaire is None:
        proche = err.plus_proche(identite.pilote, connus)
        admis = err.enumerer(connus, 20)
        return None, [err.PiloteDuFormulaire(Lieu(fichier), proche=proche, recu=identite.pilote, admis=admis)]
    if formulaire.empreinte != identite.empreinte:
        demande = f"{identite.departement} {identite.annee}"
        return None, [err.PlanDuFormulaire(Lieu(fichier), pilote=formulaire.pilote.nom, demande=demande)]
    return formulaire, []
