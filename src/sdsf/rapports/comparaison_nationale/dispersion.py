"""La figure : un point par département et par mode, la France et la médiane en repères."""

from collections.abc import Sequence

from sdsf.dossier import Dossier
from sdsf.rapports.accueil.modes import MODES
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rapports.chiffrer import nom_de_edition
from sdsf.rapports.comparaison_nationale.essentiel import SANS_TAUX
from sdsf.rapports.comparaison_nationale.vue import (
    NOM_FRANCE,
    PLACES,
    Mesure,
    couverture_d_ensemble,
    modes,
    nom_de,
    quarts_de,
)
from sdsf.rendu.blocs import Bloc, Colonne, Figure, Ligne, Paragraphe, Phrase, Tableau, numerique, phrase
from sdsf.rendu.nombres import nombre
from sdsf.rendu.nuages import Rangee, tracer_dispersion


def dispersion(dossier: Dossier) -> list[Bloc]:
    """La figure, ou pourquoi il n'y en a pas."""
    ensemble = couverture_d_ensemble(dossier)
    if ensemble is None:
        return [SANS_TAUX]
    if len(ensemble.connues()) < 2:
        return [
            Paragraphe("Un seul département a un taux connu : il n'y a pas de dispersion à montrer.", "note")
        ]
    return [_figure(dossier, ensemble, [ensemble, *modes(dossier)])]


def _figure(dossier: Dossier, ensemble: Mesure, mesures: Sequence[Mesure]) -> Figure:
    sous_titre = f"Un point par département, {PLACES}, {ensemble.cle.periode}"
    return Figure(
        ancre="fig-dispersion",
        titre=_titre(dossier, ensemble),
        sous_titre=f"{sous_titre}, {nom_de_edition(ensemble.cle.edition)}",
        svg=tracer_dispersion("fig-dispersion", [_rangee(dossier, mesure) for mesure in mesures]),
        alternative=" ".join(_en_mots(mesure) for mesure in mesures),
        lecture="Lecture : un point est un département ; les traits sont la France et la médiane.",
        source=dossier.referentiel.mention(ensemble.cle.source) + ".",
        avertissements=[dossier.referentiel.avertissements["capacite_theorique"].texte],
        tableau=_tableau(dossier, mesures),
    )


def _titre(dossier: Dossier, ensemble: Mesure) -> Phrase:
    bords = quarts_de(dossier, ensemble)
    if bords is None:
        return phrase("Le taux de chaque département")
    return phrase(
        "La moitié des départements offrent de {bas} à {haut} places pour 100 enfants",
        bas=bords.bas,
        haut=bords.haut,
    )


def titre_court(mesure: Mesure) -> str:
    """« Crèches (EAJE) », ou « Tous les modes »."""
    return "Tous les modes" if mesure.indicateur == PRINCIPAL else MODES[mesure.indicateur][0]


def _rangee(dossier: Dossier, mesure: Mesure) -> Rangee:
    connues, bords = mesure.connues(), quarts_de(dossier, mesure)
    reperes = [("médiane", bords.mediane.valeur or 0)] if bords else []
    if mesure.france.valeur is not None:
        reperes.append(("France", mesure.france.valeur))
    points = [(nom_de(dossier, code), c.valeur or 0) for code, c in connues.items()]
    return Rangee(titre_court(mesure), points, reperes)


def _en_mots(mesure: Mesure) -> str:
    valeurs = [c.valeur or 0 for c in mesure.connues().values()]
    france = f", France {nombre(mesure.france.valeur, 1)}" if mesure.france.valeur is not None else ""
    bords = f"de {nombre(min(valeurs), 1)} à {nombre(max(valeurs), 1)}"
    return f"{titre_court(mesure)} : {bords} dans {len(valeurs)} départements{france}."


def _tableau(dossier: Dossier, mesures: Sequence[Mesure]) -> Tableau:
    """Tous les points de la figure ; en dernier, leur médiane et la France."""
    lignes = [
        Ligne([f"{code} {nom_de(dossier, code)}", *(mesure.valeurs[code] for mesure in mesures)])
        for code in mesures[0].valeurs
    ]
    medianes = [quarts_de(dossier, mesure) for mesure in mesures]
    bas = [Ligne(["Médiane des départements", *(q.mediane if q else "–" for q in medianes)], accent=True)]
    return Tableau(
        f"Places d'accueil par mode et par département, {mesures[0].cle.periode} ({PLACES})",
        [Colonne("Département"), *(numerique(titre_court(mesure)) for mesure in mesures)],
        [*lignes, *bas, Ligne([NOM_FRANCE, *(mesure.france for mesure in mesures)], accent=True)],
    )
