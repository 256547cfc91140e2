"""Ce que la lettre demande à ses lecteurs : les pilotes dont on attend des nouvelles."""

from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import Suivi, repartir
from sdsf.plan.modeles import Fiche
from sdsf.rapports.fiche import nom_court
from sdsf.rapports.point_annuel.plan import compter_suivis, suivis
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau, numerique
from sdsf.rendu.nombres import abreger

SANS_PILOTE = "pilote non dit par le texte"


def attendus(dossier: Dossier) -> list[Bloc]:
    """Par pilote du texte : ses fiches qui ont des actions sans information, et combien."""
    par_pilote: dict[str, list[Suivi]] = {}
    for suivi in repartir(suivis(dossier))["sans_information"]:
        par_pilote.setdefault(_pilotes(suivi.fiche), []).append(suivi)
    if not par_pilote:
        return [Paragraphe("Rien : l'état de chaque action est connu. Merci à chaque pilote.")]
    colonnes = [Colonne("Pilotes (mot à mot)"), Colonne("Fiches"), numerique("Actions sans information")]
    lignes = [
        Ligne(
            [pilotes, _fiches(muets), compter_suivis(dossier, f"Actions sans information : {pilotes}", muets)]
        )
        for pilotes, muets in par_pilote.items()
    ]
    return [Tableau("L'état de ces actions est attendu", colonnes, lignes)]


def _pilotes(fiche: Fiche) -> str:
    return " ; ".join(fiche.pilotes) or SANS_PILOTE


def _fiches(muets: list[Suivi]) -> str:
    """Les numéros des fiches ; sans numéro, les premiers titres et le nombre des autres."""
    fiches = {suivi.fiche.id: suivi.fiche for suivi in muets}.values()
    if all(fiche.code for fiche in fiches):
        return ", ".join(fiche.code or "" for fiche in fiches)
    return abreger([nom_court(fiche) for fiche in fiches])
