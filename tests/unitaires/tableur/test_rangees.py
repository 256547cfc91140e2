"""Absent, null, vide, présent : une rangée distingue tout ce que le modèle distingue."""

import datetime as dt
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from sdsf.tableur.cases import Marque, ecrire_valeur, lire_valeur
from sdsf.tableur.rangees import Rangee, composer, rangees
from sdsf.tableur.structure import PARENT, feuilles


class Bornes(BaseModel):
    debut: dt.date | None
    fin: dt.date | None


class Cible(BaseModel):
    valeur: float
    echeance: int | None


class Profond(BaseModel):
    cible: Cible
    bornes: Bornes | None


class Element(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: str
    code: str | None
    textes: list[str]
    bornes: Bornes | None
    cible: Cible | None
    profond: Profond | None
    vigueur: Bornes | None = None
    facultatif: str | None = None


JOUR = dt.date(2024, 6, 30)
SIMPLE = {"id": "a", "code": None, "textes": [], "bornes": None, "cible": None, "profond": None}
CAS: dict[str, dict[str, Any]] = {
    "tout se tait": {},
    "bornes dites à moitié": {"bornes": {"debut": None, "fin": JOUR}},
    "bornes présentes et muettes": {"bornes": {"debut": None, "fin": None}},
    "vigueur absente": {},
    "vigueur écrite null": {"vigueur": None},
    "vigueur présente et muette": {"vigueur": {"debut": None, "fin": None}},
    "vigueur dite": {"vigueur": {"debut": JOUR, "fin": None}},
    "facultatif écrit null": {"facultatif": None},
    "facultatif dit": {"facultatif": "x"},
    "cible sans échéance": {"cible": {"valeur": 0.0, "echeance": None}},
    "profondeur": {"profond": {"cible": {"valeur": 1.5, "echeance": 2026}, "bornes": None}},
    "profondeur muette": {
        "profond": {
            "cible": {"valeur": 1.5, "echeance": None},
            "bornes": {"debut": None, "fin": None},
        }
    },
}


def par_les_cases(rangee: Rangee) -> Rangee:
    """La rangée, telle que les cases d'un classeur la rendent."""
    colonnes = feuilles(Element)["schema"].colonnes
    return {c.place: lire_valeur(c, ecrire_valeur(c, rangee.get(c.place, Marque.VIDE))) for c in colonnes}


@pytest.mark.parametrize("champs", CAS.values(), ids=CAS)
def test_ce_que_le_modele_distingue_une_rangee_le_distingue(champs: dict[str, Any]) -> None:
    avant = Element.model_validate({**SIMPLE, **champs})
    (rangee,) = rangees(avant)["schema"]
    apres = Element.model_validate(composer(Element, par_les_cases(rangee)))
    assert apres == avant
    assert apres.model_fields_set == avant.model_fields_set
    assert apres.model_dump() == avant.model_dump()


def test_tous_les_cas_donnent_des_rangees_differentes() -> None:
    differents = [champs for nom, champs in CAS.items() if nom != "vigueur absente"]
    lues = [repr(rangees(Element.model_validate({**SIMPLE, **c}))["schema"]) for c in differents]
    assert len(set(lues)) == len(lues)


def test_une_valeur_obligatoire_absente_n_est_pas_inventee() -> None:
    """Le modèle la réclamera, à sa case."""
    contenu = composer(Element, {("cible", "echeance"): 2026})
    assert contenu["cible"] == {"echeance": 2026}
    assert "id" not in contenu
    assert contenu["textes"] == []


class Parent(BaseModel):
    id: str
    elements: list[Element]


class Tout(BaseModel):
    parents: list[Parent]


def test_une_liste_donne_une_rangee_par_element_avec_son_parent() -> None:
    element = Element.model_validate(SIMPLE)
    tout = Tout(parents=[Parent(id="p1", elements=[element, element]), Parent(id="p2", elements=[element])])
    lues = rangees(tout)
    assert [rangee[PARENT] for rangee in lues["elements"]] == ["p1", "p1", "p2"]
    assert [rangee["id",] for rangee in lues["parents"]] == ["p1", "p2"]
