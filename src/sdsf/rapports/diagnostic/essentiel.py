"""L'essentiel du diagnostic : ce que l'on constate, ce qu'il faut savoir avant de s'en servir."""

from collections.abc import Callable

from sdsf.dossier import Dossier
from sdsf.rapports.accueil.constats import (
    constat_d_etendue,
    constat_de_couverture,
    constat_face_a_la_france,
    constat_territorial,
)
from sdsf.rapports.accueil.vues import EPCI, vue
from sdsf.rapports.constats import Constat, liste_constats
from sdsf.rapports.diagnostic.contexte import (
    ESSENTIELS,
    codes_de_contexte,
    constat_des_naissances,
    reserve_de_fraicheur,
)
from sdsf.rapports.equite import QUESTIONS, mesure, terrain
from sdsf.rendu.blocs import Bloc, Encadre, Groupe, phrase


def essentiel(dossier: Dossier) -> list[Bloc]:
    """Deux encadrés : les constats, et les limites de ce que l'on sait."""
    constats = [constat for regle in CONSTATS if (constat := regle(dossier))]
    limites = [constat for regle in RESERVES if (constat := regle(dossier))]
    blocs = [
        Encadre("Constats", [liste_constats(constats, "Rien ne peut encore être constaté.")], "constats"),
        Encadre("À savoir avant de s'en servir", [liste_constats(limites, "Aucune réserve.")], "alertes"),
    ]
    return [Groupe("essentiel", blocs)]


def constat_d_equite(dossier: Dossier) -> Constat | None:
    """La part des enfants qui vivent en territoire sous-doté, si elle se calcule."""
    lieu = terrain(dossier)
    part = mesure(lieu, QUESTIONS[-1]) if lieu else None
    if lieu is None or part is None or not part.connu:
        return None
    texte = f"{{p}} % {lieu.enfants} vivent dans un territoire sous-doté en {{a}}."
    return Constat(phrase(texte, p=part, a=str(lieu.annee)), "territoires")


def reserve_sans_schema(dossier: Dossier) -> Constat | None:
    """Le rapport n'emploie aucun plan : il ne dit rien d'un engagement."""
    if not dossier.sans_plan:
        return None
    return Constat(phrase(f"{dossier.sans_plan} Ce diagnostic ne juge aucun engagement."), "limites")


def reserve_sans_territoire(dossier: Dossier) -> Constat | None:
    """Aucun taux par EPCI : les écarts dans le département ne se voient pas."""
    if vue(dossier, EPCI) is not None:
        return None
    texte = (
        f"Aucun taux de couverture par EPCI n'est connu jusqu'en {dossier.annee} : "
        "les écarts entre eux ne se voient pas."
    )
    return Constat(phrase(texte), "territoires")


def reserve_de_contexte(dossier: Dossier) -> Constat | None:
    """Ce qu'un diagnostic devrait dire et que rien ne dit encore."""
    connus = codes_de_contexte(dossier)
    manques = [mots for code, (mots, _) in ESSENTIELS.items() if code not in connus]
    return Constat(phrase(" ".join(manques)), "contexte") if manques else None


Regle = Callable[[Dossier], Constat | None]
CONSTATS: tuple[Regle, ...] = (
    constat_de_couverture,
    constat_face_a_la_france,
    constat_territorial,
    constat_d_etendue,
    constat_d_equite,
    constat_des_naissances,
)
RESERVES: tuple[Regle, ...] = (
    reserve_sans_schema,
    reserve_sans_territoire,
    reserve_de_contexte,
    reserve_de_fraicheur,
)
