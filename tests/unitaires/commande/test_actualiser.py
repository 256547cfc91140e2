"""``sdsf actualiser`` : une source s'inscrit, son lot s'écrit en entier ou pas du tout."""

from pathlib import Path

import pytest

from sdsf.actualisation import Actualisation, exiger_fichier
from sdsf.commande import actualiser as module
from sdsf.commande.actualiser import actualiser
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace


def _inscrire(patch: pytest.MonkeyPatch, *noms: str) -> None:
    """Une source qui écrit deux fichiers de ``data/national/<nom>/`` avec le texte du fichier lu."""

    def source(espace: Espace, depuis: Path | None) -> Actualisation:
        texte = exiger_fichier("essai", depuis).read_bytes()
        return Actualisation({espace.data / f"national/essai/{nom}.csv": texte for nom in noms}, ("Lu.",))

    patch.setitem(module.SOURCES, "essai", source)


def test_une_source_inscrite_ecrit_ses_fichiers(
    espace_copie: Espace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _inscrire(monkeypatch, "a", "b")
    (tmp_path / "lu.csv").write_bytes(b"x")
    bilan = actualiser(espace_copie, "essai", tmp_path / "lu.csv")
    assert bilan.phrases == ("Lu.",)
    assert [chemin.read_bytes() for chemin in bilan.fichiers] == [b"x", b"x"]


def test_un_lot_refuse_n_ecrit_rien(
    espace_copie: Espace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _inscrire(monkeypatch, "a", "b")
    (espace_copie.data / "national/essai/b.csv").mkdir(parents=True)
    (tmp_path / "lu.csv").write_bytes(b"x")
    with pytest.raises(Erreurs) as refus:
        actualiser(espace_copie, "essai", tmp_path / "lu.csv")
    assert [erreur.code for erreur in refus.value.erreurs] == ["E602"]
    assert not (espace_copie.data / "national/essai/a.csv").exists()


def test_une_source_mal_ecrite_dit_la_plus_proche(
    espace_copie: Espace, monkeypatch: pytest.MonkeyPatch
) -> None:
    _inscrire(monkeypatch, "a")
    with pytest.raises(Erreurs, match="Le plus proche : « essai »"):
        actualiser(espace_copie, "essais", None)
