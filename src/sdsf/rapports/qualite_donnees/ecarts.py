"""Ce qui ne se joint pas et ce qui se contredit : ruptures de série, deux valeurs d'un même fait."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import pandas as pd

from sdsf.chiffres import Chiffre, inconnu, reunir, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.qualite import Rupture, contradictions, ruptures
from sdsf.rapports.chiffrer import du_releve, nom_du_territoire
from sdsf.rapports.qualite_donnees.provenance import ORIGINES
from sdsf.rapports.qualite_donnees.releves_du_departement import (
    compter_groupes,
    intitule_de,
    maille_en_mots,
    releves_propres,
)
from sdsf.rendu.blocs import Bloc, Colonne, Ecart, Ligne, Paragraphe, Tableau, numerique, phrase
from sdsf.rendu.nombres import accorder


def ruptures_du_dossier(dossier: Dossier) -> list[Rupture]:
    """Les ruptures des séries du département et de ses territoires."""
    return dossier.une_fois("ruptures", lambda: ruptures(releves_propres(dossier)))


def ruptures_de_serie(dossier: Dossier) -> list[Bloc]:
    """Une ligne par rupture : entre quelles éditions, en quelle année, et l'écart sur les années communes."""
    trouvees = ruptures_du_dossier(dossier)
    if not trouvees:
        return [Paragraphe("Aucune série n'a deux éditions : rien n'est rompu.")]
    colonnes = [
        Colonne("Indicateur"),
        Colonne("Maille"),
        Colonne("D'une édition à l'autre"),
        Colonne("À partir de"),
        numerique("Valeurs publiées deux fois"),
        numerique("Écart moyen entre les deux"),
        Colonne("Ce qui a changé"),
    ]
    groupes = [list(groupe) for _, groupe in groupby(trouvees, lambda r: (r.indicateur, r.maille, r.source))]
    lignes = [ligne for groupe in groupes for ligne in _lignes_de_rupture(dossier, groupe)]
    lignes += _sans_annee_commune(dossier, [groupe[0] for groupe in groupes if _est_seule(groupe)])
    note = "Une évolution ne se lit qu'à l'intérieur d'une même édition ; aucune série n'est raccordée."
    return [Tableau("Les ruptures de série", colonnes, lignes, note)]


def _est_seule(groupe: list[Rupture]) -> bool:
    """Une rupture sans aucune année commune : rien ne s'y mesure, elle se lit avec ses semblables."""
    return len(groupe) == 1 and groupe[0].communes.empty


def _sans_annee_commune(dossier: Dossier, seules: list[Rupture]) -> list[Ligne]:
    """Une ligne pour toutes les séries qu'un même changement d'édition coupe, la même année."""
    par_changement: dict[tuple[str, str, str, int, str], list[Rupture]] = {}
    for rupture in seules:
        cle = (rupture.source, rupture.avant, rupture.apres, rupture.annee, _motif(dossier, rupture))
        par_changement.setdefault(cle, []).append(rupture)
    return [_coupees_ensemble(dossier, groupe) for _, groupe in sorted(par_changement.items())]


def _coupees_ensemble(dossier: Dossier, ensemble: list[Rupture]) -> Ligne:
    premiere = ensemble[0]
    noms = list(dict.fromkeys(intitule_de(dossier, rupture.indicateur) for rupture in ensemble))
    mailles = sorted({maille_en_mots(rupture.maille, 2) for rupture in ensemble})
    titre = f"{premiere.source}, {premiere.avant} puis {premiere.apres}"
    return Ligne(
        [
            ", ".join(noms),
            ", ".join(mailles),
            f"« {premiere.avant or 'sans nom'} » puis « {premiere.apres or 'sans nom'} »",
            str(premiere.annee),
            compter_groupes(dossier, f"{titre} : valeurs publiées deux fois", []),
            inconnu(f"{titre} : écart entre éditions", "nombre", "sans_objet", note="aucune année commune"),
            _motif(dossier, premiere),
        ]
    )


def _lignes_de_rupture(dossier: Dossier, groupe: list[Rupture]) -> list[Ligne]:
    """Une ligne par rupture ; une seule pour une source qui publie une édition par année."""
    if _est_seule(groupe):
        return []
    if len(groupe) == 1 or any(len(rupture.communes) for rupture in groupe):
        return [_rupture(dossier, rupture) for rupture in groupe]
    premiere, derniere = groupe[0], groupe[-1]
    nom = intitule_de(dossier, premiere.indicateur)
    producteur = dossier.referentiel.sources[premiere.source].producteur
    return [
        Ligne(
            [
                nom,
                maille_en_mots(premiere.maille, 2),
                f"une édition par année, de « {premiere.avant} » à « {derniere.apres} »",
                str(premiere.annee),
                compter_groupes(dossier, f"{nom} : valeurs publiées deux fois", []),
                inconnu(f"{nom} : écart entre éditions", "nombre", "sans_objet", note="aucune année commune"),
                f"rien ne dit que ces années se comparent : à demander à {producteur}",
            ]
        )
    ]


def _rupture(dossier: Dossier, rupture: Rupture) -> Ligne:
    lignes_lues = zip(
        rupture.communes["ligne_du_releve_avant"], rupture.communes["ligne_du_releve_apres"], strict=True
    )
    paires = [
        (dossier.releves.loc[[avant]].iloc[0], dossier.releves.loc[[apres]].iloc[0])
        for avant, apres in lignes_lues
    ]
    groupes = [pd.DataFrame([avant, apres]) for avant, apres in paires]
    nom = f"{intitule_de(dossier, rupture.indicateur)}, {maille_en_mots(rupture.maille, 2)}"
    return Ligne(
        [
            intitule_de(dossier, rupture.indicateur),
            maille_en_mots(rupture.maille, 2),
            f"« {rupture.avant or 'sans nom'} » puis « {rupture.apres or 'sans nom'} »",
            str(rupture.annee),
            compter_groupes(dossier, f"{nom} : valeurs publiées deux fois", groupes),
            _ecart_moyen(dossier, nom, paires),
            _motif(dossier, rupture),
        ]
    )


def _ecart_moyen(dossier: Dossier, nom: str, paires: Sequence[tuple[pd.Series, pd.Series]]) -> object:
    """La nouvelle valeur moins l'ancienne, en moyenne des territoires et années publiés deux fois."""
    libelle = f"{nom} : écart entre éditions"
    if not paires:
        return inconnu(libelle, "nombre", "sans_objet", note="aucune année commune")
    ecarts = [apres["valeur"] - avant["valeur"] for avant, apres in paires]
    modele = du_releve(dossier, paires[0][1])
    unite = dossier.referentiel.unite(str(paires[0][1]["unite"]))
    moyen = replace(
        modele,
        libelle=libelle,
        valeur=round(sum(ecarts) / len(ecarts), 6),
        unite="points" if unite.evolution == "points" else modele.unite,
        nature="calculee",
        formule="moyenne de (nouvelle édition − ancienne édition), une fois par territoire et par année",
        numerateur="",
        denominateur="",
        territoire=dossier.departement.nom,
        trace=reunir([trace_de(pd.DataFrame(list(paire))) for paire in paires]),
    )
    return Ecart(moyen)


def _motif(dossier: Dossier, rupture: Rupture) -> str:
    """Le motif écrit dans la fiche de l'indicateur ; sinon, l'aveu qu'on ne le connaît pas."""
    fiche = dossier.referentiel.indicateurs.get(rupture.indicateur)
    for connue in fiche.ruptures if fiche else ():
        if (connue.source, connue.avant, connue.apres) == (rupture.source, rupture.avant, rupture.apres):
            return connue.motif
    producteur = dossier.referentiel.sources[rupture.source].producteur
    return f"non documenté : à demander à {producteur}"


def faits_contredits(dossier: Dossier) -> list[pd.DataFrame]:
    """Les faits du département qui ont deux valeurs, les lignes de chacun."""
    return contradictions(releves_propres(dossier))


def contradictions_entre_sources(dossier: Dossier) -> list[Bloc]:
    """Chaque fait qui a deux valeurs : toutes se gardent, aucune n'est choisie à la place du lecteur."""
    faits = faits_contredits(dossier)
    if not faits:
        return [Paragraphe("Aucun fait n'a deux valeurs dans les données réunies.")]
    verbe = accorder(len(faits), "fait a plusieurs valeurs", "faits ont plusieurs valeurs")
    nombre = compter_groupes(dossier, "Faits à plusieurs valeurs", faits)
    titres = ["Fait", "Territoire", "Période", "Valeurs", "Ce qui s'oppose"]
    lignes = [_contradiction(dossier, fait) for fait in faits]
    tableau = Tableau("Les faits qui ont plusieurs valeurs", [Colonne(t) for t in titres], lignes)
    return [Paragraphe(phrase(f"{{n}} {verbe} ; toutes sont gardées.", n=nombre)), tableau]


def _contradiction(dossier: Dossier, fait: pd.DataFrame) -> Ligne:
    premiere = fait.iloc[0]
    valeurs = [_valeur(dossier, ligne) for _, ligne in fait.iterrows()]
    return Ligne(
        [
            intitule_de(dossier, str(premiere["indicateur"])),
            nom_du_territoire(dossier, premiere),
            premiere["periode"],
            valeurs,
            genre_de_contradiction(fait),
        ]
    )


def _valeur(dossier: Dossier, ligne: pd.Series) -> object:
    """La valeur, son unité, et qui la donne ; les mots du texte quand c'est lui."""
    chiffre: Chiffre = du_releve(dossier, ligne)
    unite = dossier.referentiel.unite(str(ligne["unite"])).court
    mots = f" : « {ligne['extrait']} »" if ligne["origine"] == "texte" else ""
    return phrase(
        "{v}{u} ({o} ; {s}{e}{m})",
        v=chiffre,
        u=f" {unite}" if unite else "",
        o=ORIGINES[ligne["origine"]],
        s=chiffre.source,
        e=f", édition « {chiffre.edition} »" if chiffre.edition else "",
        m=mots,
    )


def genre_de_contradiction(fait: pd.DataFrame) -> str:
    """Ce qui s'oppose : le texte à lui-même, le texte à un producteur, deux producteurs."""
    origines = set(fait["origine"])
    if origines == {"texte"}:
        return "deux passages du texte"
    if "texte" in origines:
        return "le texte et une source publiée" if "producteur" in origines else "le texte et une saisie"
    return "deux sources"
