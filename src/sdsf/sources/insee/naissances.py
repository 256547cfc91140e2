"""Les naissances domiciliées annuelles : le classeur de l'Insee, une feuille par maille, une colonne par an.

Les années sont en quatrième ligne ; « so » veut dire sans objet (Mayotte avant 2014).
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs
from sdsf.lecture.cellules import Cellule
from sdsf.lecture.classeur import Feuille, avis_du_classeur, code_texte, exiger_feuille, lire_feuilles
from sdsf.sources.producteurs.releves import (
    COMMUNE,
    DEPARTEMENT,
    SIREN,
    TOUT,
    Choix,
    Mesure,
    Recolte,
    Releve,
    dire_le_zero,
    periode_du_producteur,
    reparer_code,
)
from sdsf.vocabulaire import Maille

NAISSANCES = Mesure("nombre_naissances", "naissances domiciliées", "naissances", "insee_etat_civil")
FEUILLES: Mapping[str, Maille] = {
    "France": "france",
    "REG": "region",
    "DEP": "departement",
    "EPCI": "epci",
    "ARM": "arrondissement_municipal",
    "COM": "commune",
}
FORMES: Mapping[Maille, re.Pattern[str]] = {
    "france": re.compile("F|FM|F_X_D976"),
    "region": re.compile(r"\d{2}"),
    "departement": DEPARTEMENT,
    "epci": SIREN,
    "arrondissement_municipal": COMMUNE,
    "commune": COMMUNE,
}
ANNEES = 3  # le rang de la ligne des années, depuis 0
VIDE = Cellule(None, "non_renseignee")
# « France » vaut pour tous ; les deux autres champs ont leur propre code, pour ne pas doubler la série.
FRANCE = {"F": "FR", "FM": "FM", "F_X_D976": "F_X_D976"}


def reconnait(feuilles: Mapping[str, Feuille]) -> bool:
    """Un classeur qui a les feuilles de l'état civil, et dont l'une parle de naissances domiciliées."""
    titres = [str(f.lignes[0][0]) for f in feuilles.values() if f.lignes and f.lignes[0]]
    return any(titre.startswith("Nombre de naissances annuelles domiciliées") for titre in titres)


def lire_naissances(chemin: Path, choix: Choix = TOUT) -> Recolte:
    """Un relevé par territoire retenu et par année. Lève ``Erreurs`` avec toutes les causes."""
    feuilles = lire_feuilles(chemin, ["Métadonnées", *FEUILLES])
    edition, geographie = _edition(exiger_feuille(feuilles, "Métadonnées", chemin))
    recolte = Recolte("naissances", avertissements=avis_du_classeur(chemin))
    for nom, maille in FEUILLES.items():
        _lire_feuille(recolte, exiger_feuille(feuilles, nom, chemin), maille, choix, (edition, geographie))
    return recolte.finir(chemin.name)


def _edition(metadonnees: Feuille) -> tuple[str, str]:
    """La date du fichier et le millésime des territoires, écrits dans la première feuille."""
    mots = {str(cle): ligne for ligne in metadonnees.lignes if ligne for cle in ligne[:1]}
    jour = str(mots.get("Date de création du fichier", ("", ""))[1])[:10]
    millesime = str(mots.get("GEO_DATE", ("", "", ""))[2])[:4]
    if not (jour and millesime):
        manquantes = "Date de création du fichier, GEO_DATE"
        lieu = metadonnees.lieu(0)
        raise Erreurs([err.ColonnesDuProducteur(lieu, manquantes=manquantes, trouvees=", ".join(mots)[:300])])
    return jour, f"COG {millesime}"


def _lire_feuille(
    recolte: Recolte, feuille: Feuille, maille: Maille, choix: Choix, publication: tuple[str, str]
) -> None:
    annees = annees_en_tete(feuille, ANNEES)
    gardes = 0
    codes = {code_texte(ligne[0]) for ligne in feuille.lignes[ANNEES + 1 :] if ligne}
    for rang, ligne in enumerate(feuille.lignes[ANNEES + 1 :], ANNEES + 1):
        recu, nom = code_texte(ligne[0]), str(ligne[1]).strip()
        if not recu or not any(ligne[1:]) or "XX" in recu:  # les notes ; les arrondissements inconnus
            continue
        code = reparer_code(recu, maille, codes)
        if not FORMES[maille].fullmatch(code):
            lieu = feuille.lieu(rang)
            attendu = f"un code de cette feuille ({feuille.nom})"
            recolte.fautes.append(err.CodeDeTerritoire(lieu, recu=recu, attendu=attendu))
            continue
        if code != recu:
            recolte.avertissements.append(dire_le_zero(rang + 1, recu, code))
        propre, sa_maille = FRANCE.get(code, code), "autre" if code in ("FM", "F_X_D976") else maille
        if not choix.garde(sa_maille, propre):
            continue
        gardes += 1
        for colonne, periode in annees.items():
            releve = Releve(
                NAISSANCES, propre, sa_maille, nom, periode, VIDE, publication[0], "publiee", publication[1]
            )
            recolte.ajouter(releve, ligne[colonne], feuille.lieu(rang, periode))
    if maille not in ("france", "region", "departement"):
        recolte.phrases.append(f"Feuille {feuille.nom} : {gardes} territoires suivis ont été gardés.")


def annees_en_tete(feuille: Feuille, rang: int) -> dict[int, str]:
    """Les périodes d'une ligne d'en-têtes, par colonne. Lève ``Erreurs`` s'il n'y en a aucune."""
    ligne: Sequence[object] = feuille.lignes[rang] if len(feuille.lignes) > rang else ()
    lues = {colonne: periode_du_producteur(str(mot)) for colonne, mot in enumerate(ligne)}
    periodes = {colonne: periode for colonne, periode in lues.items() if periode}
    if not periodes:
        trouvees = ", ".join(str(mot) for mot in ligne[:20]) or "rien"
        lieu = feuille.lieu(rang)
        raise Erreurs([err.ColonnesDuProducteur(lieu, manquantes="une colonne par année", trouvees=trouvees)])
    return periodes
