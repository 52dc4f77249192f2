"""Pieces measured by themselves: ward look-up, weekly board, pictures."""

import os
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from handlers import boards
from handlers.figures import Standing, standing
from handlers.periods import Week, board_due, week_of
from handlers.pictures.board import draw_board
from handlers.points import load_points
from handlers.ranking import Ranked, UnitFigures
from handlers.rules import load_rules
from handlers.work import Work, World
from handlers.worktime import WorkCalendar
from storage import wards
from storage.database import Database
from storage.trial_map import trial_wards
from storage.ward_files import read_geojson
from storage.ward_map import WardArea, WardMap

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LONG = "Liên chi đoàn Trường Cao đẳng Lương thực Thực phẩm và Công nghệ Sinh học"


def _median(action: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def look_up() -> tuple[int, float]:
    """Wards in the map, and microseconds of a look-up. Real boundaries are used where they lie
    (WARD_SAMPLES), the trial map elsewhere."""
    sample = Path(os.environ.get("WARD_SAMPLES", "../shared/wards")) / (
        "da_nang_2025-07_simplified.geojson"
    )
    new = read_geojson(sample.read_bytes()) if sample.exists() else trial_wards()
    areas = [WardArea(n, ward.code, ward.name, ward.geometry) for n, ward in enumerate(new)]
    found = WardMap(areas)
    rng = Random(5)
    points = []
    for _ in range(2000):
        centre = rng.choice(areas).geometry.representative_point()
        points.append((centre.y + rng.uniform(-0.01, 0.01), centre.x + rng.uniform(-0.01, 0.01)))

    def all_points() -> None:
        for lat, lon in points:
            found.at(lat, lon)

    return len(areas), _median(all_points, 5) / len(points) * 1e6


async def _median_async(action: Callable[[], Awaitable[object]], times: int) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        await action()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


async def board(database_url: str) -> tuple[float, float]:
    """Milliseconds of last week's two boards, and of a week that holds every stored report."""
    db = Database(database_url)
    rules = load_rules()
    now = datetime.now(UTC)
    async with db.read() as session:
        known = await wards.load(session, now.date())
        world = World(rules, ZONE, WorkCalendar(ZONE), known, Random(1))
        work = Work(session, now, world)
        _, week = board_due(world, now)
        year = Week(now.date() - timedelta(days=366), 367)
        last = await _median_async(lambda: standing(work, week), 5)
        all_of_it = await _median_async(lambda: standing(work, year), 3)
    await db.close()
    return last * 1000, all_of_it * 1000


def picture() -> tuple[float, float]:
    """Milliseconds to draw the board of 13 and of 100 branches with long names."""
    times = []
    for count in (13, 100):
        ranked = [
            Ranked(n + 1, UnitFigures(n, f"{LONG} {n}", 7 - n % 8, 7, 9050 - 100 * n, 90, 95, 2))
            for n in range(count)
        ]
        week = week_of(datetime.now(UTC).date(), 0)
        drawn = boards.unit_picture(Standing(week, load_points().versions[0], ranked, []), "vi")
        times.append(_median(lambda drawn=drawn: draw_board(drawn), 3) * 1000)  # type: ignore[misc]
    return times[0], times[1]
