"""L'atelier des territoires : le seuil bouge, la réponse suit, et le carnet s'exécute d'un bout à l'autre."""

import re
from html import unescape
from itertools import pairwise
from pathlib import Path

import ipywidgets
import pytest
from tests.production import executer

from sdsf.ateliers.territoires import atelier_des_territoires, repondre, reponse_en_html
from sdsf.dossier import Dossier
from sdsf.espace import Espace
from sdsf.evaluation.sous_dotation import sous_dotes
from sdsf.rapports.accueil.vues import COMMUNES, EPCI, vue
from sdsf.rendu.blocs import Tableau

RACINE = Path(__file__).resolve().parents[3]


def lignes(dossier: Dossier, seuil: float) -> list[str]:
    tableaux = [bloc for bloc in repondre(dossier, EPCI, seuil) if isinstance(bloc, Tableau)]
    return [str(ligne.cellules[0]) for tableau in tableaux for ligne in tableau.lignes]


def test_baisser_le_seuil_ne_peut_que_retirer_des_territoires(dossier_13: Dossier) -> None:
    reponses = [set(lignes(dossier_13, seuil)) for seuil in (120, 100, 85, 70, 50)]
    assert reponses == sorted(reponses, key=len, reverse=True)
    assert all(petite <= grande for grande, petite in pairwise(reponses))


def test_les_territoires_sous_le_seuil_sont_ceux_du_calcul(dossier_13: Dossier) -> None:
    trouvee = vue(dossier_13, EPCI)
    assert trouvee is not None
    assert trouvee.france is not None
    assert trouvee.france.valeur is not None
    attendus = sous_dotes(trouvee.table, trouvee.france.valeur, 85)
    assert lignes(dossier_13, 85) == [
        "CA d'Arles-Crau-Camargue-Montagnette",
        "Métropole d'Aix-Marseille-Provence",
    ]
    assert len(attendus) == 2


def test_la_reponse_dit_le_seuil_et_porte_ses_cartes(dossier_00: Dossier) -> None:
    html = reponse_en_html(dossier_00, COMMUNES, 95)
    assert "95\u202f% du taux observé dans l'ensemble du département" in unescape(html)
    renvois = set(re.findall(r'popovertarget="(carte-\d+)"', html))
    assert renvois
    assert renvois == set(re.findall(r'id="(carte-\d+)"', html))


def test_un_seuil_que_personne_n_atteint_ne_montre_pas_de_tableau_vide(dossier_13: Dossier) -> None:
    assert lignes(dossier_13, 10) == []


def test_les_reglages_partent_du_seuil_du_referentiel(
    dossier_00: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    montres: list[object] = []
    monkeypatch.setattr("sdsf.ateliers.territoires.display", montres.append)
    atelier_des_territoires(dossier_00)
    boite = montres[-1]
    assert isinstance(boite, ipywidgets.VBox)
    assert boite.children[2].value == round(dossier_00.seuils.seuil_sous_dote_pct)


@pytest.mark.production
@pytest.mark.parametrize("departement", ["00", "13"])
def test_le_carnet_de_l_atelier_s_execute(departement: str, tmp_path: Path) -> None:
    parametres: dict[str, object] = {"departement": departement, "annee": 2024}
    carnet = RACINE / "notebooks" / "80_atelier_territoires.ipynb"
    fait = executer(Espace(RACINE), carnet, parametres, tmp_path / "sortie.ipynb")
    sorties = [s for c in fait.carnet.cells if c.cell_type == "code" for s in c.outputs]
    assert any("application/vnd.jupyter.widget-view+json" in s.get("data", {}) for s in sorties)
