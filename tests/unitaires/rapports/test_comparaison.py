"""La comparaison de départements : la même année, la même édition, et pas de classement du bruit."""

import pytest
from tests.pages import chiffres, html, lire, ouvrir, sections, valeurs

from sdsf.dossier import Dossier
from sdsf.rapports import comparaison
from sdsf.rapports.comparaison.regard import marge, nom_de, regard, situer

CINQ = ["Bouches-du-Rhône", "Hérault", "Puy-de-Dôme", "Saône-et-Loire", "Hauts-de-Seine"]


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return ouvrir("13", "comparaison")


def test_les_taux_sont_ceux_de_la_cnaf_en_2023_dans_l_ordre_des_codes(dossier: Dossier) -> None:
    vu = regard(dossier)
    assert vu is not None
    assert (vu.annee, vu.edition) == (2023, "courant")
    assert [nom_de(dossier, code) for code in vu.connus()] == CINQ
    assert [c.valeur for c in vu.connus().values()] == [50.6, 53.7, 64.2, 70.6, 72.1]
    assert {(c.periode, c.edition) for c in vu.connus().values()} == {("2023", "courant")}


def test_la_marge_est_le_plus_grand_mouvement_vu(dossier: Dossier) -> None:
    """De 2022 à 2023 : 2,6 points dans les Bouches-du-Rhône ; d'une édition à l'autre, 1,3 au plus."""
    vu = regard(dossier)
    assert vu is not None
    seuil = marge(vu)
    assert seuil is not None
    assert seuil.valeur == 2.6
    assert seuil.source
    assert seuil.trace.empreinte


def test_un_ecart_sous_la_marge_n_est_ni_dessus_ni_dessous() -> None:
    """Les Hauts-de-Seine et la Saône-et-Loire : 1,5 point d'écart, la marge est de 2,6."""
    vu = regard(ouvrir("92", "comparaison"))
    assert vu is not None
    places = situer(vu, marge(vu))
    assert places is not None
    assert (places.voisins, places.au_dessus, places.au_dessous) == (("71",), (), ("13", "34", "63"))


def test_le_departement_qui_lit_est_en_evidence_et_rien_n_est_un_rang(dossier: Dossier) -> None:
    page = html(dossier, [bloc for section in sections(comparaison).values() for bloc in section(dossier)])
    assert '<tr class="accent"><th scope="row">Bouches-du-Rhône</th>' in page
    texte = lire(dossier, comparaison.essentiel(dossier)).texte
    assert "ne fait pas de classement" in texte
    assert not any(mot in page.lower() for mot in ("premier rang", "au 1er rang", "dernier du classement"))


def test_deux_editions_ne_se_joignent_pas(dossier: Dossier) -> None:
    tous = chiffres(dossier, comparaison.evolution(dossier))
    evolutions = {c.libelle: c.valeur for c in tous if "évolution" in c.libelle}
    assert evolutions["Taux de couverture, Hauts-de-Seine : évolution dans l'édition « hist »"] == 6.8
    assert evolutions["Taux de couverture, Hauts-de-Seine : évolution dans l'édition « courant »"] == -0.8
    assert not any("onape" in libelle for libelle in evolutions)


def test_les_pairs_sont_comptes_hors_de_la_marge(dossier: Dossier) -> None:
    comptes = valeurs(dossier, comparaison.pairs(dossier))
    noms = ("au-dessous", "d'un niveau voisin", "au-dessus")
    assert [comptes[f"Pairs {nom} : Bouches-du-Rhône"] for nom in noms] == [0, 0, 5]
    assert sum(comptes[f"Pairs {nom} : Hérault"] or 0 for nom in noms) == 5
    assert list(dossier.pairs["13"]) == ["94", "34", "06", "69", "59"]


def test_le_contexte_compare_la_meme_periode(dossier: Dossier) -> None:
    periodes: dict[str, set[str]] = {}
    for chiffre in chiffres(dossier, comparaison.contexte(dossier)):
        if chiffre.connu:
            periodes.setdefault(chiffre.libelle.partition(", ")[0], set()).add(
                f"{chiffre.periode} {chiffre.edition}"
            )
    assert len(periodes) == 7
    assert {nom: lues for nom, lues in periodes.items() if len(lues) > 1} == {}


def test_le_departement_fictif_ne_se_compare_a_personne() -> None:
    dossier = ouvrir("00", "comparaison")
    texte = lire(dossier, comparaison.essentiel(dossier)).texte
    assert "ne se compare à aucun département réel" in texte
    assert dossier.pairs == {}
    assert [schema.departement.code for schema in dossier.schemas] == ["00"]


def test_un_departement_sans_taux_ni_schema_le_dit() -> None:
    dossier = ouvrir("976", "comparaison")
    texte = lire(dossier, [*comparaison.essentiel(dossier), *comparaison.schemas(dossier)]).texte
    assert "Sans taux publié pour cette année et cette édition : Mayotte." in texte
    assert "Aucun schéma n'est décrit ici pour ce département : Mayotte." in texte
