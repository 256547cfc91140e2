"""Un chiffre de rapport, et tout ce qu'il faut pour le questionner : formule, source, lignes lues.

Rien ne s'imprime dans un rapport sans passer par un ``Chiffre`` : c'est la carte que le lecteur ouvre,
et la ligne de ``chiffres.csv``.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # une campagne compare des empreintes : elle n'a pas à payer l'import des tables
    import pandas as pd

ANNEE = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True)
class Trace:
    """Les lignes de fichiers dont vient un chiffre, et l'empreinte de leur contenu."""

    lignes: tuple[tuple[str, int], ...] = ()
    empreintes: tuple[str, ...] = ()

    @cached_property
    def empreinte(self) -> str:
        """SHA-256 de l'ensemble des lignes lues (chaîne vide si le chiffre ne lit rien)."""
        if not self.empreintes:
            return ""
        return hashlib.sha256("\n".join(sorted(self.empreintes)).encode()).hexdigest()

    def fichiers(self) -> str:
        """Les lignes lues, regroupées : ``data/departements/13/releves.csv:12-15,20``."""
        return self._fichiers

    @cached_property
    def _fichiers(self) -> str:
        par_fichier: dict[str, list[int]] = {}
        for fichier, ligne in self.lignes:
            par_fichier.setdefault(fichier, []).append(ligne)
        return " ; ".join(f"{f}:{_plages(lignes)}" for f, lignes in sorted(par_fichier.items()))


def _plages(lignes: Iterable[int]) -> str:
    """Des numéros de ligne en plages.

    >>> _plages([3, 1, 2, 7])
    '1-3,7'
    """
    plages: list[list[int]] = []
    for ligne in sorted(set(lignes)):
        if plages and ligne == plages[-1][1] + 1:
            plages[-1][1] = ligne
        else:
            plages.append([ligne, ligne])
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in plages)


def empreinte_de(contenu: object) -> str:
    """L'empreinte SHA-256 d'un contenu structuré (élément d'un fichier YAML)."""
    texte = json.dumps(contenu, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(texte.encode()).hexdigest()


def trace_de(table: pd.DataFrame) -> Trace:
    """La trace des lignes d'une table du contrat (colonnes fichier, ligne, empreinte)."""
    lignes = zip(table["fichier"], table["ligne"].astype(int), strict=True)
    return Trace(tuple(lignes), tuple(table["empreinte"]))


def trace_d_une_ligne(ligne: pd.Series | Mapping[Any, Any]) -> Trace:
    """La trace d'une seule ligne d'une table du contrat : la même, sans bâtir de table."""
    return Trace(((ligne["fichier"], int(ligne["ligne"])),), (ligne["empreinte"],))


def reunir(traces: Iterable[Trace]) -> Trace:
    """La trace d'un calcul : toutes les lignes de ses ingrédients, une seule fois."""
    couples: dict[tuple[str, int], None] = {}
    empreintes: dict[str, None] = {}
    for trace in traces:
        couples.update(dict.fromkeys(trace.lignes))
        empreintes.update(dict.fromkeys(trace.empreintes))
    return Trace(tuple(couples), tuple(empreintes))


@dataclass(frozen=True)
class Chiffre:
    """Une valeur (ou son absence) et sa fiche d'identité.

    ``valeur`` est ``None`` dès que ``etat`` n'est pas « valeur » : un trou n'est jamais un zéro.
    """

    libelle: str
    valeur: float | None
    unite: str
    etat: str = "valeur"
    nature: str = "calculee"
    formule: str = ""
    numerateur: str = ""
    denominateur: str = ""
    territoire: str = ""
    perimetre: str = ""
    periode: str = ""
    source: str = ""
    edition: str = ""
    extrait: str = ""
    note: str = ""
    trace: Trace = Trace()

    def __post_init__(self) -> None:
        if (self.valeur is None) == (self.etat == "valeur"):
            raise ValueError(f"état « {self.etat} » et valeur {self.valeur!r} se contredisent")

    @property
    def connu(self) -> bool:
        return self.valeur is not None

    def ligne(self, numero: int) -> dict[str, object]:
        """La ligne de ``chiffres.csv``."""
        return {
            "numero": numero,
            **{nom: getattr(self, nom) for nom in CHAMPS},
            "lignes_lues": self.trace.fichiers(),
            "empreinte": self.trace.empreinte,
            "cle": self.cle,
        }

    @property
    def cle(self) -> str:
        """Ce qui reste le même d'un rapport au suivant : de quoi l'on parle, où, dans quelle unité.

        Ni la valeur, ni la période, ni l'édition, ni la formule n'en sont ; les années du libellé non plus.
        """
        mots = " ".join([self.libelle, self.territoire, self.perimetre, self.unite])
        sans_accent = unicodedata.normalize("NFKD", ANNEE.sub(" ", mots)).encode("ascii", "ignore").decode()
        return re.sub(r"[^a-z0-9]+", "-", sans_accent.lower()).strip("-")


CHAMPS = tuple(champ.name for champ in fields(Chiffre) if champ.name != "trace")


def inconnu(
    libelle: str,
    unite: str,
    etat: str = "non_renseignee",
    *,
    territoire: str = "",
    periode: str = "",
    note: str = "",
) -> Chiffre:
    """Un chiffre que personne n'a publié."""
    return Chiffre(libelle, None, unite, etat=etat, territoire=territoire, periode=periode, note=note)


def compter(
    libelle: str,
    traces: Iterable[Trace],
    unite: str,
    source: str,
    *,
    territoire: str = "",
    periode: str = "",
) -> Chiffre:
    """Un dénombrement : la valeur est le nombre d'éléments dont on donne la trace."""
    elements = list(traces)
    return Chiffre(
        libelle,
        len(elements),
        unite,
        formule="dénombrement",
        territoire=territoire,
        periode=periode,
        source=source,
        trace=reunir(elements),
    )


def ecrire(valeur: float) -> str:
    """Un membre de calcul, tel qu'on le lit dans une carte : la virgule, sans arrondi inutile.

    >>> ecrire(50.6), ecrire(2043110.0), ecrire(0.1 + 0.2)
    ('50,6', '2043110', '0,3')
    """
    return f"{valeur:.10g}".replace(".", ",")


def ecart(libelle: str, a: Chiffre, b: Chiffre, unite: str = "points") -> Chiffre:
    """La différence de deux chiffres connus, dans ``unite`` ; sinon l'absence du premier qui manque."""
    absent = Chiffre(
        libelle,
        None,
        unite,
        etat=next((c.etat for c in (a, b) if not c.connu), "non_disponible"),
        formule=f"{a.libelle} − {b.libelle}",
        territoire=a.territoire,
        perimetre=a.perimetre,
    )
    if a.valeur is None or b.valeur is None:
        return absent
    return replace(
        absent,
        valeur=round(a.valeur - b.valeur, 6),
        etat="valeur",
        numerateur=f"{ecrire(a.valeur)} ({a.periode})",
        denominateur=f"{ecrire(b.valeur)} ({b.periode})",
        periode=b.periode if a.periode == b.periode else f"{b.periode}/{a.periode}",
        source=a.source if a.source == b.source else f"{a.source} ; {b.source}",
        edition=a.edition if a.edition == b.edition else " ; ".join(filter(None, (a.edition, b.edition))),
        trace=reunir([a.trace, b.trace]),
    )


def rapport(libelle: str, partie: Chiffre, tout: Chiffre, unite: str = "pourcent") -> Chiffre:
    """Cent fois une partie sur un tout ; sans objet quand le tout est nul."""
    sans_objet = Chiffre(
        libelle,
        None,
        unite,
        etat="sans_objet",
        formule=f"100 × {partie.libelle} ÷ {tout.libelle}",
        territoire=partie.territoire,
        periode=partie.periode,
        source=partie.source,
    )
    if not tout.valeur or partie.valeur is None:
        return sans_objet
    return replace(
        sans_objet,
        valeur=100 * partie.valeur / tout.valeur,
        etat="valeur",
        numerateur=ecrire(partie.valeur),
        denominateur=ecrire(tout.valeur),
        trace=reunir([partie.trace, tout.trace]),
    )


def sans_signe(chiffre: Chiffre) -> Chiffre:
    """Le même écart en valeur absolue, pour une phrase qui dit elle-même « de plus » ou « de moins »."""
    if chiffre.valeur is None:
        return chiffre
    return replace(chiffre, valeur=abs(chiffre.valeur), libelle=f"{chiffre.libelle} (valeur absolue)")
