"""Ce qu'un ajout demande et ce qu'il a fait, en mots simples : des lignes de texte, colonne par colonne."""

from collections.abc import Mapping
from dataclasses import dataclass

from sdsf.lecture.csv_strict import Champ, Schema

Valeurs = Mapping[str, str]

AVANCEMENT, CORRECTIONS = "avancement", "corrections"
# Un journal n'a pas de clé au contrat : voici ce qui, deux fois, parle de la même chose.
SUJETS: Mapping[str, tuple[str, ...]] = {AVANCEMENT: ("action", "etape", "date_arret")}
# Qui écrit, et quand : la même chose dite un autre jour n'est pas une chose nouvelle.
SIGNATURE = ("saisi_par", "saisi_le")


@dataclass(frozen=True)
class Correction:
    """Pourquoi une valeur connue change ; qui le dit (fonction, institution), et quel jour."""

    motif: str
    saisi_par: str
    saisi_le: str


@dataclass(frozen=True)
class Ecriture:
    """Une ligne d'une table : son fichier, son numéro, ses cellules."""

    table: str
    fichier: str
    ligne: int
    valeurs: Valeurs


@dataclass(frozen=True)
class Contradiction:
    """Une ligne proposée qui dit autre chose que la ligne connue de même clé."""

    table: str
    rang: int
    """Le rang de la ligne proposée dans sa table, à partir de 1."""
    connue: Ecriture
    proposee: Valeurs
    colonnes: tuple[str, ...]
    """Les colonnes qui diffèrent."""

    @property
    def differences(self) -> dict[str, tuple[str, str]]:
        """Pour chaque colonne qui diffère : ce que l'on sait, ce qui est proposé."""
        return {nom: (self.connue.valeurs[nom], self.proposee[nom]) for nom in self.colonnes}


@dataclass(frozen=True)
class Ajout:
    """Ce qu'un ajout a fait. S'il reste des contradictions, rien n'a été écrit."""

    ajoutees: tuple[Ecriture, ...] = ()
    corrigees: tuple[Contradiction, ...] = ()
    """Les valeurs connues qu'une correction a changées ; chacune est dans ``corrections.csv``."""
    connues: tuple[Ecriture, ...] = ()
    """Ce qui y était déjà à l'identique, et n'a pas été répété."""
    contredites: tuple[Contradiction, ...] = ()
    fichiers: tuple[str, ...] = ()

    @property
    def ecrit(self) -> bool:
        return bool(self.fichiers)


def sujet(schema: Schema) -> tuple[str, ...]:
    """Les colonnes qui disent de quoi une ligne parle ; aucune : deux lignes ne se contredisent jamais."""
    return schema.cle or SUJETS.get(schema.nom, ())


def cle_de(schema: Schema, valeurs: Valeurs) -> tuple[str, ...]:
    return tuple(valeurs[nom] for nom in sujet(schema))


def cle_en_clair(schema: Schema, valeurs: Valeurs) -> str:
    """La clé telle que ``corrections.csv`` l'écrit : ``indicateur=pe-1.1-i1 ; territoire=00``."""
    return " ; ".join(f"{nom}={valeurs[nom]}" for nom in sujet(schema) if valeurs[nom])


def differences(schema: Schema, connue: Valeurs, proposee: Valeurs) -> tuple[str, ...]:
    """Les colonnes dont le sens diffère ; la signature n'en est pas."""
    autres = (champ for champ in schema.champs if champ.nom not in SIGNATURE)
    return tuple(c.nom for c in autres if not _meme_valeur(c, connue[c.nom], proposee[c.nom]))


def _meme_valeur(champ: Champ, une: str, autre: str) -> bool:
    if une == autre or champ.type not in ("number", "integer") or not (une and autre):
        return une == autre
    try:
        return float(une) == float(autre)
    except ValueError:
        return False
