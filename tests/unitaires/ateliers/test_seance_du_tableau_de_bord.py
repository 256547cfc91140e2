"""Le tableau de bord arrête ses vues en séance, comme les autres ateliers."""

import datetime as dt
from pathlib import Path

import pytest
from tests.fabrique import copier_espace

from sdsf.ateliers.seance import arreter_une_vue
from sdsf.ateliers.tableau_de_bord import seance
from sdsf.ateliers.tableau_de_bord.ecran import LECTURE, Ecran
from sdsf.ateliers.tableau_de_bord.etat import Etat
from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.rapports.point_annuel import vues_arretees
from sdsf.rendu.registre import Registre


@pytest.fixture
def espace(tmp_path: Path) -> Espace:
    return copier_espace(tmp_path / "espace", ["00"])


def ouvrir(espace: Espace, rapport: str = "point_annuel") -> Dossier:
    return charger(espace, controler_demande(espace, "00", 2024, "", rapport))


def test_une_vue_du_tableau_de_bord_se_recompose_dans_le_point_annuel(
    espace: Espace, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecran = Ecran(espace, Etat("00", 2024), "")
    ecran.ouvrir()
    arret = ecran.seance
    arret.instance.value, arret.signature.auteur.value, arret.signature.raison.value = (
        "Commission",
        "secrétariat, Caf",
        "débat",
    )
    arret.bouton.click()
    assert "Vue 1 arrêtée" in arret.message.value
    dossier = ouvrir(espace)
    registre = Registre(dict(dossier.referentiel.unites))
    annexe = "".join(str(bloc.html(registre)) for bloc in vues_arretees(dossier))
    assert "<svg" in annexe
    assert "Les chiffres de cette vue sont ceux de la séance." in annexe


def test_un_choix_qui_n_existe_plus_n_est_pas_remplace(dossier_00: Dossier) -> None:
    choix = {"departement": "00", "annee": "2024", "indicateur": "rien", "territoire": "", "comparaison": ""}
    with pytest.raises(Erreurs, match="n'existe pas dans les données"):
        seance.recomposer(dossier_00, choix)


def test_une_vue_impossible_ne_s_arrete_pas(espace: Espace) -> None:
    champs = {
        "instance": "Commission",
        "auteur": "secrétariat, Caf",
        "jour": dt.date(2025, 3, 14),
        "motif": "débat",
    }
    with pytest.raises(Erreurs):
        arreter_une_vue(ouvrir(espace, LECTURE), seance.NOM, {"annee": "2024"}, **champs)
    assert not (espace.data / "departements/00/seances").exists()
