"""Ouvrir un atelier : quel carnet, quel port, et rien hors de cette machine."""

import socket
from pathlib import Path

import pytest

from sdsf.commande import atelier
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace


@pytest.fixture
def espace(racine: Path) -> Espace:
    return Espace(racine)


@pytest.mark.parametrize(
    "nom",
    [
        "70_tableau_de_bord",
        "tableau_de_bord",
        "70_tableau_de_bord.ipynb",
        "notebooks/70_tableau_de_bord.ipynb",
    ],
)
def test_un_carnet_se_nomme_de_plusieurs_facons(espace: Espace, nom: str) -> None:
    assert atelier.carnet_demande(espace, nom).name == "70_tableau_de_bord.ipynb"


@pytest.mark.parametrize("nom", ["tableau_bord", "../../etc/passwd", ""])
def test_un_carnet_inconnu_est_refuse_avec_le_plus_proche(espace: Espace, nom: str) -> None:
    with pytest.raises(Erreurs) as refus:
        atelier.carnet_demande(espace, nom)
    assert refus.value.erreurs[0].code == "P500"
    if nom == "tableau_bord":
        assert refus.value.erreurs[0].proche == "tableau_de_bord"


def test_le_systeme_choisit_un_port_libre() -> None:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", atelier.port_libre(0)))


@pytest.mark.parametrize("port", [99999, -1])
def test_un_port_impossible_est_refuse(port: int) -> None:
    with pytest.raises(Erreurs) as refus:
        atelier.port_libre(port)
    assert refus.value.erreurs[0].code == "P501"


def test_un_port_pris_est_refuse() -> None:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        prise.listen()
        with pytest.raises(Erreurs):
            atelier.port_libre(prise.getsockname()[1])


@pytest.mark.parametrize(("voila", "classe"), [(True, "Voila"), (False, "ServerApp")])
def test_le_serveur_n_ecoute_que_cette_machine_et_ne_change_pas_de_port(
    espace: Espace, voila: bool, classe: str
) -> None:
    ouverture = atelier.Ouverture("70_tableau_de_bord.ipynb", voila, 12345, "jeton")
    reglages = atelier.reglages_du_serveur(espace, ouverture)
    propres = reglages[classe]
    assert (propres["ip"], propres["port"], propres["port_retries"]) == ("127.0.0.1", 12345, 0)
    assert {**propres, **reglages.get("IdentityProvider", {})}["token"] == "jeton"  # noqa: S105
    assert ouverture.adresse.startswith("http://127.0.0.1:12345/")


def test_voila_ne_montre_ni_code_ni_trace_et_ne_change_pas_de_gabarit(espace: Espace) -> None:
    lus = atelier.reglages_du_serveur(espace, atelier.Ouverture("", True, 1, "j"))["VoilaConfiguration"]
    assert (lus["strip_sources"], lus["show_tracebacks"], lus["file_allowlist"]) == (True, False, [])
    assert (lus["allow_template_override"], lus["allow_theme_override"]) == ("NO", "NO")


def test_les_noyaux_ont_un_client_toujours_reveille(espace: Espace) -> None:
    reglages = atelier.reglages_du_serveur(espace, atelier.Ouverture("", True, 1, "j"))
    assert reglages["KernelManager"]["client_factory"] == "sdsf.forge.client.ClientDuNoyau"


@pytest.mark.parametrize(("recu", "attendu"), [("lecture", "/lecture/"), ("/a/b/", "/a/b/"), ("", "")])
def test_un_prefixe_s_ecrit_de_plusieurs_facons(recu: str, attendu: str) -> None:
    assert atelier.prefixe_demande(recu, True) == attendu


@pytest.mark.parametrize(("recu", "voila"), [("/lecture/", False), ("https://ailleurs", True), ("a b", True)])
def test_un_prefixe_impossible_est_refuse(recu: str, voila: bool) -> None:
    with pytest.raises(Erreurs) as refus:
        atelier.prefixe_demande(recu, voila)
    assert refus.value.erreurs[0].code == "P502"


def test_derriere_un_mandataire_l_adresse_reste_sur_cette_machine(espace: Espace) -> None:
    ouverture = atelier.Ouverture("70_tableau_de_bord.ipynb", True, 1, "", "/lecture/")
    propres = atelier.reglages_du_serveur(espace, ouverture)["Voila"]
    assert (propres["ip"], propres["base_url"], propres["server_url"]) == ("127.0.0.1", "/lecture/", "/")
    assert propres["token"] == ""


def test_la_configuration_de_l_utilisateur_n_est_pas_lue(espace: Espace, tmp_path: Path) -> None:
    milieu = atelier.milieu(espace, tmp_path)
    assert milieu["JUPYTER_NO_CONFIG"] == "1"
    isoles = [nom for nom in milieu if nom.endswith("_DIR")]
    assert all(Path(milieu[nom]).is_relative_to(tmp_path) for nom in isoles)


def test_notre_gabarit_de_voila_n_a_aucune_adresse(espace: Espace, tmp_path: Path) -> None:
    atelier.preparer_la_configuration(espace, tmp_path)
    fichiers = list((tmp_path / "voila" / "templates" / "sdsf").iterdir())
    assert {"index.html.j2", "page.html", "tree.html", "error.html"} <= {f.name for f in fichiers}
    assert not [f.name for f in fichiers if "://" in f.read_text(encoding="utf-8")]
