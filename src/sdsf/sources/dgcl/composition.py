"""Lire qui est membre de quoi : le classeur ou le CSV ``epcicom`` de la DGCL, le classeur ``ept`` de l'Insee.

Le CSV de la DGCL est en Latin-1, ses milliers sont séparés par une espace, sa dernière ligne est vide.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu, enumerer
from sdsf.lecture.cellules import Cellule, Illisible, lire_cellule
from sdsf.lecture.classeur import avis_du_classeur, code_texte, est_classeur, lire_feuilles
from sdsf.lecture.grille import entetes, exiger_colonnes, lire_grille
from sdsf.lecture.octets import TAILLE_CLASSEUR, taille_bornee
from sdsf.sources.producteurs.releves import COMMUNE, SIREN, dire_le_zero, milliers_probables, reparer_commune
from sdsf.vocabulaire import Maille

ADMIS = "classeur ou CSV epcicom de la DGCL (siren, raison_sociale, insee…), classeur ept de l'Insee"
EPCICOM = ("siren", "raison_sociale", "nature_juridique", "total_pop_mun", "insee")
EPT = ("CODGEO", "EPT", "LIBEPT")
SANS_EPT = "ZZZZZZZZZ"


@dataclass(frozen=True)
class Groupement:
    """Un EPCI ou un EPT : son code Siren, son nom, ses communes, et sa population municipale si on l'a."""

    code: str
    nom: str
    nature: str
    population: Cellule | None
    """``None`` si le fichier n'en donne pas ; un trou garde son mot."""
    communes: tuple[str, ...]


@dataclass(frozen=True)
class Composition:
    """Les groupements d'une maille à une date : ``millesime`` est l'année de la géographie."""

    maille: Maille
    millesime: str
    groupements: Mapping[str, Groupement]
    avertissements: tuple[str, ...] = ()


@dataclass
class _Table:
    """Des lignes de textes, quelle que soit l'origine : un classeur ou un CSV."""

    fichier: str
    colonnes: Sequence[str]
    lignes: Iterable[tuple[int, Mapping[str, object]]]


def lire_composition(chemin: Path) -> Composition:
    """Reconnaît le fichier et le lit. Lève ``Erreurs`` avec toutes les causes."""
    taille_bornee(chemin, TAILLE_CLASSEUR)
    for table in _tables(chemin):
        if len(set(EPCICOM) & set(table.colonnes)) > len(EPCICOM) // 2:
            composition = _lire_epcicom(table)
            dits = avis_du_classeur(chemin) if est_classeur(chemin) else []
            return replace(composition, avertissements=(*dits, *composition.avertissements))
        if set(EPT) <= set(table.colonnes):
            return _lire_ept(table, chemin)
    raise Erreurs([_non_reconnu(chemin)])


def _tables(chemin: Path) -> Iterator[_Table]:
    if est_classeur(chemin):
        for feuille in lire_feuilles(chemin).values():
            for rang in range(min(6, len(feuille.lignes))):
                noms = [str(mot).strip() for mot in feuille.lignes[rang]]
                lignes = feuille.lignes[rang + 1 :]
                paires = (
                    (rang + 2 + n, dict(zip(noms, ligne, strict=False))) for n, ligne in enumerate(lignes)
                )
                yield _Table(chemin.name, noms, paires)
    elif len(set(EPCICOM) & set(entetes(chemin))) > len(EPCICOM) // 2:
        grille = lire_grille(chemin, ("utf-8-sig", "cp1252"))
        yield _Table(chemin.name, grille.colonnes, ((n, dict(ligne)) for n, ligne in grille.lignes))


def _non_reconnu(chemin: Path) -> Erreur:
    if est_classeur(chemin):
        trouvees = f"Feuilles trouvées : {enumerer(lire_feuilles(chemin), 20)}."
    else:
        trouvees = f"Colonnes trouvées : {', '.join(entetes(chemin)[:40])}."
    return err.FichierNonReconnu(Lieu(chemin.name, 1), source="dgcl", trouvees=trouvees, admis=ADMIS)


def _lire_epcicom(table: _Table) -> Composition:
    exiger_colonnes(table.fichier, table.colonnes, EPCICOM)
    annees = [t.group(1) for nom in table.colonnes if (t := re.fullmatch(r"pmun_(\d{4})", nom))]
    if not annees:
        exiger_colonnes(table.fichier, table.colonnes, ["pmun_2025"])
    lignes = list(table.lignes)
    connus = {str(ligne["insee"]) for _, ligne in lignes}
    fautes: list[Erreur] = []
    avis: list[str] = []
    membres: dict[str, list[str]] = {}
    tetes: dict[str, tuple[int, Mapping[str, object]]] = {}
    vues: dict[str, int] = {}
    for numero, ligne in lignes:
        code, commune = code_texte(ligne["siren"]), _commune(numero, ligne["insee"], connus, avis)
        if not code:
            continue
        fautes += _codes_faux(table.fichier, numero, code, str(ligne["insee"]), commune)
        if commune and vues.setdefault(commune, numero) != numero:
            fautes.append(_commune_en_double(table.fichier, numero, commune, annees[0]))
        membres.setdefault(code, []).append(commune or "")
        tetes.setdefault(code, (numero, ligne))
    populations = {code: _population(table.fichier, *tete, fautes) for code, tete in tetes.items()}
    err.lever(fautes[:20])
    groupements = {
        code: Groupement(
            code,
            str(tete["raison_sociale"]),
            str(tete["nature_juridique"]),
            populations[code],
            tuple(sorted(membres[code])),
        )
        for code, (_, tete) in tetes.items()
    }
    return Composition("epci", annees[0], groupements, tuple(avis))


def _commune(numero: int, recu: object, connus: set[str], avis: list[str]) -> str | None:
    lu = str(recu).removesuffix(".0")
    commune = reparer_commune(lu, connus)
    if commune and commune != lu:
        avis.append(dire_le_zero(numero, lu, commune))
    return commune


def _codes_faux(fichier: str, numero: int, code: str, recu: str, commune: str | None) -> list[Erreur]:
    fautes: list[Erreur] = []
    if not SIREN.fullmatch(code):
        lieu = Lieu(fichier, numero, "colonne siren")
        fautes.append(
            err.CodeDeTerritoire(lieu, recu=code, attendu="le Siren d'un groupement (neuf chiffres)")
        )
    if commune is None:
        lieu = Lieu(fichier, numero, "colonne insee")
        fautes.append(err.CodeDeTerritoire(lieu, recu=recu, attendu="un code de commune (cinq caractères)"))
    return fautes


def _commune_en_double(fichier: str, numero: int, commune: str, annee: str) -> Erreur:
    lieu = Lieu(fichier, numero, "colonne insee")
    quoi = "appartenance à un EPCI"
    return err.CleDuProducteurEnDouble(lieu, territoire=commune, periode=annee, quoi=quoi)


def _population(
    fichier: str, numero: int, tete: Mapping[str, object], fautes: list[Erreur]
) -> Cellule | None:
    """La population d'un groupement : un effectif entier, ou un trou et son mot."""
    recu, lieu = tete["total_pop_mun"], Lieu(fichier, numero, "colonne total_pop_mun")
    try:
        cellule = lire_cellule(recu)
    except Illisible as refus:
        fautes.append(err.NombreDuProducteur(lieu, recu=recu, cause=str(refus)))
        return None
    if cellule.valeur is not None and cellule.valeur < 0:
        fautes.append(err.ValeurNegative(lieu, recu=recu, quoi="population municipale"))
    elif milliers_probables(recu) or not (cellule.valeur or 0.0).is_integer():
        fautes.append(err.NombreDuProducteur(lieu, recu=recu, cause="un effectif n'a pas de décimales"))
    return cellule


def _lire_ept(table: _Table, chemin: Path) -> Composition:
    """La feuille de composition : une ligne par commune ; « ZZZZZZZZZ » n'est dans aucun EPT."""
    membres: dict[str, list[str]] = {}
    noms: dict[str, str] = {}
    for _, ligne in table.lignes:
        commune, code = str(ligne["CODGEO"]), str(ligne["EPT"])
        if COMMUNE.fullmatch(commune) and code != SANS_EPT:
            membres.setdefault(code, []).append(commune)
            noms[code] = str(ligne["LIBEPT"])
    textes = [str(f.lignes[2][0]) for f in lire_feuilles(chemin).values() if len(f.lignes) > 2]
    annees = [t.group(1) for mot in textes if (t := re.search(r"Géographie au \d\d/\d\d/(\d{4})", mot))]
    groupements = {
        code: Groupement(code, noms[code], "EPT", None, tuple(sorted(communes)))
        for code, communes in membres.items()
    }
    if not groupements or not annees:
        raise Erreurs([err.RienALire(Lieu(chemin.name))])
    return Composition("ept", annees[0], groupements)
