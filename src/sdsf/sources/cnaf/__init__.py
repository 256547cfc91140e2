"""Les jeux de la Cnaf (data.caf.fr, Licence Ouverte 2.0) : couverture, places, allocataires.

``actualiser_cnaf`` est la source « cnaf » de ``sdsf actualiser``. Les relevés vont dans
``data/national/cnaf/`` : France, régions et départements à la racine, EPCI et communes par département.
"""

from sdsf.sources.cnaf.actualisation import actualiser_cnaf

__all__ = ["actualiser_cnaf"]
