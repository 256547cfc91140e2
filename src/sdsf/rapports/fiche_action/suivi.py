"""Une fiche, pour son pilote : les mots du schéma, l'avancement, les indicateurs, ce qu'il doit dire."""

import textwrap

from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import Jalon, Suivi
from sdsf.plan.modeles import Fiche, PointDeVigilance
from sdsf.rapports.chiffrer import datee
from sdsf.rapports.fiche import champs_de_fiche, nom_de_fiche, texte_d_action
from sdsf.rapports.fiche_action.a_dire import a_dire, suivis_des_indicateurs
from sdsf.rapports.fiche_action.renvois import recommandations_de, vigilances_de
from sdsf.rapports.indicateur import SuiviIndicateur
from sdsf.rapports.point_annuel.fiches import suivis_de
from sdsf.rapports.point_annuel.jalons import jalons_dates
from sdsf.rapports.point_annuel.plan import suivis
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Definitions,
    Encadre,
    Etiquette,
    Groupe,
    Ligne,
    Liste,
    Paragraphe,
    Phrase,
    Tableau,
    Titre,
    numerique,
    phrase,
)
from sdsf.rendu.nombres import date

# Les champs qui disent au pilote ce qu'on attend de lui ; les actions et les indicateurs ont leur tableau.
CHAMPS = ("Pilotes", "Copilotes", "Partenaires", "Objectifs", "Résultats attendus", "Publics", "Territoire")
CHAMPS_DU_TEMPS = ("Temporalité", "Moyens", "Engagements chiffrés")


def fiche_suivie(dossier: Dossier, fiche: Fiche) -> Groupe:
    """Tout ce qui concerne une fiche, en une page autant que possible."""
    siens = suivis_de(fiche, suivis(dossier))
    indicateurs = suivis_des_indicateurs(dossier, fiche)
    jalons = [jalon for jalon in jalons_dates(dossier) if jalon.fiche.id == fiche.id]
    blocs: list[Bloc] = [
        Titre(3, nom_de_fiche(fiche), f"fiche-{fiche.id}"),
        Paragraphe(_chemin(dossier, fiche), "note"),
        _mots_du_schema(fiche),
        *_actions(dossier, fiche, siens),
        *_jalons(dossier, fiche, jalons),
        *_indicateurs(dossier, fiche, indicateurs),
        Encadre("Ce que le pilote doit renseigner", [a_dire(dossier, fiche, siens, jalons)], "decisions"),
        *_vigilance(dossier, fiche),
        *_recommandations(dossier, fiche),
    ]
    return Groupe("fiche-action", blocs)


def _chemin(dossier: Dossier, fiche: Fiche) -> str:
    """Où la fiche est dans le plan : « axe 1. … › objectif O1. … »."""
    noeuds = {noeud.id: noeud for noeud in dossier.plan.arborescence}
    noeud, parties = noeuds.get(fiche.parent), []
    while noeud is not None:
        numero = f" {noeud.code}" if noeud.code else ""
        parties.append(f"{noeud.niveau.capitalize()}{numero} : {noeud.intitule}")
        noeud = noeuds.get(noeud.parent or "")
    return " › ".join(reversed(parties))


def _mots_du_schema(fiche: Fiche) -> Bloc:
    champs = champs_de_fiche(fiche)
    couples = [(nom, champs[nom] or "le texte n'en dit rien") for nom in CHAMPS[:1]]
    couples += [(nom, champs[nom]) for nom in (*CHAMPS[1:], *CHAMPS_DU_TEMPS) if champs[nom]]
    return Definitions(couples)


def _actions(dossier: Dossier, fiche: Fiche, siens: list[Suivi]) -> list[Bloc]:
    if not siens:
        return [Paragraphe("Le texte ne donne aucune action à cette fiche.", "absence")]
    titres = ["Action (mot à mot)", "Calendrier (texte)", "État", "Ce qui en est dit"]
    lignes = [
        Ligne([_nom_d_action(suivi), suivi.action.calendrier or "–", Etiquette(suivi.statut), _dit(suivi)])
        for suivi in siens
    ]
    legende = f"Les actions au {date(dossier.arrete_au)} : {nom_de_fiche(fiche)}"
    return [Tableau(legende, [Colonne(titre) for titre in titres], lignes)]


def _nom_d_action(suivi: Suivi) -> object:
    texte = texte_d_action(suivi.action)
    return phrase("{code}. {texte}", code=suivi.action.code, texte=texte) if suivi.action.code else texte


def _dit(suivi: Suivi) -> str:
    """La date du dernier état, le motif d'écart, le commentaire."""
    if suivi.arrete_au is None:
        return "rien n'a été saisi"
    mots = [f"état au {date(suivi.arrete_au)}", suivi.motif, suivi.commentaire]
    return " ; ".join(mot for mot in mots if mot)


def _jalons(dossier: Dossier, fiche: Fiche, jalons: list[Jalon]) -> list[Bloc]:
    if not jalons:
        return [Paragraphe("Le texte ne date ni action ni étape de cette fiche : aucun jalon.", "note")]
    lignes = [
        Ligne(
            [
                jalon.intitule,
                date(jalon.echeance),
                "échu" if jalon.echeance <= dossier.arrete_au else "à venir",
                Etiquette(jalon.statut),
            ]
        )
        for jalon in sorted(jalons, key=lambda j: (j.echeance, j.id))
    ]
    titres = ["Jalon (mot à mot)", "Échéance", "Situation", "Statut connu"]
    return [Tableau(f"Les jalons : {nom_de_fiche(fiche)}", [Colonne(t) for t in titres], lignes)]


def _indicateurs(dossier: Dossier, fiche: Fiche, tous: list[SuiviIndicateur]) -> list[Bloc]:
    if not tous:
        return [Paragraphe("Cette fiche n'a aucun indicateur d'évaluation.", "absence")]
    colonnes = [
        Colonne("Indicateur (mot à mot)"),
        numerique("État zéro"),
        numerique("Dernière valeur connue"),
        numerique("Cible"),
        Colonne("Jugement et motif"),
    ]
    lignes = [
        Ligne([s.libelle, datee(s.etat_zero), datee(s.valeur), datee(s.cible), _jugement(s)]) for s in tous
    ]
    return [Tableau(f"Les indicateurs : {nom_de_fiche(fiche)}", colonnes, lignes)]


def _jugement(suivi: SuiviIndicateur) -> Phrase:
    verdict = suivi.verdict
    return phrase("{etiquette} — {motif}", etiquette=Etiquette(verdict.jugement), motif=verdict.motif)


def _vigilance(dossier: Dossier, fiche: Fiche) -> list[Bloc]:
    points = vigilances_de(dossier.plan, fiche)
    if not points:
        return []
    return [Encadre("À quoi prendre garde dans le texte", [Liste([_point(p) for p in points])], "alertes")]


def _point(point: PointDeVigilance) -> str:
    return f"{point.sujet}. {textwrap.shorten(point.description, 300, placeholder=' (…)')}"


def _recommandations(dossier: Dossier, fiche: Fiche) -> list[Bloc]:
    visees = recommandations_de(dossier, fiche)
    if not visees:
        return []
    return [Encadre("Les recommandations qui la visent", [Liste(visees)], "constats")]
