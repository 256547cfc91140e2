"""L'annexe des sources : les définitions, les chiffres que le texte cite, d'où tout vient."""

from sdsf.dossier import Dossier
from sdsf.rapports.annexes import definitions, diagnostic_cite, provenance
from sdsf.rapports.chapitre import Partie, composer
from sdsf.rendu.blocs import Bloc


def annexe_des_sources(dossier: Dossier) -> list[Bloc]:
    """Les définitions et les marques ; les valeurs du texte, telles qu'il les écrit ; les sources."""
    cites = Partie("annexe-faits", "Les chiffres que le schéma cite", diagnostic_cite)
    return composer(dossier, definitions, cites, provenance)
