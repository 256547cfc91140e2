"""Ce qui voyage vers un ouvrier lointain, ce qui en revient, et le poste où il travaille."""

import os
import threading
import time
from pathlib import Path

import pytest
from tests.campagnes import FAIRE, espace_factice, faire
from tests.grappe import RACINE, TACHE

from sdsf.espace import Espace
from sdsf.production.campagne import poste
from sdsf.production.campagne.envoi import (
    Retour,
    deballer,
    deposer,
    ecarts,
    emballer,
    est_de,
    rapports_a_envoyer,
)
from sdsf.production.campagne.ouvrier import Resultat
from sdsf.production.campagne.poste import Poste
from sdsf.production.campagne.taches import Tache

FAIT = Resultat(0, 1.0)
SUIVANTE = Tache("13", 2025, "diagnostic", (), "", "reports/13/2025", "diagnostic")


@pytest.fixture
def espace(tmp_path: Path) -> Espace:
    return espace_factice(tmp_path / "espace", ["13", "34"], [2024, 2025])


def ecrire(espace: Espace, *noms: str, contenu: bytes = b"x") -> None:
    for nom in noms:
        chemin = espace.racine / nom
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_bytes(contenu)


def test_l_archive_est_l_espace_sans_ses_rapports_ni_ses_fichiers_caches(
    espace: Espace, tmp_path: Path
) -> None:
    ecrire(espace, "reports/13/2024/diagnostic.html", "data/.journal/verrou", "params/.x.tmp")
    (espace.data / "contours").mkdir()
    copie = deballer(emballer(espace).octets, tmp_path / "copie")
    assert (copie.data / "contours").is_dir()
    assert list(copie.reports.iterdir()) == []
    assert not (copie.data / ".journal").exists()
    assert not (copie.params / ".x.tmp").exists()
    assert emballer(copie).empreinte == emballer(espace).empreinte


def test_une_valeur_ou_un_nom_change_l_empreinte(espace: Espace) -> None:
    avant = emballer(espace).empreinte
    os.utime(espace.data / "departements/13/releves.csv", (1, 1))
    assert emballer(espace).empreinte == avant
    ecrire(espace, "data/departements/13/releves.csv", contenu=b"valeur\n14\n")
    assert emballer(espace).empreinte != avant


def test_on_envoie_le_rapport_en_place_et_ce_que_les_autres_laissent_a_relire(espace: Espace) -> None:
    siens = ["diagnostic.html", "diagnostic.pdf", ".diagnostic.depot.json", "versions/diagnostic.v1.html"]
    relus = [
        "../2023/lettre.manifeste.json", "../2023/lettre.chiffres.csv", "versions/lettre.v1.publie.csv",
    ]  # fmt: skip
    ecrire(espace, *[f"reports/13/2024/{nom}" for nom in siens], "reports/13/2023/lettre.manifeste.json")
    ecrire(espace, *[f"reports/13/2024/{nom}" for nom in relus])
    ecrire(espace, "reports/13/2023/lettre.html", "reports/13/2024/.diagnostic.verrou")
    ecrire(espace, "reports/34/2024/diagnostic.manifeste.json")
    attendus = {os.path.normpath(f"reports/13/2024/{nom}") for nom in (*siens, *relus)}
    assert set(rapports_a_envoyer(espace, TACHE)) == attendus


def test_ce_qui_est_d_un_rapport_ne_se_confond_pas_avec_son_voisin() -> None:
    assert est_de(TACHE, "reports/13/2024/versions/diagnostic.v2.pdf")
    assert not est_de(TACHE, "reports/13/2024/diagnostic_bis.html")
    assert not est_de(TACHE, "reports/13/2024/interne/diagnostic.html")


def test_le_depot_ecrit_retire_et_range(espace: Espace) -> None:
    ecrire(espace, "reports/13/2024/diagnostic.pdf")
    envoyes = rapports_a_envoyer(espace, TACHE)
    ecrits = {"reports/13/2024/diagnostic.html": b"neuf", "reports/13/2024/versions/diagnostic.v1.pdf": b"x"}
    retour = Retour(FAIT, ecrits, ("reports/13/2024/diagnostic.pdf",))
    assert deposer(espace, TACHE, envoyes, Retour.lu(retour.plat())) == FAIT
    lus = {
        espace.relatif(c): c.read_bytes() for c in espace.reports.rglob("*") if c.suffix in (".html", ".pdf")
    }
    assert lus == ecrits


@pytest.mark.parametrize("nom", ["reports/13/2024/lettre.html", "reports/34/2024/diagnostic.html", "../x"])
def test_un_fichier_d_un_autre_rapport_n_est_pas_ecrit(espace: Espace, nom: str) -> None:
    rendu = deposer(espace, TACHE, {}, Retour(FAIT, {nom: b"x", f"{TACHE.cle}.html": b"x"}, ()))
    assert (rendu.sortie, "E647" in rendu.erreur) == (14, True)
    assert not (espace.racine / f"{TACHE.cle}.html").exists()


def test_une_retouche_faite_pendant_ce_temps_n_est_pas_perdue(espace: Espace) -> None:
    ecrire(espace, f"{TACHE.cle}.docx")
    envoyes = rapports_a_envoyer(espace, TACHE)
    ecrire(espace, f"{TACHE.cle}.docx", contenu=b"retouche")
    rendu = deposer(espace, TACHE, envoyes, Retour(FAIT, {f"{TACHE.cle}.docx": b"neuf"}, ()))
    assert (rendu.sortie, "E646" in rendu.erreur) == (14, True)
    assert (espace.racine / f"{TACHE.cle}.docx").read_bytes() == b"retouche"


def test_un_dossier_ferme_en_ecriture_est_un_resultat(espace: Espace) -> None:
    ecrire(espace, "reports/13/2024")
    rendu = deposer(espace, TACHE, {}, Retour(FAIT, {f"{TACHE.cle}.html": b"x"}, ()))
    assert (rendu.sortie, "E602" in rendu.erreur) == (14, True)


# --- le poste -------------------------------------------------------------------------------------


@pytest.fixture
def chez_l_ouvrier(espace: Espace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Poste:
    monkeypatch.setenv("PYTHONPATH", f"{RACINE / 'src'}{os.pathsep}{RACINE}")
    return Poste(deballer(emballer(espace).octets, tmp_path / "poste"), FAIRE)


def test_un_poste_fait_comme_ici_et_ne_garde_rien_du_rapport_d_avant(
    chez_l_ouvrier: Poste, espace: Espace
) -> None:
    premier = chez_l_ouvrier.travailler(TACHE, {})
    second = chez_l_ouvrier.travailler(SUIVANTE, {"reports/13/2024/diagnostic.manifeste.json": b"{}"})
    chez_l_ouvrier.fermer()
    assert premier is not None
    assert second is not None
    faire(espace, TACHE)
    ici, _ = ecarts(espace, TACHE, {})
    assert premier.ecrits == ici
    assert {Path(nom).parent.name for nom in second.ecrits} == {"2025"}
    assert second.retires == ()


def test_un_poste_ferme_ne_fait_plus_rien_et_rend_le_disque(chez_l_ouvrier: Poste) -> None:
    (chez_l_ouvrier.espace.data / "lenteur").write_text("30")
    rendus: list[Retour | None] = []
    fil = threading.Thread(target=lambda: rendus.append(chez_l_ouvrier.travailler(TACHE, {})))
    fil.start()
    while not chez_l_ouvrier._tous or chez_l_ouvrier._tous[0].processus is None:
        time.sleep(0.01)
    chez_l_ouvrier.fermer()
    fil.join(10)
    assert rendus == [None]
    assert not chez_l_ouvrier.espace.racine.exists()
    assert chez_l_ouvrier.travailler(TACHE, {}) is None


def test_un_poste_que_sa_campagne_oublie_se_ferme_de_lui_meme(
    chez_l_ouvrier: Poste, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poste, "REPOS_S", 0.1)
    assert chez_l_ouvrier.travailler(TACHE, {}) is not None
    fin = time.monotonic() + 10
    while chez_l_ouvrier.espace.racine.exists() and time.monotonic() < fin:
        time.sleep(0.02)
    assert chez_l_ouvrier.ferme
    assert not chez_l_ouvrier.espace.racine.exists()


def test_la_trace_d_un_defaut_revient_a_la_campagne(chez_l_ouvrier: Poste) -> None:
    (chez_l_ouvrier.espace.data / "lenteur").write_text("pas un nombre")
    retour = chez_l_ouvrier.travailler(TACHE, {})
    chez_l_ouvrier.fermer()
    assert retour is not None
    assert retour.resultat.sortie == 12
    assert "could not convert string to float" in retour.trace


def test_le_verrou_d_un_ouvrier_est_celui_de_ses_bibliotheques() -> None:
    lus = poste.constater()
    assert {"Python", "système", "sources de sdsf", "sdsf", "pandas", "papermill", "distributed"} <= set(lus)
    assert not {"pytest", "mypy", "ruff"} & set(lus)
    assert poste.differences(lus, {**lus, "pandas": "0"}) == [f"pandas : 0, ici {lus['pandas']}"]
