"""``sdsf certifier`` : conforme, ou la première différence, ou ce qui n'est plus pareil."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from sdsf import erreurs as err
from sdsf.erreurs import Erreurs, enumerer, plus_proche
from sdsf.espace import Espace
from sdsf.production.preuve.certification import Certificat, Constat, Verdict, certifier
from sdsf.production.preuve.designation import rapports_designes
from sdsf.rendu.nombres import accorder, liste_fr

FORMATS = ("texte", "json")
CONSTATS_DITS = 12
VERDICTS: dict[Verdict, str] = {
    "conforme": "Conforme : {titre}, refait de son manifeste, redonne les mêmes octets ({fichiers}).",
    "intact": "Intact : les empreintes de {titre} concordent ({fichiers}). Le rapport n'a pas été refait.",
    "retouche": "Retouché : {titre} n'est plus tel qu'il a été produit.",
    "non_comparable": "Non comparable octet pour octet : {titre} a été produit dans d'autres conditions.",
    "entree_changee": "Entrée changée : ce que {titre} a lu n'est plus le même.",
    "different": "Différent : {titre}, refait des mêmes entrées et des mêmes versions, n'est pas le même.",
    "irrefaisable": "Irrefaisable : {titre} ne se produit plus avec l'espace d'aujourd'hui.",
}
Suivi = Callable[[int, int], None]


def mener(
    espace: Espace, mots: Sequence[str], refaire: bool, format_: str, suivre: Suivi
) -> tuple[list[Certificat], list[str]]:
    """Certifie les rapports désignés ; rend aussi ce que l'on en imprime. Lève ``Erreurs``."""
    if format_ not in FORMATS:
        proche = plus_proche(format_, FORMATS)
        raise Erreurs([err.FormatInconnu(proche=proche, recu=format_, admis=enumerer(FORMATS))])
    certificats = [certifier(espace, scelle, refaire, suivre) for scelle in rapports_designes(espace, mots)]
    if format_ == "json":
        return certificats, [json.dumps(_tous(certificats), ensure_ascii=False, indent=2)]
    return certificats, [*(p for c in certificats for p in phrases(c)), *_bilan(certificats)]


def sortie_de(certificats: Sequence[Certificat]) -> int:
    """0, ou le code du premier qui n'est pas conforme."""
    return next((certificat.sortie for certificat in certificats if certificat.sortie), 0)


def _tous(certificats: Sequence[Certificat]) -> Any:
    """Un ensemble pour un rapport, une liste pour plusieurs."""
    ecrits = [en_json(certificat) for certificat in certificats]
    return ecrits[0] if len(ecrits) == 1 else ecrits


def _bilan(certificats: Sequence[Certificat]) -> list[str]:
    if len(certificats) == 1:
        return []
    comptes = Counter(certificat.verdict.replace("_", " ") for certificat in certificats)
    return [f"Bilan : {', '.join(f'{nombre} {verdict}' for verdict, nombre in comptes.items())}."]


def phrases(certificat: Certificat) -> list[str]:
    """Le verdict, puis ce qui le fonde."""
    scelle = certificat.scelle
    nombre = sum(scelle.fichier(nom).is_file() for nom in scelle.manifeste.fichiers)
    fichiers = f"{nombre} {accorder(nombre, 'fichier', 'fichiers')}"
    dits = [VERDICTS[certificat.verdict].format(titre=scelle.titre, fichiers=fichiers)]
    dits += [f"  {constat}." for constat in _bornes(certificat.de("retouche"))]
    dits += _ce_qui_explique(certificat)
    if certificat.refus:
        dits.append(f"  Ne se refait pas : {certificat.refus}")
    if certificat.differents:
        dits.append(f"  Ne sont pas les mêmes, refaits : {liste_fr(list(certificat.differents))}.")
    if certificat.difference is not None:
        trouvee = certificat.difference
        dits += [
            f"  Première différence : {trouvee.fichier}, {trouvee.endroit}",
            f"    le rapport : {trouvee.avant}",
            f"    refait     : {trouvee.apres}",
        ]
    if certificat.nombres:
        dits.append(f"  {certificat.nombres}")
    return dits + [f"  {constat}." for constat in certificat.de("avis")]


def _ce_qui_explique(certificat: Certificat) -> list[str]:
    """Les conditions et les entrées changées ; d'un rapport conforme, elles n'ont rien changé."""
    constats = _bornes(certificat.de("condition", "entree"))
    if certificat.verdict == "conforme" and constats:
        return ["  Et ce, bien que :", *(f"    {constat}." for constat in constats)]
    return [f"  {constat}." for constat in constats]


def _bornes(constats: Sequence[Constat]) -> list[str]:
    suite = len(constats) - CONSTATS_DITS
    return [*map(str, constats[:CONSTATS_DITS]), *([f"et {suite} de plus"] if suite > 0 else [])]


def en_json(certificat: Certificat) -> dict[str, Any]:
    """Le certificat, pour une machine : ni date, ni nom de machine."""
    scelle, difference = certificat.scelle, certificat.difference
    return {
        "rapport": scelle.titre,
        "manifeste": scelle.nom,
        "verdict": certificat.verdict,
        "sortie": certificat.sortie,
        "fichiers": sorted(scelle.manifeste.fichiers),
        "constats": [vars(constat) for constat in certificat.constats],
        "differents": list(certificat.differents),
        "difference": None if difference is None else vars(difference),
        "nombres": certificat.nombres,
        "refus": certificat.refus,
    }
