"""La cohérence d'un plan : tout ce qu'un modèle ne voit pas seul, en disant chaque faute à sa place."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sdsf import erreurs as err
from sdsf.erreurs import Erreur, enumerer, plus_proche
from sdsf.lecture.document_yaml import Chemin, DocumentLu
from sdsf.plan.modeles import Action, EnVigueur, Fiche, Indicateur, Modele, Plan
from sdsf.plan.valeurs import fautes_de_valeurs

NOEUD = "un nœud de l'arborescence"
A_DECRIRE = ", ou décrivez ce nœud dans « arborescence »"
OU_NULL = ", ou écrivez null"
# Ce qui ne s'écrit pas deux fois : son nom, et l'accord d'« employé ».
EN_DOUBLE = {"id": ("L'id", ""), "code": ("Le code", ""), "forme": ("La forme", "e")}


def verifier_renvois(
    plan: Plan, document: DocumentLu, indicateurs: Collection[str], dossier: tuple[str, str]
) -> list[Erreur]:
    """Tout ce qu'un modèle ne voit pas seul : doubles, renvois vers rien, dossier et contenu."""
    return [
        *_fautes_de_dossier(plan, document, dossier),
        *fautes_de_valeurs(plan, document),
        *_doubles(_identifiants(plan), document, "id"),
        *_codes_en_double(plan, document),
        *_fautes_de_parente(plan, document),
        *_renvois_des_annexes(plan, document),
        *_renvois_aux_actions(plan, document),
        *_renvois_aux_avenants(plan, document),
        *_formes_en_double(plan, document),
        *_renvois_aux_indicateurs(plan, document, indicateurs),
    ]


def _fautes_de_dossier(plan: Plan, document: DocumentLu, dossier: tuple[str, str]) -> list[Erreur]:
    contenu = (plan.departement, f"{plan.periode.debut}-{plan.periode.fin}")
    cles = ("departement", "periode")
    return [
        err.DossierIncoherent(document.lieu((cle,)), recu=recu, attendu=attendu)
        for cle, recu, attendu in zip(cles, contenu, dossier, strict=True)
        if recu != attendu
    ]


def _identifiants(objet: object, chemin: Chemin = ()) -> Iterable[tuple[str, Chemin]]:
    """Chaque ``id`` du plan et sa place, où qu'il soit."""
    if isinstance(objet, list):
        for rang, element in enumerate(objet):
            yield from _identifiants(element, (*chemin, rang))
    elif isinstance(objet, Modele):
        if "id" in type(objet).model_fields:
            yield getattr(objet, "id"), (*chemin, "id")  # noqa: B009 - le champ vient du modèle
        for nom in type(objet).model_fields:
            yield from _identifiants(getattr(objet, nom), (*chemin, nom))


def _codes_en_double(plan: Plan, document: DocumentLu) -> list[Erreur]:
    """Un ``code`` est unique sous son parent."""
    par_parent: dict[object, list[tuple[str, Chemin]]] = defaultdict(list)
    for rang, noeud in enumerate(plan.arborescence):
        if noeud.code:
            par_parent[noeud.parent, noeud.niveau].append((noeud.code, ("arborescence", rang, "code")))
    for rang, fiche in enumerate(plan.fiches):
        if fiche.code:
            par_parent[fiche.parent].append((fiche.code, ("fiches", rang, "code")))
        for place, action in enumerate(fiche.actions):
            if action.code:
                par_parent[fiche.id].append((action.code, ("fiches", rang, "actions", place, "code")))
    return [faute for couples in par_parent.values() for faute in _doubles(couples, document, "code")]


def _doubles(couples: Iterable[tuple[str, Chemin]], document: DocumentLu, quoi: str) -> list[Erreur]:
    premiers: dict[str, Chemin] = {}
    fautes: list[Erreur] = []
    for mot, chemin in couples:
        if mot in premiers:
            ligne, (nom, accord) = document.ligne(premiers[mot]), EN_DOUBLE[quoi]
            lieu = document.lieu(chemin)
            fautes.append(err.CodeEnDouble(lieu, quoi=nom, recu=mot, accord=accord, autre_ligne=ligne))
        premiers.setdefault(mot, chemin)
    return fautes


def _fautes_de_parente(plan: Plan, document: DocumentLu) -> list[Erreur]:
    noeuds = {noeud.id: noeud for noeud in plan.arborescence}
    mots = f" ; mots admis : {enumerer(plan.niveaux)}"
    fautes: list[Erreur] = []
    for rang, noeud in enumerate(plan.arborescence):
        place: Chemin = ("arborescence", rang)
        if noeud.parent is not None:
            haut = f"{OU_NULL} tout en haut"
            fautes += _renvoi(document, (*place, "parent"), noeud.parent, noeuds, NOEUD, haut)
        niveau = (*place, "niveau")
        fautes += _renvoi(document, niveau, noeud.niveau, plan.niveaux, "un mot de « niveaux »", mots)
    for rang, fiche in enumerate(plan.fiches):
        fautes += _renvoi(document, ("fiches", rang, "parent"), fiche.parent, noeuds, NOEUD, A_DECRIRE)
    return fautes + _cycles(plan, document)


def _cycles(plan: Plan, document: DocumentLu) -> list[Erreur]:
    parents = {noeud.id: noeud.parent for noeud in plan.arborescence}
    fautes: list[Erreur] = []
    for rang, noeud in enumerate(plan.arborescence):
        vus, courant = {noeud.id}, noeud.parent
        while courant is not None and courant not in vus:
            vus.add(courant)
            courant = parents.get(courant)
        if courant == noeud.id:
            lieu = document.lieu(("arborescence", rang, "parent"))
            boucle = " › ".join(_ancetres(noeud.id, parents))
            cause = f"ce nœud est son propre ancêtre ({boucle})"
            haut = f"{OU_NULL} tout en haut"
            fautes.append(err.ValeurImpossible(lieu, recu=noeud.parent, cause=cause, complement=haut))
    return fautes


def _ancetres(depart: str, parents: Mapping[str, str | None]) -> list[str]:
    """La boucle d'un nœud qui se retrouve au-dessus de lui-même."""
    boucle, courant = [depart], parents[depart]
    while courant is not None and courant != depart:
        boucle.append(courant)
        courant = parents[courant]
    return [*boucle, depart]


def _renvois_des_annexes(plan: Plan, document: DocumentLu) -> list[Erreur]:
    fiches = {fiche.id for fiche in plan.fiches}
    actions = {action.id for fiche in plan.fiches for action in fiche.actions}
    fautes: list[Erreur] = []
    for rang, ligne in enumerate(plan.feuille_de_route):
        fautes += _renvoi(
            document, ("feuille_de_route", rang, "fiche"), ligne.fiche, fiches, "une fiche du plan"
        )
        if ligne.action:
            chemin: Chemin = ("feuille_de_route", rang, "action")
            fautes += _renvoi(document, chemin, ligne.action, actions, "une action du plan", OU_NULL)
    for rang, groupe in enumerate(plan.groupes_de_travail):
        fautes += _renvoi(
            document, ("groupes_de_travail", rang, "fiche"), groupe.fiche, fiches, "une fiche du plan"
        )
    return fautes


def _renvois_aux_actions(plan: Plan, document: DocumentLu) -> list[Erreur]:
    """Une étape, un indicateur, un engagement ne se rattachent qu'à une action de leur fiche."""
    fautes: list[Erreur] = []
    for rang, fiche in enumerate(plan.fiches):
        actions = {action.id for action in fiche.actions}
        for nom in ("etapes", "indicateurs", "engagements_chiffres"):
            for place, element in enumerate(getattr(fiche, nom)):
                if element.action:
                    chemin: Chemin = ("fiches", rang, nom, place, "action")
                    attendu = "une action de cette fiche"
                    fautes += _renvoi(document, chemin, element.action, actions, attendu, OU_NULL)
    return fautes


def _renvois_aux_avenants(plan: Plan, document: DocumentLu) -> list[Erreur]:
    """Ce qu'un avenant change cite un avenant du plan."""
    codes = [avenant.code for avenant in plan.avenants]
    return [
        faute
        for vigueur, chemin in _vigueurs(plan)
        if vigueur.avenant
        for faute in _renvoi(
            document, (*chemin, "avenant"), vigueur.avenant, codes, "un avenant du plan", OU_NULL
        )
    ]


def _vigueurs(plan: Plan) -> Iterable[tuple[EnVigueur, Chemin]]:
    for rang, fiche in enumerate(plan.fiches):
        elements: list[tuple[Fiche | Action | Indicateur, Chemin]] = [(fiche, ("fiches", rang))]
        elements += [(a, ("fiches", rang, "actions", n)) for n, a in enumerate(fiche.actions)]
        elements += [(i, ("fiches", rang, "indicateurs", n)) for n, i in enumerate(fiche.indicateurs)]
        for element, chemin in elements:
            if element.en_vigueur:
                yield element.en_vigueur, (*chemin, "en_vigueur")


def _formes_en_double(plan: Plan, document: DocumentLu) -> list[Erreur]:
    """Une même écriture ne désigne pas deux institutions."""
    couples = [
        (forme, ("acteurs", rang, "formes", place))
        for rang, acteur in enumerate(plan.acteurs)
        for place, forme in enumerate(acteur.formes)
    ]
    return _doubles(couples, document, "forme")


def _renvois_aux_indicateurs(plan: Plan, document: DocumentLu, admis: Collection[str]) -> list[Erreur]:
    fautes: list[Erreur] = []
    for rang, fiche in enumerate(plan.fiches):
        for place, indicateur in enumerate(fiche.indicateurs):
            chemin: Chemin = ("fiches", rang, "indicateurs", place, "indicateur")
            if indicateur.indicateur is None and indicateur.motif is None:
                fautes.append(err.MotifManquant(document.lieu(chemin)))
            if indicateur.indicateur is not None:
                attendu = "un indicateur du référentiel"
                fautes += _renvoi(
                    document, chemin, indicateur.indicateur, admis, attendu, f"{OU_NULL} avec un « motif »"
                )
    return fautes


def _renvoi(
    document: DocumentLu,
    chemin: Chemin,
    recu: str,
    admis: Collection[str],
    attendu: str,
    complement: str = "",
) -> list[Erreur]:
    if recu in admis:
        return []
    proche = plus_proche(recu, admis)
    lieu = document.lieu(chemin)
    return [err.ReferenceInconnue(lieu, proche=proche, recu=recu, attendu=attendu, complement=complement)]
