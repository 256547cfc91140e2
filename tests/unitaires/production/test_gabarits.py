"""Les gabarits et les manifestes : ce qui manque ou est abîmé se dit, sans trace Python."""

import shutil

import nbformat
import pytest

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.production.index import composer_index
from sdsf.production.rendu_html import perimetre_imprime, rendre

CARNET = nbformat.v4.new_notebook(
    cells=[nbformat.v4.new_markdown_cell("## Un titre\n\nDu texte.", id="titre")]
)

COUVERTURE = '<data class="departement">Ain (01)</data> <data class="annee"> 2024 </data>'


def perdre(espace: Espace, gabarit: str) -> None:
    chemin = espace.templates / gabarit
    if chemin.is_dir():
        shutil.rmtree(chemin)
    else:
        chemin.unlink()


def test_un_carnet_se_rend_en_page_francaise_avec_son_ancre(espace_copie: Espace) -> None:
    page = rendre(espace_copie, CARNET)
    assert '<html lang="fr">' in page
    assert '<h2 id="titre">Un titre</h2>' in page


@pytest.mark.parametrize("gabarit", ["rapport", "rapport/index.html.j2", "rapport/rapport.css"])
def test_un_gabarit_perdu_est_une_erreur_de_rendu(espace_copie: Espace, gabarit: str) -> None:
    perdre(espace_copie, gabarit)
    with pytest.raises(Erreurs, match="R502"):
        rendre(espace_copie, CARNET)


def test_un_gabarit_d_index_perdu_est_une_erreur_de_rendu(espace_copie: Espace) -> None:
    perdre(espace_copie, "index")
    with pytest.raises(Erreurs, match="R502"):
        composer_index(espace_copie)


@pytest.mark.parametrize("contenu", ["", "{", "[]", "{}"], ids=["vide", "coupé", "liste", "sans champ"])
def test_un_manifeste_abime_n_empeche_pas_l_index(espace_copie: Espace, contenu: str) -> None:
    """L'index dit quel manifeste ne se lit pas, et liste les autres rapports."""
    manifeste = espace_copie.reports / "13/2023/point_annuel.manifeste.json"
    manifeste.parent.mkdir(parents=True)
    manifeste.write_text(contenu, encoding="utf-8")
    page = composer_index(espace_copie)
    assert 'href="13/2023' not in page
    assert "reports/13/2023/point_annuel.manifeste.json" in page


def test_l_index_d_un_espace_neuf_se_compose(espace_copie: Espace) -> None:
    assert 'lang="fr"' in composer_index(espace_copie)


@pytest.mark.parametrize(
    ("page", "imprime"),
    [
        ("", ("", "")),
        (f"<header>{COUVERTURE}</header><p>suite</p>", ("Ain (01)", "2024")),
        ('<header><p class="departement">Ain (01)</p></header>', ("", "")),
    ],
)
def test_le_perimetre_se_relit_dans_la_page(page: str, imprime: tuple[str, str]) -> None:
    assert perimetre_imprime(page) == imprime
