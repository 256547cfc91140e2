"""Annuler une saisie : une ligne de plus qui rétablit ce que l'on savait, jamais un effacement."""

from collections.abc import Mapping

from sdsf import erreurs as err
from sdsf.demande import departement_connu
from sdsf.erreurs import Erreurs, Lieu
from sdsf.espace import Espace
from sdsf.journal.ajout import Chantier
from sdsf.journal.controle import completer, fautes_de_correction
from sdsf.journal.fichier import Fichier, Rangee
from sdsf.journal.modeles import (
    AVANCEMENT,
    CORRECTIONS,
    SIGNATURE,
    Ajout,
    Contradiction,
    Correction,
    Valeurs,
    cle_de,
    cle_en_clair,
    differences,
    sujet,
)
from sdsf.journal.reprise import DELAI, seul_a_ecrire
from sdsf.vocabulaire import SAISIE_ANNULEE

INCONNU = {"etat": "non_renseignee", "valeur": "", "numerateur": "", "denominateur": ""}


def annuler(
    espace: Espace, departement: str, table: str, ligne: Valeurs, par: Correction, delai: float = DELAI
) -> Ajout:
    """Rétablit ce que l'on savait avant ``ligne``, qui doit être encore celle qui fait foi.

    ``par`` dit pourquoi, qui et quand. Lève ``Erreurs`` si une autre saisie est passée depuis, ou si rien
    n'était dit avant dans une table qui n'a pas de mot pour « non renseigné ».
    """
    code = departement_connu(espace, departement).code
    err.lever(fautes_de_correction(espace, par))
    dite = completer(espace, {table: [ligne]})[table][0]
    with seul_a_ecrire(espace, code, delai):
        chantier = Chantier(espace, code, par)
        fichier = chantier.fichier(table)
        connue = fichier.par_cle.get(cle_de(fichier.schema, dite))
        if connue is None or dict(connue.valeurs) != dite:
            raise Erreurs([_depassee(fichier, connue)])
        avant = _avant(chantier, fichier, connue, par)
        ecarts = differences(fichier.schema, connue.valeurs, avant)
        chantier.remplacer(Contradiction(table, 1, fichier.ecriture(connue), avant, ecarts), connue)
        return chantier.finir()


def _depassee(fichier: Fichier, connue: Rangee | None) -> err.Erreur:
    valeurs: Valeurs = connue.valeurs if connue else {}
    lieu = Lieu(fichier.nom, connue.debut + 1 if connue else None)
    auteur, jour = (valeurs.get(nom) or "?" for nom in SIGNATURE)
    return err.SaisieDepassee(lieu, auteur=auteur, jour=jour)


def _avant(chantier: Chantier, fichier: Fichier, connue: Rangee, par: Correction) -> Valeurs:
    """Ce que la ligne disait avant sa dernière saisie."""
    if fichier.schema.nom == AVANCEMENT:
        return _etat_d_avant(fichier, connue, par)
    changees = _dernieres_changees(chantier.fichier(CORRECTIONS), fichier, connue)
    if any(connue.valeurs[nom] != nouvelle for nom, (_, nouvelle) in changees.items()):
        raise Erreurs([_depassee(fichier, connue)])
    if changees:
        return {**connue.valeurs, **{nom: ancienne for nom, (ancienne, _) in changees.items()}}
    if "etat" not in connue.valeurs:
        raise Erreurs([err.SaisieSansAnnulation(Lieu(fichier.nom, connue.debut + 1), table=fichier.nom)])
    return {**connue.valeurs, **INCONNU, "saisi_par": par.saisi_par, "saisi_le": par.saisi_le}


def _etat_d_avant(fichier: Fichier, connue: Rangee, par: Correction) -> Valeurs:
    """L'avant-dernière ligne de la même date, redite ; sans elle, la date redevient sans information."""
    cle = cle_de(fichier.schema, connue.valeurs)
    memes = [r for r in fichier.rangees if cle_de(fichier.schema, r.valeurs) == cle]
    signature = {"saisi_par": par.saisi_par, "saisi_le": par.saisi_le}
    if len(memes) > 1:
        return {**memes[-2].valeurs, **signature}
    muette = dict.fromkeys(fichier.schema.colonnes, "")
    redite = {nom: connue.valeurs[nom] for nom in sujet(fichier.schema)}
    return {**muette, **redite, "statut": "sans_information", "motif": SAISIE_ANNULEE, **signature}


def _dernieres_changees(
    corrections: Fichier, fichier: Fichier, connue: Rangee
) -> Mapping[str, tuple[str, str]]:
    """Les cellules que la dernière correction de cette ligne a changées : l'ancienne, la nouvelle."""
    cle = cle_en_clair(fichier.schema, connue.valeurs)
    siennes = [
        r.valeurs
        for r in corrections.rangees
        if (r.valeurs["table"], r.valeurs["cle"]) == (fichier.schema.nom, cle)
    ]
    dernier = max((int(v["numero"]) for v in siennes), default=0)
    return {v["colonne"]: (v["ancienne"], v["nouvelle"]) for v in siennes if int(v["numero"]) == dernier}
