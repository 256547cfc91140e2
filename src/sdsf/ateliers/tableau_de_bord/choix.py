"""Ce que chaque réglage propose, d'après ce que les relevés savent ; rien de vide n'est proposé."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from sdsf.ateliers.tableau_de_bord.etat import Etat
from sdsf.dossier import Dossier, comparables
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rapports.chiffrer import nom_du_territoire
from sdsf.rapports.indicateur import indicateurs_du_plan
from sdsf.rapports.qualite_donnees.releves_du_departement import intitule_de, maille_en_mots
from sdsf.releves.periodes import annee_de

PAIRS, AUCUNE = "pairs", "aucune"
# L'ordre des mailles, de la plus large à la plus fine : la première est la comparaison par défaut.
MAILLES = ("epci", "ept", "commune", "arrondissement_municipal", "qpv", "autre")
# On ne remonte pas plus loin avant le schéma : les séries s'y regardent, pas les décisions.
ANNEES_D_AVANT = 3


@dataclass(frozen=True)
class Option:
    """Un choix possible : ce qu'il vaut, et comment il se lit."""

    valeur: str
    libelle: str


@dataclass(frozen=True)
class Fonds:
    """Un dossier et ses relevés datés, rangés par indicateur : un clic n'en lit qu'une part."""

    dossier: Dossier
    par_indicateur: Mapping[str, pd.DataFrame]
    options: tuple[Option, ...] = ()
    """Les indicateurs que l'on peut choisir."""
    deja: dict[str, list[Option]] = field(default_factory=dict, compare=False)
    """Les choix déjà dressés : ils ne changent pas tant que le dossier est le même."""

    def lignes(self, indicateur: str) -> pd.DataFrame:
        """Les relevés d'un indicateur jusqu'à l'année demandée, hors textes, avec leur ``annee``."""
        vide = self.dossier.releves.head(0).assign(annee=0)
        return self.par_indicateur.get(indicateur, vide)

    def propres(self, indicateur: str) -> pd.DataFrame:
        """Les mêmes, du département et de ses territoires seulement."""
        lignes = self.lignes(indicateur)
        du_departement = (lignes["maille"] == "departement") & (
            lignes["territoire"] == self.dossier.departement.code
        )
        retenues: pd.DataFrame = lignes[du_departement | lignes["maille"].isin(MAILLES)]
        return retenues

    def dossier_de(self, indicateur: str) -> Dossier:
        """Le dossier, réduit aux relevés d'un indicateur : les fonctions des rapports y vont vite."""
        lignes = self.lignes(indicateur).drop(columns="annee")
        return replace(self.dossier, tables={**self.dossier.tables, "releves": lignes})


def ranger(dossier: Dossier) -> Fonds:
    """Le fonds d'un dossier : à faire une fois par département et par année."""
    releves = dossier.releves[dossier.releves["origine"] != "texte"]
    dates = releves.assign(annee=[annee_de(periode) for periode in releves["periode"]])
    jusqu_a = dates[dates["annee"] <= dossier.annee]
    groupes = {str(code): lignes for code, lignes in jusqu_a.groupby("indicateur", sort=False)}
    fonds = Fonds(dossier, groupes)
    return replace(fonds, options=tuple(indicateurs(fonds)))


def annees(dossier: Dossier) -> list[int]:
    """Les années que l'on peut demander : du peu d'avant le schéma à la dernière année publiée."""
    releves = dossier.releves[(dossier.releves["origine"] != "texte") & dossier.releves["valeur"].notna()]
    publiees = {annee_de(periode) for periode in releves["periode"]}
    debut = min(dossier.plan.periode.debut, dossier.annee) - ANNEES_D_AVANT
    fin = max(max(publiees, default=dossier.annee), dossier.annee, dossier.plan.periode.fin)
    return list(range(debut, fin + 1))


# --- les indicateurs ------------------------------------------------------------------------------


def indicateurs(fonds: Fonds) -> list[Option]:
    """Les indicateurs dont le département ou l'un de ses territoires a une valeur : communs, puis du plan."""
    codes = [code for code in fonds.par_indicateur if fonds.propres(code)["valeur"].notna().any()]
    communs = fonds.dossier.referentiel.indicateurs
    du_plan = {indicateur.id: fiche.code for fiche, indicateur in indicateurs_du_plan(fonds.dossier)}
    options = [
        (_rang(code, communs, du_plan), Option(code, _nom_d_indicateur(fonds.dossier, code, du_plan)))
        for code in codes
    ]
    return [
        option for _, option in sorted(options, key=lambda couple: (*couple[0], couple[1].libelle.lower()))
    ]


def _rang(code: str, communs: Mapping[str, object], du_plan: Mapping[str, object]) -> tuple[int, str]:
    """Les indicateurs communs par repère, puis ceux du plan, puis le contexte que rien ne numérote."""
    if code in communs:
        return 0, str(getattr(communs[code], "repere", ""))
    return (1, code) if code in du_plan else (2, "")


def _nom_d_indicateur(dossier: Dossier, code: str, du_plan: Mapping[str, str | None]) -> str:
    fiche = dossier.referentiel.indicateurs.get(code)
    if fiche:
        return f"{fiche.repere} · {fiche.intitule}"
    if code in du_plan:
        return f"Fiche {du_plan[code] or code} · {intitule_de(dossier, code)}"
    return f"Contexte · {intitule_de(dossier, code)}"


# --- les territoires ------------------------------------------------------------------------------


def territoires(fonds: Fonds, indicateur: str) -> list[Option]:
    """Le département, puis chaque territoire dont l'indicateur a un relevé, par maille et par nom."""
    if indicateur not in fonds.deja:
        fonds.deja[indicateur] = _territoires(fonds, indicateur)
    return fonds.deja[indicateur]


def _territoires(fonds: Fonds, indicateur: str) -> list[Option]:
    propres = fonds.propres(indicateur).drop_duplicates(["maille", "territoire"])
    lus = [
        (_ordre_de_maille(str(ligne["maille"])), nom_du_territoire(fonds.dossier, ligne), ligne)
        for _, ligne in propres.iterrows()
    ]
    return [
        Option(f"{ligne['maille']}:{ligne['territoire']}", _nom_de_territoire(str(ligne["maille"]), nom))
        for _, nom, ligne in sorted(lus, key=lambda lu: (lu[0], lu[1]))
    ]


def _ordre_de_maille(maille: str) -> int:
    return 1 + MAILLES.index(maille) if maille in MAILLES else 0


def _nom_de_territoire(maille: str, nom: str) -> str:
    mot = maille_en_mots(maille, 1)
    return f"{mot[:1].upper()}{mot[1:]} · {nom}"


# --- les comparaisons -----------------------------------------------------------------------------


def comparaisons(fonds: Fonds, indicateur: str, territoire: str) -> list[Option]:
    """À quoi l'on compare : les mailles du département qui ont deux valeurs, des semblables, rien."""
    cle = f"{indicateur} {territoire}"
    if cle not in fonds.deja:
        fonds.deja[cle] = _comparaisons(fonds, indicateur, territoire)
    return fonds.deja[cle]


def _comparaisons(fonds: Fonds, indicateur: str, territoire: str) -> list[Option]:
    propres = fonds.propres(indicateur)
    connues = propres[propres["valeur"].notna()].groupby("maille")["territoire"].nunique()
    options = [
        Option(maille, f"Les {connues[maille]} {maille_en_mots(maille, 2)} du département")
        for maille in MAILLES
        if connues.get(maille, 0) > 1
    ]
    return [
        *options,
        *_des_semblables(fonds, indicateur, territoire),
        Option(AUCUNE, "Rien d'autre que la France"),
    ]


def _des_semblables(fonds: Fonds, indicateur: str, territoire: str) -> list[Option]:
    maille = territoire.partition(":")[0]
    if maille == "departement":
        lignes = fonds.lignes(indicateur)
        autres = lignes[(lignes["maille"] == "departement") & lignes["valeur"].notna()]["territoire"]
        nombre = len(set(autres) & set(comparables(fonds.dossier.reglages)))
        return [Option(PAIRS, f"Ses {nombre} départements semblables")] if nombre > 1 else []
    if maille == "epci" and indicateur == PRINCIPAL:
        return [Option(PAIRS, "Les EPCI qui lui ressemblent")]
    return []


# --- un état toujours possible --------------------------------------------------------------------


def corriger(fonds: Fonds, etat: Etat) -> Etat:
    """L'état demandé, dont ce qui n'existe pas ici est remplacé par le premier choix possible."""
    indicateur = _admis(etat.indicateur, fonds.options, PRINCIPAL)
    territoire = _admis(etat.territoire, territoires(fonds, indicateur))
    comparaison = _admis(etat.comparaison, comparaisons(fonds, indicateur, territoire))
    dossier = fonds.dossier
    return Etat(dossier.departement.code, dossier.annee, indicateur, territoire, comparaison)


def _admis(valeur: str, options: Sequence[Option], prefere: str = "") -> str:
    admises = [option.valeur for option in options]
    return next((choix for choix in (valeur, prefere, *admises) if choix in admises), "")
