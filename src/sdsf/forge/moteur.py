"""Le moteur ``sdsf`` de papermill : celui d'origine, dont les noyaux viennent de la forge, en IPC.

``papermill --engine sdsf carnet.ipynb sortie.ipynb``, ou ``execute_notebook(…, engine_name="sdsf")``, avec
``forge=`` pour partager une forge entre plusieurs carnets.
"""

from typing import Any

from papermill.engines import NBClientEngine, papermill_engines

from sdsf.forge.forge import Forge, forge_commune
from sdsf.forge.transport import transport

NOM = "sdsf"


class MoteurForge(NBClientEngine):  # type: ignore[misc,unused-ignore]
    """Exécute un carnet dans une copie de la forge ; tout le reste est le moteur de papermill."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, forge: Forge | None = None, config: Any = None, **options: Any
    ) -> Any:
        """Exécute le carnet ; ``forge`` : celle à employer, sinon celle du processus."""
        from sdsf.forge.noyau import ConduireLeNoyau

        conducteur = type("ConduireLeNoyau", (ConduireLeNoyau,), {"forge": forge or forge_commune()})
        with transport(config) as reglee:
            return super().execute_managed_notebook(
                nb_man, kernel_name, kernel_manager_class=conducteur, config=reglee, **options
            )


def inscrire() -> str:
    """Inscrit le moteur, si l'installation ne l'a pas déjà annoncé à papermill ; rend son nom."""
    papermill_engines.register(NOM, MoteurForge)
    return NOM
