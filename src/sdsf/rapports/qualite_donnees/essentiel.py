"""L'essentiel de la qualité des données : ce que l'on sait, ce qui demande une vérification."""

import pandas as pd

from sdsf.dossier import Dossier
from sdsf.rapports.qualite_donnees.anomalies import anomalies_du_dossier
from sdsf.rapports.qualite_donnees.completude import chiffre_de_completude, table_de_completude
from sdsf.rapports.qualite_donnees.ecarts import faits_contredits, ruptures_du_dossier
from sdsf.rapports.qualite_donnees.provenance import QUI, RIEN
from sdsf.rapports.qualite_donnees.releves_du_departement import (
    compter_groupes,
    compter_lignes,
    releves_propres,
)
from sdsf.rendu.blocs import Bloc, Encadre, Groupe, Lien, Liste, Paragraphe, Phrase, absence, phrase
from sdsf.rendu.nombres import accorder


def essentiel(dossier: Dossier) -> list[Bloc]:
    """Deux encadrés : ce qui est réuni, ce qui est à vérifier."""
    propres = releves_propres(dossier)
    if propres.empty:
        return [absence(RIEN, QUI)]
    su = [_reuni(dossier, propres), _complet(dossier)]
    a_verifier = [
        fait for fait in (_signalees(dossier), _rompues(dossier, propres), _contredits(dossier)) if fait
    ]
    suite = Liste(a_verifier) if a_verifier else Paragraphe("Rien ne demande de vérification.")
    blocs = [
        Encadre("Ce qui est réuni", [Liste(su)], "constats"),
        Encadre("Ce qui est à vérifier", [suite], "alertes"),
    ]
    return [Groupe("essentiel", blocs)]


def _reuni(dossier: Dossier, propres: pd.DataFrame) -> Phrase:
    sources = [groupe for _, groupe in propres.groupby("source")]
    return phrase(
        "{n} relevés, de {s} {mot}, décrivent le département et ses territoires ({lien}).",
        n=compter_lignes(dossier, "Relevés réunis", propres),
        s=compter_groupes(dossier, "Sources des relevés", sources),
        mot=accorder(len(sources), "source", "sources"),
        lien=Lien("provenance", "d'où ils viennent"),
    )


def _complet(dossier: Dossier) -> Phrase:
    part = chiffre_de_completude(dossier, table_de_completude(dossier))
    return phrase(
        "{p} % des valeurs attendues sont connues ({lien}).", p=part, lien=Lien("completude", "lesquelles")
    )


def _signalees(dossier: Dossier) -> Phrase | None:
    trouvees = anomalies_du_dossier(dossier)
    if not trouvees:
        return None
    lignes = dossier.releves.loc[[anomalie.ligne for anomalie in trouvees]]
    verbe = accorder(len(trouvees), "valeur sort", "valeurs sortent")
    return phrase(
        f"{{n}} {verbe} de l'ordinaire ({{lien}}).",
        n=compter_lignes(dossier, "Valeurs à vérifier", lignes),
        lien=Lien("a-verifier", "à vérifier"),
    )


def _rompues(dossier: Dossier, propres: pd.DataFrame) -> Phrase | None:
    trouvees = ruptures_du_dossier(dossier)
    if not trouvees:
        return None
    groupes = [
        propres[(propres["indicateur"] == r.indicateur) & (propres["maille"] == r.maille)] for r in trouvees
    ]
    verbe = accorder(len(trouvees), "série est rompue", "séries sont rompues")
    return phrase(
        f"{{n}} {verbe} par un changement d'édition ({{lien}}).",
        n=compter_groupes(dossier, "Séries rompues", groupes),
        lien=Lien("ruptures", "lesquelles"),
    )


def _contredits(dossier: Dossier) -> Phrase | None:
    faits = faits_contredits(dossier)
    if not faits:
        return None
    verbe = accorder(len(faits), "fait a", "faits ont")
    return phrase(
        f"{{n}} {verbe} plusieurs valeurs selon la source ({{lien}}).",
        n=compter_groupes(dossier, "Faits à plusieurs valeurs", faits),
        lien=Lien("contradictions", "lesquels"),
    )
