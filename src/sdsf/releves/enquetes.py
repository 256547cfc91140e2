"""Lire les enquêtes d'un département (``data/departements/<code>/enquetes/<nom>/``), et les vérifier.

Une enquête est une fiche (``enquete.yml``) et trois tables : les réponses, les réponses libres et leur
relecture, les thèmes de leur codage. Une réponse qui manque n'a pas de ligne.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sdsf import erreurs as err
from sdsf.chiffres import Trace, empreinte_de
from sdsf.erreurs import Erreur, Erreurs, Lieu, enumerer, plus_proche
from sdsf.espace import Espace
from sdsf.lecture.csv_strict import lire_table, table_vide
from sdsf.lecture.document_yaml import DocumentLu
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.referentiel.enquetes import ECART_DE_TOTAL, Enquete, Marge
from sdsf.referentiel.questionnaires import (
    ChoixMultiple,
    Question,
    Questionnaire,
    QuestionNombre,
    QuestionTerritoire,
    QuestionTexte,
    lire_questionnaires,
)
from sdsf.releves.lecture import contrats, contrats_des_enquetes
from sdsf.territoires.appartenances import appartenances
from sdsf.territoires.lecture import dossier_des_territoires, lire_territoires

# L'apostrophe que l'import met devant un texte qu'un tableur aurait exécuté.
NEUTRALISE = r"^'(?=\s*[=+\-@]|\t)"
FICHE = "enquete.yml"


@dataclass(frozen=True)
class EnqueteLue:
    """Une enquête lue et vérifiée. ``territoires`` : le nom de chaque territoire, par code."""

    fiche: Enquete
    questionnaire: Questionnaire
    reponses: pd.DataFrame
    ouvertes: pd.DataFrame
    themes: pd.DataFrame
    territoires: Mapping[str, str]
    trace: Trace

    def modalites(self, question: Question) -> Mapping[str, str]:
        """Les modalités d'une question à choix et leur libellé ; pour un territoire, ceux du département."""
        return self.questionnaire.modalites(question, self.territoires)


def dossier_des_enquetes(espace: Espace, departement: str) -> Path:
    """Le dossier des enquêtes d'un département."""
    return espace.data / "departements" / departement / "enquetes"


def lire_enquetes(espace: Espace, departement: str) -> tuple[EnqueteLue, ...]:
    """Les enquêtes d'un département, de la plus ancienne à la plus récente. Lève ``Erreurs``."""
    fiches = sorted(dossier_des_enquetes(espace, departement).glob(f"*/{FICHE}"))
    if not fiches:
        return ()
    questionnaires = lire_questionnaires(espace)
    lues: list[EnqueteLue] = []
    fautes: list[Erreur] = []
    for chemin in fiches:
        try:
            lues.append(_lire_une(espace, departement, chemin, questionnaires))
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
    err.lever(fautes)
    return tuple(sorted(lues, key=lambda lue: (lue.fiche.annee, lue.fiche.nom)))


def _lire_une(
    espace: Espace, departement: str, chemin: Path, questionnaires: Mapping[str, Questionnaire]
) -> EnqueteLue:
    fiche, document = lire_modele(chemin, espace.relatif(chemin), Enquete)
    err.lever(_fautes_de_fiche(fiche, document, departement, chemin.parent.name, questionnaires))
    questionnaire = questionnaires[fiche.questionnaire]
    tables: dict[str, pd.DataFrame] = {}
    fautes: list[Erreur] = []
    for nom, schema in contrats_des_enquetes(espace).items():
        place = chemin.with_name(f"{nom}.csv")
        try:
            exige = nom == "reponses" or place.exists()
            tables[nom] = lire_table(place, espace.relatif(place), schema) if exige else table_vide(schema)
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
    err.lever(fautes)
    textes = {colonne: _restituer(tables["ouvertes"][colonne]) for colonne in ("texte", "texte_publie")}
    tables["ouvertes"] = tables["ouvertes"].assign(**textes)
    trace = Trace(((espace.relatif(chemin), 1),), (empreinte_de(document.contenu),))
    territoires = territoires_possibles(espace, departement, questionnaire)
    lue = EnqueteLue(fiche, questionnaire, **tables, territoires=territoires, trace=trace)
    err.lever([*_fautes_de_marges(lue, document), *_fautes_de_reponses(lue), *_fautes_d_ouvertes(lue)])
    return lue


def _restituer(textes: pd.Series) -> pd.Series:
    return textes.str.replace(NEUTRALISE, "", regex=True)


def territoires_possibles(espace: Espace, departement: str, questionnaire: Questionnaire) -> dict[str, str]:
    """Les territoires où l'on peut vivre, de la maille que le questionnaire demande : code → nom."""
    demandees = {q.maille for q in questionnaire.questions() if isinstance(q, QuestionTerritoire)}
    # Là où une métropole couvre tout, on vit d'abord dans un établissement public territorial.
    mailles = demandees | ({"ept"} if "epci" in demandees else set())
    noms: dict[str, str] = {}
    for maille in sorted(mailles):
        noms |= _du_departement(espace, departement, maille) or _du_pays(espace, departement, maille)
    return noms


def _du_departement(espace: Espace, departement: str, maille: str) -> dict[str, str]:
    chemin = espace.data / "departements" / departement / "territoires.csv"
    if not chemin.exists():
        return {}
    table = lire_table(chemin, espace.relatif(chemin), contrats(espace)["territoires"])
    table = table[table["maille"] == maille]
    return dict(zip(table["territoire"], table["nom"], strict=True))


def _du_pays(espace: Espace, departement: str, maille: str) -> dict[str, str]:
    """Un département qui n'a pas écrit ses territoires : ceux de la dernière géographie connue."""
    if not dossier_des_territoires(espace).is_dir():
        return {}
    territoires = lire_territoires(espace)
    communes = appartenances(territoires)
    codes = set(communes.loc[communes["departement"] == departement, maille]) - {""}
    noms = territoires.tables[maille]
    connus = dict(zip(noms[maille], noms["nom"], strict=True))
    return {code: connus.get(code, code) for code in sorted(codes)}


# --- vérifier -------------------------------------------------------------------------------------


def _fautes_de_fiche(
    fiche: Enquete,
    document: DocumentLu,
    departement: str,
    dossier: str,
    questionnaires: Mapping[str, Questionnaire],
) -> list[Erreur]:
    fautes: list[Erreur] = []
    for cle, recu, attendu in (
        ("nom", fiche.nom, dossier),
        ("departement", fiche.departement, departement),
    ):
        if recu != attendu:
            lieu = document.lieu((cle,))
            fautes.append(err.DossierIncoherent(lieu, recu=recu, attendu=attendu))
    if fiche.questionnaire not in questionnaires:
        proche = plus_proche(fiche.questionnaire, questionnaires)
        lieu = document.lieu(("questionnaire",))
        admis = enumerer(questionnaires) or "aucun"
        fautes.append(err.QuestionnaireInconnu(lieu, proche=proche, recu=fiche.questionnaire, admis=admis))
    return fautes


def _fautes_de_marges(lue: EnqueteLue, document: DocumentLu) -> list[Erreur]:
    fautes: list[Erreur] = []
    for rang, marge in enumerate(lue.fiche.marges):
        if cause := _cause_d_une_marge(lue, marge):
            lieu = document.lieu(("marges", rang))
            fautes.append(err.MargeImpossible(lieu, question=marge.question, cause=cause))
    return fautes


def _cause_d_une_marge(lue: EnqueteLue, marge: Marge) -> str:
    """Pourquoi une marge ne peut pas servir ; un texte vide si elle le peut."""
    question = next((q for q in lue.questionnaire.questions() if q.code == marge.question), None)
    if question is None:
        return "le questionnaire n'a pas cette question"
    modalites = lue.modalites(question)
    if not modalites or isinstance(question, ChoixMultiple):
        return "seule une question à choix unique peut servir de marge"
    inconnues = [code for code in marge.parts if code not in modalites]
    if inconnues:
        return f"« {inconnues[0]} » n'est pas une modalité de la question"
    if abs(marge.total - 100) > ECART_DE_TOTAL:
        return f"ses parts font {marge.total:g} %, et non 100 %"
    return ""


def _fautes_de_reponses(lue: EnqueteLue) -> list[Erreur]:
    questions = {q.code: q for q in lue.questionnaire.questions() if not isinstance(q, QuestionTexte)}
    table = lue.reponses
    if table.empty:
        # La fiche est là, les réponses non : rien ne se calcule, et aucune part n'est de zéro.
        return [err.SansReponse(Lieu(lue.trace.lignes[0][0].replace(FICHE, "reponses.csv")))]
    fautes = _inconnus(table, "question", list(questions), "une question à choix ou un nombre")
    for code, groupe in table.groupby("question", sort=False):
        if str(code) in questions:
            fautes += list(_fautes_d_une_question(lue, questions[str(code)], groupe))
    return fautes


def _fautes_d_une_question(lue: EnqueteLue, question: Question, groupe: pd.DataFrame) -> Iterator[Erreur]:
    if isinstance(question, QuestionNombre):
        valeurs = pd.to_numeric(groupe["valeur"], errors="coerce")
        dehors = groupe[~valeurs.between(question.min, question.max)]
        for ligne in dehors.to_dict("records"):
            yield err.NombreDEnquete(
                Lieu(ligne["fichier"], int(ligne["ligne"]), "colonne valeur"),
                recu=ligne["valeur"],
                question=question.code,
                autres="",
                min=question.min,
                max=question.max,
            )
    else:
        admis = list(lue.modalites(question))
        yield from _inconnus(groupe, "valeur", admis, f"une réponse à la question « {question.code} »")
    if not isinstance(question, ChoixMultiple):
        premieres = groupe.drop_duplicates("reponse").set_index("reponse")["ligne"]
        for ligne in groupe[groupe.duplicated("reponse")].to_dict("records"):
            lieu = Lieu(ligne["fichier"], int(ligne["ligne"]))
            cle = f"{ligne['reponse']}, {question.code}"
            yield err.LigneEnDouble(lieu, autre_ligne=int(premieres[ligne["reponse"]]), cle=cle)


def _inconnus(table: pd.DataFrame, colonne: str, admis: Sequence[str], attendu: str) -> list[Erreur]:
    return [
        err.ReponseInconnue(
            Lieu(ligne["fichier"], int(ligne["ligne"]), f"colonne {colonne}"),
            proche=plus_proche(ligne[colonne], admis),
            recu=ligne[colonne],
            attendu=attendu,
        )
        for ligne in table[~table[colonne].isin(admis)].to_dict("records")
    ]


def _fautes_d_ouvertes(lue: EnqueteLue) -> list[Erreur]:
    """Une réponse libre dite publiable sans relecture, un thème ou une question qui n'existent pas."""
    libres = {q.code: q for q in lue.questionnaire.questions() if isinstance(q, QuestionTexte)}
    fautes = _inconnus(lue.ouvertes, "question", list(libres), "une question libre")
    fautes += [
        err.RelectureIncomplete(Lieu(ligne["fichier"], int(ligne["ligne"])), manque=manque)
        for ligne in lue.ouvertes[lue.ouvertes["publiable"] == "oui"].to_dict("records")
        if (manque := _manque_de_relecture(ligne["relu_par"], ligne["relu_le"]))
    ]
    for code, groupe in lue.themes.groupby("question", sort=False):
        themes = list(libres[str(code)].themes) if str(code) in libres else []
        fautes += _inconnus(groupe, "theme", themes, f"un thème de la question « {code} »")
    codees = set(zip(lue.ouvertes["reponse"], lue.ouvertes["question"], strict=True))
    for ligne in lue.themes.to_dict("records"):
        if (ligne["reponse"], ligne["question"]) not in codees:
            lieu = Lieu(ligne["fichier"], int(ligne["ligne"]), "colonne reponse")
            fautes.append(
                err.ReponseInconnue(lieu, recu=ligne["reponse"], attendu="une réponse libre (ouvertes.csv)")
            )
    return fautes


def _manque_de_relecture(relu_par: str, relu_le: pd.Timestamp) -> str:
    """Ce qui manque à une relecture ; un texte vide si elle est complète."""
    manques = ["la fonction de qui l'a relue manque"] * (not relu_par.strip())
    return " et ".join([*manques, *["la date de relecture manque"] * bool(pd.isna(relu_le))])
