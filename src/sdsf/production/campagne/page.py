"""La page d'une campagne et son résumé : ce qui est fait, réemployé, en échec, écarté ; en quel temps."""

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, TemplateError, select_autoescape

from sdsf import erreurs as err
from sdsf.campagnes import Campagne
from sdsf.erreurs import Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.production.campagne.prevision import Cout, Prevision
from sdsf.production.campagne.taches import Ecartee, Tache
from sdsf.production.catalogue import FORMATS
from sdsf.production.deja_produits import duree_ecrite
from sdsf.production.ecriture import ecrire_lot
from sdsf.production.verrou import en_place
from sdsf.referentiel.lecture import lire_departements
from sdsf.rendu.nombres import accorder, typographier
from sdsf.vocabulaire import INTITULES_RAPPORT, RapportNational, valeurs

ETATS = {
    "produit": "produit",
    "reemploye": "réemployé",
    "echec": "en échec",
    "a_faire": "pas encore produit",
}
PLURIELS = {"produit": "produits", "reemploye": "réemployés", "a_faire": "pas encore produits"}
NATIONAUX = valeurs(RapportNational)
# Ce qui était attendu, et ce qui a été pris.
Course = tuple[Prevision, Cout | None]


def compter_les_etats(comptes: Mapping[str, int]) -> str:
    """« 3 produits, 1 en échec » ; les états que personne n'a sont tus."""
    dits = [
        f"{nombre} {accorder(nombre, mot, PLURIELS.get(etat, mot))}"
        for etat, mot in ETATS.items()
        if (nombre := comptes[etat])
    ]
    return ", ".join(dits) or "aucun rapport"


@dataclass
class Fiche:
    """Où en est un rapport de la campagne."""

    tache: Tache
    etat: str
    motifs: tuple[str, ...] = ()
    avertissements: tuple[str, ...] = ()
    erreur: str = ""
    sortie: int = 0
    duree_s: float | None = None
    memoire_mo: int | None = None
    fichiers: dict[str, str] = field(default_factory=dict)

    def completer(self, espace: Espace) -> None:
        """La durée, les avertissements et les fichiers du rapport en place, d'après son manifeste."""
        place = en_place(espace.racine / self.tache.dossier, self.tache.base)
        if place is None or self.etat in ("echec", "a_faire"):
            return
        with suppress(ValueError, TypeError):  # un réemploi forcé d'un manifeste abîmé
            self.duree_s = float(place.manifeste.get("duree_s", 0.0))
        self.avertissements = tuple(map(str, place.manifeste.get("avertissements") or ()))
        noms = {f: f"{self.tache.base}.{f}" for f in FORMATS}
        ecrits = place.manifeste["fichiers"]
        self.fichiers = {f: f"{self.tache.dossier}/{nom}" for f, nom in noms.items() if nom in ecrits}


def dossier_de(espace: Espace, nom: str) -> Path:
    """Où la campagne écrit sa page, son résumé, son journal."""
    return espace.reports / "campagnes" / nom


def resume(
    nom: str, campagne: Campagne, fiches: Sequence[Fiche], ecartees: Sequence[Ecartee], course: Course
) -> dict[str, Any]:
    """Le résumé, pour une machine : ni date ni nom de machine, il ne change que si la campagne change.

    ``course`` : ce que la dernière exécution a pris, face à ce qui était prévu ; nul si rien n'a été refait.
    """
    prevue, cout = course
    etats = Counter(fiche.etat for fiche in fiches)
    return {
        "format": 1,
        "campagne": nom,
        "intitule": campagne.intitule,
        "terminee": all(fiche.etat in ("produit", "reemploye") for fiche in fiches),
        "comptes": {etat: etats[etat] for etat in ETATS} | {"ecarte": len(ecartees)},
        "course": None if cout is None else {"prevue": asdict(prevue), "reelle": asdict(cout)},
        "rapports": [{**asdict(fiche.tache), **_plat(fiche)} for fiche in fiches],
        "ecartes": [asdict(ecartee) for ecartee in ecartees],
    }


def _plat(fiche: Fiche) -> dict[str, Any]:
    return {cle: valeur for cle, valeur in asdict(fiche).items() if cle != "tache"}


def ecrire_la_page(
    espace: Espace, nom: str, campagne: Campagne, fiches: Sequence[Fiche], ecartees: Sequence[Ecartee],
    course: Course,
) -> list[Path]:  # fmt: skip
    """Écrit la page et le résumé, ensemble. Lève ``Erreurs``."""
    for fiche in fiches:
        fiche.completer(espace)
    dossier = dossier_de(espace, nom)
    lu = resume(nom, campagne, fiches, ecartees, course)
    contenus = {
        dossier / "index.html": _page(espace, dossier, campagne, fiches, ecartees, course).encode(),
        dossier / "resume.json": (json.dumps(lu, ensure_ascii=False, indent=1) + "\n").encode(),
    }
    ecrire_lot(espace, contenus)
    return list(contenus)


def _page(
    espace: Espace, dossier: Path, campagne: Campagne, fiches: Sequence[Fiche], ecartees: Sequence[Ecartee],
    course: Course,
) -> str:  # fmt: skip
    gabarits = Environment(
        loader=FileSystemLoader(espace.templates), autoescape=select_autoescape(default=True)
    )
    gabarits.filters["fr"] = typographier
    noms = {code: departement.nom for code, departement in lire_departements(espace).items()}
    lignes = [_ligne(espace, dossier, fiche, noms) for fiche in fiches]
    prevue, cout = course
    try:
        return gabarits.get_template("index/campagne.html.j2").render(
            campagne=campagne, lignes=lignes, ecartees=ecartees, etats=ETATS, noms=noms,
            intitules=INTITULES_RAPPORT, compte=compter_les_etats(Counter(f.etat for f in fiches)),
            du_pays=_du_pays(lignes), cout="" if cout is None else cout.phrase(prevue),
        )  # fmt: skip
    except TemplateError as refus:
        raise Erreurs([err.RenduImpossible(Lieu("templates/index"), cause=str(refus))]) from refus


def _du_pays(lignes: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Les rapports du pays déjà produits : la page y mène d'abord."""
    return [ligne for ligne in lignes if ligne["tache"].rapport in NATIONAUX and "html" in ligne["liens"]]


def _ligne(espace: Espace, dossier: Path, fiche: Fiche, noms: dict[str, str]) -> dict[str, Any]:
    liens = {
        format_: Path(os.path.relpath(espace.racine / chemin, dossier)).as_posix()
        for format_, chemin in fiche.fichiers.items()
    }
    tache = fiche.tache
    return {
        **vars(fiche),
        "nom": f"{INTITULES_RAPPORT[tache.rapport]} {tache.annee}",
        "departement": f"{tache.departement} {noms[tache.departement]}",
        "liens": liens,
        "duree": "" if fiche.duree_s is None else duree_ecrite(fiche.duree_s),
        "rang": f"{fiche.duree_s or 0:.2f}",
    }
