"""Ce qu'axe reproche à une page, sans lui faire examiner mille fois la même chose.

Le temps de l'examen, deux choses sortent de la page, puis y reviennent. Les cartes fermées : on ne les voit
pas, et chacune s'examine ouverte. Les lignes qui n'apprennent rien : chaque élément de chacune de leurs
cellules a la balise, les classes, les attributs, le texte ou son absence, les couleurs et le corps de ceux
d'une cellule gardée, à la même colonne ; axe ne peut donc rien reprocher à l'une qu'il ne reproche à l'autre.

Le contraste, les deux tiers de son temps, se regarde une fois par habillage : un texte de mêmes couleur,
corps et graisse, sur les mêmes fonds, a le même contraste qu'un autre.
"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG_21_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
CONTRASTE = "color-contrast"
RETIRER = """sauf => {
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
  const retires = [...document.querySelectorAll('.cartes > *')].filter(
    e => !sauf || !e.matches(sauf)).map(retirer);
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
# Les fonds d'un texte, de lui à la page ; ce qui flotte au-dessus du reste est nommé, il peut le couvrir.
HABILLAGES = """dans => {
  const fonds = element => {
    const suite = [];
    for (let e = element; e; e = e.parentElement) {
      const vue = getComputedStyle(e);
      const fond = [vue.backgroundColor, vue.backgroundImage, vue.opacity, vue.position].join('|');
      if (fond !== 'rgba(0, 0, 0, 0)|none|1|static') suite.push(fond + '|' + e.className); }
    return suite; };
  const ecrit = element => element.matches('input, select, textarea, button') || [...element.childNodes].some(
    n => n.nodeType === Node.TEXT_NODE && n.data.trim());
  const vus = new Set(), choisis = [];
  for (const element of document.querySelectorAll((dans || 'body') + ' *')) {
    if (!ecrit(element) || !element.checkVisibility()) continue;
    const vue = getComputedStyle(element);
    const habillage = [
      vue.color, vue.fontSize, vue.fontWeight, vue.textShadow, ...fonds(element)].join('\\n');
    if (vus.has(habillage)) continue;
    vus.add(habillage); choisis.push(element); }
  return choisis; }"""
CONTRASTES = f"""async dans => {{
  const choisis = ({HABILLAGES})(dans);
  if (!choisis.length) return [];
  const options = {{runOnly: ['{CONTRASTE}'], resultTypes: ['violations']}};
  return (await axe.run({{include: choisis}}, options)).violations; }}"""


def violations(page: Page, dans: str | None = None) -> list[str]:
    """Ce qu'axe reproche à la page, ou à la carte ``dans`` : la règle, le sélecteur, l'explication."""
    regles = {
        "runOnly": {"type": "tag", "values": WCAG_21_AA},
        "rules": {CONTRASTE: {"enabled": False}},
        "resultTypes": ["violations"],
    }
    page.evaluate(RETIRER, dans)
    trouvees = Axe().run(page, context=dans, options=regles).response["violations"]
    trouvees += page.evaluate(CONTRASTES, dans)
    page.evaluate(REMETTRE)
    return [
        f"{regle['id']} · {' '.join(map(str, noeud['target']))} · {regle['help']}"
        for regle in trouvees
        for noeud in regle["nodes"]
    ]
