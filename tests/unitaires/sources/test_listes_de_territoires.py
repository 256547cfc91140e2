"""La liste des quartiers prioritaires, la composition des EPCI et des EPT."""

from pathlib import Path

import pytest
from tests import producteurs as f

from sdsf.erreurs import Erreurs
from sdsf.lecture.cellules import Cellule
from sdsf.sources.dgcl import lire_composition
from sdsf.sources.dgcl.adaptateur import recolter
from sdsf.sources.producteurs.releves import Choix
from sdsf.sources.qpv import lire_quartiers
from sdsf.sources.qpv.adaptateur import compter

QUARTIERS = (
    "QN00101M;Grande Reyssouze;84;Auvergne-Rhône-Alpes;1;Ain;1053;Bourg-en-Bresse;;",
    "QN00203M;Deux Rives;32;Hauts-de-France;02;Aisne;02571; 02691;x;;".replace(
        "02571; 02691", '"02571; 02691"'
    ),
    "QN2A001M;Les Jardins;94;Corse;2A;Corse-du-Sud;2A004;Ajaccio;;",
    "QN97401M;Le Port;04;La Réunion;974;La Réunion;97407;Le Port;;",
)
BILLOM = "63;200067627;CC Billom Communauté;CC;FPU;2;26 500;25 800;63;{};216300400;Billom;4 900;4 800"


def codes(refus: pytest.ExceptionInfo[Erreurs]) -> set[str]:
    return {erreur.code for erreur in refus.value.erreurs}


def qpv(chemin: Path, *lignes: str, encodage: str = "utf-8-sig") -> Path:
    return f.ecrire(chemin, f.EN_TETE_QPV, *lignes, encodage=encodage)


def test_un_zero_perdu_se_repare_et_se_dit(tmp_path: Path) -> None:
    quartiers, avis = lire_quartiers(qpv(tmp_path / "listeqp2024.csv", *QUARTIERS))
    assert [(q.departement, q.communes) for q in quartiers] == [
        ("01", ("01053",)),
        ("02", ("02571", "02691")),
        ("2A", ("2A004",)),
        ("974", ("97407",)),
    ]
    assert avis == [
        "Ligne 2 : le code 1 a perdu son zéro, il a été lu 01.",
        "Ligne 2 : le code 1053 a perdu son zéro, il a été lu 01053.",
    ]


def test_un_quartier_compte_dans_chaque_commune_et_une_fois_dans_son_departement(tmp_path: Path) -> None:
    recolte = compter(qpv(tmp_path / "listeqp2024-cog2024.csv", *QUARTIERS))
    nombres = {r.territoire: r.cellule.valeur for r in recolte.releves}
    assert nombres["FR"] == 4
    assert (nombres["02"], nombres["02571"], nombres["02691"]) == (1, 1, 1)
    assert {r.edition for r in recolte.releves} == {"2024"}


@pytest.mark.parametrize(
    ("ligne", "code"),
    [
        ("QX1;x;84;x;01;Ain;01053;x;;", "D362"),
        ("QN00101M;x;84;x;Ain;Ain;01053;x;;", "D362"),
        ("QN00101M;x;84;x;34;Hérault;1053;x;;", "D362"),  # 01053 n'est pas dans l'Hérault : rien à réparer
        (QUARTIERS[0] + "\n" + QUARTIERS[0], "D358"),
    ],
)
def test_un_quartier_fautif_est_refuse(tmp_path: Path, ligne: str, code: str) -> None:
    with pytest.raises(Erreurs) as refus:
        lire_quartiers(qpv(tmp_path / "q.csv", ligne))
    assert codes(refus) == {code}


def test_une_liste_sans_ses_colonnes_ou_d_autre_chose_est_refusee(tmp_path: Path) -> None:
    with pytest.raises(Erreurs, match="insee_com") as refus:
        lire_quartiers(f.ecrire(tmp_path / "q.csv", "code_qp;lib_qp;insee_dep", "QN00101M;x;01"))
    assert codes(refus) == {"D359"}
    with pytest.raises(Erreurs) as refus:
        lire_quartiers(f.ecrire(tmp_path / "q.csv", "a;b", "1;2"))
    assert codes(refus) == {"D350"}
    with pytest.raises(Erreurs) as refus:
        lire_quartiers(qpv(tmp_path / "q.csv"))
    assert codes(refus) == {"D364"}


def test_le_csv_de_la_dgcl_en_latin_1_avec_ses_milliers(tmp_path: Path) -> None:
    lignes = (BILLOM.format("63040"), BILLOM.format("63453"), "")
    chemin = f.ecrire(tmp_path / "epcicom.csv", f.EN_TETE_EPCICOM, *lignes, encodage="latin-1")
    composition = lire_composition(chemin)
    billom = composition.groupements["200067627"]
    assert (billom.nom, billom.population, billom.communes) == (
        "CC Billom Communauté",
        Cellule(25800.0, "valeur"),
        ("63040", "63453"),
    )
    assert composition.millesime == "2025"


def test_une_commune_dans_deux_epci_est_refusee(tmp_path: Path) -> None:
    autre = BILLOM.format("63040").replace("200067627", "200067628")
    with pytest.raises(Erreurs, match="63040, 2025") as refus:
        lire_composition(f.ecrire(tmp_path / "e.csv", f.EN_TETE_EPCICOM, BILLOM.format("63040"), autre))
    assert codes(refus) == {"D358"}


@pytest.mark.parametrize(("avant", "apres"), [("200067627", "20006762"), ("63040", "640")])
def test_un_code_faux_est_refuse(tmp_path: Path, avant: str, apres: str) -> None:
    ligne = BILLOM.format("63040").replace(avant, apres)
    with pytest.raises(Erreurs) as refus:
        lire_composition(f.ecrire(tmp_path / "e.csv", f.EN_TETE_EPCICOM, ligne))
    assert codes(refus) == {"D362"}


def test_un_groupement_suivi_et_absent_de_la_liste_se_dit(tmp_path: Path) -> None:
    chemin = f.ecrire(tmp_path / "e.csv", f.EN_TETE_EPCICOM, BILLOM.format("63040"))
    suivis = Choix({"200067627": ("63",), "246300701": ("63",)}, {"246300701": "Clermont Auvergne Métropole"})
    recolte = recolter(lire_composition(chemin), "e.csv", suivis)
    assert recolte.avertissements == [
        "Clermont Auvergne Métropole (246300701) n'est pas dans la liste de 2025."
    ]
    assert {(r.mesure.indicateur, r.cellule.valeur) for r in recolte.releves} == {
        ("nombre_communes", 1),
        ("population_municipale", 25800),
    }


def test_un_autre_classeur_n_est_pas_une_composition(tmp_path: Path) -> None:
    with pytest.raises(Erreurs) as refus:
        lire_composition(f.naissances(tmp_path / "n.xlsx"))
    assert codes(refus) == {"D350"}
