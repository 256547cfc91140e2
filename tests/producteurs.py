"""Fabriquer de petits fichiers de producteurs, au format exact : classeurs, zips Melodi, listes."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

EN_TETE_POPREF = "GEO;GEO_OBJECT;FREQ;POPREF_MEASURE;TIME_PERIOD;OBS_VALUE"
EN_TETE_FILOSOFI = (
    "GEO;GEO_OBJECT;FILOSOFI_MEASURE;UNIT_MEASURE;UNIT_MULT;CONF_STATUS;OBS_STATUS;TIME_PERIOD;OBS_VALUE"
)
EN_TETE_BPE = (
    "GEO;GEO_OBJECT;FACILITY_DOM;FACILITY_SDOM;FACILITY_TYPE;BPE_MEASURE;"
    "UNIT_MEASURE;OBS_STATUS;UNIT_MULT;TIME_PERIOD;OBS_VALUE"
)
EN_TETE_LONG = "annee,maille,code,nom,mesure,valeur,source"
EN_TETE_FILOSOFI_LARGE = "CODGEO;NBMENFISC21;MED21;TP6021;PIMP21"
EN_TETE_QPV = "code_qp;lib_qp;insee_reg;lib_reg;insee_dep;lib_dep;insee_com;lib_com;;"
EN_TETE_EPCICOM = (
    "dept;siren;raison_sociale;nature_juridique;mode_financ;nb_membres;total_pop_tot;total_pop_mun;"
    "dep_com;insee;siren_membre;nom_membre;ptot_2025;pmun_2025"
)


def ecrire(chemin: Path, *lignes: str, encodage: str = "utf-8", fin: str = "\n") -> Path:
    """Un fichier de texte, une ligne par argument."""
    chemin.write_bytes((fin.join(lignes) + fin).encode(encodage))
    return chemin


def melodi(chemin: Path, en_tete: str, *lignes: str, nom: str = "DS_ESSAI_data.csv") -> Path:
    """Un zip Melodi : les données entre guillemets, et un fichier de métadonnées à côté."""
    texte = "\n".join(
        ";".join(f'"{mot}"' for mot in ligne.split(";")) for ligne in (en_tete, *lignes) if ligne
    )
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive:
        fiche = zipfile.ZipInfo(nom, (2025, 10, 2, 8, 0, 0))
        fiche.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(fiche, texte + "\n")
        archive.writestr(nom.replace("_data", "_metadata"), "COD_VAR;LIB_VAR;COD_MOD;LIB_MOD\n")
    return chemin


def classeur(chemin: Path, **feuilles: Sequence[Sequence[object]]) -> Path:
    """Un classeur .xlsx : une feuille par argument."""
    livre = Workbook()
    livre.remove(livre.worksheets[0])
    for nom, lignes in feuilles.items():
        feuille = livre.create_sheet(nom)
        for ligne in lignes:
            feuille.append(list(ligne))
    livre.save(chemin)
    return chemin


def naissances(chemin: Path, annees: Sequence[object] = ("2023", "2024"), **feuilles: object) -> Path:
    """Le classeur des naissances, réduit : une ligne par feuille, sauf celles que l'on donne."""
    corps: dict[str, Sequence[Sequence[object]]] = {
        "France": [("F", "France", 676643, 659731)],
        "REG": [("84", "Auvergne-Rhône-Alpes", 80000, 79000)],
        "DEP": [("63", "Puy-de-Dôme", 5500, 5400), ("976", "Mayotte", "so", 9000)],
        "EPCI": [("200067627", "CC Billom Communauté", 200, 190)],
        "ARM": [("13201", "Marseille 1er", 449, 372), ("132XX", "Marseille, non connu", 3, 2)],
        "COM": [("63113", "Clermont-Ferrand", 1500, 1450), ("63300", "Riom", 180, 170)],
    }
    corps |= feuilles  # type: ignore[arg-type]
    titre = "Nombre de naissances annuelles domiciliées"
    pages = {
        nom: [(titre,), (), (), ("", "", *annees), *lignes, ("",), ("so : sans objet",)]
        for nom, lignes in corps.items()
    }
    fiche = [
        ("Nom du fichier xlsx", "NAIS_DOM_ANNUELLES"),
        ("Date de création du fichier", "2025-09-09T14:53:12"),
        ("GEO_DATE", "Millésime géographique", "2025"),
    ]
    return classeur(chemin, **{"Métadonnées": fiche, **pages})


def chomage(chemin: Path, *lignes: Sequence[object]) -> Path:
    """Le classeur du chômage localisé, réduit à deux trimestres."""
    titre = [("Estimations de taux de chômage localisé : comparaisons départementales",), ("(en%)",), ()]
    en_tete = [("Code", "Libellé", "T4_2013", "T1_2014", "T3_2025")]
    return classeur(chemin, **{"Département": [*titre, *en_tete, *lignes, ("",), ("Source : Insee",)]})


def bombe(chemin: Path, megas: int) -> Path:
    """Un zip Melodi de quelques kilo-octets qui se décompresse en ``megas`` mégaoctets de zéros."""
    with (
        zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("DS_ESSAI_data.csv", "w") as membre,
    ):
        for _ in range(megas):
            membre.write(bytes(1 << 20))
    return chemin


def avec_formule(chemin: Path) -> Path:
    """Un classeur de naissances dont une cellule est une formule, avec sa dernière valeur calculée."""
    naissances(chemin)
    copie = io.BytesIO()
    with zipfile.ZipFile(chemin) as lu, zipfile.ZipFile(copie, "w", zipfile.ZIP_DEFLATED) as ecrit:
        for membre in lu.infolist():
            contenu = lu.read(membre)
            if membre.filename.startswith("xl/worksheets/"):
                contenu = contenu.replace(b"<v>5400</v>", b'<f>WEBSERVICE("http://x")</f><v>5401</v>')
            ecrit.writestr(membre, contenu)
        ecrit.writestr("xl/vbaProject.bin", b"une macro")
    chemin.write_bytes(copie.getvalue())
    return chemin
