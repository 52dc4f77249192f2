"""What fell due and was dealt with, and what is due now: the clock as a table."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, case, cast, exists, literal
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import insert_new
from storage.tables import Inbox, Occasion, Person, Report
from storage.tables.reports import IS_OPEN

MOST = 1000
"""overdue reports that are dealt with at a time; the rest follows at the next"""


async def first_time(
    session: AsyncSession, kind: str, period: str, subject: str | int, now: datetime
) -> bool:
    """Claim an occasion: True for whoever comes first, and for nobody ever after."""
    row = {"kind": kind, "period": period, "subject": str(subject), "at": now}
    return bool(await insert_new(session, Occasion, [row]))


def period(report: Report) -> str:
    """Which deadline of a report is meant: it gets a new one with each ward and by reopening."""
    return f"{report.hops}:{'again' if report.reopened_at else 'first'}"


async def overdue(
    session: AsyncSession, what: str, kind: str, before: datetime, since: datetime
) -> Sequence[Report]:
    """Open reports whose time to be accepted (``accept``) or resolved (``resolve``) was up at a
    moment, but not before another, and for which no occasion of this kind exists yet."""
    if what == "accept":
        due, waits = col(Report.accept_due), col(Report.accepted_at).is_(None)
    else:
        due, waits = col(Report.resolve_due), col(Report.id).is_not(None)
    again = case((col(Report.reopened_at).is_(None), "first"), else_="again")
    dealt_with = exists().where(
        col(Occasion.kind) == kind,
        col(Occasion.period) == cast(col(Report.hops), String) + literal(":") + again,
        col(Occasion.subject) == cast(col(Report.id), String),
    )
    found = await session.exec(
        select(Report)
        .where(IS_OPEN, due <= before, due > since, waits, ~dealt_with)
        .order_by(col(Report.id))
        .limit(MOST)
    )
    return found.all()


async def nudged(session: AsyncSession) -> Sequence[Person]:
    """People who asked to be reminded in private."""
    return (await session.exec(select(Person).where(col(Person.nudge)))).all()


async def prune(session: AsyncSession, before: datetime) -> int:
    """Forget updates that were handled before a moment; how many."""
    old = delete(Inbox).where(col(Inbox.done_at) < before)
    return (await session.exec(old)).rowcount
