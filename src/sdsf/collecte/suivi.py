"""Qui a répondu : ce qui manque à chaque pilote, et le texte d'une relance."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from sdsf.collecte.pilotes import Pilote
from sdsf.collecte.questions import Formulaire, Question, QuestionDAvancement, QuestionDIndicateur
from sdsf.dossier import Dossier
from sdsf.rendu.nombres import accorder

# Une relance se lit d'un coup d'œil : au-delà, on compte par fiche au lieu de citer.
DETAILLEES = 20
AUCUNE_FICHE = "sans fiche"
TITRES = ["Pilote", "Classeur écrit le", "Rendu le", "Réponses", "État", "Ce qui manque"]


@dataclass(frozen=True)
class Retour:
    """Un classeur rendu et importé : son nom, son empreinte, le jour, qui l'a rempli, ce qu'il disait."""

    pilote: str
    classeur: str
    sha256: str
    importe_le: str
    saisi_par: str
    saisi_le: str
    reponses: int
    vides: int


@dataclass(frozen=True)
class Envoi:
    """Un classeur écrit : le jour, et son empreinte telle qu'on l'a écrit."""

    ecrit_le: str
    sha256: str


@dataclass(frozen=True)
class Collecte:
    """Ce que l'on a écrit et ce qui est revenu, pour un département et une année."""

    envois: Mapping[str, Envoi] = field(default_factory=dict)
    retours: Sequence[Retour] = ()


@dataclass(frozen=True)
class EtatDuPilote:
    """Où en est un pilote."""

    pilote: Pilote
    demandees: int
    manquent: tuple[Question, ...]
    envoi: Envoi | None
    retour: Retour | None

    @property
    def repondues(self) -> int:
        return self.demandees - len(self.manquent)

    @property
    def mot(self) -> str:
        """complet, en partie, rendu vide, non rendu : dans les mots du tableau."""
        if not self.manquent:
            return "complet"
        if self.retour is None:
            return "non rendu, en partie connu" if self.repondues else "non rendu"
        return "en partie" if self.repondues else "rendu vide"

    def ligne(self) -> list[str]:
        """Une ligne du tableau de suivi."""
        manque = len(self.manquent)
        return [
            self.pilote.nom,
            self.envoi.ecrit_le if self.envoi else "pas encore",
            self.retour.importe_le if self.retour else "—",
            f"{self.repondues} sur {self.demandees}",
            self.mot,
            f"{manque} {accorder(manque, 'réponse', 'réponses')}" if manque else "rien",
        ]


def suivre(dossier: Dossier, tous: Sequence[Formulaire], collecte: Collecte) -> list[EtatDuPilote]:
    """L'état de chaque pilote, d'après les données elles-mêmes ; une saisie sans classeur compte aussi.

    ``dossier`` : en édition interne, sans quoi une valeur secrète passerait pour absente.
    """
    dits = _repondues(dossier)
    derniers = {retour.pilote: retour for retour in collecte.retours}
    return [
        EtatDuPilote(
            f.pilote,
            len(f.questions),
            tuple(question for question in f.questions if question.id not in dits),
            collecte.envois.get(f.pilote.code),
            derniers.get(f.pilote.code),
        )
        for f in tous
    ]


def _repondues(dossier: Dossier) -> set[str]:
    """Les actions, étapes et indicateurs dont on sait quelque chose pour l'année demandée."""
    journal, releves = dossier.tables["avancement"], dossier.releves
    de_l_annee = journal[
        (journal["date_arret"].dt.year == dossier.annee) & (journal["statut"] != "sans_information")
    ]
    saisis = releves[
        (releves["origine"] == "saisie")
        & (releves["periode"] == str(dossier.annee))
        & (releves["territoire"] == dossier.departement.code)
        & (releves["etat"] != "non_renseignee")
    ]
    return {*_sujets(de_l_annee), *saisis["indicateur"]}


def _sujets(journal: pd.DataFrame) -> Iterator[str]:
    for action, etape in zip(journal["action"], journal["etape"], strict=True):
        yield str(etape or action)


# --- la relance -----------------------------------------------------------------------------------


def relance(dossier: Dossier, etat: EtatDuPilote) -> str:
    """Un message à envoyer tel quel : ce qui manque, et comment répondre ; aucune date n'y est inventée."""
    de, annee = dossier.departement.de, dossier.annee
    combien = len(etat.manquent)
    compte = f"{combien} {accorder(combien, 'réponse', 'réponses')} sur {etat.demandees}"
    return "\n".join(
        [
            f"Objet : suivi du schéma des services aux familles {de}, année {annee}",
            "",
            f"À l'attention de : {etat.pilote.nom}",
            "",
            "Bonjour,",
            "",
            f"Nous préparons le suivi du schéma des services aux familles {de} pour l'année {annee}.",
            _ou_en_est(etat),
            f"Il nous manque encore {compte} :",
            "",
            *_manques(etat.manquent),
            f"Le classeur « {etat.pilote.code}.xlsx » contient ces questions, avec leurs définitions.",
            "Si une valeur n'existe pas, « non disponible » est une réponse. Si une ligne ne relève pas de",
            "vous, dites-nous qui peut y répondre.",
            "",
            "Merci de nous le rendre à la date convenue avec le secrétariat du comité.",
            "",
            "Bien cordialement,",
            "le secrétariat du comité départemental des services aux familles",
            "",
        ]
    )


def _ou_en_est(etat: EtatDuPilote) -> str:
    if etat.retour is None:
        return "Votre classeur ne nous est pas encore revenu."
    if etat.retour.reponses == 0:
        return "Votre classeur nous est revenu sans réponse."
    return "Merci pour le classeur que vous nous avez rendu."


def _manques(questions: Sequence[Question]) -> Iterator[str]:
    """Chaque question qui manque ; au-delà d'une page, leur nombre par fiche : le classeur les dit toutes."""
    avancement = [q for q in questions if isinstance(q, QuestionDAvancement)]
    indicateurs = [q for q in questions if isinstance(q, QuestionDIndicateur)]
    groupes = {
        "Avancement": [_d_avancement(q) for q in avancement],
        "Indicateurs": [_d_indicateur(q) for q in indicateurs],
    }
    if len(questions) > DETAILLEES:
        groupes = {
            "Avancement": _par_fiche(q.fiche for q in avancement),
            "Indicateurs": _par_fiche(q.fiches[0] if q.fiches else AUCUNE_FICHE for q in indicateurs),
        }
    for titre, lignes in groupes.items():
        if lignes:
            yield f"{titre} (feuille « {titre} »)"
            yield from lignes
            yield ""


def _par_fiche(fiches: Iterable[str]) -> list[str]:
    """« - 1.1. Maintenir les services aux familles : 4 » : les fiches dans l'ordre du classeur."""
    return [f"- {_sur_une_ligne(fiche)} : {nombre}" for fiche, nombre in Counter(fiches).items()]


def _d_avancement(question: QuestionDAvancement) -> str:
    partage = f" — aussi demandé à {', '.join(question.autres)}" if question.autres else ""
    return f"- {_sur_une_ligne(question.intitule)} (fiche {_sur_une_ligne(question.fiche)}){partage}"


def _d_indicateur(question: QuestionDIndicateur) -> str:
    partage = f" — aussi demandé à {', '.join(question.autres)}" if question.autres else ""
    return f"- {_sur_une_ligne(question.libelle)}{partage}"


def _sur_une_ligne(texte: str) -> str:
    return " ".join(texte.split())
