"""Le contexte des départements comparés : même période et même édition pour tous, par indicateur."""

from typing import Any

import pandas as pd

from sdsf.chiffres import Chiffre, inconnu
from sdsf.dossier import Dossier
from sdsf.rapports.chiffrer import du_releve
from sdsf.rapports.comparaison.regard import nom_de
from sdsf.rapports.qualite_donnees.releves_du_departement import intitule_de
from sdsf.releves.lecture import FRANCE
from sdsf.releves.periodes import annee_de
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Tableau, absence

# Ce que l'on regarde, et son nom quand personne ne l'a relevé.
INDICATEURS = {
    "population": "la population",
    "part_moins_20_ans": "la part des moins de 20 ans",
    "nombre_naissances": "les naissances",
    "taux_pauvrete": "la pauvreté",
    "taux_chomage": "le chômage",
    "nombre_assistants_maternels_agrees": "les assistants maternels agréés",
    "part_places_accueil_individuel": "la part de l'accueil individuel",
}
# Une période, une source, une édition : ce que deux valeurs doivent partager pour se comparer.
Cle = tuple[str, str, str]


def contexte(dossier: Dossier) -> list[Bloc]:
    """Un tableau, une ligne par indicateur ; ce qui n'est publié nulle part est dit."""
    cles = {code: _derniere(dossier, code) for code in INDICATEURS}
    connues = {code: cle for code, cle in cles.items() if cle}
    manques = [INDICATEURS[code] for code in cles if code not in connues]
    absents: list[Bloc] = []
    if manques:
        phrase = "Rien n'est publié ici, pour ces départements, sur : " + ", ".join(manques) + "."
        absents = [absence(phrase, "l'Insee, la Drees ou la Cnaf (« sdsf actualiser »)")]
    if not connues:
        return absents
    territoires = (*dossier.demande.choix.departements, FRANCE)
    colonnes = [Colonne("Indicateur, unité, période, source")]
    colonnes += [Colonne(nom_de(dossier, code), "nombre") for code in territoires]
    lignes = [_ligne(dossier, indicateur, cle) for indicateur, cle in connues.items()]
    return [Tableau("Le contexte de chaque département", colonnes, lignes), *absents]


def _ligne(dossier: Dossier, indicateur: str, cle: Cle) -> Ligne:
    periode, source, edition = cle
    unite = dossier.referentiel.unite(_unite(dossier, indicateur)).pluriel
    edite = f", édition « {edition} »" if edition else ""
    producteur = dossier.referentiel.sources[source].producteur
    tete = f"{intitule_de(dossier, indicateur)} ({unite}, {periode} ; {producteur}{edite})"
    codes = (*dossier.demande.choix.departements, FRANCE)
    return Ligne([tete, *(_valeur(dossier, indicateur, code, cle) for code in codes)])


def _valeur(dossier: Dossier, indicateur: str, code: str, cle: Cle) -> Chiffre:
    lignes = _publiees(dossier, indicateur)
    memes = lignes[
        (lignes["territoire"] == code)
        & (lignes["maille"] == ("france" if code == FRANCE else "departement"))
        & (lignes["cle"] == cle)
    ]
    if len(memes):
        return du_releve(
            dossier, memes.iloc[-1], f"{intitule_de(dossier, indicateur)}, {nom_de(dossier, code)}"
        )
    nom, unite = nom_de(dossier, code), _unite(dossier, indicateur)
    libelle = f"{intitule_de(dossier, indicateur)}, {nom}"
    return inconnu(libelle, unite, "non_disponible", territoire=nom, periode=cle[0])


def _unite(dossier: Dossier, indicateur: str) -> str:
    return str(_publiees(dossier, indicateur)["unite"].iloc[-1])


def _publiees(dossier: Dossier, indicateur: str) -> pd.DataFrame:
    """Les valeurs publiées d'un indicateur jusqu'à l'année demandée, avec leur clé de comparaison."""
    lignes = dossier.releves[
        (dossier.releves["indicateur"] == indicateur)
        & (dossier.releves["origine"] == "producteur")
        & dossier.releves["valeur"].notna()
    ]
    dans_le_temps = pd.Series([annee_de(p) <= dossier.annee for p in lignes["periode"]], lignes.index, bool)
    jusqu_a = lignes[dans_le_temps]
    membres = (jusqu_a[nom].astype(str) for nom in ("periode", "source", "edition"))
    cles = pd.Series(list(map(tuple, zip(*membres, strict=True))), jusqu_a.index, object)
    return jusqu_a.assign(cle=cles)


def _derniere(dossier: Dossier, indicateur: str) -> Cle | None:
    """La dernière clé que le plus de départements comparés partagent."""
    codes = dossier.demande.choix.departements
    lignes = _publiees(dossier, indicateur)
    notres = lignes[(lignes["maille"] == "departement") & lignes["territoire"].isin(codes)]
    comptes: dict[Any, int] = {cle: groupe["territoire"].nunique() for cle, groupe in notres.groupby("cle")}
    retenue: Cle | None = max(comptes, key=lambda cle: (comptes[cle], annee_de(cle[0]), cle), default=None)
    return retenue
