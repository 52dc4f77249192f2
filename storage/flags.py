"""Flags: what about a closing or a photo a human should look at, and what waits for that."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.reports import NOT_COUNTED
from storage.tables import Flag, Report

OPEN = col(Flag.decided_at).is_(None)


async def of_closing(session: AsyncSession, closing_id: int) -> Flag | None:
    """The latest flag of a closing; of all that it had only this may be undecided."""
    query = select(Flag).where(Flag.closing_id == closing_id).order_by(col(Flag.id).desc())
    return (await session.exec(query)).first()


async def is_flagged(session: AsyncSession, report_id: int) -> bool:
    """Whether somebody still has to look at the report's closing."""
    found = await session.exec(
        select(Flag.id).where(Flag.report_id == report_id, OPEN, col(Flag.closing_id).is_not(None))
    )
    return found.first() is not None


async def waiting(
    session: AsyncSession, before: datetime, limit: int = 100
) -> Sequence[tuple[Flag, Report]]:
    """Flags that nobody was told of yet, and those of before a moment of which nobody was reminded
    yet, oldest first."""
    found = await session.exec(
        select(Flag, Report)
        .join(Report, col(Report.id) == col(Flag.report_id))
        .where(
            OPEN,
            # Whether the photo of what counts for nobody is new is nobody's question any more.
            col(Flag.closing_id).is_not(None) | col(Report.state).not_in(NOT_COUNTED),
            or_(
                col(Flag.told_at).is_(None),
                (col(Flag.at) < before) & col(Flag.reminded_at).is_(None),
            ),
        )
        .order_by(col(Flag.id))
        .limit(limit)
    )
    return found.all()
