"""Pourquoi un fichier YAML ne se lit pas, pour quelqu'un qui ne connaît pas le YAML.

L'outil qui lit dit où il s'est perdu, rarement où est la faute : un guillemet oublié se remarque dix lignes
plus bas. On regarde donc la ligne signalée et celles qui la précèdent.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import yaml

GUILLEMET = "un guillemet ouvert n'est pas refermé"
ALIGNEMENT = "cette ligne n'est pas alignée avec celles du même niveau (le nombre d'espaces au début)"
FORME = "une ligne ne suit pas la forme « clé: valeur », avec un espace après le deux-points"
ENTRE_GUILLEMETS = "un texte qui contient un deux-points ou qui commence par un signe se met entre guillemets"
DANS_LES_GUILLEMETS = "un texte entre guillemets en contient d'autres : écrivez « et » à l'intérieur"
APOSTROPHES = 'un texte entre apostrophes en contient une autre : mettez-le entre guillemets, "…"'
TIRET = "un espace manque après le tiret"
LISTE = "la liste commence sous une clé qui vaut déjà [] : effacez ce []"
ENSEMBLE = "une accolade ou un crochet n'est pas refermé, ou une virgule manque"
SECOND_DOCUMENT = "un second document commence ici (« --- ») ; un fichier n'en contient qu'un"
TABULATION = "une tabulation remplace des espaces"
# Une valeur sans guillemets qui contient elle-même un deux-points : « intitule: Axe 1 : Accueillir ».
NU = r":\s+[^\s\"'{\[,][^\",]*:(\s|$)"
# Entre accolades, le deux-points d'un texte a son espace : « {n: 1 t: 2} » oublie plutôt une virgule.
NU_ENTRE_ACCOLADES = r":\s+[^\s\"'{\[,][^\",]*\s:\s"


@dataclass(frozen=True)
class _Perdu:
    """Où la lecture s'est perdue : ce qu'elle en dit, les lignes du fichier, la sienne, celle du début."""

    dit: str
    lignes: Sequence[str]
    rang: int
    debut: int

    @property
    def ligne(self) -> str:
        return self.lignes[self.rang] if self.rang < len(self.lignes) else ""

    def precedente(self) -> int | None:
        """Le rang de la ligne écrite juste avant, sans les commentaires."""
        ecrites = (n for n in range(self.rang - 1, -1, -1) if self.lignes[n].split("#")[0].strip())
        return next(ecrites, None)


def cause_de(refus: yaml.YAMLError, texte: str) -> tuple[int | None, str]:
    """La ligne de la faute la plus probable (à partir de 1), et la cause en français."""
    marque = getattr(refus, "problem_mark", None)
    if marque is None:
        return None, FORME
    debut = getattr(refus, "context_mark", None) or marque
    dit = f"{getattr(refus, 'problem', '')} {getattr(refus, 'context', '')}"
    lignes = texte.splitlines() or [""]
    # La lecture peut s'être perdue après la dernière ligne.
    fin = len(lignes) - 1
    perdu = _Perdu(dit, lignes, min(marque.line, fin), min(debut.line, fin))
    trouvees = (regle(perdu) for regle in REGLES)
    rang, cause = next((t for t in trouvees if t), (perdu.rang, FORME))
    return rang + 1, cause


Diagnostic = tuple[int, str] | None


def _second_document(perdu: _Perdu) -> Diagnostic:
    return (perdu.rang, SECOND_DOCUMENT) if "another document" in perdu.dit else None


def _tabulation(perdu: _Perdu) -> Diagnostic:
    if perdu.ligne.startswith("\t") or "tab character" in perdu.dit:
        return perdu.rang, TABULATION
    return None


def _liste_sous_une_liste_vide(perdu: _Perdu) -> Diagnostic:
    avant = perdu.precedente()
    if avant is None or not perdu.ligne.lstrip().startswith("-"):
        return None
    return (avant, LISTE) if perdu.lignes[avant].split("#")[0].rstrip().endswith("[]") else None


def _guillemets(perdu: _Perdu) -> Diagnostic:
    """Un guillemet de trop sur la ligne, un guillemet qui manque plus haut, une apostrophe de trop."""
    if re.search(r'"[^"]*"[^\s,}\]:#]+.*"', perdu.ligne):
        return perdu.rang, DANS_LES_GUILLEMETS
    if re.search(r"(^|[:\-,{\[] *)'[^']*'\w", perdu.ligne):
        return perdu.rang, APOSTROPHES
    impairs = (n for n in range(perdu.rang, -1, -1) if _guillemets_de(perdu.lignes, n) % 2)
    ouvert = next(impairs, None)
    return None if ouvert is None else (ouvert, GUILLEMET)


def _guillemets_de(lignes: Sequence[str], rang: int) -> int:
    return lignes[rang].replace('\\"', "").count('"') if rang < len(lignes) else 0


def _deux_points(perdu: _Perdu) -> Diagnostic:
    if "mapping values" not in perdu.dit:
        return None
    if re.match(rf"\s*(- )?[^:\"'{{\[]+{NU}", perdu.ligne):
        return perdu.rang, ENTRE_GUILLEMETS
    avant = perdu.precedente()
    colle = [n for n in (perdu.rang, avant) if n is not None and re.match(r"\s*-\w", perdu.lignes[n])]
    return (colle[0], TIRET) if colle else (perdu.rang, ALIGNEMENT)


def _sans_forme(perdu: _Perdu) -> Diagnostic:
    return (perdu.debut, FORME) if "could not find expected ':'" in perdu.dit else None


def _ensemble(perdu: _Perdu) -> Diagnostic:
    if "flow" not in perdu.dit:
        return None
    nu = re.search(NU_ENTRE_ACCOLADES, perdu.lignes[perdu.debut])
    return perdu.debut, ENTRE_GUILLEMETS if nu else ENSEMBLE


def _alignement(perdu: _Perdu) -> Diagnostic:
    return (perdu.rang, ALIGNEMENT) if "did not find expected" in perdu.dit and "block" in perdu.dit else None


def _signe(perdu: _Perdu) -> Diagnostic:
    signes = ("cannot start any token", "alias", "anchor", "tag")
    return (perdu.rang, ENTRE_GUILLEMETS) if any(mot in perdu.dit for mot in signes) else None


REGLES: Sequence[Callable[[_Perdu], Diagnostic]] = (
    _second_document,
    _tabulation,
    _liste_sous_une_liste_vide,
    _signe,
    _guillemets,
    _deux_points,
    _sans_forme,
    _ensemble,
    _alignement,
)
