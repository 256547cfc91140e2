"""La transcription des plans : chaque texte copié d'un schéma se relit, mot à mot, dans sa source.

Les sources (texte extrait des PDF) restent hors du dépôt, dans ``../shared/sources`` : là où ce
dossier manque, les tests qui le lisent se déclarent sautés. Avant de comparer, les deux côtés
perdent ce qui n'est pas du texte : balises, puces, tirets de liste, emphase, exposants, espaces.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
import yaml

from sdsf.plan.modeles import Extrait, Fiche, Modele, Plan

RACINE = Path(__file__).resolve().parents[2]
SOURCES = RACINE.parent / "shared" / "sources"
PLANS = sorted((RACINE / "params" / "departements").glob("*/*/plan.yml"))

# Ces nombres viennent de l'énoncé, non du plan lui-même ; « indicateurs » y compte les lignes du texte.
# Une ligne qui en dit plusieurs est scindée : « indicateurs_scindes », compté à la main, les dit tous.
COMPTES = {
    "13/2023-2026": {
        "fiches": 14,
        "actions": 66,
        "indicateurs": 34,
        "indicateurs_scindes": 44,
        "instances": 9,
    }
}

# Un extrait peut courir sur plusieurs lignes de la source (page de titre, saut de page).
PORTEE_EXTRAIT = 12
# Une case coupée par un saut de page reprend au plus tard à la troisième ligne suivante.
PORTEE_CASE = 3

REGLES = [
    (re.compile(r"</?(?:i|b|em|strong|sup|sub|u|span)\b[^>]*>"), ""),  # balise au fil du texte
    (re.compile(r"</?[a-zA-Z][^>]*>"), " "),  # balise de bloc
    (re.compile(r"\s*\^\{([^}]*)\}"), r"\1"),  # 3^{ème} → 3ème
    (re.compile(r"[*•●▪◦■□✓✔➢➤‣]+"), ""),  # emphase et puces
    (re.compile(r"(?<!\S)[-–—](?!\S)"), " "),  # tiret de liste
    (re.compile("[’ʼ]"), "'"),
    (re.compile(r"\s+"), " "),
]


# --- la source ----------------------------------------------------------------------------------


def normaliser(texte: str) -> str:
    """Le texte seul, sans ce que la mise en page y a mis."""
    for motif, remplacement in REGLES:
        texte = motif.sub(remplacement, texte)
    return texte.strip()


def position(texte: str, ensemble: str) -> int:
    """Où commence le texte, en mots entiers, dans un ensemble déjà normalisé (-1 : absent)."""
    trouve = re.search(rf"(?<!\w){re.escape(normaliser(texte))}(?!\w)", ensemble)
    return trouve.start() if trouve else -1


def d_un_trait(lignes: list[str]) -> str:
    """Des lignes normalisées mises bout à bout, sans les vides."""
    return " ".join(filter(None, lignes))


@dataclass(frozen=True)
class Source:
    """Le texte d'un schéma, tel qu'il a été extrait du PDF."""

    lignes: list[str]

    @cached_property
    def nettes(self) -> list[str]:
        """Les lignes normalisées, dans l'ordre : la première a l'indice 0."""
        return [normaliser(ligne) for ligne in self.lignes]

    @cached_property
    def texte(self) -> str:
        return d_un_trait(self.nettes)

    @cached_property
    def cases(self) -> list[list[str]]:
        return [[normaliser(case) for case in ligne.split("\t")] for ligne in self.lignes]

    def contient(self, texte: str) -> bool:
        """Vrai si le texte s'y lit, d'un trait ou coupé par un tableau."""
        return position(texte, self.texte) >= 0 or self.coupe_par_une_case(texte)

    def coupe_par_une_case(self, texte: str) -> bool:
        """Vrai si le texte finit une case et reprend au début d'une des lignes suivantes."""
        mots = normaliser(texte).split(" ")
        coupures = range(3, len(mots) - 2)  # au moins trois mots de chaque côté
        return any(self.reprend(" ".join(mots[:n]), " ".join(mots[n:])) for n in coupures)

    def reprend(self, debut: str, suite: str) -> bool:
        """Vrai si une case finit par ``debut`` et qu'une ligne proche commence par ``suite``."""
        finies = (
            numero
            for numero, cases in enumerate(self.cases)
            if any(case.endswith(debut) for case in cases[:-1])
        )
        return any(
            cases[0].startswith(suite)
            for numero in finies
            for cases in self.cases[numero + 1 : numero + 1 + PORTEE_CASE]
        )

    def lit_a(self, ligne: int, texte: str) -> bool:
        """Vrai si le texte commence à la ligne annoncée (il peut finir plus loin)."""
        suite = self.nettes[ligne - 1 : ligne - 1 + PORTEE_EXTRAIT]
        return bool(suite) and 0 <= position(texte, d_un_trait(suite)) < len(suite[0])


# --- ce qui est du mot à mot --------------------------------------------------------------------

CHAMPS_DE_FICHE = [
    "intitule",
    "contexte",
    "orientations",
    "objectifs",
    "resultats_attendus",
    "pilotes",
    "copilotes",
    "partenaires",
    "territoire",
    "publics",
    "moyens",
    "temporalite",
    "evaluation",
]
CHAMPS_D_ACTION = ["intitule", "details", "pilotes", "calendrier"]
CHAMPS_D_INDICATEUR = ["libelle", "ligne_composee", "source", "periodicite", "responsable"]
CHAMPS_D_INSTANCE = ["intitule", "composition", "missions", "frequence", "pilote"]
CHAMPS_DE_GROUPE = ["intitule", "pilote", "composition", "frequence"]

Texte = tuple[str, str]


def champs(lieu: str, objet: object, noms: list[str]) -> Iterator[Texte]:
    """Les textes des champs nommés : (où, quoi) ; ce que le plan laisse vide ne compte pas."""
    for nom in noms:
        contenu = getattr(objet, nom)
        textes = contenu if isinstance(contenu, list) else [contenu]
        yield from ((f"{lieu} · {nom}", texte) for texte in textes if texte is not None)


def textes_de_la_fiche(fiche: Fiche) -> Iterator[Texte]:
    yield from champs(fiche.id, fiche, CHAMPS_DE_FICHE)
    for action in fiche.actions:
        yield from champs(action.id, action, CHAMPS_D_ACTION)
        for sous_action in action.sous_actions:
            yield from champs(sous_action.id, sous_action, ["intitule", "calendrier"])
    for illustration in fiche.illustrations:
        yield from champs(f"{fiche.id} · illustration", illustration, ["titre", "textes"])
    for etape in fiche.etapes:
        yield from champs(etape.id, etape, ["intitule"])
    for indicateur in fiche.indicateurs:
        yield from champs(indicateur.id, indicateur, CHAMPS_D_INDICATEUR)
        if indicateur.cible:
            yield from champs(indicateur.id, indicateur.cible, ["texte"])
    for engagement in fiche.engagements_chiffres:
        yield from champs(engagement.id, engagement, ["intitule"])


def textes_des_annexes(plan: Plan) -> Iterator[Texte]:
    for ligne in plan.feuille_de_route:
        yield from champs(f"feuille de route · {ligne.fiche}", ligne, ["intitule", "pilotes", "calendrier"])
    for groupe in plan.groupes_de_travail:
        yield from champs(f"groupe de travail · {groupe.fiche}", groupe, CHAMPS_DE_GROUPE)
    for terme in plan.glossaire:
        yield from champs("glossaire", terme, ["terme", "definition"])
    for signataire in plan.signataires:
        yield from champs("signataires", signataire, ["institution", "qualites"])


def textes_mot_a_mot(plan: Plan) -> Iterator[Texte]:
    """Tout ce que le plan recopie du schéma (les extraits et les lignes ont leur propre test)."""
    for noeud in plan.arborescence:
        yield from champs(noeud.id, noeud, ["intitule", "description", "pilotes"])
    for fiche in plan.fiches:
        yield from textes_de_la_fiche(fiche)
    for instance in plan.gouvernance:
        yield from champs(instance.id, instance, CHAMPS_D_INSTANCE)
        for reunion in instance.reunions_annoncees:
            yield from champs(instance.id, reunion, ["intitule"])
    for regle in plan.regles_evaluation:
        yield from champs(regle.id, regle, ["intitule", "textes"])
    for acteur in plan.acteurs:
        yield from champs(acteur.id, acteur, ["formes"])
    yield from textes_des_annexes(plan)


def extraits(objet: object, lieu: str = "plan") -> Iterator[tuple[str, int, str]]:
    """Tous les extraits du plan, où qu'ils soient : (où, ligne, texte)."""
    if isinstance(objet, Extrait):
        yield lieu, objet.ligne, objet.texte
    elif isinstance(objet, list):
        for element in objet:
            yield from extraits(element, lieu)
    elif isinstance(objet, Modele):
        ici = getattr(objet, "id", None) or lieu
        for nom in type(objet).model_fields:
            yield from extraits(getattr(objet, nom), ici)


def lignes_annoncees(plan: Plan) -> Iterator[tuple[str, int, str]]:
    """Les textes qui portent un numéro de ligne sans être des extraits : (où, ligne, texte)."""
    porteurs = [(noeud.id, noeud.variantes) for noeud in plan.arborescence]
    porteurs += [(fiche.id, fiche.variantes) for fiche in plan.fiches]
    for lieu, variantes in porteurs:
        for variante in variantes:
            yield f"{lieu} · variante", variante.ligne, variante.texte
    for fiche in plan.fiches:
        for illustration in fiche.illustrations:
            yield f"{fiche.id} · illustration", illustration.ligne, illustration.titre
    for signataire in plan.signataires:
        yield "signataires", signataire.ligne, signataire.institution


# --- les écarts ---------------------------------------------------------------------------------


def absents(plan: Plan, source: Source) -> list[str]:
    """Les textes du plan que la source ne contient pas, chacun avec son lieu."""
    return [f"{lieu} : « {texte} »" for lieu, texte in textes_mot_a_mot(plan) if not source.contient(texte)]


def mal_places(reperes: Iterator[tuple[str, int, str]], source: Source) -> list[str]:
    """Les textes qui ne commencent pas à la ligne qu'ils annoncent."""
    return [
        f"{lieu}, ligne {ligne} : « {texte} »"
        for lieu, ligne, texte in reperes
        if not source.lit_a(ligne, texte)
    ]


def en_lignes(ecarts: list[str]) -> str:
    return f"{len(ecarts)} écart(s) :\n" + "\n".join(ecarts)


def mal_definis(plan: Plan, source: Source) -> list[str]:
    """Les termes du glossaire qui ne sont pas, avec leur définition, là où ils le disent.

    Le texte écrit « Sigle : forme longue » ou « forme longue (Sigle) » : l'un des deux commence à la
    ligne annoncée, l'autre est dans le même passage.
    """
    ecarts = []
    for entree in plan.glossaire:
        passage = d_un_trait(source.nettes[entree.ligne - 1 : entree.ligne - 1 + PORTEE_EXTRAIT])
        mots = (entree.terme, entree.definition)
        commence = any(source.lit_a(entree.ligne, mot) for mot in mots)
        if not commence or any(position(mot, passage) < 0 for mot in mots):
            ecarts.append(f"{entree.terme}, ligne {entree.ligne} : « {entree.definition} »")
    return ecarts


# --- les plans ----------------------------------------------------------------------------------


def brut(chemin: Path) -> Any:
    return yaml.safe_load(chemin.read_text(encoding="utf-8"))


def periode(chemin: Path) -> str:
    """Le nom court d'un plan : « 13/2023-2026 »."""
    return "/".join(chemin.parts[-3:-1])


def plans_a_relire() -> list[Path]:
    """Les plans dont la source est là ; tous, si le dossier manque (ils seront dits sautés)."""
    if not SOURCES.is_dir():
        return PLANS
    return [chemin for chemin in PLANS if (SOURCES / brut(chemin)["source"]["fichier"]).is_file()]


@pytest.fixture(scope="module", params=plans_a_relire(), ids=periode)
def transcription(request: pytest.FixtureRequest) -> tuple[Plan, Source]:
    """Un plan, et le texte dont il est tiré."""
    if not SOURCES.is_dir():
        pytest.skip(f"Les textes des schémas ne sont pas là : {SOURCES} n'existe pas.")
    plan = Plan.model_validate(brut(request.param))
    texte = (SOURCES / plan.source.fichier).read_text(encoding="utf-8")
    return plan, Source(texte.split("\n"))


@pytest.mark.shared
def test_chaque_texte_figure_dans_la_source(transcription: tuple[Plan, Source]) -> None:
    ecarts = absents(*transcription)
    assert not ecarts, f"Textes absents de la source, {en_lignes(ecarts)}"


@pytest.mark.shared
def test_chaque_extrait_se_lit_a_sa_ligne(transcription: tuple[Plan, Source]) -> None:
    plan, source = transcription
    ecarts = mal_places(extraits(plan), source)
    assert not ecarts, f"Extraits qui ne sont pas à la ligne annoncée, {en_lignes(ecarts)}"


@pytest.mark.shared
def test_chaque_ligne_annoncee_est_la_bonne(transcription: tuple[Plan, Source]) -> None:
    plan, source = transcription
    ecarts = mal_places(lignes_annoncees(plan), source)
    assert not ecarts, f"Numéros de ligne qui ne sont pas les bons, {en_lignes(ecarts)}"


@pytest.mark.shared
def test_chaque_terme_du_glossaire_est_defini_a_sa_ligne(transcription: tuple[Plan, Source]) -> None:
    ecarts = mal_definis(*transcription)
    assert not ecarts, f"Définitions qui ne sont pas là où elles sont annoncées, {en_lignes(ecarts)}"


@pytest.mark.shared
def test_chaque_point_de_vigilance_cite_la_source(transcription: tuple[Plan, Source]) -> None:
    plan, _ = transcription
    muets = [point.id for point in plan.points_de_vigilance if not point.extraits]
    assert not muets, f"Points de vigilance sans extrait : {', '.join(muets)}"


def lignes_d_indicateurs(fiche: Fiche) -> set[str]:
    """Les lignes du texte qui disent un indicateur : celles que l'on scinde comptent pour une."""
    return {indicateur.ligne_composee or indicateur.id for indicateur in fiche.indicateurs}


@pytest.mark.parametrize("nom", COMPTES)
def test_les_comptes_sont_ceux_de_l_enonce(nom: str) -> None:
    plan = Plan.model_validate(brut(RACINE / "params" / "departements" / nom / "plan.yml"))
    comptes = {
        "fiches": len(plan.fiches),
        "actions": sum(len(fiche.actions) for fiche in plan.fiches),
        "indicateurs": sum(len(lignes_d_indicateurs(fiche)) for fiche in plan.fiches),
        "indicateurs_scindes": sum(len(fiche.indicateurs) for fiche in plan.fiches),
        "instances": len(plan.gouvernance),
    }
    assert comptes == COMPTES[nom], f"{nom} : le plan n'a pas le compte annoncé"


# --- le contrôle sait échouer -------------------------------------------------------------------


@pytest.mark.shared
def test_un_texte_invente_est_refuse(transcription: tuple[Plan, Source]) -> None:
    plan, source = transcription
    fiche = plan.fiches[0].model_copy(update={"pilotes": ["Agence des exemples inventés"]})
    faux = plan.model_copy(update={"fiches": [fiche, *plan.fiches[1:]]})
    assert absents(faux, source) == [f"{fiche.id} · pilotes : « Agence des exemples inventés »"]


@pytest.mark.shared
def test_un_extrait_deplace_est_refuse(transcription: tuple[Plan, Source]) -> None:
    plan, source = transcription
    deplace = [("décalé", ligne + 1, texte) for _, ligne, texte in extraits(plan.fiches)]
    assert mal_places(iter(deplace), source), "Un extrait décalé d'une ligne aurait dû être refusé"


PETITE_SOURCE = Source(
    [
        "a) Ouvrir *dix* places en 3^{ème} année, <i>puis</i> vingt.",
        "Mieux informer les familles\tCaf\t",
        "",
        "dans chaque commune du territoire\t\t",
    ]
)


@pytest.mark.parametrize(
    "texte",
    [
        "Ouvrir dix places en 3ème année, puis vingt.",
        "Caf",
        "Mieux informer les familles dans chaque commune du territoire",
    ],
)
def test_la_mise_en_page_ne_compte_pas(texte: str) -> None:
    assert PETITE_SOURCE.contient(texte), f"« {texte} » est bien dans la source"


@pytest.mark.parametrize(
    "texte",
    [
        "Ouvrir onze places en 3ème année, puis vingt.",
        "Ouvrir dix places, puis vingt.",
        "Ouvrir dix place",
        "Mieux informer les familles du territoire",
    ],
)
def test_un_mot_change_retire_ou_tronque_est_refuse(texte: str) -> None:
    assert not PETITE_SOURCE.contient(texte), f"« {texte} » n'est pas dans la source"


def test_un_extrait_commence_a_sa_ligne() -> None:
    assert PETITE_SOURCE.lit_a(2, "Mieux informer les familles")
    assert not PETITE_SOURCE.lit_a(1, "Mieux informer les familles")
    assert not PETITE_SOURCE.lit_a(3, "dans chaque commune du territoire")
