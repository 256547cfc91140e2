"""Les écarts entre territoires : dispersion, coefficient de variation, Theil entre et dans les EPCI.

Deux regards : les EPCI, la dernière année publiée ; les communes publiées, du début du schéma à maintenant,
dans une même édition et sur les mêmes communes. Chaque territoire pèse ses enfants ; à défaut, ses naissances
de trois ans, et la mesure est alors estimée.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from sdsf.chiffres import Chiffre, Trace, ecart, rapport, reunir, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.equite import Mesure, Poids, choisir_poids, naissances_de_trois_ans
from sdsf.evaluation.fenetres import Fenetre, fenetres
from sdsf.evaluation.inegalites import coefficient_de_variation, decomposer_theil, theil
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rapports.chiffrer import du_releve, nom_de_edition, nom_du_territoire, serie_de, source_citee
from sdsf.rapports.equite.terrain import ENFANTS, NAISSANCES
from sdsf.rapports.resultats.partages import a_cheval
from sdsf.releves.lecture import FRANCE
from sdsf.releves.periodes import annee_de
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Ecart,
    Figure,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    absence,
    numerique,
    phrase,
)
from sdsf.rendu.nombres import accorder, nombre
from sdsf.rendu.nuages import Rangee, tracer_dispersion

COMMUNALES = ("commune", "arrondissement_municipal")
COMMUNES = ("Communes", COMMUNALES)
SEULE_ANNEE = " ; une seule année ne fait pas une tendance"
PESES = {"calculee": "enfants de moins de 3 ans", "estimee": "naissances de trois ans, estimation"}


@dataclass(frozen=True)
class Lieu:
    """Des territoires, une année, dans une édition : leurs taux, et ce que pèse chacun."""

    nom: str
    annee: int
    taux: pd.DataFrame
    poids: Poids | None
    trace: Trace


def inegalites(dossier: Dossier) -> list[Bloc]:
    """La dispersion entre EPCI, puis celle des communes du début du schéma à maintenant."""
    epci = lieu_des_epci(dossier)
    couple = lieux_a_deux_dates(dossier)
    if epci is None and couple is None:
        manque = "Moins de deux territoires ont un taux de couverture : leur dispersion ne se mesure pas."
        return [absence(manque, "la Cnaf (jeux « txcouv_pe_epci » et « txcouv_pe_com »)")]
    vus = {lieu.nom: lieu for lieu in (*([epci] if epci else []), *(couple or ()))}
    rangees = list(vus.values())
    return [
        *[Paragraphe(p) for p in _lectures(dossier, epci, couple)],
        _figure(dossier, rangees),
        *([_tableau_des_mesures(dossier, *couple)] if couple else []),
    ]


# --- les territoires ------------------------------------------------------------------------------


def _lignes(dossier: Dossier, code: str, mailles: Sequence[str]) -> pd.DataFrame:
    releves = dossier.releves
    lignes = releves[
        (releves["indicateur"] == code) & releves["maille"].isin(mailles) & (releves["origine"] != "texte")
    ]
    datees = lignes.assign(annee=[annee_de(periode) for periode in lignes["periode"]])
    retenues: pd.DataFrame = datees[(datees["annee"] <= dossier.annee) & datees["valeur"].notna()]
    return retenues.sort_values(["annee", "edition", "territoire"], kind="stable")


def lieu_des_epci(dossier: Dossier) -> Lieu | None:
    """Les EPCI la dernière année publiée ; ``None`` s'ils sont moins de deux."""
    lignes = _lignes(dossier, PRINCIPAL, ("epci",))
    derniers = lignes[lignes["annee"] == lignes["annee"].max()].drop_duplicates("territoire", keep="last")
    if len(derniers) < 2:
        return None
    annee = int(derniers["annee"].iloc[0])
    return _lieu(dossier, f"EPCI, {annee}", derniers, annee, ("epci",))


def lieux_a_deux_dates(dossier: Dossier) -> tuple[Lieu, Lieu] | None:
    """Les mêmes EPCI (à défaut, communes) au début du schéma et maintenant, dans une même édition."""
    essais = (_deux_dates(dossier, nom, mailles) for nom, mailles in (("EPCI", ("epci",)), COMMUNES))
    return next((couple for couple in essais if couple), None)


def _deux_dates(dossier: Dossier, nom: str, mailles: Sequence[str]) -> tuple[Lieu, Lieu] | None:
    lignes = _lignes(dossier, PRINCIPAL, mailles)
    fenetre = _fenetre(lignes, dossier.plan.periode.debut, dossier.annee)
    if fenetre is None:
        return None
    meme = lignes[(lignes["source"] == fenetre.source) & (lignes["edition"] == fenetre.edition)]
    dates = [meme[meme["annee"] == annee].drop_duplicates("territoire") for annee in fenetre.annees]
    communs = set(dates[0]["territoire"]) & set(dates[1]["territoire"])
    if len(communs) < 2:
        return None
    depart, arrivee = (
        _lieu(dossier, f"{nom}, {annee}", d[d["territoire"].isin(communs)], annee, mailles)
        for annee, d in zip(fenetre.annees, dates, strict=True)
    )
    return depart, arrivee


def _fenetre(lignes: pd.DataFrame, debut: int, annee: int) -> Fenetre | None:
    """La fenêtre qui part du début du schéma ; à défaut, la plus longue d'une édition née ensuite."""
    trouvees = fenetres(lignes, debut, annee)
    du_debut = [f for f in trouvees if f.depuis != "premiere_annee"]
    candidates = du_debut or trouvees
    return max(candidates, key=lambda f: f.annees[1] - f.annees[0], default=None)


def _lieu(dossier: Dossier, nom: str, taux: pd.DataFrame, annee: int, mailles: Sequence[str]) -> Lieu:
    naissances = _effectifs(dossier, NAISSANCES, mailles, [annee - 2, annee - 1, annee])
    releves = [_effectifs(dossier, code, mailles, [annee]) for code in ENFANTS]
    enfants = {str(t): float(v) for r in releves for t, v in zip(r["territoire"], r["valeur"], strict=True)}
    publies = taux.dropna(subset=["denominateur"])
    enfants |= {str(t): float(v) for t, v in zip(publies["territoire"], publies["denominateur"], strict=True)}
    poids = choisir_poids(list(taux["territoire"]), enfants, naissances_de_trois_ans(naissances, annee))
    lues = [naissances] if poids and poids.nature == "estimee" else releves
    utiles = [r[r["territoire"].isin(set(taux["territoire"]))] for r in lues]
    return Lieu(nom, annee, taux, poids, reunir([trace_de(taux), *map(trace_de, utiles)]))


def _effectifs(dossier: Dossier, code: str, mailles: Sequence[str], annees: list[int]) -> pd.DataFrame:
    lignes = _lignes(dossier, code, mailles)
    return lignes[lignes["annee"].isin(annees)].drop_duplicates(["territoire", "annee"], keep="last")


def groupes_des_communes(dossier: Dossier) -> Mapping[str, str]:
    """Le groupe de chaque commune : son EPCI, ou son EPT ; un arrondissement suit sa commune."""
    table = dossier.tables["territoires"]
    vers = dict(zip(table["territoire"], table["rattachement"], strict=True))
    mailles = dict(zip(table["territoire"], table["maille"], strict=True))
    groupes = {}
    for code, maille in mailles.items():
        parent = vers[code]
        while maille in COMMUNALES and mailles.get(parent) in COMMUNALES:
            parent = vers[parent]
        if maille in COMMUNALES and mailles.get(parent) in ("epci", "ept"):
            groupes[str(code)] = str(parent)
    return groupes


# --- les mesures ----------------------------------------------------------------------------------


def _chiffre(dossier: Dossier, lieu: Lieu, quoi: str, unite: str, mesure: Mesure, formule: str) -> Chiffre:
    """Le chiffre d'une mesure ; le Theil s'imprime en millièmes."""
    premiere = lieu.taux.iloc[0]
    base = Chiffre(
        f"{quoi}, {lieu.nom}",
        None,
        unite,
        etat="non_disponible",
        formule=formule,
        territoire=dossier.departement.nom,
        perimetre=f"{len(lieu.taux)} territoires",
        periode=str(lieu.annee),
        source=source_citee(dossier, str(premiere["source"])),
        edition=str(premiere["edition"]),
        note=mesure.motif,
    )
    if mesure.valeur is None or lieu.poids is None:
        return base
    note = f"chaque territoire pèse ses {PESES[mesure.nature]}"
    connu = replace(base, valeur=mesure.valeur, etat="valeur", nature=mesure.nature, note=note)
    return replace(connu, trace=lieu.trace)


def chiffre_de_variation(dossier: Dossier, lieu: Lieu) -> Chiffre:
    """Le coefficient de variation pondéré, en % de la moyenne."""
    mesure = coefficient_de_variation(lieu.taux, lieu.poids)
    formule = "100 × écart-type pondéré des taux ÷ leur moyenne pondérée"
    return _chiffre(dossier, lieu, "Coefficient de variation", "pourcent", mesure, formule)


def chiffres_de_theil(dossier: Dossier, lieu: Lieu) -> dict[str, Chiffre]:
    """Le Theil (en millièmes), et ses deux morceaux là où assez d'EPCI ont plusieurs communes."""
    formule = "1 000 × Σ pᵢ (yᵢ ÷ μ) ln(yᵢ ÷ μ)"
    groupes = groupes_des_communes(dossier)
    total = _millieme(theil(lieu.taux, lieu.poids))
    motif = _trop_peu_de_groupes(lieu, groupes)
    partage = decomposer_theil(lieu.taux, lieu.poids, groupes) if not motif else None
    entre = _millieme(partage.entre) if partage else Mesure(None, motif)
    dans = _millieme(partage.dans) if partage else Mesure(None, motif)
    mesures = {"total": total, "entre": entre, "dans": dans}
    noms = {"total": "Theil", "entre": "Theil entre EPCI ou EPT", "dans": "Theil dans les EPCI ou EPT"}
    return {
        cle: _chiffre(dossier, lieu, noms[cle], "milliemes", mesure, formule)
        for cle, mesure in mesures.items()
    }


def _millieme(mesure: Mesure) -> Mesure:
    return mesure if mesure.valeur is None else replace(mesure, valeur=1000 * mesure.valeur)


def _trop_peu_de_groupes(lieu: Lieu, groupes: Mapping[str, str]) -> str:
    """Un partage entre et dans les EPCI n'a de sens que si deux EPCI au moins ont plusieurs communes."""
    comptes = pd.Series([groupes.get(str(code)) for code in lieu.taux["territoire"]]).value_counts()
    if int((comptes > 1).sum()) >= 2:
        return ""
    return "moins de deux EPCI ont plusieurs communes publiées : rien à partager"


# --- la lecture -----------------------------------------------------------------------------------


def _lectures(dossier: Dossier, epci: Lieu | None, couple: tuple[Lieu, Lieu] | None) -> list[Phrase]:
    """Les EPCI maintenant ; puis l'évolution des écarts, ou pourquoi elle ne se mesure pas."""
    if epci is None:
        texte = f"Aucun taux par EPCI n'est publié jusqu'en {dossier.annee}, ou un seul."
        premiere = phrase(f"{texte} La dispersion se lit entre les communes publiées.")
    else:
        premiere = _lecture_des_epci(dossier, epci)
    motif = "aucune édition ne donne deux fois les mêmes territoires"
    suite = f"L'évolution des écarts depuis le début du schéma ne se mesure pas : {motif}."
    return [premiere, lecture_des_ecarts(dossier, *couple) if couple else phrase(suite)]


def _lecture_des_epci(dossier: Dossier, lieu: Lieu) -> Phrase:
    variation = chiffre_de_variation(dossier, lieu)
    bas, haut = _extremes(dossier, lieu)
    suite = "Le coefficient de variation, chaque EPCI pesant ses enfants, est de {c} %."
    motif = f"Le coefficient de variation ne se calcule pas : {variation.note}."
    seule = _lignes(dossier, PRINCIPAL, ("epci",))["annee"].nunique() == 1
    annee = " Une seule année est publiée par EPCI : l'évolution de cet écart n'est pas connue."
    return phrase(
        f"En {lieu.annee}, les {len(lieu.taux)} EPCI au taux connu vont de {{b}} à {{h}} places pour "
        f"100 enfants. {suite if variation.connu else motif}{annee if seule else ''}",
        b=bas,
        h=haut,
        c=variation,
    )


def _extremes(dossier: Dossier, lieu: Lieu) -> tuple[Chiffre, Chiffre]:
    tries = lieu.taux.sort_values(["valeur", "territoire"])
    return du_releve(dossier, tries.iloc[0]), du_releve(dossier, tries.iloc[-1])


def lecture_des_ecarts(dossier: Dossier, depart: Lieu, arrivee: Lieu) -> Phrase:
    """Les écarts se sont-ils réduits ? En coefficient de variation pondéré, au seuil réglé."""
    avant, apres = (chiffre_de_variation(dossier, lieu) for lieu in (depart, arrivee))
    quoi = "EPCI" if arrivee.nom.startswith("EPCI") else "communes"
    if avant.valeur is None or apres.valeur is None:
        return phrase(f"L'évolution des écarts entre {quoi} ne se mesure pas : {avant.note or apres.note}.")
    notable = dossier.seuils.changement_notable_points
    ecart_ = round(apres.valeur - avant.valeur, 9)
    un_an = arrivee.annee - depart.annee == 1
    verbe = "se sont réduits" if ecart_ < 0 else "se sont creusés"
    sens = f"n'ont pas bougé d'au moins {nombre(notable, 1)} point" if abs(ecart_) < notable else verbe
    edition = nom_de_edition(str(arrivee.taux["edition"].iloc[0]))
    texte = (
        f"Entre les {len(arrivee.taux)} {quoi} dont le taux est publié aux deux dates, les écarts {sens} : "
        f"le coefficient de variation passe de {{a}} % en {depart.annee} à {{b}} % en {arrivee.annee} "
        f"({edition}, mêmes territoires){SEULE_ANNEE if un_an else ''}."
    )
    return phrase(texte, a=avant, b=apres)


# --- la figure et le tableau ----------------------------------------------------------------------


def _figure(dossier: Dossier, lieux: Sequence[Lieu]) -> Figure:
    dernier = max(lieux, key=lambda lieu: (lieu.nom.startswith("EPCI"), lieu.annee))
    bas, haut = _extremes(dossier, dernier)
    unites = "Places pour 100 enfants de moins de 3 ans"
    sources = sorted({dossier.referentiel.mention(str(lieu.taux["source"].iloc[0])) for lieu in lieux})
    return Figure(
        ancre="fig-dispersion",
        titre=phrase(
            f"{dernier.nom} : de {{b}} ({bas.territoire}) à {{h}} ({haut.territoire})", b=bas, h=haut
        ),
        sous_titre=f"{unites}, un point par territoire",
        svg=tracer_dispersion("fig-dispersion", [_rangee(dossier, lieu) for lieu in lieux]),
        alternative=" ".join(_en_mots(dossier, lieu) for lieu in lieux),
        lecture=None,
        source=" ; ".join(sources) + ".",
        avertissements=[
            *_editions(lieux),
            *a_cheval(du_releve(dossier, ligne) for lieu in lieux for _, ligne in lieu.taux.iterrows()),
            dossier.referentiel.avertissements["communes_de_plus_de_10000"].texte,
        ],
        tableau=_valeurs(dossier, lieux),
    )


def _editions(lieux: Sequence[Lieu]) -> list[str]:
    """Deux éditions dans une même figure ne se comparent pas d'une ligne à l'autre."""
    editions = {str(lieu.taux["edition"].iloc[0]) for lieu in lieux}
    if len(editions) < 2:
        return []
    return [
        " ; ".join(f"{lieu.nom} : {nom_de_edition(str(lieu.taux['edition'].iloc[0]))}" for lieu in lieux)
        + ". D'une édition à l'autre, les lignes ne se comparent pas."
    ]


def _rangee(dossier: Dossier, lieu: Lieu) -> Rangee:
    points = [
        (nom_du_territoire(dossier, ligne), float(ligne["valeur"])) for _, ligne in lieu.taux.iterrows()
    ]
    reperes = [(dossier.departement.nom, dossier.departement.code), ("France", FRANCE)]
    trouves = [(nom, _repere(dossier, code, lieu)) for nom, code in reperes]
    return Rangee(lieu.nom, points, [(nom, v) for nom, v in trouves if v is not None])


def _repere(dossier: Dossier, code: str, lieu: Lieu) -> float | None:
    modele, lignes = lieu.taux.iloc[0], serie_de(dossier, PRINCIPAL, code)
    memes = lignes[
        (lignes["annee"] == lieu.annee)
        & (lignes["edition"] == modele["edition"])
        & (lignes["source"] == modele["source"])
        & lignes["valeur"].notna()
    ]
    return float(memes["valeur"].iloc[-1]) if len(memes) else None


def _en_mots(dossier: Dossier, lieu: Lieu) -> str:
    bas, haut = _extremes(dossier, lieu)
    return (
        f"{lieu.nom} : {len(lieu.taux)} territoires, de {nombre(bas.valeur or 0, 1)} ({bas.territoire}) à "
        f"{nombre(haut.valeur or 0, 1)} ({haut.territoire})."
    )


def _valeurs(dossier: Dossier, lieux: Sequence[Lieu]) -> Tableau:
    """Une ligne par territoire, par ordre de nom : ce n'est pas un classement."""
    lignes = sorted(
        (
            (nom_du_territoire(dossier, ligne), lieu.nom, du_releve(dossier, ligne))
            for lieu in lieux
            for _, ligne in lieu.taux.iterrows()
        ),
        key=lambda x: (x[1], x[0]),
    )
    colonnes = [Colonne("Territoire"), Colonne("Maille et année"), numerique("Places pour 100 enfants")]
    return Tableau(
        "Taux de couverture par territoire, par ordre alphabétique",
        colonnes,
        [Ligne([nom, quand, chiffre]) for nom, quand, chiffre in lignes],
    )


def _tableau_des_mesures(dossier: Dossier, depart: Lieu, arrivee: Lieu) -> Tableau:
    """Les mesures au début et maintenant, sur les mêmes communes."""
    noms = {
        "variation": "Coefficient de variation (% de la moyenne)",
        "total": "Theil (millièmes)",
        "entre": "dont entre EPCI ou EPT (millièmes)",
        "dans": "dont dans les EPCI ou EPT (millièmes)",
    }
    lus = [
        {"variation": chiffre_de_variation(dossier, lieu), **chiffres_de_theil(dossier, lieu)}
        for lieu in (depart, arrivee)
    ]
    lignes = [_ligne(noms[cle], lus[0][cle], lus[1][cle], cle == "variation") for cle in noms]
    return Tableau(
        f"Les écarts entre {len(arrivee.taux)} territoires, {depart.nom} et {arrivee.annee}",
        [
            Colonne("Mesure"),
            numerique(str(depart.annee)),
            numerique(str(arrivee.annee)),
            numerique("Évolution"),
            Colonne("Comment la lire"),
        ],
        lignes,
        "0 : le même taux partout. Le Theil se partage exactement : « entre » dit l'écart d'un EPCI (ou EPT) "
        "à l'autre, « dans » l'écart entre les communes d'un même EPCI.",
    )


def _ligne(nom: str, depart: Chiffre, arrivee: Chiffre, en_points: bool) -> Ligne:
    libelle = f"{arrivee.libelle} : évolution"
    difference = ecart(libelle, arrivee, depart, "points" if en_points else arrivee.unite)
    if not difference.connu:
        return Ligne([nom, depart, arrivee, "", f"non évaluable : {arrivee.note or depart.note}"])
    relative = phrase("{e} %", e=Ecart(rapport(libelle, difference, depart)))
    mot = accorder(difference.valeur or 0, "point", "points")
    absolue = phrase(f"{{e}} {mot}", e=Ecart(difference))
    return Ligne([nom, depart, arrivee, absolue if en_points else relative, arrivee.note])
