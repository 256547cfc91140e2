"""Le verdict d'une certification : ce qui est contrôlé sans rien refaire, puis ce que refaire montre."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.preuve import RELEVES, chiffre, deposer, empreinte, scelle

from sdsf.commande.certifier import en_json, mener, phrases, sortie_de
from sdsf.erreurs import Erreurs, FichierIntrouvable, Lieu
from sdsf.espace import Espace
from sdsf.production.preuve import certification
from sdsf.production.preuve.certification import Certificat, certifier
from sdsf.production.preuve.manifestes import Scelle, lire_le_manifeste
from sdsf.production.refus import RefusDuCarnet
from sdsf.production.versions import versions


@pytest.fixture
def espace(tmp_path: Path) -> Espace:
    for nom in ("params", "templates", "notebooks", "data/departements/00"):
        (tmp_path / nom).mkdir(parents=True)
    (tmp_path / RELEVES).write_text("valeur\n12\n")
    (tmp_path / "notebooks/10_point_annuel.ipynb").write_text("{}")
    return Espace(tmp_path)


@pytest.fixture
def refaire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Fait comme si le rapport, refait, était celui-ci ; une exception se lève."""

    def poser(leve: Exception | None = None, **champs: Any) -> None:
        @contextmanager
        def refait(*_: object) -> Iterator[Scelle]:
            if leve is not None:
                raise leve
            copie = Espace(tmp_path / "copie")
            yield lire_le_manifeste(copie, deposer(copie, **champs))

        monkeypatch.setattr(certification, "refait", refait)

    return poser


def releve(espace: Espace, **fichiers: str) -> dict[str, Any]:
    """Les lectures d'un rapport, telles que le manifeste les garde."""
    from sdsf.production.dependances import Releveur

    lus = {RELEVES: empreinte("valeur\n12\n"), **fichiers}
    outils = Releveur(espace).outils("point_annuel")
    return {
        "outils": outils,
        "fichiers": lus,
        "dossiers": {},
        "lignes": [],
        "precedents": {},
        "incertains": [],
    }


# --- sans refaire ---------------------------------------------------------------------------------


def test_des_empreintes_qui_concordent_font_un_rapport_intact(espace: Espace) -> None:
    lu = certifier(espace, scelle(espace, dependances=releve(espace)), refaire=False)
    assert (lu.verdict, lu.sortie, lu.constats) == ("intact", 0, ())


def test_un_fichier_retouche_et_un_absent_se_disent_ensemble(espace: Espace) -> None:
    rapport = scelle(espace, dependances=releve(espace))
    rapport.fichier("point_annuel.html").write_text("<p>Une page retouchée</p>")
    rapport.fichier("point_annuel.chiffres.csv").unlink()
    lu = certifier(espace, rapport, refaire=False)
    assert (lu.verdict, lu.sortie) == ("retouche", 13)
    assert [(constat.genre, str(constat)) for constat in lu.constats] == [
        ("avis", "point_annuel.chiffres.csv manque"),
        ("retouche", "point_annuel.html n'est plus celui que le manifeste décrit"),
    ]


def test_un_rapport_envoye_sans_tous_ses_fichiers_se_certifie(
    espace: Espace, refaire: Callable[..., None]
) -> None:
    refaire()
    rapport = scelle(espace, dependances=releve(espace))
    rapport.fichier("point_annuel.chiffres.csv").unlink()
    lu = certifier(espace, rapport)
    assert (lu.verdict, lu.difference) == ("conforme", None)
    assert phrases(lu)[0].endswith("(1 fichier).")
    assert phrases(lu)[1] == "  point_annuel.chiffres.csv manque."


def test_un_manifeste_seul_ne_certifie_rien(espace: Espace) -> None:
    rapport = scelle(espace, dependances=releve(espace))
    for nom in rapport.manifeste.fichiers:
        rapport.fichier(nom).unlink()
    assert certifier(espace, rapport, refaire=False).verdict == "retouche"


def test_un_carnet_execute_rouvert_est_un_avis(espace: Espace) -> None:
    scelle_ = {"point_annuel.ipynb": {"sha256": "d" * 64, "octets": 3}}
    rapport = scelle(espace, dependances=releve(espace), carnet_execute=scelle_)
    assert certifier(espace, rapport, refaire=False).constats == ()
    rapport.fichier("point_annuel.ipynb").write_text("abc")
    lu = certifier(espace, rapport, refaire=False)
    assert (lu.verdict, [c.genre for c in lu.constats]) == ("intact", ["avis"])


def test_une_entree_changee_se_nomme(espace: Espace) -> None:
    rapport = scelle(espace, dependances=releve(espace))
    (espace.racine / RELEVES).write_text("valeur\n13\n")
    lu = certifier(espace, rapport, refaire=False)
    assert (lu.verdict, lu.sortie, [str(c) for c in lu.constats]) == (
        "entree_changee", 11, [f"{RELEVES} a changé"],
    )  # fmt: skip


def test_une_version_et_un_gabarit_changes_sont_des_conditions(espace: Espace) -> None:
    rapport = scelle(espace, dependances=releve(espace), versions={**versions(), "pandas": "0.1"})
    (espace.templates / "page.html").write_text("neuf")
    lu = certifier(espace, rapport, refaire=False)
    assert (lu.verdict, lu.sortie) == ("non_comparable", 10)
    assert [c.sujet for c in lu.de("condition")] == ["pandas", "le gabarit"]


def test_un_autre_verrou_est_une_condition(espace: Espace) -> None:
    (espace.racine / "requirements.lock").write_text("pandas==3\n")
    rapport = scelle(espace, dependances=releve(espace), verrou="e" * 64)
    assert [str(c) for c in certifier(espace, rapport, refaire=False).constats] == [
        "requirements.lock n'est plus le même"
    ]


def test_un_rapport_d_avant_paru_depuis_ne_compte_pas(espace: Espace) -> None:
    rapport = scelle(espace, dependances=releve(espace))
    deposer(espace, "00/2023/point_annuel", annee=2023)
    assert certifier(espace, rapport, refaire=False).verdict == "intact"


def test_un_format_que_le_manifeste_ne_decrit_pas_se_signale(espace: Espace) -> None:
    rapport = scelle(espace, dependances=releve(espace))
    rapport.fichier("point_annuel.pdf").write_text("%PDF")
    lu = certifier(espace, rapport, refaire=False)
    assert (lu.verdict, [c.sujet for c in lu.de("avis")]) == ("intact", ["point_annuel.pdf"])


# --- refaire --------------------------------------------------------------------------------------


def test_les_memes_octets_font_un_rapport_conforme(espace: Espace, refaire: Callable[..., None]) -> None:
    refaire()
    lu = certifier(espace, scelle(espace, dependances=releve(espace)))
    assert (lu.verdict, lu.sortie, lu.difference) == ("conforme", 0, None)
    assert phrases(lu) == [
        "Conforme : point_annuel 00 2024, version 1, refait de son manifeste, redonne les mêmes octets "
        "(2 fichiers)."
    ]


def test_les_memes_octets_suffisent_malgre_une_autre_version(
    espace: Espace, refaire: Callable[..., None]
) -> None:
    refaire()
    lu = certifier(espace, scelle(espace, dependances=releve(espace), versions={"python": "2.7"}))
    assert lu.verdict == "conforme"
    assert "  Et ce, bien que :" in phrases(lu)


def certifie(espace: Espace, refaire: Callable[..., None], **champs: Any) -> Certificat:
    refaire(chiffres=[chiffre(valeur="13.0")])
    return certifier(espace, scelle(espace, dependances=releve(espace), **champs))


def test_sans_rien_de_change_la_premiere_difference_est_un_defaut(
    espace: Espace, refaire: Callable[..., None]
) -> None:
    lu = certifie(espace, refaire)
    assert (lu.verdict, lu.sortie, lu.differents) == ("different", 12, ("point_annuel.chiffres.csv",))
    assert lu.difference is not None
    assert lu.difference.endroit == "ligne 2"
    assert lu.nombres.startswith("1 nombre n'est pas le même, sur 1 (« Places » : 12,0, refait 13,0)")


def test_d_autres_versions_rendent_non_comparable_et_les_nombres_se_disent(
    espace: Espace, refaire: Callable[..., None]
) -> None:
    lu = certifie(espace, refaire, versions={**versions(), "matplotlib": "1.0"})
    assert (lu.verdict, lu.sortie) == ("non_comparable", 10)
    assert lu.nombres


def test_une_entree_changee_explique_la_difference(espace: Espace, refaire: Callable[..., None]) -> None:
    lu = certifie(espace, refaire, entrees={RELEVES: "f" * 64})
    assert (lu.verdict, lu.sortie, [str(c) for c in lu.de("entree")]) == (
        "entree_changee", 11, [f"{RELEVES} a changé"],
    )  # fmt: skip


def test_une_page_qui_differe_seule_garde_les_memes_nombres(
    espace: Espace, refaire: Callable[..., None]
) -> None:
    refaire(page="<p>Une autre page</p>\n")
    lu = certifier(espace, scelle(espace, dependances=releve(espace)))
    assert (lu.differents, lu.nombres) == (("point_annuel.html",), "Les nombres sont les mêmes (1).")


def test_un_fichier_retouche_montre_ce_qu_il_disait(espace: Espace, refaire: Callable[..., None]) -> None:
    refaire()
    rapport = scelle(espace, dependances=releve(espace))
    rapport.fichier("point_annuel.html").write_text("<p>Une page retouchée</p>\n")
    lu = certifier(espace, rapport)
    assert (lu.verdict, lu.sortie, lu.differents) == ("retouche", 13, ())
    assert lu.difference is not None
    assert (lu.difference.avant, lu.difference.apres) == ("<p>Une page retouchée</p>", "<p>Une page</p>")


@pytest.mark.parametrize(
    "leve",
    [RefusDuCarnet("1 erreur\n\nPlus de plan", 10), Erreurs([FichierIntrouvable(Lieu("data/x.csv"))])],
)
def test_un_rapport_qui_ne_se_refait_plus_dit_pourquoi(
    espace: Espace, refaire: Callable[..., None], leve: Exception
) -> None:
    refaire(leve=leve)
    lu = certifier(espace, scelle(espace, dependances=releve(espace)))
    assert (lu.verdict, lu.sortie) == ("irrefaisable", 12)
    assert lu.refus
    assert "\n" not in lu.refus


def test_le_certificat_s_ecrit_en_json(espace: Espace, refaire: Callable[..., None]) -> None:
    ecrit = json.loads(json.dumps(en_json(certifie(espace, refaire))))
    assert ecrit["verdict"] == "different"
    assert ecrit["difference"]["fichier"] == "point_annuel.chiffres.csv"
    assert ecrit["manifeste"] == "reports/00/2024/point_annuel.manifeste.json"


def test_un_dossier_se_certifie_en_entier(espace: Espace) -> None:
    scelle(espace, dependances=releve(espace))
    lettre = scelle(espace, "00/2024/lettre", dependances=releve(espace))
    lettre.fichier("lettre.html").write_text("retouchée")
    dossier = str(espace.reports / "00")
    certificats, dits = mener(espace, [dossier], False, "texte", lambda faites, total: None)
    assert (sortie_de(certificats), dits[-1]) == (13, "Bilan : 1 retouche, 1 intact.")
    _, (ecrit,) = mener(espace, [dossier], False, "json", lambda faites, total: None)
    assert [lu["verdict"] for lu in json.loads(ecrit)] == ["retouche", "intact"]
