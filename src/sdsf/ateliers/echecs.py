"""Un geste qui échoue le dit en français, à sa place, et laisse l'atelier debout."""

import html
from collections.abc import Callable

import ipywidgets

from sdsf.erreurs import Erreur, Erreurs

INATTENDU = (
    "Ce geste n'a pas abouti, pour une raison que l'atelier n'avait pas prévue ({genre}). Ce qui était à "
    "l'écran y reste ; rien n'a été enregistré. Signalez-le avec ce que vous veniez de faire."
)


def dire(place: ipywidgets.HTML, texte: str, echec: bool = False) -> None:
    """Écrit un message à sa place ; un lecteur d'écran l'annonce."""
    role, classe = ("alert", "absence") if echec else ("status", "note")
    lignes = "<br>".join(html.escape(ligne) for ligne in texte.splitlines())
    place.value = f'<p role="{role}" class="{classe} sdsf-message">{lignes}</p>' if texte else ""


def _en_clair(refus: Erreur | Erreurs) -> str:
    """Ce qui ne va pas et le remède, sans l'en-tête que la commande imprime."""
    erreurs = refus.erreurs if isinstance(refus, Erreurs) else (refus,)
    return "\n".join(ligne.strip() for erreur in erreurs for ligne in erreur.lignes()[1:])


def en_le_disant(place: ipywidgets.HTML, faire: Callable[[], object]) -> bool:
    """Fait un geste ; s'il échoue, dit pourquoi à ``place``. Vrai s'il a abouti."""
    try:
        faire()
    except (Erreur, Erreurs) as refus:
        dire(place, _en_clair(refus), echec=True)
        return False
    # Une trace Python dans la page n'aiderait personne, et tairait l'échec dans Voilà.
    except Exception as imprevu:
        dire(place, INATTENDU.format(genre=type(imprevu).__name__), echec=True)
        return False
    return True
