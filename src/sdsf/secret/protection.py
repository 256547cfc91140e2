"""Le point d'entrée des rapports : des tables de relevés, et les mêmes sans ce qui doit rester secret.

On protège d'abord, on calcule ensuite : ce qui se calcule à partir des seules cases publiées n'apprend rien.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sdsf import erreurs as err
from sdsf.referentiel.secret import ReglesDeSecret
from sdsf.secret.cases import CLE, FAIT, Case, Cle, cases_des_tables, cles
from sdsf.secret.complement import Choix, Effort, completer
from sdsf.secret.exigences import complementaires, fixer, manquements
from sdsf.secret.liens import Lien
from sdsf.secret.montage import monter
from sdsf.secret.systeme import Systeme

# Ce qui, dans la ligne d'une case cachée, dirait sa valeur. L'empreinte aussi : on essaierait 1, 2, 3, 4.
NOMBRES_EFFACES = ("valeur", "numerateur", "denominateur", "unites", "part_maximale")
TEXTES_EFFACES = ("note", "extrait")


@dataclass(frozen=True)
class Bilan:
    """Combien de cases sont cachées, et pourquoi. Rien n'y dit lesquelles.

    ``revelees`` : cases cachées que le rapport précédent, ou les données elles-mêmes, laissent retrouver.
    ``prudent`` : le détail des motifs aiderait à retrouver une case ; la phrase ne donne alors que le total.
    """

    primaires: int
    secondaires: int
    a_la_source: int
    revelees: int
    prudent: bool = False

    @property
    def cachees(self) -> int:
        return self.primaires + self.secondaires + self.a_la_source

    def phrase(self) -> str:
        """La phrase à imprimer dans le rapport.

        >>> Bilan(1, 3, 0, 0).phrase()
        '4 cases portent le mot « secret » : 1 trop petite, 3 pour que la première ne se recalcule pas.'
        """
        if not self.cachees:
            return "Aucune case n'est cachée."
        pluriel = "cases portent" if self.cachees > 1 else "case porte"
        debut = f"{self.cachees} {pluriel} le mot « secret »"
        return f"{debut}." if self.prudent else f"{debut} : {', '.join(self._motifs())}."

    def _motifs(self) -> list[str]:
        pluriel = "s" if self.primaires > 1 else ""
        seules = "la première ne se recalcule" if self.primaires == 1 else "les autres ne se recalculent"
        motifs = {
            f"{self.primaires} trop petite{pluriel}": self.primaires,
            f"{self.secondaires} pour que {seules} pas": self.secondaires,
            f"{self.a_la_source} à la source": self.a_la_source,
        }
        return [motif for motif, nombre in motifs.items() if nombre]


@dataclass(frozen=True)
class Protection:
    """Les tables à publier, et le bilan de ce qu'elles cachent."""

    tables: dict[str, pd.DataFrame]
    bilan: Bilan


def proteger(
    tables: Mapping[str, pd.DataFrame],
    hierarchies: Sequence[Lien],
    regles: ReglesDeSecret,
    precedent: Mapping[str, pd.DataFrame] | None = None,
) -> dict[str, pd.DataFrame]:
    """Les tables de l'édition publique : les cases secrètes y sont ``secret``, sans valeur.

    ``tables`` : au contrat des relevés ; ``precedent`` : celles du rapport précédent, telles que publiées.
    Les lignes sont remises dans l'ordre des clés : l'ordre d'une table triée par valeur parlerait.
    Lève ``Erreurs`` si une table n'est pas au contrat.
    """
    return protection(tables, hierarchies, regles, precedent).tables


def protection(
    tables: Mapping[str, pd.DataFrame],
    hierarchies: Sequence[Lien],
    regles: ReglesDeSecret,
    precedent: Mapping[str, pd.DataFrame] | None = None,
    *,
    effort: Effort | None = None,
    lues: Mapping[Cle, Case] | None = None,
) -> Protection:
    """Les tables de l'édition publique et leur bilan.

    ``lues`` : les cases de ces tables, si l'appelant les a déjà. Lève ``Erreurs`` si une table n'est pas au
    contrat.
    """
    cases = cases_des_tables(tables, regles, precedent) if lues is None else lues
    secretes, revelees, prudent = _cases_a_cacher(cases, hierarchies, effort)
    presentes = {cle for table in tables.values() for cle in cles(table)}
    bilan = _bilan([cases[cle] for cle in presentes], secretes, revelees, prudent)
    return Protection({nom: _masquer(table, secretes) for nom, table in tables.items()}, bilan)


def _cases_a_cacher(
    cases: Mapping[Cle, Case], liens: Sequence[Lien], effort: Effort | None
) -> tuple[set[Cle], int, bool]:
    """Les faits à cacher, le nombre de cases que rien ne protège plus, et si le bilan doit rester muet."""
    secretes = {case.fait for case in cases.values() if case.primaire}
    revelees, prudent = sum(case.primaire and case.publiee_avant for case in cases.values()), False
    for composante in monter(cases, liens).composantes():
        choix: Choix = completer(composante, effort)
        secretes |= {composante.cles[int(rang)][: len(FAIT)] for rang in np.flatnonzero(choix.cachees)}
        revelees, prudent = revelees + len(choix.revelees), prudent or choix.prudent
    return secretes, revelees, prudent


def _bilan(presentes: Collection[Case], secretes: set[Cle], revelees: int, prudent: bool) -> Bilan:
    masquees = [case for case in presentes if case.fait in secretes and case.etat == "valeur"]
    cachees = [*masquees, *(case for case in presentes if case.cachee_a_la_source)]
    sources = sum(case.cachee_a_la_source for case in cachees)
    primaires = sum(case.primaire for case in cachees)
    return Bilan(primaires, len(cachees) - primaires - sources, sources, revelees, prudent)


# --- effacer --------------------------------------------------------------------------------------


def _masquer(table: pd.DataFrame, secretes: set[Cle]) -> pd.DataFrame:
    """La table sans les valeurs de ces faits, ses lignes dans l'ordre des clés."""
    toutes = cles(table)
    ordre = sorted(range(len(toutes)), key=lambda rang: toutes[rang])
    rendue = table.iloc[ordre].reset_index(drop=True)
    secret = np.array([toutes[rang][: len(FAIT)] in secretes for rang in ordre], dtype=bool)
    # Un trou reste le trou qu'il était : on ne dit « secret » que d'une valeur que l'on cache.
    cache = secret & (rendue["etat"] == "valeur").to_numpy()
    rendue.loc[cache, "etat"] = "secret"
    for nom in (nom for nom in NOMBRES_EFFACES if nom in rendue):
        rendue[nom] = rendue[nom].mask(cache)
    for nom in (nom for nom in TEXTES_EFFACES if nom in rendue):
        rendue.loc[cache, nom] = ""
    if "empreinte" in rendue:
        rendue.loc[cache, "empreinte"] = [_empreinte(toutes[ordre[rang]]) for rang in np.flatnonzero(cache)]
    return rendue


def _empreinte(cle: Cle) -> str:
    """L'empreinte d'une ligne cachée : celle de sa clé, qui ne doit rien à sa valeur."""
    return hashlib.sha256("\x1f".join(("secret", *cle)).encode()).hexdigest()


# --- contrôler ------------------------------------------------------------------------------------


def verifier_publication(
    tables: Mapping[str, pd.DataFrame],
    hierarchies: Sequence[Lien],
    regles: ReglesDeSecret,
    precedent: Mapping[str, pd.DataFrame] | None = None,
) -> None:
    """Attaque des tables prêtes à publier, sans rien savoir de ce qu'elles cachent.

    Lève ``SecretNonTenu`` si une case secrète s'y recalcule, alors qu'on pouvait l'empêcher.
    """
    systeme = monter(cases_des_tables(tables, regles, precedent), hierarchies)
    ouvertes = [case for partie in systeme.composantes() for case in _recalculables(partie)]
    if ouvertes:
        lieux = sorted({f"{cle[CLE.index('indicateur')]} {cle[CLE.index('periode')]}" for cle in ouvertes})
        raise err.SecretNonTenu(nombre=len(ouvertes), ou=", ".join(lieux[:5]))


def _recalculables(systeme: Systeme) -> list[Cle]:
    exigences = fixer(systeme, {**systeme.cibles, **complementaires(systeme, systeme.imposees)})
    fautes = manquements(systeme, systeme.imposees, exigences.retenues)
    return [systeme.cles[faute.exigence.case] for faute in fautes]
