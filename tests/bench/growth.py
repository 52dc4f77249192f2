"""What look-ups and boards cost with few reports and photos stored, and with very many."""

import gc
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from PIL import Image

from handlers import alike, duplicates, figures
from handlers.likeness import FURTHEST, Look
from handlers.periods import Week, board_due
from handlers.ranking import rank_units, rank_wards
from handlers.rules import load_rules
from handlers.work import Work, World
from handlers.worktime import WorkCalendar
from storage import wards
from storage.database import Database
from storage.ward_files import from_wkb
from tests.bench import years
from tests.bench.codes import Codes
from tests.bench.databases import databases
from tests.bench.kept import table
from tests.photo_cheats import CHEATS
from tests.photo_figures import VICTIMS, look_of
from tests.street_photos import HONEST

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SIZES = (10_000, 100_000, 1_000_000)
MODELS, SOUGHT = 100, 20
"""photos that are drawn: after which the codes of all others are made, and that are looked for"""
COPIES = ("saved again at quality 30", "5 % cut off left", "mirrored", "a caption below")
TEXT = """\
One process asks a database of three years: reports of 3,000 members and 150 branches in 13 wards,
a photo of each, and the ledger that goes with them, five lines a report. What was filed in the last
days is open. The codes of the photos are spread as those of drawn streets are. Given is the middle
of many times, and in brackets what one in twenty takes longer than; growth is of the middle, from
the fewest to the most. SQLite knows nothing of how its rows are spread, as in any installation of
the bot; PostgreSQL knows what its autovacuum finds out.
"""

Action = Callable[[], Awaitable[object]]
TIMES = 5
"""how often each photo is looked for, and each board made"""


@dataclass(frozen=True)
class Photos:
    """Looks of photos that are stored, of copies of them, and of others that nobody sent before."""

    stored: Sequence[Look]
    copies: Sequence[Look]
    new: Sequence[Look]


def photos() -> Photos:
    def drawn(first: int) -> list[Image.Image]:
        found = (VICTIMS[n % len(VICTIMS)](first + n)[0] for n in range(2 * SOUGHT))
        return [image for image in found if look_of(image).kept][:SOUGHT]

    stored = drawn(700)
    copies = [CHEATS[COPIES[n % len(COPIES)]](image, Random(n)) for n, image in enumerate(stored)]
    return Photos(
        [look_of(image) for image in stored],
        [look_of(image, 75) for image in copies],
        [look_of(image) for image in drawn(900)],
    )


def models() -> Codes:
    """Codes like those of photos of all sorts, as many of each as in the set of honest ones."""
    every = [(made, n) for made, pairs in HONEST.items() for n in range(pairs)]
    chosen = every[:: max(len(every) // MODELS, 1)]
    return Codes([look_of(made(5000 + n)[0]) for made, n in chosen])


@dataclass(frozen=True)
class Cost:
    """Milliseconds: the middle, and what one in twenty takes longer than."""

    median: float
    p95: float

    def __str__(self) -> str:
        one, other = (f"{ms:.1f}" if ms < 100 else f"{ms:.0f}" for ms in (self.median, self.p95))
        return f"{one} ({other}) ms"


async def _cost(actions: Sequence[Action]) -> Cost:
    taken = []
    gc.collect()
    for action in actions:
        start = time.perf_counter()
        await action()
        taken.append((time.perf_counter() - start) * 1000)
    return Cost(statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)])


AIMS = {
    "the same photo as an earlier one": "< 5 ms",
    "a copy of one, saved again, cut, mirrored or captioned": "< 5 ms",
    "a new photo": "< 5 ms",
    "all codes read, before the first photo": "",
    "open reports of the same kind near a place": "< 5 ms",
    "weekly board of branches": "< 200 ms",
    "weekly board of wards": "< 200 ms",
    "both boards of three months": "",
    "both boards of all three years": "",
}
"""what is measured, in this order, and what it is to stay under"""


@dataclass(frozen=True)
class Found:
    """What each costs, and how many of the stored photos, the copies and the new ones are known."""

    costs: Sequence[Cost]
    known: Sequence[int]


async def measure(database_url: str, count: int, photos: Photos) -> Found:
    db = Database(database_url)
    now = datetime.now(UTC)
    async with db.read() as session:
        wards_now = await wards.load(session, now.date())
        world = World(load_rules(), ZONE, WorkCalendar(ZONE), wards_now, Random(1))
        work = Work(session, now, world)

        async def read() -> None:
            await world.looks.load(db)
            world.looks.near(photos.new[0].wanted, FURTHEST, alike.MOST)

        reading = await _cost([read])
        costs, known = [], []
        for looks in (photos.stored, photos.copies, photos.new):
            cost, hits = await _look_ups(work, looks, count, stored=looks is photos.stored)
            costs.append(cost)
            known.append(hits)
        costs += [reading, await _cost(_places(work))]
        for board in _boards(work):
            costs.append(await _cost([board] * TIMES))
    await db.close()
    return Found(costs, known)


async def _look_ups(
    work: Work, looks: Sequence[Look], count: int, *, stored: bool
) -> tuple[Cost, int]:
    known = set()

    async def one(number: int, look: Look) -> None:
        key = years.key(years.place(number, len(looks), count)) if stored else ""
        # As it came in, without what an earlier look-up made of it.
        if await alike.earlier(work, key, replace(look)):
            known.add(number)

    actions = [partial(one, number, look) for number, look in enumerate(looks)]
    return await _cost(actions * TIMES), len(known)


def _places(work: Work) -> list[Action]:
    rng = Random(3)
    found: list[Action] = []
    for ward in rng.choices(work.world.wards.in_force, k=200):
        middle = from_wkb(ward.geometry).representative_point()
        at = rng.gauss(middle.y, years.SPREAD), rng.gauss(middle.x, years.SPREAD)
        found.append(partial(duplicates.alike, work.session, work.rules, "waste", *at))
    return found


def _boards(work: Work) -> list[Action]:
    today = work.world.day(work.now)
    _, week = board_due(work.world, work.now)

    async def of_branches() -> None:
        rank_units(await figures.unit_figures(work, week, await figures.measure(work)))

    async def of_wards() -> None:
        measured, rules = await figures.measure(work), work.world.points.versions[0]
        rank_wards(await figures.ward_figures(work, week, measured, rules))

    periods = (Week(today - timedelta(days=days), days + 1) for days in (91, years.DAYS))
    return [of_branches, of_wards, *(partial(figures.standing, work, one) for one in periods)]


async def growth() -> str:
    """The table, and how many photos were found."""
    rows, notes = [("what", *(f"{size:,}" for size in SIZES), "growth", "aim")], []
    sought, codes = photos(), models()
    with tempfile.TemporaryDirectory() as name, databases(Path(name)) as kinds:
        for kind, new in kinds.items():
            found = []
            for size in SIZES:
                url, start = new(), time.perf_counter()
                await years.fill(url, size, codes, sought.stored)
                print(f"{kind}: {size:,} in {time.perf_counter() - start:.0f} s", flush=True)
                found.append(await measure(url, size, sought))
            for n, (what, aim) in enumerate(AIMS.items()):
                costs = [one.costs[n] for one in found]
                times = costs[-1].median / costs[0].median
                rows.append((f"{what}, {kind}", *map(str, costs), f"× {times:.1f}", aim))
            stored, copies, others = found[-1].known
            notes.append(
                f"Known, of {SOUGHT} photos each with {SIZES[-1]:,} in {kind}: {stored} of those "
                f"stored, {copies} copies of them, {others} new ones."
            )
    return f"{TEXT}\n{table(rows)}\n\n" + "\n".join(notes)
