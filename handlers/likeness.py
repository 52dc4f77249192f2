"""How alike two photos look: a short code that finds candidates, and a comparison that is sure.

Made for one question: is this the same photo once more, saved again, made smaller, cut a little at
its sides, mirrored, written on, framed or brightened? Another photo of the same street is not the
same photo, also from the same spot. Nothing here knows where photos are kept.

The code is of the middle of a photo, so that it survives what happens to the edges. Where that
middle lies in a copy nobody knows; so the codes of many middles are made of a photo that comes in
and looked up one and all. What they find is laid over the kept thumbnail as exactly as it will go.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from hashlib import sha256

import numpy as np
import numpy.typing as npt
from PIL import Image

from handlers import overlay
from handlers.overlay import FINE, KEPT, Floats, shares

Codes = npt.NDArray[np.uint64]
"""a row for each: 128 bits in two numbers"""

LEAST_SIDE = 96
"""pixels a side of the pictures from which looks are taken, or more: of fewer they are too rough"""
CELLS = 9
EDGE = 0.12
"""the share at each side that is no part of the middle"""
FURTHEST = 26
"""bits of 128 by which the codes of two copies differ at most"""
SLANTS = (-6.5, -5.5, -4.5, -3.5, -2.5, 2.5, 3.5, 4.5, 5.5, 6.5)
"""degrees by which a copy may have been turned: half a one beside it is near enough, and by less
than two honest hands differ that took the same spot twice"""


def _middles() -> list[tuple[float, float]]:
    """Where the middle of a kept photo may begin and end, along one side of a copy."""
    found = [(EDGE, 1 - EDGE)]
    for first, last in ((0.05, 0.0), (0.0, 0.05), (0.1, 0.0), (0.0, 0.1), (0.05, 0.05), (0.1, 0.1)):
        left = 1 - first - last
        found.append(((EDGE - first) / left, (1 - EDGE - first) / left))
    framed = 0.06
    found.append((framed + EDGE * (1 - 2 * framed), 1 - framed - EDGE * (1 - 2 * framed)))
    return found


def _cells(first: float, last: float) -> Floats:
    edges = np.linspace(first, last, CELLS + 1, dtype=np.float32) * FINE
    return shares(edges[:-1], edges[1:], FINE)


MIDDLES = _middles()
_TRIES = len(MIDDLES) ** 2
_GRID = np.concatenate([_cells(*middle) for middle in MIDDLES])
_OWN = _GRID[:CELLS]
# A band of the code holds a row of steps to the right and one of steps down from elsewhere: rows
# that touch say nearly the same.
_DOWN = [(row + 4) % 8 for row in range(8)]


@dataclass(frozen=True)
class Look:
    """What is known of how a photo looks. ``code`` and ``kept`` go with it into the database, and
    by ``wanted`` and ``frames`` earlier copies are found now.

    Without ``kept`` it is so plain that only the very same file can be found again."""

    code: tuple[int, int]
    kept: bytes
    _grey: Floats = field(compare=False, repr=False)
    _by_file: Codes = field(compare=False, repr=False)

    # Most photos are never compared with earlier ones, so what that needs is made when it is asked.

    @cached_property
    def frames(self) -> tuple[Floats, ...]:
        """What may be the photo, with its bars and without them; none where it is too plain."""
        whole = _fine(self._grey)
        # A copy may be darker than what is kept.
        if not self.kept and not overlay.tells_enough(overlay.kept_size(whole), overlay.FAINT / 3):
            return ()
        inside = _inside_bars(self._grey)
        return (whole,) if inside is None else (whole, _fine(inside))

    @cached_property
    def wanted(self) -> Codes:
        """The codes that earlier copies may have."""
        by_file = () if self.kept else (self._by_file[None],)
        return np.concatenate([*(_codes(frame) for frame in self.frames), *by_file])

    @cached_property
    def turned(self) -> tuple["Look", ...]:
        """What it looks like turned about, set straight or as a negative. Mirrored is known of each
        anyway. There are too many to look for them all among the photos of years."""
        quarters = (np.rot90(self._grey, n) for n in (1, 2, 3))
        straight = (_slanted(self._grey, slant) for slant in SLANTS)
        return tuple(replace(self, _grey=grey) for grey in (*quarters, 255 - self._grey, *straight))


def look(picture: Image.Image, digest: str) -> Look:
    """The look of a photo, from a small grey picture of it and the hash of its file."""
    grey = np.asarray(picture, dtype=np.float32)
    by_file = np.frombuffer(sha256(digest.encode()).digest()[:16], dtype=np.uint64)
    whole = _fine(grey)
    small = overlay.kept_size(whole)
    if not overlay.tells_enough(small):
        return Look(_signed(by_file), b"", grey, by_file)
    own = _signed(_bits((_OWN @ whole @ _OWN.T)[None])[0])
    return Look(own, np.rint(small).astype(np.uint8).tobytes(), grey, by_file)


def _fine(grey: Floats) -> Floats:
    """Shrunk so that every pixel counts for just its share."""
    down, across = (_to_fine(pixels) for pixels in grey.shape)
    return np.asarray(down @ grey @ across.T)


def _slanted(grey: Floats, degrees: float) -> Floats:
    around = float(grey.mean())
    image = Image.fromarray(grey).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=around)
    return np.asarray(image, dtype=np.float32)


@lru_cache(maxsize=64)
def _to_fine(pixels: int) -> Floats:
    edges = np.linspace(0, pixels, FINE + 1, dtype=np.float32)
    return shares(edges[:-1], edges[1:], pixels)


def _signed(code: Codes) -> tuple[int, int]:
    """As databases know numbers."""
    first, second = code.view(np.int64).tolist()
    return first, second


def unsigned(codes: Sequence[tuple[int, int]]) -> Codes:
    """As they are counted in."""
    return np.array(codes, dtype=np.int64).reshape(-1, 2).view(np.uint64)


def _bits(cells: Floats) -> Codes:
    right = cells[:, :8, 1:] > cells[:, :8, :-1]
    down = cells[:, 1:, :8] > cells[:, :-1, :8]
    bits = np.concatenate([right, down[:, _DOWN]], axis=2)
    return np.packbits(bits.reshape(-1, 128), axis=1).view(np.uint64)


def _codes(frame: Floats) -> Codes:
    """The codes of all middles, and of all of them mirrored."""
    count = len(MIDDLES)
    cells = (_GRID @ frame @ _GRID.T).reshape(count, CELLS, count, CELLS).transpose(0, 2, 1, 3)
    return np.concatenate(
        [_bits(side.reshape(-1, CELLS, CELLS)) for side in (cells, cells[..., ::-1])]
    )


def distances(one: Codes, other: Codes) -> npt.NDArray[np.uint8]:
    """By how many bits codes differ."""
    return np.asarray(np.bitwise_count(one ^ other).sum(-1, dtype=np.uint8))


def same_photo(kept: bytes, code: tuple[int, int], photo: Look) -> bool:
    """Whether a photo is a kept one once more."""
    if not kept or not photo.frames:
        return False
    shown = np.frombuffer(kept, dtype=np.uint8).reshape(KEPT, KEPT).astype(np.float32)
    looks = photo.wanted[: len(photo.frames) * 2 * _TRIES]
    bits = distances(looks, unsigned([code])).reshape(len(photo.frames), -1)
    return any(
        found[best] <= FURTHEST and overlay.is_same(shown, *_about(frame, int(best)))
        for frame, found, best in zip(photo.frames, bits, bits.argmin(axis=1), strict=True)
    )


def same_turned(kept: bytes, code: tuple[int, int], photo: Look) -> bool:
    """Whether a photo is a kept one turned about, slanted or as a negative."""
    return any(same_photo(kept, code, one) for one in photo.turned)


def _about(frame: Floats, attempt: int) -> tuple[Floats, tuple[float, float, float, float]]:
    """The frame, turned about if its code was of the mirrored one, and where the kept photo lies
    in it if that middle is the right one."""
    mirrored, attempt = divmod(attempt, _TRIES)
    (top, bottom), (left, right) = (MIDDLES[n] for n in divmod(attempt, len(MIDDLES)))
    if mirrored:
        frame, left, right = frame[:, ::-1], 1 - right, 1 - left
    whole = 1 - 2 * EDGE
    width, height = (right - left) / whole, (bottom - top) / whole
    return frame, (width, (left + right) / 2, height, (top + bottom) / 2)


# Bars and frames


def _inside_bars(grey: Floats) -> Floats | None:
    """What is left of a picture without bars of one colour at its sides, as a screenshot of a photo
    has them; None where there are none."""
    top, bottom = _bars(grey)
    left, right = _bars(grey[top : len(grey) - bottom].T)
    high, wide = grey.shape
    inside = grey[top : high - bottom, left : wide - right]
    thin = max(top, bottom) < 0.02 * high and max(left, right) < 0.02 * wide
    return None if thin or min(inside.shape) < FINE // 2 else inside


def _bars(grey: Floats) -> tuple[int, int]:
    """How many rows above and below are of one colour, but for a few letters."""
    above, below = _bar(grey), _bar(grey[::-1])
    return (above, below) if above + below < len(grey) else (0, 0)


def _bar(rows: Floats) -> int:
    colour = np.partition(rows[0], len(rows[0]) // 2)[len(rows[0]) // 2]
    if np.count_nonzero(np.abs(rows[0] - colour) < 3) <= 0.75 * rows.shape[1]:
        return 0
    uniform = np.count_nonzero(np.abs(rows - colour) < 3, axis=1) > 0.75 * rows.shape[1]
    return len(rows) if uniform.all() else int(np.argmin(uniform))
