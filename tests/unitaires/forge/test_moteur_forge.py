"""Le moteur de la forge rend ce que rend celui de papermill, et rien ne passe d'un carnet au suivant."""

import io
import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
import time
from ast import literal_eval
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from sdsf.forge.forge import Forge, ForgeImpossible, forge
from sdsf.forge.moteur import NOM, MoteurForge, inscrire
from sdsf.forge.noyau import arguments_du_noyau
from sdsf.forge.transport import transport
from sdsf.temoin import lire_le_registre, registre_dans

RACINE = Path(__file__).resolve().parents[3]
pytestmark = [
    pytest.mark.production,
    pytest.mark.skipif(sys.platform != "linux", reason="la forge n'existe que sous Linux"),
]
NOYAU = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
MODULES = ("numpy", "matplotlib.pyplot", "matplotlib.backends.backend_agg", "ipywidgets")
PERMISE = "# son étiquette lui permet d'échouer"
EPREUVE = (
    "a = 1\nprint('bonjour', a)",
    "import sys\nprint('attention', file=sys.stderr)\nprint('suite')",
    "from IPython.display import HTML, display\ndisplay(HTML('<b>gras</b>'))\na + 1",
    "poignee = display('avant', display_id='x')\npoignee.update('apres')",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2, 3]); plt.show()",
    "plt.figure(figsize=(2, 1)).gca().bar([1], [2])",
    "import ipywidgets\nglissiere = ipywidgets.IntSlider(value=3, description='Seuil')\nglissiere",
    "glissiere.value = 7\nsortie = ipywidgets.Output()\nwith sortie:\n    print('dedans')\nsortie",
    "import os\nos.system('echo du système')",
    "!echo un sous-processus",
    "import sys, matplotlib\nprint(sys.argv[0].endswith('ipykernel_launcher.py'), sorted(vars()))"
    "\nprint(matplotlib.get_backend(), os.getcwd(), __name__, sys.modules['__main__'].__dict__ is globals())",
    "print(sys.path)\n{k: v for k, v in matplotlib.rcParams.items() if k != 'interactive'}",
    "import locale\nlocale.setlocale(locale.LC_ALL), sorted(k for k in os.environ if k != 'LINES')",
    "import asyncio\nawait asyncio.sleep(0)\nprint(asyncio.get_running_loop().is_running())",
    "%%bash\necho par bash\npwd",
    "import warnings\nwarnings.warn('prudence')",
    "from IPython.display import clear_output\nprint('effacé'); clear_output(); print('gardé')",
    "try:\n    input('?')\nexcept Exception as refus:\n    print(type(refus).__name__)",
    "import multiprocessing\nwith multiprocessing.get_context('fork').Pool(1) as pool:"
    "\n    print(pool.map(abs, [-1]))",
    "import decimal, gc, logging, resource, signal, socket, threading, time"
    "\nprint([signal.getsignal(n) for n in (2, 15)], threading.main_thread() is threading.current_thread())"
    "\nprint(sys.flags, sys.getswitchinterval(), gc.get_threshold(), time.tzname, socket.getdefaulttimeout())"
    "\nprint(logging.getLogger().handlers, decimal.getcontext(), resource.getrlimit(resource.RLIMIT_NOFILE))"
    "\nprint(os.getpid() == os.getpgid(0) == os.getsid(0), os.nice(0), os.read(0, 1))",
    f"{PERMISE}\nraise LookupError('attendue')",
    "1 / 0",
    "print('jamais')",
)


def carnet(*cellules: str, **etiquettes: str) -> Any:
    """Un carnet de ces cellules ; ``etiquettes`` : la première cellule les porte."""
    lignes = [new_code_cell(source, id=f"c{rang}") for rang, source in enumerate(cellules)]
    lignes[0].metadata["tags"] = list(etiquettes.values())
    for ligne in lignes:
        if ligne.source.startswith(PERMISE):
            ligne.metadata["tags"] = ["raises-exception"]
    return new_notebook(cells=[new_markdown_cell("# Épreuve", id="titre"), *lignes], metadata=dict(NOYAU))


@pytest.fixture(scope="module", name="ouverte")
def _ouverte() -> Iterator[Forge]:
    inscrire()
    with forge(MODULES) as ouverte:
        yield ouverte


def executer(ouverte: Forge | None, livre: Any, sortie: Path, **options: Any) -> Any:
    """Exécute par la forge, ou par le moteur de papermill ; rend le carnet enregistré, échec compris."""
    entree = sortie.with_suffix(".entree.ipynb")
    nbformat.write(livre, entree)
    moteur = {} if ouverte is None else {"engine_name": NOM, "forge": ouverte}
    with transport() as config:
        papermill.execute_notebook(
            str(entree), str(sortie), config=config, progress_bar=False, cwd=str(sortie.parent),
            **moteur, **{"extra_arguments": ["--log-level=CRITICAL"], "execution_timeout": 60, **options},
        )  # fmt: skip
    return nbformat.read(sortie, as_version=4)


def texte(livre: Any, rang: int = -1) -> str:
    return "".join(str(sortie.get("text", "")) for sortie in livre.cells[rang].outputs).strip()


def d_un_tenant(cellule: Any) -> Any:
    """La cellule, dont les messages d'un même canal qui se suivent sont joints.

    Un programme qu'elle lance écrit dans un tuyau, qui les rend en autant de morceaux qu'il veut.
    """
    jointes: list[Any] = []
    for sortie in cellule.get("outputs", ()):
        if jointes and sortie.get("name") and jointes[-1].get("name") == sortie.name:
            jointes[-1].text += sortie.text
        else:
            jointes.append(sortie)
    return {**cellule, "outputs": jointes}


def sans_le_hasard(livre: Any) -> str:
    """Le carnet, sans ce qui change d'une exécution à l'autre : heures, durées, numéros tirés au hasard."""
    brut = re.sub(
        r"[0-9a-f]{32}|0x[0-9a-f]+|ipykernel_\d+|\"id\": \"[0-9a-f]{8}\"",
        "n",
        json.dumps(livre, sort_keys=True),
    )
    brut = re.sub(r"\d{4}-\d\d-\d\dT[\d:.+]+Z?", "heure", brut)
    brut = re.sub(r'"duration": [\d.]+', '"duration": 0', brut)
    return re.sub(r"/[^\"' ]*?/(forge|papermill)(\.entree)?\.ipynb|sdsf-\w+", "chemin", brut)


def test_les_noyaux_parlent_par_des_sockets_locales_que_nul_autre_ne_lit(
    ouverte: Forge, tmp_path: Path
) -> None:
    """Même sans que l'appelant choisisse un transport."""
    source = (
        "import json, os\nfrom ipykernel.connect import get_connection_info\n"
        "lien = get_connection_info(unpack=True)\n"
        "droits = os.stat(os.path.dirname(lien['ip'])).st_mode & 0o777\n"
        "print(json.dumps([lien['transport'], oct(droits), lien['ip']]))"
    )
    entree, sortie = tmp_path / "un.entree.ipynb", tmp_path / "un.ipynb"
    nbformat.write(carnet(source), entree)
    papermill.execute_notebook(str(entree), str(sortie), engine_name=NOM, forge=ouverte, progress_bar=False)
    *constats, socket = json.loads(texte(nbformat.read(sortie, as_version=4)))
    assert constats == ["ipc", "0o700"]
    assert not Path(socket).parent.exists()


def test_les_deux_moteurs_rendent_le_meme_carnet(ouverte: Forge, tmp_path: Path) -> None:
    rendus, journaux = [], []
    for nom, moteur in (("forge", ouverte), ("papermill", None)):
        sortie, journal = tmp_path / f"{nom}.ipynb", io.StringIO()
        with pytest.raises(papermill.PapermillExecutionError, match="ZeroDivisionError"):
            executer(moteur, carnet(*EPREUVE, tag="une"), sortie, parameters={"b": 2}, stdout_file=journal)
        rendus.append(nbformat.read(sortie, as_version=4))
        journaux.append(journal.getvalue())
    parla, ordinaire = rendus
    for une, autre in zip(parla.cells, ordinaire.cells, strict=True):
        assert sans_le_hasard(d_un_tenant(une)) == sans_le_hasard(d_un_tenant(autre))
    for livre in rendus:
        del livre.metadata["widgets"]  # rangé par numéros tirés au hasard : comparé à part
    assert sans_le_hasard(parla.metadata) == sans_le_hasard(ordinaire.metadata)
    assert journaux[0] == journaux[1] != ""
    etats = [c.metadata.papermill.status for c in parla.cells if c.cell_type == "code"]
    assert etats[-2:] == ["failed", "pending"]


def test_l_etat_des_widgets_et_les_durees_sont_gardes(ouverte: Forge, tmp_path: Path) -> None:
    rendus = [
        executer(moteur, carnet(*EPREUVE[6:8]), tmp_path / f"{nom}.ipynb")
        for nom, moteur in (("forge", ouverte), ("papermill", None))
    ]
    etats = [livre.metadata.widgets["application/vnd.jupyter.widget-state+json"] for livre in rendus]
    modeles = [
        sorted((m["model_name"], m["state"].get("value")) for m in etat["state"].values()) for etat in etats
    ]
    assert modeles[0] == modeles[1]
    assert ("IntSliderModel", 7) in modeles[0]
    for cellule in rendus[0].cells[1:]:
        assert cellule.metadata.papermill.duration > 0
        assert cellule.metadata.papermill.end_time > cellule.metadata.papermill.start_time


SALIR = """
import builtins, gc, locale, os, random, sys, tempfile, threading, warnings
import matplotlib, matplotlib.pyplot, numpy
random.seed(1); numpy.random.seed(1)
builtins.fuite = sys.fuite = numpy.fuite = fuite = "fuite"
matplotlib.rcParams["font.size"] = 77; matplotlib.use("agg"); matplotlib.pyplot.figure()
locale.setlocale(locale.LC_ALL, "C"); os.chdir("/"); os.environ["FUITE"] = "fuite"; os.umask(0o777)
ouvert = open("/etc/hostname"); os.dup2(ouvert.fileno(), 77); sys.path.append("/fuite")
warnings.simplefilter("error"); sys.setrecursionlimit(4321); gc.disable()
sys.modules["fuite"] = sys; numpy.set_printoptions(precision=1); numpy.seterr(all="raise")
threading.Thread(target=threading.Event().wait, daemon=True).start()
"""
CONSTATER = """
import builtins, gc, locale, os, random, sys, threading, warnings
import matplotlib, matplotlib.pyplot, numpy
masque = os.umask(0); os.umask(masque)
print(repr([
    "fuite" in globals(), hasattr(builtins, "fuite"), hasattr(sys, "fuite"), hasattr(numpy, "fuite"),
    matplotlib.rcParams["font.size"], matplotlib.pyplot.get_fignums(), matplotlib.get_backend(),
    locale.setlocale(locale.LC_ALL), os.getcwd(), os.environ.get("FUITE"), masque,
    os.path.exists("/proc/self/fd/77"), sys.path, sorted(map(str, warnings.filters)),
    sys.getrecursionlimit(), gc.isenabled(), "fuite" in sys.modules, numpy.get_printoptions()["precision"],
    numpy.geterr(), threading.active_count(),
]))
"""
HASARD = "import random, numpy, uuid; print(random.random(), numpy.random.rand(), uuid.uuid4())"


def test_rien_ne_passe_d_un_carnet_au_suivant(ouverte: Forge, tmp_path: Path) -> None:
    avant = texte(executer(ouverte, carnet(CONSTATER), tmp_path / "avant.ipynb"))
    executer(ouverte, carnet(SALIR), tmp_path / "sale.ipynb")
    apres = texte(executer(ouverte, carnet(CONSTATER), tmp_path / "apres.ipynb"))
    assert avant == apres
    constats = literal_eval(apres)
    assert constats[:4] == [False] * 4
    assert constats[4:6] == [10.0, []]
    ordinaire = literal_eval(texte(executer(None, carnet(CONSTATER), tmp_path / "ordinaire.ipynb")))
    assert constats == ordinaire


def test_deux_carnets_n_ont_pas_le_meme_hasard(ouverte: Forge, tmp_path: Path) -> None:
    tirages = [texte(executer(ouverte, carnet(HASARD), tmp_path / f"{i}.ipynb")).split() for i in range(2)]
    assert all(un != autre for un, autre in zip(*tirages, strict=True))


LIRE = """
import csv, os
from pathlib import Path
from sdsf.temoin import brancher, lecture_partielle
espace = Path(os.environ["SDSF_RACINE"])
brancher(espace)
os.listdir(espace / "params"); (espace / "params/a.yml").read_text(); open(espace / "data/écrit", "w").close()
with lecture_partielle(espace / "data/b.csv", {"code": ["63"]}):
    list(csv.reader(open(espace / "data/b.csv")))
"""


def test_le_temoin_entend_les_memes_lectures(
    ouverte: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDSF_RACINE", str(tmp_path))
    for nom in ("params/a.yml", "data/b.csv"):
        (tmp_path / nom).parent.mkdir()
        (tmp_path / nom).write_text("code\n63\n")
    for nom, moteur in (("forge", ouverte), ("papermill", None), ("encore", ouverte)):
        with registre_dans(tmp_path / f"{nom}.jsonl"):
            executer(moteur, carnet(LIRE), tmp_path / f"{nom}.ipynb")
    # Un noyau sans registre demandé n'en hérite pas de la forge.
    executer(ouverte, carnet(LIRE), tmp_path / "sans.ipynb")
    entendus = [lire_le_registre(tmp_path / f"{nom}.jsonl") for nom in ("forge", "papermill", "encore")]
    assert entendus[0] == entendus[1] == entendus[2]
    assert [(lu["quoi"], lu["chemin"]) for lu in entendus[0]] == [
        ("dossier", "params"), ("fichier", "params/a.yml"), ("lignes", "data/b.csv")
    ]  # fmt: skip


def memoire(pid: int) -> int:
    """Les kibioctets qu'occupe un processus."""
    statut = Path(f"/proc/{pid}/status").read_text()
    return int(statut.split("VmRSS:")[1].split()[0])


def enfants(pid: int) -> str:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().strip()


def test_la_memoire_d_un_carnet_est_rendue(ouverte: Forge, tmp_path: Path) -> None:
    executer(ouverte, carnet("1"), tmp_path / "un.ipynb")
    assert ouverte.pid is not None
    avant = memoire(ouverte.pid)
    executer(ouverte, carnet("import numpy; gros = numpy.ones(40_000_000)"), tmp_path / "gros.ipynb")
    assert memoire(ouverte.pid) < avant * 1.02
    assert enfants(ouverte.pid) == ""


def test_ce_que_le_carnet_laisse_ouvert_est_ecrit(ouverte: Forge, tmp_path: Path) -> None:
    source = (
        "import atexit\nf = open('reste.txt', 'w'); f.write('écrit')\n"
        "globals()['_'] = g = open('objet.txt', 'w'); g.write('aussi'); import sys; sys.cache = g\n"
        "atexit.register(lambda: open('fin.txt', 'w').write(f.name))"
    )
    executer(ouverte, carnet(source), tmp_path / "un.ipynb")
    lus = [(tmp_path / f"{nom}.txt").read_text() for nom in ("reste", "objet", "fin")]
    assert lus == ["écrit", "aussi", "reste.txt"]


def test_une_cellule_trop_longue_est_arretee(ouverte: Forge, tmp_path: Path) -> None:
    with pytest.raises(CellTimeoutError):
        executer(ouverte, carnet("import time; time.sleep(60)"), tmp_path / "un.ipynb", execution_timeout=1)
    assert ouverte.pid is not None
    assert enfants(ouverte.pid) == ""


def test_une_cellule_interrompue_est_gardee_avec_son_erreur(ouverte: Forge, tmp_path: Path) -> None:
    sortie = tmp_path / "un.ipynb"
    with pytest.raises(papermill.PapermillExecutionError, match="KeyboardInterrupt"):
        executer(
            ouverte, carnet("import time; time.sleep(60)"), sortie, execution_timeout=1,
            interrupt_on_timeout=True,
        )  # fmt: skip
    assert "KeyboardInterrupt" in sortie.read_text()


def test_un_noyau_qui_ne_repond_pas_a_temps_est_refuse(
    ouverte: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    demander = Forge.noyau

    def figer(soi: Forge, *mots: Any) -> Any:
        noyau = demander(soi, *mots)
        noyau.send_signal(signal.SIGSTOP)
        return noyau

    monkeypatch.setattr(Forge, "noyau", figer)
    monkeypatch.setattr("sdsf.forge.noyau.DELAI_D_OUVERTURE_S", 0.1)
    with pytest.raises(RuntimeError, match="didn't respond in 1 seconds"):
        executer(ouverte, carnet("1"), tmp_path / "un.ipynb", start_timeout=1)


INTERROMPU = """
import sys
from papermill import execute_notebook
from sdsf.forge.forge import forge
from sdsf.forge.moteur import inscrire
with forge(()) as ouverte:
    print(ouverte.pid, flush=True)
    execute_notebook(*sys.argv[1:], engine_name=inscrire(), forge=ouverte, progress_bar=False)
"""


def test_une_production_interrompue_ne_laisse_rien(tmp_path: Path) -> None:
    """Ctrl+C ne s'adresse qu'à qui produit : il arrête lui-même son noyau, sa forge, ses sockets."""
    source = (
        "import os, pathlib, time\nfrom ipykernel.connect import get_connection_info\n"
        "temoin = pathlib.Path('temoin.ecrit')\n"
        "temoin.write_text(str(os.getpid()) + ' ' + get_connection_info(unpack=True)['ip'])\n"
        "temoin.rename('temoin'); time.sleep(60)"
    )
    nbformat.write(carnet(source), tmp_path / "un.ipynb")
    commande = [sys.executable, "-c", INTERROMPU, "un.ipynb", "deux.ipynb"]
    milieu = {**os.environ, "PYTHONPATH": str(RACINE / "src")}
    course = subprocess.Popen(
        commande, cwd=tmp_path, env=milieu, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert course.stdout is not None
    pid = int(course.stdout.readline())
    fin = time.monotonic() + 60
    while not (tmp_path / "temoin").is_file() and time.monotonic() < fin:
        time.sleep(0.05)
    noyau, _, socket = (tmp_path / "temoin").read_text().partition(" ")
    course.send_signal(signal.SIGINT)
    assert course.wait(60) != 0
    course.stdout.close()
    assert not [p for p in (pid, int(noyau)) if vivant(p)]
    assert not Path(socket).parent.exists()


@contextmanager
def tue_pendant(ouverte: Forge, temoin: Path, qui: str) -> Iterator[None]:
    """Tue le noyau ou la forge dès que le carnet a écrit son témoin."""

    def guetter() -> None:
        fin = time.monotonic() + 20
        while not temoin.is_file() and time.monotonic() < fin:
            time.sleep(0.02)
        assert ouverte.pid is not None
        victime = ouverte.pid if qui == "forge" else int(enfants(ouverte.pid).split()[0])
        os.kill(victime, signal.SIGKILL)

    fil = threading.Thread(target=guetter)
    fil.start()
    yield
    fil.join()


@pytest.mark.parametrize("qui", ["noyau", "forge"])
def test_une_mort_subite_se_dit_et_le_carnet_suivant_reussit(
    ouverte: Forge, tmp_path: Path, qui: str
) -> None:
    source = (
        "import os, pathlib, time\nfrom ipykernel.connect import get_connection_info\n"
        "pathlib.Path('qui').write_text(f\"{os.getpid()} {get_connection_info(unpack=True)['ip']}\")\n"
        "pathlib.Path('temoin').touch(); time.sleep(60)"
    )
    with tue_pendant(ouverte, tmp_path / "temoin", qui), pytest.raises(DeadKernelError):
        executer(ouverte, carnet(source), tmp_path / "mort.ipynb")
    noyau, _, prise = (tmp_path / "qui").read_text().partition(" ")
    assert not vivant(int(noyau))
    assert not Path(prise).parent.exists()
    suivant = executer(ouverte, carnet("print(6 * 7)"), tmp_path / "suivant.ipynb")
    assert texte(suivant) == "42"
    assert ouverte.processus is not None
    assert ouverte.processus.poll() is None


def test_la_forge_et_ses_noyaux_meurent_avec_leur_parent(tmp_path: Path) -> None:
    programme = (
        "import os, sys\nfrom sdsf.forge.forge import Forge\nf = Forge(())\nlu, ecrit = os.pipe()\n"
        "n = f.noyau(['ipykernel_launcher.py', '-f', sys.argv[1]], os.environ, '/', ecrit)\n"
        "print(f.pid, n.pid, flush=True)\nos.close(ecrit)\nos.read(lu, 1)\nos.kill(os.getpid(), 9)"
    )
    fini = subprocess.run(
        [sys.executable, "-c", programme, str(tmp_path / "n.json")],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert fini.returncode == -signal.SIGKILL
    pids = [int(mot) for mot in fini.stdout.split()]
    assert len(pids) == 2
    fin = time.monotonic() + 10
    while any(vivant(pid) for pid in pids) and time.monotonic() < fin:
        time.sleep(0.05)
    assert not [pid for pid in pids if vivant(pid)]


def vivant(pid: int) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def test_sans_forge_possible_le_noyau_est_ordinaire_et_cela_se_dit(
    ouverte: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    with caplog.at_level(logging.WARNING):
        rendu = executer(
            ouverte, carnet("import os; print(os.environ['OMP_NUM_THREADS'])"), tmp_path / "un.ipynb"
        )
    assert texte(rendu) == "1"
    assert "Noyau ordinaire, sans la forge : OMP_NUM_THREADS" in caplog.text


def test_un_noyau_d_un_autre_langage_n_est_pas_copie() -> None:
    with pytest.raises(ForgeImpossible, match="ipykernel"):
        arguments_du_noyau(["R", "--slave", "-e", "IRkernel::main()"])
    with pytest.raises(ForgeImpossible, match="autre Python"):
        arguments_du_noyau(["/ailleurs/python", "-m", "ipykernel_launcher", "-f", "x"])
    assert arguments_du_noyau([sys.executable, "-m", "ipykernel_launcher", "-f", "x"])[1:] == ["-f", "x"]


def test_un_module_qui_ne_se_charge_pas_n_empeche_rien() -> None:
    essai = Forge(("un.module.absent",))
    lu, ecrit = os.pipe()
    noyau = essai.noyau(["ipykernel_launcher.py", "--bogue"], dict(os.environ), "/", ecrit)
    os.close(ecrit)
    os.close(lu)
    noyau.kill()
    assert noyau.wait(10) == -signal.SIGKILL
    assert essai.froids == ("un.module.absent",)
    essai.eteindre()


@pytest.mark.parametrize("premier", ["sdsf.forge.moteur", "sdsf.forge.annonce", "papermill"])
def test_le_moteur_et_papermill_se_chargent_dans_tout_ordre(premier: str) -> None:
    essai = f"import {premier}; from papermill.engines import papermill_engines as m; m.get_engine('sdsf')"
    fini = subprocess.run([sys.executable, "-c", essai], capture_output=True, text=True, timeout=100)
    assert fini.returncode == 0, fini.stderr


def test_papermill_trouve_le_moteur_par_son_point_d_entree(tmp_path: Path) -> None:
    declare = (RACINE / "pyproject.toml").read_text(encoding="utf-8")
    trouve = re.search(r'entry-points\."papermill.engine"\]\nsdsf = "([^"]+)"', declare)
    assert trouve is not None
    annonce = EntryPoint("sdsf", trouve[1], "papermill.engine").load()
    assert annonce.execute_notebook == MoteurForge.execute_notebook
    # Une installation qui ne porte que ce point d'entrée, comme papermill le lit.
    fiche = tmp_path / "essai-1.0.dist-info"
    fiche.mkdir()
    (fiche / "METADATA").write_text("Metadata-Version: 2.1\nName: essai\nVersion: 1.0\n")
    (fiche / "entry_points.txt").write_text(f"[papermill.engine]\nsdsf = {trouve[1]}\n")
    nbformat.write(carnet("print(6 * 7)"), tmp_path / "un.ipynb")
    chemins = os.pathsep.join([str(tmp_path), *sys.path])
    commande = [sys.executable, "-m", "papermill", "--engine", "sdsf", "--no-progress-bar"]
    fini = subprocess.run(
        [*commande, "un.ipynb", "deux.ipynb"], cwd=tmp_path, env={**os.environ, "PYTHONPATH": chemins},
        capture_output=True, text=True, timeout=100,
    )  # fmt: skip
    assert fini.returncode == 0, fini.stderr
    assert texte(nbformat.read(tmp_path / "deux.ipynb", as_version=4)) == "42"
    assert "without encryption" not in fini.stderr
    assert "Noyau ordinaire" not in fini.stderr
