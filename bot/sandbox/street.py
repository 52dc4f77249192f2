"""A street of narrow houses, and the pen that draws it and the things that lie in it."""

import math
from collections.abc import Sequence
from itertools import pairwise
from random import Random

from PIL import ImageColor, ImageDraw

WIDTH, HEIGHT = 1280, 960
SCALE = 2
"""drawn larger and shrunk, which makes edges smooth"""

Colour = str | tuple[int, int, int, int]
Point = tuple[float, float]

SKIES = (
    ("#9AD0F0", "#E9F6FB"),
    ("#A9D6E5", "#F3FAF6"),
    ("#B9CBD6", "#E6EEF1"),
    ("#A7BAC7", "#DCE5E9"),
)
EVENING = ("#F6C28B", "#FDEBD2")
FACADES = ("#F2C879", "#E9967A", "#8FC1B5", "#F4E1C1", "#C7A6C9", "#9DB4D6", "#E8B4A0", "#B9CF9C")
PAVEMENT, KERB, ROAD = 690, 796, 812


class Pen:
    """Flat shapes in picture coordinates."""

    def __init__(self, ink: ImageDraw.ImageDraw) -> None:
        self._ink = ink

    def poly(self, points: Sequence[Point], fill: Colour) -> None:
        self._ink.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)

    def rect(self, x: float, y: float, w: float, h: float, fill: Colour, round_: float = 0) -> None:
        box = (x * SCALE, y * SCALE, (x + w) * SCALE, (y + h) * SCALE)
        self._ink.rounded_rectangle(box, round_ * SCALE, fill=fill)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        box = ((x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE)
        self._ink.ellipse(box, fill=fill)

    def ring(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        box = ((x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE)
        self._ink.ellipse(box, outline=colour, width=3 * SCALE)

    def line(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._ink.line(scaled, fill=colour, width=round(width * SCALE), joint="curve")

    def shadow(self, x: float, y: float, rx: float, ry: float) -> None:
        self.ellipse(x, y, rx, ry, (30, 34, 44, 60))

    def bag(self, x: float, y: float, size: float, colour: str) -> None:
        self.ellipse(x, y, size, size * 0.78, colour)
        knot = [(-0.3, -0.62), (0.3, -0.62), (0.14, -0.95), (0.24, -1.2), (-0.22, -1.16)]
        self.poly([(x + size * a, y + size * b) for a, b in [*knot, (-0.1, -0.95)]], colour)
        self.ellipse(x - size * 0.36, y - size * 0.2, size * 0.18, size * 0.3, (255, 255, 255, 34))

    def box(self, x: float, y: float, w: float, h: float, front: str, side: str, top: str) -> None:
        d = w * 0.26
        self.rect(x, y - h, w, h, front)
        self.poly([(x + w, y - h), (x + w + d, y - h - d), (x + w + d, y - d), (x + w, y)], side)
        self.poly([(x, y - h), (x + d, y - h - d), (x + w + d, y - h - d), (x + w, y - h)], top)
        self.rect(x + w * 0.42, y - h, w * 0.16, h, (255, 255, 255, 60))

    def scrap(self, x: float, y: float, size: float, turn: float, colour: str) -> None:
        corners = [(-1.0, -0.5), (0.8, -0.7), (1.0, 0.6), (-0.7, 0.5)]
        self.poly(_turned(corners, x, y, size, turn), colour)

    def leaf(self, x: float, y: float, size: float, turn: float, colour: str) -> None:
        outline = [(math.cos(a), 0.42 * math.sin(a) * abs(math.sin(a / 2 + 0.4)))
                   for a in (n * math.pi / 8 for n in range(16))]  # fmt: skip
        self.poly(_turned(outline, x, y, size, turn), colour)

    def bottle(self, x: float, y: float, colour: str) -> None:
        self.rect(x, y - 9, 54, 18, colour, 8)
        self.rect(x + 50, y - 4, 18, 8, colour, 2)
        self.rect(x + 66, y - 5, 7, 10, "#E4573D", 2)

    def umbrella(self, x: float, y: float, size: float, colour: str, light: str) -> None:
        top = y - 340
        self.rect(x - 5, top, 10, 340, "#8A8F98")
        parts = 6
        for n in range(parts):
            left, right = x - size + n * size * 2 / parts, x - size + (n + 1) * size * 2 / parts
            self.poly([(x, top - 70), (left, top + 54), ((left + right) / 2, top + 74),
                       (right, top + 54)], colour if n % 2 == 0 else light)  # fmt: skip

    def table(self, x: float, y: float, w: float, h: float, colour: str) -> None:
        self.rect(x - w * 0.42, y - h, 8, h, "#6C5A4A")
        self.rect(x + w * 0.36, y - h, 8, h, "#6C5A4A")
        self.rect(x - w / 2, y - h - 12, w, 18, colour, 4)
        for n in range(3):
            self.rect(x - w * 0.34 + n * w * 0.26, y - h - 34, 18, 24, "#F7F3EA", 5)

    def stool(self, x: float, y: float, colour: str) -> None:
        self.poly([(x - 24, y - 46), (x + 24, y - 46), (x + 33, y), (x - 33, y)], colour)
        self.poly([(x - 9, y - 30), (x + 9, y - 30), (x + 13, y), (x - 13, y)], (0, 0, 0, 70))
        self.rect(x - 29, y - 55, 58, 14, colour, 5)

    def crate(self, x: float, y: float, fruit: str) -> None:
        for n in range(4):
            self.ellipse(x + 8 + n * 16, y - 50, 12, 12, fruit)
        self.rect(x - 4, y - 48, 72, 48, "#B5834F", 3)
        for n in range(3):
            self.rect(x - 4, y - 44 + n * 15, 72, 5, "#8F6439")

    def limb(self, points: Sequence[Point], width: float, colour: str) -> None:
        for n, (start, end) in enumerate(pairwise(points)):
            thick = width * (1 - 0.6 * n / len(points))
            self.line([start, end], thick, colour)
            self.ellipse(end[0], end[1], thick / 2, thick / 2, colour)

    def cone(self, x: float, y: float) -> None:
        self.rect(x - 46, y - 12, 92, 14, "#C8452F", 4)
        self.poly(
            [(x - 34, y - 12), (x + 34, y - 12), (x + 8, y - 120), (x - 8, y - 120)], "#E4573D"
        )
        self.poly(
            [(x - 25, y - 42), (x + 25, y - 42), (x + 18, y - 68), (x - 18, y - 68)], "#FFF6EC"
        )

    def grate(self, x: float, y: float, w: float) -> None:
        self.rect(x, y, w, 24, "#3C434B", 3)
        for n in range(8):
            self.rect(x + 8 + n * (w - 16) / 8, y + 4, 8, 16, "#7D8790", 2)

    def bin(self, x: float, y: float) -> None:
        self.shadow(x + 44, y + 2, 70, 14)
        self.poly([(x, y - 124), (x + 88, y - 124), (x + 78, y), (x + 10, y)], "#2E8B57")
        self.rect(x - 8, y - 140, 104, 22, "#256F46", 8)
        self.rect(x + 30, y - 96, 28, 28, "#EAF7EE", 14)

    def sparkle(self, x: float, y: float, size: float) -> None:
        thin = size * 0.22
        self.poly([(x, y - size), (x + thin, y - thin), (x + size, y), (x + thin, y + thin),
                   (x, y + size), (x - thin, y + thin), (x - size, y), (x - thin, y - thin)],
                  (255, 255, 255, 225))  # fmt: skip


def street(pen: Pen, rng: Random, number: int, *, evening: bool, shift: float) -> None:
    """Sky, houses, tree, pavement and road; ``shift`` moves what stands, as a step aside does: what
    is far moves less, and is seen more from the side."""
    _sky(pen, *(EVENING if evening else SKIES[number % len(SKIES)]))
    left = -90.0 + shift / 2
    while left < WIDTH + 40:
        wide = rng.uniform(150, 215) * (0.93 if shift else 1)
        _house(pen, rng, left, wide, lit=evening)
        left += wide + 4
    pen.rect(0, PAVEMENT, WIDTH, KERB - PAVEMENT, "#D8CFC2")
    for row in range(4):
        y = PAVEMENT + 4 + row * 26
        pen.rect(0, y, WIDTH, 2, "#C6BCAD")
        for n in range(-1, 17):
            pen.rect(n * 82 + (row % 2) * 41 + shift, y, 2, 26, "#C6BCAD")
    pen.rect(0, KERB, WIDTH, 18, "#B0A799")
    for n in range(12):
        pen.rect(n * 120 + shift, KERB, 60, 18, "#EDE7DC")
    pen.rect(0, ROAD, WIDTH, HEIGHT - ROAD, "#6A7078")
    pen.rect(0, ROAD, WIDTH, 10, "#5C626A")
    for n in range(8):
        pen.poly([(n * 190 + shift, 916), (n * 190 + 104 + shift, 916),
                  (n * 190 + 96 + shift, 928), (n * 190 - 10 + shift, 928)], "#E9E4D4")  # fmt: skip
    _tree(pen, rng, 1130 + shift * 1.5)
    _lamp(pen, 92 + shift * 1.5)
    if evening:
        pen.rect(0, 0, WIDTH, HEIGHT, (255, 196, 120, 26))


def _sky(pen: Pen, top: str, bottom: str) -> None:
    first, last = ImageColor.getrgb(top), ImageColor.getrgb(bottom)
    for n in range(60):
        r, g, b = (round(a + (z - a) * n / 59) for a, z in zip(first[:3], last[:3], strict=True))
        pen.rect(0, n * 9, WIDTH, 10, (r, g, b, 255))


def _house(pen: Pen, rng: Random, x: float, wide: float, *, lit: bool) -> None:
    high = rng.uniform(370, 590)
    top, colour = PAVEMENT - high, rng.choice(FACADES)
    pen.rect(x, top, wide, high, colour)
    pen.rect(x, top, 10, high, (255, 255, 255, 46))
    pen.rect(
        x - 6, top - 14, wide + 12, 20, (255, 255, 255, 255) if rng.random() < 0.4 else "#B5654A"
    )
    floors = max(int((high - 190) // 120), 1)
    for floor in range(floors):
        y = top + 34 + floor * 120
        for side in (0.14, 0.56):
            pen.rect(x + wide * side, y, wide * 0.3, 68, "#F8F5EE", 3)
            glass = "#F9DE9A" if lit and int(x + y) % 3 else "#5B7C94"
            pen.rect(x + wide * side + 5, y + 5, wide * 0.3 - 10, 58, glass, 2)
            pen.rect(x + wide * side + wide * 0.15 - 2, y + 5, 4, 58, "#F8F5EE")
        pen.rect(x + wide * 0.08, y + 70, wide * 0.84, 8, "#8A8F98")
        if rng.random() < 0.5:
            for n in range(4):
                green = rng.choice(["#5E9C4D", "#7DB35C"])
                pen.ellipse(x + wide * (0.16 + n * 0.2), y + 66, 18, 13, green)
    awning = rng.choice(["#D9483B", "#2F6FB0", "#2E8B57", "#E9A23B", "#7A5C99"])
    for n in range(8):
        fill: Colour = awning if n % 2 == 0 else "#FBF7EF"
        pen.poly([(x + 8 + n * (wide - 16) / 8, 548), (x + 8 + (n + 1) * (wide - 16) / 8, 548),
                  (x + (n + 1) * wide / 8, 590), (x + n * wide / 8, 590)], fill)  # fmt: skip
    pen.rect(x + wide * 0.1, 592, wide * 0.5, PAVEMENT - 592, "#4D4A52")
    pen.rect(x + wide * 0.66, 600, wide * 0.24, PAVEMENT - 600, "#8C5E3C", 2)


def _tree(pen: Pen, rng: Random, x: float) -> None:
    pen.shadow(x, 752, 96, 16)
    pen.rect(x - 62, 738, 124, 18, "#A9876A", 4)
    pen.limb([(x, 744), (x - 6, 590), (x + 4, 450)], 46, "#7A5638")
    for _ in range(26):
        green = rng.choice(["#3E7C3A", "#4F9445", "#5EA552", "#2F6B38"])
        pen.ellipse(x + rng.gauss(0, 78), 380 + rng.gauss(0, 62), rng.uniform(48, 84),
                    rng.uniform(40, 70), green)  # fmt: skip


def _lamp(pen: Pen, x: float) -> None:
    pen.rect(x - 7, 250, 14, 500, "#59626D", 4)
    pen.rect(x - 20, 736, 40, 18, "#4A525C", 4)
    pen.line([(x, 262), (x + 96, 232)], 10, "#59626D")
    pen.rect(x + 78, 222, 66, 20, "#F7E7A9", 8)


def _turned(corners: Sequence[Point], x: float, y: float, size: float, turn: float) -> list[Point]:
    cos, sin = math.cos(turn), math.sin(turn)
    return [(x + size * (a * cos - b * sin), y + size * (a * sin + b * cos)) for a, b in corners]
