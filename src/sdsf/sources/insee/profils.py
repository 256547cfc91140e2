"""Les jeux Melodi que l'on sait lire : la dimension qui dit la mesure, et ce qui doit être au total.

Les codes sont ceux de l'Insee ; « _T » désigne le total d'une dimension.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sdsf.sources.insee.naissances import NAISSANCES
from sdsf.sources.producteurs.releves import Mesure

COMMUNES = ("GEO", "GEO_OBJECT", "TIME_PERIOD", "OBS_VALUE")
# Ce qui décrit l'observation sans la ventiler : rien à filtrer.
DESCRIPTIVES = (
    "FREQ",
    "OBS_STATUS",
    "OBS_STATUS_FR",
    "CONF_STATUS",
    "UNIT_MEASURE",
    "UNIT_MULT",
    "DECIMALS",
    "BPE_MEASURE",
    "FACILITY_DOM",
    "FACILITY_SDOM",
    "GEO_REF",
    "RP_MEASURE",
)
RECENSEMENT, FILOSOFI, BPE = "insee_recensement", "insee_filosofi", "insee_bpe"


@dataclass(frozen=True)
class Profil:
    """Un jeu Melodi : sa table, sa dimension, ses mesures par modalité."""

    table: str
    dimension: str
    mesures: Mapping[str, Mesure]
    millesime: bool = True
    """L'édition est l'année observée ; sinon, la date du fichier."""
    prefixe: str = ""
    """Ce qui précède l'année dans l'édition : « RP »."""
    zero_si_absent: bool = False
    """Une absence de ligne vaut zéro : la BPE ne liste que ce qui existe."""
    sommes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Les modalités à additionner quand le total « _T » d'une dimension n'est pas publié."""


def _structure(indicateur: str, intitule: str) -> Mesure:
    return Mesure(indicateur, intitule, "structures", BPE)


PROFILS: tuple[Profil, ...] = (
    Profil(
        "populations_reference",
        "POPREF_MEASURE",
        {
            "PMUN": Mesure("population_municipale", "population municipale", "habitants", RECENSEMENT),
            "PTOT": Mesure(
                "population_totale", "population totale (municipale et à part)", "habitants", RECENSEMENT
            ),
        },
    ),
    Profil("naissances", "EC_MEASURE", {"LVB": NAISSANCES}, millesime=False),
    Profil(
        "familles",
        "TFN",
        {
            "_T": Mesure("nombre_familles", "familles", "familles", RECENSEMENT),
            "1": Mesure("nombre_familles_monoparentales", "familles monoparentales", "familles", RECENSEMENT),
        },
        prefixe="RP",
    ),
    Profil(
        "filosofi",
        "FILOSOFI_MEASURE",
        {
            "MED_SL": Mesure("niveau_de_vie_median", "niveau de vie médian", "euros", FILOSOFI),
            "PR_MD60": Mesure("taux_pauvrete", "taux de pauvreté à 60 %", "pourcent", FILOSOFI),
            "IR_D9_D1_SL": Mesure(
                "rapport_interdecile", "rapport interdécile du niveau de vie", "rapport", FILOSOFI
            ),
        },
    ),
    Profil(
        "equipements",
        "FACILITY_TYPE",
        {
            "D502": _structure("nombre_eaje", "EAJE"),
            "D509": _structure("nombre_micro_creches", "micro-crèches"),
            "D504": _structure("nombre_relais_petite_enfance", "relais petite enfance"),
            "D505": _structure("nombre_accueils_loisirs", "accueils de loisirs sans hébergement"),
            "D115": _structure("nombre_pmi", "services de protection maternelle et infantile"),
        },
        zero_si_absent=True,
    ),
    Profil(
        "ages",
        "AGE",
        {
            "Y0T2": Mesure("nombre_enfants_moins_3_ans", "enfants de moins de 3 ans", "enfants", RECENSEMENT),
            "Y3T5": Mesure("enfants_3_5_ans", "enfants de 3 à 5 ans", "enfants", RECENSEMENT),
            "Y0T4": Mesure("population_0_4_ans", "population de 0 à 4 ans", "habitants", RECENSEMENT),
        },
        prefixe="RP",
        sommes={"SEX": ("F", "M")},
    ),
)
