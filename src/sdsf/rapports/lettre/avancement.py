"""Ce qui a avancé dans le semestre : l'ensemble, ce qui a commencé ou fini, ce qui a changé d'état."""

import datetime as dt
from dataclasses import replace

from sdsf.chiffres import reunir
from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import Suivi, suivre_actions
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.fiche import nom_court
from sdsf.rapports.lettre.semestre import Evenement, evenements, semestre
from sdsf.rapports.point_annuel.constats import constat_d_avancement
from sdsf.rapports.point_annuel.plan import compter_suivis, suivis
from sdsf.rendu.blocs import Bloc, Colonne, Etiquette, Ligne, Paragraphe, Phrase, Tableau, absence, phrase
from sdsf.rendu.nombres import accorder, date


def avancement(dossier: Dossier) -> list[Bloc]:
    """L'état d'ensemble, puis les événements et les changements d'état du semestre."""
    faits, changes = evenements(dossier), changements(dossier)
    blocs: list[Bloc] = [Paragraphe(_ensemble(dossier))]
    if not faits and not changes:
        return [*blocs, _rien(dossier)]
    if faits:
        blocs += [Paragraphe(_combien(dossier, faits)), _tableau(faits)]
    return [*blocs, *([_tableau_des_changements(changes)] if changes else [])]


def _ensemble(dossier: Dossier) -> Phrase:
    """L'état des actions ; tant que rien n'est su, ce que le plan compte et ce qui manque."""
    constat = constat_d_avancement(dossier)
    if constat:
        return constat.phrase
    tous = suivis(dossier)
    return phrase(
        "Le plan en vigueur compte {n} {mot} ; au {d}, l'état d'aucune n'est connu.",
        n=compter_suivis(dossier, "Actions du plan en vigueur", tous),
        mot=accorder(len(tous), "action", "actions"),
        d=date(dossier.arrete_au),
    )


def _rien(dossier: Dossier) -> Bloc:
    bornes = semestre(dossier)
    return absence(
        f"Du {date(bornes.debut)} au {date(bornes.fin)}, le journal d'avancement ne date ni début, ni fin, "
        "ni changement d'état : cela ne veut pas dire que rien n'a avancé.",
        "chaque pilote de fiche",
    )


def _combien(dossier: Dossier, faits: list[Evenement]) -> Phrase:
    finis = [e for e in faits if e.quoi == "terminé"]
    commences = [e for e in faits if e.quoi == "commencé"]
    parties = {
        "f": (
            finis,
            accorder(len(finis), "action ou étape s'est terminée", "actions ou étapes se sont terminées"),
        ),
        "c": (commences, accorder(len(commences), "a commencé", "ont commencé")),
    }
    dites = [f"{{{nom}}} {mot}" for nom, (choisis, mot) in parties.items() if choisis]
    if not finis:
        dites = [f"{{c}} {accorder(len(commences), 'action ou étape a', 'actions ou étapes ont')} commencé"]
    valeurs = {
        nom: _compter(dossier, f"{'Terminées' if nom == 'f' else 'Commencées'} dans le semestre", choisis)
        for nom, (choisis, _) in parties.items()
    }
    return phrase("Dans le semestre, " + " ; ".join(dites) + ".", **valeurs)


def _compter(dossier: Dossier, libelle: str, choisis: list[Evenement]) -> object:
    base = compter_du_plan(dossier, libelle, [e.identifiant for e in choisis], "nombre")
    return replace(base, trace=reunir([base.trace, *(e.trace for e in choisis)]))


def _tableau(faits: list[Evenement]) -> Tableau:
    titres = ["Action ou étape (mot à mot)", "Fiche", "Ce qui s'est passé", "Ce qui l'atteste"]
    lignes = [
        Ligne([e.intitule, nom_court(e.fiche), f"{e.quoi} le {date(e.jour)}", e.preuve or "–"]) for e in faits
    ]
    return Tableau("Ce qui a commencé ou s'est terminé", [Colonne(titre) for titre in titres], lignes)


# --- les changements d'état -----------------------------------------------------------------------


def changements(dossier: Dossier) -> list[tuple[Suivi, Suivi]]:
    """Les actions dont l'état connu a changé dans le semestre, hors celles que les événements disent déjà."""
    veille = semestre(dossier).debut - dt.timedelta(days=1)
    avant = {s.action.id: s for s in suivre_actions(dossier.plan, dossier.tables["avancement"], veille)}
    deja = {e.identifiant for e in evenements(dossier)}
    return [
        (avant[suivi.action.id], suivi)
        for suivi in suivis(dossier)
        if suivi.statut != avant[suivi.action.id].statut and suivi.action.id not in deja
    ]


def _tableau_des_changements(changes: list[tuple[Suivi, Suivi]]) -> Tableau:
    titres = ["Action (mot à mot)", "Fiche", "État précédent", "État", "Motif ou commentaire"]
    lignes = [
        Ligne(
            [
                apres.action.intitule,
                nom_court(apres.fiche),
                _dernier_etat(avant),
                _dernier_etat(apres),
                apres.motif or apres.commentaire or "–",
            ]
        )
        for avant, apres in changes
    ]
    return Tableau("Ce qui a changé d'état", [Colonne(titre) for titre in titres], lignes)


def _dernier_etat(suivi: Suivi) -> Phrase | Etiquette:
    etiquette = Etiquette(suivi.statut)
    if suivi.arrete_au is None:
        return etiquette
    return phrase("{e} au {d}", e=etiquette, d=date(suivi.arrete_au))
