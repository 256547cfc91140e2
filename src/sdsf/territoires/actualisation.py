"""``sdsf actualiser territoires`` : réécrire les tables depuis un fichier, ou un dossier de fichiers."""

from collections.abc import Callable, Mapping
from pathlib import Path

from sdsf import erreurs as err
from sdsf.actualisation import Actualisation, exiger_fichier
from sdsf.erreurs import Erreur, Erreurs, Lieu, lever
from sdsf.espace import Espace
from sdsf.lecture.csv_strict import ecrire_table
from sdsf.territoires import construction as c
from sdsf.territoires.cog import TableDuCog, ouvrir_csv, sorte_du_csv
from sdsf.territoires.complements import (
    ajouter_communes,
    ajouter_noms,
    ajouter_populations,
    laisser_l_outre_mer,
)
from sdsf.territoires.lecture import contrats_des_territoires, dossier_des_territoires, lire_territoires
from sdsf.territoires.producteurs import PAQUET, Paquet, ouvrir_composition, ouvrir_paquet

Ouverture = Callable[[c.Chantier, Path], None]
ATTENDUS = "un paquet .tgz, epcicom.xlsx, ept.xlsx, ou un CSV du COG (mouvements, communes, populations…)"


def actualiser_territoires(espace: Espace, depuis: Path | None) -> Actualisation:
    """Les tables réécrites avec ce que ces fichiers apportent ; rien n'est écrit ici. Lève ``Erreurs``."""
    chemin = exiger_fichier("territoires", depuis)
    schemas = contrats_des_territoires(espace)
    en_place = (dossier_des_territoires(espace) / "communes.csv").exists()
    chantier = c.reprendre(lire_territoires(espace) if en_place else None)
    _ajouter_tout(chantier, chemin)
    tables = c.tables_finies(chantier)
    fichiers = {
        dossier_des_territoires(espace) / f"{nom}.csv": ecrire_table(tables[nom], schema)
        for nom, schema in schemas.items()
    }
    return Actualisation(fichiers, tuple(chantier.phrases), tuple(chantier.avertissements))


def _ajouter_tout(chantier: c.Chantier, chemin: Path) -> None:
    """Les mouvements, puis les paquets, du plus récent au plus ancien, que les autres fichiers complètent."""
    fichiers = sorted(p for p in chemin.iterdir() if p.is_file()) if chemin.is_dir() else [chemin]
    lus = {f: OUVERTURES[sorte] for f in fichiers if (sorte := _sorte(f))}
    if not lus:
        raise Erreurs(
            [err.FichierDeTerritoires(Lieu(str(chemin)), cause="rien ne s'y reconnaît", attendu=ATTENDUS)]
        )
    # Sans eux, un paquet en retard dirait inconnues des communes qu'ils donnent : leurs fautes d'abord.
    lever(_ajouter(chantier, lus, "mouvements"))
    paquets = [ouvrir_paquet(f) for f in lus if _sorte(f) == "paquet"]
    for paquet in sorted(paquets, key=lambda p: -p.annee):
        _ajouter_paquet(chantier, paquet)
    _exiger_un_millesime(chantier, chemin)
    complements = [sorte for sorte in OUVERTURES if sorte not in ("mouvements", "paquet")]
    lever([faute for sorte in complements for faute in _ajouter(chantier, lus, sorte)])
    if autres := [f.name for f in fichiers if f not in lus]:
        chantier.avertissements.append(f"Fichiers laissés de côté : {', '.join(autres)}.")


def _ajouter(chantier: c.Chantier, lus: Mapping[Path, Ouverture], sorte: str) -> list[Erreur]:
    """Les fichiers d'une sorte ; rend les fautes de tous."""
    fautes: list[Erreur] = []
    for fichier, ajouter in lus.items():
        try:
            if _sorte(fichier) == sorte:
                ajouter(chantier, fichier)
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
    return fautes


def _ajouter_paquet(chantier: c.Chantier, paquet: Paquet) -> None:
    try:
        c.ajouter_paquet(chantier, paquet)
    except (KeyError, TypeError) as refus:
        lieu, cause = (
            Lieu(f"{PAQUET} {paquet.version}"),
            f"un de ses éléments n'a pas la forme attendue ({refus})",
        )
        raise Erreurs([err.FichierDeTerritoires(lieu, cause=cause, attendu="un paquet intact")]) from refus


def _exiger_un_millesime(chantier: c.Chantier, chemin: Path) -> None:
    if not chantier.millesimes:
        cause = "aucune table n'est encore là, et ce fichier ne donne pas les communes"
        raise Erreurs(
            [err.FichierDeTerritoires(Lieu(str(chemin)), cause=cause, attendu="d'abord un paquet .tgz")]
        )


def _sorte(fichier: Path) -> str | None:
    """Ce qu'un fichier peut être, à son nom, ou aux colonnes d'un CSV ; il est contrôlé à l'ouverture."""
    nom = fichier.name.lower()
    if nom.endswith((".tgz", ".tar.gz")):
        return "paquet"
    if nom.endswith(".xlsx"):
        return "composition"
    if not nom.endswith(".csv"):
        return None
    return sorte_du_csv(fichier) or ("mouvements" if nom.startswith(("mouvements", "mvt")) else None)


def _composition(chantier: c.Chantier, fichier: Path) -> None:
    c.ajouter_composition(chantier, ouvrir_composition(fichier), fichier.name)


def _mouvements(chantier: c.Chantier, fichier: Path) -> None:
    c.ajouter_mouvements(chantier, ouvrir_csv(fichier, "mouvements").lignes, fichier.name)


def _csv(ajouter: Callable[[c.Chantier, TableDuCog], None], sorte: str) -> Callable[[c.Chantier, Path], None]:
    return lambda chantier, fichier: ajouter(chantier, ouvrir_csv(fichier, sorte))


OUVERTURES: dict[str, Ouverture] = {
    "paquet": lambda *_: None,  # ajoutés à part, dans leur ordre
    "composition": _composition,
    "mouvements": _mouvements,
    "communes": _csv(ajouter_communes, "communes"),
    "populations": _csv(ajouter_populations, "populations"),
    "regions": _csv(ajouter_noms, "regions"),
    "departements": _csv(ajouter_noms, "departements"),
    "arrondissements": _csv(ajouter_noms, "arrondissements"),
    "outremer": _csv(laisser_l_outre_mer, "outremer"),
}
