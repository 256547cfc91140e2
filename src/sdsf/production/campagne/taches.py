"""La liste des rapports d'une campagne ; ce qui n'a pas de sens est dit avec son motif, et n'est pas tenté.

Une année hors de tout schéma, un bilan demandé trop tôt : le carnet les refuserait, après avoir démarré.
"""

from dataclasses import dataclass
from itertools import product

from sdsf import erreurs as err
from sdsf.campagnes import Campagne, reglages_pour
from sdsf.demande import Demande, lire_surcharges, periode_pour
from sdsf.erreurs import Erreur, Erreurs
from sdsf.espace import Espace
from sdsf.precedent import dossier_des_rapports
from sdsf.production.catalogue import formats_de
from sdsf.referentiel.lecture import lire_departements
from sdsf.referentiel.modeles import Departement
from sdsf.vocabulaire import BILANS


@dataclass(frozen=True)
class Tache:
    """Un rapport à produire, ou à réemployer."""

    departement: str
    annee: int
    rapport: str
    formats: tuple[str, ...]
    reglages: str
    """Le paramètre ``reglages`` du carnet : un texte JSON, ou rien."""
    dossier: str
    """Le dossier de ses fichiers, sous l'espace."""
    base: str
    """Le nom commun de ses fichiers."""

    @property
    def cle(self) -> str:
        return f"{self.dossier}/{self.base}"

    @property
    def nom(self) -> str:
        """« point_annuel 13 2024 », comme on le taperait."""
        return f"{self.base} {self.departement} {self.annee}"


@dataclass(frozen=True)
class Ecartee:
    """Un croisement qui n'a pas de sens, et pourquoi."""

    departement: str
    annee: int
    rapport: str
    motif: str

    @property
    def nom(self) -> str:
        return f"{self.rapport} {self.departement} {self.annee}"


def rapports_de(espace: Espace, campagne: Campagne) -> tuple[list[Tache], list[Ecartee]]:
    """Les rapports de la campagne, et ceux qui n'ont pas de sens.

    Par département puis par année ; enfin ceux du pays, un par année, que lit le premier département.
    """
    connus = lire_departements(espace)
    taches: list[Tache] = []
    ecartees: list[Ecartee] = []
    codes, annees = sorted(campagne.departements), sorted(campagne.annees)
    du_pays = product(codes[:1], annees, campagne.nationaux)
    for code, annee, rapport in dict.fromkeys([*product(codes, annees, campagne.rapports), *du_pays]):
        lue = _tache(espace, campagne, connus[code], annee, rapport)
        (taches if isinstance(lue, Tache) else ecartees).append(lue)  # type: ignore[arg-type]
    return taches, ecartees


def _tache(
    espace: Espace, campagne: Campagne, departement: Departement, annee: int, rapport: str
) -> Tache | Ecartee:
    reglages = reglages_pour(campagne, rapport)
    surcharges, choix = lire_surcharges(reglages, rapport)
    try:
        periode = periode_pour(espace, departement, annee, rapport)
        demande = Demande(departement, annee, rapport, periode, surcharges, choix)
        err.lever(verifier_le_moment_du_bilan(espace, demande))
    except Erreurs as refus:
        return Ecartee(departement.code, annee, rapport, _motif(refus))
    dossier = espace.relatif(dossier_des_rapports(espace, demande, annee))
    formats = tuple(f for f in campagne.formats if f in formats_de(rapport))
    return Tache(departement.code, annee, rapport, formats, reglages, dossier, demande.nom_de_fichier)


def _motif(refus: Erreurs) -> str:
    """La première ligne utile d'un refus."""
    faute = refus.erreurs[0]
    return f"{faute.gabarit.format(**faute.valeurs)} [{faute.code}]"


def verifier_le_moment_du_bilan(espace: Espace, demande: Demande) -> list[Erreur]:
    """Un bilan demandé avant son heure ; une liste vide pour tout autre rapport. Lève ``Erreurs``."""
    if demande.rapport not in BILANS or demande.choix.forcer:
        return []
    # Seul un bilan fait lire le plan : les autres campagnes n'en paient pas l'import.
    from sdsf.evaluation.moment import trop_tot
    from sdsf.plan.lecture import lire_plan
    from sdsf.rapports.moment import bilan_trop_tot
    from sdsf.referentiel.lecture import lire_referentiel

    lu = lire_plan(espace, demande.departement.code, demande.periode, lire_referentiel(espace).indicateurs)
    moment = trop_tot(lu.plan, demande.rapport, demande.annee)
    return [] if moment is None else [bilan_trop_tot(lu.plan, demande, moment)]
