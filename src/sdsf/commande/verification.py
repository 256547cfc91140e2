"""Vérifier un espace de travail : tout ce qui ne va pas, d'un coup, et ce qu'il faut savoir."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sdsf.campagnes import lire_campagne, noms_des_campagnes
from sdsf.chargement import charger
from sdsf.demande import ANNEES, Demande, controler_demande, departement_connu
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreur, Erreurs, plus_proche
from sdsf.espace import Espace
from sdsf.plan.lecture import departements_decrits, periodes
from sdsf.production.campagne.taches import rapports_de
from sdsf.production.verrou import rapports_modifies
from sdsf.referentiel.contribution import lire_contribution
from sdsf.referentiel.modeles import Departement
from sdsf.referentiel.priorites import lire_priorites
from sdsf.referentiel.questionnaires import lire_questionnaires
from sdsf.referentiel.resultats_publies import lire_resultats_publies
from sdsf.referentiel.services import lire_services
from sdsf.referentiel.telechargements import lire_telechargements
from sdsf.releves.enquetes import dossier_des_enquetes, lire_enquetes
from sdsf.releves.lecture import contrats, lire_nationales
from sdsf.releves.seances import dossier_des_seances, lire_les_vues
from sdsf.rendu.nombres import accorder
from sdsf.territoires.lecture import dossier_des_territoires, lire_territoires

T = TypeVar("T")

# Ce que tout département emploie, et qui n'appartient à aucun.
LECTEURS = (
    lire_telechargements,
    lire_priorites,
    lire_services,
    lire_contribution,
    lire_questionnaires,
    lire_resultats_publies,
)


@dataclass(frozen=True)
class Bilan:
    """Les erreurs, les avertissements, et ce qui a été vérifié."""

    erreurs: tuple[Erreur, ...]
    avertissements: tuple[str, ...]
    resume: str


def verifier(espace: Espace, departement: str | None) -> Bilan:
    """Vérifie un département, ou tous ceux qui sont décrits."""
    codes = [departement] if departement else departements_decrits(espace)
    # Un rapport ne contrôle que les lignes nationales de son département : ici, toutes.
    erreurs = {str(e): e for e in _essayer(lambda: lire_nationales(espace))[1]}
    avis: list[str] = []
    vus = 0
    for code in codes:
        trouvees, avertissements, nombre = _verifier_un(espace, code)
        # Une faute du référentiel revient à chaque département : on ne la dit qu'une fois.
        erreurs.update({str(e): e for e in trouvees})
        avis += avertissements
        vus += nombre
    erreurs.update({str(e): e for e in _territoires(espace)})
    if not departement:
        trouvees, dits = _campagnes(espace)
        erreurs.update({str(e): e for e in trouvees})
        avis += dits
    for lire in LECTEURS:
        erreurs.update({str(e): e for e in _essayer(partial(lire, espace))[1]})
    return Bilan(
        tuple(erreurs.values()),
        tuple(avis),
        _compte(len(codes), "département") + ", " + _compte(vus, "schéma"),
    )


def _territoires(espace: Espace) -> list[Erreur]:
    """Ce qui ne va pas dans les tables des territoires, si l'espace en a."""
    en_place = dossier_des_territoires(espace).is_dir()
    return _essayer(lambda: lire_territoires(espace))[1] if en_place else []


def _campagnes(espace: Espace) -> tuple[list[Erreur], list[str]]:
    """Les fautes des campagnes décrites, et celles dont aucun rapport n'a de sens.

    Qu'un croisement n'en ait pas est ordinaire : la prévision de la campagne le dit, non cette commande.
    """
    erreurs: list[Erreur] = []
    avis: list[str] = []
    for nom in noms_des_campagnes(espace):
        campagne, fautes = _essayer(partial(lire_campagne, espace, nom))
        erreurs += fautes
        lus, fautes = _essayer(partial(rapports_de, espace, campagne)) if campagne else (None, [])
        erreurs += fautes
        if lus and not lus[0]:
            avis.append(f"Campagne {nom} : aucun de ses rapports n'a d'objet ({lus[1][0].motif}).")
    return erreurs, avis


def _compte(nombre: int, mot: str) -> str:
    return f"{nombre} {accorder(nombre, mot, mot + 's')}"


def _verifier_un(espace: Espace, code: str) -> tuple[list[Erreur], list[str], int]:
    connu, erreurs = _essayer(lambda: departement_connu(espace, code))
    if connu is None:
        return erreurs, [], 0
    avis = _fichiers_ignores(espace, code)
    erreurs += _essayer(lambda: lire_enquetes(espace, code))[1]
    erreurs += _essayer(lambda: lire_les_vues(espace, code))[1]
    erreurs += rapports_modifies(espace, code)
    connues = periodes(espace, code)
    if not connues:
        propres, dits, nombre = _verifier_sans_schema(espace, connu, avis)
        return [*erreurs, *propres], dits, nombre
    for periode in connues:
        fin = int(periode.split("-")[1])
        lu, fautes = _essayer(partial(controler_demande, espace, code, fin))
        erreurs += fautes
        if lu is not None:
            propres, dits = _charger(espace, lu)
            erreurs += propres
            avis += dits
    return erreurs, avis, len(connues)


def _verifier_sans_schema(
    espace: Espace, departement: Departement, avis: list[str]
) -> tuple[list[Erreur], list[str], int]:
    """Les données d'un département avant son premier schéma, et comment l'écrire."""
    code = departement.code
    _, erreurs = _essayer(
        lambda: charger(espace, controler_demande(espace, code, ANNEES[1], rapport="diagnostic"))
    )
    suite = (
        f"{code} : aucun schéma {departement.de} n'est décrit ; seules ses données sont vérifiées. "
        f'Écrivez le premier schéma : sdsf nouveau departement {code} --nom "{departement.nom}". '
        f"Sans schéma, déjà : sdsf lister territoires {code} ; sdsf lister releves {code} ; "
        f"sdsf produire {code} ANNEE --rapport diagnostic."
    )
    return erreurs, [*avis, suite], 0


def _charger(espace: Espace, demande: Demande) -> tuple[list[Erreur], list[str]]:
    """Les erreurs d'un schéma, et ce qu'il faut savoir de lui ou finir d'écrire."""
    dossier, fautes = _essayer(lambda: charger(espace, demande))
    return fautes, _avis(dossier, f"{demande.departement.code}, {demande.periode}") if dossier else []


def _avis(dossier: Dossier, nom: str) -> list[str]:
    """Ce qui reste à écrire, dans l'ordre ; tant que rien ne peut se suivre, le reste attend."""
    restes = [str(reste) for reste in dossier.reste]
    bloquants = sum(reste.bloque for reste in dossier.reste)
    if not bloquants:
        dits = (*dossier.avis_du_plan, *dossier.avertissements)
        return [*restes, *(f"{nom} : {mot}" for mot in dits)]
    a_ecrire = accorder(bloquants, "un texte reste à écrire", f"{bloquants} textes restent à écrire")
    return [f"{nom} : {a_ecrire} avant le premier rapport.", *restes]


def _essayer(faire: Callable[[], T]) -> tuple[T | None, list[Erreur]]:
    try:
        return faire(), []
    except Erreurs as refus:
        return None, list(refus.erreurs)
    except Erreur as refus:
        return None, [refus]


def _fichiers_ignores(espace: Espace, code: str) -> list[str]:
    """Un fichier dont le nom n'est pas au contrat n'est jamais lu : son auteur doit le savoir."""
    connus = set(contrats(espace))
    dossier = espace.data / "departements" / code
    connus_par_dossier = (dossier_des_enquetes(espace, code), dossier_des_seances(espace, code))
    return [
        f"{espace.relatif(chemin)} n'est pas un fichier du contrat : il n'est pas lu"
        + (f" (le plus proche : {proche}.csv)." if (proche := plus_proche(chemin.stem, connus)) else ".")
        for chemin in sorted(dossier.glob("[!.]*"))
        if (chemin.stem not in connus or chemin.suffix != ".csv") and chemin not in connus_par_dossier
    ]
