"""La carte des scores, quand les contours existent ; sinon pourquoi elle n'est pas dessinée."""

import pandas as pd

from sdsf.chiffres import Chiffre
from sdsf.contours.lecture import SansContours, contours_du_departement
from sdsf.lecture.geojson import Contour
from sdsf.rapports.priorites.etude import Etude
from sdsf.rendu.blocs import Bloc, Colonne, Figure, Ligne, Paragraphe, Tableau, numerique, phrase
from sdsf.rendu.cartes import Carte, Teinte, alternative, tracer_carte
from sdsf.rendu.geometries import geopandas_est_la

DESSINEES = ("epci", "commune")


def carte_des_scores(etude: Etude) -> list[Bloc]:
    """Les territoires teintés par leur score ; ceux qui n'en ont pas sont hachurés."""
    if etude.sorte.maille not in DESSINEES or len(etude.classes) < 2:
        return []
    dossier = etude.dossier
    if not geopandas_est_la():
        return [Paragraphe("Carte non dessinée : geopandas n'est pas installé.", "note")]
    trouves = contours_du_departement(dossier.espace, etude.sorte.maille, dossier.departement.code)
    if isinstance(trouves, SansContours):
        return [Paragraphe(f"Carte non dessinée : {trouves.raison}. {trouves.remede}.", "note")]
    carte = _composer(etude, trouves.contours)
    if not any(teinte.valeur is not None for teinte in carte.teintes):
        return [Paragraphe("Carte non dessinée : aucun contour n'est celui d'un territoire classé.", "note")]
    return [_figure(etude, carte, trouves.origine)]


def _composer(etude: Etude, contours: tuple[Contour, ...]) -> Carte:
    codes = {contour.code for contour in contours}
    scores = etude.classement.set_index("territoire")["score"]
    teintes = [
        Teinte(code, nom, _ou_rien(scores[code]), "valeur" if pd.notna(scores[code]) else "non_disponible")
        for code, nom in etude.noms.items()
        if code in codes
    ]
    maille = "commune" if etude.sorte.maille == "commune" else "EPCI"
    pluriel = "communes" if maille == "commune" else "EPCI"
    rang = etude.methode.territoires.index(etude.sorte) + 1
    ancre = f"fig-carte-{etude.methode.code.replace('_', '-')}-{rang}"
    return Carte(ancre, tuple(teintes), contours, maille, pluriel, "Score", fond=f"{pluriel} sans score")


def _ou_rien(valeur: float) -> float | None:
    return float(valeur) if pd.notna(valeur) else None


def _figure(etude: Etude, carte: Carte, origine: str) -> Figure:
    bas = etude.methode.normalisation == "rang"
    premier = etude.classes.iloc[0]
    nom = etude.noms[str(premier["territoire"])]
    return Figure(
        ancre=carte.ancre,
        titre=phrase("{nom} vient en tête des priorités", nom=nom),
        sous_titre=f"Score de priorité ; un score {'bas' if bas else 'haut'} est prioritaire",
        svg=tracer_carte(carte),
        alternative=alternative(carte),
        lecture=None,
        source=f"Contours : « {origine} », simplifiés pour le dessin.",
        avertissements=[],
        tableau=_tableau(etude),
    )


def _tableau(etude: Etude) -> Tableau:
    lignes = [
        Ligne([etude.noms[str(un["territoire"])], _score(etude, un)]) for _, un in etude.classes.iterrows()
    ]
    return Tableau("Le score de chaque territoire", [Colonne("Territoire"), numerique("Score")], lignes)


def _score(etude: Etude, ligne: pd.Series) -> Chiffre:
    nom = etude.noms[str(ligne["territoire"])]
    return Chiffre(
        f"Score sur la carte, {nom} ({etude.methode.intitule})",
        float(ligne["score"]),
        "rapport",
        formule="score du tableau de classement",
        territoire=nom,
        periode=str(etude.dossier.annee),
    )
