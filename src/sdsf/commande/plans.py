"""Exporter un plan en classeur de tableur, et l'importer : un contrôle entier, puis une écriture entière."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sdsf import erreurs as err
from sdsf.commande.destination import destination, ecrire_la
from sdsf.commande.nouveau import fichiers_d_accueil
from sdsf.demande import periode_choisie
from sdsf.erreurs import Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.lecture.document_yaml import textes
from sdsf.lecture.encodage import mots_deformes
from sdsf.plan.avis import phrase_des_mots
from sdsf.plan.ecriture import ENTETE, contenu, texte_du_plan
from sdsf.plan.lecture import lire_plan
from sdsf.plan.modeles import Plan
from sdsf.production.ecriture import ecrire_lot
from sdsf.referentiel.lecture import lire_departements, lire_referentiel
from sdsf.rendu.nombres import accorder
from sdsf.tableur.differences import Differences, comparer
from sdsf.tableur.ecriture import classeur_du_plan
from sdsf.tableur.lecture import lire_plan_en_classeur


@dataclass(frozen=True)
class Importe:
    """Un import réussi. ``ecrit`` : faux si le plan en place disait déjà la même chose.

    ``crees`` : les réglages et les tables que le département n'avait pas encore.
    """

    chemin: Path
    plan: Plan
    ecrit: bool
    ancien: Path | None
    differences: Differences | None
    crees: tuple[Path, ...] = ()


# --- exporter -------------------------------------------------------------------------------------


def exporter(espace: Espace, departement: str, fichier: Path, periode: str, remplacer: bool) -> Path:
    """Écrit le plan d'un département dans un classeur. Lève ``Erreurs`` ; rien n'est alors écrit."""
    if fichier.suffix.lower() != ".xlsx":
        raise Erreurs([err.NomDeClasseur(proche=f"{fichier.stem or 'plan'}.xlsx", recu=fichier.name)])
    place = destination(fichier, (".xlsx",))
    choisie = periode_choisie(espace, departement, periode)
    plan = lire_plan(espace, departement, choisie, lire_referentiel(espace).indicateurs).plan
    ecrire_la(fichier, place, classeur_du_plan(plan), remplacer)
    return place


# --- importer -------------------------------------------------------------------------------------


def importer(espace: Espace, fichier: Path, remplacer: bool) -> Importe:
    """Contrôle un classeur et écrit son ``plan.yml``. Lève ``Erreurs`` ; rien n'est alors écrit.

    Un plan différent, déjà en place, demande ``remplacer`` : il est alors gardé à côté.
    """
    indicateurs = lire_referentiel(espace).indicateurs
    plan = lire_plan_en_classeur(fichier, indicateurs, lire_departements(espace))
    periode = f"{plan.periode.debut}-{plan.periode.fin}"
    chemin = espace.params / "departements" / plan.departement / periode / "plan.yml"
    espace.relatif(chemin)
    if not chemin.exists():
        autour = fichiers_d_accueil(espace, plan.departement, periode)
        ecrire_lot(espace, {chemin: texte_du_plan(plan).encode(), **autour})
        return Importe(chemin, plan, True, None, None, tuple(autour))
    ancien = _ancien(espace, plan.departement, periode, indicateurs)
    if ancien is not None and contenu(ancien) == contenu(plan):
        return Importe(chemin, plan, False, None, None)
    return _remplacer(espace, chemin, plan, comparer(ancien, plan), remplacer)


def compte_rendu(importe: Importe) -> list[str]:
    """Ce qu'un import a fait, et la commande qui vient après."""
    plan = importe.plan
    nombres = {
        "fiche": len(plan.fiches),
        "action": sum(len(fiche.actions) for fiche in plan.fiches),
        "indicateur": sum(len(fiche.indicateurs) for fiche in plan.fiches),
    }
    comptes = [f"{nombre} {accorder(nombre, mot, f'{mot}s')}" for mot, nombre in nombres.items()]
    dits = [f"Lu : {', '.join(comptes)}."]
    if not importe.ecrit:
        dits.append("Le plan en place dit déjà la même chose : rien n'a été écrit.")
    if importe.differences and importe.ancien:
        dits += [*importe.differences.phrases(), f"L'ancien plan est gardé : {importe.ancien.name}"]
    if importe.crees:
        noms = ", ".join(sorted(chemin.name for chemin in importe.crees))
        dits.append(f"Créés aussi, car ce département ne les avait pas : {noms}.")
    if mots := [mot for _, texte in textes(contenu(plan)) for mot in mots_deformes(texte)]:
        dits.append(f"Avertissement : {phrase_des_mots(mots)}")
    return [*dits, f"Ensuite : sdsf verifier {plan.departement}"]


def _ancien(espace: Espace, departement: str, periode: str, indicateurs: Collection[str]) -> Plan | None:
    """Le plan en place ; ``None`` s'il ne se lit pas."""
    with suppress(Erreurs):
        return lire_plan(espace, departement, periode, indicateurs).plan
    return None


def _remplacer(
    espace: Espace, chemin: Path, plan: Plan, differences: Differences, remplacer: bool
) -> Importe:
    lieu = Lieu(espace.relatif(chemin))
    if chemin.is_dir():
        raise Erreurs([err.DossierAuLieuDeFichier(lieu)])
    if not remplacer:
        raise Erreurs([err.PlanDifferent(lieu, **vars(differences))])
    octets, garde = chemin.read_bytes(), _nom_libre(chemin)
    texte = texte_du_plan(plan, _commentaires_du_haut(octets))
    ecrire_lot(espace, {garde: octets, chemin: texte.encode()})
    return Importe(chemin, plan, True, garde, differences)


def _nom_libre(chemin: Path) -> Path:
    """À côté du plan, sous un nom qu'aucune lecture ne prend pour un plan : ``plan.yml.ancien-1``."""
    rangs = range(1, 10_000)
    essais = (chemin.with_name(f"{chemin.name}.ancien-{rang}") for rang in rangs)
    return next(essai for essai in essais if not essai.exists())


def _commentaires_du_haut(octets: bytes) -> str:
    """Les commentaires en tête du plan en place, que le nouveau garde."""
    lignes = octets.decode("utf-8", "replace").splitlines(keepends=True)
    rang = next((r for r, ligne in enumerate(lignes) if not ligne.startswith("#")), len(lignes))
    return "".join(lignes[:rang]) or ENTETE
