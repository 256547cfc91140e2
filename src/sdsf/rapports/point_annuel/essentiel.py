"""L'essentiel en une page : constats, alertes et décisions demandées, calculés, jamais rédigés à la main.

Chaque règle regarde le dossier et rend une phrase chiffrée, ou rien. L'ordre des règles est l'ordre
d'importance ; la page en garde cinq de chaque.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sdsf.chiffres import rapport as part_de
from sdsf.chiffres import sans_signe
from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import jalons, repartir
from sdsf.evaluation.echeancier import echeances
from sdsf.evaluation.gouvernance import reunions_de
from sdsf.rapports.chiffrer import compter_du_plan, du_releve, nom_du_territoire
from sdsf.rapports.indicateur import SuiviIndicateur, communs_suivis, indicateurs_du_plan, suivre_commun
from sdsf.rapports.point_annuel.gouvernance import chiffre_des_reunions
from sdsf.rapports.point_annuel.offre import PRINCIPAL
from sdsf.rapports.point_annuel.plan import chiffre_des_jalons, compter_suivis, suivis
from sdsf.rapports.point_annuel.tableau_de_bord import suivis_du_plan
from sdsf.rapports.point_annuel.territoires import EPCI, chiffre_d_etendue, titre_de_vue, vue
from sdsf.rendu.blocs import Bloc, Encadre, Groupe, Lien, Liste, Paragraphe, Phrase, phrase
from sdsf.rendu.nombres import accorder, date, liste_fr
from sdsf.vocabulaire import INTITULES_RAPPORT

MAXIMUM = 5
SECTIONS = {
    "avancement": "le plan",
    "jalons": "les jalons",
    "a-renseigner": "qui doit le dire",
    "tableau-de-bord": "les indicateurs",
    "indicateurs-a-renseigner": "lesquels",
    "serie": "la série",
    "territoires": "les territoires",
    "gouvernance": "les instances",
    "agenda": "l'agenda",
    "annexe-fiches": "les fiches",
}


@dataclass(frozen=True)
class Constat:
    """Une phrase chiffrée, la section qui la détaille, et la décision qu'elle appelle."""

    phrase: Phrase
    ancre: str
    decision: str = ""


def essentiel(dossier: Dossier) -> list[Bloc]:
    """Trois encadrés : ce que l'on constate, ce qui alerte, ce qui est demandé au comité."""
    constats = retenir(dossier, CONSTATS)
    alertes = retenir(dossier, ALERTES)
    decisions = [alerte.decision for alerte in alertes if alerte.decision]
    return [Groupe("essentiel", encadres(constats, alertes, decisions))]


def encadres(constats: Sequence[Constat], alertes: Sequence[Constat], decisions: Sequence[str]) -> list[Bloc]:
    """Les trois encadrés, vides ou non : une page sans alerte le dit."""
    return [
        Encadre("Constats", [_liste(constats, "Rien ne peut encore être constaté.")], "constats"),
        Encadre("Alertes", [_liste(alertes, "Aucune règle d'alerte ne se déclenche.")], "alertes"),
        Encadre("Décisions demandées au comité", [_decisions(decisions)], "decisions"),
    ]


def retenir(dossier: Dossier, regles: Sequence[Callable[[Dossier], Constat | None]]) -> list[Constat]:
    """Les premières phrases que les règles rendent."""
    rendues = (regle(dossier) for regle in regles)
    return [constat for constat in rendues if constat][:MAXIMUM]


def _liste(constats: Sequence[Constat], vide: str) -> Bloc:
    if not constats:
        return Paragraphe(vide)
    return Liste(
        [phrase("{p} {lien}", p=c.phrase, lien=Lien(c.ancre, f"({SECTIONS[c.ancre]})")) for c in constats]
    )


def _decisions(decisions: Sequence[str]) -> Bloc:
    if not decisions:
        return Paragraphe("Aucune décision n'est appelée par les alertes de cette année.")
    return Liste(list(dict.fromkeys(decisions)), ordonnee=True)


# --- constats -------------------------------------------------------------------------------------


def constat_d_avancement(dossier: Dossier) -> Constat | None:
    tous = suivis(dossier)
    groupes = repartir(tous)
    if len(groupes["sans_information"]) == len(tous):
        return None
    total = compter_suivis(dossier, "Actions du plan en vigueur", tous)
    faites = compter_suivis(dossier, "Actions réalisées", groupes["realisee"])
    en_cours = compter_suivis(dossier, "Actions en cours", groupes["en_cours"])
    texte = phrase(
        f"Fin {dossier.annee}, {{f}} actions sur {{t}} sont réalisées ({{p}} %) et {{c}} sont en cours.",
        f=faites,
        t=total,
        p=part_de("Part des actions réalisées", faites, total),
        c=en_cours,
    )
    return Constat(texte, "avancement")


def constat_de_couverture(dossier: Dossier) -> Constat | None:
    suivi = _principal(dossier)
    if suivi is None:
        return None
    base = phrase(
        "{d} offre {v} places d'accueil pour 100 enfants de moins de 3 ans en {a}",
        d=_sujet(dossier),
        v=suivi.valeur,
        a=suivi.valeur.periode,
    )
    if not suivi.tendance.connu or not suivi.tendance.valeur:
        return Constat(phrase("{b}.", b=base), "serie")
    sens = "de plus" if suivi.tendance.valeur > 0 else "de moins"
    suite = phrase(
        "{b}, {e} {mot} {sens} qu'en {p}.",
        b=base,
        e=sans_signe(suivi.tendance),
        mot=accorder(suivi.tendance.valeur, "point", "points"),
        sens=sens,
        p=suivi.precedente.periode,
    )
    return Constat(suite, "serie")


def constat_face_a_la_france(dossier: Dossier) -> Constat | None:
    suivi = _principal(dossier)
    if suivi is None or not suivi.ecart_france.connu:
        return None
    ou = "sous" if (suivi.ecart_france.valeur or 0) < 0 else "au-dessus de"
    texte = phrase(
        "Ce taux est {e} {mot} " + ou + " la moyenne nationale de {a} (France hors Mayotte, même édition).",
        e=sans_signe(suivi.ecart_france),
        mot=accorder(suivi.ecart_france.valeur or 0, "point", "points"),
        a=suivi.valeur.periode,
    )
    return Constat(texte, "serie")


def constat_territorial(dossier: Dossier) -> Constat | None:
    trouvee = vue(dossier, EPCI)
    return (
        Constat(phrase("{t} ({a}).", t=titre_de_vue(dossier, trouvee), a=str(trouvee.annee)), "territoires")
        if trouvee
        else None
    )


def constat_d_etendue(dossier: Dossier) -> Constat | None:
    trouvee = vue(dossier, EPCI)
    if trouvee is None or len(trouvee.table) < 2:
        return None
    texte = phrase(
        "{e} points séparent l'EPCI le mieux couvert, {haut} ({h}), du moins couvert, {bas} ({b}).",
        e=chiffre_d_etendue(dossier, trouvee),
        haut=nom_du_territoire(dossier, trouvee.table.iloc[0]),
        h=du_releve(dossier, trouvee.table.iloc[0]),
        bas=nom_du_territoire(dossier, trouvee.table.iloc[-1]),
        b=du_releve(dossier, trouvee.table.iloc[-1]),
    )
    return Constat(texte, "territoires")


def constat_des_jalons(dossier: Dossier) -> Constat | None:
    echus = [
        j
        for j in jalons(dossier.plan, dossier.tables["avancement"], dossier.arrete_au)
        if j.echeance <= dossier.arrete_au
    ]
    part = chiffre_des_jalons(dossier, echus) if echus else None
    if part is None or not part.connu:
        return None
    nombre = compter_du_plan(dossier, "Jalons échus", [j.id for j in echus], "jalons")
    return Constat(phrase("{p} % des {n} jalons échus sont tenus.", p=part, n=nombre), "jalons")


def constat_des_reunions(dossier: Dossier) -> Constat | None:
    part = chiffre_des_reunions(dossier, reunions_de(dossier.plan, dossier.tables["reunions"], dossier.annee))
    if not part.connu:
        return None
    return Constat(
        phrase("{p} % des réunions dues au moins ont été tenues en {a}.", p=part, a=str(dossier.annee)),
        "gouvernance",
    )


def constat_du_plan(dossier: Dossier) -> Constat | None:
    fiches = compter_du_plan(
        dossier, "Fiches du plan en vigueur", [f.id for f in dossier.plan.fiches], "fiches"
    )
    actions = compter_suivis(dossier, "Actions du plan en vigueur", suivis(dossier))
    indicateurs = compter_du_plan(
        dossier, "Indicateurs du plan", [i.id for _, i in indicateurs_du_plan(dossier)], "indicateurs"
    )
    return Constat(
        phrase(
            "Le plan en vigueur compte {f} fiches, {a} actions et {i} indicateurs.",
            f=fiches,
            a=actions,
            i=indicateurs,
        ),
        "avancement",
    )


# --- alertes --------------------------------------------------------------------------------------


def alerte_sans_information(dossier: Dossier) -> Constat | None:
    tous = suivis(dossier)
    muets = repartir(tous)["sans_information"]
    if not muets:
        return None
    texte = phrase(
        "{m} actions sur {t} sont « sans information » au {d}.",
        m=compter_suivis(dossier, "Actions sans information", muets),
        t=compter_suivis(dossier, "Actions du plan en vigueur", tous),
        d=date(dossier.arrete_au),
    )
    return Constat(
        texte,
        "a-renseigner",
        "Demander aux pilotes de renseigner l'état des actions qui sont sans information.",
    )


def alerte_indicateurs_muets(dossier: Dossier) -> Constat | None:
    tous = indicateurs_du_plan(dossier)
    muets = [s for s in suivis_du_plan(dossier) if not s.renseigne]
    if not muets:
        return None
    texte = phrase(
        "{m} indicateurs du plan sur {t} n'ont aucune valeur.",
        m=compter_du_plan(dossier, "Indicateurs du plan sans valeur", [s.code for s in muets], "indicateurs"),
        t=compter_du_plan(dossier, "Indicateurs du plan", [i.id for _, i in tous], "indicateurs"),
    )
    return Constat(
        texte,
        "indicateurs-a-renseigner",
        "Désigner, pour chaque indicateur sans valeur, qui le renseigne et à quelle date.",
    )


def alerte_sans_cible(dossier: Dossier) -> Constat | None:
    tous = [i for _, i in indicateurs_du_plan(dossier)]
    sans = [i for i in tous if i.cible is None]
    if not sans:
        return None
    texte = phrase(
        "{s} indicateurs du plan sur {t} n'ont pas de cible : leur progression ne peut pas être jugée.",
        s=compter_du_plan(dossier, "Indicateurs du plan sans cible", [i.id for i in sans], "indicateurs"),
        t=compter_du_plan(dossier, "Indicateurs du plan", [i.id for i in tous], "indicateurs"),
    )
    return Constat(
        texte,
        "tableau-de-bord",
        "Fixer un état zéro, une cible et une échéance pour les indicateurs que le comité retient.",
    )


def alerte_fiches_sans_indicateur(dossier: Dossier) -> Constat | None:
    vides = [f for f in dossier.plan.fiches if not f.indicateurs]
    if not vides:
        return None
    noms = liste_fr([f.code or f.intitule for f in vides])
    texte = phrase(
        "{n} "
        + accorder(len(vides), "fiche n'a", "fiches n'ont")
        + " aucun indicateur d'évaluation : {noms}.",
        n=compter_du_plan(dossier, "Fiches sans indicateur", [f.id for f in vides], "fiches"),
        noms=noms,
    )
    return Constat(
        texte, "annexe-fiches", f"Donner au moins un indicateur aux fiches qui n'en ont pas ({noms})."
    )


def alerte_en_retard(dossier: Dossier) -> Constat | None:
    tous = [*(suivre_commun(dossier, c) for c in communs_suivis(dossier)), *suivis_du_plan(dossier)]
    retards = [s for s in tous if s.verdict.jugement == "en_retard"]
    if not retards:
        return None
    noms = liste_fr([s.libelle for s in retards])
    porteurs = [
        s.fiche.indicateurs[0].id if s.fiche and s.code in dossier.referentiel.indicateurs else s.code
        for s in retards
    ]
    nombre = compter_du_plan(dossier, "Indicateurs en retard sur leur trajectoire", porteurs, "indicateurs")
    texte = phrase(
        "{n} "
        + accorder(len(retards), "indicateur est", "indicateurs sont")
        + " en retard sur la trajectoire de leur cible : {noms}.",
        n=nombre,
        noms=noms,
    )
    return Constat(
        texte,
        "tableau-de-bord",
        "Examiner les indicateurs en retard et dire ce qui est revu : l'action, le moyen ou la cible.",
    )


def alerte_jalons(dossier: Dossier) -> Constat | None:
    tous = jalons(dossier.plan, dossier.tables["avancement"], dossier.arrete_au)
    manques = [j for j in tous if j.echeance <= dossier.arrete_au and j.statut != "realisee"]
    if not manques:
        return None
    nombre = compter_du_plan(
        dossier, "Jalons échus dont la réalisation n'est pas connue", [j.id for j in manques], "jalons"
    )
    texte = phrase(
        "{n} "
        + accorder(
            len(manques),
            "jalon échu n'est pas connu comme réalisé.",
            "jalons échus ne sont pas connus comme réalisés.",
        ),
        n=nombre,
    )
    return Constat(texte, "jalons", "Dire l'état des jalons échus, et redater ceux qui restent à tenir.")


def alerte_reunions(dossier: Dossier) -> Constat | None:
    liste = reunions_de(dossier.plan, dossier.tables["reunions"], dossier.annee)
    muettes = [r for r in liste if r.dues and r.tenues is None]
    if not muettes:
        return None
    nombre = compter_du_plan(
        dossier,
        "Instances dont les réunions ne sont pas renseignées",
        [r.instance.id for r in muettes],
        "nombre",
    )
    texte = phrase(
        "{n} "
        + accorder(len(muettes), "instance a", "instances ont")
        + " des réunions dues dont rien n'est renseigné.",
        n=nombre,
    )
    return Constat(texte, "gouvernance", "Tenir le registre des réunions des instances.")


def alerte_bilan_proche(dossier: Dossier) -> Constat | None:
    proches = [
        e
        for e in echeances(dossier.plan)
        if e.rapport in ("bilan_intermediaire", "bilan_final") and 0 <= e.annee - dossier.annee <= 2
    ]
    if not proches:
        return None
    noms = liste_fr([f"{INTITULES_RAPPORT[e.rapport or ''].lower()} ({e.annee})" for e in proches])
    texte = phrase(
        "{mot} dans les deux ans : {noms}.",
        mot=accorder(len(proches), "Un bilan est dû", "Des bilans sont dus"),
        noms=noms,
    )
    return Constat(texte, "agenda", "Préparer les bilans à venir : état zéro, données et responsables.")


CONSTATS = [constat_d_avancement, constat_de_couverture, constat_face_a_la_france, constat_territorial, constat_d_etendue,
            constat_des_jalons, constat_des_reunions, constat_du_plan]  # fmt: skip
ALERTES = [alerte_sans_information, alerte_indicateurs_muets, alerte_en_retard, alerte_sans_cible, alerte_fiches_sans_indicateur,
           alerte_jalons, alerte_bilan_proche, alerte_reunions]  # fmt: skip


def _principal(dossier: Dossier) -> SuiviIndicateur | None:
    suivi = suivre_commun(dossier, PRINCIPAL)
    return suivi if suivi.renseigne else None


def _sujet(dossier: Dossier) -> str:
    return (
        f"Le département {dossier.departement.de}" if not dossier.est_fictif else "Le Département d'exemple"
    )
