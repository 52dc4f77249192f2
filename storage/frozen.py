"""Boards that were made final, and what was objected to them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import columns, create_new, run
from storage.tables import FrozenWeek, Objection


async def weeks(session: AsyncSession, most: int | None = None) -> Sequence[FrozenWeek]:
    """All of them, the newest first."""
    query = select(FrozenWeek).order_by(col(FrozenWeek.first_day).desc()).limit(most)
    return (await session.exec(query)).all()


async def days(session: AsyncSession) -> list[tuple[date, date]]:
    """The first and the last day of each."""
    c = columns(FrozenWeek)
    found = await run(session, select_columns(c.first_day, c.last_day))
    return [(row.first_day, row.last_day) for row in found]


async def find(session: AsyncSession, name: str) -> FrozenWeek | None:
    return (await session.exec(select(FrozenWeek).where(FrozenWeek.name == name))).first()


async def object_(session: AsyncSession, objection: Objection) -> bool:
    """Keep an objection; False where its message was taken already."""
    return await create_new(session, objection)


async def waiting(
    session: AsyncSession, *, unit_id: int | None = None, ward_id: int | None = None
) -> Sequence[Objection]:
    """What a branch or a ward objected to and nobody has decided, the oldest first."""
    found = await session.exec(
        select(Objection)
        .where(
            Objection.unit_id == unit_id,
            Objection.ward_id == ward_id,
            col(Objection.decided_at).is_(None),
        )
        .order_by(col(Objection.id))
        .with_for_update()
    )
    return found.all()


async def locked(session: AsyncSession, objection_id: int) -> Objection | None:
    query = select(Objection).where(Objection.id == objection_id).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).first()
