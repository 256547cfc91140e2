"""Un geste qui échoue le dit en français, à sa place, et laisse l'atelier debout."""

import html
import logging
from collections.abc import Callable

import ipywidgets
from markupsafe import Markup

from sdsf.erreurs import Erreur, Erreurs

INATTENDU = (
    "Ce geste n'a pas abouti, pour une raison que l'atelier n'avait pas prévue ({genre}). Ce qui était à "
    "l'écran y reste ; rien n'a été enregistré. Signalez-le avec ce que vous veniez de faire."
)
journal = logging.getLogger(__name__)


def echec_de(faire: Callable[[], object]) -> Exception | None:
    """Fait un geste, et rend ce qui l'a fait échouer ; ``None`` s'il a abouti.

    Une trace Python dans la page n'aiderait personne, et tairait l'échec dans Voilà : celle d'un défaut du
    logiciel va au journal du serveur.
    """
    try:
        faire()
    except (Erreur, Erreurs) as refus:
        return refus
    except Exception as imprevu:
        journal.exception("un geste d'un atelier a échoué")
        return imprevu
    return None


def en_le_disant(place: ipywidgets.HTML, faire: Callable[[], object]) -> bool:
    """Fait un geste ; s'il échoue, dit pourquoi à ``place``. Vrai s'il a abouti."""
    echec = echec_de(faire)
    if isinstance(echec, Erreur | Erreurs):
        dire(place, _en_clair(echec), echec=True)
    elif echec is not None:
        dire(place, INATTENDU.format(genre=type(echec).__name__), echec=True)
    return echec is None


def en_le_remplacant(place: ipywidgets.HTML, faire: Callable[[], object], defaut: str) -> bool:
    """Fait un geste ; s'il échoue, le refus entier prend la place de ce que l'on regardait.

    ``defaut`` : ce que l'on dit quand c'est le logiciel qui est en faute. Vrai si le geste a abouti.
    """
    echec = echec_de(faire)
    if echec is not None:
        refus = str(echec) if isinstance(echec, Erreur | Erreurs) else defaut
        place.value = str(Markup('<div class="refus" role="alert"><pre>{}</pre></div>').format(refus))
    return echec is None


def dire(place: ipywidgets.HTML, texte: str, echec: bool = False) -> None:
    """Écrit un message à sa place ; un lecteur d'écran l'annonce."""
    role, classe = ("alert", "absence") if echec else ("status", "note")
    lignes = "<br>".join(html.escape(ligne) for ligne in texte.splitlines())
    place.value = f'<p role="{role}" class="{classe} sdsf-message">{lignes}</p>' if texte else ""


def _en_clair(refus: Erreur | Erreurs) -> str:
    """Ce qui ne va pas et le remède, sans l'en-tête que la commande imprime."""
    erreurs = refus.erreurs if isinstance(refus, Erreurs) else (refus,)
    return "\n".join(ligne.strip() for erreur in erreurs for ligne in erreur.lignes()[1:])
