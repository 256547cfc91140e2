"""Certifier un rapport : ses fichiers sont-ils ceux de son manifeste, et se refait-il aux mêmes octets ?

Ce qui ne coûte rien se contrôle d'abord : les empreintes des fichiers, celles des entrées, les outils, les
versions, la machine. Puis le rapport se refait. Les mêmes octets suffisent à le dire conforme ; sinon, on dit
la première différence, et ce qui a changé et peut l'expliquer.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sdsf.erreurs import Erreur, Erreurs
from sdsf.espace import Espace
from sdsf.production.catalogue import AUTRES_FORMATS
from sdsf.production.dependances import NOMS_DES_OUTILS, Changement, Releveur, changements
from sdsf.production.preuve.chiffres import Chiffres, lire_les_chiffres, memes_nombres
from sdsf.production.preuve.differences import Difference, lisible, premiere_difference
from sdsf.production.preuve.manifestes import Manifeste, Scelle, empreinte_du_fichier
from sdsf.production.preuve.refaire import refait
from sdsf.production.refus import RefusDuCarnet
from sdsf.production.versions import empreinte_du_verrou, machine, versions

Verdict = Literal[
    "conforme", "intact", "retouche", "non_comparable", "entree_changee", "different", "irrefaisable"
]
# Les codes de sortie du projet : 10 la demande, 11 les données, 12 le carnet, 13 le rendu.
SORTIES: dict[Verdict, int] = {
    "conforme": 0,
    "intact": 0,
    "non_comparable": 10,
    "entree_changee": 11,
    "different": 12,
    "irrefaisable": 12,
    "retouche": 13,
}
Genre = Literal["retouche", "condition", "entree", "avis"]
Suivi = Callable[[int, int], None]
OUTILS = {str(change) for change in NOMS_DES_OUTILS.values()}
MANQUE, MODIFIE = "manque", "n'est plus celui que le manifeste décrit"


@dataclass(frozen=True)
class Constat:
    """Un fait : un fichier retouché, une entrée ou une condition qui n'est plus la même, un avis."""

    genre: Genre
    sujet: str
    dit: str

    def __str__(self) -> str:
        return f"{self.sujet} {self.dit}"


@dataclass(frozen=True)
class Certificat:
    """Ce que l'on peut dire d'un rapport, et pourquoi."""

    scelle: Scelle
    verdict: Verdict
    constats: tuple[Constat, ...]
    difference: Difference | None = None
    differents: tuple[str, ...] = ()
    """Les fichiers qui, refaits, n'ont pas les mêmes octets."""
    nombres: str = ""
    """Ce que l'on sait des nombres quand les octets diffèrent."""
    refus: str = ""
    """Pourquoi le rapport ne se refait pas."""

    @property
    def sortie(self) -> int:
        return SORTIES[self.verdict]

    def de(self, *genres: Genre) -> list[Constat]:
        return [constat for constat in self.constats if constat.genre in genres]


@dataclass
class _Reprise:
    """Ce que refaire le rapport a montré."""

    differents: list[str] = field(default_factory=list)
    difference: Difference | None = None
    constats: list[Constat] = field(default_factory=list)
    """Les entrées et les conditions qui ne sont plus les mêmes, et qui ne se voyaient pas avant."""
    nombres: str = ""
    refus: str = ""


def certifier(
    espace: Espace, scelle: Scelle, refaire: bool = True, suivre: Suivi = lambda faites, total: None
) -> Certificat:
    """Contrôle un rapport, et le refait sauf si on ne le veut pas. Lève ``Erreurs`` si le disque refuse."""
    constats = [*_retouches(scelle), *_conditions(espace, scelle.manifeste), *_entrees(espace, scelle)]
    if not refaire:
        verdict = _sans_reprise(constats)
        return Certificat(scelle, verdict, tuple(constats))
    reprise = _refaire(espace, scelle, suivre)
    connus = {constat.sujet for constat in constats}
    constats += [constat for constat in reprise.constats if constat.sujet not in connus]
    return Certificat(
        scelle, _verdict(constats, reprise), tuple(constats), reprise.difference, tuple(reprise.differents),
        reprise.nombres, reprise.refus,
    )  # fmt: skip


def _sans_reprise(constats: Iterable[Constat]) -> Verdict:
    genres = {constat.genre for constat in constats}
    if "retouche" in genres:
        return "retouche"
    if "condition" in genres:
        return "non_comparable"
    return "entree_changee" if "entree" in genres else "intact"


def _verdict(constats: Iterable[Constat], reprise: _Reprise) -> Verdict:
    genres = {constat.genre for constat in constats}
    if "retouche" in genres:
        return "retouche"
    if reprise.refus:
        return "irrefaisable"
    if not reprise.differents:
        return "conforme"
    if "condition" in genres:
        return "non_comparable"
    return "entree_changee" if "entree" in genres else "different"


# --- ce qui ne coûte rien -------------------------------------------------------------------------


def _retouches(scelle: Scelle) -> list[Constat]:
    """Les fichiers du rapport qui ne sont plus ceux du manifeste ; ceux qui manquent, ou qu'il ne scelle pas.

    Un rapport s'envoie souvent sans tous ses fichiers : un absent n'est pas une retouche, sauf s'ils le sont
    tous. Le carnet exécuté n'est pas un document qu'on diffuse : le rouvrir le change.
    """
    lus = {nom: empreinte_du_fichier(scelle.fichier(nom)) for nom in sorted(scelle.manifeste.fichiers)}
    absents: Genre = "avis" if any(lus.values()) else "retouche"
    touches = [
        Constat("retouche" if lu else absents, scelle.fichier(nom).name, MODIFIE if lu else MANQUE)
        for nom, lu in lus.items()
        if lu != scelle.manifeste.fichiers[nom].sha256
    ]
    return [*touches, *_carnet_rouvert(scelle), *_non_scelles(scelle)]


def _carnet_rouvert(scelle: Scelle) -> list[Constat]:
    lus = [(scelle.fichier(nom), fiche.sha256) for nom, fiche in scelle.manifeste.carnet_execute.items()]
    return [
        Constat("avis", chemin.name, f"{MODIFIE} : le carnet exécuté a été rouvert")
        for chemin, attendue in lus
        if empreinte_du_fichier(chemin) not in ("", attendue)
    ]


def _non_scelles(scelle: Scelle) -> list[Constat]:
    noms = [f"{scelle.base}.{format_}" for format_ in AUTRES_FORMATS]
    seuls = [n for n in noms if n not in scelle.manifeste.fichiers and scelle.fichier(n).is_file()]
    dit = "est à côté, mais le manifeste ne le décrit pas : rien n'en est certifié"
    return [Constat("avis", scelle.fichier(nom).name, dit) for nom in seuls]


def _conditions(espace: Espace, manifeste: Manifeste) -> list[Constat]:
    """Les versions, le verrou et la machine : ce que le manifeste en dit, et ce qu'il en est ici."""
    ici, alors = {**versions(), **machine()}, {**manifeste.versions, **manifeste.machine}
    if "pango" not in ici:  # il ne se connaît qu'une fois un PDF écrit
        alors.pop("pango", None)
    ecarts = _ecarts(alors, ici)
    verrou = empreinte_du_verrou(espace.racine)
    if manifeste.verrou and verrou and manifeste.verrou != verrou:
        ecarts.append(Constat("condition", "requirements.lock", "n'est plus le même"))
    return ecarts


def _ecarts(alors: Mapping[str, str], ici: Mapping[str, str]) -> list[Constat]:
    return [
        Constat("condition", lisible(nom), _passage(valeur, ici.get(nom, "")))
        for nom, valeur in alors.items()
        if valeur != ici.get(nom)
    ]


def _passage(alors: str, ici: str) -> str:
    return f"était en {lisible(alors)}, est ici {f'en {ici}' if ici else 'absent'}"


def _entrees(espace: Espace, scelle: Scelle) -> list[Constat]:
    """Ce que le rapport a lu et qui n'est plus le même, d'après le relevé de ses lectures ; rien sans lui."""
    manifeste = scelle.manifeste
    if manifeste.dependances is None:
        dit = "n'a pas son relevé des lectures : ses entrées ne se comparent qu'une fois le rapport refait"
        return [Constat("avis", "Le manifeste", dit)]
    place = (espace.relatif(scelle.dossier_d_origine(espace)), scelle.base)
    releve: dict[str, Any] = manifeste.dependances.model_dump()
    trouves = changements(Releveur(espace), releve, manifeste.rapport, manifeste.departement, place)
    return [_constat(change) for change in trouves if not _rapport_d_apres(change)]


def _rapport_d_apres(change: Changement) -> bool:
    """Un rapport d'avant qui n'existait pas alors : celui-ci se refait sans lui."""
    return change.sujet.startswith("reports/") and change.verbe == "est apparu"


def _constat(change: Changement) -> Constat:
    return Constat("condition" if str(change) in OUTILS else "entree", change.sujet, change.verbe)


# --- refaire --------------------------------------------------------------------------------------


def _refaire(espace: Espace, scelle: Scelle, suivre: Suivi) -> _Reprise:
    try:
        with refait(espace, scelle, suivre) as neuf:
            return _comparer(scelle, neuf)
    except RefusDuCarnet as refus:
        return _Reprise(refus=lisible(refus.texte))
    except Erreurs as refus:
        if refus.sortie == 14:
            raise
        return _Reprise(refus=" ; ".join(_en_bref(faute) for faute in refus.erreurs[:3]))
    except Erreur as refus:
        return _Reprise(refus=_en_bref(refus))


def _en_bref(faute: Erreur) -> str:
    """Une erreur sur une ligne : où, quoi, et son code."""
    lieu = f"{faute.lieu} : " if str(faute.lieu) else ""
    return f"{lieu}{faute.gabarit.format(**faute.valeurs)} [{faute.code}]"


def _comparer(scelle: Scelle, neuf: Scelle) -> _Reprise:
    differents = _fichiers_differents(scelle.manifeste, neuf.manifeste)
    differents.sort(key=lambda nom: (not nom.endswith(".chiffres.csv"), not nom.endswith(".html"), nom))
    touches = {n for n, f in scelle.manifeste.fichiers.items() if not _intact(scelle, n, f.sha256)}
    trouvees = (_difference(scelle, neuf, nom) for nom in dict.fromkeys([*differents, *sorted(touches)]))
    return _Reprise(
        differents=differents,
        difference=next((trouvee for trouvee in trouvees if trouvee is not None), None),
        constats=[
            *_entrees_changees(scelle.manifeste, neuf.manifeste),
            *_ecarts(scelle.manifeste.machine, neuf.manifeste.machine),
        ],
        nombres=_nombres(scelle, neuf) if differents else "",
    )


def _intact(scelle: Scelle, nom: str, empreinte: str) -> bool:
    return empreinte_du_fichier(scelle.fichier(nom)) == empreinte


def _fichiers_differents(scelle: Manifeste, neuf: Manifeste) -> list[str]:
    """Les fichiers dont l'empreinte n'est pas la même, ou qui ne sont que d'un côté."""
    noms = dict.fromkeys([*scelle.fichiers, *neuf.fichiers])
    return [nom for nom in noms if scelle.fichiers.get(nom) != neuf.fichiers.get(nom)]


def _difference(scelle: Scelle, neuf: Scelle, nom: str) -> Difference | None:
    ici, refait_ = scelle.fichier(nom), neuf.fichier(nom)
    if not ici.is_file():
        return None
    if not refait_.is_file():
        return Difference(nom, "le fichier", "présent", "absent")
    return premiere_difference(nom, ici, refait_)


def _entrees_changees(scelle: Manifeste, neuf: Manifeste) -> list[Constat]:
    """Les entrées que les deux manifestes nomment, et dont les lignes lues ne sont pas les mêmes."""
    noms = sorted(scelle.entrees.keys() | neuf.entrees.keys())
    changees = [nom for nom in noms if scelle.entrees.get(nom) != neuf.entrees.get(nom)]
    return [Constat("entree", nom, _sort(nom, scelle, neuf)) for nom in changees]


def _sort(nom: str, scelle: Manifeste, neuf: Manifeste) -> str:
    if nom not in neuf.entrees:
        return "n'est plus lu"
    return "a changé" if nom in scelle.entrees else "n'était pas lu"


def _nombres(scelle: Scelle, neuf: Scelle) -> str:
    """Les nombres sont-ils les mêmes quand les octets ne le sont pas ?"""
    lus: list[Chiffres] = []
    for lot in (scelle, neuf):
        try:
            lus.append(lire_les_chiffres(lot))
        except Erreurs:
            return "Les nombres ne se comparent pas : leur fichier manque, ou n'est plus celui du manifeste."
    return memes_nombres(*lus)
