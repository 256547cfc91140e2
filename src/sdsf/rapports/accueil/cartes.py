"""La carte d'une maille, avec son tableau ordonné ; ou la phrase qui dit pourquoi elle n'est pas dessinée."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from sdsf.chiffres import Chiffre
from sdsf.contours.connus import connaissances, disparues, fondre
from sdsf.contours.lecture import Contours, SansContours, contours_du_departement
from sdsf.dossier import Dossier
from sdsf.evaluation.territoires import sans_valeur
from sdsf.lecture.geojson import Contour
from sdsf.rapports.accueil.estimes import avertissements_d_estimation
from sdsf.rapports.accueil.vues import Vue, extreme, reperes_de, titre_de_colonne
from sdsf.rapports.chiffrer import du_releve, nom_du_territoire
from sdsf.rendu.blocs import Bloc, Colonne, Figure, Ligne, Paragraphe, Phrase, Tableau, numerique, phrase
from sdsf.rendu.cartes import Carte, Teinte, alternative, noms_sans_contour, tracer_carte
from sdsf.rendu.geometries import geopandas_est_la
from sdsf.rendu.nombres import abreger, accorder
from sdsf.territoires.appartenances import interdepartementaux

# La maille des contours qui dessinent celle d'une vue ; une autre maille n'a pas de carte.
DESSINEES = {"epci": "epci", "commune": "commune", "ept": "commune"}
UNITE = "Places pour 100 enfants"
SANS_GEOPANDAS = SansContours(
    "geopandas n'est pas installé",
    "Pour l'avoir : installez l'option « cartes » (pip install -e '.[cartes]' dans le dossier du projet), "
    "puis produisez à nouveau le rapport",
)


def carte_de_vue(dossier: Dossier, v: Vue) -> list[Bloc]:
    """La carte d'une vue ; sans contours ou sans geopandas, pourquoi et quoi faire. Jamais une erreur."""
    if v.maille.code not in DESSINEES:
        return []
    if len(v.table) == 1:
        seul = f"Un seul {v.maille.singulier} a un taux connu : une carte n'en montrerait pas plus."
        return [Paragraphe(seul, "note")]
    trouves = contours_de_maille(dossier, v.maille.code)
    if isinstance(trouves, SansContours):
        manque = f"Carte non dessinée : {trouves.raison}. {trouves.remede}."
        return [Paragraphe(manque, "note")]
    return _carte(dossier, v, trouves)


# --- les contours ---------------------------------------------------------------------------------


def contours_de_maille(dossier: Dossier, code: str) -> Contours | SansContours:
    """Les contours d'aujourd'hui d'une maille de ``DESSINEES`` ; sinon, pourquoi il n'y en a pas.

    Les communes disparues sont réunies, les EPT faits de leurs communes.
    """
    if not geopandas_est_la():
        return SANS_GEOPANDAS
    maille = DESSINEES[code]
    trouves = contours_du_departement(dossier.espace, maille, dossier.departement.code)
    if isinstance(trouves, SansContours) or maille != "commune":
        return trouves
    territoires = connaissances(dossier.espace, ()).territoires
    absorbees = disparues(territoires, trouves.contours) if territoires else {}
    actuels = replace(trouves, contours=fondre(trouves.contours, absorbees))
    return _ept(dossier, actuels) if code == "ept" else actuels


def _ept(dossier: Dossier, communes: Contours) -> Contours:
    """Les EPT, chacun l'union des communes que ``territoires.csv`` lui rattache."""
    table = dossier.tables["territoires"]
    codes_des_ept = set(table.loc[table["maille"] == "ept", "territoire"])
    membres = table[(table["maille"] == "commune") & table["rattachement"].isin(codes_des_ept)]
    vers = dict(zip(membres["territoire"], membres["rattachement"], strict=True))
    rattachees = [contour for contour in communes.contours if contour.code in vers]
    return replace(communes, contours=fondre(rattachees, vers))


# --- la figure ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Donnees:
    """Les territoires d'une carte : les lignes lues, celles sans valeur à la fin, et leur teinte."""

    lignes: pd.DataFrame
    teintes: tuple[Teinte, ...]


def _donnees(dossier: Dossier, v: Vue) -> _Donnees:
    trous = sans_valeur(dossier.releves, v.table)
    lignes = pd.concat([v.table, trous]) if len(trous) else v.table
    return _Donnees(lignes, tuple(_teinte(dossier, ligne) for _, ligne in lignes.iterrows()))


def _teinte(dossier: Dossier, ligne: pd.Series) -> Teinte:
    valeur = None if pd.isna(ligne["valeur"]) else float(ligne["valeur"])
    return Teinte(str(ligne["territoire"]), nom_du_territoire(dossier, ligne), valeur, str(ligne["etat"]))


def _carte(dossier: Dossier, v: Vue, trouves: Contours) -> list[Bloc]:
    donnees = _donnees(dossier, v)
    absents = noms_sans_contour(donnees.teintes, trouves.contours)
    carte = _composer(dossier, v, donnees, trouves.contours)
    if not any(teinte.valeur is not None for teinte in carte.teintes):
        vide = f"Carte non dessinée : {trouves.fichier} n'a aucun des territoires dont le taux est connu."
        return [Paragraphe(vide, "note")]
    mention = dossier.referentiel.mention(str(v.table["source"].iloc[0]))
    figure = Figure(
        ancre=carte.ancre,
        titre=_titre(dossier, v),
        sous_titre=f"Taux de couverture global, places pour 100 enfants de moins de 3 ans, {v.annee}",
        svg=tracer_carte(carte),
        alternative=alternative(carte),
        lecture=_lecture(dossier, v, carte),
        source=f"{mention}. Contours : « {trouves.origine} », simplifiés pour le dessin.",
        avertissements=[
            *avertissements_d_estimation(dossier, v),
            *_partages(dossier, v, carte.contours),
            *_sans_contour(v, absents),
        ],
        tableau=_tableau(dossier, v, donnees, carte),
    )
    return [figure]


def _composer(dossier: Dossier, v: Vue, donnees: _Donnees, contours: Sequence[Contour]) -> Carte:
    """La carte, réduite aux territoires qui ont un contour."""
    codes = {contour.code for contour in contours}
    return Carte(
        ancre=f"{v.maille.ancre}-carte",
        teintes=tuple(teinte for teinte in donnees.teintes if teinte.code in codes),
        contours=tuple(contours),
        singulier=v.maille.singulier,
        pluriel=v.maille.pluriel,
        unite=UNITE,
        reperes=tuple(reperes_de(dossier, v)),
        fond=f"{v.maille.pluriel} dont le taux n'est pas publié",
    )


def _titre(dossier: Dossier, v: Vue) -> Phrase:
    """La réponse de la carte : où l'on peut accueillir le plus, et le moins, d'enfants."""
    return phrase(
        "De {bas} places pour 100 enfants ({bas_nom}) à {haut} ({haut_nom})",
        bas=extreme(dossier, v, -1),
        bas_nom=nom_du_territoire(dossier, v.table.iloc[-1]),
        haut=extreme(dossier, v, 0),
        haut_nom=nom_du_territoire(dossier, v.table.iloc[0]),
    )


def _lecture(dossier: Dossier, v: Vue, carte: Carte) -> Phrase:
    haut = v.table.iloc[0]
    return phrase(
        "Lecture : plus la teinte est foncée, plus le taux est haut. {nom}, {v} places, "
        "est dans la classe « {classe} ».",
        nom=nom_du_territoire(dossier, haut),
        v=extreme(dossier, v, 0),
        classe=carte.classes.intitule(carte.classes.rang(float(haut["valeur"]))),
    )


def _sans_contour(v: Vue, absents: list[str]) -> list[str]:
    if not absents:
        return []
    verbe = accorder(len(absents), "n'est pas dessiné", "ne sont pas dessinés")
    return [f"Sans contour dans ce fichier, {abreger(absents, 6)} {verbe} ; le tableau les donne."]


def _partages(dossier: Dossier, v: Vue, contours: Sequence[Contour]) -> list[str]:
    """Les EPCI à cheval sur plusieurs départements, dont on ne voit ici qu'une partie."""
    territoires = connaissances(dossier.espace, ()).territoires
    if v.maille.code != "epci" or territoires is None:
        return []
    a_cheval = set(interdepartementaux(territoires)["epci"])
    noms = [contour.nom for contour in contours if contour.code in a_cheval]
    if not noms:
        return []
    verbe = accorder(len(noms), "est à cheval", "sont à cheval")
    suite = "seule leur partie du département" if len(noms) > 1 else "seule sa partie du département"
    return [f"{abreger(noms, 6)} {verbe} sur plusieurs départements : {suite} est dessinée."]


# --- le tableau -----------------------------------------------------------------------------------


def _tableau(dossier: Dossier, v: Vue, donnees: _Donnees, carte: Carte) -> Tableau:
    """Les territoires ordonnés, avec leur classe ; ceux sans valeur à la fin, avec le mot qui le dit."""
    classes = carte.classes
    lignes = [
        Ligne([teinte.nom, du_releve(dossier, ligne), _classe(carte, teinte.valeur)])
        for teinte, (_, ligne) in zip(donnees.teintes, donnees.lignes.iterrows(), strict=True)
    ]
    reperes: list[tuple[str, Chiffre | None]] = [
        (dossier.departement.nom, v.departement),
        ("France (hors Mayotte)", v.france),
    ]
    accents = [Ligne([nom, c, _classe(carte, c.valeur)], accent=True) for nom, c in reperes if c]
    legende = f"Taux de couverture par {v.maille.singulier}, {v.annee}, et sa classe sur la carte"
    colonnes = [Colonne(titre_de_colonne(v.maille)), numerique(UNITE), Colonne("Classe")]
    note = f"{classes.nombre} {accorder(classes.nombre, 'classe', 'classes')} de même largeur."
    return Tableau(legende, colonnes, [*lignes, *accents], note)


def _classe(carte: Carte, valeur: float | None) -> str:
    """L'intitulé de la classe d'une valeur ; un repère peut tomber hors de toutes."""
    bornes = carte.classes.bornes
    if valeur is None:
        return "–"
    if not bornes[0] <= round(valeur, 1) < bornes[-1]:
        return "hors des classes"
    return carte.classes.intitule(carte.classes.rang(valeur))
