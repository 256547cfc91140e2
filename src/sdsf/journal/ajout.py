"""Ajouter des lignes aux tables d'un département : tout, ou rien, et jamais par-dessus une valeur connue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sdsf import erreurs as err
from sdsf.demande import departement_connu
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.journal.controle import completer, fautes_de_correction, fautes_des_lignes
from sdsf.journal.fichier import Fichier, Rangee, chemin_de, ouvrir
from sdsf.journal.modeles import (
    AVANCEMENT,
    CORRECTIONS,
    SIGNATURE,
    Ajout,
    Contradiction,
    Correction,
    Ecriture,
    Valeurs,
    cle_de,
    cle_en_clair,
    differences,
)
from sdsf.journal.reprise import DELAI, ecrire, seul_a_ecrire
from sdsf.journal.savoir import savoir
from sdsf.releves.lecture import contrats


def examiner(espace: Espace, departement: str, lignes: Mapping[str, Sequence[Valeurs]]) -> list[Erreur]:
    """Les fautes de lignes que l'on voudrait ajouter ; rien n'est écrit, aucun verrou n'est pris."""
    try:
        return fautes_des_lignes(savoir(espace, departement), completer(espace, lignes))
    except Erreurs as refus:
        return list(refus.erreurs)


def ajouter(
    espace: Espace,
    departement: str,
    lignes: Mapping[str, Sequence[Valeurs]],
    corriger: Correction | None = None,
    delai: float = DELAI,
    essai: bool = False,
) -> Ajout:
    """Ajoute des lignes (nom de table → lignes en texte, une colonne tue est vide), tout ou rien.

    Une ligne déjà là à l'identique n'est pas répétée. Une ligne qui contredit une valeur connue n'est écrite
    que si ``corriger`` dit pourquoi ; sinon rien n'est écrit, et l'ajout rendu montre les contradictions.
    ``essai`` : tout, sauf écrire. Lève ``Erreurs`` avec toutes les fautes de toutes les lignes.
    """
    code = departement_connu(espace, departement).code
    completes = completer(espace, lignes)
    err.lever([*fautes_des_lignes(savoir(espace, code), completes), *fautes_de_correction(espace, corriger)])
    with seul_a_ecrire(espace, code, delai):
        chantier = Chantier(espace, code, corriger)
        for table, siennes in completes.items():
            for rang, ligne in enumerate(siennes, 1):
                chantier.proposer(table, rang, ligne)
        return chantier.finir(essai)


def confronter(
    espace: Espace, departement: str, table: str, ligne: Valeurs
) -> Ecriture | Contradiction | None:
    """La ligne identique déjà écrite, la contradiction qu'une ligne ferait, ou ``None`` ; rien n'est écrit.

    Sans verrou : ce que l'on montre pendant la frappe. ``ajouter`` le refait au moment d'écrire.
    """
    proposee = completer(espace, {table: [ligne]})[table][0]
    return _confronter(ouvrir(espace, departement, contrats(espace)[table]), proposee, 1)


def _confronter(fichier: Fichier, ligne: Valeurs, rang: int) -> Ecriture | Contradiction | None:
    connue = fichier.par_cle.get(cle_de(fichier.schema, ligne)) if fichier.par_cle else None
    if connue is None:
        return None
    ecarts = differences(fichier.schema, connue.valeurs, ligne)
    ecriture = fichier.ecriture(connue)
    return Contradiction(fichier.schema.nom, rang, ecriture, ligne, ecarts) if ecarts else ecriture


@dataclass
class Chantier:
    """Un ajout en cours, sous le verrou : les fichiers relus, ce qui y entre, ce qui s'y oppose."""

    espace: Espace
    departement: str
    corriger: Correction | None
    fichiers: dict[str, Fichier] = field(default_factory=dict)
    changes: dict[str, None] = field(default_factory=dict)
    ajoutees: list[tuple[str, Rangee]] = field(default_factory=list)
    corrigees: list[Contradiction] = field(default_factory=list)
    connues: list[Ecriture] = field(default_factory=list)
    contredites: list[Contradiction] = field(default_factory=list)

    def fichier(self, table: str) -> Fichier:
        """La table, relue à cet instant. Lève ``Erreurs`` si elle est ouverte dans un tableur."""
        if table not in self.fichiers:
            _exiger_ferme(self.espace, self.departement, table)
            self.fichiers[table] = ouvrir(self.espace, self.departement, contrats(self.espace)[table])
        return self.fichiers[table]

    def proposer(self, table: str, rang: int, ligne: Valeurs) -> None:
        """Ajoute la ligne, la reconnaît, la corrige, ou retient sa contradiction."""
        fichier = self.fichier(table)
        trouve = _confronter(fichier, ligne, rang)
        if trouve is None:
            self._ajouter(table, ligne)
        elif isinstance(trouve, Ecriture):
            self.connues.append(trouve)
        elif self.corriger is None:
            self.contredites.append(trouve)
        else:
            self.remplacer(trouve, fichier.par_cle[cle_de(fichier.schema, ligne)])

    def remplacer(self, contradiction: Contradiction, connue: Rangee) -> None:
        """Change une valeur connue, et garde l'ancienne, cellule par cellule, dans ``corrections.csv``.

        Dans le journal d'avancement rien ne change de place : la dernière ligne fait foi, on l'ajoute.
        """
        table, ligne = contradiction.table, contradiction.proposee
        if table == AVANCEMENT:
            self._ajouter(table, ligne)
        else:
            self.fichier(table).remplacer(connue, ligne)
            self.changes[table] = None
        self.corrigees.append(contradiction)
        for trace in self._traces(contradiction):
            self._ajouter(CORRECTIONS, trace, dite=False)

    def _ajouter(self, table: str, ligne: Valeurs, dite: bool = True) -> None:
        rangee = self.fichier(table).ajouter(ligne)
        self.changes[table] = None
        if dite:
            self.ajoutees.append((table, rangee))

    def _traces(self, contradiction: Contradiction) -> list[Valeurs]:
        """Une ligne par cellule changée, sous un même numéro ; la signature suit, pour pouvoir rétablir."""
        assert self.corriger is not None
        corriger, schema = self.corriger, contrats(self.espace)[contradiction.table]
        avant, apres = contradiction.connue.valeurs, contradiction.proposee
        signees = [n for n in SIGNATURE if n in schema.colonnes and avant[n] != apres[n]]
        commun = {
            "numero": str(self._prochain_numero()),
            "table": contradiction.table,
            "cle": cle_en_clair(schema, avant),
            "motif": corriger.motif,
            "saisi_par": corriger.saisi_par,
            "saisi_le": corriger.saisi_le,
        }
        colonnes = (*contradiction.colonnes, *signees)
        return [{**commun, "colonne": n, "ancienne": avant[n], "nouvelle": apres[n]} for n in colonnes]

    def _prochain_numero(self) -> int:
        return 1 + max((int(r.valeurs["numero"]) for r in self.fichier(CORRECTIONS).rangees), default=0)

    def finir(self, essai: bool = False) -> Ajout:
        """Écrit tout, ou rien s'il reste une contradiction sans décision."""
        if self.contredites:
            return Ajout(connues=tuple(self.connues), contredites=tuple(self.contredites))
        contenus = {f"{table}.csv": self.fichiers[table].octets for table in self.changes}
        if contenus and not essai:
            ecrire(self.espace, self.departement, contenus)
        return Ajout(
            ajoutees=tuple(self.fichiers[table].ecriture(rangee) for table, rangee in self.ajoutees),
            corrigees=tuple(self.corrigees),
            connues=tuple(self.connues),
            fichiers=() if essai else tuple(self.fichiers[table].nom for table in self.changes),
        )


def _exiger_ferme(espace: Espace, departement: str, table: str) -> None:
    """LibreOffice pose une marque à côté d'un fichier ouvert : l'enregistrer effacerait la saisie."""
    chemin = chemin_de(espace, departement, table)
    marque = chemin.with_name(f".~lock.{chemin.name}#")
    if marque.exists():
        raise Erreurs([err.TableOuverte(Lieu(espace.relatif(chemin)), marque=espace.relatif(marque))])
