"""La gouvernance que le schéma prévoit, ses prochaines réunions, et ce qu'il s'impose pour s'évaluer."""

from collections.abc import Sequence

from sdsf.dossier import Dossier
from sdsf.evaluation.gouvernance import Prochaine, prochaines_reunions
from sdsf.plan.modeles import Instance
from sdsf.rendu.blocs import Bloc, Colonne, Definitions, Ligne, Paragraphe, Repliable, Tableau, absence
from sdsf.rendu.nombres import date


def gouvernance(dossier: Dossier) -> list[Bloc]:
    """Chaque instance, mot à mot ; puis la dernière réunion connue et la suivante attendue."""
    instances = dossier.plan.gouvernance
    if not instances:
        return [absence("Le schéma ne décrit aucune instance.", "le comité départemental, par avenant")]
    prochaines = prochaines_reunions(dossier.plan, dossier.tables["reunions"], dossier.arrete_au)
    return [
        *(Repliable(instance.intitule, [_detail(instance)]) for instance in instances),
        *_reunions(dossier, prochaines),
        *_groupes_de_travail(dossier),
    ]


def _detail(instance: Instance) -> Definitions:
    champs: dict[str, object] = {
        "Composition": instance.composition,
        "Missions": instance.missions,
        "Fréquence": instance.frequence,
        "Pilote": instance.pilote,
        "Réunions annoncées": [reunion.intitule for reunion in instance.reunions_annoncees],
    }
    muet = "non dit par le texte"
    return Definitions([(nom, valeur or muet) for nom, valeur in champs.items()])


def _reunions(dossier: Dossier, prochaines: Sequence[Prochaine]) -> list[Bloc]:
    titres = ["Instance", "Fréquence (mot à mot)", "Dernière réunion connue", "Suivante attendue avant"]
    lignes = [
        Ligne([p.instance.intitule, p.instance.frequence or "non dite", *_dates(p)]) for p in prochaines
    ]
    tableau = Tableau(f"Les réunions au {date(dossier.arrete_au)}", [Colonne(t) for t in titres], lignes)
    if any(p.derniere for p in prochaines):
        note = (
            "La date attendue est la dernière réunion connue, plus l'intervalle le plus long "
            "que la fréquence écrite permet."
        )
        return [tableau, Paragraphe(note, "note")]
    fichier = f"data/departements/{dossier.departement.code}/reunions.csv"
    qui = "le secrétariat du comité départemental"
    manque = f"Aucune réunion n'a été saisie ({fichier}) : la suivante ne peut pas être calculée."
    return [tableau, absence(manque, qui)]


def _dates(prochaine: Prochaine) -> tuple[str, str]:
    derniere = date(prochaine.derniere) if prochaine.derniere else "non renseignée"
    if prochaine.attendue_avant:
        return derniere, f"le {date(prochaine.attendue_avant)}"
    annoncees = [reunion.intitule for reunion in prochaine.instance.reunions_annoncees]
    return derniere, f"annoncée : {' ; '.join(annoncees)}" if annoncees else "ne se calcule pas"


def _groupes_de_travail(dossier: Dossier) -> list[Bloc]:
    groupes = dossier.plan.groupes_de_travail
    if not groupes:
        return []
    titres = ["Groupe de travail", "Pilote", "Composition", "Fréquence"]
    muet = "non dit par le texte"
    lignes = [
        Ligne([g.intitule, g.pilote or muet, g.composition or muet, g.frequence or muet]) for g in groupes
    ]
    return [Tableau("Les groupes de travail (mot à mot)", [Colonne(t) for t in titres], lignes)]


def regles(dossier: Dossier) -> list[Bloc]:
    """Ce que le schéma écrit lui-même sur son suivi et son évaluation."""
    ecrites = dossier.plan.regles_evaluation
    if not ecrites:
        return [absence("Le schéma n'écrit aucune règle d'évaluation.", "la commission d'évaluation")]
    couples: list[tuple[str, object]] = [
        (f"{regle.intitule} (ligne {regle.extrait.ligne})", regle.textes) for regle in ecrites
    ]
    return [Definitions(couples)]
