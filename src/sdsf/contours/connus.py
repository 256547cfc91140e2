"""Les codes que nos tables connaissent : ce qui manque à des contours, ce qui a disparu depuis."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from sdsf import erreurs as err
from sdsf.contours.reconnaissance import EXEMPLES, Lot
from sdsf.erreurs import Erreur, Lieu, enumerer
from sdsf.espace import Espace
from sdsf.lecture.geojson import Contour
from sdsf.territoires.appartenances import appartenances
from sdsf.territoires.lecture import dossier_des_territoires, lire_territoires
from sdsf.territoires.modeles import Territoires
from sdsf.territoires.passages import passer

SINGULIERS = {"epci": "EPCI", "commune": "commune", "departement": "département"}
PLURIELS = {"epci": "EPCI", "commune": "communes", "departement": "départements"}
NOMS_CITES = 12


@dataclass(frozen=True)
class Connus:
    """Les départements, et les tables des territoires quand l'espace les a."""

    departements: Collection[str]
    territoires: Territoires | None

    @property
    def departements_des_epci(self) -> Mapping[str, Collection[str]]:
        """Les départements de chaque EPCI ; vide sans les tables."""
        groupes = self._communes.groupby("epci")["departement"]
        return {str(epci): sorted(set(codes)) for epci, codes in groupes}

    @property
    def epci_des_communes(self) -> Mapping[str, str]:
        """L'EPCI de chaque commune d'aujourd'hui ; vide sans les tables."""
        return dict(zip(self._communes["commune"], self._communes["epci"], strict=True))

    @property
    def noms_des_epci(self) -> Mapping[str, str]:
        """Le nom de chaque EPCI ; vide sans les tables."""
        return self.territoires.noms["epci"] if self.territoires else {}

    def fautes(self, lot: Lot) -> list[Erreur]:
        """L'erreur d'un lot dont aucun code n'existe."""
        inconnus = self._inconnus(lot)
        if len(inconnus) < len(lot.contours):
            return []
        article = "une" if lot.maille == "commune" else "un"
        cites = enumerer(sorted(inconnus), 3)
        cause = f"aucun code n'est celui d'{article} {SINGULIERS[lot.maille]} ({cites})"
        return [err.ContoursNonReconnus(Lieu(lot.fichier), cause=cause, exemples=EXEMPLES)]

    def avertissements(self, lot: Lot) -> list[str]:
        """Ce qu'il faut savoir d'un lot : codes inconnus, communes disparues, territoires sans contour."""
        if self.territoires is None:
            return [f"{lot.fichier} : codes non contrôlés ; « sdsf actualiser territoires » d'abord."]
        absorbees = disparues(self.territoires, lot.contours) if lot.maille == "commune" else {}
        gardes = (lot.codes - set(absorbees)) | set(absorbees.values())
        trouves = {
            "codes inconnus, gardés tels quels": self._inconnus(lot),
            "communes disparues depuis, que la carte réunit": set(absorbees),
            f"{PLURIELS[lot.maille]} sans contour": self._attendus(lot) - gardes,
        }
        appeles = {c.code: c.nom for c in lot.contours} | dict(self.territoires.noms[lot.maille])
        return [
            f"{lot.fichier} : {quoi} : {_citer(codes, appeles)}." for quoi, codes in trouves.items() if codes
        ]

    @cached_property
    def _communes(self) -> pd.DataFrame:
        """Les communes d'aujourd'hui et ce dont elles sont membres ; aucune sans les tables."""
        if self.territoires is None:
            return pd.DataFrame(columns=["commune", "departement", "epci"])
        return appartenances(self.territoires)

    def _inconnus(self, lot: Lot) -> set[str]:
        if self.territoires is None or lot.maille == "departement":
            return set()
        departs = self.territoires.departs if lot.maille == "commune" else {}
        return lot.codes - set(self.territoires.noms[lot.maille]) - set(departs)

    def _attendus(self, lot: Lot) -> set[str]:
        """Les territoires d'aujourd'hui dans ce département."""
        if self.territoires is None or lot.maille == "departement":
            return set()
        table = self._communes
        return set(table.loc[table["departement"] == lot.departement, lot.maille]) - {""}


def connaissances(espace: Espace, departements: Collection[str]) -> Connus:
    """Ce que l'espace sait des codes. Lève ``Erreurs`` si ses tables de territoires sont abîmées."""
    presentes = (dossier_des_territoires(espace) / "passages.csv").is_file()
    return Connus(departements, lire_territoires(espace) if presentes else None)


def disparues(territoires: Territoires, contours: Sequence[Contour]) -> dict[str, str]:
    """Pour chaque commune qui n'existe plus, celle qui l'a absorbée ; une commune partagée n'y est pas."""
    actuelles = set(territoires.communes["commune"])
    trouvees: dict[str, str] = {}
    for code in (c.code for c in contours if c.code not in actuelles and c.code in territoires.departs):
        veille = int(territoires.departs[code][-1].date[:4]) - 1
        arrivee = passer(territoires, code, veille, territoires.dernier).apres
        if arrivee is not None:
            trouvees[code] = arrivee
    return trouvees


def fondre(contours: Sequence[Contour], absorbees: Mapping[str, str]) -> tuple[Contour, ...]:
    """Les contours d'aujourd'hui : les polygones d'une commune absorbée rejoignent ceux de l'absorbante.

    Les limites intérieures restent : le dessin, qui sait unir des polygones, les efface.
    """
    reunis: dict[str, Contour] = {c.code: c for c in contours if c.code not in absorbees}
    for contour in (c for c in contours if c.code in absorbees):
        code = absorbees[contour.code]
        hote = reunis.get(code, replace(contour, code=code, polygones=()))
        reunis[code] = replace(hote, polygones=hote.polygones + contour.polygones)
    return tuple(reunis[code] for code in sorted(reunis))


def _citer(codes: Collection[str], appeles: Mapping[str, str]) -> str:
    """Des territoires par leur nom et leur code, douze au plus."""
    cites = [f"{appeles.get(code, 'sans nom')} ({code})" for code in sorted(codes)]
    reste = len(cites) - NOMS_CITES
    return ", ".join(cites[:NOMS_CITES]) + (f" et {reste} autres" if reste > 0 else "")
