"""Les fichiers de l'Insee : reconnus à leur contenu, lus sans rien perdre, refusés avec leurs causes."""

from pathlib import Path

import pytest
from tests import producteurs as f

from sdsf.erreurs import Erreurs
from sdsf.sources.drees import lire_drees
from sdsf.sources.insee import lire_insee
from sdsf.sources.insee.chomage import lire_chomage
from sdsf.sources.insee.filosofi import lire_filosofi
from sdsf.sources.insee.naissances import lire_naissances
from sdsf.sources.producteurs.releves import Choix, Recolte

ESTIMATIONS = "Insee, estimations de population au 1er janvier, éd. 05/01/2023"


def codes(refus: pytest.ExceptionInfo[Erreurs]) -> set[str]:
    return {erreur.code for erreur in refus.value.erreurs}


def valeurs(recolte: Recolte, territoire: str, indicateur: str | None = None) -> dict[str, object]:
    """Période → valeur, ou mot du trou."""
    return {
        r.periode: r.cellule.etat if r.cellule.valeur is None else r.cellule.valeur
        for r in recolte.releves
        if r.territoire == territoire and indicateur in (None, r.mesure.indicateur)
    }


def long(chemin: Path, *lignes: str) -> Path:
    return f.ecrire(chemin, f.EN_TETE_LONG, *lignes)


# --- les naissances -------------------------------------------------------------------------------


def test_les_naissances_se_lisent_a_toutes_les_mailles(tmp_path: Path) -> None:
    recolte = lire_naissances(f.naissances(tmp_path / "n.xlsx"))
    assert valeurs(recolte, "FR") == {"2023": 676643, "2024": 659731}
    assert valeurs(recolte, "200067627") == {"2023": 200, "2024": 190}
    assert valeurs(recolte, "976") == {"2023": "sans_objet", "2024": 9000}
    assert {r.edition for r in recolte.releves} == {"2025-09-09"}
    assert {r.geographie for r in recolte.releves} == {"COG 2025"}
    assert not valeurs(recolte, "132XX")


def test_seuls_les_territoires_suivis_se_gardent(tmp_path: Path) -> None:
    recolte = lire_naissances(f.naissances(tmp_path / "n.xlsx"), Choix({"63113": ("63",)}))
    assert {r.territoire for r in recolte.releves} == {"FR", "84", "63", "976", "63113"}


@pytest.mark.parametrize(
    ("cellule", "code"), [(-3, "D356"), ("beaucoup", "D355"), ("NaN", "D355"), ("12 %", "D355")]
)
def test_une_cellule_fautive_dit_sa_feuille_et_sa_ligne(tmp_path: Path, cellule: object, code: str) -> None:
    chemin = f.naissances(tmp_path / "n.xlsx", DEP=[("63", "Puy-de-Dôme", cellule, 5400)])
    with pytest.raises(Erreurs, match=r"n\.xlsx:5 · feuille DEP · colonne 2023") as refus:
        lire_naissances(chemin)
    assert codes(refus) == {code}


def test_une_annee_future_est_refusee(tmp_path: Path) -> None:
    with pytest.raises(Erreurs) as refus:
        lire_naissances(f.naissances(tmp_path / "n.xlsx", annees=("2023", "2099")))
    assert codes(refus) == {"D357"}


def test_un_territoire_en_double_est_refuse(tmp_path: Path) -> None:
    lignes = [("63", "Puy-de-Dôme", 1, 2), ("63", "Puy-de-Dôme", 1, 2)]
    with pytest.raises(Erreurs, match=r"Puy-de-Dôme \(63\), 2023") as refus:
        lire_naissances(f.naissances(tmp_path / "n.xlsx", DEP=lignes))
    assert codes(refus) == {"D358"}


def test_une_feuille_ou_des_annees_absentes_se_disent(tmp_path: Path) -> None:
    chemin = f.naissances(tmp_path / "n.xlsx", annees=("un", "deux"))
    with pytest.raises(Erreurs, match="une colonne par année") as refus:
        lire_naissances(chemin)
    assert codes(refus) == {"D359"}
    titre = ("Nombre de naissances annuelles domiciliées",)
    with pytest.raises(Erreurs, match=r"feuille Métadonnées.*« DEP »"):
        lire_insee(f.classeur(tmp_path / "m.xlsx", DEP=[titre]))


# --- le chômage -----------------------------------------------------------------------------------


def test_un_code_garde_comme_un_nombre_se_lit(tmp_path: Path) -> None:
    chemin = f.chomage(tmp_path / "c.xlsx", ("01", "AIN", 6.9, 7.0, 5.6), (10, "AUBE", 9, 11.2, None))
    recolte = lire_chomage(chemin)
    assert valeurs(recolte, "01") == {"2014-T1": 7.0, "2025-T3": 5.6}
    assert valeurs(recolte, "10") == {"2014-T1": 11.2, "2025-T3": "non_renseignee"}
    assert {r.edition for r in recolte.releves} == {"2025-T3"}


def test_un_taux_de_plus_de_cent_est_refuse(tmp_path: Path) -> None:
    with pytest.raises(Erreurs, match="au-delà de 100"):
        lire_chomage(f.chomage(tmp_path / "c.xlsx", ("01", "AIN", 6.9, 700, 5.6)))


# --- Filosofi en large ----------------------------------------------------------------------------


def test_secret_et_non_disponible_gardent_leur_mot(tmp_path: Path) -> None:
    chemin = f.ecrire(
        tmp_path / "cc.csv",
        f.EN_TETE_FILOSOFI_LARGE,
        "01004;6855;21660;17,0;50,0",
        "01001;346;25820;s;-14,8",
        "01002;115;nd;s;s",
    )
    recolte = lire_filosofi(chemin)
    assert valeurs(recolte, "01004") | {} == {"2021": 17.0}
    assert valeurs(recolte, "01001", "taux_pauvrete") == {"2021": "secret"}
    assert valeurs(recolte, "01002", "niveau_de_vie_median") == {"2021": "non_disponible"}


@pytest.mark.parametrize("annee", ["17", "20", "23"])
def test_un_autre_millesime_se_lit_a_son_suffixe(tmp_path: Path, annee: str) -> None:
    en_tete = f.EN_TETE_FILOSOFI_LARGE.replace("21", annee)
    recolte = lire_insee(f.ecrire(tmp_path / "cc.csv", en_tete, "34172;1;19 670;28,0 %;1"))[0]
    assert valeurs(recolte, "34172", "taux_pauvrete") == {f"20{annee}": 28.0}
    assert {r.edition for r in recolte.releves} == {f"20{annee}"}


def test_un_code_qui_a_perdu_son_zero_n_est_repare_que_s_il_est_seul(tmp_path: Path) -> None:
    recolte = lire_filosofi(f.ecrire(tmp_path / "a.csv", f.EN_TETE_FILOSOFI_LARGE, "1004;1;2;3;4"))
    assert {r.territoire for r in recolte.releves} == {"01004"}
    assert recolte.avertissements == ["Ligne 2 : le code 1004 a perdu son zéro, il a été lu 01004."]
    deux = f.ecrire(tmp_path / "b.csv", f.EN_TETE_FILOSOFI_LARGE, "1004;1;2;3;4", "01004;1;2;3;4")
    with pytest.raises(Erreurs) as refus:
        lire_filosofi(deux)
    assert codes(refus) == {"D362"}


def test_une_mesure_absente_cite_les_colonnes_trouvees(tmp_path: Path) -> None:
    chemin = f.ecrire(tmp_path / "a.csv", "CODGEO;MED21;TP6020", "34172;1;2")
    with pytest.raises(Erreurs, match=r"TP6021\. Le fichier a : CODGEO, MED21, TP6020"):
        lire_insee(chemin)


# --- les séries longues ---------------------------------------------------------------------------


def test_deux_editions_ne_se_melent_pas(tmp_path: Path) -> None:
    chemin = long(
        tmp_path / "p.csv",
        f'2019,DEP,63,Puy-de-Dôme,pop_total,662152,"{ESTIMATIONS}"',
        '2019,DEP,63,Puy-de-Dôme,pop_total_ed2021,662793,"Insee, estimations, éd. 29/03/2021 (provisoire)"',
    )
    recolte = lire_insee(chemin)[0]
    assert {(r.mesure.indicateur, r.edition, r.nature, r.cellule.valeur) for r in recolte.releves} == {
        ("population", "2023-01-05", "publiee", 662152),
        ("population", "2021-03-29", "provisoire", 662793),
    }


def test_un_code_qui_en_recouvre_d_autres_n_est_pas_un_departement(tmp_path: Path) -> None:
    source = '"Drees, enquête Aide sociale volet PMI, tableau 33, au 31/12"'
    mesure = "assistants_maternels_agrees"
    chemin = long(
        tmp_path / "o.csv",
        *(
            f"2023,DEP,{code},x,{mesure},{n},{source}"
            for n, code in enumerate(("69", "69D", "6AE", "20", "2A"), 5)
        ),
    )
    mailles = {r.territoire: r.maille for r in lire_drees(chemin).releves}
    assert mailles == {
        "69": "departement",
        "69D": "autre",
        "6AE": "autre",
        "20": "autre",
        "2A": "departement",
    }


def test_une_valeur_reportee_trois_ans_est_dite(tmp_path: Path) -> None:
    lignes = [
        f'{annee},dep,63,Puy-de-Dôme,drees_places_creches_collectives,{n},drees_2023,"DREES, tableau 28"'
        for annee, n in ((2017, 2650), (2018, 2669), (2019, 2669), (2020, 2669), (2021, 2700))
    ]
    chemin = f.ecrire(tmp_path / "d.csv", "annee,maille,code,nom,mesure,valeur,edition,source", *lignes)
    (avis,) = lire_drees(chemin).avertissements
    assert "toujours 2669 de 2018 à 2020" in avis


def test_le_champ_de_la_france_est_dit_quand_la_france_entiere_manque(tmp_path: Path) -> None:
    source = '"Insee, taux de chômage localisés, CVS, éd. 2021T4"'
    mesure = "taux_chomage_localise_ed2021T4"
    chemin = long(
        tmp_path / "c.csv",
        f"2021T4,FRANCE,FM,France métropolitaine,{mesure},7.2,{source}",
        f"2021T4,FRANCE,F_X_D976,France hors Mayotte,{mesure},7.4,{source}",
    )
    lus = {(r.territoire, r.perimetre, r.periode, r.edition) for r in lire_insee(chemin)[0].releves}
    assert lus == {("FR", "hors Mayotte", "2021-T4", "2021-T4"), ("FM", "", "2021-T4", "2021-T4")}


@pytest.mark.parametrize(
    ("ligne", "code"),
    [
        ("2099,DEP,63,x,pop_total,1,s", "D357"),
        ("2019,DEP,63,x,pop_total,-1,s", "D356"),
        ("2019,DEP,63,x,pop_total,inf,s", "D355"),
        ("l'an 2,DEP,63,x,pop_total,1,s", "D355"),
        ("2019,DEP,Puy,x,pop_total,1,s", "D362"),
        ("2019,DEP,63,x,pop_total,1,s\n2019,DEP,63,x,pop_total,2,s", "D358"),
    ],
)
def test_une_ligne_fautive_est_refusee(tmp_path: Path, ligne: str, code: str) -> None:
    with pytest.raises(Erreurs) as refus:
        lire_insee(long(tmp_path / "p.csv", ligne))
    assert codes(refus) == {code}


# --- un fichier d'autre chose ---------------------------------------------------------------------


def test_un_fichier_d_autre_chose_cite_ce_que_l_on_y_a_trouve(tmp_path: Path) -> None:
    with pytest.raises(Erreurs, match="Colonnes trouvées : a, b") as refus:
        lire_insee(f.ecrire(tmp_path / "a.csv", "a;b", "1;2"))
    assert codes(refus) == {"D350"}
    with pytest.raises(Erreurs, match="Feuilles trouvées : « Notes »"):
        lire_insee(f.classeur(tmp_path / "a.xlsx", Notes=[("à voir",)]))
    autre = long(tmp_path / "d.csv", "2019,DEP,63,x,places_eaje,1,s")
    with pytest.raises(Erreurs, match="Mesures trouvées : « places_eaje »"):
        lire_insee(autre)
    with pytest.raises(Erreurs) as refus:
        lire_drees(autre)
    assert codes(refus) == {"D350"}
