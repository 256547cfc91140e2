"""L'agenda du semestre qui vient : ce que le plan date, les réunions attendues, les évaluations dues."""

from sdsf.dossier import Dossier
from sdsf.evaluation.echeancier import echeances
from sdsf.evaluation.gouvernance import prochaines_reunions
from sdsf.rapports.fiche import nom_court
from sdsf.rapports.lettre.semestre import semestre_suivant
from sdsf.rapports.point_annuel.jalons import jalons_dates
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau, absence
from sdsf.rendu.nombres import date
from sdsf.vocabulaire import INTITULES_RAPPORT


def agenda(dossier: Dossier) -> list[Bloc]:
    """Un tableau par date ; ce que le plan ne date pas n'y est pas."""
    bornes = semestre_suivant(dossier)
    lignes = [*_jalons(dossier), *_reunions(dossier), *_rendez_vous(dossier)]
    quand = f"du {date(bornes.debut)} au {date(bornes.fin)}"
    if not lignes:
        manque = f"Ni le plan ni les registres ne datent rien {quand}."
        return [absence(manque, "le secrétariat du comité départemental")]
    colonnes = [Colonne(titre) for titre in ("Quand", "Quoi", "D'où vient la date")]
    note = "Une réunion est « attendue avant » le plus tard que la fréquence écrite par le schéma laisse."
    tableau = Tableau(f"L'agenda {quand}", colonnes, lignes)
    return [tableau, Paragraphe(note, "note")] if _reunions(dossier) else [tableau]


def _jalons(dossier: Dossier) -> list[Ligne]:
    bornes = semestre_suivant(dossier)
    a_venir = [jalon for jalon in jalons_dates(dossier) if bornes.contient(jalon.echeance)]
    return [
        Ligne([date(j.echeance), f"{j.intitule} — {nom_court(j.fiche)}", "jalon daté par le plan"])
        for j in sorted(a_venir, key=lambda j: (j.echeance, j.id))
    ]


def _reunions(dossier: Dossier) -> list[Ligne]:
    bornes = semestre_suivant(dossier)
    toutes = prochaines_reunions(dossier.plan, dossier.tables["reunions"], dossier.arrete_au)
    attendues = [(r.attendue_avant, r) for r in toutes if r.attendue_avant and r.attendue_avant <= bornes.fin]
    return [
        Ligne(
            [
                f"avant le {date(jour)}" + (", date passée" if jour < bornes.debut else ""),
                f"réunion : {r.instance.intitule}",
                f"dernière réunion connue le {date(r.derniere)}" if r.derniere else "",
            ]
        )
        for jour, r in sorted(attendues, key=lambda couple: (couple[0], couple[1].instance.id))
    ]


def _rendez_vous(dossier: Dossier) -> list[Ligne]:
    """Les rendez-vous d'évaluation de l'année où tombe le semestre qui vient."""
    annee = semestre_suivant(dossier).fin.year
    return [
        Ligne([f"en {e.annee}", INTITULES_RAPPORT.get(e.rapport or "", e.intitule), e.obligation.reference])
        for e in echeances(dossier.plan)
        if e.annee == annee
    ]
