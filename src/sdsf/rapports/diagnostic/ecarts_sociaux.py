"""Les écarts sociaux : ce que l'on sait de chaque public, et l'offre là où la pauvreté est la plus forte."""

from dataclasses import dataclass

import pandas as pd

from sdsf.chiffres import Chiffre, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.equite import naissances_de_trois_ans
from sdsf.evaluation.moities import Moities, comparer_les_moities
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rapports.accueil.vues import COMMUNES, vue
from sdsf.rapports.chiffrer import nom_du_territoire, source_citee
from sdsf.rapports.diagnostic.contexte import COLONNES, NAISSANCES, ligne_d_indicateur, serie_connue
from sdsf.releves.periodes import annee_de
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau, absence, phrase
from sdsf.rendu.nombres import abreger, accorder

PAUVRETE = "taux_pauvrete"


@dataclass(frozen=True)
class Public:
    """Un public que la loi nomme (L. 214-2), les indicateurs qui le disent, qui peut les fournir."""

    nom: str
    indicateurs: tuple[str, ...]
    qui: str


PUBLICS = (
    Public(
        "familles à bas revenus",
        (PAUVRETE, "part_enfants_moins_3_ans_bas_revenus", "part_enfants_eaje_sous_seuil_pauvrete"),
        "l'Insee (Filosofi) et la Caf (Filoue)",
    ),
    Public(
        "familles monoparentales",
        (
            "part_familles_monoparentales_enfants_moins_25_ans",
            "part_familles_monoparentales",
            "nombre_menages_monoparentaux",
        ),
        "l'Insee (recensement)",
    ),
    Public(
        "enfants en situation de handicap",
        (
            "taux_enfants_beneficiaires_aeeh",
            "part_enfants_eaje_couverts_aeeh",
            "part_heures_alsh_enfants_aeeh",
        ),
        "la Caf (bonus inclusion) et la MSA",
    ),
    Public(
        "parents aux horaires atypiques",
        ("part_places_horaires_atypiques",),
        "la Caf, le service de protection maternelle et infantile, les relais",
    ),
    Public(
        "habitants des quartiers prioritaires et des zones rurales fragiles (QPV, FRR)",
        ("nombre_qpv", "part_population_qpv"),
        "l'Agence nationale de la cohésion des territoires (« sdsf actualiser qpv »)",
    ),
)


def ecarts_sociaux(dossier: Dossier) -> list[Bloc]:
    """Ce qui est publié par public ; ceux dont rien n'est publié ; l'offre face à la pauvreté."""
    suivis = {public: _suivis(dossier, public) for public in PUBLICS}
    lignes = [
        Ligne([public.nom, *ligne_d_indicateur(dossier, code).cellules])
        for public, codes in suivis.items()
        for code in codes
    ]
    colonnes = [Colonne("Public"), *COLONNES]
    titre = f"Ce qui est publié de chaque public, jusqu'en {dossier.annee}"
    return [
        *([Tableau(titre, colonnes, lignes)] if lignes else []),
        *(
            absence(f"Rien n'est suivi pour les {public.nom}.", public.qui)
            for public, codes in suivis.items()
            if not codes
        ),
        *offre_et_pauvrete(dossier),
    ]


def _suivis(dossier: Dossier, public: Public) -> list[str]:
    propre = dossier.departement.code
    return [code for code in public.indicateurs if len(serie_connue(dossier, code, propre))]


# --- l'offre là où la pauvreté est la plus forte --------------------------------------------------


def offre_et_pauvrete(dossier: Dossier) -> list[Bloc]:
    """Le taux de couverture des communes les plus pauvres et des autres, pesé par leurs naissances."""
    table = _communes(dossier)
    if table.empty:
        manque = (
            "On ne sait pas si l'accueil est plus rare là où la pauvreté est plus forte : aucune commune "
        )
        suite = "n'a à la fois un taux de couverture et un taux de pauvreté publiés."
        return [absence(manque + suite, "la Cnaf et l'Insee")]
    moities = comparer_les_moities(table, dossier.seuils.minimum_epci_pour_deciles)
    if moities.motif:
        texte = f"Le taux de couverture ne se compare pas à la pauvreté : {moities.motif}."
        return [Paragraphe(texte, "note")]
    return [Paragraphe(_phrase(dossier, table, moities)), Paragraphe(_noms(table, moities), "note")]


def _communes(dossier: Dossier) -> pd.DataFrame:
    """Les communes dont le taux est publié : ``taux, critere, enfants`` et la trace de chaque ligne."""
    trouvee = vue(dossier, COMMUNES)
    pauvrete = _derniers(dossier, PAUVRETE)
    if trouvee is None or pauvrete.empty:
        return pd.DataFrame()
    naissances = _lignes(dossier, NAISSANCES)
    poids = naissances_de_trois_ans(naissances, trouvee.annee)
    taux = trouvee.table
    jointe = taux.assign(
        nom=[nom_du_territoire(dossier, ligne) for _, ligne in taux.iterrows()],
        taux=taux["valeur"],
        critere=taux["territoire"].map(pauvrete.set_index("territoire")["valeur"]),
        an_du_critere=int(pauvrete["annee"].iloc[0]),
        enfants=taux["territoire"].map(poids),
    )
    return jointe.dropna(subset=["taux", "critere", "enfants"]).reset_index(drop=True)


def _lignes(dossier: Dossier, code: str) -> pd.DataFrame:
    releves = dossier.releves
    lignes = releves[
        (releves["indicateur"] == code)
        & (releves["maille"] == "commune")
        & (releves["origine"] != "texte")
        & releves["valeur"].notna()
    ]
    datees = lignes.assign(annee=[annee_de(periode) for periode in lignes["periode"]])
    connues: pd.DataFrame = datees[datees["annee"] <= dossier.annee]
    return connues.sort_values("edition", kind="stable").drop_duplicates(["territoire", "annee"], keep="last")


def _derniers(dossier: Dossier, code: str) -> pd.DataFrame:
    lignes = _lignes(dossier, code)
    derniers: pd.DataFrame = lignes[lignes["annee"] == lignes["annee"].max()]
    return derniers


def _phrase(dossier: Dossier, table: pd.DataFrame, moities: Moities) -> object:
    annee, an_du_critere = int(table["annee"].iloc[0]), int(table["an_du_critere"].iloc[0])
    bas, haut = (
        _chiffre(dossier, table, quoi, valeur, codes)
        for quoi, valeur, codes in (
            ("les moins pauvres", moities.bas, moities.codes_bas),
            ("les plus pauvres", moities.haut, moities.codes_haut),
        )
    )
    return phrase(
        f"Parmi les {len(table)} communes dont le taux est publié en {annee}, la moitié la plus pauvre "
        f"({_combien(moities.codes_haut)}, Filosofi {an_du_critere}) offre {{h}} places pour 100 enfants, "
        f"l'autre moitié ({_combien(moities.codes_bas)}) {{b}}. "
        "Cet écart décrit, il n'explique pas.",
        h=haut,
        b=bas,
    )


def _combien(codes: tuple[str, ...]) -> str:
    return f"{len(codes)} {accorder(len(codes), 'commune', 'communes')}"


def _chiffre(
    dossier: Dossier, table: pd.DataFrame, quoi: str, valeur: float | None, codes: tuple[str, ...]
) -> Chiffre:
    siennes = table[table["territoire"].isin(codes)]
    return Chiffre(
        f"Taux de couverture des communes {quoi}",
        valeur,
        "places_pour_100_enfants",
        nature="estimee",
        formule="somme des taux × naissances de trois ans ÷ somme de ces naissances",
        territoire=dossier.departement.nom,
        perimetre=f"{len(siennes)} communes au taux publié",
        periode=str(int(table["annee"].iloc[0])),
        source=source_citee(dossier, str(table["source"].iloc[0])),
        edition=str(table["edition"].iloc[0]),
        note=f"moitié des naissances ; indicateur : {PRINCIPAL}",
        trace=trace_de(siennes),
    )


def _noms(table: pd.DataFrame, moities: Moities) -> str:
    noms = dict(zip(table["territoire"], table["nom"], strict=True))
    pauvres = abreger([str(noms[code]) for code in reversed(moities.codes_haut)], 6)
    methode = "Chaque moitié compte autant de naissances de trois ans, à une commune près (valeurs estimées)."
    return f"{methode} La plus pauvre : {pauvres}."
