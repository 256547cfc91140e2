"""Les places des communes dont la Cnaf publie l'effectif : le numérateur, là où il est connu.

Un taux peut monter parce que les enfants sont moins nombreux. Des places ouvertes ou fermées se comptent : on
additionne, par mode, celles des mêmes communes aux deux dates de la même édition.
"""

from collections.abc import Mapping

import pandas as pd

from sdsf.chiffres import Chiffre, ecart, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.fenetres import Fenetre
from sdsf.rapports.chiffrer import source_citee
from sdsf.releves.periodes import annee_de
from sdsf.rendu.blocs import Bloc, Colonne, Ecart, Ligne, Paragraphe, Tableau, numerique, phrase
from sdsf.rendu.nombres import liste_fr

PLACES: Mapping[str, str] = {
    "places_accueil": "Ensemble",
    "places_eaje": "Crèches (EAJE)",
    "places_assistants_maternels": "Assistants maternels",
    "places_prescolarisation": "École avant 3 ans",
    "places_garde_domicile": "Garde à domicile",
}
# Une commune dont les arrondissements sont publiés ne l'est pas elle-même : les deux mailles s'ajoutent.
MAILLES = ("commune", "arrondissement_municipal")


def places_publiees(dossier: Dossier, fenetre: Fenetre) -> list[Bloc]:
    """Le solde de places des communes publiées aux deux dates, par mode ; rien s'il n'y en a aucune."""
    communes = _communes(dossier, "places_accueil", fenetre)
    if not communes:
        return []
    lignes = [_ligne(dossier, code, fenetre, communes) for code in PLACES]
    depart, arrivee = fenetre.annees
    ensemble = lignes[0].cellules[3]
    texte = (
        f"Dans {_lesquelles(dossier, communes)} de plus de 10 000 habitants dont la Cnaf publie les places, "
        f"le solde est de {{s}} places de {depart} à {arrivee}."
    )
    return [
        Paragraphe(phrase(texte, s=ensemble)),
        Tableau(
            f"Places offertes dans les communes publiées, {depart} et {arrivee}, édition "
            f"« {fenetre.edition} »",
            [
                Colonne("Mode d'accueil"),
                numerique(f"Places en {depart}"),
                numerique(f"Places en {arrivee}"),
                numerique("Solde (places)"),
            ],
            lignes,
            "Les mêmes communes aux deux dates. Le solde est une différence : il ne dit pas combien de "
            "places ont ouvert et combien ont fermé.",
        ),
    ]


def _lesquelles(dossier: Dossier, communes: frozenset[str]) -> str:
    """« les 5 communes », « les 28 communes et les 16 arrondissements »."""
    releves = dossier.releves
    mailles = releves[releves["territoire"].isin(communes)].drop_duplicates("territoire")["maille"]
    noms = {
        "commune": ("la commune", "communes"),
        "arrondissement_municipal": ("l'arrondissement", "arrondissements"),
    }
    comptes = [(int((mailles == code).sum()), *noms[code]) for code in MAILLES]
    return liste_fr([un if n == 1 else f"les {n} {pluriel}" for n, un, pluriel in comptes if n])


def _ligne(dossier: Dossier, code: str, fenetre: Fenetre, communes: frozenset[str]) -> Ligne:
    depart, arrivee = (_somme(dossier, code, fenetre, annee, communes) for annee in fenetre.annees)
    solde = ecart(f"{PLACES[code]} : solde de places", arrivee, depart, "places")
    return Ligne([PLACES[code], depart, arrivee, Ecart(solde)], accent=code == "places_accueil")


def _lues(dossier: Dossier, code: str, edition: str) -> pd.DataFrame:
    releves = dossier.releves
    lignes = releves[
        (releves["indicateur"] == code)
        & releves["maille"].isin(MAILLES)
        & (releves["edition"] == edition)
        & (releves["origine"] != "texte")
        & releves["valeur"].notna()
    ]
    return lignes.assign(annee=[annee_de(periode) for periode in lignes["periode"]])


def _communes(dossier: Dossier, code: str, fenetre: Fenetre) -> frozenset[str]:
    """Les communes connues aux deux dates."""
    lues = _lues(dossier, code, fenetre.edition)
    dates = [set(lues.loc[lues["annee"] == annee, "territoire"]) for annee in fenetre.annees]
    return frozenset(set.intersection(*dates))


def _somme(dossier: Dossier, code: str, fenetre: Fenetre, annee: int, communes: frozenset[str]) -> Chiffre:
    lues = _lues(dossier, code, fenetre.edition)
    retenues = lues[(lues["annee"] == annee) & lues["territoire"].isin(communes)]
    complet = set(retenues["territoire"]) == communes
    return Chiffre(
        f"{PLACES[code]}, communes publiées, {annee}",
        float(retenues["valeur"].sum()) if complet else None,
        "places",
        etat="valeur" if complet else "non_disponible",
        nature="agregee",
        formule=f"somme des places de {len(communes)} communes",
        territoire=dossier.departement.nom,
        perimetre="communes de plus de 10 000 habitants publiées",
        periode=str(annee),
        source=source_citee(dossier, str(retenues["source"].iloc[0])) if len(retenues) else "",
        edition=fenetre.edition,
        trace=trace_de(retenues),
    )
