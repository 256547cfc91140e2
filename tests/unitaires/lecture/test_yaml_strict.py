"""Lire un YAML : un modèle, ou toutes les fautes, chacune en français, à sa ligne."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field, StringConstraints

from sdsf.erreurs import Erreur, Erreurs
from sdsf.lecture.document_yaml import lire_document, lire_texte
from sdsf.lecture.yaml_strict import cles_admises, lire_modele
from sdsf.plan.modeles import Modele


class Pilote(Modele):
    nom: Annotated[str, StringConstraints(min_length=1)]
    code: str | None


class Exemple(Modele):
    """Un modèle qui porte chaque sorte de champ."""

    format: Literal[1]
    code: str
    rang: Annotated[int, Field(ge=1, le=12)]
    part: float
    statut: Literal["realisee", "en_cours"]
    le: dt.date | None
    mots: list[str]
    pilotes: list[Pilote]


VALIDE = """\
# un commentaire
format: 1
code: "1.10"
rang: 3
part: 12.5
statut: realisee
le: 2024-06-30
mots: [un, deux]
pilotes:
  - {nom: Caf, code: a}
  - nom: MSA
    code: null
"""


def ecrire(dossier: Path, texte: str | bytes) -> Path:
    chemin = dossier / "exemple.yml"
    chemin.write_bytes(texte if isinstance(texte, bytes) else texte.encode())
    return chemin


def fautes(dossier: Path, texte: str | bytes) -> list[Erreur]:
    with pytest.raises(Erreurs) as refus:
        lire_modele(ecrire(dossier, texte), "params/exemple.yml", Exemple)
    return list(refus.value.erreurs)


def faute(dossier: Path, avant: str, apres: str) -> Erreur:
    """La seule faute d'un fichier valide dont on change un morceau."""
    assert avant in VALIDE
    (trouvee,) = fautes(dossier, VALIDE.replace(avant, apres, 1))
    return trouvee


def test_un_fichier_valide_devient_un_modele(tmp_path: Path) -> None:
    modele, document = lire_modele(ecrire(tmp_path, VALIDE), "params/exemple.yml", Exemple)
    assert (modele.code, modele.le, modele.pilotes[1].nom) == ("1.10", dt.date(2024, 6, 30), "MSA")
    assert document.ligne(("statut",)) == 6
    assert document.ligne(("pilotes", 1, "nom")) == 11


def test_une_marque_d_octets_est_acceptee(tmp_path: Path) -> None:
    """Un YAML n'a pas d'en-tête qu'elle déformerait."""
    lire_modele(ecrire(tmp_path, b"\xef\xbb\xbf" + VALIDE.encode()), "params/exemple.yml", Exemple)


CAS = [
    # ce qui est écrit ; ce qui l'est à la place ; code ; ligne ; ce que dit le message
    ('code: "1.10"', "code: 1.10", "P205", 3, ["« 1.10 » n'est pas un texte", 'guillemets : "1.10"']),
    ('code: "1.10"', "code: 01", "P205", 3, ["« 01 » n'est pas un texte", 'guillemets : "01"']),
    ('code: "1.10"', "code: on", "P205", 3, ["« on » n'est pas un texte", 'guillemets : "on"']),
    ('code: "1.10"', "code: null", "P205", 3, ["« null » n'est pas un texte", "obligatoire : écrivez-le"]),
    ('code: "1.10"', "code:", "P205", 3, ["« null » n'est pas un texte", "obligatoire : écrivez-le"]),
    ('code: "1.10"', "code: [a]", "P205", 3, ["« une liste » n'est pas un texte"]),
    ("mots: [un, deux]", "mots: {un: deux}", "P205", 8, ["« un ensemble de clés » n'est pas une liste"]),
    ("rang: 3", "rang: 3.5", "P205", 4, ["« 3.5 » n'est pas un nombre entier"]),
    ("rang: 3", "rang: true", "P205", 4, ["n'est pas un nombre entier"]),
    ("rang: 3", "rang: 0", "P217", 4, ["il faut au moins 1"]),
    ("rang: 3", "rang: 13", "P217", 4, ["il faut au plus 12"]),
    ("rang: 3", "rang: 0", "P217", 4, ["Corrigez la valeur.  (sdsf"]),
    ("part: 12.5", "part: 12,5", "P205", 5, ["« 12,5 » n'est pas un nombre"]),
    ("part: 12.5\n", "", "P204", 2, ["« part » manque"]),
    ("statut: realisee", "statut: realise", "P207", 6, ["Le plus proche : « realisee »", "« en_cours »"]),
    ("statut:", "status:", "P202", 6, ["« status » n'existe pas", "Le plus proche : « statut »"]),
    ("le: 2024-06-30", "le: 31/12/2024", "P209", 7, ["« 31/12/2024 »", "2024-12-31"]),
    ("le: 2024-06-30", 'le: "2024-06-30"', "P209", 7, ["sans guillemets"]),
    ("le: 2024-06-30", "le: 31/02/2025", "P209", 7, ["« 31/02/2025 »", "guillemets : 2024-06-30"]),
    ("le: 2024-06-30", "le: 12/31/2023", "P209", 7, ["guillemets : 2023-12-31"]),
    ("le: 2024-06-30", "le: 2023-05-02 14:30:00", "P209", 7, ["guillemets : 2023-05-02"]),
    ("le: 2024-06-30", "le: 2024-31-12", "P209", 7, ["« 2024-31-12 »", "année-mois-jour"]),
    ("le: 2024-06-30", "le: 2024-02-30", "P209", 7, ["« 2024-02-30 »"]),
    ("mots: [un, deux]", "mots: un", "P205", 8, ["« un » n'est pas une liste", "tiret"]),
    ("mots: [un, deux]", "mots: [un, 2]", "P205", 8, ["mots[2]", "« 2 » n'est pas un texte"]),
    ("nom: Caf", "nom: ''", "P217", 10, ["pilotes « a » · nom", "le texte est vide"]),
    ("    code: null\n", "", "P204", 11, ["pilotes[2]", "« code » manque"]),
    ("nom: MSA", "non: MSA", "P202", 11, ["Le plus proche : « nom »"]),
    ("nom: MSA", "<<: {a: b}\n    nom: MSA", "P202", 11, ["« a »"]),
    ("nom: MSA\n    code: null", "nom: MSA\n    code: 1\n---\nb: 2", "P201", 13, ["un second document"]),
    ("format: 1", "format: 2", "P208", 2, ["« 2 »", "format: 1"]),
    ("rang: 3", "rang: 3\nrang: 4", "P213", 5, ["« rang » est déjà écrite ligne 4"]),
    ("statut: realisee", "statut: [realisee", "P201", None, ["ne se lit pas"]),
    ("statut: realisee", "\tstatut: realisee", "P201", 6, ["tabulation"]),
    ('code: "1.10"', 'code: "1.10', "P201", None, ["guillemet"]),
    ("rang: 3", "2024: oui\nrang: 3", "P20", 4, ["« 2024 »"]),
    ("rang: 3", "? [a, b]\n: c\nrang: 3", "P20", 4, []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("avant", "apres", "code", "ligne", "dits"), CAS, ids=[f"{c[2]} {c[1]!r}" for c in CAS]
)
def test_une_faute_est_dite_a_sa_ligne(
    tmp_path: Path, avant: str, apres: str, code: str, ligne: int | None, dits: list[str]
) -> None:
    trouvees = fautes(tmp_path, VALIDE.replace(avant, apres, 1))
    vues = [f for f in trouvees if f.code.startswith(code) and (ligne is None or f.lieu.ligne == ligne)]
    assert vues, [str(f) for f in trouvees]
    assert all(dit in str(vues[0]) for dit in dits), str(vues[0])


def test_toutes_les_fautes_sont_dites_d_un_coup(tmp_path: Path) -> None:
    texte = VALIDE.replace("rang: 3", "rang: non").replace("statut: realisee", "statut: faite")
    assert [f.lieu.ligne for f in fautes(tmp_path, texte)] == [4, 6]


def test_les_fautes_suivent_l_ordre_du_fichier(tmp_path: Path) -> None:
    texte = VALIDE.replace("nom: MSA", "nom: ''").replace('code: "1.10"', "code: 1.10\nzut: 1")
    assert [f.lieu.ligne for f in fautes(tmp_path, texte)] == [3, 4, 12]


def test_une_cle_mal_ecrite_est_une_seule_faute(tmp_path: Path) -> None:
    """« statu » n'existe pas ; dire aussi que « statut » manque ferait croire à deux fautes."""
    assert faute(tmp_path, "statut:", "statu:").code == "P202"
    assert faute(tmp_path, "nom: MSA", "nomm: MSA").code == "P202"


def test_un_champ_vraiment_absent_reste_dit(tmp_path: Path) -> None:
    trouvees = fautes(tmp_path, VALIDE.replace("nom: MSA", "zut: MSA"))
    assert {f.code for f in trouvees} == {"P202", "P204"}


def test_une_cle_double_au_fond_du_fichier_est_vue(tmp_path: Path) -> None:
    assert faute(tmp_path, "code: null", "code: null\n    nom: Caf").code == "P213"


def test_un_fichier_vide_ou_de_commentaires_est_dit_vide(tmp_path: Path) -> None:
    assert [f.code for f in fautes(tmp_path, b"")] == ["P211"]
    assert [f.code for f in fautes(tmp_path, " \n\n")] == ["P211"]
    assert [f.code for f in fautes(tmp_path, "# rien\n")] == ["P211"]


def test_une_liste_en_tete_est_refusee(tmp_path: Path) -> None:
    assert [f.code for f in fautes(tmp_path, "- a\n- b\n")] == ["P201"]


def test_un_fichier_en_latin_1_est_refuse_a_sa_ligne(tmp_path: Path) -> None:
    (trouvee,) = fautes(tmp_path, VALIDE.replace("Caf", "Département").encode("latin-1"))
    assert (trouvee.code, trouvee.lieu.ligne) == ("P214", 10)


def test_un_fichier_absent_ou_un_dossier_sont_dits(tmp_path: Path) -> None:
    with pytest.raises(Erreurs, match="P210"):
        lire_modele(tmp_path / "absent.yml", "params/absent.yml", Exemple)
    with pytest.raises(Erreurs, match="P212"):
        lire_modele(tmp_path, "params/dossier", Exemple)


def test_une_balise_python_n_est_jamais_executee(tmp_path: Path) -> None:
    """``!!python/object`` ferait exécuter du code à qui ouvre le fichier."""
    temoin = tmp_path / "temoin"
    texte = VALIDE.replace("part: 12.5", f"part: !!python/object/apply:os.mkdir ['{temoin}']")
    assert [f.code for f in fautes(tmp_path, texte)] == ["P201"]
    assert not temoin.exists()


def test_un_document_qui_se_contient_lui_meme_est_refuse(tmp_path: Path) -> None:
    assert {f.code for f in fautes(tmp_path, VALIDE.replace("mots: [un, deux]", "mots: &m [*m]"))} <= {
        "P201",
        "P205",
    }


def test_une_cle_hostile_ne_pilote_pas_le_terminal(tmp_path: Path) -> None:
    texte = VALIDE.replace("rang: 3", '"\\e[2J\\nrang": 4\nrang: 3')
    messages = [str(f) for f in fautes(tmp_path, texte)]
    assert all(ligne.isprintable() for message in messages for ligne in message.split("\n"))


def test_un_fichier_change_est_relu_un_fichier_efface_se_dit(tmp_path: Path) -> None:
    """Un texte déjà compris ne l'est pas deux fois : encore faut-il que ce soit le texte du fichier."""
    chemin = ecrire(tmp_path, VALIDE)
    for rang in (3, 4, 3):
        ecrire(tmp_path, VALIDE.replace("rang: 3", f"rang: {rang}"))
        assert lire_modele(chemin, "params/exemple.yml", Exemple)[0].rang == rang
    assert lire_modele(chemin, "params/autre.yml", Exemple)[1].fichier == "params/autre.yml"
    chemin.unlink()
    with pytest.raises(Erreurs):
        lire_modele(chemin, "params/exemple.yml", Exemple)


def test_la_ligne_d_un_element_absent_est_celle_de_son_parent(tmp_path: Path) -> None:
    document = lire_document(lire_texte(ecrire(tmp_path, VALIDE), "params/exemple.yml"), "params/exemple.yml")
    assert document.ligne(("pilotes", 1, "absent")) == 11
    assert document.ligne(("absent",)) == 2


def test_les_cles_admises_sont_celles_de_l_endroit() -> None:
    assert cles_admises(Exemple, ("pilotes", 0)) == ["nom", "code"]
    assert "statut" in cles_admises(Exemple, ())
