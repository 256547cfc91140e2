"""Le plan, pour les familles : ce qu'il voulait faire, ce qui a été fait, ce que l'on ignore, la suite."""

from collections.abc import Mapping, Sequence

from sdsf.chiffres import Chiffre
from sdsf.chiffres import rapport as part_de
from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import Suivi, repartir
from sdsf.evaluation.echeancier import echeances
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.courts import le_departement
from sdsf.rapports.indicateur import indicateurs_du_plan
from sdsf.rapports.point_annuel.plan import PARTS, SOURCE_AVANCEMENT, compter_suivis, suivis
from sdsf.rapports.point_annuel.tableau_de_bord import suivis_du_plan
from sdsf.rapports.synthese_publique.accueil import inconnus_de_l_accueil
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Figure,
    Ligne,
    Liste,
    Paragraphe,
    Phrase,
    Tableau,
    numerique,
    phrase,
)
from sdsf.rendu.figures import Part, tracer_empilees
from sdsf.rendu.nombres import accorder, date
from sdsf.vocabulaire import INTITULES_STATUT

CITEES = 4
BILANS = {
    "bilan_intermediaire": "Un bilan de mi-parcours",
    "bilan_final": "Un bilan de fin",
}
# L'état d'une action, au singulier et au pluriel, tel qu'on le dirait à voix haute.
ETATS = {
    "realisee": ("action est terminée", "actions sont terminées"),
    "en_cours": ("action est en cours", "actions sont en cours"),
    "reportee": ("action est remise à plus tard", "actions sont remises à plus tard"),
    "abandonnee": ("action est abandonnée", "actions sont abandonnées"),
    "non_demarree": ("action n'a pas commencé", "actions n'ont pas commencé"),
    "sans_information": (
        "action reste sans nouvelle : personne n'a dit où elle en est",
        "actions restent sans nouvelle : personne n'a dit où elles en sont",
    ),
}


# --- ce que le plan voulait faire -----------------------------------------------------------------


def intention(dossier: Dossier) -> list[Bloc]:
    """Ce qu'est un schéma, ses années, ses buts (mot à mot), le nombre de ses actions."""
    periode = dossier.plan.periode
    buts = [noeud for noeud in dossier.plan.arborescence if noeud.parent is None]
    actions = suivis(dossier)
    debut = (
        f"Un schéma est un plan de travail. Celui-ci concerne {le_departement(dossier)}. "
        f"Il va de {periode.debut} à {periode.fin}. Plusieurs institutions s'y engagent ensemble, "
        "au service des familles."
    )
    combien = phrase(
        "Le plan a {n} {mot}. Les voici, avec ses propres mots :",
        n=compter_du_plan(dossier, "Grands buts du plan", [but.id for but in buts], "nombre"),
        mot=accorder(len(buts), "grand but", "grands buts"),
    )
    suite_ = phrase(
        "Pour y arriver, le plan prévoit {a} {mot}.",
        a=compter_suivis(dossier, "Actions du plan en vigueur", actions),
        mot=accorder(len(actions), "action", "actions"),
    )
    citations = Liste([f"« {but.intitule} »" for but in buts], "citations")
    return [Paragraphe(debut), Paragraphe(combien), citations, Paragraphe(suite_)]


# --- ce qui a été fait ----------------------------------------------------------------------------


def realisations(dossier: Dossier) -> list[Bloc]:
    """L'état des actions, en une barre et en phrases ; quelques actions terminées, mot à mot."""
    tous = suivis(dossier)
    groupes = repartir(tous)
    if len(groupes["sans_information"]) == len(tous):
        return _rien_de_su(dossier, tous)
    phrases = [_phrase_d_etat(dossier, statut, choisis) for statut, choisis in groupes.items() if choisis]
    return [_figure(dossier, tous, groupes), Liste(phrases), *_exemples(groupes["realisee"])]


def _rien_de_su(dossier: Dossier, tous: Sequence[Suivi]) -> list[Bloc]:
    texte = phrase(
        "Nous ne le savons pas encore. Le plan prévoit {t} {mot}. Personne n'a encore écrit "
        + accorder(len(tous), "où elle en est. ", "où elles en sont. ")
        + "Cela ne veut pas dire que rien n'a été fait. Les institutions qui mènent le plan peuvent le dire.",
        t=compter_suivis(dossier, "Actions du plan en vigueur", tous),
        mot=accorder(len(tous), "action", "actions"),
    )
    return [Paragraphe(texte, "absence")]


def _phrase_d_etat(dossier: Dossier, statut: str, choisis: Sequence[Suivi]) -> Phrase:
    nombre = compter_suivis(dossier, f"Actions : {INTITULES_STATUT[statut]}", choisis)
    return phrase("{n} " + accorder(len(choisis), *ETATS[statut]) + ".", n=nombre)


def _figure(dossier: Dossier, tous: Sequence[Suivi], groupes: Mapping[str, Sequence[Suivi]]) -> Figure:
    comptes = {s: compter_suivis(dossier, f"Actions : {INTITULES_STATUT[s]}", g) for s, g in groupes.items()}
    parts = [Part(INTITULES_STATUT[s], len(g), *PARTS[s]) for s, g in groupes.items()]
    dits = ", ".join(f"{INTITULES_STATUT[s]} {len(g)}" for s, g in groupes.items() if g)
    return Figure(
        ancre="fig-actions",
        titre=_titre(dossier, tous, comptes["realisee"]),
        sous_titre=f"Nombre d'actions du plan, au {date(dossier.arrete_au)}",
        svg=tracer_empilees("fig-actions", [("Les actions", parts)]),
        alternative=f"Une barre : {dits}.",
        lecture=None,
        source=f"Source : {SOURCE_AVANCEMENT.lower()}.",
        avertissements=[],
        tableau=Tableau(
            "Nombre d'actions",
            [Colonne("État"), numerique("Actions")],
            [Ligne([INTITULES_STATUT[s].capitalize(), c]) for s, c in comptes.items()],
        ),
    )


def _titre(dossier: Dossier, tous: Sequence[Suivi], faites: Chiffre) -> Phrase:
    total = compter_suivis(dossier, "Actions du plan en vigueur", tous)
    part = part_de("Part des actions réalisées", faites, total)
    return phrase("{p} % des actions sont terminées", p=part)


def _exemples(faites: Sequence[Suivi]) -> list[Bloc]:
    """Une action terminée par fiche, les premières du plan."""
    par_fiche: dict[str, Suivi] = {}
    for suivi in faites:
        par_fiche.setdefault(suivi.fiche.id, suivi)
    choisies = list(par_fiche.values())[:CITEES]
    if not choisies:
        return []
    titre = accorder(len(choisies), "Voici une action terminée :", "Voici des actions terminées :")
    return [Paragraphe(titre), Liste([f"« {suivi.action.intitule} »" for suivi in choisies], "citations")]


# --- ce que l'on ne sait pas ----------------------------------------------------------------------


def inconnu(dossier: Dossier) -> list[Bloc]:
    """Ce qui manque, compté : actions sans nouvelle, mesures sans résultat, accueil mal connu."""
    manques = [manque for manque in (_actions_muettes(dossier), _mesures_muettes(dossier)) if manque]
    manques += [phrase(texte) for texte in inconnus_de_l_accueil(dossier)]
    if not manques:
        return [Paragraphe("Tout ce que le plan voulait mesurer l'a été.")]
    return [Paragraphe("Un plan se juge sur ce que l'on sait. Voici ce qui manque."), Liste(manques)]


def _actions_muettes(dossier: Dossier) -> Phrase | None:
    muettes = repartir(suivis(dossier))["sans_information"]
    if not muettes:
        return None
    return phrase(
        "Pour {m} " + accorder(len(muettes), "action", "actions") + ", nous ne savons pas ce qui a été fait.",
        m=compter_suivis(dossier, "Actions sans information", muettes),
    )


def _mesures_muettes(dossier: Dossier) -> Phrase | None:
    prevues = [indicateur.id for _, indicateur in indicateurs_du_plan(dossier)]
    if not prevues:
        return phrase(
            "Le plan n'a prévu aucune mesure pour dire ce qui change. Il sera donc difficile à juger."
        )
    muettes = [suivi.code for suivi in suivis_du_plan(dossier) if not suivi.renseigne]
    if not muettes:
        return None
    debut = (
        "Le plan a prévu {t} " + accorder(len(prevues), "mesure", "mesures") + " pour voir ce qui change. "
    )
    fin = "{m} " + accorder(len(muettes), "n'a encore aucun résultat.", "n'ont encore aucun résultat.")
    return phrase(
        debut + ("Aucune n'a encore de résultat." if len(muettes) == len(prevues) else fin),
        t=compter_du_plan(dossier, "Indicateurs du plan", prevues, "indicateurs"),
        m=compter_du_plan(dossier, "Indicateurs du plan sans valeur", muettes, "indicateurs"),
    )


# --- la suite -------------------------------------------------------------------------------------


def suite(dossier: Dossier) -> list[Bloc]:
    """Jusqu'à quand va le plan, les bilans à venir, qui le suit (mot à mot)."""
    fin, annee = dossier.plan.periode.fin, dossier.annee
    terme = f"Le plan continue jusqu'à la fin de {fin}." if annee < fin else f"{fin} est sa dernière année."
    bilans = [
        f"{BILANS[e.rapport]} est prévu en {e.annee}."
        for e in echeances(dossier.plan)
        if e.rapport in BILANS and e.annee >= annee
    ]
    blocs: list[Bloc] = [Paragraphe(" ".join([terme, *dict.fromkeys(bilans)]))]
    instances = [f"« {instance.intitule} »" for instance in dossier.plan.gouvernance][:CITEES]
    if instances:
        blocs += [Paragraphe("Le plan dit qui le suit :"), Liste(instances, "citations")]
    return blocs
