"""Les nombres d'un rapport produit, relus dans ``chiffres.csv`` : ceux du manifeste, ou rien."""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.precedent import lire_les_lignes
from sdsf.production.preuve.differences import lisible
from sdsf.production.preuve.manifestes import FAUTES_DITES, Scelle, empreinte_du_fichier
from sdsf.rendu.nombres import accorder

SUFFIXE = ".chiffres.csv"
COLONNES = {
    "libelle", "valeur", "unite", "etat", "formule", "territoire", "periode", "source", "edition",
    "lignes_lues", "empreinte", "cle",
}  # fmt: skip
PLAGE = re.compile(r"(\d{1,7})(?:-(\d{1,7}))?")
LIGNES_MAXIMUM = 200_000
TAILLE_MAXIMALE = 128 << 20
Ligne = Mapping[str, str]
Chiffres = Sequence[Ligne]


def lire_les_chiffres(scelle: Scelle) -> Chiffres:
    """Les lignes des chiffres d'un rapport. Lève ``Erreurs`` : absents, retouchés, abîmés."""
    nom = f"{scelle.base}{SUFFIXE}"
    chemin, fiche = scelle.fichier(nom), scelle.manifeste.fichiers.get(nom)
    lieu = Lieu(scelle.nom.removesuffix(scelle.chemin.name) + chemin.name)
    if not chemin.is_file() or chemin.stat().st_size > TAILLE_MAXIMALE:
        cause = "ils dépassent 128 Mo" if chemin.is_file() else "le fichier manque"
        raise Erreurs([err.ChiffresIllisibles(lieu, cause=cause)])
    if fiche is None or empreinte_du_fichier(chemin) != fiche.sha256:
        raise Erreurs([err.ChiffresRetouches(lieu)])
    lues = lire_les_lignes(chemin.read_bytes())
    if lues is None:
        raise Erreurs([err.ChiffresIllisibles(lieu, cause="ce n'est pas un CSV en UTF-8")])
    err.lever(_fautes(lieu.fichier, lues)[:FAUTES_DITES])
    return lues


def _fautes(nom: str, lignes: Chiffres) -> list[Erreur]:
    """Ce qui empêcherait de comparer, ligne par ligne."""
    if not lignes:
        return []
    manquent = sorted(COLONNES - set(lignes[0]))
    if manquent:
        cause = (
            f"{accorder(len(manquent), 'la colonne manque', 'des colonnes manquent')} : {', '.join(manquent)}"
        )
        return [err.ChiffresIllisibles(Lieu(nom, 1), cause=cause)]
    return [
        err.ChiffresIllisibles(Lieu(nom, int(ligne["ligne"])), cause=cause)
        for ligne in lignes
        for cause in _causes(ligne)
    ]


def _causes(ligne: Ligne) -> Iterator[str]:
    if ligne["valeur"] and not _est_un_nombre(ligne["valeur"]):
        yield f"« {lisible(ligne['valeur'])} » n'est pas un nombre"
    if not _plages_bornees(ligne["lignes_lues"]):
        yield "« lignes_lues » ne dit pas des lignes de fichiers"


def _est_un_nombre(mot: str) -> bool:
    try:
        return math.isfinite(float(mot))
    except ValueError:
        return False


def _plages_bornees(lues: str) -> bool:
    """Vrai pour ``data/a.csv:2-4,7 ; data/b.csv:3``, sans plage démesurée.

    >>> [_plages_bornees(lues) for lues in ("data/a.csv:2-4,7 ; data/b.csv:3", "", "a:1-9999999")]
    [True, True, False]
    """
    total = 0
    for plage in (plage for _, plages in _parties(lues) for plage in plages.split(",")):
        trouve = PLAGE.fullmatch(plage)
        if trouve is None:
            return False
        total += int(trouve[2] or trouve[1]) - int(trouve[1])
    return total <= LIGNES_MAXIMUM


def _parties(lues: str) -> list[tuple[str, str]]:
    coupees = [partie.rpartition(":") for partie in lues.split(" ; ") if partie]
    return [(fichier, plages) for fichier, _, plages in coupees]


def fichiers_lus(ligne: Ligne) -> set[str]:
    """Les fichiers dont vient un chiffre."""
    return {fichier for fichier, _ in _parties(ligne["lignes_lues"])}


# --- les mêmes nombres ? --------------------------------------------------------------------------


def memes_nombres(scelles: Chiffres, refaits: Chiffres) -> str:
    """Une phrase : les nombres du rapport et ceux du même, refait, sont-ils les mêmes ?"""
    avant, apres = _par_identite(scelles), _par_identite(refaits)
    communs = [cle for cle in avant if cle in apres]
    bouges = [cle for cle in communs if avant[cle] != apres[cle]]
    seuls = len(avant) + len(apres) - 2 * len(communs)
    if not bouges and not seuls:
        return f"Les nombres sont les mêmes ({len(communs)})."
    parties = []
    if bouges:
        verbe = accorder(len(bouges), "nombre n'est pas le même", "nombres ne sont pas les mêmes")
        parties.append(f"{len(bouges)} {verbe}, sur {len(communs)} ({_exemple(scelles, refaits, bouges[0])})")
    if seuls:
        parties.append(f"{seuls} {accorder(seuls, 'est', 'sont')} d'un seul côté")
    return f"{' ; '.join(parties)}. Pour le détail : sdsf comparer."


Identite = tuple[str, str, str, str, int]


def _par_identite(lignes: Chiffres) -> dict[Identite, tuple[str, str, str]]:
    """La valeur, l'état et l'unité de chaque nombre ; deux nombres de même clé se suivent dans leur ordre."""
    return {cle: (x["valeur"], x["etat"], x["unite"]) for cle, x in _identifiees(lignes)}


def _identifiees(lignes: Chiffres) -> Iterator[tuple[Identite, Ligne]]:
    vus: dict[tuple[str, ...], int] = defaultdict(int)
    for ligne in lignes:
        cle = (ligne["cle"], ligne["periode"], ligne["source"], ligne["edition"])
        vus[cle] += 1
        yield (*cle, vus[cle]), ligne


def _exemple(scelles: Chiffres, refaits: Chiffres, cle: Identite) -> str:
    avant, apres = dict(_identifiees(scelles))[cle], dict(_identifiees(refaits))[cle]
    return f"« {lisible(avant['libelle'])} » : {_valeur(avant)}, refait {_valeur(apres)}"


def _valeur(ligne: Ligne) -> str:
    return lisible(ligne["valeur"].replace(".", ",") or ligne["etat"])
