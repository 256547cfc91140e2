"""Une campagne sur Slurm : réserver des ouvriers, produire, rendre les ouvriers.

    pip install dask-jobqueue
    export DASK_CONFIG=/chemin/vers/tls.yml
    python slurm.py pays

À lancer là où est l'espace de travail (un nœud de connexion, ou un travail Slurm). Les ouvriers n'ont pas
besoin de voir ce dossier : il leur faut le même environnement Python, rien d'autre.
"""

import subprocess
import sys

from dask_jobqueue import SLURMCluster
from distributed import Security

OUVRIERS = 16


def principal(campagne: str) -> int:
    """Mène la campagne ; rend le code de sortie de ``sdsf``."""
    grappe = SLURMCluster(
        queue="cpu",
        account="mon_projet",
        walltime="02:00:00",
        # Un rapport à la fois par travail : un cœur, et la mémoire d'un ouvrier d'après le tableau du guide.
        cores=1,
        processes=1,
        memory="4GB",
        # Le réseau interne du centre de calcul, chiffré ; les certificats viennent de tls.yml.
        interface="ib0",
        protocol="tls",
        security=Security(require_encryption=True),
        # Sans cette adresse, Dask ouvre un serveur web sur toutes les interfaces, même sans tableau de bord.
        scheduler_options={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
        worker_extra_args=["--no-dashboard", "--dashboard-address", "127.0.0.1:0"],
    )
    with grappe:
        grappe.scale(jobs=OUVRIERS)
        grappe.wait_for_workers(1)
        options = ["--grappe", grappe.scheduler_address, "--processus", str(OUVRIERS)]
        return subprocess.run(["sdsf", "campagne", campagne, *options]).returncode


if __name__ == "__main__":
    sys.exit(principal(*sys.argv[1:]))
