"""Ce que l'on peut donner de pire à « sdsf actualiser », par la vraie commande, pour chaque lecteur.

Un mauvais fichier est refusé en français, avec son lieu, et l'espace reste tel quel, octet pour octet ; ce
qui se répare ou se tolère donne les mêmes valeurs que le bon fichier. Jamais de trace Python.
"""

import csv
import errno
import os
import re
import shutil
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests import producteurs
from tests.fabrique import copier_espace
from tests.fichiers_hostiles import (
    FICHIERS,
    Abimer,
    Fichier,
    autre_ordre,
    colonne_en_trop,
    contours,
    futur,
    ligne_sans_fin,
    sans_la_colonne,
    separateurs_meles,
    trop_de_colonnes,
    zero_perdu,
)
from typer.testing import CliRunner

from sdsf.cli import application

LU, REFUSE = 0, 11
TOUS = frozenset(FICHIERS)
CNAF = frozenset(nom for nom in FICHIERS if nom.startswith("cnaf ") and nom != "cnaf série")
GRILLES = TOUS - CNAF - {"melodi"}
CHIFFRES = TOUS - {"qpv", "mouvements"}
TAUX = frozenset({"cnaf taux", "cnaf ancien", "cnaf série", "filosofi"})
EFFECTIFS = CHIFFRES - TAUX
NOMMES = frozenset(nom for nom, fichier in FICHIERS.items() if fichier.nom)
# Un relevé, sans ce qui ne vient pas de la valeur : sa note, sa date, son libellé.
FAIT = ("indicateur", "territoire", "maille", "periode", "valeur", "etat", "unite", "nature", "source")


# --- lancer la commande ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Issue:
    """Ce que la commande a rendu, dit et changé."""

    code: int
    dit: str
    changes: dict[str, bytes]

    def faits(self) -> set[tuple[str, ...]]:
        """Les faits écrits, sans ordre ; pour les territoires, les octets des tables."""
        tables = [octets.decode() for nom, octets in self.changes.items() if "territoires" not in nom]
        lignes = [ligne for texte in tables for ligne in csv.DictReader(texte.splitlines())]
        autres = {(n, o.decode()) for n, o in self.changes.items() if "territoires" in n}
        return {tuple(ligne[c] for c in FAIT) for ligne in lignes} | autres


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """L'Hérault décrit, ses territoires suivis et une commune disparue ; aucun relevé national."""
    racine = copier_espace(tmp_path_factory.mktemp("modele") / "espace", ("34",)).racine
    for dossier in ("templates", "notebooks", *(f"data/national/{p}" for p in ("cnaf", "insee", "drees"))):
        shutil.rmtree(racine / dossier)
    passages = racine / "data/national/territoires/passages.csv"
    lignes = passages.read_text(encoding="utf-8").splitlines(keepends=True)
    passages.write_text("".join(x for x in lignes if x.startswith(("avant", "34330,"))), encoding="utf-8")
    with (racine / "data/departements/34/territoires.csv").open("a", encoding="utf-8") as suivis:
        suivis.write("34330,commune,Vérargues,200017341\n")
    return racine


@pytest.fixture
def espace(modele: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(modele, tmp_path / "espace"))


def octets(racine: Path) -> dict[str, bytes]:
    return {str(c.relative_to(racine)): c.read_bytes() for c in sorted(racine.rglob("*")) if c.is_file()}


def lancer(espace: Path, source: str, depuis: Path) -> Issue:
    """La commande, dans ce processus : une exception imprévue y serait une trace à l'écran."""
    avant = octets(espace)
    arguments = ["actualiser", source, "--depuis", str(depuis), "--racine", str(espace)]
    issue = CliRunner().invoke(application, arguments)
    assert issue.exception is None or isinstance(issue.exception, SystemExit), repr(issue.exception)
    assert "Traceback" not in issue.output
    apres = octets(espace)
    assert set(avant) <= set(apres)
    return Issue(issue.exit_code, issue.output, {n: o for n, o in apres.items() if avant.get(n) != o})


def deposer(dossier: Path, nom: str, contenu: str | bytes) -> Path:
    chemin = dossier / nom
    chemin.parent.mkdir(parents=True, exist_ok=True)
    chemin.write_bytes(contenu.encode() if isinstance(contenu, str) else contenu)
    return chemin


@pytest.fixture(scope="module")
def bons(modele: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[tuple[str, ...]]]:
    """Les faits de chaque bon fichier."""
    faits = {}
    for nom, fichier in FICHIERS.items():
        dossier = tmp_path_factory.mktemp("bon")
        espace = Path(shutil.copytree(modele, dossier / "espace"))
        issue = lancer(espace, fichier.source, deposer(dossier, fichier.nom_du_fichier, fichier.texte))
        assert issue.code == LU, issue.dit
        faits[nom] = issue.faits()
    return faits


# --- la table des cas -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Cas:
    """Une façon d'abîmer un CSV, et ce qui en est attendu : un refus, ou les mêmes faits."""

    abimer: Abimer
    code: int = REFUSE
    dits: tuple[str, ...] = ()
    """Des expressions cherchées dans le message."""
    pour: frozenset[str] = TOUS
    lieu: str = ""
    """« ligne » : le refus dit la ligne ; « colonne » : la ligne et la colonne de la valeur."""
    sauf: dict[str, int] = field(default_factory=dict)
    """Les lecteurs dont l'issue est autre : « cnaf … » lit le Latin-1, et le dit."""

    def attendu(self, nom: str) -> int:
        return self.sauf.get(nom, self.code)


def valeur(texte: str) -> Abimer:
    return lambda fichier: fichier.avec(texte)


def milliers(espace: str) -> Abimer:
    """Le même nombre, en milliers séparés par cette espace."""
    return lambda f: f.avec(f"{int(f.valeur):,}".replace(",", espace))


def encode(encodage: str) -> Abimer:
    return lambda f: f.texte.replace("MONTPELLIER", "MONTPELLIÉR").encode(encodage)


DISENT_L_ENCODAGE = dict.fromkeys(CNAF, LU)
CAS = {
    # l'encodage, la forme
    "BOM": Cas(lambda f: "\ufeff" + f.texte, LU),
    "CRLF": Cas(lambda f: f.texte.replace("\n", "\r\n"), LU),
    "UTF-16": Cas(encode("utf-16"), REFUSE, ("UTF-16|D340",), sauf=DISENT_L_ENCODAGE),
    "Latin-1": Cas(lambda f: f.texte.replace("34", "É4").encode("latin-1"), REFUSE, ("D3",)),
    "octets quelconques": Cas(lambda f: bytes(range(256)) * 20, REFUSE, ("D3",)),
    "image": Cas(lambda f: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
    "vide": Cas(lambda f: "", REFUSE, ("D364", "vide")),
    "blanc": Cas(lambda f: " \n \n", REFUSE, ("D364", "vide")),
    "en-tête seul": Cas(lambda f: f.lignes[0] + "\n", REFUSE, ("D36[34]",)),
    "séparateurs mêlés": Cas(separateurs_meles, REFUSE, ("cellules",), lieu="ligne"),
    "guillemet ouvert": Cas(lambda f: f.texte.replace(f.code, f'"{f.code}', 1), REFUSE, ("guillemet|cell",)),
    "ligne coupée": Cas(lambda f: f.texte[: -len(f.lignes[-1]) // 2], REFUSE, ("D342|D354|D370",)),
    "dernier nombre coupé": Cas(lambda f: f.texte[:-2], REFUSE, ("D342|D354|D370",)),
    "une ligne de 3 Mo": Cas(ligne_sans_fin(3_000_000), REFUSE, ("méga|1 Mo",), lieu="ligne"),
    "5000 colonnes": Cas(trop_de_colonnes(5000), REFUSE, ("colonnes|cellules",)),
    "colonne attendue absente": Cas(sans_la_colonne, REFUSE, ("manque", "trouvées|Le fichier a")),
    "autre ordre des colonnes": Cas(autre_ordre, LU),
    "colonne en trop": Cas(colonne_en_trop, LU, sauf={"cnaf allocataires": REFUSE, "melodi": REFUSE}),
    "colonne répétée": Cas(
        lambda f: f.ecrire([[*rangee, rangee[0]] for rangee in f.rangees()]), REFUSE, ("deux fois",),
        pour=TOUS - {"melodi"},
    ),
    # les nombres
    "milliers : espace": Cas(milliers(" "), LU, pour=EFFECTIFS),
    "milliers : espace insécable": Cas(milliers("\u00a0"), LU, pour=EFFECTIFS),
    "milliers : espace fine": Cas(milliers("\u202f"), LU, pour=EFFECTIFS),
    "milliers : virgule": Cas(lambda f: f.avec(f"{int(f.valeur):,}"), pour=EFFECTIFS - {"cnaf places"}),
    "virgule ou point": Cas(lambda f: f.avec(f.valeur.translate({44: 46, 46: 44})), LU, pour=TAUX),
    "signe %": Cas(lambda f: f.avec(f"{f.valeur} %"), LU, pour=frozenset({"cnaf taux", "filosofi"})),
    "% d'un effectif": Cas(
        valeur("12 %"), REFUSE, ("%|multiple de 5",), pour=EFFECTIFS - {"cnaf places"}, lieu="colonne"
    ),
    "taux de 1 234": Cas(valeur("1 234"), REFUSE, ("grand|au-delà",), pour=TAUX, lieu="colonne"),
    "négatif": Cas(valeur("-5"), REFUSE, ("négatif",), pour=CHIFFRES, lieu="colonne"),
    "NaN": Cas(valeur("NaN"), REFUSE, ("fini",), pour=CHIFFRES, lieu="colonne"),
    "infini": Cas(valeur("inf"), REFUSE, ("fini",), pour=CHIFFRES, lieu="colonne"),
    "date": Cas(valeur("01/02/2023"), REFUSE, ("nombre",), pour=CHIFFRES, lieu="colonne"),
    "deux séparateurs": Cas(valeur("1.234,5"), REFUSE, ("nombre",), pour=CHIFFRES, lieu="colonne"),
    "formule": Cas(valeur("=cmd|' /C calc'!A0"), REFUSE, ("=cmd",), pour=CHIFFRES, lieu="colonne"),
    "HTML": Cas(valeur("<script>alert(1)</script>"), REFUSE, ("<script>",), pour=CHIFFRES, lieu="colonne"),
    # les territoires, les dates, les clés
    "clé en double": Cas(
        lambda f: f.texte + f.lignes[1] + "\n", REFUSE, ("deux fois|a déjà une ligne",), lieu="ligne",
        pour=TOUS - {"cnaf allocataires", "mouvements"},
    ),
    "même clé, autre valeur": Cas(
        lambda f: f.texte + f.lignes[1].replace(f.valeur, "50") + "\n", REFUSE,
        ("deux fois|a déjà une ligne",), lieu="ligne", pour=CHIFFRES - {"cnaf allocataires"},
    ),
    "doublon technique": Cas(
        lambda f: f.texte + f.lignes[1].replace(f.valeur, "5") + "\n", LU, ("doublon technique",),
        pour=frozenset({"cnaf allocataires"}),
    ),
    "zéro perdu": Cas(zero_perdu, LU, ("zéro",), sauf={"mouvements": REFUSE}),
    "code impossible": Cas(
        lambda f: f.texte.replace(f.code, "3417Z"), REFUSE, ("3417Z",), lieu="ligne",
        pour=TOUS - {"melodi"},
    ),
    "année future": Cas(lambda f: futur(f, f.texte), REFUSE, ("2031",)),
}  # fmt: skip
ESSAIS = [(cas, nom) for cas, dit in CAS.items() for nom in FICHIERS if nom in dit.pour]


@pytest.mark.parametrize(("cas", "nom"), ESSAIS, ids=[f"{cas} · {nom}" for cas, nom in ESSAIS])
def test_un_csv_abime_est_refuse_ou_donne_les_memes_faits(
    espace: Path, tmp_path: Path, bons: dict[str, set[tuple[str, ...]]], cas: str, nom: str
) -> None:
    fichier, essai = FICHIERS[nom], CAS[cas]
    nomme = futur(fichier, fichier.nom_du_fichier) if cas == "année future" else fichier.nom_du_fichier
    issue = lancer(espace, fichier.source, deposer(tmp_path, nomme, essai.abimer(fichier)))
    assert issue.code == essai.attendu(nom), issue.dit
    if issue.code == LU:
        assert issue.faits() == bons[nom]
        assert all(re.search(dit, issue.dit) for dit in essai.dits), issue.dit
    else:
        verifier_le_refus(issue, nomme, essai, fichier)


def verifier_le_refus(issue: Issue, nom: str, essai: Cas, fichier: Fichier) -> None:
    """Rien d'écrit, même au milieu ; le fichier, la ligne, la colonne, un code, un remède."""
    assert issue.changes == {}
    assert nom in issue.dit
    assert re.search(r"\[[DPR]\d{3}\]", issue.dit)
    assert "sdsf expliquer" in issue.dit
    if essai.code == REFUSE:
        assert all(re.search(dit, issue.dit) for dit in essai.dits), issue.dit
    lieu = {"": "", "ligne": r":\d+", "colonne": rf":2 · colonne {fichier.colonne}"}[essai.lieu]
    assert re.search(re.escape(nom) + lieu, issue.dit), issue.dit


# --- les trous, le texte des noms -----------------------------------------------------------------


@pytest.mark.parametrize(("mot", "etats"), [("s", {"secret"}), ("nd", {"non_disponible"}),
                                            ("", {"non_disponible", "non_renseignee"})])  # fmt: skip
@pytest.mark.parametrize("nom", sorted(CHIFFRES))
def test_un_trou_garde_son_mot_et_ne_devient_jamais_zero(
    espace: Path, tmp_path: Path, nom: str, mot: str, etats: set[str]
) -> None:
    fichier = FICHIERS[nom]
    issue = lancer(espace, fichier.source, deposer(tmp_path, fichier.nom_du_fichier, fichier.avec(mot)))
    assert issue.code == LU, issue.dit
    trous = {fait[FAIT.index("etat")] for fait in issue.faits() if not fait[FAIT.index("valeur")]}
    assert trous - {"secret"} <= etats
    assert etats & trous
    assert "0" not in {fait[FAIT.index("valeur")] for fait in issue.faits()}


@pytest.mark.parametrize("nom", sorted(NOMMES - {"mouvements", "qpv"}))
@pytest.mark.parametrize("texte", ["=cmd|' /C calc'!A0", "@SUM(A1)", "<img src=x onerror=alert(1)>"])
def test_un_nom_hostile_reste_du_texte(espace: Path, tmp_path: Path, nom: str, texte: str) -> None:
    fichier = FICHIERS[nom]
    hostile = fichier.texte.replace(fichier.nom, texte, 1)
    issue = lancer(espace, fichier.source, deposer(tmp_path, fichier.nom_du_fichier, hostile))
    assert issue.code == LU, issue.dit
    for contenu in issue.changes.values():
        libelles = [ligne["libelle"] for ligne in csv.DictReader(contenu.decode().splitlines())]
        assert not [libelle for libelle in libelles if libelle.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("nom", ["cnaf places", "cnaf allocataires", "cnaf ancien", "filosofi", "melodi"])
@pytest.mark.parametrize(("code", "dit"), [("34330", "Vérargues (34330) n'existe plus depuis le 2019-01-01"),
                                           ("34999", "34999 n'est le code d'aucune commune")])  # fmt: skip
def test_une_commune_disparue_garde_son_code_et_se_dit(
    espace: Path, tmp_path: Path, nom: str, code: str, dit: str
) -> None:
    fichier = FICHIERS[nom]
    if code == "34999":
        with (espace / "data/departements/34/territoires.csv").open("a", encoding="utf-8") as suivis:
            suivis.write("34999,commune,Nulle part,200017341\n")
    ancien = fichier.texte.replace("34172", code)
    issue = lancer(espace, fichier.source, deposer(tmp_path, fichier.nom_du_fichier, ancien))
    assert issue.code == LU, issue.dit
    assert dit in issue.dit
    assert code in {fait[FAIT.index("territoire")] for fait in issue.faits()}


def test_le_fichier_d_un_autre_se_refuse_en_citant_ses_colonnes(espace: Path, tmp_path: Path) -> None:
    """Chaque bon fichier, donné à chaque autre source, est refusé ; le bon lecteur est cité."""
    for nom, fichier in FICHIERS.items():
        chemin = deposer(tmp_path / nom, fichier.nom_du_fichier, fichier.texte)
        for source in {autre.source for autre in FICHIERS.values()} - {fichier.source, "territoires"}:
            issue = lancer(espace, source, chemin)
            assert (issue.code, issue.changes) == (REFUSE, {}), (nom, source, issue.dit)
            assert re.search(r"[Tt]rouvées|deux fois", issue.dit), issue.dit


# --- le chemin ------------------------------------------------------------------------------------

SOURCES = {fichier.source: nom for nom, fichier in FICHIERS.items()}


@pytest.mark.parametrize("nom", SOURCES.values())
def test_un_nom_accentue_et_un_lien_se_lisent(
    espace: Path, tmp_path: Path, bons: dict[str, set[tuple[str, ...]]], nom: str
) -> None:
    fichier = FICHIERS[nom]
    chemin = deposer(tmp_path / "l’été à Sète", fichier.nom_du_fichier, fichier.texte)
    lien = tmp_path / fichier.nom_du_fichier
    lien.symlink_to(chemin)
    issue = lancer(espace, fichier.source, lien)
    assert issue.code == LU, issue.dit
    assert issue.faits() == bons[nom]
    assert lancer(espace, fichier.source, chemin).changes == {}


@pytest.mark.parametrize("nom", SOURCES.values())
def test_un_chemin_qui_ne_mene_a_aucun_fichier_est_dit(espace: Path, tmp_path: Path, nom: str) -> None:
    source = FICHIERS[nom].source
    (tmp_path / "vide").mkdir()
    (tmp_path / "mort.csv").symlink_to(tmp_path / "parti.csv")
    (tmp_path / "boucle.csv").symlink_to(tmp_path / "boucle.csv")
    os.mkfifo(tmp_path / "tube.csv")
    for depuis, code in [("vide", "D372|D374|D331"), ("mort.csv", "D330"), ("boucle.csv", "D330"),
                         ("tube.csv", "D373"), (f"{'a' * 400}.csv", "D330")]:  # fmt: skip
        issue = lancer(espace, source, tmp_path / depuis)
        assert (issue.code, issue.changes) == (REFUSE, {})
        assert re.search(code, issue.dit), issue.dit


@pytest.mark.parametrize("nom", SOURCES.values())
def test_un_fichier_sans_droit_de_lecture_est_dit_en_francais(
    espace: Path, tmp_path: Path, nom: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Le refus du système est simulé : l'administrateur, lui, passe outre les droits."""
    fichier = FICHIERS[nom]
    chemin = deposer(tmp_path, fichier.nom_du_fichier, fichier.texte)
    ouvrir = Path.open

    def refuser(cible: Path, *options: Any, **nommees: Any) -> Any:
        if cible == chemin:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(cible))
        return ouvrir(cible, *options, **nommees)

    monkeypatch.setattr(Path, "open", refuser)
    issue = lancer(espace, fichier.source, chemin)
    assert (issue.code, issue.changes) == (REFUSE, {}), issue.dit
    assert re.search("D319.*droits insuffisants", issue.dit, re.DOTALL), issue.dit


# --- les très gros fichiers, les archives ---------------------------------------------------------


@pytest.mark.parametrize("nom", ["cnaf taux", "melodi", "filosofi"])
def test_un_million_de_colonnes_ou_une_ligne_de_100_mo_ne_remplit_rien(
    espace: Path, tmp_path: Path, nom: str
) -> None:
    fichier = FICHIERS[nom]
    for contenu in (ligne_sans_fin(100_000_000)(fichier), trop_de_colonnes(1_000_000)(fichier)):
        issue = lancer(espace, fichier.source, deposer(tmp_path, fichier.nom_du_fichier, contenu))
        assert (issue.code, issue.changes) == (REFUSE, {}), issue.dit[:500]


def archive(dossier: Path, fichier: Fichier) -> Path:
    chemin = dossier / "donnees.zip"
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as sortie:
        sortie.writestr(fichier.nom_du_fichier, fichier.texte * 400)
    return chemin


@pytest.mark.parametrize("nom", SOURCES.values())
@pytest.mark.parametrize("sorte", ["tronquée", "abîmée", "bombe", "un autre contenu"])
def test_une_archive_hostile_est_refusee(espace: Path, tmp_path: Path, nom: str, sorte: str) -> None:
    fichier = FICHIERS[nom]
    chemin = archive(tmp_path, fichier)
    entiere = chemin.read_bytes()
    if sorte == "tronquée":
        chemin.write_bytes(entiere[: len(entiere) // 2])
    elif sorte == "abîmée":
        chemin.write_bytes(entiere[:60] + bytes(60) + entiere[120:])
    elif sorte == "bombe":
        producteurs.bombe(chemin, 40)
    else:
        with zipfile.ZipFile(chemin, "w") as sortie:
            sortie.writestr("lisez-moi.html", "<b>rien</b>")
    issue = lancer(espace, fichier.source, chemin)
    assert (issue.code, issue.changes) == (REFUSE, {}), issue.dit


# --- les classeurs --------------------------------------------------------------------------------


def test_une_formule_calculee_et_une_macro_se_disent(espace: Path, tmp_path: Path) -> None:
    issue = lancer(espace, "insee", producteurs.avec_formule(tmp_path / "naissances.xlsx"))
    assert issue.code == LU, issue.dit
    assert "a des formules" in issue.dit
    assert "a des macros" in issue.dit


def test_une_formule_jamais_calculee_est_refusee_avec_sa_case(espace: Path, tmp_path: Path) -> None:
    chemin = producteurs.naissances(tmp_path / "n.xlsx", DEP=[("34", "Hérault", "=1+1", 12488)])
    issue = lancer(espace, "insee", chemin)
    assert (issue.code, issue.changes) == (REFUSE, {}), issue.dit
    assert "C5" in issue.dit


@pytest.mark.parametrize(
    ("ligne", "dits"),
    [
        ((34.0, "Hérault", -5, 1), "négatif"),
        ((34.0, "Hérault", 12.5, 1), "décimales"),
        ((34.0, "Hérault", "=cmd", 1), "=cmd|calculée"),
        ((34.0, "Hérault", "<b>1</b>", 1), "<b>1</b>"),
        ((34.0, "Hérault", True, 1), "oui ou un non"),
        (("XYZ", "Hérault", 1, 1), "XYZ"),
        ((99.0, "Nulle part", 1, 1), "99"),
    ],
)
def test_une_cellule_de_classeur_fautive_dit_sa_feuille_et_sa_ligne(
    espace: Path, tmp_path: Path, ligne: tuple[object, ...], dits: str
) -> None:
    issue = lancer(espace, "insee", producteurs.naissances(tmp_path / "n.xlsx", DEP=[ligne]))
    assert (issue.code, issue.changes) == (REFUSE, {}), issue.dit
    assert re.search(dits, issue.dit), issue.dit
    assert re.search(r"n\.xlsx:5|case C5", issue.dit), issue.dit


def test_un_code_de_classeur_garde_comme_un_nombre_retrouve_son_zero(espace: Path, tmp_path: Path) -> None:
    feuilles = {"DEP": [(1.0, "Ain", 7000, 6900)], "COM": [(34172.0, "Montpellier", 4321, 4300)]}
    issue = lancer(espace, "insee", producteurs.naissances(tmp_path / "n.xlsx", **feuilles))
    assert issue.code == LU, issue.dit
    assert "1 a perdu son zéro, il a été lu 01" in issue.dit
    lus = {(f[FAIT.index("territoire")], f[FAIT.index("valeur")]) for f in issue.faits()}
    assert {("01", "7000"), ("34172", "4321")} <= lus


@pytest.mark.parametrize("source", ["insee", "dgcl", "territoires"])
@pytest.mark.parametrize("sorte", ["tronqué", "bombe", "vide", "autre"])
def test_un_classeur_hostile_est_refuse(espace: Path, tmp_path: Path, source: str, sorte: str) -> None:
    chemin = producteurs.naissances(tmp_path / "n.xlsx")
    if sorte == "tronqué":
        chemin.write_bytes(chemin.read_bytes()[:2000])
    elif sorte == "bombe":
        with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as bombe:
            bombe.writestr("[Content_Types].xml", "")
            for n in range(15):
                bombe.writestr(f"xl/worksheets/sheet{n}.xml", bytes(40_000_000), compresslevel=1)
    else:
        producteurs.classeur(chemin, Feuille=[] if sorte == "vide" else [("a", "b"), (1, 2)])
    issue = lancer(espace, source, chemin)
    assert (issue.code, issue.changes) == (REFUSE, {}), issue.dit
    assert "n.xlsx" in issue.dit


# --- les contours ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "abimer",
    [
        lambda o: b"",
        lambda o: o[: len(o) // 2],
        lambda o: o.decode().replace("Territoire", "Térritoire").encode("latin-1"),
        lambda o: o.replace(b"43.5", b"NaN"),
        lambda o: o.replace(b'"243400017"', b'"24340001"'),
        lambda o: o.replace(b'"243400017"', b'"200017341"'),
        lambda o: b'{"type": "FeatureCollection", "features": []}',
        lambda o: b"[" * 100_000,
        lambda o: bytes(range(256)),
    ],
)
def test_des_contours_hostiles_sont_refuses(espace: Path, tmp_path: Path, abimer: Abimer) -> None:
    chemin = contours(tmp_path)
    chemin.write_bytes(abimer(chemin.read_bytes()))  # type: ignore[arg-type]
    issue = lancer(espace, "contours", chemin)
    assert issue.code != LU, issue.dit
    assert issue.changes == {}
    assert chemin.name in issue.dit
