"""L'avancement du plan d'action : la synthèse, axe par axe.

Entrée : le dossier ; l'état de chaque action est celui du 31 décembre de l'année demandée.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sdsf.chiffres import Chiffre, inconnu, rapport, reunir
from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import Suivi, repartir, suivre_actions
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Figure,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    absence,
    numerique,
    phrase,
)
from sdsf.rendu.figures import Part, tracer_empilees
from sdsf.rendu.nombres import accorder, date
from sdsf.vocabulaire import INTITULES_STATUT

SOURCE_AVANCEMENT = "Journal d'avancement du département"
# Pour chaque statut : la couleur de sa part et son motif (pour le gris).
PARTS = {
    "realisee": ("#0b4f9e", ""),
    "en_cours": ("#5b9bd5", ""),
    "reportee": ("#de8f05", "//"),
    "abandonnee": ("#8a4b08", ""),
    "non_demarree": ("#cfd5dd", ""),
    "sans_information": ("#ffffff", "xx"),
}
PLURIELS = {
    "réalisée": "réalisées",
    "reportée": "reportées",
    "abandonnée": "abandonnées",
    "non démarrée": "non démarrées",
}


def suivis(dossier: Dossier) -> list[Suivi]:
    """L'état de chaque action au 31 décembre de l'année."""
    return dossier.une_fois(
        "actions suivies",
        lambda: suivre_actions(dossier.plan, dossier.tables["avancement"], dossier.arrete_au),
    )


def moment(dossier: Dossier, tous: Sequence[Suivi]) -> str:
    """« fin 2024 », ou la date du dernier état saisi quand rien ne l'a été pour l'année demandée."""
    arrets = [suivi.arrete_au for suivi in tous if suivi.arrete_au]
    if not arrets or max(arrets).year == dossier.annee:
        return f"fin {dossier.annee}"
    return f"au {date(max(arrets))}, dernier état saisi"


def compter_suivis(dossier: Dossier, libelle: str, choisis: Sequence[Suivi]) -> Chiffre:
    """Un nombre d'actions : la trace est la ligne de chacune dans le plan, et celle de son statut."""
    base = compter_du_plan(dossier, libelle, [s.action.id for s in choisis], "actions")
    return replace(base, trace=reunir([base.trace, *(s.trace for s in choisis)]))


def avancement(dossier: Dossier) -> list[Bloc]:
    """La synthèse : combien d'actions, dans quel état, axe par axe."""
    tous = suivis(dossier)
    groupes = repartir(tous)
    synthese = Paragraphe(_synthese(dossier, tous, groupes))
    tableau = _tableau_des_axes(dossier, tous)
    if len(groupes["sans_information"]) == len(tous):
        return [synthese, _rien_de_saisi(dossier), tableau]
    return [synthese, _figure_des_axes(dossier, tous, tableau)]


def _synthese(dossier: Dossier, tous: Sequence[Suivi], groupes: Mapping[str, Sequence[Suivi]]) -> Phrase:
    fiches = [fiche.id for fiche in dossier.plan.fiches]
    return phrase(
        "Le plan en vigueur compte {fiches} {mot_f} et {total} {mot_a} ; {moment} : {etats}.",
        fiches=compter_du_plan(dossier, "Fiches du plan en vigueur", fiches, "fiches"),
        mot_f=accorder(len(fiches), "fiche", "fiches"),
        total=compter_suivis(dossier, "Actions du plan en vigueur", tous),
        mot_a=accorder(len(tous), "action", "actions"),
        moment=moment(dossier, tous),
        etats=_etats(dossier, groupes),
    )


def _etats(dossier: Dossier, groupes: Mapping[str, Sequence[Suivi]]) -> Phrase:
    """« 3 réalisées, 2 en cours » : les statuts que quelqu'un a."""
    parties = {
        statut: phrase(
            "{n} {mot}",
            n=compter_suivis(dossier, f"Actions : {INTITULES_STATUT[statut]}", choisis),
            mot=_accorder_statut(statut, len(choisis)),
        )
        for statut, choisis in groupes.items()
        if choisis
    }
    return phrase(", ".join(f"{{{statut}}}" for statut in parties), **parties)


def _accorder_statut(statut: str, nombre: int) -> str:
    mot = INTITULES_STATUT[statut]
    return accorder(nombre, mot, PLURIELS.get(mot, mot))


def _rien_de_saisi(dossier: Dossier) -> Bloc:
    return absence(
        f"Aucun avancement n'a été saisi pour {dossier.annee} : chaque action est « sans information », "
        "ce qui n'est pas « non démarrée ». Le fichier attendu est "
        f"data/departements/{dossier.departement.code}/avancement.csv.",
        "chaque pilote de fiche, selon la liste ci-dessous",
    )


def _par_axe(dossier: Dossier, tous: Sequence[Suivi]) -> dict[str, list[Suivi]]:
    groupes: dict[str, list[Suivi]] = {}
    for suivi in tous:
        axe = dossier.axe_de(suivi.fiche)
        groupes.setdefault(f"{axe.code}. {axe.intitule}" if axe.code else axe.intitule, []).append(suivi)
    return groupes


def _tableau_des_axes(dossier: Dossier, tous: Sequence[Suivi]) -> Tableau:
    niveau, arret = dossier.plan.niveaux[0], date(dossier.arrete_au)
    lignes = [
        Ligne(_cellules_d_axe(dossier, nom, choisis)) for nom, choisis in _par_axe(dossier, tous).items()
    ]
    ensemble = Ligne(_cellules_d_axe(dossier, "Ensemble du plan", tous), accent=True)
    statuts = [numerique(mot.capitalize()) for mot in INTITULES_STATUT.values()]
    return Tableau(
        f"Actions par {niveau} et par statut au {arret} (nombre d'actions)",
        [Colonne(niveau.capitalize()), *statuts, numerique("Total"), numerique("Réalisées (%)")],
        [*lignes, ensemble],
    )


def _cellules_d_axe(dossier: Dossier, nom: str, choisis: Sequence[Suivi]) -> list[object]:
    groupes = repartir(choisis)
    comptes = {
        statut: compter_suivis(dossier, f"{nom} : {mot}", groupes[statut])
        for statut, mot in INTITULES_STATUT.items()
    }
    total = compter_suivis(dossier, f"{nom} : toutes les actions", choisis)
    rien_de_su = len(groupes["sans_information"]) == len(choisis)
    if rien_de_su:
        # Aucune action n'est connue comme réalisée : ce n'est pas « aucune n'est réalisée ».
        muets = {s: _inconnu(total, f"{nom} : {mot}") for s, mot in INTITULES_STATUT.items()}
        comptes = muets | {"sans_information": comptes["sans_information"]}
    return [nom, *comptes.values(), total, _part_realisee(nom, comptes["realisee"], total, rien_de_su)]


def _part_realisee(nom: str, realisees: Chiffre, total: Chiffre, rien_de_su: bool) -> Chiffre:
    """Quand on ne sait rien d'aucune action, la part réalisée n'est pas zéro : elle est inconnue."""
    libelle = f"{nom} : part des actions réalisées"
    return _inconnu(total, libelle, "pourcent") if rien_de_su else rapport(libelle, realisees, total)


def _inconnu(total: Chiffre, libelle: str, unite: str = "actions") -> Chiffre:
    return inconnu(libelle, unite, periode=total.periode, territoire=total.territoire)


def _figure_des_axes(dossier: Dossier, tous: Sequence[Suivi], tableau: Tableau) -> Figure:
    axes = {nom: repartir(choisis) for nom, choisis in _par_axe(dossier, tous).items()}
    niveau, periode = dossier.plan.niveaux[0], dossier.plan.periode
    plan = f"plan d'action {periode.debut}-{periode.fin}"
    return Figure(
        ancre="fig-avancement",
        titre=_titre_des_axes(dossier, tous),
        sous_titre=f"Nombre d'actions par statut et par {niveau}, au {date(dossier.arrete_au)}",
        svg=tracer_empilees("fig-avancement", [(_court(nom), _parts(g)) for nom, g in axes.items()]),
        alternative="Barres empilées par axe : " + " ; ".join(_en_mots(nom, g) for nom, g in axes.items()),
        lecture=None,
        source=f"Source : {SOURCE_AVANCEMENT.lower()}, {plan}.",
        avertissements=[dossier.referentiel.avertissements["sans_information"].texte],
        tableau=tableau,
    )


def _titre_des_axes(dossier: Dossier, tous: Sequence[Suivi]) -> Phrase:
    part = rapport(
        "Part des actions réalisées",
        compter_suivis(dossier, "Actions réalisées", repartir(tous)["realisee"]),
        compter_suivis(dossier, "Actions du plan en vigueur", tous),
    )
    return phrase(
        "{part} % des actions du plan sont réalisées, {moment}", part=part, moment=moment(dossier, tous)
    )


def _parts(groupes: Mapping[str, Sequence[Suivi]]) -> list[Part]:
    return [Part(INTITULES_STATUT[statut], len(g), *PARTS[statut]) for statut, g in groupes.items()]


def _en_mots(nom: str, groupes: Mapping[str, Sequence[Suivi]]) -> str:
    presents = [f"{len(g)} {_accorder_statut(statut, len(g))}" for statut, g in groupes.items() if g]
    return f"{nom}, " + ", ".join(presents)


def _court(texte: str, limite: int = 42) -> str:
    return texte if len(texte) <= limite else texte[: limite - 1].rstrip() + "…"
