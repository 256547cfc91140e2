"""Les cases et leurs totaux comme un système linéaire : A·x = A·a, et des bornes sur chaque x.

``a`` est la valeur de chaque case ; une case que personne ne connaît ici reçoit une valeur possible. On
raisonne sur l'écart z = x − a : A·z = 0. Une case publiée a z = 0 (ou plus ou moins son arrondi).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from sdsf.secret.cases import Cle

Reels = NDArray[np.float64]
Entiers = NDArray[np.int64]
Booleens = NDArray[np.bool_]
INFIME = 1e-6


@dataclass(frozen=True)
class Cible:
    """Une case à protéger : ce qu'un lecteur ne doit pas pouvoir exclure (bornes comprises).

    ``bas`` et ``haut`` valent ``None`` pour une case que la règle ne situe pas : seule compte la largeur.
    """

    bas: float | None
    haut: float | None
    largeur: float


@dataclass(frozen=True)
class Systeme:
    """Des cases liées. Les tableaux ont une place par case, ``poids`` une place par fait.

    ``imposees`` : cachées quoi qu'il arrive ; ``libres`` : on peut choisir de les cacher ; les autres restent
    visibles. ``basse`` et ``haute`` : ce que le lecteur sait d'une case cachée, s'il sait en plus pourquoi
    elle l'est ; ``plancher`` : ce qu'il en sait sans cela (au moins ``plancher``).
    """

    matrice: csr_array
    valeurs: Reels
    basse: Reels
    haute: Reels
    plancher: Reels
    ecart: Reels
    imposees: Booleens
    libres: Booleens
    fait: Entiers
    poids: Reels
    cibles: Mapping[int, Cible]
    largeur: Reels
    cles: Sequence[Cle]

    def composantes(self) -> list["Systeme"]:
        """Les parties sans lien entre elles qui ont quelque chose à protéger."""
        m, n = self.matrice.shape
        grille = self.matrice.tocoo()
        lignes = np.concatenate([grille.col, np.arange(n)])
        colonnes = np.concatenate([n + grille.row, n + m + self.fait])
        taille = n + m + len(self.poids)
        graphe = coo_array((np.ones(len(lignes)), (lignes, colonnes)), shape=(taille, taille))
        etiquettes = connected_components(graphe, directed=False)[1][:n]
        utiles = sorted({int(etiquettes[case]) for case in self.cibles})
        return [self.restreindre(np.flatnonzero(etiquettes == e)) for e in utiles]

    def restreindre(self, cases: Entiers) -> "Systeme":
        """Le système de quelques cases seulement (une composante)."""
        colonnes = self.matrice[:, cases]
        lignes = np.flatnonzero(np.diff(colonnes.indptr) > 0)
        faits, fait = np.unique(self.fait[cases], return_inverse=True)
        rangs = {int(case): rang for rang, case in enumerate(cases)}
        par_case = ("valeurs", "basse", "haute", "plancher", "ecart", "imposees", "libres", "largeur")
        tableaux: dict[str, Any] = {nom: getattr(self, nom)[cases] for nom in par_case}
        return Systeme(
            matrice=colonnes[lignes],
            fait=fait,
            poids=self.poids[faits],
            cibles={rangs[case]: cible for case, cible in self.cibles.items() if case in rangs},
            cles=[self.cles[case] for case in cases],
            **tableaux,
        )
