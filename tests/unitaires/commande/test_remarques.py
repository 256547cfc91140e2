"""Importer des remarques : toutes, chacune à son passage, ou aucune ; jamais un nom."""

import multiprocessing
from pathlib import Path

import pytest
from tests.documents import NOM, Note, changer, commenter
from tests.unitaires.lecture.test_document_docx import document

from sdsf.commande.remarques import Importees, compte_rendu, importer
from sdsf.erreurs import Erreurs
from sdsf.espace import Espace

FORK = multiprocessing.get_context("fork")
AUTEUR = "pilote fiche 1.1, Caf d'exemple"
TABLE = "data/departements/00/remarques.csv"
MARQUES = "reports/00/2024/point_annuel.marques.csv"


@pytest.fixture
def espace(espace_copie: Espace) -> Espace:
    """Le 00, sans remarque encore, avec un rapport de 2024 dont deux passages sont connus."""
    chemin = espace_copie.racine / MARQUES
    chemin.parent.mkdir(parents=True)
    lignes = ["serie-p123456,serie,paragraphe,Un paragraphe", "serie-t654321,serie,tableau,Une table"]
    chemin.write_text("\n".join(["ancre,section,nature,debut", *lignes]) + "\n", encoding="utf-8")
    table = espace_copie.racine / TABLE
    table.write_text(table.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    return espace_copie


def deposer(espace: Espace, *notes: Note, nom: str = "rapport.docx", octets: bytes | None = None) -> Path:
    chemin = espace.racine / nom
    chemin.write_bytes(octets if octets is not None else commenter(document(), notes))
    return chemin


def contenu(espace: Espace) -> str:
    return (espace.racine / TABLE).read_text(encoding="utf-8")


def refus(espace: Espace, *fichiers: Path, auteur: str = AUTEUR) -> list[str]:
    """Les codes des erreurs ; la table n'a pas bougé."""
    avant = contenu(espace)
    with pytest.raises(Erreurs) as leve:
        importer(espace, fichiers, auteur)
    assert contenu(espace) == avant
    return [erreur.code for erreur in leve.value.erreurs]


def test_chaque_commentaire_devient_une_remarque_a_regler(espace: Espace) -> None:
    avant = contenu(espace)
    notes = [Note("Un paragraphe", "À préciser."), Note("une cellule", "Ce chiffre\nest ancien.")]
    importees = importer(espace, [deposer(espace, *notes)], AUTEUR)
    assert (importees.neuves, importees.connues, importees.avis) == (2, 0, ())
    ajoutees = contenu(espace).removeprefix(avant).splitlines()
    assert ajoutees == [
        f'point_annuel,2024,serie-p123456,"{AUTEUR}",2025-02-03,À préciser.,,,a_regler',
        f'point_annuel,2024,serie-t654321,"{AUTEUR}",2025-02-03,Ce chiffre est ancien.,,,a_regler',
    ]
    assert NOM not in contenu(espace)


def test_ce_qui_reste_a_regler_est_dit_avec_son_passage(espace: Espace) -> None:
    dites = compte_rendu(importer(espace, [deposer(espace, Note("Un paragraphe", "Oui."))], AUTEUR))
    assert dites[0] == "1 remarque importée."
    assert f"  serie-p123456 (« Un paragraphe ») — {AUTEUR} : Oui." in dites


def test_un_document_importe_deux_fois_ne_se_repete_pas(espace: Espace) -> None:
    document_ = deposer(espace, Note("Un paragraphe", "Oui."), Note("suite", "Oui."))
    premier = importer(espace, [document_, document_], AUTEUR)
    apres = contenu(espace)
    second: Importees = importer(espace, [document_], AUTEUR)
    assert (premier.neuves, premier.connues) == (1, 3)
    assert (second.neuves, second.connues, second.chemins) == (0, 2, ())
    assert contenu(espace) == apres


def test_deux_auteurs_peuvent_dire_la_meme_chose(espace: Espace) -> None:
    document_ = deposer(espace, Note("Un paragraphe", "D'accord."))
    importer(espace, [document_], AUTEUR)
    assert importer(espace, [document_], "pilote fiche 2.1, MSA d'exemple").neuves == 1


def test_une_formule_de_tableur_est_neutralisee(espace: Espace) -> None:
    importer(espace, [deposer(espace, Note("Un paragraphe", "=HYPERLINK(1)"))], AUTEUR)
    assert ",'=HYPERLINK(1)," in contenu(espace)
    assert importer(espace, [espace.racine / "rapport.docx"], AUTEUR).connues == 1


def test_un_departement_sans_remarque_recoit_son_premier_fichier(espace: Espace) -> None:
    (espace.racine / TABLE).unlink()
    importer(espace, [deposer(espace, Note("Un paragraphe", "Oui."))], AUTEUR)
    assert contenu(espace).startswith("rapport,annee,ancre,")
    assert len(contenu(espace).splitlines()) == 2


def test_un_passage_qui_n_est_plus_dans_le_rapport_est_importe_et_signale(espace: Espace) -> None:
    (espace.racine / MARQUES).write_text(
        "ancre,section,nature,debut\nserie,serie,section,La série\n", "utf-8"
    )
    importees = importer(espace, [deposer(espace, Note("Un paragraphe", "Oui."))], AUTEUR)
    assert importees.neuves == 1
    assert any("serie-p123456" in avis for avis in importees.avis)


@pytest.mark.parametrize(
    "auteur", ["", "Jeanne Dupont", "pilote,", ", Caf", "Jeanne Dupont, Caf", "Mme Roux, Caf"]
)
def test_un_auteur_qui_n_est_pas_une_fonction_est_refuse(espace: Espace, auteur: str) -> None:
    assert refus(espace, deposer(espace, Note("Un paragraphe", "Oui.")), auteur=auteur) == ["D325"]


def test_toutes_les_fautes_de_tous_les_documents_sont_dites_ensemble(espace: Espace) -> None:
    bon = deposer(espace, Note("Un paragraphe", "Oui."), nom="bon.docx")
    vide = deposer(espace, Note("Un paragraphe", ""), Note("Avant", "Où ?"), nom="vide.docx")
    autre = deposer(espace, octets=b"%PDF", nom="autre.docx")
    assert refus(espace, bon, vide, autre) == ["D326", "D327", "D323"]


@pytest.mark.parametrize(
    ("origine", "code"),
    [
        ("", "D324"),
        ("00/2024/inconnu/publique/Version 1", "D324"),
        ("00/2024/point_annuel/secrete/Version 1", "D324"),
        ("../2024/point_annuel/publique/Version 1", "D324"),
        ("77777/2024/point_annuel/publique/Version 1", "D324"),
        ("99/2024/point_annuel/publique/Version 1", "P101"),
    ],
)
def test_un_document_venu_d_ailleurs_est_refuse(espace: Espace, origine: str, code: str) -> None:
    propre = commenter(document(), [Note("Un paragraphe", "Oui.")])
    dite = "00/2024/point_annuel/publique/Version 1"
    octets = changer(propre, {"docProps/custom.xml": lambda texte: texte.replace(dite, origine)})
    assert refus(espace, deposer(espace, octets=octets)) == [code]


def test_un_commentaire_sans_date_est_refuse(espace: Espace) -> None:
    assert refus(espace, deposer(espace, Note("Un paragraphe", "Oui.", jour=""))) == ["D322"]


def test_deux_imports_a_la_fois_n_en_perdent_aucun(espace: Espace) -> None:
    """Des processus réels, chacun ses remarques : sans le verrou, le dernier écrit efface les autres."""
    importeurs, tours = 3, 6
    documents = {
        (n, tour): deposer(espace, Note("Un paragraphe", f"Remarque {n}-{tour}."), nom=f"r{n}-{tour}.docx")
        for n in range(importeurs)
        for tour in range(tours)
    }

    def importer_les_siens(n: int) -> None:
        for tour in range(tours):
            importer(espace, [documents[n, tour]], AUTEUR)

    lances = [FORK.Process(target=importer_les_siens, args=(n,)) for n in range(importeurs)]
    for processus in lances:
        processus.start()
    for processus in lances:
        processus.join(60)
    assert [processus.exitcode for processus in lances] == [0] * importeurs
    lues = contenu(espace)
    assert [cle for cle in documents if f"Remarque {cle[0]}-{cle[1]}." not in lues] == []
    assert len(lues.splitlines()) == 1 + importeurs * tours
