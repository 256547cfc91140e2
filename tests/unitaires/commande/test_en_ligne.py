"""``sdsf actualiser SOURCE`` sans fichier : télécharger d'un serveur local, puis lire comme ``--depuis``."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.contours import carre, collection, entite
from tests.fabrique import RACINE, copier_espace
from tests.producteurs import EN_TETE_POPREF, melodi
from tests.serveur import HorlogeFeinte, Reponse, Serveur, VersLocal, serveur_local
from typer.testing import CliRunner

from sdsf.actualisation import Actualisation
from sdsf.cli import application
from sdsf.commande import actualiser as module
from sdsf.commande.actualiser import actualiser
from sdsf.commande.en_ligne import EnLigne
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.referentiel.telechargements import lire_telechargements
from sdsf.telechargement.telechargeur import Silence

CATALOGUE = lire_telechargements(Espace(RACINE))
ODS = "/api/explore/v2.1/catalog/datasets/{}/exports/csv"
MARQUE = (("ETag", '"v1"'),)
EN_TETE = "annee;numdep;nomdep;txcouv_psu_col_dep;txcouv_hors_psu_col_dep;txcouv_eaje_dep;"
EN_TETE += "txcouv_prescol_dep;txcouv_am_ind_dep;txcouv_gad_ind_dep;txcouv_ind_dep;txcouv_dep"
LIGNE_2A = "2023;2A;CORSE DU SUD;30.0;10.0;40.0;1.0;10.0;1.0;11.0;52.0"
TAUX = ("\ufeff" + f"{EN_TETE}\n{LIGNE_2A}\n").encode()


@dataclass
class Phrases(Silence):
    """Un suivi qui garde ses phrases."""

    dites: list[str] = field(default_factory=list)

    def dire(self, phrase: str) -> None:
        self.dites.append(phrase)


@dataclass
class Poste:
    """Un espace, et un serveur qui tient lieu d'Internet."""

    espace: Espace
    serveur: Serveur
    horloge: HorlogeFeinte

    def actualiser(self, source: str, *jeux: str, **demande: Any) -> Actualisation:
        transport = VersLocal(self.serveur.port)
        choix = EnLigne(jeux=jeux, horloge=self.horloge, transport=transport, **demande)
        return actualiser(self.espace, source, None, choix)

    def donnees(self) -> dict[str, bytes]:
        return contenu(self.espace.data)


def contenu(dossier: Path) -> dict[str, bytes]:
    return {c.relative_to(dossier).as_posix(): c.read_bytes() for c in dossier.rglob("*") if c.is_file()}


@pytest.fixture
def poste(espace_copie: Espace) -> Iterator[Poste]:
    with serveur_local() as serveur:
        yield Poste(espace_copie, serveur, HorlogeFeinte())


# --- lire comme --depuis --------------------------------------------------------------------------


def servir(poste: Poste, source: str, code: str, fichier: Path) -> str:
    """Met un fichier derrière l'adresse de son jeu, à sa date ; rend le nom que le cache lui donne."""
    (jeu,) = [jeu for jeu in CATALOGUE.jeux_de(source) if jeu.code == code]
    assert jeu.adresse is not None
    date = formatdate(int(fichier.stat().st_mtime), usegmt=True)
    poste.serveur.jouer(
        urlsplit(jeu.adresse).path, Reponse(fichier.read_bytes(), entetes=(("Last-Modified", date),))
    )
    return jeu.fichier


def donner_les_memes_octets(poste: Poste, tmp_path: Path, source: str, code: str, fichier: Path) -> None:
    """Un espace actualisé en ligne, un autre par ``--depuis`` : rien ne les distingue."""
    donne = shutil.copy2(fichier, tmp_path / f"donne-{fichier.name}")
    os.utime(donne, (1_700_000_000, 1_700_000_000))
    nomme = donne.rename(tmp_path / servir(poste, source, code, donne))
    temoin = copier_espace(tmp_path / "temoin")
    for espace in (poste.espace, temoin):  # sans ce qui est déjà lu, il y a quelque chose à écrire
        shutil.rmtree(espace.data / "national" / (source if source in ("cnaf", "insee") else "x"), True)
    assert poste.actualiser(source, code).fichiers
    actualiser(temoin, source, nomme)
    assert poste.donnees() == contenu(temoin.data)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("source", "code", "fichier"),
    [
        ("cnaf", "txcouv_pe_dep", "cnaf_historique/txcouv_pe_dep.csv"),
        ("cnaf", "txcouv_pe_dep_hist", "cnaf_historique/txcouv_pe_dep_hist.csv"),
        ("insee", "chomage", "contexte/sl_etc_2025T3.xls"),
        ("contours", "departements", "contours_communes_2018/departements-version-simplifiee.geojson"),
        ("contours", "epci", "contours_epci/epci-13.geojson"),
        ("territoires", "mouvements", "cog_2026/mouvements-communes.csv"),
    ],
)
def test_un_vrai_fichier_telecharge_donne_les_memes_octets_que_depuis(
    poste: Poste, shared: Path, tmp_path: Path, source: str, code: str, fichier: str
) -> None:
    donner_les_memes_octets(poste, tmp_path, source, code, shared / "donnees" / fichier)


def test_un_zip_de_melodi_telecharge_se_lit(poste: Poste, tmp_path: Path) -> None:
    lignes = ["34;DEP;A;PMUN;2023;1230289", "F;FRANCE;A;PMUN;2023;66000000"]
    zip_ = melodi(tmp_path / "pop.zip", EN_TETE_POPREF, *lignes)
    donner_les_memes_octets(poste, tmp_path, "insee", "populations_reference", zip_)


def test_plusieurs_fichiers_se_lisent_ensemble(poste: Poste) -> None:
    avant = poste.donnees()
    ancien = TAUX.replace(b"2023;", b"2017;")
    poste.serveur.jouer(ODS.format("txcouv_pe_dep"), Reponse(TAUX, entetes=MARQUE))
    poste.serveur.jouer(ODS.format("txcouv_pe_dep_hist"), Reponse(ancien, entetes=MARQUE))
    bilan = poste.actualiser("cnaf", "txcouv_pe_dep", "txcouv_pe_dep_hist")
    changes = {nom for nom, octets in poste.donnees().items() if avant.get(nom) != octets}
    assert changes == {"national/cnaf/taux_couverture.csv"}
    assert any(phrase.startswith("txcouv_pe_dep.csv (0,0 Mo) : téléchargé") for phrase in bilan.phrases)


def test_les_contours_se_demandent_pour_le_departement_voulu(poste: Poste) -> None:
    geojson = collection(entite("2A004", "Ajaccio", carre(8.7, 41.9)))
    poste.serveur.jouer("/departements/2A/communes", Reponse(geojson))
    bilan = poste.actualiser("contours", "communes", departements=("2A",))
    assert list(bilan.fichiers) == [poste.espace.data / "contours/communes/2A.geojson"]
    assert poste.serveur.recues[0][0].startswith("geo.api.gouv.fr/departements/2A/communes?fields=")


def test_sans_departement_ce_sont_ceux_de_l_espace(poste: Poste) -> None:
    with pytest.raises(Erreurs, match="rien n'est à cette adresse"):
        poste.actualiser("contours", "communes")
    (demande,) = [chemin for chemin, _ in poste.serveur.recues]
    decrits = sorted(c.name for c in (poste.espace.params / "departements").iterdir() if c.name != "00")
    assert [demande.split("/")[2]] == decrits


def test_deux_fichiers_d_une_meme_table_y_ajoutent_tous_les_deux(
    poste: Poste, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Un lecteur qui prend un fichier à la fois : le second s'ajoute à ce que le premier a écrit."""

    def lire(espace: Espace, depuis: Path | None) -> Actualisation:
        assert depuis is not None
        table = espace.data / "national/essai.csv"
        deja = table.read_bytes() if table.exists() else b""
        return Actualisation({table: deja + depuis.name.encode() + b"\n"}, (depuis.name,))

    monkeypatch.setitem(module.SOURCES, "insee", lire)
    archive = Reponse(b"PK\x03\x04" + bytes(100))
    for annee in (2021, 2023):
        poste.serveur.jouer(f"/melodi/file/DS_FILOSOFI_CC/DS_FILOSOFI_CC_{annee}_CSV_FR", archive)
    poste.actualiser("insee", "filosofi_2021", "filosofi_2023")
    ecrit = (poste.espace.data / "national/essai.csv").read_text(encoding="utf-8").split()
    assert ecrit == ["DS_FILOSOFI_CC_2021_CSV_FR.zip", "DS_FILOSOFI_CC_2023_CSV_FR.zip"]


# --- ne rien refaire ------------------------------------------------------------------------------


def test_rien_n_est_relu_si_rien_n_a_change(poste: Poste) -> None:
    poste.serveur.jouer(ODS.format("txcouv_pe_dep"), Reponse(TAUX, entetes=MARQUE), Reponse(statut=304))
    poste.actualiser("cnaf", "txcouv_pe_dep")
    poste.horloge.passe += 24 * 3600
    bilan = poste.actualiser("cnaf", "txcouv_pe_dep")
    assert bilan.fichiers == {}
    (phrase,) = bilan.phrases
    assert "inchangé chez le producteur ; du cache, téléchargé le 2026-11-22" in phrase
    assert "déjà lu, rien n'est relu" in phrase


def test_un_departement_de_plus_fait_relire_le_cache(poste: Poste) -> None:
    poste.serveur.jouer(ODS.format("txcouv_pe_dep"), Reponse(TAUX, entetes=MARQUE))
    poste.actualiser("cnaf", "txcouv_pe_dep")
    (poste.espace.data / "departements/13/territoires.csv").unlink()
    bilan = poste.actualiser("cnaf", "txcouv_pe_dep")
    assert len(poste.serveur.recues) == 1
    assert "le serveur n'a pas été appelé." in bilan.phrases[0]


def test_hors_ligne_relit_le_cache_a_la_demande(poste: Poste) -> None:
    poste.serveur.jouer(ODS.format("txcouv_pe_dep"), Reponse(TAUX, entetes=MARQUE))
    poste.actualiser("cnaf", "txcouv_pe_dep")
    bilan = poste.actualiser("cnaf", "txcouv_pe_dep", hors_ligne=True, forcer=True)
    assert len(poste.serveur.recues) == 1
    assert any("rien ne change" in phrase for phrase in bilan.phrases)


# --- tout ou rien ---------------------------------------------------------------------------------


def test_un_fichier_qui_manque_empeche_tout_et_dit_comment_s_en_passer(poste: Poste) -> None:
    avant, suivi = poste.donnees(), Phrases()
    poste.serveur.jouer(ODS.format("txcouv_pe_dep"), Reponse(TAUX, entetes=MARQUE))
    with pytest.raises(Erreurs) as refus:
        poste.actualiser("cnaf", "txcouv_pe_dep", "txcouv_pe_reg", "txcouv_pe_nat", suivi=suivi)
    assert [erreur.lieu.fichier for erreur in refus.value.erreurs] == [
        "cnaf, jeu txcouv_pe_reg",
        "cnaf, jeu txcouv_pe_nat",
    ]
    assert poste.donnees() == avant
    assert suivi.dites[-1].endswith("sdsf actualiser cnaf --jeu txcouv_pe_dep")


def test_un_fichier_que_le_lecteur_refuse_n_ecrit_rien(poste: Poste) -> None:
    avant = poste.donnees()
    poste.serveur.jouer(ODS.format("txcouv_pe_dep"), Reponse(b"annee;autre\n2023;1\n"))
    with pytest.raises(Erreurs):
        poste.actualiser("cnaf", "txcouv_pe_dep")
    assert poste.donnees() == avant


def test_un_serveur_muet_n_est_pas_rappele_pour_chaque_fichier(poste: Poste) -> None:
    poste.serveur.port, suivi = 1, Phrases()
    with pytest.raises(Erreurs) as refus:
        poste.actualiser("cnaf", suivi=suivi)
    assert {erreur.code for erreur in refus.value.erreurs} == {"D380"}
    assert len(refus.value.erreurs) == len(CATALOGUE.jeux_de("cnaf"))
    assert len(suivi.dites) == 1  # un seul nouvel essai


def test_un_disque_plein_se_dit(poste: Poste, monkeypatch: pytest.MonkeyPatch) -> None:
    (poste.espace.racine / "telechargements").write_text("un fichier à la place du dossier")
    poste.serveur.jouer(ODS.format("txcouv_pe_dep"), Reponse(TAUX))
    with pytest.raises(Erreurs) as refus:
        poste.actualiser("cnaf", "txcouv_pe_dep")
    assert [erreur.code for erreur in refus.value.erreurs] == ["E602"]


# --- le catalogue ---------------------------------------------------------------------------------


def test_chaque_source_a_ses_jeux_et_chaque_jeu_sa_source() -> None:
    assert {jeu.source for jeu in CATALOGUE.jeux} == set(module.SOURCES) - {"ept"}  # un calcul sur l'espace


def test_chaque_serveur_du_catalogue_sert() -> None:
    adresses = [a for j in CATALOGUE.jeux for a in (j.adresse, j.adresse_departement) if a]
    assert {a.split("/")[2] for a in adresses} == {serveur.hote for serveur in CATALOGUE.serveurs}


def test_aucune_adresse_n_est_dans_le_code() -> None:
    """Une adresse qui change se corrige dans le catalogue, sans toucher au code."""
    adresses = {a.split("/")[2] for j in CATALOGUE.jeux for a in (j.adresse, j.adresse_departement) if a}
    code = "\n".join(c.read_text(encoding="utf-8") for c in (RACINE / "src/sdsf/telechargement").glob("*.py"))
    code += (RACINE / "src/sdsf/commande/en_ligne.py").read_text(encoding="utf-8")
    assert [hote for hote in adresses if hote in code] == []


def test_ce_qui_ne_se_telecharge_pas_dit_pourquoi_et_comment(poste: Poste) -> None:
    with pytest.raises(Erreurs) as refus:
        poste.actualiser("territoires", "decoupage")
    message = str(refus.value)
    assert "npm pack @etalab/decoupage-administratif@6.0.0" in message
    assert "sdsf actualiser territoires --depuis decoupage-administratif.tgz" in message


def test_un_departement_inconnu_se_dit(poste: Poste) -> None:
    with pytest.raises(Erreurs) as refus:
        poste.actualiser("cnaf", departements=("99",))
    assert [erreur.code for erreur in refus.value.erreurs] == ["P101"]


# --- la commande ----------------------------------------------------------------------------------


def test_la_commande_hors_ligne_dit_ce_qui_manque(espace_copie: Espace) -> None:
    arguments = ["actualiser", "qpv", "--hors-ligne", "--racine", str(espace_copie.racine)]
    rendu = CliRunner().invoke(application, arguments)
    assert rendu.exit_code == 11
    assert "sdsf actualiser qpv --depuis listeqp2024-cog2024.csv" in rendu.output
    assert "adresse non vérifiée ici" in rendu.output


def test_depuis_et_une_option_de_telechargement_se_contredisent(espace_copie: Espace) -> None:
    arguments = ["actualiser", "qpv", "--depuis", "x.csv", "--jeu", "a", "--racine", str(espace_copie.racine)]
    rendu = CliRunner().invoke(application, arguments)
    assert rendu.exit_code == 2
    assert "Retirez --depuis, ou retirez --jeu." in rendu.output


def test_ctrl_c_dit_que_la_commande_reprendra(espace_copie: Espace, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrompre(*_: object) -> Actualisation:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "actualiser_en_ligne", interrompre)
    rendu = CliRunner().invoke(application, ["actualiser", "qpv", "--racine", str(espace_copie.racine)])
    assert rendu.exit_code == 130
    assert "la même commande reprendra" in rendu.output
