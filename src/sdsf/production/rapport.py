"""Produire un rapport, de la demande aux fichiers : tout, ou rien, et jamais un autre que celui demandé."""

import csv
import datetime as dt
import hashlib
import io
import json
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sdsf import erreurs as err
from sdsf.demande import Demande, completer_reglages, controler_demande
from sdsf.erreurs import Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.forge.dossiers import dossier_de_passage
from sdsf.forge.forge import Forge
from sdsf.plan.lecture import lire_reglages
from sdsf.plan.reglages import EtatDeRapport, reglages_vides
from sdsf.precedent import dossier_des_rapports
from sdsf.production.catalogue import RapportProduit, formats_demandes, rapport_demande
from sdsf.production.contradictoire import avis_des_perdues
from sdsf.production.dependances import relever
from sdsf.production.ecriture import ecrire_lot, erreur_d_ecriture
from sdsf.production.formats import rendre_les_formats, verifier_les_formats
from sdsf.production.index import composer_index
from sdsf.production.lectures import MANIFESTE, attacher, chemin_du_releve
from sdsf.production.manifeste import chiffres_de, composer, page_de, pied_de, publication_de
from sdsf.production.marques import Marque
from sdsf.production.moteur import Execution, erreur_de_carnet, executer
from sdsf.production.refus import CarnetInterrompu
from sdsf.production.rendu_html import rendre_et_marquer, verifier_perimetre
from sdsf.production.retouches import depot_annonce, refuser_d_ecraser, retirer_les_perimes, retouches
from sdsf.production.verrou import avis_de_validation, controler_le_verrou, en_place, rangement
from sdsf.publication import SUFFIXE
from sdsf.secret.publication import COLONNES
from sdsf.temoin import lire_le_registre, registre_dans

# Ce qu'un document garde du rapport dont il vient : c'est là que ses commentaires reviendront.
ORIGINE = ("departement", "annee", "rapport", "edition", "version")
Suivi = Callable[[int, int], None]


@dataclass(frozen=True)
class Produit:
    """Ce qu'une production a écrit, et ce qu'il faut en savoir."""

    fichiers: tuple[Path, ...]
    avertissements: tuple[str, ...]
    duree_s: float


def produire(
    espace: Espace, departement: str, annee: int, rapport: str = "point_annuel", formats: str = "html",
    reglages: str = "", edition: str = "", suivre: Suivi = lambda faites, total: None,
    indexer: bool = True, forge: Forge | None = None, **choix: object,
) -> Produit:  # fmt: skip
    """Produit un rapport et met l'index à jour.

    ``indexer`` : faux pour une campagne, qui refait l'index une seule fois. ``forge`` : celle d'un lot.
    ``choix`` : les réglages qui ne sont pas des seuils (``fiche``, ``semestre``).
    Lève ``Erreurs`` ou ``RefusDuCarnet`` ; l'ancien rapport est alors intact.
    """
    debut = time.monotonic()
    choisi = rapport_demande(rapport)
    demandes = formats_demandes(formats, choisi.code)
    verifier_les_formats(demandes)
    reglages = completer_reglages(reglages, edition=edition, **choix)
    demande = controler_demande(espace, departement, annee, reglages, rapport)
    dossier, base = dossier_des_rapports(espace, demande, demande.annee), demande.nom_de_fichier
    etat = _etat(espace, demande)
    ancien = controler_le_verrou(espace, dossier, base, etat)
    # Ce que l'on range à côté n'est pas perdu : rien n'y est à protéger.
    gardes = set() if ancien else retouches(dossier, base)
    refuser_d_ecraser(espace, gardes, demandes)
    with rangement(espace, ancien) as ranges:
        execution, page, marques, registre = _composer(espace, choisi, demande, reglages, suivre, forge)
        contenus = _contenus(base, page, execution, demande.edition)
        contenus[f"{base}.marques.csv"] = csv_des_marques(marques)
        contenus |= _autres_formats(espace, demandes, base, page, execution)
        manifeste = _manifeste(espace, choisi, execution, contenus, time.monotonic() - debut)
        place = (espace.relatif(dossier), base)
        releve = relever(espace, registre, choisi.code, departement, place, manifeste["entrees"])
        contenus |= _manifeste_et_releve(base, manifeste, releve)
        avis = avis_de_validation(en_place(dossier, base), etat, contenus)
        fichiers = _deposer(espace, dossier, base, contenus, indexer)
    avertissements = [
        *page_de(execution.carnet)["avertissements"],
        *avis,
        *avis_des_perdues(page, f"data/departements/{departement}/remarques.csv"),
        *retirer_les_perimes(espace, dossier, base, contenus, gardes),
    ]
    return Produit((*fichiers, *ranges), tuple(avertissements), time.monotonic() - debut)


def _etat(espace: Espace, demande: Demande) -> EtatDeRapport:
    """L'état déclaré du rapport ; des réglages fautifs n'en disent rien : le carnet les refusera."""
    code = demande.departement.code
    try:
        reglages = lire_reglages(espace, code)
    except Erreurs:
        reglages = reglages_vides(code)
    return reglages.etat(demande.rapport, demande.annee)


def _composer(
    espace: Espace, choisi: RapportProduit, demande: Demande, reglages: str, suivre: Suivi,
    forge: Forge | None,
) -> tuple[Execution, str, list[Marque], list[dict[str, Any]]]:  # fmt: skip
    """Le carnet exécuté, sa page, dont on a relu le département et l'année, ses marques, et ce qu'il a lu."""
    parametres = {"departement": demande.departement.code, "annee": demande.annee, "reglages": reglages}
    dossier = dossier_des_rapports(espace, demande, demande.annee)
    with dossier_de_passage() as travail:
        sortie = travail / f"{demande.nom_de_fichier}.ipynb"
        echec = dossier / f"{demande.nom_de_fichier}.echec.ipynb"
        with registre_dans(travail / "lectures.jsonl"):
            execution = _executer(espace, choisi, parametres, sortie, echec, suivre, forge)
        registre = lire_le_registre(travail / "lectures.jsonl")
    page, marques = rendre_et_marquer(espace, execution.carnet)
    verifier_perimetre(page, demande, espace.relatif(dossier / f"{demande.nom_de_fichier}.html"))
    return execution, page, marques, registre


def _manifeste_et_releve(
    base: str, manifeste: Mapping[str, Any], releve: Mapping[str, Any] | None
) -> dict[str, bytes]:
    nom, octets = f"{base}{MANIFESTE}", json.dumps(manifeste, ensure_ascii=False, indent=2).encode()
    return {nom: octets, chemin_du_releve(Path(nom)).name: attacher(releve, octets)}


def _deposer(
    espace: Espace, dossier: Path, code: str, contenus: dict[str, bytes], indexer: bool
) -> list[Path]:
    """Écrit le lot, retire l'échec qu'il remplace, et met l'index à jour."""
    fichiers = {dossier / nom: contenu for nom, contenu in contenus.items()}
    with depot_annonce(espace, dossier, code, contenus):
        ecrire_lot(espace, fichiers)
    # Un échec gardé d'un essai précédent n'a plus d'objet à côté d'un rapport réussi.
    (dossier / f"{code}.echec.ipynb").unlink(missing_ok=True)
    if indexer:
        ecrire_lot(espace, {espace.reports / "index.html": composer_index(espace).encode()})
    return [chemin for chemin in fichiers if not chemin.name.startswith(".")]


def _executer(
    espace: Espace,
    rapport: RapportProduit,
    parametres: dict[str, object],
    sortie: Path,
    echec: Path,
    suivre: Suivi,
    forge: Forge | None,
) -> Execution:
    carnet = espace.notebooks / rapport.carnet
    if not carnet.is_file():
        raise Erreurs([err.CarnetAbsent(Lieu(espace.relatif(carnet)))])
    try:
        return executer(espace, carnet, parametres, sortie, suivre, forge)
    except CarnetInterrompu as interruption:
        garde = _garder(espace, interruption.chemin, echec)
        raise Erreurs([erreur_de_carnet(espace, carnet, interruption, garde)]) from None


def _garder(espace: Espace, chemin: Path, garde: Path) -> Path:
    """Garde le carnet en échec à côté des rapports, sous un nom qu'on ne peut pas prendre pour un rapport."""
    try:
        garde.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(chemin, garde)
    except OSError as refus:
        raise Erreurs([erreur_d_ecriture(espace, garde, refus)]) from refus
    return garde


def _contenus(code: str, page: str, execution: Execution, edition: str) -> dict[str, bytes]:
    publiees = csv_de(publication_de(execution.carnet), COLONNES).encode()
    return {
        f"{code}.html": page.encode(),
        f"{code}.chiffres.csv": csv_de(chiffres_de(execution.carnet)).encode(),
        f"{code}.ipynb": execution.octets,
        **({f"{code}{SUFFIXE}": publiees} if edition == "publique" else {}),
    }


def _autres_formats(
    espace: Espace, demandes: Sequence[str], code: str, page: str, execution: Execution
) -> dict[str, bytes]:
    """Le PDF, le document, le classeur : ceux qu'on a demandés."""
    ouverte = page_de(execution.carnet)
    mentions = {nom: str(ouverte[nom]) for nom in ("titre", "bandeau")} | {"pied": pied_de(ouverte)}
    mentions["origine"] = "/".join(str(ouverte[nom]) for nom in ORIGINE)
    chiffres = chiffres_de(execution.carnet)
    rendus = rendre_les_formats(espace, demandes, page, mentions, chiffres, code)
    return {f"{code}.{nom}": contenu for nom, contenu in rendus.items()}


def csv_de(lignes: list[dict[str, Any]], colonnes: Sequence[str] = ("numero",)) -> str:
    """Un CSV, une ligne par élément ; un texte qui ressemble à une formule est neutralisé.

    ``colonnes`` : celles d'une liste vide, dont aucune ligne ne les dirait.
    """
    tampon = io.StringIO()
    ecrivain = csv.DictWriter(tampon, list(lignes[0]) if lignes else colonnes, lineterminator="\n")
    ecrivain.writeheader()
    ecrivain.writerows({cle: neutraliser(valeur) for cle, valeur in ligne.items()} for ligne in lignes)
    return tampon.getvalue()


def csv_des_marques(marques: Sequence[Marque]) -> bytes:
    """Les passages que l'on peut désigner dans une remarque, dans l'ordre de la page."""
    return csv_de([vars(marque) for marque in marques], ("ancre",)).encode()


def neutraliser(valeur: object) -> object:
    """Un texte qu'un tableur exécuterait est précédé d'une apostrophe ; un nombre reste un nombre.

    >>> neutraliser("=1+1"), neutraliser(-3.0), neutraliser("Caf")
    ("'=1+1", -3.0, 'Caf')
    """
    if isinstance(valeur, str):
        # Un retour chariot seul couperait la ligne sans être mis entre guillemets.
        texte = valeur.replace("\r", " ")
        return (
            f"'{texte}"
            if texte.lstrip().startswith(("=", "+", "-", "@")) or texte.startswith("\t")
            else texte
        )
    return "" if valeur is None else valeur


def _manifeste(
    espace: Espace, rapport: RapportProduit, execution: Execution, contenus: dict[str, bytes], duree_s: float
) -> dict[str, Any]:
    carnet = hashlib.sha256((espace.notebooks / rapport.carnet).read_bytes()).hexdigest()
    maintenant = dt.datetime.now(dt.UTC)
    return composer(execution.carnet, carnet, contenus, duree_s, maintenant, espace.racine)
