"""Une campagne sur une vraie grappe de la boucle locale : mêmes octets, pannes, arrêt ; ce qu'elle refuse."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.campagnes import FAIRE, espace_factice
from tests.grappe import RACINE, TACHE, GrappeDEssai, client_feint, grappe

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.production.campagne import lien_de_grappe, poste
from sdsf.production.campagne.conduite import Compte, Options, Suivi, conduire, preparer
from sdsf.production.campagne.grappe import ouvrir_la_grappe
from sdsf.production.campagne.lien_de_grappe import LienAvecLaGrappe, lire_la_demande

distributed = pytest.importorskip("distributed", reason="l'extra « grappe » n'est pas installé")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 est un geste d'Unix")
CODES = ["13", "34", "63"]
TUER = "tests.grappe:tuer_l_ouvrier"
TLS = {"tls.ca-file": "absent.pem", "tls.client.cert": "absent.pem", "tls.client.key": "absent.cle"}


@pytest.fixture(scope="module")
def seule(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GrappeDEssai]:
    with grappe(tmp_path_factory.mktemp("grappe")) as essai:
        yield essai


@pytest.fixture
def essai(seule: GrappeDEssai) -> GrappeDEssai:
    """La grappe de ce module, ses deux ouvriers vivants, quoi qu'ait fait le test d'avant."""
    seule.recruter(2)
    client = distributed.Client(seule.adresse, set_as_default=False)
    client.wait_for_workers(2, timeout=60)
    client.close()
    return seule


@pytest.fixture(autouse=True)
def _les_ouvriers_trouvent_les_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{RACINE / 'src'}{os.pathsep}{RACINE}")


def sans_suite(faits: int, total: int, nom: str) -> None:
    """Une campagne que l'on ne regarde pas."""


def mener(
    essai: GrappeDEssai, espace: Espace, suivre: Suivi = sans_suite, faire: str = FAIRE, **options: Any
) -> Compte:
    return mener_a(essai.adresse, espace, suivre, faire, **options)


def mener_a(
    adresse: str, espace: Espace, suivre: Suivi = sans_suite, faire: str = FAIRE, **options: Any
) -> Compte:
    (espace.reports / "campagnes/essai").mkdir(parents=True, exist_ok=True)
    preparee = preparer(espace, "essai", Options(faire=faire, **options))
    traces = espace.reports / "campagnes/essai"
    with ouvrir_la_grappe(adresse, espace, traces, options.get("processus"), faire) as equipe:
        return conduire(preparee, suivre, equipe)


def etats(compte: Compte) -> set[str]:
    return {fiche.etat for fiche in compte.fiches}


def contenus(espace: Espace) -> dict[str, bytes]:
    """Tout ce que la campagne a écrit, sa page comprise ; ni verrous, ni journal, qui a des durées."""
    tous = [c for c in espace.reports.rglob("*") if c.is_file()]
    gardes = [c for c in tous if not c.name.startswith(".") and c.suffix not in (".jsonl", ".log")]
    return {espace.relatif(c): c.read_bytes() for c in gardes if c.name not in ("resume.json", "index.html")}


@pytest.fixture(scope="module")
def d_ici(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Ce que la même campagne écrit, sans grappe."""
    espace = espace_factice(tmp_path_factory.mktemp("ici"), CODES, [2023, 2024])
    with pytest.MonkeyPatch.context() as milieu:
        milieu.setenv("PYTHONPATH", f"{RACINE / 'src'}{os.pathsep}{RACINE}")
        conduire(preparer(espace, "essai", Options(faire=FAIRE)))
    return contenus(espace)


def test_les_memes_octets_que_sans_grappe_et_le_meme_reemploi(
    essai: GrappeDEssai, tmp_path: Path, d_ici: dict[str, bytes]
) -> None:
    espace = espace_factice(tmp_path, CODES, [2023, 2024])
    assert etats(mener(essai, espace)) == {"produit"}
    assert contenus(espace) == d_ici
    assert [d.refaire for d in preparer(espace, "essai", Options()).decisions] == [False] * 6
    assert not list(espace.reports.glob("**/.*.depot.json"))


def test_un_ouvrier_tue_ne_coute_que_du_temps(
    essai: GrappeDEssai, tmp_path: Path, d_ici: dict[str, bytes]
) -> None:
    espace = espace_factice(tmp_path, CODES, [2023, 2024])
    (espace.data / "lenteur").write_text("0.3")
    tues: list[int] = []

    def tuer_au_premier(faits: int, total: int, nom: str) -> None:
        if not tues:
            tues.append(essai.ouvriers[0].pid)
            essai.ouvriers[0].kill()
            essai.recruter(2)  # un neuf, qui n'a pas la copie de l'espace

    assert etats(mener(essai, espace, tuer_au_premier)) == {"produit"}
    assert tues
    assert contenus(espace) == d_ici


def test_un_rapport_qui_tue_ses_ouvriers_echoue_et_le_dit(essai: GrappeDEssai, tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, ["13"], [2024])
    [fiche] = mener(essai, espace, faire=TUER).fiches
    assert (fiche.etat, fiche.sortie) == ("echec", 12)
    assert "morts, 2 fois de suite" in fiche.erreur
    assert not list(espace.reports.glob("13/2024/d*"))


def test_un_echec_sur_la_grappe_se_dit_comme_ici(essai: GrappeDEssai, tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, CODES, [2024])
    (espace.data / "echec").write_text("13")
    compte = mener(essai, espace, continuer=True)
    assert [f.etat for f in compte.fiches] == ["echec", "produit", "produit"]
    assert (compte.sortie, "data/echec" in compte.fiches[0].erreur) == (11, True)


def test_ctrl_c_arrete_aussi_ce_qui_se_faisait_sur_la_grappe(essai: GrappeDEssai, tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, CODES, [2023, 2024])
    (espace.data / "lenteur").write_text("30")
    _quand(lambda: len(au_travail(essai)) == 2, lambda: os.kill(os.getpid(), signal.SIGINT))
    debut = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        mener(essai, espace)
    # Le rapport en route aurait pris trente secondes : il a été arrêté. Ses processus finissent de mourir.
    assert time.monotonic() - debut < 25
    while au_travail(essai) and time.monotonic() - debut < 28:
        time.sleep(0.05)
    assert au_travail(essai) == []
    assert not list(espace.reports.glob("*/*/*.manifeste.json"))
    (espace.data / "lenteur").unlink()
    assert etats(mener(essai, espace)) == {"produit"}


def test_une_grappe_perdue_se_dit_et_la_campagne_se_reprend(tmp_path: Path, d_ici: dict[str, bytes]) -> None:
    espace = espace_factice(tmp_path / "espace", CODES, [2023, 2024])
    (espace.data / "lenteur").write_text("0.2")
    with grappe(tmp_path / "grappe", 1) as perdue, pytest.raises(Erreurs) as refus:
        mener(perdue, espace, lambda faits, total, nom: perdue.planificateur.kill())
    assert [e.code for e in refus.value.erreurs] == ["E645"]
    assert 1 <= len(list(espace.reports.glob("*/*/*.manifeste.json"))) < 6
    assert etats(conduire(preparer(espace, "essai", Options(faire=FAIRE)))) == {"produit", "reemploye"}
    assert contenus(espace) == d_ici


def test_deux_campagnes_sur_une_grappe_ne_se_melent_pas(
    essai: GrappeDEssai, tmp_path: Path, d_ici: dict[str, bytes]
) -> None:
    espaces = [espace_factice(tmp_path / nom, CODES, [2023, 2024]) for nom in ("a", "b")]
    (espaces[1].data / "departements/13/releves.csv").write_text("valeur\n14\n")
    fils = [threading.Thread(target=mener, args=(essai, espace)) for espace in espaces]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(60)
    premiers, seconds = map(contenus, espaces)
    assert premiers == d_ici
    changes = {nom for nom in premiers if premiers[nom] != seconds[nom]}
    assert {nom.split("/")[1] for nom in changes} == {"13"}


LANCER = """
import sys
from pathlib import Path
from sdsf.espace import Espace
from tests.unitaires.production.campagne.test_grappe import mener_a
mener_a(sys.argv[1], Espace(Path(sys.argv[2])))
"""


def test_une_campagne_tuee_se_reprend_sur_la_grappe(
    essai: GrappeDEssai, tmp_path: Path, d_ici: dict[str, bytes]
) -> None:
    espace = espace_factice(tmp_path, CODES, [2023, 2024])
    (espace.data / "lenteur").write_text("0.3")
    course = subprocess.Popen([sys.executable, "-c", LANCER, essai.adresse, str(espace.racine)])
    fin = time.monotonic() + 40
    while not list(espace.reports.glob("*/*/*.manifeste.json")) and time.monotonic() < fin:
        time.sleep(0.02)
    course.kill()
    course.wait()
    assert etats(mener(essai, espace)) == {"produit", "reemploye"}
    assert contenus(espace) == d_ici
    assert not list(espace.reports.glob("**/.*.depot.json"))


def au_travail(essai: GrappeDEssai) -> list[int]:
    """Les processus qui produisent un rapport chez les ouvriers de la grappe."""
    import psutil

    def produit(fils: psutil.Process) -> bool:
        try:
            return "sdsf.production.campagne.ouvrier" in fils.cmdline()
        except psutil.Error:  # mort depuis qu'on l'a énuméré
            return False

    tous = [fils for o in essai.ouvriers for fils in psutil.Process(o.pid).children()]
    return [fils.pid for fils in tous if produit(fils)]


def _quand(condition: Callable[[], bool], geste: Callable[[], None]) -> None:
    """Fait un geste, d'un autre fil, dès que la condition est vraie."""

    def guetter() -> None:
        fin = time.monotonic() + 60
        while not condition() and time.monotonic() < fin:
            time.sleep(0.05)
        if time.monotonic() < fin:
            geste()

    threading.Thread(target=guetter, daemon=True).start()


# --- ce qu'elle refuse ----------------------------------------------------------------------------


def test_un_ouvrier_different_est_nomme_avec_sa_difference(
    essai: GrappeDEssai, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ailleurs = {**poste.constater(), "Python": "3.99.0", "papermill": "0.1"}
    monkeypatch.setattr(poste, "constater", lambda: ailleurs)
    monkeypatch.setattr(LienAvecLaGrappe, "_partout", lambda *a, **o: {"tcp://10.0.0.7:1": CONSTAT})
    with pytest.raises(Erreurs) as refus, ouvrir_la_grappe(essai.adresse, Espace(tmp_path), tmp_path):
        pass
    assert [e.code for e in refus.value.erreurs] == ["E644"]
    assert f"tcp://10.0.0.7:1 — Python : {CONSTAT['Python']}, ici 3.99.0 ; papermill : " in str(refus.value)


CONSTAT = poste.constater()


def test_un_ouvrier_sans_le_logiciel_le_dit() -> None:
    faute = ModuleNotFoundError("No module named 'sdsf'", name="sdsf")
    with pytest.raises(Erreurs, match="la bibliothèque sdsf n'y est pas"):
        LienAvecLaGrappe(client_feint(), "tcp://x:1").comparer({"tcp://y:2": faute})


def test_une_grappe_sans_ouvrier_n_attend_pas_toujours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lien = LienAvecLaGrappe(client_feint(), "tcp://x:1")
    monkeypatch.setattr(lien_de_grappe, "ATTENTE_S", 0)
    with pytest.raises(Erreurs) as refus:
        lien.veiller()
    assert [e.code for e in refus.value.erreurs] == ["E643"]


@pytest.mark.parametrize(
    "recu", ["", "10.0.0.5:8786", "http://x:1", "tcp://x", "tcp://x:99999", "tcp://x:1/y", "absent.json"]
)
def test_une_adresse_impossible_est_refusee(recu: str) -> None:
    with pytest.raises(Erreurs) as refus:
        lire_la_demande(recu)
    assert [e.code for e in refus.value.erreurs] == ["E641"]


def test_le_fichier_du_planificateur_donne_son_adresse(essai: GrappeDEssai) -> None:
    assert lire_la_demande(str(essai.fichier)).adresse == essai.adresse
    assert lire_la_demande("tls://[::1]:8786").adresse == "tls://[::1]:8786"


@pytest.mark.parametrize(
    ("adresse", "reglages", "cause"),
    [
        ("tcp://127.0.0.1:9", {}, "pas de réponse en 1 s"),
        ("tcp://127.0.0.1:9", {"require-encryption": True}, "exigent le chiffrement"),
        ("tls://127.0.0.1:9", {}, "demande des certificats"),
        ("tls://127.0.0.1:9", TLS, "ne se lisent pas"),
    ],
)
def test_une_grappe_injoignable_dit_pourquoi(
    adresse: str, reglages: dict[str, Any], cause: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dask

    monkeypatch.setattr(lien_de_grappe, "CONNEXION_S", 1)
    with (
        dask.config.set({f"distributed.comm.{cle}": valeur for cle, valeur in reglages.items()}),
        pytest.raises(Erreurs, match=cause) as refus,
        ouvrir_la_grappe(adresse, Espace(tmp_path), tmp_path),
    ):
        pass
    assert [e.code for e in refus.value.erreurs] == ["E642"]


def test_sans_l_extra_l_erreur_dit_comment_l_installer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(Erreurs, match=r"pip install 'sdsf\[grappe\]'"),
        ouvrir_la_grappe("tcp://127.0.0.1:9", Espace(tmp_path), tmp_path),
    ):
        pass


# --- rien au dehors -------------------------------------------------------------------------------

OUVRIR = """
import sys
from pathlib import Path
def entendre(quoi, valeurs):
    if quoi in ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto"):
        hote = valeurs[1][0] if quoi in ("socket.connect", "socket.bind", "socket.sendto") else valeurs[0]
        print(quoi, hote, file=sys.stdout)
sys.addaudithook(entendre)
from sdsf.espace import Espace
from sdsf.production.campagne.grappe import ouvrir_la_grappe
with ouvrir_la_grappe(sys.argv[1], Espace(Path(sys.argv[2])), Path(sys.argv[2])) as equipe:
    import psutil
    ouverts = psutil.Process().net_connections("inet")
    print("ecoutes", [c.laddr for c in ouverts if c.status == "LISTEN"])
"""


def test_joindre_une_grappe_n_appelle_qu_elle_et_n_ecoute_rien(essai: GrappeDEssai, tmp_path: Path) -> None:
    lance = subprocess.run(
        [sys.executable, "-c", OUVRIR, essai.adresse, str(tmp_path)], capture_output=True, text=True
    )
    assert lance.returncode == 0, lance.stderr
    lignes = set(lance.stdout.splitlines())
    assert "ecoutes []" in lignes
    assert {ligne for ligne in lignes if not ligne.endswith(" 127.0.0.1")} == {"ecoutes []"}
    assert lance.stderr == ""


def test_la_grappe_des_tests_n_ecoute_que_la_boucle_locale(essai: GrappeDEssai) -> None:
    import psutil

    tous = [psutil.Process(p.pid) for p in (essai.planificateur, *essai.ouvriers)]
    ouverts = [c for processus in tous for c in processus.net_connections("inet") if c.status == "LISTEN"]
    assert {c.laddr.ip for c in ouverts} == {"127.0.0.1"}


def test_sans_grappe_rien_de_dask_ne_se_charge() -> None:
    demande = "import sys, sdsf.commande.campagne; print(sorted({'dask', 'distributed'} & set(sys.modules)))"
    lance = subprocess.run([sys.executable, "-c", demande], capture_output=True, text=True, check=True)
    assert lance.stdout.strip() == "[]"
    assert TACHE.cle == "reports/13/2024/diagnostic"
