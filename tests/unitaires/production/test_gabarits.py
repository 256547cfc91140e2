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
from sdsf.production.rendu_pdf import resserrer_l_origine

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


def test_le_papier_ne_redit_pas_en_titre_de_repli_la_legende_de_son_tableau() -> None:
    tableau = "<table><caption>{}</caption></table>"
    repli = "<details><summary>Les valeurs</summary>" + tableau + "</details>"
    papier = mettre_sur_papier(repli.format("Les valeurs") + repli.format("Autre chose"))
    assert [p.get_text() for p in papier.select("p.repli")] == ["Les valeurs"]
    assert len(papier.select("caption")) == 2


def test_l_origine_des_chiffres_passe_en_paragraphes_sans_rien_perdre() -> None:
    page = (
        '<main id="contenu"><div class="annexe-origine"><table class="origine"><caption>L\'origine</caption>'
        "<thead><tr><th>N°</th><th>Chiffre</th><th>Valeur</th><th>Formule</th></tr></thead>"
        '<tbody><tr id="chiffre-1"><th>1</th><td>Places</td><td>40, publiée</td><td>a &lt; b.</td></tr>'
        '<tr id="chiffre-2"><th>2</th><td>Agréés</td><td>n.d.</td><td></td></tr></tbody></table></div></main>'
    )
    rendu = resserrer_l_origine(mettre_sur_papier(page))
    assert "<table" not in rendu
    assert "origine : n°, chiffre, valeur, formule." in rendu
    assert '<p id="chiffre-1"><b>1</b> Places : <b>40, publiée</b>. a &lt; b.</p>' in rendu
    assert '<p id="chiffre-2"><b>2</b> Agréés : <b>n.d.</b>.</p>' in rendu
    assert resserrer_l_origine(mettre_sur_papier("<main></main>")) == "<main></main>"
