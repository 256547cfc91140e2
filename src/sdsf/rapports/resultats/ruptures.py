"""La marque de rupture : deux éditions d'un même taux, leurs deux valeurs l'année commune, pourquoi."""

import pandas as pd

from sdsf.chiffres import ecart
from sdsf.dossier import Dossier
from sdsf.rapports.accueil.offre import PRINCIPAL, connues_jusqu_a
from sdsf.rapports.chiffrer import du_releve, serie_de
from sdsf.rendu.blocs import Bloc, Ecart, Paragraphe, phrase
from sdsf.rendu.nombres import accorder


def rupture(dossier: Dossier) -> list[Bloc]:
    """Une phrase par année que deux éditions donnent ; rien tant qu'il n'y a qu'une édition."""
    lignes = connues_jusqu_a(dossier, serie_de(dossier, PRINCIPAL, dossier.departement.code))
    editions = lignes[["source", "edition"]].drop_duplicates()
    if len(editions) < 2:
        return []
    doubles = [groupe for _, groupe in lignes.groupby("annee", sort=True) if groupe["edition"].nunique() > 1]
    sources = set(lignes["source"])
    fiche = dossier.referentiel.indicateurs[PRINCIPAL]
    motifs = [r.motif for r in fiche.ruptures if r.source in sources]
    avis = dossier.referentiel.avertissements["rupture_de_serie"].texte
    return [
        *[_annee_double(dossier, groupe) for groupe in doubles],
        Paragraphe(" ".join(motifs or [avis]), "note"),
    ]


def _annee_double(dossier: Dossier, groupe: pd.DataFrame) -> Bloc:
    """L'écart entre deux éditions la même année : un changement de comptage, non une évolution."""
    ancienne, nouvelle = _dans_l_ordre(dossier, groupe)
    un, autre = du_releve(dossier, ancienne), du_releve(dossier, nouvelle)
    annee = int(ancienne["annee"])
    saut = ecart(f"{un.libelle}, {annee} : écart entre éditions", autre, un)
    texte = (
        f"Rupture de série : pour {annee}, l'édition « {un.edition} » donne {{u}} places pour 100 enfants et "
        f"l'édition « {autre.edition} », {{a}}. Cet écart de {{s}} "
        f"{accorder(saut.valeur or 0, 'point', 'points')} est un changement de comptage, non une évolution : "
        "les deux éditions ne se joignent pas."
    )
    return Paragraphe(phrase(texte, u=un, a=autre, s=Ecart(saut)), "rupture")


def _dans_l_ordre(dossier: Dossier, groupe: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """La plus ancienne des deux éditions d'abord : celle qui commence, puis finit, le plus tôt."""
    toutes = serie_de(dossier, PRINCIPAL, dossier.departement.code)
    debuts = toutes[toutes["valeur"].notna()].groupby("edition")["annee"].min()
    ordonnees = groupe.assign(depart=groupe["edition"].map(debuts)).sort_values(["depart", "edition"])
    return ordonnees.iloc[0], ordonnees.iloc[-1]
