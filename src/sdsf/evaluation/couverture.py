"""Deux couvertures que les textes suivent : les relais petite enfance, les PEDT et Plans mercredi.

- ratio d'un relais = assistants maternels en activité ÷ ETP d'animation ; il est atteint jusqu'au ratio
  réglé (70 : schéma du 71, ligne 775 ; ``services.yml``). Unité : assistants maternels par ETP.
- couverture = communes couvertes ÷ communes disposant d'une école × 100 (schéma du 63, lignes 1022 à 1024).

Un effectif inconnu rend le ratio inconnu, ou la couverture encadrée ; il ne devient jamais 0. Un Plan
mercredi suppose un PEDT : une commune qui a l'un sans l'autre est signalée, non corrigée.
"""

import math

import pandas as pd

from sdsf.evaluation.panier import Encadrement, encadrer


def ratios_relais(relais: pd.DataFrame, assistants_par_etp: float) -> pd.DataFrame:
    """Le ratio de chaque territoire, s'il est atteint, et les ETP qui manquent pour qu'il le soit.

    Entrée : ``territoire, assistants, etp``. Sortie : ``territoire, ratio, atteint`` (oui, non, inconnu ou
    sans_objet), ``etp_manquants`` (ETP, non arrondis), ``motif``. Sans aucun ETP, le ratio n'existe pas et
    n'est pas atteint ; sans aucun assistant maternel, il est sans objet.

    >>> table = pd.DataFrame({"territoire": ["A", "B"], "assistants": [140, 150], "etp": [2.0, 2.0]})
    >>> ratios_relais(table, 70)["atteint"].tolist()
    ['oui', 'non']
    """
    assistants, etp = relais["assistants"].astype("float64"), relais["etp"].astype("float64")
    manquants = (assistants / assistants_par_etp - etp).round(9).clip(lower=0)
    etats = [_relais(*membres) for membres in zip(assistants, etp, manquants, strict=True)]
    return pd.DataFrame(
        {
            "territoire": relais["territoire"],
            "ratio": assistants / etp.where(etp > 0),
            "atteint": [etat for etat, _ in etats],
            "etp_manquants": manquants,
            "motif": [motif for _, motif in etats],
        }
    )


def _relais(assistants: float, etp: float, manquants: float) -> tuple[str, str]:
    """Si le ratio est atteint, et pourquoi on ne peut pas toujours le dire."""
    noms = {"assistants maternels en activité": assistants, "ETP d'animation": etp}
    inconnus = [nom for nom, membre in noms.items() if math.isnan(membre)]
    if assistants == 0:
        return "sans_objet", "aucun assistant maternel en activité"
    if inconnus:
        return "inconnu", "inconnu : " + ", ".join(inconnus)
    if etp == 0:
        return "non", "aucun ETP d'animation"
    return ("oui" if manquants == 0 else "non"), ""


def ratio_d_ensemble(relais: pd.DataFrame) -> float | None:
    """Le ratio d'un ensemble de territoires : Σ assistants ÷ Σ ETP, jamais une moyenne de ratios.

    ``None`` si un effectif manque ou s'il n'y a aucun ETP.
    """
    membres = relais[["assistants", "etp"]].astype("float64").sum(skipna=False)
    connu = not membres.isna().any() and membres["etp"] > 0
    return float(membres["assistants"] / membres["etp"]) if connu else None


def couverture_des_communes(communes: pd.DataFrame, dispositif: str) -> Encadrement:
    """La part, en %, des communes disposant d'une école que couvre un dispositif.

    Entrée : ``commune, ecole`` et une colonne par dispositif ; vrai, faux, ou manquant si l'on ne sait pas.
    Une commune dont on ignore si elle a une école rend la couverture inconnue : le dénominateur l'est aussi.
    """
    doutes = int(communes["ecole"].isna().sum())
    if doutes:
        lesquelles = "communes ont" if doutes > 1 else "commune a"
        motif = f"on ne sait pas si {doutes} {lesquelles} une école"
        return Encadrement(None, None, 0, 0, motif)
    etats = communes.loc[communes["ecole"].astype(bool), dispositif]
    if etats.empty:
        return Encadrement(None, None, 0, 0, "aucune commune n'a d'école")
    inconnus = int(etats.isna().sum())
    de_qui = f"{inconnus} commune{'s' if inconnus > 1 else ''}"
    motif = f"la couverture de {de_qui} n'est pas connue" if inconnus else ""
    return encadrer(int(etats.dropna().astype(bool).sum()), inconnus, len(etats), motif)


def plans_mercredi_sans_pedt(communes: pd.DataFrame) -> list[str]:
    """Les communes dites sous Plan mercredi et sans PEDT, alors que l'un suppose l'autre."""
    sous_plan = communes["plan_mercredi"].eq(True)
    sans_pedt = communes["pedt"].eq(False)
    return sorted(communes.loc[sous_plan & sans_pedt, "commune"])


def effectifs_possibles(part_pct: float, total: int, decimales: int = 0) -> tuple[int, int] | None:
    """Les effectifs qu'une part arrondie et publiée sans eux laisse possibles ; ``None`` : aucun.

    Une part p arrondie à ``decimales`` vaut de p − demi à p + demi, demi = 0,5 × 10^−decimales.

    >>> effectifs_possibles(86, 308), effectifs_possibles(84, 308), effectifs_possibles(33, 2)
    ((264, 266), (258, 260), None)
    """
    demi = 0.5 * 10**-decimales
    au_moins = max(0, math.ceil((part_pct - demi) * total / 100 - 1e-9))
    au_plus = min(total, math.floor((part_pct + demi) * total / 100 + 1e-9))
    return (au_moins, au_plus) if au_moins <= au_plus else None
