"""Le secret sur des cas faits à la main : ce qui se cache, ce qui reste, ce que la ligne ne dit plus."""

import hashlib

import numpy as np
import pandas as pd
import pytest
from tests.attaque import Somme, intervalles
from tests.secret import REGLES, cachees, liens, petites, primaire_seule, regles, table

from sdsf.erreurs import Erreurs, LienImpossible, SecretNonTenu
from sdsf.secret.liens import Lien, liens_de_rattachement
from sdsf.secret.protection import protection, proteger, verifier_publication

AN = "2023"


def en_2023(**effectifs: float | str) -> pd.DataFrame:
    """``commune_1=3`` : l'effectif « a » de la commune 1 en 2023."""
    return table({(nom.replace("_", ":"), "a", AN): valeur for nom, valeur in effectifs.items()})


def publie(donnees: pd.DataFrame, sommes: list[Somme], **options: object) -> pd.DataFrame:
    return proteger({"t": donnees}, liens(sommes), regles(**options) if options else REGLES)["t"]


EPCI_1: Somme = ("territoire", "epci:1", ["commune:1", "commune:2", "commune:3"])
EPCI_2: Somme = ("territoire", "epci:2", ["commune:4", "commune:5"])
DEPARTEMENT: Somme = ("territoire", "departement:00", ["epci:1", "epci:2"])
CARRE: list[Somme] = [
    ("territoire", "epci:1", ["commune:1", "commune:2"]),
    ("indicateur", "total", ["a", "b"]),
]


def carre(*valeurs: float) -> pd.DataFrame:
    """Deux communes, deux colonnes, et tous les totaux."""
    a1, b1, a2, b2 = valeurs
    lignes = {"commune:1": (a1, b1), "commune:2": (a2, b2), "epci:1": (a1 + a2, b1 + b2)}
    return table(
        {
            (ou, quoi, AN): valeur
            for ou, (a, b) in lignes.items()
            for quoi, valeur in (("a", a), ("b", b), ("total", a + b))
        }
    )


# --- un tableau -----------------------------------------------------------------------------------


def test_deux_par_deux_une_petite_case_en_cache_trois_autres() -> None:
    """3 | 30 / 20 | 25 : les quatre cases du milieu, aucun total."""
    publiee = publie(carre(3, 30, 20, 25), CARRE)
    milieu = {(f"commune:{c}", quoi, AN) for c in (1, 2) for quoi in "ab"}
    assert cachees(publiee) == milieu
    # Le lecteur lit 33 et 23 : la case vaut de 1 à 22, à la main.
    assert intervalles([publiee], CARRE)["commune:1", "a", AN] == (1, 22)


def test_deux_par_deux_sans_complement_se_recalcule() -> None:
    naive = primaire_seule(carre(3, 30, 20, 25))
    assert intervalles([naive], CARRE)["commune:1", "a", AN] == (3, 3)
    with pytest.raises(SecretNonTenu, match="a 2023"):
        verifier_publication({"t": naive}, liens(CARRE), REGLES)


def test_un_tableau_sans_petite_case_ne_cache_rien() -> None:
    donnees = carre(30, 30, 20, 25)
    rendu = protection({"t": donnees}, liens(CARRE), REGLES)
    assert rendu.bilan.cachees == 0
    assert rendu.bilan.phrase() == "Aucune case n'est cachée."
    assert rendu.tables["t"]["valeur"].sum() == donnees["valeur"].sum()


def test_le_complement_est_la_plus_petite_case_qui_suffit() -> None:
    donnees = en_2023(commune_1=2, commune_2=40, commune_3=12, epci_1=54)
    assert cachees(publie(donnees, [EPCI_1])) == {("commune:1", "a", AN), ("commune:3", "a", AN)}


def test_une_case_de_complement_trop_petite_ne_suffit_pas() -> None:
    """1 + 5 = 6 : sachant l'une sous 5 et l'autre non, la première vaudrait 1."""
    donnees = en_2023(commune_1=1, commune_2=5, commune_3=40, epci_1=46)
    publiee = publie(donnees, [EPCI_1])
    assert ("commune:3", "a", AN) in cachees(publiee)
    assert intervalles([publiee], [EPCI_1], petites(donnees))["commune:1", "a", AN] == (1, 4)


def test_deux_petites_cases_seules_ne_se_protegent_pas() -> None:
    """4 + 4 = 8 : deux cases de 1 à 4 dont la somme est 8 valent 4."""
    donnees = en_2023(commune_1=4, commune_2=4, commune_3=40, epci_1=48)
    assert len(cachees(publie(donnees, [EPCI_1]))) == 3


# --- les zéros ------------------------------------------------------------------------------------


def test_un_zero_reste_visible_et_ne_protege_personne() -> None:
    donnees = en_2023(commune_1=3, commune_2=0, commune_3=25, epci_1=28)
    publiee = publie(donnees, [EPCI_1])
    assert cachees(publiee) == {("commune:1", "a", AN), ("commune:3", "a", AN)}


def test_un_zero_structurel_se_lit_comme_un_zero() -> None:
    donnees = en_2023(commune_1=3, commune_2="sans_objet", commune_3=25, epci_1=28)
    publiee = publie(donnees, [EPCI_1])
    assert cachees(publiee) == {("commune:1", "a", AN), ("commune:3", "a", AN)}
    assert "sans_objet" in set(publiee["etat"])


def test_un_zero_protege_se_cache() -> None:
    donnees = en_2023(commune_1=0, commune_2=12, commune_3=25, epci_1=37)
    assert cachees(publie(donnees, [EPCI_1])) == set()
    assert ("commune:1", "a", AN) in cachees(publie(donnees, [EPCI_1], zero_protege=True))


def test_un_petit_total_de_quatre_uns_ne_dit_pas_qu_il_est_petit() -> None:
    """Sous le seuil et fait de quatre parties non nulles, il vaudrait 4 : le bilan tait alors ses motifs."""
    quatre = [f"commune:{i}" for i in range(1, 5)]
    donnees = en_2023(
        commune_1=1, commune_2=1, commune_3=1, commune_4=1, epci_1=4, epci_2=90, departement_00=94
    )
    sommes: list[Somme] = [("territoire", "epci:1", quatre), DEPARTEMENT]
    rendu = protection({"t": donnees}, liens(sommes), REGLES)
    assert rendu.bilan.prudent
    assert rendu.bilan.phrase() == f"{rendu.bilan.cachees} cases portent le mot « secret »."
    trouves = intervalles([rendu.tables["t"]], sommes)
    assert all(haut - bas >= 3 for bas, haut in trouves.values())


# --- les mailles ----------------------------------------------------------------------------------


def deux_epci() -> pd.DataFrame:
    return en_2023(
        commune_1=2, commune_2=60, commune_3=70, commune_4=50, commune_5=45,
        epci_1=132, epci_2=95, departement_00=227,
    )  # fmt: skip


def test_commune_epci_departement() -> None:
    sommes = [EPCI_1, EPCI_2, DEPARTEMENT]
    publiee = publie(deux_epci(), sommes)
    assert cachees(publiee) == {("commune:1", "a", AN), ("commune:2", "a", AN)}


def test_une_seule_commune_publiee_par_epci_fait_cacher_l_epci() -> None:
    """La seule commune d'un EPCI : le cacher, lui et un autre, pour que le département ne le redonne pas."""
    sommes: list[Somme] = [("territoire", "epci:1", ["commune:1"]), EPCI_2, DEPARTEMENT]
    donnees = en_2023(commune_1=2, commune_4=50, commune_5=45, epci_1=2, epci_2=95, departement_00=97)
    publiee = publie(donnees, sommes)
    assert {("commune:1", "a", AN), ("epci:1", "a", AN)} < cachees(publiee)
    assert all(haut - bas >= 3 for bas, haut in intervalles([publiee], sommes).values())


def test_la_partie_d_un_epci_hors_du_departement_est_protegee() -> None:
    """EPCI à cheval : 63 en tout, 61 dans les communes d'ici ; les 2 d'ailleurs, par différence."""
    donnees = en_2023(commune_4=30, commune_5=31, epci_2=63)
    a_cheval = Lien("territoire", "epci:2", ("commune:4", "commune:5"), complet=False)
    publiee = proteger({"t": donnees}, [a_cheval], REGLES)["t"]
    assert len(cachees(publiee)) == 1
    entier = Lien("territoire", "epci:2", ("commune:4", "commune:5"))
    assert cachees(proteger({"t": donnees}, [entier], REGLES)["t"]) == set()


def test_un_epci_qui_deborde_le_departement() -> None:
    """Les EPCI font 3 de plus que le département : ce débord est une case que personne ne publie."""
    donnees = en_2023(epci_1=80, epci_2=40, departement_00=117)
    deborde = Lien("territoire", "departement:00", ("epci:1", "epci:2"), complet=False)
    assert len(cachees(proteger({"t": donnees}, [deborde], REGLES)["t"])) == 1


def test_une_partie_absente_se_lirait_par_difference() -> None:
    donnees = en_2023(commune_1=30, commune_2=31, epci_1=64)
    assert len(cachees(publie(donnees, [EPCI_1]))) == 1


def test_les_liens_d_une_table_de_territoires() -> None:
    lignes = [("00", "departement", ""), ("9", "epci", "00"), ("1", "commune", "9"), ("2", "commune", "9")]
    territoires = pd.DataFrame(lignes, columns=["territoire", "maille", "rattachement"])
    trouves = {(lien.tout, lien.parties) for lien in liens_de_rattachement(territoires)}
    assert trouves == {
        ("departement:00", ("epci:9",)),
        ("epci:9", ("commune:1", "commune:2")),
        ("departement:00", ("commune:1", "commune:2")),
    }


def test_un_rattachement_en_rond_se_dit() -> None:
    lignes = [("1", "epci", "2"), ("2", "epci", "1")]
    with pytest.raises(LienImpossible):
        liens_de_rattachement(pd.DataFrame(lignes, columns=["territoire", "maille", "rattachement"]))


# --- d'autres tables, d'autres années -------------------------------------------------------------


def test_deux_tableaux_lies() -> None:
    """Les communes sont dans l'un, le total de l'EPCI dans l'autre : on additionne d'un tableau à l'autre."""
    tables = {"communes": en_2023(commune_1=3, commune_2=20, commune_3=44), "epci": en_2023(epci_1=67)}
    publiees = proteger(tables, liens([EPCI_1]), REGLES)
    assert intervalles(publiees.values(), [EPCI_1])["commune:1", "a", AN] == (1, 22)
    naives = {nom: primaire_seule(donnees) for nom, donnees in tables.items()}
    assert intervalles(naives.values(), [EPCI_1])["commune:1", "a", AN] == (3, 3)


def test_une_case_repetee_se_cache_partout() -> None:
    donnees = en_2023(commune_1=3, commune_2=20, commune_3=44, epci_1=67)
    publiees = proteger(
        {"t": donnees, "annexe": donnees[donnees["territoire"] != "9"]}, liens([EPCI_1]), REGLES
    )
    assert cachees(publiees["t"]) == cachees(publiees["annexe"]) != set()


def test_deux_editions_d_un_fait_se_cachent_ensemble() -> None:
    donnees = en_2023(commune_1=3, commune_2=20, commune_3=44, epci_1=67)
    revues = pd.concat([donnees.assign(edition="2024"), donnees.assign(edition="2025")])
    publiee = publie(revues, [EPCI_1])
    cache = publiee[publiee["etat"] == "secret"]
    assert cache.groupby("edition")["territoire"].apply(list).tolist() == [["1", "2"], ["1", "2"]]


def test_deux_annees_le_second_rapport_garde_le_meme_complement() -> None:
    """L'an dernier la commune 3 était cachée avec la 1 ; cacher la 2 à sa place livrerait les deux."""
    donnees = en_2023(commune_1=3, commune_2=20, commune_3=44, epci_1=67)
    cache = donnees["territoire"].isin(["1", "3"]) & (donnees["maille"] == "commune")
    etats = donnees["etat"].mask(cache, "secret")
    precedent = donnees.assign(valeur=donnees["valeur"].mask(cache), etat=etats)
    seul = publie(donnees, [EPCI_1])
    suivi = proteger({"t": donnees}, liens([EPCI_1]), REGLES, {"t": precedent})["t"]
    assert intervalles([precedent, seul], [EPCI_1])["commune:1", "a", AN] == (3, 3)
    assert intervalles([precedent, suivi], [EPCI_1])["commune:1", "a", AN] == (1, 46)
    assert cachees(suivi) == cachees(precedent)


def test_une_petite_case_deja_publiee_se_cache_et_se_compte() -> None:
    donnees = en_2023(commune_1=3, commune_2=20, commune_3=44, epci_1=67)
    rendu = protection({"t": donnees}, liens([EPCI_1]), REGLES, {"t": donnees})
    assert cachees(rendu.tables["t"]) == {("commune:1", "a", AN)}
    assert (rendu.bilan.primaires, rendu.bilan.secondaires, rendu.bilan.revelees) == (1, 0, 1)


# --- les règles -----------------------------------------------------------------------------------


def test_le_secret_de_la_source_ne_se_recalcule_pas() -> None:
    """« s » dans le fichier : sa valeur, inconnue d'ici, se lirait par différence (67 − 20 − 44)."""
    donnees = en_2023(commune_1="secret", commune_2=20, commune_3=44, epci_1=67)
    rendu = protection({"t": donnees}, liens([EPCI_1]), REGLES)
    assert cachees(rendu.tables["t"]) == {("commune:1", "a", AN), ("commune:2", "a", AN)}
    assert (rendu.bilan.a_la_source, rendu.bilan.secondaires) == (1, 1)


def test_un_trou_reste_le_trou_qu_il_etait() -> None:
    donnees = en_2023(commune_1="non_disponible", commune_2=20, commune_3=44, epci_1=67)
    publiee = publie(donnees, [EPCI_1])
    assert publiee.set_index("territoire").loc["1", "etat"].tolist() == ["non_disponible", "valeur"]
    # Le trou valait 3, par différence : une autre case se cache.
    assert len(cachees(publiee)) == 1


def test_une_donnee_publique_n_est_pas_cachee() -> None:
    donnees = en_2023(commune_1=3, commune_2=20, epci_1=23).assign(
        origine="producteur", source="insee_etat_civil"
    )
    assert cachees(publie(donnees, [EPCI_1])) == set()


def test_le_seuil_fiscal_est_onze() -> None:
    donnees = en_2023(commune_1=10, commune_2=11, commune_3=300).assign(source="insee_filosofi")
    assert cachees(publie(donnees, [])) == {("commune:1", "a", AN)}


def test_le_seuil_se_regle() -> None:
    donnees = en_2023(commune_1=3, commune_2=20)
    assert cachees(publie(donnees, [], effectif_minimal=3)) == set()
    assert cachees(publie(donnees, [], effectif_minimal=21)) == set(petites(donnees, 21))


@pytest.mark.parametrize(
    ("numerateur", "denominateur", "cache"),
    [(3.0, 60.0, True), (30.0, 60.0, False), (0.0, 60.0, False), (2.0, 4.0, True), (None, 60.0, True)],
)
def test_un_taux_suit_son_numerateur(numerateur: float | None, denominateur: float, cache: bool) -> None:
    """5 % de 60 : trois familles, même si le numérateur n'est pas écrit."""
    valeur = 5.0 if numerateur is None else 100 * numerateur / denominateur
    donnees = en_2023(commune_1=valeur).assign(
        unite="pourcent", numerateur=numerateur, denominateur=denominateur
    )
    assert bool(cachees(publie(donnees, []))) == cache


def test_un_taux_cache_ne_se_recalcule_pas_par_le_taux_d_ensemble() -> None:
    numerateurs, denominateurs = np.array([3.0, 20.0, 44.0, 67.0]), np.array([60.0, 80.0, 90.0, 230.0])
    donnees = en_2023(commune_1=0, commune_2=0, commune_3=0, epci_1=0).assign(
        valeur=100 * numerateurs / denominateurs,
        unite="pourcent",
        numerateur=numerateurs,
        denominateur=denominateurs,
    )
    publiee = publie(donnees, [EPCI_1])
    assert len(cachees(publiee)) == 2
    assert publiee.loc[publiee["etat"] == "secret", ["numerateur", "denominateur"]].isna().all(axis=None)


def test_un_taux_sur_trop_peu_d_unites_ne_se_montre_pas() -> None:
    """La règle des données arrondies à 5 : le taux fragile est retiré, sans complément."""
    arrondies = REGLES.model_copy(
        update={"regles": [r.model_copy(update={"sources": ["ouverte"]}) for r in REGLES.regles if r.arrondi]}
    )
    donnees = en_2023(commune_1=50, commune_2=40, commune_3=30).assign(
        source="ouverte", origine="producteur", unite="pourcent", denominateur=[15.0, 20.0, 400.0]
    )
    assert cachees(proteger({"t": donnees}, [], arrondies)["t"]) == {("commune:1", "a", AN)}


def test_un_montant_domine_ou_bati_sur_deux_unites_se_cache() -> None:
    donnees = en_2023(commune_1=1000, commune_2=1000, commune_3=1000).assign(
        unite="euros", unites=[2.0, 8.0, 8.0], part_maximale=[60.0, 90.0, 40.0]
    )
    publiee = publie(donnees, [])
    assert cachees(publiee) == {("commune:1", "a", AN), ("commune:2", "a", AN)}
    assert publiee.loc[publiee["etat"] == "secret", ["unites", "part_maximale"]].isna().all(axis=None)


def test_la_part_de_la_plus_grosse_structure_ne_se_devine_pas() -> None:
    donnees = en_2023(commune_1=1000, commune_2=100, commune_3=9000, epci_1=10100).assign(
        unite="euros", unites=[2.0, 8.0, 8.0, 18.0], part_maximale=[60.0, 40.0, 40.0, 40.0]
    )
    # La commune 2 est trop petite pour couvrir à elle seule l'écart de 176 € qu'il faut laisser.
    assert ("commune:3", "a", AN) in cachees(publie(donnees, [EPCI_1]))


def test_un_effectif_inconnu_suit_la_regle() -> None:
    donnees = en_2023(commune_1=1000).assign(unite="euros")
    assert cachees(publie(donnees, [], effectif_inconnu="publier")) == set()
    assert len(cachees(publie(donnees, [], effectif_inconnu="cacher"))) == 1


# --- ce que la ligne cachée ne dit plus -----------------------------------------------------------


def test_la_ligne_cachee_ne_garde_rien_de_sa_valeur() -> None:
    donnees = en_2023(commune_1=3, commune_2=20, commune_3=44, epci_1=67)
    donnees = donnees.assign(
        note="soit 3 familles", extrait="3 familles", numerateur=donnees["valeur"], denominateur=100.0,
        fichier="releves.csv", ligne=range(2, 6),
        empreinte=[hashlib.sha256(str(v).encode()).hexdigest() for v in donnees["valeur"]],
    )  # fmt: skip
    publiee = publie(donnees, [EPCI_1])
    cache = publiee[publiee["etat"] == "secret"]
    assert cache[["valeur", "numerateur", "denominateur"]].isna().all(axis=None)
    assert (cache[["note", "extrait"]] == "").all(axis=None)
    # L'empreinte d'origine se retrouve en essayant 1, 2, 3… : elle est remplacée.
    assert not set(cache["empreinte"]) & set(donnees["empreinte"])
    assert set(publiee.loc[publiee["etat"] == "valeur", "empreinte"]) <= set(donnees["empreinte"])


def test_le_bilan_compte_sans_designer() -> None:
    rendu = protection({"t": deux_epci()}, liens([EPCI_1, EPCI_2, DEPARTEMENT]), REGLES)
    assert (rendu.bilan.primaires, rendu.bilan.secondaires) == (1, 1)
    attendu = "2 cases portent le mot « secret » : 1 trop petite, 1 pour que la première ne se recalcule pas."
    assert rendu.bilan.phrase() == attendu
    assert list(rendu.tables["t"].columns) == list(deux_epci().columns)


def test_une_table_hors_contrat_est_refusee() -> None:
    with pytest.raises(Erreurs, match="D365"):
        proteger({"t": en_2023(commune_1=3).drop(columns=["etat", "source"])}, [], REGLES)


def test_une_table_vide_reste_vide() -> None:
    vide = en_2023(commune_1=3).iloc[:0]
    assert proteger({"t": vide}, liens([EPCI_1]), REGLES)["t"].empty
