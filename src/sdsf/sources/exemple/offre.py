"""Le territoire fictif et son offre d'accueil : enfants de moins de 3 ans et places, par mode.

Une ``Offre`` est un compte entier pour un territoire et une année. Le département est la somme de
ses intercommunalités, une intercommunalité celle de ses communes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from sdsf.sources.exemple.ecriture import ANNEES, alea, lire_textes

DEPARTEMENT = "00"
PREMIERE_ANNEE = ANNEES[0]
# La rupture de série : à partir de 2023, l'édition nouvelle compte plus largement la préscolarisation.
ANNEE_DE_RUPTURE = 2023
APPORT_NOUVELLE = 0.01
RECUL_DES_NAISSANCES = 0.99


@dataclass(frozen=True)
class Offre:
    """Les enfants de moins de 3 ans et les places par mode d'accueil."""

    territoire: str
    maille: str
    nom: str
    annee: int
    edition: str
    enfants: int
    places: dict[str, int]

    @property
    def total(self) -> int:
        """Les places, tous modes ensemble."""
        return sum(self.places.values())


def territoires() -> Iterator[dict[str, str]]:
    """Les lignes de ``territoires.csv`` : le département, ses intercommunalités, leurs communes."""
    textes = lire_textes("territoires")
    yield _territoire(DEPARTEMENT, "departement", textes["departement"], "")
    for epci in textes["epci"]:
        yield _territoire(epci["code"], "epci", epci["nom"], DEPARTEMENT)
    for commune in textes["communes"]:
        yield _territoire(commune["code"], "commune", commune["nom"], commune["epci"])


def _territoire(code: str, maille: str, nom: str, rattachement: str) -> dict[str, str]:
    return {"territoire": code, "maille": maille, "nom": nom, "rattachement": rattachement}


def edition(annee: int) -> str:
    """L'édition où l'on lit une année : l'ancienne, puis la nouvelle dès qu'elle existe."""
    return "nouvelle" if annee >= ANNEE_DE_RUPTURE else "ancienne"


def par_epci() -> list[Offre]:
    """L'offre de chaque intercommunalité, chaque année, dans l'édition courante de l'année."""
    tirage = alea()
    anciennes = [_tirer(e, annee, tirage) for e in lire_textes("territoires")["epci"] for annee in ANNEES]
    return [_recompter(o) if edition(o.annee) == "nouvelle" else o for o in anciennes]


def _tirer(epci: dict[str, Any], annee: int, tirage: Random) -> Offre:
    rang = annee - PREMIERE_ANNEE
    enfants = round(epci["enfants"] * RECUL_DES_NAISSANCES**rang * tirage.uniform(0.994, 1.006))
    places = {
        mode: _places(enfants, taux + epci["pente"][mode] * rang, tirage)
        for mode, taux in epci["taux"].items()
    }
    return Offre(epci["code"], "epci", epci["nom"], annee, "ancienne", enfants, places)


def _places(enfants: int, taux: float, tirage: Random) -> int:
    ecart = tirage.uniform(-0.15, 0.15)
    return round(enfants * (taux + ecart) / 100) if taux else 0


def _recompter(offre: Offre) -> Offre:
    """La même offre, comptée par la méthode nouvelle."""
    return replace(offre, edition="nouvelle", places=_decaler(offre, APPORT_NOUVELLE))


def _decaler(offre: Offre, part: float) -> dict[str, int]:
    decalage = round(offre.enfants * part)
    return {**offre.places, "prescolarisation": offre.places["prescolarisation"] + decalage}


def du_departement(offres: list[Offre]) -> list[Offre]:
    """L'offre du département : la somme de ses intercommunalités, chaque année."""
    nom = lire_textes("territoires")["departement"]
    return [_sommer([o for o in offres if o.annee == annee], nom) for annee in ANNEES]


def _sommer(offres: list[Offre], nom: str) -> Offre:
    modes = offres[0].places
    places = {mode: sum(o.places[mode] for o in offres) for mode in modes}
    enfants = sum(o.enfants for o in offres)
    return Offre(DEPARTEMENT, "departement", nom, offres[0].annee, offres[0].edition, enfants, places)


def selon_l_ancienne(offre: Offre) -> Offre:
    """L'année de la rupture, comptée une dernière fois par la méthode ancienne."""
    return replace(offre, edition="ancienne", places=_decaler(offre, -APPORT_NOUVELLE))


def par_commune(offres: list[Offre], annees: tuple[int, ...]) -> list[Offre]:
    """L'offre des communes : celle de leur intercommunalité, répartie sans reste."""
    tirage, communes = alea(), lire_textes("territoires")["communes"]
    return [
        partie
        for offre in offres
        if offre.annee in annees
        for partie in _repartir(offre, [c for c in communes if c["epci"] == offre.territoire], tirage)
    ]


def _repartir(offre: Offre, communes: list[dict[str, Any]], tirage: Random) -> list[Offre]:
    parts = [commune["part"] for commune in communes]
    enfants = _partager(offre.enfants, parts)
    # Une commune n'offre pas exactement ce que pèsent ses enfants.
    places = _partager(offre.total, [part * tirage.uniform(0.88, 1.06) for part in parts])
    return [
        replace(offre, territoire=c["code"], maille="commune", nom=c["nom"], enfants=e, places={"tous": p})
        for c, e, p in zip(communes, enfants, places, strict=True)
    ]


def _partager(total: int, parts: list[float]) -> list[int]:
    """Des entiers proportionnels aux parts ; la première commune, la plus grande, prend le reste.

    >>> _partager(100, [0.6, 0.25, 0.15])
    [60, 25, 15]
    """
    suivantes = [round(total * part) for part in parts[1:]]
    return [total - sum(suivantes), *suivantes]
