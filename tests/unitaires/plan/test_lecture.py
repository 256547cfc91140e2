"""Lire un plan : ses renvois, ses doubles, ses cycles, et le dossier où il est rangé."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.fabrique import (
    EXTRAIT,
    action,
    contenu_du_plan,
    dates,
    element,
    etape,
    fiche,
    indicateur,
    noeud,
    remplacer,
)

from sdsf.erreurs import Erreur, Erreurs
from sdsf.espace import Espace
from sdsf.plan import modeles as m
from sdsf.plan.avis import avis_du_plan
from sdsf.plan.lecture import departements_decrits, lire_plan, lire_reglages, periodes

INDICATEURS = ["taux_couverture_accueil", "taux_couverture_eaje"]


class SansRenvoi(yaml.SafeDumper):
    """Un objet partagé s'écrit en entier, sans « &id001 »."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def ecrire(dossier: Path, contenu: dict[str, Any], periode: str = "2021-2026") -> Espace:
    place = dossier / "params/departements/00" / periode
    place.mkdir(parents=True)
    texte = yaml.dump(contenu, Dumper=SansRenvoi, sort_keys=False, allow_unicode=True)
    (place / "plan.yml").write_text(texte, encoding="utf-8")
    return Espace(dossier)


def lire(dossier: Path, periode: str = "2021-2026", **champs: Any) -> Any:
    espace = ecrire(dossier, contenu_du_plan(**champs), periode)
    return lire_plan(espace, "00", periode, INDICATEURS)


def fautes(dossier: Path, periode: str = "2021-2026", **champs: Any) -> list[Erreur]:
    with pytest.raises(Erreurs) as refus:
        lire(dossier, periode, **champs)
    return list(refus.value.erreurs)


def faute(dossier: Path, **champs: Any) -> Erreur:
    (trouvee,) = fautes(dossier, **champs)
    return trouvee


def test_un_plan_valide_se_lit(tmp_path: Path) -> None:
    lu = lire(tmp_path)
    assert lu.plan.fiches[0].id == "f1"
    assert lu.document.fichier == "params/departements/00/2021-2026/plan.yml"


# --- les renvois ----------------------------------------------------------------------------------

ROUTE = element(m.LigneFeuilleDeRoute, fiche="f1", intitule="x")
GROUPE = {
    "fiche": "f1",
    "intitule": "x",
    "pilote": None,
    "composition": None,
    "frequence": None,
    "extrait": EXTRAIT,
}


def engagement(**champs: Any) -> dict[str, Any]:
    return element(m.EngagementChiffre, **{"id": "e1", "intitule": "Deux lieux", "valeur": 2.0} | champs)


RENVOIS = [
    ("parent d'une fiche", {"fiches": [fiche(parent="axe-2")]}, "fiches « f1 » · parent", "axe-1"),
    ("parent d'un nœud", {"arborescence": [noeud(), noeud(id="n2", parent="axe-9")]}, "parent", "axe-1"),
    ("niveau d'un nœud", {"arborescence": [noeud(niveau="axes")]}, "arborescence « axe-1 » · niveau", "axe"),
    ("fiche de la feuille de route", {"feuille_de_route": [{**ROUTE, "fiche": "f11"}]}, "fiche", "f1"),
    ("action de la feuille de route", {"feuille_de_route": [{**ROUTE, "action": "a11"}]}, "action", "a1"),
    ("fiche d'un groupe de travail", {"groupes_de_travail": [{**GROUPE, "fiche": "f2"}]}, "fiche", "f1"),
    (
        "action d'une étape",
        {"fiches": [fiche(actions=[action()], etapes=[etape(action="a2")])]},
        "etapes",
        "a1",
    ),
    (
        "action d'un indicateur",
        {"fiches": [fiche(actions=[action()], indicateurs=[indicateur(action="a2")])]},
        "fiches « f1 » · indicateurs « i1 » · action",
        "a1",
    ),
    (
        "action d'un engagement",
        {"fiches": [fiche(actions=[action()], engagements_chiffres=[engagement(action="a2")])]},
        "engagements_chiffres « e1 » · action",
        "a1",
    ),
    (
        "action d'une autre fiche",
        {
            "fiches": [
                fiche(actions=[action(id="a1")]),
                fiche(id="f2", actions=[action(id="a2")], etapes=[etape(action="a1")]),
            ]
        },
        "fiches « f2 » · etapes « e1 » · action",
        "a2",
    ),
    (
        "avenant",
        {
            "avenants": [{"code": "1", "date": dt.date(2022, 1, 1), "intitule": "x", "objet": "x"}],
            "fiches": [fiche(en_vigueur={"du": None, "au": dt.date(2022, 1, 1), "avenant": "11"})],
        },
        "en_vigueur · avenant",
        "1",
    ),
    (
        "indicateur du référentiel",
        {"fiches": [fiche(indicateurs=[indicateur(indicateur="taux_couverture_acceuil")])]},
        "fiches « f1 » · indicateurs « i1 » · indicateur",
        "taux_couverture_accueil",
    ),
]


@pytest.mark.parametrize(("champs", "place", "proche"), [r[1:] for r in RENVOIS], ids=[r[0] for r in RENVOIS])
def test_un_renvoi_vers_rien_dit_le_plus_proche(
    tmp_path: Path, champs: dict[str, Any], place: str, proche: str
) -> None:
    trouvee = faute(tmp_path, **{"fiches": [fiche(actions=[action()])], **champs})
    assert trouvee.code == "P203"
    assert place in trouvee.lieu.detail
    assert trouvee.proche == proche


def test_une_meme_ecriture_ne_designe_pas_deux_institutions(tmp_path: Path) -> None:
    acteurs = [{"id": f"i{n}", "nom": f"Institution {n}", "formes": ["Caf"]} for n in (1, 2)]
    trouvee = faute(tmp_path, acteurs=acteurs)
    assert trouvee.code == "P206"
    assert "acteurs « i2 » · formes" in trouvee.lieu.detail


@pytest.mark.parametrize("ou", ["sous_actions", "actions", "engagements_chiffres"])
def test_un_id_ne_sert_qu_une_fois_dans_tout_le_plan(tmp_path: Path, ou: str) -> None:
    sous = element(m.SousAction, id="f1", intitule="x")
    doubles = {
        "sous_actions": fiche(actions=[action(sous_actions=[sous])]),
        "actions": fiche(actions=[action(id="f1")]),
        "engagements_chiffres": fiche(engagements_chiffres=[engagement(id="f1")]),
    }
    assert faute(tmp_path, fiches=[doubles[ou]]).code == "P206"


def test_deux_fiches_de_meme_code_dans_deux_axes_sont_permises(tmp_path: Path) -> None:
    axes = [noeud(id="axe-1", code="1"), noeud(id="axe-2", code="2")]
    jumelles = [fiche(id="f1", parent="axe-1", code="1.1"), fiche(id="f2", parent="axe-2", code="1.1")]
    assert len(lire(tmp_path, "2021-2026", arborescence=axes, fiches=jumelles).plan.fiches) == 2


REMEDES: list[tuple[dict[str, Any], str]] = [
    ({"arborescence": [noeud(niveau="axes")]}, "Corrigez ce mot ; mots admis : « axe » ou « fiche »."),
    (
        {"arborescence": [noeud(), noeud(id="n2", parent="n9")]},
        "Corrigez ce mot, ou écrivez null tout en haut.",
    ),
    ({"fiches": [fiche(parent="axe-2")]}, "Corrigez ce mot, ou décrivez ce nœud dans « arborescence »."),
    ({"fiches": [fiche(etapes=[etape(action="a2")])]}, "Corrigez ce mot, ou écrivez null."),
    ({"fiches": [fiche(indicateurs=[indicateur(indicateur="taux")])]}, "ou écrivez null avec un « motif »."),
]


@pytest.mark.parametrize(("champs", "remede"), REMEDES, ids=[r[1] for r in REMEDES])
def test_un_renvoi_vers_rien_dit_ce_qui_peut_s_ecrire(
    tmp_path: Path, champs: dict[str, Any], remede: str
) -> None:
    assert remede in str(faute(tmp_path, **champs))


def test_les_fautes_de_renvoi_suivent_l_ordre_du_fichier(tmp_path: Path) -> None:
    trouvees = fautes(tmp_path, arborescence=[noeud(niveau="axes")], fiches=[fiche(), fiche(parent="rien")])
    lignes = [f.lieu.ligne or 0 for f in trouvees]
    assert lignes == sorted(lignes)


def test_un_indicateur_nul_demande_un_motif(tmp_path: Path) -> None:
    trouvee = faute(tmp_path, fiches=[fiche(indicateurs=[indicateur(motif=None)])])
    assert trouvee.code == "P215"


def test_un_indicateur_du_referentiel_se_passe_de_motif(tmp_path: Path) -> None:
    lire(tmp_path, fiches=[fiche(indicateurs=[indicateur(indicateur=INDICATEURS[0], motif=None)])])


# --- les doubles et les cycles --------------------------------------------------------------------

DOUBLES = [
    ("deux fiches", {"fiches": [fiche(), fiche()]}, "f1"),
    ("une fiche et un nœud", {"fiches": [fiche(id="axe-1")]}, "axe-1"),
    (
        "deux actions de deux fiches",
        {"fiches": [fiche(actions=[action()]), fiche(id="f2", actions=[action()])]},
        "a1",
    ),
    ("une action et une étape", {"fiches": [fiche(actions=[action(id="x")], etapes=[etape(id="x")])]}, "x"),
    (
        "une action et un indicateur",
        {"fiches": [fiche(actions=[action(id="x")], indicateurs=[indicateur(id="x")])]},
        "x",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("champs", "double"), [d[1:] for d in DOUBLES], ids=[d[0] for d in DOUBLES])
def test_un_id_est_unique_dans_tout_le_plan(tmp_path: Path, champs: dict[str, Any], double: str) -> None:
    trouvee = faute(tmp_path, **champs)
    assert trouvee.code == "P206"
    assert f"L'id « {double} »" in str(trouvee)
    assert trouvee.valeurs["autre_ligne"] < trouvee.lieu.ligne


@pytest.mark.parametrize(
    "champs",
    [
        {"fiches": [fiche(code="1.1"), fiche(id="f2", code="1.1")]},
        {"fiches": [fiche(actions=[action(code="a"), action(id="a2", code="a")])]},
        {"arborescence": [noeud(code="1"), noeud(id="axe-2", code="1")]},
    ],
    ids=["fiches", "actions", "noeuds"],
)
def test_un_code_est_unique_sous_son_parent(tmp_path: Path, champs: dict[str, Any]) -> None:
    trouvee = faute(tmp_path, **champs)
    assert (trouvee.code, trouvee.valeurs["quoi"]) == ("P206", "Le code")


@pytest.mark.parametrize(
    "champs",
    [
        {
            "arborescence": [noeud(), noeud(id="axe-2")],
            "fiches": [fiche(code="1"), fiche(id="f2", parent="axe-2", code="1")],
        },
        {"fiches": [fiche(actions=[action(code="a")]), fiche(id="f2", actions=[action(id="a2", code="a")])]},
        {"fiches": [fiche(code=None), fiche(id="f2", code=None)]},
    ],
    ids=["deux axes", "deux fiches", "sans code"],
)
def test_un_code_recommence_sous_un_autre_parent(tmp_path: Path, champs: dict[str, Any]) -> None:
    """Dans le schéma du 34, les numéros recommencent à chaque axe."""
    lire(tmp_path, **champs)


def test_un_noeud_n_est_pas_son_propre_ancetre(tmp_path: Path) -> None:
    cycle = [noeud(parent="axe-2"), noeud(id="axe-2", parent="axe-3"), noeud(id="axe-3", parent="axe-1")]
    trouvees = fautes(tmp_path, arborescence=cycle)
    assert [f.code for f in trouvees] == ["P217"] * 3
    assert "son propre ancêtre (axe-1 › axe-2 › axe-3 › axe-1)" in str(trouvees[0])


def test_un_noeud_sous_un_cycle_n_est_pas_accuse(tmp_path: Path) -> None:
    """Seul le nœud qui boucle est en cause ; celui qui en dépend ne fait pas tourner la lecture sans fin."""
    boucle = [noeud(parent="axe-1"), noeud(id="axe-2", parent="axe-1")]
    assert [f.lieu.detail for f in fautes(tmp_path, arborescence=boucle)] == [
        "arborescence « axe-1 » · parent"
    ]


# --- le dossier -----------------------------------------------------------------------------------


def test_le_plan_est_range_dans_le_dossier_de_sa_periode(tmp_path: Path) -> None:
    trouvee = faute(tmp_path, periode="2020-2025")
    assert (trouvee.code, trouvee.lieu.detail) == ("P216", "periode")
    assert "« 2021-2026 », son dossier dit « 2020-2025 »" in str(trouvee)


def test_le_plan_est_range_dans_le_dossier_de_son_departement(tmp_path: Path) -> None:
    trouvee = faute(tmp_path, departement="13")
    assert (trouvee.code, trouvee.lieu.detail) == ("P216", "departement")


def test_toutes_les_fautes_de_renvoi_sont_dites_d_un_coup(tmp_path: Path) -> None:
    trouvees = fautes(tmp_path, departement="13", fiches=[fiche(parent="rien"), fiche(parent="axe-1")])
    assert sorted(f.code for f in trouvees) == ["P203", "P206", "P216"]


def test_une_periode_a_l_envers_est_refusee(tmp_path: Path) -> None:
    assert faute(tmp_path, periode="2026-2021", debut=2026, fin=2021).code == "P217"


# --- les valeurs ----------------------------------------------------------------------------------


def bornes(debut: dt.date | None, fin: dt.date | None) -> dict[str, Any]:
    return {"debut": debut, "fin": fin}


@pytest.mark.parametrize(
    ("champs", "place", "dit"),
    [
        (fiche(dates=bornes(dt.date(1924, 1, 1), None)), "dates · debut", "la date est avant 1990"),
        (
            fiche(actions=[action(dates=bornes(None, dt.date(2204, 12, 31)))]),
            "actions « a1 » · dates · fin",
            "plus de 20 ans après la fin du schéma (2026)",
        ),
        (
            fiche(etapes=[etape(dates=bornes(dt.date(2047, 1, 1), None))]),
            "etapes « e1 » · dates · debut",
            "plus de 20 ans",
        ),
    ],
    ids=["fiche", "action", "étape"],
)
def test_une_date_d_un_autre_siecle_est_refusee_a_sa_ligne(
    tmp_path: Path, champs: dict[str, Any], place: str, dit: str
) -> None:
    trouvee = faute(tmp_path, fiches=[champs])
    assert (trouvee.code, trouvee.lieu.ligne is None) == ("P217", False)
    assert trouvee.lieu.detail.endswith(place)
    assert dit in str(trouvee)
    assert "ou écrivez null" in str(trouvee)


def test_une_date_lointaine_mais_possible_est_admise(tmp_path: Path) -> None:
    lire(tmp_path, fiches=[fiche(dates=bornes(dt.date(1990, 1, 1), dt.date(2046, 12, 31)))])


def test_un_minimum_de_reunions_depasse_par_son_maximum_est_refuse(tmp_path: Path) -> None:
    instance = element(
        m.Instance, id="i1", intitule="Comité", reunions_par_an={"minimum": 4, "maximum": 2}, extrait=EXTRAIT
    )
    trouvee = faute(tmp_path, gouvernance=[instance])
    assert (trouvee.code, trouvee.lieu.detail) == (
        "P217",
        "gouvernance « i1 » · reunions_par_an · maximum",
    )
    assert "le maximum est sous le minimum (4)" in str(trouvee)


# --- les avis -------------------------------------------------------------------------------------


def test_un_texte_encode_deux_fois_est_un_avis_avec_sa_ligne_et_le_texte_probable(tmp_path: Path) -> None:
    lu = lire(tmp_path, fiches=[fiche(intitule="Lâ€™accueil des Ã©lÃ¨ves à l'école")])
    (avis,) = avis_du_plan(lu)
    assert f"plan.yml:{lu.document.ligne(('fiches', 0, 'intitule'))} · fiches « f1 » · intitule" in avis
    assert "« Lâ€™accueil » pour « L’accueil » ; « Ã©lÃ¨ves » pour « élèves »" in avis


@pytest.mark.parametrize("nombre", [0, 1, 3])
def test_les_calendriers_sans_date_sont_un_seul_avis_par_schema(tmp_path: Path, nombre: int) -> None:
    actions = [action(id=f"a{n}", calendrier="dès que possible") for n in range(nombre)]
    datee = action(id="b", calendrier="En 2023", dates=bornes(dt.date(2023, 1, 1), None))
    dits = {
        0: (),
        1: ("1 calendrier est écrit sans date exploitable : il reste en texte.",),
        3: ("3 calendriers sont écrits sans date exploitable : ils restent en texte.",),
    }
    assert avis_du_plan(lire(tmp_path, fiches=[fiche(actions=[*actions, datee])])) == dits[nombre]


# --- les dossiers et les réglages -----------------------------------------------------------------


def test_les_periodes_et_les_departements_viennent_des_dossiers(tmp_path: Path) -> None:
    for nom in ("00/2021-2026", "00/2016-2020", "00/brouillon", "2A/2022-2026"):
        (tmp_path / "params/departements" / nom).mkdir(parents=True)
    (tmp_path / "params/departements/00/reglages.yml").touch()
    espace = Espace(tmp_path)
    assert periodes(espace, "00") == ["2016-2020", "2021-2026"]
    assert periodes(espace, "13") == []
    assert departements_decrits(espace) == ["00", "2A"]


@pytest.mark.parametrize("nom", ["2021-2026 (copie)", "2021-2026-ancien", "2021-2026_v2"])
def test_une_copie_de_dossier_n_est_pas_une_periode(tmp_path: Path, nom: str) -> None:
    """Un dossier dupliqué à la main ne fait pas échouer le calcul des années."""
    (tmp_path / "params/departements/00" / nom).mkdir(parents=True)
    assert periodes(Espace(tmp_path), "00") == []


def test_un_rapport_valide_en_seance_garde_son_etat(espace_copie: Espace) -> None:
    reglages = lire_reglages(espace_copie, "00")
    assert (reglages.etat("point_annuel", 2023).etat, reglages.etat("point_annuel", 2023).version) == (
        "valide",
        2,
    )


def test_un_rapport_dont_rien_n_est_dit_est_un_projet(espace_copie: Espace) -> None:
    etat = lire_reglages(espace_copie, "00").etat("point_annuel", 2024)
    assert (etat.etat, etat.version, etat.valide_le) == ("projet", 1, None)


def test_des_reglages_d_un_autre_departement_sont_refuses(espace_copie: Espace) -> None:
    remplacer(espace_copie, "params/departements/00/reglages.yml", "'00'", "'13'")
    with pytest.raises(Erreurs, match="P216"):
        lire_reglages(espace_copie, "00")


@pytest.mark.parametrize("ou", ["action", "fiche", "étape"])
def test_une_fin_avant_son_debut_est_refusee(tmp_path: Path, ou: str) -> None:
    envers = dates("2024-01-01", "2023-12-31")
    fiches = {
        "action": fiche(actions=[action(dates=envers)]),
        "fiche": fiche(dates=envers),
        "étape": fiche(etapes=[etape(dates=envers)]),
    }
    trouvee = faute(tmp_path, fiches=[fiches[ou]])
    assert "dates · fin" in trouvee.lieu.detail
    assert "avant le début (2024-01-01)" in str(trouvee)
