"""Ce qui est produit : ce que cela a coûté, ce qui ne vaut plus, ce qui a échoué."""

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest

from sdsf.ateliers.lancer.bilan import (
    Production,
    cout,
    echecs,
    perime,
    phrase_de_peremption,
    plus_recents,
    productions,
)
from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.espace import Espace
from sdsf.production.catalogue import CATALOGUE
from sdsf.rapports.page import page_du_rapport

RELEVES = "data/departements/00/releves.csv"


def deposer(espace: Espace, rapport: str = "point_annuel", **champs: Any) -> Path:
    """Un manifeste, à la place d'une vraie production."""
    chemin = espace.reports / "00" / "2024" / f"{rapport}.manifeste.json"
    chemin.parent.mkdir(parents=True, exist_ok=True)
    defauts = {
        "rapport": rapport,
        "titre": CATALOGUE[rapport].intitule,
        "edition": "publique",
        "produit_le": "2026-01-01T10:00:00+00:00",
        "duree_s": 20.0,
        "fichiers": {f"{rapport}.html": {}, f"{rapport}.pdf": {}},
        "entrees": {},
    }
    chemin.write_text(json.dumps({**defauts, **champs}), encoding="utf-8")
    return chemin


def test_le_cout_vient_des_productions_d_ici(tmp_path: Path) -> None:
    espace = Espace(tmp_path)
    assert cout(productions(espace), "point_annuel", []).startswith("de l'ordre de ")
    deposer(espace)
    lues = productions(espace)
    assert cout(lues, "point_annuel", ["pdf"]) == "environ 20\u00a0s (d'après 1 production de ce rapport ici)"
    assert "dans d'autres formats" in cout(lues, "point_annuel", [])
    assert "d'après les mesures du projet" in cout(lues, "bilan_final", [])


def test_une_production_dit_ses_formats_et_les_fichiers_encore_la(tmp_path: Path) -> None:
    espace = Espace(tmp_path)
    chemin = deposer(espace)
    chemin.with_name("point_annuel.html").write_text("page", encoding="utf-8")
    (production,) = productions(espace, "00", 2024)
    assert production.formats == ("html", "pdf")
    assert [f.name for f in production.fichiers] == ["point_annuel.html"]


@pytest.mark.parametrize("contenu", ["", "[]", "{}", '{"rapport": "inconnu"}'])
def test_un_manifeste_abime_est_laisse(tmp_path: Path, contenu: str) -> None:
    deposer(Espace(tmp_path)).write_text(contenu, encoding="utf-8")
    assert productions(Espace(tmp_path)) == []


def test_un_echec_garde_se_voit(tmp_path: Path) -> None:
    espace = Espace(tmp_path)
    deposer(espace).with_name("bilan_final.echec.ipynb").write_text("{}", encoding="utf-8")
    assert list(echecs(espace, "00", 2024)) == ["bilan_final"]


def test_un_fichier_reecrit_depuis_alerte(espace_copie: Espace) -> None:
    deposer(espace_copie, entrees={RELEVES: "x", "data/absent.csv": "x"})
    (production,) = productions(espace_copie)
    avant = dt.datetime(2025, 1, 1, tzinfo=dt.UTC).timestamp()
    os.utime(espace_copie.racine / RELEVES, (avant, avant))
    assert plus_recents(espace_copie, production) == ["data/absent.csv"]
    os.utime(espace_copie.racine / RELEVES)
    assert plus_recents(espace_copie, production) == ["data/absent.csv", RELEVES]


def test_une_donnee_changee_perime_le_rapport_et_lui_seul(espace_copie: Espace) -> None:
    import hashlib

    dossier = charger(espace_copie, controler_demande(espace_copie, "00", 2024))
    carnet = (espace_copie.notebooks / CATALOGUE["point_annuel"].carnet).read_bytes()
    chemin = deposer(
        espace_copie,
        **{nom: page_du_rapport(dossier)[nom] for nom in ("entrees", "seuils", "paquet")},
        carnet=hashlib.sha256(carnet).hexdigest(),
        parametres_relus={"departement": "00", "annee": 2024, "reglages": ""},
    )
    production = Production(chemin, json.loads(chemin.read_text(encoding="utf-8")))
    assert perime(espace_copie, production) == []
    releves = espace_copie.racine / RELEVES
    texte = releves.read_text(encoding="utf-8")
    lignes = texte.splitlines(keepends=True)
    releves.write_text("".join(x for x in lignes if not x.startswith("pe-1.1-i1,")), encoding="utf-8")
    changes = perime(espace_copie, production)
    assert changes == [RELEVES]
    assert phrase_de_peremption(changes).startswith(f"Périmé : {RELEVES} a changé depuis.")


def test_un_rapport_a_jour_le_dit() -> None:
    assert phrase_de_peremption([]).startswith("À jour")
