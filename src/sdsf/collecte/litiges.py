"""Ce qui se contredit : une réponse et ce que l'on savait, ou deux classeurs. Quelqu'un tranche, ou rien."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sdsf import erreurs as err
from sdsf import vocabulaire as voc
from sdsf.collecte.feuilles import AVANCEMENT
from sdsf.collecte.lignes import RELEVES, Ligne, en_texte
from sdsf.collecte.questions import QuestionDAvancement, reponses_du_journal
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreur
from sdsf.lecture.cellules import ecrire_nombre

CONNU = "connu"
# Une action achevée ou abandonnée ne redevient pas « en cours » sans que quelqu'un le dise.
FINIS = ("realisee", "abandonnee")
MESURES = ("valeur", "unite", "etat", "numerateur", "denominateur")
ETATS = ("statut", "debut_reel", "fin_reelle", "motif", "preuve", "commentaire")


@dataclass(frozen=True)
class Choix:
    """L'une des réponses possibles. ``ligne`` : celle qu'il faudrait écrire ; ``None`` : déjà connue."""

    nom: str
    texte: str
    origine: str
    ligne: Ligne | None


@dataclass(frozen=True)
class Litige:
    """Une question qui a plusieurs réponses."""

    id: str
    quoi: str
    choix: tuple[Choix, ...]

    def faute(self, conseil: str) -> Erreur:
        """Les réponses côte à côte ; le lieu est celui de la dernière reçue."""
        premiere, *autres = self.choix
        derniere = autres[-1]
        assert derniere.ligne is not None, "la dernière réponse d'un litige est reçue"
        return err.ReponseATrancher(
            derniere.ligne.lieu_de_reponse,
            quoi=self.quoi,
            ancien=premiere.texte,
            d_ou=premiere.origine,
            nouveau=" ; ".join(f"{c.texte} ({c.origine})" for c in autres),
            conseil=conseil,
        )


@dataclass(frozen=True)
class Rapprochement:
    """Ce qui peut s'écrire, ce qui était déjà connu, ce qu'il faut trancher."""

    neuves: tuple[Ligne, ...]
    connues: tuple[Ligne, ...]
    litiges: tuple[Litige, ...]


def rapprocher(dossier: Dossier, lignes: Sequence[Ligne]) -> Rapprochement:
    """Compare chaque réponse à ce que l'on sait, et aux autres classeurs du même lot."""
    par_question: dict[tuple[str, str], list[Ligne]] = defaultdict(list)
    for ligne in lignes:
        par_question[ligne.cle].append(ligne)
    neuves: list[Ligne] = []
    connues: list[Ligne] = []
    litiges: list[Litige] = []
    connaitre: dict[str, Callable[[Dossier, Ligne], _Connu | None]] = {
        AVANCEMENT: _du_journal,
        RELEVES: _des_releves,
    }
    for (table, _), siennes in par_question.items():
        connu = connaitre[table](dossier, siennes[0])
        distinctes = _distinctes(siennes)
        inconnues = [ligne for ligne in distinctes if connu is None or not connu.redit(ligne)]
        if not inconnues:
            connues += siennes
        elif len(distinctes) == 1 and (connu is None or not connu.contredit(distinctes[0])):
            neuves.append(distinctes[0])
        else:
            litiges.append(_litige(connu if connu and connu.contredit(inconnues[-1]) else None, distinctes))
    return Rapprochement(tuple(neuves), tuple(connues), tuple(litiges))


def _distinctes(lignes: Sequence[Ligne]) -> list[Ligne]:
    """Une ligne par réponse différente ; deux classeurs d'accord n'en font qu'une."""
    par_sens: dict[tuple[str, ...], Ligne] = {}
    for ligne in lignes:
        par_sens.setdefault(_sens(ligne.valeurs, ligne.table), ligne)
    return list(par_sens.values())


def _sens(valeurs: Mapping[str, str], table: str) -> tuple[str, ...]:
    """Ce qui fait qu'une réponse en est une autre : ni sa date, ni sa note, ni son auteur."""
    return tuple(valeurs.get(nom, "") for nom in (ETATS if table == AVANCEMENT else MESURES))


def _litige(connu: "_Connu | None", lignes: Sequence[Ligne]) -> Litige:
    question = lignes[0].reponse.question
    intitule = question.intitule if isinstance(question, QuestionDAvancement) else question.libelle
    recus = [
        Choix(_nom(ligne), _en_mots(ligne.valeurs, ligne.table), _d_ou(ligne), ligne) for ligne in lignes
    ]
    anciens = [Choix(CONNU, connu.texte, connu.origine, None)] if connu else []
    return Litige(question.id, f"« {intitule} »", (*anciens, *recus))


def _nom(ligne: Ligne) -> str:
    return ligne.reponse.fichier


def _d_ou(ligne: Ligne) -> str:
    return f"{Path(ligne.reponse.fichier).name}, {ligne.lieu_de_reponse.detail}"


def _en_mots(valeurs: Mapping[str, str], table: str) -> str:
    """Une ligne, telle qu'on la montre à qui tranche."""
    if table == AVANCEMENT:
        dites = {
            "": voc.INTITULES_STATUT[valeurs["statut"]],
            "début": valeurs["debut_reel"],
            "fin": valeurs["fin_reelle"],
            "motif": valeurs["motif"],
            "preuve": valeurs["preuve"],
            "commentaire": valeurs["commentaire"],
        }
        return ", ".join(f"{nom} {mot}".strip() for nom, mot in dites.items() if mot)
    if valeurs["etat"] != "valeur":
        return voc.INTITULES_ETAT[valeurs["etat"]]
    membres = [valeurs["numerateur"], valeurs["denominateur"]]
    suite = f" ({membres[0]} sur {membres[1]})" if all(membres) else ""
    return f"{valeurs['valeur']} {valeurs['unite']}{suite}".replace(".", ",")


# --- ce que l'on sait déjà ------------------------------------------------------------------------


@dataclass(frozen=True)
class _Connu:
    """Ce que l'on sait d'une question ; ``meme_date`` : de la même date, ou d'une date d'avant."""

    table: str
    valeurs: Mapping[str, str]
    origine: str
    meme_date: bool

    @property
    def texte(self) -> str:
        return _en_mots(self.valeurs, self.table)

    def redit(self, ligne: Ligne) -> bool:
        """Vrai si la réponse ne dit rien de plus que ce que l'on sait de la même date."""
        return self.meme_date and _sens(ligne.valeurs, self.table) == _sens(self.valeurs, self.table)

    def contredit(self, ligne: Ligne) -> bool:
        """Vrai si les deux ne peuvent pas être vraies, ou parlent autrement de la même date."""
        if self.valeurs.get("statut") == "sans_information":
            return False
        if self.meme_date:
            return not self.redit(ligne)
        avant, apres = self.valeurs, ligne.valeurs
        recule = avant["statut"] in FINIS and apres["statut"] != avant["statut"]
        dates = (nom for nom in ("debut_reel", "fin_reelle") if avant[nom] and apres[nom])
        return recule or any(avant[nom] != apres[nom] for nom in dates)


def _du_journal(dossier: Dossier, ligne: Ligne) -> _Connu | None:
    """La dernière ligne du journal de cette action ou étape, à la date de la réponse."""
    journal, arret = dossier.tables["avancement"], pd.Timestamp(ligne.valeurs["date_arret"])
    memes = journal[
        (journal["action"] == ligne.valeurs["action"])
        & (journal["etape"] == ligne.valeurs["etape"])
        & (journal["date_arret"] <= arret)
    ]
    if memes.empty:
        return None
    derniere = memes.sort_values(["date_arret", "ligne"], kind="stable").iloc[-1]
    dites = {nom: en_texte(valeur) for nom, valeur in reponses_du_journal(derniere).items()}
    return _connu_du_journal(derniere, dites, arret)


def _connu_du_journal(ligne: pd.Series, dites: Mapping[str, str], arret: pd.Timestamp) -> _Connu:
    valeurs = {nom: dites.get(nom, "") for nom in ETATS}
    return _Connu(AVANCEMENT, valeurs, _lieu_de(ligne), ligne["date_arret"] == arret)


def _des_releves(dossier: Dossier, ligne: Ligne) -> _Connu | None:
    """Le relevé de même source et même édition ; à défaut, celui d'une autre source, la saisie d'abord."""
    releves, dites = dossier.releves, ligne.valeurs
    memes = releves[
        (releves["indicateur"] == dites["indicateur"])
        & (releves["territoire"] == dites["territoire"])
        & (releves["maille"] == dites["maille"])
        & (releves["periode"] == dites["periode"])
        & (releves["perimetre"] == "")
        & (releves["origine"] != "texte")
        & (releves["etat"] != "non_renseignee")
    ]
    if memes.empty:
        return None
    propre = (memes["source"] == dites["source"]) & (memes["edition"] == dites["edition"])
    rangs = memes.assign(rang=propre.astype(int) * 2 + (memes["origine"] == "saisie").astype(int))
    connue = rangs.sort_values(["rang", "ligne"], kind="stable").iloc[-1]
    valeurs = {nom: _cellule(connue[nom]) for nom in MESURES}
    return _Connu(RELEVES, valeurs, _lieu_de(connue), True)


def _cellule(valeur: object) -> str:
    if isinstance(valeur, float):
        return "" if pd.isna(valeur) else ecrire_nombre(valeur)
    return str(valeur)


def _lieu_de(ligne: pd.Series) -> str:
    """Qui l'a dit, quand, et où c'est écrit."""
    jour = pd.Timestamp(ligne["saisi_le"]).strftime("%d/%m/%Y")
    return f"{ligne['saisi_par']}, le {jour} ; {ligne['fichier']}:{ligne['ligne']}"


# --- trancher -------------------------------------------------------------------------------------


def trancher(
    litiges: Sequence[Litige], garder: str, decisions: Mapping[str, str]
) -> tuple[list[Ligne], list[Litige]]:
    """Les lignes que l'on garde, et les litiges sans décision.

    ``garder`` : ancien, nouveau, ou rien ; ``decisions`` : par question, le nom du choix, qui l'emporte.
    """
    gardees: list[Ligne] = []
    restent: list[Litige] = []
    for litige in litiges:
        choix = _choisi(litige, garder, decisions)
        if choix is None:
            restent.append(litige)
        elif choix.ligne is not None:
            gardees.append(choix.ligne)
    return gardees, restent


def _choisi(litige: Litige, garder: str, decisions: Mapping[str, str]) -> Choix | None:
    """La réponse retenue ; ``None`` : deux classeurs restent en lice, ou personne n'a tranché."""
    if litige.id in decisions:
        return next((choix for choix in litige.choix if choix.nom == decisions[litige.id]), None)
    anciens = [choix for choix in litige.choix if choix.ligne is None]
    nouveaux = [choix for choix in litige.choix if choix.ligne is not None]
    retenus = {"ancien": anciens, "nouveau": nouveaux}.get(garder, [])
    return retenus[0] if len(retenus) == 1 else None
