"""Un lecteur pour tous les fichiers Melodi de l'Insee : un zip et son CSV long, filtré au fil de l'eau.

L'ordre des colonnes varie d'un jeu à l'autre : on lit par nom. DuckDB parcourt le fichier sans le charger,
sous 256 Mo ; seules les lignes retenues (le pays, les départements, les territoires suivis) arrivent ici.
« C » (CONF_STATUS) est un secret ; « K » (OBS_STATUS) est inclus ailleurs : un trou, jamais un zéro.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu, enumerer
from sdsf.lecture.cellules import Cellule
from sdsf.lecture.grille import entetes, exiger_colonnes, separateur
from sdsf.lecture.octets import (
    TAILLE_TEXTE,
    debut,
    extraire,
    fichier_provisoire,
    ouvrir_zip,
    refuser_les_lignes_sans_fin,
    taille_bornee,
)
from sdsf.sources.insee.naissances import VIDE
from sdsf.sources.insee.profils import COMMUNES, DESCRIPTIVES, PROFILS, Profil
from sdsf.sources.producteurs.releves import TOUT, Choix, Recolte, Releve, periode_du_producteur
from sdsf.vocabulaire import Maille

MEMOIRE = "256MB"
MAILLES: dict[str, Maille] = {
    "COM": "commune",
    "ARM": "arrondissement_municipal",
    "EPCI": "epci",
    "DEP": "departement",
    "REG": "region",
    "FRANCE": "france",
}
FRANCES = {"F": "FR", "FR": "FR", "FRANCE-F": "FR"}
INCLUS_AILLEURS = "inclus ailleurs (statut K)"


@dataclass(frozen=True)
class Ligne:
    """Une observation retenue : les textes du fichier, et la place de sa ligne n'y est plus connue."""

    geo: str
    objet: str
    periode: str
    modalite: str
    valeur: str
    statut: str
    confidentialite: str
    multiple: str


def reconnait(colonnes: Sequence[str]) -> bool:
    """Un CSV qui a les colonnes communes à tous les jeux Melodi."""
    return {"GEO", "GEO_OBJECT", "OBS_VALUE"} <= set(colonnes)


def lire_melodi_zip(chemin: Path, choix: Choix = TOUT) -> Recolte:
    """Le CSV ``*_data.csv`` d'un zip, sorti à côté le temps de la lecture. Lève ``Erreurs``."""
    with ouvrir_zip(chemin, TAILLE_TEXTE) as archive, fichier_provisoire(".csv") as sorti:
        membres = [m for m in archive.infolist() if m.filename.lower().endswith("_data.csv")]
        if len(membres) != 1:
            noms = enumerer([m.filename for m in archive.infolist()], 20) or "rien"
            lieu = Lieu(chemin.name)
            raise Erreurs([err.ColonnesDuProducteur(lieu, manquantes="un fichier *_data.csv", trouvees=noms)])
        with sorti.open("wb") as vers:
            extraire(archive, membres[0], chemin, vers)
        annee, mois, jour = membres[0].date_time[:3]
        edition = f"{annee}-{mois:02d}-{jour:02d}" if annee > 1980 else ""
        return _lire(sorti, membres[0].filename, choix, edition)


def lire_melodi_csv(chemin: Path, choix: Choix = TOUT) -> Recolte:
    """Un CSV long déjà décompressé. Lève ``Erreurs`` avec toutes les causes."""
    return _lire(chemin, chemin.name, choix, "")


def _lire(chemin: Path, fichier: str, choix: Choix, edition: str) -> Recolte:
    taille_bornee(chemin, TAILLE_TEXTE)
    refuser_les_lignes_sans_fin(chemin, fichier)
    colonnes = entetes(chemin)
    exiger_colonnes(fichier, colonnes, COMMUNES)
    profil = _profil(fichier, colonnes)
    lignes, presents = parcourir(chemin, fichier, colonnes, profil, choix)
    recolte = Recolte(profil.table)
    millesime = edition or max((ligne.periode[:4] for ligne in lignes), default="")
    for ligne in lignes:
        _ajouter(recolte, profil, ligne, choix, (fichier, millesime))
    if profil.sommes:
        recolte.releves = _sommer(recolte.releves)
    if profil.zero_si_absent:
        recolte.releves += _zeros(profil, lignes, presents, choix)
    return recolte.finir(fichier)


def _profil(fichier: str, colonnes: Sequence[str]) -> Profil:
    trouves = [profil for profil in PROFILS if profil.dimension in colonnes]
    if not trouves:
        manquantes = "une de ces dimensions : " + ", ".join(profil.dimension for profil in PROFILS)
        lieu = Lieu(fichier, 1)
        trouvees = ", ".join(colonnes[:40])
        raise Erreurs([err.ColonnesDuProducteur(lieu, manquantes=manquantes, trouvees=trouvees)])
    return trouves[0]


def parcourir(
    chemin: Path, fichier: str, colonnes: Sequence[str], profil: Profil, choix: Choix
) -> tuple[list[Ligne], set[tuple[str, str, str]]]:
    """Les lignes retenues, et les (GEO, GEO_OBJECT, TIME_PERIOD) du fichier si leur absence vaut zéro.

    Mémoire bornée à ``MEMOIRE``, quelle que soit la taille du fichier. Lève ``Erreurs`` s'il est mal formé.
    """
    import duckdb

    lecture, parametres = _lecture(chemin)
    totaux, permis = _totaux(colonnes, profil)
    places, choisis = _territoires(choix)
    voulues = ("GEO", "GEO_OBJECT", "TIME_PERIOD", profil.dimension, "OBS_VALUE")
    extras = ("OBS_STATUS", "CONF_STATUS", "UNIT_MULT")
    champs = [_nom(c) for c in voulues] + [_nom(c) if c in colonnes else f"'' AS {c}" for c in extras]
    # Les noms viennent de l'en-tête du fichier, entre guillemets ; les valeurs sont des paramètres.
    lues = f"SELECT {', '.join(champs)} FROM {lecture} WHERE {totaux} AND {places}"  # noqa: S608
    copie = f"CREATE TEMP TABLE lues AS {lues}"
    connues = list(profil.mesures)
    if not profil.zero_si_absent:  # sinon, les autres modalités disent quels territoires le fichier couvre
        copie += f" AND {_nom(profil.dimension)} IN (SELECT unnest(?))"
        choisis = [*choisis, connues]
    try:
        with _base() as base:
            base.execute(copie, [*parametres, *permis, *choisis])
            condition = f"{_nom(profil.dimension)} IN (SELECT unnest(?))"
            retenue = f"SELECT * FROM lues WHERE {condition} ORDER BY ALL"  # noqa: S608
            rangees = base.execute(retenue, [connues]).fetchall()
            presents = _presents(base, choix) if profil.zero_si_absent else set()
    except duckdb.Error as refus:
        raise Erreurs([_mal_forme(fichier, str(refus))]) from None
    return [Ligne(*(mot or "" for mot in rangee)) for rangee in rangees], presents


def _base() -> Any:
    """Une base en mémoire, bornée, sans extension à charger ni barre à l'écran."""
    import duckdb

    bornes: dict[str, Any] = {"memory_limit": MEMOIRE, "threads": 2, "preserve_insertion_order": False}
    refus = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    base = duckdb.connect(config={**bornes, **refus})
    base.execute("SET enable_progress_bar = false")
    return base


def _lecture(chemin: Path) -> tuple[str, list[Any]]:
    """L'appel de lecture : tout en texte, sans deviner ; une ligne qui ne convient pas arrête la lecture."""
    premiere = debut(chemin, 1 << 20).split(b"\n", 1)[0].decode("utf-8-sig", "replace")
    appel = (
        "read_csv(?, delim = ?, header = true, all_varchar = true, quote = '\"', escape = '\"', "
        "auto_detect = false, columns = ?, max_line_size = 1048576, buffer_size = 8388608)"
    )
    noms = dict.fromkeys(entetes(chemin), "VARCHAR")
    return appel, [str(chemin), separateur(premiere), noms]


def _totaux(colonnes: Sequence[str], profil: Profil) -> tuple[str, list[Any]]:
    """Le total de chaque autre dimension, ou les modalités qui s'y additionnent."""
    conditions, parametres = ["true"], []
    for colonne in colonnes:
        if colonne in COMMUNES or colonne in DESCRIPTIVES or colonne == profil.dimension:
            continue
        conditions.append(f"{_nom(colonne)} IN (SELECT unnest(?))")
        parametres.append(["_T", *profil.sommes.get(colonne, ())])
    if "BPE_MEASURE" in colonnes:
        conditions.append("BPE_MEASURE = 'FACILITIES'")
    return " AND ".join(conditions), parametres


def _territoires(choix: Choix) -> tuple[str, list[Any]]:
    """Le pays, les régions, les départements, et les territoires suivis."""
    if choix.departements is None:
        return "true", []
    condition = "(GEO_OBJECT IN ('FRANCE', 'REG', 'DEP') OR GEO IN (SELECT unnest(?)))"
    return condition, [list(choix.departements)]


def _presents(base: Any, choix: Choix) -> set[tuple[str, str, str]]:
    """Les territoires suivis dont le fichier dit quelque chose : pour eux seuls, un silence vaut zéro."""
    suivis = list(choix.departements or ())
    requete = "SELECT DISTINCT GEO, GEO_OBJECT, TIME_PERIOD FROM lues WHERE GEO IN (SELECT unnest(?))"
    return {tuple(rangee) for rangee in base.execute(requete, [suivis]).fetchall()}


def _nom(colonne: str) -> str:
    return '"' + colonne.replace('"', '""') + '"'


def _mal_forme(fichier: str, message: str) -> err.Erreur:
    """Le message de DuckDB, traduit : l'encodage, ou une ligne qui n'a pas la forme des autres."""
    trouve = re.search(r"Line: (\d+)", message)
    lieu = Lieu(fichier, int(trouve.group(1)) if trouve else None)
    if re.search("unicode|utf-?8", message, re.IGNORECASE):
        return err.EncodageDuProducteur(lieu, trouve="en Latin-1 ou Windows-1252, sans doute")
    if "Out of Memory" in message:
        return err.LigneIrreguliere(lieu, cause="elle ne tient pas dans la mémoire permise")
    nombre = "nombre de cellules" if re.search("column", message, re.IGNORECASE) else "guillemets ou longueur"
    return err.LigneIrreguliere(lieu, cause=nombre)


def _ajouter(
    recolte: Recolte, profil: Profil, ligne: Ligne, choix: Choix, publication: tuple[str, str]
) -> None:
    fichier, millesime = publication
    lieu = Lieu(fichier, detail=f"{ligne.geo}, {ligne.periode}, {ligne.modalite}")
    maille, periode = MAILLES.get(ligne.objet), periode_du_producteur(ligne.periode)
    if maille is None:  # unités urbaines, zones d'emploi… : le projet ne les suit pas
        return
    if periode is None:
        cause = "ce n'est ni une année, ni un trimestre"
        recolte.fautes.append(err.NombreDuProducteur(lieu, recu=ligne.periode, cause=cause))
        return
    code, maille = _place(ligne.geo, maille)
    edition = f"{profil.prefixe}{periode[:4]}" if profil.millesime else millesime
    note = {"K": INCLUS_AILLEURS, "W": "inclut une commune rattachée"}.get(ligne.statut, "")
    mesure, nom = profil.mesures[ligne.modalite], choix.noms.get(code, code)
    releve = Releve(mesure, code, maille, nom, periode, VIDE, edition, mesure.nature, note=note)
    if ligne.confidentialite == "C":
        recolte.releves.append(_trou(releve, Cellule(None, "secret")))
    elif ligne.statut == "K" or not ligne.valeur:
        recolte.releves.append(_trou(releve, Cellule(None, "non_disponible")))
    else:
        recolte.ajouter(releve, _multiplier(ligne), lieu)


def _trou(releve: Releve, cellule: Cellule) -> Releve:
    return replace(releve, cellule=cellule)


def _place(geo: str, maille: Maille) -> tuple[str, Maille]:
    """« F » est la France ; un autre champ national garde son code, à part."""
    if maille != "france":
        return geo, maille
    return (FRANCES[geo], "france") if geo in FRANCES else (geo, "autre")


def _multiplier(ligne: Ligne) -> object:
    """La valeur, multipliée par la puissance de dix que le fichier annonce (UNIT_MULT)."""
    if ligne.multiple.strip() in ("", "0", "_Z"):
        return ligne.valeur
    try:
        return float(ligne.valeur) * 10.0 ** int(ligne.multiple)
    except (ValueError, OverflowError):
        return ligne.valeur


def _sommer(releves: Iterable[Releve]) -> list[Releve]:
    """Le total d'une dimension qui n'est publiée que par modalités ; une part manquante est un trou."""
    par_cle: dict[tuple[str, ...], list[Releve]] = {}
    for releve in releves:
        par_cle.setdefault(releve.cle, []).append(releve)
    return [
        parts[0]
        if len(parts) == 1
        else replace(
            parts[0],
            cellule=_somme([part.cellule for part in parts]),
            nature="agregee",
            note="somme des deux sexes",
        )
        for parts in par_cle.values()
    ]


def _somme(cellules: Sequence[Cellule]) -> Cellule:
    trous = [cellule for cellule in cellules if cellule.valeur is None]
    if trous:
        return trous[0]
    return Cellule(round(sum(cellule.valeur or 0 for cellule in cellules), 6), "valeur")


def _zeros(
    profil: Profil, lignes: Iterable[Ligne], presents: set[tuple[str, str, str]], choix: Choix
) -> list[Releve]:
    """Un zéro par équipement absent d'un territoire suivi que le fichier connaît par ailleurs."""
    vus = {(ligne.geo, ligne.periode, ligne.modalite) for ligne in lignes}
    note = "aucun équipement : absence de ligne dans la base"
    return [
        Releve(mesure, geo, MAILLES[objet], choix.noms.get(geo, geo), periode, Cellule(0.0, "valeur"),
               f"{profil.prefixe}{periode[:4]}", mesure.nature, note=note)
        for geo, objet, periode in sorted(presents)
        for modalite, mesure in profil.mesures.items()
        if objet in MAILLES and (geo, periode, modalite) not in vus
    ]  # fmt: skip
