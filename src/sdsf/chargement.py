"""Lire et vérifier un dossier : tous les fichiers que la demande emploie, toutes leurs erreurs d'un coup."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from itertools import chain
from typing import Any

import pandas as pd
from pydantic import ValidationError

from sdsf import erreurs as err
from sdsf.chiffres import Trace, empreinte_de
from sdsf.commission.lecture import Travaux, lire_travaux
from sdsf.demande import Demande, Seuils
from sdsf.dossier import SANS_TRAVAUX, Dossier, SchemaDecrit, comparables
from sdsf.enquetes.vague import Vague
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.journal.reprise import reprendre
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.plan.absent import plan_absent
from sdsf.plan.avis import avis_du_plan
from sdsf.plan.lecture import PlanLu, departements_decrits, lire_plan, lire_reglages, periodes
from sdsf.plan.modeles import Plan
from sdsf.plan.reglages import Comparables, Reglages, reglages_vides
from sdsf.plan.reste_a_faire import est_acheve, reste_a_faire
from sdsf.plan.scenarios import lire_les_scenarios
from sdsf.plan.vigueur import en_vigueur_au
from sdsf.precedent import lire_precedent
from sdsf.publication import publier_les_releves
from sdsf.referentiel.lecture import Referentiel, lire_referentiel
from sdsf.referentiel.modeles import Departement
from sdsf.referentiel.priorites import methodes_reglees
from sdsf.referentiel.secret import ReglesDeSecret, lire_regles_de_secret
from sdsf.referentiel.services import lire_services
from sdsf.releves.comparables import CRITERES, METHODE, departements_proches
from sdsf.releves.enquetes import lire_enquetes
from sdsf.releves.lecture import (
    COMPARES_PARTOUT,
    SUIVIS_PARTOUT,
    lire_ensembles,
    lire_nationales,
    lire_tables,
)
from sdsf.releves.remarques import remarques_de
from sdsf.releves.seances import lire_les_vues
from sdsf.renvois import renvois_inconnus_de_tous, verifier_renvois_des_tables
from sdsf.vocabulaire import BILANS, FICTIF, PUBLIC_DU_RAPPORT, RAPPORTS_A_ENQUETES, RAPPORTS_SANS_PLAN

# Un rapport fait des milliers de petites sélections de textes : en objets Python, elles coûtent moins qu'en
# tableaux d'Arrow, faits pour de longues colonnes.
pd.set_option("mode.string_storage", "python")

# Les rapports qui comparent des résultats : ils lisent tous les départements, et en ont de comparables.
RAPPORTS_DE_RESULTATS = (*BILANS, "synthese_publique", "page_elu")
# Ce qu'un rapport lit de tous les départements à la fois.
INDICATEURS_DES_ENSEMBLES = dict.fromkeys(RAPPORTS_DE_RESULTATS, SUIVIS_PARTOUT) | {
    "comparaison_nationale": COMPARES_PARTOUT
}
# Les rapports qui mettent les schémas côte à côte : eux seuls lisent les plans des autres départements.
RAPPORTS_A_SEANCES = ("point_annuel", *BILANS)
RAPPORTS_COMPARATIFS = ("evaluabilite", "comparaison")


def charger(espace: Espace, demande: Demande) -> Dossier:
    """Lit et vérifie tout ce que la demande emploie. Lève ``Erreurs`` avec toutes les causes."""
    code = demande.departement.code
    reprendre(espace, code)
    essais = _essayer(
        referentiel=lambda: lire_referentiel(espace),
        reglages=lambda: _reglages(espace, demande),
        seuils=lambda: _lire_seuils(espace, demande.surcharges),
        regles=lambda: lire_regles_de_secret(espace),
        services=lambda: lire_services(espace),
    )
    referentiel, reglages = essais["referentiel"], essais["reglages"]
    pairs = _pairs(espace, demande)
    regardes = {*comparables(reglages), *pairs, *(code for proches in pairs.values() for code in proches)}
    lus = _essayer(
        plan=lambda: _plan(espace, demande, referentiel),
        methodes=lambda: methodes_reglees(espace, reglages),
        tables=lambda: lire_tables(
            espace, code, sorted(regardes), referentiel, demande.rapport not in RAPPORTS_SANS_PLAN
        ),
        enquetes=lambda: _enquetes(espace, demande, essais["regles"]),
        scenarios=lambda: lire_les_scenarios(espace, code, demande.periode),
        seances=lambda: lire_les_vues(espace, code) if demande.rapport in RAPPORTS_A_SEANCES else (),
    )
    (plan_lu, sans_plan), tables, methodes = lus["plan"], lus["tables"], lus["methodes"]
    err.lever(_renvois(espace, demande, referentiel, tables, plan_lu.plan, bool(sans_plan)))
    if demande.rapport in INDICATEURS_DES_ENSEMBLES and code != FICTIF:
        tables["ensembles"] = lire_ensembles(espace, INDICATEURS_DES_ENSEMBLES[demande.rapport])
    travaux = SANS_TRAVAUX if sans_plan else _travaux(espace, demande, plan_lu, tables, referentiel)
    tables["releves"], publication = publier_les_releves(espace, demande, tables, essais["regles"])
    # Une remarque faite sur un autre rapport n'est pas lue : elle n'en change pas l'empreinte.
    tables["remarques"] = remarques_de(tables["remarques"], demande.rapport, demande.annee)
    schemas = _schemas_decrits(espace, demande, referentiel, plan_lu)
    return Dossier(
        espace=espace,
        demande=demande,
        plan=en_vigueur_au(plan_lu.plan, demande.arrete_au),
        plan_signe=plan_lu.plan,
        positions=_positions(plan_lu),
        reglages=reglages,
        referentiel=referentiel,
        seuils=essais["seuils"],
        services=essais["services"],
        tables=tables,
        reste=() if sans_plan else tuple(reste_a_faire(plan_lu)),
        avertissements=((sans_plan,) if sans_plan else _avertissements(plan_lu.plan, tables))
        + _non_compares(schemas),
        schemas=tuple(schema for schema in schemas.values() if schema),
        methodes=methodes,
        avis_du_plan=() if sans_plan else avis_du_plan(plan_lu),
        sans_plan=sans_plan,
        publication=publication,
        pairs=pairs,
        travaux=travaux,
        enquetes=lus["enquetes"],
        scenarios=lus["scenarios"],
        seances=lus["seances"],
        precedent=lire_precedent(espace, demande, reglages.etat(demande.rapport, demande.annee).version),
    )


def _pairs(espace: Espace, demande: Demande) -> dict[str, list[str]]:
    """Les pairs de chaque département que l'on compare, tous choisis de la même façon ; aucun pour le fictif.

    Lève ``Erreurs`` si les relevés nationaux ne se lisent pas.
    """
    compares = [code for code in demande.choix.departements if code != FICTIF]
    nationales = lire_nationales(espace, indicateurs=CRITERES) if compares else None
    return {} if nationales is None else {code: departements_proches(nationales, code) for code in compares}


def _renvois(
    espace: Espace,
    demande: Demande,
    referentiel: Referentiel,
    tables: Mapping[str, pd.DataFrame],
    plan: Plan,
    sans_plan: bool,
) -> list[Erreur]:
    """Ce que les tables citent et qu'aucun schéma du département ne connaît."""
    code = demande.departement.code
    if sans_plan:
        return verifier_renvois_des_tables(plan, tables, referentiel, code, sans_plan)
    # Les autres schémas ne se lisent que si celui-ci ne suffit pas.
    autres = (
        lire_plan(espace, code, periode, referentiel.indicateurs).plan
        for periode in periodes(espace, code)
        if periode != demande.periode
    )
    return renvois_inconnus_de_tous(chain([plan], autres), tables, referentiel, code)


def _travaux(
    espace: Espace,
    demande: Demande,
    plan_lu: PlanLu,
    tables: Mapping[str, pd.DataFrame],
    referentiel: Referentiel,
) -> Travaux:
    """Ce que la commission a écrit du schéma, dont les renvois sont vérifiés."""
    dossier = (demande.departement.code, demande.periode)
    return lire_travaux(espace, dossier, plan_lu.plan, referentiel, tables["recommandations"]["id"].tolist())


def _enquetes(espace: Espace, demande: Demande, regles: ReglesDeSecret) -> tuple[Vague, ...] | None:
    """Les vagues jusqu'à l'année demandée ; ``None`` pour un rapport qui n'en montre pas.

    Le rapport d'une enquête ne porte que celles de son public.
    """
    if demande.rapport not in RAPPORTS_A_ENQUETES:
        return None
    public = PUBLIC_DU_RAPPORT.get(demande.rapport)
    lues = [
        lue
        for lue in lire_enquetes(espace, demande.departement.code)
        if lue.fiche.annee <= demande.annee and public in (None, lue.fiche.questionnaire)
    ]
    return tuple(Vague(lue, regles, demande.edition == "publique") for lue in lues)


def _plan(espace: Espace, demande: Demande, referentiel: Referentiel) -> tuple[PlanLu, str]:
    """Le plan de la demande ; sinon un plan vide, et pourquoi le rapport n'en emploie aucun."""
    code, annee = demande.departement.code, demande.annee
    if not demande.periode:
        raison = f"Aucun schéma {demande.departement.de} n'est décrit pour {annee}."
        return plan_absent(code, annee), raison
    lu = lire_plan(espace, code, demande.periode, referentiel.indicateurs)
    if demande.rapport in RAPPORTS_SANS_PLAN and not est_acheve(lu):
        raison = f"Le schéma {demande.periode} n'est pas entièrement décrit : ce rapport ne l'emploie pas."
        return plan_absent(code, annee), raison
    return lu, ""


def _reglages(espace: Espace, demande: Demande) -> Reglages:
    """Les réglages écrits ; à défaut, pour un rapport sans plan, aucun réglage et les plus proches.

    Un rapport de résultats sans liste écrite se compare aussi aux plus proches.
    """
    code = demande.departement.code
    chemin = espace.params / "departements" / code / "reglages.yml"
    if demande.rapport not in RAPPORTS_SANS_PLAN or chemin.exists():
        ecrits = lire_reglages(espace, code)
        if ecrits.comparables or demande.rapport not in RAPPORTS_DE_RESULTATS:
            return ecrits
        return ecrits.model_copy(update={"comparables": _plus_proches(espace, code)})
    proches = _plus_proches(espace, code)
    return reglages_vides(code, proches)


def _plus_proches(espace: Espace, code: str) -> Comparables | None:
    if code == FICTIF:
        return None
    proches = departements_proches(lire_nationales(espace, indicateurs=CRITERES), code)
    return Comparables(departements=proches, motif=METHODE) if proches else None


def verifier_acheve(dossier: Dossier) -> list[Erreur]:
    """L'erreur d'un plan dont il reste à écrire : aucun rapport ne s'en produit."""
    bloquants = [reste.lieu for reste in dossier.reste if reste.bloque]
    if not bloquants:
        return []
    lignes = ", ".join(str(lieu.ligne) for lieu in bloquants)
    lieu = Lieu(bloquants[0].fichier, bloquants[0].ligne)
    return [err.PlanInacheve(lieu, lignes=lignes, departement=dossier.departement.code)]


def _schemas_decrits(
    espace: Espace, demande: Demande, referentiel: Referentiel, plan_lu: PlanLu
) -> dict[str, SchemaDecrit | None]:
    """Par département décrit, le schéma de l'année demandée, sinon le dernier ; ``None`` s'il est inachevé.

    Le département fictif n'est comparé qu'à lui-même. Lève ``Erreurs``.
    """
    if demande.rapport not in RAPPORTS_COMPARATIFS:
        return {}
    codes = [code for code in departements_decrits(espace) if periodes(espace, code)]
    fictif = demande.departement.code == FICTIF
    voulus = set(demande.choix.departements or codes) & set(referentiel.departements)
    retenus = [code for code in codes if (code == FICTIF) == fictif and code in voulus]
    lus = {code: partial(_lire_schema, espace, code, demande.annee, referentiel) for code in retenus}
    if demande.periode:
        # Le plan de la demande est déjà lu.
        lus[demande.departement.code] = partial(_decrire, demande.departement, plan_lu, demande.annee)
    return _essayer(**lus)


def _lire_schema(espace: Espace, code: str, annee: int, referentiel: Referentiel) -> SchemaDecrit | None:
    connues = periodes(espace, code)
    de_l_annee = [p for p in connues if int(p[:4]) <= annee <= int(p[-4:])]
    lu = lire_plan(espace, code, [*connues, *de_l_annee][-1], referentiel.indicateurs)
    return _decrire(referentiel.departements[code], lu, annee)


def _decrire(departement: Departement, lu: PlanLu, annee: int) -> SchemaDecrit | None:
    if not est_acheve(lu):
        return None
    return SchemaDecrit(departement, en_vigueur_au(lu.plan, dt.date(annee, 12, 31)), _positions(lu))


def _non_compares(schemas: Mapping[str, SchemaDecrit | None]) -> tuple[str, ...]:
    """Les départements dont le schéma est encore en cours de description."""
    codes = ", ".join(code for code, schema in schemas.items() if schema is None)
    return (f"Schéma inachevé, laissé hors de la comparaison : {codes}.",) if codes else ()


def _essayer(**lectures: Callable[[], Any]) -> dict[str, Any]:
    """Fait toutes les lectures, puis lève ensemble tout ce qu'elles ont trouvé."""
    lus: dict[str, Any] = {}
    fautes: list[Erreur] = []
    for nom, lire in lectures.items():
        try:
            lus[nom] = lire()
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
    err.lever(fautes)
    return lus


def _lire_seuils(espace: Espace, surcharges: Mapping[str, float]) -> Seuils:
    chemin = espace.params / "referentiel" / "seuils.yml"
    seuils = lire_modele(chemin, espace.relatif(chemin), Seuils)[0]
    try:
        return Seuils.model_validate({**seuils.model_dump(), **surcharges})
    except ValidationError as refus:
        raise Erreurs([_surcharge_impossible(dict(faute)) for faute in refus.errors()]) from None


def _surcharge_impossible(faute: dict[str, Any]) -> Erreur:
    """Un réglage du bon type, mais que la méthode ne peut pas employer."""
    bornes = faute["ctx"]
    cause = f"il faut au moins {bornes['ge']}" if "ge" in bornes else f"il faut au plus {bornes['le']}"
    lieu = Lieu(detail=f"reglages · {faute['loc'][0]}")
    return err.ValeurImpossible(lieu, recu=faute["input"], cause=cause, complement="")


def _positions(lu: PlanLu) -> dict[str, Trace]:
    """Pour chaque ``id`` du plan : sa ligne dans plan.yml et l'empreinte de son contenu."""
    positions: dict[str, Trace] = {}

    def parcourir(element: object, chemin: tuple[int | str, ...]) -> None:
        if isinstance(element, dict):
            if "id" in element:
                ligne = lu.document.ligne(chemin) or 1
                positions[element["id"]] = Trace(((lu.document.fichier, ligne),), (empreinte_de(element),))
            for cle, enfant in element.items():
                parcourir(enfant, (*chemin, cle))
        elif isinstance(element, list):
            for rang, enfant in enumerate(element):
                parcourir(enfant, (*chemin, rang))

    parcourir(lu.document.contenu, ())
    return positions


def _avertissements(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """Ce qui n'empêche pas de produire, mais que le lecteur doit savoir."""
    avis = []
    if not len(tables["avancement"]):
        avis.append("Aucun avancement saisi : chaque action est « sans information ».")
    ids = [indicateur.id for fiche in plan.fiches for indicateur in fiche.indicateurs]
    releves = set(tables["releves"]["indicateur"])
    vides = [i for i in ids if i not in releves]
    if vides:
        sujet = (
            "Aucun indicateur du plan n'a" if len(vides) == len(ids) else "Des indicateurs du plan n'ont pas"
        )
        avis.append(f"{sujet} de relevé saisi par le département : le rapport les compte et les liste.")
    if not len(tables["reunions"]):
        avis.append("Aucune réunion saisie pour les instances de gouvernance.")
    return tuple(avis)
