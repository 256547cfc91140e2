"""Les messages d'erreur : le lieu, ce qui ne va pas, le plus proche, le remède, le code."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tableau import cas

from sdsf import erreurs as err
from sdsf.erreurs import SORTIES, Erreurs, Lieu, classes_d_erreur, enumerer, lever, plus_proche

CLASSES = classes_d_erreur()
SEQUENCE = "\x1b[2J\x1b]0;titre\x07"


def texte_des_classes(classe: type[err.Erreur]) -> str:
    return f"{classe.titre} {classe.gabarit} {classe.remede}"


# --- la forme d'un message ------------------------------------------------------------------------


def test_un_message_dit_le_lieu_la_faute_le_plus_proche_puis_le_remede() -> None:
    erreur = err.ReferenceInconnue(
        Lieu("params/plan.yml", 41, "fiches « 1.10 »"),
        proche="taux_couverture_accueil",
        recu="taux_couverture_acceuil",
        attendu="un indicateur du référentiel",
        complement=", ou écrivez null avec un « motif »",
    )
    assert erreur.lignes() == [
        "params/plan.yml:41 · fiches « 1.10 »  [P203]",
        "  « taux_couverture_acceuil » n'est pas un indicateur du référentiel.",
        "  Le plus proche : « taux_couverture_accueil ».",
        "  Corrigez ce mot, ou écrivez null avec un « motif ».  (sdsf expliquer P203)",
    ]


def test_sans_mot_proche_la_ligne_disparait() -> None:
    assert "Le plus proche" not in str(err.DepartementInconnu(recu="x"))


def test_sans_lieu_le_code_et_le_titre_ouvrent_le_message() -> None:
    assert err.DepartementInconnu(recu="x").lignes()[0] == "[P101] Département inconnu"


@pytest.mark.parametrize(
    ("lieu", "ecrit"),
    [
        (Lieu(), ""),
        (Lieu("a.csv"), "a.csv"),
        (Lieu("a.csv", 3), "a.csv:3"),
        (Lieu("a.csv", 3, "colonne valeur"), "a.csv:3 · colonne valeur"),
        (Lieu(detail="reglages · seuil"), "reglages · seuil"),
    ],
)
def test_un_lieu_s_ecrit_avec_ce_que_l_on_sait(lieu: Lieu, ecrit: str) -> None:
    assert str(lieu) == ecrit


def test_dans_un_carnet_le_message_remplace_la_trace() -> None:
    erreur = err.DepartementInconnu(recu="x")
    assert erreur._render_traceback_() == erreur.lignes()
    assert Erreurs([erreur])._render_traceback_()[0] == "1 erreur"


# --- un texte hostile -----------------------------------------------------------------------------

HOSTILES = ["a\nb", "a\r\nb", f"a{SEQUENCE}b", "a\x00b", "a\u2028b", "a\u202eb", "a\tb"]


def est_inoffensif(erreur: err.Erreur, lignes: int = 3) -> bool:
    """Le nombre de lignes d'un message ordinaire, et rien qui pilote un terminal."""
    ecrites = str(erreur).split("\n")
    return len(ecrites) == lignes and all(ligne.isprintable() for ligne in ecrites)


@pytest.mark.parametrize("hostile", HOSTILES)
def test_une_valeur_hostile_est_rendue_inoffensive(hostile: str) -> None:
    assert est_inoffensif(err.DepartementInconnu(recu=hostile))


@pytest.mark.parametrize("hostile", HOSTILES)
def test_un_lieu_hostile_est_rendu_inoffensif(hostile: str) -> None:
    """Le code d'une fiche, une clé ou un nom de fichier s'impriment dans le lieu."""
    assert est_inoffensif(err.FichierVide(Lieu("plan.yml", 3, f"fiches « {hostile} »")))
    assert est_inoffensif(err.FichierVide(Lieu(f"{hostile}.yml")))


@pytest.mark.parametrize("hostile", HOSTILES)
def test_un_mot_proche_hostile_est_rendu_inoffensif(hostile: str) -> None:
    assert est_inoffensif(err.DepartementInconnu(proche=hostile, recu="x"), lignes=4)


@pytest.mark.parametrize("hostile", [["a\nb"], {"cle": f"a{SEQUENCE}b"}])
def test_une_liste_hostile_est_rendue_inoffensive(hostile: object) -> None:
    assert est_inoffensif(err.DepartementInconnu(recu=hostile))


@pytest.mark.parametrize("longue", ["x" * 5000, ["x" * 5000], {"x": ["y"] * 2000}])
def test_une_valeur_tres_longue_est_coupee(longue: object) -> None:
    """Une liste mise à la place d'un texte ne noie pas le message."""
    assert len(str(err.TypeDeValeur(recu=longue, attendu="un texte", conseil="x"))) < 1000


@given(st.text())
def test_aucun_texte_ne_coupe_un_message(texte: str) -> None:
    assert est_inoffensif(err.ReferenceInconnue(recu=texte, attendu=texte, complement=texte))


@pytest.mark.parametrize("accolades", ["{recu}", "{0}", "{", "}", "{{x}}", "{recu.__class__}"])
def test_des_accolades_saisies_restent_du_texte(accolades: str) -> None:
    assert f"« {accolades} »" in str(err.DepartementInconnu(recu=accolades))


# --- toutes les classes ---------------------------------------------------------------------------


def test_chaque_code_est_unique() -> None:
    codes = [classe.code for classe in CLASSES]
    assert len(codes) == len(set(codes))


def test_chaque_titre_est_unique_dans_sa_famille() -> None:
    titres = [(classe.code[0], classe.titre) for classe in CLASSES]
    assert len(titres) == len(set(titres))


@pytest.mark.parametrize("classe", CLASSES, ids=lambda classe: classe.code)
def test_chaque_classe_a_un_code_un_titre_un_gabarit_un_remede_et_une_famille(
    classe: type[err.Erreur],
) -> None:
    assert re.fullmatch(r"[A-Z]\d{3}", classe.code)
    assert classe.code[0] in SORTIES
    assert classe.titre.strip()
    assert classe.gabarit.strip().endswith(".")
    assert classe.remede.strip()


@pytest.mark.parametrize("classe", CLASSES, ids=lambda classe: classe.code)
def test_chaque_gabarit_n_a_que_des_champs_nommes(classe: type[err.Erreur]) -> None:
    champs = [nom for _, nom, _, _ in string.Formatter().parse(texte_des_classes(classe)) if nom is not None]
    assert all(nom.isidentifier() for nom in champs)


@pytest.mark.parametrize("classe", CLASSES, ids=lambda classe: classe.code)
def test_chaque_classe_dit_ce_qu_elle_est(classe: type[err.Erreur]) -> None:
    """Le code de sortie est celui de la famille, et le message porte le code et toutes ses valeurs."""
    champs = {nom for _, nom, _, _ in string.Formatter().parse(classe.gabarit + classe.remede) if nom}
    erreur = classe(**{nom: f"valeur de {nom}" for nom in champs})
    assert erreur.sortie == SORTIES[classe.code[0]]
    assert f"[{classe.code}]" in str(erreur)
    assert all(f"valeur de {nom}" in str(erreur) for nom in champs)


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas        | code | sortie |
    | usage      | U001 | 2      |
    | paramètres | P203 | 10     |
    | données    | D302 | 11     |
    | carnet     | C401 | 12     |
    | rendu      | R501 | 13     |
    | écriture   | E601 | 14     |
"""),
)
def test_le_code_de_sortie_est_celui_de_la_famille(c: dict) -> None:
    (classe,) = [classe for classe in CLASSES if classe.code == c["code"]]
    assert classe.sortie.fget(classe()) == c["sortie"]


# --- plusieurs erreurs ----------------------------------------------------------------------------


def test_toutes_les_erreurs_sont_montrees_et_comptees() -> None:
    erreurs = Erreurs([err.FichierVide(Lieu("a.yml")), err.DonneesVides(Lieu("b.csv"))])
    blocs = str(erreurs).split("\n\n")
    assert blocs[0] == "2 erreurs"
    assert [bloc.split()[0] for bloc in blocs[1:]] == ["a.yml", "b.csv"]


def test_une_seule_erreur_se_dit_au_singulier() -> None:
    assert str(Erreurs([err.FichierVide()])).startswith("1 erreur\n\n")


def test_plusieurs_familles_rendent_la_premiere() -> None:
    assert Erreurs([err.DonneesVides(), err.FichierVide()]).sortie == 10


def test_lever_ne_fait_rien_sans_erreur_et_leve_tout_sinon() -> None:
    lever([])
    fautes = [err.FichierVide(), err.DonneesVides()]
    with pytest.raises(Erreurs) as refus:
        lever(fautes)
    assert list(refus.value.erreurs) == fautes


# --- les mots -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                    | mot      | proche   |
    | une faute de frappe    | realise  | realisee |
    | deux lettres inversées | en_cuors | en_cours |
    | rien d'approchant      | zzz      |          |
"""),
)
def test_la_valeur_admise_la_plus_proche(c: dict) -> None:
    assert plus_proche(c["mot"], ["realisee", "en_cours", "reportee"]) == c["proche"]


def test_rien_n_est_proche_d_une_liste_vide() -> None:
    assert plus_proche("x", []) is None


@pytest.mark.parametrize(
    ("valeurs", "texte"),
    [([], ""), (["a"], "« a »"), (["a", "b"], "« a » ou « b »"), (list("abc"), "« a », « b » ou « c »")],
)
def test_une_liste_se_lit(valeurs: list[str], texte: str) -> None:
    assert enumerer(valeurs) == texte


def test_une_longue_liste_est_coupee_et_le_dit() -> None:
    assert enumerer(range(30), limite=2) == "« 0 », « 1 » ou …"
