"""Lire un CSV du contrat : une table, ou toutes les fautes, chacune à sa ligne et à sa colonne."""

import json
from pathlib import Path

import pandas as pd
import pytest
from tests.fabrique import RACINE

from sdsf.erreurs import Erreur, Erreurs
from sdsf.lecture.csv_strict import Champ, Schema, empreinte, lire_contrats, lire_table, table_vide


def champ(nom: str, type_: str = "string", requis: bool = False, admis: tuple[str, ...] = ()) -> Champ:
    return Champ(nom, nom, type_, requis, admis, None, "")


SCHEMA = Schema(
    nom="exemple",
    titre="Une table d'exemple",
    champs=(
        champ("code", requis=True),
        Champ("periode", "Période", "string", True, (), r"\d{4}|\d{4}-T[1-4]", "Une année, ou un trimestre."),
        champ("valeur", "number"),
        champ("presents", "integer"),
        champ("statut", admis=("oui", "non", "sans_objet")),
        champ("le", "date"),
        champ("note"),
    ),
    cle=("code", "periode"),
)
ENTETE = "code,periode,valeur,presents,statut,le,note"
VALIDE = f"""{ENTETE}
a,2023,12.5,3,oui,2024-06-30,une note
b,2023-T4,,,,,
"a",2024,-1e3,0,non,2024-02-29,"une virgule, deux ""guillemets""
et deux lignes"
c,2024,0,,,,
"""


def ecrire(dossier: Path, texte: str | bytes) -> Path:
    chemin = dossier / "exemple.csv"
    chemin.write_bytes(texte if isinstance(texte, bytes) else texte.encode())
    return chemin


def lire(dossier: Path, texte: str | bytes, schema: Schema = SCHEMA) -> pd.DataFrame:
    return lire_table(ecrire(dossier, texte), "data/exemple.csv", schema)


def fautes(dossier: Path, texte: str | bytes, schema: Schema = SCHEMA) -> list[Erreur]:
    with pytest.raises(Erreurs) as refus:
        lire(dossier, texte, schema)
    return list(refus.value.erreurs)


# --- ce qui se lit --------------------------------------------------------------------------------


def test_un_fichier_change_est_relu(tmp_path: Path) -> None:
    """Un texte déjà compris ne l'est pas deux fois : encore faut-il que ce soit le texte du fichier."""
    for valeur in (12.5, 13.5, 12.5):
        lue = lire(tmp_path, VALIDE.replace("12.5", str(valeur)))
        assert lue["valeur"].iloc[0] == valeur


def test_ce_qu_un_lecteur_ecrit_dans_sa_table_ne_se_voit_pas_des_autres(tmp_path: Path) -> None:
    premiere = lire(tmp_path, VALIDE)
    premiere.loc[0, "valeur"] = 99.0
    premiere.iloc[1, premiere.columns.get_loc("note")] = "ajoutée"  # type: ignore[index]
    premiere["de_plus"] = 1
    premiere.drop(index=2, inplace=True)
    seconde = lire(tmp_path, VALIDE)
    assert list(seconde["valeur"].head(1)) == [12.5]
    assert [*seconde.columns[:7], len(seconde)] == [*SCHEMA.colonnes, 4]
    assert "ajoutée" not in set(seconde["note"])


def test_la_meme_faute_se_redit_et_les_lignes_gardees_sont_celles_demandees(tmp_path: Path) -> None:
    faute = VALIDE.replace("12.5", "douze")
    assert [str(f) for f in fautes(tmp_path, faute)] == [str(f) for f in fautes(tmp_path, faute)]
    chemin = ecrire(tmp_path, VALIDE)
    for codes in (["a"], ["b", "c"], ("a", "b", "c")):
        assert set(lire_table(chemin, "data/exemple.csv", SCHEMA, {"code": codes})["code"]) == set(codes)


def test_un_fichier_valide_devient_une_table(tmp_path: Path) -> None:
    table = lire(tmp_path, VALIDE)
    assert table["code"].tolist() == ["a", "b", "a", "c"]
    assert table["valeur"].tolist()[0::2] == [12.5, -1000.0]
    assert table["note"][2] == 'une virgule, deux "guillemets"\net deux lignes'
    assert table["le"][2] == pd.Timestamp("2024-02-29")


def test_une_cellule_vide_est_manquante_et_jamais_zero(tmp_path: Path) -> None:
    table = lire(tmp_path, VALIDE)
    assert table["valeur"].isna().tolist() == [False, True, False, False]
    assert table["presents"].tolist()[2] == 0
    assert pd.isna(table["le"][1])


def test_chaque_ligne_garde_son_fichier_son_numero_et_son_empreinte(tmp_path: Path) -> None:
    """La ligne d'une cellule à plusieurs lignes est celle où elle commence."""
    table = lire(tmp_path, VALIDE)
    assert table["ligne"].tolist() == [2, 3, 4, 6]
    assert set(table["fichier"]) == {"data/exemple.csv"}
    assert table["empreinte"][0] == empreinte(["a", "2023", "12.5", "3", "oui", "2024-06-30", "une note"])
    assert table["empreinte"].is_unique


def test_l_empreinte_depend_de_la_place_des_mots() -> None:
    assert empreinte(["ab", "c"]) != empreinte(["a", "bc"])


def test_une_ligne_blanche_ne_decale_pas_les_numeros(tmp_path: Path) -> None:
    assert lire(tmp_path, f"{ENTETE}\na,2023,,,,,\n\nb,2023,,,,,\n")["ligne"].tolist() == [2, 4]


def test_les_fins_de_ligne_de_windows_se_lisent(tmp_path: Path) -> None:
    table = lire(tmp_path, f"{ENTETE}\r\na,2023,1,,,,fin\r\n")
    assert table["note"].tolist() == ["fin"]


def test_des_entetes_seuls_donnent_une_table_vide(tmp_path: Path) -> None:
    table = lire(tmp_path, f"{ENTETE}\n")
    assert table.empty
    assert list(table.columns) == list(table_vide(SCHEMA).columns)


def test_un_code_reste_du_texte(tmp_path: Path) -> None:
    assert lire(tmp_path, f"{ENTETE}\n01,2023,,,,,\n")["code"].tolist() == ["01"]


# --- une cellule fautive --------------------------------------------------------------------------

CELLULES = [
    # la ligne écrite ; code ; colonne ; ce que dit le message
    (",2023,,,,,", "D315", "code", ["obligatoire"]),
    ("  ,2023,,,,,", "D315", "code", ["obligatoire"]),
    ("a,,,,,,", "D315", "periode", []),
    ("a,2023,douze,,,,", "D302", "valeur", ["« douze »"]),
    ("a,2023,12 %,,,,", "D302", "valeur", ["« 12 % »", "sans unité"]),
    ("a,2023,1 234,,,,", "D302", "valeur", ["« 1 234 »", "ni espace"]),
    ('a,2023,"12,5",,,,', "D303", "valeur", ["« 12,5 »", "Écrivez 12.5"]),
    ('a,2023,"1 234,5",,,,', "D303", "valeur", ["Écrivez 1234.5"]),
    ("a,2023,nan,,,,", "D302", "valeur", ["« nan »"]),
    ("a,2023,inf,,,,", "D302", "valeur", ["« inf »"]),
    ("a,2023,1e999,,,,", "D302", "valeur", ["« 1e999 »"]),
    ("a,2023,.5,,,,", "D302", "valeur", ["« .5 »"]),
    ("a,2023,٣,,,,", "D302", "valeur", ["« ٣ »"]),
    ("a,2023,,2.5,,,", "D302", "presents", ["« 2.5 »"]),
    ("a,2023,,,Oui,,", "D307", "statut", ["Le plus proche : « oui »", "« sans_objet »"]),
    ("a,2023,,,peut-être,,", "D307", "statut", ["« peut-être »"]),
    ("a,2023,,,,31/12/2024,", "D308", "le", ["« 31/12/2024 »", "2024-12-31"]),
    ("a,2023,,,,2024-31-12,", "D308", "le", ["« 2024-31-12 »", "année-mois-jour"]),
    ("a,2023,,,,2024-13-01,", "D308", "le", ["« 2024-13-01 »"]),
    ("a,2023,,,,2024-02-30,", "D308", "le", ["« 2024-02-30 »"]),
    ("a,2023,,,,2023-02-29,", "D308", "le", ["« 2023-02-29 »"]),
    ("a,2023,,,,2024-6-3,", "D308", "le", ["« 2024-6-3 »"]),
    ("a,2023-Q4,,,,,", "D318", "periode", ["« 2023-Q4 »", "Une année, ou un trimestre."]),
]


@pytest.mark.parametrize(("ligne", "code", "colonne", "dits"), CELLULES, ids=[c[0] for c in CELLULES])
def test_une_cellule_fautive_est_dite_a_sa_place(
    tmp_path: Path, ligne: str, code: str, colonne: str, dits: list[str]
) -> None:
    (faute,) = fautes(tmp_path, f"{ENTETE}\nb,2023,1,,,,\n{ligne}\n")
    assert (faute.code, faute.lieu.ligne, faute.lieu.detail) == (code, 3, f"colonne {colonne}")
    assert all(dit in str(faute) for dit in dits), str(faute)


def test_toutes_les_cellules_fautives_sont_dites_dans_l_ordre(tmp_path: Path) -> None:
    trouvees = fautes(tmp_path, f"{ENTETE}\na,2023,x,,,,\nb,2023,,,faux,2024,\nb,2023,,,,,\n")
    vues = [(f.lieu.ligne, f.code) for f in trouvees]
    assert sorted(vues[:3]) == [(2, "D302"), (3, "D307"), (3, "D308")]
    assert vues[0][0] == 2
    assert vues[-1] == (4, "D310")


# --- la ligne, le fichier -------------------------------------------------------------------------


def test_deux_lignes_de_meme_cle_sont_une_faute(tmp_path: Path) -> None:
    (faute,) = fautes(tmp_path, f"{ENTETE}\na,2023,1,,,,\nb,2023,,,,,\na,2023,2,,,,\n")
    assert (faute.code, faute.lieu.ligne) == ("D310", 4)
    assert "que la ligne 2 (a, 2023)" in str(faute)


def test_une_cle_d_une_colonne_est_verifiee_aussi(tmp_path: Path) -> None:
    schema = Schema("exemple", "Une table", SCHEMA.champs, ("code",))
    (faute,) = fautes(tmp_path, f"{ENTETE}\na,2023,,,,,\na,2024,,,,,\n", schema)
    assert (faute.code, faute.lieu.ligne) == ("D310", 3)


def test_sans_cle_une_ligne_se_repete(tmp_path: Path) -> None:
    """Le journal d'avancement n'a pas de clé : on y ajoute, on n'efface pas."""
    schema = Schema("exemple", "Une table", SCHEMA.champs, ())
    assert len(lire(tmp_path, f"{ENTETE}\na,2023,,,,,\na,2023,,,,,\n", schema)) == 2


@pytest.mark.parametrize(
    ("ligne", "recu"),
    [("a,2023", 2), ("a,2023,12,5,,,,", 8), ("a;2023;;;;;", 1)],
    ids=["courte", "longue", "autre"],
)
def test_une_ligne_qui_n_a_pas_le_bon_nombre_de_cellules(tmp_path: Path, ligne: str, recu: int) -> None:
    (faute,) = fautes(tmp_path, f"{ENTETE}\nb,2023,,,,,\n{ligne}\n")
    assert (faute.code, faute.lieu.ligne) == ("D317", 3)
    assert f"{recu} cellules ; l'en-tête en annonce 7" in str(faute)


def test_un_guillemet_non_referme_est_dit(tmp_path: Path) -> None:
    (faute,) = fautes(tmp_path, f'{ENTETE}\na,2023,,,,,"une note\nb,2023,,,,,\n')
    assert faute.code == "D320"
    assert "n'est pas refermé" in str(faute)


FICHIERS = [
    ("vide", b"", "D311", []),
    ("blanc", b"\n\n  \n", "D311", []),
    ("BOM", b"\xef\xbb\xbf" + VALIDE.encode(), "D304", ["UTF-8"]),
    ("UTF-16", VALIDE.encode("utf-16"), "D304", []),
    ("Latin-1", VALIDE.replace("une note", "été").encode("latin-1"), "D306", ["UTF-8"]),
    ("point-virgule", VALIDE.replace(",", ";").encode(), "D305", ["« ; »", "virgule"]),
    ("tabulation", VALIDE.replace(",", "\t").encode(), "D305", ["tabulation"]),
    ("colonne mal écrite", VALIDE.replace("statut", "status").encode(), "D301", ["plus proche : « statut »"]),
    ("colonne en trop", VALIDE.replace(",note\n", ",note,plus\n").encode(), "D301", ["en trop : plus"]),
    ("colonnes inversées", VALIDE.replace("code,periode", "periode,code").encode(), "D301", ["l'ordre"]),
    ("première ligne blanche", b"\n" + VALIDE.encode(), "D301", ["code,periode,valeur"]),
]  # fmt: skip


@pytest.mark.parametrize(("octets", "code", "dits"), [f[1:] for f in FICHIERS], ids=[f[0] for f in FICHIERS])
def test_un_fichier_mal_enregistre_est_refuse(
    tmp_path: Path, octets: bytes, code: str, dits: list[str]
) -> None:
    (faute,) = fautes(tmp_path, octets)
    assert faute.code == code
    assert faute.lieu.fichier == "data/exemple.csv"
    assert all(dit in str(faute) for dit in dits), str(faute)


def test_un_fichier_en_latin_1_est_dit_a_sa_ligne(tmp_path: Path) -> None:
    (faute,) = fautes(tmp_path, f"{ENTETE}\na,2023,,,,,\nb,2023,,,,,été\n".encode("latin-1"))
    assert faute.lieu.ligne == 3


def test_un_fichier_absent_donne_son_entete(tmp_path: Path) -> None:
    with pytest.raises(Erreurs, match="D312") as refus:
        lire_table(tmp_path / "absent.csv", "data/absent.csv", SCHEMA)
    assert ENTETE in str(refus.value)


def test_un_dossier_a_la_place_du_fichier_est_dit(tmp_path: Path) -> None:
    with pytest.raises(Erreurs, match="D313"):
        lire_table(tmp_path, "data/dossier", SCHEMA)


# --- les contrats ---------------------------------------------------------------------------------


def test_chaque_table_du_contrat_a_ses_colonnes_et_sa_cle() -> None:
    for nom, schema in lire_contrats(RACINE / "data/datapackage.json").items():
        assert schema.nom == nom
        assert schema.titre
        assert set(schema.cle) <= set(schema.colonnes)
        assert len(schema.colonnes) == len(set(schema.colonnes))


def test_les_listes_du_contrat_sont_celles_du_vocabulaire() -> None:
    from sdsf import vocabulaire as voc

    champs = {c.nom: c for c in lire_contrats(RACINE / "data/datapackage.json")["releves"].champs}
    listes = {
        "maille": voc.Maille,
        "etat": voc.EtatValeur,
        "nature": voc.NatureValeur,
        "origine": voc.Origine,
    }
    for nom, liste in listes.items():
        assert champs[nom].admis == voc.valeurs(liste)


@pytest.mark.parametrize("texte", [None, "{", "[]"], ids=["absent", "mal formé", "sans ressource"])
def test_un_contrat_illisible_est_une_erreur_dite(tmp_path: Path, texte: str | None) -> None:
    """``datapackage.json`` perdu ou abîmé : un message, et non une trace."""
    chemin = tmp_path / "datapackage.json"
    if texte is not None:
        chemin.write_text(texte)
    with pytest.raises((Erreur, Erreurs)):
        lire_contrats(chemin)


def test_le_contrat_est_du_json_lisible() -> None:
    paquet = json.loads((RACINE / "data/datapackage.json").read_text(encoding="utf-8"))
    assert {r["name"] for r in paquet["resources"]} >= {"releves", "avancement", "reunions"}


@pytest.mark.parametrize("rangement", ["python", "pyarrow"])
def test_une_table_se_controle_quel_que_soit_le_rangement_des_textes(tmp_path: Path, rangement: str) -> None:
    """Un processus qui a chargé pandera avant le reste ne nomme pas « texte » la même chose."""
    chemin = tmp_path / "exemple.csv"
    chemin.write_text(VALIDE.replace("oui", "peut-être"), encoding="utf-8")
    with pd.option_context("mode.string_storage", rangement), pytest.raises(Erreurs) as refus:
        lire_table(chemin, "exemple.csv", SCHEMA)
    assert [erreur.code for erreur in refus.value.erreurs] == ["D307"]
    chemin.write_text(VALIDE, encoding="utf-8")
    with pd.option_context("mode.string_storage", rangement):
        assert len(lire_table(chemin, "exemple.csv", SCHEMA)) == 4
