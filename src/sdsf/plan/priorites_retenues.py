"""Écrire dans ``reglages.yml`` la méthode de priorité que la commission retient, et revenir en arrière.

Seule la partie « priorites » du fichier est récrite (par ruamel.yaml : ses commentaires restent) ; tout le
reste garde ses octets. Le nouveau fichier est relu par le lecteur strict avant de remplacer l'ancien.
"""

import datetime as dt
import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.lecture.yaml_strict import lire_modele
from sdsf.plan.communs import Modele
from sdsf.plan.ecriture import contenu
from sdsf.plan.reglages import PrioriteReglee, ReglageDAvant, Reglages
from sdsf.sauvegarde import ecrire_en_entier, sous_verrou

CLE = "priorites"
LARGEUR = 4096


def chemin_des_reglages(espace: Espace, departement: str) -> Path:
    return espace.params / "departements" / departement / "reglages.yml"


def retenir(
    espace: Espace,
    departement: str,
    choisie: PrioriteReglee,
    verifier: Callable[[Reglages], object] = lambda reglages: None,
    vus: Reglages | None = None,
) -> Reglages:
    """Enregistre un réglage ; celui d'avant passe dans ses « precedents ». Rend les réglages relus.

    ``verifier`` contrôle les réglages relus avant qu'ils ne remplacent les anciens. ``vus`` : les réglages
    que l'on avait sous les yeux ; si un autre poste a changé celui-ci depuis, rien n'est écrit. Lève
    ``Erreurs``.
    """
    lieu = _lieu(espace, departement, choisie.methode)

    def changer(suivies: list[PrioriteReglee]) -> list[PrioriteReglee]:
        _exiger_inchangee(suivies, vus, choisie.methode, lieu)
        return _avec(suivies, choisie)

    return _changer(espace, departement, changer, verifier)


def annuler(espace: Espace, departement: str, methode: str, vus: Reglages | None = None) -> Reglages:
    """Rend à une méthode le réglage d'avant ; celle que l'atelier avait ajoutée s'en va. Lève ``Erreurs``."""
    lieu = _lieu(espace, departement, methode)

    def changer(suivies: list[PrioriteReglee]) -> list[PrioriteReglee]:
        _exiger_inchangee(suivies, vus, methode, lieu)
        return _sans_le_dernier(suivies, methode, lieu)

    return _changer(espace, departement, changer)


def _lieu(espace: Espace, departement: str, methode: str) -> Lieu:
    return Lieu(espace.relatif(chemin_des_reglages(espace, departement)), detail=f"{CLE} · {methode}")


def _exiger_inchangee(suivies: list[PrioriteReglee], vus: Reglages | None, methode: str, lieu: Lieu) -> None:
    """Lève ``Erreurs`` si la méthode n'est plus réglée comme on l'avait vue."""
    if vus is None:
        return
    actuelle, vue = (
        next((une for une in liste if une.methode == methode), None) for liste in (suivies, vus.priorites)
    )
    if actuelle == vue:
        return
    quoi = "aucun rapport ne suit plus cette méthode"
    if actuelle is not None:
        retenu = actuelle.retenu
        quoi = "il est revenu à ce que reglages.yml écrivait"
        if retenu is not None:
            quoi = f"{retenu.auteur} l'a retenu le {retenu.date:%d/%m/%Y}, « {retenu.motif.rstrip('.')} »"
    raise Erreurs([err.ReglageDepasse(lieu, quoi=quoi)])


def _avec(suivies: list[PrioriteReglee], choisie: PrioriteReglee) -> list[PrioriteReglee]:
    anciennes = [une for une in suivies if une.methode == choisie.methode]
    if not anciennes:
        return [*suivies, choisie.model_copy(update={"precedents": []})]
    ancienne = anciennes[0]
    neuve = choisie.model_copy(update={"precedents": [*ancienne.precedents, ancienne.d_avant]})
    return [neuve if une is ancienne else une for une in suivies]


def _sans_le_dernier(suivies: list[PrioriteReglee], methode: str, lieu: Lieu) -> list[PrioriteReglee]:
    trouvees = [une for une in suivies if une.methode == methode]
    if not trouvees or trouvees[0].retenu is None:
        raise Erreurs([err.RienAAnnuler(lieu)])
    actuelle = trouvees[0]
    if not actuelle.precedents:
        return [une for une in suivies if une is not actuelle]
    return [_d_avant(une) if une is actuelle else une for une in suivies]


def _d_avant(actuelle: PrioriteReglee) -> PrioriteReglee:
    avant: ReglageDAvant = actuelle.precedents[-1]
    return PrioriteReglee(
        methode=actuelle.methode,
        changements=avant.changements,
        retenu=avant.retenu,
        precedents=actuelle.precedents[:-1],
    )


def _changer(
    espace: Espace,
    departement: str,
    changer: Callable[[list[PrioriteReglee]], list[PrioriteReglee]],
    verifier: Callable[[Reglages], object] = lambda reglages: None,
) -> Reglages:
    """Lit, change et récrit sous verrou : deux enregistrements à la fois passent l'un après l'autre."""
    chemin = chemin_des_reglages(espace, departement)
    fichier = espace.relatif(chemin)
    with sous_verrou(espace, chemin):
        lus = lire_modele(chemin, fichier, Reglages)[0]
        voulus = lus.model_copy(update={CLE: changer(lus.priorites)})
        octets = _octets(chemin, fichier, voulus.priorites)

        def relire(provisoire: Path) -> None:
            relus = lire_modele(provisoire, fichier, Reglages)[0]
            if relus != voulus:
                raise Erreurs([err.ReglageNonRecrit(Lieu(fichier), cause=INATTENDU)])
            verifier(relus)

        ecrire_en_entier(espace, chemin, octets, relire)
    return voulus


INATTENDU = "récrite, elle ne redonnerait pas les réglages voulus"


# --- la partie « priorites » du texte -------------------------------------------------------------


def _octets(chemin: Path, fichier: str, suivies: list[PrioriteReglee]) -> bytes:
    try:
        return _remplacer(chemin.read_bytes(), suivies)
    except YAMLError as refus:
        cause = "elle emploie un renvoi (&, *) défini ailleurs dans le fichier"
        raise Erreurs([err.ReglageNonRecrit(Lieu(fichier, detail=CLE), cause=cause)]) from refus


def _remplacer(octets: bytes, suivies: list[PrioriteReglee]) -> bytes:
    """Les octets du fichier, dont seule la partie « priorites » a changé ; les fins de ligne restent."""
    texte = octets.decode("utf-8")
    fin_de_ligne = "\r\n" if "\r\n" in texte else "\n"
    lignes = texte.replace("\r\n", "\n").splitlines(keepends=True)
    debut, fin = _bornes(lignes)
    partie = _recrire("".join(lignes[debut:fin]), suivies)
    rendu = "".join([*lignes[:debut], partie, *lignes[fin:]])
    return rendu.replace("\n", fin_de_ligne).encode("utf-8")


def _bornes(lignes: list[str]) -> tuple[int, int]:
    """Les lignes de la clé : de la sienne à celle de la suivante, sans les commentaires de celle-ci."""
    racine: Any = yaml.compose("".join(lignes), Loader=yaml.SafeLoader)
    departs = [cle.start_mark.line for cle, _ in racine.value]
    rang = [cle.value for cle, _ in racine.value].index(CLE)
    fin = departs[rang + 1] if rang + 1 < len(departs) else len(lignes)
    while fin - 1 > departs[rang] and re.match(r"#|\s*$", lignes[fin - 1]):
        fin -= 1
    return departs[rang], fin


def _recrire(partie: str, suivies: list[PrioriteReglee]) -> str:
    """La partie récrite ; une méthode que rien ne change garde sa ligne et ses commentaires."""
    retrait = re.search(r"^( *)- ", partie, re.MULTILINE)
    decalage = len(retrait[1]) if retrait else 2
    outil = outil_yaml(decalage)
    lue = outil.load(partie if partie.endswith("\n") else f"{partie}\n")
    lue[CLE] = _liste(lue[CLE], suivies)
    sortie = io.StringIO()
    outil.dump(lue, sortie)
    return sortie.getvalue()


def outil_yaml(decalage: int) -> YAML:
    """Ce qui relit et récrit un YAML sans perdre ses commentaires ; ``decalage`` : le retrait des tirets."""
    outil = YAML()
    outil.Representer = _AvecNull
    outil.preserve_quotes = True
    outil.width = LARGEUR
    outil.indent(mapping=2, sequence=decalage + 2, offset=decalage)
    return outil


class _AvecNull(RoundTripRepresenter):
    """Une valeur absente s'écrit « null », comme partout dans params/."""

    def null(self, valeur: None) -> ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:null", "null")


_AvecNull.add_representer(type(None), _AvecNull.null)


def _liste(ecrites: CommentedSeq, suivies: list[PrioriteReglee]) -> CommentedSeq:
    """La suite des méthodes, dans l'ordre voulu, en gardant ce qui est déjà écrit."""
    voulues = {une.methode: une for une in suivies}
    for rang in reversed(range(len(ecrites))):
        if ecrites[rang]["methode"] not in voulues:
            del ecrites[rang]
    for element in ecrites:
        _mettre_a_jour(element, contenu(voulues.pop(str(element["methode"]))))
    for neuve in voulues.values():
        ecrites.append(en_yaml(_net(contenu(neuve))))
    if len(ecrites):
        ecrites.fa.set_block_style()
    else:
        ecrites.fa.set_flow_style()
    return ecrites


def _mettre_a_jour(element: CommentedMap, voulu: Mapping[str, Any]) -> None:
    """Change les clés d'une méthode ; rien si elle est déjà ce que l'on veut."""
    net = _net(voulu)
    if _brut(element) == _brut(net):
        return
    for cle in [cle for cle in element if cle not in net]:
        del element[cle]
    for cle, valeur in net.items():
        if cle not in element or _brut(element[cle]) != _brut(valeur):
            element[cle] = en_yaml(valeur)
    if len(net) > 2 or net["changements"]:
        element.fa.set_block_style()


def _net(voulu: Mapping[str, Any]) -> dict[str, Any]:
    """Sans les clés facultatives que rien ne remplit."""
    vides: dict[str, Any] = {"retenu": None, "precedents": []}
    return {cle: valeur for cle, valeur in voulu.items() if cle not in vides or valeur != vides[cle]}


def _brut(valeur: Any) -> Any:
    """Ce que ruamel ou un modèle donne, en valeurs ordinaires."""
    if isinstance(valeur, Modele):
        return contenu(valeur)
    if isinstance(valeur, Mapping):
        return {str(cle): _brut(v) for cle, v in valeur.items()}
    if isinstance(valeur, list):
        return [_brut(v) for v in valeur]
    if isinstance(valeur, dt.date) and not isinstance(valeur, dt.datetime):
        return dt.date(valeur.year, valeur.month, valeur.day)
    if isinstance(valeur, str):
        return str(valeur)
    return float(valeur) if isinstance(valeur, float) else valeur


def en_yaml(valeur: Any) -> Any:
    """Une valeur à écrire : un texte entre guillemets (« no » et « 1.10 » se reliraient autrement)."""
    if isinstance(valeur, Mapping):
        carte = CommentedMap({cle: en_yaml(v) for cle, v in valeur.items()})
        if valeur and all(isinstance(v, int | float) for v in valeur.values()):
            carte.fa.set_flow_style()
        return carte
    if isinstance(valeur, list):
        suite = CommentedSeq([en_yaml(v) for v in valeur])
        if all(isinstance(v, int | float) for v in valeur):
            suite.fa.set_flow_style()
        return suite
    simple = isinstance(valeur, str) and re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", valeur)
    return DoubleQuotedScalarString(valeur) if isinstance(valeur, str) and not simple else valeur
