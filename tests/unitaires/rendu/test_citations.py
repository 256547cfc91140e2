"""Les mots rapportés et les phrases fondées : échappés, reconnaissables, leurs chiffres à leur place."""

from tests.fabrique import RACINE

from sdsf.chiffres import Chiffre
from sdsf.espace import Espace
from sdsf.referentiel.lecture import lire_referentiel
from sdsf.rendu.citations import Cite, Fondee
from sdsf.rendu.registre import Registre

REGISTRE = Registre(dict(lire_referentiel(Espace(RACINE)).unites))
HOSTILE = "<script>{0}{n}%s</script>"


def test_des_mots_rapportes_restent_du_texte() -> None:
    page = Cite(HOSTILE).html(REGISTRE)
    assert page == '<span class="cite">&lt;script&gt;{0}{n}%s&lt;/script&gt;</span>'


def test_les_guillemets_se_demandent() -> None:
    assert "«\xa0oui\xa0»" in Cite("oui", guillemets=True).html(REGISTRE)


def test_une_phrase_fondee_porte_son_fondement_et_ses_chiffres() -> None:
    hausse = Chiffre("Hausse", 3.1, "points")
    page = Fondee(f"{HOSTILE} : \ue000 points", "Accompagnement", {"\ue000": hausse}).html(REGISTRE)
    assert page.startswith('<span class="fondee" data-fondement="Accompagnement">&lt;script&gt;{0}{n}')
    assert "\ue000" not in page
    assert 'popovertarget="carte-1">3,1</button>' in page
