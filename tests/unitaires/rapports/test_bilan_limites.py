"""Les bilans aux limites : sans données, tout secret, un seul territoire, un titre sans fin."""

import dataclasses
from collections.abc import Callable

import pytest
from tests.fabrique import fiche, indicateur, plan
from tests.pages import ouvrir, sur_un_plan

from sdsf.dossier import Dossier
from sdsf.plan.fiches import Cible, EtatZero
from sdsf.plan.modeles import Extrait
from sdsf.rapports import bilan
from sdsf.rapports.bilan.objectifs import bilans_des_objectifs
from sdsf.rapports.bilan.portee import portees
from sdsf.rapports.indicateur import suivre_du_plan
from sdsf.rendu.registre import Registre

CHAPITRES = sorted(set(bilan.__all__) - {"couverture"})
LONG = "Un titre qui n'en finit pas et dont chaque mot compte pour quelqu'un " * 9
LOCALES = ["epci", "commune", "ept"]
Limite = Callable[[Dossier], Dossier]


@pytest.fixture(scope="module")
def exemple() -> Dossier:
    return ouvrir("00", "bilan_final", 2026)


def avec(dossier: Dossier, **tables: object) -> Dossier:
    return dataclasses.replace(dossier, tables={**dossier.tables, **tables})  # type: ignore[arg-type]


def sans_donnees(dossier: Dossier) -> Dossier:
    vides = {nom: table.iloc[:0] for nom, table in dossier.tables.items() if nom != "territoires"}
    return dataclasses.replace(avec(dossier, **vides), enquetes=())


def tout_secret(dossier: Dossier) -> Dossier:
    releves = dossier.releves.assign(valeur=float("nan"), etat="secret", numerateur=None, denominateur=None)
    return avec(dossier, releves=releves)


def un_seul_territoire(dossier: Dossier) -> Dossier:
    territoires, releves = dossier.tables["territoires"], dossier.releves
    garde = territoires[territoires["maille"] == "epci"].iloc[:1]
    locaux = releves["maille"].isin(["epci", "commune", "ept"]) & ~releves["territoire"].isin(
        garde["territoire"]
    )
    autres = territoires[~territoires["maille"].isin(["epci", "commune", "ept"])]
    return avec(
        dossier,
        releves=releves[~locaux],
        territoires=type(territoires)(
            [*autres.to_dict("records"), *garde.to_dict("records")], columns=territoires.columns
        ),
    )


def denominateurs_nuls(dossier: Dossier) -> Dossier:
    releves = dossier.releves
    taux = releves["denominateur"].notna()
    nuls = releves.assign(
        denominateur=releves["denominateur"].where(~taux, 0.0),
        valeur=releves["valeur"].where(~taux),
        etat=releves["etat"].where(~taux, "sans_objet"),
    )
    return avec(dossier, releves=nuls)


def titres_sans_fin(dossier: Dossier) -> Dossier:
    fiches = [f.model_copy(update={"intitule": LONG}) for f in dossier.plan.fiches]
    return dataclasses.replace(
        dossier, plan=dossier.plan.model_copy(update={"fiches": fiches, "intitule": LONG})
    )


# Une annexe que personne n'a remplie ne s'imprime pas.
FACULTATIFS = ("vues_arretees",)
LIMITES = (sans_donnees, tout_secret, un_seul_territoire, denominateurs_nuls, titres_sans_fin)


def rendre(dossier: Dossier, chapitre: str) -> str:
    registre = Registre(dict(dossier.referentiel.unites))
    return "\n".join(str(bloc.html(registre)) for bloc in getattr(bilan, chapitre)(dossier))


@pytest.mark.parametrize("chapitre", CHAPITRES)
@pytest.mark.parametrize("limite", LIMITES, ids=lambda limite: limite.__name__)
def test_chaque_chapitre_se_lit_encore(exemple: Dossier, limite: Limite, chapitre: str) -> None:
    rendu = rendre(limite(exemple), chapitre)
    assert rendu.strip() or chapitre in FACULTATIFS
    # Une valeur absente a son mot ; un nombre qui n'existe pas ne s'imprime jamais.
    assert not any(mot in rendu for mot in (">nan<", ">inf<", "NaN", "None ", ">None<"))


def test_sans_donnees_rien_ne_se_conclut(exemple: Dossier) -> None:
    reponses = {p.question: p.reponse for p in portees(sans_donnees(exemple))}
    assert set(reponses.values()) == {"non"}


def test_tout_secret_ne_montre_aucune_valeur_et_ne_juge_rien(exemple: Dossier) -> None:
    bilans = bilans_des_objectifs(tout_secret(exemple))
    assert {b.tenue for b in bilans} == {"non_mesurable"}


@pytest.mark.parametrize(
    ("sens", "jugement"), [("hausse", "atteint"), ("baisse", "atteint")], ids=["hausse", "baisse"]
)
def test_une_cible_egale_a_l_etat_zero_est_atteinte_des_que_la_valeur_s_y_tient(
    exemple: Dossier, sens: str, jugement: str
) -> None:
    """Ni division par un chemin nul, ni retard : la valeur tient la cible, ou elle ne la tient pas."""
    releves = exemple.releves
    propres = releves[(releves["territoire"] == "00") & releves["valeur"].notna()]
    ligne = propres[propres["origine"] == "saisie"].iloc[-1]
    extrait = Extrait(ligne=1, texte="x")
    cible = Cible(valeur=float(ligne["valeur"]), echeance=2026, texte="x")
    zero = EtatZero(valeur=float(ligne["valeur"]), periode="2020", extrait=extrait)
    seul = plan(
        fiches=[
            fiche(
                indicateurs=[
                    indicateur(
                        id=ligne["indicateur"],
                        unite=ligne["unite"],
                        sens=sens,
                        cible=cible.model_dump(),
                        etat_zero=zero.model_dump(),
                    )
                ]
            )
        ]
    )
    dossier = sur_un_plan(exemple, seul)
    suivi = suivre_du_plan(dossier, seul.fiches[0], seul.fiches[0].indicateurs[0])
    assert suivi.verdict.jugement == jugement
