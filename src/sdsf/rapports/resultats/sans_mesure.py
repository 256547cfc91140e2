"""Ce que le plan voulait et que rien ne mesure : nommé tel quel, sans le dire manqué.

« Non atteint » suppose une mesure. Ici, il n'y en a pas : ou bien le texte ne donne aucun indicateur, ou bien
personne n'a publié ceux qu'il donne.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.plan.modeles import EngagementChiffre, Fiche
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.fiche import nom_court
from sdsf.rapports.indicateur import SuiviIndicateur, communs_suivis, suivre_commun, suivre_du_plan
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Phrase, Tableau, numerique, phrase
from sdsf.rendu.nombres import accorder

Mesure = Literal["aucun_indicateur", "aucune_valeur", "sans_cible", "jugeable"]
MOTS: dict[Mesure, str] = {
    "aucun_indicateur": "le texte ne donne aucun indicateur",
    "aucune_valeur": "aucun de ses indicateurs n'a de valeur",
    "sans_cible": "mesurée, sans cible : son évolution se lit, sa réussite ne se juge pas",
    "jugeable": "au moins un indicateur a une valeur et une cible",
}


@dataclass(frozen=True)
class FicheMesuree:
    """Une fiche, les indicateurs qui la suivent, et ce que l'on peut en dire."""

    fiche: Fiche
    suivis: tuple[SuiviIndicateur, ...]

    @property
    def mesure(self) -> Mesure:
        if not self.suivis:
            return "aucun_indicateur"
        renseignes = [suivi for suivi in self.suivis if suivi.renseigne]
        if not renseignes:
            return "aucune_valeur"
        return "jugeable" if any(suivi.cible.connu for suivi in renseignes) else "sans_cible"


def fiches_mesurees(dossier: Dossier) -> list[FicheMesuree]:
    """Chaque fiche du plan en vigueur, avec ses indicateurs suivis."""
    communs = communs_suivis(dossier)
    return [
        FicheMesuree(
            fiche,
            tuple(
                suivre_commun(dossier, i.indicateur)
                if i.indicateur in communs
                else suivre_du_plan(dossier, fiche, i)
                for i in fiche.indicateurs
            ),
        )
        for fiche in dossier.plan.fiches
    ]


def objectifs_sans_mesure(dossier: Dossier) -> list[Bloc]:
    """Le décompte, puis les fiches que rien ne mesure, avec leurs objectifs mot à mot."""
    toutes = fiches_mesurees(dossier)
    muettes = [f for f in toutes if f.mesure in ("aucun_indicateur", "aucune_valeur")]
    lisibles = [f for f in toutes if f.mesure == "sans_cible"]
    if not muettes and not lisibles:
        jugees = "Chaque fiche du plan a au moins un indicateur qui a une valeur et une cible."
        return [Paragraphe(jugees), *_promesses(dossier)]
    blocs: list[Bloc] = [Paragraphe(phrase_sans_mesure(dossier, toutes)), *_promesses(dossier)]
    if muettes:
        blocs.append(_tableau("Les objectifs que rien ne mesure (mot à mot)", muettes))
    if lisibles:
        titre = "Les fiches mesurées dont aucune cible ne permet de juger la réussite"
        blocs.append(_tableau(titre, lisibles))
    return blocs


def _promesses(dossier: Dossier) -> list[Bloc]:
    """Les quantités que le texte avance hors de ses indicateurs, et qu'aucun relevé ne suit."""
    releves = set(dossier.releves["indicateur"])
    promesses = [
        (fiche, promesse)
        for fiche in dossier.plan.fiches
        for promesse in fiche.engagements_chiffres
        if promesse.id not in releves
    ]
    if not promesses:
        return []
    colonnes = [
        Colonne("Fiche"),
        Colonne("Ce que le texte avance (mot à mot)"),
        numerique("Quantité"),
        Colonne("Unité"),
        Colonne("Échéance"),
        Colonne("Ce que l'on en sait"),
    ]
    lignes = [
        Ligne(
            [
                nom_court(fiche),
                promesse.intitule,
                _quantite(dossier, promesse),
                dossier.referentiel.unite(promesse.unite or "nombre").pluriel,
                str(promesse.echeance or "non dite"),
                "aucun relevé : tenu ou non, on l'ignore",
            ]
        )
        for fiche, promesse in promesses
    ]
    return [
        Tableau(
            "Les quantités que le texte avance hors de ses indicateurs, et que rien ne suit", colonnes, lignes
        )
    ]


def _quantite(dossier: Dossier, promesse: EngagementChiffre) -> Chiffre:
    return Chiffre(
        f"Quantité du texte : {promesse.intitule}",
        promesse.valeur,
        promesse.unite or "nombre",
        nature="declaree",
        formule="valeur fixée par le texte du schéma",
        territoire=dossier.departement.nom,
        periode=str(promesse.echeance or ""),
        source=dossier.plan.source.titre,
        extrait=promesse.extrait.texte,
        trace=dossier.trace(promesse.id),
    )


def phrase_sans_mesure(dossier: Dossier, toutes: Sequence[FicheMesuree]) -> Phrase:
    """Combien de fiches ne se mesurent pas, et pourquoi : ce n'est pas dire qu'elles ont échoué."""
    groupes: dict[Mesure, list[str]] = {
        mesure: [f.fiche.id for f in toutes if f.mesure == mesure] for mesure in MOTS
    }
    muettes = [*groupes["aucun_indicateur"], *groupes["aucune_valeur"]]
    suite = _pourquoi(groupes)
    mots: dict[str, object] = {
        mesure: _compter(dossier, f"Fiches : {MOTS[mesure]}", ids) for mesure, ids in groupes.items()
    }
    if not muettes:
        debut = f"Les {{t}} fiches du plan sont mesurées{suite}."
    else:
        sujet = accorder(len(muettes), "fiche du plan ne se mesure", "fiches du plan ne se mesurent")
        debut = f"{{m}} {sujet} pas, sur {{t}}{suite}."
    fin = " Cela ne dit pas que leurs objectifs sont manqués : cela dit qu'on ne peut pas le savoir."
    return phrase(
        debut + (fin if muettes else ""),
        m=_compter(dossier, "Fiches que rien ne mesure", muettes),
        t=_compter(dossier, "Fiches du plan en vigueur", [f.fiche.id for f in toutes]),
        **mots,
    )


def _pourquoi(groupes: dict[Mesure, list[str]]) -> str:
    """« : pour 20, aucun de ses indicateurs… ; pour 2, … » ; rien quand il n'y a rien à ajouter."""
    textes: dict[Mesure, str] = {
        "aucun_indicateur": "{aucun_indicateur} sans aucun indicateur dans le texte",
        "aucune_valeur": "{aucune_valeur} dont aucun indicateur n'a de valeur connue",
        "sans_cible": "{sans_cible} " + _participe(groupes, "mesurée") + " sans cible",
        "jugeable": "{jugeable} dont une cible se juge",
    }
    dits = [texte for mesure, texte in textes.items() if groupes[mesure]]
    return f" ({' ; '.join(dits)})" if dits else ""


def _participe(groupes: dict[Mesure, list[str]], mot: str) -> str:
    return accorder(len(groupes["sans_cible"]), mot, f"{mot}s")


def _compter(dossier: Dossier, libelle: str, ids: Sequence[str]) -> Chiffre:
    return compter_du_plan(dossier, libelle, ids, "fiches")


def _tableau(titre: str, fiches: Sequence[FicheMesuree]) -> Tableau:
    colonnes = [
        Colonne("Fiche (mot à mot)"),
        Colonne("Ce qu'elle voulait"),
        Colonne("Ce qui devait le mesurer"),
        Colonne("Ce qui manque"),
        Colonne("Peut le renseigner"),
    ]
    return Tableau(titre, colonnes, [_ligne(f) for f in fiches])


def _ligne(f: FicheMesuree) -> Ligne:
    fiche = f.fiche
    nom = f"{fiche.code} — {fiche.intitule}" if fiche.code else fiche.intitule
    voulu = fiche.objectifs or fiche.resultats_attendus or [a.intitule for a in fiche.actions]
    mesures = [suivi.libelle for suivi in f.suivis]
    return Ligne(
        [
            nom,
            voulu or "le texte ne l'écrit pas",
            mesures or "aucun indicateur dans le texte",
            MOTS[f.mesure],
            fiche.pilotes or "pilote non dit par le texte",
        ]
    )
