"""Ajouter, contredire, corriger, annuler : ce qui est écrit, et ce qui ne l'est pas."""

import datetime as dt
from pathlib import Path

import pytest
from tests.fabrique import RACINE
from tests.saisie import PILOTE, POURQUOI, avancement, espace_de_saisie, releve, texte

from sdsf.commande.verification import _fichiers_ignores
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.evaluation.avancement import derniers_etats
from sdsf.journal import Correction, ajouter, annuler, examiner, lire_lignes
from sdsf.lecture.csv_strict import lire_table
from sdsf.releves.lecture import contrats


@pytest.fixture
def espace(tmp_path: Path) -> Espace:
    return espace_de_saisie(tmp_path)


def codes(espace: Espace, table: str, *lignes: dict[str, str]) -> list[str]:
    return [f"{f.lieu.ligne} {f.lieu.detail} {f.code}" for f in examiner(espace, "00", {table: lignes})]


def test_une_ligne_neuve_s_ajoute_a_la_fin_et_le_reste_ne_bouge_pas(espace: Espace) -> None:
    avant = texte(espace, "avancement")
    ajout = ajouter(espace, "00", {"avancement": [avancement(commentaire="Un « mot », deux")]})
    apres = texte(espace, "avancement")
    assert apres.removeprefix(avant) == (
        f'pe-1.1-a,,2024-11-30,en_cours,,,,,"Un « mot », deux","{PILOTE}",2025-02-04\n'
    )
    (ecrite,) = ajout.ajoutees
    assert (ecrite.fichier, ecrite.ligne) == ("data/departements/00/avancement.csv", apres.count("\n"))


def test_un_fichier_sans_saut_final_ou_a_la_windows_reste_ce_qu_il_est(espace: Espace) -> None:
    chemin = espace.data / "departements/00/avancement.csv"
    for saut in (b"\n", b"\r\n"):
        octets = chemin.read_bytes().replace(b"\r\n", b"\n").rstrip(b"\n").replace(b"\n", saut)
        chemin.write_bytes(octets)
        mot = f"saut {len(saut)}"
        ajouter(
            espace, "00", {"avancement": [avancement(date_arret=f"2024-10-0{len(saut)}", commentaire=mot)]}
        )
        assert chemin.read_bytes().startswith(octets + saut)
        assert chemin.read_bytes().count(b"\r\n") in (0, chemin.read_bytes().count(b"\n"))


def test_ce_qui_y_est_deja_n_est_pas_repete(espace: Espace) -> None:
    ajouter(espace, "00", {"avancement": [avancement()], "releves": [releve()]})
    avant = texte(espace, "avancement")
    autre_jour = {"saisi_le": "2025-03-01", "saisi_par": "référent du schéma, Caf d'exemple"}
    redite = {"avancement": [avancement(**autre_jour)], "releves": [releve(**autre_jour, valeur="12.0")]}
    ajout = ajouter(espace, "00", redite)
    assert (len(ajout.connues), ajout.ecrit) == (2, False)
    assert texte(espace, "avancement") == avant


@pytest.mark.parametrize(
    ("table", "ligne", "autre"),
    [
        ("avancement", avancement(), avancement(statut="realisee", fin_reelle="2024-11-01")),
        ("releves", releve(), releve(valeur="13")),
    ],
)
def test_une_contradiction_sans_decision_n_ecrit_rien(
    espace: Espace, table: str, ligne: dict[str, str], autre: dict[str, str]
) -> None:
    ajouter(espace, "00", {table: [ligne]})
    avant = {nom: texte(espace, nom) for nom in ("avancement", "releves", "corrections", "reunions")}
    neuve = {"instance": "comite-technique", "date": "2026-01-15", "tenue": "oui", "saisi_par": PILOTE}
    lignes = {table: [autre], "reunions": [{**neuve, "saisi_le": "2026-01-16"}]}
    ajout = ajouter(espace, "00", lignes)
    (contradiction,) = ajout.contredites
    assert (contradiction.rang, ajout.ecrit) == (1, False)
    assert {nom: texte(espace, nom) for nom in avant} == avant
    assert ajouter(espace, "00", lignes, POURQUOI, essai=True).ecrit is False
    assert {nom: texte(espace, nom) for nom in avant} == avant
    assert ajouter(espace, "00", lignes, POURQUOI).ecrit


def test_l_atelier_d_ecriture_n_est_pas_pris_pour_une_table(espace: Espace) -> None:
    ajouter(espace, "00", {"avancement": [avancement()]})
    assert (espace.data / "departements/00/.journal").is_dir()
    assert _fichiers_ignores(espace, "00") == []


def test_une_correction_garde_l_ancienne_valeur_et_dit_pourquoi(espace: Espace) -> None:
    ajouter(espace, "00", {"releves": [releve(note="deux\nlignes")]})
    combien = texte(espace, "releves").count("\n")
    ajouter(espace, "00", {"releves": [releve(valeur="13", note="")]}, POURQUOI)
    assert texte(espace, "releves").count("\n") == combien - 1
    traces = [e.valeurs for e in lire_lignes(espace, "00", "corrections")][1:]
    assert [(t["colonne"], t["ancienne"], t["nouvelle"]) for t in traces] == [
        ("valeur", "12", "13"),
        ("note", "deux\nlignes", ""),
    ]
    assert {t["numero"] for t in traces} == {"2"}
    assert {(t["motif"], t["saisi_par"], t["saisi_le"]) for t in traces} == {
        (POURQUOI.motif, POURQUOI.saisi_par, POURQUOI.saisi_le)
    }
    assert traces[0]["cle"] == (
        "indicateur=pe-1.1-i1 ; territoire=00 ; maille=departement ; periode=2026 ; source=exemple_fictif"
    )


def test_annuler_une_correction_rend_l_ancienne_valeur(espace: Espace) -> None:
    premiere = ajouter(espace, "00", {"releves": [releve()]}).ajoutees[0].valeurs
    ajouter(espace, "00", {"releves": [releve(valeur="13", saisi_le="2025-03-01")]}, POURQUOI)
    corrigee = lire_lignes(espace, "00", "releves")[-1].valeurs
    annuler(espace, "00", "releves", corrigee, POURQUOI)
    assert lire_lignes(espace, "00", "releves")[-1].valeurs == premiere
    with pytest.raises(Erreurs, match="D405"):
        annuler(espace, "00", "releves", corrigee, POURQUOI)


def test_annuler_une_premiere_valeur_la_dit_non_renseignee(espace: Espace) -> None:
    premiere = ajouter(espace, "00", {"releves": [releve()]}).ajoutees[0].valeurs
    annuler(espace, "00", "releves", premiere, POURQUOI)
    restee = lire_lignes(espace, "00", "releves")[-1].valeurs
    assert (restee["etat"], restee["valeur"], restee["saisi_le"]) == ("non_renseignee", "", "2025-03-01")
    assert len(lire_table(espace.data / "departements/00/releves.csv", "r", contrats(espace)["releves"]))


def etat(espace: Espace) -> tuple[str, str]:
    """Le statut de l'action au 31 décembre 2024, et la date dont il est."""
    chemin = espace.data / "departements/00/avancement.csv"
    etats = derniers_etats(lire_table(chemin, "a", contrats(espace)["avancement"]), dt.date(2026, 12, 31))
    ligne = etats[(etats["action"] == "pe-1.1-a") & (etats["etape"] == "")].iloc[0]
    return str(ligne["statut"]), f"{ligne['date_arret']:%Y-%m-%d}"


def test_annuler_un_avancement_rend_la_main_a_l_etat_d_avant(espace: Espace) -> None:
    avant = etat(espace)
    neuf = avancement(statut="abandonnee", date_arret="2026-06-30", saisi_le="2026-07-01", motif="essai")
    ecrite = ajouter(espace, "00", {"avancement": [neuf]}).ajoutees[0]
    assert etat(espace) == ("abandonnee", "2026-06-30") != avant
    annulee = annuler(espace, "00", "avancement", ecrite.valeurs, POURQUOI).ajoutees[0]
    assert (annulee.ligne, annulee.valeurs["motif"]) == (ecrite.ligne + 1, "saisie annulée")
    assert etat(espace) == avant
    annuler(espace, "00", "avancement", annulee.valeurs, POURQUOI)  # annuler l'annulation rétablit la saisie
    assert etat(espace) == ("abandonnee", "2026-06-30")


def test_annuler_apres_la_saisie_d_un_autre_se_dit(espace: Espace) -> None:
    mienne = ajouter(espace, "00", {"avancement": [avancement()]}).ajoutees[0].valeurs
    autre = Correction("erreur", "référent du schéma, Caf d'exemple", "2025-05-02")
    corrigee = avancement(statut="reportee", saisi_par=autre.saisi_par, saisi_le=autre.saisi_le)
    ajouter(espace, "00", {"avancement": [corrigee]}, autre)
    with pytest.raises(
        Erreurs, match=r"(?s)D405.*référent du schéma, Caf d'exemple a écrit depuis, le 2025-05-02"
    ):
        annuler(espace, "00", "avancement", mienne, POURQUOI)


# --- les fautes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"action": "pe-1.1-z"}, "action D314"),
        ({"statut": "fini"}, "statut D307"),
        ({"date_arret": "30/11/2024"}, "date_arret D308"),
        ({"date_arret": "2025-11-30"}, "date_arret D403"),
        ({"debut_reel": "2024-12-01"}, "debut_reel D403"),
        ({"debut_reel": "2024-10-01", "statut": "non_demarree"}, "debut_reel D403"),
        ({"statut": "realisee", "fin_reelle": "2024-12-01"}, "fin_reelle D403"),
        ({"fin_reelle": "2024-10-01"}, "fin_reelle D403"),
        ({"action": "pe-1.1"}, "action D403"),
        ({"action": "pe-1.1-b", "etape": "pe-1.1-e1"}, "action D403"),
        ({"motif": "saisie annulée"}, "motif D403"),
        ({"saisi_par": "pilote"}, "saisi_par D400"),
        ({"saisi_par": "Mme Dupont, Caf"}, "saisi_par D400"),
        ({"saisi_par": "Jeanne Dupont, Caf"}, "saisi_par D400"),
        ({"saisi_par": "pilote, j.dupont@caf.fr"}, "saisi_par D400"),
        ({"commentaire": "appeler le 06 12 34 56 78"}, "commentaire D402"),
        ({"commentaire": "+SOMME(A1)"}, "commentaire D401"),
        ({"commentaire": "- fait le 3 mars"}, "commentaire D401"),
    ],
)
def test_une_faute_d_avancement_se_dit_a_sa_colonne(
    espace: Espace, champs: dict[str, str], attendu: str
) -> None:
    juste = avancement(date_arret="2024-09-30")
    assert f"2 colonne {attendu}" in codes(espace, "avancement", juste, avancement(**champs))


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"indicateur": "pe-1.1-i9"}, "indicateur D314"),
        ({"territoire": "999900999", "maille": "epci"}, "territoire D314"),
        ({"valeur": "12,5"}, "valeur D303"),
        ({"valeur": ""}, "etat D316"),
        ({"unite": "euros"}, "unite D321"),
        ({"source": "inconnue"}, "source D314"),
        ({"indicateur": "taux_couverture_accueil", "valeur": "574"}, "valeur D309"),
    ],
)
def test_une_faute_de_releve_se_dit_a_sa_colonne(
    espace: Espace, champs: dict[str, str], attendu: str
) -> None:
    assert f"1 colonne {attendu}" in codes(espace, "releves", releve(**champs))


def test_toutes_les_fautes_d_un_coup_et_rien_n_est_ecrit(espace: Espace) -> None:
    avant = texte(espace, "avancement")
    lignes = [avancement(), avancement(statut="fini", date_arret="hier"), avancement(action="z")]
    with pytest.raises(Erreurs) as refus:
        ajouter(espace, "00", {"avancement": lignes, "releves": [releve(valeur="douze")]})
    assert [f"{f.lieu.fichier}:{f.lieu.ligne} {f.code}" for f in refus.value.erreurs] == [
        "avancement:2 D308", "avancement:2 D307", "avancement:3 D314", "releves:1 D302",
    ]  # fmt: skip
    assert texte(espace, "avancement") == avant


def test_deux_lignes_proposees_ensemble_ne_se_contredisent_pas(espace: Espace) -> None:
    assert codes(espace, "avancement", avancement(), avancement()) == []
    assert codes(espace, "avancement", avancement(), avancement(statut="reportee")) == ["2  D310"]


def test_une_table_ou_une_colonne_inconnue_se_dit(espace: Espace) -> None:
    assert codes(espace, "avancements", avancement()) == ["None  D404"]
    assert codes(espace, "corrections", {"numero": "1"}) == ["None  D404"]
    assert codes(espace, "avancement", avancement(status="x")) == ["None  D404"]


def test_le_motif_d_une_correction_est_controle(espace: Espace) -> None:
    with pytest.raises(Erreurs, match=r"(?s)D315.*D400"):
        ajouter(espace, "00", {"avancement": [avancement()]}, Correction("", "Jeanne Dupont", "2025-01-01"))


@pytest.mark.parametrize("code", ["00", "13", "34", "63", "71", "92"])
def test_ce_qui_est_deja_dans_les_tables_pourrait_etre_saisi(code: str) -> None:
    """Les contrôles d'une saisie ne refusent rien de ce que les départements ont écrit."""
    espace = Espace(RACINE)
    presentes = {c.stem for c in (espace.data / f"departements/{code}").glob("*.csv")} - {"corrections"}
    lignes = {nom: [e.valeurs for e in lire_lignes(espace, code, nom)] for nom in sorted(presentes)}
    assert [str(faute) for faute in examiner(espace, code, lignes)] == []
