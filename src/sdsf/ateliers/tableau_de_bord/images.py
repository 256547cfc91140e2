"""Les images d'un regard : la série, les barres, la carte, et ce qu'elles disent à qui ne les voit pas."""

from dataclasses import dataclass

from markupsafe import Markup

from sdsf.ateliers.dessins.barres import dessiner_barres
from sdsf.ateliers.dessins.carte import Couleur, FondDeCarte, dessiner_carte
from sdsf.ateliers.dessins.serie import dessiner_serie
from sdsf.ateliers.dessins.trait import Dessin
from sdsf.ateliers.tableau_de_bord.choix import PAIRS
from sdsf.ateliers.tableau_de_bord.regard import Comparaison, Rangee, Regard
from sdsf.contours.lecture import SansContours
from sdsf.dossier import Dossier
from sdsf.rapports.qualite_donnees.releves_du_departement import maille_en_mots
from sdsf.rendu.classes import classes_rondes
from sdsf.rendu.figures import Barre, Repere
from sdsf.rendu.nombres import nombre
from sdsf.vocabulaire import INTITULES_ETAT


@dataclass(frozen=True)
class Image:
    """Un dessin, son titre, ce qu'il dit à qui ne le voit pas, et sa note."""

    titre: str
    dessin: Dessin
    alternative: str
    note: str = ""

    def html(self) -> Markup:
        note = Markup('<p class="note">{}</p>').format(self.note) if self.note else Markup("")
        return Markup(
            '<figure><figcaption>{}</figcaption><div class="dessin" role="group" aria-label="{}" '
            'tabindex="0">{}</div>{}</figure>'
        ).format(self.titre, self.titre, self.dessin.svg(self.alternative), note)


def serie(r: Regard) -> Image | None:
    """La série du territoire choisi ; ``None`` avec moins de deux années."""
    annees = {annee for courbe in r.courbes for annee, _ in courbe.points}
    if len(annees) < 2:
        return None
    d = decimales(r.dossier, _unite(r))
    propres = [courbe for courbe in r.courbes if courbe.role == "accent"]
    points = [f"{annee} : {nombre(v, d)}" for courbe in propres for annee, v in courbe.points]
    editions = len({(s, e) for s, e in zip(r.serie["source"], r.serie["edition"], strict=True)})
    note = "Deux éditions ne se joignent pas : chacune a sa ligne." if editions > 1 else ""
    titre = f"{r.nom}, de {min(annees)} à {max(annees)}"
    return Image(titre, dessiner_serie(r.courbes, d), f"Série : {' ; '.join(points)}.", note)


def barres(r: Regard) -> Image | None:
    """Les territoires comparés ; ``None`` si l'on ne compare à rien."""
    c = r.comparaison
    if c is None:
        return None
    d = decimales(r.dossier, c.connues[0].chiffre.unite)
    dessinees = [Barre(x.nom, x.chiffre.valeur or 0, x.choisi) for x in c.connues]
    reperes = _reperes_de(r, c)
    valeurs = "".join(f" {barre.nom} : {nombre(barre.valeur, d)} ;" for barre in dessinees)
    titre = f"{_titre_de_maille(c)}, {c.annee}"
    alternative = f"{len(dessinees)} territoires.{valeurs.removesuffix(' ;')}."
    return Image(titre, dessiner_barres(dessinees, reperes, d), alternative, c.ordre.raison)


def _reperes_de(r: Regard, c: Comparaison) -> list[Repere]:
    """La France et le département, si leur valeur est de la même année que les territoires comparés."""
    propres = [(nom, chiffre) for nom, chiffre in r.reperes.items()]
    if r.etat.maille == "departement" and c.maille != PAIRS and r.chiffre and r.reperes:
        propres.append((r.nom, r.chiffre))
    modele = c.connues[0].chiffre
    return [
        Repere(nom, x.valeur or 0)
        for nom, x in propres
        if (x.periode, x.edition, x.source) == (modele.periode, modele.edition, modele.source)
    ]


def _titre_de_maille(c: Comparaison) -> str:
    if c.maille == PAIRS:
        return "Parmi ses semblables"
    mot = maille_en_mots(c.maille, 2)
    return f"{mot[:1].upper()}{mot[1:]} du département"


def carte(r: Regard, fond: FondDeCarte | SansContours) -> tuple[Image | None, str]:
    """La carte, ou la phrase qui dit pourquoi elle n'est pas dessinée."""
    c = r.comparaison
    if c is None or c.maille == PAIRS:
        return None, ""
    if isinstance(fond, SansContours):
        suite = " « sdsf actualiser contours » la rendra possible." if fond.remede else ""
        return None, f"Carte non dessinée : {fond.raison}.{suite}"
    valeurs = [x.chiffre.valeur for x in c.connues if x.code in fond.formes and x.chiffre.valeur is not None]
    if not valeurs:
        return None, "Carte non dessinée : aucun des territoires dont la valeur est connue n'a de contour."
    unite = r.dossier.referentiel.unite(c.connues[0].chiffre.unite)
    couleurs = {x.code: _couleur(x, unite.decimales) for x in c.rangees}
    dessin = dessiner_carte(fond, couleurs, classes_rondes(valeurs), unite.pluriel, unite.decimales)
    mots = [f"{couleur.nom} : {couleur.mot}" for couleur in couleurs.values()]
    alternative = f"Carte de {len(couleurs)} territoires. {' ; '.join(mots)}."
    return Image(f"{_titre_de_maille(c)}, {c.annee}", dessin, alternative, f"Contours : {fond.origine}."), ""


def _couleur(x: Rangee, d: int) -> Couleur:
    mot = INTITULES_ETAT[x.chiffre.etat] if x.chiffre.valeur is None else nombre(x.chiffre.valeur, d)
    return Couleur(x.nom, x.chiffre.valeur, mot, x.chiffre.etat == "secret", x.choisi)


def decimales(dossier: Dossier, unite: str) -> int:
    return dossier.referentiel.unite(unite).decimales


def _unite(regard: Regard) -> str:
    return str(regard.serie["unite"].iloc[-1]) if len(regard.serie) else "nombre"
