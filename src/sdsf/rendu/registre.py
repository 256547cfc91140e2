"""Le registre des chiffres d'un rapport : un numéro chacun, dans l'ordre où le lecteur les rencontre.

Le numéro est le renvoi imprimé, l'ancre de la carte, et la ligne de ``chiffres.csv``.
"""

from collections.abc import Iterator

from markupsafe import Markup

from sdsf.chiffres import Chiffre
from sdsf.referentiel.modeles import Unite
from sdsf.rendu.nombres import nombre, signe, typographier
from sdsf.vocabulaire import INTITULES_ETAT

UNITE_PAR_DEFAUT = Unite(code="nombre", singulier="", pluriel="", court="", decimales=1, evolution="pourcent")
TITRES = {
    "formule": "Formule",
    "numerateur": "Numérateur",
    "denominateur": "Dénominateur",
    "territoire": "Territoire",
    "periode": "Période",
    "perimetre": "Périmètre",
    "source": "Source",
    "edition": "Édition",
    "nature": "Nature",
    "etat": "État",
    "extrait": "Extrait",
    "note": "Note",
}
# Des milliers par rapport : « % » les remplit deux fois plus vite que « format ».
BOUTON = Markup(
    '<button type="button" class="%s" popovertarget="carte-%s">%s</button>'
    '<sup class="renvoi" aria-hidden="true">%s</sup>'
)
CARTE = Markup(
    '<div popover id="carte-%s" class="carte" role="note" aria-label="Origine du chiffre %s">'
    '<p class="carte-titre">%s</p><p class="carte-valeur">%s</p><dl>%s</dl>'
    '<p class="carte-suite"><a href="#chiffre-%s">Chiffre n° %s dans l\'annexe</a></p></div>'
)
COUPLE = Markup("<div><dt>%s</dt><dd>%s</dd></div>")


class Registre:
    """Les chiffres montrés, numérotés à partir de 1 ; le même chiffre garde le même numéro."""

    def __init__(self, unites: dict[str, Unite]):
        self.unites = unites
        self._numeros: dict[Chiffre, int] = {}

    def numero(self, chiffre: Chiffre) -> int:
        """Le numéro d'un chiffre ; le suivant s'il n'a pas encore été montré."""
        return self._numeros.setdefault(chiffre, len(self._numeros) + 1)

    def __iter__(self) -> Iterator[tuple[int, Chiffre]]:
        return iter([(numero, chiffre) for chiffre, numero in self._numeros.items()])

    def __len__(self) -> int:
        return len(self._numeros)

    def unite(self, chiffre: Chiffre) -> Unite:
        """L'unité d'un chiffre ; une unité propre au plan s'écrit sans mot."""
        return self.unites.get(chiffre.unite, UNITE_PAR_DEFAUT)

    def texte(self, chiffre: Chiffre, avec_signe: bool = False) -> str:
        """La valeur écrite, ou le mot qui dit pourquoi elle manque."""
        if chiffre.valeur is None:
            return typographier(INTITULES_ETAT[chiffre.etat])
        decimales = self._decimales(chiffre)
        return signe(chiffre.valeur, decimales) if avec_signe else nombre(chiffre.valeur, decimales)

    def _decimales(self, chiffre: Chiffre) -> int:
        """Une décimale de plus que la source n'en donne serait une précision inventée."""
        entier = chiffre.valeur == int(chiffre.valeur or 0)
        if chiffre.nature in ("declaree", "arrondie") and entier:
            return 0
        return self.unite(chiffre).decimales

    def bouton(self, chiffre: Chiffre, avec_signe: bool = False) -> Markup:
        """Le chiffre, qui ouvre sa carte à l'écran et porte son renvoi sur le papier."""
        numero = self.numero(chiffre)
        classe = "chiffre" if chiffre.connu else "chiffre manque"
        texte = self.texte(chiffre, avec_signe)
        return BOUTON % (classe, numero, texte, numero)

    def carte(self, numero: int, chiffre: Chiffre) -> Markup:
        """La carte d'un chiffre : ce qu'il est, comment il est calculé, d'où il vient."""
        libelle, corps = typographier(chiffre.libelle), self._corps(chiffre)
        return CARTE % (numero, numero, libelle, self._valeur(chiffre), corps, numero, numero)

    def _valeur(self, chiffre: Chiffre) -> str:
        if chiffre.valeur is None:
            return self.texte(chiffre)
        unite = self.unite(chiffre)
        mot = unite.singulier if abs(chiffre.valeur) < 2 else unite.pluriel
        return f"{self.texte(chiffre)} {mot}".strip()

    def _corps(self, chiffre: Chiffre) -> Markup:
        lignes = [(titre, str(getattr(chiffre, champ))) for champ, titre in TITRES.items()]
        lignes += [
            ("Lignes lues", chiffre.trace.fichiers()),
            ("Empreinte (SHA-256)", chiffre.trace.empreinte[:16]),
        ]
        return Markup("").join(
            COUPLE % (titre, typographier(MOTS.get(texte, texte))) for titre, texte in lignes if texte
        )


MOTS = {
    **INTITULES_ETAT,
    "publiee": "publiée",
    "declaree": "déclarée",
    "calculee": "calculée",
    "agregee": "agrégée",
    "estimee": "estimée",
    "arrondie": "arrondie",
    "provisoire": "provisoire",
}
