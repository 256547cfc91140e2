"""Des cellules aux réponses : chaque valeur reconnue, chaque faute dite, rien qui identifie une personne."""

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sdsf import erreurs as err
from sdsf.depouillement.colonnes import RANG, Colonne, cle, modalite_de, reconnaitre
from sdsf.depouillement.fichiers import Export, ouvrir_export
from sdsf.erreurs import Erreur, Erreurs, enumerer, plus_proche
from sdsf.lecture.cellules import Illisible, lire_cellule
from sdsf.referentiel.questionnaires import (
    LONGUEUR_DE_TEXTE,
    ChoixMultiple,
    Question,
    Questionnaire,
    QuestionNombre,
    QuestionTexte,
)

COCHEE = ("1", "y", "yes", "oui", "true", "vrai", "x")
DECOCHEE = ("", "0", "n", "no", "non", "false", "faux", "n/a")
# Une adresse électronique, un numéro de téléphone, un lien : masqués dans une réponse libre.
COORDONNEES = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+|https?://\S+|www\.\S+|(?<!\d)(?:\+33|0033|0)[ .-]?[1-9](?:[ .-]?\d{2}){4}(?!\d)"
)
MASQUE = "[retiré]"
# Une colonne de texte prise pour une question fermée ferait une faute par ligne : les premières suffisent.
FAUTES_MONTREES = 100
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
Valeurs = dict[str, list[str]]


@dataclass(frozen=True)
class Reponse:
    """Les réponses d'une personne : par question, les codes donnés ; et ses réponses libres."""

    numero: str
    valeurs: Valeurs
    textes: Mapping[str, str]


@dataclass(frozen=True)
class Depouille:
    """Ce qu'un import a lu, ce qu'il a retiré, ce qu'il faut savoir."""

    reponses: Sequence[Reponse]
    retirees: Sequence[str]
    avis: Sequence[str]
    du: dt.date | None
    au: dt.date | None


@dataclass
class _Chantier:
    """Ce qui s'amasse d'une ligne à l'autre : les fautes par colonne et valeur, les corrections à dire."""

    questionnaire: Questionnaire
    territoires: Mapping[str, str]
    fautes: dict[tuple[str, str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    questions: dict[tuple[str, str, str], Question] = field(default_factory=dict)
    dits: Counter[str] = field(default_factory=Counter)
    jours: list[dt.date] = field(default_factory=list)
    connus: dict[tuple[str, str], list[str] | None] = field(default_factory=dict)

    def modalites(self, question: Question) -> Mapping[str, str]:
        return self.questionnaire.modalites(question, self.territoires)

    def refuser(self, fichier: str, colonne: Colonne, numero: int, recu: str) -> None:
        assert colonne.question is not None
        place = fichier, colonne.nom, recu
        self.questions[place] = colonne.question
        self.fautes[place].append(numero)


def depouiller(
    chemins: Sequence[Path],
    questionnaire: Questionnaire,
    territoires: Mapping[str, str],
    ignorees: Sequence[str] = (),
) -> Depouille:
    """Les réponses de tous ces fichiers. Lève ``Erreurs`` avec toutes les fautes de tous les fichiers."""
    chantier = _Chantier(questionnaire, territoires)
    fautes: list[Erreur] = []
    lues: list[tuple[Valeurs, dict[str, str]]] = []
    exports: list[tuple[Export, list[Colonne]]] = []
    for chemin in chemins:
        try:
            export = ouvrir_export(chemin)
        except Erreurs as refus:
            fautes.extend(refus.erreurs)
            continue
        colonnes, griefs = reconnaitre(export, questionnaire, ignorees)
        fautes += [*griefs, *_identifiants_en_double(export, colonnes)]
        exports.append((export, colonnes))
        lues += _lire(chantier, export, colonnes)
    err.lever([*fautes, *_refus(chantier)][:FAUTES_MONTREES])
    gardees = [(valeurs, textes) for valeurs, textes in lues if valeurs or textes]
    if not gardees:
        raise Erreurs([err.SansReponse(exports[0][0].lieu(1))])
    if vides := len(lues) - len(gardees):
        chantier.dits["ligne sans aucune réponse : laissée"] += vides
    return Depouille(
        [Reponse(f"r{rang:05}", *lue) for rang, lue in enumerate(gardees, start=1)],
        sorted({c.nom for _, colonnes in exports for c in colonnes if c.sorte == "identite"}),
        [
            *(avis for export, _ in exports for avis in export.avis),
            *_dire(chantier),
            *_absentes(exports, questionnaire),
        ],
        min(chantier.jours, default=None),
        max(chantier.jours, default=None),
    )


def _identifiants_en_double(export: Export, colonnes: Sequence[Colonne]) -> Iterator[Erreur]:
    """Une réponse exportée deux fois compterait deux fois."""
    colonne = next((c for c in colonnes if c.sorte == "identifiant"), None)
    vus: dict[str, int] = {}
    for numero, cellules in export.rangees if colonne else ():
        assert colonne is not None
        mot = cellules[colonne.rang] if colonne.rang < len(cellules) else ""
        if mot and mot in vus:
            lieu = export.lieu(numero, colonne.nom)
            yield err.ReponseEnDouble(lieu, recu=mot, autre_ligne=vus[mot])
        vus.setdefault(mot, numero)


def _absentes(exports: Sequence[tuple[Export, list[Colonne]]], questionnaire: Questionnaire) -> list[str]:
    portees = {c.question.code for _, colonnes in exports for c in colonnes if c.question}
    absentes = [q.code for q in questionnaire.questions() if q.code not in portees]
    return [f"Questions facultatives sans colonne : {', '.join(absentes)}."] if absentes else []


# --- une ligne ------------------------------------------------------------------------------------


def _lire(
    chantier: _Chantier, export: Export, colonnes: Sequence[Colonne]
) -> Iterator[tuple[Valeurs, dict[str, str]]]:
    utiles = [c for c in colonnes if c.question is not None]
    dates = [c for c in colonnes if c.sorte == "date"]
    for numero, cellules in export.rangees:
        chantier.jours += [jour for c in dates if (jour := _jour(cellules[c.rang]))]
        valeurs: Valeurs = {}
        textes: dict[str, str] = {}
        for colonne in utiles:
            brut = cellules[colonne.rang] if colonne.rang < len(cellules) else ""
            if brut:
                _cellule(chantier, export.fichier, colonne, numero, brut, valeurs, textes)
        yield _coherente(chantier, valeurs), textes


def _jour(brut: str) -> dt.date | None:
    """La date d'un horodatage ; rien si la case est vide ou autrement écrite."""
    trouve = DATE.match(brut)
    try:
        return dt.date.fromisoformat(trouve.group()) if trouve else None
    except ValueError:
        return None


def _cellule(
    chantier: _Chantier, fichier: str, colonne: Colonne, numero: int, brut: str,
    valeurs: Valeurs, textes: dict[str, str],
) -> None:  # fmt: skip
    """Range une cellule non vide, ou note pourquoi elle ne peut pas l'être."""
    question = colonne.question
    assert question is not None
    if isinstance(question, QuestionTexte):
        textes[question.code] = _texte(chantier, brut)
        return
    # Mille lignes disent la même chose : chaque valeur d'une colonne ne se reconnaît qu'une fois.
    place = colonne.nom, brut
    if place not in chantier.connus:
        chantier.connus[place] = _codes(chantier, colonne, brut)
    codes = chantier.connus[place]
    if codes is not None and RANG.match(brut):
        chantier.dits[f"réponse à « {question.code} » lue par son rang (A1 : la première modalité)"] += 1
    if codes is None:
        chantier.refuser(fichier, colonne, numero, brut)
    elif colonne.sorte == "autre_texte":
        chantier.dits[f"précision libre à « {question.code} » : le texte n'est pas gardé"] += 1
    if codes:
        deja = valeurs.setdefault(question.code, [])
        deja += [code for code in codes if code not in deja]


def _codes(chantier: _Chantier, colonne: Colonne, brut: str) -> list[str] | None:
    """Les codes que dit une cellule ; une liste vide pour « rien » ; ``None`` si elle ne se comprend pas."""
    question = colonne.question
    assert question is not None
    modalites = chantier.modalites(question)
    if colonne.sorte == "autre_texte":
        return ["autre"] if isinstance(question, ChoixMultiple) and "autre" in modalites else []
    if colonne.sorte == "modalite":
        mot = brut.strip().lower()
        return [colonne.modalite] if mot in COCHEE else [] if mot in DECOCHEE else None
    if isinstance(question, QuestionNombre):
        return _nombre(question, brut)
    if isinstance(question, ChoixMultiple):
        return _plusieurs(brut, modalites)
    code = modalite_de(brut, modalites)
    return [code] if code else None


def _nombre(question: QuestionNombre, brut: str) -> list[str] | None:
    try:
        valeur = lire_cellule(brut).valeur
    except Illisible:
        return None
    if valeur is None or not valeur.is_integer() or not question.min <= valeur <= question.max:
        return None
    return [str(int(valeur))]


def _plusieurs(brut: str, modalites: Mapping[str, str]) -> list[str] | None:
    """Plusieurs réponses dans une cellule : des codes séparés par des espaces (Kobo), ou des libellés."""
    for motif in (r"[;|\n]", r",\s", r"\s+"):
        codes = [modalite_de(mot, modalites) for mot in re.split(motif, brut) if mot.strip()]
        if codes and all(codes):
            return codes
    return None


def _texte(chantier: _Chantier, brut: str) -> str:
    """Une réponse libre sur une ligne, bornée, sans adresse ni téléphone."""
    masque, fois = COORDONNEES.subn(MASQUE, " ".join(brut.split()))
    if fois:
        chantier.dits["adresse, lien ou téléphone masqué dans une réponse libre"] += fois
    if len(masque) > LONGUEUR_DE_TEXTE:
        chantier.dits[f"réponse libre coupée à {LONGUEUR_DE_TEXTE} signes"] += 1
    return masque[:LONGUEUR_DE_TEXTE]


def _coherente(chantier: _Chantier, valeurs: Valeurs) -> Valeurs:
    """Sans les réponses à une question qui n'était pas posée, ni une case exclusive cochée avec d'autres."""
    gardees: Valeurs = {}
    for question in chantier.questionnaire.questions():
        codes = valeurs.get(question.code, [])
        si = question.si
        if codes and si is not None and not set(gardees.get(si.question, ())) & set(si.parmi):
            chantier.dits[f"réponse à « {question.code} », qui n'était pas posée : retirée"] += 1
            continue
        if isinstance(question, ChoixMultiple) and len(codes) > 1 and set(codes) & set(question.exclusives):
            codes = [code for code in codes if code not in question.exclusives]
            chantier.dits[f"case exclusive de « {question.code} » cochée avec d'autres : retirée"] += 1
        if codes:
            gardees[question.code] = codes
    return gardees


# --- ce qui ne va pas -----------------------------------------------------------------------------


def _refus(chantier: _Chantier) -> Iterator[Erreur]:
    """Une erreur par valeur mal écrite d'une colonne, à sa première ligne, avec le nombre des autres."""
    for (fichier, nom, recu), numeros in chantier.fautes.items():
        question = chantier.questions[fichier, nom, recu]
        lieu = Export(fichier, (), ()).lieu(numeros[0], nom)
        autres = f" (de même {_lignes(len(numeros) - 1)} plus bas)" if len(numeros) > 1 else ""
        if isinstance(question, QuestionNombre):
            yield err.NombreDEnquete(
                lieu, recu=recu, question=question.code, autres=autres, min=question.min, max=question.max
            )
            continue
        modalites = chantier.modalites(question)
        mots = [*modalites, *modalites.values()]
        admis = enumerer((f"{code} : {libelle}" for code, libelle in modalites.items()), 20)
        proche = plus_proche(recu, mots) or _par_cle(recu, mots)
        yield err.ReponseHorsListe(
            lieu, proche=proche, recu=recu, question=question.code, autres=autres, admis=admis or "aucune"
        )


def _par_cle(recu: str, mots: Sequence[str]) -> str | None:
    par_cle = {cle(mot): mot for mot in mots}
    trouve = plus_proche(cle(recu), par_cle)
    return par_cle[trouve] if trouve else None


def _lignes(nombre: int) -> str:
    return "1 ligne" if nombre == 1 else f"{nombre} lignes"


def _dire(chantier: _Chantier) -> list[str]:
    return [f"{fois} × {quoi}." for quoi, fois in sorted(chantier.dits.items())]
