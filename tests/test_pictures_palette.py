"""A board's colours are few, and no pixel of it is far from the shade that was meant."""

from PIL import Image, ImageChops

from handlers.pictures.fonts import Fitted, font
from handlers.pictures.palette import numbered
from handlers.pictures.shapes import (
    BRAND,
    BRAND_PALE,
    INK,
    LINE,
    MUTED,
    PAPER,
    STRIPE,
    TINTS,
    band,
    card,
    lines,
    medal,
)

GROUNDS = (PAPER, STRIPE, BRAND_PALE, *TINTS.values())
WORDS = Fitted(("Liên chi đoàn Ễặỡ 128", "87% 1.204"), font(36, "Bold"))


def furthest(image: Image.Image, high: int) -> int:
    """How much the worst pixel changes, out of 255 of one of red, green and blue."""
    shown = numbered(image, high).convert("RGB")
    return max(most for _, most in ImageChops.difference(shown, image).getextrema())  # type: ignore[misc]


def test_surfaces_keep_their_very_colour() -> None:
    for colour in (*GROUNDS, LINE, INK, MUTED, BRAND):
        assert furthest(Image.new("RGB", (9, 9), colour), 1) == 0, colour


def test_words_and_corners_keep_their_smooth_edges() -> None:
    pairs = [(ground, INK) for ground in GROUNDS]
    pairs += [(ground, MUTED) for ground in (PAPER, STRIPE, BRAND_PALE)]
    pairs += [(ground, BRAND) for ground in (BRAND_PALE, *TINTS.values())]
    for ground, ink in pairs:
        image = Image.new("RGB", (600, 140), PAPER)
        card(image, (10, 10, 590, 130), 20, ground)
        lines(image, WORDS, (300, 70), "m", ink)
        assert furthest(image, 1) <= 24, (ground, ink)


def test_medals_keep_their_shine() -> None:
    for place, tint in TINTS.items():
        image = Image.new("RGB", (80, 80), tint)
        token = medal(place, 80)
        image.paste(token, mask=token)
        assert furthest(image, 1) <= 36, place


def test_the_band_shades_as_smoothly_as_it_was_drawn() -> None:
    image = Image.new("RGB", (1080, 200), PAPER)
    band(image, 200)
    assert furthest(image, 200) <= 12
    # A step is seen as a line right across; where the colours are mixed there is none.
    small = [part.resize((1, 20), Image.Resampling.BOX) for part in (
        image.crop((0, 0, 500, 200)), numbered(image, 200).convert("RGB").crop((0, 0, 500, 200))
    )]  # fmt: skip
    assert max(most for _, most in ImageChops.difference(*small).getextrema()) <= 2  # type: ignore[misc]
