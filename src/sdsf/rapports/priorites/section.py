"""La section des priorités : chaque méthode, ses réglages en clair, son classement, ce qu'il vaut."""

from collections.abc import Sequence

from sdsf.chiffres import Chiffre, ecrire
from sdsf.dossier import Dossier
from sdsf.rapports.chiffrer import du_releve
from sdsf.rapports.priorites.cartes import carte_des_scores
from sdsf.rapports.priorites.epreuve import Epreuve, epreuve, eprouver
from sdsf.rapports.priorites.etude import Etude, Lue, etudes_suivies, pourquoi_aucun
from sdsf.rapports.qualite_donnees.releves_du_departement import intitule_de
from sdsf.referentiel.priorites import Critere, MethodeDePriorite
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau, Titre, absence, numerique, phrase
from sdsf.rendu.nombres import abreger, accorder, date, liste_fr, nombre

ORIGINES = {
    "texte": "dit par le texte",
    "lecture": "déduit du texte",
    "reglage": "réglage, que le texte ne fixe pas",
}
SENS = {"valeur_elevee": "une valeur élevée", "valeur_basse": "une valeur basse", None: "à fixer"}
NORMALISATIONS = {
    "rang": "le rang de chaque territoire (1 : le plus prioritaire), un score bas étant prioritaire",
    "min_max": "la place entre la moins prioritaire et la plus prioritaire des valeurs, de 0 à 1",
    "z": "l'écart à la moyenne, en écarts-types",
}
EX_AEQUO = {
    "meilleur": "le meilleur rang (1, 1, 3)",
    "moyen": "le rang moyen (1,5, 1,5, 3)",
    "moins_bon": "le moins bon rang (2, 2, 3)",
    "dense": "le même rang, sans saut (1, 1, 2)",
}
DECOUPES = {
    "effectifs": "de même effectif",
    "amplitude": "de même largeur",
    "bornes": "aux bornes écrites",
}
QUI = "la Caf et la MSA (familles par commune et par intercommunalité)"
AUCUNE = (
    "Aucune méthode de priorité n'est retenue pour ce département : son schéma n'en pose pas, ou la "
    "commission ne l'a pas inscrite dans ses réglages (« priorites » de reglages.yml)."
)


def priorites(dossier: Dossier) -> list[Bloc]:
    """Chaque méthode que le département suit : critères, réglages, classement, sensibilité."""
    if not dossier.methodes:
        return [Paragraphe(AUCUNE, "note")]
    blocs: list[Bloc] = []
    for bloc in (bloc for methode in dossier.methodes for bloc in _methode(dossier, methode)):
        # Une même note (pas de contours, ce qu'une épreuve veut dire) ne se répète pas d'une sorte à l'autre.
        if not (isinstance(bloc, Paragraphe) and bloc in blocs):
            blocs.append(bloc)
    return blocs


def _methode(dossier: Dossier, methode: MethodeDePriorite) -> list[Bloc]:
    etudes = etudes_suivies(dossier, methode)
    return [
        Titre(3, methode.intitule, f"priorites-{methode.code.replace('_', '-')}"),
        Paragraphe(_reglages(dossier, methode)),
        *_retenu(dossier, methode),
        _tableau_des_criteres(dossier, methode),
        *(bloc for rang, etude in enumerate(etudes) for bloc in _etude(etude, etudes[:rang])),
    ]


# --- les réglages ---------------------------------------------------------------------------------


def _reglages(dossier: Dossier, methode: MethodeDePriorite) -> str:
    """Tout ce qui fait du score une classe, et d'où chaque choix vient."""
    coupe = methode.classes
    phrases = [
        f"Méthode posée par : {dossier.referentiel.sources[methode.source].titre}.",
        f"Ce qui rend les critères comparables : {NORMALISATIONS[methode.normalisation]} "
        f"({ORIGINES[methode.normalisation_origine]}).",
    ]
    if methode.normalisation == "rang":
        phrases.append(f"Ex æquo : {EX_AEQUO[methode.ex_aequo]} ({ORIGINES[methode.ex_aequo_origine]}).")
    bornes = f" ({', '.join(nombre(b, 1) for b in coupe.bornes)})" if coupe.bornes else ""
    origine = ORIGINES[coupe.origine]
    phrases.append(f"Coupe : {coupe.nombre} classes {DECOUPES[coupe.decoupe]}{bornes} ({origine}).")
    return " ".join([*phrases, *_denominateur(methode)])


def _retenu(dossier: Dossier, methode: MethodeDePriorite) -> list[Bloc]:
    """Qui a retenu ce réglage, quand et pourquoi ; rien si personne ne l'a écrit."""
    choisie = next((une for une in dossier.reglages.priorites if une.methode == methode.code), None)
    if choisie is None or choisie.retenu is None:
        return []
    retenu = choisie.retenu
    suite = " Ce qu'il remplace reste écrit dans reglages.yml." if choisie.precedents else ""
    texte = (
        f"Réglage retenu le {date(retenu.date)} par {retenu.auteur}. Raison : « {retenu.motif.rstrip('.')} »."
    )
    return [Paragraphe(texte + suite, "note")]


def _denominateur(methode: MethodeDePriorite) -> list[str]:
    """Le dénominateur retenu, quand le texte en donne plusieurs."""
    if len(methode.denominateurs) < 2:
        return []
    noms = {d.code: d.intitule for d in methode.denominateurs}
    retenu = noms[methode.denominateur] if methode.denominateur else "aucun"
    tous = liste_fr([f"« {d.extrait.texte} »" for d in methode.denominateurs])
    return [f"Le texte donne deux dénominateurs ({tous}) ; retenu ici : {retenu[0].lower()}{retenu[1:]}."]


def _tableau_des_criteres(dossier: Dossier, methode: MethodeDePriorite) -> Tableau:
    colonnes = [
        Colonne("Critère (mots du texte)"),
        numerique("Poids"),
        Colonne("Origine du poids"),
        Colonne("Ce qui rend prioritaire"),
    ]
    return Tableau(
        "Les critères et leurs poids", colonnes, [_critere(dossier, methode, c) for c in methode.criteres]
    )


def _critere(dossier: Dossier, methode: MethodeDePriorite, critere: Critere) -> Ligne:
    poids = Chiffre(
        f"Poids : {critere.intitule}",
        critere.poids,
        "nombre",
        nature="declaree",
        formule="poids écrit dans les réglages",
        territoire=dossier.departement.nom,
        periode=str(dossier.annee),
        source=dossier.referentiel.sources[methode.source].titre,
        extrait=critere.extrait.texte,
    )
    sens = f"{SENS[critere.prioritaire]} ({ORIGINES[critere.prioritaire_origine]})"
    return Ligne([critere.intitule, poids, ORIGINES[critere.poids_origine], sens])


# --- le classement --------------------------------------------------------------------------------


def _etude(etude: Etude, precedentes: Sequence[Etude]) -> list[Bloc]:
    """Une sorte de territoires : classée si les données le permettent, sinon ce qui manque.

    Ce qui se lit sans classer n'est montré qu'une fois, pour la première sorte qui a ces territoires.
    """
    nom = etude.sorte.intitule
    if not etude.noms:
        return [Paragraphe(f"{_majuscule(nom)} : {pourquoi_aucun(etude.sorte)}.", "note")]
    classes = etude.classes
    if classes.empty:
        deja = any(autre.connus == etude.connus for autre in precedentes)
        return [inclassables(etude), *([tableau(etude, None)] if etude.connus and not deja else [])]
    trouvee = epreuve(etude)
    return [
        Paragraphe(synthese(etude)),
        tableau(etude, trouvee),
        *non_classes(etude),
        *carte_des_scores(etude),
        *(eprouver(etude, trouvee) if trouvee else []),
    ]


def _majuscule(texte: str) -> str:
    return f"{texte[0].upper()}{texte[1:]}"


def inclassables(etude: Etude) -> Bloc:
    """Aucun territoire n'a tous ses critères : ce qui manque, critère par critère."""
    a_fixer = [c.intitule for c in etude.methode.criteres if c.prioritaire is None]
    manquent = [c.intitule for c in etude.sans_mesure()]
    partiels = _partiels(etude)
    raisons = [
        *([f"aucun relevé ne mesure : {' ; '.join(manquent)}"] if manquent else []),
        *([f"reste à dire ce qui rend prioritaire : {' ; '.join(a_fixer)}"] if a_fixer else []),
        *([f"ne sont connus que d'une partie des territoires : {' ; '.join(partiels)}"] if partiels else []),
    ]
    nom = _majuscule(etude.sorte.intitule)
    return absence(f"{nom} : aucun territoire n'est classé. {_majuscule(' ; '.join(raisons))}.", QUI)


def _partiels(etude: Etude) -> list[str]:
    """Les critères connus de quelques territoires seulement."""
    return [
        lue.critere.intitule
        for lue in etude.lues
        if lue.exacte and lue.lignes["valeur"].notna().sum() < len(etude.noms)
    ]


def synthese(etude: Etude) -> object:
    classes = etude.classes
    premiers = [etude.noms[str(t)] for t in classes.loc[classes["classe"] == 1, "territoire"]]
    motifs = sorted(set(classes["motif"]) - {""})
    if not premiers:
        return phrase(
            f"{_majuscule(etude.sorte.intitule)} : pas de classe prioritaire, {' ; '.join(motifs)}."
        )
    verbe = accorder(len(premiers), "est", "sont")
    return phrase(
        f"{_majuscule(etude.sorte.intitule)} : {{k}} {verbe} dans la classe prioritaire, sur {{n}} "
        f"{accorder(len(classes), 'classé', 'classés')} : {abreger(premiers, 10)}.",
        k=_compte(etude, "Territoires de la classe prioritaire", len(premiers)),
        n=_compte(etude, "Territoires classés", len(classes)),
    )


def _compte(etude: Etude, libelle: str, combien: int) -> Chiffre:
    return Chiffre(
        f"{libelle} ({etude.methode.intitule})",
        float(combien),
        "territoires",
        formule="dénombrement",
        territoire=etude.dossier.departement.nom,
        periode=str(etude.dossier.annee),
        source=etude.dossier.referentiel.sources[etude.methode.source].titre,
        trace=etude.trace,
    )


def tableau(etude: Etude, trouvee: Epreuve | None) -> Tableau:
    """Les territoires dont un critère au moins se lit, du plus prioritaire au moins prioritaire."""
    classe = bool(len(etude.classes))
    colonnes = [Colonne("Territoire"), *(numerique(_titre(etude.dossier, lue)) for lue in etude.lues)]
    if classe:
        colonnes += [numerique(titre) for titre in ("Score", "Rang", "Classe")]
    if trouvee:
        colonnes += [numerique("Probabilité d'être prioritaire (%)"), Colonne("Sous d'autres poids")]
    lignes = [Ligne(_cellules(etude, code, classe, trouvee)) for code in etude.connus]
    legende = f"{_majuscule(etude.sorte.intitule)} : critères{', score et classe' if classe else ' connus'}"
    return Tableau(f"{legende} ({etude.methode.intitule})", colonnes, lignes, _note(etude))


def _titre(dossier: Dossier, lue: Lue) -> str:
    annee = int(lue.lignes["annee"].iloc[0])
    if lue.exacte:
        return f"{lue.critere.intitule}, {annee}"
    return f"{intitule_de(dossier, lue.mesure.releve)}, {annee} (non compté)"


def _note(etude: Etude) -> str | None:
    """Ce qui sépare une colonne non comptée du critère."""
    notes = [f"{lue.critere.intitule} : {_pourquoi(etude, lue)}" for lue in etude.lues if not lue.exacte]
    return f"Non compté dans le score — {' ; '.join(notes)}." if notes else None


def _pourquoi(etude: Etude, lue: Lue) -> str:
    noms = {d.code: d.intitule for d in etude.methode.denominateurs}
    if lue.mesure.note:
        return lue.mesure.note
    retenu = noms[lue.mesure.denominateur or ""]
    return f"autre dénominateur que celui de la méthode ({retenu[0].lower()}{retenu[1:]})"


def _cellules(etude: Etude, code: str, classe: bool, trouvee: Epreuve | None) -> list[object]:
    cellules: list[object] = [etude.noms[code], *(_valeur(etude, lue, code) for lue in etude.lues)]
    if classe:
        cellules += [_place(etude, code, colonne) for colonne in ("score", "rang", "classe")]
    return [*cellules, *(trouvee.cellules(etude, code) if trouvee else [])]


def _valeur(etude: Etude, lue: Lue, code: str) -> object:
    ligne = lue.ligne(code)
    if ligne is None:
        return Chiffre(f"{lue.critere.intitule}, {etude.noms[code]}", None, "nombre", "non_renseignee")
    return du_releve(etude.dossier, ligne, f"{lue.critere.intitule}, {etude.noms[code]}")


def _place(etude: Etude, code: str, colonne: str) -> Chiffre:
    """Le score, le rang ou la classe d'un territoire ; son absence porte le motif en note."""
    ligne = etude.classement[etude.classement["territoire"] == code].iloc[0]
    valeur = ligne[colonne]
    connu = valeur == valeur
    entier = colonne != "score" or (etude.methode.normalisation == "rang" and float(valeur or 0).is_integer())
    return Chiffre(
        f"{_majuscule(colonne)}, {etude.noms[code]} ({etude.methode.intitule})",
        float(valeur) if connu else None,
        "nombre" if entier else "rapport",
        etat="valeur" if connu else "non_disponible",
        formule=_formule(etude.methode, colonne),
        numerateur=_membres(etude, code) if colonne == "score" else "",
        territoire=etude.noms[code],
        periode=str(etude.dossier.annee),
        note=str(ligne["motif"]),
        trace=etude.trace_du(code),
    )


def _formule(methode: MethodeDePriorite, colonne: str) -> str:
    if colonne == "score":
        return f"somme des poids × {NORMALISATIONS[methode.normalisation]}"
    if colonne == "rang":
        return "place du score, 1 au plus prioritaire"
    return f"{methode.classes.nombre} classes {DECOUPES[methode.classes.decoupe]}"


def _membres(etude: Etude, code: str) -> str:
    lignes = [lue.ligne(code) for lue in etude.lues if lue.exacte]
    connues = [ligne["valeur"] for ligne in lignes if ligne is not None and ligne["etat"] == "valeur"]
    return " ; ".join(ecrire(float(valeur)) for valeur in connues)


def non_classes(etude: Etude) -> list[Bloc]:
    """Les territoires sans score, et ce qui leur manque."""
    sans = etude.classement[etude.classement["score"].isna()]
    if sans.empty:
        return []
    noms = [etude.noms[str(t)] for t in sans["territoire"]]
    motifs = " ; ".join(sorted(set(sans["motif"])))
    verbe = accorder(len(noms), "n'est pas classé", "ne sont pas classés")
    return [Paragraphe(f"{abreger(noms, 10)} {verbe} : {motifs}.", "note")]
