"""Ce qui manque, et à qui le demander : un producteur de données, un pilote, le secrétariat."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from sdsf.dossier import Dossier
from sdsf.evaluation.qualite import ETATS, releves_dates
from sdsf.rapports.indicateur import indicateurs_du_plan
from sdsf.rapports.qualite_donnees.completude import table_de_completude
from sdsf.rapports.qualite_donnees.releves_du_departement import (
    intitule_de,
    maille_en_mots,
    releves_propres,
)
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau
from sdsf.rendu.nombres import abreger
from sdsf.vocabulaire import INTITULES_ETAT

# Ceux que les rapports calculent eux-mêmes : personne n'a à les fournir.
CALCULES = (
    "etendue_taux_couverture",
    "rapport_interdecile_taux_couverture",
    "part_enfants_epci_sous_dotes",
    "part_jalons_tenus",
    "part_reunions_tenues",
    "part_schemas_communaux_transmis",
)
SECRETARIAT = "Secrétariat du comité départemental"
PILOTES = "Pilotes désignés par le plan"
NOMS_CITES = 12


@dataclass(frozen=True)
class Demande:
    """Une chose à demander : à qui, pourquoi elle manque, et ce que c'est."""

    qui: str
    pourquoi: str
    quoi: tuple[str, ...]


def demandes(dossier: Dossier) -> list[Demande]:
    """Toutes les demandes, par interlocuteur puis par raison."""
    toutes = [
        *_annees_manquantes(dossier),
        *_trous_declares(dossier),
        *_jamais_releves(dossier),
        *_indicateurs_du_plan(dossier),
    ]
    return _regrouper(toutes)


def tableau_des_demandes(dossier: Dossier) -> list[Bloc]:
    """Une ligne par interlocuteur et par raison."""
    trouvees = demandes(dossier)
    if not trouvees:
        return [Paragraphe("Rien ne manque : chaque indicateur suivi a une valeur cette année.")]
    titres = ["À qui", "Pourquoi", "Quoi"]
    lignes = [Ligne([d.qui, d.pourquoi, list(d.quoi)]) for d in trouvees]
    return [Tableau("Ce qu'il faut demander, et à qui", [Colonne(t) for t in titres], lignes)]


def _regrouper(toutes: Iterable[Demande]) -> list[Demande]:
    groupes: dict[tuple[str, str], dict[str, None]] = {}
    for demande in toutes:
        groupes.setdefault((demande.qui, demande.pourquoi), {}).update(dict.fromkeys(demande.quoi))
    return [Demande(qui, pourquoi, tuple(quoi)) for (qui, pourquoi), quoi in groupes.items()]


def _annees_manquantes(dossier: Dossier) -> Iterable[Demande]:
    """Les séries suivies dont la dernière année connue est plus ancienne que celle du rapport."""
    table = table_de_completude(dossier)
    propres = releves_dates(releves_propres(dossier))
    # Un EPT se recalcule de ses communes : ce sont elles que l'on demande.
    for (code, maille), groupe in table[table["maille"] != "ept"].groupby(["indicateur", "maille"]):
        connues = groupe.loc[groupe["valeur"] > 0, "annee"]
        if len(connues) and connues.max() < dossier.annee:
            lignes = propres[(propres["indicateur"] == code) & (propres["maille"] == maille)]
            nom = f"{intitule_de(dossier, str(code))} ({maille_en_mots(str(maille), 2)})"
            derniere = f"{nom} : connu jusqu'en {int(connues.max())}"
            yield Demande(
                _producteur(dossier, lignes), f"{dossier.annee} n'est pas encore connu", (derniere,)
            )


def _trous_declares(dossier: Dossier) -> Iterable[Demande]:
    """Les trous que quelqu'un a déclarés : secret, non disponible, non renseigné."""
    propres = releves_dates(releves_propres(dossier))
    for etat in ETATS[1:4]:
        for code, lignes in propres[propres["etat"] == etat].groupby("indicateur", sort=True):
            annees = ", ".join(sorted({str(annee) for annee in lignes["annee"]}))
            quoi = f"{intitule_de(dossier, str(code))} ({annees})"
            yield Demande(_producteur(dossier, lignes), f"déclaré « {INTITULES_ETAT[etat]} »", (quoi,))


def _jamais_releves(dossier: Dossier) -> Iterable[Demande]:
    """Les indicateurs communs dont le département n'a aucun relevé."""
    releves = set(releves_propres(dossier)["indicateur"])
    fiches = sorted(dossier.referentiel.indicateurs.values(), key=lambda fiche: fiche.repere)
    for fiche in fiches:
        if fiche.code not in releves and fiche.code not in CALCULES:
            source = dossier.referentiel.sources.get(fiche.numerateur.source)
            qui = source.producteur if source else SECRETARIAT
            yield Demande(qui, "aucun relevé de cet indicateur commun", (f"{fiche.repere} {fiche.intitule}",))


def _indicateurs_du_plan(dossier: Dossier) -> Iterable[Demande]:
    """Les indicateurs du plan que personne n'a renseignés ; ceux que suit une série commune n'en sont pas."""
    releves = set(dossier.releves["indicateur"])
    muets = [
        indicateur.libelle
        for _, indicateur in indicateurs_du_plan(dossier)
        if indicateur.id not in releves and indicateur.indicateur not in releves
    ]
    if muets:
        yield Demande(PILOTES, "aucun relevé de cet indicateur du plan", (abreger(muets, NOMS_CITES),))


def _producteur(dossier: Dossier, lignes: pd.DataFrame) -> str:
    """Qui peut dire la valeur : le producteur de la source, ou celui qui la saisit."""
    saisies = lignes[lignes["origine"] == "saisie"]
    if len(saisies):
        return str(saisies["saisi_par"].iloc[-1])
    return dossier.referentiel.sources[str(lignes["source"].iloc[-1])].producteur
