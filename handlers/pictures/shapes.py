"""Smooth shapes that Pillow has no call for: cards, pills, medals, bands, and lines of text."""

from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from handlers.pictures.fonts import LEADING, MIDDLE, Fitted, font, places, width

Box = tuple[int, int, int, int]

# Where in a line its anchor is: at its left end, its middle, or its right end.
ANCHORS = {"l": 0.0, "m": 0.5, "r": 1.0}

# Pillow draws hard edges: shapes are drawn this much larger and scaled down.
OVER = 4

INK = "#14233A"
MUTED = "#5A6B82"
PAPER = "#FFFFFF"
STRIPE = "#F2F6FB"
LINE = "#DCE5EF"
BRAND = "#0B4EA2"
BRAND_LIGHT = "#1273C9"
BRAND_PALE = "#DCEBFC"


@lru_cache(maxsize=32)
def _corner(radius: int) -> Image.Image:
    large = Image.new("L", (radius * OVER, radius * OVER))
    ImageDraw.Draw(large).ellipse((0, 0, 2 * radius * OVER, 2 * radius * OVER), fill=255)
    return large.resize((radius, radius), Image.Resampling.BOX)


def card(image: Image.Image, box: Box, radius: int, fill: str) -> None:
    """A filled box with smooth round corners."""
    left, top, right, bottom = box
    radius = min(radius, (right - left - 1) // 2, (bottom - top - 1) // 2)
    pen = ImageDraw.Draw(image)
    pen.rectangle((left + radius, top, right - radius - 1, bottom - 1), fill=fill)
    pen.rectangle((left, top + radius, right - 1, bottom - radius - 1), fill=fill)
    turned = _corner(radius)
    right, bottom = right - radius, bottom - radius
    for spot in ((left, top), (left, bottom), (right, bottom), (right, top)):
        image.paste(fill, spot, turned)
        turned = turned.transpose(Image.Transpose.ROTATE_90)


def pill(image: Image.Image, corner: tuple[int, int], label: Fitted, fill: str) -> Box:
    """A one-line label in a capsule, and where it ended up."""
    (text,), face = label
    height = round(face.size * 1.75)
    left, top = corner
    box = (left, top, left + round(width(text, face) + height * 0.9), top + height)
    card(image, box, height // 2, fill)
    lines(image, label, ((left + box[2]) // 2, top + height // 2), "m", PAPER)
    return box


def lines(
    image: Image.Image, text: Fitted, middle: tuple[float, float], anchor: str, fill: str
) -> None:
    """Lines of text around a middle; the anchor is l, m or r."""
    x, y = middle
    size = text.font.size
    baseline = y + size * MIDDLE - (len(text.lines) - 1) * size * LEADING / 2
    for number, line in enumerate(text.lines):
        start = x - width(line, text.font) * ANCHORS[anchor]
        below = round(baseline + number * size * LEADING)
        for at, word in places(line, text.font):
            # Whole pixels keep the same word the same shape wherever it stands.
            mask, left, top = _word(word, text.font)
            image.paste(fill, (round(start + at) + left, below + top), mask)


@lru_cache(maxsize=512)
def _word(word: str, face: ImageFont.FreeTypeFont) -> tuple[Image.Image, int, int]:
    """A word's ink, and where it lies from the start of its baseline."""
    left, top, right, bottom = (round(edge) for edge in face.getbbox(word, anchor="ls"))
    mask = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(mask).text((-left, -top), word, font=face, fill=255, anchor="ls")
    return mask, left, top


def band(image: Image.Image, height: int, top: str = BRAND, bottom: str = BRAND_LIGHT) -> None:
    """A strip across the top, shading from one colour into another, with pale rings in a corner."""
    strip = Image.linear_gradient("L").resize((1, height)).resize((image.width, height))
    upper, lower = (Image.new("RGB", strip.size, colour) for colour in (top, bottom))
    blended = Image.composite(lower, upper, strip)
    blended.paste(PAPER, (image.width - 2 * height, 0), _rings(height))
    image.paste(blended)


# How pale the rings are, out of 255: the outer, the middle, the inner.
RINGS = (14, 26, 40)


@lru_cache(maxsize=16)
def _rings(height: int) -> Image.Image:
    mask = Image.new("L", (height * 4, height * 2))
    pen = ImageDraw.Draw(mask)
    for share, strength in zip((1.5, 1.0, 0.55), RINGS, strict=True):
        reach = round(height * 2 * share)
        x, y = round(height * 3.7), round(height * 0.3)
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=strength)
    return mask.resize((height * 2, height), Image.Resampling.BOX)


# Face, rim and number of gold, silver and bronze.
METALS = {
    1: ("#FFD44D", "#E0A100", "#7A5200"),
    2: ("#E3E9F0", "#A3B1C2", "#3F4E63"),
    3: ("#F0B27E", "#C0763A", "#5C2F0C"),
}
# What lies below them in a table.
TINTS = {1: "#FFF1C4", 2: "#E9EEF4", 3: "#FBE4D2"}
RIBBONS = ("#D7263D", "#B3152B")


@lru_cache(maxsize=16)
def medal(rank: int, size: int) -> Image.Image:
    """A medal on a ribbon with its rank in it, on a transparent square."""
    face, rim, ink = METALS[rank]
    side = size * OVER
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)

    def points(*shares: tuple[float, float]) -> list[tuple[float, float]]:
        return [(x * side, y * side) for x, y in shares]

    pen.polygon(points((0.17, 0), (0.38, 0), (0.60, 0.42), (0.42, 0.50)), fill=RIBBONS[0])
    pen.polygon(points((0.83, 0), (0.62, 0), (0.40, 0.42), (0.58, 0.50)), fill=RIBBONS[1])
    pen.ellipse(points((0.13, 0.26), (0.87, 1.0)), fill=rim)
    pen.ellipse(points((0.19, 0.32), (0.81, 0.94)), fill=face)
    pen.ellipse(points((0.245, 0.375), (0.755, 0.885)), fill=rim)
    pen.ellipse(points((0.26, 0.39), (0.74, 0.87)), fill=face)
    number = Fitted((str(rank),), font(round(side * 0.38), "ExtraBold"))
    lines(image, number, (side * 0.5, side * 0.63), "m", ink)
    return image.resize((size, size), Image.Resampling.LANCZOS)
