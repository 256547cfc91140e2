"""Le tableau de bord : les indicateurs, d'où ils partent, où ils en sont, ce qu'on peut en juger."""

from collections.abc import Sequence

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.progression import Verdict
from sdsf.rapports.chapitre import Partie, composer
from sdsf.rapports.chiffrer import compter_du_plan, datee
from sdsf.rapports.fiche import facettes_de_fiche, nom_court
from sdsf.rapports.indicateur import (
    SuiviIndicateur,
    communs_suivis,
    indicateurs_du_plan,
    suivre_commun,
    suivre_du_plan,
)
from sdsf.rapports.peremption import avec_sa_marque
from sdsf.releves.periodes import annee_de
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Ecart,
    Etiquette,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    absence,
    numerique,
    phrase,
)
from sdsf.rendu.nombres import accorder, nombre


def suivis_du_plan(dossier: Dossier) -> list[SuiviIndicateur]:
    """Les indicateurs du plan qui ne sont pas déjà suivis par un indicateur commun."""
    communs = communs_suivis(dossier)
    return [
        suivre_du_plan(dossier, f, i) for f, i in indicateurs_du_plan(dossier) if i.indicateur not in communs
    ]


def tableau_de_bord(dossier: Dossier) -> list[Bloc]:
    """Les indicateurs renseignés : état zéro, N-1, N, cible, écart, tendance, comparaison, jugement."""
    communs = [suivre_commun(dossier, code) for code in communs_suivis(dossier)]
    propres = [suivi for suivi in suivis_du_plan(dossier) if suivi.renseigne]
    if not communs and not propres:
        qui = "les pilotes des fiches et les producteurs de données"
        return [absence("Aucun indicateur n'a de valeur.", qui)]
    blocs: list[Bloc] = [Paragraphe(_phrase_de_lecture(dossier))]
    if communs:
        blocs.append(_tableau(dossier, "Indicateurs communs", communs))
    if propres:
        blocs.append(_tableau(dossier, "Indicateurs du plan", propres))
    return [*blocs, Paragraphe(_regle_de_jugement(dossier), "note")]


def _phrase_de_lecture(dossier: Dossier) -> str:
    return (
        f"La valeur de {dossier.annee} est la dernière connue jusqu'à cette année, "
        "imprimée avec sa propre année. "
        "Une évolution se lit à l'intérieur d'une même édition des données, jamais d'une édition à l'autre. "
        "« Valeur périmée » : une valeur plus récente aurait dû paraître, au rythme de l'indicateur."
    )


def _regle_de_jugement(dossier: Dossier) -> str:
    tolerance = nombre(dossier.seuils.tolerance_trajectoire_pct, 0)
    return (
        "Jugement : « atteint » quand la valeur atteint la cible ; « en bonne voie » quand elle est sur la "
        "trajectoire de l'état zéro à la cible et que, si la série se projette, sa tendance y mène ; "
        f"« à surveiller » jusqu'à {tolerance} % du chemin sous la trajectoire, ou si la tendance n'y mène "
        "pas ; « en retard » au-delà ; sinon « non évaluable », avec son motif."
    )


def _tableau(dossier: Dossier, titre: str, suivis: Sequence[SuiviIndicateur]) -> Tableau:
    colonnes = [
        Colonne("Indicateur"),
        Colonne("Unité"),
        numerique("État zéro"),
        numerique("Précédente"),
        numerique(f"Dernière connue fin {dossier.annee}"),
        numerique("Cible"),
        numerique("Écart à la cible"),
        numerique("Évolution"),
        numerique("Écart à la France"),
        Colonne("Jugement et motif"),
    ]
    return Tableau(f"{titre} du tableau de bord", colonnes, [_ligne(dossier, suivi) for suivi in suivis])


def _ligne(dossier: Dossier, suivi: SuiviIndicateur) -> Ligne:
    return Ligne(
        [
            _titre(suivi),
            dossier.referentiel.unite(suivi.valeur.unite).pluriel,
            datee(suivi.etat_zero),
            datee(suivi.precedente),
            _derniere(dossier, suivi),
            datee(suivi.cible),
            _evolution(suivi.ecart_cible),
            _evolution(suivi.tendance),
            _evolution(suivi.ecart_france),
            _jugement(suivi.verdict),
        ],
        facettes=facettes_de_fiche(dossier, suivi.fiche),
    )


def _titre(suivi: SuiviIndicateur) -> Phrase | str:
    if suivi.fiche is None:
        return suivi.libelle
    return phrase("{libelle} ({fiche})", libelle=suivi.libelle, fiche=nom_court(suivi.fiche))


def _jugement(verdict: Verdict) -> Phrase:
    return phrase("{etiquette} — {motif}", etiquette=Etiquette(verdict.jugement), motif=verdict.motif)


def _evolution(ecart: Chiffre) -> Phrase | Ecart:
    """Un taux évolue en points (unité de la colonne) ; un effectif en %, ce que la cellule écrit."""
    en_pourcent = ecart.connu and ecart.unite == "pourcent"
    return phrase("{v} %", v=Ecart(ecart)) if en_pourcent else Ecart(ecart)


def _derniere(dossier: Dossier, suivi: SuiviIndicateur) -> object:
    """La dernière valeur connue et son année ; l'état de l'année demandée si c'en est une autre."""
    valeur = datee(suivi.valeur)
    if not suivi.valeur.connu or annee_de(suivi.valeur.periode) == dossier.annee:
        return valeur
    ecrite = phrase("{v} ; {n} : {etat}", v=valeur, n=str(dossier.annee), etat=suivi.annee_n)
    return avec_sa_marque(dossier, suivi.code, suivi.valeur, ecrite)


def indicateurs_a_renseigner(dossier: Dossier) -> list[Bloc]:
    """Les indicateurs du plan que personne n'a publiés : combien, lesquels, qui peut les renseigner."""
    muets = [suivi for suivi in suivis_du_plan(dossier) if not suivi.renseigne]
    if not muets:
        return [Paragraphe("Chaque indicateur du plan a au moins une valeur.")]
    colonnes = [
        Colonne("Indicateur (mot à mot)"),
        Colonne("Fiche"),
        Colonne("Valeur"),
        Colonne("Ce qui manque pour juger", "large"),
        Colonne("Peut le renseigner"),
    ]
    lignes = [_ligne_muette(dossier, suivi) for suivi in muets]
    return [
        Paragraphe(_combien_de_muets(dossier, muets)),
        Tableau("Les indicateurs du plan à renseigner", colonnes, lignes),
    ]


def _combien_de_muets(dossier: Dossier, muets: Sequence[SuiviIndicateur]) -> Phrase:
    vides = [suivi.code for suivi in muets]
    tous = [indicateur.id for _, indicateur in indicateurs_du_plan(dossier)]
    return phrase(
        "Sur {total} indicateurs du plan, {vides} "
        + accorder(len(vides), "n'a", "n'ont")
        + " aucune valeur connue fin {annee}.",
        vides=compter_du_plan(dossier, "Indicateurs du plan sans valeur", vides, "indicateurs"),
        total=compter_du_plan(dossier, "Indicateurs du plan", tous, "indicateurs"),
        annee=str(dossier.annee),
    )


def _ligne_muette(dossier: Dossier, suivi: SuiviIndicateur) -> Ligne:
    pilotes = suivi.fiche.pilotes if suivi.fiche else []
    return Ligne(
        [
            suivi.libelle,
            nom_court(suivi.fiche) if suivi.fiche else "",
            suivi.valeur,
            suivi.verdict.motif,
            pilotes or "pilote non dit par le texte",
        ],
        facettes=facettes_de_fiche(dossier, suivi.fiche),
    )


def indicateurs(dossier: Dossier) -> list[Bloc]:
    """Le tableau de bord, puis les indicateurs qui restent sans valeur."""
    muets = Partie(
        "indicateurs-a-renseigner", "Quels indicateurs restent à renseigner ?", indicateurs_a_renseigner
    )
    return composer(dossier, tableau_de_bord, muets)
