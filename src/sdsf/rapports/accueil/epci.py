"""Les EPCI : la figure de leurs taux, et l'écart entre les extrêmes."""

import pandas as pd

from sdsf.chiffres import Chiffre, ecrire, reunir
from sdsf.dossier import Dossier
from sdsf.indicateurs import etendue_taux_couverture
from sdsf.rapports.accueil.cartes import carte_de_vue
from sdsf.rapports.accueil.territoires import figure_de_vue, sans_taux
from sdsf.rapports.accueil.vues import EPCI, EPT, Vue, extreme, vue
from sdsf.rapports.chiffrer import nom_du_territoire, source_citee
from sdsf.rendu.blocs import Bloc, Paragraphe, Phrase, phrase
from sdsf.rendu.nombres import abreger, accorder


def epci(dossier: Dossier) -> list[Bloc]:
    """Les EPCI : carte, figure, tableau par mode, écart des extrêmes ; les EPT là où ils ont un taux."""
    trouvee = vue(dossier, EPCI)
    if trouvee is None:
        return [sans_taux(dossier, EPCI, "txcouv_pe_epci"), *_ept(dossier)]
    etendue = Paragraphe(_phrase_d_etendue(dossier, trouvee))
    return [*carte_de_vue(dossier, trouvee), figure_de_vue(dossier, trouvee), etendue, *_ept(dossier)]


def _ept(dossier: Dossier) -> list[Bloc]:
    """Les établissements publics territoriaux (EPT) ; une phrase sans valeur connue ; rien ailleurs."""
    trouvee = vue(dossier, EPT)
    if trouvee is None:
        return _sans_taux_par_ept(dossier)
    return [*carte_de_vue(dossier, trouvee), figure_de_vue(dossier, trouvee)]


def _sans_taux_par_ept(dossier: Dossier) -> list[Bloc]:
    """Les EPT du département, nommés : leur taux n'est pas publié, celui de leurs communes l'est."""
    table = dossier.tables["territoires"]
    noms = sorted(table.loc[table["maille"] == "ept", "nom"])
    if not noms:
        return []
    qui = f"Aucun taux n'est connu par EPT ({abreger(noms, 12)})"
    return [Paragraphe(f"{qui} : les communes qui ont un taux se lisent à part.", "note")]


def _phrase_d_etendue(dossier: Dossier, v: Vue) -> Phrase:
    """L'écart entre les EPCI extrêmes ; les déciles, qui pèsent les enfants, sont dans l'équité."""
    etendue = chiffre_d_etendue(dossier, v)
    if not etendue.connu:
        return phrase("Un seul EPCI a un taux connu : aucun écart entre EPCI ne se calcule.")
    return phrase(
        "{e} {mot} {haut_nom} ({haut}) de {bas_nom} ({bas}).",
        e=etendue,
        mot=accorder(etendue.valeur or 0, "point sépare", "points séparent"),
        haut_nom=nom_du_territoire(dossier, v.table.iloc[0]),
        haut=extreme(dossier, v, 0),
        bas_nom=nom_du_territoire(dossier, v.table.iloc[-1]),
        bas=extreme(dossier, v, -1),
    )


def chiffre_d_etendue(dossier: Dossier, v: Vue) -> Chiffre:
    """L'indicateur PE-06 : le taux le plus haut moins le plus bas."""
    fiche = dossier.referentiel.indicateurs["etendue_taux_couverture"]
    valeur = etendue_taux_couverture(v.table[["territoire", "annee", "valeur"]])["valeur"]
    connue = len(valeur) > 0 and pd.notna(valeur.iloc[0])
    extremes = reunir([extreme(dossier, v, 0).trace, extreme(dossier, v, -1).trace])
    return Chiffre(
        f"{fiche.intitule} (étendue)",
        float(valeur.iloc[0]) if connue else None,
        fiche.unite,
        etat="valeur" if connue else "sans_objet",
        formule=fiche.formule,
        territoire=dossier.departement.nom,
        periode=str(v.annee),
        source=source_citee(dossier, str(v.table["source"].iloc[0])),
        edition=str(v.table["edition"].iloc[0]),
        trace=extremes,
        numerateur=f"{ecrire(v.table['valeur'].iloc[0])} (le plus haut)",
        denominateur=f"{ecrire(v.table['valeur'].iloc[-1])} (le plus bas)",
    )
