"""Des poids dont la somme est toujours exactement 100 : bouger l'un répartit le reste entre les autres.

Les poids se comptent en points entiers : un curseur de la page arrondit ce qu'on lui donne, et récrirait des
dixièmes. Ce qu'un arrondi laisse va aux plus forts restes, et à reste égal au premier écrit.
"""

from collections.abc import Mapping
from fractions import Fraction

TOTAL = 100
Poids = Mapping[str, int]


def en_points(proportions: Mapping[str, float], total: int = TOTAL) -> dict[str, int]:
    """Des proportions quelconques en entiers de somme ``total`` ; des proportions nulles se partagent à égal.

    >>> en_points({"a": 1.0, "b": 1.0, "c": 1.0})
    {'a': 34, 'b': 33, 'c': 33}
    """
    exactes = {nom: Fraction(valeur) for nom, valeur in proportions.items()}
    somme = sum(exactes.values(), Fraction(0))
    if not somme:
        exactes, somme = dict.fromkeys(exactes, Fraction(1)), Fraction(len(exactes))
    voulues = {nom: total * valeur / somme for nom, valeur in exactes.items()}
    rendus = {nom: int(valeur) for nom, valeur in voulues.items()}
    restes = sorted(rendus, key=lambda nom: rendus[nom] - voulues[nom])
    for nom in restes[: total - sum(rendus.values())]:
        rendus[nom] += 1
    return rendus


def deplacer(poids: Poids, code: str, points: int, repli: Mapping[str, float]) -> dict[str, int]:
    """Donne ce poids à un critère ; les autres se partagent le reste selon ce qu'ils pesaient.

    ``repli`` : leurs proportions quand ils ne pesaient plus rien (on revient d'un poids de 100).
    """
    autres = {nom: valeur for nom, valeur in poids.items() if nom != code}
    if not autres:
        return {code: TOTAL}
    borne = min(max(points, 0), TOTAL)
    base = autres if any(autres.values()) else {nom: repli[nom] for nom in autres}
    partages = en_points(base, TOTAL - borne)
    return {nom: borne if nom == code else partages[nom] for nom in poids}


def retirer(poids: Poids, code: str, repli: Mapping[str, float]) -> dict[str, int]:
    """Coupe un critère : son poids va aux autres, selon ce qu'ils pesaient."""
    restants = {nom: valeur for nom, valeur in poids.items() if nom != code}
    base = restants if any(restants.values()) else {nom: repli[nom] for nom in restants}
    return en_points(base)


def ajouter(poids: Poids, code: str, repli: Mapping[str, float], ordre: list[str]) -> dict[str, int]:
    """Rend un critère coupé : il reprend la part que ``repli`` lui donne, les autres se serrent."""
    presents = [nom for nom in ordre if nom in poids or nom == code]
    part = en_points({nom: repli[nom] for nom in presents})[code]
    elargis = {nom: poids.get(nom, 0) for nom in presents}
    return deplacer(elargis, code, part, repli)
