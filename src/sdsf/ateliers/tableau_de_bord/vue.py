"""Ce que l'on montre d'un regard : une phrase, des images, un tableau, ce que cela mesure, des sources."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sdsf.ateliers.dessins import (
    Couleur,
    Dessin,
    FondDeCarte,
    dessiner_barres,
    dessiner_carte,
    dessiner_serie,
)
from sdsf.ateliers.tableau_de_bord.choix import PAIRS
from sdsf.ateliers.tableau_de_bord.regard import Comparaison, Rangee, Regard
from sdsf.chiffres import ecart
from sdsf.contours.lecture import SansContours
from sdsf.dossier import Dossier
from sdsf.evaluation.pairs import situer_parmi
from sdsf.plan.modeles import Fiche
from sdsf.rapports.chiffrer import du_releve, en_points, nom_de_edition
from sdsf.rapports.fiche import detail_de_fiche, nom_de_fiche
from sdsf.rapports.indicateur import indicateurs_du_plan
from sdsf.rapports.qualite_donnees.releves_du_departement import maille_en_mots
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Definitions,
    Ligne,
    Paragraphe,
    Phrase,
    Repliable,
    Tableau,
    absence,
    numerique,
    phrase,
)
from sdsf.rendu.classes import classes_rondes
from sdsf.rendu.figures import Barre, Repere
from sdsf.rendu.nombres import accorder, nombre
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


@dataclass(frozen=True)
class Vue:
    """Tout ce que l'écran montre, et ce que l'export reprend."""

    cle: str
    """L'état dont elle est la vue : la page le porte, pour que l'on sache ce qu'elle montre."""
    titre: str
    mentions: str
    """L'édition, l'année, ce qui est fictif : écrit sur l'écran et sur chaque export."""
    phrases: tuple[Bloc, ...]
    images: tuple[Image, ...]
    notes: tuple[Bloc, ...]
    tableaux: tuple[Bloc, ...]
    origine: tuple[Bloc, ...]
    sources: tuple[str, ...]


def composer(regard: Regard, fond: FondDeCarte | SansContours) -> Vue:
    """La vue d'un regard ; ``fond`` : celui de la maille comparée."""
    carte, sans_carte = _carte(regard, fond)
    images = [carte, _serie(regard), _barres(regard)]
    return Vue(
        "/".join(regard.etat.en_choix().values()),
        f"{regard.intitule} — {regard.nom}",
        mentions(regard.dossier),
        tuple(_phrases(regard)),
        tuple(image for image in images if image is not None),
        tuple(_notes(regard, sans_carte)),
        tuple(_tableaux(regard)),
        tuple(_origine(regard)),
        tuple(_sources(regard)),
    )


def mentions(dossier: Dossier) -> str:
    """Ce qu'il faut savoir avant de montrer l'écran à quelqu'un."""
    edition = (
        "édition interne, à ne pas diffuser"
        if dossier.demande.edition == "interne"
        else "édition publique : les petits effectifs sont cachés"
    )
    fictif = " · données fictives" if dossier.est_fictif else ""
    departement = dossier.departement
    return f"{departement.nom} ({departement.code}), {dossier.annee} · {edition}{fictif}"


def decimales(dossier: Dossier, unite: str) -> int:
    return dossier.referentiel.unite(unite).decimales


def _unite(regard: Regard) -> str:
    return str(regard.serie["unite"].iloc[-1]) if len(regard.serie) else "nombre"


# --- la phrase ------------------------------------------------------------------------------------


def _phrases(r: Regard) -> list[Bloc]:
    if r.chiffre is None:
        qui = _producteurs(r) or "le pilote de la fiche"
        return [absence(f"{r.intitule}, {r.nom} : aucune valeur n'est connue jusqu'en {r.etat.annee}.", qui)]
    suites = [_de_quand(r), *_des_reperes(r), _parmi(r)]
    return [Paragraphe(_valeur(r), "chiffre-cle"), *(Paragraphe(suite) for suite in suites if suite)]


def _producteurs(r: Regard) -> str:
    fiche = r.dossier.referentiel.indicateurs.get(r.etat.indicateur)
    source = r.dossier.referentiel.sources.get(fiche.numerateur.source) if fiche else None
    return source.producteur if source else ""


def _valeur(r: Regard) -> Phrase:
    assert r.chiffre is not None
    unite = r.dossier.referentiel.unite(r.chiffre.unite)
    mot = accorder(r.chiffre.valeur or 0, unite.singulier, unite.pluriel)
    gabarit = f"{{nom}} : {{v}} {mot} ({{quand}}).".replace("  ", " ")
    return phrase(gabarit, nom=r.nom, v=r.chiffre, quand=periode_ecrite(r.chiffre.periode))


def periode_ecrite(periode: str) -> str:
    """Une période du contrat, telle qu'on la lit.

    >>> periode_ecrite("2023"), periode_ecrite("2023-T4"), periode_ecrite("2016/2019")
    ('2023', '4e trimestre 2023', 'de 2016 à 2019')
    """
    if "/" in periode:
        return "de {} à {}".format(*periode.split("/"))
    annee, _, trimestre = periode.partition("-T")
    if trimestre:
        return f"{'1er' if trimestre == '1' else f'{trimestre}e'} trimestre {annee}"
    return periode


def _de_quand(r: Regard) -> str:
    assert r.chiffre is not None
    if str(r.etat.annee) in r.chiffre.periode:
        return ""
    return f"La valeur de {r.etat.annee} n'est pas connue : celle-ci est la dernière jusqu'à cette année."


def _des_reperes(r: Regard) -> list[Phrase]:
    assert r.chiffre is not None
    return [
        phrase(
            f"{nom}, la même période : {{v}}, soit un écart de {{e}}.",
            v=chiffre,
            e=en_points(ecart(f"{r.intitule}, {r.nom} : écart à {nom}", r.chiffre, chiffre)),
        )
        for nom, chiffre in r.reperes.items()
    ]


def _parmi(r: Regard) -> str:
    """Combien de semblables sont au-dessus, combien au-dessous : aucun rang."""
    c = r.comparaison
    if c is None or c.maille != PAIRS or r.chiffre is None or r.chiffre.valeur is None:
        return ""
    valeurs = {x.code: x.chiffre.valeur for x in c.connues if not x.choisi and x.chiffre.valeur is not None}
    parmi = situer_parmi(r.chiffre.valeur, list(valeurs), valeurs, r.dossier.seuils.minimum_pairs_connus)
    if parmi.motif:
        return f"Parmi ses semblables, rien ne se dit : {parmi.motif}."
    d = decimales(r.dossier, r.chiffre.unite)
    bas, haut = (nombre(v or 0, d) for v in (parmi.plus_bas, parmi.plus_haut))
    dessus = f"{parmi.au_dessus or 'aucun'} {accorder(parmi.au_dessus, 'est', 'sont')} au-dessus"
    return (
        f"De ses {parmi.nombre} semblables, {dessus} et {parmi.au_dessous or 'aucun'} au-dessous ; "
        f"ils vont de {bas} à {haut}."
    )


# --- les images -----------------------------------------------------------------------------------


def _serie(r: Regard) -> Image | None:
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


def _barres(r: Regard) -> Image | None:
    c = r.comparaison
    if c is None:
        return None
    d = decimales(r.dossier, c.connues[0].chiffre.unite)
    barres = [Barre(x.nom, x.chiffre.valeur or 0, x.choisi) for x in c.connues]
    reperes = _reperes_de(r, c)
    valeurs = "".join(f" {barre.nom} : {nombre(barre.valeur, d)} ;" for barre in barres)
    titre = f"{_titre_de_maille(c)}, {c.annee}"
    alternative = f"{len(barres)} territoires.{valeurs.removesuffix(' ;')}."
    return Image(titre, dessiner_barres(barres, reperes, d), alternative, c.ordre.raison)


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


def _carte(r: Regard, fond: FondDeCarte | SansContours) -> tuple[Image | None, str]:
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


def _notes(r: Regard, sans_carte: str) -> list[Bloc]:
    fiche = r.dossier.referentiel.indicateurs.get(r.etat.indicateur)
    avis = r.dossier.referentiel.avertissements
    mises_en_garde = [avis[code].texte for code in fiche.avertissements] if fiche else []
    textes = [r.absence, sans_carte, *mises_en_garde]
    return [Paragraphe(texte, "note") for texte in textes if texte]


# --- les tableaux ---------------------------------------------------------------------------------


def _tableaux(r: Regard) -> list[Bloc]:
    tableaux: list[Bloc] = []
    if r.comparaison is not None:
        tableaux.append(_tableau_des_territoires(r, r.comparaison))
    if len(r.serie) > 1:
        tableaux.append(Repliable("Les valeurs de la série", [_tableau_de_la_serie(r)]))
    return tableaux


def _tableau_des_territoires(r: Regard, c: Comparaison) -> Tableau:
    unite = r.dossier.referentiel.unite(c.connues[0].chiffre.unite)
    colonnes = [Colonne("Territoire"), numerique(unite.pluriel or "Valeur"), Colonne("Édition")]
    lignes = [Ligne([x.nom, x.chiffre, nom_de_edition(x.chiffre.edition)], x.choisi) for x in c.rangees]
    return Tableau(f"{r.intitule}, {c.annee}", colonnes, lignes, c.ordre.raison)


def _tableau_de_la_serie(r: Regard) -> Tableau:
    lignes = [
        Ligne([str(x["periode"]), du_releve(r.dossier, x), nom_de_edition(str(x["edition"]))])
        for _, x in r.serie.iterrows()
    ]
    colonnes = [Colonne("Période"), numerique("Valeur"), Colonne("Édition")]
    return Tableau(f"{r.intitule}, {r.nom}", colonnes, lignes)


# --- d'où cela vient ------------------------------------------------------------------------------


def _origine(r: Regard) -> list[Bloc]:
    fiche = r.dossier.referentiel.indicateurs.get(r.etat.indicateur)
    blocs: list[Bloc] = []
    if fiche:
        couples = [("Question", fiche.question), ("Définition", fiche.definition), ("Formule", fiche.formule)]
        blocs.append(Repliable(f"Ce que mesure cet indicateur ({fiche.repere})", [Definitions(couples)]))
    for portee in _fiches(r):
        blocs.append(Repliable(f"La fiche du schéma : {nom_de_fiche(portee)}", detail_de_fiche(portee)))
    return blocs


def _fiches(r: Regard) -> list[Fiche]:
    """Les fiches du schéma en vigueur qui suivent cet indicateur."""
    code = r.etat.indicateur
    trouvees = {f.id: f for f, i in indicateurs_du_plan(r.dossier) if code in (i.id, i.indicateur)}
    return list(trouvees.values())


def _sources(r: Regard) -> Sequence[str]:
    """Les sources de tout ce qui est montré, dans l'ordre où elles servent."""
    comparees = r.comparaison.rangees if r.comparaison else ()
    chiffres = [r.chiffre, *r.reperes.values(), *(rangee.chiffre for rangee in comparees)]
    return list(dict.fromkeys(chiffre.source for chiffre in chiffres if chiffre and chiffre.source))
