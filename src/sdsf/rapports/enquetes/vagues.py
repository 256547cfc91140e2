"""Les vagues qu'un rapport montre, et les chiffres qu'il en tire."""

from sdsf.chiffres import Chiffre, Trace, ecrire, inconnu
from sdsf.dossier import Dossier
from sdsf.enquetes.echantillon import Part
from sdsf.enquetes.vague import Vague
from sdsf.rapports.enquetes.publics import PUBLICS, public_du_rapport
from sdsf.referentiel.questionnaires import Question, Suivi
from sdsf.rendu.blocs import Paragraphe, absence
from sdsf.rendu.nombres import nombre

FORMULE = "part pesée de ceux qui ont répondu ; variance de Taylor, intervalle de Korn et Graubard à 95 %"


def vagues(dossier: Dossier, public: str = "") -> list[Vague]:
    """Les enquêtes d'un public jusqu'à l'année du rapport, de la plus ancienne à la plus récente.

    ``public`` : le code du questionnaire ; sans lui, le public du rapport demandé.
    """
    if dossier.enquetes is None:
        raise ValueError("ce rapport ne lit pas les enquêtes : voir vocabulaire.RAPPORTS_A_ENQUETES")
    code = public or public_du_rapport(dossier).code
    return [vague for vague in dossier.enquetes if vague.fiche.questionnaire == code]


def derniere(dossier: Dossier, public: str = "") -> Vague | None:
    """La dernière vague, ou rien."""
    return next(reversed(vagues(dossier, public)), None)


def precedente(dossier: Dossier, public: str = "") -> Vague | None:
    """La vague d'avant, si elle a posé la même version du questionnaire."""
    connues = vagues(dossier, public)
    if len(connues) < 2 or connues[-2].fiche.version != connues[-1].fiche.version:
        return None
    return connues[-2]


def sans_enquete(dossier: Dossier, public: str = "") -> Paragraphe:
    """Ce qui manque à un département sans enquête, et qui peut le fournir."""
    qui = PUBLICS[public] if public else public_du_rapport(dossier)
    ou = f"data/departements/{dossier.departement.code}/enquetes/"
    return absence(
        f"Aucune réponse d'enquête auprès des {qui.nom} n'est rangée jusqu'en {dossier.annee} ({ou}) : "
        f"{qui.non_mesure}.",
        qui.peut_fournir,
    )


def rien_a_montrer() -> Paragraphe:
    """Une section sans enquête, après celle qui dit ce qui manque."""
    return Paragraphe("Sans réponses d'enquête, cette section n'a rien à montrer.", "absence")


def compte(dossier: Dossier, vague: Vague, libelle: str, nombre: float, trace: Trace) -> Chiffre:
    """Un nombre de réponses, non pesé."""
    return Chiffre(
        libelle,
        float(nombre),
        "reponses",
        nature="declaree",
        formule="dénombrement, sans poids",
        territoire=dossier.departement.nom,
        perimetre=vague.questionnaire.repondants,
        periode=str(vague.fiche.annee),
        source=vague.fiche.intitule,
        trace=trace,
    )


def repondants_a(dossier: Dossier, vague: Vague, question: Question, n: int) -> Chiffre:
    """Le nombre de réponses à une question : toujours montré à côté d'une part."""
    return compte(dossier, vague, f"Réponses à « {question.court} »", n, vague.trace(question.code))


def part(
    dossier: Dossier, vague: Vague, question: Question, libelle: str, estimee: Part | None, groupe: str = ""
) -> Chiffre:
    """Une part et sa carte ; « secret » si l'édition la cache."""
    nom = f"{question.court} : {libelle}" + (f" ({groupe})" if groupe else "")
    territoire, periode = dossier.departement.nom, str(vague.fiche.annee)
    if estimee is None:
        return inconnu(nom, "pourcent", "secret", territoire=territoire, periode=periode)
    return Chiffre(
        nom,
        round(estimee.part, 6),
        "pourcent",
        nature="estimee",
        formule=FORMULE,
        denominateur=f"{estimee.n} réponses (non pesées)",
        territoire=territoire,
        perimetre=", ".join(filter(None, (vague.questionnaire.repondants, groupe))),
        periode=periode,
        source=vague.fiche.intitule,
        note=f"intervalle à 95 % : de {ecrire(round(estimee.bas, 1))} à {ecrire(round(estimee.haut, 1))} %",
        trace=vague.trace(question.code),
    )


def intervalle(estimee: Part | None) -> str:
    """« de 41,0 à 52,3 » : les bornes que la carte de la part donne aussi ; rien si la part est cachée."""
    return f"de {nombre(estimee.bas, 1)} à {nombre(estimee.haut, 1)}" if estimee else ""


def mesure(vague: Vague, question: Question) -> str:
    """Le nom de la part suivie d'une question."""
    suivi: Suivi | None = vague.questionnaire.suivi(question)
    return suivi.mesure if suivi else ""


def suivies(vague: Vague) -> list[Question]:
    """Les questions dont une part est suivie."""
    return [q for q in vague.questionnaire.questions() if vague.questionnaire.suivi(q)]
