"""The inbox: raw updates stored before they are acknowledged, handled once, parked when bad."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import UtcTime, columns, inserted, run
from storage.tables import Inbox

ATTEMPTS = 5
"""after so many failures a row is parked, so that it cannot hold up its lane for ever"""

_c = columns(Inbox)
_FINISH = (
    update(Inbox.__table__)  # type: ignore[attr-defined]
    .where(_c.id.in_(bindparam("ids", expanding=True)), _c.done_at.is_(None))
    .values(done_at=bindparam("now", type_=UtcTime), error="")
    .returning(_c.id)
)


@dataclass(frozen=True, slots=True)
class Raw:
    """An update as its channel received it."""

    event_id: str
    lane: str
    body: str
    channel: str = ""
    """whose lane that is, where it is not the source's own"""


async def store(
    session: AsyncSession, source: str, updates: Sequence[Raw], now: datetime
) -> list[tuple[int, str, str]]:
    """Store what is new; (id, lane, event id) of the rows that were not known yet."""
    rows = [
        {
            "source": source,
            "event_id": raw.event_id,
            "lane": f"{raw.channel or source}:{raw.lane}",
            "body": raw.body,
            "received_at": now,
            "attempts": 0,
            "error": "",
        }
        for raw in updates
    ]
    found = await inserted(session, Inbox, rows, "id", "lane", "event_id")
    return [(id_, lane, event) for id_, lane, event in found]


async def undone(session: AsyncSession) -> list[tuple[int, str]]:
    """(id, lane) of all rows that still wait, oldest first."""
    found = await session.exec(
        select(Inbox.id, Inbox.lane)
        .where(col(Inbox.done_at).is_(None), col(Inbox.parked_at).is_(None))
        .order_by(col(Inbox.id))
    )
    return [(id_, lane) for id_, lane in found if id_ is not None]


async def finish(session: AsyncSession, ids: Sequence[int], now: datetime) -> Collection[int]:
    """Mark rows done; the ids of those that were not done already (for no other one may the caller
    write anything)."""
    result = await run(session, _FINISH, {"ids": ids, "now": now})
    return set(result.scalars())


async def fail(session: AsyncSession, row_id: int, error: str, now: datetime) -> bool:
    """Count a failure; True when the row is parked because of it."""
    row = await session.get_one(Inbox, row_id)
    row.attempts += 1
    row.error = error[:2000]
    if row.attempts >= ATTEMPTS:
        row.parked_at = now
    return row.parked_at is not None


async def at(session: AsyncSession, source: str, event_id: str) -> Inbox | None:
    """The row of an update that a source stored."""
    found = await session.exec(
        select(Inbox).where(Inbox.source == source, Inbox.event_id == event_id)
    )
    return found.first()


async def newest(session: AsyncSession, source: str, most: int) -> Sequence[str]:
    """The bodies of a source's last updates, the newest first."""
    found = await session.exec(
        select(Inbox.body).where(Inbox.source == source).order_by(col(Inbox.id).desc()).limit(most)
    )
    return found.all()


async def around(session: AsyncSession, row_id: int, most: int) -> Sequence[Inbox]:
    """What came in a row's lane among so many rows before it and after it, oldest first."""
    lane = select(Inbox.lane).where(Inbox.id == row_id).scalar_subquery()
    found = await session.exec(
        select(Inbox)
        .where(col(Inbox.id).between(row_id - most, row_id + most), col(Inbox.lane) == lane)
        .order_by(col(Inbox.id))
    )
    return found.all()


async def park(session: AsyncSession, row_id: int, error: str, now: datetime) -> None:
    """Put aside a row that no further attempt can help."""
    row = await session.get_one(Inbox, row_id)
    row.attempts += 1
    row.error = error[:2000]
    row.parked_at = now


async def backlog(session: AsyncSession) -> tuple[int, datetime | None, int]:
    """How many rows wait, since when the oldest does, and how many are parked."""
    waiting = await session.exec(
        select(func.count(), func.min(col(Inbox.received_at))).where(
            col(Inbox.done_at).is_(None), col(Inbox.parked_at).is_(None)
        )
    )
    count, oldest = waiting.one()
    parked = await session.exec(select(func.count()).where(col(Inbox.parked_at).is_not(None)))
    return count, oldest, parked.one()
