"""Reports near a place, found by the cells of a grid, so that it does not matter how many there are
elsewhere or were before."""

from collections.abc import Sequence
from math import cos, radians

from geopy.distance import geodesic
from sqlalchemy import bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Report
from storage.tables.reports import IS_OPEN

CELLS = 1000
"""cells a degree: each about a hundred metres high"""
METRES = 111_000
"""a degree of latitude, and of longitude at the equator"""

_OPEN = (
    select(Report)
    .where(IS_OPEN, col(Report.cell).in_(bindparam("cells", expanding=True)))
    .where(col(Report.sort) == "problem")
    .order_by(col(Report.id))
)


def _row(degrees: float, turn: int) -> int:
    return int((degrees + turn) * CELLS)


def cell(lat: float, lon: float) -> int:
    """The cell in which a place lies."""
    return _row(lat, 90) * 1_000_000 + _row(lon, 180)


def cells(lat: float, lon: float, within: float) -> list[int]:
    """The cells that a circle around a place may touch."""
    up = within / METRES
    along = up / max(cos(radians(lat)), 0.01)
    return [
        row * 1_000_000 + column
        for row in range(_row(lat - up, 90), _row(lat + up, 90) + 1)
        for column in range(_row(lon - along, 180), _row(lon + along, 180) + 1)
    ]


def metres(one: Report, lat: float, lon: float) -> float:
    """How far a report lies from a place."""
    return float(geodesic((one.lat, one.lon), (lat, lon)).meters)


async def open_near(
    session: AsyncSession, lat: float, lon: float, within: float
) -> Sequence[Report]:
    """Open problems in the cells around a place, oldest first: within so many metres, and some that
    are a little further away."""
    params = {"cells": cells(lat, lon, within)}
    return (await session.exec(_OPEN, params=params)).all()
