"""Les naissances de trois ans, ici et en France : ce que devient le nombre de jeunes enfants.

Le dénominateur d'un taux de département n'est pas publié. Les naissances domiciliées le sont : elles disent
s'il recule, sans en tenir lieu (un enfant naît ici et grandit ailleurs).
"""

from dataclasses import replace

from sdsf.chiffres import Chiffre, ecart, inconnu, rapport, reunir
from sdsf.dossier import Dossier
from sdsf.evaluation.equite import ANNEES_DE_NAISSANCES
from sdsf.evaluation.fenetres import Fenetre
from sdsf.evaluation.series import edition_courante
from sdsf.rapports.chiffrer import du_releve, serie_de
from sdsf.releves.lecture import FRANCE
from sdsf.rendu.blocs import Bloc, Ecart, Paragraphe, phrase

NAISSANCES = "nombre_naissances"


def naissances(dossier: Dossier, fenetre: Fenetre) -> list[Bloc]:
    """Une phrase : les naissances de trois ans au départ et à l'arrivée ; rien si on les ignore."""
    code = dossier.departement.code
    depart, arrivee = (de_trois_ans(dossier, code, annee) for annee in fenetre.annees)
    variation = variation_pct(depart, arrivee)
    if not variation.connu:
        return []
    nationale = variation_pct(*(de_trois_ans(dossier, FRANCE, annee) for annee in fenetre.annees))
    suite = " (France : {f} %)" if nationale.connu else ""
    texte = (
        f"Les naissances domiciliées de trois ans passent de {{d}} (fin {fenetre.annees[0]}) à {{v}} "
        f"(fin {fenetre.annees[1]}), soit {{e}} %{suite}. À places égales, "
        "le taux monte quand elles baissent. "
        "Elles approchent le nombre d'enfants de moins de 3 ans, sans en tenir lieu."
    )
    mots = {"d": depart, "v": arrivee, "e": Ecart(variation), "f": Ecart(nationale)}
    return [Paragraphe(phrase(texte, **mots))]


def variation_pct(depart: Chiffre, arrivee: Chiffre) -> Chiffre:
    """La variation d'un effectif, en % du départ."""
    libelle = f"{arrivee.libelle} : variation depuis {depart.periode}"
    difference = ecart(libelle, arrivee, depart, arrivee.unite)
    if not difference.connu:
        return replace(difference, unite="pourcent")
    return replace(rapport(libelle, difference, depart), periode=f"{depart.periode}/{arrivee.periode}")


def de_trois_ans(dossier: Dossier, code: str, annee: int) -> Chiffre:
    """Les naissances de l'année et des deux d'avant, dans la même édition ; inconnues si l'une manque."""
    lignes = serie_de(dossier, NAISSANCES, code)
    annees = range(annee - ANNEES_DE_NAISSANCES + 1, annee + 1)
    utiles = lignes[lignes["annee"].isin(annees) & lignes["valeur"].notna()]
    courante = edition_courante(utiles)
    memes = utiles[utiles["edition"] == courante[1]] if courante else utiles
    libelle = f"Naissances de trois ans, fin {annee}"
    if set(memes["annee"]) != set(annees):
        return inconnu(libelle, "naissances", "non_disponible", periode=str(annee))
    chiffres = [du_releve(dossier, ligne) for _, ligne in memes.iterrows()]
    return replace(
        chiffres[-1],
        libelle=f"{libelle}, {chiffres[-1].territoire}",
        valeur=float(memes["valeur"].sum()),
        unite="naissances",
        nature="agregee",
        formule=f"somme des naissances de {annees[0]} à {annee}",
        periode=str(annee),
        trace=reunir(chiffre.trace for chiffre in chiffres),
    )
