"""Les fiches du plan : leur avancement, et ce que chaque pilote doit dire."""

from collections.abc import Sequence

from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import Suivi, repartir
from sdsf.plan.modeles import Fiche
from sdsf.rapports.fiche import detail_de_fiche, facettes_de_fiche, nom_court, nom_de_fiche
from sdsf.rapports.point_annuel.plan import compter_suivis, suivis
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Etiquette,
    Lien,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    Titre,
    numerique,
    phrase,
)
from sdsf.rendu.nombres import date
from sdsf.vocabulaire import INTITULES_STATUT


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
        ],
        facettes=facettes_de_fiche(dossier, fiche),
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


def _lesquelles(choisis: Sequence[Suivi]) -> object:
    """Les codes des actions ; leurs intitulés quand le schéma ne les numérote pas."""
    codes = [suivi.action.code for suivi in choisis]
    if all(codes):
        return ", ".join(code or "" for code in codes)
    return [suivi.action.intitule for suivi in choisis]


def _ligne_a_renseigner(dossier: Dossier, choisis: Sequence[Suivi]) -> Ligne:
    fiche = choisis[0].fiche
    nombre = compter_suivis(dossier, f"{nom_court(fiche)} : actions sans information", choisis)
    pilotes = fiche.pilotes or "pilote non dit par le texte"
    cellules = [_lien(fiche), nombre, _lesquelles(choisis), pilotes]
    return Ligne(cellules, facettes=facettes_de_fiche(dossier, fiche))


def fiche_par_fiche(dossier: Dossier) -> list[Bloc]:
    """Chaque fiche du plan, tous ses champs, mot à mot."""
    statuts = {suivi.action.id: suivi.statut for suivi in suivis(dossier)}
    blocs: list[Bloc] = []
    for fiche in dossier.plan.fiches:
        blocs.append(Titre(3, nom_de_fiche(fiche), f"annexe-{fiche.id}"))
        blocs += detail_de_fiche(fiche, statuts)
    return blocs
