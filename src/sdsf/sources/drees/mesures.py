"""Les mesures de la Drees, sous leurs deux écritures, et le mot que le projet emploie pour chacune."""

from sdsf.sources.producteurs.releves import Mesure

AU_31 = "au 31 décembre"


def _mesure(indicateur: str, intitule: str, unite: str) -> Mesure:
    return Mesure(indicateur, intitule, unite, "drees_pmi", note=AU_31)


AGREES = _mesure("nombre_assistants_maternels_agrees", "assistants maternels agréés", "personnes")
PLACES = _mesure("places_creches_drees", "places de crèches collectives (Drees)", "places")
PARENTALES = _mesure("places_gestion_parentale_drees", "places en gestion parentale (Drees)", "places")
FAMILIALES = _mesure("places_creches_familiales_drees", "places de crèches familiales (Drees)", "places")
JARDINS = _mesure("places_jardins_enfants_drees", "places de jardins d'enfants (Drees)", "places")
MULTI = _mesure(
    "places_multi_accueil_drees", "places de multi-accueil collectif et familial (Drees)", "places"
)
TOTAL = _mesure("places_eaje_drees", "places d'EAJE (Drees)", "places")
CRECHES = _mesure("nombre_creches_collectives", "crèches collectives (Drees)", "structures")
CRECHES_FAMILIALES = _mesure(
    "nombre_creches_familiales", "services de crèche familiale (Drees)", "structures"
)
GESTION = _mesure("nombre_gestion_parentale", "établissements en gestion parentale (Drees)", "structures")

OFFRE = {
    "assistants_maternels_agrees": AGREES,
    "drees_agrements_assistants_maternels": AGREES,
    "places_creches_collectives": PLACES,
    "drees_places_creches_collectives": PLACES,
    "places_gestion_parentale": PARENTALES,
    "drees_places_gestion_parentale": PARENTALES,
    "places_creches_familiales": FAMILIALES,
    "drees_places_agreees_creches_familiales": FAMILIALES,
    "places_jardins_enfants": JARDINS,
    "drees_places_agreees_jardins_enfants": JARDINS,
    "places_multi_accueil_collectif_familial": MULTI,
    "drees_places_agreees_multi_accueil_collectif_familial": MULTI,
    "places_eaje_total": TOTAL,
    "drees_places_agreees_total": TOTAL,
    "etab_creches_collectives": CRECHES,
    "drees_nb_etab_creches_collectives": CRECHES,
    "services_creches_familiales": CRECHES_FAMILIALES,
    "drees_nb_etab_creches_familiales": CRECHES_FAMILIALES,
    "etab_gestion_parentale": GESTION,
    "drees_nb_etab_gestion_parentale": GESTION,
}
