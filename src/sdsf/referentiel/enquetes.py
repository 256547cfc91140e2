"""La fiche d'une enquête menée (``data/departements/<code>/enquetes/<nom>/enquete.yml``)."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from sdsf.plan.modeles import Annee, CodeDepartement, CodeIndicateur, Identifiant, Modele, Texte

Mode = Literal["en_ligne", "papier", "telephone", "face_a_face", "mixte"]
INTITULES_DU_MODE: dict[str, str] = {
    "en_ligne": "en ligne",
    "papier": "sur papier",
    "telephone": "par téléphone",
    "face_a_face": "en face à face",
    "mixte": "par plusieurs modes",
}
# Des parts arrondies à l'unité peuvent manquer leur total d'un point.
ECART_DE_TOTAL = 1.0


class Marge(Modele):
    """Une répartition connue de la population : elle sert à redresser l'échantillon (calage)."""

    question: CodeIndicateur
    """La question dont on connaît la répartition. Exemple : type_famille"""
    parts: Annotated[dict[str, Annotated[float, Field(ge=0, le=100)]], Field(min_length=2)]
    """La part de chaque modalité dans la population, en %. Exemple : {couple: 67.0, monoparentale: 33.0}"""
    source: Texte
    """D'où vient cette répartition, avec son année. Exemple : "Insee, recensement 2021" """

    @property
    def total(self) -> float:
        return sum(self.parts.values())


class Origine(Modele):
    """Le fichier dont viennent les réponses, et ce que l'import en a laissé."""

    fichiers: list[Texte]
    """Les noms des fichiers importés, ou []."""
    colonnes_retirees: list[Texte]
    """Les colonnes qui identifiaient une personne : elles n'ont pas été gardées."""
    avis: list[Texte]
    """Ce que l'import a dit d'autre, ou []."""


class Enquete(Modele):
    """``enquete.yml`` : ce qu'il faut savoir d'une enquête pour en lire les résultats."""

    format: Literal[1]
    """Toujours 1 : la version de ce format de fichier."""
    nom: Identifiant
    """Le nom du dossier de l'enquête. Exemple : familles-2024"""
    intitule: Texte
    """Le titre de l'enquête, tel qu'un rapport le cite."""
    departement: CodeDepartement
    """Le code du département, entre guillemets."""
    questionnaire: CodeIndicateur
    """Le code du questionnaire. Exemple : familles"""
    version: Texte
    """La version du questionnaire posée, entre guillemets."""
    annee: Annee
    """L'année de l'enquête : celle que le rapport imprime."""
    du: dt.date | None
    """Le premier jour de la collecte ; null s'il n'est pas connu."""
    au: dt.date | None
    """Le dernier jour de la collecte ; null s'il n'est pas connu."""
    mode: Mode | None
    """en_ligne, papier, telephone, face_a_face ou mixte ; null s'il n'est pas connu."""
    population: Texte | None
    """Qui l'on a voulu interroger. Exemple : "familles allocataires de la Caf avec enfant" """
    base_de_sondage: Texte | None
    """La liste où l'on a pris les adresses, et comment ; null si le lien a circulé librement."""
    questionnaires_envoyes: Annotated[int, Field(ge=1)] | None
    """Combien de personnes ont reçu le questionnaire ; null si on ne le sait pas."""
    marges: list[Marge]
    """Les répartitions connues de la population, pour le calage ; [] : les réponses ne sont pas calées."""
    origine: Origine
    """D'où viennent les réponses."""
