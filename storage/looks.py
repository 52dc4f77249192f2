"""The codes of all photos in memory, and which of them are near to the codes of a new one.

A code has 128 bits. Two that differ in few of them mostly have a part in common that is whole, so
only photos that share such a part are looked at: thousands instead of a million. Whatever is found
is a candidate and no more; rows that were rolled back or deleted are found as well.
"""

import asyncio
from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt
from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import Database, columns, run
from storage.tables import Photo, Report

Codes = npt.NDArray[np.uint64]

PARTS = range(8)
"""of eight parts of 16 bits those that are looked up: captions mostly fall on the first or last"""
VALUES = 1 << 16
MOST_ALIKE = 256
"""photos looked at that have one part in common: of a part that very many have, only the latest"""
UNSORTED = 4096
"""photos that came in lately and wait to be sorted in"""
CHUNK = 5000

_c = columns(Photo)
_CODES = (
    select_columns(_c.id, _c.dhash, _c.dhash2)
    .where(_c.id > bindparam("after"), _c.look.is_not(None))
    .order_by(_c.id)
    .limit(CHUNK)
)


class Looks:
    """Codes of photos by their ids. They are read from the database once, when first needed."""

    def __init__(self) -> None:
        self._loading = asyncio.Lock()
        self._loaded = False
        self._ids = np.zeros(1024, dtype=np.int64)
        self._codes = np.zeros((1024, 2), dtype=np.uint64)
        self._count = self._sorted = 0
        self._order: list[npt.NDArray[np.int32]] = []
        self._starts: list[npt.NDArray[np.int32]] = []

    def __len__(self) -> int:
        return self._count

    async def load(self, db: Database) -> None:
        """Know all photos of the database. It takes seconds with a million; others go on."""
        if self._loaded:
            return
        async with self._loading:
            if self._loaded:
                return
            after, rows = 0, True
            while rows:
                async with db.read() as session:
                    rows = (await run(session, _CODES, {"after": after})).all()
                if rows:
                    # An array of rows asks each of them whether it is an array: ten times the time.
                    flat = chain.from_iterable(rows)
                    found = np.fromiter(flat, np.int64, 3 * len(rows)).reshape(-1, 3)
                    self.extend(found[:, 0], found[:, 1:].copy().view(np.uint64))
                    after = int(found[-1, 0])
            self._loaded = True

    def add(self, photo_id: int, code: tuple[int, int]) -> None:
        """Know one photo more; twice is harmless."""
        signed = np.array([code], dtype=np.int64)
        self.extend(np.array([photo_id], dtype=np.int64), signed.view(np.uint64))

    def extend(self, ids: npt.NDArray[np.int64], codes: Codes) -> None:
        """Know many more."""
        count = self._count + len(ids)
        if count > len(self._ids):
            room = max(count, len(self._ids) * 5 // 4)
            self._ids = np.resize(self._ids, room)
            self._codes = np.resize(self._codes, (room, 2))
        self._ids[self._count : count] = ids
        self._codes[self._count : count] = codes
        self._count = count

    def near(self, wanted: Codes, furthest: int, most: int) -> list[int]:
        """The photos whose codes are the nearest to any of these, the nearest first."""
        if self._count - self._sorted > UNSORTED + self._sorted // 32:
            self._sort()
        found = [self._among_sorted(wanted), self._among_new(wanted)]
        rows, asked = (np.concatenate(side) for side in zip(*found, strict=True))
        # Of tens of thousands of rows, and a sum over two columns is slow: so taken and added.
        halves = np.bitwise_count(self._codes.take(rows, axis=0) ^ wanted.take(asked, axis=0))
        bits = halves[:, 0] + halves[:, 1]
        close = np.flatnonzero(bits <= furthest)
        nearest = close[np.argsort(bits[close], kind="stable")]
        return list(dict.fromkeys(self._ids[rows[nearest]].tolist()))[:most]

    def _sort(self) -> None:
        """Sort all photos by each of their parts."""
        parts = self._parts(self._codes[: self._count])
        self._order, self._starts = [], []
        for part in PARTS:
            values = np.ascontiguousarray(parts[:, part])
            order = np.argsort(values, kind="stable")
            self._order.append(order.astype(np.int32))
            counts = np.bincount(values, minlength=VALUES)
            self._starts.append(np.concatenate([[0], np.cumsum(counts)]).astype(np.int32))
        self._sorted = self._count

    @staticmethod
    def _parts(codes: Codes) -> npt.NDArray[np.uint16]:
        return np.ascontiguousarray(codes).view(np.uint16).reshape(-1, 8)

    def _among_sorted(self, wanted: Codes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """(row, number of the wanted code) of what has a part in common."""
        rows, asked = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
        parts = self._parts(wanted)
        for part, order, starts in zip(PARTS, self._order, self._starts, strict=False):
            values = parts[:, part].astype(np.int64)
            last = starts[values + 1].astype(np.int64)
            counts = np.minimum(last - starts[values], MOST_ALIKE)
            number = np.repeat(np.arange(len(wanted)), counts)
            # Counted back from the end of each run of the same value: the latest photos.
            back = np.arange(len(number)) - np.repeat(np.cumsum(counts) - counts, counts)
            rows.append(order[last[number] - 1 - back].astype(np.int64))
            asked.append(number)
        return np.concatenate(rows), np.concatenate(asked)

    def _among_new(self, wanted: Codes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The same among those that are not sorted in yet."""
        new = self._parts(self._codes[self._sorted : self._count])
        parts = self._parts(wanted)
        hit = np.zeros(len(new), dtype=bool)
        for part in PARTS:
            known = np.zeros(VALUES, dtype=bool)
            known[parts[:, part]] = True
            hit |= known[new[:, part]]
        rows = np.flatnonzero(hit)
        common = (new[rows][:, None, PARTS.start : PARTS.stop]
                  == parts[None, :, PARTS.start : PARTS.stop]).any(2)  # fmt: skip
        at, asked = np.nonzero(common)
        return rows[at] + self._sorted, asked


_ROWS = (
    select(Photo, Report)
    .outerjoin(Report, col(Report.id) == col(Photo.report_id))
    .where(col(Photo.id).in_(bindparam("ids", expanding=True)))
    .order_by(col(Photo.id))
)


async def rows(session: AsyncSession, ids: Sequence[int]) -> list[tuple[Photo, Report | None]]:
    """The photos with these ids as they stand now, earliest first, with their reports."""
    found = await session.exec(_ROWS, params={"ids": list(ids)})
    return [(photo, report) for photo, report in found]
