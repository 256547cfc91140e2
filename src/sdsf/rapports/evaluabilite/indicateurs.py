"""La revue des indicateurs du plan : les constats par règle, puis indicateur par indicateur."""

from collections.abc import Sequence

import pandas as pd

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.revue import REFERENCE, REGLES, Constat, passer_en_revue
from sdsf.plan.modeles import Fiche
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.fiche import nom_de_fiche
from sdsf.releves.periodes import annee_de
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Ligne,
    Paragraphe,
    Phrase,
    Repliable,
    Tableau,
    absence,
    numerique,
    phrase,
)

CONSTATS_CITES = 4


def constats(dossier: Dossier) -> list[Constat]:
    """Tous les constats de la revue, avec les valeurs connues jusqu'à l'année demandée."""
    return passer_en_revue(dossier.plan, _valeurs(dossier), _ruptures(dossier))


def _valeurs(dossier: Dossier) -> dict[str, float]:
    """La dernière valeur connue de chaque indicateur du plan, par son ``id``, jusqu'à l'année demandée."""
    releves = dossier.releves
    connus = releves[releves["valeur"].notna() & (releves["territoire"] == dossier.departement.code)]
    annees = pd.Series([annee_de(p) for p in connus["periode"]], index=connus.index, dtype="float64")
    utiles = connus[annees <= dossier.annee].assign(an=annees).sort_values("an", kind="stable")
    finales = utiles.drop_duplicates("indicateur", keep="last")
    derniers = dict(zip(finales["indicateur"], finales["valeur"], strict=True))
    tous = [i for fiche in dossier.plan.fiches for i in fiche.indicateurs]
    codes = {i.id: i.indicateur if i.indicateur in derniers else i.id for i in tous}
    return {ident: float(derniers[code]) for ident, code in codes.items() if code in derniers}


def _ruptures(dossier: Dossier) -> dict[str, str]:
    """Pour chaque indicateur commun à la série rompue : la première rupture, en clair."""
    return {
        code: fiche.ruptures[0].motif
        for code, fiche in dossier.referentiel.indicateurs.items()
        if fiche.ruptures
    }


def revue(dossier: Dossier) -> list[Bloc]:
    """Combien de constats, par règle ; puis lesquels, fiche par fiche."""
    tous = [i for fiche in dossier.plan.fiches for i in fiche.indicateurs]
    if not tous:
        manque = "Le plan n'écrit aucun indicateur : il n'y a rien à passer en revue."
        return [absence(manque, "chaque pilote de fiche, par avenant")]
    trouves = constats(dossier)
    return [
        Paragraphe(synthese(dossier, trouves)),
        Paragraphe(f"Les règles reprennent celles de : {REFERENCE}.", "note"),
        _par_regle(dossier, trouves),
        *_par_fiche(dossier, trouves),
    ]


def synthese(dossier: Dossier, trouves: Sequence[Constat]) -> Phrase:
    """Ce que la revue trouve le plus souvent : « 44 indicateurs passés en revue : … »."""
    tous = [i.id for fiche in dossier.plan.fiches for i in fiche.indicateurs]
    comptes = {code: _compter(dossier, code, trouves) for code in REGLES}
    frequents = sorted((c for c in REGLES if comptes[c].valeur), key=lambda c: -(comptes[c].valeur or 0))
    cites = frequents[:CONSTATS_CITES]
    suite = " ; ".join(
        f"{REGLES[code].intitule[0].lower()}{REGLES[code].intitule[1:]} ({{{code}}})" for code in cites
    )
    return phrase(
        "{n} indicateurs passés en revue ; les constats les plus fréquents : " + suite + ".",
        n=compter_du_plan(dossier, "Indicateurs du plan", tous, "nombre"),
        **{code: comptes[code] for code in cites},
    )


def _par_regle(dossier: Dossier, trouves: Sequence[Constat]) -> Tableau:
    colonnes = [Colonne("Règle"), numerique("Constats"), Colonne("Ce qu'il faudrait écrire")]
    lignes = [Ligne([r.intitule, _compter(dossier, code, trouves), r.remede]) for code, r in REGLES.items()]
    return Tableau("Les constats par règle (nombre d'indicateurs)", colonnes, lignes)


def _compter(dossier: Dossier, regle: str, trouves: Sequence[Constat]) -> Chiffre:
    ids = [c.indicateur.id for c in trouves if c.regle == regle]
    return compter_du_plan(dossier, f"Revue : {REGLES[regle].intitule}", ids, "nombre")


def _par_fiche(dossier: Dossier, trouves: Sequence[Constat]) -> list[Bloc]:
    return [
        Repliable(nom_de_fiche(fiche), [_constats_de(fiche, propres)])
        for fiche in dossier.plan.fiches
        if (propres := [c for c in trouves if c.fiche.id == fiche.id])
    ]


def _constats_de(fiche: Fiche, propres: Sequence[Constat]) -> Tableau:
    titres = ["Indicateur", "Règle", "Constat", "Les mots du texte"]
    lignes = [
        Ligne([c.indicateur.libelle, REGLES[c.regle].intitule, c.raison, f"« {c.extrait} »"]) for c in propres
    ]
    return Tableau(f"La revue de : {nom_de_fiche(fiche)}", [Colonne(t) for t in titres], lignes)
