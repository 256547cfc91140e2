"""Le panier de services parentalité : quels territoires ont tous les services exigés, ensemble.

Entrée : ``territoire, service, nombre``, une ligne par structure, par action ou par total. Un service est
« présent » dès qu'une ligne en compte au moins un ; « absent » si toutes ses lignes valent 0 ; sinon
« inconnu » : une ligne qui manque n'est pas une absence. Un panier est complet si tous ses services sont
présents, incomplet si l'un est absent, inconnu autrement : la part des territoires complets (en %) est alors
un encadrement. Sources : schéma du 63, lignes 1417 à 1426 et 1678 ; schéma du 71, ligne 735
(``services.yml``, qui dit la définition suivie).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from sdsf.referentiel.services import Panier

Presence = Literal["oui", "non", "inconnu"]
COLONNES = ["territoire", "complet", "manquent", "inconnus", "motif"]


@dataclass(frozen=True)
class Encadrement:
    """Une part, en %, ou les bornes entre lesquelles elle se trouve ; ``numerateur`` : les « oui » sûrs."""

    au_moins: float | None
    au_plus: float | None
    numerateur: int
    denominateur: int
    motif: str = ""

    @property
    def valeur(self) -> float | None:
        """La part, si rien n'est inconnu."""
        return self.au_moins if self.au_moins == self.au_plus else None


def encadrer(oui: int, inconnus: int, total: int, motif: str = "") -> Encadrement:
    """La part de « oui » : de oui ÷ total à (oui + inconnus) ÷ total, en %.

    >>> encadrer(4, 6, 10), encadrer(4, 0, 10).valeur
    (Encadrement(au_moins=40.0, au_plus=100.0, numerateur=4, denominateur=10, motif=''), 40.0)
    """
    if total == 0:
        return Encadrement(None, None, 0, 0, motif or "aucun territoire")
    return Encadrement(100 * oui / total, 100 * (oui + inconnus) / total, oui, total, motif)


def paniers(
    offre: pd.DataFrame,
    territoires: Sequence[str],
    panier: Panier,
    dits: Mapping[str, bool] | None = None,
) -> pd.DataFrame:
    """L'état du panier de chaque territoire. Sortie : ``territoire, complet, manquent, inconnus, motif``.

    ``dits`` : ce qu'un texte dit du panier entier d'un territoire ; il ne tranche que l'inconnu, et s'il
    contredit les services, l'état est « inconnu » et le motif dit les deux. ``manquent`` et ``inconnus`` :
    les services, séparés par des virgules.
    """
    presences = {s: _presences(offre, territoires, s, s in panier.a_rayonnement) for s in panier.services}
    lignes = []
    for territoire in territoires:
        etats = {service: presences[service][territoire] for service in panier.services}
        complet, motif = _trancher(_ensemble(etats), (dits or {}).get(territoire))
        lignes.append([territoire, complet, _noms(etats, "non"), _noms(etats, "inconnu"), motif])
    return pd.DataFrame(lignes, columns=COLONNES)


def part_complets(etats: pd.DataFrame) -> Encadrement:
    """La part des territoires au panier complet, en % ; encadrée si l'on ignore l'état de certains."""
    comptes = etats["complet"].value_counts()
    inconnus = int(comptes.get("inconnu", 0))
    de_qui = f"{inconnus} territoire{'s' if inconnus > 1 else ''}"
    motif = f"l'état de {de_qui} n'est pas connu" if inconnus else ""
    return encadrer(int(comptes.get("oui", 0)), inconnus, len(etats), motif)


def _noms(etats: Mapping[str, Presence], etat: Presence) -> str:
    return ", ".join(service for service, lu in etats.items() if lu == etat)


def _presences(
    offre: pd.DataFrame, territoires: Sequence[str], service: str, rayonne: bool
) -> dict[str, Presence]:
    """L'état d'un service dans chaque territoire."""
    lignes = offre[offre["service"] == service]
    propres = {
        territoire: _presence(lignes.loc[lignes["territoire"] == territoire, "nombre"])
        for territoire in territoires
    }
    if not rayonne:
        return propres
    # Établi quelque part, il sert partout ; absent partout, il manque partout ; sinon on ne sait pas.
    quelque_part: Presence = "inconnu" if "inconnu" in propres.values() else "non"
    partout: Presence = "oui" if "oui" in propres.values() else quelque_part
    return dict.fromkeys(territoires, partout)


def _presence(nombres: pd.Series) -> Presence:
    if (nombres > 0).any():
        return "oui"
    return "inconnu" if nombres.empty or nombres.isna().any() else "non"


def _ensemble(etats: Mapping[str, Presence]) -> Presence:
    if "non" in etats.values():
        return "non"
    return "inconnu" if "inconnu" in etats.values() else "oui"


def _trancher(calcule: Presence, dit: bool | None) -> tuple[Presence, str]:
    """Ce que les services disent, ou à défaut ce que le texte dit du panier entier."""
    if dit is None:
        return calcule, ""
    du_texte: Presence = "oui" if dit else "non"
    if calcule in ("inconnu", du_texte):
        return du_texte, "dit par le texte" if calcule == "inconnu" else ""
    return "inconnu", f"le texte dit « complet : {du_texte} », les services disent « {calcule} »"
