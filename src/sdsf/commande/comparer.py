"""``sdsf comparer`` : les nombres qui ont bougé entre deux exécutions, et pourquoi."""

import csv
import json
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from sdsf import erreurs as err
from sdsf.chiffres import ecrire as ecrire_un_nombre
from sdsf.erreurs import Erreurs, enumerer, plus_proche
from sdsf.espace import Espace
from sdsf.production.preuve.chiffres import Ligne
from sdsf.production.preuve.comparaison import (
    COLONNES,
    Comparee,
    Lots,
    Mouvement,
    comparer_les_lots,
    lignes_de,
)
from sdsf.production.preuve.designation import manifestes_designes
from sdsf.production.preuve.differences import lisible
from sdsf.production.rapport import neutraliser
from sdsf.rendu.nombres import accorder, liste_fr

FORMATS = ("table", "csv", "json")
CAUSES_DITES, LIGNES_DITES, SEULS_DITS = 15, 40, 12
ETATS = {"secret": "secret", "non_renseignee": "non renseigné", "non_disponible": "n.d."}


def mener(espace: Espace, avant: str, apres: str, format_: str, console: Console, flux: TextIO) -> None:
    """Compare deux exécutions et écrit ce qui les sépare. Lève ``Erreurs``."""
    if format_ not in FORMATS:
        proche = plus_proche(format_, FORMATS)
        raise Erreurs([err.FormatInconnu(proche=proche, recu=format_, admis=enumerer(FORMATS))])
    lots = comparer_les_lots(espace, *_designes(espace, avant, apres))
    if format_ == "json":
        flux.write(json.dumps(en_json(lots), ensure_ascii=False, indent=2) + "\n")
    elif format_ == "csv":
        _ecrire_le_csv(flux, lots)
    else:
        for partie in a_lire(lots):
            console.print(partie, emoji=False)


def _designes(espace: Espace, *recus: str) -> list[Any]:
    """Les manifestes des deux côtés ; les deux fautes d'un coup s'il y en a deux."""
    trouves: list[Any] = []
    fautes: list[err.Erreur] = []
    for recu in recus:
        try:
            trouves.append(manifestes_designes(espace, [recu]))
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
    err.lever(fautes)
    return trouves


# --- pour une machine -----------------------------------------------------------------------------


def en_json(lots: Lots) -> dict[str, Any]:
    """La comparaison entière."""
    return {
        "comparaisons": [_comparaison(comparee) for comparee in lots.comparees],
        "seulement_avant": list(lots.seulement_avant),
        "seulement_apres": list(lots.seulement_apres),
    }


def _comparaison(comparee: Comparee) -> dict[str, Any]:
    return {
        "avant": {"rapport": comparee.avant.titre, "manifeste": comparee.avant.nom},
        "apres": {"rapport": comparee.apres.titre, "manifeste": comparee.apres.nom},
        "causes": [vars(cause) for cause in comparee.causes],
        "nombres": lignes_de(comparee),
        "inchanges": comparee.inchanges,
        "tus": comparee.tus,
        "fichiers": list(comparee.fichiers),
    }


def _ecrire_le_csv(flux: TextIO, lots: Lots) -> None:
    ecrivain = csv.DictWriter(flux, COLONNES, lineterminator="\n")
    ecrivain.writeheader()
    lignes = (ligne for comparee in lots.comparees for ligne in lignes_de(comparee))
    ecrivain.writerows({nom: neutraliser(_a_plat(valeur)) for nom, valeur in x.items()} for x in lignes)


def _a_plat(valeur: Any) -> Any:
    return " ; ".join(valeur) if isinstance(valeur, list) else valeur


# --- à lire ---------------------------------------------------------------------------------------


def a_lire(lots: Lots) -> Iterator[RenderableType]:
    """Ce que l'on imprime : un seul rapport en détail ; de plusieurs, ceux où quelque chose a bougé."""
    memes = [comparee for comparee in lots.comparees if not (comparee.fichiers or comparee.mouvements)]
    for comparee in lots.comparees:
        if len(lots.comparees) == 1 or comparee not in memes:
            yield from _d_un_rapport(comparee)
    if len(lots.comparees) > 1:
        nombre, total = len(memes), len(lots.comparees)
        verbe = accorder(nombre, "rapport a les mêmes octets", "rapports ont les mêmes octets")
        yield f"{nombre} {verbe}, sur {total} comparés."
    for dit, titres in (("avant", lots.seulement_avant), ("après", lots.seulement_apres)):
        if titres:
            yield f"Seulement {dit} : {_abreger(titres)}."


def _abreger(mots: tuple[str, ...]) -> str:
    reste = len(mots) - SEULS_DITS
    return ", ".join(mots[:SEULS_DITS]) + (
        f" et {reste} {accorder(reste, 'autre', 'autres')}" if reste > 0 else ""
    )


def _d_un_rapport(comparee: Comparee) -> Iterator[RenderableType]:
    yield f"Avant : {comparee.avant.titre} ({comparee.avant.nom})"
    yield f"Après : {comparee.apres.titre} ({comparee.apres.nom})"
    yield from _causes(comparee)
    yield _bilan(comparee)
    if comparee.de("bouge"):
        yield _tableau_des_bouges(comparee.de("bouge"))
    for sort, titre in (("apparu", "Parus"), ("disparu", "Disparus")):
        lot = [m for m in comparee.mouvements if m.sort == sort]
        if lot:
            yield _tableau_des_seuls(titre, lot)
    if comparee.tus:
        mot = accorder(
            comparee.tus,
            "couple dont une valeur est secrète : non montré",
            "couples dont une valeur est secrète : non montrés",
        )
        yield f"{comparee.tus} {mot}."


def _causes(comparee: Comparee) -> Iterator[str]:
    if not comparee.causes:
        yield "D'après les manifestes, rien de ce qui fait ces rapports n'a changé."
        return
    yield "Ce qui a changé d'une exécution à l'autre :"
    yield from (f"  {lisible(str(cause))}" for cause in comparee.causes[:CAUSES_DITES])
    reste = len(comparee.causes) - CAUSES_DITES
    if reste > 0:
        yield f"  et {reste} de plus (--format json)"


def _bilan(comparee: Comparee) -> str:
    bouges, apparus, disparus = (len(comparee.de(sort)) for sort in ("bouge", "apparu", "disparu"))
    phrase = (
        f"{bouges} {accorder(bouges, 'nombre a bougé', 'nombres ont bougé')}, "
        f"{apparus} {accorder(apparus, 'a paru', 'ont paru')}, "
        f"{disparus} {accorder(disparus, 'a disparu', 'ont disparu')}, {comparee.inchanges} "
        f"{accorder(comparee.inchanges, 'est le même', 'sont les mêmes')}."
    )
    if not comparee.fichiers:
        return f"{phrase} Tous les fichiers ont les mêmes octets."
    return f"{phrase} N'ont pas les mêmes octets : {liste_fr(list(comparee.fichiers))}."


def _tableau_des_bouges(bouges: list[Mouvement]) -> Table:
    tableau = _tableau(
        "Nombre", "Territoire", "Période", "Avant", "Après", "Écart", "Pourquoi", total=len(bouges)
    )
    for m in bouges[:LIGNES_DITES]:
        ecart = "" if m.ecart is None else _signe(m.ecart)
        mesures = (_valeur(m.avant), _valeur(m.apres), ecart)
        _poser(tableau, *_nom(m.ligne), *mesures, " ; ".join(m.pourquoi))
    return tableau


def _tableau_des_seuls(titre: str, lot: list[Mouvement]) -> Table:
    tableau = _tableau(titre, "Territoire", "Période", "Valeur", total=len(lot))
    for m in lot[:LIGNES_DITES]:
        _poser(tableau, *_nom(m.ligne), _valeur(m.ligne))
    return tableau


def _tableau(*titres: str, total: int) -> Table:
    reste = total - LIGNES_DITES
    suite = f"et {reste} de plus (--format csv)" if reste > 0 else None
    tableau = Table(show_lines=False, caption=suite, caption_justify="left")
    for titre in titres:
        droite = titre in ("Avant", "Après", "Écart", "Valeur")
        tableau.add_column(titre, justify="right" if droite else "left", overflow="fold")
    return tableau


def _poser(tableau: Table, *cases: str) -> None:
    """Un texte d'un fichier n'est ni un balisage, ni une commande du terminal."""
    tableau.add_row(*(Text(lisible(case)) for case in cases))


def _nom(ligne: Ligne) -> tuple[str, str, str]:
    return ligne["libelle"], ligne["territoire"], ligne["periode"]


def _valeur(ligne: Mapping[str, str] | None) -> str:
    """La valeur telle quelle : arrondie, deux valeurs différentes pourraient se lire pareil."""
    if ligne is None or not ligne["valeur"]:
        return "" if ligne is None else ETATS.get(ligne["etat"], ligne["etat"])
    return ecrire_un_nombre(float(ligne["valeur"]))


def _signe(ecart: float) -> str:
    return f"{'+' if ecart > 0 else ''}{ecrire_un_nombre(round(ecart, 10))}"
