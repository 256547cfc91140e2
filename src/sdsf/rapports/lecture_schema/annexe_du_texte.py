"""Le récapitulatif du plan (annexe, tableau ou liste), rapproché des fiches ligne à ligne."""

from collections.abc import Sequence

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.rapprochement import Rapprochement, rapprocher
from sdsf.plan.modeles import Action
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.fiche import nom_court, texte_d_action
from sdsf.rendu.blocs import Bloc, Colonne, Lien, Ligne, Paragraphe, Phrase, Repliable, Tableau, phrase
from sdsf.rendu.nombres import accorder

MOTS = {
    "identique": "pareil des deux côtés",
    "differente": "écrit autrement",
    "absente_du_corps": "dans le récapitulatif seulement",
    "absente_de_l_annexe": "dans les fiches seulement",
}
PLURIELS = {"identique": "pareils des deux côtés", "differente": "écrits autrement"}


def annexe_du_texte(dossier: Dossier) -> list[Bloc]:
    """Combien d'éléments sont pareils, différents, ou d'un seul côté ; puis lesquels."""
    liste = rapprocher(dossier.plan)
    if not liste:
        return [Paragraphe("Le schéma n'a pas de récapitulatif séparé de ses fiches.")]
    autres = [r for r in liste if r.accord != "identique"]
    pareils = [r for r in liste if r.accord == "identique"]
    blocs: list[Bloc] = [Paragraphe(_synthese(dossier, liste))]
    if autres:
        blocs.append(_tableau("Ce qui n'est pas pareil dans le récapitulatif et dans les fiches", autres))
    if pareils:
        blocs.append(Repliable("Ce qui est pareil", [_tableau("Ce qui est pareil des deux côtés", pareils)]))
    return blocs


def _synthese(dossier: Dossier, liste: Sequence[Rapprochement]) -> Phrase:
    comptes = {
        accord: _compter(dossier, f"Récapitulatif : {mot}", [r for r in liste if r.accord == accord])
        for accord, mot in MOTS.items()
    }
    gabarit = " ; ".join(f"{{{cle}}} {_mot(cle, comptes[cle])}" for cle in MOTS)
    return phrase("Éléments rapprochés : " + gabarit + ".", **comptes)


def _mot(accord: str, compte: Chiffre) -> str:
    return accorder(compte.valeur or 0, MOTS[accord], PLURIELS.get(accord, MOTS[accord]))


def _compter(dossier: Dossier, libelle: str, choisis: Sequence[Rapprochement]) -> Chiffre:
    # Une ligne de l'annexe sans action dans le corps est comptée par sa fiche.
    ids = [r.corps.id if r.corps else r.fiche.id for r in choisis]
    return compter_du_plan(dossier, libelle, ids, "nombre")


def _tableau(legende: str, liste: Sequence[Rapprochement]) -> Tableau:
    titres = ["Fiche", "Dans les fiches", "Dans le récapitulatif", "Accord", "Ce qui diffère"]
    lignes = [
        Ligne(
            [
                Lien(f"fiche-{r.fiche.id}", nom_court(r.fiche)),
                _du_corps(r),
                _ecrit(r),
                MOTS[r.accord],
                [_ecart(r, nom) for nom in r.ecarts] or "–",
            ]
        )
        for r in liste
    ]
    return Tableau(legende, [Colonne(t) for t in titres], lignes)


def _du_corps(r: Rapprochement) -> object:
    if r.corps is None:
        return "–"
    return texte_d_action(r.corps) if isinstance(r.corps, Action) else r.corps.intitule


def _ecart(r: Rapprochement, nom: str) -> str:
    """Ce qui diffère ; pour les pilotes, ceux de l'annexe puis ceux du corps."""
    if nom != "pilotes" or r.ligne is None or r.corps is None:
        return nom
    du_corps = r.corps.pilotes or r.fiche.pilotes
    return f"pilotes : {', '.join(r.ligne.pilotes)} ; dans la fiche : {', '.join(du_corps) or 'aucun'}"


def _ecrit(r: Rapprochement) -> str:
    if r.ligne is None:
        return "–"
    return f"{r.ligne.code} : {r.ligne.intitule}" if r.ligne.code else r.ligne.intitule
