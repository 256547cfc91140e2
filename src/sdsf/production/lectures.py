"""Le relevé des lectures d'un rapport, à côté de son manifeste et sous un nom caché : il ne se publie pas.

Le manifeste va avec le rapport. L'empreinte d'un fichier saisi y ferait deviner un petit effectif : qui
connaît le reste du fichier essaie les valeurs une à une. Le relevé reste donc ici ; l'empreinte du manifeste
l'y attache : une coupure entre les deux écritures laisse un relevé qui n'est celui d'aucun rapport.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MANIFESTE, LECTURES = ".manifeste.json", ".lectures.json"
TAILLE_MAXIMALE = 20_000_000


def chemin_du_releve(manifeste: Path) -> Path:
    """Où est le relevé d'un rapport, ou d'une version rangée.

    >>> chemin_du_releve(Path("reports/13/2024/point_annuel.manifeste.json")).name
    '.point_annuel.lectures.json'
    """
    return manifeste.with_name(f".{manifeste.name.removesuffix(MANIFESTE)}{LECTURES}")


def attacher(releve: Mapping[str, Any] | None, manifeste: bytes) -> bytes:
    """Le contenu du relevé d'un rapport dont voici le manifeste."""
    lie = {"manifeste": hashlib.sha256(manifeste).hexdigest(), "dependances": releve}
    return json.dumps(lie, ensure_ascii=False, indent=2).encode()


def releve_de(manifeste: Path) -> Any:
    """Les dépendances relevées du rapport de ce manifeste ; ``None`` s'il n'y en a pas, ou d'un autre."""
    chemin = chemin_du_releve(manifeste)
    try:
        if chemin.stat().st_size > TAILLE_MAXIMALE:
            return None
        lu = json.loads(chemin.read_bytes())
        attendu = hashlib.sha256(manifeste.read_bytes()).hexdigest()
        return lu["dependances"] if lu["manifeste"] == attendu else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
