"""Relire un classeur rendu : ses réponses, et toutes ses fautes, chacune à sa case.

Une ligne se reconnaît à son identifiant, une feuille et une colonne à leurs en-têtes : on peut trier,
déplacer, renommer une feuille, supprimer des lignes. Rien n'est deviné d'une écriture douteuse.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sdsf import erreurs as err
from sdsf.collecte.feuilles import AVANCEMENT, ID, IDENTITE, est_une_reponse
from sdsf.collecte.nombres import NonDit, PasUnNombre, lire_nombre
from sdsf.collecte.questions import Formulaire, Question
from sdsf.erreurs import Erreur, Lieu, plus_proche
from sdsf.tableur.cases import Marque, lire_valeur
from sdsf.tableur.fautes import afficher, dire, mauvais_type
from sdsf.tableur.mots import normaliser
from sdsf.tableur.ouverture import FeuilleBrute
from sdsf.tableur.structure import RACINE, Colonne, Feuille, Place
from sdsf.tableur.tableaux import LISEZ_MOI, LISTES, Tableau

# Un titre, une ligne vide peuvent précéder les en-têtes.
LIGNES_D_EN_TETE = 12


@dataclass(frozen=True)
class Reponse:
    """Ce qu'un pilote répond à une question : ses cases remplies, par nom de colonne."""

    question: Question
    valeurs: Mapping[str, object]
    lieu: Lieu
    fichier: str
    lieux: Mapping[str, Lieu] = field(default_factory=dict)


@dataclass(frozen=True)
class Lu:
    """Un classeur relu. ``vides`` : les questions dont la ligne est là, ou manque, sans réponse."""

    fichier: str
    formulaire: Formulaire
    repondant: Mapping[str, object]
    reponses: tuple[Reponse, ...]
    vides: tuple[Question, ...]
    avis: Place
    fautes: tuple[Erreur, ...] = ()


def relire(
    fichier: str,
    brutes: Sequence[FeuilleBrute],
    formulaire: Formulaire,
    feuilles: Mapping[str, Feuille],
    posees: Mapping[str, Mapping[str, object]],
    pilotes: Mapping[str, Sequence[str]],
) -> Lu:
    """Tout ce qu'un classeur dit. ``posees`` : par question, le texte de ses cases à lire.

    ``pilotes`` : par question du plan, les noms de ceux à qui on la pose.
    """
    tableaux, avis = _tableaux(fichier, brutes, feuilles)
    lecteur = _Lecteur(fichier, formulaire, posees, pilotes)
    for nom, tableau in tableaux.items():
        if nom == RACINE:
            lecteur.lire_le_repondant(tableau)
        else:
            lecteur.lire(tableau)
    if not lecteur.repondant.get("fonction") and not lecteur.fautes and _tel_qu_ecrit(lecteur.reponses):
        lecteur.reponses = []
    repondues = {reponse.question.id for reponse in lecteur.reponses}
    vides = tuple(q for q in formulaire.questions if q.id not in repondues)
    if lecteur.reponses:
        lecteur.fautes += _fautes_du_repondant(fichier, tableaux.get(RACINE), lecteur.repondant)
    return Lu(
        fichier,
        formulaire,
        lecteur.repondant,
        tuple(lecteur.reponses),
        vides,
        (*avis, *lecteur.avis, *_sans_feuille(formulaire, tableaux, feuilles)),
        tuple(lecteur.fautes),
    )


def _tel_qu_ecrit(reponses: Sequence[Reponse]) -> bool:
    """Vrai si le classeur ne dit que ce qu'on y avait écrit : personne n'y a répondu."""
    return all(reponse.valeurs == (reponse.question.connu or {}) for reponse in reponses)


def _sans_feuille(
    formulaire: Formulaire, tableaux: Mapping[str, Tableau], feuilles: Mapping[str, Feuille]
) -> Iterator[str]:
    for nom in feuilles:
        attendue = formulaire.avancement if nom == AVANCEMENT else formulaire.indicateurs
        if nom != RACINE and nom not in tableaux and attendue:
            yield f"la feuille « {feuilles[nom].titre} » manque : ses questions restent sans réponse"


# --- les feuilles et les colonnes -----------------------------------------------------------------


def _tableaux(
    fichier: str, brutes: Sequence[FeuilleBrute], feuilles: Mapping[str, Feuille]
) -> tuple[dict[str, Tableau], list[str]]:
    """Les feuilles reconnues à leurs en-têtes, quel que soit leur nom ; et celles qu'on ne lit pas."""
    a_lire = [
        b for b in brutes if normaliser(b.titre) not in (IDENTITE, *map(normaliser, (LISEZ_MOI, LISTES)))
    ]
    trouves: dict[str, Tableau] = {}
    avis: list[str] = []
    for brute in a_lire:
        nom, tableau = _reconnaitre(fichier, brute, feuilles)
        if tableau is None or nom in trouves:
            if brute.cases:
                avis.append(f"la feuille « {brute.titre} » n'est pas du formulaire : elle n'a pas été lue")
            continue
        trouves[nom] = tableau
        connues = set(tableau.colonnes.values())
        en_trop = sorted({c for (ligne, c) in tableau.cases if c not in connues})
        dites = [str(tableau.cases[1, c].valeur) for c in en_trop if (1, c) in tableau.cases]
        if en_trop and not tableau.feuille.verticale:
            noms = err.enumerer(dites) or "sans en-tête"
            avis.append(f"feuille « {brute.titre} », colonne ajoutée non lue : {noms}")
    return trouves, avis


def _reconnaitre(
    fichier: str, brute: FeuilleBrute, feuilles: Mapping[str, Feuille]
) -> tuple[str, Tableau | None]:
    """La feuille du formulaire dont celle-ci a le plus d'en-têtes ; il en faut la moitié."""
    essais = [(nom, _essayer(fichier, brute, rang, f)) for rang, (nom, f) in enumerate(feuilles.items())]
    nom, meilleur = max(essais, key=lambda essai: len(essai[1].colonnes) / len(essai[1].feuille.colonnes))
    assez = 2 * len(meilleur.colonnes) >= len(meilleur.feuille.colonnes)
    return nom, meilleur if assez else None


def un_tableau(fichier: str, brute: FeuilleBrute, feuille: Feuille) -> Tableau | None:
    """Le tableau d'une seule feuille attendue ; ``None`` si ses en-têtes n'y sont pas."""
    essai = _essayer(fichier, brute, 0, feuille)
    return essai if len(essai.colonnes) == len(feuille.colonnes) else None


def _essayer(fichier: str, brute: FeuilleBrute, rang: int, feuille: Feuille) -> Tableau:
    """Un tableau, ses colonnes reconnues ; son en-tête est ramené à la ligne 1."""
    titres = {normaliser(c.titre): c.place for c in feuille.colonnes}
    nommee = Feuille(feuille.nom, brute.titre, feuille.modele, (), feuille.colonnes)
    if feuille.verticale:
        lus = {
            titres[mot]: ligne - 1
            for (ligne, colonne), case in brute.cases.items()
            if colonne == 1 and (mot := normaliser(case.valeur)) in titres
        }
        cases = {(2, ligne - 1): case for (ligne, colonne), case in brute.cases.items() if colonne == 2}
        return Tableau(fichier, rang, nommee, cases, lus)
    entete = max(range(1, LIGNES_D_EN_TETE + 1), key=lambda ligne: len(_entete(brute, ligne, titres)))
    return _Decale(fichier, rang, nommee, brute.cases, _entete(brute, entete, titres), entete)


def _entete(brute: FeuilleBrute, ligne: int, titres: Mapping[str, Place]) -> dict[Place, int]:
    """La colonne de chaque en-tête d'une ligne ; un en-tête répété ne vaut qu'à gauche."""
    trouvees: dict[Place, int] = {}
    for (rang, colonne), case in sorted(brute.cases.items()):
        place = titres.get(normaliser(case.valeur)) if rang == ligne else None
        if place is not None:
            trouvees.setdefault(place, colonne)
    return trouvees


@dataclass(frozen=True)
class _Decale(Tableau):
    """Un tableau dont l'en-tête n'est pas toujours en première ligne."""

    entete: int = 1

    def lignes(self) -> list[int]:
        connues = set(self.colonnes.values())
        return sorted({ligne for ligne, colonne in self.cases if ligne > self.entete and colonne in connues})


# --- les réponses ---------------------------------------------------------------------------------


class _Lecteur:
    """Ce qui s'amasse en lisant un classeur : les réponses, les fautes, les avis."""

    def __init__(
        self,
        fichier: str,
        formulaire: Formulaire,
        posees: Mapping[str, Mapping[str, object]],
        pilotes: Mapping[str, Sequence[str]],
    ):
        self.fichier, self.formulaire, self.posees, self.pilotes = fichier, formulaire, posees, pilotes
        self.questions = {question.id: question for question in formulaire.questions}
        self.repondant: dict[str, object] = {}
        self.reponses: list[Reponse] = []
        self.fautes: list[Erreur] = []
        self.avis: list[str] = []

    def lire_le_repondant(self, tableau: Tableau) -> None:
        valeurs, fautes = _reponses(tableau, 2, self.avis)
        self.repondant = dict(valeurs)
        self.fautes += fautes

    def lire(self, tableau: Tableau) -> None:
        self.fautes += list(_colonnes_perdues(tableau))
        if ID not in tableau.colonnes:
            return
        vues: dict[str, tuple[int, Mapping[str, object]]] = {}
        for rang in tableau.lignes():
            self._ligne(tableau, rang, vues)

    def _ligne(self, tableau: Tableau, rang: int, vues: dict[str, tuple[int, Mapping[str, object]]]) -> None:
        valeurs, fautes = _reponses(tableau, rang, self.avis)
        ident = texte_de(tableau, rang, ID)
        if not valeurs and not fautes:
            return
        question = self.questions.get(ident)
        if question is None:
            self.fautes.append(self._etrangere(tableau, rang, ident))
            return
        if ident in vues:
            if vues[ident][1] != valeurs:
                lieu = tableau.lieu_de(rang, ID)
                self.fautes.append(err.LigneDeCollecteEnDouble(lieu, recu=ident, ligne=vues[ident][0]))
            return
        vues[ident] = rang, valeurs
        self.fautes += [*fautes, *self._modifiee(tableau, rang, ident)]
        lieux = {c.place[0]: tableau.lieu_de(rang, c.place) for c in tableau.feuille.colonnes}
        if valeurs and not fautes:
            self.reponses.append(Reponse(question, valeurs, tableau.lieu_de(rang, ID), self.fichier, lieux))

    def _etrangere(self, tableau: Tableau, rang: int, ident: str) -> Erreur:
        """Une ligne qui n'est pas de ce formulaire : sans nom, d'un autre pilote, ou de nulle part."""
        lieu = tableau.lieu_de(rang, ID)
        if not ident:
            return err.CaseVide(
                lieu, cause="sans identifiant, on ne sait pas à quelle question va la réponse"
            )
        if ident in self.pilotes:
            autre, pilote = " ou ".join(self.pilotes[ident]), self.formulaire.pilote.nom
            return err.QuestionDUnAutre(lieu, recu=ident, autre=autre, pilote=pilote)
        attendu, proche = "une question de ce formulaire", plus_proche(ident, self.questions)
        return err.RenvoiDeCase(lieu, proche=proche, recu=ident, attendu=attendu, complement="")

    def _modifiee(self, tableau: Tableau, rang: int, ident: str) -> Iterator[Erreur]:
        """Ce qui se lit doit encore dire la question : sans cela, on ne sait pas à quoi il est répondu."""
        for nom in ("intitule", "libelle", "unite_dite"):
            attendu, recu = str(self.posees[ident].get(nom, "")), texte_de(tableau, rang, (nom,))
            if attendu and recu and normaliser(recu) != normaliser(attendu):
                yield err.QuestionModifiee(tableau.lieu_de(rang, (nom,)), recu=recu, attendu=attendu)


def _colonnes_perdues(tableau: Tableau) -> Iterator[Erreur]:
    """L'identifiant et les réponses sont nécessaires ; ce qui se lit peut manquer."""
    lus = {case.valeur for (ligne, _), case in tableau.cases.items() if ligne <= LIGNES_D_EN_TETE}
    for colonne in tableau.feuille.colonnes:
        perdue = colonne.place not in tableau.colonnes
        if perdue and (colonne.place == ID or est_une_reponse(tableau.feuille, colonne)):
            proche = plus_proche(colonne.titre, [str(v) for v in lus if isinstance(v, str) and len(v) < 60])
            yield err.ColonneManquante(tableau.lieu(), proche=proche, recu=colonne.titre)


def texte_de(tableau: Tableau, rang: int, place: Place) -> str:
    """Le texte d'une case, sans blanc autour ; vide si la case ou sa colonne manque."""
    case = tableau.cases.get((rang, tableau.colonnes.get(place, 0)))
    return "" if case is None else str(case.valeur).strip()


def _reponses(tableau: Tableau, rang: int, avis: list[str]) -> tuple[dict[str, object], list[Erreur]]:
    """Les cases de réponse d'une ligne, par nom ; un « NC » devient un état, et c'est dit."""
    valeurs: dict[str, object] = {}
    fautes: list[Erreur] = []
    for colonne in tableau.feuille.colonnes:
        case = tableau.cases.get((rang, tableau.colonnes.get(colonne.place, 0)))
        if case is None or not est_une_reponse(tableau.feuille, colonne):
            continue
        nom, lieu = colonne.place[0], tableau.lieu_de(rang, colonne.place)
        if case.genre in ("formule", "erreur"):
            genre = "une formule" if case.genre == "formule" else "une erreur de calcul"
            fautes.append(err.FormuleDansUneCase(lieu, genre=genre, recu=case.valeur))
            continue
        lue = _lire(colonne, case.valeur, lieu)
        if isinstance(lue, Erreur):
            fautes.append(lue)
        elif isinstance(lue, NonDit):
            if nom == "valeur" and valeurs.setdefault("etat", lue.etat) == lue.etat:
                avis.append(f"{lieu.detail} : « {case.valeur} » est lu « {lue.mot} »")
        elif not isinstance(lue, Marque):
            fautes += _deux_etats(valeurs, nom, lue, lieu)
            valeurs[nom] = lue
    return valeurs, fautes


def _deux_etats(valeurs: Mapping[str, object], nom: str, lue: object, lieu: Lieu) -> list[Erreur]:
    """« NC » dans « Valeur » et « sans objet » à côté : on ne choisit pas."""
    if nom == "etat" and valeurs.get("etat", lue) != lue:
        quoi = "dit deux choses de la valeur qui manque"
        return [err.ReponseIncoherente(lieu, quoi=quoi, conseil="Videz « Valeur », ou changez l'état.")]
    return []


def _lire(colonne: Colonne, brut: object, lieu: Lieu) -> object:
    """La valeur d'une case, une ``Marque`` si elle est vide, ou la faute."""
    if colonne.genre == "nombre":
        try:
            return lire_nombre(brut)
        except PasUnNombre as refus:
            return err.ValeurDeCollecte(lieu, proche=refus.proche, recu=afficher(brut), cause=str(refus))
    lue = lire_valeur(colonne, brut)
    if isinstance(lue, Marque):
        return Marque.VIDE
    if colonne.genre == "date":
        return lue if _est_un_jour(lue) else _mauvaise_date(colonne, lue, lieu)
    if colonne.mots and lue not in colonne.mots.values():
        return dire({"type": "literal_error", "input": lue}, colonne, lieu)
    if isinstance(lue, str):
        return lue.strip()
    # Un commentaire « 12 » est un nombre pour le tableur, et reste un texte pour nous.
    return afficher(lue) if isinstance(lue, int | float) else mauvais_type(lue, colonne, lieu)


def _est_un_jour(lue: object) -> bool:
    return isinstance(lue, dt.date) and not isinstance(lue, dt.datetime)


def _mauvaise_date(colonne: Colonne, lue: object, lieu: Lieu) -> Erreur:
    genre = "date_type" if isinstance(lue, str | dt.datetime) else "no_date_type"
    return dire({"type": genre, "input": lue}, colonne, lieu)


def _fautes_du_repondant(
    fichier: str, tableau: Tableau | None, repondant: Mapping[str, object]
) -> Iterator[Erreur]:
    """Une réponse sans auteur ni date ne vaut rien : qui l'a donnée, et quand ?"""
    if tableau is None:
        conseil = "Reprenez-la du classeur d'origine, et remplissez-la."
        yield err.RepondantIncomplet(Lieu(fichier), quoi="manque", conseil=conseil)
        return
    for colonne in tableau.feuille.colonnes:
        nom, lieu = colonne.place[0], tableau.lieu_de(2, colonne.place)
        dite, case = repondant.get(nom), tableau.cases.get((2, tableau.colonnes.get(colonne.place, 0)))
        if case is None:
            quoi = f"ne dit pas : {colonne.titre.lower()}"
            yield err.RepondantIncomplet(lieu, quoi=quoi, conseil=f"Remplissez-la. {colonne.aide}")
        elif isinstance(dite, str) and not _se_comprend(nom, dite):
            conseil = "En mots ; la fonction s'écrit sans virgule."
            yield err.RepondantIncomplet(lieu, quoi=f"dit « {dite} »", conseil=conseil)


def _se_comprend(nom: str, dite: str) -> bool:
    """Au moins deux lettres ; dans les données, la première virgule sépare la fonction de l'institution."""
    coupe = nom == "fonction" and "," in dite
    return not coupe and sum(c.isalpha() for c in dite) >= 2
