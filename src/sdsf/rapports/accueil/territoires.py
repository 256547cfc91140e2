"""Les territoires, ordonnés et situés par rapport à la France ; les communes et les arrondissements."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from sdsf.chiffres import Chiffre, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.territoires import annees_suivantes, situer
from sdsf.rapports.accueil.cartes import carte_de_vue
from sdsf.rapports.accueil.estimes import avertissements_d_estimation
from sdsf.rapports.accueil.modes import MODES
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rapports.accueil.vues import (
    ARRONDISSEMENTS,
    COMMUNES,
    EPCI,
    Maille,
    Vue,
    extreme,
    reperes_de,
    titre_de_colonne,
    vue,
)
from sdsf.rapports.chiffrer import (
    compter_des_faits,
    du_releve,
    nom_du_territoire,
    serie_du_lieu,
    source_citee,
)
from sdsf.releves.lecture import FRANCE
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Figure,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    absence,
    numerique,
    phrase,
)
from sdsf.rendu.figures import Barre, Repere, tracer_territoires
from sdsf.rendu.nombres import accorder, nombre

__all__ = [
    "COMMUNES",
    "EPCI",
    "Maille",
    "Vue",
    "arrondissements",
    "communes",
    "figure_de_vue",
    "titre_de_vue",
    "vue",
]


def communes(dossier: Dossier) -> list[Bloc]:
    """Les communes publiées : carte, figure, tableau par mode."""
    trouvee = vue(dossier, COMMUNES)
    if trouvee is None:
        return [sans_taux(dossier, COMMUNES, "txcouv_pe_com")]
    return [*carte_de_vue(dossier, trouvee), figure_de_vue(dossier, trouvee)]


def sans_taux(dossier: Dossier, maille: Maille, jeu: str) -> Paragraphe:
    """Aucun taux d'une maille jusqu'à l'année du rapport : le premier qui vient après, s'il y en a un."""
    apres = annees_suivantes(dossier.releves, PRINCIPAL, maille.code, dossier.annee)
    suite = f" Le premier publié est de {apres[0]}, après l'année de ce rapport." if apres else ""
    qui = f"la Cnaf (jeu « {jeu} », lu par « sdsf actualiser cnaf »)"
    return absence(maille.absence.format(annee=dossier.annee) + suite, qui)


def arrondissements(dossier: Dossier) -> list[Bloc]:
    """Les arrondissements municipaux, avec leur propre année ; rien pour un département qui n'en a pas."""
    trouvee = vue(dossier, ARRONDISSEMENTS)
    if trouvee is None:
        return []
    figure = figure_de_vue(dossier, trouvee)
    autres = vue(dossier, COMMUNES)
    if autres is None or autres.annee == trouvee.annee:
        return [figure]
    note = (
        f"Les arrondissements ne sont publiés ici que jusqu'en {trouvee.annee}, "
        "dans une autre édition que les communes : ils se lisent à part."
    )
    return [Paragraphe(note, "note"), figure]


def figure_de_vue(dossier: Dossier, v: Vue) -> Figure:
    """La figure d'une maille : les territoires ordonnés, les repères, le tableau."""
    noms = [nom_du_territoire(dossier, ligne) for _, ligne in v.table.iterrows()]
    barres = [Barre(nom, valeur) for nom, valeur in zip(noms, v.table["valeur"], strict=True)]
    reperes = reperes_de(dossier, v)
    return Figure(
        ancre=v.maille.ancre,
        titre=titre_de_vue(dossier, v),
        sous_titre=f"Taux de couverture global, places pour 100 enfants de moins de 3 ans, {v.annee}",
        svg=tracer_territoires(v.maille.ancre, barres, reperes),
        alternative=_alternative(v.maille, barres, reperes),
        lecture=_lecture(dossier, v),
        source=dossier.referentiel.mention(str(v.table["source"].iloc[0])) + ".",
        avertissements=[
            dossier.referentiel.avertissements["capacite_theorique"].texte,
            *avertissements_d_estimation(dossier, v),
        ],
        tableau=_tableau(dossier, v),
    )


def _alternative(maille: Maille, barres: Sequence[Barre], reperes: Sequence[Repere]) -> str:
    """Ce que le dessin montre, pour qui ne le voit pas ; les barres sont déjà en ordre décroissant."""
    premiere, derniere = barres[0], barres[-1]
    compte = f"{len(barres)} {accorder(len(barres), maille.singulier, maille.pluriel)}"
    bas, haut = (
        f"{nombre(derniere.valeur, 1)} ({derniere.nom})",
        f"{nombre(premiere.valeur, 1)} ({premiere.nom})",
    )
    suite = "".join(f" {repere.nom} : {nombre(repere.valeur, 1)}." for repere in reperes)
    return f"{compte} en ordre décroissant, de {bas} à {haut}.{suite}"


def titre_de_vue(dossier: Dossier, v: Vue) -> Phrase:
    """La réponse de la figure : combien de territoires sont sous le repère, ou l'écart des extrêmes."""
    repere = v.france or v.departement
    ou = "en moyenne en France" if v.france else "dans l'ensemble du département"
    seuil = repere.valeur if repere else None
    position = None if seuil is None else situer(v.table, seuil)
    if position is None:
        extremes = {"bas": extreme(dossier, v, -1), "haut": extreme(dossier, v, 0)}
        return phrase("De {bas} à {haut} places pour 100 enfants", **extremes)
    total = _compter(dossier, v, "dont le taux est connu", v.table)
    if position.sous == 0:
        return phrase(f"Aucun des {{n}} territoires n'est sous le taux observé {ou}", n=total)
    dessous = v.table[v.table["valeur"] < seuil]
    return phrase(
        f"Dans {{k}} {accorder(position.sous, v.maille.singulier, v.maille.pluriel)} sur {{n}}, "
        f"on peut accueillir moins d'enfants {_que(ou)}",
        k=_compter(dossier, v, f"sous le taux observé {ou}", dessous),
        n=total,
    )


def _que(complement: str) -> str:
    """« que » ou « qu' », devant le complément d'une comparaison."""
    return f"qu'{complement}" if complement[0] in "aeiou" else f"que {complement}"


def _compter(dossier: Dossier, v: Vue, quoi: str, lignes: pd.DataFrame) -> Chiffre:
    """Combien de territoires, avec la ligne de chacun ; la période est l'année de la vue."""
    libelle = f"{v.maille.pluriel[0].upper()}{v.maille.pluriel[1:]} {quoi} en {v.annee}"
    source = source_citee(dossier, str(v.table["source"].iloc[0]))
    traces = [trace_de(ligne.to_frame().T) for _, ligne in lignes.iterrows()]
    compte = compter_des_faits(dossier, libelle, traces, "territoires", source)
    return replace(compte, periode=str(v.annee))


def _lecture(dossier: Dossier, v: Vue) -> Phrase:
    nom = nom_du_territoire(dossier, v.table.iloc[0])
    return phrase(
        "Lecture : {nom}, {v} places pour 100 enfants de moins de 3 ans en {a}.",
        nom=nom,
        v=extreme(dossier, v, 0),
        a=str(v.annee),
    )


def _tableau(dossier: Dossier, v: Vue) -> Tableau:
    """Le tableau ordonné, avec les modes quand ils sont publiés, le département et la France en évidence."""
    modes, maille = _modes_publies(dossier, v), v.maille.singulier
    colonnes = [Colonne(titre_de_colonne(v.maille)), numerique("Ensemble")]
    return Tableau(
        f"Taux de couverture par {maille}, {v.annee} (places pour 100 enfants de moins de 3 ans)",
        [*colonnes, *(numerique(MODES[mode][0]) for mode in modes)],
        [
            *(_ligne(dossier, ligne, modes) for _, ligne in v.table.iterrows()),
            *_lignes_de_repere(dossier, v, modes),
        ],
    )


def _lignes_de_repere(dossier: Dossier, v: Vue, modes: list[str]) -> list[Ligne]:
    reperes = (
        (dossier.departement.nom, v.departement, dossier.departement.code),
        ("France (hors Mayotte)", v.france, FRANCE),
    )
    return [
        Ligne([nom, chiffre, *(_mode_de(dossier, code, mode, v) for mode in modes)], accent=True)
        for nom, chiffre, code in reperes
        if chiffre
    ]


def _modes_publies(dossier: Dossier, v: Vue) -> list[str]:
    releves = dossier.releves
    presents = set(
        releves[(releves["maille"] == v.maille.code) & (releves["periode"] == str(v.annee))]["indicateur"]
    )
    return [mode for mode in MODES if mode in presents]


def _ligne(dossier: Dossier, ligne: pd.Series, modes: list[str]) -> Ligne:
    nom = nom_du_territoire(dossier, ligne)
    cellules = [nom, du_releve(dossier, ligne), *(_mode(dossier, ligne, mode, nom) for mode in modes)]
    return Ligne(cellules, facettes=_epci_de(dossier, ligne))


def _epci_de(dossier: Dossier, ligne: pd.Series) -> dict[str, list[str]]:
    """L'EPCI d'une commune, par lequel on filtre leur tableau à l'écran."""
    if ligne["maille"] != "commune":
        return {}
    territoires = dossier.une_fois(
        "territoires par code", lambda: dossier.tables["territoires"].set_index("territoire")
    )
    if ligne["territoire"] not in territoires.index:
        return {}
    rattachement = str(territoires.at[ligne["territoire"], "rattachement"])
    return {"EPCI": [str(territoires.at[rattachement, "nom"])]} if rattachement in territoires.index else {}


def _mode(dossier: Dossier, modele: pd.Series, mode: str, nom: str) -> Chiffre:
    """Le taux d'un mode, dans l'édition du taux global, ou dans l'édition unique du mode lui-même."""
    lignes = serie_du_lieu(dossier, mode, str(modele["territoire"]), str(modele["maille"]))
    editions = lignes["edition"].to_numpy(object)
    edition = modele["edition"] if modele["edition"] in set(editions) else ""
    rangs = np.flatnonzero((lignes["annee"].to_numpy() == modele["annee"]) & (editions == edition))
    if not len(rangs):
        return Chiffre(
            f"{MODES[mode][0]}, {nom}",
            None,
            "places_pour_100_enfants",
            etat="non_disponible",
            territoire=nom,
            periode=str(modele["annee"]),
        )
    return du_releve(dossier, lignes.iloc[int(rangs[-1])])


def _mode_de(dossier: Dossier, code: str, mode: str, v: Vue) -> Chiffre:
    modele = v.table.iloc[0].copy()
    modele["territoire"] = code
    modele["maille"] = "france" if code == FRANCE else "departement"
    return _mode(dossier, modele, mode, "France" if code == FRANCE else dossier.departement.nom)
