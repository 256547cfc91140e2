"""Un dossier : un département, une année, tout ce que l'on en sait. ``chargement`` le lit et le vérifie."""

import datetime as dt
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

import pandas as pd

from sdsf.chiffres import Trace
from sdsf.commission.lecture import Travaux
from sdsf.demande import Demande, Seuils
from sdsf.enquetes.vague import Vague
from sdsf.espace import Espace
from sdsf.plan.modeles import Fiche, Noeud, Plan
from sdsf.plan.reglages import EtatDeRapport, Reglages
from sdsf.plan.reste_a_faire import Reste
from sdsf.plan.scenarios import Scenario
from sdsf.precedent import Precedent
from sdsf.publication import Publication
from sdsf.referentiel.lecture import Referentiel
from sdsf.referentiel.modeles import Departement
from sdsf.referentiel.priorites import MethodeDePriorite
from sdsf.referentiel.services import Services
from sdsf.releves.periodes import annee_de
from sdsf.releves.seances import VueArretee
from sdsf.secret.protection import Bilan
from sdsf.vocabulaire import FICTIF

T = TypeVar("T")
RIEN_DE_CACHE = Publication(Bilan(0, 0, 0, 0))
SANS_TRAVAUX = Travaux()


@dataclass(frozen=True)
class SchemaDecrit:
    """Le plan d'un département, et où chacun de ses éléments est écrit."""

    departement: Departement
    plan: Plan
    positions: Mapping[str, Trace]


@dataclass(frozen=True)
class Dossier:
    """Ce qu'un carnet lit : rien n'y est calculé, tout y est vérifié."""

    espace: Espace
    demande: Demande
    plan: Plan
    plan_signe: Plan
    positions: Mapping[str, Trace]
    reglages: Reglages
    referentiel: Referentiel
    seuils: Seuils
    services: Services
    """Le panier, le ratio des relais : ce que l'on attend d'un territoire."""
    tables: Mapping[str, pd.DataFrame]
    reste: tuple[Reste, ...]
    avertissements: tuple[str, ...]
    schemas: tuple[SchemaDecrit, ...]
    methodes: tuple[MethodeDePriorite, ...] = ()
    """Les méthodes de priorité que ce département suit, telles que ses réglages les changent."""
    avis_du_plan: tuple[str, ...] = ()
    sans_plan: str = ""
    """Pourquoi ce rapport n'emploie aucun plan ; vide s'il en emploie un."""
    publication: Publication = RIEN_DE_CACHE
    """Ce que l'édition demandée cache des relevés."""
    pairs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Par département que l'on compare, ceux qui lui ressemblent le plus, du plus proche au moins proche."""
    travaux: Travaux = SANS_TRAVAUX
    """Les questions d'évaluation, et ce que la commission y répond ; vide pour un rapport sans plan."""
    enquetes: tuple[Vague, ...] | None = None
    """Les enquêtes, de la plus ancienne à la plus récente ; ``None`` : ce rapport n'en lit pas."""
    scenarios: tuple[Scenario, ...] = ()
    """Les scénarios nommés de ce schéma : des hypothèses que les bilans citent."""
    seances: tuple[VueArretee, ...] = ()
    """Les vues que la commission a arrêtées en séance, par numéro."""
    precedent: Precedent | None = None
    """Le rapport d'avant, dans la même édition ; ``None`` s'il n'y en a pas."""

    @property
    def etat(self) -> EtatDeRapport:
        """L'état déclaré du rapport demandé : projet ou validé, sa version, son erratum."""
        return self.reglages.etat(self.demande.rapport, self.annee)

    @property
    def departement(self) -> Departement:
        return self.demande.departement

    @property
    def annee(self) -> int:
        return self.demande.annee

    @property
    def est_fictif(self) -> bool:
        return self.departement.code == FICTIF

    @property
    def arrete_au(self) -> dt.date:
        """La date à laquelle l'avancement est regardé : la fin de l'année, ou celle d'un semestre."""
        return self.demande.arrete_au

    @property
    def releves(self) -> pd.DataFrame:
        return self.tables["releves"]

    def releves_de(self, indicateur: str, territoire: str) -> pd.DataFrame:
        """Les relevés d'un indicateur sur un territoire, toutes mailles, dans l'ordre de lecture."""
        return self.releves.take(self._rangs.get((indicateur, territoire), []))

    def une_fois(self, cle: Hashable, calcul: Callable[[], T]) -> T:
        """Un résultat que plusieurs sections demandent : calculé à la première, rendu tel quel aux autres.

        ``cle`` dit le calcul et tous ses arguments. Le résultat ne se modifie pas.
        """
        if cle not in self._faits:
            self._faits[cle] = calcul()
        return cast(T, self._faits[cle])

    @cached_property
    def _faits(self) -> dict[Hashable, Any]:
        return {}

    @cached_property
    def _rangs(self) -> Mapping[Hashable, Any]:
        """Le rang des relevés de chaque couple (indicateur, territoire) : les chercher un à un coûte cher."""
        return self.releves.groupby(["indicateur", "territoire"], sort=False).indices

    @property
    def ensembles(self) -> pd.DataFrame:
        """Les mêmes relevés pour tous les départements ; vide hors des rapports de résultats."""
        return self.tables.get("ensembles", self.releves.head(0))

    def axe_de(self, fiche: Fiche) -> Noeud:
        """Le nœud de premier niveau au-dessus d'une fiche."""
        noeuds = {noeud.id: noeud for noeud in self.plan.arborescence}
        noeud = noeuds[fiche.parent]
        while noeud.parent is not None:
            noeud = noeuds[noeud.parent]
        return noeud

    def trace(self, identifiant: str) -> Trace:
        """Où un élément du plan est écrit, et l'empreinte de son contenu."""
        return self.positions[identifiant]

    def donnees_arretees_au(self) -> dt.date | None:
        """La date d'arrêt des données : celle des réglages, sinon la dernière saisie qui sert à ce rapport.

        Une saisie qui décrit une année postérieure à celle du rapport ne la change pas.
        """
        if self.reglages.arret_des_donnees:
            return self.reglages.arret_des_donnees
        releves, fin = self.releves, pd.Timestamp(self.arrete_au)
        utiles = [
            releves[[annee_de(periode) <= self.annee for periode in releves["periode"]]],
            *(table[table[date] <= fin] for table, date in self._journaux()),
        ]
        dates = pd.concat([table["saisi_le"] for table in utiles]).dropna()
        return dates.max().date() if len(dates) else None

    def _journaux(self) -> list[tuple[pd.DataFrame, str]]:
        """Les tables saisies au fil de l'année, et la colonne qui date ce qu'elles décrivent."""
        return [(self.tables["avancement"], "date_arret"), (self.tables["reunions"], "date")]


def comparables(reglages: Reglages) -> list[str]:
    """Les codes des départements comparables, ou une liste vide."""
    return reglages.comparables.departements if reglages.comparables else []
