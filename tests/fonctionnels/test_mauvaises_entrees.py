"""Les mauvaises entrées, par la vraie commande : un message qui aide, le bon code de sortie, rien d'abîmé.

Chaque message dit le fichier, la ligne, ce qui ne va pas, le plus proche quand il existe, et le remède.
"""

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.fabrique import AVANCEMENT_00, PLAN_00, RELEVES_00, ajouter, remplacer

from sdsf import cli
from sdsf.espace import Espace

COMMANDE = [sys.executable, "-c", "from sdsf.cli import principal; principal()"]
FICHE = "params/referentiel/indicateurs/taux_couverture_eaje.yml"
CARNET = "notebooks/10_point_annuel.ipynb"
ANCIENS = {
    f"00/2024/point_annuel.{fin}": f"ancien {fin}".encode()
    for fin in ("html", "ipynb", "chiffres.csv", "manifeste.json")
}
Abimer = Callable[[Espace], int | None]


# --- lancer la commande ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Issue:
    """Ce que la commande a dit, et son code de sortie."""

    code: int
    dit: str


def lancer(espace: Espace, *arguments: str) -> Issue:
    commande = [*COMMANDE, *arguments, "--racine", str(espace.racine)]
    fini = subprocess.run(commande, capture_output=True, text=True, encoding="utf-8", timeout=300)
    return Issue(fini.returncode, fini.stdout + fini.stderr)


def lancer_ici(espace: Espace, *arguments: str) -> Issue:
    """La même commande, par son point d'entrée, sans rallumer Python ; ce qui lui échappe fait échouer."""
    dit = io.StringIO()
    with pytest.MonkeyPatch.context() as change, redirect_stdout(dit), redirect_stderr(dit):
        change.setattr(sys, "argv", ["sdsf", *arguments, "--racine", str(espace.racine)])
        with pytest.raises(SystemExit) as fin:
            cli.principal()
    assert isinstance(fin.value.code, int)
    return Issue(fin.value.code, dit.getvalue())


def rapports(espace: Espace) -> dict[str, bytes]:
    """Tout ce que contient reports/, octet pour octet."""
    fichiers = (chemin for chemin in espace.reports.rglob("*") if chemin.is_file())
    return {chemin.relative_to(espace.reports).as_posix(): chemin.read_bytes() for chemin in fichiers}


@pytest.fixture
def espace(espace_copie: Espace) -> Espace:
    """Une copie d'espace qui porte déjà un rapport du 00 en 2024."""
    for nom, octets in ANCIENS.items():
        chemin = espace_copie.reports / nom
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_bytes(octets)
    return espace_copie


def verifier_le_refus(espace: Espace, issue: Issue, sortie: int, dits: list[str]) -> None:
    assert "Traceback" not in issue.dit, issue.dit
    assert issue.code == sortie, issue.dit
    assert [dit for dit in dits if dit not in issue.dit] == [], issue.dit
    assert rapports(espace) == ANCIENS


# --- abîmer un fichier ----------------------------------------------------------------------------


def change(fichier: str, avant: str, apres: str, plus: int = 0) -> Abimer:
    """Change un texte ; la faute est attendue ``plus`` lignes après le début de ce texte."""
    return lambda espace: remplacer(espace, fichier, avant, apres) + plus


def ajoute(fichier: str, *lignes: str) -> Abimer:
    """Ajoute des lignes ; la faute est attendue à la dernière."""
    return lambda espace: [ajouter(espace, fichier, ligne) for ligne in lignes][-1]


def octets(fichier: str, transformer: Callable[[bytes], bytes], ligne: int | None = None) -> Abimer:
    def abimer(espace: Espace) -> int | None:
        chemin = espace.racine / fichier
        chemin.write_bytes(transformer(chemin.read_bytes()))
        return ligne

    return abimer


def retire(fichier: str) -> Abimer:
    return lambda espace: (espace.racine / fichier).unlink()


def devient_un_dossier(fichier: str) -> Abimer:
    def abimer(espace: Espace) -> None:
        (espace.racine / fichier).unlink()
        (espace.racine / fichier).mkdir()

    return abimer


def releve(valeur: str = "50", edition: str = "", note: str = "", saisi_le: str = "2024-01-01") -> str:
    debut = f"taux_couverture_accueil,Taux,00,departement,,1999,{valeur},places_pour_100_enfants"
    return (
        f"{debut},valeur,publiee,,,producteur,exemple_fictif,{edition},,,{note},pilote d'exemple,{saisi_le}"
    )


def avancement(statut: str = "en_cours", date: str = "2024-12-30", commentaire: str = "") -> str:
    return f"pe-1.1-a,,{date},{statut},,,,,{commentaire},pilote d'exemple,2025-01-01"


# --- les fichiers de params/ et de data/ ----------------------------------------------------------


@dataclass(frozen=True)
class Mauvaise:
    """Une mauvaise entrée : comment elle se fait, où elle se voit, ce que le message en dit."""

    abimer: Abimer
    fichier: str
    code: str
    dits: tuple[str, ...]

    @property
    def sortie(self) -> int:
        return {"P": 10, "D": 11}[self.code[0]]


MAUVAISES = {
    "code sans guillemets": Mauvaise(
        change(PLAN_00, "code: '1.1'", "code: 1.10"),
        PLAN_00, "P205", ("« 1.10 » n'est pas un texte", 'Mettez la valeur entre guillemets : "1.10"'),
    ),
    "clé inconnue": Mauvaise(
        change(PLAN_00, "niveaux:", "nivaux: []\nniveaux:"),
        PLAN_00, "P202", ("« nivaux » n'existe pas", "Le plus proche : « niveaux »", "Clés admises"),
    ),
    "champ manquant": Mauvaise(
        change(PLAN_00, "  signature: 2021-03-18\n", "", plus=-3),
        PLAN_00, "P204", ("« signature » manque", "écrivez null"),
    ),
    "code en double": Mauvaise(
        change(PLAN_00, "code: O2", "code: O1"),
        PLAN_00, "P206", ("« O1 » est déjà employé ligne", "unique"),
    ),
    "indicateur qui ne pointe nulle part": Mauvaise(
        change(PLAN_00, "indicateur: taux_couverture_accueil", "indicateur: taux_couverture_acceuil"),
        PLAN_00, "P203", ("Le plus proche : « taux_couverture_accueil »", "null avec un « motif »"),
    ),
    "statut de plan inconnu": Mauvaise(
        change(PLAN_00, "nature: nouvelle", "nature: nouvele"),
        PLAN_00, "P207", ("« nouvele » n'est pas", "Le plus proche : « nouvelle »", "« a_poursuivre »"),
    ),
    "date à l'envers dans le plan": Mauvaise(
        change(PLAN_00, "signature: 2021-03-18", "signature: 31/12/2024"),
        PLAN_00, "P209", ("« 31/12/2024 » n'est pas une date", "2024-12-31"),
    ),
    "mois et jour inversés dans le plan": Mauvaise(
        change(PLAN_00, "signature: 2021-03-18", "signature: 2024-31-12"),
        PLAN_00, "P209", ("« 2024-31-12 » n'est pas une date", "année-mois-jour"),
    ),
    "jour impossible dans le plan": Mauvaise(
        change(PLAN_00, "signature: 2021-03-18", "signature: 2024-02-30"),
        PLAN_00, "P2", ("2024-02-30",),
    ),
    "fiche d'indicateur mal rangée": Mauvaise(
        change(FICHE, "code: taux_couverture_eaje", "code: taux_couverture_creches"),
        FICHE, "P216", ("« taux_couverture_creches »", "« taux_couverture_eaje »"),
    ),
    "plan vide": Mauvaise(octets(PLAN_00, lambda _: b""), PLAN_00, "P211", ("est vide", "sert de modèle")),
    "plan absent": Mauvaise(retire(PLAN_00), PLAN_00, "P210", ("n'existe pas", "sert de modèle")),
    "dossier à la place du plan": Mauvaise(
        devient_un_dossier(PLAN_00), PLAN_00, "P212", ("Un dossier porte ce nom", "Renommez")
    ),
    "plan en Latin-1": Mauvaise(
        octets(PLAN_00, lambda o: o.decode().encode("latin-1", "replace"), 2), PLAN_00, "P214", ("UTF-8",)
    ),
    "cellule qui n'est pas un nombre": Mauvaise(
        ajoute(RELEVES_00, releve("environ 50")),
        RELEVES_00, "D302", ("colonne valeur", "« environ 50 » n'est pas un nombre", "sans unité"),
    ),
    "virgule décimale": Mauvaise(
        ajoute(RELEVES_00, releve('"50,5"')),
        RELEVES_00, "D303", ("colonne valeur", "« 50,5 »", "Écrivez 50.5"),
    ),
    "BOM": Mauvaise(
        octets(RELEVES_00, lambda o: b"\xef\xbb\xbf" + o, 1),
        RELEVES_00, "D304", ("marque invisible", "« UTF-8 »"),
    ),
    "point-virgule": Mauvaise(
        octets(RELEVES_00, lambda o: o.replace(b",", b";"), 1), RELEVES_00, "D305", ("« ; »", "virgule")
    ),
    "données en Latin-1": Mauvaise(
        octets(RELEVES_00, lambda o: o.decode().encode("latin-1", "replace"), 2),
        RELEVES_00, "D306", ("UTF-8",),
    ),
    "statut inconnu": Mauvaise(
        ajoute(AVANCEMENT_00, avancement(statut="realise")),
        AVANCEMENT_00, "D307", ("« realise »", "Le plus proche : « realisee »", "« en_cours »"),
    ),
    "date à l'envers": Mauvaise(
        ajoute(AVANCEMENT_00, avancement(date="31/12/2024")),
        AVANCEMENT_00, "D308", ("colonne date_arret", "« 31/12/2024 »", "2024-12-31"),
    ),
    "mois et jour inversés": Mauvaise(
        ajoute(AVANCEMENT_00, avancement(date="2024-31-12")),
        AVANCEMENT_00, "D308", ("« 2024-31-12 »", "année-mois-jour"),
    ),
    "jour impossible": Mauvaise(
        ajoute(AVANCEMENT_00, avancement(date="2024-02-30")), AVANCEMENT_00, "D308", ("« 2024-02-30 »",)
    ),
    "valeur hors bornes": Mauvaise(
        ajoute(RELEVES_00, releve("5050")),
        RELEVES_00, "D309", ("5050 est hors des bornes", "de 0 à 200", "Vérifiez l'unité"),
    ),
    "deux lignes de même clé": Mauvaise(
        ajoute(RELEVES_00, releve("50"), releve("51")),
        RELEVES_00, "D310", ("même clé que la ligne", "« edition »"),
    ),
    "données vides": Mauvaise(octets(RELEVES_00, lambda _: b""), RELEVES_00, "D311", ("est vide",)),
    "données absentes": Mauvaise(
        retire(RELEVES_00), RELEVES_00, "D312", ("n'existe pas", "indicateur,libelle")
    ),
    "dossier à la place des données": Mauvaise(
        devient_un_dossier(RELEVES_00), RELEVES_00, "D313", ("Un dossier porte ce nom",)
    ),
    "action inconnue": Mauvaise(
        ajoute(AVANCEMENT_00, avancement().replace("pe-1.1-a", "pe-1.1-z")),
        AVANCEMENT_00, "D314", ("« pe-1.1-z » n'est pas une action", "sdsf lister actions 00"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("mauvaise", MAUVAISES.values(), ids=MAUVAISES)
def test_verifier_dit_ou_quoi_et_comment_y_remedier(espace: Espace, mauvaise: Mauvaise) -> None:
    ligne = mauvaise.abimer(espace)
    lieu = f"{mauvaise.fichier}:{ligne}" if ligne else mauvaise.fichier
    issue = lancer_ici(espace, "verifier", "00")
    verifier_le_refus(espace, issue, mauvaise.sortie, [lieu, f"[{mauvaise.code}", *mauvaise.dits])


@pytest.mark.production
@pytest.mark.parametrize("nom", ["code sans guillemets", "virgule décimale", "deux lignes de même clé"])
def test_produire_refuse_avec_le_meme_message_et_garde_l_ancien_rapport(espace: Espace, nom: str) -> None:
    mauvaise = MAUVAISES[nom]
    ligne = mauvaise.abimer(espace)
    fait = lancer if nom == "code sans guillemets" else lancer_ici
    issue = fait(espace, "produire", "00", "2024")
    dits = [f"{mauvaise.fichier}:{ligne}", f"[{mauvaise.code}]", *mauvaise.dits]
    verifier_le_refus(espace, issue, mauvaise.sortie, dits)


def test_toutes_les_fautes_sont_dites_d_un_coup(espace: Espace) -> None:
    noms = ["code en double", "indicateur qui ne pointe nulle part", "virgule décimale", "statut inconnu"]
    for nom in noms:
        MAUVAISES[nom].abimer(espace)
    issue = lancer_ici(espace, "verifier", "00")
    verifier_le_refus(espace, issue, 10, ["4 erreurs", *(f"[{MAUVAISES[nom].code}]" for nom in noms)])


def test_un_espace_juste_passe(espace: Espace) -> None:
    issue = lancer(espace, "verifier", "00")
    *avis, conclusion = issue.dit.splitlines()
    assert (issue.code, conclusion.startswith("Aucune erreur")) == (0, True), issue.dit
    assert all("sans date exploitable" in ligne for ligne in avis), issue.dit


def test_deux_editions_d_un_meme_fait_sont_acceptees(espace: Espace) -> None:
    ajouter(espace, RELEVES_00, releve("50", edition="a"))
    ajouter(espace, RELEVES_00, releve("51", edition="b"))
    assert lancer_ici(espace, "verifier", "00").code == 0


def test_un_contrat_de_donnees_perdu_se_dit(espace: Espace) -> None:
    (espace.data / "datapackage.json").unlink()
    issue = lancer_ici(espace, "verifier", "00")
    assert "Traceback" not in issue.dit, issue.dit
    assert issue.code == 11
    assert "data/datapackage.json" in issue.dit


def test_une_copie_de_dossier_de_periode_n_arrete_pas_la_commande(espace: Espace) -> None:
    """Un dossier dupliqué à la main, « 2021-2026 (copie) », est fréquent dans un explorateur de fichiers."""
    periode = espace.racine / PLAN_00
    shutil.copytree(periode.parent, periode.parent.with_name("2021-2026 (copie)"))
    issue = lancer_ici(espace, "verifier", "00")
    assert "Traceback" not in issue.dit, issue.dit


# --- ce que l'on tape -----------------------------------------------------------------------------

TAPES = [
    # ce que l'on tape ; le code de sortie ; ce que dit le message
    (("produire", "1", "2024"), 10, ["[P101]", "« 1 »", "Le plus proche : « 01 (Ain) »", "01, 2A, 13"]),
    (("verifier", "2a"), 10, ["[P101]", "Le plus proche : « 2A (Corse-du-Sud) »"]),
    (("produire", "herault", "2024"), 10, ["[P101]", "Le plus proche : « 34 (Hérault) »"]),
    (("verifier", "../13"), 10, ["[P101]", "« ../13 »"]),
    (("lister", "fiches", "59"), 10, ["[P107]", 'departement 59 --nom "Nord"', "« 00 » ou « 13 »"]),
    (("produire", "00", "2019"), 10, ["[P102]", "Le plus proche : « 2021 »", "2021, 2022, 2023"]),
    (("produire", "00", "deux mille"), 10, ["[P103]", "'deux mille'", "un nombre entier"]),
    (("produire", "00", "2024.5"), 10, ["[P103]", "2024.5"]),
    (("produire", "00", "²"), 10, ["[P103]", "un nombre entier"]),
    (("produire", "00", "+-5"), 10, ["[P103]", "un nombre entier"]),
    (("produire", "00", "2024", "--rapport", "point_anuel"), 10, ["[P105]", "proche : « point_annuel »"]),
    (("produire", "00", "2024", "--format", "odt"), 10, ["[P111]", "« odt »", "« html »"]),
    (("produire", "00", "2024", "--reglages", "{tolerance"), 10, ["[P106]", "JSON"]),
    (("produire", "00", "2024", "--reglages", '{"tolerance": 1}'), 10, ["[P202]", "tolerance"]),
    (("lister", "fiche", "00"), 10, ["[P108]", "Le plus proche : « fiches »"]),
    (("lister", "fiches"), 2, ["[U001]", "sdsf lister fiches 13"]),
    (("expliquer", "P999"), 10, ["[P109]", "« P999 »"]),
    (("produir", "00", "2024"), 2, ["produir", "n'existe pas", "produire", "sdsf --help"]),
    (("produire", "00"), 2, ["Il manque un argument", "annee"]),
    (("produire", "00", "2024", "13"), 2, ["arguments en trop", "13"]),
    (("produire", "00", "2024", "--raport", "x"), 2, ["« --raport » n'existe pas"]),
]  # fmt: skip

# Une de chaque code de sortie se tape pour de vrai ; les autres se lancent ici, par le même point d'entrée.
DANS_UN_VRAI_PROCESSUS = (("produire", "1", "2024"), ("lister", "fiches"), ("produir", "00", "2024"))


@pytest.mark.parametrize(("mots", "sortie", "dits"), TAPES, ids=[" ".join(tape[0]) for tape in TAPES])
def test_une_commande_mal_tapee_dit_comment_l_ecrire(
    espace: Espace, mots: tuple[str, ...], sortie: int, dits: list[str]
) -> None:
    fait = lancer if mots in DANS_UN_VRAI_PROCESSUS else lancer_ici
    verifier_le_refus(espace, fait(espace, *mots), sortie, dits)


def test_une_racine_sans_params_est_dite(tmp_path: Path) -> None:
    issue = lancer_ici(Espace(tmp_path), "verifier")
    assert issue.code == 10
    assert "[P110]" in issue.dit
    assert "--racine" in issue.dit


# --- le carnet, l'écriture ------------------------------------------------------------------------


@pytest.mark.production
def test_un_carnet_dont_une_cellule_echoue_est_garde_et_ne_donne_aucune_page(espace: Espace) -> None:
    chemin = espace.racine / CARNET
    carnet = json.loads(chemin.read_text(encoding="utf-8"))
    fautive = {"cell_type": "code", "id": "fautive", "metadata": {}, "outputs": [], "execution_count": None}
    rang = next(n for n, cellule in enumerate(carnet["cells"]) if cellule["id"] == "couverture")
    carnet["cells"].insert(rang, {**fautive, "source": "1 / 0"})
    chemin.write_text(json.dumps(carnet), encoding="utf-8")
    shutil.rmtree(espace.reports)

    issue = lancer(espace, "produire", "00", "2024")

    assert issue.code == 12, issue.dit
    assert "Traceback" not in issue.dit
    garde = "reports/00/2024/point_annuel.echec.ipynb"
    assert all(dit in issue.dit for dit in (CARNET, "[C401]", "ZeroDivisionError", garde)), issue.dit
    assert list(rapports(espace)) == ["00/2024/point_annuel.echec.ipynb"]
    assert "ZeroDivisionError" in (espace.racine / garde).read_text(encoding="utf-8")


@pytest.mark.production
def test_un_dossier_de_rapports_ou_l_on_ne_peut_pas_ecrire(espace: Espace) -> None:
    """Un fichier ordinaire à la place de reports/00 : root, lui, passe outre les droits."""
    shutil.rmtree(espace.reports)
    espace.reports.mkdir()
    (espace.reports / "00").write_bytes(b"un fichier")
    issue = lancer(espace, "produire", "00", "2024")
    assert issue.code == 14, issue.dit
    assert "Traceback" not in issue.dit
    assert all(dit in issue.dit for dit in ("reports/00/2024/", "[E602]", "Vérifiez vos droits")), issue.dit
    assert rapports(espace) == {"00": b"un fichier"}


# --- un texte hostile -----------------------------------------------------------------------------

SCRIPT = "<script>alert(1)</script>"
FORMULE = "=cmd|' /C calc'!A0"
IMAGE = "<img src=x onerror=alert(2)>"


class Page(HTMLParser):
    """Ce qu'un navigateur verrait : les balises, leurs attributs, le texte."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.balises: list[str] = []
        self.attributs: set[str] = set()
        self.texte = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.balises.append(tag)
        self.attributs |= {nom for nom, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.texte += data


@pytest.mark.production
def test_un_texte_hostile_reste_du_texte_dans_la_page_et_dans_le_tableur(espace_copie: Espace) -> None:
    """Un plan et un CSV portent du HTML et des formules : montrés comme texte, jamais exécutés."""
    libelle = "libelle: Nombre de places d'établissement créées depuis le 1er janvier 2021"
    remplacer(espace_copie, PLAN_00, libelle, f'libelle: "{FORMULE} {SCRIPT}"')
    action = "intitule: Établir une carte partagée des besoins d'accueil"
    remplacer(espace_copie, PLAN_00, action, f'intitule: "{IMAGE} {{dossier}}"')
    ajouter(espace_copie, AVANCEMENT_00, avancement(date="2024-12-31", commentaire=f"{FORMULE}{SCRIPT}"))
    fait = (
        releve("50", note=f"-1+1{SCRIPT}")
        .replace(",producteur,", ",texte,")
        .replace(",Taux,", f",{FORMULE},")
    )
    ajouter(espace_copie, RELEVES_00, fait)

    issue = lancer(espace_copie, "produire", "00", "2024")

    assert issue.code == 0, issue.dit
    rapport = espace_copie.reports / "00/2024/point_annuel"
    page = Page(rapport.with_suffix(".html").read_text(encoding="utf-8"))
    # Le seul programme est celui du gabarit ; ce que quelqu'un a saisi n'en ajoute aucun.
    assert page.balises.count("script") == 1
    assert not {nom for nom in page.attributs if nom.startswith("on")}
    assert all(texte in page.texte for texte in (SCRIPT, FORMULE, IMAGE, "{dossier}"))
    with rapport.with_suffix(".chiffres.csv").open(encoding="utf-8", newline="") as fichier:
        cellules = [
            cellule for ligne in csv.DictReader(fichier) for nom, cellule in ligne.items() if nom != "valeur"
        ]
    assert not [cellule for cellule in cellules if cellule.startswith(("=", "+", "-", "@"))]
    assert [cellule for cellule in cellules if cellule.startswith(f"'{FORMULE}")]
