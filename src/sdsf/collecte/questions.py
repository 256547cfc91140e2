"""Ce que l'on demande à chaque pilote : ses actions, leurs étapes, ses indicateurs, chacun une seule fois.

Un indicateur commun que trois fiches demandent fait une question. Deux libellés pareils, sans indicateur
commun, en font deux : rien dans le texte ne dit qu'ils comptent la même chose. Ce qu'un producteur national
publie n'est demandé à personne.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from sdsf.chiffres import empreinte_de
from sdsf.collecte.pilotes import Pilote, Porteurs, coder, pilote_non_renseigne
from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import derniers_etats
from sdsf.evaluation.series import serie
from sdsf.plan.modeles import Action, Dates, Etape, Fiche, Indicateur, Plan
from sdsf.referentiel.secret import lire_regles_de_secret
from sdsf.rendu.nombres import date, nombre
from sdsf.vocabulaire import INTITULES_ETAT, INTITULES_STATUT

# La forme du classeur : elle change quand une feuille, une colonne ou un mot n'a plus le même sens.
VERSION = 1
SANS_UNITE = "nombre"
# Ce que le classeur peut montrer d'une réponse déjà donnée : jamais un secret.
ETATS_REPONDUS = ("valeur", "non_disponible", "sans_objet")
Connu = Mapping[str, object]


@dataclass(frozen=True)
class QuestionDAvancement:
    """Une action ou une étape : où elle en est. Une fiche sans action ne se suit pas."""

    id: str
    nature: Literal["Action", "Étape"]
    action: str
    """Ce que le journal cite : l'action, ou la fiche entière pour une étape qui n'a pas d'action."""
    etape: str
    fiche: str
    intitule: str
    prevu: str
    dernier: str = "aucun"
    """Le dernier état connu et sa date, en mots."""
    connu: Connu | None = None
    """Ce que le journal dit déjà de l'année demandée : les réponses que le classeur montre remplies."""
    autres: tuple[str, ...] = ()
    """Les autres institutions à qui l'on pose la même question."""


@dataclass(frozen=True)
class QuestionDIndicateur:
    """Un indicateur, pour l'année demandée et tout le département."""

    id: str
    libelle: str
    fiches: tuple[str, ...]
    definition: str
    unite: str | None
    """Un code d'unité ; ``None`` : le texte n'en donne pas, le pilote la choisit."""
    qualitatif: bool
    facteur: float | None = None
    """Pour un taux : ce par quoi on multiplie numérateur ÷ dénominateur."""
    numerateur: str = ""
    denominateur: str = ""
    precedente: str = "aucune connue"
    connu: Connu | None = None
    autres: tuple[str, ...] = ()


Question = QuestionDAvancement | QuestionDIndicateur


@dataclass(frozen=True)
class Formulaire:
    """Tout ce que l'on demande à un pilote, pour une année."""

    pilote: Pilote
    avancement: tuple[QuestionDAvancement, ...]
    indicateurs: tuple[QuestionDIndicateur, ...]
    des_producteurs: tuple[str, ...]
    """Les indicateurs de ses fiches qu'un producteur national publie : rien à y répondre."""

    @property
    def questions(self) -> tuple[Question, ...]:
        return (*self.avancement, *self.indicateurs)

    @property
    def empreinte(self) -> str:
        """Celle des questions telles qu'elles sont posées ; ce que l'on sait déjà ne la change pas."""
        posees = [(q.id, q.intitule) for q in self.avancement]
        mesures = [(q.id, q.libelle, q.unite or "") for q in self.indicateurs]
        return empreinte_de([VERSION, self.pilote.code, posees, mesures])[:16]


def formulaires(dossier: Dossier) -> list[Formulaire]:
    """Un formulaire par pilote, celui des fiches sans pilote à la fin ; dans l'ordre du plan."""
    par_nom: dict[str, list[Question]] = defaultdict(list)
    producteurs: dict[str, list[str]] = defaultdict(list)
    orphelines: dict[str, Pilote] = {}
    for noms, fiche, question in _posees(dossier):
        for nom in noms or (_sans_pilote(dossier.plan, fiche, orphelines),):
            autres = tuple(autre for autre in noms if autre != nom)
            if isinstance(question, str):
                producteurs[nom].append(question)
            else:
                par_nom[nom].append(replace(question, autres=autres))
    nommes = [nom for nom in par_nom if nom not in orphelines]
    codes = coder(nommes)
    pilotes = [*(Pilote(codes[nom], nom) for nom in nommes), *_gardees(orphelines, par_nom)]
    return [_formulaire(p, par_nom[p.nom], producteurs[p.nom]) for p in pilotes]


def _gardees(orphelines: Mapping[str, Pilote], par_nom: Mapping[str, object]) -> Iterator[Pilote]:
    return (pilote for nom, pilote in orphelines.items() if nom in par_nom)


def _sans_pilote(plan: Plan, fiche: Fiche, orphelines: dict[str, Pilote]) -> str:
    """Le nom du classeur d'une fiche dont le texte ne nomme pas le pilote."""
    pilote = pilote_non_renseigne(Porteurs(plan).premier_niveau(fiche))
    return orphelines.setdefault(pilote.nom, pilote).nom


def _formulaire(pilote: Pilote, questions: list[Question], producteurs: list[str]) -> Formulaire:
    mesures = [q for q in questions if isinstance(q, QuestionDIndicateur)]
    return Formulaire(
        pilote,
        tuple(q for q in questions if isinstance(q, QuestionDAvancement)),
        tuple(_une_fois(mesures)),
        tuple(dict.fromkeys(producteurs)),
    )


def _une_fois(mesures: Iterable[QuestionDIndicateur]) -> list[QuestionDIndicateur]:
    """Chaque indicateur une fois, avec toutes les fiches qui le demandent."""
    gardees: dict[str, QuestionDIndicateur] = {}
    for mesure in mesures:
        deja = gardees.get(mesure.id)
        fiches = mesure.fiches if deja is None else tuple(dict.fromkeys((*deja.fiches, *mesure.fiches)))
        gardees[mesure.id] = replace(deja or mesure, fiches=fiches)
    return list(gardees.values())


def _posees(dossier: Dossier) -> Iterator[tuple[tuple[str, ...], Fiche, Question | str]]:
    """Chaque question du plan en vigueur, à qui on la pose, sa fiche ; un texte : ce qu'on ne pose pas."""
    porteurs, etats = Porteurs(dossier.plan), _etats(dossier)
    facteurs = lire_regles_de_secret(dossier.espace).taux
    for fiche in dossier.plan.fiches:
        actions = {action.id: action for action in fiche.actions}
        for action in fiche.actions:
            yield porteurs.de_l_action(fiche, action), fiche, _d_action(dossier, fiche, action, etats)
        for etape in fiche.etapes:
            porteuse = actions.get(etape.action or "")
            yield porteurs.de_l_action(fiche, porteuse), fiche, _d_etape(dossier, fiche, etape, etats)
        for indicateur in fiche.indicateurs:
            mesure = _mesure(dossier, fiche, indicateur)
            if isinstance(mesure, QuestionDIndicateur):
                mesure = _en_taux(mesure, facteurs)
            yield porteurs.de_l_indicateur(fiche, indicateur), fiche, mesure


# --- l'avancement ---------------------------------------------------------------------------------

Etats = Mapping[tuple[str, str], pd.Series]


def _etats(dossier: Dossier) -> Etats:
    """Le dernier état connu de chaque action ou étape, à la fin de l'année demandée."""
    derniers = derniers_etats(dossier.tables["avancement"], dossier.arrete_au)
    return {(ligne["action"], ligne["etape"]): ligne for _, ligne in derniers.iterrows()}


def _d_action(dossier: Dossier, fiche: Fiche, action: Action, etats: Etats) -> QuestionDAvancement:
    prevu = _prevu(action.calendrier or "", action.dates)
    nom = f"{action.code}. {action.intitule}" if action.code else action.intitule
    nue = QuestionDAvancement(action.id, "Action", action.id, "", nom_de(fiche), nom, prevu)
    return _avec_l_etat(nue, etats, dossier.annee)


def _d_etape(dossier: Dossier, fiche: Fiche, etape: Etape, etats: Etats) -> QuestionDAvancement:
    prevu = _prevu("", etape.dates)
    action = etape.action or fiche.id
    nue = QuestionDAvancement(etape.id, "Étape", action, etape.id, nom_de(fiche), etape.intitule, prevu)
    return _avec_l_etat(nue, etats, dossier.annee)


def nom_de(fiche: Fiche) -> str:
    """« 1.2. Intitulé », ou l'intitulé seul quand le schéma ne numérote pas ses fiches."""
    return f"{fiche.code}. {fiche.intitule}" if fiche.code else fiche.intitule


def _prevu(texte: str, dates: Dates | None) -> str:
    """Le calendrier dans les mots du texte, puis les dates qu'on en a lues."""
    bornes = {"du": dates.debut, "au": dates.fin} if dates else {}
    dites = " ".join(f"{mot} {jour:%d/%m/%Y}" for mot, jour in bornes.items() if jour)
    return " — ".join(filter(None, [texte, dites])) or "non daté par le texte"


def _avec_l_etat(question: QuestionDAvancement, etats: Etats, annee: int) -> QuestionDAvancement:
    ligne = etats.get((question.action, question.etape))
    if ligne is None:
        return question
    dernier = f"{INTITULES_STATUT[ligne['statut']]}, au {date(ligne['date_arret'].date())}"
    # « Sans information » n'est pas une réponse : la case reste à remplir.
    de_l_annee = ligne["date_arret"].year == annee and ligne["statut"] != "sans_information"
    return replace(question, dernier=dernier, connu=reponses_du_journal(ligne) if de_l_annee else None)


def reponses_du_journal(ligne: pd.Series) -> dict[str, object]:
    """Une ligne du journal, telle qu'un pilote l'aurait répondue ; ce qui est vide n'y est pas."""
    dates = {nom: _jour(ligne[nom]) for nom in ("debut_reel", "fin_reelle")}
    textes = {nom: ligne[nom] for nom in ("statut", "motif", "preuve", "commentaire")}
    return {nom: valeur for nom, valeur in (textes | dates).items() if valeur}


def _jour(valeur: pd.Timestamp) -> dt.date | None:
    return None if pd.isna(valeur) else valeur.date()


# --- les indicateurs ------------------------------------------------------------------------------


def _mesure(dossier: Dossier, fiche: Fiche, indicateur: Indicateur) -> QuestionDIndicateur | str:
    """La question d'un indicateur ; son libellé seul, si un producteur le publie."""
    code = indicateur.indicateur or indicateur.id
    lignes = serie(dossier.releves, code, dossier.departement.code, maille="departement")
    if indicateur.indicateur and (lignes["origine"] == "producteur").any():
        return indicateur.libelle
    nue = _commune(dossier, fiche, indicateur) or _du_plan(dossier, fiche, indicateur)
    passees = lignes[(lignes["annee"] < dossier.annee) & (lignes["origine"] == "saisie")]
    connues = lignes[(lignes["periode"] == str(dossier.annee)) & (lignes["origine"] == "saisie")]
    return replace(
        nue,
        precedente=_en_mots(dossier, passees.iloc[-1]) if len(passees) else "aucune connue",
        connu=reponses_du_releve(connues.iloc[-1], nue.unite is None) if len(connues) else None,
    )


def _commune(dossier: Dossier, fiche: Fiche, indicateur: Indicateur) -> QuestionDIndicateur | None:
    """La question d'un indicateur du référentiel, dans les mots du référentiel."""
    if indicateur.indicateur is None:
        return None
    commun = dossier.referentiel.indicateurs[indicateur.indicateur]
    return QuestionDIndicateur(
        commun.code,
        commun.intitule,
        (nom_de(fiche),),
        f"{commun.definition} Calcul : {commun.formule}.",
        commun.unite,
        False,
        numerateur=commun.numerateur.variable,
        denominateur=commun.denominateur.variable if commun.denominateur else "",
    )


def _en_taux(mesure: QuestionDIndicateur, facteurs: Mapping[str, float]) -> QuestionDIndicateur:
    """La question, avec les deux membres à donner si c'est un taux ; sinon, sans eux."""
    facteur = facteurs.get(mesure.unite or "")
    membres = (mesure.numerateur or "ce que l'on compte", mesure.denominateur or "ce à quoi on le rapporte")
    numerateur, denominateur = membres if facteur else ("", "")
    return replace(mesure, facteur=facteur, numerateur=numerateur, denominateur=denominateur)


def _du_plan(dossier: Dossier, fiche: Fiche, indicateur: Indicateur) -> QuestionDIndicateur:
    """La question d'un indicateur propre au plan : le texte n'en dit souvent que le libellé."""
    action = next((a for a in fiche.actions if a.id == indicateur.action), None)
    ligne = indicateur.ligne_composee
    dits = [
        f"Suit l'action « {action.intitule} »." if action else "",
        f"La ligne entière du schéma : « {ligne} »." if ligne and ligne != indicateur.libelle else "",
        "" if indicateur.indicateur else "Le schéma n'en donne pas d'autre définition que son libellé.",
    ]
    return QuestionDIndicateur(
        indicateur.id,
        indicateur.libelle,
        (nom_de(fiche),),
        " ".join(filter(None, dits)),
        indicateur.unite,
        indicateur.type == "qualitatif",
    )


def _en_mots(dossier: Dossier, ligne: pd.Series) -> str:
    """Une valeur passée et son année ; ce que l'édition publique cache reste caché ici."""
    if pd.isna(ligne["valeur"]):
        mots = "secret : petit effectif" if ligne["etat"] == "secret" else INTITULES_ETAT[ligne["etat"]]
        return f"{mots} ({ligne['periode']})"
    decimales = dossier.referentiel.unite(ligne["unite"]).decimales
    return f"{nombre(ligne['valeur'], decimales)} ({ligne['periode']})"


def reponses_du_releve(ligne: pd.Series, unite_choisie: bool) -> dict[str, object] | None:
    """Un relevé, tel qu'un pilote l'aurait répondu ; rien d'un secret, que l'édition l'ait caché ou non.

    ``unite_choisie`` : le plan ne donne pas l'unité, c'est le pilote qui l'a dite.
    """
    if ligne["etat"] not in ETATS_REPONDUS:
        return None
    mesures = ("valeur", "numerateur", "denominateur")
    nombres = {nom: float(ligne[nom]) for nom in mesures if pd.notna(ligne[nom])}
    etat = {} if ligne["etat"] == "valeur" else {"etat": ligne["etat"]}
    return {**nombres, **etat, **({"unite": ligne["unite"]} if nombres and unite_choisie else {})}
