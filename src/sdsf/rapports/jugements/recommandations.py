"""Les recommandations (T9) : celles de ce rapport, et les suites données à celles d'avant."""

from collections.abc import Sequence

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.recommandations import Recommandation, recommandations_de
from sdsf.rapports.chiffrer import compter_des_faits
from sdsf.rapports.jugements.etats import mesurer
from sdsf.rapports.jugements.matrice import COMMISSION
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Ligne,
    Liste,
    Paragraphe,
    Phrase,
    Tableau,
    absence,
    phrase,
)
from sdsf.rendu.citations import Cite
from sdsf.rendu.nombres import accorder, date, liste_fr
from sdsf.vocabulaire import INTITULES_RAPPORT

REGISTRE = "Registre des recommandations"
PRIORITES = ("haute", "moyenne", "basse")
SITUATIONS = {
    "suivie": "suivie",
    "en_partie": "suivie en partie",
    "en_cours": "en cours",
    "depassee": "échéance dépassée",
    "sans_suite": "sans suite écrite",
    "non_suivie": "non suivie",
    "autre": "suite écrite en d'autres mots",
}
SIGNES = {
    "suivie": "●",
    "en_partie": "◐",
    "en_cours": "◐",
    "depassee": "▼",
    "sans_suite": "?",
    "non_suivie": "✕",
    "autre": "△",
}


def recommandations(dossier: Dossier) -> list[Bloc]:
    """Les recommandations de ce rapport : priorité, responsable, échéance, moyen, indicateur."""
    liste = sorted(celles_du_rapport(dossier), key=_rang)
    if not liste:
        return [_aucune(dossier)]
    incompletes = [r for r in liste if r.manques]
    return [
        Paragraphe(_resume(dossier, liste, incompletes)),
        _tableau(dossier, liste),
        *_signaler(incompletes),
    ]


def suites_des_recommandations(dossier: Dossier) -> list[Bloc]:
    """Les recommandations des rapports antérieurs : suivies, en cours, en retard, sans suite."""
    liste = celles_d_avant(dossier)
    if not liste:
        manque = f"Aucune recommandation d'un rapport antérieur n'est enregistrée ({_fichier(dossier)})."
        return [absence(manque, COMMISSION)]
    return [
        Paragraphe(_repartition(dossier, liste)),
        _tableau_des_suites(dossier, liste),
        *_signaler([r for r in liste if r.manques]),
    ]


def celles_du_rapport(dossier: Dossier) -> list[Recommandation]:
    """Celles que le rapport demandé fait, son année."""
    return [r for r in _toutes(dossier) if _est_du_rapport(dossier, r)]


def celles_d_avant(dossier: Dossier) -> list[Recommandation]:
    """Toutes les autres, jusqu'à la fin de l'année."""
    return [r for r in _toutes(dossier) if not _est_du_rapport(dossier, r)]


def _est_du_rapport(dossier: Dossier, r: Recommandation) -> bool:
    return (r.rapport, r.annee) == (dossier.demande.rapport, dossier.annee)


def _toutes(dossier: Dossier) -> list[Recommandation]:
    return recommandations_de(dossier.tables["recommandations"], dossier.arrete_au)


def _rang(r: Recommandation) -> int:
    return PRIORITES.index(r.priorite) if r.priorite in PRIORITES else len(PRIORITES)


def _fichier(dossier: Dossier) -> str:
    return f"data/departements/{dossier.departement.code}/recommandations.csv"


def _aucune(dossier: Dossier) -> Bloc:
    nom = INTITULES_RAPPORT[dossier.demande.rapport].lower()
    manque = (
        f"Aucune recommandation n'est enregistrée pour le {nom} de {dossier.annee} ({_fichier(dossier)})."
    )
    return absence(manque, COMMISSION)


def _compter(dossier: Dossier, libelle: str, liste: Sequence[Recommandation]) -> Chiffre:
    return compter_des_faits(dossier, libelle, [r.trace for r in liste], "nombre", REGISTRE)


def _resume(
    dossier: Dossier, liste: Sequence[Recommandation], incompletes: Sequence[Recommandation]
) -> Phrase:
    hautes = [r for r in liste if r.priorite == "haute"]
    suite = "toutes disent qui, quand, avec quoi et comment on le saura."
    if incompletes:
        suite = f"à {{i}} il manque de quoi {accorder(len(incompletes), 'la', 'les')} suivre."
    return phrase(
        f"{{n}} {accorder(len(liste), 'recommandation', 'recommandations')}, dont {{h}} de priorité haute ; "
        + suite,
        n=_compter(dossier, "Recommandations du rapport", liste),
        h=_compter(dossier, "Recommandations de priorité haute", hautes),
        i=_compter(dossier, "Recommandations incomplètes", incompletes),
    )


def _tableau(dossier: Dossier, liste: Sequence[Recommandation]) -> Tableau:
    titres = [
        "Recommandation",
        "Priorité",
        "Responsable",
        "Échéance",
        "Moyen",
        "Indicateur",
        "Ce qui la fonde",
    ]
    return Tableau(
        f"Les recommandations de {dossier.annee}",
        [Colonne(titre) for titre in titres],
        [_ligne(dossier, r) for r in liste],
    )


def _ligne(dossier: Dossier, r: Recommandation) -> Ligne:
    fondent = [c for c in dossier.travaux.constats if r.id in c.recommandations and c.annee <= dossier.annee]
    return Ligne(
        [
            phrase("{t} ({i})", t=Cite(r.texte), i=r.id),
            r.priorite or "non dite",
            Cite(r.responsable) if r.responsable else "non dit",
            date(r.echeance) if r.echeance else "non dite",
            Cite(r.moyen) if r.moyen else "non dit",
            _indicateur(dossier, r),
            [Cite(constat.texte) for constat in fondent] or "aucun constat ne l'appelle",
        ]
    )


def _indicateur(dossier: Dossier, r: Recommandation) -> object:
    """L'indicateur qui dira si elle est suivie, et sa dernière valeur s'il est mesuré."""
    if not r.indicateur:
        return "non dit"
    mesure = mesurer(dossier, r.indicateur)
    if mesure is None:
        return phrase("{i} (non mesuré)", i=Cite(_nommer(dossier, r.indicateur)))
    return phrase("{i} : {v} ({a})", i=Cite(mesure.intitule), v=mesure.valeur, a=mesure.valeur.periode)


def _nommer(dossier: Dossier, code: str) -> str:
    if code in dossier.referentiel.indicateurs:
        return dossier.referentiel.indicateurs[code].intitule
    return {i.id: i.libelle for fiche in dossier.plan_signe.fiches for i in fiche.indicateurs}.get(code, code)


def _signaler(incompletes: Sequence[Recommandation]) -> list[Bloc]:
    """Ce qui manque, recommandation par recommandation."""
    if not incompletes:
        return []
    lignes = [
        phrase("{i} « {t} » : il manque {m}", i=r.id, t=Cite(r.texte), m=liste_fr(list(r.manques)))
        for r in incompletes
    ]
    return [Paragraphe("Il manque, pour que chacune puisse être suivie :"), Liste(lignes)]


# --- les suites -----------------------------------------------------------------------------------


def _repartition(dossier: Dossier, liste: Sequence[Recommandation]) -> Phrase:
    groupes = {nom: [r for r in liste if r.situation == nom] for nom in SITUATIONS}
    presents = {nom: groupe for nom, groupe in groupes.items() if groupe}
    morceaux = [f"{SITUATIONS[nom]} : {{{nom}}}" for nom in presents]
    comptes = {
        nom: _compter(dossier, f"Recommandations antérieures, {SITUATIONS[nom]}", groupe)
        for nom, groupe in presents.items()
    }
    return phrase(
        f"Fin {dossier.annee}, sur {{n}} {accorder(len(liste), 'recommandation', 'recommandations')} "
        f"de rapports antérieurs — {' ; '.join(morceaux)}.",
        n=_compter(dossier, "Recommandations des rapports antérieurs", liste),
        **comptes,
    )


def _tableau_des_suites(dossier: Dossier, liste: Sequence[Recommandation]) -> Tableau:
    titres = ["Recommandation", "Rapport", "Priorité", "Responsable", "Échéance", "Situation", "Suite écrite"]
    return Tableau(
        f"Les suites données aux recommandations, fin {dossier.annee}",
        [Colonne(titre) for titre in titres],
        [_ligne_de_suite(r) for r in liste],
        note=(
            "« Échéance dépassée » : l'échéance est passée et la suite écrite n'est pas « suivie ». Une "
            f"suite donnée après le {date(dossier.arrete_au)} n'est pas encore connue de ce rapport."
        ),
    )


def _ligne_de_suite(r: Recommandation) -> Ligne:
    suite = phrase("{s} ({d})", s=Cite(r.suite), d=date(r.suivie_le)) if r.suivie_le else Cite(r.suite)
    return Ligne(
        [
            phrase("{t} ({i})", t=Cite(r.texte), i=r.id),
            f"{INTITULES_RAPPORT[r.rapport]}, {r.annee}",
            r.priorite or "non dite",
            Cite(r.responsable) if r.responsable else "non dit",
            date(r.echeance) if r.echeance else "non dite",
            f"{SIGNES[r.situation]} {SITUATIONS[r.situation]}",
            suite if r.suite else "aucune",
        ]
    )
