"""Les schémas côte à côte : période, axes, et ce que chaque texte permet d'évaluer."""

from sdsf.dossier import Dossier, SchemaDecrit
from sdsf.rapports.comparaison.regard import nom_de
from sdsf.rapports.evaluabilite.comparaison import comparaison as face_aux_questions
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau, absence
from sdsf.rendu.nombres import accorder


def schemas(dossier: Dossier) -> list[Bloc]:
    """La période et les axes de chaque schéma ; les départements dont aucun schéma n'est décrit."""
    decrits = [schema.departement.code for schema in dossier.schemas]
    sans = [nom_de(dossier, code) for code in dossier.demande.choix.departements if code not in decrits]
    manque: list[Bloc] = []
    if sans:
        mot = accorder(len(sans), "ce département", "ces départements")
        texte = f"Aucun schéma n'est décrit ici pour {mot} : {', '.join(sans)}."
        manque = [absence(texte, "la commission d'évaluation de chacun (« sdsf nouveau departement »)")]
    return [*([_tableau(dossier)] if decrits else []), *manque]


def evaluabilite(dossier: Dossier) -> list[Bloc]:
    """Ce que les textes contiennent et ce qu'ils permettent d'évaluer, devant les mêmes questions."""
    return face_aux_questions(dossier)


def _tableau(dossier: Dossier) -> Tableau:
    colonnes = [
        Colonne(titre) for titre in ("Département", "Période", "En vigueur", "Premier niveau, mot à mot")
    ]
    return Tableau("Les schémas comparés", colonnes, [_ligne(dossier, schema) for schema in dossier.schemas])


def _ligne(dossier: Dossier, schema: SchemaDecrit) -> Ligne:
    plan = schema.plan
    debut, fin = plan.periode.debut, plan.periode.fin
    situation = f"en {dossier.annee}" if debut <= dossier.annee <= fin else f"terminé en {fin}"
    if dossier.annee < debut:
        situation = f"à partir de {debut}"
    axes = [
        n.intitule if not n.code else f"{n.code}. {n.intitule}" for n in plan.arborescence if not n.parent
    ]
    return Ligne(
        [schema.departement.nom, f"{debut}-{fin}", situation, axes],
        accent=schema.departement.code == dossier.departement.code,
    )


def prudence(dossier: Dossier) -> list[Bloc]:
    """Ce qu'une comparaison ne dit pas."""
    return [Paragraphe(texte) for texte in PRUDENCES]


PRUDENCES = (
    "Un taux de couverture compte des places offertes, pas des places occupées, ni des familles satisfaites. "
    "Un taux plus bas n'est pas un moins bon schéma : la population, les emplois et l'habitat diffèrent.",
    "Les départements ne sont pas classés. Un écart qui ne dépasse pas la marge de prudence ne se commente "
    "pas : la façon de compter, ou une seule année, suffit à le produire.",
    "Aucun écart n'est attribué à un schéma : les périodes, les engagements et les territoires diffèrent.",
)
