"""Engendrer la référence (``docs/reference``), les schémas des éditeurs et le paquet de toutes les tables.

``python -m sdsf.reference docs/reference`` ; un test refuse une page ou un schéma qui n'est plus à jour.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from typer._click.core import Command
from typer.core import TyperGroup
from typer.main import get_command

from sdsf.cli import application
from sdsf.commande.aide import VERBES, traduire
from sdsf.commande.explications import FAMILLES, gabarit_lisible
from sdsf.erreurs import classes_d_erreur
from sdsf.espace import Espace, trouver_espace
from sdsf.lecture.csv_strict import Champ
from sdsf.referentiel.lecture import lire_referentiel
from sdsf.releves.lecture import contrats, contrats_des_enquetes, fichiers_nationaux
from sdsf.resultats_publies import page_des_resultats_publies
from sdsf.schemas_json import schemas_json
from sdsf.territoires.lecture import contrats_des_territoires, dossier_des_territoires

AVIS = "<!-- Page engendrée par « make docs » : ne pas modifier à la main. -->\n"


def pages(espace: Espace) -> dict[str, str]:
    """Le nom et le texte de chaque page de référence."""
    return {
        "erreurs.md": AVIS + page_des_erreurs(),
        "commande.md": AVIS + page_de_la_commande(),
        "indicateurs.md": AVIS + page_des_indicateurs(espace),
        "tables.md": AVIS + page_des_tables(espace),
    }


def explications(espace: Espace) -> dict[str, str]:
    """Les pages d'explication qui s'engendrent : ``docs/explications``, à côté de celles qui s'écrivent."""
    return {"resultats_publies.md": AVIS + page_des_resultats_publies(espace)}


def page_des_erreurs() -> str:
    """Une section par famille, un titre par erreur."""
    lignes = ["# Les erreurs, leur sens, leur remède\n"]
    famille = ""
    for classe in classes_d_erreur():
        if classe.code[0] != famille:
            famille = classe.code[0]
            lignes.append(f"## {famille} — {FAMILLES[famille]}\n")
        lignes.append(f'### <a id="{classe.code}"></a>{classe.code} · {classe.titre}\n')
        lignes.append(f"{gabarit_lisible(classe.gabarit)}\n\n**Remède.** {gabarit_lisible(classe.remede)}\n")
    return "\n".join(lignes)


def page_de_la_commande() -> str:
    """L'aide de chaque verbe, telle que la commande l'imprime."""
    groupe = get_command(application)
    assert isinstance(groupe, TyperGroup)
    blocs = ["# La commande sdsf\n", _bloc(_aide(groupe, "sdsf"))]
    for nom in sorted(groupe.commands, key=VERBES.index):
        verbe = groupe.commands[nom]
        blocs.append(f"## sdsf {nom}\n\n{_bloc(_aide(verbe, f'sdsf {nom}'))}")
        for objet, lui in verbe.commands.items() if isinstance(verbe, TyperGroup) else ():
            blocs.append(f"### sdsf {nom} {objet}\n\n{_bloc(_aide(lui, f'sdsf {nom} {objet}'))}")
    return "\n".join(blocs)


def _aide(verbe: Command, nom: str) -> str:
    contexte = verbe.make_context(nom, [], resilient_parsing=True, terminal_width=100, max_content_width=100)
    return traduire(verbe.get_help(contexte))


def _bloc(texte: str) -> str:
    return f"```text\n{texte}\n```\n"


def page_des_indicateurs(espace: Espace) -> str:
    """Un tableau des indicateurs communs."""
    lignes = [
        "# Les indicateurs communs\n",
        "| code | repère | volet | famille | intitulé | formule | unité | sens | mailles |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lignes += [
        f"| `{f.code}` | {f.repere} | {f.volet} | {f.famille} | {f.intitule} | {f.formule} | {f.unite} "
        f"| {f.sens} | {', '.join(f.mailles)} |"
        for f in sorted(lire_referentiel(espace).indicateurs.values(), key=lambda f: f.repere)
    ]
    return "\n".join(lignes) + "\n"


def page_des_tables(espace: Espace) -> str:
    """Chaque table du contrat : colonnes, types, listes fermées."""
    lignes = ["# Les tables du contrat (data/)\n"]
    nationales = {f"national/territoires/{nom}": s for nom, s in contrats_des_territoires(espace).items()}
    enquetes = {f"enquetes/<nom>/{nom}": s for nom, s in contrats_des_enquetes(espace).items()}
    for nom, schema in ({**contrats(espace)} | enquetes | nationales).items():
        lignes.append(f"## {nom}.csv — {schema.titre}\n")
        lignes.append(f"Clé : {', '.join(schema.cle) or 'aucune (journal : on ajoute, on n’efface pas)'}.\n")
        lignes += [
            "| colonne | titre | type | obligatoire | valeurs admises |",
            "| --- | --- | --- | --- | --- |",
        ]
        lignes += [_ligne_de_champ(champ) for champ in schema.champs]
        lignes.append("")
    return "\n".join(lignes)


def _ligne_de_champ(champ: Champ) -> str:
    obligatoire = "oui" if champ.requis else "non"
    admises = ", ".join(champ.admis) or champ.consigne
    return f"| `{champ.nom}` | {champ.titre} | {champ.type} | {obligatoire} | {admises} |"


def paquet_de_toutes_les_tables(espace: Espace) -> dict[str, str]:
    """Le « data package » qui nomme chaque CSV de ``data/``, et ses schémas : noms et textes des fichiers.

    ``datapackage.json`` est le contrat, une ressource par sorte de table ; celui-ci se donne tel quel à un
    validateur : ``frictionless validate data/toutes_les_tables.json``.
    """
    contrat = json.loads((espace.data / "datapackage.json").read_text(encoding="utf-8"))
    schemas = {ressource["name"]: ressource["schema"] for ressource in contrat["resources"]}
    propres = sorted(espace.data.glob("departements/*/*.csv"))
    enquetes = sorted(espace.data.glob("departements/*/enquetes/*/*.csv"))
    nationaux = sorted({*fichiers_nationaux(espace), *(espace.data / "national").glob("*/*/*.csv")})
    ressources = [_ressource(espace, chemin, chemin.stem) for chemin in propres]
    ressources += [_ressource(espace, chemin, f"enquete_{chemin.stem}") for chemin in enquetes]
    ressources += [_ressource(espace, chemin, "releves") for chemin in nationaux]
    territoires = dossier_des_territoires(espace)
    decrites = json.loads((territoires / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    ressources += [r | {"path": f"national/territoires/{r['path']}"} for r in decrites]
    titre = "Carnets d'évaluation des services aux familles : toutes les tables"
    entete = {"profile": "tabular-data-package", "name": "sdsf-toutes-les-tables", "title": titre}
    complet = {**entete, "licenses": contrat["licenses"], "resources": ressources}
    textes = {f"schemas/{nom}.json": _json(schema) for nom, schema in schemas.items()}
    return {"toutes_les_tables.json": _json(complet), **textes}


def _ressource(espace: Espace, chemin: Path, table: str) -> dict[str, str]:
    relatif = chemin.relative_to(espace.data)
    return {
        "name": "-".join(relatif.with_suffix("").parts).lower(),
        "path": relatif.as_posix(),
        "profile": "tabular-data-resource",
        "format": "csv",
        "encoding": "utf-8",
        "schema": f"schemas/{table}.json",
    }


def _json(contenu: object) -> str:
    return json.dumps(contenu, ensure_ascii=False, indent=2) + "\n"


def principal(dossier: Path) -> None:
    """Écrit les pages, les schémas JSON, et le paquet de toutes les tables."""
    espace = trouver_espace()
    _ecrire(dossier, pages(espace))
    _ecrire(dossier.parent / "explications", explications(espace))
    _ecrire(espace.params / "schemas", schemas_json())
    _ecrire(espace.data, paquet_de_toutes_les_tables(espace))


def _ecrire(dossier: Path, textes: Mapping[str, str]) -> None:
    for nom, texte in textes.items():
        (dossier / nom).parent.mkdir(parents=True, exist_ok=True)
        (dossier / nom).write_text(texte, encoding="utf-8")


if __name__ == "__main__":
    principal(Path(sys.argv[1]))
