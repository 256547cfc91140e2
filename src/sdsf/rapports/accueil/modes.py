"""L'offre d'accueil par mode : de quoi le taux de couverture est fait, ici et en France."""

from sdsf.chiffres import Chiffre
from sdsf.dossier import Dossier
from sdsf.evaluation.series import edition_courante
from sdsf.rapports.accueil.offre import PRINCIPAL, connues_jusqu_a, valeur_de_l_annee
from sdsf.rapports.chiffrer import serie_de
from sdsf.releves.lecture import FRANCE
from sdsf.rendu.blocs import Bloc, Colonne, Figure, Ligne, Phrase, Tableau, numerique, phrase
from sdsf.rendu.figures import Part, tracer_empilees
from sdsf.rendu.nombres import nombre

# Pour chaque indicateur : le nom du mode, sa couleur, son motif (pour le gris).
MODES = {
    "taux_couverture_eaje": ("Crèches (EAJE)", "#0b4f9e", ""),
    "taux_couverture_assistants_maternels": ("Assistants maternels", "#de8f05", "//"),
    "taux_couverture_prescolarisation": ("École avant 3 ans", "#029e73", ".."),
    "taux_couverture_garde_domicile": ("Garde à domicile", "#cfd5dd", ""),
}


def modes_d_accueil(dossier: Dossier) -> list[Bloc]:
    """De quoi l'offre est faite : les quatre modes, le département et la France.

    Rien si un mode du département manque ; la France n'est montrée que si les siens sont tous connus.
    """
    propre = connues_jusqu_a(dossier, serie_de(dossier, PRINCIPAL, dossier.departement.code))
    courante = edition_courante(propre)
    if courante is None:
        return []
    annee = int(propre["annee"].max())
    territoires = {dossier.departement.nom: dossier.departement.code, "France": FRANCE}
    chiffres = {
        nom: chiffres_des_modes(dossier, code, nom, annee, courante) for nom, code in territoires.items()
    }
    complets = {nom: valeurs for nom, valeurs in chiffres.items() if all(c.connu for c in valeurs)}
    return [_figure(dossier, annee, complets)] if dossier.departement.nom in complets else []


def chiffres_des_modes(
    dossier: Dossier, code: str, nom: str, annee: int, courante: tuple[str, str]
) -> list[Chiffre]:
    """Le taux de chaque mode d'un territoire, une année, dans une édition."""
    return [
        _mode(dossier, mode, code, f"{nom}, {titre}", annee, courante) for mode, (titre, *_) in MODES.items()
    ]


def _mode(dossier: Dossier, mode: str, code: str, nom: str, annee: int, courante: tuple[str, str]) -> Chiffre:
    """Le taux d'un mode, dans l'édition du taux global, ou dans l'édition unique du mode lui-même."""
    lignes = serie_de(dossier, mode, code)
    source, edition = courante
    if edition not in set(lignes["edition"]):
        edition = ""
    return valeur_de_l_annee(dossier, lignes, annee, source, edition, nom)


def _figure(dossier: Dossier, annee: int, complets: dict[str, list[Chiffre]]) -> Figure:
    propre = complets[dossier.departement.nom]
    return Figure(
        ancre="fig-modes",
        titre=_titre(creches=propre[0], maternels=propre[1]),
        sous_titre=f"Places pour 100 enfants de moins de 3 ans, par mode d'accueil, en {annee}",
        svg=tracer_empilees("fig-modes", [(nom, parts(v)) for nom, v in complets.items()], 1),
        alternative="Barres empilées. " + " ; ".join(en_mots(nom, v) for nom, v in complets.items()),
        lecture=None,
        source=f"Source : {propre[0].source}.",
        avertissements=[dossier.referentiel.avertissements["capacite_theorique"].texte],
        tableau=_tableau(dossier, annee, complets),
    )


def _titre(creches: Chiffre, maternels: Chiffre) -> Phrase:
    """Les deux modes qui comptent le plus, le premier d'abord."""
    en_creche, chez_un_assistant = "en crèche", "chez un assistant maternel"
    ordre = [(creches, en_creche), (maternels, chez_un_assistant)]
    if (maternels.valeur or 0) > (creches.valeur or 0):
        ordre.reverse()
    (plus, ou_plus), (moins, ou_moins) = ordre
    return phrase(f"{{p}} places pour 100 enfants sont {ou_plus}, {{m}} {ou_moins}", p=plus, m=moins)


def parts(valeurs: list[Chiffre]) -> list[Part]:
    """Les parts d'une barre empilée, une par mode."""
    modes = zip(MODES.values(), valeurs, strict=True)
    return [Part(titre, c.valeur or 0, couleur, motif) for (titre, couleur, motif), c in modes]


def en_mots(nom: str, valeurs: list[Chiffre]) -> str:
    """Une barre empilée, dite."""
    modes = zip(MODES.values(), valeurs, strict=True)
    return f"{nom} : " + ", ".join(f"{titre} {nombre(c.valeur or 0, 1)}" for (titre, *_), c in modes)


def _tableau(dossier: Dossier, annee: int, complets: dict[str, list[Chiffre]]) -> Tableau:
    return Tableau(
        f"Places pour 100 enfants de moins de 3 ans, par mode d'accueil, en {annee}",
        [Colonne("Territoire"), *(numerique(titre) for titre, *_ in MODES.values())],
        [Ligne([nom, *valeurs], accent=nom == dossier.departement.nom) for nom, valeurs in complets.items()],
    )
