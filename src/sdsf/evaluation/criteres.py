"""Les questions de l'audit d'évaluabilité, posées à une fiche ou à l'une de ses actions.

Chacune rend une réponse motivée. « à discuter » dit qu'un lecteur de bonne foi peut répondre
autrement ; « en partie », que le texte ne répond que pour une part. Seul « oui » compte.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sdsf.plan.modeles import Action, Dates, EngagementChiffre, Fiche, Indicateur, Noeud
from sdsf.vocabulaire import Reponse

TYPES_D_EFFET = ("resultat", "impact")


@dataclass(frozen=True)
class Verdict:
    """Une réponse, sa raison, et les mots du texte sur lesquels elle s'appuie."""

    reponse: Reponse
    raison: str
    extraits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sujet:
    """Ce que l'on interroge : une fiche ou l'une de ses actions, avec ce qu'elle hérite."""

    fiche: Fiche
    action: Action | None
    ancetres: tuple[Noeud, ...]

    @property
    def indicateurs(self) -> list[Indicateur]:
        """Ceux qui mesurent le sujet : tous ceux de la fiche, ou ceux que le texte rattache à l'action."""
        return [i for i in self.fiche.indicateurs if self._concerne(i.action)]

    @property
    def promesses(self) -> list[EngagementChiffre]:
        """Les quantités promises au sujet : toutes celles de la fiche, ou celles de l'action."""
        return [e for e in self.fiche.engagements_chiffres if self._concerne(e.action)]

    def _concerne(self, action: str | None) -> bool:
        """Vrai de tout ce que dit la fiche, pour elle-même et pour l'action qu'elle est seule à porter."""
        return self.action is None or len(self.fiche.actions) == 1 or action == self.action.id

    @property
    def de_la_fiche(self) -> list[Indicateur]:
        """Ceux que la fiche porte sans dire quelle action ils mesurent."""
        return [i for i in self.fiche.indicateurs if i.action is None and i not in self.indicateurs]


# --- les indicateurs ----------------------------------------------------------------------------


def mise_en_oeuvre(sujet: Sujet) -> Verdict:
    """Y a-t-il un indicateur chiffré qui dise si l'on a fait ce qui était prévu ?"""
    return indicateur_de(sujet, ("realisation",), "de mise en œuvre", chiffre=True)


def effet(sujet: Sujet) -> Verdict:
    """Y a-t-il un indicateur qui dise ce que cela a changé : résultat ou impact ?"""
    return indicateur_de(sujet, TYPES_D_EFFET, "de résultat ou d'impact", chiffre=False)


def indicateur_de(sujet: Sujet, types: Sequence[str], nom: str, chiffre: bool) -> Verdict:
    du_type = [i for i in sujet.indicateurs if i.type in types]
    surs = [i for i in du_type if i.a_discuter is None and (i.unite or not chiffre)]
    if surs:
        return Verdict("oui", f"Indicateur {nom}.", mots(surs))
    if contestes := [i for i in du_type if i.a_discuter]:
        return Verdict("a_discuter", contestes[0].a_discuter or "", mots(contestes))
    if du_type:
        return Verdict("a_discuter", f"L'indicateur {nom} n'est pas un nombre.", mots(du_type))
    if autres := [i for i in sujet.indicateurs if i.autre_type in types]:
        return Verdict("a_discuter", autres[0].a_discuter or "", mots(autres))
    if possibles := [i for i in sujet.indicateurs if i.type in ("indetermine", "qualitatif")]:
        raison = f"Le texte ne dit pas si cet indicateur est {nom}."
        return Verdict("a_discuter", raison, mots(possibles))
    if heritables := [i for i in sujet.de_la_fiche if i.type in types]:
        raison = f"La fiche a un indicateur {nom}, sans dire quelle action il mesure."
        return Verdict("a_discuter", raison, mots(heritables))
    return Verdict("non", f"Aucun indicateur {nom}.")


def mots(indicateurs: Iterable[Indicateur]) -> tuple[str, ...]:
    return tuple(indicateur.libelle for indicateur in indicateurs)


def etat_zero(sujet: Sujet) -> Verdict:
    """Sait-on d'où l'on part ?"""
    return _part_des_indicateurs(sujet, lambda i: i.etat_zero is not None, "une valeur de départ")


def source(sujet: Sujet) -> Verdict:
    """Sait-on où se trouve la donnée ?"""
    return _part_des_indicateurs(sujet, lambda i: i.source is not None, "une source")


def periodicite(sujet: Sujet) -> Verdict:
    """Sait-on quand la donnée est relevée ?"""
    return _part_des_indicateurs(sujet, lambda i: i.periodicite is not None, "une périodicité")


def cible(sujet: Sujet) -> Verdict:
    """Sait-on jusqu'où l'on veut aller ?"""
    sur_indicateurs = _part_des_indicateurs(sujet, lambda i: i.cible is not None, "une cible")
    if sur_indicateurs.reponse != "non":
        return sur_indicateurs
    if sujet.promesses:
        raison = "Le texte promet une quantité, mais hors de ses indicateurs."
        return Verdict("en_partie", raison, tuple(e.intitule for e in sujet.promesses))
    return sur_indicateurs


def _part_des_indicateurs(sujet: Sujet, a_le_champ: Callable[[Indicateur], bool], quoi: str) -> Verdict:
    tous = sujet.indicateurs
    ont = [i for i in tous if a_le_champ(i)]
    if not tous:
        return Verdict("non", "Aucun indicateur ne s'y rapporte.")
    if len(ont) == len(tous):
        return Verdict("oui", f"Chaque indicateur a {quoi}.", mots(ont))
    if ont:
        return Verdict("en_partie", f"Certains indicateurs seulement ont {quoi}.", mots(ont))
    return Verdict("non", f"Aucun indicateur n'a {quoi}.")


# --- le calendrier et la responsabilité ---------------------------------------------------------


def echeance(sujet: Sujet) -> Verdict:
    """Sait-on pour quand ?"""
    if sujet.action and (propre := _echeance_de(sujet.action.dates, _liste(sujet.action.calendrier))):
        return propre
    fiche = sujet.fiche
    if sujet.action is None and (par_actions := _echeances_des_actions(fiche)):
        return par_actions
    herite = _echeance_de(fiche.dates, fiche.temporalite)
    return herite or Verdict("non", "Aucun calendrier.")


def _liste(texte: str | None) -> list[str]:
    return [texte] if texte else []


def _echeance_de(dates: Dates | None, textes: Sequence[str]) -> Verdict | None:
    if dates and dates.fin:
        return Verdict("oui", "Une fin datée.", tuple(textes))
    if dates and dates.debut:
        return Verdict("en_partie", "Un début daté, mais pas de fin datée.", tuple(textes))
    if textes:
        return Verdict("a_discuter", "Un calendrier écrit, qui ne donne pas de date de fin.", tuple(textes))
    return None


def _echeances_des_actions(fiche: Fiche) -> Verdict | None:
    """La réponse d'une fiche par ses actions et ses étapes, quand elles sont mieux datées qu'elle."""
    finies = [a.intitule for a in fiche.actions if a.dates and a.dates.fin]
    etapes = [e.intitule for e in fiche.etapes if e.dates and e.dates.fin]
    if fiche.dates and fiche.dates.fin:
        return None
    if fiche.actions and len(finies) == len(fiche.actions):
        return Verdict("oui", "Chaque action a une fin datée.", tuple(finies))
    if finies or etapes:
        return Verdict("en_partie", "Certaines actions ou étapes seulement sont datées.", (*finies, *etapes))
    if any(a.dates and a.dates.debut for a in fiche.actions):
        commencees = tuple(a.calendrier for a in fiche.actions if a.calendrier)
        return Verdict("en_partie", "Des débuts datés, mais pas de fin.", tuple(dict.fromkeys(commencees)))
    return None


def responsable(sujet: Sujet) -> Verdict:
    """Sait-on qui en répond ?"""
    if sujet.action and sujet.action.pilotes:
        return Verdict("oui", "L'action a son pilote.", tuple(sujet.action.pilotes))
    if sujet.fiche.pilotes:
        return Verdict("oui", "La fiche a son pilote.", tuple(sujet.fiche.pilotes))
    if sujet.action is None and (par_action := [p for a in sujet.fiche.actions for p in a.pilotes]):
        return Verdict("en_partie", "Des actions ont un pilote, la fiche n'en a pas.", tuple(par_action))
    for noeud in sujet.ancetres:
        if noeud.pilotes:
            raison = f"Un pilote est nommé pour tout le niveau « {noeud.niveau} », pas pour la fiche."
            return Verdict("a_discuter", raison, tuple(noeud.pilotes))
    return Verdict("non", "Aucun pilote n'est nommé.")


@dataclass(frozen=True)
class Critere:
    """Une question de l'audit : son nom, ce qu'elle demande, ce qu'il faut écrire si la réponse est non."""

    code: str
    intitule: str
    question: str
    reparation: str
    repondre: Callable[[Sujet], Verdict]


# Dans l'ordre où l'on répare : sans responsable personne n'écrit le reste, sans indicateur rien ne se mesure.
CRITERES = {
    c.code: c
    for c in [
        Critere("responsable", "Responsable", "Sait-on qui en répond ?",
                "Nommer un pilote", responsable),
        Critere("mise_en_oeuvre", "Mise en œuvre", "Saura-t-on si c'est fait ?",
                "Écrire un indicateur chiffré de mise en œuvre", mise_en_oeuvre),
        Critere("effet", "Résultat ou impact", "Saura-t-on ce que cela a changé ?",
                "Écrire un indicateur de résultat ou d'impact", effet),
        Critere("echeance", "Échéance", "Sait-on pour quand ?",
                "Dater la fin", echeance),
        Critere("etat_zero", "État zéro", "Sait-on d'où l'on part ?",
                "Relever la valeur de départ", etat_zero),
        Critere("cible", "Cible", "Sait-on jusqu'où l'on veut aller ?",
                "Fixer une cible et son année", cible),
        Critere("source", "Source", "Sait-on où se trouve la donnée ?",
                "Dire où se trouve la donnée", source),
        Critere("periodicite", "Périodicité", "Sait-on quand elle est relevée ?",
                "Dire quand la donnée est relevée", periodicite),
    ]
}  # fmt: skip
