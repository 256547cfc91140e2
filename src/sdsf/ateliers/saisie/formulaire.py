"""Un formulaire, sans écran : les questions d'une table, les valeurs tapées, leurs fautes, la ligne."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sdsf.ateliers.jours import EXEMPLE, grief_de_jour, iso_en_francais, jour_lu
from sdsf.ateliers.saisie.sujets import Sujet
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreur
from sdsf.journal import Contradiction, Correction, Ecriture, confronter, examiner
from sdsf.journal.controle import fautes_de_correction
from sdsf.vocabulaire import INTITULES_STATUT

Sorte = Literal["choix", "date", "texte", "long"]
Options = tuple[tuple[str, str], ...]
A_REMPLIR, POURQUOI = "À remplir.", "pourquoi"
CHOISIR = ("— à choisir —", "")
ETATS: Options = (
    ("une valeur connue", "valeur"),
    ("une valeur secrète (petit effectif)", "secret"),
    ("non disponible : personne ne peut la donner", "non_disponible"),
    ("non renseignée : on l'attend encore", "non_renseignee"),
    ("sans objet", "sans_objet"),
)
NATURES: Options = (
    ("déclarée par le pilote", "declaree"),
    ("publiée par un producteur", "publiee"),
    ("calculée", "calculee"),
    ("agrégée", "agregee"),
    ("estimée", "estimee"),
    ("arrondie", "arrondie"),
    ("provisoire", "provisoire"),
)


@dataclass(frozen=True)
class Question:
    """Un champ : la colonne du contrat, ce que l'on demande, les réponses admises."""

    nom: str
    libelle: str
    sorte: Sorte
    aide: str = ""
    options: Options = ()
    defaut: str = ""


SIGNATURE = Question("saisi_par", "Saisi par", "texte", "fonction, institution : « pilote fiche 1.1, Caf »")
MOTIF_DE_CORRECTION = Question(
    POURQUOI, "Pourquoi ce changement", "texte", "la raison reste écrite à côté de l'ancienne valeur"
)


def questions(dossier: Dossier, sujet: Sujet) -> list[Question]:
    """Les champs à remplir pour un sujet, dans l'ordre où on les lit."""
    propres = _d_avancement() if sujet.table == "avancement" else _de_releve(dossier, sujet)
    return [*propres, SIGNATURE, MOTIF_DE_CORRECTION]


def _d_avancement() -> list[Question]:
    statuts = tuple((mot, code) for code, mot in INTITULES_STATUT.items())
    return [
        Question("date_arret", "Arrêté au", "date", "le jour où l'on a regardé"),
        Question("statut", "Statut", "choix", options=(CHOISIR, *statuts)),
        Question("debut_reel", "Début réel", "date"),
        Question("fin_reelle", "Fin réelle", "date"),
        Question("motif", "Motif", "texte", "pourquoi un report, un abandon"),
        Question("preuve", "Preuve", "texte", "le document qui l'atteste"),
        Question("commentaire", "Commentaire", "long", "peut être publié : aucun nom de personne"),
    ]


def _de_releve(dossier: Dossier, sujet: Sujet) -> list[Question]:
    sources = tuple((s.titre, code) for code, s in dossier.referentiel.sources.items())
    lieux = _lieux(dossier)
    unites = tuple((u.pluriel, code) for code, u in dossier.referentiel.unites.items())
    unite = (
        [] if dict(sujet.fixes)["unite"] else [Question("unite", "Unité", "choix", "", (CHOISIR, *unites))]
    )
    return [
        Question("lieu", "Territoire", "choix", options=lieux, defaut=lieux[0][1]),
        Question("periode", "Période", "texte", "2024, 2024-T4, 31/12/2024, 2023-2024 (année scolaire)"),
        Question("etat", "Ce que l'on sait", "choix", options=ETATS, defaut="valeur"),
        Question("valeur", "Valeur", "texte", "un nombre, sans unité ; vide si elle n'est pas connue"),
        *unite,
        Question("nature", "Nature", "choix", options=NATURES, defaut="declaree"),
        Question("numerateur", "Numérateur", "texte", "s'il est connu"),
        Question("denominateur", "Dénominateur", "texte", "s'il est connu"),
        Question("source", "Source", "choix", options=(CHOISIR, *sources)),
        Question("edition", "Édition", "texte", "la publication, quand il y en a plusieurs"),
        Question("perimetre", "Périmètre", "texte", "seulement s'il manque quelque chose : « hors Msa »"),
        Question("note", "Note", "long", "peut être publiée : aucun nom de personne"),
    ]


def _lieux(dossier: Dossier) -> Options:
    """Les territoires du département, le département d'abord ; la valeur dit la maille et le code."""
    departement = dossier.departement
    table = dossier.tables["territoires"]
    siens = [
        (f"{x['nom']} ({x['maille']})", f"{x['maille']}:{x['territoire']}")
        for x in table.to_dict("records")
        if x["maille"] != "departement"
    ]
    return ((departement.nom, f"departement:{departement.code}"), *siens)


# --- des valeurs tapées à la ligne ----------------------------------------------------------------


def ligne(sujet: Sujet, valeurs: Mapping[str, str], jour: str) -> dict[str, str]:
    """La ligne du contrat que disent les valeurs tapées ; ce que l'on ne demande pas en vient aussi."""
    tapees = {nom: texte.strip() for nom, texte in valeurs.items() if nom not in (POURQUOI, "lieu")}
    if sujet.table == "avancement":
        return {**tapees, **dict(sujet.fixes), "saisi_le": jour}
    maille, _, territoire = valeurs.get("lieu", "").partition(":")
    nombres = {nom: nombre_tape(tapees.get(nom, "")) for nom in ("valeur", "numerateur", "denominateur")}
    if au_jour := jour_lu(tapees.get("periode", "")):
        tapees["periode"] = au_jour.isoformat()
    fixes = {nom: texte for nom, texte in sujet.fixes if texte}
    lieu = {"territoire": territoire, "maille": maille, "origine": "saisie"}
    return {**tapees, **nombres, **fixes, **lieu, "saisi_le": jour}


def nombre_tape(texte: str) -> str:
    """Un nombre comme on l'écrit en français, tel que le contrat l'écrit ; le reste, tel quel.

    >>> nombre_tape("57,4"), nombre_tape("12 000"), nombre_tape("environ 12")
    ('57.4', '12000', 'environ 12')
    """
    serre = re.sub(r"[\s\u00a0\u202f]", "", texte)
    return serre.replace(",", ".") if re.fullmatch(r"[+-]?\d+(,\d+)?", serre) else texte.strip()


# --- ce qui ne va pas -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Controle:
    """Ce qu'un contrôle dit d'une saisie : ses fautes par champ, et ce qu'elle ferait."""

    ligne: Mapping[str, str]
    fautes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    connue: Ecriture | None = None
    """La ligne identique déjà écrite."""
    contredite: Contradiction | None = None
    """La valeur connue que la saisie changerait."""

    @property
    def empechement(self) -> str:
        """Pourquoi l'on ne peut pas enregistrer ; vide : on peut."""
        a_remplir = sum(A_REMPLIR in fautes for fautes in self.fautes.values())
        autres = len(self.fautes) - a_remplir
        if self.fautes:
            manque = f"{a_remplir} champ{'s' * (a_remplir > 1)} à remplir" if a_remplir else ""
            faux = f"{autres} champ{'s' * (autres > 1)} à corriger" if autres else ""
            return f"On ne peut pas encore enregistrer : {' et '.join(filter(None, (manque, faux)))}."
        if self.connue:
            return (
                f"Rien de nouveau : c'est déjà écrit (ligne {self.connue.ligne}, {_signature(self.connue)})."
            )
        return ""

    @property
    def avis(self) -> str:
        """Ce que l'on changerait, dit avant d'enregistrer."""
        if self.contredite is None:
            return ""
        ecarts = " ; ".join(
            f"{colonne} : « {_lu(avant)} » devient « {_lu(apres)} »"
            for colonne, (avant, apres) in self.contredite.differences.items()
        )
        connue = self.contredite.connue
        return f"Cela change ce qui est écrit ligne {connue.ligne} ({_signature(connue)}) : {ecarts}."

    def correction(self, valeurs: Mapping[str, str]) -> Correction | None:
        """La raison à donner au journal, si une valeur connue change."""
        if self.contredite is None:
            return None
        return Correction(valeurs.get(POURQUOI, "").strip(), self.ligne["saisi_par"], self.ligne["saisi_le"])


def _lu(cellule: str) -> str:
    return iso_en_francais(cellule) or "vide"


def _signature(ecriture: Ecriture) -> str:
    return f"{ecriture.valeurs['saisi_par']}, le {iso_en_francais(ecriture.valeurs['saisi_le'])}"


def controler(dossier: Dossier, sujet: Sujet, valeurs: Mapping[str, str], jour: str) -> Controle:
    """Les fautes de ce que l'on a tapé, champ par champ, et ce que la ligne changerait."""
    espace, code = dossier.espace, dossier.departement.code
    proposee = ligne(sujet, valeurs, jour)
    fautes = _par_champ(examiner(espace, code, {sujet.table: [proposee]}))
    trouve = confronter(espace, code, sujet.table, proposee)
    contredite = trouve if isinstance(trouve, Contradiction) else None
    connue = trouve if isinstance(trouve, Ecriture) else None
    controle = Controle(proposee, fautes, connue, contredite)
    if correction := controle.correction(valeurs):
        fautes.update(_fautes_du_pourquoi(dossier, correction))
    return controle


def _fautes_du_pourquoi(dossier: Dossier, correction: Correction) -> dict[str, tuple[str, ...]]:
    """La raison d'un changement : elle est exigée, et suit les règles de tout texte que l'on saisit."""
    if not correction.motif:
        return {POURQUOI: ("Une valeur est déjà écrite : dites pourquoi elle change.",)}
    champs = _par_champ(fautes_de_correction(dossier.espace, correction))
    return {POURQUOI: champs["motif"]} if "motif" in champs else {}


def _par_champ(fautes: Sequence[Erreur]) -> dict[str, tuple[str, ...]]:
    champs: dict[str, tuple[str, ...]] = {}
    for faute in fautes:
        colonne = faute.lieu.detail.removeprefix("colonne ")
        champ = {"territoire": "lieu", "maille": "lieu"}.get(colonne, colonne)
        champs[champ] = (*champs.get(champ, ()), en_clair(faute))
    return champs


def en_clair(faute: Erreur) -> str:
    """Une faute en une phrase, sans son code : elle se lit sous le champ."""
    if faute.code == "D315":
        return A_REMPLIR
    if faute.code == "D308":
        return grief_de_jour(str(faute.valeurs["recu"])) or f"Écrivez une date : « {EXEMPLE} »."
    if faute.code == "D318":
        return "Écrivez 2024, 2024-T4, 2024-S2, 31/12/2024, 2023-2024 ou 2016/2019."
    corps = " ".join(mot.strip() for mot in faute.lignes()[1:])
    return re.sub(r"\s*\(sdsf expliquer \w+\)", "", corps)
