"""Les fautes de lignes que l'on propose : le contrat, les renvois, le sens ; toutes ensemble.

Le lieu d'une faute est la table, le rang de la ligne proposée (à partir de 1) et la colonne.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Lieu, enumerer, plus_proche
from sdsf.espace import Espace
from sdsf.journal.auteurs import fautes_de_texte
from sdsf.journal.modeles import AVANCEMENT, CORRECTIONS, Correction, Valeurs, cle_de, cle_en_clair, sujet
from sdsf.journal.savoir import Savoir
from sdsf.lecture.csv_strict import Schema, controler_lignes, table_vide
from sdsf.releves.lecture import contrats, verifier_releves
from sdsf.releves.remarques import verifier_remarques
from sdsf.renvois import verifier_renvois_des_tables
from sdsf.vocabulaire import SAISIE_ANNULEE

Ligne = Mapping[Hashable, Any]
FINIS = ("realisee", "abandonnee")


def completer(
    espace: Espace, lignes: Mapping[str, Sequence[Valeurs]], sauf: Sequence[str] = (CORRECTIONS,)
) -> dict[str, list[dict[str, str]]]:
    """Chaque ligne avec toutes les colonnes de sa table ; une colonne tue est vide.

    ``sauf`` : les tables que l'on ne saisit pas. Lève ``Erreurs`` pour une table ou une colonne inconnue.
    """
    schemas = {nom: schema for nom, schema in contrats(espace).items() if nom not in sauf}
    err.lever(
        [faute for table, siennes in lignes.items() for faute in _hors_contrat(schemas, table, siennes)]
    )
    return {
        table: [{nom: _net(ligne.get(nom, "")) for nom in schemas[table].colonnes} for ligne in siennes]
        for table, siennes in lignes.items()
        if siennes
    }


def _net(cellule: str) -> str:
    """Une cellule sans blanc autour, sans retour chariot ni caractère qui ne s'imprime pas."""
    texte = cellule.replace("\r\n", "\n").replace("\r", "\n").strip(" \n\u00a0\u202f\ufeff")
    return "".join(c for c in texte if c.isprintable() or c in "\n\t")


def _hors_contrat(schemas: Mapping[str, Schema], table: str, lignes: Sequence[Valeurs]) -> Iterator[Erreur]:
    if table not in schemas:
        noms = list(schemas)
        yield err.SaisieHorsContrat(
            Lieu(table), proche=plus_proche(table, noms), recu=table, attendu="une table du contrat",
            admis=enumerer(noms, 20),
        )  # fmt: skip
        return
    admises = schemas[table].colonnes
    for nom in dict.fromkeys(nom for ligne in lignes for nom in ligne if nom not in admises):
        yield err.SaisieHorsContrat(
            Lieu(table), proche=plus_proche(nom, admises), recu=nom, attendu="une colonne de cette table",
            admis=enumerer(admises, 20),
        )  # fmt: skip


def fautes_des_lignes(savoir: Savoir, lignes: Mapping[str, Sequence[dict[str, str]]]) -> list[Erreur]:
    """Toutes les fautes de lignes complètes, dans l'ordre des tables et des lignes."""
    schemas = contrats(savoir.espace)
    tables = {nom: _vide(schema) for nom, schema in schemas.items()}
    fautes: list[Erreur] = []
    for nom, siennes in lignes.items():
        tables[nom], trouvees = _lire(schemas[nom], siennes)
        fautes += [*trouvees, *_en_double(schemas[nom], siennes)]
    fautes += _renvois(savoir, tables)
    fautes += verifier_releves(tables["releves"], savoir.referentiel)
    fautes += verifier_remarques(tables["remarques"])
    fautes += [f for ligne in tables["releves"].to_dict("records") for f in _fautes_de_releve(savoir, ligne)]
    fautes += [
        f for ligne in tables[AVANCEMENT].to_dict("records") for f in _fautes_d_avancement(savoir, ligne)
    ]
    return sorted(fautes, key=lambda f: (list(lignes).index(f.lieu.fichier), f.lieu.ligne or 0))


@cache
def _vide(schema: Schema) -> pd.DataFrame:
    return table_vide(schema)


def _lire(schema: Schema, lignes: Sequence[dict[str, str]]) -> tuple[pd.DataFrame, list[Erreur]]:
    """Les lignes sans faute de forme, converties ; et toutes les fautes de forme et de texte."""
    table, fautes = controler_lignes([list(ligne.values()) for ligne in lignes], schema.nom, schema)
    textes = [
        faute
        for rang, ligne in enumerate(lignes, 1)
        for faute in fautes_de_texte(schema, ligne, Lieu(schema.nom, rang))
    ]
    return table, [*fautes, *textes]


def fautes_de_correction(espace: Espace, corriger: Correction | None) -> list[Erreur]:
    """Le motif et la signature d'une correction passent les contrôles de la table où ils iront."""
    if corriger is None:
        return []
    muette = {"numero": "1", "table": CORRECTIONS, "cle": "a=b", "colonne": "valeur"}
    dits = {"motif": corriger.motif, "saisi_par": corriger.saisi_par, "saisi_le": corriger.saisi_le}
    lignes = completer(espace, {CORRECTIONS: [{**muette, **dits}]}, sauf=())
    return _lire(contrats(espace)[CORRECTIONS], lignes[CORRECTIONS])[1]


def _en_double(schema: Schema, lignes: Sequence[dict[str, str]]) -> Iterator[Erreur]:
    """Deux lignes proposées ensemble qui parlent de la même chose et ne disent pas la même."""
    premieres: dict[tuple[str, ...], tuple[int, dict[str, str]]] = {}
    for rang, ligne in enumerate(lignes, 1) if sujet(schema) else ():
        autre, connue = premieres.setdefault(cle_de(schema, ligne), (rang, ligne))
        if connue != ligne:
            cle = cle_en_clair(schema, ligne)
            yield err.LigneEnDouble(Lieu(schema.nom, rang), autre_ligne=autre, cle=cle)


def _renvois(savoir: Savoir, tables: Mapping[str, pd.DataFrame]) -> list[Erreur]:
    """Ce qu'aucun des plans du département ne connaît : un ancien plan a pu, lui aussi, être suivi."""
    par_plan = [
        {str(faute): faute for faute in verifier_renvois_des_tables(
            plan, tables, savoir.referentiel, savoir.departement)}
        for plan in savoir.plans
    ]  # fmt: skip
    lieux = set.intersection(*({str(f.lieu) + f.code for f in fautes.values()} for fautes in par_plan))
    return [faute for faute in par_plan[-1].values() if str(faute.lieu) + faute.code in lieux]


def _lieu(ligne: Ligne, colonne: str) -> Lieu:
    return Lieu(str(ligne["fichier"]), int(ligne["ligne"]), f"colonne {colonne}")


# --- un relevé ------------------------------------------------------------------------------------


def _fautes_de_releve(savoir: Savoir, ligne: Ligne) -> Iterator[Erreur]:
    connus = savoir.indicateurs()
    if ligne["origine"] == "saisie" and ligne["indicateur"] not in connus:
        yield err.RenvoiInconnu(
            _lieu(ligne, "indicateur"), proche=plus_proche(ligne["indicateur"], connus),
            recu=ligne["indicateur"], attendu="un indicateur",
            ou=f"« sdsf lister indicateurs {savoir.departement} »",
        )  # fmt: skip
    if not savoir.connait(ligne["maille"], ligne["territoire"]):
        codes = sorted(code for maille, code in savoir.territoires if maille == ligne["maille"])
        yield err.RenvoiInconnu(
            _lieu(ligne, "territoire"), proche=plus_proche(ligne["territoire"], codes),
            recu=ligne["territoire"], attendu=f"un territoire de maille « {ligne['maille']} »",
            ou=f"« sdsf lister territoires {savoir.departement} »",
        )  # fmt: skip


# --- une ligne d'avancement -----------------------------------------------------------------------


VERIFIER = "Vérifiez les deux dates."
AVENIR = "On ne constate pas l'avenir : vérifiez les deux dates."


def _dit(ligne: Ligne, colonne: str) -> bool:
    return bool(pd.notna(ligne[colonne]))


@dataclass(frozen=True)
class Regle:
    """Ce qu'une ligne d'avancement ne peut pas dire : la colonne, le test, la phrase, le remède."""

    colonne: str
    test: Callable[[Ligne], bool]
    quoi: str
    conseil: str


REGLES = (
    Regle(
        "debut_reel",
        lambda x: x["debut_reel"] > x["fin_reelle"],
        "Le début réel suit la fin réelle",
        VERIFIER,
    ),
    Regle(
        "debut_reel",
        lambda x: x["debut_reel"] > x["date_arret"],
        "Le début réel suit la date d'arrêt",
        AVENIR,
    ),
    Regle(
        "fin_reelle",
        lambda x: x["fin_reelle"] > x["date_arret"],
        "La fin réelle suit la date d'arrêt",
        AVENIR,
    ),
    Regle(
        "fin_reelle",
        lambda x: _dit(x, "fin_reelle") and x["statut"] not in FINIS,
        "Une fin réelle ne va pas avec le statut « {statut} »",
        "Choisissez « realisee » ou « abandonnee », ou videz la fin réelle.",
    ),
    Regle(
        "debut_reel",
        lambda x: _dit(x, "debut_reel") and x["statut"] == "non_demarree",
        "Une action non démarrée n'a pas de début réel",
        "Videz le début réel, ou choisissez un autre statut.",
    ),
    Regle(
        "date_arret",
        lambda x: x["date_arret"] > x["saisi_le"],
        "La date d'arrêt suit le jour de la saisie",
        "Donnez la date à laquelle on a regardé : au plus tard le jour de la saisie.",
    ),
    Regle(
        "statut",
        lambda x: x["statut"] == "sans_information" and (_dit(x, "debut_reel") or _dit(x, "fin_reelle")),
        "« sans_information » ne va pas avec un début ni une fin",
        "Choisissez un autre statut, ou videz ces dates.",
    ),
    Regle(
        "motif",
        lambda x: x["motif"] == SAISIE_ANNULEE,
        f"« {SAISIE_ANNULEE} » est réservé à l'annulation d'une saisie",
        "Écrivez un autre motif.",
    ),
)


def _fautes_d_avancement(savoir: Savoir, ligne: Ligne) -> Iterator[Erreur]:
    yield from _fautes_d_etape(savoir, ligne)
    for regle in REGLES:
        if regle.test(ligne):
            quoi = regle.quoi.format(statut=ligne["statut"])
            yield err.SaisieIncoherente(_lieu(ligne, regle.colonne), quoi=quoi, conseil=regle.conseil)


def _fautes_d_etape(savoir: Savoir, ligne: Ligne) -> Iterator[Erreur]:
    """Une étape est celle de l'action citée, ou de sa fiche ; une fiche sans étape ne se suit pas."""
    cite = savoir.fiche_de(ligne["action"])
    if cite is None:
        return
    fiche, action = cite
    if not ligne["etape"]:
        if action is None:
            quoi = f"« {fiche.id} » est une fiche : l'avancement se suit action par action"
            conseil = "Donnez une action de la fiche, ou une étape de la fiche."
            yield err.SaisieIncoherente(_lieu(ligne, "action"), quoi=quoi, conseil=conseil)
        return
    trouvee = savoir.etape(ligne["etape"])
    if trouvee and ligne["action"] != (attendue := trouvee[1].action or trouvee[0].id):
        quoi = f"L'étape « {ligne['etape']} » est celle de « {attendue} »"
        conseil = f"Écrivez « {attendue} » dans la colonne action."
        yield err.SaisieIncoherente(_lieu(ligne, "action"), quoi=quoi, conseil=conseil)
