"""The figures of the boards, counted by the database."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, literal
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.reports import NOT_COUNTED
from storage.tables import Event, Report, Unit


@dataclass(frozen=True, slots=True)
class UnitDays:
    """A branch in a period: reports that count on each day, and all that were sent."""

    unit_id: int
    name: str
    target: int | None
    valid: tuple[int, ...]
    sent: int


@dataclass(frozen=True, slots=True)
class WardCounts:
    """A ward's reports filed in a period. Decided are those that were acted on or fell due."""

    ward_id: int
    received: int
    accepted_in_time: int
    accept_decided: int
    closed_in_time: int
    close_decided: int
    median_hours: float | None


async def unit_days(
    session: AsyncSession, bounds: Sequence[tuple[datetime, datetime]]
) -> list[UnitDays]:
    """All branches over consecutive days given as [start, end)."""
    created = col(Report.created_at)
    day = case(*((created < end, literal(n)) for n, (_, end) in enumerate(bounds))).label("day")
    counted = case((col(Report.state).in_(NOT_COUNTED), 0), else_=1)
    found = await session.exec(
        select(col(Report.unit_id), day, func.sum(counted), func.count())
        .where(created >= bounds[0][0], created < bounds[-1][1], col(Report.unit_id).is_not(None))
        .group_by(col(Report.unit_id), day)
    )
    valid: dict[int, list[int]] = {}
    sent: dict[int, int] = {}
    for unit_id, number, count, total in found:
        assert unit_id is not None
        valid.setdefault(unit_id, [0] * len(bounds))[number] = int(count)
        sent[unit_id] = sent.get(unit_id, 0) + int(total)
    units = await session.exec(select(Unit).order_by(col(Unit.name)))
    return [
        UnitDays(
            unit.id,
            unit.name,
            unit.target,
            tuple(valid.get(unit.id, [0] * len(bounds))),
            sent.get(unit.id, 0),
        )
        for unit in units
        if unit.id is not None
    ]


async def ward_counts(
    session: AsyncSession, start: datetime, end: datetime, now: datetime
) -> dict[int, WardCounts]:
    """All wards that received problems in [start, end), by id. Withdrawn and duplicate reports are
    no work of the ward's, nor are clean streets and what reporters put right; refused ones were
    decided, and count as closed when they were in time. What was opened again was not closed in
    time by the ward that had said so, for good: not after a second closing, and not by passing it
    on, after which the other ward has a case of its own."""
    closed_at = func.coalesce(Report.resolved_at, Report.ended_at)
    taken_at = func.coalesce(Report.accepted_at, Report.resolved_at, Report.ended_at)
    # Deadlines begin anew at a reopening and at a passing, so the later of both was the last.
    again = col(Report.reopened_at).is_not(None) & (col(Report.reopened_at) >= Report.filed_at)
    in_week = (
        col(Report.created_at) >= start,
        col(Report.created_at) < end,
        col(Report.sort) == "problem",
        col(Report.state).not_in(("withdrawn", "duplicate")),
    )

    def total(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    found = await session.exec(
        select(  # type: ignore[call-overload]
            Report.ward_id,
            func.count(),
            total(taken_at <= Report.accept_due),
            total((taken_at.is_not(None)) | (col(Report.accept_due) < now)),
            total((closed_at <= Report.resolve_due) & ~again),
            total(closed_at.is_not(None) | again | (col(Report.resolve_due) < now)),
        )
        .where(*in_week)
        .group_by(Report.ward_id)
    )
    medians = await _median_hours(session, in_week)
    counts = {
        ward_id: WardCounts(
            ward_id,
            received=int(received),
            accepted_in_time=int(accepted or 0),
            accept_decided=int(accept_decided or 0),
            closed_in_time=int(closed or 0),
            close_decided=int(close_decided or 0),
            median_hours=medians.get(ward_id),
        )
        for ward_id, received, accepted, accept_decided, closed, close_decided in found
    }
    for ward_id, more in (await _opened_again_and_passed(session, in_week)).items():
        known = counts.get(ward_id) or WardCounts(ward_id, 0, 0, 0, 0, 0, None)
        counts[ward_id] = replace(
            known, received=known.received + more, close_decided=known.close_decided + more
        )
    return counts


async def _opened_again_and_passed(
    session: AsyncSession, conditions: Sequence[Any]
) -> Counter[int]:
    """How many reports each ward had closed, got back and passed on: no other row says so."""
    found = await session.exec(
        select(Event.data)
        .join(Report, col(Report.id) == col(Event.report_id))
        .where(*conditions, Event.kind == "reopened", col(Report.reopened_at) < Report.filed_at)
    )
    return Counter(data["ward"] for data in found if "ward" in data)


async def _median_hours(session: AsyncSession, conditions: Sequence[object]) -> dict[int, float]:
    """The median of working hours to resolution by ward, found by rank because SQLite knows no
    percentile."""
    order = {"partition_by": Report.ward_id, "order_by": (col(Report.hours), col(Report.id))}
    ranked = (
        select(
            Report.ward_id,
            Report.hours,
            func.row_number().over(**order).label("rank"),  # type: ignore[arg-type]
            func.count().over(partition_by=Report.ward_id).label("total"),  # type: ignore[arg-type]
        )
        .where(*conditions, col(Report.hours).is_not(None))  # type: ignore[arg-type]
        .subquery()
    )
    middle = (ranked.c.rank * 2 >= ranked.c.total) & (ranked.c.rank * 2 <= ranked.c.total + 2)
    found = await session.exec(
        select(ranked.c.ward_id, func.avg(ranked.c.hours)).where(middle).group_by(ranked.c.ward_id)
    )
    return {ward_id: float(hours) for ward_id, hours in found}
