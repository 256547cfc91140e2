"""Ce que le lecteur sait additionner : un total et ses parties, dans une colonne des relevés.

Un territoire s'écrit ``maille:code`` : un même code peut être celui d'un département et d'une région.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from sdsf import erreurs as err
from sdsf.territoires.appartenances import appartenances
from sdsf.territoires.modeles import Territoires

Colonne = Literal["territoire", "indicateur", "periode"]
# Les mailles qu'une commune alimente.
MAILLES = ("epci", "ept", "departement")


@dataclass(frozen=True)
class Lien:
    """Un total et ses parties.

    ``complet`` : le total est exactement leur somme. Sinon (EPCI à cheval sur deux départements, parties
    non toutes décrites), ce qui manque ou dépasse est une case de plus, jamais publiée et protégée aussi.
    """

    colonne: Colonne
    tout: str
    parties: tuple[str, ...]
    complet: bool = True

    def __post_init__(self) -> None:
        if self.tout in self.parties:
            raise err.LienImpossible(recu=self.tout)


def territoire(maille: str, code: str) -> str:
    """Le nom d'un territoire dans un lien.

    >>> territoire("epci", "999900001")
    'epci:999900001'
    """
    return f"{maille}:{code}"


def liens_de_rattachement(territoires: pd.DataFrame, complet: bool = False) -> list[Lien]:
    """Les liens d'une table ``territoires`` (colonnes territoire, maille, rattachement).

    Un lien par territoire et par maille de ses descendants : communes → EPCI, EPCI → département, et
    communes → département. Par défaut non complets : la table ne dit pas si un EPCI déborde du département.
    """
    rangees = territoires.fillna("").astype(str)
    mailles = dict(zip(rangees["territoire"], rangees["maille"], strict=True))
    parents = {
        territoire(ligne["maille"], ligne["territoire"]): _nom(ligne["rattachement"], mailles)
        for ligne in rangees.to_dict("records")
        if ligne["rattachement"]
    }
    familles: dict[tuple[str, str], list[str]] = {}
    for enfant in parents:
        for ancetre in _ancetres(enfant, parents):
            familles.setdefault((ancetre, enfant.split(":")[0]), []).append(enfant)
    return [Lien("territoire", tout, tuple(parties), complet) for (tout, _), parties in familles.items()]


def _nom(code: str, mailles: Mapping[str, str]) -> str:
    return territoire(mailles.get(code, "departement"), code)


def _ancetres(enfant: str, parents: Mapping[str, str]) -> Iterable[str]:
    """Les rattachements successifs d'un territoire. Lève ``LienImpossible`` s'ils tournent en rond."""
    vus = [enfant]
    while (parent := parents.get(vus[-1])) is not None:
        if parent in vus:
            raise err.LienImpossible(recu=parent.split(":")[1])
        vus.append(parent)
    return vus[1:]


def liens_nationaux(territoires: Territoires, code: str, annee: int) -> list[Lien]:
    """Communes → EPCI, EPT, département, et EPCI → département, au millésime le plus proche de l'année."""
    millesime = min(territoires.millesimes, key=lambda connu: abs(connu - annee))
    communes = appartenances(territoires, millesime)
    # L'EPCI entier compte : un autre département peut en publier le reste.
    siens = set(communes.loc[communes["departement"] == code, "epci"]) - {""}
    utiles = communes[(communes["departement"] == code) | communes["epci"].isin(siens)]
    return [
        *(lien for maille in MAILLES for lien in _sommes(utiles, maille, "commune")),
        *_sommes(utiles, "departement", "epci"),
    ]


def _sommes(communes: pd.DataFrame, maille: str, partie: str) -> list[Lien]:
    liees = communes[(communes[maille] != "") & (communes[partie] != "")]
    return [
        Lien(
            "territoire",
            territoire(maille, str(code)),
            tuple(territoire(partie, str(nom)) for nom in sorted(groupe[partie].unique())),
            complet=False,
        )
        for code, groupe in liees.groupby(maille, sort=True)
    ]


def liens_d_indicateur(tout: str, parties: Iterable[str]) -> Lien:
    """Un indicateur qui est la somme d'autres : les colonnes d'un tableau et leur total."""
    return Lien("indicateur", tout, tuple(parties))
