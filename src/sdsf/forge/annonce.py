"""Le moteur, tel que papermill le lit en s'ouvrant : un renvoi, qui ne demande pas papermill en retour.

papermill charge les moteurs annoncés pendant son propre import. Annoncer une classe qui hérite de papermill
ferait échouer ``import sdsf.forge.moteur`` : chacun des deux attendrait l'autre.
"""

from typing import Any


class _Renvoi:
    """Tout ce que papermill demande au moteur est demandé à ``MoteurForge``, chargé à ce moment-là."""

    def __getattr__(self, nom: str) -> Any:
        from sdsf.forge.moteur import MoteurForge

        return getattr(MoteurForge, nom)


MOTEUR = _Renvoi()
