"""Les territoires : EPCI, communes, arrondissements, ordonnés et situés par rapport à la France."""

from dataclasses import dataclass, replace

import pandas as pd

from sdsf.chiffres import Chiffre, reunir, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.series import serie
from sdsf.evaluation.territoires import Position, rapport_interdecile, situer, valeurs_recentes
from sdsf.indicateurs import etendue_taux_couverture
from sdsf.rapports.chiffrer import compter_des_faits, du_releve, nom_du_territoire, source_citee
from sdsf.rapports.point_annuel.offre import MODES, PRINCIPAL
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


@dataclass(frozen=True)
class Maille:
    """Comment on nomme une maille dans une phrase."""

    code: str
    singulier: str
    pluriel: str
    ancre: str
    absence: str


EPCI = Maille("epci", "EPCI", "EPCI", "fig-epci", "Aucun taux de couverture par EPCI n'est connu.")
COMMUNES = Maille(
    "commune",
    "commune",
    "communes",
    "fig-communes",
    "Aucun taux de couverture communal n'est connu (la Cnaf ne publie que les communes de plus de 10 000 habitants).",
)
ARRONDISSEMENTS = Maille(
    "arrondissement_municipal", "arrondissement", "arrondissements", "fig-arrondissements", ""
)


@dataclass(frozen=True)
class Vue:
    """Des territoires d'une maille, la même année, et les repères de cette année."""

    maille: Maille
    annee: int
    table: pd.DataFrame
    france: Chiffre | None
    departement: Chiffre | None


def vue(dossier: Dossier, maille: Maille) -> Vue | None:
    """La dernière année connue d'une maille ; les repères sont de la même année et de la même édition."""
    table = valeurs_recentes(dossier.releves, PRINCIPAL, maille.code, dossier.annee)
    if table.empty:
        return None
    ligne = table.iloc[0]
    return Vue(
        maille,
        int(ligne["annee"]),
        table,
        _repere(dossier, FRANCE, ligne),
        _repere(dossier, dossier.departement.code, ligne),
    )


def _repere(dossier: Dossier, code: str, modele: pd.Series) -> Chiffre | None:
    lignes = serie(dossier.releves, PRINCIPAL, code)
    memes = lignes[
        (lignes["annee"] == modele["annee"])
        & (lignes["edition"] == modele["edition"])
        & lignes["valeur"].notna()
    ]
    return du_releve(dossier, memes.iloc[-1]) if len(memes) else None


def epci(dossier: Dossier) -> list[Bloc]:
    """Les EPCI : figure, tableau par mode, écart entre les extrêmes."""
    trouvee = vue(dossier, EPCI)
    if trouvee is None:
        return [absence(EPCI.absence, "la Cnaf (jeu « txcouv_pe_epci »)")]
    return [_figure(dossier, trouvee), Paragraphe(_phrase_d_etendue(dossier, trouvee))]


def communes(dossier: Dossier) -> list[Bloc]:
    """Les communes publiées."""
    trouvee = vue(dossier, COMMUNES)
    if trouvee is None:
        return [absence(COMMUNES.absence, "la Cnaf (jeu « txcouv_pe_com »)")]
    return [_figure(dossier, trouvee)]


def arrondissements(dossier: Dossier) -> list[Bloc]:
    """Les arrondissements municipaux, avec leur propre année ; rien pour un département qui n'en a pas."""
    trouvee = vue(dossier, ARRONDISSEMENTS)
    if trouvee is None:
        return []
    nationale = vue(dossier, COMMUNES)
    blocs: list[Bloc] = []
    if nationale and nationale.annee != trouvee.annee:
        blocs.append(
            Paragraphe(
                f"Les arrondissements ne sont publiés ici que jusqu'en {trouvee.annee}, dans une autre édition que les communes : ils se lisent à part.",
                "note",
            )
        )
    return [*blocs, _figure(dossier, trouvee)]


def _figure(dossier: Dossier, v: Vue) -> Figure:
    reperes = [
        Repere(nom, c.valeur or 0)
        for nom, c in (("France", v.france), (dossier.departement.nom, v.departement))
        if c
    ]
    noms = [nom_du_territoire(dossier, ligne) for _, ligne in v.table.iterrows()]
    barres = [Barre(nom, valeur) for nom, valeur in zip(noms, v.table["valeur"], strict=True)]
    extremes = f"de {nombre(v.table['valeur'].iloc[-1], 1)} ({noms[-1]}) à {nombre(v.table['valeur'].iloc[0], 1)} ({noms[0]})"
    return Figure(
        ancre=v.maille.ancre,
        titre=titre_de_vue(dossier, v),
        sous_titre=f"Taux de couverture global, places pour 100 enfants de moins de 3 ans, {v.annee}",
        svg=tracer_territoires(v.maille.ancre, barres, reperes),
        alternative=f"{len(barres)} {accorder(len(barres), v.maille.singulier, v.maille.pluriel)} en ordre décroissant, {extremes}."
        + "".join(f" {r.nom} : {nombre(r.valeur, 1)}." for r in reperes),
        lecture=_lecture(dossier, v),
        source=dossier.referentiel.mention(str(v.table["source"].iloc[0])) + ".",
        avertissements=[dossier.referentiel.avertissements["capacite_theorique"].texte],
        tableau=_tableau(dossier, v),
    )


def titre_de_vue(dossier: Dossier, v: Vue) -> Phrase:
    """La réponse de la figure : combien de territoires sont sous le repère, ou l'écart des extrêmes."""
    repere, ou = (
        (v.france, "en moyenne en France") if v.france else (v.departement, "dans l'ensemble du département")
    )
    position = situer(v.table, repere.valeur) if repere and repere.valeur is not None else None
    if position is None:
        return phrase(
            "De {bas} à {haut} places pour 100 enfants",
            bas=_extreme(dossier, v, -1),
            haut=_extreme(dossier, v, 0),
        )
    total, sous = _comptes(dossier, v, position, ou)
    if position.sous == 0:
        return phrase(f"Aucun des {{n}} territoires n'est sous le taux observé {ou}", n=total)
    return phrase(
        f"Dans {{k}} {accorder(position.sous, v.maille.singulier, v.maille.pluriel)} sur {{n}}, on peut accueillir moins d'enfants qu'{ou}"
        if ou[0] in "aeiou"
        else f"Dans {{k}} {accorder(position.sous, v.maille.singulier, v.maille.pluriel)} sur {{n}}, on peut accueillir moins d'enfants que {ou}",
        k=sous,
        n=total,
    )


def _comptes(dossier: Dossier, v: Vue, position: Position, ou: str) -> tuple[Chiffre, Chiffre]:
    source = source_citee(dossier, str(v.table["source"].iloc[0]))
    seuil = v.france or v.departement
    dessous = v.table[v.table["valeur"] < (seuil.valeur if seuil and seuil.valeur is not None else 0)]
    traces = [trace_de(ligne.to_frame().T) for _, ligne in v.table.iterrows()]
    traces_sous = [trace_de(ligne.to_frame().T) for _, ligne in dessous.iterrows()]
    total = compter_des_faits(
        dossier,
        f"{v.maille.pluriel.capitalize()} dont le taux est connu en {v.annee}",
        traces,
        "territoires",
        source,
    )
    sous = compter_des_faits(
        dossier,
        f"{v.maille.pluriel.capitalize()} sous le taux observé {ou} en {v.annee}",
        traces_sous,
        "territoires",
        source,
    )
    return replace(total, periode=str(v.annee)), replace(sous, periode=str(v.annee))


def _extreme(dossier: Dossier, v: Vue, rang: int) -> Chiffre:
    return du_releve(dossier, v.table.iloc[rang])


def _lecture(dossier: Dossier, v: Vue) -> Phrase:
    nom = nom_du_territoire(dossier, v.table.iloc[0])
    return phrase(
        "Lecture : {nom}, {v} places pour 100 enfants de moins de 3 ans en {a}.",
        nom=nom,
        v=_extreme(dossier, v, 0),
        a=str(v.annee),
    )


def _tableau(dossier: Dossier, v: Vue) -> Tableau:
    """Le tableau ordonné, avec les modes quand ils sont publiés, le département et la France en évidence."""
    modes = _modes_publies(dossier, v)
    lignes = [_ligne(dossier, ligne, modes) for _, ligne in v.table.iterrows()]
    for nom, chiffre, code in (
        (dossier.departement.nom, v.departement, dossier.departement.code),
        ("France (hors Mayotte)", v.france, FRANCE),
    ):
        if chiffre:
            lignes.append(Ligne([nom, chiffre, *(_mode_de(dossier, code, m, v) for m in modes)], accent=True))
    colonnes = [
        Colonne(v.maille.singulier.capitalize() if v.maille.singulier.islower() else v.maille.singulier),
        numerique("Ensemble"),
        *(numerique(MODES[m][0]) for m in modes),
    ]
    return Tableau(
        f"Taux de couverture par {v.maille.singulier}, {v.annee} (places pour 100 enfants de moins de 3 ans)",
        colonnes,
        lignes,
    )


def _modes_publies(dossier: Dossier, v: Vue) -> list[str]:
    releves = dossier.releves
    presents = set(
        releves[(releves["maille"] == v.maille.code) & (releves["periode"] == str(v.annee))]["indicateur"]
    )
    return [mode for mode in MODES if mode in presents]


def _ligne(dossier: Dossier, ligne: pd.Series, modes: list[str]) -> Ligne:
    nom = nom_du_territoire(dossier, ligne)
    return Ligne([nom, du_releve(dossier, ligne), *(_mode(dossier, ligne, mode, nom) for mode in modes)])


def _mode(dossier: Dossier, modele: pd.Series, mode: str, nom: str) -> Chiffre:
    memes = serie(dossier.releves, mode, str(modele["territoire"]))
    memes = memes[
        (memes["annee"] == modele["annee"])
        & (memes["edition"] == modele["edition"])
        & (memes["maille"] == modele["maille"])
    ]
    if memes.empty:
        return Chiffre(
            f"{MODES[mode][0]}, {nom}",
            None,
            "places_pour_100_enfants",
            etat="non_disponible",
            territoire=nom,
            periode=str(modele["annee"]),
        )
    return du_releve(dossier, memes.iloc[-1])


def _mode_de(dossier: Dossier, code: str, mode: str, v: Vue) -> Chiffre:
    modele = v.table.iloc[0].copy()
    modele["territoire"] = code
    modele["maille"] = "france" if code == FRANCE else "departement"
    return _mode(dossier, modele, mode, "France" if code == FRANCE else dossier.departement.nom)


def _phrase_d_etendue(dossier: Dossier, v: Vue) -> Phrase:
    """L'écart entre les EPCI : l'étendue et les extrêmes ; des déciles à partir de dix EPCI."""
    etendue = chiffre_d_etendue(dossier, v)
    if not etendue.connu:
        return phrase("Un seul EPCI a un taux connu : aucun écart entre EPCI ne se calcule.")
    base = phrase(
        "{e} points séparent {haut_nom} ({haut}) de {bas_nom} ({bas}).",
        e=etendue,
        haut_nom=nom_du_territoire(dossier, v.table.iloc[0]),
        haut=_extreme(dossier, v, 0),
        bas_nom=nom_du_territoire(dossier, v.table.iloc[-1]),
        bas=_extreme(dossier, v, -1),
    )
    deciles = rapport_interdecile(v.table["valeur"], dossier.seuils.minimum_epci_pour_deciles)
    if deciles is None:
        seuil = dossier.seuils.minimum_epci_pour_deciles
        return phrase(
            "{base} Avec moins de "
            + str(seuil)
            + " EPCI, on donne l'étendue et les valeurs, pas de déciles.",
            base=base,
        )
    return phrase(
        "{base} Le rapport interdécile est de {d}.",
        base=base,
        d=replace(
            etendue,
            libelle="Rapport interdécile des EPCI",
            valeur=deciles,
            unite="rapport",
            formule="neuvième décile ÷ premier décile",
        ),
    )


def chiffre_d_etendue(dossier: Dossier, v: Vue) -> Chiffre:
    """L'indicateur PE-06 : le taux le plus haut moins le plus bas."""
    fiche = dossier.referentiel.indicateurs["etendue_taux_couverture"]
    valeur = etendue_taux_couverture(v.table[["territoire", "annee", "valeur"]])["valeur"]
    connue = len(valeur) > 0 and pd.notna(valeur.iloc[0])
    extremes = reunir([_extreme(dossier, v, 0).trace, _extreme(dossier, v, -1).trace])
    return Chiffre(
        f"{fiche.intitule} (étendue)",
        float(valeur.iloc[0]) if connue else None,
        fiche.unite,
        etat="valeur" if connue else "sans_objet",
        formule=fiche.formule,
        territoire=dossier.departement.nom,
        periode=str(v.annee),
        source=source_citee(dossier, str(v.table["source"].iloc[0])),
        edition=str(v.table["edition"].iloc[0]),
        trace=extremes,
        numerateur=f"{v.table['valeur'].iloc[0]:g} (le plus haut)",
        denominateur=f"{v.table['valeur'].iloc[-1]:g} (le plus bas)",
    )
