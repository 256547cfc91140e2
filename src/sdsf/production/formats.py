"""Les formats d'un rapport, au-delà de la page : ce qui manque pour les écrire, et leur contenu."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sdsf import erreurs as err
from sdsf.erreurs import Erreur
from sdsf.espace import Espace
from sdsf.production.papier import mettre_sur_papier
from sdsf.production.rendu_docx import manque_au_docx, rendre_docx
from sdsf.production.rendu_pdf import manque_au_pdf, rendre_pdf
from sdsf.production.rendu_pptx import manque_aux_diapositives, rendre_pptx
from sdsf.production.rendu_xlsx import rendre_xlsx
from sdsf.referentiel.lecture import lire_referentiel

MANQUES: dict[str, Callable[[], Erreur | None]] = {
    "pdf": manque_au_pdf,
    "docx": manque_au_docx,
    "pptx": manque_aux_diapositives,
}


def verifier_les_formats(formats: Iterable[str]) -> None:
    """Lève ``Erreurs`` pour chaque format que cette machine ne sait pas écrire, avant tout calcul."""
    manques = [MANQUES[nom]() for nom in formats if nom in MANQUES]
    err.lever([manque for manque in manques if manque is not None])


def rendre_les_formats(
    espace: Espace, formats: Sequence[str], page: str, mentions: Mapping[str, str],
    chiffres: list[dict[str, Any]], base: str,
) -> dict[str, bytes]:  # fmt: skip
    """Le contenu de chaque format demandé, par suffixe ; tous partent de la même page."""
    if set(formats) <= {"html"}:
        return {}
    papier = mettre_sur_papier(page)
    rendus: dict[str, Callable[[], bytes]] = {
        "pdf": lambda: rendre_pdf(papier, f"{base}.pdf"),
        "docx": lambda: rendre_docx(espace, papier, mentions, f"{base}.docx"),
        "pptx": lambda: rendre_pptx(espace, papier, mentions, f"{base}.pptx"),
        "xlsx": lambda: rendre_xlsx(papier, chiffres, _unites(espace), mentions, f"{base}.xlsx"),
    }
    return {nom: rendre() for nom, rendre in rendus.items() if nom in formats}


def _unites(espace: Espace) -> dict[str, str]:
    """L'écriture de chaque unité, pour un titre de colonne."""
    return {code: unite.pluriel for code, unite in lire_referentiel(espace).unites.items() if unite.pluriel}
