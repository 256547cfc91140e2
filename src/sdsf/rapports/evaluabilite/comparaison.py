"""Les schémas décrits dans l'espace de travail, côte à côte, devant les mêmes questions."""

from collections.abc import Callable, Mapping, Sequence

from sdsf.chiffres import Chiffre, compter, rapport
from sdsf.dossier import Dossier, SchemaDecrit
from sdsf.evaluation.criteres import CRITERES
from sdsf.evaluation.evaluabilite import appliquer_la_regle, examiner_fiches
from sdsf.rapports.evaluabilite.examens import PARTS
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Figure,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    numerique,
    phrase,
)
from sdsf.rendu.figures import Part, tracer_empilees
from sdsf.rendu.nombres import nombre
from sdsf.vocabulaire import INTITULES_REPONSE

# Ce que l'on compte d'un schéma : le nom de la colonne, et les éléments du plan.
COMPTES: dict[str, Callable[[SchemaDecrit], list[str]]] = {
    "Fiches": lambda s: [f.id for f in s.plan.fiches],
    "Actions": lambda s: [a.id for f in s.plan.fiches for a in f.actions],
    "Lignes d'indicateurs": lambda s: [i for f in s.plan.fiches for i in f.lignes_d_indicateurs],
    "Indicateurs": lambda s: [i.id for f in s.plan.fiches for i in f.indicateurs],
    "dont avec cible": lambda s: [i.id for f in s.plan.fiches for i in f.indicateurs if i.cible],
    "Instances": lambda s: [i.id for i in s.plan.gouvernance],
    "Points de vigilance": lambda s: [p.id for p in s.plan.points_de_vigilance],
}


def comparaison(dossier: Dossier) -> list[Bloc]:
    """Une figure, trois tableaux : ce que les schémas contiennent, ce à quoi ils répondent, la règle."""
    schemas = dossier.schemas
    if len(schemas) < 2:
        return [Paragraphe("Aucun autre schéma n'est décrit dans cet espace de travail.")]
    intro = (
        f"Les {len(schemas)} schémas n'ont été écrits ni ensemble ni sur le même modèle : la "
        "comparaison dit ce que chaque texte écrit, pas ce que chaque département fait."
    )
    return [
        Paragraphe(intro),
        _figure(schemas),
        _contenu(dossier),
        _reponses(dossier),
        _regle(dossier),
    ]


def _figure(schemas: Sequence[SchemaDecrit]) -> Figure:
    """Pour chaque schéma, la part des questions selon leur réponse."""
    lues = {_nom(schema): _parts(schema) for schema in schemas}
    parts = [
        (nom, [Part(INTITULES_REPONSE[r], c.valeur or 0, *PARTS[r]) for r, c in reponses.items()])
        for nom, reponses in lues.items()
    ]
    return Figure(
        ancre="fig-schemas",
        titre=_titre(lues),
        sous_titre="Réponses aux huit questions posées à chaque fiche, en % des questions posées",
        svg=tracer_empilees("fig-schemas", parts),
        alternative="Barres empilées par schéma : "
        + " ; ".join(f"{nom}, {', '.join(f'{p.nom} {nombre(p.valeur)} %' for p in ps)}" for nom, ps in parts),
        lecture=None,
        source="Source : textes des schémas.",
        avertissements=[],
        tableau=_tableau_des_parts(lues),
    )


def _titre(lues: Mapping[str, Mapping[str, Chiffre]]) -> Phrase:
    """Le schéma dont le texte répond au plus de questions, et sa part."""
    meilleur = max(lues, key=lambda nom: lues[nom]["oui"].valeur or 0)
    return phrase(
        "{nom} : le texte qui répond au plus de questions, {part} %", nom=meilleur, part=lues[meilleur]["oui"]
    )


def _tableau_des_parts(lues: Mapping[str, Mapping[str, Chiffre]]) -> Tableau:
    colonnes = [Colonne("Schéma"), *(numerique(mot.capitalize()) for mot in INTITULES_REPONSE.values())]
    lignes = [Ligne([nom, *reponses.values()]) for nom, reponses in lues.items()]
    return Tableau("Les réponses de chaque schéma (% des questions posées)", colonnes, lignes)


def _parts(schema: SchemaDecrit) -> dict[str, Chiffre]:
    """La part de chaque réponse, parmi toutes les questions posées aux fiches du schéma."""
    donnees = [(e.id, v.reponse) for e in examiner_fiches(schema.plan) for v in e.verdicts.values()]
    toutes = _compter(schema, "questions posées", [ident for ident, _ in donnees])
    comptes = {
        r: _compter(schema, f"réponses « {mot} »", [i for i, donnee in donnees if donnee == r])
        for r, mot in INTITULES_REPONSE.items()
    }
    return {r: rapport(f"{_nom(schema)} : {INTITULES_REPONSE[r]}", c, toutes) for r, c in comptes.items()}


def _nom(schema: SchemaDecrit) -> str:
    periode = schema.plan.periode
    return f"{schema.departement.nom} ({periode.debut}-{periode.fin})"


def _compter(schema: SchemaDecrit, libelle: str, ids: Sequence[str]) -> Chiffre:
    return compter(
        f"{_nom(schema)} : {libelle}",
        [schema.positions[ident] for ident in ids],
        "nombre",
        schema.plan.source.titre,
        territoire=schema.departement.nom,
    )


def _est_le_notre(dossier: Dossier, schema: SchemaDecrit) -> bool:
    return schema.departement.code == dossier.departement.code


def _contenu(dossier: Dossier) -> Tableau:
    colonnes = [Colonne("Schéma"), Colonne("Ses niveaux"), *(numerique(nom) for nom in COMPTES)]
    lignes = [
        Ligne(
            [
                _nom(s),
                " › ".join(s.plan.niveaux),
                *(_compter(s, nom, ids(s)) for nom, ids in COMPTES.items()),
            ],
            accent=_est_le_notre(dossier, s),
        )
        for s in dossier.schemas
    ]
    return Tableau("Ce que contiennent les schémas (nombres)", colonnes, lignes)


def _reponses(dossier: Dossier) -> Tableau:
    colonnes = [Colonne("Schéma"), *(numerique(c.intitule) for c in CRITERES.values())]
    lignes = [Ligne([_nom(s), *_parts_de_oui(s)], accent=_est_le_notre(dossier, s)) for s in dossier.schemas]
    note = "Seules les réponses « oui » sont comptées ; ce qui se discute n'y est pas."
    return Tableau("Part des fiches qui répondent « oui » (%)", colonnes, lignes, note)


def _parts_de_oui(schema: SchemaDecrit) -> list[Chiffre]:
    """Question par question, la part des fiches qui y répondent."""
    examens = examiner_fiches(schema.plan)
    toutes = _compter(schema, "fiches", [e.id for e in examens])
    oui = {c: [e.id for e in examens if e.verdicts[c].reponse == "oui"] for c in CRITERES}
    return [
        rapport(
            f"{_nom(schema)} : {critere.intitule}",
            _compter(schema, f"{critere.intitule}, oui", oui[code]),
            toutes,
        )
        for code, critere in CRITERES.items()
    ]


def _regle(dossier: Dossier) -> Tableau:
    colonnes = [Colonne("Schéma"), numerique("Tenue"), numerique("À discuter"), numerique("Non tenue")]
    lignes = []
    for schema in dossier.schemas:
        verdicts = appliquer_la_regle(schema.plan)
        comptes = [
            _compter(schema, f"règle, {mot}", [f.id for f, v in verdicts if v.reponse == reponse])
            for reponse, mot in (("oui", "tenue"), ("a_discuter", "à discuter"), ("non", "non tenue"))
        ]
        lignes.append(Ligne([_nom(schema), *comptes], accent=_est_le_notre(dossier, schema)))
    return Tableau("La règle des deux indicateurs (nombre de fiches)", colonnes, lignes)
