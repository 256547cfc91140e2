"""Les séries longues : ``annee, maille, code, nom, mesure, valeur, source`` (et ``edition``, parfois).

Une même grandeur y vient de plusieurs éditions, que la colonne ``source`` distingue : elles se gardent
toutes, et l'édition entre dans la clé de chaque relevé.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sdsf import erreurs as err
from sdsf.lecture.cellules import Cellule, ecrire_nombre
from sdsf.lecture.grille import Grille, exiger_colonnes, lire_grille
from sdsf.sources.producteurs.releves import (
    DEPARTEMENT,
    TOUT,
    Choix,
    Mesure,
    Recolte,
    Releve,
    dire_le_zero,
    maille_du_code,
    periode_du_producteur,
    reparer_code,
)
from sdsf.vocabulaire import Maille, NatureValeur

COLONNES = ("annee", "maille", "code", "nom", "mesure", "valeur", "source")
MAILLES: Mapping[str, Maille] = {
    "FRANCE": "france",
    "NAT": "france",
    "REG": "region",
    "DEP": "departement",
}
# Les codes de département qui en recouvrent d'autres (20, 69D, 69M, 6AE) : gardés à part.
RECOUVRANTS = re.compile(r"20|\d{2}[A-Z]|\d[A-Z]{2}")
VIDE = Cellule(None, "non_renseignee")
# « France entière » l'emporte ; à défaut, le champ publié tient lieu de France et dit son périmètre.
FRANCES = {
    "F": "",
    "F_X_D976": "hors Mayotte",
    "FE_hors_Mayotte": "hors Mayotte",
    "FM": "France métropolitaine",
}
# Une réponse reportée se voit à une même valeur, trois ans de suite, au-delà des petits nombres.
REPORT_ANNEES, REPORT_MINIMUM = 3, 100


def reconnait(colonnes: Sequence[str]) -> bool:
    """Un CSV qui a les colonnes d'une série longue."""
    return len({*COLONNES} & set(colonnes)) > len(COLONNES) // 2


def mesures_du_fichier(chemin: Path) -> set[str]:
    """Les mesures qu'une série longue porte."""
    grille = lire_grille(chemin)
    exiger_colonnes(grille.fichier, grille.colonnes, COLONNES)
    return {ligne["mesure"] for _, ligne in grille.lignes}


def lire_series(chemin: Path, connues: Mapping[str, Mesure], table: str, choix: Choix = TOUT) -> Recolte:
    """Un relevé par ligne dont la mesure est connue. Lève ``Erreurs`` avec toutes les causes."""
    grille = lire_grille(chemin)
    exiger_colonnes(grille.fichier, grille.colonnes, COLONNES)
    recolte = Recolte(table)
    defaut = max((ligne["annee"][:4] for _, ligne in grille.lignes), default="")
    frances = _frances(ligne for _, ligne in grille.lignes)
    codes = {ligne["code"] for _, ligne in grille.lignes}
    ecartees: dict[str, int] = defaultdict(int)
    for numero, ligne in grille.lignes:
        if ligne["mesure"] in connues:
            _lire_ligne(
                recolte, grille, numero, ligne, (connues[ligne["mesure"]], frances, defaut, choix, codes)
            )
        else:
            ecartees[ligne["mesure"]] += 1
    recolte.avertissements += [f"Mesure « {m} » : {n} lignes écartées." for m, n in sorted(ecartees.items())]
    recolte.finir(grille.fichier)
    recolte.avertissements += valeurs_reportees(recolte.releves)
    return recolte


def _frances(lignes: Iterable[Mapping[str, str]]) -> dict[tuple[str, str], str]:
    """Par mesure et source, le code qui tient lieu de France : le plus large des champs publiés."""
    codes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for ligne in lignes:
        if MAILLES.get(ligne["maille"].upper()) == "france":
            codes[(ligne["mesure"], ligne["source"])].add(ligne["code"])
    return {cle: next((c for c in FRANCES if c in vus), "") for cle, vus in codes.items()}


def _lire_ligne(
    recolte: Recolte,
    grille: Grille,
    numero: int,
    ligne: Mapping[str, str],
    contexte: tuple[Mesure, Mapping[tuple[str, str], str], str, Choix, set[str]],
) -> None:
    mesure, frances, defaut, choix, codes = contexte
    periode = periode_du_producteur(ligne["annee"])
    if periode is None:
        lieu = grille.lieu(numero, "annee")
        cause = "ce n'est ni une année, ni un trimestre"
        recolte.fautes.append(err.NombreDuProducteur(lieu, recu=ligne["annee"], cause=cause))
        return
    if (code := _reparer(ligne, codes)) != ligne["code"]:
        recolte.avertissements.append(dire_le_zero(numero, ligne["code"], code))
    place = _place({**ligne, "code": code}, frances)
    if place is None:
        lieu = grille.lieu(numero, "code")
        attendu = "un code de territoire de cette maille"
        recolte.fautes.append(err.CodeDeTerritoire(lieu, recu=ligne["code"], attendu=attendu))
        return
    territoire, maille, perimetre = place
    if choix.garde(maille, territoire):
        source = ligne["source"]
        releve = Releve(
            mesure,
            territoire,
            maille,
            ligne["nom"],
            periode,
            VIDE,
            _edition(ligne, mesure, periode, defaut),
            nature(source, mesure.nature),
            geographie(source),
            perimetre or mesure.perimetre,
            source if mesure.citee else mesure.note,
        )
        recolte.ajouter(releve, ligne["valeur"], grille.lieu(numero, "valeur"))


def _place(
    ligne: Mapping[str, str], frances: Mapping[tuple[str, str], str]
) -> tuple[str, Maille, str] | None:
    """Le territoire, sa maille, son périmètre ; un code qui en recouvre d'autres (69D) est « autre »."""
    code, maille = ligne["code"], MAILLES.get(ligne["maille"].upper())
    if maille == "france":
        if code == frances.get((ligne["mesure"], ligne["source"])):
            return "FR", "france", FRANCES[code]
        return code, "autre", ""
    if maille == "departement" and not DEPARTEMENT.fullmatch(code):
        return (code, "autre", "") if RECOUVRANTS.fullmatch(code) else None
    if maille is None:
        fine = maille_du_code(code)
        return (code, fine, "") if fine else None
    return code, maille, ""


def _reparer(ligne: Mapping[str, str], codes: set[str]) -> str:
    """Le code d'une ligne, son zéro de tête rendu ; sans maille nationale, un code est une commune."""
    maille = MAILLES.get(ligne["maille"].upper(), "commune")
    return reparer_code(ligne["code"], maille, codes)


def _edition(ligne: Mapping[str, str], mesure: Mesure, periode: str, defaut: str) -> str:
    """L'édition d'une ligne : telle quelle si la mesure cite ses sources, sinon celle que l'on déduit."""
    dite = ligne.get("edition", "")
    return dite if mesure.citee and dite else edition(dite, ligne["source"], periode, defaut)


def edition(colonne: str, source: str, periode: str, defaut: str) -> str:
    """L'édition d'une valeur : la colonne ``edition``, ou la date ou le millésime dits par la source.

    >>> edition("", "Insee, estimations de population, éd. 05/01/2023 (provisoire)", "2022", "2023")
    '2023-01-05'
    >>> edition("", "Insee, taux de chômage localisés, CVS, éd. 2025T3", "2019-T4", "2025")
    '2025-T3'
    >>> edition("drees_2023", "DREES, tableau 33", "2010", "2023")
    '2023'
    """
    if colonne:
        return colonne.split("_")[-1]
    if dates := re.findall(r"(\d{2})/(\d{2})/(\d{4})", source):
        jour, mois, annee = dates[-1]
        if not source.startswith("Drees"):
            return f"{annee}-{mois}-{jour}"
    if trimestre := re.search(r"éd\. (\d{4}T[1-4])", source):
        return periode_du_producteur(trimestre.group(1)) or ""
    if recensement := re.search(r"\bRP(\d{4})", source):
        return f"RP{recensement.group(1)}"
    if jeu := re.search(r"\bDS_[A-Z_]+", source):
        return jeu.group()
    if millesime := re.search(r"(?:Filosofi|BPE|édition) (\d{4})", source):
        return millesime.group(1)
    return defaut if source.startswith(("Drees", "DREES")) else periode[:4]


def nature(source: str, defaut: NatureValeur) -> NatureValeur:
    """Provisoire, calculée ou agrégée, si la source le dit.

    >>> nature("RP2006, FAM T1 ; rapport calculé ici", "publiee"), nature("éd. 2021 (provisoire)", "publiee")
    ('calculee', 'provisoire')
    """
    mots: Sequence[tuple[str, NatureValeur]] = (
        ("provisoire", "provisoire"),
        ("arrondi", "arrondie"),
        ("calculé ici", "calculee"),
        ("faite ici", "agregee"),
        ("somme des", "agregee"),
        ("deux sexes", "agregee"),
    )
    return next((sens for mot, sens in mots if mot in source), defaut)


def geographie(source: str) -> str:
    """Le millésime des territoires, quand la source le dit.

    >>> geographie("Insee, RP2022, FAM T1, géographie 2025")
    'COG 2025'
    """
    trouve = re.search(r"géographie (\d{4})", source)
    return f"COG {trouve.group(1)}" if trouve else ""


def valeurs_reportees(releves: Iterable[Releve]) -> list[str]:
    """Les séries annuelles où une même valeur se répète trois ans de suite : réponse sans doute reportée."""
    series: dict[tuple[str, ...], dict[int, float]] = defaultdict(dict)
    noms: dict[tuple[str, ...], str] = {}
    for releve in releves:
        valeur = releve.cellule.valeur
        if len(releve.periode) == 4 and valeur is not None and valeur >= REPORT_MINIMUM:
            cle = (releve.territoire, releve.maille, releve.mesure.indicateur, releve.edition)
            series[cle][int(releve.periode)] = valeur
            noms[cle] = f"{releve.nom} ({releve.territoire}), {releve.mesure.intitule}"
    return [
        f"{noms[cle]} : toujours {ecrire_nombre(valeur)} de {annees[0]} à {annees[-1]}, sans doute reporté."
        for cle, serie in sorted(series.items())
        for valeur, annees in _suites(serie)
        if len(annees) >= REPORT_ANNEES
    ]


def _suites(serie: Mapping[int, float]) -> list[tuple[float, list[int]]]:
    """Les suites d'années consécutives de même valeur."""
    suites: list[tuple[float, list[int]]] = []
    for annee in sorted(serie):
        if suites and suites[-1][0] == serie[annee] and suites[-1][1][-1] == annee - 1:
            suites[-1][1].append(annee)
        else:
            suites.append((serie[annee], [annee]))
    return suites
