"""Peut-on ranger ces territoires ? Seulement si l'ordre dit autre chose que le hasard ou la taille.

Les mêmes garde-fous que les rapports : des places se décident et s'ordonnent ; une part ou un taux
d'événements ne s'ordonne que si ses effectifs publiés diffèrent plus que le hasard ; un effectif ne s'ordonne
pas ; un groupe de semblables n'est pas un palmarès.
"""

from dataclasses import dataclass

import pandas as pd

from sdsf.dossier import Dossier
from sdsf.evaluation.petits_effectifs import Effectif, Loi, homogeneite

# Le numérateur compte des places ou des lieux que l'on décide d'ouvrir : il n'est pas tiré au sort.
DECIDEES = ("places_pour_100_enfants", "lieux_pour_10000_enfants", "structures_pour_10000_habitants")
ALPHABETIQUE = "La liste est alphabétique : ce n'est pas un classement."


@dataclass(frozen=True)
class Ordre:
    """Faut-il ranger par valeur, et la phrase qui dit pourquoi."""

    par_valeur: bool
    raison: str


def ordre_des_semblables() -> Ordre:
    return Ordre(
        False, f"Des territoires qui se ressemblent se regardent ensemble, sans rang. {ALPHABETIQUE}"
    )


def ordre_honnete(dossier: Dossier, lignes: pd.DataFrame) -> Ordre:
    """L'ordre de territoires d'une même maille, la même année ; ``lignes`` : leurs relevés connus."""
    unite = str(lignes["unite"].iloc[0])
    if dossier.referentiel.unite(unite).evolution != "points":
        return Ordre(
            False, f"Un effectif, un montant ou une durée suit la taille du territoire. {ALPHABETIQUE}"
        )
    if unite in DECIDEES:
        return Ordre(
            True, "Par valeur décroissante : ce sont des places ou des lieux que l'on décide d'ouvrir."
        )
    effectifs = _effectifs(lignes)
    if effectifs is None:
        sans = "Les effectifs de ce taux ne sont pas publiés : rien ne dit si ses écarts dépassent le hasard."
        return Ordre(False, f"{sans} {ALPHABETIQUE}")
    return _selon_le_hasard(effectifs, "part" if unite == "pourcent" else "taux", dossier)


def _effectifs(lignes: pd.DataFrame) -> list[Effectif] | None:
    membres = lignes[["numerateur", "denominateur"]]
    if membres.isna().to_numpy().any():
        return None
    return [Effectif(float(n), float(d)) for n, d in membres.itertuples(index=False)]


def _selon_le_hasard(effectifs: list[Effectif], loi: Loi, dossier: Dossier) -> Ordre:
    niveau = dossier.seuils.niveau_confiance_pct
    test = homogeneite(effectifs, loi, niveau)
    if test.bruit is None:
        return Ordre(False, f"Rien ne dit si ces écarts dépassent le hasard ({test.motif}). {ALPHABETIQUE}")
    if test.bruit:
        return Ordre(
            False,
            f"Le hasard suffit à produire ces écarts : les ordonner n'aurait pas de sens. {ALPHABETIQUE}",
        )
    return Ordre(
        True,
        "Par valeur décroissante : pris tous ensemble, ces territoires diffèrent plus que le hasard "
        f"ne le ferait (test du χ² au niveau de {niveau:g} %). Deux voisins peuvent ne pas se distinguer.",
    )
