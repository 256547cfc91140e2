"""Lire une section de la page : ses blocs, ses phrases, ses tableaux, ses figures, ses chiffres."""

from collections.abc import Iterator, Sequence

from bs4 import BeautifulSoup, Tag

from sdsf.production.papier import texte_de


def section(papier: BeautifulSoup, ancres: Sequence[str]) -> list[Tag]:
    """Les blocs de la première section présente, titre compris ; aucun si le rapport n'en a pas."""
    for titre in (papier.find("h2", id=ancre) for ancre in ancres):
        if isinstance(titre, Tag):
            return list(_jusqu_au_titre_suivant(titre))
    return []


def _jusqu_au_titre_suivant(titre: Tag) -> Iterator[Tag]:
    debut = titre.parent if titre.parent and "texte" in titre.parent.get_attribute_list("class") else titre
    assert debut is not None
    yield debut
    for bloc in debut.find_next_siblings():
        if bloc.name == "h2" or bloc.find("h2"):
            return
        yield bloc


def question(blocs: Sequence[Tag]) -> str:
    return texte_de(blocs[0] if blocs[0].name == "h2" else blocs[0].find("h2"))


def phrases_de(blocs: Sequence[Tag]) -> list[str]:
    """Ce que la section dit en phrases, celles qui portent un chiffre d'abord."""
    dites = [bloc for bloc in blocs[1:] if bloc.name == "p" and not any(bloc.get_attribute_list("class"))]
    return [texte_de(p) for p in sorted(dites, key=lambda p: p.find(class_="chiffre") is None)]


def manques_de(blocs: Sequence[Tag]) -> list[str]:
    """Ce que la section dit manquer."""
    return [texte_de(bloc) for bloc in blocs if "absence" in bloc.get_attribute_list("class")]


def origine(blocs: Sequence[Tag]) -> list[str]:
    """Pour l'orateur : la section du rapport, et les numéros de ses chiffres."""
    numeros = {int(str(c["data-chiffre"])) for bloc in blocs for c in bloc.select("[data-chiffre]")}
    dits = f" Chiffres n° {_plages(sorted(numeros))} de la dernière annexe et de chiffres.csv."
    return [f"Section du rapport : « {question(blocs)} ».{dits if numeros else ''}"]


def _plages(numeros: Sequence[int]) -> str:
    """Des numéros, par plages.

    >>> _plages([1, 2, 3, 7])
    '1 à 3, 7'
    """
    debuts = [n for n in numeros if n - 1 not in numeros]
    fins = [n for n in numeros if n + 1 not in numeros]
    return ", ".join(f"{d} à {f}" if d < f else str(d) for d, f in zip(debuts, fins, strict=True))


def premier(blocs: Sequence[Tag], selecteur: str) -> Tag | None:
    trouves = [b if b.name == selecteur else b.select_one(selecteur) for b in blocs]
    return next((t for t in trouves if t is not None and t.find("svg")), None)


def tables_de(ou: BeautifulSoup | Sequence[Tag], legende: str) -> list[Tag]:
    """Les tableaux dont la légende commence ainsi."""
    blocs = [ou] if isinstance(ou, BeautifulSoup) else ou
    toutes = [table for bloc in blocs for table in bloc.select("table")]
    return [table for table in toutes if texte_de(table.find("caption")).startswith(legende)]


def puces_de(blocs: Sequence[Tag], selecteur: str) -> list[str]:
    return [_sans_renvoi(puce) for bloc in blocs for puce in bloc.select(selecteur)]


def _sans_renvoi(puce: Tag) -> str:
    """Le texte d'une puce, sans le « (le plan) » qui mène, dans la page, à sa section."""
    texte = texte_de(puce)
    for lien in puce.select('a[href^="#"]'):
        texte = texte.replace(f" {texte_de(lien)}", "")
    return texte
