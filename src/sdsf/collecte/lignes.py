"""Une réponse devient une ligne du journal ou des relevés, ou la faute qui l'en empêche."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sdsf import erreurs as err
from sdsf.collecte.feuilles import AVANCEMENT
from sdsf.collecte.questions import SANS_UNITE, QuestionDAvancement, QuestionDIndicateur
from sdsf.collecte.retour import Lu, Reponse
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreur, Lieu
from sdsf.lecture.cellules import ecrire_nombre
from sdsf.vocabulaire import FICTIF

RELEVES = "releves"
# Ce que l'on sait d'une valeur qu'un pilote donne sans que nous ayons vu son fichier.
SOURCE, SOURCE_FICTIVE = "declaration_pilote", "exemple_fictif"
VERIFIER = "Vérifiez les cases de la ligne."


@dataclass(frozen=True)
class Ligne:
    """Une ligne à ajouter : sa table, ses cellules en texte, la réponse dont elle vient."""

    table: str
    valeurs: Mapping[str, str]
    reponse: Reponse

    @property
    def cle(self) -> tuple[str, str]:
        """De quoi elle parle : deux lignes de même clé répondent à la même question."""
        return self.table, self.reponse.question.id

    @property
    def lieu_de_reponse(self) -> Lieu:
        """La case qui porte l'essentiel de la réponse."""
        return self.lieu("statut" if self.table == AVANCEMENT else "valeur")

    def lieu(self, colonne: str) -> Lieu:
        """La case d'où vient une colonne ; celle de l'identifiant si elle n'en a pas."""
        noms = {"note": "commentaire"}
        return self.reponse.lieux.get(noms.get(colonne, colonne), self.reponse.lieu)


def lignes_de(dossier: Dossier, lu: Lu, jour: dt.date) -> tuple[list[Ligne], list[Erreur]]:
    """Les lignes d'un classeur, et les fautes de sens de ses réponses. ``jour`` : aujourd'hui."""
    lignes: list[Ligne] = []
    fautes = list(_fautes_de_date(dossier, lu, jour))
    for reponse in lu.reponses:
        trouvees = list(_fautes(reponse, dossier))
        fautes += trouvees
        if not trouvees:
            lignes.append(_ligne(dossier, lu, reponse))
    return lignes, fautes


def _fautes_de_date(dossier: Dossier, lu: Lu, jour: dt.date) -> Iterator[Erreur]:
    """On ne répond ni avant l'année demandée, ni demain."""
    date = lu.repondant.get("date")
    if not isinstance(date, dt.date) or not lu.reponses:
        return
    for fautive, quoi in ((date > jour, "est à venir"), (date.year < dossier.annee, "précède l'année")):
        if fautive:
            dit = f"porte une date qui {quoi} : {date:%d/%m/%Y}"
            conseil = f"Donnez le jour de la réponse, de {dossier.annee} à aujourd'hui."
            yield err.RepondantIncomplet(Lieu(lu.fichier, None, "case B4"), quoi=dit, conseil=conseil)


def signature(lu: Lu) -> dict[str, str]:
    """Qui répond et quand, tels que toutes les tables le gardent."""
    dit = lu.repondant
    date = dit.get("date")
    jour = date.isoformat() if isinstance(date, dt.date) else ""
    return {"saisi_par": f"{dit.get('fonction', '')}, {dit.get('institution', '')}", "saisi_le": jour}


def _ligne(dossier: Dossier, lu: Lu, reponse: Reponse) -> Ligne:
    if isinstance(reponse.question, QuestionDAvancement):
        return Ligne(AVANCEMENT, _du_journal(dossier, reponse.question, reponse, signature(lu)), reponse)
    return Ligne(RELEVES, _du_releve(dossier, reponse.question, reponse, signature(lu)), reponse)


def _fautes(reponse: Reponse, dossier: Dossier) -> Iterator[Erreur]:
    if isinstance(reponse.question, QuestionDAvancement):
        if "statut" not in reponse.valeurs:
            cause = "une ligne remplie dit au moins où elle en est"
            yield err.CaseVide(reponse.lieux["statut"], cause=cause)
        return
    yield from _fautes_de_mesure(reponse, reponse.question, dossier)


# --- une ligne d'avancement -----------------------------------------------------------------------


def _du_journal(
    dossier: Dossier, question: QuestionDAvancement, reponse: Reponse, qui: Mapping[str, str]
) -> dict[str, str]:
    """L'état à la fin de l'année ; au jour de la réponse, si elle vient avant."""
    arret = min(dossier.arrete_au.isoformat(), qui["saisi_le"] or dossier.arrete_au.isoformat())
    colonnes = ("statut", "debut_reel", "fin_reelle", "motif", "preuve", "commentaire")
    dites = {nom: en_texte(reponse.valeurs.get(nom)) for nom in colonnes}
    return {"action": question.action, "etape": question.etape, "date_arret": arret, **dites, **qui}


def en_texte(valeur: object) -> str:
    """Une valeur telle qu'une table l'écrit."""
    if valeur is None:
        return ""
    if isinstance(valeur, dt.date):
        return valeur.isoformat()
    return ecrire_nombre(valeur) if isinstance(valeur, float) else str(valeur)


# --- un relevé ------------------------------------------------------------------------------------


def _fautes_de_mesure(reponse: Reponse, question: QuestionDIndicateur, dossier: Dossier) -> Iterator[Erreur]:
    dites, lieux = reponse.valeurs, reponse.lieux
    valeur, etat = dites.get("valeur"), dites.get("etat")
    membres = [dites.get(nom) for nom in ("numerateur", "denominateur")]
    if valeur is not None and etat is not None:
        conseil = "Gardez la valeur, ou l'état ; pas les deux."
        yield err.ReponseIncoherente(
            lieux["etat"], quoi="donne une valeur et dit qu'elle manque", conseil=conseil
        )
    if valeur is None and etat is None and not _se_passe_de_valeur(question, dites):
        conseil = "Donnez la valeur, ou choisissez « Si la valeur manque » ; sinon videz la ligne."
        yield err.ReponseIncoherente(lieux["valeur"], quoi="ne dit ni valeur ni état", conseil=conseil)
    if question.qualitatif and valeur is not None:
        conseil = "Écrivez l'appréciation dans « Commentaire »."
        yield err.ReponseIncoherente(lieux["valeur"], quoi="chiffre une appréciation", conseil=conseil)
    if (membres[0] is None) != (membres[1] is None):
        yield err.ReponseIncoherente(
            lieux["numerateur"],
            quoi="donne un membre du taux sans l'autre",
            conseil="Donnez les deux, ou aucun.",
        )
    elif membres[1] is not None:
        yield from _fautes_de_taux(reponse, question, dossier)
    yield from _fautes_d_unite(reponse, question)


def _se_passe_de_valeur(question: QuestionDIndicateur, dites: Mapping[str, object]) -> bool:
    """Une appréciation tient dans son commentaire ; un taux se calcule de ses deux membres."""
    membres = question.facteur and dites.get("numerateur") is not None and dites.get("denominateur")
    return bool(membres) or (question.qualitatif and "commentaire" in dites)


def _fautes_de_taux(reponse: Reponse, question: QuestionDIndicateur, dossier: Dossier) -> Iterator[Erreur]:
    """Un numérateur et un dénominateur redonnent la valeur, à l'arrondi près."""
    valeur = reponse.valeurs.get("valeur")
    lieu = reponse.lieux["denominateur"]
    if question.facteur is None:
        conseil = "Videz numérateur et dénominateur : cette valeur n'est pas un taux."
        yield err.ReponseIncoherente(lieu, quoi="donne les membres d'un taux", conseil=conseil)
        return
    if reponse.valeurs["denominateur"] == 0:
        yield err.ReponseIncoherente(lieu, quoi="a un dénominateur nul", conseil=VERIFIER)
        return
    calcule = _calculer(reponse, question.facteur)
    decimales = dossier.referentiel.unite(question.unite or "").decimales
    if isinstance(valeur, float) and abs(calcule - valeur) > 10.0**-decimales:
        quoi = f"vaut {valeur:.10g}, mais numérateur ÷ dénominateur donnent {calcule:.4g}".replace(".", ",")
        yield err.ReponseIncoherente(reponse.lieux["valeur"], quoi=quoi, conseil=VERIFIER)


def _calculer(reponse: Reponse, facteur: float) -> float:
    haut, bas = (reponse.valeurs[nom] for nom in ("numerateur", "denominateur"))
    assert isinstance(haut, float)
    assert isinstance(bas, float)
    return haut / bas * facteur


def _fautes_d_unite(reponse: Reponse, question: QuestionDIndicateur) -> Iterator[Erreur]:
    """L'unité se choisit quand le texte n'en donne pas, et seulement alors."""
    choisie, lieu = reponse.valeurs.get("unite"), reponse.lieux["unite"]
    chiffree = reponse.valeurs.get("valeur") is not None
    if question.unite is None and chiffree and choisie is None and not question.qualitatif:
        yield err.CaseVide(lieu, cause="le schéma ne dit pas en quoi cette valeur s'exprime")
    if question.unite is not None and choisie not in (None, question.unite):
        conseil = "Videz « Unité choisie », et donnez la valeur dans l'unité demandée."
        yield err.ReponseIncoherente(lieu, quoi="change l'unité demandée", conseil=conseil)


def _du_releve(
    dossier: Dossier, question: QuestionDIndicateur, reponse: Reponse, qui: Mapping[str, str]
) -> dict[str, str]:
    dites = reponse.valeurs
    calcule = dites.get("valeur") is None and dites.get("etat") is None and dites.get("denominateur")
    valeur = round(_calculer(reponse, question.facteur or 1.0), 6) if calcule else dites.get("valeur")
    source, edition = _origine(dossier, question)
    return {
        "indicateur": question.id,
        "libelle": question.libelle,
        "territoire": dossier.departement.code,
        "maille": "departement",
        "periode": str(dossier.annee),
        "valeur": en_texte(valeur),
        "unite": str(question.unite or dites.get("unite") or SANS_UNITE),
        "etat": "valeur" if valeur is not None else str(dites.get("etat", "sans_objet")),
        "nature": "calculee" if calcule else "declaree",
        "numerateur": en_texte(dites.get("numerateur")),
        "denominateur": en_texte(dites.get("denominateur")),
        "origine": "saisie",
        "source": source,
        "edition": edition,
        "note": _note(reponse),
        **qui,
    }


def _note(reponse: Reponse) -> str:
    """Le commentaire, la source que le pilote dit, et le classeur d'où vient la réponse."""
    dite = reponse.valeurs.get("source")
    parties = [reponse.valeurs.get("commentaire"), f"source dite : {dite}" if dite else "",
               f"classeur {Path(reponse.fichier).name}"]  # fmt: skip
    return " ; ".join(str(partie) for partie in parties if partie)


def _origine(dossier: Dossier, question: QuestionDIndicateur) -> tuple[str, str]:
    """La source et l'édition de la dernière saisie : une série se suit ; sinon, celles d'une déclaration."""
    saisies = _saisies(dossier, question.id)
    if saisies.empty:
        return (SOURCE_FICTIVE if dossier.departement.code == FICTIF else SOURCE), ""
    derniere = saisies.sort_values("periode", kind="stable").iloc[-1]
    return str(derniere["source"]), str(derniere["edition"])


def _saisies(dossier: Dossier, code: str) -> pd.DataFrame:
    releves = dossier.releves
    memes = releves[
        (releves["territoire"] == dossier.departement.code)
        & (releves["maille"] == "departement")
        & (releves["perimetre"] == "")
        & (releves["indicateur"] == code)
        & (releves["origine"] == "saisie")
    ]
    annuelles = memes[memes["periode"].str.fullmatch(r"\d{4}")]
    return annuelles[annuelles["periode"].astype(int) <= dossier.annee]
