"""Télécharger d'un serveur qui coupe, refuse, renvoie ailleurs, ou envoie autre chose que le fichier."""

import datetime as dt
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.fabrique import RACINE
from tests.serveur import HorlogeFeinte, Reponse, Serveur, VersLocal, serveur_local

from sdsf.erreurs import Erreurs
from sdsf.espace import Espace
from sdsf.referentiel.telechargements import Telechargements, lire_telechargements
from sdsf.telechargement.demandes import Demande, demandes
from sdsf.telechargement.telechargeur import Obtenu, Reglage, Silence, Telechargeur
from sdsf.telechargement.transfert import Issue

CATALOGUE: Telechargements = lire_telechargements(Espace(RACINE))
CHEMIN = "/api/explore/v2.1/catalog/datasets/txcouv_pe_dep/exports/csv"
CSV = b"annee;numdep;txcouv_dep\n" + b"2023;34;53.7\n" * 40_000
MARQUES = (("ETag", '"v1"'), ("Last-Modified", "Fri, 10 Jan 2025 09:00:00 GMT"))
DATE_SEULE = (("Last-Modified", "Fri, 10 Jan 2025 09:00:00 GMT"),)
BON = Reponse(CSV, entetes=MARQUES, suite=True)


@dataclass
class Banc:
    """Un serveur, une horloge, un cache."""

    serveur: Serveur
    horloge: HorlogeFeinte
    cache: Path

    def obtenir(
        self, suivi: Silence | None = None, jeu: str = "txcouv_pe_dep", **reglage: bool | int
    ) -> Obtenu:
        voulu = demande(jeu)
        rythmes = {s.hote: s.requetes_par_minute for s in CATALOGUE.serveurs}
        regle = Reglage(**reglage)  # type: ignore[arg-type]
        transport = VersLocal(self.serveur.port)
        with Telechargeur(
            self.cache, rythmes, regle, self.horloge, suivi or Silence(), transport
        ) as telechargeur:
            return telechargeur.obtenir(voulu)

    def refus(self, **reglage: bool | int) -> tuple[str, str]:
        """Le code et le message d'un téléchargement refusé."""
        with pytest.raises(Erreurs) as refus:
            self.obtenir(**reglage)
        assert len(refus.value.erreurs) == 1
        return refus.value.erreurs[0].code, str(refus.value)

    def noms(self) -> set[str]:
        return {chemin.name for chemin in self.cache.rglob("*") if chemin.is_file()}


def demande(code: str, *departements: str) -> Demande:
    jeux = [jeu for jeu in CATALOGUE.jeux if jeu.code == code]
    return demandes(CATALOGUE, jeux, departements, [])[0]


@pytest.fixture
def banc(tmp_path: Path) -> Iterator[Banc]:
    with serveur_local() as serveur:
        yield Banc(serveur, HorlogeFeinte(), tmp_path / "cache")


# --- ce qui va bien -------------------------------------------------------------------------------


def test_un_fichier_arrive_entier_a_la_date_du_producteur(banc: Banc) -> None:
    banc.serveur.jouer(CHEMIN, BON)
    obtenu = banc.obtenir()
    assert obtenu.issue is Issue.RECU
    assert obtenu.place.fichier.read_bytes() == CSV
    assert os.stat(obtenu.place.fichier).st_mtime == dt.datetime(2025, 1, 10, 9, tzinfo=dt.UTC).timestamp()
    assert banc.noms() == {"txcouv_pe_dep.csv", "txcouv_pe_dep.csv.fiche.json"}


def test_on_se_nomme_et_l_on_ne_demande_rien_de_compresse(banc: Banc) -> None:
    banc.serveur.jouer(CHEMIN, BON)
    banc.obtenir()
    (agent,) = banc.serveur.entetes("User-Agent")
    assert agent is not None
    assert agent.startswith("sdsf/")
    assert banc.serveur.entetes("Accept-Encoding") == ["identity"]
    assert banc.serveur.recues[0][0].startswith(f"data.caf.fr{CHEMIN}?")


def test_un_304_garde_le_fichier_du_cache(banc: Banc) -> None:
    banc.serveur.jouer(CHEMIN, BON, Reponse(statut=304))
    premier = banc.obtenir()
    banc.horloge.passe += 3600
    second = banc.obtenir()
    assert second.issue is Issue.INCHANGE
    assert banc.serveur.entetes("If-None-Match") == [None, '"v1"']
    assert second.fiche.telecharge_le == premier.fiche.telecharge_le < second.fiche.verifie_le
    assert second.place.fichier.read_bytes() == CSV


def test_un_fichier_recent_n_est_pas_redemande(banc: Banc) -> None:
    banc.serveur.jouer(CHEMIN, BON)
    banc.obtenir(frais_heures=12)
    assert banc.obtenir(frais_heures=12).issue is None
    assert len(banc.serveur.recues) == 1
    banc.obtenir(frais_heures=12, forcer=True)
    banc.horloge.passe += 12 * 3600
    banc.obtenir(frais_heures=12)
    assert len(banc.serveur.recues) == 3


def test_un_fichier_abime_dans_le_cache_est_redemande_en_entier(banc: Banc) -> None:
    banc.serveur.jouer(CHEMIN, BON)
    banc.obtenir().place.fichier.write_bytes(CSV[:-1])
    assert banc.obtenir().issue is Issue.RECU
    assert banc.serveur.entetes("If-None-Match") == [None, None]


def test_hors_ligne_le_cache_suffit(banc: Banc) -> None:
    banc.serveur.jouer(CHEMIN, BON)
    banc.obtenir()
    banc.horloge.passe += 1e8
    assert banc.obtenir(hors_ligne=True).issue is None
    assert len(banc.serveur.recues) == 1


# --- les coupures ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marques", "marque"), [(MARQUES, '"v1"'), (DATE_SEULE, DATE_SEULE[0][1])], ids=["etag", "date"]
)
def test_un_transfert_coupe_reprend_ou_il_en_est(
    banc: Banc, marques: tuple[tuple[str, str], ...], marque: str
) -> None:
    banc.serveur.jouer(
        CHEMIN, Reponse(CSV, entetes=marques, coupe_a=100_000), Reponse(CSV, entetes=marques, suite=True)
    )
    obtenu = banc.obtenir()
    assert obtenu.issue is Issue.REPRIS
    assert obtenu.place.fichier.read_bytes() == CSV
    assert banc.serveur.entetes("Range") == [None, "bytes=100000-"]
    assert banc.serveur.entetes("If-Range") == [None, marque]


def test_le_fichier_change_pendant_la_coupure_tout_recommence(banc: Banc) -> None:
    neuf = CSV.replace(b"53.7", b"54.1")
    banc.serveur.jouer(CHEMIN, Reponse(CSV, entetes=MARQUES, coupe_a=100_000), Reponse(neuf))
    assert banc.obtenir().place.fichier.read_bytes() == neuf


def test_sans_marque_de_version_rien_ne_se_recolle(banc: Banc) -> None:
    banc.serveur.jouer(
        CHEMIN, Reponse(CSV, entetes=(("ETag", 'W/"v1"'),), coupe_a=100_000), Reponse(CSV, suite=True)
    )
    assert banc.obtenir().place.fichier.read_bytes() == CSV
    assert banc.serveur.entetes("Range") == [None, None]


@pytest.mark.parametrize("statut", [206, 416])
def test_une_suite_qui_n_est_pas_la_bonne_fait_recommencer(banc: Banc, statut: int) -> None:
    entetes = (*MARQUES, ("Content-Range", "bytes 5-9/10"))
    banc.serveur.jouer(
        CHEMIN, Reponse(CSV, entetes=MARQUES, coupe_a=100_000), Reponse(b"autre", statut, entetes), BON
    )
    assert banc.obtenir().place.fichier.read_bytes() == CSV
    assert banc.serveur.entetes("Range") == [None, "bytes=100000-", None]


def test_ctrl_c_garde_ce_qui_est_arrive(banc: Banc) -> None:
    class Presse(Silence):
        def avancer(self, fichier: str, recus: int, total: int | None) -> None:
            if recus > 200_000:
                raise KeyboardInterrupt

    banc.serveur.jouer(CHEMIN, BON)
    with pytest.raises(KeyboardInterrupt):
        banc.obtenir(Presse())
    assert banc.noms() == {"txcouv_pe_dep.csv.partiel", "txcouv_pe_dep.csv.partiel.json"}
    recus = (banc.cache / "cnaf/txcouv_pe_dep.csv.partiel").stat().st_size
    assert banc.obtenir().place.fichier.read_bytes() == CSV
    assert banc.serveur.entetes("Range") == [None, f"bytes={recus}-"]


def test_des_coupures_sans_fin_s_arretent_et_laissent_de_quoi_reprendre(banc: Banc) -> None:
    banc.serveur.jouer(CHEMIN, Reponse(CSV, coupe_a=1000))
    code, message = banc.refus()
    assert code == "D383"
    assert "après 5 essais" in message
    assert "sdsf actualiser cnaf --depuis txcouv_pe_dep.csv" in message
    assert len(banc.serveur.recues) == 5


def test_un_transfert_qui_avance_n_est_pas_abandonne(banc: Banc) -> None:
    """Dix coupures d'affilée, mais chacune laisse cinquante kilooctets de plus."""
    coupes = [Reponse(CSV, entetes=MARQUES, coupe_a=50_000, suite=True)] * 10
    banc.serveur.jouer(CHEMIN, *coupes, BON)
    assert banc.obtenir().place.fichier.read_bytes() == CSV
    assert len(banc.serveur.recues) == 11


# --- les refus du serveur -------------------------------------------------------------------------


def test_un_429_attend_ce_que_le_serveur_demande(banc: Banc) -> None:
    banc.serveur.jouer(CHEMIN, Reponse(statut=429, entetes=(("Retry-After", "17"),)), BON)
    assert banc.obtenir().issue is Issue.RECU
    assert banc.horloge.attentes[0] == 17


def test_un_retry_after_peut_etre_une_date(banc: Banc) -> None:
    entetes = (("Retry-After", "Sun, 22 Nov 2026 08:00:40 GMT"),)
    banc.serveur.jouer(CHEMIN, Reponse(statut=503, entetes=entetes), BON)
    banc.obtenir()
    assert banc.horloge.attentes[0] == 40


def test_une_attente_trop_longue_se_dit_sans_attendre(banc: Banc) -> None:
    banc.serveur.jouer(CHEMIN, Reponse(statut=429, entetes=(("Retry-After", "3600"),)))
    code, message = banc.refus()
    assert code == "D387"
    assert "60 minutes" in message
    assert banc.horloge.attentes == []


def test_un_500_puis_un_succes(banc: Banc) -> None:
    banc.serveur.jouer(CHEMIN, Reponse(statut=500), Reponse(statut=502), BON)
    assert banc.obtenir().issue is Issue.RECU
    # Entre deux attentes croissantes, le rythme du serveur (une requête toutes les 3 s) complète.
    premiere, _, deuxieme, _ = banc.horloge.attentes
    assert 1 <= premiere <= 2 <= deuxieme <= 3
    assert len(banc.serveur.recues) == 3


def test_un_500_qui_dure_se_dit(banc: Banc) -> None:
    banc.serveur.jouer(CHEMIN, Reponse(statut=500))
    code, message = banc.refus()
    assert (code, len(banc.serveur.recues)) == ("D382", 5)
    assert "500" in message


def test_un_404_n_est_pas_redemande(banc: Banc) -> None:
    code, message = banc.refus()
    assert (code, len(banc.serveur.recues)) == ("D382", 1)
    assert "rien n'est à cette adresse" in message
    assert "params/referentiel/telechargements.yml" in message


def test_le_rythme_de_chaque_serveur_est_tenu(banc: Banc) -> None:
    """Melodi : trente requêtes par minute, soit deux secondes entre deux."""
    zip_ = Reponse(b"PK\x03\x04" + b"0" * 100)
    chemins = {code: demande(code) for code in ("filosofi_2021", "filosofi_2023", "equipements_2025")}
    for voulu in chemins.values():
        banc.serveur.jouer(voulu.adresse.removeprefix("https://api.insee.fr"), zip_)
    rythmes = {s.hote: s.requetes_par_minute for s in CATALOGUE.serveurs}
    with Telechargeur(
        banc.cache, rythmes, horloge=banc.horloge, transport=VersLocal(banc.serveur.port)
    ) as telechargeur:
        for voulu in chemins.values():
            telechargeur.obtenir(voulu)
    assert banc.horloge.attentes == [2.0, 2.0]


# --- ce qui n'est pas le fichier ------------------------------------------------------------------


def vers(adresse: str) -> Reponse:
    return Reponse(statut=302, entetes=(("Location", adresse),))


@pytest.mark.parametrize(
    "adresse",
    ["https://ailleurs.example/x.csv", "http://data.caf.fr/x.csv", "https://data.caf.fr:8443/x.csv"],
    ids=["autre serveur", "en clair", "autre port"],
)
def test_un_renvoi_non_admis_n_est_pas_suivi(banc: Banc, adresse: str) -> None:
    banc.serveur.jouer(CHEMIN, vers(adresse))
    code, message = banc.refus()
    assert (code, len(banc.serveur.recues)) == ("D386", 1)
    assert adresse.rsplit("/", 1)[0] in message


def test_un_renvoi_chez_le_meme_serveur_est_suivi(banc: Banc) -> None:
    banc.serveur.jouer(CHEMIN, vers("/ailleurs.csv"))
    banc.serveur.jouer("/ailleurs.csv", BON)
    assert banc.obtenir().place.fichier.read_bytes() == CSV


def test_un_renvoi_sans_fin_s_arrete(banc: Banc) -> None:
    banc.serveur.jouer(CHEMIN, vers(CHEMIN))
    assert banc.refus()[0] == "D386"
    assert len(banc.serveur.recues) == 5


PAGE = b"<!DOCTYPE html><html><body>Service indisponible</body></html>"


@pytest.mark.parametrize(
    ("corps", "type_", "nom"),
    [
        (PAGE, "text/html; charset=utf-8", "une page web"),
        (PAGE, "text/csv", "une page web"),
        (b'{"error_code": "ODSQLError"}', "text/csv", "une réponse JSON"),
        (b"PK\x03\x04autre chose", "text/csv", "une archive"),
        (b"", "text/csv", "un fichier vide"),
        (b"\x00\x01\x02;", "text/csv", "un contenu qu'on ne reconnaît pas"),
    ],
)
def test_autre_chose_que_le_fichier_est_refuse(banc: Banc, corps: bytes, type_: str, nom: str) -> None:
    banc.serveur.jouer(CHEMIN, Reponse(corps, entetes=(("Content-Type", type_),)))
    code, message = banc.refus()
    assert code == "D384"
    assert f"n'envoie pas un CSV, mais {nom}" in message
    assert banc.noms() == set()


def test_un_fichier_deja_recu_survit_a_une_mauvaise_reponse(banc: Banc) -> None:
    banc.serveur.jouer(CHEMIN, BON, Reponse(PAGE, entetes=(("Content-Type", "text/html"),)))
    place = banc.obtenir().place
    banc.refus(forcer=True)
    assert place.fichier.read_bytes() == CSV


@pytest.mark.parametrize("annonce", [True, False])
def test_un_fichier_trop_gros_s_arrete(banc: Banc, annonce: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Demande, "taille_max", 100_000)
    if not annonce:
        monkeypatch.setattr("tests.serveur._repondre", _sans_longueur)
    banc.serveur.jouer(CHEMIN, BON)
    code, message = banc.refus()
    assert (code, banc.noms()) == ("D385", set())
    assert "50 Mo" in message


def _sans_longueur(guichet: object, reponse: Reponse) -> None:
    """Une réponse par morceaux, dont rien ne dit la taille."""
    guichet.send_response(200)  # type: ignore[attr-defined]
    guichet.send_header("Transfer-Encoding", "chunked")  # type: ignore[attr-defined]
    guichet.end_headers()  # type: ignore[attr-defined]
    ecrire: Callable[[bytes], int] = guichet.wfile.write  # type: ignore[attr-defined]
    try:
        for debut in range(0, len(reponse.corps), 10_000):
            morceau = reponse.corps[debut : debut + 10_000]
            ecrire(f"{len(morceau):x}\r\n".encode() + morceau + b"\r\n")
        ecrire(b"0\r\n\r\n")
    except OSError:  # le client est parti, et c'est ce que l'on veut
        guichet.close_connection = True  # type: ignore[attr-defined]


def test_un_export_sans_longueur_arrive(banc: Banc, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opendatasoft n'annonce pas la taille d'un export."""
    monkeypatch.setattr("tests.serveur._repondre", _sans_longueur)
    banc.serveur.jouer(CHEMIN, Reponse(CSV))
    assert banc.obtenir().place.fichier.read_bytes() == CSV


# --- le réseau ------------------------------------------------------------------------------------


def test_un_serveur_injoignable_se_dit_avec_la_marche_a_suivre(banc: Banc) -> None:
    banc.serveur.port = 1  # rien n'y écoute
    code, message = banc.refus()
    assert code == "D380"
    for mot in (
        "data.caf.fr ne répond pas (connexion refusée)",
        demande("txcouv_pe_dep").adresse,
        "HTTPS_PROXY",
    ):
        assert mot in message


def test_hors_ligne_ce_qui_manque_se_dit(banc: Banc) -> None:
    code, message = banc.refus(hors_ligne=True)
    assert (code, banc.serveur.recues) == ("D388", [])
    assert "sdsf actualiser cnaf --depuis txcouv_pe_dep.csv" in message


def test_le_departement_voulu_est_seul_demande() -> None:
    voulu = demande("s_ben_com_f", "2A")
    assert voulu.fichier == "s_ben_com_f-2A.csv"
    assert voulu.adresse.endswith("&where=startswith(numcomdo%2C%222A%22)")
