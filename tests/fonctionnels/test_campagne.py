"""Une campagne d'un vrai rapport court : produite, réemployée, puis refaite quand ce qu'il lit change."""

from pathlib import Path

from tests.fabrique import AVANCEMENT_00, copier_espace, remplacer

from sdsf.production.campagne.conduite import Options, conduire, preparer

ECRITE = """format: 1
intitule: "Essai"
departements: ["00"]
annees: [2020, 2024]
rapports: [lettre]
formats: [html]
reglages: {}
"""


def test_un_vrai_rapport_se_produit_se_reemploie_et_se_refait(tmp_path: Path) -> None:
    espace = copier_espace(tmp_path / "espace", ("00",))
    (espace.params / "campagnes").mkdir()
    (espace.params / "campagnes/essai.yml").write_text(ECRITE, encoding="utf-8")
    preparee = preparer(espace, "essai", Options())
    assert [(e.nom, e.motif[-6:]) for e in preparee.ecartees] == [("lettre 00 2020", "[P102]")]
    assert [(fiche.etat, fiche.erreur) for fiche in conduire(preparee).fiches] == [("produit", "")]
    [gardee] = preparer(espace, "essai", Options()).decisions
    assert not gardee.refaire, gardee.motifs
    remplacer(espace, AVANCEMENT_00, "\n", "\n\n")
    [refaite] = preparer(espace, "essai", Options()).decisions
    assert refaite.motifs == (f"{AVANCEMENT_00} a changé",)
    page = (espace.reports / "campagnes/essai/index.html").read_text(encoding="utf-8")
    assert "../../00/2024/lettre.html" in page
    assert "http" not in page.replace("http-equiv", "")
