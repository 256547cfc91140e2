"""Ce qu'un regard dit en phrases : la valeur, de quand elle est, ses repères, ses semblables."""

from sdsf.ateliers.tableau_de_bord.choix import PAIRS
from sdsf.ateliers.tableau_de_bord.regard import Regard
from sdsf.chiffres import ecart
from sdsf.evaluation.pairs import situer_parmi
from sdsf.rapports.chiffrer import en_points
from sdsf.rendu.blocs import Bloc, Paragraphe, Phrase, absence, phrase
from sdsf.rendu.nombres import accorder, nombre


def phrases(r: Regard) -> list[Bloc]:
    """Les phrases d'un regard ; celle d'une absence, si aucune valeur n'est connue."""
    if r.chiffre is None:
        qui = _producteurs(r) or "le pilote de la fiche"
        return [absence(f"{r.intitule}, {r.nom} : aucune valeur n'est connue jusqu'en {r.etat.annee}.", qui)]
    suites = [_de_quand(r), *_des_reperes(r), _parmi(r)]
    return [Paragraphe(_valeur(r), "chiffre-cle"), *(Paragraphe(suite) for suite in suites if suite)]


def _producteurs(r: Regard) -> str:
    fiche = r.dossier.referentiel.indicateurs.get(r.etat.indicateur)
    source = r.dossier.referentiel.sources.get(fiche.numerateur.source) if fiche else None
    return source.producteur if source else ""


def _valeur(r: Regard) -> Phrase:
    assert r.chiffre is not None
    unite = r.dossier.referentiel.unite(r.chiffre.unite)
    mot = accorder(r.chiffre.valeur or 0, unite.singulier, unite.pluriel)
    gabarit = f"{{nom}} : {{v}} {mot} ({{quand}}).".replace("  ", " ")
    return phrase(gabarit, nom=r.nom, v=r.chiffre, quand=periode_ecrite(r.chiffre.periode))


def periode_ecrite(periode: str) -> str:
    """Une période du contrat, telle qu'on la lit.

    >>> periode_ecrite("2023"), periode_ecrite("2023-T4"), periode_ecrite("2016/2019")
    ('2023', '4e trimestre 2023', 'de 2016 à 2019')
    """
    if "/" in periode:
        return "de {} à {}".format(*periode.split("/"))
    annee, _, trimestre = periode.partition("-T")
    if trimestre:
        return f"{'1er' if trimestre == '1' else f'{trimestre}e'} trimestre {annee}"
    return periode


def _de_quand(r: Regard) -> str:
    assert r.chiffre is not None
    if str(r.etat.annee) in r.chiffre.periode:
        return ""
    return f"La valeur de {r.etat.annee} n'est pas connue : celle-ci est la dernière jusqu'à cette année."


def _des_reperes(r: Regard) -> list[Phrase]:
    assert r.chiffre is not None
    return [
        phrase(
            f"{nom}, la même période : {{v}}, soit un écart de {{e}}.",
            v=chiffre,
            e=en_points(ecart(f"{r.intitule}, {r.nom} : écart à {nom}", r.chiffre, chiffre)),
        )
        for nom, chiffre in r.reperes.items()
    ]


def _parmi(r: Regard) -> str:
    """Combien de semblables sont au-dessus, combien au-dessous : aucun rang."""
    c = r.comparaison
    if c is None or c.maille != PAIRS or r.chiffre is None or r.chiffre.valeur is None:
        return ""
    valeurs = {x.code: x.chiffre.valeur for x in c.connues if not x.choisi and x.chiffre.valeur is not None}
    parmi = situer_parmi(r.chiffre.valeur, list(valeurs), valeurs, r.dossier.seuils.minimum_pairs_connus)
    if parmi.motif:
        return f"Parmi ses semblables, rien ne se dit : {parmi.motif}."
    d = r.dossier.referentiel.unite(r.chiffre.unite).decimales
    bas, haut = (nombre(v or 0, d) for v in (parmi.plus_bas, parmi.plus_haut))
    dessus = f"{parmi.au_dessus or 'aucun'} {accorder(parmi.au_dessus, 'est', 'sont')} au-dessus"
    return (
        f"De ses {parmi.nombre} semblables, {dessus} et {parmi.au_dessous or 'aucun'} au-dessous ; "
        f"ils vont de {bas} à {haut}."
    )
