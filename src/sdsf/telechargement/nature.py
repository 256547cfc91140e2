"""Ce qu'un fichier reçu est vraiment : ses premiers octets, et non ce que le serveur en dit."""

from collections.abc import Mapping
from pathlib import Path

from sdsf.referentiel.telechargements import Nature

DEBUT = 4096
BOM = b"\xef\xbb\xbf"
ZIP, GZIP, OLE = (b"PK\x03\x04",), (b"\x1f\x8b",), (b"\xd0\xcf\x11\xe0",)
SIGNATURES: Mapping[Nature, tuple[bytes, ...]] = {
    "zip": ZIP,
    "xlsx": ZIP,
    # Sous ce nom, l'Insee publie l'ancien format comme le nouveau : le lecteur sait ouvrir les deux.
    "xls": OLE + ZIP,
    "tgz": GZIP,
    "geojson": (b"{",),
}
NOMS: Mapping[Nature, str] = {
    "csv": "un CSV",
    "zip": "une archive zip",
    "xlsx": "un classeur",
    "xls": "un classeur",
    "tgz": "un paquet .tgz",
    "geojson": "un GeoJSON",
}


def autre_nature(chemin: Path, attendue: Nature) -> str | None:
    """Ce qu'est le fichier s'il n'est pas de la nature attendue ; ``None`` s'il l'est."""
    with chemin.open("rb") as flux:
        debut = flux.read(DEBUT)
    texte = debut.removeprefix(BOM).lstrip()
    if not texte:
        return "un fichier vide"
    signatures = SIGNATURES.get(attendue)
    convient = texte.startswith(signatures) if signatures else _parait_csv(texte)
    return None if convient else _nom(texte)


def _parait_csv(texte: bytes) -> bool:
    """Du texte, dont la première ligne a plusieurs colonnes ; le lecteur contrôle le reste."""
    binaire = b"\0" in texte or texte.startswith((*ZIP, *GZIP, *OLE))
    premiere = texte.split(b"\n", 1)[0]
    return not binaire and not texte.startswith((b"<", b"{", b"[")) and any(s in premiere for s in b";,\t")


def _nom(texte: bytes) -> str:
    if texte.startswith(b"<"):
        return "une page web" if b"<html" in texte.lower() or b"<!doctype" in texte.lower() else "du XML"
    if texte.startswith((b"{", b"[")):
        return "une réponse JSON"
    return "une archive" if texte.startswith((*ZIP, *GZIP)) else "un contenu qu'on ne reconnaît pas"
