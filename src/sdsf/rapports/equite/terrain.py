"""Les taux d'une maille dans une édition, et ce que pèse chaque territoire.

La maille est la première où l'on peut comparer : les EPCI, sinon les EPT, sinon les communes publiées.
"""

from dataclasses import dataclass

import pandas as pd

from sdsf.chiffres import Chiffre, Trace, reunir, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.equite import Poids, choisir_poids, naissances_de_trois_ans
from sdsf.evaluation.series import edition_courante
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rapports.accueil.vues import COMMUNES, EPCI, EPT, Maille
from sdsf.rapports.chiffrer import du_releve, serie_de
from sdsf.releves.lecture import FRANCE
from sdsf.releves.periodes import annee_de

MAILLES = (EPCI, EPT, COMMUNES)
# Le nombre d'enfants d'un territoire : l'indicateur commun, ou le fait que le département d'exemple relève.
ENFANTS = ("nombre_enfants_moins_3_ans", "enfants_moins_3_ans")
NAISSANCES = "nombre_naissances"


@dataclass(frozen=True)
class Terrain:
    """Les taux d'une maille dans une édition, toutes années jusqu'à celle du rapport."""

    dossier: Dossier
    maille: Maille
    taux: pd.DataFrame
    source: str
    edition: str

    @property
    def annee(self) -> int:
        return int(self.taux["annee"].max())

    @property
    def enfants(self) -> str:
        """De quels enfants une part est la part : des communes publiées ne font pas tout le département."""
        if self.maille is not COMMUNES:
            return "des enfants"
        return f"des enfants des {len(self.de(self.annee))} communes au taux publié"

    def de(self, annee: int) -> pd.DataFrame:
        """Les taux d'une année, une ligne par territoire."""
        lignes: pd.DataFrame = self.taux[self.taux["annee"] == annee]
        return lignes

    def france(self, annee: int) -> Chiffre | None:
        """Le taux de la France, la même année et dans la même édition."""
        lignes = serie_de(self.dossier, PRINCIPAL, FRANCE)
        memes = lignes[
            (lignes["annee"] == annee)
            & (lignes["source"] == self.source)
            & (lignes["edition"] == self.edition)
            & lignes["valeur"].notna()
        ]
        return du_releve(self.dossier, memes.iloc[-1]) if len(memes) else None

    def poids(self, taux: pd.DataFrame, annee: int) -> Poids | None:
        """Les enfants de chaque territoire de ``taux`` ; à défaut, ses naissances de trois ans."""
        publies = taux.dropna(subset=["denominateur"]).set_index("territoire")["denominateur"]
        if (taux["nature"] == "estimee").any():
            publies = publies.head(0)
        releves = {
            str(ligne["territoire"]): float(ligne["valeur"])
            for code in ENFANTS
            for _, ligne in self._releves(code, [annee]).iterrows()
        }
        enfants = {**releves, **{str(code): float(valeur) for code, valeur in publies.items()}}
        naissances = self._releves(NAISSANCES, [annee - 2, annee - 1, annee])
        return choisir_poids(list(taux["territoire"]), enfants, naissances_de_trois_ans(naissances, annee))

    def trace_des_poids(self, annee: int, nature: str) -> Trace:
        """Les lignes dont viennent les poids d'une année."""
        if nature == "estimee":
            return trace_de(self._releves(NAISSANCES, [annee - 2, annee - 1, annee]))
        return reunir(trace_de(self._releves(code, [annee])) for code in ENFANTS)

    def _releves(self, code: str, annees: list[int]) -> pd.DataFrame:
        """Les effectifs connus d'une maille, une ligne par territoire et par année, dernière édition."""
        lignes = _lignes(self.dossier, code, self.maille)
        retenues = lignes[lignes["annee"].isin(annees) & lignes["valeur"].notna()]
        return retenues.drop_duplicates(["territoire", "annee"], keep="last")


def terrain(dossier: Dossier) -> Terrain | None:
    """La première maille où deux territoires au moins ont un taux la même année ; ``None`` sinon."""
    for maille in MAILLES:
        lignes = _lignes(dossier, PRINCIPAL, maille)
        courante = edition_courante(lignes)
        if courante is None:
            continue
        source, edition = courante
        taux = lignes[(lignes["source"] == source) & (lignes["edition"] == edition)]
        connus = taux[taux["valeur"].notna()]
        if (connus["annee"] == connus["annee"].max()).sum() > 1:
            return Terrain(dossier, maille, connus, source, edition)
    return None


def _lignes(dossier: Dossier, code: str, maille: Maille) -> pd.DataFrame:
    """Les relevés publiés ou saisis d'un indicateur à une maille, jusqu'à l'année demandée."""
    releves = dossier.releves
    lignes = releves[
        (releves["indicateur"] == code) & (releves["maille"] == maille.code) & (releves["origine"] != "texte")
    ]
    datees = lignes.assign(annee=[annee_de(periode) for periode in lignes["periode"]])
    jusqu_a: pd.DataFrame = datees[datees["annee"] <= dossier.annee]
    return jusqu_a.sort_values(["annee", "edition"], kind="stable")
