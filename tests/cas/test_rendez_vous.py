"""Tout ce qui est attendu : des registres et du plan, sans inventer une date ; et le fichier d'agenda."""

import datetime as dt
import re
from pathlib import Path

import pytest
from icalendar import Calendar
from tests.fabrique import RACINE, obligation, plan, table

from sdsf.commande.echeances import exporter
from sdsf.commande.listes import liste
from sdsf.dossier import Dossier
from sdsf.espace import Espace
from sdsf.evaluation.rendez_vous import RendezVous, rendez_vous
from sdsf.production.rendu_ics import rendre_ics, titre_de

DEPOT = Espace(RACINE)
AU = dt.date(2024, 12, 31)
VIDES = {
    nom: table(nom, "| instance |") if nom in ("reunions", "decisions") else table(nom, f"| {colonne} |")
    for nom, colonne in {
        "reunions": "instance",
        "decisions": "instance",
        "avancement": "action",
        "recommandations": "id",
    }.items()
}


def decisions(texte: str) -> list[RendezVous]:
    return rendez_vous(plan(2023, 2026), {**VIDES, "decisions": table("decisions", texte)}, AU)


def test_une_decision_datee_a_son_jour_et_une_autre_n_en_a_pas() -> None:
    datee, autre = decisions("""
    | instance | date       | decision        | responsable   | echeance   | suite |
    | comite   | 2024-03-18 | Relancer        | référent, Caf | 2024-10-10 |       |
    | comite   | 2024-03-18 | Retirer l'action |               |            | faite |
    """)
    assert (datee.jour, datee.annee, datee.responsable) == (dt.date(2024, 10, 10), 2024, "référent, Caf")
    assert (autre.jour, autre.annee, autre.suite) == (None, None, "faite")
    assert datee.origine == "comite, 18/03/2024"


def test_l_identifiant_d_une_decision_ne_change_pas_avec_sa_suite() -> None:
    gabarit = """
    | instance | date       | decision | echeance   | suite     |
    | comite   | 2024-03-18 | Relancer | 2024-10-10 | {suite} |
    """
    (avant,), (apres,) = decisions(gabarit.format(suite="en cours")), decisions(gabarit.format(suite="faite"))
    assert avant.id == apres.id
    assert (avant.suite, apres.suite) == ("en cours", "faite")


def test_un_rapport_du_a_une_annee_et_jamais_de_jour() -> None:
    schema = plan(2023, 2026, obligations=[obligation(apres_annees=2, rapport="bilan_intermediaire")])
    (rapport,) = rendez_vous(schema, VIDES, AU)
    assert (rapport.annee, rapport.jour, rapport.intitule) == (2025, None, "Bilan intermédiaire")
    assert titre_de(rapport, False) == "Année 2025 (sans jour) — Rapport : Bilan intermédiaire"


def test_une_recommandation_garde_sa_suite_telle_qu_elle_est_ecrite(dossier_00: Dossier) -> None:
    trouvees = {r.id: r for r in rendez_vous(dossier_00.plan, dossier_00.tables, AU)}
    lue = trouvees["recommandation-r2022-2"]
    assert (lue.jour, lue.suite) == (dt.date(2023, 12, 31), "en cours")


# --- l'agenda -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["00", "13", "63"])
def test_l_agenda_dit_ce_que_dit_la_liste(code: str, tmp_path: Path) -> None:
    fichier = tmp_path / "e.ics"
    exporter(DEPOT, code, fichier, "")
    evenements = Calendar.from_ical(fichier.read_bytes()).walk("VEVENT")
    attendues = [ligne for ligne in liste(DEPOT, "echeances", code, None)[1] if ligne["annee"]]
    assert [str(e["uid"]).split("@")[0] for e in evenements] == [ligne["id"] for ligne in attendues]
    for evenement, ligne in zip(evenements, attendues, strict=True):
        debut, fin = evenement.decoded("dtstart"), evenement.decoded("dtend")
        assert debut == (ligne["jour"] or dt.date(ligne["annee"], 1, 1))
        assert (fin - debut).days == (1 if ligne["jour"] else (366 if ligne["annee"] % 4 == 0 else 365))
        assert ligne["jour"] or "sans jour" in str(evenement["summary"])
        assert ("[Fictif]" in str(evenement["summary"])) == (code == "00")


def test_les_octets_ne_changent_pas_et_les_identifiants_sont_uniques(tmp_path: Path) -> None:
    un, deux = tmp_path / "un.ics", tmp_path / "deux.ics"
    exporter(DEPOT, "00", un, "")
    exporter(DEPOT, "00", deux, "")
    assert un.read_bytes() == deux.read_bytes()
    uids = re.findall(rb"^UID:(.*)\r$", un.read_bytes(), re.MULTILINE)
    assert len(uids) == len(set(uids)) > 50


def test_aucun_jour_de_l_agenda_ne_vient_de_nulle_part(tmp_path: Path) -> None:
    """Chaque jour est dans un registre, dans le plan, ou dit de quoi il est calculé."""
    textes = "".join(
        chemin.read_text(encoding="utf-8")
        for dossier in ("params/departements/00", "data/departements/00")
        for chemin in (RACINE / dossier).rglob("*")
        if chemin.suffix in (".yml", ".csv")
    )
    for ligne in liste(DEPOT, "echeances", "00", None)[1]:
        assert not ligne["jour"] or "calculé" in ligne["regle"] or ligne["jour"].isoformat() in textes


def test_un_texte_saisi_ne_fait_pas_une_ligne_d_agenda() -> None:
    piege = RendezVous("x", "décision", "A\r\nEND:VEVENT;,\\n", 2024, AU, "", "", "origine")
    octets = rendre_ics([piege], "T", "r", None, False)
    assert octets.count(b"\r\nEND:VEVENT") == 1
    assert "END:VEVENT;,\\n" in str(Calendar.from_ical(octets).walk("VEVENT")[0]["summary"])
