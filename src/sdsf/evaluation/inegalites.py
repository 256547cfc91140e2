"""Les inégalités entre territoires : coefficient de variation, indice de Theil entre et dans les groupes.

L'étendue et le rapport interdécile (``equite``) ne regardent que les bords ; ces deux mesures voient chaque
territoire, au poids de ses enfants. Soit pᵢ la part des enfants de i, yᵢ son taux, μ = Σ pᵢ yᵢ :

- coefficient de variation, en % de la moyenne : 100 × √(Σ pᵢ (yᵢ − μ)²) ÷ μ ;
- Theil, sans unité (0 : le même taux partout) : T = Σ pᵢ (yᵢ ÷ μ) ln(yᵢ ÷ μ) ; un taux nul y compte pour 0 ;
- sa décomposition exacte, par groupe g (un EPCI et ses communes) : T = Σ p_g (μ_g ÷ μ) ln(μ_g ÷ μ)
  [entre les groupes] + Σ p_g (μ_g ÷ μ) T_g [dans les groupes].

Du début du schéma à maintenant : ``equite.comparer``, sur les territoires connus aux deux dates.
Source : Theil, *Economics and Information Theory* (1967) ; Shorrocks, *Econometrica* 48 (1980).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sdsf.evaluation.equite import SANS_POIDS, Mesure, Poids

Vecteur = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True)
class Decomposition:
    """Un indice de Theil et ses deux morceaux, dont la somme est le total ; le même motif pour les trois."""

    total: Mesure
    entre: Mesure
    dans: Mesure

    @property
    def part_entre_pct(self) -> float | None:
        """Ce que les écarts entre groupes expliquent de l'inégalité, en % ; rien s'il n'y en a pas."""
        if self.total.valeur is None or self.entre.valeur is None or self.total.valeur < 1e-12:
            return None
        return 100 * self.entre.valeur / self.total.valeur


def coefficient_de_variation(taux: pd.DataFrame, poids: Poids | None) -> Mesure:
    """L'écart-type des taux, chaque territoire pesant ses enfants, en % de leur moyenne.

    >>> taux = pd.DataFrame({"territoire": ["A", "B"], "valeur": [40.0, 60.0]})
    >>> coefficient_de_variation(taux, Poids({"A": 1.0, "B": 1.0}, "calculee")).valeur
    20.0
    """
    connus = taux.dropna(subset=["valeur"])
    motif = _empechement(connus, poids)
    if motif or poids is None:
        return Mesure(None, motif)
    valeurs, parts = _vecteurs(connus, poids)
    moyenne = float(parts @ valeurs)
    ecart_type = float(np.sqrt(parts @ (valeurs - moyenne) ** 2))
    return Mesure(100 * ecart_type / moyenne, "", poids.nature, ecart_type, moyenne)


def theil(taux: pd.DataFrame, poids: Poids | None) -> Mesure:
    """L'indice de Theil des taux, chaque territoire pesant ses enfants.

    >>> taux = pd.DataFrame({"territoire": ["A", "B"], "valeur": [50.0, 50.0]})
    >>> theil(taux, Poids({"A": 10.0, "B": 90.0}, "calculee")).valeur
    0.0
    """
    connus = taux.dropna(subset=["valeur"])
    motif = _empechement(connus, poids)
    if motif or poids is None:
        return Mesure(None, motif)
    return Mesure(_theil(*_vecteurs(connus, poids)), nature=poids.nature)


def decomposer_theil(taux: pd.DataFrame, poids: Poids | None, groupes: Mapping[str, str]) -> Decomposition:
    """Le Theil des taux, partagé entre les groupes et dans les groupes.

    ``groupes`` : le groupe (l'EPCI) de chaque territoire (la commune). Un territoire sans groupe arrête le
    calcul : le ranger ailleurs changerait le partage.
    """
    connus = taux.dropna(subset=["valeur"])
    motif = _empechement(connus, poids) or _sans_groupe(connus, groupes)
    if motif or poids is None:
        return Decomposition(*[Mesure(None, motif)] * 3)
    valeurs, parts = _vecteurs(connus, poids)
    noms = connus["territoire"].map(dict(groupes)).to_numpy(object)
    total, entre = _theil(valeurs, parts), _theil(*_moyennes(valeurs, parts, noms))
    mesure = Mesure(total, nature=poids.nature)
    # Le morceau « entre » ne dépasse jamais le total : un reste négatif n'est qu'un arrondi.
    dans = max(total - entre, 0.0)
    return Decomposition(mesure, replace(mesure, valeur=entre), replace(mesure, valeur=dans))


def _empechement(connus: pd.DataFrame, poids: Poids | None) -> str:
    if len(connus) < 2:
        return "moins de deux territoires ont un taux connu"
    if poids is None or any(poids.valeurs.get(code, 0) <= 0 for code in connus["territoire"]):
        return SANS_POIDS
    if (connus["valeur"] < 0).any():
        return "un taux est négatif"
    return "tous les taux sont nuls" if (connus["valeur"] == 0).all() else ""


def _sans_groupe(connus: pd.DataFrame, groupes: Mapping[str, str]) -> str:
    orphelins = sorted(set(connus["territoire"]) - set(groupes))
    return f"territoires sans groupe : {', '.join(orphelins)}" if orphelins else ""


def _vecteurs(connus: pd.DataFrame, poids: Poids) -> tuple[Vecteur, Vecteur]:
    """Les taux, et la part des enfants de chaque territoire."""
    valeurs = connus["valeur"].to_numpy(float)
    enfants = connus["territoire"].map(dict(poids.valeurs)).to_numpy(float)
    return valeurs, enfants / enfants.sum()


def _theil(valeurs: Vecteur, parts: Vecteur) -> float:
    rapports = valeurs / float(parts @ valeurs)
    positifs = rapports > 0  # r × ln r tend vers 0 avec r
    r = rapports[positifs]
    return max(float(parts[positifs] @ (r * np.log(r))), 0.0)


def _moyennes(valeurs: Vecteur, parts: Vecteur, noms: np.ndarray) -> tuple[Vecteur, Vecteur]:
    """Le taux moyen et la part d'enfants de chaque groupe."""
    table = pd.DataFrame({"groupe": noms, "part": parts, "masse": parts * valeurs})
    sommes = table.groupby("groupe")[["part", "masse"]].sum()
    return (sommes["masse"] / sommes["part"]).to_numpy(float), sommes["part"].to_numpy(float)
