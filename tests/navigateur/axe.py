"""Ce qu'axe reproche à une page, sans lui faire examiner mille fois la même ligne.

Deux choses sortent de la page le temps de l'examen, puis y reviennent. Les cartes fermées : on ne les voit
pas, et chacune s'examine ouverte. Les lignes jumelles : dans un tableau, une ligne dont chaque élément a la
balise, les classes, les attributs, le texte ou son absence, les couleurs et le corps de ceux d'une ligne
gardée ne peut rien avoir qu'axe reproche à l'une et non à l'autre.
"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG_21_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
JUMELLES_GARDEES = 3
RETIRER = """gardees => {
  const signe = element => {
    const vue = getComputedStyle(element), texte = [...element.childNodes].some(
      n => n.nodeType === Node.TEXT_NODE && n.data.trim());
    const attributs = [...element.attributes].map(a => a.name === 'class' ? a.value : a.name).sort();
    return [element.tagName, ...attributs, texte, vue.color, vue.backgroundColor, vue.fontSize,
            vue.fontWeight, vue.display, vue.opacity].join('|'); };
  const retirer = element => {
    const place = document.createComment('retiré'); element.replaceWith(place); return [place, element]; };
  const retires = [...document.querySelectorAll('.cartes')].map(retirer);
  const aRetirer = [];
  for (const corps of document.querySelectorAll('tbody')) {
    const vues = new Map();
    for (const ligne of corps.rows) {
      const signature = [ligne, ...ligne.querySelectorAll('*')].map(signe).join('\\n');
      vues.set(signature, (vues.get(signature) || 0) + 1);
      if (vues.get(signature) > gardees) aRetirer.push(ligne); } }
  window.retires = [...retires, ...aRetirer.map(retirer)];
  return aRetirer.length; }"""
REMETTRE = "window.retires.forEach(([place, element]) => place.replaceWith(element))"


def violations(page: Page, dans: str | None = None) -> list[str]:
    """Ce qu'axe reproche à la page, ou à l'élément ``dans`` : la règle, le sélecteur, l'explication."""
    if dans is None:
        page.evaluate(RETIRER, JUMELLES_GARDEES)
    regles = {"runOnly": {"type": "tag", "values": WCAG_21_AA}, "resultTypes": ["violations"]}
    trouvees = Axe().run(page, context=dans, options=regles).response["violations"]
    if dans is None:
        page.evaluate(REMETTRE)
    return [
        f"{regle['id']} · {' '.join(map(str, noeud['target']))} · {regle['help']}"
        for regle in trouvees
        for noeud in regle["nodes"]
    ]
