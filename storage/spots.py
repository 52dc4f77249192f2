"""Recurring points: what was reported near a place in the last weeks, and the points themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from geopy.distance import geodesic
from sqlalchemy import bindparam, func, select, update
from sqlmodel import col
from sqlmodel import select as select_rows
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.database import UtcTime, columns, run
from storage.near import cells
from storage.reports import NOT_COUNTED
from storage.tables import Report, Spot

_r = columns(Report)
_NEARBY = (
    select(_r.id, _r.lat, _r.lon, _r.created_at, _r.resolved_at, _r.spot_id)
    .where(
        _r.cell.in_(bindparam("cells", expanding=True)),
        _r.created_at > bindparam("since", type_=UtcTime),
        _r.kind == bindparam("kind"),
        _r.sort == "problem",
        _r.state.not_in(NOT_COUNTED),
    )
    .order_by(_r.created_at, _r.id)
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A report of a kind near a place: when it came, when it was said to be done, and whether it is
    of a recurring point."""

    id: int
    created_at: datetime
    resolved_at: datetime | None
    spot_id: int | None


async def seen_near(
    session: AsyncSession, kind: str, lat: float, lon: float, within: float, since: datetime
) -> list[Seen]:
    """What counts of a kind and lies so close, in the order in which it came."""
    params = {"cells": cells(lat, lon, within), "since": since, "kind": kind}
    found = []
    for row in await run(session, _NEARBY, params):
        if geodesic((row.lat, row.lon), (lat, lon)).meters <= within:
            found.append(Seen(row.id, row.created_at, row.resolved_at, row.spot_id))
    return found


async def spot_near(
    session: AsyncSession, kind: str, lat: float, lon: float, within: float
) -> Spot | None:
    """The nearest point of a kind that lies so close."""
    query = select_rows(Spot).where(Spot.kind == kind, col(Spot.cell).in_(cells(lat, lon, within)))
    near = [
        (geodesic((spot.lat, spot.lon), (lat, lon)).meters, spot.id or 0, spot)
        for spot in await session.exec(query)
    ]
    near = [one for one in near if one[0] <= within]
    return min(near, key=lambda one: one[:2])[2] if near else None


async def name(session: AsyncSession, spot: Spot, report_ids: Sequence[int]) -> None:
    """Make reports part of a point's history."""
    reports: Any = Report.__table__  # type: ignore[attr-defined]
    statement = update(reports).where(_r.id.in_(report_ids)).values(spot_id=spot.id)
    await run(session, statement)


async def by_code(session: AsyncSession, code: str) -> Spot | None:
    return (await session.exec(select_rows(Spot).where(Spot.code == code.upper()))).first()


async def history(session: AsyncSession, spot: Spot, limit: int = 50) -> Sequence[Report]:
    """A point's reports, newest first."""
    found = await session.exec(
        select_rows(Report)
        .where(Report.spot_id == spot.id)
        .order_by(col(Report.created_at).desc(), col(Report.id).desc())
        .limit(limit)
    )
    return found.all()


async def active(
    session: AsyncSession, since: datetime, ward_ids: Sequence[int] | None = None
) -> list[tuple[Spot, int, datetime]]:
    """Points of which something was reported since a moment, with how often and when last; the
    busiest first. Of some wards alone, where they are given."""
    found = await run(
        session,
        select(_r.spot_id, func.count(), func.max(_r.created_at))
        .where(_r.spot_id.is_not(None), _r.created_at > since, _r.state.not_in(NOT_COUNTED))
        .group_by(_r.spot_id),
    )
    counts = {row[0]: (row[1], row[2]) for row in found}
    query = select_rows(Spot).where(col(Spot.id).in_(counts))
    if ward_ids is not None:
        query = query.where(col(Spot.ward_id).in_(ward_ids))
    points = [(spot, *counts[spot.id or 0]) for spot in await session.exec(query)]
    return sorted(points, key=lambda one: (-one[1], one[0].id or 0))


async def count(session: AsyncSession, spot_id: int, since: datetime) -> int:
    """How many reports of a point count that came since a moment."""
    found = await run(
        session,
        select(func.count()).where(
            _r.spot_id == spot_id, _r.created_at > since, _r.state.not_in(NOT_COUNTED)
        ),
    )
    return int(found.scalar() or 0)
