"""L'origine des chiffres : l'annexe, les cartes, et les lignes de ``chiffres.csv``."""

from markupsafe import Markup

from sdsf.chiffres import Chiffre
from sdsf.rendu.nombres import typographier
from sdsf.rendu.registre import MOTS, Registre

ENTETES = ["N°", "Chiffre", "Valeur", "Formule", "Source, édition, année", "Lignes lues et empreinte"]

GABARIT = Markup(
    '<div class="annexe-origine">'
    '<div class="tableau" role="region" aria-label="Origine des chiffres" tabindex="0">'
    '<table class="origine"><caption>L\'origine de chaque chiffre de ce rapport</caption>'
    "<thead><tr>{}</tr></thead><tbody>\n{}\n</tbody></table></div></div>"
    '<div class="cartes">{}</div>'
)
# Une ligne par chiffre, des centaines par rapport : son numéro, puis les cinq colonnes qui le suivent.
LIGNE = Markup(
    '<tr id="chiffre-%s"><th scope="row">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>'
)


def lignes_de_chiffres(registre: Registre) -> list[dict[str, object]]:
    """Une ligne par chiffre, dans l'ordre de leurs numéros."""
    return [chiffre.ligne(numero) for numero, chiffre in registre]


def annexe_des_chiffres(registre: Registre) -> Markup:
    """Le tableau imprimé de l'origine de chaque chiffre, suivi des cartes qu'on ouvre à l'écran."""
    lignes = Markup("\n").join(_ligne(registre, numero, chiffre) for numero, chiffre in registre)
    entetes = Markup("").join(Markup('<th scope="col">{}</th>').format(titre) for titre in ENTETES)
    cartes = Markup("\n").join(registre.carte(numero, chiffre) for numero, chiffre in registre)
    return GABARIT.format(entetes, lignes, cartes)


def _ligne(registre: Registre, numero: int, chiffre: Chiffre) -> Markup:
    edition = chiffre.edition and f"édition « {chiffre.edition} »"
    source = _joindre(chiffre.source, edition, chiffre.perimetre, chiffre.periode)
    etat = MOTS.get(chiffre.nature, chiffre.nature) if chiffre.connu else ""
    cellules = [
        _joindre(chiffre.libelle, "" if chiffre.territoire in chiffre.libelle else chiffre.territoire),
        _joindre(registre.texte(chiffre), etat),
        chiffre.formule,
        source,
        _joindre(chiffre.trace.fichiers(), chiffre.trace.empreinte[:12]),
    ]
    return LIGNE % (numero, numero, *(typographier(cellule) for cellule in cellules))


def _joindre(*parties: str) -> str:
    return ", ".join(partie for partie in parties if partie)
