"""Ce que les relevés permettent de classer : les territoires d'une sorte, leurs critères, les manques."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sdsf.chiffres import Trace, reunir, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.priorites import classer
from sdsf.rapports.communes import habitants
from sdsf.rapports.panier import territoires_locaux
from sdsf.referentiel.priorites import Critere, Mesure, MethodeDePriorite, SorteDeTerritoire
from sdsf.releves.periodes import annee_de

SANS_TERRITOIRE = {
    None: "rien ne délimite ces territoires dans les données",
    "qpv": "les quartiers de ce département ne sont pas décrits dans territoires.csv",
}


@dataclass(frozen=True)
class Lue:
    """Un critère et les relevés qui le portent, un par territoire ; ``exacte`` : il entre dans le score."""

    critere: Critere
    mesure: Mesure
    lignes: pd.DataFrame
    exacte: bool

    # Un tableau demande la même ligne une fois par cellule, et l'atelier le refait à chaque geste.
    @cached_property
    def _par_territoire(self) -> dict[str, pd.Series]:
        return {str(ligne["territoire"]): ligne for _, ligne in self.lignes.iterrows()}

    @cached_property
    def traces(self) -> dict[str, Trace]:
        """La ligne lue de chaque territoire."""
        return {nom: trace_de(ligne.to_frame().T) for nom, ligne in self._par_territoire.items()}

    def ligne(self, territoire: str) -> pd.Series | None:
        return self._par_territoire.get(territoire)


@dataclass(frozen=True)
class Etude:
    """Une méthode appliquée à une sorte de territoires."""

    dossier: Dossier
    methode: MethodeDePriorite
    sorte: SorteDeTerritoire
    noms: Mapping[str, str]
    lues: tuple[Lue, ...]
    table: pd.DataFrame
    """``territoire`` et une colonne par critère mesuré exactement."""
    classement: pd.DataFrame

    @property
    def classes(self) -> pd.DataFrame:
        """Les territoires qui ont un score."""
        avec: pd.DataFrame = self.classement[self.classement["score"].notna()]
        return avec

    @cached_property
    def trace(self) -> Trace:
        """Toutes les lignes qui entrent dans le score."""
        return reunir(trace_de(lue.lignes) for lue in self.lues if lue.exacte)

    def trace_du(self, territoire: str) -> Trace:
        """Les lignes d'un seul territoire."""
        siennes = (lue.traces.get(territoire) for lue in self.lues if lue.exacte)
        return reunir(trace for trace in siennes if trace is not None)

    @property
    def connus(self) -> list[str]:
        """Les territoires dont un critère au moins se lit, dans l'ordre du classement."""
        vus = {
            str(t) for lue in self.lues for t in lue.lignes.loc[lue.lignes["valeur"].notna(), "territoire"]
        }
        return [str(t) for t in self.classement["territoire"] if t in vus]

    def sans_mesure(self) -> list[Critere]:
        """Les critères qu'aucun relevé ne mesure exactement."""
        mesures = {lue.critere.code for lue in self.lues if lue.exacte}
        return [critere for critere in self.methode.criteres if critere.code not in mesures]


def etudes_suivies(dossier: Dossier, methode: MethodeDePriorite) -> tuple[Etude, ...]:
    """Une méthode que le département suit, sur chacune de ses sortes de territoires."""
    return dossier.une_fois(
        ("etudes_suivies", methode.code),
        lambda: tuple(etudier(dossier, methode, sorte) for sorte in methode.territoires),
    )


def etudier(dossier: Dossier, methode: MethodeDePriorite, sorte: SorteDeTerritoire) -> Etude:
    """Lit les critères et classe ; un territoire à qui il en manque un n'est pas classé."""
    noms = territoires_de(dossier, sorte)
    lues = [lue for critere in methode.criteres if (lue := _lire(dossier, methode, sorte, critere, noms))]
    table = pd.DataFrame({"territoire": sorted(noms)}, dtype="object")
    for lue in lues:
        if lue.exacte:
            valeurs = lue.lignes.set_index("territoire")["valeur"]
            table[lue.critere.code] = table["territoire"].map(valeurs)
    return Etude(dossier, methode, sorte, noms, tuple(lues), table, classer(table, methode))


def territoires_de(dossier: Dossier, sorte: SorteDeTerritoire) -> dict[str, str]:
    """Le nom de chaque territoire d'une sorte ; vide si rien ne les délimite."""
    if sorte.maille in ("epci", "ept"):
        return territoires_locaux(dossier)[1]
    if sorte.maille == "commune":
        communes = habitants(dossier)
        grandes = communes[communes["population"] > (sorte.population_minimale or 0)]
        return dict(zip(grandes["commune"], grandes["nom"], strict=True))
    table = dossier.tables["territoires"]
    lignes = table[table["maille"] == sorte.maille]
    return dict(zip(lignes["territoire"], lignes["nom"], strict=True))


def pourquoi_aucun(sorte: SorteDeTerritoire) -> str:
    """Pourquoi une sorte n'a aucun territoire connu."""
    return SANS_TERRITOIRE.get(sorte.maille, "aucun territoire de cette sorte n'est décrit")


def _lire(
    dossier: Dossier,
    methode: MethodeDePriorite,
    sorte: SorteDeTerritoire,
    critere: Critere,
    noms: Mapping[str, str],
) -> Lue | None:
    """La première mesure exacte qui a des relevés ; à défaut la première approche ; ``None`` sans rien."""
    exactes = [m for m in critere.mesures if _est_exacte(m, methode)]
    for mesure in [*exactes, *(m for m in critere.mesures if m not in exactes)]:
        lignes = _releves(dossier, mesure.releve, _maille(dossier, sorte), noms)
        if len(lignes):
            return Lue(critere, mesure, lignes, mesure in exactes)
    return None


def _est_exacte(mesure: Mesure, methode: MethodeDePriorite) -> bool:
    return mesure.exacte and mesure.denominateur in (None, methode.denominateur)


def _maille(dossier: Dossier, sorte: SorteDeTerritoire) -> str:
    return territoires_locaux(dossier)[0] if sorte.maille == "epci" else str(sorte.maille)


def _releves(dossier: Dossier, releve: str, maille: str, noms: Mapping[str, str]) -> pd.DataFrame:
    """Les relevés de la même année et de la même édition : la dernière, et la mieux remplie.

    Un relevé sans valeur y reste, avec l'état qui dit pourquoi ; rien si aucun n'en a.
    """
    tous = dossier.releves
    lignes = tous[(tous["indicateur"] == releve) & (tous["maille"] == maille)]
    siennes = lignes[lignes["territoire"].isin(list(noms))]
    datees = siennes.assign(annee=[annee_de(periode) for periode in siennes["periode"]])
    vues = datees[datees["annee"] <= dossier.annee]
    connues = vues[vues["valeur"].notna()]
    if connues.empty:
        return connues
    groupes = connues.groupby(["annee", "source", "edition"]).size().reset_index(name="nombre")
    annee, source, edition, _ = groupes.sort_values(["annee", "nombre"], kind="stable").iloc[-1]
    memes = (vues["annee"] == annee) & (vues["source"] == source) & (vues["edition"] == edition)
    retenues: pd.DataFrame = vues[memes].drop_duplicates("territoire", keep="last")
    return retenues.reset_index(drop=True)
