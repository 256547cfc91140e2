"""Les places de crèches collectives que la Drees publie, de l'état zéro à la dernière année connue.

Le champ n'est ni celui de la Cnaf (tous les établissements, par enfant) ni celui du texte d'un schéma : la
différence de deux années est un solde. Elle ne compte pas les places créées, et ne juge aucune cible.
"""

from sdsf.chiffres import ecart, sans_signe
from sdsf.dossier import Dossier, comparables
from sdsf.evaluation.evolution import UNE_COMPARAISON
from sdsf.evaluation.fenetres import Fenetre
from sdsf.rapports.resultats.maternels import (
    Effectifs,
    a_verifier,
    du_departement,
    fenetre_des_effectifs,
    variations_des_comparables,
)
from sdsf.rapports.resultats.naissances import variation_pct
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Ecart,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    absence,
    numerique,
    phrase,
)

PLACES = "places_creches_drees"
CHAMP = (
    "Un solde n'est pas un nombre de places créées : il ne dit ni combien ont ouvert, ni combien ont fermé, "
    "et ne juge aucune cible de création. Ces places sont celles des crèches collectives, dans le champ de "
    "la Drees : elles ne s'ajoutent ni ne se comparent aux places que la Cnaf ou le texte du schéma comptent."
)


def places_de_creches(dossier: Dossier) -> list[Bloc]:
    """La phrase qui lit le solde, celui des comparables, la série, ce qui y est à vérifier."""
    fenetre = fenetre_des_effectifs(dossier, PLACES)
    if fenetre is None:
        manque = "Le nombre de places de crèches collectives n'est pas connu pour deux années utiles."
        return [absence(manque, "le Département (service de PMI), qui le déclare à la Drees")]
    propre = du_departement(dossier, dossier.departement.code, PLACES)
    return [
        Paragraphe(_lecture(dossier, fenetre)),
        Paragraphe(CHAMP, "note"),
        _serie(dossier, propre),
        *a_verifier(dossier, propre),
    ]


def phrase_des_creches(dossier: Dossier) -> Phrase | None:
    """Combien de places de plus ou de moins qu'à l'état zéro ; ``None`` si l'une des deux années manque."""
    fenetre = fenetre_des_effectifs(dossier, PLACES)
    if fenetre is None:
        return None
    propre = du_departement(dossier, dossier.departement.code, PLACES)
    depart, arrivee = (propre.chiffres[annee] for annee in fenetre.annees)
    solde = ecart("Solde des places de crèches collectives", arrivee, depart, "places")
    sens = "moins" if (solde.valeur or 0) < 0 else "plus"
    fin = dossier.plan.periode.fin
    suite = f" ; c'est après le terme du schéma ({fin})" if fenetre.annees[1] > fin else ""
    return phrase(
        f"Fin {fenetre.annees[1]}, la Drees compte {{v}} places de crèches collectives, {{s}} de {sens} que "
        f"fin {fenetre.annees[0]} ({{d}}) : un solde, non des créations{suite}.",
        v=arrivee,
        s=sans_signe(solde),
        d=depart,
    )


def _lecture(dossier: Dossier, fenetre: Fenetre) -> Phrase:
    """La phrase courte, la même variation en %, l'étendue des comparables."""
    propre = du_departement(dossier, dossier.departement.code, PLACES)
    variation = variation_pct(*(propre.chiffres[annee] for annee in fenetre.annees))
    autres = variations_des_comparables(dossier, fenetre, PLACES)
    suite, mots = "", dict[str, object]()
    if len(autres) > 1:
        suite = f" Dans {len(autres)} départements comparables, de {{b}} à {{h}} %. {UNE_COMPARAISON}"
        mots = {"b": Ecart(autres[0]), "h": Ecart(autres[-1])}
    return phrase(f"{{p}} Soit {{e}} %.{suite}", p=phrase_des_creches(dossier), e=Ecart(variation), **mots)


def _serie(dossier: Dossier, propre: Effectifs) -> Tableau:
    """La série du département et de ses comparables, une colonne par année."""
    lus = [propre, *(du_departement(dossier, code, PLACES) for code in comparables(dossier.reglages))]
    annees = sorted({annee for effectifs in lus for annee in effectifs.chiffres})
    return Tableau(
        "Places de crèches collectives au 31 décembre (Drees)",
        [Colonne("Territoire"), *(numerique(str(annee)) for annee in annees)],
        [
            Ligne([e.nom, *(e.chiffres.get(annee, "n.d.") for annee in annees)], accent=e is propre)
            for e in lus
        ],
    )
