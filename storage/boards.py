"""The figures of the boards that are no sums of the ledger: medians of time, and what is open."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import columns, run
from storage.tables import Entry, Report
from storage.tables.reports import IS_OPEN


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is open in a ward, and since when the oldest."""

    count: int
    since: datetime


async def minutes(
    session: AsyncSession, start: date, end: date, upto: int | None = None
) -> dict[int, Counter[int]]:
    """How often each ward took how many minutes of working time to close a report, on the days
    from one to another."""
    c = columns(Entry)
    count = func.sum(c.count)
    query = (
        select(c.ward_id, c.minutes, count)
        .where(c.day >= start, c.day <= end, c.ward_id.is_not(None), c.minutes.is_not(None))
        .group_by(c.ward_id, c.minutes)
        .having(count > 0)
    )
    if upto is not None:
        query = query.where(c.id <= upto)
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for ward_id, taken, times in await run(session, query):
        found[ward_id][taken] += int(times)
    return found


def median(times: Counter[int]) -> int | None:
    """The value in the middle; of two, what lies between them, rounded up."""
    if not (total := times.total()):
        return None
    middle = ((total - 1) // 2, total // 2)
    found: list[int] = []
    below = 0
    for value in sorted(times):
        below += times[value]
        found += [value] * sum(place < below for place in middle[len(found) :])
        if len(found) == 2:
            break
    return (sum(found) + 1) // 2


async def backlogs(session: AsyncSession) -> dict[int, Backlog]:
    """The open problems of all wards that have any."""
    c = columns(Report)
    query = (
        select(c.ward_id, func.count(), func.min(c.filed_at))
        .where(IS_OPEN, c.sort == "problem")
        .group_by(c.ward_id)
    )
    return {ward_id: Backlog(count, since) for ward_id, count, since in await run(session, query)}
