"""Du catalogue aux demandes : un fichier à obtenir, son adresse, et ce qu'on en attend."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from sdsf.erreurs import enumerer
from sdsf.referentiel.telechargements import PLACE, JeuEnLigne, Telechargements, hote_de

MEGA = 1 << 20
CATALOGUE = "params/referentiel/telechargements.yml"
DOUTE = f"adresse non vérifiée ici ; elle se corrige dans {CATALOGUE}"


@dataclass(frozen=True)
class Demande:
    """Un fichier à obtenir d'un serveur."""

    jeu: JeuEnLigne
    adresse: str
    fichier: str
    hotes: frozenset[str]
    """Les seuls serveurs qui ont le droit de répondre."""

    @property
    def hote(self) -> str:
        return hote_de(self.adresse)

    @property
    def taille_max(self) -> int:
        return self.jeu.taille_max_mo * MEGA


def demandes(
    catalogue: Telechargements, jeux: Iterable[JeuEnLigne], voulus: Sequence[str], decrits: Sequence[str]
) -> list[Demande]:
    """Les fichiers à obtenir : pour les seuls départements voulus, quand le producteur sait les séparer.

    Sans département voulu, un jeu qui ne se donne que par département se demande pour ceux de l'espace.
    """
    return [
        Demande(jeu, adresse, fichier, catalogue.hotes_admis(adresse))
        for jeu in jeux
        for adresse, fichier in _adresses(jeu, voulus, decrits)
    ]


def _adresses(jeu: JeuEnLigne, voulus: Sequence[str], decrits: Sequence[str]) -> Iterator[tuple[str, str]]:
    par_departement = jeu.adresse_departement
    if par_departement is None or (jeu.adresse and not voulus):
        yield jeu.adresse or "", jeu.fichier
        return
    for code in voulus or decrits:
        nom = PurePosixPath(jeu.fichier)
        yield par_departement.replace(PLACE, code), f"{nom.stem}-{code}{nom.suffix}"


def a_la_main(jeu: JeuEnLigne, adresse: str | None = None, fichier: str | None = None) -> str:
    """Comment obtenir le fichier soi-même, et quoi taper ensuite."""
    nom = fichier or jeu.fichier
    depuis = f"{adresse} (page : {jeu.page})" if adresse else jeu.page
    doute = f" ({DOUTE})" if adresse and jeu.verification != "verifiee" else ""
    suite = f"sdsf actualiser {jeu.source} --depuis {nom}"
    return f"À la main : enregistrez {enumerer([nom])} depuis {depuis}, puis : {suite}{doute}"
