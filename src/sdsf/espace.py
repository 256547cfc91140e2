"""L'espace de travail : où sont params/, data/, templates/, notebooks/ et reports/."""

import os
from dataclasses import dataclass
from pathlib import Path

from sdsf.erreurs import CheminHorsEspace, EspaceIntrouvable, Lieu

# À côté des rapports d'une année : ceux qu'une version suivante a remplacés.
VERSIONS = "versions"


@dataclass(frozen=True)
class Espace:
    """Les dossiers d'un espace de travail, tous pris sous une même racine."""

    racine: Path

    @property
    def params(self) -> Path:
        return self.racine / "params"

    @property
    def data(self) -> Path:
        return self.racine / "data"

    @property
    def templates(self) -> Path:
        return self.racine / "templates"

    @property
    def notebooks(self) -> Path:
        return self.racine / "notebooks"

    @property
    def reports(self) -> Path:
        return self.racine / "reports"

    @property
    def telechargements(self) -> Path:
        """Le cache des fichiers des producteurs : hors du dépôt, effaçable sans rien perdre."""
        return self.racine / "telechargements"

    def relatif(self, chemin: Path) -> str:
        """Le chemin tel qu'on l'écrit dans un message ou un rapport : relatif, avec des « / »."""
        absolu = chemin if chemin.is_absolute() else self.racine / chemin
        if not absolu.resolve().is_relative_to(self.racine.resolve()):
            raise CheminHorsEspace(Lieu(str(chemin)), recu=str(chemin))
        return absolu.resolve().relative_to(self.racine.resolve()).as_posix()


def trouver_espace(racine: str | Path | None = None) -> Espace:
    """L'espace donné, ou celui de ``SDSF_RACINE``, ou le premier dossier parent qui contient params/.

    Lève ``EspaceIntrouvable`` s'il n'y en a pas.
    """
    depart = Path(racine or os.environ.get("SDSF_RACINE") or Path.cwd()).resolve()
    candidats = [depart] if racine or os.environ.get("SDSF_RACINE") else [depart, *depart.parents]
    for dossier in candidats:
        if (dossier / "params").is_dir():
            return Espace(dossier)
    raise EspaceIntrouvable(recu=str(depart))
