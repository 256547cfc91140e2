"""Les mots du schéma : ses niveaux, son glossaire, ses institutions, ses signataires."""

from sdsf.dossier import Dossier
from sdsf.plan.modeles import Acteur
from sdsf.rendu.blocs import Bloc, Colonne, Definitions, Ligne, Liste, Paragraphe, Repliable, Tableau, absence


def vocabulaire(dossier: Dossier) -> list[Bloc]:
    """Le glossaire mot à mot, les institutions et leurs écritures, les signataires."""
    return [*_glossaire(dossier), *_institutions(dossier), *_signataires(dossier)]


def _glossaire(dossier: Dossier) -> list[Bloc]:
    termes = dossier.plan.glossaire
    if not termes:
        return [
            absence("Le schéma ne définit aucun de ses sigles.", "le secrétariat du comité départemental")
        ]
    couples: list[tuple[str, object]] = [(terme.terme, terme.definition) for terme in termes]
    return [Repliable("Le glossaire du schéma (mot à mot)", [Definitions(couples)])]


def _institutions(dossier: Dossier) -> list[Bloc]:
    """Les institutions que le texte écrit de plusieurs façons."""
    variables = [acteur for acteur in dossier.plan.acteurs if len(acteur.formes) > 1]
    if not variables:
        return []
    colonnes = [Colonne("Institution"), Colonne("Comment le texte l'écrit")]
    lignes = [Ligne([acteur.nom, _formes(acteur)]) for acteur in variables]
    return [
        Paragraphe("Une même institution s'écrit de plusieurs façons ; ce rapport les réunit ainsi :"),
        Tableau("Les institutions et leurs écritures", colonnes, lignes),
    ]


def _formes(acteur: Acteur) -> str:
    return " ; ".join(f"« {forme} »" for forme in acteur.formes)


def _signataires(dossier: Dossier) -> list[Bloc]:
    signataires = dossier.plan.signataires
    if not signataires:
        return [Paragraphe("Le texte transcrit ne nomme aucun signataire.", "note")]
    noms = [
        f"{s.institution} ({' ; '.join(s.qualites)})" if s.qualites else s.institution for s in signataires
    ]
    return [Repliable("Les signataires (institutions et qualités)", [Liste(noms)])]
