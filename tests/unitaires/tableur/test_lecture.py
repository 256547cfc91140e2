"""Un mauvais classeur est refusé d'un coup : chaque faute à sa case, avec le plus proche et le remède."""

import datetime as dt
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import PatternFill
from tests.classeurs import (
    Abimer,
    abime,
    archive,
    case,
    dites,
    ecrit,
    fautes,
    lire,
    octets_00,
    parties,
    plan_00,
)

from sdsf.tableur import ouverture

Place = tuple[str, str, int]
IDENTIFIANTS = {"Fiches": "pe-1.2", "Actions": "pe-1.2-a"}


def a(feuille: str, titre: str, ligne: int, valeur: Any) -> tuple[Place, Any]:
    return (feuille, titre, ligne), valeur


# Une case, ce qu'on y écrit, le code attendu, ce que dit le message.
CASES: dict[str, tuple[tuple[Place, Any], str, tuple[str, ...]]] = {
    "nombre pour un code": (
        a("Fiches", "Code", 3, 1.1), "P711", ("« 1.1 » est un nombre", "1.10 en 1.1", "format Texte")
    ),
    "entier pour un code": (a("Fiches", "Code", 3, 1), "P711", ("« 1 » est un nombre",)),
    "date pour un code": (
        a("Actions", "Code", 3, dt.datetime(2024, 10, 1)), "P711", ("« 01/10/2024 » est une date", "retapez")
    ),
    "vrai ou faux": (a("Fiches", "Intitulé", 3, True), "P711", ("« VRAI » est vrai ou faux",)),
    "nombre dans une liste": (a("Fiches", "Pilotes", 3, 12), "P711", ("« 12 » est un nombre",)),
    "texte pour un nombre": (
        a("Fiches", "Extrait : ligne", 3, "ligne 12"), "P711", ("« ligne 12 » est un texte", "nombre entier")
    ),
    "espaces dans un nombre": (
        a("Fiches", "Extrait : ligne", 3, "1 200"), "P711", ("Le plus proche : « 1200 »",)
    ),
    "virgule pour un entier": (a("Fiches", "Extrait : ligne", 3, 3.5), "P711", ("nombre entier",)),
    "ligne zéro": (a("Fiches", "Extrait : ligne", 3, 0), "P714", ("il faut au moins 1",)),
    "date en texte": (
        a("Fiches", "Dates : début", 3, "31/12/2024"), "P712", ("« 31/12/2024 »", "écrivez 2024-12-31")
    ),
    "date et heure": (
        a("Fiches", "Dates : début", 3, dt.datetime(2024, 6, 30, 12)), "P712", ("« 30/06/2024 12:00 »", "une heure")  # noqa: E501
    ),
    "nombre pour une date": (a("Fiches", "Dates : début", 3, 45000), "P711", ("une date est attendu",)),
    "jour impossible": (a("Fiches", "Dates : début", 3, "2024-02-30"), "P712", ("« 2024-02-30 »",)),
    "case obligatoire vide": (a("Fiches", "Intitulé", 3, None), "P713", ("obligatoire",)),
    "mot hors de la liste": (
        a("Actions", "Nature", 3, "nouvele"), "P207", ("Le plus proche : « nouvelle »", "« à poursuivre »")
    ),
    "formule": (a("Fiches", "Intitulé", 3, "=A1"), "P710", ("une formule (=A1)", "collage spécial")),
    "erreur de calcul": (a("Fiches", "Intitulé", 3, "#REF!"), "P710", ("une erreur de calcul (#REF!)",)),
    "identifiant mal écrit": (
        a("Points de vigilance", "Identifiant", 2, "Vigilance n° 1"), "P714",
        ("minuscules sans accent", "Le plus proche : « vigilance-n-1 »"),
    ),
    "identifiant en double": (
        a("Actions", "Identifiant", 6, "pe-1.1-a"), "P206", ("ligne 2 de la feuille Actions",)
    ),
    "parent inexistant": (
        a("Actions", "Fiche (identifiant)", 3, "pe-1.9"), "P715",
        ("n'est pas un identifiant de la feuille « Fiches »", "Le plus proche : « pe-1."),
    ),
    "parent vide": (a("Extraits", "Point de vigilance (identifiant)", 2, None), "P713", ("« Points de",)),
    "parent en nombre": (a("Actions", "Fiche (identifiant)", 3, 1.1), "P711", ("« 1.1 » est un nombre",)),
    "nœud inexistant": (
        a("Fiches", "Parent (identifiant)", 3, "pe-o9"), "P715", ("n'est pas un nœud", "« Arborescence »")
    ),
    "indicateur commun inconnu": (
        a("Indicateurs", "Indicateur commun", 2, "taux_couverture_acceuil"), "P715",
        ("Le plus proche : « taux_couverture_accueil »", "laissez la case vide avec un « Motif »"),
    ),
    "département inconnu": (a("Schéma", "Département", 2, "99"), "P714", ("code de département",)),
    "département d'aucune liste": (a("Schéma", "Département", 2, "20"), "P715", ("un code de département",)),
    "département en nombre": (a("Schéma", "Département", 2, 0), "P711", ("Le plus proche : « 00 »",)),
    "période à l'envers": (a("Schéma", "Période : fin", 2, 2019), "P714", ("finit avant de commencer",)),
    "un seul niveau": (a("Schéma", "Niveaux", 2, "axe"), "P714", ("au moins 2 éléments",)),
    "autre format": (a("Schéma", "Format", 2, 2), "P207", ("« 1 »",)),
}  # fmt: skip


@pytest.mark.parametrize(("ecriture", "code", "dits"), CASES.values(), ids=CASES)
def test_une_case_fautive_est_dite_a_sa_case(
    ecriture: tuple[Place, Any], code: str, dits: tuple[str, ...], tmp_path: Path
) -> None:
    (feuille, titre, ligne), valeur = ecriture
    ou = case(feuille, titre, ligne)
    trouvees = dites(abime(tmp_path, ecrit(feuille, ou, valeur)))
    (dite,) = [faute for faute in trouvees if f"feuille {feuille}, case {ou}," in faute]
    assert dite.startswith(code), trouvees
    assert f"« {titre} »" in dite
    assert [mot for mot in dits if mot not in dite] == [], dite


# --- les feuilles, les colonnes, les lignes -------------------------------------------------------


def sans_feuille(classeur: Workbook) -> None:
    classeur.remove(classeur["Étapes"])


def feuille_renommee(classeur: Workbook) -> None:
    classeur["Étapes"].title = "Etape"


def feuille_en_plus(classeur: Workbook) -> None:
    classeur.create_sheet("Mes notes")["A1"] = "à voir"


def sans_colonne(classeur: Workbook) -> None:
    classeur["Fiches"].delete_cols(5)


def colonne_renommee(classeur: Workbook) -> None:
    classeur["Fiches"]["E1"] = "Contextes"


def fusion(classeur: Workbook) -> None:
    classeur["Fiches"].merge_cells("E3:E5")


STRUCTURES: dict[str, tuple[Abimer, list[tuple[str, str]]]] = {
    "feuille manquante": (sans_feuille, [("P705", "« Étapes » manque")]),
    "feuille renommée": (
        feuille_renommee,
        [("P705", "Le plus proche : « Etape »"), ("P706", "Le plus proche : « Étapes »")],
    ),
    "feuille en trop": (feuille_en_plus, [("P706", "feuille Mes notes")]),
    "colonne manquante": (sans_colonne, [("P707", "feuille Fiches [P707] La colonne « Contexte » manque")]),
    "colonne renommée": (
        colonne_renommee,
        [
            ("P707", "Le plus proche : « Contextes »"),
            ("P708", "feuille Fiches, case E1 [P708] L'en-tête « Contextes » est inconnu ici"),
        ],
    ),
    "colonne répétée": (
        lambda c: ecrit("Glossaire", "D1", "Terme")(c),
        [("P708", "case D1 [P708] L'en-tête « Terme » est déjà écrit")],
    ),
    "colonne sans en-tête": (
        lambda c: ecrit("Glossaire", "E7", "remarque")(c),
        [("P708", "feuille Glossaire, case E7 [P708] Cette case n'a pas d'en-tête")],
    ),
    "valeur à droite du schéma": (
        lambda c: ecrit("Schéma", "D4", "autre titre")(c),
        [("P708", "feuille Schéma, case D4 [P708] Cette case n'a pas d'en-tête")],
    ),
    "cellules fusionnées": (fusion, [("P709", "feuille Fiches [P709] Les cases E3:E5 sont fusionnées")]),
}


@pytest.mark.parametrize(("abimer", "attendues"), STRUCTURES.values(), ids=STRUCTURES)
def test_une_structure_changee_se_dit(
    abimer: Abimer, attendues: list[tuple[str, str]], tmp_path: Path
) -> None:
    trouvees = dites(abime(tmp_path, abimer))
    assert [faute[:4] for faute in trouvees] == [code for code, _ in attendues], trouvees
    assert all(dit in faute for faute, (_, dit) in zip(trouvees, attendues, strict=True)), trouvees


def test_ce_qui_ne_change_pas_le_plan_est_admis(tmp_path: Path) -> None:
    """Lignes vides, cases colorées, feuille vide, colonnes déplacées, casse d'un titre, lisez-moi retiré."""

    def arranger(classeur: Workbook) -> None:
        classeur["Glossaire"].insert_rows(3, 4)
        classeur["Glossaire"]["A3"] = "   "
        classeur["Fiches"]["Z90"].fill = PatternFill("solid", fgColor="FF0000")
        classeur.create_sheet("Feuil1")
        classeur.remove(classeur["Lisez-moi"])
        classeur.remove(classeur["Listes"])
        classeur["Acteurs"].title = "autrement"
        classeur["autrement"].title = "ACTEURS"
        signataires = classeur["Signataires"]
        signataires.move_range("A1:A60", cols=5)

    assert lire(abime(tmp_path, arranger)) == plan_00()


def test_l_ordre_des_lignes_est_l_ordre_du_plan(tmp_path: Path) -> None:
    def permuter(classeur: Workbook) -> None:
        page = classeur["Glossaire"]
        for colonne in (1, 2, 3):
            haut, bas = page.cell(2, colonne), page.cell(3, colonne)
            haut.value, bas.value = bas.value, haut.value

    termes = [terme.terme for terme in plan_00().glossaire]
    lus = [terme.terme for terme in lire(abime(tmp_path, permuter)).glossaire]
    assert lus == [termes[1], termes[0], *termes[2:]]


# --- toutes les fautes d'un coup ------------------------------------------------------------------


def test_un_sous_ensemble_a_moitie_rempli_reclame_le_reste(tmp_path: Path) -> None:
    cible = {"Cible : échéance": 2026, "Cible : valeur": None, "Cible : texte": None}
    changements = [ecrit("Indicateurs", case("Indicateurs", t, 5), v) for t, v in cible.items()]
    trouvees = dites(abime(tmp_path, *changements))
    assert [faute[:4] for faute in trouvees] == ["P713", "P713"]
    assert ["« Cible : valeur »" in trouvees[0], "« Cible : texte »" in trouvees[1]] == [True, True]


def test_un_cycle_est_dit_a_chaque_noeud(tmp_path: Path) -> None:
    un, deux = (noeud.id for noeud in plan_00().arborescence[:2])
    trouvees = dites(abime(tmp_path, ecrit("Arborescence", "D2", deux), ecrit("Arborescence", "D3", un)))
    assert ["case D2" in trouvees[0], "case D3" in trouvees[1]] == [True, True]
    assert all("son propre ancêtre" in dite for dite in trouvees[:2])


def test_les_fautes_de_case_de_modele_et_de_renvoi_sont_dites_ensemble(tmp_path: Path) -> None:
    trouvees = fautes(
        abime(
            tmp_path,
            ecrit("Schéma", "B5", "deux mille"),
            ecrit("Fiches", case("Fiches", "Code", 3), 1.1),
            ecrit("Fiches", case("Fiches", "Intitulé", 4), "=A1"),
            ecrit("Fiches", case("Fiches", "Parent (identifiant)", 5), "pe-o9"),
            ecrit("Actions", case("Actions", "Fiche (identifiant)", 3), "pe-1.9"),
            ecrit("Indicateurs", case("Indicateurs", "Indicateur commun", 2), "taux"),
        )
    )
    assert [faute.code for faute in trouvees] == ["P711", "P711", "P710", "P715", "P715", "P715"]


def test_un_identifiant_mal_ecrit_n_accuse_pas_les_lignes_qui_le_citent(tmp_path: Path) -> None:
    """La fiche « PE 1.1 » est la seule faute : ses actions, ses indicateurs citent bien « pe-1.1 »."""
    ou = case("Fiches", "Identifiant", 2)
    identifiant = plan_00().fiches[0].id
    trouvees = fautes(abime(tmp_path, ecrit("Fiches", ou, identifiant.upper().replace("-", " "))))
    assert [faute.code for faute in trouvees] == ["P714"]


def test_les_fautes_d_une_ligne_sans_parent_sont_dites_aussi(tmp_path: Path) -> None:
    trouvees = fautes(
        abime(
            tmp_path,
            ecrit("Actions", case("Actions", "Fiche (identifiant)", 3), "pe-1.9"),
            ecrit("Actions", case("Actions", "Code", 3), 2.5),
        )
    )
    assert [faute.code for faute in trouvees] == ["P715", "P711"]


def test_une_feuille_perdue_n_accuse_pas_les_lignes_qui_s_y_rattachent(tmp_path: Path) -> None:
    trouvees = fautes(abime(tmp_path, lambda classeur: classeur.remove(classeur["Fiches"])))
    assert [faute.code for faute in trouvees] == ["P705"]


# --- ce qui n'est pas un classeur -----------------------------------------------------------------


def csv_renomme(_: Path) -> bytes:
    return "Identifiant;Intitulé\nfiche-1;Été\n".encode("latin-1")


def ods(_: Path) -> bytes:
    type_ = b"application/vnd.oasis.opendocument.spreadsheet"
    return archive({"mimetype": type_, "content.xml": b"<x/>"})


def sans_une_partie(nom: str) -> Callable[[Path], bytes]:
    return lambda _: archive({n: p for n, p in parties(octets_00()).items() if n != nom})


def doctype(_: Path) -> bytes:
    contenu = parties(octets_00())
    bombe = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    contenu["xl/workbook.xml"] = bombe + contenu["xl/workbook.xml"]
    return archive(contenu)


def fusion_demesuree(_: Path) -> bytes:
    contenu = parties(octets_00())
    fin = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><autoFilter'
    contenu["xl/worksheets/sheet3.xml"] = contenu["xl/worksheets/sheet3.xml"].replace(b"<autoFilter", fin, 1)
    return archive(contenu)


def bombe(_: Path) -> bytes:
    return archive({**parties(octets_00()), "xl/media/image.bin": b"\0" * (ouverture.TAILLE_OUVERTE + 1)})


def vide(_: Path) -> bytes:
    ecrit_ = io.BytesIO()
    Workbook().save(ecrit_)
    return ecrit_.getvalue()


FICHIERS: dict[str, tuple[Callable[[Path], bytes], str, str]] = {
    "CSV en Latin-1, renommé": (csv_renomme, "P702", "un fichier texte (un CSV, peut-être)"),
    "page web": (lambda _: b"<html></html>", "P702", "un fichier texte"),
    "ancien .xls ou mot de passe": (lambda _: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "P702", "mot de passe"),
    "PDF": (lambda _: b"%PDF-1.7", "P702", "un PDF"),
    "fichier vide": (lambda _: b"", "P702", "il est vide"),
    "octets quelconques": (lambda _: b"\x00\x01\x02", "P702", "pas un classeur"),
    "document LibreOffice": (ods, "P702", ".ods"),
    "archive zip": (lambda _: archive({"a.txt": b"a"}), "P702", "archive zip d'un autre genre"),
    "classeur tronqué": (lambda _: octets_00()[:-200], "P702", "abîmé"),
    "classeur abîmé": (lambda _: octets_00().replace(b"PK\x03\x04", b"PK\x03\x05", 9), "P702", "abîmé"),
    "sans classeur dedans": (sans_une_partie("xl/workbook.xml"), "P702", "abîmé"),
    "entités en cascade": (doctype, "P702", "abîmé"),
    "fusion démesurée": (fusion_demesuree, "P703", "toute une feuille"),
    "bombe": (bombe, "P703", "16 Mo"),
    "trop gros": (lambda _: b"PK" + b"\0" * ouverture.TAILLE_DU_FICHIER, "P703", "plus de 10 Mo"),
    "classeur sans rien": (vide, "P704", "Feuilles attendues : « Schéma »"),
}


@pytest.mark.parametrize(("fabriquer", "code", "dit"), FICHIERS.values(), ids=FICHIERS)
def test_ce_qui_n_est_pas_un_classeur_de_plan_est_refuse(
    fabriquer: Callable[[Path], bytes], code: str, dit: str, tmp_path: Path
) -> None:
    chemin = tmp_path / "plan.xlsx"
    chemin.write_bytes(fabriquer(tmp_path))
    (trouvee,) = dites(chemin)
    assert trouvee.startswith(code)
    assert dit in trouvee
    assert str(chemin) in trouvee


def test_un_fichier_absent_ou_un_dossier_est_refuse(tmp_path: Path) -> None:
    (absent,) = dites(tmp_path / "rien.xlsx")
    (dossier,) = dites(tmp_path)
    assert absent.startswith("P701")
    assert "un dossier porte ce nom" in dossier


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="ce système n'a pas de tube nommé")
def test_ce_qui_n_est_pas_un_fichier_ordinaire_ne_fait_pas_attendre(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tube.xlsx")
    (dite,) = dites(tmp_path / "tube.xlsx")
    assert "pas un fichier ordinaire" in dite


def test_une_case_tout_au_bout_d_une_feuille_se_dit_sans_attendre(tmp_path: Path) -> None:
    """Une feuille a 17 milliards de cases : on ne parcourt que celles qui sont écrites."""
    (trouvee,) = dites(abime(tmp_path, ecrit("Fiches", "XFD1048576", "perdu")))
    assert "feuille Fiches, case XFD1048576" in trouvee
