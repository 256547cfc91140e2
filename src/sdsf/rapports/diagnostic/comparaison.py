"""Le département parmi ceux qui lui ressemblent : le taux de couverture, la même année, la même édition."""

import pandas as pd

from sdsf.chiffres import Chiffre, compter
from sdsf.dossier import Dossier, comparables
from sdsf.evaluation.series import edition_courante
from sdsf.rapports.accueil.offre import PRINCIPAL, SANS_CRITERES, connues_jusqu_a
from sdsf.rapports.chiffrer import du_releve, serie_de
from sdsf.releves.lecture import FRANCE
from sdsf.rendu.blocs import Bloc, Colonne, Figure, Ligne, Paragraphe, Phrase, Tableau, numerique, phrase
from sdsf.rendu.figures import Barre, Repere, tracer_territoires
from sdsf.rendu.nombres import accorder, nombre

SANS_TAUX = "Sans taux de couverture connu pour ce département, rien ne se compare."


def face_aux_comparables(dossier: Dossier) -> list[Bloc]:
    """Les barres du département et de ses comparables, le trait de la France ; la liste et sa méthode.

    Une phrase si le taux du département n'est pas connu.
    """
    propre = connues_jusqu_a(dossier, serie_de(dossier, PRINCIPAL, dossier.departement.code))
    if propre.empty:
        return [Paragraphe(SANS_TAUX, "note")]
    codes = comparables(dossier.reglages)
    if not codes:
        return [Paragraphe(SANS_CRITERES, "note")]
    annee, edition = int(propre["annee"].max()), edition_courante(propre)
    taux = {code: _taux(dossier, code, annee, edition) for code in [dossier.departement.code, *codes, FRANCE]}
    connus = {code: chiffre for code, chiffre in taux.items() if chiffre is not None}
    return [_figure(dossier, connus, annee)]


def _taux(dossier: Dossier, code: str, annee: int, edition: tuple[str, str] | None) -> Chiffre | None:
    lignes = connues_jusqu_a(dossier, serie_de(dossier, PRINCIPAL, code))
    couples = pd.Series(list(zip(lignes["source"], lignes["edition"], strict=True)), index=lignes.index)
    memes = lignes[(lignes["annee"] == annee) & (couples == edition)]
    return du_releve(dossier, memes.iloc[-1]) if len(memes) else None


def _figure(dossier: Dossier, taux: dict[str, Chiffre], annee: int) -> Figure:
    departements = {code: c for code, c in taux.items() if code != FRANCE}
    ordre = sorted(departements, key=lambda code: (-(departements[code].valeur or 0), code))
    barres = [Barre(_nom(dossier, code), departements[code].valeur or 0) for code in ordre]
    reperes = [Repere("France", taux[FRANCE].valeur or 0)] if FRANCE in taux else []
    reglage = dossier.reglages.comparables
    en_mots = ", ".join(f"{barre.nom} {nombre(barre.valeur, 1)}" for barre in barres)
    return Figure(
        ancre="fig-comparables",
        titre=_titre(dossier, departements),
        sous_titre=f"Places d'accueil pour 100 enfants de moins de 3 ans, {annee}",
        svg=tracer_territoires("fig-comparables", barres, reperes),
        alternative=f"Barres en ordre décroissant : {en_mots}.",
        lecture=f"Départements comparables : {reglage.motif}" if reglage else None,
        source=f"Source : {departements[dossier.departement.code].source}.",
        avertissements=[dossier.referentiel.avertissements["capacite_theorique"].texte],
        tableau=_tableau(dossier, taux, [*ordre, *([FRANCE] if FRANCE in taux else [])], annee),
    )


def _nom(dossier: Dossier, code: str) -> str:
    return "France (hors Mayotte)" if code == FRANCE else dossier.referentiel.departements[code].nom


def _titre(dossier: Dossier, departements: dict[str, Chiffre]) -> Phrase:
    """Combien de départements comparables offrent plus de places."""
    propre = departements[dossier.departement.code]
    autres = [c for code, c in departements.items() if code != dossier.departement.code]
    plus = [c for c in autres if (c.valeur or 0) > (propre.valeur or 0)]
    verbe = accorder(len(plus), "offre", "offrent")
    suite = f"{{k}} {verbe}" if plus else "aucun n'offre"
    return phrase(
        f"Sur {{n}} {accorder(len(autres), 'département comparable', 'départements comparables')}, "
        f"{suite} plus de places",
        n=_compter(propre, "Départements comparables au taux connu", autres),
        k=_compter(propre, "Départements comparables mieux dotés", plus),
    )


def _compter(propre: Chiffre, libelle: str, chiffres: list[Chiffre]) -> Chiffre:
    traces = [chiffre.trace for chiffre in chiffres]
    return compter(
        libelle, traces, "nombre", propre.source, territoire=propre.territoire, periode=propre.periode
    )


def _tableau(dossier: Dossier, taux: dict[str, Chiffre], ordre: list[str], annee: int) -> Tableau:
    accents = (dossier.departement.code, FRANCE)
    return Tableau(
        f"Taux de couverture des départements comparables, {annee} (places pour 100 enfants)",
        [Colonne("Département"), numerique("Taux de couverture")],
        [Ligne([_nom(dossier, code), taux[code]], accent=code in accents) for code in ordre],
    )
