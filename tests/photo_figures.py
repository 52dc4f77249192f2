"""How many copies of a photo are known again, and how many honest photos are taken for copies.

Run `python -m tests.photo_figures` for the figures that docs/design.md gives."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from random import Random

import numpy as np
from PIL import Image

from handlers.likeness import FURTHEST, Look, same_photo, same_turned
from handlers.photo import clean
from storage.looks import Looks
from tests.photo_cheats import CHEATS, MISSED, TURNED, Cheat
from tests.street_photos import (
    HONEST,
    after_some_hours,
    another_street,
    as_jpeg,
    blurred,
    from_the_same_spot,
    of_the_sky,
)

VICTIMS = (after_some_hours, from_the_same_spot, another_street, of_the_sky, blurred)


def look_of(image: Image.Image, quality: int = 86) -> Look:
    """The look of a picture as the bot takes it in."""
    return clean(as_jpeg(image.convert("RGB"), quality)).look


class Album:
    """Looks by numbers, found as the bot finds them."""

    def __init__(self) -> None:
        self.looks: dict[int, Look] = {}
        self._codes = Looks()

    def add(self, number: int, look: Look) -> None:
        self.looks[number] = look
        self._codes.add(number, look.code)

    def known(self, look: Look) -> list[int]:
        """Which of the photos this one is."""
        near = self._codes.near(look.wanted, FURTHEST, 6)
        return [n for n in near if same_photo(self.looks[n].kept, self.looks[n].code, look)]


@dataclass(frozen=True)
class Honest:
    """Pairs of photos that were both taken there, and which of them were mixed up."""

    pairs: int
    flagged: Counter[str]
    """pairs whose second photo was taken for the first one, by how they were made"""
    turned: Counter[str]
    """pairs whose second photo was taken for the first one turned about"""
    strangers: int
    """how often a photo was taken for one of another pair"""
    plain: int
    """photos in which there is too little to see for more than the very same file"""


@cache
def honest(least: int = 1) -> Honest:
    """All honest pairs: each photo is looked for among all that were before."""
    album, flagged, turned = Album(), Counter[str](), Counter[str]()
    strangers, plain, number = 0, 0, 0
    for made, count in HONEST.items():
        for n in range(0, count, least):
            rng = Random(f"{made.__name__} {n}")
            first, second = (look_of(image, rng.randint(72, 92)) for image in made(n))
            for look in (first, second):
                found = album.known(look)
                partner = number - 1 if look is second else None
                flagged[made.__name__] += partner in found
                strangers += sum(other != partner for other in found)
                plain += not look.kept
                album.add(number, look)
                number += 1
            turned[made.__name__] += same_turned(first.kept, first.code, second)
    return Honest(number // 2, flagged, turned, strangers, plain)


@cache
def originals(count: int) -> tuple[list[tuple[int, Image.Image]], Album]:
    """Photos that are worth copying, of all sorts, and the same in an album."""
    chosen: list[tuple[int, Image.Image]] = []
    album, n = Album(), 0
    while len(chosen) < count:
        image = VICTIMS[n % len(VICTIMS)](700 + n)[0]
        look = look_of(image)
        if look.kept:
            album.add(n, look)
            chosen.append((n, image))
        n += 1
    return chosen, album


def detected(cheat: Cheat, count: int) -> float:
    """The share of copies that are known again."""
    chosen, album = originals(count)
    found = [n in album.known(look_of(cheat(image, Random(n)), 75)) for n, image in chosen]
    return float(np.mean(found))


def detected_beside(cheat: Cheat, count: int) -> float:
    """The share of copies that are known beside what they are copies of."""
    chosen, album = originals(count)
    found = []
    for n, image in chosen:
        kept, copy = album.looks[n], look_of(cheat(image, Random(n)), 75)
        asked = kept.kept, kept.code, copy
        found.append(same_photo(*asked) or same_turned(*asked))
    return float(np.mean(found))


def main() -> None:
    for name, cheat in (CHEATS | TURNED | MISSED).items():
        print(f"{name:32} {detected(cheat, 60):.0%}", flush=True)
    print("beside the photo itself:")
    for name, cheat in (TURNED | MISSED).items():
        print(f"{name:32} {detected_beside(cheat, 60):.0%}", flush=True)
    print(honest())


if __name__ == "__main__":
    main()
