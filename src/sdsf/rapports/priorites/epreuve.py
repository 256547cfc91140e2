"""Ce que vaut le classement : d'autres poids, d'autres réglages changeraient-ils la décision ?"""

from dataclasses import dataclass

import pandas as pd

from sdsf.chiffres import Chiffre
from sdsf.evaluation.sensibilite import Bascule, bascules, selon_les_reglages, sensibilite
from sdsf.rapports.priorites.etude import Etude
from sdsf.rendu.blocs import Bloc, Colonne, Figure, Ligne, Paragraphe, Phrase, Tableau, numerique, phrase
from sdsf.rendu.figures import Barre, Repere, tracer_territoires
from sdsf.rendu.nombres import accorder, liste_fr, nombre

REGLAGES = {"normalisation": "Normalisation", "ex_aequo": "Ex æquo", "classes": "Coupe des classes"}
CHOIX = {
    "rang": "par rangs",
    "min_max": "de 0 à 1",
    "z": "en écarts-types",
    "meilleur": "le meilleur rang",
    "moyen": "le rang moyen",
    "moins_bon": "le moins bon rang",
    "dense": "le même rang, sans saut",
    "effectifs": "classes de même effectif",
    "amplitude": "classes de même largeur",
}
RIEN = "rien ne change"
CE_QUE_CELA_DIT = (
    "Cette épreuve porte sur le choix des poids et des réglages, non sur l'erreur des données : un "
    "territoire dont la place dépend des poids demande une décision, pas un calcul de plus."
)


@dataclass(frozen=True)
class Epreuve:
    """La probabilité de chaque territoire d'être prioritaire, sous des poids tirés au hasard."""

    table: pd.DataFrame

    def cellules(self, etude: Etude, code: str) -> list[object]:
        """La probabilité et la décision d'un territoire ; rien pour celui qui n'a pas de score."""
        siennes = self.table[self.table["territoire"] == code]
        if siennes.empty:
            return ["–", "non classé"]
        ligne = siennes.iloc[0]
        return [probabilite(etude, ligne), str(ligne["decision"])]


def epreuve(etude: Etude) -> Epreuve | None:
    """L'épreuve ; ``None`` quand aucune classe ne sépare les territoires, ou qu'un seul critère reste."""
    if etude.classes["classe"].isna().all() or len(etude.methode.criteres) < 2:
        return None
    return Epreuve(sensibilite(etude.table, etude.methode))


def probabilite(etude: Etude, ligne: pd.Series) -> Chiffre:
    """La probabilité d'être dans la classe prioritaire, en %, et son erreur de tirage en note."""
    hasard, nom = etude.methode.sensibilite, etude.noms[str(ligne["territoire"])]
    return Chiffre(
        f"Probabilité d'être prioritaire, {nom} ({etude.methode.intitule})",
        100 * float(ligne["probabilite"]),
        "pourcent",
        formule=f"part des {nombre(hasard.tirages)} jeux de poids tirés (graine {hasard.graine}) "
        "où le territoire est dans la première classe",
        territoire=nom,
        periode=str(etude.dossier.annee),
        note=f"erreur de tirage : {nombre(100 * float(ligne['erreur']), 1)} point",
        trace=etude.trace,
    )


def eprouver(etude: Etude, trouvee: Epreuve) -> list[Bloc]:
    """La figure des probabilités, ce qui changerait la décision, et ce que cela veut dire."""
    return [
        _figure(etude, trouvee),
        _tableau_des_bascules(etude),
        *_tableau_des_reglages(etude),
        Paragraphe(CE_QUE_CELA_DIT, "note"),
    ]


def _figure(etude: Etude, trouvee: Epreuve) -> Figure:
    lignes = list(trouvee.table.to_dict("records"))
    barres = [Barre(etude.noms[ligne["territoire"]], 100 * ligne["probabilite"]) for ligne in lignes]
    seuil = 100 * etude.methode.sensibilite.certitude
    ancre = f"fig-priorites-{etude.methode.code.replace('_', '-')}-{_rang(etude)}"
    return Figure(
        ancre=ancre,
        titre=_titre(etude, trouvee),
        sous_titre="Probabilité d'être dans la classe prioritaire quand les poids varient, en %",
        svg=tracer_territoires(ancre, barres, [Repere("décision robuste", seuil)]),
        alternative="De la plus haute à la plus basse : "
        + ", ".join(f"{barre.nom} {nombre(barre.valeur, 0)} %" for barre in barres)
        + ".",
        lecture=_lecture(etude, trouvee),
        source=f"Calcul sur les critères du tableau ; {_hasard(etude)}",
        avertissements=[],
        tableau=_tableau_des_probabilites(etude, trouvee),
    )


def _rang(etude: Etude) -> int:
    return etude.methode.territoires.index(etude.sorte) + 1


def _hasard(etude: Etude) -> str:
    reglages = etude.methode.sensibilite
    centre = "autour des poids écrits" if reglages.centre == "poids" else "sans égard aux poids écrits"
    return (
        f"{nombre(reglages.tirages)} jeux de poids tirés au hasard {centre} (Dirichlet, concentration "
        f"{nombre(reglages.concentration, 1)}, graine {reglages.graine})."
    )


def _titre(etude: Etude, trouvee: Epreuve) -> Phrase:
    decisions = trouvee.table["decision"]
    surs, doutes = int((decisions == "prioritaire").sum()), int((decisions == "dépend des poids").sum())
    sont = accorder(surs, "territoire est prioritaire", "territoires sont prioritaires")
    verbe = accorder(doutes, "en dépend", "en dépendent")
    return phrase(
        f"{{s}} {sont} quels que soient les poids ou presque, {{d}} {verbe}",
        s=_compte(etude, trouvee, "prioritaire"),
        d=_compte(etude, trouvee, "dépend des poids"),
    )


def _compte(etude: Etude, trouvee: Epreuve, decision: str) -> Chiffre:
    certitude = nombre(100 * etude.methode.sensibilite.certitude)
    return Chiffre(
        f"Territoires dont la décision est « {decision} » ({etude.methode.intitule}, {etude.sorte.intitule})",
        float((trouvee.table["decision"] == decision).sum()),
        "territoires",
        formule=f"probabilité d'au moins {certitude} % d'un côté ou de l'autre, sinon « dépend des poids »",
        territoire=etude.dossier.departement.nom,
        periode=str(etude.dossier.annee),
        trace=etude.trace,
    )


def _lecture(etude: Etude, trouvee: Epreuve) -> Phrase:
    ligne = trouvee.table.iloc[0]
    nom = etude.noms[str(ligne["territoire"])]
    return phrase(
        "Lecture : {nom} est prioritaire dans {p} % des tirages.", nom=nom, p=probabilite(etude, ligne)
    )


def _tableau_des_probabilites(etude: Etude, trouvee: Epreuve) -> Tableau:
    colonnes = [
        Colonne("Territoire"),
        numerique("Probabilité (%)"),
        Colonne("Décision"),
        Colonne("Rangs observés"),
    ]
    lignes = [
        Ligne([etude.noms[str(un["territoire"])], probabilite(etude, un), str(un["decision"]), _rangs(un)])
        for _, un in trouvee.table.iterrows()
    ]
    note = "Rangs observés : du 5e au 95e centile des tirages."
    return Tableau("Probabilité d'être prioritaire", colonnes, lignes, note)


def _rangs(ligne: pd.Series) -> str:
    bas, haut = int(ligne["rang_bas"]), int(ligne["rang_haut"])
    return f"toujours {bas}" if bas == haut else f"de {bas} à {haut}"


# --- ce qui changerait la décision ----------------------------------------------------------------


def _tableau_des_bascules(etude: Etude) -> Tableau:
    colonnes = [
        Colonne("Critère"),
        numerique("Part actuelle du poids (%)"),
        numerique("Change en descendant à (%)"),
        numerique("Change en montant à (%)"),
        Colonne("Ce que fait le plus proche"),
    ]
    lignes = [_bascule(etude, une) for une in bascules(etude.table, etude.methode)]
    titre = f"De combien un poids doit bouger pour changer la classe prioritaire ({etude.sorte.intitule})"
    return Tableau(titre, colonnes, lignes, "Les autres poids gardent leurs proportions.")


def _bascule(etude: Etude, une: Bascule) -> Ligne:
    parts = [une.part_pct, une.plus_bas_pct, une.plus_haut_pct]
    noms = ("part actuelle", "première part plus basse qui change", "première part plus haute qui change")
    cellules = [_part(etude, une, nom, part) for nom, part in zip(noms, parts, strict=True)]
    return Ligne([une.critere, *cellules, _mouvements(etude, une.entrent, une.sortent)])


def _part(etude: Etude, une: Bascule, nom: str, part: float | None) -> object:
    if part is None:
        return "aucune"
    return Chiffre(
        f"{une.critere} : {nom} ({etude.methode.intitule}, {etude.sorte.intitule})",
        part,
        "pourcent",
        formule="part du poids dans le total, essayée par dixième de point",
        territoire=etude.dossier.departement.nom,
        periode=str(etude.dossier.annee),
        trace=etude.trace,
    )


def _mouvements(etude: Etude, entrent: tuple[str, ...], sortent: tuple[str, ...]) -> str:
    """Qui entre dans la classe prioritaire, qui en sort."""
    dits = [
        f"{verbe} : {liste_fr([etude.noms[code] for code in codes])}"
        for verbe, codes in (("entre", entrent), ("sort", sortent))
        if codes
    ]
    return " ; ".join(dits) if dits else RIEN


def _tableau_des_reglages(etude: Etude) -> list[Bloc]:
    """Les réglages que le texte ne fixe pas, chacun changé seul."""
    essais = selon_les_reglages(etude.table, etude.methode)
    if essais.empty:
        return []
    lignes = [
        Ligne(
            [
                REGLAGES[essai["reglage"]],
                CHOIX[essai["choix"]],
                _mouvements(etude, _codes(essai["entrent"]), _codes(essai["sortent"])),
            ]
        )
        for essai in essais.to_dict("records")
    ]
    titres = ["Réglage", "Autre choix", "La classe prioritaire"]
    legende = f"Ce que d'autres réglages changeraient ({etude.sorte.intitule})"
    return [Tableau(legende, [Colonne(titre) for titre in titres], lignes)]


def _codes(texte: str) -> tuple[str, ...]:
    return tuple(texte.split(", ")) if texte else ()
