"""L'inspection et le contrôle (T7) : autorité, catégorie, suites ; exécution du plan ; série des bilans."""

from dataclasses import replace

import pandas as pd

from sdsf.chiffres import Chiffre, rapport, reunir, trace_de
from sdsf.dossier import Dossier
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau, absence, numerique, phrase
from sdsf.rendu.nombres import liste_fr

TABLE = "controles"
QUI = "la préfecture et le Département"
SOURCE = "Plan annuel d'inspection et de contrôle"
EFFECTIFS = {
    "objectif": "contrôles prévus",
    "realises": "contrôles réalisés",
    "non_conformes": "contrôles non conformes",
}
COLONNES = [
    numerique("Prévus"),
    numerique("Réalisés"),
    numerique("Réalisés pour 100 prévus"),
    numerique("Non conformes"),
    numerique("Non conformes pour 100 réalisés"),
]


def controles(dossier: Dossier) -> list[Bloc]:
    """Le bilan du plan d'inspection et de contrôle de l'année, par autorité et par catégorie."""
    table = dossier.tables[TABLE]
    annuelle = table[table["annee"] == dossier.annee]
    if annuelle.empty:
        return [absence(sans_controles(dossier), QUI)]
    colonnes = [Colonne("Autorité et catégorie"), *COLONNES, Colonne("Suites données")]
    lignes = [
        Ligne([f"{ligne['autorite']} : {ligne['categorie']}", *_mesures(dossier, un), _suites(ligne)])
        for _, ligne in annuelle.iterrows()
        for un in [ligne.to_frame().T.astype(annuelle.dtypes)]
    ]
    ensemble = Ligne(["Ensemble", *_mesures(dossier, annuelle), ""], accent=True)
    titre = f"Bilan du plan d'inspection et de contrôle, {dossier.annee}"
    return [Paragraphe(_synthese(dossier, annuelle)), Tableau(titre, colonnes, [*lignes, ensemble])]


def sans_controles(dossier: Dossier) -> str:
    """Ce qui manque, et le dernier bilan connu s'il y en a un."""
    annees = dossier.tables[TABLE]["annee"]
    avant = annees[annees < dossier.annee]
    suite = f" ; le dernier est de {int(avant.max())}" if len(avant) else ""
    fichier = f"data/departements/{dossier.departement.code}/{TABLE}.csv"
    debut = f"Le bilan du plan d'inspection et de contrôle de {dossier.annee} n'est pas renseigné"
    return f"{debut}{suite} ({fichier})."


def serie_des_controles(dossier: Dossier) -> list[Bloc]:
    """Les bilans d'inspection, année après année, jusqu'à celle du rapport ; les années qui manquent."""
    table = dossier.tables[TABLE]
    connus = table[table["annee"] <= dossier.annee]
    if connus.empty:
        manque = f"Aucun bilan d'inspection n'est renseigné jusqu'en {dossier.annee}."
        return [absence(manque, QUI)]
    lignes = [
        Ligne([f"{annee:.0f}", *_mesures(dossier, groupe), _autorites(groupe)])
        for annee, groupe in connus.groupby("annee", sort=True)
    ]
    colonnes = [Colonne("Année"), *COLONNES, Colonne("Autorités qui ont répondu")]
    titre = f"Les bilans d'inspection et de contrôle jusqu'en {dossier.annee}"
    note = "D'une année à l'autre, les autorités et les catégories comptées peuvent changer."
    return [Tableau(titre, colonnes, lignes, note), *_annees_sans_bilan(dossier, connus)]


def _annees_sans_bilan(dossier: Dossier, connus: pd.DataFrame) -> list[Bloc]:
    debut = int(connus["annee"].min()) if dossier.sans_plan else dossier.plan.periode.debut
    presentes = set(connus["annee"].astype(int))
    manquent = [str(annee) for annee in range(debut, dossier.annee + 1) if annee not in presentes]
    if not manquent:
        return []
    origine = "Le décret qui impose ce plan est du 28 avril 2025."
    return [absence(f"Aucun bilan d'inspection pour {liste_fr(manquent)}. {origine}", QUI)]


def _autorites(groupe: pd.DataFrame) -> str:
    return ", ".join(sorted(set(groupe["autorite"])))


def _suites(ligne: pd.Series) -> str:
    return str(ligne["suites"]) if ligne["suites"] else "non renseigné"


def _mesures(dossier: Dossier, groupe: pd.DataFrame) -> list[Chiffre]:
    """Prévus, réalisés, exécution, non conformes, part non conforme d'un groupe de lignes."""
    objectif, realises, non_conformes = (_effectif(dossier, groupe, nom) for nom in EFFECTIFS)
    execution = _part("Exécution du plan d'inspection", realises, objectif)
    part = _part("Contrôles non conformes", non_conformes, realises)
    return [objectif, realises, execution, non_conformes, part]


def _part(libelle: str, partie: Chiffre, tout: Chiffre) -> Chiffre:
    """Une part ; si l'un de ses membres manque, son état et non « sans objet »."""
    manquant = next((c for c in (partie, tout) if not c.connu), None)
    trouvee = rapport(libelle, partie, tout)
    return trouvee if manquant is None else replace(trouvee, etat=manquant.etat)


def _effectif(dossier: Dossier, groupe: pd.DataFrame, nom: str) -> Chiffre:
    """La somme d'une colonne ; non renseignée dès qu'une ligne l'est : elle serait trop petite."""
    connu = bool(groupe[nom].notna().all())
    annees = sorted({str(int(annee)) for annee in groupe["annee"]})
    noms = sorted(set(groupe["autorite"])) if len(groupe) == 1 else []
    quoi = "".join(f", {n}" for n in [*noms, *(groupe["categorie"] if noms else [])])
    return Chiffre(
        f"{EFFECTIFS[nom][0].upper()}{EFFECTIFS[nom][1:]}{quoi}",
        float(groupe[nom].sum()) if connu else None,
        "nombre",
        etat="valeur" if connu else "non_renseignee",
        nature="declaree",
        formule="valeur saisie" if len(groupe) == 1 else "somme des lignes",
        territoire=dossier.departement.nom,
        periode=" ; ".join(annees),
        source=SOURCE,
        trace=reunir([trace_de(groupe)]),
    )


def _synthese(dossier: Dossier, table: pd.DataFrame) -> object:
    """L'exécution d'ensemble, si elle se calcule ; sinon qui n'a pas répondu."""
    objectif, realises, execution, non_conformes, _ = _mesures(dossier, table)
    if not execution.connu:
        muets = table[table[["objectif", "realises"]].isna().any(axis=1)]
        noms = liste_fr(sorted(set(muets["autorite"] + " (" + muets["categorie"] + ")")))
        return phrase(f"L'exécution d'ensemble ne se calcule pas : des effectifs manquent pour {noms}.")
    suite = " ; {c} sont non conformes" if non_conformes.connu else ""
    debut = f"En {dossier.annee}, {{r}} contrôles réalisés pour {{o}} prévus, soit {{t}} %"
    return phrase(f"{debut}{suite}.", r=realises, o=objectif, t=execution, c=non_conformes)
