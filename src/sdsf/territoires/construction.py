"""Construire les tables des territoires : les fichiers des producteurs s'ajoutent à ce qui est déjà là."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu, enumerer
from sdsf.territoires.millesimes import deplier, replier
from sdsf.territoires.modeles import APPARTENANCE, CHANGEMENT, FUSION, MAILLES, NOMS, SCISSION, Territoires
from sdsf.territoires.producteurs import PAQUET, Composition, Paquet, Rangee

# Les codes « MOD » de l'Insee qui changent le code d'une commune : création ou suppression par partage,
# rétablissement ; fusion simple, commune nouvelle, fusion-association ; changement de département ou de
# chef-lieu.
NATURES = {
    "20": SCISSION, "21": SCISSION, "30": SCISSION,
    "31": FUSION, "32": FUSION, "33": FUSION,
    "41": CHANGEMENT, "50": CHANGEMENT,
}  # fmt: skip


@dataclass
class Chantier:
    """Les tables en cours de construction."""

    millesimes: dict[int, pd.DataFrame] = field(default_factory=dict)
    origines: dict[int, str] = field(default_factory=dict)
    populations: dict[int, dict[str, int]] = field(default_factory=dict)
    passages: list[dict[str, str]] = field(default_factory=list)
    tables: dict[str, dict[str, Rangee]] = field(default_factory=lambda: {nom: {} for nom in NOMS})
    phrases: list[str] = field(default_factory=list)
    avertissements: list[str] = field(default_factory=list)


def reprendre(territoires: Territoires | None) -> Chantier:
    """Un chantier qui part des tables en place, ou de rien."""
    if territoires is None:
        return Chantier()
    annees = list(territoires.millesimes)
    actuelles = territoires.communes
    populations = dict(zip(actuelles["commune"], actuelles["population"].astype(int), strict=True))
    return Chantier(
        millesimes=deplier(actuelles, territoires.anciennes, annees),
        origines=dict(territoires.origines),
        populations={territoires.dernier: populations},
        passages=[{str(k): str(v) for k, v in x.items()} for x in territoires.passages.to_dict("records")],
        tables={nom: _rangees(territoires.tables[nom], MAILLES[nom]) for nom in NOMS},
    )


def _rangees(table: pd.DataFrame, cle: str) -> dict[str, Rangee]:
    """Les lignes d'une table par code ; un nombre entier reste un entier, un trou un vide."""
    entiers = table.map(lambda v: "" if pd.isna(v) else int(v) if isinstance(v, float) else v)
    return {str(ligne[cle]): {str(k): v for k, v in ligne.items()} for ligne in entiers.to_dict("records")}


# --- un paquet npm --------------------------------------------------------------------------------


def ajouter_paquet(chantier: Chantier, paquet: Paquet) -> None:
    """Ajoute ou remplace un millésime entier. Une collectivité d'outre-mer n'est pas un département."""
    annee, tables = paquet.annee, paquet.tables
    departements = {d["code"]: d for d in tables["departements"] if d.get("zone") != "com"}
    actuelles = [
        c
        for c in tables["communes"]
        if c["type"] == "commune-actuelle" and c.get("departement") in departements
    ]
    epci = membres(tables["epci"], f"{PAQUET} {paquet.version}")
    ept = (
        membres(tables["ept"], f"{PAQUET} {paquet.version}")
        if "ept" in tables
        else _ept_voisins(chantier, annee)
    )
    if paquet.annee_des_communes < annee:
        actuelles = _avancer_les_communes(chantier, actuelles, paquet)
    lignes = [_ligne(c, epci, ept) for c in actuelles]
    chantier.millesimes[annee] = pd.DataFrame(lignes, columns=APPARTENANCE, dtype="str").sort_values(
        "commune"
    )
    chantier.origines[annee] = f"{PAQUET} {paquet.version}"
    chantier.populations[annee] = {c["code"]: c["population"] for c in actuelles if _est_peuplee(c)}
    _nommer(chantier, paquet, set(departements))
    chantier.phrases.append(
        f"{annee} : {len(actuelles)} communes, {len(tables['epci'])} EPCI ({paquet.version})."
    )


def _avancer_les_communes(chantier: Chantier, communes: list[Rangee], paquet: Paquet) -> list[Rangee]:
    """Les communes d'un paquet en retard sur ses EPCI, menées à l'année de ceux-ci par les mouvements.

    Lève ``Erreurs`` si les mouvements manquent, ou si un EPCI a encore une commune que l'on n'a pas.
    """
    de, vers = f"{paquet.annee_des_communes}-01-01", f"{paquet.annee}-01-01"
    mouvements = [m for m in chantier.passages if de < m["date"] <= vers]
    noms = {m["apres"]: m["nom_apres"] for m in mouvements}
    parties = {m["avant"] for m in mouvements} - set(noms)
    par_code = {c["code"]: c for c in communes}
    nees = {m["apres"]: par_code[m["avant"]] for m in mouvements if m["apres"] not in par_code}
    restent = [c | {"nom": noms.get(c["code"], c["nom"])} for c in communes if c["code"] not in parties]
    avancees = [*restent, *(mere | {"code": code, "nom": noms[code]} for code, mere in nees.items())]
    connues = {c["code"] for c in avancees}
    if inconnues := sorted(set(membres(paquet.tables["epci"], paquet.version)) - connues - _hors(paquet)):
        cause = f"des EPCI de {paquet.annee} ont des communes inconnues ({enumerer(inconnues, 5)})"
        attendu = "d'abord, ou avec lui, les mouvements de communes de l'Insee"
        lieu = Lieu(f"{PAQUET} {paquet.version}")
        raise Erreurs([err.FichierDeTerritoires(lieu, cause=cause, attendu=attendu)])
    chantier.avertissements.append(
        f"{paquet.annee} : ce paquet donne les communes de {paquet.annee_des_communes}, menées à "
        f"{paquet.annee} par les mouvements de l'Insee."
    )
    return avancees


def _hors(paquet: Paquet) -> set[str]:
    """Les communes des collectivités d'outre-mer, qui ne sont d'aucun département."""
    departements = {d["code"] for d in paquet.tables["departements"] if d.get("zone") != "com"}
    return {c["code"] for c in paquet.tables["communes"] if c.get("departement") not in departements}


def _est_peuplee(commune: Rangee) -> bool:
    population = commune.get("population")
    return isinstance(population, int) and population >= 0


def membres(groupements: list[Rangee], origine: str) -> dict[str, str]:
    """Le groupement de chaque commune. Lève ``Erreurs`` si une commune est dans deux."""
    par_commune: dict[str, str] = {}
    for groupement in groupements:
        for membre in groupement["membres"]:
            if membre["code"] in par_commune:
                deux = f"{par_commune[membre['code']]} et {groupement['code']}"
                cause = f"la commune {membre['code']} est dans {deux}"
                raise Erreurs([err.TerritoiresIncoherents(Lieu(origine), cause=cause)])
            par_commune[membre["code"]] = groupement["code"]
    return par_commune


def _ept_voisins(chantier: Chantier, annee: int) -> dict[str, str]:
    """Les EPT d'un paquet qui ne les donne pas : ceux du millésime suivant, et c'est dit."""
    suivants = [a for a in sorted(chantier.millesimes) if a > annee]
    if not suivants:
        chantier.avertissements.append(f"{annee} : ce paquet ne donne pas les EPT.")
        return {}
    table = chantier.millesimes[suivants[0]]
    chantier.avertissements.append(
        f"{annee} : ce paquet ne donne pas les EPT ; ceux de {suivants[0]} sont repris."
    )
    return dict(zip(table["commune"], table["ept"], strict=True))


def _ligne(commune: Rangee, epci: Mapping[str, str], ept: Mapping[str, str]) -> list[str]:
    code = commune["code"]
    simples = [commune[champ] for champ in ("nom", "departement", "region")]
    return [code, *simples, commune.get("arrondissement", ""), epci.get(code, ""), ept.get(code, "")]


def _nommer(chantier: Chantier, paquet: Paquet, departements: set[str]) -> None:
    """Les noms : le dernier millésime fait foi ; un EPCI qui n'existe plus garde son dernier nom."""
    tables = chantier.tables
    for nom in ("epci", "ept"):
        for g in paquet.tables.get(nom, ()):
            _nommer_groupement(tables[nom], nom, paquet.annee, g)
    if paquet.annee < max(chantier.millesimes):
        return
    regions = {d["region"] for d in paquet.tables["departements"] if d["code"] in departements}
    tables["departements"] = {
        d["code"]: {"departement": d["code"], "nom": d["nom"], "region": d["region"]}
        for d in paquet.tables["departements"]
        if d["code"] in departements
    }
    tables["regions"] = {
        r["code"]: {"region": r["code"], "nom": r["nom"]}
        for r in paquet.tables["regions"]
        if r["code"] in regions
    }
    tables["arrondissements"] = {
        a["code"]: {"arrondissement": a["code"], "nom": a["nom"], "departement": a["departement"]}
        for a in paquet.tables["arrondissements"]
    }
    tables["arrondissements_municipaux"] = {
        c["code"]: {
            "arrondissement_municipal": c["code"], "nom": c["nom"],
            "commune": c["commune"], "population": c["population"],
        }
        for c in paquet.tables["communes"]
        if c["type"] == "arrondissement-municipal"
    }  # fmt: skip


def _nommer_groupement(table: dict[str, Rangee], niveau: str, annee: int, groupement: Rangee) -> None:
    """Un EPCI ou un EPT : son nom le plus récent, les années où on l'a vu."""
    code = groupement["code"]
    connu = table.get(code, {"de": annee, "a": annee})
    if annee >= connu["a"]:
        connu = {**connu, "nom": groupement["nom"]}
        if niveau == "epci":
            connu["nature"] = groupement.get("type", connu.get("nature", ""))
    table[code] = {**connu, niveau: code, "de": min(annee, connu["de"]), "a": max(annee, connu["a"])}


# --- les classeurs, les mouvements ----------------------------------------------------------------


def ajouter_composition(chantier: Chantier, composition: Composition, fichier: str) -> None:
    """Remplace les EPCI (ou les EPT) d'un millésime déjà connu. Lève ``Erreurs`` s'il ne l'est pas."""
    annee, niveau = composition.annee, composition.niveau
    if annee not in chantier.millesimes:
        admis = enumerer(sorted(chantier.millesimes), 20) or "aucun"
        raise Erreurs([err.MillesimeInconnu(Lieu(fichier), recu=annee, admis=admis)])
    table = chantier.millesimes[annee]
    inconnues = sorted(set(composition.membres) - set(table["commune"]))
    if inconnues:
        cause = f"{len(inconnues)} communes n'existent pas en {annee} ({enumerer(inconnues, 5)})"
        raise Erreurs([err.TerritoiresIncoherents(Lieu(fichier), cause=cause)])
    avant = int((table[niveau] != "").sum())
    if len(composition.membres) < avant / 2:
        cause = (
            f"il ne donne que {len(composition.membres)} communes, et {avant} ont déjà un {niveau.upper()}"
        )
        raise Erreurs([err.TerritoiresIncoherents(Lieu(fichier), cause=cause)])
    chantier.avertissements += composition.avertissements
    lus = [composition.membres.get(code, ("", ""))[0] for code in table["commune"]]
    changees = int((table[niveau] != pd.Series(lus, index=table.index)).sum())
    chantier.millesimes[annee] = table.assign(**{niveau: lus})
    for code, nom in dict(composition.membres.values()).items():
        _nommer_groupement(chantier.tables[niveau], niveau, annee, {"code": code, "nom": nom})
    combien = "1 commune change" if changees == 1 else f"{changees} communes changent"
    chantier.phrases.append(f"{annee}, {niveau.upper()} ({fichier}) : {combien} d'appartenance.")


def ajouter_mouvements(chantier: Chantier, mouvements: list[Mapping[str, str]], fichier: str) -> None:
    """Remplace la table de passage : le fichier de l'Insee contient tous les mouvements depuis 1943.

    Lève ``Erreurs`` s'il n'a pas la moitié de ceux que l'on connaît : ce n'est qu'un extrait.
    """
    retenus = [m for m in mouvements if _compte(m)]
    lignes = {
        (m["DATE_EFF"], m["COM_AV"], m["COM_AP"]): {
            "avant": m["COM_AV"], "nom_avant": m["LIBELLE_AV"], "apres": m["COM_AP"],
            "nom_apres": m["LIBELLE_AP"], "date": m["DATE_EFF"], "nature": NATURES[m["MOD"]],
        }
        for m in retenus
    }  # fmt: skip
    connus = {(p["date"], p["avant"], p["apres"]) for p in chantier.passages}
    perdus = len(connus - set(lignes))
    if not lignes or perdus > len(connus) / 2:
        cause = f"il n'a que {len(lignes)} mouvements de communes, et {perdus} de ceux connus n'y sont pas"
        raise Erreurs([err.TerritoiresIncoherents(Lieu(fichier), cause=cause)])
    if perdus:
        chantier.avertissements.append(f"{fichier} : {perdus} mouvements connus n'y sont plus ; retirés.")
    chantier.passages = [lignes[cle] for cle in sorted(lignes)]
    chantier.phrases.append(f"{fichier} : {len(lignes)} mouvements de communes.")


def _compte(mouvement: Mapping[str, str]) -> bool:
    """Une commune qui change de code ; une scission se garde aussi là où le code reste.

    Une commune sans suite (Saint-Barthélemy, Saint-Martin en 2007) a quitté les départements.
    """
    nature = NATURES.get(mouvement["MOD"])
    utile = mouvement["COM_AV"] != mouvement["COM_AP"] or nature == SCISSION
    entre_communes = mouvement["TYPECOM_AV"] == mouvement["TYPECOM_AP"] == "COM"
    return bool(nature and entre_communes and mouvement["COM_AP"] and utile)


def tables_finies(chantier: Chantier) -> dict[str, pd.DataFrame]:
    """Les tables à écrire, par nom, triées par code. Lève ``Erreurs`` si une population manque."""
    actuelles, passees = replier(chantier.millesimes)
    dernier = max(chantier.millesimes)
    populations = actuelles["commune"].map(chantier.populations.get(dernier, {}))
    if populations.isna().any():
        sans = enumerer(actuelles.loc[populations.isna(), "commune"], 5)
        raise Erreurs([err.TerritoiresIncoherents(cause=f"des communes n'ont pas de population ({sans})")])
    origines = [
        {"millesime": annee, "origine": chantier.origines[annee]} for annee in sorted(chantier.millesimes)
    ]
    noms = {nom: pd.DataFrame([x for _, x in sorted(chantier.tables[nom].items())]) for nom in NOMS}
    return {
        "millesimes": pd.DataFrame(origines),
        "communes": actuelles.assign(population=populations.astype(int)),
        "appartenances": passees,
        "passages": pd.DataFrame(chantier.passages),
        **noms,
    }
