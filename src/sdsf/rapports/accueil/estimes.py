"""Dire d'une maille que ses taux sont recalculés, et ce qui manque à chacun de ses territoires."""

from sdsf.dossier import Dossier
from sdsf.rapports.accueil.vues import Vue
from sdsf.rapports.chiffrer import nom_du_territoire


def avertissements_d_estimation(dossier: Dossier, v: Vue) -> list[str]:
    """Rien si toutes les valeurs sont publiées ; sinon le calcul, et les périmètres incomplets."""
    estimees = v.table[v.table["nature"] == "estimee"]
    if estimees.empty:
        return []
    partiels = [
        f"{nom_du_territoire(dossier, ligne)} {ligne['perimetre']}"
        for _, ligne in estimees[estimees["perimetre"] != ""].iterrows()
    ]
    calcul = "Estimation : aucun taux n'est publié à cette maille ; il est recalculé des communes publiées"
    return [f"{calcul} ({' ; '.join(partiels)})." if partiels else f"{calcul}."]
