"""Les valeurs d'un plan qui ne vont pas ensemble : une fin avant son début, une date d'un autre siècle."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from sdsf import erreurs as err
from sdsf.erreurs import Erreur
from sdsf.lecture.document_yaml import Chemin, DocumentLu
from sdsf.plan.modeles import Dates, Modele, Periode, Plan, ReunionsParAn

PREMIERE_ANNEE = 1990
ANNEES_APRES = 20  # un schéma ne date rien plus de tant d'années après sa fin
OU_NULL = ", ou écrivez null si le texte n'en dit rien"
# Le champ en cause, la valeur reçue, la cause, la fin du remède.
Trouvee = tuple[str, object, str, str]


def fautes_de_valeurs(plan: Plan, document: DocumentLu) -> list[Erreur]:
    """Toutes les valeurs impossibles, où qu'elles soient dans le plan."""
    return [
        err.ValeurImpossible(document.lieu((*chemin, nom)), recu=recu, cause=cause, complement=complement)
        for objet, chemin in _objets(plan)
        for nom, recu, cause, complement in _trouvees(objet, plan)
    ]


def _objets(objet: object, chemin: Chemin = ()) -> Iterator[tuple[Modele, Chemin]]:
    """Chaque ensemble de clés du plan et sa place."""
    if isinstance(objet, list):
        for rang, element in enumerate(objet):
            yield from _objets(element, (*chemin, rang))
    elif isinstance(objet, Modele):
        yield objet, chemin
        for nom in type(objet).model_fields:
            yield from _objets(getattr(objet, nom), (*chemin, nom))


def _trouvees(objet: Modele, plan: Plan) -> Iterator[Trouvee]:
    controle = CONTROLES.get(type(objet))
    return controle(objet, plan) if controle else iter(())


def _periode(periode: Periode, _: Plan) -> Iterator[Trouvee]:
    if periode.debut > periode.fin:
        yield "fin", periode.fin, f"la période finit avant de commencer ({periode.debut})", ""


def _reunions(reunions: ReunionsParAn, _: Plan) -> Iterator[Trouvee]:
    if reunions.maximum is not None and reunions.minimum > reunions.maximum:
        cause = f"le maximum est sous le minimum ({reunions.minimum})"
        yield "maximum", reunions.maximum, cause, OU_NULL


def _dates(dates: Dates, plan: Plan) -> Iterator[Trouvee]:
    lointaines = [*_lointaine("debut", dates.debut, plan), *_lointaine("fin", dates.fin, plan)]
    yield from lointaines
    if not lointaines and dates.debut and dates.fin and dates.debut > dates.fin:
        cause = f"la fin est avant le début ({dates.debut.isoformat()})"
        yield "fin", dates.fin.isoformat(), cause, OU_NULL


def _lointaine(nom: str, jour: dt.date | None, plan: Plan) -> Iterator[Trouvee]:
    """Une date d'un autre siècle : une faute de frappe dans l'année."""
    derniere = plan.periode.fin + ANNEES_APRES
    if jour and jour.year < PREMIERE_ANNEE:
        yield nom, jour.isoformat(), f"la date est avant {PREMIERE_ANNEE}", OU_NULL
    elif jour and jour.year > derniere:
        cause = f"la date est plus de {ANNEES_APRES} ans après la fin du schéma ({plan.periode.fin})"
        yield nom, jour.isoformat(), cause, OU_NULL


CONTROLES: Mapping[type[Modele], Callable[..., Iterator[Trouvee]]] = {
    Periode: _periode,
    ReunionsParAn: _reunions,
    Dates: _dates,
}
