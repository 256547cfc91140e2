"""La section « équité » : un tableau des trois mesures, et les territoires sous-dotés, nommés."""

from sdsf.chiffres import Chiffre, ecart, rapport
from sdsf.dossier import Dossier
from sdsf.evaluation.equite import Evolution
from sdsf.evaluation.sous_dotation import sous_dotes
from sdsf.rapports.accueil.vues import EPCI
from sdsf.rapports.chiffrer import en_points, nom_du_territoire
from sdsf.rapports.equite.mesures import QUESTIONS, Question, chiffre_de, evolution, mesure
from sdsf.rapports.equite.terrain import Terrain, terrain
from sdsf.rendu.blocs import (
    Bloc,
    Colonne,
    Ecart,
    Etiquette,
    Ligne,
    Paragraphe,
    Phrase,
    Tableau,
    absence,
    numerique,
    phrase,
)
from sdsf.rendu.nombres import abreger, nombre


def equite(dossier: Dossier) -> list[Bloc]:
    """Les trois mesures, maintenant et au début du schéma ; les territoires sous-dotés, nommés."""
    lieu = terrain(dossier)
    if lieu is None:
        manque = "L'écart entre les territoires ne se mesure pas : moins de deux ont un taux de couverture."
        return [absence(manque, "la Cnaf (jeux « txcouv_pe_epci » et « txcouv_pe_com »)")]
    return [*_perimetre(lieu), Paragraphe(phrase_des_sous_dotes(lieu)), _tableau(lieu)]


def _perimetre(lieu: Terrain) -> list[Bloc]:
    """Pourquoi l'on compare autre chose que les EPCI, et quoi."""
    if lieu.maille is EPCI:
        return []
    combien = len(lieu.de(lieu.annee))
    texte = (
        f"Moins de deux EPCI ont un taux connu jusqu'en {lieu.dossier.annee} : "
        f"on compare ici les {combien} {lieu.maille.pluriel} dont le taux est publié en {lieu.annee}."
    )
    return [Paragraphe(texte, "note")]


def phrase_des_sous_dotes(lieu: Terrain) -> Phrase:
    """Quels territoires sont sous-dotés, la part des enfants qui y vivent, ou pourquoi on l'ignore."""
    seuil, france = lieu.dossier.seuils.seuil_sous_dote_pct, lieu.france(lieu.annee)
    if france is None or france.valeur is None:
        debut = f"Aucun taux de la France n'est publié avec ceux des {lieu.maille.pluriel} de {lieu.annee}"
        return phrase(f"{debut} : on ne peut pas dire lesquels sont sous-dotés.")
    sous = sous_dotes(lieu.de(lieu.annee), france.valeur, seuil)
    regle = f"moins de {nombre(seuil)} % du taux de la France, {{f}} en {lieu.annee}"
    if sous.empty:
        return phrase(f"Aucun territoire n'est sous-doté ({regle}).", f=france)
    noms = abreger([nom_du_territoire(lieu.dossier, ligne) for _, ligne in sous.iterrows()], 8)
    part = mesure(lieu, QUESTIONS[-1])
    suite = (
        f"{{p}} % {lieu.enfants} y vivent." if part.connu else f"La part des enfants concernés {_non(part)}"
    )
    return phrase(f"Sont sous-dotés ({regle}) : {{noms}}. {suite}", f=france, noms=noms, p=part)


def _non(part: Chiffre) -> str:
    return f"n'est pas évaluable : {part.note}."


def _tableau(lieu: Terrain) -> Tableau:
    """Une ligne par mesure : au début, maintenant, l'évolution et sur quoi elle porte."""
    depart = "Première année connue" if lieu.dossier.sans_plan else "Au début du schéma"
    colonnes = [
        Colonne("Mesure"),
        numerique(f"{lieu.annee}"),
        numerique(depart),
        numerique("Évolution"),
        Colonne("Comment la lire"),
    ]
    edition = f", édition « {lieu.edition} »" if lieu.edition else ""
    return Tableau(
        f"L'équité entre {lieu.maille.pluriel} : taux de couverture{edition}",
        colonnes,
        [_ligne(lieu, question) for question in QUESTIONS],
        "Un décile se lit dans les enfants, non dans les territoires : sous le premier décile vit un enfant "
        "sur dix. L'évolution compare les mêmes territoires, dans la même édition.",
    )


def _ligne(lieu: Terrain, question: Question) -> Ligne:
    maintenant = mesure(lieu, question)
    if not maintenant.connu:
        return Ligne([question.intitule, maintenant, "", "", _non_evaluable(maintenant.note)])
    trouvee = evolution(lieu, question)
    if trouvee.motif or trouvee.annees is None:
        return Ligne([question.intitule, maintenant, "", _non_evaluable(""), _motif(maintenant, trouvee)])
    depart, arrivee = (
        chiffre_de(lieu, question, m, annee, trouvee.territoires)
        for m, annee in zip((trouvee.depart, trouvee.arrivee), trouvee.annees, strict=True)
    )
    cellule = phrase("{v} ({a})", v=depart, a=str(trouvee.annees[0]))
    return Ligne(
        [
            question.intitule,
            maintenant,
            cellule,
            _ecart(question, arrivee, depart),
            _sur(lieu, maintenant, trouvee),
        ]
    )


def _ecart(question: Question, arrivee: Chiffre, depart: Chiffre) -> object:
    """En points pour un taux, en pour cent pour un rapport."""
    libelle = f"{question.intitule} : évolution"
    difference = ecart(libelle, arrivee, depart, "points" if question.unite != "rapport" else "rapport")
    if question.unite != "rapport":
        return en_points(difference)
    return phrase("{e} %", e=Ecart(rapport(libelle, difference, depart)))


def _motif(maintenant: Chiffre, trouvee: Evolution) -> str:
    return " ; ".join(filter(None, [_pese(maintenant), f"pas d'évolution : {trouvee.motif}"]))


def _sur(lieu: Terrain, maintenant: Chiffre, trouvee: Evolution) -> str:
    """Sur quels territoires, et pesés comment, l'évolution se lit."""
    combien = len(trouvee.territoires)
    manque = combien < len(lieu.de(lieu.annee))
    suite = f"évolution des {combien} territoires connus aux deux dates" if manque else ""
    return " ; ".join(filter(None, [_pese(maintenant), suite]))


def _pese(chiffre: Chiffre) -> str:
    """Comment la mesure est pondérée ; rien pour celle qui ne l'est pas."""
    return f"{chiffre.note} (estimé)" if chiffre.nature == "estimee" else chiffre.note


def _non_evaluable(motif: str) -> Phrase:
    return phrase(f"{{e}} : {motif}" if motif else "{e}", e=Etiquette("non_evaluable"))
