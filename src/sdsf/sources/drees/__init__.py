"""La Drees : agréments d'assistants maternels et places d'accueil, par département (enquête PMI).

Le champ diffère de celui de la Cnaf : les places de la Drees ne se mêlent jamais à celles des taux de
couverture.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sdsf import erreurs as err
from sdsf.actualisation import Actualisation, exiger_fichier
from sdsf.erreurs import Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.lecture.cellules import Cellule
from sdsf.lecture.grille import entetes
from sdsf.lecture.octets import TAILLE_TABLE, taille_bornee
from sdsf.sources import series_longues
from sdsf.sources.drees.mesures import OFFRE
from sdsf.sources.producteurs.ecriture import actualiser_recoltes, territoires_suivis
from sdsf.sources.producteurs.releves import TOUT, Choix, Recolte, Releve

ADMIS = "séries longues de la Drees (annee, maille, code, nom, mesure, valeur, source), en CSV"

# Les codes que la Drees compte dans un autre, certaines années : la Corse, le Rhône et sa métropole.
ENGLOBANTS = {"2A": "20", "2B": "20", "69D": "69", "69M": "69"}


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
    recolte = series_longues.lire_series(chemin, OFFRE, "offre_accueil", choix)
    recolte.releves[:] = sans_faux_zeros(recolte.releves)
    return recolte


def sans_faux_zeros(releves: Sequence[Releve]) -> list[Releve]:
    """Les mêmes relevés ; le zéro d'un territoire que la Drees compte dans un autre devient « n.d. ».

    Depuis 2018 la Corse répond d'un bloc : le fichier écrit 0 pour 2A et 2B, et tout pour 20. Le lire comme
    un effectif dirait qu'il n'y reste aucun assistant maternel.
    """
    valeurs = {
        (r.mesure.indicateur, r.territoire, r.periode): r.cellule.valeur or 0
        for r in releves
        if r.cellule.etat == "valeur"
    }
    actives = {(ENGLOBANTS.get(code), periode) for (_, code, periode), v in valeurs.items() if v}
    return [_ou_compte_ailleurs(releve, valeurs, actives) for releve in releves]


def _ou_compte_ailleurs(
    releve: Releve, valeurs: Mapping[tuple[str, str, str], float], actives: set[tuple[str | None, str]]
) -> Releve:
    englobant = ENGLOBANTS.get(releve.territoire)
    if englobant is None or releve.cellule.valeur != 0:
        return releve
    mesure, periode = releve.mesure.indicateur, releve.periode
    parties = [code for code, tout in ENGLOBANTS.items() if tout == englobant]
    vides = not any(valeurs.get((mesure, code, periode)) for code in parties)
    ailleurs = valeurs.get((mesure, englobant, periode), 0) > 0 or (englobant, periode) not in actives
    if not (vides and ailleurs):
        return releve
    note = f"{releve.note} ; compté avec le code {englobant}"
    return replace(releve, cellule=Cellule(None, "non_disponible"), note=note)
