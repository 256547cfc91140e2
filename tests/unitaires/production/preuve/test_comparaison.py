"""Deux exécutions comparées : chaque nombre qui a bougé, et ce qui l'explique ; rien de plus."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from tests.preuve import PLAN, RELEVES, chiffre, deposer

from sdsf.commande.comparer import mener
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.production.preuve.comparaison import INEXPLIQUE, Comparee, Mouvement, comparer_les_lots
from sdsf.production.versions import versions

AUTRE = "e" * 64


@pytest.fixture
def espace(tmp_path: Path) -> Espace:
    (tmp_path / "params").mkdir()
    return Espace(tmp_path)


def comparer(espace: Espace, avant: dict[str, Any], apres: dict[str, Any]) -> Comparee:
    """Deux exécutions du même rapport : la version rangée, et celle qui est en place."""
    ancien = deposer(espace, "00/2024/versions/point_annuel.v1", **avant)
    (comparee,) = comparer_les_lots(espace, [ancien], [deposer(espace, **apres)]).comparees
    return comparee


def bouge(espace: Espace, avant: dict[str, str], apres: dict[str, str], **champs: Any) -> Mouvement:
    (mouvement,) = comparer(
        espace, {"chiffres": [chiffre(**avant)]}, {"chiffres": [chiffre(**apres)], **champs}
    ).mouvements
    return mouvement


def test_deux_executions_identiques_n_ont_ni_nombre_ni_cause(espace: Espace) -> None:
    vue = comparer(espace, {}, {})
    assert (vue.mouvements, vue.causes, vue.fichiers, vue.inchanges) == ((), (), (), 1)


def test_une_donnee_changee_est_nommee_avec_sa_source(espace: Espace) -> None:
    m = bouge(espace, {}, {"valeur": "14.5", "empreinte": AUTRE}, entrees={RELEVES: AUTRE})
    assert (m.sort, m.ecart) == ("bouge", 2.5)
    assert m.pourquoi == (f"donnée : {RELEVES} (Cnaf, édition « 2024 »)",)


def test_le_plan_change_se_distingue_des_donnees(espace: Espace) -> None:
    lues = {"lignes_lues": f"{PLAN}:12"}
    m = bouge(
        espace, lues, {**lues, "valeur": "3", "empreinte": AUTRE}, entrees={RELEVES: "b" * 64, PLAN: AUTRE}
    )
    assert m.pourquoi == (f"plan : {PLAN}",)


def test_une_autre_edition_et_une_autre_formule_se_disent(espace: Espace) -> None:
    m = bouge(espace, {}, {"valeur": "13", "edition": "2025", "formule": "a ÷ b", "empreinte": AUTRE})
    assert m.pourquoi == (
        "édition : « 2024 » → « 2025 »",
        "formule : aucune → « a ÷ b »",
        f"d'autres lignes sont comptées ; {INEXPLIQUE}",
    )


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"paquet": "0.2.0"}, "logiciel : sdsf passe de « 0.1.0 » à « 0.2.0 »"),
        ({"carnet": AUTRE}, "carnet : le carnet a changé"),
        ({"versions": {**versions(), "pandas": "9"}}, "bibliothèque : pandas"),
        (
            {"seuils": {"tolerance_trajectoire_pct": 20}},
            "tolerance_trajectoire_pct passe de « 10 » à « 20 »",
        ),
        ({}, INEXPLIQUE),
    ],
)
def test_les_memes_lignes_lues_renvoient_au_calcul(espace: Espace, champs: dict[str, Any], dit: str) -> None:
    m = bouge(espace, {}, {"valeur": "13"}, **champs)
    assert len(m.pourquoi) == 1
    assert m.pourquoi[0].startswith("mêmes lignes lues ; ")
    assert dit in m.pourquoi[0]


def test_ce_qui_a_paru_et_disparu_est_dit(espace: Espace) -> None:
    commun = chiffre()
    vue = comparer(
        espace,
        {"chiffres": [commun, chiffre(libelle="Ancien")]},
        {"chiffres": [commun, chiffre(libelle="Nouveau"), chiffre(libelle="Autre")]},
    )
    assert [m.ligne["libelle"] for m in vue.de("apparu")] == ["Nouveau", "Autre"]
    assert [m.ligne["libelle"] for m in vue.de("disparu")] == ["Ancien"]
    assert vue.fichiers == (".chiffres.csv",)


def test_une_valeur_secrete_n_est_montree_d_aucun_cote(espace: Espace) -> None:
    secret = chiffre(valeur="", etat="secret")
    vue = comparer(espace, {"chiffres": [chiffre(valeur="3")]}, {"chiffres": [secret]})
    assert (vue.mouvements, vue.tus) == ((), 1)


def test_une_valeur_perdue_n_a_pas_d_ecart(espace: Espace) -> None:
    m = bouge(espace, {}, {"valeur": "", "etat": "non_renseignee"})
    assert (m.ecart, m.motif) == (None, "n'est plus renseigné")


def test_le_pourquoi_se_dit_en_bref(espace: Espace) -> None:
    change = {"valeur": "13", "empreinte": AUTRE, "periode": "2022/2024"}
    m = bouge(espace, {}, change, entrees={RELEVES: AUTRE})
    assert m.en_bref == "période : « 2023 » → « 2022/2024 » ; donnée : releves.csv (Cnaf, édition « 2024 »)"
    calcul = bouge(espace, {}, {"valeur": "13"}, paquet="0.2.0", carnet=AUTRE)
    assert calcul.en_bref == "mêmes lignes lues : logiciel, carnet"


def test_un_denombrement_qui_compte_autre_chose_renvoie_au_reglage(espace: Espace) -> None:
    compte = {"formule": "dénombrement", "lignes_lues": f"{PLAN}:12,15"}
    neuf = {**compte, "valeur": "1", "lignes_lues": f"{PLAN}:12", "empreinte": AUTRE}
    m = bouge(espace, compte, neuf, seuils={"tolerance_trajectoire_pct": 30}, entrees={RELEVES: AUTRE})
    assert [dit.rpartition(" ; ")[2].split(" : ")[0] for dit in m.pourquoi] == ["réglage", "donnée"]
    assert m.en_bref == "d'autres lignes sont comptées : réglage, donnée"


# --- deux dossiers --------------------------------------------------------------------------------


def test_deux_dossiers_se_comparent_rapport_par_rapport(espace: Espace, tmp_path: Path) -> None:
    copie = Espace(tmp_path / "copie")
    (tmp_path / "copie/params").mkdir(parents=True)
    communs = [deposer(lieu, f"00/2024/{nom}") for lieu in (copie, espace) for nom in ("lettre", "page_elu")]
    ancien = deposer(copie, "00/2023/lettre", annee=2023, parametres_relus=demande(2023))
    neuf = deposer(espace, "00/2025/lettre", annee=2025, parametres_relus=demande(2025))
    lots = comparer_les_lots(espace, [*communs[:2], ancien], [*communs[2:], neuf])
    assert [c.apres.base for c in lots.comparees] == ["lettre", "page_elu"]
    assert lots.seulement_avant == ("lettre 00 2023, version 1",)
    assert lots.seulement_apres == ("lettre 00 2025, version 1",)


def demande(annee: int) -> dict[str, Any]:
    return {"departement": "00", "annee": annee, "reglages": ""}


def test_les_fautes_des_deux_cotes_se_disent_d_un_coup(espace: Espace) -> None:
    ancien = deposer(espace, "00/2024/versions/point_annuel.v1", titre=3)
    neuf = deposer(espace, entrees=[])
    with pytest.raises(Erreurs) as refus:
        comparer_les_lots(espace, [ancien], [neuf])
    assert [faute.valeurs["champ"] for faute in refus.value.erreurs] == ["titre", "entrees"]


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"valeur": "douze"}, "« douze » n'est pas un nombre"),
        ({"valeur": "inf"}, "« inf » n'est pas un nombre"),
        ({"lignes_lues": f"{PLAN}:1-9999999", "formule": "dénombrement"}, "lignes_lues"),
        ({"lignes_lues": "sans numéro"}, "lignes_lues"),
    ],
)
def test_des_chiffres_hostiles_sont_refuses_avec_leur_ligne(
    espace: Espace, champs: dict[str, str], dit: str
) -> None:
    ancien = deposer(espace, "00/2024/versions/point_annuel.v1", [chiffre(), chiffre(**champs)])
    with pytest.raises(Erreurs, match=dit) as refus:
        comparer_les_lots(espace, [ancien], [deposer(espace)])
    assert [faute.lieu.ligne for faute in refus.value.erreurs] == [3]


def test_des_chiffres_retouches_ne_se_comparent_pas(espace: Espace) -> None:
    ancien, neuf = deposer(espace, "00/2024/versions/point_annuel.v1"), deposer(espace)
    neuf.with_name("point_annuel.chiffres.csv").write_text("autre")
    with pytest.raises(Erreurs, match="C423"):
        comparer_les_lots(espace, [ancien], [neuf])


# --- ce que la commande écrit ---------------------------------------------------------------------


def ecrit(espace: Espace, format_: str) -> str:
    hostile = "=1+1\x1b[31m [bold]Places[/bold]"
    un, deux = (chiffre(libelle=hostile, cle="x", valeur=v, empreinte=v * 32) for v in ("12", "13"))
    deposer(espace, "00/2024/versions/point_annuel.v1", [un])
    deposer(espace, "00/2024/point_annuel", [deux], version="Version 2", entrees={RELEVES: AUTRE})
    flux = io.StringIO()
    console = Console(file=flux, width=200, soft_wrap=True, highlight=False, markup=False)
    mener(espace, "00 2024 point_annuel v1", "00 2024", format_, console, flux)
    return flux.getvalue()


def test_la_table_dit_le_nombre_son_ecart_et_sa_cause(espace: Espace) -> None:
    lu = ecrit(espace, "table")
    assert "1 nombre a bougé, 0 a paru, 0 a disparu, 0 est le même." in lu
    assert all(
        mot in lu for mot in ("=1+1 [31m [bold]Places[/bold]", "12", "13", "+1", f"donnée : {RELEVES}")
    )
    assert "\x1b" not in lu


def test_le_csv_neutralise_les_textes(espace: Espace) -> None:
    (ligne,) = csv.DictReader(io.StringIO(ecrit(espace, "csv")))
    assert ligne["libelle"].startswith("'=1+1")
    assert (ligne["avant"], ligne["apres"], ligne["ecart"]) == ("12.0", "13.0", "1.0")


def test_le_json_porte_tout(espace: Espace) -> None:
    (lue,) = json.loads(ecrit(espace, "json"))["comparaisons"]
    assert lue["nombres"][0]["pourquoi"] == [f"donnée : {RELEVES} (Cnaf, édition « 2024 »)"]
    assert [cause["sorte"] for cause in lue["causes"]] == ["etat", "donnee"]


def test_un_format_inconnu_est_refuse(espace: Espace) -> None:
    with pytest.raises(Erreurs, match="json"):
        ecrit(espace, "jsom")


def test_les_deux_designations_fautives_se_disent_ensemble(espace: Espace) -> None:
    with pytest.raises(Erreurs) as refus:
        mener(espace, "rien", "13 2024", "table", Console(), io.StringIO())
    assert [faute.code for faute in refus.value.erreurs] == ["U420", "U420"]
