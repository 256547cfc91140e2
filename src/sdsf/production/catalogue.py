"""Les rapports que cette version sait produire, et leur carnet."""

from dataclasses import dataclass

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, enumerer, plus_proche
from sdsf.vocabulaire import INTITULES_RAPPORT, RAPPORTS_A_DIAPOSITIVES


@dataclass(frozen=True)
class RapportProduit:
    """Un rapport du catalogue."""

    code: str
    intitule: str
    carnet: str


CARNETS = {
    "lecture_schema": "01_lecture_schema.ipynb",
    "evaluabilite": "02_evaluabilite.ipynb",
    "qualite_donnees": "03_qualite_donnees.ipynb",
    "diagnostic": "05_diagnostic.ipynb",
    "comparaison": "06_comparaison.ipynb",
    "comparaison_nationale": "07_comparaison_nationale.ipynb",
    "point_annuel": "10_point_annuel.ipynb",
    "bilan_intermediaire": "20_bilan_intermediaire.ipynb",
    "bilan_final": "30_bilan_final.ipynb",
    "synthese_travaux": "40_synthese_travaux.ipynb",
    "synthese_publique": "41_synthese_publique.ipynb",
    "page_elu": "42_page_elu.ipynb",
    "fiche_action": "43_fiche_action.ipynb",
    "lettre": "44_lettre.ipynb",
    "enquete_familles": "60_enquete_familles.ipynb",
    "enquete_professionnels": "61_enquete_professionnels.ipynb",
}
CATALOGUE = {code: RapportProduit(code, INTITULES_RAPPORT[code], carnet) for code, carnet in CARNETS.items()}
# La page HTML fait foi : elle est toujours écrite, les autres formats en partent.
AUTRES_FORMATS = ("pdf", "docx", "xlsx", "pptx")
FORMATS = ("html", *AUTRES_FORMATS)


def rapport_demande(code: str) -> RapportProduit:
    """Le rapport d'un code. Lève ``Erreurs`` s'il n'existe pas."""
    if code not in CATALOGUE:
        proche = plus_proche(code, CATALOGUE)
        raise Erreurs([err.RapportInconnu(proche=proche, recu=code, admis=enumerer(CATALOGUE))])
    return CATALOGUE[code]


def formats_de(rapport: str) -> tuple[str, ...]:
    """Les formats que ce rapport sait prendre : tous n'ont pas de diapositives."""
    return tuple(f for f in FORMATS if f != "pptx" or rapport in RAPPORTS_A_DIAPOSITIVES)


def formats_demandes(texte: str, rapport: str) -> list[str]:
    """Les formats d'une liste « html,pdf ». Lève ``Erreurs`` pour chacun qui n'existe pas, ou pas ici."""
    demandes = [mot.strip() for mot in texte.split(",") if mot.strip()]
    err.lever(
        [
            err.FormatInconnu(proche=plus_proche(f, FORMATS), recu=f, admis=enumerer(FORMATS))
            for f in demandes
            if f not in FORMATS
        ]
        + [
            err.RapportSansDiapositives(rapport=rapport, admis=enumerer(RAPPORTS_A_DIAPOSITIVES))
            for f in demandes
            if f == "pptx" and f not in formats_de(rapport)
        ]
    )
    return demandes or list(formats_de(rapport))
