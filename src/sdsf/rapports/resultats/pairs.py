"""Des pairs plutôt qu'un palmarès : un territoire face à ceux qui lui ressemblent, sans rang.

Le département se lit parmi ses départements comparables ; chaque EPCI, parmi les EPCI du département les plus
proches de lui par la taille, la natalité et la taille moyenne de leurs communes.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from sdsf.chiffres import Chiffre, reunir
from sdsf.dossier import Dossier, comparables
from sdsf.evaluation.pairs import ParmiSesPairs, choisir_pairs, situer_parmi
from sdsf.evaluation.series import edition_courante
from sdsf.rapports.accueil.modes import MODES
from sdsf.rapports.accueil.offre import PRINCIPAL, connues_jusqu_a
from sdsf.rapports.chiffrer import du_releve, nom_de_edition, serie_de
from sdsf.rapports.resultats.dispersion import Lieu, lieu_des_epci
from sdsf.rapports.resultats.evolution import NOMS
from sdsf.rapports.resultats.naissances import NAISSANCES
from sdsf.releves.periodes import annee_de
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Phrase, Tableau, absence, numerique, phrase
from sdsf.rendu.nombres import abreger, accorder

CRITERES = {
    "population": "population (logarithme)",
    "natalite": "naissances de trois ans pour 1 000 habitants",
    "taille_des_communes": "habitants par commune (logarithme)",
}


@dataclass(frozen=True)
class Situation:
    """Une valeur et celles de ses pairs."""

    nom: str
    propre: Chiffre
    autres: Mapping[str, Chiffre]
    parmi: ParmiSesPairs


def groupe_de_pairs(dossier: Dossier) -> list[Bloc]:
    """Le département parmi ses comparables, mode par mode ; puis chaque EPCI parmi les siens."""
    return [*_du_departement(dossier), *_des_epci(dossier)]


# --- le département parmi ses comparables ---------------------------------------------------------


def _du_departement(dossier: Dossier) -> list[Bloc]:
    if dossier.est_fictif:
        return [Paragraphe("Le département fictif n'a pas de département comparable.", "note")]
    lues = situations_du_departement(dossier)
    dites = [s for s in lues if not s.parmi.motif]
    if not dites:
        manque = "Le département ne se situe pas parmi ses pairs : trop peu de comparables ont une valeur."
        return [absence(manque, "la commission, qui peut écrire la liste des comparables")]
    return [Paragraphe(phrase_parmi(dossier, dites[0])), _tableau_du_departement(dossier, dites)]


def situations_du_departement(dossier: Dossier) -> list[Situation]:
    """Le taux d'ensemble et de chaque mode, la dernière année, dans l'édition courante."""
    propre = connues_jusqu_a(dossier, serie_de(dossier, PRINCIPAL, dossier.departement.code))
    courante = edition_courante(propre)
    if courante is None:
        return []
    annee = int(propre["annee"].max())
    lues = [_situation(dossier, code, annee, courante) for code in (PRINCIPAL, *MODES)]
    return [situation for situation in lues if situation is not None]


def _situation(dossier: Dossier, code: str, annee: int, courante: tuple[str, str]) -> Situation | None:
    codes = [dossier.departement.code, *comparables(dossier.reglages)]
    lus = {c: _valeur(dossier, code, c, annee, courante) for c in codes}
    connus = {c: chiffre for c, chiffre in lus.items() if chiffre is not None}
    propre = connus.pop(dossier.departement.code, None)
    if propre is None or propre.valeur is None:
        return None
    valeurs = {c: chiffre.valeur for c, chiffre in connus.items() if chiffre.valeur is not None}
    parmi = situer_parmi(propre.valeur, list(valeurs), valeurs, dossier.seuils.minimum_pairs_connus)
    return Situation(NOMS[code], propre, connus, parmi)


def _valeur(
    dossier: Dossier, code: str, territoire: str, annee: int, courante: tuple[str, str]
) -> Chiffre | None:
    lignes = connues_jusqu_a(dossier, serie_de(dossier, code, territoire))
    memes = lignes[
        (lignes["annee"] == annee) & (lignes["source"] == courante[0]) & (lignes["edition"] == courante[1])
    ]
    return du_releve(dossier, memes.iloc[-1]) if len(memes) else None


def phrase_parmi(dossier: Dossier, s: Situation) -> Phrase:
    """Combien de pairs sont au-dessus, au-dessous, entre quelles valeurs ils vont : aucun rang."""
    bas, haut = _extremes(s.autres.values())
    return phrase(
        f"En {s.propre.periode}, la couverture d'accueil {dossier.departement.de} est de {{v}} places pour "
        f"100 enfants. {_combien(s.parmi)} ; ils vont de {{b}} à {{h}} (médiane : {{m}}).",
        v=s.propre,
        b=bas,
        h=haut,
        m=_mediane(s),
    )


def _combien(parmi: ParmiSesPairs) -> str:
    """« De ses 5 départements comparables, 1 est au-dessus et 4 au-dessous »."""
    n, dessus, dessous = parmi.nombre, parmi.au_dessus, parmi.au_dessous
    if dessus == n or dessous == n:
        return f"Ses {n} départements comparables sont tous {'au-dessus' if dessus else 'au-dessous'}"
    verbe = accorder(dessus, "est", "sont") if dessus else "n'est"
    sujet = str(dessus) if dessus else "aucun"
    return (
        f"De ses {n} départements comparables, {sujet} {verbe} au-dessus et {dessous or 'aucun'} au-dessous"
    )


def _extremes(chiffres: Iterable[Chiffre]) -> tuple[Chiffre, Chiffre]:
    tries = sorted(chiffres, key=lambda c: c.valeur or 0)
    return tries[0], tries[-1]


def _mediane(s: Situation) -> Chiffre:
    return replace(
        s.propre,
        libelle=f"{s.nom}, médiane de {s.parmi.nombre} pairs",
        valeur=s.parmi.mediane,
        nature="calculee",
        formule=f"médiane de {s.parmi.nombre} pairs",
        numerateur="",
        denominateur="",
        territoire=f"{s.parmi.nombre} pairs",
        trace=reunir(chiffre.trace for chiffre in s.autres.values()),
    )


def _tableau_du_departement(dossier: Dossier, lues: Sequence[Situation]) -> Tableau:
    annee, edition = lues[0].propre.periode, lues[0].propre.edition
    colonnes = [
        Colonne("Mode d'accueil"),
        numerique(dossier.departement.nom),
        numerique("Le plus bas des pairs"),
        numerique("Médiane des pairs"),
        numerique("Le plus haut des pairs"),
        numerique("Pairs au-dessous"),
        numerique("Pairs au-dessus"),
    ]
    return Tableau(
        f"Le département parmi ses comparables, {annee}, {nom_de_edition(edition)} (places pour 100 enfants)",
        colonnes,
        [_ligne(s) for s in lues],
        f"Pairs : {abreger([c.territoire for c in lues[0].autres.values()], 9)}.",
    )


def _ligne(s: Situation) -> Ligne:
    bas, haut = _extremes(s.autres.values())
    comptes = [str(s.parmi.au_dessous), str(s.parmi.au_dessus)]
    return Ligne([s.nom, s.propre, bas, _mediane(s), haut, *comptes], accent=s.nom == NOMS[PRINCIPAL])


# --- chaque EPCI parmi les siens ------------------------------------------------------------------


def _des_epci(dossier: Dossier) -> list[Bloc]:
    lieu, criteres = lieu_des_epci(dossier), criteres_des_epci(dossier)
    if lieu is None or criteres.empty:
        return []
    lues = situations_des_epci(dossier, lieu, criteres)
    if not lues:
        n = dossier.seuils.nombre_de_pairs
        texte = f"Il faut plus de {n} EPCI au taux connu pour donner {n} pairs à chacun."
        return [Paragraphe(texte, "note")]
    return [_tableau_des_epci(dossier, lieu, lues)]


def criteres_des_epci(dossier: Dossier) -> pd.DataFrame:
    """Les trois critères de chaque EPCI : ses habitants, ses naissances, la taille de ses communes."""
    population, communes = (
        _dernier(dossier, code, 1) for code in ("population_municipale", "nombre_communes")
    )
    naissances = _dernier(dossier, NAISSANCES, 3)
    table = pd.DataFrame({"population": population, "communes": communes, "naissances": naissances}).dropna()
    if table.empty:
        return pd.DataFrame(columns=list(CRITERES))
    return pd.DataFrame(
        {
            "population": table["population"].map(math.log10),
            "natalite": 1000 * table["naissances"] / table["population"],
            "taille_des_communes": (table["population"] / table["communes"]).map(math.log10),
        }
    )


def _dernier(dossier: Dossier, code: str, annees: int) -> pd.Series:
    """La dernière valeur publiée de chaque EPCI, ou la somme de ses ``annees`` dernières années.

    La population sert à reconnaître des semblables, non à mesurer : son année peut suivre celle du rapport.
    """
    releves = dossier.releves
    lignes = releves[
        (releves["indicateur"] == code) & (releves["maille"] == "epci") & releves["valeur"].notna()
    ]
    datees = lignes.assign(annee=[annee_de(periode) for periode in lignes["periode"]])
    if annees > 1:
        datees = datees[datees["annee"] <= dossier.annee]
    utiles = datees[datees["annee"] > datees["annee"].max() - annees]
    uniques = utiles.drop_duplicates(["territoire", "annee"], keep="last")
    sommes: pd.Series = uniques.groupby("territoire")["valeur"].sum()
    return sommes


def situations_des_epci(dossier: Dossier, lieu: Lieu, criteres: pd.DataFrame) -> list[Situation]:
    """Chaque EPCI face à ses pairs, par ordre alphabétique ; vide s'ils sont trop peu pour en avoir."""
    chiffres = {str(ligne["territoire"]): du_releve(dossier, ligne) for _, ligne in lieu.taux.iterrows()}
    connus = criteres.loc[[code for code in criteres.index if code in chiffres]]
    lues = [_situation_d_epci(dossier, code, connus, chiffres) for code in connus.index]
    trouvees = [situation for situation in lues if situation is not None]
    return sorted(trouvees, key=lambda s: s.nom)


def _situation_d_epci(
    dossier: Dossier, code: str, criteres: pd.DataFrame, chiffres: Mapping[str, Chiffre]
) -> Situation | None:
    seuils = dossier.seuils
    pairs = choisir_pairs(criteres, code, seuils.nombre_de_pairs)
    if pairs.motif:
        return None
    autres = {pair: chiffres[pair] for pair in pairs.distances}
    valeurs = {pair: chiffre.valeur or 0 for pair, chiffre in autres.items()}
    propre = chiffres[code]
    parmi = situer_parmi(propre.valeur or 0, list(autres), valeurs, seuils.minimum_pairs_connus)
    return None if parmi.motif else Situation(propre.territoire, propre, autres, parmi)


def _tableau_des_epci(dossier: Dossier, lieu: Lieu, lues: Sequence[Situation]) -> Tableau:
    colonnes = [
        Colonne("EPCI"),
        numerique("Places pour 100 enfants"),
        numerique("Médiane de ses pairs"),
        Colonne("Parmi ses pairs"),
        Colonne("Ses pairs, du plus proche au moins proche"),
    ]
    return Tableau(
        f"Chaque EPCI et ses {dossier.seuils.nombre_de_pairs} pairs, {lieu.annee}, par ordre alphabétique",
        colonnes,
        [_ligne_d_epci(s) for s in lues],
        f"Pairs : les EPCI du département les plus proches par {', '.join(CRITERES.values())}, centrés et "
        "réduits, de même poids. Ce n'est pas un classement.",
    )


def _ligne_d_epci(s: Situation) -> Ligne:
    n = s.parmi.nombre
    place = f"{s.parmi.au_dessous} au-dessous, {s.parmi.au_dessus} au-dessus"
    if s.parmi.au_dessous == n:
        place += " : plus haut que tous ses pairs"
    elif s.parmi.au_dessus == n:
        place += " : plus bas que tous ses pairs"
    noms = ", ".join(chiffre.territoire for chiffre in s.autres.values())
    return Ligne([s.nom, s.propre, _mediane(s), place, noms])
