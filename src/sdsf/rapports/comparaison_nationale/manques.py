"""Ce que chaque colonne du tableau du pays emploie, et ce qui lui manque."""

from sdsf.chiffres import compter
from sdsf.dossier import Dossier
from sdsf.rapports.accueil.modes import MODES
from sdsf.rapports.chiffrer import nom_de_edition
from sdsf.rapports.comparaison_nationale.vue import (
    CONTEXTE,
    Mesure,
    contexte,
    couverture_d_ensemble,
    modes,
    nom_de,
)
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Tableau, absence, numerique


def manques(dossier: Dossier) -> list[Bloc]:
    """Par indicateur : sa période, son édition, combien de départements l'ont, lesquels ne l'ont pas."""
    ensemble = couverture_d_ensemble(dossier)
    mesures = [*([ensemble] if ensemble else []), *modes(dossier), *contexte(dossier)]
    colonnes = [Colonne(titre) for titre in ("Indicateur", "Période", "Édition", "Source")]
    colonnes += [numerique("Départements connus"), Colonne("Départements sans valeur")]
    table = Tableau("Ce que chaque colonne emploie", colonnes, [_ligne(dossier, m) for m in mesures])
    return [*([table] if mesures else []), *_jamais_publies(mesures)]


def _ligne(dossier: Dossier, mesure: Mesure) -> Ligne:
    connues = list(mesure.connues().values())
    compte = compter(
        f"Départements connus : {mesure.intitule}",
        [chiffre.trace for chiffre in connues],
        "nombre",
        connues[0].source,
        periode=mesure.cle.periode,
    )
    absents = ", ".join(f"{nom_de(dossier, code)} ({code})" for code in mesure.absents()) or "aucun"
    edition = nom_de_edition(mesure.cle.edition)
    source = dossier.referentiel.sources[mesure.cle.source].producteur
    return Ligne([mesure.intitule, mesure.cle.periode, edition, source, compte, absents])


def _jamais_publies(mesures: list[Mesure]) -> list[Bloc]:
    connus = {mesure.indicateur for mesure in mesures}
    noms = {code: nom for code, (nom, *_) in MODES.items()} | CONTEXTE
    sans = [nom for code, nom in noms.items() if code not in connus]
    if not sans:
        return []
    phrase_ = f"Rien n'est connu ici, pour ces départements, sur : {', '.join(sans)}."
    return [absence(phrase_, "l'Insee ou la Cnaf (« sdsf actualiser »)")]
