"""La gouvernance : les instances, leurs réunions dues et tenues ; l'échéancier de l'évaluation."""

from dataclasses import replace

from sdsf.chiffres import Chiffre, inconnu, reunir
from sdsf.dossier import Dossier
from sdsf.evaluation.echeancier import Echeance, echeances
from sdsf.evaluation.gouvernance import Reunions, reunions_de, table_des_reunions
from sdsf.indicateurs import part_reunions_tenues
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Phrase, Tableau, absence, numerique, phrase
from sdsf.rendu.nombres import accorder
from sdsf.vocabulaire import BILANS, INTITULES_RAPPORT

SOURCE_REUNIONS = "Registre des réunions du département"


def instances(dossier: Dossier) -> list[Bloc]:
    """Les instances : ce que le texte prévoit, ce qui s'est tenu."""
    liste = reunions_de(dossier.plan, dossier.tables["reunions"], dossier.annee)
    if not liste:
        return [absence("Le schéma ne décrit aucune instance.", "le secrétariat du comité départemental")]
    blocs: list[Bloc] = [Paragraphe(_resume(dossier, liste)), _tableau(dossier, liste)]
    if all(r.tenues is None for r in liste):
        blocs.insert(1, _rien_de_saisi(dossier))
    return blocs


def _rien_de_saisi(dossier: Dossier) -> Bloc:
    fichier = f"data/departements/{dossier.departement.code}/reunions.csv"
    return absence(
        f"Aucune réunion n'a été saisie pour {dossier.annee} ({fichier}) : "
        "on ne sait pas lesquelles se sont tenues.",
        "le secrétariat du comité départemental",
    )


def _resume(dossier: Dossier, liste: list[Reunions]) -> Phrase:
    toutes = [r.instance.id for r in liste]
    comptees = [r.instance.id for r in liste if r.dues is not None]
    debut = phrase(
        "Le schéma décrit {n} instances ; la fréquence de {k} d'entre elles se compte en réunions par an.",
        n=compter_du_plan(dossier, "Instances de gouvernance", toutes, "nombre"),
        k=compter_du_plan(dossier, "Instances dont la fréquence se compte", comptees, "nombre"),
    )
    part = chiffre_des_reunions(dossier, liste)
    if not part.connu:
        return debut
    return phrase(
        "{debut} {part} % des réunions que le schéma attend au moins ont été tenues.", debut=debut, part=part
    )


def chiffre_des_reunions(dossier: Dossier, liste: list[Reunions]) -> Chiffre:
    """Les réunions tenues pour cent dues, parmi les instances renseignées."""
    fiche = dossier.referentiel.indicateurs["part_reunions_tenues"]
    valeur = part_reunions_tenues(table_des_reunions(liste))
    if valeur is None:
        return inconnu(fiche.intitule, fiche.unite, territoire=dossier.departement.nom)
    connues = [r for r in liste if r.tenues is not None and r.dues is not None]
    dues = sum(r.dues or 0 for r in connues)
    tenues = sum(min(r.tenues or 0, r.dues or 0) for r in connues)
    base = compter_du_plan(dossier, fiche.intitule, [r.instance.id for r in connues], fiche.unite)
    return replace(
        base,
        valeur=valeur,
        formule=fiche.formule,
        source=SOURCE_REUNIONS,
        numerateur=f"{tenues} réunions tenues (dans la limite de celles dues)",
        denominateur=f"{dues} réunions dues au moins",
        trace=reunir([base.trace, *(r.trace for r in connues)]),
    )


def _tableau(dossier: Dossier, liste: list[Reunions]) -> Tableau:
    colonnes = [
        Colonne("Instance"),
        Colonne("Fréquence (mot à mot)"),
        numerique("Réunions dues au moins"),
        numerique(f"Tenues en {dossier.annee}"),
        Colonne("Pilote"),
    ]
    lignes = [_ligne_d_instance(dossier, r) for r in liste]
    return Tableau(f"Les instances et leurs réunions en {dossier.annee}", colonnes, lignes)


def _ligne_d_instance(dossier: Dossier, r: Reunions) -> Ligne:
    return Ligne(
        [
            r.instance.intitule,
            r.instance.frequence or "non renseignée",
            _dues(dossier, r),
            _tenues(dossier, r),
            r.instance.pilote or "non dit par le texte",
        ]
    )


def _dues(dossier: Dossier, r: Reunions) -> Chiffre | str:
    if r.dues is None:
        return "ne se compte pas"
    libelle = f"Réunions dues au moins : {r.instance.intitule}"
    base = compter_du_plan(dossier, libelle, [r.instance.id], "reunions")
    return replace(
        base,
        valeur=r.dues,
        formule="minimum que la fréquence écrite permet de compter",
        extrait=r.instance.frequence or "",
    )


def _tenues(dossier: Dossier, r: Reunions) -> Chiffre:
    libelle = f"Réunions tenues : {r.instance.intitule}"
    if r.tenues is None:
        return inconnu(libelle, "reunions", territoire=dossier.departement.nom, periode=str(dossier.annee))
    return Chiffre(
        libelle,
        r.tenues,
        "reunions",
        formule="dénombrement des réunions tenues",
        territoire=dossier.departement.nom,
        periode=str(dossier.annee),
        source=SOURCE_REUNIONS,
        trace=r.trace,
    )


FILTRES = ("Rendez-vous", "Situation")


def agenda(dossier: Dossier) -> list[Bloc]:
    """Les rendez-vous d'évaluation du schéma, calculés de sa période."""
    liste = echeances(dossier.plan)
    if not liste:
        return [absence("Le schéma ne pose aucune échéance d'évaluation.", "le comité départemental")]
    titres = ["Année", "Rendez-vous", "Règle", "D'où vient la règle", "Situation"]
    colonnes = [Colonne(titre, facette=titre in FILTRES) for titre in titres]
    lignes = [_ligne_d_agenda(dossier, e) for e in liste]
    return [
        Paragraphe(_prochains(dossier, liste)),
        Tableau("L'agenda de l'évaluation", colonnes, lignes),
        *_note_de_signature(dossier),
    ]


def _ligne_d_agenda(dossier: Dossier, e: Echeance) -> Ligne:
    if e.annee == dossier.annee:
        situation = "cette année"
    else:
        situation = "à venir" if e.annee > dossier.annee else "échu"
    titre = INTITULES_RAPPORT.get(e.rapport or "", e.intitule)
    return Ligne(
        [str(e.annee), titre, e.regle, e.obligation.reference, situation], accent=e.annee == dossier.annee
    )


def _prochains(dossier: Dossier, liste: list[Echeance]) -> str:
    bilans = [e for e in liste if e.rapport in BILANS and e.annee >= dossier.annee]
    if not bilans:
        return "Aucun bilan n'est plus à venir dans la période du schéma."
    noms = [f"{INTITULES_RAPPORT[e.rapport or ''].lower()} en {e.annee} ({e.regle})" for e in bilans]
    # Celui qu'on a sous les yeux n'est pas « à venir ».
    quand = "attendus à partir de cette année" if bilans[0].annee == dossier.annee else "à venir"
    mot = accorder(len(noms), "Bilan", "Bilans")
    return f"{mot} {quand if len(noms) > 1 else quand.replace('attendus', 'attendu')} : {' ; '.join(noms)}."


def _note_de_signature(dossier: Dossier) -> list[Bloc]:
    if dossier.plan.periode.signature:
        return []
    note = (
        "Le texte ne donne pas la date de signature : les échéances sont calculées à l'année, "
        "à partir de la première année de la période."
    )
    return [Paragraphe(note, "note")]
