"""La Drees : agréments d'assistants maternels et places d'accueil, par département (enquête PMI).

Le champ diffère de celui de la Cnaf : les places de la Drees ne se mêlent jamais à celles des taux de
couverture.
"""

from pathlib import Path

from sdsf import erreurs as err
from sdsf.actualisation import Actualisation, exiger_fichier
from sdsf.erreurs import Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.lecture.grille import entetes
from sdsf.lecture.octets import TAILLE_TABLE, taille_bornee
from sdsf.sources import series_longues
from sdsf.sources.drees.mesures import OFFRE
from sdsf.sources.producteurs.ecriture import actualiser_recoltes, territoires_suivis
from sdsf.sources.producteurs.releves import TOUT, Choix, Recolte

ADMIS = "séries longues de la Drees (annee, maille, code, nom, mesure, valeur, source), en CSV"


def actualiser_drees(espace: Espace, depuis: Path | None) -> Actualisation:
    """``sdsf actualiser drees`` : les relevés à écrire dans ``data/national/drees/``. Lève ``Erreurs``."""
    chemin = exiger_fichier("drees", depuis)
    choix = territoires_suivis(espace)
    return actualiser_recoltes(espace, choix, [lire_drees(chemin, choix)], chemin)


def lire_drees(chemin: Path, choix: Choix = TOUT) -> Recolte:
    """Les relevés d'une série longue de la Drees. Lève ``Erreurs`` : fichier d'autre chose, ou fautif."""
    taille_bornee(chemin, TAILLE_TABLE)
    colonnes = entetes(chemin)
    if not series_longues.reconnait(colonnes) or not series_longues.mesures_du_fichier(chemin) & set(OFFRE):
        trouvees = f"Colonnes trouvées : {', '.join(colonnes[:40])}."
        lieu = Lieu(chemin.name, 1)
        raise Erreurs([err.FichierNonReconnu(lieu, source="drees", trouvees=trouvees, admis=ADMIS)])
    return series_longues.lire_series(chemin, OFFRE, "offre_accueil", choix)
