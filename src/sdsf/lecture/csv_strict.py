"""Un fichier CSV du contrat devient une table, ou la liste de toutes ses erreurs, ligne par ligne.

Le contrat (colonnes, listes, formes) est écrit une fois, dans ``data/datapackage.json`` ; pandera
l'applique. Chaque ligne garde son fichier, son numéro et l'empreinte SHA-256 de son contenu : c'est
ce qui permet de suivre un chiffre d'un rapport jusqu'à la ligne lue.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu, enumerer, plus_proche
from sdsf.lecture.dates import date_proposee
from sdsf.temoin import lecture_partielle

Regle = Callable[[pd.Series], pd.Series]
TRACE = ["fichier", "ligne", "empreinte"]
NOMBRE = r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?([eE][+-]?[0-9]{1,2})?"
DATE = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"


@dataclass(frozen=True)
class Champ:
    """Une colonne du contrat."""

    nom: str
    titre: str
    type: str
    requis: bool
    admis: tuple[str, ...]
    motif: str | None
    consigne: str


@dataclass(frozen=True)
class Schema:
    """Le contrat d'une table : ses colonnes et sa clé."""

    nom: str
    titre: str
    champs: tuple[Champ, ...]
    cle: tuple[str, ...]

    @property
    def colonnes(self) -> list[str]:
        return [champ.nom for champ in self.champs]


@cache
def lire_contrats(chemin: Path) -> dict[str, Schema]:
    """Les schémas de table de ``data/datapackage.json``, par nom."""
    try:
        paquet = json.loads(chemin.read_text(encoding="utf-8"))
        return {ressource["name"]: _schema(ressource) for ressource in paquet["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        lieu = Lieu(f"{chemin.parent.name}/{chemin.name}")
        raise Erreurs(
            [err.LectureDesDonnees(lieu, cause="le contrat des tables est absent ou abîmé")]
        ) from None


def _schema(ressource: dict[str, Any]) -> Schema:
    schema = ressource["schema"]
    cle = schema.get("primaryKey", [])
    return Schema(
        ressource["name"], ressource["title"], tuple(_champ(c) for c in schema["fields"]), tuple(cle)
    )


def _champ(champ: dict[str, Any]) -> Champ:
    contraintes = champ.get("constraints", {})
    return Champ(
        nom=champ["name"],
        titre=champ["title"],
        type=champ["type"],
        requis=contraintes.get("required", False),
        admis=tuple(contraintes.get("enum", ())),
        motif=contraintes.get("pattern"),
        consigne=champ.get("description", ""),
    )


def lire_table(
    chemin: Path, fichier: str, schema: Schema, garder: Mapping[str, Collection[str]] | None = None
) -> pd.DataFrame:
    """Lit et vérifie un CSV ; les cellules restent du texte, les nombres et dates sont convertis.

    ``fichier`` est le nom à imprimer. ``garder`` : par colonne, les seules valeurs voulues ; des autres
    lignes, seul le nombre de cellules est contrôlé (« sdsf verifier » lit tout). La table porte en plus
    les colonnes ``fichier``, ``ligne`` et ``empreinte``. Lève ``Erreurs`` avec toutes les causes.
    """
    return lire_ensemble([(chemin, fichier)], schema, garder)


def lire_ensemble(
    fichiers: Sequence[tuple[Path, str]], schema: Schema, garder: Mapping[str, Collection[str]] | None = None
) -> pd.DataFrame:
    """Plusieurs fichiers d'un même contrat, l'un sous l'autre, lus comme ``lire_table`` lirait chacun.

    Une clé ne se répète pas dans un fichier ; elle le peut d'un fichier à l'autre. Des textes déjà compris ne
    le sont pas une seconde fois ; les fichiers, eux, sont toujours relus. Lève ``Erreurs`` avec toutes les
    causes de tous les fichiers.
    """
    gardees = tuple((nom, frozenset(valeurs)) for nom, valeurs in (garder or {}).items())
    textes, fautes = _lire_les_textes(fichiers, schema, garder or {})
    try:
        table = _comprendre(textes, schema, gardees)
    except Erreurs as refus:
        raise Erreurs([*fautes, *refus.erreurs]) from None
    err.lever(fautes)
    # Chacun a la sienne : ce qu'il y écrit ne se voit pas des autres.
    return table.copy(deep=False)


# Un dossier en lit une quinzaine ; une saisie n'en change qu'une.
@lru_cache(maxsize=64)
def _comprendre(
    textes: tuple[tuple[str, str], ...], schema: Schema, gardees: tuple[tuple[str, frozenset[str]], ...]
) -> pd.DataFrame:
    """La table de plusieurs textes, chacun suivi du nom de son fichier."""
    lus, fautes = _lire_chacun(textes, schema, dict(gardees))
    # Contrôler les cellules une fois pour tous coûte bien moins qu'une fois par fichier.
    table = pd.concat(lus, ignore_index=True) if len(lus) > 1 else lus[0] if lus else _sans_ligne(schema)
    err.lever([*fautes, *_verifier_cellules(table, schema), *_verifier_cle(table, schema)])
    return _convertir(table, schema)


def _lire_les_textes(
    fichiers: Sequence[tuple[Path, str]], schema: Schema, garder: Mapping[str, Collection[str]]
) -> tuple[tuple[tuple[str, str], ...], list[Erreur]]:
    """Le texte de chaque fichier qui s'ouvre, suivi de son nom, et les fautes des autres."""
    lus: list[tuple[str, str]] = []
    fautes: list[Erreur] = []
    for chemin, fichier in fichiers:
        try:
            # Un rapport ne dépend que des lignes qu'il garde : le témoin note ce choix, pas le fichier.
            with lecture_partielle(chemin, garder):
                lus.append((_lire_texte(chemin, fichier, schema), fichier))
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
    return tuple(lus), fautes


def _lire_chacun(
    textes: Sequence[tuple[str, str]], schema: Schema, garder: Mapping[str, Collection[str]]
) -> tuple[list[pd.DataFrame], list[Erreur]]:
    """Les cellules de chaque texte qui se lit, et les fautes des autres."""
    lus: list[pd.DataFrame] = []
    fautes: list[Erreur] = []
    for texte, fichier in textes:
        try:
            lus.append(_lire_cellules(texte, fichier, schema, garder))
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
    return lus, fautes


def lire_cellules(chemin: Path, fichier: str, schema: Schema) -> pd.DataFrame:
    """Les cellules d'un CSV, en texte : son encodage et ses colonnes sont vérifiés, pas ses valeurs."""
    return _lire_cellules(_lire_texte(chemin, fichier, schema), fichier, schema, {})


def controler_lignes(
    lignes: Sequence[Sequence[str]], fichier: str, schema: Schema
) -> tuple[pd.DataFrame, list[Erreur]]:
    """Des lignes qui ne sont pas encore dans un fichier, et leurs fautes contre le contrat.

    La table ne garde que les lignes sans faute, converties ; ``ligne`` est leur rang, à partir de 1.
    """
    rangs = range(1, len(lignes) + 1)
    suivies = [[*c, fichier, str(rang), empreinte(c)] for rang, c in zip(rangs, lignes, strict=True)]
    table = pd.DataFrame(suivies, columns=[*schema.colonnes, *TRACE], dtype="str")
    fautes = _verifier_cellules(table, schema)
    fautives = {str(faute.lieu.ligne) for faute in fautes}
    return _convertir(table[~table["ligne"].isin(fautives)].reset_index(drop=True), schema), fautes


def table_vide(schema: Schema) -> pd.DataFrame:
    """La table d'un fichier facultatif qui n'existe pas : les colonnes, aucune ligne."""
    return _convertir(_sans_ligne(schema), schema)


def _sans_ligne(schema: Schema) -> pd.DataFrame:
    return pd.DataFrame(columns=[*schema.colonnes, *TRACE], dtype="str")


def ecrire_table(table: pd.DataFrame, schema: Schema) -> bytes:
    """Un CSV du contrat, dans l'ordre de ses colonnes ; les mêmes octets sur toute machine."""
    colonnes = table.reindex(columns=schema.colonnes)
    return colonnes.to_csv(index=False, lineterminator="\n").encode("utf-8")


def _lire_texte(chemin: Path, fichier: str, schema: Schema) -> str:
    lieu = Lieu(fichier)
    if chemin.is_dir():
        raise Erreurs([err.DossierAuLieuDeDonnees(lieu)])
    try:
        octets = chemin.read_bytes()
    except FileNotFoundError:
        raise Erreurs([err.DonneesAbsentes(lieu, admis=",".join(schema.colonnes))]) from None
    except OSError as refus:
        raise Erreurs([err.LectureDesDonnees(lieu, cause=err.cause_du_systeme(refus))]) from None
    if not octets.strip():
        raise Erreurs([err.DonneesVides(lieu)])
    if octets.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise Erreurs([err.MarqueOctets(Lieu(fichier, 1))])
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError as refus:
        ligne = octets[: refus.start].count(b"\n") + 1
        raise Erreurs([err.EncodageDesDonnees(Lieu(fichier, ligne))]) from None


def _lire_cellules(
    texte: str, fichier: str, schema: Schema, garder: Mapping[str, Collection[str]]
) -> pd.DataFrame:
    lecteur = csv.reader(io.StringIO(texte, newline=""), strict=True)
    lignes: list[list[str]] = []
    fautes: list[Erreur] = []
    voulues = [(schema.colonnes.index(nom), set(valeurs)) for nom, valeurs in garder.items()]
    attendu = len(schema.colonnes)
    try:
        _verifier_entetes(next(lecteur), fichier, schema)
        debut = lecteur.line_num + 1
        for cellules in lecteur:
            if len(cellules) == attendu:
                for rang, valeurs in voulues:
                    if cellules[rang] not in valeurs:
                        break
                else:
                    lignes.append([*cellules, fichier, str(debut), empreinte(cellules)])
            elif cellules:
                fautes.append(err.CellulesEnTrop(Lieu(fichier, debut), recu=len(cellules), attendu=attendu))
            debut = lecteur.line_num + 1
    except csv.Error as refus:
        lieu = Lieu(fichier, lecteur.line_num)
        raise Erreurs([*fautes, err.GuillemetOuvert(lieu, cause=_cause_csv(refus))]) from None
    err.lever(fautes)
    return pd.DataFrame(lignes, columns=[*schema.colonnes, *TRACE], dtype="str")


def _cause_csv(refus: csv.Error) -> str:
    inattendue = "unexpected end" in str(refus)
    return "un guillemet double n'est pas refermé" if inattendue else "un guillemet est mal placé"


def _verifier_entetes(recues: list[str], fichier: str, schema: Schema) -> None:
    attendues, lieu = schema.colonnes, Lieu(fichier, 1)
    if recues == attendues:
        return
    for separateur in (";", "\t", "|"):
        if len(recues) == 1 and recues[0].count(separateur) >= len(attendues) // 2:
            nom = {"\t": "tabulation"}.get(separateur, separateur)
            raise Erreurs([err.Separateur(lieu, recu=nom)])
    manquantes = [nom for nom in attendues if nom not in recues]
    en_trop = [nom for nom in recues if nom not in attendues]
    proche = plus_proche(en_trop[0], manquantes) if en_trop and manquantes else None
    raise Erreurs(
        [
            err.ColonnesInattendues(
                lieu,
                proche=proche,
                manquantes=", ".join(manquantes) or "aucune (l'ordre diffère, ou une colonne est répétée)",
                en_trop=", ".join(en_trop) or "aucune",
                admis=",".join(attendues),
            )
        ]
    )


def empreinte(cellules: Sequence[str]) -> str:
    """L'empreinte SHA-256 d'une ligne : ses cellules, jointes par un séparateur qu'aucun texte n'a."""
    return hashlib.sha256("\x1f".join(cellules).encode()).hexdigest()


def _verifier_cellules(table: pd.DataFrame, schema: Schema) -> list[Erreur]:
    return [] if _sans_faute(table, schema) else _fautes(table, schema)


def _sans_faute(table: pd.DataFrame, schema: Schema) -> bool:
    """Les mêmes règles, sur les seuls textes différents de chaque colonne : un code se répète mille fois."""
    return all(
        bool(regle(textes).all())
        for champ in schema.champs
        if (regles := _regles(champ))
        for textes in [pd.Series(table[champ.nom].unique(), dtype="str")]
        for regle in regles.values()
    )


def _fautes(table: pd.DataFrame, schema: Schema) -> list[Erreur]:
    """Chaque cellule fautive, telle que pandera la trouve."""
    from pandera.errors import SchemaErrors

    try:
        _schema_pandera(schema).validate(table, lazy=True)
    except SchemaErrors as refus:
        cas = refus.failure_cases.sort_values(["index", "column"], kind="stable")
        champs = {champ.nom: champ for champ in schema.champs}
        lieux = [_lieu(table, c.index, c.column) for c in cas.itertuples()]
        return [
            _erreur_de_cellule(champs[c.column], str(c.check), c.failure_case, lieu)
            for c, lieu in zip(cas.itertuples(), lieux, strict=True)
        ]
    return []


def _lieu(table: pd.DataFrame, rang: Any, colonne: str) -> Lieu:
    return Lieu(str(table.loc[rang, "fichier"]), int(table.loc[rang, "ligne"]), f"colonne {colonne}")


@cache
def _schema_pandera(schema: Schema) -> Any:
    """Le contrat, tel que pandera l'applique : une règle nommée par sorte de faute."""
    import pandera.pandas as pa

    # Sans type : la table vient d'être lue en textes, et ce que pandera nomme « texte » dépend du moment où
    # il a été chargé.
    return pa.DataFrameSchema(
        {
            champ.nom: pa.Column(None, [pa.Check(test, name=nom) for nom, test in _regles(champ).items()])
            for champ in schema.champs
        }
    )


@cache
def _regles(champ: Champ) -> Mapping[str, Regle]:
    """Les règles d'une colonne, par sorte de faute."""
    regles: dict[str, Regle] = {"requis": _test_requis} if champ.requis else {}
    forme = _forme(champ)
    if forme:
        regles[_nom_de_forme(champ)] = _test_date if champ.type == "date" else _test_forme(forme)
    if champ.admis:
        regles["liste"] = _test_liste(champ.admis)
    return regles


def _forme(champ: Champ) -> str | None:
    return {"number": NOMBRE, "integer": r"[+-]?[0-9]{1,15}", "date": DATE}.get(champ.type, champ.motif)


def _nom_de_forme(champ: Champ) -> str:
    return champ.type if champ.type in ("number", "integer", "date") else "motif"


def _test_requis(serie: pd.Series) -> pd.Series:
    return serie.str.strip() != ""


def _test_forme(forme: str) -> Regle:
    return lambda serie: (serie == "") | serie.str.fullmatch(forme)


def _test_date(serie: pd.Series) -> pd.Series:
    """Une date écrite dans l'ordre, et qui existe : le 30 février a la forme, pas l'existence."""
    existe = pd.to_datetime(serie, format="%Y-%m-%d", errors="coerce").notna()
    return (serie == "") | (serie.str.fullmatch(DATE) & existe)


def _test_liste(admis: tuple[str, ...]) -> Regle:
    return lambda serie: (serie == "") | serie.isin(admis)


def _erreur_de_cellule(champ: Champ, controle: str, recu: object, lieu: Lieu) -> Erreur:
    texte = str(recu)
    if controle == "requis":
        return err.CelluleVide(lieu)
    if controle in ("number", "integer"):
        return _erreur_de_nombre(texte, lieu)
    if controle == "date":
        return err.DateDesDonnees(lieu, recu=texte, exemple=date_proposee(texte))
    if controle == "liste":
        proche = plus_proche(texte, champ.admis)
        return err.MotInconnu(lieu, proche=proche, recu=texte, admis=enumerer(champ.admis, 20))
    return err.CelluleMalEcrite(lieu, recu=texte, attendu=champ.consigne)


def _erreur_de_nombre(texte: str, lieu: Lieu) -> Erreur:
    sans_espace = re.sub(r"[\s\u00a0\u202f]", "", texte)
    if re.fullmatch(r"[+-]?\d+,\d+", sans_espace):
        return err.VirguleDecimale(lieu, recu=texte, corrige=sans_espace.replace(",", "."))
    return err.NombreMalEcrit(lieu, recu=texte)


def _verifier_cle(table: pd.DataFrame, schema: Schema) -> list[Erreur]:
    cle = ["fichier", *schema.cle]
    repetees = table.duplicated(cle, keep="first") if schema.cle else pd.Series(False, index=table.index)
    if not repetees.any():
        return []
    premieres = table.drop_duplicates(cle).set_index(cle)["ligne"]
    return [
        err.LigneEnDouble(
            Lieu(str(table.loc[rang, "fichier"]), int(table.loc[rang, "ligne"])),
            autre_ligne=premieres.loc[tuple(table.loc[rang, cle])],
            cle=", ".join(mot for mot in table.loc[rang, list(schema.cle)] if mot),
        )
        for rang in table.index[repetees]
    ]


def _convertir(table: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Nombres en flottants, dates en dates ; une cellule vide devient une valeur manquante."""
    converties: dict[str, Any] = {"ligne": table["ligne"].astype(int)}
    for champ in schema.champs:
        if champ.type in ("number", "integer"):
            converties[champ.nom] = pd.to_numeric(table[champ.nom].replace("", None)).astype("float64")
        elif champ.type == "date":
            converties[champ.nom] = pd.to_datetime(
                table[champ.nom].replace("", None), format="%Y-%m-%d", errors="coerce"
            )
    return table.assign(**converties)
