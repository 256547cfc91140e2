"""Des relevés à ceux que l'on publie, et les cases qu'un rapport doit garder pour le suivant."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from sdsf.referentiel.secret import ReglesDeSecret
from sdsf.secret.cases import CLE, Case, cases_des_tables
from sdsf.secret.liens import Lien
from sdsf.secret.protection import Bilan, protection, verifier_publication

COLONNES = (*CLE, "valeur", "unite", "etat", "numerateur", "denominateur", "origine")


def publier(
    releves: pd.DataFrame,
    regles: ReglesDeSecret,
    liens: Callable[[], Sequence[Lien]],
    precedents: Mapping[str, pd.DataFrame],
) -> tuple[pd.DataFrame, Bilan]:
    """Les relevés à publier et leur bilan ; ils ont résisté à l'attaque.

    ``liens`` n'est appelée que s'il y a quelque chose à cacher. Lève ``Erreurs`` ou ``SecretNonTenu``.
    """
    tables = {"releves": releves}
    cases = cases_des_tables(tables, regles, precedents)
    if not any(map(_a_cacher, cases.values())):
        return releves, bilan_interne(releves)
    connus = liens()
    rendue = protection(tables, connus, regles, precedents, lues=cases)
    verifier_publication(rendue.tables, connus, regles, precedents)
    return rendue.tables["releves"], rendue.bilan


def bilan_interne(releves: pd.DataFrame) -> Bilan:
    """Le bilan de relevés où rien n'est caché de plus que ce que les producteurs cachent."""
    return Bilan(0, 0, int((releves["etat"] == "secret").sum()), 0)


def _a_cacher(case: Case) -> bool:
    return case.primaire or (case.cachee_a_la_source and case.protegee)


def lignes_publiees(releves: pd.DataFrame, regles: ReglesDeSecret) -> list[dict[str, str]]:
    """Les cases soumises à une règle, telles qu'elles sont publiées : ce que garde ``.publie.csv``."""
    soumises = [
        (regle := regles.regle_de(source, origine)) is not None and regle.complement
        for source, origine in zip(
            *(releves[nom].to_numpy(object) for nom in ("source", "origine")), strict=True
        )
    ]
    table = releves.loc[soumises, list(COLONNES)].drop_duplicates().sort_values(list(CLE), kind="stable")
    # Un nombre à douze chiffres se relit tel quel ; une cellule vide dit un trou.
    nombres = table.select_dtypes("number").map(lambda x: "" if pd.isna(x) else f"{x:.12g}")
    textes = table.assign(**nombres).fillna("").astype(str)
    return [{str(nom): mot for nom, mot in ligne.items()} for ligne in textes.to_dict("records")]
