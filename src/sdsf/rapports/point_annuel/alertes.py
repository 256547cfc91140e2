"""Les alertes de l'essentiel : ce qui gêne la conduite ou le jugement du plan, et la décision à prendre.

Chaque règle regarde le dossier et rend une phrase chiffrée et une décision, ou rien. L'ordre de
``ALERTES`` est l'ordre d'importance.
"""

from collections.abc import Iterable, Sequence

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import repartir
from sdsf.evaluation.echeancier import echeances
from sdsf.evaluation.gouvernance import reunions_de
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.constats import Constat
from sdsf.rapports.indicateur import communs_suivis, indicateurs_du_plan, suivre_commun
from sdsf.rapports.peremption import alerte, perime
from sdsf.rapports.point_annuel.jalons import compter_jalons, jalons_echus
from sdsf.rapports.point_annuel.plan import compter_suivis, suivis
from sdsf.rapports.point_annuel.tableau_de_bord import suivis_du_plan
from sdsf.rendu.blocs import Phrase, phrase
from sdsf.rendu.nombres import abreger, accorder, date, liste_fr
from sdsf.vocabulaire import BILANS, INTITULES_RAPPORT

ANNEES_DE_PREVENANCE = 2
# Au-delà, une alerte ne se lit plus : l'annexe nomme toutes les fiches.
FICHES_NOMMEES = 8


def alerte_sans_information(dossier: Dossier) -> Constat | None:
    """Des actions dont personne n'a dit l'état."""
    tous = suivis(dossier)
    muets = repartir(tous)["sans_information"]
    if not muets:
        return None
    texte = phrase(
        "{m} "
        + accorder(len(muets), "action", "actions")
        + " sur {t} "
        + accorder(len(muets), "est", "sont")
        + " « sans information » au {d}.",
        m=compter_suivis(dossier, "Actions sans information", muets),
        t=compter_suivis(dossier, "Actions du plan en vigueur", tous),
        d=date(dossier.arrete_au),
    )
    decision = "Demander aux pilotes de renseigner l'état des actions qui sont sans information."
    return Constat(texte, "a-renseigner", decision)


def alerte_indicateurs_muets(dossier: Dossier) -> Constat | None:
    """Des indicateurs du plan que personne n'a renseignés."""
    muets = [suivi.code for suivi in suivis_du_plan(dossier) if not suivi.renseigne]
    if not muets:
        return None
    texte = _indicateurs_a_qui(dossier, "Indicateurs du plan sans valeur", muets, "aucune valeur.")
    decision = "Désigner, pour chaque indicateur sans valeur, qui le renseigne et à quelle date."
    return Constat(texte, "indicateurs-a-renseigner", decision)


def alerte_sans_cible(dossier: Dossier) -> Constat | None:
    """Des indicateurs du plan à qui le texte ne fixe pas de cible."""
    sans = [indicateur.id for _, indicateur in indicateurs_du_plan(dossier) if indicateur.cible is None]
    if not sans:
        return None
    suite = "pas de cible : aucune progression ne s'y juge."
    texte = _indicateurs_a_qui(dossier, "Indicateurs du plan sans cible", sans, suite)
    decision = "Fixer un état zéro, une cible et une échéance pour les indicateurs que le comité retient."
    return Constat(texte, "tableau-de-bord", decision)


def _indicateurs_a_qui(dossier: Dossier, libelle: str, concernes: Sequence[str], suite: str) -> Phrase:
    """« 3 indicateurs du plan sur 18 n'ont … »."""
    sujet = accorder(len(concernes), "indicateur du plan sur {t} n'a", "indicateurs du plan sur {t} n'ont")
    return phrase(
        f"{{m}} {sujet} {suite}",
        m=_compter_indicateurs(dossier, libelle, concernes),
        t=_tous_les_indicateurs(dossier),
    )


def _tous_les_indicateurs(dossier: Dossier) -> Chiffre:
    tous = [indicateur.id for _, indicateur in indicateurs_du_plan(dossier)]
    return _compter_indicateurs(dossier, "Indicateurs du plan", tous)


def _compter_indicateurs(dossier: Dossier, libelle: str, identifiants: Iterable[str]) -> Chiffre:
    return compter_du_plan(dossier, libelle, identifiants, "indicateurs")


def alerte_fiches_sans_indicateur(dossier: Dossier) -> Constat | None:
    """Des fiches que rien ne permettra d'évaluer."""
    vides = [fiche for fiche in dossier.plan.fiches if not fiche.indicateurs]
    if not vides:
        return None
    nombre = compter_du_plan(dossier, "Fiches sans indicateur", [fiche.id for fiche in vides], "fiches")
    if len(vides) == len(dossier.plan.fiches):
        texte = phrase("Aucune des {n} fiches du plan n'a d'indicateur d'évaluation.", n=nombre)
        return Constat(texte, "annexe-fiches", "Donner au moins un indicateur à chaque fiche.")
    noms = abreger([fiche.code or fiche.intitule for fiche in vides], FICHES_NOMMEES)
    verbe = accorder(len(vides), "fiche n'a", "fiches n'ont")
    texte = phrase("{n} " + verbe + " aucun indicateur d'évaluation : {noms}.", n=nombre, noms=noms)
    decision = f"Donner au moins un indicateur aux fiches qui n'en ont pas ({noms})."
    return Constat(texte, "annexe-fiches", decision)


def alerte_en_retard(dossier: Dossier) -> Constat | None:
    """Des indicateurs nettement sous la trajectoire de leur cible."""
    tous = [*(suivre_commun(dossier, code) for code in communs_suivis(dossier)), *suivis_du_plan(dossier)]
    retards = [suivi for suivi in tous if suivi.verdict.jugement == "en_retard"]
    if not retards:
        return None
    verbe = accorder(len(retards), "indicateur est", "indicateurs sont")
    porteurs = [suivi.identifiant for suivi in retards]
    texte = phrase(
        "{n} " + verbe + " en retard sur la trajectoire de leur cible : {noms}.",
        n=_compter_indicateurs(dossier, "Indicateurs en retard sur leur trajectoire", porteurs),
        noms=abreger([suivi.libelle for suivi in retards]),
    )
    decision = "Examiner les indicateurs en retard et dire ce qui est revu : l'action, le moyen ou la cible."
    return Constat(texte, "tableau-de-bord", decision)


def alerte_perimes(dossier: Dossier) -> Constat | None:
    """Des indicateurs dont la dernière valeur est trop ancienne pour dire où l'on en est."""
    tous = [*(suivre_commun(dossier, code) for code in communs_suivis(dossier)), *suivis_du_plan(dossier)]
    vieux = [suivi for suivi in tous if perime(dossier, suivi.code, suivi.valeur)]
    noms = [suivi.libelle for suivi in vieux]
    return alerte(dossier, [suivi.valeur for suivi in vieux], noms, "tableau-de-bord")


def alerte_jalons(dossier: Dossier) -> Constat | None:
    """Des jalons échus dont la réalisation n'est pas connue."""
    manques = [jalon for jalon in jalons_echus(dossier) if jalon.statut != "realisee"]
    if not manques:
        return None
    nombre = compter_jalons(dossier, "Jalons échus dont la réalisation n'est pas connue", manques)
    suite = accorder(
        len(manques),
        "jalon échu n'est pas connu comme réalisé.",
        "jalons échus ne sont pas connus comme réalisés.",
    )
    decision = "Dire l'état des jalons échus, et redater ceux qui restent à tenir."
    return Constat(phrase("{n} " + suite, n=nombre), "jalons", decision)


def alerte_reunions(dossier: Dossier) -> Constat | None:
    """Des instances dont on ne sait pas si elles se sont réunies."""
    liste = reunions_de(dossier.plan, dossier.tables["reunions"], dossier.annee)
    muettes = [r.instance.id for r in liste if r.dues and r.tenues is None]
    if not muettes:
        return None
    libelle = "Instances dont les réunions ne sont pas renseignées"
    verbe = accorder(len(muettes), "instance devait", "instances devaient")
    texte = phrase(
        "{n} " + verbe + " se réunir : on ne sait pas si les réunions ont eu lieu.",
        n=compter_du_plan(dossier, libelle, muettes, "nombre"),
    )
    return Constat(texte, "gouvernance", "Tenir le registre des réunions des instances.")


def alerte_bilan_proche(dossier: Dossier) -> Constat | None:
    """Un bilan dû dans les deux ans."""
    proches = [
        f"{INTITULES_RAPPORT[e.rapport].lower()} ({e.annee})"
        for e in echeances(dossier.plan)
        if e.rapport in BILANS and 0 <= e.annee - dossier.annee <= ANNEES_DE_PREVENANCE
    ]
    if not proches:
        return None
    texte = phrase(
        "{mot} dans les deux ans : {noms}.",
        mot=accorder(len(proches), "Un bilan est dû", "Des bilans sont dus"),
        noms=liste_fr(proches),
    )
    return Constat(texte, "agenda", "Préparer les bilans à venir : état zéro, données et responsables.")


ALERTES = [
    alerte_sans_information,
    alerte_indicateurs_muets,
    alerte_en_retard,
    alerte_perimes,
    alerte_sans_cible,
    alerte_fiches_sans_indicateur,
    alerte_jalons,
    alerte_bilan_proche,
    alerte_reunions,
]
