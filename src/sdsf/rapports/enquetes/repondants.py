"""Qui a répondu : combien, et en quoi les répondants ressemblent à la population."""

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.enquetes.vague import Vague
from sdsf.rapports.enquetes.vagues import compte, derniere, repondants_a, sans_enquete
from sdsf.referentiel.enquetes import INTITULES_DU_MODE, Marge
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Phrase, Tableau, numerique, phrase
from sdsf.rendu.nombres import date


def repondants(dossier: Dossier) -> list[Bloc]:
    """Le nombre de réponses, le taux de réponse, et les répondants contre les marges connues."""
    vague = derniere(dossier)
    if vague is None:
        return [sans_enquete(dossier)]
    return [
        Paragraphe(collecte(dossier, vague)),
        *taux_de_reponse(dossier, vague),
        *[_contre_la_marge(dossier, vague, marge) for marge in vague.fiche.marges],
        *([] if trop_peu_nombreux(vague) else [Paragraphe(calage(dossier, vague))]),
    ]


def tous(dossier: Dossier, vague: Vague) -> Chiffre:
    """Le nombre de répondants d'une vague."""
    return compte(dossier, vague, f"Répondants en {vague.fiche.annee}", vague.n, vague.lue.trace)


def combien(dossier: Dossier, vague: Vague) -> Chiffre | str:
    """Le nombre de répondants ; l'édition publique ne dit pas qu'ils n'étaient qu'un à quatre."""
    return f"moins de {vague.petit}" if trop_peu_nombreux(vague) else tous(dossier, vague)


def trop_peu_nombreux(vague: Vague) -> bool:
    """L'édition publique cache jusqu'au nombre de répondants."""
    return vague.publique and vague.n < vague.petit


def ont_repondu(vague: Vague) -> str:
    """« parents ont répondu », accordé au nombre de répondants."""
    seul = vague.n == 1 and not trop_peu_nombreux(vague)
    return "personne a répondu" if seul else f"{vague.questionnaire.repondants} ont répondu"


def collecte(dossier: Dossier, vague: Vague) -> Phrase:
    """Combien ont répondu, à quoi, quand, comment, et qui l'on visait."""
    fiche = vague.fiche
    quand = f", du {date(fiche.du)} au {date(fiche.au)}" if fiche.du and fiche.au else ""
    mode = f", {INTITULES_DU_MODE[fiche.mode]}" if fiche.mode else ""
    population = fiche.population or "population non renseignée"
    base = fiche.base_de_sondage or "base de sondage non renseignée"
    return phrase(
        f"« {{titre}} » : {{n}} {ont_repondu(vague)}{quand}{mode}. "
        "Population visée : {population}. Base de sondage : {base}.",
        titre=fiche.intitule,
        n=combien(dossier, vague),
        population=population,
        base=base,
    )


def taux_de_reponse(dossier: Dossier, vague: Vague) -> list[Bloc]:
    """Les réponses rapportées aux envois ; rien si l'édition cache le nombre de réponses."""
    envoyes = vague.fiche.questionnaires_envoyes
    if trop_peu_nombreux(vague):
        return []
    if envoyes is None:
        manque = "Le nombre de questionnaires envoyés n'est pas renseigné : pas de taux de réponse."
        return [Paragraphe(manque, "absence")]
    taux = Chiffre(
        "Taux de réponse",
        100 * vague.n / envoyes,
        "pourcent",
        formule="répondants ÷ questionnaires envoyés × 100",
        numerateur=str(vague.n),
        denominateur=str(envoyes),
        territoire=dossier.departement.nom,
        perimetre=vague.questionnaire.repondants,
        periode=str(vague.fiche.annee),
        source=vague.fiche.intitule,
        trace=vague.lue.trace,
    )
    envois = compte(dossier, vague, "Questionnaires envoyés", envoyes, vague.lue.trace)
    texte = (
        "Sur {e} questionnaires envoyés, {t} % ont reçu une réponse. Ceux qui n'ont pas répondu peuvent "
        "penser autrement : aucun intervalle de ce rapport ne le mesure."
    )
    return [Paragraphe(phrase(texte, e=envois, t=taux))]


def _contre_la_marge(dossier: Dossier, vague: Vague, marge: Marge) -> Bloc:
    """La répartition des répondants, sans poids, et celle de la population."""
    question = vague.questionnaire.question(marge.question)
    repondu = vague.table[question.code].dropna()
    if not vague.suffit(len(repondu)):
        manque = f"« {question.court} » : moins de {vague.minimum} réponses, aucune part n'est donnée."
        return Paragraphe(manque, "absence")
    modalites = vague.lue.modalites(question)
    lignes = []
    for code, libelle in modalites.items():
        cachee = vague.caches.cache(question.code, code)
        effectif = int((repondu == code).sum())
        dits = Chiffre(
            f"{question.court} : {libelle}, parmi les répondants",
            None if cachee else 100 * effectif / len(repondu),
            "pourcent",
            etat="secret" if cachee else "valeur",
            formule="" if cachee else "répondants ÷ réponses à la question × 100, sans poids",
            denominateur="" if cachee else str(len(repondu)),
            territoire=dossier.departement.nom,
            perimetre=vague.questionnaire.repondants,
            periode=str(vague.fiche.annee),
            source=vague.fiche.intitule,
        )
        population = Chiffre(
            f"{question.court} : {libelle}, dans la population",
            marge.parts.get(code, 0.0),
            "pourcent",
            nature="publiee",
            formule="part connue, écrite dans enquete.yml",
            territoire=dossier.departement.nom,
            perimetre=vague.questionnaire.repondants,
            periode=str(vague.fiche.annee),
            source=marge.source,
            trace=vague.lue.trace,
        )
        lignes.append(Ligne([libelle, dits, population]))
    n = repondants_a(dossier, vague, question, len(repondu))
    return Tableau(
        f"{question.court} : les répondants et la population",
        [Colonne("Réponse"), numerique("Répondants, sans poids (%)"), numerique("Population (%)")],
        lignes,
        phrase("{n} réponses. Population : {source}.", n=n, source=marge.source),
    )


def calage(dossier: Dossier, vague: Vague) -> Phrase | str:
    """Ce que le calage a fait, ou pourquoi il n'a rien fait."""
    echantillon = vague.echantillon
    noms = {q.code: q.court.lower() for q in vague.questionnaire.questions()}
    ecartees = " ".join(
        f"La marge « {noms[code]} » n'est pas tenue : {cause}."
        for code, cause in echantillon.ecartees.items()
    )
    if not vague.fiche.marges:
        return "Aucune répartition de la population n'est renseignée : chaque réponse pèse autant."
    if not echantillon.calees:
        return f"{ecartees} Les réponses ne sont donc pas calées : chacune pèse autant."
    poids = echantillon.poids / echantillon.poids.mean()
    bornes = [
        Chiffre(
            f"Poids {nom} d'une réponse",
            round(float(valeur), 6),
            "",
            formule="poids calé ÷ poids moyen",
            territoire=dossier.departement.nom,
            perimetre=vague.questionnaire.repondants,
            periode=str(vague.fiche.annee),
            source=vague.fiche.intitule,
            trace=vague.lue.trace,
        )
        for nom, valeur in (("le plus petit", poids.min()), ("le plus grand", poids.max()))
    ]
    efficace = compte(
        dossier, vague, "Réponses de même précision (Kish)", round(echantillon.n_efficace), vague.lue.trace
    )
    suite = f" {ecartees}" if ecartees else ""
    tenues = " et ".join(noms[code] for code in echantillon.calees)
    return phrase(
        f"Les réponses sont calées sur la population ({tenues}) : une réponse pèse de {{a}} à {{b}} fois la "
        f"moyenne, et les {{n}} réponses ont la précision de {{e}} réponses de même poids.{suite}",
        a=bornes[0],
        b=bornes[1],
        n=tous(dossier, vague),
        e=efficace,
    )
