"""Les effectifs d'une enquête que l'édition publique ne doit laisser deviner : 1 à 4 personnes.

Tout ce qui s'additionne est donné au module du secret : une question est la somme de ses modalités,
une part suivie aussi. Une case trop petite se cache, et ce qui la redonnerait par différence avec elle. Un
sous-groupe ne se montre que si les autres, réunis, ne se devinent pas. On compte les réponses non pesées :
les parts pesées que le rapport imprime en disent moins. Limite : deux croisements ne sont pas rapprochés.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from sdsf.enquetes.tableau import OUI, SUIVI, colonne, repondants
from sdsf.referentiel.questionnaires import (
    ChoixMultiple,
    Question,
    QuestionNombre,
    QuestionTerritoire,
    QuestionTexte,
)
from sdsf.referentiel.secret import ReglesDeSecret
from sdsf.releves.enquetes import EnqueteLue
from sdsf.secret.liens import Lien
from sdsf.secret.protection import protection, verifier_publication

SOURCE, ENSEMBLE, TOTAL, AUTRES = "enquete_locale", "ensemble", "=", "-"
# La place d'un effectif : la question, et la modalité (ou le total, la part suivie, son reste).
Place = tuple[str, str]


@dataclass(frozen=True)
class Caches:
    """Ce que l'édition cache de l'ensemble ; rien, dans l'édition interne."""

    places: frozenset[Place] = frozenset()

    def cache(self, question: str, modalite: str) -> bool:
        return (question, modalite) in self.places

    def __len__(self) -> int:
        return len(self.places)


@dataclass
class _Grille:
    """Des effectifs et leurs sommes, pour le module du secret."""

    effectifs: dict[Place, int] = field(default_factory=dict)
    liens: list[Lien] = field(default_factory=list)

    def somme(self, question: str, tout: str, parties: Iterable[str]) -> None:
        noms = tuple(_nom(question, partie) for partie in parties)
        self.liens.append(Lien("indicateur", _nom(question, tout), noms))

    def proteger(self, annee: int, regles: ReglesDeSecret) -> frozenset[Place]:
        """Les places cachées. Lève ``SecretNonTenu`` si l'attaque en retrouve une."""
        lignes = [_ligne(place, n, annee) for place, n in self.effectifs.items()]
        if not lignes:
            return frozenset()
        table = pd.DataFrame(lignes)
        # Le nombre de réponses est toujours montré : il ne peut pas se cacher pour protéger une modalité.
        petit = getattr(regles.regle_de(SOURCE, "saisie"), "effectif_minimal", None) or 0
        totaux = table[table["indicateur"].str.endswith(f".{TOTAL}") & (table["valeur"] >= petit)]
        montres = {"totaux": totaux} if len(totaux) else {}
        rendue = protection({"enquete": table}, self.liens, regles, montres)
        verifier_publication(rendue.tables, self.liens, regles, montres)
        secretes = rendue.tables["enquete"]
        secretes = secretes[secretes["etat"] == "secret"]
        noms = {_nom(*place): place for place in self.effectifs}
        return frozenset(noms[nom] for nom in secretes["indicateur"])


def caches(lue: EnqueteLue, table: pd.DataFrame, regles: ReglesDeSecret, minimum: int) -> Caches:
    """Ce que l'édition publique cache de la répartition de chaque question."""
    grille = _Grille()
    for question in lue.questionnaire.questions():
        # Sous ce nombre de réponses, rien n'est imprimé de la question : il n'y a rien à en déduire.
        if not isinstance(question, QuestionTexte) and repondants(table, question) >= minimum:
            _repartition(grille, lue, table, question)
    places = grille.proteger(lue.fiche.annee, regles)
    return Caches(places)


def caches_des_themes(lue: EnqueteLue, regles: ReglesDeSecret) -> Caches:
    """Les thèmes que trop peu de personnes ont cités ; l'ensemble est celui des réponses libres."""
    grille = _Grille()
    for question in lue.questionnaire.questions():
        if not isinstance(question, QuestionTexte):
            continue
        n = int((lue.ouvertes["question"] == question.code).sum())
        cites = lue.themes[lue.themes["question"] == question.code]["theme"]
        _oui_ou_non(
            grille, question.code, n, {theme: int((cites == theme).sum()) for theme in question.themes}
        )
    return Caches(grille.proteger(lue.fiche.annee, regles))


def _repartition(grille: _Grille, lue: EnqueteLue, table: pd.DataFrame, question: Question) -> None:
    """Les effectifs de chaque modalité, et leurs sommes : le total, la part suivie et le reste."""
    code = question.code
    if isinstance(question, QuestionNombre | QuestionTexte):
        return
    if isinstance(question, ChoixMultiple):
        reponses = table[[colonne(code, modalite) for modalite in question.modalites]]
        n = int(reponses.iloc[:, 0].notna().sum())
        comptes_oui = {m: int((table[colonne(code, m)] == OUI).sum()) for m in question.modalites}
        _oui_ou_non(grille, code, n, comptes_oui)
        return
    modalites = list(lue.modalites(question))
    comptes = table[code].value_counts()
    grille.effectifs[code, TOTAL] = int(comptes.sum())
    grille.effectifs |= {(code, m): int(comptes.get(m, 0)) for m in modalites}
    grille.somme(code, TOTAL, modalites)
    suivi = lue.questionnaire.suivi(question)
    if suivi and not isinstance(question, QuestionTerritoire):
        _part_suivie(grille, table, code)
        grille.somme(code, SUIVI, suivi.modalites)
        grille.somme(code, AUTRES, [m for m in modalites if m not in suivi.modalites])


def _oui_ou_non(grille: _Grille, code: str, n: int, effectifs: Mapping[str, int]) -> None:
    """Des modalités qui ne s'additionnent pas : chacune, et ceux qui ne l'ont pas donnée, font le total."""
    grille.effectifs[code, TOTAL] = n
    for modalite, nombre in effectifs.items():
        grille.effectifs[code, modalite] = nombre
        grille.effectifs[code, f"{AUTRES}{modalite}"] = n - nombre
        grille.somme(code, TOTAL, [modalite, f"{AUTRES}{modalite}"])


def _part_suivie(grille: _Grille, table: pd.DataFrame, code: str) -> None:
    suivies = table[colonne(code, SUIVI)].dropna()
    n, oui = len(suivies), int((suivies == OUI).sum())
    effectifs = {TOTAL: n, SUIVI: oui, AUTRES: n - oui}
    grille.effectifs |= {(code, quoi): nombre for quoi, nombre in effectifs.items()}
    grille.somme(code, TOTAL, [SUIVI, AUTRES])


def groupes_publiables(
    lue: EnqueteLue, table: pd.DataFrame, code: str, croisement: str, caches_: Caches, seuils: tuple[int, int]
) -> list[str]:
    """Les groupes dont la part suivie d'une question se publie, dans l'ordre des modalités.

    ``seuils`` : les réponses qu'il faut pour une part, l'effectif sous lequel on cache. Un groupe se montre
    s'il a assez de réponses, et si ni sa part ni le reste ne comptent trop peu de personnes. Ceux qu'on ne
    montre pas, réunis, se déduisent de l'ensemble : s'ils sont trop peu, le groupe visible le plus nombreux,
    celui que l'ensemble décrit déjà le mieux, se cache avec eux.
    """
    minimum, petit = seuils
    question = lue.questionnaire.question(croisement)
    suivies = table[colonne(code, SUIVI)]
    membres = {m: _membres(lue, table, croisement, m) & suivies.notna() for m in lue.modalites(question)}
    visibles = [
        modalite
        for modalite, siens in membres.items()
        if int(siens.sum()) >= minimum
        and not caches_.cache(croisement, modalite)
        and _sur(suivies[siens], petit)
    ]
    if isinstance(question, ChoixMultiple):
        # Les groupes se recouvrent : seul le complément de chacun se déduit de l'ensemble.
        return [m for m in visibles if _sur(suivies[suivies.notna() & ~membres[m]], petit)]
    while visibles and not _sur(suivies[_hors(suivies, membres, visibles)], petit):
        visibles.remove(max(visibles, key=lambda m: int(membres[m].sum())))
    return visibles


def _hors(suivies: pd.Series, membres: Mapping[str, pd.Series], visibles: Sequence[str]) -> pd.Series:
    """Ceux qui ont répondu et ne sont dans aucun groupe visible."""
    reste = suivies.notna()
    for modalite in visibles:
        reste = reste & ~membres[modalite]
    return reste


def _membres(lue: EnqueteLue, table: pd.DataFrame, croisement: str, modalite: str) -> pd.Series:
    nom, valeur = domaine_de(lue, croisement, modalite)
    return table[nom] == valeur


def _sur(suivies: pd.Series, effectif_minimal: int) -> bool:
    """Ni trop peu de oui, ni trop peu de non ; zéro ne désigne personne."""
    oui = int((suivies == OUI).sum())
    return not any(0 < nombre < effectif_minimal for nombre in (oui, len(suivies) - oui, len(suivies)))


def domaine_de(lue: EnqueteLue, croisement: str, modalite: str) -> tuple[str, str]:
    """La colonne et le code qui disent un groupe."""
    if isinstance(lue.questionnaire.question(croisement), ChoixMultiple):
        return colonne(croisement, modalite), OUI
    return croisement, modalite


def _nom(question: str, modalite: str) -> str:
    return f"{question}.{modalite}"


def _ligne(place: Place, effectif: int, annee: int) -> dict[str, object]:
    return {
        "indicateur": _nom(*place),
        "territoire": ENSEMBLE,
        "maille": "autre",
        "perimetre": "",
        "periode": str(annee),
        "valeur": float(effectif),
        "unite": "personnes",
        "etat": "valeur",
        "source": SOURCE,
        "edition": "",
        "origine": "saisie",
    }
