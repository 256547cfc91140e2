"""Une vue du tableau de bord arrêtée en séance : ses cinq choix, et ce qu'ils redonnent.

Le tableau de bord est un atelier, et les rapports n'importent pas les ateliers : charger ce module inscrit
sa fonction auprès d'eux.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from sdsf import erreurs as err
from sdsf.ateliers.tableau_de_bord.carte import fond_de_carte
from sdsf.ateliers.tableau_de_bord.choix import corriger, ranger
from sdsf.ateliers.tableau_de_bord.etat import etat_garde
from sdsf.ateliers.tableau_de_bord.images import Image
from sdsf.ateliers.tableau_de_bord.regard import regarder
from sdsf.ateliers.tableau_de_bord.vue import composer
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreurs, Lieu
from sdsf.rapports.seance import COMPOSEURS, VueRecomposee
from sdsf.rendu.registre import Registre

NOM = "tableau_de_bord"


@dataclass(frozen=True)
class Montree:
    """Une image de l'écran, en bloc de rapport."""

    image: Image

    def html(self, registre: Registre) -> Markup:
        return self.image.html()


def recomposer(dossier: Dossier, lus: Mapping[str, Any]) -> VueRecomposee:
    """La vue de ces choix. Lève ``Erreurs`` si l'un d'eux n'existe plus : une autre vue tromperait."""
    voulu = etat_garde({nom: str(valeur) for nom, valeur in lus.items()})
    fonds = ranger(dossier)
    possible = corriger(fonds, voulu) if voulu else None
    if voulu is None or possible != voulu:
        lieu, choix = Lieu(detail="vue du tableau de bord"), " / ".join(map(str, lus.values()))
        cause = "l'un de ces choix n'existe pas dans les données de ce rapport"
        raise Erreurs([err.ValeurImpossible(lieu, recu=choix, cause=cause, complement="")])
    vue = composer(regarder(fonds, possible), fond_de_carte(dossier, possible.comparaison))
    premier, *autres = vue.phrases
    images = [Montree(image) for image in vue.images]
    return VueRecomposee(
        getattr(premier, "contenu", vue.titre), [*autres, *images, *vue.notes, *vue.tableaux]
    )


COMPOSEURS[NOM] = recomposer
