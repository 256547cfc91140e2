"""Un outil de collecte pour de faux : il lit un XForm, répond au hasard, exporte comme Kobo.

Il ne connaît du questionnaire que le formulaire : s'il se trompe, c'est que le formulaire trompe.
"""

import csv
import io
import random
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from pyxform.xls2xform import convert

X = "{http://www.w3.org/2002/xforms}"
# Les colonnes que Kobo ajoute à un export, noms XML en tête.
AVANT = ("start", "end")
APRES = (
    "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by",
    "__version__", "_tags", "meta/rootUuid", "_index",
)  # fmt: skip
CHOISIE = re.compile(r"selected\(\s*(\S+)\s*,\s*'([^']*)'\)")
SEULE = re.compile(r"not\(selected\(\s*\.\s*,\s*'([^']*)'\) and count-selected\(\.\) (?:>|&gt;) 1\)")
BORNES = re.compile(r"\. >= (-?\d+) and \. <= (-?\d+)")
Reponses = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Champ:
    """Une question du formulaire, par son chemin sans la racine : ``partie_foyer/type_famille``."""

    chemin: str
    genre: str
    choix: tuple[str, ...] = ()
    requis: bool = False
    si: str = ""
    contrainte: str = ""

    @property
    def code(self) -> str:
        return self.chemin.split("/")[-1]

    @property
    def seules(self) -> list[str]:
        return SEULE.findall(self.contrainte)


@dataclass(frozen=True)
class Formulaire:
    """Le formulaire, et ce que pyxform en a pensé."""

    champs: tuple[Champ, ...]
    avis: tuple[str, ...]
    xml: str
    langue: str = ""
    reglages: Mapping[str, str] = field(default_factory=dict)


def convertir(classeur: bytes) -> Formulaire:
    """Le XForm d'un XLSForm, par pyxform : une erreur de forme lève."""
    with tempfile.TemporaryDirectory() as dossier:
        chemin = Path(dossier) / "formulaire.xlsx"
        chemin.write_bytes(classeur)
        rendu = convert(chemin)
    racine = ElementTree.fromstring(rendu.xform)  # noqa: S314
    listes = {
        instance.get("id", ""): tuple(item.findtext(f"{X}name", "") for item in instance.iter(f"{X}item"))
        for instance in racine.iter(f"{X}instance")
    }
    corps = {e.get("ref"): e for e in racine.iter() if e.tag in (f"{X}input", f"{X}select", f"{X}select1")}
    champs = [_champ(bind.attrib, corps, listes) for bind in racine.iter(f"{X}bind")]
    donnees = next(racine.iter(f"{X}instance"))[0]
    langue = next((t.get("lang", "") for t in racine.iter(f"{X}translation")), "")
    return Formulaire(
        tuple(champ for champ in champs if champ), tuple(rendu.warnings), rendu.xform, langue, donnees.attrib
    )


def _champ(
    bind: Mapping[str, str],
    corps: Mapping[str | None, ElementTree.Element],
    listes: Mapping[str, tuple[str, ...]],
) -> Champ | None:
    """Le champ d'un ``bind`` ; ``None`` pour ce que personne ne remplit : note, groupe, identifiant."""
    element = corps.get(bind["nodeset"])
    if element is None or bind.get("readonly") == "true()":
        return None
    sorte = element.tag.removeprefix(X)
    genre = {"select": "multiple", "select1": "unique"}.get(sorte, bind["type"])
    item = element.find(f"{X}itemset")
    liste = re.search(r"instance\('([^']+)'\)", item.get("nodeset", "")) if item is not None else None
    return Champ(
        "/".join(bind["nodeset"].split("/")[2:]),
        genre,
        listes[liste[1]] if liste else (),
        bind.get("required") == "true()",
        bind.get("relevant", ""),
        bind.get("constraint", ""),
    )


def repondre(formulaire: Formulaire, hasard: random.Random) -> Reponses:
    """Une réponse que le formulaire accepte, par chemin de question."""
    donnees: Reponses = {}
    for champ in formulaire.champs:
        if est_posee(champ, donnees) and (champ.requis or hasard.random() < 0.7):
            donnees[champ.chemin] = _repondre(champ, hasard)
    return donnees


def est_posee(champ: Champ, donnees: Reponses) -> bool:
    """La règle « relevant » : une modalité de la liste suffit."""
    cas = CHOISIE.findall(champ.si)
    assert bool(cas) == bool(champ.si), f"condition d'une autre forme : {champ.si}"
    return not cas or any(code in donnees.get("/".join(ref.split("/")[2:]), ()) for ref, code in cas)


def _repondre(champ: Champ, hasard: random.Random) -> tuple[str, ...]:
    if champ.genre == "unique":
        return (hasard.choice(champ.choix),)
    if champ.genre == "multiple":
        autres = [code for code in champ.choix if code not in champ.seules]
        if champ.seules and hasard.random() < 0.3:
            return (hasard.choice(champ.seules),)
        cochees = hasard.sample(autres, hasard.randint(1, len(autres)))
        return tuple(code for code in autres if code in cochees)
    if champ.genre == "int":
        bas, haut = map(int, BORNES.findall(champ.contrainte.replace("&gt;", ">").replace("&lt;", "<"))[0])
        return (str(hasard.randint(bas, haut)),)
    return (f"Une réponse libre, « n° {hasard.randint(1, 99)} » ; avec des signes.",)


def exporter(formulaire: Formulaire, reponses: Sequence[Reponses], choix: str = "both") -> str:
    """L'export CSV de Kobo (« ; »), noms XML en tête ; ``choix`` : summary, details ou both."""
    colonnes = [*AVANT, *_colonnes(formulaire.champs, choix), *APRES]
    sortie = io.StringIO()
    ecrivain = csv.DictWriter(sortie, colonnes, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
    ecrivain.writeheader()
    for rang, donnees in enumerate(reponses, start=1):
        ecrivain.writerow({**_technique(rang), **_cellules(formulaire.champs, donnees, choix)})
    return sortie.getvalue()


def _colonnes(champs: Iterable[Champ], choix: str) -> Iterable[str]:
    for champ in champs:
        if champ.genre != "multiple" or choix != "details":
            yield champ.chemin
        if champ.genre == "multiple" and choix != "summary":
            yield from (f"{champ.chemin}/{code}" for code in champ.choix)


def _cellules(champs: Iterable[Champ], donnees: Reponses, choix: str) -> dict[str, str]:
    cellules: dict[str, str] = {}
    for champ in champs:
        dites = donnees.get(champ.chemin, ())
        if champ.genre != "multiple" or choix != "details":
            cellules[champ.chemin] = " ".join(dites)
        if champ.genre == "multiple" and choix != "summary":
            cases = {code: ("1" if code in dites else "0") if dites else "" for code in champ.choix}
            cellules |= {f"{champ.chemin}/{code}": coche for code, coche in cases.items()}
    return cellules


def _technique(rang: int) -> dict[str, str]:
    jour = f"2026-03-{1 + rang % 28:02}"
    return {
        **dict.fromkeys((*AVANT, *APRES), ""),
        "start": f"{jour}T09:00:00.000+01:00",
        "end": f"{jour}T09:10:00.000+01:00",
        "_id": str(1000 + rang),
        "_uuid": f"aaaa-{rang}",
        "meta/rootUuid": f"uuid:aaaa-{rang}",
        "_submission_time": f"{jour}T08:10:00",
        "_submitted_by": "quelqu_un",
        "_status": "submitted_via_web",
        "__version__": "vAbc",
        "_index": str(rang),
    }
