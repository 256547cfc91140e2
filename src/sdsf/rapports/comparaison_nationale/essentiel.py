"""L'essentiel de la comparaison nationale : qui est compté, la France, la moitié centrale, l'évolution."""

from collections.abc import Iterable

from sdsf.chiffres import Chiffre, compter, ecart, sans_signe
from sdsf.dossier import Dossier
from sdsf.rapports.chiffrer import en_points, nom_de_edition
from sdsf.rapports.comparaison.schemas import PRUDENCES
from sdsf.rapports.comparaison_nationale.vue import (
    MILIEU,
    QUART_BAS,
    QUART_HAUT,
    Evolution,
    Mesure,
    couverture_d_ensemble,
    evolutions,
    nom_de,
    quarts_de,
)
from sdsf.rendu.blocs import Bloc, Encadre, Groupe, Lien, Liste, Paragraphe, Phrase, absence, phrase
from sdsf.rendu.nombres import accorder, liste_fr

SANS_TAUX = absence(
    "Aucun taux de couverture n'est connu pour les départements.",
    "la Cnaf (jeux « txcouv_pe », lus par « sdsf actualiser cnaf »)",
)
EN_PLUS = "Chaque département compte pour un, petit ou grand : la médiane n'est pas le taux de la France."

PLACES_DITES = {
    QUART_BAS: "le quart le plus bas",
    MILIEU: "la moitié centrale",
    QUART_HAUT: "le quart le plus haut",
}


def essentiel(dossier: Dossier) -> list[Bloc]:
    """Deux encadrés : ce que l'on voit d'un bout à l'autre du pays, ce qu'il faut savoir avant."""
    mesure = couverture_d_ensemble(dossier)
    if mesure is None:
        return [SANS_TAUX]
    lus = [_comptes(mesure), _etendue(dossier, mesure), _qui_lit(dossier, mesure)]
    constats = [fait for fait in (*lus, *map(_mouvements, evolutions(dossier))) if fait]
    blocs = [
        Encadre("Constats", [Liste(constats)], "constats"),
        Encadre("À savoir avant de comparer", [Liste(_reserves(dossier, mesure))], "alertes"),
    ]
    return [Groupe("essentiel", blocs)]


def _comptes(mesure: Mesure) -> Phrase:
    connues = list(mesure.connues().values())
    return phrase(
        "En {a}, {n} "
        + accorder(len(connues), "département a", "départements ont")
        + " un taux de couverture publié dans la même édition, sur {t} ({lien}).",
        a=mesure.cle.periode,
        n=_compter(mesure, "Départements au taux publié", connues),
        t=_compter(mesure, "Départements comparés", mesure.valeurs.values()),
        lien=Lien("manques", "ce qui manque"),
    )


def _compter(mesure: Mesure, libelle: str, chiffres: Iterable[Chiffre]) -> Chiffre:
    traces = [chiffre.trace for chiffre in chiffres]
    source = next(iter(mesure.connues().values())).source
    return compter(libelle, traces, "nombre", source, periode=mesure.cle.periode)


def _etendue(dossier: Dossier, mesure: Mesure) -> Phrase | None:
    """La France, la médiane, la moitié centrale, les deux bouts : sans nommer personne."""
    bords = quarts_de(dossier, mesure)
    if bords is None:
        return None
    tries = sorted(mesure.connues().values(), key=lambda c: c.valeur or 0)
    debut = "En France (hors Mayotte), {f} places pour 100 enfants de moins de 3 ans. " * mesure.france.connu
    return phrase(
        debut + "D'un département à l'autre, de {bas} à {haut} ; la moitié d'entre eux vont de {q1} à {q3}, "
        "autour d'une médiane de {m} ({lien}).",
        f=mesure.france,
        bas=tries[0],
        haut=tries[-1],
        q1=bords.bas,
        q3=bords.haut,
        m=bords.mediane,
        lien=Lien("dispersion", "la dispersion"),
    )


def _qui_lit(dossier: Dossier, mesure: Mesure) -> Phrase | None:
    """Le taux de celui qui lit, son écart à la France, la part du pays où il se trouve."""
    code = dossier.departement.code
    propre, bords = mesure.valeurs[code], quarts_de(dossier, mesure)
    if not propre.connu:
        return None
    difference = ecart(
        f"Taux de couverture, {nom_de(dossier, code)} : écart à la France", propre, mesure.france
    )
    sens = "de moins" if (difference.valeur or 0) < 0 else "de plus"
    face = f", {{e}} {{mot}} {sens} que la France" if difference.connu else ""
    place = f", dans {PLACES_DITES[bords.position(propre)]} des départements" if bords else ""
    return phrase(
        "Taux {de} : {v} places pour 100 enfants" + face + place + ".",
        de=dossier.departement.de,
        v=propre,
        e=sans_signe(difference),
        mot=accorder(difference.valeur or 0, "point", "points"),
    )


def _mouvements(evolution: Evolution) -> Phrase | None:
    """Combien de départements ont un taux plus haut, plus bas, le même ; et la France."""
    connus = list(evolution.connus().values())
    if len(connus) < 2:
        return None
    groupes = {
        "plus haut": [c for c in connus if (c.valeur or 0) > 0],
        "plus bas": [c for c in connus if (c.valeur or 0) < 0],
        "inchangé": [c for c in connus if not c.valeur],
    }
    dits = {mot: _compter_les_ecarts(evolution, mot, choisis) for mot, choisis in groupes.items() if choisis}
    suites = liste_fr([f"{mot} dans {{n{rang}}}" for rang, mot in enumerate(dits)])
    mot = accorder(list(dits.values())[-1].valeur or 0, "département", "départements")
    france = " ; en France, {f}" if evolution.france.connu else ""
    un_an = " Une seule année ne fait pas une tendance." * (evolution.jusqu_a - evolution.depuis == 1)
    bornes = f"De {evolution.depuis} à {evolution.jusqu_a} ({nom_de_edition(evolution.cle.edition)})"
    return phrase(
        f"{bornes}, le taux est {suites} {mot}{france}.{un_an}",
        **{f"n{rang}": chiffre for rang, chiffre in enumerate(dits.values())},
        f=en_points(evolution.france),
    )


def _compter_les_ecarts(evolution: Evolution, mot: str, choisis: list[Chiffre]) -> Chiffre:
    periode = f"{evolution.depuis}/{evolution.jusqu_a}"
    libelle = f"Départements au taux {mot}, édition « {evolution.cle.edition} »"
    return compter(libelle, [c.trace for c in choisis], "nombre", choisis[0].source, periode=periode)


def _reserves(dossier: Dossier, mesure: Mesure) -> list[object]:
    if dossier.est_fictif:
        return ["Le Département d'exemple est fictif : il ne se compare à aucun département réel."]
    absents = [nom_de(dossier, code) for code in mesure.absents()]
    sans = [f"Sans taux publié pour cette année et cette édition : {liste_fr(absents)}."] if absents else []
    return [
        "Les départements sont dans l'ordre de leur code : ce rapport ne fait pas de classement.",
        "Un taux plus haut n'est pas un meilleur schéma : il dit des places offertes, non leur usage.",
        EN_PLUS,
        *sans,
        phrase("La suite : {lien}.", lien=Lien("prudence", "ce que cette comparaison ne dit pas")),
    ]


def prudence(dossier: Dossier) -> list[Bloc]:
    """Ce qu'une comparaison ne dit pas."""
    return [Paragraphe(texte) for texte in (PRUDENCES[0], EN_PLUS, PRUDENCES[-1])]
