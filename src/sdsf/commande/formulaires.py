"""``sdsf formulaires`` : écrire les classeurs de collecte, suivre qui a répondu, relancer."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from sdsf import erreurs as err
from sdsf.chargement import charger, verifier_acheve
from sdsf.collecte.ecriture import classeur_de_collecte
from sdsf.collecte.identite import identite_de
from sdsf.collecte.questions import Formulaire, formulaires
from sdsf.collecte.suivi import TITRES, Collecte, Envoi, EtatDuPilote, Retour, relance, suivre
from sdsf.demande import completer_reglages, controler_demande
from sdsf.dossier import Dossier
from sdsf.espace import Espace
from sdsf.production.ecriture import ecrire_lot
from sdsf.production.rapport import csv_de
from sdsf.publication import SUFFIXE
from sdsf.rendu.nombres import accorder
from sdsf.secret.publication import COLONNES

DOSSIER, ETAT, RELANCES = "formulaires", "collecte.json", "relances"


@dataclass(frozen=True)
class Fait:
    """Ce qu'une commande a écrit, et ce qu'elle en dit."""

    fichiers: tuple[Path, ...]
    phrases: tuple[str, ...]
    avis: tuple[str, ...] = ()


# --- écrire les classeurs -------------------------------------------------------------------------


def ecrire_les_formulaires(espace: Espace, departement: object, annee: object, jour: dt.date) -> Fait:
    """Un classeur par pilote, dans ``reports/<dep>/<annee>/formulaires/``. Lève ``Erreurs``.

    Ce que les classeurs montrent est l'édition publique : un petit effectif n'en sort pas.
    """
    dossier = dossier_de(espace, departement, annee, "publique")
    tous, place = formulaires(dossier), place_de(espace, dossier)
    octets = {
        f.pilote.code: classeur_de_collecte(f, identite_de(dossier, f), dossier.referentiel.unites)
        for f in tous
    }
    ancienne = lire_l_etat(place)
    gardes = _gardes(place, octets, ancienne)
    chemins = {place / f"{code}.xlsx": contenu for code, contenu in octets.items()}
    neufs = {code: Envoi(jour.isoformat(), empreinte(contenu)) for code, contenu in octets.items()}
    # Un classeur réécrit à l'identique garde le jour où on l'a écrit.
    envois = {c: e if _autre(ancienne.envois.get(c), e) else ancienne.envois[c] for c, e in neufs.items()}
    publiees = csv_de([dict(ligne) for ligne in dossier.publication.lignes], COLONNES).encode()
    lot = {
        **gardes,
        **chemins,
        place.parent / f"{DOSSIER}{SUFFIXE}": publiees,
        place / ETAT: etat_en_octets(Collecte({**ancienne.envois, **envois}, ancienne.retours)),
    }
    ecrire_lot(espace, lot)
    return Fait(tuple(chemins), tuple(_dire_les_envois(dossier, tous)), tuple(_dire_les_gardes(gardes)))


def _autre(ancien: Envoi | None, neuf: Envoi) -> bool:
    return ancien is None or ancien.sha256 != neuf.sha256


def dossier_de(espace: Espace, departement: object, annee: object, edition: str) -> Dossier:
    """Le département en entier, plan achevé. Lève ``Erreurs``."""
    reglages = completer_reglages("", edition=edition)
    dossier = charger(espace, controler_demande(espace, departement, annee, reglages))
    err.lever(verifier_acheve(dossier))
    return dossier


def place_de(espace: Espace, dossier: Dossier) -> Path:
    return espace.reports / dossier.departement.code / str(dossier.annee) / DOSSIER


def empreinte(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def _gardes(place: Path, octets: Mapping[str, bytes], etat: Collecte) -> dict[Path, bytes]:
    """Les classeurs remplis sur place, que la réécriture emporterait : ils sont gardés à côté."""
    gardes: dict[Path, bytes] = {}
    for code, contenu in octets.items():
        chemin = place / f"{code}.xlsx"
        if not chemin.is_file():
            continue
        ancien, envoi = chemin.read_bytes(), etat.envois.get(code)
        if ancien != contenu and (envoi is None or envoi.sha256 != empreinte(ancien)):
            essais = (place / f"{code}.garde-{rang}.xlsx" for rang in range(1, 10_000))
            gardes[next(essai for essai in essais if not essai.exists())] = ancien
    return gardes


def _dire_les_envois(dossier: Dossier, tous: Sequence[Formulaire]) -> list[str]:
    """Combien de classeurs, de questions ; et pourquoi un classeur n'a pas de pilote."""
    n, questions = len(tous), sum(len(f.questions) for f in tous)
    distinctes = len({question.id for f in tous for question in f.questions})
    partagees = f", dont {distinctes} différentes" if distinctes < questions else ""
    dits = [
        f"{n} {accorder(n, 'classeur', 'classeurs')}, "
        f"{questions} {accorder(questions, 'question', 'questions')}{partagees}."
    ]
    dits += [f"{f.pilote.nom} : {f.pilote.motif}" for f in tous if f.pilote.motif]
    if not tous:
        return ["Le plan en vigueur n'a ni action, ni étape, ni indicateur à suivre : rien à demander."]
    suite = f"{dossier.departement.code} {dossier.annee}"
    return [*dits, f"Qui a répondu : sdsf formulaires {suite} --suivi"]


def _dire_les_gardes(gardes: Mapping[Path, bytes]) -> list[str]:
    return [f"Un classeur avait été rempli sur place : il est gardé ({chemin.name})." for chemin in gardes]


# --- ce que l'on a écrit et reçu ------------------------------------------------------------------


def lire_l_etat(place: Path) -> Collecte:
    """Ce qui a été écrit et rendu ; rien, si le fichier manque ou ne se lit plus."""
    try:
        lu = json.loads((place / ETAT).read_text(encoding="utf-8"))
        envois = {code: Envoi(**envoi) for code, envoi in lu["envois"].items()}
        return Collecte(envois, tuple(Retour(**retour) for retour in lu["retours"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Collecte()


def etat_en_octets(collecte: Collecte) -> bytes:
    contenu = {
        "envois": {code: asdict(envoi) for code, envoi in sorted(collecte.envois.items())},
        "retours": [asdict(retour) for retour in collecte.retours],
    }
    return (json.dumps(contenu, ensure_ascii=False, indent=1) + "\n").encode()


# --- suivre ---------------------------------------------------------------------------------------


def suivre_les_formulaires(espace: Espace, departement: object, annee: object) -> tuple[Table, Fait]:
    """Le tableau de qui a répondu, et une relance par pilote à qui il manque quelque chose."""
    dossier = dossier_de(espace, departement, annee, "interne")
    place = place_de(espace, dossier)
    etats = suivre(dossier, formulaires(dossier), lire_l_etat(place))
    relances = {
        place / RELANCES / f"{etat.pilote.code}.txt": relance(dossier, etat).encode()
        for etat in etats
        if etat.manquent
    }
    # Une relance devenue sans objet ne doit pas partir.
    for perimee in {*(place / RELANCES).glob("*.txt")} - set(relances):
        perimee.unlink()
    ecrire_lot(espace, relances)
    return _tableau(etats), Fait(tuple(relances), tuple(_dire_le_suivi(etats)))


def _tableau(etats: Sequence[EtatDuPilote]) -> Table:
    tableau = Table(*TITRES)
    for etat in etats:
        tableau.add_row(*map(escape, etat.ligne()))
    return tableau


def _dire_le_suivi(etats: Sequence[EtatDuPilote]) -> list[str]:
    complets = sum(not etat.manquent for etat in etats)
    return [f"Pilotes qui ont tout dit : {complets} sur {len(etats)}."]
