"""Les annexes que plusieurs rapports partagent : limites, faits cités, définitions, provenance."""

from collections.abc import Sequence

import pandas as pd

from sdsf.dossier import Dossier
from sdsf.rapports.chiffrer import du_releve, nom_du_territoire
from sdsf.rapports.indicateur import communs_suivis
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Definitions,
    Ligne,
    Liste,
    Paragraphe,
    Repliable,
    Tableau,
    absence,
    filtrable,
    numerique,
)
from sdsf.rendu.nombres import accorder
from sdsf.vocabulaire import INTITULES_ETAT

REGLES: tuple[str, ...] = (
    "Une valeur absente n'est jamais un zéro : « non renseigné » (personne ne l'a dit), « n.d. » "
    "(pas publiée), « secret » et « – (sans objet) » sont des états distincts.",
    "Une série n'est comparée qu'à l'intérieur d'une même édition des données.",
)
REGLES_DU_PLAN = (
    "Aucune cible, date ou responsabilité n'est ajoutée à celles que le texte écrit.",
    "Ce rapport constate ; il n'attribue aucun résultat au schéma.",
)
# Ceux que le rapport calcule lui-même, en plus des indicateurs communs relevés.
INDICATEURS_CALCULES = ("part_jalons_tenus", "etendue_taux_couverture", "part_reunions_tenues")
SENS_DES_ETATS = {
    "non_renseignee": "personne, parmi ceux qui pouvaient le dire, ne l'a encore dit",
    "non_disponible": "le producteur ne la publie pas, ou pas dans cette édition",
    "secret": "connue, mais couverte par le secret statistique",
    "sans_objet": "la question ne se pose pas (division par zéro, territoire non concerné)",
}


def limites(dossier: Dossier) -> list[Bloc]:
    """Ce que ce rapport ne sait pas, et les règles qu'il suit."""
    surcharges = [f"{nom} = {valeur:g}" for nom, valeur in sorted(dossier.demande.surcharges.items())]
    changes = [f"Réglages changés pour cette production : {', '.join(surcharges)}."] if surcharges else []
    regles = REGLES if dossier.sans_plan else (*REGLES, *REGLES_DU_PLAN)
    return [Liste([*regles, *_secret(dossier), *dossier.avertissements, *changes])]


def _secret(dossier: Dossier) -> list[str]:
    """Ce que cette édition cache, et ce qu'elle ne peut plus protéger."""
    bilan = dossier.publication.bilan
    if dossier.demande.edition == "interne":
        return ["Édition interne : aucun petit effectif n'y est caché. Elle ne se diffuse pas."]
    reveles = (
        f"{bilan.revelees} {accorder(bilan.revelees, 'case cachée a', 'cases cachées ont')} déjà été "
        f"{accorder(bilan.revelees, 'publiée ou se retrouve', 'publiées ou se retrouvent')} par ailleurs."
    )
    return [f"Secret statistique, édition publique. {bilan.phrase()}", *[reveles] * bool(bilan.revelees)]


def diagnostic_cite(dossier: Dossier) -> list[Bloc]:
    """Les faits chiffrés que le texte du schéma cite, avec leur extrait."""
    releves = dossier.releves
    cites = releves[releves["origine"] == "texte"]
    if cites.empty and dossier.sans_plan:
        return [Paragraphe("Ce rapport n'emploie aucun schéma : il n'y a pas de texte à citer.", "note")]
    if cites.empty:
        return [absence("Aucun fait chiffré du texte n'a été relevé.", "la commission d'évaluation")]
    colonnes = [
        Colonne("Fait"),
        filtrable("Territoire"),
        filtrable("Année"),
        numerique("Valeur"),
        Colonne("Unité"),
        Colonne("Extrait du texte"),
    ]
    lignes = [_fait(dossier, ligne) for _, ligne in cites.iterrows()]
    return [Tableau("Les faits chiffrés que le schéma cite", colonnes, lignes)]


def _fait(dossier: Dossier, ligne: pd.Series) -> Ligne:
    return Ligne(
        [
            ligne["libelle"],
            nom_du_territoire(dossier, ligne),
            ligne["periode"],
            du_releve(dossier, ligne),
            dossier.referentiel.unite(ligne["unite"]).pluriel,
            f"« {ligne['extrait']} »",
        ]
    )


def definitions(dossier: Dossier, calcules: Sequence[str] = INDICATEURS_CALCULES) -> list[Bloc]:
    """Les indicateurs employés, leurs formules ; les mots du schéma ; les marques des valeurs absentes.

    ``calcules`` : ceux que le rapport calcule lui-même, en plus de ceux dont il lit les relevés.
    """
    etats = [Ligne([INTITULES_ETAT[code], sens]) for code, sens in SENS_DES_ETATS.items()]
    marques = Tableau("Les marques des valeurs absentes", [Colonne("Marque"), Colonne("Sens")], etats)
    termes = [(t.terme, t.definition) for t in dossier.plan.glossaire]
    if not termes:
        return [_indicateurs_employes(dossier, calcules), marques]
    glossaire = Repliable("Le glossaire du schéma (mot à mot)", [Definitions(termes)])
    return [_indicateurs_employes(dossier, calcules), marques, glossaire]


def _indicateurs_employes(dossier: Dossier, calcules: Sequence[str]) -> Tableau:
    codes = [*communs_suivis(dossier), *calcules]
    fiches = [dossier.referentiel.indicateurs[code] for code in codes]
    lignes = [
        Ligne([f.intitule, f.repere, f.definition, f.formule, dossier.referentiel.unite(f.unite).pluriel])
        for f in fiches
    ]
    titres = ["Indicateur", "Repère", "Définition", "Formule", "Unité"]
    return Tableau("Les indicateurs employés", [Colonne(titre) for titre in titres], lignes)


def provenance(dossier: Dossier) -> list[Bloc]:
    """Les fichiers lus et les sources citées."""
    fichiers = sorted({f for table in dossier.tables.values() if len(table) for f in table["fichier"]})
    codes = sorted({*dossier.releves["source"], *dossier.ensembles["source"]})
    sources = [dossier.referentiel.sources[code] for code in codes]
    lignes = [
        Ligne([s.titre, s.producteur, s.licence or "non précisée", s.lien or "non précisé"]) for s in sources
    ]
    colonnes = [Colonne("Source"), Colonne("Producteur"), Colonne("Licence"), Colonne("Adresse")]
    source = dossier.plan.source
    transcrit = dossier.sans_plan or f"Texte transcrit : {source.titre} ({source.producteur})."
    return [
        Paragraphe(transcrit),
        Tableau("Les sources", colonnes, lignes),
        Paragraphe(
            "Fichiers lus : " + ", ".join(fichiers) + ". Leurs empreintes sont dans le manifeste du rapport.",
            "note",
        ),
    ]
