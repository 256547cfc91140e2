"""Les règles du secret statistique, par source (``params/referentiel/secret.yml``)."""

from typing import Annotated, Literal

from pydantic import Field

from sdsf import erreurs as err
from sdsf import vocabulaire as voc
from sdsf.erreurs import Erreur, plus_proche
from sdsf.espace import Espace
from sdsf.lecture.document_yaml import Chemin, DocumentLu
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.plan.modeles import CodeIndicateur, Modele, Texte
from sdsf.referentiel import modeles as m

Pourcentage = Annotated[float, Field(gt=0, le=100)]
Seuil = Annotated[int, Field(ge=2)]


class ReferenceDeRegle(Modele):
    """Ce qui fonde une règle, et ce que vaut cette preuve."""

    titre: Texte
    """Ce que dit la source de la règle, en une phrase."""
    lien: Texte | None
    """L'adresse où la lire, entre guillemets ; null s'il n'y en a pas."""
    preuve: Literal["texte_lu", "source_secondaire", "code_public", "usage", "proposition"]
    """texte_lu, source_secondaire, code_public (données observées), usage (non vérifié) ou proposition."""


class RegleDeSecret(Modele):
    """Ce que l'on cache dans les données d'une source, et pourquoi."""

    code: CodeIndicateur
    """Un nom court, en minuscules. Exemple : caf_local"""
    intitule: Texte
    """La règle en une phrase, telle qu'un rapport l'imprime."""
    sources: list[CodeIndicateur]
    """Les sources de sources.yml qui la suivent. Exemple : [insee_filosofi]"""
    origines: list[voc.Origine]
    """Les origines qui la suivent quand leur source n'a pas de règle. Exemple : [saisie]"""
    effectif_minimal: Seuil | None
    """On cache un effectif de personnes plus petit ; null : aucun seuil. Exemple : 5 (1 à 4 sont cachés)"""
    zero_protege: bool
    """true : un zéro se cache aussi ; false : un zéro reste visible."""
    unites_minimales: Seuil | None
    """Un montant bâti sur moins d'unités se cache ; null : aucun seuil. Exemple : 3"""
    dominance_pct: Pourcentage | None
    """Un montant dont une seule unité fait plus que cette part se cache. Exemple : 85.0"""
    arrondi: Seuil | None
    """La source publie des multiples de ce nombre ; null : des valeurs exactes. Exemple : 5"""
    denominateur_minimal: Seuil | None
    """Un taux sur moins d'unités ne se montre pas ; null : aucun seuil. Exemple : 20"""
    effectif_inconnu: Literal["cacher", "publier"]
    """Un taux ou un montant dont on ignore l'effectif : le cacher, ou le publier (source déjà protégée)."""
    complement: bool
    """true : on cache aussi ce qui permettrait de recalculer ; false : seul le taux fragile est retiré."""
    references: Annotated[list[ReferenceDeRegle], Field(min_length=1)]
    """Ce qui fonde la règle."""


class ReglesDeSecret(Modele):
    """``params/referentiel/secret.yml``."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    effectifs: list[CodeIndicateur]
    """Les unités de unites.yml qui comptent des personnes ou des familles : le seuil d'effectif les vise."""
    montants: list[CodeIndicateur]
    """Les unités de unites.yml qui sont des montants : dominance et nombre d'unités les visent."""
    taux: dict[str, float]
    """Les unités de unites.yml qui sont des taux, et pour combien. Exemple : {pourcent: 100.0}"""
    totaux: dict[CodeIndicateur, list[CodeIndicateur]]
    """Les indicateurs communs qui en additionnent d'autres : le total, puis ses parties."""
    publiques: list[CodeIndicateur]
    """Les sources que leur producteur publie déjà : rien à y cacher. Une saisie suit quand même sa règle."""
    regles: list[RegleDeSecret]
    """Les règles, une par tiret."""

    def regle_de(self, source: str, origine: str) -> RegleDeSecret | None:
        """La règle d'une source, sinon celle de son origine ; ``None`` : la donnée est publique."""
        propre = [regle for regle in self.regles if source in regle.sources]
        par_defaut = [regle for regle in self.regles if origine in regle.origines]
        return next(iter([*propre, *par_defaut]), None)


def lire_regles_de_secret(espace: Espace) -> ReglesDeSecret:
    """Lit ``params/referentiel/secret.yml`` et ses renvois. Lève ``Erreurs`` avec toutes les causes."""
    chemin = espace.params / "referentiel" / "secret.yml"
    lues, document = lire_modele(chemin, espace.relatif(chemin), ReglesDeSecret)
    unites, sources = (_codes(espace, nom) for nom in ("unites", "sources"))
    communs = {fiche.stem for fiche in (espace.params / "referentiel" / "indicateurs").glob("*.yml")}
    renvois: list[tuple[Chemin, str, set[str], str]] = [
        *((("effectifs", i), u, unites, "unites") for i, u in enumerate(lues.effectifs)),
        *((("montants", i), u, unites, "unites") for i, u in enumerate(lues.montants)),
        *((("taux", u), u, unites, "unites") for u in lues.taux),
        *((("totaux", t), t, communs, "indicateurs") for t in lues.totaux),
        *(
            (("totaux", t, i), partie, communs, "indicateurs")
            for t, parties in lues.totaux.items()
            for i, partie in enumerate(parties)
        ),
        *((("publiques", i), s, sources, "sources") for i, s in enumerate(lues.publiques)),
        *(
            (("regles", i, "sources", j), source, sources, "sources")
            for i, regle in enumerate(lues.regles)
            for j, source in enumerate(regle.sources)
        ),
    ]
    inconnus = [_inconnu(document, *renvoi) for renvoi in renvois if renvoi[1] not in renvoi[2]]
    err.lever([*inconnus, *_deux_regles(lues, document)])
    return lues


def _codes(espace: Espace, nom: str) -> set[str]:
    """Les codes d'une liste du référentiel."""
    chemin = espace.params / "referentiel" / f"{nom}.yml"
    if nom == "unites":
        return {unite.code for unite in lire_modele(chemin, espace.relatif(chemin), m.Unites)[0].unites}
    return {source.code for source in lire_modele(chemin, espace.relatif(chemin), m.Sources)[0].sources}


def _inconnu(document: DocumentLu, chemin: Chemin, recu: str, admis: set[str], liste: str) -> Erreur:
    proche = plus_proche(recu, sorted(admis))
    attendu = f"un code de {liste}.yml"
    return err.ReferenceInconnue(
        document.lieu(chemin), proche=proche, recu=recu, attendu=attendu, complement=""
    )


def _deux_regles(lues: ReglesDeSecret, document: DocumentLu) -> list[Erreur]:
    """Une source ou une origine que deux règles réclament : on ne saurait laquelle suivre."""
    vues = {f"sources {source}": "publiques" for source in lues.publiques}
    fautes: list[Erreur] = []
    for rang, regle in enumerate(lues.regles):
        for quoi in ("sources", "origines"):
            for place, nom in enumerate(getattr(regle, quoi)):
                if f"{quoi} {nom}" in vues:
                    lieu = document.lieu(("regles", rang, quoi, place))
                    autre = vues[f"{quoi} {nom}"]
                    fautes.append(err.DeuxReglesDeSecret(lieu, recu=nom, autre=autre, ici=regle.code))
                vues.setdefault(f"{quoi} {nom}", regle.code)
    return fautes
