"""Une vague d'enquête prête à lire : ses poids, ses répartitions, ce que l'édition en montre."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sdsf.chiffres import Trace, reunir
from sdsf.enquetes.echantillon import Echantillon, Moyenne, Part, borne_basse_unanime, moyenne, parts, peser
from sdsf.enquetes.protection import (
    SOURCE,
    TOTAL,
    Caches,
    caches,
    caches_des_themes,
    domaine_de,
    groupes_publiables,
)
from sdsf.enquetes.tableau import OUI, SUIVI, colonne, repondants, tableau
from sdsf.referentiel.enquetes import Enquete
from sdsf.referentiel.questionnaires import ChoixMultiple, Question, Questionnaire
from sdsf.referentiel.secret import ReglesDeSecret
from sdsf.releves.enquetes import EnqueteLue

RIEN_DE_CACHE = Caches()


@dataclass(frozen=True)
class Modalite:
    """Une réponse possible, et sa part ; ``None`` : l'édition la cache."""

    code: str
    libelle: str
    part: Part | None


@dataclass(frozen=True)
class Repartition:
    """Les réponses à une question ; aucune modalité s'il y a trop peu de réponses pour en rien dire."""

    question: Question
    n: int | None
    """Les réponses, non pesées ; ``None`` si l'édition en cache le nombre."""
    modalites: tuple[Modalite, ...]

    @property
    def entiere(self) -> bool:
        return bool(self.modalites) and all(m.part is not None for m in self.modalites)


class Vague:
    """Une enquête et ce qu'on en calcule, une seule fois chacun."""

    def __init__(self, lue: EnqueteLue, regles: ReglesDeSecret, publique: bool):
        self.lue = lue
        self.regles = regles
        self.publique = publique

    @property
    def fiche(self) -> Enquete:
        return self.lue.fiche

    @property
    def questionnaire(self) -> Questionnaire:
        return self.lue.questionnaire

    @property
    def n(self) -> int:
        """Les répondants."""
        return len(self.table)

    @cached_property
    def minimum(self) -> int:
        """Sous ce nombre de réponses, aucune part."""
        regle = self.regles.regle_de(SOURCE, "saisie")
        return (regle.denominateur_minimal if regle else None) or 0

    @cached_property
    def petit(self) -> int:
        """Sous ce nombre de personnes, l'édition publique cache."""
        regle = self.regles.regle_de(SOURCE, "saisie")
        return (regle.effectif_minimal if regle else None) or 0

    @cached_property
    def table(self) -> pd.DataFrame:
        return tableau(self.lue)

    @cached_property
    def echantillon(self) -> Echantillon:
        return peser(self.table, self.fiche.marges)

    @cached_property
    def caches(self) -> Caches:
        if not self.publique:
            return RIEN_DE_CACHE
        return caches(self.lue, self.table, self.regles, self.minimum)

    @cached_property
    def caches_des_themes(self) -> Caches:
        return caches_des_themes(self.lue, self.regles) if self.publique else RIEN_DE_CACHE

    def suffit(self, n: int) -> bool:
        return n >= self.minimum

    def repartition(self, question: Question) -> Repartition:
        """La part de chaque modalité, dans l'ordre du questionnaire."""
        n = repondants(self.table, question)
        if not self.suffit(n) or self.caches.cache(question.code, TOTAL):
            return Repartition(question, n if self.suffit(n) else None, ())
        estimees = self._estimees(question)
        return Repartition(
            question,
            n,
            tuple(
                Modalite(code, libelle, self._montree(question.code, code, estimees.get(code), n))
                for code, libelle in self.lue.modalites(question).items()
            ),
        )

    def _montree(self, question: str, modalite: str, part: Part | None, n: int) -> Part | None:
        if self.caches.cache(question, modalite):
            return None
        return part or _personne(n)

    def _estimees(self, question: Question) -> Mapping[str, Part]:
        if not isinstance(question, ChoixMultiple):
            return parts(self.echantillon, question.code)
        toutes = {m: parts(self.echantillon, colonne(question.code, m)) for m in question.modalites}
        return {modalite: oui[OUI] for modalite, oui in toutes.items() if OUI in oui}

    def suivie(self, question: Question) -> Part | None:
        """La part suivie ; ``None`` : trop peu de réponses, ou cachée."""
        code = question.code
        n = repondants(self.table, question)
        cachee = any(self.caches.cache(code, quoi) for quoi in (SUIVI, TOTAL))
        if self.questionnaire.suivi(question) is None or not self.suffit(n) or cachee:
            return None
        return parts(self.echantillon, colonne(code, SUIVI)).get(OUI) or _personne(n)

    def suivie_par_groupe(self, question: Question, croisement: Question) -> dict[str, Part | None]:
        """La part suivie de chaque groupe ; ``None`` pour ceux que l'on ne montre pas."""
        seuils = (self.minimum, self.petit if self.publique else 0)
        visibles = groupes_publiables(
            self.lue, self.table, question.code, croisement.code, self.caches, seuils
        )
        return {
            modalite: self._d_un_groupe(question.code, croisement.code, modalite)
            if modalite in visibles
            else None
            for modalite in self.lue.modalites(croisement)
        }

    def _d_un_groupe(self, code: str, croisement: str, modalite: str) -> Part:
        domaine = domaine_de(self.lue, croisement, modalite)
        suivies = self.table.loc[self.table[domaine[0]] == domaine[1], colonne(code, SUIVI)]
        trouvees = parts(self.echantillon, colonne(code, SUIVI), domaine)
        return trouvees.get(OUI) or _personne(int(suivies.notna().sum()))

    def moyenne(self, question: Question) -> Moyenne | None:
        """La moyenne d'un nombre ; ``None`` s'il y a trop peu de réponses."""
        if not self.suffit(repondants(self.table, question)):
            return None
        return moyenne(self.echantillon, question.code)

    def trace(self, code: str) -> Trace:
        """Les lignes des réponses à une question, et la fiche dont viennent les poids."""
        if code not in self._traces:
            lignes = self.lue.reponses[self.lue.reponses["question"] == code]
            empreinte = hashlib.sha256("\n".join(lignes["empreinte"]).encode()).hexdigest()
            lieux = tuple(zip(lignes["fichier"], lignes["ligne"].astype(int), strict=True))
            self._traces[code] = reunir([self.lue.trace, Trace(lieux, (empreinte,))])
        return self._traces[code]

    def empreintes(self) -> list[tuple[str, str]]:
        """Chaque fichier lu de cette enquête, et l'empreinte de ses lignes."""
        rendues = list(zip((f for f, _ in self.lue.trace.lignes), self.lue.trace.empreintes, strict=True))
        for table in (self.lue.reponses, self.lue.ouvertes, self.lue.themes):
            for fichier, groupe in table.groupby("fichier", sort=True):
                empreinte = hashlib.sha256("\n".join(groupe["empreinte"]).encode()).hexdigest()
                rendues.append((str(fichier), empreinte))
        return rendues

    @cached_property
    def _traces(self) -> dict[str, Trace]:
        return {}


def _personne(n: int) -> Part:
    """Personne n'a donné cette réponse : 0 %, et la borne haute que n réponses permettent."""
    return Part(0.0, 0.0, 100 - borne_basse_unanime(n), 0.0, n, 0)
