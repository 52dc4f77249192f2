"""One photo laid over another's thumbnail: are they the same picture, moved, stretched, written on?

What is compared is detail, block by block, after the photo was moved until it lies as exactly as it
will. A copy agrees nearly everywhere but where something was written on it; another photo of the
same scene agrees a little less nearly everywhere.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]

FINE, KEPT = 64, 32
"""pixels a side of what comes in, and of what is kept of it"""
BLOCKS, BLOCK = 8, 4
"""blocks a side that are compared one by one, and pixels a side of each"""
FAINT = 1.2
"""levels of grey below which the texture of a block is noise, left by strong compression"""
LEAST_KEPT, LEAST_SEEN = 16, 10
"""blocks with texture without which there is nothing to tell photos apart by: of a whole photo, and
of what is left of it in a copy"""
SAME, SIMILAR = 0.97, 0.8
"""how well a block agrees with the same one, and with one of a scene that was seen again"""
LIKELY, LEAST_LIKELY = 0.5, 0.25
"""how well a block agrees at least, and in what share of them, before anything is moved: in copies
more than half do, in photos of something else mostly a tenth, and these cost nothing more so"""
LEAST_SAME, LEAST_OF_SIMILAR = 0.4, 0.75
"""shares of blocks that are the same: of all, as a caption may hide many, and of those that are at
least similar, as in another photo from the same spot many are only that"""


def shares(first: Floats, last: Floats, pixels: int) -> Floats:
    """What each pixel of a side gives to each cell that begins and ends somewhere along it."""
    at = np.arange(pixels, dtype=np.float32)
    cover = np.minimum(at + 1, last[:, None]) - np.maximum(at, first[:, None])
    cover = np.clip(cover, 0, None)
    return np.asarray(cover / cover.sum(1, keepdims=True), dtype=np.float32)


def kept_size(fine: Floats) -> Floats:
    # A mean over axes of two takes five times as long.
    rows = fine[::2] + fine[1::2]
    return np.asarray((rows[:, ::2] + rows[:, 1::2]) / 4)


def tells_enough(grey: Floats, faint: float = FAINT) -> bool:
    """Whether a thumbnail has texture enough to be told from others, and that across and down:
    stripes, such as those of a shutter, lie on any others."""
    detail = _detail(grey, np.ones_like(grey))

    def blocks(what: Floats) -> int:
        return int(np.count_nonzero(_in_blocks(what * what) > faint**2 * BLOCK**2))

    ways = detail, _slope(detail), _slope(detail.T)
    return all(blocks(way) >= LEAST_KEPT for way in ways)


def is_same(kept: Floats, fine: Floats, start: Sequence[float]) -> bool:
    """Whether a photo is the kept one, if it lies about so: ``start`` is the width and the middle
    of the kept one across, and its height and middle down, in shares of the photo's sides."""
    return _same(*_laid_over(kept, fine, np.array(start)))


def _smoothing(weights: Sequence[float]) -> Floats:
    reach = len(weights) // 2
    found = np.zeros((KEPT, KEPT), dtype=np.float32)
    for row in range(KEPT):
        for n, weight in enumerate(weights):
            if 0 <= row + n - reach < KEPT:
                found[row, row + n - reach] = weight
    return found


_NEAR, _WIDE = _smoothing([0.25, 0.5, 0.25]), _smoothing([0.2] * 5)
_ACROSS = ((np.arange(KEPT, dtype=np.float32) + 0.5) / KEPT - 0.5)[None, :]
_STEPS, _FAR_STEP, _SHORT_STEP = 8, 0.04, 0.0005


def _detail(grey: Floats, seen: Floats) -> Floats:
    """What stands out from its surroundings, where something is seen: light and haze do not."""
    shown = grey * seen
    near = _NEAR @ shown @ _NEAR.T / np.maximum(_NEAR @ seen @ _NEAR.T, 0.05)
    wide = _WIDE @ shown @ _WIDE.T / np.maximum(_WIDE @ seen @ _WIDE.T, 0.05)
    return np.asarray(seen * (near - wide), dtype=np.float32)


def _in_blocks(pixels: Floats) -> Floats:
    return np.asarray(pixels.reshape(BLOCKS, BLOCK, BLOCKS, BLOCK).sum((1, 3)))


def _seen_through(fine: Floats, at: Numbers) -> tuple[Floats, Floats]:
    """A photo as it lies under the kept one, and where it does."""
    sides, seen = [], []
    for size, middle in ((at[0], at[1]), (at[2], at[3])):
        edges = (np.linspace(-0.5, 0.5, KEPT + 1) * size + middle) * FINE
        inside = np.minimum(edges[1:], FINE) - np.maximum(edges[:-1], 0)
        seen.append(inside >= 0.6 * (edges[1:] - edges[:-1]))
        # Beyond its edge the last pixel goes on, and is not counted.
        first = np.clip(edges[:-1], 0, FINE - 0.5)
        sides.append(shares(first, np.clip(edges[1:], first + 0.25, FINE), FINE))
    across, down = sides
    moved = np.asarray(down @ fine @ across.T, dtype=np.float32)
    return moved, np.asarray(seen[1][:, None] & seen[0][None, :], dtype=np.float32)


def _laid_over(kept: Floats, fine: Floats, at: Numbers) -> tuple[Floats, Floats, Floats]:
    """A picture moved and stretched until it lies on the kept one as well as it will: the detail
    of both, and where they can be compared."""
    for step in range(_STEPS + 1):
        moved, seen = _seen_through(fine, at)
        ours, theirs = _detail(kept, seen), _detail(moved, seen)
        if step == _STEPS or (step == 0 and not _may_be(ours, theirs, seen)):
            break
        trust = _trust(ours, theirs, seen)
        gain = (trust * ours * theirs).sum() / max((trust * theirs * theirs).sum(), 1e-6)
        if gain <= 0.05:
            break
        rest = ours - gain * theirs
        across = _slope(theirs.T).T * (KEPT / 2 / at[0])
        down = _slope(theirs) * (KEPT / 2 / at[2])
        ways = gain * np.stack([across * _ACROSS, across, down * _ACROSS.T, down]).reshape(4, -1)
        weighed = ways * trust.ravel()
        both = weighed @ ways.T
        both += np.eye(4) * (np.trace(both) * 1e-4 + 1e-6)
        change = np.linalg.solve(both, weighed @ rest.ravel())
        longest = float(np.abs(change).max())
        at = at + change * min(1.0, _FAR_STEP / max(longest, 1e-9))
        at[[0, 2]] = np.clip(at[[0, 2]], 0.5, 2)
        if longest < _SHORT_STEP:
            break
    return ours, theirs, seen


def _slope(rows: Floats) -> Floats:
    padded = np.concatenate([rows[:1], rows, rows[-1:]])
    return np.asarray(padded[2:] - padded[:-2])


def _trust(ours: Floats, theirs: Floats, seen: Floats) -> Floats:
    """How far each pixel counts for laying over: little where a caption may have come between."""
    gain = (ours * theirs).sum() / max((theirs * theirs).sum(), 1e-6)
    rest = ours - gain * theirs
    usual = 1.4826 * float(np.median(np.abs(rest[seen > 0]))) if seen.any() else 0.0
    pixels = seen / (1 + (rest / (2 * usual + 1e-3)) ** 2)
    blocks = np.clip(_agreement(ours, theirs), 0.05, 1) ** 4
    return np.asarray(pixels * blocks.repeat(BLOCK, 0).repeat(BLOCK, 1), dtype=np.float32)


def _agreement(ours: Floats, theirs: Floats) -> Floats:
    """How the details of each block agree: 1 the same, 0 nothing to do with each other."""
    both = _in_blocks(ours * ours) * _in_blocks(theirs * theirs)
    return np.asarray(_in_blocks(ours * theirs) / np.sqrt(both + 1e-3))


def _told(ours: Floats, theirs: Floats, seen: Floats) -> Floats:
    """How the blocks agree in which there is something to tell."""
    area = BLOCK * BLOCK
    told = (_in_blocks(seen) >= 0.75 * area) & (_in_blocks(ours * ours) > FAINT**2 * area)
    return np.asarray(_agreement(ours, theirs)[told])


def _may_be(ours: Floats, theirs: Floats, seen: Floats) -> bool:
    agreed = _told(ours, theirs, seen)
    return int(np.count_nonzero(agreed >= LIKELY)) >= LEAST_LIKELY * agreed.size


def _same(ours: Floats, theirs: Floats, seen: Floats) -> bool:
    agreed = _told(ours, theirs, seen)
    if agreed.size < LEAST_SEEN:
        return False
    same, similar = (int(np.count_nonzero(agreed >= level)) for level in (SAME, SIMILAR))
    return same >= LEAST_SAME * agreed.size and same >= LEAST_OF_SIMILAR * similar
