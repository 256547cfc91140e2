"""Le partage des files entre des exécutants quelconques : l'ordre, l'échec, l'arrêt, les fautes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from sdsf.production.campagne.equipe import partager
from sdsf.production.campagne.ouvrier import Resultat
from sdsf.production.campagne.taches import Tache


def tache(code: str, annee: int) -> Tache:
    return Tache(code, annee, "diagnostic", (), "", f"reports/{code}/{annee}", "diagnostic")


FILES = [[tache("13", 2023), tache("13", 2024)], [tache("34", 2023)]]


@dataclass
class Factice:
    """Un exécutant et son équipe à la fois : il note ce qu'on lui donne."""

    echecs: set[str] = field(default_factory=set)
    faites: list[str] = field(default_factory=list)
    arrets: int = 0
    muet: bool = False

    def recruter(self, files: int) -> "Sequence[Factice]":
        return [self][:files]

    def executer(self, tache: Tache) -> Resultat | None:
        self.faites.append(f"{tache.departement}/{tache.annee}")
        return None if self.muet else Resultat(11 if tache.departement in self.echecs else 0, 0.0)

    def arreter(self) -> None:
        self.arrets += 1


def rendus(equipe: Factice, continuer: bool = False) -> list[tuple[str, int]]:
    recus: list[tuple[str, int]] = []
    partager(equipe, FILES, lambda t: True, lambda t, r: recus.append((t.nom, r.sortie)), continuer)
    return recus


def test_une_file_se_fait_dans_l_ordre_et_chacun_est_arrete_a_la_fin() -> None:
    equipe = Factice()
    assert [nom for nom, _ in rendus(equipe)] == [
        "diagnostic 13 2023", "diagnostic 13 2024", "diagnostic 34 2023",
    ]  # fmt: skip
    assert equipe.arrets == 1


def test_un_echec_arrete_les_files_sauf_a_continuer() -> None:
    assert rendus(Factice({"13"})) == [("diagnostic 13 2023", 11)]
    assert [sortie for _, sortie in rendus(Factice({"13"}), continuer=True)] == [11, 11, 0]


def test_une_tache_arretee_de_force_n_est_pas_un_echec() -> None:
    assert rendus(Factice(muet=True)) == []


def test_ce_que_la_conduite_leve_dans_un_fil_se_leve_ici() -> None:
    def refuser(tache: Tache, resultat: Resultat) -> None:
        raise OSError("le journal ne s'écrit plus")

    equipe = Factice()
    with pytest.raises(OSError, match="journal"):
        partager(equipe, FILES, lambda t: True, refuser, continuer=True)
    assert (equipe.faites, equipe.arrets) == (["13/2023"], 1)


def test_sans_file_personne_n_est_recrute() -> None:
    equipe = Factice()
    partager(equipe, [], lambda t: True, lambda t, r: None, continuer=False)
    assert (equipe.faites, equipe.arrets) == ([], 0)
