"""Les publics que l'on interroge : ce que l'on en dit, et qui peut mener leur enquête."""

from collections.abc import Mapping
from dataclasses import dataclass

from sdsf.dossier import Dossier
from sdsf.vocabulaire import PUBLIC_DU_RAPPORT

GUIDE = "guide : docs/guides/mener_une_enquete.md"


@dataclass(frozen=True)
class Public:
    """Un public d'enquête. ``nom`` : au pluriel, tel qu'il suit « auprès des »."""

    code: str
    """Le code de son questionnaire."""
    nom: str
    non_mesure: str
    """Ce que l'on ne sait pas sans enquête, comme la fin d'une phrase."""
    peut_fournir: str
    oublies: str
    """Ceux qu'un lien qui circule peut écarter."""
    differences: str
    """Ce en quoi deux groupes de ce public peuvent différer."""


FAMILLES = Public(
    "familles",
    "familles",
    "ni la satisfaction, ni la connaissance des services, ni le non-recours ne sont mesurés",
    f"la Caf, la MSA et le Département ({GUIDE})",
    "des familles entières",
    "âge, ressources, lieu",
)
PROFESSIONNELS = Public(
    "professionnels",
    "professionnels",
    "ni leurs conditions de travail, ni leur connaissance du schéma, ni leurs besoins ne sont mesurés",
    f"la Caf, le Département et les employeurs des services aux familles ({GUIDE})",
    "des métiers entiers",
    "métier, ancienneté, lieu",
)
ELUS = Public(
    "elus",
    "élus",
    "ni leur connaissance du schéma, ni leur avis sur l'accompagnement, ni leurs besoins ne sont mesurés",
    f"le secrétariat du comité départemental et les associations de maires ({GUIDE})",
    "des collectivités entières",
    "mandat, taille de la collectivité, lieu",
)
# Dans l'ordre où un bilan les écoute.
PUBLICS: Mapping[str, Public] = {public.code: public for public in (FAMILLES, PROFESSIONNELS, ELUS)}


def public_du_rapport(dossier: Dossier) -> Public:
    """Le public du rapport demandé ; les familles, pour un rapport qui n'est pas d'une enquête."""
    return PUBLICS[PUBLIC_DU_RAPPORT.get(dossier.demande.rapport, FAMILLES.code)]
