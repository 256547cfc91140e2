"""Lister, expliquer, vérifier, aider : ce que la commande dit à l'écran."""

import csv
import io
import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.fabrique import CODES, RACINE, ajouter

from sdsf import cli
from sdsf.commande.explications import METHODES
from sdsf.commande.verification import verifier
from sdsf.erreurs import classes_d_erreur
from sdsf.espace import Espace
from sdsf.reference import pages
from sdsf.schemas_json import schemas_json

COLONNES_DES_RELEVES = [
    "indicateur", "libelle", "territoire", "maille", "perimetre", "periode", "valeur", "unite", "etat",
    "nature", "numerateur", "denominateur", "origine", "source", "edition", "extrait", "geographie", "note",
    "saisi_par", "saisi_le",
]  # fmt: skip
GENERALES = {"departements": ["code", "nom", "periodes"], "rapports": ["code", "intitule", "carnet"]}
PROPRES = {
    "fiches": ["id", "code", "intitule", "parents", "pilotes", "partenaires", "temporalite"],
    "actions": ["id", "fiche", "code", "intitule", "nature", "calendrier", "sous_actions"],
    "indicateurs": ["id", "fiche", "libelle", "type", "cible", "echeance", "indicateur", "ligne_composee"],
    "feuille_de_route": [
        "fiche",
        "action",
        "code",
        "intitule",
        "nature",
        "pilotes",
        "calendrier",
        "ligne",
    ],
    "chiffres": ["libelle", "valeur", "unite", "annee", "territoire", "source", "extrait"],
    "instances": ["instance", "missions", "frequence"],
    "vigilance": ["sujet", "description", "extraits"],
    "releves": COLONNES_DES_RELEVES,
    "territoires": ["territoire", "maille", "nom", "rattachement", "population", "note"],
    "echeances": ["annee", "jour", "nature", "intitule", "responsable", "suite"],
}
# Ce que le JSON donne en plus des colonnes d'un tableau.
EN_PLUS = {
    "fiches": [
        "copilotes", "contexte", "orientations", "objectifs", "resultats_attendus", "territoire", "publics",
        "moyens", "dates", "evaluation", "engagements_chiffres", "ligne",
    ],
    "actions": ["pilotes", "details", "dates", "en_vigueur", "ligne"],
    "indicateurs": [
        "action", "code", "unite", "sens", "etat_zero", "source", "periodicite", "responsable", "a_discuter",
        "autre_type", "type_origine", "ligne",
    ],
    "instances": ["id", "composition", "pilote", "reunions_par_an", "reunions_annoncees"],
    "vigilance": ["id", "nature", "lignes"],
    "echeances": ["rapport", "regle", "reference", "id"],
}  # fmt: skip
VERBES = [
    "produire",
    "campagne",
    "verifier",
    "lister",
    "actualiser",
    "certifier",
    "comparer",
    "expliquer",
    "atelier",
    "nouveau",
    "exporter",
    "importer",
    "formulaires",
]


@dataclass(frozen=True)
class Dit:
    """Ce qu'une commande a dit, et son code de sortie."""

    sortie: int
    texte: str
    erreur: str


Commande = Callable[..., Dit]


@pytest.fixture(scope="module")
def deja_dits() -> dict[tuple[int, *tuple[str, ...]], Dit]:
    """Ce que le dépôt a déjà répondu, par largeur et commande : il ne change pas d'un essai à l'autre."""
    return {}


@pytest.fixture
def sdsf(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    deja_dits: dict[tuple[int, *tuple[str, ...]], Dit],
) -> Commande:
    """La commande, par son point d'entrée, sur le dépôt : ``sdsf("lister", "fiches", "13")``."""
    monkeypatch.setenv("SDSF_RACINE", str(RACINE))
    monkeypatch.setattr(cli.sortie, "width", 200)

    def lancer(*mots: str) -> Dit:
        monkeypatch.setattr(sys, "argv", ["sdsf", *mots])
        with pytest.raises(SystemExit) as fin:
            cli.principal()
        dit = capsys.readouterr()
        return Dit(int(fin.value.code or 0), dit.out, dit.err)

    def lancer_une_fois(*mots: str) -> Dit:
        # Une copie d'espace, elle, s'abîme entre deux commandes.
        if "--racine" in mots:
            return lancer(*mots)
        cle = (cli.sortie.width, *mots)
        if cle not in deja_dits:
            deja_dits[cle] = lancer(*mots)
        return deja_dits[cle]

    return lancer_une_fois


def lister(sdsf: Commande, *mots: str) -> list[dict[str, Any]]:
    dit = sdsf("lister", *mots, "--format", "json")
    assert (dit.sortie, dit.erreur) == (0, "")
    return list(json.loads(dit.texte))


# --- lister ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("quoi", list(GENERALES))
def test_une_liste_generale_a_les_cles_de_son_contrat(sdsf: Commande, quoi: str) -> None:
    lignes = lister(sdsf, quoi)
    assert lignes
    assert all(list(ligne) == GENERALES[quoi] for ligne in lignes)


@pytest.mark.parametrize("quoi", list(PROPRES))
@pytest.mark.parametrize("code", CODES)
def test_une_liste_d_un_departement_a_les_cles_de_son_contrat(sdsf: Commande, code: str, quoi: str) -> None:
    lignes = lister(sdsf, quoi, code)
    assert lignes
    assert all(list(ligne) == [*PROPRES[quoi], *EN_PLUS.get(quoi, [])] for ligne in lignes)


def test_le_json_donne_les_sous_actions_entieres_et_les_dates_en_iso(sdsf: Commande) -> None:
    (action,) = [a for a in lister(sdsf, "actions", "63") if a["id"] == "action-1-4"]
    assert action["dates"] == {"debut": "2023-01-01", "fin": None}
    assert [s["id"] for s in action["sous_actions"]] == ["action-1-4-a", "action-1-4-b"]
    assert action["sous_actions"][0]["extrait"]["ligne"] == action["ligne"]
    dit = sdsf("lister", "actions", "63", "--format", "csv").texte
    (ligne,) = [x for x in csv.DictReader(io.StringIO(dit)) if x["id"] == "action-1-4"]
    assert ligne["sous_actions"] == " ; ".join(s["intitule"] for s in action["sous_actions"])


def test_le_json_donne_la_feuille_de_route_et_les_lignes_de_vigilance(sdsf: Commande) -> None:
    route = lister(sdsf, "feuille_de_route", "13")
    assert {ligne["fiche"] for ligne in route} <= {ligne["id"] for ligne in lister(sdsf, "fiches", "13")}
    assert all(ligne["ligne"] > 0 for ligne in route)
    assert all(len(p["lignes"]) == len(p["extraits"]) for p in lister(sdsf, "vigilance", "13"))


@pytest.mark.parametrize("quoi", ["actions", "fiches", "indicateurs", "releves"])
def test_une_table_reste_lisible_dans_un_terminal_etroit(
    sdsf: Commande, monkeypatch: pytest.MonkeyPatch, quoi: str
) -> None:
    monkeypatch.setattr(cli.sortie, "width", 100)
    dit = sdsf("lister", quoi, "13").texte
    assert all(len(ligne) <= 100 for ligne in dit.splitlines())
    assert "{" not in dit
    assert "sous_actions" not in dit
    nom = "id" if quoi != "releves" else "periode"
    assert all(str(ligne[nom]) in dit for ligne in lister(sdsf, quoi, "13"))


@pytest.mark.parametrize(
    ("quoi", "nombre"), [("fiches", 14), ("actions", 66), ("indicateurs", 44), ("instances", 9)]
)
def test_le_plan_du_13_est_complet(sdsf: Commande, quoi: str, nombre: int) -> None:
    assert len(lister(sdsf, quoi, "13")) == nombre


def test_les_departements_sont_tous_la_et_disent_leurs_schemas(sdsf: Commande) -> None:
    departements = {ligne["code"]: ligne for ligne in lister(sdsf, "departements")}
    assert len(departements) == 102
    assert departements["13"] == {"code": "13", "nom": "Bouches-du-Rhône", "periodes": ["2023-2026"]}
    assert departements["2A"]["periodes"] == []


def test_chaque_action_et_chaque_indicateur_renvoie_a_une_fiche(sdsf: Commande) -> None:
    fiches = {ligne["id"] for ligne in lister(sdsf, "fiches", "13")}
    assert {ligne["fiche"] for ligne in lister(sdsf, "actions", "13")} <= fiches
    assert {ligne["fiche"] for ligne in lister(sdsf, "indicateurs", "13")} <= fiches


@pytest.mark.parametrize("quoi", ["fiches", "actions", "indicateurs"])
def test_les_identifiants_d_une_liste_sont_uniques(sdsf: Commande, quoi: str) -> None:
    ids = [ligne["id"] for ligne in lister(sdsf, quoi, "13")]
    assert len(set(ids)) == len(ids)


def test_les_parents_d_une_fiche_vont_de_l_axe_a_la_fiche(sdsf: Commande) -> None:
    fiches = lister(sdsf, "fiches", "13")
    assert all(fiche["parents"] and all(fiche["parents"]) for fiche in fiches)
    assert len({fiche["parents"][0] for fiche in fiches}) == 4


def test_les_chiffres_sont_ceux_du_texte_avec_leur_extrait(sdsf: Commande) -> None:
    chiffres = lister(sdsf, "chiffres", "13")
    releves = [x for x in lister(sdsf, "releves", "13") if x["origine"] == "texte"]
    assert [(x["valeur"], x["extrait"]) for x in chiffres] == [(x["valeur"], x["extrait"]) for x in releves]
    assert all(x["extrait"] and x["annee"] for x in chiffres)


def _ranges(lignes: list[dict[str, Any]], cles: list[str]) -> list[list[str]]:
    return sorted([str(ligne[cle]) for cle in cles] for ligne in lignes)


def test_les_releves_sont_ceux_du_fichier_du_departement_puis_des_producteurs(sdsf: Commande) -> None:
    texte = (RACINE / "data/departements/13/releves.csv").read_text("utf-8")
    ecrits = list(csv.DictReader(io.StringIO(texte)))
    tous = lister(sdsf, "releves", "13")
    rendus, autres = tous[: len(ecrits)], tous[len(ecrits) :]
    assert {x["origine"] for x in autres} == {"producteur"}
    assert {"cnaf_txcouv", "cnaf_nbpla", "insee_etat_civil", "drees_pmi"} <= {x["source"] for x in autres}
    assert {"FR", "34"}.isdisjoint(x["territoire"] for x in autres)
    # Leur ordre n'est pas celui du fichier : celui d'un fichier trié par valeur parlerait des cases secrètes.
    cles = ["indicateur", "territoire", "periode", "source", "edition", "extrait", "valeur"]
    attendus = [x | {"valeur": float(x["valeur"]) if x["valeur"] else None} for x in ecrits]
    assert _ranges(rendus, cles) == _ranges(attendus, cles)


def test_les_echeances_d_une_annee_sont_celles_de_la_liste(sdsf: Commande) -> None:
    toutes = lister(sdsf, "echeances", "00")
    assert lister(sdsf, "echeances", "00", "--annee", "2025") == [x for x in toutes if x["annee"] == 2025]
    assert {x["nature"] for x in toutes} == {"rapport", "action", "réunion", "décision", "recommandation"}
    assert sdsf("lister", "echeances", "00", "--annee", "cette année").sortie == 10


@pytest.mark.parametrize("quoi", list(PROPRES))
def test_le_csv_a_les_colonnes_et_les_lignes_du_json(sdsf: Commande, quoi: str) -> None:
    dit = sdsf("lister", quoi, "13", "--format", "csv")
    lu = csv.DictReader(io.StringIO(dit.texte))
    assert len(list(lu)) == len(lister(sdsf, quoi, "13"))
    assert lu.fieldnames == PROPRES[quoi]


def test_le_csv_neutralise_ce_qu_un_tableur_executerait(sdsf: Commande, espace_copie: Espace) -> None:
    ajouter(espace_copie, "data/departements/13/territoires.csv", "13999,commune,=1+1,13")
    dit = sdsf("lister", "territoires", "13", "--format", "csv", "--racine", str(espace_copie.racine))
    assert dit.erreur == ""
    assert list(csv.DictReader(io.StringIO(dit.texte)))[-1]["nom"] == "'=1+1"


@pytest.mark.parametrize("quoi", ["fiches", "instances"])
def test_la_table_porte_ses_colonnes_et_une_absence_y_est_blanche(sdsf: Commande, quoi: str) -> None:
    dit = sdsf("lister", quoi, "13")
    assert (dit.sortie, dit.erreur) == (0, "")
    entete = dit.texte.splitlines()[1]
    assert [mot.strip() for mot in re.split("[┃│]", entete)[1:-1]] == PROPRES[quoi]
    assert not re.search(r"\b(?:None|nan)\b|\[\]", dit.texte)


def test_une_periode_designe_un_schema(sdsf: Commande) -> None:
    assert lister(sdsf, "fiches", "13", "--periode", "2023-2026") == lister(sdsf, "fiches", "13")


@pytest.mark.parametrize(
    ("mots", "sortie", "code", "dit"),
    [
        (["fichse", "13"], 10, "P108", "Le plus proche : « fiches »."),
        (["fiches"], 2, "U001", "sdsf lister fiches 13"),
        (["fiches", "13", "--format", "jsn"], 10, "P111", "Le plus proche : « json »."),
        (["fiches", "13", "--periode", "2023-2027"], 10, "P112", "Le plus proche : « 2023-2026 »."),
        (["fiches", "99"], 10, "P101", "« 99 » n'est pas un code de département."),
        (["fiches", "75"], 10, "P107", "sdsf nouveau departement 75"),
    ],
)
def test_une_liste_impossible_dit_pourquoi_et_le_remede(
    sdsf: Commande, mots: list[str], sortie: int, code: str, dit: str
) -> None:
    refus = sdsf("lister", *mots)
    assert (refus.sortie, refus.texte) == (sortie, "")
    assert f"[{code}]" in refus.erreur
    assert dit in refus.erreur
    assert f"sdsf expliquer {code}" in refus.erreur


# --- un département sans schéma -------------------------------------------------------------------


def test_sans_schema_les_releves_sont_les_donnees_nationales_du_departement(sdsf: Commande) -> None:
    releves = lister(sdsf, "releves", "38")
    assert list(releves[0]) == COLONNES_DES_RELEVES
    assert {(x["territoire"], x["maille"]) for x in releves} == {("38", "departement")}
    assert any(x["indicateur"] == "taux_couverture_accueil" and x["valeur"] == 71.0 for x in releves)


@pytest.mark.parametrize("quoi", [quoi for quoi in PROPRES if quoi not in ("releves", "territoires")])
def test_sans_schema_une_liste_du_plan_dit_comment_l_ecrire_et_ce_qui_existe_deja(
    sdsf: Commande, quoi: str
) -> None:
    if quoi == "indicateurs":
        # Sans département, ce sont les indicateurs communs ; avec, ceux de son plan.
        assert lister(sdsf, quoi)
    dit = sdsf("lister", quoi, "2A")
    assert (dit.sortie, dit.texte) == (10, "")
    assert 'sdsf nouveau departement 2A --nom "Corse-du-Sud"' in dit.erreur
    assert "sdsf lister territoires 2A ; sdsf lister releves 2A" in dit.erreur
    assert "--rapport diagnostic" in dit.erreur
    assert "Le plus proche" not in dit.erreur


@pytest.mark.parametrize("code", ["38", "976"])
def test_verifier_sans_schema_verifie_les_donnees_et_dit_la_suite(sdsf: Commande, code: str) -> None:
    dit = sdsf("verifier", code)
    assert (dit.sortie, dit.erreur) == (0, "")
    assert "n'est décrit ; seules ses données sont vérifiées" in dit.texte
    assert f"sdsf nouveau departement {code} --nom" in dit.texte
    assert "Aucune erreur (1 département, 0 schéma)." in dit.texte


def test_verifier_sans_schema_voit_les_fautes_de_ses_fichiers(sdsf: Commande, espace_copie: Espace) -> None:
    dossier = espace_copie.data / "departements" / "38"
    dossier.mkdir(parents=True)
    (dossier / "releves.csv").write_text("indicateur\nfaux\n", encoding="utf-8")
    dit = sdsf("verifier", "38", "--racine", str(espace_copie.racine))
    assert dit.sortie == 11
    assert "data/departements/38/releves.csv" in dit.erreur


# --- expliquer ------------------------------------------------------------------------------------


@pytest.mark.parametrize("classe", classes_d_erreur(), ids=lambda classe: classe.code)
def test_chaque_erreur_s_explique(sdsf: Commande, classe: Any) -> None:
    dit = sdsf("expliquer", classe.code.lower())
    assert (dit.sortie, dit.erreur) == (0, "")
    assert dit.texte.startswith(f"{classe.code} — {classe.titre}\n")
    assert "Le remède : " in dit.texte
    assert f"(code de sortie {classe().sortie})" in dit.texte
    assert not re.search(r"\{[a-z_]+\}", dit.texte)


def test_un_indicateur_s_explique_par_sa_formule(sdsf: Commande) -> None:
    dit = sdsf("expliquer", "taux_couverture_accueil")
    assert dit.sortie == 0
    assert "(PE-01)" in dit.texte
    assert "Formule : places offertes par les modes d'accueil formels ÷ enfants" in dit.texte


@pytest.mark.parametrize("methode", list(METHODES))
def test_chaque_methode_s_explique(sdsf: Commande, methode: str) -> None:
    dit = sdsf("expliquer", methode)
    assert dit.sortie == 0
    assert dit.texte.startswith(f"Méthode « {methode} »\n\n")
    assert len(dit.texte) > 80


def test_un_code_inconnu_est_refuse_avec_le_plus_proche(sdsf: Commande) -> None:
    refus = sdsf("expliquer", "taux_couverture_acueil")
    assert (refus.sortie, refus.texte) == (10, "")
    assert "[P109]" in refus.erreur
    assert "Le plus proche : « taux_couverture_accueil »." in refus.erreur


# --- l'aide et l'usage ----------------------------------------------------------------------------

MOTS_DE_L_OUTIL = (
    r"\b(?:Usage:|Options:|Arguments:|Commands?|Show this|and exit|default|required|ARGS|COMMAND|TEXT|STRING|"
    r"INTEGER|Error|Try|Missing|No such|Did you mean|str|text|integer)\b|<str>|<text>"
)


@pytest.mark.parametrize("mots", [[], *([verbe] for verbe in VERBES)], ids=["sdsf", *VERBES])
def test_l_aide_est_en_francais(sdsf: Commande, mots: list[str]) -> None:
    dit = sdsf(*mots, "--help")
    assert (dit.sortie, dit.erreur) == (0, "")
    assert "Usage : sdsf" in dit.texte
    assert "Affiche cette aide." in dit.texte
    assert re.findall(MOTS_DE_L_OUTIL, dit.texte) == []


def test_l_aide_nomme_chaque_verbe(sdsf: Commande) -> None:
    dit = sdsf("--help")
    assert re.findall(r"^  (\w+)  ", dit.texte, re.MULTILINE) == VERBES


def test_la_commande_seule_affiche_l_aide(sdsf: Commande) -> None:
    dit = sdsf()
    assert "Verbes :" in dit.texte + dit.erreur


@pytest.mark.parametrize(
    ("mots", "dit"),
    [
        (["produir", "13"], "« produir » n'existe pas"),
        (["lister", "--zut"], "L'option « --zut » n'existe pas."),
        (["produire", "13"], "Il manque un argument : annee."),
        (["lister", "fiches", "13", "encore", "trop"], "Il y a des arguments en trop (encore trop)."),
    ],
)
def test_une_commande_mal_ecrite_est_refusee_en_francais(sdsf: Commande, mots: list[str], dit: str) -> None:
    refus = sdsf(*mots)
    assert (refus.sortie, refus.texte) == (2, "")
    assert dit in refus.erreur
    assert "sdsf --help" in refus.erreur
    assert re.findall(MOTS_DE_L_OUTIL, refus.erreur) == []


# --- vérifier -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_verifier_ne_trouve_aucune_erreur(code: str) -> None:
    bilan = verifier(Espace(RACINE), code)
    assert [str(erreur) for erreur in bilan.erreurs] == []


def test_verifier_dit_ce_qu_il_a_verifie_et_ce_qui_manque_au_13(sdsf: Commande) -> None:
    dit = sdsf("verifier")
    assert (dit.sortie, dit.erreur) == (0, "")
    *avis, conclusion = dit.texte.splitlines()
    assert conclusion.startswith("Aucune erreur (")
    assert all(re.match(r"Avertissement : \d[\dAB]\d?, \d{4}-\d{4} : ", ligne) for ligne in avis)
    assert any(ligne.startswith("Avertissement : 13, 2023-2026 : Aucun avancement saisi") for ligne in avis)


def test_verifier_dit_toutes_les_erreurs_d_un_coup(sdsf: Commande, espace_copie: Espace) -> None:
    rang = ajouter(espace_copie, "data/departements/13/territoires.csv", "13999,comune,Nulle part,13")
    ajouter(espace_copie, "params/departements/00/reglages.yml", "zut: 1")
    refus = sdsf("verifier", "--racine", str(espace_copie.racine))
    assert refus.sortie == 10
    assert f"data/departements/13/territoires.csv:{rang}" in refus.erreur
    assert "params/departements/00/reglages.yml" in refus.erreur
    assert refus.erreur.startswith("2 erreurs\n")


# --- la référence engendrée -----------------------------------------------------------------------


@pytest.mark.parametrize("nom", ["erreurs.md", "commande.md", "indicateurs.md", "tables.md"])
def test_la_reference_est_a_jour(nom: str) -> None:
    ecrite = (RACINE / "docs/reference" / nom).read_text(encoding="utf-8")
    assert ecrite == pages(Espace(RACINE))[nom], f"docs/reference/{nom} n'est plus à jour : lancez make docs"


def test_la_reference_n_a_pas_de_page_orpheline() -> None:
    ecrites = {page.name for page in Path(RACINE / "docs/reference").glob("*.md")}
    assert ecrites - {"README.md"} == set(pages(Espace(RACINE))), "lancez make docs"


@pytest.mark.parametrize("nom", list(schemas_json()))
def test_le_schema_json_d_un_fichier_est_a_jour(nom: str) -> None:
    ecrit = (RACINE / "params/schemas" / nom).read_text(encoding="utf-8")
    assert ecrit == schemas_json()[nom], f"params/schemas/{nom} n'est plus à jour : lancez make docs"


def test_aucun_schema_json_n_est_orphelin() -> None:
    ecrits = {chemin.name for chemin in (RACINE / "params/schemas").iterdir()}
    assert ecrits == set(schemas_json()), "lancez make docs"


def test_verifier_dit_une_campagne_sans_objet(sdsf: Commande, espace_copie: Espace) -> None:
    dossier = espace_copie.params / "campagnes"
    dossier.mkdir(exist_ok=True)
    campagne = (RACINE / "params/campagnes/cinq_schemas.yml").read_text(encoding="utf-8")
    codes = 'departements: ["13", "34", "63", "71", "92"]'
    assert codes in campagne
    ecrite = campagne.replace(codes, 'departements: ["13"]')
    ecrite = ecrite.replace("[2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025]", "[2016]")
    (dossier / "essai.yml").write_text(ecrite, encoding="utf-8")
    dit = sdsf("verifier", "--racine", str(espace_copie.racine))
    dites = [ligne for ligne in dit.texte.splitlines() if "Campagne" in ligne]
    assert [ligne.partition(" (")[0] for ligne in dites] == [
        "Avertissement : Campagne essai : aucun de ses rapports n'a d'objet"
    ]
