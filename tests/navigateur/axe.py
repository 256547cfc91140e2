"""Ce qu'axe reproche à une page, sans lui faire examiner mille fois la même cellule.

Deux choses sortent de la page le temps de l'examen, puis y reviennent. Les cartes fermées : on ne les voit
pas, et chacune s'examine ouverte. Les lignes qui n'apprennent rien : chaque élément de chacune de leurs
cellules a la balise, les classes, les attributs, le texte ou son absence, les couleurs et le corps de ceux
d'une cellule gardée, à la même colonne ; axe ne peut donc rien reprocher à l'une qu'il ne reproche à l'autre.
"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG_21_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
RETIRER = """() => {
  const signe = element => {
    const vue = getComputedStyle(element), texte = [...element.childNodes].some(
      n => n.nodeType === Node.TEXT_NODE && n.data.trim());
    const attributs = [...element.attributes].map(
      a => a.name === 'class' ? a.value : a.name + !a.value).sort();
    return [element.tagName, ...attributs, texte, vue.color, vue.backgroundColor, vue.fontSize,
            vue.fontWeight, vue.display, vue.opacity].join('|'); };
  const signature = (cellule, colonne) =>
    [colonne, ...[cellule.parentElement, cellule, ...cellule.querySelectorAll('*')].map(signe)].join('\\n');
  const retirer = element => {
    const place = document.createComment('retiré'); element.replaceWith(place); return [place, element]; };
  const retires = [...document.querySelectorAll('.cartes')].map(retirer);
  const aRetirer = [];
  for (const corps of document.querySelectorAll('tbody')) {
    const vues = new Set();
    for (const ligne of corps.rows) {
      const neuves = [...ligne.cells].map(signature).filter(s => !vues.has(s));
      neuves.forEach(s => vues.add(s));
      if (!neuves.length) aRetirer.push(ligne); } }
  window.retires = [...retires, ...aRetirer.map(retirer)];
  return aRetirer.length; }"""
REMETTRE = "window.retires.forEach(([place, element]) => place.replaceWith(element))"


def violations(page: Page, dans: str | None = None) -> list[str]:
    """Ce qu'axe reproche à la page, ou à l'élément ``dans`` : la règle, le sélecteur, l'explication."""
    if dans is None:
        page.evaluate(RETIRER)
    regles = {"runOnly": {"type": "tag", "values": WCAG_21_AA}, "resultTypes": ["violations"]}
    trouvees = Axe().run(page, context=dans, options=regles).response["violations"]
    if dans is None:
        page.evaluate(REMETTRE)
    return [
        f"{regle['id']} · {' '.join(map(str, noeud['target']))} · {regle['help']}"
        for regle in trouvees
        for noeud in regle["nodes"]
    ]
