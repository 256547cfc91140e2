"""D'un jeu lu et contrôlé aux relevés du contrat : une ligne par indicateur, territoire et période."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from sys import intern

import duckdb

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu
from sdsf.sources.cnaf.controles import RETENUES, TROUS, Controle
from sdsf.sources.cnaf.jeux import ALLOCATAIRES, ANCIEN, PLACES, SUFFIXES, TAUX, Jeu, Mesure
from sdsf.sources.cnaf.tables import rangees, tabler
from sdsf.sources.producteurs.releves import sans_formule

Releve = dict[str, str]

SOURCES = {
    TAUX: "cnaf_txcouv",
    ANCIEN: "cnaf_txcouv",
    PLACES: "cnaf_nbpla",
    ALLOCATAIRES: "cnaf_allocataires",
}
# Paris, Lyon et Marseille sont publiées par arrondissement : leurs taux ne se replient pas sur la ville.
ARRONDISSEMENTS = re.compile(r"751(0[1-9]|1[0-9]|20)|6938[1-9]|132(0[1-9]|1[0-6])")
# La rupture de 2022 : l'édition « hist » s'arrête là où l'édition « courant » commence.
CHARNIERE = 2022


@dataclass(frozen=True)
class Provenance:
    """Ce que chaque relevé garde du fichier : son édition, ses dates, et les noms déjà connus."""

    edition: str
    du: dt.date
    saisi_le: dt.date
    noms: Mapping[str, str]


def edition(jeu: Jeu, controle: Controle, lieu: Lieu) -> str:
    """« hist » ou « courant », d'après les années ; le nom du fichier ne tranche que pour 2022 seul.

    Lève ``Erreurs`` si le fichier mêle les deux, ou si rien ne tranche.
    """
    annees = sorted(set(controle.annees.values()))
    if jeu.famille == ALLOCATAIRES:
        suffixe = next(s for s, maille in SUFFIXES.items() if maille == jeu.maille)
        return f"s_ben_{suffixe}" + ("_f" if suffixe in ("com", "epci") else "")
    if jeu.famille == ANCIEN:
        return f"tauxcouv_{annees[0]}"
    return _edition_des_taux(jeu, annees, lieu)


def _edition_des_taux(jeu: Jeu, annees: list[int], lieu: Lieu) -> str:
    nom = Path(lieu.fichier).name.lower()
    avant, apres = annees[0] < CHARNIERE, annees[-1] > CHARNIERE
    debut = "txcouv" if jeu.famille == TAUX else "nbpla"
    suffixe = next(s for s, maille in SUFFIXES.items() if maille == jeu.maille)
    exemple = f"{debut}_pe_{suffixe}.csv ou {debut}_pe_{suffixe}_hist.csv"
    if (avant or "hist" in nom) and apres:
        cause = f"ses années ({annees[0]} à {annees[-1]}) passent par la rupture de {CHARNIERE}"
        raise Erreurs([err.EditionIndecise(lieu, cause=cause, exemple=exemple)])
    if avant or apres:
        return "hist" if avant else "courant"
    if "_pe_" not in nom:
        cause = f"il ne porte que sur {CHARNIERE}, publiée dans deux éditions qui diffèrent"
        raise Erreurs([err.EditionIndecise(lieu, cause=cause, exemple=exemple)])
    return "hist" if "hist" in nom else "courant"


# --- les lignes à garder --------------------------------------------------------------------------


def choisir(
    base: duckdb.DuckDBPyConnection,
    jeu: Jeu,
    controle: Controle,
    gardes: Mapping[str, frozenset[str]] | None,
    lieu: Lieu,
) -> list[str]:
    """Crée la table ``gardees`` (les lignes qui deviennent des relevés) et dit ce qui est laissé.

    ``gardes`` : les codes fins à garder ; ``None`` : tous.
    """
    retenus = [c for c, code in controle.codes.items() if code and (gardes is None or code in gardes)]
    tabler(base, "gardes", retenus)
    mois = _mois(jeu, controle)
    # D'un même territoire à une même date, les lignes techniques sont les plus petites.
    ordre = "PARTITION BY c, d ORDER BY v0 DESC, rowid"
    base.execute(
        "CREATE OR REPLACE TEMP TABLE gardees AS SELECT lu.*, lu.rowid AS ligne FROM lu "  # noqa: S608
        f"SEMI JOIN gardes ON lu.c = gardes.c WHERE {mois} QUALIFY row_number() OVER ({ordre}) = 1"
    )
    return _dire_le_choix(base, jeu, controle, mois, lieu)


def _mois(jeu: Jeu, controle: Controle) -> str:
    """Un effectif d'allocataires se garde en décembre : le seul mois que publient toutes les mailles."""
    if jeu.famille != ALLOCATAIRES:
        return "true"
    mois = [d.replace("'", "''") for d, p in controle.periodes.items() if p[5:7] == "12"]
    return f"lu.d IN ({', '.join(repr(m) for m in mois) or 'NULL'})"


def _dire_le_choix(
    base: duckdb.DuckDBPyConnection, jeu: Jeu, controle: Controle, mois: str, lieu: Lieu
) -> list[str]:
    avis = []
    autres = sum(p[5:7] != "12" for p in controle.periodes.values()) if jeu.famille == ALLOCATAIRES else 0
    if autres:
        avis.append(f"{lieu} : {autres} autres mois laissés ; seul décembre est gardé.")
    territoires, presentes = _compter(base, "lu", f"{mois} AND {RETENUES}", "lu.c IN (SELECT c FROM gardes)")
    gardees, _ = _compter(base, "gardees", "true", "true")
    doubles, ailleurs = presentes - gardees, territoires - presentes
    if doubles:
        quoi = "1 doublon technique" if doubles == 1 else f"{doubles} doublons techniques"
        avis.append(f"{lieu} : {quoi} ; la ligne la plus grande est gardée.")
    if ailleurs:
        avis.append(
            f"{lieu} : {ailleurs} lignes d'autres départements laissées : EPCI et communes se gardent pour "
            "les départements décrits. Pour un autre, donnez un export limité à lui."
        )
    return avis


def _compter(base: duckdb.DuckDBPyConnection, table: str, condition: str, part: str) -> tuple[int, int]:
    """Les lignes d'une table qui remplissent une condition, et parmi elles celles d'une part."""
    requete = f"SELECT count(*), count(*) FILTER ({part}) FROM {table} WHERE {condition}"  # noqa: S608
    toutes, parmi = base.execute(requete).fetchone() or (0, 0)
    return int(toutes), int(parmi)


# --- les relevés ----------------------------------------------------------------------------------


def composer(
    base: duckdb.DuckDBPyConnection, jeu: Jeu, controle: Controle, provenance: Provenance
) -> list[Releve]:
    """Les relevés de la table ``gardees``, dans l'ordre du fichier."""
    mesures = list(jeu.retenues.values())
    nombres = ", ".join(f"v{rang}" for rang in range(len(mesures)))
    releves: list[Releve] = []
    lues = f"SELECT d, c, n, brut, {nombres} FROM gardees ORDER BY ligne"  # noqa: S608
    for date, texte, nom, brut, *valeurs in rangees(base, lues):
        commun = _commun(jeu, controle, provenance, (date, texte, nom))
        for rang, (mesure, valeur) in enumerate(zip(mesures, valeurs, strict=True)):
            trou = "" if valeur is not None else TROUS[(brut[rang] or "").strip().lower()]
            releves.append(_releve(commun, mesure, valeur, trou))
    return releves


def _commun(jeu: Jeu, controle: Controle, provenance: Provenance, lue: tuple[str, str, str]) -> Releve:
    """Ce que partagent les relevés d'une ligne du fichier."""
    date, texte, nom = lue
    code = controle.codes[texte]
    maille = _maille_du_contrat(jeu, code)
    lu = "France" if maille == "france" else sans_formule(nom) or code
    connu = provenance.noms.get(code) or lu
    allocataires = jeu.famille == ALLOCATAIRES
    return {
        "libelle": connu,
        "territoire": code,
        "maille": maille,
        "perimetre": "hors Mayotte" if "MAYOTTE" in texte.upper() else "",
        "periode": controle.periodes[date],
        "nature": "arrondie" if allocataires and controle.arrondi else "publiee",
        "origine": "producteur",
        "source": SOURCES[jeu.famille],
        "edition": provenance.edition,
        "geographie": f"COG {controle.annees[date] + 1}" if allocataires and maille != "departement" else "",
        "note": f"fichier du {provenance.du.isoformat()}",
        "saisi_par": "extraction des jeux publiés",
        "saisi_le": provenance.saisi_le.isoformat(),
    }


def _maille_du_contrat(jeu: Jeu, code: str) -> str:
    arrondissement = jeu.maille == "commune" and ARRONDISSEMENTS.fullmatch(code)
    return "arrondissement_municipal" if arrondissement else jeu.maille


def _releve(commun: Releve, mesure: Mesure, valeur: float | None, trou: str) -> Releve:
    """Un relevé ; un texte qui se répète d'une ligne à l'autre n'y est gardé qu'une fois (``intern``)."""
    note = commun["note"] if mesure.unite != "euros" else f"montant d'un mois ; {commun['note']}"
    return {
        **commun,
        "indicateur": mesure.indicateur,
        "libelle": intern(f"{commun['libelle']} — {mesure.libelle}"),
        "valeur": "" if valeur is None else intern(f"{valeur:.12g}"),
        "unite": mesure.unite,
        "etat": trou or "valeur",
        "note": intern(note),
    }
