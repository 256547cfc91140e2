"""Ce que l'on regarde : la valeur choisie, ses repères, sa série, et ce à quoi elle se compare."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sdsf.ateliers.tableau_de_bord.choix import AUCUNE, PAIRS, Fonds
from sdsf.ateliers.tableau_de_bord.etat import Etat
from sdsf.ateliers.tableau_de_bord.ordre import Ordre, ordre_des_semblables, ordre_honnete
from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier, comparables
from sdsf.evaluation.pairs import choisir_pairs
from sdsf.evaluation.series import edition_courante, serie
from sdsf.evaluation.territoires import sans_valeur, valeurs_recentes
from sdsf.rapports.chiffrer import du_releve, nom_du_territoire, serie_de
from sdsf.rapports.qualite_donnees.releves_du_departement import intitule_de, maille_en_mots
from sdsf.rapports.resultats.pairs import criteres_des_epci
from sdsf.releves.lecture import FRANCE
from sdsf.rendu.figures import Courbe


@dataclass(frozen=True)
class Rangee:
    """Un territoire de la comparaison : son nom, son relevé chiffré, s'il est celui que l'on a choisi."""

    code: str
    nom: str
    chiffre: Chiffre
    choisi: bool


@dataclass(frozen=True)
class Comparaison:
    """Les territoires côte à côte, la même année, et pourquoi ils sont dans cet ordre."""

    maille: str
    """La maille, ou « pairs »."""
    annee: int
    rangees: tuple[Rangee, ...]
    ordre: Ordre

    @property
    def connues(self) -> tuple[Rangee, ...]:
        return tuple(rangee for rangee in self.rangees if rangee.chiffre.connu)


@dataclass(frozen=True)
class Regard:
    """Tout ce que la vue montre, déjà chiffré."""

    dossier: Dossier
    etat: Etat
    intitule: str
    nom: str
    """Le nom du territoire choisi."""
    chiffre: Chiffre | None
    """Sa dernière valeur connue jusqu'à l'année demandée."""
    reperes: Mapping[str, Chiffre]
    """La France, le département : la même période et la même édition que ``chiffre``."""
    courbes: tuple[Courbe, ...]
    serie: pd.DataFrame
    """Les relevés connus du territoire choisi, toutes éditions."""
    comparaison: Comparaison | None
    absence: str = ""
    """Pourquoi il n'y a pas de comparaison ; vide s'il y en a une ou si l'on n'en veut pas."""


def regarder(fonds: Fonds, etat: Etat) -> Regard:
    """Le regard d'un état possible (``corriger`` l'a rendu tel)."""
    dossier = fonds.dossier_de(etat.indicateur)
    lignes = serie(dossier.releves, etat.indicateur, etat.code, maille=etat.maille)
    connues = lignes[lignes["valeur"].notna()]
    courante = edition_courante(lignes)
    derniere = None if courante is None else _de_l_edition(connues, courante).iloc[-1]
    comparaison, absence = comparer(fonds, dossier, etat)
    return Regard(
        dossier,
        etat,
        intitule_de(fonds.dossier, etat.indicateur),
        nom_du_territoire(dossier, lignes.iloc[0]) if len(lignes) else etat.code,
        None if derniere is None else du_releve(dossier, derniere),
        {} if derniere is None else _reperes(dossier, etat, derniere),
        _courbes(dossier, etat, connues, comparaison),
        connues,
        comparaison,
        absence,
    )


def _de_l_edition(lignes: pd.DataFrame, edition: tuple[str, str]) -> pd.DataFrame:
    memes: pd.DataFrame = lignes[(lignes["source"] == edition[0]) & (lignes["edition"] == edition[1])]
    return memes


def _reperes(dossier: Dossier, etat: Etat, ligne: pd.Series) -> dict[str, Chiffre]:
    """La France et le département, là où leur comparaison a un sens : un taux, jamais un effectif."""
    if dossier.referentiel.unite(str(ligne["unite"])).evolution != "points":
        return {}
    codes = {"France": FRANCE}
    if etat.maille != "departement":
        codes[dossier.departement.nom] = dossier.departement.code
    trouves = {
        nom: _meme_releve(serie_de(dossier, etat.indicateur, code), ligne) for nom, code in codes.items()
    }
    return {nom: du_releve(dossier, lue) for nom, lue in trouves.items() if lue is not None}


def _meme_releve(lignes: pd.DataFrame, modele: pd.Series) -> pd.Series | None:
    """La ligne de la même période, de la même source et de la même édition."""
    cles = ["periode", "source", "edition"]
    memes = lignes[(lignes[cles] == modele[cles]).all(axis=1) & lignes["valeur"].notna()]
    return memes.iloc[-1] if len(memes) else None


# --- la série -------------------------------------------------------------------------------------


def _courbes(
    dossier: Dossier, etat: Etat, connues: pd.DataFrame, comparaison: Comparaison | None
) -> tuple[Courbe, ...]:
    """La série choisie, une courbe par édition ; la France ; les semblables, dans l'édition courante."""
    courante = edition_courante(connues)
    if courante is None:
        return ()
    propres = [
        _courbe(nom_du_territoire(dossier, groupe.iloc[0]), groupe, "accent")
        for _, groupe in connues.groupby(["source", "edition"], sort=False)
    ]
    taux = dossier.referentiel.unite(str(connues["unite"].iloc[-1])).evolution == "points"
    autres = _semblables(comparaison) if taux else {}
    fonds = [_courbe(nom, _connue(dossier, etat, code, courante), "fond") for code, nom in autres.items()]
    france = _courbe("France", _connue(dossier, etat, FRANCE, courante), "repere") if taux else None
    return tuple(courbe for courbe in (*fonds, france, *propres) if courbe is not None and courbe.points)


def _semblables(comparaison: Comparaison | None) -> dict[str, str]:
    if comparaison is None or comparaison.maille != PAIRS:
        return {}
    return {rangee.code: rangee.nom for rangee in comparaison.rangees if not rangee.choisi}


def _connue(dossier: Dossier, etat: Etat, code: str, edition: tuple[str, str]) -> pd.DataFrame:
    maille = "france" if code == FRANCE else etat.maille
    lignes = serie(dossier.releves, etat.indicateur, code, maille=maille)
    return _de_l_edition(lignes[lignes["valeur"].notna()], edition)


def _courbe(nom: str, lignes: pd.DataFrame, role: str) -> Courbe:
    """Une valeur par année : la dernière, si plusieurs périodes tombent la même année."""
    valeurs = {int(a): float(v) for a, v in zip(lignes["annee"], lignes["valeur"], strict=True)}
    return Courbe(nom, tuple(sorted(valeurs.items())), role)


# --- la comparaison -------------------------------------------------------------------------------


def comparer(fonds: Fonds, dossier: Dossier, etat: Etat) -> tuple[Comparaison | None, str]:
    """Les territoires que l'on a choisi de mettre côte à côte ; sinon, pourquoi ils n'y sont pas."""
    if etat.comparaison == AUCUNE:
        return None, ""
    if etat.comparaison == PAIRS and etat.maille == "departement":
        return _departements_semblables(dossier, etat)
    if etat.comparaison == PAIRS:
        return _epci_semblables(fonds, dossier, etat)
    return _territoires(dossier, etat)


def _territoires(dossier: Dossier, etat: Etat) -> tuple[Comparaison | None, str]:
    """Tous les territoires d'une maille, la dernière année connue."""
    table = valeurs_recentes(dossier.releves, etat.indicateur, etat.comparaison, etat.annee)
    if len(table) < 2:
        return None, f"Moins de deux {maille_en_mots(etat.comparaison, 2)} ont une valeur la même année."
    ordre = ordre_honnete(dossier, table)
    rangees = [_rangee(dossier, etat, ligne) for _, ligne in table.iterrows()]
    if not ordre.par_valeur:
        rangees.sort(key=lambda rangee: rangee.nom)
    trous = [_rangee(dossier, etat, ligne) for _, ligne in sans_valeur(dossier.releves, table).iterrows()]
    return Comparaison(etat.comparaison, int(table["annee"].iloc[0]), (*rangees, *trous), ordre), ""


def _rangee(dossier: Dossier, etat: Etat, ligne: pd.Series) -> Rangee:
    code = str(ligne["territoire"])
    choisi = (str(ligne["maille"]), code) == (etat.maille, etat.code)
    return Rangee(code, nom_du_territoire(dossier, ligne), du_releve(dossier, ligne), choisi)


def _departements_semblables(dossier: Dossier, etat: Etat) -> tuple[Comparaison | None, str]:
    return _groupe(dossier, etat, comparables(dossier.reglages))


def _epci_semblables(fonds: Fonds, dossier: Dossier, etat: Etat) -> tuple[Comparaison | None, str]:
    """Les EPCI les plus proches, par les mêmes critères que les rapports."""
    table = valeurs_recentes(dossier.releves, etat.indicateur, "epci", etat.annee)
    criteres = criteres_des_epci(fonds.dossier)
    connus = criteres.loc[[code for code in criteres.index if code in set(table["territoire"])]]
    if etat.code not in connus.index:
        return None, "Les EPCI qui lui ressemblent ne se choisissent pas : un critère manque pour celui-ci."
    pairs = choisir_pairs(connus, etat.code, dossier.seuils.nombre_de_pairs)
    if pairs.motif:
        return None, f"Les EPCI qui lui ressemblent ne se choisissent pas : {pairs.motif}."
    return _groupe(dossier, etat, list(pairs.distances))


def _groupe(dossier: Dossier, etat: Etat, codes: list[str]) -> tuple[Comparaison | None, str]:
    """Le territoire choisi et ses semblables, la même période et la même édition que lui."""
    propre = serie(dossier.releves, etat.indicateur, etat.code, maille=etat.maille)
    courante = edition_courante(propre)
    if courante is None:
        return None, "La valeur du territoire choisi n'est pas connue : rien ne s'y compare."
    modele = _de_l_edition(propre[propre["valeur"].notna()], courante).iloc[-1]
    releves = dossier.releves[dossier.releves["maille"] == etat.maille].assign(annee=int(modele["annee"]))
    lues = [_meme_releve(releves[releves["territoire"] == code], modele) for code in (etat.code, *codes)]
    rangees = sorted((_rangee(dossier, etat, x) for x in lues if x is not None), key=lambda r: r.nom)
    if len(rangees) < 3:
        return (
            None,
            "Moins de deux territoires semblables ont une valeur la même année, dans la même édition.",
        )
    return Comparaison(PAIRS, int(modele["annee"]), tuple(rangees), ordre_des_semblables()), ""
