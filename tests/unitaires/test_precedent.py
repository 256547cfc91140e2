"""Le rapport d'avant : lequel on choisit, ce qu'on en lit, et quand on refuse de s'y comparer."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from sdsf.demande import Choix, Demande
from sdsf.espace import Espace
from sdsf.precedent import MODIFIE, SANS_CLE, Precedent, lire_precedent
from sdsf.referentiel.modeles import Departement

CHIFFRES = b"numero,libelle,valeur,cle\n1,Places,3.0,places\n2,'=1,4.0,autres\n"
EXEMPLE = Departement(code="00", nom="Exemple", de="d'Exemple", region=None)


@pytest.fixture
def espace(tmp_path: Path) -> Espace:
    (tmp_path / "params").mkdir()
    return Espace(tmp_path)


def demander(annee: int = 2024, edition: Any = "publique") -> Demande:
    return Demande(EXEMPLE, annee, "point_annuel", "2021-2026", {}, Choix(edition=edition))


def deposer(
    espace: Espace, place: str, version: int = 1, edition: str = "publique", chiffres: bytes = CHIFFRES,
    **champs: Any,
) -> Path:  # fmt: skip
    """Un rapport d'avant, à ``place`` (``2023/point_annuel``) ; ``champs`` : ce que son manifeste change."""
    base = espace.reports / "00" / place
    base.parent.mkdir(parents=True, exist_ok=True)
    empreinte = hashlib.sha256(chiffres).hexdigest()
    manifeste = {
        "rapport": "point_annuel", "titre": f"Point annuel {place[:4]}", "annee": int(place[:4]),
        "edition": edition, "etat": "Projet", "version": f"Version {version}", "produit_le": "hier",
        "fichiers": {"point_annuel.chiffres.csv": {"sha256": empreinte}},
    }  # fmt: skip
    base.with_name(f"{base.name}.chiffres.csv").write_bytes(chiffres)
    lieu = base.with_name(f"{base.name}.manifeste.json")
    lieu.write_text(json.dumps({**manifeste, **champs}), encoding="utf-8")
    return lieu


def lu(espace: Espace, version: int = 1, **demande: Any) -> Precedent:
    trouve = lire_precedent(espace, demander(**demande), version)
    assert trouve is not None
    return trouve


def test_sans_rapport_d_avant_il_n_y_en_a_pas(espace: Espace) -> None:
    assert lire_precedent(espace, demander(), 1) is None


def test_la_derniere_annee_d_avant_est_choisie(espace: Espace) -> None:
    for annee in (2021, 2023, 2024, 2025):
        deposer(espace, f"{annee}/point_annuel")
    assert lu(espace).annee == 2023
    assert lu(espace).nom == "Point annuel 2023, version 1"


def test_une_nouvelle_version_se_compare_a_celle_qu_elle_remplace(espace: Espace) -> None:
    deposer(espace, "2023/point_annuel")
    deposer(espace, "2024/point_annuel", version=1)
    assert lu(espace, 2).chemin == "reports/00/2024/point_annuel.chiffres.csv"
    deposer(espace, "2024/versions/point_annuel.v1", version=1)
    assert lu(espace, 2).chemin == "reports/00/2024/versions/point_annuel.v1.chiffres.csv"
    assert lu(espace, 1).annee == 2023


def test_une_edition_ne_se_compare_qu_a_elle_meme(espace: Espace) -> None:
    deposer(espace, "2023/point_annuel")
    assert lire_precedent(espace, demander(edition="interne"), 1) is None
    deposer(espace, "2022/interne/point_annuel", edition="interne")
    assert lu(espace, edition="interne").annee == 2022
    assert lu(espace).annee == 2023


def test_un_rapport_interne_pose_a_la_place_d_un_public_n_est_pas_lu(espace: Espace) -> None:
    deposer(espace, "2023/point_annuel", edition="interne")
    assert lire_precedent(espace, demander(), 1) is None


def test_ses_chiffres_gardent_leur_ligne_et_perdent_l_apostrophe_des_tableurs(espace: Espace) -> None:
    deposer(espace, "2023/point_annuel")
    assert [(c["ligne"], c["libelle"]) for c in lu(espace).chiffres] == [("2", "Places"), ("3", "=1")]


def test_des_chiffres_modifies_ne_se_comparent_pas(espace: Espace) -> None:
    deposer(espace, "2023/point_annuel")
    (espace.reports / "00/2023/point_annuel.chiffres.csv").write_bytes(CHIFFRES + b"3,Faux,9.0,faux\n")
    assert (lu(espace).refus, lu(espace).chiffres) == (MODIFIE, ())


def test_des_chiffres_disparus_ne_se_comparent_pas(espace: Espace) -> None:
    deposer(espace, "2023/point_annuel")
    (espace.reports / "00/2023/point_annuel.chiffres.csv").unlink()
    assert lu(espace).refus == MODIFIE


def test_un_rapport_d_avant_les_cles_ne_se_compare_pas(espace: Espace) -> None:
    deposer(espace, "2023/point_annuel", chiffres=b"numero,libelle\n1,Places\n")
    assert lu(espace).refus == SANS_CLE


@pytest.mark.parametrize("contenu", ["{", "[]", '{"version": "x"}'])
def test_un_manifeste_abime_laisse_la_place_au_precedent(espace: Espace, contenu: str) -> None:
    deposer(espace, "2022/point_annuel")
    deposer(espace, "2023/point_annuel").write_text(contenu, encoding="utf-8")
    assert lu(espace).annee == 2022


def test_refaire_le_meme_rapport_d_avant_ne_change_pas_l_empreinte(espace: Espace) -> None:
    """La date d'une production n'est pas lue : le rapport suivant garde les mêmes octets."""
    deposer(espace, "2023/point_annuel")
    avant = lu(espace).empreintes
    deposer(espace, "2023/point_annuel", produit_le="aujourd'hui")
    assert lu(espace).empreintes == avant
    deposer(espace, "2023/point_annuel", seuils={"tolerance_trajectoire_pct": 20})
    assert lu(espace).empreintes != avant
