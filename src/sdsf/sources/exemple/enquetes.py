"""Des enquêtes fictives (familles, professionnels, élus) : à graine fixe, avec des groupes sous le seuil."""

import datetime as dt
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

from sdsf.sources.exemple.ecriture import GRAINE, lire_textes

# Chaque vague a sa graine, de son rang : une enquête neuve s'ajoute à la fin.
TEXTES = ("enquetes_familles", "enquetes_professionnels", "enquetes_elus")
Ligne = dict[str, Any]
Dites = dict[str, list[str]]


def enquetes() -> Iterator[tuple[str, Ligne, dict[str, list[Ligne]]]]:
    """Par vague : son nom, sa fiche, et les lignes de ses trois tables."""
    vagues = [(textes, vague) for textes in map(lire_textes, TEXTES) for vague in textes["vagues"]]
    for rang, (textes, vague) in enumerate(vagues):
        tirage = Random(GRAINE + rang)
        repondants = {
            f"r{numero:05}": _repondre(textes["questions"], vague["annee"], tirage)
            for numero in range(1, vague["tailles"] + 1)
        }
        ouvertes = list(_ouvertes(textes["ouvertes"], vague, list(repondants), tirage))
        tables = {
            "reponses": list(_reponses(textes["questions"], repondants)),
            "ouvertes": [ligne for ligne, _ in ouvertes],
            "themes": [
                {"reponse": ligne["reponse"], "question": ligne["question"], "theme": theme}
                for ligne, themes in ouvertes
                for theme in themes
            ],
        }
        yield vague["nom"], _fiche(textes, vague), tables


def _repondre(questions: list[Ligne], annee: int, tirage: Random) -> Dites:
    """Les réponses d'une personne, question après question."""
    dites: Dites = {}
    for question in questions:
        si = question.get("si")
        posee = si is None or set(dites.get(si["question"], ())) & set(si["parmi"])
        if posee and tirage.random() < question["taux"]:
            dites[question["code"]] = _choisir(question, annee, dites, tirage)
    return dites


def _choisir(question: Ligne, annee: int, dites: Dites, tirage: Random) -> list[str]:
    if "cases" in question:
        cochees = [code for code, part in question["cases"].items() if 100 * tirage.random() < part]
        return cochees or [question["a_defaut"]]
    poids = dict(_poids_des_epci() if question["poids"] == "epci" else question["poids"])
    poids |= question.get(f"en_{annee}", {})
    for effet in question.get("effets", ()):
        if set(dites.get(effet["question"], ())) & set(effet["parmi"]):
            poids |= {code: poids[code] * fois for code, fois in effet["fois"].items()}
    return tirage.choices(list(poids), list(poids.values()))


@cache
def _poids_des_epci() -> dict[str, int]:
    """Lus une seule fois : le fichier se relirait à chaque répondant."""
    return {epci["code"]: epci["enfants"] for epci in lire_textes("territoires")["epci"]}


def _reponses(questions: list[Ligne], repondants: dict[str, Dites]) -> Iterator[Ligne]:
    """Rangées par question : les lignes d'une même question se suivent."""
    for question in questions:
        for numero, dites in repondants.items():
            for valeur in dites.get(question["code"], ()):
                yield {"reponse": numero, "question": question["code"], "valeur": valeur}


def _ouvertes(
    textes: Ligne, vague: Ligne, numeros: list[str], tirage: Random
) -> Iterator[tuple[Ligne, list[str]]]:
    """Des réponses libres, relues ou non, et leurs thèmes."""
    relu_le = vague["au"] + dt.timedelta(days=textes["delai_de_relecture"])
    for numero in numeros:
        if tirage.random() < textes["vagues"][vague["nom"]]:
            modele = tirage.choice(textes["textes"])
            relue = {"relu_par": textes["relu_par"], "relu_le": relu_le} if modele["publiable"] else {}
            yield (
                {
                    "reponse": numero,
                    "question": textes["question"],
                    # Ce que l'import écrit devant un texte qu'un tableur exécuterait.
                    "texte": f"'{modele['texte']}" if modele["texte"].startswith("=") else modele["texte"],
                    "publiable": modele["publiable"],
                    "texte_publie": modele.get("texte_publie"),
                    **relue,
                },
                modele["themes"],
            )


def _fiche(textes: Ligne, vague: Ligne) -> Ligne:
    return {
        "format": 1,
        "nom": vague["nom"],
        "intitule": f"{textes['intitule']}, {vague['annee']}",
        "departement": "00",
        "questionnaire": textes["questionnaire"],
        "version": "1",
        "annee": vague["annee"],
        "du": vague["du"],
        "au": vague["au"],
        "mode": "en_ligne",
        "population": textes["population"],
        "base_de_sondage": textes["base_de_sondage"],
        "questionnaires_envoyes": vague["envoyes"],
        "marges": [_marge(question, parts) for question, parts in textes["marges"].items()],
        "origine": {"fichiers": [], "colonnes_retirees": [], "avis": []},
    }


def _marge(question: str, parts: Ligne | str) -> Ligne:
    """Une répartition fictive de la population ; « enfants » : celle des enfants par intercommunalité."""
    source = "Données fictives du département d'exemple"
    return {
        "question": question,
        "parts": _parts_des_epci() if parts == "enfants" else parts,
        "source": source,
    }


def _parts_des_epci() -> dict[str, float]:
    enfants = _poids_des_epci()
    return {code: round(100 * nombre / sum(enfants.values()), 1) for code, nombre in enfants.items()}
