"""Une fiche-action par fiche du plan : le même carnet, autant de fois qu'il y a de fiches."""

from collections.abc import Callable
from pathlib import Path

from sdsf.demande import TOUTES, controler_demande, fiches_en_vigueur
from sdsf.espace import Espace
from sdsf.forge.forge import Forge
from sdsf.production.rapport import Produit, produire

Suivi = Callable[[int, int], None]
FICHE_ACTION = "fiche_action"


def produire_la_demande(
    espace: Espace, departement: str, annee: int, rapport: str, formats: str, reglages: str, edition: str,
    suivre: Suivi, fiche: str = "", semestre: int | None = None, forge: Forge | None = None,
) -> Produit:  # fmt: skip
    """Un rapport ; ou, pour ``fiche`` « toutes », une fiche-action par fiche du plan en vigueur.

    Lève ``Erreurs`` ou ``RefusDuCarnet`` : les fiches déjà écrites restent, la suivante n'est pas commencée.
    """
    mots = (formats, reglages, edition)
    if (rapport, fiche) != (FICHE_ACTION, TOUTES):
        return produire(
            espace, departement, annee, rapport, *mots, suivre, forge=forge, fiche=fiche, semestre=semestre
        )
    demande = controler_demande(espace, departement, annee, "", FICHE_ACTION)
    choisies = [fiche.id for fiche in fiches_en_vigueur(espace, demande)]
    produits = []
    for rang, choisie in enumerate(choisies):
        suivre(rang, len(choisies))
        produits.append(produire(espace, departement, annee, FICHE_ACTION, *mots, forge=forge, fiche=choisie))
    return _reunir(produits)


def _reunir(produits: list[Produit]) -> Produit:
    fichiers: list[Path] = [chemin for produit in produits for chemin in produit.fichiers]
    avis = dict.fromkeys(avis for produit in produits for avis in produit.avertissements)
    return Produit(tuple(fichiers), tuple(avis), sum(produit.duree_s for produit in produits))
