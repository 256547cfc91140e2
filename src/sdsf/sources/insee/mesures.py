"""Les mesures des séries longues de l'Insee, et le mot que le projet emploie pour chacune."""

from sdsf.sources.producteurs.releves import Mesure

ESTIMATIONS, RECENSEMENT, FILOSOFI = "insee_estimations", "insee_recensement", "insee_filosofi"

POPULATION = {
    "pop_total": Mesure("population", "population totale au 1er janvier", "habitants", ESTIMATIONS),
    "pop_total_ed2021": Mesure("population", "population totale au 1er janvier", "habitants", ESTIMATIONS),
    "pop_0_19_ans": Mesure("population_0_19_ans", "population de 0 à 19 ans", "habitants", ESTIMATIONS),
    "pop_0_4_ans": Mesure("population_0_4_ans", "population de 0 à 4 ans", "habitants", ESTIMATIONS),
    "pop_5_9_ans": Mesure("population_5_9_ans", "population de 5 à 9 ans", "habitants", ESTIMATIONS),
    "pop_municipale": Mesure("population_municipale", "population municipale", "habitants", RECENSEMENT),
    "rp_pop_total": Mesure("population", "population au recensement", "habitants", RECENSEMENT),
    "rp_pop_0_4_ans": Mesure("population_0_4_ans", "population de 0 à 4 ans", "habitants", RECENSEMENT),
    "rp_pop_0_an": Mesure("population_0_an", "enfants de moins d'un an", "enfants", RECENSEMENT),
    "rp_pop_1_an": Mesure("population_1_an", "enfants d'un an", "enfants", RECENSEMENT),
    "rp_pop_2_ans": Mesure("population_2_ans", "enfants de deux ans", "enfants", RECENSEMENT),
}
NAISSANCES = {
    "naissances_domiciliees": Mesure(
        "nombre_naissances", "naissances domiciliées", "naissances", "insee_etat_civil"
    )
}
CHOMAGE = {
    nom: Mesure(
        "taux_chomage",
        "taux de chômage localisé",
        "pourcent",
        "insee_chomage",
        note="moyenne trimestrielle, corrigée des variations saisonnières",
    )
    for nom in ("taux_chomage_localise", "taux_chomage_localise_ed2021T4")
}
PAUVRETE = {
    "taux_pauvrete_60": Mesure("taux_pauvrete", "taux de pauvreté à 60 %", "pourcent", FILOSOFI),
    "niveau_de_vie_median": Mesure("niveau_de_vie_median", "niveau de vie médian", "euros", FILOSOFI),
    "intensite_pauvrete_60": Mesure(
        "intensite_pauvrete", "intensité de la pauvreté à 60 %", "pourcent", FILOSOFI, facteur=100
    ),
    "part_minima_sociaux_rdisp": Mesure(
        "part_minima_sociaux", "part des minima sociaux", "pourcent", FILOSOFI
    ),
    "part_prestations_familiales_rdisp": Mesure(
        "part_prestations_familiales", "part des prestations familiales", "pourcent", FILOSOFI
    ),
    "part_prestations_sociales_rdisp": Mesure(
        "part_prestations_sociales", "part des prestations sociales", "pourcent", FILOSOFI
    ),
}
FAMILLES = {
    "familles": Mesure("nombre_familles", "familles", "familles", RECENSEMENT),
    "menages_avec_famille": Mesure(
        "nombre_menages_avec_famille", "ménages avec famille", "nombre", RECENSEMENT
    ),
    "menages_couple_avec_enfants": Mesure(
        "nombre_menages_couple_avec_enfants", "ménages d'un couple avec enfants", "nombre", RECENSEMENT
    ),
    "menages_famille_monoparentale": Mesure(
        "nombre_menages_monoparentaux", "ménages d'une famille monoparentale", "nombre", RECENSEMENT
    ),
    "part_monoparentale_des_familles": Mesure(
        "part_familles_monoparentales",
        "part des familles monoparentales",
        "pourcent",
        RECENSEMENT,
        perimetre="familles, avec ou sans enfant",
    ),
    # La part parmi les ménages a été calculée par un tiers : elle se recalcule de ses deux parties.
}
STRUCTURES = {
    "bpe_eaje": Mesure("nombre_eaje", "EAJE", "structures", "insee_bpe"),
    "bpe_relais_petite_enfance": Mesure(
        "nombre_relais_petite_enfance", "relais petite enfance", "structures", "insee_bpe"
    ),
    "bpe_accueil_loisirs_sans_hebergement": Mesure(
        "nombre_accueils_loisirs", "accueils de loisirs sans hébergement", "structures", "insee_bpe"
    ),
    "bpe_micro_creche": Mesure("nombre_micro_creches", "micro-crèches", "structures", "insee_bpe"),
    "centres_sociaux_agrees": Mesure(
        "nombre_centres_sociaux", "centres sociaux agréés", "structures", "senacs"
    ),
    "espaces_de_vie_sociale_agrees": Mesure(
        "nombre_espaces_vie_sociale", "espaces de vie sociale agréés", "structures", "senacs"
    ),
    "laep_finances_caf": Mesure(
        "nombre_laep", "lieux d'accueil enfants-parents financés par les Caf", "structures", "cnaf_laep"
    ),
}
TABLES = {
    "population": POPULATION,
    "naissances": NAISSANCES,
    "chomage": CHOMAGE,
    "pauvrete": PAUVRETE,
    "familles": FAMILLES,
    "structures": STRUCTURES,
}
