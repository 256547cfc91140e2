"""Créer un département : un squelette valide, des exemples justes, et jamais un fichier remplacé."""

import datetime as dt
import os
import re
from pathlib import Path

import jsonschema
import pytest
import yaml
from tests.fabrique import RACINE
from tests.params.test_schemas_json import lire_comme_un_editeur

from sdsf.chargement import charger
from sdsf.commande import nouveau
from sdsf.commande.nouveau import creer_departement, periode_par_defaut, suite
from sdsf.commande.verification import verifier
from sdsf.demande import controler_demande
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.plan.modeles import Plan
from sdsf.plan.reglages import Reglages
from sdsf.plan.reste_a_faire import EXEMPLE, REMPLACER
from sdsf.schemas_json import schema_de

PLAN = "params/departements/38/2025-2030/plan.yml"
REGLAGES = "params/departements/38/reglages.yml"
ISERE = [REGLAGES, PLAN, "data/departements/38/territoires.csv", "data/departements/38/releves.csv"]


def relatifs(espace: Espace, chemins: tuple[Path, ...]) -> list[str]:
    return [espace.relatif(chemin) for chemin in chemins]


def codes(espace: Espace, *mots: str) -> set[str]:
    """Les codes des erreurs d'une création refusée, qui n'a rien écrit."""
    avant = fichiers(espace)
    with pytest.raises(Erreurs) as refus:
        creer_departement(espace, *mots)
    assert fichiers(espace) == avant
    return {erreur.code for erreur in refus.value.erreurs}


def fichiers(espace: Espace) -> dict[Path, bytes]:
    """Chaque fichier de l'espace et son contenu ; un dossier vide compte."""
    return {
        chemin: chemin.read_bytes() if chemin.is_file() else b"dossier" for chemin in espace.racine.rglob("*")
    }


@pytest.fixture
def isere(espace_copie: Espace) -> Espace:
    creer_departement(espace_copie, "38", "Isère", "2025-2030")
    return espace_copie


# --- ce qui est créé ------------------------------------------------------------------------------


def test_les_quatre_fichiers_sont_crees(espace_copie: Espace) -> None:
    squelette = creer_departement(espace_copie, "38", "Isère", "2025-2030")
    assert relatifs(espace_copie, squelette.crees) == ISERE
    assert squelette.gardes == ()
    assert all((espace_copie.racine / nom).is_file() for nom in ISERE)


def test_les_tables_ont_leurs_en_tetes_et_la_ligne_du_departement(isere: Espace) -> None:
    territoires = (isere.racine / "data/departements/38/territoires.csv").read_text(encoding="utf-8")
    releves = (isere.racine / "data/departements/38/releves.csv").read_text(encoding="utf-8")
    assert territoires == "territoire,maille,nom,rattachement\n38,departement,Isère,\n"
    assert releves.count("\n") == 1
    assert releves.startswith("indicateur,libelle,")


@pytest.mark.parametrize("code", ["2A", "974", "22", "90"])
def test_un_departement_quelconque_se_verifie_sans_erreur(espace_copie: Espace, code: str) -> None:
    creer_departement(espace_copie, code)
    bilan = verifier(espace_copie, code)
    assert [str(erreur) for erreur in bilan.erreurs] == []
    assert bilan.avertissements


def test_les_fichiers_crees_passent_yamllint(isere: Espace) -> None:
    from yamllint import linter
    from yamllint.config import YamlLintConfig

    config = YamlLintConfig(file=str(RACINE / ".yamllint"))
    textes = [(isere.racine / nom).read_text(encoding="utf-8") for nom in (PLAN, REGLAGES)]
    assert [list(linter.run(texte, config)) for texte in textes] == [[], []]


def test_la_premiere_ligne_donne_le_schema_a_l_editeur(isere: Espace) -> None:
    for nom, modele in ((PLAN, Plan), (REGLAGES, Reglages)):
        chemin = isere.racine / nom
        schema = re.match(r"# yaml-language-server: \$schema=(\S+)\n", chemin.read_text(encoding="utf-8"))
        assert schema, nom
        attendu = f"{modele.__name__.lower()}.schema.json"
        place = Path(os.path.normpath(chemin.parent / schema[1]))
        assert place == isere.params / "schemas" / attendu
        jsonschema.validate(lire_comme_un_editeur(chemin), schema_de(modele))


# --- les exemples en commentaire ------------------------------------------------------------------

EXEMPLES = re.compile(r"^# {3}", re.MULTILINE)


def avec_les_exemples(texte: str) -> str:
    """Le squelette dont on a ôté « # » devant chaque exemple, et le [] ou le null qui le précède."""
    sans_vide = re.sub(r"^(\w+): (?:\[\]|null)\n(?=#   )", r"\1:\n", texte, flags=re.MULTILINE)
    return EXEMPLES.sub("  ", sans_vide)


def ecrire_les_exemples(espace: Espace) -> None:
    """Le plan garde tous ses exemples ; leurs niveaux sont écrits."""
    chemin = espace.racine / PLAN
    texte = avec_les_exemples(chemin.read_text(encoding="utf-8"))
    niveaux = 'niveaux: ["axe", "fiche", "action"]\n'
    chemin.write_text(re.sub(r"niveaux:\n(  - .*\n)+", niveaux, texte), encoding="utf-8")


def test_les_exemples_du_plan_sont_un_plan_valide(isere: Espace) -> None:
    ecrire_les_exemples(isere)
    dossier = charger(isere, controler_demande(isere, "38", 2025))
    plan = dossier.plan_signe
    assert plan.arborescence[0].id == plan.fiches[0].parent
    assert plan.fiches[0].actions[0].sous_actions
    assert plan.fiches[0].indicateurs[0].cible
    assert len(plan.gouvernance) == 2
    assert all(getattr(plan, nom) for nom in ("regles_evaluation", "acteurs", "signataires"))
    assert plan.points_de_vigilance


def test_chaque_element_d_exemple_se_dit_fictif(isere: Espace) -> None:
    """Un exemple oublié dans un vrai plan arrête le rapport : chacun de ses éléments porte la marque."""
    texte = avec_les_exemples((isere.racine / PLAN).read_text(encoding="utf-8"))
    muets = [e for e in elements(yaml.safe_load(texte)) if not any(est_marque(v) for v in e.values())]
    assert muets == []


def elements(contenu: object) -> list[dict[str, object]]:
    """Les ensembles de clés qui portent un extrait : ce que l'on recopie d'un schéma."""
    if isinstance(contenu, list):
        return [e for element in contenu for e in elements(element)]
    if isinstance(contenu, dict):
        propre = [contenu] if {"extrait", "ligne"} & contenu.keys() else []
        return [*propre, *(e for enfant in contenu.values() for e in elements(enfant))]
    return []


def est_marque(valeur: object) -> bool:
    if isinstance(valeur, list):
        return any(est_marque(v) for v in valeur)
    if isinstance(valeur, dict):
        return est_marque(list(valeur.values()))
    return isinstance(valeur, str) and (valeur.endswith(EXEMPLE) or valeur.startswith("À COMPLÉTER"))


def test_un_exemple_laisse_dans_le_plan_est_signale(isere: Espace) -> None:
    ecrire_les_exemples(isere)
    dits = verifier(isere, "38").avertissements
    assert any("fiches « 1.1 » · intitule" in dit and REMPLACER in dit for dit in dits), dits


def test_les_exemples_des_reglages_sont_valides(isere: Espace) -> None:
    texte = avec_les_exemples((isere.racine / REGLAGES).read_text(encoding="utf-8"))
    reglages = Reglages.model_validate(yaml.safe_load(texte))
    assert reglages.comparables


# --- la demande -----------------------------------------------------------------------------------


@pytest.mark.parametrize("nom", ["Isère", "isere", "ISÈRE", " Isère ", ""])
def test_un_nom_juste_ou_tu_est_accepte(espace_copie: Espace, nom: str) -> None:
    assert creer_departement(espace_copie, "38", nom, "2025-2030").departement.nom == "Isère"


def test_le_nom_d_un_autre_departement_est_refuse_avec_son_code(espace_copie: Espace) -> None:
    with pytest.raises(Erreurs) as refus:
        creer_departement(espace_copie, "83", "Isere", "2025-2030")
    dit = str(refus.value)
    assert "[P114]" in dit
    assert "Le département 83 s'appelle « Var », et non « Isere »." in dit
    assert "Le plus proche : « 38 (Isère) »." in dit


def test_une_periode_qui_chevauche_un_schema_decrit_est_refusee_avec_une_periode_libre(
    espace_copie: Espace,
) -> None:
    for periode in ("2026-2030", "2020-2023", "2022-2027", "2024-2025"):
        assert codes(espace_copie, "13", "", periode) == {"P115"}
    with pytest.raises(Erreurs, match="--periode 2027-2031"):
        creer_departement(espace_copie, "13", "", "2026-2030")
    assert creer_departement(espace_copie, "13", "", "2027-2031").crees


def test_le_departement_d_exemple_est_reserve(espace_copie: Espace) -> None:
    assert codes(espace_copie, "00", "", "2030-2035") == {"P116"}


PERIODES = [
    # ce que l'on tape ; ce que dit le message ; l'exemple proposé
    ("2030-2025", "elle finit avant de commencer", "2025-2030"),
    ("2025/2030", "deux années sont attendues", "2025-2030"),
    ("2025 - 2030", "deux années sont attendues", "2025-2030"),
    ("25-30", "deux années sont attendues", periode_par_defaut(dt.date.today())),
    ("2025", "deux années sont attendues", periode_par_defaut(dt.date.today())),
    ("../../2025-2030", "deux années sont attendues", "2025-2030"),
    ("1800-1805", "hors de 1990-2100", periode_par_defaut(dt.date.today())),
]


@pytest.mark.parametrize(("periode", "cause", "exemple"), PERIODES, ids=[p[0] for p in PERIODES])
def test_une_periode_fautive_est_refusee_avec_la_probable(
    espace_copie: Espace, periode: str, cause: str, exemple: str
) -> None:
    with pytest.raises(Erreurs) as refus:
        creer_departement(espace_copie, "38", "", periode)
    dit = str(refus.value)
    assert "[P113]" in dit
    assert cause in dit
    assert f"--periode {exemple}." in dit


def test_toutes_les_fautes_d_une_demande_sont_dites_d_un_coup(espace_copie: Espace) -> None:
    assert codes(espace_copie, "99", "", "2030-2025") == {"P101", "P113"}


def test_sans_periode_elle_va_de_cette_annee_a_cinq_ans_plus_tard(espace_copie: Espace) -> None:
    annee = dt.date.today().year
    assert creer_departement(espace_copie, "38").periode == f"{annee}-{annee + 5}"


# --- ne jamais remplacer --------------------------------------------------------------------------


def test_relancer_ne_remplace_rien(isere: Espace) -> None:
    assert codes(isere, "38", "", "2025-2030") == {"E604"}


@pytest.mark.parametrize("nom", ISERE)
def test_un_seul_fichier_deja_la_arrete_tout(espace_copie: Espace, nom: str) -> None:
    chemin = espace_copie.racine / nom
    chemin.parent.mkdir(parents=True)
    chemin.write_text("un travail en cours", encoding="utf-8")
    assert codes(espace_copie, "38", "", "2025-2030") == {"E604"}


def test_un_schema_de_plus_garde_les_fichiers_du_departement(isere: Espace) -> None:
    avant = fichiers(isere)
    squelette = creer_departement(isere, "38", "", "2031-2036")
    assert relatifs(isere, squelette.crees) == ["params/departements/38/2031-2036/plan.yml"]
    assert relatifs(isere, squelette.gardes) == [nom for nom in ISERE if nom != PLAN]
    assert {chemin: contenu for chemin, contenu in fichiers(isere).items() if chemin in avant} == avant
    assert verifier(isere, "38").erreurs == ()


def test_un_disque_plein_ne_laisse_ni_fichier_ni_dossier(
    espace_copie: Espace, monkeypatch: pytest.MonkeyPatch
) -> None:
    avant = fichiers(espace_copie)

    def echouer(*_: object) -> None:
        raise OSError(28, "plein")

    monkeypatch.setattr("sdsf.production.ecriture.os.replace", echouer)
    assert codes(espace_copie, "38") == {"E601"}
    assert fichiers(espace_copie) == avant


def test_un_gabarit_perdu_est_dit(espace_copie: Espace) -> None:
    (espace_copie.templates / "nouveau/departement/plan.yml.j2").unlink()
    assert codes(espace_copie, "38") == {"R502"}


# --- la suite -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("racine", "fin"), [("", ""), ("../essai", " --racine ../essai"), ("un essai", ' --racine "un essai"')]
)
def test_la_suite_se_recopie_telle_quelle(isere: Espace, racine: str, fin: str) -> None:
    squelette = nouveau.Squelette(
        controler_demande(isere, "38", 2025).departement, "2025-2030", crees=(), gardes=()
    )
    phrases = "\n".join(suite(squelette, racine))
    assert f"sdsf verifier 38{fin}\n" in phrases
    assert phrases.endswith(f"sdsf produire 38 2025 --rapport lecture_schema{fin}")
