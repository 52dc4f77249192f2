"""What branches owe each day: since when, so that a change leaves the days before it alone."""

from collections.abc import Collection
from datetime import date

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Target


class Targets:
    """The targets of some branches, on any day."""

    def __init__(self, rows: Collection[Target]) -> None:
        self._rows = sorted(rows, key=lambda row: row.first_day)

    def on(self, day: date, unit_id: int) -> int:
        """A branch's own target, or where it has set none by then, that of all."""
        for whose in (unit_id, None):
            held = [r for r in self._rows if r.unit_id == whose and r.first_day <= day]
            if held:
                return held[-1].per_day
        return 1


async def load(session: AsyncSession, unit_ids: Collection[int] | None = None) -> Targets:
    query = select(Target)
    if unit_ids is not None:
        own = col(Target.unit_id).in_(unit_ids)
        query = query.where(own | col(Target.unit_id).is_(None))
    return Targets((await session.exec(query)).all())


async def keep(session: AsyncSession, unit_id: int | None, per_day: int, day: date) -> None:
    """Write down that a target holds from a day on, where that is news."""
    whose = Target.unit_id == unit_id if unit_id else col(Target.unit_id).is_(None)
    query = select(Target).where(whose).order_by(col(Target.first_day).desc())
    last = (await session.exec(query)).first()
    if last is not None and last.first_day >= day:
        last.per_day = per_day
    elif last is None or last.per_day != per_day:
        # What held before anybody wrote it down held from the beginning.
        first_day = day if last is not None or unit_id else date.min
        session.add(Target(unit_id=unit_id, first_day=first_day, per_day=per_day))
    await session.flush()
