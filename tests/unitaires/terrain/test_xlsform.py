"""Le XLSForm d'un questionnaire : pyxform l'accepte, et l'export qui en sort revient sans retouche."""

import io
import random
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from tests.fabrique import RACINE
from tests.kobo import Formulaire, convertir, exporter, repondre

from sdsf.commande import questionnaires as commande
from sdsf.commande.enquetes import importer_enquete
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.referentiel.questionnaires import (
    ChoixMultiple,
    Questionnaire,
    QuestionNombre,
    codes_des_questionnaires,
    lire_questionnaire,
)
from sdsf.releves.enquetes import lire_enquetes, territoires_possibles
from sdsf.terrain.imprime import Envoi, mention_complete
from sdsf.terrain.xlsform import LABEL, LANGUE, formulaire

DEPOT = Espace(RACINE)
CODES = codes_des_questionnaires(DEPOT)
DEPARTEMENTS = ("00", "13", "63")
COUPLES = [(code, departement) for code in CODES for departement in DEPARTEMENTS]


def ecrire(questionnaire: Questionnaire, departement: str) -> bytes:
    territoires = territoires_possibles(DEPOT, departement, questionnaire)
    return formulaire(questionnaire, departement, territoires, mention_complete(questionnaire, Envoi()))


def lire(code: str, departement: str = "00") -> tuple[Questionnaire, Formulaire]:
    questionnaire = lire_questionnaire(DEPOT, code)
    return questionnaire, convertir(ecrire(questionnaire, departement))


@pytest.mark.parametrize(("code", "departement"), COUPLES)
def test_pyxform_convertit_le_formulaire_sans_rien_redire(code: str, departement: str) -> None:
    questionnaire, lu = lire(code, departement)
    assert lu.avis == ()
    assert [champ.code for champ in lu.champs] == [question.code for question in questionnaire.questions()]
    assert lu.langue == LANGUE
    assert lu.reglages["id"] == f"sdsf_{code}_{departement}"
    assert lu.reglages["version"] == questionnaire.version


@pytest.mark.parametrize(("code", "departement"), COUPLES)
def test_chaque_question_garde_sa_regle(code: str, departement: str) -> None:
    questionnaire, lu = lire(code, departement)
    territoires = territoires_possibles(DEPOT, departement, questionnaire)
    for champ, question in zip(lu.champs, questionnaire.questions(), strict=True):
        assert champ.requis == question.obligatoire
        assert list(champ.choix) == list(questionnaire.modalites(question, territoires))
        assert bool(champ.si) == (question.si is not None)
        exclusives = question.exclusives if isinstance(question, ChoixMultiple) else []
        assert champ.seules == exclusives
        assert bool(champ.contrainte) or not isinstance(question, QuestionNombre)


def test_les_territoires_sont_ceux_du_departement() -> None:
    lu = lire("familles", "63")[1]
    noms = territoires_possibles(DEPOT, "63", lire_questionnaire(DEPOT, "familles"))
    assert len(noms) > 10
    assert next(champ for champ in lu.champs if champ.code == "epci").choix == tuple(noms)


@pytest.mark.parametrize("code", CODES)
def test_le_formulaire_ne_demande_ni_heure_ni_appareil_ni_position(code: str) -> None:
    feuille = openpyxl.load_workbook(io.BytesIO(ecrire(lire_questionnaire(DEPOT, code), "13")))["survey"]
    types = {str(ligne[0].value).split()[0] for ligne in feuille.iter_rows(min_row=2)}
    permis = {"note", "begin_group", "end_group", "select_one", "select_multiple", "integer", "text"}
    assert types <= permis


@pytest.mark.parametrize("code", CODES)
def test_les_octets_sont_les_memes_d_une_fois_sur_l_autre(code: str) -> None:
    questionnaire = lire_questionnaire(DEPOT, code)
    assert ecrire(questionnaire, "13") == ecrire(questionnaire, "13")


@pytest.mark.parametrize("texte", ["=1+1", "@SUM(A1)", "-2", "${type_famille} ?", "<b>gras</b> & co"])
def test_un_texte_reste_un_texte(texte: str) -> None:
    familles = lire_questionnaire(DEPOT, "familles")
    premiere = familles.sections[0].questions[0].model_copy(update={"libelle": texte})
    section = familles.sections[0].model_copy(
        update={"questions": [premiere, *familles.sections[0].questions[1:]]}
    )
    change = familles.model_copy(update={"sections": [section, *familles.sections[1:]]})
    octets = ecrire(change, "00")
    survey = openpyxl.load_workbook(io.BytesIO(octets))["survey"]
    rang = [case.value for case in survey[1]].index(LABEL)
    case = next(ligne[rang] for ligne in survey.iter_rows(min_row=2) if ligne[1].value == premiere.code)
    assert (case.data_type, case.value) == ("s", texte.replace("${", "$ {"))
    assert "<output" not in convertir(octets).xml


# --- l'aller-retour -------------------------------------------------------------------------------


def importees(espace: Espace, departement: str, nom: str) -> dict[str, dict[str, set[str]]]:
    """Par réponse, puis par question, ce que l'import a gardé."""
    (lue,) = [lue for lue in lire_enquetes(espace, departement) if lue.fiche.nom == nom]
    textes = lue.ouvertes.rename(columns={"texte": "valeur"})
    tout: dict[str, dict[str, set[str]]] = {}
    for ligne in pd.concat([lue.reponses, textes])[["reponse", "question", "valeur"]].to_dict("records"):
        tout.setdefault(ligne["reponse"], {}).setdefault(ligne["question"], set()).add(ligne["valeur"])
    return tout


@pytest.mark.parametrize("choix", ["both", "summary", "details"])
@pytest.mark.parametrize(("code", "departement"), [(c, d) for c, d in COUPLES if d != "63"])
def test_un_export_de_kobo_revient_sans_retouche(
    espace_copie: Espace, tmp_path: Path, code: str, departement: str, choix: str
) -> None:
    lu = lire(code, departement)[1]
    hasard = random.Random(f"{code} {departement}")
    donnees = [repondre(lu, hasard) for _ in range(40)]
    export = tmp_path / "export.csv"
    export.write_text(exporter(lu, donnees, choix), encoding="utf-8")
    faite = importer_enquete(espace_copie, [export], departement, code, f"{code}-2026")
    attendues = [{c.split("/")[-1]: set(v) for c, v in reponse.items()} for reponse in donnees]
    retour = importees(espace_copie, departement, f"{code}-2026")
    assert [retour.get(f"r{rang:05}", {}) for rang in range(1, 41)] == attendues
    dits = " ".join(faite.phrases)
    assert "qui n'était pas posée" not in dits
    assert "exclusive" not in dits
    assert "meta/rootUuid" in dits  # dit, et retiré


def test_l_export_avec_les_libelles_revient_aussi(espace_copie: Espace, tmp_path: Path) -> None:
    """Kobo laisse choisir les libellés à la place des noms XML, en-têtes et choix uniques compris."""
    questionnaire, lu = lire("familles")
    hasard = random.Random(7)
    donnees = [repondre(lu, hasard) for _ in range(30)]
    table = pd.read_csv(
        io.StringIO(exporter(lu, donnees, "summary")), sep=";", dtype=str, keep_default_na=False
    )
    libelles = {champ.chemin: questionnaire.question(champ.code).libelle for champ in lu.champs}
    territoires = territoires_possibles(DEPOT, "00", questionnaire)
    for champ in lu.champs:
        if champ.genre == "unique":
            mots = questionnaire.modalites(questionnaire.question(champ.code), territoires)
            table[champ.chemin] = table[champ.chemin].map({"": "", **mots})
    export = tmp_path / "export.csv"
    table.rename(columns=libelles).to_csv(export, sep=";", index=False)
    importer_enquete(espace_copie, [export], "00", "familles", "familles-2026")
    attendues = [{c.split("/")[-1]: set(v) for c, v in reponse.items()} for reponse in donnees]
    retour = importees(espace_copie, "00", "familles-2026")
    assert [retour.get(f"r{rang:05}", {}) for rang in range(1, 31)] == attendues


# --- la commande ----------------------------------------------------------------------------------


def test_la_commande_dit_ce_qui_manque_a_la_mention(tmp_path: Path) -> None:
    dits = commande.exporter(DEPOT, "familles", "13", tmp_path / "f.xlsx", Envoi(responsable="Caf")).phrases
    assert "durée de conservation des réponses et délégué à la protection des données" in dits[1]
    complet = Envoi("Caf", "deux ans", "le délégué")
    dits = commande.exporter(DEPOT, "familles", "13", tmp_path / "g.xlsx", complet).phrases
    assert not any("mention" in phrase for phrase in dits)
    xml = convertir((tmp_path / "g.xlsx").read_bytes()).xml
    assert "Responsable du traitement : Caf. Durée de conservation des réponses : deux ans." in xml


def test_la_commande_n_ecrase_pas_un_autre_fichier(tmp_path: Path) -> None:
    fichier = tmp_path / "f.xlsx"
    fichier.write_bytes(b"autre")
    with pytest.raises(Erreurs, match="P717"):
        commande.exporter(DEPOT, "familles", "13", fichier, Envoi())
    commande.exporter(DEPOT, "familles", "13", fichier, Envoi(), remplacer=True)
    assert convertir(fichier.read_bytes()).avis == ()


def test_un_format_inconnu_est_refuse(tmp_path: Path) -> None:
    with pytest.raises(Erreurs, match="P510"):
        commande.exporter(DEPOT, "familles", "13", tmp_path / "f.docx", Envoi())
    assert list(tmp_path.iterdir()) == []
