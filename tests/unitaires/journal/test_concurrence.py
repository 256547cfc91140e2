"""Plusieurs personnes enregistrent à la fois, une machine s'arrête au milieu : rien ne se perd."""

import errno
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from tests.saisie import POURQUOI, avancement, espace_de_saisie, releve, texte

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.journal import ajouter, lire_lignes, reprendre
from sdsf.journal.reprise import ATELIER, INTENTION, VERROU
from sdsf.lecture.csv_strict import lire_table
from sdsf.releves.lecture import contrats

FORK = multiprocessing.get_context("fork")
ECRIVAINS, ENREGISTREMENTS, LOT = 4, 10, 25


@pytest.fixture
def espace(tmp_path: Path) -> Espace:
    return espace_de_saisie(tmp_path)


def valide(espace: Espace, table: str) -> int:
    """Le nombre de lignes d'une table, qui se lit par le contrat."""
    chemin = espace.data / f"departements/00/{table}.csv"
    return len(lire_table(chemin, table, contrats(espace)[table]))


def jours(ecrivain: int, lot: int) -> list[dict[str, str]]:
    """Des lignes que personne d'autre n'écrit : un commentaire dit qui, lequel, et combien."""
    return [
        avancement(
            action=f"pe-1.1-{'abcd'[ecrivain]}",
            date_arret=f"{2000 + lot}-03-{1 + rang:02d}",
            commentaire=f"écrivain {ecrivain}, lot {lot}, ligne {rang}",
        )
        for rang in range(LOT)
    ]


def ecrire_des_lots(espace: Espace, ecrivain: int) -> None:
    for lot in range(ENREGISTREMENTS):
        assert ajouter(espace, "00", {"avancement": jours(ecrivain, lot)}, delai=60).ecrit


def test_mille_entrees_de_quatre_ecrivains_sont_toutes_la(espace: Espace) -> None:
    avant = texte(espace, "avancement")
    ajouter(
        espace, "00", {"avancement": [avancement()]}
    )  # ce qui se lit une fois est lu avant de se dédoubler
    ecrivains = [FORK.Process(target=ecrire_des_lots, args=(espace, n)) for n in range(ECRIVAINS)]
    for ecrivain in ecrivains:
        ecrivain.start()
    for ecrivain in ecrivains:
        ecrivain.join(120)
    assert [ecrivain.exitcode for ecrivain in ecrivains] == [0] * ECRIVAINS
    assert texte(espace, "avancement").startswith(avant)
    attendues = Counter(
        ligne["commentaire"]
        for n in range(ECRIVAINS)
        for lot in range(ENREGISTREMENTS)
        for ligne in jours(n, lot)
    )
    lues = [e.valeurs["commentaire"] for e in lire_lignes(espace, "00", "avancement")]
    assert sum(attendues.values()) == 1000
    assert Counter(mot for mot in lues if mot.startswith("écrivain")) == attendues
    assert valide(espace, "avancement") == avant.count("\n") - 1 + 1 + 1000


# --- coupé au milieu ------------------------------------------------------------------------------


def deux_tables(espace: Espace, tour: int = 1) -> None:
    """Une correction : une ligne change dans releves.csv, sa trace va dans corrections.csv."""
    ajouter(espace, "00", {"releves": [releve(valeur=str(12 + tour))]}, POURQUOI)


def mourir_au(numero: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Le processus se tue au énième renommage, avant de le faire."""
    vrai, vus = os.replace, Counter[str]()

    def replace(*arguments: object) -> None:
        vus["replace"] += 1
        if vus["replace"] == numero:
            os.kill(os.getpid(), signal.SIGKILL)
        vrai(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "replace", replace)


def dans_un_autre(faire: Callable[[], None]) -> int | None:
    processus = FORK.Process(target=faire)
    processus.start()
    processus.join(60)
    return processus.exitcode


@pytest.mark.parametrize(
    ("numero", "a_eu_lieu"),
    [
        pytest.param(1, False, id="avant l'intention"),
        pytest.param(2, True, id="intention écrite, aucun fichier posé"),
        pytest.param(3, True, id="un fichier posé sur deux"),
    ],
)
def test_deux_tables_changent_ensemble_ou_pas_du_tout(
    espace: Espace, monkeypatch: pytest.MonkeyPatch, numero: int, a_eu_lieu: bool
) -> None:
    ajouter(espace, "00", {"releves": [releve()]})
    avant = [texte(espace, nom) for nom in ("releves", "corrections")]
    with monkeypatch.context() as patch:
        mourir_au(numero, patch)
        assert dans_un_autre(lambda: deux_tables(espace)) == -signal.SIGKILL
    reprendre(espace, "00")
    apres = [texte(espace, nom) for nom in ("releves", "corrections")]
    assert (apres[0] != avant[0], apres[1] != avant[1]) == (a_eu_lieu, a_eu_lieu)
    assert [c for nom in ("releves", "corrections") if (c := valide(espace, nom))]
    deux_tables(espace)  # et l'on peut continuer : la suite est la même
    derniere = lire_lignes(espace, "00", "corrections")[-1].valeurs
    assert (derniere["ancienne"], derniere["nouvelle"]) == ("12", "13")


def corriger_sans_fin(espace: Espace) -> None:
    for tour in range(1, 10_000):
        deux_tables(espace, tour)


def test_tue_au_hasard_l_etat_est_celui_d_avant_ou_celui_d_apres(espace: Espace) -> None:
    ajouter(espace, "00", {"releves": [releve()]})
    lignes, tirage = valide(espace, "releves"), random.Random(7)
    for _ in range(6):
        processus = FORK.Process(target=corriger_sans_fin, args=(espace,))
        processus.start()
        time.sleep(tirage.uniform(0.25, 0.7))
        processus.kill()
        processus.join(30)
        reprendre(espace, "00")
        assert valide(espace, "releves") == lignes
        valeur = lire_lignes(espace, "00", "releves")[-1].valeurs["valeur"]
        traces = [
            e.valeurs for e in lire_lignes(espace, "00", "corrections") if e.valeurs["colonne"] == "valeur"
        ]
        assert valeur == (traces[-1]["nouvelle"] if traces else "12")
        assert [t["nouvelle"] for t in traces[:-1]] == [t["ancienne"] for t in traces[1:]]
    assert traces, "aucun tirage n'a laissé le temps d'écrire"
    ajouter(espace, "00", {"releves": [releve(periode="2025")]})
    assert sorted(p.name for p in (espace.data / f"departements/00/{ATELIER}").iterdir()) == [VERROU]


def test_une_intention_abimee_se_dit_et_ne_touche_a_rien(espace: Espace) -> None:
    atelier = espace.data / "departements/00" / ATELIER
    atelier.mkdir()
    for contenu, mot in {
        "{": "ne se lit plus",
        '{"releves.csv": "0"}': "n'est plus là",
        '{"../x.csv": "0"}': "n'est pas un fichier",
    }.items():
        (atelier / INTENTION).write_text(contenu, encoding="utf-8")
        with pytest.raises(Erreurs, match=f"(?s)E403.*{mot}"):
            reprendre(espace, "00")
        assert (atelier / INTENTION).exists()


# --- ce que le système refuse ---------------------------------------------------------------------


def empreinte(espace: Espace) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (espace.data / "departements/00").glob("*.csv")}


@pytest.mark.parametrize("numero", [1, 2, 3], ids=["intention", "premier fichier", "second fichier"])
@pytest.mark.parametrize(
    ("code", "mot"),
    [(errno.ENOSPC, "le disque est plein"), (errno.EROFS, "lecture seule")],
    ids=["plein", "ro"],
)
def test_le_systeme_refuse_et_rien_n_est_ecrit(
    espace: Espace, monkeypatch: pytest.MonkeyPatch, numero: int, code: int, mot: str
) -> None:
    ajouter(espace, "00", {"releves": [releve()]})
    avant, vrai, vus = empreinte(espace), os.replace, Counter[str]()

    def replace(*arguments: object) -> None:
        vus["replace"] += 1
        if vus["replace"] == numero:
            raise OSError(code, "refus")
        vrai(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(Erreurs, match=f"(?s)E402.*{mot}"):
        deux_tables(espace)
    assert empreinte(espace) == avant
    monkeypatch.undo()
    reprendre(espace, "00")
    assert empreinte(espace) == avant


def test_un_dossier_en_lecture_seule_se_dit(espace: Espace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Le refus est simulé : l'administrateur, qui lance parfois les tests, écrit partout."""
    avant = empreinte(espace)

    def mkdir(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "refus")

    monkeypatch.setattr(Path, "mkdir", mkdir)
    with pytest.raises(Erreurs, match=r"(?s)E402.*droits insuffisants"):
        ajouter(espace, "00", {"avancement": [avancement()]})
    assert empreinte(espace) == avant


def test_un_disque_plein_des_la_preparation_se_dit(espace: Espace, monkeypatch: pytest.MonkeyPatch) -> None:
    avant = empreinte(espace)

    def fsync(_: int) -> None:
        raise OSError(errno.ENOSPC, "plein")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(Erreurs, match=r"(?s)E402.*le disque est plein.*Rien n'a été écrit"):
        ajouter(espace, "00", {"avancement": [avancement()]})
    assert empreinte(espace) == avant


def test_un_verrou_tenu_trop_longtemps_se_dit(espace: Espace) -> None:
    verrou = espace.data / "departements/00" / ATELIER / VERROU
    verrou.parent.mkdir()
    avant = empreinte(espace)
    with FileLock(verrou), pytest.raises(Erreurs, match=r"(?s)E400.*département 00.*rien n'est perdu"):
        ajouter(espace, "00", {"avancement": [avancement()]}, delai=0.2)
    assert empreinte(espace) == avant
    assert ajouter(espace, "00", {"avancement": [avancement()]}, delai=0.2).ecrit


def test_une_table_ouverte_dans_un_tableur_n_est_pas_ecrite(espace: Espace) -> None:
    marque = espace.data / "departements/00/.~lock.avancement.csv#"
    marque.write_text("", encoding="utf-8")
    with pytest.raises(Erreurs, match=r"(?s)E401.*avancement.csv#"):
        ajouter(espace, "00", {"avancement": [avancement()]})
