"""Une campagne : quels rapports, de quels départements, pour quelles années (``params/campagnes/<nom>.yml``).

Lire une campagne la contrôle en entier ; ``production/campagne/taches.py`` en fait la liste des rapports.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from sdsf import erreurs as err
from sdsf.demande import REGLAGES_PROPRES, lire_surcharges, proche_du_code
from sdsf.erreurs import Erreur, Erreurs, enumerer, plus_proche
from sdsf.espace import Espace
from sdsf.lecture.document_yaml import DocumentLu
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.plan.communs import Annee, Modele, Texte
from sdsf.referentiel.lecture import lire_departements
from sdsf.vocabulaire import RAPPORTS_A_DIAPOSITIVES, Rapport, RapportNational

Format = Literal["html", "pdf", "docx", "xlsx", "pptx"]


class Campagne(Modele):
    """``params/campagnes/<nom>.yml`` : des départements, des années, des rapports, tous croisés."""

    format: int
    """Toujours 1 : la version de ce format de fichier."""
    intitule: Texte
    """Le titre de la page de la campagne. Exemple : "Les points annuels avant la plénière" """
    departements: Annotated[list[Texte], Field(min_length=1)]
    """Les codes, entre guillemets. Exemple : ["13", "2A", "974"]"""
    annees: Annotated[list[Annee], Field(min_length=1)]
    """Les années évaluées, sans guillemets. Exemple : [2023, 2024]"""
    rapports: Annotated[list[Rapport], Field(min_length=1)]
    """Les rapports. Exemple : [point_annuel]"""
    formats: list[Format]
    """Les formats, la page html étant toujours écrite. Exemple : [html, pdf]"""
    reglages: dict[str, Any]
    """Les surcharges de réglages ; {} : aucune. Exemple : {edition: interne}"""
    nationaux: list[RapportNational] = Field(default_factory=list)
    """Les rapports qui disent tous les départements à la fois : un par année, que lit le premier
    département. Exemple : [comparaison_nationale]"""

    @property
    def tous_les_rapports(self) -> list[Rapport]:
        """Ceux de chaque département, puis ceux du pays."""
        return list(dict.fromkeys([*self.rapports, *self.nationaux]))


def noms_des_campagnes(espace: Espace) -> list[str]:
    """Les campagnes décrites, dans l'ordre."""
    return sorted(chemin.stem for chemin in (espace.params / "campagnes").glob("*.yml"))


def lire_campagne(espace: Espace, nom: str) -> Campagne:
    """Lit et contrôle une campagne. Lève ``Erreurs`` avec toutes les causes.

    ``nom`` : celui du fichier, avec ou sans son dossier et son suffixe.
    """
    court, noms = Path(nom).name.removesuffix(".yml"), noms_des_campagnes(espace)
    if court not in noms:
        proche, admis = plus_proche(court, noms), enumerer(noms) or "aucune"
        raise Erreurs([err.CampagneInconnue(proche=proche, recu=nom, admis=admis, nom=court)])
    chemin = espace.params / "campagnes" / f"{court}.yml"
    campagne, document = lire_modele(chemin, espace.relatif(chemin), Campagne)
    err.lever([*_inconnus(espace, campagne, document), *_doubles(campagne, document)])
    err.lever([*_reglages_sans_objet(campagne, document), *_formats_sans_rapport(campagne, document)])
    for rapport in campagne.tous_les_rapports:
        lire_surcharges(reglages_pour(campagne, rapport), rapport)
    return campagne


def _inconnus(espace: Espace, campagne: Campagne, document: DocumentLu) -> Iterator[Erreur]:
    connus = lire_departements(espace)
    for rang, code in enumerate(campagne.departements):
        if code not in connus:
            lieu = document.lieu(("departements", rang))
            yield err.DepartementInconnu(lieu, proche=proche_du_code(code, connus), recu=code)


def _doubles(campagne: Campagne, document: DocumentLu) -> Iterator[Erreur]:
    """Un même département écrit deux fois ferait deux fois le même rapport."""
    for nom in ("departements", "annees", "rapports", "formats", "nationaux"):
        valeurs = list(getattr(campagne, nom))
        for rang, valeur in enumerate(valeurs):
            if valeur in valeurs[:rang]:
                lieu = document.lieu((nom, rang))
                yield err.ValeurImpossible(lieu, recu=valeur, cause="il y est déjà", complement="")


def _reglages_sans_objet(campagne: Campagne, document: DocumentLu) -> Iterator[Erreur]:
    """Un réglage propre à des rapports dont aucun n'est de la campagne."""
    for cle in campagne.reglages:
        admis = REGLAGES_PROPRES.get(cle)
        if admis and not set(admis) & set(campagne.tous_les_rapports):
            rapports = ", ".join(campagne.tous_les_rapports)
            lieu = document.lieu(("reglages", cle))
            yield err.ReglageSansObjet(lieu, cle=cle, rapport=rapports, admis=enumerer(admis))


def _formats_sans_rapport(campagne: Campagne, document: DocumentLu) -> Iterator[Erreur]:
    """Des diapositives, quand aucun rapport de la campagne n'en a."""
    if "pptx" in campagne.formats and not set(campagne.rapports) & set(RAPPORTS_A_DIAPOSITIVES):
        lieu = document.lieu(("formats", campagne.formats.index("pptx")))
        rapport, admis = ", ".join(campagne.rapports), enumerer(RAPPORTS_A_DIAPOSITIVES)
        yield err.RapportSansDiapositives(lieu, rapport=rapport, admis=admis)


def reglages_pour(campagne: Campagne, rapport: str) -> str:
    """Le paramètre ``reglages`` d'un rapport : les surcharges de la campagne qui lui disent quelque chose."""
    utiles = {
        cle: valeur
        for cle, valeur in sorted(campagne.reglages.items())
        if rapport in REGLAGES_PROPRES.get(cle, (rapport,))
    }
    return json.dumps(utiles, ensure_ascii=False) if utiles else ""
