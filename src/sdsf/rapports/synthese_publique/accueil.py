"""L'accueil des jeunes enfants, pour les familles : deux graphiques simples et quelques phrases courtes."""

import re

from sdsf.chiffres import Chiffre, sans_signe
from sdsf.dossier import Dossier
from sdsf.evaluation.series import edition_courante
from sdsf.rapports.accueil.modes import chiffres_des_modes, parts
from sdsf.rapports.accueil.offre import PRINCIPAL, connues_jusqu_a, valeur_de_l_annee
from sdsf.rapports.accueil.vues import EPCI, extreme, vue
from sdsf.rapports.chiffrer import nom_du_territoire, serie_de
from sdsf.rapports.indicateur import SuiviIndicateur, suivre_commun
from sdsf.releves.lecture import FRANCE
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Figure,
    Ligne,
    Liste,
    Paragraphe,
    Phrase,
    Tableau,
    absence,
    numerique,
    phrase,
)
from sdsf.rendu.figures import Barre, Part, tracer_empilees, tracer_territoires
from sdsf.rendu.nombres import accorder, nombre

# Les modes d'accueil, tels qu'une famille les nomme, dans l'ordre de ``MODES``.
NOMS_SIMPLES = ("Crèche", "Assistante maternelle", "École avant 3 ans", "À la maison")
DEMANDES = "part_demandes_accueil_non_satisfaites"
FORMES = {"CC": "communauté de communes", "CA": "communauté d'agglomération", "CU": "communauté urbaine"}


def accueil(dossier: Dossier) -> list[Bloc]:
    """Combien de places, ici et en France ; de quelles sortes ; où il y en a le plus et le moins."""
    suivi = suivre_commun(dossier, PRINCIPAL)
    if not suivi.renseigne:
        manque = "Nous ne savons pas combien de places d'accueil existent dans le département."
        return [absence(manque, "la Caisse nationale des allocations familiales")]
    prudence = (
        "Une place peut être déjà prise, ou ne pas convenir aux horaires d'une famille. "
        "Ce nombre dit donc ce qui existe, et non ce qui est libre."
    )
    blocs: list[Bloc] = [
        _figure_du_taux(dossier, suivi),
        Liste(_phrases(dossier, suivi)),
        Paragraphe(prudence),
    ]
    return [*blocs, *_figure_des_modes(dossier), *_selon_l_endroit(dossier)]


def inconnus_de_l_accueil(dossier: Dossier) -> list[str]:
    """Ce que l'on ignore de l'accueil, faute de relevé."""
    releves = dossier.releves
    propres = releves[(releves["territoire"] == dossier.departement.code) & releves["valeur"].notna()]
    manques = []
    if DEMANDES not in set(propres["indicateur"]):
        manques.append("Nous ne savons pas combien de familles cherchent une place sans en trouver.")
    if vue(dossier, EPCI) is None:
        manques.append("Nous ne savons pas où, dans le département, les places manquent le plus.")
    return manques


# --- combien de places ----------------------------------------------------------------------------


def _phrases(dossier: Dossier, suivi: SuiviIndicateur) -> list[Phrase]:
    valeur = suivi.valeur
    dites = [
        phrase(
            "En {a}, il y a {v} places d'accueil pour 100 enfants de moins de 3 ans.",
            a=valeur.periode,
            v=valeur,
        )
    ]
    if suivi.tendance.valeur:
        sens = "de plus" if suivi.tendance.valeur > 0 else "de moins"
        mot = accorder(suivi.tendance.valeur, "place", "places")
        texte = f"C'est {{e}} {mot} {sens} qu'en {{p}}, pour 100 enfants."
        dites.append(phrase(texte, e=sans_signe(suivi.tendance), p=suivi.precedente.periode))
    if suivi.ecart_france.valeur:
        sens = "de plus" if suivi.ecart_france.valeur > 0 else "de moins"
        mot = accorder(suivi.ecart_france.valeur, "place", "places")
        texte = f"C'est {{e}} {mot} {sens} qu'en France, pour 100 enfants."
        dites.append(phrase(texte, e=sans_signe(suivi.ecart_france)))
    return dites


def _figure_du_taux(dossier: Dossier, suivi: SuiviIndicateur) -> Figure:
    """Le département et la France, la même année et la même édition : une ou deux barres."""
    lignes = _comparees(dossier, suivi)
    barres = [Barre(nom, c.valeur or 0, c == suivi.valeur) for nom, c in lignes.items()]
    dits = ", ".join(f"{barre.nom} {nombre(barre.valeur, 1)}" for barre in barres)
    titre = f"Places d'accueil pour 100 enfants de moins de 3 ans, en {suivi.valeur.periode}"
    return Figure(
        ancre="fig-places",
        titre=phrase("Pour 100 jeunes enfants, il y a {v} places", v=suivi.valeur),
        sous_titre=titre,
        svg=tracer_territoires("fig-places", barres, []),
        alternative=f"Une barre par territoire : {dits}.",
        lecture=None,
        source=f"Source : {suivi.valeur.source}.",
        avertissements=[],
        tableau=Tableau(
            titre,
            [Colonne("Territoire"), numerique("Places")],
            [Ligne([nom, c], accent=c == suivi.valeur) for nom, c in lignes.items()],
        ),
    )


def _comparees(dossier: Dossier, suivi: SuiviIndicateur) -> dict[str, Chiffre]:
    propre = suivi.valeur
    lignes = connues_jusqu_a(dossier, serie_de(dossier, PRINCIPAL, dossier.departement.code))
    source, edition = edition_courante(lignes) or ("", "")
    nationale = serie_de(dossier, PRINCIPAL, FRANCE)
    france = valeur_de_l_annee(dossier, nationale, int(propre.periode[:4]), source, edition, "France")
    return {dossier.departement.nom: propre} | ({"France, sans Mayotte": france} if france.connu else {})


# --- de quelles sortes ----------------------------------------------------------------------------


def _figure_des_modes(dossier: Dossier) -> list[Bloc]:
    lignes = connues_jusqu_a(dossier, serie_de(dossier, PRINCIPAL, dossier.departement.code))
    courante = edition_courante(lignes)
    if courante is None:
        return []
    annee, nom = int(lignes["annee"].max()), dossier.departement.nom
    valeurs = chiffres_des_modes(dossier, dossier.departement.code, nom, annee, courante)
    if not all(c.connu for c in valeurs):
        return []
    simples = [
        Part(simple, part.valeur, part.couleur, part.motif)
        for simple, part in zip(NOMS_SIMPLES, parts(valeurs), strict=True)
    ]
    dits = ", ".join(f"{part.nom} {nombre(part.valeur, 1)}" for part in simples)
    titre = f"Places pour 100 enfants de moins de 3 ans, selon le mode d'accueil, en {annee}"
    figure = Figure(
        ancre="fig-sortes",
        titre=_titre_des_modes(valeurs),
        sous_titre=titre,
        svg=tracer_empilees("fig-sortes", [("Les places", simples)], 1),
        alternative=f"Une barre : {dits}.",
        lecture=None,
        source=f"Source : {valeurs[0].source}.",
        avertissements=[],
        tableau=Tableau(
            titre,
            [Colonne("Mode d'accueil"), numerique("Places")],
            [Ligne([simple, c]) for simple, c in zip(NOMS_SIMPLES, valeurs, strict=True)],
        ),
    )
    return [figure]


def _titre_des_modes(valeurs: list[Chiffre]) -> Phrase:
    """La sorte de place la plus nombreuse."""
    lieux = ("en crèche", "chez une assistante maternelle", "à l'école", "à la maison")
    rang = max(range(len(valeurs)), key=lambda i: valeurs[i].valeur or 0)
    return phrase(f"Le plus souvent, la place est {lieux[rang]} : {{v}} pour 100 enfants", v=valeurs[rang])


# --- selon l'endroit ------------------------------------------------------------------------------


def _selon_l_endroit(dossier: Dossier) -> list[Bloc]:
    """Le territoire où il y a le plus de places, celui où il y en a le moins."""
    trouvee = vue(dossier, EPCI)
    if trouvee is None or len(trouvee.table) < 2:
        return []
    texte = phrase(
        "Tout dépend de l'endroit où l'on habite. Dans {nom_haut}, il y a {haut} places pour 100 enfants. "
        "Dans {nom_bas}, il y en a {bas}.",
        haut=extreme(dossier, trouvee, 0),
        nom_haut=nom_simple(nom_du_territoire(dossier, trouvee.table.iloc[0])),
        bas=extreme(dossier, trouvee, -1),
        nom_bas=nom_simple(nom_du_territoire(dossier, trouvee.table.iloc[-1])),
    )
    return [Paragraphe(texte)]


def nom_simple(nom: str) -> str:
    """Le nom d'une intercommunalité, entre guillemets, sans sigle.

    >>> nom_simple("CC Vallée des Baux-Alpilles (CC VBA)")
    '« communauté de communes Vallée des Baux-Alpilles »'
    """
    court = re.sub(r"\s*\([^)]*\)", "", nom).strip()
    tete, _, reste = court.partition(" ")
    return f"« {FORMES[tete]} {reste} »" if tete in FORMES else f"« {court} »"
