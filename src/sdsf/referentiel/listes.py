"""Les fautes d'une liste nommée d'un fichier de params/ : deux éléments de même nom, un renvoi inconnu."""

from collections.abc import Collection, Sequence

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Lieu, plus_proche
from sdsf.lecture.document_yaml import DocumentLu


def en_double(document: DocumentLu, liste: str, cle: str, noms: Sequence[str]) -> list[Erreur]:
    """Les éléments d'une liste qui reprennent le nom d'un autre : le second effacerait le premier."""
    places = [(rang, noms.index(nom)) for rang, nom in enumerate(noms) if noms.index(nom) < rang]
    return [
        err.CodeEnDouble(
            document.lieu((liste, rang, cle)),
            quoi=f"Le {cle}" if cle == "code" else f"L'{cle}",
            recu=noms[rang],
            accord="",
            autre_ligne=document.ligne((liste, premier, cle)),
        )
        for rang, premier in places
    ]


def renvoi_inconnu(lieu: Lieu, recu: str, admis: Collection[str], attendu: str) -> Erreur:
    """Un nom que la liste n'a pas, et le plus proche de ceux qu'elle a."""
    proche = plus_proche(recu, admis)
    return err.ReferenceInconnue(lieu, proche=proche, recu=recu, attendu=attendu, complement="")
