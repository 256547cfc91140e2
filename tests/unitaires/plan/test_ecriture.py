"""Écrire un plan : le fichier relu redonne le même plan, se lit sans défiler, et passe yamllint."""

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fabrique import RACINE, action, dates, element, en_vigueur, fiche, indicateur, plan
from yamllint import linter
from yamllint.config import YamlLintConfig

from sdsf.lecture.yaml_strict import lire_modele
from sdsf.plan import modeles as m
from sdsf.plan.ecriture import LARGEUR, TITRES, texte_du_plan
from sdsf.plan.modeles import Plan

PLANS = sorted((RACINE / "params" / "departements").glob("*/*/plan.yml"))
LIMITE = 140
STYLE = YamlLintConfig(file=str(RACINE / ".yamllint"))

# Des textes qu'un YAML mal écrit prendrait pour autre chose, ou perdrait.
DIFFICILES = [
    "null", "~", "yes", "no", "on", "true", "1.10", "007", "1e3", "0x1F", "1_000", ".inf", "2024-06-30",
    "12:30", "a: b", "a:", ": a", "a #b", "# a", "- a", "-", "?", "? a", "[a]", "{a: b}", "{", "]", "a, b",
    "&ancre", "*renvoi", "!!str a", "%a", "@a", "`a`", "|", ">-", "---", "...", "<<", "=",
    '"', "'", '"a"', "'a'", "d'« accueil »", "a\\b", "\\n", "\\", "fin \\",
    "ligne\nligne", "\n", "fin\n", "a\r\nb", "tab\tulation", "  deux  espaces  ", " ",
    "a\u00a0: b", "a\u202f?", "été Œuvre ç", "e\u0301", "🧒🏽 👨\u200d👩\u200d👧", "𝕊",
    "\u0085", "a\u0085b", "a\u2028b", "a \u2028 b", "a\u2029b", "\ufeffa",
    "a\x00b", "a\x07", "a\x1bb", "a\x7fb", "a\x9fb", "a\ufffeb", "a\uffff",
]  # fmt: skip
MOTS = st.one_of(
    st.sampled_from(DIFFICILES),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
)
SEPARATEURS = st.sampled_from([" ", " ", " ", "  ", "\n", "\n\n", "\t", ", ", " : ", "\u00a0"])


@st.composite
def textes(tirer: st.DrawFn) -> str:
    """Un texte court ou long : des mots difficiles, et ce qui les sépare."""
    mots = tirer(st.lists(MOTS, min_size=1, max_size=40))
    return "".join(mot + tirer(SEPARATEURS) for mot in mots[:-1]) + mots[-1]


def partout(texte: str, nombre: float = 2.0, jour: dt.date | None = None) -> Plan:
    """Un plan où ce texte est à toutes les sortes de places : clé, liste, petit ensemble, premier champ."""
    extrait = {"ligne": 3, "texte": texte}
    variante = {"lieu": texte, "texte": texte, "ligne": 4}
    cible = {"valeur": nombre, "echeance": 2026, "texte": texte}
    return plan(
        intitule=texte,
        rubrique_indicateurs=texte,
        niveaux=[texte, "fiche"],
        fiches=[
            fiche(
                code=texte,
                intitule=texte,
                variantes=[variante, variante],
                contexte=[texte, texte],
                actions=[action(code=None, calendrier=texte, details=[texte], extrait=extrait)],
                dates={"debut": jour, "fin": None},
                indicateurs=[indicateur(libelle=texte, cible=cible, extrait=extrait)],
            )
        ],
        glossaire=[{"terme": texte, "definition": texte, "ligne": 5}],
    )


def relire(texte: str) -> Plan:
    """Par le même chemin que la commande : un fichier, le lecteur strict."""
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / "plan.yml"
        chemin.write_text(texte, encoding="utf-8", newline="\n")
        return lire_modele(chemin, "plan.yml", Plan)[0]


def dits(lu: Plan) -> dict[str, Any]:
    """Ce que le fichier écrit, et rien de plus : un défaut non écrit n'y est pas."""
    return lu.model_dump(exclude_unset=True)


def reproches(texte: str) -> list[str]:
    return [f"ligne {p.line} : {p.desc}" for p in linter.run(texte, STYLE)]


def lignes_trop_longues(texte: str) -> list[str]:
    """Les lignes qu'il faudrait faire défiler, et qu'une espace permettait de couper."""
    longues = [ligne for ligne in texte.splitlines() if len(ligne) > LIMITE]
    return [ligne for ligne in longues if " " in ligne.strip().removeprefix("- ")]


# --- l'aller-retour -------------------------------------------------------------------------------


@pytest.mark.parametrize("chemin", PLANS, ids=[f"{c.parts[-3]}/{c.parts[-2]}" for c in PLANS])
def test_chaque_plan_du_depot_se_relit_exactement(chemin: Path) -> None:
    lu = lire_modele(chemin, chemin.name, Plan)[0]
    ecrit = texte_du_plan(lu)
    assert dits(relire(ecrit)) == dits(lu)
    assert texte_du_plan(relire(ecrit)) == ecrit


@pytest.mark.parametrize("chemin", PLANS, ids=[f"{c.parts[-3]}/{c.parts[-2]}" for c in PLANS])
def test_chaque_plan_du_depot_se_lit_sans_defiler_et_passe_yamllint(chemin: Path) -> None:
    ecrit = texte_du_plan(lire_modele(chemin, chemin.name, Plan)[0])
    assert lignes_trop_longues(ecrit) == []
    assert reproches(ecrit) == []


@pytest.mark.parametrize("texte", DIFFICILES, ids=ascii)
def test_un_texte_difficile_se_relit_exactement(texte: str) -> None:
    ecrit = texte_du_plan(partout(texte))
    assert dits(relire(ecrit)) == dits(partout(texte))
    assert reproches(ecrit) == []


@pytest.mark.parametrize("texte", DIFFICILES, ids=ascii)
def test_un_texte_difficile_se_relit_au_milieu_d_un_long_texte(texte: str) -> None:
    """Là où il peut tomber en début ou en fin de ligne pliée."""
    long = " ".join(["et"] * 30 + [texte] + ["puis"] * 30 + [texte])
    ecrit = texte_du_plan(partout(long))
    assert dits(relire(ecrit)) == dits(partout(long))
    assert reproches(ecrit) == []


@given(textes())
def test_un_texte_quelconque_se_relit_exactement(texte: str) -> None:
    ecrit = texte_du_plan(partout(texte))
    assert dits(relire(ecrit)) == dits(partout(texte))
    assert lignes_trop_longues(ecrit) == []


@given(st.floats(allow_nan=False, allow_infinity=False), st.dates())
def test_un_nombre_et_une_date_se_relisent_exactement(nombre: float, jour: dt.date) -> None:
    """« 1e-07 » sans point se lirait comme un texte."""
    fabrique = partout("x", nombre, jour)
    assert dits(relire(texte_du_plan(fabrique))) == dits(fabrique)


def test_un_avenant_n_est_ecrit_que_s_il_l_etait() -> None:
    change = action(id="a2", en_vigueur=en_vigueur("2024-03-15", None, "1"))
    efface = {**action(id="a3"), "en_vigueur": None}
    fabrique = plan(fiches=[fiche(actions=[action(id="a1"), change, efface])])
    relu = relire(texte_du_plan(fabrique))
    assert ["en_vigueur" in a.model_fields_set for a in relu.fiches[0].actions] == [False, True, True]
    assert dits(relu) == dits(fabrique)


def test_un_plan_presque_vide_se_relit() -> None:
    vide = plan(arborescence=[], fiches=[])
    assert dits(relire(texte_du_plan(vide))) == dits(vide)
    assert reproches(texte_du_plan(vide)) == []


# --- un fichier que l'on relit avec plaisir -------------------------------------------------------


@pytest.mark.parametrize(
    ("nom", "long"),
    [
        ("des mots", "Accueillir chaque jeune enfant près de chez lui. " * 12 + "Fin."),
        ("deux espaces", "Accueillir chaque  jeune enfant. " * 12 + "Fin."),
        ("des retours à la ligne", "Accueillir chaque jeune enfant.\n" * 12),
        ("des tabulations", "Accueillir chaque\tjeune enfant. " * 12),
        ("des espaces au début", "  " + "Accueillir chaque jeune enfant. " * 12 + "Fin."),
        ("une adresse au milieu", "Voir " + "https://exemple.fr/" + "a" * 200 + " pour en savoir plus."),
        ("des mots de toutes les longueurs", " ".join("a" * n for n in range(1, 60))),
    ],
)
def test_un_long_texte_se_plie(nom: str, long: str) -> None:
    ecrit = texte_du_plan(partout(long))
    assert lignes_trop_longues(ecrit) == [], nom
    assert reproches(ecrit) == []
    assert dits(relire(ecrit)) == dits(partout(long))


def test_un_mot_sans_espace_n_est_pas_coupe() -> None:
    """Une adresse coupée ne se retrouverait plus."""
    adresse = "https://exemple.fr/" + "a" * 200
    ecrit = texte_du_plan(partout(f"Voir {adresse} et la suite, qui est ici."))
    assert adresse in ecrit
    assert reproches(ecrit) == []


@pytest.mark.parametrize("longueur", range(LARGEUR - 40, LARGEUR + 3))
def test_aucune_ligne_ne_depasse_la_largeur_a_un_caractere_pres(longueur: int) -> None:
    """La bascule d'une ligne au pli, pour chaque retrait."""
    ecrit = texte_du_plan(partout(("famille " * 16)[:longueur].rstrip()))
    assert max(len(ligne) for ligne in ecrit.splitlines()) <= LARGEUR


def test_un_petit_ensemble_tient_sur_une_ligne() -> None:
    ecrit = texte_du_plan(plan(fiches=[fiche(dates=dates("2022-01-01", None))]))
    assert "\n    dates: {debut: 2022-01-01, fin: null}\n" in ecrit
    assert '\n    extrait: {ligne: 1, texte: "mot à mot"}\n' in ecrit


def test_chaque_partie_a_son_titre_et_les_accents_se_lisent() -> None:
    ecrit = texte_du_plan(partout("Accueil des tout-petits"))
    assert [titre for titre in TITRES.values() if f"\n\n# --- {titre} ---\n" not in ecrit] == []
    assert '"mot à mot"' in ecrit


def test_les_titres_sont_ceux_des_parties_du_plan() -> None:
    assert set(TITRES) <= set(Plan.model_fields)


def test_l_entete_dit_le_schema_et_ce_que_veut_dire_null() -> None:
    premiere, seconde, *_ = texte_du_plan(plan()).splitlines()
    assert premiere == "# yaml-language-server: $schema=../../../schemas/plan.schema.json"
    assert "null" in seconde
    assert texte_du_plan(plan(), entete="# autre\n").startswith("# autre\nformat: 1\n")


def test_les_cles_sont_dans_l_ordre_du_modele() -> None:
    cles = [ligne.split(":")[0] for ligne in texte_du_plan(plan()).splitlines() if ligne[:1].isalpha()]
    assert cles == list(m.Plan.model_fields)


def test_une_annexe_s_ecrit_ligne_a_ligne() -> None:
    ligne = element(m.LigneFeuilleDeRoute, fiche="f1", intitule="Ouvrir")
    fabrique = plan(feuille_de_route=[ligne, ligne])
    assert texte_du_plan(fabrique).count("\n  - fiche: ") == 2
    assert dits(relire(texte_du_plan(fabrique))) == dits(fabrique)
