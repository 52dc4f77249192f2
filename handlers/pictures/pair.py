"""Before and after, in one picture that shows the difference at a glance."""

from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps

from handlers.pictures.files import jpeg
from handlers.pictures.fonts import clean, fit, shrink
from handlers.pictures.shapes import PAPER, band, lines, pill

WIDTH = 1080
SEAM = 8
FORMATS = ("JPEG", "PNG", "WEBP")
ORIENTATION = 0x0112
BACKDROP = "#101B2B"
BEFORE, AFTER = "#C62828", "#1B7F3B"
# What a chat shows of a picture before it is tapped: about five high for four wide.
PREVIEW = (1080, 1350)


class Layout(NamedTuple):
    """Where both photos go, below the title."""

    spots: tuple[tuple[int, int], tuple[int, int]]
    cells: tuple[tuple[int, int], tuple[int, int]]
    height: int


def draw_pair(
    before: bytes, after: bytes, title: str, before_label: str, after_label: str
) -> bytes:
    photos = (_opened(before), _opened(after))
    shapes = (_upright(photos[0]), _upright(photos[1]))
    layout = _layout(shapes)
    heading = fit(clean(title), 46, "Bold", WIDTH - 72)
    strip = heading.height + 44 if heading.lines else 0
    image = Image.new("RGB", (WIDTH, strip + layout.height), BACKDROP)
    if strip:
        band(image, strip)
        lines(image, heading, (36, strip / 2), "l", PAPER)
    labels = ((before_label, BEFORE), (after_label, AFTER))
    parts = zip(photos, layout.spots, layout.cells, labels, strict=True)
    for photo, (left, top), cell, (label, fill) in parts:
        fitted = _fitted(photo, cell)
        corner = (left + (cell[0] - fitted.width) // 2, strip + top)
        image.paste(fitted, (corner[0], corner[1] + (cell[1] - fitted.height) // 2))
        if text := clean(label):
            face = shrink(text, 38, "Bold", cell[0] - 110, 20)
            pill(image, (left + 22, strip + top + 22), face, fill)
    return jpeg(image)


def _opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data), formats=FORMATS)


def _upright(photo: Image.Image) -> tuple[int, int]:
    """The size as a person sees it: a phone may store a portrait photo lying on its side."""
    turned = photo.getexif().get(ORIENTATION, 1) in (5, 6, 7, 8)
    return (photo.height, photo.width) if turned else photo.size


def _layout(shapes: tuple[tuple[int, int], tuple[int, int]]) -> Layout:
    """Of beside and below, the one that shows the smaller photo larger."""
    half = (WIDTH - SEAM) // 2
    tall = _tall(shapes, half, least=360, most=1150)
    beside = Layout(((0, 0), (half + SEAM, 0)), ((half, max(tall)), (half, max(tall))), max(tall))
    first, second = _tall(shapes, WIDTH, least=360, most=1080)
    below = Layout(
        ((0, 0), (0, first + SEAM)), ((WIDTH, first), (WIDTH, second)), first + SEAM + second
    )
    return max((beside, below), key=lambda layout: _seen(shapes, layout))


def _tall(
    shapes: tuple[tuple[int, int], tuple[int, int]], wide: int, least: int, most: int
) -> tuple[int, int]:
    first, second = (min(most, max(least, wide * h // w)) for w, h in shapes)
    return first, second


def _seen(shapes: tuple[tuple[int, int], tuple[int, int]], layout: Layout) -> float:
    preview = min(1.0, PREVIEW[1] / layout.height)
    areas = []
    for (wide, high), cell in zip(shapes, layout.cells, strict=True):
        factor = min(cell[0] / wide, cell[1] / high) * preview
        areas.append(wide * high * factor * factor)
    return min(areas)


def _fitted(photo: Image.Image, cell: tuple[int, int]) -> Image.Image:
    """The whole photo inside its cell: nothing that may be proof is cropped away."""
    upright = _upright(photo)
    factor = min(cell[0] / upright[0], cell[1] / upright[1])
    size = (max(1, round(upright[0] * factor)), max(1, round(upright[1] * factor)))
    turned = upright != photo.size
    # The decoder skips the detail nobody will see: a large photo opens several times faster.
    photo.draft("RGB", size[::-1] if turned else size)
    photo = ImageOps.exif_transpose(photo)
    if photo.has_transparency_data:
        clear = photo.convert("RGBA")
        photo = Image.new("RGB", clear.size, PAPER)
        photo.paste(clear, mask=clear)
    return photo.convert("RGB").resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
