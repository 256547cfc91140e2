"""Les mots à connaître : ceux que la synthèse emploie, et les sigles que les mots du schéma contiennent."""

import re
from collections.abc import Iterable

from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import repartir
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rapports.point_annuel.plan import suivis
from sdsf.rendu.blocs import Bloc, Definitions

DEFINITIONS = {
    "Action": "ce que le plan prévoit de faire, par exemple ouvrir un lieu ou former des professionnels",
    "Communauté de communes, d'agglomération": "des communes voisines qui s'organisent ensemble",
    "Place d'accueil": "une place pour garder un enfant : en crèche, chez une assistante maternelle, "
    "à l'école ou à la maison",
}
# Les sigles du domaine, en minuscules et sans accent : chaque schéma les écrit à sa façon.
SIGLES = {
    "acm": "accueil collectif de mineurs",
    "aeeh": "allocation d'éducation de l'enfant handicapé",
    "alsh": "accueil de loisirs sans hébergement",
    "avip": "à vocation d'insertion professionnelle",
    "avs": "animation de la vie sociale",
    "caf": "caisse d'allocations familiales",
    "cdsf": "comité départemental des services aux familles",
    "clas": "contrat local d'accompagnement à la scolarité",
    "cnaf": "Caisse nationale des allocations familiales",
    "ctg": "convention territoriale globale",
    "eaje": "établissement d'accueil du jeune enfant",
    "epci": "établissement public de coopération intercommunale",
    "evs": "espace de vie sociale",
    "laep": "lieu d'accueil enfants-parents",
    "mam": "maison d'assistants maternels",
    "msa": "mutualité sociale agricole",
    "paje": "prestation d'accueil du jeune enfant",
    "pedt": "projet éducatif territorial",
    "pmi": "protection maternelle et infantile",
    "psu": "prestation de service unique",
    "ram": "relais assistants maternels",
    "reaap": "réseau d'écoute, d'appui et d'accompagnement des parents",
    "rpe": "relais petite enfance",
    "sdsf": "schéma départemental des services aux familles",
}
# Un sigle inconnu : de deux à cinq capitales, qui ne sont pas un titre écrit tout en capitales.
CAPITALES = re.compile(r"(?<![A-ZÀ-Ý] )\b[A-ZÀ-Ý]{2,5}\b(?! [A-ZÀ-Ý]{2})")


def mots(dossier: Dossier) -> list[Bloc]:
    """Les mots que la page emploie, et chaque sigle qu'elle cite, développé."""
    plan = dossier.plan
    cites = [but.intitule for but in plan.arborescence if not but.parent]
    cites += [suivi.action.intitule for suivi in repartir(suivis(dossier))["realisee"]]
    cites += [instance.intitule for instance in plan.gouvernance]
    cites += [dossier.referentiel.mention(code) for code in sorted(_sources(dossier))]
    cites += [plan.intitule, plan.source.titre]
    trouves = sigles_cites(dossier, cites)
    return [Definitions([*DEFINITIONS.items(), *sorted(trouves.items())])]


def _sources(dossier: Dossier) -> set[str]:
    """Les sources du taux de couverture, que les figures citent."""
    releves = dossier.releves
    return set(releves.loc[releves["indicateur"] == PRINCIPAL, "source"])


def sigles_cites(dossier: Dossier, textes: Iterable[str]) -> dict[str, str]:
    """Chaque sigle de ces textes et ce qu'il veut dire ; un sigle que rien n'explique le dit aussi."""
    connus = SIGLES | {
        sans_accent(t.terme): t.definition for t in dossier.plan.glossaire if " " not in t.terme
    }
    trouves: dict[str, str] = {}
    for texte in textes:
        for mot in re.findall(r"\b[\w]+\b", texte):
            # « Avs » est un sigle, « mam » un mot qu'on lit : sans capitale, ce n'en est pas un.
            if mot[0].isupper() and sans_accent(mot) in SIGLES:
                trouves[mot] = SIGLES[sans_accent(mot)]
        for mot in CAPITALES.findall(texte):
            trouves.setdefault(mot, connus.get(sans_accent(mot), "sigle que le schéma n'explique pas"))
    return trouves


def sans_accent(mot: str) -> str:
    """La forme sous laquelle un sigle se cherche.

    >>> sans_accent("Réaap")
    'reaap'
    """
    return mot.casefold().translate(str.maketrans("éèêàâîôûç", "eeeaaiouc"))
