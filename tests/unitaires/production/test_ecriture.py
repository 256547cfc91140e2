"""Écrire un lot : tout ou rien, l'ancien rapport intact, aucun fichier à moitié."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sdsf.erreurs import CheminHorsEspace, Erreurs
from sdsf.espace import Espace
from sdsf.production.ecriture import ecrire_lot, erreur_d_ecriture

NOMS = ("page.html", "page.chiffres.csv", "page.manifeste.json")


@pytest.fixture
def espace(tmp_path: Path) -> Espace:
    (tmp_path / "params").mkdir()
    return Espace(tmp_path)


@pytest.fixture
def ancien(espace: Espace) -> Espace:
    """Un espace qui porte déjà un rapport."""
    ecrire_lot(espace, lot(espace, b"ancien"))
    return espace


def lot(espace: Espace, contenu: bytes) -> dict[Path, bytes]:
    return {espace.reports / "00" / "2024" / nom: contenu for nom in NOMS}


def contenus(espace: Espace) -> dict[str, bytes]:
    """Tout ce qu'il y a sous reports/, y compris ce qui aurait dû disparaître."""
    fichiers = (chemin for chemin in espace.reports.rglob("*") if chemin.is_file())
    return {chemin.relative_to(espace.reports).as_posix(): chemin.read_bytes() for chemin in fichiers}


def refus(espace: Espace, fichiers: dict[Path, bytes]) -> str:
    with pytest.raises(Erreurs) as leve:
        ecrire_lot(espace, fichiers)
    return str(leve.value)


ANCIEN = {f"00/2024/{nom}": b"ancien" for nom in NOMS}


# --- ce qui s'écrit -------------------------------------------------------------------------------


def test_un_lot_s_ecrit_en_entier_et_cree_ses_dossiers(espace: Espace) -> None:
    ecrire_lot(espace, lot(espace, b"neuf"))
    assert contenus(espace) == {f"00/2024/{nom}": b"neuf" for nom in NOMS}


def test_un_lot_remplace_l_ancien_sans_rien_laisser(ancien: Espace) -> None:
    ecrire_lot(ancien, lot(ancien, b"neuf"))
    assert set(contenus(ancien).values()) == {b"neuf"}
    assert len(contenus(ancien)) == len(NOMS)


def test_un_fichier_ecrit_se_lit_par_tous(espace: Espace) -> None:
    """``mkstemp`` donne 0600 : un rapport servi par un dossier partagé doit rester lisible."""
    ecrire_lot(espace, lot(espace, b"neuf"))
    assert {chemin.stat().st_mode & 0o777 for chemin in lot(espace, b"")} == {0o644}


# --- ce qui échoue --------------------------------------------------------------------------------


def a_la_fois(numero: int, code: int, vrai: Callable[..., Any]) -> Callable[..., Any]:
    """La vraie fonction, qui échoue la n-ième fois."""
    appels: list[int] = []

    def faux(*args: Any, **suite: Any) -> Any:
        appels.append(1)
        if len(appels) == numero:
            raise OSError(code, os.strerror(code))
        return vrai(*args, **suite)

    return faux


class PleinALEcriture:
    """Un fichier qui s'ouvre, mais dont l'écriture trouve le disque plein."""

    def __init__(self, descripteur: int) -> None:
        self.descripteur = descripteur

    def __enter__(self) -> "PleinALEcriture":
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.descripteur)

    def write(self, contenu: bytes) -> int:
        os.write(self.descripteur, contenu[: len(contenu) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("numero", [1, 2, 3])
def test_un_disque_plein_en_ouvrant_laisse_l_ancien_intact(
    ancien: Espace, monkeypatch: pytest.MonkeyPatch, numero: int
) -> None:
    monkeypatch.setattr("os.fdopen", a_la_fois(numero, errno.ENOSPC, os.fdopen))
    message = refus(ancien, lot(ancien, b"neuf"))
    monkeypatch.undo()
    assert f"reports/00/2024/{NOMS[numero - 1]}  [E601]" in message
    assert contenus(ancien) == ANCIEN


def test_un_disque_plein_en_ecrivant_laisse_l_ancien_intact(
    ancien: Espace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fdopen", lambda descripteur, mode: PleinALEcriture(descripteur))
    message = refus(ancien, lot(ancien, b"neuf"))
    monkeypatch.undo()
    assert "[E601]" in message
    assert contenus(ancien) == ANCIEN


def test_un_quota_depasse_est_un_disque_plein(ancien: Espace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fdopen", a_la_fois(1, errno.EDQUOT, os.fdopen))
    assert "[E601]" in refus(ancien, lot(ancien, b"neuf"))


@pytest.mark.parametrize("numero", [1, 2, 3])
def test_un_renommage_refuse_laisse_l_ancien_intact(
    ancien: Espace, monkeypatch: pytest.MonkeyPatch, numero: int
) -> None:
    """Même quand le refus vient après que d'autres fichiers du lot ont été renommés."""
    monkeypatch.setattr("os.replace", a_la_fois(numero, errno.EACCES, os.replace))
    message = refus(ancien, lot(ancien, b"neuf"))
    monkeypatch.undo()
    assert "[E602]" in message
    assert contenus(ancien) == ANCIEN


@pytest.mark.parametrize("nom", NOMS)
def test_un_dossier_a_la_place_d_un_fichier_laisse_l_ancien_intact(ancien: Espace, nom: str) -> None:
    place = ancien.reports / "00/2024" / nom
    place.unlink()
    place.mkdir()
    message = refus(ancien, lot(ancien, b"neuf"))
    assert f"reports/00/2024/{nom}  [E602]" in message
    assert "un dossier porte ce nom" in message
    assert contenus(ancien) == {n: c for n, c in ANCIEN.items() if not n.endswith(nom)}


def test_un_dossier_en_lecture_seule_laisse_l_ancien_intact(
    ancien: Espace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Simulé : l'utilisateur des tests peut être root, que les droits n'arrêtent pas."""
    monkeypatch.setattr("tempfile.mkstemp", a_la_fois(1, errno.EACCES, lambda **_: None))
    message = refus(ancien, lot(ancien, b"neuf"))
    monkeypatch.undo()
    assert "droits insuffisants" in message
    assert contenus(ancien) == ANCIEN


@pytest.mark.parametrize("place", ["00", "00/2024"])
def test_un_fichier_a_la_place_d_un_dossier_est_dit(espace: Espace, place: str) -> None:
    chemin = espace.reports / place
    chemin.parent.mkdir(parents=True, exist_ok=True)
    chemin.write_bytes(b"un fichier")
    message = refus(espace, lot(espace, b"neuf"))
    assert "[E602]" in message
    assert "un fichier porte le nom d'un dossier attendu" in message
    assert contenus(espace) == {place: b"un fichier"}


def test_rien_ne_s_ecrit_hors_de_l_espace(espace: Espace, tmp_path: Path) -> None:
    dehors = tmp_path.parent / f"{tmp_path.name}-dehors.html"
    with pytest.raises(CheminHorsEspace):
        ecrire_lot(espace, {**lot(espace, b"neuf"), dehors: b"x"})
    assert not dehors.exists()
    assert contenus(espace) == {}


@pytest.mark.parametrize(
    ("code", "mot"),
    [
        (errno.EACCES, "droits insuffisants"),
        (errno.EPERM, "droits insuffisants"),
        (errno.EROFS, "lecture seule"),
        (errno.EISDIR, "un dossier porte ce nom"),
        (errno.ENOTDIR, "un fichier porte le nom"),
        (errno.EIO, "erreur du système"),
    ],
)
def test_une_erreur_du_systeme_se_dit_en_francais(espace: Espace, code: int, mot: str) -> None:
    erreur = erreur_d_ecriture(espace, espace.reports / "page.html", OSError(code, os.strerror(code)))
    assert (erreur.code, erreur.sortie) == ("E602", 14)
    assert mot in str(erreur)
    assert os.strerror(code) not in str(erreur)
