"""Le taux de chômage localisé : le classeur trimestriel de l'Insee, une colonne par trimestre depuis 1982.

L'édition est le dernier trimestre publié : chaque livraison révise toute la série.
"""

from collections.abc import Mapping
from pathlib import Path

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs
from sdsf.lecture.classeur import Feuille, avis_du_classeur, code_texte, exiger_feuille, lire_feuilles
from sdsf.sources.insee.naissances import VIDE, annees_en_tete
from sdsf.sources.producteurs.releves import (
    TOUT,
    Choix,
    Mesure,
    Recolte,
    Releve,
    dire_le_zero,
    maille_du_code,
    reparer_code,
)

FEUILLE = "Département"
CHOMAGE = Mesure(
    "taux_chomage",
    "taux de chômage localisé",
    "pourcent",
    "insee_chomage",
    note="moyenne trimestrielle, corrigée des variations saisonnières",
)
ENTETES = 3  # le rang de la ligne des en-têtes, depuis 0
# Les premiers trimestres n'ont pas d'usage ici ; la série redémarre avec l'outre-mer en 2014.
PREMIERE_ANNEE = 2014


def reconnait(feuilles: Mapping[str, Feuille]) -> bool:
    """Un classeur dont la première ligne parle de taux de chômage localisé."""
    titres = [str(f.lignes[0][0]) for f in feuilles.values() if f.lignes and f.lignes[0]]
    return any("taux de chômage localisé" in titre for titre in titres)


def lire_chomage(chemin: Path, choix: Choix = TOUT, depuis: int = PREMIERE_ANNEE) -> Recolte:
    """Un relevé par département et par trimestre. Lève ``Erreurs`` avec toutes les causes."""
    feuille = exiger_feuille(lire_feuilles(chemin), FEUILLE, chemin)
    toutes = annees_en_tete(feuille, ENTETES)
    if [str(mot) for mot in feuille.lignes[ENTETES][:2]] != ["Code", "Libellé"]:
        trouvees = ", ".join(str(mot) for mot in feuille.lignes[ENTETES][:10])
        lieu = feuille.lieu(ENTETES)
        raise Erreurs([err.ColonnesDuProducteur(lieu, manquantes="Code, Libellé", trouvees=trouvees)])
    trimestres = {colonne: periode for colonne, periode in toutes.items() if int(periode[:4]) >= depuis}
    recolte = Recolte("chomage", avertissements=avis_du_classeur(chemin))
    codes = {code_texte(ligne[0]) for ligne in feuille.lignes[ENTETES + 1 :] if ligne}
    for rang, ligne in enumerate(feuille.lignes[ENTETES + 1 :], ENTETES + 1):
        recu, nom = code_texte(ligne[0]), str(ligne[1]).strip()
        code = reparer_code(recu, "departement", codes)
        if code != recu:
            recolte.avertissements.append(dire_le_zero(rang + 1, recu, code))
        if maille_du_code(code) == "departement":
            _lire_ligne(
                recolte,
                feuille,
                rang,
                (code, choix.noms.get(code) or nom.title()),
                trimestres,
                max(toutes.values()),
            )
        elif code and ligne[2] != "":
            recolte.avertissements.append(f"{code} ({nom}) n'est pas un département : ligne écartée.")
    return recolte.finir(chemin.name)


def _lire_ligne(
    recolte: Recolte,
    feuille: Feuille,
    rang: int,
    territoire: tuple[str, str],
    trimestres: Mapping[int, str],
    edition: str,
) -> None:
    code, nom = territoire
    for colonne, periode in trimestres.items():
        releve = Releve(
            CHOMAGE, code, "departement", nom, periode, VIDE, edition, "publiee", note=CHOMAGE.note
        )
        recolte.ajouter(releve, feuille.lignes[rang][colonne], feuille.lieu(rang, periode))
