"""Un lecteur pour tous les fichiers Melodi de l'Insee : un zip et son CSV long, filtré au fil de l'eau.

L'ordre des colonnes varie d'un jeu à l'autre : on lit par nom. DuckDB parcourt le fichier sans le charger,
sous 256 Mo ; seules les lignes retenues (le pays, les départements, les territoires suivis) arrivent ici.
« C » (CONF_STATUS) est un secret ; « K » (OBS_STATUS) est inclus ailleurs : un trou, jamais un zéro.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu, enumerer
from sdsf.lecture.cellules import Cellule
from sdsf.lecture.grille import COLONNES, entetes, exiger_colonnes, separateur
from sdsf.lecture.octets import (
    TAILLE_TEXTE,
    debut,
    extraire,
    fichier_provisoire,
    ouvrir_zip,
    refuser_les_lignes_sans_fin,
    refuser_une_fin_coupee,
    taille_bornee,
)
from sdsf.sources.insee.naissances import VIDE
from sdsf.sources.insee.profils import COMMUNES, DESCRIPTIVES, PROFILS, Profil
from sdsf.sources.producteurs.releves import (
    DEPARTEMENT,
    TOUT,
    Choix,
    Recolte,
    Releve,
    dire_le_zero,
    periode_du_producteur,
    reparer_code,
)
from sdsf.vocabulaire import Maille, NatureValeur

MEMOIRE = "256MB"
MAILLES: dict[str, Maille] = {
    "COM": "commune",
    "ARM": "arrondissement_municipal",
    "EPCI": "epci",
    "DEP": "departement",
    "REG": "region",
    "FRANCE": "france",
}
OUTRE_MER = re.compile(r"97[5-8]|98\d")
PUISSANCE = re.compile(r"-?\d|_Z")
# CONF_STATUS : « F » est libre ; tout autre mot (« C », confidentiel) garde le secret.
LIBRES = ("", "F", "_Z")
SOMME, A_SOMMER = "somme des deux sexes", "à sommer"
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
    part: str = ""
    """La modalité d'une dimension dont le total se calcule (« F », « M ») ; « _T » si c'est le total."""

    @property
    def lieu(self) -> str:
        """De quoi la retrouver dans le fichier, si elle est refusée."""
        return f"{self.geo}, {self.periode}, {self.modalite}"


def reconnait(colonnes: Sequence[str]) -> bool:
    """Un CSV qui a les colonnes communes à tous les jeux Melodi, à une près."""
    return len({*COMMUNES} & set(colonnes)) >= len(COMMUNES) - 1


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
    if len(colonnes) > COLONNES:
        raise Erreurs([err.LigneIrreguliere(Lieu(fichier, 1), cause=f"elle a {len(colonnes)} colonnes")])
    refuser_une_fin_coupee(chemin, fichier)
    profil = _profil(fichier, colonnes)
    lignes, presents = parcourir(chemin, fichier, colonnes, profil, choix)
    try:
        return _recolter(profil, lignes, presents, choix, (fichier, edition))
    except Erreurs as refus:
        situer(refus.erreurs, chemin, fichier, colonnes, profil.dimension)
        raise


def _recolter(
    profil: Profil,
    lignes: Sequence[Ligne],
    presents: set[tuple[str, str, str]],
    choix: Choix,
    publication: tuple[str, str],
) -> Recolte:
    fichier, edition = publication
    recolte = Recolte(profil.table)
    millesime = edition or max((ligne.periode[:4] for ligne in lignes), default="")
    reparees = _reparees(lignes, recolte)
    for ligne in _totaliser(reparees, profil, recolte, fichier):
        _ajouter(recolte, profil, ligne, choix, (fichier, millesime))
    recolte.releves = _sommer(recolte.releves)
    if profil.zero_si_absent:
        recolte.releves += _zeros(profil, reparees, presents, choix)
    return recolte.finir(fichier)


def situer(
    fautes: Iterable[err.Erreur], chemin: Path, fichier: str, colonnes: Sequence[str], dimension: str
) -> None:
    """Donne leur numéro de ligne aux fautes : le fichier, lu sans ordre, n'est relu que s'il est refusé."""
    cherchees = {faute.lieu.detail for faute in fautes}
    rangs = [colonnes.index(nom) for nom in ("GEO", "TIME_PERIOD", dimension)]
    trouvees: dict[str, int] = {}
    with chemin.open(encoding="utf-8-sig", errors="replace", newline="") as flux:
        signe = separateur(flux.readline())
        for numero, cellules in enumerate(csv.reader(flux, delimiter=signe), 2):
            cle = ", ".join(cellules[rang] for rang in rangs if rang < len(cellules))
            if cle in cherchees:
                trouvees[cle] = numero  # la dernière : celle qui répète, s'il y en a deux
    for faute in fautes:
        if numero := trouvees.get(faute.lieu.detail, 0):
            faute.lieu = Lieu(fichier, numero, "colonne OBS_VALUE")


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
    parts = [f"coalesce({_nom(c)}, '')" for c in profil.sommes if c in colonnes]
    champs.append(f"{' || '.join(parts) or _vide()} AS part")
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
            if not rangees:
                _exiger_des_totaux(base, fichier, colonnes, profil, (lecture, parametres))
            presents = _presents(base, choix) if profil.zero_si_absent else set()
    except duckdb.Error as refus:
        raise Erreurs([_mal_forme(fichier, str(refus))]) from None
    return [Ligne(*(mot or "" for mot in rangee)) for rangee in rangees], presents


def _vide() -> str:
    return "''"


def _exiger_des_totaux(
    base: Any, fichier: str, colonnes: Sequence[str], profil: Profil, lecture: tuple[str, list[Any]]
) -> None:
    """Lève ``Erreurs`` si une colonne inconnue, sans total « _T », explique que rien ne soit retenu."""
    sans = [
        nom
        for nom in _dimensions(colonnes, profil)
        if not base.execute(
            f"SELECT 1 FROM {lecture[0]} WHERE {_nom(nom)} IN (SELECT unnest(?)) LIMIT 1",  # noqa: S608
            [*lecture[1], ["_T", *profil.sommes.get(nom, ())]],
        ).fetchall()
    ]
    if sans:
        manquantes = "un total « _T » dans " + ", ".join(sans)
        trouvees = ", ".join(colonnes[:40])
        raise Erreurs([err.ColonnesDuProducteur(Lieu(fichier), manquantes=manquantes, trouvees=trouvees)])


def _dimensions(colonnes: Sequence[str], profil: Profil) -> list[str]:
    """Les colonnes qui ventilent l'observation, en dehors de celle que l'on lit."""
    connues = {*COMMUNES, *DESCRIPTIVES, profil.dimension}
    return [colonne for colonne in colonnes if colonne not in connues]


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
    for colonne in _dimensions(colonnes, profil):
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
    sans_zero = [code[1:] for code in choix.departements if code.startswith("0")]
    return condition, [[*choix.departements, *sans_zero]]


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
    lieu = Lieu(fichier, detail=ligne.lieu)
    maille, periode = MAILLES.get(ligne.objet), periode_du_producteur(ligne.periode)
    if maille is None:  # unités urbaines, zones d'emploi… : le projet ne les suit pas
        return
    if periode is None:
        cause = "ce n'est ni une année, ni un trimestre"
        recolte.fautes.append(err.NombreDuProducteur(lieu, recu=ligne.periode, cause=cause))
        return
    if maille == "departement" and not (DEPARTEMENT.fullmatch(ligne.geo) or OUTRE_MER.fullmatch(ligne.geo)):
        attendu = "un code de département"
        recolte.fautes.append(err.CodeDeTerritoire(lieu, recu=ligne.geo, attendu=attendu))
        return
    code, maille = _place(ligne.geo, maille)
    edition = f"{profil.prefixe}{periode[:4]}" if profil.millesime else millesime
    note = {"K": INCLUS_AILLEURS, "W": "inclut une commune rattachée"}.get(ligne.statut, "")
    mesure, nom = profil.mesures[ligne.modalite], choix.noms.get(code, code)
    agregee = ligne.part == A_SOMMER
    nature: NatureValeur = "agregee" if agregee else mesure.nature
    releve = Releve(
        mesure, code, maille, nom, periode, VIDE, edition, nature, note=SOMME if agregee else note, lieu=lieu
    )
    if ligne.confidentialite not in LIBRES:
        recolte.releves.append(replace(releve, cellule=Cellule(None, "secret")))
    elif ligne.statut == "K" or not ligne.valeur:
        recolte.releves.append(replace(releve, cellule=Cellule(None, "non_disponible")))
    else:
        _ajouter_la_valeur(recolte, releve, ligne, lieu)


def _ajouter_la_valeur(recolte: Recolte, releve: Releve, ligne: Ligne, lieu: Lieu) -> None:
    """La valeur, multipliée par la puissance de dix que le fichier annonce (UNIT_MULT)."""
    puissance = ligne.multiple.strip() or "0"
    if not PUISSANCE.fullmatch(puissance):
        cause = "UNIT_MULT n'est pas une puissance de dix"
        recolte.fautes.append(err.NombreDuProducteur(lieu, recu=puissance, cause=cause))
        return
    recolte.ajouter(releve, ligne.valeur, lieu, 10.0 ** int(puissance.replace("_Z", "0")))


def _place(geo: str, maille: Maille) -> tuple[str, Maille]:
    """« F » est la France ; un autre champ national garde son code, à part."""
    if maille != "france":
        return geo, maille
    return (FRANCES[geo], "france") if geo in FRANCES else (geo, "autre")


def _reparees(lignes: Sequence[Ligne], recolte: Recolte) -> list[Ligne]:
    """Les lignes, zéros de tête rendus ; chaque code réparé est dit une fois."""
    connus = {ligne.geo for ligne in lignes}
    lus: dict[str, str] = {}
    for ligne in lignes:
        maille = MAILLES.get(ligne.objet)
        lu = reparer_code(ligne.geo, maille, connus) if maille else ligne.geo
        if lu != ligne.geo:
            lus[ligne.geo] = lu
    recolte.avertissements += [dire_le_zero(None, recu, lu) for recu, lu in sorted(lus.items())]
    return [replace(ligne, geo=lus[ligne.geo]) if ligne.geo in lus else ligne for ligne in lignes]


def _totaliser(lignes: Sequence[Ligne], profil: Profil, recolte: Recolte, fichier: str) -> Iterator[Ligne]:
    """Les lignes à retenir : le total publié d'une dimension, sinon ses modalités, à additionner.

    Une modalité qui manque laisse un trou ; une modalité donnée deux fois est une faute.
    """
    if not profil.sommes:
        yield from lignes
        return
    attendues = {"".join(parts) for parts in product(*profil.sommes.values())}
    groupes: dict[str, list[Ligne]] = defaultdict(list)
    for ligne in lignes:
        groupes[ligne.lieu].append(ligne)
    for lieu, groupe in groupes.items():
        totaux = [ligne for ligne in groupe if ligne.part not in attendues]
        if not totaux and len({ligne.part for ligne in groupe}) < len(groupe):
            recolte.fautes.append(_part_en_double(groupe[0], profil, Lieu(fichier, detail=lieu)))
        elif not totaux and len(groupe) < len(attendues):
            yield replace(groupe[0], valeur="", part=A_SOMMER)
        else:
            yield from totaux or (replace(ligne, part=A_SOMMER) for ligne in groupe)


def _part_en_double(ligne: Ligne, profil: Profil, lieu: Lieu) -> err.Erreur:
    quoi = profil.mesures[ligne.modalite].intitule
    return err.CleDuProducteurEnDouble(lieu, territoire=ligne.geo, periode=ligne.periode, quoi=quoi)


def _sommer(releves: Iterable[Releve]) -> list[Releve]:
    """Additionne les modalités d'un même fait ; une part qui est un trou fait un trou du total."""
    entiers: list[Releve] = []
    parts: dict[tuple[str, ...], list[Releve]] = defaultdict(list)
    for releve in releves:
        (parts[releve.cle] if releve.note == SOMME else entiers).append(releve)
    return entiers + [
        replace(groupe[0], cellule=_somme([part.cellule for part in groupe])) for groupe in parts.values()
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
