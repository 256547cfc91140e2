"""Ce qui a changé d'un rapport au suivant, chaque différence rangée à sa place.

Trois natures, qui ne se confondent pas : la **réalité** a bougé (une période nouvelle, mesurée de la même
façon), les **données** ont été révisées (la même période, une autre valeur), la **méthode ou le plan** ont
changé (une autre formule, une autre édition d'une série, un avenant). Un même fait se reconnaît à sa clé.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sdsf.releves.periodes import annee_de

Nature = Literal["realite", "revision", "methode"]
NATURES: tuple[Nature, ...] = ("realite", "revision", "methode")
# Ce qu'un rapport ajoute au libellé d'une valeur qu'il reprend du précédent : elle ne se compare pas.
REPRISE = ", rapport précédent"
# Une valeur d'avant que le rapport redit lui-même : sa série la compare déjà.
REDITES = (REPRISE, ", année précédente")
NOUVELLE_PERIODE = "une période nouvelle, mesurée de la même façon"
DONNEES_CORRIGEES = "la même période, des données corrigées"
AUTRE_EDITION = "la même période, une autre édition des données"
RENSEIGNE, PERDU = "maintenant renseigné", "n'est plus renseigné"
AUTRE_FORMULE = "la formule a changé"
AUTRE_UNITE = "l'unité a changé"
AUTRE_CALCUL = "les mêmes lignes lues, un autre calcul"
AUTRE_PLAN = "un avenant a ajouté ou retiré ce qui est compté"
SERIE_ROMPUE = "une autre édition de la série : les deux valeurs ne se comparent pas"


@dataclass(frozen=True)
class Fait:
    """Un chiffre d'un rapport, réduit à ce qui se compare. ``rang`` : son numéro, ou sa ligne."""

    cle: str
    valeur: float | None
    etat: str
    unite: str
    formule: str
    periode: str
    source: str
    edition: str
    lignes_lues: str
    empreinte: str
    rang: int

    @property
    def elements(self) -> frozenset[str]:
        """Les éléments du plan qu'un dénombrement a comptés, chacun par sa ligne ; rien pour un calcul."""
        if self.formule != "dénombrement":
            return frozenset()
        parties = [partie.rpartition(":") for partie in self.lignes_lues.split(" ; ")]
        return frozenset(
            f"{fichier}:{ligne}"
            for fichier, _, plages in parties
            if fichier.endswith("plan.yml")
            for ligne in _lignes(plages)
        )


def _lignes(plages: str) -> Iterator[int]:
    """Les lignes d'une plage de ``lignes_lues``.

    >>> list(_lignes("2-4,7"))
    [2, 3, 4, 7]
    """
    for plage in plages.split(","):
        debut, _, fin = plage.partition("-")
        yield from range(int(debut), int(fin or debut) + 1)


@dataclass(frozen=True)
class Difference:
    """Un fait qui n'est plus le même, pourquoi, et de quelle nature est le changement."""

    avant: Fait
    apres: Fait
    nature: Nature
    motif: str


@dataclass(frozen=True)
class Comparaison:
    """Deux rapports comparés ; ``tus`` : les couples dont une valeur est secrète, que l'on ne montre pas."""

    differences: tuple[Difference, ...]
    inchanges: tuple[Fait, ...]
    tus: int
    apparus: tuple[Fait, ...]
    disparus: tuple[Fait, ...]

    def de(self, nature: Nature) -> list[Difference]:
        return [d for d in self.differences if d.nature == nature]


def faits(lignes: Iterable[Mapping[str, object]], rang: str) -> list[Fait]:
    """Les faits de lignes de ``chiffres.csv``, sauf les écarts, qui se déduisent d'autres, et les reprises.

    ``rang`` : la colonne qui numérote les lignes.
    """
    return [
        Fait(
            cle=str(ligne["cle"]),
            valeur=None if ligne["valeur"] in ("", None) else float(str(ligne["valeur"])),
            **{nom: str(ligne[nom]) for nom in CHAMPS},
            rang=int(str(ligne[rang])),
        )
        for ligne in lignes
        if " − " not in str(ligne["formule"]) and not str(ligne["libelle"]).endswith(REDITES)
    ]


CHAMPS = ("etat", "unite", "formule", "periode", "source", "edition", "lignes_lues", "empreinte")


def comparer(
    avant: Sequence[Fait], apres: Sequence[Fait], elements_changes: frozenset[str] = frozenset()
) -> Comparaison:
    """Apparie les faits de deux rapports et range leurs différences.

    ``elements_changes`` : ce que les avenants ont ajouté au plan ou en ont retiré entre les deux, par sa
    ligne (``plan.yml:141``) ; rien d'autre n'est imputé au plan.
    """
    anciens, nouveaux = _par_cle(avant), _par_cle(apres)
    couples = [
        couple for cle in nouveaux if cle in anciens for couple in _apparier(anciens[cle], nouveaux[cle])
    ]
    visibles = [(a, b) for a, b in couples if "secret" not in (a.etat, b.etat)]
    ranges = [(a, b, _ranger(a, b, elements_changes)) for a, b in visibles]
    return Comparaison(
        differences=tuple(Difference(a, b, *place) for a, b, place in ranges if place is not None),
        inchanges=tuple(b for _, b, place in ranges if place is None),
        tus=len(couples) - len(visibles),
        apparus=tuple(f for cle, lot in nouveaux.items() if cle not in anciens for f in lot),
        disparus=tuple(f for cle, lot in anciens.items() if cle not in nouveaux for f in lot),
    )


def _par_cle(lot: Iterable[Fait]) -> dict[str, list[Fait]]:
    groupes: dict[str, list[Fait]] = {}
    for fait in lot:
        groupes.setdefault(fait.cle, []).append(fait)
    return groupes


def _apparier(avant: Sequence[Fait], apres: Sequence[Fait]) -> Iterator[tuple[Fait, Fait]]:
    """La même période et la même édition d'abord ; puis la même période ; puis la dernière de chacun."""
    restes_a, restes_b = list(avant), list(apres)
    for cle in (lambda f: (f.periode, f.source, f.edition), lambda f: (f.periode,)):
        for fait in list(restes_b):
            trouve = next((a for a in restes_a if cle(a) == cle(fait)), None)
            if trouve is not None:
                restes_a.remove(trouve)
                restes_b.remove(fait)
                yield trouve, fait
    if restes_b:
        # Une série s'est allongée : sa dernière valeur se compare à la dernière que l'on connaissait.
        dernier, ancien = max(restes_b, key=_moment), max(avant, key=_moment)
        if _moment(dernier) > _moment(ancien):
            yield ancien, dernier


def _moment(fait: Fait) -> int:
    return annee_de(fait.periode) if re.match(r"\d{4}", fait.periode) else 0


def _ranger(avant: Fait, apres: Fait, elements_changes: frozenset[str]) -> tuple[Nature, str] | None:
    """La nature d'un changement et son motif ; ``None`` si rien n'a changé."""
    if (avant.valeur, avant.etat) == (apres.valeur, apres.etat) and avant.unite == apres.unite:
        return None
    if avant.valeur is None or apres.valeur is None:
        return "revision", PERDU if apres.valeur is None else RENSEIGNE
    motif = _motif_de_methode(avant, apres, elements_changes)
    if motif:
        return "methode", motif
    if avant.periode != apres.periode:
        return "realite", NOUVELLE_PERIODE
    return "revision", DONNEES_CORRIGEES if _memes_donnees(avant, apres) else AUTRE_EDITION


def _memes_donnees(avant: Fait, apres: Fait) -> bool:
    return (avant.source, avant.edition) == (apres.source, apres.edition)


def _motif_de_methode(avant: Fait, apres: Fait, elements_changes: frozenset[str]) -> str:
    """Pourquoi un changement n'est ni celui de la réalité ni celui des données ; vide si c'en est un."""
    if avant.unite != apres.unite:
        return AUTRE_UNITE
    if avant.formule != apres.formule:
        return AUTRE_FORMULE
    comptes = avant.elements ^ apres.elements
    if comptes and comptes <= elements_changes:
        return AUTRE_PLAN
    meme_periode = avant.periode == apres.periode
    if meme_periode and avant.empreinte and avant.empreinte == apres.empreinte:
        return AUTRE_CALCUL
    return "" if meme_periode or _memes_donnees(avant, apres) else SERIE_ROMPUE
