"""Des valeurs lues chez un producteur deviennent des relevés au contrat du projet.

Deux éditions d'un même fait se gardent toutes les deux : l'édition entre dans la clé.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Lieu
from sdsf.lecture.cellules import Cellule, Illisible, ecrire_nombre, lire_cellule
from sdsf.vocabulaire import Maille, NatureValeur

SAISI_PAR = "extraction des jeux publiés"
NATIONALES: tuple[Maille, ...] = ("france", "region", "departement", "autre")
DEPARTEMENT = re.compile(r"0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5]|97[1-8]")
COMMUNE = re.compile(r"(0[1-9]|[1-8]\d|9[0-8]|2[AB])\d{3}")
SIREN = re.compile(r"2\d{8}")
# Ce qui se compte un par un : une décimale y trahit un séparateur de milliers (« 12,488 »).
TAUX_MAXIMAL = 1000  # le plus grand taux de couverture publié est 195,8
ENTIERES = ("naissances", "structures", "communes", "foyers", "places", "personnes", "habitants")


@dataclass(frozen=True)
class Mesure:
    """Ce qu'un producteur publie, et le mot que le projet emploie pour le dire."""

    indicateur: str
    intitule: str
    unite: str
    source: str
    facteur: float = 1
    nature: NatureValeur = "publiee"
    perimetre: str = ""
    note: str = ""
    signee: bool = False
    """Une valeur négative est possible (une évolution, un impôt)."""
    citee: bool = False
    """La source que dit chaque ligne du fichier devient la note du relevé."""

    @property
    def entiere(self) -> bool:
        """Un effectif compté ; ceux du recensement sont estimés, et gardent leurs décimales."""
        return self.unite in ENTIERES and self.source != "insee_recensement"

    @property
    def dossier(self) -> str:
        """Le producteur : le premier mot du code de la source ; Senacs est l'observatoire de la Cnaf."""
        premier = self.source.split("_")[0]
        return "cnaf" if premier == "senacs" else premier


@dataclass(frozen=True)
class Releve:
    """Une valeur, ou un trou, d'un territoire à une période, dans une édition."""

    mesure: Mesure
    territoire: str
    maille: Maille
    nom: str
    periode: str
    cellule: Cellule
    edition: str
    nature: NatureValeur
    geographie: str = ""
    perimetre: str = ""
    note: str = ""
    lieu: Lieu | None = field(default=None, compare=False)
    """Où il a été lu, pour le dire s'il est refusé."""

    @property
    def cle(self) -> tuple[str, ...]:
        """Celle du contrat, ``extrait`` mis à part : un producteur n'en a pas."""
        mots = (self.mesure.indicateur, self.territoire, self.maille, self.perimetre)
        return (*mots, self.periode, self.mesure.source, self.edition)

    def ligne(self, jour: str) -> dict[str, str]:
        """La ligne du contrat."""
        return {
            "indicateur": self.mesure.indicateur,
            "libelle": f"{sans_formule(self.nom)} — {self.mesure.intitule}",
            "territoire": self.territoire,
            "maille": self.maille,
            "perimetre": self.perimetre,
            "periode": self.periode,
            "valeur": ecrire_nombre(self.cellule.valeur),
            "unite": self.mesure.unite,
            "etat": self.cellule.etat,
            "nature": self.nature,
            "origine": "producteur",
            "source": self.mesure.source,
            "edition": self.edition,
            "geographie": self.geographie,
            "note": sans_formule(self.note),
            "saisi_par": SAISI_PAR,
            "saisi_le": jour,
        }


def sans_formule(texte: str) -> str:
    """Un texte de producteur qu'un tableur ne prendra pas pour une formule, sans caractère de commande.

    >>> sans_formule("=cmd()")
    'cmd()'
    """
    return "".join(c if c.isprintable() else " " for c in texte).strip().lstrip("=+-@").strip()


@dataclass(frozen=True)
class Choix:
    """Les territoires fins à garder : EPCI et communes des départements décrits. ``None`` : tous."""

    departements: Mapping[str, Sequence[str]] | None
    """Pour chaque territoire fin, les départements qui le suivent."""
    noms: Mapping[str, str] = field(default_factory=dict)
    """Le nom des territoires, pour les fichiers qui n'ont que des codes."""

    def garde(self, maille: Maille, code: str) -> bool:
        """Ce qui est national se garde toujours."""
        return maille in NATIONALES or self.departements is None or code in self.departements


TOUT = Choix(None)


@dataclass
class Recolte:
    """Ce qu'un adaptateur a lu : des relevés, des fautes, et ce qu'il faut en dire."""

    table: str
    """Le nom du fichier à écrire dans ``data/national/<producteur>/``, sans « .csv »."""
    releves: list[Releve] = field(default_factory=list)
    fautes: list[Erreur] = field(default_factory=list)
    avertissements: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)

    def ajouter(self, releve: Releve, contenu: object, lieu: Lieu, facteur: float = 1) -> None:
        """Ajoute un relevé dont la cellule est à lire, multipliée par ``facteur`` ; ou la faute qu'elle a."""
        mesure = releve.mesure
        try:
            cellule = lire_cellule(contenu, mesure.unite == "pourcent")
        except Illisible as refus:
            self.fautes.append(err.NombreDuProducteur(lieu, recu=contenu, cause=str(refus)))
            return
        lue = cellule.fois(mesure.facteur * facteur)
        if faute := _impossible(mesure, lue, contenu, lieu):
            self.fautes.append(faute)
        else:
            self.releves.append(replace(releve, cellule=lue, lieu=lieu))

    def finir(self, fichier: str) -> "Recolte":
        """Contrôle l'ensemble. Lève ``Erreurs`` : années futures, clés en double, rien de lu."""
        self.fautes += [*_futures(self.releves, fichier), *_doubles(self.releves, fichier)]
        if not self.releves and not self.fautes:
            self.fautes.append(err.RienALire(Lieu(fichier)))
        err.lever(self.fautes[:20])
        return self


def milliers_probables(contenu: object) -> bool:
    """« 7,000 » ou « 7.000 » : sept mille à l'anglaise, que l'on lirait sept.

    >>> milliers_probables("7,000"), milliers_probables("7000"), milliers_probables("7,5")
    (True, False, False)
    """
    return isinstance(contenu, str) and bool(re.fullmatch(r"[+-]?\d{1,3}([.,]\d{3})+", contenu.strip()))


def _impossible(mesure: Mesure, cellule: Cellule, contenu: object, lieu: Lieu) -> Erreur | None:
    """La faute d'un nombre que sa mesure n'admet pas : négatif, au-delà de cent, ou à décimales."""
    valeur = cellule.valeur
    if valeur is None:
        return None
    if valeur < 0 and not mesure.signee:
        return err.ValeurNegative(lieu, recu=contenu, quoi=mesure.intitule)
    if mesure.unite == "pourcent" and valeur > 100:
        return err.NombreDuProducteur(lieu, recu=contenu, cause="un pourcentage au-delà de 100")
    if mesure.unite == "places_pour_100_enfants" and valeur > TAUX_MAXIMAL:
        cause = "un taux de couverture n'est jamais si grand"
        return err.NombreDuProducteur(lieu, recu=contenu, cause=cause)
    if mesure.entiere and (not valeur.is_integer() or milliers_probables(contenu)):
        return err.NombreDuProducteur(lieu, recu=contenu, cause="un effectif n'a pas de décimales")
    return None


def _futures(releves: Iterable[Releve], fichier: str) -> list[Erreur]:
    """La première valeur de chaque année qui n'est pas encore là."""
    annee = dt.date.today().year
    futures: dict[str, Releve] = {}
    for releve in releves:
        if int(releve.periode[:4]) > annee:
            futures.setdefault(releve.periode, releve)
    return [
        err.AnneeFuture(releve.lieu or Lieu(fichier), recu=periode, annee=annee)
        for periode, releve in sorted(futures.items())
    ]


def _doubles(releves: Iterable[Releve], fichier: str) -> list[Erreur]:
    vus: dict[tuple[str, ...], Releve] = {}
    doubles: dict[tuple[str, ...], Releve] = {}
    for releve in releves:
        if vus.setdefault(releve.cle, releve) is not releve:
            doubles.setdefault(releve.cle, releve)
    return [
        err.CleDuProducteurEnDouble(
            r.lieu or Lieu(fichier),
            territoire=f"{sans_formule(r.nom)} ({r.territoire})",
            periode=r.periode,
            quoi=r.mesure.intitule,
        )
        for r in doubles.values()
    ]


def periode_du_producteur(texte: str) -> str | None:
    """« 2023 », « 2023T4 », « T4_2023 » dans l'écriture du contrat ; ``None`` si ce n'en est pas une.

    >>> [periode_du_producteur(t) for t in ("2023", "2023T4", "T4_2023", "2023-Q4", "hier")]
    ['2023', '2023-T4', '2023-T4', '2023-T4', None]
    """
    texte = texte.strip().removesuffix(".0")
    if trouve := re.fullmatch(r"(\d{4})-?[TQ]([1-4])", texte):
        return f"{trouve.group(1)}-T{trouve.group(2)}"
    if trouve := re.fullmatch(r"T([1-4])[_ ]?(\d{4})", texte):
        return f"{trouve.group(2)}-T{trouve.group(1)}"
    return texte if re.fullmatch(r"(19|20)\d{2}", texte) else None


def maille_du_code(code: str) -> Maille | None:
    """La maille d'un code de commune, d'EPCI ou de département ; ``None`` si le code n'en a pas la forme.

    >>> [maille_du_code(c) for c in ("34172", "13201", "200066793", "2A", "69D", "XX")]
    ['commune', 'arrondissement_municipal', 'epci', 'departement', None, None]
    """
    if re.fullmatch(r"132(0[1-9]|1[0-6])|6938[1-9]|751(0[1-9]|1\d|20)", code):
        return "arrondissement_municipal"
    if COMMUNE.fullmatch(code):
        return "commune"
    if SIREN.fullmatch(code):
        return "epci"
    return "departement" if DEPARTEMENT.fullmatch(code) else None


def departement_de(commune: str) -> str:
    """Le département d'une commune, d'après son code.

    >>> departement_de("2A004"), departement_de("97411"), departement_de("01001")
    ('2A', '974', '01')
    """
    return commune[:3] if commune.startswith("97") else commune[:2]


def reparer_commune(code: str, connus: Iterable[str]) -> str | None:
    """Le code d'une commune qui a perdu son zéro (1053), si un seul code est possible ; sinon ``None``.

    >>> reparer_commune("1053", {"02571"}), reparer_commune("1053", {"01053"}), reparer_commune("34172", ())
    ('01053', None, '34172')
    """
    if COMMUNE.fullmatch(code):
        return code
    complet = f"0{code}"
    perdu = re.fullmatch(r"[1-9]\d{3}", code) and complet not in set(connus)
    return complet if perdu else None


def reparer_code(code: str, maille: Maille, connus: Collection[str]) -> str:
    """Le code, son zéro de tête rendu si un tableur l'a pris et qu'aucun autre n'est possible.

    Un code déjà présent en entier (``connus``) ne se répare pas : les deux lignes se contrediraient.

    >>> reparer_code("1", "departement", ()), reparer_code("1053", "commune", ())
    ('01', '01053')
    >>> reparer_code("1", "departement", {"01"}), reparer_code("1", "region", ())
    ('1', '01')
    """
    chiffres = {"departement": 1, "region": 1, "commune": 4}.get(maille)
    perdu = code.isdecimal() and code[0] != "0" and len(code) == chiffres
    return f"0{code}" if perdu and f"0{code}" not in connus else code


def dire_le_zero(numero: int | None, recu: str, lu: str) -> str:
    """La phrase qui dit un code réparé."""
    place = f"Ligne {numero} : le" if numero else "Le"
    return f"{place} code {recu} a perdu son zéro, il a été lu {lu}."
