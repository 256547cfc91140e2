"""L'attaque ne réussit jamais sur ce qui est publié ; elle réussit sans suppression secondaire."""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.attaque import Somme, intervalles
from tests.secret import REGLES, SEUIL, cachees, liens, petites, primaire_seule, table

from sdsf.erreurs import SecretNonTenu
from sdsf.secret.complement import Effort
from sdsf.secret.liens import Lien
from sdsf.secret.protection import protection, proteger, verifier_publication

# Ce que la règle interdit de réduire : de 1 à 4, trois unités d'écart.
LARGEUR = SEUIL - 2


def au_hasard(
    hasard: np.random.Generator, epcis: int, communes: int, annees: int = 1, indicateurs: int = 1
) -> tuple[pd.DataFrame, list[Somme]]:
    """Une table de communes, d'EPCI et du département, des années, des colonnes et leur total."""
    rangees: dict[tuple[str, str, str], float] = {}
    noms = {f"epci:{e}": [f"commune:{e:02d}{c:03d}" for c in range(communes)] for e in range(epcis)}
    sommes: list[Somme] = [("territoire", epci, parties) for epci, parties in noms.items()]
    sommes.append(("territoire", "departement:00", list(noms)))
    colonnes = [f"colonne_{i}" for i in range(indicateurs)]
    if indicateurs > 1:
        sommes.append(("indicateur", "total", colonnes))
    for annee in range(2020, 2020 + annees):
        for colonne in colonnes:
            for epci, parties in noms.items():
                for commune in parties:
                    effectif = float(hasard.poisson(9 * hasard.gamma(1.0, 1.0)))
                    for ou in (commune, epci, "departement:00"):
                        for quoi in {colonne, "total" if indicateurs > 1 else colonne}:
                            cle = (ou, quoi, str(annee))
                            rangees[cle] = rangees.get(cle, 0.0) + effectif
    return table(rangees), sommes


def trop_etroits(
    publiees: list[pd.DataFrame], sommes: list[Somme], largeur: float = LARGEUR
) -> dict[tuple[str, str, str], tuple[float, float]]:
    """Les cases cachées que le lecteur situe mieux que la règle ne le permet."""
    trouves = intervalles(publiees, sommes)
    return {cle: (bas, haut) for cle, (bas, haut) in trouves.items() if haut - bas < largeur}


# --- des tables au hasard -------------------------------------------------------------------------


@settings(max_examples=12)
@given(
    graine=st.integers(0, 2**32 - 1),
    epcis=st.integers(1, 4),
    communes=st.integers(2, 6),
    indicateurs=st.integers(1, 3),
)
def test_l_attaque_ne_reussit_jamais(graine: int, epcis: int, communes: int, indicateurs: int) -> None:
    donnees, sommes = au_hasard(np.random.default_rng(graine), epcis, communes, 1, indicateurs)
    publiee = proteger({"releves": donnees}, liens(sommes), REGLES)["releves"]
    assert petites(donnees) <= cachees(publiee)
    assert trop_etroits([publiee], sommes) == {}
    verifier_publication({"releves": publiee}, liens(sommes), REGLES)


@settings(max_examples=12)
@given(graine=st.integers(0, 2**32 - 1), indicateurs=st.integers(1, 3))
def test_la_verite_est_dans_l_intervalle(graine: int, indicateurs: int) -> None:
    donnees, sommes = au_hasard(np.random.default_rng(graine), 2, 4, 1, indicateurs)
    publiee = proteger({"releves": donnees}, liens(sommes), REGLES)["releves"]
    vraies = {cle: valeur for cle, valeur in valeurs(donnees).items() if cle in cachees(publiee)}
    trouves = intervalles([publiee], sommes)
    assert all(trouves[cle][0] <= valeur <= trouves[cle][1] for cle, valeur in vraies.items())


def valeurs(donnees: pd.DataFrame) -> dict[tuple[str, str, str], float]:
    return {
        (f"{ligne['maille']}:{ligne['territoire']}", ligne["indicateur"], ligne["periode"]): ligne["valeur"]
        for ligne in donnees.to_dict("records")
    }


@settings(max_examples=12)
@given(graine=st.integers(0, 2**32 - 1))
def test_savoir_lesquelles_sont_sous_le_seuil_n_aide_pas(graine: int) -> None:
    """Aucun total n'est sous le seuil : rien de structurel ne resserre l'intervalle."""
    hasard = np.random.default_rng(graine)
    effectifs = hasard.choice([2.0, 3.0, 12.0, 15.0, 30.0, 41.0], size=(3, 5), p=[0.1, 0.1, *[0.2] * 4])
    effectifs[:, 0] = 60.0
    rangees = {(f"commune:{e}{c}", "a", "2023"): effectifs[e, c] for e in range(3) for c in range(5)} | {
        (f"epci:{e}", "a", "2023"): effectifs[e].sum() for e in range(3)
    }
    rangees["departement:00", "a", "2023"] = effectifs.sum()
    sommes: list[Somme] = [
        ("territoire", f"epci:{e}", [f"commune:{e}{c}" for c in range(5)]) for e in range(3)
    ]
    sommes.append(("territoire", "departement:00", [f"epci:{e}" for e in range(3)]))
    donnees = table(rangees)
    publiee = proteger({"releves": donnees}, liens(sommes), REGLES)["releves"]
    connues = petites(donnees)
    for cle, (bas, haut) in intervalles([publiee], sommes, connues).items():
        assert haut - bas >= LARGEUR if cle not in connues else (bas, haut) == (1, SEUIL - 1)


def test_sans_suppression_secondaire_l_attaque_reussit() -> None:
    """Sait échouer : les mêmes tables, où l'on n'a caché que les cases sous le seuil."""
    reussites = 0
    for graine in range(6):
        donnees, sommes = au_hasard(np.random.default_rng(graine), 3, 4, 1, 2)
        naive = primaire_seule(donnees)
        if trop_etroits([naive], sommes):
            reussites += 1
            with pytest.raises(SecretNonTenu):
                verifier_publication({"releves": naive}, liens(sommes), REGLES)
        protegee = proteger({"releves": donnees}, liens(sommes), REGLES)["releves"]
        assert trop_etroits([protegee], sommes) == {}
    assert reussites >= 4


# --- deux années successives ----------------------------------------------------------------------


@settings(max_examples=12)
@given(graine=st.integers(0, 2**32 - 1))
def test_deux_rapports_successifs_ne_se_recoupent_pas(graine: int) -> None:
    """Le second rapport reprend 2020, y ajoute le total et le département, et montre 2021."""
    donnees, sommes = au_hasard(np.random.default_rng(graine), 2, 4, 2, 2)
    en_2020 = (donnees["periode"] == "2020") & (donnees["indicateur"] != "total")
    premier = proteger({"a": donnees[en_2020 & (donnees["maille"] != "departement")]}, liens(sommes), REGLES)
    second = protection({"b": donnees}, liens(sommes), REGLES, premier)
    assert trop_etroits([premier["a"], second.tables["b"]], sommes) == {}
    assert second.bilan.revelees == 0


@settings(max_examples=12)
@given(graine=st.integers(0, 2**32 - 1))
def test_ce_que_l_an_dernier_a_deja_donne_se_compte(graine: int) -> None:
    """Le total et une colonne étaient publiés : l'autre colonne l'était donc aussi, quoi qu'on cache."""
    donnees, sommes = au_hasard(np.random.default_rng(graine), 2, 4, 1, 2)
    premier = proteger({"a": donnees[donnees["indicateur"] != "colonne_1"]}, liens(sommes), REGLES)
    second = protection({"b": donnees}, liens(sommes), REGLES, premier)
    restes = trop_etroits([premier["a"], second.tables["b"]], sommes)
    assert len(restes) <= second.bilan.revelees
    assert petites(donnees) <= cachees(second.tables["b"])


def test_oublier_le_rapport_precedent_laisse_recouper() -> None:
    """Sait échouer : chaque rapport protège ses cases, mais pas des mêmes totaux."""
    reussites = 0
    for graine in range(8):
        donnees, sommes = au_hasard(np.random.default_rng(graine), 2, 4, 1, 2)
        ancienne = donnees[(donnees["indicateur"] != "total") & (donnees["maille"] != "departement")]
        premier = proteger({"releves": ancienne}, liens(sommes), REGLES)["releves"]
        second = proteger({"releves": donnees}, liens(sommes), REGLES)["releves"]
        reussites += bool(trop_etroits([premier, second], sommes))
    assert reussites > 0


# --- le repli, la taille, la constance ------------------------------------------------------------


@pytest.mark.parametrize("effort", [Effort(faits=0), Effort(tours=1), Effort(noeuds=0)])
def test_une_recherche_ecourtee_protege_aussi(effort: Effort) -> None:
    for graine in range(3):
        donnees, sommes = au_hasard(np.random.default_rng(graine), 3, 4, 1, 3)
        rendu = protection({"releves": donnees}, liens(sommes), REGLES, effort=effort)
        assert trop_etroits([rendu.tables["releves"]], sommes) == {}


def test_trente_six_communes_cinq_ans_sept_colonnes() -> None:
    donnees, sommes = au_hasard(np.random.default_rng(92), 4, 9, 5, 7)
    debut = time.perf_counter()
    publiee = proteger({"releves": donnees}, liens(sommes), REGLES)["releves"]
    assert time.perf_counter() - debut < 60
    verifier_publication({"releves": publiee}, liens(sommes), REGLES)


def test_l_ordre_des_lignes_ne_change_rien_et_ne_dit_rien() -> None:
    donnees, sommes = au_hasard(np.random.default_rng(3), 3, 5, 1, 2)
    par_valeur = donnees.sort_values("valeur", kind="stable")
    rendues = [proteger({"t": d}, liens(sommes), REGLES)["t"] for d in (donnees, par_valeur, donnees[::-1])]
    for rendue in rendues[1:]:
        pd.testing.assert_frame_equal(rendue, rendues[0])


def test_l_entree_n_est_pas_changee() -> None:
    donnees, sommes = au_hasard(np.random.default_rng(4), 2, 4)
    copie = donnees.copy()
    proteger({"t": donnees}, liens(sommes), REGLES)
    pd.testing.assert_frame_equal(donnees, copie)


def test_un_lien_qui_boucle_se_dit() -> None:
    with pytest.raises(Exception, match="D368"):
        Lien("territoire", "epci:1", ("epci:1", "commune:2"))
