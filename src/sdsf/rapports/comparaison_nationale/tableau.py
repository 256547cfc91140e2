"""Le tableau du pays : une ligne par département, dans l'ordre des codes ; l'écran sait le trier."""

from collections.abc import Sequence

from sdsf.chiffres import Chiffre, ecart
from sdsf.dossier import Dossier
from sdsf.rapports.chiffrer import nom_de_edition
from sdsf.rapports.comparaison_nationale.essentiel import SANS_TAUX
from sdsf.rapports.comparaison_nationale.vue import (
    NOM_FRANCE,
    PLACES,
    Evolution,
    Mesure,
    Quarts,
    contexte,
    couverture_d_ensemble,
    evolutions,
    nom_de,
    quarts_de,
)
from sdsf.releves.lecture import FRANCE
from sdsf.rendu.blocs import Bloc, Colonne, Ecart, Ligne, Tableau, filtrable, numerique

NOTE = (
    "Place : le quart bas, la moitié centrale (du premier au troisième quartile) ou le quart haut des "
    "départements, sans rang. Une évolution ne se lit que dans son édition : elles ne se joignent pas."
)


def departements(dossier: Dossier) -> list[Bloc]:
    """Le taux, son écart à la France, son quart, son évolution, et le contexte de chaque département."""
    ensemble = couverture_d_ensemble(dossier)
    if ensemble is None:
        return [SANS_TAUX]
    mouvements, autres = evolutions(dossier), contexte(dossier)
    bords = quarts_de(dossier, ensemble)
    codes = [*ensemble.valeurs, *([FRANCE] if ensemble.france.connu else [])]
    lignes = [_ligne(dossier, code, ensemble, mouvements, autres, bords) for code in codes]
    titre = f"Les départements côte à côte ({PLACES}, {ensemble.cle.periode})"
    return [
        Tableau(
            titre, _colonnes(dossier, ensemble, mouvements, autres, bords), lignes, NOTE if bords else None
        )
    ]


def _colonnes(
    dossier: Dossier,
    ensemble: Mesure,
    mouvements: Sequence[Evolution],
    autres: Sequence[Mesure],
    bords: Quarts | None,
) -> list[Colonne]:
    return [
        Colonne("Département"),
        numerique(f"Taux de couverture, {ensemble.cle.periode}"),
        numerique("Écart à la France (points)"),
        *([filtrable("Place")] if bords else []),
        *(numerique(_titre_d_evolution(evolution)) for evolution in mouvements),
        *(numerique(_titre_de_contexte(dossier, mesure)) for mesure in autres),
    ]


def _titre_d_evolution(evolution: Evolution) -> str:
    bornes = f"{evolution.depuis}-{evolution.jusqu_a}"
    return f"Évolution {bornes} (points, {nom_de_edition(evolution.cle.edition)})"


def _titre_de_contexte(dossier: Dossier, mesure: Mesure) -> str:
    unite = dossier.referentiel.unite(mesure.unite).pluriel
    return f"{mesure.intitule} ({unite}, {mesure.cle.periode})"


def _ligne(
    dossier: Dossier,
    code: str,
    ensemble: Mesure,
    mouvements: Sequence[Evolution],
    autres: Sequence[Mesure],
    bords: Quarts | None,
) -> Ligne:
    pays = code == FRANCE
    taux = ensemble.france if pays else ensemble.valeurs[code]
    cellules = [
        NOM_FRANCE if pays else f"{code} {nom_de(dossier, code)}",
        taux,
        "–" if pays else _face_a_la_france(dossier, code, taux, ensemble.france),
        *(["–" if pays else bords.position(taux)] if bords else []),
        *(Ecart(e.france if pays else e.ecarts[code]) for e in mouvements),
        *(mesure.france if pays else mesure.valeurs[code] for mesure in autres),
    ]
    return Ligne(cellules, accent=pays)


def _face_a_la_france(dossier: Dossier, code: str, taux: Chiffre, france: Chiffre) -> Ecart:
    return Ecart(ecart(f"Taux de couverture, {nom_de(dossier, code)} : écart à la France", taux, france))
