"""Une demande de rapport : un département, une année, des surcharges. Contrôlée avant tout calcul.

Ce module ne lit que le référentiel des départements : une demande impossible est refusée en un instant.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ConfigDict, Field

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu, enumerer, plus_proche
from sdsf.espace import Espace
from sdsf.plan.lecture import departements_decrits, lire_plan, periodes
from sdsf.plan.modeles import Fiche, Modele
from sdsf.plan.vigueur import en_vigueur_au
from sdsf.referentiel.lecture import lire_departements, lire_referentiel
from sdsf.referentiel.modeles import Departement
from sdsf.vocabulaire import BILANS, FICTIF, RAPPORTS_SANS_PLAN, EditionDeRapport, valeurs

ANNEES = (1990, 2100)
EDITIONS = valeurs(EditionDeRapport)
# Les réglages qui ne sont pas des seuils : chacun ne dit quelque chose qu'à certains rapports.
REGLAGES_PROPRES = {
    "fiche": ("fiche_action",),
    "semestre": ("lettre",),
    "departements": ("comparaison",),
    "forcer": BILANS,
}
TOUTES = "toutes"


class Seuils(Modele):
    """``params/referentiel/seuils.yml``, éventuellement surchargé par le paramètre ``reglages``."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)

    format: int
    """Toujours 1 : la version de ce format de fichier."""
    tolerance_trajectoire_pct: float
    """L'écart à la trajectoire, en %, au-delà duquel un indicateur est « en retard ». Exemple : 10.0"""
    seuil_sous_dote_pct: float
    """La part du taux de la France, en %, sous laquelle un territoire est « sous-doté ». Exemple : 85.0"""
    minimum_epci_pour_deciles: int
    """Le nombre d'EPCI en dessous duquel on ne donne pas de déciles. Exemple : 10"""
    minimum_annees_pour_projeter: int = Field(ge=3)
    """Le nombre d'années d'une même édition sous lequel on ne projette pas (trois au moins). Exemple : 4"""
    niveau_confiance_pct: float = Field(ge=50, le=99.9)
    """Le niveau, en %, des intervalles de projection et d'estimation. Exemple : 95.0"""
    saut_annuel_pct: float = Field(ge=1)
    """La variation d'un effectif en un an, en %, à partir de laquelle on la signale. Exemple : 10.0"""
    changement_notable_points: float = Field(ge=0)
    """Ce dont un coefficient de variation bouge, en points, avant que l'on conclue. Exemple : 1.0"""
    nombre_de_pairs: int = Field(ge=2)
    """Le nombre de territoires semblables auxquels chacun se compare. Exemple : 5"""
    minimum_pairs_connus: int = Field(ge=2)
    """Le nombre de pairs au taux connu sous lequel on ne dit rien. Exemple : 3"""
    minimum_territoires_entonnoir: int = Field(ge=2)
    """Le nombre de territoires sous lequel on ne dessine pas d'entonnoir. Exemple : 5"""
    delai_de_parution_annees: int = Field(ge=0)
    """Les années qu'une valeur met à paraître, en plus de sa périodicité. Exemple : 1"""


@dataclass(frozen=True)
class Choix:
    """Ce que le paramètre ``reglages`` demande, au-delà des seuils."""

    edition: EditionDeRapport = "publique"
    fiche: str = ""
    """L'``id`` de la seule fiche que le rapport montre ; vide : toutes."""
    semestre: int = 2
    """Le semestre que raconte une lettre."""
    departements: tuple[str, ...] = ()
    """Les départements que l'on compare, dans l'ordre des codes ; vide pour les autres rapports."""
    forcer: bool = False
    """Produire un bilan avant le moment où il a un sens ; la page de garde le dit."""


@dataclass(frozen=True)
class Demande:
    """Une demande de rapport, contrôlée."""

    departement: Departement
    annee: int
    rapport: str
    periode: str
    """La période du plan en vigueur ; vide pour un rapport qui n'en exige pas, quand il n'y en a pas."""
    surcharges: Mapping[str, float]
    choix: Choix = field(default_factory=Choix)

    @property
    def edition(self) -> EditionDeRapport:
        return self.choix.edition

    @property
    def arrete_au(self) -> dt.date:
        """Le dernier jour regardé : le 31 décembre, ou le 30 juin pour la lettre du premier semestre."""
        return dt.date(self.annee, 6, 30) if self.choix.semestre == 1 else dt.date(self.annee, 12, 31)

    @property
    def nom_de_fichier(self) -> str:
        """Le nom des fichiers du rapport, sans suffixe : une fiche et un premier semestre ont le leur.

        Ce n'est jamais un chemin : la fiche est l'``id`` d'une fiche du plan, qui n'a pas de barre.
        """
        semestre = "s1" if self.choix.semestre == 1 else ""
        return ".".join(filter(None, (self.rapport, self.choix.fiche, semestre)))


def controler_demande(
    espace: Espace, departement: object, annee: object, reglages: object = "", rapport: str = "point_annuel"
) -> Demande:
    """Vérifie une demande sans rien exécuter. Lève ``Erreurs`` avec toutes les causes.

    Le plan doit être en vigueur l'année demandée ; un bilan final s'accepte deux ans après le terme ; un
    diagnostic ou un examen des données n'exige aucun plan.
    """
    fautes = [*_fautes_de_type(departement, annee, reglages)]
    err.lever(fautes)
    code, an = str(departement), int(str(annee))
    if rapport in RAPPORTS_SANS_PLAN:
        err.lever(_fautes_d_annee(an))
    connu = departement_connu(espace, code)
    surcharges, choix = lire_surcharges(str(reglages), rapport)
    periode = periode_pour(espace, connu, an, rapport)
    demande = Demande(connu, an, rapport, periode, surcharges, choix)
    return replace(demande, choix=_choix_connus(espace, demande))


def departement_connu(espace: Espace, code: str) -> Departement:
    """Le département d'un code. Lève ``Erreurs`` s'il n'existe pas : aucun chemin ne se forme sans cela."""
    connus = lire_departements(espace)
    if code not in connus:
        raise Erreurs([err.DepartementInconnu(proche=proche_du_code(code, connus), recu=code)])
    return connus[code]


def _fautes_de_type(departement: object, annee: object, reglages: object) -> list[Erreur]:
    fautes: list[Erreur] = []
    if not isinstance(departement, str):
        conseil = (
            f'Écrivez le code entre guillemets : "{departement:02d}"'
            if isinstance(departement, int)
            else "Écrivez le code entre guillemets"
        )
        conseil += " (avec papermill : -r departement 01, et non -p)."
        fautes.append(_faute_de_type("departement", departement, "un texte", conseil))
    if isinstance(annee, bool) or not isinstance(annee, int):
        conseil = "Écrivez l'année sans guillemets : 2024 (avec papermill : -p annee 2024)."
        fautes.append(_faute_de_type("annee", annee, "un nombre entier", conseil))
    if not isinstance(reglages, str):
        conseil = "Écrivez un texte JSON entre guillemets, ou laissez-le vide."
        fautes.append(_faute_de_type("reglages", reglages, "un texte", conseil))
    return fautes


def _fautes_d_edition(edition: object) -> list[Erreur]:
    if edition in EDITIONS:
        return []
    proche = plus_proche(str(edition), EDITIONS)
    lieu = Lieu(detail="reglages · edition")
    return [err.EditionInconnue(lieu, proche=proche, recu=edition, admis=enumerer(EDITIONS))]


def _fautes_d_annee(annee: int) -> list[Erreur]:
    """Sans plan pour borner l'année, elle reste une année que des données peuvent porter."""
    if ANNEES[0] <= annee <= ANNEES[1]:
        return []
    conseil = f"Écrivez l'année que le rapport regarde, par exemple {min(max(annee, ANNEES[0]), ANNEES[1])}."
    return [_faute_de_type("annee", annee, f"une année de {ANNEES[0]} à {ANNEES[1]}", conseil)]


def _faute_de_type(nom: str, recu: object, attendu: str, conseil: str) -> Erreur:
    return err.TypeDeParametre(nom=nom, recu=repr(recu), attendu=attendu, conseil=conseil)


def proche_du_code(code: str, connus: Mapping[str, Departement]) -> str | None:
    """Le code voulu : ``1`` → ``01``, ``2a`` → ``2A``, « herault » → 34."""
    for essai in (code.zfill(2), code.upper(), code.strip()):
        if essai in connus:
            return f"{essai} ({connus[essai].nom})"
    noms = {departement.nom: departement.code for departement in connus.values()}
    nom = plus_proche(code, noms) if not code.isdigit() else None
    proche = noms[nom] if nom else plus_proche(code, connus)
    return f"{proche} ({connus[proche].nom})" if proche else None


def lire_surcharges(reglages: str, rapport: str) -> tuple[dict[str, float], Choix]:
    """Les seuils changés pour cette production, et les choix (l'édition publique, si rien ne le dit)."""
    lus = _lire_json(reglages) if reglages.strip() else {}
    edition = lus.pop("edition", "publique")
    propres = {nom: lus.pop(nom) for nom in REGLAGES_PROPRES if nom in lus}
    fautes = [faute for cle, valeur in lus.items() for faute in _fautes_de_surcharge(cle, valeur)]
    fautes += [faute for nom, valeur in propres.items() for faute in _fautes_de_choix(nom, valeur, rapport)]
    err.lever([*_fautes_d_edition(edition), *fautes])
    if propres.get("fiche") == TOUTES:
        del propres["fiche"]
    propres["departements"] = tuple(sorted(set(propres.get("departements", ()))))
    return lus, Choix(edition=edition, **propres)


def _fautes_de_choix(nom: str, valeur: object, rapport: str) -> list[Erreur]:
    """Un réglage qui appartient à un autre rapport, ou d'un mauvais type."""
    lieu = Lieu(detail=f"reglages · {nom}")
    if rapport not in REGLAGES_PROPRES[nom]:
        admis = enumerer(REGLAGES_PROPRES[nom])
        return [err.ReglageSansObjet(lieu, cle=nom, rapport=rapport, admis=admis)]
    attendus = {
        "fiche": ("le nom d'une fiche", 'Écrivez par exemple {"fiche": "toutes"}.'),
        "semestre": ("1 ou 2", 'Écrivez par exemple {"semestre": 1}.'),
        "forcer": ("true ou false", 'Écrivez par exemple {"forcer": true}.'),
        "departements": (
            "une liste de codes de départements réels, entre guillemets",
            'Écrivez par exemple {"departements": ["13", "2A"]}.',
        ),
    }
    attendu, conseil = attendus[nom]
    juste = _est_un_choix(nom, valeur)
    return [] if juste else [err.TypeDeValeur(lieu, recu=valeur, attendu=attendu, conseil=conseil)]


def _est_un_choix(nom: str, valeur: object) -> bool:
    if nom == "forcer":
        return isinstance(valeur, bool)
    if nom == "semestre":
        return type(valeur) is int and valeur in (1, 2)
    if nom == "departements":
        codes = valeur if isinstance(valeur, list) else []
        return bool(codes) and all(isinstance(code, str) and code != FICTIF for code in codes)
    return isinstance(valeur, str)


def _choix_connus(espace: Espace, demande: Demande) -> Choix:
    """Les choix, contrôlés contre les fichiers : la fiche est dans le plan, les départements existent."""
    choix = demande.choix
    if choix.fiche:
        err.lever(_fautes_de_fiche(choix.fiche, fiches_en_vigueur(espace, demande)))
    if demande.rapport != "comparaison":
        return choix
    return replace(choix, departements=_departements_compares(espace, demande))


def fiches_en_vigueur(espace: Espace, demande: Demande) -> list[Fiche]:
    """Les fiches du plan en vigueur au dernier jour regardé, dans l'ordre du texte. Lève ``Erreurs``."""
    communs = lire_referentiel(espace).indicateurs
    lu = lire_plan(espace, demande.departement.code, demande.periode, communs)
    return en_vigueur_au(lu.plan, demande.arrete_au).fiches


def _fautes_de_fiche(recue: str, fiches: list[Fiche]) -> list[Erreur]:
    """Une fiche qui n'est pas dans le plan ; son numéro ou son titre disent laquelle on voulait."""
    connues = [fiche.id for fiche in fiches]
    if recue in connues:
        return []
    nommees = [fiche.id for fiche in fiches if recue in (fiche.code, fiche.intitule)]
    proche = nommees[0] if nommees else plus_proche(recue, connues)
    admis = enumerer([*connues, TOUTES])
    return [err.FicheInconnue(Lieu(detail="reglages · fiche"), proche=proche, recu=recue, admis=admis)]


def _departements_compares(espace: Espace, demande: Demande) -> tuple[str, ...]:
    """Ceux que l'on demande, sinon tous ceux qui sont décrits ; toujours celui qui lit.

    Le département fictif n'est comparé qu'à lui-même. Lève ``Erreurs`` pour un code inconnu.
    """
    demandes, lecteur = demande.choix.departements, demande.departement.code
    for code in demandes:
        departement_connu(espace, code)
    if lecteur == FICTIF:
        return (FICTIF,)
    decrits = [code for code in departements_decrits(espace) if periodes(espace, code)]
    return tuple(sorted({lecteur, *(demandes or decrits)} - {FICTIF}))


def completer_reglages(reglages: str, **choix: object) -> str:
    """Les réglages, avec les choix demandés à part ; un choix vide ne change rien. Lève ``Erreurs``."""
    demandes = {nom: valeur for nom, valeur in choix.items() if valeur not in ("", None)}
    if not demandes:
        return reglages
    lus = _lire_json(reglages) if reglages.strip() else {}
    return json.dumps({**lus, **demandes}, ensure_ascii=False)


def _lire_json(reglages: str) -> dict[str, Any]:
    try:
        lus = json.loads(reglages)
    except json.JSONDecodeError as refus:
        raise Erreurs([err.ReglagesIllisibles(cause=f"colonne {refus.colno}")]) from None
    except RecursionError:
        raise Erreurs([err.ReglagesIllisibles(cause="trop d'ensembles imbriqués")]) from None
    if not isinstance(lus, dict):
        cause = "un ensemble de réglages entre accolades est attendu"
        raise Erreurs([err.ReglagesIllisibles(cause=cause)])
    return lus


def _fautes_de_surcharge(cle: str, valeur: object) -> list[Erreur]:
    """Une surcharge a le nom d'un seuil, et une valeur de son type, entre 0 et 1000."""
    lieu = Lieu(detail=f"reglages · {cle}")
    admis = [nom for nom in Seuils.model_fields if nom != "format"]
    if cle not in admis:
        tous = [*admis, "edition", *REGLAGES_PROPRES]
        return [err.CleInconnue(lieu, proche=plus_proche(cle, tous), cle=cle, admis=enumerer(tous))]
    entier = Seuils.model_fields[cle].annotation is int
    types = (int,) if entier else (int, float)
    if isinstance(valeur, types) and not isinstance(valeur, bool) and 0 <= valeur <= 1000:
        return []
    attendu = f"un nombre {'entier ' if entier else ''}entre 0 et 1000"
    conseil = "Écrivez un nombre positif, avec un point."
    return [err.TypeDeValeur(lieu, recu=valeur, attendu=attendu, conseil=conseil)]


def periodes_decrites(espace: Espace, code: str) -> list[str]:
    """Les périodes décrites d'un département connu. Lève ``Erreurs`` s'il n'en a aucune."""
    connues = periodes(espace, code)
    if not connues:
        nom, decrits = departement_connu(espace, code).nom, departements_decrits(espace)
        raise Erreurs([err.DepartementSansPlan(recu=code, nom=nom, admis=enumerer(decrits))])
    return connues


def periode_choisie(espace: Espace, departement: str, periode: str) -> str:
    """La période demandée, ou la dernière décrite. Lève ``Erreurs`` si elle n'existe pas."""
    connues = periodes_decrites(espace, departement_connu(espace, departement).code)
    if periode and periode not in connues:
        proche, admis = plus_proche(periode, connues), enumerer(connues)
        faute = err.PeriodeInconnue(proche=proche, departement=departement, recu=periode, admis=admis)
        raise Erreurs([faute])
    return periode or connues[-1]


def periode_pour(espace: Espace, departement: Departement, annee: int, rapport: str) -> str:
    """La période du plan que le rapport emploie. Lève ``Erreurs`` s'il lui en faut un et qu'aucun ne va."""
    connues = periodes(espace, departement.code)
    delai = 2 if rapport == "bilan_final" else 0
    trouvee = next((p for p in reversed(connues) if _couvre(p, annee, delai)), None)
    if trouvee is not None:
        return trouvee
    if rapport in RAPPORTS_SANS_PLAN:
        return ""
    connues = periodes_decrites(espace, departement.code)
    raise Erreurs([_annee_sans_plan(departement, connues, annee, delai)])


def _couvre(periode: str, annee: int, delai: int = 0) -> bool:
    """Vrai si l'année est dans la période ; un dossier « 2026-2021 » n'en couvre aucune."""
    debut, fin = (int(mot) for mot in periode.split("-"))
    return debut <= annee <= fin + delai


def _annee_sans_plan(departement: Departement, connues: list[str], annee: int, delai: int) -> Erreur:
    bornes = [tuple(int(mot) for mot in periode.split("-")) for periode in connues]
    # Un dossier « 2026-2021 » ne couvre aucune année : la lecture du plan dira la faute.
    possibles = sorted({an for debut, fin in bornes for an in range(debut, fin + delai + 1)})
    plus_pres = str(min(possibles, key=lambda an: abs(an - annee), default=annee))
    return err.AnneeSansPlan(
        proche=plus_pres, de=departement.de, annee=annee, possibles=", ".join(map(str, possibles))
    )
