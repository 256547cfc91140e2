"""Le tableau de bord, sans écran : ce que l'on peut choisir, ce que l'on regarde, ce que l'on montre."""

import csv
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest

from sdsf.ateliers.tableau_de_bord import page
from sdsf.ateliers.tableau_de_bord.choix import (
    AUCUNE,
    PAIRS,
    Fonds,
    annees,
    comparaisons,
    corriger,
    ranger,
    territoires,
)
from sdsf.ateliers.tableau_de_bord.etat import Etat, etat_garde
from sdsf.ateliers.tableau_de_bord.regard import regarder
from sdsf.ateliers.tableau_de_bord.vue import Vue, composer
from sdsf.contours.lecture import SansContours
from sdsf.dossier import Dossier
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rendu.registre import Registre

SANS = SansContours("data/contours/epci/13.geojson n'existe pas", "téléchargez-les")


@pytest.fixture(scope="module")
def fonds_00(dossier_00: Dossier) -> Fonds:
    return ranger(dossier_00)


@pytest.fixture(scope="module")
def fonds_13(dossier_13: Dossier) -> Fonds:
    return ranger(dossier_13)


def vue_de(fonds: Fonds, etat: Etat) -> Vue:
    return composer(regarder(fonds, corriger(fonds, etat)), SANS)


def html_de(fonds: Fonds, etat: Etat) -> str:
    registre = Registre(dict(fonds.dossier.referentiel.unites))
    liens = page.liens_des_sources(fonds.dossier.referentiel)
    texte = unescape(str(page.en_html(vue_de(fonds, etat), registre, liens)))
    return texte.replace("\u00a0", " ")


def etats(fonds: Fonds) -> Iterator[Etat]:
    """Chaque indicateur, le premier territoire de chaque maille, chaque comparaison."""
    code, annee = fonds.dossier.departement.code, fonds.dossier.annee
    for indicateur in fonds.options:
        premiers = {t.valeur.partition(":")[0]: t.valeur for t in territoires(fonds, indicateur.valeur)}
        for territoire in premiers.values():
            for comparaison in comparaisons(fonds, indicateur.valeur, territoire):
                yield Etat(code, annee, indicateur.valeur, territoire, comparaison.valeur)


# --- ce que l'on peut choisir ---------------------------------------------------------------------


def test_un_etat_garde_se_relit_et_un_autre_s_oublie() -> None:
    etat = Etat("13", 2024, "taux", "epci:200054807", "epci")
    assert etat_garde(etat.en_choix()) == etat
    assert (etat.maille, etat.code) == ("epci", "200054807")
    assert etat_garde({}) is None
    assert etat_garde({**etat.en_choix(), "annee": "deux mille"}) is None


def test_un_choix_impossible_devient_le_premier_possible(fonds_13: Fonds) -> None:
    corrige = corriger(fonds_13, Etat("13", 2024, "inconnu", "epci:0", "qpv"))
    assert corrige == Etat("13", 2024, PRINCIPAL, "departement:13", "epci")


def test_un_etat_possible_ne_change_pas(fonds_13: Fonds) -> None:
    etat = Etat("13", 2024, PRINCIPAL, "commune:13004", "commune")
    assert corriger(fonds_13, etat) == etat


def test_chaque_indicateur_propose_a_une_valeur(fonds_00: Fonds) -> None:
    assert len(fonds_00.options) > 20
    assert all(fonds_00.propres(option.valeur)["valeur"].notna().any() for option in fonds_00.options)
    libelles = [option.libelle for option in fonds_00.options]
    assert len(set(libelles)) == len(libelles)


def test_les_annees_vont_d_avant_le_schema_a_la_derniere(dossier_13: Dossier) -> None:
    proposees = annees(dossier_13)
    assert dossier_13.annee in proposees
    assert proposees == list(range(proposees[0], proposees[-1] + 1))
    assert proposees[0] == dossier_13.plan.periode.debut - 3


# --- chaque vue se compose ------------------------------------------------------------------------


@pytest.mark.parametrize("nom", ["fonds_00", "fonds_13"])
def test_chaque_vue_dit_sa_valeur_ses_mentions_et_ses_sources(
    nom: str, request: pytest.FixtureRequest
) -> None:
    fonds: Fonds = request.getfixturevalue(nom)
    for etat in itertools.islice(etats(fonds), 0, None, 3):  # un sur trois : chaque indicateur y passe
        vue = vue_de(fonds, etat)
        assert vue.phrases, etat
        assert "édition publique" in vue.mentions
        assert vue.sources or not regarder(fonds, etat).chiffre, etat
        assert not [i for i in vue.images if re.search(r"\bnan\b", i.alternative)], etat


def test_les_donnees_fictives_se_disent(fonds_00: Fonds, fonds_13: Fonds) -> None:
    assert "données fictives" in vue_de(fonds_00, Etat("00", 2024)).mentions
    assert "fictives" not in vue_de(fonds_13, Etat("13", 2024)).mentions


def test_le_13_dit_son_taux_celui_de_la_france_et_l_ecart(fonds_13: Fonds) -> None:
    texte = html_de(fonds_13, Etat("13", 2024))
    mots = re.sub(r"<sup.*?</sup>|<[^>]+>", "", texte)
    assert "Bouches-du-Rhône : 50,6 places pour 100 enfants (2023)." in mots
    assert "La valeur de 2024 n'est pas connue" in mots
    assert "60,9" in mots
    assert "\u221210,3" in mots


def test_sans_contours_la_carte_dit_pourquoi(fonds_13: Fonds) -> None:
    texte = html_de(fonds_13, Etat("13", 2024, PRINCIPAL, "departement:13", "epci"))
    assert "Carte non dessinée : data/contours/epci/13.geojson n'existe pas." in texte


def test_rien_d_autre_que_la_france_ne_montre_aucun_territoire(fonds_13: Fonds) -> None:
    vue = vue_de(fonds_13, Etat("13", 2024, PRINCIPAL, "departement:13", AUCUNE))
    assert [image.titre for image in vue.images] == ["Bouches-du-Rhône, de 2017 à 2023"]


def test_des_departements_semblables_se_regardent_sans_rang(fonds_13: Fonds) -> None:
    regard = regarder(fonds_13, Etat("13", 2024, PRINCIPAL, "departement:13", PAIRS))
    assert regard.comparaison is not None
    noms = [rangee.nom for rangee in regard.comparaison.rangees]
    assert noms == sorted(noms)
    assert len(noms) == 6
    assert "sans rang" in regard.comparaison.ordre.raison
    assert len({rangee.chiffre.edition for rangee in regard.comparaison.rangees}) == 1


def test_un_effectif_n_est_ni_range_ni_compare_a_la_france(fonds_13: Fonds) -> None:
    regard = regarder(fonds_13, Etat("13", 2024, "nombre_naissances", "departement:13", "epci"))
    assert regard.comparaison is not None
    noms = [rangee.nom for rangee in regard.comparaison.rangees]
    assert noms == sorted(noms)
    assert regard.reperes == {}


def test_deux_editions_ne_se_joignent_pas(fonds_13: Fonds) -> None:
    regard = regarder(fonds_13, Etat("13", 2024, PRINCIPAL, "departement:13", AUCUNE))
    propres = [courbe for courbe in regard.courbes if courbe.role == "accent"]
    assert len(propres) == regard.serie.groupby(["source", "edition"]).ngroups > 1


def test_la_fiche_du_schema_qui_suit_l_indicateur_est_a_un_clic(fonds_00: Fonds) -> None:
    code = next(option.valeur for option in fonds_00.options if option.valeur == "pe-1.1-i1")
    assert "La fiche du schéma : 1.1." in html_de(fonds_00, Etat("00", 2024, code))


def test_chaque_nombre_ouvre_sa_carte_qui_mene_a_sa_source(fonds_13: Fonds) -> None:
    texte = html_de(fonds_13, Etat("13", 2024))
    demandees = set(re.findall(r'popovertarget="(carte-\d+)"', texte))
    assert demandees
    assert demandees == set(re.findall(r'popover id="(carte-\d+)"', texte))
    assert 'href="https://data.caf.fr' in texte
    assert "dans l'annexe" not in texte  # l'annexe est dans les rapports


# --- le secret, le texte des gens -----------------------------------------------------------------


def test_une_valeur_cachee_ne_sort_nulle_part(fonds_00: Fonds) -> None:
    """Une case cachée : ni dans l'image, ni dans l'alternative, ni dans le tableau, ni dans l'export."""
    releves = fonds_00.dossier.releves.copy()
    case = (releves["indicateur"] == PRINCIPAL) & (releves["maille"] == "epci")
    cible = releves.index[case & (releves["periode"] == "2024")][0]
    cachee, nom = float(releves.at[cible, "valeur"]), str(releves.at[cible, "libelle"])
    releves.loc[cible, "valeur"] = float("nan")
    releves.loc[cible, "etat"] = "secret"
    tables = {**fonds_00.dossier.tables, "releves": releves}
    fonds = ranger(replace(fonds_00.dossier, tables=tables))
    etat = Etat("00", 2024, PRINCIPAL, "departement:00", "epci")
    registre = Registre(dict(fonds.dossier.referentiel.unites))
    vue = vue_de(fonds, etat)
    texte = str(page.en_html(vue, registre, {})) + page.en_csv(registre) + page.en_phrase(vue, registre)
    assert "secret" in texte, nom
    assert f"{cachee:.1f}".replace(".", ",") not in texte
    assert repr(cachee) not in texte


def test_un_texte_saisi_reste_du_texte(fonds_00: Fonds) -> None:
    noms = fonds_00.dossier.tables["territoires"].copy()
    noms.loc[noms["maille"] == "epci", "nom"] = "=<script>alert(1)</script>"
    fonds = ranger(replace(fonds_00.dossier, tables={**fonds_00.dossier.tables, "territoires": noms}))
    registre = Registre(dict(fonds.dossier.referentiel.unites))
    vue = vue_de(fonds, Etat("00", 2024, PRINCIPAL, "departement:00", "epci"))
    assert "<script>" not in str(page.en_html(vue, registre, {}))
    ecrits = csv.DictReader(io.StringIO(page.en_csv(registre)))
    assert not [ligne for ligne in ecrits if ligne["territoire"].startswith("=")]


# --- emporter -------------------------------------------------------------------------------------


def test_l_export_est_ce_que_l_on_voit(fonds_13: Fonds) -> None:
    registre = Registre(dict(fonds_13.dossier.referentiel.unites))
    vue = vue_de(fonds_13, Etat("13", 2024))
    page.en_html(vue, registre, {})
    ecrites = list(csv.DictReader(io.StringIO(page.en_csv(registre))))
    assert len(ecrites) == len(registre)
    assert all(ligne["source"] and ligne["periode"] for ligne in ecrites)
    phrase = page.en_phrase(vue, registre)
    assert "50,6" in phrase
    assert "édition publique" in phrase
    image = page.en_png(vue, registre)
    assert image.startswith(b"\x89PNG")
    assert len(image) > 60_000, "une image sans lettres est bien plus légère"


def test_ranger_ne_garde_que_ce_qui_est_connu_a_l_annee(dossier_13: Dossier) -> None:
    fonds = ranger(dossier_13)
    toutes = pd.concat(list(fonds.par_indicateur.values()))
    assert toutes["annee"].max() <= dossier_13.annee
    assert "texte" not in set(toutes["origine"])
