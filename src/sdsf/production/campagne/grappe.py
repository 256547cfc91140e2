"""L'équipe d'une grappe : les rapports d'une campagne d'ici, faits chez les ouvriers d'un planificateur Dask.

Le plan, le réemploi, le journal, la page restent ici, et ce processus est seul à écrire l'espace. Un ouvrier
mort ne coûte que du temps : Dask redonne sa tâche.
"""

import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.production.campagne import poste
from sdsf.production.campagne.envoi import Fichiers, Retour, deposer, rapports_a_envoyer
from sdsf.production.campagne.lien_de_grappe import VEILLE_S, LienAvecLaGrappe, connecter, lire_la_demande
from sdsf.production.campagne.ouvrier import FAIRE, SORTIE_D_UN_DEFAUT, Resultat
from sdsf.production.campagne.taches import Tache

# Un ouvrier neuf n'a pas la copie de l'espace : on la lui envoie, puis on lui redonne la tâche.
ENVOIS_MAXIMUM = 20
PERDU = "Les ouvriers de la grappe qui produisaient ce rapport sont morts, {essais} fois de suite."
DEFAUT = "Défaut sur la grappe : {nom} : {cause}"


@contextmanager
def ouvrir_la_grappe(
    recu: str, espace: Espace, traces: Path, nombre: int | None = None, faire: str = FAIRE
) -> Iterator["EquipeDeGrappe"]:
    """L'équipe d'une grappe, contrôlée ouvrier par ouvrier ; congédiée à la fin. Lève ``Erreurs``.

    ``nombre`` : combien de rapports à la fois ; sans lui, autant que la grappe a de places.
    """
    demande = lire_la_demande(recu)
    with connecter(demande) as client:
        grappe = LienAvecLaGrappe(client, demande.nom)
        grappe.controler()
        try:
            yield EquipeDeGrappe(grappe, espace, traces, nombre or grappe.places(), faire)
        finally:
            grappe.congedier()


@dataclass(frozen=True)
class EquipeDeGrappe:
    """Autant d'exécutants que de rapports à la fois ; Dask choisit chez qui chacun se fait."""

    grappe: LienAvecLaGrappe
    espace: Espace
    traces: Path
    nombre: int
    faire: str = FAIRE

    def recruter(self, files: int) -> Sequence["ExecutantDeGrappe"]:
        """Envoie l'espace aux ouvriers ; un exécutant par place, et pas plus qu'il n'y a de files."""
        self.grappe.equiper(self.espace, self.faire)
        return [ExecutantDeGrappe(self) for _ in range(min(self.nombre, files))]


@dataclass
class ExecutantDeGrappe:
    """Une tâche à la fois chez l'ouvrier que Dask choisit ; ce qu'il rend se dépose ici."""

    equipe: EquipeDeGrappe
    _futur: Any = None
    _arrete: bool = False

    def executer(self, tache: Tache) -> Resultat | None:
        """Fait la tâche ; ``None`` après l'ordre d'arrêter. Lève ``Erreurs`` si la grappe est perdue."""
        espace, grappe = self.equipe.espace, self.equipe.grappe
        envoyes = rapports_a_envoyer(espace, tache)
        for _ in range(ENVOIS_MAXIMUM):
            rendu = self._attendre(tache, envoyes)
            if rendu is None or isinstance(rendu, Resultat):
                return rendu
            if "a_installer" not in rendu:
                return self._recevoir(tache, envoyes, Retour.lu(rendu))
            grappe.comparer({rendu["a_installer"]: rendu["constat"]})
            grappe.installer([rendu["a_installer"]])
        return Resultat(SORTIE_D_UN_DEFAUT, 0.0, erreur=PERDU.format(essais=ENVOIS_MAXIMUM))

    def _attendre(self, tache: Tache, envoyes: Fichiers) -> Any:
        """Ce que l'ouvrier a rendu ; un résultat si la tâche a tué ses ouvriers ; ``None`` à l'arrêt."""
        from distributed import KilledWorker

        try:
            return self._soumettre(tache, envoyes)
        except KilledWorker as morts:
            return Resultat(SORTIE_D_UN_DEFAUT, 0.0, erreur=PERDU.format(essais=morts.allowed_failures + 1))
        except (CancelledError, OSError):
            if self._arrete:
                return None
            raise self.equipe.grappe.perdue() from None
        except Erreurs:
            raise
        except Exception as defaut:
            erreur = DEFAUT.format(nom=type(defaut).__name__, cause=defaut)
            return Resultat(SORTIE_D_UN_DEFAUT, 0.0, erreur=erreur)

    def _soumettre(self, tache: Tache, envoyes: Fichiers) -> Any:
        grappe = self.equipe.grappe
        arguments = (grappe.campagne, asdict(tache), envoyes)
        cle = f"sdsf-{tache.cle}-{uuid.uuid4().hex}"
        self._futur = grappe.client.submit(poste.travailler, *arguments, key=cle, pure=False)
        try:
            while not self._arrete:
                with suppress(TimeoutError):
                    return self._futur.result(timeout=VEILLE_S)
                grappe.veiller()
            return None
        finally:
            self._futur.release()

    def _recevoir(self, tache: Tache, envoyes: Fichiers, retour: Retour) -> Resultat:
        if retour.trace:
            with (self.equipe.traces / "grappe.log").open("a", encoding="utf-8") as trace:
                trace.write(f"{tache.nom}\n{retour.trace}\n")
        return deposer(self.equipe.espace, tache, envoyes, retour)

    def arreter(self) -> None:
        """Annule la tâche en vol ; l'ouvrier qui la faisait s'arrête quand la grappe est congédiée."""
        self._arrete = True
        if self._futur is not None and self.equipe.grappe.client.status == "running":
            with suppress(OSError, TimeoutError, CancelledError):
                self._futur.cancel()
