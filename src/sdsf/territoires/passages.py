"""Passer d'un millésime à l'autre : une fusion somme, un changement de code suit, une scission se refuse."""

from dataclasses import dataclass

import pandas as pd

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs
from sdsf.territoires.modeles import CHANGEMENT, SCISSION, Mouvement, Territoires


@dataclass(frozen=True)
class Passage:
    """Le code d'une commune dans un autre millésime ; ``None`` quand rien ne permet d'y passer."""

    avant: str
    apres: str | None
    motif: str
    """Ce qui s'est passé, en une phrase ; vide si la commune n'a pas bougé."""


def passer(territoires: Territoires, commune: str, de: int, vers: int) -> Passage:
    """Le code de 1er janvier ``vers`` d'une commune du 1er janvier ``de``.

    En avançant, une fusion donne le code de la commune absorbante et une scission est refusée ; en
    reculant, seul un changement de code se défait.
    """
    return (
        _avancer(territoires, commune, de, vers) if de <= vers else _reculer(territoires, commune, de, vers)
    )


def _avancer(territoires: Territoires, commune: str, de: int, vers: int) -> Passage:
    code, depuis, motifs = commune, f"{de}-01-01", list[str]()
    while suite := _prochains(territoires, code, depuis, f"{vers}-01-01"):
        mouvement = suite[0]
        if mouvement.nature == SCISSION or len({m.apres for m in suite}) > 1:
            return Passage(commune, None, _refus_de_scission(suite))
        motifs.append(_phrase(mouvement))
        code, depuis = mouvement.apres, mouvement.date
    return Passage(commune, code, " ".join(motifs))


def _prochains(territoires: Territoires, code: str, depuis: str, jusque: str) -> list[Mouvement]:
    """Les mouvements du prochain jour où cette commune bouge, s'il est dans l'intervalle."""
    suite = [m for m in territoires.departs.get(code, ()) if depuis < m.date <= jusque]
    return [m for m in suite if m.date == suite[0].date]


def _reculer(territoires: Territoires, commune: str, de: int, vers: int) -> Passage:
    code, jusque, motifs = commune, f"{de}-01-01", list[str]()
    while suite := _precedents(territoires, code, f"{vers}-01-01", jusque):
        mouvement = suite[-1]
        if mouvement.nature != CHANGEMENT or len(suite) > 1:
            cause = "est née d'un partage" if mouvement.nature == SCISSION else "réunit plusieurs communes"
            refus = (
                f"{mouvement.nom_apres} ({code}) {cause} le {mouvement.date} : sa valeur ne se répartit pas."
            )
            return Passage(commune, None, refus)
        motifs.append(_phrase(mouvement))
        code, jusque = mouvement.avant, _veille(mouvement.date)
    return Passage(commune, code, " ".join(motifs))


def _precedents(territoires: Territoires, code: str, depuis: str, jusque: str) -> list[Mouvement]:
    suite = [m for m in territoires.arrivees.get(code, ()) if depuis < m.date <= jusque]
    return [m for m in suite if m.date == suite[-1].date]


def _veille(date: str) -> str:
    return str((pd.Timestamp(date) - pd.Timedelta(days=1)).date())


def _phrase(m: Mouvement) -> str:
    verbe = "a changé de code pour" if m.nature == CHANGEMENT else "a rejoint"
    return f"{m.nom_avant} ({m.avant}) {verbe} {m.nom_apres} ({m.apres}) le {m.date}."


def _refus_de_scission(suite: list[Mouvement]) -> str:
    premier = suite[0]
    vers = ", ".join(dict.fromkeys(f"{m.nom_apres} ({m.apres})" for m in suite))
    return (
        f"{premier.nom_avant} ({premier.avant}) s'est partagée le {premier.date} ({vers}) : "
        "sa valeur ne se répartit pas."
    )


def passer_table(
    territoires: Territoires, table: pd.DataFrame, de: int, vers: int, *, est_effectif: bool
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Une table longue (``territoire`` : code de commune, ``valeur``, et des clés) dans un autre millésime.

    Les communes réunies par une fusion se somment ; un trou, ou l'une d'elles sans ligne, fait un trou. Une
    commune qui ne passe pas est retirée, et la raison dite. Rend la table et ces phrases. Lève ``Erreurs``
    pour un taux.
    """
    refuser_un_taux(est_effectif, "le passage d'un millésime à l'autre")
    passages = {code: passer(territoires, code, de, vers) for code in dict.fromkeys(table["territoire"])}
    refus = tuple(p.motif for p in passages.values() if p.apres is None)
    arrivees = table["territoire"].map({code: p.apres for code, p in passages.items()})
    gardees = table.assign(territoire=arrivees)[arrivees.notna()]
    cles = [nom for nom in table.columns if nom != "valeur"]
    groupes = gardees.groupby(cles, sort=False, dropna=False)["valeur"]
    sommes = groupes.agg(lambda v: v.sum(skipna=False)).to_frame().assign(lues=groupes.size()).reset_index()
    attendues = sommes["territoire"].map(_communes_reunies(territoires, de, vers)).fillna(1)
    # Sommer sans l'une des communes réunies donnerait un « au moins » qui se lirait comme un total.
    sommes["valeur"] = sommes["valeur"].where(sommes["lues"] >= attendues)
    return sommes[list(table.columns)], refus


def _communes_reunies(territoires: Territoires, de: int, vers: int) -> dict[str, int]:
    """De combien de communes du 1er janvier ``de`` est faite chaque commune née d'une fusion depuis."""
    reunies: dict[str, set[str]] = {}
    for code, depart in territoires.departs.items():
        passe = passer(territoires, code, de, vers) if _bouge(depart, de, vers) else None
        if passe and passe.apres and passe.apres != code:
            reunies.setdefault(passe.apres, set()).add(code)
    connues = _communes_de(territoires, de)
    return {
        code: len({*sources, code} & connues) if connues else len(sources)
        for code, sources in reunies.items()
    }


def _bouge(mouvements: tuple[Mouvement, ...], de: int, vers: int) -> bool:
    return any(f"{de}-01-01" < m.date <= f"{vers}-01-01" for m in mouvements)


def _communes_de(territoires: Territoires, annee: int) -> set[str]:
    """Les communes d'un millésime ; un ensemble vide si son découpage n'est pas connu."""
    return set(territoires.decoupage(annee)["commune"]) if annee in territoires.millesimes else set()


# --- une série comparable -------------------------------------------------------------------------


def ensembles_comparables(territoires: Territoires, de: int, vers: int) -> dict[str, str]:
    """Les communes que l'on ne peut suivre qu'ensemble de ``de`` à ``vers``, et le code de leur ensemble.

    Une fusion réunit ses communes dès le début, un partage réunit les siennes jusqu'au bout : le contour de
    l'ensemble ne change pas, et sa série se compare. Son code est celui de sa commune la plus petite par
    l'ordre des codes, au dernier découpage. Une commune qui n'a pas bougé n'y est pas.
    """
    mouvements = [
        m
        for suite in territoires.departs.values()
        for m in suite
        if f"{de}-01-01" < m.date <= f"{vers}-01-01"
    ]
    groupes: dict[str, set[str]] = {}
    for m in mouvements:
        reuni = groupes.get(m.avant, {m.avant}) | groupes.get(m.apres, {m.apres})
        groupes |= dict.fromkeys(reuni, reuni)
    finales = {m.apres for m in mouvements} - {m.avant for m in mouvements if m.nature != SCISSION}
    return {code: min(groupe & finales or groupe) for code, groupe in groupes.items()}


def serie_comparable(
    territoires: Territoires, table: pd.DataFrame, de: int, vers: int, *, est_effectif: bool
) -> pd.DataFrame:
    """Une table longue (``territoire``, ``periode``, ``valeur``) aux contours constants de ``de`` à ``vers``.

    Les communes d'un ensemble se somment, période par période, d'après celui des découpages de l'intervalle
    que leurs lignes reproduisent exactement ; s'il n'y en a aucun, la somme est un trou. Les autres communes
    reviennent telles quelles. Lève ``Erreurs`` pour un taux.
    """
    refuser_un_taux(est_effectif, "une série à contours constants")
    ensembles = ensembles_comparables(territoires, de, vers)
    complets = _compositions(territoires, ensembles, de, vers)
    mobiles = table["territoire"].isin(list(ensembles))
    rangees = []
    for (ensemble, periode), groupe in (
        table[mobiles]
        .assign(ensemble=table["territoire"].map(ensembles))
        .groupby(["ensemble", "periode"], sort=True)
    ):
        complet = frozenset(groupe["territoire"]) in complets[str(ensemble)]
        somme = groupe["valeur"].sum(skipna=False) if complet else float("nan")
        rangees.append({"territoire": ensemble, "periode": periode, "valeur": somme})
    suivis = pd.DataFrame(rangees, columns=["territoire", "periode", "valeur"])
    fixes = table.loc[~mobiles, ["territoire", "periode", "valeur"]]
    return pd.concat([fixes, suivis]).sort_values(["territoire", "periode"]).reset_index(drop=True)


def _compositions(
    territoires: Territoires, ensembles: dict[str, str], de: int, vers: int
) -> dict[str, set[frozenset[str]]]:
    """Pour chaque ensemble, les communes dont il est fait à chacun des découpages connus de l'intervalle."""
    trouvees: dict[str, set[frozenset[str]]] = {ensemble: set() for ensemble in ensembles.values()}
    for annee in territoires.millesimes:
        if de <= annee <= vers:
            existent = _communes_de(territoires, annee)
            for ensemble in trouvees:
                siennes = (code for code, le_sien in ensembles.items() if le_sien == ensemble)
                trouvees[ensemble].add(frozenset(siennes) & existent)
    return trouvees


def refuser_un_taux(est_effectif: bool, ou: str) -> None:
    """Lève ``Erreurs`` quand on voudrait sommer un taux."""
    if not est_effectif:
        raise Erreurs([err.TauxNonAdditif(ou=ou)])
