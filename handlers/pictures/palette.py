"""The colours of a board, few enough to be numbered; a numbered picture is far less to write."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, product

from PIL import Image, ImageColor

from handlers.pictures.shapes import (
    BRAND,
    BRAND_LIGHT,
    BRAND_PALE,
    INK,
    LINE,
    METALS,
    MUTED,
    PAPER,
    RIBBONS,
    RINGS,
    STRIPE,
    TINTS,
)

Colour = tuple[int, ...]
MOST = 256


def numbered(image: Image.Image, band: int) -> Image.Image:
    """The picture with each pixel as the number of the nearest colour of a board."""
    palette = _palette()
    flat = image.quantize(palette=palette, dither=Image.Dither.NONE)
    # Only the band shades slowly enough for steps between its colours to be seen.
    top = image.crop((0, 0, image.width, band))
    flat.paste(top.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG))
    return flat


@lru_cache(maxsize=1)
def _palette() -> Image.Image:
    found = dict.fromkeys(chain(_rgb(_FLAT), _edges(), _words(), _band()))
    assert len(found) <= MOST
    palette = Image.new("P", (1, 1))
    palette.putpalette([value for colour in found for value in colour])
    return palette


_GROUNDS = (PAPER, STRIPE, BRAND_PALE, *TINTS.values())
_FLAT = (*_GROUNDS, LINE, INK, MUTED, BRAND, *RIBBONS, *chain(*METALS.values()))


def _rgb(names: Iterable[str]) -> list[Colour]:
    return [ImageColor.getrgb(name) for name in names]


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def _between(one: Colour, other: Colour, steps: int) -> Iterator[Colour]:
    return (_mix(one, other, step / (steps + 1)) for step in range(1, steps + 1))


def _words() -> Iterator[Colour]:
    """Along the edges of letters the ink shades into the ground."""
    black, grey, blue = _rgb((INK, MUTED, BRAND))
    for ground in _rgb(_GROUNDS):
        yield from _between(black, ground, 7)
    for ground in _rgb((PAPER, STRIPE, BRAND_PALE)):
        yield from _between(grey, ground, 5)
    for ground in _rgb((BRAND_PALE, *TINTS.values())):
        yield from _between(blue, ground, 5)


def _edges() -> Iterator[Colour]:
    """Where the parts of a medal meet."""
    for place, metal in METALS.items():
        face, rim, ink, tint = _rgb((*metal, TINTS[place]))
        for one, other in ((face, ink), (face, rim), (rim, tint)):
            yield from _between(one, other, 3)
        for ribbon in _rgb(RIBBONS):
            yield from _between(ribbon, tint, 2)
            yield from _between(ribbon, rim, 1)


def _band() -> Iterator[Colour]:
    """The shades of the band, bare and below each ring, and of the words on it."""
    dark, light, white = _rgb((BRAND, BRAND_LIGHT, PAPER))
    bare = [dark, *_between(dark, light, 18), light]
    for strength, shade in product((0, *RINGS), bare):
        yield _mix(shade, white, strength / 255)
    for shade in bare[2::5]:
        yield from _between(shade, white, 5)
