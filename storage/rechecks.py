"""Re-checks: draws, their pools, what still waits for somebody, who may be asked, the scores."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, exists, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import (
    Account,
    Chat,
    Closing,
    Draw,
    Event,
    Grant,
    Person,
    Recheck,
    Report,
    Visit,
)

CLOSED = ("resolved", "confirmed")
OPEN = col(Recheck.ended_at).is_(None)


@dataclass(frozen=True, slots=True)
class Checked:
    """What re-checks found of the closings of a ward."""

    done: int
    false: int
    unclear: int

    @property
    def confirmed(self) -> float | None:
        """The share of what could be told that is done as its ward said."""
        told = self.done + self.false
        return self.done / told if told else None


async def draw_of(session: AsyncSession, first_day: date) -> Draw | None:
    """The draw of the week that begins on a day."""
    return (await session.exec(select(Draw).where(Draw.first_day == first_day))).first()


async def undrawn(session: AsyncSession, last: date) -> Sequence[Draw]:
    """The draws still to be made of weeks that began on a day or before, the oldest first; nobody
    else makes them meanwhile."""
    query = select(Draw).where(col(Draw.drawn_at).is_(None), Draw.first_day <= last)
    return (await session.exec(query.order_by(col(Draw.first_day)).with_for_update())).all()


async def draw_named(session: AsyncSession, week: str) -> Draw | None:
    return (await session.exec(select(Draw).where(Draw.week == week))).first()


async def draws(session: AsyncSession, limit: int = 60) -> Sequence[Draw]:
    """The latest draws, also those that are still to come."""
    query = select(Draw).order_by(col(Draw.first_day).desc()).limit(limit)
    return (await session.exec(query)).all()


async def closed_in(session: AsyncSession, start: datetime, end: datetime) -> Sequence[Closing]:
    """The closings of [start, end) that still hold and were not drawn: where the rules let weeks
    begin on another day, two of them may share some days."""
    found = await session.exec(
        select(Closing)
        .join(Report, col(Report.id) == col(Closing.report_id))
        .where(
            col(Closing.at) >= start,
            col(Closing.at) < end,
            col(Closing.ended_at).is_(None),
            col(Report.state).in_(CLOSED),
            ~exists().where(col(Recheck.closing_id) == col(Closing.id)),
        )
        .order_by(col(Closing.id))
    )
    return found.all()


async def of_draw(session: AsyncSession, draw_id: int) -> Sequence[tuple[Recheck, Closing, Report]]:
    """What was drawn, with what became of it."""
    found = await session.exec(
        select(Recheck, Closing, Report)
        .join(Closing, col(Closing.id) == col(Recheck.closing_id))
        .join(Report, col(Report.id) == col(Recheck.report_id))
        .where(Recheck.draw_id == draw_id)
        .order_by(col(Recheck.id))
    )
    return found.all()


async def of_closing(session: AsyncSession, closing_id: int) -> Recheck | None:
    return (await session.exec(select(Recheck).where(Recheck.closing_id == closing_id))).first()


async def open_ones(session: AsyncSession) -> Sequence[Recheck]:
    """Re-checks without a verdict."""
    return (await session.exec(select(Recheck).where(OPEN).order_by(col(Recheck.id)))).all()


async def visits(session: AsyncSession, recheck_id: int) -> Sequence[Visit]:
    """All turns with a re-check, in their order."""
    query = select(Visit).where(Visit.recheck_id == recheck_id).order_by(col(Visit.id))
    return (await session.exec(query)).all()


async def visits_of(session: AsyncSession, person_id: int) -> list[tuple[Visit, int]]:
    """What a person is asked to look at now, each with its report."""
    found = await session.exec(
        select(Visit, Recheck.report_id)
        .join(Recheck, col(Recheck.id) == col(Visit.recheck_id))
        .where(Visit.person_id == person_id, col(Visit.ended_at).is_(None), OPEN)
        .order_by(col(Visit.id))
    )
    return [(visit, report_id) for visit, report_id in found]


async def is_judged(session: AsyncSession, recheck_id: int) -> bool:
    """Whether somebody said "not done" and the office has to decide."""
    query = select(Visit.id).where(Visit.recheck_id == recheck_id, Visit.verdict == "not")
    return (await session.exec(query)).first() is not None


async def busy(session: AsyncSession) -> set[int]:
    """People who are asked to look at something now."""
    return set(await session.exec(select(Visit.person_id).where(col(Visit.ended_at).is_(None))))


async def inspectors(session: AsyncSession) -> set[int]:
    """People who may re-check as their task."""
    return set(await session.exec(select(Grant.person_id).where(Grant.role == "inspector")))


async def officers(session: AsyncSession, ward_ids: Collection[int]) -> set[int]:
    """The officers of some wards."""
    found = select(Grant.person_id).where(Grant.role == "officer", col(Grant.ward_id).in_(ward_ids))
    return set(await session.exec(found))


async def closer(session: AsyncSession, closing: Closing) -> int | None:
    """Who closed it."""
    query = select(Event.person_id).where(Event.id == closing.event_id)
    return (await session.exec(query)).first()


async def active_members(session: AsyncSession, since: datetime) -> dict[int, int]:
    """People of branches who reported since a moment and whom the bot can write to alone, with
    their branches."""
    reachable = exists().where(
        col(Account.person_id) == col(Person.id),
        col(Chat.channel) == col(Account.channel),
        col(Chat.address) == col(Account.address),
        col(Chat.kind) == "private",
        col(Chat.active),
    )
    sent = exists().where(col(Report.person_id) == col(Person.id), col(Report.created_at) >= since)
    found = await session.exec(
        select(col(Person.id), col(Person.unit_id)).where(
            col(Person.unit_id).is_not(None), sent, reachable
        )
    )
    return {person_id: unit_id for person_id, unit_id in found if person_id and unit_id}


async def homes(session: AsyncSession, since: datetime) -> dict[int, int]:
    """The ward in which each branch reported most since a moment: it is at home there."""
    found = await session.exec(
        select(col(Report.unit_id), Report.ward_id, func.count())
        .where(col(Report.created_at) >= since, col(Report.unit_id).is_not(None))
        .group_by(col(Report.unit_id), col(Report.ward_id))
        .order_by(func.count(), col(Report.ward_id))
    )
    return {unit_id: ward_id for unit_id, ward_id, _ in found if unit_id is not None}


async def scores(session: AsyncSession, start: datetime, end: datetime) -> dict[int, Checked]:
    """What re-checks found of the closings in [start, end), by ward."""

    def total(*verdicts: str) -> Any:
        return func.sum(case((col(Recheck.verdict).in_(verdicts), 1), else_=0))

    found = await session.exec(
        select(Recheck.ward_id, total("done"), total("false"), total("unclear"))
        .join(Closing, col(Closing.id) == col(Recheck.closing_id))
        .where(col(Closing.at) >= start, col(Closing.at) < end)
        .group_by(col(Recheck.ward_id))
    )
    return {ward_id: Checked(*map(int, counts)) for ward_id, *counts in found}
