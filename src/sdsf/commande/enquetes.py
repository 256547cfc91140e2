"""Importer une enquête : un contrôle entier, puis une écriture entière de son dossier."""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml

from sdsf import erreurs as err
from sdsf.demande import departement_connu
from sdsf.depouillement.reponses import Depouille, depouiller
from sdsf.erreurs import Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.lecture.csv_strict import ecrire_table
from sdsf.lecture.encodage import sans_accent
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.production.ecriture import ecrire_lot
from sdsf.production.rapport import neutraliser
from sdsf.referentiel.enquetes import Enquete
from sdsf.referentiel.questionnaires import Questionnaire, lire_questionnaire
from sdsf.releves.enquetes import (
    FICHE,
    EnqueteLue,
    dossier_des_enquetes,
    lire_enquetes,
    territoires_possibles,
)
from sdsf.releves.lecture import contrats_des_enquetes
from sdsf.rendu.nombres import accorder

NOM = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
ENTETE = (
    "# yaml-language-server: $schema=../../../../../params/schemas/enquete.schema.json\n"
    "# Ce qu'il faut savoir de l'enquête ; complétez ce qui est null (docs/guides/mener_une_enquete.md).\n"
)
A_COMPLETER = {
    "mode": "le mode de réponse",
    "population": "la population interrogée",
    "base_de_sondage": "la base de sondage",
    "questionnaires_envoyes": "le nombre de questionnaires envoyés",
    "marges": "les marges de calage",
}


@dataclass(frozen=True)
class EnqueteImportee:
    """Un import réussi : le dossier, le nombre de réponses, ce qu'il faut savoir et compléter."""

    dossier: Path
    fichiers: tuple[Path, ...]
    phrases: tuple[str, ...]


def importer_enquete(
    espace: Espace,
    fichiers: Sequence[Path],
    departement: str,
    questionnaire: str,
    nom: str,
    ignorees: Sequence[str] = (),
    remplacer: bool = False,
) -> EnqueteImportee:
    """Contrôle un export et range l'enquête. Lève ``Erreurs`` ; rien n'est alors écrit."""
    code = departement_connu(espace, departement).code
    modele = lire_questionnaire(espace, questionnaire)
    if not NOM.fullmatch(nom):
        proche = re.sub(r"[^a-z0-9]+", "-", sans_accent(nom).lower()).strip("-")[:40]
        raise Erreurs([err.NomDEnquete(proche=proche or f"{questionnaire}-{dt.date.today().year}", recu=nom)])
    lus = depouiller(fichiers, modele, territoires_possibles(espace, code, modele), ignorees)
    dossier = dossier_des_enquetes(espace, code) / nom
    ancienne = _ancienne(espace, code, nom)
    tables = _tables(lus, modele, ancienne)
    schemas = contrats_des_enquetes(espace)
    contenus = {dossier / f"{t}.csv": ecrire_table(table, schemas[t]) for t, table in tables.items()}
    reponses = dossier / "reponses.csv"
    if reponses.exists() and not remplacer and reponses.read_bytes() != contenus[reponses]:
        raise Erreurs([err.EnqueteDejaLa(Lieu(espace.relatif(reponses)), recu=nom)])
    fiche = _fiche(espace, dossier / FICHE, code, modele, nom, lus, fichiers)
    contenus[dossier / FICHE] = (ENTETE + _yaml(fiche)).encode()
    ecrire_lot(espace, contenus)
    return EnqueteImportee(dossier, tuple(contenus), tuple(_phrases(lus, fiche, code, tables, modele)))


def _ancienne(espace: Espace, code: str, nom: str) -> EnqueteLue | None:
    """L'enquête déjà rangée sous ce nom, dont on garde les relectures ; ``None`` s'il n'y en a pas."""
    if not (dossier_des_enquetes(espace, code) / nom / FICHE).exists():
        return None
    return next((lue for lue in lire_enquetes(espace, code) if lue.fiche.nom == nom), None)


def _tables(
    lus: Depouille, questionnaire: Questionnaire, ancienne: EnqueteLue | None
) -> dict[str, pd.DataFrame]:
    """Les trois tables, rangées par question : les lignes d'une même question se suivent."""
    rang = {question.code: r for r, question in enumerate(questionnaire.questions())}
    valeurs = [
        (reponse.numero, code, valeur)
        for reponse in lus.reponses
        for code, codes in reponse.valeurs.items()
        for valeur in codes
    ]
    textes = [(r.numero, code, texte) for r in lus.reponses for code, texte in r.textes.items()]
    valeurs.sort(key=lambda v: (rang[v[1]], v[0]))
    textes.sort(key=lambda v: (rang[v[1]], v[0]))
    reponses = pd.DataFrame(valeurs, columns=["reponse", "question", "valeur"])
    ouvertes = pd.DataFrame(textes, columns=["reponse", "question", "texte"])
    return {"reponses": reponses, **_avec_les_relectures(ouvertes, ancienne)}


def _avec_les_relectures(ouvertes: pd.DataFrame, ancienne: EnqueteLue | None) -> dict[str, pd.DataFrame]:
    """Les réponses libres, leurs relectures et leurs thèmes : ce qui portait sur le même texte est gardé."""
    cle = ["reponse", "question", "texte"]
    colonnes = [*cle, "publiable", "relu_par", "relu_le", "texte_publie"]
    themes = pd.DataFrame(columns=["reponse", "question", "theme"])
    if ancienne is None:
        jointe = ouvertes.reindex(columns=colonnes)
    else:
        jointe = ouvertes.merge(ancienne.ouvertes[colonnes], on=cle, how="left")
        memes = ouvertes.merge(ancienne.ouvertes[cle], on=cle)[cle[:2]]
        themes = ancienne.themes[["reponse", "question", "theme"]].merge(memes, on=cle[:2])
    for colonne in ("texte", "texte_publie"):
        jointe[colonne] = jointe[colonne].fillna("").map(neutraliser)
    return {"ouvertes": jointe, "themes": themes}


def _fiche(
    espace: Espace,
    chemin: Path,
    code: str,
    questionnaire: Questionnaire,
    nom: str,
    lus: Depouille,
    fichiers: Sequence[Path],
) -> Enquete:
    """La fiche de l'enquête : celle qu'on a complétée, ou une neuve ; l'origine est celle de l'import."""
    origine = {
        "fichiers": [fichier.name for fichier in fichiers],
        "colonnes_retirees": list(lus.retirees),
        "avis": list(lus.avis),
    }
    if chemin.exists():
        ancienne = lire_modele(chemin, espace.relatif(chemin), Enquete)[0]
        return Enquete.model_validate(ancienne.model_dump() | {"origine": origine})
    annee = re.search(r"(?<!\d)(19[9]\d|20\d\d)(?!\d)", nom)
    an = int(annee[1]) if annee else (lus.au or dt.date.today()).year
    return Enquete.model_validate(
        {
            "format": 1,
            "nom": nom,
            "intitule": f"{questionnaire.intitule}, {an}",
            "departement": code,
            "questionnaire": questionnaire.code,
            "version": questionnaire.version,
            "annee": an,
            "du": lus.du,
            "au": lus.au,
            **dict.fromkeys(("mode", "population", "base_de_sondage", "questionnaires_envoyes")),
            "marges": [],
            "origine": origine,
        }
    )


def _yaml(fiche: Enquete) -> str:
    # Passer par du texte : une date dite deux fois sortirait sinon sous la forme d'un renvoi (&id001).
    contenu = json.loads(fiche.model_dump_json())
    for champ in ("du", "au"):
        contenu[champ] = dt.date.fromisoformat(contenu[champ]) if contenu[champ] else None
    return yaml.safe_dump(contenu, allow_unicode=True, sort_keys=False, width=100)


def _phrases(
    lus: Depouille,
    fiche: Enquete,
    code: str,
    tables: Mapping[str, pd.DataFrame],
    questionnaire: Questionnaire,
) -> list[str]:
    """Ce que l'import a lu, retiré, corrigé ; ce qu'il reste à écrire."""
    nombre = len(lus.reponses)
    dits = [f"Lu : {nombre} {accorder(nombre, 'réponse', 'réponses')} au {questionnaire.intitule.lower()}."]
    if lus.retirees:
        dits.append(f"Retirées, car elles identifient une personne : {', '.join(lus.retirees)}.")
    dits += list(lus.avis)
    if a_relire := int((tables["ouvertes"]["publiable"].fillna("") == "").sum()):
        mot = accorder(a_relire, "réponse libre attend", "réponses libres attendent")
        dits.append(f"{a_relire} {mot} une relecture : sans elle, aucune n'est publiée (ouvertes.csv).")
    if manques := [mots for champ, mots in A_COMPLETER.items() if not getattr(fiche, champ)]:
        dits.append(f"À compléter dans {FICHE} : {', '.join(manques)}.")
    return [*dits, f"Ensuite : sdsf verifier {code}"]
