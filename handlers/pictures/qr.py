"""An invite link as a QR code with a title, for a screen or a printed notice."""

import segno
from PIL import Image

from handlers.pictures.files import png
from handlers.pictures.fonts import clean, fit
from handlers.pictures.shapes import INK, PAPER, band, lines

WIDTH = 1080
# Readers want four modules of white around the code.
QUIET = 4
ROOM = 940


def draw_qr(link: str, title: str, subtitle: str) -> bytes:
    if not link:
        raise ValueError("a QR code needs a link")
    # A quarter of the code may be dirty or torn and it still reads.
    code = segno.make_qr(link, error="q")
    modules = [[bool(dark) for dark in row] for row in code.matrix]
    side = len(modules) + 2 * QUIET
    # Whole pixels a module, so no edge is blurred.
    unit = max(4, ROOM // side)
    wide = max(WIDTH, side * unit)

    heading = fit(clean(title), 60, "ExtraBold", wide - 144, most=3)
    note = fit(clean(subtitle), 38, "Medium", wide - 144, most=4)
    top = heading.height + 80 if heading.lines else 0
    below = note.height + 70 if note.lines else 30
    image = Image.new("RGB", (wide, top + 24 + side * unit + below), PAPER)
    if top:
        band(image, top)
        lines(image, heading, (wide / 2, top / 2), "m", PAPER)

    squares = Image.new("1", (len(modules), len(modules)))
    squares.putdata([dark for row in modules for dark in row])
    squares = squares.resize((len(modules) * unit,) * 2, Image.Resampling.NEAREST)
    left = (wide - squares.width) // 2
    image.paste("#000000", (left, top + 24 + QUIET * unit), squares)
    lines(image, note, (wide / 2, image.height - below / 2 - 10), "m", INK)
    return png(image)
