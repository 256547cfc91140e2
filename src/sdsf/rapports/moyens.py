"""Les moyens : prévu, engagé, réalisé, par axe et par financeur (T6) ; les coûts par place ou par famille."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from sdsf.chiffres import Chiffre, Trace, ecrire, rapport, reunir, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.efficience import Cout, cout_unitaire
from sdsf.plan.reglages import CoutRegle
from sdsf.rapports.chiffrer import du_releve, serie_de
from sdsf.rapports.fiche import nom_court
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau, absence, numerique, phrase
from sdsf.rendu.nombres import abreger, accorder

MONTANTS = {"prevu_eur": "prévu", "engage_eur": "engagé", "realise_eur": "réalisé"}
TABLE = "moyens"
QUI = "chaque financeur du schéma"
PRUDENCE = (
    "Un coût unitaire n'est ni un prix ni un rendement : la dépense sert aussi à autre chose, et l'effectif "
    "a d'autres causes que la dépense. Il ne se compare pas d'une action à l'autre."
)


def moyens_et_efficience(dossier: Dossier) -> list[Bloc]:
    """Les montants de l'année par axe et financeur, puis les coûts que la commission accepte de calculer."""
    return [*moyens(dossier), *couts(dossier)]


# --- les montants ---------------------------------------------------------------------------------


def moyens(dossier: Dossier) -> list[Bloc]:
    """Les moyens de l'année, par axe et par financeur : prévu, engagé, réalisé, taux d'engagement."""
    table = dossier.tables[TABLE]
    annuelle = table[table["annee"] == dossier.annee]
    if annuelle.empty:
        return [absence(sans_moyens(dossier), QUI)]
    colonnes = [
        Colonne("Axe"),
        Colonne("Financeur"),
        *(numerique(f"{mot.capitalize()} (€)") for mot in MONTANTS.values()),
        numerique("Engagé pour 100 € prévus"),
    ]
    legende = f"Moyens par axe et par financeur en {dossier.annee} (euros)"
    lignes = [
        *_par_axe(dossier, annuelle),
        *_par_financeur(dossier, annuelle),
        _ligne(dossier, "Tous les axes", "ensemble", annuelle),
    ]
    return [Paragraphe(_synthese(dossier, annuelle)), Tableau(legende, colonnes, lignes)]


def sans_moyens(dossier: Dossier) -> str:
    """Ce qui manque, et la dernière année renseignée s'il y en a une."""
    annees = dossier.tables[TABLE]["annee"]
    avant = annees[annees < dossier.annee]
    suite = f" ; les derniers sont de {int(avant.max())}" if len(avant) else ""
    fichier = f"data/departements/{dossier.departement.code}/{TABLE}.csv"
    return f"Aucun moyen financier n'est renseigné pour {dossier.annee}{suite} ({fichier})."


def _par_axe(dossier: Dossier, table: pd.DataFrame) -> list[Ligne]:
    lignes: list[Ligne] = []
    for axe, groupe in table.groupby("axe", sort=False):
        nom = _nom_de_l_axe(dossier, str(axe))
        parts = groupe.groupby("financeur", sort=True)
        lignes += [_ligne(dossier, nom, str(financeur), part) for financeur, part in parts]
        lignes.append(_ligne(dossier, nom, "ensemble", groupe))
    return lignes


def _par_financeur(dossier: Dossier, table: pd.DataFrame) -> list[Ligne]:
    """Tous axes réunis ; rien si un seul axe les a déjà donnés."""
    if table["axe"].nunique() < 2:
        return []
    groupes = table.groupby("financeur", sort=True)
    return [_ligne(dossier, "Tous les axes", str(financeur), part) for financeur, part in groupes]


def _nom_de_l_axe(dossier: Dossier, axe: str) -> str:
    """« 1. Accueillir… » ; un axe retiré du plan garde son identifiant."""
    noms = {noeud.id: noeud for noeud in dossier.plan_signe.arborescence}
    noeud = noms.get(axe)
    if noeud is None:
        return axe
    return f"{noeud.code}. {noeud.intitule}" if noeud.code else noeud.intitule


def _ligne(dossier: Dossier, axe: str, financeur: str, groupe: pd.DataFrame) -> Ligne:
    nom = f"{axe}, {financeur}"
    montants = {colonne: somme(dossier, nom, groupe, colonne) for colonne in MONTANTS}
    cellules = [axe, financeur, *montants.values(), _engagement(nom, montants)]
    return Ligne(cellules, accent=financeur == "ensemble")


def somme(dossier: Dossier, nom: str, groupe: pd.DataFrame, colonne: str, periode: str = "") -> Chiffre:
    """Une somme ne se donne que si toutes ses parties sont connues : sinon elle serait trop petite."""
    connu = bool(groupe[colonne].notna().all()) and len(groupe) > 0
    return Chiffre(
        f"{nom} : {MONTANTS[colonne]}",
        float(groupe[colonne].sum()) if connu else None,
        "euros",
        etat="valeur" if connu else "non_renseignee",
        nature="agregee",
        formule="somme des lignes",
        territoire=dossier.departement.nom,
        periode=periode or str(dossier.annee),
        source=" ; ".join(sorted(set(groupe["source"]))),
        trace=reunir([trace_de(groupe)]),
    )


def _engagement(nom: str, montants: dict[str, Chiffre]) -> Chiffre:
    """GOV-04a : l'engagé pour 100 euros prévus ; l'absence du premier des deux qui manque."""
    engage, prevu = montants["engage_eur"], montants["prevu_eur"]
    taux = rapport(f"{nom} : taux d'engagement", engage, prevu)
    manquant = next((c for c in (engage, prevu) if not c.connu), None)
    return taux if manquant is None else replace(taux, etat=manquant.etat)


def _synthese(dossier: Dossier, table: pd.DataFrame) -> object:
    """Une phrase : ce qui a été engagé de ce qui était prévu, tous financeurs ensemble."""
    montants = {colonne: somme(dossier, "Ensemble", table, colonne) for colonne in MONTANTS}
    prevu, engage = montants["prevu_eur"], montants["engage_eur"]
    financeurs = sorted(set(table["financeur"]))
    noms = f"{accorder(len(financeurs), 'financeur', 'financeurs')} : {abreger(financeurs, 6)}"
    if not (prevu.connu and engage.connu):
        manque = "L'engagé et le prévu ne sont pas tous connus : aucun total ne s'écrit"
        return phrase(f"{manque} ({noms}).")
    debut = f"En {dossier.annee}, {{e}} € sont engagés pour {{p}} € prévus"
    taux = _engagement("Ensemble", montants)
    suite = ", soit {t} %" if taux.connu else ""
    return phrase(f"{debut}{suite} ({noms}).", e=engage, p=prevu, t=taux)


# --- les coûts unitaires --------------------------------------------------------------------------


def couts(dossier: Dossier) -> list[Bloc]:
    """Un coût par rapprochement déclaré, avec sa prudence ; les fiches financées que rien ne rapproche."""
    declares = dossier.reglages.couts
    if dossier.tables[TABLE].empty:
        return []
    blocs: list[Bloc] = []
    if declares:
        blocs += [_tableau_des_couts(dossier, declares), Paragraphe(PRUDENCE, "note")]
    seules = _sans_rapprochement(dossier, declares)
    if seules:
        texte = f"Aucun coût par place ou par famille pour {abreger(seules, 6)} : la commission n'a pas dit "
        suite = "quel effectif rapprocher de ces montants (« couts » de reglages.yml)."
        blocs.append(Paragraphe(texte + suite, "note"))
    return blocs


def _sans_rapprochement(dossier: Dossier, declares: Sequence[CoutRegle]) -> list[str]:
    table, faits = dossier.tables[TABLE], {cout.fiche for cout in declares}
    financees = set(table.loc[table["annee"] <= dossier.annee, "fiche"]) - faits
    return [nom_court(fiche) for fiche in dossier.plan.fiches if fiche.id in financees]


def _tableau_des_couts(dossier: Dossier, declares: Sequence[CoutRegle]) -> Tableau:
    titres = ["Ce que l'on compte", "Effectif", "Montant engagé (€)", "Coût (€)", "Ce que l'on rapproche"]
    colonnes = [Colonne(titre, "nombre" if 0 < rang < 4 else "") for rang, titre in enumerate(titres)]
    lignes = [_ligne_de_cout(dossier, cout) for cout in declares]
    return Tableau(f"Coûts unitaires en {dossier.annee}", colonnes, lignes)


def _ligne_de_cout(dossier: Dossier, cout: CoutRegle) -> Ligne:
    montant, effectif = _montant(dossier, cout), _effectif(dossier, cout)
    trouve = cout_unitaire(montant.valeur, effectif.valeur, effectif.etat)
    annees = f"depuis {_debut(dossier)}" if cout.portee == "cumul" else f"en {dossier.annee}"
    texte = f"{cout.motif} ({annees})" + (f" Pas de coût : {trouve.motif}." if trouve.motif else "")
    chiffre = _chiffre_du_cout(cout, montant, effectif, trouve)
    return Ligne([f"Par {cout.unite}", effectif, montant, chiffre, texte])


def _chiffre_du_cout(cout: CoutRegle, montant: Chiffre, effectif: Chiffre, trouve: Cout) -> Chiffre:
    absent = "secret" if effectif.etat == "secret" else "non_disponible"
    return Chiffre(
        f"Coût par {cout.unite}",
        trouve.valeur,
        "euros",
        etat="valeur" if trouve.valeur is not None else absent,
        formule=f"{montant.libelle} ÷ {effectif.libelle}",
        numerateur=ecrire(montant.valeur) if montant.valeur is not None else "",
        denominateur=ecrire(effectif.valeur) if effectif.valeur is not None else "",
        territoire=montant.territoire,
        periode=montant.periode,
        source=montant.source,
        note=trouve.motif,
        trace=reunir([montant.trace, effectif.trace]),
    )


def _debut(dossier: Dossier) -> int:
    return dossier.plan.periode.debut


def _montant(dossier: Dossier, cout: CoutRegle) -> Chiffre:
    """L'engagé de la fiche, l'année ou depuis le début : le réalisé attend la clôture des comptes.

    Un cumul à qui manque une année ne se donne pas.
    """
    table = dossier.tables[TABLE]
    debut = _debut(dossier) if cout.portee == "cumul" else dossier.annee
    memes = table[(table["fiche"] == cout.fiche) & table["annee"].between(debut, dossier.annee)]
    periode = str(dossier.annee) if debut == dossier.annee else f"{debut}/{dossier.annee}"
    total = somme(dossier, f"Fiche {cout.fiche}", memes, "engage_eur", periode)
    if set(range(debut, dossier.annee + 1)) <= set(memes["annee"]):
        return total
    return replace(total, valeur=None, etat="non_renseignee")


def _effectif(dossier: Dossier, cout: CoutRegle) -> Chiffre:
    """Le relevé de l'effectif, l'année même ; un trou garde son état."""
    lignes = serie_de(dossier, cout.indicateur, dossier.departement.code)
    memes = lignes[lignes["annee"] == dossier.annee]
    if memes.empty:
        nom = f"Effectif « {cout.indicateur} »"
        return Chiffre(nom, None, "nombre", "non_renseignee", periode=str(dossier.annee), trace=Trace())
    return du_releve(dossier, memes.iloc[-1])
