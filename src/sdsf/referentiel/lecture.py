"""Lire le référentiel national : un dossier, un objet, toutes les erreurs d'un coup."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu, plus_proche
from sdsf.espace import Espace
from sdsf.lecture.yaml_strict import DocumentLu, lire_modele
from sdsf.referentiel import modeles as m


@dataclass(frozen=True)
class Referentiel:
    """Ce qui vaut pour tous les départements."""

    indicateurs: Mapping[str, m.Indicateur]
    unites: Mapping[str, m.Unite]
    sources: Mapping[str, m.Source]
    avertissements: Mapping[str, m.Avertissement]
    departements: Mapping[str, m.Departement]
    fichiers: Mapping[str, str]

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
    dossier = espace.params / "referentiel"
    unites = lire_modele(dossier / "unites.yml", espace.relatif(dossier / "unites.yml"), m.Unites)[0]
    sources = lire_modele(dossier / "sources.yml", espace.relatif(dossier / "sources.yml"), m.Sources)[0]
    avis = dossier / "avertissements.yml"
    avertissements = lire_modele(avis, espace.relatif(avis), m.Avertissements)[0]
    departements = lire_departements(espace)
    lus = _lire_indicateurs(espace, dossier / "indicateurs")
    referentiel = Referentiel(
        indicateurs={modele.code: modele for modele, _ in lus},
        unites={unite.code: unite for unite in unites.unites},
        sources={source.code: source for source in sources.sources},
        avertissements={a.code: a for a in avertissements.avertissements},
        departements=departements,
        fichiers={modele.code: document.fichier for modele, document in lus},
    )
    err.lever([faute for modele, document in lus for faute in _fautes(modele, document, referentiel)])
    return referentiel


def lire_departements(espace: Espace) -> dict[str, m.Departement]:
    """Les départements par code, dans l'ordre des codes."""
    chemin = espace.params / "referentiel" / "departements.yml"
    lus = lire_modele(chemin, espace.relatif(chemin), m.Departements)[0]
    return {departement.code: departement for departement in lus.departements}


def _lire_indicateurs(espace: Espace, dossier: Path) -> list[tuple[m.Indicateur, DocumentLu]]:
    lus: list[tuple[m.Indicateur, DocumentLu]] = []
    fautes: list[Erreur] = []
    for chemin in sorted(dossier.glob("*.yml")):
        try:
            lus.append(lire_modele(chemin, espace.relatif(chemin), m.Indicateur))
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
            _renvoi(document.lieu(("unite",)), modele.unite, "une unité de unites.yml", referentiel.unites)
        )
    for rang, avis in enumerate(modele.avertissements):
        if avis not in referentiel.avertissements:
            lieu = document.lieu(("avertissements", rang))
            fautes.append(
                _renvoi(lieu, avis, "un avertissement de avertissements.yml", referentiel.avertissements)
            )
    return fautes


def _renvoi(lieu: Lieu, recu: str, attendu: str, admis: Mapping[str, object]) -> Erreur:
    proche = plus_proche(recu, admis)
    return err.ReferenceInconnue(lieu, proche=proche, recu=recu, attendu=attendu, complement="")
