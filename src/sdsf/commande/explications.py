"""Expliquer un code : une erreur, un indicateur, une méthode."""

import inspect
import re

from sdsf import erreurs as err
from sdsf.enquetes import comparaison, echantillon, protection
from sdsf.erreurs import Erreurs, classes_d_erreur, plus_proche
from sdsf.espace import trouver_espace
from sdsf.evaluation import (
    acteurs,
    avancement,
    calendrier,
    changements,
    contribution,
    couverture,
    criteres,
    echeancier,
    entonnoir,
    equite,
    evaluabilite,
    evolution,
    fenetres,
    gouvernance,
    inegalites,
    pairs,
    panier,
    peremption,
    petits_effectifs,
    priorites,
    progression,
    projection,
    qualite,
    rapprochement,
    revue,
    sensibilite,
    series,
    territoires,
)
from sdsf.evaluation.criteres import CRITERES, Critere
from sdsf.evaluation.revue import REFERENCE, REGLES, Regle
from sdsf.plan import vigueur
from sdsf.referentiel.lecture import Referentiel, lire_referentiel
from sdsf.referentiel.modeles import Indicateur

FAMILLES = {
    "U": "usage de la commande (code de sortie 2)",
    "P": "demande ou fichier de params/ (code de sortie 10)",
    "D": "fichier de data/ (code de sortie 11)",
    "C": "carnet (code de sortie 12)",
    "R": "rendu (code de sortie 13)",
    "E": "écriture (code de sortie 14)",
}
METHODES = {
    "progression": progression,
    "projection": projection,
    "evolution": evolution,
    "fenetres": fenetres,
    "series": series,
    "avancement": avancement,
    "echeancier": echeancier,
    "gouvernance": gouvernance,
    "territoires": territoires,
    "equite": equite,
    "inegalites": inegalites,
    "petits_effectifs": petits_effectifs,
    "entonnoir": entonnoir,
    "pairs": pairs,
    "qualite": qualite,
    "vigueur": vigueur,
    "evaluabilite": evaluabilite,
    "criteres": criteres,
    "revue": revue,
    "rapprochement": rapprochement,
    "acteurs": acteurs,
    "calendrier": calendrier,
    "changements": changements,
    "peremption": peremption,
    "priorites": priorites,
    "sensibilite": sensibilite,
    "panier": panier,
    "couverture": couverture,
    "contribution": contribution,
    "enquetes": echantillon,
    "vagues": comparaison,
    "secret_des_enquetes": protection,
}


def expliquer(code: str, racine: str | None = None) -> str:
    """L'explication d'un code. Lève ``Erreurs`` si rien ne porte ce nom."""
    erreurs = {classe.code: classe for classe in classes_d_erreur()}
    if code.upper() in erreurs:
        return expliquer_erreur(erreurs[code.upper()])
    if code in METHODES:
        return f"Méthode « {code} »\n\n{inspect.getdoc(METHODES[code])}"
    if code in CRITERES:
        return expliquer_critere(CRITERES[code])
    if code in REGLES:
        return expliquer_regle(REGLES[code])
    referentiel = lire_referentiel(trouver_espace(racine))
    indicateurs = referentiel.indicateurs
    if code in indicateurs:
        return expliquer_indicateur(indicateurs[code], referentiel)
    proche = plus_proche(code, [*erreurs, *METHODES, *CRITERES, *REGLES, *indicateurs])
    raise Erreurs([err.CodeInconnu(proche=proche, recu=code)])


def expliquer_erreur(classe: type[err.Erreur]) -> str:
    """Une erreur : ce qu'elle dit, le remède, sa famille."""
    return "\n".join(
        [
            f"{classe.code} — {classe.titre}",
            "",
            f"Ce que dit le message : {gabarit_lisible(classe.gabarit)}",
            f"Le remède : {gabarit_lisible(classe.remede)}",
            f"Famille : {FAMILLES[classe.code[0]]}.",
        ]
    )


def expliquer_critere(critere: Critere) -> str:
    """Une question de l'audit d'évaluabilité : ce qu'elle demande, ce qu'il faut écrire."""
    return "\n".join(
        [
            f"{critere.code} — {critere.intitule} (question de l'évaluabilité)",
            "",
            critere.question,
            f"Si la réponse est non : {critere.reparation.lower()}.",
        ]
    )


def expliquer_regle(regle: Regle) -> str:
    """Une règle de la revue des indicateurs : ce qu'elle reproche, le remède, d'où elle vient."""
    return "\n".join(
        [
            f"{regle.code} — {regle.intitule} (règle de la revue des indicateurs)",
            "",
            inspect.getdoc(regle.appliquer) or "",
            f"Le remède : {regle.remede}",
            f"D'après : {REFERENCE}.",
        ]
    )


def gabarit_lisible(gabarit: str) -> str:
    """Un gabarit sans ses accolades : « {recu} » devient « … ».

    >>> gabarit_lisible("« {recu} » n'est pas {attendu}.")
    "« … » n'est pas …."
    """
    return re.sub(r"\{[a-z_]+\}", "…", gabarit).replace("{{", "{").replace("}}", "}")


def expliquer_indicateur(fiche: Indicateur, referentiel: Referentiel) -> str:
    """Un indicateur : sa question, sa formule, ses sources, son sens, ses bornes, ses mises en garde."""
    ruptures = [f"Rupture en {r.annee} : {r.motif}" for r in fiche.ruptures]
    gardes = [f"Mise en garde : {referentiel.avertissements[code].texte}" for code in fiche.avertissements]
    membres = [terme for terme in (fiche.numerateur, fiche.denominateur) if terme]
    comptes = " ; ".join(f"{m.variable}, source : {_nom_de_source(m.source, referentiel)}" for m in membres)
    bornes = f"de {fiche.bornes.min:g} à {fiche.bornes.max:g}"
    return "\n".join(
        [
            f"{fiche.code} ({fiche.repere}) — {fiche.intitule}",
            "",
            fiche.question,
            fiche.definition,
            f"Formule : {fiche.formule}",
            f"Ce que l'on compte : {comptes}.",
            f"Unité : {fiche.unite} ; sens du progrès : {fiche.sens} ; bornes : {bornes}.",
            *ruptures,
            *gardes,
            f"Repère dans l'arrêté du 4 juillet 2024 : {fiche.ref_arrete or fiche.ref_arrete_motif}.",
        ]
    )


def _nom_de_source(code: str, referentiel: Referentiel) -> str:
    """Le producteur d'une source ; une table du département se nomme par son fichier."""
    connue = referentiel.sources.get(code)
    return connue.producteur if connue else f"table « {code} » du département"
