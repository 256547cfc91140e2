"""Les empreintes de ce qu'un rapport lit : les lignes retenues d'une table, un fichier déjà lu."""

import os
from pathlib import Path

import pytest

from sdsf.espace import Espace
from sdsf.production.dependances import Releveur
from sdsf.production.empreintes import Table

ENTETE = "territoire,maille,valeur\n"
TABLE = ENTETE + "13,departement,1\n63,departement,2\n63,epci,3\n"
LE_63 = {"territoire": ["63"], "maille": ["departement"]}


def lignes(texte: str, garder: dict[str, list[str]]) -> str:
    return Table(texte.encode()).empreinte(garder)


@pytest.mark.parametrize(
    ("avant", "apres", "change"),
    [
        ("63,departement,2", "63,departement,9", True),
        ("13,departement,1", "13,departement,9", False),
        ("63,epci,3", "63,epci,9", False),
        ("13,departement,1\n", "13,departement,1\n13,epci,1\n", True),  # le numéro de ligne s'imprime
        ("63,epci,3", "63,epci", True),  # une ligne trop courte fait refuser tout le fichier
        ("63,epci,3", "63,ep\x1fci,3", True),  # notre séparateur : on ne sait plus où sont les cellules
        ("territoire,maille", "maille,territoire", True),
    ],
)
def test_seules_les_lignes_retenues_comptent(avant: str, apres: str, change: bool) -> None:
    autre = TABLE.replace(avant, apres)
    assert autre != TABLE
    assert (lignes(TABLE, LE_63) != lignes(autre, LE_63)) is change


def test_une_colonne_disparue_change_l_empreinte() -> None:
    assert lignes(TABLE, LE_63)
    assert lignes(TABLE.replace("maille", "niveau"), LE_63) == ""


def test_un_fichier_recrit_a_la_meme_taille_et_a_la_meme_date_se_relit(tmp_path: Path) -> None:
    fichier, espace = tmp_path / "a.csv", Espace(tmp_path)
    fichier.write_text("1")
    os.utime(fichier, ns=(0, 0))
    avant = Releveur(espace).fichier("a.csv")
    fichier.write_text("2")
    os.utime(fichier, ns=(0, 0))  # une horloge qui recule, une copie qui garde la date
    assert Releveur(espace).fichier("a.csv") != avant
    fichier.unlink()
    assert Releveur(espace).fichier("a.csv") == ""
