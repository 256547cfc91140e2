"""Recomposer une vue de ses paramètres : par l'atelier d'où elle vient, avec les fonctions du rapport.

Un atelier qui veut que ses vues s'arrêtent en séance inscrit ici, sous son nom, une fonction qui rend la
phrase et les blocs de ses paramètres ; ``ArretEnSeance`` (``ateliers/seance.py``) lui donne le bouton.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

from sdsf import erreurs as err
from sdsf.chiffres import empreinte_de
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreurs, Lieu, enumerer, plus_proche
from sdsf.rapports.seance import priorites, trajectoires
from sdsf.rapports.seance.recomposee import VueRecomposee
from sdsf.rendu.blocs import Bloc, fragment
from sdsf.rendu.registre import Registre

Composeur = Callable[[Dossier, Mapping[str, Any]], VueRecomposee]
COMPOSEURS: dict[str, Composeur] = {
    priorites.NOM: priorites.recomposer,
    trajectoires.NOM: trajectoires.recomposer,
}


@dataclass(frozen=True)
class Arrete:
    """Ce que la vue disait : sa phrase, et l'empreinte de tous ses chiffres."""

    phrase: str
    empreinte: str


def recomposer(dossier: Dossier, atelier: str, parametres: Mapping[str, Any]) -> VueRecomposee:
    """La vue, d'après les données d'aujourd'hui. Lève ``Erreurs`` si ses paramètres n'ont plus de sens."""
    if atelier not in COMPOSEURS:
        lieu, proche = Lieu(detail="atelier"), plus_proche(atelier, COMPOSEURS)
        admis = enumerer(COMPOSEURS)
        raise Erreurs([err.ValeurHorsListe(lieu, proche=proche, recu=atelier, admis=admis)])
    return COMPOSEURS[atelier](dossier, parametres)


def arrete_de(dossier: Dossier, vue: VueRecomposee) -> Arrete:
    """De quoi reconnaître cette vue plus tard : sa phrase en texte, et l'empreinte de ses chiffres."""
    registre = Registre(dict(dossier.referentiel.unites))
    phrase = _en_texte(str(fragment(vue.phrase, registre)))
    _rendre(vue.blocs, registre)
    chiffres = [(c.libelle, c.valeur, c.etat, c.unite, c.periode, c.edition) for _, c in registre]
    return Arrete(phrase, empreinte_de(chiffres))


def _rendre(blocs: Sequence[Bloc], registre: Registre) -> None:
    for bloc in blocs:
        bloc.html(registre)


def _en_texte(html: str) -> str:
    sans_renvois = re.sub(r"<sup.*?</sup>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", sans_renvois)).split())
