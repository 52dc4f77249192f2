"""Be Vietnam Pro at any size, and how people's words are cleaned, measured and made to fit."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from fontpkg_be_vietnam_pro import ROOT
from PIL import ImageFont

Weight = Literal["Regular", "Medium", "SemiBold", "Bold", "ExtraBold"]

# The font's own distance of lines, 1.26 of the size, lets the dot of ặ run into the hat of Ễ below.
LEADING = 1.44
# Half the height of a capital: where the middle of a line sits above its baseline.
MIDDLE = 0.355
ELLIPSIS = "…"
TIED = "\N{NO-BREAK SPACE}"
SMALLER = (1.0, 0.86, 0.74)


class Fitted(NamedTuple):
    """Lines of text and the font in which they fit."""

    lines: tuple[str, ...]
    font: ImageFont.FreeTypeFont

    @property
    def height(self) -> int:
        return round(len(self.lines) * self.font.size * LEADING)


@lru_cache(maxsize=64)
def font(size: int, weight: Weight = "Regular") -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(ROOT / "files" / f"BeVietnamPro-{weight}.ttf", size)


@lru_cache(maxsize=4096)
def _drawable(character: str) -> bool:
    # The font's glyph for "missing" is blank, so no ink means nothing to show.
    return font(32).getmask(character).getbbox() is not None


def clean(text: str) -> str:
    """One line of text with only characters that the font can draw."""
    kept: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        if character.isspace():
            kept.append(" ")
        elif _drawable(character):
            kept.append(character)
        else:
            # Names in "fancy" letters are mathematical alphabets with plain letters behind them.
            plain = unicodedata.normalize("NFKC", character)
            kept.extend(letter for letter in plain if plain != character and _drawable(letter))
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


@lru_cache(maxsize=4096)
def _length(word: str, face: ImageFont.FreeTypeFont) -> float:
    return face.getlength(word)


def places(text: str, face: ImageFont.FreeTypeFont) -> Iterator[tuple[float, str]]:
    """Each word, and how far from the start of the line it begins."""
    # Words repeat from name to name and from try to try, so each is measured once. The font
    # moves nothing closer to a space, so a line is exactly as long as its words and spaces.
    at = 0.0
    for word in text.split(" "):
        yield at, word
        at += _length(word, face) + _length(" ", face)


def width(text: str, face: ImageFont.FreeTypeFont) -> float:
    *_, (at, last) = places(text, face)
    return at + _length(last, face)


def ellipsis(text: str, face: ImageFont.FreeTypeFont, limit: float) -> str:
    """The text, cut so that it and the dots stay within the limit."""
    if width(text, face) <= limit:
        return text
    fits, over = 0, len(text)
    while over - fits > 1:
        middle = (fits + over) // 2
        if width(text[:middle].rstrip() + ELLIPSIS, face) <= limit:
            fits = middle
        else:
            over = middle
    return text[:fits].rstrip(" –-,.·") + ELLIPSIS


def wrap(text: str, face: ImageFont.FreeTypeFont, limit: float, most: int) -> tuple[str, ...]:
    """The text in at most so many lines; what does not fit ends in dots."""
    # A dash belongs to the words before it, so no line starts with one.
    words = text.replace(" – ", f"{TIED}– ").split(" ") if text else []
    lines: list[str] = []
    while words and len(lines) < most - 1:
        count = 1
        while count < len(words) and width(" ".join(words[: count + 1]), face) <= limit:
            count += 1
        line = " ".join(words[:count])
        if width(line, face) > limit:
            line, rest = _split(line, face, limit)
            words[:count] = [line, rest]
            count = 1
        lines.append(line)
        words = words[count:]
    if words:
        lines.append(ellipsis(" ".join(words), face, limit))
    return tuple(line.replace(TIED, " ") for line in lines)


def _split(word: str, face: ImageFont.FreeTypeFont, limit: float) -> tuple[str, str]:
    count = len(word) - 1
    while count > 1 and width(word[:count], face) > limit:
        count -= 1
    return word[:count], word[count:]


def shrink(text: str, size: int, weight: Weight, limit: float, smallest: int) -> Fitted:
    """One line, as large as fits between two sizes; dots at the smallest."""
    natural = width(text, font(size, weight))
    if natural > limit:
        size = max(smallest, min(size - 1, int(size * limit / natural)))
    face = font(size, weight)
    return Fitted((ellipsis(text, face, limit),), face)


def fit(text: str, size: int, weight: Weight, limit: float, most: int = 2) -> Fitted:
    """At most so many lines of about equal length, smaller before anything is cut off."""
    for share in SMALLER:
        face = font(round(size * share), weight)
        # Most of the time is spent measuring: do not wrap what cannot fit.
        if share > SMALLER[-1] and width(text, face) > limit * most:
            continue
        lines = wrap(text, face, limit, most)
        if _whole(lines, text):
            return Fitted(_balanced(lines, text, face, limit), face)
    return Fitted(lines, face)


def _whole(lines: tuple[str, ...], text: str) -> bool:
    return " ".join(lines) == text


def _balanced(
    lines: tuple[str, ...], text: str, face: ImageFont.FreeTypeFont, limit: float
) -> tuple[str, ...]:
    """No single word left over on the last line."""
    if len(lines) < 2:
        return lines
    for share in (0.55, 0.65, 0.75, 0.85, 0.95):
        tighter = wrap(text, face, limit * share, len(lines))
        if _whole(tighter, text):
            return tighter
    return lines


def name(text: str, size: int, weight: Weight, limit: float) -> Fitted:
    """One line if a slightly smaller size makes that possible, two otherwise."""
    for share in SMALLER[:2]:
        face = font(round(size * share), weight)
        if width(text, face) <= limit:
            return Fitted((text,), face)
    return fit(text, size, weight, limit)


def narrowest(text: str, face: ImageFont.FreeTypeFont) -> float:
    """The least width in which the text takes two lines, broken between words."""
    words = text.split()
    breaks = range(1, len(words))
    halves = ((" ".join(words[:at]), " ".join(words[at:])) for at in breaks)
    split = (max(width(first, face), width(second, face)) for first, second in halves)
    return min(split, default=width(text, face))
