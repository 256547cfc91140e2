"""Ce que le gabarit imprime autour des sections : titre, bandeau, pied de chaque page, fichiers lus."""

import hashlib
from collections.abc import Mapping

from sdsf.contours.lecture import empreintes_des_contours
from sdsf.dossier import Dossier
from sdsf.rapports.communes import habitants
from sdsf.rapports.couverture import mentions
from sdsf.vocabulaire import INTITULES_RAPPORT

MIME_PAGE = "application/vnd.sdsf.page+json"
MIME_PUBLICATION = "application/vnd.sdsf.publication+json"
MIME_ERREURS = "application/vnd.sdsf.erreurs+json"
RAPPORTS_A_CARTES = ("point_annuel", "diagnostic", "synthese_travaux")
# Ceux qui disent quelles communes sont attendues : ils lisent leur population dans la table nationale.
RAPPORTS_A_COMMUNES = ("point_annuel", "diagnostic", "synthese_travaux")
BANDEAU_FICTIF = "Données fictives : le Département d'exemple n'existe pas"
BANDEAU_INTERNE = "Édition interne : de petits effectifs y sont lisibles, ne pas diffuser"


def page_du_rapport(dossier: Dossier) -> dict[str, object]:
    """Les mentions de page et les entrées du rapport, en données simples (JSON)."""
    rapport = INTITULES_RAPPORT[dossier.demande.rapport]
    etat, version, _, donnees = mentions(dossier)
    perimetre = f"{dossier.departement.nom} ({dossier.departement.code})"
    return {
        "titre": f"{rapport} {dossier.annee} — {perimetre}",
        "pied_css": texte_css(f"{rapport} {dossier.annee} · {perimetre} · {etat} · {version} · {donnees}"),
        "fictif": dossier.est_fictif,
        "bandeau": bandeau(dossier),
        "bandeau_css": texte_css(bandeau(dossier)),
        "departement": dossier.departement.code,
        "edition": dossier.demande.edition,
        "annee": dossier.annee,
        "rapport": dossier.demande.rapport,
        "etat": etat,
        "version": version,
        "donnees": donnees,
        "avertissements": list(dossier.avertissements),
        "entrees": entrees(dossier),
    }


def bandeau(dossier: Dossier) -> str:
    """Ce que chaque page, à l'écran et imprimée, doit rappeler ; un texte vide s'il n'y a rien à craindre."""
    interne = dossier.demande.edition == "interne"
    return " · ".join([*[BANDEAU_FICTIF] * dossier.est_fictif, *[BANDEAU_INTERNE] * interne])


def texte_css(texte: str) -> str:
    """Un texte en chaîne CSS : rien de ce qu'il contient ne peut sortir des guillemets.

    >>> texte_css('a"b')
    '"a\\\\22 b"'
    """
    sur = "".join(c if c.isalnum() or c in " -.,:()·—'" else f"\\{ord(c):x} " for c in texte)
    return f'"{sur}"'


def entrees(dossier: Dossier) -> dict[str, str]:
    """L'empreinte des lignes lues, par fichier : pas celle du fichier entier."""
    empreintes: dict[str, list[str]] = {}
    for table in dossier.tables.values():
        for fichier, groupe in table.groupby("fichier", sort=True):
            empreintes.setdefault(str(fichier), []).extend(sorted(groupe["empreinte"]))
    positions = [dossier.positions, *(schema.positions for schema in dossier.schemas)]
    for trace in (trace for lues in positions for trace in lues.values()):
        for (fichier, _), empreinte in zip(trace.lignes, trace.empreintes, strict=True):
            empreintes.setdefault(fichier, []).append(empreinte)
    if dossier.demande.rapport in RAPPORTS_A_COMMUNES:
        for fichier, groupe in habitants(dossier).groupby("fichier", sort=True):
            empreintes.setdefault(str(fichier), []).extend(sorted(groupe["empreinte"]))
    lues = {f: hashlib.sha256("\n".join(e).encode()).hexdigest() for f, e in sorted(empreintes.items())}
    return {**lues, **dossier.publication.precedents, **_contours(dossier)}


def _contours(dossier: Dossier) -> Mapping[str, str]:
    """L'empreinte des contours, entiers, pour le rapport qui en fait des cartes."""
    if dossier.demande.rapport not in RAPPORTS_A_CARTES:
        return {}
    return empreintes_des_contours(dossier.espace, dossier.departement.code)
