"""Les schémas communaux et conventions territoriales globales reçus (T8) : délai, compatibilité, bilans.

Délai d'un mois, bilans transmis au comité, communes de plus de 10 000 habitants : code de l'action sociale et
des familles, articles L. 214-1-3 et L. 214-2, en vigueur depuis 2025.
"""

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd

from sdsf.chiffres import Chiffre, Trace, compter, rapport, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.delais import Delai, transmission
from sdsf.rapports.communes import chiffre_de_population, habitants
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau, absence, numerique, phrase
from sdsf.rendu.nombres import accorder, date

TABLE = "schemas_communaux"
QUI = "le secrétariat du comité départemental"
SOURCE = "Registre des schémas communaux et des CTG"
SEUIL_DU_SCHEMA, ANNEE_DE_LA_LOI = 10_000, 2025
TYPES = {"schema": "schéma communal", "ctg": "convention territoriale globale"}
RESPECTS = {
    "a_temps": "dans le mois",
    "attendu": "encore dans le délai",
    "inconnu": "non évaluable : date d'adoption non renseignée",
}
COMPETENCE = (
    "Une commune qui a transféré la compétence à son intercommunalité est couverte par le schéma de "
    "celle-ci : le registre ne le dit pas, cette liste peut donc en compter de trop. Une CTG dont le contenu "
    "convient tient lieu de schéma."
)


@dataclass(frozen=True)
class Recu:
    """Une ligne du registre, vue à la date du rapport."""

    ligne: pd.Series
    nom: str
    delai: Delai

    @property
    def trace(self) -> Trace:
        return trace_de(self.ligne.to_frame().T)


def articulation(dossier: Dossier) -> list[Bloc]:
    """Le registre des schémas et CTG, puis les grandes communes dont rien n'est enregistré."""
    tous = recus(dossier)
    if not tous:
        return [absence(sans_registre(dossier), QUI), *communes_attendues(dossier, tous)]
    return [Paragraphe(_synthese(dossier, tous)), _tableau(dossier, tous), *communes_attendues(dossier, tous)]


def sans_registre(dossier: Dossier) -> str:
    """Ce qui manque au registre."""
    fichier = f"data/departements/{dossier.departement.code}/{TABLE}.csv"
    debut = "Aucun schéma communal ni convention territoriale globale adopté"
    return f"{debut} jusqu'en {dossier.annee} n'est enregistré ({fichier})."


def recus(dossier: Dossier) -> list[Recu]:
    """Les lignes adoptées jusqu'à la date du rapport ; une ligne sans date d'adoption y est aussi."""
    table, noms = dossier.tables[TABLE], _noms(dossier)
    au = pd.Timestamp(dossier.arrete_au)
    vues = table[table["adopte_le"].isna() | (table["adopte_le"] <= au)]
    return [_recu(dossier, ligne, noms) for _, ligne in vues.iterrows()]


def _recu(dossier: Dossier, ligne: pd.Series, noms: dict[str, str]) -> Recu:
    jours = [_jour(ligne[nom]) for nom in ("adopte_le", "transmis_le")]
    delai = transmission(jours[0], jours[1], dossier.arrete_au)
    return Recu(ligne, noms.get(str(ligne["commune"]), str(ligne["commune"])), delai)


def _noms(dossier: Dossier) -> dict[str, str]:
    communes, propres = habitants(dossier), dossier.tables["territoires"]
    return {
        **dict(zip(communes["commune"], communes["nom"], strict=True)),
        **dict(zip(propres["territoire"], propres["nom"], strict=True)),
    }


def _jour(valeur: object) -> dt.date | None:
    """Une date de la table ; ``None`` si la cellule est vide."""
    return valeur.date() if isinstance(valeur, dt.datetime) and not pd.isna(valeur) else None


# --- le registre ----------------------------------------------------------------------------------


def _tableau(dossier: Dossier, tous: list[Recu]) -> Tableau:
    titres = ["Commune", "Nature", "Adopté le", "Transmis le", "Délai d'un mois", "Compatible", "Bilan reçu"]
    titre = f"Schémas communaux et conventions territoriales globales, fin {dossier.annee}"
    lignes = [Ligne(_cellules(dossier, recu)) for recu in tous]
    return Tableau(titre, [Colonne(t) for t in titres], lignes)


def _cellules(dossier: Dossier, recu: Recu) -> list[object]:
    ligne = recu.ligne
    return [
        recu.nom,
        TYPES.get(str(ligne["type"]), str(ligne["type"])),
        _date(ligne["adopte_le"], dossier),
        _date(ligne["transmis_le"], dossier),
        _respect(dossier, recu),
        str(ligne["compatible"]) or "non renseigné",
        _date(ligne["bilan_recu_le"], dossier, "non reçu"),
    ]


def _date(valeur: object, dossier: Dossier, vide: str = "non renseigné") -> str:
    jour = _jour(valeur)
    if jour is None:
        return vide
    return date(jour) if jour <= dossier.arrete_au else f"après {dossier.annee}"


def _respect(dossier: Dossier, recu: Recu) -> object:
    """« dans le mois », ou le nombre de jours de retard, chiffre traçable."""
    delai = recu.delai
    if delai.jours is None or delai.limite is None:
        return RESPECTS[delai.respect]
    jours = Chiffre(
        f"Dépassement du délai, {recu.nom}",
        float(delai.jours),
        "jours",
        formule="jour de la transmission − (jour de l'adoption + un mois)",
        territoire=recu.nom,
        periode=str(dossier.annee),
        source=SOURCE,
        trace=recu.trace,
    )
    mot = accorder(delai.jours, "jour", "jours")
    debut = "" if delai.respect == "en_retard" else f"non transmis fin {dossier.annee}, "
    return phrase(f"{debut}{{j}} {mot} après le {date(delai.limite)}", j=jours)


def _synthese(dossier: Dossier, tous: list[Recu]) -> object:
    a_temps = [r for r in tous if r.delai.respect == "a_temps"]
    evaluables = [r for r in tous if r.delai.respect not in ("inconnu", "attendu")]
    bilans = [r for r in tous if (jour := _jour(r.ligne["bilan_recu_le"])) and jour <= dossier.arrete_au]
    incompatibles = [r for r in tous if str(r.ligne["compatible"]) == "non"]
    texte = " ".join(
        [
            f"Fin {dossier.annee}, le registre compte {{n}} "
            f"{accorder(len(tous), 'document adopté', 'documents adoptés')}.",
            f"Sur {{e}} dont le délai est échu, {{t}} "
            f"{accorder(len(a_temps), 'a été transmis', 'ont été transmis')} dans le mois ;",
            f"{{i}} {accorder(len(incompatibles), 'est dit incompatible', 'sont dits incompatibles')}"
            f" avec le schéma départemental ;",
            f"{{b}} {accorder(len(bilans), 'bilan est reçu', 'bilans sont reçus')}.",
        ]
    )
    return phrase(
        texte,
        n=_compter(dossier, "Schémas communaux et CTG adoptés", tous),
        e=_compter(dossier, "Schémas communaux et CTG dont le délai de transmission est échu", evaluables),
        t=_compter(dossier, "Schémas communaux et CTG transmis dans le mois", a_temps),
        i=_compter(dossier, "Schémas communaux et CTG dits incompatibles", incompatibles),
        b=_compter(dossier, "Bilans de schémas communaux et de CTG reçus", bilans),
    )


def _compter(dossier: Dossier, libelle: str, choisis: list[Recu]) -> Chiffre:
    nom, annee = dossier.departement.nom, str(dossier.annee)
    return compter(libelle, [r.trace for r in choisis], "nombre", SOURCE, territoire=nom, periode=annee)


# --- les communes attendues -----------------------------------------------------------------------


def communes_attendues(dossier: Dossier, tous: list[Recu]) -> list[Bloc]:
    """Les communes de plus de 10 000 habitants, et ce que le registre a de chacune ; GOV-03 dès 2025."""
    communes = habitants(dossier)
    grandes = communes[communes["population"] > SEUIL_DU_SCHEMA].sort_values("population", ascending=False)
    if communes.empty:
        qui = "l'Insee (« sdsf actualiser territoires »)"
        return [absence("La population des communes n'est pas connue : on ne sait pas qui est attendu.", qui)]
    if grandes.empty:
        seule = "Aucune commune du département n'a plus de 10 000 habitants : aucun schéma n'est attendu."
        return [Paragraphe(seule, "note")]
    lignes = [_attendue(dossier, commune, tous) for _, commune in grandes.iterrows()]
    # Un registre vide ne dit rien d'aucune commune : les deux colonnes répéteraient la même ignorance.
    etats = [Colonne("Schéma"), Colonne("CTG")] if tous else []
    colonnes = [Colonne("Commune"), numerique("Habitants"), *etats]
    recu = ", et ce que le comité a reçu d'elles" if tous else ""
    titre = f"Les communes de plus de 10 000 habitants{recu}"
    return [
        Paragraphe(_transmission(dossier, grandes, tous)),
        Tableau(titre, colonnes, lignes),
        Paragraphe(COMPETENCE, "note"),
    ]


def _attendue(dossier: Dossier, commune: pd.Series, tous: list[Recu]) -> Ligne:
    siens = {str(r.ligne["type"]): r for r in tous if str(r.ligne["commune"]) == commune["commune"]}
    etats = [_etat(dossier, siens.get(nature)) for nature in TYPES] if tous else []
    return Ligne([commune["nom"], chiffre_de_population(dossier, commune), *etats])


def _etat(dossier: Dossier, recu: Recu | None) -> str:
    if recu is None:
        return "non enregistré"
    recu_le = _jour(recu.ligne["transmis_le"])
    if recu_le is None or recu_le > dossier.arrete_au:
        return "adopté, non transmis"
    return f"transmis le {date(recu_le)}"


def _transmission(dossier: Dossier, grandes: pd.DataFrame, tous: list[Recu]) -> object:
    """GOV-03 : les grandes communes dont un document est arrivé dans le mois ; rien n'était dû avant 2025."""
    traces = [trace_de(commune.to_frame().T) for _, commune in grandes.iterrows()]
    attendues = compter(
        "Communes de plus de 10 000 habitants", traces, "communes", str(grandes["source"].iloc[0]),
        territoire=dossier.departement.nom, periode=str(grandes["periode"].iloc[0]),
    )  # fmt: skip
    ont = accorder(len(grandes), "commune a", "communes ont")
    debut = f"{{n}} {ont} plus de 10 000 habitants"
    if not tous:
        suite = "le registre est vide, on ne sait donc pas combien ont transmis un schéma"
        return phrase(f"{debut} : {suite}.", n=attendues)
    if dossier.annee < ANNEE_DE_LA_LOI:
        suite = f"l'obligation d'un schéma date de {ANNEE_DE_LA_LOI}, rien n'était dû en {dossier.annee}"
        return phrase(f"{debut} : {suite}.", n=attendues)
    a_temps = [
        r for r in tous if r.delai.respect == "a_temps" and r.ligne["commune"] in set(grandes["commune"])
    ]
    couvertes = {str(r.ligne["commune"]): r for r in a_temps}
    nombre = _compter(
        dossier, "Communes dont un schéma ou une CTG est arrivé dans le mois", [*couvertes.values()]
    )
    part = replace(rapport("Schémas communaux transmis dans le délai", nombre, attendues), source=SOURCE)
    verbe = accorder(len(couvertes), "a transmis", "ont transmis")
    return phrase(
        f"{debut} ; {{k}} {verbe} un schéma ou une CTG dans le mois, soit {{p}} %.",
        n=attendues, k=nombre, p=part,
    )  # fmt: skip
