"""Photos of streets that never were, for measuring which photos the bot takes for the same one.

A scene is a street with things in it at places in metres; a view is where somebody stood with the
phone, in which light. So the same street can be photographed twice from spots a step apart, and
another street can have the very same composition. Not every picture is kind: there are dark ones,
plain walls, sky with cables, and blurred ones, in which there is little to tell photos apart by.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 640, 480
HALF_ROAD, HALF_STREET, LONG = 3.0, 5.5, 45.0
NEAR = 0.35

Point3 = tuple[float, float, float]
Colour = tuple[int, int, int]
Corners = Sequence[Point3]


@dataclass(frozen=True)
class Shape:
    """A flat shape in the street: corners in metres (right, up, away) and a colour."""

    corners: Corners
    colour: Colour
    cover: int = 255
    """how much of what is behind is covered, of 255"""
    layer: int = 0
    """what lies on a surface is drawn after it"""
    glows: bool = False
    part_of: Point3 | None = None
    """where the thing stands that it belongs to"""


@dataclass(frozen=True)
class View:
    """Where the phone was held, in metres and radians, and in which light."""

    x: float = 0.0
    y: float = 1.5
    z: float = 0.0
    turn: float = 0.0
    """to the right"""
    tilt: float = -0.1
    """up"""
    roll: float = 0.0
    zoom: float = 0.85
    light: float = 1.0
    warm: float = 0.0
    grain: float = 3.0
    blur: float = 0.0
    sky: int = 0
    """the weather of the moment"""
    quality: int = 86
    flat: float = 0.0
    """haze or flare: how much of the contrast is gone"""


# Streets


def _quad(a: Point3, b: Point3, c: Point3, d: Point3) -> Corners:
    return (a, b, c, d)


def _wall(x: float, z1: float, z2: float, y1: float, y2: float) -> Corners:
    return _quad((x, y1, z1), (x, y1, z2), (x, y2, z2), (x, y2, z1))


def _floor(x1: float, x2: float, z1: float, z2: float) -> Corners:
    return _quad((x1, 0, z1), (x2, 0, z1), (x2, 0, z2), (x1, 0, z2))


def _colour(rng: Random, low: int = 40, high: int = 230, tint: int = 40) -> Colour:
    grey = rng.randint(low, high)
    r, g, b = (max(0, min(255, grey + rng.randint(-tint, tint))) for _ in range(3))
    return r, g, b


def _house(rng: Random, x: float, z1: float, z2: float) -> Iterator[Shape]:
    """A narrow house: a shop below, windows above, signs and stains."""
    inside = -0.02 if x > 0 else 0.02
    high, facade = rng.uniform(4, 15), _colour(rng, 110, 230)
    yield Shape(_wall(x, z1, z2, 0, high), facade)
    wide, front = z2 - z1, x + inside
    shop = _colour(rng, 20, 120)
    yield Shape(_wall(front, z1 + wide * 0.08, z2 - wide * 0.08, 0, 2.6), shop, layer=1)
    for _ in range(rng.randint(2, 6)):
        at, top = rng.uniform(z1, z2 - 0.5), rng.uniform(0.6, 2.4)
        thing = _wall(front, at, at + rng.uniform(0.2, 0.9), rng.uniform(0, top - 0.3), top)
        yield Shape(thing, _colour(rng), layer=2)
    sign = _colour(rng, 30, 220, 90)
    yield Shape(_wall(front, z1 + 0.1, z2 - 0.1, 2.7, 3.4), sign, layer=2)
    for n in range(rng.randint(3, 9)):
        at = z1 + 0.3 + n * 0.42
        if at < z2 - 0.4:
            letter = _wall(front, at, at + rng.uniform(0.1, 0.3), 2.85, 3.25)
            yield Shape(letter, _colour(rng, 0, 255, 60), layer=3)
    panes, floors = rng.choice([1, 2, 2, 3]), int((high - 3.6) / 2.9)
    glass = _colour(rng, 40, 130, 20)
    for floor in range(floors):
        y = 3.9 + floor * 2.9
        for n in range(panes):
            at = z1 + wide * (n + 0.22) / panes
            pane = _wall(front, at, at + wide * 0.55 / panes, y, y + rng.uniform(1.2, 1.9))
            yield Shape(pane, glass, layer=1)
        if rng.random() < 0.5:
            rail = _wall(front, z1 + 0.2, z2 - 0.2, y - 0.2, y + 0.5)
            yield Shape(rail, _colour(rng), 150, layer=2)
    for _ in range(6):
        at, y = rng.uniform(z1, z2 - 0.4), rng.uniform(0, high - 0.5)
        stain = _wall(front, at, at + rng.uniform(0.3, 1.6), y, y + rng.uniform(0.3, 2))
        yield Shape(stain, (40, 38, 34), rng.randint(15, 60), layer=2)


def _row(rng: Random, x: float) -> Iterator[Shape]:
    z = -3.0 - rng.uniform(0, 4)
    while z < LONG:
        wide = rng.uniform(3.2, 6.5)
        if rng.random() < 0.9:
            for shape in _house(rng, x, z, z + wide):
                yield replace(shape, part_of=(x, 1.5, z + wide / 2))
        z += wide


def _ground(rng: Random) -> Iterator[Shape]:
    yield Shape(_floor(-60, 60, -6, 120), _colour(rng, 110, 170, 12), layer=-3)
    yield Shape(_floor(-HALF_ROAD, HALF_ROAD, -6, 120), _colour(rng, 60, 110, 8), layer=-2)
    step = rng.choice([0.5, 0.6, 0.8, 1.0])
    line = _colour(rng, 70, 130, 8)
    for side in (-1, 1):
        for n in range(int(18 / step)):
            z = -2 + n * step
            tile = _floor(side * HALF_ROAD, side * HALF_STREET, z, z + 0.03)
            yield Shape(tile, line, 170, layer=-1)
    for _ in range(110):
        x, z = rng.uniform(-HALF_STREET, HALF_STREET), rng.uniform(0.5, 1) ** 3 * 24 - 2
        wide, deep = rng.uniform(0.05, 0.9), rng.uniform(0.05, 0.9)
        dark = _colour(rng, 20, 60, 6) if rng.random() < 0.7 else _colour(rng, 170, 220, 10)
        corners = tuple(
            (x + wide * math.cos(a) * rng.uniform(0.5, 1), 0, z + deep * math.sin(a))
            for a in (n * math.pi / 4 for n in range(8))
        )
        yield Shape(corners, dark, rng.randint(25, 110), layer=-1)


def _upright(x: float, z: float, wide: float, y1: float, y2: float) -> Corners:
    return _quad((x - wide / 2, y1, z), (x + wide / 2, y1, z), (x + wide / 2, y2, z),
                 (x - wide / 2, y2, z))  # fmt: skip


def _blob(rng: Random, x: float, y: float, z: float, wide: float, high: float) -> Corners:
    return tuple(
        (x + wide / 2 * math.cos(a) * rng.uniform(0.75, 1), y + high / 2 * math.sin(a), z)
        for a in (n * math.pi / 6 for n in range(12))
    )


def _fixed(rng: Random) -> Iterator[Shape]:
    """What stands there for years: poles, cables, trees, boards."""
    for side in (-1, 1):
        for n in range(4):
            if rng.random() < 0.6:
                x, z = side * rng.uniform(3.2, 4.2), 4 + n * 8 + rng.uniform(-2, 2)
                yield Shape(_upright(x, z, 0.22, 0, 7), _colour(rng, 60, 130, 8))
                if rng.random() < 0.5:
                    board = _upright(x + 0.3, z - 0.01, rng.uniform(0.5, 1), 2, 3)
                    yield Shape(board, _colour(rng, 40, 220, 90))
        for _ in range(rng.randint(0, 3)):
            x, z = side * rng.uniform(3.3, 4.6), rng.uniform(3, 30)
            yield Shape(_upright(x, z, 0.35, 0, 3), (90, 66, 44))
            for _ in range(14):
                green = (rng.randint(20, 70), rng.randint(60, 130), rng.randint(15, 60))
                spot = x + rng.gauss(0, 0.9), 4 + rng.gauss(0, 0.8), z - rng.uniform(0, 0.3)
                yield Shape(_blob(rng, *spot, rng.uniform(0.6, 1.6), rng.uniform(0.5, 1.2)), green)
    for _ in range(rng.randint(2, 7)):
        x, y = rng.uniform(-4, 4), rng.uniform(5, 8)
        drift = rng.uniform(-2, 2)
        cable = _quad((x, y, 1), (x + 0.04, y + 0.05, 1), (x + drift, y, 40), (x + drift, y, 40))
        yield Shape(cable, (30, 30, 34))


def _loose(rng: Random, count: int) -> Iterator[Shape]:
    """What is there today: motorbikes, people, carts, rubbish."""
    for _ in range(count):
        side = rng.choice([-1, 1])
        x, z = side * rng.uniform(1.2, 5), rng.uniform(2.2, 20)
        what = rng.random()
        if what < 0.35:
            dark = _colour(rng, 15, 60, 10)
            for at in (-0.5, 0.5):
                yield Shape(_blob(rng, x + at, 0.28, z, 0.56, 0.56), dark)
            yield Shape(_blob(rng, x, 0.65, z - 0.01, 1.2, 0.55), _colour(rng, 30, 220, 90))
        elif what < 0.6:
            yield Shape(_upright(x, z, 0.42, 0, 0.8), _colour(rng, 20, 90, 20))
            yield Shape(_upright(x, z, 0.5, 0.8, 1.4), _colour(rng, 30, 230, 90))
            yield Shape(_blob(rng, x, 1.55, z, 0.26, 0.3), (190, 150, 120))
        elif what < 0.75:
            yield Shape(_upright(x, z, 1.4, 0.5, 1.1), _colour(rng, 60, 220, 80))
            yield Shape(_upright(x, z, 1.9, 1.9, 2.1), _colour(rng, 60, 220, 90))
            yield Shape(_upright(x, z, 0.06, 0, 2), (90, 90, 96))
        else:
            for _ in range(rng.randint(3, 9)):
                size = rng.uniform(0.2, 0.7)
                spot = x + rng.gauss(0, 0.5), size / 2.4, z + rng.gauss(0, 0.3)
                yield Shape(_blob(rng, *spot, size, size * 0.8), _colour(rng, 20, 230, 60))


def street(seed: int) -> list[Shape]:
    """What stands in a street for years; the same seed is the same street."""
    rng = Random(f"street {seed}")
    return [*_ground(rng), *_row(rng, -HALF_STREET), *_row(rng, HALF_STREET), *_fixed(rng)]


def things(seed: int, count: int = 8) -> list[Shape]:
    """What happens to be in a street today."""
    return list(_loose(Random(f"things {seed}"), count))


def lamps(seed: int) -> list[Shape]:
    """What gives light at night: lamps, signs, a motorbike's light."""
    rng = Random(f"lamps {seed}")
    lit = []
    for _ in range(rng.randint(2, 7)):
        x, z = rng.choice([-1, 1]) * rng.uniform(0.8, 5.2), rng.uniform(4, 30)
        y, size = rng.uniform(0.6, 6), rng.uniform(0.15, 0.6)
        lit.append(Shape(_blob(rng, x, y, z, size, size), (255, 236, 190), glows=True))
    return lit


# Photos


def _seen(corner: Point3, view: View) -> Point3:
    x, y, z = corner[0] - view.x, corner[1] - view.y, corner[2] - view.z
    cos, sin = math.cos(view.turn), math.sin(view.turn)
    x, z = x * cos - z * sin, x * sin + z * cos
    cos, sin = math.cos(view.tilt), math.sin(view.tilt)
    return x, y * cos - z * sin, y * sin + z * cos


def _clipped(corners: Sequence[Point3]) -> list[Point3]:
    """What of a shape lies before the lens."""
    kept: list[Point3] = []
    for one, other in zip(corners, [*corners[1:], corners[0]], strict=True):
        if one[2] >= NEAR:
            kept.append(one)
        if (one[2] >= NEAR) != (other[2] >= NEAR):
            part = (NEAR - one[2]) / (other[2] - one[2])
            kept.append((one[0] + part * (other[0] - one[0]),
                         one[1] + part * (other[1] - one[1]), NEAR))  # fmt: skip
    return kept


def _on_picture(corner: Point3, view: View) -> tuple[float, float]:
    scale = view.zoom * WIDTH / corner[2]
    x, y = corner[0] * scale, -corner[1] * scale
    cos, sin = math.cos(view.roll), math.sin(view.roll)
    return WIDTH / 2 + x * cos - y * sin, HEIGHT / 2 + x * sin + y * cos


def _lit(colour: Colour, view: View, far: float) -> Colour:
    haze = min(far / 90, 0.7)
    values = (value * view.light * (1 - haze) + 205 * min(view.light, 1) * haze for value in colour)
    warm = (1 + view.warm, 1.0, 1 - view.warm)
    r, g, b = (max(0, min(255, round(v * w))) for v, w in zip(values, warm, strict=True))
    return r, g, b


def _sky(view: View) -> Image.Image:
    rng = np.random.default_rng(view.sky)
    top, low = rng.uniform(120, 220), rng.uniform(190, 250)
    rows = np.linspace(top, low, HEIGHT)[:, None, None] * np.array([0.86, 0.95, 1.0])
    clouds = Image.fromarray(rng.uniform(0, 255, (5, 7)).astype(np.uint8)).resize(
        (WIDTH, HEIGHT), Image.Resampling.BICUBIC
    )
    rows = rows + (np.asarray(clouds)[:, :, None] - 128.0) * rng.uniform(0, 0.25)
    rows = rows * min(view.light, 1.1) * np.array([1 + view.warm / 2, 1, 1 - view.warm / 2])
    return Image.fromarray(np.broadcast_to(rows, (HEIGHT, WIDTH, 3)).clip(0, 255).astype(np.uint8))


def photo(shapes: Sequence[Shape], view: View, seed: int = 0) -> Image.Image:
    """What a phone sees of these shapes."""
    image = _sky(view)
    ink = ImageDraw.Draw(image, "RGBA")
    seen = []
    for shape in shapes:
        corners = [_seen(corner, view) for corner in shape.corners]
        if max(corner[2] for corner in corners) < NEAR:
            continue
        far = sum(max(corner[2], 0) for corner in corners) / len(corners)
        depth = _seen(shape.part_of, view)[2] if shape.part_of else far
        # What lies on the ground is behind all that stands on it.
        behind = math.inf if shape.layer < 0 else depth
        seen.append((-behind, shape.layer, shape, corners, far))
    for _, _, shape, corners, far in sorted(seen, key=lambda one: one[:2]):
        outline = [_on_picture(corner, view) for corner in _clipped(corners)]
        if len(outline) >= 3:
            colour = shape.colour if shape.glows else _lit(shape.colour, view, far)
            ink.polygon(outline, fill=(*colour, shape.cover))
    return _developed(image, view, seed)


def _developed(image: Image.Image, view: View, seed: int) -> Image.Image:
    if view.blur:
        image = image.filter(ImageFilter.GaussianBlur(view.blur))
    rng = np.random.default_rng(seed)
    values = np.asarray(image).astype(np.float32)
    values = values * (1 - view.flat) + 128 * view.flat * view.light
    values += rng.normal(0, view.grain, values.shape[:2])[:, :, None]
    return Image.fromarray(values.clip(0, 255).astype(np.uint8))


def as_jpeg(image: Image.Image, quality: int = 86) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def plain(seed: int, spot: int = 0) -> Image.Image:
    """A wall, a shutter, a piece of asphalt: colour, a shade across, a stain or two."""
    rng = Random(f"plain {seed}")
    near = Random(f"plain {seed} {spot}")
    base, tall = rng.uniform(60, 200), np.linspace(-1, 1, HEIGHT)[:, None]
    wide = np.linspace(-1, 1, WIDTH)[None, :]
    tilt = rng.uniform(-30, 30) + near.uniform(-5, 5), rng.uniform(-30, 30) + near.uniform(-5, 5)
    values = base + tilt[0] * tall + tilt[1] * wide + 0 * wide
    if rng.random() < 0.5:
        period, phase = rng.uniform(14, 60), near.uniform(0, 60)
        stripes = np.sin((np.arange(HEIGHT)[:, None] + phase) * 2 * math.pi / period)
        values = values + stripes * rng.uniform(2, 12)
    for _ in range(rng.randint(0, 3)):
        x, y = rng.uniform(-1, 1) + near.uniform(-0.3, 0.3), rng.uniform(-1, 1)
        size = rng.uniform(0.02, 0.2)
        values = values + rng.uniform(-25, 25) * np.exp(-((wide - x) ** 2 + (tall - y) ** 2) / size)
    colours = np.array([rng.uniform(0.8, 1.1) for _ in range(3)])
    noise = np.random.default_rng(seed * 7 + spot).normal(0, 4, (HEIGHT, WIDTH))
    full = (values + noise)[:, :, None] * colours
    return Image.fromarray(full.clip(0, 255).astype(np.uint8))


# Pairs that are honest: two photos, each taken by somebody who was there


def a_view(rng: Random) -> View:
    """Along the street, at a wall, or down at the pavement, at some hour of the day."""
    how = rng.random()
    view = View(
        x=rng.uniform(-2.5, 2.5),
        y=rng.uniform(1.2, 1.7),
        z=rng.uniform(-1, 8),
        zoom=rng.uniform(0.7, 1.0),
        sky=rng.randrange(1 << 30),
        light=rng.uniform(0.65, 1.1),
        warm=rng.uniform(-0.08, 0.12),
        grain=rng.uniform(2, 6),
        quality=rng.randint(72, 92),
    )
    if how < 0.5:
        return replace(view, turn=rng.uniform(-0.35, 0.35), tilt=rng.uniform(-0.2, 0.08))
    if how < 0.8:
        turn = rng.choice([-1, 1]) * rng.uniform(0.8, 1.5)
        return replace(view, turn=turn, tilt=rng.uniform(-0.2, 0.15))
    return replace(view, turn=rng.uniform(-1.5, 1.5), tilt=rng.uniform(-0.9, -0.45))


def a_step_aside(view: View, rng: Random, metres: float, degrees: float) -> View:
    """The same spot once more: nobody holds a phone twice in the same place."""
    angle = rng.uniform(0, 2 * math.pi)
    far, turn = rng.uniform(0.5, 1) * metres, math.radians(degrees)
    return replace(
        view,
        x=view.x + far * math.cos(angle),
        z=view.z + far * math.sin(angle),
        y=view.y + rng.uniform(-0.15, 0.15),
        turn=view.turn + rng.choice([-1, 1]) * rng.uniform(0.4, 1) * turn,
        tilt=view.tilt + rng.uniform(-0.6, 0.6) * turn,
        roll=rng.uniform(-0.3, 0.3) * turn,
        zoom=view.zoom * rng.uniform(0.97, 1.03),
        light=view.light * rng.uniform(0.85, 1.15),
        sky=rng.randrange(1 << 30),
        grain=rng.uniform(2, 6),
        quality=rng.randint(72, 92),
    )


Pair = tuple[Image.Image, Image.Image]


def after_some_hours(n: int) -> Pair:
    """The same street from some metres away, in other light, with other things in it."""
    rng = Random(f"hours {n}")
    view, fixed = a_view(rng), street(n)
    later = a_step_aside(view, rng, 2.5, 14)
    later = replace(later, light=rng.uniform(0.5, 1.1), warm=rng.uniform(-0.08, 0.2))
    return (
        photo([*fixed, *things(n)], view, n),
        photo([*fixed, *things(n + 5000)], later, n + 5000),
    )


def from_the_same_spot(n: int) -> Pair:
    """Before and after by somebody who took care to stand where the first photo was taken."""
    rng = Random(f"spot {n}")
    view, fixed = a_view(rng), street(1000 + n)
    later = a_step_aside(view, rng, 0.45, 4)
    return (
        photo([*fixed, *things(n), *things(n + 100, 5)], view, n),
        photo([*fixed, *things(n)], later, n + 6000),
    )


def another_street(n: int) -> Pair:
    """Two streets of the same composition, photographed in the same manner."""
    rng = Random(f"other {n}")
    view = a_view(rng)
    other = replace(view, sky=rng.randrange(1 << 30), light=view.light * rng.uniform(0.9, 1.1))
    return (
        photo([*street(2000 + n), *things(n)], view, n),
        photo([*street(7000 + n), *things(n + 7000)], other, n + 7000),
    )


def at_night(n: int) -> Pair:
    """Some lamps and little else, of the same street or of two."""
    rng = Random(f"night {n}")
    view = replace(a_view(rng), light=rng.uniform(0.04, 0.25), grain=rng.uniform(5, 12))
    later = a_step_aside(view, rng, 1.5, 8)
    other = n if n % 2 else n + 8000
    return (
        photo([*street(3000 + n), *lamps(n)], view, n),
        photo([*street(3000 + other), *lamps(other)], later, n + 8000),
    )


def of_plain_walls(n: int) -> Pair:
    """The same wall from two spots, or two walls."""
    return plain(n, 0), plain(n if n % 2 else n + 9000, 1)


def of_the_sky(n: int) -> Pair:
    """Cables and lamps from below, against two different skies."""
    rng = Random(f"sky {n}")
    view = replace(a_view(rng), tilt=rng.uniform(0.5, 0.9))
    later = a_step_aside(view, rng, 1.5, 8)
    return photo(street(4000 + n), view, n), photo(street(4000 + n), later, n + 9000)


def blurred(n: int) -> Pair:
    """Out of focus, of the same street or of two."""
    rng = Random(f"blur {n}")
    view = replace(a_view(rng), blur=rng.uniform(8, 22), flat=rng.uniform(0, 0.5))
    later = a_step_aside(view, rng, 1.5, 8)
    other = n if n % 2 else n + 9500
    return (
        photo([*street(5000 + n), *things(n)], view, n),
        photo([*street(5000 + other), *things(n + 9500)], later, n + 9500),
    )


HONEST: dict[Callable[[int], Pair], int] = {
    after_some_hours: 100,
    from_the_same_spot: 60,
    another_street: 70,
    at_night: 30,
    of_plain_walls: 30,
    of_the_sky: 20,
    blurred: 30,
}
"""how many pairs there are of each"""
