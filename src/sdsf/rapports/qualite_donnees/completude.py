"""La complétude : pour chaque indicateur, chaque territoire et chaque année, sait-on quelque chose ?"""

import unicodedata
from collections.abc import Sequence
from functools import partial
from typing import get_args

import pandas as pd

from sdsf.chiffres import Chiffre, ecrire, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.qualite import ETATS, completude, releves_dates
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rapports.chiffrer import nom_du_territoire
from sdsf.rapports.qualite_donnees.provenance import QUI, RIEN, etendue_d_annees
from sdsf.rapports.qualite_donnees.releves_du_departement import (
    compter_lignes,
    intitule_de,
    maille_en_mots,
    releves_propres,
)
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Figure,
    Ligne,
    Phrase,
    Tableau,
    absence,
    filtrable,
    numerique,
    phrase,
)
from sdsf.rendu.chaleur import Case, couper, tracer_chaleur
from sdsf.rendu.nombres import accorder
from sdsf.vocabulaire import INTITULES_ETAT, Maille

# Au-delà, les cases seraient illisibles : la figure montre les dernières années, le tableau toutes.
ANNEES_DESSINEES = 14
LONGUEUR_D_INTITULE = 42
MAILLES_CONNUES = ("departement", "epci", "ept")
TROUS = ETATS[1:5]
ORDRE_DES_MAILLES = get_args(Maille)


def table_de_completude(dossier: Dossier) -> pd.DataFrame:
    """La complétude de chaque indicateur à chaque maille, année par année, jusqu'à l'année demandée."""
    noms = dossier.tables["territoires"]
    attendus = {maille: set(noms.loc[noms["maille"] == maille, "territoire"]) for maille in MAILLES_CONNUES}
    return completude(releves_propres(dossier), attendus, dossier.annee)


def completude_par_indicateur(dossier: Dossier) -> list[Bloc]:
    """La carte de chaleur de tous les indicateurs, et son tableau."""
    table = table_de_completude(dossier)
    if table.empty:
        return [absence(RIEN, QUI)]
    annees = list(
        range(max(int(table["annee"].min()), dossier.annee - ANNEES_DESSINEES + 1), dossier.annee + 1)
    )
    lignes = [
        (_nom(dossier, code, maille, groupe), [*_cases(groupe, annees)])
        for code, maille, groupe in _series(dossier, table)
    ]
    return [
        Figure(
            ancre="fig-completude",
            titre=_titre(dossier, table),
            sous_titre=f"Part des territoires dont la valeur est connue, {annees[0]}-{annees[-1]}",
            svg=tracer_chaleur("fig-completude", [str(a) for a in annees], lignes),
            alternative=_alternative(table, annees),
            lecture="Lecture : « 4/6 » veut dire quatre territoires connus sur six attendus.",
            source="Source : relevés du département et de ses territoires.",
            avertissements=[
                "Une commune est attendue dès qu'elle a été publiée une fois : la Cnaf ne publie que les "
                "plus grandes, et les autres ne sont pas des trous."
            ],
            tableau=_tableau(dossier, table),
        )
    ]


def _series(dossier: Dossier, table: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    """Chaque indicateur à chaque maille : les communs dans l'ordre de leurs repères, puis les autres."""
    fiches = dossier.referentiel.indicateurs
    series = [
        (str(code), str(maille), groupe) for (code, maille), groupe in table.groupby(["indicateur", "maille"])
    ]

    def rang(serie: tuple[str, str, pd.DataFrame]) -> tuple[bool, str, str, int]:
        code, maille, _ = serie
        repere = fiches[code].repere if code in fiches else ""
        nom = unicodedata.normalize("NFD", intitule_de(dossier, code))  # « É » se range avec « E »
        return code not in fiches, repere, nom, ORDRE_DES_MAILLES.index(maille)

    return sorted(series, key=rang)


def _nom(dossier: Dossier, code: str, maille: str, groupe: pd.DataFrame) -> str:
    """Un nom qui tient à gauche de la figure : le repère, le début de l'intitulé, la maille."""
    fiche = dossier.referentiel.indicateurs.get(code)
    repere = f"{fiche.repere} " if fiche else ""
    nom = couper(f"{repere}{intitule_de(dossier, code)}", LONGUEUR_D_INTITULE)
    return f"{nom} · {maille_en_mots(maille, int(groupe['attendues'].max()))}"


def _cases(groupe: pd.DataFrame, annees: Sequence[int]) -> list[Case]:
    return [
        Case(annees.index(int(ligne["annee"])), *_sorte(ligne))
        for _, ligne in groupe.iterrows()
        if ligne["annee"] in annees
    ]


def _sorte(ligne: pd.Series) -> tuple[str, str]:
    """La sorte d'une case et son mot."""
    connues, attendues = int(ligne["valeur"]), int(ligne["attendues"])
    if connues == attendues:
        return "complete", ""
    if connues:
        return "partielle", f"{connues}/{attendues}"
    return ("trou", "") if ligne[TROUS].sum() else ("absente", "")


def _titre(dossier: Dossier, table: pd.DataFrame) -> Phrase:
    """La part des cases attendues qui sont connues."""
    return phrase("{p} % des valeurs attendues sont connues", p=chiffre_de_completude(dossier, table))


def chiffre_de_completude(dossier: Dossier, table: pd.DataFrame) -> Chiffre:
    """Les valeurs connues parmi celles que l'on attendait, tous indicateurs, territoires et années."""
    connues = int(table["valeur"].sum())
    attendues = int(table["attendues"].sum() - table["sans_objet"].sum())
    propres = releves_dates(releves_propres(dossier))
    return Chiffre(
        "Valeurs connues parmi les valeurs attendues",
        100 * connues / attendues if attendues else None,
        "pourcent",
        etat="valeur" if attendues else "sans_objet",
        formule="100 × valeurs connues ÷ (territoires attendus × années, depuis la première publiée)",
        numerateur=ecrire(connues),
        denominateur=ecrire(attendues),
        territoire=dossier.departement.nom,
        periode=f"jusqu'en {dossier.annee}",
        source="relevés du département",
        trace=trace_de(propres[propres["valeur"].notna()]),
    )


def _alternative(table: pd.DataFrame, annees: Sequence[int]) -> str:
    series = table.groupby(["indicateur", "maille"])
    derniere = table[table["annee"] == annees[-1]]
    pleines = int((derniere["valeur"] == derniere["attendues"]).sum())
    vides = int((derniere["valeur"] == 0).sum())
    return (
        f"Carte de chaleur de {len(series)} lignes, de {annees[0]} à {annees[-1]}. En {annees[-1]}, "
        f"{pleines} sont complètes et {vides} sont vides. Le tableau qui suit donne les comptes."
    )


def _tableau(dossier: Dossier, table: pd.DataFrame) -> Tableau:
    colonnes = [
        Colonne("Indicateur"),
        filtrable("Maille"),
        Colonne("Années connues"),
        numerique("Territoires attendus"),
        numerique("Valeurs connues"),
        numerique("Valeurs attendues"),
        Colonne("Trous déclarés"),
        numerique("Aucune ligne"),
    ]
    propres = releves_dates(releves_propres(dossier))
    lignes = [
        _ligne(dossier, code, maille, groupe, propres) for code, maille, groupe in _series(dossier, table)
    ]
    return Tableau("La complétude de chaque indicateur (nombres)", colonnes, lignes)


def _ligne(dossier: Dossier, code: str, maille: str, groupe: pd.DataFrame, propres: pd.DataFrame) -> Ligne:
    siennes = propres[(propres["indicateur"] == code) & (propres["maille"] == maille)]
    nom = f"{intitule_de(dossier, code)}, {maille_en_mots(maille, 2)}"
    compter = partial(_compte, dossier, nom, siennes)
    connues = groupe.loc[groupe["valeur"] > 0, "annee"]
    trous = {etat: int(groupe[etat].sum()) for etat in TROUS if groupe[etat].sum()}
    return Ligne(
        [
            intitule_de(dossier, code),
            maille_en_mots(maille, int(groupe["attendues"].max())),
            etendue_d_annees(sorted(int(annee) for annee in connues)),
            compter("territoires attendus", int(groupe["attendues"].max())),
            compter("valeurs connues", int(groupe["valeur"].sum())),
            compter("valeurs attendues", int(groupe["attendues"].sum())),
            [phrase(f"{{n}} {INTITULES_ETAT[e]}", n=compter(INTITULES_ETAT[e], n)) for e, n in trous.items()],
            compter("aucune ligne", int(groupe["absente"].sum())),
        ]
    )


def _compte(dossier: Dossier, nom: str, lignes: pd.DataFrame, quoi: str, valeur: int) -> Chiffre:
    return Chiffre(
        f"{nom} : {quoi}",
        valeur,
        "nombre",
        formule="dénombrement, de la première année publiée à l'année demandée",
        territoire=dossier.departement.nom,
        periode=f"jusqu'en {dossier.annee}",
        source="relevés du département",
        trace=trace_de(lignes),
    )


def completude_par_territoire(dossier: Dossier) -> list[Bloc]:
    """Le taux de couverture, territoire par territoire : où une année manque-t-elle ?"""
    propres = releves_dates(releves_propres(dossier))
    siennes = propres[propres["indicateur"] == PRINCIPAL]
    if siennes["territoire"].nunique() < 2:
        return [absence("Aucun territoire du département n'a de taux de couverture.", "la Cnaf")]
    annees = list(range(int(siennes["annee"].min()), dossier.annee + 1))
    rangees = [
        (nom_du_territoire(dossier, groupe.iloc[0]), _cases_d_un(groupe, annees))
        for _, groupe in siennes.groupby(["maille", "territoire"], sort=False)
    ]
    return [
        Figure(
            ancre="fig-territoires-connus",
            titre=_titre_des_territoires(dossier, siennes),
            sous_titre=f"{intitule_de(dossier, PRINCIPAL)} : valeur connue ou non, toutes éditions",
            svg=tracer_chaleur("fig-territoires-connus", [str(a) for a in annees], rangees),
            alternative=f"Carte de chaleur de {len(rangees)} territoires, de {annees[0]} à {annees[-1]}.",
            lecture=None,
            source="Source : relevés du département et de ses territoires.",
            avertissements=[],
            tableau=_tableau_des_territoires(dossier, siennes),
        )
    ]


def _cases_d_un(groupe: pd.DataFrame, annees: Sequence[int]) -> list[Case]:
    return [Case(rang, _sorte_d_un(groupe[groupe["annee"] == an])) for rang, an in enumerate(annees)]


def _sorte_d_un(lignes: pd.DataFrame) -> str:
    if lignes["valeur"].notna().any():
        return "complete"
    return "trou" if len(lignes) else "absente"


def _titre_des_territoires(dossier: Dossier, siennes: pd.DataFrame) -> Phrase:
    """La dernière année publiée : combien de territoires y sont connus."""
    publies = siennes[siennes["valeur"].notna()]
    annee = int(publies["annee"].max() if len(publies) else siennes["annee"].max())
    connus = publies[publies["annee"] == annee].drop_duplicates(["maille", "territoire"])
    tous = siennes.drop_duplicates(["maille", "territoire"])
    return phrase(
        f"En {annee}, {{k}} {accorder(len(connus), 'territoire', 'territoires')} sur {{n}} "
        f"{accorder(len(connus), 'a', 'ont')} un taux de couverture connu",
        k=compter_lignes(dossier, f"Territoires dont le taux de {annee} est connu", connus),
        n=compter_lignes(dossier, "Territoires dont un taux a été publié", tous),
    )


def _tableau_des_territoires(dossier: Dossier, siennes: pd.DataFrame) -> Tableau:
    colonnes = [Colonne("Territoire"), filtrable("Maille"), Colonne("Années connues"), Colonne("Éditions")]
    lignes = []
    for (maille, _), groupe in siennes.groupby(["maille", "territoire"], sort=False):
        connues = groupe[groupe["valeur"].notna()]
        annees = sorted({int(annee) for annee in connues["annee"]})
        editions = ", ".join(edition or "unique" for edition in sorted(set(connues["edition"])))
        nom = nom_du_territoire(dossier, groupe.iloc[0])
        lignes.append(Ligne([nom, maille_en_mots(str(maille), 1), etendue_d_annees(annees), editions]))
    return Tableau("Le taux de couverture, territoire par territoire", colonnes, lignes)
