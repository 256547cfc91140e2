"""Les fiches du plan : leur avancement, ce que chaque pilote doit dire, le détail mot à mot."""

from collections.abc import Sequence

from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import Suivi, repartir
from sdsf.plan.modeles import Fiche
from sdsf.rapports.point_annuel.plan import compter_suivis, suivis
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Definitions,
    Etiquette,
    Lien,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    numerique,
    phrase,
)
from sdsf.rendu.nombres import date
from sdsf.vocabulaire import INTITULES_STATUT

# Des champs qu'un schéma n'a pas à remplir : vides, ils ne sont pas signalés.
FACULTATIFS = ("Autres écritures du titre", "Illustrations", "Copilotes")


def fiches(dossier: Dossier) -> list[Bloc]:
    """Une ligne par fiche : pilotes, temporalité, statuts, motifs."""
    tous = suivis(dossier)
    lignes = [_ligne(dossier, fiche, suivis_de(fiche, tous)) for fiche in dossier.plan.fiches]
    colonnes = [
        Colonne(dossier.plan.niveaux[-2].capitalize()),
        Colonne("Pilotes"),
        Colonne("Temporalité (texte)"),
        numerique("Actions"),
        Colonne("Statuts"),
        Colonne("Motifs d'écart"),
    ]
    return [Tableau(f"Avancement par fiche au {date(dossier.arrete_au)}", colonnes, lignes)]


def suivis_de(fiche: Fiche, tous: Sequence[Suivi]) -> list[Suivi]:
    """Les actions d'une fiche, parmi toutes celles du plan."""
    return [suivi for suivi in tous if suivi.fiche.id == fiche.id]


def _ligne(dossier: Dossier, fiche: Fiche, choisis: Sequence[Suivi]) -> Ligne:
    return Ligne(
        [
            _lien(fiche),
            fiche.pilotes or "non renseigné",
            fiche.temporalite or "non renseigné",
            compter_suivis(dossier, f"{nom_court(fiche)} : actions", choisis),
            _statuts(dossier, fiche, choisis),
            _motifs(choisis),
        ]
    )


def _statuts(dossier: Dossier, fiche: Fiche, choisis: Sequence[Suivi]) -> list[Phrase]:
    return [
        phrase(
            "{n} {statut}",
            n=compter_suivis(dossier, f"{nom_court(fiche)} : {INTITULES_STATUT[statut]}", groupe),
            statut=Etiquette(statut),
        )
        for statut, groupe in repartir(choisis).items()
        if groupe
    ]


def _motifs(choisis: Sequence[Suivi]) -> list[Phrase]:
    motives = [suivi for suivi in choisis if suivi.motif]
    return [phrase("{code} : {motif}", code=s.action.code or "action", motif=s.motif) for s in motives]


def _lien(fiche: Fiche) -> Lien:
    return Lien(f"annexe-{fiche.id}", nom_de_fiche(fiche))


def nom_de_fiche(fiche: Fiche) -> str:
    """« 1.2. Intitulé », ou l'intitulé seul quand le schéma ne numérote pas ses fiches."""
    return f"{fiche.code}. {fiche.intitule}" if fiche.code else fiche.intitule


def nom_court(fiche: Fiche) -> str:
    """« Fiche 1.2 », ou l'intitulé d'une fiche sans code."""
    return f"Fiche {fiche.code}" if fiche.code else fiche.intitule


def a_renseigner(dossier: Dossier) -> list[Bloc]:
    """Qui doit renseigner quoi : par fiche, les actions sans information et leurs pilotes."""
    par_fiche: dict[str, list[Suivi]] = {}
    for suivi in repartir(suivis(dossier))["sans_information"]:
        par_fiche.setdefault(suivi.fiche.id, []).append(suivi)
    if not par_fiche:
        return [Paragraphe("L'état de chaque action est connu : rien ne manque au journal d'avancement.")]
    colonnes = [
        Colonne("Fiche"),
        numerique("Actions sans information"),
        Colonne("Lesquelles"),
        Colonne("Peut le dire (pilotes du texte)"),
    ]
    lignes = [_ligne_a_renseigner(dossier, choisis) for choisis in par_fiche.values()]
    return [Tableau("Ce que chaque pilote doit dire", colonnes, lignes)]


def _ligne_a_renseigner(dossier: Dossier, choisis: Sequence[Suivi]) -> Ligne:
    fiche = choisis[0].fiche
    nombre = compter_suivis(dossier, f"{nom_court(fiche)} : actions sans information", choisis)
    codes = ", ".join(s.action.code or "sans code" for s in choisis)
    return Ligne([_lien(fiche), nombre, codes, fiche.pilotes or "pilote non dit par le texte"])


def detail_de_fiche(fiche: Fiche, choisis: Sequence[Suivi]) -> list[Bloc]:
    """Une fiche, tous ses champs, mot à mot, avec l'état de chaque action."""
    champs = _champs(fiche)
    blocs: list[Bloc] = [
        Definitions([(nom, valeur) for nom, valeur in champs.items() if valeur]),
        _tableau_des_actions(fiche, choisis),
    ]
    tus = [nom.lower() for nom, valeur in champs.items() if not valeur and nom not in FACULTATIFS]
    if tus:
        blocs.append(Paragraphe("Le texte se tait sur : " + ", ".join(tus) + ".", "note"))
    return blocs


def _champs(fiche: Fiche) -> dict[str, object]:
    """Les champs d'une fiche et leur nom, dans l'ordre d'impression."""
    return {
        "Contexte": fiche.contexte,
        "Orientations": fiche.orientations,
        "Objectifs": fiche.objectifs,
        "Pilotes": fiche.pilotes,
        "Copilotes": fiche.copilotes,
        "Partenaires": fiche.partenaires,
        "Territoire": fiche.territoire,
        "Publics": fiche.publics,
        "Moyens": fiche.moyens,
        "Temporalité": fiche.temporalite,
        "Résultats attendus": fiche.resultats_attendus,
        "Indicateurs d'évaluation": [i.libelle for i in fiche.indicateurs],
        "Illustrations": _illustrations(fiche),
        "Autres écritures du titre": [f"{v.texte} ({v.lieu}, ligne {v.ligne})" for v in fiche.variantes],
    }


def _illustrations(fiche: Fiche) -> list[Phrase]:
    return [
        phrase("{titre} — {textes}", titre=x.titre, textes=" ".join(x.textes)) for x in fiche.illustrations
    ]


def _tableau_des_actions(fiche: Fiche, choisis: Sequence[Suivi]) -> Tableau:
    colonnes = [Colonne("Code"), Colonne("Action (mot à mot)"), Colonne("Statut")]
    lignes = [Ligne([s.action.code or "–", _texte_d_action(s), Etiquette(s.statut)]) for s in choisis]
    return Tableau(f"Actions de la fiche {fiche.code or fiche.intitule}", colonnes, lignes)


def _texte_d_action(suivi: Suivi) -> object:
    """L'intitulé seul, ou une liste : l'intitulé et ses détails."""
    action = suivi.action
    return [action.intitule, *action.details] if action.details else action.intitule
