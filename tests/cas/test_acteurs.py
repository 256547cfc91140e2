"""Les institutions : sous un seul nom, à leur rôle le plus engagé, avec qui elles travaillent."""

from typing import Any

import pytest
from tests.fabrique import action, element, fiche, plan
from tests.tableau import cas

from sdsf.evaluation.acteurs import liens, noms_par_forme, par_acteur, participations, sans_pilote
from sdsf.plan import modeles as m
from sdsf.plan.modeles import Plan


def acteur(nom: str, *formes: str) -> dict[str, Any]:
    return element(m.Acteur, id=nom.lower(), nom=nom, formes=list(formes))


def schema(*fiches: dict[str, Any], acteurs: list[dict[str, Any]] | None = None) -> Plan:
    return plan(fiches=list(fiches), acteurs=acteurs or [])


def roles(nom: str, plan_: Plan) -> list[tuple[str, str]]:
    """Les fiches d'une institution, et son rôle dans chacune."""
    return [(p.fiche.id, p.role) for p in participations(plan_) if p.acteur == nom]


# --- un seul nom ----------------------------------------------------------------------------------

CAF = acteur("Caf", "CAF", "La Caf 00", "Caisse d'allocations familiales")


def test_les_formes_d_une_institution_sont_reunies_sous_son_nom() -> None:
    lu = schema(
        fiche(id="f1", pilotes=["CAF"]),
        fiche(id="f2", pilotes=["La Caf 00"]),
        fiche(id="f3", partenaires=["Caisse d'allocations familiales"]),
        acteurs=[CAF],
    )
    assert roles("Caf", lu) == [("f1", "pilote"), ("f2", "pilote"), ("f3", "partenaire")]
    assert {p.acteur for p in participations(lu)} == {"Caf"}


def test_une_forme_que_le_plan_ne_rattache_a_personne_garde_ses_mots() -> None:
    lu = schema(fiche(pilotes=["Caf (service PMI)"]), acteurs=[CAF])
    assert [p.acteur for p in participations(lu)] == ["Caf (service PMI)"]


def test_deux_formes_d_une_institution_dans_une_fiche_ne_la_comptent_qu_une_fois() -> None:
    lu = schema(fiche(partenaires=["CAF", "La Caf 00"]), acteurs=[CAF])
    assert roles("Caf", lu) == [("f1", "partenaire")]


def test_chaque_forme_mene_a_un_nom() -> None:
    lu = schema(fiche(), acteurs=[CAF, acteur("MSA", "MSA")])
    assert noms_par_forme(lu) == {
        "CAF": "Caf",
        "La Caf 00": "Caf",
        "Caisse d'allocations familiales": "Caf",
        "MSA": "MSA",
    }


# --- un seul rôle ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "c",
    cas("""
    | cas                             | action | pilotes | copilotes | partenaires | role       |
    | pilote de la fiche              |        | Caf     |           |             | pilote     |
    | pilote d'une de ses actions     | Caf    |         |           |             | pilote     |
    | copilote                        |        |         | Caf       |             | copilote   |
    | partenaire                      |        |         |           | Caf         | partenaire |
    | pilote et partenaire            |        | Caf     |           | Caf         | pilote     |
    | copilote et partenaire          |        |         | Caf       | Caf         | copilote   |
    | pilote d'une action et copilote | Caf    |         | Caf       |             | copilote   |
    | partout                         | Caf    | Caf     | Caf       | Caf         | pilote     |
    | nulle part                      | MSA    | MSA     | MSA       | MSA         |            |
"""),
)
def test_une_institution_n_a_dans_une_fiche_que_son_role_le_plus_engage(c: dict[str, Any]) -> None:
    def noms(cle: str) -> list[str]:
        return (c[cle] or "").split()

    lu = schema(
        fiche(
            actions=[action(pilotes=noms("action"))],
            pilotes=noms("pilotes"),
            copilotes=noms("copilotes"),
            partenaires=noms("partenaires"),
        )
    )
    assert [role for _, role in roles("Caf", lu)] == ([c["role"]] if c["role"] else [])


def test_deux_formes_de_roles_differents_gardent_le_plus_engage() -> None:
    lu = schema(fiche(pilotes=["CAF"], partenaires=["La Caf 00"]), acteurs=[CAF])
    assert roles("Caf", lu) == [("f1", "pilote")]


def test_un_role_ne_vaut_que_dans_sa_fiche() -> None:
    lu = schema(fiche(id="f1", pilotes=["Caf"]), fiche(id="f2", partenaires=["Caf"]))
    assert roles("Caf", lu) == [("f1", "pilote"), ("f2", "partenaire")]


# --- l'ordre --------------------------------------------------------------------------------------


def test_qui_pilote_le_plus_vient_d_abord_puis_qui_est_le_plus_present_puis_l_alphabet() -> None:
    lu = schema(
        fiche(id="f1", pilotes=["Un pilote"], partenaires=["Zoé", "Ana", "Partout"]),
        fiche(id="f2", pilotes=["Un pilote", "Deux rôles"], copilotes=["Partout"]),
        fiche(id="f3", partenaires=["Partout", "Deux rôles"]),
    )
    groupes = par_acteur(participations(lu))
    assert list(groupes) == ["Un pilote", "Deux rôles", "Partout", "Ana", "Zoé"]
    assert [p.fiche.id for p in groupes["Partout"]] == ["f1", "f2", "f3"]


def test_aucune_institution_aucun_groupe() -> None:
    assert par_acteur(participations(schema(fiche()))) == {}


# --- avec qui -------------------------------------------------------------------------------------


def test_un_lien_compte_les_fiches_communes_quel_que_soit_le_role() -> None:
    lu = schema(
        fiche(id="f1", pilotes=["Caf"], partenaires=["MSA", "Ville"]),
        fiche(id="f2", pilotes=["MSA"], copilotes=["Caf"]),
        fiche(id="f3", pilotes=["Ville"]),
    )
    assert dict(liens(participations(lu))) == {
        ("Caf", "MSA"): 2,
        ("Caf", "Ville"): 1,
        ("MSA", "Ville"): 1,
    }


def test_un_lien_est_ecrit_dans_un_seul_sens() -> None:
    lu = schema(fiche(id="f1", pilotes=["B", "A"]), fiche(id="f2", pilotes=["A", "B"]))
    assert dict(liens(participations(lu))) == {("A", "B"): 2}


def test_une_institution_n_est_pas_liee_a_elle_meme() -> None:
    lu = schema(fiche(pilotes=["CAF"], partenaires=["La Caf 00"]), acteurs=[CAF])
    assert dict(liens(participations(lu))) == {}


# --- personne -------------------------------------------------------------------------------------


def test_une_fiche_est_sans_pilote_si_ni_elle_ni_ses_actions_n_en_nomment() -> None:
    """Un copilote, un partenaire, le pilote d'un niveau au-dessus n'en tiennent pas lieu."""
    lu = plan(
        arborescence=[element(m.Noeud, id="axe-1", niveau="axe", intitule="Un axe", pilotes=["Le préfet"])],
        fiches=[
            fiche(id="seule"),
            fiche(id="copilotee", copilotes=["Caf"], partenaires=["MSA"]),
            fiche(id="pilotee", pilotes=["Caf"]),
            fiche(id="par-action", actions=[action(pilotes=["Caf"])]),
        ],
    )
    assert [f.id for f in sans_pilote(lu)] == ["seule", "copilotee"]
