"""La marque d'un indicateur périmé, et l'alerte qui les réunit."""

from collections.abc import Sequence

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.peremption import est_perimee
from sdsf.rapports.chiffrer import compter_des_faits
from sdsf.rapports.constats import Constat
from sdsf.releves.periodes import annee_de
from sdsf.rendu.blocs import Etiquette, phrase
from sdsf.rendu.nombres import abreger, accorder

DECISION = "Demander une valeur récente des indicateurs périmés, ou dire pourquoi elle ne paraît plus."


def perime(dossier: Dossier, code: str, valeur: Chiffre) -> bool:
    """Vrai si la dernière valeur connue d'un indicateur est trop ancienne pour l'année du rapport."""
    if not valeur.connu or not valeur.periode:
        return False
    fiche = dossier.referentiel.indicateurs.get(code)
    periodicite = fiche.periodicite if fiche else ""
    delai = dossier.seuils.delai_de_parution_annees
    return est_perimee(annee_de(valeur.periode), dossier.annee, periodicite, delai)


def avec_sa_marque(dossier: Dossier, code: str, valeur: Chiffre, ecrite: object) -> object:
    """La valeur telle qu'elle est écrite, suivie de « valeur périmée » si elle l'est."""
    if not perime(dossier, code, valeur):
        return ecrite
    return phrase("{v} {marque}", v=ecrite, marque=Etiquette("perimee"))


def alerte(dossier: Dossier, perimes: Sequence[Chiffre], noms: Sequence[str], ancre: str) -> Constat | None:
    """Combien d'indicateurs ont une dernière valeur trop ancienne, et lesquels."""
    if not perimes:
        return None
    compte = compter_des_faits(
        dossier,
        "Indicateurs dont la dernière valeur est périmée",
        [valeur.trace for valeur in perimes],
        "indicateurs",
        " ; ".join(dict.fromkeys(valeur.source for valeur in perimes)),
    )
    verbe = accorder(len(perimes), "indicateur a une dernière valeur", "indicateurs ont une dernière valeur")
    texte = phrase(
        "{n} " + verbe + " trop ancienne pour {a} : {noms}.",
        n=compte,
        a=str(dossier.annee),
        noms=abreger(list(noms)),
    )
    return Constat(texte, ancre, DECISION)
