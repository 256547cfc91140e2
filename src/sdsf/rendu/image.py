"""Un dessin SVG en image PNG, avec des lettres qui ne dépendent pas de la machine."""

from pathlib import Path

POLICE = "DejaVu Sans"
GRAISSES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-Oblique.ttf", "DejaVuSans-BoldOblique.ttf")


def en_png(svg: str, finesse: float) -> bytes:
    """L'image d'un dessin sur fond blanc, ``finesse`` fois plus grande que lui.

    Les lettres sont celles que matplotlib apporte : une machine sans police ferait un dessin sans un mot.
    """
    import resvg_py
    from matplotlib import get_data_path

    polices = [str(Path(get_data_path(), "fonts", "ttf", nom)) for nom in GRAISSES]
    image = resvg_py.svg_to_bytes(
        svg_string=svg, zoom=finesse, background="#ffffff",
        skip_system_fonts=True, font_files=polices, font_family=POLICE, sans_serif_family=POLICE,
    )  # fmt: skip
    return bytes(image)
