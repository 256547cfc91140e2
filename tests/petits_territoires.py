"""Un petit monde : deux départements, trois EPCI dont un à cheval, une ville à arrondissements."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pandas as pd

from sdsf.territoires.construction import Chantier, ajouter_mouvements, ajouter_paquet, tables_finies
from sdsf.territoires.modeles import NOMS, Territoires
from sdsf.territoires.producteurs import PAQUET, Paquet

A, B, C, T = "200000001", "200000002", "200000003", "200000009"
# code : (nom, département, EPCI, population)
EN_2026 = {
    "01001": ("Amont", "01", A, 100),
    "01002": ("Aval", "01", A, 300),
    "01053": ("Bourg", "01", B, 1000),
    "13055": ("Marseille", "13", B, 600),
    "13002": ("Allauch", "13", C, 50),
    "13005": ("Rive", "13", C, 70),
    "13006": ("Gauche", "13", C, 30),
}
# 2025 : Vieux (01003) n'a pas encore rejoint Aval ; Rive et Gauche ne font qu'une commune, 13005.
EN_2025 = {
    **{code: ligne for code, ligne in EN_2026.items() if code != "13006"},
    "01003": ("Vieux", "01", B, 40),
    "13005": ("Rive-Gauche", "13", C, 100),
}
MOUVEMENTS = [
    ("32", "2026-01-01", "01003", "Vieux", "01002", "Aval"),
    ("21", "2026-01-01", "13005", "Rive-Gauche", "13005", "Rive"),
    ("21", "2026-01-01", "13005", "Rive-Gauche", "13006", "Gauche"),
    ("50", "2024-06-01", "01099", "Bourg", "01053", "Bourg"),
    ("31", "2023-01-01", "01088", "Hameau", "01099", "Bourg"),
]
Communes = dict[str, tuple[str, str, str, int]]


def tables(communes: Communes) -> dict[str, list[dict[str, Any]]]:
    """Les tables JSON d'un paquet npm, au format exact."""
    groupes = {A: "CC A", B: "CA B", C: "CC C"}
    membres = {s: [{"code": k, "nom": x[0]} for k, x in communes.items() if x[2] == s] for s in groupes}
    arrondissements = [
        {"code": f"1320{n}", "nom": f"Marseille {n}", "type": "arrondissement-municipal", "commune": "13055",
         "population": 300}
        for n in (1, 2)
    ]  # fmt: skip
    actuelles = [
        {"code": k, "nom": x[0], "type": "commune-actuelle", "departement": x[1], "zone": "metro",
         "region": "84" if x[1] == "01" else "93", "arrondissement": f"{x[1]}1", "population": x[3]}
        for k, x in communes.items()
    ]  # fmt: skip
    lointaine = {
        "code": "97501",
        "nom": "Île",
        "type": "commune-actuelle",
        "departement": "975",
        "zone": "com",
    }
    return {
        "communes": [*actuelles, *arrondissements, {**lointaine, "region": "975", "population": 5}],
        "epci": [{"code": s, "nom": n, "type": n[:2], "membres": membres[s]} for s, n in groupes.items()],
        "ept": [{"code": T, "nom": "EPT", "type": "EPT", "membres": [{"code": "13002", "nom": "Allauch"}]}],
        "departements": [
            {"code": "01", "nom": "Ain", "region": "84", "zone": "metro"},
            {"code": "13", "nom": "Bouches-du-Rhône", "region": "93", "zone": "metro"},
            {"code": "975", "nom": "Saint-Pierre-et-Miquelon", "region": "975", "zone": "com"},
        ],
        "regions": [{"code": c, "nom": n} for c, n in (("84", "Aura"), ("93", "Paca"), ("975", "SPM"))],
        "arrondissements": [
            {"code": "011", "nom": "Bourg", "departement": "01"},
            {"code": "131", "nom": "Aix", "departement": "13"},
        ],
    }


def paquet(annee: int, communes: Communes) -> Paquet:
    return Paquet(annee, f"{annee - 2020}.0.0", tables(communes), annee)


def mouvements() -> list[dict[str, str]]:
    noms = ("MOD", "DATE_EFF", "COM_AV", "LIBELLE_AV", "COM_AP", "LIBELLE_AP")
    typees = {"TYPECOM_AV": "COM", "TYPECOM_AP": "COM"}
    return [dict(zip(noms, ligne, strict=True)) | typees for ligne in MOUVEMENTS]


def territoires() -> Territoires:
    """Ce monde, en mémoire."""
    chantier = Chantier()
    ajouter_paquet(chantier, paquet(2026, EN_2026))
    ajouter_paquet(chantier, paquet(2025, EN_2025))
    ajouter_mouvements(chantier, mouvements(), "mouvements.csv")
    finies = tables_finies(chantier)
    return Territoires(
        millesimes=(2025, 2026),
        origines=chantier.origines,
        communes=finies["communes"],
        anciennes=finies["appartenances"],
        passages=finies["passages"],
        tables={nom: finies[nom] for nom in NOMS},
    )


def table(texte: str) -> pd.DataFrame:
    """« 01001 2024 10 ; 01002 2024 - » : un code, une période, une valeur, « - » pour un trou."""
    lignes = [mot.split() for mot in texte.split(";")]
    return pd.DataFrame(
        [(c, p, float("nan") if v == "-" else float(v)) for c, p, v in lignes],
        columns=["territoire", "periode", "valeur"],
    )


# --- des fichiers au format exact -----------------------------------------------------------------


def tgz(chemin: Path, annee: int, lignes: Communes, /, **remplacees: Any) -> Path:
    """Un paquet npm ; ``remplacees`` change ou retire (``None``) une table."""
    contenus = {f"data/{nom}.json": contenu for nom, contenu in {**tables(lignes), **remplacees}.items()}
    contenus["package.json"] = {"name": PAQUET, "version": f"{annee - 2020}.0.0"}
    with tarfile.open(chemin, "w:gz") as archive:
        for nom, contenu in contenus.items():
            if contenu is not None:
                octets = json.dumps(contenu).encode()
                membre = tarfile.TarInfo(f"package/{nom}")
                membre.size = len(octets)
                archive.addfile(membre, io.BytesIO(octets))
    return chemin


def csv_des_mouvements(chemin: Path) -> Path:
    lignes = mouvements()
    chemin.write_text(
        "\n".join([",".join(lignes[0]), *(",".join(ligne.values()) for ligne in lignes)]) + "\n", "utf-8"
    )
    return chemin
