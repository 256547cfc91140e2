"""Les octets d'un classeur : les mêmes d'une fois sur l'autre, quels que soient le jour et le poste."""

import datetime as dt
import io
import zipfile
from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

# Une date fixe : le même contenu donne le même fichier, octet pour octet.
JOUR = dt.datetime(2000, 1, 1)


def octets_du_classeur(classeur: Workbook, auteur: str) -> bytes:
    """Le fichier .xlsx ; rien n'y dépend du jour ni du poste."""
    classeur.properties.creator = auteur
    classeur.properties.created = classeur.properties.modified = JOUR
    brut = io.BytesIO()
    # « Workbook.save » daterait le fichier d'aujourd'hui.
    ExcelWriter(classeur, zipfile.ZipFile(brut, "w", zipfile.ZIP_DEFLATED)).save()
    with zipfile.ZipFile(brut) as archive:
        return archive_datee({nom: archive.read(nom) for nom in archive.namelist()})


def archive_datee(parties: Mapping[str, bytes]) -> bytes:
    """Une archive zip dont chaque partie porte la même date."""
    ecrite = io.BytesIO()
    with zipfile.ZipFile(ecrite, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in parties.items():
            fiche = zipfile.ZipInfo(nom, JOUR.timetuple()[:6])
            fiche.compress_type, fiche.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(fiche, contenu)
    return ecrite.getvalue()
