"""Qui pilote quoi, et qui travaille avec qui."""

from collections.abc import Sequence

from sdsf.dossier import Dossier
from sdsf.evaluation.acteurs import Participation, liens, par_acteur, participations, sans_pilote
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.lecture_schema.fiches import fiches_sans
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Figure,
    Ligne,
    Phrase,
    Tableau,
    absence,
    numerique,
    phrase,
)
from sdsf.rendu.frises import Noeud, tracer_matrice, tracer_reseau
from sdsf.rendu.nombres import accorder

# Au-delà, le cercle ne se lit plus : le tableau donne toutes les institutions.
NOEUDS_DU_RESEAU = 16
QUI = "le comité départemental, par avenant"


def pilotes(dossier: Dossier) -> list[Bloc]:
    """La matrice des institutions qui pilotent et des fiches, et les fiches que personne ne pilote."""
    groupes = par_acteur(participations(dossier.plan))
    pilotent = {a: liste for a, liste in groupes.items() if any(p.role == "pilote" for p in liste)}
    orphelines = sans_pilote(dossier.plan)
    manque = fiches_sans(dossier, "pilote", "pas de pilote nommé", orphelines)
    if not pilotent:
        return [absence("Le texte ne nomme le pilote d'aucune fiche.", QUI), *_par_niveau(dossier)]
    return [_matrice(dossier, pilotent), *manque, *_par_niveau(dossier)]


def _par_niveau(dossier: Dossier) -> list[Bloc]:
    """Les pilotes que le texte nomme au-dessus des fiches."""
    portes = [noeud for noeud in dossier.plan.arborescence if noeud.pilotes]
    if not portes:
        return []
    lignes = [Ligne([f"{n.niveau.capitalize()} : {n.intitule}", n.pilotes]) for n in portes]
    colonnes = [Colonne("Niveau"), Colonne("Pilotes (mot à mot)")]
    return [Tableau("Les pilotes nommés pour tout un niveau", colonnes, lignes)]


def _matrice(dossier: Dossier, groupes: dict[str, list[Participation]]) -> Figure:
    fiches, noms = dossier.plan.fiches, list(groupes)
    colonnes = [fiche.code or str(rang) for rang, fiche in enumerate(fiches, 1)]
    rangs = {fiche.id: rang for rang, fiche in enumerate(fiches)}
    roles = {
        (noms.index(acteur), rangs[p.fiche.id]): p.role for acteur, liste in groupes.items() for p in liste
    }
    return Figure(
        ancre="fig-pilotes",
        titre=_titre_de_matrice(dossier, groupes),
        sous_titre="Institutions qui pilotent au moins une fiche (lignes) et fiches (colonnes)",
        svg=tracer_matrice("fig-pilotes", noms, colonnes, roles),
        alternative="Matrice des pilotes et des fiches : " + " ; ".join(map(_en_mots, groupes.items())),
        lecture=None,
        source=f"Source : {dossier.plan.source.titre}.",
        avertissements=[],
        tableau=_tableau_des_pilotes(groupes),
    )


def _titre_de_matrice(dossier: Dossier, groupes: dict[str, list[Participation]]) -> Phrase:
    premier, liste = next(iter(groupes.items()))
    ids = [p.fiche.id for p in liste if p.role == "pilote"]
    return phrase(
        "{nom} pilote {n} {mot} sur {total}",
        nom=premier,
        mot=accorder(len(ids), "fiche", "fiches"),
        n=compter_du_plan(dossier, f"Fiches pilotées par : {premier}", ids, "fiches"),
        total=compter_du_plan(dossier, "Fiches du plan", [f.id for f in dossier.plan.fiches], "fiches"),
    )


def _en_mots(groupe: tuple[str, list[Participation]]) -> str:
    acteur, liste = groupe
    return f"{acteur}, pilote de {', '.join(_fiches_du_role(liste, 'pilote'))}"


def _fiches_du_role(liste: Sequence[Participation], role: str) -> list[str]:
    return [p.fiche.code or p.fiche.intitule for p in liste if p.role == role]


def _tableau_des_pilotes(groupes: dict[str, list[Participation]]) -> Tableau:
    colonnes = [Colonne(titre) for titre in ("Institution", "Pilote", "Copilote", "Partenaire")]
    lignes = [
        Ligne(
            [acteur]
            + [
                ", ".join(_fiches_du_role(liste, role)) or "–"
                for role in ("pilote", "copilote", "partenaire")
            ]
        )
        for acteur, liste in groupes.items()
    ]
    return Tableau("Les fiches de chaque institution, par rôle", colonnes, lignes)


def reseau(dossier: Dossier) -> list[Bloc]:
    """Le réseau des institutions : un trait quand elles ont des fiches en commun."""
    groupes = par_acteur(participations(dossier.plan))
    if not groupes:
        return [absence("Le texte ne nomme ni pilote ni partenaire dans ses fiches.", QUI)]
    presents = sorted(groupes, key=lambda acteur: (-len(groupes[acteur]), acteur))
    if len(presents) < 3:
        return [_tableau_du_reseau(dossier, groupes, presents)]
    return [_figure_du_reseau(dossier, groupes, presents)]


def _figure_du_reseau(
    dossier: Dossier, groupes: dict[str, list[Participation]], presents: Sequence[str]
) -> Figure:
    retenus = presents[:NOEUDS_DU_RESEAU]
    noeuds = [Noeud(a, len(groupes[a]), any(p.role == "pilote" for p in groupes[a])) for a in sorted(retenus)]
    communs = {
        paire: n for paire, n in liens(participations(dossier.plan)).items() if set(paire) <= set(retenus)
    }
    return Figure(
        ancre="fig-reseau",
        titre=_titre_du_reseau(dossier, groupes, presents[0]),
        sous_titre=(
            "Les plus présentes (à égalité, par ordre alphabétique) ; un trait épais : beaucoup de fiches "
            "en commun ; "
            "disque plein : pilote d'au moins une fiche ; entre parenthèses : le nombre de fiches"
        ),
        svg=tracer_reseau("fig-reseau", noeuds, communs),
        alternative="Réseau des institutions : "
        + " ; ".join(f"{n.nom}, {n.fiches} {accorder(n.fiches, 'fiche', 'fiches')}" for n in noeuds),
        lecture=None,
        source=f"Source : {dossier.plan.source.titre}.",
        avertissements=[],
        tableau=_tableau_du_reseau(dossier, groupes, presents),
    )


def _titre_du_reseau(dossier: Dossier, groupes: dict[str, list[Participation]], premier: str) -> Phrase:
    ids = [p.fiche.id for p in groupes[premier]]
    return phrase(
        "{nom} : l'institution la plus présente, dans {n} {mot}",
        nom=premier,
        mot=accorder(len(ids), "fiche", "fiches"),
        n=compter_du_plan(dossier, f"Fiches où se trouve : {premier}", ids, "fiches"),
    )


def _tableau_du_reseau(
    dossier: Dossier, groupes: dict[str, list[Participation]], presents: Sequence[str]
) -> Tableau:
    colonnes = [
        Colonne("Institution"),
        numerique("Fiches"),
        numerique("dont pilote"),
        Colonne("Travaille surtout avec"),
    ]
    communs = liens(participations(dossier.plan))
    lignes = [
        Ligne(
            [
                acteur,
                _compter(dossier, f"Fiches : {acteur}", groupes[acteur]),
                _compter(dossier, f"Pilote : {acteur}", [p for p in groupes[acteur] if p.role == "pilote"]),
                _voisins(acteur, communs),
            ]
        )
        for acteur in presents
    ]
    return Tableau("Les institutions nommées dans les fiches", colonnes, lignes)


def _compter(dossier: Dossier, libelle: str, liste: Sequence[Participation]) -> object:
    return compter_du_plan(dossier, libelle, [p.fiche.id for p in liste], "fiches")


def _voisins(acteur: str, communs: dict[tuple[str, str], int]) -> str:
    """Les trois institutions avec lesquelles elle partage le plus de fiches."""
    forces = {
        (paire[1] if paire[0] == acteur else paire[0]): n for paire, n in communs.items() if acteur in paire
    }
    plus_proches = sorted(forces, key=lambda nom: (-forces[nom], nom))[:3]
    return ", ".join(plus_proches) or "personne"
