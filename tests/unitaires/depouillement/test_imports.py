"""Des exports LimeSurvey, Kobo et CSV, bons et mauvais : ce qui en est lu, retiré, refusé."""

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook
from tests.enquetes import FAMILLES, REPONSE, deposer, reponse, texte_csv

from sdsf.commande.enquetes import importer_enquete
from sdsf.depouillement.reponses import MASQUE, Depouille, depouiller
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.referentiel.questionnaires import LONGUEUR_DE_TEXTE
from sdsf.releves.enquetes import lire_enquetes

TERRITOIRES = {"999900001": "CA du Val d'exemple", "999900002": "CC des Trois Moulins d'exemple"}


def lire(*chemins: Path, ignorees: tuple[str, ...] = ()) -> Depouille:
    return depouiller(chemins, FAMILLES, TERRITOIRES, ignorees)


def fautes(*chemins: Path) -> list[str]:
    with pytest.raises(Erreurs) as refus:
        lire(*chemins)
    return [f"{e.code} {e.lieu} {e.valeurs.get('recu', '')}".strip() for e in refus.value.erreurs]


# --- les trois formes d'export --------------------------------------------------------------------


def test_un_export_limesurvey_se_lit_par_codes_par_rangs_et_par_sous_questions(tmp_path: Path) -> None:
    """« code[modalité] », « code. Libellé », réponses A1…, Y/vide, dates, adresse IP."""
    multiples = {
        "ages_enfants[SQ002]": "Y",
        "ages_enfants[de_3_a_5_ans]": "",
        "servicesconnus[rpe]": "Y",
        "servicesconnus[pmi]": "",
        "services_frequentes[aucun]": "Y",
    }
    ligne = reponse(
        id="12", submitdate="2024-05-14 10:12:00", lastpage="3", startlanguage="fr", ipaddr="10.0.0.1",
        mode_accueil="A2", satisfaction_accueil="Très satisfait", difficulte_accueil="N", **multiples,
    )  # fmt: skip
    for code in ("ages_enfants", "services_connus", "services_frequentes", "type_famille", "accueil_loisirs"):
        del ligne[code]
    ligne["type_famille. Avec qui élevez-vous vos enfants ?"] = "AO01"
    ligne["accueil_loisirs"] = ""
    lu = lire(deposer(tmp_path, ligne))
    (personne,) = lu.reponses
    assert personne.numero == "r00001"
    assert personne.valeurs["type_famille"] == ["couple"]
    assert personne.valeurs["ages_enfants"] == ["moins_3_ans"]
    assert personne.valeurs["mode_accueil"] == ["creche"]
    assert personne.valeurs["satisfaction_accueil"] == ["tres_satisfait"]
    assert personne.valeurs["difficulte_accueil"] == ["non"]
    assert personne.valeurs["services_connus"] == ["rpe"]
    assert personne.valeurs["services_frequentes"] == ["aucun"]
    assert lu.retirees == ["ipaddr"]
    assert any("lue par son rang" in avis for avis in lu.avis)
    assert str(lu.du) == str(lu.au) == "2024-05-14"


def test_un_export_kobo_se_lit_avec_ses_groupes_et_ses_metadonnees(tmp_path: Path) -> None:
    """« groupe/question », choix multiples en un texte et en colonnes 0/1, métadonnées."""
    ligne = {f"foyer/{code}": valeur for code, valeur in REPONSE.items()}
    ligne["foyer/ages_enfants"] = "moins_3_ans de_6_a_11_ans"
    ligne |= {"foyer/ages_enfants/moins_3_ans": "1", "foyer/ages_enfants/de_6_a_11_ans": "1"}
    ligne |= {"foyer/ages_enfants/de_12_a_17_ans": "0", "foyer/accueil_loisirs": "parfois"}
    ligne |= {"start": "2024-06-01T08:00:00", "_id": "1", "_uuid": "abc", "_submitted_by": "agent"}
    ligne |= {"_submission_time": "2024-06-01T08:05:00", "__version__": "v1", "_geolocation": "43.2 5.4"}
    chemin = tmp_path / "kobo.csv"
    chemin.write_text(texte_csv([ligne], ";"), encoding="utf-8-sig")
    lu = lire(chemin)
    assert lu.reponses[0].valeurs["ages_enfants"] == ["moins_3_ans", "de_6_a_11_ans"]
    assert lu.reponses[0].valeurs["accueil_loisirs"] == ["parfois"]
    assert lu.retirees == ["_geolocation", "_submitted_by", "_uuid"]


def test_un_classeur_kobo_se_lit_et_ses_formules_ne_s_executent_pas(tmp_path: Path) -> None:
    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None
    feuille.append(list(REPONSE))
    feuille.append([int(v) if v.isdigit() else v for v in reponse(ameliorer="à voir").values()])
    classeur.create_sheet("groupe répété").append(["_index"])
    classeur.save(tmp_path / "kobo.xlsx")
    lu = lire(tmp_path / "kobo.xlsx")
    assert lu.reponses[0].valeurs["nombre_enfants"] == ["2"]
    assert lu.reponses[0].valeurs["epci"] == ["999900001"]
    assert any("première feuille" in avis for avis in lu.avis)
    feuille["A2"] = "=1+1"
    classeur.save(tmp_path / "formule.xlsx")
    (faute,) = fautes(tmp_path / "formule.xlsx")
    assert "formule.xlsx:2 · xl/worksheets/sheet1.xml · case A2" in faute


def test_un_csv_simple_se_lit_par_libelles(tmp_path: Path) -> None:
    libelles = {q.code: q.libelle for q in FAMILLES.questions()}
    ligne = {libelles[code]: valeur for code, valeur in REPONSE.items()}
    ligne[libelles["type_famille"]] = "seul ou SEULE"
    ligne[libelles["epci"]] = "CC des Trois Moulins d’exemple"
    ligne[libelles["services_connus"]] = "Le relais petite enfance; La médiation familiale"
    (personne,) = lire(deposer(tmp_path, ligne)).reponses
    assert personne.valeurs["type_famille"] == ["monoparentale"]
    assert personne.valeurs["epci"] == ["999900002"]
    assert personne.valeurs["services_connus"] == ["rpe", "mediation_familiale"]


# --- les fautes, toutes d'un coup -----------------------------------------------------------------


def test_toutes_les_fautes_se_disent_d_un_coup_avec_leur_place(tmp_path: Path) -> None:
    premiere = reponse(type_famille="couples", nombre_enfants="deux", epci="13055", avis="bon")
    seconde = {**premiere, "nombre_enfants": "2"}
    trouvees = fautes(deposer(tmp_path, premiere, seconde), tmp_path / "absent.csv")
    assert sorted(faute.split()[0] for faute in trouvees) == ["D319", "D390", "D392", "D392", "D393"]
    assert any("export.csv:2 · colonne type_famille" in faute for faute in trouvees)


def test_une_valeur_mal_ecrite_mille_fois_ne_fait_qu_une_faute(tmp_path: Path) -> None:
    chemin = deposer(tmp_path, *[reponse(type_famille="couples") for _ in range(1000)])
    with pytest.raises(Erreurs) as refus:
        lire(chemin)
    (faute,) = refus.value.erreurs
    assert faute.proche in ("couple", "En couple")
    assert "999 lignes plus bas" in str(faute)


def test_une_colonne_inconnue_se_laisse_de_cote_si_on_le_demande(tmp_path: Path) -> None:
    chemin = deposer(tmp_path, reponse(avis="bon"))
    assert fautes(chemin)[0].startswith("D390")
    assert len(lire(chemin, ignorees=("avis",)).reponses) == 1


@pytest.mark.parametrize(
    "contenu",
    [b"", b"\x89PNG\r\n", "type_famille\ncouplé\n".encode("latin-1"), b'type_famille,epci\n"couple,1\n'],
    ids=["vide", "image", "Latin-1", "guillemet ouvert"],
)
def test_un_fichier_qui_n_est_pas_un_export_est_refuse(tmp_path: Path, contenu: bytes) -> None:
    chemin = tmp_path / "export.csv"
    chemin.write_bytes(contenu)
    assert fautes(chemin) != []


# --- ce que l'on retire, et que l'on dit ----------------------------------------------------------


def test_ce_qui_designe_une_personne_n_est_jamais_garde(tmp_path: Path) -> None:
    ligne = reponse(
        **{"Votre nom": "Untel", "courriel": "a@b.fr", "Téléphone portable": "0601020304", "token": "x"},
        ameliorer="Écrivez-moi : jean@exemple.fr ou 06 01 02 03 04, voir www.exemple.fr",
    )
    lu = lire(deposer(tmp_path, ligne))
    assert lu.retirees == ["Téléphone portable", "Votre nom", "courriel", "token"]
    texte = lu.reponses[0].textes["ameliorer"]
    assert texte == f"Écrivez-moi : {MASQUE} ou {MASQUE}, voir {MASQUE}"
    assert any("3 × adresse, lien ou téléphone masqué" in avis for avis in lu.avis)


def test_une_reponse_a_une_question_non_posee_est_retiree_et_dite(tmp_path: Path) -> None:
    lu = lire(deposer(tmp_path, reponse(mode_accueil="creche"), reponse()))
    assert "mode_accueil" not in lu.reponses[0].valeurs
    assert any("« mode_accueil », qui n'était pas posée" in avis for avis in lu.avis)


def test_une_case_exclusive_cochee_avec_d_autres_est_retiree_et_dite(tmp_path: Path) -> None:
    lu = lire(deposer(tmp_path, reponse(services_connus="rpe aucun")))
    assert lu.reponses[0].valeurs["services_connus"] == ["rpe"]
    assert any("case exclusive" in avis for avis in lu.avis)


def test_dix_mille_reponses_libres_se_lisent(tmp_path: Path) -> None:
    lignes = [reponse(ameliorer=f"Réponse {n} : " + "mot " * 2000 * (n == 0)) for n in range(10_000)]
    lu = lire(deposer(tmp_path, *lignes))
    assert len(lu.reponses) == 10_000
    assert len(lu.reponses[0].textes["ameliorer"]) == LONGUEUR_DE_TEXTE
    assert lu.reponses[-1].textes["ameliorer"] == "Réponse 9999 :"


# --- l'enquête rangée -----------------------------------------------------------------------------


def test_une_enquete_se_range_se_relit_et_se_refuse_la_seconde_fois(espace_copie: Espace) -> None:
    datee = reponse(ameliorer="=1+1", courriel="a@b.fr", submitdate="2023-05-02")
    chemin = deposer(espace_copie.racine, datee, {**reponse(), "courriel": "", "submitdate": ""})
    importee = importer_enquete(espace_copie, [chemin], "00", "familles", "essai-2023")
    assert any("Retirées, car elles identifient une personne : courriel." in mot for mot in importee.phrases)
    assert any("1 réponse libre attend" in mot for mot in importee.phrases)
    lue = next(e for e in lire_enquetes(espace_copie, "00") if e.fiche.nom == "essai-2023")
    assert (lue.fiche.annee, lue.fiche.origine.colonnes_retirees) == (2023, ["courriel"])
    assert "&id" not in (importee.dossier / "enquete.yml").read_text(encoding="utf-8")
    assert str(lue.fiche.du) == str(lue.fiche.au) == "2023-05-02"
    assert list(lue.ouvertes["texte"]) == ["=1+1"]
    assert "'=1+1" in (importee.dossier / "ouvertes.csv").read_text(encoding="utf-8")
    importer_enquete(espace_copie, [chemin], "00", "familles", "essai-2023")
    autre = deposer(espace_copie.racine, reponse(type_famille="autre"), nom="autre.csv")
    with pytest.raises(Erreurs, match="P262"):
        importer_enquete(espace_copie, [autre], "00", "familles", "essai-2023")


def test_un_nouvel_import_garde_les_relectures_des_textes_inchanges(espace_copie: Espace) -> None:
    chemin = deposer(espace_copie.racine, reponse(ameliorer="Des places"), reponse(ameliorer="Des horaires"))
    dossier = importer_enquete(espace_copie, [chemin], "00", "familles", "essai-2023").dossier
    ouvertes = pd.read_csv(dossier / "ouvertes.csv", dtype=str)
    ouvertes[["publiable", "relu_par", "relu_le"]] = ["oui", "référente, Caf", "2024-01-10"]
    ouvertes.to_csv(dossier / "ouvertes.csv", index=False)
    (dossier / "themes.csv").write_text(
        "reponse,question,theme\nr00001,ameliorer,places\nr00002,ameliorer,horaires\n", encoding="utf-8"
    )
    change = deposer(espace_copie.racine, reponse(ameliorer="Des places"), reponse(ameliorer="Rien"))
    importer_enquete(espace_copie, [change], "00", "familles", "essai-2023", remplacer=True)
    lue = next(e for e in lire_enquetes(espace_copie, "00") if e.fiche.nom == "essai-2023")
    assert list(lue.ouvertes["publiable"]) == ["oui", ""]
    assert list(lue.themes["theme"]) == ["places"]
