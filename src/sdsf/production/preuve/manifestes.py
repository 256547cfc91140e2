"""Le manifeste d'un rapport produit, relu pour en faire la preuve.

Il vient peut-être d'ailleurs : sa taille, sa forme et chaque nom de fichier se contrôlent avant tout usage,
et toutes les fautes se disent d'un coup.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sdsf import erreurs as err
from sdsf.demande import ANNEES
from sdsf.erreurs import Erreur, Erreurs, Lieu, cause_du_systeme
from sdsf.espace import Espace
from sdsf.precedent import nom_de_version
from sdsf.production.catalogue import CATALOGUE
from sdsf.production.empreintes import CODE
from sdsf.production.lectures import releve_de

SUFFIXE = ".manifeste.json"
RANGE = re.compile(r"(?P<base>.+)\.v(?P<version>\d{1,4})")
TAILLE_MAXIMALE = 32 << 20
FAUTES_DITES = 20
RACINES = ("params", "data", "reports", "notebooks", "templates")
TROP_GROS, PAS_UN_FICHIER = "il dépasse 32 Mo", "ce n'est pas un fichier"
PAS_DU_JSON, TROP_IMBRIQUE = "ce n'est pas du JSON", "trop d'ensembles y sont imbriqués"

Empreinte = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
# D'un fichier absent quand le rapport l'a demandé : rien.
EmpreinteOuRien = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]


class _Partie(BaseModel):
    """Ce qui n'est pas lu ici n'est pas contrôlé : un manifeste plus récent peut en dire davantage."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class FichierScelle(_Partie):
    """L'empreinte et la taille d'un fichier écrit."""

    sha256: Empreinte
    octets: int = Field(ge=0)


class Parametres(_Partie):
    """Les trois paramètres du carnet."""

    departement: Annotated[str, Field(pattern=f"^({CODE.pattern})$")]
    annee: int = Field(ge=ANNEES[0], le=ANNEES[1])
    reglages: str


class ChoixDeLignes(_Partie):
    """Les lignes retenues d'une table."""

    fichier: str
    garder: dict[str, list[str]]
    entier: EmpreinteOuRien
    retenues: EmpreinteOuRien


class Dependances(_Partie):
    """Ce que le rapport a lu, relevé pendant qu'il tournait."""

    outils: dict[str, EmpreinteOuRien]
    fichiers: dict[str, EmpreinteOuRien]
    dossiers: dict[str, EmpreinteOuRien]
    lignes: list[ChoixDeLignes]
    precedents: dict[str, EmpreinteOuRien]
    incertains: list[str]


class Manifeste(_Partie):
    """Ce dont la preuve a besoin ; un manifeste d'avant n'a ni verrou, ni machine."""

    format: Literal[1]
    rapport: str
    titre: str
    departement: Annotated[str, Field(pattern=f"^({CODE.pattern})$")]
    annee: int = Field(ge=ANNEES[0], le=ANNEES[1])
    edition: Literal["publique", "interne"]
    etat: str
    version: Annotated[str, Field(pattern=r"^Version \d{1,4}$")]
    seuils: dict[str, float]
    paquet: str
    parametres_relus: Parametres
    carnet: Empreinte
    entrees: dict[str, EmpreinteOuRien]
    fichiers: dict[str, FichierScelle]
    carnet_execute: dict[str, FichierScelle] = Field(default_factory=dict, max_length=1)
    versions: dict[str, str]
    verrou: EmpreinteOuRien = ""
    machine: dict[str, str] = Field(default_factory=dict)
    dependances: Dependances | None = None
    """Du relevé des lectures, qui n'est pas dans le manifeste et ne se publie pas."""


@dataclass(frozen=True)
class Scelle:
    """Un rapport produit : son manifeste contrôlé, et où sont ses fichiers."""

    chemin: Path
    nom: str
    """Le manifeste, tel qu'on l'écrit dans un message."""
    manifeste: Manifeste

    @property
    def _range(self) -> re.Match[str] | None:
        """Le nom d'une version remplacée : ``point_annuel.v1``."""
        return RANGE.fullmatch(self.chemin.name.removesuffix(SUFFIXE))

    @property
    def base(self) -> str:
        """Le nom commun des fichiers, tel qu'il était à la production."""
        trouve = self._range
        return trouve["base"] if trouve else self.chemin.name.removesuffix(SUFFIXE)

    @property
    def version(self) -> int:
        return int(self.manifeste.version.split()[-1])

    @property
    def titre(self) -> str:
        """« point_annuel 13 2024, version 1 », comme on le taperait."""
        m = self.manifeste
        interne = ", édition interne" if m.edition == "interne" else ""
        return f"{self.base} {m.departement} {m.annee}{interne}, version {self.version}"

    @property
    def cle(self) -> tuple[str, int, str, str]:
        """Ce qui fait de deux exécutions le même rapport."""
        return self.manifeste.departement, self.manifeste.annee, self.manifeste.edition, self.base

    def fichier(self, nom: str) -> Path:
        """Où est un fichier du manifeste : sous son nom, ou sous celui d'une version rangée."""
        trouve = self._range
        garde = nom_de_version(nom, self.base, int(trouve["version"])) if trouve else nom
        return self.chemin.with_name(garde)

    def dossier_d_origine(self, espace: Espace) -> Path:
        """Le dossier où ce rapport s'écrit, où que soit la copie qu'on en lit."""
        annee = espace.reports / self.manifeste.departement / str(self.manifeste.annee)
        return annee / "interne" if self.manifeste.edition == "interne" else annee


# --- lire -----------------------------------------------------------------------------------------


def lire_le_manifeste(espace: Espace, chemin: Path) -> Scelle:
    """Un manifeste contrôlé. Lève ``Erreurs`` avec toutes ses fautes."""
    nom = nommer(espace, chemin)
    contenu = _json(chemin, nom)
    if isinstance(contenu, dict):
        contenu["dependances"] = releve_de(chemin)
    try:
        manifeste = Manifeste.model_validate(contenu)
    except ValidationError as refus:
        fautes = [_faute(nom, dict(faute)) for faute in refus.errors(include_url=False)]
        raise Erreurs([*fautes[:FAUTES_DITES], *_tues(nom, len(fautes))]) from None
    regles = (_rapport_inconnu, _perimetre, _noms_qui_sortent)
    fautes = [faute for regle in regles for faute in regle(nom, manifeste)]
    err.lever([*fautes[:FAUTES_DITES], *_tues(nom, len(fautes))])
    return Scelle(chemin, nom, manifeste)


def nommer(espace: Espace, chemin: Path) -> str:
    """Le chemin sous l'espace ; ailleurs, tel qu'on l'a donné."""
    try:
        return espace.relatif(chemin)
    except Erreur:
        return str(chemin)


def _json(chemin: Path, nom: str) -> Any:
    try:
        if not chemin.is_file():
            raise _illisible(nom, PAS_UN_FICHIER)
        if chemin.stat().st_size > TAILLE_MAXIMALE:
            raise _illisible(nom, TROP_GROS)
        return json.loads(chemin.read_text(encoding="utf-8"), parse_constant=_refuser_la_constante)
    except OSError as refus:
        raise _illisible(nom, cause_du_systeme(refus)) from None
    except RecursionError:
        raise _illisible(nom, TROP_IMBRIQUE) from None
    except ValueError:
        raise _illisible(nom, PAS_DU_JSON) from None


def _refuser_la_constante(mot: str) -> float:
    """``NaN`` et ``Infinity`` ne sont pas du JSON."""
    raise ValueError(mot)


def _illisible(nom: str, cause: str) -> Erreurs:
    return Erreurs([err.ManifesteIllisible(Lieu(nom), cause=cause)])


CAUSES = {
    "missing": "cette mention manque",
    "string_type": "un texte est attendu",
    "string_pattern_mismatch": "cette valeur n'a pas la forme attendue",
    "int_type": "un nombre entier est attendu",
    "int_from_float": "un nombre entier est attendu",
    "float_type": "un nombre est attendu",
    "dict_type": "un ensemble entre accolades est attendu",
    "model_type": "un ensemble entre accolades est attendu",
    "model_attributes_type": "un ensemble entre accolades est attendu",
    "list_type": "une liste est attendue",
    "literal_error": "cette valeur n'est pas de celles que ce logiciel écrit",
    "too_long": "un seul fichier est attendu",
}


def _faute(nom: str, faute: Mapping[str, Any]) -> Erreur:
    champ = " · ".join(str(mot) for mot in faute["loc"]) or "le manifeste"
    cause = CAUSES.get(str(faute["type"]), "cette valeur ne convient pas")
    return err.ManifesteNonConforme(Lieu(nom), champ=champ, cause=cause)


def _tues(nom: str, nombre: int) -> list[Erreur]:
    """Dit qu'il y a d'autres fautes, quand on n'en montre que les premières."""
    reste = nombre - FAUTES_DITES
    if reste < 1:
        return []
    return [err.ManifesteNonConforme(Lieu(nom), champ="…", cause=f"et {reste} autres mentions fautives")]


def _rapport_inconnu(nom: str, manifeste: Manifeste) -> list[Erreur]:
    if manifeste.rapport in CATALOGUE:
        return []
    proche, cause = err.plus_proche(manifeste.rapport, CATALOGUE), "ce rapport n'existe pas"
    return [err.ManifesteNonConforme(Lieu(nom), proche=proche, champ="rapport", cause=cause)]


def _perimetre(nom: str, manifeste: Manifeste) -> list[Erreur]:
    """Ce que le rapport dit de lui-même est ce qu'on lui a demandé."""
    relus = manifeste.parametres_relus
    couples = {
        "departement": (manifeste.departement, relus.departement),
        "annee": (manifeste.annee, relus.annee),
    }
    return [
        err.ManifesteNonConforme(
            Lieu(nom), champ=champ, cause=f"le rapport dit {dit}, et ses paramètres {demande}"
        )
        for champ, (dit, demande) in couples.items()
        if dit != demande
    ]


def _noms_qui_sortent(nom: str, manifeste: Manifeste) -> list[Erreur]:
    """Un fichier du rapport est à côté du manifeste ; une entrée est sous l'espace de travail."""
    a_cote = [f for f in (*manifeste.fichiers, *manifeste.carnet_execute) if not _est_un_nom(f)]
    dehors = [chemin for chemin in _chemins(manifeste) if not _est_sous_l_espace(chemin)]
    return [err.NomHorsDuRapport(Lieu(nom), recu=recu) for recu in dict.fromkeys([*a_cote, *dehors])]


def _chemins(manifeste: Manifeste) -> Iterator[str]:
    yield from manifeste.entrees
    releve = manifeste.dependances
    if releve is not None:
        yield from (*releve.fichiers, *releve.dossiers, *releve.precedents, *releve.incertains)
        yield from (choix.fichier for choix in releve.lignes)


def _est_un_nom(nom: str) -> bool:
    return re.fullmatch(r"\w[\w.\-]{0,200}", nom) is not None


def _est_sous_l_espace(chemin: str) -> bool:
    """Un chemin relatif, qui ne remonte pas, dans un des dossiers de l'espace.

    >>> [_est_sous_l_espace(c) for c in ("data/a.csv", "/etc/passwd", "data/../../a", "ailleurs/a")]
    [True, False, False, False]
    """
    parties = PurePosixPath(chemin).parts
    sain = chemin.isprintable() and "\\" not in chemin and len(chemin) < 1000
    return sain and bool(parties) and parties[0] in RACINES and ".." not in parties


# --- les empreintes -------------------------------------------------------------------------------


def empreinte_du_fichier(chemin: Path) -> str:
    """L'empreinte d'un fichier, lu par morceaux ; vide s'il manque ou ne se lit pas."""
    try:
        if not chemin.is_file():
            return ""
        with chemin.open("rb") as flux:
            return hashlib.file_digest(flux, "sha256").hexdigest()
    except OSError:
        return ""


def manifestes_de(dossier: Path) -> Iterable[Path]:
    """Les manifestes d'un dossier et de ses sous-dossiers, sans les versions remplacées."""
    trouves = sorted(dossier.rglob(f"*{SUFFIXE}"))
    return [chemin for chemin in trouves if "versions" not in chemin.relative_to(dossier).parts[:-1]]
