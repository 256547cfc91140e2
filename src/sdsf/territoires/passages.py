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

    Les communes réunies par une fusion se somment, un trou fait un trou. Une commune qui ne passe pas
    est retirée, et la raison dite. Rend la table et ces phrases. Lève ``Erreurs`` pour un taux.
    """
    refuser_un_taux(est_effectif, "le passage d'un millésime à l'autre")
    passages = {code: passer(territoires, code, de, vers) for code in dict.fromkeys(table["territoire"])}
    refus = tuple(p.motif for p in passages.values() if p.apres is None)
    arrivees = table["territoire"].map({code: p.apres for code, p in passages.items()})
    gardees = table.assign(territoire=arrivees)[arrivees.notna()]
    cles = [nom for nom in table.columns if nom != "valeur"]
    sommes = gardees.groupby(cles, sort=False, dropna=False)["valeur"].agg(lambda v: v.sum(skipna=False))
    return sommes.reset_index()[list(table.columns)], refus


def refuser_un_taux(est_effectif: bool, ou: str) -> None:
    """Lève ``Erreurs`` quand on voudrait sommer un taux."""
    if not est_effectif:
        raise Erreurs([err.TauxNonAdditif(ou=ou)])
