"""Ce que le gabarit imprime autour des sections : titre, bandeau, pied de chaque page, fichiers lus."""

import hashlib
from collections.abc import Mapping
from importlib.metadata import version as version_installee

from sdsf.contours.lecture import empreintes_des_contours
from sdsf.dossier import Dossier
from sdsf.rapports.communes import habitants
from sdsf.rapports.couverture import intitule_du_rapport, mentions
from sdsf.vocabulaire import BILANS

# Sur le papier, ils tiennent en quelques pages : ni sommaire, ni annexe des chiffres, que l'écran garde.
RAPPORTS_COURTS = ("synthese_publique", "page_elu", "fiche_action", "lettre")
# Ceux qui dessinent les territoires, et disent quelles communes sont attendues : ils lisent les contours, et
# la population des communes dans la table nationale.
RAPPORTS_DES_TERRITOIRES = ("point_annuel", "diagnostic", "synthese_travaux", *BILANS)
BANDEAU_FICTIF = "Données fictives : le Département d'exemple n'existe pas"
BANDEAU_INTERNE = "Édition interne : de petits effectifs y sont lisibles, ne pas diffuser"


def page_du_rapport(dossier: Dossier) -> dict[str, object]:
    """Les mentions de page et les entrées du rapport, en données simples (JSON)."""
    rapport = intitule_du_rapport(dossier)
    etat, version, _, donnees, *_ = mentions(dossier)
    perimetre = f"{dossier.departement.nom} ({dossier.departement.code})"
    return {
        "titre": f"{rapport} {dossier.annee} — {perimetre}",
        "pied_css": texte_css(f"{rapport} {dossier.annee} · {perimetre} · {etat} · {version} · {donnees}"),
        "court": dossier.demande.rapport in RAPPORTS_COURTS,
        "fictif": dossier.est_fictif,
        "bandeau": bandeau(dossier),
        "bandeau_css": texte_css(bandeau(dossier)),
        "departement": dossier.departement.code,
        "edition": dossier.demande.edition,
        "annee": dossier.annee,
        "rapport": dossier.demande.rapport,
        "etat": etat,
        "version": version,
        "erratum": dossier.etat.erratum or "",
        "donnees": donnees,
        "seuils": dossier.seuils.model_dump(),
        "paquet": paquet(),
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
    for vague in dossier.enquetes or ():
        for fichier, empreinte in vague.empreintes():
            empreintes.setdefault(fichier, []).append(empreinte)
    positions = [dossier.positions, *(schema.positions for schema in dossier.schemas)]
    for trace in (trace for lues in positions for trace in lues.values()):
        for (fichier, _), empreinte in zip(trace.lignes, trace.empreintes, strict=True):
            empreintes.setdefault(fichier, []).append(empreinte)
    if dossier.demande.rapport in RAPPORTS_DES_TERRITOIRES:
        for fichier, groupe in habitants(dossier).groupby("fichier", sort=True):
            empreintes.setdefault(str(fichier), []).extend(sorted(groupe["empreinte"]))
    lues = {f: hashlib.sha256("\n".join(e).encode()).hexdigest() for f, e in sorted(empreintes.items())}
    relus = dossier.precedent.empreintes if dossier.precedent else {}
    return {**lues, **dossier.publication.precedents, **relus, **_contours(dossier)}


def paquet() -> str:
    """La version du logiciel : une autre peut calculer autrement."""
    return version_installee("sdsf")


def _contours(dossier: Dossier) -> Mapping[str, str]:
    """L'empreinte des contours, entiers, pour le rapport qui en fait des cartes."""
    if dossier.demande.rapport not in RAPPORTS_DES_TERRITOIRES:
        return {}
    return empreintes_des_contours(dossier.espace, dossier.departement.code)
