"""Un département qui a eu deux schémas suit l'un, puis l'autre, dans les mêmes tables."""

from pathlib import Path

from tests.fabrique import copier_espace
from tests.saisie import avancement

from sdsf.chargement import charger
from sdsf.demande import controler_demande
from sdsf.journal import ajouter, examiner


def test_l_action_d_un_schema_ne_gene_pas_les_rapports_de_l_autre(tmp_path: Path) -> None:
    espace = copier_espace(tmp_path / "espace", ("34",))
    dossiers = {annee: charger(espace, controler_demande(espace, "34", annee)) for annee in (2018, 2022)}
    actions = [next(a.id for f in d.plan.fiches for a in f.actions) for d in dossiers.values()]
    assert actions[0] not in {a.id for f in dossiers[2022].plan.fiches for a in f.actions}
    lignes = [avancement(action=action, saisi_par="pilote, Caf de l'Hérault") for action in actions]
    assert ajouter(espace, "34", {"avancement": lignes}).ecrit
    for annee in dossiers:
        relu = charger(espace, controler_demande(espace, "34", annee))
        assert len(relu.tables["avancement"]) == 2
    inconnue = examiner(espace, "34", {"avancement": [avancement(action="nulle-part")]})
    assert [faute.code for faute in inconnue if faute.code == "D314"] == ["D314"]
