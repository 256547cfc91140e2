"""Ce qui casse autour d'une campagne : disque, dossiers, fichiers abîmés, horloge, processus tués.

Chaque panne a son message, avec un remède ; rien n'est écrit à moitié, et la suite se refait.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.campagnes import AVEC_NOYAU, FAIRE, espace_factice
from tests.pannes import chemins_des_tests, enfants, restes

from sdsf.erreurs import DisquePlein, Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.production.campagne.conduite import Compte, Options, conduire, preparer
from sdsf.production.campagne.journal import Journal, nettoyer
from sdsf.production.campagne.ouvrier import rapport_reserve
from sdsf.production.campagne.prevision import prevoir
from sdsf.production.campagne.reemploi import SANS_RELEVE
from sdsf.production.ecriture import _preparer
from sdsf.production.lectures import chemin_du_releve
from sdsf.production.reperes import repere

# La campagne, et ce que la commande en dirait : ses lignes, ou l'erreur qui l'arrête.
MENER = """
import sys
from pathlib import Path
from sdsf.commande.campagne import compte_rendu
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.production.campagne.conduite import Options, conduire, preparer
espace = Espace(Path(sys.argv[1]))
try:
    prepare = preparer(espace, "essai", Options(processus=1, faire=sys.argv[2]))
    compte = conduire(prepare)
except Erreurs as refus:
    print(refus)
    sys.exit(refus.sortie)
print("\\n".join(compte_rendu(espace, compte, prepare)))
sys.exit(compte.sortie)
"""
PROPRE = ["unshare", "--user", "--map-root-user", "--mount"]
SANS_MONTAGE = (
    not shutil.which("unshare") or subprocess.run([*PROPRE, "true"], capture_output=True).returncode
)


@pytest.fixture(autouse=True)
def _les_ouvriers_trouvent_les_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", chemins_des_tests()["PYTHONPATH"])


def mener(espace: Espace, **options: Any) -> Compte:
    return conduire(preparer(espace, "essai", Options(**{"faire": FAIRE, "processus": 1, **options})))


def refaits(compte: Compte) -> list[str]:
    return [fiche.tache.departement for fiche in compte.fiches if fiche.etat == "produit"]


def dans_un_montage(espace: Espace, montage: str, faire: str = FAIRE) -> tuple[int, str]:
    """La campagne dans un espace de montage à elle, qui disparaît avec elle."""
    commande = [*PROPRE, "sh", "-c", f'{montage} && exec "$@"', "sh", sys.executable, "-c", MENER]
    course = subprocess.run(
        [*commande, str(espace.racine), faire], capture_output=True, text=True, cwd=espace.racine
    )
    return course.returncode, course.stdout + course.stderr


# --- le disque ------------------------------------------------------------------------------------


@pytest.mark.skipif(bool(SANS_MONTAGE), reason="il faut pouvoir monter un petit disque")
def test_un_disque_plein_est_dit_et_rien_n_est_a_moitie(tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, ["13", "34"], [2024])
    (espace.data / "lourd").write_text(str(400_000))
    espace.reports.mkdir()
    petit = "mount -t tmpfs -o size=300k tmpfs reports"
    code, dit = dans_un_montage(espace, f"{petit}", "tests.campagnes:faire_lourd")
    assert code == 14
    assert "[E601]" in dit
    assert "Libérez de la place puis relancez" in dit
    assert "Traceback" not in dit
    assert refaits(mener(espace)) == ["13", "34"]  # la place revenue, la même commande finit


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="un disque toujours plein, de Linux")
def test_un_journal_qui_ne_s_ecrit_plus_le_dit() -> None:
    with pytest.raises(Erreurs, match="E601"):
        Journal(Espace(Path("/")), Path("/dev/full")).ajouter("commence", cle="reports/13/2024/diagnostic")


def test_une_campagne_dont_le_journal_ne_s_ecrit_plus_s_arrete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    espace = espace_factice(tmp_path, ["13", "34"], [2024])
    plein = Erreurs([DisquePlein(Lieu("reports/campagnes/essai/journal.jsonl"))])

    def refuser(journal: Journal, quoi: str, **valeurs: Any) -> None:
        raise plein

    with monkeypatch.context() as bouche:
        bouche.setattr(Journal, "ajouter", refuser)
        with pytest.raises(Erreurs) as refus:
            mener(espace)
    assert refus.value is plein
    assert not (espace.reports / "13").exists()
    assert refaits(mener(espace)) == ["13", "34"]


@pytest.mark.skipif(sys.platform == "win32", reason="une limite d'Unix")
def test_un_fichier_trop_gros_pour_la_limite_du_systeme_est_dit(tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, ["13"], [2024])
    [fiche] = mener(espace, faire="tests.campagnes:faire_sous_limite").fiches
    assert (fiche.etat, fiche.sortie) == ("echec", 14)
    assert "le fichier dépasse la taille permise" in fiche.erreur
    assert [c.name for c in espace.reports.glob("13/2024/[!.]*")] == []
    assert restes(espace) == set()


@pytest.mark.skipif(bool(SANS_MONTAGE), reason="il faut pouvoir monter un disque en lecture seule")
def test_un_disque_en_lecture_seule_est_dit(tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, ["13"], [2024])
    espace.reports.mkdir()
    code, dit = dans_un_montage(espace, "mount -t tmpfs -o ro tmpfs reports")
    assert code == 14
    assert "[E602]" in dit
    assert "le disque est en lecture seule" in dit
    assert "Traceback" not in dit


@pytest.mark.parametrize("place", ["reports/13", "reports/13/2024", "reports/campagnes"])
def test_un_fichier_a_la_place_d_un_dossier_est_dit(tmp_path: Path, place: str) -> None:
    espace = espace_factice(tmp_path, ["13"], [2024])
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text("")
    if place == "reports/campagnes":
        with pytest.raises(Erreurs, match="E602"):
            mener(espace)
        return
    [fiche] = mener(espace).fiches
    assert (fiche.etat, fiche.sortie) == ("echec", 14)
    assert "un fichier porte le nom d'un dossier attendu" in fiche.erreur
    assert "Défaut du logiciel" not in fiche.erreur


# --- ce qui est abîmé -----------------------------------------------------------------------------


@pytest.mark.parametrize("abime", [b"", b"{", b"\xff\xfe", b"[]", b"coupe", b'{"fichiers": {"a": 1}}'])
def test_un_manifeste_abime_fait_refaire_son_rapport_et_lui_seul(tmp_path: Path, abime: bytes) -> None:
    espace = espace_factice(tmp_path, ["13", "34"], [2024])
    mener(espace)
    manifeste = espace.reports / "34/2024/diagnostic.manifeste.json"
    intact = json.loads(manifeste.read_bytes())
    # Un manifeste lisible, mais où l'essentiel n'a plus la forme attendue.
    ecrit = json.dumps({**intact, **json.loads(abime)}).encode() if abime.startswith(b'{"') else abime
    manifeste.write_bytes(manifeste.read_bytes()[:200] if abime == b"coupe" else ecrit)
    jugees = [d for d in preparer(espace, "essai", Options()).decisions if d.refaire]
    assert [(d.tache.departement, d.motifs) for d in jugees] == [("34", ("son manifeste est abîmé",))]
    assert refaits(mener(espace)) == ["34"]


@pytest.mark.parametrize("abime", [b"", b"[" * 100_000, b"[]", b'{"manifeste": "", "dependances": {}}', None])
def test_un_releve_abime_ou_d_un_autre_fait_refaire_son_rapport(tmp_path: Path, abime: bytes | None) -> None:
    """Sans ses lectures, on ne sait pas ce qui a changé : on refait, on ne devine pas."""
    espace = espace_factice(tmp_path, ["13", "34"], [2024])
    mener(espace)
    releve = chemin_du_releve(espace.reports / "34/2024/diagnostic.manifeste.json")
    ailleurs = chemin_du_releve(espace.reports / "13/2024/diagnostic.manifeste.json")
    releve.write_bytes(ailleurs.read_bytes() if abime is None else abime)
    jugees = [d for d in preparer(espace, "essai", Options()).decisions if d.refaire]
    assert [(d.tache.departement, d.motifs) for d in jugees] == [("34", (SANS_RELEVE,))]
    assert refaits(mener(espace)) == ["34"]


@pytest.mark.parametrize("abime", [b"\xff\xfe\x00", b"[3]", b'{"quoi": "commence"}', b'{"cle": 3}\n{"quoi"'])
def test_un_journal_abime_ne_fait_rien_refaire_ni_croire(tmp_path: Path, abime: bytes) -> None:
    espace = espace_factice(tmp_path, ["13"], [2024])
    mener(espace)
    (espace.reports / "campagnes/essai/journal.jsonl").write_bytes(abime)
    compte = mener(espace)
    assert (refaits(compte), compte.interrompues) == ([], [])


@pytest.mark.parametrize("ou", ["", "versions"])
def test_ce_qu_une_mort_laisse_a_cote_de_chaque_fichier_se_retire(tmp_path: Path, ou: str) -> None:
    """Chaque fichier du rapport, le relevé caché compris, aurait pu être celui que l'on préparait."""
    espace = espace_factice(tmp_path, ["13"], [2024])
    mener(espace)
    dossier, cle = espace.reports / "13/2024", "reports/13/2024/diagnostic"
    ecrits = [c for c in dossier.iterdir() if c.is_file() and not c.name.endswith(".verrou")]
    assert chemin_du_releve(dossier / "diagnostic.manifeste.json") in ecrits
    (dossier / ou).mkdir(exist_ok=True)
    laisses = [_preparer(dossier / ou / c.name, b"coupe") for c in ecrits]
    (dossier / ou / ".diagnosticien.html.abcd").write_text("d'un autre rapport")
    nettoyer(espace.racine, [cle])
    assert not any(reste.exists() for reste in laisses)
    assert all(ecrit.is_file() for ecrit in ecrits)
    assert (dossier / ou / ".diagnosticien.html.abcd").is_file()


def test_un_journal_ne_fait_nettoyer_que_des_rapports(tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, ["13"], [2024])
    precieux = espace.params / ".precieux.a.b"
    precieux.write_text("à garder")
    journal = espace.reports / "campagnes/essai/journal.jsonl"
    journal.parent.mkdir(parents=True)
    lignes = [{"quoi": "commence", "cle": cle} for cle in ("params/precieux", "reports/../params/precieux")]
    journal.write_text("\n".join(json.dumps(ligne) for ligne in lignes))
    mener(espace)
    assert precieux.read_text() == "à garder"


@pytest.mark.parametrize("abime", [b"\xff", b"{}", b'{"rapports": [3, {"rapport": "diagnostic"}]}'])
def test_un_resume_abime_n_empeche_pas_de_prevoir(tmp_path: Path, abime: bytes) -> None:
    espace = espace_factice(tmp_path, ["13"], [2024])
    (espace.reports / "campagnes/autre").mkdir(parents=True)
    (espace.reports / "campagnes/autre/resume.json").write_bytes(abime)
    prevision = prevoir(espace, preparer(espace, "essai", Options()).decisions, 2)
    assert (prevision.a_refaire, prevision.memoire_mo) == (1, repere("diagnostic", ()).memoire_mo)


def test_un_index_ou_une_page_abimes_se_recrivent(tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, ["13"], [2024])
    mener(espace)
    page = espace.reports / "campagnes/essai/index.html"
    page.write_text("abîmée")
    assert refaits(mener(espace)) == []
    assert page.read_text().startswith("<!DOCTYPE html>")


# --- l'horloge ------------------------------------------------------------------------------------


def test_une_horloge_qui_recule_ne_trompe_pas(tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, ["13", "34"], [2024])
    mener(espace)
    demain, hier = time.time() + 86_400, time.time() - 30 * 86_400
    for chemin in espace.reports.rglob("*"):
        os.utime(chemin, (demain, demain))  # produits « demain » : l'horloge a reculé depuis
    assert refaits(mener(espace)) == []
    releves = espace.data / "departements/34/releves.csv"
    releves.write_text("valeur\n35\n")
    os.utime(releves, (hier, hier))  # changé, mais daté d'avant le rapport
    assert refaits(mener(espace)) == ["34"]


# --- les processus --------------------------------------------------------------------------------


def test_un_noyau_tue_est_un_echec_dit_et_la_suite_se_reprend(tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, ["13"], [2024])
    (espace.data / "lenteur").write_text("30")
    commande = [sys.executable, "-c", MENER, str(espace.racine), AVEC_NOYAU]
    course = subprocess.Popen(commande, stdout=subprocess.PIPE, text=True)
    limite, noyaux = time.monotonic() + 60, []
    while not noyaux and time.monotonic() < limite:
        noyaux = [pid for ouvrier in enfants(course.pid) for pid in enfants(ouvrier)]
        time.sleep(0.01)
    if not noyaux:
        course.kill()
        pytest.skip("les processus fils ne se trouvent pas dans /proc")
    os.kill(noyaux[0], signal.SIGKILL)
    dit, _ = course.communicate(timeout=60)
    assert course.returncode == 12
    assert "[C402]" in dit
    assert "Relancez" in dit
    (espace.data / "lenteur").write_text("0")
    assert refaits(mener(espace)) == ["13"]


def test_un_ouvrier_qui_meurt_toujours_est_un_echec_dit(tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, ["13"], [2024])
    [fiche] = mener(espace, faire="tests.campagnes:mourir").fiches
    assert (fiche.etat, fiche.sortie) == ("echec", 14)
    assert "[E622]" in fiche.erreur
    assert "reports/campagnes/essai/ouvrier-1.log" in fiche.erreur


def test_un_ouvrier_qui_ne_se_lance_pas_est_un_echec_dit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    espace = espace_factice(tmp_path, ["13"], [2024])
    monkeypatch.setattr(sys, "executable", str(tmp_path / "absent"))
    [fiche] = mener(espace).fiches
    assert (fiche.etat, fiche.sortie) == ("echec", 14)
    assert "[E621]" in fiche.erreur


def test_un_rapport_pris_par_un_autre_processus_est_dit(tmp_path: Path) -> None:
    espace = espace_factice(tmp_path, ["13"], [2024])
    [jugee] = preparer(espace, "essai", Options()).decisions

    def prendre() -> None:
        with rapport_reserve(espace, jugee.tache, 0):
            pass

    with rapport_reserve(espace, jugee.tache), pytest.raises(Erreurs, match="E623") as refus:
        prendre()
    assert "reports/13/2024/diagnostic" in str(refus.value)
    with rapport_reserve(espace, jugee.tache, 0):  # rendu, il se reprend aussitôt
        assert (espace.racine / jugee.tache.dossier).is_dir()
