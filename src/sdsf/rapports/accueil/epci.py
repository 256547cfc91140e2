"""Les EPCI : la figure de leurs taux, et l'écart entre les extrêmes."""

from dataclasses import replace

import pandas as pd

from sdsf.chiffres import Chiffre, ecrire, reunir
from sdsf.dossier import Dossier
from sdsf.evaluation.territoires import rapport_interdecile
from sdsf.indicateurs import etendue_taux_couverture
from sdsf.rapports.accueil.cartes import carte_de_vue
from sdsf.rapports.accueil.territoires import figure_de_vue
from sdsf.rapports.accueil.vues import EPCI, EPT, Vue, extreme, vue
from sdsf.rapports.chiffrer import nom_du_territoire, source_citee
from sdsf.rendu.blocs import Bloc, Paragraphe, Phrase, absence, phrase


def epci(dossier: Dossier) -> list[Bloc]:
    """Les EPCI : carte, figure, tableau par mode, écart des extrêmes ; les EPT là où ils ont un taux."""
    trouvee = vue(dossier, EPCI)
    if trouvee is None:
        return [absence(EPCI.absence, "la Cnaf (jeu « txcouv_pe_epci »)"), *_ept(dossier)]
    etendue = Paragraphe(_phrase_d_etendue(dossier, trouvee))
    return [*carte_de_vue(dossier, trouvee), figure_de_vue(dossier, trouvee), etendue, *_ept(dossier)]


def _ept(dossier: Dossier) -> list[Bloc]:
    """Les établissements publics territoriaux du Grand Paris ; rien ailleurs, ni sans valeur connue."""
    trouvee = vue(dossier, EPT)
    if trouvee is None:
        return []
    return [*carte_de_vue(dossier, trouvee), figure_de_vue(dossier, trouvee)]


def _phrase_d_etendue(dossier: Dossier, v: Vue) -> Phrase:
    """L'écart entre les EPCI : l'étendue et les extrêmes ; des déciles à partir de dix EPCI."""
    etendue = chiffre_d_etendue(dossier, v)
    if not etendue.connu:
        return phrase("Un seul EPCI a un taux connu : aucun écart entre EPCI ne se calcule.")
    base = _phrase_des_extremes(dossier, v, etendue)
    minimum = dossier.seuils.minimum_epci_pour_deciles
    deciles = rapport_interdecile(v.table["valeur"], minimum)
    if deciles is None:
        suite = f"Avec moins de {minimum} EPCI, on donne l'étendue et les valeurs, pas de déciles."
        return phrase("{base} " + suite, base=base)
    interdecile = replace(
        etendue,
        libelle="Rapport interdécile des EPCI",
        valeur=deciles,
        unite="rapport",
        formule="neuvième décile ÷ premier décile",
    )
    return phrase("{base} Le rapport interdécile est de {d}.", base=base, d=interdecile)


def _phrase_des_extremes(dossier: Dossier, v: Vue, etendue: Chiffre) -> Phrase:
    return phrase(
        "{e} points séparent {haut_nom} ({haut}) de {bas_nom} ({bas}).",
        e=etendue,
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
