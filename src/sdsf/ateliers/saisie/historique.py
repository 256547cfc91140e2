"""Ce que l'on sait déjà d'un sujet : l'état actuel en une phrase, et toutes ses lignes, en tableau."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from sdsf.ateliers.jours import iso_en_francais
from sdsf.ateliers.saisie.sujets import Sujet
from sdsf.espace import Espace
from sdsf.evaluation.avancement import derniers_etats
from sdsf.journal import Ecriture, lire_lignes
from sdsf.journal.fichier import chemin_de
from sdsf.lecture.csv_strict import lire_table
from sdsf.releves.lecture import contrats
from sdsf.rendu.nombres import date
from sdsf.vocabulaire import INTITULES_ETAT, INTITULES_STATUT

TOUJOURS = dt.date(9999, 12, 31)
COLONNES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "avancement": (
        ("date_arret", "Arrêté au"), ("statut", "Statut"), ("debut_reel", "Début réel"),
        ("fin_reelle", "Fin réelle"), ("motif", "Motif"), ("preuve", "Preuve"),
        ("commentaire", "Commentaire"), ("saisi_par", "Saisi par"), ("saisi_le", "Saisi le"),
    ),
    "releves": (
        ("territoire", "Territoire"), ("periode", "Période"), ("valeur", "Valeur"), ("etat", "État"),
        ("nature", "Nature"), ("source", "Source"), ("edition", "Édition"), ("note", "Note"),
        ("saisi_par", "Saisi par"), ("saisi_le", "Saisi le"),
    ),
    "corrections": (
        ("cle", "Ligne corrigée"), ("colonne", "Colonne"), ("ancienne", "Avant"), ("nouvelle", "Après"),
        ("motif", "Pourquoi"), ("saisi_par", "Saisi par"), ("saisi_le", "Saisi le"),
    ),
}  # fmt: skip
NATURES = {
    "publiee": "publiée", "declaree": "déclarée", "calculee": "calculée", "agregee": "agrégée",
    "estimee": "estimée", "arrondie": "arrondie", "provisoire": "provisoire",
}  # fmt: skip
MOTS: Mapping[str, Mapping[str, str]] = {
    "statut": INTITULES_STATUT, "etat": {**INTITULES_ETAT, "valeur": "connue"}, "nature": NATURES,
}  # fmt: skip
JOURS = ("statut", "date_arret", "debut_reel", "fin_reelle", "saisi_le")


def lignes_du_sujet(espace: Espace, departement: str, sujet: Sujet) -> list[Ecriture]:
    """Les lignes du sujet, la plus récente d'abord."""
    siennes = [e for e in lire_lignes(espace, departement, sujet.table) if sujet.concerne(dict(e.valeurs))]
    ordre = "date_arret" if sujet.table == "avancement" else "periode"
    return sorted(siennes, key=lambda e: (e.valeurs[ordre], e.ligne), reverse=True)


def corrections_du_sujet(espace: Espace, departement: str, sujet: Sujet) -> list[Ecriture]:
    """Ce qui a été changé, la correction la plus récente d'abord ; dans l'avancement, l'historique le dit."""
    if sujet.table == "avancement":
        return []
    debut = f"indicateur={sujet.id} ;"
    lues = lire_lignes(espace, departement, "corrections")
    return [
        e for e in reversed(lues) if e.valeurs["table"] == sujet.table and e.valeurs["cle"].startswith(debut)
    ]


def etat_actuel(espace: Espace, departement: str, sujet: Sujet, lignes: Sequence[Ecriture]) -> str:
    """Ce que l'on sait aujourd'hui, en une phrase."""
    if sujet.table == "avancement":
        return _etat_d_une_action(espace, departement, sujet)
    if not lignes:
        return "Aucune valeur n'est encore écrite."
    derniere = lignes[0].valeurs
    dite = en_mots("valeur", derniere["valeur"]) or en_mots("etat", derniere["etat"])
    periode = en_mots("periode", derniere["periode"])
    return f"Dernière valeur écrite : {dite} ({periode}, {derniere['territoire']})."


def _etat_d_une_action(espace: Espace, departement: str, sujet: Sujet) -> str:
    chemin = chemin_de(espace, departement, sujet.table)
    fixes = dict(sujet.fixes)
    if not chemin.exists():
        return "Rien n'est encore écrit : sans information."
    journal = lire_table(chemin, espace.relatif(chemin), contrats(espace)[sujet.table])
    siennes = journal[(journal["action"] == fixes["action"]) & (journal["etape"] == fixes["etape"])]
    etats = derniers_etats(siennes, TOUJOURS)
    if etats.empty:
        return "Rien n'est encore écrit : sans information."
    ligne = etats.iloc[0]
    statut = INTITULES_STATUT[str(ligne["statut"])]
    return f"État actuel : {statut}, au {date(ligne['date_arret'].date())} (saisi par {ligne['saisi_par']})."


def tableau(titre: str, colonnes: Iterable[tuple[str, str]], lignes: Sequence[Ecriture]) -> Markup:
    """Un tableau accessible : un titre, des en-têtes de colonne et de ligne, le texte des gens échappé."""
    if not lignes:
        return Markup("<p>{} : aucune ligne.</p>").format(titre)
    noms = list(colonnes)
    entetes = Markup("").join(Markup('<th scope="col">{}</th>').format(t) for _, t in [*noms, ("", "Ligne")])
    corps = Markup("").join(_rangee(noms, ecriture) for ecriture in lignes)
    return Markup(
        '<div class="saisie-tableau" tabindex="0" role="region" aria-label="{}"><table><caption>{}</caption>'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(titre, titre, entetes, corps)


def _rangee(colonnes: Sequence[tuple[str, str]], ecriture: Ecriture) -> Markup:
    cellules = [(nom, en_mots(nom, ecriture.valeurs[nom])) for nom, _ in colonnes]
    premiere = Markup('<th scope="row" class="{}">{}</th>').format(_classe(cellules[0][0]), cellules[0][1])
    autres = Markup("").join(
        Markup('<td class="{}">{}</td>').format(_classe(nom), mot) for nom, mot in cellules[1:]
    )
    return Markup("<tr>{}{}<td>{}</td></tr>").format(premiere, autres, ecriture.ligne)


def _classe(colonne: str) -> str:
    return "jour" if colonne in JOURS else "texte"


def en_mots(colonne: str, texte: str) -> str:
    """Une cellule comme on la dit : le mot d'une liste fermée, la virgule d'un nombre."""
    if colonne == "valeur":
        return texte.replace(".", ",")
    if colonne in (*JOURS, "periode", "ancienne", "nouvelle"):
        texte = iso_en_francais(texte)
    return MOTS.get(colonne, {}).get(texte, texte)


def en_html(espace: Espace, departement: str, sujet: Sujet) -> Markup:
    """L'état actuel, l'historique, et les corrections s'il y en a."""
    lignes = lignes_du_sujet(espace, departement, sujet)
    etat = Markup('<p class="saisie-etat"><strong>{}</strong></p>').format(
        etat_actuel(espace, departement, sujet, lignes)
    )
    blocs = [etat, tableau("Historique, le plus récent d'abord", COLONNES[sujet.table], lignes)]
    corrections = corrections_du_sujet(espace, departement, sujet)
    if corrections:
        blocs.append(tableau("Ce qui a été corrigé", COLONNES["corrections"], corrections))
    return Markup("\n").join(blocs)
