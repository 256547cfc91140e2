"""La page sans ce qui ne sert qu'à l'écran : la source commune du PDF, du document et du classeur.

Tous les formats partent de la même page rendue : aucun nombre n'est calculé ni arrondi une seconde fois.
"""

from bs4 import BeautifulSoup, Tag

# Les cartes s'ouvrent à l'écran ; sur le papier, l'annexe dit la même chose.
ECRAN = ".cartes, .evitement, .bandeau, .ecran, script, meta[http-equiv]"


def mettre_sur_papier(page: str) -> BeautifulSoup:
    """La page dont les boutons sont du texte et les replis sont ouverts."""
    papier = BeautifulSoup(page, "html.parser")
    for element in papier.select(ECRAN):
        element.decompose()
    for bouton in papier.find_all("button"):
        _ecrire_le_chiffre(bouton)
    for repli in papier.find_all("details"):
        repli.name = "div"
    for titre in papier.find_all("summary"):
        _ouvrir(titre)
    for dessin in papier.find_all("svg"):
        _decrire(dessin)
    return papier


def _ouvrir(titre: Tag) -> None:
    """Le titre d'un repli ; s'il redit la légende du tableau qu'il couvre, la légende suffit."""
    legende = titre.parent.find("caption") if titre.parent else None
    if legende and legende.get_text() == titre.get_text():
        titre.decompose()
        return
    titre.name, titre["class"] = "p", "repli"


def _ecrire_le_chiffre(bouton: Tag) -> None:
    """Un bouton devient son texte ; il garde son numéro, qui est celui de ``chiffres.csv``."""
    bouton.name = "span"
    bouton["data-chiffre"] = str(bouton["popovertarget"]).removeprefix("carte-")
    del bouton["type"], bouton["popovertarget"]


def _decrire(dessin: Tag) -> None:
    """Le texte de remplacement d'un dessin, en titre : c'est là que le PDF le cherche.

    Le cartouche d'une carte n'a pas le sien : il est décrit avec la carte, dont il est le voisin.
    """
    decrit = dessin if dessin.has_attr("aria-label") else dessin.find_previous_sibling("svg")
    if isinstance(decrit, Tag):
        titre = Tag(name="title")
        titre.string = str(decrit.get("aria-label", ""))
        dessin.insert(0, titre)


def texte_de(element: Tag | None) -> str:
    """Le texte d'un élément, sur une ligne : ni retour, ni espaces répétées, ni renvoi de bas de page."""
    if element is None:
        return ""
    morceaux = [
        str(chaine)
        for chaine in element.strings
        if chaine.parent is None or "renvoi" not in chaine.parent.get_attribute_list("class")
    ]
    return " ".join("".join(morceaux).replace("\n", " ").split(" ")).strip()
