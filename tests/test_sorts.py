"""Sorts of reports: what is wrong, what was found clean, and what its reporter put right."""

from __future__ import annotations

from datetime import UTC, timedelta
from pathlib import Path

from sqlmodel import col, select

from bot import stores
from storage import boards
from storage.tables import Report
from tests.installation import MORNING, fill, settings_for


async def test_only_problems_are_on_the_boards_of_wards_and_all_sorts_fulfil_the_day(
    database_url: str, tmp_path: Path
) -> None:
    settings = settings_for(database_url, tmp_path)
    await fill(settings)
    start, end = MORNING.astimezone(UTC), MORNING.astimezone(UTC) + timedelta(days=1)
    async with stores.database(settings) as db:
        async with db.read() as session:
            before = await boards.ward_counts(session, start, end, end)
            days = await boards.unit_days(session, [(start, end)])
        async with db.write() as session:
            query = select(Report).where(col(Report.unit_id).is_not(None))
            found = (await session.exec(query.order_by(col(Report.id)))).all()
            counted = [r for r in found if r.state not in ("withdrawn", "duplicate")]
            counted[0].sort = "clear"
        async with db.read() as session:
            after = await boards.ward_counts(session, start, end, end)
            assert await boards.unit_days(session, [(start, end)]) == days
    received = sum(ward.received for ward in before.values())
    assert sum(ward.received for ward in after.values()) == received - 1
