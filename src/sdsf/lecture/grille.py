"""Lire un CSV de producteur : encodage, séparateur et lignes contrôlés, tailles bornées.

Les producteurs écrivent avec ou sans BOM, avec « ; », « , » ou une tabulation : on les reconnaît à la
première ligne, et l'on refuse un fichier qui en mêle deux.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu, plus_proche
from sdsf.lecture.octets import TAILLE_TABLE, debut, est_zip, refuser_les_lignes_sans_fin, taille_bornee

SEPARATEURS = (";", ",", "\t", "|")
OCTETS_PAR_LIGNE = 1 << 20
COLONNES = 2000
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
FIN_DE_LIGNE = re.compile(r"\r\n|\n|\r")
# Au-delà, un fichier entier est d'une autre forme : les premières fautes suffisent à le dire.
FAUTES_MONTREES = 20


@dataclass(frozen=True)
class Grille:
    """Une table de textes : ``lignes`` porte le numéro de chaque ligne du fichier et ses cellules."""

    fichier: str
    colonnes: Sequence[str]
    lignes: Sequence[tuple[int, Mapping[str, str]]]

    def lieu(self, numero: int, colonne: str = "") -> Lieu:
        return Lieu(self.fichier, numero, f"colonne {colonne}" if colonne else "")


def entetes(chemin: Path) -> list[str]:
    """Les colonnes d'un CSV, sans lire la suite. Lève ``Erreurs`` : archive, autre encodage, pas un texte."""
    octets = debut(chemin, OCTETS_PAR_LIGNE)
    _refuser_ce_qui_n_est_pas_un_texte(chemin, octets)
    premiere = octets.split(b"\n", 1)[0].split(b"\r", 1)[0].decode("utf-8-sig", "replace")
    try:
        return _decouper(premiere, separateur(premiere))
    except csv.Error:
        cause = "un guillemet y est mal placé"
        raise Erreurs([err.LigneIrreguliere(Lieu(chemin.name, 1), cause=cause)]) from None


def _refuser_ce_qui_n_est_pas_un_texte(chemin: Path, octets: bytes) -> None:
    if not octets.strip(b"\x00\xef\xbb\xbf \t\r\n"):
        raise Erreurs([err.FichierDuProducteurVide(Lieu(chemin.name))])
    if est_zip(chemin):
        raise Erreurs([err.PasUnTexte(Lieu(chemin.name), trouve="une archive ou un classeur")])
    if octets.startswith(UTF_16):
        raise Erreurs([err.EncodageDuProducteur(Lieu(chemin.name, 1), trouve="en UTF-16")])
    if b"\x00" in octets[:4096] or octets.startswith(b"\x89PNG"):
        raise Erreurs([err.PasUnTexte(Lieu(chemin.name), trouve="un fichier binaire")])


def separateur(premiere: str) -> str:
    """Le séparateur le plus fréquent de la première ligne ; « ; » s'il n'y en a aucun."""
    return max(SEPARATEURS, key=premiere.count)


def _decouper(ligne: str, signe: str) -> list[str]:
    return [mot.strip() for mot in next(csv.reader([ligne], delimiter=signe), [])]


def lire_grille(chemin: Path, encodages: Sequence[str] = ("utf-8-sig",)) -> Grille:
    """Lit tout le fichier (64 Mo au plus). Lève ``Erreurs`` avec les vingt premières fautes."""
    taille_bornee(chemin, TAILLE_TABLE)
    refuser_les_lignes_sans_fin(chemin, chemin.name)
    lignes = FIN_DE_LIGNE.split(decoder(chemin, encodages))
    if not lignes[0].strip():
        raise Erreurs([err.FichierDuProducteurVide(Lieu(chemin.name))])
    signe = separateur(lignes[0])
    colonnes = _entetes_sures(chemin, lignes[0], signe)
    fautes: list[Erreur] = []
    table = list(_rangees(chemin, lignes, signe, colonnes, fautes))
    fautes += _derniere_ligne(chemin, lignes) if table else []
    err.lever(fautes[:FAUTES_MONTREES])
    if not table:
        raise Erreurs([err.FichierDuProducteurVide(Lieu(chemin.name))])
    return Grille(chemin.name, colonnes, table)


def _derniere_ligne(chemin: Path, lignes: Sequence[str]) -> list[Erreur]:
    """Une dernière ligne sans retour est peut-être coupée : 7000 s'y lirait 700."""
    return [err.FinDeFichier(Lieu(chemin.name, len(lignes)))] if lignes[-1].strip() else []


def decoder(chemin: Path, encodages: Sequence[str] = ("utf-8-sig",)) -> str:
    """Le texte d'un fichier déjà mesuré. Lève ``Erreurs`` : archive, binaire, autre encodage."""
    octets = chemin.read_bytes()
    _refuser_ce_qui_n_est_pas_un_texte(chemin, octets)
    for encodage in encodages:
        try:
            return octets.decode(encodage)
        except UnicodeDecodeError as refus:
            ligne = octets[: refus.start].count(b"\n") + 1
    trouve = "en Latin-1 ou Windows-1252, sans doute"
    raise Erreurs([err.EncodageDuProducteur(Lieu(chemin.name, ligne), trouve=trouve)])


def _entetes_sures(chemin: Path, premiere: str, signe: str) -> list[str]:
    colonnes = _decouper(premiere, signe)
    while colonnes and not colonnes[-1]:  # des colonnes vides en fin de ligne
        colonnes.pop()
    if len(colonnes) > COLONNES:
        cause = f"elle a {len(colonnes)} colonnes"
        raise Erreurs([err.LigneIrreguliere(Lieu(chemin.name, 1), cause=cause)])
    doubles = [nom for nom, fois in Counter(colonnes).items() if nom and fois > 1]
    causes = [f"la colonne « {nom} » y est deux fois" for nom in doubles]
    err.lever([err.LigneIrreguliere(Lieu(chemin.name, 1), cause=cause) for cause in causes])
    return colonnes


def _rangees(
    chemin: Path, lignes: Sequence[str], signe: str, colonnes: Sequence[str], fautes: list[Erreur]
) -> Iterator[tuple[int, dict[str, str]]]:
    lecteur = csv.reader(lignes[1:], delimiter=signe, strict=True)
    try:
        for cellules in lecteur:
            numero = lecteur.line_num + 1
            if not any(cellules):  # une dernière ligne vide, comme à la DGCL
                continue
            if any(cellules[len(colonnes) :]) or len(cellules) < len(colonnes):
                fautes.append(_irreguliere(chemin, numero, cellules, signe, len(colonnes)))
            yield numero, dict(zip(colonnes, (c.strip() for c in cellules), strict=False))
    except csv.Error:
        cause = "un guillemet n'est pas refermé, ou une cellule est démesurée"
        fautes.append(err.LigneIrreguliere(Lieu(chemin.name, lecteur.line_num + 1), cause=cause))


def _irreguliere(chemin: Path, numero: int, cellules: Sequence[str], signe: str, attendu: int) -> Erreur:
    autres = [s for s in SEPARATEURS if s != signe and signe.join(cellules).count(s) >= attendu - 1 > 0]
    mele = f" ; elle est séparée par « {autres[0]} », l'en-tête par « {signe} »" if autres else ""
    cause = f"elle a {len(cellules)} cellules, l'en-tête {attendu}{mele}"
    return err.LigneIrreguliere(Lieu(chemin.name, numero), cause=cause)


def exiger_colonnes(fichier: str, trouvees: Sequence[str], attendues: Iterable[str]) -> None:
    """Lève ``Erreurs`` si une colonne attendue manque, en citant celles que le fichier a."""
    manquantes = [nom for nom in attendues if nom not in trouvees]
    if manquantes:
        raise Erreurs(
            [
                err.ColonnesDuProducteur(
                    Lieu(fichier, 1),
                    proche=plus_proche(manquantes[0], trouvees),
                    manquantes=", ".join(manquantes),
                    trouvees=", ".join(list(trouvees)[:40]) or "aucune",
                )
            ]
        )
