"""``sdsf actualiser SOURCE`` sans ``--depuis`` : télécharger d'abord, lire ensuite comme un fichier donné.

Tout se télécharge avant que rien ne se lise, et tout se lit avant que rien ne s'écrive dans data/. Un
fichier que le serveur dit inchangé, et déjà lu pour les mêmes départements, n'est pas relu.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import httpx

from sdsf import erreurs as err
from sdsf.actualisation import Actualisation
from sdsf.erreurs import Erreur, Erreurs, Lieu, enumerer, plus_proche
from sdsf.espace import Espace
from sdsf.plan.lecture import departements_decrits
from sdsf.production.ecriture import ecrire_lot, erreur_d_ecriture
from sdsf.referentiel.lecture import lire_departements
from sdsf.referentiel.telechargements import JeuEnLigne, Telechargements, lire_telechargements
from sdsf.telechargement.demandes import Demande, a_la_main, demandes
from sdsf.telechargement.horloge import Horloge, HorlogeDuSysteme
from sdsf.telechargement.telechargeur import (
    Obtenu,
    Reglage,
    Silence,
    Suivi,
    Telechargeur,
    marquer_lus,
)
from sdsf.telechargement.transfert import Issue
from sdsf.vocabulaire import FICTIF

Lecteur = Callable[[Espace, Path | None], Actualisation]
# Ces lecteurs prennent un dossier entier ; les autres, un fichier à la fois.
LISENT_UN_DOSSIER = ("territoires", "contours", "cnaf")


@dataclass(frozen=True)
class EnLigne:
    """Ce que l'utilisateur demande à un téléchargement."""

    jeux: Sequence[str] = ()
    departements: Sequence[str] = ()
    hors_ligne: bool = False
    forcer: bool = False
    suivi: Suivi = field(default_factory=Silence)
    horloge: Horloge = field(default_factory=HorlogeDuSysteme)
    transport: httpx.BaseTransport | None = None

    @property
    def ecrites(self) -> list[str]:
        """Les options données, telles qu'on les tape."""
        donnees = {
            "--jeu": self.jeux,
            "--departement": self.departements,
            "--hors-ligne": self.hors_ligne,
            "--forcer": self.forcer,
        }
        return [option for option, valeur in donnees.items() if valeur]


def actualiser_en_ligne(espace: Espace, source: str, lire: Lecteur, choix: EnLigne) -> Actualisation:
    """Télécharge, lit et écrit une source. Lève ``Erreurs`` : rien n'a changé dans data/."""
    catalogue = lire_telechargements(espace)
    jeux = _jeux(catalogue, source, choix.jeux)
    voulues = _demandes(espace, catalogue, jeux, choix)
    obtenus = _obtenir(espace, catalogue, voulues, choix)
    cle = _cle(espace)
    a_lire = [o for o in obtenus if choix.forcer or o.fiche.lu != cle]
    lu = _lire_et_ecrire(espace, source, lire, [o.place.fichier for o in a_lire])
    marquer_lus(a_lire, cle)
    phrases = [_provenance(o, o in a_lire) for o in obtenus]
    return Actualisation(lu.fichiers, (*phrases, *lu.phrases), (*lu.avertissements, *_restes(jeux)))


# --- ce qui est à télécharger ---------------------------------------------------------------------


def _jeux(catalogue: Telechargements, source: str, voulus: Sequence[str]) -> list[JeuEnLigne]:
    """Les jeux voulus d'une source, ou tous. Lève ``Erreurs`` : jeu inconnu, ou rien n'a d'adresse."""
    tous = {jeu.code: jeu for jeu in catalogue.jeux_de(source)}
    inconnus = [code for code in voulus if code not in tous]
    admis = enumerer(tous, 40) or "aucun"
    err.lever(
        [
            err.JeuATelecharger(proche=plus_proche(code, tous), recu=code, source=source, admis=admis)
            for code in inconnus
        ]
    )
    jeux = [tous[code] for code in dict.fromkeys(voulus)] or list(tous.values())
    if voulus or not any(jeu.en_ligne for jeu in jeux):
        err.lever([_sans_adresse(jeu) for jeu in jeux if not jeu.en_ligne])
    if not jeux:
        raise Erreurs([err.FichierADonner(recu=source)])
    return jeux


def _sans_adresse(jeu: JeuEnLigne) -> Erreur:
    lieu = Lieu(f"{jeu.source}, jeu {jeu.code}")
    return err.RienATelecharger(lieu, titre=jeu.titre, cause=jeu.motif, main=a_la_main(jeu))


def _restes(jeux: Sequence[JeuEnLigne]) -> list[str]:
    """Les jeux de la source qui ne s'obtiennent qu'à la main."""
    return [f"« {jeu.titre} » ne se télécharge pas d'ici : {jeu.motif}." for jeu in jeux if not jeu.en_ligne]


def _demandes(
    espace: Espace, catalogue: Telechargements, jeux: Sequence[JeuEnLigne], choix: EnLigne
) -> list[Demande]:
    connus = [code for code in lire_departements(espace) if code != FICTIF]
    inconnus = [code for code in choix.departements if code not in connus]
    err.lever([err.DepartementInconnu(proche=plus_proche(code, connus), recu=code) for code in inconnus])
    decrits = [code for code in departements_decrits(espace) if code != FICTIF]
    en_ligne = [jeu for jeu in jeux if jeu.en_ligne]
    if not (choix.departements or decrits):
        seuls = [jeu for jeu in en_ligne if jeu.adresse is None]
        err.lever([err.DepartementATelecharger(recu=jeu.titre) for jeu in seuls])
    return demandes(catalogue, en_ligne, choix.departements, decrits)


# --- télécharger ----------------------------------------------------------------------------------


def _obtenir(
    espace: Espace, catalogue: Telechargements, voulues: Sequence[Demande], choix: EnLigne
) -> list[Obtenu]:
    """Tous les fichiers, ou les causes de tous ceux qui manquent ; ceux qui sont arrivés restent en cache."""
    obtenus: list[Obtenu] = []
    fautes: list[Erreur] = []
    rythmes = {serveur.hote: serveur.requetes_par_minute for serveur in catalogue.serveurs}
    reglage = Reglage(choix.hors_ligne, choix.forcer, catalogue.frais_heures)
    with Telechargeur(
        espace.telechargements, rythmes, reglage, choix.horloge, choix.suivi, choix.transport
    ) as telechargeur:
        for demande in voulues:
            try:
                obtenus.append(telechargeur.obtenir(demande))
            except Erreurs as refus:
                fautes.extend(refus.erreurs)
            except OSError as refus:
                raise Erreurs([erreur_d_ecriture(espace, espace.telechargements, refus)]) from refus
    if fautes and obtenus:
        choix.suivi.dire(_suite(obtenus))
    err.lever(fautes)
    return obtenus


def _suite(obtenus: Sequence[Obtenu]) -> str:
    """Comment prendre quand même ce qui est arrivé : l'utilisateur choisit, rien ne manque en silence."""
    jeux = ",".join(dict.fromkeys(o.demande.jeu.code for o in obtenus))
    source = obtenus[0].demande.jeu.source
    return f"Rien n'est écrit : il manque des fichiers. Sans eux : sdsf actualiser {source} --jeu {jeux}"


def _cle(espace: Espace) -> str:
    """Ce dont dépend une lecture, outre le fichier : la version, et les territoires que l'espace suit."""
    suivis = hashlib.sha256(version("sdsf").encode())
    for code in departements_decrits(espace):
        chemin = espace.data / "departements" / code / "territoires.csv"
        suivis.update(code.encode() + (chemin.read_bytes() if chemin.is_file() else b""))
    return suivis.hexdigest()


def _provenance(obtenu: Obtenu, a_lire: bool) -> str:
    """D'où vient un fichier, de quand, et s'il a été lu cette fois."""
    nom, jour = obtenu.demande.fichier, obtenu.fiche.telecharge_le.date().isoformat()
    origines = {
        Issue.RECU: f"téléchargé de {obtenu.demande.hote}",
        Issue.REPRIS: f"fin téléchargée de {obtenu.demande.hote}, le début était arrivé",
        Issue.INCHANGE: f"inchangé chez le producteur ; du cache, téléchargé le {jour}",
        None: f"du cache, téléchargé le {jour} ; le serveur n'a pas été appelé",
    }
    taille = f"{obtenu.fiche.taille / 1e6:.1f} Mo".replace(".", ",")
    suite = "" if a_lire else " ; déjà lu, rien n'est relu (--forcer pour le relire)"
    return f"{nom} ({taille}) : {origines[obtenu.issue]}{suite}."


# --- lire, puis écrire ----------------------------------------------------------------------------


def _lire_et_ecrire(espace: Espace, source: str, lire: Lecteur, fichiers: Sequence[Path]) -> Actualisation:
    """Le même lecteur que ``--depuis`` : un dossier s'il sait le lire, sinon chaque fichier."""
    if not fichiers:
        return Actualisation({})
    if len(fichiers) > 1 and source in LISENT_UN_DOSSIER:
        with _dossier(fichiers) as dossier:
            bilan = lire(espace, dossier)
        ecrire_lot(espace, bilan.fichiers)
        return bilan
    return _ecrire_un_a_un(espace, lire, fichiers)


@contextmanager
def _dossier(fichiers: Sequence[Path]) -> Iterator[Path]:
    """Un dossier provisoire avec ces seuls fichiers, à leur date ; le cache en garde d'autres."""
    with tempfile.TemporaryDirectory(prefix="sdsf-") as dossier:
        for fichier in fichiers:
            shutil.copy2(fichier, dossier)
        yield Path(dossier)


def _ecrire_un_a_un(espace: Espace, lire: Lecteur, fichiers: Sequence[Path]) -> Actualisation:
    """Tout se lit avant que rien ne s'écrive ; deux fichiers d'une même table s'écrivent à la suite."""
    bilans = [(fichier, _lire(espace, lire, fichier)) for fichier in fichiers]
    err.lever([e for _, bilan in bilans if isinstance(bilan, Erreurs) for e in bilan.erreurs])
    ecrits: dict[Path, bytes] = {}
    phrases: list[str] = []
    avis: list[str] = []
    for fichier, lu in bilans:
        # Une table qu'un fichier précédent vient de changer : celui-ci se relit sur elle.
        bilan = lire(espace, fichier) if isinstance(lu, Erreurs) or set(lu.fichiers) & set(ecrits) else lu
        ecrire_lot(espace, bilan.fichiers)
        ecrits |= bilan.fichiers
        phrases += bilan.phrases
        avis += bilan.avertissements
    return Actualisation(ecrits, tuple(phrases), tuple(avis))


def _lire(espace: Espace, lire: Lecteur, fichier: Path) -> Actualisation | Erreurs:
    try:
        return lire(espace, fichier)
    except Erreurs as refus:
        return refus
