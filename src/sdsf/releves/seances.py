"""Les vues arrêtées en séance : de quoi recomposer ce que la commission regardait, et qui l'a arrêté.

Une vue est un fichier ``data/departements/<code>/seances/<date>-<numero>.yml`` : ses paramètres, jamais une
image. Les numéros se suivent sans trou ; une vue ne s'efface pas, elle se retire.
"""

import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.plan.communs import (
    Annee,
    CodeDepartement,
    CodeIndicateur,
    FonctionEtInstitution,
    Modele,
    Retenu,
    Texte,
)
from sdsf.plan.ecriture import contenu
from sdsf.plan.priorites_retenues import en_yaml, outil_yaml
from sdsf.sauvegarde import ecrire_en_entier, sous_verrou

ENTETE = "# yaml-language-server: $schema=../../../../params/schemas/seance.schema.json\n"


class VueArretee(Modele):
    """``data/departements/<code>/seances/<date>-<numero>.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    numero: Annotated[int, Field(ge=1)]
    """Le numéro de la vue, que l'atelier donne : ils se suivent sans trou. Exemple : 1"""
    departement: CodeDepartement
    """Le code du département, entre guillemets. Exemple : "38" """
    annee: Annee
    """L'année que la vue regarde. Exemple : 2024"""
    atelier: CodeIndicateur
    """L'atelier d'où elle vient : priorites, trajectoires, tableau_de_bord. Exemple : priorites"""
    instance: Texte
    """L'instance réunie. Exemple : "Commission d'évaluation" """
    auteur: FonctionEtInstitution
    """Qui l'a arrêtée : une fonction et une institution, jamais un nom. Exemple : "secrétariat, Caf" """
    date: dt.date
    """Le jour de la séance, sans guillemets. Exemple : 2025-03-14"""
    motif: Texte
    """Pourquoi l'instance a voulu la garder, en une phrase que le rapport imprime."""
    parametres: dict[str, Any]
    """Les réglages de l'atelier, tels qu'il les a écrits : de quoi recomposer la même vue."""
    phrase: Texte
    """La phrase que la vue disait ce jour-là."""
    empreinte: Texte
    """L'empreinte de ses chiffres ce jour-là : le rapport dit s'ils ont changé depuis."""
    retiree: Retenu | None
    """Qui l'a retirée, quand et pourquoi ; null tant qu'elle vaut."""


def dossier_des_seances(espace: Espace, departement: str) -> Path:
    return espace.data / "departements" / departement / "seances"


def lire_les_vues(espace: Espace, departement: str) -> tuple[VueArretee, ...]:
    """Les vues arrêtées, par numéro. Lève ``Erreurs`` avec toutes les causes."""
    return tuple(_vues_par_fichier(espace, departement).values())


def _vues_par_fichier(espace: Espace, departement: str) -> dict[Path, VueArretee]:
    """Les mêmes, chacune avec son fichier."""
    lues: dict[Path, VueArretee] = {}
    fautes: list[Erreur] = []
    dossier = dossier_des_seances(espace, departement)
    for chemin in sorted(dossier.glob("[!.]*.yml")):
        try:
            vue, document = lire_modele(chemin, espace.relatif(chemin), VueArretee)
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
            continue
        if vue.departement != departement:
            lieu = document.lieu(("departement",))
            fautes.append(err.DossierIncoherent(lieu, recu=vue.departement, attendu=departement))
        lues[chemin] = vue
    rangees = sorted(lues.items(), key=lambda lue: lue[1].numero)
    # Un fichier illisible ne fait pas, en plus, un trou dans les numéros.
    err.lever(fautes or _trou(espace.relatif(dossier), [vue.numero for _, vue in rangees]))
    return dict(rangees)


def _trou(dossier: str, numeros: list[int]) -> list[Erreur]:
    attendus = list(range(1, len(numeros) + 1))
    if numeros == attendus:
        return []
    manquant = next(n for n, vu in zip([*attendus, 0], [*numeros, -1], strict=True) if n != vu)
    vus = ", ".join(str(numero) for numero in numeros)
    return [err.NumerosDesVues(Lieu(dossier), attendu=manquant, vus=vus)]


def arreter(espace: Espace, departement: str, contenu: Mapping[str, Any]) -> VueArretee:
    """Donne à une vue le numéro suivant et l'écrit, sous verrou. Lève ``Erreurs``.

    ``contenu`` : les champs du modèle, sans ``format``, ``numero`` ni ``retiree``.
    """
    dossier = dossier_des_seances(espace, departement)
    with sous_verrou(espace, dossier / "numeros"):
        numero = len(lire_les_vues(espace, departement)) + 1
        champs = {"format": 1, "numero": numero, **contenu, "retiree": None}
        vue = VueArretee.model_validate(champs)
        chemin = dossier / f"{vue.date.isoformat()}-{numero}.yml"
        texte = ENTETE + yaml.safe_dump(_dans_l_ordre(champs), allow_unicode=True, sort_keys=False, width=100)
        ecrire_en_entier(
            espace,
            chemin,
            texte.encode("utf-8"),
            lambda provisoire: lire_modele(provisoire, espace.relatif(chemin), VueArretee),
        )
    return vue


def _dans_l_ordre(champs: Mapping[str, Any]) -> dict[str, Any]:
    return {nom: champs[nom] for nom in VueArretee.model_fields}


def retirer(espace: Espace, departement: str, numero: int, retenu: Retenu) -> VueArretee:
    """Écrit dans une vue qui la retire, quand et pourquoi, sous verrou. Lève ``Erreurs``."""
    with sous_verrou(espace, dossier_des_seances(espace, departement) / "numeros"):
        vues = _vues_par_fichier(espace, departement)
        chemin, vue = next((une for une in vues.items() if une[1].numero == numero), (None, None))
        if chemin is None or vue is None or vue.retiree is not None:
            lieu = Lieu(espace.relatif(chemin or dossier_des_seances(espace, departement)))
            raise Erreurs([err.VueNonRetirable(lieu, numero=numero, cause=_cause(vue))])
        voulue = vue.model_copy(update={"retiree": retenu})

        def relire(provisoire: Path) -> None:
            if lire_modele(provisoire, espace.relatif(chemin), VueArretee)[0] != voulue:
                cause = "récrit, son fichier ne redonnerait pas la même vue"
                raise Erreurs([err.VueNonRetirable(Lieu(espace.relatif(chemin)), numero=numero, cause=cause)])

        ecrire_en_entier(espace, chemin, _avec_le_retrait(chemin, retenu), relire)
    return voulue


def _cause(vue: VueArretee | None) -> str:
    if vue is None or vue.retiree is None:
        return "aucune vue n'a ce numéro"
    return f"elle l'est déjà, depuis le {vue.retiree.date:%d/%m/%Y}, par {vue.retiree.auteur}"


def _avec_le_retrait(chemin: Path, retenu: Retenu) -> bytes:
    """Le fichier de la vue, dont seule la clé « retiree » a changé ; ses commentaires restent."""
    outil = outil_yaml(2)
    lu = outil.load(chemin.read_text(encoding="utf-8"))
    lu["retiree"] = en_yaml(contenu(retenu))
    sortie = io.StringIO()
    outil.dump(lu, sortie)
    return sortie.getvalue().encode("utf-8")
