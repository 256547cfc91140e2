"""Les groupements à cheval sur plusieurs départements : leur valeur est celle du groupement entier."""

from collections.abc import Iterable

from sdsf.chiffres import Chiffre
from sdsf.rendu.nombres import abreger, accorder

# Ce que ``releves.partages`` écrit dans la note d'un tel groupement.
MARQUE = "À cheval sur plusieurs départements"


def a_cheval(chiffres: Iterable[Chiffre]) -> list[str]:
    """La mise en garde d'une figure qui en montre ; rien si elle n'en montre pas."""
    noms = list(dict.fromkeys(c.territoire for c in chiffres if MARQUE in c.note))
    if not noms:
        return []
    verbe = accorder(len(noms), "est à cheval", "sont à cheval")
    valeur = accorder(len(noms), "sa valeur", "leur valeur")
    return [
        f"{abreger(noms, 6)} {verbe} sur plusieurs départements : {valeur} est celle du groupement entier."
    ]
