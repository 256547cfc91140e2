"""Chaque département face à ceux qui lui ressemblent : au-dessus, au-dessous, sans rang."""

from collections.abc import Sequence
from dataclasses import replace

from sdsf.chiffres import Chiffre, Trace, compter, reunir
from sdsf.dossier import Dossier
from sdsf.evaluation.pairs import ParmiSesPairs, situer_parmi
from sdsf.rapports.comparaison.regard import Regard, marge, nom_de, regard
from sdsf.releves.comparables import METHODE
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Phrase, Tableau, numerique, phrase

MINIMUM = 3


def pairs(dossier: Dossier) -> list[Bloc]:
    """Un tableau, une ligne par département comparé ; la façon de choisir les pairs."""
    vu = regard(dossier)
    if not dossier.pairs:
        return [Paragraphe("Un département fictif n'a pas de pairs.", "note")]
    if vu is None:
        return [Paragraphe("Sans taux de couverture connu, aucun groupe de pairs ne se compare.", "note")]
    colonnes = [
        Colonne("Département"),
        Colonne("Ses pairs, du plus proche au moins proche"),
        numerique(f"Son taux, {vu.annee}"),
        numerique("Pairs nettement au-dessous"),
        numerique("Pairs d'un niveau voisin"),
        numerique("Pairs nettement au-dessus"),
        Colonne("Médiane et étendue des pairs"),
    ]
    lignes = [_ligne(vu, code, proches) for code, proches in dossier.pairs.items()]
    titre = f"Chaque département face à ses pairs, {vu.annee} (places pour 100 enfants de moins de 3 ans)"
    return [
        Tableau(titre, colonnes, lignes),
        Paragraphe(
            f"Pairs : {METHODE.removesuffix(' Une liste motivée, dans reglages.yml, la remplacerait.')}",
            "note",
        ),
    ]


def _ligne(vu: Regard, code: str, proches: Sequence[str]) -> Ligne:
    propre = vu.taux(code)
    taux = {pair: vu.taux(pair) for pair in proches}
    noms = ", ".join(nom_de(vu.dossier, pair) for pair in proches) or "aucun : un critère manque"
    cellules = _places(vu, code, propre, taux)
    return Ligne(
        [nom_de(vu.dossier, code), noms, propre, *cellules], accent=code == vu.dossier.departement.code
    )


def _places(vu: Regard, code: str, propre: Chiffre, taux: dict[str, Chiffre]) -> list[object]:
    valeurs = {pair: c.valeur for pair, c in taux.items() if c.valeur is not None}
    if propre.valeur is None:
        return ["–", "–", "–", "taux non publié"]
    place = situer_parmi(propre.valeur, list(taux), valeurs, MINIMUM)
    if place.motif:
        return ["–", "–", "–", place.motif]
    groupes = _groupes(vu, propre, [c for c in taux.values() if c.connu])
    nom = nom_de(vu.dossier, code)
    return [
        *(_compter(propre, f"Pairs {mot} : {nom}", choisis) for mot, choisis in groupes.items()),
        _etendue(propre, nom, place, [c.trace for c in taux.values() if c.connu]),
    ]


def _groupes(vu: Regard, propre: Chiffre, pairs_connus: Sequence[Chiffre]) -> dict[str, list[Chiffre]]:
    """Les pairs nettement au-dessous, voisins, nettement au-dessus ; la marge de prudence en décide."""
    seuil = marge(vu)
    bord = seuil.valeur or 0 if seuil else 0
    groupes: dict[str, list[Chiffre]] = {"au-dessous": [], "d'un niveau voisin": [], "au-dessus": []}
    for pair in pairs_connus:
        difference = round((pair.valeur or 0) - (propre.valeur or 0), 6)
        voisin = abs(difference) <= bord
        groupes["d'un niveau voisin" if voisin else "au-dessous" if difference < 0 else "au-dessus"].append(
            pair
        )
    return groupes


def _compter(propre: Chiffre, libelle: str, choisis: Sequence[Chiffre]) -> Chiffre:
    traces = [chiffre.trace for chiffre in choisis]
    return compter(
        libelle, traces, "nombre", propre.source, territoire=propre.territoire, periode=propre.periode
    )


def _etendue(propre: Chiffre, nom: str, place: ParmiSesPairs, traces: Sequence[Trace]) -> Phrase:
    base = replace(propre, nature="calculee", numerateur="", denominateur="", note="", trace=reunir(traces))
    mesures = {"médiane": place.mediane, "plus bas": place.plus_bas, "plus haut": place.plus_haut}
    m, bas, haut = (
        replace(base, libelle=f"Pairs : {mot}, {nom}", valeur=valeur, formule=f"{mot} des taux des pairs")
        for mot, valeur in mesures.items()
    )
    return phrase("{m}, de {bas} à {haut}", m=m, bas=bas, haut=haut)
