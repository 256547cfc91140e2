"""Ce que les rapports courts ont en commun : des constats sans renvoi, et d'où viennent leurs nombres."""

from collections.abc import Sequence

from sdsf.dossier import Dossier
from sdsf.rapports.constats import Constat
from sdsf.rendu.blocs import Bloc, Liste, Paragraphe


def phrases_seules(constats: Sequence[Constat], vide: str) -> Bloc:
    """Les constats sans leur renvoi : un rapport court n'a pas les sections qui les détaillent."""
    return Liste([constat.phrase for constat in constats]) if constats else Paragraphe(vide)


def le_departement(dossier: Dossier) -> str:
    """Le département, dans une phrase : « le département de l'Hérault »."""
    return (
        f"le {dossier.departement.nom}" if dossier.est_fictif else f"le département {dossier.departement.de}"
    )


def origine(dossier: Dossier) -> list[Bloc]:
    """Où lire l'origine de chaque nombre, que le papier n'a pas la place de dire."""
    fichier = f"{dossier.demande.nom_de_fichier}.chiffres.csv"
    texte = (
        f"Texte du schéma : {dossier.plan.source.titre}. L'origine de chaque nombre se lit sur la page de ce "
        f"rapport, en l'ouvrant, et dans le fichier {fichier}."
    )
    return [Paragraphe(texte, "note")]
