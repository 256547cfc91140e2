"""Les annexes : points de vigilance, limites, fiche par fiche, faits cités, définitions, provenance."""

from sdsf.dossier import Dossier
from sdsf.rapports.chiffrer import compter_du_plan, du_releve, nom_du_territoire
from sdsf.rapports.indicateur import communs_suivis
from sdsf.rapports.point_annuel.plan import detail_de_fiche, nom_de_fiche, suivis
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Definitions,
    Ligne,
    Liste,
    Paragraphe,
    Repliable,
    Tableau,
    Titre,
    absence,
    numerique,
    phrase,
)
from sdsf.vocabulaire import INTITULES_ETAT


def vigilance(dossier: Dossier) -> list[Bloc]:
    """Ce que le schéma dit de contradictoire, d'incomplet ou d'inévaluable."""
    points = dossier.plan.points_de_vigilance
    if not points:
        return [Paragraphe("Aucun point de vigilance n'a été relevé dans le texte.")]
    nombre = compter_du_plan(dossier, "Points de vigilance", [p.id for p in points], "nombre")
    lignes = [
        Ligne([p.sujet, p.description, [f"« {e.texte} » (ligne {e.ligne})" for e in p.extraits]])
        for p in points
    ]
    colonnes = [Colonne("Sujet"), Colonne("Ce qu'un lecteur attentif remarque"), Colonne("Extraits du texte")]
    return [
        Paragraphe(
            phrase("La lecture du texte relève {n} points qui gênent le suivi ou l'évaluation.", n=nombre)
        ),
        Tableau("Les points de vigilance du schéma", colonnes, lignes),
    ]


def limites(dossier: Dossier) -> list[Bloc]:
    """Ce que ce rapport ne sait pas, et les règles qu'il suit."""
    regles = [
        "Une valeur absente n'est jamais un zéro : « non renseigné » (personne ne l'a dit), « n.d. » (pas publiée), "
        "« secret » et « – (sans objet) » sont des états distincts.",
        "Une série n'est comparée qu'à l'intérieur d'une même édition des données.",
        "Aucune cible, date ou responsabilité n'est ajoutée à celles que le texte écrit.",
        "Ce rapport constate ; il n'attribue aucun résultat au schéma.",
        *dossier.avertissements,
    ]
    if dossier.demande.surcharges:
        surcharges = ", ".join(
            f"{nom} = {valeur:g}" for nom, valeur in sorted(dossier.demande.surcharges.items())
        )
        regles.append(f"Réglages changés pour cette production : {surcharges}.")
    return [Liste(regles)]


def fiche_par_fiche(dossier: Dossier) -> list[Bloc]:
    """Chaque fiche du plan, tous ses champs, mot à mot."""
    tous = suivis(dossier)
    blocs: list[Bloc] = []
    for fiche in dossier.plan.fiches:
        blocs.append(Titre(3, nom_de_fiche(fiche), f"annexe-{fiche.id}"))
        blocs += detail_de_fiche(dossier, fiche, [s for s in tous if s.fiche.id == fiche.id])
    return blocs


def diagnostic_cite(dossier: Dossier) -> list[Bloc]:
    """Les faits chiffrés que le texte du schéma cite, avec leur extrait."""
    releves = dossier.releves
    cites = releves[releves["origine"] == "texte"]
    if cites.empty:
        return [absence("Aucun fait chiffré du texte n'a été relevé.", "la commission d'évaluation")]
    lignes = [
        Ligne(
            [
                ligne["libelle"],
                nom_du_territoire(dossier, ligne),
                ligne["periode"],
                du_releve(dossier, ligne),
                dossier.referentiel.unite(ligne["unite"]).pluriel,
                f"« {ligne['extrait']} »",
            ]
        )
        for _, ligne in cites.iterrows()
    ]
    colonnes = [
        Colonne("Fait"),
        Colonne("Territoire"),
        Colonne("Année"),
        numerique("Valeur"),
        Colonne("Unité"),
        Colonne("Extrait du texte"),
    ]
    return [Tableau("Les faits chiffrés que le schéma cite", colonnes, lignes)]


def definitions(dossier: Dossier) -> list[Bloc]:
    """Les indicateurs employés, leurs formules ; les mots du schéma ; les marques des valeurs absentes."""
    employes = [
        *communs_suivis(dossier),
        "part_jalons_tenus",
        "etendue_taux_couverture",
        "part_reunions_tenues",
    ]
    fiches = [dossier.referentiel.indicateurs[code] for code in employes]
    lignes = [
        Ligne([f.intitule, f.repere, f.definition, f.formule, dossier.referentiel.unite(f.unite).pluriel])
        for f in fiches
    ]
    colonnes = [
        Colonne("Indicateur"),
        Colonne("Repère"),
        Colonne("Définition"),
        Colonne("Formule"),
        Colonne("Unité"),
    ]
    termes = [(t.terme, t.definition) for t in dossier.plan.glossaire]
    etats = [Ligne([INTITULES_ETAT[code], sens]) for code, sens in SENS_DES_ETATS.items()]
    blocs: list[Bloc] = [
        Tableau("Les indicateurs employés", colonnes, lignes),
        Tableau("Les marques des valeurs absentes", [Colonne("Marque"), Colonne("Sens")], etats),
    ]
    return (
        [*blocs, Repliable("Le glossaire du schéma (mot à mot)", [Definitions(termes)])] if termes else blocs
    )


SENS_DES_ETATS = {
    "non_renseignee": "personne, parmi ceux qui pouvaient le dire, ne l'a encore dit",
    "non_disponible": "le producteur ne la publie pas, ou pas dans cette édition",
    "secret": "connue, mais couverte par le secret statistique",
    "sans_objet": "la question ne se pose pas (division par zéro, territoire non concerné)",
}


def provenance(dossier: Dossier) -> list[Bloc]:
    """Les fichiers lus et les sources citées."""
    fichiers = sorted({f for table in dossier.tables.values() if len(table) for f in table["fichier"]})
    codes = sorted(set(dossier.releves["source"]))
    sources = [dossier.referentiel.sources[code] for code in codes]
    lignes = [
        Ligne([s.titre, s.producteur, s.licence or "non précisée", s.lien or "non précisé"]) for s in sources
    ]
    colonnes = [Colonne("Source"), Colonne("Producteur"), Colonne("Licence"), Colonne("Adresse")]
    return [
        Paragraphe(f"Texte transcrit : {dossier.plan.source.titre} ({dossier.plan.source.producteur})."),
        Tableau("Les sources", colonnes, lignes),
        Paragraphe(
            "Fichiers lus : " + ", ".join(fichiers) + ". Leurs empreintes sont dans le manifeste du rapport.",
            "note",
        ),
    ]
