"""Produire un point annuel : par la commande, par Python, par papermill seul ; et ne jamais se tromper."""

import csv
import hashlib
import html
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.fabrique import CODES, RACINE, copier_espace

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.production import rapport as production
from sdsf.production.forges import FACULTATIF, forge_des_rapports
from sdsf.production.lectures import releve_de
from sdsf.production.moteur import transport
from sdsf.production.rapport import Produit, produire
from sdsf.production.rendu_html import rendre
from sdsf.rendu.nombres import nombre

pytestmark = [pytest.mark.production, pytest.mark.xdist_group("production")]

SDSF = Path(sys.executable).with_name("sdsf")
CARNET = "notebooks/10_point_annuel.ipynb"
ECRITS = [
    "point_annuel.chiffres.csv",
    "point_annuel.html",
    "point_annuel.ipynb",
    "point_annuel.manifeste.json",
    "point_annuel.marques.csv",
    "point_annuel.publie.csv",
]
# Ce qu'il a lu : caché, à côté du manifeste, et qui ne se publie pas.
RELEVE = ".point_annuel.lectures.json"
TOLERANCE = '{"tolerance_trajectoire_pct": 20}'
SERIE = "taux_couverture_accueil"
SANS_LIGNE = ("poids écrit dans les réglages", "dénombrement des sources de ce rapport")
CHAQUE_DEPARTEMENT = pytest.mark.parametrize("code", CODES)


# --- deux espaces : l'un produit par la commande, l'autre par Python ------------------------------


def commander(espace: Espace, *mots: str) -> subprocess.CompletedProcess[str]:
    """Lance la vraie commande dans un espace, sans rien d'autre que l'environnement courant."""
    ordre = [str(SDSF), *mots, "--racine", str(espace.racine)]
    return subprocess.run(ordre, capture_output=True, text=True, check=False, cwd=espace.racine)


@pytest.fixture(scope="module")
def espace_commande(tmp_path_factory: pytest.TempPathFactory) -> Espace:
    """Un espace neuf, que la commande remplit."""
    return copier_espace(tmp_path_factory.mktemp("commande") / "espace")


@pytest.fixture(scope="module")
def commandes(espace_commande: Espace) -> dict[str, subprocess.CompletedProcess[str]]:
    """« sdsf produire 00 2024 », puis « sdsf produire 13 2024 »."""
    return {code: commander(espace_commande, "produire", code, "2024") for code in CODES}


@pytest.fixture(scope="module")
def espace_python(tmp_path_factory: pytest.TempPathFactory) -> Espace:
    """Un autre espace, au chemin plus long, que ``produire`` remplit."""
    return copier_espace(tmp_path_factory.mktemp("python") / "un autre espace" / "d'été")


@pytest.fixture(scope="module")
def produits(espace_python: Espace) -> dict[str, tuple[Produit, dict[str, bytes]]]:
    """Ce que ``produire`` rend pour le 00 et le 13, et les octets qu'il écrit."""
    rendus = {}
    for code in CODES:
        produit = produire(espace_python, code, 2024)
        rendus[code] = (produit, {chemin.name: chemin.read_bytes() for chemin in produit.fichiers})
    return rendus


@pytest.fixture(scope="module")
def lire(
    espace_commande: Espace, commandes: dict[str, subprocess.CompletedProcess[str]]
) -> Callable[[str, str], str]:
    """Le texte d'un fichier écrit par la commande : ``lire("13", "html")``."""
    assert {code: fait.returncode for code, fait in commandes.items()} == dict.fromkeys(CODES, 0)
    return lambda code, suite: (
        dossier(espace_commande, code).joinpath(f"point_annuel.{suite}").read_text(encoding="utf-8")
    )


def dossier(espace: Espace, code: str, annee: int = 2024) -> Path:
    return espace.reports / code / str(annee)


def octets(chemin: Path) -> dict[str, bytes]:
    """Chaque fichier d'un dossier, et son contenu."""
    return {fichier.name: fichier.read_bytes() for fichier in sorted(chemin.iterdir())}


def texte_de(page: str) -> str:
    """Le texte d'une page, sans balises, aux espaces normalisés."""
    return aplatir(html.unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)))


def aplatir(texte: str) -> str:
    return " ".join(texte.split())


def lignes_csv(texte: str) -> list[dict[str, str]]:
    return list(csv.DictReader(texte.splitlines()))


# --- ce qui est écrit -----------------------------------------------------------------------------


@CHAQUE_DEPARTEMENT
def test_la_commande_reussit_et_imprime_les_chemins_ecrits(
    commandes: dict[str, subprocess.CompletedProcess[str]], espace_commande: Espace, code: str
) -> None:
    fait = commandes[code]
    assert fait.returncode == 0, fait.stderr
    imprimes = sorted((espace_commande.racine / ligne).resolve() for ligne in fait.stdout.splitlines())
    assert imprimes == sorted(dossier(espace_commande, code).resolve() / nom for nom in ECRITS)
    assert "Traceback" not in fait.stderr


@CHAQUE_DEPARTEMENT
def test_la_commande_ecrit_six_fichiers_et_l_index(
    lire: Callable[[str, str], str], espace_commande: Espace, code: str
) -> None:
    assert lire(code, "html").startswith("<!DOCTYPE html>")
    assert sorted(octets(dossier(espace_commande, code))) == [RELEVE, *ECRITS]
    assert f"{code}/2024/point_annuel.html" in (espace_commande.reports / "index.html").read_text("utf-8")


@CHAQUE_DEPARTEMENT
def test_python_ecrit_les_memes_fichiers_et_rend_leurs_chemins(
    produits: dict[str, tuple[Produit, dict[str, bytes]]], espace_python: Espace, code: str
) -> None:
    produit, ecrits = produits[code]
    assert sorted(ecrits) == ECRITS
    assert {chemin.parent for chemin in produit.fichiers} == {dossier(espace_python, code)}
    assert (espace_python.reports / "index.html").is_file()


def test_les_avertissements_vont_a_l_erreur_standard(
    commandes: dict[str, subprocess.CompletedProcess[str]],
) -> None:
    assert commandes["00"].stderr == ""
    assert "Avertissement : Aucun avancement saisi" in commandes["13"].stderr


def test_il_ne_reste_aucun_fichier_de_travail(
    lire: Callable[[str, str], str], espace_commande: Espace
) -> None:
    assert lire("00", "html")
    attendus = [*(f"{code}/2024/{nom}" for code in CODES for nom in (RELEVE, *ECRITS)), "index.html"]
    fichiers = [f for f in espace_commande.reports.rglob("*") if f.is_file()]
    assert sorted(f.relative_to(espace_commande.reports).as_posix() for f in fichiers) == sorted(attendus)


# --- le contenu du 13 -----------------------------------------------------------------------------


def plan_du_13() -> dict[str, Any]:
    """Le plan tel qu'il est écrit, relu sans le logiciel."""
    chemin = RACINE / "params/departements/13/2023-2026/plan.yml"
    return dict(yaml.safe_load(chemin.read_text(encoding="utf-8")))


INTITULES: dict[str, tuple[int, Callable[[dict[str, Any]], list[str]]]] = {
    "fiches": (14, lambda plan: [f["intitule"] for f in plan["fiches"]]),
    "actions": (66, lambda plan: [a["intitule"] for f in plan["fiches"] for a in f["actions"]]),
    "indicateurs": (44, lambda plan: [i["libelle"] for f in plan["fiches"] for i in f["indicateurs"]]),
}


@pytest.mark.parametrize("quoi", list(INTITULES))
def test_le_rapport_du_13_cite_chaque_element_du_schema_mot_a_mot(
    lire: Callable[[str, str], str], quoi: str
) -> None:
    nombre, extraire = INTITULES[quoi]
    intitules = extraire(plan_du_13())
    texte = texte_de(lire("13", "html"))
    assert len(intitules) == nombre
    assert [intitule for intitule in intitules if aplatir(intitule) not in texte] == []


def ligne_nommee(lignes: list[dict[str, str]], libelle: str) -> dict[str, str]:
    (trouvee,) = [ligne for ligne in lignes if ligne["libelle"] == libelle]
    return trouvee


def test_le_taux_de_couverture_du_13_en_2023_est_celui_de_la_cnaf(lire: Callable[[str, str], str]) -> None:
    chiffres = lignes_csv(lire("13", "chiffres.csv"))
    libelle = "Taux de couverture par les modes d'accueil formels, Bouches-du-Rhône"
    (taux,) = [x for x in chiffres if x["libelle"] == libelle and x["periode"] == "2023"]
    ecart = ligne_nommee(chiffres, "Taux de couverture par les modes d'accueil formels : écart à la France")
    assert (taux["valeur"], ecart["valeur"]) == ("50.6", "-10.3")
    affiches = chiffres_affiches(lire("13", "html"))
    assert (taux["numero"], "50,6") in affiches
    assert (ecart["numero"], "\u221210,3") in affiches


def test_la_serie_imprimee_du_13_est_celle_des_releves_edition_par_edition(
    lire: Callable[[str, str], str],
) -> None:
    releves = lignes_csv((RACINE / "data/national/cnaf/taux_couverture.csv").read_text("utf-8"))
    series: dict[str, list[tuple[int, str]]] = {"hist": [], "courant": []}
    for x in releves:
        if (x["indicateur"], x["territoire"], x["maille"]) == (SERIE, "13", "departement") and x["edition"]:
            series[x["edition"]].append((int(x["periode"]), f"{float(x['valeur']):.1f}".replace(".", ",")))
    attendues = [valeur for edition in series.values() for _, valeur in sorted(edition)]
    assert (attendues[0], attendues[5:]) == ("47,7", ["49,3", "48,0", "50,6"])
    assert ligne_imprimee(lire("13", "html"), "fig-serie", "Bouches-du-Rhône") == attendues


def ligne_imprimee(page: str, figure: str, nom: str) -> list[str]:
    """Les valeurs d'une ligne du tableau d'une figure."""
    bloc = page[page.index(f'<figure id="{figure}"') :]
    ligne = bloc[bloc.index(f'<th scope="row">{nom}</th>') :].partition("</tr>")[0]
    return [valeur for _, valeur in chiffres_affiches(ligne)]


def chiffres_affiches(page: str) -> list[tuple[str, str]]:
    """Chaque chiffre d'une page : le numéro de sa carte, et ce qui est écrit."""
    return re.findall(r'<button[^>]* popovertarget="carte-(\d+)"[^>]*>([^<]*)<', page)


# --- chaque chiffre se suit jusqu'à sa ligne ------------------------------------------------------


def lignes_lues(cellule: str) -> list[tuple[str, int]]:
    """Les lignes d'une cellule ``lignes_lues``, une à une.

    >>> lignes_lues("a.csv:2-3,7 ; b.yml:1")
    [('a.csv', 2), ('a.csv', 3), ('a.csv', 7), ('b.yml', 1)]
    """
    lues = []
    for partie in filter(None, cellule.split(" ; ")):
        fichier, _, plages = partie.rpartition(":")
        for plage in plages.split(","):
            debut, _, fin = plage.partition("-")
            lues += [(fichier, n) for n in range(int(debut), int(fin or debut) + 1)]
    return lues


@CHAQUE_DEPARTEMENT
def test_un_chiffre_connu_cite_les_lignes_qu_il_a_lues(lire: Callable[[str, str], str], code: str) -> None:
    """Seuls n'en ont lu aucune un dénombrement nul, un poids des réglages et le compte des sources."""
    connus = [x for x in lignes_csv(lire(code, "chiffres.csv")) if x["etat"] == "valeur"]
    assert len(connus) > 200
    sans = [x for x in connus if not x["lignes_lues"] and x["formule"] not in SANS_LIGNE]
    assert [x["libelle"] for x in sans if (x["formule"], x["valeur"]) != ("dénombrement", "0")] == []
    assert [x["libelle"] for x in connus if bool(x["lignes_lues"]) != (len(x["empreinte"]) == 64)] == []


@CHAQUE_DEPARTEMENT
def test_chaque_ligne_citee_existe_et_n_est_pas_vide(
    lire: Callable[[str, str], str], espace_commande: Espace, code: str
) -> None:
    citees = {lu for x in lignes_csv(lire(code, "chiffres.csv")) for lu in lignes_lues(x["lignes_lues"])}
    assert len(citees) > 200
    contenus = {f: (espace_commande.racine / f).read_text("utf-8").splitlines() for f, _ in citees}
    perdues = [f"{f}:{n}" for f, n in citees if n > len(contenus[f]) or not contenus[f][n - 1].strip()]
    assert perdues == []


def test_un_releve_de_la_cnaf_a_la_valeur_de_la_ligne_qu_il_cite(
    lire: Callable[[str, str], str], espace_commande: Espace
) -> None:
    simples = [
        x
        for x in lignes_csv(lire("13", "chiffres.csv"))
        if x["source"].startswith("Cnaf") and x["nature"] == "publiee" and x["etat"] == "valeur"
    ]
    assert len(simples) > 200
    fausses = []
    for x in simples:
        ((fichier, rang),) = lignes_lues(x["lignes_lues"])
        textes = (espace_commande.racine / fichier).read_text("utf-8").splitlines()
        (lue,) = csv.DictReader([textes[0], textes[rang - 1]])
        if (float(lue["valeur"]), lue["periode"]) != (float(x["valeur"]), x["periode"]):
            fausses.append((x["numero"], x["valeur"], f"{fichier}:{rang}"))
    assert fausses == []


# --- le manifeste ---------------------------------------------------------------------------------


@CHAQUE_DEPARTEMENT
def test_le_manifeste_redit_les_parametres_demandes(lire: Callable[[str, str], str], code: str) -> None:
    manifeste = json.loads(lire(code, "manifeste.json"))
    assert manifeste["parametres_relus"] == {"departement": code, "annee": 2024, "reglages": ""}
    assert (manifeste["departement"], manifeste["annee"], manifeste["version"]) == (code, 2024, "Version 1")


@CHAQUE_DEPARTEMENT
def test_le_manifeste_porte_les_empreintes_justes_des_fichiers_ecrits(
    lire: Callable[[str, str], str], espace_commande: Espace, code: str
) -> None:
    fichiers = json.loads(lire(code, "manifeste.json"))["fichiers"]
    ecrits = octets(dossier(espace_commande, code))
    stables = {nom for nom in ECRITS if not nom.endswith((".ipynb", ".manifeste.json"))}
    assert set(fichiers) == stables
    for nom, dit in fichiers.items():
        assert dit == {"sha256": hashlib.sha256(ecrits[nom]).hexdigest(), "octets": len(ecrits[nom])}


@CHAQUE_DEPARTEMENT
def test_le_manifeste_nomme_chaque_fichier_dont_un_chiffre_vient(
    lire: Callable[[str, str], str], code: str
) -> None:
    entrees = json.loads(lire(code, "manifeste.json"))["entrees"]
    cites = {f for x in lignes_csv(lire(code, "chiffres.csv")) for f, _ in lignes_lues(x["lignes_lues"])}
    assert cites <= set(entrees)
    assert all(re.fullmatch(r"[0-9a-f]{64}", empreinte) for empreinte in entrees.values())
    assert not [f for f in entrees if "/departements/" in f and f"/departements/{code}/" not in f]


# --- reproduire -----------------------------------------------------------------------------------


@pytest.mark.parametrize("nom", ["point_annuel.html", "point_annuel.chiffres.csv"])
@CHAQUE_DEPARTEMENT
def test_deux_productions_dans_deux_espaces_donnent_les_memes_octets(
    produits: dict[str, tuple[Produit, dict[str, bytes]]],
    lire: Callable[[str, str], str],
    espace_commande: Espace,
    code: str,
    nom: str,
) -> None:
    assert lire(code, "html").count("<svg") >= 4
    assert produits[code][1][nom] == octets(dossier(espace_commande, code))[nom]


def test_un_noyau_de_la_forge_ecrit_les_memes_octets(
    espace_python: Espace, produits: dict[str, tuple[Produit, dict[str, bytes]]]
) -> None:
    manifeste = dossier(espace_python, "00") / "point_annuel.manifeste.json"
    attendues = releve_de(manifeste)
    with forge_des_rapports() as forge:
        produit = produire(espace_python, "00", 2024, forge=forge)
        # Les rapports viennent bien d'elle, et tout ce qu'elle devait charger s'est chargé.
        assert (forge.pid is not None) == (sys.platform == "linux")
        assert set(forge.froids) <= {FACULTATIF}
    ecrits = {chemin.name: chemin.read_bytes() for chemin in produit.fichiers}
    stables = {nom for nom in ecrits if nom.endswith((".html", ".csv"))}
    assert len(stables) >= 3
    assert {nom: ecrits[nom] for nom in stables} == {nom: produits["00"][1][nom] for nom in stables}
    # Et le témoin y a entendu les mêmes lectures.
    assert len(attendues["fichiers"]) > 10
    assert releve_de(manifeste) == attendues


@pytest.fixture
def papermill_seul(espace_commande: Espace, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Exécute le carnet par papermill, sans ``sdsf produire`` ; rend le carnet exécuté."""
    from papermill import execute_notebook

    monkeypatch.setenv("SDSF_RACINE", str(espace_commande.racine))
    sortie = espace_commande.racine / "papermill.ipynb"
    carnet = str(espace_commande.racine / CARNET)

    def executer(**parametres: object) -> Any:
        # Le transport par fichiers : deux noyaux de tests voisins peuvent se disputer un port TCP.
        with transport() as config:
            return execute_notebook(
                carnet, str(sortie), parameters=parametres, progress_bar=False, config=config
            )

    return executer


def test_papermill_seul_puis_le_rendu_donnent_la_page_de_la_commande(
    papermill_seul: Callable[..., Any], espace_commande: Espace, lire: Callable[[str, str], str]
) -> None:
    execute = papermill_seul(departement="13", annee=2024)
    assert rendre(espace_commande, execute) == lire("13", "html")


def test_papermill_seul_refuse_un_parametre_mal_ecrit(papermill_seul: Callable[..., Any]) -> None:
    from papermill import PapermillExecutionError

    with pytest.raises(PapermillExecutionError) as refus:
        papermill_seul(departemnt="13", annee=2024)
    assert "[P104]" in refus.value.evalue
    assert "« departemnt » n'est pas un paramètre des carnets." in refus.value.evalue
    assert "Le plus proche : « departement »." in refus.value.evalue


def test_la_commande_papermill_qui_change_13_en_nombre_est_refusee(
    espace_commande: Espace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from papermill import PapermillExecutionError, execute_notebook

    carnet = espace_commande.racine / CARNET
    prepare = tmp_path / "prepare.ipynb"
    ordre = [sys.executable, "-m", "papermill", str(carnet), str(prepare), "--prepare-only"]
    ordre += ["-p", "departement", "13", "-p", "annee", "2024", "--no-progress-bar"]
    subprocess.run(ordre, capture_output=True, text=True, check=True)
    monkeypatch.setenv("SDSF_RACINE", str(espace_commande.racine))
    with transport() as config, pytest.raises(PapermillExecutionError) as refus:
        execute_notebook(str(prepare), str(tmp_path / "sortie.ipynb"), progress_bar=False, config=config)
    dit = str(refus.value)
    assert "[P103]" in dit
    assert "Le paramètre « departement » vaut 13 ; il attend un texte." in dit
    assert "avec papermill : -r departement" in dit


# --- ne jamais remplacer un rapport juste par un autre --------------------------------------------


def test_une_page_d_un_autre_departement_est_detruite_et_l_ancien_rapport_garde(
    monkeypatch: pytest.MonkeyPatch, espace_commande: Espace, lire: Callable[[str, str], str]
) -> None:
    autre, avant = lire("00", "html"), octets(dossier(espace_commande, "13"))
    index = (espace_commande.reports / "index.html").read_bytes()
    monkeypatch.setattr(production, "rendre_et_marquer", lambda espace, carnet: (autre, []))
    with pytest.raises(Erreurs) as refus:
        produire(espace_commande, "13", 2024)
    assert [erreur.code for erreur in refus.value.erreurs] == ["R501"]
    assert refus.value.sortie == 13
    assert "imprimé dans le fichier : Département d'exemple (00), 2024" in str(refus.value)
    assert octets(dossier(espace_commande, "13")) == avant
    assert (espace_commande.reports / "index.html").read_bytes() == index


@pytest.mark.parametrize(
    ("mots", "sortie", "code"),
    [
        (["produire", "1", "2024"], 10, "P101"),
        (["produire", "13", "2024", "--reglages", '{"tolerance": 1}'], 10, "P202"),
    ],
)
def test_une_demande_impossible_est_refusee_sans_rien_ecrire(
    espace_copie: Espace, mots: list[str], sortie: int, code: str
) -> None:
    """Chaque sorte de demande impossible a sa ligne dans ``test_mauvaises_entrees.py``."""
    fait = commander(espace_copie, *mots)
    assert (fait.returncode, fait.stdout) == (sortie, "")
    assert f"[{code}]" in fait.stderr
    assert "Traceback" not in fait.stderr
    assert not espace_copie.reports.exists()


# --- produire à nouveau ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reglee(
    espace_python: Espace, produits: dict[str, tuple[Produit, dict[str, bytes]]]
) -> tuple[str, dict[str, Any]]:
    """Le 00 produit une deuxième fois, avec une tolérance double : sa page et son manifeste."""
    assert produits
    fichiers = {c.name: c for c in produire(espace_python, "00", 2024, reglages=TOLERANCE).fichiers}
    manifeste = json.loads(fichiers["point_annuel.manifeste.json"].read_text("utf-8"))
    return fichiers["point_annuel.html"].read_text("utf-8"), manifeste


def test_une_surcharge_est_prise_en_compte_et_imprimee_dans_les_limites(
    reglee: tuple[str, dict[str, Any]], lire: Callable[[str, str], str]
) -> None:
    changee, habituelle = texte_de(reglee[0]), texte_de(lire("00", "html"))
    regle = "« à surveiller » jusqu'à {} % du chemin sous la trajectoire"
    assert "Réglages changés pour cette production : tolerance_trajectoire_pct = 20." in changee
    assert "Réglages changés" not in habituelle
    assert regle.format(20) in changee
    assert regle.format(10) in habituelle


def test_une_tolerance_plus_large_change_un_jugement(
    reglee: tuple[str, dict[str, Any]], lire: Callable[[str, str], str]
) -> None:
    en_retard = 'class="etiquette en-retard"'
    assert 0 < reglee[0].count(en_retard) < lire("00", "html").count(en_retard)


def test_le_manifeste_garde_la_surcharge_demandee(reglee: tuple[str, dict[str, Any]]) -> None:
    assert reglee[1]["parametres_relus"]["reglages"] == TOLERANCE


def test_produire_a_nouveau_met_l_index_a_jour_sans_doublon(
    reglee: tuple[str, dict[str, Any]], espace_python: Espace
) -> None:
    index = (espace_python.reports / "index.html").read_text("utf-8")
    liens = re.findall(r'<a href="(\d\w/2024/[^"]+)"', index)
    assert sorted(liens) == [f"{code}/2024/point_annuel.html" for code in CODES]
    taille = reglee[1]["fichiers"]["point_annuel.html"]["octets"]
    ligne = next(bloc for bloc in index.split("<tr>") if '"00/2024/' in bloc)
    assert f'<td class="nombre">{nombre(taille / 1000, 0)}</td>' in ligne


@pytest.fixture(scope="module")
def valide(espace_python: Espace) -> tuple[str, dict[str, Any]]:
    """Le 00 de 2023, que ses réglages disent validé : sa page et son manifeste."""
    fichiers = {c.name: c for c in produire(espace_python, "00", 2023).fichiers}
    manifeste = json.loads(fichiers["point_annuel.manifeste.json"].read_text("utf-8"))
    return fichiers["point_annuel.html"].read_text("utf-8"), manifeste


def test_un_rapport_valide_imprime_sa_seance_et_sa_version(valide: tuple[str, dict[str, Any]]) -> None:
    texte = texte_de(valide[0])
    couverture = texte[texte.index("Point annuel d'avancement 2023 ") :]
    assert "Validé en séance du 20 juin 2024" in couverture[:600]
    assert "Version 2" in couverture[:600]
    pied = texte_de(valide[0].rpartition("<footer")[2])
    assert "Validé en séance du 20 juin 2024" in pied
    assert "Version 2" in pied


def test_un_rapport_valide_le_dit_dans_son_manifeste_et_dans_l_index(
    valide: tuple[str, dict[str, Any]], espace_python: Espace
) -> None:
    assert aplatir(valide[1]["etat"]).startswith("Validé en séance du 20 juin 2024")
    assert valide[1]["version"] == "Version 2"
    index = (espace_python.reports / "index.html").read_text("utf-8")
    ligne = next(bloc for bloc in index.split("<tr>") if '"00/2023/' in bloc)
    assert "Validé en séance du 20 juin 2024" in texte_de(ligne)
    assert "version 2" in texte_de(ligne)
