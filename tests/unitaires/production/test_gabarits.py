"""Les gabarits et les manifestes : ce qui manque ou est abîmé se dit, sans trace Python."""

import base64
import hashlib
import re
import shutil

import nbformat
import pytest

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.production.index import composer_index
from sdsf.production.papier import mettre_sur_papier
from sdsf.production.rendu_html import perimetre_imprime, rendre

CARNET = nbformat.v4.new_notebook(
    cells=[nbformat.v4.new_markdown_cell("## Un titre\n\nDu texte.", id="titre")]
)

# « Quelques kilo-octets » : au-delà, ce serait une application.
POIDS_DU_PROGRAMME = 12_000
GABARITS = ["rapport", "rapport/index.html.j2", "rapport/rapport.css", "rapport/controles.js"]
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


def test_un_seul_programme_s_execute_et_la_page_en_porte_l_empreinte(espace_copie: Espace) -> None:
    """Changer controles.js sans son empreinte l'éteindrait : la bonne est dans le message."""
    page = rendre(espace_copie, CARNET)
    (programme,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    empreinte = base64.b64encode(hashlib.sha256(programme.encode()).digest()).decode()
    (regle,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert "default-src 'none'" in regle
    assert f"script-src 'sha256-{empreinte}';" in regle
    assert len(programme) < POIDS_DU_PROGRAMME


def test_ce_qui_ne_se_fait_qu_a_l_ecran_est_marque_et_retire_du_papier(espace_copie: Espace) -> None:
    cellule = nbformat.v4.new_markdown_cell(
        "## Un titre\n\nTout est calculé ; un clic sur un chiffre montre d'où il vient.", id="titre"
    )
    page = rendre(espace_copie, nbformat.v4.new_notebook(cells=[cellule]))
    papier = mettre_sur_papier(page)
    assert '<span class="ecran">un clic sur un chiffre' in page
    assert papier.select_one(".texte p").get_text() == (  # type: ignore[union-attr]
        "Tout est calculé\u202f; le numéro d'un chiffre renvoie à la dernière annexe."
    )
    assert papier.find("script") is None


@pytest.mark.parametrize(
    "gabarit", ["rapport", "rapport/index.html.j2", "rapport/rapport.css", "rapport/controles.js"]
)
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
