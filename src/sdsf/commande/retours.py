"""``sdsf importer formulaires`` : relire les classeurs rendus, trancher, écrire tout ou rien."""

import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sdsf import erreurs as err
from sdsf.collecte.decisions import classeur_a_trancher, decisions_perdues, lire_les_decisions
from sdsf.collecte.ecriture import mots_des_unites, valeurs_lues
from sdsf.collecte.feuilles import feuilles_de_collecte
from sdsf.collecte.identite import Identite, identite_lue, verifier_identite
from sdsf.collecte.lignes import Ligne, lignes_de, signature
from sdsf.collecte.litiges import Litige, rapprocher, trancher
from sdsf.collecte.questions import formulaires
from sdsf.collecte.retour import Lu, relire
from sdsf.collecte.suivi import Collecte, Retour
from sdsf.commande.formulaires import (
    DOSSIER,
    ETAT,
    Fait,
    dossier_de,
    empreinte,
    etat_en_octets,
    lire_l_etat,
    place_de,
)
from sdsf.dossier import Dossier
from sdsf.erreurs import Erreur, Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.journal import Ajout, Contradiction, Correction, ajouter, examiner
from sdsf.production.ecriture import ecrire_lot
from sdsf.rendu.nombres import accorder
from sdsf.tableur.ouverture import FeuilleBrute, lire_classeur

CHOIX = ("", "ancien", "nouveau")
# Ce que le tableur pose à côté d'un fichier ouvert.
VERROUS = ("~$", ".~lock")
IMPORT = "import des classeurs, secrétariat du comité"
# Une ligne connue qui disait seulement que l'on ne savait rien : la compléter n'est pas la contredire.
COMPLETES = {("statut", "sans_information"), ("etat", "non_renseignee")}


@dataclass(frozen=True)
class Options:
    """Ce que l'utilisateur décide : quoi garder, dans quel fichier il tranche, quelle année, qui décide."""

    garder: str = ""
    decisions: Path | None = None
    annee: int | None = None
    par: str = ""


@dataclass(frozen=True)
class _Rendu:
    """Un fichier ouvert, et de quel formulaire il est le retour."""

    chemin: Path
    brutes: Sequence[FeuilleBrute]
    identite: Identite


def importer_formulaires(espace: Espace, fichiers: Sequence[Path], options: Options, jour: dt.date) -> Fait:
    """Relit les classeurs rendus et en écrit les réponses, toutes ou aucune. Lève ``Erreurs``."""
    if options.garder not in CHOIX:
        proche = err.plus_proche(options.garder, CHOIX[1:])
        raise Erreurs([err.GarderQuoi(proche=proche, recu=options.garder)])
    rendus = _ouvrir(espace, _developper(fichiers, options.decisions), options)
    premier = rendus[0].identite
    dossier = dossier_de(espace, premier.departement, int(premier.annee), "interne")
    lus = _relire(dossier, rendus)
    par_classeur = _en_lignes(espace, dossier, lus, jour)
    rapprochement = rapprocher(dossier, [ligne for lignes in par_classeur for ligne in lignes])
    tranchees = _trancher(espace, rapprochement.litiges, options)
    ajout = _ecrire(espace, dossier, [*rapprochement.neuves, *tranchees], tranchees, options)
    _noter(espace, dossier, rendus, lus, jour)
    return Fait(
        tuple(espace.racine / nom for nom in ajout.fichiers),
        tuple(_dire_l_import(dossier, lus, rapprochement.connues, rapprochement.litiges, ajout)),
        (*_dire_les_macros(rendus), *(f"{Path(lu.fichier).name} : {avis}" for lu in lus for avis in lu.avis)),
    )


def _developper(fichiers: Sequence[Path], decisions: Path | None) -> list[Path]:
    """Les fichiers ; un motif « *.xlsx » est développé, ce que Windows ne fait pas."""
    tous: list[Path] = []
    for fichier in fichiers:
        trouves = sorted(fichier.parent.glob(fichier.name)) if "*" in fichier.name else [fichier]
        tous += trouves or [fichier]
    uniques = list({chemin.resolve(): chemin for chemin in tous}.values())
    sauf = decisions.resolve() if decisions else None
    gardes = [c for c in uniques if c.resolve() != sauf and not c.name.startswith(VERROUS)]
    return gardes or list(fichiers)


def _ouvrir(espace: Espace, chemins: Sequence[Path], options: Options) -> list[_Rendu]:
    """Chaque classeur et son identité ; toutes les fautes de tous, d'un coup. Lève ``Erreurs``."""
    rendus: list[_Rendu] = []
    fautes: list[Erreur] = []
    for chemin in chemins:
        try:
            brutes = lire_classeur(chemin)
            rendus.append(_Rendu(chemin, brutes, identite_lue(str(chemin), brutes)))
        except Erreurs as refus:
            fautes += refus.erreurs
    fautes += [faute for rendu in rendus for faute in _fautes_de_campagne(espace, rendu, rendus[0], options)]
    err.lever(fautes)
    return rendus


def _fautes_de_campagne(espace: Espace, rendu: _Rendu, premier: _Rendu, options: Options) -> list[Erreur]:
    """Un seul département à la fois, et la collecte en cours : pas un classeur de l'an dernier."""
    lieu, sienne = Lieu(str(rendu.chemin)), rendu.identite
    if sienne.departement != premier.identite.departement:
        attendu = premier.identite.departement
        return [err.PlusieursCollectes(lieu, recu=sienne.departement, attendu=attendu)]
    ecrites = [
        int(place.parent.name)
        for place in espace.reports.glob(f"{sienne.departement}/*/{DOSSIER}")
        if place.parent.name.isdigit()
    ]
    attendue = str(options.annee or max(ecrites, default=premier.identite.annee))
    if sienne.annee != attendue:
        de = f"du département {sienne.departement}"
        return [err.AnneeDuFormulaire(lieu, recu=sienne.annee, de=de, attendu=attendue)]
    return []


def _relire(dossier: Dossier, rendus: Sequence[_Rendu]) -> list[Lu]:
    """Tout ce que les classeurs disent. Lève ``Erreurs`` si le plan ne les reconnaît plus."""
    tous = {f.pilote.code: f for f in formulaires(dossier)}
    pilotes: dict[str, list[str]] = {}
    for formulaire in tous.values():
        for question in formulaire.questions:
            pilotes.setdefault(question.id, []).append(formulaire.pilote.nom)
    unites = dossier.referentiel.unites
    feuilles = feuilles_de_collecte(mots_des_unites(unites))
    lus: list[Lu] = []
    fautes: list[Erreur] = []
    for rendu in rendus:
        fichier = str(rendu.chemin)
        sien, refus = verifier_identite(fichier, rendu.identite, tous)
        fautes += refus
        if sien is not None:
            posees = {q.id: valeurs_lues(q, unites, dossier.departement.nom) for q in sien.questions}
            lus.append(relire(fichier, rendu.brutes, sien, feuilles, posees, pilotes))
    err.lever([*fautes, *(faute for lu in lus for faute in lu.fautes)])
    return lus


def _en_lignes(espace: Espace, dossier: Dossier, lus: Sequence[Lu], jour: dt.date) -> list[list[Ligne]]:
    """Les lignes de chaque classeur, passées au contrôle du journal. Lève ``Erreurs``."""
    trouvees: list[list[Ligne]] = []
    fautes: list[Erreur] = []
    for lu in lus:
        lignes, refus = lignes_de(dossier, lu, jour)
        fautes += refus or _examiner(espace, dossier, lignes)
        trouvees.append(lignes)
    err.lever(fautes)
    return trouvees


def _par_table(lignes: Sequence[Ligne]) -> dict[str, list[Ligne]]:
    tables: dict[str, list[Ligne]] = {}
    for ligne in lignes:
        tables.setdefault(ligne.table, []).append(ligne)
    return tables


def _examiner(espace: Espace, dossier: Dossier, lignes: Sequence[Ligne]) -> list[Erreur]:
    """Les fautes que le journal trouverait, dites à la case du classeur ; une par case."""
    tables = _par_table(lignes)
    proposees = {nom: [ligne.valeurs for ligne in siennes] for nom, siennes in tables.items()}
    dites: dict[tuple[str, str], Erreur] = {}
    for faute in examiner(espace, dossier.departement.code, proposees):
        rang = faute.lieu.ligne
        if rang is not None and faute.lieu.fichier in tables:
            ligne = tables[faute.lieu.fichier][rang - 1]
            colonne = faute.lieu.detail.removeprefix("colonne ")
            faute.lieu = (
                _lieu_du_repondant(ligne) if colonne in ("saisi_par", "saisi_le") else ligne.lieu(colonne)
            )
        dites.setdefault((faute.code, str(faute.lieu)), faute)
    return list(dites.values())


def _lieu_du_repondant(ligne: Ligne) -> Lieu:
    return Lieu(ligne.reponse.fichier, None, "feuille Qui répond")


def _trancher(espace: Espace, litiges: Sequence[Litige], options: Options) -> list[Ligne]:
    """Les réponses retenues. Lève ``Erreurs`` s'il reste à trancher : le fichier de décisions est prêt."""
    decisions: dict[str, str] = {}
    fichier = options.decisions
    if fichier is not None and fichier.exists():
        decisions, fautes = lire_les_decisions(str(fichier), lire_classeur(fichier))
        err.lever([*fautes, *decisions_perdues(str(fichier), decisions, litiges)])
    gardees, restent = trancher(litiges, options.garder, decisions)
    if restent and fichier is not None and not fichier.exists():
        ecrire_lot(Espace(fichier.resolve().parent), {fichier.resolve(): classeur_a_trancher(litiges)})
    err.lever([litige.faute(_conseil(fichier)) for litige in restent])
    return gardees


def _conseil(fichier: Path | None) -> str:
    if fichier is not None:
        return f"Écrivez « oui » devant la réponse à garder, dans {fichier.name}, puis relancez."
    return (
        "Pour tout : --garder ancien, ou --garder nouveau. Ligne à ligne : --decisions a-trancher.xlsx, qui "
        "sera écrit avec les réponses côte à côte."
    )


# --- écrire les réponses --------------------------------------------------------------------------


def _ecrire(
    espace: Espace, dossier: Dossier, lignes: Sequence[Ligne], tranchees: Sequence[Ligne], options: Options
) -> Ajout:
    """Ajoute tout au journal et aux relevés, ou rien. Lève ``Erreurs``.

    Un premier essai dit ce qui change une valeur connue : seul ce qui a été tranché, ou complète un « sans
    information », a le droit de le faire.
    """
    if not lignes:
        return Ajout()
    code, tables = dossier.departement.code, _par_table(lignes)
    proposees = {nom: [ligne.valeurs for ligne in siennes] for nom, siennes in tables.items()}
    essai = ajouter(espace, code, proposees, essai=True)
    changees = [(tables[c.table][c.rang - 1], c) for c in essai.contredites]
    err.lever([_imprevue(x, c) for x, c in changees if x not in tranchees and not _complete(c)])
    return ajouter(espace, code, proposees, _correction([x for x, _ in changees], tranchees, options))


def _complete(contradiction: Contradiction) -> bool:
    """Vrai si la ligne connue disait seulement que l'on ne savait rien."""
    connue = contradiction.connue.valeurs
    return any(connue.get(nom) == valeur for nom, valeur in COMPLETES)


def _imprevue(ligne: Ligne, contradiction: Contradiction) -> Erreur:
    """Quelqu'un a écrit autre chose pendant l'import."""
    ecarts = contradiction.differences
    return err.ReponseATrancher(
        ligne.reponse.lieu,
        quoi=f"« {ligne.reponse.question.id} »",
        ancien=" ; ".join(f"{nom} : {avant}" for nom, (avant, _) in ecarts.items()),
        d_ou=f"{contradiction.connue.fichier}:{contradiction.connue.ligne}",
        nouveau=" ; ".join(f"{nom} : {apres}" for nom, (_, apres) in ecarts.items()),
        conseil="Relancez l'import : les données ont changé depuis qu'il les a lues.",
    )


def _correction(changees: Sequence[Ligne], tranchees: Sequence[Ligne], options: Options) -> Correction | None:
    """Pourquoi des valeurs connues changent, et qui le dit : ``--par``, sinon le seul pilote concerné.

    Compléter ce que personne ne savait n'est pas trancher : plusieurs pilotes le font d'un même import.
    """
    if not changees:
        return None
    auteurs = {ligne.valeurs["saisi_par"] for ligne in tranchees or changees}
    if tranchees and not options.par and len(auteurs) > 1:
        raise Erreurs([err.QuiATranche()])
    noms = sorted({Path(ligne.reponse.fichier).name for ligne in changees})
    motif = f"réponse retenue à l'import ({', '.join(noms)})"
    jour = max(ligne.valeurs["saisi_le"] for ligne in changees)
    return Correction(motif, options.par or (auteurs.pop() if len(auteurs) == 1 else IMPORT), jour)


def _noter(
    espace: Espace, dossier: Dossier, rendus: Sequence[_Rendu], lus: Sequence[Lu], jour: dt.date
) -> None:
    """Garde ce qui est revenu : même un classeur vide a été rendu."""
    place = place_de(espace, dossier)
    etat = lire_l_etat(place)
    retours = [
        Retour(
            pilote=lu.formulaire.pilote.code,
            classeur=rendu.chemin.name,
            sha256=empreinte(rendu.chemin.read_bytes()),
            importe_le=jour.isoformat(),
            reponses=len(lu.reponses),
            vides=len(lu.vides),
            **(signature(lu) if lu.repondant else {"saisi_par": "", "saisi_le": ""}),
        )
        for rendu, lu in zip(rendus, lus, strict=True)
    ]
    deja = {(r.pilote, r.sha256) for r in etat.retours}
    neufs = [r for r in retours if (r.pilote, r.sha256) not in deja]
    ecrire_lot(espace, {place / ETAT: etat_en_octets(Collecte(etat.envois, (*etat.retours, *neufs)))})


def _dire_l_import(
    dossier: Dossier,
    lus: Sequence[Lu],
    connues: Sequence[Ligne],
    litiges: Sequence[Litige],
    ajout: Ajout,
) -> list[str]:
    """Ce que chaque classeur disait, ce qui a été écrit, et la commande qui vient après."""
    dits = [_dire_un_classeur(lu) for lu in lus]
    neuves, corrigees = len(ajout.ajoutees), len(ajout.corrigees)
    dits.append(
        f"{neuves} {accorder(neuves, 'ligne ajoutée', 'lignes ajoutées')}, "
        f"{corrigees} {accorder(corrigees, 'valeur connue changée', 'valeurs connues changées')}, "
        f"{len(connues)} déjà {accorder(len(connues), 'connue', 'connues')}, "
        f"{len(litiges)} {accorder(len(litiges), 'contradiction tranchée', 'contradictions tranchées')}."
    )
    if not ajout.ecrit:
        dits.append("Rien de neuf : aucun fichier de données n'a changé.")
    suite = f"{dossier.departement.code} {dossier.annee}"
    return [*dits, f"Ensuite : sdsf formulaires {suite} --suivi"]


def _dire_les_macros(rendus: Sequence[_Rendu]) -> Iterator[str]:
    """Un classeur qui a des macros est lu comme les autres : leur code n'est jamais ouvert."""
    for rendu in rendus:
        with zipfile.ZipFile(rendu.chemin) as archive:
            if any(nom.lower().endswith("vbaproject.bin") for nom in archive.namelist()):
                yield f"{rendu.chemin.name} : ses macros n'ont été ni lues ni exécutées"


def _dire_un_classeur(lu: Lu) -> str:
    r, v = len(lu.reponses), len(lu.vides)
    auteur = f", {lu.repondant['fonction']}" if r else ""
    vides = f", {v} {accorder(v, 'question', 'questions')} sans réponse" if v else ""
    nom = f"{Path(lu.fichier).name} — {lu.formulaire.pilote.nom}{auteur}"
    return f"{nom} : {r} {accorder(r, 'réponse', 'réponses')}{vides}."
