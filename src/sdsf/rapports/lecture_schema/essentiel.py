"""L'essentiel : ce que le schéma contient, et ce qu'un lecteur doit en savoir d'abord."""

from collections.abc import Mapping, Sequence

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.acteurs import Participation, par_acteur, participations, sans_pilote
from sdsf.evaluation.calendrier import calendrier, sans_calendrier
from sdsf.evaluation.rapprochement import rapprocher
from sdsf.plan.modeles import Fiche
from sdsf.rapports.chiffrer import compter_des_groupes, compter_du_plan
from sdsf.rendu.blocs import Bloc, Encadre, Lien, Liste, Phrase, phrase
from sdsf.rendu.nombres import accorder


def essentiel(dossier: Dossier) -> list[Bloc]:
    """Deux encadrés : ce que le schéma contient, ce qu'il ne dit pas."""
    return [
        Encadre("Ce que le schéma contient", [Liste(_contenu(dossier))], "constats"),
        Encadre("Ce qu'il ne dit pas, ou dit deux fois", [Liste(_manques(dossier))], "alertes"),
    ]


def _compter(dossier: Dossier, libelle: str, ids: Sequence[str], unite: str = "nombre") -> Chiffre:
    return compter_du_plan(dossier, libelle, ids, unite)


def _contenu(dossier: Dossier) -> list[Phrase]:
    return [_les_fiches(dossier), _les_indicateurs(dossier), _les_acteurs(dossier), _les_instances(dossier)]


def _les_fiches(dossier: Dossier) -> Phrase:
    plan = dossier.plan
    actions = [action for fiche in plan.fiches for action in fiche.actions]
    sous_actions = [s.id for action in actions for s in action.sous_actions]
    decoupe = ", dont certaines se découpent en {s} {mot_s}" if sous_actions else ""
    return phrase(
        "{f} {mot_f} et {a} {mot_a}" + decoupe + " : {lien}.",
        f=_compter(dossier, "Fiches du plan", [f.id for f in plan.fiches], "fiches"),
        mot_f=_mot(len(plan.fiches), "fiche", plan.niveaux[-2]),
        a=_compter(dossier, "Actions du plan", [a.id for a in actions], "actions"),
        mot_a=_mot(len(actions), "action", plan.niveaux[-1]),
        s=_compter(dossier, "Sous-actions du plan", sous_actions, "actions"),
        mot_s=accorder(len(sous_actions), "sous-action", "sous-actions"),
        lien=Lien("arbre", "l'arborescence"),
    )


def _mot(nombre: int, mot: str, du_schema: str) -> str:
    """Notre mot, et celui du schéma quand c'en est un autre : « fiches (le schéma dit « action ») »."""
    accorde = accorder(nombre, mot, mot + "s")
    return accorde if du_schema.startswith(mot) else f"{accorde} (le schéma dit « {du_schema} »)"


def _les_indicateurs(dossier: Dossier) -> Phrase:
    tous = [i for fiche in dossier.plan.fiches for i in fiche.indicateurs]
    if not tous:
        return phrase("Aucun indicateur d'évaluation n'est écrit dans les fiches.")
    lignes = [ligne for fiche in dossier.plan.fiches for ligne in fiche.lignes_d_indicateurs]
    cibles = [i.id for i in tous if i.cible]
    suite = "{c} {mot} une cible chiffrée" if cibles else "aucun n'a de cible chiffrée"
    return phrase(
        "{l} {mot_l} {n} une fois {mot_n} ; " + suite + ".",
        l=_compter(dossier, "Lignes d'indicateurs du texte", lignes),
        n=_compter(dossier, "Indicateurs, une fois les lignes composées séparées", [i.id for i in tous]),
        c=_compter(dossier, "Indicateurs dotés d'une cible", cibles),
        mot_l=accorder(len(lignes), "ligne d'indicateurs, qui en dit", "lignes d'indicateurs, qui en disent"),
        mot_n=accorder(len(lignes), "séparée", "séparées"),
        mot=accorder(len(cibles), "a", "ont"),
    )


def _les_acteurs(dossier: Dossier) -> Phrase:
    tous = participations(dossier.plan)
    if not tous:
        return phrase("Aucune fiche ne désigne de pilote ni de partenaire.")
    groupes = par_acteur(tous)
    pilotes = par_acteur(p for p in tous if p.role == "pilote")
    return phrase(
        "{n} {mot} d'acteurs dans les fiches, dont {p} en {pilote} : {lien}.",
        mot=accorder(len(groupes), "institution ou catégorie", "institutions ou catégories"),
        pilote=accorder(len(pilotes), "pilote", "pilotent"),
        n=_compter_acteurs(dossier, "Institutions nommées", groupes),
        p=_compter_acteurs(dossier, "Institutions qui pilotent", pilotes),
        lien=Lien("pilotes", "qui pilote quoi"),
    )


def _compter_acteurs(dossier: Dossier, libelle: str, groupes: Mapping[str, list[Participation]]) -> Chiffre:
    """Un nombre d'institutions, chacune avec les lignes des fiches où elle est nommée."""
    fiches = {acteur: [p.fiche.id for p in liste] for acteur, liste in groupes.items()}
    return compter_des_groupes(dossier, libelle, fiches, "nombre")


def _les_instances(dossier: Dossier) -> Phrase:
    plan = dossier.plan
    if not plan.gouvernance:
        return phrase("Aucune instance de gouvernance n'est décrite.")
    comptees = [i.id for i in plan.gouvernance if i.reunions_par_an]
    return phrase(
        "{n} {mot} de gouvernance, dont {k} à la fréquence chiffrée : {lien}.",
        n=_compter(dossier, "Instances de gouvernance", [i.id for i in plan.gouvernance]),
        mot=accorder(len(plan.gouvernance), "instance", "instances"),
        k=_compter(dossier, "Instances dont la fréquence se compte", comptees),
        lien=Lien("gouvernance", "la gouvernance"),
    )


def _manques(dossier: Dossier) -> list[Phrase]:
    plan = dossier.plan
    muettes = [f for f in plan.fiches if not f.indicateurs]
    dates = {t.fiche.id for t in calendrier(plan) if t.fin}
    sans_fin = [f for f in plan.fiches if f.id not in dates]
    return [
        _fiches_sans(dossier, "pilote", sans_pilote(plan), "pilotes"),
        _fiches_sans(dossier, "indicateur d'évaluation", muettes, "fiches"),
        _fiches_sans(dossier, "calendrier écrit", sans_calendrier(plan), "calendrier"),
        _fiches_sans(dossier, "échéance datée", sans_fin, "calendrier"),
        *_annexe(dossier),
        _vigilance(dossier),
    ]


def _fiches_sans(dossier: Dossier, quoi: str, fiches: Sequence[Fiche], ancre: str) -> Phrase:
    if not fiches:
        return phrase("Aucune fiche n'est sans {quoi}.", quoi=quoi)
    return phrase(
        "{n} {mot} sans {quoi}, sur {total} : {lien}.",
        n=_compter(dossier, f"Fiches sans {quoi}", [f.id for f in fiches], "fiches"),
        mot=accorder(len(fiches), "fiche", "fiches"),
        quoi=quoi,
        total=_compter(dossier, "Fiches du plan", [f.id for f in dossier.plan.fiches], "fiches"),
        lien=Lien(ancre, "le détail"),
    )


def _annexe(dossier: Dossier) -> list[Phrase]:
    liste = rapprocher(dossier.plan)
    autres = [r for r in liste if r.accord != "identique"]
    if not liste:
        return []
    if not autres:
        return [phrase("Aucun écart entre le récapitulatif du plan et ses fiches.")]
    ids = [r.corps.id if r.corps else r.fiche.id for r in autres]
    return [
        phrase(
            "{n} {mot} entre le récapitulatif du plan et ses fiches : {lien}.",
            n=_compter(dossier, "Écarts entre le récapitulatif et les fiches", ids),
            mot=accorder(len(autres), "écart", "écarts"),
            lien=Lien("annexe-du-texte", "le rapprochement"),
        )
    ]


def _vigilance(dossier: Dossier) -> Phrase:
    points = dossier.plan.points_de_vigilance
    return phrase(
        "{n} {mot} à la lecture : {lien}.",
        mot=accorder(len(points), "point de vigilance relevé", "points de vigilance relevés"),
        n=_compter(dossier, "Points de vigilance", [p.id for p in points]),
        lien=Lien("vigilance", "lesquels"),
    )
