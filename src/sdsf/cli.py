"""La commande ``sdsf`` : peu de verbes, des messages en français, jamais de trace Python à l'écran."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console

from sdsf.commande.aide import SANS_ARGUMENT, USAGES, Imports, Objets, Verbe, Verbes, message_d_usage
from sdsf.erreurs import Erreur, Erreurs
from sdsf.espace import trouver_espace

if TYPE_CHECKING:
    from sdsf.commande.formulaires import Fait

application = typer.Typer(
    name="sdsf",
    help="Carnets d'évaluation des services aux familles.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    cls=Verbes,
)
creations = typer.Typer(help="Crée des fichiers prêts à remplir.", no_args_is_help=True)
exports = typer.Typer(help="Écrit un plan, un questionnaire, les échéances.", no_args_is_help=True)
imports = typer.Typer(
    help="Lit des classeurs de collecte, un plan, les réponses à une enquête ou des remarques.",
    no_args_is_help=True,
)
application.add_typer(creations, name="nouveau", cls=Objets)
application.add_typer(exports, name="exporter", cls=Objets)
application.add_typer(imports, name="importer", cls=Imports)
sortie = Console(soft_wrap=True, highlight=False, markup=False)
erreur = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)

TELECHARGEMENT_INTERROMPU = (
    "Interrompu : rien n'a été écrit à moitié dans data/. Ce qui est arrivé reste dans telechargements/ ; "
    "la même commande reprendra."
)

Racine = Annotated[
    str, typer.Option("--racine", help="Espace de travail (défaut : SDSF_RACINE, ou le dossier courant).")
]


@application.command(cls=Verbe)
def produire(
    departement: Annotated[
        str, typer.Argument(help="Code Insee : 13, 2A, 974 ; 00 est le département d'exemple.")
    ],
    annee: Annotated[str, typer.Argument(help="Année évaluée : 2024.")],
    rapport: Annotated[str, typer.Option("--rapport", help="Le rapport à produire.")] = "point_annuel",
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            help="html, pdf, docx, xlsx, pptx, séparés par des virgules ; la page html est toujours écrite.",
        ),
    ] = "html",
    reglages: Annotated[str, typer.Option("--reglages", help="Surcharges de réglages, en JSON.")] = "",
    edition: Annotated[
        str,
        typer.Option(
            "--edition", help="publique (le défaut : petits effectifs cachés) ou interne (la commission)."
        ),
    ] = "",
    fiche: Annotated[
        str,
        typer.Option("--fiche", help="Pour fiche_action : une fiche du plan (pe-1.1), ou « toutes »."),
    ] = "",
    semestre: Annotated[str, typer.Option("--semestre", help="Pour lettre : 1, ou 2 (le défaut).")] = "",
    forcer: Annotated[
        bool, typer.Option("--forcer", help="Produire un bilan avant son heure ; la page de garde le dit.")
    ] = False,
    racine: Racine = "",
) -> None:
    """Produit un rapport dans reports/ et imprime les chemins écrits."""
    from sdsf.production.forges import forge_des_rapports

    with _messages(), forge_des_rapports() as forge:  # elle chauffe pendant que le reste se charge
        from sdsf.demande import completer_reglages
        from sdsf.production.fiches import produire_la_demande

        espace = trouver_espace(racine or None)
        reglages = completer_reglages(reglages, forcer=forcer or None)
        with _progression(f"{rapport} {departement} {annee}") as suivre:
            produit = produire_la_demande(
                espace, departement, _entier(annee), rapport, formats, reglages, edition, suivre,
                fiche, _entier(semestre) if semestre else None, forge,
            )  # fmt: skip
        for chemin in produit.fichiers:
            sortie.print(_affiche(chemin))
        for avis in produit.avertissements:
            erreur.print(f"Avertissement : {avis}")


@application.command(cls=Verbe)
def campagne(
    nom: Annotated[str, typer.Argument(help="Un fichier de params/campagnes/ : cinq_schemas, pays.")],
    processus: Annotated[
        str,
        typer.Option("--processus", help="Combien de rapports à la fois : 2, ou les places de la grappe."),
    ] = "",
    grappe: Annotated[
        str,
        typer.Option(
            "--grappe",
            help="Produire sur une grappe Dask : tcp://machine:port, tls://machine:port, ou le fichier .json "
            "du planificateur.",
        ),
    ] = "",
    seul: Annotated[str, typer.Option("--seul", help="Ce seul rapport de la campagne.")] = "",
    limite: Annotated[str, typer.Option("--limite", help="Au plus ce nombre de rapports produits.")] = "",
    continuer: Annotated[
        bool, typer.Option("--continuer", help="Après un échec, produire quand même les suivants.")
    ] = False,
    forcer: Annotated[
        bool,
        typer.Option("--forcer", help="Tout refaire, sauf un rapport validé."),
    ] = False,
    prevoir: Annotated[
        bool, typer.Option("--prevoir", help="Dire ce qui serait fait, sans le faire.")
    ] = False,
    expliquer_: Annotated[
        bool,
        typer.Option("--expliquer", help="Dire pourquoi chaque rapport est refait ou réemployé."),
    ] = False,
    racine: Racine = "",
) -> None:
    """Produit les rapports d'une campagne ; ne refait que ceux dont quelque chose a changé."""
    from sdsf.commande import campagne as commande
    from sdsf.production.campagne.conduite import Options

    with _messages(commande.INTERROMPUE):
        voulue = _entier(limite) if limite else None
        ensemble = _entier(processus) if processus else None
        options = Options(ensemble, seul, voulue, continuer, forcer, grappe=grappe)
        code = commande.mener(
            trouver_espace(racine or None), nom, options, commande.Ecrans(sortie, erreur), prevoir, expliquer_
        )
    if code:
        raise typer.Exit(code)


@application.command(cls=Verbe)
def verifier(
    departement: Annotated[
        str, typer.Argument(help="Code Insee ; sans code, tous les départements décrits.")
    ] = "",
    racine: Racine = "",
) -> None:
    """Vérifie les fichiers : toutes les erreurs et tous les avertissements d'un coup."""
    from sdsf.commande.verification import verifier as verifier_espace

    with _messages():
        bilan = verifier_espace(trouver_espace(racine or None), departement or None)
        for avis in bilan.avertissements:
            sortie.print(f"Avertissement : {avis}")
        if bilan.erreurs:
            raise Erreurs(bilan.erreurs)
        sortie.print(f"Aucune erreur ({bilan.resume}).")


@application.command(cls=Verbe)
def lister(
    quoi: Annotated[
        str,
        typer.Argument(
            help="departements, rapports, fiches, actions, indicateurs, feuille_de_route, chiffres, "
            "instances, vigilance, releves, territoires, echeances."
        ),
    ],
    departement: Annotated[str, typer.Argument(help="Code Insee, pour les listes d'un département.")] = "",
    periode: Annotated[str, typer.Option("--periode", help="Période du schéma : 2023-2026.")] = "",
    annee: Annotated[str, typer.Option("--annee", help="Pour echeances : une seule année, 2025.")] = "",
    format_: Annotated[
        str, typer.Option("--format", help="table ou csv : l'essentiel ; json : tout.")
    ] = "table",
    racine: Racine = "",
) -> None:
    """Liste ce que l'espace contient : les identifiants que les autres verbes acceptent."""
    from sdsf.commande.listes import ecrire, liste

    with _messages():
        colonnes, lignes = liste(
            trouver_espace(racine or None), quoi, departement or None, periode or None, annee
        )
        ecrire(sortie, sys.stdout, colonnes, lignes, format_)


@application.command(cls=Verbe)
def actualiser(
    source: Annotated[str, typer.Argument(help="territoires, contours, cnaf, insee, drees, dgcl, qpv.")],
    depuis: Annotated[
        str, typer.Option("--depuis", help="Le fichier, ou le dossier, à lire ; sinon, on télécharge.")
    ] = "",
    jeu: Annotated[str, typer.Option("--jeu", help="Ces seuls jeux, séparés par des virgules.")] = "",
    departement: Annotated[
        str, typer.Option("--departement", help="Ne télécharger que pour ces départements, si possible.")
    ] = "",
    hors_ligne: Annotated[
        bool, typer.Option("--hors-ligne", help="N'appeler aucun serveur : lire le cache.")
    ] = False,
    forcer: Annotated[
        bool, typer.Option("--forcer", help="Redemander et relire même ce qui est récent.")
    ] = False,
    racine: Racine = "",
) -> None:
    """Met à jour les données d'un producteur : les télécharge, ou lit un fichier."""
    from sdsf.commande.actualiser import actualiser as actualiser_source
    from sdsf.commande.avance import barres
    from sdsf.commande.en_ligne import EnLigne

    with _messages(TELECHARGEMENT_INTERROMPU), barres(erreur) as suivi:
        choix = EnLigne(_mots(jeu), _mots(departement), hors_ligne, forcer, suivi)
        chemin = Path(depuis) if depuis else None
        bilan = actualiser_source(trouver_espace(racine or None), source, chemin, choix)
        for chemin in bilan.fichiers:
            sortie.print(_affiche(chemin))
        for phrase in bilan.phrases:
            sortie.print(phrase)
        for avis in bilan.avertissements:
            erreur.print(f"Avertissement : {avis}")


@application.command(cls=Verbe)
def certifier(
    rapport: Annotated[
        list[str],
        typer.Argument(help="Un rapport, un dossier de rapports ; ou 13 2024 point_annuel [v1] [interne]."),
    ],
    sans_refaire: Annotated[
        bool, typer.Option("--sans-refaire", help="Contrôler les empreintes, sans refaire le rapport.")
    ] = False,
    format_: Annotated[str, typer.Option("--format", help="texte ou json.")] = "texte",
    racine: Racine = "",
) -> None:
    """Refait un rapport de son manifeste : conforme, ou la première différence et sa cause."""
    from sdsf.commande import certifier as commande

    with _messages("Interrompu : rien n'a été écrit, le rapport est intact."):
        with _progression(" ".join(rapport)) as suivre:
            certificats, dits = commande.mener(
                trouver_espace(racine or None), rapport, not sans_refaire, format_, suivre
            )
        for dit in dits:
            print(dit) if format_ == "json" else sortie.print(dit, emoji=False)
        if code := commande.sortie_de(certificats):
            raise typer.Exit(code)


@application.command(cls=Verbe)
def comparer(
    avant: Annotated[
        str,
        typer.Argument(help='Un rapport, son manifeste ou un dossier ; ou "13 2024 point_annuel v1".'),
    ],
    apres: Annotated[str, typer.Argument(help="L'autre : le même rapport, d'une autre exécution.")],
    format_: Annotated[
        str, typer.Option("--format", help="table : l'essentiel ; csv ou json : tout.")
    ] = "table",
    racine: Racine = "",
) -> None:
    """Compare deux exécutions : les nombres qui ont bougé, et pourquoi."""
    from sdsf.commande import comparer as commande

    with _messages():
        commande.mener(trouver_espace(racine or None), avant, apres, format_, sortie, sys.stdout)


@application.command(cls=Verbe)
def expliquer(
    code: Annotated[str, typer.Argument(help="Un code d'erreur (P203), un indicateur, ou une méthode.")],
    racine: Racine = "",
) -> None:
    """Explique une erreur, un indicateur ou une méthode."""
    from sdsf.commande.explications import expliquer as expliquer_code

    with _messages():
        sortie.print(expliquer_code(code, racine or None))


@application.command(cls=Verbe)
def atelier(
    carnet: Annotated[
        str, typer.Argument(help="Le carnet à ouvrir : tableau_de_bord ; sans nom, la liste.")
    ] = "",
    voila: Annotated[bool, typer.Option("--voila", help="La page sans le code ; sinon, JupyterLab.")] = False,
    port: Annotated[int, typer.Option("--port", help="Le port sur 127.0.0.1 (0 : le système choisit).")] = 0,
    derriere: Annotated[
        str,
        typer.Option(
            "--derriere",
            help="Pour --voila derrière un mandataire qui authentifie : le préfixe de ses adresses.",
        ),
    ] = "",
    sans_navigateur: Annotated[
        bool, typer.Option("--sans-navigateur", help="Afficher l'adresse sans ouvrir de navigateur.")
    ] = False,
    racine: Racine = "",
) -> None:
    """Ouvre un atelier sur cette machine (127.0.0.1) : JupyterLab, ou Voilà sans le code."""
    from sdsf.commande.atelier import ouvrir_l_atelier

    with _messages("Atelier arrêté."):
        dire = partial(print, flush=True)  # qui lit l'adresse par un tube ne doit pas attendre la fin
        ouvrir_l_atelier(
            trouver_espace(racine or None), carnet, voila, port, not sans_navigateur, dire, derriere
        )


@application.command("formulaires", cls=Verbe)
def ecrire_les_formulaires(
    departement: Annotated[str, typer.Argument(help="Code Insee : 13, 2A, 974.")],
    annee: Annotated[str, typer.Argument(help="L'année dont on demande les réponses : 2024.")],
    suivi: Annotated[
        bool, typer.Option("--suivi", help="Qui a répondu, ce qui manque, et une relance par pilote.")
    ] = False,
    racine: Racine = "",
) -> None:
    """Écrit un classeur de questions par pilote dans reports/ ; --suivi dit qui a répondu."""
    import datetime as dt

    from sdsf.commande import formulaires

    with _messages():
        espace = trouver_espace(racine or None)
        if suivi:
            tableau, fait = formulaires.suivre_les_formulaires(espace, departement, _entier(annee))
            sortie.print(tableau)
        else:
            jour = dt.date.today()
            fait = formulaires.ecrire_les_formulaires(espace, departement, _entier(annee), jour)
        _dire(fait)


def _dire(fait: "Fait") -> None:
    """Les chemins écrits, ce qui en est dit, et les avertissements."""
    for chemin in fait.fichiers:
        sortie.print(_affiche(chemin))
    for phrase in fait.phrases:
        sortie.print(phrase)
    for avis in fait.avis:
        erreur.print(f"Avertissement : {avis}")


@imports.command("formulaires", cls=Verbe)
def importer_les_formulaires(
    fichiers: Annotated[list[str], typer.Argument(help="Les classeurs rendus : *.xlsx.")],
    garder: Annotated[
        str, typer.Option("--garder", help="Pour toutes les contradictions : ancien, ou nouveau.")
    ] = "",
    decisions: Annotated[
        str,
        typer.Option("--decisions", help="Le classeur où trancher ligne à ligne ; écrit au besoin."),
    ] = "",
    annee: Annotated[str, typer.Option("--annee", help="L'année, si ce n'est pas la dernière écrite.")] = "",
    par: Annotated[str, typer.Option("--par", help='Qui a tranché : "secrétariat du comité, Caf".')] = "",
    racine: Racine = "",
) -> None:
    """Lit les classeurs rendus par les pilotes et en écrit les réponses ; toutes, ou aucune."""
    import datetime as dt

    from sdsf.commande.retours import Options, importer_formulaires

    with _messages():
        voulue = _entier(annee) if annee else None
        options = Options(garder, Path(decisions) if decisions else None, voulue, par)
        chemins = [Path(fichier) for fichier in fichiers]
        _dire(importer_formulaires(trouver_espace(racine or None), chemins, options, dt.date.today()))


@creations.command("departement", cls=Verbe)
def nouveau_departement(
    code: Annotated[str, typer.Argument(help="Code Insee : 38, 2A, 974.")],
    nom: Annotated[str, typer.Option("--nom", help="Nom du département, pour contrôler le code.")] = "",
    periode: Annotated[
        str,
        typer.Option("--periode", help="Période : 2025-2030 (défaut : cinq ans dès cette année)."),
    ] = "",
    racine: Racine = "",
) -> None:
    """Crée les fichiers d'un département, prêts à remplir."""
    from sdsf.commande.nouveau import creer_departement, suite

    with _messages():
        squelette = creer_departement(trouver_espace(racine or None), code, nom, periode)
        if not periode:
            sortie.print(f"Période : {squelette.periode} (pour une autre : --periode)")
        for chemin in squelette.crees:
            sortie.print(_affiche(chemin))
        for chemin in squelette.gardes:
            sortie.print(f"Gardé tel quel : {_affiche(chemin)}")
        for phrase in suite(squelette, racine):
            sortie.print(phrase)


@exports.command("plan", cls=Verbe)
def exporter_plan(
    departement: Annotated[str, typer.Argument(help="Code Insee : 13, 2A, 974.")],
    fichier: Annotated[str, typer.Argument(help="Le classeur à écrire : plan.xlsx.")],
    periode: Annotated[
        str, typer.Option("--periode", help="Période du schéma : 2022-2026 (défaut : la dernière).")
    ] = "",
    remplacer: Annotated[bool, typer.Option("--remplacer", help="Écrase un fichier différent.")] = False,
    racine: Racine = "",
) -> None:
    """Écrit tout un plan dans un classeur de tableur (.xlsx)."""
    from sdsf.commande.plans import exporter

    with _messages():
        place = exporter(trouver_espace(racine or None), departement, Path(fichier), periode, remplacer)
        sortie.print(_affiche(place))


@exports.command("questionnaire", cls=Verbe)
def exporter_questionnaire(
    questionnaire: Annotated[str, typer.Argument(help="Le questionnaire : familles, professionnels…")],
    departement: Annotated[str, typer.Argument(help="Code Insee : 13, 2A, 974.")],
    fichier: Annotated[
        str, typer.Argument(help="familles.xlsx (Kobo, ODK), familles.pdf ou familles.html (à imprimer).")
    ],
    responsable: Annotated[
        str, typer.Option("--responsable", help="L'organisme responsable du traitement.")
    ] = "",
    conservation: Annotated[
        str, typer.Option("--conservation", help="Combien de temps les réponses sont gardées.")
    ] = "",
    contact: Annotated[
        str, typer.Option("--contact", help="L'adresse du délégué à la protection des données.")
    ] = "",
    remplacer: Annotated[bool, typer.Option("--remplacer", help="Écrase un fichier différent.")] = False,
    racine: Racine = "",
) -> None:
    """Écrit un questionnaire en XLSForm (.xlsx), ou sur papier (.pdf, .html)."""
    from sdsf.commande.questionnaires import exporter
    from sdsf.terrain.imprime import Envoi

    with _messages():
        ecrit = exporter(
            trouver_espace(racine or None), questionnaire, departement, Path(fichier),
            Envoi(responsable, conservation, contact), remplacer,
        )  # fmt: skip
        sortie.print(_affiche(ecrit.chemin))
        for phrase in ecrit.phrases:
            sortie.print(phrase)


@exports.command("echeances", cls=Verbe)
def exporter_echeances(
    departement: Annotated[str, typer.Argument(help="Code Insee : 13, 2A, 974.")],
    fichier: Annotated[str, typer.Argument(help="Le fichier d'agenda à écrire : echeances.ics.")],
    periode: Annotated[
        str, typer.Option("--periode", help="Période du schéma : 2022-2026 (défaut : la dernière).")
    ] = "",
    remplacer: Annotated[bool, typer.Option("--remplacer", help="Écrase un fichier différent.")] = False,
    racine: Racine = "",
) -> None:
    """Écrit les échéances d'un schéma dans un fichier d'agenda (.ics)."""
    from sdsf.commande.echeances import exporter

    with _messages():
        ecrit = exporter(trouver_espace(racine or None), departement, Path(fichier), periode, remplacer)
        sortie.print(_affiche(ecrit.chemin))
        for phrase in ecrit.phrases:
            sortie.print(phrase)


@imports.command("plan", cls=Verbe)
def importer_plan(
    fichier: Annotated[str, typer.Argument(help="Le classeur à lire : plan.xlsx.")],
    remplacer: Annotated[
        bool, typer.Option("--remplacer", help="Remplace un plan différent, et garde l'ancien à côté.")
    ] = False,
    racine: Racine = "",
) -> None:
    """Contrôle un classeur et en écrit le plan dans params/ ; toutes les fautes d'un coup."""
    from sdsf.commande.plans import compte_rendu, importer

    with _messages():
        importe = importer(trouver_espace(racine or None), Path(fichier), remplacer)
        sortie.print(_affiche(importe.chemin))
        for phrase in compte_rendu(importe):
            sortie.print(phrase)


@imports.command("enquete", cls=Verbe)
def importer_une_enquete(
    fichiers: Annotated[list[str], typer.Argument(help="Les exports à lire : reponses.csv, reponses.xlsx.")],
    departement: Annotated[str, typer.Option("--departement", help="Code Insee : 13, 2A, 974.")],
    nom: Annotated[str, typer.Option("--nom", help="Le nom de l'enquête : familles-2024.")],
    questionnaire: Annotated[
        str, typer.Option("--questionnaire", help="familles, professionnels ou elus.")
    ] = "familles",
    ignorer: Annotated[
        str, typer.Option("--ignorer", help="Colonnes à laisser de côté, séparées par des virgules.")
    ] = "",
    remplacer: Annotated[
        bool, typer.Option("--remplacer", help="Remplace des réponses différentes ; les relectures restent.")
    ] = False,
    racine: Racine = "",
) -> None:
    """Contrôle un export LimeSurvey, Kobo ou CSV, et range l'enquête dans data/."""
    from sdsf.commande.enquetes import importer_enquete

    with _messages():
        importee = importer_enquete(
            trouver_espace(racine or None),
            [Path(fichier) for fichier in fichiers],
            departement,
            questionnaire,
            nom,
            _mots(ignorer),
            remplacer,
        )
        for chemin in importee.fichiers:
            sortie.print(_affiche(chemin))
        for phrase in importee.phrases:
            sortie.print(phrase)


@imports.command("remarques", cls=Verbe)
def importer_remarques(
    fichiers: Annotated[list[str], typer.Argument(help="Les documents commentés : point_annuel.docx.")],
    auteur: Annotated[
        str, typer.Option("--auteur", help='Fonction et institution : "pilote fiche 1.1, Caf".')
    ] = "",
    racine: Racine = "",
) -> None:
    """Ajoute les commentaires d'un document à remarques.csv, chacun à son passage ; ou rien."""
    from sdsf.commande.remarques import compte_rendu, importer

    with _messages():
        importees = importer(trouver_espace(racine or None), [Path(f) for f in fichiers], auteur)
        for chemin in importees.chemins:
            sortie.print(_affiche(chemin))
        for phrase in compte_rendu(importees):
            sortie.print(phrase)
        for avis in importees.avis:
            erreur.print(f"Avertissement : {avis}")


def _mots(texte: str) -> tuple[str, ...]:
    """Les mots d'une liste à virgules."""
    return tuple(mot.strip() for mot in texte.split(",") if mot.strip())


def _entier(texte: str) -> Any:
    """L'année tapée : un entier si c'en est un ; sinon le texte, que le contrôle refusera avec ses mots."""
    return int(texte) if re.fullmatch(r"[0-9]{1,9}", texte.strip()) else texte


def _affiche(chemin: Path) -> str:
    """Le chemin tel qu'on peut l'ouvrir d'ici."""
    try:
        return os.path.relpath(chemin)
    except ValueError:  # un autre lecteur, sous Windows
        return str(chemin)


@contextmanager
def _progression(titre: str) -> Iterator[Callable[[int, int], None]]:
    """Une barre dans un terminal ; rien dans un fichier ou un tube."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from sdsf.production.avancement import vers_un_fichier

    compte = TextColumn("{task.completed}/{task.total}")
    colonnes = (TextColumn("{task.description}"), BarColumn(), compte, TimeElapsedColumn())
    with Progress(*colonnes, console=erreur, transient=True, disable=not erreur.is_terminal) as barre:
        tache = barre.add_task(titre, total=None)
        yield vers_un_fichier(lambda faites, total: barre.update(tache, completed=faites, total=total))


@contextmanager
def _messages(interrompu: str = "Interrompu : rien n'a été écrit.") -> Iterator[None]:
    """Toute erreur connue devient un message et un code de sortie ; une inconnue est un défaut, et le dit."""
    from sdsf.production.refus import RefusDuCarnet

    try:
        yield
    except (Erreur, Erreurs) as refus:
        _refuser(str(refus), refus.sortie)
    except RefusDuCarnet as refus:
        _refuser(refus.texte, refus.sortie)
    except KeyboardInterrupt:
        _refuser(interrompu, 130)


def _refuser(texte: str, code: int) -> NoReturn:
    erreur.print(texte)
    raise typer.Exit(code)


def principal() -> None:
    """Point d'entrée de la commande."""
    try:
        code = application(prog_name="sdsf", standalone_mode=False)
    except SANS_ARGUMENT as refus:
        erreur.print(refus.message)
        sys.exit(2)
    except USAGES as refus:
        erreur.print(message_d_usage(refus))
        erreur.print("Pour l'aide : sdsf --help")
        sys.exit(2)
    except BrokenPipeError:  # « sdsf lister … | head » : le lecteur est parti, ce n'est pas une faute
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)
