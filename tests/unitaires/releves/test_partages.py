"""Un EPCI à cheval sur plusieurs départements le dit dans la note de chacun de ses relevés."""

import pandas as pd
import pytest
from tests.fabrique import RACINE

from sdsf.espace import Espace
from sdsf.releves.partages import dire_les_partages

ESPACE = Espace(RACINE)
METROPOLE, HAUT_LANGUEDOC, GRAND_PIC = "200054807", "200066553", "243400017"


def notes(departement: str, *lignes: tuple[str, str, str]) -> list[str]:
    releves = pd.DataFrame(lignes, columns=["territoire", "maille", "note"])
    avant = releves.copy()
    rendus = dire_les_partages(ESPACE, departement, releves)
    pd.testing.assert_frame_equal(releves, avant)
    return list(rendus["note"])


def test_un_epci_a_cheval_dit_sa_part_et_un_autre_ne_dit_rien() -> None:
    dites = notes("34", (HAUT_LANGUEDOC, "epci", ""), (GRAND_PIC, "epci", "relue"))
    assert dites[0].startswith("À cheval sur plusieurs départements : 6 de ses 20 communes")
    assert dites[0].endswith("le reste est en 81.")
    assert dites[1] == "relue"


def test_la_note_du_releve_est_gardee() -> None:
    (note,) = notes("13", (METROPOLE, "epci", "fichier du 2026-11-22"))
    assert note.startswith("fichier du 2026-11-22 ; À cheval sur plusieurs départements")
    assert note.endswith("le reste est en 83 et 84.")


def test_un_ept_a_cheval_le_dit_aussi() -> None:
    (note,) = notes("92", ("200057990", "ept", ""))
    assert "en 95." in note


@pytest.mark.parametrize("maille", ["commune", "departement"])
def test_une_autre_maille_ne_se_partage_pas(maille: str) -> None:
    assert notes("34", (HAUT_LANGUEDOC, maille, "")) == [""]
