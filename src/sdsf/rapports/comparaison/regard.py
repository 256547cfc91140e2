"""Ce que l'on compare : des départements, la même année, la même édition, et ce qu'un écart vaut."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sdsf.chiffres import Chiffre, ecart, sans_signe
from sdsf.dossier import Dossier
from sdsf.evaluation.series import edition_courante
from sdsf.rapports.accueil.offre import PRINCIPAL, connues_jusqu_a, valeur_de_l_annee
from sdsf.rapports.chiffrer import serie_de
from sdsf.releves.lecture import FRANCE

NOM_FRANCE = "France (hors Mayotte)"


@dataclass(frozen=True)
class Regard:
    """Les taux d'une année et d'une édition, communs à tous les départements comparés."""

    dossier: Dossier
    annee: int
    source: str
    edition: str

    def taux(self, code: str, annee: int | None = None) -> Chiffre:
        """Le taux d'ensemble d'un département ou de la France ; « n.d. » s'il n'est pas publié."""
        lignes = serie_de(self.dossier, PRINCIPAL, code)
        nom = nom_de(self.dossier, code)
        return valeur_de_l_annee(self.dossier, lignes, annee or self.annee, self.source, self.edition, nom)

    def connus(self) -> dict[str, Chiffre]:
        """Le taux de chaque département comparé qui en a un, dans l'ordre des codes."""
        tous = {code: self.taux(code) for code in self.dossier.demande.choix.departements}
        return {code: chiffre for code, chiffre in tous.items() if chiffre.connu}


def regard(dossier: Dossier) -> Regard | None:
    """L'année et l'édition que l'on regarde : celles de qui lit, sinon celles qui vont le plus loin."""
    series = [connues(dossier, code) for code in (dossier.departement.code, *_codes(dossier))]
    trouvees = next((lignes for lignes in series if len(lignes)), None)
    courante = None if trouvees is None else edition_courante(trouvees)
    if trouvees is None or courante is None:
        return None
    source, edition = courante
    memes = trouvees[(trouvees["source"] == source) & (trouvees["edition"] == edition)]
    return Regard(dossier, int(memes["annee"].max()), source, edition)


def connues(dossier: Dossier, code: str) -> pd.DataFrame:
    """Les taux d'ensemble connus d'un département jusqu'à l'année demandée."""
    return connues_jusqu_a(dossier, serie_de(dossier, PRINCIPAL, code))


def _codes(dossier: Dossier) -> Sequence[str]:
    return dossier.demande.choix.departements


def nom_de(dossier: Dossier, code: str) -> str:
    return NOM_FRANCE if code == FRANCE else dossier.referentiel.departements[code].nom


def marge(vu: Regard) -> Chiffre | None:
    """La marge de prudence : le plus grand mouvement que la mesure, ou une seule année, suffit à produire.

    C'est, parmi les départements comparés, le plus grand écart d'une année à la suivante dans l'édition
    regardée, ou d'une édition à l'autre pour une même année. ``None`` si aucun ne se calcule.
    """
    mouvements = [sans_signe(m) for code in vu.connus() for m in _mouvements(vu, code)]
    return max(mouvements, key=lambda m: m.valeur or 0) if mouvements else None


def _mouvements(vu: Regard, code: str) -> list[Chiffre]:
    nom = nom_de(vu.dossier, code)
    avant, maintenant = vu.taux(code, vu.annee - 1), vu.taux(code)
    tous = [ecart(f"Taux de couverture, {nom} : mouvement d'un an", maintenant, avant)]
    lignes = connues(vu.dossier, code)
    autres = lignes[(lignes["source"] == vu.source) & (lignes["edition"] != vu.edition)]
    for annee, edition in zip(autres["annee"], autres["edition"], strict=True):
        ailleurs = valeur_de_l_annee(vu.dossier, lignes, int(annee), vu.source, str(edition), nom)
        libelle = f"Taux de couverture, {nom}, {annee} : d'une édition à l'autre"
        tous.append(ecart(libelle, vu.taux(code, int(annee)), ailleurs))
    return [mouvement for mouvement in tous if mouvement.connu]


@dataclass(frozen=True)
class Voisinage:
    """Les départements nettement au-dessus de celui qui lit, nettement au-dessous, et d'un niveau voisin."""

    au_dessus: tuple[str, ...]
    au_dessous: tuple[str, ...]
    voisins: tuple[str, ...]


def situer(vu: Regard, seuil: Chiffre | None) -> Voisinage | None:
    """Où sont les autres ; ``None`` si le taux de celui qui lit, ou la marge, n'est pas connu."""
    connus = vu.connus()
    propre = connus.pop(vu.dossier.departement.code, None)
    if propre is None or seuil is None or not connus:
        return None
    ecarts = {code: (c.valeur or 0) - (propre.valeur or 0) for code, c in connus.items()}
    # Arrondis comme les taux publiés : 2,6000000000000014 n'est pas plus que 2,6.
    ecarts, bord = {code: round(e, 6) for code, e in ecarts.items()}, seuil.valeur or 0
    return Voisinage(
        tuple(code for code, e in ecarts.items() if e > bord),
        tuple(code for code, e in ecarts.items() if e < -bord),
        tuple(code for code, e in ecarts.items() if abs(e) <= bord),
    )
