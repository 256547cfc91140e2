"""La qualité des relevés : complétude, valeurs à vérifier, ruptures, contradictions entre sources.

Entrée : la table des relevés, colonnes du contrat. Rien n'est corrigé : une valeur inhabituelle peut être
juste, et deux sources peuvent compter autrement. Les seuils sont des constantes, imprimées avec la méthode.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import pandas as pd

from sdsf.releves.periodes import annee_de

SERIE = ["indicateur", "territoire", "maille", "source", "edition"]
FAIT = ["indicateur", "territoire", "maille", "perimetre", "periode"]
# Un saut : plus de quatre fois la variation habituelle de la série, plus de 10 % de la valeur d'avant, et
# plus d'un point (vingt unités pour un effectif) ; dans une série d'au moins cinq années.
SAUT_MULTIPLE, SAUT_PART, SAUT_MINIMUM, SAUT_ANNEES = 4.0, 0.10, 1.0, 5
SAUT_MINIMUM_D_EFFECTIF = 20.0
# Une répétition : le même effectif, d'au moins cent, trois années de suite.
REPETITIONS, REPETITION_MINIMUM = 3, 100
# Un écart au groupe : à plus de trois écarts interquartiles des quartiles, parmi dix territoires ou plus.
ECART_MULTIPLE, ECART_MINIMUM = 3.0, 10
# Un total : la somme de ses parties à 0,3 près (chaque taux est publié arrondi au dixième).
TOTAL_TOLERANCE = 0.3


@dataclass(frozen=True)
class Anomalie:
    """Une valeur à vérifier : sa ligne, la règle, et ce à quoi on la compare (dans la même unité)."""

    regle: str
    ligne: int
    repere: float
    autres: tuple[int, ...]


@dataclass(frozen=True)
class Rupture:
    """Deux éditions qui se suivent ; ``communes`` : ``territoire, periode``, et les deux lignes."""

    indicateur: str
    maille: str
    source: str
    avant: str
    apres: str
    annee: int
    communes: pd.DataFrame


def releves_dates(releves: pd.DataFrame) -> pd.DataFrame:
    """Les relevés publiés ou saisis, sans ceux que le texte cite, avec leur ``annee``."""
    publies = releves[releves["origine"] != "texte"]
    return publies.assign(annee=[annee_de(periode) for periode in publies["periode"]])


# --- la complétude --------------------------------------------------------------------------------


def completude(releves: pd.DataFrame, attendus: Mapping[str, set[str]], annee: int) -> pd.DataFrame:
    """Une ligne par indicateur, maille et année, de la première publiée à ``annee``.

    ``attendus`` : par maille, les territoires que l'on devrait connaître ; un territoire vu une fois est
    attendu toutes les années. Colonnes : ``indicateur, maille, annee, attendues, connues, absentes``, et une
    par état d'un trou. « Absente » : aucune ligne, pas même un trou déclaré.
    """
    dates = releves_dates(releves)
    dates = dates[dates["annee"] <= annee]
    comptes = _etats(dates)
    rangees: list[dict[str, object]] = []
    for (indicateur, maille), groupe in dates.groupby(["indicateur", "maille"], sort=True):
        attendues = len(set(groupe["territoire"]) | attendus.get(str(maille), set()))
        for an in range(int(groupe["annee"].min()), annee + 1):
            etats = comptes.get((indicateur, maille, an), dict.fromkeys(ETATS[:-1], 0))
            case = {"attendues": attendues, **etats, "absente": attendues - sum(etats.values())}
            rangees.append({"indicateur": indicateur, "maille": maille, "annee": an, **case})
    return pd.DataFrame(rangees, columns=["indicateur", "maille", "annee", "attendues", *ETATS])


ETATS = ["valeur", "secret", "non_disponible", "non_renseignee", "sans_objet", "absente"]


def _etats(dates: pd.DataFrame) -> dict[tuple[object, ...], dict[str, int]]:
    """Par indicateur, maille et année : combien de territoires sont dans chaque état.

    La valeur d'une édition efface le trou d'une autre : un territoire a le premier de ses états.
    """
    case = ["indicateur", "maille", "annee"]
    etats = dates.assign(etat=pd.Categorical(dates["etat"], ETATS, ordered=True))
    retenus = etats.sort_values("etat", kind="stable").drop_duplicates([*case, "territoire"])
    comptes: dict[tuple[object, ...], dict[str, int]] = {}
    for indicateur, maille, an, etat in retenus[[*case, "etat"]].itertuples(index=False, name=None):
        propres = comptes.setdefault((indicateur, maille, an), dict.fromkeys(ETATS[:-1], 0))
        propres[etat] += 1
    return comptes


# --- les valeurs à vérifier -----------------------------------------------------------------------


def anomalies(
    releves: pd.DataFrame, totaux: Mapping[str, Sequence[str]], effectifs: Collection[str] = ()
) -> list[Anomalie]:
    """Les valeurs que l'une des quatre règles signale, dans l'ordre des règles.

    ``totaux`` : les indicateurs qui sont la somme d'autres, et lesquels ; ``effectifs`` : ceux qui comptent
    des personnes, des places… et dont un petit nombre bouge sans qu'on s'en étonne.
    """
    dates = releves_dates(releves)
    annuels = dates[dates["valeur"].notna() & dates["periode"].str.fullmatch(r"\d{4}")]
    ranges = annuels.sort_values([*SERIE, "annee"], kind="stable")
    longues = ranges[ranges.groupby(SERIE)["annee"].transform("size") >= SAUT_ANNEES]
    return [
        *_sauts(longues, effectifs),
        *_repetitions(ranges),
        *_ecarts_au_groupe(annuels),
        *_totaux(annuels, totaux),
    ]


def _sauts(longues: pd.DataFrame, effectifs: Collection[str]) -> Iterator[Anomalie]:
    """Une variation d'une année sur l'autre hors de l'habitude de sa série ; séries rangées, par année."""
    series = longues.groupby(SERIE, sort=False)
    avant = series["valeur"].shift()
    ecarts = (longues["valeur"] - avant).where(series["annee"].diff() == 1).abs()
    habitudes = ecarts.groupby([longues[nom] for nom in SERIE], sort=False)
    comptes = longues["indicateur"].isin(effectifs)
    seuils = pd.concat(
        [
            SAUT_PART * avant.abs(),
            SAUT_MULTIPLE * habitudes.transform("median"),
            comptes.map({True: SAUT_MINIMUM_D_EFFECTIF, False: SAUT_MINIMUM}),
        ],
        axis=1,
    ).max(axis=1)
    # Arrondi : un écart d'un point exactement ne tient pas au bruit d'une soustraction.
    hors = (ecarts.round(9) > seuils.round(9)) & (habitudes.transform("count") >= SAUT_ANNEES - 1)
    for place in [rang for rang, vrai in enumerate(hors) if vrai]:
        precedente, ligne = longues.index[place - 1], longues.index[place]
        yield Anomalie("saut", int(ligne), float(avant.iloc[place]), (int(precedente),))


def _repetitions(ranges: pd.DataFrame) -> Iterator[Anomalie]:
    """Le même effectif plusieurs années de suite : une réponse reportée, peut-être."""
    series = ranges.groupby(SERIE)
    suit = (series["valeur"].diff() == 0) & (series["annee"].diff() == 1)
    suites = (~suit).cumsum()
    entier = (ranges["valeur"] % 1 == 0) & (ranges["valeur"] >= REPETITION_MINIMUM)
    longue = suites.groupby(suites).transform("size") >= REPETITIONS
    arrondie = (ranges["nature"] == "arrondie").groupby(suites).transform("any")
    for _, suite in ranges[entier & longue & ~arrondie].groupby(suites):
        autres = tuple(int(ligne) for ligne in suite.index[:-1])
        yield Anomalie("repetition", int(suite.index[-1]), float(suite["valeur"].iloc[0]), autres)


def _ecarts_au_groupe(annuels: pd.DataFrame) -> Iterator[Anomalie]:
    """Un territoire loin de tous les autres de sa maille, la dernière année de chaque édition."""
    for _, groupe in annuels.groupby(["indicateur", "maille", "source", "edition"], sort=True):
        dernieres = groupe[groupe["annee"] == groupe["annee"].max()]
        if len(dernieres) < ECART_MINIMUM:
            continue
        bas, haut = dernieres["valeur"].quantile(0.25), dernieres["valeur"].quantile(0.75)
        marge = ECART_MULTIPLE * (haut - bas)
        for ligne, valeur in dernieres["valeur"].items():
            if not bas - marge <= valeur <= haut + marge:
                repere = haut if valeur > haut else bas
                autres = tuple(int(autre) for autre in dernieres.index if autre != ligne)
                yield Anomalie("ecart_au_groupe", int(str(ligne)), float(repere), autres)


def _totaux(annuels: pd.DataFrame, totaux: Mapping[str, Sequence[str]]) -> Iterator[Anomalie]:
    """Un total qui n'est pas la somme de ses parties, là où toutes sont publiées ensemble."""
    memes = ["territoire", "maille", "periode", "source", "edition"]
    for total, parties in totaux.items():
        utiles = annuels[annuels["indicateur"].isin(parties)]
        sommes = utiles.groupby(memes)["valeur"].agg(["sum", "count"])
        entieres = sommes[sommes["count"] == len(parties)]["sum"]
        for ligne, releve in annuels[annuels["indicateur"] == total].iterrows():
            cle = tuple(releve[memes])
            if cle in entieres.index and abs(entieres[cle] - releve["valeur"]) > TOTAL_TOLERANCE + 1e-9:
                pareilles = (utiles[memes] == pd.Series(dict(zip(memes, cle, strict=True)))).all(axis=1)
                autres = tuple(int(autre) for autre in utiles.index[pareilles])
                yield Anomalie("total", int(str(ligne)), round(float(entieres[cle]), 6), autres)


# --- les ruptures et les contradictions -----------------------------------------------------------


def ruptures(releves: pd.DataFrame) -> list[Rupture]:
    """Les éditions d'une même source qui se suivent, et les années que toutes deux publient."""
    dates = releves_dates(releves)
    connus = dates[dates["valeur"].notna()]
    trouvees = []
    for (indicateur, maille, source), groupe in connus.groupby(["indicateur", "maille", "source"], sort=True):
        fins = groupe.groupby("edition")["annee"].agg(["max", "min"]).sort_values(["max", "min"])
        for avant, apres in pairwise(fins.index):
            communes = _communes(groupe, str(avant), str(apres))
            annee = int(fins.loc[apres, "min"])
            nom = (str(indicateur), str(maille), str(source), str(avant), str(apres))
            trouvees.append(Rupture(*nom, annee, communes))
    return trouvees


def _communes(groupe: pd.DataFrame, avant: str, apres: str) -> pd.DataFrame:
    """Les territoires et périodes que les deux éditions publient, avec la ligne de chacune."""
    cle = ["territoire", "periode"]
    lignes = groupe.assign(ligne_du_releve=groupe.index)
    gauche = lignes[lignes["edition"] == avant][[*cle, "ligne_du_releve"]].drop_duplicates(cle)
    droite = lignes[lignes["edition"] == apres][[*cle, "ligne_du_releve"]].drop_duplicates(cle)
    return gauche.merge(droite, on=cle, suffixes=("_avant", "_apres"), validate="one_to_one").sort_values(cle)


def contradictions(releves: pd.DataFrame) -> list[pd.DataFrame]:
    """Les faits qui ont deux valeurs : deux passages du texte, le texte et un producteur, deux producteurs.

    Deux éditions d'une même source ne se contredisent pas : c'est une rupture de série. Un texte qui reprend
    l'une des deux ne contredit personne.
    """
    connus = releves[releves["valeur"].notna()]
    # Une seule valeur ne se contredit pas : presque tous les faits s'écartent ainsi d'un coup.
    plusieurs = connus[connus.groupby(FAIT)["valeur"].transform("nunique") > 1]
    trouvees = []
    for _, groupe in plusieurs.groupby(FAIT, sort=True):
        par_source = [set(lignes["valeur"]) for _, lignes in groupe.groupby(["origine", "source"])]
        du_texte = groupe.loc[groupe["origine"] == "texte", "valeur"]
        opposees = any(a.isdisjoint(b) for a, b in combinations(par_source, 2))
        if opposees or du_texte.nunique() > 1:
            trouvees.append(groupe.drop_duplicates(["valeur", "source", "edition"]))
    return trouvees
