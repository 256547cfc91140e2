"""Les rapports déjà produits : quand, dans quels formats, et ce qui a bougé depuis."""

from collections.abc import Sequence

from markupsafe import Markup

from sdsf.ateliers.lancer import bilan
from sdsf.ateliers.lancer.course import Demande
from sdsf.espace import Espace
from sdsf.rendu.nombres import date


def tableau(espace: Espace, demande: Demande, faits: Sequence[bilan.Production]) -> Markup:
    """Chaque rapport : produit quand, dans quels formats, en échec ou non, et ce qui a bougé."""
    lignes = [_ligne(espace, fait) for fait in faits]
    rates = bilan.echecs(espace, demande.departement, demande.annee)
    lignes += [
        Markup('<tr><th scope="row">{}</th><td>{}</td><td></td><td>{}</td></tr>').format(
            nom, date(quand.date()), "Échec : le carnet exécuté est gardé dans reports/, avec l'erreur."
        )
        for nom, quand in rates.items()
    ]
    titre = f"Déjà produits pour {demande.departement}, {demande.annee} (édition {demande.edition})"
    if not lignes:
        return Markup('<p class="absence">{} : aucun.</p>').format(titre)
    return Markup(
        '<div class="tableau" role="region" aria-label="{0}" tabindex="0"><table><caption>{0}</caption>'
        '<thead><tr><th scope="col">Rapport</th><th scope="col">Produit le</th>'
        '<th scope="col">Formats</th><th scope="col">Depuis</th></tr></thead>'
        "<tbody>{1}</tbody></table></div>"
    ).format(titre, Markup("").join(lignes))


def _ligne(espace: Espace, fait: bilan.Production) -> Markup:
    recents = bilan.plus_recents(espace, fait)
    depuis = (
        f"À vérifier : {len(recents)} fichier(s) lus ont été réécrits." if recents else "Rien de réécrit."
    )
    formats = ", ".join(format_.upper() for format_ in fait.formats)
    return Markup('<tr><th scope="row">{}</th><td>{}</td><td>{}</td><td>{}</td></tr>').format(
        fait.manifeste["titre"], date(fait.produit_le.date()), formats, depuis
    )
