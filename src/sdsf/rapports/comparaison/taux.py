"""Les taux de couverture côte à côte : la figure, le détail de chaque taux, les modes, l'évolution."""

from sdsf.chiffres import Chiffre, ecart
from sdsf.dossier import Dossier
from sdsf.rapports.accueil.modes import MODES, chiffres_des_modes, en_mots, parts
from sdsf.rapports.chiffrer import du_releve, nom_de_edition
from sdsf.rapports.comparaison.regard import Regard, connues, marge, nom_de, regard
from sdsf.releves.lecture import FRANCE
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Ecart,
    Figure,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    absence,
    numerique,
    phrase,
)
from sdsf.rendu.figures import Barre, Repere, tracer_empilees, tracer_territoires
from sdsf.rendu.nombres import nombre

UNITE = "places pour 100 enfants de moins de 3 ans"
SANS_TAUX = absence(
    "Aucun taux de couverture n'est connu pour les départements comparés.",
    "la Cnaf (jeux « txcouv_pe », lus par « sdsf actualiser cnaf »)",
)


def taux(dossier: Dossier) -> list[Bloc]:
    """La figure des taux d'ensemble, puis chaque taux avec ses membres, son millésime et sa source."""
    vu = regard(dossier)
    return [SANS_TAUX] if vu is None else [_figure(vu), _detail(vu)]


def _figure(vu: Regard) -> Figure:
    dossier, connus, france = vu.dossier, vu.connus(), vu.taux(FRANCE)
    propre = dossier.departement.code
    barres = [Barre(nom_de(dossier, code), c.valeur or 0, code == propre) for code, c in connus.items()]
    en_mots_ = ", ".join(f"{barre.nom} {nombre(barre.valeur, 1)}" for barre in barres)
    return Figure(
        ancre="fig-taux",
        titre=_titre(connus),
        sous_titre=f"Taux de couverture global, {UNITE}, {vu.annee}, {nom_de_edition(vu.edition)}",
        svg=tracer_territoires(
            "fig-taux", barres, [Repere("France", france.valeur)] if france.valeur else []
        ),
        alternative=f"Une barre par département, dans l'ordre des codes : {en_mots_}.",
        lecture="Les départements sont dans l'ordre de leur code : ce n'est pas un classement.",
        source=dossier.referentiel.mention(vu.source) + ".",
        avertissements=[dossier.referentiel.avertissements["capacite_theorique"].texte],
        tableau=_resume(vu, connus, france),
    )


def _titre(connus: dict[str, Chiffre]) -> Phrase:
    tries = sorted(connus.values(), key=lambda c: c.valeur or 0)
    if len(tries) == 1:
        return phrase("{v} places pour 100 enfants ; rien à quoi le comparer", v=tries[0])
    return phrase("De {bas} à {haut} places pour 100 enfants", bas=tries[0], haut=tries[-1])


def _resume(vu: Regard, connus: dict[str, Chiffre], france: Chiffre) -> Tableau:
    propre = vu.dossier.departement.code
    lignes = [Ligne([nom_de(vu.dossier, code), c], accent=code == propre) for code, c in connus.items()]
    return Tableau(
        f"Taux de couverture global, {vu.annee} ({UNITE})",
        [Colonne("Territoire"), numerique("Taux")],
        [*lignes, Ligne([nom_de(vu.dossier, FRANCE), france])],
    )


def _detail(vu: Regard) -> Tableau:
    """Chaque taux, et tout ce qui dit d'où il vient."""
    titres = ["Numérateur", "Dénominateur", "Année", "Édition", "Source"]
    lignes = [_ligne_de_detail(vu, code) for code in (*vu.dossier.demande.choix.departements, FRANCE)]
    return Tableau(
        f"D'où vient chaque taux ({UNITE})",
        [Colonne("Territoire"), numerique("Taux"), *(Colonne(titre) for titre in titres)],
        lignes,
        _note_de_marge(vu),
    )


def _ligne_de_detail(vu: Regard, code: str) -> Ligne:
    c = vu.taux(code)
    membres = [c.numerateur, c.denominateur, c.periode, nom_de_edition(c.edition), c.source]
    cellules = membres if c.connu else ["–"] * len(membres)
    return Ligne([nom_de(vu.dossier, code), c, *cellules], accent=code == vu.dossier.departement.code)


def _note_de_marge(vu: Regard) -> Phrase | None:
    bord = marge(vu)
    if bord is None:
        return None
    return phrase(
        "Marge de prudence : {m} points. C'est le plus grand mouvement vu ici d'une année à la suivante, "
        "ou d'une édition à l'autre pour une même année : un écart qui ne la dépasse pas ne se commente pas.",
        m=bord,
    )


def modes(dossier: Dossier) -> list[Bloc]:
    """De quoi l'offre de chaque département est faite ; ceux dont un mode manque sont nommés."""
    vu = regard(dossier)
    if vu is None:
        return []
    codes = {nom_de(dossier, code): code for code in (*dossier.demande.choix.departements, FRANCE)}
    chiffres = {
        nom: chiffres_des_modes(dossier, code, nom, vu.annee, (vu.source, vu.edition))
        for nom, code in codes.items()
    }
    complets = {nom: valeurs for nom, valeurs in chiffres.items() if all(c.connu for c in valeurs)}
    absents = [nom for nom in chiffres if nom not in complets]
    manque = f"Un mode d'accueil au moins n'est pas publié, en {vu.annee}, pour : {', '.join(absents)}."
    note: list[Bloc] = [Paragraphe(manque, "note")] if absents else []
    return [_figure_des_modes(vu, complets), *note] if complets else note


def _figure_des_modes(vu: Regard, complets: dict[str, list[Chiffre]]) -> Figure:
    dossier, propre = vu.dossier, vu.dossier.departement.nom
    premier = next(iter(complets.values()))
    titre = f"Places pour 100 enfants de moins de 3 ans, par mode d'accueil, en {vu.annee}"
    return Figure(
        ancre="fig-modes",
        titre=_titre_des_modes(complets),
        sous_titre=titre,
        svg=tracer_empilees("fig-modes", [(nom, parts(v)) for nom, v in complets.items()], 1),
        alternative="Barres empilées. " + " ; ".join(en_mots(nom, v) for nom, v in complets.items()),
        lecture=None,
        source=f"Source : {premier[0].source}.",
        avertissements=[dossier.referentiel.avertissements["capacite_theorique"].texte],
        tableau=Tableau(
            titre,
            [Colonne("Territoire"), *(numerique(nom) for nom, *_ in MODES.values())],
            [Ligne([nom, *valeurs], accent=nom == propre) for nom, valeurs in complets.items()],
        ),
    )


def _titre_des_modes(complets: dict[str, list[Chiffre]]) -> Phrase:
    """Où la crèche pèse le plus, en places pour cent enfants, et où elle pèse le moins."""
    tries = sorted(complets.values(), key=lambda valeurs: valeurs[0].valeur or 0)
    if len(tries) == 1:
        return phrase("En crèche, {v} places pour 100 enfants", v=tries[0][0])
    return phrase(
        "En crèche, de {bas} à {haut} places pour 100 enfants selon le territoire",
        bas=tries[0][0],
        haut=tries[-1][0],
    )


def evolution(dossier: Dossier) -> list[Bloc]:
    """Pour chaque édition et chaque département : la première valeur, la dernière, l'écart. Jamais joints."""
    codes = dossier.demande.choix.departements
    suivies = list(dict.fromkeys(edition for code in codes for edition in _editions(dossier, code)))
    lignes = [ligne for code in (*codes, FRANCE) for ligne in _lignes_d_evolution(dossier, code, suivies)]
    if not lignes:
        return [SANS_TAUX]
    colonnes = [
        Colonne("Territoire"),
        Colonne("Édition"),
        numerique("Première valeur"),
        numerique("Dernière valeur"),
        numerique("Évolution (points)"),
    ]
    note = (
        "D'une édition à l'autre, la façon de compter change : les lignes d'un même territoire ne se "
        "joignent pas."
    )
    return [Tableau(f"L'évolution du taux dans chaque édition ({UNITE})", colonnes, lignes, note)]


def _editions(dossier: Dossier, code: str) -> list[tuple[str, str]]:
    """Les éditions d'un territoire, de celle qui s'arrête le plus tôt à celle qui va le plus loin."""
    fins = connues(dossier, code).groupby(["source", "edition"])["annee"].max().sort_values(kind="stable")
    return [(str(source), str(edition)) for source, edition in fins.index]


def _lignes_d_evolution(dossier: Dossier, code: str, suivies: list[tuple[str, str]]) -> list[Ligne]:
    """Une ligne par édition où le territoire a au moins deux années."""
    toutes, lignes = connues(dossier, code), []
    for source, edition in suivies:
        groupe = toutes[(toutes["source"] == source) & (toutes["edition"] == edition)]
        if len(groupe) < 2:
            continue
        premiere, derniere = (du_releve(dossier, groupe.iloc[rang]) for rang in (0, -1))
        libelle = f"Taux de couverture, {nom_de(dossier, code)} : évolution dans l'édition « {edition} »"
        cellules = [
            nom_de(dossier, code),
            nom_de_edition(edition),
            phrase("{v} ({a})", v=premiere, a=premiere.periode),
            phrase("{v} ({a})", v=derniere, a=derniere.periode),
            Ecart(ecart(libelle, derniere, premiere)),
        ]
        lignes.append(Ligne(cellules, accent=code == dossier.departement.code))
    return lignes
