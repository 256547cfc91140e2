"""Les résultats que les schémas publient, et ce qu'il faut pour les recalculer.

``params/referentiel/resultats_publies.yml`` : une ligne de texte par résultat, les nombres qui le font et
leur origine, le calcul, ce que l'on trouve, le verdict. La page engendrée : ``docs/explications``.
"""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from sdsf import erreurs as err
from sdsf.erreurs import Erreur
from sdsf.espace import Espace
from sdsf.lecture.document_yaml import DocumentLu
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.plan.communs import Annee, CodeIndicateur, Identifiant, Ligne, Modele, PeriodeDite, Texte

# La place d'un nombre dans un calcul, ou, pour un panier, ce que le texte dit d'un territoire.
Role = Literal[
    "terme", "numerateur", "denominateur", "depart", "arrivee", "de", "a", "entrees", "sorties", "valeur",
    "repere", "complet", "reaap_au_moins", "aucun_service",
]  # fmt: skip
VerdictPublie = Literal["reproduit", "le_texte_se_trompe", "ecart_au_producteur", "non_reproductible"]


class NombreEcrit(Modele):
    """Un nombre du texte : où il est, les mots qui l'entourent, comment il est écrit, ce qu'il vaut."""

    ligne: Ligne
    """La ligne de la source où on le lit. Exemple : 409"""
    texte: Texte
    """Les mots du texte, sans rien y changer."""
    ecrit: Texte
    """Le nombre, tel que ces mots l'écrivent. Exemple : "+ 57%" """
    valeur: float
    """Ce qu'il vaut. Exemple : 57.0"""


class NombreDuTexte(NombreEcrit):
    """Un nombre du même texte, qui entre dans le calcul."""

    role: Role
    """Sa place dans le calcul. Exemple : depart"""


class NombreDuProducteur(Modele):
    """Un nombre publié par un producteur, lu dans ``data/national``."""

    role: Role
    """Sa place dans le calcul. Exemple : denominateur"""
    indicateur: CodeIndicateur
    """Le code de l'indicateur. Exemple : taux_couverture_accueil"""
    territoire: Texte
    """Le code du territoire. Exemple : "63" """
    maille: Literal["france", "departement", "epci", "commune", "arrondissement_municipal"]
    """La sorte de territoire."""
    periode: PeriodeDite
    """La période. Exemple : "2019" """
    source: CodeIndicateur
    """La source (sources.yml). Exemple : cnaf_txcouv"""
    edition: Texte
    """L'édition. Exemple : hist"""


class Compte(Modele):
    """Ce que l'on compte dans le plan transcrit, ou dans le découpage du département."""

    quoi: Texte
    """« fiche », « action », « annee », « commune », « epci », ou un niveau du plan. Exemple : action"""
    annee: Annee | None
    """Le millésime du découpage ; null pour ce qui se compte dans le plan."""


class ResultatPublie(Modele):
    """Un résultat écrit par un schéma, et ce que le paquet en retrouve."""

    id: Identifiant
    """Un nom court, qui commence par le département. Exemple : "34-avs-ensemble" """
    source: CodeIndicateur
    """Le texte (sources.yml). Exemple : sdsf_34_2021_2025"""
    objet: Texte
    """Ce dont il s'agit, en quelques mots."""
    affirme: NombreEcrit
    """Ce que le texte affirme."""
    calcul: CodeIndicateur | None
    """Le calcul qui le redonne (« evaluation/resultats_publies.py ») ; null si rien ne permet de calculer."""
    du_texte: list[NombreDuTexte]
    """Les nombres du même texte que le calcul emploie."""
    du_producteur: list[NombreDuProducteur]
    """Les nombres des producteurs que le calcul emploie."""
    parmi: list[Texte]
    """Pour un rang, un nombre sous un repère : les territoires, chacun lu par la même clé ; sinon []."""
    compte: Compte | None
    """Pour un dénombrement ; sinon null."""
    comparaison: Literal["egal", "plus_de"]
    """« egal » à l'arrondi écrit près, ou « plus_de » : le texte dit « plus de »."""
    tolerance: Annotated[float, Field(gt=0)] | None
    """La tolérance, si ce n'est pas celle du dernier chiffre écrit (la note dit pourquoi) ; sinon null."""
    trouve: float | None
    """La valeur trouvée, arrondie au centième au plus ; null sans calcul, ou si le résultat s'encadre."""
    encadre: list[float]
    """Les deux bornes d'un résultat qui s'encadre ; sinon []."""
    verdict: VerdictPublie
    """Le verdict, que le calcul doit confirmer."""
    note: Texte | None
    """Pourquoi ce verdict. Obligatoire si le résultat n'est pas reproduit à l'arrondi écrit."""

    @property
    def departement(self) -> str:
        return self.source.split("_")[1]

    @property
    def periode(self) -> str:
        return "-".join(self.source.split("_")[2:])


class ResultatsPublies(Modele):
    """``params/referentiel/resultats_publies.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    resultats: Annotated[list[ResultatPublie], Field(min_length=1)]
    """Un résultat par tiret, par département et dans l'ordre du texte."""


def lire_resultats_publies(espace: Espace) -> ResultatsPublies:
    """Lit ``params/referentiel/resultats_publies.yml``. Lève ``Erreurs`` avec toutes les causes."""
    chemin = espace.params / "referentiel" / "resultats_publies.yml"
    lus, document = lire_modele(chemin, espace.relatif(chemin), ResultatsPublies)
    err.lever(list(_doubles(lus, document)))
    return lus


def _doubles(lus: ResultatsPublies, document: DocumentLu) -> Iterator[Erreur]:
    codes = [resultat.id for resultat in lus.resultats]
    for rang, code in enumerate(codes):
        premier = codes.index(code)
        if premier < rang:
            lieu, autre = (document.lieu(("resultats", n, "id")) for n in (rang, premier))
            yield err.CodeEnDouble(lieu, quoi="Le code", recu=code, accord="", autre_ligne=autre.ligne)
