"""Les chapitres des bilans, dans l'ordre de lecture."""

from sdsf.dossier import Dossier
from sdsf.rapports import jugements
from sdsf.rapports.accueil.epci import epci
from sdsf.rapports.accueil.modes import modes_d_accueil
from sdsf.rapports.accueil.offre import serie_longue
from sdsf.rapports.accueil.territoires import arrondissements, communes
from sdsf.rapports.annexes import limites as limites_du_rapport
from sdsf.rapports.avenants import avenants
from sdsf.rapports.bilan.attendues import evolutions_attendues
from sdsf.rapports.bilan.execution import ecarts_d_execution, engagements_chiffres
from sdsf.rapports.bilan.objectifs import objectifs as objectif_par_objectif
from sdsf.rapports.bilan.portee import portee as table_de_la_portee
from sdsf.rapports.bilan.suite import a_ecrire_ensuite
from sdsf.rapports.chapitre import Partie, composer
from sdsf.rapports.diagnostic.ecarts_sociaux import ecarts_sociaux
from sdsf.rapports.diagnostic.periode import contexte_de_la_periode
from sdsf.rapports.equite import equite
from sdsf.rapports.gouvernance import agenda, instances
from sdsf.rapports.manques import ce_qui_manque
from sdsf.rapports.panier import panier
from sdsf.rapports.places import places
from sdsf.rapports.point_annuel.fiches import a_renseigner, fiche_par_fiche
from sdsf.rapports.point_annuel.jalons import jalons_du_plan
from sdsf.rapports.point_annuel.plan import avancement
from sdsf.rapports.point_annuel.tableau_de_bord import indicateurs_a_renseigner, tableau_de_bord
from sdsf.rapports.priorites import priorites
from sdsf.rapports.registres import decisions
from sdsf.rapports.relais_et_projets import projets_educatifs, relais
from sdsf.rapports.resultats.creches import places_de_creches
from sdsf.rapports.resultats.dispersion import inegalites
from sdsf.rapports.resultats.entonnoir import entonnoir
from sdsf.rapports.resultats.evolution import evolution
from sdsf.rapports.resultats.maternels import assistants_maternels
from sdsf.rapports.resultats.pairs import groupe_de_pairs
from sdsf.rapports.resultats.sans_mesure import objectifs_sans_mesure
from sdsf.rapports.resultats.trajectoires import trajectoires
from sdsf.rapports.scenarios import ce_que_demanderait_la_cible
from sdsf.rapports.schemas_communaux import articulation
from sdsf.rapports.vigilance import vigilance
from sdsf.rendu.blocs import Bloc


def portee(dossier: Dossier) -> list[Bloc]:
    """Ce que ce bilan peut dire, et les sources dont l'absence l'en empêche."""
    return composer(
        dossier,
        table_de_la_portee,
        Partie("manques", "Que manque-t-il, et à qui le demander ?", ce_qui_manque),
    )


def voulu(dossier: Dossier) -> list[Bloc]:
    """Ce que le schéma voulait changer : sa logique, les avenants, le contexte de la période."""
    return composer(
        dossier,
        jugements.logique_d_intervention,
        Partie("contexte", "Dans quel contexte ?", contexte_de_la_periode),
        Partie("avenants", "Le plan a-t-il changé en chemin ?", avenants),
    )


def realisations(dossier: Dossier) -> list[Bloc]:
    """Ce qui a été fait, ce qui ne l'a pas été, ce qui était daté."""
    return composer(
        dossier,
        avancement,
        Partie("execution", "Qu'est-ce qui n'a pas été fait, et pourquoi ?", ecarts_d_execution),
        Partie("jalons", "Ce qui était daté est-il fait ?", jalons_du_plan),
        Partie("produits", "Qu'ont produit les actions elles-mêmes ?", jugements.produits_directs),
    )


def objectifs(dossier: Dossier) -> list[Bloc]:
    """Objectif par objectif, les quantités promises, ce que rien ne mesure."""
    return composer(
        dossier,
        objectif_par_objectif,
        Partie("promesses", "Qu'a promis le texte en nombres ?", engagements_chiffres),
        Partie("sans-mesure", "Quels objectifs rien ne mesure-t-il ?", objectifs_sans_mesure),
    )


def indicateurs(dossier: Dossier) -> list[Bloc]:
    """Les indicateurs, leur trajectoire, et les évolutions que le texte attend."""
    return composer(
        dossier,
        tableau_de_bord,
        Partie("trajectoires", "Les cibles sont-elles à portée ?", trajectoires),
        Partie("attendues", "Est-on allé dans le sens que le texte attend ?", evolutions_attendues),
    )


def offre(dossier: Dossier) -> list[Bloc]:
    """L'accueil du jeune enfant, du début de la période au bilan, face à la France et aux comparables."""
    return composer(
        dossier,
        serie_longue,
        Partie("evolution", "Qu'est-ce qui a changé pendant le schéma ?", evolution),
        Partie("modes", "Par mode d'accueil", modes_d_accueil),
        Partie("places", "Combien de places ouvertes et fermées ?", places),
        Partie("creches", "Que deviennent les places de crèches ?", places_de_creches),
        Partie("assistants-maternels", "Que deviennent les assistants maternels ?", assistants_maternels),
    )


def territoires(dossier: Dossier) -> list[Bloc]:
    """Les territoires, un par un, les écarts entre eux, ce que chacun offre aux parents."""
    return composer(
        dossier,
        epci,
        communes,
        arrondissements,
        Partie("equite", "Les écarts entre territoires se réduisent-ils ?", equite),
        Partie("inegalites", "Les écarts ont-ils bougé depuis le départ ?", inegalites),
        Partie("entonnoir", "Qu'est-ce qui dépasse le hasard ?", entonnoir),
        Partie("pairs", "Où en est-on parmi ses semblables ?", groupe_de_pairs),
        Partie("ecarts-sociaux", "Les familles les plus fragiles sont-elles servies ?", ecarts_sociaux),
        Partie("priorites", "Quels territoires sont prioritaires ?", priorites),
        Partie("panier", "Les parents trouvent-ils partout les mêmes services ?", panier),
        Partie("relais", "Relais et projets éducatifs couvrent-ils le territoire ?", relais_et_projets),
    )


def relais_et_projets(dossier: Dossier) -> list[Bloc]:
    """Les relais petite enfance, puis les projets éducatifs de territoire."""
    return composer(dossier, relais, projets_educatifs)


def reponses(dossier: Dossier) -> list[Bloc]:
    """Les réponses aux questions d'évaluation, puis la matrice qui les fonde."""
    matrice = Partie("matrice", "La matrice d'évaluation", jugements.matrice)
    return composer(dossier, jugements.reponses, matrice)


def contribution(dossier: Dossier) -> list[Bloc]:
    """Ce qui plaide pour une contribution du schéma, et contre ; ce que personne n'attendait."""
    inattendus = Partie(
        "inattendus", "Que s'est-il passé que le texte n'attendait pas ?", jugements.effets_inattendus
    )
    return composer(dossier, jugements.contribution, inattendus)


def gouvernance(dossier: Dossier) -> list[Bloc]:
    """Les instances et leurs décisions ; ce que le comité a reçu et apporté ; ce qui durera."""
    return composer(
        dossier,
        instances,
        Partie("decisions", "Qu'est-il advenu des décisions ?", decisions),
        Partie("articulation", "Qu'ont reçu les communes et le comité ?", articulation),
        Partie("plus-value", "Qu'a apporté le comité ?", jugements.plus_value_du_comite),
        Partie("durabilite", "Qu'est-ce qui durera ?", jugements.durabilite),
    )


def suite(dossier: Dossier) -> list[Bloc]:
    """Les recommandations et leurs suites, ce qui est à reprendre et à écrire, les rendez-vous à venir."""
    return composer(
        dossier,
        jugements.recommandations,
        Partie(
            "suites", "Qu'est-il advenu des recommandations d'avant ?", jugements.suites_des_recommandations
        ),
        Partie(
            "reprendre", "Quelles actions poursuivre, transformer, arrêter ?", jugements.actions_a_reprendre
        ),
        Partie("conserver", "Quels indicateurs garder ?", jugements.indicateurs_a_conserver),
        ce_que_demanderait_la_cible,
        Partie("ecrire-ensuite", "Que devra écrire le schéma suivant ?", a_ecrire_ensuite),
        Partie("agenda", "Quels sont les rendez-vous de l'évaluation ?", agenda),
    )


def limites(dossier: Dossier) -> list[Bloc]:
    """Les limites de ce bilan, et ce que le texte dit de contradictoire."""
    return composer(
        dossier,
        limites_du_rapport,
        Partie("vigilance", "À quoi faut-il prendre garde dans le texte ?", vigilance),
    )


def annexe_des_fiches(dossier: Dossier) -> list[Bloc]:
    """Ce qui reste à dire, et par qui ; puis chaque fiche, dans les mots du schéma."""
    muets = Partie(
        "indicateurs-a-renseigner", "Quels indicateurs restent sans valeur ?", indicateurs_a_renseigner
    )
    return composer(
        dossier, Partie("a-renseigner", "Qui doit dire quoi ?", a_renseigner), muets, fiche_par_fiche
    )
