"""La première heure : ce que le carnet ``00_premiere_heure`` montre à qui ouvre l'outil ce matin.

La saisie se fait dans une copie de l'espace de travail, effacée quand le carnet se ferme ; le dépôt n'est
jamais touché.
"""

import atexit
import datetime as dt
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from IPython.display import HTML, display
from markupsafe import escape

from sdsf.chargement import charger
from sdsf.chiffres import compter, reunir
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.espace import Espace
from sdsf.evaluation.avancement import repartir
from sdsf.journal.ajout import ajouter
from sdsf.journal.modeles import Correction
from sdsf.rapports.indicateur import SuiviIndicateur, communs_suivis, suivre_commun
from sdsf.rapports.point_annuel.jalons import compter_jalons, jalons_echus
from sdsf.rapports.point_annuel.plan import compter_suivis, suivis
from sdsf.rapports.point_annuel.tableau_de_bord import suivis_du_plan
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau, numerique
from sdsf.rendu.nombres import date
from sdsf.vocabulaire import INTITULES_JUGEMENT, INTITULES_STATUT

# Ce qu'un rapport lit ; le reste de l'espace ne se copie pas.
LUS = ("templates", "notebooks", "params", "data")


def l_avancement(dossier: Dossier) -> list[Bloc]:
    """Les actions par statut, chaque nombre avec ses lignes."""
    groupes = repartir(suivis(dossier))
    lignes = [
        Ligne([INTITULES_STATUT[statut], compter_suivis(dossier, f"Actions : {statut}", choisis)])
        for statut, choisis in groupes.items()
    ]
    titre = f"Les actions du plan, fin {dossier.annee}"
    return [Tableau(titre, [Colonne("Statut"), numerique("Actions")], lignes)]


def les_jugements(dossier: Dossier, essai: Dossier) -> list[Bloc]:
    """Les indicateurs par jugement : avec les réglages du département, puis avec ceux de l'essai."""
    tolerances = [d.seuils.tolerance_trajectoire_pct for d in (dossier, essai)]
    colonnes = [Colonne("Jugement"), *(numerique(f"Tolérance de {t:g} %") for t in tolerances)]
    comptes = [_par_jugement(d) for d in (dossier, essai)]
    lignes = [
        Ligne([intitule, *(compte[code] for compte in comptes)])
        for code, intitule in INTITULES_JUGEMENT.items()
    ]
    return [Tableau("Les indicateurs, selon la tolérance", colonnes, lignes)]


def _par_jugement(dossier: Dossier) -> dict[str, object]:
    tous = [*(suivre_commun(dossier, code) for code in communs_suivis(dossier)), *suivis_du_plan(dossier)]
    return {code: _compter_les_juges(dossier, tous, code) for code in INTITULES_JUGEMENT}


def _compter_les_juges(dossier: Dossier, tous: list[SuiviIndicateur], jugement: str) -> object:
    choisis = [suivi for suivi in tous if suivi.verdict.jugement == jugement]
    return compter(
        f"Indicateurs : {INTITULES_JUGEMENT[jugement]}",
        [reunir([suivi.valeur.trace, suivi.cible.trace]) for suivi in choisis],
        "indicateurs",
        source=dossier.plan.source.titre,
        territoire=dossier.departement.nom,
        periode=str(dossier.annee),
    )


def copier(dossier: Dossier) -> Dossier:
    """Le même dossier, lu dans une copie de l'espace de travail que l'on peut changer sans crainte."""
    racine = Path(tempfile.mkdtemp(prefix="sdsf-premiere-heure-"))
    atexit.register(shutil.rmtree, racine, ignore_errors=True)
    for nom in LUS:
        shutil.copytree(dossier.espace.racine / nom, racine / nom)
    _dire(f"Copie prête : {racine}")
    return _relire(replace(dossier, espace=Espace(racine)))


def _relire(dossier: Dossier) -> Dossier:
    demande = controler_demande(dossier.espace, dossier.departement.code, dossier.annee)
    return charger(dossier.espace, demande)


def saisir(copie: Dossier, pourquoi: str = "", **valeurs: str) -> None:
    """Ajoute une ligne au journal d'avancement de la copie. Lève ``Erreurs``, qui disent quoi écrire.

    ``pourquoi`` : le motif, quand la ligne change ce que le journal disait déjà à cette date.
    """
    aujourdhui = dt.date.today().isoformat()
    ligne = {"date_arret": copie.arrete_au.isoformat(), "saisi_le": aujourdhui, **valeurs}
    correction = Correction(pourquoi, valeurs.get("saisi_par", ""), aujourdhui) if pourquoi else None
    ajout = ajouter(copie.espace, copie.departement.code, {"avancement": [ligne]}, correction)
    for contradiction in ajout.contredites:
        for colonne, (connu, propose) in contradiction.differences.items():
            _dire(f"Le journal dit déjà, pour « {colonne} » : « {connu} », et non « {propose} ».")
    if ajout.contredites:
        _dire("Rien n'est écrit. Pour changer ce qui était dit, ajoutez « pourquoi ».")
    elif ajout.ecrit:
        _dire("C'est écrit dans le journal de la copie ; ce qui était dit avant y reste.")
    else:
        _dire("Le journal de la copie dit déjà exactement cela : rien n'est répété.")


def ce_que_change_la_saisie(dossier: Dossier, copie: Dossier) -> list[Bloc]:
    """Les actions et les jalons, avant la saisie et après."""
    avant, apres = _comptes(dossier), _comptes(_relire(copie))
    lignes = [Ligne([titre, avant[titre], apres[titre]]) for titre in avant]
    colonnes = [Colonne("Ce que l'on compte"), numerique("Avant"), numerique("Après")]
    note = f"Les deux colonnes regardent le {date(dossier.arrete_au)}."
    return [Tableau("Avant et après la saisie", colonnes, lignes), Paragraphe(note, "note")]


def _comptes(dossier: Dossier) -> dict[str, object]:
    groupes = repartir(suivis(dossier))
    echus = jalons_echus(dossier)
    tenus = [jalon for jalon in echus if jalon.statut == "realisee"]
    actions = {
        f"actions : {INTITULES_STATUT[statut]}": compter_suivis(dossier, f"Actions : {statut}", choisis)
        for statut, choisis in groupes.items()
    }
    jalons = {"jalons échus tenus": compter_jalons(dossier, "Jalons échus tenus", tenus)}
    return {**actions, **jalons}


def produire_le_rapport(copie: Dossier) -> None:
    """Produit le point annuel dans la copie, et donne l'adresse de sa page, à ouvrir avant de fermer."""
    from sdsf.production.rapport import produire

    produit = produire(copie.espace, copie.departement.code, copie.annee)
    page = next(chemin for chemin in produit.fichiers if chemin.suffix == ".html")
    for avis in produit.avertissements:
        _dire(f"Avertissement : {avis}")
    # Un navigateur refuse de suivre, d'une page servie, un lien vers un fichier : l'adresse se recopie.
    adresse = f"<code>{escape(page.as_uri())}</code>"
    display(HTML(f"<p>Le rapport est produit. Copiez cette adresse dans un nouvel onglet : {adresse}</p>"))


def _dire(phrase: str) -> None:
    display(HTML(f"<p>{escape(phrase)}</p>"))
