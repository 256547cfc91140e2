"""De bons petits fichiers, un par lecteur de « sdsf actualiser », et de quoi les abîmer."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests import cnaf, producteurs
from tests.contours import rangee

MOUVEMENTS = (
    "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TNCC_AV,NCC_AV,NCCENR_AV,LIBELLE_AV,"
    "TYPECOM_AP,COM_AP,TNCC_AP,NCC_AP,NCCENR_AP,LIBELLE_AP"
)
SERIE = "2023,DEP,{code},{nom},{mesure},{valeur},{source}"


@dataclass(frozen=True)
class Fichier:
    """Un bon CSV : sa deuxième ligne porte ``valeur``, ``code`` et ``nom``, qu'un test remplace."""

    source: str
    nom_du_fichier: str
    texte: str
    signe: str = ";"
    valeur: str = ""
    colonne: str = ""
    code: str = "34172"
    nom: str = ""
    annee: str = "2023"
    cle: str = ""
    """Une colonne sans laquelle il ne se lit pas."""

    @property
    def lignes(self) -> list[str]:
        return self.texte.splitlines()

    def rangees(self) -> list[list[str]]:
        return list(csv.reader(self.lignes, delimiter=self.signe))

    def ecrire(self, rangees: list[list[str]]) -> str:
        sortie = io.StringIO()
        csv.writer(sortie, delimiter=self.signe, lineterminator="\n").writerows(rangees)
        return sortie.getvalue()

    def avec(self, valeur: str) -> str:
        """Le fichier où la valeur est une autre, entre guillemets s'il le faut."""
        citee = f'"{valeur}"' if self.signe in valeur else valeur
        return self.texte.replace(self.valeur, citee, 1)


def _texte(*lignes: str) -> str:
    return "\n".join(lignes) + "\n"


def _serie(source: str, mesure: str, valeurs: tuple[str, str]) -> str:
    communs = {"mesure": mesure, "source": source}
    return _texte(
        producteurs.EN_TETE_LONG,
        SERIE.format(code="34", nom="Hérault", valeur=valeurs[0], **communs),
        SERIE.format(code="01", nom="Ain", valeur=valeurs[1], **communs),
    )


FICHIERS = {
    "cnaf taux": Fichier(
        "cnaf", "txcouv_pe_dep.csv",
        _texte(cnaf.entete("dep"), "2023;34;HERAULT;20.1;3.2;23.3;2.1;27.0;1.3;28.3;53.7",
               "2023;01;AIN;10.0;5.0;15.0;2.1;47.5;0.7;48.2;65.3"),
        valeur="53.7", colonne="txcouv_dep", code="34", nom="HERAULT", cle="numdep",
    ),
    "cnaf places": Fichier(
        "cnaf", "nbpla_pe_com.csv",
        _texte(cnaf.entete("com", "pl"), "2023;34172;MONTPELLIER;900;100;1000;90;800;110;910;2000",
               "2023;01053;BOURG;90;10;100;9;80;11;91;200"),
        valeur="2000", colonne="tot_offre_com", nom="MONTPELLIER", cle="numcom",
    ),
    "cnaf allocataires": Fichier(
        "cnaf", "s_ben_com_f.csv",
        _texte(cnaf.ALLOCATAIRES, "2023-12;34172;MONTPELLIER;10870;29210;845;100",
               "2023-12;01053;BOURG;1000;2000;45;100"),
        valeur="10870", colonne="indfoy_ndur", nom="MONTPELLIER", cle="numcomdo",
    ),
    "cnaf ancien": Fichier(
        "cnaf", "TAUXCOUV2020.csv",
        _texte("NUM_COM;NOM_COM;NUM_EPCI;NOM_EPCI;tauxcouv_com", "34172;MONTPELLIER;243400017;M;62,5",
               "01053;BOURG;200071751;GBA;50,5"),
        valeur="62,5", colonne="tauxcouv_com", nom="MONTPELLIER", annee="2020", cle="NUM_COM",
    ),
    "cnaf série": Fichier(
        "cnaf", "dep_taux.csv", _serie("Cnaf hist", "txcouv", ("53.7", "65.3")), ",",
        valeur="53.7", colonne="valeur", code="34", nom="Hérault", cle="maille",
    ),
    "filosofi": Fichier(
        "insee", "cc_filosofi_2021_COM.csv",
        _texte(producteurs.EN_TETE_FILOSOFI_LARGE, "34172;1000;19670;28,0;50", "01053;5;20100;12,5;3",
               "34301;100;20000;s;nd"),
        valeur="28,0", colonne="TP6021", annee="21", cle="TP6021",
    ),
    "melodi": Fichier(
        "insee", "DS_ETAT_CIVIL_data.csv",
        _texte("GEO;GEO_OBJECT;EC_MEASURE;FREQ;TIME_PERIOD;OBS_VALUE", "34172;COM;LVB;A;2023;4321",
               "01;DEP;LVB;A;2023;7000"),
        valeur="4321", colonne="OBS_VALUE", cle="TIME_PERIOD",
    ),
    "série insee": Fichier(
        "insee", "population.csv", _serie("Insee", "pop_total", ("1200000", "600000")), ",",
        valeur="1200000", colonne="valeur", code="34", nom="Hérault", cle="maille",
    ),
    "drees": Fichier(
        "drees", "offre.csv", _serie("Drees", "places_creches_collectives", ("7000", "2100")), ",",
        valeur="7000", colonne="valeur", code="34", nom="Hérault", cle="maille",
    ),
    "dgcl": Fichier(
        "dgcl", "epcicom2025.csv",
        _texte(producteurs.EN_TETE_EPCICOM,
               "34;243400017;Montpellier 3M;METRO;FPU;1;520000;510000;34;34172;213401722;M;310000;302000",
               "01;200071751;Bassin de Bourg;CA;FPU;1;140000;135000;01;01053;210100533;B;42000;41000"),
        valeur="510000", colonne="total_pop_mun", nom="Montpellier 3M", annee="2025", cle="siren",
    ),
    "qpv": Fichier(
        "qpv", "listeqp2024.csv",
        _texte(producteurs.EN_TETE_QPV, "QN03401M;Mosson;76;Occitanie;34;Hérault;34172;Montpellier;;",
               "QN00101M;Reyssouze;84;ARA;01;Ain;01053;Bourg;;"),
        nom="Mosson", annee="2024", cle="lib_qp",
    ),
    "mouvements": Fichier(
        "territoires", "mouvements-communes.csv",
        _texte(MOUVEMENTS,
               "32,2019-01-01,COM,34330,0,VERARGUES,Vérargues,Vérargues,COM,34246,0,VIGNES,V,Entre-Vignes",
               "32,2016-01-01,COM,01095,0,CHAVANNES,C,Chavannes,COM,01125,0,CORVEISSIAT,C,Corveissiat"), ",",
        code="34330", nom="Vérargues,Vérargues", annee="2019", cle="DATE_EFF",
    ),
}  # fmt: skip


# --- abîmer ---------------------------------------------------------------------------------------

Abimer = Callable[[Fichier], str | bytes]


def sans_la_colonne(fichier: Fichier) -> str:
    rang = fichier.rangees()[0].index(fichier.cle)
    return fichier.ecrire([rangee[:rang] + rangee[rang + 1 :] for rangee in fichier.rangees()])


def autre_ordre(fichier: Fichier) -> str:
    return fichier.ecrire([rangee[::-1] for rangee in fichier.rangees()])


def colonne_en_trop(fichier: Fichier) -> str:
    return fichier.ecrire([[*r, "remarque" if n == 0 else "vu"] for n, r in enumerate(fichier.rangees())])


def separateurs_meles(fichier: Fichier) -> str:
    autre = "," if fichier.signe == ";" else ";"
    return fichier.texte.replace(fichier.lignes[2], fichier.lignes[2].replace(fichier.signe, autre))


def zero_perdu(fichier: Fichier) -> str:
    """Les codes 01 et 01053, comme un tableur les enregistre."""
    codes = {"01": "1", "01053": "1053", "01095": "1095", "01125": "1125"}
    return fichier.ecrire([[codes.get(mot, mot) for mot in rangee] for rangee in fichier.rangees()])


def futur(fichier: Fichier, texte: str) -> str:
    """Un texte, ou un nom de fichier, dix ans trop tôt."""
    return texte.replace(fichier.annee, "2031"[-len(fichier.annee) :])


def ligne_sans_fin(octets: int) -> Abimer:
    return lambda fichier: fichier.texte + fichier.lignes[1].replace(fichier.code, "9" * octets, 1) + "\n"


def trop_de_colonnes(nombre: int) -> Abimer:
    def abimer(fichier: Fichier) -> str:
        suite = fichier.signe.join(f"c{n}" for n in range(nombre))
        return f"{fichier.lignes[0]}{fichier.signe}{suite}\n{fichier.lignes[1]}\n"

    return abimer


def contours(dossier: Path) -> Path:
    """Un bon fichier de contours : deux EPCI de l'Hérault."""
    chemin = dossier / "epci-34.geojson"
    chemin.write_bytes(rangee(["243400017", "200017341"]))
    return chemin
