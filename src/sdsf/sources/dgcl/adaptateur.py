"""``sdsf actualiser dgcl`` : la population et le nombre de communes des EPCI et des EPT suivis."""

from pathlib import Path

from sdsf.actualisation import Actualisation, exiger_fichier
from sdsf.espace import Espace
from sdsf.lecture.cellules import Cellule
from sdsf.sources.dgcl.composition import Composition, Groupement, lire_composition
from sdsf.sources.producteurs.ecriture import actualiser_recoltes, territoires_suivis
from sdsf.sources.producteurs.releves import TOUT, Choix, Mesure, Recolte, Releve

POPULATION = Mesure("population_municipale", "population municipale", "habitants", "dgcl_epci")
COMMUNES = {
    "epci": Mesure("nombre_communes", "communes membres", "communes", "dgcl_epci", nature="agregee"),
    "ept": Mesure("nombre_communes", "communes membres", "communes", "insee_ept", nature="agregee"),
}


def actualiser_dgcl(espace: Espace, depuis: Path | None) -> Actualisation:
    """``sdsf actualiser dgcl`` : les relevés à écrire dans ``data/national/``. Lève ``Erreurs``."""
    chemin = exiger_fichier("dgcl", depuis)
    choix = territoires_suivis(espace)
    recolte = recolter(lire_composition(chemin), chemin.name, choix)
    return actualiser_recoltes(espace, choix, [recolte], chemin)


def recolter(composition: Composition, fichier: str, choix: Choix = TOUT) -> Recolte:
    """Deux relevés par groupement suivi ; un groupement suivi que la liste n'a pas est dit."""
    recolte = Recolte("composition")
    recolte.avertissements += composition.avertissements
    for groupement in composition.groupements.values():
        if choix.garde(composition.maille, groupement.code):
            recolte.releves += _releves(composition, groupement)
    connus = set(composition.groupements)
    absents = [c for c in choix.departements or () if len(c) == 9 and c not in connus]
    if composition.maille == "epci":
        recolte.avertissements += [
            f"{choix.noms.get(code, code)} ({code}) n'est pas dans la liste de {composition.millesime}."
            for code in absents
            if not choix.noms.get(code, "").startswith("EPT") and not _est_ept(code)
        ]
    recolte.phrases.append(f"{len(connus)} groupements lus, géographie {composition.millesime}.")
    return recolte.finir(fichier)


def _est_ept(code: str) -> bool:
    """Les EPT du Grand Paris ont des Siren voisins, tous créés ensemble."""
    return code.startswith("20005")


def _releves(composition: Composition, groupement: Groupement) -> list[Releve]:
    annee = composition.millesime
    mesure = COMMUNES[composition.maille]
    nombre = Cellule(float(len(groupement.communes)), "valeur")
    commun = (groupement.code, composition.maille, groupement.nom, annee)
    releves = [Releve(mesure, *commun, nombre, annee, mesure.nature, f"COG {annee}")]
    if groupement.population is not None:
        releves.append(Releve(POPULATION, *commun, groupement.population, annee, "publiee", f"COG {annee}"))
    return releves
