"""Le contradictoire : les remarques faites sur un rapport, publiées à côté de leur passage, et leur bilan.

Le rapport ne sait pas encore où sont ses passages : la mise en page place chaque encadré, et dit ceux dont le
passage n'existe plus.
"""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from sdsf.chiffres import Chiffre, Trace, trace_de
from sdsf.dossier import Dossier
from sdsf.rapports.chiffrer import compter_des_faits
from sdsf.releves.remarques import A_REGLER
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Phrase, Tableau, phrase
from sdsf.rendu.nombres import accorder, date, typographier
from sdsf.vocabulaire import INTITULES_REMARQUE

SANS_REMARQUE = "Aucune remarque n'a été reçue sur ce rapport (data/departements/{}/remarques.csv)."
ENCADRE = Markup(
    '<div class="remarque" role="note" id="remarque-{n}" aria-label="Remarque n° {n}">'
    "<p><strong>Remarque {de}</strong>, le {le}{deux_points}{texte}</p>{reponse}</div>"
)
REPONSE = Markup("<p><strong>Réponse</strong>, le {}{}{}</p>")
SANS_REPONSE = Markup('<p class="note">Sans réponse à ce jour{}cette remarque reste à régler.</p>')
DEUX_POINTS = typographier(" : ")


def encadres(dossier: Dossier) -> list[dict[str, str]]:
    """L'encadré de chaque remarque, et la marque du passage qu'il accompagne."""
    lignes = dossier.tables["remarques"].to_dict("records")
    return [
        {"ancre": str(ligne["ancre"]), "html": str(_encadre(numero, ligne))}
        for numero, ligne in enumerate(lignes, 1)
    ]


def _encadre(numero: int, ligne: Mapping[Hashable, Any]) -> Markup:
    return ENCADRE.format(
        n=numero,
        de=typographier(f"({ligne['auteur_fonction']})"),
        le=_jour(ligne["date"]),
        deux_points=DEUX_POINTS,
        texte=_sur_une_ligne(ligne["remarque"]),
        reponse=_reponse(ligne),
    )


def _reponse(ligne: Mapping[Hashable, Any]) -> Markup:
    if not ligne["reponse"]:
        return SANS_REPONSE.format(DEUX_POINTS)
    statut = INTITULES_REMARQUE[str(ligne["statut"])]
    le = f"{_jour(ligne['reponse_date'])} ({statut})"
    return REPONSE.format(le, DEUX_POINTS, _sur_une_ligne(ligne["reponse"]))


def _sur_une_ligne(texte: object) -> str:
    """Un texte saisi, sans les sauts de ligne qui couperaient son encadré."""
    return typographier(" ".join(str(texte).split()))


def _jour(valeur: object) -> str:
    return date(pd.Timestamp(valeur).date())  # type: ignore[arg-type]


def contradictoire(dossier: Dossier) -> list[Bloc]:
    """Toutes les remarques reçues, leurs réponses, et ce qui reste à régler."""
    table = dossier.tables["remarques"]
    if table.empty:
        return [Paragraphe(SANS_REMARQUE.format(dossier.departement.code), "note")]
    colonnes = ["N°", "Passage", "Auteur", "Date", "Remarque", "Réponse", "État"]
    lignes = [_ligne(numero, ligne) for numero, ligne in enumerate(table.to_dict("records"), 1)]
    return [
        Paragraphe(_combien(dossier, table)),
        Tableau("Les remarques reçues, et leurs réponses", [Colonne(c) for c in colonnes], lignes),
    ]


def _combien(dossier: Dossier, table: pd.DataFrame) -> Phrase:
    restent = table[table["statut"] == A_REGLER]
    n, r = len(table), len(restent)
    return phrase(
        "{n} "
        + accorder(n, "remarque a été reçue", "remarques ont été reçues")
        + " sur ce rapport ; {r} "
        + accorder(r, "reste à régler.", "restent à régler."),
        n=_compter(dossier, "Remarques reçues", table),
        r=_compter(dossier, "Remarques à régler", restent),
    )


def _compter(dossier: Dossier, libelle: str, table: pd.DataFrame) -> Chiffre:
    traces: list[Trace] = [trace_de(table.iloc[[rang]]) for rang in range(len(table))]
    return compter_des_faits(dossier, libelle, traces, "nombre", "Contradictoire (remarques.csv)")


def _ligne(numero: int, ligne: Mapping[Hashable, Any]) -> Ligne:
    """Le passage est un lien, que la mise en page remplace par un mot si le passage a disparu."""
    lien = Markup('<a class="passage" href="#{}">le passage</a>').format(ligne["ancre"])
    reponse = f"{ligne['reponse']} ({_jour(ligne['reponse_date'])})" if ligne["reponse"] else "aucune"
    statut = INTITULES_REMARQUE[str(ligne["statut"])]
    return Ligne(
        [
            str(numero), lien, ligne["auteur_fonction"], _jour(ligne["date"]), ligne["remarque"], reponse,
            statut,
        ]
    )  # fmt: skip
