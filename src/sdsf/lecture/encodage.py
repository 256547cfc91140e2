"""Reconnaître un texte encodé deux fois (« Ã© » pour « é »), et retrouver celui qu'il voulait dire."""

import re


def _octets_de_windows() -> dict[str, int]:
    """L'octet de chaque caractère, tel que Windows le lit ; un octet qu'il ignore vaut comme en Latin-1."""
    octets = range(0x80, 0x100)
    return {bytes([n]).decode("cp1252", "ignore") or chr(n): n for n in octets}


OCTETS = _octets_de_windows()
_SUITE = "[" + "".join(re.escape(c) for c, n in OCTETS.items() if n < 0xC0) + "]"
# Les seules têtes que donnent les lettres et les signes du français : é, œ, ’, €…
DEFORME = re.compile(f"(?:[ÂÃÅ]{_SUITE}|â[€‚„]{_SUITE})")


def texte_probable(texte: str) -> str | None:
    """Le texte avant son second encodage ; ``None`` s'il n'a rien de déformé.

    >>> texte_probable("lâ€™Ã©cole"), texte_probable("l’école Â")
    ('l’école', None)
    """
    return DEFORME.sub(_reparer, texte) if DEFORME.search(texte) else None


def mots_deformes(texte: str) -> list[tuple[str, str]]:
    """Les mots déformés d'un texte, et ce que chacun voulait dire.

    >>> mots_deformes("une Ã©cole neuve")
    [('Ã©cole', 'école')]
    """
    mots = ((mot, texte_probable(mot)) for mot in texte.split(" "))
    return [(mot, probable) for mot, probable in mots if probable]


def _reparer(trouve: re.Match[str]) -> str:
    return bytes(OCTETS[c] for c in trouve[0]).decode("utf-8", "replace")
