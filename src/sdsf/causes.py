"""Les mots qui attribuent un effet : ceux qu'un texte donné ne peut pas porter.

La liste est finie et un peu large : elle refuse quelques tournures innocentes plutôt que d'en laisser passer
une qui affirme. Majuscules, accents, blancs et caractères invisibles n'y changent rien.
"""

import re
import unicodedata
from collections.abc import Iterable

from sdsf import erreurs as err

# Sans accents ni majuscules, mots entiers. Le sens commun d'abord : ce qui attribue un effet.
CAUSES = re.compile(
    r"\b(permis(?:e|es)?(?! de conduire)|permet(?:s|tent|tra|tront|tait|taient|tre|tant)?"
    r"|entrain(?:e|es|ent|er|ant|a|ait|aient)|grace (?:a|au|aux)|a cause d\w*|en raison d\w*|du fait d\w*"
    r"|provoqu(?:e|es|ent|er|ant|a|ait|aient)|engendr(?:e|es|ent|er|ant|a|ait)|gener(?:e|es|ent|er|ant)"
    r"|caus(?:ent|er|ant|ait)|(?:a|ont|avoir) cause|result(?:e|ent|ait|ant) d\w*|condui(?:t|sent|re|sant) a"
    r"|impact\w*|effets? d\w*|(?:est|sont|etait|etaient) du(?:e|es|s)? a\w*|imputab\w+|attribuab\w+"
    r"|expliqu(?:e|es|ent|er|ant)|contribu(?:e|es|ent|er|ant|a|ait|aient)|favoris(?:e|es|ent|er|ant|a|ait)"
    r"|fait (?:baisser|monter|reculer|progresser|augmenter|diminuer)|s'accompagn\w+)\b"
)


def expressions_de_cause(texte: str) -> list[str]:
    """Les expressions d'un texte qui attribuent un effet, dans l'ordre.

    >>> expressions_de_cause("Grâce au schéma, le taux monte"), expressions_de_cause("Le taux monte")
    (['grace au'], [])
    """
    sans_accent = unicodedata.normalize("NFKD", texte.replace("’", "'").replace("œ", "oe"))
    simple = "".join(_simple(c) for c in sans_accent).casefold()
    return [trouvee.group(0) for trouvee in CAUSES.finditer(" ".join(simple.split()))]


def _simple(caractere: str) -> str:
    """Une lettre sans accent ; tout blanc est une espace, un caractère invisible n'est rien."""
    if caractere.isspace():
        return " "
    return caractere if caractere.isprintable() and not unicodedata.combining(caractere) else ""


def refuser_les_causes(*textes: str) -> None:
    """Refuse tout texte qui dirait lui-même une cause (P250). Lève ``Erreurs`` avec toutes."""
    trouvees: Iterable[tuple[str, str]] = ((t, mot) for t in textes for mot in expressions_de_cause(t))
    err.lever([err.CauseNonFondee(recu=texte, mot=mot) for texte, mot in trouvees])
