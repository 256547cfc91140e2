"""Importer les remarques faites dans un document : chacune à son passage, ou rien n'est écrit."""

import csv
import io
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sdsf import erreurs as err
from sdsf.demande import EDITIONS, departement_connu
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.journal.auteurs import grief_d_auteur
from sdsf.journal.reprise import seul_a_ecrire
from sdsf.lecture.csv_strict import Schema, lire_table, table_vide
from sdsf.lecture.document_docx import Commentaire, lire_commentaires, nom_de_signet
from sdsf.production.ecriture import ecrire_lot
from sdsf.production.rapport import neutraliser
from sdsf.releves.lecture import contrats
from sdsf.releves.remarques import A_REGLER, remarques_de, verifier_remarques
from sdsf.rendu.nombres import accorder
from sdsf.vocabulaire import INTITULES_RAPPORT

ORIGINE = re.compile(r"(\w{2,3})/(\d{4})/(\w+)/(\w+)/Version (\d+)")
CLE = ("rapport", "annee", "ancre", "auteur_fonction", "date", "remarque")
LONGUEUR_CITEE = 80


@dataclass(frozen=True)
class Origine:
    """Le rapport dont vient un document."""

    departement: str
    annee: int
    rapport: str
    edition: str


@dataclass(frozen=True)
class Importees:
    """Ce qu'un import a fait, par département. ``chemins`` : les fichiers écrits."""

    chemins: tuple[Path, ...]
    neuves: int
    connues: int
    restent: tuple[str, ...]
    avis: tuple[str, ...]


def importer(espace: Espace, fichiers: Sequence[Path], auteur: str) -> Importees:
    """Ajoute à ``remarques.csv`` les commentaires de documents, d'un même auteur.

    Lève ``Erreurs`` avec toutes les causes de tous les documents ; rien n'est alors écrit.
    """
    quoi = grief_d_auteur(auteur)
    fautes: list[Erreur] = [err.AuteurDeRemarque(recu=auteur, quoi=quoi)] if quoi else []
    lues: list[tuple[Origine, dict[str, str]]] = []
    for fichier in fichiers:
        try:
            lues += [(origine, ligne) for origine, ligne in _lire(espace, fichier, auteur.strip())]
        except Erreurs as refus:
            fautes += refus.erreurs
    err.lever(fautes)
    return _ajouter(espace, lues)


def _lire(espace: Espace, fichier: Path, auteur: str) -> list[tuple[Origine, dict[str, str]]]:
    document = lire_commentaires(fichier)
    origine = _origine(espace, fichier, document.origine)
    marques = _marques(espace, origine)
    err.lever([f for c in document.commentaires for f in _fautes(fichier, c, marques)])
    signets = {nom_de_signet(ancre): ancre for ancre in marques}
    return [
        (origine, _ligne(origine, c, signets.get(c.signet, c.signet), auteur)) for c in document.commentaires
    ]


def _ligne(origine: Origine, commentaire: Commentaire, ancre: str, auteur: str) -> dict[str, str]:
    return {
        "rapport": origine.rapport,
        "annee": str(origine.annee),
        "ancre": ancre,
        "auteur_fonction": str(neutraliser(auteur)),
        "date": commentaire.jour,
        # Un commentaire peut venir de n'importe qui : un tableur ne doit pas l'exécuter.
        "remarque": str(neutraliser(commentaire.texte)),
        "statut": A_REGLER,
    }


def _origine(espace: Espace, fichier: Path, dite: str) -> Origine:
    """Le rapport dont vient le document. Lève ``Erreurs`` s'il ne le dit pas, ou s'il n'existe pas."""
    trouve = ORIGINE.fullmatch(dite)
    lieu = Lieu(str(fichier))
    if trouve is None:
        raise Erreurs([err.DocumentSansOrigine(lieu, detail="")])
    departement, annee, rapport, edition, _ = trouve.groups()
    if rapport not in INTITULES_RAPPORT or edition not in EDITIONS:
        raise Erreurs([err.DocumentSansOrigine(lieu, detail=f" (« {dite} » ne se comprend pas)")])
    return Origine(departement_connu(espace, departement).code, int(annee), rapport, edition)


def _marques(espace: Espace, origine: Origine) -> dict[str, str]:
    """Les passages du rapport en place, et leurs premiers mots ; aucun s'il n'est plus là."""
    dossier = espace.reports / origine.departement / str(origine.annee)
    dossier = dossier / "interne" if origine.edition == "interne" else dossier
    chemin = dossier / f"{origine.rapport}.marques.csv"
    if not chemin.is_file():
        return {}
    with chemin.open(encoding="utf-8", newline="") as flux:
        return {ligne["ancre"]: ligne["debut"] for ligne in csv.DictReader(flux)}


def _fautes(fichier: Path, commentaire: Commentaire, marques: Mapping[str, str]) -> Iterator[Erreur]:
    lieu = Lieu(str(fichier))
    if not commentaire.texte:
        passage = marques.get(commentaire.signet, commentaire.signet)[:LONGUEUR_CITEE]
        yield err.CommentaireVide(lieu, passage=passage or "le début du document")
    elif not commentaire.signet:
        yield err.CommentaireSansPassage(lieu, debut=commentaire.texte[:LONGUEUR_CITEE])
    elif not re.fullmatch(r"\d{4}-\d{2}-\d{2}", commentaire.jour):
        conseil = "Son traitement de texte ne date pas les commentaires : saisissez-la dans remarques.csv."
        quoi = f"(« {commentaire.texte[:LONGUEUR_CITEE]} ») n'a pas de date"
        yield err.RemarqueIncoherente(lieu, quoi=quoi, conseil=conseil)


# --- écrire ---------------------------------------------------------------------------------------


def _ajouter(espace: Espace, lues: Sequence[tuple[Origine, dict[str, str]]]) -> Importees:
    """Ajoute les lignes neuves sous le verrou de chaque département : deux imports ne se perdent rien.

    Les verrous se prennent toujours dans le même ordre : deux imports ne s'attendent pas l'un l'autre.
    """
    codes = sorted({origine.departement for origine, _ in lues})
    with ExitStack() as verrous:
        for code in codes:
            verrous.enter_context(seul_a_ecrire(espace, code))
        return _ajouter_seul(espace, codes, lues)


def _ajouter_seul(
    espace: Espace, codes: Sequence[str], lues: Sequence[tuple[Origine, dict[str, str]]]
) -> Importees:
    """Ajoute les lignes neuves à la fin de chaque fichier : ce qui y était ne bouge pas d'un octet."""
    schema = contrats(espace)["remarques"]
    lots: dict[Path, bytes] = {}
    neuves = 0
    tables: dict[str, pd.DataFrame] = {}
    for code in codes:
        chemin = espace.data / "departements" / code / "remarques.csv"
        siennes = [ligne for origine, ligne in lues if origine.departement == code]
        ajouts = _neuves(_table(espace, chemin, schema), siennes)
        neuves += len(ajouts)
        octets = _completer(chemin, schema, ajouts)
        tables[code] = _relire(octets, espace.relatif(chemin), schema)
        if ajouts:
            lots[chemin] = octets
    ecrire_lot(espace, lots)
    origines = list(dict.fromkeys(origine for origine, _ in lues))
    restent = [mot for o in origines for mot in _restent(espace, o, tables[o.departement])]
    avis = [mot for o in origines for mot in _avis(espace, o, tables[o.departement])]
    return Importees(tuple(lots), neuves, len(lues) - neuves, tuple(restent), tuple(avis))


def _table(espace: Espace, chemin: Path, schema: Schema) -> pd.DataFrame:
    return lire_table(chemin, espace.relatif(chemin), schema) if chemin.exists() else table_vide(schema)


def _neuves(table: pd.DataFrame, lignes: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Les remarques que la table n'a pas : un document importé deux fois ne se répète pas."""
    textes = table.assign(
        annee=table["annee"].map("{:.0f}".format), date=table["date"].dt.strftime("%Y-%m-%d")
    )
    connues = {tuple(str(ligne[nom]) for nom in CLE) for ligne in textes.to_dict("records")}
    gardees: dict[tuple[str, ...], dict[str, str]] = {}
    for ligne in lignes:
        cle = tuple(ligne[nom] for nom in CLE)
        if cle not in connues:
            gardees.setdefault(cle, ligne)
    return list(gardees.values())


def _completer(chemin: Path, schema: Schema, ajouts: Sequence[Mapping[str, str]]) -> bytes:
    tampon = io.StringIO()
    ecrivain = csv.DictWriter(tampon, schema.colonnes, restval="", lineterminator="\n")
    if not chemin.exists():
        ecrivain.writeheader()
    ecrivain.writerows(ajouts)
    avant = chemin.read_bytes() if chemin.exists() else b""
    saut = b"" if not avant or avant.endswith(b"\n") else b"\n"
    return avant + saut + tampon.getvalue().encode()


def _relire(octets: bytes, fichier: str, schema: Schema) -> pd.DataFrame:
    """La table telle qu'elle sera : relue et vérifiée avant d'être écrite. Lève ``Erreurs``."""
    with tempfile.TemporaryDirectory(prefix="sdsf-") as travail:
        essai = Path(travail) / "remarques.csv"
        essai.write_bytes(octets)
        table = lire_table(essai, fichier, schema)
    err.lever(verifier_remarques(table))
    return table


# --- ce qu'il faut en savoir ----------------------------------------------------------------------


def _restent(espace: Espace, origine: Origine, table: pd.DataFrame) -> Iterator[str]:
    """Les remarques de ce rapport qui attendent une réponse, avec leur passage."""
    marques = _marques(espace, origine)
    siennes = remarques_de(table, origine.rapport, origine.annee)
    for ligne in siennes[siennes["statut"] == A_REGLER].to_dict("records"):
        passage = marques.get(ligne["ancre"], "passage absent du rapport en place")[:LONGUEUR_CITEE]
        yield f"{ligne['ancre']} (« {passage} ») — {ligne['auteur_fonction']} : {ligne['remarque']}"


def _avis(espace: Espace, origine: Origine, table: pd.DataFrame) -> Iterator[str]:
    """Les passages désignés que le rapport en place n'a plus."""
    marques = _marques(espace, origine)
    siennes = remarques_de(table, origine.rapport, origine.annee)
    for ancre in dict.fromkeys(siennes["ancre"]):
        if marques and ancre not in marques:
            yield f"Le passage « {ancre} » n'est plus dans le rapport : la remarque restera en annexe."


def compte_rendu(importees: Importees) -> list[str]:
    """Ce que la commande imprime après les chemins."""
    n, k, r = importees.neuves, importees.connues, len(importees.restent)
    connues = f", {k} déjà {accorder(k, 'connue', 'connues')}" if k else ""
    return [
        f"{n} {accorder(n, 'remarque importée', 'remarques importées')}{connues}.",
        f"{r} {accorder(r, 'remarque reste', 'remarques restent')} à régler{' :' if r else '.'}",
        *(f"  {mot}" for mot in importees.restent),
    ]
