"""Un choix long se lit en entier sous sa liste, et suit le choix."""

import ipywidgets

from sdsf.ateliers.listes import LARGE, lisible

COURT, LONG = "Communes", "Taux de couverture globale par l'accueil du jeune enfant, <tous modes> confondus"


def test_un_choix_long_est_redit_et_echappe_un_court_non() -> None:
    liste = ipywidgets.Dropdown(options=[COURT, LONG])
    boite = lisible(liste)
    ligne = boite.children[1]
    assert boite.children[0] is liste
    assert ligne.value == ""
    liste.value = LONG
    assert "&lt;tous modes&gt; confondus" in ligne.value
    assert 'aria-hidden="true"' in ligne.value
    liste.options = [COURT]
    liste.value = COURT
    assert ligne.value == ""


def test_un_choix_moyen_n_est_redit_que_sur_un_petit_ecran() -> None:
    boite = lisible(ipywidgets.Dropdown(options=["x" * LARGE]))
    assert "sur-un-petit-ecran" in boite.children[1].value
