"""Des cases et des liens au système linéaire : une colonne par case, une ligne par total et par groupe."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from sdsf.referentiel.secret import RegleDeSecret
from sdsf.secret.cases import CLE, Case, Cle, petit
from sdsf.secret.liens import Lien
from sdsf.secret.systeme import INFIME, Booleens, Cible, Entiers, Reels, Systeme
from sdsf.secret.valeurs_possibles import completer_les_valeurs


@dataclass
class _Chantier:
    """Le système en cours de montage : ses cases, et ses lignes (case → coefficient)."""

    cases: list[Case]
    rangs: dict[Cle, int]
    lignes: list[dict[int, float]]

    def ajouter(self, case: Case) -> int:
        rang = self.rangs.setdefault(case.cle, len(self.cases))
        if rang == len(self.cases):
            self.cases.append(case)
        elif self.cases[rang].valeur is None:
            self.cases[rang] = case
        return rang


def monter(cases: Mapping[Cle, Case], liens: Iterable[Lien]) -> Systeme:
    """Le système de toutes les cases et de tous les liens."""
    # Une règle sans complément ne protège pas d'un calcul : ses cases n'entrent dans aucune somme.
    utiles = [case for case in cases.values() if case.protegee]
    chantier = _Chantier(utiles, {case.cle: rang for rang, case in enumerate(utiles)}, [])
    for lien in liens:
        _relier(chantier, lien)
    return _figer(chantier)


def _relier(chantier: _Chantier, lien: Lien) -> None:
    """Ajoute la ligne d'un lien dans chaque groupe de cases (même indicateur, même période…)."""
    places = _places(lien)
    tout = _morceaux(lien, lien.tout)
    for rang, case in enumerate(list(chantier.cases)):
        if tuple(case.cle[p] for p in places) != tout or not _connue_ou_secrete(case):
            continue
        enfants = [_remplacer(case.cle, places, _morceaux(lien, partie)) for partie in lien.parties]
        _ajouter_ligne(chantier, lien, rang, enfants)


def _places(lien: Lien) -> list[int]:
    noms = ("maille", "territoire") if lien.colonne == "territoire" else (lien.colonne,)
    return [CLE.index(nom) for nom in noms]


def _morceaux(lien: Lien, nom: str) -> tuple[str, ...]:
    return tuple(nom.split(":", 1)) if lien.colonne == "territoire" else (nom,)


def _remplacer(cle: Cle, places: Sequence[int], morceaux: Sequence[str]) -> Cle:
    neuve = list(cle)
    for place, morceau in zip(places, morceaux, strict=True):
        neuve[place] = morceau
    return tuple(neuve)


def _connue_ou_secrete(case: Case) -> bool:
    return case.cachee_a_la_source or (case.additive and case.valeur is not None)


def _ajouter_ligne(chantier: _Chantier, lien: Lien, tout: int, enfants: Sequence[Cle]) -> None:
    """La ligne « tout − parties = constante » ; ce que personne ne publie peut être une case de plus."""
    presents = [chantier.rangs[cle] for cle in enfants if cle in chantier.rangs]
    utiles = [rang for rang in presents if _connue_ou_secrete(chantier.cases[rang])]
    if not utiles:
        return
    ligne = {tout: 1.0, **dict.fromkeys(utiles, -1.0)}
    absents = [cle for cle in enfants if chantier.rangs.get(cle) not in utiles]
    reste = _reste(chantier.cases, ligne)
    if reste and (absents or not lien.complet) and petit(abs(reste), _regle(chantier.cases[tout])):
        cle = absents[0] if len(absents) == 1 and reste > 0 else _cle_du_reste(chantier.cases[tout], lien)
        ligne[chantier.ajouter(_case_du_reste(chantier.cases[tout], cle, abs(reste)))] = -np.sign(reste)
    chantier.lignes.append(ligne)


def _regle(case: Case) -> RegleDeSecret:
    assert case.regle is not None
    return case.regle


def _reste(cases: Sequence[Case], ligne: Mapping[int, float]) -> float:
    """Ce que le total a de plus que ses parties publiées ; zéro si l'une d'elles est secrète à la source."""
    valeurs = [(cases[rang].valeur, coefficient) for rang, coefficient in ligne.items()]
    if any(valeur is None for valeur, _ in valeurs):
        return 0.0
    ecarts = sum(cases[rang].ecart for rang in ligne)
    reste = sum(valeur * coefficient for valeur, coefficient in valeurs if valeur is not None)
    return reste if abs(reste) > ecarts + INFIME else 0.0


def _cle_du_reste(tout: Case, lien: Lien) -> Cle:
    """Une clé qu'aucune ligne de table ne porte : rien ne se cache à cause d'un nom semblable."""
    return (f"{tout.cle[0]}\x1freste de {lien.tout}, {len(lien.parties)} parties", *tout.cle[1:])


def _case_du_reste(tout: Case, cle: Cle, valeur: float) -> Case:
    """La case que personne ne publie, mais que l'on retrouverait par différence."""
    return Case(cle, tout.genre, "reste", valeur, tout.regle, True)


def _figer(chantier: _Chantier) -> Systeme:
    """Les tableaux du système."""
    cases = chantier.cases
    matrice = _matrice(chantier)
    faits = {fait: rang for rang, fait in enumerate(dict.fromkeys(_fait(case) for case in cases))}
    fait = np.array([faits[_fait(case)] for case in cases], dtype=np.int64)
    plancher = np.array([_plancher(case) for case in cases])
    valeurs = completer_les_valeurs(matrice, [case.valeur for case in cases], plancher)
    basse, haute = _bornes(cases, valeurs, plancher)
    secretes = np.array([case.primaire or case.cachee_a_la_source for case in cases], dtype=bool)
    caches = np.zeros(len(faits), dtype=bool)
    caches[fait[secretes]] = True
    return Systeme(
        matrice=matrice,
        valeurs=valeurs,
        basse=basse,
        haute=haute,
        plancher=plancher,
        ecart=np.array([case.ecart for case in cases]),
        imposees=_masquables(cases, caches[fait]),
        libres=~caches[fait] & np.array([_peut_se_cacher(case) for case in cases], dtype=bool),
        fait=fait,
        poids=_poids(cases, fait, len(faits)),
        cibles={
            rang: _cible(case) for rang, case in enumerate(cases) if secretes[rang] and not case.publiee_avant
        },
        largeur=np.array([_largeur(case) for case in cases]),
        cles=[case.cle for case in cases],
    )


def _fait(case: Case) -> Cle:
    return case.cle if case.etat == "reste" else case.fait


def _matrice(chantier: _Chantier) -> csr_array:
    uniques = list({tuple(sorted(ligne.items())): None for ligne in chantier.lignes})
    entrees = [(i, rang, valeur) for i, ligne in enumerate(uniques) for rang, valeur in ligne]
    forme = (len(uniques), len(chantier.cases))
    if not entrees:
        return csr_array(forme, dtype=np.float64)
    lignes, colonnes, valeurs = zip(*entrees, strict=True)
    return csr_array((np.array(valeurs, dtype=np.float64), (lignes, colonnes)), shape=forme)


def _plancher(case: Case) -> float:
    """La plus petite valeur d'une case cachée : un zéro visible ne se cache jamais."""
    entier = case.genre == "effectif" and not _regle(case).zero_protege
    return 1.0 if entier else 0.0


def _bornes(cases: Sequence[Case], valeurs: Reels, plancher: Reels) -> tuple[Reels, Reels]:
    """Ce que sait d'une case cachée un lecteur averti : lesquelles sont sous le seuil, lesquelles non."""
    grand = 1000.0 + 10.0 * float(np.abs(valeurs).max(initial=0.0))
    basse, haute = np.minimum(plancher, valeurs), valeurs + grand
    for rang, case in enumerate(cases):
        seuil = _regle(case).effectif_minimal
        if case.genre != "effectif" or seuil is None or case.cachee_a_la_source:
            continue
        if case.primaire:
            haute[rang] = max(seuil - 1.0, valeurs[rang])
        else:
            basse[rang] = min(float(seuil), valeurs[rang])
    return basse, haute


def _masquables(cases: Sequence[Case], caches: Booleens) -> Booleens:
    """Une case déjà publiée l'an dernier se cache dans le rapport, mais le lecteur la connaît."""
    avant = np.array([case.publiee_avant for case in cases], dtype=bool)
    return np.asarray(caches & ~avant, dtype=np.bool_)


def _peut_se_cacher(case: Case) -> bool:
    """Ni un zéro visible, ni une case que le lecteur connaît déjà, ni un trou."""
    if case.publiee_avant or case.valeur is None or case.etat == "sans_objet":
        return False
    return case.valeur != 0 or _regle(case).zero_protege


def _poids(cases: Sequence[Case], fait: Entiers, nombre: int) -> Reels:
    """Ce que coûte de cacher un fait : peu de cases, de petites cases, celles déjà cachées l'an dernier."""
    poids = np.zeros(nombre)
    for rang, case in enumerate(cases):
        cout = 1.0 + np.log10(1.0 + abs(case.valeur or 0.0))
        poids[fait[rang]] = max(poids[fait[rang]], cout * (0.1 if case.cachee_avant else 1.0))
    # À égalité, le premier dans l'ordre des clés : deux productions cachent les mêmes cases.
    premiers = np.unique(fait, return_index=True)[1]
    ordre = np.argsort(np.argsort([str(cases[rang].cle) for rang in premiers]))
    return np.asarray(poids + 1e-4 * (1 + ordre) / max(nombre, 1))


def _largeur(case: Case) -> float:
    """La largeur de l'intervalle qu'un lecteur ne doit pas pouvoir réduire."""
    regle = _regle(case)
    if case.genre == "montant":
        return 2 * _marge(case, regle) if case.valeur else INFIME
    if regle.effectif_minimal is None:
        return 1.0
    return max(1.0, regle.effectif_minimal - (1.0 if regle.zero_protege else 2.0))


def _marge(case: Case, regle: RegleDeSecret) -> float:
    """Pour un montant : l'écart sous lequel on devinerait la part de la plus grosse unité."""
    return abs(case.valeur or 0.0) * (100.0 / (regle.dominance_pct or 85.0) - 1.0)


def _cible(case: Case) -> Cible:
    """Ce qu'un lecteur ne doit pas pouvoir exclure d'une case cachée pour elle-même."""
    regle = _regle(case)
    if case.valeur is None or not case.primaire:
        return Cible(None, None, _largeur(case))
    if case.genre == "montant":
        marge = _marge(case, regle)
        return Cible(case.valeur - marge, case.valeur + marge, 2 * marge)
    if regle.effectif_minimal is None or not petit(case.valeur, regle):
        return Cible(None, None, _largeur(case))
    return Cible(_plancher(case), regle.effectif_minimal - 1.0, _largeur(case))
