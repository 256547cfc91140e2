"""Exporter et importer un plan : ce que la commande dit, écrit, garde, et refuse d'écrire."""

import errno
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.classeurs import Abimer, abime, case, ecrit, lire, octets_00, plan_00
from tests.fabrique import PLAN_00

from sdsf import cli
from sdsf.commande.verification import verifier
from sdsf.espace import Espace
from sdsf.plan.ecriture import texte_du_plan
from sdsf.plan.lecture import departements_decrits, periodes

PLAN_38 = "params/departements/38/2021-2026/plan.yml"


@dataclass(frozen=True)
class Dit:
    """Ce qu'une commande a dit, et son code de sortie."""

    sortie: int
    texte: str
    erreur: str


Commande = Callable[..., Dit]


@pytest.fixture
def sdsf(
    espace_copie: Espace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Commande:
    """La commande, par son point d'entrée, dans une copie d'espace."""
    monkeypatch.setenv("SDSF_RACINE", str(espace_copie.racine))
    monkeypatch.chdir(espace_copie.racine)

    def lancer(*mots: str) -> Dit:
        monkeypatch.setattr(sys, "argv", ["sdsf", *mots])
        with pytest.raises(SystemExit) as fin:
            cli.principal()
        dit = capsys.readouterr()
        return Dit(int(fin.value.code or 0), dit.out, dit.err)

    return lancer


def tout(espace: Espace) -> dict[str, bytes]:
    """Chaque fichier de params/, octet pour octet."""
    fichiers = (chemin for chemin in espace.params.rglob("*") if chemin.is_file())
    return {chemin.relative_to(espace.racine).as_posix(): chemin.read_bytes() for chemin in fichiers}


def pour_le_38(dossier: Path, *abimer: Abimer) -> Path:
    """Un classeur du plan d'un département que l'espace ne décrit pas."""
    return abime(dossier, ecrit("Schéma", case("Schéma", "Département", 2), "38"), *abimer)


# --- exporter -------------------------------------------------------------------------------------


def test_exporter_ecrit_le_classeur_demande_et_dit_ou(sdsf: Commande, tmp_path: Path) -> None:
    chemin = tmp_path / "dehors.xlsx"
    dit = sdsf("exporter", "plan", "00", str(chemin))
    assert (dit.sortie, dit.erreur) == (0, "")
    assert "dehors.xlsx" in dit.texte
    assert chemin.read_bytes() == octets_00()
    assert lire(chemin) == plan_00()


def test_exporter_deux_fois_ne_change_rien(sdsf: Commande, espace_copie: Espace) -> None:
    sdsf("exporter", "plan", "13", "plan.xlsx")
    premier = (espace_copie.racine / "plan.xlsx").read_bytes()
    dit = sdsf("exporter", "plan", "13", "plan.xlsx", "--periode", "2023-2026")
    assert dit.sortie == 0
    assert (espace_copie.racine / "plan.xlsx").read_bytes() == premier


def test_exporter_n_ecrase_pas_un_travail_en_cours(sdsf: Commande, espace_copie: Espace) -> None:
    """Le classeur qu'une collègue a commencé à remplir porte peut-être ce nom."""
    chemin = espace_copie.racine / "plan.xlsx"
    chemin.write_bytes(b"en cours")
    refus = sdsf("exporter", "plan", "00", "plan.xlsx")
    assert (refus.sortie, chemin.read_bytes()) == (10, b"en cours")
    assert "[P717]" in refus.erreur
    assert sdsf("exporter", "plan", "00", "plan.xlsx", "--remplacer").sortie == 0
    assert chemin.read_bytes() == octets_00()


@pytest.mark.parametrize(
    ("mots", "sortie", "dits"),
    [
        (["99", "plan.xlsx"], 10, ["[P101]", "« 99 »"]),
        (["75", "plan.xlsx"], 10, ["[P107]", "« 00 » ou « 13 »"]),
        (["13", "plan.xlsx", "--periode", "2023-2027"], 10, ["[P112]", "Le plus proche : « 2023-2026 »"]),
        (["13", "plan.csv"], 10, ["[P719]", "Le plus proche : « plan.xlsx »"]),
        (["13", "rien/plan.xlsx"], 14, ["[E602]", "ce dossier n'existe pas", "Créez le dossier « rien »"]),
        (["13", "params.xlsx"], 14, ["[E602]", "un dossier porte ce nom"]),
        (["13", "p" * 300 + ".xlsx"], 14, ["[E602]", "nom refusé par le système"]),
    ],
)
def test_un_export_impossible_dit_pourquoi(
    sdsf: Commande, espace_copie: Espace, mots: list[str], sortie: int, dits: list[str]
) -> None:
    (espace_copie.racine / "params.xlsx").mkdir()
    refus = sdsf("exporter", "plan", *mots)
    assert (refus.sortie, refus.texte) == (sortie, "")
    assert [dit for dit in dits if dit not in refus.erreur] == [], refus.erreur


# --- importer -------------------------------------------------------------------------------------


def test_importer_un_departement_nouveau_ecrit_son_plan(
    sdsf: Commande, espace_copie: Espace, tmp_path: Path
) -> None:
    dit = sdsf("importer", "plan", str(pour_le_38(tmp_path)))
    assert (dit.sortie, dit.erreur) == (0, "")
    assert PLAN_38 in dit.texte
    assert "Ensuite : sdsf verifier 38" in dit.texte
    attendu = plan_00().model_copy(update={"departement": "38"})
    assert (espace_copie.racine / PLAN_38).read_text(encoding="utf-8") == texte_du_plan(attendu)


def test_importer_cree_aussi_ce_qu_il_faut_pour_verifier(
    sdsf: Commande, espace_copie: Espace, tmp_path: Path
) -> None:
    dit = sdsf("importer", "plan", str(pour_le_38(tmp_path)))
    assert "Créés aussi, car ce département ne les avait pas : reglages.yml, releves.csv," in dit.texte
    assert "P210" not in {erreur.code for erreur in verifier(espace_copie, "38").erreurs}


def test_importer_avertit_d_un_double_encodage(sdsf: Commande, espace_copie: Espace, tmp_path: Path) -> None:
    deforme = ecrit("Fiches", case("Fiches", "Intitulé", 3), "L'Ã©cole")
    dit = sdsf("importer", "plan", str(pour_le_38(tmp_path, deforme)))
    assert dit.sortie == 0
    assert "Avertissement : accents déformés par un double encodage, sans doute « L'Ã©cole »" in dit.texte


def test_importer_ce_qu_on_vient_d_exporter_ne_change_rien(sdsf: Commande, espace_copie: Espace) -> None:
    avant = tout(espace_copie)
    sdsf("exporter", "plan", "13", "plan.xlsx")
    dit = sdsf("importer", "plan", "plan.xlsx")
    assert (dit.sortie, tout(espace_copie)) == (0, avant)
    assert "rien n'a été écrit" in dit.texte


def test_importer_un_plan_different_demande_remplacer_et_dit_ce_qui_changerait(
    sdsf: Commande, espace_copie: Espace, tmp_path: Path
) -> None:
    avant = tout(espace_copie)
    changements = (
        ecrit("Fiches", case("Fiches", "Intitulé", 2), "Un autre titre"),
        ecrit("Actions", case("Actions", "Intitulé", 3), "Une autre action"),
        ecrit("Glossaire", case("Glossaire", "Définition", 2), "Autrement"),
        lambda classeur: classeur["Illustrations"].delete_rows(2),
    )
    refus = sdsf("importer", "plan", str(abime(tmp_path, *changements)))
    assert (refus.sortie, refus.texte, tout(espace_copie)) == (10, "", avant)
    assert "[P716]" in refus.erreur
    assert "Fiches : 1 à modifier (pe-1.1" in refus.erreur
    assert (
        "Actions : 1 à modifier (pe-1.1-b). Indicateurs : rien. Autres parties : Glossaire." in refus.erreur
    )
    assert "--remplacer" in refus.erreur


def test_remplacer_garde_l_ancien_plan_a_cote(sdsf: Commande, espace_copie: Espace, tmp_path: Path) -> None:
    place = espace_copie.racine / PLAN_00
    premier, entete = place.read_bytes(), place.read_text(encoding="utf-8").splitlines()[0]
    for titre in ("Un autre titre", "Encore un autre"):
        chemin = abime(tmp_path, ecrit("Fiches", case("Fiches", "Intitulé", 2), titre))
        dit = sdsf("importer", "plan", str(chemin), "--remplacer")
        assert dit.sortie == 0, dit.erreur
    assert "L'ancien plan est gardé : plan.yml.ancien-2" in dit.texte
    assert place.with_name("plan.yml.ancien-1").read_bytes() == premier
    assert b"Un autre titre" in place.with_name("plan.yml.ancien-2").read_bytes()
    texte = place.read_text(encoding="utf-8")
    assert "intitule: Encore un autre" in texte or 'intitule: "Encore un autre"' in texte
    assert texte.splitlines()[0] == entete, "les commentaires du haut restent"


def test_l_ancien_plan_ne_gene_aucune_lecture(sdsf: Commande, espace_copie: Espace, tmp_path: Path) -> None:
    avant = verifier(espace_copie, "00")
    chemin = abime(tmp_path, ecrit("Fiches", case("Fiches", "Intitulé", 2), "Un autre titre"))
    assert sdsf("importer", "plan", str(chemin), "--remplacer").sortie == 0
    apres = verifier(espace_copie, "00")
    assert ([str(e) for e in apres.erreurs], apres.resume) == ([], avant.resume)
    assert periodes(espace_copie, "00") == ["2021-2026"]


def test_un_plan_en_place_illisible_se_remplace_aussi(
    sdsf: Commande, espace_copie: Espace, tmp_path: Path
) -> None:
    place = espace_copie.racine / PLAN_00
    place.write_text("format: 1\n", encoding="utf-8")
    refus = sdsf("importer", "plan", str(abime(tmp_path)))
    assert refus.sortie == 10
    assert "le plan en place ne se lit pas" in refus.erreur
    assert sdsf("importer", "plan", str(abime(tmp_path)), "--remplacer").sortie == 0
    assert place.with_name("plan.yml.ancien-1").read_text(encoding="utf-8") == "format: 1\n"


def test_toutes_les_fautes_sont_dites_et_rien_n_est_ecrit(
    sdsf: Commande, espace_copie: Espace, tmp_path: Path
) -> None:
    avant = tout(espace_copie)
    changements = [
        ecrit("Fiches", case("Fiches", "Code", 3), 1.1),
        ecrit("Actions", case("Actions", "Nature", 3), "nouvele"),
        ecrit("Indicateurs", case("Indicateurs", "Indicateur commun", 2), "taux_couverture_acceuil"),
    ]
    refus = sdsf("importer", "plan", str(pour_le_38(tmp_path, *changements)), "--remplacer")
    assert (refus.sortie, refus.texte, tout(espace_copie)) == (10, "", avant)
    assert refus.erreur.startswith("3 erreurs\n")
    cases = [
        case("Fiches", "Code", 3),
        case("Actions", "Nature", 3),
        case("Indicateurs", "Indicateur commun", 2),
    ]
    assert re.findall(r"feuille \w+, case (\w+)", refus.erreur) == cases
    assert "params/" not in refus.erreur, "une faute du classeur ne se dit pas dans un YAML"


def test_une_ecriture_qui_echoue_ne_laisse_ni_plan_ni_dossier(
    sdsf: Commande, espace_copie: Espace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chemin, avant = pour_le_38(tmp_path), tout(espace_copie)

    def plein(descripteur: int, mode: str) -> None:
        os.close(descripteur)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fdopen", plein)
    refus = sdsf("importer", "plan", str(chemin))
    assert refus.sortie == 14
    assert "[E601]" in refus.erreur
    assert tout(espace_copie) == avant
    assert "38" not in departements_decrits(espace_copie)


def test_un_dossier_qui_mene_hors_de_l_espace_est_refuse(
    sdsf: Commande, espace_copie: Espace, tmp_path: Path
) -> None:
    dehors = tmp_path / "dehors"
    dehors.mkdir()
    (espace_copie.params / "departements/38").symlink_to(dehors, target_is_directory=True)
    refus = sdsf("importer", "plan", str(pour_le_38(tmp_path)))
    assert (refus.sortie, list(dehors.iterdir())) == (14, [])
    assert "[E603]" in refus.erreur


@pytest.mark.parametrize("code", ["../13", "13/..", "0", "99"])
def test_un_code_de_departement_ne_devient_pas_un_chemin(
    sdsf: Commande, espace_copie: Espace, tmp_path: Path, code: str
) -> None:
    avant = tout(espace_copie)
    chemin = abime(tmp_path, ecrit("Schéma", case("Schéma", "Département", 2), code))
    assert sdsf("importer", "plan", str(chemin)).sortie == 10
    assert tout(espace_copie) == avant


# --- l'aide et l'usage ----------------------------------------------------------------------------


@pytest.mark.parametrize("verbe", ["exporter", "importer"])
def test_l_aide_du_groupe_et_de_son_objet_est_en_francais(sdsf: Commande, verbe: str) -> None:
    groupe, objet = sdsf(verbe, "--help"), sdsf(verbe, "plan", "--help")
    assert (groupe.sortie, objet.sortie) == (0, 0)
    assert f"Usage : sdsf {verbe} [OPTIONS] QUOI [ARGUMENTS]…" in groupe.texte
    objets = {
        "exporter": ["plan", "questionnaire", "echeances"],
        "importer": ["formulaires", "plan", "enquete", "remarques"],
    }
    assert re.findall(r"^  (\w+)  ", groupe.texte.split("Quoi :")[1], re.MULTILINE) == objets[verbe]
    assert f"Usage : sdsf {verbe} plan" in objet.texte
    assert not re.search(
        r"\b(?:Commands?|Arguments?:|Options?:|default|required)\b", groupe.texte + objet.texte
    )


@pytest.mark.parametrize(
    ("mots", "dit"),
    [
        (["exporter", "plans", "13"], "« sdsf exporter » ne connaît pas « plans », mais « plan », "),
        (["exportr", "plan"], "Le plus proche : « exporter »."),
        (["exporter", "plan", "13"], "Il manque un argument : fichier."),
        (["importer", "plan", "a.xlsx", "b.xlsx"], "Il y a des arguments en trop (b.xlsx)."),
        (["importer", "plan", "a.xlsx", "--remplace"], "L'option « --remplace » n'existe pas."),
        (["importer"], "Quoi :"),
    ],
)
def test_une_commande_mal_ecrite_est_refusee_en_francais(sdsf: Commande, mots: list[str], dit: str) -> None:
    refus = sdsf(*mots)
    assert (refus.sortie, refus.texte) == (2, "")
    assert dit in refus.erreur
