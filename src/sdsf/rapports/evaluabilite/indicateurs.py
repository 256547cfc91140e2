"""La revue des indicateurs du plan : les constats par règle, puis indicateur par indicateur."""

from collections.abc import Sequence

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.revue import REFERENCE, REGLES, Constat, passer_en_revue
from sdsf.evaluation.series import lire
from sdsf.plan.modeles import Fiche
from sdsf.rapports.chiffrer import compter_du_plan, serie_de
from sdsf.rapports.fiche import nom_de_fiche
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
from sdsf.rendu.nombres import accorder

CONSTATS_CITES = 4
NOTE_DES_REGLES = (
    "Un constat par indicateur, sauf « fiche qui ne mesure que son activité » (un par fiche) et « indicateur "
    "composite » (un par ligne du texte). « Activité ou moyen présenté comme un résultat » ne vise que les "
    "schémas dont la rubrique annonce des résultats."
)


def constats(dossier: Dossier) -> list[Constat]:
    """Tous les constats de la revue, avec les valeurs connues jusqu'à l'année demandée."""
    return passer_en_revue(dossier.plan, _valeurs(dossier), _ruptures(dossier))


def _valeurs(dossier: Dossier) -> dict[str, float]:
    """La dernière valeur connue de chaque indicateur du plan, par son ``id``, jusqu'à l'année demandée."""
    tous = [i for fiche in dossier.plan.fiches for i in fiche.indicateurs]
    connues = {i.id: _derniere_valeur(dossier, [i.indicateur, i.id]) for i in tous}
    return {ident: valeur for ident, valeur in connues.items() if valeur is not None}


def _derniere_valeur(dossier: Dossier, codes: Sequence[str | None]) -> float | None:
    """Celle de la première série qui en a une ; ce que le texte cite n'est pas un relevé."""
    for code in filter(None, codes):
        toutes = serie_de(dossier, code, dossier.departement.code)
        trouvee = lire(toutes, dossier.annee, dossier.plan.periode.debut).valeur
        if trouvee is not None:
            return float(trouvee["valeur"])
    return None


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
        "{n} {mot} en revue ; "
        + (f"les constats les plus fréquents : {suite}." if cites else "aucun constat."),
        n=compter_du_plan(dossier, "Indicateurs du plan", tous, "nombre"),
        mot=accorder(len(tous), "indicateur passé", "indicateurs passés"),
        **{code: comptes[code] for code in cites},
    )


def _par_regle(dossier: Dossier, trouves: Sequence[Constat]) -> Tableau:
    colonnes = [Colonne("Règle"), numerique("Constats"), Colonne("Ce qu'il faudrait écrire")]
    lignes = [Ligne([r.intitule, _compter(dossier, code, trouves), r.remede]) for code, r in REGLES.items()]
    return Tableau("Les constats par règle", colonnes, lignes, NOTE_DES_REGLES)


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
