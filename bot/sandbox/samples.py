"""Sample photos of a street, drawn when asked for: what is wrong, and the same put right."""

import math
from collections.abc import Callable, Iterable
from functools import lru_cache
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageOps

from bot.sandbox.chats import Sent
from bot.sandbox.street import HEIGHT, SCALE, WIDTH, Pen, street

QUALITY = 88


def names() -> list[str]:
    return list(_TROUBLES)


def street_of(name: str, time: int = 0) -> int:
    """The number of the street in which a sample was taken for the so-manieth time."""
    return names().index(name) + len(_TROUBLES) * time


def next_time(sent: Iterable[Sent], name: str, *, after: bool) -> int:
    """In which of its streets a sample is taken next: always in a new one, since a photo that was
    sent before is not filed again, and afterwards in the first that is not put right yet."""
    last = {False: -1, True: -1}
    for one, when, time in sent:
        if one == name:
            last[when] = max(last[when], time)
    return max(0, min(last[True] + 1, last[False])) if after else last[False] + 1


@lru_cache(maxsize=16)
def draw(name: str, after: bool, time: int = 0) -> bytes:
    """A sample as a JPEG, the same every time. Raises `KeyError` for a name that is none."""
    if name not in _TROUBLES:
        raise KeyError(name)
    return photo(name, street_of(name, time), swept=after, later=after)


def photo(
    name: str, number: int, *, swept: bool = False, later: bool = False, mirrored: bool = False
) -> bytes:
    """What is wrong in the street of a number, or what is left of it; now, or in the evening."""
    rng = Random(f"street {number}")  # noqa: S311
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE))
    pen = Pen(ImageDraw.Draw(image, "RGBA"))
    # The second photo is taken later, from a step to the side, as people do.
    street(pen, rng, number, evening=later, shift=-46 if later else 0)
    if swept:
        _swept(pen, Random(f"after {number}"))  # noqa: S311
    else:
        _TROUBLES[name](pen, Random(f"trouble {number}"))  # noqa: S311
    image = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    if mirrored:
        image = ImageOps.mirror(image)
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY, subsampling=0)
    return out.getvalue()


def _rubbish(pen: Pen, rng: Random) -> None:
    """Bags and boxes around a lamp post, and what the wind took out of them."""
    pen.shadow(640, 742, 330, 34)
    bags = [(470, 700, 84), (800, 712, 78), (560, 668, 92), (705, 672, 88), (635, 716, 104)]
    colours = ["#2F3542", "#3B4A63", "#34564B", "#40404A", "#2B3345"]
    for (left, top, size), colour in zip(bags, colours, strict=True):
        pen.bag(left, top, size, colour)
    pen.box(870, 742, 120, 84, "#C89B62", "#A97F4B", "#DDB680")
    pen.box(345, 748, 104, 70, "#B98B57", "#9A7043", "#D3A771")
    for _ in range(26):
        x, y = rng.uniform(300, 1010), rng.uniform(738, 800)
        colour = rng.choice(["#F4F1E8", "#E4573D", "#3D8BD4", "#F2C14E", "#7FB069"])
        pen.scrap(x, y, rng.uniform(8, 18), rng.uniform(0, math.pi), colour)
    pen.bottle(520, 778, "#5AA469")
    pen.bottle(745, 790, "#4F8FC0")


def _pavement(pen: Pen, rng: Random) -> None:
    """A stall that has spread over the whole pavement, with its stools on the kerb."""
    pen.shadow(650, 752, 420, 36)
    pen.umbrella(360, 720, 250, "#D9483B", "#F6E7D8")
    pen.umbrella(905, 730, 230, "#1F7A8C", "#E9F1F2")
    for at, cloth in ((500, "#E9B44C"), (640, "#4FA3A5"), (780, "#E07A5F")):
        pen.table(at, 730, 118, 88, cloth)
    for n in range(9):
        pen.stool(
            300 + n * 88 + rng.uniform(-8, 8),
            782 + (n % 2) * 12,
            ["#D9483B", "#2F6FB0", "#2F6FB0", "#F2A93B"][n % 4],
        )
    for n in range(5):
        pen.crate(
            1010 + (n % 2) * 74, 742 - (n // 2) * 52, ["#7FB069", "#E4A23D", "#C8553D"][n % 3]
        )


def _branch(pen: Pen, rng: Random) -> None:
    """A branch that came down across pavement and road."""
    pen.shadow(640, 836, 430, 40)
    pen.limb([(1030, 690), (900, 760), (700, 812), (430, 838), (250, 850)], 40, "#6B4A2F")
    for fx, fy, dx, dy in ((820, 780, -60, -110), (640, 820, 90, 90), (520, 830, -70, -100),
                         (720, 806, -120, 70), (400, 842, -110, 44)):  # fmt: skip
        pen.limb([(fx, fy), (fx + dx / 2, fy + dy * 0.6), (fx + dx, fy + dy)], 16, "#7A5638")
    for _ in range(150):
        along = rng.random()
        x = 240 + along * 640 + rng.gauss(0, 34)
        y = 852 - along * 92 + rng.gauss(0, 46)
        size, turn = rng.uniform(18, 34), rng.uniform(0, math.pi)
        pen.leaf(x, y, size, turn, rng.choice(["#3E7C3A", "#4F9445", "#2F6B38", "#68A84F"]))
    pen.cone(1010, 862)


def _drain(pen: Pen, rng: Random) -> None:
    """A drain that gives its water back to the street."""
    pen.ellipse(640, 850, 560, 96, (88, 106, 112, 235))
    pen.ellipse(660, 846, 470, 70, (112, 134, 140, 230))
    pen.ellipse(600, 838, 300, 36, (150, 172, 178, 190))
    for n in range(5):
        pen.ring(640, 842, 90 + n * 74, 14 + n * 12, (214, 228, 231, 150 - n * 22))
    pen.grate(570, 772, 150)
    for _ in range(16):
        x, y = rng.uniform(230, 1060), rng.uniform(806, 892)
        if rng.random() < 0.55:
            colour = rng.choice(["#6B8E3A", "#8A7A3A"])
            pen.leaf(x, y, rng.uniform(12, 20), rng.uniform(0, 3), colour)
        else:
            pen.scrap(
                x, y, rng.uniform(8, 16), rng.uniform(0, 3), rng.choice(["#F4F1E8", "#D96C4B"])
            )
    pen.bottle(430, 858, "#4F8FC0")


def _swept(pen: Pen, rng: Random) -> None:
    """Nothing left but a clean street: a bin where one belongs, a broom, a few wet patches."""
    for _ in range(4):
        x, y = rng.uniform(260, 1000), rng.uniform(736, 786)
        pen.ellipse(x, y, rng.uniform(60, 130), rng.uniform(7, 12), (255, 255, 255, 46))
    pen.bin(210 + rng.uniform(0, 40), 742)
    pen.sparkle(640, 660, 26)
    pen.sparkle(742, 622, 16)
    pen.sparkle(560, 616, 14)


_TROUBLES: dict[str, Callable[[Pen, Random], None]] = {
    "rubbish": _rubbish,
    "pavement": _pavement,
    "branch": _branch,
    "drain": _drain,
}
