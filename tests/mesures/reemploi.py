"""Mesurer une campagne de 303 rapports où presque rien n'a changé, et la mémoire de qui la conduit.

Les rapports sont factices (``tests/pays_factice.py``) mais pèsent, et dépendent, comme de vrais diagnostics :
ce que l'on mesure est la décision, non le carnet.
"""

import json
import statistics
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.campagnes import FAIRE, espace_factice
from tests.mesures.alternance import RACINE, essayer
from tests.pays_factice import CAMPAGNE, NATIONALE, comparables, pays_factice

from sdsf.campagnes import lire_campagne
from sdsf.espace import Espace
from sdsf.production.campagne.conduite import Options, preparer

COMMANDE = [sys.executable, "-c", "from sdsf.cli import principal; principal()", "campagne", CAMPAGNE]
TOUCHE = "63"
# Le plus haut de la mémoire du parent seul : wait4 rendrait celle du plus gros de ses ouvriers.
CONDUIRE = """
import resource, sys
from pathlib import Path
from sdsf.espace import Espace
from sdsf.production.campagne.conduite import Options, conduire, preparer
compte = conduire(preparer(Espace(Path(sys.argv[1])), "essai", Options(faire=sys.argv[2])))
assert all(fiche.etat == "produit" for fiche in compte.fiches)
Path(sys.argv[1], "memoire").write_text(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
"""


def mesurer(dossier: Path, essais: int) -> list[str]:
    """Les mesures, en lignes de texte."""
    espace = pays_factice(dossier / "pays")
    return [*rien_n_a_change(espace, essais), *une_valeur(espace, essais), *memoire(dossier)]


def rien_n_a_change(espace: Espace, essais: int) -> list[str]:
    """La commande entière, démarrage de Python compris."""
    tours = [essayer(COMMANDE, espace.racine) for _ in range(essais)]
    comptes = json.loads((espace.reports / f"campagnes/{CAMPAGNE}/resume.json").read_text())["comptes"]
    duree, calcul = (statistics.median(getattr(t, nom) for t in tours) for nom in ("duree_s", "calcul_s"))
    executes = comptes["produit"] + comptes["echec"]
    return [
        f"{sum(comptes.values())} rapports, rien de changé : durée médiane {duree:.2f} s, "
        f"calcul {calcul:.2f} s, {comptes['reemploye']} réemployés, {executes} carnet exécuté.",
    ]


def une_valeur(espace: Espace, essais: int) -> list[str]:
    """Une valeur du 63 changée dans une table nationale : ce que la campagne referait, et en quel temps."""
    changer_une_valeur(espace, TOUCHE)
    tours = [essayer([*COMMANDE, "--prevoir"], espace.racine) for _ in range(essais)]
    refaits = a_refaire(espace)
    codes = lire_campagne(espace, CAMPAGNE).departements
    attendus = {code for code in codes if TOUCHE in (code, *comparables(code, codes))}
    assert set(refaits) == attendus, f"refaits : {sorted(refaits)} ; attendus : {sorted(attendus)}"
    duree = statistics.median(tour.duree_s for tour in tours)
    return [
        f"Une valeur du {TOUCHE} changée : {len(refaits)} rapports à refaire, ceux des départements "
        f"{', '.join(sorted(attendus))} qui l'ont lue ; décidé en {duree:.2f} s (médiane).",
    ]


def a_refaire(espace: Espace) -> list[str]:
    """Le département de chaque rapport à refaire."""
    jugees = preparer(espace, CAMPAGNE, Options()).decisions
    return [decision.tache.departement for decision in jugees if decision.refaire]


def changer_une_valeur(espace: Espace, code: str) -> None:
    """Change la valeur d'une seule ligne d'un département, sans en changer le nombre."""
    chemin = espace.racine / NATIONALE
    lignes = chemin.read_text(encoding="utf-8").split("\n")
    entetes = lignes[0].split(",")
    rang = next(r for r, ligne in enumerate(lignes) if _du_departement(ligne.split(","), entetes, code))
    cellules = lignes[rang].split(",")
    cellules[entetes.index("valeur")] = "0.5"
    lignes[rang] = ",".join(cellules)
    chemin.write_text("\n".join(lignes), encoding="utf-8")


def _du_departement(cellules: Iterable[str], entetes: list[str], code: str) -> bool:
    lue = dict(zip(entetes, cellules, strict=False))
    return (lue.get("territoire"), lue.get("maille")) == (code, "departement")


def memoire(dossier: Path) -> list[str]:
    """La mémoire du parent, pour trente rapports produits et pour trois cents."""
    hautes = {}
    for annees in (1, 10):
        codes = [f"{rang:02d}" for rang in (*range(1, 20), *range(21, 32))]
        espace = espace_factice(dossier / f"factice-{annees}", codes, list(range(2010, 2010 + annees)))
        essayer([sys.executable, "-c", CONDUIRE, str(espace.racine), FAIRE], PYTHONPATH=_chemins())
        hautes[30 * annees] = int((espace.racine / "memoire").read_text()) / 1024
    petit, grand = hautes.values()
    return [
        f"Mémoire la plus haute du parent : {petit:.0f} Mo pour 30 rapports produits, {grand:.0f} Mo "
        f"pour 300 (rapport {grand / petit:.2f})."
    ]


def _chemins() -> str:
    return f"{RACINE / 'src'}:{RACINE}"
