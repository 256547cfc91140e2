"""Le contexte de la période du schéma, année par année (« six ans de contexte »), face à la France."""

import pandas as pd

from sdsf.chiffres import Chiffre, ecart, rapport
from sdsf.dossier import Dossier
from sdsf.rapports.chiffrer import du_releve, en_points, serie_de
from sdsf.rapports.diagnostic.contexte import NAISSANCES, codes_de_contexte, serie_connue
from sdsf.rapports.qualite_donnees.releves_du_departement import intitule_de
from sdsf.releves.lecture import FRANCE
from sdsf.rendu.blocs import Bloc, Colonne, Ecart, Ligne, Paragraphe, Tableau, absence, numerique, phrase

# Sans schéma, on regarde autant d'années qu'un schéma en dure.
DUREE = 6
NOTE = (
    "Une case vide : rien n'est publié cette année-là dans l'édition retenue. L'évolution va de la première "
    "à la dernière valeur de la période, dans une même édition ; celle de la France, entre les mêmes années."
)


def contexte_de_la_periode(dossier: Dossier) -> list[Bloc]:
    """Une ligne par indicateur publié, une colonne par année, l'évolution, celle de la France."""
    annees = annees_de_la_periode(dossier)
    series = {code: _serie(dossier, code, annees) for code in codes_de_contexte(dossier)}
    utiles = {code: serie for code, serie in series.items() if len(serie)}
    debut, fin = annees[0], annees[-1]
    if not utiles:
        manque = f"Rien n'est publié du contexte du département de {debut} à {fin}."
        return [absence(manque, "l'Insee, la Drees et la Cnaf (« sdsf actualiser »)")]
    colonnes = [
        Colonne("Indicateur"),
        *(numerique(str(annee)) for annee in annees),
        numerique("Évolution"),
        numerique("France"),
    ]
    lignes = [_ligne(dossier, code, serie, annees) for code, serie in utiles.items()]
    tableau = Tableau(f"Le contexte de {debut} à {fin}", colonnes, lignes, NOTE)
    return [*_phrase_des_naissances(dossier, utiles), tableau]


def annees_de_la_periode(dossier: Dossier) -> list[int]:
    """De l'année d'avant le schéma à celle du rapport ou à son terme ; sans schéma, les six dernières."""
    if dossier.sans_plan:
        return list(range(dossier.annee - DUREE + 1, dossier.annee + 1))
    periode = dossier.plan.periode
    return list(range(periode.debut - 1, min(dossier.annee, periode.fin) + 1))


def _serie(dossier: Dossier, code: str, annees: list[int]) -> pd.DataFrame:
    """L'édition courante, une ligne par année de la période (la dernière d'une année de trimestres)."""
    lignes = serie_connue(dossier, code, dossier.departement.code)
    dedans = lignes[lignes["annee"].isin(annees)].sort_values(["annee", "periode"], kind="stable")
    return dedans.drop_duplicates("annee", keep="last")


def _ligne(dossier: Dossier, code: str, serie: pd.DataFrame, annees: list[int]) -> Ligne:
    unite = dossier.referentiel.unite(str(serie["unite"].iloc[-1])).court
    nom = intitule_de(dossier, code)
    par_an = {int(ligne["annee"]): ligne for _, ligne in serie.iterrows()}
    libelle = f"{nom}, {dossier.departement.nom}"
    cellules = [du_releve(dossier, par_an[an], libelle) if an in par_an else "" for an in annees]
    propre = evolution(dossier, code, serie)
    suffixe = f" ({unite})" if unite else ""
    return Ligne([f"{nom}{suffixe}", *cellules, propre, _france(dossier, code, serie)])


def evolution(dossier: Dossier, code: str, serie: pd.DataFrame, lieu: str = "") -> object:
    """De la première à la dernière valeur : en points pour un taux, en pour cent pour un effectif."""
    if len(serie) < 2:
        return ""
    nom = f"{intitule_de(dossier, code)}, {lieu or dossier.departement.nom}"
    premiere, derniere = (du_releve(dossier, serie.iloc[rang], nom) for rang in (0, -1))
    libelle = f"{nom} : évolution"
    if dossier.referentiel.unite(derniere.unite).evolution == "points":
        return en_points(ecart(libelle, derniere, premiere))
    relative = _relative(libelle, derniere, premiere)
    return phrase("{e} %", e=Ecart(relative)) if relative.connu else relative


def _relative(libelle: str, derniere: Chiffre, premiere: Chiffre) -> Chiffre:
    return rapport(libelle, ecart(libelle, derniere, premiere, derniere.unite), premiere)


def _france(dossier: Dossier, code: str, serie: pd.DataFrame) -> object:
    """L'évolution de la France entre les deux mêmes périodes, dans la même édition ; rien sinon."""
    bornes = serie.iloc[[0, -1]]
    lignes = serie_de(dossier, code, FRANCE)
    memes = lignes[
        lignes["periode"].isin(set(bornes["periode"]))
        & (lignes["source"] == bornes["source"].iloc[0])
        & (lignes["edition"] == bornes["edition"].iloc[0])
        & lignes["valeur"].notna()
    ].drop_duplicates("periode")
    return evolution(dossier, code, memes, "France") if len(memes) == 2 else ""


def _phrase_des_naissances(dossier: Dossier, series: dict[str, pd.DataFrame]) -> list[Bloc]:
    """Le besoin d'accueil de la période, en une phrase ; rien si les naissances n'ont pas deux années."""
    serie = series.get(NAISSANCES)
    if serie is None or len(serie) < 2 or not serie["valeur"].iloc[0]:
        return []
    nom = f"{intitule_de(dossier, NAISSANCES)}, {dossier.departement.nom}"
    premiere, derniere = (du_releve(dossier, serie.iloc[rang], nom) for rang in (0, -1))
    propre, france = evolution(dossier, NAISSANCES, serie), _france(dossier, NAISSANCES, serie)
    suite = ", contre {f} en France" if france else ""
    texte = f"{{p}} naissances en {{a}}, {{d}} en {{b}} ({{e}}{suite})."
    mots = {"a": premiere.periode, "b": derniere.periode, "e": propre, "f": france}
    return [Paragraphe(phrase(texte, p=premiere, d=derniere, **mots))]
