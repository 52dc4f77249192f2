"""How many reports of somebody count, and on which days."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import UtcTime, columns, run
from storage.reports import NOT_COUNTED
from storage.tables import Report

_BELIEVED = (columns(Report).state != "noted") | columns(Report).believed_at.is_not(None)
_SORTS = (
    select_columns(columns(Report).sort, func.count().label("count"))
    .where(
        _BELIEVED,
        columns(Report).doubt == "",
        columns(Report).unit_id == bindparam("unit_id"),
        columns(Report).created_at >= bindparam("start", type_=UtcTime),
        columns(Report).created_at < bindparam("end", type_=UtcTime),
        columns(Report).state.not_in(NOT_COUNTED),
    )
    .group_by(columns(Report).sort)
)
_TIMES = (
    select_columns(columns(Report).created_at)
    .where(
        columns(Report).person_id == bindparam("person_id"),
        columns(Report).created_at >= bindparam("start", type_=UtcTime),
        columns(Report).created_at < bindparam("end", type_=UtcTime),
        columns(Report).state.not_in(NOT_COUNTED),
    )
    .order_by(columns(Report).created_at)
)


async def count_valid(session: AsyncSession, start: datetime, end: datetime, person_id: int) -> int:
    """Reports of a person in [start, end) that count."""
    query = select(func.count()).where(
        col(Report.created_at) >= start,
        col(Report.created_at) < end,
        col(Report.state).not_in(NOT_COUNTED),
        Report.person_id == person_id,
    )
    return (await session.exec(query)).one()


async def times_of(
    session: AsyncSession, person_id: int, start: datetime, end: datetime
) -> Sequence[datetime]:
    """When a person sent in [start, end) what counts."""
    params = {"person_id": person_id, "start": start, "end": end}
    found: Sequence[datetime] = (await run(session, _TIMES, params)).scalars().all()
    return found


async def count_sorts(
    session: AsyncSession, unit_id: int, start: datetime, end: datetime
) -> Counter[str]:
    """How many reports of a branch in [start, end) count, by sort."""
    params = {"unit_id": unit_id, "start": start, "end": end}
    return Counter({row.sort: row.count for row in await run(session, _SORTS, params)})


async def count_new(session: AsyncSession, person_id: int, since: datetime) -> int:
    """A person's problems of a time on that nobody has decided about."""
    query = select(func.count()).where(
        Report.person_id == person_id,
        col(Report.created_at) >= since,
        Report.state == "new",
        Report.sort == "problem",
    )
    return (await session.exec(query)).one()


async def days_of(
    session: AsyncSession, person_id: int, since: datetime, zone: ZoneInfo
) -> set[date]:
    """The local days on which a person sent something that counts."""
    query = select(Report.created_at).where(
        Report.person_id == person_id,
        col(Report.created_at) >= since,
        col(Report.state).not_in(NOT_COUNTED),
    )
    return {moment.astimezone(zone).date() for moment in await session.exec(query)}
