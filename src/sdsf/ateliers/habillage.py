"""L'habit des ateliers : leur feuille, et ce que les réglages d'ipywidgets n'ont pas, un nom de curseur."""

import ipywidgets
from IPython.display import HTML, display

from sdsf.espace import Espace

FEUILLE = "atelier.css"

# Un curseur d'ipywidgets a le rôle « slider » sans nom : on lui donne celui de son infobulle.
SCRIPT = """
(() => {
  const nommer = () => document.querySelectorAll('.noUi-handle:not([aria-label])').forEach((poignee) => {
    const reglage = poignee.closest('.jupyter-widgets.widget-inline-hbox, .jupyter-widgets');
    const hote = poignee.closest('.widget-hslider') || reglage;
    const etiquette = hote && hote.querySelector('.widget-label');
    // Sans infobulle, ipywidgets écrit « null » en toutes lettres dans le titre.
    const bulle = etiquette && etiquette.title !== "null" && etiquette.title;
    const nom = bulle || (etiquette && etiquette.textContent);
    if (!nom) return;
    poignee.removeAttribute('aria-labelledby');
    poignee.setAttribute('aria-label', nom);
  });
  nommer();
  if (!window.sdsfCurseurs) {
    window.sdsfCurseurs = new MutationObserver(nommer);
    window.sdsfCurseurs.observe(document.body, {childList: true, subtree: true});
  }
})();
"""


def feuille(espace: Espace) -> ipywidgets.HTML:
    """La feuille de tous les ateliers, à poser en tête de leur boîte ; vide si l'espace ne l'a pas."""
    chemin = espace.templates / FEUILLE
    return ipywidgets.HTML(f"<style>{chemin.read_text(encoding='utf-8') if chemin.is_file() else ''}</style>")


def nommer_les_curseurs() -> None:
    """À afficher une fois par atelier qui a des curseurs, avant ses réglages."""
    display(HTML(f"<script>{SCRIPT}</script>"))
