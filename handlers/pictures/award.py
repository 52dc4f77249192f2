"""A picture that congratulates: the tiers of a contest, and who got them."""

from itertools import chain

from PIL import Image

from handlers.pictures import Award
from handlers.pictures.files import png
from handlers.pictures.fonts import Fitted, clean, fit
from handlers.pictures.palette import numbered
from handlers.pictures.shapes import BRAND_PALE, INK, MUTED, PAPER, TINTS, band, card, lines, medal

WIDE = 1080
MARGIN = 48
GAP = 26
MEDAL = 132
MOST_NAMES = 40
"""that are drawn; the words name all"""


def draw_award(award: Award) -> bytes:
    room = WIDE - 2 * MARGIN
    title = fit(clean(award.title), 64, "ExtraBold", room, most=2)
    subtitle = fit(clean(award.subtitle), 40, "SemiBold", room, most=3)
    division = fit(clean(award.division), 34, "Medium", room, most=2)
    footer = fit(clean(award.footer), 28, "Regular", room)
    tiers = _tiers(award, room)
    top = title.height + subtitle.height + division.height + 3 * GAP
    heights = [max(MEDAL, sum(text.height for text in chain([head], names))) + 2 * GAP
               for _, head, names in tiers]  # fmt: skip
    bottom = footer.height + 2 * GAP
    image = Image.new("RGB", (WIDE, top + sum(heights) + GAP * (len(tiers) + 1) + bottom), PAPER)
    band(image, top)
    y = GAP
    for text, fill in ((title, PAPER), (subtitle, PAPER), (division, BRAND_PALE)):
        lines(image, text, (WIDE / 2, y + text.height / 2), "m", fill)
        y += text.height + GAP // 2
    y = top + GAP
    for (number, head, names), height in zip(tiers, heights, strict=True):
        _tier(image, number, head, names, (y, y + height))
        y += height + GAP
    lines(image, footer, (WIDE / 2, image.height - bottom / 2), "m", MUTED)
    return png(numbered(image, top))


def _tiers(award: Award, room: int) -> list[tuple[int, Fitted, list[Fitted]]]:
    """The words of each tier that somebody got, as wide as they fit beside its medal, and which it
    is."""
    limit = room - MEDAL - 3 * GAP
    found, left = [], MOST_NAMES
    for number, (name, winners) in enumerate(award.tiers, start=1):
        if not winners:
            continue
        shown = winners[: max(left, 0)]
        left -= len(shown)
        size = 40 if len(winners) <= 3 else 34
        names = [fit(clean(one) or "–", size, "Bold", limit, most=2) for one in shown]
        if len(shown) < len(winners):
            names.append(fit(f"+{len(winners) - len(shown)}", size, "Bold", limit))
        found.append((number, fit(clean(name), 32, "SemiBold", limit), names))
    return found


def _tier(
    image: Image.Image, number: int, head: Fitted, names: list[Fitted], span: tuple[int, int]
) -> None:
    top, bottom = span
    card(image, (MARGIN, top, WIDE - MARGIN, bottom), 28, TINTS.get(number, BRAND_PALE))
    left = MARGIN + GAP
    if number in TINTS:
        token = medal(number, MEDAL)
        image.paste(token, (left, (top + bottom - MEDAL) // 2), token)
    left += MEDAL + GAP
    words = [head, *names]
    y = (top + bottom - sum(text.height for text in words)) / 2
    for text in words:
        fill = MUTED if text is head else INK
        lines(image, text, (left, y + text.height / 2), "l", fill)
        y += text.height
