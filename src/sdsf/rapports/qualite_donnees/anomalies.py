"""Les valeurs à vérifier : la règle qui les signale, la valeur, ce à quoi on la compare, qui interroger."""

from dataclasses import replace

import pandas as pd

from sdsf.chiffres import Chiffre, reunir, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation import qualite
from sdsf.evaluation.qualite import Anomalie
from sdsf.rapports.accueil.modes import MODES
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rapports.chiffrer import du_releve, nom_du_territoire
from sdsf.rapports.qualite_donnees.releves_du_departement import (
    compter_lignes,
    intitule_de,
    releves_propres,
)
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Liste, Paragraphe, Tableau, filtrable, numerique, phrase
from sdsf.rendu.nombres import accorder, nombre

REGLES = {
    "saut": (
        "saut d'une année sur l'autre",
        "la valeur d'avant",
        f"Un saut : plus de {nombre(qualite.SAUT_MULTIPLE)} fois la variation médiane de la série, plus de "
        f"{nombre(100 * qualite.SAUT_PART)} % de la valeur d'avant, et plus d'un point "
        f"({nombre(qualite.SAUT_MINIMUM_D_EFFECTIF)} unités pour un effectif), dans une série d'au moins "
        f"{qualite.SAUT_ANNEES} années.",
    ),
    "repetition": (
        "valeur répétée",
        "la même valeur, les années d'avant",
        f"Une répétition : le même effectif, d'au moins {qualite.REPETITION_MINIMUM}, "
        f"{qualite.REPETITIONS} années de suite ou plus ; une réponse a pu être reportée.",
    ),
    "ecart_au_groupe": (
        "loin des autres territoires",
        "le quartile le plus proche",
        f"Un écart au groupe : à plus de {nombre(qualite.ECART_MULTIPLE)} écarts interquartiles des "
        f"quartiles de sa maille, la dernière année, parmi {qualite.ECART_MINIMUM} territoires ou plus.",
    ),
    "total": (
        "total différent de ses parties",
        "la somme des parties",
        f"Un total : la somme de ses parties à {nombre(qualite.TOTAL_TOLERANCE, 1)} près ; chaque taux est "
        "publié arrondi.",
    ),
}
ORDRE = ("total", "repetition", "ecart_au_groupe", "saut")
MAXIMUM = 40


def anomalies_du_dossier(dossier: Dossier) -> list[Anomalie]:
    """Les valeurs que les règles signalent, les sauts en dernier et du plus grand au plus petit.

    Le taux global est la somme de ses modes.
    """
    return dossier.une_fois("anomalies", lambda: _signalees(dossier))


def _signalees(dossier: Dossier) -> list[Anomalie]:
    propres = releves_propres(dossier)
    unites = propres.drop_duplicates("indicateur").set_index("indicateur")["unite"]
    effectifs = [c for c, unite in unites.items() if dossier.referentiel.unite(unite).evolution != "points"]
    valeurs = dict(propres["valeur"].items())

    def rang(anomalie: Anomalie) -> tuple[int, float]:
        ecart = abs(valeurs[anomalie.ligne] - anomalie.repere)
        return ORDRE.index(anomalie.regle), -ecart / (abs(anomalie.repere) or 1)

    trouvees = qualite.anomalies(propres, {PRINCIPAL: list(MODES)}, [str(code) for code in effectifs])
    return sorted(trouvees, key=rang)


def valeurs_a_verifier(dossier: Dossier) -> list[Bloc]:
    """La méthode, le décompte, puis chaque valeur signalée : rien n'est corrigé."""
    methode = Liste([texte for _, _, texte in REGLES.values()])
    intro = Paragraphe("Une valeur signalée peut être juste : elle demande une vérification. Les règles :")
    trouvees = anomalies_du_dossier(dossier)
    if not trouvees:
        return [intro, methode, Paragraphe("Aucune valeur n'est signalée.")]
    lignes = dossier.releves.loc[[a.ligne for a in trouvees]]
    verbe = accorder(len(trouvees), "valeur est signalée", "valeurs sont signalées")
    compte = phrase(f"{{n}} {verbe}.", n=compter_lignes(dossier, "Valeurs à vérifier", lignes))
    return [intro, methode, Paragraphe(compte), _tableau(dossier, trouvees)]


def _tableau(dossier: Dossier, trouvees: list[Anomalie]) -> Tableau:
    colonnes = [
        filtrable("Territoire"),
        filtrable("Indicateur"),
        filtrable("Pourquoi"),
        filtrable("Année"),
        numerique("Valeur"),
        numerique("Comparée à"),
        Colonne("Peut vérifier"),
    ]
    reste = len(trouvees) - MAXIMUM
    note = f"Les {reste} autres sont des écarts plus petits." if reste > 0 else None
    montrees = trouvees[:MAXIMUM]
    return Tableau("Les valeurs à vérifier", colonnes, [_ligne(dossier, a) for a in montrees], note)


def _ligne(dossier: Dossier, anomalie: Anomalie) -> Ligne:
    releve = dossier.releves.loc[[anomalie.ligne]].iloc[0]
    return Ligne(
        [
            nom_du_territoire(dossier, releve),
            intitule_de(dossier, str(releve["indicateur"])),
            REGLES[anomalie.regle][0],
            releve["periode"],
            du_releve(dossier, releve),
            _repere(dossier, anomalie, releve),
            dossier.referentiel.sources[releve["source"]].producteur,
        ]
    )


def _repere(dossier: Dossier, anomalie: Anomalie, releve: pd.Series) -> Chiffre:
    """Ce à quoi la valeur est comparée, avec les lignes dont il vient."""
    autres = dossier.releves.loc[list(anomalie.autres)]
    nom = REGLES[anomalie.regle][1]
    if anomalie.regle == "saut":
        return du_releve(dossier, autres.iloc[0])
    return replace(
        du_releve(dossier, releve),
        libelle=f"{intitule_de(dossier, str(releve['indicateur']))} : {nom}",
        valeur=anomalie.repere,
        nature="calculee",
        formule=nom,
        numerateur="",
        denominateur="",
        extrait="",
        trace=reunir([trace_de(autres)]),
    )
