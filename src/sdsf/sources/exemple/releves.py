"""Les relevés fictifs : les faits du texte, l'offre d'accueil, les indicateurs du plan."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import chain
from random import Random
from typing import Any

from sdsf.sources.exemple import offre as accueil
from sdsf.sources.exemple.ecriture import ANNEES, alea, lire_textes, nombre, saisie_apres
from sdsf.sources.exemple.offre import Offre

SOURCE = "exemple_fictif"
GEOGRAPHIE = "géographie fictive 2024"
REFERENT = "référent du schéma, Caf d'exemple"
OBSERVATOIRE = "observatoire fictif de la petite enfance, Caf d'exemple"
# Les faits du texte sont relevés à la signature du schéma.
SIGNATURE = dt.date(2021, 3, 18)
DU_TEXTE = {
    "territoire": accueil.DEPARTEMENT,
    "maille": "departement",
    "etat": "valeur",
    "nature": "publiee",
    "origine": "texte",
    "source": SOURCE,
}
TAUX = "places_pour_100_enfants"
LIBELLES = {
    "accueil": "taux de couverture global",
    "eaje": "taux de couverture en établissement",
    "assistants_maternels": "taux de couverture par les assistants maternels",
    "prescolarisation": "taux de couverture par la préscolarisation",
    "garde_domicile": "taux de couverture par la garde à domicile",
}
# Seuls ces deux taux changent de méthode : les autres modes forment une série continue.
MODES_ROMPUS = ("accueil", "prescolarisation")
ANNEES_DES_COMMUNES = (2023, 2025)
# Le nombre d'enfants sous lequel le taux d'une commune n'est pas diffusé.
SEUIL_SECRET = 10
NOTES = {
    "secret": "petit effectif",
    "non_disponible": "enquête non menée cette année-là",
    "non_renseignee": "le pilote n'a pas transmis de valeur",
    "sans_objet": "indicateur ajouté ensuite par avenant",
}
Ligne = dict[str, Any]


def tous(plan: dict[str, Any]) -> list[Ligne]:
    """Toutes les lignes de ``releves.csv``."""
    offres = accueil.par_epci()
    departement = accueil.du_departement(offres)
    return [*_faits(), *_offre(departement, offres), *_saisies(plan, departement)]


def _faits() -> Iterator[Ligne]:
    """Ce que le texte du schéma énonce."""
    for fait in lire_textes("faits"):
        saisie = {"saisi_par": REFERENT, "saisi_le": SIGNATURE}
        yield DU_TEXTE | fait | saisie | {"valeur": nombre(fait["valeur"])}


def _offre(departement: list[Offre], offres: list[Offre]) -> Iterator[Ligne]:
    rupture = next(o for o in departement if o.annee == accueil.ANNEE_DE_RUPTURE)
    ancienne = accueil.selon_l_ancienne(rupture)
    yield from chain.from_iterable(_effectifs(o) for o in [*departement, *offres])
    yield from chain.from_iterable(_taux(o, mode) for o in [*departement, *offres] for mode in LIBELLES)
    yield from chain.from_iterable(_taux(ancienne, mode) for mode in MODES_ROMPUS)
    for commune in accueil.par_commune(offres, ANNEES_DES_COMMUNES):
        yield from _taux(commune, "accueil")


def _effectifs(offre: Offre) -> Iterator[Ligne]:
    commun = {"unite": "nombre", "nature": "publiee" if offre.maille == "epci" else "agregee"}
    places = {"indicateur": "places_accueil", "libelle": f"{offre.nom} — places d'accueil"}
    yield _publier(offre, offre.edition) | commun | places | {"valeur": offre.total}
    enfants = {"indicateur": "enfants_moins_3_ans", "libelle": f"{offre.nom} — enfants de moins de 3 ans"}
    yield _publier(offre, "") | commun | enfants | {"valeur": offre.enfants}


def _taux(offre: Offre, mode: str) -> Iterator[Ligne]:
    edition = offre.edition if mode in MODES_ROMPUS else ""
    quoi = {
        "indicateur": f"taux_couverture_{mode}",
        "libelle": f"{offre.nom} — {LIBELLES[mode]}",
        "unite": TAUX,
        "nature": "calculee",
    }
    yield _publier(offre, edition) | quoi | _rapport(offre, mode)


def _rapport(offre: Offre, mode: str) -> Ligne:
    """Le taux et ses deux membres, ou rien de tout cela si l'effectif est trop petit."""
    if offre.enfants < SEUIL_SECRET:
        return {"etat": "secret", "valeur": "", "note": NOTES["secret"]}
    places = _places(offre, mode)
    taux = nombre(_taux_de(offre, mode))
    return {"valeur": taux, "numerateur": places, "denominateur": offre.enfants}


def _places(offre: Offre, mode: str) -> int:
    return offre.total if mode == "accueil" else offre.places[mode]


def _taux_de(offre: Offre, mode: str) -> float:
    return round(100 * _places(offre, mode) / offre.enfants, 1)


def _publier(offre: Offre, edition: str) -> Ligne:
    """Ce que toutes les lignes d'un producteur ont en commun."""
    return {
        "territoire": offre.territoire,
        "maille": offre.maille,
        "periode": str(offre.annee),
        "etat": "valeur",
        "origine": "producteur",
        "source": SOURCE,
        "edition": edition,
        "geographie": GEOGRAPHIE,
        "saisi_par": OBSERVATOIRE,
        "saisi_le": dt.date(offre.annee + 1, 3, 15),
    }


def _saisies(plan: dict[str, Any], departement: list[Offre]) -> Iterator[Ligne]:
    """La valeur de chaque indicateur du plan, chaque année, par le pilote de sa fiche."""
    tirage, valeurs = alea(), lire_textes("valeurs")
    for fiche in plan["fiches"]:
        for indicateur in fiche["indicateurs"]:
            serie = _serie(indicateur, valeurs[indicateur["id"]], departement)
            yield from _saisir(fiche, indicateur, serie, tirage)


def _serie(indicateur: dict[str, Any], serie: Any, departement: list[Offre]) -> list[Ligne]:
    if serie != "taux":
        return [_valeur_ou_etat(v, indicateur) for v in serie]
    mode = indicateur["indicateur"].removeprefix("taux_couverture_")
    return [
        {"valeur": nombre(_taux_de(o, mode)), "edition": o.edition if mode in MODES_ROMPUS else ""}
        for o in departement
    ]


def _valeur_ou_etat(valeur: float | str, indicateur: dict[str, Any]) -> Ligne:
    if not isinstance(valeur, str):
        return {"valeur": nombre(valeur)}
    qualitatif = indicateur["type"] == "qualitatif"
    note = "appréciation qualitative, sans valeur chiffrée" if qualitatif else NOTES[valeur]
    return {"etat": valeur, "note": note}


def _saisir(
    fiche: dict[str, Any], indicateur: dict[str, Any], serie: Iterable[Ligne], tirage: Random
) -> Iterator[Ligne]:
    commun = {
        "indicateur": indicateur["id"],
        "libelle": indicateur["libelle"],
        "territoire": accueil.DEPARTEMENT,
        "maille": "departement",
        "unite": indicateur["unite"] or "nombre",
        "etat": "valeur",
        "nature": "declaree",
        "origine": "saisie",
        "source": SOURCE,
        "saisi_par": pilote(fiche),
    }
    for annee, valeur in zip(ANNEES, serie, strict=True):
        yield {**commun, "periode": str(annee), **valeur, "saisi_le": saisie_apres(annee, tirage)}


def pilote(fiche: dict[str, Any]) -> str:
    """L'auteur d'une saisie : une fonction et une institution.

    >>> pilote({"code": "1.1", "pilotes": ["Caf d'exemple"]})
    "pilote fiche 1.1, Caf d'exemple"
    """
    return f"pilote fiche {fiche['code']}, {fiche['pilotes'][0]}"
