"""Bookkeeping: what is missing in the ledger is written, and what should not stand is countered."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from handlers.periods import open_day
from handlers.points import Version
from handlers.scoring import Line
from handlers.work import Work
from storage import frozen, ledger

SAME = ("rule", "about", "points", "unit_id", "ward_id", "person_id", "minutes")
"""what two lines have in common where they say the same"""


@dataclass
class Book:
    """The part of the ledger that is open in a transaction: what it says of some reports, and what
    is to be added."""

    work: Work
    _frozen: list[tuple[date, date]]
    _rows: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    _new: list[dict[str, Any]] = field(default_factory=list)
    _used: dict[date, date] = field(default_factory=dict)

    @classmethod
    async def opened(cls, work: Work) -> "Book":
        return cls(work, await frozen.days(work.session))

    async def read(self, report_ids: Collection[int]) -> None:
        """Read all lines about some reports."""
        for row in await ledger.entries(self.work.session, report_ids):
            self._rows[row.report_id].append(row)

    def about(self, report_id: int, rules: Collection[str], *, others: bool = False) -> list[Any]:
        """The lines about a report that follow one of these rules, or none of them."""
        return [row for row in self._rows[report_id] if (row.rule in rules) != others]

    def set(
        self,
        key: str,
        lines: Sequence[Line],
        rows: Sequence[Any],
        version: Version,
        report_id: int | None = None,
    ) -> bool:
        """Let these lines stand and no others, of all that were ever written about something;
        whether that is news."""
        gone = {row.counters for row in rows}
        missing = list(lines)
        wrong = []
        for row in rows:
            if row.counters is None and row.id not in gone:
                line = next((one for one in missing if _same(row, one)), None)
                if line is None:
                    wrong.append(row)
                else:
                    missing.remove(line)
        for row in wrong:
            self._counter(row)
        numbers = Counter(row.rule for row in rows if row.counters is None)
        for line in missing:
            self.add(f"{key}:{line.rule}:{numbers[line.rule]}", line, version, report_id)
            numbers[line.rule] += 1
        return bool(wrong or missing)

    def add(
        self,
        key: str,
        line: Line,
        version: Version,
        report_id: int | None = None,
        *,
        count: int = 1,
        reason: str = "",
    ) -> date:
        """Write a line under a key that no other has; the day that it counts on."""
        first_day, day = version.first_day, self._open(line.about)
        self._used[first_day] = max(line.about, self._used.get(first_day, line.about))
        self._new.append(
            {
                **{name: getattr(line, name) for name in SAME},
                "key": key,
                "version": first_day,
                "count": count,
                "report_id": report_id,
                "event_id": line.event_id,
                "counters": None,
                "day": day,
                "reason": reason,
                "at": self.work.now,
            }
        )
        return day

    def _counter(self, row: Any) -> None:
        back = {
            "key": f"counter:{row.id}",
            "counters": row.id,
            "count": -row.count,
            "points": -row.points,
            "day": self._open(row.day),
            "at": self.work.now,
        }
        kept = {name: value for name, value in row._mapping.items() if name != "id"}
        self._new.append(kept | back)

    def _open(self, day: date) -> date:
        """The day on which something counts: what is final does not move."""
        return open_day(day, self.work.world.day(self.work.now), self._frozen)

    async def write(self) -> None:
        """Write what is new so far."""
        await ledger.write(self.work.session, self._new)
        self._new.clear()

    async def close(self) -> None:
        """Write what is new, and keep the rules that it follows."""
        await self.write()
        points = self.work.world.points
        for first_day, last_day in self._used.items():
            body, sha256 = points.bodies[first_day], points.sha256(first_day)
            await ledger.use_version(
                self.work.session, first_day, body, sha256, last_day, self.work.now
            )


def _same(row: Any, line: Line) -> bool:
    return all(getattr(row, name) == getattr(line, name) for name in SAME)
