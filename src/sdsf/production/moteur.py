"""Exécuter un carnet : papermill par son interface Python, un noyau neuf, un transport par fichiers.

Le noyau est lancé pour ce carnet, ou, dans un lot, copié d'une forge où les bibliothèques sont chargées.

- Les paramètres passent en Python, typés : la ligne de commande de papermill change « 01 » en 1.
- Rien n'est enregistré à chaque cellule : l'enregistrement est à la fin, ou à l'échec.
- Les noyaux parlent par des sockets locaux (IPC) dans un dossier au nom court, et non par des ports
  TCP en clair ; Windows n'a pas ce transport et garde TCP sur 127.0.0.1.
"""

import errno
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.forge.forge import Forge
from sdsf.forge.transport import transport
from sdsf.production.ecriture import CONSEIL_D_ECRITURE
from sdsf.production.forges import HACHAGE
from sdsf.production.refus import CarnetInterrompu, RefusDuCarnet
from sdsf.production.sorties import MIME_ERREURS, sorties

Suivi = Callable[[int, int], None]
# Une dépendance facultative de jsonschema (les adresses « IRI ») compile trente-huit grammaires à l'import,
# soit une seconde par commande, pour une vérification que les carnets n'emploient pas.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
DELAI_DE_CELLULE_S = 600
__all__ = ["Execution", "erreur_de_carnet", "executer", "transport"]


@dataclass(frozen=True)
class Execution:
    """Un carnet exécuté jusqu'au bout, et ses octets, tels que papermill les a enregistrés."""

    carnet: Any
    octets: bytes


def executer(
    espace: Espace, carnet: Path, parametres: dict[str, object], sortie: Path, suivre: Suivi,
    forge: Forge | None = None,
) -> Execution:  # fmt: skip
    """Exécute un carnet dans un noyau neuf, copié de ``forge`` si elle est donnée ; l'enregistre.

    Lève ``RefusDuCarnet``, ``CarnetInterrompu`` ou ``Erreurs`` (noyau perdu).
    """
    from papermill import PapermillExecutionError, execute_notebook
    from papermill.exceptions import PapermillException

    total = _nombre_de_cellules(espace, carnet)
    with transport() as config, _racine(espace):
        try:
            execute = execute_notebook(
                str(carnet), str(sortie), parameters=parametres, request_save_on_cell_execute=False,
                progress_bar=False, cwd=str(espace.racine), config=config,
                # À l'arrêt, le noyau annonce son interruption comme une erreur : ce n'en est pas une.
                extra_arguments=["--log-level=CRITICAL"], execution_timeout=DELAI_DE_CELLULE_S,
                on_cell_executed=_compteur(total, suivre), **_moteur(forge),
            )  # fmt: skip
        except PapermillExecutionError as echec:
            raise _echec(sortie, echec) from None
        except (PapermillException, RuntimeError, TimeoutError) as perdu:
            raise Erreurs(
                [err.NoyauPerdu(Lieu(espace.relatif(carnet)), cause=type(perdu).__name__)]
            ) from perdu
        except OSError as refus:
            raise Erreurs([_refus_du_systeme(refus)]) from refus
    # Lu en texte : papermill écrit les fins de ligne du système, un rapport a les mêmes octets partout.
    return Execution(execute, sortie.read_text(encoding="utf-8").encode())


def _moteur(forge: Forge | None) -> dict[str, Any]:
    """Ce qui choisit le moteur de papermill : le sien, ou le nôtre et sa forge."""
    if forge is None:
        return {}
    from sdsf.forge.moteur import inscrire

    return {"engine_name": inscrire(), "forge": forge}


def _nombre_de_cellules(espace: Espace, carnet: Path) -> int:
    import nbformat

    try:
        return sum(c.cell_type == "code" for c in nbformat.read(carnet, as_version=4).cells)
    except (ValueError, AttributeError, nbformat.ValidationError):
        raise Erreurs([err.CarnetIllisible(Lieu(espace.relatif(carnet)))]) from None


def _refus_du_systeme(refus: OSError) -> Erreur:
    """Le noyau écrit dans le dossier temporaire du système : plein ou fermé, il ne peut pas travailler."""
    lieu = Lieu(tempfile.gettempdir())
    if refus.errno == errno.ENOSPC:
        return err.DisquePlein(lieu)
    cause = refus.strerror or "erreur du système"
    return err.EcritureRefusee(lieu, cause=cause, conseil=CONSEIL_D_ECRITURE)


def _compteur(total: int, suivre: Suivi) -> Callable[..., None]:
    faites: list[int] = []

    def compter(**_: object) -> None:
        faites.append(1)
        suivre(len(faites), total + 1)

    return compter


@contextmanager
def _racine(espace: Espace) -> Iterator[None]:
    """Le noyau hérite de l'espace de travail, et d'un ordre des ``set`` qui ne change pas."""
    avant = {nom: os.environ.get(nom) for nom in ("SDSF_RACINE", "PYTHONHASHSEED")}
    os.environ.update(SDSF_RACINE=str(espace.racine), **HACHAGE)
    try:
        yield
    finally:
        for nom, valeur in avant.items():
            os.environ.pop(nom, None) if valeur is None else os.environ.__setitem__(nom, valeur)


def _echec(sortie: Path, echec: Any) -> Exception:
    """Un refus de ``ouvrir`` se rend tel quel ; toute autre erreur est un échec du carnet."""
    import nbformat

    execute = nbformat.read(sortie, as_version=4)
    refus = sorties(execute.cells, MIME_ERREURS)
    if refus:
        return RefusDuCarnet(refus[-1]["texte"], refus[-1]["sortie"])
    cause = f"{echec.ename} : {str(echec.evalue).splitlines()[0] if str(echec.evalue) else ''}"
    return CarnetInterrompu(echec.exec_count or 0, cause, sortie)


def erreur_de_carnet(espace: Espace, carnet: Path, interruption: CarnetInterrompu, garde: Path) -> Erreur:
    """L'erreur C401 d'un carnet interrompu, qui dit où le carnet exécuté est gardé."""
    return err.CarnetEnEchec(
        Lieu(espace.relatif(carnet)),
        cellule=interruption.cellule,
        cause=interruption.cause,
        garde=espace.relatif(garde),
    )
