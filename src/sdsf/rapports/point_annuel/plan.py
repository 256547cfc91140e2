"""Le plan d'action et son avancement : par axe, par fiche, jalons, qui doit renseigner quoi."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sdsf.chiffres import Chiffre, rapport, reunir
from sdsf.dossier import Dossier
from sdsf.evaluation.avancement import Jalon, Suivi, jalons, repartir, suivre_actions, table_des_jalons
from sdsf.indicateurs import part_jalons_tenus
from sdsf.plan.modeles import Fiche
from sdsf.plan.vigueur import changements
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Definitions,
    Etiquette,
    Figure,
    Lien,
    Ligne,
    Paragraphe,
    Tableau,
    absence,
    numerique,
    phrase,
)
from sdsf.rendu.figures import Part, tracer_empilees
from sdsf.rendu.nombres import accorder, date
from sdsf.vocabulaire import INTITULES_STATUT

SOURCE_AVANCEMENT = "Journal d'avancement du département"
PARTS = {
    "realisee": ("#0b4f9e", ""),
    "en_cours": ("#5b9bd5", ""),
    "reportee": ("#de8f05", "//"),
    "abandonnee": ("#8a4b08", ""),
    "non_demarree": ("#cfd5dd", ""),
    "sans_information": ("#ffffff", "xx"),
}


def suivis(dossier: Dossier) -> list[Suivi]:
    """L'état de chaque action au 31 décembre de l'année."""
    return suivre_actions(dossier.plan, dossier.tables["avancement"], dossier.arrete_au)


def compter_suivis(dossier: Dossier, libelle: str, choisis: Sequence[Suivi]) -> Chiffre:
    """Un nombre d'actions : la trace est la ligne de chacune dans le plan, et celle de son statut."""
    base = compter_du_plan(dossier, libelle, [s.action.id for s in choisis], "actions")
    return _avec_traces(base, choisis)


def _avec_traces(chiffre: Chiffre, choisis: Iterable[Suivi]) -> Chiffre:
    return replace(chiffre, trace=reunir([chiffre.trace, *(s.trace for s in choisis)]))


def avancement(dossier: Dossier) -> list[Bloc]:
    """La synthèse : combien d'actions, dans quel état, axe par axe."""
    tous = suivis(dossier)
    groupes = repartir(tous)
    total = compter_suivis(dossier, "Actions du plan en vigueur", tous)
    muettes = compter_suivis(dossier, "Actions sans information", groupes["sans_information"])
    blocs: list[Bloc] = [Paragraphe(_phrase_de_synthese(dossier, groupes, total, muettes))]
    tableau = _tableau_des_axes(dossier, tous)
    if len(groupes["sans_information"]) == len(tous):
        return [*blocs, _rien_de_saisi(dossier), tableau]
    return [*blocs, _figure_des_axes(dossier, tous, tableau)]


def _phrase_de_synthese(
    dossier: Dossier, groupes: dict[str, list[Suivi]], total: Chiffre, muettes: Chiffre
) -> object:
    fiches_ = compter_du_plan(
        dossier, "Fiches du plan en vigueur", [f.id for f in dossier.plan.fiches], "fiches"
    )
    parties = [
        phrase(
            "{n} {mot}",
            n=compter_suivis(dossier, f"Actions : {INTITULES_STATUT[statut]}", choisis),
            mot=_accorder_statut(statut, len(choisis)),
        )
        for statut, choisis in groupes.items()
        if choisis
    ]
    gabarit = ", ".join(f"{{p{rang}}}" for rang in range(len(parties)))
    etats = phrase(gabarit, **{f"p{rang}": partie for rang, partie in enumerate(parties)})
    return phrase(
        "Le plan en vigueur compte {fiches} fiches et {total} actions. Au {date} : {etats}.",
        fiches=fiches_,
        total=total,
        date=date(dossier.arrete_au),
        etats=etats,
    )


def _accorder_statut(statut: str, nombre: int) -> str:
    mot = INTITULES_STATUT[statut]
    pluriel = {
        "réalisée": "réalisées",
        "reportée": "reportées",
        "abandonnée": "abandonnées",
        "non démarrée": "non démarrées",
    }
    return accorder(nombre, mot, pluriel.get(mot, mot))


def _rien_de_saisi(dossier: Dossier) -> Bloc:
    return absence(
        f"Aucun avancement n'a été saisi pour {dossier.annee} : chaque action est « sans information », "
        "ce qui n'est pas « non démarrée ». Le fichier attendu est "
        f"data/departements/{dossier.departement.code}/avancement.csv.",
        "chaque pilote de fiche, selon la liste ci-dessous",
    )


def _par_axe(dossier: Dossier, tous: Sequence[Suivi]) -> dict[str, list[Suivi]]:
    groupes: dict[str, list[Suivi]] = {}
    for suivi in tous:
        axe = dossier.axe_de(suivi.fiche)
        groupes.setdefault(f"{axe.code}. {axe.intitule}" if axe.code else axe.intitule, []).append(suivi)
    return groupes


def _tableau_des_axes(dossier: Dossier, tous: Sequence[Suivi]) -> Tableau:
    statuts = list(INTITULES_STATUT)
    axes = _par_axe(dossier, tous)
    lignes = [_ligne_d_axe(dossier, nom, choisis, statuts) for nom, choisis in axes.items()]
    total = _ligne_d_axe(dossier, "Ensemble du plan", tous, statuts)
    niveau = dossier.plan.niveaux[0].capitalize()
    return Tableau(
        f"Actions par {dossier.plan.niveaux[0]} et par statut au {date(dossier.arrete_au)} (nombre d'actions)",
        [
            Colonne(niveau),
            *(numerique(INTITULES_STATUT[s].capitalize()) for s in statuts),
            numerique("Total"),
            numerique("Réalisées (%)"),
        ],
        [*lignes, Ligne(total.cellules, accent=True)],
    )


def _ligne_d_axe(dossier: Dossier, nom: str, choisis: Sequence[Suivi], statuts: Sequence[str]) -> Ligne:
    groupes = repartir(choisis)
    comptes = [compter_suivis(dossier, f"{nom} : {INTITULES_STATUT[s]}", groupes[s]) for s in statuts]
    total = compter_suivis(dossier, f"{nom} : toutes les actions", choisis)
    part = _part_realisee(
        nom, comptes[statuts.index("realisee")], total, len(groupes["sans_information"]) == len(choisis)
    )
    return Ligne([nom, *comptes, total, part])


def _part_realisee(nom: str, realisees: Chiffre, total: Chiffre, rien_de_su: bool) -> Chiffre:
    """Quand on ne sait rien d'aucune action, la part réalisée n'est pas zéro : elle est inconnue."""
    libelle = f"{nom} : part des actions réalisées"
    if rien_de_su:
        return Chiffre(
            libelle,
            None,
            "pourcent",
            etat="non_renseignee",
            periode=total.periode,
            territoire=total.territoire,
        )
    return rapport(libelle, realisees, total)


def _figure_des_axes(dossier: Dossier, tous: Sequence[Suivi], tableau: Tableau) -> Figure:
    ensemble = repartir(tous)
    part = rapport(
        "Part des actions réalisées",
        compter_suivis(dossier, "Actions réalisées", ensemble["realisee"]),
        compter_suivis(dossier, "Actions du plan en vigueur", tous),
    )
    lignes = [
        (_court(nom), [Part(INTITULES_STATUT[s], len(g), *PARTS[s]) for s, g in repartir(choisis).items()])
        for nom, choisis in _par_axe(dossier, tous).items()
    ]
    return Figure(
        ancre="fig-avancement",
        titre=phrase(
            "{part} % des actions du plan sont réalisées fin {annee}", part=part, annee=str(dossier.annee)
        ),
        sous_titre=f"Nombre d'actions par statut et par {dossier.plan.niveaux[0]}, au {date(dossier.arrete_au)}",
        svg=tracer_empilees("fig-avancement", lignes),
        alternative="Barres empilées par axe : "
        + " ; ".join(
            f"{nom}, "
            + ", ".join(f"{len(g)} {INTITULES_STATUT[s]}" for s, g in repartir(choisis).items() if g)
            for nom, choisis in _par_axe(dossier, tous).items()
        ),
        lecture=None,
        source=f"Source : {SOURCE_AVANCEMENT.lower()}, plan d'action {dossier.plan.periode.debut}-{dossier.plan.periode.fin}.",
        avertissements=[dossier.referentiel.avertissements["sans_information"].texte],
        tableau=tableau,
    )


def _court(texte: str, limite: int = 42) -> str:
    return texte if len(texte) <= limite else texte[: limite - 1].rstrip() + "…"


def fiches(dossier: Dossier) -> list[Bloc]:
    """Une ligne par fiche : pilotes, temporalité, statuts, motifs."""
    tous = suivis(dossier)
    lignes = [
        _ligne_de_fiche(dossier, fiche, [s for s in tous if s.fiche.id == fiche.id])
        for fiche in dossier.plan.fiches
    ]
    niveau = dossier.plan.niveaux[-2].capitalize()
    colonnes = [
        Colonne(niveau),
        Colonne("Pilotes"),
        Colonne("Temporalité (texte)"),
        numerique("Actions"),
        Colonne("Statuts"),
        Colonne("Motifs d'écart"),
    ]
    return [Tableau(f"Avancement par fiche au {date(dossier.arrete_au)}", colonnes, lignes)]


def _ligne_de_fiche(dossier: Dossier, fiche: Fiche, choisis: Sequence[Suivi]) -> Ligne:
    groupes = {statut: g for statut, g in repartir(choisis).items() if g}
    statuts = [
        phrase(
            "{n} {statut}",
            n=compter_suivis(dossier, f"{nom_court(fiche)} : {INTITULES_STATUT[s]}", g),
            statut=Etiquette(s),
        )
        for s, g in groupes.items()
    ]
    motifs = [
        phrase("{code} : {motif}", code=s.action.code or "action", motif=s.motif) for s in choisis if s.motif
    ]
    total = compter_suivis(dossier, f"{nom_court(fiche)} : actions", choisis)
    return Ligne(
        [
            Lien(f"annexe-{fiche.id}", nom_de_fiche(fiche)),
            fiche.pilotes or "non renseigné",
            fiche.temporalite or "non renseigné",
            total,
            statuts,
            motifs,
        ]
    )


def nom_de_fiche(fiche: Fiche) -> str:
    return f"{fiche.code}. {fiche.intitule}" if fiche.code else fiche.intitule


def nom_court(fiche: Fiche) -> str:
    return f"Fiche {fiche.code}" if fiche.code else fiche.intitule


def jalons_du_plan(dossier: Dossier) -> list[Bloc]:
    """Ce que le plan a daté : échéance, statut connu, part tenue."""
    liste = jalons(dossier.plan, dossier.tables["avancement"], dossier.arrete_au)
    if not liste:
        return [
            absence(
                "Le plan ne date aucune action ni aucune étape : aucun jalon ne peut être suivi.",
                "le comité technique du schéma",
            )
        ]
    echus = [j for j in liste if j.echeance <= dossier.arrete_au]
    blocs: list[Bloc] = [Paragraphe(_phrase_des_jalons(dossier, liste, echus))]
    return [*blocs, _tableau_des_jalons(dossier, liste)]


def _phrase_des_jalons(dossier: Dossier, liste: Sequence[Jalon], echus: Sequence[Jalon]) -> object:
    tous = compter_du_plan(dossier, "Jalons datés par le plan", [j.id for j in liste], "jalons")
    passes = compter_du_plan(dossier, "Jalons échus", [j.id for j in echus], "jalons")
    connus = [j for j in echus if j.statut != "sans_information"]
    debut = phrase(
        "Le plan date {n} {mot} ; {echus} sont échus au {date}",
        n=tous,
        mot=accorder(len(liste), "jalon", "jalons"),
        echus=passes,
        date=date(dossier.arrete_au),
    )
    if not echus:
        return phrase("{debut}.", debut=debut)
    if not connus:
        return phrase("{debut}, et l'état d'aucun n'est connu.", debut=debut)
    return phrase(
        "{debut} ; {part} % d'entre eux sont tenus.", debut=debut, part=chiffre_des_jalons(dossier, echus)
    )


def chiffre_des_jalons(dossier: Dossier, echus: Sequence[Jalon]) -> Chiffre:
    """L'indicateur GOV-01, calculé ; non renseigné tant que rien n'est su d'aucun jalon."""
    fiche = dossier.referentiel.indicateurs["part_jalons_tenus"]
    valeur = part_jalons_tenus(table_des_jalons(echus), dossier.arrete_au)
    tenus = [j for j in echus if j.statut == "realisee"]
    base = compter_du_plan(dossier, fiche.intitule, [j.id for j in echus], fiche.unite)
    trace = reunir([base.trace, *(j.trace for j in echus)])
    if valeur is None or all(j.statut == "sans_information" for j in echus):
        return replace(base, valeur=None, etat="non_renseignee", formule=fiche.formule, trace=trace)
    return replace(
        base,
        valeur=valeur,
        formule=fiche.formule,
        numerateur=f"{len(tenus)} jalons échus et réalisés",
        denominateur=f"{len(echus)} jalons échus",
        trace=trace,
    )


def _tableau_des_jalons(dossier: Dossier, liste: Sequence[Jalon]) -> Tableau:
    lignes = [
        Ligne(
            [
                j.intitule,
                nom_court(j.fiche),
                date(j.echeance),
                "échu" if j.echeance <= dossier.arrete_au else "à venir",
                Etiquette(j.statut),
            ]
        )
        for j in sorted(liste, key=lambda j: (j.echeance, j.id))
    ]
    colonnes = [
        Colonne("Jalon (mot à mot)"),
        Colonne("Fiche"),
        Colonne("Échéance"),
        Colonne("Situation"),
        Colonne("Statut connu"),
    ]
    return Tableau("Les jalons datés par le plan", colonnes, lignes)


def a_renseigner(dossier: Dossier) -> list[Bloc]:
    """Qui doit renseigner quoi : par fiche, les actions sans information et leurs pilotes."""
    muets = [s for s in suivis(dossier) if s.statut == "sans_information"]
    if not muets:
        return [Paragraphe("L'état de chaque action est connu : rien ne manque au journal d'avancement.")]
    par_fiche: dict[str, list[Suivi]] = {}
    for suivi in muets:
        par_fiche.setdefault(suivi.fiche.id, []).append(suivi)
    lignes = [_ligne_a_renseigner(dossier, choisis) for choisis in par_fiche.values()]
    colonnes = [
        Colonne("Fiche"),
        numerique("Actions sans information"),
        Colonne("Lesquelles"),
        Colonne("Peut le dire (pilotes du texte)"),
    ]
    return [Tableau("Ce que chaque pilote doit dire", colonnes, lignes)]


def _ligne_a_renseigner(dossier: Dossier, choisis: Sequence[Suivi]) -> Ligne:
    fiche = choisis[0].fiche
    nombre = compter_suivis(dossier, f"{nom_court(fiche)} : actions sans information", choisis)
    codes = ", ".join(s.action.code or "sans code" for s in choisis)
    return Ligne(
        [
            Lien(f"annexe-{fiche.id}", nom_de_fiche(fiche)),
            nombre,
            codes,
            fiche.pilotes or "pilote non dit par le texte",
        ]
    )


def feuille_de_route(dossier: Dossier) -> list[Bloc]:
    """Ce que dit l'annexe « feuille de route », et ce qu'elle ne dit plus."""
    lignes = dossier.plan.feuille_de_route
    if not lignes:
        return [Paragraphe("Le schéma n'a pas d'annexe « feuille de route » séparée du corps du texte.")]
    perdues = [ligne for ligne in lignes if ligne.calendrier is None]
    nombre = compter_du_plan(
        dossier, "Lignes de la feuille de route", [x.action for x in lignes if x.action], "actions"
    )
    sans_date = compter_du_plan(
        dossier,
        "Lignes de la feuille de route sans calendrier lisible",
        [x.action for x in perdues if x.action],
        "actions",
    )
    if perdues:
        suite = "{sans} n'ont pas de calendrier lisible dans le texte transcrit (les cases colorées de l'annexe sont perdues) : aucune échéance n'en est déduite."
    else:
        suite = "toutes ont un calendrier écrit."
    return [
        Paragraphe(
            phrase("La feuille de route annexée reprend {n} actions ; " + suite, n=nombre, sans=sans_date)
        )
    ]


def avenants(dossier: Dossier) -> list[Bloc]:
    """Ce que les avenants ont changé depuis la signature, jusqu'à l'année demandée."""
    faits = changements(dossier.plan_signe, dossier.arrete_au)
    if not faits:
        return [
            Paragraphe(
                f"Aucun avenant n'a modifié le plan jusqu'au {date(dossier.arrete_au)}, d'après les fichiers du département."
            )
        ]
    intitules = {
        avenant.code: f"Avenant {avenant.code} du {date(avenant.date)}" for avenant in dossier.plan.avenants
    }
    lignes = [
        Ligne([fait.intitule, fait.quoi, fait.sens, intitules.get(fait.avenant, fait.avenant)])
        for fait in faits
    ]
    colonnes = [Colonne("Élément"), Colonne("Nature"), Colonne("Changement"), Colonne("Par")]
    return [Tableau("Ce que les avenants ont changé depuis la signature", colonnes, lignes)]


def detail_de_fiche(dossier: Dossier, fiche: Fiche, choisis: Sequence[Suivi]) -> list[Bloc]:
    """Une fiche, tous ses champs, mot à mot, avec l'état de chaque action."""
    champs: list[tuple[str, object]] = [
        ("Contexte", fiche.contexte), ("Orientations", fiche.orientations), ("Objectifs", fiche.objectifs),
        ("Pilotes", fiche.pilotes), ("Copilotes", fiche.copilotes), ("Partenaires", fiche.partenaires),
        ("Territoire", fiche.territoire), ("Publics", fiche.publics), ("Moyens", fiche.moyens),
        ("Temporalité", fiche.temporalite), ("Résultats attendus", fiche.resultats_attendus),
        ("Indicateurs d'évaluation", [i.libelle for i in fiche.indicateurs]),
        ("Illustrations", [phrase("{titre} — {textes}", titre=x.titre, textes=" ".join(x.textes)) for x in fiche.illustrations]),
        ("Autres écritures du titre", [f"{v.texte} ({v.lieu}, ligne {v.ligne})" for v in fiche.variantes]),
    ]  # fmt: skip
    remplis = [(nom, valeur) for nom, valeur in champs if valeur]
    vides = [
        nom.lower()
        for nom, valeur in champs
        if not valeur and nom not in ("Autres écritures du titre", "Illustrations", "Copilotes")
    ]
    lignes = [
        Ligne(
            [
                f"{s.action.code or '–'}",
                [s.action.intitule, *s.action.details] if s.action.details else s.action.intitule,
                Etiquette(s.statut),
            ]
        )
        for s in choisis
    ]
    colonnes = [Colonne("Code"), Colonne("Action (mot à mot)"), Colonne("Statut")]
    blocs: list[Bloc] = [
        Definitions(remplis),
        Tableau(f"Actions de la fiche {fiche.code or fiche.intitule}", colonnes, lignes),
    ]
    if vides:
        blocs.append(Paragraphe("Le texte se tait sur : " + ", ".join(vides) + ".", "note"))
    return blocs
