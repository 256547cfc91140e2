"""Ce que ce bilan peut dire, et ce qu'il ne peut pas : la première chose à savoir avant de le lire."""

from collections.abc import Callable
from dataclasses import dataclass

from sdsf.dossier import Dossier
from sdsf.rapports.accueil.offre import PRINCIPAL
from sdsf.rapports.accueil.vues import EPCI, EPT, vue
from sdsf.rapports.bilan.objectifs import bilans_des_objectifs
from sdsf.rapports.chiffrer import compter_du_plan
from sdsf.rapports.indicateur import indicateurs_du_plan, suivre_commun, suivre_de_la_fiche
from sdsf.rapports.point_annuel.plan import compter_suivis, suivis
from sdsf.rendu.blocs import Bloc, Colonne, Etiquette, Lien, Ligne, Phrase, Tableau, phrase
from sdsf.vocabulaire import Reponse

COMITE = "le secrétariat du comité départemental"


@dataclass(frozen=True)
class Portee:
    """Une question, ce que le dossier permet d'y répondre, sur quoi on s'appuie, qui peut faire mieux."""

    question: str
    ancre: str
    reponse: Reponse
    appui: Phrase | str
    qui: str


def portee(dossier: Dossier) -> list[Bloc]:
    """Une ligne par question : « oui », « en partie » ou « non », et sur quoi l'on s'appuie."""
    colonnes = [
        Colonne("La question"),
        Colonne("Ce bilan peut-il y répondre ?"),
        Colonne("Sur quoi il s'appuie"),
        Colonne("Peut compléter"),
    ]
    lignes = [
        Ligne([Lien(p.ancre, p.question), Etiquette(p.reponse), p.appui, p.qui]) for p in portees(dossier)
    ]
    return [Tableau("Ce que ce bilan peut dire", colonnes, lignes)]


def portees(dossier: Dossier) -> list[Portee]:
    """Les réponses, dans l'ordre où un lecteur se pose les questions."""
    return [regle(dossier) for regle in REGLES]


def _reponse(connus: int, tous: int) -> Reponse:
    """Tout est connu, une partie, ou rien."""
    if not connus:
        return "non"
    return "oui" if connus == tous else "en_partie"


def _actions(dossier: Dossier) -> Portee:
    tous = suivis(dossier)
    connus = [suivi for suivi in tous if suivi.statut != "sans_information"]
    appui = phrase(
        "{k} actions sur {t} ont un état saisi.",
        k=compter_suivis(dossier, "Actions dont l'état est connu", connus),
        t=compter_suivis(dossier, "Actions du plan en vigueur", tous),
    )
    question = "A-t-on fait ce qui était prévu ?"
    return Portee(question, "avancement", _reponse(len(connus), len(tous)), appui, "les pilotes des fiches")


def _cibles(dossier: Dossier) -> Portee:
    bilans = bilans_des_objectifs(dossier)
    juges = [b for b in bilans if b.tenue != "non_mesurable"]
    appui = phrase(
        "{k} fiches sur {t} ont au moins une cible que l'on sait mesurer.",
        k=compter_du_plan(dossier, "Fiches dont une cible se mesure", [b.fiche.id for b in juges], "fiches"),
        t=compter_du_plan(dossier, "Fiches du plan en vigueur", [b.fiche.id for b in bilans], "fiches"),
    )
    question, qui = "Les objectifs sont-ils tenus ?", "le comité départemental, par avenant"
    return Portee(question, "objectifs", _reponse(len(juges), len(bilans)), appui, qui)


def _indicateurs(dossier: Dossier) -> Portee:
    tous = indicateurs_du_plan(dossier)
    mesures = [i.id for fiche, i in tous if suivre_de_la_fiche(dossier, fiche, i).renseigne]
    appui = phrase(
        "{k} indicateurs du plan sur {t} ont une valeur.",
        k=compter_du_plan(dossier, "Indicateurs du plan mesurés", mesures, "indicateurs"),
        t=compter_du_plan(dossier, "Indicateurs du plan", [i.id for _, i in tous], "indicateurs"),
    )
    question = "Que disent les indicateurs du plan ?"
    reponse = _reponse(len(mesures), len(tous))
    return Portee(question, "tableau-de-bord", reponse, appui, "les responsables des indicateurs")


def _offre(dossier: Dossier) -> Portee:
    """L'offre évolue sous nos yeux si l'on a deux valeurs d'une même édition ; sinon, un niveau seul."""
    suivi = suivre_commun(dossier, PRINCIPAL)
    question, qui = "L'accueil du jeune enfant a-t-il progressé ?", "la Cnaf"
    if not suivi.renseigne:
        return Portee(question, "serie", "non", "Aucun taux de couverture n'est connu.", qui)
    if not suivi.depuis_zero.connu:
        appui = phrase("Un niveau ({a}), sans point de départ dans la même édition.", a=suivi.valeur.periode)
        return Portee(question, "serie", "en_partie", appui, qui)
    appui = phrase("Le taux de couverture, de {z} à {a}.", z=suivi.etat_zero.periode, a=suivi.valeur.periode)
    return Portee(question, "serie", "oui", appui, qui)


def _territoires(dossier: Dossier) -> Portee:
    vues = [trouvee for maille in (EPCI, EPT) if (trouvee := vue(dossier, maille))]
    question, qui = "Les territoires sont-ils également couverts ?", "la Cnaf et les intercommunalités"
    if not vues:
        return Portee(question, "territoires", "non", "Aucun taux n'est connu par territoire.", qui)
    appui = f"Les taux de {vues[0].annee}, pour {len(vues[0].table)} {vues[0].maille.pluriel}."
    return Portee(question, "territoires", "oui" if len(vues[0].table) > 1 else "en_partie", appui, qui)


def _moyens(dossier: Dossier) -> Portee:
    table = dossier.tables["moyens"]
    connus = table[(table["annee"] <= dossier.annee) & table["realise_eur"].notna()]
    question, qui = "À quel coût ?", "les financeurs du schéma"
    if table.empty:
        return Portee(question, "moyens", "non", "Aucun moyen financier n'est renseigné.", qui)
    appui = f"Le registre des moyens : {len(connus)} lignes réalisées sur {len(table)}."
    return Portee(question, "moyens", _reponse(len(connus), len(table)), appui, qui)


def _instances(dossier: Dossier) -> Portee:
    reunions = dossier.tables["reunions"]
    question = "Le comité a-t-il piloté ?"
    if reunions.empty:
        return Portee(question, "gouvernance", "non", "Aucune réunion n'est enregistrée.", COMITE)
    appui = f"Le registre des réunions : {len(reunions)} lignes."
    return Portee(question, "gouvernance", "en_partie", appui, COMITE)


REGLES: tuple[Callable[[Dossier], Portee], ...] = (
    _actions,
    _cibles,
    _indicateurs,
    _offre,
    _territoires,
    _moyens,
    _instances,
)
