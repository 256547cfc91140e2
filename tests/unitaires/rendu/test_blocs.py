"""Les blocs d'un rapport : chacun sait s'écrire en HTML, et ce que quelqu'un a saisi reste du texte."""

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from markupsafe import Markup

from sdsf.chiffres import Chiffre
from sdsf.rendu.blocs import (
    SIGNES,
    Bloc,
    Colonne,
    Definitions,
    Ecart,
    Encadre,
    Etiquette,
    Figure,
    Lien,
    Ligne,
    Liste,
    Paragraphe,
    Repliable,
    Tableau,
    Titre,
    absence,
    filtrable,
    fragment,
    numerique,
    phrase,
)
from sdsf.rendu.registre import Registre
from sdsf.vocabulaire import INTITULES_JUGEMENT, INTITULES_STATUT

HOSTILE = "<script>alert(1)</script><img src=x onerror=\"alert(2)\" title='x'>&"
CHIFFRE = Chiffre("Places", 12.0, "places")
TABLEAU = Tableau("Légende", [Colonne("Nom"), numerique("Valeur")], [Ligne(["A", CHIFFRE], ancre="a")])


class Lecteur(HTMLParser):
    """Relit une page : ses balises dans l'ordre, leurs attributs, et son texte."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.balises: list[tuple[str, dict[str, str | None]]] = []
        self.ouvertes: list[str] = []
        self.texte = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.balises.append((tag, dict(attrs)))
        self.ouvertes.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.ouvertes.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texte += data

    def de(self, nom: str) -> list[dict[str, str | None]]:
        return [attributs for balise, attributs in self.balises if balise == nom]


def lire(bloc: Bloc) -> Lecteur:
    lecteur = Lecteur(str(bloc.html(Registre({}))))
    assert lecteur.ouvertes == [], "une balise reste ouverte"
    return lecteur


# --- tout texte est échappé -----------------------------------------------------------------------


def figure(**champs: Any) -> Figure:
    defauts: dict[str, Any] = {
        "ancre": "f", "titre": phrase("Titre"), "sous_titre": "s", "svg": Markup("<svg ></svg>"),
        "alternative": "a", "lecture": "l", "source": "s", "avertissements": ["v"], "tableau": TABLEAU,
    }  # fmt: skip
    return Figure(**{**defauts, **champs})


LIGNE_HOSTILE = Ligne([HOSTILE, [HOSTILE]], ancre=f'"{HOSTILE}')
HOSTILES: dict[str, Bloc] = {
    "phrase, valeur": phrase("Le mot {mot}.", mot=HOSTILE),
    "phrase, gabarit": phrase(HOSTILE),
    "paragraphe": Paragraphe(HOSTILE),
    "classe": Paragraphe("x", classe=f'"{HOSTILE}'),
    "liste": Liste([HOSTILE, [HOSTILE]]),
    "titre": Titre(3, HOSTILE, f'"{HOSTILE}'),
    "lien": Lien(f'"{HOSTILE}', HOSTILE),
    "encadré": Encadre(HOSTILE, [Paragraphe(HOSTILE)]),
    "repliable": Repliable(HOSTILE, [Paragraphe(HOSTILE)]),
    "définitions": Definitions([(HOSTILE, HOSTILE)]),
    "tableau": Tableau(HOSTILE, [Colonne(HOSTILE), Colonne("x")], [LIGNE_HOSTILE], HOSTILE),
    "figure": figure(
        sous_titre=HOSTILE, alternative=f'"{HOSTILE}', lecture=HOSTILE, source=HOSTILE,
        avertissements=[HOSTILE],
    ),
    "absence": absence(HOSTILE, HOSTILE),
    "libellé d'un chiffre": Ecart(Chiffre(HOSTILE, 1.0, HOSTILE)),
}  # fmt: skip


@pytest.mark.parametrize("bloc", HOSTILES.values(), ids=HOSTILES)
def test_un_texte_saisi_reste_du_texte(bloc: Bloc) -> None:
    lu = lire(bloc)
    assert not lu.de("script")
    assert not lu.de("img")
    assert not any(nom.startswith("on") for _, attributs in lu.balises for nom in attributs)


def test_un_texte_saisi_se_lit_tel_quel() -> None:
    assert lire(Paragraphe(HOSTILE)).texte == HOSTILE


def test_ce_controle_verrait_un_texte_non_echappe() -> None:
    assert Lecteur(str(fragment(Markup(HOSTILE + "</img>"), Registre({})))).de("script")  # noqa: S704


@pytest.mark.parametrize("valeur", ["{autre}", "{0}", "{", "}", "{mot.__class__}"])
def test_des_accolades_saisies_restent_du_texte(valeur: str) -> None:
    assert lire(phrase("Le mot {mot}.", mot=valeur)).texte == f"Le mot {valeur}."


# --- les fragments et les phrases -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("valeur", "html"),
    [
        (None, ""),
        ("a", "a"),
        (3, "3"),
        ([], ""),
        (["a", "b"], "<ul><li>a</li><li>b</li></ul>"),
        (Markup("<b>x</b>"), "<b>x</b>"),
    ],
)
def test_une_valeur_devient_un_fragment(valeur: object, html: str) -> None:
    assert fragment(valeur, Registre({})) == html


def test_un_chiffre_d_une_phrase_ouvre_sa_carte() -> None:
    (bouton,) = lire(phrase("{n} places.", n=CHIFFRE)).de("button")
    assert bouton["popovertarget"] == "carte-1"


def test_un_ecart_s_ecrit_avec_son_signe_la_ou_on_le_demande() -> None:
    """Le renvoi « 1 » suit chaque écriture du même chiffre."""
    assert lire(phrase("{a} et {b}", a=Ecart(CHIFFRE), b=CHIFFRE)).texte == "+12,01 et 12,01"


def test_une_phrase_dont_une_valeur_manque_echoue() -> None:
    """Un gabarit et ses valeurs ne se désaccordent pas en silence."""
    with pytest.raises(KeyError):
        phrase("{absente}").html(Registre({}))


@pytest.mark.parametrize("code", [*INTITULES_STATUT, *INTITULES_JUGEMENT])
def test_une_etiquette_a_un_signe_et_un_mot(code: str) -> None:
    """Un statut n'est jamais une couleur seule."""
    mot = {**INTITULES_STATUT, **INTITULES_JUGEMENT}[code]
    lu = lire(Etiquette(code))
    assert lu.texte == f"{SIGNES[code]} {mot}"
    assert lu.balises[1][1]["aria-hidden"] == "true"


@pytest.mark.parametrize("codes", [INTITULES_STATUT, INTITULES_JUGEMENT], ids=["statuts", "jugements"])
def test_deux_etiquettes_d_une_liste_n_ont_pas_le_meme_signe(codes: dict[str, str]) -> None:
    assert len({SIGNES[code] for code in codes}) == len(codes)


# --- les tableaux et les figures ------------------------------------------------------------------


def test_un_tableau_a_une_legende_et_des_entetes_avec_leur_portee() -> None:
    lu = lire(TABLEAU)
    assert len(lu.de("caption")) == 1
    assert [th["scope"] for th in lu.de("th")] == ["col", "col", "row"]
    assert lu.texte.startswith("Légende")


def test_un_tableau_large_defile_au_clavier() -> None:
    (cadre,) = lire(TABLEAU).de("div")
    assert (cadre["role"], cadre["tabindex"], cadre["aria-label"]) == ("region", "0", "Légende")


def test_une_colonne_de_nombres_le_dit_dans_l_entete_et_les_cellules() -> None:
    lu = lire(TABLEAU)
    assert [th.get("class") for th in lu.de("th")][:2] == ["", "nombre"]
    assert [td["class"] for td in lu.de("td")] == ["nombre"]


def test_une_ligne_porte_son_ancre_et_son_accent() -> None:
    lignes = [Ligne(["A", 1], accent=True, ancre="ici"), Ligne(["B", 2])]
    lu = lire(Tableau("x", [Colonne("a"), Colonne("b")], lignes))
    assert [tr.get("id") for tr in lu.de("tr")] == [None, "ici", None]
    assert [tr.get("class") for tr in lu.de("tr")] == [None, "accent", ""]


@pytest.mark.parametrize("cellules", [["A"], ["A", 1, 2]], ids=["trop courte", "trop longue"])
def test_une_ligne_qui_n_a_pas_ses_cellules_est_refusee(cellules: list[object]) -> None:
    with pytest.raises(ValueError, match="zip"):
        Tableau("x", [Colonne("a"), Colonne("b")], [Ligne(cellules)]).html(Registre({}))


def test_une_date_et_un_statut_portent_de_quoi_se_ranger() -> None:
    """Le jour d'une date, la place d'un statut ; un nombre se range par ce qui en est écrit."""
    lignes = [
        Ligne(["A", "9\u00a0décembre\u00a02021", Etiquette("en_cours"), "1 234,5", [Etiquette("oui")] * 2])
    ]
    lu = lire(Tableau("x", [Colonne(nom) for nom in "abcde"], lignes))
    assert [td.get("data-valeur") for td in lu.de("td")] == ["2021-12-09", "01", None, None]


def test_on_filtre_par_un_statut_par_ce_qu_une_colonne_declare_et_par_l_axe_d_une_ligne() -> None:
    lignes = [Ligne(["A", Etiquette("oui"), "x"], facettes={"Axe": ['1. "Accueil"']})]
    lu = lire(Tableau("x", [filtrable("a"), Colonne("b"), Colonne("c")], lignes))
    assert ["data-facette" in th for th in lu.de("th")] == [True, True, False, False]
    (facettes,) = [tr["data-facettes"] for tr in lu.de("tr") if "data-facettes" in tr]
    assert json.loads(str(facettes)) == {"Axe": ['1. "Accueil"']}


def test_une_figure_a_son_alternative_et_ses_valeurs_en_tableau() -> None:
    lu = lire(figure(alternative="Le taux monte."))
    (svg,) = lu.de("svg")
    assert (svg["role"], svg["aria-label"]) == ("img", "Le taux monte.")
    assert lu.de("details")
    assert lu.de("table")


def test_une_section_sans_donnee_dit_ce_qui_manque_et_qui_peut_le_fournir() -> None:
    assert lire(absence("Aucune réunion n'est saisie.", "le secrétariat")).texte == (
        "Aucune réunion n'est saisie. Peut le renseigner\u00a0: le secrétariat."
    )
