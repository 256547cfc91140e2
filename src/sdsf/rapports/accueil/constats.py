"""Ce que l'on constate de l'accueil du jeune enfant : niveau, évolution, écart à la France, territoires."""

from sdsf.chiffres import sans_signe
from sdsf.dossier import Dossier
from sdsf.rapports.accueil.epci import chiffre_d_etendue
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rapports.accueil.territoires import titre_de_vue
from sdsf.rapports.accueil.vues import EPCI, vue
from sdsf.rapports.chiffrer import du_releve, nom_du_territoire
from sdsf.rapports.constats import Constat
from sdsf.rapports.indicateur import SuiviIndicateur, suivre_commun
from sdsf.rendu.blocs import phrase
from sdsf.rendu.nombres import accorder


def constat_de_couverture(dossier: Dossier) -> Constat | None:
    """Le taux de couverture et son évolution depuis la valeur précédente."""
    suivi = _principal(dossier)
    if suivi is None:
        return None
    base = phrase(
        "{d} offre {v} places d'accueil pour 100 enfants de moins de 3 ans en {a}",
        d=_sujet(dossier),
        v=suivi.valeur,
        a=suivi.valeur.periode,
    )
    if not suivi.tendance.connu or not suivi.tendance.valeur:
        return Constat(phrase("{b}.", b=base), "serie")
    suite = phrase(
        "{b}, {e} {mot} {sens} qu'en {p}.",
        b=base,
        e=sans_signe(suivi.tendance),
        mot=accorder(suivi.tendance.valeur, "point", "points"),
        sens="de plus" if suivi.tendance.valeur > 0 else "de moins",
        p=suivi.precedente.periode,
    )
    return Constat(suite, "serie")


def constat_face_a_la_france(dossier: Dossier) -> Constat | None:
    """L'écart du taux à la moyenne nationale, dans la même édition."""
    suivi = _principal(dossier)
    if suivi is None or not suivi.ecart_france.connu:
        return None
    ou = "sous" if (suivi.ecart_france.valeur or 0) < 0 else "au-dessus de"
    texte = phrase(
        "Ce taux est {e} {mot} " + ou + " la moyenne nationale de {a} (France hors Mayotte, même édition).",
        e=sans_signe(suivi.ecart_france),
        mot=accorder(suivi.ecart_france.valeur or 0, "point", "points"),
        a=suivi.valeur.periode,
    )
    return Constat(texte, "serie")


def constat_territorial(dossier: Dossier) -> Constat | None:
    """Combien d'EPCI sont sous le repère."""
    trouvee = vue(dossier, EPCI)
    if trouvee is None:
        return None
    texte = phrase("{t} ({a}).", t=titre_de_vue(dossier, trouvee), a=str(trouvee.annee))
    return Constat(texte, "territoires")


def constat_d_etendue(dossier: Dossier) -> Constat | None:
    """L'écart entre les EPCI extrêmes, dès qu'il y en a deux."""
    trouvee = vue(dossier, EPCI)
    if trouvee is None or len(trouvee.table) < 2:
        return None
    premier, dernier = trouvee.table.iloc[0], trouvee.table.iloc[-1]
    etendue = chiffre_d_etendue(dossier, trouvee)
    texte = phrase(
        "{e} {mot} l'EPCI le mieux couvert, {haut} ({h}), du moins couvert, {bas} ({b}).",
        e=etendue,
        mot=accorder(etendue.valeur or 0, "point sépare", "points séparent"),
        haut=nom_du_territoire(dossier, premier),
        h=du_releve(dossier, premier),
        bas=nom_du_territoire(dossier, dernier),
        b=du_releve(dossier, dernier),
    )
    return Constat(texte, "territoires")


def _principal(dossier: Dossier) -> SuiviIndicateur | None:
    suivi = suivre_commun(dossier, PRINCIPAL)
    return suivi if suivi.renseigne else None


def _sujet(dossier: Dossier) -> str:
    if dossier.est_fictif:
        return "Le Département d'exemple"
    return f"Le département {dossier.departement.de}"
