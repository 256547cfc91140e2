"""Les feuilles et les colonnes suivent les modèles : tout champ a sa place, et un seul titre la nomme."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from sdsf.plan.modeles import Plan
from sdsf.tableur.mots import normaliser
from sdsf.tableur.structure import PARENT, depouiller, est_modele, feuilles, listes_de_modeles
from sdsf.tableur.tableaux import LISEZ_MOI, LISTES

FEUILLES = feuilles(Plan)
DEMANDEES = {
    "Schéma", "Arborescence", "Fiches", "Actions", "Sous-actions", "Étapes", "Indicateurs",
    "Engagements chiffrés", "Illustrations", "Variantes", "Feuille de route", "Groupes de travail",
    "Gouvernance", "Réunions annoncées", "Règles d'évaluation", "Obligations", "Acteurs", "Glossaire",
    "Signataires", "Points de vigilance", "Extraits", "Avenants",
}  # fmt: skip


def places(modele: type[BaseModel], prefixe: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Les valeurs d'un modèle, sous-modèles compris, listes de sous-modèles exceptées."""
    for nom, champ in modele.model_fields.items():
        nu, _ = depouiller(champ.annotation)
        if est_modele(nu):
            yield from places(nu, (*prefixe, nom))
        elif nom not in listes_de_modeles(modele):
            yield (*prefixe, nom)


def test_les_feuilles_sont_celles_que_l_on_attend() -> None:
    assert {feuille.titre for feuille in FEUILLES.values()} >= DEMANDEES
    assert [feuille.titre for feuille in FEUILLES.values()][:3] == ["Schéma", "Arborescence", "Fiches"]


@pytest.mark.parametrize("feuille", FEUILLES.values(), ids=lambda feuille: feuille.titre)
def test_chaque_champ_a_une_colonne_et_chaque_colonne_un_titre(feuille: Any) -> None:
    attendues = [*places(feuille.modele)]
    propres = [colonne.place for colonne in feuille.colonnes if colonne.place != PARENT]
    assert propres == attendues
    titres = [normaliser(colonne.titre) for colonne in feuille.colonnes]
    assert len(set(titres)) == len(titres)
    assert not [titre for titre in titres if "_" in titre]


def test_les_titres_de_feuille_sont_admis_par_un_tableur() -> None:
    titres = [feuille.titre for feuille in FEUILLES.values()] + [LISEZ_MOI, LISTES]
    assert len({normaliser(titre) for titre in titres}) == len(titres)
    assert not [titre for titre in titres if len(titre) > 31 or re.search(r"[\[\]:*?/\\]", titre)]


def test_une_ligne_dit_de_quelle_ligne_elle_depend() -> None:
    parents = {feuille.titre: feuille.parents for feuille in FEUILLES.values()}
    assert parents["Actions"] == ("fiches",)
    assert parents["Sous-actions"] == ("actions",)
    assert parents["Variantes"] == ("arborescence", "fiches")
    assert parents["Glossaire"] == ()
    assert FEUILLES["variantes"].colonnes[0].titre == "Nœud ou fiche (identifiant)"


def test_une_liste_fermee_se_choisit_dans_ses_mots() -> None:
    mots = FEUILLES["actions"].colonne(("nature",)).mots
    assert mots == {"nouvelle": "nouvelle", "à poursuivre": "a_poursuivre"}


def test_une_colonne_obligatoire_l_est_sans_condition() -> None:
    requises = {c.titre for c in FEUILLES["indicateurs"].colonnes if c.requise}
    assert {"Identifiant", "Libellé", "Extrait : ligne"} <= requises
    assert not {"Code", "Cible : valeur", "En vigueur : du"} & requises


# --- ce qu'un tableur ne saurait pas dire ---------------------------------------------------------


class Feuillet(BaseModel):
    texte: str


class SansId(BaseModel):
    elements: list[Feuillet]


class Dictionnaire(BaseModel):
    champ: dict[str, str]


class AvecId(BaseModel):
    id: str
    elements: list[Feuillet]


class AutreFeuillet(BaseModel):
    nombre: int


class DeuxSens(BaseModel):
    avec: list[AvecId]
    elements: list[AutreFeuillet]


class ListeDansUnSousModele(BaseModel):
    seul: AvecId


class PlanSansId(BaseModel):
    parties: list[SansId]


@pytest.mark.parametrize(
    ("modele", "dit"),
    [
        (Dictionnaire, "n'a pas d'écriture dans un tableur"),
        (PlanSansId, "pas d'identifiant"),
        (DeuxSens, "n'ont pas le même modèle"),
        (ListeDansUnSousModele, "ne peut pas contenir de liste"),
    ],
)
def test_un_modele_qu_un_classeur_ne_dirait_pas_est_refuse(modele: type[BaseModel], dit: str) -> None:
    """La faute est de qui écrit le modèle : elle se voit au premier test, pas chez l'utilisateur."""
    with pytest.raises(TypeError, match=dit):
        feuilles(modele)
