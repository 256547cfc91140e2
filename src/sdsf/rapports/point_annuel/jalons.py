"""Le calendrier du plan : les jalons datés, et ce que dit son récapitulatif."""

from collections.abc import Sequence
from dataclasses import replace

from sdsf.chiffres import Chiffre, reunir
from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import Jalon, jalons, table_des_jalons
from sdsf.indicateurs import part_jalons_tenus
from sdsf.plan.modeles import LigneFeuilleDeRoute
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.fiche import facettes_de_fiche, nom_court
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Etiquette,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    absence,
    filtrable,
    phrase,
)
from sdsf.rendu.nombres import accorder, date


def jalons_dates(dossier: Dossier) -> list[Jalon]:
    """Les jalons du plan et leur statut au 31 décembre de l'année."""
    return dossier.une_fois(
        "jalons", lambda: jalons(dossier.plan, dossier.tables["avancement"], dossier.arrete_au)
    )


def jalons_echus(dossier: Dossier) -> list[Jalon]:
    """Les jalons dont l'échéance est passée au 31 décembre de l'année."""
    return [jalon for jalon in jalons_dates(dossier) if jalon.echeance <= dossier.arrete_au]


def compter_jalons(dossier: Dossier, libelle: str, choisis: Sequence[Jalon]) -> Chiffre:
    """Un nombre de jalons, avec la ligne de chacun dans le plan."""
    return compter_du_plan(dossier, libelle, [jalon.id for jalon in choisis], "jalons")


def jalons_du_plan(dossier: Dossier) -> list[Bloc]:
    """Ce que le plan a daté : échéance, statut connu, part tenue."""
    liste = jalons_dates(dossier)
    if not liste:
        manque = "Le plan ne date aucune action ni aucune étape : aucun jalon ne peut être suivi."
        return [absence(manque, "le comité technique du schéma")]
    return [Paragraphe(_phrase(dossier, liste, jalons_echus(dossier))), _tableau(dossier, liste)]


def _phrase(dossier: Dossier, liste: Sequence[Jalon], echus: Sequence[Jalon]) -> Phrase:
    debut = phrase(
        "Le plan date {n} {mot} ; {echus} sont échus au {date}",
        n=compter_jalons(dossier, "Jalons datés par le plan", liste),
        mot=accorder(len(liste), "jalon", "jalons"),
        echus=compter_jalons(dossier, "Jalons échus", echus),
        date=date(dossier.arrete_au),
    )
    if not echus:
        return phrase("{debut}.", debut=debut)
    if all(jalon.statut == "sans_information" for jalon in echus):
        return phrase("{debut}, et l'état d'aucun n'est connu.", debut=debut)
    part = chiffre_des_jalons(dossier, echus)
    return phrase("{debut} ; {part} % d'entre eux sont tenus.", debut=debut, part=part)


def chiffre_des_jalons(dossier: Dossier, echus: Sequence[Jalon]) -> Chiffre:
    """L'indicateur GOV-01, calculé ; non renseigné tant que rien n'est su d'aucun jalon."""
    fiche = dossier.referentiel.indicateurs["part_jalons_tenus"]
    valeur = part_jalons_tenus(table_des_jalons(echus), dossier.arrete_au)
    base = compter_du_plan(dossier, fiche.intitule, [jalon.id for jalon in echus], fiche.unite)
    trace = reunir([base.trace, *(jalon.trace for jalon in echus)])
    if valeur is None or all(jalon.statut == "sans_information" for jalon in echus):
        return replace(base, valeur=None, etat="non_renseignee", formule=fiche.formule, trace=trace)
    tenus = [jalon for jalon in echus if jalon.statut == "realisee"]
    return replace(
        base,
        valeur=valeur,
        formule=fiche.formule,
        numerateur=f"{len(tenus)} jalons échus et réalisés",
        denominateur=f"{len(echus)} jalons échus",
        trace=trace,
    )


def _tableau(dossier: Dossier, liste: Sequence[Jalon]) -> Tableau:
    textes = [Colonne(titre) for titre in ("Jalon (mot à mot)", "Fiche", "Échéance")]
    colonnes = [*textes, filtrable("Situation"), Colonne("Statut connu")]
    lignes = [_ligne(dossier, jalon) for jalon in sorted(liste, key=lambda j: (j.echeance, j.id))]
    return Tableau("Les jalons datés par le plan", colonnes, lignes)


def _ligne(dossier: Dossier, jalon: Jalon) -> Ligne:
    situation = "échu" if jalon.echeance <= dossier.arrete_au else "à venir"
    return Ligne(
        [jalon.intitule, nom_court(jalon.fiche), date(jalon.echeance), situation, Etiquette(jalon.statut)],
        facettes=facettes_de_fiche(dossier, jalon.fiche),
    )


def feuille_de_route(dossier: Dossier) -> list[Bloc]:
    """Ce que dit l'annexe « feuille de route », et ce qu'elle ne dit plus."""
    lignes = dossier.plan.feuille_de_route
    if not lignes:
        return [Paragraphe("Le schéma n'a pas de récapitulatif séparé de ses fiches.")]
    perdues = [ligne for ligne in lignes if ligne.calendrier is None]
    intitule = "Lignes de la feuille de route"
    nombre = _compter_lignes(dossier, intitule, lignes)
    sans_date = _compter_lignes(dossier, f"{intitule} sans calendrier lisible", perdues)
    suite = _calendriers_perdus() if perdues else "toutes ont un calendrier écrit."
    texte = "Le récapitulatif du plan a {n} lignes ; " + suite
    return [Paragraphe(phrase(texte, n=nombre, sans=sans_date))]


def _compter_lignes(dossier: Dossier, libelle: str, lignes: Sequence[LigneFeuilleDeRoute]) -> Chiffre:
    # Une annexe peut reprendre des fiches entières, ou une action que le corps n'a pas.
    reprises = [ligne.action or ligne.fiche for ligne in lignes]
    return compter_du_plan(dossier, libelle, reprises, "nombre")


def _calendriers_perdus() -> str:
    return (
        "{sans} n'ont pas de calendrier lisible dans le texte transcrit : aucune échéance n'en est déduite."
    )
