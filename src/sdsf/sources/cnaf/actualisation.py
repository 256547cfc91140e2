"""``sdsf actualiser cnaf`` : du fichier téléchargé aux relevés de ``data/national/cnaf/``."""

import datetime as dt
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from sdsf import erreurs as err
from sdsf.actualisation import Actualisation, exiger_fichier
from sdsf.erreurs import Erreur, Erreurs, Lieu, enumerer
from sdsf.espace import Espace
from sdsf.sources.cnaf.bornes import refuser_les_taux_impossibles, refuser_un_taux_coupe
from sdsf.sources.cnaf.controles import Controle, controler
from sdsf.sources.cnaf.fusion import Fusion, Releve, ecrire_csv, fusionner, lire_existants
from sdsf.sources.cnaf.jeux import ANCIEN, TAUX, Jeu, reconnaitre
from sdsf.sources.cnaf.lignes import Provenance, choisir, composer, edition
from sdsf.sources.cnaf.ouverture import ouvrir
from sdsf.sources.cnaf.rangement import FINES, Rangement, lire_rangement
from sdsf.sources.cnaf.series import est_une_serie, lire_series, ranger
from sdsf.sources.cnaf.tables import Contenu, connecter, contenus, extraire
from sdsf.sources.producteurs.communes import avis_des_communes

EXTENSIONS = (".csv", ".json", ".parquet", ".zip")
Lot = dict[Path, list[Releve]]


def actualiser_cnaf(espace: Espace, depuis: Path | None, aujourdhui: dt.date | None = None) -> Actualisation:
    """Les fichiers à écrire et ce qui y change, d'après un export de la Cnaf ou un dossier d'exports.

    Le jeu se reconnaît à ses colonnes. Lève ``Erreurs`` avec les causes de tous les fichiers.
    """
    jour, rangement = aujourdhui or dt.date.today(), lire_rangement(espace)
    lot: Lot = defaultdict(list)
    avis: list[str] = []
    fautes: list[Erreur] = []
    for chemin in _fichiers(exiger_fichier("cnaf", depuis)):
        try:
            lire = _lire_series if est_une_serie(chemin) else _lire
            avis += lire(rangement, chemin, jour, lot)
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
    err.lever(fautes)
    communes = {r["territoire"] for releves in lot.values() for r in releves if r["maille"] == "commune"}
    avis += avis_des_communes(espace, communes)
    return _bilan(espace, lot, avis)


def _fichiers(depuis: Path) -> list[Path]:
    if not depuis.is_dir():
        return [depuis]
    trouves = sorted(f for f in depuis.iterdir() if f.is_file() and f.suffix.lower() in EXTENSIONS)
    if not trouves:
        raise Erreurs([err.DossierSansDonnees(Lieu(str(depuis)), admis=enumerer(EXTENSIONS))])
    return trouves


def _lire(rangement: Rangement, chemin: Path, jour: dt.date, lot: Lot) -> list[str]:
    """Ajoute au lot les relevés d'un fichier ; rend les avertissements."""
    lieu = Lieu(chemin.name)
    with tempfile.TemporaryDirectory() as temporaire, connecter() as base:
        ouvert = ouvrir(chemin, lieu, Path(temporaire))
        du = dt.date.fromtimestamp(chemin.stat().st_mtime)
        avis = list(ouvert.avis)
        if not ouvert.ligne_close:
            avis.append(f"{lieu} : la dernière ligne n'est pas close ; vérifiez que le fichier est complet.")
        for contenu in contenus(base, ouvert, lieu):
            lecture = Lecture(base, contenu, lieu, jour, du, ouvert.ligne_close, ouvert.chemin)
            avis += _lire_contenu(rangement, lecture, lot)
        return avis


def _lire_series(rangement: Rangement, chemin: Path, jour: dt.date, lot: Lot) -> list[str]:
    """Ajoute au lot les relevés d'une série longue ; rend les avertissements."""
    avis: list[str] = []
    for famille, recolte in lire_series(chemin):
        places = list(ranger(rangement, famille, recolte, jour))
        for cible, releve in places:
            lot[cible].append(releve)
        laisses = {r.territoire for r in recolte.releves} - {releve["territoire"] for _, releve in places}
        avis += [f"{chemin.name} : {avis_lu}" for avis_lu in recolte.avertissements]
        avis += [f"{chemin.name} : {code} n'est dans aucun département connu, laissé." for code in laisses]
    return avis


@dataclass(frozen=True)
class Lecture:
    """Un contenu en cours de lecture, et ce que l'on sait de son fichier."""

    base: duckdb.DuckDBPyConnection
    contenu: Contenu
    lieu: Lieu
    jour: dt.date
    du: dt.date
    close: bool
    fichier: Path


def _lire_contenu(rangement: Rangement, lecture: Lecture, lot: Lot) -> list[str]:
    base, lieu = lecture.base, lecture.lieu
    jeu, controle, gardes, avis = _garder(rangement, lecture)
    dite = edition(jeu, controle, lieu)
    noms = rangement.noms(set(controle.codes.values()) if gardes is None else gardes, jeu.maille)
    provenance = Provenance(dite, lecture.du, lecture.jour, noms)
    famille = TAUX if jeu.famille == ANCIEN else jeu.famille
    cibles = rangement.fichiers(famille, gardes or {})
    for releve in composer(base, jeu, controle, provenance):
        for cible in cibles[releve["territoire"] if gardes is not None else ""]:
            lot[cible].append(releve)
    return avis


def _garder(
    rangement: Rangement, lecture: Lecture
) -> tuple[Jeu, Controle, dict[str, frozenset[str]] | None, list[str]]:
    """Reconnaît, lit et contrôle un contenu ; ses lignes à garder sont dans la table ``gardees``."""
    base, lieu = lecture.base, lecture.lieu
    jeu = reconnaitre(lecture.contenu.colonnes, lieu)
    extraire(base, lecture.contenu, jeu, lieu)
    if not lecture.close:
        refuser_un_taux_coupe(jeu, lecture.fichier, lieu)
    controle = controler(base, jeu, lieu, lecture.contenu.premiere_ligne, lecture.jour, lecture.close)
    refuser_les_taux_impossibles(base, jeu, lieu, lecture.contenu.premiere_ligne)
    codes = [code for code in controle.codes.values() if code]
    gardes = rangement.gardes(codes, jeu.maille) if jeu.maille in FINES else None
    avis = [*controle.avis, *choisir(base, jeu, controle, gardes, lieu)]
    if jeu.ignorees:
        avis.append(f"{lieu} : colonnes inconnues, laissées : {', '.join(jeu.ignorees)}.")
    return jeu, controle, gardes, avis


def lire_releves(espace: Espace, chemin: Path) -> list[Releve]:
    """Les relevés qu'un fichier apporte à l'espace, contrôlés, avant de les joindre à ceux qu'il a déjà."""
    lot: Lot = defaultdict(list)
    _lire(lire_rangement(espace), chemin, dt.date.today(), lot)
    return [releve for releves in lot.values() for releve in releves]


# --- le bilan -------------------------------------------------------------------------------------


def _bilan(espace: Espace, lot: Lot, avis: list[str]) -> Actualisation:
    # Le contrat amène pandas : la lecture s'en passe, seul le bilan en a besoin.
    from sdsf.lecture.csv_strict import lire_contrats

    schema = lire_contrats(espace.data / "datapackage.json")["releves"]
    fichiers: dict[Path, bytes] = {}
    phrases: list[str] = []
    for chemin, releves in lot.items():
        nom = espace.relatif(chemin)
        fusion = fusionner(lire_existants(chemin, nom, schema), releves, schema)
        if fusion.change:
            fichiers[chemin] = ecrire_csv(fusion.lignes, schema)
        phrases += _dire(nom, fusion)
    return Actualisation(fichiers, tuple(phrases), tuple(avis))


def _dire(nom: str, fusion: Fusion) -> Iterator[str]:
    """Ce qui change dans un fichier, et les trois premières valeurs modifiées."""
    if not fusion.change:
        yield f"{nom} : rien ne change ({fusion.identiques} relevés identiques)."
    else:
        yield (
            f"{nom} : {fusion.ajoutees} ajoutés, {len(fusion.modifiees)} modifiés, aucun retiré, "
            f"{fusion.identiques} identiques."
        )
    if fusion.absentes:
        yield f"{nom} : {fusion.absentes} relevés que ce fichier ne dit pas sont gardés."
    for avant, apres in fusion.modifiees[:3]:
        fait = ", ".join((apres["libelle"], apres["periode"], apres["edition"]))
        yield f"  {fait} : {avant['valeur'] or avant['etat']} devient {apres['valeur'] or apres['etat']}."
