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


def test_la_comparaison_nationale_est_liee_en_tete_de_la_page(tmp_path: Path) -> None:
    espace = copier_espace(tmp_path / "espace", ("13",))
    (espace.params / "campagnes").mkdir()
    ecrite = ECRITE.replace('"00"', '"13"').replace("2020, ", "") + "nationaux: [comparaison_nationale]\n"
    (espace.params / "campagnes/essai.yml").write_text(ecrite, encoding="utf-8")
    preparee = preparer(espace, "essai", Options(seul="comparaison_nationale"))
    assert [(fiche.etat, fiche.erreur) for fiche in conduire(preparee).fiches] == [("produit", "")]
    page = (espace.reports / "campagnes/essai/index.html").read_text(encoding="utf-8")
    tete = page.partition("<table")[0]
    assert '<a href="../../13/2024/comparaison_nationale.html">Comparaison nationale 2024</a>.' in tete
    rapport = (espace.reports / "13/2024/comparaison_nationale.html").read_text(encoding="utf-8")
    assert "976 Mayotte" in rapport
    assert len(rapport) < 3_000_000
