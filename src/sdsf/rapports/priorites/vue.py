"""Une vue des priorités : un réglage, une sorte de territoires, un territoire que l'on interroge.

L'atelier la recompose à chaque geste, une annexe de séance la rejoue : mêmes fonctions que le rapport.
"""

from dataclasses import dataclass, field

import pandas as pd

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.priorites import contributions
from sdsf.rapports.chiffrer import du_releve
from sdsf.rapports.priorites.cartes import carte_des_scores
from sdsf.rapports.priorites.epreuve import Epreuve, epreuve, eprouver, probabilite
from sdsf.rapports.priorites.etude import Etude, etudier, pourquoi_aucun
from sdsf.rapports.priorites.section import inclassables, non_classes, synthese, tableau
from sdsf.referentiel.priorites import MethodeDePriorite
from sdsf.rendu.blocs import Bloc, Paragraphe, Phrase, phrase
from sdsf.rendu.nombres import liste_fr

# En dessous, un critère ne tire le territoire ni vers la tête ni vers la queue.
NEGLIGEABLE = 1e-6
AILLEURS = " ; sous d'autres poids, la réponse est « prioritaire » dans {p} % des tirages"


@dataclass(frozen=True)
class VueDesPriorites:
    """Ce qu'on montre : une phrase par question, puis la carte, le classement, ce qu'il vaut."""

    etude: Etude
    classement: tuple[Bloc, ...]
    pourquoi: Phrase | None
    epreuve: tuple[Bloc, ...] = field(default=())

    @property
    def blocs(self) -> list[Bloc]:
        explication = [Paragraphe(self.pourquoi)] if self.pourquoi else []
        return [*self.classement[:1], *explication, *self.classement[1:], *self.epreuve]


def vue_des_priorites(
    dossier: Dossier, methode: MethodeDePriorite, sorte: int, territoire: str
) -> VueDesPriorites:
    """La vue d'une méthode réglée ; ``territoire`` vide : on interroge le premier du classement."""
    etude = etudier(dossier, methode, methode.territoires[sorte])
    if not etude.noms:
        aucun = Paragraphe(f"{etude.sorte.intitule} : {pourquoi_aucun(etude.sorte)}.", "absence")
        return VueDesPriorites(etude, (aucun,), None)
    if etude.classes.empty:
        connus = [tableau(etude, None)] if etude.connus else []
        return VueDesPriorites(etude, (inclassables(etude), *connus), None)
    trouvee = epreuve(etude)
    rangees = (
        Paragraphe(synthese(etude)),
        *carte_des_scores(etude),
        tableau(etude, trouvee),
        *non_classes(etude),
    )
    essais = tuple(eprouver(etude, trouvee)) if trouvee else ()
    return VueDesPriorites(etude, rangees, pourquoi(etude, trouvee, territoire), essais)


# --- pourquoi ce territoire est-il prioritaire ? --------------------------------------------------


def pourquoi(etude: Etude, trouvee: Epreuve | None, territoire: str) -> Phrase | None:
    """En une phrase : son rang, sa classe, les critères pour et contre, et d'autres poids."""
    code = territoire or str(etude.classes.iloc[0]["territoire"])
    if code not in etude.noms:
        return None
    place = etude.classement[etude.classement["territoire"] == code].iloc[0]
    if pd.isna(place["score"]):
        return phrase(
            "{nom} reste hors du classement : {motif}.", nom=etude.noms[code], motif=str(place["motif"])
        )
    return _en_une_phrase(etude, trouvee, code, place)


def _en_une_phrase(etude: Etude, trouvee: Epreuve | None, code: str, place: pd.Series) -> Phrase:
    prioritaire, classe = place["classe"] == 1, pd.notna(place["classe"])
    verbe = "est prioritaire" if prioritaire else "n'est pas dans la classe prioritaire"
    sien = "au rang {r} sur {n}" + (", classe {c}" if classe else "")
    arguments = _arguments(etude, code)
    suite = "".join(_dits(sens, dits) for sens, dits in arguments.items())
    essai = _essai(trouvee, code)
    valeurs: dict[str, object] = {
        "nom": etude.noms[code],
        "r": _nombre(etude, code, "Rang", float(place["rang"])),
        "n": _nombre(etude, code, "Territoires classés", float(len(etude.classes))),
        **{f"{sens}{rang}": un[1] for sens, dits in arguments.items() for rang, un in enumerate(dits)},
        **{f"rang{sens}{rang}": un[2] for sens, dits in arguments.items() for rang, un in enumerate(dits)},
    }
    if classe:
        valeurs["c"] = _nombre(etude, code, "Classe", float(place["classe"]))
    if essai is not None:
        suite += AILLEURS
        valeurs["p"] = probabilite(etude, essai)
    return phrase(f"{{nom}} {verbe}, {sien}{suite}.", **valeurs)


def _essai(trouvee: Epreuve | None, code: str) -> pd.Series | None:
    """La ligne d'un territoire dans l'épreuve des poids ; ``None`` s'il n'y est pas."""
    if trouvee is None:
        return None
    siennes = trouvee.table[trouvee.table["territoire"] == code]
    return siennes.iloc[0] if len(siennes) else None


Argument = tuple[str, Chiffre, Chiffre]


def _arguments(etude: Etude, code: str) -> dict[str, list[Argument]]:
    """Les critères qui le rapprochent de la tête, et ceux qui l'en éloignent, le plus fort d'abord."""
    apports = contributions(etude.table, etude.methode)
    siens = apports[apports["territoire"] == code].sort_values("apport", kind="stable")
    lots = {
        "pour": siens[siens["apport"] > NEGLIGEABLE].iloc[::-1],
        "contre": siens[siens["apport"] < -NEGLIGEABLE],
    }
    return {
        sens: [
            _argument(etude, code, str(c), float(r)) for c, r in zip(lot["critere"], lot["rang"], strict=True)
        ]
        for sens, lot in lots.items()
    }


def _argument(etude: Etude, code: str, critere: str, rang: float) -> Argument:
    """L'intitulé d'un critère, sa valeur dans ce territoire, et le rang de cette valeur."""
    lue = next(lue for lue in etude.lues if lue.critere.code == critere)
    intitule = lue.critere.intitule
    ligne = lue.ligne(code)
    libelle = f"{intitule}, {etude.noms[code]}"
    valeur = (
        Chiffre(libelle, None, "nombre", "non_renseignee")
        if ligne is None
        else du_releve(etude.dossier, ligne, libelle)
    )
    unite = etude.dossier.referentiel.unites.get(valeur.unite)
    place = _nombre(etude, code, f"Rang de la valeur : {intitule}", rang)
    court = unite.court if unite and unite.court == "%" else ""
    return f"{intitule[0].lower()}{intitule[1:]}{'|' + court if court else ''}", valeur, place


def _dits(sens: str, arguments: list[Argument]) -> str:
    """« ; comptent pour : taux a (12,5 %, rang 1) et taux b (…) » ; rien s'il n'y en a pas."""
    if not arguments:
        return ""
    verbe = "compte" if len(arguments) == 1 else "comptent"
    dits = []
    for rang, (intitule, _, _) in enumerate(arguments):
        nom, _, unite = intitule.partition("|")
        mot = f" {unite}" if unite else ""
        dits.append(f"{nom} ({{{sens}{rang}}}{mot}, rang {{rang{sens}{rang}}})")
    ou = "vers la tête du classement" if sens == "pour" else "dans l'autre sens"
    return f" ; {verbe} {ou} : {liste_fr(dits)}"


def _nombre(etude: Etude, code: str, quoi: str, valeur: float) -> Chiffre:
    return Chiffre(
        f"{quoi}, {etude.noms[code]} ({etude.methode.intitule})",
        valeur,
        "nombre",
        formule="place dans le classement, 1 au plus prioritaire" if "lass" not in quoi else "dénombrement",
        territoire=etude.noms[code],
        periode=str(etude.dossier.annee),
        trace=etude.trace,
    )
