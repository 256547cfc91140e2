"""Ce qu'une production montre d'elle : où elle en est, ce qu'elle a donné, ses fichiers à ouvrir."""

import base64
from pathlib import Path

from markupsafe import Markup

from sdsf.ateliers.lancer import bilan
from sdsf.ateliers.lancer.course import Course
from sdsf.production.catalogue import CATALOGUE

# Au-delà, une page ne s'affiche pas dans la page : on la télécharge.
PAGE_MAXIMALE = 8_000_000
TYPES = {
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def en_route(course: Course, depuis_s: float) -> Markup:
    """Une barre, et ce qu'elle dit en toutes lettres."""
    lu = course.avancement
    faites, total = lu or (0, 0)
    ou = f"{faites} étape(s) sur {total}" if lu else "démarrage"
    if lu and faites >= total:
        ou = "mise en page et écriture"
    demande = course.demande
    titre = f"{CATALOGUE[demande.rapport].intitule}, {demande.departement}, {demande.annee}"
    return Markup(
        '<div class="suivi" role="status"><p>En cours : {titre} — {ou}, {duree}</p>'
        '<progress aria-label="Avancement de la production"{valeur} max="{total}"></progress></div>'
    ).format(
        titre=titre,
        ou=ou,
        duree=bilan.duree_ecrite(depuis_s),
        valeur=Markup(' value="{}"').format(faites) if lu else "",
        total=total or 1,
    )


def finie(course: Course) -> Markup:
    """Ce que la production a donné : les fichiers écrits, ou le refus, tel que la commande le dit."""
    code, sortie = course.code, course.sortie
    if code == 0:
        return Markup('<div class="reussite" role="status"><p>Produit.</p><pre>{}</pre></div>').format(sortie)
    if code is None:
        sortie = "La production s'est arrêtée sans rien dire : le processus a été tué. " + sortie
    elif code in (130, -2):
        sortie = sortie or "Interrompu : rien n'a été écrit."
    return Markup('<div class="refus" role="alert"><p>Rien n\'a été produit.</p><pre>{}</pre></div>').format(
        sortie
    )


def lien(chemin: Path) -> Markup:
    """Un fichier, à télécharger : il est dans l'adresse même."""
    contenu = base64.b64encode(chemin.read_bytes()).decode()
    adresse = f"data:{TYPES[chemin.suffix.removeprefix('.')]};base64,{contenu}"
    return Markup('<a class="telecharger" download="{0}" href="{1}">{0} ({2})</a>').format(
        chemin.name, adresse, bilan.taille_ecrite(chemin)
    )


def page_dans_la_page(page: Path, choisi: bilan.Production) -> Markup:
    """La page du rapport, isolée : elle ne voit ni l'atelier ni le réseau."""
    if page.stat().st_size > PAGE_MAXIMALE:
        return Markup('<p class="note">Cette page est trop grosse pour s\'afficher ici : téléchargez-la.</p>')
    return Markup('<iframe class="rapport" title="{}" sandbox="allow-scripts" srcdoc="{}"></iframe>').format(
        choisi.manifeste["titre"], page.read_text(encoding="utf-8")
    )
