"""Le rapport d'enquête, section par section : l'exemple dans ses deux éditions, puis sans enquête."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from tests.fabrique import RACINE, remplacer
from tests.unitaires.rapports.test_sans_plan import texte

from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.dossier import Dossier
from sdsf.enquetes.protection import groupes_publiables
from sdsf.enquetes.tableau import OUI, SUIVI, colonne, repondants
from sdsf.espace import Espace
from sdsf.rapports import enquetes
from sdsf.rapports.enquetes.libres import A_RELIRE, citations
from sdsf.rapports.enquetes.parole import paroles
from sdsf.rapports.enquetes.publics import PUBLICS
from sdsf.rapports.enquetes.vagues import derniere, precedente, suivies, vagues
from sdsf.referentiel.questionnaires import QuestionTexte
from sdsf.rendu.blocs import Bloc
from sdsf.rendu.registre import Registre
from sdsf.vocabulaire import PUBLIC_DU_RAPPORT

SECTIONS = sorted(enquetes.__all__)
BILAN = "bilan_intermediaire"
NON_RELUE = "Une réponse qui n'a pas encore été relue."
REFUSEE = "La directrice de la crèche du bourg"


@cache
def dossier_de(
    code: str, annee: int = 2024, edition: str = "publique", rapport: str = "enquete_familles"
) -> Dossier:
    espace = Espace(RACINE)
    return charger(espace, controler_demande(espace, code, annee, f'{{"edition": "{edition}"}}', rapport))


@cache
def page(code: str, annee: int = 2024, edition: str = "publique", *noms: str) -> str:
    return rendre(dossier_de(code, annee, edition), *noms)


def rendre(dossier: Dossier, *noms: str) -> str:
    blocs = [bloc for nom in noms or SECTIONS for bloc in getattr(enquetes, nom)(dossier)]
    return html(dossier, blocs)


def html(dossier: Dossier, blocs: Iterable[Bloc]) -> str:
    registre = Registre(dict(dossier.referentiel.unites))
    return "\n".join(str(bloc.html(registre)) for bloc in blocs)


def lues(dossier: Dossier) -> str:
    """Ce qu'un bilan donne à lire des enquêtes."""
    return texte(html(dossier, paroles(dossier)))


def d_un_public(dossier: Dossier, public: str) -> str:
    """Ce qu'un bilan donne à lire d'un public : de son titre à celui d'après."""
    _, *parties = html(dossier, paroles(dossier)).split('id="parole-')
    assert len(parties) == len(PUBLICS)
    (sienne,) = [partie for partie in parties if partie.startswith(f'{public}"')]
    return texte(sienne.partition(">")[2])


@pytest.mark.parametrize("nom", SECTIONS)
@pytest.mark.parametrize("rapport", PUBLIC_DU_RAPPORT)
@pytest.mark.parametrize("code", ["00", "63", "38"])
def test_chaque_section_se_rend(code: str, rapport: str, nom: str) -> None:
    lu = texte(rendre(dossier_de(code, rapport=rapport), nom))
    assert lu.strip() != ""
    assert not re.search(r"\bnan\b|None|NaT|aucun plan d'action", lu)


def test_l_essentiel_de_l_exemple_dit_le_nombre_de_reponses_et_le_changement() -> None:
    lu = texte(page("00", 2024, "publique", "essentiel"))
    assert "En 2024, 410 parents ont répondu." in lu
    assert "Entre 2022 et 2024" in lu
    assert "calées sur ce que l'on sait de la population" in lu


def test_une_part_est_toujours_suivie_de_son_nombre_de_reponses() -> None:
    for nom in ("essentiel", "resultats"):
        lu = texte(page("00", 2024, "publique", nom))
        assert lu.count("réponses") >= 5


def test_avant_la_premiere_vague_il_n_y_a_pas_d_enquete() -> None:
    assert vagues(dossier_de("00", 2021)) == []
    assert precedente(dossier_de("00", 2022)) is None
    assert "Une seule vague" in texte(page("00", 2022, "publique", "avant_apres"))


def test_un_departement_sans_enquete_dit_ce_qui_manque_et_ce_que_son_texte_cite() -> None:
    lu = texte(page("63"))
    assert "Aucune réponse d'enquête auprès des familles n'est rangée jusqu'en 2024" in lu
    assert "Peut le renseigner : la Caf, la MSA et le Département" in lu
    assert "Seulement 3% des parents interrogés" in lu or "41 %" in lu
    assert "Aucun texte décrit de ce département" in texte(page("38", 2024, "publique", "chiffres_du_schema"))


def test_un_rapport_qui_ne_lit_pas_les_enquetes_ne_dit_pas_qu_il_n_y_en_a_pas() -> None:
    with pytest.raises(ValueError, match="RAPPORTS_A_ENQUETES"):
        paroles(dossier_de("00", rapport="point_annuel"))


def test_le_rapport_d_une_enquete_ne_porte_que_celles_de_son_public() -> None:
    for rapport, public in PUBLIC_DU_RAPPORT.items():
        portees = dossier_de("00", rapport=rapport).enquetes
        assert {vague.fiche.questionnaire for vague in portees or ()} == {public}
    bilan = dossier_de("00", rapport=BILAN)
    assert {vague.fiche.questionnaire for vague in bilan.enquetes or ()} == set(PUBLICS)
    assert vagues(bilan) == vagues(bilan, "familles")


def test_le_rapport_des_professionnels_parle_d_eux() -> None:
    lu = texte(rendre(dossier_de("00", rapport="enquete_professionnels")))
    assert "En 2024, 264 professionnels ont répondu." in lu
    assert "peut écarter des métiers entiers" in lu
    assert "Besoins des professionnels : « Des collègues »" in lu
    assert not re.search(r"parents ont|des parents\b|auprès des familles|familles entières", lu)


def test_un_texte_cite_chaque_enquete_avec_son_public() -> None:
    familles, professionnels = (
        texte(rendre(dossier_de("63", rapport=rapport), "chiffres_du_schema"))
        for rapport in PUBLIC_DU_RAPPORT
    )
    assert "près de 200 répondants" in professionnels
    assert "près de 200 répondants" not in familles
    assert "près de 1800 répondants" in familles
    assert "près de 1800 répondants" not in professionnels


# --- la parole de chacun, dans un bilan -----------------------------------------------------------


def test_chaque_public_dit_combien_comment_quoi_et_avec_quels_mots() -> None:
    for public, debut, dit, voix in (
        ("familles", "410 parents ont répondu", "Les parents satisfaits", "« Un car pour aller"),
        ("professionnels", "264 professionnels ont répondu", "qui connaissent le schéma", "du soir. »"),
    ):
        siennes = d_un_public(dossier_de("00", rapport=BILAN), public)
        attendus = (debut, "Base de sondage", "Les réponses sont calées", dit, voix, "des déclarations.")
        assert [mot for mot in attendus if mot not in siennes] == []
        assert siennes.count("réponses)") >= 5


def test_sous_trente_repondants_l_effectif_seul() -> None:
    for edition in ("publique", "interne"):
        elus = d_un_public(dossier_de("00", edition=edition, rapport=BILAN), "elus")
        assert "19 élus ont répondu" in elus
        assert "Moins de 30 réponses : aucun pourcentage n'est calculé" in elus
        assert "Peut en recueillir davantage : le secrétariat du comité départemental" in elus
        assert "%" not in elus
        assert "Un seul interlocuteur" not in elus


@pytest.mark.parametrize(
    ("gardees", "edition", "attendu"),
    [
        (3, "publique", "moins de 5 élus ont répondu"),
        (5, "publique", "5 élus ont répondu"),
        (3, "interne", "3 élus ont répondu"),
        (1, "interne", "1 personne a répondu"),
    ],
)
def test_une_a_quatre_personnes_ne_se_disent_pas_au_public(
    espace_copie: Espace, gardees: int, edition: str, attendu: str
) -> None:
    for nom in ("reponses", "ouvertes", "themes"):
        garder(espace_copie.data / f"departements/00/enquetes/elus-2024/{nom}.csv", gardees)
    surcharge = f'{{"edition": "{edition}"}}'
    dossier = charger(espace_copie, controler_demande(espace_copie, "00", 2024, surcharge, BILAN))
    assert attendu in d_un_public(dossier, "elus")


def garder(fichier: Path, repondants: int) -> None:
    """Ne garde d'une table que les premiers répondants."""
    entete, *lignes = fichier.read_text(encoding="utf-8").splitlines(keepends=True)
    gardees = [ligne for ligne in lignes if int(ligne[1:6]) <= repondants]
    fichier.write_text("".join([entete, *gardees]), encoding="utf-8")


@pytest.mark.parametrize("code", ["63", "71"])
def test_un_bilan_sans_enquete_dit_pour_chaque_public_qui_peut_la_mener(code: str) -> None:
    dossier = dossier_de(code, 2022, rapport=BILAN if code == "63" else "bilan_final")
    for public in PUBLICS.values():
        siennes = d_un_public(dossier, public.code)
        assert f"Aucune réponse d'enquête auprès des {public.nom} n'est rangée" in siennes
        assert f"Peut le renseigner : {public.peut_fournir}" in siennes


def test_un_bilan_ne_cite_aucune_reponse_qui_n_est_pas_relue() -> None:
    for edition in ("publique", "interne"):
        lu = lues(dossier_de("00", edition=edition, rapport=BILAN))
        assert NON_RELUE not in lu
        assert A_RELIRE not in lu
        assert "Notre chef de service" not in lu


# --- la relecture ---------------------------------------------------------------------------------


def test_l_edition_publique_n_imprime_que_des_reponses_relues_et_publiables() -> None:
    lu = texte(page("00"))
    assert NON_RELUE not in lu
    assert REFUSEE not in lu
    assert "autiste" not in lu
    assert "Un enfant en situation de handicap n'a pas trouvé sa place à l'école." in lu
    assert "« =une crèche ouverte le samedi »" in lu


def test_l_edition_interne_montre_les_autres_et_dit_de_ne_pas_les_diffuser() -> None:
    lu = texte(page("00", 2024, "interne", "reponses_libres"))
    vague = derniere(dossier_de("00", 2024, "interne"))
    assert vague is not None
    question = next(q for q in vague.questionnaire.questions() if isinstance(q, QuestionTexte))
    a_relire = [c for c in citations(vague, question) if c.texte.endswith(A_RELIRE)]
    assert len(a_relire) >= 2
    assert A_RELIRE.strip() in lu


def test_une_relecture_retiree_retire_la_reponse(espace_copie: Espace) -> None:
    fichier = "data/departements/00/enquetes/familles-2024/ouvertes.csv"
    contenu = (espace_copie.racine / fichier).read_text(encoding="utf-8")
    assert "Un car pour aller au centre de loisirs.,oui" in contenu
    vide = contenu.replace(",oui,\"chargée d'études, Caf d'exemple\",2024-08-05,", ",,,,")
    Path(espace_copie.racine / fichier).write_text(vide, encoding="utf-8")
    dossier = charger(espace_copie, controler_demande(espace_copie, "00", 2024, "", "enquete_familles"))
    blocs = enquetes.reponses_libres(dossier)
    lu = texte("".join(str(b.html(Registre(dict(dossier.referentiel.unites)))) for b in blocs))
    assert "Aucune réponse libre n'est encore relue et dite publiable." in lu
    assert "Un car pour aller" not in lu


# --- le secret ------------------------------------------------------------------------------------


@pytest.mark.parametrize("annee", [2022, 2024])
def test_aucun_effectif_de_1_a_4_ne_se_lit_ni_ne_se_deduit(annee: int) -> None:
    """Pour chaque question : ni une modalité, ni ce qui reste quand on ôte du total celles qu'on voit."""
    vague = derniere(dossier_de("00", annee))
    assert vague is not None
    for question in vague.questionnaire.questions():
        if question.type not in ("choix_unique", "echelle", "territoire"):
            continue
        lue = vague.repartition(question)
        if not lue.modalites:
            continue
        comptes = vague.table[question.code].value_counts()
        vus = [int(comptes.get(m.code, 0)) for m in lue.modalites if m.part]
        caches = [int(comptes.get(m.code, 0)) for m in lue.modalites if not m.part]
        assert not [n for n in vus if 0 < n < 5], question.code
        assert len(caches) != 1, question.code
        assert lue.n == sum(vus) + sum(caches) >= 30


@pytest.mark.parametrize("annee", [2022, 2024])
def test_les_groupes_que_l_on_ne_montre_pas_ne_se_devinent_pas(annee: int) -> None:
    vague = derniere(dossier_de("00", annee))
    assert vague is not None
    vus = 0
    for question in suivies(vague):
        suivie = vague.table[colonne(question.code, SUIVI)]
        for code in ("type_famille", "difficultes_financieres", "epci"):
            visibles = groupes_publiables(vague.lue, vague.table, question.code, code, vague.caches, (30, 5))
            membres = vague.table[code].isin(visibles)
            for groupe in (*(vague.table[code] == m for m in visibles), ~membres):
                siennes = suivie[groupe].dropna()
                oui = int((siennes == OUI).sum())
                assert not any(0 < n < 5 for n in (oui, len(siennes) - oui)), (question.code, code)
            vus += len(visibles)
    assert vus > 20


def test_rien_sous_trente_reponses_dans_aucune_edition() -> None:
    for edition in ("publique", "interne"):
        vague = derniere(dossier_de("00", 2024, edition))
        assert vague is not None
        handicap = vague.questionnaire.question("satisfaction_handicap")
        assert repondants(vague.table, handicap) < 30
        assert vague.repartition(handicap).modalites == ()
        assert vague.suivie(handicap) is None


def test_une_marge_de_moins_de_trente_reponses_ne_donne_aucune_part(espace_copie: Espace) -> None:
    for nom in ("reponses", "ouvertes", "themes"):
        garder(espace_copie.data / f"departements/00/enquetes/professionnels-2024/{nom}.csv", 29)
    dossier = charger(espace_copie, controler_demande(espace_copie, "00", 2024, "", "enquete_professionnels"))
    lu = texte(rendre(dossier, "repondants"))
    assert "« Domaine » : moins de 30 réponses, aucune part n'est donnée." in lu
    assert "Répondants, sans poids" not in lu


# --- les poids ------------------------------------------------------------------------------------


def test_des_marges_contradictoires_se_disent_et_le_rapport_se_rend(espace_copie: Espace) -> None:
    fichier = "data/departements/00/enquetes/familles-2024/enquete.yml"
    types = "couple: {}\n    monoparentale: {}"
    remplacer(espace_copie, fichier, types.format(71.0, 27.0), types.format(98.0, 0.0))
    dossier = charger(espace_copie, controler_demande(espace_copie, "00", 2024, "", "enquete_familles"))
    vague = derniere(dossier)
    assert vague is not None
    assert vague.echantillon.calees == ("epci",)
    blocs = enquetes.repondants(dossier)
    lu = texte("".join(str(b.html(Registre(dict(dossier.referentiel.unites)))) for b in blocs))
    assert "La marge « type de famille » n'est pas tenue" in lu


def test_les_poids_de_l_exemple_tiennent_les_marges() -> None:
    vague = derniere(dossier_de("00"))
    assert vague is not None
    pesee = vague.echantillon.poids.groupby(vague.table["type_famille"]).sum()
    parts = (100 * pesee / pesee.sum()).round(3).to_dict()
    assert parts == {"autre": 2.0, "couple": 71.0, "monoparentale": 27.0}
