"""Un choix long se lit en entier : une liste fermée en coupe la fin, une ligne le redit dessous."""

import ipywidgets
from markupsafe import Markup

# Ce qu'une liste montre, en caractères : sur un téléphone, et sur un écran large, libellé à gauche.
ETROIT, LARGE = 34, 56


def lisible(liste: ipywidgets.Dropdown, large: int = LARGE) -> ipywidgets.VBox:
    """La liste, et sous elle son choix en toutes lettres quand il risque d'être coupé.

    ``large`` : ce que la liste montre sur un écran large. Un lecteur d'écran lit déjà le choix : la ligne
    n'est que pour l'œil.
    """
    ligne = ipywidgets.HTML()

    def suivre(_: object = None) -> None:
        ligne.value = str(en_toutes_lettres(liste.label or "", large))

    liste.observe(suivre, names=["label", "index"])
    suivre()
    return ipywidgets.VBox([liste, ligne])


def en_toutes_lettres(choix: str, large: int = LARGE) -> Markup:
    """La ligne d'un choix ; vide s'il tient dans sa liste même sur un téléphone."""
    if len(choix) <= ETROIT:
        return Markup("")
    classe = "choix-entier" if len(choix) > large else "choix-entier sur-un-petit-ecran"
    return Markup('<p class="{}" aria-hidden="true">{}</p>').format(classe, choix)
