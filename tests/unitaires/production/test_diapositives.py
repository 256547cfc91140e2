"""Dix diapositives, quelles que soient les sections ; un titre qui dit quelque chose, et d'où cela vient."""

import pytest
from bs4 import BeautifulSoup
from tests.diaporama import relire
from tests.fabrique import RACINE

from sdsf.espace import Espace
from sdsf.production.diapositives import NOMBRE, SUJETS, composer
from sdsf.production.papier import mettre_sur_papier
from sdsf.production.rendu_pptx import rendre_pptx

MENTIONS = {"titre": "Bilan", "bandeau": "Données fictives", "pied": "Bilan · Projet · Version 1"}
CHIFFRE = (
    '<button type="button" class="chiffre" popovertarget="carte-{0}">{1}</button>'
    '<sup class="renvoi">{0}</sup>'
)
GARDE = '<header class="garde"><h1>Bilan final 2026</h1><p class="garde-perimetre">Ain (01)</p></header>'
DESSIN = '<svg role="img" aria-label="Le taux monte de 3 à 4." viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'
FIGURE = (
    f'<figure id="fig"><figcaption><p class="figure-titre">{CHIFFRE.format(7, "4")} places pour 100</p>'
    f'<p class="figure-sous-titre">Taux</p></figcaption><div class="dessin">{DESSIN}</div>'
    '<p class="note">Source : Cnaf.</p></figure>'
)


def section(ancre: str, question: str, corps: str) -> str:
    return (
        f'<div class="texte"><h2 id="{ancre}">{question}</h2><p>Une présentation.</p></div><div>{corps}</div>'
    )


def tableau(legende: str, lignes: int, longueur: int = 5) -> str:
    corps = "".join(
        f'<tr><th scope="row">Ligne {n}</th><td class="nombre">{n}</td><td>{"x" * longueur}</td></tr>'
        for n in range(lignes)
    )
    return (
        f'<table><caption>{legende}</caption><thead><tr><th>A</th><th class="nombre">B</th><th>C</th></tr>'
        f"</thead><tbody>{corps}</tbody></table></div>"
    )


def page(*sections: str) -> BeautifulSoup:
    return mettre_sur_papier(f"<html><body>{GARDE}<main>{''.join(sections)}</main></body></html>")


def test_il_y_a_dix_diapositives_meme_quand_le_rapport_n_a_aucune_section() -> None:
    vues = composer(page())
    assert len(vues) == NOMBRE == 10
    muettes = [vue.titre for vue in vues if vue.titre.endswith("ce rapport n'a pas cette section")]
    assert len(muettes) == len(SUJETS) + 2


def test_une_section_se_reconnait_a_l_une_de_ses_ancres_et_la_figure_repond_en_titre() -> None:
    vues = composer(page(section("offre", "Peut-on accueillir ?", FIGURE)))
    vue = vues[4]
    assert vue.titre == "4 places pour 100"
    assert vue.alternative == "Le taux monte de 3 à 4."
    assert "Source : Cnaf." in vue.notes
    assert vue.notes[-1] == (
        "Section du rapport : « Peut-on accueillir ? »."
        " Chiffres n° 7 de la dernière annexe et de chiffres.csv."
    )


@pytest.mark.parametrize(("lignes", "longueur"), [(30, 5), (30, 600), (3, 5)])
def test_un_tableau_trop_long_s_arrete_et_le_dit(lignes: int, longueur: int) -> None:
    vues = composer(page(section("moyens", "Quels moyens ?", tableau("Moyens", lignes, longueur))))
    grille = vues[6].grille
    assert grille is not None
    gardees = len(grille.lignes)
    assert 0 < gardees <= min(lignes, 12)
    dit = f" — les {gardees} premières lignes sur {lignes}" if gardees < lignes else ""
    assert grille.legende == f"Moyens{dit}"
    assert max(len(texte) for ligne in grille.lignes for texte in ligne) <= 90


def test_l_essentiel_dit_combien_de_constats_restent_dans_le_rapport_et_les_notes_les_ont_tous() -> None:
    puces = "".join(f'<li>Constat {n} {"mot " * 30}<a href="#x">(le plan)</a></li>' for n in range(9))
    encadre = f'<div class="essentiel"><section class="encadre constats"><ul>{puces}</ul></section></div>'
    vue = composer(page(section("essentiel", "L'essentiel", encadre)))[1]
    (_, dits) = vue.colonnes[0].groupes[0]
    assert dits[-1] == f"… et {9 - len(dits) + 1} de plus dans le rapport"
    assert "(le plan)" not in " ".join(dits)
    assert sum(note.startswith("Constats : ") for note in vue.notes) == 9


def test_la_presentation_porte_langue_alternatives_bandeau_pied_et_notes() -> None:
    papier = page(section("offre", "Peut-on ?", FIGURE), section("moyens", "Quoi ?", tableau("Moyens", 3)))
    vues = relire(rendre_pptx(Espace(RACINE), papier, MENTIONS, "bilan_final.pptx"))
    assert len(vues) == 10
    assert {langue for vue in vues for langue in vue.langues} == {"fr-FR"}
    for rang, vue in enumerate(vues, 1):
        assert {"Données fictives", "Bilan · Projet · Version 1", f"{rang} / 10"} <= set(vue.paragraphes)
        assert len(set(vue.idents)) == len(vue.idents)
    assert [vue.alternatives for vue in vues if vue.alternatives] == [["Le taux monte de 3 à 4."]]
    assert sum(vue.tableaux for vue in vues) == 1
    assert "Source : Cnaf." in vues[4].notes
