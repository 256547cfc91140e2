"""Deux exécutions comparées : les nombres qui ont bougé, ce qui a paru ou disparu, et pourquoi.

Les nombres s'apparient comme dans « Ce qui a changé depuis la dernière fois » (décision 0046) ; le pourquoi
vient des deux manifestes : un fichier, une édition, un réglage, le logiciel, une bibliothèque.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, enumerer
from sdsf.espace import Espace
from sdsf.evaluation.changements import Difference, Fait, comparer, faits
from sdsf.production.preuve.causes import DU_CALCUL, SORTES, Cause, Sorte, causes
from sdsf.production.preuve.chiffres import Chiffres, Ligne, fichiers_lus, lire_les_chiffres
from sdsf.production.preuve.manifestes import Scelle, lire_le_manifeste

INEXPLIQUE = "rien de ce que disent les manifestes ne l'explique"
MEMES_LIGNES, AUTRES_LIGNES = "mêmes lignes lues", "d'autres lignes sont comptées"
Sort = Literal["bouge", "apparu", "disparu"]


@dataclass(frozen=True)
class Mouvement:
    """Un nombre qui a bougé, paru ou disparu."""

    sort: Sort
    ligne: Ligne
    """La ligne d'après ; celle d'avant pour ce qui a disparu."""
    avant: Ligne | None
    apres: Ligne | None
    motif: str = ""
    pourquoi: tuple[str, ...] = ()

    @property
    def en_bref(self) -> str:
        """Le pourquoi, pour une colonne étroite : ce que les causes, au-dessus, disent en entier."""
        for debut in (MEMES_LIGNES, AUTRES_LIGNES):
            suites = [dit.removeprefix(f"{debut} ; ").split(" : ")[0] for dit in self.pourquoi]
            if suites and all(dit.startswith(debut) for dit in self.pourquoi):
                return f"{debut} : {', '.join(dict.fromkeys(suites))}"
        return " ; ".join(re.sub(r"\b(data|params|reports)/\S*/", "", dit) for dit in self.pourquoi)

    @property
    def ecart(self) -> float | None:
        """La différence de deux valeurs connues, de même unité."""
        if self.avant is None or self.apres is None or self.avant["unite"] != self.apres["unite"]:
            return None
        if not self.avant["valeur"] or not self.apres["valeur"]:
            return None
        return float(self.apres["valeur"]) - float(self.avant["valeur"])


@dataclass(frozen=True)
class Comparee:
    """Deux exécutions, et tout ce qui les sépare."""

    avant: Scelle
    apres: Scelle
    causes: tuple[Cause, ...]
    mouvements: tuple[Mouvement, ...]
    inchanges: int
    tus: int
    """Les couples dont une valeur est secrète : on ne les montre pas."""
    fichiers: tuple[str, ...]
    """Les fichiers qui n'ont pas les mêmes octets, d'après les manifestes."""

    def de(self, sort: Sort) -> list[Mouvement]:
        return [mouvement for mouvement in self.mouvements if mouvement.sort == sort]


@dataclass(frozen=True)
class Lots:
    """Des exécutions comparées une à une, et ce qui n'est que d'un côté."""

    comparees: tuple[Comparee, ...]
    seulement_avant: tuple[str, ...] = ()
    seulement_apres: tuple[str, ...] = ()


def comparer_les_lots(espace: Espace, avant: Sequence[Path], apres: Sequence[Path]) -> Lots:
    """Compare deux rapports, quels qu'ils soient ; ou, de deux dossiers, chaque rapport à lui-même.

    Lève ``Erreurs`` avec toutes les fautes des fichiers lus.
    """
    anciens, nouveaux = _lire(espace, [avant, apres])
    if len(anciens) == len(nouveaux) == 1:
        couples = [(anciens[0], nouveaux[0])]
    else:
        couples = _couples(anciens, nouveaux)
    if not couples:
        noms = [enumerer([lot[0].titre, *["…"] * (len(lot) > 1)]) for lot in (anciens, nouveaux)]
        raise Erreurs([err.RienDeCommun(avant=noms[0].strip("« »"), apres=noms[1].strip("« »"))])
    pris = {id(scelle) for couple in couples for scelle in couple}
    seuls = [tuple(s.titre for s in lot if id(s) not in pris) for lot in (anciens, nouveaux)]
    return Lots(tuple(_comparer_tout(couples)), *seuls)


def _lire(espace: Espace, lots: Sequence[Sequence[Path]]) -> list[list[Scelle]]:
    fautes: list[Erreur] = []
    lus: list[list[Scelle]] = [[], []]
    for rang, chemins in enumerate(lots):
        for chemin in chemins:
            try:
                lus[rang].append(lire_le_manifeste(espace, chemin))
            except Erreurs as refus:
                fautes.extend(refus.erreurs)
    err.lever(fautes)
    return lus


def _couples(anciens: Sequence[Scelle], nouveaux: Sequence[Scelle]) -> list[tuple[Scelle, Scelle]]:
    par_cle = {scelle.cle: scelle for scelle in anciens}
    return [(par_cle[scelle.cle], scelle) for scelle in nouveaux if scelle.cle in par_cle]


def _comparer_tout(couples: Sequence[tuple[Scelle, Scelle]]) -> list[Comparee]:
    fautes: list[Erreur] = []
    comparees: list[Comparee] = []
    for avant, apres in couples:
        chiffres: list[Chiffres] = []
        for scelle in (avant, apres):
            try:
                chiffres.append(lire_les_chiffres(scelle))
            except Erreurs as refus:
                fautes.extend(refus.erreurs)
        if len(chiffres) == 2:
            comparees.append(_comparer(avant, apres, *chiffres))
    err.lever(fautes)
    return comparees


def _comparer(avant: Scelle, apres: Scelle, anciens: Chiffres, nouveaux: Chiffres) -> Comparee:
    trouvees = causes(avant.manifeste, apres.manifeste)
    ici, la = ({int(x["ligne"]): x for x in lot} for lot in (anciens, nouveaux))
    vue = comparer(faits(anciens, "ligne"), faits(nouveaux, "ligne"))
    bouges = [_bouge(difference, ici, la, trouvees) for difference in vue.differences]
    apparus = [_seul("apparu", fait, la) for fait in vue.apparus]
    disparus = [_seul("disparu", fait, ici) for fait in vue.disparus]
    mouvements = (*bouges, *apparus, *disparus)
    fichiers = _fichiers_differents(avant, apres)
    return Comparee(avant, apres, tuple(trouvees), mouvements, len(vue.inchanges), vue.tus, fichiers)


def _fichiers_differents(avant: Scelle, apres: Scelle) -> tuple[str, ...]:
    """Par leur suffixe : deux rapports n'ont pas le même nom."""
    lus = [
        {nom.removeprefix(scelle.base): fiche.sha256 for nom, fiche in scelle.manifeste.fichiers.items()}
        for scelle in (avant, apres)
    ]
    return tuple(nom for nom in sorted({*lus[0], *lus[1]}) if lus[0].get(nom) != lus[1].get(nom))


def _bouge(
    difference: Difference, avant: Mapping[int, Ligne], apres: Mapping[int, Ligne], trouvees: list[Cause]
) -> Mouvement:
    ici, la = avant[difference.avant.rang], apres[difference.apres.rang]
    return Mouvement("bouge", la, ici, la, difference.motif, tuple(_pourquoi(ici, la, trouvees)))


def _seul(sort: Sort, fait: Fait, lignes: Mapping[int, Ligne]) -> Mouvement:
    ligne = lignes[fait.rang]
    return Mouvement(sort, ligne, *((None, ligne) if sort == "apparu" else (ligne, None)))


# --- pourquoi -------------------------------------------------------------------------------------


def _pourquoi(avant: Ligne, apres: Ligne, trouvees: Sequence[Cause]) -> list[str]:
    """Ce qui, de ce nombre, n'est plus le même ; à défaut, ce qui a changé dans le calcul."""
    propres = [*_de_la_mesure(avant, apres), *_des_lignes(avant, apres, trouvees)]
    if propres:
        return propres
    return _a_defaut(MEMES_LIGNES, DU_CALCUL, trouvees)


def _a_defaut(debut: str, sortes: Sequence[Sorte], trouvees: Sequence[Cause]) -> list[str]:
    """Ce qui a changé et peut l'expliquer, quand rien du nombre lui-même ne le dit."""
    possibles = [str(cause) for cause in trouvees if cause.sorte in sortes]
    return [f"{debut} ; {cause}" for cause in possibles or [INEXPLIQUE]]


MESURE = {
    "periode": "période",
    "source": "source",
    "edition": "édition",
    "formule": "formule",
    "unite": "unité",
}


def _de_la_mesure(avant: Ligne, apres: Ligne) -> list[str]:
    changees = [nom for nom in MESURE if avant[nom] != apres[nom]]
    return [f"{MESURE[nom]} : {_cite(avant[nom])} → {_cite(apres[nom])}" for nom in changees]


def _cite(mot: str) -> str:
    return f"« {mot} »" if mot else "aucune"


def _des_lignes(avant: Ligne, apres: Ligne, trouvees: Sequence[Cause]) -> list[str]:
    """Les fichiers dont les lignes lues ont changé, avec la source du nombre."""
    if avant["empreinte"] == apres["empreinte"]:
        return []
    lus = fichiers_lus(avant) | fichiers_lus(apres)
    changes = [cause for cause in trouvees if cause.sujet in lus]
    if not changes:
        # Un dénombrement ne lit que ce qu'il compte : ce qui l'a fait compter autre chose est ailleurs.
        return _a_defaut(AUTRES_LIGNES, (*DU_CALCUL, "donnee", "precedent"), trouvees)
    return [f"{SORTES[cause.sorte]} : {cause.sujet}{_origine(cause, apres)}" for cause in changes]


def _origine(cause: Cause, ligne: Ligne) -> str:
    dits = [ligne["source"], ligne["edition"] and f"édition « {ligne['edition']} »"]
    return f" ({', '.join(filter(None, dits))})" if cause.sorte == "donnee" and any(dits) else ""


# --- pour une machine -----------------------------------------------------------------------------

COLONNES = (
    "rapport", "sort", "libelle", "territoire", "periode", "unite", "avant", "apres", "ecart", "etat_avant",
    "etat_apres", "motif", "pourquoi", "cle",
)  # fmt: skip


def lignes_de(comparee: Comparee) -> list[dict[str, Any]]:
    """Une ligne par nombre qui a bougé, paru ou disparu."""
    return [_ligne(comparee, mouvement) for mouvement in comparee.mouvements]


def _ligne(comparee: Comparee, m: Mouvement) -> dict[str, Any]:
    tout = {
        "rapport": comparee.apres.titre,
        "sort": m.sort,
        **{nom: m.ligne[nom] for nom in ("libelle", "territoire", "periode", "unite", "cle")},
        "avant": _valeur(m.avant),
        "apres": _valeur(m.apres),
        "ecart": m.ecart,
        "etat_avant": m.avant["etat"] if m.avant else "",
        "etat_apres": m.apres["etat"] if m.apres else "",
        "motif": m.motif,
        "pourquoi": list(m.pourquoi),
    }
    return {nom: tout[nom] for nom in COLONNES}


def _valeur(ligne: Ligne | None) -> float | None:
    return float(ligne["valeur"]) if ligne and ligne["valeur"] else None
