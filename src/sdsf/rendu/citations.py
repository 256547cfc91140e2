"""Deux façons de montrer un texte qu'une section n'a pas écrit elle-même.

``Cite`` : les mots du schéma ou de la commission, tels quels. ``Fondee`` : une phrase qui dit un lien, et le
nom de ce qui la fonde. Tout le reste d'un rapport est sa propre voix et ne dit jamais de cause : un test le
contrôle, en retirant de la page ces deux sortes de textes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from sdsf.chiffres import Chiffre
from sdsf.rendu.blocs import Phrase, fragment
from sdsf.rendu.registre import Registre


@dataclass(frozen=True)
class Cite:
    """Des mots rapportés ; ``guillemets`` quand rien d'autre ne dit qu'ils le sont."""

    texte: str
    guillemets: bool = False

    def html(self, registre: Registre) -> Markup:
        texte = f"« {self.texte} »" if self.guillemets else self.texte
        return Markup('<span class="cite">{}</span>').format(fragment(texte, registre))


@dataclass(frozen=True)
class Fondee:
    """Une phrase qui peut dire un lien : son texte, ce qui la fonde, les chiffres qu'elle porte.

    Un chiffre s'y écrit à la place de son signe (un caractère qu'aucun texte n'emploie).
    """

    texte: str
    fondement: str
    chiffres: Mapping[str, Chiffre] = field(default_factory=dict, hash=False)

    def html(self, registre: Registre) -> Markup:
        gabarit = self.texte.replace("{", "{{").replace("}", "}}")
        for rang, signe in enumerate(self.chiffres):
            gabarit = gabarit.replace(signe, f"{{c{rang}}}")
        valeurs = {f"c{rang}": chiffre for rang, chiffre in enumerate(self.chiffres.values())}
        corps = Phrase(gabarit, dict(valeurs)).html(registre)
        return Markup('<span class="fondee" data-fondement="{}">{}</span>').format(self.fondement, corps)
