"""Les remarques : ce qu'une ligne doit dire, et lesquelles un rapport lit."""

import pytest
from tests.fabrique import table

from sdsf.releves.remarques import remarques_de, verifier_remarques

JUSTE = {
    "rapport": "point_annuel", "annee": "2024", "ancre": "serie", "auteur_fonction": "pilote fiche 1.1, Caf",
    "date": "2025-02-03", "remarque": "Un mot.",
}  # fmt: skip
REGLEE = {"reponse": "C'est corrigé.", "reponse_date": "2025-02-10", "statut": "prise_en_compte"}
A_REGLER = {"statut": "a_regler"}


def remarques(*lignes: dict[str, str]):  # type: ignore[no-untyped-def]
    colonnes = [*JUSTE, "reponse", "reponse_date", "statut"]
    texte = " | ".join(colonnes) + "\n"
    texte += "\n".join(" | ".join({**JUSTE, **ligne}.get(nom, "") for nom in colonnes) for ligne in lignes)
    return table("remarques", texte)


@pytest.mark.parametrize("ligne", [A_REGLER, REGLEE, {**REGLEE, "statut": "a_regler"}])
def test_une_remarque_juste_passe(ligne: dict[str, str]) -> None:
    assert verifier_remarques(remarques(ligne)) == []


@pytest.mark.parametrize(
    ("ligne", "quoi"),
    [
        ({"statut": "prise_en_compte"}, "n'a pas de réponse"),
        ({**A_REGLER, "reponse": "Vu."}, "réponse sans date"),
        ({**A_REGLER, "reponse_date": "2025-02-10"}, "date sans réponse"),
        ({**REGLEE, "reponse_date": "2025-01-10"}, "plus ancienne qu'elle"),
        ({**A_REGLER, "auteur_fonction": "Jeanne Dupont"}, "sans institution"),
    ],
)
def test_une_remarque_incoherente_est_refusee(ligne: dict[str, str], quoi: str) -> None:
    (faute,) = verifier_remarques(remarques(ligne))
    assert faute.code == "D322"
    assert quoi in str(faute)


def test_un_rapport_ne_lit_que_les_siennes_les_plus_anciennes_d_abord() -> None:
    autres = [{**A_REGLER, "annee": "2023"}, {**A_REGLER, "rapport": "diagnostic"}]
    siennes = [{**A_REGLER, "date": "2025-03-01"}, {**A_REGLER, "date": "2025-02-01"}]
    lues = remarques_de(remarques(*autres, *siennes), "point_annuel", 2024)
    assert [str(jour.date()) for jour in lues["date"]] == ["2025-02-01", "2025-03-01"]


def test_l_apostrophe_posee_devant_une_formule_ne_se_lit_pas() -> None:
    lues = remarques_de(remarques({**A_REGLER, "remarque": "'=1+1"}), "point_annuel", 2024)
    assert list(lues["remarque"]) == ["=1+1"]
