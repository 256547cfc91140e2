"""Le référentiel, ligne à ligne, devant le tableau des 56 indicateurs du guide d'évaluation (§ 8).

Le tableau est relu dans le dossier partagé : une ligne oubliée, un sens, une maille, une unité ou une source
qui s'en écarte se voit. Ce que nous avons ajouté au tableau est nommé ici, avec sa raison.
"""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from tests.fabrique import RACINE

from sdsf.espace import Espace
from sdsf.referentiel.lecture import lire_referentiel
from sdsf.referentiel.modeles import Indicateur

pytestmark = pytest.mark.shared
FICHES = lire_referentiel(Espace(RACINE)).indicateurs

SENS = {"+": "hausse", "−": "baisse", "o": "neutre"}
FAMILLES = {"X": "contexte", "M": "moyen", "R": "realisation", "S": "resultat"}
PERIODES = {"A": "annuelle", "S": "scolaire", "T": "triennale"}
# « C10 » : communes de plus de 10 000 habitants. « S » : la structure n'est pas un territoire.
MAILLES = {"D": "departement", "E": "epci", "C": "commune", "C10": "commune"}
VOLETS = {
    "Contexte": "contexte",
    "Petite enfance": "petite_enfance",
    "Qualité-contrôle": "qualite_controle",
    "Formation": "formation",
    "Parentalité": "parentalite",
    "Enfance-jeunesse": "enfance_jeunesse",
    "Vie sociale": "vie_sociale",
    "Accès-inclusion": "acces_inclusion",
    "Gouvernance": "gouvernance",
}
UNITES = {
    "enfants": {"enfants"},
    "naissances": {"naissances"},
    "%": {"pourcent"},
    "‰": {"pour_1000_enfants"},
    "places p. 100 enfants": {"places_pour_100_enfants"},
    "places p. 100": {"places_pour_100_enfants"},
    "ratio": {"rapport"},
    "places": {"places"},
    "personnes": {"personnes", "personnes_par_structure"},
    "structures": {"structures"},
    "AM par ETP": {"assistants_maternels_par_etp"},
    "h ‰": {"heures_pour_1000_enfants"},
    "actions": {"actions"},
    "parents": {"personnes"},
    "mesures": {"nombre"},
    "jours": {"jours"},
    "sites": {"structures"},
    "familles": {"familles"},
    "h": {"heures"},
    "h par enfant": {"heures_par_enfant"},
    "nombre": {"structures", "personnes"},
    "p. 10 000": {"structures_pour_10000_habitants"},
    "€": {"euros"},
}
# Les mots du tableau qui désignent chaque source.
SOURCES = {
    "cnaf_txcouv": {"Cnaf", "calcul"},
    "cnaf_allocataires": {"Cnaf", "Caf"},
    "caf_locale": {"Caf"},
    "filoue": {"Filoue"},
    "insee_recensement": {"Insee"},
    "insee_etat_civil": {"Insee"},
    "drees_pmi": {"Drees"},
    "pmi_locale": {"PMI", "CD"},
    "urssaf": {"Urssaf"},
    "plan_inspection": {"PMI", "CD"},
    "controles": {"CD"},
    "enquete_locale": {"enquête", "RPE"},
    "communes_organisatrices": {"communes"},
    "formation_initiale": {"Région"},
    "sdjes": {"SDJES"},
    "senacs": {"Senacs"},
    "msa_locale": {"MSA"},
    "avancement": {"secrétariat"},
    "reunions": {"secrétariat"},
    "schemas_communaux": {"secrétariat"},
    "moyens": {"signataires"},
}
# Nos ajouts, dans l'unité qu'ils ont : le tableau n'a que la ligne d'où ils viennent.
AJOUTS = {
    "taux_couverture_eaje": "le sous-total que la Cnaf publie des lignes PE-02 et PE-03",
    "etendue_taux_couverture": "ce que la ligne PE-06 demande sous dix EPCI",
    "part_reunions_tenues": "ce que la ligne GOV-01 laisse de côté : les réunions dues",
}
# Le « + » d'une ligne éclatée vaut pour ses mesures ou ses sites : un délai plus long n'est pas un progrès.
SENS_CONTRAIRES = {"delai_moyen_mediation": "baisse", "delai_attente_espaces_rencontre": "baisse"}
Ligne = dict[str, str]


@pytest.fixture(scope="module")
def tableau(shared: Path) -> list[Ligne]:
    """Les lignes du tableau du guide, par colonne."""
    texte = (shared / "guides/evaluation.md").read_text(encoding="utf-8").split("\n## 8.", 1)[1]
    rangees = [[c.strip() for c in x.strip("|").split("|")] for x in texte.splitlines() if x.startswith("|")]
    return [dict(zip(rangees[0], rangee, strict=True)) for rangee in rangees[2:]]


def lignes_de(fiche: Indicateur) -> list[str]:
    """Les lignes du tableau dont une fiche relève : « PAR-01b » est de PAR-01."""
    return [re.sub(r"[a-z]$", "", repere) for repere in fiche.repere.split(", ")]


def fiches_par_ligne() -> dict[str, list[Indicateur]]:
    par_ligne: dict[str, list[Indicateur]] = defaultdict(list)
    for fiche in FICHES.values():
        for code in lignes_de(fiche):
            par_ligne[code].append(fiche)
    return par_ligne


def ecarts(ligne: Ligne, fiche: Indicateur) -> list[str]:
    """Ce qui, dans une fiche, n'est pas ce que dit la ligne du tableau."""
    mailles = {MAILLES[m] for m in re.findall(r"C10|[DEC]\b", ligne["Niv."])}
    attendus = {
        "volet": VOLETS[ligne["Volet"]],
        "famille": FAMILLES[ligne["Ty"]],
        "periodicite": PERIODES[ligne["Pér."]],
    }
    if fiche.code not in AJOUTS or "," not in fiche.repere:
        attendus["sens"] = SENS_CONTRAIRES.get(fiche.code, SENS[ligne["Sens"]])
    faux = [nom for nom, valeur in attendus.items() if getattr(fiche, nom) != valeur]
    finies = set(fiche.mailles) - {"france", "arrondissement_municipal"}
    return faux + (["mailles"] if finies != mailles else [])


def unites_de(ligne: Ligne) -> list[set[str]]:
    """Les unités d'une ligne, éclatées : « structures ; h ‰ »."""
    return [UNITES[unite.strip()] for unite in ligne["Unité"].split(";")]


def test_le_tableau_a_56_lignes_et_chacune_a_sa_fiche(tableau: list[Ligne]) -> None:
    codes = [ligne["Code"] for ligne in tableau]
    assert len(codes) == 56
    assert set(fiches_par_ligne()) == set(codes)


def test_chaque_fiche_dit_ce_que_dit_sa_ligne(tableau: list[Ligne]) -> None:
    par_ligne = fiches_par_ligne()
    faux = {
        f"{ligne['Code']} {fiche.code}": trouves
        for ligne in tableau
        for fiche in par_ligne[ligne["Code"]]
        if (trouves := ecarts(ligne, fiche))
    }
    assert faux == {}


def test_une_ligne_a_plusieurs_unites_est_eclatee_une_fiche_par_unite(tableau: list[Ligne]) -> None:
    par_ligne = fiches_par_ligne()
    for ligne in tableau:
        fiches = [fiche for fiche in par_ligne[ligne["Code"]] if fiche.code not in AJOUTS]
        unites, admises = {fiche.unite for fiche in fiches}, unites_de(ligne)
        assert all(unites & possibles for possibles in admises), ligne["Code"]
        assert unites <= set[str]().union(*admises), ligne["Code"]


def test_le_numerateur_vient_d_une_source_que_la_ligne_nomme(tableau: list[Ligne]) -> None:
    par_ligne = fiches_par_ligne()
    faux = [
        f"{fiche.code} : {fiche.numerateur.source}, le guide dit « {ligne['Source']} »"
        for ligne in tableau
        for fiche in par_ligne[ligne["Code"]]
        if not any(mot in ligne["Source"] for mot in SOURCES[fiche.numerateur.source])
    ]
    assert faux == []


def test_le_facteur_de_la_formule_est_celui_du_tableau(tableau: list[Ligne]) -> None:
    """« × 100 », « × 1 000 », « × 10 000 » : écrit de même dans la fiche, ou absent des deux."""
    par_ligne = fiches_par_ligne()
    for ligne in tableau:
        dits = set(re.findall(r"× ([\d ]*\d)", ligne["Formule"]))
        for fiche in par_ligne[ligne["Code"]]:
            ecrits = set(re.findall(r"× ([\d ]*\d)", fiche.formule.replace("\u202f", " ")))
            # Une ligne éclatée n'écrit le facteur qu'une fois : « % » le suppose.
            assert ecrits <= dits | ({"100"} if fiche.unite == "pourcent" else set()), fiche.code
            assert fiche.unite != "pourcent" or ecrits == {"100"}, fiche.code


def test_c10_se_dit_en_avertissement(tableau: list[Ligne]) -> None:
    par_ligne = fiches_par_ligne()
    for ligne in tableau:
        for fiche in par_ligne[ligne["Code"]] if "C10" in ligne["Niv."] else ():
            assert "communes_de_plus_de_10000" in fiche.avertissements, fiche.code


def test_un_ecart_se_voit(tableau: list[Ligne]) -> None:
    ligne = next(x for x in tableau if x["Code"] == "PE-08")
    fiche = FICHES["solde_places_eaje"]
    assert ecarts(ligne, fiche) == []
    assert ecarts(ligne | {"Sens": "−", "Niv.": "D E"}, fiche) == ["sens", "mailles"]
    assert ecarts(ligne | {"Volet": "Parentalité", "Ty": "S", "Pér.": "T"}, fiche) == [
        "volet", "famille", "periodicite",
    ]  # fmt: skip
