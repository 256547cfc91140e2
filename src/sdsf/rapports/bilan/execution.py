"""Ce qui n'a pas été fait, ou pas comme prévu : reports, abandons et leurs motifs ; quantités promises."""

from collections.abc import Sequence

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import Suivi, repartir
from sdsf.plan.modeles import EngagementChiffre, Fiche
from sdsf.rapports.fiche import nom_court, nom_de_fiche
from sdsf.rapports.point_annuel.plan import compter_suivis, suivis
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Etiquette,
    Lien,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    numerique,
    phrase,
)
from sdsf.rendu.nombres import accorder, date

ECARTS = ("reportee", "abandonnee", "non_demarree")


def ecarts_d_execution(dossier: Dossier) -> list[Bloc]:
    """Les actions reportées, abandonnées ou jamais démarrées, et le motif que le pilote en donne."""
    tous = suivis(dossier)
    groupes = repartir(tous)
    ecarts = [suivi for statut in ECARTS for suivi in groupes[statut]]
    if ecarts:
        return [Paragraphe(_combien(dossier, ecarts)), _tableau(dossier, ecarts)]
    if len(groupes["sans_information"]) == len(tous):
        muet = (
            "Aucun état d'action n'est connu : on ne peut pas dire ce qui a été reporté ou abandonné, ni "
            "pourquoi."
        )
        return [Paragraphe(muet, "absence")]
    return [Paragraphe("Aucune action n'est connue comme reportée, abandonnée ou non démarrée.")]


def _combien(dossier: Dossier, ecarts: Sequence[Suivi]) -> Phrase:
    sans_motif = [suivi for suivi in ecarts if not suivi.motif]
    debut = phrase(
        "{n} "
        + accorder(len(ecarts), "action est reportée, abandonnée ou non démarrée", "actions sont reportées, ")
        + ("" if len(ecarts) == 1 else "abandonnées ou non démarrées"),
        n=compter_suivis(dossier, "Actions reportées, abandonnées ou non démarrées", ecarts),
    )
    if not sans_motif:
        return phrase("{d} ; le motif de chacune est dit.", d=debut)
    suite = accorder(len(sans_motif), "une n'a pas de motif", "{k} n'ont pas de motif")
    return phrase("{d} ; " + suite + ".", d=debut, k=compter_suivis(dossier, "Écarts sans motif", sans_motif))


def _tableau(dossier: Dossier, ecarts: Sequence[Suivi]) -> Tableau:
    colonnes = [Colonne("Action"), Colonne("Fiche"), Colonne("État"), Colonne("Motif"), Colonne("Pilotes")]
    lignes = [
        Ligne(
            [
                suivi.action.intitule,
                Lien(f"annexe-{suivi.fiche.id}", nom_court(suivi.fiche)),
                Etiquette(suivi.statut),
                suivi.motif or "non renseigné",
                suivi.action.pilotes or suivi.fiche.pilotes or "non dit par le texte",
            ]
        )
        for suivi in ecarts
    ]
    return Tableau(f"Ce qui n'a pas été fait comme prévu, au {date(dossier.arrete_au)}", colonnes, lignes)


def engagements_chiffres(dossier: Dossier) -> list[Bloc]:
    """Les quantités que le texte promet hors de ses indicateurs, et ce que l'on en sait."""
    promis = [(fiche, e) for fiche in dossier.plan.fiches for e in fiche.engagements_chiffres]
    if not promis:
        return [Paragraphe("Le texte ne promet aucune quantité hors de ses indicateurs.")]
    colonnes = [
        Colonne("Promesse (mot à mot)"),
        Colonne(dossier.plan.niveaux[-2].capitalize()),
        numerique("Nombre promis"),
        Colonne("Ce que l'on compte"),
        Colonne("Échéance"),
        Colonne("Ce que l'on en sait"),
    ]
    lignes = [_ligne_promise(dossier, fiche, engagement) for fiche, engagement in promis]
    return [Tableau("Les quantités que le schéma promet", colonnes, lignes)]


def _ligne_promise(dossier: Dossier, fiche: Fiche, engagement: EngagementChiffre) -> Ligne:
    return Ligne(
        [
            f"« {engagement.intitule} »",
            Lien(f"annexe-{fiche.id}", nom_de_fiche(fiche)),
            _promis(dossier, engagement),
            _ce_que_l_on_compte(dossier, engagement),
            str(engagement.echeance) if engagement.echeance else "sans date",
            _ce_que_l_on_en_sait(dossier, engagement),
        ]
    )


def _ce_que_l_on_compte(dossier: Dossier, engagement: EngagementChiffre) -> str:
    """L'unité du référentiel en toutes lettres, sinon les mots du plan."""
    if engagement.unite is None:
        return "non dit"
    unite = dossier.referentiel.unites.get(engagement.unite)
    return unite.pluriel if unite else engagement.unite


def _promis(dossier: Dossier, engagement: EngagementChiffre) -> Chiffre:
    return Chiffre(
        f"Promis : {engagement.intitule}",
        engagement.valeur,
        "nombre",
        nature="declaree",
        formule="valeur écrite par le texte du schéma",
        territoire=dossier.departement.nom,
        periode=str(engagement.echeance or ""),
        source=dossier.plan.source.titre,
        extrait=engagement.extrait.texte,
        trace=dossier.trace(engagement.id),
    )


def _ce_que_l_on_en_sait(dossier: Dossier, engagement: EngagementChiffre) -> object:
    """L'état de l'action qui porte la promesse ; un nombre réalisé n'a de place que dans un relevé."""
    etats = {suivi.action.id: suivi for suivi in suivis(dossier)}
    suivi = etats.get(engagement.action or "")
    if suivi is None:
        return "aucun relevé ne la mesure"
    return phrase("action {e} ; aucun relevé ne la mesure", e=Etiquette(suivi.statut))
