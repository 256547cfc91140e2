"""Lire le référentiel national : un dossier, un objet, toutes les erreurs d'un coup."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from pydantic import BaseModel

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, plus_proche
from sdsf.espace import Espace
from sdsf.lecture.document_yaml import DocumentLu
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.referentiel import modeles as m
from sdsf.referentiel.listes import renvoi_inconnu

# Un indicateur de gouvernance ou de contrôle se calcule sur le plan et les registres du département.
SOURCES_INTERNES = ("plan", "avancement", "reunions", "controles", "moyens", "schemas_communaux")


class _Code(Protocol):
    @property
    def code(self) -> str: ...


E = TypeVar("E", bound=_Code)
F = TypeVar("F", bound=BaseModel)
L = TypeVar("L")


@dataclass(frozen=True)
class Referentiel:
    """Ce qui vaut pour tous les départements."""

    indicateurs: Mapping[str, m.Indicateur]
    unites: Mapping[str, m.Unite]
    sources: Mapping[str, m.Source]
    avertissements: Mapping[str, m.Avertissement]
    regles: Mapping[str, m.Regle]
    departements: Mapping[str, m.Departement]

    def unite(self, code: str) -> m.Unite:
        """L'unité d'un code ; une unité propre à un plan s'imprime telle quelle."""
        inconnue = m.Unite(
            code="nombre",
            singulier=code or "unité",
            pluriel=code or "unités",
            court=code,
            decimales=1,
            evolution="pourcent",
        )
        return self.unites.get(code, inconnue)

    def mention(self, source: str) -> str:
        """La mention à imprimer pour une source."""
        return self.sources[source].mention if source in self.sources else source


def lire_referentiel(espace: Espace) -> Referentiel:
    """Lit ``params/referentiel/``. Lève ``Erreurs`` avec toutes les causes de tous les fichiers."""
    fautes: list[Erreur] = []
    unites = _essayer(fautes, lambda: _lire_liste(espace, "unites", m.Unites, lambda f: f.unites))
    sources = _essayer(fautes, lambda: _lire_liste(espace, "sources", m.Sources, lambda f: f.sources))
    avis = _essayer(
        fautes, lambda: _lire_liste(espace, "avertissements", m.Avertissements, lambda f: f.avertissements)
    )
    regles = _essayer(fautes, lambda: _lire_liste(espace, "regles", m.Regles, lambda f: f.regles))
    departements = _essayer(fautes, lambda: lire_departements(espace))
    lus = _essayer(fautes, lambda: _lire_indicateurs(espace))
    err.lever(fautes)
    referentiel = Referentiel(
        indicateurs={code: modele for code, (modele, _) in lus.items()},
        unites=unites,
        sources=sources,
        avertissements=avis,
        regles=regles,
        departements=departements,
    )
    err.lever(
        [faute for modele, document in lus.values() for faute in _fautes(modele, document, referentiel)]
    )
    return referentiel


def lire_departements(espace: Espace) -> dict[str, m.Departement]:
    """Les départements par code, dans l'ordre des codes."""
    return _lire_liste(espace, "departements", m.Departements, lambda f: f.departements)


def _essayer(fautes: list[Erreur], lire: Callable[[], dict[str, L]]) -> dict[str, L]:
    """Une lecture ; ses fautes s'ajoutent à celles des autres fichiers."""
    try:
        return lire()
    except Erreurs as refus:
        fautes.extend(refus.erreurs)
        return {}


def _lire_liste(
    espace: Espace, nom: str, modele: type[F], elements: Callable[[F], Sequence[E]]
) -> dict[str, E]:
    """Un fichier qui tient une liste à ``code`` : le second d'un même code effacerait le premier."""
    chemin = espace.params / "referentiel" / f"{nom}.yml"
    lu, document = lire_modele(chemin, espace.relatif(chemin), modele)
    par_code: dict[str, E] = {}
    fautes: list[Erreur] = []
    for rang, element in enumerate(elements(lu)):
        if element.code in par_code:
            premier = [e.code for e in elements(lu)].index(element.code)
            autre = document.ligne((nom, premier, "code"))
            lieu = document.lieu((nom, rang, "code"))
            fautes.append(
                err.CodeEnDouble(lieu, quoi="Le code", recu=element.code, accord="", autre_ligne=autre)
            )
        par_code[element.code] = element
    err.lever(fautes)
    return par_code


def _lire_indicateurs(espace: Espace) -> dict[str, tuple[m.Indicateur, DocumentLu]]:
    lus: dict[str, tuple[m.Indicateur, DocumentLu]] = {}
    fautes: list[Erreur] = []
    for chemin in sorted((espace.params / "referentiel" / "indicateurs").glob("*.yml")):
        try:
            modele, document = lire_modele(chemin, espace.relatif(chemin), m.Indicateur)
            lus[modele.code] = modele, document
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
    err.lever(fautes)
    return lus


def _fautes(modele: m.Indicateur, document: DocumentLu, referentiel: Referentiel) -> list[Erreur]:
    """Les renvois d'une fiche d'indicateur vers les listes, et son nom de fichier."""
    fautes: list[Erreur] = []
    nom = Path(document.fichier).stem
    if nom != modele.code:
        lieu = document.lieu(("code",))
        fautes.append(err.DossierIncoherent(lieu, recu=modele.code, attendu=nom))
    if modele.unite not in referentiel.unites:
        fautes.append(
            renvoi_inconnu(
                document.lieu(("unite",)), modele.unite, referentiel.unites, "une unité de unites.yml"
            )
        )
    for rang, avis in enumerate(modele.avertissements):
        if avis not in referentiel.avertissements:
            lieu = document.lieu(("avertissements", rang))
            fautes.append(
                renvoi_inconnu(
                    lieu, avis, referentiel.avertissements, "un avertissement de avertissements.yml"
                )
            )
    return fautes + _sources_inconnues(modele, document, referentiel)


def _sources_inconnues(modele: m.Indicateur, document: DocumentLu, referentiel: Referentiel) -> list[Erreur]:
    """La source d'un membre : un producteur de sources.yml, ou une table du département lui-même."""
    admis = [*referentiel.sources, *SOURCES_INTERNES]
    membres = {"numerateur": modele.numerateur, "denominateur": modele.denominateur}
    return [
        err.ReferenceInconnue(
            document.lieu((nom, "source")),
            proche=plus_proche(membre.source, admis),
            recu=membre.source,
            attendu="une source de sources.yml",
            complement="",
        )
        for nom, membre in membres.items()
        if membre and membre.source not in admis
    ]
