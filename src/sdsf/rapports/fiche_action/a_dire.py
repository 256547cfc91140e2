"""Ce que le pilote d'une fiche doit encore dire : états, jalons échus, indicateurs."""

from collections.abc import Sequence

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import Jalon, Suivi
from sdsf.plan.modeles import Fiche
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.fiche import nom_court
from sdsf.rapports.indicateur import SuiviIndicateur, communs_suivis, suivre_commun, suivre_du_plan
from sdsf.rendu.blocs import Bloc, Liste, Paragraphe, Phrase, phrase
from sdsf.rendu.nombres import accorder


def suivis_des_indicateurs(dossier: Dossier, fiche: Fiche) -> list[SuiviIndicateur]:
    """Les indicateurs d'une fiche, suivis ; celui qu'un indicateur commun suit déjà en prend la série."""
    communs = communs_suivis(dossier)
    return [
        suivre_commun(dossier, i.indicateur)
        if i.indicateur in communs and i.indicateur
        else suivre_du_plan(dossier, fiche, i)
        for i in fiche.indicateurs
    ]


def a_dire(dossier: Dossier, fiche: Fiche, siens: Sequence[Suivi], jalons: Sequence[Jalon]) -> Bloc:
    """La liste de ce qui manque, chaque manque compté ; une phrase s'il ne manque rien."""
    manques = [*_etats(dossier, fiche, siens), *_jalons(dossier, fiche, jalons), *_mesures(dossier, fiche)]
    if not manques:
        return Paragraphe("Rien : chaque action, chaque jalon et chaque indicateur est renseigné.")
    return Liste(manques)


def _etats(dossier: Dossier, fiche: Fiche, siens: Sequence[Suivi]) -> list[Phrase]:
    muets = [suivi.action.id for suivi in siens if suivi.statut == "sans_information"]
    if not muets:
        return []
    codes = [suivi.action.code for suivi in siens if suivi.statut == "sans_information"]
    lesquelles = f" ({', '.join(code or '' for code in codes)})" if all(codes) else ""
    texte = "L'état de {n} " + accorder(len(muets), "action", "actions") + "{lesquelles}."
    nombre = _compter(dossier, fiche, "actions sans information", muets, "actions")
    return [phrase(texte, n=nombre, lesquelles=lesquelles)]


def _jalons(dossier: Dossier, fiche: Fiche, jalons: Sequence[Jalon]) -> list[Phrase]:
    echus = [j.id for j in jalons if j.echeance <= dossier.arrete_au and j.statut == "sans_information"]
    if not echus:
        return []
    texte = "Ce que sont devenus {n} " + accorder(len(echus), "jalon échu.", "jalons échus.")
    return [phrase(texte, n=_compter(dossier, fiche, "jalons échus sans information", echus, "jalons"))]


def _mesures(dossier: Dossier, fiche: Fiche) -> list[Phrase]:
    """Les valeurs qui manquent, puis ce que seul le comité peut fixer : état zéro, cible."""
    tous = list(zip(fiche.indicateurs, suivis_des_indicateurs(dossier, fiche), strict=True))
    groupes = {
        "La valeur de {n} {mot}.": [i.id for i, s in tous if not s.renseigne],
        "L'état zéro de {n} {mot}, à proposer au comité.": [i.id for i, s in tous if not s.etat_zero.connu],
        "La cible de {n} {mot}, à proposer au comité.": [i.id for i, _ in tous if i.cible is None],
    }
    return [
        phrase(
            texte,
            n=_compter(dossier, fiche, texte.split(" de ")[0].lower() + " à donner", ids, "indicateurs"),
            mot=accorder(len(ids), "indicateur", "indicateurs"),
        )
        for texte, ids in groupes.items()
        if ids
    ]


def _compter(dossier: Dossier, fiche: Fiche, quoi: str, ids: Sequence[str], unite: str) -> Chiffre:
    return compter_du_plan(dossier, f"{nom_court(fiche)} : {quoi}", ids, unite)
