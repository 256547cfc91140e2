"""Les séries longues de la Cnaf, réunies par un tiers : ``annee, maille, code, mesure, valeur, edition…``.

L'édition (``hist``, ``courant``, ``onape_2017``…) est celle que dit le fichier, telle quelle ; la colonne
``source`` devient la note du relevé.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu
from sdsf.lecture.grille import entetes
from sdsf.sources import series_longues
from sdsf.sources.cnaf.jeux import MODES, PLACES, TAUX, TECHNIQUES, UNITES
from sdsf.sources.cnaf.rangement import FINES, Rangement
from sdsf.sources.producteurs.releves import Mesure, Recolte

SOURCES = {TAUX: "cnaf_txcouv", PLACES: "cnaf_nbpla"}
ADMIS = "mesures txcouv, txcouv_eaje, pl_eaje, tot_offre…, au nom des colonnes de la Cnaf"


def _mesures(famille: str) -> Iterator[tuple[str, Mesure]]:
    """Le nom d'une mesure est celui d'une colonne technique, sans sa maille : ``txcouv_psu_col``."""
    prefixe, total = ("txcouv", "txcouv") if famille == TAUX else ("pl", "tot_offre")
    noms = {total: "total", **{f"{prefixe}_{technique}": mode for technique, mode in TECHNIQUES.items()}}
    for nom, mode in noms.items():
        suite, du_taux, des_places = MODES[mode]
        if suite:
            debut, libelle = ("taux_couverture", du_taux) if famille == TAUX else ("places", des_places)
            yield nom, Mesure(f"{debut}_{suite}", libelle, UNITES[famille], SOURCES[famille], citee=True)


MESURES: Mapping[str, Mapping[str, Mesure]] = {famille: dict(_mesures(famille)) for famille in (TAUX, PLACES)}


def est_une_serie(chemin: Path) -> bool:
    """Un CSV qui a les colonnes d'une série longue ; ce qui n'est pas un CSV n'en est pas une."""
    try:
        return chemin.suffix.lower() == ".csv" and series_longues.reconnait(entetes(chemin))
    except (Erreurs, OSError):  # la lecture le dira
        return False


def lire_series(chemin: Path) -> list[tuple[str, Recolte]]:
    """Les relevés, par famille. Lève ``Erreurs`` avec toutes les causes."""
    trouvees = series_longues.mesures_du_fichier(chemin)
    familles = [famille for famille, connues in MESURES.items() if trouvees & set(connues)]
    if not familles:
        dites = f"Mesures trouvées : {', '.join(sorted(trouvees)[:20])}."
        lieu = Lieu(chemin.name, 1)
        raise Erreurs([err.FichierNonReconnu(lieu, source="cnaf", trouvees=dites, admis=ADMIS)])
    connues = {nom: mesure for famille in familles for nom, mesure in MESURES[famille].items()}
    recolte = series_longues.lire_series(chemin, connues, "")
    return [
        (
            famille,
            Recolte(
                famille,
                [r for r in recolte.releves if r.mesure.source == SOURCES[famille]],
                avertissements=recolte.avertissements if famille == familles[0] else [],
            ),
        )
        for famille in familles
    ]


def ranger(
    rangement: Rangement, famille: str, recolte: Recolte, jour: dt.date
) -> Iterator[tuple[Path, dict[str, str]]]:
    """Chaque relevé, et les fichiers où il va ; un territoire fin que l'on ne sait pas placer est laissé."""
    codes = {releve.territoire for releve in recolte.releves}
    noms = {maille: rangement.noms(codes, maille) for maille in {r.maille for r in recolte.releves}}
    for releve in recolte.releves:
        fin = releve.maille in FINES
        gardes = rangement.gardes([releve.territoire], releve.maille) if fin else {}
        for cible in rangement.fichiers(famille, gardes).get(releve.territoire if fin else "", ()):
            connu = "France" if releve.maille == "france" else None
            nom = connu or noms[releve.maille].get(releve.territoire, releve.nom)
            yield cible, replace(releve, nom=nom).ligne(jour.isoformat())
