"""La règle des deux indicateurs, appliquée au schéma : le verdict de chaque fiche, et sa raison."""

from collections.abc import Sequence

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.criteres import Verdict
from sdsf.evaluation.evaluabilite import appliquer_la_regle
from sdsf.plan.modeles import Fiche
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.evaluabilite.examens import AUCUNE_FICHE, citations
from sdsf.rapports.fiche import nom_de_fiche
from sdsf.rendu.blocs import Bloc, Colonne, Etiquette, Ligne, Paragraphe, Phrase, Tableau, phrase
from sdsf.rendu.nombres import accorder

MOTS = {"oui": "la règle est tenue", "a_discuter": "cela se discute", "non": "elle n'est pas tenue"}


def regle(dossier: Dossier) -> list[Bloc]:
    """Le texte de la règle, le décompte, puis fiche par fiche le verdict, sa raison, les mots du texte."""
    ecrite = dossier.referentiel.regles["deux_indicateurs"]
    verdicts = appliquer_la_regle(dossier.plan)
    citee = phrase(
        "La règle : « {texte} » ({source}).",
        texte=ecrite.texte,
        source=dossier.referentiel.sources[ecrite.source].titre,
    )
    if not verdicts:
        return [Paragraphe(citee), AUCUNE_FICHE]
    titres = ["Fiche", "La règle est-elle tenue ?", "Pourquoi", "Les mots du texte"]
    lignes = [
        Ligne([nom_de_fiche(fiche), Etiquette(v.reponse), v.raison, citations(v)]) for fiche, v in verdicts
    ]
    return [
        Paragraphe(citee),
        Paragraphe(decompte(dossier, verdicts)),
        Paragraphe(ecrite.lecture, "note"),
        Tableau("La règle des deux indicateurs, fiche par fiche", [Colonne(t) for t in titres], lignes),
    ]


def decompte(dossier: Dossier, verdicts: Sequence[tuple[Fiche, Verdict]]) -> Phrase:
    """« Pour 3 fiches la règle est tenue, pour 12 cela se discute, pour 7 elle ne l'est pas »."""
    comptes = {reponse: _compter(dossier, reponse, verdicts) for reponse in MOTS}
    presents = {reponse: chiffre for reponse, chiffre in comptes.items() if chiffre.valeur}
    parties = [
        f"pour {{{r}}} {accorder(c.valeur or 0, 'fiche', 'fiches')}, {MOTS[r]}" for r, c in presents.items()
    ]
    debut = [] if "oui" in presents else ["aucune fiche ne tient la règle"]
    texte = " ; ".join([*debut, *parties])
    return phrase(texte[0].upper() + texte[1:] + ".", **presents)


def _compter(dossier: Dossier, reponse: str, verdicts: Sequence[tuple[Fiche, Verdict]]) -> Chiffre:
    ids = [fiche.id for fiche, v in verdicts if v.reponse == reponse]
    return compter_du_plan(dossier, f"Règle des deux indicateurs : {MOTS[reponse]}", ids, "fiches")
