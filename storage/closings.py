"""Closings and what reporters said to them: the present one of a report, what is due, the sums."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import columns, run
from storage.tables import Closing, Report

MOOD = ("good", "fair", "bad")


@dataclass(frozen=True, slots=True)
class Words:
    """What became of the closings of a ward in a period, its reporters' own ones left out."""

    closings: int
    asked: int
    good: int
    fair: int
    bad: int
    by_reporter: int
    by_recheck: int
    by_silence: int
    reopened: int

    @property
    def answered(self) -> int:
        return self.good + self.fair + self.bad

    @property
    def confirmed(self) -> int:
        return self.by_reporter + self.by_recheck + self.by_silence

    def __add__(self, other: "Words") -> "Words":
        return Words(*map(sum, zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True, slots=True)
class Rated:
    """What a reporter said to a ward's closing."""

    mood: str
    at: datetime
    ward_id: int
    event_id: int


NONE = Words(0, 0, 0, 0, 0, 0, 0, 0, 0)


async def present(session: AsyncSession, report_id: int) -> Closing | None:
    """The closing that holds for a report."""
    found = await session.exec(
        select(Closing)
        .where(Closing.report_id == report_id, col(Closing.ended_at).is_(None))
        .order_by(col(Closing.id).desc())
    )
    return found.first()


async def of_event(session: AsyncSession, event_id: int) -> Closing | None:
    """The closing that an event made."""
    return (await session.exec(select(Closing).where(Closing.event_id == event_id))).first()


async def unanswered(
    session: AsyncSession, since: datetime, until: datetime, limit: int = 500
) -> Sequence[tuple[Closing, Report]]:
    """Closings of [since, until) whose reporter was asked, has not answered and was not reminded
    yet, with their reports; one reporter's together."""
    found = await session.exec(
        select(Closing, Report)
        .join(Report, col(Report.id) == col(Closing.report_id))
        .where(
            Closing.mood == "",
            col(Closing.reminded_at).is_(None),
            col(Closing.ended_at).is_(None),
            col(Closing.asked_at).is_not(None),
            col(Closing.at) >= since,
            col(Closing.at) < until,
        )
        .order_by(col(Report.person_id), col(Closing.id))
        .limit(limit)
    )
    return found.all()


async def words(session: AsyncSession, start: datetime, end: datetime) -> dict[int, Words]:
    """What became of all closings in [start, end) that nobody took back, by ward."""
    holds = col(Closing.ended_at).is_(None)

    def total(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    found = await session.exec(
        select(  # type: ignore[call-overload]
            Closing.ward_id,
            func.count(),
            total(col(Closing.asked_at).is_not(None)),
            *(total(Closing.mood == mood) for mood in MOOD),
            *(
                total((col(Closing.confirmed_by) == by) & holds)
                for by in ("reporter", "recheck", "silence")
            ),
            total(~holds),
        )
        .where(
            col(Closing.at) >= start,
            col(Closing.at) < end,
            col(Closing.undone).is_(False),
            col(Closing.own).is_(False),
        )
        .group_by(Closing.ward_id)
    )
    return {ward_id: Words(*map(int, counts)) for ward_id, *counts in found}


async def moods(session: AsyncSession, report_ids: Collection[int]) -> dict[int, list[Rated]]:
    """What was said to closings of some reports that nobody took back, in order."""
    c = columns(Closing)
    found: dict[int, list[Rated]] = defaultdict(list)
    for row in await run(
        session,
        select_columns(c.report_id, c.mood, c.rated_at, c.ward_id, c.event_id)
        .where(c.report_id.in_(report_ids), c.mood != "", c.undone.is_(False), c.own.is_(False))
        .order_by(c.id),
    ):
        found[row.report_id].append(Rated(row.mood, row.rated_at, row.ward_id, row.event_id))
    return found
