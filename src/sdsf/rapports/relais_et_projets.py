"""Deux couvertures : les relais petite enfance (PE-20), les projets éducatifs et Plans mercredi (ENF-02)."""

from dataclasses import replace

import pandas as pd

from sdsf.chiffres import Chiffre, compter, ecrire, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.couverture import (
    couverture_des_communes,
    effectifs_possibles,
    plans_mercredi_sans_pedt,
    ratio_d_ensemble,
    ratios_relais,
)
from sdsf.rapports.chiffrer import du_releve, source_citee
from sdsf.rapports.panier import territoires_locaux
from sdsf.releves.periodes import annee_de
from sdsf.rendu.blocs import Bloc, Colonne, Etiquette, Ligne, Paragraphe, Tableau, absence, numerique, phrase
from sdsf.rendu.nombres import abreger, accorder, nombre

RATIO = "assistants_maternels_par_etp_rpe"
ECOLES = "nombre_communes_avec_ecole"
DISPOSITIFS = {
    "pedt": ("part_communes_avec_ecole_couvertes_pedt", "un projet éducatif territorial (Pedt)"),
    "plan_mercredi": ("part_communes_avec_ecole_couvertes_plan_mercredi", "un Plan mercredi"),
}
PAR_COMMUNE = {
    "ecole": "commune_avec_ecole",
    "pedt": "commune_pedt",
    "plan_mercredi": "commune_plan_mercredi",
}
QUI_RELAIS = "la Caf (assistants maternels en activité et ETP d'animation, par relais)"
QUI_PROJETS = "les services de la jeunesse (SDJES) et la Caf"


def relais(dossier: Dossier) -> list[Bloc]:
    """Le ratio de chaque territoire, ceux où il n'est pas atteint, et celui du département."""
    repere = dossier.services.relais.assistants_par_etp
    maille, noms = territoires_locaux(dossier)
    lignes = _derniere_annee(dossier, RATIO, maille)
    if lignes.empty:
        manque = (
            f"Le nombre d'assistants maternels par animateur de relais n'est connu d'aucun {maille.upper()}"
        )
        return [absence(f"{manque} jusqu'en {dossier.annee}.", QUI_RELAIS)]
    membres = lignes.rename(columns={"numerateur": "assistants", "denominateur": "etp"})
    ratios = ratios_relais(membres[["territoire", "assistants", "etp"]], repere)
    return [
        Paragraphe(_synthese_des_relais(dossier, lignes, ratios, noms, repere)),
        _tableau_des_relais(dossier, lignes, ratios, noms),
    ]


def _derniere_annee(dossier: Dossier, indicateur: str, maille: str) -> pd.DataFrame:
    """Les relevés de la dernière année connue d'une maille, un par territoire."""
    releves = dossier.releves
    lignes = releves[(releves["indicateur"] == indicateur) & (releves["maille"] == maille)]
    datees = lignes.assign(annee=[annee_de(periode) for periode in lignes["periode"]])
    connues = datees[datees["annee"] <= dossier.annee]
    dernieres: pd.DataFrame = connues[connues["annee"] == connues["annee"].max()]
    return dernieres.drop_duplicates("territoire", keep="last").reset_index(drop=True)


def _synthese_des_relais(
    dossier: Dossier, lignes: pd.DataFrame, ratios: pd.DataFrame, noms: dict[str, str], repere: float
) -> object:
    annee, maille = int(lignes["annee"].iloc[0]), str(lignes["maille"].iloc[0]).upper()
    dessus = ratios[ratios["atteint"] == "non"]["territoire"].tolist()
    evaluables = lignes[ratios["atteint"].isin(["oui", "non"]).to_numpy()]
    ensemble = _ensemble(dossier, lignes)
    suite = f" : {abreger([noms.get(t, t) for t in dessus], 8)}" if dessus else ""
    debut = f"En {annee}, le repère d'un animateur pour {nombre(repere)} assistants maternels en activité"
    fin = " Ensemble, {e} assistants maternels par ETP." if ensemble.connu else ""
    verbe = accorder(len(dessus), "n'est pas atteint dans", "n'est pas atteint dans")
    return phrase(
        f"{debut} {verbe} {{k}} {maille} sur {{n}}{suite}.{fin}",
        k=_compter(
            dossier,
            f"{maille} où le repère n'est pas atteint",
            evaluables[evaluables["territoire"].isin(dessus)],
        ),
        n=_compter(dossier, f"{maille} dont le ratio se calcule", evaluables),
        e=ensemble,
    )


def _compter(dossier: Dossier, libelle: str, lignes: pd.DataFrame) -> Chiffre:
    source = source_citee(dossier, str(lignes["source"].iloc[0])) if len(lignes) else ""
    periode = str(lignes["periode"].iloc[0]) if len(lignes) else str(dossier.annee)
    traces = [trace_de(ligne.to_frame().T) for _, ligne in lignes.iterrows()]
    nom = dossier.departement.nom
    return compter(libelle, traces, "territoires", source, territoire=nom, periode=periode)


def _ensemble(dossier: Dossier, lignes: pd.DataFrame) -> Chiffre:
    """Σ assistants ÷ Σ ETP ; non disponible si un membre manque."""
    membres = lignes[["numerateur", "denominateur"]].set_axis(["assistants", "etp"], axis=1)
    valeur = ratio_d_ensemble(membres)
    modele = du_releve(dossier, lignes.iloc[0])
    sommes = membres.sum()
    return replace(
        modele,
        libelle="Assistants maternels par animateur de relais, ensemble des territoires relevés",
        valeur=valeur,
        etat="valeur" if valeur is not None else "non_disponible",
        nature="calculee",
        territoire=dossier.departement.nom,
        numerateur=ecrire(sommes["assistants"]) if valeur is not None else "",
        denominateur=ecrire(sommes["etp"]) if valeur is not None else "",
        trace=trace_de(lignes),
    )


def _tableau_des_relais(
    dossier: Dossier, lignes: pd.DataFrame, ratios: pd.DataFrame, noms: dict[str, str]
) -> Tableau:
    maille, annee = str(lignes["maille"].iloc[0]).upper(), int(lignes["annee"].iloc[0])
    couples = zip(lignes.to_dict("index").values(), ratios.to_dict("records"), strict=True)
    corps = [
        Ligne(
            [
                noms.get(str(ligne["territoire"]), str(ligne["territoire"])),
                du_releve(dossier, pd.Series(ligne)),
                _atteint(str(ratio["atteint"])),
                _etp_manquants(dossier, pd.Series(ligne), float(ratio["etp_manquants"])),
            ]
        )
        for ligne, ratio in sorted(couples, key=lambda couple: str(couple[0]["territoire"]))
    ]
    colonnes = [
        Colonne(maille),
        numerique("Assistants maternels par ETP"),
        Colonne("Repère atteint"),
        numerique("ETP à ajouter pour l'atteindre"),
    ]
    return Tableau(f"Les relais petite enfance par {maille}, {annee}", colonnes, corps)


def _atteint(etat: str) -> object:
    return Etiquette(etat) if etat in ("oui", "non") else {"sans_objet": "sans objet"}.get(etat, "inconnu")


def _etp_manquants(dossier: Dossier, ligne: pd.Series, manquants: float) -> Chiffre:
    modele = du_releve(dossier, ligne)
    connu = not pd.isna(manquants)
    repere = dossier.services.relais.assistants_par_etp
    return replace(
        modele,
        libelle=f"ETP d'animation à ajouter, {modele.territoire}",
        valeur=manquants if connu else None,
        etat="valeur" if connu else (modele.etat if modele.etat != "valeur" else "non_renseignee"),
        unite="etp",
        nature="calculee",
        formule=f"assistants maternels en activité ÷ {nombre(repere)} − ETP d'animation, au moins 0",
    )


# --- les projets éducatifs et les Plans mercredi --------------------------------------------------


def projets_educatifs(dossier: Dossier) -> list[Bloc]:
    """La part des communes ayant une école que couvre chaque dispositif, et ce qu'elle laisse savoir."""
    communes = _communes(dossier)
    lignes = [
        ligne
        for quoi in DISPOSITIFS
        for ligne in (*_publiee(dossier, quoi), *_calculee(dossier, communes, quoi))
    ]
    if not lignes:
        manque = f"La couverture par un Pedt ou un Plan mercredi n'est pas connue jusqu'en {dossier.annee}."
        return [absence(manque, QUI_PROJETS)]
    colonnes = [
        Colonne("Dispositif"), Colonne("Date"), numerique("Communes couvertes (%)"), Colonne("Sur combien"),
        Colonne("D'où"),
    ]  # fmt: skip
    tableau = Tableau("Les communes disposant d'une école, et les projets qui les couvrent", colonnes, lignes)
    return [tableau, *_incoherences(dossier, communes)]


def _publiee(dossier: Dossier, quoi: str) -> list[Ligne]:
    """La part qu'un texte ou un producteur donne au département ; les effectifs qu'elle laisse possibles."""
    indicateur, intitule = DISPOSITIFS[quoi]
    lignes = _derniere_annee(dossier, indicateur, "departement")
    siennes = lignes[(lignes["territoire"] == dossier.departement.code) & lignes["valeur"].notna()]
    return [
        Ligne(
            [
                f"{intitule[0].upper()}{intitule[1:]}",
                str(ligne["periode"]),
                du_releve(dossier, ligne),
                _sur(dossier, ligne),
                "le texte du schéma"
                if ligne["origine"] == "texte"
                else source_citee(dossier, ligne["source"]),
            ]
        )
        for _, ligne in siennes.iterrows()
    ]


def _sur(dossier: Dossier, ligne: pd.Series) -> object:
    """Le nombre de communes ayant une école, la même année, et les effectifs que la part arrondie admet."""
    ecoles = _derniere_annee(dossier, ECOLES, "departement")
    memes = ecoles[(ecoles["periode"] == ligne["periode"]) & ecoles["valeur"].notna()]
    if memes.empty:
        return "nombre de communes ayant une école non renseigné"
    total = du_releve(dossier, memes.iloc[0])
    bornes = effectifs_possibles(float(ligne["valeur"]), int(total.valeur or 0))
    if bornes is None:
        return phrase("{n} communes", n=total)
    bas, haut = (_effectif(dossier, ligne, total, borne) for borne in bornes)
    if bornes[0] == bornes[1]:
        return phrase("{b} communes sur {n}", b=bas, n=total)
    return phrase("de {b} à {h} communes sur {n}, la part étant arrondie", b=bas, h=haut, n=total)


def _effectif(dossier: Dossier, ligne: pd.Series, total: Chiffre, borne: int) -> Chiffre:
    part = du_releve(dossier, ligne)
    return replace(
        part,
        libelle=f"Communes couvertes que la part publiée admet ({part.libelle})",
        valeur=float(borne),
        unite="communes",
        nature="calculee",
        formule="part arrondie × communes ayant une école, à un demi-point près",
        numerateur=ecrire(float(ligne["valeur"])),
        denominateur=ecrire(total.valeur or 0),
    )


def _communes(dossier: Dossier) -> pd.DataFrame:
    """Commune par commune : a-t-elle une école, un Pedt, un Plan mercredi ; manquant si on l'ignore."""
    colonnes = {}
    for quoi, indicateur in PAR_COMMUNE.items():
        lignes = _derniere_annee(dossier, indicateur, "commune").set_index("territoire")
        colonnes[quoi] = lignes["valeur"].map({1.0: True, 0.0: False})
    table = pd.DataFrame(colonnes).astype("object")
    table.index.name = "commune"
    return table.reset_index()


def _calculee(dossier: Dossier, communes: pd.DataFrame, quoi: str) -> list[Ligne]:
    """La couverture recomptée commune par commune ; rien si aucune commune n'est relevée."""
    if communes.empty or communes["ecole"].isna().all():
        return []
    part = couverture_des_communes(communes, quoi)
    lignes = _derniere_annee(dossier, PAR_COMMUNE[quoi], "commune")
    if lignes.empty:
        return []
    bas, haut = (_part_comptee(dossier, lignes, quoi, borne) for borne in (part.au_moins, part.au_plus))
    valeur = bas if part.au_moins == part.au_plus else phrase("de {b} à {h}", b=bas, h=haut)
    sur = f"{part.denominateur} communes" if part.denominateur else part.motif
    nom = DISPOSITIFS[quoi][1]
    dou = "compté commune par commune" + (f" ; {part.motif}" if part.motif else "")
    return [Ligne([f"{nom[0].upper()}{nom[1:]}", str(lignes["periode"].iloc[0]), valeur, sur, dou])]


def _part_comptee(dossier: Dossier, lignes: pd.DataFrame, quoi: str, valeur: float | None) -> Chiffre:
    return Chiffre(
        f"Communes disposant d'une école couvertes par {DISPOSITIFS[quoi][1]}",
        valeur,
        "pourcent",
        etat="valeur" if valeur is not None else "non_disponible",
        formule="communes couvertes ÷ communes disposant d'une école × 100",
        territoire=dossier.departement.nom,
        periode=str(lignes["periode"].iloc[0]),
        source=source_citee(dossier, str(lignes["source"].iloc[0])),
        trace=trace_de(lignes),
    )


def _incoherences(dossier: Dossier, communes: pd.DataFrame) -> list[Bloc]:
    """Un Plan mercredi suppose un Pedt : les communes où l'on lit l'un sans l'autre."""
    if communes.empty:
        return []
    seules, connues = plans_mercredi_sans_pedt(communes), dossier.tables["territoires"]
    noms = dict(zip(connues["territoire"], connues["nom"], strict=True))
    if not seules:
        return []
    communes_dites = abreger([noms.get(code, code) for code in seules], 8)
    texte = f"Sous Plan mercredi sans Pedt, alors que l'un suppose l'autre : {communes_dites}."
    return [Paragraphe(texte, "note")]
