"""Pour le schéma suivant : les actions à poursuivre, à transformer, à arrêter ; les indicateurs à conserver.

Le sort d'une action est un avis de la commission : il se cite, il ne se calcule pas. Ce qu'un indicateur a
pour servir encore se calcule : une règle, la même pour tous.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sdsf.chiffres import Chiffre, Trace
from sdsf.commission.modeles import AvisSurUneAction
from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import Suivi
from sdsf.plan.modeles import Fiche, Indicateur
from sdsf.rapports.chiffrer import compter_des_faits, compter_du_plan
from sdsf.rapports.fiche import nom_court
from sdsf.rapports.indicateur import indicateurs_du_plan
from sdsf.rapports.jugements.etats import mesurer
from sdsf.rapports.jugements.matrice import COMMISSION, SOURCE_DES_TRAVAUX
from sdsf.rapports.point_annuel.plan import suivis
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Etiquette,
    Ligne,
    Paragraphe,
    Phrase,
    Repliable,
    Tableau,
    absence,
    phrase,
)
from sdsf.rendu.citations import Cite
from sdsf.rendu.nombres import accorder, liste_fr

SORTS = {"poursuivre": "à poursuivre", "transformer": "à transformer", "arreter": "à arrêter"}
REGLE = (
    "Règle : un indicateur est à conserver tel quel s'il est mesuré, si son sens de progrès est dit, et s'il "
    "a un état zéro et une cible ; mesuré, mais privé de l'un de ces points, il est à compléter ; jamais "
    "mesuré, il n'a rien montré encore, et la commission dit s'il reste utile."
)


@dataclass(frozen=True)
class Utilite:
    """Un indicateur du plan, et ce qui lui manque pour servir au schéma suivant."""

    fiche: Fiche
    indicateur: Indicateur
    mesure: bool
    manques: tuple[str, ...]

    @property
    def sort(self) -> str:
        if not self.mesure:
            return "jamais mesurés"
        return "à compléter" if self.manques else "à conserver"


# --- les actions ----------------------------------------------------------------------------------


def actions_a_reprendre(dossier: Dossier) -> list[Bloc]:
    """Le sort que la commission propose pour des actions ou des fiches, et pour combien rien n'est dit."""
    avis = [a for a in dossier.travaux.avis_sur_les_actions if a.annee <= dossier.annee]
    tous = suivis(dossier)
    if not avis:
        manque = (
            "La commission n'a dit d'aucune action si elle est à poursuivre, à transformer ou à arrêter ; "
            "l'avancement seul ne le dit pas."
        )
        return [absence(manque, f"{COMMISSION}, avec les pilotes des fiches")]
    sans_avis = [suivi for suivi in tous if not _couvert(suivi, avis)]
    lignes = [_ligne(dossier, a, tous) for sort in SORTS for a in avis if a.suite == sort]
    titres = ["Action ou fiche", "Avis", "Motif", "Statut connu", "Année de l'avis"]
    return [
        Paragraphe(_resume(dossier, avis, sans_avis)),
        Tableau("Actions à poursuivre, à transformer, à arrêter", [Colonne(t) for t in titres], lignes),
    ]


def _couvert(suivi: Suivi, avis: Sequence[AvisSurUneAction]) -> bool:
    """Vrai si l'avis porte sur l'action ou sur sa fiche."""
    return any(a.objet in (suivi.action.id, suivi.fiche.id) for a in avis)


def _resume(dossier: Dossier, avis: Sequence[AvisSurUneAction], sans_avis: Sequence[Suivi]) -> Phrase:
    rangs = {id(a): rang for rang, a in enumerate(dossier.travaux.avis_sur_les_actions)}
    traces = dossier.travaux.traces
    comptes = {
        sort: compter_des_faits(
            dossier,
            f"Avis « {mot} »",
            [traces.get(f"avis_sur_les_actions/{rangs[id(a)]}", Trace()) for a in avis if a.suite == sort],
            "nombre",
            SOURCE_DES_TRAVAUX,
        )
        for sort, mot in SORTS.items()
    }
    reste = compter_du_plan(dossier, "Actions sans avis", [s.action.id for s in sans_avis], "actions")
    verbe = accorder(len(sans_avis), "n'a", "n'ont")
    return phrase(
        "Avis de la commission — à poursuivre : {poursuivre} ; à transformer : {transformer} ; à arrêter : "
        f"{{arreter}}. {{reste}} {accorder(len(sans_avis), 'action', 'actions')} {verbe} pas encore d'avis.",
        reste=reste,
        **comptes,
    )


def _ligne(dossier: Dossier, avis: AvisSurUneAction, tous: Sequence[Suivi]) -> Ligne:
    return Ligne(
        [
            Cite(_nommer(dossier, avis.objet)),
            SORTS[avis.suite],
            Cite(avis.motif),
            _statuts(avis, tous),
            str(avis.annee),
        ]
    )


def _nommer(dossier: Dossier, objet: str) -> str:
    """L'intitulé d'une action ou le nom d'une fiche, même retirée du plan par un avenant."""
    fiches = {fiche.id: nom_court(fiche) for fiche in dossier.plan_signe.fiches}
    actions = {a.id: a.intitule for fiche in dossier.plan_signe.fiches for a in fiche.actions}
    return actions.get(objet) or fiches.get(objet, objet)


def _statuts(avis: AvisSurUneAction, tous: Sequence[Suivi]) -> object:
    """Le statut de l'action, ou de chaque action de la fiche."""
    concernes = [suivi for suivi in tous if avis.objet in (suivi.action.id, suivi.fiche.id)]
    return [Etiquette(suivi.statut) for suivi in concernes] or "n'est plus au plan"


# --- les indicateurs ------------------------------------------------------------------------------


def indicateurs_a_conserver(dossier: Dossier) -> list[Bloc]:
    """Les indicateurs du plan rangés par la règle : à conserver, à compléter, jamais mesurés."""
    utilites = [_utilite(dossier, f, i) for f, i in indicateurs_du_plan(dossier)]
    if not utilites:
        manque = "Le plan n'a aucun indicateur : il n'y en a pas à conserver."
        return [absence(manque, "le comité départemental, pour le schéma suivant")]
    groupes = {sort: [u for u in utilites if u.sort == sort] for sort in SORTS_D_INDICATEUR}
    blocs: list[Bloc] = [Paragraphe(_resume_des_indicateurs(dossier, groupes)), Paragraphe(REGLE, "note")]
    for sort, groupe in groupes.items():
        if groupe and sort != "jamais mesurés":
            blocs.append(_tableau(f"Indicateurs {sort}", groupe))
    jamais = groupes["jamais mesurés"]
    if jamais:
        titre = "Les indicateurs jamais mesurés"
        blocs.append(Repliable(titre, [_tableau("Indicateurs du plan jamais mesurés", jamais)]))
    return blocs


SORTS_D_INDICATEUR = ("à conserver", "à compléter", "jamais mesurés")


def _utilite(dossier: Dossier, fiche: Fiche, indicateur: Indicateur) -> Utilite:
    propre = mesurer(dossier, indicateur.id)
    commun = mesurer(dossier, indicateur.indicateur) if indicateur.indicateur else None
    conditions = {
        "le sens de progrès": indicateur.sens in ("hausse", "baisse"),
        "l'état zéro": indicateur.etat_zero is not None,
        "la cible": indicateur.cible is not None,
    }
    manques = tuple(nom for nom, tenue in conditions.items() if not tenue)
    return Utilite(fiche, indicateur, propre is not None or commun is not None, manques)


def _resume_des_indicateurs(dossier: Dossier, groupes: dict[str, list[Utilite]]) -> Phrase:
    comptes: dict[str, Chiffre] = {
        f"c{rang}": compter_du_plan(
            dossier,
            f"Indicateurs du plan {sort}",
            [u.indicateur.id for u in groupes[sort]],
            "indicateurs",
        )
        for rang, sort in enumerate(SORTS_D_INDICATEUR)
    }
    return phrase(
        "Indicateurs du plan — à conserver tels quels : {c0} ; à compléter : {c1} ; jamais mesurés : {c2}.",
        **comptes,
    )


def _tableau(legende: str, utilites: Sequence[Utilite]) -> Tableau:
    colonnes = [Colonne(titre) for titre in ("Indicateur (mot à mot)", "Fiche", "Il manque")]
    lignes = [
        Ligne(
            [
                Cite(utilite.indicateur.libelle),
                Cite(nom_court(utilite.fiche)),
                liste_fr(list(utilite.manques)) or "rien",
            ]
        )
        for utilite in utilites
    ]
    return Tableau(legende, colonnes, lignes)
