"""La collecte par classeurs : écrire, répondre, importer, trancher, suivre ; et tout ce qui revient abîmé."""

import datetime as dt
import io
import re
import shutil
import sys
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from tests.collecte import (
    JOUR,
    Geste,
    colonnes,
    feuille,
    formulaires,
    pose,
    rang_de,
    rendu,
    signer,
    tout_repondre,
)
from tests.fabrique import copier_espace
from tests.pages import html
from tests.saisie import espace_de_saisie

from sdsf import cli
from sdsf.chargement import charger
from sdsf.collecte.ecriture import mots_des_unites, valeurs_lues
from sdsf.collecte.feuilles import feuilles_de_collecte
from sdsf.collecte.questions import formulaires as lister
from sdsf.collecte.retour import Lu, relire
from sdsf.collecte.suivi import EtatDuPilote, relance
from sdsf.commande.formulaires import ecrire_les_formulaires, suivre_les_formulaires
from sdsf.commande.retours import Options, importer_formulaires
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.rapports.indicateur import indicateurs_du_plan, suivre_du_plan
from sdsf.rapports.point_annuel.tableau_de_bord import tableau_de_bord
from sdsf.referentiel.lecture import lire_referentiel
from sdsf.releves.lecture import lire_tables
from sdsf.rendu.nombres import nombre
from sdsf.tableur import ouverture
from sdsf.tableur.ouverture import lire_classeur

DEMAIN = JOUR + dt.timedelta(days=1)
CAF, DEPARTEMENT, ETAT, MSA = "caf-d-exemple", "departement-d-exemple", "etat-d-exemple", "msa-d-exemple"
# Une valeur qui se reconnaît dans un rapport.
RECUE = 1234.0


@pytest.fixture
def espace(tmp_path: Path) -> Espace:
    return espace_de_saisie(tmp_path / "espace")


@pytest.fixture
def retours(tmp_path: Path) -> Path:
    dossier = tmp_path / "retours"
    dossier.mkdir()
    return dossier


@pytest.fixture(scope="module")
def commun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Espace, dict[str, Path]]]:
    """Un espace que les refus ne changent pas, et ses classeurs ; c'est vérifié à la fin."""
    espace = espace_de_saisie(tmp_path_factory.mktemp("collecte"))
    classeurs = formulaires(espace)
    avant = donnees(espace)
    yield espace, classeurs
    assert donnees(espace) == avant


def donnees(espace: Espace) -> dict[str, bytes]:
    return {c.name: c.read_bytes() for c in sorted((espace.data / "departements/00").glob("*.csv"))}


def importer(espace: Espace, *chemins: Path, jour: dt.date = DEMAIN, **options: object) -> list[str]:
    """Ce que l'import dit, avis compris."""
    fait = importer_formulaires(espace, chemins, Options(**options), jour)  # type: ignore[arg-type]
    return [*fait.phrases, *fait.avis]


def refus(espace: Espace, *chemins: Path, jour: dt.date = DEMAIN, **options: object) -> list[str]:
    """Chaque faute de l'import, sur une ligne : code, lieu, message."""
    with pytest.raises(Erreurs) as levees:
        importer(espace, *chemins, jour=jour, **options)
    return [" ".join(f"{faute.code} {faute}".split()) for faute in levees.value.erreurs]


def dossier_de(espace: Espace, departement: str = "00") -> Dossier:
    return charger(espace, controler_demande(espace, departement, 2024, '{"edition": "interne"}'))


# --- l'aller et retour ----------------------------------------------------------------------------


def test_tous_les_pilotes_du_00_repondent_et_leurs_valeurs_sont_lues(espace: Espace, retours: Path) -> None:
    gestes = tout_repondre(defaultdict(lambda: RECUE))
    rendus = [rendu(c, retours, gestes) for c in formulaires(espace).values()]
    dits = importer(espace, *rendus, garder="nouveau")
    assert any("3 lignes ajoutées" in phrase for phrase in dits)
    dossier = dossier_de(espace)
    suivis = {i.id: suivre_du_plan(dossier, f, i).annee_n for f, i in indicateurs_du_plan(dossier)}
    assert suivis["js-3.1-i2"].valeur == RECUE
    assert "classeur caf-d-exemple.xlsx" in suivis["js-3.1-i2"].note
    assert nombre(RECUE) in html(dossier, tableau_de_bord(dossier))
    tableau, _ = suivre_les_formulaires(espace, "00", 2024)
    assert {str(mot) for mot in tableau.columns[4].cells} == {"complet"}


def test_tous_les_pilotes_du_13_repondent_au_vrai_plan(tmp_path: Path, retours: Path) -> None:
    espace = copier_espace(tmp_path / "espace", ("13",))
    classeurs = formulaires(espace, "13")
    assert len(classeurs) == 9
    gestes = tout_repondre(defaultdict(lambda: RECUE))
    rendus = [rendu(chemin, retours, gestes) for chemin in classeurs.values()]
    dits = importer(espace, *rendus)
    assert any("117 lignes ajoutées" in phrase for phrase in dits)
    dossier = dossier_de(espace, "13")
    assert nombre(RECUE) in html(dossier, tableau_de_bord(dossier))
    valeurs = [suivre_du_plan(dossier, f, i).annee_n for f, i in indicateurs_du_plan(dossier)]
    assert {v.valeur for v in valeurs if v.etat == "valeur"} == {RECUE}
    assert {v.source for v in valeurs if v.etat == "valeur"} == {"déclaration du pilote"}
    assert {v.etat for v in valeurs} == {"valeur", "sans_objet"}
    releves = dossier.releves[dossier.releves["source"] == "declaration_pilote"]
    assert set(releves["saisi_le"].dt.date) == {JOUR}
    assert releves["saisi_par"].str.startswith("chargée de mission, ").all()


def test_importer_deux_fois_ne_repete_rien(espace: Espace, retours: Path) -> None:
    geste = pose("Avancement", "pe-1.3-e2", Statut="en cours")
    chemin = rendu(formulaires(espace)[DEPARTEMENT], retours, geste)
    importer(espace, chemin)
    avant = donnees(espace)
    dits = importer(espace, chemin)
    assert "Rien de neuf : aucun fichier de données n'a changé." in dits
    assert donnees(espace) == avant


def test_les_memes_donnees_donnent_les_memes_octets(espace: Espace) -> None:
    octets = {nom: chemin.read_bytes() for nom, chemin in formulaires(espace).items()}
    assert {nom: chemin.read_bytes() for nom, chemin in formulaires(espace).items()} == octets


def test_un_classeur_rempli_sur_place_est_garde_avant_d_etre_reecrit(espace: Espace) -> None:
    chemin = formulaires(espace)[CAF]
    rendu(chemin, chemin.parent)
    rempli = chemin.read_bytes()
    fait = ecrire_les_formulaires(espace, "00", 2024, JOUR)
    assert (chemin.parent / f"{CAF}.garde-1.xlsx").read_bytes() == rempli
    assert fait.avis == (f"Un classeur avait été rempli sur place : il est gardé ({CAF}.garde-1.xlsx).",)


def test_aucun_petit_effectif_ne_sort_d_un_classeur(espace: Espace) -> None:
    """js-3.2-i2 vaut 4 en 2024 : ni prérempli en 2024, ni montré comme valeur passée en 2025."""
    page = feuille(load_workbook(formulaires(espace)[DEPARTEMENT]), "Indicateurs")
    places, rang = colonnes(page), rang_de(page, "js-3.2-i2")
    assert page.cell(rang, places["Valeur"]).value is None
    suivante = formulaires(espace, "00", 2025)[DEPARTEMENT]
    page = feuille(load_workbook(suivante), "Indicateurs")
    dite = page.cell(rang_de(page, "js-3.2-i2"), colonnes(page)["Dernière valeur connue"]).value
    assert dite == "secret : petit effectif (2024)"
    assert (espace.reports / "00/2025/formulaires.publie.csv").exists()


def test_seules_les_reponses_sont_ouvertes_et_rien_n_est_une_formule(espace: Espace) -> None:
    for chemin in formulaires(espace).values():
        for page in load_workbook(chemin).worksheets:
            assert page.protection.sheet
            cases = [case for ligne in page.iter_rows() for case in ligne]
            assert not [case for case in cases if case.data_type == "f"]
            if page.title == "Avancement":
                ouvertes = {c.column for c in cases if not c.protection.locked}
                assert ouvertes == {6, 7, 8, 9, 10, 11}


# --- ce qu'un tableur ou une main déplace ---------------------------------------------------------


def deplacer_les_colonnes(classeur: Workbook) -> None:
    page = feuille(classeur, "Avancement")
    lignes = [list(ligne) for ligne in page.iter_rows(values_only=True)]
    for rang, ligne in enumerate(lignes, start=1):
        for place, valeur in enumerate(reversed(ligne), start=1):
            page.cell(rang, place).value = valeur


def test_trie_deplace_renomme_et_enregistre_ailleurs(espace: Espace, retours: Path) -> None:
    def bousculer(classeur: Workbook) -> None:
        page = feuille(classeur, "Avancement")
        page.move_range("A2:M2", rows=page.max_row)
        deplacer_les_colonnes(classeur)
        page.insert_rows(1, 2)
        page["A1"] = "Nos réponses"
        page.title = "Suivi 2024"
        classeur.move_sheet("Suivi 2024", -3)

    geste = pose("Avancement", "pe-1.3-e2", Statut="En  cours", Début_réel=dt.date(2024, 3, 1))
    chemin = rendu(formulaires(espace)[DEPARTEMENT], retours, geste, bousculer)
    importer(espace, chemin)
    journal = (espace.data / "departements/00/avancement.csv").read_text(encoding="utf-8")
    assert journal.splitlines()[-1].startswith("pe-1.3,pe-1.3-e2,2024-12-31,en_cours,2024-03-01,")


def test_lignes_et_feuille_supprimees_le_reste_est_lu_et_c_est_dit(espace: Espace, retours: Path) -> None:
    def supprimer(classeur: Workbook) -> None:
        classeur.remove(classeur["Indicateurs"])
        feuille(classeur, "Avancement").delete_rows(2, 3)

    geste = pose("Avancement", "pe-1.3-e2", Statut="en cours")
    dits = importer(espace, rendu(formulaires(espace)[DEPARTEMENT], retours, geste, supprimer))
    assert any("5 réponses, 7 questions sans réponse" in phrase for phrase in dits)
    assert any("la feuille « Indicateurs » manque" in phrase for phrase in dits)


def test_une_colonne_ajoutee_est_dite_non_lue(espace: Espace, retours: Path) -> None:
    def ajouter(classeur: Workbook) -> None:
        page = feuille(classeur, "Avancement")
        page.cell(1, page.max_column + 1).value = "Notre avis"

    dits = importer(espace, rendu(formulaires(espace)[MSA], retours, ajouter))
    assert any("colonne ajoutée non lue : « Notre avis »" in phrase for phrase in dits)


def test_un_classeur_rendu_tel_quel_est_rendu_vide(espace: Espace) -> None:
    avant = donnees(espace)
    dits = importer(espace, formulaires(espace)[CAF])
    assert any("0 réponse, 29 questions sans réponse" in phrase for phrase in dits)
    assert donnees(espace) == avant
    tableau, _ = suivre_les_formulaires(espace, "00", 2024)
    assert str(next(iter(tableau.columns[2].cells))) == DEMAIN.isoformat()


Relire = Callable[[Path], Lu]


@pytest.fixture(scope="module")
def relecture(commun: tuple[Espace, dict[str, Path]]) -> Relire:
    """La lecture pure d'un classeur du pilote « Département d'exemple » : rien n'est chargé deux fois."""
    dossier = dossier_de(commun[0])
    formulaire = next(f for f in lister(dossier) if f.pilote.code == DEPARTEMENT)
    unites = dossier.referentiel.unites
    feuilles = feuilles_de_collecte(mots_des_unites(unites))
    posees = {q.id: valeurs_lues(q, unites, dossier.departement.nom) for q in formulaire.questions}
    return lambda chemin: relire(str(chemin), lire_classeur(chemin), formulaire, feuilles, posees, {})


@settings(max_examples=30)
@given(ordre=st.permutations(range(2, 11)), colonnes_=st.permutations(range(13)), saut=st.integers(0, 3))
def test_l_ordre_des_lignes_et_des_colonnes_ne_compte_pas(
    commun: tuple[Espace, dict[str, Path]],
    relecture: Relire,
    ordre: list[int],
    colonnes_: list[int],
    saut: int,
) -> None:
    """Un classeur bousculé dit les mêmes réponses et les mêmes fautes qu'un classeur droit."""

    def bousculer(classeur: Workbook) -> None:
        page = feuille(classeur, "Avancement")
        lignes = [list(ligne) for ligne in page.iter_rows(values_only=True)]
        rangees = [lignes[0], *(lignes[r - 1] for r in ordre)]
        page.delete_rows(1, page.max_row)
        for rang, ligne in enumerate(rangees, start=1 + saut):
            for place, source in enumerate(colonnes_, start=1):
                page.cell(rang, place).value = ligne[source]

    espace, classeurs = commun
    dossier = espace.racine / "rendus"
    dossier.mkdir(exist_ok=True)
    juste = pose("Avancement", "pe-1.3-c", Statut="réalisée", Fin_réelle=dt.date(2024, 2, 29))
    fautif = pose("Avancement", "pe-1.3-e2", Statut="bien", Début_réel="hier")
    droit = relecture(rendu(classeurs[DEPARTEMENT], dossier, juste, fautif, nom="droit.xlsx"))
    bouscule = relecture(rendu(classeurs[DEPARTEMENT], dossier, juste, fautif, bousculer))
    assert reponses_de(bouscule) == reponses_de(droit)
    assert sorted(f.code for f in bouscule.fautes) == sorted(f.code for f in droit.fautes) == ["P207", "P712"]


def reponses_de(lu: Lu) -> dict[str, dict[str, object]]:
    return {reponse.question.id: dict(reponse.valeurs) for reponse in lu.reponses}


# --- ce qui revient abîmé : refusé avec sa case, jamais deviné ------------------------------------

INDICATEUR = "pe-1.3-i1"
MAI = dt.date(2024, 5, 1)


def etat(**valeurs: object) -> Geste:
    return pose("Avancement", "pe-1.3-c", **valeurs)


def mesure(**valeurs: object) -> Geste:
    return pose("Indicateurs", INDICATEUR, **valeurs)


def changer_un_en_tete(classeur: Workbook) -> None:
    feuille(classeur, "Avancement")["F1"] = "Situation"


def _identite(classeur: Workbook, cle: str, valeur: str) -> None:
    page = feuille(classeur, "_collecte")
    for ligne in page.iter_rows():
        if ligne[0].value == cle:
            page.cell(ligne[0].row, 2).value = valeur


Cas = dict[str, tuple[Geste, str, str]]
# Ce classeur n'est pas celui que l'on attend.
D_IDENTITE: Cas = {
    "sans feuille cachée": (lambda c: c.remove(c["_collecte"]), "D420", "_collecte"),
    "d'un ancien modèle": (lambda c: _identite(c, "version", "0"), "D421", "modèle 0"),
    "de l'an dernier": (lambda c: _identite(c, "annee", "2023"), "D422", "celle de 2024"),
}  # fmt: skip
# Une case, une ligne, une colonne ne se lit pas.
DE_LECTURE: Cas = {
    "environ": (mesure(Valeur="environ 12"), "D428", "case H2"),
    "fraction": (mesure(Valeur="12/15"), "D428", "une fraction ou un intervalle"),
    "fraction devenue date": (mesure(Valeur=dt.datetime(2024, 12, 15)), "D428", "date"),
    "pourcent": (mesure(Valeur="12 %"), "D428", "« 12 »"),
    "oui": (mesure(Valeur=True), "D428", "un oui ou un non"),
    "formule": (mesure(Valeur="=6*7"), "P710", "case H2"),
    "date en texte": (etat(Statut="en cours", Début_réel="03/2024"), "P712", "G6"),
    "hors liste": (etat(Statut="terminé"), "P207", "case F6"),
    "question changée": (mesure(Indicateur="Places créées"), "D427", "case A2"),
    "d'un autre": (etat(Identifiant="pe-1.1-a", Statut="en cours"), "D425", "Caf d'exemple"),
    "de nulle part": (etat(Identifiant="pe-1.3-z", Statut="en cours"), "P715", "case M6"),
    "sans identifiant": (etat(Identifiant=None, Statut="en cours"), "P713", "case M6"),
    "en double": (etat(Identifiant="pe-1.2-a", Statut="en cours"), "D426", "ligne 3"),
    "colonne perdue": (changer_un_en_tete, "P707", "Statut"),
    "sans auteur": (lambda c: signer(c, fonction=None), "D430", "ne dit pas : fonction"),
    "d'un plan changé": (lambda c: _identite(c, "empreinte", "abc"), "D423", "sdsf formulaires 00 2024"),
    "d'un inconnu": (lambda c: _identite(c, "pilote", "caf-d-exempl"), "D424", "caf-d-exemple"),
}  # fmt: skip
# Tout se lit, et ne peut pas être vrai.
DE_SENS: Cas = {
    "formule en texte": (etat(Statut="en cours", Preuve="+SOMME(A1)"), "D401", "J6"),
    "fin avant début": (
        etat(Statut="réalisée", Début_réel=MAI, Fin_réelle=dt.date(2024, 4, 1)),
        "D403", "case G6",
    ),
    "sans statut": (etat(Commentaire="en attente"), "P713", "case F6"),
    "valeur et état": (mesure(Si_la_valeur_manque="sans objet"), "D429", "case I2"),
    "ni valeur ni état": (pose("Indicateurs", "js-3.2-i2", Source="notre logiciel"), "D429", "case H4"),
    "appréciation chiffrée": (
        pose("Indicateurs", "pe-1.3-i3", Valeur=3, Si_la_valeur_manque=None), "D429", "case H3",
    ),
    "unité changée": (mesure(Unité_choisie="places"), "D429", "l'unité demandée"),
    "membres sans taux": (mesure(Numérateur=1, Dénominateur=2), "D429", "membres d'un taux"),
    "un seul membre": (mesure(Numérateur=1), "D429", "sans l'autre"),
    "un nom": (lambda c: signer(c, fonction="Jeanne Dupont"), "D400", "Qui répond"),
    "une adresse": (lambda c: signer(c, fonction="directrice j.d@caf.fr"), "D400", "Qui répond"),
    "date à venir": (lambda c: signer(c, jour=dt.date(2030, 1, 1)), "D430", "01/01/2030"),
    "date d'avant": (lambda c: signer(c, jour=dt.date(2023, 1, 1)), "D430", "précède l'année"),
}  # fmt: skip


@pytest.fixture(scope="module")
def fautes(
    commun: tuple[Espace, dict[str, Path]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[str]]:
    """Les fautes de chaque cas : tous les classeurs d'une même sorte s'importent d'un coup."""
    espace, classeurs = commun
    a_dire = pose("Avancement", "pe-1.3-e2", Statut="en cours")
    trouvees: dict[str, list[str]] = {}
    for cas in (D_IDENTITE, DE_LECTURE, DE_SENS):
        dossier = tmp_path_factory.mktemp("abimes")
        noms = {nom: f"cas-{rang}.xlsx" for rang, nom in enumerate(cas)}
        gestes = {nom: geste for nom, (geste, _, _) in cas.items()}
        source = classeurs[DEPARTEMENT]
        rendus = [rendu(source, dossier, a_dire, g, nom=noms[nom]) for nom, g in gestes.items()]
        dites = refus(espace, *rendus)
        trouvees |= {nom: [f for f in dites if f"{noms[nom]} " in f] for nom in cas}
    return trouvees


@pytest.mark.parametrize("cas", [*D_IDENTITE, *DE_LECTURE, *DE_SENS])
def test_refuse_avec_sa_case(cas: str, fautes: dict[str, list[str]]) -> None:
    _, code, mot = (D_IDENTITE | DE_LECTURE | DE_SENS)[cas]
    assert [faute.split()[0] for faute in fautes[cas]] == [code], fautes[cas]
    assert mot in fautes[cas][0], fautes[cas][0]


def test_toutes_les_fautes_de_tous_les_classeurs_sont_dites_ensemble(
    commun: tuple[Espace, dict[str, Path]], retours: Path
) -> None:
    espace, classeurs = commun
    fautif = pose("Indicateurs", INDICATEUR, Valeur="environ 12", Numérateur="=1+1")
    un = rendu(classeurs[DEPARTEMENT], retours, fautif)
    autre = rendu(classeurs[MSA], retours, pose("Avancement", "pa-2.1-b", Statut="bientôt"))
    assert [faute.split()[0] for faute in refus(espace, un, autre)] == ["D428", "P710", "P207"]


def test_ce_qui_n_est_pas_un_classeur(commun: tuple[Espace, dict[str, Path]], retours: Path) -> None:
    espace, classeurs = commun
    faux = {
        "ancien.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        "protege.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        "export.xlsx": b"id;statut\npe-1.1-a;en cours\n",
        "vide.xlsx": b"",
    }
    chemins = [retours / nom for nom in faux]
    for chemin, octets in zip(chemins, faux.values(), strict=True):
        chemin.write_bytes(octets)
    fautes = refus(espace, *chemins, retours / "absent.xlsx", classeurs[CAF])
    assert [faute.split()[0] for faute in fautes] == ["P702", "P702", "P702", "P702", "P701"]
    assert "mot de passe" in fautes[1]
    assert "CSV" in fautes[2]


def test_cinquante_mega_de_mise_en_forme(commun: tuple[Espace, dict[str, Path]], retours: Path) -> None:
    espace, classeurs = commun
    gonfle = retours / "gonfle.xlsx"
    shutil.copyfile(classeurs[CAF], gonfle)
    with zipfile.ZipFile(gonfle, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet99.xml", b"<row/>" * (50 * ouverture.MO // 6))
    (faute,) = refus(espace, gonfle)
    assert faute.startswith("P703")


def test_les_macros_ne_sont_ni_lues_ni_executees(espace: Espace, retours: Path) -> None:
    geste = pose("Avancement", "pe-1.3-e2", Statut="en cours")
    chemin = rendu(formulaires(espace)[DEPARTEMENT], retours, geste, nom="classeur.xlsm")
    with zipfile.ZipFile(chemin, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"Sub AutoOpen()")
    dits = importer(espace, chemin)
    assert any("ses macros n'ont été ni lues ni exécutées" in phrase for phrase in dits)
    assert any("1 ligne ajoutée" in phrase for phrase in dits)


def test_nc_est_non_disponible_et_c_est_dit(espace: Espace, retours: Path) -> None:
    geste = pose("Indicateurs", "js-3.1-i2", Valeur="N.C.", Commentaire="logiciel changé")
    dits = importer(espace, rendu(formulaires(espace)[CAF], retours, geste))
    assert any("« N.C. » est lu « non disponible »" in phrase for phrase in dits)
    releves = lire_tables(espace, "00", [], lire_referentiel(espace))["releves"]
    ligne = releves[(releves["indicateur"] == "js-3.1-i2") & (releves["periode"] == "2024")].iloc[0]
    assert (ligne["etat"], ligne["note"]) == ("non_disponible", f"logiciel changé ; classeur {CAF}.xlsx")


def test_un_taux_se_calcule_de_ses_deux_membres(espace: Espace, retours: Path) -> None:
    chemin = formulaires(espace)[CAF]
    vide = {"Valeur": None, "Numérateur": 30, "Dénominateur": 120}
    (faute,) = refus(
        espace, rendu(chemin, retours, pose("Indicateurs", "pe-1.2-i2", **{**vide, "Valeur": 40}))
    )
    assert "numérateur ÷ dénominateur donnent 25" in faute
    importer(espace, rendu(chemin, retours, pose("Indicateurs", "pe-1.2-i2", **vide)), garder="nouveau")
    releves = lire_tables(espace, "00", [], lire_referentiel(espace))["releves"]
    ligne = releves[(releves["indicateur"] == "pe-1.2-i2") & (releves["periode"] == "2024")].iloc[0]
    assert (ligne["valeur"], ligne["nature"], ligne["denominateur"]) == (25.0, "calculee", 120.0)


# --- ce qui se contredit --------------------------------------------------------------------------


def test_une_valeur_connue_et_differente_se_tranche(espace: Espace, retours: Path) -> None:
    chemin = rendu(formulaires(espace)[DEPARTEMENT], retours, pose("Indicateurs", INDICATEUR, Valeur=47))
    avant = donnees(espace)
    (faute,) = refus(espace, chemin)
    assert "déjà là : 46 enfants (pilote fiche 1.3, Département d'exemple, le 05/02/2025" in faute
    assert "reçu : 47 enfants" in faute
    assert donnees(espace) == avant
    importer(espace, chemin, garder="ancien")
    assert donnees(espace) == avant
    importer(espace, chemin, garder="nouveau")
    corrections = (espace.data / "departements/00/corrections.csv").read_text(encoding="utf-8")
    assert ",valeur,46,47," in corrections


def test_deux_classeurs_qui_se_contredisent_se_tranchent_ligne_a_ligne(espace: Espace, retours: Path) -> None:
    chemin = formulaires(espace)[DEPARTEMENT]
    un = rendu(chemin, retours, pose("Avancement", "pe-1.3-e2", Statut="en cours"), nom="un.xlsx")
    deux = rendu(chemin, retours, pose("Avancement", "pe-1.3-e2", Statut="non démarrée"), nom="deux.xlsx")
    a_trancher = retours / "a-trancher.xlsx"
    (faute,) = refus(espace, un, deux, garder="nouveau", decisions=a_trancher)
    assert "en cours (un.xlsx, feuille Avancement, case F8" in faute
    classeur = load_workbook(a_trancher)
    page = feuille(classeur, "À trancher")
    assert [page.cell(r, 2).value for r in (2, 3)] == ["en cours", "non démarrée"]
    page.cell(3, 4).value = "oui"
    classeur.save(a_trancher)
    importer(espace, retours / "*.xlsx", decisions=a_trancher)
    journal = (espace.data / "departements/00/avancement.csv").read_text(encoding="utf-8")
    assert journal.splitlines()[-1].startswith("pe-1.3,pe-1.3-e2,2024-12-31,non_demarree,")


def test_une_decision_double_est_refusee(espace: Espace, retours: Path) -> None:
    chemin = rendu(formulaires(espace)[DEPARTEMENT], retours, pose("Indicateurs", INDICATEUR, Valeur=47))
    a_trancher = retours / "a-trancher.xlsx"
    refus(espace, chemin, decisions=a_trancher)
    classeur = load_workbook(a_trancher)
    for rang, mot in ((2, "oui"), (3, "oui")):
        feuille(classeur, "À trancher").cell(rang, 4).value = mot
    classeur.save(a_trancher)
    (faute,) = refus(espace, chemin, decisions=a_trancher)
    assert faute.startswith("D432")
    assert "2 réponses à garder" in faute


def test_une_action_realisee_ne_redevient_pas_en_cours_sans_decision(espace: Espace, retours: Path) -> None:
    """Le dernier état connu est de 2023 : ce n'est pas la même date, et c'est pourtant contradictoire."""
    journal = espace.data / "departements/00/avancement.csv"
    lignes = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    gardees = [ligne for ligne in lignes if not ligne.startswith("pe-1.3-a,,2024")]
    journal.write_text("".join(gardees), encoding="utf-8")
    chemin = rendu(
        formulaires(espace)[DEPARTEMENT], retours, pose("Avancement", "pe-1.3-a", Statut="en cours")
    )
    (faute,) = refus(espace, chemin)
    assert "déjà là : réalisée, début 2021-09-01, fin 2023-06-15" in faute


def test_plusieurs_pilotes_corriges_demandent_qui_a_tranche(espace: Espace, retours: Path) -> None:
    classeurs = formulaires(espace)
    un = rendu(classeurs[DEPARTEMENT], retours, pose("Indicateurs", INDICATEUR, Valeur=47))
    deux = rendu(classeurs[CAF], retours, pose("Indicateurs", "pe-1.1-i3", Valeur=3))
    assert refus(espace, un, deux, garder="nouveau")[0].startswith("U434")
    importer(espace, un, deux, garder="nouveau", par="secrétariat du comité, Caf d'exemple")
    corrections = (espace.data / "departements/00/corrections.csv").read_text(encoding="utf-8")
    assert '"secrétariat du comité, Caf d\'exemple"' in corrections


# --- le suivi et les relances ---------------------------------------------------------------------


def test_le_suivi_et_les_relances(espace: Espace, retours: Path) -> None:
    classeurs = formulaires(espace)
    tableau, fait = suivre_les_formulaires(espace, "00", 2024)
    assert [str(mot) for mot in tableau.columns[3].cells] == [
        "28 sur 29", "2 sur 2", "10 sur 12", "4 sur 5", "2 sur 2",
    ]  # fmt: skip
    assert [chemin.stem for chemin in fait.fichiers] == [CAF, DEPARTEMENT, ETAT]
    texte = (classeurs[ETAT].parent / f"relances/{ETAT}.txt").read_text(encoding="utf-8")
    assert "Il nous manque encore 1 réponse sur 5 :" in texte
    assert "Réunir chaque année les coordonnateurs enfance-jeunesse" in texte
    importer(espace, rendu(classeurs[ETAT], retours, tout_repondre(defaultdict(lambda: RECUE))))
    _, fait = suivre_les_formulaires(espace, "00", 2024)
    assert ETAT not in [chemin.stem for chemin in fait.fichiers]
    assert not (classeurs[ETAT].parent / f"relances/{ETAT}.txt").exists()


def test_une_relance_de_tout_un_classeur_compte_par_fiche(espace: Espace) -> None:
    dossier = dossier_de(espace)
    caf = next(f for f in lister(dossier) if f.pilote.code == CAF)
    etat = EtatDuPilote(caf.pilote, len(caf.questions), caf.questions, None, None)
    texte = relance(dossier, etat)
    assert f"Il nous manque encore {len(caf.questions)} réponses" in texte
    comptes = [int(n) for n in re.findall(r"^- .* : (\d+)$", texte, re.MULTILINE)]
    assert sum(comptes) == len(caf.questions)
    assert len(texte.splitlines()) < 40


def test_un_classeur_tel_qu_un_tableur_l_ouvre(espace: Espace) -> None:
    """Chaque classeur s'ouvre ; ses listes sont cachées, ses dates et ses listes contrôlées."""
    for chemin in formulaires(espace).values():
        classeur = load_workbook(io.BytesIO(chemin.read_bytes()))
        assert classeur.sheetnames[0] == "Lisez-moi"
        assert [p.title for p in classeur.worksheets if p.sheet_state != "visible"] == ["Listes", "_collecte"]
        regles = feuille(classeur, "Avancement").data_validations.dataValidation
        assert sorted(str(regle.type) for regle in regles) == ["date", "date", "list"]


# --- la commande ----------------------------------------------------------------------------------


def test_la_commande_ecrit_reconnait_seule_un_classeur_et_suit(
    espace: Espace, retours: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SDSF_RACINE", str(espace.racine))
    assert lancer(monkeypatch, "formulaires", "00", "2024") == 0
    assert "5 classeurs, 50 questions, dont 49 différentes." in capsys.readouterr().out
    source = espace.reports / "00/2024/formulaires" / f"{DEPARTEMENT}.xlsx"
    chemin = rendu(source, retours, pose("Avancement", "pe-1.3-e2", Statut="en cours"))
    assert lancer(monkeypatch, "importer", str(chemin)) == 0
    assert "1 ligne ajoutée, 0 valeur connue changée" in capsys.readouterr().out
    assert lancer(monkeypatch, "formulaires", "00", "2024", "--suivi") == 0
    assert "Pilotes qui ont tout dit : 2 sur 5." in capsys.readouterr().out
    assert lancer(monkeypatch, "importer", "formulaires", str(chemin), "--garder", "tout") == 2
    assert "Choix : ancien" in capsys.readouterr().err


def lancer(monkeypatch: pytest.MonkeyPatch, *mots: str) -> int:
    """La commande, par son point d'entrée ; rend son code de sortie."""
    monkeypatch.setattr(sys, "argv", ["sdsf", *mots])
    with pytest.raises(SystemExit) as fin:
        cli.principal()
    return int(fin.value.code or 0)
