"""L'annexe « Vues arrêtées en séance » : chaque vue recomposée, qui l'a arrêtée, et ce qui a bougé depuis."""

from sdsf.dossier import Dossier
from sdsf.erreurs import Erreurs
from sdsf.rapports.seance.composer import Arrete, arrete_de, recomposer
from sdsf.rapports.seance.priorites import renommer
from sdsf.releves.seances import VueArretee
from sdsf.rendu.blocs import Bloc, Encadre, Paragraphe, Titre
from sdsf.rendu.nombres import date

CE_QUE_C_EST = (
    "Chaque vue est recomposée par les fonctions du rapport, sur ses données : elle montre ce que "
    "l'instance regardait, ou dit ce qui a changé depuis."
)
AUTRE_EDITION = (
    "La vue a été arrêtée sur l'édition publique ; celle-ci, interne, peut montrer des valeurs qui y étaient "
    "cachées."
)
LES_MEMES = "Les chiffres de cette vue sont ceux de la séance."


def vues_arretees(dossier: Dossier) -> list[Bloc]:
    """Les vues de l'année du rapport, recomposées ; celles d'autres années, citées ; rien sans vue."""
    debut = dossier.plan.periode.debut
    siennes = [vue for vue in dossier.seances if debut <= vue.annee <= dossier.annee]
    if not siennes:
        return []
    titre = Titre(3, "Les vues arrêtées en séance", "vues-de-seance")
    return [titre, Paragraphe(CE_QUE_C_EST), *(bloc for vue in siennes for bloc in _vue(dossier, vue))]


def _vue(dossier: Dossier, vue: VueArretee) -> list[Bloc]:
    titre = Titre(4, f"Vue {vue.numero}, arrêtée le {date(vue.date)}", f"vue-de-seance-{vue.numero}")
    qui = f"{vue.instance} — arrêtée par {vue.auteur}. Raison : « {vue.motif.rstrip('.')} »."
    if vue.retiree is not None:
        retiree = vue.retiree
        texte = f"Vue retirée le {date(retiree.date)} par {retiree.auteur} : « {retiree.motif} »."
        return [titre, Paragraphe(texte, "note")]
    if vue.annee != dossier.annee:
        dite = f"La vue regardait {vue.annee} ; elle disait : « {vue.phrase} »"
        return [titre, Paragraphe(qui), Paragraphe(dite, "note")]
    return [titre, Paragraphe(qui), *_recomposee(dossier, vue)]


def _recomposee(dossier: Dossier, vue: VueArretee) -> list[Bloc]:
    try:
        refaite = recomposer(dossier, vue.atelier, vue.parametres)
    except Erreurs as refus:
        pourquoi = refus.erreurs[0].lignes()[1].strip()
        texte = f"Cette vue ne se recompose plus : {pourquoi} Elle disait : « {vue.phrase} »"
        return [Paragraphe(texte, "absence")]
    prefixe = f"vue-{vue.numero}"
    return [
        Paragraphe(refaite.phrase),
        _ce_qui_a_bouge(vue, arrete_de(dossier, refaite), dossier.demande.edition == "interne"),
        *(renommer(bloc, prefixe) for bloc in refaite.blocs),
    ]


def _ce_qui_a_bouge(vue: VueArretee, maintenant: Arrete, interne: bool) -> Bloc:
    """Les données ont-elles bougé depuis la séance ? L'édition interne ne se compare pas."""
    if interne:
        return Paragraphe(AUTRE_EDITION, "note")
    if maintenant.empreinte == vue.empreinte:
        return Paragraphe(LES_MEMES, "note")
    dite = Paragraphe(f"En séance, la vue disait : « {vue.phrase} »")
    return Encadre("Les données ou la méthode ont changé depuis la séance", [dite], "alerte")
