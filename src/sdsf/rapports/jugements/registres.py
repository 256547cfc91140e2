"""Les indicateurs communs qui se calculent sur les registres du département, l'année du rapport.

Un membre inconnu rend le rapport inconnu : une somme à trous ne se publie pas comme une somme.
"""

from collections.abc import Callable, Mapping

import pandas as pd

from sdsf.chiffres import Chiffre, ecrire, inconnu, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.gouvernance import reunions_de
from sdsf.rapports.gouvernance import chiffre_des_reunions
from sdsf.rapports.point_annuel.jalons import chiffre_des_jalons, jalons_echus


def _jalons(dossier: Dossier) -> Chiffre:
    return chiffre_des_jalons(dossier, jalons_echus(dossier))


def _reunions(dossier: Dossier) -> Chiffre:
    return chiffre_des_reunions(dossier, reunions_de(dossier.plan, dossier.tables["reunions"], dossier.annee))


def _de_l_annee(dossier: Dossier, table: str) -> pd.DataFrame:
    lignes = dossier.tables[table]
    return lignes[lignes["annee"] == dossier.annee]


def _rapport(dossier: Dossier, code: str, table: str, partie: str, tout: str) -> Chiffre:
    """Cent fois une colonne sur une autre, pour l'année ; inconnu si une ligne se tait."""
    fiche = dossier.referentiel.indicateurs[code]
    lignes = _de_l_annee(dossier, table)
    complete = bool(len(lignes)) and bool(lignes[[partie, tout]].notna().all(axis=None))
    if not complete or not lignes[tout].sum():
        return inconnu(
            fiche.intitule, fiche.unite, territoire=dossier.departement.nom, periode=str(dossier.annee)
        )
    haut, bas = float(lignes[partie].sum()), float(lignes[tout].sum())
    return Chiffre(
        fiche.intitule,
        100 * haut / bas,
        fiche.unite,
        formule=fiche.formule,
        numerateur=ecrire(haut),
        denominateur=ecrire(bas),
        territoire=dossier.departement.nom,
        periode=str(dossier.annee),
        source=f"data/departements/{dossier.departement.code}/{table}.csv",
        trace=trace_de(lignes),
    )


def _engagement(dossier: Dossier) -> Chiffre:
    return _rapport(dossier, "taux_engagement_depenses", "moyens", "engage_eur", "prevu_eur")


def _montant(dossier: Dossier) -> Chiffre:
    fiche = dossier.referentiel.indicateurs["montant_depenses_engagees"]
    lignes = _de_l_annee(dossier, "moyens")
    connu = bool(len(lignes)) and bool(lignes["engage_eur"].notna().all())
    return Chiffre(
        fiche.intitule,
        float(lignes["engage_eur"].sum()) if connu else None,
        fiche.unite,
        etat="valeur" if connu else "non_renseignee",
        formule=fiche.formule,
        territoire=dossier.departement.nom,
        periode=str(dossier.annee),
        source=f"data/departements/{dossier.departement.code}/moyens.csv",
        trace=trace_de(lignes),
    )


def _inspection(dossier: Dossier) -> Chiffre:
    return _rapport(dossier, "taux_execution_plan_inspection", "controles", "realises", "objectif")


def _non_conformes(dossier: Dossier) -> Chiffre:
    return _rapport(dossier, "part_controles_non_conformes", "controles", "non_conformes", "realises")


CALCULS: Mapping[str, Callable[[Dossier], Chiffre]] = {
    "part_jalons_tenus": _jalons,
    "part_reunions_tenues": _reunions,
    "taux_engagement_depenses": _engagement,
    "montant_depenses_engagees": _montant,
    "taux_execution_plan_inspection": _inspection,
    "part_controles_non_conformes": _non_conformes,
}
