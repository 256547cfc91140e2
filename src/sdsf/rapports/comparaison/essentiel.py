"""L'essentiel de la comparaison : où en est celui qui lit, sans rang ; ce qu'il faut savoir avant."""

from sdsf.chiffres import Chiffre, compter, ecart, sans_signe
from sdsf.dossier import Dossier
from sdsf.rapports.comparaison.regard import Regard, marge, nom_de, regard, situer
from sdsf.releves.lecture import FRANCE
from sdsf.rendu.blocs import Bloc, Encadre, Groupe, Lien, Liste, Phrase, phrase
from sdsf.rendu.nombres import accorder, liste_fr
from sdsf.vocabulaire import FICTIF


def essentiel(dossier: Dossier) -> list[Bloc]:
    """Deux encadrés : ce que la comparaison montre, ce qu'elle ne permet pas de dire."""
    vu = regard(dossier)
    constats = [c for c in (_niveau(vu), _face_aux_autres(vu), _face_a_la_france(vu), _plans(dossier)) if c]
    blocs = [
        Encadre("Constats", [Liste(constats)], "constats"),
        Encadre("À savoir avant de comparer", [Liste(_reserves(dossier, vu))], "alertes"),
    ]
    return [Groupe("essentiel", blocs)]


def _niveau(vu: Regard | None) -> Phrase:
    if vu is None:
        return phrase(
            "Aucun taux de couverture n'est connu : les départements ne se comparent que par leur texte."
        )
    connus = list(vu.connus().values())
    tries = sorted(connus, key=lambda c: c.valeur or 0)
    propre = vu.taux(vu.dossier.departement.code)
    nom = nom_de(vu.dossier, vu.dossier.departement.code)
    if len(tries) < 2:
        return phrase("{nom} : {v} places pour 100 enfants en {a}.", nom=nom, v=propre, a=str(vu.annee))
    return phrase(
        "En {a}, les {n} départements au taux connu offrent de {bas} à {haut} places d'accueil pour "
        "100 enfants de moins de 3 ans. Taux {de} : {v} ({lien}).",
        a=str(vu.annee),
        n=_compter(vu, "Départements comparés au taux connu", connus),
        bas=tries[0],
        haut=tries[-1],
        de=vu.dossier.departement.de,
        v=propre,
        lien=Lien("taux", "les taux"),
    )


def _face_aux_autres(vu: Regard | None) -> Phrase | None:
    """Nettement au-dessus, nettement au-dessous, d'un niveau voisin : trois groupes, pas un rang."""
    seuil = marge(vu) if vu else None
    places = situer(vu, seuil) if vu else None
    if vu is None or places is None:
        return None
    groupes = {
        "nettement plus haut": places.au_dessus,
        "nettement plus bas": places.au_dessous,
        "d'un niveau voisin": places.voisins,
    }
    dits = [
        f"{mots} : {liste_fr([nom_de(vu.dossier, code) for code in codes])}"
        for mots, codes in groupes.items()
        if codes
    ]
    texte = "Face au taux {de}, à {m} points près (la marge de prudence), " + " ; ".join(
        f"{{g{rang}}}" for rang in range(len(dits))
    )
    mots = {f"g{rang}": dit for rang, dit in enumerate(dits)}
    return phrase(texte + ".", de=vu.dossier.departement.de, m=seuil, **mots)


def _face_a_la_france(vu: Regard | None) -> Phrase | None:
    if vu is None:
        return None
    nom = nom_de(vu.dossier, vu.dossier.departement.code)
    difference = ecart(
        f"Taux de couverture, {nom} : écart à la France",
        vu.taux(vu.dossier.departement.code),
        vu.taux(FRANCE),
    )
    if not difference.connu:
        return None
    return phrase(
        "Le taux {de} est {e} {mot} "
        + ("sous" if (difference.valeur or 0) < 0 else "au-dessus de")
        + " la moyenne nationale (France hors Mayotte, même année, même édition).",
        de=vu.dossier.departement.de,
        e=sans_signe(difference),
        mot=accorder(difference.valeur or 0, "point", "points"),
    )


def _plans(dossier: Dossier) -> Phrase | None:
    if not dossier.schemas:
        return None
    traces = [schema.positions[schema.plan.fiches[0].id] for schema in dossier.schemas if schema.plan.fiches]
    nombre = len(traces)
    return phrase(
        "{n} "
        + accorder(nombre, "schéma est décrit et comparé", "schémas sont décrits et comparés")
        + " ({lien}).",
        n=compter("Schémas comparés", traces, "nombre", "textes des schémas", periode=str(dossier.annee)),
        lien=Lien("schemas", "les schémas"),
    )


def _reserves(dossier: Dossier, vu: Regard | None) -> list[object]:
    if dossier.departement.code == FICTIF:
        return ["Le Département d'exemple est fictif : il ne se compare à aucun département réel."]
    absents = [
        nom_de(dossier, code)
        for code in dossier.demande.choix.departements
        if not vu or code not in vu.connus()
    ]
    sans = [f"Sans taux publié pour cette année et cette édition : {liste_fr(absents)}."] if absents else []
    return [
        "Les départements sont dans l'ordre de leur code : ce rapport ne fait pas de classement.",
        "Un taux plus haut n'est pas un meilleur schéma : il dit des places offertes, non leur usage.",
        *sans,
        phrase("La suite : {lien}.", lien=Lien("prudence", "ce que cette comparaison ne dit pas")),
    ]


def _compter(vu: Regard, libelle: str, chiffres: list[Chiffre]) -> Chiffre:
    source = chiffres[0].source
    return compter(libelle, [c.trace for c in chiffres], "nombre", source, periode=str(vu.annee))
