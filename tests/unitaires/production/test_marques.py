"""Les marques : une par passage, qui ne bouge ni avec un chiffre, ni avec un accord, ni avec son rang."""

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from markupsafe import Markup

from sdsf.chiffres import Chiffre
from sdsf.production.contradictoire import avis_des_perdues, marquer_et_annoter
from sdsf.production.marques import LONGUEUR, Marquage, ancre_de, placer
from sdsf.production.sorties import MIME_REMARQUES
from sdsf.rendu.blocs import Colonne, Ligne, Liste, Paragraphe, Tableau, phrase
from sdsf.rendu.registre import Registre


def poser(html: str, section: str = "serie") -> tuple[str, list[str]]:
    marquage = Marquage(Counter(), [])
    return marquage.poser(html, section), [marque.ancre for marque in marquage.marques]


def actions(nombre: int, annee: int) -> str:
    """La même phrase, au singulier ou au pluriel, une autre année."""
    compte = Chiffre("Actions", nombre, "actions", periode=str(annee))
    sujet = "action est sans information" if nombre < 2 else "actions sont sans information"
    texte = phrase(f"{{n}} {sujet} au 31 décembre {annee}.", n=compte)
    return str(Paragraphe(texte).html(Registre({})))


def test_une_marque_ne_bouge_ni_avec_le_nombre_ni_avec_l_accord_ni_avec_l_annee() -> None:
    assert poser(actions(1, 2023))[1] == poser(actions(12, 2024))[1]


def test_une_marque_ne_tient_pas_a_son_rang() -> None:
    _, (ancre,) = poser(actions(2, 2024))
    _, ancres = poser("<p>Un paragraphe nouveau, devant.</p>" + actions(2, 2024))
    assert ancres[1] == ancre


def test_deux_passages_identiques_ont_deux_marques() -> None:
    _, ancres = poser("<p>La même phrase écrite.</p>" * 3)
    assert ancres == [ancres[0], f"{ancres[0]}-2", f"{ancres[0]}-3"]


def test_une_marque_tient_dans_un_signet_de_document() -> None:
    ancre = ancre_de("indicateurs-a-renseigner-" * 3, "p", "<p>Un texte</p>")
    assert len(ancre) <= LONGUEUR
    assert ancre[0].isalpha()


def test_un_tableau_se_marque_par_sa_legende_et_ses_cellules_ne_se_marquent_pas() -> None:
    lignes = [Ligne(["Un", ["puce", "autre"]])]
    tableau = Tableau("Les moyens en 2024", [Colonne("a"), Colonne("b")], lignes).html(Registre({}))
    html, ancres = poser(str(tableau))
    assert len(ancres) == 1
    assert f'<div id="{ancres[0]}" class="tableau"' in html
    assert html.count(" id=") == 1


def test_un_passage_qui_a_deja_une_ancre_la_garde() -> None:
    html, ancres = poser('<figure id="fig-serie"><figcaption><p>Un titre</p></figcaption></figure>')
    assert ancres == ["fig-serie"]
    assert html.count(" id=") == 1


@pytest.mark.parametrize("section", ["annexe-chiffres", "couverture"])
def test_ce_qui_a_deja_une_ancre_par_ligne_ne_se_marque_pas(section: str) -> None:
    assert poser("<p>Un texte</p>", section) == ("<p>Un texte</p>", [])


def test_un_texte_saisi_reste_echappe() -> None:
    html, (ancre,) = poser(str(Liste(["<script>alert(1)</script>"]).html(Registre({}))))
    assert "<script>" not in html
    assert f'<li id="{ancre}">' in html


# --- placer une remarque à côté -------------------------------------------------------------------

PLACES = {
    "un paragraphe": ('<p id="x">a</p><p>b</p>', '<p id="x">a</p>[R]<p>b</p>'),
    "un élément de liste": ('<ul><li id="x">a</li></ul>', '<ul><li id="x">a[R]</li></ul>'),
    "un élément qui en contient": (
        '<ul><li id="x">a<ul><li>b</li></ul></li></ul>', '<ul><li id="x">a[R]<ul><li>b</li></ul></li></ul>',
    ),
    "un tableau": (
        '<div id="x" class="tableau"><table></table></div><p>n</p>',
        '<div id="x" class="tableau"><table></table></div>[R]<p>n</p>',
    ),
    "une ligne de tableau": (
        '<div><table><tr id="x"></tr></table></div><p>n</p>',
        '<div><table><tr id="x"></tr></table></div>[R]<p>n</p>',
    ),
    "une figure": ('<figure id="x"><p>a</p></figure>b', '<figure id="x"><p>a</p></figure>[R]b'),
    "un sous-titre": ('<h3 id="x">a</h3><p>b</p>', '<h3 id="x">a</h3>[R]<p>b</p>'),
}  # fmt: skip


@pytest.mark.parametrize("nom", PLACES)
def test_l_encadre_se_pose_apres_son_passage(nom: str) -> None:
    avant, apres = PLACES[nom]
    assert placer(avant, "x", ["[R]"]) == apres


def test_une_marque_absente_ne_se_place_pas() -> None:
    assert placer('<p id="x">a</p>', "y", ["[R]"]) is None


# --- dans un carnet exécuté -----------------------------------------------------------------------


def sortie(html: str, **donnees: Any) -> Any:
    class Donnees(dict[str, Any]):
        pass

    data = Donnees({"text/html": html, **donnees})
    lue = SimpleNamespace(output_type="display_data", data=data)
    return _Sortie(lue, data)


class _Sortie(dict[str, Any]):
    """Une sortie de carnet : un dictionnaire dont les clés se lisent aussi comme des attributs."""

    def __init__(self, lue: Any, data: Any):
        super().__init__(data=data)
        self.output_type, self.data = lue.output_type, data


class _Cellule(dict[str, Any]):
    def __init__(self, ident: str, source: str = "", sorties: list[Any] | None = None):
        super().__init__(outputs=sorties or [])
        self.id, self.source = ident, source
        self.cell_type = "code" if sorties is not None else "markdown"


def carnet(ancre: str) -> list[Any]:
    remarques = [{"ancre": ancre, "html": "<div>[R]</div>"}]
    lien = f'<td><a class="passage" href="#{ancre}">le passage</a></td>'
    return [
        _Cellule("ouverture", sorties=[sortie("", **{MIME_REMARQUES: remarques})]),
        _Cellule("serie", '<h2 id="serie">La série</h2>'),
        _Cellule("serie-calcul", sorties=[sortie("<p>Un constat utile.</p>")]),
        _Cellule("annexe-remarques-calcul", sorties=[sortie(lien)]),
    ]


def page(cellules: list[Any]) -> str:
    return "".join(c.source + "".join(s.data["text/html"] for s in c["outputs"]) for c in cellules)


def test_une_remarque_sur_une_section_suit_son_titre() -> None:
    cellules = carnet("serie")
    marquer_et_annoter(cellules)
    assert page(cellules).startswith('<h2 id="serie">La série</h2>\n\n<div>[R]</div>')
    assert 'href="#serie"' in page(cellules)


def test_une_remarque_dont_le_passage_a_disparu_le_dit_et_ne_laisse_pas_de_lien_mort() -> None:
    vraie = marquer_et_annoter(carnet("serie"))[-1].ancre
    cellules = carnet(f"{vraie[:-1]}z")
    marquer_et_annoter(cellules)
    rendue = page(cellules)
    assert "[R]" not in rendue
    assert "href=" not in rendue
    assert "passage absent de ce rapport" in rendue
    (avis,) = avis_des_perdues(rendue, "remarques.csv")
    assert f"le plus proche : « {vraie} »" in avis


def test_une_ancre_saisie_par_quelqu_un_ne_sort_pas_de_son_attribut() -> None:
    from sdsf.production.contradictoire import PERDU

    assert "<b>" not in str(PERDU.format(Markup.escape('"><b>'), ""))
