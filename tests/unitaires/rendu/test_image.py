"""Une image a ses mots, quelles que soient les polices de la machine."""

import io

import pytest
from PIL import Image

from sdsf.rendu.image import en_png

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40">'
    '<text x="5" y="25" font-size="16" font-family="{}" {}>Réalisée à 50,6 %</text></svg>'
)


def pixels_sombres(police: str, style: str = "") -> int:
    image = Image.open(io.BytesIO(en_png(SVG.format(police, style), 2))).convert("L")
    assert image.size == (400, 80)
    return sum(image.histogram()[:128])


@pytest.mark.parametrize("police", ["DejaVu Sans", "system-ui, sans-serif", "Absente, sans-serif"])
def test_un_mot_se_dessine_quelle_que_soit_la_police_demandee(police: str) -> None:
    assert pixels_sombres(police) == pixels_sombres("DejaVu Sans") > 500


def test_un_mot_en_gras_est_plus_noir() -> None:
    assert pixels_sombres("sans-serif", 'font-weight="700"') > 1.2 * pixels_sombres("sans-serif")
