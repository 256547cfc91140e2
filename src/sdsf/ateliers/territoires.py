"""L'atelier des territoires : où placer le seuil de « sous-dotation », et qui s'y trouve alors ?

Un réglage se bouge à la souris ou au clavier ; la réponse est une phrase et un tableau, recalculés par les
mêmes fonctions que le rapport. Rien de ce qu'on essaie ici n'est écrit.
"""

from dataclasses import replace

import ipywidgets
from IPython.display import HTML, display
from markupsafe import Markup

from sdsf.ateliers.habillage import feuille, nommer_les_curseurs
from sdsf.chiffres import Chiffre, reunir, trace_de
from sdsf.dossier import Dossier
from sdsf.evaluation.sous_dotation import sous_dotes
from sdsf.rapports.accueil.vues import COMMUNES, EPCI, Maille, Vue, vue
from sdsf.rapports.chiffrer import compter_des_faits, du_releve, nom_du_territoire, source_citee
from sdsf.rendu.blocs import Bloc, Colonne, Ligne, Paragraphe, Tableau, absence, numerique, phrase
from sdsf.rendu.nombres import accorder
from sdsf.rendu.registre import Registre

MAILLES = {"EPCI": EPCI, "Communes": COMMUNES}


def atelier_des_territoires(dossier: Dossier) -> None:
    """Affiche les deux réglages (maille, seuil) et la réponse, qui suit chaque changement."""
    style = {"description_width": "13rem"}
    maille = ipywidgets.ToggleButtons(options=list(MAILLES), description="Territoires", style=style)
    seuil = ipywidgets.IntSlider(
        value=round(dossier.seuils.seuil_sous_dote_pct), min=50, max=120, step=5,
        description="Seuil (% de la France)", style=style, continuous_update=False,
        layout={"width": "min(36rem, 100%)"},
    )  # fmt: skip
    reponse = ipywidgets.interactive_output(
        lambda maille, seuil: display(HTML(reponse_en_html(dossier, MAILLES[maille], seuil))),
        {"maille": maille, "seuil": seuil},
    )
    boite = ipywidgets.VBox([feuille(dossier.espace), maille, seuil, reponse])
    boite.add_class("atelier")
    nommer_les_curseurs()
    display(boite)


def reponse_en_html(dossier: Dossier, maille: Maille, seuil_pct: float) -> str:
    """La réponse de l'atelier, avec les cartes de ses chiffres : lisible seule."""
    registre = Registre(dict(dossier.referentiel.unites))
    corps = Markup("\n").join(bloc.html(registre) for bloc in repondre(dossier, maille, seuil_pct))
    cartes = Markup("\n").join(registre.carte(numero, chiffre) for numero, chiffre in registre)
    return str(corps + cartes)


def repondre(dossier: Dossier, maille: Maille, seuil_pct: float) -> list[Bloc]:
    """Combien de territoires sont sous le seuil, et lesquels, du plus bas au plus haut."""
    trouvee = vue(dossier, maille)
    if trouvee is None:
        return [absence(maille.absence.format(annee=dossier.annee), "la Cnaf")]
    repere = trouvee.france or trouvee.departement
    if repere is None or repere.valeur is None:
        return [absence("Aucun repère de la même année et de la même édition n'est publié.", "la Cnaf")]
    dessous = sous_dotes(trouvee.table, repere.valeur, seuil_pct)
    retenue = replace(trouvee, table=dessous)
    return [_phrase(dossier, trouvee, retenue, repere, seuil_pct), *_tableau(dossier, retenue)]


def _phrase(dossier: Dossier, toute: Vue, retenue: Vue, repere: Chiffre, seuil_pct: float) -> Bloc:
    maille = toute.maille
    k = len(retenue.table)
    texte = (
        f"{{k}} {accorder(k, maille.singulier, maille.pluriel)} sur {{n}} "
        f"{accorder(k, 'est', 'sont')} sous {seuil_pct:g} % du taux observé"
    )
    ou = "en France" if toute.france else "dans l'ensemble du département"
    gabarit = f"{texte} {ou} ({{repere}} places pour 100 enfants en {toute.annee}), soit sous {{limite}}."
    return Paragraphe(
        phrase(
            gabarit,
            k=_compte(dossier, retenue, f"{maille.pluriel} sous le seuil"),
            n=_compte(dossier, toute, f"{maille.pluriel} dont le taux est connu"),
            repere=repere,
            limite=_limite(repere, seuil_pct),
        )
    )


def _compte(dossier: Dossier, v: Vue, libelle: str) -> Chiffre:
    traces = [trace_de(v.table.iloc[[rang]]) for rang in range(len(v.table))]
    source = source_citee(dossier, str(v.table["source"].iloc[0])) if len(v.table) else ""
    return compter_des_faits(dossier, libelle, traces, "territoires", source)


def _limite(repere: Chiffre, seuil_pct: float) -> Chiffre:
    """Le taux en dessous duquel on dit « sous-doté » : un calcul, tracé comme les autres."""
    return replace(
        repere,
        libelle="Limite de sous-dotation",
        valeur=(repere.valeur or 0) * seuil_pct / 100,
        nature="calculee",
        formule=f"{seuil_pct:g} % × {repere.libelle}",
        trace=reunir([repere.trace]),
    )


def _tableau(dossier: Dossier, v: Vue) -> list[Bloc]:
    if v.table.empty:
        return []
    lignes = [Ligne([nom_du_territoire(dossier, x), du_releve(dossier, x)]) for _, x in v.table.iterrows()]
    colonnes = [Colonne("Territoire"), numerique("Places pour 100 enfants")]
    return [
        Tableau(f"Les territoires sous le seuil en {v.annee}, du plus bas au plus haut", colonnes, lignes)
    ]
