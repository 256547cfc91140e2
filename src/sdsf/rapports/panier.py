"""Le panier de services parentalité (T5) : qui a tous les services, selon chaque définition."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sdsf.chiffres import Chiffre, Trace, ecrire, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.panier import Encadrement, paniers, part_complets
from sdsf.rapports.chiffrer import source_citee
from sdsf.referentiel.services import Panier, Services
from sdsf.releves.periodes import annee_de
from sdsf.rendu.blocs import Bloc, Colonne, Etiquette, Ligne, Paragraphe, Tableau, absence, phrase
from sdsf.rendu.nombres import abreger, accorder, liste_fr

QUI = "la Caf (actions Reaap, Laep, Clas et médiation familiale financés, par EPCI)"
PAR_EPCI = "part_epci_panier_parentalite_complet"


@dataclass(frozen=True)
class Offre:
    """Ce que les relevés d'une année disent des services de chaque territoire."""

    annee: int
    maille: str
    noms: Mapping[str, str]
    lignes: pd.DataFrame
    """``territoire, service, nombre`` et la trace."""
    du_departement: pd.DataFrame
    """Les mêmes, du département entier : un service qui rayonne y compte."""
    dits: Mapping[str, bool]
    """Ce qu'un texte dit du panier entier, selon la définition ``dite``."""
    dite: Panier
    source: str
    trace: Trace


def territoires_locaux(dossier: Dossier) -> tuple[str, dict[str, str]]:
    """La maille où l'on compare (EPT s'il y en a, sinon EPCI), et le nom de chaque territoire."""
    table = dossier.tables["territoires"]
    maille = "ept" if (table["maille"] == "ept").any() else "epci"
    lignes = table[table["maille"] == maille]
    return maille, dict(zip(lignes["territoire"], lignes["nom"], strict=True))


def panier(dossier: Dossier) -> list[Bloc]:
    """Le panier de chaque territoire ; ce qui se dit du département s'il n'y a rien par territoire."""
    services, offre = dossier.services, lire_offre(dossier)
    if offre is None:
        return [absence(sans_panier(dossier), QUI)]
    retenue = services.definition()
    etats = {definition.code: etats_du_panier(offre, definition) for definition in services.paniers}
    return [
        Paragraphe(_synthese(dossier, offre, retenue, etats[retenue.code])),
        _tableau(offre, services, etats),
        _definitions(dossier, offre, services, etats),
        *_contradictions(offre, etats[retenue.code]),
    ]


def sans_panier(dossier: Dossier) -> str:
    """Ce qui manque pour dire le panier."""
    maille, _ = territoires_locaux(dossier)
    debut = f"Aucun relevé par {maille.upper()} ne dit, jusqu'en {dossier.annee}"
    return f"{debut}, où existent les services de soutien à la parentalité : le panier ne s'établit pas."


# --- ce que disent les relevés --------------------------------------------------------------------


def lire_offre(dossier: Dossier) -> Offre | None:
    """La dernière année qui dit quelque chose d'un service ou d'un panier ; ``None`` si aucune ne le fait."""
    return dossier.une_fois("offre du panier", lambda: _lire_offre(dossier))


def _lire_offre(dossier: Dossier) -> Offre | None:
    services = dossier.services
    maille, noms = territoires_locaux(dossier)
    codes = [code for service in services.services for code in service.releves]
    utiles = _lignes(dossier, maille, [*codes, services.panier_complet.releve, services.aucun_service])
    if utiles.empty or not noms:
        return None
    annee = int(utiles["annee"].max())
    de_l_annee = utiles[utiles["annee"] == annee]
    entiers = de_l_annee[de_l_annee["indicateur"] == services.panier_complet.releve].dropna(subset=["valeur"])
    larges = _lignes(dossier, "departement", [*codes, services.panier_complet.nombre])
    siennes = larges[(larges["territoire"] == dossier.departement.code) & (larges["annee"] == annee)]
    dits = {str(ligne["territoire"]): bool(ligne["valeur"] > 0) for _, ligne in entiers.iterrows()}
    sources = sorted({source_citee(dossier, str(source)) for source in de_l_annee["source"]})
    return Offre(
        annee=annee,
        maille=maille.upper(),
        noms=noms,
        lignes=pd.concat([_par_service(de_l_annee, services), _dits_presents(entiers, services)]),
        du_departement=_par_service(siennes, services),
        dits=_avec_les_autres(dits, noms, siennes, services),
        dite=services.definition(services.panier_complet.definition),
        source=" ; ".join(sources),
        trace=trace_de(de_l_annee),
    )


def _lignes(dossier: Dossier, maille: str, codes: list[str]) -> pd.DataFrame:
    releves = dossier.releves
    lignes = releves[releves["indicateur"].isin(codes) & (releves["maille"] == maille)]
    datees = lignes.assign(annee=[annee_de(periode) for periode in lignes["periode"]])
    connues: pd.DataFrame = datees[datees["annee"] <= dossier.annee]
    return connues


def _par_service(lignes: pd.DataFrame, services: Services) -> pd.DataFrame:
    """Une ligne par territoire, service et relevé ; « aucun service » vaut 0 pour chacun."""
    aucun = lignes[(lignes["indicateur"] == services.aucun_service) & (lignes["valeur"] == 0)]
    morceaux = [
        morceau.assign(service=service.code, nombre=morceau["valeur"])
        for service in services.services
        for morceau in (lignes[lignes["indicateur"].isin(service.releves)], aucun)
    ]
    return pd.concat(morceaux, ignore_index=True)


def _avec_les_autres(
    dits: dict[str, bool], noms: Mapping[str, str], siennes: pd.DataFrame, services: Services
) -> dict[str, bool]:
    """Un texte qui dit combien de paniers sont complets, et les nomme tous, dit aussi que les autres non."""
    combien = siennes.loc[siennes["indicateur"] == services.panier_complet.nombre, "valeur"].dropna()
    if sum(dits.values()) not in set(combien):
        return dits
    return dict.fromkeys(noms, False) | dits


def _dits_presents(entiers: pd.DataFrame, services: Services) -> pd.DataFrame:
    """Un panier dit complet dit présents les services de la définition dont le texte parle, et eux seuls."""
    complets = entiers[entiers["valeur"] > 0]
    dits = services.definition(services.panier_complet.definition).services
    return pd.concat([complets.assign(service=code, nombre=complets["valeur"]) for code in dits])


def etats_du_panier(offre: Offre, definition: Panier) -> pd.DataFrame:
    """L'état du panier de chaque territoire selon une définition."""
    dits = offre.dits if definition.code == offre.dite.code else {}
    if set(definition.services) > set(offre.dite.services):
        # Un panier plus exigeant ne peut être complet là où un texte dit que le premier ne l'est pas.
        dits = {territoire: False for territoire, complet in offre.dits.items() if not complet}
    rayonnent = offre.du_departement[offre.du_departement["service"].isin(definition.a_rayonnement)]
    lignes = pd.concat([offre.lignes, rayonnent], ignore_index=True)
    # Le département, ajouté pour ce qui y rayonne, n'a pas de panier à lui.
    etats = paniers(lignes, [*offre.noms, *sorted(set(rayonnent["territoire"]))], definition, dits)
    return etats[etats["territoire"].isin(offre.noms)].reset_index(drop=True)


# --- la phrase et le tableau ----------------------------------------------------------------------


def _synthese(dossier: Dossier, offre: Offre, retenue: Panier, etats: pd.DataFrame) -> object:
    complets = [offre.noms[t] for t in etats.loc[etats["complet"] == "oui", "territoire"]]
    part = chiffres_de_la_part(dossier, offre, retenue, part_complets(etats))
    suite = f" : {abreger(complets, 8)}" if complets else ""
    borne = "{p} %" if part[0] == part[1] else "de {p} à {q} %"
    inconnus = int((etats["complet"] == "inconnu").sum())
    pourquoi = f", l'état de {inconnus} n'étant pas connu" if inconnus else ""
    mot = accorder(len(complets), "a le panier complet", "ont le panier complet")
    return phrase(
        f"En {offre.annee}, {{k}} {offre.maille} sur {{n}} {mot} ({retenue.intitule[0].lower()}"
        f"{retenue.intitule[1:]}){suite}. Part des {offre.maille} au panier complet : {borne}{pourquoi}.",
        k=_compter(dossier, offre, f"{offre.maille} au panier complet", len(complets)),
        n=_compter(dossier, offre, f"{offre.maille} du département", len(offre.noms)),
        p=part[0],
        q=part[1],
    )


def _compter(dossier: Dossier, offre: Offre, libelle: str, combien: int) -> Chiffre:
    return Chiffre(
        libelle,
        float(combien),
        "territoires",
        formule="dénombrement",
        territoire=dossier.departement.nom,
        periode=str(offre.annee),
        source=offre.source,
        trace=offre.trace,
    )


def chiffres_de_la_part(
    dossier: Dossier, offre: Offre, definition: Panier, part: Encadrement
) -> tuple[Chiffre, Chiffre]:
    """Les deux bornes de PAR-07 pour une définition ; égales si tout est connu."""
    bas, haut = (
        Chiffre(
            f"{offre.maille} au panier complet, {definition.intitule[0].lower()}{definition.intitule[1:]}",
            valeur,
            "pourcent",
            etat="valeur" if valeur is not None else "sans_objet",
            formule=f"{offre.maille} au panier complet ÷ {offre.maille} × 100",
            numerateur=ecrire(numerateur),
            denominateur=ecrire(part.denominateur),
            territoire=dossier.departement.nom,
            periode=str(offre.annee),
            source=offre.source,
            note=part.motif,
            trace=offre.trace,
        )
        for valeur, numerateur in (
            (part.au_moins, part.numerateur),
            (part.au_plus, round((part.au_plus or 0) * part.denominateur / 100)),
        )
    )
    return bas, haut


def _tableau(offre: Offre, services: Services, etats: Mapping[str, pd.DataFrame]) -> Tableau:
    """Une ligne par territoire : chaque service, puis le panier selon chaque définition."""
    colonnes = [
        Colonne(offre.maille),
        *(Colonne(service.intitule) for service in services.services),
        *(Colonne(f"Panier {rang}") for rang, _ in enumerate(services.paniers, 1)),
    ]
    lignes = [
        Ligne(
            [
                nom,
                *(_presence(offre, code, service.code) for service in services.services),
                *(_etat(etats[definition.code], code) for definition in services.paniers),
            ]
        )
        for code, nom in sorted(offre.noms.items(), key=lambda couple: couple[1])
    ]
    legende = f"Le panier de services parentalité par {offre.maille}, {offre.annee}"
    note = "« inconnu » : aucun relevé ne le dit ; une ligne qui manque n'est pas une absence de service."
    return Tableau(legende, colonnes, lignes, note)


def _presence(offre: Offre, territoire: str, service: str) -> object:
    """Oui dès qu'un relevé en compte un, non si tous valent 0, sinon inconnu."""
    lignes = offre.lignes[(offre.lignes["territoire"] == territoire) & (offre.lignes["service"] == service)]
    if lignes.empty or (lignes["valeur"].isna().any() and not (lignes["valeur"] > 0).any()):
        return "inconnu"
    return Etiquette("oui" if (lignes["valeur"] > 0).any() else "non")


def _etat(etats: pd.DataFrame, territoire: str) -> object:
    ligne = etats.set_index("territoire").loc[territoire]
    presence = str(ligne["complet"])
    return Etiquette(presence) if presence != "inconnu" else "inconnu"


def _definitions(
    dossier: Dossier, offre: Offre, services: Services, etats: Mapping[str, pd.DataFrame]
) -> Tableau:
    """Chaque définition, qui la pose, et la part qu'elle donne."""
    lignes = []
    for rang, definition in enumerate(services.paniers, 1):
        bas, haut = chiffres_de_la_part(dossier, offre, definition, part_complets(etats[definition.code]))
        part = phrase("{p}", p=bas) if bas == haut else phrase("de {p} à {q}", p=bas, q=haut)
        sources = [dossier.referentiel.sources[c.source].titre for c in definition.citations]
        suivie = " (suivie par ce rapport)" if definition.code == services.panier else ""
        lignes.append(Ligne([f"Panier {rang}{suivie}", definition.intitule, part, liste_fr(sources)]))
    titres = ["Panier", "Définition", f"{offre.maille} au panier complet (%)", "Texte qui la pose"]
    colonnes = [Colonne(titre, "nombre" if rang == 2 else "") for rang, titre in enumerate(titres)]
    return Tableau("Les définitions du panier, et ce qu'elles changent", colonnes, lignes)


def _contradictions(offre: Offre, etats: pd.DataFrame) -> list[Bloc]:
    """Ce qu'un texte dit du panier entier contre ce que disent les services."""
    contraires = etats[etats["motif"].str.startswith("le texte dit «")]
    return [
        Paragraphe(f"{offre.noms[str(ligne['territoire'])]} : {ligne['motif']}.", "note")
        for _, ligne in contraires.iterrows()
    ]
