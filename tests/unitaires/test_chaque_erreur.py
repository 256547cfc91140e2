"""Chaque erreur du logiciel se produit vraiment : une altération d'un espace, et la fonction qui la voit.

Deux seules sont simulées, au plus bas : un noyau qui meurt et un système qui refuse.
"""

import datetime as dt
import errno
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pandas as pd
import papermill
import pytest
from openpyxl import Workbook, load_workbook
from papermill.exceptions import PapermillExecutionError
from tests import enquetes, petits_territoires, saisie
from tests.classeurs import Abimer, abime, case, ecrit
from tests.collecte import JOUR, Geste, feuille, formulaires, pose, rendu
from tests.contours import carre, collection, deposer, entite, rangee
from tests.documents import Note, changer, commenter
from tests.fabrique import AVANCEMENT_00, PLAN_00, RELEVES_00, ajouter, remplacer
from tests.grappe import RETOUR, TACHE, lien, sur_grappe
from tests.preuve import chiffre, scelle
from tests.preuve import deposer as deposer_un_rapport
from tests.producteurs import EN_TETE_LONG, EN_TETE_POPREF, bombe, ecrire, melodi
from tests.secret import REGLES
from tests.secret import table as table_secrete
from tests.serveur import HorlogeFeinte
from tests.unitaires.lecture.test_document_docx import PIECES, document

from sdsf import carnet
from sdsf.actualisation import exiger_fichier
from sdsf.ateliers.seance import arreter_une_vue
from sdsf.campagnes import lire_campagne
from sdsf.chargement import charger
from sdsf.commande.actualiser import actualiser
from sdsf.commande.atelier import carnet_demande, port_libre, prefixe_demande
from sdsf.commande.en_ligne import EnLigne
from sdsf.commande.enquetes import importer_enquete
from sdsf.commande.explications import expliquer
from sdsf.commande.listes import liste
from sdsf.commande.nouveau import creer_departement
from sdsf.commande.plans import exporter, importer
from sdsf.commande.questionnaires import exporter as exporter_questionnaire
from sdsf.commande.remarques import importer as importer_remarques
from sdsf.commande.retours import Options, importer_formulaires
from sdsf.demande import controler_demande
from sdsf.depouillement import fichiers
from sdsf.enquetes import echantillon
from sdsf.erreurs import Erreur, Erreurs, classes_d_erreur
from sdsf.espace import Espace, trouver_espace
from sdsf.evaluation.contribution import Accompagnement, Avis
from sdsf.journal import ajouter as ajouter_au_journal
from sdsf.journal import annuler, lire_lignes, reprendre
from sdsf.journal.reprise import seul_a_ecrire
from sdsf.lecture import geojson
from sdsf.plan.communs import Retenu
from sdsf.plan.lecture import lire_reglages
from sdsf.plan.priorites_retenues import annuler as annuler_le_reglage
from sdsf.plan.priorites_retenues import retenir as retenir_le_reglage
from sdsf.plan.scenarios import ajouter_un_scenario, lire_les_scenarios
from sdsf.production.campagne.conduite import Options as OptionsDeCampagne
from sdsf.production.campagne.conduite import conduire, espace_reserve
from sdsf.production.campagne.conduite import preparer as preparer_la_campagne
from sdsf.production.campagne.envoi import verifier_le_retour
from sdsf.production.campagne.ouvrier import rapport_reserve
from sdsf.production.campagne.ouvriers_d_ici import Ouvrier
from sdsf.production.ecriture import ecrire_lot
from sdsf.production.preuve import designation
from sdsf.production.preuve.chiffres import lire_les_chiffres
from sdsf.production.preuve.comparaison import comparer_les_lots
from sdsf.production.preuve.manifestes import lire_le_manifeste
from sdsf.production.rapport import produire
from sdsf.referentiel.contribution import Element
from sdsf.referentiel.secret import lire_regles_de_secret
from sdsf.referentiel.telechargements import lire_telechargements
from sdsf.releves.enquetes import lire_enquetes
from sdsf.releves.seances import arreter as arreter_la_vue
from sdsf.releves.seances import dossier_des_seances, lire_les_vues
from sdsf.releves.seances import retirer as retirer_la_vue
from sdsf.sauvegarde import sous_verrou
from sdsf.secret.liens import Lien
from sdsf.secret.protection import proteger, verifier_publication
from sdsf.tableur import ouverture
from sdsf.terrain.imprime import Envoi
from sdsf.territoires.appartenances import appartenances
from sdsf.territoires.codes import commune_en_vigueur, lire_code
from sdsf.territoires.construction import membres
from sdsf.territoires.lecture import lire_territoires
from sdsf.territoires.passages import refuser_un_taux

CATALOGUE = "params/referentiel/telechargements.yml"
ORIGINE_00 = "00/2024/point_annuel/publique/Version 1"
REGLAGES_00 = "params/departements/00/reglages.yml"
CARNET = "notebooks/10_point_annuel.ipynb"
ORIGINE_00 = "00/2024/point_annuel/publique/Version 1"


@dataclass(frozen=True)
class Scene:
    """Une copie d'espace et de quoi simuler le système."""

    espace: Espace
    patch: pytest.MonkeyPatch

    def demander(
        self, departement: object = "00", annee: object = 2024, reglages: object = "", *rapport: str
    ) -> Any:
        return controler_demande(self.espace, departement, annee, reglages, *rapport)

    def charger(self) -> None:
        charger(self.espace, self.demander())

    def chemin(self, fichier: str) -> Path:
        return self.espace.racine / fichier


Cas = Callable[[Scene], object]


def cnaf(texte: str, nom: str = "txcouv_pe_dep.csv") -> Cas:
    """Un export de la Cnaf que l'adaptateur refuse."""

    def jouer(scene: Scene) -> None:
        scene.chemin(nom).write_text(texte, encoding="utf-8")
        actualiser(scene.espace, "cnaf", scene.chemin(nom))

    return jouer


# --- altérer un fichier, puis tout charger --------------------------------------------------------


def change(fichier: str, avant: str, apres: str) -> Cas:
    def jouer(scene: Scene) -> None:
        remplacer(scene.espace, fichier, avant, apres)
        scene.charger()

    return jouer


def ajoute(fichier: str, ligne: str) -> Cas:
    def jouer(scene: Scene) -> None:
        ajouter(scene.espace, fichier, ligne)
        scene.charger()

    return jouer


def octets(fichier: str, transformer: Callable[[bytes], bytes]) -> Cas:
    def jouer(scene: Scene) -> None:
        chemin = scene.chemin(fichier)
        chemin.write_bytes(transformer(chemin.read_bytes()))
        scene.charger()

    return jouer


def retire(fichier: str) -> Cas:
    def jouer(scene: Scene) -> None:
        scene.chemin(fichier).unlink()
        scene.charger()

    return jouer


def devient_un_dossier(fichier: str) -> Cas:
    def jouer(scene: Scene) -> None:
        scene.chemin(fichier).unlink()
        scene.chemin(fichier).mkdir()
        scene.charger()

    return jouer


def illisible(fichier: str) -> Cas:
    """Le système refuse la lecture ; simulé, car root lit tout."""

    def jouer(scene: Scene) -> None:
        vrai, interdit = Path.read_bytes, scene.chemin(fichier)

        def lire(chemin: Path) -> bytes:
            if chemin == interdit:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            return vrai(chemin)

        scene.patch.setattr(Path, "read_bytes", lire)
        scene.charger()

    return jouer


def releve(
    valeur: str = "50", etat: str = "valeur", unite: str = "places_pour_100_enfants", periode: str = "1999"
) -> str:
    debut = f"taux_couverture_accueil,Taux,00,departement,,{periode},{valeur},{unite},{etat}"
    return f"{debut},publiee,,,producteur,exemple_fictif,,,,,pilote d'exemple,2024-01-01"


def avancement(action: str = "pe-1.1-a", date: str = "2024-12-31", statut: str = "en_cours") -> str:
    return f"{action},,{date},{statut},,,,,,pilote d'exemple,2025-01-01"


# --- le carnet, le rendu, l'écriture --------------------------------------------------------------


def _executer(carnet_: str, sortie: str, **_: object) -> Any:
    """Un carnet « exécuté » sans noyau : recopié tel quel."""
    import nbformat

    shutil.copyfile(carnet_, sortie)
    return nbformat.read(sortie, as_version=4)


def carnet_en_echec(scene: Scene) -> None:
    def echouer(carnet_: str, sortie: str, **suite: object) -> None:
        _executer(carnet_, sortie)
        raise PapermillExecutionError(3, 2, "1 / 0", "ZeroDivisionError", "division by zero", [])

    scene.patch.setattr(papermill, "execute_notebook", echouer)
    produire(scene.espace, "00", 2024)


def noyau_perdu(scene: Scene) -> None:
    def mourir(*_: object, **suite: object) -> None:
        raise RuntimeError("Kernel died")

    scene.patch.setattr(papermill, "execute_notebook", mourir)
    produire(scene.espace, "00", 2024)


def carnet_illisible(scene: Scene) -> None:
    (scene.espace.notebooks / "10_point_annuel.ipynb").write_text("{", encoding="utf-8")
    produire(scene.espace, "00", 2024)


def carnet_absent(scene: Scene) -> None:
    scene.chemin(CARNET).unlink()
    produire(scene.espace, "00", 2024)


def carnet_sans_dossier(scene: Scene) -> None:
    scene.patch.setattr(carnet, "_registres", {})
    carnet.montrer()


def parametre_inconnu(scene: Scene) -> None:
    cellules = ["", "# Parameters\nanne = 2024\n"]
    scene.patch.setattr(carnet, "get_ipython", lambda: SimpleNamespace(user_ns={"In": cellules}))
    scene.patch.setenv("SDSF_RACINE", str(scene.espace.racine))
    carnet.ouvrir("00", 2024)


def bilan_trop_tot(scene: Scene) -> None:
    """Un bilan final demandé la première année du schéma."""
    scene.patch.setenv("SDSF_RACINE", str(scene.espace.racine))
    carnet.ouvrir("00", 2021, "", "bilan_final")


def plan_inacheve(scene: Scene) -> None:
    creer_departement(scene.espace, "38", "Isère", "2022-2026")
    scene.patch.setenv("SDSF_RACINE", str(scene.espace.racine))
    carnet.ouvrir("38", 2024)


def perimetre_different(scene: Scene) -> None:
    """Le carnet recopié n'a rien ouvert : sa page n'imprime ni département ni année."""
    scene.patch.setattr(papermill, "execute_notebook", _executer)
    produire(scene.espace, "00", 2024)


def rendu_impossible(scene: Scene) -> None:
    scene.patch.setattr(papermill, "execute_notebook", _executer)
    (scene.espace.templates / "rapport/index.html.j2").write_text("{% bloc %}", encoding="utf-8")
    produire(scene.espace, "00", 2024)


def format_indisponible(scene: Scene) -> None:
    scene.patch.setitem(sys.modules, "weasyprint", None)
    produire(scene.espace, "00", 2024, formats="pdf")


def campagne_de(annee: int, geste: Callable[[Espace], object]) -> Cas:
    """Une campagne d'un seul rapport du département d'exemple, et ce que l'on en fait."""

    def mener(scene: Scene) -> None:
        dossier = scene.espace.params / "campagnes"
        dossier.mkdir()
        croise = {"departements": ["00"], "annees": [annee], "rapports": ["lettre"], "formats": ["html"]}
        ecrite = {"format": 1, "intitule": "Essai", "reglages": {}, **croise}
        (dossier / "essai.yml").write_text(json.dumps(ecrite), encoding="utf-8")
        geste(scene.espace)

    return mener


def campagne_deja_en_cours(espace: Espace) -> None:
    preparee = preparer_la_campagne(espace, "essai", OptionsDeCampagne())
    with espace_reserve(espace, "pays"):
        conduire(preparee)


def ouvrier_de(espace: Espace, faire: str = "sdsf.espace:absente") -> object:
    """Un ouvrier que l'on charge d'un rapport ; sans fonction pour le produire, il meurt aussitôt."""
    [jugee] = preparer_la_campagne(espace, "essai", OptionsDeCampagne()).decisions
    return Ouvrier(espace, faire, espace.racine / "ouvrier.log").produire(jugee.tache)


def ouvrier_non_lance(scene: Scene) -> None:
    scene.patch.setattr(sys, "executable", str(scene.espace.racine / "absent"))
    campagne_de(2024, ouvrier_de)(scene)


def rapport_pris(espace: Espace) -> None:
    [jugee] = preparer_la_campagne(espace, "essai", OptionsDeCampagne()).decisions
    with rapport_reserve(espace, jugee.tache), rapport_reserve(espace, jugee.tache, 0):
        raise AssertionError("le rapport est pris deux fois")


def retouche_a_garder(scene: Scene) -> None:
    document = scene.espace.reports / "00/2024/point_annuel.xlsx"
    document.parent.mkdir(parents=True)
    document.write_bytes(b"repris par le secretariat")
    produire(scene.espace, "00", 2024, formats="xlsx")


def deja_valide(version: int, contenu: bytes = b"page", manifeste: bool = True) -> Cas:
    """Produire le point annuel 2023 du 00, dont les réglages disent « version 2, validée »."""

    def jouer(scene: Scene) -> None:
        page = scene.espace.reports / "00/2023/point_annuel.html"
        dit = {
            "departement": "00",
            "etat": "Validé en séance du 20 juin 2024",
            "version": f"Version {version}",
        }
        fiches = {page.name: {"sha256": hashlib.sha256(b"page").hexdigest(), "octets": 4}}
        lot = {page: contenu}
        if manifeste:
            lot[page.with_suffix(".manifeste.json")] = json.dumps({**dit, "fichiers": fiches}).encode()
        ecrire_lot(scene.espace, lot)
        produire(scene.espace, "00", 2023)

    return jouer


def sans_erratum(scene: Scene) -> None:
    """La version validée n'est pas écrite dans les réglages : seul son manifeste la connaît."""
    chemin = scene.chemin(REGLAGES_00)
    texte = chemin.read_text(encoding="utf-8")
    premiere = texte.index("- rapport")
    seconde = texte.index("- rapport", premiere + 1)
    erratum = texte.index("  erratum")
    chemin.write_text(texte[:premiere] + texte[seconde:erratum], encoding="utf-8")
    deja_valide(1)(scene)


def commente(*notes: Note, origine: str = ORIGINE_00, auteur: str = "a, b") -> Cas:
    """Importer un document commenté."""

    def jouer(scene: Scene) -> None:
        octets = commenter(document(), notes)
        dite = PIECES["docProps/custom.xml"]
        neuve = dite.replace(ORIGINE_00, origine)
        chemin = scene.chemin("rapport.docx")
        chemin.write_bytes(changer(octets, {"docProps/custom.xml": lambda _: neuve}))
        importer_remarques(scene.espace, [chemin], auteur)

    return jouer


def pas_un_document(scene: Scene) -> None:
    scene.chemin("rapport.docx").write_bytes(b"%PDF")
    importer_remarques(scene.espace, [scene.chemin("rapport.docx")], "a, b")


def saisit(ligne: Mapping[str, str], delai: float = 20.0) -> Cas:
    """Enregistre une ligne d'avancement."""
    return lambda s: ajouter_au_journal(s.espace, "00", {"avancement": [ligne]}, delai=delai)


def annule_une_reunion(s: Scene) -> None:
    reunion = lire_lignes(s.espace, "00", "reunions")[-1]
    annuler(s.espace, "00", "reunions", reunion.valeurs, saisie.POURQUOI)


def verrou_tenu(s: Scene) -> None:
    with seul_a_ecrire(s.espace, "00"):
        saisit(saisie.avancement(), delai=0.1)(s)


def table_ouverte(s: Scene) -> None:
    s.chemin("data/departements/00/.~lock.avancement.csv#").write_bytes(b"")
    saisit(saisie.avancement())(s)


def saisie_refusee(s: Scene) -> None:
    def plein(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    s.patch.setattr(os, "fsync", plein)
    saisit(saisie.avancement())(s)


def saisie_interrompue(s: Scene) -> None:
    intention = s.chemin("data/departements/00/.journal/intention.json")
    intention.parent.mkdir()
    intention.write_text("{", encoding="utf-8")
    reprendre(s.espace, "00")


def disque_plein(scene: Scene) -> None:
    def echouer(descripteur: int, mode: str) -> None:
        os.close(descripteur)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    scene.patch.setattr(os, "fdopen", echouer)
    ecrire_lot(scene.espace, {scene.espace.reports / "page.html": b"x"})


def ecriture_refusee(scene: Scene) -> None:
    scene.espace.reports.write_text("un fichier", encoding="utf-8")
    ecrire_lot(scene.espace, {scene.espace.reports / "00" / "page.html": b"x"})


# --- les ateliers ---------------------------------------------------------------------------------


def fichier_occupe(scene: Scene) -> None:
    chemin = scene.chemin(REGLAGES_00)
    with sous_verrou(scene.espace, chemin), sous_verrou(scene.espace, chemin, attente_s=0.01):
        pass


def vue_arretee(auteur: str = "a, b", reglages: str = "") -> Cas:
    """Arrêter une vue des priorités."""

    def jouer(scene: Scene) -> None:
        dossier = charger(scene.espace, scene.demander("00", 2024, reglages))
        jour = dt.date(2025, 3, 14)
        arreter_une_vue(
            dossier, "priorites", {}, instance="Commission", auteur=auteur, jour=jour, motif="le débat"
        )

    return jouer


def vue_retiree(scene: Scene) -> None:
    champs = dict.fromkeys(("instance", "motif", "phrase", "empreinte"), "x")
    vue = {**champs, "departement": "00", "annee": 2024, "atelier": "priorites", "auteur": "a, b"}
    for _ in range(2):
        arreter_la_vue(scene.espace, "00", {**vue, "date": dt.date(2025, 3, 14), "parametres": {}})
    (dossier_des_seances(scene.espace, "00") / "2025-03-14-1.yml").unlink()
    lire_les_vues(scene.espace, "00")


def vue_retiree_deux_fois(scene: Scene) -> None:
    champs = dict.fromkeys(("instance", "motif", "phrase", "empreinte"), "x")
    vue = {**champs, "departement": "00", "annee": 2024, "atelier": "priorites", "auteur": "a, b"}
    arreter_la_vue(scene.espace, "00", {**vue, "date": dt.date(2025, 3, 14), "parametres": {}})
    retenu = Retenu(auteur="secrétariat, Caf", date=dt.date(2025, 4, 2), motif="relue")
    for _ in range(2):
        retirer_la_vue(scene.espace, "00", 1, retenu)


def reglage_depasse(scene: Scene) -> None:
    vus = lire_reglages(scene.espace, "00")
    retenu = Retenu(auteur="secrétariat, Caf", date=dt.date(2025, 4, 2), motif="relue")
    for _ in range(2):
        choisi = vus.priorites[0].model_copy(update={"retenu": retenu})
        retenir_le_reglage(scene.espace, "00", choisi, vus=vus)


def scenario_deja_la(scene: Scene) -> None:
    connu = lire_les_scenarios(scene.espace, "00", "2021-2026")[0]
    ajouter_un_scenario(scene.espace, "00", "2021-2026", connu)


def reglage_non_recrit(scene: Scene) -> None:
    """La partie à récrire cite un texte défini plus haut : seule, elle ne veut plus rien dire."""
    remplacer(scene.espace, REGLAGES_00, "mandat:\n  commanditaire: ", "mandat:\n  commanditaire: &qui ")
    retenu = "  changements: null\n  retenu: {auteur: 'a, b', date: 2025-03-14, motif: *qui}"
    remplacer(scene.espace, REGLAGES_00, "  changements: null", retenu)
    annuler_le_reglage(scene.espace, "00", "somme_des_rangs")


# --- les classeurs --------------------------------------------------------------------------------


def importe(*abimer: Abimer) -> Cas:
    """Le classeur du 00, abîmé, puis importé."""
    return lambda scene: importer(scene.espace, abime(scene.espace.racine, *abimer), False)


def importe_octets(octets: bytes) -> Cas:
    def jouer(scene: Scene) -> None:
        chemin = scene.chemin("plan.xlsx")
        chemin.write_bytes(octets)
        importer(scene.espace, chemin, False)

    return jouer


def classeur_trop_gros(scene: Scene) -> None:
    scene.patch.setattr(ouverture, "TAILLE_OUVERTE", 1000)
    importe()(scene)


def classeur_sans_plan(scene: Scene) -> None:
    chemin = scene.chemin("plan.xlsx")
    Workbook().save(chemin)
    importer(scene.espace, chemin, False)


def exporte(nom: str) -> Cas:
    return lambda scene: exporter(scene.espace, "00", scene.chemin(nom), "", False)


def questionnaire_sans_territoire(scene: Scene) -> None:
    """Un département qui n'a pas écrit ses territoires, dans un espace qui n'en connaît pas."""
    shutil.rmtree(scene.espace.data / "national/territoires")
    scene.chemin("data/departements/13/territoires.csv").unlink()
    exporter_questionnaire(scene.espace, "familles", "13", scene.chemin("f.xlsx"), Envoi())


def export_deja_la(scene: Scene) -> None:
    scene.chemin("plan.xlsx").write_bytes(b"un travail en cours")
    exporte("plan.xlsx")(scene)


def plan_inexportable(scene: Scene) -> None:
    remplacer(scene.espace, PLAN_00, "intitule: ", f"intitule: {'x' * 33_000} ")
    exporte("plan.xlsx")(scene)


# --- la collecte ----------------------------------------------------------------------------------


def collecte(*gestes: Geste, code: str = "departement-d-exemple", signe: bool = True, **options: Any) -> Cas:
    """Un classeur de collecte du 00, rempli de ces gestes, puis importé."""

    def jouer(scene: Scene) -> None:
        source = formulaires(scene.espace)[code]
        chemin = rendu(source, scene.espace.racine, *gestes, signe=signe)
        importer_formulaires(scene.espace, [chemin], Options(**options), DEMAIN)

    return jouer


def identite(cle: str, valeur: str) -> Geste:
    """Change ce que dit la feuille cachée."""

    def changer(classeur: Workbook) -> None:
        page = feuille(classeur, "_collecte")
        for rang in range(1, page.max_row + 1):
            if page.cell(rang, 1).value == cle:
                page.cell(rang, 2).value = valeur

    return changer


def deux_departements(scene: Scene) -> None:
    source = formulaires(scene.espace)["departement-d-exemple"]
    un = rendu(source, scene.espace.racine, nom="un.xlsx")
    deux = rendu(source, scene.espace.racine, identite("departement", "13"), nom="deux.xlsx")
    importer_formulaires(scene.espace, [un, deux], Options(), DEMAIN)


def deux_pilotes_corriges(scene: Scene) -> None:
    classeurs = formulaires(scene.espace)
    un = rendu(classeurs["departement-d-exemple"], scene.espace.racine, MESURE)
    deux = rendu(classeurs["caf-d-exemple"], scene.espace.racine, pose("Indicateurs", "pe-1.1-i3", Valeur=3))
    importer_formulaires(scene.espace, [un, deux], Options("nouveau"), DEMAIN)


def decision_double(scene: Scene) -> None:
    a_trancher = scene.chemin("a-trancher.xlsx")
    jouer = collecte(MESURE, decisions=a_trancher)
    with suppress(Erreurs):
        jouer(scene)
    classeur = load_workbook(a_trancher)
    for rang in (2, 3):
        feuille(classeur, "À trancher").cell(rang, 4).value = "oui"
    classeur.save(a_trancher)
    jouer(scene)


ETAT = pose("Avancement", "pe-1.3-e2", Statut="en cours")
MESURE = pose("Indicateurs", "pe-1.3-i1", Valeur=47)
DEMAIN = JOUR + dt.timedelta(days=1)


# --- les fichiers des producteurs -----------------------------------------------------------------


def insee(*lignes: str, encodage: str = "utf-8") -> Cas:
    """Un CSV donné à « sdsf actualiser insee »."""
    return lambda s: actualiser(s.espace, "insee", ecrire(s.chemin("lu.csv"), *lignes, encodage=encodage))


def serie(ligne: str) -> Cas:
    return insee(EN_TETE_LONG, ligne)


def insee_octets(nom: str, contenu: bytes) -> Cas:
    def jouer(scene: Scene) -> None:
        scene.chemin(nom).write_bytes(contenu)
        actualiser(scene.espace, "insee", scene.chemin(nom))

    return jouer


def archive_trop_grosse(scene: Scene) -> None:
    scene.patch.setattr("sdsf.sources.insee.melodi.TAILLE_TEXTE", 1 << 20)
    actualiser(scene.espace, "insee", bombe(scene.chemin("lu.zip"), 3))


def fichier_trop_gros(scene: Scene) -> None:
    scene.patch.setattr("sdsf.sources.insee.adaptateur.TAILLE_TEXTE", 10)
    serie("2019,DEP,63,x,pop_total,1,s")(scene)


def rien_a_lire(scene: Scene) -> None:
    ligne = "63;DEP;A;AUTRE;2023;1"
    actualiser(scene.espace, "insee", melodi(scene.chemin("lu.zip"), EN_TETE_POPREF, ligne))


# --- le secret ------------------------------------------------------------------------------------

EPCI = Lien("territoire", "epci:1", ("commune:1", "commune:2"))


def secret(jouer: Callable[[pd.DataFrame], object]) -> Cas:
    """Une table dont la seule case secrète se recalcule : 23 − 20."""
    cases = {
        ("commune:1", "a", "2023"): "secret",
        ("commune:2", "a", "2023"): 20,
        ("epci:1", "a", "2023"): 23,
    }
    return lambda _: jouer(table_secrete(cases))


def deux_regles_de_secret(scene: Scene) -> None:
    remplacer(scene.espace, "params/referentiel/secret.yml", "sources: []", "sources: [insee_filosofi]")
    lire_regles_de_secret(scene.espace)


# --- les contours ---------------------------------------------------------------------------------


def contours(octets: bytes, nom: str = "export.geojson") -> Cas:
    """Un fichier de contours, donné à ``sdsf actualiser contours``."""

    def jouer(scene: Scene) -> None:
        chemin = deposer(scene.espace.racine, nom, octets)
        actualiser(scene.espace, "contours", chemin)

    return jouer


def contours_trop_gros(scene: Scene) -> None:
    scene.patch.setattr(geojson, "TAILLE_MAXIMALE", 10)
    contours(rangee(["34"]))(scene)


# --- la table -------------------------------------------------------------------------------------


def telecharge(reponse: Callable[[httpx.Request], httpx.Response], **demande: Any) -> Cas:
    """Un jeu de la Cnaf demandé à un serveur qui répond ainsi, ou ne répond pas."""
    choix = EnLigne(
        jeux=("txcouv_pe_dep",), horloge=HorlogeFeinte(), transport=httpx.MockTransport(reponse), **demande
    )
    return lambda s: actualiser(s.espace, "cnaf", None, choix)


def repond(statut: int, **reponse: Any) -> Callable[[httpx.Request], httpx.Response]:
    return lambda _: httpx.Response(statut, **reponse)


def leve(refus: Exception) -> Callable[[httpx.Request], httpx.Response]:
    def repondre(_: httpx.Request) -> httpx.Response:
        raise refus

    return repondre


# --- les enquêtes ---------------------------------------------------------------------------------

ENQUETE_00 = "data/departements/00/enquetes/familles-2024"


def enquete(*lignes: Mapping[str, str], nom: str = "essai-2024", questionnaire: str = "familles") -> Cas:
    """L'import d'un export d'enquête aux familles."""

    def jouer(scene: Scene) -> None:
        chemin = enquetes.deposer(scene.espace.racine, *lignes)
        importer_enquete(scene.espace, [chemin], "00", questionnaire, nom)

    return jouer


def enquete_changee(fichier: str, avant: str, apres: str) -> Cas:
    """Une enquête de l'exemple, dont un fichier a changé, relue."""

    def jouer(scene: Scene) -> None:
        remplacer(scene.espace, f"{ENQUETE_00}/{fichier}", avant, apres)
        lire_enquetes(scene.espace, "00")

    return jouer


def trop_de_reponses(scene: Scene) -> None:
    scene.patch.setattr(fichiers, "REPONSES", 1)
    enquete(enquetes.reponse(), enquetes.reponse())(scene)


def estimation_indisponible(scene: Scene) -> None:
    scene.patch.setitem(sys.modules, "svy", None)
    echantillon.bibliotheque()


def catalogue_en_clair(scene: Scene) -> None:
    remplacer(scene.espace, CATALOGUE, "https://data.caf.fr", "http://data.caf.fr")
    lire_telechargements(scene.espace)


def contours_sans_departement(scene: Scene) -> None:
    shutil.rmtree(scene.chemin("params/departements/13"))
    actualiser(scene.espace, "contours", None, EnLigne(jeux=("communes",)))


def _opinion(texte: str) -> Element:
    brut = {"sens": "pour", "nature": "opinion", "etat_zero": False, "indicateur": None, "annee": None}
    return Element.model_validate({**brut, "source": "une famille", "texte": texte})


# --- la preuve d'un rapport -----------------------------------------------------------------------


def manifeste_fautif(**champs: object) -> Cas:
    """Un manifeste que l'on relit après y avoir écrit ceci."""
    return lambda scene: lire_le_manifeste(scene.espace, deposer_un_rapport(scene.espace, **champs))


def manifeste_abime(scene: Scene) -> None:
    chemin = deposer_un_rapport(scene.espace)
    chemin.write_text("{", encoding="utf-8")
    lire_le_manifeste(scene.espace, chemin)


def trop_de_rapports_designes(scene: Scene) -> None:
    for nom in ("point_annuel", "lettre"):
        deposer_un_rapport(scene.espace, f"00/2024/{nom}")
    scene.patch.setattr(designation, "MAXIMUM", 1)
    designation.rapports_designes(scene.espace, [str(scene.espace.reports / "00")])


def rien_de_commun(scene: Scene) -> None:
    noms = ("point_annuel", "lettre", "page_elu")
    chemins = [deposer_un_rapport(scene.espace, f"00/2024/{nom}") for nom in noms]
    comparer_les_lots(scene.espace, chemins[:1], chemins[1:])


def chiffres_retouches(scene: Scene) -> None:
    rapport = scelle(scene.espace)
    rapport.fichier("point_annuel.chiffres.csv").write_text("autre")
    lire_les_chiffres(rapport)


CAS: dict[str, Cas] = {
    "U001": lambda s: liste(s.espace, "fiches", None, None),
    "U002": contours_sans_departement,
    "U003": lambda s: actualiser(s.espace, "cnaf", s.espace.racine, EnLigne(hors_ligne=True)),
    "P101": lambda s: s.demander("99"),
    "P102": lambda s: s.demander("00", 2010),
    "P103": lambda s: s.demander(0),
    "P104": parametre_inconnu,
    "P105": lambda s: produire(s.espace, "00", 2024, rapport="point_anuel"),
    "P106": lambda s: s.demander("00", 2024, "{tolerance"),
    "P107": lambda s: s.demander("59"),
    "P108": lambda s: liste(s.espace, "fiche", None, None),
    "P109": lambda s: expliquer("rien", str(s.espace.racine)),
    "P110": lambda s: trouver_espace(s.espace.data),
    "P111": lambda s: produire(s.espace, "00", 2024, formats="odt"),
    "P150": lambda s: produire(s.espace, "00", 2024, "diagnostic", "pptx"),
    "P500": lambda s: carnet_demande(s.espace, "tableau_bord"),
    "P501": lambda s: port_libre(99999),
    "P502": lambda s: prefixe_demande("/lecture/", voila=False),
    "P112": lambda s: liste(s.espace, "fiches", "00", "2016-2020"),
    "P113": lambda s: creer_departement(s.espace, "38", "", "2030-2025"),
    "P114": lambda s: creer_departement(s.espace, "83", "Isère"),
    "P115": lambda s: creer_departement(s.espace, "13", "", "2026-2030"),
    "P117": lambda s: s.demander("00", 2024, '{"edition": "secrete"}'),
    "P121": lambda s: s.demander("00", 2024, '{"fiche": "pe-1.9"}', "fiche_action"),
    "P122": lambda s: s.demander("00", 2024, '{"fiche": "pe-1.1"}'),
    "P130": bilan_trop_tot,
    "P116": lambda s: creer_departement(s.espace, "00", "", "2027-2030"),
    "P201": change(PLAN_00, "periode:", "periode: ["),
    "P202": change(PLAN_00, "niveaux:", "niveau: 1\nniveaux:"),
    "P203": change(PLAN_00, "parent: pe-o1", "parent: pe-o9"),
    "P204": change(PLAN_00, "  signature: 2021-03-18\n", ""),
    "P205": change(PLAN_00, "code: '1.1'", "code: 1.10"),
    "P206": change(PLAN_00, "code: O2", "code: O1"),
    "P207": change(PLAN_00, "nature: nouvelle", "nature: nouveau"),
    "P208": change(PLAN_00, "format: 1", "format: 2"),
    "P209": change(PLAN_00, "signature: 2021-03-18", "signature: 18/03/2021"),
    "P210": retire(REGLAGES_00),
    "P211": octets(REGLAGES_00, lambda _: b""),
    "P212": devient_un_dossier(REGLAGES_00),
    "P213": change(REGLAGES_00, "comparables: null", "comparables: null\ncomparables: null"),
    "P214": octets(PLAN_00, lambda o: o.decode().encode("latin-1", "replace")),
    "P215": change(PLAN_00, "motif: Suivi propre au schéma", "motif: null"),
    "P216": change(REGLAGES_00, "departement: '00'", "departement: '13'"),
    "P160": fichier_occupe,
    "P161": vue_arretee(auteur=""),
    "P162": lambda s: annuler_le_reglage(s.espace, "00", "somme_des_rangs"),
    "P163": vue_arretee(reglages='{"edition": "interne"}'),
    "P164": vue_retiree,
    "P165": scenario_deja_la,
    "P167": reglage_non_recrit,
    "P217": change(PLAN_00, "intitule: Schéma départemental", "intitule: ''\n#"),
    "P218": illisible(PLAN_00),
    "P219": plan_inacheve,
    "P230": lambda s: actualiser(s.espace, "territoire", None),
    "P231": lambda _: exiger_fichier("territoires", None),
    "P250": lambda s: Avis(_opinion("grâce au schéma, les parents viennent")),
    "P251": lambda s: Accompagnement("Le schéma", "une hausse", (_opinion("les parents viennent"),)),
    "P240": catalogue_en_clair,
    "P241": lambda s: actualiser(s.espace, "cnaf", None, EnLigne(jeux=("txcouv_pe_deps",))),
    "P242": lambda s: actualiser(s.espace, "drees", None),
    "P260": enquete(enquetes.reponse(), questionnaire="famille"),
    "P261": enquete(enquetes.reponse(), nom="Enquête 2024"),
    "P262": enquete(enquetes.reponse(), nom="familles-2024"),
    "P232": lambda s: appartenances(lire_territoires(s.espace), 1999),
    "P510": lambda s: exporter_questionnaire(s.espace, "familles", "00", s.chemin("f.docx"), Envoi()),
    "P512": lambda s: liste(s.espace, "fiches", "00", None, "2024"),
    "P513": lambda s: liste(s.espace, "echeances", "00", None, "24"),
    "P511": questionnaire_sans_territoire,
    "P701": lambda s: importer(s.espace, s.chemin("rien.xlsx"), False),
    "P702": importe_octets(b"id;intitule"),
    "P703": classeur_trop_gros,
    "P704": classeur_sans_plan,
    "P705": importe(lambda classeur: classeur.remove(classeur["Étapes"])),
    "P706": importe(lambda classeur: classeur.create_sheet("Notes").append(["à voir"])),
    "P707": importe(lambda classeur: classeur["Fiches"].delete_cols(5)),
    "P708": importe(ecrit("Glossaire", "E7", "remarque")),
    "P709": importe(lambda classeur: classeur["Fiches"].merge_cells("E3:E4")),
    "P710": importe(ecrit("Fiches", "D3", "=A1")),
    "P711": importe(ecrit("Fiches", case("Fiches", "Code", 3), 1.1)),
    "P712": importe(ecrit("Fiches", case("Fiches", "Dates : début", 3), "31/12/2024")),
    "P713": importe(ecrit("Fiches", case("Fiches", "Intitulé", 3), None)),
    "P714": importe(ecrit("Schéma", case("Schéma", "Période : fin", 2), 2019)),
    "P715": importe(ecrit("Fiches", case("Fiches", "Parent (identifiant)", 3), "pe-o9")),
    "P716": importe(ecrit("Fiches", case("Fiches", "Intitulé", 3), "Un autre titre")),
    "P717": export_deja_la,
    "P718": plan_inexportable,
    "P719": exporte("plan.csv"),
    "D301": change(RELEVES_00, "indicateur,", "indicateurs,"),
    "D302": ajoute(RELEVES_00, releve("cinquante")),
    "D303": ajoute(RELEVES_00, releve('"50,5"')),
    "D304": octets(RELEVES_00, lambda o: b"\xef\xbb\xbf" + o),
    "D305": octets(RELEVES_00, lambda o: o.replace(b",", b";")),
    "D306": octets(RELEVES_00, lambda o: o.decode().encode("latin-1", "replace")),
    "D307": ajoute(AVANCEMENT_00, avancement(statut="realise")),
    "D308": ajoute(AVANCEMENT_00, avancement(date="31/12/2024")),
    "D309": ajoute(RELEVES_00, releve("5000")),
    "D310": ajoute(RELEVES_00, f"{releve('50')}\n{releve('51')}"),
    "D311": octets(RELEVES_00, lambda _: b""),
    "D312": retire(RELEVES_00),
    "D313": devient_un_dossier(RELEVES_00),
    "D314": ajoute(AVANCEMENT_00, avancement(action="pe-1.1-z")),
    "D315": ajoute(AVANCEMENT_00, avancement(statut="")),
    "D316": ajoute(RELEVES_00, releve("50", etat="secret")),
    "D317": ajoute(AVANCEMENT_00, "pe-1.1-a,,2024-12-31"),
    "D318": ajoute(RELEVES_00, releve(periode="l'an dernier")),
    "D319": illisible(RELEVES_00),
    "D321": ajoute(RELEVES_00, releve("50", unite="nombre")),
    "D320": ajoute(AVANCEMENT_00, avancement().replace("pilote", '"pilote')),
    "D330": lambda s: exiger_fichier("territoires", s.chemin("absent.tgz")),
    "D331": lambda s: actualiser(s.espace, "territoires", s.chemin("params")),
    "D332": lambda s: commune_en_vigueur(lire_territoires(s.espace), "01330"),
    "D333": lambda s: lire_code(lire_territoires(s.espace), "9999", "commune"),
    "D334": lambda s: lire_code(lire_territoires(s.espace), "1"),
    "D335": lambda _: refuser_un_taux(False, "cette somme"),
    "D336": lambda _: membres([{"code": c, "membres": [{"code": "01053"}]} for c in "AB"], "essai"),
    "D337": lambda _: commune_en_vigueur(petits_territoires.territoires(), "13006", 2025),
    "D340": cnaf("a;b\n1;2\n"),
    "D341": cnaf("annee;numdep;txcouv_eaje_dep\n2023;34;23.3\n"),
    "D342": cnaf("annee;numdep;txcouv_dep\n2023;34\n"),
    "D343": cnaf("annee;" * 2001 + "\n"),
    "D344": cnaf("annee;numdep;txcouv_dep\n2023;34;-1\n"),
    "D345": cnaf("annee;numdep;txcouv_dep\n2099;34;53.7\n"),
    "D346": cnaf("annee;numdep;txcouv_dep\n2019;34;53.7\n2023;34;53.7\n"),
    "D347": cnaf("annee;numdep;txcouv_dep\n2023;34;53.7\n2023;34;53.8\n"),
    "D348": cnaf("annee;numdep;txcouv_dep\n2023;344;53.7\n"),
    "D349": cnaf("pas une archive", "jeu.zip"),
    "D350": insee("a;b", "1;2"),
    "D351": insee("CODGEO;MED21;TP6021;É", "63113;1;2;3", encodage="latin-1"),
    "D352": insee_octets("lu.zip", b"PK\x03\x04" + b"tronque" * 20),
    "D353": archive_trop_grosse,
    "D354": insee("CODGEO;MED21;TP6021", "63113;1;2;3"),
    "D355": serie("2019,DEP,63,x,pop_total,beaucoup,s"),
    "D356": serie("2019,DEP,63,x,pop_total,-1,s"),
    "D357": serie("2099,DEP,63,x,pop_total,1,s"),
    "D358": serie("2019,DEP,63,x,pop_total,1,s\n2019,DEP,63,x,pop_total,2,s"),
    "D359": insee("CODGEO;MED21", "63113;1"),
    "D360": insee_octets("lu.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"rien" * 200),
    "D361": fichier_trop_gros,
    "D362": serie("2019,DEP,Puy,x,pop_total,1,s"),
    "D363": rien_a_lire,
    "D364": insee_octets("lu.csv", b""),
    "D370": insee_octets("lu.csv", b"CODGEO;MED21;TP6021\n34172;20000;2"),
    "D371": insee_octets("lu.csv", b"MZ\x00\x00\x00"),
    "D372": lambda s: actualiser(s.espace, "insee", s.chemin("data")),
    "D373": lambda s: exiger_fichier("insee", Path("/dev/null")),
    "D374": lambda s: actualiser(s.espace, "cnaf", s.chemin("params")),
    "D365": secret(lambda petite: proteger({"t": petite.drop(columns=["etat"])}, [], REGLES)),
    "D366": secret(lambda petite: verifier_publication({"t": petite}, [EPCI], REGLES)),
    "D367": deux_regles_de_secret,
    "D368": lambda _: Lien("territoire", "epci:1", ("epci:1", "commune:2")),
    "D380": telecharge(leve(httpx.ConnectError("[Errno -2] Name or service not known"))),
    "D381": telecharge(leve(httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed"))),
    "D382": telecharge(repond(404)),
    "D400": saisit(saisie.avancement(saisi_par="Jeanne Dupont, Caf")),
    "D401": saisit(saisie.avancement(commentaire='=HYPERLINK("http://x")')),
    "D402": saisit(saisie.avancement(commentaire="voir pilote@exemple.fr")),
    "D403": saisit(saisie.avancement(fin_reelle="2024-11-01")),
    "D404": saisit(saisie.avancement(status="en_cours")),
    "D405": lambda s: annuler(s.espace, "00", "avancement", saisie.avancement(), saisie.POURQUOI),
    "D406": annule_une_reunion,
    "D389": enquete_changee("enquete.yml", "couple: 71.0", "couple: 41.0"),
    "D390": enquete(enquetes.reponse(satisfaction_creche="satisfait")),
    "D391": enquete(enquetes.sans("type_famille")),
    "D392": enquete(enquetes.reponse(type_famille="en couples")),
    "D393": enquete(enquetes.reponse(nombre_enfants="99")),
    "D394": enquete(enquetes.reponse(**{"Avec qui élevez-vous vos enfants ?": "couple"})),
    "D395": enquete(enquetes.reponse(id="7"), enquetes.reponse(id="7")),
    "D396": enquete(dict.fromkeys(enquetes.REPONSE, "") | {"lastpage": "1"}),
    "D397": trop_de_reponses,
    "D398": enquete_changee("reponses.csv", "type_famille,couple", "type_famille,couples"),
    "D399": enquete_changee("ouvertes.csv", ',oui,"chargée d\'études, Caf d\'exemple",', ",oui,,"),
    "D383": telecharge(leve(httpx.ReadError("fin"))),
    "D384": telecharge(repond(200, content=b"<html></html>")),
    "D385": telecharge(repond(200, content=b"a;b", headers={"Content-Length": "999999999"})),
    "D386": telecharge(repond(302, headers={"Location": "https://ailleurs.example/"})),
    "D387": telecharge(repond(429, headers={"Retry-After": "900"})),
    "D388": telecharge(repond(200), hors_ligne=True),
    "D322": ajoute(
        "data/departements/00/remarques.csv",
        'point_annuel,2024,serie,"pilote, Caf",2025-02-03,Un mot.,,,non_retenue',
    ),
    "D323": pas_un_document,
    "D324": commente(Note("Un paragraphe", "a"), origine="ailleurs"),
    "D325": commente(Note("Un paragraphe", "a"), auteur="Jeanne Dupont"),
    "D326": commente(Note("Avant", "a")),
    "D327": commente(Note("Un paragraphe", "")),
    "C401": carnet_en_echec,
    "C402": noyau_perdu,
    "C403": carnet_absent,
    "C404": carnet_sans_dossier,
    "C405": carnet_illisible,
    "C420": manifeste_abime,
    "C421": manifeste_fautif(titre=3),
    "C422": manifeste_fautif(entrees={"../ailleurs": "a" * 64}),
    "C423": chiffres_retouches,
    "C424": lambda s: lire_les_chiffres(scelle(s.espace, chiffres=[chiffre(valeur="beaucoup")])),
    "U420": lambda s: designation.rapports_designes(s.espace, ["13", "2024", "lettre"]),
    "U421": trop_de_rapports_designes,
    "U422": rien_de_commun,
    "R501": perimetre_different,
    "R502": rendu_impossible,
    "R503": format_indisponible,
    "R504": estimation_indisponible,
    "R520": contours(b"code;nom"),
    "R521": contours_trop_gros,
    "R522": contours(collection(entite(34, "Hérault"))),
    "R523": contours(collection(entite("34", "Hérault", carre(3.0, 43.5)[:-1]))),
    "R524": contours(collection(entite("34", "Hérault", carre(43.5, 3.0)))),
    "R525": contours(rangee(["Montpellier"])),
    "R526": contours(collection(entite("34", "Hérault"), entite("34", "Hérault"))),
    "R527": contours(rangee(["999999999"])),
    "D420": collecte(lambda classeur: classeur.remove(classeur["_collecte"])),
    "D421": collecte(identite("version", "0")),
    "D422": collecte(identite("annee", "2023")),
    "D423": collecte(identite("empreinte", "abc")),
    "D424": collecte(identite("pilote", "personne")),
    "D425": collecte(pose("Avancement", "pe-1.3-c", Statut="en cours", Identifiant="pe-1.1-a")),
    "D426": collecte(pose("Avancement", "pe-1.3-c", Statut="en cours", Identifiant="pe-1.2-a")),
    "D427": collecte(pose("Indicateurs", "pe-1.3-i1", Indicateur="Places créées")),
    "D428": collecte(pose("Indicateurs", "pe-1.3-i1", Valeur="environ 12")),
    "D429": collecte(pose("Indicateurs", "pe-1.3-i1", Numérateur=1)),
    "D430": collecte(ETAT, signe=False),
    "D431": collecte(MESURE),
    "D432": decision_double,
    "D435": deux_departements,
    "D436": vue_retiree_deux_fois,
    "D437": reglage_depasse,
    "U433": collecte(garder="tout"),
    "U434": deux_pilotes_corriges,
    "E400": verrou_tenu,
    "E401": table_ouverte,
    "E402": saisie_refusee,
    "E403": saisie_interrompue,
    "E601": disque_plein,
    "E602": ecriture_refusee,
    "E603": lambda s: s.espace.relatif(s.espace.racine.parent / "ailleurs"),
    "E604": lambda s: creer_departement(s.espace, "13", "", "2023-2026"),
    "E605": retouche_a_garder,
    "P170": campagne_de(2024, lambda e: lire_campagne(e, "essais")),
    "P171": campagne_de(2010, lambda e: preparer_la_campagne(e, "essai", OptionsDeCampagne())),
    "P172": campagne_de(2024, lambda e: preparer_la_campagne(e, "essai", OptionsDeCampagne(processus=0))),
    "E620": campagne_de(2024, campagne_deja_en_cours),
    "E621": ouvrier_non_lance,
    "E622": campagne_de(2024, ouvrier_de),
    "E623": campagne_de(2024, rapport_pris),
    "E640": lambda s: sur_grappe(s, sans_distributed=True),
    "E641": lambda s: sur_grappe(s, "10.0.0.5:8786"),
    "E642": lambda s: sur_grappe(s, delai=0.1),
    "E643": lambda s: lien().controler(),
    "E644": lambda s: lien().comparer({"tcp://10.0.0.7:1": {"Python": "2.7"}}),
    "E645": lambda s: lien(status="closed").veiller(),
    "E646": lambda s: verifier_le_retour(s.espace, TACHE, {f"{TACHE.cle}.html": b""}, RETOUR),
    "E647": lambda s: verifier_le_retour(s.espace, TACHE, {}, replace(RETOUR, ecrits={"x": b""})),
    "E611": deja_valide(2),
    "E612": deja_valide(2, contenu=b"retouche"),
    "E613": sans_erratum,
    "E614": deja_valide(2, manifeste=False),
}  # fmt: skip


def test_la_table_des_cas_couvre_toutes_les_classes() -> None:
    assert set(CAS) == {classe.code for classe in classes_d_erreur()}


@pytest.mark.parametrize("code", CAS)
def test_une_erreur_se_produit_avec_son_message(
    code: str, espace_copie: Espace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises((Erreur, Erreurs)) as refus:
        CAS[code](Scene(espace_copie, monkeypatch))
    levees = refus.value.erreurs if isinstance(refus.value, Erreurs) else (refus.value,)
    assert {erreur.code for erreur in levees} == {code}, str(refus.value)
    assert f"(sdsf expliquer {code})" in str(refus.value)


@pytest.mark.parametrize("code", ["C401", "C402", "C403", "C405", "R501", "R502", "R503"])
def test_une_production_qui_echoue_n_ecrit_aucun_rapport(
    code: str, espace_copie: Espace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Erreurs):
        CAS[code](Scene(espace_copie, monkeypatch))
    ecrits = {chemin.name for chemin in espace_copie.reports.rglob("*") if chemin.is_file()}
    assert ecrits == ({"point_annuel.echec.ipynb"} if code == "C401" else set())


@pytest.mark.parametrize("code", CAS)
def test_chaque_erreur_s_explique(code: str) -> None:
    texte = expliquer(code)
    assert texte.startswith(f"{code} — ")
    assert "Famille : " in texte
