"""Ce que l'on montre d'un regard : une phrase, des images, un tableau, ce que cela mesure, des sources."""

from collections.abc import Sequence
from dataclasses import dataclass

from sdsf.ateliers.dessins.carte import FondDeCarte
from sdsf.ateliers.tableau_de_bord.images import Image, barres, carte, serie
from sdsf.ateliers.tableau_de_bord.phrases import phrases
from sdsf.ateliers.tableau_de_bord.regard import Comparaison, Regard
from sdsf.contours.lecture import SansContours
from sdsf.dossier import Dossier
from sdsf.plan.modeles import Fiche
from sdsf.rapports.chiffrer import du_releve, nom_de_edition
from sdsf.rapports.fiche import detail_de_fiche, nom_de_fiche
from sdsf.rapports.indicateur import indicateurs_du_plan
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Definitions,
    Ligne,
    Paragraphe,
    Repliable,
    Tableau,
    numerique,
)


@dataclass(frozen=True)
class Vue:
    """Tout ce que l'écran montre, et ce que l'export reprend."""

    cle: str
    """L'état dont elle est la vue : la page le porte, pour que l'on sache ce qu'elle montre."""
    titre: str
    mentions: str
    """L'édition, l'année, ce qui est fictif : écrit sur l'écran et sur chaque export."""
    phrases: tuple[Bloc, ...]
    images: tuple[Image, ...]
    notes: tuple[Bloc, ...]
    tableaux: tuple[Bloc, ...]
    origine: tuple[Bloc, ...]
    sources: tuple[str, ...]


def composer(regard: Regard, fond: FondDeCarte | SansContours) -> Vue:
    """La vue d'un regard ; ``fond`` : celui de la maille comparée."""
    dessinee, sans_carte = carte(regard, fond)
    images = [dessinee, serie(regard), barres(regard)]
    return Vue(
        "/".join(regard.etat.en_choix().values()),
        f"{regard.intitule} — {regard.nom}",
        mentions(regard.dossier),
        tuple(phrases(regard)),
        tuple(image for image in images if image is not None),
        tuple(_notes(regard, sans_carte)),
        tuple(_tableaux(regard)),
        tuple(_origine(regard)),
        tuple(_sources(regard)),
    )


def mentions(dossier: Dossier) -> str:
    """Ce qu'il faut savoir avant de montrer l'écran à quelqu'un."""
    edition = (
        "édition interne, à ne pas diffuser"
        if dossier.demande.edition == "interne"
        else "édition publique : les petits effectifs sont cachés"
    )
    fictif = " · données fictives" if dossier.est_fictif else ""
    departement = dossier.departement
    return f"{departement.nom} ({departement.code}), {dossier.annee} · {edition}{fictif}"


def _notes(r: Regard, sans_carte: str) -> list[Bloc]:
    fiche = r.dossier.referentiel.indicateurs.get(r.etat.indicateur)
    avis = r.dossier.referentiel.avertissements
    mises_en_garde = [avis[code].texte for code in fiche.avertissements] if fiche else []
    textes = [r.absence, sans_carte, *mises_en_garde]
    return [Paragraphe(texte, "note") for texte in textes if texte]


# --- les tableaux ---------------------------------------------------------------------------------


def _tableaux(r: Regard) -> list[Bloc]:
    tableaux: list[Bloc] = []
    if r.comparaison is not None:
        tableaux.append(_tableau_des_territoires(r, r.comparaison))
    if len(r.serie) > 1:
        tableaux.append(Repliable("Les valeurs de la série", [_tableau_de_la_serie(r)]))
    return tableaux


def _tableau_des_territoires(r: Regard, c: Comparaison) -> Tableau:
    unite = r.dossier.referentiel.unite(c.connues[0].chiffre.unite)
    colonnes = [Colonne("Territoire"), numerique(unite.pluriel or "Valeur"), Colonne("Édition")]
    lignes = [Ligne([x.nom, x.chiffre, nom_de_edition(x.chiffre.edition)], x.choisi) for x in c.rangees]
    return Tableau(f"{r.intitule}, {c.annee}", colonnes, lignes, c.ordre.raison)


def _tableau_de_la_serie(r: Regard) -> Tableau:
    lignes = [
        Ligne([str(x["periode"]), du_releve(r.dossier, x), nom_de_edition(str(x["edition"]))])
        for _, x in r.serie.iterrows()
    ]
    colonnes = [Colonne("Période"), numerique("Valeur"), Colonne("Édition")]
    return Tableau(f"{r.intitule}, {r.nom}", colonnes, lignes)


# --- d'où cela vient ------------------------------------------------------------------------------


def _origine(r: Regard) -> list[Bloc]:
    fiche = r.dossier.referentiel.indicateurs.get(r.etat.indicateur)
    blocs: list[Bloc] = []
    if fiche:
        couples = [("Question", fiche.question), ("Définition", fiche.definition), ("Formule", fiche.formule)]
        blocs.append(Repliable(f"Ce que mesure cet indicateur ({fiche.repere})", [Definitions(couples)]))
    for portee in _fiches(r):
        blocs.append(Repliable(f"La fiche du schéma : {nom_de_fiche(portee)}", detail_de_fiche(portee)))
    return blocs


def _fiches(r: Regard) -> list[Fiche]:
    """Les fiches du schéma en vigueur qui suivent cet indicateur."""
    code = r.etat.indicateur
    trouvees = {f.id: f for f, i in indicateurs_du_plan(r.dossier) if code in (i.id, i.indicateur)}
    return list(trouvees.values())


def _sources(r: Regard) -> Sequence[str]:
    """Les sources de tout ce qui est montré, dans l'ordre où elles servent."""
    comparees = r.comparaison.rangees if r.comparaison else ()
    chiffres = [r.chiffre, *r.reperes.values(), *(rangee.chiffre for rangee in comparees)]
    return list(dict.fromkeys(chiffre.source for chiffre in chiffres if chiffre and chiffre.source))
