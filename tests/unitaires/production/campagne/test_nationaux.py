"""Les rapports du pays : un par année, que lit le premier département, après ceux de chacun."""

from pathlib import Path

import pytest
from tests.fabrique import RACINE, copier_espace

from sdsf.campagnes import lire_campagne
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.production.campagne.conduite import Options, preparer
from sdsf.production.campagne.taches import rapports_de

NATIONALE = "comparaison_nationale"
ECRITE = """format: 1
intitule: "Essai"
departements: ["34", "13"]
annees: [2023, 2024]
rapports: [{rapports}]
formats: [html]
reglages: {{}}
nationaux: [{nationaux}]
"""


@pytest.fixture
def espace(tmp_path: Path) -> Espace:
    neuf = copier_espace(tmp_path / "espace", ("13", "34"))
    (neuf.params / "campagnes").mkdir()
    return neuf


def ecrire(espace: Espace, rapports: str, nationaux: str) -> None:
    texte = ECRITE.format(rapports=rapports, nationaux=nationaux)
    (espace.params / "campagnes/essai.yml").write_text(texte, encoding="utf-8")


def noms(espace: Espace, **options: str) -> list[str]:
    return [d.tache.nom for d in preparer(espace, "essai", Options(**options)).decisions]  # type: ignore[arg-type]


def test_un_rapport_du_pays_ne_se_fait_qu_une_fois_par_annee(espace: Espace) -> None:
    ecrire(espace, "diagnostic", NATIONALE)
    assert noms(espace)[-2:] == [f"{NATIONALE} 13 2023", f"{NATIONALE} 13 2024"]
    assert len(noms(espace)) == 6


def test_demande_aussi_pour_chacun_il_ne_se_fait_pas_deux_fois(espace: Espace) -> None:
    ecrire(espace, NATIONALE, NATIONALE)
    assert len(noms(espace)) == len(set(noms(espace))) == 4


def test_seul_le_retient_ou_le_laisse(espace: Espace) -> None:
    ecrire(espace, "diagnostic", NATIONALE)
    assert noms(espace, seul=NATIONALE) == [f"{NATIONALE} 13 2023", f"{NATIONALE} 13 2024"]
    assert not [nom for nom in noms(espace, seul="diagnostic") if NATIONALE in nom]


def test_un_rapport_d_un_departement_n_est_pas_du_pays(espace: Espace) -> None:
    ecrire(espace, "diagnostic", "point_annuel")
    with pytest.raises(Erreurs, match=NATIONALE):
        lire_campagne(espace, "essai")


def test_la_campagne_du_pays_fait_les_101_diagnostics_et_leur_comparaison() -> None:
    taches, ecartees = rapports_de(Espace(RACINE), lire_campagne(Espace(RACINE), "pays"))
    assert [t.rapport for t in taches] == ["diagnostic"] * 101 + [NATIONALE]
    assert ecartees == []
