"""Le seul module qu'un carnet importe : ouvrir un dossier, montrer des blocs.

``ouvrir`` refuse une demande impossible, que le carnet soit lancé par ``sdsf produire``, par papermill
ou à la main. ``montrer`` affiche des blocs et numérote leurs chiffres.
"""

import ast
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

from IPython import get_ipython
from IPython.display import display

from sdsf import erreurs as err
from sdsf.chargement import charger, verifier_acheve
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreur, Erreurs, enumerer, plus_proche
from sdsf.espace import trouver_espace
from sdsf.production.sorties import (
    MIME_CHIFFRES,
    MIME_ERREURS,
    MIME_PAGE,
    MIME_PUBLICATION,
    MIME_REMARQUES,
)
from sdsf.rapports.moment import verifier_le_moment
from sdsf.rapports.origine import annexe_des_chiffres, lignes_de_chiffres
from sdsf.rapports.page import page_du_rapport
from sdsf.rapports.remarques import encadres
from sdsf.rendu.blocs import Bloc
from sdsf.rendu.registre import Registre
from sdsf.temoin import brancher

# Les rapports qu'un carnet compose : « from sdsf.carnet import point_annuel as rapport ».
RAPPORTS = (
    "bilan",
    "comparaison",
    "comparaison_nationale",
    "diagnostic",
    "enquetes",
    "evaluabilite",
    "fiche_action",
    "lecture_schema",
    "lettre",
    "page_elu",
    "point_annuel",
    "qualite_donnees",
    "synthese_publique",
    "synthese_travaux",
)
__all__ = [
    "atelier_de_saisie",
    "atelier_des_priorites",
    "atelier_des_territoires",
    "atelier_des_trajectoires",
    "lancer_et_suivre",
    "montrer",
    "montrer_les_chiffres",
    "ouvrir",
    "tableau_de_bord",
    *RAPPORTS,
]

PARAMETRES = ("departement", "annee", "reglages")
TABLEAU_DE_BORD = "tableau_de_bord"
_registres: dict[str, Registre] = {}


def __getattr__(nom: str) -> ModuleType:
    """Un rapport du carnet, chargé quand le carnet le demande : les autres ne coûtent rien."""
    if nom == "premiere_heure":
        return import_module("sdsf.premiere_heure")
    if nom not in RAPPORTS:
        raise AttributeError(f"sdsf.carnet n'a rien qui se nomme « {nom} ».")
    return import_module(f"sdsf.rapports.{nom}")


def ouvrir(departement: str, annee: int, reglages: str = "", rapport: str = "point_annuel") -> Dossier:
    """Lit et vérifie le dossier d'un département pour une année.

    ``departement`` : code Insee en texte. ``annee`` : entier. ``reglages`` : surcharges en JSON, ou "".
    Lève ``Erreurs``, qui s'affiche dans le carnet sans trace Python.
    """
    with _refus_affiche():
        dossier = _ouvrir(departement, annee, reglages, rapport)
    _registres["courant"] = Registre(dict(dossier.referentiel.unites))
    feuille = dossier.espace.templates / "carnet.css"
    style = feuille.read_text(encoding="utf-8") if feuille.is_file() else ""
    en_tete = f"<style>{style}</style><p>{_resume(dossier)}</p>"
    donnees = {MIME_PAGE: page_du_rapport(dossier), "text/html": en_tete, "text/plain": _resume(dossier)}
    display(donnees, raw=True)
    display({MIME_PUBLICATION: list(dossier.publication.lignes), "text/plain": ""}, raw=True)
    display({MIME_REMARQUES: encadres(dossier), "text/plain": ""}, raw=True)
    return dossier


@contextmanager
def _refus_affiche() -> Iterator[None]:
    """Un refus s'affiche en français là où le carnet s'arrête, qu'on l'exécute ou qu'on le serve."""
    try:
        yield
    except (Erreur, Erreurs) as refus:
        display({MIME_ERREURS: {"sortie": refus.sortie, "texte": str(refus)}, "text/plain": ""}, raw=True)
        raise


def _ouvrir(departement: str, annee: int, reglages: str, rapport: str) -> Dossier:
    err.lever([_parametre_inconnu(nom) for nom in _parametres_injectes() if nom not in PARAMETRES])
    espace = trouver_espace()
    brancher(espace.racine)
    dossier = charger(espace, controler_demande(espace, departement, annee, reglages, rapport))
    err.lever([*verifier_acheve(dossier), *verifier_le_moment(dossier)])
    if any(vue.atelier == TABLEAU_DE_BORD for vue in dossier.seances):
        # Un rapport n'importe pas un atelier : celui-ci s'inscrit de lui-même en se chargeant.
        import_module("sdsf.ateliers.tableau_de_bord.seance")
    return dossier


def montrer(*blocs: Bloc | Iterable[Bloc]) -> None:
    """Affiche des blocs, ou des listes de blocs, dans l'ordre."""
    registre = _registre()
    for bloc in _aplatir(blocs):
        display({"text/html": str(bloc.html(registre)), "text/plain": ""}, raw=True)


def montrer_les_chiffres() -> None:
    """La dernière annexe : l'origine de chaque chiffre montré, et sa carte."""
    registre = _registre()
    html = str(annexe_des_chiffres(registre))
    display({"text/html": html, "text/plain": "", MIME_CHIFFRES: lignes_de_chiffres(registre)}, raw=True)


def atelier_des_territoires(dossier: Dossier) -> None:
    """L'atelier des territoires (les réglages ne se chargent que là où l'on s'en sert)."""
    from sdsf.ateliers import territoires

    territoires.atelier_des_territoires(dossier)


def atelier_de_saisie(dossier: Dossier, quoi: str = "avancement") -> None:
    """L'écran de saisie de l'avancement, ou des indicateurs (« indicateurs »)."""
    from sdsf.ateliers.saisie import ecran

    ecran.atelier_de_saisie(dossier, quoi)


def atelier_des_priorites(dossier: Dossier) -> None:
    """L'atelier des priorités : poids, critères, coupes ; le classement et la carte suivent."""
    from sdsf.ateliers.priorites import atelier

    atelier.atelier_des_priorites(dossier)


def atelier_des_trajectoires(dossier: Dossier) -> None:
    """L'atelier des trajectoires : ce que demanderait une cible, territoire par territoire et par an."""
    from sdsf.ateliers import trajectoires

    trajectoires.atelier_des_trajectoires(dossier)


def tableau_de_bord(departement: str, annee: int, reglages: str = "") -> None:
    """Le tableau de bord : cinq réglages, et la vue qui les suit."""
    from sdsf.ateliers.tableau_de_bord import ecran

    with _refus_affiche():
        ecran.afficher(trouver_espace(), departement, annee, reglages)


def lancer_et_suivre(departement: str, annee: int, reglages: str = "") -> None:
    """Lancer une production et la suivre. ``reglages`` : des surcharges, que seul « sdsf produire » lit."""
    from sdsf.ateliers.lancer import ecran

    with _refus_affiche():
        espace = trouver_espace()
        controler_demande(espace, departement, annee, reglages)
        ecran.afficher(espace, departement, annee)


def _registre() -> Registre:
    if "courant" not in _registres:
        raise Erreurs([err.CarnetSansDossier()])
    return _registres["courant"]


def _aplatir(blocs: Iterable[Any]) -> Iterator[Bloc]:
    for bloc in blocs:
        if isinstance(bloc, list | tuple):
            yield from _aplatir(bloc)
        else:
            yield bloc


def _resume(dossier: Dossier) -> str:
    departement, periode = dossier.departement, dossier.plan.periode
    perimetre = f"{departement.nom} ({departement.code}), {dossier.annee}"
    fictif = " — données fictives" if dossier.est_fictif else ""
    schema = dossier.sans_plan or f"schéma {periode.debut}-{periode.fin}"
    return f"{perimetre} — {schema}{fictif}"


def _parametres_injectes() -> list[str]:
    """Les noms que papermill a injectés dans ce carnet : lui-même accepte un nom mal écrit."""
    interpreteur = get_ipython()
    cellules = interpreteur.user_ns.get("In", []) if interpreteur else []
    injectees = [source for source in cellules if source.lstrip().startswith("# Parameters")]
    return [nom for source in injectees for nom in _noms_affectes(source)]


def _noms_affectes(source: str) -> list[str]:
    arbre = ast.parse(source)
    return [
        cible.id
        for ligne in arbre.body
        if isinstance(ligne, ast.Assign)
        for cible in ligne.targets
        if isinstance(cible, ast.Name)
    ]


def _parametre_inconnu(nom: str) -> err.Erreur:
    proche = plus_proche(nom, PARAMETRES)
    return err.ParametreInconnu(proche=proche, recu=nom, admis=enumerer(PARAMETRES))
