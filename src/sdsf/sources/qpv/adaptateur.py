"""``sdsf actualiser qpv`` : lire la liste des quartiers prioritaires, et les compter par territoire.

``insee_com`` perd son zéro (1053) et réunit plusieurs communes (« 02571; 02691 ») : un quartier compte
dans chacune de ses communes, une seule fois dans son département et dans la France.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sdsf import erreurs as err
from sdsf.actualisation import Actualisation, exiger_fichier
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.lecture.cellules import Cellule
from sdsf.lecture.grille import Grille, entetes, exiger_colonnes, lire_grille
from sdsf.lecture.octets import TAILLE_TABLE, taille_bornee
from sdsf.sources.producteurs.ecriture import actualiser_recoltes, territoires_suivis
from sdsf.sources.producteurs.releves import (
    DEPARTEMENT,
    TOUT,
    Choix,
    Mesure,
    Recolte,
    Releve,
    dire_le_zero,
    maille_du_code,
    reparer_code,
    reparer_commune,
    sans_formule,
)

COLONNES = ("code_qp", "lib_qp", "insee_dep", "insee_com")
CODE = re.compile(r"QN\d[0-9A-B]\d{3}[A-Z]|QN97\d\d{2}[A-Z]")
ADMIS = "la liste des quartiers prioritaires (code_qp, lib_qp, insee_dep, insee_com…), en CSV"
NOMBRE = Mesure("nombre_qpv", "quartiers prioritaires", "nombre", "anct_qpv", nature="agregee")


@dataclass(frozen=True)
class Quartier:
    """Un quartier prioritaire, son département, ses communes."""

    code: str
    nom: str
    departement: str
    communes: tuple[str, ...]


def actualiser_qpv(espace: Espace, depuis: Path | None) -> Actualisation:
    """``sdsf actualiser qpv`` : le nombre de quartiers par territoire. Lève ``Erreurs``."""
    chemin = exiger_fichier("qpv", depuis)
    choix = territoires_suivis(espace)
    return actualiser_recoltes(espace, choix, [compter(chemin, choix)], chemin)


def lire_quartiers(chemin: Path) -> tuple[list[Quartier], list[str]]:
    """Les quartiers de la liste, et les codes réparés. Lève ``Erreurs`` avec toutes les causes."""
    taille_bornee(chemin, TAILLE_TABLE)
    colonnes = entetes(chemin)
    if len(set(COLONNES) & set(colonnes)) <= len(COLONNES) // 2:
        trouvees = f"Colonnes trouvées : {', '.join(colonnes[:40]) or 'aucune'}."
        lieu = Lieu(chemin.name, 1)
        raise Erreurs([err.FichierNonReconnu(lieu, source="qpv", trouvees=trouvees, admis=ADMIS)])
    grille = lire_grille(chemin)
    exiger_colonnes(grille.fichier, grille.colonnes, COLONNES)
    fautes: list[Erreur] = []
    avis: list[str] = []
    quartiers = [_quartier(grille, numero, ligne, fautes, avis) for numero, ligne in grille.lignes]
    fautes += _doubles(grille, quartiers)
    err.lever(fautes[:20])
    if not quartiers:
        raise Erreurs([err.RienALire(Lieu(chemin.name))])
    return quartiers, avis


def _quartier(
    grille: Grille, numero: int, ligne: Mapping[str, str], fautes: list[Erreur], avis: list[str]
) -> Quartier:
    code, departement = ligne["code_qp"], reparer_code(ligne["insee_dep"], "departement", ())
    if departement != ligne["insee_dep"]:
        avis.append(dire_le_zero(numero, ligne["insee_dep"], departement))
    if not CODE.fullmatch(code):
        lieu = grille.lieu(numero, "code_qp")
        fautes.append(err.CodeDeTerritoire(lieu, recu=code, attendu="le code d'un quartier (QN00101M)"))
    if not DEPARTEMENT.fullmatch(departement):
        lieu = grille.lieu(numero, "insee_dep")
        fautes.append(err.CodeDeTerritoire(lieu, recu=ligne["insee_dep"], attendu="un code de département"))
    communes: list[str] = []
    for recue in re.split(r"\s*[;,]\s*", ligne["insee_com"].strip(" ;,")):
        # Le département confirme le zéro perdu : 1053 dans l'Ain (01) ne peut être que 01053.
        commune = reparer_commune(recue, ())
        if commune is None or (commune != recue and not commune.startswith(departement)):
            lieu = grille.lieu(numero, "insee_com")
            attendu = "un code de commune (cinq caractères)"
            fautes.append(err.CodeDeTerritoire(lieu, recu=recue, attendu=attendu))
        else:
            communes.append(commune)
            if commune != recue:
                avis.append(dire_le_zero(numero, recue, commune))
    return Quartier(code, ligne["lib_qp"], departement, tuple(communes))


def _doubles(grille: Grille, quartiers: list[Quartier]) -> list[Erreur]:
    """Un quartier listé deux fois : la seconde ligne, et non la première."""
    vus: set[str] = set()
    fautes: list[Erreur] = []
    for (numero, _), q in zip(grille.lignes, quartiers, strict=True):
        if q.code in vus:
            lieu, nom = grille.lieu(numero, "code_qp"), f"{sans_formule(q.nom)} ({q.code})"
            fautes.append(err.CleDuProducteurEnDouble(lieu, territoire=nom, periode="liste", quoi="quartier"))
        vus.add(q.code)
    return fautes


def compter(chemin: Path, choix: Choix = TOUT) -> Recolte:
    """Le nombre de quartiers par département, par commune suivie, et en France."""
    quartiers, avis = lire_quartiers(chemin)
    millesime = next(iter(re.findall(r"20\d{2}", chemin.name)), "2024")
    par_territoire: dict[str, set[str]] = defaultdict(set)
    for quartier in quartiers:
        for territoire in ("FR", quartier.departement, *quartier.communes):
            par_territoire[territoire].add(quartier.code)
    recolte = Recolte("nombre", avertissements=avis)
    recolte.phrases.append(f"{len(quartiers)} quartiers lus, liste de {millesime}.")
    for territoire, codes in sorted(par_territoire.items()):
        maille = "france" if territoire == "FR" else maille_du_code(territoire)
        if maille and choix.garde(maille, territoire):
            nom = "France" if territoire == "FR" else choix.noms.get(territoire, territoire)
            nombre = Cellule(float(len(codes)), "valeur")
            recolte.releves.append(
                Releve(
                    NOMBRE,
                    territoire,
                    maille,
                    nom,
                    millesime,
                    nombre,
                    millesime,
                    "agregee",
                    f"COG {millesime}",
                )
            )
    return recolte.finir(chemin.name)
