"""``sdsf actualiser insee`` : reconnaître un fichier de l'Insee à son contenu, et le lire."""

from pathlib import Path

from sdsf import erreurs as err
from sdsf.actualisation import Actualisation, exiger_fichier
from sdsf.erreurs import Erreurs, Lieu, enumerer
from sdsf.espace import Espace
from sdsf.lecture.classeur import est_classeur, lire_feuilles
from sdsf.lecture.grille import entetes
from sdsf.lecture.octets import TAILLE_TEXTE, est_zip, taille_bornee
from sdsf.sources import series_longues
from sdsf.sources.insee import chomage, filosofi, melodi, naissances
from sdsf.sources.insee.mesures import TABLES
from sdsf.sources.producteurs.ecriture import actualiser_recoltes, territoires_suivis
from sdsf.sources.producteurs.releves import TOUT, Choix, Recolte

ADMIS = (
    "classeur des naissances domiciliées, classeur du chômage localisé, Filosofi (CODGEO, MED21…), "
    "zip ou CSV Melodi (GEO, GEO_OBJECT, TIME_PERIOD, OBS_VALUE), séries longues en CSV"
)


def actualiser_insee(espace: Espace, depuis: Path | None) -> Actualisation:
    """``sdsf actualiser insee`` : les relevés à écrire dans ``data/national/``. Lève ``Erreurs``."""
    chemin = exiger_fichier("insee", depuis)
    choix = territoires_suivis(espace)
    return actualiser_recoltes(espace, choix, lire_insee(chemin, choix), chemin)


def lire_insee(chemin: Path, choix: Choix = TOUT) -> list[Recolte]:
    """Les relevés d'un fichier de l'Insee, une récolte par table à écrire. Lève ``Erreurs``."""
    taille_bornee(chemin, TAILLE_TEXTE)
    if est_classeur(chemin):
        return [_lire_classeur(chemin, choix)]
    if est_zip(chemin):
        return [melodi.lire_melodi_zip(chemin, choix)]
    colonnes = entetes(chemin)
    if melodi.reconnait(colonnes):
        return [melodi.lire_melodi_csv(chemin, choix)]
    if filosofi.annee_des_colonnes(colonnes):
        return [filosofi.lire_filosofi(chemin, choix)]
    if series_longues.reconnait(colonnes):
        return _lire_series(chemin, choix)
    raise Erreurs([_non_reconnu(chemin, f"Colonnes trouvées : {', '.join(colonnes[:40]) or 'aucune'}.")])


def _lire_classeur(chemin: Path, choix: Choix) -> Recolte:
    feuilles = lire_feuilles(chemin)
    if naissances.reconnait(feuilles):
        return naissances.lire_naissances(chemin, choix)
    if chomage.reconnait(feuilles):
        return chomage.lire_chomage(chemin, choix)
    raise Erreurs([_non_reconnu(chemin, f"Feuilles trouvées : {enumerer(feuilles, 20)}.")])


def _lire_series(chemin: Path, choix: Choix) -> list[Recolte]:
    """Une série longue : ses mesures disent sa table."""
    mesures = series_longues.mesures_du_fichier(chemin)
    tables = [nom for nom, connues in TABLES.items() if mesures & set(connues)]
    if not tables:
        raise Erreurs([_non_reconnu(chemin, f"Mesures trouvées : {enumerer(sorted(mesures), 20)}.")])
    return [series_longues.lire_series(chemin, TABLES[nom], nom, choix) for nom in tables]


def _non_reconnu(chemin: Path, trouvees: str) -> err.FichierNonReconnu:
    return err.FichierNonReconnu(Lieu(chemin.name, 1), source="insee", trouvees=trouvees, admis=ADMIS)
