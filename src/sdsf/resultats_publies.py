"""Les résultats publiés par les schémas, recalculés : ce que l'on trouve, et la page qui le dit.

``params/referentiel/resultats_publies.yml`` dit quoi lire et par quel calcul ; ce module lit les plans, les
relevés des producteurs et les découpages, et donne chaque nombre à ``evaluation/resultats_publies.py``.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sdsf.espace import Espace
from sdsf.evaluation import resultats_publies as calculs
from sdsf.evaluation.evolution import Variation
from sdsf.evaluation.resultats_publies import Trouve
from sdsf.plan.lecture import lire_plan
from sdsf.plan.modeles import Plan
from sdsf.referentiel.lecture import Referentiel, lire_referentiel
from sdsf.referentiel.resultats_publies import (
    NombreDuProducteur,
    ResultatPublie,
    Role,
    lire_resultats_publies,
)
from sdsf.referentiel.services import lire_services
from sdsf.releves.lecture import lire_fines, lire_nationales
from sdsf.rendu.nombres import nombre
from sdsf.territoires.lecture import lire_territoires

TITRES = {
    "reproduit": "Reproduits",
    "le_texte_se_trompe": "Le texte se trompe",
    "ecart_au_producteur": "Le texte s'écarte du producteur",
    "non_reproductible": "Non reproductibles",
}
MOTS = {
    "reproduit": "reproduit",
    "le_texte_se_trompe": "**le texte se trompe**",
    "ecart_au_producteur": "écart au producteur",
    "non_reproductible": "non reproductible",
}


ROLES: Mapping[Role, str] = {
    "terme": "terme",
    "numerateur": "numérateur",
    "denominateur": "dénominateur",
    "depart": "départ",
    "arrivee": "arrivée",
    "de": "première année",
    "a": "dernière année",
    "entrees": "ce dont on retire",
    "sorties": "ce qu'on retire",
    "valeur": "valeur",
    "repere": "repère",
    "complet": "panier complet",
    "reaap_au_moins": "une action Reaap au moins",
    "aucun_service": "aucun service",
}
# Ce qui désigne une valeur publiée. Le périmètre n'y est pas : deux feraient deux valeurs, refusées.
CLE = ("indicateur", "territoire", "maille", "periode", "source", "edition")
Valeurs = Mapping[tuple[str, ...], list[float]]


@dataclass(frozen=True)
class Examen:
    """Un résultat publié, ce que le calcul trouve, et s'il concorde."""

    resultat: ResultatPublie
    trouve: Trouve
    accord: calculs.Accord


@dataclass(frozen=True)
class Lecteur:
    """Ce que les calculs lisent hors du texte : plans, relevés des producteurs, découpages."""

    espace: Espace

    @cached_property
    def referentiel(self) -> Referentiel:
        return lire_referentiel(self.espace)

    @cached_property
    def nationaux(self) -> Valeurs:
        return _par_cle(lire_nationales(self.espace))

    @cached_property
    def _fines(self) -> dict[str, Valeurs]:
        return {}

    @cached_property
    def _plans(self) -> dict[str, Plan]:
        return {}

    def plan(self, resultat: ResultatPublie) -> Plan:
        """Le plan transcrit du texte, lu une fois."""
        if resultat.source not in self._plans:
            codes = self.referentiel.indicateurs
            lu = lire_plan(self.espace, resultat.departement, resultat.periode, codes)
            self._plans[resultat.source] = lu.plan
        return self._plans[resultat.source]

    def valeur(self, cle: NombreDuProducteur, departement: str, territoire: str = "") -> float:
        """La valeur publiée : une et une seule ligne doit répondre à la clé. Lève ``LookupError``."""
        lues = (
            self.nationaux if cle.maille in ("france", "departement") else self._du_departement(departement)
        )
        champs = cle.model_dump() | {"territoire": territoire or cle.territoire}
        trouvees = lues.get(tuple(champs[nom] for nom in CLE), [])
        if len(trouvees) != 1:
            raise LookupError(f"{len(trouvees)} lignes, et non une, pour {cle}")
        return trouvees[0]

    def _du_departement(self, departement: str) -> Valeurs:
        if departement not in self._fines:
            self._fines[departement] = _par_cle(lire_fines(self.espace, departement))
        return self._fines[departement]

    def communes_ou_epci(self, resultat: ResultatPublie, quoi: str, annee: int) -> float:
        decoupage = lire_territoires(self.espace).decoupage(annee)
        return float(decoupage.loc[decoupage["departement"] == resultat.departement, quoi].nunique())


def _par_cle(releves: pd.DataFrame) -> Valeurs:
    """Les valeurs connues, rangées par clé."""
    lues: dict[tuple[str, ...], list[float]] = defaultdict(list)
    connus = releves[releves["valeur"].notna()]
    for *cle, valeur in connus[[*CLE, "valeur"]].itertuples(index=False):
        lues[tuple(cle)].append(float(valeur))
    return lues


def examiner(espace: Espace) -> list[Examen]:
    """Chaque résultat publié, recalculé. Lève ``Erreurs`` si le fichier ou une table est fautif."""
    lecteur = Lecteur(espace)
    return [_examiner(lecteur, resultat) for resultat in lire_resultats_publies(espace).resultats]


def _examiner(lecteur: Lecteur, resultat: ResultatPublie) -> Examen:
    trouve = recalculer(lecteur, resultat)
    return Examen(resultat, trouve, calculs.accord(resultat, trouve))


def recalculer(lecteur: Lecteur, resultat: ResultatPublie) -> Trouve:
    """Ce que le calcul nommé trouve ; rien sans calcul. Lève ``KeyError`` pour un calcul inconnu."""
    if resultat.calcul is None:
        return Trouve()
    if resultat.calcul == "compte":
        return Trouve(_compte(lecteur, resultat))
    if resultat.parmi:
        return Trouve(_parmi(lecteur, resultat))
    if resultat.calcul == "panier_complet":
        dits = [(n.ecrit, n.role) for n in resultat.du_texte]
        return Trouve(calculs.territoires_complets(dits, lire_services(lecteur.espace).definition()))
    membres = _membres(lecteur, resultat)
    if resultat.calcul == "effectifs_possibles":
        return calculs.encadrer_effectif(resultat.affirme.valeur, membres)
    return Trouve(calculs.CALCULS[resultat.calcul](membres))


def _membres(lecteur: Lecteur, resultat: ResultatPublie) -> dict[str, list[float]]:
    membres: dict[str, list[float]] = defaultdict(list)
    for dit in resultat.du_texte:
        membres[dit.role].append(dit.valeur)
    for publie in resultat.du_producteur:
        membres[publie.role].append(lecteur.valeur(publie, resultat.departement))
    return dict(membres)


def _compte(lecteur: Lecteur, resultat: ResultatPublie) -> float:
    compte = resultat.compte
    assert compte is not None
    if compte.annee is None:
        return calculs.compter(lecteur.plan(resultat), compte.quoi)
    return lecteur.communes_ou_epci(resultat, compte.quoi, compte.annee)


def _parmi(lecteur: Lecteur, resultat: ResultatPublie) -> float:
    """Un rang, ou un nombre, parmi les territoires de la liste, lus dans la même édition."""
    cles = {cle.role: cle for cle in resultat.du_producteur}
    lus = {
        role: {t: lecteur.valeur(cle, resultat.departement, t) for t in resultat.parmi}
        for role, cle in cles.items()
    }
    if resultat.calcul == "nombre_sous":
        (repere,) = (dit.valeur for dit in resultat.du_texte if dit.role == "repere")
        return calculs.nombre_sous(lus["valeur"], repere)
    if resultat.calcul == "rang_du_plus_bas":
        return calculs.rang_du_plus_bas(lus["valeur"], resultat.departement)
    annees = (int(cles["depart"].periode), int(cles["arrivee"].periode))
    series = {t: Variation(lus["depart"][t], lus["arrivee"][t], annees) for t in resultat.parmi}
    return calculs.rang_de_croissance(series, resultat.departement)


# --- la page --------------------------------------------------------------------------------------


def page_des_resultats_publies(espace: Espace) -> str:
    """La page de documentation, de tous les résultats recalculés. Lève ``Erreurs``."""
    noms = {d.code: d.nom for d in lire_referentiel(espace).departements.values()}
    return composer(examiner(espace), noms)


def composer(examens: Sequence[Examen], noms: Mapping[str, str]) -> str:
    """Le compte, ce que les textes ont de faux, puis tout, département par département."""
    blocs = [_tete(examens), _comptes(examens, noms), _erreurs(examens, noms)]
    blocs += [_departement(code, noms[code], siens) for code, siens in _par_departement(examens).items()]
    return "\n".join(blocs)


def _par_departement(examens: Sequence[Examen]) -> dict[str, list[Examen]]:
    groupes: dict[str, list[Examen]] = defaultdict(list)
    for examen in examens:
        groupes[examen.resultat.departement].append(examen)
    return dict(sorted(groupes.items()))


def _tete(examens: Sequence[Examen]) -> str:
    return (
        "# Les résultats publiés par les cinq schémas, recalculés\n\n"
        f"{len(examens)} résultats chiffrés des cinq textes, repris mot à mot et recalculés par les "
        "fonctions mêmes des rapports, à l'arrondi que le texte écrit. La donnée est dans "
        "`params/referentiel/resultats_publies.yml` ; un test relit chaque extrait à sa ligne, refait chaque "
        "calcul et refuse un verdict que le calcul ne confirme pas.\n\n"
        "- **reproduit** : les nombres du texte, ou ceux d'un producteur, redonnent ce qu'il affirme ;\n"
        "- **le texte se trompe** : ses propres nombres disent autre chose, ou deux de ses passages se "
        "contredisent ;\n"
        "- **écart au producteur** : l'édition que le dépôt détient dit autre chose ; elle a pu être révisée "
        "depuis le texte, qui n'est pas forcément en faute ;\n"
        "- **non reproductible** : il manque un nombre, que la note nomme.\n"
    )


def _comptes(examens: Sequence[Examen], noms: Mapping[str, str]) -> str:
    lignes = [
        f"| département | {' | '.join(TITRES.values())} | Ensemble |",
        f"| --- {'| --- ' * (len(TITRES) + 1)}|",
    ]
    groupes = _par_departement(examens)
    lignes += [_ligne_de_compte(f"{noms[code]} ({code})", siens) for code, siens in groupes.items()]
    return "\n".join([*lignes, _ligne_de_compte("Ensemble", examens)]) + "\n"


def _ligne_de_compte(nom: str, examens: Sequence[Examen]) -> str:
    nombres = [sum(e.resultat.verdict == verdict for e in examens) for verdict in TITRES]
    return f"| {nom} | {' | '.join(map(str, nombres))} | {len(examens)} |"


def _erreurs(examens: Sequence[Examen], noms: Mapping[str, str]) -> str:
    fautes = [e for e in examens if e.resultat.verdict == "le_texte_se_trompe"]
    lignes = [
        f"- {noms[e.resultat.departement]}, ligne {e.resultat.affirme.ligne} — {e.resultat.objet} : le texte "
        f"écrit « {e.resultat.affirme.ecrit} », on trouve {_trouve(e)}. {e.resultat.note}"
        for e in fautes
    ]
    return "\n".join(["## Ce que les textes eux-mêmes ont de faux\n", *lignes]) + "\n"


def _departement(code: str, nom: str, examens: Sequence[Examen]) -> str:
    lignes = [
        f"## {nom} ({code})\n",
        "| ligne | objet | le texte | affirme | on trouve | calcul | à partir de | verdict | note |",
        f"| --- {'| --- ' * 8}|",
    ]
    return "\n".join([*lignes, *map(_rangee, examens)]) + "\n"


def _rangee(examen: Examen) -> str:
    resultat = examen.resultat
    calcul = calculs.FONCTIONS[resultat.calcul] if resultat.calcul else "—"
    cases = [
        str(resultat.affirme.ligne),
        resultat.objet,
        f"« {_cite(resultat.affirme.texte)} »",
        _cite(resultat.affirme.ecrit),
        _trouve(examen),
        calcul,
        _origines(resultat),
        MOTS[resultat.verdict],
        resultat.note or "",
    ]
    return "| " + " | ".join(_case(case) for case in cases) + " |"


def _cite(texte: str) -> str:
    """Les mots du texte tels quels : leurs astérisques ne mettent rien en gras dans la page."""
    return texte.replace("*", "\\*")


def _case(texte: str) -> str:
    """Un texte cité ne ferme pas sa case, n'y ouvre pas de balise."""
    return " ".join(texte.replace("<", "&lt;").replace("|", "\\|").split())


def _trouve(examen: Examen) -> str:
    if examen.trouve.encadre:
        return "de " + " à ".join(_chiffres(borne) for borne in examen.trouve.encadre)
    return "—" if examen.trouve.valeur is None else _chiffres(examen.trouve.valeur)


def _chiffres(valeur: float) -> str:
    """Au centième, sans zéros de queue."""
    texte = nombre(valeur, 2)
    return texte.rstrip("0").rstrip(",") if "," in texte else texte


def _origines(resultat: ResultatPublie) -> str:
    """D'où vient chaque nombre, rôle par rôle."""
    textes = [f"« {_cite(n.ecrit)} » ({ROLES[n.role]}, ligne {n.ligne})" for n in resultat.du_texte]
    publies = [
        f"{n.indicateur} {n.territoire} {n.periode} ({ROLES[n.role]}, {n.source} {n.edition})"
        for n in resultat.du_producteur
    ]
    rangs = [f"{len(resultat.parmi)} territoires"] if resultat.parmi else []
    return " ; ".join([*textes, *publies, *rangs, *_dit_du_compte(resultat)]) or "—"


def _dit_du_compte(resultat: ResultatPublie) -> list[str]:
    compte = resultat.compte
    if compte is None:
        return []
    ou = "plan transcrit" if compte.annee is None else f"découpage de {compte.annee}"
    return [f"{compte.quoi} ({ou})"]
