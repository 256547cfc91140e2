"""Un code mal écrit, disparu ou ambigu : le retrouver sans deviner ; le nom d'un territoire."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu, enumerer, plus_proche
from sdsf.territoires.appartenances import appartenances
from sdsf.territoires.modeles import MAILLES, SCISSION, Mouvement, Territoires

# Toutes les mailles qui ont un code officiel.
CODEES = ("commune", *MAILLES.values())


@dataclass(frozen=True)
class CodeLu:
    """Un code tel qu'il s'écrit vraiment, et ce qu'il a fallu réparer (texte vide : rien)."""

    code: str
    maille: str
    reparation: str


def nom(territoires: Territoires, code: str, maille: str, lieu: Lieu | None = None) -> str:
    """Le nom d'un territoire, même d'une commune disparue. Lève ``Erreurs`` si le code n'existe pas."""
    if maille == "france":
        return "France"
    connus = territoires.noms[maille]
    if code in connus:
        return connus[code]
    if maille == "commune" and code in territoires.departs:
        return territoires.departs[code][-1].nom_avant
    proche = _proche(code, connus)
    raise Erreurs([err.TerritoireInconnu(lieu, proche=proche, recu=code, maille=_en_clair(maille))])


def _proche(code: str, connus: Mapping[str, str]) -> str | None:
    trouve = _zero(code) if _zero(code) in connus else plus_proche(code, connus)
    return f"{trouve} ({connus[trouve]})" if trouve else None


def _en_clair(maille: str) -> str:
    """Une maille avec son article.

    >>> _en_clair("commune"), _en_clair("epci")
    ("d'une commune", "d'un epci")
    """
    return ("d'une " if maille in ("commune", "region") else "d'un ") + maille.replace("_", " ")


# --- réparer --------------------------------------------------------------------------------------


def lire_code(
    territoires: Territoires, brut: object, maille: str | None = None, lieu: Lieu | None = None
) -> CodeLu:
    """Le code voulu : tel quel s'il existe, sinon réparé (zéro de tête perdu, « .0 », minuscule) et dit.

    Sans ``maille``, toutes sont essayées, et un code qui convient à plusieurs est refusé. Lève ``Erreurs``.
    """
    texte = re.sub(r"\.0$", "", str(brut).strip())
    mailles = [maille] if maille else list(CODEES)
    for essai in (lambda code: code, str.upper, _zero):
        trouves = _trouver(territoires, essai, texte, mailles)
        if len(trouves) > 1:
            admis = enumerer(f"{t.code} ({t.maille.replace('_', ' ')})" for t in trouves)
            raise Erreurs([err.CodeAmbigu(lieu, recu=brut, admis=admis)])
        if trouves:
            return _dire(territoires, str(brut), trouves[0])
    connus = {code: n for m in mailles for code, n in territoires.noms[m].items()}
    en_clair = _en_clair(maille) if maille else "d'un territoire"
    raise Erreurs([err.TerritoireInconnu(lieu, proche=_proche(texte, connus), recu=brut, maille=en_clair)])


def _zero(code: str) -> str:
    """Le zéro de tête qu'un tableur retire : « 1053 » → « 01053 »."""
    return f"0{code}"


def _trouver(
    territoires: Territoires, essai: Callable[[str], str], texte: str, mailles: list[str]
) -> list[CodeLu]:
    code = essai(texte)
    return [
        CodeLu(code, m, "") for m in mailles if code in territoires.noms[m] or _disparue(territoires, code, m)
    ]


def _disparue(territoires: Territoires, code: str, maille: str) -> bool:
    return maille == "commune" and code in territoires.departs


def _dire(territoires: Territoires, brut: str, trouve: CodeLu) -> CodeLu:
    if brut == trouve.code:
        return trouve
    cause = " : le zéro de tête était perdu" if trouve.code.startswith("0") else ""
    appele = nom(territoires, trouve.code, trouve.maille)
    return CodeLu(trouve.code, trouve.maille, f"« {brut} » lu « {trouve.code} » ({appele}){cause}.")


# --- les communes qui n'existent plus -------------------------------------------------------------


def commune_en_vigueur(
    territoires: Territoires, code: str, millesime: int | None = None, lieu: Lieu | None = None
) -> str:
    """Le code, s'il est celui d'une commune de ce millésime. Lève ``Erreurs``, et dit qui l'a absorbée."""
    table = appartenances(territoires, millesime)
    if code in set(table["commune"]) or code in territoires.plm:
        return code
    annee = millesime or territoires.dernier
    departs = [m for m in territoires.departs.get(code, ()) if m.date <= f"{annee}-01-01"]
    if not departs:
        nom(territoires, code, "commune", lieu)  # un code jamais employé : inconnu
        raise Erreurs([err.CommuneHorsMillesime(lieu, recu=code, annee=annee)])
    raise Erreurs([_disparition(departs, code, lieu)])


def _disparition(departs: list[Mouvement], code: str, lieu: Lieu | None) -> err.CommuneDisparue:
    dernier = departs[-1]
    meme_jour = [m for m in departs if m.date == dernier.date]
    proche = f"{dernier.apres} ({dernier.nom_apres})" if len(meme_jour) == 1 else None
    verbe = "s'est partagée" if dernier.nature == SCISSION else f"est devenue {dernier.apres}"
    return err.CommuneDisparue(
        lieu, proche=proche, recu=code, nom=dernier.nom_avant, cause=f"{verbe} le {dernier.date}"
    )
