"""Ce que les réglages d'ipywidgets n'ont pas : un nom pour les curseurs, un contour de focus, le zoom."""

from IPython.display import HTML, display

STYLE = """
.sdsf-atelier .widget-label, .sdsf-atelier .widget-label-basic { white-space: normal; line-height: 1.3; }
.sdsf-atelier .widget-label-basic { height: auto; }
.sdsf-atelier .widget-hslider, .sdsf-atelier .widget-text, .sdsf-atelier .widget-dropdown { max-width: 100%; }
.sdsf-atelier { overflow: visible; }
.sdsf-atelier .widget-checkbox { height: auto; min-height: 28px; }
.sdsf-atelier .widget-box { height: auto; flex-shrink: 0; }
.sdsf-atelier .widget-box { overflow: visible; }
.sdsf-atelier .sdsf-rangee { flex-wrap: wrap; }
.sdsf-atelier input:focus, .sdsf-atelier select:focus, .sdsf-atelier textarea:focus,
.sdsf-atelier button:focus-visible, .sdsf-atelier .noUi-handle:focus,
.sdsf-atelier [tabindex]:focus-visible { outline: 3px solid #0b4f9e !important; outline-offset: 2px; }
.sdsf-atelier .sdsf-poids { min-width: 5rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.sdsf-atelier .sdsf-message { margin: 0.3rem 0; }
"""
# Un curseur d'ipywidgets a le rôle « slider » sans nom : on lui donne celui de son infobulle.
SCRIPT = """
(() => {
  const nommer = () => document.querySelectorAll('.noUi-handle:not([aria-label])').forEach((poignee) => {
    const reglage = poignee.closest('.jupyter-widgets.widget-inline-hbox, .jupyter-widgets');
    const hote = poignee.closest('.widget-hslider') || reglage;
    const etiquette = hote && hote.querySelector('.widget-label');
    const nom = etiquette && (etiquette.title || etiquette.textContent);
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


def habiller() -> None:
    """À afficher une fois par atelier, avant ses réglages."""
    display(HTML(f"<style>{STYLE}</style><script>{SCRIPT}</script>"))
