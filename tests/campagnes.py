"""Un rapport factice pour une campagne : de vrais fichiers, un vrai manifeste, sans carnet ni noyau.

Il lit un fichier du département et les lignes que le département a dans une table nationale, et dépend de ce
qu'il a lu, relevé par la production elle-même. ``data/lenteur`` : les secondes qu'il prend. ``data/echec`` :
les départements où il échoue.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from sdsf.erreurs import Erreurs, FichierIntrouvable, Lieu, NoyauPerdu
from sdsf.espace import Espace
from sdsf.production.campagne.taches import Tache
from sdsf.production.dependances import relever
from sdsf.production.ecriture import ecrire_lot
from sdsf.production.lectures import attacher, chemin_du_releve
from sdsf.production.versions import versions
from sdsf.temoin import etat_de

# Sans l'import des autres fabriques : un ouvrier démarre plus vite.
RACINE = Path(__file__).resolve().parents[1]
FAIRE = "tests.campagnes:faire"
AVEC_NOYAU = "tests.campagnes:faire_avec_un_noyau"
NATIONALE = "data/national/cnaf/taux.csv"


def espace_factice(racine: Path, codes: list[str], annees: list[int]) -> Espace:
    """Un espace où la campagne « essai » croise ces départements et ces années."""
    espace = Espace(racine)
    for dossier in ("templates", "notebooks", "params/referentiel"):
        shutil.copytree(RACINE / dossier, racine / dossier)
    for code in codes:
        (racine / "data/departements" / code).mkdir(parents=True)
        (racine / "data/departements" / code / "releves.csv").write_text(f"valeur\n{code}\n")
    (racine / NATIONALE).parent.mkdir(parents=True)
    (racine / NATIONALE).write_text("territoire,valeur\n" + "".join(f"{code},1\n" for code in codes))
    (racine / "params/campagnes").mkdir()
    croise = {"departements": codes, "annees": annees, "rapports": ["diagnostic"], "formats": ["html"]}
    ecrit = {"format": 1, "intitule": "Essai", "reglages": {}, **croise}
    (racine / "params/campagnes/essai.yml").write_text(json.dumps(ecrit))
    return espace


def faire(espace: Espace, tache: Tache) -> tuple[str, ...]:
    """Produit le rapport factice d'une tâche."""
    lenteur, echec = espace.data / "lenteur", espace.data / "echec"
    time.sleep(float(lenteur.read_text()) if lenteur.is_file() else 0)
    if echec.is_file() and tache.departement in echec.read_text().split():
        raise Erreurs([FichierIntrouvable(Lieu("data/echec"))])
    return _ecrire_le_rapport(espace, tache)


def _ecrire_le_rapport(espace: Espace, tache: Tache) -> tuple[str, ...]:
    propre = f"data/departements/{tache.departement}/releves.csv"
    registre: list[dict[str, Any]] = [
        {"quoi": "fichier", "chemin": propre, "etat": etat_de(espace.racine / propre)},
        {"quoi": "lignes", "chemin": NATIONALE, "etat": etat_de(espace.racine / NATIONALE),
         "garder": {"territoire": [tache.departement]}},
    ]  # fmt: skip
    contenu = (espace.racine / propre).read_bytes() + f"{tache.cle}\n".encode()
    page = f"{tache.base}.html"
    place = (tache.dossier, tache.base)
    manifeste = {
        "rapport": tache.rapport, "titre": tache.nom, "departement": tache.departement, "annee": tache.annee,
        "fictif": False, "edition": "publique", "etat": "Projet", "version": "Version 1", "erratum": "",
        "donnees": "", "avertissements": ["Un avis."],
        "parametres_relus": {"reglages": tache.reglages},
        "entrees": {}, "versions": versions(), "duree_s": 2.0, "produit_le": "2026-01-01T00:00:00+00:00",
        "fichiers": {page: {"sha256": hashlib.sha256(contenu).hexdigest(), "octets": len(contenu)}},
    }  # fmt: skip
    dossier = espace.racine / tache.dossier
    ecrit = json.dumps(manifeste).encode()
    chemin = dossier / f"{tache.base}.manifeste.json"
    releve = relever(espace, registre, tache.rapport, tache.departement, place, ())
    lot = {dossier / page: contenu, chemin: ecrit, chemin_du_releve(chemin): attacher(releve, ecrit)}
    ecrire_lot(espace, lot)
    return ("Un avertissement.",)


def faire_avec_un_noyau(espace: Espace, tache: Tache) -> tuple[str, ...]:
    """Le même, dont la lenteur est celle d'un processus fils : tué, le rapport échoue, comme un carnet."""
    noyau = [sys.executable, "-S", "-c", f"import time; time.sleep({(espace.data / 'lenteur').read_text()})"]
    if subprocess.run(noyau, check=False).returncode:
        raise Erreurs([NoyauPerdu(Lieu("notebooks"), cause="tué")])
    return _ecrire_le_rapport(espace, tache)


def faire_lourd(espace: Espace, tache: Tache) -> tuple[str, ...]:
    """Un rapport plus lourd que le petit disque d'un test."""
    lourd = espace.racine / tache.dossier / f"{tache.base}.html"
    ecrire_lot(espace, {lourd: b"x" * int((espace.data / "lourd").read_text())})
    return ()


def faire_sous_limite(espace: Espace, tache: Tache) -> tuple[str, ...]:
    """Le rapport factice, quand le système ne permet pas plus de cent octets à un fichier."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    try:
        return _ecrire_le_rapport(espace, tache)
    finally:
        souple = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (souple, souple))


def mourir(espace: Espace, tache: Tache) -> tuple[str, ...]:
    """L'ouvrier meurt net, à chaque essai."""
    os.kill(os.getpid(), signal.SIGKILL)
    return ()
