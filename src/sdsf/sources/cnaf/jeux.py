"""Reconnaître un jeu de la Cnaf d'après ses colonnes : en-têtes techniques, ou à libellés.

Une colonne se lit par son nom « plat » (minuscules, sans accent, « _ » pour le reste). Formats :
``txcouv_pe_*`` et ``nbpla_pe_*`` (courant et « hist »), ``TAUXCOUV2019-2021``, ``s_ben_*``.
"""

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, Erreurs, Lieu, enumerer, plus_proche


@dataclass(frozen=True)
class Mesure:
    """Ce qu'une colonne de nombres devient ; sans ``indicateur``, elle ne sert qu'à contrôler."""

    mode: str
    indicateur: str
    libelle: str
    unite: str


@dataclass(frozen=True)
class Jeu:
    """Un jeu reconnu : les colonnes qui datent et situent, et ce que dit chaque colonne de nombres."""

    famille: str
    maille: str
    date: str | None
    code: str
    nom: str | None
    mesures: Mapping[str, Mesure]
    ignorees: tuple[str, ...] = field(default=())

    @property
    def retenues(self) -> dict[str, Mesure]:
        """Les colonnes qui deviennent des relevés."""
        return {colonne: mesure for colonne, mesure in self.mesures.items() if mesure.indicateur}


TAUX, PLACES, ALLOCATAIRES, ANCIEN = "taux_couverture", "places_accueil", "allocataires", "ancien"
MAILLES = ("commune", "epci", "departement", "region", "france")
SUFFIXES = {"com": "commune", "epci": "epci", "dep": "departement", "reg": "region", "nat": "france"}
MODES = {
    "total": ("accueil", "taux de couverture global", "places d'accueil offertes"),
    "eaje": ("eaje", "couverture EAJE", "places d'EAJE"),
    "psu": ("eaje_psu", "couverture EAJE PSU", "places d'EAJE financées par la PSU"),
    "hors_psu": ("eaje_hors_psu", "couverture EAJE hors PSU", "places d'EAJE hors PSU"),
    "am": ("assistants_maternels", "couverture assistants maternels", "places d'assistants maternels"),
    "prescol": ("prescolarisation", "couverture préscolarisation", "places de préscolarisation"),
    "gad": ("garde_domicile", "couverture à domicile", "places de garde à domicile"),
    "individuel": ("", "accueil individuel, ensemble", "accueil individuel, ensemble"),
}
TECHNIQUES = {
    "psu_col": "psu",
    "hors_psu_col": "hors_psu",
    "eaje": "eaje",
    "prescol": "prescol",
    "am_ind": "am",
    "gad_ind": "gad",
    "ind": "individuel",
}
# Colonne de s_ben_* : ce qui devient un relevé ; les autres prestations sont lues et laissées.
PRESTATIONS = {
    "indfoy_ndur": ("foyers_allocataires", "foyers allocataires", "foyers"),
    "indnbp_ndur": ("personnes_couvertes", "personnes couvertes par une prestation", "personnes"),
    "indfoy_ndurpaje": ("foyers_paje", "foyers bénéficiaires de la Paje", "foyers"),
    "indfoy_ab": ("foyers_allocation_base", "foyers bénéficiaires de l'allocation de base", "foyers"),
    "indfoy_cmg": ("foyers_cmg", "foyers bénéficiaires du complément de mode de garde", "foyers"),
    "indfoy_prepare": ("foyers_prepare", "foyers bénéficiaires de la PreParE", "foyers"),
    "indfoy_af": ("foyers_allocations_familiales", "foyers bénéficiaires d'allocations familiales", "foyers"),
    "indfoy_cf": ("foyers_complement_familial", "foyers bénéficiaires du complément familial", "foyers"),
    "indfoy_asf": ("foyers_soutien_familial", "foyers bénéficiaires du soutien familial", "foyers"),
    "indfoy_aeeh": ("foyers_aeeh", "foyers bénéficiaires de l'AEEH", "foyers"),
    "indben_aeeh": ("enfants_beneficiaires_aeeh", "enfants bénéficiaires de l'AEEH", "enfants"),
    "indfoy_ndural": ("foyers_aide_logement", "foyers bénéficiaires d'une aide au logement", "foyers"),
    "indfoy_rsa": ("foyers_rsa", "foyers bénéficiaires du RSA", "foyers"),
    "indfoy_ppa": ("foyers_prime_activite", "foyers bénéficiaires de la prime d'activité", "foyers"),
    "indmtt_ndur": ("montant_prestations", "prestations versées, montant d'un mois", "euros"),
}
DATES = ("annee", "date_reference", "date_de_reference", "dtreffre")
CODES = {
    "commune": ("numcom", "numero_commune", "num_commune", "num_com", "numcomdo"),
    "epci": ("numepci", "numero_epci", "num_epci"),
    "departement": ("numdep", "numero_departement", "num_departement"),
    "region": ("numregi", "numero_region", "num_region"),
    "france": ("national",),
}
NOMS = {
    "commune": ("nomcom", "nom_commune", "nom_com"),
    "epci": ("nomepci", "nom_epci"),
    "departement": ("nomdep", "nom_departement"),
    "region": ("nomregi", "nom_region"),
    "france": ("national",),
}
AUTRES = ("numzempl", "nomzempl")
LIEUX = {*DATES, *AUTRES, *(n for noms in (*CODES.values(), *NOMS.values()) for n in noms)}
UNITES = {TAUX: "places_pour_100_enfants", PLACES: "places", ANCIEN: "places_pour_100_enfants"}
CONNUS = ("txcouv_pe_*", "nbpla_pe_*", "TAUXCOUV20xx", "s_ben_com_f", "s_ben_epci_f", "s_ben_dep")


def plat(nom: str) -> str:
    """Un en-tête sans accent, ni majuscule, ni ponctuation.

    >>> plat("Taux de couv EAJE - ensemble"), plat("Numéro Département")
    ('taux_de_couv_eaje_ensemble', 'numero_departement')
    """
    sans_accent = unicodedata.normalize("NFKD", nom).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", sans_accent.lower()).strip("_")


def reconnaitre(colonnes: Sequence[str], lieu: Lieu) -> Jeu:
    """Le jeu que disent ces colonnes. Lève ``Erreurs`` : jeu inconnu, ou colonnes manquantes."""
    plats = {colonne: plat(colonne) for colonne in colonnes}
    lues = {c: lu for c, p in plats.items() if (lu := _nombre(p))}
    familles = {famille for famille, _, _ in lues.values()}
    if len(familles) != 1:
        raise Erreurs([_jeu_inconnu(colonnes, lieu)])
    famille = familles.pop()
    dites = [maille for _, _, maille in lues.values() if maille]
    maille = _maille(set(plats.values()), dites)
    modes = {mode for _, mode, m in lues.values() if m in (None, maille)}
    err.lever(_defauts(famille, maille, modes, plats, lieu))
    return Jeu(
        famille=famille,
        maille=maille,
        date=_colonne(plats, DATES),
        code=_colonne(plats, CODES[maille]) or "",
        nom=_colonne(plats, NOMS[maille]),
        mesures={c: _mesure(famille, mode) for c, (_, mode, m) in lues.items() if m in (None, maille)},
        ignorees=tuple(c for c, p in plats.items() if c not in lues and p not in LIEUX),
    )


def _colonne(plats: Mapping[str, str], admis: Sequence[str]) -> str | None:
    return next((colonne for colonne, nom in plats.items() if nom in admis), None)


def _maille(noms: set[str], dites: Sequence[str]) -> str:
    """La maille la plus fine qui a sa colonne de code ; à défaut, celle que disent les nombres."""
    admises = [maille for maille in MAILLES if not dites or maille in dites]
    avec_code = [maille for maille in admises if noms & set(CODES[maille])]
    return (avec_code or admises)[0]


def _defauts(
    famille: str, maille: str, modes: set[str], plats: Mapping[str, str], lieu: Lieu
) -> list[Erreur]:
    """Ce qui empêche de lire le jeu : une colonne attendue manque, ou une autre le découpe autrement."""
    manquantes = _manquantes(famille, maille, modes, set(plats.values()))
    libres = [c for c, p in plats.items() if p not in LIEUX and not _nombre(p)]
    if manquantes:
        proche = next((c for m in manquantes if (c := plus_proche(m, libres))), None)
        trouvees = ", ".join(plats)
        dites = ", ".join(manquantes)
        return [err.ColonnesDuJeu(lieu, proche=proche, manquantes=dites, trouvees=trouvees)]
    if famille == ALLOCATAIRES and libres:
        return [_jeu_inconnu(libres, lieu)]
    return []


def _manquantes(famille: str, maille: str, modes: set[str], noms: set[str]) -> list[str]:
    suffixe = next(s for s, m in SUFFIXES.items() if m == maille)
    totaux = {TAUX: f"txcouv_{suffixe}", PLACES: f"tot_offre_{suffixe}", ANCIEN: "tauxcouv_com"}
    total = totaux.get(famille, "indfoy_ndur")
    date = {ALLOCATAIRES: "dtreffre"}.get(famille, "annee")
    manque = [] if famille == ANCIEN or noms & set(DATES) else [date]
    manque += [] if noms & set(CODES[maille]) else [CODES[maille][0]]
    return manque + ([] if modes & {"total", "indfoy_ndur"} else [total])


def _nombre(nom: str) -> tuple[str, str, str | None] | None:
    """Famille, mode et maille (si l'en-tête la dit) d'une colonne de nombres."""
    return _technique(nom) or _ancien(nom) or _prestation(nom) or _libelle(nom)


def _technique(nom: str) -> tuple[str, str, str | None] | None:
    trouve = re.fullmatch(r"(txcouv|pl|tot_offre)_?(.*?)_(nat|reg|dep|epci|com)", nom)
    if not trouve:
        return None
    debut, milieu, suffixe = trouve.groups()
    mode = TECHNIQUES.get(milieu) if milieu else ("total" if debut != "pl" else None)
    return (TAUX if debut == "txcouv" else PLACES, mode, SUFFIXES[suffixe]) if mode else None


def _ancien(nom: str) -> tuple[str, str, str | None] | None:
    trouve = re.fullmatch(r"tauxcouv_(com|epci|dep)", nom)
    return (ANCIEN, "total", SUFFIXES[trouve.group(1)]) if trouve else None


def _prestation(nom: str) -> tuple[str, str, str | None] | None:
    return (ALLOCATAIRES, nom, None) if re.fullmatch(r"ind(foy|nbp|mtt|ben)_[a-z]+", nom) else None


def _libelle(nom: str) -> tuple[str, str, str | None] | None:
    if not re.match(r"(taux_de_couv|places)(_|$)", nom):
        return None
    famille = TAUX if nom.startswith("taux") else PLACES
    mots = set(nom.split("_"))
    for mode, dit in (
        ("hors_psu", {"hors", "psu"} <= mots),
        ("psu", "psu" in mots),
        ("prescol", "prescol" in nom),
        ("am", "assistant" in nom),
        ("gad", "domicile" in mots),
        ("individuel", "individuel" in mots),
        ("eaje", "eaje" in mots),
        ("total", bool(mots & {"global", "ensemble", "total"})),
    ):
        if dit:
            return famille, mode, None
    return None


def _mesure(famille: str, mode: str) -> Mesure:
    if famille == ALLOCATAIRES:
        return Mesure(mode, *PRESTATIONS.get(mode, ("", mode, "")))
    suite, du_taux, des_places = MODES[mode]
    debut = "places" if famille == PLACES else "taux_couverture"
    libelle = des_places if famille == PLACES else du_taux
    return Mesure(mode, f"{debut}_{suite}" if suite else "", libelle, UNITES[famille])


def _jeu_inconnu(colonnes: Sequence[str], lieu: Lieu) -> Erreur:
    attendus = [f"{debut}_{m}_{s}" for debut in ("txcouv", "pl") for m in TECHNIQUES for s in SUFFIXES]
    attendus += [f"{debut}_{s}" for debut in ("txcouv", "tot_offre", "tauxcouv") for s in SUFFIXES]
    proche = next((p for c in colonnes if (p := _presque(plat(c), [*attendus, *PRESTATIONS]))), None)
    return err.JeuInconnu(lieu, proche=proche, trouvees=", ".join(colonnes), admis=enumerer(CONNUS))


def _presque(nom: str, attendus: Sequence[str]) -> str | None:
    """La colonne attendue dont ce nom n'est qu'une faute de frappe."""
    return next(iter(difflib.get_close_matches(nom, attendus, n=1, cutoff=0.8)), None)
