"""Objectif par objectif : ce qui a été fait, ce qui est mesuré, ce que l'on peut en dire."""

from collections.abc import Sequence
from dataclasses import dataclass

from sdsf.chiffres import Chiffre, inconnu
from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import Suivi, repartir
from sdsf.evaluation.objectifs import Tenue, tenue
from sdsf.plan.modeles import Fiche
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.fiche import nom_court, nom_de_fiche
from sdsf.rapports.indicateur import SuiviIndicateur, suivre_de_la_fiche
from sdsf.rapports.point_annuel.fiches import suivis_de
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
    numerique,
    phrase,
)
from sdsf.rendu.nombres import accorder, date
from sdsf.vocabulaire import INTITULES_TENUE

NON_ATTEINT = (
    "« Non tenu » et « non mesurable » ne disent pas la même chose : le premier est un résultat, le second "
    "un silence. Un objectif se juge à ses seules cibles ; que ses actions soient faites n'y suffit pas."
)


@dataclass(frozen=True)
class BilanDObjectif:
    """Une fiche à l'heure du bilan : ses actions, ses indicateurs, ce que ses cibles permettent d'en dire."""

    fiche: Fiche
    actions: list[Suivi]
    indicateurs: list[SuiviIndicateur]
    tenue: Tenue

    @property
    def mesures(self) -> list[SuiviIndicateur]:
        return [suivi for suivi in self.indicateurs if suivi.renseigne]

    @property
    def cibles(self) -> list[SuiviIndicateur]:
        return [suivi for suivi in self.indicateurs if suivi.cible.connu]

    @property
    def atteintes(self) -> list[SuiviIndicateur]:
        return [suivi for suivi in self.cibles if suivi.verdict.jugement == "atteint"]


def objectifs(dossier: Dossier) -> list[Bloc]:
    """La synthèse, la règle, puis une ligne par fiche."""
    bilans = bilans_des_objectifs(dossier)
    if not bilans:
        return [Paragraphe("Le plan en vigueur ne compte aucune fiche.")]
    return [
        Paragraphe(_synthese(dossier, bilans)),
        Paragraphe(NON_ATTEINT, "note"),
        _tableau(dossier, bilans),
    ]


def bilans_des_objectifs(dossier: Dossier) -> list[BilanDObjectif]:
    """Chaque fiche en vigueur, avec ce que l'on sait d'elle fin de l'année demandée."""
    tous = suivis(dossier)
    return [_bilan(dossier, fiche, suivis_de(fiche, tous)) for fiche in dossier.plan.fiches]


def _bilan(dossier: Dossier, fiche: Fiche, actions: list[Suivi]) -> BilanDObjectif:
    indicateurs = [suivre_de_la_fiche(dossier, fiche, indicateur) for indicateur in fiche.indicateurs]
    echues = [_echue(dossier, i.cible.echeance if i.cible else None) for i in fiche.indicateurs]
    return BilanDObjectif(fiche, actions, indicateurs, tenue([s.verdict for s in indicateurs], echues))


def _echue(dossier: Dossier, echeance: int | None) -> bool:
    """Une cible sans date est due au terme du schéma."""
    return (echeance or dossier.plan.periode.fin) <= dossier.annee


def par_tenue(bilans: Sequence[BilanDObjectif]) -> dict[str, list[BilanDObjectif]]:
    """Les fiches par ce que l'on peut en dire, dans l'ordre du vocabulaire."""
    return {code: [b for b in bilans if b.tenue == code] for code in INTITULES_TENUE}


def compter_objectifs(dossier: Dossier, libelle: str, bilans: Sequence[BilanDObjectif]) -> Chiffre:
    """Un nombre de fiches, avec la ligne de chacune dans le plan."""
    return compter_du_plan(dossier, libelle, [b.fiche.id for b in bilans], "fiches")


def _synthese(dossier: Dossier, bilans: Sequence[BilanDObjectif]) -> Phrase:
    """« Sur 14 fiches, 2 sont tenues, 12 sont non mesurables. »"""
    presents = {code: liste for code, liste in par_tenue(bilans).items() if liste}
    parties = {
        code: phrase(
            "{n} {mot}",
            n=compter_objectifs(dossier, f"Objectifs : {INTITULES_TENUE[code]}", liste),
            mot=_accorder_tenue(code, len(liste)),
        )
        for code, liste in presents.items()
    }
    return phrase(
        f"Sur {{total}} {accorder(len(bilans), 'fiche', 'fiches')}, au {{quand}} : "
        + ", ".join(f"{{{code}}}" for code in parties)
        + ".",
        total=compter_objectifs(dossier, "Fiches du plan en vigueur", bilans),
        quand=date(dossier.arrete_au),
        **parties,
    )


def _accorder_tenue(code: str, nombre: int) -> str:
    singulier = {"tenu": "tenue", "tenu_en_partie": "tenue en partie", "non_tenu": "non tenue"}
    pluriel = {"tenu": "tenues", "tenu_en_partie": "tenues en partie", "non_tenu": "non tenues"}
    mot = INTITULES_TENUE[code]
    mots = {"non_mesurable": "non mesurables"} | pluriel
    return accorder(nombre, singulier.get(code, mot), mots.get(code, mot))


def _tableau(dossier: Dossier, bilans: Sequence[BilanDObjectif]) -> Tableau:
    colonnes = [
        Colonne(dossier.plan.niveaux[-2].capitalize()),
        numerique("Actions"),
        numerique("Réalisées"),
        numerique("Sans information"),
        numerique("Indicateurs"),
        numerique("Mesurés"),
        numerique("Cibles fixées"),
        numerique("Cibles atteintes"),
        Colonne("Ce que l'on peut en dire"),
    ]
    lignes = [_ligne(dossier, bilan) for bilan in bilans]
    return Tableau(f"Objectif par objectif au {date(dossier.arrete_au)}", colonnes, lignes)


def _ligne(dossier: Dossier, bilan: BilanDObjectif) -> Ligne:
    nom, groupes = nom_court(bilan.fiche), repartir(bilan.actions)
    return Ligne(
        [
            Lien(f"annexe-{bilan.fiche.id}", nom_de_fiche(bilan.fiche)),
            compter_suivis(dossier, f"{nom} : actions", bilan.actions),
            _realisees(dossier, nom, bilan, groupes["realisee"]),
            compter_suivis(dossier, f"{nom} : actions sans information", groupes["sans_information"]),
            _compter(dossier, f"{nom} : indicateurs", bilan.indicateurs),
            _compter(dossier, f"{nom} : indicateurs mesurés", bilan.mesures),
            _compter(dossier, f"{nom} : cibles fixées", bilan.cibles),
            _compter(dossier, f"{nom} : cibles atteintes", bilan.atteintes) if bilan.cibles else "–",
            phrase("{e}{motif}", e=Etiquette(bilan.tenue), motif=_motif(bilan)),
        ]
    )


def _realisees(dossier: Dossier, nom: str, bilan: BilanDObjectif, faites: Sequence[Suivi]) -> Chiffre:
    """Quand rien n'est su d'aucune action, le nombre de réalisées est inconnu : ce n'est pas zéro."""
    libelle = f"{nom} : actions réalisées"
    if all(suivi.statut == "sans_information" for suivi in bilan.actions):
        return inconnu(libelle, "actions", territoire=dossier.departement.nom, periode=str(dossier.annee))
    return compter_suivis(dossier, libelle, faites)


def _compter(dossier: Dossier, libelle: str, indicateurs: Sequence[SuiviIndicateur]) -> Chiffre:
    return compter_du_plan(dossier, libelle, [s.identifiant for s in indicateurs], "indicateurs")


def _motif(bilan: BilanDObjectif) -> str:
    """Pourquoi l'on ne peut rien en dire : la première raison qui tienne."""
    if bilan.tenue != "non_mesurable":
        return ""
    if not bilan.indicateurs:
        return " — la fiche n'a aucun indicateur"
    if not bilan.cibles:
        return " — aucune cible chiffrée" + ("" if bilan.mesures else ", aucune valeur")
    return " — " + " ; ".join(sorted({s.verdict.motif for s in bilan.cibles}))
