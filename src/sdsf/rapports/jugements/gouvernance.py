"""La durabilité, la gouvernance et la plus-value du comité : ce que les registres disent, sur la période.

Aucun registre ne mesure seul ce que le comité change : il dit ce qui s'est tenu, décidé, suivi, transmis.
"""

from collections.abc import Sequence

import pandas as pd

from sdsf.chiffres import Chiffre, inconnu, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.acteurs import sans_pilote
from sdsf.evaluation.recommandations import MOTS
from sdsf.plan.modeles import Instance
from sdsf.rapports.chiffrer import compter_des_faits, compter_du_plan, datee
from sdsf.rapports.jugements.etats import EtatDeQuestion, compter_des_communs, etats_des_questions
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Ligne,
    Liste,
    Paragraphe,
    Tableau,
    absence,
    numerique,
    phrase,
)
from sdsf.rendu.citations import Cite
from sdsf.rendu.nombres import accorder, date

SECRETARIAT = "le secrétariat du comité départemental"
# Un schéma communal se transmet dans le mois de son adoption (CASF, L. 214-2).
DELAI = pd.DateOffset(months=1)


def plus_value_du_comite(dossier: Dossier) -> list[Bloc]:
    """Les réunions, les décisions et leurs suites, les schémas reçus, depuis le début du schéma."""
    return [
        Paragraphe(
            "Les registres disent ce qui s'est tenu, décidé et transmis. Ils ne disent pas ce qui aurait eu "
            "lieu sans le comité : seule une enquête auprès de ses membres l'approcherait.",
            "note",
        ),
        *_reunions(dossier),
        *_decisions(dossier),
        *_schemas_recus(dossier),
    ]


# --- les réunions ---------------------------------------------------------------------------------


def _reunions(dossier: Dossier) -> list[Bloc]:
    table = _depuis_le_debut(dossier, "reunions", "date")
    if table.empty:
        manque = f"Aucune réunion d'instance n'est enregistrée depuis {dossier.plan.periode.debut}."
        return [absence(manque, SECRETARIAT)]
    annees = list(range(dossier.plan.periode.debut, dossier.annee + 1))
    colonnes = [Colonne("Instance"), *(numerique(str(annee)) for annee in annees)]
    lignes = [_ligne_d_instance(dossier, instance, table, annees) for instance in dossier.plan.gouvernance]
    note = "« Non renseigné » : aucune ligne au registre pour l'instance cette année-là ; ce n'est pas zéro."
    return [Tableau("Les réunions tenues par instance et par année", colonnes, lignes, note)]


def _ligne_d_instance(
    dossier: Dossier, instance: Instance, table: pd.DataFrame, annees: Sequence[int]
) -> Ligne:
    siennes = table[table["instance"] == instance.id]
    cellules = [_tenues(dossier, instance, siennes, annee) for annee in annees]
    return Ligne([Cite(instance.intitule), *cellules])


def _tenues(dossier: Dossier, instance: Instance, siennes: pd.DataFrame, annee: int) -> Chiffre:
    libelle = f"Réunions tenues : {instance.intitule}, {annee}"
    de_l_annee = siennes[siennes["date"].dt.year == annee]
    if de_l_annee.empty:
        return inconnu(libelle, "reunions", territoire=dossier.departement.nom, periode=str(annee))
    return Chiffre(
        libelle,
        int((de_l_annee["tenue"] == "oui").sum()),
        "reunions",
        formule="dénombrement des réunions tenues",
        territoire=dossier.departement.nom,
        periode=str(annee),
        source="Registre des réunions du département",
        trace=trace_de(de_l_annee),
    )


# --- les décisions --------------------------------------------------------------------------------


def _decisions(dossier: Dossier) -> list[Bloc]:
    table = _depuis_le_debut(dossier, "decisions", "date")
    if table.empty:
        manque = f"Aucune décision d'instance n'est enregistrée depuis {dossier.plan.periode.debut}."
        return [absence(manque, SECRETARIAT)]
    connues = table["suivie_le"].isna() | (table["suivie_le"] <= pd.Timestamp(dossier.arrete_au))
    mots = table["suite"].where(connues, "").str.casefold().map(lambda mot: MOTS.get(mot, "")).to_numpy()
    ouverte = table["echeance"].notna() & (table["echeance"] < pd.Timestamp(dossier.arrete_au))
    suivies, depassees = table[mots == "suivie"], table[ouverte & (mots != "suivie")]
    n, k = len(suivies), len(depassees)
    texte = phrase(
        f"{{t}} {accorder(len(table), 'décision est enregistrée', 'décisions sont enregistrées')} depuis "
        f"{dossier.plan.periode.debut} : {{s}} {accorder(n, 'est appliquée', 'sont appliquées')} ; {{d}} "
        f"{accorder(k, 'a', 'ont')} une échéance passée sans être "
        f"{accorder(k, 'appliquée', 'appliquées')} en entier.",
        t=_compter(dossier, "Décisions enregistrées", table, "Registre des décisions"),
        s=_compter(dossier, "Décisions appliquées", suivies, "Registre des décisions"),
        d=_compter(dossier, "Décisions dont l'échéance est passée", depassees, "Registre des décisions"),
    )
    retard = [
        phrase("{d} (échéance : {e})", d=Cite(ligne["decision"]), e=date(ligne["echeance"].date()))
        for _, ligne in depassees.iterrows()
    ]
    return [Paragraphe(texte), *([Liste(retard)] if retard else [])]


# --- les schémas communaux ------------------------------------------------------------------------


def _schemas_recus(dossier: Dossier) -> list[Bloc]:
    """Combien de schémas et de conventions sont reçus, combien dans le mois, combien de bilans."""
    tous = dossier.tables["schemas_communaux"]
    adoptes = tous[tous["adopte_le"].isna() | (tous["adopte_le"] <= pd.Timestamp(dossier.arrete_au))]
    if adoptes.empty:
        manque = "Aucun schéma communal ni convention territoriale globale n'est enregistré."
        return [absence(manque, SECRETARIAT)]
    fin = pd.Timestamp(dossier.arrete_au)
    recus = adoptes[adoptes["transmis_le"].notna() & (adoptes["transmis_le"] <= fin)]
    dates = recus["adopte_le"].notna()
    delais = recus[dates & (recus["transmis_le"] <= recus["adopte_le"] + DELAI)]
    bilans = adoptes[adoptes["bilan_recu_le"].notna() & (adoptes["bilan_recu_le"] <= fin)]
    source = "Registre des schémas communaux et des conventions"
    texte = phrase(
        "Schémas communaux et conventions au registre : {n} ; transmis au comité : {r}, dont {d} dans le "
        "mois de l'adoption ; bilans reçus : {b}.",
        n=_compter(dossier, "Schémas communaux et conventions au registre", adoptes, source),
        r=_compter(dossier, "Schémas et conventions transmis", recus, source),
        d=_compter(dossier, "Transmis dans le mois", delais, source),
        b=_compter(dossier, "Bilans de schémas communaux reçus", bilans, source),
    )
    return [Paragraphe(texte)]


# --- la durabilité --------------------------------------------------------------------------------


def durabilite(dossier: Dossier) -> list[Bloc]:
    """Ce que l'on sait des professionnels, des financements et du portage."""
    etats = etats_des_questions(dossier, ["durabilite"])
    professionnels = [bloc for etat in etats for bloc in _professionnels(dossier, etat)]
    return [*professionnels, *_financements(dossier), *_portage(dossier)]


def _professionnels(dossier: Dossier, etat: EtatDeQuestion) -> list[Bloc]:
    if not etat.mesures:
        manque = (
            "Aucun indicateur sur les professionnels n'est mesuré (départs prévisibles, postes vacants, "
            "places de formation, places gelées)."
        )
        return [absence(manque, etat.question.qui)]
    muets = compter_des_communs(dossier, "Indicateurs de durabilité non mesurés", etat.muets)
    lignes = [Ligne([Cite(m.intitule), datee(m.valeur)]) for m in etat.mesures]
    colonnes = [Colonne("Indicateur"), Colonne("Dernière valeur connue")]
    note = phrase("Indicateurs de durabilité non mesurés : {n}.", n=muets)
    return [Tableau("Les professionnels : ce qui est mesuré", colonnes, lignes, note)]


def _financements(dossier: Dossier) -> list[Bloc]:
    """Les montants engagés, année par année : une somme à trous n'est pas donnée."""
    table = dossier.tables["moyens"]
    connus = table[(table["annee"] >= dossier.plan.periode.debut) & (table["annee"] <= dossier.annee)]
    if connus.empty:
        manque = f"Aucun moyen financier n'est enregistré depuis {dossier.plan.periode.debut}."
        return [absence(manque, "chaque financeur du schéma")]
    lignes = [
        Ligne(
            [
                str(annee),
                _somme(dossier, groupe, "engage_eur", "engagé", annee),
                _financeurs(dossier, groupe, annee),
            ]
        )
        for annee in sorted({int(valeur) for valeur in connus["annee"]})
        for groupe in [connus[connus["annee"] == annee]]
    ]
    colonnes = [Colonne("Année"), numerique("Engagé (€)"), numerique("Financeurs")]
    note = "Aucun engagement postérieur à l'année du rapport n'est lu ici : la suite reste à dire."
    return [Tableau("Les moyens engagés et leurs financeurs", colonnes, lignes, note)]


def _somme(dossier: Dossier, groupe: pd.DataFrame, colonne: str, mot: str, annee: int) -> Chiffre:
    connu = bool(groupe[colonne].notna().all())
    return Chiffre(
        f"Moyens du schéma : {mot}, {annee}",
        float(groupe[colonne].sum()) if connu else None,
        "euros",
        etat="valeur" if connu else "non_renseignee",
        formule="somme des lignes",
        territoire=dossier.departement.nom,
        periode=str(annee),
        source="Registre des moyens",
        trace=trace_de(groupe),
    )


def _financeurs(dossier: Dossier, groupe: pd.DataFrame, annee: int) -> Chiffre:
    return Chiffre(
        f"Financeurs au registre, {annee}",
        groupe["financeur"].nunique(),
        "nombre",
        formule="dénombrement des financeurs différents",
        territoire=dossier.departement.nom,
        periode=str(annee),
        source="Registre des moyens",
        trace=trace_de(groupe),
    )


def _portage(dossier: Dossier) -> list[Bloc]:
    """Pour combien de fiches le texte nomme un pilote."""
    fiches = dossier.plan.fiches
    if not fiches:
        return []
    sans = {fiche.id for fiche in sans_pilote(dossier.plan)}
    portees = [fiche.id for fiche in fiches if fiche.id not in sans]
    debut = "Portage : le texte nomme un pilote pour {n} " + accorder(len(portees), "fiche", "fiches")
    texte = phrase(
        debut + " sur {t}."
        if portees
        else "Portage : le texte ne nomme de pilote pour aucune de ses {t} fiches.",
        n=compter_du_plan(dossier, "Fiches dont le texte nomme un pilote", portees, "fiches"),
        t=compter_du_plan(dossier, "Fiches du plan", [f.id for f in fiches], "fiches"),
    )
    return [Paragraphe(texte)]


# --- commun ---------------------------------------------------------------------------------------


def _depuis_le_debut(dossier: Dossier, table: str, colonne: str) -> pd.DataFrame:
    """Les lignes d'un registre, du début du schéma à la fin de l'année du rapport."""
    lignes = dossier.tables[table]
    if lignes.empty:
        return lignes
    debut, fin = pd.Timestamp(dossier.plan.periode.debut, 1, 1), pd.Timestamp(dossier.arrete_au)
    return lignes[(lignes[colonne] >= debut) & (lignes[colonne] <= fin)]


def _compter(dossier: Dossier, libelle: str, lignes: pd.DataFrame, source: str) -> Chiffre:
    traces = [trace_de(lignes.iloc[[rang]]) for rang in range(len(lignes))]
    return compter_des_faits(dossier, libelle, traces, "nombre", source)
