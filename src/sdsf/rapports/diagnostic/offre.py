"""L'évolution de chaque mode d'accueil, à l'intérieur de chaque édition."""

from sdsf.chiffres import Chiffre, ecart, inconnu
from sdsf.dossier import Dossier
from sdsf.rapports.accueil.modes import MODES
from sdsf.rapports.accueil.offre import PRINCIPAL, connues_jusqu_a
from sdsf.rapports.chiffrer import du_releve, nom_de_edition, serie_de
from sdsf.rendu.blocs import Bloc, Colonne, Ecart, Ligne, Tableau, numerique, phrase

ENSEMBLE = "Ensemble"


def evolution_par_mode(dossier: Dossier) -> list[Bloc]:
    """Pour chaque édition et chaque mode : la première valeur connue, la dernière, l'écart en points.

    Rien si le taux du département n'est pas connu : la série longue l'a déjà dit.
    """
    lignes = [
        ligne
        for mode, nom in {PRINCIPAL: ENSEMBLE, **{code: mots[0] for code, mots in MODES.items()}}.items()
        for ligne in _lignes(dossier, mode, nom)
    ]
    if not lignes:
        return []
    colonnes = [
        Colonne("Mode d'accueil"),
        Colonne("Édition"),
        numerique("Première valeur"),
        numerique("Dernière valeur"),
        numerique("Évolution (points)"),
    ]
    titre = "Places pour 100 enfants de moins de 3 ans, par mode et par édition"
    return [Tableau(titre, colonnes, lignes)]


def _lignes(dossier: Dossier, mode: str, nom: str) -> list[Ligne]:
    connues = connues_jusqu_a(dossier, serie_de(dossier, mode, dossier.departement.code))
    lignes = []
    for (_, edition), groupe in connues.groupby(["source", "edition"], sort=False):
        premiere, derniere = (du_releve(dossier, groupe.iloc[rang]) for rang in (0, -1))
        cellules = [nom, nom_de_edition(str(edition)), _datee(premiere), _datee(derniere)]
        lignes.append(Ligne([*cellules, _evolution(nom, premiere, derniere)], accent=nom == ENSEMBLE))
    return lignes


def _datee(chiffre: Chiffre) -> object:
    return phrase("{v} ({a})", v=chiffre, a=chiffre.periode)


def _evolution(nom: str, premiere: Chiffre, derniere: Chiffre) -> object:
    libelle = f"{nom} : évolution dans l'édition"
    if premiere.periode == derniere.periode:
        return inconnu(libelle, "points", "sans_objet", note="une seule année dans cette édition")
    return Ecart(ecart(libelle, derniere, premiere))
