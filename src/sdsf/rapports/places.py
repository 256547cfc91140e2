"""Les places d'établissement ouvertes, fermées, nettes (T4) : année par année, puis par territoire."""

from dataclasses import replace

import pandas as pd

from sdsf.chiffres import Chiffre, ecart, reunir
from sdsf.dossier import Dossier
from sdsf.rapports.chiffrer import du_releve
from sdsf.rapports.panier import territoires_locaux
from sdsf.releves.periodes import annee_de
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau, absence, numerique, phrase
from sdsf.rendu.nombres import accorder

OUVERTES, FERMEES, SOLDE = "places_eaje_ouvertes", "places_eaje_fermees", "solde_places_eaje"
NOMS = {OUVERTES: "Places ouvertes", FERMEES: "Places fermées", SOLDE: "Solde net"}
QUI = "la Caf et le service de protection maternelle et infantile"


def places(dossier: Dossier) -> list[Bloc]:
    """Le solde du département chaque année, et celui de chaque territoire la dernière année connue."""
    siennes = _lignes(dossier, "departement")
    siennes = siennes[siennes["territoire"] == dossier.departement.code]
    if siennes.empty:
        manque = (
            f"Les places d'établissement ouvertes et fermées ne sont pas relevées jusqu'en {dossier.annee}."
        )
        return [absence(manque, QUI)]
    annees = sorted(set(siennes["annee"]))
    lignes = [Ligne([str(an), *_trois(dossier, siennes[siennes["annee"] == an])]) for an in annees]
    titre = f"Places d'établissement ouvertes, fermées et nettes, jusqu'en {dossier.annee}"
    colonnes = [Colonne("Année"), *(numerique(nom) for nom in NOMS.values())]
    return [*_cumul(dossier, siennes), Tableau(titre, colonnes, lignes), *_par_territoire(dossier)]


def _lignes(dossier: Dossier, maille: str) -> pd.DataFrame:
    releves = dossier.releves
    lignes = releves[
        releves["indicateur"].isin(list(NOMS))
        & (releves["maille"] == maille)
        & (releves["origine"] != "texte")
    ]
    datees = lignes.assign(annee=[annee_de(periode) for periode in lignes["periode"]])
    connues: pd.DataFrame = datees[datees["annee"] <= dossier.annee]
    return connues


def _trois(dossier: Dossier, lignes: pd.DataFrame) -> list[Chiffre]:
    """Ouvertes, fermées, solde ; le solde relevé, ou calculé des deux autres s'il ne l'est pas."""
    lus = {str(ligne["indicateur"]): du_releve(dossier, ligne) for _, ligne in lignes.iterrows()}
    absents = [Chiffre(nom, None, "places", "non_renseignee") for nom in NOMS.values()]
    ouvertes, fermees, solde = (lus.get(code, absent) for code, absent in zip(NOMS, absents, strict=True))
    if not solde.connu and ouvertes.connu and fermees.connu:
        solde = ecart("Solde net de places d'établissement", ouvertes, fermees, "places")
    return [ouvertes, fermees, solde]


def _cumul(dossier: Dossier, siennes: pd.DataFrame) -> list[Bloc]:
    """Le solde depuis le début du schéma, si chaque année en a un."""
    if dossier.sans_plan:
        return []
    debut, fin = dossier.plan.periode.debut, min(dossier.annee, dossier.plan.periode.fin)
    soldes = [_trois(dossier, siennes[siennes["annee"] == an])[2] for an in range(debut, fin + 1)]
    manquent = [str(an) for an, solde in zip(range(debut, fin + 1), soldes, strict=True) if not solde.connu]
    if manquent or not soldes:
        annees = ", ".join(manquent)
        texte = f"Le solde depuis {debut} ne s'additionne pas : il n'est pas renseigné pour {annees}."
        return [Paragraphe(texte, "note")] if manquent else []
    total = _additionner(soldes, f"{debut}/{fin}")
    mot = accorder(abs(total.valeur or 0), "place", "places")
    return [
        Paragraphe(phrase(f"De {debut} à {fin}, le solde net est de {{s}} {mot} d'établissement.", s=total))
    ]


def _additionner(soldes: list[Chiffre], periode: str) -> Chiffre:
    return replace(
        soldes[-1],
        libelle="Solde net de places d'établissement depuis le début du schéma",
        valeur=float(sum(solde.valeur or 0 for solde in soldes)),
        nature="agregee",
        formule="somme des soldes annuels",
        periode=periode,
        trace=reunir([solde.trace for solde in soldes]),
    )


def _par_territoire(dossier: Dossier) -> list[Bloc]:
    maille, noms = territoires_locaux(dossier)
    lignes = _lignes(dossier, maille)
    if lignes.empty:
        return []
    annee = int(lignes["annee"].max())
    derniere = lignes[lignes["annee"] == annee]
    corps = [
        Ligne([nom, *_trois(dossier, derniere[derniere["territoire"] == code])]) for code, nom in noms.items()
    ]
    colonnes = [Colonne(maille.upper()), *(numerique(nom) for nom in NOMS.values())]
    return [Tableau(f"Places d'établissement par {maille.upper()}, {annee}", colonnes, corps)]
