"""Une valeur secrète ne sort nulle part : on la change, et aucun fichier public ne change."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.fabrique import RELEVES_00, ajouter, copier_espace, remplacer
from tests.production import produire

from sdsf.espace import Espace
from sdsf.production.lectures import chemin_du_releve, releve_de
from sdsf.production.manifeste import DU_MOMENT

pytestmark = [pytest.mark.production, pytest.mark.xdist_group("secret")]

# Un seuil relevé, pour que la valeur cachée ait assez de chiffres pour se reconnaître.
SEUIL, SEUIL_RELEVE = "effectif_minimal: 5\n", "effectif_minimal: 90000\n"
TOTAL, PETIT, AUTRE_PETIT = 200_000, 73_921, 61_507
JEUNES = "js-3.2-i2,Nombre de jeunes orientés vers un soin après un premier échange"
SAISIE = "personnes,valeur,declaree,,,saisie,exemple_fictif,,,,,pilote,2025-03-15"
# Ce qui change d'une production à l'autre sans rien devoir aux données.
HORLOGE = re.compile(r'"(start_time|end_time|duration|input_path|output_path)": [^,\n]*,?')
RAPPORTS = ("point_annuel", "qualite_donnees")


def espace_avec(vers: Path, petit: int) -> Espace:
    """L'exemple fictif : un effectif sous le seuil en 2024, un autre en 2023, partie d'un total publié."""
    espace = copier_espace(vers, ["00"])
    remplacer(espace, "params/referentiel/secret.yml", SEUIL, SEUIL_RELEVE)
    for annee, avant, apres in ((2024, 4, petit), (2023, 13, TOTAL)):
        debut = f"{JEUNES},00,departement,,{annee},"
        remplacer(espace, RELEVES_00, f"{debut}{avant},", f"{debut}{apres},")
    for epci, valeur in {"999900001": petit, "999900002": TOTAL - petit}.items():
        ajouter(espace, RELEVES_00, f"{JEUNES},{epci},epci,,2023,{valeur},{SAISIE}")
    return espace


def produits(espace: Espace, *rapports: str, edition: str = "") -> dict[str, bytes]:
    """Tous les fichiers de ces rapports, par nom."""
    rendus: dict[str, bytes] = {}
    for rapport in rapports:
        produit = produire(espace, "00", 2024, rapport, edition=edition)
        rendus |= {chemin.name: chemin.read_bytes() for chemin in produit.fichiers}
    return rendus


def formes(valeur: int) -> list[bytes]:
    """Une valeur, telle que nos sorties l'écriraient : 73921, 73 921 et ses espaces insécables."""
    milliers, reste = divmod(valeur, 1000)
    return [f"{milliers}{espace}{reste:03}".encode() for espace in ("", " ", "\u202f", "\u00a0")]


def sans_horloge(contenus: Mapping[str, bytes]) -> dict[str, str]:
    textes = {nom: HORLOGE.sub("", _stable(nom, contenu)) for nom, contenu in contenus.items()}
    # Un carnet numérote ses cellules et ses messages au hasard : seules ses sorties comptent.
    return {nom: _sorties(texte) if nom.endswith(".ipynb") else texte for nom, texte in textes.items()}


def _stable(nom: str, contenu: bytes) -> str:
    """Un manifeste, sans ce qui dit quand il a été écrit."""
    if not nom.endswith(".manifeste.json"):
        return contenu.decode()
    return json.dumps({cle: valeur for cle, valeur in json.loads(contenu).items() if cle not in DU_MOMENT})


def _sorties(carnet: str) -> str:
    sorties: list[Any] = [cellule.get("outputs") for cellule in json.loads(carnet)["cells"]]
    return json.dumps(sorties, ensure_ascii=False)


@pytest.fixture(scope="module")
def espaces(tmp_path_factory: pytest.TempPathFactory) -> tuple[Espace, Espace]:
    """Deux espaces que seule la valeur cachée distingue."""
    dossier = tmp_path_factory.mktemp("secret")
    return espace_avec(dossier / "a", PETIT), espace_avec(dossier / "b", AUTRE_PETIT)


@pytest.fixture(scope="module")
def publics(espaces: tuple[Espace, Espace]) -> list[dict[str, bytes]]:
    return [produits(espace, *RAPPORTS) for espace in espaces]


@pytest.fixture(scope="module")
def internes(espaces: tuple[Espace, Espace]) -> dict[str, bytes]:
    return produits(espaces[0], "point_annuel", edition="interne")


def test_aucun_fichier_public_ne_depend_de_la_valeur_cachee(publics: list[dict[str, bytes]]) -> None:
    """HTML, alternatives, SVG, CSV, carnet, manifeste : les mêmes, quelle que soit la valeur."""
    premiers, seconds = (sans_horloge(contenus) for contenus in publics)
    assert sorted(premiers) == sorted(seconds)
    assert [nom for nom in premiers if premiers[nom] != seconds[nom]] == []


def test_le_releve_des_lectures_reste_cache_et_hors_du_manifeste(
    espaces: tuple[Espace, Espace], publics: list[dict[str, bytes]]
) -> None:
    """Il porte l'empreinte du fichier saisi, qui change avec la valeur : il ne suit pas le rapport."""
    manifestes = [espace.reports / "00/2024/point_annuel.manifeste.json" for espace in espaces]
    empreintes = [releve_de(manifeste)["fichiers"][RELEVES_00] for manifeste in manifestes]
    assert empreintes[0] != empreintes[1]
    assert all(chemin_du_releve(manifeste).name.startswith(".") for manifeste in manifestes)
    assert not [
        n for n, contenu in publics[0].items() if n.startswith(".") or empreintes[0].encode() in contenu
    ]


def test_ni_la_valeur_ni_son_complement_ne_sont_ecrits(publics: list[dict[str, bytes]]) -> None:
    cherches = [*formes(PETIT), *formes(TOTAL - PETIT)]
    assert [nom for nom, contenu in publics[0].items() if any(forme in contenu for forme in cherches)] == []
    # Le total, lui, est publié : c'est par lui que la valeur se recalculerait.
    assert any(forme in publics[0]["point_annuel.html"] for forme in formes(TOTAL))
    assert "Secret statistique, édition publique." in publics[0]["point_annuel.html"].decode()


def test_l_edition_interne_montre_la_valeur_et_le_dit(internes: dict[str, bytes]) -> None:
    """La contre-épreuve : les tests qui précèdent sauraient voir une valeur qui sort."""
    page = internes["point_annuel.html"]
    assert any(forme in page for forme in formes(PETIT))
    assert "Édition interne : de petits effectifs y sont lisibles, ne pas diffuser" in page.decode()
    assert json.loads(internes["point_annuel.manifeste.json"])["edition"] == "interne"
    assert not [nom for nom in internes if nom.endswith(".publie.csv")]


def test_l_edition_interne_a_son_dossier_et_n_est_pas_dans_l_index(
    espaces: tuple[Espace, Espace], internes: dict[str, bytes]
) -> None:
    rangees = {chemin.name for chemin in (espaces[0].reports / "00/2024/interne").iterdir()}
    assert {nom for nom in rangees if not nom.startswith(".")} == set(internes)
    assert "interne" not in (espaces[0].reports / "index.html").read_text(encoding="utf-8")
