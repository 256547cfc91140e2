"""Ce que la comparaison nationale regarde : les mêmes période, source et édition pour chaque département.

Tout se calcule une fois par dossier (``une_fois``) : le tableau, la figure et les phrases relisent les mêmes
chiffres.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from sdsf.chiffres import Chiffre, ecart, inconnu, reunir
from sdsf.dossier import Dossier
from sdsf.rapports.accueil.modes import MODES
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rapports.chiffrer import du_releve, nom_du_territoire
from sdsf.releves.lecture import FRANCE
from sdsf.releves.periodes import annee_de
from sdsf.vocabulaire import FICTIF

NOM_FRANCE = "France (hors Mayotte)"
# Le contexte, et son nom quand personne ne l'a relevé.
CONTEXTE = {"taux_pauvrete": "la pauvreté", "part_moins_20_ans": "la part des moins de 20 ans"}
# Une période compte si elle a au moins cette part des départements de la mieux couverte.
PRESQUE_TOUS = 0.9
# Sous huit valeurs, un quart n'en a pas deux : ni quartile, ni position.
MINIMUM_POUR_DES_QUARTS = 8
QUART_BAS, MILIEU, QUART_HAUT = "quart bas", "centre", "quart haut"
PLACES = "places pour 100 enfants de moins de 3 ans"


@dataclass(frozen=True)
class Cle:
    """Ce que des valeurs doivent partager pour se comparer."""

    periode: str
    source: str
    edition: str


@dataclass(frozen=True)
class Mesure:
    """Un indicateur de tous les départements, à une même clé."""

    indicateur: str
    intitule: str
    unite: str
    cle: Cle
    valeurs: Mapping[str, Chiffre]
    """Par département de la liste, dans l'ordre des codes ; « n.d. » s'il n'est pas publié."""
    france: Chiffre

    def connues(self) -> dict[str, Chiffre]:
        return {code: chiffre for code, chiffre in self.valeurs.items() if chiffre.connu}

    def absents(self) -> list[str]:
        return [code for code, chiffre in self.valeurs.items() if not chiffre.connu]


@dataclass(frozen=True)
class Evolution:
    """L'évolution du taux d'ensemble entre deux années d'une même édition."""

    cle: Cle
    depuis: int
    jusqu_a: int
    ecarts: Mapping[str, Chiffre]
    france: Chiffre

    def connus(self) -> dict[str, Chiffre]:
        return {code: chiffre for code, chiffre in self.ecarts.items() if chiffre.connu}


def codes_compares(dossier: Dossier) -> list[str]:
    """Tous les départements, dans l'ordre des codes ; le fictif n'est comparé qu'à lui-même."""
    if dossier.est_fictif:
        return [FICTIF]
    return [code for code in dossier.referentiel.departements if code != FICTIF]


def nom_de(dossier: Dossier, code: str) -> str:
    return NOM_FRANCE if code == FRANCE else dossier.referentiel.departements[code].nom


# --- les mesures ----------------------------------------------------------------------------------


def couverture_d_ensemble(dossier: Dossier) -> Mesure | None:
    """Le taux d'ensemble, à la dernière année que presque tous partagent ; ``None`` si personne n'en a."""
    return _a_sa_derniere_cle(dossier, PRINCIPAL)


def modes(dossier: Dossier) -> list[Mesure]:
    """Les quatre modes d'accueil, à l'année et à l'édition du taux d'ensemble."""
    ensemble = couverture_d_ensemble(dossier)
    lues = [_du_mode(dossier, mode, ensemble.cle) for mode in MODES] if ensemble else []
    return [mesure for mesure in lues if mesure is not None]


def contexte(dossier: Dossier) -> list[Mesure]:
    """Ce qui n'est pas l'accueil, chacun à sa dernière période partagée."""
    lues = [_a_sa_derniere_cle(dossier, indicateur) for indicateur in CONTEXTE]
    return [mesure for mesure in lues if mesure is not None]


def evolutions(dossier: Dossier) -> list[Evolution]:
    """Une évolution par édition du taux d'ensemble qui a deux années partagées ; la plus récente d'abord."""
    return dossier.une_fois("evolutions nationales", lambda: _evolutions(dossier))


def _evolutions(dossier: Dossier) -> list[Evolution]:
    cles = _cles_partagees(dossier, PRINCIPAL)
    editions = dict.fromkeys((cle.source, cle.edition) for cle in cles)
    par_edition = [[cle for cle in cles if (cle.source, cle.edition) == edition] for edition in editions]
    lues = [_evolution(dossier, memes[0], memes[-1]) for memes in par_edition if len(memes) > 1]
    return sorted(lues, key=lambda e: (e.jusqu_a, e.depuis), reverse=True)


def _evolution(dossier: Dossier, premiere: Cle, derniere: Cle) -> Evolution:
    avant, apres = (_mesure(dossier, PRINCIPAL, cle) for cle in (premiere, derniere))

    def bouger(nom: str, a: Chiffre, b: Chiffre) -> Chiffre:
        return ecart(f"Taux de couverture, {nom} : évolution dans l'édition « {derniere.edition} »", a, b)

    ecarts = {
        code: bouger(nom_de(dossier, code), apres.valeurs[code], avant.valeurs[code])
        for code in avant.valeurs
    }
    annees = (annee_de(premiere.periode), annee_de(derniere.periode))
    return Evolution(derniere, *annees, ecarts, bouger(NOM_FRANCE, apres.france, avant.france))


def _a_sa_derniere_cle(dossier: Dossier, indicateur: str) -> Mesure | None:
    cles = _cles_partagees(dossier, indicateur)
    return _mesure(dossier, indicateur, cles[-1]) if cles else None


def _du_mode(dossier: Dossier, mode: str, cle: Cle) -> Mesure | None:
    """Un mode à l'édition du taux d'ensemble, ou dans son édition unique."""
    publiees = [
        c for c in _cles_partagees(dossier, mode) if (c.periode, c.source) == (cle.periode, cle.source)
    ]
    memes = [c for c in publiees if c.edition == cle.edition] or [c for c in publiees if not c.edition]
    return _mesure(dossier, mode, memes[-1]) if memes else None


def _mesure(dossier: Dossier, indicateur: str, cle: Cle) -> Mesure:
    return dossier.une_fois(
        ("mesure nationale", indicateur, cle), partial(_lire_mesure, dossier, indicateur, cle)
    )


def _lire_mesure(dossier: Dossier, indicateur: str, cle: Cle) -> Mesure:
    lignes = _publiees(dossier, indicateur)
    memes, codes = lignes[lignes["cle"] == cle], codes_compares(dossier)
    intitule, unite = _intitule(dossier, indicateur, memes.iloc[0]), str(memes["unite"].iloc[0])
    toutes = {code: _absente(dossier, intitule, unite, code, cle) for code in (*codes, FRANCE)}
    for _, ligne in memes.iterrows():
        code = str(ligne["territoire"])
        # La Cnaf publie aussi des collectivités qui ne sont pas des départements.
        if code in toutes:
            toutes[code] = du_releve(dossier, ligne, f"{intitule}, {nom_de(dossier, code)}")
    return Mesure(indicateur, intitule, unite, cle, {code: toutes[code] for code in codes}, toutes[FRANCE])


def _intitule(dossier: Dossier, indicateur: str, ligne: pd.Series) -> str:
    """Le nom d'un indicateur : sa fiche, sinon celui que le producteur écrit, sans le territoire."""
    fiche = dossier.referentiel.indicateurs.get(indicateur)
    if fiche:
        return fiche.intitule
    territoire = nom_du_territoire(dossier, ligne)
    nom = str(ligne["libelle"]).split(" — ")[-1].removesuffix(f", {territoire}")
    return nom[:1].upper() + nom[1:]


def _absente(dossier: Dossier, intitule: str, unite: str, code: str, cle: Cle) -> Chiffre:
    nom = nom_de(dossier, code)
    libelle = f"{intitule}, {nom}"
    return inconnu(libelle, unite, "non_disponible", territoire=nom, periode=cle.periode)


# --- les lignes -----------------------------------------------------------------------------------


def _cles_partagees(dossier: Dossier, indicateur: str) -> list[Cle]:
    """Les clés que presque tous les départements partagent, de la plus ancienne à la plus récente.

    D'une même période, la clé du plus grand nombre vient en dernier.
    """
    return dossier.une_fois(
        ("clés nationales", indicateur), lambda: _compter_les_cles(dossier, _publiees(dossier, indicateur))
    )


def _compter_les_cles(dossier: Dossier, lignes: pd.DataFrame) -> list[Cle]:
    connus = lignes[lignes["territoire"].isin(codes_compares(dossier))]
    groupes = connus.groupby("cle", sort=False)["territoire"]
    comptes: dict[Any, int] = {cle: groupe.nunique() for cle, groupe in groupes}
    exige = PRESQUE_TOUS * max(comptes.values(), default=0)
    gardees: list[Cle] = [cle for cle, compte in comptes.items() if compte >= exige]
    return sorted(gardees, key=lambda c: (annee_de(c.periode), comptes[c], c.periode, c.source, c.edition))


def _publiees(dossier: Dossier, indicateur: str) -> pd.DataFrame:
    """Les valeurs des producteurs jusqu'à l'année demandée, des départements et de la France."""
    return dossier.une_fois(("publiées", indicateur), lambda: _lire_publiees(dossier, indicateur))


def _lire_publiees(dossier: Dossier, indicateur: str) -> pd.DataFrame:
    releves = dossier.releves
    # Le département fictif n'a que ses propres relevés ; d'un vrai, on ne lit ici que les tables nationales.
    propres = releves[releves["maille"] == ("departement" if dossier.est_fictif else "france")]
    toutes = pd.concat([dossier.ensembles, propres], ignore_index=True)
    lignes = toutes[
        (toutes["indicateur"] == indicateur) & (toutes["origine"] == "producteur") & toutes["valeur"].notna()
    ]
    dans_le_temps = [annee_de(periode) <= dossier.annee for periode in lignes["periode"]]
    retenues = lignes[pd.Series(dans_le_temps, lignes.index, bool)]
    membres = (retenues[nom].astype(str) for nom in ("periode", "source", "edition"))
    cles = [Cle(*valeurs) for valeurs in zip(*membres, strict=True)]
    return retenues.assign(cle=pd.Series(cles, retenues.index, object))


# --- la dispersion --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quarts:
    """La médiane et les bords de la moitié centrale, chaque département pesant autant."""

    bas: Chiffre
    mediane: Chiffre
    haut: Chiffre

    def position(self, chiffre: Chiffre) -> str:
        """Le quart d'une valeur ; un bord est de la moitié centrale. « n.d. » si elle n'est pas connue."""
        if chiffre.valeur is None:
            return "n.d."
        if chiffre.valeur < (self.bas.valeur or 0):
            return QUART_BAS
        return QUART_HAUT if chiffre.valeur > (self.haut.valeur or 0) else MILIEU


def quarts_de(dossier: Dossier, mesure: Mesure) -> Quarts | None:
    """Les quartiles des valeurs connues d'une mesure, interpolés ; ``None`` sous huit valeurs."""
    connus = list(mesure.connues().values())
    if len(connus) < MINIMUM_POUR_DES_QUARTS:
        return None
    return dossier.une_fois(
        ("quarts", mesure.indicateur, mesure.cle), lambda: _quarts(mesure.intitule, connus)
    )


def _quarts(quoi: str, connus: Sequence[Chiffre]) -> Quarts:
    valeurs = [float(chiffre.valeur or 0) for chiffre in connus]
    base = replace(
        connus[0], nature="calculee", numerateur="", denominateur="", extrait="", territoire="départements",
        perimetre=f"{len(connus)} départements, de même poids",
        note="interpolation linéaire entre les deux valeurs voisines",
        trace=reunir(chiffre.trace for chiffre in connus),
    )  # fmt: skip
    noms = {"premier quartile": 0.25, "médiane": 0.5, "troisième quartile": 0.75}
    bas, mediane, haut = (
        replace(
            base,
            libelle=f"{quoi} : {nom} des départements",
            valeur=round(float(np.quantile(valeurs, part)), 6),
            formule=f"{nom} des {len(connus)} valeurs publiées",
        )
        for nom, part in noms.items()
    )
    return Quarts(bas, mediane, haut)
