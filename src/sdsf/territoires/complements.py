"""Compléter les tables par les CSV de l'Insee : noms, rattachements et populations d'un millésime connu.

Un de ces CSV ne dit pas son année : elle vient de son nom, ou du seul millésime qui a ses communes.
"""

from collections.abc import Collection, Mapping

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu, enumerer
from sdsf.lecture.cellules import lire_cellule
from sdsf.territoires.cog import TableDuCog
from sdsf.territoires.construction import Chantier
from sdsf.territoires.producteurs import Rangee

# Les arrondissements d'une ville qui n'a pas de ligne à elle dans les populations de référence.
VILLES = ("13055", "69123", "75056")
# Les communes de ce département sont dans un fichier à part.
A_PART = "976"
MOTS = {"regions": "régions", "departements": "départements", "arrondissements": "arrondissements"}
CHAMPS = {"nom": "LIBELLE", "departement": "DEP", "region": "REG", "arrondissement": "ARR"}


def ajouter_communes(chantier: Chantier, table: TableDuCog) -> None:
    """Les noms et rattachements des communes d'un millésime connu. Lève ``Erreurs`` s'il ne l'est pas."""
    departements = set(chantier.tables["departements"])
    lues = {x["COM"]: x for x in table.lignes if x["TYPECOM"] == "COM" and x["DEP"] in departements}
    annee = _millesime(chantier, table, lues)
    decoupage = chantier.millesimes[annee]
    neuf = decoupage.assign(
        **{champ: [lues[code][nom] for code in decoupage["commune"]] for champ, nom in CHAMPS.items()}
    )
    changees = int((neuf != decoupage).any(axis=1).sum())
    chantier.millesimes[annee] = neuf
    _dire(chantier, table, f"{len(lues)} communes de {annee}", changees)


def ajouter_populations(chantier: Chantier, table: TableDuCog) -> None:
    """Les populations municipales du dernier millésime ; une ville est la somme de ses arrondissements."""
    lues = {x["COM"]: int(lire_cellule(x["PMUN"]).valeur or 0) for x in table.lignes}
    municipaux = chantier.tables["arrondissements_municipaux"]
    villes = {a["commune"] for a in municipaux.values()} & set(VILLES)
    sommes = {v: sum(lues.get(c, 0) for c, a in municipaux.items() if a["commune"] == v) for v in villes}
    communes = {c: n for c, n in {**lues, **sommes}.items() if c not in municipaux}
    dernier = max(chantier.millesimes)
    attendues = {c for c in chantier.millesimes[dernier]["commune"] if not c.startswith(A_PART)}
    _exiger_les_memes(table, dernier, {c for c in communes if not c.startswith(A_PART)}, attendues)
    anciennes = chantier.populations.get(dernier, {})
    changees = sum(anciennes.get(code) != nombre for code, nombre in communes.items())
    chantier.populations[dernier] = {**anciennes, **communes}
    for code in municipaux.keys() & lues.keys():
        municipaux[code] = {**municipaux[code], "population": lues[code]}
    _dire(chantier, table, f"populations de {len(communes)} communes de {dernier}", changees)


def ajouter_noms(chantier: Chantier, table: TableDuCog) -> None:
    """Les noms des régions, des départements ou des arrondissements du dernier millésime."""
    colonne, rattachement = {
        "regions": ("REG", {}),
        "departements": ("DEP", {"region": "REG"}),
        "arrondissements": ("ARR", {"departement": "DEP"}),
    }[table.sorte]
    connus = chantier.tables[table.sorte]
    lues = {x[colonne]: x for x in table.lignes}
    inconnus = sorted(set(lues) - set(connus))
    if inconnus:
        cause = f"{enumerer(inconnus, 5)} n'est dans aucune table"
        raise Erreurs([err.TerritoiresIncoherents(Lieu(table.grille.fichier), cause=cause)])
    neufs: dict[str, Rangee] = {
        code: {**connus[code], "nom": x["LIBELLE"], **{c: x[nom] for c, nom in rattachement.items()}}
        for code, x in lues.items()
    }
    changees = sum(connus[code] != neuf for code, neuf in neufs.items())
    connus.update(neufs)
    _dire(chantier, table, f"{len(lues)} {MOTS[table.sorte]}", changees)


def laisser_l_outre_mer(chantier: Chantier, table: TableDuCog) -> None:
    """Les collectivités d'outre-mer ne sont pas des départements : rien n'en est gardé, et c'est dit."""
    chantier.phrases.append(
        f"{table.grille.fichier} : {len(table.lignes)} communes de collectivités d'outre-mer, qui ne sont "
        "pas des départements ; rien n'est gardé."
    )


def _millesime(chantier: Chantier, table: TableDuCog, communes: Collection[str]) -> int:
    """L'année du nom du fichier ; sinon le dernier millésime, s'il a exactement ces communes."""
    annee = table.annee or max(chantier.millesimes)
    if annee not in chantier.millesimes:
        admis = enumerer(sorted(chantier.millesimes), 20)
        raise Erreurs([err.MillesimeInconnu(Lieu(table.grille.fichier), recu=annee, admis=admis)])
    _exiger_les_memes(table, annee, set(communes), set(chantier.millesimes[annee]["commune"]))
    return annee


def _exiger_les_memes(table: TableDuCog, annee: int, lues: set[str], attendues: set[str]) -> None:
    ecarts: Mapping[str, set[str]] = {"en trop": lues - attendues, "absentes": attendues - lues}
    causes = [f"{len(codes)} {mot} ({enumerer(sorted(codes), 3)})" for mot, codes in ecarts.items() if codes]
    if causes:
        cause = f"ces communes ne sont pas celles de {annee} : {', '.join(causes)}"
        raise Erreurs([err.TerritoiresIncoherents(Lieu(table.grille.fichier), cause=cause)])


def _dire(chantier: Chantier, table: TableDuCog, quoi: str, changees: int) -> None:
    suite = "rien ne change" if not changees else f"{changees} lignes changent"
    chantier.phrases.append(f"{table.grille.fichier} : {quoi}, {suite}.")
