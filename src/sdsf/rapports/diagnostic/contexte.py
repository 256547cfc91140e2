"""Le contexte : population, jeunes, pauvreté, naissances… tout ce qui est publié pour le département.

Une ligne par indicateur : la dernière valeur, la première de la même édition, l'évolution, la France.
"""

import pandas as pd

from sdsf.chiffres import Chiffre, ecart, inconnu, rapport
from sdsf.dossier import Dossier
from sdsf.evaluation.series import edition_courante
from sdsf.rapports.accueil.modes import MODES
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rapports.chiffrer import du_releve, en_points, serie_de, source_citee
from sdsf.rapports.constats import Constat
from sdsf.rapports.peremption import alerte, avec_sa_marque, perime
from sdsf.rapports.places import NOMS as PLACES
from sdsf.rapports.qualite_donnees.releves_du_departement import intitule_de, releves_propres
from sdsf.releves.lecture import FRANCE
from sdsf.rendu.blocs import Bloc, Colonne, Ecart, Ligne, Tableau, absence, numerique, phrase

NAISSANCES = "nombre_naissances"
DEJA_MONTRES = (PRINCIPAL, *MODES, *PLACES)
# Ces domaines ont leur propre section.
AUTRES_VOLETS = ("parentalite", "formation")
COLONNES = (
    Colonne("Indicateur"),
    numerique("Dernière valeur"),
    numerique("Première de la même édition"),
    numerique("Évolution"),
    numerique("France"),
    Colonne("Source"),
)
# Ce qu'un diagnostic doit dire au moins : un manque se dit, il ne se tait pas.
ESSENTIELS = {
    "population": ("La population n'est pas connue.", "l'Insee (estimations de population)"),
    "part_moins_20_ans": (
        "La part des moins de 20 ans n'est pas connue.",
        "l'Insee (estimations de population)",
    ),
    "taux_pauvrete": ("Le taux de pauvreté n'est pas connu.", "l'Insee (Filosofi)"),
    NAISSANCES: ("Les naissances ne sont pas connues.", "l'Insee (« sdsf actualiser insee »)"),
}


def contexte(dossier: Dossier) -> list[Bloc]:
    """Le tableau du contexte, et une phrase par manque."""
    lignes = [ligne_d_indicateur(dossier, code) for code in codes_de_contexte(dossier)]
    manques: list[Bloc] = [absence(*mots) for code, mots in ESSENTIELS.items() if not _connu(dossier, code)]
    if not lignes:
        return manques
    titre = f"Le contexte, tel qu'il est publié jusqu'en {dossier.annee}"
    return [Tableau(titre, COLONNES, lignes), *manques]


def codes_de_contexte(dossier: Dossier) -> list[str]:
    """Les indicateurs publiés pour le département, hors taux de couverture, par intitulé."""
    propres = releves_propres(dossier)
    publies = propres[
        (propres["maille"] == "departement")
        & (propres["origine"] == "producteur")
        & propres["valeur"].notna()
        & ~propres["indicateur"].isin(DEJA_MONTRES)
    ]
    fiches = dossier.referentiel.indicateurs
    ailleurs = {code for code, fiche in fiches.items() if fiche.volet in AUTRES_VOLETS}
    codes = set(publies["indicateur"]) - ailleurs
    return sorted(codes, key=lambda code: intitule_de(dossier, code).lower())


def constat_des_naissances(dossier: Dossier) -> Constat | None:
    """Les naissances de l'année, face aux premières de la même édition : le besoin d'accueil de demain."""
    serie = serie_connue(dossier, NAISSANCES, dossier.departement.code)
    if len(serie) < 2 or not serie["valeur"].iloc[0]:
        return None
    derniere, premiere = (_nomme(dossier, NAISSANCES, serie.iloc[rang]) for rang in (-1, 0))
    libelle = f"{derniere.libelle} : évolution"
    evolution = rapport(libelle, ecart(libelle, derniere, premiere, derniere.unite), premiere)
    texte = "{n} naissances en {a} : {e} % depuis {b}."
    mots = {"n": derniere, "a": derniere.periode, "e": Ecart(evolution), "b": premiere.periode}
    return Constat(phrase(texte, **mots), "contexte")


def reserve_de_fraicheur(dossier: Dossier) -> Constat | None:
    """Les indicateurs dont la dernière valeur publiée est trop ancienne pour l'année regardée."""
    codes = [code for code in (PRINCIPAL, *codes_de_contexte(dossier)) if _connu(dossier, code)]
    dernieres = {
        code: _nomme(dossier, code, serie_connue(dossier, code, dossier.departement.code).iloc[-1])
        for code in codes
    }
    vieux = {code: valeur for code, valeur in dernieres.items() if perime(dossier, code, valeur)}
    noms = [f"{intitule_de(dossier, code)} ({valeur.periode})" for code, valeur in vieux.items()]
    return alerte(dossier, list(vieux.values()), noms, "contexte")


def _connu(dossier: Dossier, code: str) -> bool:
    return bool(len(serie_connue(dossier, code, dossier.departement.code)))


def serie_connue(dossier: Dossier, code: str, territoire: str) -> pd.DataFrame:
    """La série de l'édition courante, jusqu'à l'année demandée."""
    lignes = serie_de(dossier, code, territoire)
    connues = lignes[(lignes["annee"] <= dossier.annee) & lignes["valeur"].notna()]
    courante = edition_courante(connues)
    if courante is None:
        return connues
    memes: pd.DataFrame = connues[(connues["source"] == courante[0]) & (connues["edition"] == courante[1])]
    return memes


def ligne_d_indicateur(dossier: Dossier, code: str) -> Ligne:
    """La dernière valeur d'un indicateur du département, la première, l'évolution, la France, la source."""
    serie = serie_connue(dossier, code, dossier.departement.code)
    derniere, premiere = (_nomme(dossier, code, serie.iloc[rang]) for rang in (-1, 0))
    return Ligne(
        [
            intitule_de(dossier, code),
            avec_sa_marque(dossier, code, derniere, _datee(dossier, derniere)),
            _datee(dossier, premiere) if len(serie) > 1 else "",
            _evolution(dossier, premiere, derniere) if len(serie) > 1 else "",
            _france(dossier, code, serie.iloc[-1]),
            source_citee(dossier, str(serie["source"].iloc[-1])),
        ]
    )


def _nomme(dossier: Dossier, code: str, ligne: pd.Series) -> Chiffre:
    return du_releve(dossier, ligne, f"{intitule_de(dossier, code)}, {dossier.departement.nom}")


def _datee(dossier: Dossier, chiffre: Chiffre) -> object:
    court = dossier.referentiel.unite(chiffre.unite).court
    return phrase(f"{{v}}{f' {court}' if court else ''} ({{a}})", v=chiffre, a=chiffre.periode)


def _evolution(dossier: Dossier, premiere: Chiffre, derniere: Chiffre) -> object:
    """En points pour un taux, en pour cent pour un effectif."""
    libelle = f"{derniere.libelle} : évolution"
    if dossier.referentiel.unite(derniere.unite).evolution == "points":
        return en_points(ecart(libelle, derniere, premiere))
    difference = ecart(libelle, derniere, premiere, derniere.unite)
    return phrase("{e} %", e=Ecart(rapport(libelle, difference, premiere)))


def _france(dossier: Dossier, code: str, propre: pd.Series) -> object:
    """La valeur de la France, la même période et la même édition ; un effectif ne se compare pas."""
    if dossier.referentiel.unite(str(propre["unite"])).evolution != "points":
        return ""
    lignes = serie_de(dossier, code, FRANCE)
    memes = lignes[
        (lignes["periode"] == propre["periode"])
        & (lignes["edition"] == propre["edition"])
        & lignes["valeur"].notna()
    ]
    if memes.empty:
        return inconnu(f"{intitule_de(dossier, code)}, France", str(propre["unite"]), "non_disponible")
    return du_releve(dossier, memes.iloc[-1])
